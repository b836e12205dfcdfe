/* SPDX-License-Identifier: Apache-2.0 */
#include "softtee/arm.h"

#include "base/text.h"

#include <string.h>

const char *const arm_sign_words[] = { "good", "zero", "stranger", NULL };
static const char *const curve_words[] = { "P-256", "P-384", NULL };
static const char *const alg_words[] = { "fitting", "ES256", "ES384", "ES512", "PS256", NULL };
static const char *const place_words[] = { "protected", "unprotected", "nowhere", NULL };
const char *const arm_profile_words[] = { "good", "legacy", "other", "bytes", NULL };
static const char *const extra_words[] = { "none", "claims", "critical", "member", NULL };

const struct field fields_arm[] = {
    FIELD_WORDS("sign", sign, arm_sign_words, "signature of the token; stranger: an unknown key's"),
    FIELD_AT("flip", FIELD_NUMBER, flip, "offset of a byte to spoil after signing"),
    WORDS("curve", curve, curve_words, "curve of the attestation key"),
    WORDS("alg", alg, alg_words, "algorithm that the token says it is signed with"),
    WORDS("alg.place", alg_place, place_words, "header that names the algorithm"),
    WORDS("profile", profile, arm_profile_words, "profile that the token names"),
    WORDS("extra", extra, extra_words, "unknown claims, a critical header, another member"),
    NUMBER("nonces", nonces, "how many nonces the token holds"),
    BYTES("instance_id", instance_id, "names the device: 01 and 32 bytes"),
    NUMBER("instance_id.size", instance_size, "bytes of it"),
    BYTES("implementation_id", implementation_id, "names the kind of root of trust"),
    NUMBER("lifecycle", lifecycle, "state; 0x3000: secured"),
    BYTES("sw.measurement", measurement, "digest of the software component"),
    NUMBER("sw.measurement.size", measurement_size, "bytes of it"),
    BYTES("sw.signer", signer, "digest of its signer's key"),
    TEXT("sw.type", sw_type, "what the component is"),
    TEXT("sw.version", sw_version, "its version"),
    BYTES("anchor.instance_id", anchor_instance, "device that the anchor's key is for"),
    { 0 },
};

/* ---- maps ---- */

struct buf *arm_pair(struct arm_map *m, int64_t label)
{
    cbor_put_int(&m->b, label);
    m->n++;
    return &m->b;
}

cupel_slice arm_close_map(struct arena *a, struct arm_map *m)
{
    struct buf whole;
    buf_init(&whole, ARM_ROOM);
    cbor_put_map(&whole, m->n);
    buf_add(&whole, buf_slice(&m->b));
    cupel_slice ret = arena_copy(a, buf_slice(&whole));
    buf_clear(&whole);
    buf_clear(&m->b);
    return ret;
}

void arm_open_map(struct arm_map *m)
{
    buf_init(&m->b, ARM_ROOM);
    m->n = 0;
}

size_t arm_size(const uint8_t p[1], size_t room)
{
    return p[0] < room ? p[0] : room;
}

bool arm_kept(const struct tee *t, const char *const *words, const char *name)
{
    return strcmp(words[t->arm.omit], name) != 0;
}

/* ---- keys ---- */

enum crypto_key_type arm_key_type(const struct tee *t)
{
    return t->arm.curve ? CRYPTO_KEY_P384 : CRYPTO_KEY_P256;
}

static enum crypto_sig sig_of(enum crypto_key_type type)
{
    return type == CRYPTO_KEY_P384 ? CRYPTO_SIG_ECDSA_P384_SHA384 : CRYPTO_SIG_ECDSA_P256_SHA256;
}

/* 04, X and Y. */
cupel_slice arm_raw_point(struct arena *a, const struct sign_key *key)
{
    cupel_slice point = sign_key_pub(key).point;
    uint8_t *p = arena_alloc(a, point.n + 1);
    if (!p)
        return SLICE_EMPTY;
    p[0] = 4;
    slice_copy(point, p + 1, point.n);
    return slice_of(p, point.n + 1);
}

static void add_base64url(struct buf *b, cupel_slice s)
{
    char text[200];
    base64_write(s, text);
    for (size_t i = 0; text[i] && text[i] != '='; i++)
        buf_add_byte(b, (uint8_t)(text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i]));
}

static void add_hex(struct buf *b, cupel_slice s)
{
    char text[200];
    hex_write(s, text);
    buf_add_str(b, text);
}

