/* SPDX-License-Identifier: Apache-2.0 */
/* site/look.c: the office as pages look at it: slugs, values of facts, reviews, texts. */
#include "office/site/build.h"

#include "office/text/doc.h"
#include "render/review_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TITLE_BYTES 16384 /* of a text, in which its first heading stands */

const struct site_axis_info site_axes[SITE_AXES] = {
    [SITE_TEE] = { "tee", "tees", "TEE" },
    [SITE_EVIDENCE] = { "evidence", "evidence-formats", "Evidence format" },
    [SITE_ROLE] = { "role", "rats-roles", "RATS role" },
    [SITE_LICENSE] = { "license", "license", "Licence" },
    [SITE_MATURITY] = { "maturity", "maturity", "Maturity" },
    [SITE_HOME] = { "home", "home", "Home" },
    [SITE_STATUS] = { "status", "status", "Status" },
    [SITE_CATEGORY] = { "category", NULL, "Category" },
};

/* ---- slugs ---- */

struct slugs {
    const char **at; /* sorted */
    size_t n;
};

static int by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static bool is_taken(const struct slugs *t, const char *slug)
{
    return t->n && bsearch(&slug, t->at, t->n, sizeof *t->at, by_text) != NULL;
}

static void keep_slug(struct slugs *t, const char *slug)
{
    size_t i = t->n++;
    for (; i && strcmp(t->at[i - 1], slug) > 0; i--)
        t->at[i] = t->at[i - 1];
    t->at[i] = slug;
}

/* A part of an address for @name that no other one has: @longer in place of it, and then a number,
 * where it is taken. Without "+", which forms read as a space. */
static const char *take_slug(struct arena *a, struct slugs *t, const char *name, const char *longer)
{
    char cut[LANDSCAPE_NAME_MAX + 1];
    const char *slug = landscape_slug(a, name);
    (void)snprintf(cut, sizeof cut - 40, "%s", slug);
    slug = *cut ? arena_printf(a, "%s", cut) : "entry";
    if (is_taken(t, slug) && longer && strlen(longer) < sizeof cut - 40)
        slug = longer;
    const char *stem = slug;
    for (size_t n = 2; is_taken(t, slug) && arena_status(a) == CUPEL_OK; n++)
        slug = arena_printf(a, "%s-%zu", stem, n);
    keep_slug(t, slug);
    return slug;
}

static bool slugs_init(struct arena *a, struct slugs *t, size_t most)
{
    *t = (struct slugs){ .at = arena_array(a, most + 1, sizeof *t->at) };
    return t->at != NULL;
}

/* ---- entries and the values of their facts ---- */

static struct landscape_list values_of(struct arena *a, const struct landscape_item *i,
                                       enum site_axis x)
{
    struct landscape_fact fact;
    if (site_axes[x].key)
        return matrix_fact_values(a, i, site_axes[x].key, &fact);
    const char **name = arena_array(a, 1, sizeof *name);
    if (name)
        name[0] = i->category->name;
    return (struct landscape_list){ name, name ? 1 : 0, 0 };
}

static int by_reading(const void *x, const void *y)
{
    const struct site_item *const *a = x, *const *b = y;
    int order = strcmp((*a)->slug, (*b)->slug);
    return order ? order : ((*a)->item > (*b)->item) - ((*a)->item < (*b)->item);
}

static cupel_status look_at_items(struct site *s)
{
    struct slugs taken;
    const struct landscape *l = s->l;
    size_t n = l ? l->n_items : 0;
    s->items = arena_array(s->a, n + 1, sizeof *s->items);
    s->by_name = arena_array(s->a, n + 1, sizeof(struct site_item *));
    if (!slugs_init(s->a, &taken, n) || !s->items || !s->by_name)
        return arena_status(s->a);
    for (size_t i = 0; i < n; i++) {
        struct site_item *e = &s->items[s->n_items++];
        e->item = l->items[i];
        e->slug = take_slug(s->a, &taken, e->item->text[ITEM_NAME], e->item->id);
        for (int x = 0; x < SITE_AXES; x++)
            e->values[x] = values_of(s->a, e->item, (enum site_axis)x);
        s->by_name[i] = e;
    }
    if (n > 1)
        qsort(s->by_name, n, sizeof(struct site_item *), by_reading);
    return arena_status(s->a);
}

/* ---- values ---- */

