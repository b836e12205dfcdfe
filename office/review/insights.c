/* SPDX-License-Identifier: Apache-2.0 */
/* review/insights.c: a manifest is found, read and held against its schema. */
#include "office/review/insights.h"

#include "base/guess.h"
#include "base/text.h"
#include "office/review/house.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KEY_MAX     64
#define TEXT_MAX    600
#define SHOW_MAX    60 /* characters of a wrong value that are shown */
#define GUESSES_MAX 500

/* ---- errors ---- */

/* Of the key, so that what lacks in a map stands where the map is named. */
static uint32_t line_of(const struct yaml_node *at)
{
    return !at ? 1 : at->key_line ? at->key_line : at->line ? at->line : 1;
}

void si_error(struct si_check *s, const struct yaml_node *at, bool is_shape, const char *text, ...)
{
    if (s->in->n_errors == INSIGHTS_ERRORS_MAX) {
        s->in->more++;
        return;
    }
    char room[TEXT_MAX];
    va_list ap;
    va_start(ap, text);
    (void)vsnprintf(room, sizeof room, text, ap);
    va_end(ap);
    struct insights_error e = { .line = line_of(at),
                                .text = arena_printf(s->p->arena, "%s", room),
                                .is_shape = is_shape };
    size_t i = s->in->n_errors++;
    for (; i > 0 && s->errors[i - 1].line > e.line; i--) /* in the order of the file */
        s->errors[i] = s->errors[i - 1];
    s->errors[i] = e;
}

static const struct yaml_node *find_path(const struct yaml_node *top, const char *path)
{
    const struct yaml_node *n = top;
    while (n && *path) {
        char key[KEY_MAX];
        size_t len = strcspn(path, ".");
        if (len >= sizeof key)
            return NULL;
        slice_copy(slice_of(path, len), key, len);
        key[len] = '\0';
        n = yaml_find(n, key);
        path += len + (path[len] == '.');
    }
    return n && n->type != YAML_NULL ? n : NULL;
}

const struct yaml_node *si_find(const struct si_check *s, const char *path)
{
    return find_path(s->in->top, path);
}

/* ---- values ---- */

static const char *path_of(struct si_check *s, const struct yaml_node *n)
{
    const char *path = yaml_path(s->p->arena, n);
    return path[0] ? path : "the manifest";
}

static bool is_number(const char *t)
{
    size_t i = t[0] == '-' || t[0] == '+', digits = 0, dots = 0;
    for (; t[i]; i++) {
        digits += t[i] >= '0' && t[i] <= '9';
        dots += t[i] == '.';
        if ((t[i] < '0' || t[i] > '9') && t[i] != '.')
            return false;
    }
    return digits > 0 && dots < 2;
}

static bool is_bool(const struct yaml_node *n)
{
    return n->type == YAML_SCALAR && !n->quoted && yaml_truth(n) >= 0 &&
           (slice_eq_nocase(slice_str(n->text), SLICE_LIT("true")) ||
            slice_eq_nocase(slice_str(n->text), SLICE_LIT("false")));
}

static bool is_url(const char *t)
{
    cupel_slice s = slice_str(t);
    size_t start = slice_starts(s, SLICE_LIT("https://"))  ? 8
                   : slice_starts(s, SLICE_LIT("http://")) ? 7
                                                           : 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ')
            return false;
    return start && s.n > start;
}

