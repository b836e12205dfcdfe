/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/annotations.c: the rules of docs/OFFICE.md for the annotations of an item. */
#include "office/landscape/validate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void say(struct validating *v, const struct landscape_item *i, uint32_t line, bool is_error,
                const char *text, va_list ap)
{
    char room[500];
    (void)vsnprintf(room, sizeof room, text, ap);
    if (i)
        landscape_complain(v->problems, v->l->data_file, line, is_error, "item \"%.80s\": %s",
                           i->text[ITEM_NAME], room);
    else
        landscape_complain(v->problems, v->l->data_file, line, is_error, "%s", room);
}

void validate_error(struct validating *v, const struct landscape_item *i, uint32_t line,
                    const char *text, ...)
{
    va_list ap;
    va_start(ap, text);
    say(v, i, line, true, text, ap);
    va_end(ap);
}

void validate_doubt(struct validating *v, const struct landscape_item *i, uint32_t line,
                    const char *text, ...)
{
    va_list ap;
    va_start(ap, text);
    say(v, i, line, false, text, ap);
    va_end(ap);
}

#define GUESS_ITEMS_MAX 2000 /* items that are compared for one suggestion */
#define GUESSES_MAX     50   /* suggestions of one run, which cost time */

const char *validate_guess_item(struct validating *v, const char *name)
{
    char room[128];
    struct guess g = { .typed = name };
    bool may = v->guesses++ < GUESSES_MAX;
    for (size_t i = 0; may && i < v->l->n_items && i < GUESS_ITEMS_MAX; i++)
        guess_add(&g, v->l->items[i]->text[ITEM_NAME]);
    return arena_printf(v->l->arena, "%s", guess_text(&g, "", room, sizeof room));
}

/* Suggestions for what nobody will read cost too much. */
static bool is_worth(const struct validating *v)
{
    return v->problems->n < LANDSCAPE_PROBLEMS_MAX;
}

static bool is_unknown(const char *text)
{
    return strcmp(text, "unknown") == 0;
}

/* Each word of a list is one that the table names, or at least looks like an id. */
static void check_words(struct validating *v, const struct landscape_item *i,
                        const struct landscape_pair *p)
{
    bool is_open = true;
    const char *const *words = landscape_vocabulary(p->key, &is_open);
    struct landscape_fact f = { .key = p->key, .value = p->value };
    struct landscape_list values = landscape_values(v->l->arena, &f);
    for (size_t k = 0; k < values.n; k++) {
        const char *word = values.at[k];
        char room[96];
        struct guess g = { .typed = word };
        bool found = false;
        for (size_t w = 0; words && words[w]; w++)
            found = found || strcmp(words[w], word) == 0;
        for (size_t w = 0; !found && words && words[w] && is_worth(v); w++)
            guess_add(&g, words[w]);
        if (!found && !is_open)
            validate_error(v, i, p->line, "%s: \"%s\" is none of its values%s", p->key, word,
                           guess_text(&g, "", room, sizeof room));
        else if (word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-.")] != '\0')
            validate_doubt(v, i, p->line,
                           "%s: \"%s\" should be of small letters, digits and hyphens", p->key,
                           word);
    }
    if (values.n > 1 && (strcmp(p->key, "maturity") == 0 || strcmp(p->key, "status") == 0))
        validate_error(v, i, p->line, "%s has one value", p->key);
}

static void check_date(struct validating *v, const struct landscape_item *i,
                       const struct landscape_pair *p)
{
    if (!landscape_date(p->value, NULL))
        validate_error(v, i, p->line, "%s must be a date as in \"2026-11-26\", or unknown", p->key);
}

/* "URL or path; YYYY-MM-DD", of a fact that is there. */
static void check_source(struct validating *v, const struct landscape_item *i,
                         const struct landscape_pair *p)
{
    const char *semicolon = strrchr(p->value, ';');
    const char *date = semicolon ? semicolon + 1 + strspn(semicolon + 1, " ") : NULL;
    if (!semicolon || semicolon == p->value)
        validate_doubt(v, i, p->line, "%s must be \"URL or path; YYYY-MM-DD\"", p->key);
    else if (!landscape_date(date, NULL) && !is_unknown(date))
        validate_doubt(v, i, p->line, "%s: \"%s\" is no date; write YYYY-MM-DD or unknown", p->key,
                       date);
}

static void check_successor(struct validating *v, const struct landscape_item *i,
                            const struct landscape_pair *p)
{
    if (!landscape_find(v->l, p->value))
        validate_doubt(v, i, p->line, "successor \"%s\" is no item of this file%s", p->value,
                       validate_guess_item(v, p->value));
    else if (strcmp(p->value, i->text[ITEM_NAME]) == 0)
        validate_error(v, i, p->line, "is its own successor");
}

static void check_review(struct validating *v, const struct landscape_item *i,
                         const struct landscape_pair *p)
{
    cupel_slice s = slice_str(p->value), start = SLICE_LIT("reviews/"), end = SLICE_LIT(".json");
    bool fits = s.n > start.n + end.n && slice_starts(s, start) &&
                slice_eq(slice_part(s, s.n - end.n, end.n), end) &&
                !strchr(p->value + start.n, '/') && p->value[start.n] != '.';
    if (!fits)
        validate_error(v, i, p->line, "review must be reviews/ID.json");
}

static const struct {
    const char *key;
    void (*check)(struct validating *v, const struct landscape_item *i,
                  const struct landscape_pair *p);
} keys[] = {
    { "tees", check_words },       { "evidence-formats", check_words },
    { "rats-roles", check_words }, { "maturity", check_words },
    { "status", check_words },     { "checked", check_date },
    { "last-commit", check_date }, { "successor", check_successor },
    { "review", check_review },    { "home", NULL },
};

/* A slip of the pen in a key makes a fact disappear: say so. Other keys are the group's own. */
static void check_key(struct validating *v, const struct landscape_item *i,
                      const struct landscape_pair *p)
{
    char room[96];
    struct guess g = { .typed = p->key };
    if (slice_str(p->key).n < 4)
        return;
    for (size_t k = 0; k < CUPEL_COUNT(keys) && is_worth(v); k++)
        guess_add(&g, keys[k].key);
    if (g.best && g.distance <= 2)
        validate_doubt(v, i, p->line, "nobody reads the annotation \"%s\"%s", p->key,
                       guess_text(&g, "", room, sizeof room));
}

static bool is_source(const char *key)
{
    cupel_slice s = slice_str(key), end = SLICE_LIT("-source");
    return s.n > end.n && slice_eq(slice_part(s, s.n - end.n, end.n), end);
}

void validate_annotations(struct validating *v, const struct landscape_item *i)
{
    for (size_t n = 0; n < i->n_annotations; n++) {
        const struct landscape_pair *p = &i->annotations[n];
        bool found = false;
        for (size_t k = 0; k < CUPEL_COUNT(keys) && !found; k++) {
            found = strcmp(keys[k].key, p->key) == 0;
            if (found && keys[k].check && !is_unknown(p->value))
                keys[k].check(v, i, p);
        }
        if (is_source(p->key) && !is_unknown(p->value))
            check_source(v, i, p);
        else if (!found && !is_source(p->key))
            check_key(v, i, p);
    }
}
