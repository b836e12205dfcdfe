/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A review as SARIF 2.1.0 (OASIS standard, 2020): one run, a rule for each check, a result for each
 * finding. Fingerprints are made of the check alone, so that a result is the same one when lines
 * move. Every result has a location with a path, since forges refuse the whole file otherwise.
 */
#include "render/review.h"

#include "codec/json_out.h"
#include "render/escape.h"
#include "render/review_words.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

struct sarif {
    struct json_out o;
    struct buf *b;
    const struct review *r;
    const struct place *whole; /* where findings about the project as a whole are shown */
    struct buf tmp;            /* plain text being built */
    struct buf ready;          /* the same as a message or a URI */
};

/* ---- pieces ---- */

static void put_ready(struct sarif *s, const char *key)
{
    if (s->b->st == CUPEL_OK && buf_status(&s->tmp) != CUPEL_OK)
        s->b->st = s->tmp.st;
    if (s->b->st == CUPEL_OK && buf_status(&s->ready) != CUPEL_OK)
        s->b->st = s->ready.st;
    json_slice(&s->o, key, buf_slice(&s->ready));
    s->tmp.n = s->ready.n = 0;
}

/* {"text": …} of what was built in tmp. */
static void put_message(struct sarif *s, const char *key)
{
    json_object_open(&s->o, key);
    if (!s->tmp.n)
        buf_add_str(&s->tmp, "-"); /* a message is never empty (3.11.8) */
    escape_sarif(&s->ready, buf_slice(&s->tmp));
    put_ready(s, "text");
    json_object_close(&s->o);
}

static void put_text(struct sarif *s, const char *key, const char *text)
{
    buf_add_str(&s->tmp, text);
    put_message(s, key);
}

/* ---- rules ---- */

static void add_paragraph(struct sarif *s, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    buf_add_str(&s->tmp, s->tmp.n ? "\n\n" : "");
    buf_add_str(&s->tmp, label);
    buf_add_str(&s->tmp, text);
}

static void add_markdown(struct sarif *s, struct buf *md, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    buf_add_str(md, md->n ? "\n\n" : "");
    buf_add_str(md, label);
    escape_markdown(md, slice_str(text));
    if (s->b->st == CUPEL_OK && buf_status(md) != CUPEL_OK)
        s->b->st = md->st;
}

static void put_help(struct sarif *s, const struct review_info *info)
{
    struct buf md;
    buf_init(&md, s->b->max);
    add_paragraph(s, "", info->title && *info->title ? info->title : info->id);
    add_paragraph(s, "Why: ", info->why);
    add_paragraph(s, "If not: ", info->fix);
    add_paragraph(s, "Source: ", info->spec);
    add_markdown(s, &md, "", info->title && *info->title ? info->title : info->id);
    add_markdown(s, &md, "**Why:** ", info->why);
    add_markdown(s, &md, "**If not:** ", info->fix);
    add_markdown(s, &md, "**Source:** ", info->spec);
    json_object_open(&s->o, "help");
    escape_sarif(&s->ready, buf_slice(&s->tmp));
    put_ready(s, "text");
    if (md.n) {
        escape_sarif(&s->ready, buf_slice(&md));
        put_ready(s, "markdown");
    }
    json_object_close(&s->o);
    buf_clear(&md);
}

/* What does not pass is a warning, and a note where it would help a little only. Never an error:
 * nothing here stops anybody. */
static const char *level_of(const struct review_info *info)
{
    return info->gain >= 2 ? "warning" : "note";
}

static void put_rule(struct sarif *s, const struct review_info *info)
{
    json_object_open(&s->o, NULL);
    json_text(&s->o, "id", info->id);
    put_text(s, "shortDescription", info->title);
    put_text(s, "fullDescription", info->why && *info->why ? info->why : info->title);
    put_help(s, info);
    json_object_open(&s->o, "defaultConfiguration");
    json_text(&s->o, "level", level_of(info));
    json_object_close(&s->o);
    json_object_open(&s->o, "properties");
    json_array_open(&s->o, "tags");
    json_text(&s->o, NULL, info->set);
    json_array_close(&s->o);
    json_uint(&s->o, "gain", info->gain);
    json_uint(&s->o, "effort", info->effort);
    json_object_close(&s->o);
    json_object_close(&s->o);
}

