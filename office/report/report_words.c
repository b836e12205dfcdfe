/* SPDX-License-Identifier: Apache-2.0 */
/* report/report_words.c: what the writers of a report share. */
#include "office/report/report.h"
#include "render/review_words.h"

#include <string.h>

#define COMMIT_SHOWN 12

static bool same_file(const struct report_place *p, const struct report_place *before)
{
    return before && p->line && p->path && before->path && p->commit == before->commit &&
           strcmp(p->path, before->path) == 0;
}

void report_put_place(struct buf *b, const struct report_place *p,
                      const struct report_place *before, bool with_commit)
{
    if (same_file(p, before)) {
        buf_printf(b, ":%u", p->line);
        return;
    }
    if (p->path)
        buf_add_str(b, p->path);
    else
        buf_add_str(b, p->commit ? "commit" : "the folder");
    if (p->path && p->line)
        buf_printf(b, ":%u", p->line);
    if (p->commit && (with_commit || !p->path)) {
        buf_add_byte(b, p->path ? '@' : ' ');
        review_put_commit(b, p->commit, COMMIT_SHOWN);
    }
}

/* The forges and their addresses are those that reviews know. */
static void put_url(struct buf *b, const struct report *r, const char *commit, const char *path,
                    uint32_t line)
{
    struct reviewed repository = { .origin = r->repository, .commit = commit };
    struct review fake = { .repos = &repository, .n_repos = 1 };
    struct place place = { .path = path, .line = line, .commit = commit };
    if (commit && r->repository)
        review_put_place_url(b, &fake, &place);
}

void report_put_place_url(struct buf *b, const struct report *r, const struct report_place *p)
{
    put_url(b, r, p->commit, p->path, p->line);
}

void report_put_changed_url(struct buf *b, const struct report *r, const struct report_place *p)
{
    put_url(b, r, p->changed, NULL, 0);
}

const char *report_title_of(const struct report *r, const char *id)
{
    for (size_t i = 0; i < r->n_sections; i++) {
        const struct report_section *s = r->sections[i];
        for (size_t k = 0; k < s->n_groups; k++)
            if (strcmp(s->groups[k].id, id) == 0)
                return s->groups[k].title;
        for (size_t k = 0; k < s->n_tables; k++)
            if (strcmp(s->tables[k].id, id) == 0)
                return s->tables[k].title;
    }
    return NULL;
}

size_t report_shown(const struct report_group *g)
{
    return g->is_background && g->n > REPORT_SHOWN_MAX ? REPORT_SHOWN_MAX : g->n;
}
