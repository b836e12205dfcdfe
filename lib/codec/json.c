/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/json.h"

#include "base/cur.h"
#include "base/status.h"
#include "base/text.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

/* Up to here members are compared pair by pair; larger objects are sorted. */
#define PAIRWISE_MAX 16u

struct parser {
    struct arena *a;
    cupel_slice in;
    struct cur c;
    size_t nodes;
    struct cupel_diag *err;
};

/* Fail the cursor and say why; only the first failure counts. */
__attribute__((format(printf, 4, 5))) static void refuse(struct parser *p, size_t at,
                                                         cupel_status st, const char *why, ...)
{
    if (p->c.st != CUPEL_OK)
        return;
    char text[200];
    va_list ap;
    va_start(ap, why);
    (void)vsnprintf(text, sizeof text, why, ap);
    va_end(ap);
    cur_fail(&p->c, diag_at(p->err, st, "json", at, "%s", text));
}

/* Fail at the cursor for want of @what: the text ends, or something else stands there. */
static void refuse_here(struct parser *p, const char *what)
{
    if (p->c.left.n == 0)
        refuse(p, p->c.at, CUPEL_E_TRUNCATED, "the text ends where %s is expected", what);
    else
        refuse(p, p->c.at, CUPEL_E_MALFORMED, "%s is expected, found byte 0x%02x", what,
               p->c.left.p[0]);
}

#define NO_BYTE 256u

/* The next byte without taking it; NO_BYTE at the end and after a failure. */
static unsigned peek(const struct parser *p)
{
    return p->c.st == CUPEL_OK && p->c.left.n ? p->c.left.p[0] : NO_BYTE;
}

static bool accept(struct parser *p, char byte)
{
    if (peek(p) != (unsigned char)byte)
        return false;
    (void)cur_u8(&p->c);
    return true;
}

static void expect(struct parser *p, char byte, const char *what)
{
    if (!accept(p, byte))
        refuse_here(p, what);
}

static void skip_space(struct parser *p)
{
    size_t n = 0;
    while (n < p->c.left.n && (p->c.left.p[n] == ' ' || p->c.left.p[n] == '\n' ||
                               p->c.left.p[n] == '\r' || p->c.left.p[n] == '\t'))
        n++;
    (void)cur_take(&p->c, n);
}

/* What was read since @start. */
static cupel_slice since(const struct parser *p, size_t start)
{
    return slice_part(p->in, start, p->c.at - start);
}

/* ---- strings ---- */

static uint32_t take_hex4(struct parser *p)
{
    uint8_t unit[2] = { 0 };
    size_t start = p->c.at;
    if (p->c.st == CUPEL_OK && p->c.left.n < 4)
        refuse(p, start, CUPEL_E_TRUNCATED, "the text ends inside an escape");
    cupel_slice digits = cur_take(&p->c, 4);
    if (digits.n == 4 && hex_read_fixed(digits, unit, sizeof unit) != CUPEL_OK)
        refuse(p, start, CUPEL_E_MALFORMED, "\\u is not followed by four hex digits");
    return (uint32_t)unit[0] << 8 | unit[1];
}

/* What follows "\u": one unit, or a surrogate pair (RFC 8259 section 7). */
static uint32_t take_unicode_escape(struct parser *p, size_t start)
{
    uint32_t hi = take_hex4(p);
    if (hi < 0xd800 || hi > 0xdfff)
        return hi;
    uint32_t lo = hi < 0xdc00 && accept(p, '\\') && accept(p, 'u') ? take_hex4(p) : 0;
    if (lo < 0xdc00 || lo > 0xdfff) {
        bool cut = p->c.left.n == 0;
        refuse(p, start, cut ? CUPEL_E_TRUNCATED : CUPEL_E_MALFORMED, "a surrogate stands alone");
        return 0;
    }
    return 0x10000 + ((hi & 0x3ff) << 10) + (lo & 0x3ff);
}

/* One escape as UTF-8 into @out; how many bytes. */
static size_t take_escape(struct parser *p, uint8_t *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    size_t start = p->c.at;
    (void)cur_u8(&p->c); /* the backslash */
    if (accept(p, 'u'))
        return utf8_write(take_unicode_escape(p, start), out);
    if (p->c.left.n == 0)
        refuse_here(p, "an escape");
    uint8_t kind = cur_u8(&p->c);
    for (size_t i = 0; i + 1 < sizeof from; i++) {
        if (kind == (uint8_t)from[i]) {
            out[0] = (uint8_t)to[i];
            return 1;
        }
    }
    refuse(p, start, CUPEL_E_MALFORMED, "unknown escape in a string");
    return 0;
}

/* One character of a string as UTF-8 into @out of 4 bytes; how many, 0 after a failure. */
static size_t take_char(struct parser *p, uint8_t *out)
{
    unsigned b = peek(p);
    if (b == '\\')
        return take_escape(p, out);
    if (b < 0x20)
        refuse(p, p->c.at, CUPEL_E_MALFORMED, "a control character (0x%02x) in a string", b);
    size_t n = utf8_length(p->c.left);
    if (n == 0)
        refuse(p, p->c.at, CUPEL_E_MALFORMED, "invalid UTF-8 in a string");
    slice_copy(cur_take(&p->c, n), out, n);
    return n;
}

