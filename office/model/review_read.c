/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The review read back from JSON. A file may be years old, edited by hand or hostile: every string
 * is copied into the arena, every list is as long as the document says and no longer than its cap.
 */
#include "office/model/review.h"

#include "base/status.h"
#include "codec/json.h"

#define KIND "review"

struct reader {
    struct json_in in;
    struct arena *a;
};

/* ---- strings, numbers, lists ---- */

/* A NUL-terminated copy. A string of the model ends at its NUL, so it can hold none. */
static const char *copy_text(struct reader *r, const struct json_node *n)
{
    if (slice_find(n->text, SLICE_ARRAY("")) != SIZE_MAX) {
        json_fail(&r->in, n, "must not hold the character U+0000");
        return "";
    }
    char *out = arena_alloc(r->a, n->text.n + 1);
    if (!out)
        return "";
    slice_copy(n->text, out, n->text.n);
    return out;
}

static const char *text(struct reader *r, const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(&r->in, object, key, JSON_STRING);
    return n ? copy_text(r, n) : "";
}

/* NULL when it is absent or null. */
static const char *maybe(struct reader *r, const struct json_node *object, const char *key)
{
    const struct json_node *n = json_find(object, key);
    if (n && n->type == JSON_NULL)
        return NULL;
    n = json_get_opt(&r->in, object, key, JSON_STRING); /* also: is it an object at all? */
    return n ? copy_text(r, n) : NULL;
}

static uint64_t number_or_0(struct reader *r, const struct json_node *object, const char *key)
{
    return json_find(object, key) ? json_get_uint(&r->in, object, key, UINT64_MAX) : 0;
}

static bool truth(struct reader *r, const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(&r->in, object, key, JSON_BOOL);
    return n && n->truth;
}

/* Room for the members of an array, which may be absent; *list is its node. */
static void *list_of(struct reader *r, const struct json_node *object, const char *key, size_t max,
                     size_t size, const struct json_node **list, size_t *n)
{
    *list = json_get_opt(&r->in, object, key, JSON_ARRAY);
    *n = 0;
    if (!*list || (*list)->count == 0)
        return NULL;
    if ((*list)->count > max) {
        json_fail(&r->in, *list, "has %zu members, at most %zu are read", (*list)->count, max);
        return NULL;
    }
    void *room = arena_array(r->a, (*list)->count, size);
    *n = room ? (*list)->count : 0;
    return room;
}

/* The index of a name among @names, which ends with NULL; 0 after a failure. */
static size_t choose(struct reader *r, const struct json_node *object, const char *key,
                     const char *const *names)
{
    const struct json_node *n = json_get(&r->in, object, key, JSON_STRING);
    char all[80];
    size_t used = 0;
    if (!n)
        return 0;
    for (size_t i = 0; names[i]; i++)
        if (slice_eq(n->text, slice_str(names[i])))
            return i;
    for (size_t i = 0; names[i]; i++) {
        cupel_slice name = slice_str(names[i]);
        slice_copy(name, &all[used], name.n);
        used += name.n;
        all[used++] = names[i + 1] ? ' ' : 0;
    }
    json_fail(&r->in, n, "must be one of: %s", all);
    return 0;
}

static cupel_outcome outcome(struct reader *r, const struct json_node *object)
{
    static const cupel_outcome values[] = { CUPEL_PASS, CUPEL_FAIL, CUPEL_UNKNOWN, CUPEL_NA };
    static const char *const names[] = { "pass", "fail", "unknown", "na", NULL };
    return values[choose(r, object, "outcome", names)];
}

