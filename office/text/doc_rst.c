/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reStructuredText, as far as headings, paragraphs, items, rows, code, comments and links go. What
 * a directive holds is read as prose, unless the directive is known to hold code or nothing of the
 * document's own.
 */
#include "office/text/doc_build.h"

#define OPTIONS_MAX 16 /* option lines of a directive that are looked at */
#define STYLES_MAX  16 /* different underlines of one document */

enum mode { MODE_PROSE, MODE_CODE, MODE_HTML, MODE_SKIP };

struct rst {
    struct doc_builder *b;
    struct doc_lines lines;
    struct doc_para para;
    enum mode mode; /* of lines indented deeper than mode_indent */
    size_t mode_indent;
    bool code_follows; /* the paragraph ended in "::" */
    size_t para_indent;
    bool in_table;              /* between the borders of a simple table */
    uint8_t styles[STYLES_MAX]; /* heading styles in order of appearance: the character, | 0x80
                                 * with an overline */
    size_t n_styles;
};

/* ---- within a paragraph ---- */

static bool is_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c >= 0x80;
}

static size_t find_byte(cupel_slice s, size_t from, uint8_t c)
{
    size_t n = slice_find(slice_part(s, from, s.n - from), slice_of(&c, 1));
    return n == SIZE_MAX ? SIZE_MAX : from + n;
}

/* "text <target>" of a reference or role. */
static void add_reference(struct doc_builder *b, cupel_slice inner, uint32_t line)
{
    size_t open = slice_find(inner, SLICE_LIT("<"));
    cupel_slice text = inner, target = inner;
    if (open != SIZE_MAX && inner.n && inner.p[inner.n - 1] == '>') {
        text = doc_trim(slice_part(inner, 0, open));
        target = slice_part(inner, open + 1, inner.n - open - 2);
        if (text.n == 0)
            text = target;
    }
    doc_add(b, text);
    doc_add_link(b, text, target, line, false);
}

/* ``code``, `text <target>`_ or :role:`text`: bytes used, 0 when no mark closes it. */
static size_t take_backticks(struct doc_builder *b, cupel_slice s, size_t i, uint32_t line)
{
    cupel_slice rest = slice_part(s, i, s.n - i);
    if (slice_starts(rest, SLICE_LIT("``"))) {
        size_t end = slice_find(slice_part(rest, 2, rest.n - 2), SLICE_LIT("``"));
        if (end == SIZE_MAX)
            return 0;
        doc_add(b, slice_part(rest, 2, end));
        return end + 4;
    }
    size_t end = find_byte(rest, 1, '`');
    if (end == SIZE_MAX)
        return 0;
    cupel_slice inner = slice_part(rest, 1, end - 1);
    size_t after = end + 1;
    while (after < rest.n && after < end + 3 && rest.p[after] == '_')
        after++;
    bool is_role = i > 0 && s.p[i - 1] == ':';
    if (after > end + 1 || (is_role && slice_find(inner, SLICE_LIT("<")) != SIZE_MAX))
        add_reference(b, inner, line);
    else
        doc_add(b, inner);
    return after;
}

/* The length of ":name:" when a backtick follows it. */
static size_t role_length(cupel_slice s, size_t i)
{
    size_t n = i + 1;
    while (n < s.n && n - i < 40 && (is_word(s.p[n]) || s.p[n] == '-' || s.p[n] == ':'))
        n++;
    return n > i + 1 && n < s.n && s.p[n - 1] == ':' && s.p[n] == '`' ? n - i : 0;
}

/* |name|: almost always a badge. */
static size_t take_substitution(struct doc_builder *b, cupel_slice s, size_t i)
{
    size_t n = i + 1;
    while (n < s.n && n - i < 80 && s.p[n] != '|' && s.p[n] != '\n')
        n++;
    if (n >= s.n || s.p[n] != '|' || n == i + 1 || s.p[i + 1] == ' ' || s.p[n - 1] == ' ')
        return 0;
    doc_add_alt(b, slice_part(s, i + 1, n - i - 1));
    return n + 1 - i;
}

/* Emphasis, and the underscore of a one-word reference. */
static bool is_mark(cupel_slice s, size_t i)
{
    bool before = i > 0 && s.p[i - 1] > ' ', after = i + 1 < s.n && s.p[i + 1] > ' ';
    if (s.p[i] == '*')
        return before || after;
    return s.p[i] == '_' && i > 0 && is_word(s.p[i - 1]) && !(after && is_word(s.p[i + 1]));
}

