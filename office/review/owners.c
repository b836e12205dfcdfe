/* SPDX-License-Identifier: Apache-2.0 */
#include "office/review/owners.h"

#include "base/utf8.h"
#include "office/text/words.h"
#include "office/text/yaml.h"

#include <string.h>

#define NAME_MAX_BYTES 80
#define NAME_WORDS_MAX 5

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool owners_is_file(const char *path)
{
    cupel_slice name = slice_str(base_of(path));
    return words_are("codeowners|owners|owners aliases|owners md|maintainers|maintainers md|"
                     "maintainers txt|maintainers rst|maintainers adoc|maintainers yml|"
                     "maintainers yaml",
                     name);
}

/* ---- text ---- */

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static cupel_slice trim(cupel_slice s)
{
    while (s.n && is_space(s.p[0]))
        s = slice_part(s, 1, s.n - 1);
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

static bool is_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '_' ||
           c == '.';
}

/* A copy that prints: no control characters, valid UTF-8; lower case on demand. */
static const char *copy(struct arena *a, cupel_slice s, bool lower)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0, width;
    if (!out)
        return "";
    for (size_t i = 0; i < s.n; i += width) {
        width = utf8_length(slice_part(s, i, s.n - i));
        uint8_t c = s.p[i];
        if (width > 1) {
            slice_copy(slice_part(s, i, width), out + n, width);
            n += width;
            continue;
        }
        out[n++] = width == 0 || c < 0x20 || c == 0x7f ? '?'
                   : lower && c >= 'A' && c <= 'Z'     ? (char)(c + 32)
                                                       : (char)c;
        width = 1;
    }
    return out;
}

static void add(struct arena *a, struct owners *to, cupel_slice id, cupel_slice name, uint32_t line)
{
    if (to->seen++ >= OWNERS_SEEN_MAX) {
        to->is_cut = true;
        return;
    }
    const char *key = copy(a, id, true);
    for (size_t i = 0; i < to->n; i++)
        if (strcmp(to->all[i].id, key) == 0)
            return;
    if (to->n == OWNERS_MAX) {
        to->is_cut = true;
        return;
    }
    const char *shown = copy(a, id, false);
    if (name.n)
        shown = arena_printf(a, "%s (%s)", copy(a, name, false), shown);
    to->all[to->n++] = (struct owner){ key, shown, line };
}

/* ---- handles, addresses, names in a line ---- */

/* "@jane", "@acme/team" at @i: its length, or 0. An address has a letter before its sign. */
static size_t handle_at(cupel_slice s, size_t i)
{
    if (s.p[i] != '@' || (i && is_word(s.p[i - 1])))
        return 0;
    size_t n = i + 1;
    while (n < s.n && (is_word(s.p[n]) || s.p[n] == '/'))
        n++;
    while (n > i + 1 && (s.p[n - 1] == '.' || s.p[n - 1] == '/'))
        n--;
    return n > i + 1 ? n - i : 0;
}

/* An address around the '@' at @i: its start and length, or 0. */
static size_t address_at(cupel_slice s, size_t i, size_t *start)
{
    size_t from = i, to = i + 1;
    while (from > 0 && (is_word(s.p[from - 1]) || s.p[from - 1] == '+'))
        from--;
    while (to < s.n && is_word(s.p[to]))
        to++;
    while (to > i + 1 && s.p[to - 1] == '.')
        to--;
    *start = from;
    bool dotted = slice_find(slice_part(s, i + 1, to - i - 1), SLICE_LIT(".")) != SIZE_MAX;
    return from < i && dotted ? to - from : 0;
}

/* The first handle, else the first address in @s. */
static cupel_slice identity_in(cupel_slice s)
{
    cupel_slice address = SLICE_EMPTY;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '@')
            continue;
        size_t start = i, n = handle_at(s, i);
        if (n)
            return slice_part(s, i, n);
        n = address_at(s, i, &start);
        if (n && !address.n)
            address = slice_part(s, start, n);
    }
    return address;
}

