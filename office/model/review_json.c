/* SPDX-License-Identifier: Apache-2.0 */
/* The review as JSON: docs/schema/review-1.schema.json. */
#include "office/model/review.h"

#include "codec/json.h"
#include "codec/json_out.h"

/* Values are counted, so that what is written never has more than the reader takes. */
struct out {
    struct json_out o;
    size_t nodes;
    size_t places; /* most that are written of one list */
};

static void open_object(struct out *w, const char *key)
{
    w->nodes++;
    json_object_open(&w->o, key);
}

static void open_array(struct out *w, const char *key)
{
    w->nodes++;
    json_array_open(&w->o, key);
}

/* A member that is always there. */
static void text(struct out *w, const char *key, const char *s)
{
    w->nodes++;
    json_text(&w->o, key, s ? s : "");
}

/* A member that is left out when there is nothing to say. */
static void maybe(struct out *w, const char *key, const char *s)
{
    if (s)
        text(w, key, s);
}

static void number(struct out *w, const char *key, uint64_t v)
{
    w->nodes++;
    json_uint(&w->o, key, v);
}

static void truth(struct out *w, const char *key, bool v)
{
    w->nodes++;
    json_bool(&w->o, key, v);
}

static void nothing(struct out *w, const char *key)
{
    w->nodes++;
    json_null(&w->o, key);
}

static void moment(struct out *w, const char *key, int64_t t)
{
    w->nodes++;
    json_time(&w->o, key, t);
}

/* ---- places, legs, remarks ---- */

static void write_place(struct out *w, const char *key, const struct place *p)
{
    open_object(w, key);
    maybe(w, "repo", p->repo);
    maybe(w, "path", p->path);
    if (p->line)
        number(w, "line", p->line);
    maybe(w, "commit", p->commit);
    maybe(w, "note", p->note);
    json_object_close(&w->o);
}

static void write_places(struct out *w, const struct places *p)
{
    size_t n = p->n < w->places ? p->n : w->places;
    size_t more = p->more + (p->n - n);
    open_array(w, "where");
    for (size_t i = 0; i < n; i++)
        write_place(w, NULL, &p->at[i]);
    json_array_close(&w->o);
    if (more)
        number(w, "where_more", more);
}

static bool has_legs(const struct leg legs[LEG_COUNT])
{
    for (size_t i = 0; i < LEG_COUNT; i++)
        if (legs[i].state != LEG_NOT_ASKED)
            return true;
    return false;
}

static void write_legs(struct out *w, const struct leg legs[LEG_COUNT])
{
    if (!has_legs(legs))
        return;
    open_object(w, "legs");
    for (size_t i = 0; i < LEG_COUNT; i++) {
        if (legs[i].state == LEG_NOT_ASKED)
            continue;
        open_object(w, leg_name((enum leg_name)i));
        text(w, "state", leg_state(legs[i].state));
        maybe(w, "note", legs[i].note);
        write_places(w, &legs[i].where);
        json_object_close(&w->o);
    }
    json_object_close(&w->o);
}

static void write_remarks(struct out *w, const struct remarks *m)
{
    open_array(w, "remarks");
    for (size_t i = 0; i < m->n; i++) {
        open_object(w, NULL);
        text(w, "kind", remark_kind_name(m->at[i].kind));
        maybe(w, "by", m->at[i].by);
        maybe(w, "date", m->at[i].date);
        text(w, "text", m->at[i].text);
        json_object_close(&w->o);
    }
    json_array_close(&w->o);
}

static void write_exemption(struct out *w, const char *key, const struct exemption *e)
{
    open_object(w, key);
    text(w, "check", e->check);
    text(w, "reason", e->reason);
    maybe(w, "owner", e->owner);
    maybe(w, "expires", e->expires);
    maybe(w, "source", e->source);
    truth(w, "expired", e->is_expired);
    truth(w, "used", e->is_used);
    json_object_close(&w->o);
}

/* ---- findings ---- */

static void write_format_rows(struct out *w, const struct finding *f)
{
    if (!f->n_formats)
        return;
    open_array(w, "formats");
    for (size_t i = 0; i < f->n_formats; i++) {
        open_object(w, NULL);
        text(w, "format", f->formats[i].format);
        text(w, "outcome", cupel_outcome_name(f->formats[i].outcome));
        write_legs(w, f->formats[i].legs);
        json_object_close(&w->o);
    }
    json_array_close(&w->o);
}