/* A mark that nothing closes is looked for once: after that no more of its kind are tried. */
static void rst_inlines(struct doc_builder *b, cupel_slice s, uint32_t line)
{
    bool ticks = true;
    size_t from = 0, n;
    for (size_t i = 0; i < s.n; i += n) {
        size_t special = 0;
        cupel_slice plain = slice_part(s, from, i - from);
        n = 1;
        if (s.p[i] == '`' && ticks) {
            doc_add(b, plain);
            special = take_backticks(b, s, i, line);
            ticks = special != 0;
            plain = SLICE_EMPTY;
            from = i;
        } else if (s.p[i] == ':') {
            special = role_length(s, i);
        } else if (s.p[i] == 'h' && (n = doc_url_length(s, i)) != 0) {
            doc_add_link(b, slice_part(s, i, n), slice_part(s, i, n), line, false);
        } else if (s.p[i] == '|') {
            doc_add(b, plain);
            special = take_substitution(b, s, i);
            plain = SLICE_EMPTY;
            from = i;
        } else if (s.p[i] == '\\' || is_mark(s, i)) {
            special = 1;
        }
        n = n ? n : 1;
        if (special) {
            doc_add(b, plain);
            n = special;
            from = i + n;
        }
        for (size_t k = i; k < i + n && k < s.n; k++)
            line += s.p[k] == '\n';
    }
    doc_add(b, slice_part(s, from, s.n - from));
}

/* ---- headings ---- */

static size_t punctuation_rule(cupel_slice line, uint8_t *c)
{
    size_t n = doc_rule(line, c);
    return n && *c > ' ' && *c < 0x7f && !is_word(*c) ? n : 0;
}

static uint8_t heading_level(struct rst *r, uint8_t style)
{
    size_t i = 0;
    while (i < r->n_styles && r->styles[i] != style)
        i++;
    if (i == r->n_styles && r->n_styles < STYLES_MAX)
        r->styles[r->n_styles++] = style;
    return i < DOC_LEVELS ? (uint8_t)(i + 1) : DOC_LEVELS;
}

/* A line, then its underline. */
static bool take_underlined(struct rst *r, cupel_slice line)
{
    uint8_t c = 0;
    uint32_t number = r->lines.line;
    size_t n = punctuation_rule(doc_line_peek(&r->lines), &c), width = doc_trim(line).n;
    if (r->para.is_open || doc_indent(line) || n == 0 || (n < width && n < 4))
        return false;
    doc_para_single(&r->para, DOC_HEADING, heading_level(r, c), line, number);
    (void)doc_line_take(&r->lines, &line);
    return true;
}

/* An overline, a line, the same again below. */
static bool take_overlined(struct rst *r, cupel_slice over)
{
    struct doc_lines ahead = r->lines;
    cupel_slice title, under;
    uint8_t c = 0, d = 0;
    size_t n = punctuation_rule(over, &c);
    if (n < 3 || !doc_line_take(&ahead, &title) || doc_is_blank(title) ||
        !doc_line_take(&ahead, &under) || punctuation_rule(under, &d) != n || c != d)
        return false;
    doc_para_end(&r->para);
    doc_para_single(&r->para, DOC_HEADING, heading_level(r, c | 0x80), title, ahead.line - 1);
    r->lines = ahead;
    return true;
}

/* ---- directives ---- */

static const char *const code_directives[] = {
    "code-block", "code", "sourcecode", "parsed-literal", "literalinclude",
    "highlight",  "math", "testcode",   "doctest",        "prompt",
    "graphviz",   "uml",  "mermaid",    "console",
};
static const char *const empty_directives[] = { "toctree", "contents", "include",           "meta",
                                                "index",   "role",     "highlight-language" };

static bool is_one_of(cupel_slice name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_eq_nocase(name, slice_str(names[i])))
            return true;
    return false;
}

/* The value of the option :alt: among the lines that follow. */
static cupel_slice find_alt(const struct rst *r)
{
    struct doc_lines ahead = r->lines;
    cupel_slice line;
    for (size_t i = 0; i < OPTIONS_MAX && doc_line_take(&ahead, &line); i++) {
        cupel_slice s = doc_trim(line);
        if (!slice_starts(s, SLICE_LIT(":")))
            break;
        if (slice_starts(s, SLICE_LIT(":alt:")))
            return doc_trim(slice_part(s, 5, s.n - 5));
    }
    return SLICE_EMPTY;
}

