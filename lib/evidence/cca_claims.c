/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of CCA's platform and realm tokens: Arm DEN0137 (RMM specification) A7.2.3 and
 * draft-ffm-rats-cca-token. */
#include "base/status.h"
#include "evidence/cca.h"

static const struct arm_rule platform_rules[] = {
    { ARM_PROFILE, "cca-platform-profile", ARM_IS_TEXT, 0, 0, true,
      "whose rules the claims follow" },
    { ARM_NONCE, "cca-platform-challenge", ARM_IS_HASH, 0, 0, true,
      "digest of the realm's attestation key (RAK): binds the realm to this platform" },
    { ARM_IMPLEMENTATION_ID, "cca-platform-implementation-id", ARM_IS_BYTES, 32, 32, true,
      "names the kind of platform" },
    { ARM_UEID, "cca-platform-instance-id", ARM_IS_UEID, 33, 33, true,
      "names this platform: 01 and a digest of its attestation key (CPAK)" },
    { ARM_PLATFORM_CONFIG, "cca-platform-config", ARM_IS_BYTES, 0, INT32_MAX, true,
      "options that the maker chose, such as how memory is protected" },
    { ARM_LIFECYCLE, "cca-platform-lifecycle", ARM_IS_STATE, 0, 0, true, "state of the platform" },
    { ARM_SW_COMPONENTS, "cca-platform-sw-components", ARM_IS_COMPONENTS, 0, 0, true,
      "firmware that can affect the platform" },
    { ARM_VERIFICATION_SERVICE, "cca-platform-verification-service", ARM_IS_TEXT, 0, 0, false,
      "a hint where to have it verified; never followed here" },
    { ARM_PLATFORM_HASH, "cca-platform-hash-algo-id", ARM_IS_TEXT, 0, 0, true,
      "hash that measures the components which name none" },
};

static const struct arm_rule realm_rules[] = {
    { ARM_PROFILE, "cca-realm-profile", ARM_IS_TEXT, 0, 0, false, "whose rules the claims follow" },
    { ARM_NONCE, "cca-realm-challenge", ARM_IS_BYTES, 64, 64, true, "the challenge" },
    { ARM_UEID, "cca-realm-instance-id", ARM_IS_UEID, 7, 33, false, "names this realm" },
    { CCA_PERSONALIZATION, "cca-realm-personalization-value", ARM_IS_BYTES, 64, 64, true,
      "what the realm's owner put in at its start" },
    { CCA_RIM, "cca-realm-initial-measurement", ARM_IS_HASH, 0, 0, true,
      "RIM: digest of the realm's first contents" },
    { CCA_REM, "cca-realm-extensible-measurements", ARM_IS_HASHES, 0, CCA_REMS, true,
      "REM: what the realm measured itself while it ran" },
    { CCA_REALM_HASH, "cca-realm-hash-algo-id", ARM_IS_TEXT, 0, 0, true, "hash of RIM and REM" },
    { CCA_RAK, "cca-realm-public-key", ARM_IS_BYTES, 97, 256, true,
      "RAK: the key that signs the realm's token" },
    { CCA_RAK_HASH, "cca-realm-public-key-hash-algo-id", ARM_IS_TEXT, 0, 0, true,
      "hash of the RAK in the platform's challenge" },
    { CCA_MEC_POLICY, "cca-realm-mec-policy", ARM_IS_INT, 0, 1, false,
      "memory encryption context: 0 private, 1 shared with other realms" },
};

#define RAK_RAW_SIZE 97u /* 04, X and Y of P-384 (SEC 1 section 2.3.3) */

bool cca_hash_of(cupel_slice name, enum crypto_hash *ret)
{
    static const struct {
        const char *name;
        enum crypto_hash hash;
    } hashes[] = { { "sha-256", CRYPTO_SHA256 },
                   { "sha-384", CRYPTO_SHA384 },
                   { "sha-512", CRYPTO_SHA512 } };
    for (size_t i = 0; i < CUPEL_COUNT(hashes); i++) {
        if (!slice_eq(name, slice_str(hashes[i].name)))
            continue;
        *ret = hashes[i].hash;
        return true;
    }
    return false;
}

cupel_slice cca_rem(const struct arm_claims *c, size_t i)
{
    struct cur v = cbor_value(cbor_find(&c->map, CCA_REM));
    struct cbor_items it = cbor_enter_array(&v);
    for (size_t n = 0; cbor_more(&v, &it); n++) {
        cupel_slice s = cbor_take_bytes(&v);
        if (n == i)
            return s;
    }
    return SLICE_EMPTY;
}

