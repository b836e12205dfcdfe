/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text/yaml.h: YAML as a tree of nodes that know their line, read with libyaml's events. Strict
 * where laxness hides mistakes: duplicate keys, aliases (and with them "billion laughs"), several
 * documents, custom tags and non-scalar keys are refused; depth, nodes and size are bounded.
 * Scalars stay text: whoever reads a node says what it must be.
 */
#ifndef CUPEL_OFFICE_TEXT_YAML_H
#define CUPEL_OFFICE_TEXT_YAML_H

#include "base/arena.h"

#define YAML_DEPTH_MAX 64
#define YAML_NODES_MAX 500000
#define YAML_BYTES_MAX 16777216

enum yaml_type { YAML_NULL, YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_type type;
    const char *key;  /* member name when the parent is a map; else NULL */
    const char *text; /* YAML_SCALAR: decoded; "" for the rest; never NULL */
    bool quoted;      /* the scalar stood in quotes or was a block: never null, bool or number */
    uint32_t line;    /* of the value, from 1; key_line: of the key */
    uint32_t key_line;
    size_t count;                         /* YAML_LIST, YAML_MAP: how many children */
    const struct yaml_node *child, *next; /* in order of appearance */
    const struct yaml_node *parent;
};

/*
 * One document; an empty one gives a YAML_NULL node. @aliases allows anchors and aliases (files of
 * other tools use them): an alias is then the anchored node's content again, counted against
 * YAML_NODES_MAX. @err: "line 12: the key "chairs" stands twice (first on line 3)".
 * CUPEL_E_MALFORMED for what is no YAML in UTF-8 and for duplicate keys, CUPEL_E_UNSUPPORTED for
 * what is refused though it is YAML, CUPEL_E_LIMIT for a cap, CUPEL_E_NOMEM; @ret is then
 * untouched. Nodes live in @a and borrow nothing from @in. "<<" is a key like any other.
 */
cupel_status yaml_parse(struct arena *a, cupel_slice in, bool aliases, const struct yaml_node **ret,
                        struct cupel_diag *err);
/* The member of a map, or NULL (also for NULL and for other nodes). */
const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key);
/* The text of a scalar member, or NULL when it is absent, null or no scalar. */
const char *yaml_text(const struct yaml_node *map, const char *key);
/* "a.b[2].c": where a node stands, for messages; "(top)" for the document itself. */
const char *yaml_path(struct arena *a, const struct yaml_node *node);
/* 1 or 0 for true/yes/on and false/no/off (plain, any case as YAML 1.1 has it), else -1. */
int yaml_truth(const struct yaml_node *node);

#endif
