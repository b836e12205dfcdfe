/* SPDX-License-Identifier: Apache-2.0 */
/* softtee/arm_cca.c: a software CCA platform with a realm on it. */
#include "softtee/arm.h"

static const char *const parts_words[] = { "both", "platform", "realm", "swapped", NULL };
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

static const struct field fields_cca[] = {
    WORDS("parts", parts, parts_words, "what is in the evidence; swapped: another realm's token"),
    WORDS("realm.sign", realm_sign, arm_sign_words, "signature of the realm token"),
    WORDS("realm.profile", realm_profile, arm_profile_words, "profile that the realm token names"),
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

static const struct field *const cca_tables[] = { fields_arm, fields_cca, NULL };

static cupel_status prepare_cca(struct tee *t)
{
    struct arm_params *p = &t->arm;
    if (!field_given(t, "curve"))
        p->curve = 1; /* P-384, as RSE's firmware has it */
    CUPEL_TRY(arm_prepare(t, "cpak"));
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
    cupel_slice point = sign_key_pub(rak).point, raw = arm_raw_point(a, rak);
    uint8_t *p = arena_alloc(a, 128);
    struct arm_map m;
    if (t->version == 2) {
        arm_open_map(&m);
        cbor_put_int(arm_pair(&m, 1), 2);
        cbor_put_int(arm_pair(&m, -1), 2);
        cbor_put_bytes(arm_pair(&m, -2), slice_part(point, 0, 48));
        cbor_put_bytes(arm_pair(&m, -3), slice_part(point, 48, 48));
        raw = arm_close_map(a, &m);
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
    struct arm_map m;
    arm_open_map(&m);
    if (arm_kept(t, omit, "profile"))
        arm_put_profile(&m, 265,
                        p->profile == PROFILE_GOOD && t->version == 1 ? PROFILE_LEGACY : p->profile,
                        "tag:arm.com,2023:cca_platform#1.0.0", "http://arm.com/CCA-SSD/1.0.0");
    if (arm_kept(t, omit, "challenge"))
        arm_put_nonce(&m, 10, challenge.p, challenge.n, p->nonces[0]);
    if (arm_kept(t, omit, "implementation_id"))
        cbor_put_bytes(arm_pair(&m, 2396), SLICE_ARRAY(p->implementation_id));
    if (arm_kept(t, omit, "instance_id"))
        cbor_put_bytes(arm_pair(&m, 256), slice_of(p->instance_id, arm_size(p->instance_size, 33)));
    if (arm_kept(t, omit, "config"))
        cbor_put_bytes(arm_pair(&m, 2401), SLICE_ARRAY(p->config));
    if (arm_kept(t, omit, "lifecycle"))
        cbor_put_uint(arm_pair(&m, 2395), tee_get(p->lifecycle, 2));
    if (arm_kept(t, omit, "components"))
        arm_put_components(t, &m, 2399, omit);
    if (arm_kept(t, omit, "hash_algorithm"))
        cbor_put_text(arm_pair(&m, 2402), "sha-256");
    arm_put_extra(t, &m);
    return arm_close_map(&t->out->arena, &m);
}

static void put_rems(const struct arm_params *p, struct arm_map *m)
{
    size_t n = arm_size(p->rems, 8);
    struct buf *b = arm_pair(m, 44239);
    cbor_put_array(b, n);
    for (size_t i = 0; i < n; i++)
        cbor_put_bytes(b, SLICE_ARRAY(p->rem[i % 4]));
}

static cupel_slice realm_payload(const struct tee *t, cupel_slice rak)
{
    const struct arm_params *p = &t->arm;
    const char *const *omit = cca_omit_words;
    struct arm_map m;
    arm_open_map(&m);
    if (t->version == 2 || p->realm_profile != PROFILE_GOOD)
        arm_put_profile(&m, 265, p->realm_profile, "tag:arm.com,2024:realm#2.0.0",
                        "tag:arm.com,2023:realm#1.0.0");
    if (arm_kept(t, omit, "realm_challenge"))
        arm_put_nonce(&m, 10, p->nonce, arm_size(p->nonce_size, 64), 1);
    if (arm_kept(t, omit, "personalization"))
        cbor_put_bytes(arm_pair(&m, 44235), SLICE_ARRAY(p->personalization));
    cbor_put_text(arm_pair(&m, 44236), "sha-256");
    if (arm_kept(t, omit, "rak"))
        cbor_put_bytes(arm_pair(&m, 44237), rak);
    if (arm_kept(t, omit, "rim"))
        cbor_put_bytes(arm_pair(&m, 44238), SLICE_ARRAY(p->rim));
    if (arm_kept(t, omit, "rem"))
        put_rems(p, &m);
    if (arm_kept(t, omit, "rak_hash_algorithm"))
        cbor_put_text(arm_pair(&m, 44240), p->rak_hash);
    if (t->version == 2 || p->mec_policy[0])
        cbor_put_uint(arm_pair(&m, 44243), p->mec_policy[0]);
    arm_put_extra(t, &m);
    return arm_close_map(&t->out->arena, &m);
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
    CUPEL_TRY(tee_key(t, arm_key_type(t), "cpak", &k->cpak));
    CUPEL_TRY(
        tee_key(t, arm_key_type(t), t->sign == SIGN_STRANGER ? "stranger" : "cpak", &k->signer));
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

static void put_member(const struct tee *t, struct arm_map *m, int64_t label, cupel_slice token)
{
    struct buf *b = arm_pair(m, label);
    if (t->version == 2) {
        cbor_put_array(b, 2);
        cbor_put_uint(b, 263);
    }
    cbor_put_bytes(b, token);
}

static cupel_slice make_collection(const struct tee *t, cupel_slice platform, cupel_slice realm)
{
    struct arm_map m;
    struct buf b;
    if (t->arm.parts == PARTS_PLATFORM || t->arm.parts == PARTS_REALM)
        return t->arm.parts == PARTS_PLATFORM ? platform : realm;
    arm_open_map(&m);
    put_member(t, &m, 44234, platform);
    put_member(t, &m, 44241, realm);
    if (t->arm.extra == EXTRA_MEMBER)
        cbor_put_bytes(arm_pair(&m, 44258), SLICE_LIT("device evidence"));
    cupel_slice map = arm_close_map(&t->out->arena, &m);
    buf_init(&b, ARM_ROOM);
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
    const struct arm_message outer = { .tagged = true,
                                       .sign = t->sign,
                                       .alg = p->alg,
                                       .alg_place = p->alg_place,
                                       .critical = p->extra == EXTRA_CRITICAL,
                                       .key = k->signer };
    const struct arm_message inner = { .tagged = true,
                                       .sign = p->realm_sign,
                                       .key = k->rak_signer };
    CUPEL_TRY(arm_make_message(t, &outer, platform_payload(t, challenge), &platform));
    CUPEL_TRY(arm_make_message(t, &inner, realm_payload(t, rak_bytes(t, k->rak)), &realm));
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
        arm_put_anchor(t, k.cpak, SLICE_EMPTY);
    clear_keys(&k);
    CUPEL_TRY(st);
    return arm_put_evidence(t, token);
}

const struct tee_kind tee_cca = { .name = "cca",
                                  .versions = { 1, 2 },
                                  .default_version = 2,
                                  .tables = cca_tables,
                                  .prepare = prepare_cca,
                                  .derive = arm_derive,
                                  .build = build_cca,
                                  .body_at = arm_body_at };