static void write_figures(struct out *w, const struct finding *f)
{
    if (!f->n_figures)
        return;
    open_array(w, "figures");
    for (size_t i = 0; i < f->n_figures; i++) {
        open_object(w, NULL);
        text(w, "name", f->figures[i].name);
        text(w, "value", f->figures[i].value);
        text(w, "definition", f->figures[i].definition);
        json_object_close(&w->o);
    }
    json_array_close(&w->o);
}

static void write_finding(struct out *w, const struct finding *f)
{
    open_object(w, NULL);
    text(w, "id", f->info->id);
    text(w, "set", f->info->set);
    text(w, "outcome", cupel_outcome_name(f->outcome));
    text(w, "title", f->info->title);
    maybe(w, "detail", f->detail);
    write_places(w, &f->where);
    write_legs(w, f->legs);
    write_format_rows(w, f);
    write_figures(w, f);
    maybe(w, "why", f->info->why);
    maybe(w, "spec", f->info->spec);
    maybe(w, "fix", f->info->fix);
    number(w, "gain", f->info->gain);
    number(w, "effort", f->info->effort);
    if (f->exempt)
        write_exemption(w, "exempt", f->exempt);
    else
        nothing(w, "exempt");
    write_remarks(w, &f->remarks);
    json_object_close(&w->o);
}

/* ---- what was read, counts ---- */

static void write_repository(struct out *w, const struct reviewed *v)
{
    open_object(w, NULL);
    text(w, "name", v->name);
    maybe(w, "origin", v->origin);
    maybe(w, "commit", v->commit);
    moment(w, "committed", v->committed);
    truth(w, "defaults", v->is_defaults);
    number(w, "files", v->files);
    number(w, "commits", v->commits);
    maybe(w, "license", v->license);
    open_array(w, "partial");
    for (size_t i = 0; v->partial && v->partial[i]; i++)
        text(w, NULL, v->partial[i]);
    json_array_close(&w->o);
    json_object_close(&w->o);
}

static void write_words(struct out *w, const char *key, const char *const *words, size_t n)
{
    open_array(w, key);
    for (size_t i = 0; i < n; i++)
        text(w, NULL, words[i]);
    json_array_close(&w->o);
}

static void write_count(struct out *w, const char *key, const struct review_counts *c)
{
    open_object(w, key);
    number(w, "pass", c->pass);
    number(w, "fail", c->fail);
    number(w, "na", c->na);
    number(w, "unknown", c->unknown);
    number(w, "exempt", c->exempt);
    json_object_close(&w->o);
}

static void write_counts(struct out *w, const struct review *r)
{
    const char *sets[REVIEW_SETS_MAX];
    size_t n = review_set_names(r, sets);
    open_object(w, "counts");
    for (size_t i = 0; i <= n; i++) {
        struct review_counts c = review_count(r, i < n ? sets[i] : NULL);
        write_count(w, i < n ? sets[i] : "all", &c);
    }
    json_object_close(&w->o);
}

/* ---- the rest ---- */

/* Tenths of a percent; null where nothing applies. */
static void share(struct out *w, const char *key, int tenths)
{
    if (tenths < 0)
        nothing(w, key);
    else
        number(w, key, (uint64_t)tenths);
}

static void write_score(struct out *w, const struct score *s)
{
    open_object(w, NULL);
    text(w, "standard", s->standard);
    text(w, "definition", s->definition);
    share(w, "low", s->low);
    share(w, "high", s->high);
    share(w, "decided", s->decided);
    maybe(w, "rating", s->rating);
    open_array(w, "parts");
    for (size_t i = 0; i < s->n_parts; i++) {
        open_object(w, NULL);
        text(w, "name", s->parts[i].name);
        number(w, "weight", s->parts[i].weight);
        share(w, "low", s->parts[i].low);
        share(w, "high", s->parts[i].high);
        share(w, "decided", s->parts[i].decided);
        json_object_close(&w->o);
    }
    json_array_close(&w->o);
    json_object_close(&w->o);
}

static void write_observation(struct out *w, const struct observation *v)
{
    open_object(w, NULL);
    write_place(w, "place", &v->place);
    maybe(w, "sha256", v->sha256);
    text(w, "kind", v->kind);
    maybe(w, "format", v->format);
    text(w, "outcome", v->outcome);
    maybe(w, "detail", v->detail);
    truth(w, "debug", v->is_debug);
    json_object_close(&w->o);
}

