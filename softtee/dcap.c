/* SPDX-License-Identifier: Apache-2.0 */
/* softtee/dcap.c: the PCK chain and the quote of a software SGX or TDX. */
#include "softtee/dcap.h"

#include "base/buf.h"
#include "base/status.h"

#include <stdio.h>
#include <string.h>

#define QUOTE_ROOM 24576u

size_t dcap_body_size(const struct tee *t)
{
    static const size_t td[] = { [BODY_TD10] = 584, [BODY_TD15] = 648, [BODY_TD15EX] = 885 };
    return dcap_is_tdx(t) ? td[t->intel.body_type] : 384;
}

/* ---- keys and certificates ---- */

static void pki_clear(struct dcap_pki *k)
{
    sign_key_free(k->anchor);
    sign_key_free(k->root);
    sign_key_free(k->ca);
    sign_key_free(k->pck);
    sign_key_free(k->signing);
    sign_key_free(k->attestation);
    sign_key_free(k->stranger);
}

static cupel_status pki_keys(struct tee *t, struct dcap_pki *k)
{
    const enum crypto_key_type p256 = CRYPTO_KEY_P256;
    CUPEL_TRY(tee_key(t, p256, "root", &k->anchor));
    CUPEL_TRY(tee_key(t, p256, t->root == ROOT_STRANGER ? "stranger root" : "root", &k->root));
    CUPEL_TRY(tee_key(t, p256, "pck ca", &k->ca));
    CUPEL_TRY(tee_key(t, p256, "pck", &k->pck));
    CUPEL_TRY(tee_key(t, p256, "tcb signing", &k->signing));
    char label[32];
    (void)snprintf(label, sizeof label, "attestation %llu",
                   (unsigned long long)tee_get(t->intel.attestation_key, 4));
    CUPEL_TRY(tee_key(t, p256, label, &k->attestation));
    return tee_key(t, p256, "stranger", &k->stranger);
}

/* 1.2.840.113741.1.13.1.@x and .@x.@y (Intel SGX PCK Certificate and CRL Profile, 1.3.5). */
static cupel_slice sgx_oid(struct arena *a, uint8_t x, uint8_t y)
{
    const uint8_t oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01, x, y };
    size_t n = sizeof oid - (y == 0) - (x == 0);
    return DER_MAKE(a, DER_OID, slice_of(oid, n));
}

static cupel_slice sgx_pair(struct arena *a, uint8_t x, uint8_t y, cupel_slice value)
{
    return DER_SEQ(a, sgx_oid(a, x, y), value);
}

static cupel_slice octets(struct arena *a, const uint8_t *p, size_t n)
{
    return DER_MAKE(a, DER_OCTET_STRING, slice_of(p, n));
}

static cupel_slice sgx_tcb(struct arena *a, const struct intel_params *p)
{
    cupel_slice all = SLICE_EMPTY;
    for (uint8_t i = 0; i < 16; i++)
        all = der_concat(a, all, sgx_pair(a, 2, (uint8_t)(i + 1), der_small(a, p->tcb[i])));
    all = der_concat(a, all, sgx_pair(a, 2, 17, der_small(a, tee_get(p->pcesvn, 2))));
    all = der_concat(a, all, sgx_pair(a, 2, 18, octets(a, p->cpusvn, 16)));
    return sgx_pair(a, 2, 0, DER_SEQ(a, all));
}

static cupel_slice sgx_extension(struct arena *a, const struct intel_params *p)
{
    uint8_t type = p->sgx_type[0];
    cupel_slice platform = SLICE_EMPTY;
    if (p->ca == CA_PLATFORM) {
        cupel_slice flags = DER_SEQ(a, sgx_pair(a, 7, 1, der_bool(a, true)),
                                    sgx_pair(a, 7, 2, der_bool(a, true)),
                                    sgx_pair(a, 7, 3, der_bool(a, true)));
        platform = der_concat(a, sgx_pair(a, 6, 0, octets(a, p->instance_id, 16)),
                              sgx_pair(a, 7, 0, flags));
    }
    cupel_slice value = DER_SEQ(
        a, sgx_pair(a, 1, 0, octets(a, p->ppid, 16)), sgx_tcb(a, p),
        sgx_pair(a, 3, 0, octets(a, p->pce_id, 2)), sgx_pair(a, 4, 0, octets(a, p->fmspc, 6)),
        sgx_pair(a, 5, 0, DER_MAKE(a, DER_ENUMERATED, slice_of(&type, 1))), platform);
    static const uint8_t oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01 };
    return x509_extension(a, SLICE_ARRAY(oid), value);
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