/* Two to five words that each start with a capital or a letter beyond ASCII: a person's name. */
static bool is_name(cupel_slice s)
{
    size_t words = 0;
    if (s.n == 0 || s.n > NAME_MAX_BYTES || s.p[s.n - 1] == ':')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];
        bool starts = i == 0 || s.p[i - 1] == ' ';
        bool letter = c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (!letter && c != ' ' && c != '.' && c != '-' && c != '\'')
            return false;
        if (starts && c != ' ') {
            bool small = c >= 'a' && c <= 'z';
            if (small && !words_are("van|von|de|der|den|da|di|la|le|bin|al|el|ter|du|del|dos", s)) {
                cupel_slice rest = slice_part(s, i, s.n - i);
                struct words_match m;
                if (!words_find("van|von|de|der|den|da|di|la|le|bin|al|el|ter|du|del|dos", rest, 0,
                                &m) ||
                    m.start != 0)
                    return false;
            }
            words++;
        }
    }
    return words >= 2 && words <= NAME_WORDS_MAX &&
           !words_in(
               "name|maintainer|maintainers|github|git hub|company|email|affiliation|role|team|"
               "owners|reviewers|approvers|project|lead|organization",
               s);
}

/* What stands before the first sign that ends a name. */
static cupel_slice name_in(cupel_slice s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] != '<' && s.p[n] != '(' && s.p[n] != '[' && s.p[n] != ',' &&
           s.p[n] != '|' && s.p[n] != '@' && s.p[n] != ':' && s.p[n] != ';' && s.p[n] != '/')
        n++;
    cupel_slice name = trim(slice_part(s, 0, n));
    if (name.n && name.p[name.n - 1] == '-')
        name = trim(slice_part(name, 0, name.n - 1));
    size_t dash = slice_find(name, SLICE_LIT(" - "));
    if (dash != SIZE_MAX)
        name = trim(slice_part(name, 0, dash));
    return is_name(name) ? name : SLICE_EMPTY;
}

static void add_line(struct arena *a, struct owners *to, cupel_slice s, cupel_slice link,
                     uint32_t line)
{
    cupel_slice id = identity_in(s), name = name_in(s);
    if (id.n == 0 || (link.n && id.p[0] != '@'))
        id = link.n ? link : id;
    if (id.n)
        add(a, to, id, name, line);
    else if (name.n)
        add(a, to, name, SLICE_EMPTY, line);
}

/* ---- formats ---- */

static cupel_slice take_line(cupel_slice s, size_t *at)
{
    cupel_slice rest = slice_part(s, *at, s.n - *at);
    size_t end = slice_find(rest, SLICE_LIT("\n"));
    size_t n = end == SIZE_MAX ? rest.n : end;
    *at += end == SIZE_MAX ? n : n + 1;
    return slice_part(rest, 0, n);
}

/* "pattern @owner @acme/team mail@acme.org # comment" */
static void parse_codeowners(struct arena *a, cupel_slice text, struct owners *to)
{
    uint32_t number = 0;
    for (size_t at = 0; at < text.n;) {
        cupel_slice line = trim(take_line(text, &at));
        number++;
        size_t comment = slice_find(line, SLICE_LIT("#"));
        if (comment == 0 || line.n == 0)
            continue;
        line.n = comment == SIZE_MAX ? line.n : comment;
        for (size_t i = 0; i < line.n; i++) {
            size_t start = i, n = line.p[i] == '@' ? handle_at(line, i) : 0;
            if (line.p[i] == '@' && n == 0)
                n = address_at(line, i, &start);
            if (n)
                add(a, to, slice_part(line, start, n), SLICE_EMPTY, number);
        }
    }
}

static const struct yaml_node *next_node(const struct yaml_node *n, const struct yaml_node *top)
{
    if (n->child)
        return n->child;
    while (n != top && !n->next)
        n = n->parent;
    return n == top ? NULL : n->next;
}

/* Is the scalar in a list or map under "approvers", "reviewers", "maintainers", "aliases"…? */
static bool is_owner_node(const struct yaml_node *n)
{
    bool owns = false;
    for (; n; n = n->parent) {
        if (!n->key)
            continue;
        cupel_slice key = slice_str(n->key);
        if (words_in("emeritus|alumni|former|labels|options|required reviewers", key))
            return false;
        owns = owns || words_are("approvers|reviewers|maintainers|aliases|owners", key);
    }
    return owns;
}

/* A name beside a handle is the same person. */
static bool has_handle(const struct yaml_node *n)
{
    return n->key && strcmp(n->key, "name") == 0 &&
           (yaml_find(n->parent, "github") || yaml_find(n->parent, "handle") ||
            yaml_find(n->parent, "login"));
}

