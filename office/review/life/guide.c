/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/life/guide.c: do the commands that the contributing guide names exist in the build? A
 * command counts as gone only when what it names, or the file that would declare it, changed after
 * the guide did: else it may never have been meant as it looks.
 */
#include "office/review/life/command.h"
#include "office/review/life/life.h"

#include <string.h>

#define MISSING_MAX 32

struct gone {
    const char *what, *path;
    uint32_t line;
};

struct guide {
    const struct project *p;
    const struct project_file *file;
    size_t fits, unsure, work;
    struct gone missing[MISSING_MAX]; /* candidates until their ages are known */
    size_t n_missing;
};

static void read_line(struct guide *g, struct command_place *at, cupel_slice line, uint32_t number)
{
    cupel_slice command;
    for (size_t i = 0; command_next(line, &i, &command);) {
        struct command_result r = { 0 };
        enum command_answer a = command_check(at, command, &r);
        g->fits += a == COMMAND_FITS;
        g->unsure += a == COMMAND_UNSURE;
        if (a == COMMAND_MISSING && g->n_missing < MISSING_MAX)
            g->missing[g->n_missing++] = (struct gone){ r.what, r.path, number };
    }
}

/* The line of a code block's text: its fence stands before it where the text below does not. */
static void read_block(struct guide *g, const struct doc_block *b)
{
    struct command_place at = {
        .c = g->file->in, .project = g->p->name, .arena = g->p->arena, .work = &g->work
    };
    cupel_slice text = slice_str(b->text);
    uint32_t number = b->line;
    for (size_t i = 0; i < text.n; number++) {
        cupel_slice rest = slice_part(text, i, text.n - i);
        size_t end = slice_find(rest, SLICE_LIT("\n"));
        cupel_slice line = slice_part(rest, 0, end == SIZE_MAX ? rest.n : end);
        i += end == SIZE_MAX ? rest.n : end + 1;
        if (line.n && line.p[line.n - 1] == '\\')
            return; /* a command of several lines */
        read_line(g, &at, line, number);
    }
}

/* Which of what is missing changed after the guide: true in @later. What never was there is left
 * out: a guide may speak of what a build makes. False: the history does not tell. */
static bool compare_ages(struct guide *g, bool later[MISSING_MAX])
{
    const struct checkout *c = g->file->in;
    const char *paths[MISSING_MAX + 1];
    size_t at[MISSING_MAX + 1];
    paths[0] = g->file->path;
    for (size_t i = 0; i < g->n_missing; i++)
        paths[i + 1] = g->missing[i].path;
    if (history_last_change(c->repo, &c->history, paths, g->n_missing + 1, at, NULL) != CUPEL_OK ||
        at[0] == SIZE_MAX)
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < g->n_missing; i++) {
        bool was_there = at[i + 1] != SIZE_MAX || c->history.partial;
        g->unsure += !was_there;
        if (!was_there)
            continue;
        later[kept] = at[i + 1] < at[0]; /* newest first */
        g->missing[kept++] = g->missing[i];
    }
    g->n_missing = kept;
    return true;
}

static void say(struct finding *f, struct guide *g)
{
    const struct project *p = g->p;
    bool later[MISSING_MAX] = { false }, told = compare_ages(g, later);
    size_t gone = 0;
    const struct gone *first = NULL;
    for (size_t i = 0; i < g->n_missing; i++) {
        gone += later[i];
        if (later[i] && !first)
            first = &g->missing[i];
        places_add(p, &f->where, g->file, g->missing[i].line, "%s: %s%s", g->missing[i].what,
                   g->missing[i].path, later[i] ? " changed after the guide" : "");
    }
    if (first)
        finding_say(p, f, CUPEL_FAIL,
                    "%s names %zu of %zu commands that the build does not have any more, as \"%s\"",
                    g->file->path, gone, g->fits + g->n_missing, first->what);
    else if (g->n_missing)
        finding_say(p, f, CUPEL_UNKNOWN, "%s names \"%s\", which was not found; %s", g->file->path,
                    g->missing[0].what,
                    told ? "nothing that would explain it changed after the guide"
                         : "the history does not tell which of them is older");
    else if (g->fits)
        finding_say(p, f, CUPEL_PASS, "all %zu commands of %s that can be checked fit the build",
                    g->fits, g->file->path);
    else
        finding_say(p, f, CUPEL_NA, "%s names no command that can be checked", g->file->path);
    finding_figure(p, f, "guide_commands",
                   "commands in code blocks of the contributing guide: make and just targets, npm "
                   "scripts, scripts, packages, build tools",
                   "%zu found, %zu missing, %zu undecided", g->fits, g->n_missing, g->unsure);
}

void life_guide(const struct project *p, struct finding *f)
{
    struct guide g = { .p = p, .work = COMMAND_WORK };
    g.file = project_find_file(p, "contributing", "|.github|docs", false, false);
    if (!g.file) {
        finding_say(p, f, CUPEL_NA, "there is no contributing guide");
        return;
    }
    if (!g.file->doc || g.file->in->tree.partial) {
        finding_say(p, f, CUPEL_UNKNOWN, "%s was not read", g.file->path);
        return;
    }
    for (size_t i = 0; i < g.file->doc->n_blocks; i++)
        if (g.file->doc->blocks[i].kind == DOC_CODE)
            read_block(&g, &g.file->doc->blocks[i]);
    say(f, &g);
}
