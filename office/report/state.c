/* SPDX-License-Identifier: Apache-2.0 */
#include "office/report/state.h"

#include "base/status.h"

#include <string.h>

static const char *why_not(cupel_status st)
{
    switch (st) {
    case CUPEL_E_LIMIT: return "is larger than what is read";
    case CUPEL_E_NOT_FOUND: return "is not in this repository";
    default: return "cannot be read";
    }
}

static const char *full_name(struct arena *a, const struct state_source *src, const char *name)
{
    return arena_printf(a, "%s%s", src->prefix, name);
}

/* The bytes into @ret; a file that is there and cannot be read is an error. */
static bool take(struct arena *a, const struct state_source *src, const char *name, size_t max,
                 cupel_slice *ret, struct landscape_problems *problems)
{
    cupel_status st = src->fetch(src->context, a, name, max, ret);
    if (st != CUPEL_OK)
        landscape_complain(problems, full_name(a, src, name), 0, true, "%s", why_not(st));
    return st == CUPEL_OK;
}

static bool has_name(const struct state_source *src, const char *name)
{
    size_t low = 0, high = src->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(src->names[mid], name);
        if (order == 0)
            return true;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

bool state_has_office(const struct state_source *src)
{
    return has_name(src, "office.yml");
}

/* ---- landscape ---- */

static void read_beside(struct arena *a, const struct state_source *src, const char *name,
                        struct landscape_file *ret, struct landscape_problems *problems)
{
    if (has_name(src, name) && take(a, src, name, LANDSCAPE_BYTES_MAX, &ret->bytes, problems))
        ret->name = full_name(a, src, name);
}

static cupel_status read_landscape(struct arena *a, const struct state_source *src, bool lenient,
                                   struct state *s, struct landscape_problems *problems)
{
    struct landscape_files files = { 0 };
    read_beside(a, src, "landscape/data.yml", &files.data, problems);
    read_beside(a, src, "landscape/settings.yml", &files.settings, problems);
    read_beside(a, src, "landscape/guide.yml", &files.guide, problems);
    if (!files.data.name)
        return CUPEL_OK;
    cupel_status st = landscape_read(a, &files, lenient, &s->landscape, problems);
    s->has_landscape = st == CUPEL_OK;
    return st == CUPEL_E_NOMEM ? st : arena_status(a);
}

/* ---- reviews ---- */

static struct state_review read_review(struct arena *a, const struct state_source *src,
                                       const char *name)
{
    struct cupel_diag err = { 0 };
    cupel_slice bytes = SLICE_EMPTY;
    struct state_review r = { .path = full_name(a, src, name), .name = name };
    struct review *review = arena_alloc(a, sizeof *review);
    cupel_status st = src->fetch(src->context, a, name, STATE_REVIEW_MAX, &bytes);
    if (st != CUPEL_OK || !review) {
        r.why = why_not(st);
        return r;
    }
    if (review_read_json(a, bytes, review, &err) == CUPEL_OK)
        r.review = review;
    else
        r.why = arena_printf(a, "%s", err.text[0] ? err.text : "cannot be read");
    return r;
}

static cupel_status read_reviews(struct arena *a, const struct state_source *src, struct state *s,
                                 struct landscape_problems *problems)
{
    s->reviews = arena_array(a, STATE_REVIEWS_MAX, sizeof *s->reviews);
    for (size_t i = 0; s->reviews && i < src->n; i++) {
        const char *name = src->names[i];
        if (!govern_is_review(name, NULL))
            continue;
        if (s->n_reviews == STATE_REVIEWS_MAX) {
            landscape_complain(problems, full_name(a, src, name), 0, true,
                               "is one review more than are read (%d)", STATE_REVIEWS_MAX);
            break;
        }
        s->reviews[s->n_reviews++] = read_review(a, src, name);
    }
    return arena_status(a);
}

/* ---- the rest ---- */

static cupel_status read_governed(struct arena *a, const struct state_source *src,
                                  struct govern_input *in, struct landscape_problems *problems)
{
    struct landscape_file *files = arena_array(a, GOVERN_FILES_MAX, sizeof *files);
    for (size_t i = 0; files && i < src->n; i++) {
        struct landscape_file f = { .name = src->names[i] };
        if (govern_kind_of(f.name, NULL) == GOVERN_KINDS)
            continue;
        if (in->n == GOVERN_FILES_MAX) {
            landscape_complain(problems, full_name(a, src, f.name), 0, true,
                               "is one file more than an office may have");
            break;
        }
        if (take(a, src, f.name, GOVERN_FILE_MAX, &f.bytes, problems))
            files[in->n++] = f;
    }
    in->files = files;
    return arena_status(a);
}

/* ---- caps ---- */

static size_t count_list(const struct govern_file *f, const char *list)
{
    const struct yaml_node *n = f->top ? yaml_find(f->top, list) : NULL;
    return n ? n->count : 0;
}

static void demand(const struct govern_file *f, size_t n, size_t max, const char *what,
                   struct landscape_problems *problems)
{
    if (n > max)
        landscape_complain(problems, f->name, 0, true, "%s: %zu are more than are read (%zu)", what,
                           n, max);
}

static void check_caps(const struct govern *g, struct landscape_problems *problems)
{
    size_t roll = 0;
    for (size_t i = 0; i < g->n_files; i++) {
        const struct govern_file *f = &g->files[i];
        if (f->kind == GOVERN_ROLES)
            demand(f, count_list(f, "seats") + count_list(f, "past"), STATE_TERMS_MAX, "terms",
                   problems);
        if (f->kind == GOVERN_RECOMMENDATIONS)
            demand(f, count_list(f, "recommendations"), STATE_ADVICE_MAX, "recommendations",
                   problems);
        if (f->kind != GOVERN_MEETING)
            continue;
        bool fitted = roll <= STATE_ROLL_MAX;
        roll += count_list(f, "attendance");
        if (fitted)
            demand(f, roll, STATE_ROLL_MAX, "entries of attendance so far", problems);
    }
    if (g->actions.n == GOVERN_IDS_MAX)
        landscape_complain(problems, "meetings/", 0, true, "have %d action items or more",
                           GOVERN_IDS_MAX);
}

cupel_slice state_bytes(const struct state *s, const char *name)
{
    for (size_t i = 0; i < s->n_files; i++)
        if (strcmp(s->files[i].name, name) == 0)
            return s->files[i].bytes;
    return SLICE_EMPTY;
}

struct state state_empty(struct arena *a, int64_t as_of)
{
    struct state s = { .prefix = "" };
    s.landscape.arena = a;
    s.g.arena = a;
    s.g.as_of = as_of;
    s.g.rules_name = "";
    return s;
}

cupel_status state_read(struct arena *a, const struct state_source *src, int64_t as_of,
                        bool lenient, struct state *ret, struct landscape_problems *problems)
{
    struct state *s = ret;
    struct govern_input in = {
        .names = src->names, .n_names = src->n, .prefix = src->prefix, .as_of = as_of
    };
    *s = state_empty(a, as_of);
    s->commit = src->commit;
    s->date = src->date;
    s->prefix = src->prefix;
    CUPEL_TRY(read_landscape(a, src, lenient, s, problems));
    CUPEL_TRY(read_reviews(a, src, s, problems));
    CUPEL_TRY(read_governed(a, src, &in, problems));
    s->files = in.files;
    s->n_files = in.n;
    in.landscape = s->has_landscape ? &s->landscape : NULL;
    CUPEL_TRY(govern_read(a, &in, &s->g, problems));
    check_caps(&s->g, problems);
    return arena_status(a);
}
