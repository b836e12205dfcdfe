/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/tpm.c: a software TPM's quote, its attestation key (AK) with public area and certificate,
 * and the PCR values. Layouts: Trusted Platform Module Library 2.0, Part 2. The two CAs have P-256
 * keys; an RSA AK is one of the worthless keys of crypto/sign_rsa.c.
 */
#include "softtee/tpm_tee.h"

#include "base/buf.h"
#include "evidence/tpm.h"

#define IMAGE_MAX 4096u

/* ---- keys ---- */

struct keys {
    struct sign_key *root, *ca, *ak, *signer, *anchor;
};

static void keys_clear(struct keys *k)
{
    sign_key_free(k->root);
    sign_key_free(k->ca);
    sign_key_free(k->ak);
    sign_key_free(k->signer);
    sign_key_free(k->anchor);
}

static bool is_rsa(const struct tee *t)
{
    return t->tpm.scheme == SCHEME_RSASSA || t->tpm.scheme == SCHEME_RSAPSS;
}

static cupel_status ak_key(const struct tee *t, bool stranger, struct sign_key **ret)
{
    const char *label = stranger ? "stranger" : "ak";
    if (is_rsa(t))
        return sign_key_rsa(t->crypto, stranger ? SIGN_RSA_STRANGER : SIGN_RSA_CA, ret);
    return tee_key(t, t->tpm.scheme == SCHEME_ECDSA_P384 ? CRYPTO_KEY_P384 : CRYPTO_KEY_P256, label,
                   ret);
}

static cupel_status make_keys(struct tee *t, struct keys *k)
{
    bool stranger = t->root == ROOT_STRANGER;
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P256, stranger ? "other root" : "root", &k->root));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P256, "root", &k->anchor));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P256, "ca", &k->ca));
    CUPEL_TRY(ak_key(t, false, &k->ak));
    return ak_key(t, t->sign == SIGN_STRANGER, &k->signer);
}

static enum crypto_sig scheme_sig(const struct tee *t)
{
    static const enum crypto_sig sigs[] = { CRYPTO_SIG_ECDSA_P256_SHA256,
                                            CRYPTO_SIG_ECDSA_P384_SHA384,
                                            CRYPTO_SIG_RSA_PKCS1_SHA256,
                                            CRYPTO_SIG_RSA_PSS_SHA256 };
    return sigs[t->tpm.scheme];
}

static unsigned scheme_alg(const struct tee *t)
{
    static const uint16_t algs[] = { TPM_ECDSA, TPM_ECDSA, TPM_RSASSA, TPM_RSAPSS };
    return algs[t->tpm.scheme];
}

static unsigned scheme_hash(const struct tee *t)
{
    return t->tpm.scheme == SCHEME_ECDSA_P384 ? TPM_SHA384 : TPM_SHA256;
}

/* ---- big-endian writing ---- */

static void put(struct buf *b, size_t n, uint64_t v)
{
    for (size_t i = n; i > 0; i--)
        buf_add_byte(b, (uint8_t)(v >> 8 * (i - 1)));
}

static void put_2b(struct buf *b, cupel_slice s)
{
    put(b, 2, s.n);
    buf_add(b, s);
}

/* What was written, in the arena; the buffer is gone. */
static cupel_slice finish(struct tee *t, struct buf *b)
{
    cupel_slice s = buf_status(b) == CUPEL_OK ? arena_copy(&t->out->arena, buf_slice(b))
                                              : SLICE_EMPTY;
    buf_clear(b);
    return s;
}

/* ---- public area and names ---- */

