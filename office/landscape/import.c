/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/import.c: a landscape from a table: landscape2's items.csv, or seed projects. */
#include "office/landscape/read.h"
#include "office/landscape/table.h"

#include "base/guess.h"
#include "office/license/license.h"

#include <string.h>

enum column_kind {
    COLUMN_OTHER,
    COLUMN_FIELD,
    COLUMN_CATEGORY,
    COLUMN_SUBCATEGORY,
    COLUMN_REPO,
    COLUMN_LICENSE,
    COLUMN_TEES,
    COLUMN_HOME,
    COLUMN_SOURCE,
    COLUMN_RELATION,
    COLUMN_TAG
};
struct column {
    const char *name;
    enum column_kind kind;
    enum landscape_field field;
};
static const struct column known[] = {
    { "name", COLUMN_FIELD, ITEM_NAME },
    { "homepage", COLUMN_FIELD, ITEM_HOMEPAGE_URL },
    { "homepage_url", COLUMN_FIELD, ITEM_HOMEPAGE_URL },
    { "logo", COLUMN_FIELD, ITEM_LOGO },
    { "twitter", COLUMN_FIELD, ITEM_TWITTER },
    { "crunchbase_url", COLUMN_FIELD, ITEM_CRUNCHBASE },
    { "description", COLUMN_FIELD, ITEM_DESCRIPTION },
    { "accepted", COLUMN_FIELD, ITEM_ACCEPTED },
    { "incubation", COLUMN_FIELD, ITEM_INCUBATING },
    { "graduated", COLUMN_FIELD, ITEM_GRADUATED },
    { "dev_stats_url", COLUMN_FIELD, ITEM_DEV_STATS_URL },
    { "artwork_url", COLUMN_FIELD, ITEM_ARTWORK_URL },
    { "blog_url", COLUMN_FIELD, ITEM_BLOG_URL },
    { "mailing_list_url", COLUMN_FIELD, ITEM_MAILING_LIST_URL },
    { "slack_url", COLUMN_FIELD, ITEM_SLACK_URL },
    { "youtube_url", COLUMN_FIELD, ITEM_YOUTUBE_URL },
    { "chat_channel", COLUMN_FIELD, ITEM_CHAT_CHANNEL },
    { "category", COLUMN_CATEGORY, 0 },
    { "subcategory", COLUMN_SUBCATEGORY, 0 },
    { "repo", COLUMN_REPO, 0 },
    { "github_repo", COLUMN_REPO, 0 },
    { "license", COLUMN_LICENSE, 0 },
    { "TEEs", COLUMN_TEES, 0 },
    { "foundation", COLUMN_HOME, 0 },
    { "source", COLUMN_SOURCE, 0 },
    { "relation", COLUMN_RELATION, 0 },
    { "tag", COLUMN_TAG, 0 },
};
/* What landscape2 derives from elsewhere: it comes back by itself. */
static const char *const derived[] = { "organization",  "funding", "member",
                                       "headquarters",  "oss",     "last_audit_date",
                                       "last_audit_url" };

struct importing {
    struct reading r;
    const struct column *columns[TABLE_COLUMNS_MAX];
    size_t n_columns;
    bool is_seed;
    struct landscape *l;
    size_t n_items;
};
/* What one row says beside its fields. */
struct row {
    struct landscape_item item;
    const char *category, *subcategory, *tees, *home, *source;
    struct landscape_pair notes[20];
};

static const struct column other = { "", COLUMN_OTHER, 0 };

static bool is_derived(const char *name)
{
    for (size_t i = 0; i < CUPEL_COUNT(derived); i++)
        if (strcmp(derived[i], name) == 0)
            return true;
    return strncmp(name, "crunchbase_", 11) == 0 || strncmp(name, "github_", 7) == 0;
}

static const struct column *column_of(struct importing *in, const char *name)
{
    char room[96];
    struct guess g = { .typed = name };
    for (size_t i = 0; i < CUPEL_COUNT(known); i++)
        if (strcmp(known[i].name, name) == 0)
            return &known[i];
    if (is_derived(name))
        return &other;
    for (size_t i = 0; i < CUPEL_COUNT(known); i++)
        guess_add(&g, known[i].name);
    landscape_complain(in->r.p, in->r.file, 1, false, "the column \"%.80s\" is left out%s", name,
                       guess_text(&g, "", room, sizeof room));
    return &other;
}

