/* SPDX-License-Identifier: Apache-2.0 */
/* Every field of quotes, public areas and signatures, in wire order. */
#include "evidence/tpm.h"

static const struct flag_name object_attributes[] = {
    /* Part 2, 8.3 (TPMA_OBJECT) */
    { 1, "fixedTPM", "cannot leave its TPM" },
    { 2, "stClear", "is lost when the TPM restarts" },
    { 4, "fixedParent", "cannot get another parent" },
    { 5, "sensitiveDataOrigin", "was made inside the TPM" },
    { 6, "userWithAuth", "may be used with its password" },
    { 7, "adminWithPolicy", "is administered by policy alone" },
    { 8, "firmwareLimited", "is bound to the TPM's firmware" },
    { 9, "svnLimited", "is bound to a security version" },
    { 10, "noDA", "not protected against guessing" },
    { 11, "encryptedDuplication", "is duplicated encrypted only" },
    { 16, "restricted", "signs only what the TPM made, decrypts only what the TPM knows" },
    { 17, "decrypt", "decrypts" },
    { 18, "sign", "signs" },
    { 19, "x509sign", "signs X.509 certificates" },
};

static const char *alg_text(struct field_list *l, unsigned alg)
{
    return arena_printf(l->arena, "0x%04x (%s)", alg, tpm_alg_name(alg));
}

/* A number shown as hex: ids and bit maps. */
static void field_hex(struct field_list *l, const char *name, uint64_t v, unsigned digits,
                      const char *meaning, uint64_t at)
{
    field_text(l, name, arena_printf(l->arena, "0x%0*llx", (int)digits, (unsigned long long)v),
               meaning, at, digits / 2);
}

/* TPM2B: its size and bytes as one field. */
static void field_2b(struct field_list *l, const char *name, cupel_slice v, const char *meaning,
                     uint64_t at)
{
    field_bytes(l, name, v, meaning, at);
    if (l->n) {
        struct cupel_field *f = &l->items[l->n - 1];
        f->offset = at;
        f->length = 2 + v.n;
        f->has_span = true;
    }
}

static void explain_selection(struct field_list *l, const struct tpm_selection *s, size_t i)
{
    field_text(l, arena_printf(l->arena, "pcrSelections[%zu]", i),
               arena_printf(l->arena, "%s: %s", tpm_alg_name(s->alg),
                            s->mask ? tpm_list_pcrs(l->arena, s->mask) : "none"),
               "bank and the PCRs of it that the digest covers", s->at, 3u + s->size);
}

static void explain_quote_info(struct field_list *l, const struct tpm_attest *t)
{
    field_uint(l, "pcrSelect.count", t->n_selections, "banks that the quote covers",
               t->selections_at, 4);
    for (size_t i = 0; i < t->n_selections; i++)
        explain_selection(l, &t->selections[i], i);
    field_2b(l, "pcrDigest", t->pcr_digest,
             "digest of the selected PCRs' values, one behind the other, with the hash of the "
             "signature scheme",
             t->digest_at);
}

static void explain_attest(struct field_list *l, const struct tpm_attest *t)
{
    const char *type = tpm_attest_type_name(t->type);
    field_hex(l, "magic", t->magic, 8,
              t->magic == TPM_MAGIC ? "TPM_GENERATED_VALUE: the TPM made these bytes"
                                    : "not TPM_GENERATED_VALUE: no TPM made these bytes",
              t->at);
    field_text(l, "type", arena_printf(l->arena, "0x%04x (%s)", t->type, type ? type : "unknown"),
               "what is attested", t->at + 4, 2);
    field_2b(l, "qualifiedSigner", t->signer, "qualified name of the key that signs", t->signer_at);
    field_2b(l, "extraData", t->extra_data, "what the verifier asked to be signed: the challenge",
             t->extra_at);
    field_uint(l, "clock", t->clock, "milliseconds that the TPM was powered", t->clock_at, 8);
    field_uint(l, "resetCount", t->reset_count, "resets of the TPM: boots", t->clock_at + 8, 4);
    field_uint(l, "restartCount", t->restart_count, "restarts and resumes since the reset",
               t->clock_at + 12, 4);
    field_uint(l, "safe", t->safe, "1: the clock never reported a later time", t->clock_at + 16, 1);
    field_hex(l, "firmwareVersion", t->firmware_version, 16, "as the TPM's maker counts",
              t->clock_at + 17);
    if (t->type == TPM_ST_QUOTE)
        explain_quote_info(l, t);
    else
        field_bytes(l, "attested", t->attested, "of another kind than a quote; not read further",
                    t->selections_at);
}

void tpm_explain_signature(const struct tpm_signature *s, size_t at, struct field_list *l)
{
    field_text(l, "sigAlg", alg_text(l, s->alg), "signature scheme", at, 2);
    field_text(l, "hash", alg_text(l, s->hash), "its hash", at + 2, 2);
    if (s->alg == TPM_RSASSA || s->alg == TPM_RSAPSS) {
        field_2b(l, "sig", s->sig, "signature", at + 4);
        return;
    }
    field_2b(l, "signatureR", s->r, "signature, first number", at + 4);
    field_2b(l, "signatureS", s->s, "signature, second number", at + 6 + s->r.n);
}