cupel_status cca_read_rak(struct arena *a, const struct arm_claims *c, struct crypto_pub *ret)
{
    cupel_slice raw = arm_bytes(c, CCA_RAK);
    if (!raw.n)
        return CUPEL_E_NOT_FOUND;
    if (raw.n == RAK_RAW_SIZE && raw.p[0] == 4) {
        *ret = (struct crypto_pub){ CRYPTO_KEY_P384, slice_part(raw, 1, RAK_RAW_SIZE - 1) };
        return CUPEL_OK;
    }
    cupel_status st = cose_key_read(a, raw, ret);
    return st == CUPEL_OK || st == CUPEL_E_NOMEM || st == CUPEL_E_UNSUPPORTED ? st
                                                                              : CUPEL_E_MALFORMED;
}

/* ---- profiles ---- */

static bool is_one_of(cupel_slice name, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        if (slice_eq(name, slice_str(names[i])))
            return true;
    return false;
}

static void judge_name(struct arena *a, struct arm_claims *c, const char *const *names)
{
    cupel_slice name = arm_text(c, ARM_PROFILE);
    if (name.n && !is_one_of(name, names))
        arm_fault(
            c, ARM_ON_PROFILE, cbor_find(&c->map, ARM_PROFILE),
            arena_printf(a, "\"%s\" is not known here as %s", arena_text(a, name), c->profile));
}

void cca_judge_platform(struct arena *a, struct arm_claims *c)
{
    static const char *const names[] = { "tag:arm.com,2023:cca_platform#1.0.0",
                                         "http://arm.com/CCA-SSD/1.0.0", NULL };
    c->rules = platform_rules;
    c->n_rules = CUPEL_COUNT(platform_rules);
    c->profile = "the profile of CCA platform tokens";
    judge_name(a, c, names);
    arm_judge(a, c);
}

/* Before profiles were named the key stood raw, since then as COSE_Key. */
static void judge_encoding(struct arm_claims *c)
{
    cupel_slice raw = arm_bytes(c, CCA_RAK);
    bool named = cbor_find(&c->map, ARM_PROFILE) != NULL;
    bool is_raw = raw.n == RAK_RAW_SIZE && raw.p[0] == 4;
    if (raw.n && is_raw == named)
        arm_fault(
            c, ARM_ON_CLAIMS, cbor_find(&c->map, CCA_RAK),
            named ? "cca-realm-public-key (44237) is a raw point; the profile demands a COSE_Key"
                  : "cca-realm-public-key (44237) is no raw point of P-384 (04, X, Y), which "
                    "tokens without a profile have");
}

void cca_judge_realm(struct arena *a, struct arm_claims *c)
{
    static const char *const names[] = { "tag:arm.com,2023:realm#1.0.0",
                                         "tag:arm.com,2024:realm#2.0.0", NULL };
    c->rules = realm_rules;
    c->n_rules = CUPEL_COUNT(realm_rules);
    c->profile = "the profile of CCA realm tokens";
    judge_name(a, c, names);
    arm_judge(a, c);
    judge_encoding(c);
}

/* ---- claims that nobody signed ---- */

bool cca_claims_probe(cupel_slice in)
{
    enum arm_kind kind = arm_guess(in);
    return arm_is_unsigned(in) && (kind == ARM_CCA_PLATFORM || kind == ARM_CCA_REALM);
}

cupel_status cca_claims_explain(struct field_list *l, cupel_slice in, struct cupel_diag *err)
{
    struct arm_claims *c = arena_alloc(l->arena, sizeof *c);
    struct cur v = cur_of(in);
    if (!c)
        return diag_set(err, CUPEL_E_NOMEM, "cca-claims", "out of memory");
    cbor_take_map(&v, &c->map);
    cupel_status st = cur_end(&v);
    if (st != CUPEL_OK)
        return diag_at(err, st, "cca-claims", v.at, "the map of claims %s", cbor_fault(st));
    c->length = in.n;
    if (arm_guess(in) == ARM_CCA_REALM)
        cca_judge_realm(l->arena, c);
    else
        cca_judge_platform(l->arena, c);
    arm_explain_claims(l, c);
    return CUPEL_OK;
}
