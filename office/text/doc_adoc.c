/* SPDX-License-Identifier: Apache-2.0 */
/* AsciiDoc, as far as headings, paragraphs, items, rows, code, comments and links go. */
#include "office/text/doc_build.h"

#define MACRO_MAX 2048 /* bytes between "link:" and the end of its brackets */

struct adoc {
    struct doc_builder *b;
    struct doc_lines lines;
    struct doc_para para;
    cupel_slice fence; /* the line that ends a block of code, HTML or comment; empty outside */
    bool is_comment;   /* that block is left out */
    bool in_table;
};

/* ---- within a paragraph ---- */

static bool is_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c >= 0x80;
}

static size_t find_byte(cupel_slice s, size_t from, uint8_t c)
{
    size_t most = s.n - from < MACRO_MAX ? s.n - from : MACRO_MAX;
    size_t n = slice_find(slice_part(s, from, most), slice_of(&c, 1));
    return n == SIZE_MAX ? SIZE_MAX : from + n;
}

/* The text between brackets at @at, its first part up to a comma; bytes used, 0 without brackets.
 */
static size_t take_brackets(cupel_slice s, size_t at, cupel_slice *text)
{
    size_t end = at < s.n && s.p[at] == '[' ? find_byte(s, at, ']') : SIZE_MAX;
    if (end == SIZE_MAX)
        return 0;
    cupel_slice inner = slice_part(s, at + 1, end - at - 1);
    size_t comma = slice_find(inner, SLICE_LIT(","));
    *text = doc_trim(comma == SIZE_MAX ? inner : slice_part(inner, 0, comma));
    if (text->n > 1 && text->p[0] == '"')
        *text = slice_part(*text, 1, text->n - 2);
    return end + 1 - at;
}

static const struct {
    const char *name;
    bool is_image, has_brackets;
} macros[] = {
    { "link:", false, true },   { "xref:", false, true },     { "image::", true, true },
    { "image:", true, true },   { "https://", false, false }, { "http://", false, false },
    { "mailto:", false, true },
};

static size_t target_length(cupel_slice s)
{
    size_t n = 0;
    while (n < s.n && n < MACRO_MAX && s.p[n] > ' ' && s.p[n] != '[' && s.p[n] != ']')
        n++;
    return n;
}

/* link:target[text] and its like, and bare addresses: bytes used, or 0. */
static size_t take_macro(struct doc_builder *b, cupel_slice s, uint32_t line)
{
    for (size_t i = 0; i < CUPEL_COUNT(macros); i++) {
        cupel_slice name = slice_str(macros[i].name), text = SLICE_EMPTY;
        if (!slice_starts(s, name))
            continue;
        size_t from = macros[i].has_brackets ? name.n : 0;
        size_t end = from + target_length(slice_part(s, from, s.n - from));
        size_t brackets = take_brackets(s, end, &text);
        if (!brackets && macros[i].has_brackets)
            return 0;
        if (!brackets)
            end = doc_url_length(s, 0);
        cupel_slice target = slice_part(s, from, end - from);
        if (end == 0)
            return 0;
        if (text.n == 0 && !macros[i].is_image)
            text = target;
        if (macros[i].is_image)
            doc_add_alt(b, text);
        else
            doc_add(b, text);
        doc_add_link(b, text, target, line, macros[i].is_image);
        return end + brackets;
    }
    return 0;
}

/* <<id,text>> */
static size_t take_reference(struct doc_builder *b, cupel_slice s, uint32_t line)
{
    size_t most = s.n < MACRO_MAX ? s.n : MACRO_MAX;
    if (!slice_starts(s, SLICE_LIT("<<")))
        return 0;
    size_t end = slice_find(slice_part(s, 0, most), SLICE_LIT(">>"));
    if (end == SIZE_MAX)
        return 0;
    cupel_slice inner = slice_part(s, 2, end - 2);
    size_t comma = slice_find(inner, SLICE_LIT(","));
    cupel_slice id = comma == SIZE_MAX ? inner : slice_part(inner, 0, comma);
    cupel_slice text = comma == SIZE_MAX
                           ? inner
                           : doc_trim(slice_part(inner, comma + 1, inner.n - comma - 1));
    doc_add(b, text);
    doc_add_link(b, text, id, line, false);
    return end + 2;
}