void tpm_explain(const struct evidence *ev, struct field_list *l)
{
    const struct tpm_evidence *own = ev->own;
    for (size_t i = 0; i < own->n; i++) {
        const struct tpm_quote *q = &own->quotes[i];
        if (q->sized)
            field_uint(l, "size", q->attest.bytes.n, "bytes of the attestation (TPM2B_ATTEST)",
                       q->at, 2);
        field_open(l, own->n > 1 ? arena_printf(l->arena, "attested %zu", i + 1) : "attested",
                   "TPMS_ATTEST: what is signed", q->attest.at, q->attest.bytes.n);
        explain_attest(l, &q->attest);
        field_close(l);
        if (!q->sized)
            continue;
        field_open(l, own->n > 1 ? arena_printf(l->arena, "signature %zu", i + 1) : "signature",
                   "TPMT_SIGNATURE over these bytes", q->signature_at, q->signature_n);
        tpm_explain_signature(&q->signature, q->signature_at, l);
        field_close(l);
    }
}

/* ---- public areas ---- */

/* Fields whose length depends on those before: @at walks along. */
static void field_alg(struct field_list *l, const char *name, unsigned alg, const char *meaning,
                      size_t *at)
{
    field_text(l, name, alg_text(l, alg), meaning, *at, 2);
    *at += 2;
}

static void explain_scheme(const struct tpm_public *p, struct field_list *l, size_t *at)
{
    field_alg(l, "scheme", p->scheme, "signature scheme; none: any", at);
    if (p->scheme == TPM_NULL || p->scheme == TPM_RSAES)
        return;
    field_alg(l, "scheme.hash", p->scheme_hash, "its hash", at);
    if (p->scheme == TPM_ECDAA)
        *at += 2;
}

static void explain_unique(const struct tpm_public *p, struct field_list *l, size_t at)
{
    if (p->type == TPM_RSA) {
        field_uint(l, "keyBits", p->key_bits, "bits of the modulus", at, 2);
        field_uint(l, "exponent", p->exponent, "0 means 65537", at + 2, 4);
        field_2b(l, "modulus", p->modulus, "RSA modulus", at + 6);
        return;
    }
    field_hex(l, "curveID", p->curve, 4, "3: P-256, 4: P-384, 5: P-521", at);
    at += 2;
    field_alg(l, "kdf", p->kdf, "key derivation", &at);
    if (p->kdf != TPM_NULL)
        field_alg(l, "kdf.hash", p->kdf_hash, "its hash", &at);
    field_2b(l, "x", p->x, "point, first coordinate", at);
    field_2b(l, "y", p->y, "point, second coordinate", at + 2 + p->x.n);
}

void tpm_explain_public(const struct tpm_public *p, struct field_list *l)
{
    size_t at = p->at;
    if (p->at)
        field_uint(l, "size", p->bytes.n, "bytes of the public area (TPM2B_PUBLIC)", 0, 2);
    field_alg(l, "type", p->type, "kind of key", &at);
    field_alg(l, "nameAlg", p->name_alg, "hash of the key's name", &at);
    field_flags(l, "objectAttributes", p->attributes, "what the key may do", at, 4,
                object_attributes, CUPEL_COUNT(object_attributes));
    field_2b(l, "authPolicy", p->auth_policy, "policy under which it may be used", at + 4);
    at += 6 + p->auth_policy.n;
    field_alg(l, "symmetric", p->sym_alg, "cipher of a storage key; none for signing keys", &at);
    if (p->sym_alg != TPM_NULL) {
        field_uint(l, "symmetric.keyBits", p->sym_bits, "bits of its keys", at, 2);
        field_hex(l, "symmetric.mode", p->sym_mode, 4, "its mode", at + 2);
        at += 4;
    }
    explain_scheme(p, l, &at);
    explain_unique(p, l, at);
    const char *fault = tpm_attestation_key_fault(p);
    field_text(l, "fit for attestation", fault ? "no" : "yes",
               fault ? fault : "a restricted signing key that was made in its TPM and stays there",
               0, 0);
}

/* ---- PCR values ---- */

void tpm_explain_pcrs(const struct tpm_pcrs *p, struct field_list *l)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct tpm_bank *b = &p->banks[i];
        field_open(l, tpm_alg_name(b->alg), "bank; its values count when a quote covers them", 0,
                   0);
        for (unsigned pcr = 0; pcr < TPM_PCRS_MAX; pcr++)
            if (b->present >> pcr & 1)
                field_text(l, arena_printf(l->arena, "PCR %u", pcr),
                           arena_hex(l->arena, b->values[pcr]), "value", 0, 0);
        field_close(l);
    }
}