/* The options of a directive are no text of the document. */
static void skip_options(struct rst *r)
{
    cupel_slice line = doc_line_peek(&r->lines);
    for (size_t i = 0; i < OPTIONS_MAX && doc_indent(line) > r->mode_indent &&
                       slice_starts(doc_trim(line), SLICE_LIT(":"));
         i++) {
        (void)doc_line_take(&r->lines, &line);
        line = doc_line_peek(&r->lines);
    }
}

static void on_directive(struct rst *r, cupel_slice name, cupel_slice argument)
{
    uint32_t number = r->lines.line;
    if (slice_eq(name, SLICE_LIT("image")) || slice_eq(name, SLICE_LIT("figure"))) {
        doc_add_link(r->b, find_alt(r), argument, number, true);
        skip_options(r);
    } else if (slice_eq(name, SLICE_LIT("raw"))) {
        r->mode = MODE_HTML;
        skip_options(r);
    } else if (is_one_of(name, code_directives, CUPEL_COUNT(code_directives))) {
        r->mode = MODE_CODE;
        skip_options(r);
    } else if (is_one_of(name, empty_directives, CUPEL_COUNT(empty_directives))) {
        r->mode = MODE_SKIP;
    } else {
        skip_options(r);
        if (argument.n)
            doc_para_add(&r->para, argument, number);
    }
}

/* What follows ".. ": a target, a substitution, a footnote, a directive; else a comment. */
static void on_markup(struct rst *r, cupel_slice s)
{
    size_t colons = slice_find(s, SLICE_LIT("::"));
    size_t end = slice_find(s, SLICE_LIT(": "));
    if (slice_starts(s, SLICE_LIT("_")) && end != SIZE_MAX) {
        cupel_slice name = slice_part(s, 1, end - 1);
        if (name.n > 1 && name.p[0] == '`')
            name = slice_part(name, 1, name.n - 2);
        doc_add_link(r->b, name, doc_trim(slice_part(s, end + 2, s.n - end - 2)), r->lines.line,
                     false);
    } else if (slice_starts(s, SLICE_LIT("_"))) {
        return;
    } else if (slice_starts(s, SLICE_LIT("|")) && colons != SIZE_MAX) {
        size_t bar = find_byte(s, 1, '|');
        if (bar != SIZE_MAX && slice_find(s, SLICE_LIT("image::")) != SIZE_MAX)
            doc_add_link(r->b, slice_part(s, 1, bar - 1),
                         doc_trim(slice_part(s, colons + 2, s.n - colons - 2)), r->lines.line,
                         true);
        r->mode = MODE_SKIP;
    } else if (slice_starts(s, SLICE_LIT("["))) {
        doc_para_add(&r->para, s, r->lines.line);
    } else if (colons != SIZE_MAX &&
               slice_find(slice_part(s, 0, colons), SLICE_LIT(" ")) == SIZE_MAX) {
        on_directive(r, slice_part(s, 0, colons),
                     doc_trim(slice_part(s, colons + 2, s.n - colons - 2)));
    } else {
        r->mode = MODE_SKIP;
    }
}

/* ---- tables ---- */

/* Groups of '=' between spaces: the border of a simple table. */
static bool is_simple_border(cupel_slice line)
{
    cupel_slice s = doc_trim(line);
    bool has_gap = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '=' && s.p[i] != ' ')
            return false;
        has_gap |= s.p[i] == ' ';
    }
    return has_gap;
}

/* Cells lie between @mark, or between two spaces and more. */
static void add_row(struct rst *r, cupel_slice line, bool has_bars)
{
    struct buf row;
    size_t from = 0;
    buf_init(&row, 2 * (size_t)DOC_BYTES_MAX);
    for (size_t i = 0; i <= line.n; i++) {
        bool ends = i == line.n ||
                    (has_bars ? line.p[i] == '|'
                              : line.p[i] == ' ' && i + 1 < line.n && line.p[i + 1] == ' ');
        if (!ends)
            continue;
        cupel_slice cell = doc_trim(slice_part(line, from, i - from));
        if (cell.n && row.n)
            buf_add_str(&row, " | ");
        buf_add(&row, cell);
        from = i + has_bars;
    }
    doc_para_single(&r->para, DOC_ROW, 0, buf_slice(&row), r->lines.line);
    buf_clear(&row);
}

