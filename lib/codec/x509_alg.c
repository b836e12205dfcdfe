/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/x509_alg.h"

#include "codec/der.h"

#define OID(...)                                                                                   \
    ((cupel_slice){ (const uint8_t[]){ __VA_ARGS__ }, sizeof((uint8_t[]){ __VA_ARGS__ }) })
#define OID_ECDSA_SHA256 OID(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)
#define OID_ECDSA_SHA384 OID(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03)
#define OID_ECDSA_SHA512 OID(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04)
#define OID_RSA          OID(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01)
#define OID_RSA_SHA256   OID(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b)
#define OID_RSA_SHA384   OID(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c)
#define OID_RSA_SHA512   OID(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d)
#define OID_RSA_PSS      OID(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a)
#define OID_MGF1         OID(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08)
#define OID_SHA256       OID(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01)
#define OID_SHA384       OID(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02)
#define OID_SHA512       OID(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03)
#define OID_EC_KEY       OID(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01)
#define OID_P256         OID(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07)
#define OID_P384         OID(0x2b, 0x81, 0x04, 0x00, 0x22)
#define OID_P521         OID(0x2b, 0x81, 0x04, 0x00, 0x23)

/* NULL parameters, or none where @optional (RFC 4055 2.1 allows both for hashes). */
static void take_null(struct cur *c, bool optional)
{
    if (optional && c->left.n == 0)
        return;
    if (der_take(c, DER_NULL).n != 0)
        cur_fail(c, CUPEL_E_MALFORMED);
    cur_fail(c, cur_end(c));
}

/* AlgorithmIdentifier of a hash. Fails the cursor for a hash not used in signatures here. */
static enum crypto_hash take_hash(struct cur *c)
{
    struct cur id = der_enter(c, DER_SEQUENCE);
    cupel_slice oid = der_take(&id, DER_OID);
    take_null(&id, true);
    cur_fail(c, id.st);
    if (slice_eq(oid, OID_SHA256))
        return CRYPTO_SHA256;
    if (slice_eq(oid, OID_SHA384))
        return CRYPTO_SHA384;
    if (!slice_eq(oid, OID_SHA512))
        cur_fail(c, CUPEL_E_UNSUPPORTED);
    return CRYPTO_SHA512;
}

static enum crypto_hash take_mgf1(struct cur *c)
{
    struct cur id = der_enter(c, DER_SEQUENCE);
    if (!slice_eq(der_take(&id, DER_OID), OID_MGF1))
        cur_fail(&id, CUPEL_E_UNSUPPORTED);
    enum crypto_hash h = take_hash(&id);
    cur_fail(c, cur_end(&id));
    return h;
}

/* RSASSA-PSS-params (RFC 4055 3.1): hash, MGF1 with the same hash, salt as long as the hash,
 * trailer field 1, said or by default. The defaults of the other fields mean SHA-1 and are refused.
 */
static enum crypto_sig read_pss(struct cur *c)
{
    struct cur seq = der_enter(c, DER_SEQUENCE);
    struct cur field = der_enter(&seq, DER_CONTEXT(0));
    enum crypto_hash hash = take_hash(&field);
    cur_fail(&seq, cur_end(&field));
    field = der_enter(&seq, DER_CONTEXT(1));
    enum crypto_hash mgf = take_mgf1(&field);
    cur_fail(&seq, cur_end(&field));
    field = der_enter(&seq, DER_CONTEXT(2));
    uint64_t salt = der_take_small_uint(&field, 64);
    cur_fail(&seq, cur_end(&field));
    if (der_next_is(&seq, DER_CONTEXT(3))) {
        field = der_enter(&seq, DER_CONTEXT(3));
        if (der_take_small_uint(&field, 1) != 1)
            cur_fail(&field, CUPEL_E_MALFORMED);
        cur_fail(&seq, cur_end(&field));
    }
    cur_fail(c, cur_end(&seq));
    if (cur_end(c) != CUPEL_OK || mgf != hash || salt != crypto_hash_size(hash))
        return CRYPTO_SIG_NONE;
    return hash == CRYPTO_SHA256   ? CRYPTO_SIG_RSA_PSS_SHA256
           : hash == CRYPTO_SHA384 ? CRYPTO_SIG_RSA_PSS_SHA384
                                   : CRYPTO_SIG_RSA_PSS_SHA512;
}

