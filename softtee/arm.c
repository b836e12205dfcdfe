/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/arm.c: software attesters of Arm: a device with a PSA root of trust, and a CCA platform
 * with a realm on it. Layouts: RFC 9783 and draft-tschofenig-rats-psa-token-07 (PSA); Arm DEN0137
 * A7.2 and draft-ffm-rats-cca-token (CCA); RFC 9052 and RFC 9053 (COSE). Anchors are key stores as
 * Veraison's tools read them, with a member that says what the key is.
 */
#include "base/text.h"
#include "softtee/cbor_write.h"
#include "softtee/tee.h"

#include <string.h>

#define TOKEN_MAX 65536u

static const char *const sign_words[] = { "good", "zero", "stranger", NULL };
static const char *const curve_words[] = { "P-256", "P-384", NULL };
static const char *const alg_words[] = { "fitting", "ES256", "ES384", "ES512", "PS256", NULL };
static const char *const place_words[] = { "protected", "unprotected", "nowhere", NULL };
static const char *const message_words[] = { "sign1", "mac0", "untagged", NULL };
static const char *const profile_words[] = { "good", "legacy", "other", "bytes", NULL };
static const char *const software_words[] = { "measured", "none", "both", "empty", NULL };
static const char *const extra_words[] = { "none", "claims", "critical", "member", NULL };
static const char *const parts_words[] = { "both", "platform", "realm", "swapped", NULL };
static const char *const psa_omit_words[] = {
    "nothing",           "profile",     "nonce",     "instance_id",
    "implementation_id", "client_id",   "lifecycle", "boot_seed",
    "components",        "measurement", "signer",    NULL
};
static const char *const cca_omit_words[] = { "nothing",
                                              "profile",
                                              "challenge",
                                              "instance_id",
                                              "implementation_id",
                                              "config",
                                              "lifecycle",
                                              "components",
                                              "measurement",
                                              "signer",
                                              "hash_algorithm",
                                              "realm_challenge",
                                              "rim",
                                              "rem",
                                              "personalization",
                                              "rak",
                                              "rak_hash_algorithm",
                                              NULL };
enum { ALG_FITTING, ALG_ES256, ALG_ES384, ALG_ES512, ALG_PS256 };
enum { PLACE_PROTECTED, PLACE_UNPROTECTED, PLACE_NOWHERE };
enum { MESSAGE_SIGN1, MESSAGE_MAC0, MESSAGE_UNTAGGED };
enum { PROFILE_GOOD, PROFILE_LEGACY, PROFILE_OTHER, PROFILE_BYTES };
enum { SOFTWARE_MEASURED, SOFTWARE_NONE, SOFTWARE_BOTH, SOFTWARE_EMPTY };
enum { EXTRA_NONE, EXTRA_CLAIMS, EXTRA_CRITICAL, EXTRA_MEMBER };
enum { PARTS_BOTH, PARTS_PLATFORM, PARTS_REALM, PARTS_SWAPPED };

#define WORDS(name, member, list, text) FIELD_WORDS(name, arm.member, list, text)
#define BYTES(name, member, text)       FIELD_AT(name, FIELD_BYTES, arm.member, text)
#define NUMBER(name, member, text)      FIELD_AT(name, FIELD_NUMBER, arm.member, text)
#define TEXT(name, member, text)        FIELD_AT(name, FIELD_TEXT, arm.member, text)