static cupel_status look_at_values(struct site *s, enum site_axis x)
{
    struct slugs taken;
    struct matrix_value *counted = NULL;
    size_t total = 0, n = 0;
    for (size_t i = 0; i < s->n_items; i++)
        total += s->items[i].values[x].n;
    const char **all = arena_array(s->a, total + 1, sizeof *all);
    struct site_value *values = arena_array(s->a, total + 1, sizeof *values);
    if (!all || !values || !slugs_init(s->a, &taken, total))
        return arena_status(s->a);
    for (size_t i = 0; i < s->n_items; i++)
        for (size_t k = 0; k < s->items[i].values[x].n; k++)
            all[n++] = s->items[i].values[x].at[k];
    s->n_values[x] = matrix_count(s->a, all, n, total, &counted);
    for (size_t i = 0; i < s->n_values[x]; i++)
        values[i] = (struct site_value){ counted[i].name,
                                         take_slug(s->a, &taken, counted[i].name, NULL),
                                         counted[i].rows };
    s->values[x] = values;
    return arena_status(s->a);
}

/* ---- reviews ---- */

static bool is_of(const struct site_review *v, const struct landscape_item *i)
{
    const char *named = landscape_annotation(i, "review");
    if (named && strcmp(named, v->path) == 0)
        return true;
    for (size_t k = 0; k < v->r.n_repos; k++)
        if (!v->r.repos[k].is_defaults && hygiene_has_repo(i, v->r.repos[k].origin))
            return true;
    return false;
}

static void read_review(struct site *s, const struct landscape_file *f)
{
    struct cupel_diag err = { 0 };
    struct site_review v = { .path = f->name, .item = SIZE_MAX };
    if (review_read_json(s->a, f->bytes, &v.r, &err) != CUPEL_OK) {
        landscape_complain(s->problems, f->name, 0, true, "is no review that can be shown: %s",
                           err.text);
        return;
    }
    cupel_slice id = SLICE_EMPTY;
    (void)govern_is_review(f->name, &id);
    if (slice_eq(id, SLICE_LIT("index"))) {
        landscape_complain(s->problems, f->name, 0, true,
                           "is not shown: the list of reviews has its address; name it otherwise");
        return;
    }
    v.id = arena_string(s->a, id);
    v.date = site_day(s, v.r.as_of);
    for (size_t i = 0; i < s->n_items && v.item == SIZE_MAX; i++)
        if (is_of(&v, s->items[i].item))
            v.item = i;
    s->reviews[s->n_reviews++] = v;
}

static int by_date(const void *x, const void *y)
{
    const struct site_review *a = x, *b = y;
    return a->r.as_of != b->r.as_of ? (a->r.as_of > b->r.as_of) - (a->r.as_of < b->r.as_of)
                                    : strcmp(a->path, b->path);
}

static cupel_status look_at_reviews(struct site *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->in->n_files; i++)
        n += govern_is_review(s->in->files[i].name, NULL);
    s->reviews = arena_array(s->a, n + 1, sizeof *s->reviews);
    for (size_t i = 0; s->reviews && i < s->in->n_files; i++)
        if (govern_is_review(s->in->files[i].name, NULL))
            read_review(s, &s->in->files[i]);
    if (s->n_reviews > 1)
        qsort(s->reviews, s->n_reviews, sizeof *s->reviews, by_date);
    for (size_t i = 0; i < s->n_items; i++)
        s->items[i].reviews = arena_array(s->a, 1, sizeof(struct site_review *));
    for (size_t i = 0; i < s->n_reviews && arena_status(s->a) == CUPEL_OK; i++) {
        if (s->reviews[i].item == SIZE_MAX)
            continue;
        struct site_item *e = &s->items[s->reviews[i].item];
        const struct site_review **more = arena_array(s->a, e->n_reviews + 1,
                                                      sizeof(struct site_review *));
        if (!more)
            break;
        for (size_t k = 0; k < e->n_reviews; k++)
            more[k] = e->reviews[k];
        more[e->n_reviews++] = &s->reviews[i];
        e->reviews = more;
    }
    return arena_status(s->a);
}

/* ---- what wants a look, and what is lacking ---- */

static void give_findings(struct site *s)
{
    for (size_t i = 0; i < s->n_items; i++) {
        struct site_item *e = &s->items[i];
        size_t n = 0;
        for (size_t k = 0; k < s->hygiene.n; k++)
            n += s->hygiene.at[k].item == e->item;
        e->findings = arena_array(s->a, n + 1, sizeof(struct hygiene_finding *));
        for (size_t k = 0; e->findings && n && k < s->hygiene.n; k++)
            if (s->hygiene.at[k].item == e->item)
                e->findings[e->n_findings++] = &s->hygiene.at[k];
    }
}