enum crypto_sig x509_sig_alg(cupel_slice identifier)
{
    struct cur outer = cur_of(identifier);
    struct cur c = der_enter(&outer, DER_SEQUENCE);
    cupel_slice oid = der_take(&c, DER_OID);
    if (cur_end(&outer) != CUPEL_OK)
        return CRYPTO_SIG_NONE;
    if (slice_eq(oid, OID_RSA_PSS))
        return read_pss(&c);
    enum crypto_sig alg = slice_eq(oid, OID_ECDSA_SHA256)   ? CRYPTO_SIG_ECDSA_P256_SHA256
                          : slice_eq(oid, OID_ECDSA_SHA384) ? CRYPTO_SIG_ECDSA_P384_SHA384
                          : slice_eq(oid, OID_ECDSA_SHA512) ? CRYPTO_SIG_ECDSA_P521_SHA512
                          : slice_eq(oid, OID_RSA_SHA256)   ? CRYPTO_SIG_RSA_PKCS1_SHA256
                          : slice_eq(oid, OID_RSA_SHA384)   ? CRYPTO_SIG_RSA_PKCS1_SHA384
                          : slice_eq(oid, OID_RSA_SHA512)   ? CRYPTO_SIG_RSA_PKCS1_SHA512
                                                            : CRYPTO_SIG_NONE;
    if (crypto_sig_key(alg) == CRYPTO_KEY_RSA)
        take_null(&c, false);
    return cur_end(&c) == CUPEL_OK ? alg : CRYPTO_SIG_NONE;
}

static void read_ec(struct cur *parameters, cupel_slice bits, struct crypto_pub *ret)
{
    cupel_slice curve = der_take(parameters, DER_OID);
    if (cur_end(parameters) != CUPEL_OK)
        return; /* explicit parameters: no named curve, no key */
    enum crypto_key_type type = slice_eq(curve, OID_P256)   ? CRYPTO_KEY_P256
                                : slice_eq(curve, OID_P384) ? CRYPTO_KEY_P384
                                : slice_eq(curve, OID_P521) ? CRYPTO_KEY_P521
                                                            : CRYPTO_KEY_NONE;
    size_t size = crypto_point_size(type);
    if (type != CRYPTO_KEY_NONE && bits.n == size + 1 && bits.p[0] == 4)
        *ret = (struct crypto_pub){ type, slice_part(bits, 1, size) };
}

static cupel_status read_rsa(cupel_slice bits, struct crypto_pub *ret)
{
    struct cur c = cur_of(bits);
    struct cur seq = der_enter(&c, DER_SEQUENCE);
    cupel_slice modulus = der_take_uint(&seq);
    cupel_slice exponent = der_take_uint(&seq);
    if (cur_end(&seq) != CUPEL_OK || cur_end(&c) != CUPEL_OK)
        return CUPEL_E_MALFORMED;
    bool size_fits = modulus.n <= 512 &&
                     (modulus.n > 256 || (modulus.n == 256 && modulus.p[0] & 0x80));
    bool odd = modulus.n && modulus.p[modulus.n - 1] & 1; /* an even one is no modulus */
    if (size_fits && odd && exponent.n == 3 && slice_be64(exponent) == 65537)
        *ret = (struct crypto_pub){ CRYPTO_KEY_RSA, modulus };
    return CUPEL_OK;
}