static bool is_plain(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

/* An id or the name of a set: it becomes an anchor, a rule's id, a member's name. */
static const char *name(struct reader *r, const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(&r->in, object, key, JSON_STRING);
    if (!n)
        return "";
    bool plain = n->text.n > 0 && n->text.n <= REVIEW_NAME_MAX;
    for (size_t i = 0; plain && i < n->text.n; i++)
        plain = is_plain(n->text.p[i]);
    if (!plain)
        json_fail(&r->in, n, "must be 1 to %d letters, digits, dots, hyphens or underscores",
                  REVIEW_NAME_MAX);
    return copy_text(r, n);
}

/* ---- places, legs, remarks ---- */

static void read_place(struct reader *r, const struct json_node *object, struct place *ret)
{
    ret->repo = maybe(r, object, "repo");
    ret->path = maybe(r, object, "path");
    ret->line = number_or_0(r, object, "line");
    ret->commit = maybe(r, object, "commit");
    ret->note = maybe(r, object, "note");
}

static void read_places(struct reader *r, const struct json_node *object, struct places *ret)
{
    const struct json_node *list;
    struct place *at = list_of(r, object, "where", REVIEW_PLACES_MAX, sizeof *at, &list, &ret->n);
    const struct json_node *n = ret->n ? list->child : NULL;
    for (size_t i = 0; i < ret->n; i++, n = n->next)
        read_place(r, n, &at[i]);
    ret->at = at;
    ret->more = number_or_0(r, object, "where_more");
}

static void read_leg(struct reader *r, const struct json_node *legs, enum leg_name l,
                     struct leg *ret)
{
    static const char *const names[] = { "found", "absent", "unsure", NULL };
    static const enum leg_state states[] = { LEG_FOUND, LEG_ABSENT, LEG_UNSURE };
    const struct json_node *n = json_get_opt(&r->in, legs, leg_name(l), JSON_OBJECT);
    if (!n)
        return;
    ret->state = states[choose(r, n, "state", names)];
    ret->note = maybe(r, n, "note");
    read_places(r, n, &ret->where);
}

static void read_legs(struct reader *r, const struct json_node *object, struct leg ret[LEG_COUNT])
{
    const struct json_node *n = json_get_opt(&r->in, object, "legs", JSON_OBJECT);
    for (size_t i = 0; n && i < LEG_COUNT; i++)
        read_leg(r, n, (enum leg_name)i, &ret[i]);
}

static void read_remarks(struct reader *r, const struct json_node *object, struct remarks *ret)
{
    static const char *const names[] = { "comment", "dissent", "reply", NULL };
    const struct json_node *list;
    struct remark *at = list_of(r, object, "remarks", REVIEW_LIST_MAX, sizeof *at, &list, &ret->n);
    const struct json_node *n = ret->n ? list->child : NULL;
    for (size_t i = 0; i < ret->n; i++, n = n->next) {
        at[i].kind = (enum remark_kind)choose(r, n, "kind", names);
        at[i].by = maybe(r, n, "by");
        at[i].date = maybe(r, n, "date");
        at[i].text = text(r, n, "text");
    }
    ret->at = at;
}

static void read_exemption(struct reader *r, const struct json_node *n, struct exemption *ret)
{
    ret->check = text(r, n, "check");
    ret->reason = text(r, n, "reason");
    ret->owner = maybe(r, n, "owner");
    ret->expires = maybe(r, n, "expires");
    ret->source = maybe(r, n, "source");
    ret->is_expired = truth(r, n, "expired");
    ret->is_used = truth(r, n, "used");
    if (r->in.st == CUPEL_OK && !*ret->reason)
        json_fail(&r->in, n, "an exemption must give its reason");
}

/* ---- findings ---- */

static void read_format_rows(struct reader *r, const struct json_node *object, struct finding *ret)
{
    const struct json_node *list;
    struct format_row *rows = list_of(r, object, "formats", REVIEW_LIST_MAX, sizeof *rows, &list,
                                      &ret->n_formats);
    const struct json_node *n = ret->n_formats ? list->child : NULL;
    for (size_t i = 0; i < ret->n_formats; i++, n = n->next) {
        rows[i].format = text(r, n, "format");
        rows[i].outcome = outcome(r, n);
        read_legs(r, n, rows[i].legs);
    }
    ret->formats = rows;
}

static void read_figures(struct reader *r, const struct json_node *object, struct finding *ret)
{
    const struct json_node *list;
    struct figure *at = list_of(r, object, "figures", REVIEW_LIST_MAX, sizeof *at, &list,
                                &ret->n_figures);
    const struct json_node *n = ret->n_figures ? list->child : NULL;
    for (size_t i = 0; i < ret->n_figures; i++, n = n->next) {
        at[i].name = text(r, n, "name");
        at[i].value = text(r, n, "value");
        at[i].definition = text(r, n, "definition");
    }
    ret->figures = at;
}

static uint8_t one_to_three(struct reader *r, const struct json_node *object, const char *key)
{
    uint64_t v = json_get_uint(&r->in, object, key, 3);
    if (r->in.st == CUPEL_OK && v == 0)
        json_fail(&r->in, json_find(object, key), "must be 1, 2 or 3");
    return (uint8_t)v;
}

static const struct review_info *read_info(struct reader *r, const struct json_node *n)
{
    struct review_info *info = arena_alloc(r->a, sizeof *info);
    if (!info)
        return NULL;
    info->id = name(r, n, "id");
    info->set = name(r, n, "set");
    info->title = text(r, n, "title");
    info->why = maybe(r, n, "why");
    info->spec = maybe(r, n, "spec");
    info->fix = maybe(r, n, "fix");
    info->gain = one_to_three(r, n, "gain");
    info->effort = one_to_three(r, n, "effort");
    return info;
}

static const struct exemption *read_exempt(struct reader *r, const struct json_node *object)
{
    const struct json_node *n = json_find(object, "exempt");
    if (!n || n->type == JSON_NULL)
        return NULL;
    struct exemption *e = arena_alloc(r->a, sizeof *e);
    n = json_get(&r->in, object, "exempt", JSON_OBJECT);
    if (e && n)
        read_exemption(r, n, e);
    return e;
}

static void read_finding(struct reader *r, const struct json_node *n, struct finding *ret)
{
    static const struct review_info none = { "", "", "", NULL, NULL, NULL, 1, 1 };
    const struct review_info *info = read_info(r, n);
    ret->info = info ? info : &none;
    ret->outcome = outcome(r, n);
    ret->detail = maybe(r, n, "detail");
    read_places(r, n, &ret->where);
    read_legs(r, n, ret->legs);
    read_format_rows(r, n, ret);
    read_figures(r, n, ret);
    ret->exempt = read_exempt(r, n);
    read_remarks(r, n, &ret->remarks);
}

/* Ids stand once, and no set is called as the sum of them is. */
static void check_finding(struct reader *r, const struct json_node *n, const struct review *v,
                          size_t i)
{
    const struct review_info *info = v->findings[i].info;
    struct review before = { .findings = v->findings, .n_findings = i };
    if (r->in.st != CUPEL_OK)
        return;
    if (review_find(&before, info->id))
        json_fail(&r->in, n, "a second check %s", info->id);
    if (slice_eq(slice_str(info->set), SLICE_LIT("all")))
        json_fail(&r->in, n, "no set can be called all");
}

static void read_findings(struct reader *r, const struct json_node *top, struct review *ret)
{
    const struct json_node *list;
    ret->findings = list_of(r, top, "checks", REVIEW_FINDINGS_MAX, sizeof *ret->findings, &list,
                            &ret->n_findings);
    const struct json_node *n = ret->n_findings ? list->child : NULL;
    for (size_t i = 0; i < ret->n_findings; i++, n = n->next) {
        read_finding(r, n, &ret->findings[i]);
        check_finding(r, n, ret, i);
    }
    /* Renderers go from set to set: one too many would be left out in silence. */
    if (!review_sets_fit(ret))
        json_fail(&r->in, list, "more than %d sets", REVIEW_SETS_MAX);
}

/* ---- what was read ---- */

static const char *const *read_words(struct reader *r, const struct json_node *top, const char *key,
                                     size_t *ret)
{
    const struct json_node *list;
    const char **at = list_of(r, top, key, REVIEW_LIST_MAX, sizeof *at, &list, ret);
    const struct json_node *n = *ret ? list->child : NULL;
    for (size_t i = 0; i < *ret; i++, n = n->next) {
        if (n->type != JSON_STRING)
            json_fail(&r->in, n, "must be a string");
        at[i] = copy_text(r, n);
    }
    return at;
}

static void read_partial(struct reader *r, const struct json_node *object, struct reviewed *ret)
{
    size_t n = 0;
    const char *const *sentences = read_words(r, object, "partial", &n);
    const char **ended = n ? arena_array(r->a, n + 1, sizeof *ended) : NULL;
    for (size_t i = 0; ended && i < n; i++)
        ended[i] = sentences[i];
    ret->partial = ended;
}

static void read_repositories(struct reader *r, const struct json_node *top, struct review *ret)
{
    const struct json_node *list;
    struct reviewed *at = list_of(r, top, "repositories", REVIEW_LIST_MAX, sizeof *at, &list,
                                  &ret->n_repos);
    const struct json_node *n = ret->n_repos ? list->child : NULL;
    for (size_t i = 0; i < ret->n_repos; i++, n = n->next) {
        at[i].name = text(r, n, "name");
        at[i].origin = maybe(r, n, "origin");
        at[i].commit = maybe(r, n, "commit");
        at[i].committed = json_get_time(&r->in, n, "committed");
        at[i].is_defaults = truth(r, n, "defaults");
        at[i].files = json_get_uint(&r->in, n, "files", UINT64_MAX);
        at[i].commits = json_get_uint(&r->in, n, "commits", UINT64_MAX);
        at[i].license = maybe(r, n, "license");
        read_partial(r, n, &at[i]);
    }
    ret->repos = at;
}

/* ---- scores, observations, exemptions ---- */

/* Tenths of a percent, -1 for null. */
static int share(struct reader *r, const struct json_node *object, const char *key)
{
    const struct json_node *n = json_find(object, key);
    return n && n->type == JSON_NULL ? -1 : (int)json_get_uint(&r->in, object, key, 1000);
}

static void read_score_parts(struct reader *r, const struct json_node *object, struct score *ret)
{
    const struct json_node *list;
    struct score_part *at = list_of(r, object, "parts", REVIEW_LIST_MAX, sizeof *at, &list,
                                    &ret->n_parts);
    const struct json_node *n = ret->n_parts ? list->child : NULL;
    for (size_t i = 0; i < ret->n_parts; i++, n = n->next) {
        at[i].name = text(r, n, "name");
        at[i].weight = (unsigned)json_get_uint(&r->in, n, "weight", UINT32_MAX);
        at[i].low = share(r, n, "low");
        at[i].high = share(r, n, "high");
        at[i].decided = share(r, n, "decided");
    }
    ret->parts = at;
}

static void read_scores(struct reader *r, const struct json_node *top, struct review *ret)
{
    const struct json_node *list;
    struct score *at = list_of(r, top, "scores", REVIEW_LIST_MAX, sizeof *at, &list,
                               &ret->n_scores);
    const struct json_node *n = ret->n_scores ? list->child : NULL;
    for (size_t i = 0; i < ret->n_scores; i++, n = n->next) {
        at[i].standard = text(r, n, "standard");
        at[i].definition = text(r, n, "definition");
        at[i].low = share(r, n, "low");
        at[i].high = share(r, n, "high");
        at[i].decided = share(r, n, "decided");
        at[i].rating = maybe(r, n, "rating");
        read_score_parts(r, n, &at[i]);
    }
    ret->scores = at;
}

static void read_observations(struct reader *r, const struct json_node *top, struct review *ret)
{
    const struct json_node *list;
    struct observation *at = list_of(r, top, "observations", REVIEW_LIST_MAX, sizeof *at, &list,
                                     &ret->n_observations);
    const struct json_node *n = ret->n_observations ? list->child : NULL;
    for (size_t i = 0; i < ret->n_observations; i++, n = n->next) {
        const struct json_node *place = json_get(&r->in, n, "place", JSON_OBJECT);
        if (place)
            read_place(r, place, &at[i].place);
        at[i].sha256 = maybe(r, n, "sha256");
        at[i].kind = text(r, n, "kind");
        at[i].format = maybe(r, n, "format");
        at[i].outcome = text(r, n, "outcome");
        at[i].detail = maybe(r, n, "detail");
        at[i].is_debug = truth(r, n, "debug");
    }
    ret->observations = at;
}

static void read_exemptions(struct reader *r, const struct json_node *top, struct review *ret)
{
    const struct json_node *list;
    struct exemption *at = list_of(r, top, "exemptions", REVIEW_LIST_MAX, sizeof *at, &list,
                                   &ret->n_exemptions);
    const struct json_node *n = ret->n_exemptions ? list->child : NULL;
    for (size_t i = 0; i < ret->n_exemptions; i++, n = n->next)
        read_exemption(r, n, &at[i]);
    ret->exemptions = at;
}

/* ---- people, changes ---- */

static void read_human(struct reader *r, const struct json_node *top, struct review *ret)
{
    const struct json_node *list, *human = json_get_opt(&r->in, top, "human", JSON_OBJECT);
    if (!human)
        return;
    struct reviewer *at = list_of(r, human, "reviewers", REVIEW_LIST_MAX, sizeof *at, &list,
                                  &ret->n_reviewers);
    const struct json_node *n = ret->n_reviewers ? list->child : NULL;
    for (size_t i = 0; i < ret->n_reviewers; i++, n = n->next) {
        at[i].name = text(r, n, "name");
        at[i].affiliation = maybe(r, n, "affiliation");
        at[i].conflicts = maybe(r, n, "conflicts");
    }
    ret->reviewers = at;
    read_remarks(r, human, &ret->remarks);
}

static void read_change(struct reader *r, const struct json_node *n, struct change *ret)
{
    const struct json_node *place = json_get_opt(&r->in, n, "place", JSON_OBJECT);
    ret->what = text(r, n, "what");
    ret->before = maybe(r, n, "before");
    ret->after = maybe(r, n, "after");
    ret->detail = maybe(r, n, "detail");
    if (place)
        read_place(r, place, &ret->place);
}

static const struct delta *read_delta(struct reader *r, const struct json_node *top)
{
    const struct json_node *list, *n = json_find(top, "delta");
    struct delta *d = n && n->type != JSON_NULL ? arena_alloc(r->a, sizeof *d) : NULL;
    const struct json_node *object = d ? json_get(&r->in, top, "delta", JSON_OBJECT) : NULL;
    if (!object)
        return NULL;
    d->since = text(r, object, "since");
    struct change *at = list_of(r, object, "changes", REVIEW_LIST_MAX, sizeof *at, &list,
                                &d->n_changes);
    n = d->n_changes ? list->child : NULL;
    for (size_t i = 0; i < d->n_changes; i++, n = n->next)
        read_change(r, n, &at[i]);
    d->changes = at;
    d->unchanged = json_get_uint(&r->in, object, "unchanged", UINT32_MAX);
    return d;
}

/* ---- the way in ---- */

/* Is it a review, of a version that is known? */
static cupel_status check_head(struct reader *r, const struct json_node *top)
{
    uint64_t version = json_get_uint(&r->in, top, "cupel", UINT32_MAX);
    const struct json_node *kind = json_get(&r->in, top, "kind", JSON_STRING);
    CUPEL_TRY(r->in.st);
    if (version != 1)
        return diag_set(r->in.err, CUPEL_E_UNSUPPORTED, KIND,
                        "version %llu of the review file; this cupel reads version 1",
                        (unsigned long long)version);
    if (!slice_eq(kind->text, SLICE_LIT("review")))
        json_fail(&r->in, kind, "must be review: this file is something else");
    return r->in.st;
}

cupel_status review_read_json(struct arena *a, cupel_slice in, struct review *ret,
                              struct cupel_diag *err)
{
    const struct json_node *top = NULL;
    struct reader r = { .in = { CUPEL_OK, KIND, err }, .a = a };
    struct review v = { .arena = a };
    CUPEL_TRY(json_parse(a, in, &top, err));
    CUPEL_TRY(check_head(&r, top));
    v.version = text(&r, top, "version");
    v.project = text(&r, top, "project");
    v.as_of = json_get_time(&r.in, top, "as_of");
    v.stage = text(&r, top, "stage");
    /* One that lost its checks would read as if no check asked for anything. */
    (void)json_get(&r.in, top, "checks", JSON_ARRAY);
    read_repositories(&r, top, &v);
    v.formats = read_words(&r, top, "formats", &v.n_formats);
    v.roles = read_words(&r, top, "roles", &v.n_roles);
    read_findings(&r, top, &v);
    read_scores(&r, top, &v);
    read_observations(&r, top, &v);
    read_exemptions(&r, top, &v);
    read_human(&r, top, &v);
    v.delta = read_delta(&r, top);
    /* Asked first: what could not be kept looks empty, and empty names look wrong. */
    if (arena_status(a) != CUPEL_OK)
        return diag_set(err, arena_status(a), KIND, "the review is larger than there is room for");
    CUPEL_TRY(r.in.st);
    *ret = v;
    return CUPEL_OK;
}
