/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "codec/xml.h"

#define MEMORY (64u << 20)

static void check_node(const struct xml_node *n, size_t size)
{
    FUZZ_HOLDS(n->at <= size && n->length <= size - n->at);
    FUZZ_HOLDS(n->is_text ? !n->child : n->local.n > 0);
    for (const struct xml_node *c = n->child; c; c = c->next) {
        FUZZ_HOLDS(c->parent == n && c->at >= n->at);
        FUZZ_HOLDS(!c->next || c->at + c->length == c->next->at);
        check_node(c, size); /* XML_DEPTH_MAX bounds this */
    }
}

static cupel_slice canonical(const struct xml_node *root, struct arena *a)
{
    struct buf out;
    buf_init(&out, 8u << 20);
    xml_c14n(root, NULL, &out);
    FUZZ_HOLDS(buf_status(&out) == CUPEL_OK);
    cupel_slice ret = arena_copy(a, buf_slice(&out));
    buf_clear(&out);
    return ret;
}

/* What is accepted has one canonical form, which is accepted and is its own canonical form. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    const struct xml_node *root = NULL, *again = NULL;
    struct arena a;
    arena_init(&a, MEMORY);
    if (xml_parse(&a, in, &root, NULL) == CUPEL_OK) {
        FUZZ_HOLDS(!root->is_text && !root->parent && !root->next);
        check_node(root, size);
        cupel_slice once = canonical(root, &a);
        if (once.n <= XML_MAX) {
            FUZZ_HOLDS(xml_parse(&a, once, &again, NULL) == CUPEL_OK);
            FUZZ_HOLDS(slice_eq(canonical(again, &a), once));
        }
    }
    arena_clear(&a);
    return 0;
}