/* ---- cells ---- */

static void note(struct row *r, const char *key, const char *value)
{
    if (r->item.n_annotations < CUPEL_COUNT(r->notes))
        r->notes[r->item.n_annotations++] = (struct landscape_pair){ key, value, r->item.line };
}

static bool has_column(const struct importing *in, enum column_kind kind)
{
    for (size_t i = 0; i < in->n_columns; i++)
        if (in->columns[i]->kind == kind)
            return true;
    return false;
}

/* "owner/name" is at GitHub. */
static const char *repo_url(struct arena *a, const char *text)
{
    return strstr(text, "://") ? text : arena_printf(a, "https://github.com/%s", text);
}

static struct landscape_list split_tags(struct arena *a, const char *text)
{
    struct landscape_fact f = { .value = text };
    return landscape_values(a, &f);
}

static void take_cell(struct importing *in, struct row *r, const struct column *c, const char *text)
{
    struct arena *a = in->r.a;
    size_t n;
    if (!*text)
        return;
    switch (c->kind) {
    case COLUMN_FIELD: r->item.text[c->field] = text; break;
    case COLUMN_CATEGORY: r->category = text; break;
    case COLUMN_SUBCATEGORY: r->subcategory = text; break;
    case COLUMN_REPO: r->item.text[ITEM_REPO_URL] = repo_url(a, text); break;
    case COLUMN_TEES: r->tees = text; break;
    case COLUMN_HOME: r->home = text; break;
    case COLUMN_SOURCE: r->source = text; break;
    case COLUMN_TAG: r->item.tags = split_tags(a, text); break;
    case COLUMN_RELATION:
        if (strcmp(text, "member") != 0)
            r->item.text[ITEM_PROJECT] = text;
        break;
    case COLUMN_LICENSE:
        if (!in->is_seed || license_expression(slice_str(text), NULL, 0, &n, NULL) == CUPEL_OK)
            r->item.text[ITEM_LICENSE] = text;
        else
            note(r, "license-note", text);
        break;
    case COLUMN_OTHER: break;
    }
}

/* ---- what the seeds say in their own words ---- */

static const struct {
    const char *said, *id;
} tee_names[] = { { "sev-snp", "snp" }, { "nvidia-gpu", "nvidia" },  { "ibm-se", "se" },
                  { "all", "any" },     { "nitro-tpm", "nitrotpm" }, { "tees", "any" } };

/* "SEV-SNP" is "snp"; what has no id of its own becomes one. */
static const char *tee_id(struct arena *a, cupel_slice text)
{
    const char *id = landscape_slug(a, arena_text(a, text));
    while (*id == '-')
        id++;
    for (size_t i = 0; i < CUPEL_COUNT(tee_names); i++)
        if (strcmp(tee_names[i].said, id) == 0)
            return tee_names[i].id;
    return id;
}

/* "TDX (TSM), SEV-SNP": what stands in brackets is left out. */
static const char *tees_of(struct arena *a, const char *text)
{
    const char *all = "";
    while (*text) {
        size_t n = strcspn(text, ",(");
        const char *id = tee_id(a, slice_of(text, n));
        if (*id)
            all = arena_printf(a, "%s%s%s", all, *all ? ", " : "", id);
        text += n;
        if (*text == '(')
            text += strcspn(text, ")");
        text += *text != '\0';
    }
    return *all ? all : "unknown";
}

static const struct {
    const char *said, *maturity;
} levels[] = { { "sandbox", "sandbox" },       { "incubating", "incubating" },
               { "incubation", "incubating" }, { "Incubator", "incubating" },
               { "graduated", "graduated" },   { "emeritus", "emeritus" },
               { "archived", "archived" } };