/* Take the printable ASCII up to the next byte that needs thought: most of every document. */
static void skip_plain(struct parser *p)
{
    size_t n = 0;
    while (n < p->c.left.n && p->c.left.p[n] >= 0x20 && p->c.left.p[n] < 0x80 &&
           p->c.left.p[n] != '"' && p->c.left.p[n] != '\\')
        n++;
    (void)cur_take(&p->c, n);
}

/* @body is a string's valid contents. No escape is shorter than the character it stands for. */
static cupel_slice decode(struct parser *p, cupel_slice body)
{
    uint8_t *out = arena_alloc(p->a, body.n);
    if (!out) {
        refuse(p, p->c.at, arena_status(p->a), "out of memory");
        return SLICE_EMPTY;
    }
    struct parser again = { .in = body, .c = cur_of(body) };
    size_t n = 0;
    while (again.c.st == CUPEL_OK && again.c.left.n) {
        uint8_t utf8[4];
        size_t k = take_char(&again, utf8);
        slice_copy(slice_of(utf8, k), &out[n], k);
        n += k;
    }
    return slice_of(out, n);
}

static cupel_slice take_string(struct parser *p)
{
    size_t start = p->c.at + 1;
    uint8_t utf8[4];
    bool escaped = false;
    (void)cur_u8(&p->c); /* the quote */
    for (skip_plain(p); p->c.st == CUPEL_OK && peek(p) != '"'; skip_plain(p)) {
        if (p->c.left.n == 0) {
            refuse_here(p, "the end of a string");
            return SLICE_EMPTY;
        }
        escaped = escaped || peek(p) == '\\';
        (void)take_char(p, utf8);
    }
    cupel_slice body = since(p, start);
    expect(p, '"', "the end of a string");
    return p->c.st == CUPEL_OK && escaped ? decode(p, body) : body;
}

/* ---- numbers and words ---- */

static bool is_digit(unsigned b)
{
    return b >= '0' && b <= '9';
}

static void take_digits(struct parser *p)
{
    if (!is_digit(peek(p)))
        refuse_here(p, "a digit");
    while (is_digit(peek(p)))
        (void)cur_u8(&p->c);
}

static void read_number(struct parser *p, struct json_node *n)
{
    size_t start = p->c.at;
    n->type = JSON_NUMBER;
    (void)accept(p, '-');
    if (!accept(p, '0'))
        take_digits(p);
    else if (is_digit(peek(p)))
        refuse(p, start, CUPEL_E_MALFORMED, "a number starts with a superfluous zero");
    if (accept(p, '.'))
        take_digits(p);
    if (accept(p, 'e') || accept(p, 'E')) {
        if (!accept(p, '+'))
            (void)accept(p, '-');
        take_digits(p);
    }
    n->text = since(p, start);
}

static void read_word(struct parser *p, struct json_node *n)
{
    static const struct {
        cupel_slice word;
        enum json_type type;
        bool truth;
    } words[] = { { SLICE_LIT("null"), JSON_NULL, false },
                  { SLICE_LIT("true"), JSON_BOOL, true },
                  { SLICE_LIT("false"), JSON_BOOL, false } };
    for (size_t i = 0; i < CUPEL_COUNT(words); i++) {
        bool cut = p->c.left.n && p->c.left.n < words[i].word.n;
        if (cut && slice_starts(words[i].word, p->c.left)) {
            (void)cur_rest(&p->c);
            refuse_here(p, "the rest of a word");
        }
        if (!slice_starts(p->c.left, words[i].word))
            continue;
        (void)cur_take(&p->c, words[i].word.n);
        n->type = words[i].type;
        n->truth = words[i].truth;
        return;
    }
    refuse_here(p, "a value");
}

/* ---- duplicate members ---- */

static bool goes_before(const struct json_node *a, const struct json_node *b)
{
    int order = slice_cmp(a->key, b->key);
    return order ? order < 0 : a->offset < b->offset;
}

static void sift_down(const struct json_node **heap, size_t n, size_t i)
{
    for (size_t kid = 2 * i + 1; kid < n; i = kid, kid = 2 * i + 1) {
        if (kid + 1 < n && goes_before(heap[kid], heap[kid + 1]))
            kid++;
        if (!goes_before(heap[i], heap[kid]))
            return;
        const struct json_node *up = heap[kid];
        heap[kid] = heap[i];
        heap[i] = up;
    }
}

/*
 * Heap sort: never worse than n log n. A hash table without a secret can be flooded by whoever
 * writes the document, and qsort() may allocate or turn quadratic.
 */
static void sort_by_key(const struct json_node **all, size_t n)
{
    for (size_t i = n / 2; i > 0; i--)
        sift_down(all, n, i - 1);
    for (size_t end = n; end > 1; end--) {
        const struct json_node *last = all[0];
        all[0] = all[end - 1];
        all[end - 1] = last;
        sift_down(all, end - 1, 0);
    }
}

