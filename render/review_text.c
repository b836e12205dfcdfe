/* SPDX-License-Identifier: Apache-2.0 */
/* A review on a terminal: what was read, counts, then what would help most for the least effort. */
#include "render/review.h"

#include "render/escape.h"
#include "render/review_words.h"

#include <stdlib.h>

#define LABEL       2u
#define VALUE       14u
#define ITEM        5u /* where an item's text stands, behind its number */
#define ITEM_VALUE  13u
#define FIRST_SHOWN 12 /* of what would help most; the rest by id */
#define AT_SHOWN    2

struct sheet {
    struct text_out *t;
    const struct review *r;
    bool verbose;
    const struct finding *first[FIRST_SHOWN]; /* what put_first() showed */
    size_t n_first;
    struct buf tmp;  /* text being built, as it stands */
    struct buf line; /* the same, fit to be printed */
};

/* ---- pieces ---- */

/* @text as one line, white space as single spaces: lines are ours. Holds until the next is made. */
static const char *line_of(struct sheet *s, cupel_slice text)
{
    s->line.n = 0;
    escape_line(&s->line, text);
    buf_add_byte(&s->line, 0);
    if (buf_status(&s->line) == CUPEL_OK && buf_status(&s->tmp) == CUPEL_OK)
        return (const char *)s->line.p;
    if (s->t->b->st == CUPEL_OK)
        s->t->b->st = buf_status(&s->line) != CUPEL_OK ? s->line.st : s->tmp.st;
    return "";
}

static const char *line(struct sheet *s, const char *text)
{
    return line_of(s, slice_str(text));
}

/* What was built in tmp, which is empty then. */
static const char *built(struct sheet *s)
{
    const char *text = line_of(s, buf_slice(&s->tmp));
    s->tmp.n = 0;
    return text;
}

/* "label  text"; nothing where there is no text. */
static void row(struct sheet *s, unsigned indent, const char *label, unsigned column,
                const char *text)
{
    const char *clean = line(s, text);
    if (*clean)
        text_row(s->t, indent, label, column, clean);
}

static void row_built(struct sheet *s, unsigned indent, const char *label, unsigned column)
{
    text_row(s->t, indent, label, column, built(s));
}

/* A paragraph of what was built. */
static void paragraph(struct sheet *s, unsigned indent)
{
    text_to(s->t, indent);
    text_wrap(s->t, indent, built(s));
    text_line(s->t);
}

static enum text_colour state_colour(enum review_state state)
{
    switch (state) {
    case REVIEW_SHOWN: return TEXT_GREEN;
    case REVIEW_NOT_SHOWN: return TEXT_RED;
    case REVIEW_CANNOT_TELL: return TEXT_YELLOW;
    case REVIEW_NOT_APPLICABLE:
    case REVIEW_EXEMPT:
    case REVIEW_STATES: break;
    }
    return TEXT_DIM;
}

static void put_state(struct sheet *s, enum review_state state)
{
    text_colour(s->t, state_colour(state));
    text_put(s->t, review_state_word(state));
    text_colour(s->t, TEXT_PLAIN);
}

static void put_number(struct sheet *s, unsigned end, uint64_t n)
{
    review_put_number(&s->tmp, n);
    const char *text = built(s);
    unsigned wide = text_columns(text);
    text_to(s->t, end > wide ? end - wide : 0);
    text_put(s->t, text);
}

/* Into tmp: "path:line: note". */
static void build_place(struct sheet *s, const struct place *at)
{
    review_put_place(&s->tmp, s->r, at);
    buf_add_str(&s->tmp, at->note ? ": " : "");
    buf_add_str(&s->tmp, at->note);
}

static void put_place(struct sheet *s, const char *label, const struct place *at)
{
    build_place(s, at);
    row_built(s, ITEM, label, ITEM_VALUE);
}

/* ---- what was read ---- */

static void put_head(struct sheet *s)
{
    const struct review *r = s->r;
    text_colour(s->t, TEXT_BOLD);
    text_put(s->t, "Review of ");
    text_put(s->t, r->project && *r->project ? line(s, r->project) : "a project without a name");
    text_colour(s->t, TEXT_PLAIN);
    text_line(s->t);
    buf_add_str(&s->tmp, r->stage && *r->stage == 'e' ? "an existing" : "a proposed");
    buf_add_str(&s->tmp, " project, as of ");
    review_put_date(&s->tmp, r->as_of);
    row_built(s, LABEL, "read as", VALUE);
    review_put_list(&s->tmp, r->formats, r->n_formats, "none recognised");
    row_built(s, LABEL, "formats", VALUE);
    review_put_list(&s->tmp, r->roles, r->n_roles, "none recognised");
    row_built(s, LABEL, "roles", VALUE);
}

