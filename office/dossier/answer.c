/* SPDX-License-Identifier: Apache-2.0 */
/* dossier/answer.c: what the checkouts say to a question, each part with its citation. */
#include "office/dossier/form.h"

#include "base/text.h"
#include "office/text/words.h"
#include "office/text/yaml.h"

#include <stdio.h>
#include <string.h>

#define QUOTE_MAX       700 /* bytes of one quotation */
#define QUOTES_MAX      3   /* quotations of one source */
#define LANGUAGES_NAMED 6

struct answering {
    const struct project *p;
    const struct review *r;
    struct answer *to;
    bool saw_pass, saw_fail, saw_unsure, saw_text;
};

static struct answer_part *add_part(struct answering *s, const char *text, bool is_quote)
{
    static struct answer_part spill; /* past the last; never shown */
    if (s->to->n_parts == ANSWER_PARTS_MAX)
        return &spill;
    struct answer_part *part = &s->to->parts[s->to->n_parts++];
    *part = (struct answer_part){ .text = text, .is_quote = is_quote };
    return part;
}

/* At most QUOTE_MAX bytes of @text, cut between words. */
static const char *quote(const struct project *p, const char *text)
{
    cupel_slice s = slice_str(text);
    if (s.n <= QUOTE_MAX)
        return text;
    size_t n = QUOTE_MAX;
    while (n > 0 && s.p[n] != ' ')
        n--;
    char *copy = arena_alloc(p->arena, n + sizeof " …");
    if (!copy)
        return "";
    memcpy(copy, text, n);
    memcpy(copy + n, " …", sizeof " …");
    return copy;
}

/* ---- findings ---- */

static void answer_by_check(struct answering *s, const struct source *src)
{
    const struct finding *f = review_find(s->r, src->what);
    if (!f || f->outcome == CUPEL_NA)
        return;
    s->saw_pass |= f->outcome == CUPEL_PASS;
    s->saw_fail |= f->outcome == CUPEL_FAIL;
    s->saw_unsure |= f->outcome == CUPEL_UNKNOWN;
    struct answer_part *part = add_part(s,
                                        arena_printf(s->p->arena, "%s (%s): %s", f->info->id,
                                                     cupel_outcome_name(f->outcome),
                                                     f->detail ? f->detail : f->info->title),
                                        false);
    part->where = f->where;
    for (int i = 0; i < LEG_COUNT && part->where.n == 0; i++)
        part->where = f->legs[i].where;
}

/* ---- prose ---- */

static bool in_files(const struct project_file *f, const char *prefixes)
{
    if (!prefixes)
        return true;
    const char *name = strrchr(f->path, '/');
    cupel_slice base = slice_str(name ? name + 1 : f->path);
    for (const char *at = prefixes; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL) {
        size_t n = strcspn(at, "|");
        if (base.n >= n && slice_eq_nocase(slice_part(base, 0, n), slice_of(at, n)))
            return true;
    }
    return false;
}

static bool is_prose(const struct doc_block *b)
{
    return b->kind == DOC_PARAGRAPH || b->kind == DOC_ITEM || b->kind == DOC_ROW;
}

static void cite(struct answering *s, const struct project_file *f, const struct doc_block *b)
{
    struct answer_part *part = add_part(s, quote(s->p, b->text), true);
    places_add(s->p, &part->where, f, b->line, NULL);
    s->saw_text = true;
}

/* The first paragraphs of the section that a fitting heading opens. */
static size_t cite_section(struct answering *s, const struct source *src,
                           const struct project_file *f, size_t heading)
{
    size_t end = doc_section_end(f->doc, heading), cited = 0;
    for (size_t i = heading + 1; i < end && cited < 2; i++) {
        const struct doc_block *b = &f->doc->blocks[i];
        if (is_prose(b) && (!src->says || words_in(src->says, slice_str(b->text)))) {
            cite(s, f, b);
            cited++;
        }
    }
    return cited;
}

static size_t cite_document(struct answering *s, const struct source *src,
                            const struct project_file *f, size_t room)
{
    size_t cited = 0;
    if (src->heading) {
        size_t h = 0;
        while (cited < room && (h = doc_find_heading(f->doc, src->heading, h)) != SIZE_MAX)
            cited += cite_section(s, src, f, h++);
        return cited;
    }
    for (size_t i = 0; cited < room && (i = doc_find(f->doc, src->says, i)) != SIZE_MAX; i++)
        if (is_prose(&f->doc->blocks[i])) {
            cite(s, f, &f->doc->blocks[i]);
            cited++;
        }
    return cited;
}

