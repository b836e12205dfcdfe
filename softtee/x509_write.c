/* SPDX-License-Identifier: Apache-2.0 */
#include "softtee/x509_write.h"

#include "base/buf.h"
#include "base/text.h"
#include "trust/trust.h"

#define OID(a, ...)                                                                                \
    DER_MAKE(                                                                                      \
        a, DER_OID,                                                                                \
        ((cupel_slice){ (const uint8_t[]){ __VA_ARGS__ }, sizeof((uint8_t[]){ __VA_ARGS__ }) }))
#define SOFTWARE_NAME "Software TEE (cupel)"
#define SOFTWARE_MARK "software TEE made by cupel; proves nothing about hardware"

cupel_status x509_writer_status(const struct x509_writer *w)
{
    return w->st != CUPEL_OK ? w->st : arena_status(w->arena);
}

/* ---- algorithms and keys ---- */

/* AlgorithmIdentifier of SHA-384, MGF1 with it, salt 48 (RFC 4055 3.1): what AMD signs with. */
static cupel_slice pss_sha384(struct arena *a)
{
    cupel_slice sha384 = DER_SEQ(a, OID(a, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02),
                                 der_null(a));
    cupel_slice mgf1 = DER_SEQ(a, OID(a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08),
                               sha384);
    cupel_slice params = DER_SEQ(a, DER_MAKE(a, DER_CONTEXT(0), sha384),
                                 DER_MAKE(a, DER_CONTEXT(1), mgf1),
                                 DER_MAKE(a, DER_CONTEXT(2), der_small(a, 48)));
    return DER_SEQ(a, OID(a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a), params);
}