/* A name where labels stand; what follows begins a new line when it is too long for that. */
static void put_name(struct sheet *s, const char *name)
{
    text_to(s->t, LABEL);
    text_put(s->t, line(s, name));
    if (s->t->column + 2 > VALUE)
        text_line(s->t);
}

static void put_repository(struct sheet *s, const struct reviewed *v)
{
    review_put_commit(&s->tmp, v->commit, 12);
    buf_add_str(&s->tmp, " of ");
    review_put_date(&s->tmp, v->committed);
    buf_add_str(&s->tmp, ", ");
    review_put_number(&s->tmp, v->files);
    buf_add_str(&s->tmp, v->files == 1 ? " file, " : " files, ");
    review_put_number(&s->tmp, v->commits);
    buf_add_str(&s->tmp, v->commits == 1 ? " commit, " : " commits, ");
    buf_add_str(&s->tmp, v->license ? v->license : "no licence recognised");
    if (v->is_defaults)
        buf_add_str(&s->tmp, "; defaults of the organisation");
    put_name(s, v->name);
    paragraph(s, VALUE);
    row(s, LABEL, "", VALUE, v->origin);
    for (size_t i = 0; v->partial && v->partial[i]; i++)
        row(s, LABEL + 2, "not read", VALUE, v->partial[i]);
}

static void put_read(struct sheet *s)
{
    text_heading(s->t, "What was read");
    for (size_t i = 0; i < s->r->n_repos; i++)
        put_repository(s, &s->r->repos[i]);
    if (!s->r->n_repos)
        text_row(s->t, LABEL, "nothing", VALUE, "no checkout");
}

/* ---- counts ---- */

/* Where each count ends, wide enough for its heading. */
static const struct {
    unsigned end;
    const char *heading;
} count_columns[REVIEW_STATES] = {
    [REVIEW_SHOWN] = { 36, "shown" },
    [REVIEW_NOT_SHOWN] = { 47, "not shown" },
    [REVIEW_CANNOT_TELL] = { 60, "cannot tell" },
    [REVIEW_NOT_APPLICABLE] = { 66, "n/a" },
    [REVIEW_EXEMPT] = { 75, "exempt" },
};

static void put_count_row(struct sheet *s, const char *set)
{
    struct review_counts c = review_count(s->r, set);
    text_to(s->t, LABEL);
    text_put(s->t, set ? line(s, review_set_title(set)) : "all");
    for (unsigned i = 0; i < REVIEW_STATES; i++)
        put_number(s, count_columns[i].end, review_state_count(&c, (enum review_state)i));
    text_line(s->t);
}

static void put_counts(struct sheet *s)
{
    const char *sets[REVIEW_SETS_MAX];
    size_t n = review_set_names(s->r, sets);
    text_heading(s->t, "Counts");
    for (unsigned i = 0; i < REVIEW_STATES; i++) {
        text_to(s->t, count_columns[i].end - text_columns(count_columns[i].heading));
        text_put(s->t, count_columns[i].heading);
    }
    text_line(s->t);
    for (size_t i = 0; i < n; i++)
        put_count_row(s, sets[i]);
    if (n != 1)
        put_count_row(s, NULL);
}

static void put_scores(struct sheet *s)
{
    for (size_t i = 0; i < s->r->n_scores; i++) {
        const struct score *v = &s->r->scores[i];
        if (!i)
            text_heading(s->t, "As the standard computes it");
        review_put_score(&s->tmp, v);
        row_built(s, LABEL, v->standard, VALUE + 2);
        row(s, LABEL, "", VALUE + 2, v->definition);
        for (size_t k = 0; k < v->n_parts; k++) {
            buf_printf(&s->tmp, "weight %u: ", v->parts[k].weight);
            review_put_share(&s->tmp, v->parts[k].decided);
            if (v->parts[k].decided >= 0) {
                buf_add_str(&s->tmp, " of what files can decide, ");
                review_put_share(&s->tmp, v->parts[k].low);
                buf_add_str(&s->tmp, " to ");
                review_put_share(&s->tmp, v->parts[k].high);
            }
            row_built(s, LABEL + 2, v->parts[k].name, VALUE + 8);
        }
    }
}