static void put_tool(struct sarif *s)
{
    json_object_open(&s->o, "tool");
    json_object_open(&s->o, "driver");
    json_text(&s->o, "name", "cupel");
    json_text(&s->o, "version", s->r->version && *s->r->version ? s->r->version : "unknown");
    json_array_open(&s->o, "rules");
    for (size_t i = 0; i < s->r->n_findings; i++)
        put_rule(s, s->r->findings[i].info);
    json_array_close(&s->o);
    json_object_close(&s->o);
    json_object_close(&s->o);
}

/* ---- locations ---- */

static size_t checkout_index(const struct review *r, const char *repo)
{
    for (size_t i = 0; repo && i < r->n_repos; i++)
        if (slice_eq(slice_str(r->repos[i].name), slice_str(repo)))
            return i;
    return 0;
}

/* The first checkout's files are those of the repository at hand; the others have bases of their
 * own. */
static void put_base(struct sarif *s, const char *key, size_t i)
{
    if (i)
        buf_printf(&s->ready, "CHECKOUT_%zu", i + 1);
    else
        buf_add_str(&s->ready, "%SRCROOT%");
    put_ready(s, key);
}

static void put_artifact(struct sarif *s, const struct place *at)
{
    json_object_open(&s->o, "artifactLocation");
    escape_uri_path(&s->ready, slice_str(at->path));
    put_ready(s, "uri");
    put_base(s, "uriBaseId", checkout_index(s->r, at->repo));
    json_object_close(&s->o);
}

static uint64_t line_of(const struct place *p)
{
    return p->line && p->line <= INT32_MAX ? p->line : 1;
}

static void put_location(struct sarif *s, const struct place *at, const char *note)
{
    json_object_open(&s->o, NULL);
    json_object_open(&s->o, "physicalLocation");
    put_artifact(s, at);
    json_object_open(&s->o, "region");
    json_uint(&s->o, "startLine", line_of(at));
    json_object_close(&s->o);
    json_object_close(&s->o);
    if (note && *note)
        put_text(s, "message", note);
    json_object_close(&s->o);
}

/* A path that begins with '/' or has none of its own is no place in a checkout. */
static bool is_in_checkout(const struct place *p)
{
    return p->path && *p->path && *p->path != '/';
}

#define RELATED_MAX 24

/* Do both come out as one location? Such stand once in a list (3.27.22). */
static bool is_same(const struct review *r, const struct place *a, const struct place *b)
{
    return line_of(a) == line_of(b) && slice_eq(slice_str(a->path), slice_str(b->path)) &&
           checkout_index(r, a->repo) == checkout_index(r, b->repo);
}

static void keep(const struct review *r, const struct place **at, size_t *n, const struct place *p)
{
    for (size_t i = 0; i < *n; i++)
        if (is_same(r, at[i], p))
            return;
    at[(*n)++] = p;
}

/* Places in files, first one of the first checkout where there is one: forges show the first. */
static size_t places_of(const struct review *r, const struct finding *f,
                        const struct place *at[RELATED_MAX + 1])
{
    size_t n = 0, own = SIZE_MAX, all = review_places_first(f, at, RELATED_MAX + 1);
    for (size_t i = 0; i < all; i++)
        if (is_in_checkout(at[i]))
            keep(r, at, &n, at[i]);
    for (size_t i = n; i > 0; i--)
        if (checkout_index(r, at[i - 1]->repo) == 0)
            own = i - 1;
    if (own != SIZE_MAX) {
        const struct place *first = at[own];
        at[own] = at[0];
        at[0] = first;
    }
    return n;
}

