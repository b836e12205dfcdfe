/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/pem.h"

#include "base/text.h"

#define DASHES    SLICE_LIT("-----")
#define BEGIN     SLICE_LIT("-----BEGIN ")
#define END       SLICE_LIT("-----END ")
#define LABEL_MAX 64u /* bytes; the longest label in use has 25 */

static bool is_space(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

static size_t count_space(cupel_slice s)
{
    size_t n = 0;
    while (n < s.n && is_space(s.p[n]))
        n++;
    return n;
}

static cupel_slice rest_after(cupel_slice s, size_t n)
{
    return slice_part(s, n, s.n - n);
}

bool pem_probe(cupel_slice in)
{
    return slice_starts(rest_after(in, count_space(in)), BEGIN);
}

cupel_slice pem_skip_prose(cupel_slice in)
{
    if (pem_probe(in))
        return in;
    size_t at = slice_find(in, SLICE_LIT("\n-----BEGIN "));
    if (at == SIZE_MAX || !slice_is_text(slice_part(in, 0, at)))
        return in;
    return rest_after(in, at + 1);
}

/* Also the one NUL at the very end, where that is allowed. */
static void skip_blank(struct cur *c, bool nul_ok)
{
    (void)cur_take(c, count_space(c->left));
    if (nul_ok && c->left.n == 1 && c->left.p[0] == 0)
        (void)cur_u8(c);
}

static void take_literal(struct cur *c, cupel_slice text)
{
    size_t n = c->left.n < text.n ? c->left.n : text.n;
    cupel_slice got = cur_take(c, n);
    if (!slice_eq(got, text))
        cur_fail(c, slice_starts(text, got) ? CUPEL_E_TRUNCATED : CUPEL_E_MALFORMED);
}

/* RFC 7468 section 3, without the hyphens inside labels that it allows and nobody uses. */
static bool is_label(cupel_slice label)
{
    if (label.n == 0 || label.n > LABEL_MAX || label.p[0] == ' ' || label.p[label.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < label.n; i++)
        if (label.p[i] < 0x20 || label.p[i] > 0x7e || label.p[i] == '-')
            return false;
    return true;
}

/* "LABEL-----"; the words before it were taken. */
static cupel_slice take_label(struct cur *c)
{
    size_t n = 0;
    while (n < c->left.n && n <= LABEL_MAX && c->left.p[n] != '-')
        n++;
    if (c->st == CUPEL_OK && n == c->left.n)
        cur_fail(c, CUPEL_E_TRUNCATED);
    cupel_slice label = cur_take(c, n);
    if (!is_label(label))
        cur_fail(c, CUPEL_E_MALFORMED);
    take_literal(c, DASHES);
    return label;
}

/* The base64 lines between the markers, each of which stands on a line of its own. */
static cupel_slice take_body(struct cur *c)
{
    size_t n = slice_find(c->left, END);
    if (n == SIZE_MAX)
        cur_fail(c, CUPEL_E_TRUNCATED);
    cupel_slice body = cur_take(c, n == SIZE_MAX ? 0 : n);
    cupel_slice head = slice_part(body, 0, count_space(body));
    if (slice_find(head, SLICE_LIT("\n")) == SIZE_MAX || body.p[body.n - 1] != '\n')
        cur_fail(c, CUPEL_E_MALFORMED);
    return body;
}

static cupel_slice decode(struct arena *a, struct cur *c, cupel_slice body)
{
    size_t n = 0;
    uint8_t *out = c->st == CUPEL_OK ? arena_alloc(a, base64_room(body.n)) : NULL;
    if (!out) {
        cur_fail(c, arena_status(a));
        return SLICE_EMPTY;
    }
    if (base64_read(body, false, true, out, &n) != CUPEL_OK || n == 0)
        cur_fail(c, CUPEL_E_MALFORMED);
    return slice_of(out, n);
}

cupel_status pem_next(struct arena *a, struct cur *c, bool nul_ok, struct pem_block *ret)
{
    skip_blank(c, nul_ok);
    CUPEL_TRY(c->st);
    if (c->left.n == 0)
        return CUPEL_E_NOT_FOUND;
    struct pem_block b = { .offset = c->at };
    take_literal(c, BEGIN);
    b.label = take_label(c);
    cupel_slice body = take_body(c);
    take_literal(c, END);
    if (!slice_eq(take_label(c), b.label))
        cur_fail(c, CUPEL_E_MALFORMED);
    size_t before = c->left.n;
    skip_blank(c, nul_ok);
    /* text on the line of the END marker; in genuine quotes the next BEGIN may stand there */
    if (c->left.n && c->left.n == before && !slice_starts(c->left, BEGIN))
        cur_fail(c, CUPEL_E_MALFORMED);
    b.der = decode(a, c, body);
    CUPEL_TRY(c->st);
    *ret = b;
    return CUPEL_OK;
}