/* "CNCF incubating (CoCo subproject)": home, level, whose part it is. */
static void take_home(struct importing *in, struct row *r)
{
    struct arena *a = in->r.a;
    size_t n = strcspn(r->home, "(");
    const char *maturity = strcmp(r->home, "none") == 0 ? "none" : "unknown";
    for (size_t i = 0; i < CUPEL_COUNT(levels); i++) {
        const char *at = strstr(r->home, levels[i].said);
        if (at && at != r->home && (size_t)(at - r->home) < n) {
            n = (size_t)(at - r->home);
            maturity = levels[i].maturity;
        }
    }
    while (n && r->home[n - 1] == ' ')
        n--;
    const char *bracket = strchr(r->home, '('), *part = strstr(r->home, " subproject)");
    note(r, "home", n ? arena_text(a, slice_of(r->home, n)) : "unknown");
    note(r, "maturity", maturity);
    if (bracket && part && part > bracket)
        note(r, "part-of", arena_text(a, slice_of(bracket + 1, (size_t)(part - bracket - 1))));
}

/* The text, and the first day that it names. */
static const char *source_of(struct arena *a, const char *text)
{
    cupel_slice s = slice_str(text);
    const char *date = "unknown";
    for (size_t i = 0; i + 10 <= s.n; i++) {
        const char *day = arena_text(a, slice_part(s, i, 10));
        if (s.p[i] == '2' && landscape_date(day, NULL)) {
            date = day;
            break;
        }
    }
    char *copy = arena_alloc(a, s.n + 1);
    for (size_t i = 0; copy && i < s.n; i++)
        copy[i] = (char)(s.p[i] == ';' ? ',' : s.p[i]);
    return arena_printf(a, "%s; %s", copy ? copy : "", date);
}

static void finish_seed(struct importing *in, struct row *r)
{
    const char *source = r->source ? source_of(in->r.a, r->source) : NULL;
    note(r, "tees", r->tees ? tees_of(in->r.a, r->tees) : "unknown");
    note(r, "evidence-formats", "unknown");
    note(r, "rats-roles", "unknown");
    if (r->home) {
        take_home(in, r);
    } else {
        note(r, "home", "unknown");
        note(r, "maturity", "unknown");
    }
    note(r, "status", "unknown");
    note(r, "checked", "unknown");
    if (!source)
        return;
    note(r, "tees-source", source);
    note(r, "license-source", source);
    note(r, "home-source", source);
    note(r, "maturity-source", source);
}

/* ---- where it goes ---- */

static struct landscape_category *category_of(struct importing *in, const char *name, uint32_t line)
{
    struct landscape *l = in->l;
    for (size_t i = 0; i < l->n_categories; i++)
        if (strcmp(l->categories[i].name, name) == 0)
            return &l->categories[i];
    if (l->n_categories == LANDSCAPE_GROUPS_MAX)
        return NULL;
    struct landscape_category *c = &l->categories[l->n_categories++];
    *c = (struct landscape_category){ .name = name, .line = line };
    c->subcategories = arena_array(in->r.a, LANDSCAPE_GROUPS_MAX, sizeof *c->subcategories);
    return c->subcategories ? c : NULL;
}

static struct landscape_subcategory *subcategory_of(struct landscape_category *c, const char *name,
                                                    uint32_t line)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->subcategories[i].name, name) == 0)
            return &c->subcategories[i];
    if (c->n == LANDSCAPE_GROUPS_MAX)
        return NULL;
    c->subcategories[c->n] = (struct landscape_subcategory){ .name = name, .line = line };
    return &c->subcategories[c->n++];
}

/* Room is doubled: an array of the arena stays where it is, so the items move. */
static struct landscape_item *new_item(struct arena *a, struct landscape_subcategory *s)
{
    if ((s->n & (s->n - 1)) == 0) {
        struct landscape_item *more = arena_array(a, s->n ? s->n * 2 : 1, sizeof *more);
        if (!more)
            return NULL;
        for (size_t i = 0; i < s->n; i++)
            more[i] = s->items[i];
        s->items = more;
    }
    return &s->items[s->n++];
}

static void add_row(struct importing *in, struct row *r)
{
    struct landscape_category *c = category_of(in, r->category, r->item.line);
    struct landscape_subcategory *s = c ? subcategory_of(
                                              c, r->subcategory ? r->subcategory : "Projects",
                                              r->item.line)
                                        : NULL;
    struct landscape_item *item = s ? new_item(in->r.a, s) : NULL;
    struct landscape_pair *notes = arena_array(in->r.a, r->item.n_annotations + 1, sizeof *notes);
    if (!item || !notes) {
        landscape_complain(in->r.p, in->r.file, r->item.line, true,
                           "more categories than are read, or no memory left");
        return;
    }
    for (size_t i = 0; i < r->item.n_annotations; i++)
        notes[i] = r->notes[i];
    *item = r->item;
    item->annotations = notes;
    for (size_t f = 0; f < LANDSCAPE_FIELDS; f++)
        item->lines[f] = item->text[f] ? item->line : 0;
    in->n_items++;
}