static cupel_slice make_public(struct tee *t, const struct keys *k)
{
    struct crypto_pub pub = sign_key_pub(k->ak);
    size_t half = pub.point.n / 2;
    struct buf b;
    buf_init(&b, IMAGE_MAX);
    put(&b, 2, is_rsa(t) ? TPM_RSA : TPM_ECC);
    put(&b, 2, TPM_SHA256); /* nameAlg */
    put(&b, 4, tee_get(t->tpm.attributes, 4));
    put_2b(&b, SLICE_EMPTY); /* authPolicy */
    put(&b, 2, TPM_NULL);    /* symmetric */
    put(&b, 2, scheme_alg(t));
    put(&b, 2, scheme_hash(t));
    if (is_rsa(t)) {
        put(&b, 2, 8 * pub.point.n);
        put(&b, 4, 0); /* exponent 65537 */
        put_2b(&b, pub.point);
    } else {
        put(&b, 2, pub.type == CRYPTO_KEY_P384 ? 4 : 3);
        put(&b, 2, TPM_NULL); /* kdf */
        put_2b(&b, slice_part(pub.point, 0, half));
        put_2b(&b, slice_part(pub.point, half, half));
    }
    return finish(t, &b);
}

/* SHA-256 name of @bytes, or qualified name under a hierarchy's handle when @handle is given. */
static cupel_status put_name(const struct tee *t, struct buf *b, cupel_slice handle,
                             cupel_slice bytes, bool last)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    struct buf name;
    buf_init(&name, 64);
    CUPEL_TRY(crypto_digest2(t->crypto, CRYPTO_SHA256, handle, bytes, digest));
    put(&name, 2, TPM_SHA256);
    buf_add(&name, slice_of(digest, 32));
    if (last)
        put_2b(b, buf_slice(&name));
    else
        buf_add(b, buf_slice(&name));
    cupel_status st = buf_status(&name);
    buf_clear(&name);
    return st;
}

static cupel_status put_signer(const struct tee *t, struct buf *b, cupel_slice public)
{
    uint8_t handle[4];
    struct buf own;
    for (size_t i = 0; i < 4; i++)
        handle[i] = t->tpm.parent[3 - i];
    buf_init(&own, 64);
    cupel_status st = put_name(t, &own, SLICE_EMPTY, public, false);
    if (st == CUPEL_OK)
        st = put_name(t, b, SLICE_ARRAY(handle), buf_slice(&own), true);
    buf_clear(&own);
    return st;
}

/* ---- quote ---- */

static bool is_selected(const struct tee *t, unsigned pcr)
{
    return tee_get(t->tpm.selection, 4) >> pcr & 1;
}

static cupel_status put_digest(const struct tee *t, struct buf *b)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    enum crypto_hash h = CRYPTO_SHA256;
    struct buf all;
    (void)tpm_hash(scheme_hash(t), &h);
    buf_init(&all, IMAGE_MAX);
    for (unsigned i = 0; i < TPM_TEE_PCRS; i++)
        if (is_selected(t, i))
            buf_add(&all, slice_of(t->tpm.pcr[i], tpm_hash_size(tpm_tee_bank(t))));
    cupel_status st = crypto_digest(t->crypto, h, buf_slice(&all), digest);
    buf_clear(&all);
    if (st == CUPEL_OK)
        put_2b(b, slice_of(digest, crypto_hash_size(h)));
    return st;
}

static cupel_status make_attest(struct tee *t, cupel_slice public, cupel_slice *ret)
{
    const struct tpm_params *p = &t->tpm;
    uint64_t mask = tee_get(p->selection, 4);
    size_t extra = p->extra_size[0] < sizeof p->extra_data ? p->extra_size[0]
                                                           : sizeof p->extra_data;
    struct buf b;
    buf_init(&b, IMAGE_MAX);
    put(&b, 4, tee_get(p->magic, 4));
    put(&b, 2, tee_get(p->type, 2));
    cupel_status st = put_signer(t, &b, public);
    put_2b(&b, slice_of(p->extra_data, extra));
    put(&b, 8, tee_get(p->clock, 8));
    put(&b, 4, tee_get(p->reset_count, 4));
    put(&b, 4, tee_get(p->restart_count, 4));
    put(&b, 1, p->safe[0]);
    put(&b, 8, tee_get(p->firmware_version, 8));
    put(&b, 4, 1); /* one bank */
    put(&b, 2, tpm_tee_bank(t));
    put(&b, 1, 3);
    for (unsigned i = 0; i < 3; i++)
        put(&b, 1, mask >> 8 * i & 0xff);
    if (st == CUPEL_OK)
        st = put_digest(t, &b);
    *ret = finish(t, &b);
    return st;
}