static void add_public(struct buf *b, const struct sign_key *key)
{
    struct crypto_pub pub = sign_key_pub(key);
    size_t half = pub.point.n / 2;
    buf_printf(b, "\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"", crypto_key_type_name(pub.type));
    add_base64url(b, slice_part(pub.point, 0, half));
    buf_add_str(b, "\",\"y\":\"");
    add_base64url(b, slice_part(pub.point, half, half));
}

/* The key store that is the anchor; @secret is empty where the key is public. */
void arm_put_anchor(struct tee *t, const struct sign_key *key, cupel_slice secret)
{
    struct buf b;
    buf_init(&b, ARM_ROOM);
    buf_add_str(&b, "[{\"pkey\":{");
    if (secret.n) {
        buf_add_str(&b, "\"kty\":\"oct\",\"k\":\"");
        add_base64url(&b, secret);
    } else {
        add_public(&b, key);
    }
    buf_add_str(&b,
                "\",\"software_tee\":\"made by a software TEE: proves nothing about hardware\"},"
                "\"implementation-id\":\"");
    add_hex(&b, SLICE_ARRAY(t->arm.anchor_implementation));
    buf_add_str(&b, "\",\"instance-id\":\"");
    add_hex(&b, SLICE_ARRAY(t->arm.anchor_instance));
    buf_add_str(&b, "\"}]\n");
    tee_file(t, "anchor.json", arena_copy(&t->out->arena, buf_slice(&b)));
    buf_clear(&b);
}

/* ---- messages ---- */

static int64_t alg_label(const struct arm_message *m)
{
    static const int64_t labels[] = {
        [ALG_ES256] = -7, [ALG_ES384] = -35, [ALG_ES512] = -36, [ALG_PS256] = -37
    };
    if (m->alg != ALG_FITTING)
        return labels[m->alg];
    return m->mac ? 5 : sign_key_pub(m->key).type == CRYPTO_KEY_P384 ? -35 : -7;
}

static cupel_slice make_headers(struct arena *a, const struct arm_message *m, uint8_t place)
{
    struct arm_map h;
    arm_open_map(&h);
    if (m->alg_place == place)
        cbor_put_int(arm_pair(&h, 1), alg_label(m));
    if (m->critical && place == PLACE_PROTECTED) {
        cbor_put_array(arm_pair(&h, 2), 1);
        cbor_put_int(&h.b, -70000);
        cbor_put_bool(arm_pair(&h, -70000), true);
    }
    return arm_close_map(a, &h);
}

/* Sig_structure or MAC_structure, RFC 9052 sections 4.4 and 6.3. */
static cupel_status make_signature(const struct tee *t, const struct arm_message *m,
                                   cupel_slice header, cupel_slice payload, uint8_t out[SIGN_MAX],
                                   size_t *n)
{
    struct buf b;
    cupel_status st;
    buf_init(&b, ARM_ROOM);
    cbor_put_array(&b, 4);
    cbor_put_text(&b, m->mac ? "MAC0" : "Signature1");
    cbor_put_bytes(&b, header);
    cbor_put_bytes(&b, SLICE_EMPTY);
    cbor_put_bytes(&b, payload);
    if (m->mac) {
        *n = crypto_hash_size(CRYPTO_SHA256);
        st = crypto_hmac(t->crypto, CRYPTO_SHA256, m->secret, buf_slice(&b), out);
    } else {
        st = sign_make(m->key, sig_of(sign_key_pub(m->key).type), buf_slice(&b), out, n);
    }
    buf_clear(&b);
    if (m->sign == SIGN_ZERO)
        memset(out, 0, *n);
    return st;
}

cupel_status arm_make_message(const struct tee *t, const struct arm_message *m, cupel_slice payload,
                              cupel_slice *ret)
{
    struct arena *a = &t->out->arena;
    uint8_t sig[SIGN_MAX] = { 0 };
    size_t n = 0;
    cupel_slice header = make_headers(a, m, PLACE_PROTECTED);
    CUPEL_TRY(make_signature(t, m, header, payload, sig, &n));
    struct buf b;
    buf_init(&b, ARM_ROOM);
    if (m->tagged)
        cbor_put_tag(&b, m->mac ? 17 : 18);
    cbor_put_array(&b, 4);
    cbor_put_bytes(&b, header);
    buf_add(&b, make_headers(a, m, PLACE_UNPROTECTED));
    cbor_put_bytes(&b, payload);
    cbor_put_bytes(&b, slice_of(sig, n));
    *ret = arena_copy(a, buf_slice(&b));
    buf_clear(&b);
    return arena_status(a);
}

/* The evidence, with a byte spoiled where that was asked for. */
cupel_status arm_put_evidence(struct tee *t, cupel_slice token)
{
    uint8_t *p = arena_alloc(&t->out->arena, token.n);
    if (!p)
        return CUPEL_E_NOMEM;
    slice_copy(token, p, token.n);
    tee_flip(t, p, token.n);
    tee_file(t, "evidence.bin", slice_of(p, token.n));
    return arena_status(&t->out->arena);
}

/* ---- claims that both have ---- */

void arm_put_nonce(struct arm_map *m, int64_t label, const uint8_t *p, size_t n, unsigned times)
{
    struct buf *b = arm_pair(m, label);
    if (times != 1)
        cbor_put_array(b, times);
    for (unsigned i = 0; i < times; i++)
        cbor_put_bytes(b, slice_of(p, n));
}

void arm_put_profile(struct arm_map *m, int64_t label, uint8_t word, const char *good,
                     const char *legacy)
{
    if (word == PROFILE_BYTES)
        cbor_put_bytes(arm_pair(m, label), SLICE_LIT("profile"));
    else if (word == PROFILE_OTHER)
        cbor_put_text(arm_pair(m, label), "tag:example.com,2026:another");
    else if (word == PROFILE_GOOD || legacy)
        cbor_put_text(arm_pair(m, label), word == PROFILE_GOOD ? good : legacy);
}

void arm_put_components(const struct tee *t, struct arm_map *m, int64_t label,
                        const char *const *omit)
{
    const struct arm_params *p = &t->arm;
    struct arm_map c;
    struct buf *b = arm_pair(m, label);
    if (p->software == SOFTWARE_EMPTY) {
        cbor_put_array(b, 0);
        return;
    }
    cbor_put_array(b, 1);
    arm_open_map(&c);
    cbor_put_text(arm_pair(&c, 1), p->sw_type);
    if (arm_kept(t, omit, "measurement"))
        cbor_put_bytes(arm_pair(&c, 2),
                       slice_of(p->measurement, arm_size(p->measurement_size, 64)));
    cbor_put_text(arm_pair(&c, 4), p->sw_version);
    if (arm_kept(t, omit, "signer"))
        cbor_put_bytes(arm_pair(&c, 5), SLICE_ARRAY(p->signer));
    buf_add(b, arm_close_map(&t->out->arena, &c));
}

void arm_put_extra(const struct tee *t, struct arm_map *m)
{
    if (t->arm.extra != EXTRA_CLAIMS)
        return;
    cbor_put_text(arm_pair(m, 9901), "an unknown claim");
    cbor_put_text(&m->b, "unknown-key");
    cbor_put_text(&m->b, "another unknown claim");
    m->n++;
}

/* Identities that follow from the key, as TF-M's and RSE's firmware make them. */
static cupel_status default_ids(struct tee *t, const char *label)
{
    struct arm_params *p = &t->arm;
    uint8_t digest[CRYPTO_HASH_MAX];
    struct sign_key *key = NULL;
    CUPEL_TRY(tee_key(t, arm_key_type(t), label, &key));
    cupel_status st = crypto_digest(t->crypto, CRYPTO_SHA256, arm_raw_point(&t->out->arena, key),
                                    digest);
    sign_key_free(key);
    CUPEL_TRY(st);
    p->instance_id[0] = 1;
    slice_copy(slice_of(digest, 32), p->instance_id + 1, 32);
    CUPEL_TRY(tee_fill(t, "implementation", p->implementation_id, 32));
    slice_copy(SLICE_ARRAY(p->instance_id), p->anchor_instance, 33);
    slice_copy(SLICE_ARRAY(p->implementation_id), p->anchor_implementation, 32);
    return CUPEL_OK;
}

cupel_status arm_prepare(struct tee *t, const char *label)
{
    struct arm_params *p = &t->arm;
    CUPEL_TRY(default_ids(t, label));
    CUPEL_TRY(tee_fill(t, "component", p->measurement, 32));
    CUPEL_TRY(tee_fill(t, "signer", p->signer, 32));
    p->instance_size[0] = 33;
    p->measurement_size[0] = 32;
    p->nonces[0] = 1;
    tee_put(p->lifecycle, 2, 0x3000);
    tee_text(p->sw_type, "BL");
    tee_text(p->sw_version, "1.0.0");
    slice_copy(t->out->nonce, p->nonce, 64);
    return CUPEL_OK;
}

cupel_status arm_derive(struct tee *t)
{
    (void)t;
    return CUPEL_OK;
}
size_t arm_body_at(unsigned version)
{
    (void)version;
    return 0;
}