static void finish_row(struct importing *in, struct row *r)
{
    const char **text = r->item.text;
    if (!text[ITEM_NAME])
        landscape_complain(in->r.p, in->r.file, r->item.line, true, "name is missing");
    if (!r->category)
        landscape_complain(in->r.p, in->r.file, r->item.line, true, "category is missing");
    if (!text[ITEM_NAME] || !r->category)
        return;
    if (!text[ITEM_HOMEPAGE_URL])
        text[ITEM_HOMEPAGE_URL] = text[ITEM_REPO_URL];
    if (!text[ITEM_LOGO])
        text[ITEM_LOGO] = arena_printf(in->r.a, "%s.svg", landscape_slug(in->r.a, text[ITEM_NAME]));
    if (in->is_seed)
        finish_seed(in, r);
    add_row(in, r);
}

/* ---- the table ---- */

static bool next_row(struct importing *in, struct table *t, const char **cells, size_t *n)
{
    const char *why = "no memory left";
    cupel_status st = table_row(t, in->r.a, cells, TABLE_COLUMNS_MAX, n, &why);
    if (st != CUPEL_OK)
        landscape_complain(in->r.p, in->r.file, t->line, true, "%s", why);
    return st == CUPEL_OK && *n > 0;
}

static bool read_heading(struct importing *in, struct table *t)
{
    const char *cells[TABLE_COLUMNS_MAX];
    if (!next_row(in, t, cells, &in->n_columns)) {
        landscape_complain(in->r.p, in->r.file, 1, true, "a line of headings is missing");
        return false;
    }
    for (size_t i = 0; i < in->n_columns; i++)
        in->columns[i] = column_of(in, cells[i]);
    in->is_seed = has_column(in, COLUMN_TEES);
    bool has_name = false;
    for (size_t i = 0; i < in->n_columns; i++)
        has_name = has_name ||
                   (in->columns[i]->kind == COLUMN_FIELD && in->columns[i]->field == ITEM_NAME);
    if (!has_name || !has_column(in, COLUMN_CATEGORY))
        landscape_complain(in->r.p, in->r.file, t->line, true,
                           "the headings must hold name and category");
    return has_name && has_column(in, COLUMN_CATEGORY);
}

static void read_rows(struct importing *in, struct table *t)
{
    const char *cells[TABLE_COLUMNS_MAX];
    size_t n;
    while (next_row(in, t, cells, &n)) {
        struct row r = { .item = { .line = t->line } };
        if (in->n_items == LANDSCAPE_ITEMS_MAX) {
            landscape_complain(in->r.p, in->r.file, t->line, true, "more than %d items",
                               LANDSCAPE_ITEMS_MAX);
            return;
        }
        if (n != in->n_columns) {
            landscape_complain(in->r.p, in->r.file, t->line, true,
                               "has %zu fields, the headings have %zu", n, in->n_columns);
            continue;
        }
        for (size_t i = 0; i < n; i++)
            take_cell(in, &r, in->columns[i], cells[i]);
        finish_row(in, &r);
    }
}

cupel_status landscape_read_table(struct arena *a, const struct landscape_file *file,
                                  char separator, struct landscape *ret,
                                  struct landscape_problems *problems)
{
    struct landscape l = { .arena = a, .data_file = file->name, .head = "" };
    struct importing in = { .r = { a, file->name, true, problems }, .l = &l };
    struct table t = table_of(file->bytes, separator);
    size_t before = problems->errors;
    l.categories = arena_array(a, LANDSCAPE_GROUPS_MAX, sizeof *l.categories);
    CUPEL_TRY(arena_status(a));
    if (read_heading(&in, &t))
        read_rows(&in, &t);
    CUPEL_TRY(arena_status(a));
    if (problems->errors > before)
        return CUPEL_E_MALFORMED;
    landscape_index(&l);
    CUPEL_TRY(arena_status(a));
    *ret = l;
    return CUPEL_OK;
}
