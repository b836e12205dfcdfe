/* SPDX-License-Identifier: Apache-2.0 */
#include "office/govern/edit.h"

#include <string.h>

/* ---- lines ---- */

/* Line @n (from 1) with its line feed; empty past the end. */
static cupel_slice line_at(cupel_slice file, size_t n)
{
    cupel_slice rest = file;
    for (size_t i = 1;; i++) {
        size_t end = slice_find(rest, SLICE_LIT("\n"));
        size_t length = end == SIZE_MAX ? rest.n : end + 1;
        if (i == n || rest.n == 0)
            return slice_part(rest, 0, length);
        rest = slice_part(rest, length, rest.n - length);
    }
}

static size_t offset_of(cupel_slice file, size_t n)
{
    size_t at = 0;
    for (size_t i = 1; i < n && at < file.n; i++)
        at += line_at(slice_part(file, at, file.n - at), 1).n;
    return at;
}

static size_t count_lines(cupel_slice file)
{
    size_t n = 0;
    for (size_t at = 0; at < file.n; n++)
        at += line_at(slice_part(file, at, file.n - at), 1).n;
    return n;
}

static size_t indent_of(cupel_slice line)
{
    size_t n = 0;
    while (n < line.n && line.p[n] == ' ')
        n++;
    return n;
}

/* Nothing, or a comment. */
static bool is_idle(cupel_slice line)
{
    size_t n = indent_of(line);
    return n == line.n || line.p[n] == '#' || line.p[n] == '\n' || line.p[n] == '\r';
}

static bool is_braced(cupel_slice file, const struct yaml_node *top)
{
    cupel_slice line = line_at(file, top->line);
    size_t n = indent_of(line);
    return n < line.n && line.p[n] == '{';
}

/* ---- writing ---- */

static void put(struct buf *out, cupel_slice file, size_t from, size_t to)
{
    buf_add(out, slice_part(file, from, to - from));
    if (from < to && file.p[to - 1] != '\n')
        buf_add_byte(out, '\n');
}

/* Lines end as those of the file do. */
static const char *line_end(cupel_slice file)
{
    return slice_find(file, SLICE_LIT("\r\n")) == SIZE_MAX ? "\n" : "\r\n";
}

static void put_item(struct buf *out, cupel_slice file, size_t indent, const char *item)
{
    for (size_t i = 0; i < indent; i++)
        buf_add_byte(out, ' ');
    buf_printf(out, "- %s%s", item, line_end(file));
}

/* "member: []  # comment" without its brackets; false where the list is not written so. */
static bool put_emptied(struct buf *out, cupel_slice line)
{
    size_t colon = slice_find(line, SLICE_LIT(":"));
    size_t open = slice_find(line, SLICE_LIT("["));
    size_t at = colon == SIZE_MAX ? line.n : colon + 1;
    if (open == SIZE_MAX) { /* null: "member:" */
        while (at < line.n && line.p[at] == ' ')
            at++;
        if (at < line.n && !is_idle(slice_part(line, at, line.n - at)))
            return false;
        put(out, line, 0, line.n);
        return true;
    }
    size_t close = open + 1;
    while (close < line.n && line.p[close] == ' ')
        close++;
    if (open < at || close == line.n || line.p[close] != ']')
        return false;
    buf_add(out, slice_part(line, 0, at));
    put(out, line, close + 1, line.n);
    if (close + 1 == line.n)
        buf_add_byte(out, '\n');
    return true;
}

/* The line after the last one of @m, whose members begin at @indent: comments that stand no further
 * in are not its own. What stands further in may be the text of a member. */
static size_t end_of(cupel_slice file, const struct yaml_node *m, size_t indent)
{
    size_t end = m->next ? m->next->key_line : count_lines(file) + 1;
    while (end > m->key_line + 1 && is_idle(line_at(file, end - 1)) &&
           indent_of(line_at(file, end - 1)) <= indent)
        end--;
    return end;
}

static cupel_status refuse(const char **why, const char *text)
{
    *why = text;
    return CUPEL_E_UNSUPPORTED;
}

static cupel_status append_to_lines(cupel_slice file, const struct yaml_node *m, const char *item,
                                    struct buf *out, const char **why)
{
    size_t dash = m->child->line;
    while (dash > m->key_line) {
        cupel_slice line = line_at(file, dash);
        size_t n = indent_of(line);
        if (n < line.n && line.p[n] == '-')
            break;
        dash--;
    }
    if (dash == m->key_line)
        return refuse(why,
                      "the list stands in brackets: write its members on lines of their own first");
    size_t indent = indent_of(line_at(file, dash));
    size_t at = offset_of(file, end_of(file, m, indent));
    put(out, file, 0, at);
    put_item(out, file, indent, item);
    put(out, file, at, file.n);
    return buf_status(out);
}

cupel_status edit_append(cupel_slice file, const struct yaml_node *top, const char *member,
                         const char *item, struct buf *out, const char **why)
{
    const struct yaml_node *m = yaml_find(top, member);
    if (is_braced(file, top))
        return refuse(why,
                      "the file stands in braces: write its members on lines of their own first");
    if (m && m->count)
        return append_to_lines(file, m, item, out, why);
    size_t from = m ? offset_of(file, m->key_line) : file.n;
    put(out, file, 0, from);
    if (!m)
        buf_printf(out, "%s:%s", member, line_end(file));
    else if (!put_emptied(out, line_at(file, m->key_line)))
        return refuse(why, "the list is written in a way that this cannot add to");
    put_item(out, file, 2, item);
    if (m)
        put(out, file, from + line_at(file, m->key_line).n, file.n);
    return buf_status(out);
}

cupel_status edit_add(cupel_slice file, const struct yaml_node *top, const char *member,
                      const char *value, struct buf *out, const char **why)
{
    if (yaml_find(top, member))
        return refuse(why, "it is there already");
    if (is_braced(file, top))
        return refuse(why,
                      "the file stands in braces: write its members on lines of their own first");
    put(out, file, 0, file.n);
    buf_printf(out, "%s: %s%s", member, value, line_end(file));
    return buf_status(out);
}