static cupel_status load_review(void *context, struct arena *a, const char *path, cupel_slice *ret,
                                struct cupel_diag *err)
{
    (void)a;
    const struct site *s = context;
    cupel_slice bytes = site_file(s, path);
    if (!bytes.p) {
        (void)snprintf(err->text, sizeof err->text, "%s is not there", path);
        return CUPEL_E_NOT_FOUND;
    }
    *ret = bytes;
    return CUPEL_OK;
}

static cupel_status look_at_gaps(struct site *s)
{
    const struct govern_file *f = govern_file(s->g, GOVERN_RECOMMENDATIONS);
    const struct yaml_node *list = f ? yaml_find(f->top, "recommendations") : NULL;
    struct gap_recommendation *all = arena_array(s->a, (list ? list->count : 0) + 1, sizeof *all);
    size_t n = 0;
    for (const struct yaml_node *r = list ? list->child : NULL; all && r; r = r->next)
        all[n++] = (struct gap_recommendation){ member_text(r, "project"), member_text(r, "to"),
                                                member_text(r, "date"), member_text(r, "fate") };
    CUPEL_TRY(arena_status(s->a));
    CUPEL_TRY(gaps_find(s->a, s->l, all, n, load_review, s, &s->gaps));
    CUPEL_TRY(hygiene_start(s->a, s->l, s->g->as_of, &s->hygiene));
    hygiene_data(&s->hygiene);
    hygiene_sort(&s->hygiene);
    give_findings(s);
    return arena_status(s->a);
}

/* ---- logos ---- */

/* The item's own where it may be published, else a monogram, which is written beside its page. */
static void look_at_logos(struct site *s)
{
    for (size_t i = 0; i < s->n_items; i++) {
        struct site_item *e = &s->items[i];
        const char *name = e->item->text[ITEM_LOGO], *why = NULL;
        const char *path = arena_printf(s->a, "landscape/logos/%s", name ? name : "");
        cupel_slice svg = name && !strchr(name, '/') ? site_file(s, path) : SLICE_EMPTY;
        if (svg.p && !landscape_logo_is_plain(svg, &why)) {
            landscape_complain(s->problems, path, 0, false, "is not published: it holds %s", why);
            svg = SLICE_EMPTY;
        }
        e->logo = svg.p ? path : arena_printf(s->a, "landscape/i/%s.svg", e->slug);
    }
}

/* ---- texts ---- */

static bool is_text(const char *name)
{
    cupel_slice n = slice_str(name);
    return slice_ends(n, SLICE_LIT(".md"));
}

/* What a text is called: by its register, else by its first heading, else by its file. */
static const char *title_of(const struct site *s, const struct landscape_file *f)
{
    for (size_t i = 0; i < s->g->n_files; i++) {
        const struct govern_file *g = &s->g->files[i];
        const char *folder = g->kind == GOVERN_PAPER     ? "papers"
                             : g->kind == GOVERN_PATTERN ? "patterns"
                                                         : NULL;
        if (folder && g->top &&
            strcmp(f->name, arena_printf(s->a, "%s/%s/%s.md", folder, g->id,
                                         g->kind == GOVERN_PAPER ? "paper" : "pattern")) == 0)
            return member_text(g->top, "title");
    }
    struct doc d = { 0 };
    cupel_slice top = slice_part(f->bytes, 0, f->bytes.n < TITLE_BYTES ? f->bytes.n : TITLE_BYTES);
    if (doc_parse(s->a, f->name, top, &d) == CUPEL_OK && d.n_blocks &&
        d.blocks[0].kind == DOC_HEADING && d.blocks[0].level == 1)
        return d.blocks[0].text;
    return f->name;
}

/* "papers/ID/paper.md" and the like have a page by their id; others one in texts/. */
static const char *page_of(struct site *s, struct slugs *taken, const char *name)
{
    static const char *const places[][2] = {
        { "papers/", "/paper.md" },
        { "patterns/", "/pattern.md" },
        { "reports/", ".md" },
    };
    cupel_slice all = slice_str(name);
    for (size_t i = 0; i < CUPEL_COUNT(places); i++) {
        cupel_slice before = slice_str(places[i][0]), after = slice_str(places[i][1]);
        if (!slice_starts(all, before) || all.n <= before.n + after.n || !slice_ends(all, after))
            continue;
        cupel_slice id = slice_part(all, before.n, all.n - before.n - after.n);
        if (slice_find(id, SLICE_LIT("/")) == SIZE_MAX && !slice_eq(id, SLICE_LIT("index")))
            return arena_printf(s->a, "%s%s.html", places[i][0], arena_string(s->a, id));
    }
    const char *stem = arena_string(s->a, slice_part(all, 0, all.n - 3));
    return arena_printf(s->a, "texts/%s.html", take_slug(s->a, taken, stem, NULL));
}

