/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/read.h: what the readers of the three files share. */
#ifndef CUPEL_OFFICE_LANDSCAPE_READ_H
#define CUPEL_OFFICE_LANDSCAPE_READ_H

#include "office/landscape/landscape.h"

struct reading {
    struct arena *a;
    const char *file;
    bool lenient;
    struct landscape_problems *p;
};

/* Complain about @node: "categories[2].name: TEXT". */
void reading_error(struct reading *in, const struct yaml_node *node, const char *text, ...)
    __attribute__((format(printf, 3, 4)));
/* The same, but only a warning where the file is somebody else's. */
void reading_doubt(struct reading *in, const struct yaml_node *node, const char *text, ...)
    __attribute__((format(printf, 3, 4)));
/* A scalar that landscape2 takes as text; NULL with a complaint otherwise, NULL without one where
 * the node is absent or null. */
const char *reading_text(struct reading *in, const struct yaml_node *node);
/* A list of texts, at most @max. */
struct landscape_list reading_list(struct reading *in, const struct yaml_node *node, size_t max);
/* A plain scalar that YAML takes for a number or a truth value. */
bool reading_is_typed(const struct yaml_node *node);
/* Comment lines (and empty ones between them) at the top of @bytes. */
const char *reading_head(struct arena *a, cupel_slice bytes);
/* The file's tree, or NULL with a complaint. */
const struct yaml_node *reading_tree(struct reading *in, const struct landscape_file *file);

void settings_read(struct reading *in, const struct landscape_file *file,
                   struct landscape_settings *ret);
void guide_read(struct reading *in, const struct landscape_file *file, struct landscape_guide *ret);
/* Fill what follows from the items: items, by_name, ids, back pointers, counts. */
void landscape_index(struct landscape *l);

#endif