static void refuse_twice(struct parser *p, const struct json_node *later)
{
    refuse(p, later->offset, CUPEL_E_MALFORMED, "the member \"%.*s\" stands twice in one object",
           (int)(later->key.n < 64 ? later->key.n : 64), (const char *)later->key.p);
}

static void check_pairwise(struct parser *p, const struct json_node *object)
{
    for (const struct json_node *b = object->child; b; b = b->next)
        for (const struct json_node *a = object->child; a != b; a = a->next)
            if (slice_eq(a->key, b->key)) {
                refuse_twice(p, b);
                return;
            }
}

/* Names are compared decoded: "a" and "\u0061" are the same member. */
static void check_unique(struct parser *p, const struct json_node *object)
{
    if (object->count <= PAIRWISE_MAX) {
        check_pairwise(p, object);
        return;
    }
    const struct json_node **all = arena_array(p->a, object->count, sizeof(struct json_node *));
    if (!all) {
        refuse(p, p->c.at, arena_status(p->a), "out of memory");
        return;
    }
    size_t n = 0;
    for (const struct json_node *m = object->child; m; m = m->next)
        all[n++] = m;
    sort_by_key(all, n);
    for (size_t i = 1; i < n; i++)
        if (slice_eq(all[i - 1]->key, all[i]->key)) {
            refuse_twice(p, all[i]);
            return;
        }
}

/* ---- values ---- */

static struct json_node *read_value(struct parser *p, struct json_node *parent, unsigned depth);

static cupel_slice take_name(struct parser *p)
{
    if (peek(p) != '"') {
        refuse_here(p, "a member name in double quotes");
        return SLICE_EMPTY;
    }
    cupel_slice name = take_string(p);
    skip_space(p);
    expect(p, ':', "a colon");
    skip_space(p);
    return name;
}

/* Members or elements up to @close; the opening bracket was taken. */
static void read_children(struct parser *p, struct json_node *box, char close, unsigned depth)
{
    const struct json_node **link = &box->child;
    skip_space(p);
    if (accept(p, close))
        return;
    do {
        skip_space(p);
        cupel_slice name = box->type == JSON_OBJECT ? take_name(p) : SLICE_EMPTY;
        struct json_node *child = read_value(p, box, depth);
        if (!child)
            return;
        child->key = name;
        *link = child;
        link = &child->next;
        box->count++;
        skip_space(p);
    } while (accept(p, ','));
    expect(p, close, close == '}' ? "a comma or }" : "a comma or ]");
}

static void read_box(struct parser *p, struct json_node *n, unsigned depth)
{
    if (depth == JSON_DEPTH_MAX) {
        refuse(p, p->c.at, CUPEL_E_LIMIT, "nested deeper than %d levels", JSON_DEPTH_MAX);
        return;
    }
    bool object = cur_u8(&p->c) == '{';
    n->type = object ? JSON_OBJECT : JSON_ARRAY;
    read_children(p, n, object ? '}' : ']', depth + 1);
    if (object && p->c.st == CUPEL_OK)
        check_unique(p, n);
}

static struct json_node *new_node(struct parser *p)
{
    if (p->nodes++ == JSON_NODES_MAX) {
        refuse(p, p->c.at, CUPEL_E_LIMIT, "more than %d values", JSON_NODES_MAX);
        return NULL;
    }
    struct json_node *n = arena_alloc(p->a, sizeof *n);
    if (!n)
        refuse(p, p->c.at, arena_status(p->a), "out of memory");
    return n;
}

/* NULL after a failure. @depth counts the boxes around this value. */
static struct json_node *read_value(struct parser *p, struct json_node *parent, unsigned depth)
{
    struct json_node *n = p->c.st == CUPEL_OK ? new_node(p) : NULL;
    if (!n)
        return NULL;
    n->parent = parent;
    n->offset = p->c.at;
    unsigned b = peek(p);
    if (b == '{' || b == '[') {
        read_box(p, n, depth);
    } else if (b == '"') {
        n->type = JSON_STRING;
        n->text = take_string(p);
    } else if (b == '-' || is_digit(b)) {
        read_number(p, n);
    } else {
        read_word(p, n);
    }
    n->raw = since(p, n->offset);
    return p->c.st == CUPEL_OK ? n : NULL;
}

cupel_status json_parse(struct arena *a, cupel_slice in, const struct json_node **ret,
                        struct cupel_diag *err)
{
    struct parser p = { .a = a, .in = in, .c = cur_of(in), .err = err };
    if (slice_starts(in, SLICE_LIT("\xef\xbb\xbf")))
        refuse(&p, 0, CUPEL_E_MALFORMED, "a byte order mark stands before the value");
    skip_space(&p);
    const struct json_node *top = read_value(&p, NULL, 0);
    skip_space(&p);
    if (p.c.left.n)
        refuse(&p, p.c.at, CUPEL_E_TRAILING, "text after the end of the value");
    CUPEL_TRY(p.c.st);
    *ret = top;
    return CUPEL_OK;
}
