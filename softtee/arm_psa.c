/* SPDX-License-Identifier: Apache-2.0 */
/* softtee/arm_psa.c: a software device with a PSA root of trust. */
#include "softtee/arm.h"

static const char *const message_words[] = { "sign1", "mac0", "untagged", NULL };
static const char *const software_words[] = { "measured", "none", "both", "empty", NULL };
static const char *const psa_omit_words[] = {
    "nothing",           "profile",     "nonce",     "instance_id",
    "implementation_id", "client_id",   "lifecycle", "boot_seed",
    "components",        "measurement", "signer",    NULL
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

static const struct field *const psa_tables[] = { fields_arm, fields_psa, NULL };

static cupel_status prepare_psa(struct tee *t)
{
    struct arm_params *p = &t->arm;
    CUPEL_TRY(arm_prepare(t, "iak"));
    size_t n = t->out->nonce.n;
    p->nonce_size[0] = n <= 32 ? 32 : n <= 48 ? 48 : 64;
    p->seed_size[0] = 32;
    tee_put(p->client_id, 4, 1);
    tee_text(p->certification, "0604565272829-10010");
    return tee_fill(t, "boot seed", p->boot_seed, 32);
}

/* Labels of profile 1 and 2, in the order of their claims. */
struct psa_labels {
    int64_t profile, client_id, lifecycle, implementation_id, boot_seed, certification, components,
        nonce, instance_id;
};

static void put_software(const struct tee *t, struct arm_map *m, int64_t label)
{
    const struct arm_params *p = &t->arm;
    if (p->software != SOFTWARE_NONE && arm_kept(t, psa_omit_words, "components"))
        arm_put_components(t, m, label, psa_omit_words);
    if (p->software == SOFTWARE_NONE || p->software == SOFTWARE_BOTH)
        cbor_put_uint(arm_pair(m, -75007), 1);
}

static cupel_slice psa_payload(const struct tee *t)
{
    static const struct psa_labels one = { -75000, -75001, -75002, -75003, -75004,
                                           -75005, -75006, -75008, -75009 };
    static const struct psa_labels two = { 265, 2394, 2395, 2396, 268, 2398, 2399, 10, 256 };
    const struct psa_labels *l = t->version == 1 ? &one : &two;
    const struct arm_params *p = &t->arm;
    const char *const *omit = psa_omit_words;
    struct arm_map m;
    arm_open_map(&m);
    if (arm_kept(t, omit, "profile"))
        arm_put_profile(&m, l->profile, p->profile,
                        t->version == 1 ? "PSA_IOT_PROFILE_1" : "tag:psacertified.org,2023:psa#tfm",
                        t->version == 1 ? NULL : "http://arm.com/psa/2.0.0");
    if (arm_kept(t, omit, "client_id"))
        cbor_put_int(arm_pair(&m, l->client_id), (int32_t)tee_get(p->client_id, 4));
    if (arm_kept(t, omit, "lifecycle"))
        cbor_put_uint(arm_pair(&m, l->lifecycle), tee_get(p->lifecycle, 2));
    if (arm_kept(t, omit, "implementation_id"))
        cbor_put_bytes(arm_pair(&m, l->implementation_id), SLICE_ARRAY(p->implementation_id));
    if (arm_kept(t, omit, "boot_seed"))
        cbor_put_bytes(arm_pair(&m, l->boot_seed),
                       slice_of(p->boot_seed, arm_size(p->seed_size, 64)));
    cbor_put_text(arm_pair(&m, l->certification), p->certification);
    put_software(t, &m, l->components);
    if (arm_kept(t, omit, "nonce"))
        arm_put_nonce(&m, l->nonce, p->nonce, arm_size(p->nonce_size, 64), p->nonces[0]);
    if (arm_kept(t, omit, "instance_id"))
        cbor_put_bytes(arm_pair(&m, l->instance_id),
                       slice_of(p->instance_id, arm_size(p->instance_size, 33)));
    arm_put_extra(t, &m);
    return arm_close_map(&t->out->arena, &m);
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
    CUPEL_TRY(tee_key(t, arm_key_type(t), "iak", &iak));
    cupel_status st = tee_key(t, arm_key_type(t), stranger ? "stranger" : "iak", &signer);
    const struct arm_message m = { .mac = mac,
                                   .tagged = t->arm.message != MESSAGE_UNTAGGED,
                                   .sign = t->sign,
                                   .alg = t->arm.alg,
                                   .alg_place = t->arm.alg_place,
                                   .critical = t->arm.extra == EXTRA_CRITICAL,
                                   .key = signer,
                                   .secret = stranger ? SLICE_ARRAY(other) : SLICE_ARRAY(secret) };
    if (st == CUPEL_OK)
        st = arm_make_message(t, &m, psa_payload(t), &token);
    arm_put_anchor(t, iak, mac ? SLICE_ARRAY(secret) : SLICE_EMPTY);
    sign_key_free(iak);
    sign_key_free(signer);
    CUPEL_TRY(st);
    return arm_put_evidence(t, token);
}

const struct tee_kind tee_psa = { .name = "psa",
                                  .versions = { 1, 2 },
                                  .default_version = 2,
                                  .tables = psa_tables,
                                  .prepare = prepare_psa,
                                  .derive = arm_derive,
                                  .build = build_psa,
                                  .body_at = arm_body_at };
