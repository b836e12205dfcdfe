/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of a PSA token: which profile's they are, and what it demands of them. */
#include "base/status.h"
#include "evidence/psa.h"

/* RFC 9783, PSA claims; boot seed of http://arm.com/psa/2.0.0 as in its draft 08. */
static const struct arm_rule rules_2[] = {
    { ARM_PROFILE, "eat-profile", ARM_IS_TEXT, 0, 0, true, "whose rules the claims follow" },
    { ARM_NONCE, "psa-nonce", ARM_IS_HASH, 0, 0, true, "the challenge" },
    { ARM_CLIENT_ID, "psa-client-id", ARM_IS_INT, INT32_MIN, INT32_MAX, true,
      "who asked for the token; negative: the non-secure side" },
    { ARM_UEID, "psa-instance-id", ARM_IS_UEID, 33, 33, true,
      "names the device: 01 and a digest of its attestation key" },
    { ARM_IMPLEMENTATION_ID, "psa-implementation-id", ARM_IS_BYTES, 32, 32, true,
      "names the immutable root of trust" },
    { ARM_LIFECYCLE, "psa-lifecycle", ARM_IS_STATE, 0, 0, true, "state of the device" },
    { ARM_BOOT_SEED, "psa-boot-seed", ARM_IS_BYTES, 8, 32, false, "random value of this boot" },
    { ARM_OLD_BOOT_SEED, "psa-boot-seed", ARM_IS_BYTES, 8, 32, false, "random value of this boot" },
    { ARM_CERTIFICATION, "psa-certification-reference", ARM_IS_EAN, 19, 0, false,
      "the PSA certificate of the device's kind" },
    { ARM_SW_COMPONENTS, "psa-software-components", ARM_IS_COMPONENTS, 0, 0, true,
      "software that the root of trust loaded" },
    { ARM_VERIFICATION_SERVICE, "psa-verification-service-indicator", ARM_IS_TEXT, 0, 0, false,
      "a hint where to have it verified; never followed here" },
};

/* draft-tschofenig-rats-psa-token-07. The software components are asked for below: the claim that
 * there are none may stand in their place. */
static const struct arm_rule rules_1[] = {
    { PSA_PROFILE, "psa-profile", ARM_IS_TEXT, 0, 0, false, "whose rules the claims follow" },
    { PSA_CLIENT_ID, "psa-client-id", ARM_IS_INT, INT32_MIN, INT32_MAX, true,
      "who asked for the token; negative: the non-secure side" },
    { PSA_LIFECYCLE, "psa-lifecycle", ARM_IS_STATE, 0, 0, true, "state of the device" },
    { PSA_IMPLEMENTATION_ID, "psa-implementation-id", ARM_IS_BYTES, 32, 32, true,
      "names the immutable root of trust" },
    { PSA_BOOT_SEED, "psa-boot-seed", ARM_IS_BYTES, 32, 32, true, "random value of this boot" },
    { PSA_HW_VERSION, "psa-hardware-version", ARM_IS_EAN, 13, 0, false,
      "the PSA certificate of the device's kind" },
    { PSA_SW_COMPONENTS, "psa-software-components", ARM_IS_COMPONENTS, 0, 0, false,
      "software that the root of trust loaded" },
    { PSA_NO_SW_MEASUREMENTS, "psa-no-sw-measurements", ARM_IS_INT, 1, 1, false,
      "the device says that it measures no software" },
    { PSA_NONCE, "psa-nonce", ARM_IS_HASH, 0, 0, true, "the challenge" },
    { PSA_INSTANCE_ID, "psa-instance-id", ARM_IS_UEID, 33, 33, true,
      "names the device: 01 and a digest of its attestation key" },
    { PSA_ORIGINATION, "psa-verification-service-indicator", ARM_IS_TEXT, 0, 0, false,
      "a hint where to have it verified; never followed here" },
};

static bool has_old_labels(const struct cbor_map *m)
{
    for (size_t i = 0; i < CUPEL_COUNT(rules_1); i++)
        if (cbor_find(m, rules_1[i].label))
            return true;
    return false;
}