static cupel_status make_pki(struct tee *t, struct dcap_pki *k)
{
    struct x509_writer w = { &t->out->arena, CUPEL_OK, t->form ? &x509_form_intel : NULL };
    const struct intel_params *p = &t->intel;
    CUPEL_TRY(pki_keys(t, k));
    const struct x509_signer root = { p->root.cn, k->root, CRYPTO_SIG_ECDSA_P256_SHA256 };
    const struct x509_signer ca = { p->pck_ca.cn, k->ca, CRYPTO_SIG_ECDSA_P256_SHA256 };
    k->anchor_der = make_root(&w, &p->root, k->anchor);
    k->root_der = make_root(&w, &p->root, k->root);
    struct x509_spec spec = tee_cert_spec(&p->pck_ca, k->ca);
    spec.is_ca = true;
    k->ca_der = x509_make_cert(&w, &spec, &root);
    spec = tee_cert_spec(&p->pck, k->pck);
    spec.extras = sgx_extension(w.arena, p);
    k->pck_der = x509_make_cert(&w, &spec, &ca);
    spec = tee_cert_spec(&p->signing, k->signing);
    k->signing_der = x509_make_cert(&w, &spec, &root);
    tee_file(t, "anchor.der", k->anchor_der);
    return x509_writer_status(&w);
}

/* ---- the quote ---- */

/* REPORTDATA of the QE: SHA-256 of attestation key and authentication data, then zeros. */
static cupel_status bind_qe(struct tee *t, cupel_slice key)
{
    uint8_t digest[CRYPTO_HASH_MAX] = { 0 };
    if (field_given(t, "qe.report_data"))
        return CUPEL_OK;
    CUPEL_TRY(
        crypto_digest2(t->crypto, CRYPTO_SHA256, key, SLICE_ARRAY(t->intel.auth_data), digest));
    slice_copy(slice_of(digest, 32), t->qe + 320, 64);
    return CUPEL_OK;
}

static cupel_status add_signature(const struct tee *t, struct buf *q, const struct sign_key *key,
                                  cupel_slice msg)
{
    uint8_t raw[SIGN_MAX] = { 0 };
    size_t n = 64;
    if (t->sign != SIGN_ZERO)
        CUPEL_TRY(sign_make(key, CRYPTO_SIG_ECDSA_P256_SHA256, msg, raw, &n));
    buf_add(q, slice_of(raw, n));
    return CUPEL_OK;
}

static void add_number(struct buf *b, uint64_t v, size_t n)
{
    uint8_t le[8];
    tee_put(le, 8, v);
    buf_add(b, slice_of(le, n));
}

/* QE report, its signature, authentication data, certification data of type 5: the PEM chain. */
static cupel_status add_certification(struct tee *t, struct buf *b, const struct dcap_pki *k)
{
    uint8_t raw[SIGN_MAX];
    size_t n = 0;
    struct arena *a = &t->out->arena;
    cupel_slice chain = der_concat(a,
                                   der_concat(a, x509_pem(a, k->pck_der), x509_pem(a, k->ca_der)),
                                   x509_pem(a, k->root_der));
    CUPEL_TRY(sign_make(k->pck, CRYPTO_SIG_ECDSA_P256_SHA256, SLICE_ARRAY(t->qe), raw, &n));
    buf_add(b, SLICE_ARRAY(t->qe));
    buf_add(b, slice_of(raw, n));
    add_number(b, sizeof t->intel.auth_data, 2);
    buf_add(b, SLICE_ARRAY(t->intel.auth_data));
    add_number(b, 5, 2);
    add_number(b, chain.n + 1, 4);
    buf_add(b, chain);
    buf_add_byte(b, 0); /* as genuine quotes end */
    return buf_status(b);
}