/* ---- findings ---- */

#define LEG_FROM 12u
#define LEG_STEP 12u

static void put_legs_row(struct sheet *s, const char *format, const struct leg *legs,
                         const enum review_state *together)
{
    text_to(s->t, ITEM_VALUE);
    text_put(s->t, line(s, format));
    for (unsigned i = 0; i < LEG_COUNT; i++) {
        text_to(s->t, ITEM_VALUE + LEG_FROM + i * LEG_STEP);
        text_put(s->t, review_leg_words(legs[i].state));
    }
    if (together) {
        text_to(s->t, ITEM_VALUE + LEG_FROM + LEG_COUNT * LEG_STEP);
        put_state(s, *together);
    }
    text_line(s->t);
}

static void put_formats(struct sheet *s, const struct finding *f)
{
    if (!f->n_formats)
        return;
    text_to(s->t, ITEM);
    text_put(s->t, "table");
    text_to(s->t, ITEM_VALUE);
    text_put(s->t, "format");
    for (unsigned i = 0; i < LEG_COUNT; i++) {
        text_to(s->t, ITEM_VALUE + LEG_FROM + i * LEG_STEP);
        text_put(s->t, leg_name((enum leg_name)i));
    }
    text_line(s->t);
    for (size_t i = 0; i < f->n_formats; i++) {
        enum review_state state = review_outcome_state(f->formats[i].outcome);
        put_legs_row(s, f->formats[i].format, f->formats[i].legs, &state);
    }
}

static void put_remarks(struct sheet *s, const struct remarks *m, unsigned indent, unsigned column)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct remark *at = &m->at[i];
        if (at->by)
            buf_printf(&s->tmp, "%s%s%s: ", at->by, at->date ? ", " : "", at->date ? at->date : "");
        buf_add_str(&s->tmp, at->text);
        row_built(s, indent, remark_kind_name(at->kind), column);
    }
}

/* Into tmp. */
static void build_exemption(struct sheet *s, const struct exemption *e)
{
    buf_printf(&s->tmp, "%s (%s, %s%s%s%s)", e->reason, e->owner ? e->owner : "no owner named",
               e->expires ? "until " : "without an end", e->expires ? e->expires : "",
               e->source ? ", " : "", e->source ? e->source : "");
}

/* Title, what was found, what to do: the lines behind an item's first. */
static void put_finding(struct sheet *s, const struct finding *f)
{
    enum review_state state = review_state_of(f);
    text_to(s->t, ITEM);
    text_wrap(s->t, ITEM, line(s, f->info->title));
    text_line(s->t);
    row(s, ITEM, "found", ITEM_VALUE, f->detail);
    put_formats(s, f);
    for (size_t i = 0; i < f->n_figures && s->verbose; i++) {
        buf_printf(&s->tmp, "%s (%s)", f->figures[i].value, f->figures[i].definition);
        row_built(s, ITEM, f->figures[i].name, ITEM_VALUE + 6);
    }
    if (state == REVIEW_NOT_SHOWN || state == REVIEW_CANNOT_TELL)
        row(s, ITEM, "to do", ITEM_VALUE, f->info->fix);
    if (f->exempt) {
        build_exemption(s, f->exempt);
        row_built(s, ITEM, "exempt", ITEM_VALUE);
    }
}

static void put_first_places(struct sheet *s, const struct finding *f)
{
    const struct place *at[AT_SHOWN];
    size_t n = review_places_first(f, at, AT_SHOWN);
    for (size_t i = 0; i < n; i++)
        put_place(s, i ? "" : "at", at[i]);
}

static void put_places(struct sheet *s, const struct places *p, const char *label)
{
    for (size_t i = 0; i < p->n; i++)
        put_place(s, i ? "" : label, &p->at[i]);
    if (!p->more)
        return;
    buf_add_str(&s->tmp, "and ");
    review_put_number(&s->tmp, p->more);
    buf_add_str(&s->tmp, " more");
    row_built(s, ITEM, "", ITEM_VALUE);
}