/* *strong*, _emphasis_, `code`, #mark#: a mark with a word on one side and none on the other. */
static bool is_mark(cupel_slice s, size_t i)
{
    uint8_t c = s.p[i];
    bool before = i > 0 && is_word(s.p[i - 1]), after = i + 1 < s.n && is_word(s.p[i + 1]);
    if (c == '`')
        return true;
    return (c == '*' || c == '_' || c == '#') && before != after;
}

static void adoc_inlines(struct doc_builder *b, cupel_slice s, uint32_t line)
{
    size_t from = 0, n;
    for (size_t i = 0; i < s.n; i += n) {
        bool starts_word = i == 0 || !is_word(s.p[i - 1]);
        cupel_slice plain = slice_part(s, from, i - from), rest = slice_part(s, i, s.n - i);
        uint8_t c = s.p[i];
        n = 0;
        if ((starts_word && (c == 'l' || c == 'x' || c == 'i' || c == 'h' || c == 'm')) ||
            c == '<') {
            doc_add(b, plain);
            from = i;
            n = c == '<' ? take_reference(b, rest, line) : take_macro(b, rest, line);
        } else if (is_mark(s, i)) {
            doc_add(b, plain);
            n = 1;
        }
        from = n ? i + n : from;
        n = n ? n : 1;
        for (size_t k = i; k < i + n && k < s.n; k++)
            line += s.p[k] == '\n';
    }
    doc_add(b, slice_part(s, from, s.n - from));
}

/* ---- blocks ---- */

static size_t run_of(cupel_slice s, uint8_t c)
{
    size_t n = 0;
    while (n < s.n && s.p[n] == c)
        n++;
    return n;
}

/* "== Title", also with '#'. */
static bool take_title(struct adoc *d, cupel_slice s)
{
    size_t n = s.n ? run_of(s, s.p[0]) : 0;
    if (n == 0 || n > DOC_LEVELS || (s.p[0] != '=' && s.p[0] != '#') || n >= s.n || s.p[n] != ' ')
        return false;
    doc_para_single(&d->para, DOC_HEADING, (uint8_t)n, slice_part(s, n, s.n - n), d->lines.line);
    return true;
}

/* A line and as long an underline, give or take two. */
static bool take_underlined(struct adoc *d, cupel_slice s)
{
    static const char marks[] = "=-~^+";
    uint8_t c = 0;
    size_t n = doc_rule(doc_line_peek(&d->lines), &c);
    uint32_t number = d->lines.line;
    cupel_slice under;
    if (d->para.is_open || n < 3 || n + 2 < s.n || n > s.n + 2 || !is_word(s.p[0]))
        return false;
    size_t level = slice_find(slice_str(marks), slice_of(&c, 1));
    if (level == SIZE_MAX)
        return false;
    doc_para_single(&d->para, DOC_HEADING, (uint8_t)(level + 1), s, number);
    (void)doc_line_take(&d->lines, &under);
    return true;
}

/* ----, ...., ```, ++++ and //// hold what is no prose; ====, ____ and **** hold prose. */
static bool take_fence(struct adoc *d, cupel_slice s)
{
    uint8_t c = 0;
    size_t n = doc_rule(s, &c);
    bool is_code = (n >= 4 && (c == '-' || c == '.')) || slice_starts(s, SLICE_LIT("```"));
    if (is_code || (n >= 4 && (c == '+' || c == '/'))) {
        doc_para_end(&d->para);
        d->fence = slice_starts(s, SLICE_LIT("```")) ? SLICE_LIT("```") : s;
        d->is_comment = n >= 4 && c == '/';
        if (!d->is_comment)
            doc_para_begin(&d->para, is_code ? DOC_CODE : DOC_HTML, 0, d->lines.line + 1);
        return true;
    }
    if ((n >= 4 && (c == '=' || c == '_' || c == '*')) || slice_eq(s, SLICE_LIT("--"))) {
        doc_para_end(&d->para);
        return true;
    }
    return false;
}