static cupel_status make_signature(struct tee *t, const struct keys *k, cupel_slice attest,
                                   cupel_slice *ret)
{
    uint8_t raw[SIGN_MAX] = { 0 };
    size_t n = 0;
    unsigned alg = (unsigned)tee_get(t->tpm.sig_alg, 2),
             hash = (unsigned)tee_get(t->tpm.sig_hash, 2);
    struct buf b;
    CUPEL_TRY(sign_make(k->signer, scheme_sig(t), attest, raw, &n));
    if (t->sign == SIGN_ZERO)
        slice_copy(SLICE_EMPTY, raw, sizeof raw);
    buf_init(&b, IMAGE_MAX);
    put(&b, 2, alg ? alg : scheme_alg(t));
    put(&b, 2, hash ? hash : scheme_hash(t));
    if (is_rsa(t)) {
        put_2b(&b, slice_of(raw, n));
    } else {
        put_2b(&b, slice_of(raw, n / 2));
        put_2b(&b, slice_of(raw + n / 2, n / 2));
    }
    *ret = finish(t, &b);
    return CUPEL_OK;
}

/* ---- certificates ---- */

static cupel_slice purpose(const struct tee *t, struct arena *a)
{
    static const uint8_t oid_usage[] = { 0x55, 0x1d, 0x25 };
    const uint8_t oid[] = { 0x67, 0x81, 0x05, 0x08, t->tpm.purpose == PURPOSE_EK ? 1 : 3 };
    if (t->tpm.purpose == PURPOSE_NONE)
        return SLICE_EMPTY;
    return x509_extension(a, SLICE_ARRAY(oid_usage),
                          DER_SEQ(a, DER_MAKE(a, DER_OID, SLICE_ARRAY(oid))));
}

/* Extension 1.3.6.1.4.1.11129.2.1.21; see lib/evidence/tpm_gce.c. */
static cupel_slice gce_extension(const struct tee *t, struct arena *a)
{
    static const uint8_t oid[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x01, 0x15 };
    const struct tpm_params *p = &t->tpm;
    if (!p->gce_zone[0])
        return SLICE_EMPTY;
    cupel_slice version = DER_MAKE(a, DER_CONTEXT(0), der_small(a, 1));
    cupel_slice production = DER_MAKE(a, DER_CONTEXT(1), der_bool(a, true));
    cupel_slice security = DER_MAKE(a, DER_CONTEXT(0), DER_SEQ(a, version, production));
    return x509_extension(a, SLICE_ARRAY(oid),
                          DER_SEQ(a, der_text(a, DER_UTF8_STRING, p->gce_zone),
                                  der_small(a, tee_get(p->gce_project_number, 8)),
                                  der_text(a, DER_UTF8_STRING, p->gce_project_id),
                                  der_small(a, tee_get(p->gce_instance_id, 8)),
                                  der_text(a, DER_UTF8_STRING, p->gce_instance_name), security));
}

static cupel_slice make_root(struct x509_writer *w, const struct tee_cert *cert,
                             const struct sign_key *key)
{
    const struct x509_signer self = { cert->cn, key, CRYPTO_SIG_ECDSA_P256_SHA256 };
    struct x509_spec spec = tee_cert_spec(cert, key);
    spec.is_ca = true;
    spec.path_len = 1;
    return x509_make_cert(w, &spec, &self);
}

static void make_crls(struct tee *t, struct x509_writer *w, const struct x509_signer *root,
                      const struct x509_signer *ca)
{
    struct x509_crl_spec spec = { .this_update = tee_time(t->crl.from),
                                  .next_update = tee_time(t->crl.until),
                                  .revoked_at = tee_time(t->crl.from),
                                  .number = tee_get(t->crl_number, 4) };
    if (t->revoke == REVOKE_CA)
        spec.revoked = SLICE_ARRAY(t->tpm.ca.serial);
    tee_file(t, "collateral/crl-root.der", x509_make_crl(w, &spec, root));
    spec.revoked = t->revoke == REVOKE_LEAF ? SLICE_ARRAY(t->tpm.ak.serial) : SLICE_EMPTY;
    tee_file(t, "collateral/crl-ca.der", x509_make_crl(w, &spec, ca));
}