/* The README's first paragraph of a few words that is no list and no badge line. */
static void cite_summary(struct answering *s)
{
    for (size_t i = 0; i < s->p->n_checkouts; i++) {
        const struct project_file *f = checkout_readme(&s->p->checkouts[i]);
        for (size_t k = 0; f && f->doc && k < f->doc->n_blocks; k++)
            if (f->doc->blocks[k].kind == DOC_PARAGRAPH && strlen(f->doc->blocks[k].text) >= 40) {
                cite(s, f, &f->doc->blocks[k]);
                return;
            }
    }
}

static void answer_by_prose(struct answering *s, const struct source *src)
{
    if (src->what) {
        cite_summary(s);
        return;
    }
    size_t cited = 0;
    /* What lies nearest to the top of the tree says most. */
    for (unsigned depth = 0; depth < 4 && cited < QUOTES_MAX; depth++) {
        struct file_walk w = { .p = s->p,
                               .kinds_any = FILE_DOC,
                               .kinds_none = FILE_FOREIGN | FILE_CHANGELOG | FILE_FIXTURE };
        const struct project_file *f;
        while (cited < QUOTES_MAX && (f = file_next(&w))) {
            unsigned slashes = 0;
            for (const char *c = f->path; *c; c++)
                slashes += *c == '/';
            if (f->doc && slashes == depth && in_files(f, src->files))
                cited += cite_document(s, src, f, QUOTES_MAX - cited);
        }
    }
}

static void answer_by_file(struct answering *s, const struct source *src)
{
    const struct project_file *f = project_find_file(s->p, src->files, "|.github|docs", false,
                                                     true);
    if (!f)
        return;
    struct answer_part *part = add_part(
        s,
        arena_printf(s->p->arena, "%s is there (%llu bytes)", f->path, (unsigned long long)f->size),
        false);
    places_add(s->p, &part->where, f, 0, NULL);
    s->saw_text = true;
}

/* ---- security-insights ---- */

static const struct project_file *insights_file(const struct project *p)
{
    return project_find_file(p, "security-insights.yml|security-insights.yaml", "|.github", false,
                             true);
}

/* "a.b.c" below @top, or NULL. */
static const struct yaml_node *member(const struct yaml_node *top, const char *path)
{
    while (top && *path) {
        char key[80];
        size_t n = strcspn(path, ".");
        if (n >= sizeof key)
            return NULL;
        memcpy(key, path, n);
        key[n] = '\0';
        top = yaml_find(top, key);
        path += n + (path[n] == '.');
    }
    return top;
}

static void answer_by_insights(struct answering *s, const struct source *src)
{
    const struct project_file *f = insights_file(s->p);
    const struct yaml_node *top = NULL, *n = NULL;
    if (f && yaml_parse(s->p->arena, f->text, true, &top, NULL) == CUPEL_OK)
        n = member(top, src->what);
    if (!n || n->type == YAML_NULL)
        return;
    const char *text = n->type == YAML_SCALAR
                           ? arena_printf(s->p->arena, "%s: %s", src->what, n->text)
                           : arena_printf(s->p->arena, "%s: %zu entries", src->what, n->count);
    struct answer_part *part = add_part(s, text, false);
    places_add(s->p, &part->where, f, n->line, NULL);
    s->saw_text = true;
}

/* ---- facts ---- */

static void say_fact(struct answering *s, const char *text)
{
    add_part(s, text, false);
    s->saw_text = true;
}

static void fact_repositories(struct answering *s)
{
    for (size_t i = 0; i < s->r->n_repos; i++) {
        const struct reviewed *c = &s->r->repos[i];
        say_fact(s, arena_printf(s->p->arena, "%s: %s, read at commit %s", c->name,
                                 c->origin ? c->origin : "its remote is not recorded", c->commit));
    }
}

static void fact_license(struct answering *s)
{
    for (size_t i = 0; i < s->r->n_repos; i++)
        if (s->r->repos[i].license)
            say_fact(s, arena_printf(s->p->arena, "%s: %s, by its text", s->r->repos[i].name,
                                     s->r->repos[i].license));
}

static const char *join(struct answering *s, const char *const *words, size_t n)
{
    const char *text = "";
    for (size_t i = 0; i < n; i++)
        text = arena_printf(s->p->arena, "%s%s%s", text, i ? ", " : "", words[i]);
    return text;
}

static void fact_formats(struct answering *s)
{
    if (s->r->n_formats)
        say_fact(s, arena_printf(s->p->arena, "evidence formats that its code handles: %s",
                                 join(s, s->r->formats, s->r->n_formats)));
}

static void fact_roles(struct answering *s)
{
    if (s->r->n_roles)
        say_fact(s, arena_printf(s->p->arena, "roles that its code plays: %s",
                                 join(s, s->r->roles, s->r->n_roles)));
}

