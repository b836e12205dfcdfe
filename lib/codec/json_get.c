/* SPDX-License-Identifier: Apache-2.0 */
/* The schema-like half of codec/json.h: members by name and type, and sentences when they differ.
 */
#include "base/status.h"
#include "base/text.h"
#include "codec/json.h"

#include <stdarg.h>
#include <stdio.h>

/* ---- diagnosis ---- */

#define KEY_SHOWN_MAX 48 /* characters of one hostile name that a sentence repeats */

struct sentence {
    char text[256];
    size_t n;
};

__attribute__((format(printf, 2, 3))) static void say(struct sentence *s, const char *text, ...)
{
    va_list ap;
    va_start(ap, text);
    int n = vsnprintf(&s->text[s->n], sizeof s->text - s->n, text, ap);
    va_end(ap);
    size_t room = sizeof s->text - 1 - s->n;
    s->n += n < 0 ? 0 : (size_t)n < room ? (size_t)n : room;
}

static void say_key(struct sentence *s, cupel_slice key)
{
    int n = (int)(key.n < KEY_SHOWN_MAX ? key.n : KEY_SHOWN_MAX);
    say(s, "%s%.*s", s->n ? "." : "", n, (const char *)key.p);
}

static size_t index_of(const struct json_node *n)
{
    size_t i = 0;
    for (const struct json_node *e = n->parent->child; e != n; e = e->next)
        i++;
    return i;
}

/* "tcbLevels[3].tcb": nothing for the top and for NULL. Recursion ends at JSON_DEPTH_MAX. */
static void say_path(struct sentence *s, const struct json_node *n)
{
    if (!n || !n->parent)
        return;
    say_path(s, n->parent);
    if (n->parent->type == JSON_OBJECT)
        say_key(s, n->key);
    else
        say(s, "[%zu]", index_of(n));
}

static void record(struct json_in *in, const struct json_node *at, const char *text)
{
    const char *kind = in->kind ? in->kind : "json";
    if (at)
        in->st = diag_at(in->err, CUPEL_E_MALFORMED, kind, at->offset, "%s", text);
    else
        in->st = diag_set(in->err, CUPEL_E_MALFORMED, kind, "%s", text);
}

void json_fail(struct json_in *in, const struct json_node *node, const char *why, ...)
{
    if (in->st != CUPEL_OK)
        return;
    char words[256], text[sizeof words + sizeof(struct sentence)];
    struct sentence path = { .n = 0 };
    say_path(&path, node);
    va_list ap;
    va_start(ap, why);
    (void)vsnprintf(words, sizeof words, why, ap);
    va_end(ap);
    (void)snprintf(text, sizeof text, "%s%s%s", path.text, path.n ? ": " : "", words);
    record(in, node, text);
}

/* "PATH must be WHAT, found …" */
static void fail_must(struct json_in *in, const struct json_node *node, const char *what)
{
    static const char *const found[] = { "null",     "a boolean", "",
                                         "a string", "an array",  "an object" };
    if (in->st != CUPEL_OK)
        return;
    struct sentence s = { .n = 0 };
    say_path(&s, node);
    if (s.n == 0)
        say(&s, "the document");
    say(&s, " must be %s, found ", what);
    if (node->type == JSON_NUMBER)
        say(&s, "%.*s", (int)(node->text.n < KEY_SHOWN_MAX ? node->text.n : KEY_SHOWN_MAX),
            (const char *)node->text.p);
    else
        say(&s, "%s", found[node->type]);
    record(in, node, s.text);
}

/* The string's length tells more than its type does. */
static void fail_must_text(struct json_in *in, const struct json_node *node, const char *what)
{
    if (in->st != CUPEL_OK)
        return;
    struct sentence s = { .n = 0 };
    say_path(&s, node);
    int n = (int)(node->text.n < KEY_SHOWN_MAX ? node->text.n : KEY_SHOWN_MAX);
    say(&s, " must be %s, found \"%.*s\" (%zu bytes)", what, n, (const char *)node->text.p,
        node->text.n);
    record(in, node, s.text);
}

static void fail_missing(struct json_in *in, const struct json_node *object, const char *key)
{
    if (in->st != CUPEL_OK)
        return;
    struct sentence s = { .n = 0 };
    say_path(&s, object);
    say_key(&s, slice_str(key));
    say(&s, " is missing");
    record(in, object, s.text);
}

/* ---- reading ---- */

const struct json_node *json_find(const struct json_node *object, const char *key)
{
    cupel_slice name = slice_str(key);
    if (!object || object->type != JSON_OBJECT)
        return NULL;
    for (const struct json_node *m = object->child; m; m = m->next)
        if (slice_eq(m->key, name))
            return m;
    return NULL;
}

const struct json_node *json_get_opt(struct json_in *in, const struct json_node *object,
                                     const char *key, enum json_type type)
{
    static const char *const demanded[] = { "null",     "true or false", "a number",
                                            "a string", "an array",      "an object" };
    if (in->st != CUPEL_OK || !object)
        return NULL;
    if (object->type != JSON_OBJECT) {
        fail_must(in, object, "an object");
        return NULL;
    }
    const struct json_node *m = json_find(object, key);
    if (m && m->type != type) {
        fail_must(in, m, demanded[type]);
        return NULL;
    }
    return m;
}

const struct json_node *json_get(struct json_in *in, const struct json_node *object,
                                 const char *key, enum json_type type)
{
    const struct json_node *m = json_get_opt(in, object, key, type);
    if (!m)
        fail_missing(in, object, key); /* keeps an earlier failure */
    return m;
}

/* Decimal digits alone, no leading zero, no more than 64 bits. */
static bool read_uint(cupel_slice digits, uint64_t *ret)
{
    uint64_t v = 0;
    if (digits.n == 0 || (digits.n > 1 && digits.p[0] == '0'))
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        unsigned d = digits.p[i] - (unsigned)'0';
        if (d > 9 || v > (UINT64_MAX - d) / 10)
            return false;
        v = v * 10 + d;
    }
    *ret = v;
    return true;
}

uint64_t json_get_uint(struct json_in *in, const struct json_node *object, const char *key,
                       uint64_t max)
{
    const struct json_node *m = json_get(in, object, key, JSON_NUMBER);
    uint64_t v = 0;
    if (m && read_uint(m->text, &v) && v <= max)
        return v;
    if (m) {
        char what[80];
        (void)snprintf(what, sizeof what, "an integer from 0 to %llu in plain digits",
                       (unsigned long long)max);
        fail_must(in, m, what);
    }
    return 0;
}

cupel_slice json_get_string(struct json_in *in, const struct json_node *object, const char *key)
{
    const struct json_node *m = json_get(in, object, key, JSON_STRING);
    return m ? m->text : SLICE_EMPTY;
}

void json_get_hex(struct json_in *in, const struct json_node *object, const char *key, uint8_t *out,
                  size_t n)
{
    const struct json_node *m = json_get(in, object, key, JSON_STRING);
    if (m && hex_read_fixed(m->text, out, n) == CUPEL_OK)
        return;
    slice_copy(SLICE_EMPTY, out, n);
    if (m) {
        char what[48];
        (void)snprintf(what, sizeof what, "%zu hex digits", 2 * n);
        fail_must_text(in, m, what);
    }
}

int64_t json_get_time(struct json_in *in, const struct json_node *object, const char *key)
{
    const struct json_node *m = json_get(in, object, key, JSON_STRING);
    int64_t t = 0;
    if (m && rfc3339_read(m->text, &t) != CUPEL_OK)
        fail_must_text(in, m, "a time like 2026-06-01T00:00:00Z (RFC 3339)");
    return t;
}
