/* SPDX-License-Identifier: Apache-2.0 */
#include "softtee/tee.h"

#include "base/status.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_MAX (4u << 20)

static const struct tee_kind *const kinds[] = {
    /* One line per family. */
    /* clang-format off */
    &tee_snp,
    &tee_tdx, &tee_sgx,
    &tee_nitro,
    &tee_cca, &tee_psa,
    &tee_tpm,
    &tee_azure,
    &tee_nvidia, &tee_nvidia_set,
    &tee_ratls,
    &tee_cmw,
    &tee_hkd,
    /* clang-format on */
};

static const char *const sign_words[] = { "good", "zero", "stranger", NULL };
static const char *const root_words[] = { "anchor", "stranger", NULL };
static const char *const revoke_words[] = { "none", "leaf", "ca", NULL };

static const char *const form_words[] = { "software", "vendor", NULL };

const struct field fields_common[] = {
    FIELD_WORDS("sign", sign, sign_words, "signature of the evidence; stranger: an unknown key's"),
    FIELD_WORDS("root", root, root_words, "stranger: a self-made root of the same name"),
    FIELD_WORDS("crl.revoke", revoke, revoke_words, "what the CRLs list"),
    FIELD_AT("crl.this_update", FIELD_TIME, crl.from, "start of the CRL"),
    FIELD_AT("crl.next_update", FIELD_TIME, crl.until, "end of the CRL"),
    FIELD_AT("crl.number", FIELD_NUMBER, crl_number, "cRLNumber"),
    FIELD_AT("flip", FIELD_NUMBER, flip, "offset of a byte to spoil after signing"),
    { 0 },
};

/* For kinds whose vendor has certificates of a form of its own. */
const struct field fields_form[] = {
    FIELD_WORDS("form", form, form_words,
                "vendor: names and extensions of certificates as the vendor's are"),
    { 0 },
};

static const struct tee_kind *find_kind(const char *name)
{
    for (size_t i = 0; name && i < CUPEL_COUNT(kinds); i++)
        if (strcmp(kinds[i]->name, name) == 0)
            return kinds[i];
    return NULL;
}

const char *softtee_kind_at(size_t i)
{
    return i < CUPEL_COUNT(kinds) ? kinds[i]->name : NULL;
}

/* ---- what kinds use ---- */

void tee_file(struct tee *t, const char *name, cupel_slice bytes)
{
    struct softtee_files *f = t->out;
    if (f->n < SOFTTEE_FILES_MAX)
        f->files[f->n++] = (struct softtee_file){ name, bytes };
}

void tee_flip(const struct tee *t, uint8_t *evidence, size_t n)
{
    uint64_t at = tee_get(t->flip, 4);
    if (at < n)
        evidence[at] ^= 1;
}

struct x509_spec tee_cert_spec(const struct tee_cert *c, const struct sign_key *key)
{
    return (struct x509_spec){ .serial = SLICE_ARRAY(c->serial),
                               .cn = c->cn,
                               .not_before = tee_time(c->not_before),
                               .not_after = tee_time(c->not_after),
                               .pub = sign_key_pub(key) };
}

/* ---- making ---- */

static const struct softtee_scenario *find_scenario(const char *kind, const char *name)
{
    for (size_t i = 0; i < n_tee_scenarios; i++)
        if (strcmp(tee_scenarios[i].kind, kind) == 0 && strcmp(tee_scenarios[i].name, name) == 0)
            return &tee_scenarios[i];
    return NULL;
}

/* "a=b c=d" */
static cupel_status apply_text(struct tee *t, const char *settings, bool words_only,
                               struct cupel_diag *err)
{
    char *copy = strdup(settings), *save = NULL;
    cupel_status st = copy ? CUPEL_OK : CUPEL_E_NOMEM;
    for (char *p = copy ? strtok_r(copy, " ", &save) : NULL; p && st == CUPEL_OK;
         p = strtok_r(NULL, " ", &save)) {
        char *value = strchr(p, '=');
        if (!value) {
            st = diag_set(err, CUPEL_E_INTERNAL, "", "scenario setting \"%s\" has no value", p);
            break;
        }
        *value++ = '\0';
        st = field_set(t, p, value, words_only, err);
    }
    free(copy);
    return st;
}

static cupel_status apply(struct tee *t, const struct softtee_opts *opts, const char *scenario,
                          bool words_only, struct cupel_diag *err)
{
    CUPEL_TRY(apply_text(t, scenario, words_only, err));
    for (size_t i = 0; i < opts->n_sets; i++)
        CUPEL_TRY(field_set(t, opts->sets[i].field, opts->sets[i].value, words_only, err));
    return CUPEL_OK;
}

static bool has_version(const struct tee_kind *kind, unsigned version)
{
    for (size_t i = 0; kind->versions[i]; i++)
        if (kind->versions[i] == version)
            return true;
    return false;
}

