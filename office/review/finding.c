/* SPDX-License-Identifier: Apache-2.0 */
/* review/finding.c: building findings: places, figures, legs, and the outcome that legs make. */
#include "office/review/project.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SENTENCE_MAX 1200

static const char *say(const struct project *p, const char *format, va_list ap)
{
    char text[SENTENCE_MAX];
    int n = vsnprintf(text, sizeof text, format, ap);
    size_t kept = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    while (kept < (size_t)(n < 0 ? 0 : n) && kept > 0 && ((uint8_t)text[kept] & 0xc0) == 0x80)
        kept--; /* no half character at the cut */
    char *copy = arena_alloc(p->arena, kept + 1);
    if (!copy)
        return "";
    memcpy(copy, text, kept);
    return copy;
}

/* ---- places ---- */

static void add(const struct project *p, struct places *to, struct place place)
{
    for (size_t i = 0; i < to->n; i++)
        if (strcmp(to->at[i].path, place.path) == 0 && to->at[i].line == place.line &&
            strcmp(to->at[i].commit, place.commit) == 0)
            return;
    if (to->n == REVIEW_PLACES_MAX) {
        to->more++;
        return;
    }
    struct place *all = arena_array(p->arena, REVIEW_PLACES_MAX, sizeof *all);
    if (!all)
        return;
    if (to->n)
        memcpy(all, to->at, to->n * sizeof *all);
    all[to->n++] = place;
    to->at = all;
}

static struct place place_of(const struct project *p, const struct checkout *c)
{
    return (struct place){ .repo = p->n_checkouts > 1 ? c->name : NULL,
                           .path = "",
                           .commit = c->commit_hex };
}

void places_add(const struct project *p, struct places *to, const struct project_file *f,
                uint64_t line, const char *note, ...)
{
    struct place place = place_of(p, f->in);
    place.path = f->path;
    place.line = line;
    va_list ap;
    va_start(ap, note);
    place.note = note ? say(p, note, ap) : NULL;
    va_end(ap);
    add(p, to, place);
}

void places_add_commit(const struct project *p, struct places *to, const struct checkout *c,
                       const struct commit *at, const char *note, ...)
{
    struct place place = place_of(p, c);
    char hex[GIT_ID_ROOM];
    git_id_write(&at->id, hex);
    place.commit = arena_text(p->arena, slice_str(hex));
    va_list ap;
    va_start(ap, note);
    place.note = note ? say(p, note, ap) : NULL;
    va_end(ap);
    add(p, to, place);
}

/* ---- findings ---- */

void finding_say(const struct project *p, struct finding *f, cupel_outcome outcome,
                 const char *detail, ...)
{
    va_list ap;
    va_start(ap, detail);
    f->outcome = outcome;
    f->detail = say(p, detail, ap);
    va_end(ap);
}

void finding_figure(const struct project *p, struct finding *f, const char *name,
                    const char *definition, const char *value, ...)
{
    struct figure *all = arena_array(p->arena, f->n_figures + 1, sizeof *all);
    if (!all)
        return;
    if (f->n_figures)
        memcpy(all, f->figures, f->n_figures * sizeof *all);
    va_list ap;
    va_start(ap, value);
    all[f->n_figures++] = (struct figure){ .name = name,
                                           .value = say(p, value, ap),
                                           .definition = definition };
    va_end(ap);
    f->figures = all;
}

struct format_row *finding_format(const struct project *p, struct finding *f, const char *format)
{
    static struct format_row spill; /* written when memory ran out; never shown */
    if (!f->formats)
        f->formats = arena_array(p->arena, FINDING_FORMATS_MAX, sizeof *f->formats);
    if (!f->formats || f->n_formats == FINDING_FORMATS_MAX)
        return &spill;
    struct format_row *row = &f->formats[f->n_formats++];
    row->format = format;
    row->outcome = CUPEL_UNKNOWN;
    return row;
}