static void fact_languages(struct answering *s)
{
    uint64_t bytes[LANG_OTHER + 1] = { 0 }, all = 0;
    struct file_walk w = { .p = s->p, .kinds_none = FILE_NOT_PRODUCT };
    for (const struct project_file *f; (f = file_next(&w));) {
        bytes[f->lang] += f->size;
        all += f->lang == LANG_NONE ? 0 : f->size;
    }
    const char *text = "";
    for (int i = 0; i < LANGUAGES_NAMED && all; i++) {
        int most = LANG_C;
        for (int l = LANG_C; l <= LANG_OTHER; l++)
            if (bytes[l] > bytes[most])
                most = l;
        if (bytes[most] == 0)
            break;
        text = arena_printf(s->p->arena, "%s%s%s %llu %%", text, *text ? ", " : "",
                            lang_name((enum lang)most),
                            (unsigned long long)(bytes[most] * 100 / all));
        bytes[most] = 0;
    }
    if (*text)
        say_fact(s, arena_printf(s->p->arena, "product code by bytes: %s", text));
}

static void fact_history(struct answering *s)
{
    for (size_t i = 0; i < s->p->n_checkouts; i++) {
        const struct checkout *c = &s->p->checkouts[i];
        char first[RFC3339_ROOM], last[RFC3339_ROOM];
        if (c->history.n == 0)
            continue;
        rfc3339_write(c->history.commits[c->history.n - 1].commit_time, first);
        rfc3339_write(c->history.commits[0].commit_time, last);
        say_fact(s, arena_printf(s->p->arena, "%s: %zu commits from %.10s to %.10s, %zu tags%s%s",
                                 c->name, c->history.n, first, last, c->tags.n,
                                 c->history.partial ? "; not the whole history: " : "",
                                 c->history.partial ? c->history.partial : ""));
    }
}

/* License files below the top: other terms for parts of the tree. */
static void fact_licenses_inside(struct answering *s)
{
    struct file_walk w = { .p = s->p };
    size_t said = 0;
    for (const struct project_file *f; said < 6 && (f = file_next(&w));) {
        const char *name = strrchr(f->path, '/');
        struct license_result found;
        if (!name || !f->text.n || !in_files(f, "license|licence|copying"))
            continue;
        license_detect(f->text, &found);
        struct answer_part *part = add_part(
            s,
            arena_printf(s->p->arena, "%s: %s", f->path,
                         found.n ? found.found[0].id : "terms that are not recognised"),
            false);
        places_add(s->p, &part->where, f, 0, NULL);
        s->saw_text = true;
        said++;
    }
}

static const struct {
    const char *name;
    void (*say)(struct answering *s);
} facts[] = {
    { "repositories", fact_repositories },
    { "license", fact_license },
    { "formats", fact_formats },
    { "roles", fact_roles },
    { "languages", fact_languages },
    { "history", fact_history },
    { "licenses-inside", fact_licenses_inside },
};

bool form_has_fact(const char *name)
{
    for (size_t i = 0; i < CUPEL_COUNT(facts); i++)
        if (strcmp(facts[i].name, name) == 0)
            return true;
    return false;
}

static void answer_by_fact(struct answering *s, const struct source *src)
{
    for (size_t i = 0; i < CUPEL_COUNT(facts); i++)
        if (strcmp(facts[i].name, src->what) == 0)
            facts[i].say(s);
}

/* ---- all ---- */

/* What was found decides the state: a failed check speaks against, text alone answers. */
static enum answer_state state_of(const struct answering *s)
{
    if (s->saw_text || s->saw_pass)
        return s->saw_fail ? ANSWER_UNSURE : ANSWER_FOUND;
    return s->saw_fail ? ANSWER_AGAINST : s->saw_unsure ? ANSWER_UNSURE : ANSWER_NONE;
}

void form_answer(const struct form *form, const struct project *p, const struct review *r,
                 struct answer *ret)
{
    static void (*const by[])(struct answering *, const struct source *) = {
        [SOURCE_CHECK] = answer_by_check,       [SOURCE_PROSE] = answer_by_prose,
        [SOURCE_FILE] = answer_by_file,         [SOURCE_FACT] = answer_by_fact,
        [SOURCE_INSIGHTS] = answer_by_insights,
    };
    for (size_t i = 0; i < form->n_questions; i++) {
        const struct question *q = &form->questions[i];
        ret[i] = (struct answer){ .question = q, .state = ANSWER_HUMAN };
        struct answering s = { .p = p, .r = r, .to = &ret[i] };
        for (size_t k = 0; k < q->n_sources; k++)
            by[q->sources[k].kind](&s, &q->sources[k]);
        if (!q->is_human)
            ret[i].state = state_of(&s);
    }
}