static void take_in_fence(struct adoc *d, cupel_slice line)
{
    if (slice_eq(doc_trim(line), d->fence)) {
        doc_para_end(&d->para);
        d->fence = SLICE_EMPTY;
    } else if (!d->is_comment) {
        doc_para_add(&d->para, line, d->lines.line);
    }
}

/* Cells begin with '|', several in a line or one in each. */
static void add_row(struct adoc *d, cupel_slice s)
{
    struct buf row;
    size_t from = 0;
    buf_init(&row, 2 * (size_t)DOC_BYTES_MAX);
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != '|')
            continue;
        cupel_slice cell = doc_trim(slice_part(s, from, i - from));
        if (cell.n && row.n)
            buf_add_str(&row, " | ");
        buf_add(&row, cell);
        from = i + 1;
    }
    doc_para_single(&d->para, DOC_ROW, 0, buf_slice(&row), d->lines.line);
    buf_clear(&row);
}

static bool take_table_line(struct adoc *d, cupel_slice s)
{
    if (slice_eq(s, SLICE_LIT("|==="))) {
        doc_para_end(&d->para);
        d->in_table = !d->in_table;
        return true;
    }
    if (d->in_table)
        add_row(d, s);
    return d->in_table;
}

/* Lines that say something about what follows: attributes, anchors, one-line comments. */
static bool is_about(cupel_slice s)
{
    if (slice_starts(s, SLICE_LIT("//")))
        return true;
    if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
        return true;
    size_t colon = s.n > 1 && s.p[0] == ':' ? find_byte(s, 1, ':') : SIZE_MAX;
    return colon != SIZE_MAX && colon > 1 && s.p[1] > ' ' &&
           slice_find(slice_part(s, 0, colon), SLICE_LIT(" ")) == SIZE_MAX;
}

/* "* ", "** ", "- ", ". ", ".. ", "1. ": the bytes of the mark. */
static size_t bullet_length(cupel_slice s)
{
    size_t n = s.n && (s.p[0] == '*' || s.p[0] == '.') ? run_of(s, s.p[0]) : 0;
    if (n && n <= DOC_LEVELS && n < s.n && s.p[n] == ' ')
        return n + 1;
    return doc_bullet(s);
}

static void on_text(struct adoc *d, cupel_slice line)
{
    cupel_slice s = doc_trim(line);
    size_t bullet = bullet_length(s);
    uint32_t number = d->lines.line;
    if (bullet) {
        doc_para_begin(&d->para, DOC_ITEM, 0, number);
        doc_para_add(&d->para, slice_part(s, bullet, s.n - bullet), number);
    } else if (!d->para.is_open && doc_indent(line)) {
        doc_para_begin(&d->para, DOC_CODE, 0, number);
        doc_para_add(&d->para, line, number);
    } else if (!d->para.is_open && s.n > 1 && s.p[0] == '.') {
        doc_para_single(&d->para, DOC_PARAGRAPH, 0, slice_part(s, 1, s.n - 1), number);
    } else if (slice_eq(s, SLICE_LIT("+"))) {
        doc_para_end(&d->para);
    } else {
        doc_para_add(&d->para, d->para.kind == DOC_CODE ? line : s, number);
    }
}

static void adoc_line(struct adoc *d, cupel_slice line)
{
    cupel_slice s = doc_trim(line);
    if (d->fence.n)
        take_in_fence(d, line);
    else if (s.n == 0 || (is_about(s) && !slice_starts(s, SLICE_LIT("////"))))
        doc_para_end(&d->para);
    else if (!take_table_line(d, s) && !take_title(d, s) && !take_underlined(d, s) &&
             !take_fence(d, s))
        on_text(d, line);
}

void doc_read_adoc(struct doc_builder *b, cupel_slice in)
{
    struct adoc d = { .b = b, .lines = { .in = in } };
    cupel_slice line;
    doc_para_init(&d.para, b, adoc_inlines);
    while (!doc_is_full(b) && doc_line_take(&d.lines, &line))
        adoc_line(&d, line);
    doc_para_end(&d.para);
    b->is_cut |= d.lines.at < in.n;
    doc_para_clear(&d.para);
}