void leg_say(const struct project *p, struct leg *l, enum leg_state state, const char *note, ...)
{
    va_list ap;
    va_start(ap, note);
    l->state = state;
    l->note = note ? say(p, note, ap) : NULL;
    va_end(ap);
}

/* ---- legs ---- */

/* "no code, no test": the absent ones of @legs into @room. */
static void list_legs(const struct leg *legs, enum leg_state state, const char *word, char *room,
                      size_t n)
{
    room[0] = '\0';
    size_t used = 0;
    for (int i = 0; i < LEG_COUNT; i++) {
        if (legs[i].state != state)
            continue;
        int w = snprintf(room + used, n - used, "%s%s%s", used ? ", " : "", word,
                         leg_name((enum leg_name)i));
        if (w < 0 || (size_t)w >= n - used)
            return;
        used += (size_t)w;
    }
}

/* Absence in a project that was not read whole is no absence. */
static void soften(struct leg *legs, bool whole)
{
    for (int i = 0; i < LEG_COUNT; i++)
        if (!whole && legs[i].state == LEG_ABSENT)
            legs[i].state = LEG_UNSURE;
}

static cupel_outcome judge(const struct leg *legs)
{
    cupel_outcome worst = CUPEL_NA;
    for (int i = 0; i < LEG_COUNT; i++) {
        if (legs[i].state == LEG_ABSENT)
            return CUPEL_FAIL;
        if (legs[i].state == LEG_UNSURE)
            worst = CUPEL_UNKNOWN;
        else if (legs[i].state == LEG_FOUND && worst == CUPEL_NA)
            worst = CUPEL_PASS;
    }
    return worst;
}

static void describe(const struct project *p, struct finding *f, const struct leg *legs,
                     cupel_outcome outcome, const char *subject, const char *format,
                     const char *why)
{
    char absent[80], unsure[80];
    list_legs(legs, LEG_ABSENT, "no ", absent, sizeof absent);
    list_legs(legs, LEG_UNSURE, "", unsure, sizeof unsure);
    const char *of = format ? format : "", *colon = format ? ": " : "";
    if (outcome == CUPEL_FAIL)
        finding_say(p, f, outcome, "%s%s%s for %s was found%s%s", of, colon, absent, subject,
                    unsure[0] ? "; cannot tell: " : "", unsure);
    else if (outcome == CUPEL_UNKNOWN)
        finding_say(p, f, outcome, "%s%scannot tell from the sources (%s) whether there is %s%s%s",
                    of, colon, unsure, subject, why ? "; " : "", why ? why : "");
    else if (outcome == CUPEL_PASS)
        finding_say(p, f, outcome, "%s%s: all that the criterion names was found", of[0] ? of : "",
                    of[0] ? "" : subject);
    else
        finding_say(p, f, CUPEL_NA, "%s does not apply", subject);
}

void finding_judge_legs(const struct project *p, struct finding *f, const char *subject)
{
    const char *why = NULL;
    bool whole = project_is_whole(p, &why);
    if (f->n_formats == 0) {
        soften(f->legs, whole);
        describe(p, f, f->legs, judge(f->legs), subject, NULL, why);
        return;
    }
    static const int rank[] = {
        [CUPEL_FAIL] = 3, [CUPEL_UNKNOWN] = 2, [CUPEL_PASS] = 1, [CUPEL_NA] = 0
    };
    const struct format_row *worst = NULL;
    for (size_t i = 0; i < f->n_formats; i++) {
        struct format_row *row = &f->formats[i];
        soften(row->legs, whole);
        row->outcome = judge(row->legs);
        if (!worst || rank[row->outcome] > rank[worst->outcome])
            worst = row;
    }
    describe(p, f, worst->legs, worst->outcome, subject,
             worst->outcome == CUPEL_FAIL || worst->outcome == CUPEL_UNKNOWN ? worst->format : NULL,
             why);
}
