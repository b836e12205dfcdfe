/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A review as GitHub-flavoured Markdown. Every text of the project stands in a line that we began,
 * escaped; paths stand in code spans, outside of tables, and are linked where the forge is known.
 */
#include "render/review.h"

#include "render/escape.h"
#include "render/review_words.h"

#include <stdlib.h>

#define FIRST_SHOWN  10
#define PLACES_SHOWN 5 /* of one list; the rest is counted */

struct sheet {
    struct buf *b;
    const struct review *r;
    struct buf tmp; /* plain text being built */
};

/* ---- pieces ---- */

static void raw(struct sheet *s, const char *markup)
{
    buf_add_str(s->b, markup);
}

static void prose(struct sheet *s, const char *text)
{
    escape_markdown(s->b, slice_str(text));
}

static void failed(struct sheet *s)
{
    if (buf_status(&s->tmp) != CUPEL_OK && s->b->st == CUPEL_OK)
        s->b->st = s->tmp.st;
    s->tmp.n = 0;
}

static void built(struct sheet *s)
{
    escape_markdown(s->b, buf_slice(&s->tmp));
    failed(s);
}

static void built_code(struct sheet *s)
{
    escape_markdown_code(s->b, buf_slice(&s->tmp));
    failed(s);
}

static void code(struct sheet *s, const char *text)
{
    escape_markdown_code(s->b, slice_str(text));
}

static void number(struct sheet *s, uint64_t n)
{
    review_put_number(s->b, n);
}

static void cell(struct sheet *s, const char *text, const char *none)
{
    prose(s, text && *text ? text : none);
    raw(s, " | ");
}

/* "[`path:12`](https://…): note" */
static void put_place(struct sheet *s, const struct place *at)
{
    struct buf url;
    buf_init(&url, s->b->max);
    review_put_place_url(&url, s->r, at);
    raw(s, url.n ? "[" : "");
    review_put_place(&s->tmp, s->r, at);
    built_code(s);
    if (url.n) {
        raw(s, "](");
        buf_add(s->b, buf_slice(&url));
        raw(s, ")");
    }
    buf_clear(&url);
    if (at->note) {
        raw(s, ": ");
        prose(s, at->note);
    }
}

/* ---- what was read, counts ---- */

static void put_head(struct sheet *s)
{
    const struct review *r = s->r;
    raw(s, "# Review of ");
    prose(s, r->project && *r->project ? r->project : "a project without a name");
    raw(s, "\n\nRead as ");
    raw(s, r->stage && *r->stage == 'e' ? "an existing" : "a proposed");
    raw(s, " project, as of ");
    review_put_date(s->b, r->as_of);
    raw(s, ". Evidence formats: ");
    review_put_list(&s->tmp, r->formats, r->n_formats, "none recognised");
    built(s);
    raw(s, ". Roles: ");
    review_put_list(&s->tmp, r->roles, r->n_roles, "none recognised");
    built(s);
    raw(s, ". Checks, counts and the places behind them; no verdict on the project.\n");
}

static void put_read(struct sheet *s)
{
    raw(s, "\n## What was read\n\n");
    if (!s->r->n_repos)
        raw(s, "No checkout.\n");
    for (size_t i = 0; i < s->r->n_repos; i++) {
        const struct reviewed *v = &s->r->repos[i];
        raw(s, "- ");
        prose(s, v->name);
        raw(s, v->is_defaults ? " (defaults of the organisation) at " : " at ");
        review_put_commit(&s->tmp, v->commit, 12);
        built_code(s);
        raw(s, " of ");
        review_put_date(s->b, v->committed);
        raw(s, ": ");
        number(s, v->files);
        raw(s, " files, ");
        number(s, v->commits);
        raw(s, " commits, ");
        prose(s, v->license ? v->license : "no licence recognised");
        if (v->origin) {
            raw(s, ", ");
            code(s, v->origin);
        }
        raw(s, "\n");
        for (size_t k = 0; v->partial && v->partial[k]; k++) {
            raw(s, "  - not read: ");
            prose(s, v->partial[k]);
            raw(s, "\n");
        }
    }
}

static void put_count_row(struct sheet *s, const char *set)
{
    struct review_counts c = review_count(s->r, set);
    raw(s, "| ");
    cell(s, set ? review_set_title(set) : "all", "");
    for (size_t i = 0; i < REVIEW_STATES; i++) {
        number(s, review_state_count(&c, (enum review_state)i));
        raw(s, " | ");
    }
    number(s, review_counts_total(&c));
    raw(s, " |\n");
}