static void put_legs(struct sheet *s, const struct leg *legs, const char *format)
{
    for (size_t i = 0; i < LEG_COUNT; i++) {
        if (legs[i].state == LEG_NOT_ASKED)
            continue;
        if (format)
            buf_printf(&s->tmp, "%s, ", format);
        buf_printf(&s->tmp, "%s%s%s", leg_state(legs[i].state), legs[i].note ? ": " : "",
                   legs[i].note ? legs[i].note : "");
        row_built(s, ITEM, leg_name((enum leg_name)i), ITEM_VALUE + 2);
        put_places(s, &legs[i].where, "");
    }
}

static void put_evidence(struct sheet *s, const struct finding *f)
{
    put_places(s, &f->where, "at");
    put_legs(s, f->legs, NULL);
    for (size_t i = 0; i < f->n_formats; i++)
        put_legs(s, f->formats[i].legs, f->formats[i].format);
    row(s, ITEM, "why", ITEM_VALUE, f->info->why);
    row(s, ITEM, "source", ITEM_VALUE, f->info->spec);
}

/* ---- what would help most ---- */

static void put_item(struct sheet *s, const struct finding *f, size_t number)
{
    text_to(s->t, 1);
    put_number(s, 3, number);
    text_put(s->t, ".");
    text_to(s->t, ITEM);
    text_colour(s->t, TEXT_BOLD);
    text_put(s->t, line(s, f->info->id));
    text_colour(s->t, TEXT_PLAIN);
    text_put(s->t, "  ");
    put_state(s, review_state_of(f));
    text_put(s->t, "  ");
    text_put(s->t, review_gain_words(f->info->gain));
    text_put(s->t, ", ");
    text_put(s->t, review_effort_words(f->info->effort));
    text_line(s->t);
    put_finding(s, f);
    put_first_places(s, f);
    put_remarks(s, &f->remarks, ITEM, ITEM_VALUE);
}

static void put_rest(struct sheet *s, const struct finding *const *order, size_t n)
{
    for (size_t i = FIRST_SHOWN; i < n; i++)
        buf_printf(&s->tmp, "%s%s", i > FIRST_SHOWN ? ", " : "", order[i]->info->id);
    row_built(s, LABEL, "and", ITEM + 2);
    text_to(s->t, ITEM + 2);
    text_put(s->t, "(--verbose shows them with their evidence)");
    text_line(s->t);
}

static void put_first(struct sheet *s)
{
    const struct finding **order = calloc(s->r->n_findings + 1, sizeof *order);
    text_heading(s->t, "What would help most for the least effort");
    if (!order) {
        s->t->b->st = s->t->b->st == CUPEL_OK ? CUPEL_E_NOMEM : s->t->b->st;
        return;
    }
    size_t n = review_order(s->r, order);
    for (size_t i = 0; i < n && i < FIRST_SHOWN; i++) {
        s->first[s->n_first++] = order[i];
        put_item(s, order[i], i + 1);
    }
    if (n > FIRST_SHOWN)
        put_rest(s, order, n);
    if (!n) {
        buf_add_str(&s->tmp, "no check asks for anything");
        paragraph(s, LABEL);
    }
    free(order);
}

/* ---- the rest ---- */

static void put_all(struct sheet *s)
{
    const char *sets[REVIEW_SETS_MAX];
    size_t n = review_set_names(s->r, sets);
    for (size_t i = 0; i < n; i++) {
        text_heading(s->t, line(s, review_set_title(sets[i])));
        for (size_t k = 0; k < s->r->n_findings; k++) {
            const struct finding *f = &s->r->findings[k];
            if (!slice_eq(slice_str(f->info->set), slice_str(sets[i])))
                continue;
            text_to(s->t, LABEL);
            text_put(s->t, line(s, f->info->id));
            text_put(s->t, "  ");
            put_state(s, review_state_of(f));
            text_line(s->t);
            put_finding(s, f);
            put_evidence(s, f);
            put_remarks(s, &f->remarks, ITEM, ITEM_VALUE);
        }
    }
}

static void put_exemptions(struct sheet *s)
{
    for (size_t i = 0; i < s->r->n_exemptions; i++) {
        const struct exemption *e = &s->r->exemptions[i];
        if (!i)
            text_heading(s->t, "Exemptions");
        text_to(s->t, LABEL);
        text_put(s->t, line(s, e->check));
        text_put(s->t, "  ");
        text_colour(s->t, e->is_expired ? TEXT_YELLOW : TEXT_DIM);
        text_put(s->t, e->is_expired ? "expired: counts as none"
                       : e->is_used  ? "in force"
                                     : "fits no check");
        text_colour(s->t, TEXT_PLAIN);
        text_line(s->t);
        build_exemption(s, e);
        paragraph(s, ITEM);
    }
}