static cupel_status make_chain(struct tee *t, const struct keys *k)
{
    struct x509_writer w = { &t->out->arena, CUPEL_OK };
    const struct tpm_params *p = &t->tpm;
    const struct x509_signer root = { p->root.cn, k->root, CRYPTO_SIG_ECDSA_P256_SHA256 };
    const struct x509_signer ca = { p->ca.cn, k->ca, CRYPTO_SIG_ECDSA_P256_SHA256 };
    tee_file(t, "anchor.der", make_root(&w, &p->root, k->anchor));
    struct x509_spec spec = tee_cert_spec(&p->ca, k->ca);
    spec.is_ca = true;
    tee_file(t, "collateral/ca.der", x509_make_cert(&w, &spec, &root));
    spec = tee_cert_spec(&p->ak, k->ak);
    spec.encipher = p->purpose == PURPOSE_EK;
    spec.extras = der_concat(w.arena, purpose(t, w.arena), gce_extension(t, w.arena));
    tee_file(t, "collateral/ak.der", x509_make_cert(&w, &spec, &ca));
    make_crls(t, &w, &root, &ca);
    return x509_writer_status(&w);
}

/* ---- files ---- */

static void make_pcrs(struct tee *t)
{
    struct tpm_pcrs pcrs = { .n = 1 };
    struct tpm_bank *b = &pcrs.banks[0];
    uint8_t wrong = t->tpm.wrong_pcr[0];
    b->alg = (uint16_t)tpm_tee_bank(t);
    if (wrong < TPM_TEE_PCRS)
        t->tpm.pcr[wrong][0] ^= 1;
    for (unsigned i = 0; i < TPM_TEE_PCRS; i++) {
        bool all = tee_get(t->tpm.selection, 4) == 0; /* what an attacker would add */
        if (!is_selected(t, i) && !all)
            continue;
        b->present |= 1u << i;
        b->values[i] = slice_of(t->tpm.pcr[i], tpm_hash_size(b->alg));
    }
    tee_file(t, "collateral/pcrs.json", tpm_write_pcrs(&t->out->arena, &pcrs));
}

static cupel_status make_evidence(struct tee *t, const struct keys *k)
{
    struct arena *a = &t->out->arena;
    cupel_slice attest, signature, public = make_public(t, k);
    CUPEL_TRY(make_attest(t, public, &attest));
    CUPEL_TRY(make_signature(t, k, attest, &signature));
    CUPEL_TRY(arena_status(a));
    cupel_slice evidence = t->tpm.form == FORM_ATTEST ? attest
                                                      : tpm_join_quote(a, attest, signature);
    uint8_t *copy = arena_alloc(a, evidence.n);
    if (!copy)
        return arena_status(a);
    slice_copy(evidence, copy, evidence.n);
    tee_flip(t, copy, evidence.n);
    tee_file(t, "evidence.bin", slice_of(copy, evidence.n));
    if (t->tpm.form == FORM_ATTEST)
        tee_file(t, "collateral/quote.sig", signature);
    tee_file(t, "collateral/ak.pub", tpm_join_quote(a, public, SLICE_EMPTY));
    make_pcrs(t);
    return arena_status(a);
}

static cupel_status build(struct tee *t, struct cupel_diag *err)
{
    (void)err;
    struct keys k = { 0 };
    cupel_status st = make_keys(t, &k);
    if (st == CUPEL_OK)
        st = make_chain(t, &k);
    if (st == CUPEL_OK)
        st = make_evidence(t, &k);
    keys_clear(&k);
    return st;
}

static cupel_status derive(struct tee *t)
{
    (void)t;
    return CUPEL_OK;
}

static size_t body_at(unsigned version)
{
    (void)version;
    return 0;
}

const struct tee_kind tee_tpm = { .name = "tpm",
                                  .versions = { 2 },
                                  .default_version = 2,
                                  .tables = tpm_tee_tables,
                                  .prepare = tpm_tee_prepare,
                                  .derive = derive,
                                  .build = build,
                                  .body_at = body_at };