static void put_locations(struct sarif *s, const struct finding *f)
{
    const struct place *at[RELATED_MAX + 1];
    size_t n = places_of(s->r, f, at);
    json_array_open(&s->o, "locations");
    if (n)
        put_location(s, at[0], at[0]->note);
    else
        put_location(s, s->whole, "This is about the project as a whole; no one line shows it.");
    json_array_close(&s->o);
    if (n < 2)
        return;
    json_array_open(&s->o, "relatedLocations");
    for (size_t i = 1; i < n; i++)
        put_location(s, at[i], at[i]->note);
    json_array_close(&s->o);
}

/* A file that findings without a place of their own are shown at: the README where one is named. */
static const struct place *place_of_whole(const struct review *r)
{
    static const struct place nothing = { .path = "README.md" };
    const struct place *at[RELATED_MAX], *any = NULL;
    for (size_t i = 0; i < r->n_findings; i++) {
        size_t n = review_places_first(&r->findings[i], at, CUPEL_COUNT(at));
        for (size_t k = 0; k < n; k++) {
            if (!is_in_checkout(at[k]) || checkout_index(r, at[k]->repo) != 0)
                continue;
            if (slice_starts(slice_str(at[k]->path), SLICE_LIT("README")))
                return at[k];
            any = any ? any : at[k];
        }
    }
    return any ? any : &nothing;
}

/* ---- results ---- */

static const char *kind_of(const struct finding *f)
{
    switch (review_outcome_state(f->outcome)) {
    case REVIEW_SHOWN: return "pass";
    case REVIEW_NOT_SHOWN: return "fail";
    case REVIEW_NOT_APPLICABLE: return "notApplicable";
    case REVIEW_CANNOT_TELL:
    case REVIEW_EXEMPT:
    case REVIEW_STATES: break;
    }
    return "open";
}

/* An exemption hides nothing: the result stands, suppressed for a reason that can be read. */
static void put_suppressions(struct sarif *s, const struct exemption *e)
{
    if (!e)
        return;
    json_array_open(&s->o, "suppressions");
    json_object_open(&s->o, NULL);
    json_text(&s->o, "kind", "external");
    json_text(&s->o, "status", "accepted");
    buf_add_str(&s->tmp, e->reason);
    buf_printf(&s->tmp, " (%s%s%s)", e->owner ? e->owner : "no owner named",
               e->expires ? ", until " : "", e->expires ? e->expires : "");
    json_slice(&s->o, "justification", buf_slice(&s->tmp));
    s->tmp.n = 0;
    json_object_close(&s->o);
    json_array_close(&s->o);
}

static void build_message(struct sarif *s, const struct finding *f)
{
    enum review_state state = review_state_of(f);
    buf_printf(&s->tmp, "%s: %s", review_state_word(state), f->info->title);
    if (f->detail && *f->detail)
        buf_printf(&s->tmp, ". Found: %s", f->detail);
    if (state != REVIEW_NOT_SHOWN && state != REVIEW_CANNOT_TELL)
        return;
    if (f->info->fix && *f->info->fix)
        buf_printf(&s->tmp, ". What to do: %s", f->info->fix);
}

static void put_result(struct sarif *s, const struct finding *f, size_t i)
{
    const char *kind = kind_of(f);
    bool fails = review_outcome_state(f->outcome) == REVIEW_NOT_SHOWN;
    json_object_open(&s->o, NULL);
    json_text(&s->o, "ruleId", f->info->id);
    json_uint(&s->o, "ruleIndex", i);
    json_text(&s->o, "kind", kind);
    json_text(&s->o, "level", fails ? level_of(f->info) : "none");
    build_message(s, f);
    put_message(s, "message");
    put_locations(s, f);
    json_object_open(&s->o, "partialFingerprints");
    json_text(&s->o, "cupelCheck/v1", f->info->id);
    json_object_close(&s->o);
    put_suppressions(s, f->exempt);
    json_object_close(&s->o);
}

/* ---- the run ---- */