static void write_human(struct out *w, const struct review *r)
{
    open_object(w, "human");
    open_array(w, "reviewers");
    for (size_t i = 0; i < r->n_reviewers; i++) {
        open_object(w, NULL);
        text(w, "name", r->reviewers[i].name);
        maybe(w, "affiliation", r->reviewers[i].affiliation);
        /* Always there: that nothing was declared is to be seen. */
        if (r->reviewers[i].conflicts)
            text(w, "conflicts", r->reviewers[i].conflicts);
        else
            nothing(w, "conflicts");
        json_object_close(&w->o);
    }
    json_array_close(&w->o);
    write_remarks(w, &r->remarks);
    json_object_close(&w->o);
}

static void write_delta(struct out *w, const struct delta *d)
{
    if (!d) {
        nothing(w, "delta");
        return;
    }
    open_object(w, "delta");
    text(w, "since", d->since);
    open_array(w, "changes");
    for (size_t i = 0; i < d->n_changes; i++) {
        open_object(w, NULL);
        text(w, "what", d->changes[i].what);
        maybe(w, "before", d->changes[i].before);
        maybe(w, "after", d->changes[i].after);
        maybe(w, "detail", d->changes[i].detail);
        if (d->changes[i].place.path)
            write_place(w, "place", &d->changes[i].place);
        json_object_close(&w->o);
    }
    json_array_close(&w->o);
    number(w, "unchanged", d->unchanged);
    json_object_close(&w->o);
}

static void write_lists(struct out *w, const struct review *r)
{
    open_array(w, "checks");
    for (size_t i = 0; i < r->n_findings; i++)
        write_finding(w, &r->findings[i]);
    json_array_close(&w->o);
    open_array(w, "scores");
    for (size_t i = 0; i < r->n_scores; i++)
        write_score(w, &r->scores[i]);
    json_array_close(&w->o);
    open_array(w, "observations");
    for (size_t i = 0; i < r->n_observations; i++)
        write_observation(w, &r->observations[i]);
    json_array_close(&w->o);
    open_array(w, "exemptions");
    for (size_t i = 0; i < r->n_exemptions; i++)
        write_exemption(w, NULL, &r->exemptions[i]);
    json_array_close(&w->o);
}

static void write_review(struct out *w, const struct review *r)
{
    open_object(w, NULL);
    number(w, "cupel", 1);
    text(w, "kind", "review");
    text(w, "version", r->version);
    text(w, "project", r->project);
    moment(w, "as_of", r->as_of);
    text(w, "stage", r->stage);
    open_array(w, "repositories");
    for (size_t i = 0; i < r->n_repos; i++)
        write_repository(w, &r->repos[i]);
    json_array_close(&w->o);
    write_words(w, "formats", r->formats, r->n_formats);
    write_words(w, "roles", r->roles, r->n_roles);
    write_counts(w, r);
    write_lists(w, r);
    write_human(w, r);
    write_delta(w, r->delta);
    json_object_close(&w->o);
}

/* Every list within the cap that a reader has for it. Lists of one finding are checked by their sum
 * alone: the count of values. */
static bool lists_fit(const struct review *r)
{
    const size_t lengths[] = {
        r->n_repos,     r->n_formats,      r->n_roles,
        r->n_scores,    r->n_observations, r->n_exemptions,
        r->n_reviewers, r->remarks.n,      r->delta ? r->delta->n_changes : 0
    };
    for (size_t i = 0; i < CUPEL_COUNT(lengths); i++)
        if (lengths[i] > REVIEW_LIST_MAX)
            return false;
    return r->n_findings <= REVIEW_FINDINGS_MAX && review_sets_fit(r);
}

void review_write_json(const struct review *r, struct buf *b)
{
    static const size_t steps[] = { REVIEW_PLACES_MAX, 8, 3, 1, 0 };
    size_t start = b->n;
    for (size_t i = 0; i < CUPEL_COUNT(steps) && lists_fit(r); i++) {
        struct out w = { .o = json_out_to(b), .places = steps[i] };
        b->n = start;
        write_review(&w, r);
        if (w.nodes <= JSON_NODES_MAX) {
            buf_add_byte(b, '\n');
            return;
        }
    }
    b->st = b->st == CUPEL_OK ? CUPEL_E_LIMIT : b->st;
}
