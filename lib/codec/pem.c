/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/pem.h"

#include "base/text.h"

#define BEGIN SLICE_LIT("-----BEGIN ")
#define END   SLICE_LIT("-----END ")
#define DASH  SLICE_LIT("-----")

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct cur *c)
{
    while (c->left.n && is_space(c->left.p[0]))
        (void)cur_u8(c);
}

bool pem_probe(cupel_slice in)
{
    struct cur c = cur_of(in);
    skip_space(&c);
    return slice_starts(c.left, BEGIN);
}

/* Everything up to @mark, which is taken too; fails the cursor when it is not there. */
static cupel_slice take_until(struct cur *c, cupel_slice mark)
{
    size_t n = slice_find(c->left, mark);
    if (n == SIZE_MAX) {
        cur_fail(c, CUPEL_E_MALFORMED);
        return SLICE_EMPTY;
    }
    cupel_slice out = cur_take(c, n);
    (void)cur_take(c, mark.n);
    return out;
}

/* Only white space, and with @nul_ok one NUL after it, is left. */
static bool at_end(struct cur *c, bool nul_ok)
{
    skip_space(c);
    if (nul_ok && c->left.n == 1 && c->left.p[0] == 0)
        (void)cur_u8(c);
    return c->left.n == 0;
}

cupel_status pem_next(struct arena *a, struct cur *c, bool nul_ok, struct pem_block *ret)
{
    if (at_end(c, nul_ok))
        return CUPEL_E_NOT_FOUND;
    struct pem_block b = { .offset = c->at };
    if (!slice_eq(cur_take(c, BEGIN.n), BEGIN))
        return CUPEL_E_MALFORMED;
    b.label = take_until(c, DASH);
    cupel_slice body = take_until(c, END);
    cupel_slice label = take_until(c, DASH);
    if (c->st != CUPEL_OK || b.label.n == 0 || b.label.n > 64 || !slice_eq(label, b.label))
        return CUPEL_E_MALFORMED;
    size_t n = 0;
    uint8_t *der = arena_alloc(a, base64_room(body.n));
    if (!der)
        return arena_status(a);
    if (base64_read(body, false, true, der, &n) != CUPEL_OK || n == 0)
        return CUPEL_E_MALFORMED;
    b.der = slice_of(der, n);
    *ret = b;
    return CUPEL_OK;
}