static void put_bases(struct sarif *s)
{
    json_object_open(&s->o, "originalUriBaseIds");
    for (size_t i = 0; i == 0 || i < s->r->n_repos; i++) {
        if (i)
            buf_printf(&s->ready, "CHECKOUT_%zu", i + 1);
        else
            buf_add_str(&s->ready, "%SRCROOT%");
        buf_add_byte(&s->ready, 0);
        json_object_open(&s->o, buf_status(&s->ready) == CUPEL_OK ? (const char *)s->ready.p : "");
        s->ready.n = 0;
        buf_add_str(&s->tmp, "The top of ");
        buf_add_str(&s->tmp, s->r->n_repos ? s->r->repos[i].name : "the checkout");
        put_message(s, "description");
        json_object_close(&s->o);
    }
    json_object_close(&s->o);
}

/* Checkouts whose remote has an address that is known to be one. */
static void put_provenance(struct sarif *s)
{
    bool any = false;
    for (size_t i = 0; i < s->r->n_repos; i++) {
        review_put_origin_url(&s->ready, s->r->repos[i].origin);
        if (!s->ready.n)
            continue;
        if (!any)
            json_array_open(&s->o, "versionControlProvenance");
        any = true;
        json_object_open(&s->o, NULL);
        put_ready(s, "repositoryUri");
        if (s->r->repos[i].commit)
            json_text(&s->o, "revisionId", s->r->repos[i].commit);
        json_object_open(&s->o, "mappedTo");
        put_base(s, "uriBaseId", i);
        json_object_close(&s->o);
        json_object_close(&s->o);
    }
    if (any)
        json_array_close(&s->o);
}

/* What was not read is told where SARIF tells what a tool has to say of its own run. */
static void put_invocation(struct sarif *s)
{
    json_array_open(&s->o, "invocations");
    json_object_open(&s->o, NULL);
    json_bool(&s->o, "executionSuccessful", true);
    json_array_open(&s->o, "toolExecutionNotifications");
    for (size_t i = 0; i < s->r->n_repos; i++) {
        const struct reviewed *v = &s->r->repos[i];
        for (size_t k = 0; v->partial && v->partial[k]; k++) {
            json_object_open(&s->o, NULL);
            json_text(&s->o, "level", "note");
            buf_printf(&s->tmp, "Not read of %s: %s", v->name, v->partial[k]);
            put_message(s, "message");
            json_object_close(&s->o);
        }
    }
    json_array_close(&s->o);
    json_object_close(&s->o);
    json_array_close(&s->o);
}

static void put_properties(struct sarif *s)
{
    json_object_open(&s->o, "properties");
    json_text(&s->o, "project", s->r->project);
    json_time(&s->o, "asOf", s->r->as_of);
    json_text(&s->o, "stage", s->r->stage);
    json_object_close(&s->o);
}

static void put_run(struct sarif *s)
{
    json_object_open(&s->o, NULL);
    put_tool(s);
    put_invocation(s);
    put_provenance(s);
    put_bases(s);
    json_object_open(&s->o, "automationDetails");
    json_text(&s->o, "id", "cupel-review/");
    json_object_close(&s->o);
    json_text(&s->o, "columnKind", "utf16CodeUnits");
    json_array_open(&s->o, "results");
    for (size_t i = 0; i < s->r->n_findings; i++)
        put_result(s, &s->r->findings[i], i);
    json_array_close(&s->o);
    put_properties(s);
    json_object_close(&s->o);
}

void review_render_sarif(const struct review *r, struct buf *b)
{
    struct sarif s = { .o = json_out_to(b), .b = b, .r = r, .whole = place_of_whole(r) };
    buf_init(&s.tmp, b->max);
    buf_init(&s.ready, b->max);
    json_object_open(&s.o, NULL);
    json_text(&s.o, "$schema", SCHEMA);
    json_text(&s.o, "version", "2.1.0");
    json_array_open(&s.o, "runs");
    put_run(&s);
    json_array_close(&s.o);
    json_object_close(&s.o);
    buf_add_byte(b, '\n');
    buf_clear(&s.tmp);
    buf_clear(&s.ready);
}