static cupel_status use_nonce(struct tee *t, cupel_slice nonce)
{
    uint8_t *p = arena_alloc(&t->out->arena, SOFTTEE_NONCE_MAX);
    if (!p)
        return CUPEL_E_NOMEM;
    t->out->nonce = slice_of(p, nonce.n ? nonce.n : 32);
    if (nonce.n == 0)
        return tee_fill(t, "nonce", p, 32);
    slice_copy(nonce, p, nonce.n);
    return CUPEL_OK;
}

static cupel_status make(struct tee *t, const struct softtee_opts *opts, const char *scenario,
                         struct cupel_diag *err)
{
    CUPEL_TRY(use_nonce(t, opts->nonce));
    memset(t->flip, 0xff, sizeof t->flip);
    tee_put(t->crl_number, 4, 1);
    CUPEL_TRY(apply(t, opts, scenario, true, err));
    CUPEL_TRY(t->kind->prepare(t));
    CUPEL_TRY(apply(t, opts, scenario, false, err));
    CUPEL_TRY(t->kind->derive(t));
    CUPEL_TRY(t->kind->build(t, err));
    return arena_status(&t->out->arena);
}

const char *softtee_kind_list(char *room, size_t n)
{
    room[0] = '\0';
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++) {
        strncat(room, i ? ", " : "", n - strlen(room) - 1);
        strncat(room, kinds[i]->name, n - strlen(room) - 1);
    }
    return room;
}

static cupel_status check_opts(const struct softtee_opts *opts, struct cupel_diag *err)
{
    const struct tee_kind *kind = find_kind(opts->kind);
    char room[200];
    if (!kind)
        return diag_set(err, CUPEL_E_USAGE, "", "no software TEE \"%s\"; there are %s",
                        opts->kind ? opts->kind : "", softtee_kind_list(room, sizeof room));
    if (opts->version && !has_version(kind, opts->version))
        return diag_set(err, CUPEL_E_USAGE, "", "%s has no version %u", kind->name, opts->version);
    if (opts->scenario && !find_scenario(kind->name, opts->scenario))
        return diag_set(err, CUPEL_E_USAGE, "",
                        "%s has no scenario \"%s\"; --list-scenarios shows all", kind->name,
                        opts->scenario);
    if (opts->nonce.n > SOFTTEE_NONCE_MAX)
        return diag_set(err, CUPEL_E_USAGE, "", "a nonce of %zu bytes; at most 64 fit",
                        opts->nonce.n);
    return CUPEL_OK;
}

cupel_status softtee_make(const struct crypto *crypto, const struct softtee_opts *opts,
                          struct softtee_files *ret, struct cupel_diag *err)
{
    CUPEL_TRY(check_opts(opts, err));
    const struct tee_kind *kind = find_kind(opts->kind);
    const struct softtee_scenario *s = find_scenario(kind->name,
                                                     opts->scenario ? opts->scenario : "good");
    struct tee *t = calloc(1, sizeof *t);
    if (!t)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    *ret = (struct softtee_files){ .at = opts->at ? opts->at : SOFTTEE_DEFAULT_AT };
    arena_init(&ret->arena, ARENA_MAX);
    t->kind = kind;
    t->crypto = crypto;
    t->out = ret;
    t->seed = opts->seed;
    t->at = ret->at;
    t->version = opts->version ? opts->version : s->version ? s->version : kind->default_version;
    if (err)
        err->text[0] = '\0';
    cupel_status st = make(t, opts, s->settings, err);
    free(t);
    if (st == CUPEL_OK)
        return CUPEL_OK;
    softtee_files_clear(ret);
    if (err && !err->text[0])
        return diag_set(err, st, "", "making the evidence failed: %s", cupel_status_name(st));
    return st;
}

void softtee_files_clear(struct softtee_files *f)
{
    arena_clear(&f->arena);
    *f = (struct softtee_files){ 0 };
}

const char *softtee_anchor_name(const struct softtee_files *f)
{
    return softtee_file(f, "anchor.json").n ? "anchor.json" : "anchor.der";
}

cupel_slice softtee_file(const struct softtee_files *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->files[i].name, name) == 0)
            return f->files[i].bytes;
    return SLICE_EMPTY;
}

/* ---- lists ---- */

bool softtee_field_at(const char *kind_name, unsigned version, size_t i, struct softtee_field *ret)
{
    static const char *const types[] = { "bytes", "number", "time", "text", "word" };
    const struct tee_kind *kind = find_kind(kind_name);
    const struct field *f = kind ? field_at(kind, i) : NULL;
    if (!f)
        return false;
    size_t at = kind->body_at(version ? version : kind->default_version);
    *ret = (struct softtee_field){ .name = f->name,
                                   .meaning = f->meaning,
                                   .type = types[f->type],
                                   .size = f->type == FIELD_TEXT ? f->size - 1u : f->size,
                                   .words = f->words,
                                   .wire = f->wire ? at + f->wire - 1u : SIZE_MAX };
    return true;
}

const struct softtee_scenario *softtee_scenario_at(size_t i)
{
    return i < n_tee_scenarios ? &tee_scenarios[i] : NULL;
}
