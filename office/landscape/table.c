/* SPDX-License-Identifier: Apache-2.0 */
#include "office/landscape/table.h"

#include "base/utf8.h"

struct table table_of(cupel_slice bytes, char separator)
{
    if (slice_starts(bytes, SLICE_LIT("\xef\xbb\xbf")))
        bytes = slice_part(bytes, 3, bytes.n - 3);
    return (struct table){ .left = bytes, .separator = separator, .next = 1 };
}

static bool is_text(cupel_slice s)
{
    while (s.n) {
        size_t n = utf8_length(s);
        if (n == 0 || s.p[0] == 0)
            return false;
        s = slice_part(s, n, s.n - n);
    }
    return true;
}

static uint8_t peek(const struct table *t)
{
    return t->left.n ? t->left.p[0] : 0;
}

static uint8_t next(struct table *t)
{
    uint8_t c = peek(t);
    t->left = slice_part(t->left, 1, t->left.n - 1);
    t->next += c == '\n';
    return c;
}

/* The end of a row or of the text. */
static bool at_end(const struct table *t)
{
    return t->left.n == 0 || peek(t) == '\n' ||
           (peek(t) == '\r' && (t->left.n == 1 || t->left.p[1] == '\n'));
}

static cupel_status quoted(struct table *t, uint8_t *out, size_t *n, const char **why)
{
    (void)next(t);
    for (;;) {
        if (t->left.n == 0) {
            *why = "a quote is not closed";
            return CUPEL_E_MALFORMED;
        }
        uint8_t c = next(t);
        if (c == '"' && peek(t) == '"' && t->left.n)
            (void)next(t);
        else if (c == '"')
            break;
        out[(*n)++] = c;
    }
    if (at_end(t) || peek(t) == (uint8_t)t->separator)
        return CUPEL_OK;
    *why = "text stands behind a closing quote";
    return CUPEL_E_MALFORMED;
}

/* How far a field can reach at most, so that room for it is taken once. */
static size_t room_of(const struct table *t)
{
    bool is_quoted = t->separator == ',' && peek(t) == '"', inside = false;
    for (size_t i = 0; i < t->left.n; i++) {
        uint8_t c = t->left.p[i];
        if (c == '"' && is_quoted)
            inside = !inside;
        else if (!inside && (c == '\n' || c == (uint8_t)t->separator))
            return i;
    }
    return t->left.n;
}

static cupel_status field(struct table *t, struct arena *a, const char **ret, const char **why)
{
    size_t n = 0;
    uint8_t *out = arena_alloc(a, room_of(t) + 1);
    if (!out)
        return arena_status(a);
    if (t->separator == ',' && peek(t) == '"' && t->left.n)
        CUPEL_TRY(quoted(t, out, &n, why));
    else
        while (!at_end(t) && peek(t) != (uint8_t)t->separator)
            out[n++] = next(t);
    if (!is_text(slice_of(out, n))) {
        *why = "it is no UTF-8";
        return CUPEL_E_MALFORMED;
    }
    out[n] = 0;
    *ret = (const char *)out;
    return CUPEL_OK;
}

cupel_status table_row(struct table *t, struct arena *a, const char **ret, size_t room, size_t *n,
                       const char **why)
{
    *n = 0;
    while (t->left.n && at_end(t))
        (void)next(t);
    t->line = t->next;
    while (t->left.n || *n) {
        if (*n == room) {
            *why = "it has too many fields";
            return CUPEL_E_LIMIT;
        }
        CUPEL_TRY(field(t, a, &ret[*n], why));
        (*n)++;
        if (at_end(t))
            return CUPEL_OK;
        (void)next(t);
    }
    return CUPEL_OK;
}
