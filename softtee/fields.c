/* SPDX-License-Identifier: Apache-2.0 */
/* Settings: find a field by name, read a value of its type, write it into the TEE. */
#include "softtee/tee.h"

#include "base/guess.h"
#include "base/status.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DAY 86400

const struct field *field_at(const struct tee_kind *kind, size_t i)
{
    for (const struct field *const *table = kind->tables; *table; table++)
        for (const struct field *f = *table; f->name; f++)
            if (i-- == 0)
                return f;
    return NULL;
}

const struct field *field_find(const struct tee_kind *kind, const char *name, size_t *number)
{
    const struct field *f;
    for (size_t i = 0; (f = field_at(kind, i)) != NULL; i++) {
        if (strcmp(f->name, name) != 0)
            continue;
        *number = i;
        return f;
    }
    return NULL;
}

bool field_given(const struct tee *t, const char *name)
{
    size_t i;
    return field_find(t->kind, name, &i) != NULL && t->given[i];
}

void tee_put(uint8_t *p, size_t n, uint64_t v)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(i < 8 ? v >> 8 * i : 0);
}

uint64_t tee_get(const uint8_t *p, size_t n)
{
    return slice_le64(slice_of(p, n < 8 ? n : 8));
}

int64_t tee_time(const uint8_t p[8])
{
    return (int64_t)tee_get(p, 8);
}

void tee_text(char out[TEE_TEXT], const char *text)
{
    slice_copy(slice_str(text), out, TEE_TEXT - 1);
    out[TEE_TEXT - 1] = '\0';
}

/* ---- values ---- */

static cupel_status refuse(struct cupel_diag *err, const struct field *f, const char *value,
                           const char *want)
{
    return diag_set(err, CUPEL_E_USAGE, "", "%s=%s: %s (%s)", f->name, value, want, f->meaning);
}

static cupel_status set_bytes(uint8_t *at, const struct field *f, const char *value,
                              struct cupel_diag *err)
{
    uint8_t bytes[128];
    cupel_slice text = slice_str(value);
    if (text.n > 2 * (size_t)f->size)
        return diag_set(err, CUPEL_E_USAGE, "", "%s: %zu hex digits given; the field has %u bytes",
                        f->name, text.n, f->size);
    if (hex_read(text, bytes) != CUPEL_OK)
        return refuse(err, f, value, "must be pairs of hex digits; what is missing is zero");
    slice_copy(slice_of(bytes, text.n / 2), at, f->size);
    return CUPEL_OK;
}

static cupel_status set_number(uint8_t *at, const struct field *f, const char *value,
                               struct cupel_diag *err)
{
    char *end = NULL;
    bool digit = value[0] >= '0' && value[0] <= '9';
    errno = 0;
    unsigned long long v = digit ? strtoull(value, &end, 0) : 0;
    uint64_t max = f->size >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * f->size) - 1;
    if (!digit || *end)
        return refuse(err, f, value, "must be a number, decimal or 0x and hex");
    if (v > max || errno == ERANGE)
        return diag_set(err, CUPEL_E_USAGE, "", "%s=%s: at most %llu fits", f->name, value,
                        (unsigned long long)max);
    tee_put(at, f->size, v);
    return CUPEL_OK;
}

/* RFC 3339, or days from the TEE's time: +30d, -1d. */
static cupel_status set_time(const struct tee *t, uint8_t *at, const struct field *f,
                             const char *value, struct cupel_diag *err)
{
    int64_t v = 0;
    if (value[0] == '+' || value[0] == '-') {
        char *end = NULL;
        long days = strtol(value, &end, 10);
        if (end[0] != 'd' || end[1] || days > 40000 || days < -40000)
            return refuse(err, f, value, "must be days as in +30d");
        v = t->at + (int64_t)days * DAY;
    } else if (rfc3339_read(slice_str(value), &v) != CUPEL_OK) {
        return refuse(err, f, value, "must be a time as in 2026-01-01T00:00:00Z, or +30d");
    }
    tee_put(at, 8, (uint64_t)v);
    return CUPEL_OK;
}

static cupel_status set_text(uint8_t *at, const struct field *f, const char *value,
                             struct cupel_diag *err)
{
    if (strlen(value) >= TEE_TEXT)
        return refuse(err, f, value, "at most 63 bytes fit");
    slice_copy(slice_str(value), at, TEE_TEXT);
    return CUPEL_OK;
}