static void put_observations(struct sheet *s)
{
    for (size_t i = 0; i < s->r->n_observations; i++) {
        const struct observation *v = &s->r->observations[i];
        if (!i)
            text_heading(s->t, "Files put to cupel's verifier");
        build_place(s, &v->place);
        paragraph(s, LABEL);
        buf_printf(&s->tmp, "%s%s%s: %s%s%s%s", v->format ? v->format : "", v->format ? " " : "",
                   v->kind, v->outcome, v->is_debug ? ", debug" : "", v->detail ? ": " : "",
                   v->detail ? v->detail : "");
        paragraph(s, ITEM);
    }
}

static void put_delta(struct sheet *s)
{
    const struct delta *d = s->r->delta;
    if (!d)
        return;
    text_heading(s->t, "What changed");
    row(s, LABEL, "since", VALUE, d->since);
    for (size_t i = 0; i < d->n_changes; i++) {
        const struct change *c = &d->changes[i];
        const char *before = review_change_words(s->r, c, c->before);
        const char *after = review_change_words(s->r, c, c->after);
        buf_printf(&s->tmp, "%s: %s, now %s%s%s", c->what, before ? before : "was not there",
                   after ? after : "gone", c->detail ? "; " : "", c->detail ? c->detail : "");
        paragraph(s, LABEL);
        if (!c->place.path)
            continue;
        build_place(s, &c->place);
        paragraph(s, ITEM);
    }
    buf_add_str(&s->tmp, "checks with the same outcome: ");
    review_put_number(&s->tmp, d->unchanged);
    paragraph(s, LABEL);
}

static bool is_first(const struct sheet *s, const struct finding *f)
{
    for (size_t i = 0; i < s->n_first; i++)
        if (s->first[i] == f)
            return true;
    return false;
}

/* Remarks on checks that are not shown above: a dissent from a pass must not go unseen. */
static void put_other_remarks(struct sheet *s)
{
    for (size_t i = 0; i < s->r->n_findings && !s->verbose; i++) {
        const struct finding *f = &s->r->findings[i];
        if (!f->remarks.n || is_first(s, f))
            continue;
        text_to(s->t, LABEL);
        text_put(s->t, "on ");
        text_put(s->t, line(s, f->info->id));
        text_put(s->t, "  ");
        put_state(s, review_state_of(f));
        text_line(s->t);
        put_remarks(s, &f->remarks, ITEM, ITEM_VALUE);
    }
}

static bool has_remarks(const struct review *r)
{
    bool any = r->remarks.n > 0;
    for (size_t i = 0; i < r->n_findings; i++)
        any = any || r->findings[i].remarks.n > 0;
    return any;
}

static void put_people(struct sheet *s)
{
    if (!s->r->n_reviewers && !has_remarks(s->r))
        return;
    text_heading(s->t, "Reviewers");
    for (size_t i = 0; i < s->r->n_reviewers; i++) {
        const struct reviewer *v = &s->r->reviewers[i];
        buf_printf(&s->tmp, "%s, %s; conflicts of interest: %s", v->name,
                   v->affiliation ? v->affiliation : "affiliation not given",
                   v->conflicts ? v->conflicts : "not declared");
        paragraph(s, LABEL);
    }
    put_remarks(s, &s->r->remarks, LABEL, VALUE);
    put_other_remarks(s);
}

void review_render_text(const struct review *r, struct text_out *t, bool verbose)
{
    struct sheet s = { .t = t, .r = r, .verbose = verbose };
    buf_init(&s.tmp, t->b->max);
    buf_init(&s.line, t->b->max);
    put_head(&s);
    put_read(&s);
    put_counts(&s);
    put_scores(&s);
    put_first(&s);
    if (verbose)
        put_all(&s);
    put_exemptions(&s);
    put_observations(&s);
    put_delta(&s);
    put_people(&s);
    text_line(t);
    text_put(t, "Counts and their evidence, no verdict on the project.");
    text_line(t);
    buf_clear(&s.tmp);
    buf_clear(&s.line);
}