cupel_status x509_pub_read(cupel_slice spki, struct crypto_pub *ret)
{
    struct cur outer = cur_of(spki);
    struct cur c = der_enter(&outer, DER_SEQUENCE);
    struct cur id = der_enter(&c, DER_SEQUENCE);
    cupel_slice oid = der_take(&id, DER_OID);
    cupel_slice bits = der_take_bits(&c);
    *ret = (struct crypto_pub){ CRYPTO_KEY_NONE, SLICE_EMPTY };
    if (cur_end(&c) != CUPEL_OK || cur_end(&outer) != CUPEL_OK || id.st != CUPEL_OK)
        return CUPEL_E_MALFORMED;
    if (slice_eq(oid, OID_EC_KEY)) {
        read_ec(&id, bits, ret);
        return CUPEL_OK;
    }
    if (!slice_eq(oid, OID_RSA))
        return CUPEL_OK;
    take_null(&id, false);
    return id.st == CUPEL_OK ? read_rsa(bits, ret) : CUPEL_E_MALFORMED;
}

/* ---- writing ---- */

/* A tag and its length before @n bytes into @out (room 4). */
static size_t write_head(uint8_t tag, size_t n, uint8_t *out)
{
    size_t k = 0;
    out[k++] = tag;
    if (n > 255)
        out[k++] = 0x82;
    else if (n > 127)
        out[k++] = 0x81;
    if (n > 255)
        out[k++] = (uint8_t)(n >> 8);
    out[k++] = (uint8_t)n;
    return k;
}

/* @parts one after another inside one element. */
static cupel_slice wrap(struct arena *a, uint8_t tag, const cupel_slice *parts, size_t n_parts)
{
    size_t n = 0;
    for (size_t i = 0; i < n_parts; i++)
        n += parts[i].n;
    uint8_t *out = arena_alloc(a, n + 4);
    if (!out)
        return SLICE_EMPTY;
    size_t k = write_head(tag, n, out);
    for (size_t i = 0; i < n_parts; i++) {
        slice_copy(parts[i], out + k, parts[i].n);
        k += parts[i].n;
    }
    return slice_of(out, k);
}

static cupel_slice write_ec(struct arena *a, const struct crypto_pub *pub)
{
    cupel_slice curve = pub->type == CRYPTO_KEY_P256   ? OID_P256
                        : pub->type == CRYPTO_KEY_P384 ? OID_P384
                                                       : OID_P521;
    cupel_slice ids[] = { wrap(a, DER_OID, &OID_EC_KEY, 1), wrap(a, DER_OID, &curve, 1) };
    cupel_slice bits[] = { SLICE_LIT("\x00\x04"), pub->point };
    cupel_slice both[] = { wrap(a, DER_SEQUENCE, ids, 2), wrap(a, DER_BIT_STRING, bits, 2) };
    return wrap(a, DER_SEQUENCE, both, 2);
}

static cupel_slice write_rsa(struct arena *a, const struct crypto_pub *pub)
{
    bool lead = pub->point.n && pub->point.p[0] & 0x80;
    cupel_slice modulus[] = { slice_of("\0", lead ? 1 : 0), pub->point };
    cupel_slice numbers[] = { wrap(a, DER_INTEGER, modulus, 2), SLICE_LIT("\x02\x03\x01\x00\x01") };
    cupel_slice bits[] = { SLICE_LIT("\x00"), wrap(a, DER_SEQUENCE, numbers, 2) };
    cupel_slice ids[] = { wrap(a, DER_OID, &OID_RSA, 1), SLICE_LIT("\x05\x00") };
    cupel_slice both[] = { wrap(a, DER_SEQUENCE, ids, 2), wrap(a, DER_BIT_STRING, bits, 2) };
    return wrap(a, DER_SEQUENCE, both, 2);
}

cupel_slice x509_pub_write(struct arena *a, const struct crypto_pub *pub)
{
    if (crypto_point_size(pub->type))
        return write_ec(a, pub);
    return pub->type == CRYPTO_KEY_RSA ? write_rsa(a, pub) : SLICE_EMPTY;
}