static cupel_status look_at_texts(struct site *s)
{
    struct slugs taken;
    s->texts = arena_array(s->a, s->in->n_files + 1, sizeof *s->texts);
    if (!slugs_init(s->a, &taken, s->in->n_files + 1) || !s->texts)
        return arena_status(s->a);
    keep_slug(&taken, "index"); /* the list of them */
    for (size_t i = 0; i < s->in->n_files; i++) {
        const struct landscape_file *f = &s->in->files[i];
        if (is_text(f->name))
            s->texts[s->n_texts++] = (struct site_text){ .path = f->name,
                                                         .page = page_of(s, &taken, f->name),
                                                         .title = title_of(s, f),
                                                         .bytes = f->bytes };
    }
    return arena_status(s->a);
}

/* ---- meetings ---- */

#define MEETINGS_BEHIND 92 /* days */
#define MEETINGS_AHEAD  183

/* What is doubtful about a series is told by `cupel office check`. */
static cupel_status look_at_meetings(struct site *s)
{
    struct landscape_problems told = { .arena = s->a };
    int64_t now = s->g->as_of;
    return calendar_meetings(s->a, s->g, now - MEETINGS_BEHIND * (int64_t)DAY_SECONDS,
                             now + MEETINGS_AHEAD * (int64_t)DAY_SECONDS, &s->meetings,
                             &s->n_meetings, &told);
}

cupel_status site_look(struct site *s)
{
    const struct govern_file *office = govern_file(s->g, GOVERN_OFFICE);
    s->name = office && office->top ? member_text(office->top, "name") : "An office";
    s->l = s->g->landscape;
    CUPEL_TRY(look_at_items(s));
    for (int x = 0; x < SITE_AXES; x++)
        CUPEL_TRY(look_at_values(s, (enum site_axis)x));
    CUPEL_TRY(look_at_texts(s));
    CUPEL_TRY(look_at_reviews(s));
    if (s->l)
        CUPEL_TRY(look_at_gaps(s));
    look_at_logos(s);
    CUPEL_TRY(look_at_meetings(s));
    return site_look_at_news(s);
}

/* ---- looking things up ---- */

const struct site_item *site_item_of(const struct site *s, const struct landscape_item *i)
{
    for (size_t k = 0; i && k < s->n_items; k++)
        if (s->items[k].item == i)
            return &s->items[k];
    return NULL;
}

const struct site_item *site_item_named(const struct site *s, const char *name)
{
    return s->l ? site_item_of(s, landscape_find(s->l, name)) : NULL;
}

static int by_path(const void *key, const void *at)
{
    return strcmp(key, ((const struct landscape_file *)at)->name);
}

cupel_slice site_file(const struct site *s, const char *path)
{
    const struct landscape_file *f = s->in->n_files ? bsearch(path, s->in->files, s->in->n_files,
                                                              sizeof *s->in->files, by_path)
                                                    : NULL;
    return f ? f->bytes : SLICE_EMPTY;
}

const struct site_text *site_text_at(const struct site *s, const char *path)
{
    for (size_t i = 0; i < s->n_texts; i++)
        if (strcmp(s->texts[i].path, path) == 0)
            return &s->texts[i];
    return NULL;
}

const char *site_value_page(const struct site *s, enum site_axis x, const char *value)
{
    for (size_t i = 0; i < s->n_values[x]; i++)
        if (strcmp(s->values[x][i].name, value) == 0)
            return arena_printf(s->a, "landscape/by/%s-%s.html", site_axes[x].name,
                                s->values[x][i].slug);
    return NULL;
}

const char *site_source(const struct site *s, const char *path)
{
    struct buf b;
    const struct govern_file *office = govern_file(s->g, GOVERN_OFFICE);
    buf_init(&b, 16384);
    review_put_head_url(&b, member_text(office ? office->top : NULL, "repository"), path);
    const char *url = arena_take_buf(s->a, &b);
    return *url ? url : NULL;
}

const struct yaml_node *site_person(const struct site *s, const char *id)
{
    const struct govern_id *p = govern_find(&s->g->people, id);
    return p ? p->node : NULL;
}

const char *site_person_name(const struct site *s, const char *id)
{
    const char *name = member_text(site_person(s, id), "name");
    return *name ? name : id;
}

const char *site_day(const struct site *s, int64_t t)
{
    return date_text(s->a, t);
}
