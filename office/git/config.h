/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/config.h: the text of a repository's configuration file as a list of items (git-config(1),
 * "Syntax"). Nothing follows from it but what is asked for: `include` names a file and stays a
 * name.
 */
#ifndef CUPEL_OFFICE_GIT_CONFIG_H
#define CUPEL_OFFICE_GIT_CONFIG_H

#include "base/arena.h"

#define CONFIG_BYTES_MAX 1048576u
#define CONFIG_ITEMS_MAX 65536u
#define CONFIG_VALUE_MAX 4096u /* bytes of a section's name, a key or a value */

struct config_item {
    const char *section;    /* lower case */
    const char *subsection; /* as written; "" without one */
    const char *key;        /* lower case */
    const char *value;      /* unquoted; "" for a key alone, which means true */
};
struct config {
    const struct config_item *items; /* in the order of the file */
    size_t n;
};
/* CUPEL_E_MALFORMED with the line in *line, CUPEL_E_LIMIT. All in @a. */
cupel_status config_parse(struct arena *a, cupel_slice text, struct config *ret, size_t *line);
/* The last value, or NULL. */
const char *config_get(const struct config *c, const char *section, const char *subsection,
                       const char *key);

#endif