static bool take_table_line(struct rst *r, cupel_slice line)
{
    cupel_slice s = doc_trim(line);
    if (is_simple_border(line)) {
        doc_para_end(&r->para);
        r->in_table = true;
    } else if (s.n > 3 && s.p[0] == '+' && (s.p[1] == '-' || s.p[1] == '=') &&
               s.p[s.n - 1] == '+') {
        doc_para_end(&r->para);
    } else if (s.n > 2 && s.p[0] == '|' && s.p[s.n - 1] == '|' && s.p[1] == ' ') {
        add_row(r, slice_part(s, 1, s.n - 2), true);
    } else if (r->in_table) {
        add_row(r, s, false);
    } else {
        return false;
    }
    return true;
}

/* ---- lines ---- */

/* Lines of a block that is code, HTML or a comment: those indented deeper than what opened it. */
static bool take_in_mode(struct rst *r, cupel_slice line)
{
    if (r->mode == MODE_PROSE)
        return false;
    if (!doc_is_blank(line) && doc_indent(line) <= r->mode_indent) {
        r->mode = MODE_PROSE;
        doc_para_end(&r->para);
        return false;
    }
    if (r->mode == MODE_SKIP || (doc_is_blank(line) && !r->para.is_open))
        return true;
    if (!r->para.is_open)
        doc_para_begin(&r->para, r->mode == MODE_CODE ? DOC_CODE : DOC_HTML, 0, r->lines.line);
    doc_para_add(&r->para, line, r->lines.line);
    return true;
}

static void on_blank(struct rst *r)
{
    doc_para_end(&r->para);
    /* A simple table ends at a blank line after its last border; rows may have blank lines
     * between, which then read as paragraphs. */
    r->in_table = false;
    if (r->code_follows) {
        r->mode = MODE_CODE;
        r->mode_indent = r->para_indent;
        r->code_follows = false;
    }
}

static void on_prose(struct rst *r, cupel_slice line)
{
    size_t bullet = doc_bullet(line);
    cupel_slice s = doc_trim(line);
    if (bullet)
        doc_para_begin(&r->para, DOC_ITEM, 0, r->lines.line);
    if (!r->para.is_open || bullet)
        r->para_indent = doc_indent(line);
    r->code_follows = s.n >= 2 && slice_eq(slice_part(s, s.n - 2, 2), SLICE_LIT("::"));
    if (bullet)
        s = doc_trim(slice_part(line, bullet, line.n - bullet));
    if (r->code_follows && s.n)
        s = slice_part(s, 0, s.n == 2 ? 0 : s.n - 1);
    if (s.n)
        doc_para_add(&r->para, s, r->lines.line);
}

static void rst_line(struct rst *r, cupel_slice line)
{
    cupel_slice s = doc_trim(line);
    uint8_t c = 0;
    if (take_in_mode(r, line))
        return;
    if (s.n == 0) {
        on_blank(r);
    } else if (slice_eq(s, SLICE_LIT("..")) || slice_starts(s, SLICE_LIT(".. "))) {
        doc_para_end(&r->para);
        r->mode_indent = doc_indent(line);
        if (s.n == 2)
            r->mode = doc_is_blank(doc_line_peek(&r->lines)) ? MODE_PROSE : MODE_SKIP;
        else
            on_markup(r, doc_trim(slice_part(s, 3, s.n - 3)));
    } else if (slice_starts(s, SLICE_LIT(">>> "))) {
        doc_para_begin(&r->para, DOC_CODE, 0, r->lines.line);
        doc_para_add(&r->para, line, r->lines.line);
    } else if (r->para.is_open && r->para.kind == DOC_CODE) {
        doc_para_add(&r->para, line, r->lines.line);
    } else if (take_overlined(r, line) || take_underlined(r, line) || take_table_line(r, line)) {
        return;
    } else if (punctuation_rule(line, &c) >= 4) {
        doc_para_end(&r->para);
    } else {
        on_prose(r, line);
    }
}

void doc_read_rst(struct doc_builder *b, cupel_slice in)
{
    struct rst r = { .b = b, .lines = { .in = in } };
    cupel_slice line;
    doc_para_init(&r.para, b, rst_inlines);
    while (!doc_is_full(b) && doc_line_take(&r.lines, &line))
        rst_line(&r, line);
    doc_para_end(&r.para);
    b->is_cut |= r.lines.at < in.n;
    doc_para_clear(&r.para);
}