static bool is_letter(int c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_in(int c, const char *others)
{
    return is_letter(c) || (c >= '0' && c <= '9') || (c && strchr(others, c));
}

static bool is_email(const char *t)
{
    const char *at = strchr(t, '@'), *dot = strrchr(t, '.');
    if (!at || at == t || !dot || dot <= at + 1)
        return false;
    for (const char *c = t; c < at; c++)
        if (!is_in((uint8_t)*c, "._%+-"))
            return false;
    for (const char *c = at + 1; c < dot; c++)
        if (!is_in((uint8_t)*c, ".-"))
            return false;
    size_t end = 0;
    for (const char *c = dot + 1; *c; c++, end++)
        if (!is_letter((uint8_t)*c))
            return false;
    return end >= 2;
}

static bool is_version(const char *t)
{
    unsigned parts = 0;
    for (; parts < 3; parts++) {
        size_t n = strspn(t, parts ? "0123456789" : "123456789");
        if (n == 0)
            return false;
        t += n;
        if (parts < 2 && *t++ != '.')
            return false;
    }
    return *t == '\0';
}

static bool is_hash(const char *t)
{
    size_t n = strspn(t, "0123456789abcdef");
    return t[n] == '\0' && n >= 5 && n <= 40;
}

static bool is_word(const char *t, const char *words)
{
    size_t n = strlen(t);
    for (const char *w = words; *w;) {
        size_t len = strcspn(w, "|");
        if (len == n && slice_eq(slice_of(w, len), slice_of(t, n)))
            return true;
        w += len + (w[len] == '|');
    }
    return false;
}

static bool is_date(const char *t)
{
    int64_t when = 0;
    return house_date_read(t, &when);
}

static bool is_time(const char *t)
{
    int64_t when = 0;
    return rfc3339_read(slice_str(t), &when) == CUPEL_OK;
}

static bool is_short(const char *t)
{
    size_t n = 0; /* characters, not bytes */
    for (size_t i = 0; t[i]; i++)
        n += ((uint8_t)t[i] & 0xc0) != 0x80;
    return n >= 1 && n <= 560;
}

static const char *wanted(const struct si_rule *r, enum si_type type)
{
    switch (type) {
    case SI_MAP: return "a map";
    case SI_LIST: return "a list";
    case SI_TEXT: return "text";
    case SI_SHORT: return "text of 1 to 560 characters";
    case SI_URL: return "an http or https URL";
    case SI_DATE: return "a date (YYYY-MM-DD)";
    case SI_TIME: return "a date with a time (2027-01-31T00:00:00Z)";
    case SI_BOOL: return "true or false";
    case SI_NUMBER: return "a whole number";
    case SI_EMAIL: return "an e-mail address";
    case SI_WORD: return r->words;
    case SI_VERSION: return "a version of three numbers";
    case SI_HASH: return "a commit id of 5 to 40 hex digits";
    case SI_LICENSE: return "an SPDX licence expression";
    case SI_ANY: break;
    }
    return "a value";
}

static bool fits(const char *t, enum si_type type, const char *words)
{
    switch (type) {
    case SI_URL: return is_url(t);
    case SI_DATE: return is_date(t);
    case SI_TIME: return is_time(t);
    case SI_EMAIL: return is_email(t);
    case SI_WORD: return is_word(t, words);
    case SI_VERSION: return is_version(t);
    case SI_HASH: return is_hash(t);
    case SI_SHORT: return is_short(t);
    case SI_NUMBER: return is_number(t) && !strchr(t, '.');
    default: return t[0] != '\0';
    }
}

/* The value as it is shown in a message. */
static const char *shown(struct si_check *s, const struct yaml_node *n)
{
    if (n->type != YAML_SCALAR)
        return n->type == YAML_MAP ? "a map" : n->type == YAML_LIST ? "a list" : "nothing";
    bool is_long = strlen(n->text) > SHOW_MAX;
    return arena_printf(s->p->arena, "\"%.*s%s\"", SHOW_MAX,
                        arena_text(s->p->arena, slice_str(n->text)), is_long ? "..." : "");
}

static void check_license(struct si_check *s, const struct yaml_node *n)
{
    const char *ids[LICENSE_FOUND_MAX];
    size_t found = 0;
    struct cupel_diag err = { 0 };
    if (license_expression(slice_str(n->text), ids, LICENSE_FOUND_MAX, &found, &err) ==
        CUPEL_E_MALFORMED)
        si_error(s, n, false, "%s: must be an SPDX licence expression: %s", path_of(s, n),
                 err.text);
}

/* A number or a truth value without quotes is no text for a strict reader. */
static bool is_untyped(const struct yaml_node *n)
{
    return !n->quoted && (is_bool(n) || is_number(n->text));
}

static void check_scalar(struct si_check *s, const struct yaml_node *n, const struct si_rule *r,
                         enum si_type type)
{
    bool shape = (r->flags & SI_SHAPE) != 0;
    bool is_scalar = n->type == YAML_SCALAR;
    if (type == SI_BOOL ? !is_bool(n) : !is_scalar || n->text[0] == '\0')
        si_error(s, n, shape, "%s: must be %s, not %s", path_of(s, n), wanted(r, type),
                 shown(s, n));
    else if ((type == SI_TEXT || type == SI_SHORT || type == SI_VERSION) && is_untyped(n))
        si_error(s, n, shape, "%s: must be text: put quotes around %s", path_of(s, n), n->text);
    else if (type == SI_LICENSE)
        check_license(s, n);
    else if (!fits(n->text, type, r->words))
        si_error(s, n, false, "%s: must be %s%s, not %s", path_of(s, n),
                 type == SI_WORD ? "one of " : "", wanted(r, type), shown(s, n));
}

/* ---- maps and lists ---- */

static void check_map(struct si_check *s, const struct yaml_node *map, const struct si_rule *rules,
                      bool is_shape);

static void check_unique(struct si_check *s, const struct yaml_node *list)
{
    for (const struct yaml_node *a = list->child; a; a = a->next)
        for (const struct yaml_node *b = list->child; b != a; b = b->next)
            if (a->type == YAML_SCALAR && b->type == YAML_SCALAR && strcmp(a->text, b->text) == 0) {
                si_error(s, a, false, "%s: %s stands in the list twice", path_of(s, a),
                         shown(s, a));
                return;
            }
}

static void check_list(struct si_check *s, const struct yaml_node *n, const struct si_rule *r)
{
    bool shape = (r->flags & SI_SHAPE) != 0;
    if (n->type != YAML_LIST) {
        si_error(s, n, shape, "%s: must be a list, not %s", path_of(s, n), shown(s, n));
        return;
    }
    if (r->flags & SI_FILLED && n->count == 0)
        si_error(s, n, shape, "%s: must have at least one entry", path_of(s, n));
    for (const struct yaml_node *item = n->child; item; item = item->next)
        if (r->members)
            check_map(s, item, r->members, shape);
        else if (r->items != SI_ANY)
            check_scalar(s, item, r, r->items);
    if (r->flags & SI_UNIQUE && n->count <= 1000)
        check_unique(s, n);
}

static const struct si_rule *rule_for(const struct si_rule *rules, const char *key)
{
    for (; rules->key; rules++)
        if (strcmp(rules->key, key) == 0)
            return rules;
    return NULL;
}

static void check_unknown(struct si_check *s, const struct yaml_node *n,
                          const struct si_rule *rules)
{
    struct guess g = { .typed = n->key };
    bool may_guess = s->in->n_errors < INSIGHTS_ERRORS_MAX && s->guesses++ < GUESSES_MAX;
    for (; may_guess && rules->key; rules++)
        guess_add(&g, rules->key);
    char room[128];
    const char *hint = guess_text(&g, "", room, sizeof room);
    if (!s->is_open || hint[0])
        si_error(s, n, false, "%s: version %s of the schema has no such key%s", path_of(s, n),
                 s->in->version, hint);
}

static void check_map(struct si_check *s, const struct yaml_node *map, const struct si_rule *rules,
                      bool is_shape)
{
    if (map->type != YAML_MAP) {
        si_error(s, map, is_shape, "%s: must be a map, not %s", path_of(s, map), shown(s, map));
        return;
    }
    for (const struct yaml_node *n = map->child; n; n = n->next) {
        const struct si_rule *r = rule_for(rules, n->key);
        if (!r)
            check_unknown(s, n, rules);
        else if (n->type == YAML_NULL)
            continue;
        else if (r->type == SI_MAP)
            check_map(s, n, r->members, (r->flags & SI_SHAPE) != 0);
        else if (r->type == SI_LIST)
            check_list(s, n, r);
        else if (r->type != SI_ANY)
            check_scalar(s, n, r, r->type);
    }
    for (const struct si_rule *r = rules; r->key; r++) {
        const struct yaml_node *n = yaml_find(map, r->key);
        if (r->flags & SI_NEEDED && (!n || n->type == YAML_NULL))
            si_error(s, n ? n : map, (r->flags & SI_SHAPE) != 0, "%s%s%s: must be there: %s",
                     map->parent ? path_of(s, map) : "", map->parent ? "." : "", r->key,
                     wanted(r, r->type));
    }
}

/* ---- the manifest ---- */

#define NOT_CLOMONITORS ".gitlab/security-insights.yml"
static const char *const manifests[] = { "security-insights.yml", ".github/security-insights.yml",
                                         "SECURITY-INSIGHTS.yml", NOT_CLOMONITORS };

/* The tree and its version; false when it cannot be told. */
static bool read_version(struct si_check *s)
{
    struct insights *in = s->in;
    struct cupel_diag err = { 0 };
    cupel_slice text = house_text(s->p, in->file, HOUSE_YAML_MAX);
    const char *why = "its header has no schema-version";
    if (in->file->size > HOUSE_YAML_MAX)
        why = "it is larger than any manifest is";
    else if (text.n == 0)
        why = in->file->size ? "it was not read" : "it is empty";
    else if (house_yaml(s->p, text, &in->top, &err) != CUPEL_OK)
        why = arena_printf(s->p->arena, "%s", err.text);
    else if ((in->version = insights_text(in, "header.schema-version")) != NULL) {
        in->major = slice_starts(slice_str(in->version), SLICE_LIT("1."))   ? 1
                    : slice_starts(slice_str(in->version), SLICE_LIT("2.")) ? 2
                                                                            : 0;
        why = arena_printf(s->p->arena, "its schema-version is \"%.30s\", neither 1.x nor 2.x",
                           arena_text(s->p->arena, slice_str(in->version)));
    }
    if (in->major == 0) {
        in->top = NULL;
        si_error(s, NULL, true, "the file is no manifest: %s", why);
    }
    return in->major != 0;
}

static struct si_check begin(const struct project *p, struct insights *in,
                             const struct project_file *f)
{
    *in = (struct insights){ .file = f };
    struct si_check s = { .p = p, .in = in };
    s.errors = arena_array(p->arena, INSIGHTS_ERRORS_MAX, sizeof *s.errors);
    in->errors = s.errors;
    return s;
}

static void validate(struct si_check *s)
{
    struct insights *in = s->in;
    /* Definitions closed with 2.1; a later minor version may have keys that are not known here. */
    s->is_open = in->major == 2 && strcmp(in->version, "2.1.0") != 0 &&
                 strcmp(in->version, "2.2.0") != 0;
    check_map(s, in->top, in->major == 1 ? si_v1 : si_v2, true);
    if (in->major == 1)
        si_v1_conditions(s);
    else
        si_v2_conditions(s);
}

bool insights_read(const struct project *p, const struct checkout *c, struct insights *ret)
{
    *ret = (struct insights){ 0 };
    for (size_t i = 0; i < CUPEL_COUNT(manifests); i++) {
        const struct project_file *f = checkout_file(c, manifests[i]);
        if (!f || f->tree == TREE_LINK || f->tree == TREE_SUBMODULE)
            continue;
        struct insights in;
        struct si_check s = begin(p, &in, f);
        if (!s.errors)
            return false;
        bool is_told = read_version(&s);
        if (is_told && in.major == 1 && ret->file)
            continue; /* an earlier one of version 1 is there */
        *ret = in;
        if (!is_told || in.major == 2)
            break;
    }
    if (!ret->file)
        return false;
    struct si_check s = { .p = p, .in = ret };
    s.errors = ret->major ? arena_array(p->arena, INSIGHTS_ERRORS_MAX, sizeof *s.errors) : NULL;
    if (s.errors) {
        ret->errors = s.errors;
        validate(&s);
    }
    return true;
}

bool insights_has_shape(const struct insights *i)
{
    for (size_t k = 0; k < i->n_errors; k++)
        if (i->errors[k].is_shape)
            return false;
    return i->major != 0 && i->more == 0 && strcmp(i->file->path, NOT_CLOMONITORS) != 0;
}

const struct project_file *insights_misnamed(const struct checkout *c)
{
    for (size_t i = 0; i < c->n_files; i++) {
        cupel_slice name = house_base(c->files[i].path);
        size_t folder = strlen(c->files[i].path) - name.n;
        bool near = house_glob("security-insights*", name, false) ||
                    house_glob("security_insights*", name, false);
        if (near && folder <= sizeof ".gitlab/" - 1 &&
            house_ends(c->files[i].path, ".yml|.yaml|.json"))
            return &c->files[i];
    }
    return NULL;
}

const struct yaml_node *insights_node(const struct insights *i, const char *path)
{
    return find_path(i->top, path);
}

const char *insights_text(const struct insights *i, const char *path)
{
    const struct yaml_node *n = find_path(i->top, path);
    return n && n->type == YAML_SCALAR ? n->text : NULL;
}