static bool parse_yaml(struct arena *a, cupel_slice text, struct owners *to)
{
    const struct yaml_node *top = NULL;
    if (yaml_parse(a, text, true, &top, NULL) != CUPEL_OK || !top || top->type != YAML_MAP)
        return false;
    for (const struct yaml_node *n = top; n; n = next_node(n, top)) {
        bool named = n->key && !words_are("github|handle|login|name|github id", slice_str(n->key));
        if (n->type != YAML_SCALAR || named || !is_owner_node(n) || !n->text[0] || has_handle(n))
            continue;
        const char *id = n->text[0] == '@' || strchr(n->text, '@') || strchr(n->text, ' ')
                             ? n->text
                             : arena_printf(a, "@%s", n->text);
        add(a, to, slice_str(id), SLICE_EMPTY, n->line);
    }
    return true;
}

/* "https://github.com/jane" as "@jane", for rows that name people by links. */
static cupel_slice link_handle(struct arena *a, const struct doc *d, uint32_t line, uint32_t end)
{
    for (size_t i = 0; i < d->n_links; i++) {
        cupel_slice t = slice_str(d->links[i].target);
        size_t at = slice_find(t, SLICE_LIT("github.com/"));
        if (d->links[i].line < line || d->links[i].line >= end || at == SIZE_MAX)
            continue;
        cupel_slice who = slice_part(t, at + 11, t.n - at - 11);
        if (who.n && who.p[who.n - 1] == '/')
            who.n--;
        if (who.n && who.n < 40 && slice_find(who, SLICE_LIT("/")) == SIZE_MAX)
            return slice_str(arena_printf(a, "@%.*s", (int)who.n, (const char *)who.p));
    }
    return SLICE_EMPTY;
}

static bool is_former(const struct doc *d, size_t block)
{
    uint32_t h = d->blocks[block].heading;
    while (h < d->n_blocks) {
        if (words_in("emeritus|emeriti|alumni|former|past|inactive|retired|previous",
                     slice_str(d->blocks[h].text)))
            return true;
        if (d->blocks[h].heading >= h)
            return false;
        h = d->blocks[h].heading;
    }
    return false;
}

static cupel_status parse_prose(struct arena *a, const char *path, cupel_slice text,
                                struct owners *to)
{
    struct doc d;
    CUPEL_TRY(doc_parse(a, path, text, &d));
    for (size_t i = 0; i < d.n_blocks; i++) {
        const struct doc_block *b = &d.blocks[i];
        cupel_slice s = slice_str(b->text);
        if ((b->kind != DOC_ROW && b->kind != DOC_ITEM) || is_former(&d, i) ||
            words_in("emeritus|alumni|former", s))
            continue;
        uint32_t end = i + 1 < d.n_blocks ? d.blocks[i + 1].line : UINT32_MAX;
        add_line(a, to, s, link_handle(a, &d, b->line, end), b->line);
    }
    return CUPEL_OK;
}

/* Plain lists: "Jane Doe <jane@acme.org> (@jane)", "M: Jane Doe <jane@acme.org>". */
static void parse_lines(struct arena *a, cupel_slice text, struct owners *to)
{
    uint32_t number = 0;
    for (size_t at = 0; at < text.n;) {
        cupel_slice line = trim(take_line(text, &at));
        number++;
        if (line.n > 1 && line.p[1] == ':') {
            if (line.p[0] != 'M' && line.p[0] != 'R')
                continue;
            line = trim(slice_part(line, 2, line.n - 2));
        }
        while (line.n && (line.p[0] == '-' || line.p[0] == '*' || line.p[0] == ' '))
            line = slice_part(line, 1, line.n - 1);
        if (line.n && line.p[0] != '#' && identity_in(line).n)
            add_line(a, to, line, SLICE_EMPTY, number);
    }
}

cupel_status owners_parse(struct arena *a, const char *path, cupel_slice text, struct owners *to)
{
    cupel_slice name = slice_str(base_of(path));
    if (text.n > OWNERS_BYTES_MAX)
        return CUPEL_E_LIMIT;
    bool is_yaml = !words_in("maintainers", name) || words_in("yml|yaml", name);
    if (words_are("codeowners", name))
        parse_codeowners(a, text, to);
    else if (words_in("md|rst|adoc", name))
        CUPEL_TRY(parse_prose(a, path, text, to));
    else if (!is_yaml || !parse_yaml(a, text, to))
        parse_lines(a, text, to);
    return arena_status(a);
}