static void put_counts(struct sheet *s, const char *const *sets, size_t n)
{
    raw(s, "\n## Counts\n\n| set of checks | ");
    for (size_t i = 0; i < REVIEW_STATES; i++) {
        raw(s, review_state_word((enum review_state)i));
        raw(s, " | ");
    }
    raw(s, "checks |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (size_t i = 0; i < n; i++)
        put_count_row(s, sets[i]);
    put_count_row(s, NULL);
    raw(s, "\n");
    for (size_t i = 0; i < REVIEW_STATES; i++) {
        raw(s, "- ");
        raw(s, review_state_word((enum review_state)i));
        raw(s, ": ");
        raw(s, review_state_meaning((enum review_state)i));
        raw(s, "\n");
    }
}

/* ---- findings ---- */

/* A list item beneath another: "  - label: text". */
static void sub(struct sheet *s, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    raw(s, "  - ");
    raw(s, label);
    prose(s, text);
    raw(s, "\n");
}

static void put_places(struct sheet *s, const struct places *p, const char *format, const char *leg)
{
    size_t n = p->n < PLACES_SHOWN ? p->n : PLACES_SHOWN, more = p->n - n + p->more;
    for (size_t i = 0; i < n; i++) {
        raw(s, "  - ");
        if (format) {
            prose(s, format);
            raw(s, " ");
        }
        raw(s, leg ? leg : "");
        raw(s, format || leg ? ": " : "");
        put_place(s, &p->at[i]);
        raw(s, "\n");
    }
    if (more) {
        raw(s, "  - and ");
        number(s, more);
        raw(s, " more\n");
    }
}

static void put_leg(struct sheet *s, const struct leg *l, const char *format, const char *name)
{
    if (l->state == LEG_NOT_ASKED)
        return;
    if (l->note || !l->where.n) {
        raw(s, "  - ");
        if (format) {
            prose(s, format);
            raw(s, " ");
        }
        raw(s, name);
        raw(s, " ");
        raw(s, leg_state(l->state));
        if (l->note) {
            raw(s, ": ");
            prose(s, l->note);
        }
        raw(s, "\n");
    }
    put_places(s, &l->where, format, name);
}

static void put_legs(struct sheet *s, const struct finding *f)
{
    for (size_t i = 0; i < LEG_COUNT; i++)
        put_leg(s, &f->legs[i], NULL, leg_name((enum leg_name)i));
    for (size_t k = 0; k < f->n_formats; k++)
        for (size_t i = 0; i < LEG_COUNT; i++)
            put_leg(s, &f->formats[k].legs[i], f->formats[k].format, leg_name((enum leg_name)i));
}

/* A table needs lines of its own, behind the item that it belongs to. */
static void put_formats(struct sheet *s, const struct finding *f)
{
    if (!f->n_formats)
        return;
    raw(s, "\n  | format | code | test | document | together |\n"
           "  | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < f->n_formats; i++) {
        raw(s, "  | ");
        cell(s, f->formats[i].format, "");
        for (size_t k = 0; k < LEG_COUNT; k++)
            cell(s, review_leg_words(f->formats[i].legs[k].state), "");
        raw(s, review_state_word(review_outcome_state(f->formats[i].outcome)));
        raw(s, " |\n");
    }
    raw(s, "\n");
}

static void put_remarks(struct sheet *s, const struct remarks *m, const char *indent)
{
    for (size_t i = 0; i < m->n; i++) {
        raw(s, indent);
        raw(s, "- **");
        raw(s, review_remark_words(m->at[i].kind));
        raw(s, "**");
        if (m->at[i].by) {
            raw(s, " by ");
            prose(s, m->at[i].by);
        }
        if (m->at[i].date) {
            raw(s, ", ");
            prose(s, m->at[i].date);
        }
        raw(s, ": ");
        prose(s, m->at[i].text);
        raw(s, "\n");
    }
}

static void put_exemption(struct sheet *s, const struct exemption *e)
{
    raw(s, "  - exempt: ");
    prose(s, e->reason);
    raw(s, " (");
    prose(s, e->owner ? e->owner : "no owner named");
    raw(s, e->expires ? ", until " : ", without an end");
    prose(s, e->expires);
    if (e->source) {
        raw(s, ", ");
        prose(s, e->source);
    }
    raw(s, ")\n");
}

static void put_finding(struct sheet *s, const struct finding *f)
{
    enum review_state state = review_state_of(f);
    raw(s, "- **");
    raw(s, review_state_word(state));
    raw(s, "** ");
    code(s, f->info->id);
    raw(s, ": ");
    prose(s, f->info->title);
    raw(s, "\n");
    put_formats(s, f);
    sub(s, "found: ", f->detail);
    if (state == REVIEW_NOT_SHOWN || state == REVIEW_CANNOT_TELL)
        sub(s, "to do: ", f->info->fix);
    if (f->exempt)
        put_exemption(s, f->exempt);
    for (size_t i = 0; i < f->n_figures; i++) {
        raw(s, "  - ");
        prose(s, f->figures[i].name);
        raw(s, " **");
        prose(s, f->figures[i].value);
        raw(s, "**: ");
        prose(s, f->figures[i].definition);
        raw(s, "\n");
    }
    put_places(s, &f->where, NULL, NULL);
    put_legs(s, f);
    put_remarks(s, &f->remarks, "  ");
}

/* ---- what would help most ---- */

static void put_first_item(struct sheet *s, const struct finding *f, size_t i)
{
    const struct place *at[2];
    size_t n = review_places_first(f, at, CUPEL_COUNT(at));
    buf_printf(s->b, "%zu. ", i);
    code(s, f->info->id);
    raw(s, " (");
    raw(s, review_state_word(review_state_of(f)));
    raw(s, "; ");
    raw(s, review_gain_words(f->info->gain));
    raw(s, ", ");
    raw(s, review_effort_words(f->info->effort));
    raw(s, "): ");
    prose(s, f->info->title);
    raw(s, "\n");
    raw(s, "   - found: ");
    prose(s, f->detail && *f->detail ? f->detail : "see below");
    raw(s, "\n   - to do: ");
    prose(s, f->info->fix && *f->info->fix ? f->info->fix : "see below");
    raw(s, "\n");
    for (size_t k = 0; k < n; k++) {
        raw(s, "   - ");
        put_place(s, at[k]);
        raw(s, "\n");
    }
}

static void put_first(struct sheet *s)
{
    const struct finding **order = calloc(s->r->n_findings + 1, sizeof *order);
    raw(s, "\n## What would help most for the least effort\n\n");
    if (!order) {
        s->b->st = s->b->st == CUPEL_OK ? CUPEL_E_NOMEM : s->b->st;
        return;
    }
    size_t n = review_order(s->r, order);
    for (size_t i = 0; i < n && i < FIRST_SHOWN; i++)
        put_first_item(s, order[i], i + 1);
    if (n > FIRST_SHOWN) {
        raw(s, "\nAnd, in this order: ");
        for (size_t i = FIRST_SHOWN; i < n; i++) {
            raw(s, i > FIRST_SHOWN ? ", " : "");
            code(s, order[i]->info->id);
        }
        raw(s, ".\n");
    }
    if (!n)
        raw(s, "No check asks for anything.\n");
    free(order);
}

/* ---- sets and scores ---- */

static void put_score(struct sheet *s, const struct score *v)
{
    raw(s, "As ");
    prose(s, v->standard);
    raw(s, " computes it: ");
    review_put_score(&s->tmp, v);
    built(s);
    raw(s, ". Definition: ");
    prose(s, v->definition);
    raw(s, ".\n\n");
    if (!v->n_parts)
        return;
    raw(s, "| section | weight | decided | at least | at most |\n"
           "| --- | ---: | ---: | ---: | ---: |\n");
    for (size_t i = 0; i < v->n_parts; i++) {
        const int shares[] = { v->parts[i].decided, v->parts[i].low, v->parts[i].high };
        raw(s, "| ");
        cell(s, v->parts[i].name, "");
        number(s, v->parts[i].weight);
        for (size_t k = 0; k < CUPEL_COUNT(shares); k++) {
            raw(s, " | ");
            review_put_share(s->b, shares[k]);
        }
        raw(s, " |\n");
    }
    raw(s, "\n");
}

static void put_set(struct sheet *s, const char *set)
{
    raw(s, "\n## ");
    prose(s, review_set_title(set));
    raw(s, "\n\n");
    for (size_t i = 0; i < s->r->n_scores; i++)
        if (review_score_is_of(&s->r->scores[i], set))
            put_score(s, &s->r->scores[i]);
    for (size_t i = 0; i < s->r->n_findings; i++)
        if (slice_eq(slice_str(s->r->findings[i].info->set), slice_str(set)))
            put_finding(s, &s->r->findings[i]);
}

static void put_other_scores(struct sheet *s, const char *const *sets, size_t n)
{
    for (size_t k = 0; k < s->r->n_scores; k++) {
        bool is_told = false;
        for (size_t i = 0; i < n; i++)
            is_told |= review_score_is_of(&s->r->scores[k], sets[i]);
        if (is_told)
            continue;
        raw(s, "\n## ");
        prose(s, s->r->scores[k].standard);
        raw(s, "\n\n");
        put_score(s, &s->r->scores[k]);
    }
}

/* ---- the rest ---- */

static void put_delta(struct sheet *s)
{
    const struct delta *d = s->r->delta;
    if (!d)
        return;
    raw(s, "\n## What changed\n\nSince ");
    prose(s, d->since);
    raw(s, ". Checks with the same outcome: ");
    number(s, d->unchanged);
    raw(s, ".\n\n");
    for (size_t i = 0; i < d->n_changes; i++) {
        const struct change *c = &d->changes[i];
        raw(s, "- ");
        const char *before = review_change_words(s->r, c, c->before);
        const char *after = review_change_words(s->r, c, c->after);
        prose(s, c->what);
        raw(s, ": ");
        prose(s, before ? before : "was not there");
        raw(s, ", now ");
        prose(s, after ? after : "gone");
        raw(s, c->detail ? "; " : "");
        prose(s, c->detail);
        if (c->place.path) {
            raw(s, "; ");
            put_place(s, &c->place);
        }
        raw(s, "\n");
    }
}

static void put_observations(struct sheet *s)
{
    for (size_t i = 0; i < s->r->n_observations; i++) {
        const struct observation *v = &s->r->observations[i];
        if (!i)
            raw(s, "\n## Files put to cupel's verifier\n\n");
        raw(s, "- ");
        put_place(s, &v->place);
        raw(s, ", ");
        prose(s, v->format);
        raw(s, v->format ? " " : "");
        prose(s, v->kind);
        raw(s, ": ");
        prose(s, v->outcome);
        raw(s, v->is_debug ? ", debug" : "");
        raw(s, v->detail ? "; " : "");
        prose(s, v->detail);
        raw(s, "\n");
    }
}

static void put_exemptions(struct sheet *s)
{
    raw(s, "\n## Exemptions\n\n");
    if (!s->r->n_exemptions) {
        raw(s, "None was read.\n");
        return;
    }
    raw(s, "| check | reason | owner | until | state | source |\n"
           "| --- | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < s->r->n_exemptions; i++) {
        const struct exemption *e = &s->r->exemptions[i];
        raw(s, "| ");
        cell(s, e->check, "");
        cell(s, e->reason, "");
        cell(s, e->owner, "none named");
        cell(s, e->expires, "no end");
        cell(s,
             e->is_expired ? "expired: counts as none"
             : e->is_used  ? "in force"
                           : "fits no check",
             "");
        prose(s, e->source);
        raw(s, " |\n");
    }
}

static void put_people(struct sheet *s)
{
    raw(s, "\n## Reviewers\n\n");
    if (!s->r->n_reviewers)
        raw(s, "Nobody has put a name to this review.\n\n");
    for (size_t i = 0; i < s->r->n_reviewers; i++) {
        const struct reviewer *v = &s->r->reviewers[i];
        raw(s, "- ");
        prose(s, v->name);
        raw(s, ", ");
        prose(s, v->affiliation ? v->affiliation : "affiliation not given");
        raw(s, "; conflicts of interest: ");
        prose(s, v->conflicts ? v->conflicts : "not declared");
        raw(s, "\n");
    }
    put_remarks(s, &s->r->remarks, "");
    raw(s, "\nMade by cupel ");
    prose(s, s->r->version);
    raw(s, ".\n");
}

void review_render_markdown(const struct review *r, struct buf *b)
{
    struct sheet s = { .b = b, .r = r };
    const char *sets[REVIEW_SETS_MAX];
    size_t n = review_set_names(r, sets);
    buf_init(&s.tmp, b->max);
    put_head(&s);
    put_read(&s);
    put_counts(&s, sets, n);
    put_first(&s);
    put_delta(&s);
    for (size_t i = 0; i < n; i++)
        put_set(&s, sets[i]);
    put_other_scores(&s, sets, n);
    put_observations(&s);
    put_exemptions(&s);
    put_people(&s);
    buf_clear(&s.tmp);
}