static cupel_slice sig_alg(struct x509_writer *w, enum crypto_sig alg)
{
    struct arena *a = w->arena;
    if (alg == CRYPTO_SIG_RSA_PSS_SHA384)
        return pss_sha384(a);
    if (alg == CRYPTO_SIG_ECDSA_P256_SHA256)
        return DER_SEQ(a, OID(a, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
    w->st = CUPEL_E_INTERNAL; /* no vendor here signs certificates with anything else */
    return SLICE_EMPTY;
}

static cupel_slice rsa_spki(struct arena *a, cupel_slice modulus)
{
    cupel_slice key = DER_SEQ(a, der_uint(a, modulus), der_small(a, 65537));
    cupel_slice id = DER_SEQ(a, OID(a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01),
                             der_null(a));
    return DER_SEQ(a, id, der_bits(a, key));
}

static cupel_slice spki(struct arena *a, const struct crypto_pub *pub)
{
    static const uint8_t uncompressed[1] = { 4 };
    if (pub->type == CRYPTO_KEY_RSA)
        return rsa_spki(a, pub->point);
    cupel_slice curve = pub->type == CRYPTO_KEY_P256
                            ? OID(a, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07)
                            : OID(a, 0x2b, 0x81, 0x04, 0x00, 0x22);
    cupel_slice id = DER_SEQ(a, OID(a, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01), curve);
    return DER_SEQ(a, id, der_bits(a, der_concat(a, SLICE_ARRAY(uncompressed), pub->point)));
}

/* { @tbs, algorithm, BIT STRING } */
static cupel_slice seal(struct x509_writer *w, cupel_slice tbs, const struct x509_signer *by)
{
    uint8_t raw[SIGN_MAX];
    size_t n = 0;
    struct arena *a = w->arena;
    if (x509_writer_status(w) == CUPEL_OK)
        w->st = sign_make(by->key, by->alg, tbs, raw, &n);
    if (x509_writer_status(w) != CUPEL_OK)
        return SLICE_EMPTY;
    cupel_slice sig = slice_of(raw, n);
    if (crypto_sig_key(by->alg) != CRYPTO_KEY_RSA)
        sig = der_ecdsa(a, sig);
    return DER_SEQ(a, tbs, sig_alg(w, by->alg), der_bits(a, sig));
}

/* ---- names and extensions ---- */

static cupel_slice rdn(struct arena *a, uint8_t attribute, const char *text)
{
    cupel_slice pair = DER_SEQ(a, OID(a, 0x55, 0x04, attribute),
                               der_text(a, DER_UTF8_STRING, text));
    return DER_MAKE(a, DER_SET, pair);
}

static cupel_slice name(struct arena *a, const char *cn)
{
    return DER_SEQ(a, rdn(a, 3, cn), rdn(a, 10, SOFTWARE_NAME), rdn(a, 11, SOFTWARE_NAME));
}

static cupel_slice extension(struct arena *a, cupel_slice oid, bool critical, cupel_slice value)
{
    cupel_slice flag = critical ? der_bool(a, true) : SLICE_EMPTY;
    return DER_SEQ(a, DER_MAKE(a, DER_OID, oid), flag, DER_MAKE(a, DER_OCTET_STRING, value));
}

cupel_slice x509_extension(struct arena *a, cupel_slice oid, cupel_slice value)
{
    return extension(a, oid, false, value);
}

static cupel_slice basic_constraints(struct arena *a, const struct x509_spec *spec)
{
    static const uint8_t oid[] = { 0x55, 0x1d, 0x13 };
    cupel_slice value = spec->is_ca ? DER_SEQ(a, der_bool(a, true), der_small(a, spec->path_len))
                                    : DER_SEQ(a, SLICE_EMPTY);
    return extension(a, SLICE_ARRAY(oid), true, value);
}

/* CAs: keyCertSign and cRLSign; others: digitalSignature or keyEncipherment. First octet: unused
 * bits. */
static cupel_slice key_usage(struct arena *a, const struct x509_spec *spec)
{
    static const uint8_t oid[] = { 0x55, 0x1d, 0x0f };
    static const uint8_t ca[] = { 1, 0x06 }, leaf[] = { 7, 0x80 }, encipher[] = { 5, 0x20 };
    cupel_slice value = DER_MAKE(a, DER_BIT_STRING,
                                 spec->is_ca      ? SLICE_ARRAY(ca)
                                 : spec->encipher ? SLICE_ARRAY(encipher)
                                                  : SLICE_ARRAY(leaf));
    return extension(a, SLICE_ARRAY(oid), true, value);
}

static cupel_slice extensions(struct arena *a, const struct x509_spec *spec)
{
    cupel_slice mark = extension(a, oid_software_tee, false,
                                 der_text(a, DER_UTF8_STRING, SOFTWARE_MARK));
    cupel_slice list = DER_SEQ(a, basic_constraints(a, spec), key_usage(a, spec), mark,
                               spec->extras);
    return DER_MAKE(a, DER_CONTEXT(3), list);
}

/* ---- certificates, CRLs, PEM ---- */

cupel_slice x509_make_cert(struct x509_writer *w, const struct x509_spec *spec,
                           const struct x509_signer *by)
{
    struct arena *a = w->arena;
    cupel_slice tbs = DER_SEQ(
        a, DER_MAKE(a, DER_CONTEXT(0), der_small(a, 2)), der_uint(a, spec->serial),
        sig_alg(w, by->alg), name(a, by->cn),
        DER_SEQ(a, der_time(a, spec->not_before), der_time(a, spec->not_after)), name(a, spec->cn),
        spki(a, &spec->pub), extensions(a, spec));
    return seal(w, tbs, by);
}

cupel_slice x509_make_crl(struct x509_writer *w, const struct x509_crl_spec *spec,
                          const struct x509_signer *by)
{
    static const uint8_t oid_number[] = { 0x55, 0x1d, 0x14 };
    struct arena *a = w->arena;
    cupel_slice list = SLICE_EMPTY;
    if (spec->revoked.n)
        list = DER_SEQ(a, DER_SEQ(a, der_uint(a, spec->revoked), der_time(a, spec->revoked_at)));
    cupel_slice number = extension(a, SLICE_ARRAY(oid_number), false, der_small(a, spec->number));
    cupel_slice tbs = DER_SEQ(a, der_small(a, 1), sig_alg(w, by->alg), name(a, by->cn),
                              der_time(a, spec->this_update), der_time(a, spec->next_update), list,
                              DER_MAKE(a, DER_CONTEXT(0), DER_SEQ(a, number)));
    return seal(w, tbs, by);
}

cupel_slice x509_pem(struct arena *a, cupel_slice der)
{
    char *text = arena_alloc(a, (der.n + 2) / 3 * 4 + 1);
    if (!text)
        return SLICE_EMPTY;
    base64_write(der, text);
    struct buf b;
    buf_init(&b, 4 * X509_CERT_MAX);
    buf_add_str(&b, "-----BEGIN CERTIFICATE-----\n");
    for (cupel_slice left = slice_str(text); left.n;) {
        size_t n = left.n < 64 ? left.n : 64;
        buf_add(&b, slice_part(left, 0, n));
        buf_add_byte(&b, '\n');
        left = slice_part(left, n, left.n - n);
    }
    buf_add_str(&b, "-----END CERTIFICATE-----\n");
    cupel_slice out = arena_copy(a, buf_slice(&b));
    buf_clear(&b);
    return out;
}