/* Header and body, what the attestation key signs. */
static void add_signed(struct tee *t, struct buf *q)
{
    buf_add(q, SLICE_ARRAY(t->header));
    if (t->version == 5) {
        add_number(q, dcap_is_tdx(t) ? t->intel.body_type + 2u : 1u, 2);
        add_number(q, dcap_body_size(t), 4);
    }
    buf_add(q, slice_of(t->body, dcap_body_size(t)));
}

/* Signature data: v3 flat, v4 and v5 with the certification inside an outer type 6. */
static cupel_status add_rest(struct tee *t, struct buf *q, const struct dcap_pki *k)
{
    const struct sign_key *key = t->sign == SIGN_STRANGER ? k->stranger : k->attestation;
    cupel_slice point = sign_key_pub(k->attestation).point;
    struct buf data;
    buf_init(&data, QUOTE_ROOM);
    cupel_status st = bind_qe(t, point);
    if (st == CUPEL_OK)
        st = add_certification(t, &data, k);
    size_t inner = data.n, outer = t->version == 3 ? 0 : 6;
    cupel_slice msg = arena_copy(&t->out->arena, buf_slice(q));
    add_number(q, 128 + outer + inner, 4);
    if (st == CUPEL_OK)
        st = add_signature(t, q, key, msg);
    buf_add(q, point);
    if (outer) {
        add_number(q, 6, 2);
        add_number(q, inner, 4);
    }
    buf_add(q, buf_slice(&data));
    buf_clear(&data);
    for (uint64_t i = tee_get(t->intel.padding, 2); i > 0; i--)
        buf_add_byte(q, 0);
    return st;
}

static cupel_status make_quote(struct tee *t, const struct dcap_pki *k)
{
    struct buf q;
    buf_init(&q, QUOTE_ROOM + UINT16_MAX);
    add_signed(t, &q);
    cupel_status st = add_rest(t, &q, k);
    if (st == CUPEL_OK)
        st = buf_status(&q);
    if (st == CUPEL_OK) {
        tee_flip(t, q.p, q.n);
        tee_file(t, "evidence.bin", arena_copy(&t->out->arena, buf_slice(&q)));
        st = arena_status(&t->out->arena);
    }
    buf_clear(&q);
    return st;
}

static cupel_status build(struct tee *t, struct cupel_diag *err)
{
    struct dcap_pki k = { 0 };
    if (t->intel.body_type != BODY_TD10 && t->version == 4)
        return diag_set(err, CUPEL_E_USAGE, "",
                        "a version 4 quote holds body=td10 only; 5 has all");
    cupel_status st = make_pki(t, &k);
    if (st == CUPEL_OK)
        st = make_quote(t, &k);
    if (st == CUPEL_OK)
        st = dcap_make_collateral(t, &k);
    pki_clear(&k);
    return st;
}

static size_t body_at(unsigned version)
{
    return version == 5 ? 54 : 48;
}

static const struct field *const sgx_tables[] = { fields_sgx_body, fields_dcap, fields_tcb_info,
                                                  fields_common,   fields_form, NULL };
static const struct field *const tdx_tables[] = { fields_td_set,    fields_td_body,
                                                  fields_dcap,      fields_tcb_info,
                                                  fields_td_module, fields_common,
                                                  fields_form,      NULL };

const struct tee_kind tee_sgx = { .name = "sgx",
                                  .versions = { 3, 4, 5 },
                                  .default_version = 3,
                                  .tables = sgx_tables,
                                  .prepare = dcap_prepare,
                                  .derive = dcap_derive,
                                  .build = build,
                                  .body_at = body_at };
const struct tee_kind tee_tdx = { .name = "tdx",
                                  .versions = { 4, 5 },
                                  .default_version = 4,
                                  .tables = tdx_tables,
                                  .prepare = dcap_prepare,
                                  .derive = dcap_derive,
                                  .build = build,
                                  .body_at = body_at };