static const struct field fields_arm[] = {
    FIELD_WORDS("sign", sign, sign_words, "signature of the token; stranger: an unknown key's"),
    FIELD_AT("flip", FIELD_NUMBER, flip, "offset of a byte to spoil after signing"),
    WORDS("curve", curve, curve_words, "curve of the attestation key"),
    WORDS("alg", alg, alg_words, "algorithm that the token says it is signed with"),
    WORDS("alg.place", alg_place, place_words, "header that names the algorithm"),
    WORDS("profile", profile, profile_words, "profile that the token names"),
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

static const struct field fields_psa[] = {
    WORDS("message", message, message_words, "COSE_Sign1, COSE_Mac0 (a shared secret), or no tag"),
    WORDS("omit", omit, psa_omit_words, "claim to leave out"),
    WORDS("software", software, software_words, "what is said of software"),
    BYTES("nonce", nonce, "the challenge"),
    NUMBER("nonce.size", nonce_size, "bytes of the challenge"),
    NUMBER("client_id", client_id, "who asked for the token"),
    BYTES("boot_seed", boot_seed, "random value of this boot"),
    NUMBER("boot_seed.size", seed_size, "bytes of it"),
    TEXT("certification", certification, "PSA certificate: 13 digits, a hyphen, 5 digits"),
    { 0 },
};

static const struct field fields_cca[] = {
    WORDS("parts", parts, parts_words, "what is in the evidence; swapped: another realm's token"),
    WORDS("realm.sign", realm_sign, sign_words, "signature of the realm token"),
    WORDS("realm.profile", realm_profile, profile_words, "profile that the realm token names"),
    WORDS("omit", omit, cca_omit_words, "claim to leave out"),
    BYTES("challenge", nonce, "the realm's challenge"),
    NUMBER("challenge.size", nonce_size, "bytes of the challenge"),
    BYTES("platform_challenge", platform_challenge, "digest of the realm's key"),
    BYTES("personalization", personalization, "what the realm's owner put in"),
    BYTES("rim", rim, "initial measurement"),
    BYTES("rem0", rem[0], "extensible measurement 0"),
    BYTES("rem1", rem[1], "extensible measurement 1"),
    BYTES("rem2", rem[2], "extensible measurement 2"),
    BYTES("rem3", rem[3], "extensible measurement 3"),
    NUMBER("rems", rems, "how many extensible measurements the token holds"),
    NUMBER("mec_policy", mec_policy, "memory encryption context: 0 private, 1 shared"),
    BYTES("config", config, "options of the platform"),
    TEXT("rak_hash_algorithm", rak_hash, "hash that the realm token says its key is bound with"),
    BYTES("rak", rak_spoil, "replaces the first bytes of the realm's key where it is given"),
    { 0 },
};

static const struct field *const psa_tables[] = { fields_arm, fields_psa, NULL };
static const struct field *const cca_tables[] = { fields_arm, fields_cca, NULL };

/* ---- maps ---- */

/* A map whose pairs are counted as they come. */
struct map_out {
    struct buf b;
    uint64_t n;
};

static struct buf *pair(struct map_out *m, int64_t label)
{
    cbor_put_int(&m->b, label);
    m->n++;
    return &m->b;
}

static cupel_slice close_map(struct arena *a, struct map_out *m)
{
    struct buf whole;
    buf_init(&whole, TOKEN_MAX);
    cbor_put_map(&whole, m->n);
    buf_add(&whole, buf_slice(&m->b));
    cupel_slice ret = arena_copy(a, buf_slice(&whole));
    buf_clear(&whole);
    buf_clear(&m->b);
    return ret;
}

static void open_map(struct map_out *m)
{
    buf_init(&m->b, TOKEN_MAX);
    m->n = 0;
}

static size_t size_of(const uint8_t p[1], size_t room)
{
    return p[0] < room ? p[0] : room;
}

static bool is_kept(const struct tee *t, const char *const *words, const char *name)
{
    return strcmp(words[t->arm.omit], name) != 0;
}

/* ---- keys ---- */

static enum crypto_key_type key_type(const struct tee *t)
{
    return t->arm.curve ? CRYPTO_KEY_P384 : CRYPTO_KEY_P256;
}

static enum crypto_sig sig_of(enum crypto_key_type type)
{
    return type == CRYPTO_KEY_P384 ? CRYPTO_SIG_ECDSA_P384_SHA384 : CRYPTO_SIG_ECDSA_P256_SHA256;
}

/* 04, X and Y. */
static cupel_slice raw_point(struct arena *a, const struct sign_key *key)
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
static void put_anchor(struct tee *t, const struct sign_key *key, cupel_slice secret)
{
    struct buf b;
    buf_init(&b, TOKEN_MAX);
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

struct message {
    bool mac, tagged;
    uint8_t sign, alg, alg_place; /* words */
    bool critical;
    const struct sign_key *key;
    cupel_slice secret;
};

static int64_t alg_label(const struct message *m)
{
    static const int64_t labels[] = {
        [ALG_ES256] = -7, [ALG_ES384] = -35, [ALG_ES512] = -36, [ALG_PS256] = -37
    };
    if (m->alg != ALG_FITTING)
        return labels[m->alg];
    return m->mac ? 5 : sign_key_pub(m->key).type == CRYPTO_KEY_P384 ? -35 : -7;
}

static cupel_slice make_headers(struct arena *a, const struct message *m, uint8_t place)
{
    struct map_out h;
    open_map(&h);
    if (m->alg_place == place)
        cbor_put_int(pair(&h, 1), alg_label(m));
    if (m->critical && place == PLACE_PROTECTED) {
        cbor_put_array(pair(&h, 2), 1);
        cbor_put_int(&h.b, -70000);
        cbor_put_bool(pair(&h, -70000), true);
    }
    return close_map(a, &h);
}

/* Sig_structure or MAC_structure, RFC 9052 sections 4.4 and 6.3. */
static cupel_status make_signature(const struct tee *t, const struct message *m, cupel_slice header,
                                   cupel_slice payload, uint8_t out[SIGN_MAX], size_t *n)
{
    struct buf b;
    cupel_status st;
    buf_init(&b, TOKEN_MAX);
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

static cupel_status make_message(const struct tee *t, const struct message *m, cupel_slice payload,
                                 cupel_slice *ret)
{
    struct arena *a = &t->out->arena;
    uint8_t sig[SIGN_MAX] = { 0 };
    size_t n = 0;
    cupel_slice header = make_headers(a, m, PLACE_PROTECTED);
    CUPEL_TRY(make_signature(t, m, header, payload, sig, &n));
    struct buf b;
    buf_init(&b, TOKEN_MAX);
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
static cupel_status put_evidence(struct tee *t, cupel_slice token)
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

static void put_nonce(struct map_out *m, int64_t label, const uint8_t *p, size_t n, unsigned times)
{
    struct buf *b = pair(m, label);
    if (times != 1)
        cbor_put_array(b, times);
    for (unsigned i = 0; i < times; i++)
        cbor_put_bytes(b, slice_of(p, n));
}

static void put_profile(struct map_out *m, int64_t label, uint8_t word, const char *good,
                        const char *legacy)
{
    if (word == PROFILE_BYTES)
        cbor_put_bytes(pair(m, label), SLICE_LIT("profile"));
    else if (word == PROFILE_OTHER)
        cbor_put_text(pair(m, label), "tag:example.com,2026:another");
    else if (word == PROFILE_GOOD || legacy)
        cbor_put_text(pair(m, label), word == PROFILE_GOOD ? good : legacy);
}

static void put_components(const struct tee *t, struct map_out *m, int64_t label,
                           const char *const *omit)
{
    const struct arm_params *p = &t->arm;
    struct map_out c;
    struct buf *b = pair(m, label);
    if (p->software == SOFTWARE_EMPTY) {
        cbor_put_array(b, 0);
        return;
    }
    cbor_put_array(b, 1);
    open_map(&c);
    cbor_put_text(pair(&c, 1), p->sw_type);
    if (is_kept(t, omit, "measurement"))
        cbor_put_bytes(pair(&c, 2), slice_of(p->measurement, size_of(p->measurement_size, 64)));
    cbor_put_text(pair(&c, 4), p->sw_version);
    if (is_kept(t, omit, "signer"))
        cbor_put_bytes(pair(&c, 5), SLICE_ARRAY(p->signer));
    buf_add(b, close_map(&t->out->arena, &c));
}

static void put_extra(const struct tee *t, struct map_out *m)
{
    if (t->arm.extra != EXTRA_CLAIMS)
        return;
    cbor_put_text(pair(m, 9901), "an unknown claim");
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
    CUPEL_TRY(tee_key(t, key_type(t), label, &key));
    cupel_status st = crypto_digest(t->crypto, CRYPTO_SHA256, raw_point(&t->out->arena, key),
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

static cupel_status prepare_both(struct tee *t, const char *label)
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

/* ---- PSA ---- */

static cupel_status prepare_psa(struct tee *t)
{
    struct arm_params *p = &t->arm;
    CUPEL_TRY(prepare_both(t, "iak"));
    size_t n = t->out->nonce.n;
    p->nonce_size[0] = n <= 32 ? 32 : n <= 48 ? 48 : 64;
    p->seed_size[0] = 32;
    tee_put(p->client_id, 4, 1);
    tee_text(p->certification, "0604565272829-10010");
    return tee_fill(t, "boot seed", p->boot_seed, 32);
}

static cupel_status derive_nothing(struct tee *t)
{
    (void)t;
    return CUPEL_OK;
}

/* Labels of profile 1 and 2, in the order of their claims. */
struct psa_labels {
    int64_t profile, client_id, lifecycle, implementation_id, boot_seed, certification, components,
        nonce, instance_id;
};

static void put_software(const struct tee *t, struct map_out *m, int64_t label)
{
    const struct arm_params *p = &t->arm;
    if (p->software != SOFTWARE_NONE && is_kept(t, psa_omit_words, "components"))
        put_components(t, m, label, psa_omit_words);
    if (p->software == SOFTWARE_NONE || p->software == SOFTWARE_BOTH)
        cbor_put_uint(pair(m, -75007), 1);
}

static cupel_slice psa_payload(const struct tee *t)
{
    static const struct psa_labels one = { -75000, -75001, -75002, -75003, -75004,
                                           -75005, -75006, -75008, -75009 };
    static const struct psa_labels two = { 265, 2394, 2395, 2396, 268, 2398, 2399, 10, 256 };
    const struct psa_labels *l = t->version == 1 ? &one : &two;
    const struct arm_params *p = &t->arm;
    const char *const *omit = psa_omit_words;
    struct map_out m;
    open_map(&m);
    if (is_kept(t, omit, "profile"))
        put_profile(&m, l->profile, p->profile,
                    t->version == 1 ? "PSA_IOT_PROFILE_1" : "tag:psacertified.org,2023:psa#tfm",
                    t->version == 1 ? NULL : "http://arm.com/psa/2.0.0");
    if (is_kept(t, omit, "client_id"))
        cbor_put_int(pair(&m, l->client_id), (int32_t)tee_get(p->client_id, 4));
    if (is_kept(t, omit, "lifecycle"))
        cbor_put_uint(pair(&m, l->lifecycle), tee_get(p->lifecycle, 2));
    if (is_kept(t, omit, "implementation_id"))
        cbor_put_bytes(pair(&m, l->implementation_id), SLICE_ARRAY(p->implementation_id));
    if (is_kept(t, omit, "boot_seed"))
        cbor_put_bytes(pair(&m, l->boot_seed), slice_of(p->boot_seed, size_of(p->seed_size, 64)));
    cbor_put_text(pair(&m, l->certification), p->certification);
    put_software(t, &m, l->components);
    if (is_kept(t, omit, "nonce"))
        put_nonce(&m, l->nonce, p->nonce, size_of(p->nonce_size, 64), p->nonces[0]);
    if (is_kept(t, omit, "instance_id"))
        cbor_put_bytes(pair(&m, l->instance_id),
                       slice_of(p->instance_id, size_of(p->instance_size, 33)));
    put_extra(t, &m);
    return close_map(&t->out->arena, &m);
}

static cupel_status build_psa(struct tee *t, struct cupel_diag *err)
{
    (void)err;
    struct sign_key *iak = NULL, *signer = NULL;
    uint8_t secret[32], other[32];
    cupel_slice token = SLICE_EMPTY;
    bool mac = t->arm.message == MESSAGE_MAC0, stranger = t->sign == SIGN_STRANGER;
    CUPEL_TRY(tee_fill(t, "secret", secret, sizeof secret));
    CUPEL_TRY(tee_fill(t, "other secret", other, sizeof other));
    CUPEL_TRY(tee_key(t, key_type(t), "iak", &iak));
    cupel_status st = tee_key(t, key_type(t), stranger ? "stranger" : "iak", &signer);
    const struct message m = { .mac = mac,
                               .tagged = t->arm.message != MESSAGE_UNTAGGED,
                               .sign = t->sign,
                               .alg = t->arm.alg,
                               .alg_place = t->arm.alg_place,
                               .critical = t->arm.extra == EXTRA_CRITICAL,
                               .key = signer,
                               .secret = stranger ? SLICE_ARRAY(other) : SLICE_ARRAY(secret) };
    if (st == CUPEL_OK)
        st = make_message(t, &m, psa_payload(t), &token);
    put_anchor(t, iak, mac ? SLICE_ARRAY(secret) : SLICE_EMPTY);
    sign_key_free(iak);
    sign_key_free(signer);
    CUPEL_TRY(st);
    return put_evidence(t, token);
}

/* ---- CCA ---- */

static cupel_status prepare_cca(struct tee *t)
{
    struct arm_params *p = &t->arm;
    if (!field_given(t, "curve"))
        p->curve = 1; /* P-384, as RSE's firmware has it */
    CUPEL_TRY(prepare_both(t, "cpak"));
    p->nonce_size[0] = 64;
    p->rems[0] = 4;
    tee_text(p->rak_hash, "sha-256");
    tee_put(p->config, 4, 0xcfcfcfcf);
    CUPEL_TRY(tee_fill(t, "personalization", p->personalization, 64));
    CUPEL_TRY(tee_fill(t, "rim", p->rim, 32));
    return tee_fill(t, "rem", p->rem[0], 32);
}

/* The realm's key as its token has it: a raw point at first, a COSE_Key since version 2. */
static cupel_slice rak_bytes(const struct tee *t, const struct sign_key *rak)
{
    struct arena *a = &t->out->arena;
    cupel_slice point = sign_key_pub(rak).point, raw = raw_point(a, rak);
    uint8_t *p = arena_alloc(a, 128);
    struct map_out m;
    if (t->version == 2) {
        open_map(&m);
        cbor_put_int(pair(&m, 1), 2);
        cbor_put_int(pair(&m, -1), 2);
        cbor_put_bytes(pair(&m, -2), slice_part(point, 0, 48));
        cbor_put_bytes(pair(&m, -3), slice_part(point, 48, 48));
        raw = close_map(a, &m);
    }
    if (!p || raw.n > 128)
        return raw;
    slice_copy(raw, p, raw.n);
    if (field_given(t, "rak"))
        slice_copy(SLICE_ARRAY(t->arm.rak_spoil), p, sizeof t->arm.rak_spoil);
    return slice_of(p, raw.n);
}

static cupel_slice platform_payload(const struct tee *t, cupel_slice challenge)
{
    const struct arm_params *p = &t->arm;
    const char *const *omit = cca_omit_words;
    struct map_out m;
    open_map(&m);
    if (is_kept(t, omit, "profile"))
        put_profile(&m, 265,
                    p->profile == PROFILE_GOOD && t->version == 1 ? PROFILE_LEGACY : p->profile,
                    "tag:arm.com,2023:cca_platform#1.0.0", "http://arm.com/CCA-SSD/1.0.0");
    if (is_kept(t, omit, "challenge"))
        put_nonce(&m, 10, challenge.p, challenge.n, p->nonces[0]);
    if (is_kept(t, omit, "implementation_id"))
        cbor_put_bytes(pair(&m, 2396), SLICE_ARRAY(p->implementation_id));
    if (is_kept(t, omit, "instance_id"))
        cbor_put_bytes(pair(&m, 256), slice_of(p->instance_id, size_of(p->instance_size, 33)));
    if (is_kept(t, omit, "config"))
        cbor_put_bytes(pair(&m, 2401), SLICE_ARRAY(p->config));
    if (is_kept(t, omit, "lifecycle"))
        cbor_put_uint(pair(&m, 2395), tee_get(p->lifecycle, 2));
    if (is_kept(t, omit, "components"))
        put_components(t, &m, 2399, omit);
    if (is_kept(t, omit, "hash_algorithm"))
        cbor_put_text(pair(&m, 2402), "sha-256");
    put_extra(t, &m);
    return close_map(&t->out->arena, &m);
}

static void put_rems(const struct arm_params *p, struct map_out *m)
{
    size_t n = size_of(p->rems, 8);
    struct buf *b = pair(m, 44239);
    cbor_put_array(b, n);
    for (size_t i = 0; i < n; i++)
        cbor_put_bytes(b, SLICE_ARRAY(p->rem[i % 4]));
}

static cupel_slice realm_payload(const struct tee *t, cupel_slice rak)
{
    const struct arm_params *p = &t->arm;
    const char *const *omit = cca_omit_words;
    struct map_out m;
    open_map(&m);
    if (t->version == 2 || p->realm_profile != PROFILE_GOOD)
        put_profile(&m, 265, p->realm_profile, "tag:arm.com,2024:realm#2.0.0",
                    "tag:arm.com,2023:realm#1.0.0");
    if (is_kept(t, omit, "realm_challenge"))
        put_nonce(&m, 10, p->nonce, size_of(p->nonce_size, 64), 1);
    if (is_kept(t, omit, "personalization"))
        cbor_put_bytes(pair(&m, 44235), SLICE_ARRAY(p->personalization));
    cbor_put_text(pair(&m, 44236), "sha-256");
    if (is_kept(t, omit, "rak"))
        cbor_put_bytes(pair(&m, 44237), rak);
    if (is_kept(t, omit, "rim"))
        cbor_put_bytes(pair(&m, 44238), SLICE_ARRAY(p->rim));
    if (is_kept(t, omit, "rem"))
        put_rems(p, &m);
    if (is_kept(t, omit, "rak_hash_algorithm"))
        cbor_put_text(pair(&m, 44240), p->rak_hash);
    if (t->version == 2 || p->mec_policy[0])
        cbor_put_uint(pair(&m, 44243), p->mec_policy[0]);
    put_extra(t, &m);
    return close_map(&t->out->arena, &m);
}

struct realm_keys {
    struct sign_key *cpak, *signer, *rak, *rak_signer;
};

static void clear_keys(struct realm_keys *k)
{
    sign_key_free(k->cpak);
    sign_key_free(k->signer);
    sign_key_free(k->rak);
    sign_key_free(k->rak_signer);
}

static cupel_status make_keys(const struct tee *t, struct realm_keys *k)
{
    const char *rak = t->arm.parts == PARTS_SWAPPED ? "rak of another" : "rak";
    CUPEL_TRY(tee_key(t, key_type(t), "cpak", &k->cpak));
    CUPEL_TRY(tee_key(t, key_type(t), t->sign == SIGN_STRANGER ? "stranger" : "cpak", &k->signer));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, rak, &k->rak));
    return tee_key(t, CRYPTO_KEY_P384, t->arm.realm_sign == SIGN_STRANGER ? "stranger" : rak,
                   &k->rak_signer);
}

/* What the platform signed: the digest of its own realm's key, whosever token stands beside it. */
static cupel_status bound_digest(const struct tee *t, uint8_t out[CRYPTO_HASH_MAX])
{
    struct sign_key *rak = NULL;
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "rak", &rak));
    cupel_status st = crypto_digest(t->crypto, CRYPTO_SHA256, rak_bytes(t, rak), out);
    sign_key_free(rak);
    return st;
}

static void put_member(const struct tee *t, struct map_out *m, int64_t label, cupel_slice token)
{
    struct buf *b = pair(m, label);
    if (t->version == 2) {
        cbor_put_array(b, 2);
        cbor_put_uint(b, 263);
    }
    cbor_put_bytes(b, token);
}

static cupel_slice make_collection(const struct tee *t, cupel_slice platform, cupel_slice realm)
{
    struct map_out m;
    struct buf b;
    if (t->arm.parts == PARTS_PLATFORM || t->arm.parts == PARTS_REALM)
        return t->arm.parts == PARTS_PLATFORM ? platform : realm;
    open_map(&m);
    put_member(t, &m, 44234, platform);
    put_member(t, &m, 44241, realm);
    if (t->arm.extra == EXTRA_MEMBER)
        cbor_put_bytes(pair(&m, 44258), SLICE_LIT("device evidence"));
    cupel_slice map = close_map(&t->out->arena, &m);
    buf_init(&b, TOKEN_MAX);
    cbor_put_tag(&b, t->version == 2 ? 907 : 399);
    buf_add(&b, map);
    cupel_slice ret = arena_copy(&t->out->arena, buf_slice(&b));
    buf_clear(&b);
    return ret;
}

static cupel_status make_tokens(struct tee *t, const struct realm_keys *k, cupel_slice *ret)
{
    const struct arm_params *p = &t->arm;
    uint8_t digest[CRYPTO_HASH_MAX];
    cupel_slice platform, realm;
    CUPEL_TRY(bound_digest(t, digest));
    cupel_slice challenge = field_given(t, "platform_challenge")
                                ? SLICE_ARRAY(p->platform_challenge)
                                : slice_of(digest, 32);
    const struct message outer = { .tagged = true,
                                   .sign = t->sign,
                                   .alg = p->alg,
                                   .alg_place = p->alg_place,
                                   .critical = p->extra == EXTRA_CRITICAL,
                                   .key = k->signer };
    const struct message inner = { .tagged = true, .sign = p->realm_sign, .key = k->rak_signer };
    CUPEL_TRY(make_message(t, &outer, platform_payload(t, challenge), &platform));
    CUPEL_TRY(make_message(t, &inner, realm_payload(t, rak_bytes(t, k->rak)), &realm));
    *ret = make_collection(t, platform, realm);
    return CUPEL_OK;
}

static cupel_status build_cca(struct tee *t, struct cupel_diag *err)
{
    (void)err;
    struct realm_keys k = { 0 };
    cupel_slice token = SLICE_EMPTY;
    cupel_status st = make_keys(t, &k);
    if (st == CUPEL_OK)
        st = make_tokens(t, &k, &token);
    if (st == CUPEL_OK)
        put_anchor(t, k.cpak, SLICE_EMPTY);
    clear_keys(&k);
    CUPEL_TRY(st);
    return put_evidence(t, token);
}

static size_t body_at(unsigned version)
{
    (void)version;
    return 0;
}

const struct tee_kind tee_psa = { .name = "psa",
                                  .versions = { 1, 2 },
                                  .default_version = 2,
                                  .tables = psa_tables,
                                  .prepare = prepare_psa,
                                  .derive = derive_nothing,
                                  .build = build_psa,
                                  .body_at = body_at };
const struct tee_kind tee_cca = { .name = "cca",
                                  .versions = { 1, 2 },
                                  .default_version = 2,
                                  .tables = cca_tables,
                                  .prepare = prepare_cca,
                                  .derive = derive_nothing,
                                  .build = build_cca,
                                  .body_at = body_at };