static cupel_status set_word(uint8_t *at, const struct field *f, const char *value,
                             struct cupel_diag *err)
{
    char list[200] = "";
    for (uint8_t i = 0; f->words[i]; i++) {
        if (slice_eq_nocase(slice_str(f->words[i]), slice_str(value))) {
            *at = i;
            return CUPEL_OK;
        }
        strncat(list, i ? ", " : "", sizeof list - strlen(list) - 1);
        strncat(list, f->words[i], sizeof list - strlen(list) - 1);
    }
    return diag_set(err, CUPEL_E_USAGE, "", "%s=%s: must be one of %s", f->name, value, list);
}

/* ---- names ---- */

static cupel_status unknown_field(const struct tee_kind *kind, const char *name,
                                  struct cupel_diag *err)
{
    struct guess g = { .typed = name };
    const struct field *f;
    char room[100];
    for (size_t i = 0; (f = field_at(kind, i)) != NULL; i++)
        guess_add(&g, f->name);
    return diag_set(err, CUPEL_E_USAGE, "", "%s has no field \"%s\"%s; --list-fields shows all",
                    kind->name, name, guess_text(&g, "", room, sizeof room));
}

/* Claims are written with their format in front: snp.policy. */
static const char *plain_name(const struct tee *t, const char *name, char room[TEE_TEXT])
{
    const char *dot = strchr(name, '.');
    size_t n = strlen(t->kind->name), unused;
    if (dot && (size_t)(dot - name) == n && strncmp(name, t->kind->name, n) == 0 &&
        !field_find(t->kind, name, &unused))
        name = dot + 1;
    return t->kind->rename ? t->kind->rename(t, name, room) : name;
}

cupel_status field_set(struct tee *t, const char *name, const char *value, bool words_only,
                       struct cupel_diag *err)
{
    char room[TEE_TEXT];
    size_t number;
    const struct field *f = field_find(t->kind, plain_name(t, name, room), &number);
    if (!f)
        return unknown_field(t->kind, name, err);
    if (words_only && f->type != FIELD_WORD)
        return CUPEL_OK;
    uint8_t *at = (uint8_t *)t + f->offset; /* POINTER MATH: offsets come from our own tables */
    t->given[number] = true;
    switch (f->type) {
    case FIELD_BYTES: return set_bytes(at, f, value, err);
    case FIELD_NUMBER: return set_number(at, f, value, err);
    case FIELD_TIME: return set_time(t, at, f, value, err);
    case FIELD_TEXT: return set_text(at, f, value, err);
    case FIELD_WORD: return set_word(at, f, value, err);
    }
    return CUPEL_E_INTERNAL;
}

/* ---- defaults ---- */

cupel_status tee_fill(const struct tee *t, const char *label, uint8_t *out, size_t n)
{
    uint8_t digest[CRYPTO_HASH_MAX], outer[CRYPTO_HASH_MAX];
    CUPEL_TRY(crypto_digest(t->crypto, CRYPTO_SHA512, slice_str(label), digest));
    CUPEL_TRY(crypto_digest2(t->crypto, CRYPTO_SHA512, SLICE_ARRAY(digest), t->seed, outer));
    slice_copy(SLICE_ARRAY(outer), out, n);
    return CUPEL_OK;
}

void tee_window_set(const struct tee *t, struct tee_window *w, int before, int after)
{
    tee_put(w->from, 8, (uint64_t)(t->at - (int64_t)before * DAY));
    tee_put(w->until, 8, (uint64_t)(t->at + (int64_t)after * DAY));
}

cupel_status tee_cert_set(const struct tee *t, struct tee_cert *c, const char *cn, int before,
                          int after)
{
    struct tee_window w;
    tee_window_set(t, &w, before, after);
    slice_copy(SLICE_ARRAY(w.from), c->not_before, 8);
    slice_copy(SLICE_ARRAY(w.until), c->not_after, 8);
    tee_text(c->cn, cn);
    CUPEL_TRY(tee_fill(t, cn, c->serial, sizeof c->serial));
    c->serial[0] = (uint8_t)((c->serial[0] & 0x3f) | 0x40); /* positive, and always 16 bytes */
    return CUPEL_OK;
}

cupel_status tee_key(const struct tee *t, enum crypto_key_type type, const char *label,
                     struct sign_key **ret)
{
    uint8_t seed[CRYPTO_HASH_MAX];
    CUPEL_TRY(tee_fill(t, label, seed, sizeof seed));
    return sign_key_new(t->crypto, type, SLICE_ARRAY(seed), ret);
}
