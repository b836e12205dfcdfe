/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, with and without aliases: the tree hangs together, keys are unique, no message is
 * empty. */
#include "fuzz.h"

#include "office/text/yaml.h"

#define MEMORY   (256u << 20)
#define KEYS_MAX 64u /* of one map, that are compared with one another */

static void check_keys(const struct yaml_node *map)
{
    unsigned n = 0;
    for (const struct yaml_node *k = map->child; k && n < KEYS_MAX; k = k->next, n++) {
        FUZZ_HOLDS(k->key && k->key_line >= 1);
        FUZZ_HOLDS(yaml_find(map, k->key) == k);
        FUZZ_HOLDS(yaml_text(map, k->key) == (k->type == YAML_SCALAR ? k->text : NULL));
    }
}

static void check_node(const struct yaml_node *n, unsigned depth, size_t *left)
{
    size_t count = 0;
    bool is_open = n->type == YAML_LIST || n->type == YAML_MAP;
    FUZZ_HOLDS(depth <= YAML_DEPTH_MAX && n->line >= 1 && n->text);
    FUZZ_HOLDS(n->type == YAML_SCALAR || n->text[0] == 0);
    FUZZ_HOLDS(is_open || (n->count == 0 && !n->child));
    FUZZ_HOLDS(yaml_truth(n) == -1 || (n->type == YAML_SCALAR && !n->quoted));
    if (n->type == YAML_MAP)
        check_keys(n);
    for (const struct yaml_node *k = n->child; k; k = k->next, count++) {
        FUZZ_HOLDS(*left > 0 && k->parent == n && (k->key != NULL) == (n->type == YAML_MAP));
        --*left;
        check_node(k, depth + 1, left);
    }
    FUZZ_HOLDS(count == n->count);
}

/* Where a document reads without aliases, it is the same with them. */
static cupel_status parse(cupel_slice in, bool aliases)
{
    struct arena a;
    struct cupel_diag d = { 0 };
    const struct yaml_node *n = NULL;
    size_t left = YAML_NODES_MAX;
    arena_init(&a, MEMORY);
    cupel_status st = yaml_parse(&a, in, aliases, &n, &d);
    FUZZ_HOLDS((st == CUPEL_OK) == (n != NULL));
    FUZZ_HOLDS(d.status == st && (st == CUPEL_OK) == (d.text[0] == 0));
    if (n) {
        check_node(n, 0, &left);
        while (n->child)
            n = n->child;
        FUZZ_HOLDS(yaml_path(&a, n)[0] != 0 || n->parent);
    }
    arena_clear(&a);
    return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    bool is_plain = parse(in, false) == CUPEL_OK;
    FUZZ_HOLDS(parse(in, true) == CUPEL_OK || !is_plain);
    return 0;
}