static void judge_name_2(struct arena *a, struct arm_claims *c)
{
    cupel_slice name = arm_text(c, ARM_PROFILE);
    bool known = slice_eq(name, SLICE_LIT("tag:psacertified.org,2023:psa#tfm")) ||
                 slice_eq(name, SLICE_LIT("http://arm.com/psa/2.0.0"));
    if (name.n && !known)
        arm_fault(c, ARM_ON_PROFILE, cbor_find(&c->map, ARM_PROFILE),
                  arena_printf(a, "the profile \"%s\" is none of a PSA token that is known here",
                               arena_text(a, name)));
}

/* The labels of profile 1 belong to it alone, so what they mean is not in doubt when the profile is
 * named otherwise: TF-M let implementers put in a name of their own. */
static void judge_name_1(struct arena *a, struct arm_claims *c)
{
    const struct cbor_pair *p = cbor_find(&c->map, PSA_PROFILE);
    cupel_slice name = arm_text(c, PSA_PROFILE);
    if (!name.n || slice_eq(name, SLICE_LIT("PSA_IOT_PROFILE_1")))
        return;
    arm_warn(c, ARM_ON_PROFILE, p,
             arena_printf(a,
                          "the profile is named \"%s\"; the labels are those of PSA_IOT_PROFILE_1, "
                          "whose rules apply",
                          arena_text(a, name)));
}

static void judge_measured(struct arm_claims *c)
{
    const struct cbor_pair *software = cbor_find(&c->map, PSA_SW_COMPONENTS);
    const struct cbor_pair *none = cbor_find(&c->map, PSA_NO_SW_MEASUREMENTS);
    if (!software && !none)
        arm_fault(
            c, ARM_ON_COMPONENTS, NULL,
            "psa-software-components (-75006) is missing, and no claim says that there is none "
            "(-75007)");
    else if (software && none)
        arm_fault(c, ARM_ON_COMPONENTS, none,
                  "psa-no-sw-measurements (-75007) stands beside software components (-75006)");
    else if (none)
        arm_warn(c, ARM_ON_COMPONENTS, none, "the device says that it measures no software");
}

unsigned psa_judge(struct arena *a, struct arm_claims *c)
{
    bool old = has_old_labels(&c->map) && !cbor_find(&c->map, ARM_PROFILE);
    c->rules = old ? rules_1 : rules_2;
    c->n_rules = old ? CUPEL_COUNT(rules_1) : CUPEL_COUNT(rules_2);
    c->profile = old ? "PSA_IOT_PROFILE_1" : "PSA profile 2 (RFC 9783)";
    if (old)
        judge_name_1(a, c);
    else
        judge_name_2(a, c);
    arm_judge(a, c);
    if (old)
        judge_measured(c);
    else if (has_old_labels(&c->map))
        arm_fault(c, ARM_ON_PROFILE, NULL,
                  "labels of PSA_IOT_PROFILE_1 stand beside a profile that has "
                  "others");
    return old ? 1 : 2;
}

/* ---- claims that nobody signed ---- */

bool psa_claims_probe(cupel_slice in)
{
    return arm_is_unsigned(in) && arm_guess(in) == ARM_PSA;
}

cupel_status psa_claims_explain(struct field_list *l, cupel_slice in, struct cupel_diag *err)
{
    struct arm_claims *c = arena_alloc(l->arena, sizeof *c);
    struct cur v = cur_of(in);
    if (!c)
        return diag_set(err, CUPEL_E_NOMEM, "psa-claims", "out of memory");
    cbor_take_map(&v, &c->map);
    cupel_status st = cur_end(&v);
    if (st != CUPEL_OK)
        return diag_at(err, st, "psa-claims", v.at, "the map of claims %s", cbor_fault(st));
    c->length = in.n;
    (void)psa_judge(l->arena, c);
    arm_explain_claims(l, c);
    return CUPEL_OK;
}
