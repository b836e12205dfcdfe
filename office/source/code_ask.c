/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to what was read. */
#include "office/source/code.h"

#include "office/text/words.h"

#define JOINT_MAX 4 /* bytes between two names of one path */

uint32_t code_next(const struct code *c, enum code_node_kind kind, uint32_t within, uint32_t from)
{
    uint32_t i = 0, end = (uint32_t)c->n_nodes;
    if (within != CODE_NONE && within >= end)
        return CODE_NONE;
    if (within != CODE_NONE) {
        i = within + 1;
        end = c->nodes[within].past;
    }
    for (i = from > i ? from : i; i < end; i++)
        if (c->nodes[i].kind == kind)
            return i;
    return CODE_NONE;
}

uint32_t code_ancestor(const struct code *c, uint32_t node, enum code_node_kind kind)
{
    while (node < c->n_nodes) {
        node = c->nodes[node].parent;
        if (node < c->n_nodes && c->nodes[node].kind == kind)
            return node;
    }
    return CODE_NONE;
}

/* Do the two names stand in one path: a.b, a->b, a::b? Both lie in the same file. */
static bool are_joined(cupel_slice a, cupel_slice b)
{
    const uint8_t *end = a.p + a.n; /* POINTER MATH: the byte behind a word of the file */
    if (b.p < end || b.p - end > JOINT_MAX || b.p == end)
        return false;
    for (const uint8_t *p = end; p < b.p; p++)
        if (*p != '.' && *p != '-' && *p != '>' && *p != ':' && *p != '?')
            return false;
    return true;
}

/* The path that starts at word @i: as one text; *next is the word behind it. */
static cupel_slice path_at(const struct code *c, uint32_t i, uint32_t end, uint32_t *next)
{
    cupel_slice path = c->words[i].text;
    *next = i + 1;
    while (*next < end && c->words[*next].kind == CODE_IDENT &&
           are_joined(c->words[*next - 1].text, c->words[*next].text)) {
        cupel_slice last = c->words[*next].text;
        path.n = (size_t)(last.p - path.p) + last.n;
        (*next)++;
    }
    return path;
}

/* Which word of the path [first, end) holds byte @at of @path. */
static uint32_t line_at(const struct code *c, uint32_t first, uint32_t end, cupel_slice path,
                        size_t at)
{
    uint32_t line = c->words[first].line;
    for (uint32_t i = first; i < end; i++)
        if ((size_t)(c->words[i].text.p - path.p) <= at)
            line = c->words[i].line;
    return line;
}

bool code_says(const struct code *c, uint32_t node, const char *pattern, bool strings,
               uint32_t *line)
{
    if (node >= c->n_nodes)
        return false;
    uint32_t end = c->nodes[node].end, next;
    for (uint32_t i = c->nodes[node].first; i < end && i < c->n_words; i = next) {
        const struct code_word *w = &c->words[i];
        cupel_slice text = w->text;
        struct words_match m;
        next = i + 1;
        if (w->kind == CODE_IDENT)
            text = path_at(c, i, end, &next);
        else if (w->kind != CODE_STRING || !strings)
            continue;
        if (!words_find(pattern, text, 0, &m))
            continue;
        if (line)
            *line = line_at(c, i, next, text, m.start);
        return true;
    }
    return false;
}
