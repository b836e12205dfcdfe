/* SPDX-License-Identifier: Apache-2.0 */
/* The PSA attestation token (RFC 9783): recognising and reading it, and what it proves. */
#include "evidence/psa.h"

#include "base/status.h"

static bool probe(cupel_slice in)
{
    struct cur c = cur_of(in);
    enum cbor_type first = cbor_peek(&c);
    bool shape = first == CBOR_MAP || first == CBOR_TAG || first == CBOR_ARRAY;
    for (unsigned i = 0; i < 2 && cbor_peek(&c) == CBOR_TAG; i++) {
        uint64_t tag = cbor_take_tag(&c);
        shape = shape && tag != 399 && tag != 907;
    }
    return shape && arm_guess(in) == ARM_PSA;
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    struct psa_token *t = arena_alloc(a, sizeof *t);
    if (!t)
        return diag_set(err, CUPEL_E_NOMEM, "psa", "out of memory");
    if (arm_is_unsigned(in))
        return diag_at(err, CUPEL_E_UNSUPPORTED, "psa", 0,
                       "these are claims without a signature, so nothing says who made them: give "
                       "the whole token (COSE_Sign1); cupel explain shows them");
    CUPEL_TRY(arm_take_token(&c, true, "psa", "the token", &t->message, &t->claims, err));
    t->profile = psa_judge(a, &t->claims);
    *ret = (struct evidence){ .format = &format_psa, .bytes = in, .version = t->profile, .own = t };
    return CUPEL_OK;
}

static void explain(const struct evidence *ev, struct field_list *ret)
{
    const struct psa_token *t = ev->own;
    (void)field_text(ret, "message", t->message.is_mac ? "COSE_Mac0" : "COSE_Sign1",
                     t->message.is_mac
                         ? "authenticated with a secret key that the verifier must hold too"
                         : "signed with the device's attestation key (IAK)",
                     0, 1);
    arm_explain_message(ret, ev->bytes, &t->message, &t->claims);
}

/* ---- verification ---- */

static const struct arm_checks checks = {
    .headers = &psa_checks[PSA_CHECK_HEADERS],
    .algorithm = &psa_checks[PSA_CHECK_ALGORITHM],
    .key = &psa_checks[PSA_CHECK_KEY],
    .signature = &psa_checks[PSA_CHECK_SIGNATURE],
    .profile = &psa_checks[PSA_CHECK_PROFILE],
    .claims = &psa_checks[PSA_CHECK_CLAIMS],
    .components = &psa_checks[PSA_CHECK_SW_COMPONENTS],
    .lifecycle = &psa_checks[PSA_CHECK_LIFECYCLE],
};

/* A claim's label in either profile. */
static int64_t label(const struct psa_token *t, int64_t old, int64_t now)
{
    return t->profile == 1 ? old : now;
}

static void add_bytes(cupel_appraisal *ap, const char *name, cupel_slice s)
{
    if (s.n)
        claim_bytes(ap, name, s);
}

static void add_text(cupel_appraisal *ap, const char *name, cupel_slice s)
{
    if (s.n)
        claim_text(ap, name, arena_text(&ap->arena, s));
}

static void add_state(cupel_appraisal *ap, int64_t lifecycle)
{
    const char *state = arm_state_name(lifecycle);
    if (lifecycle >= 0)
        claim_uint(ap, "psa.lifecycle", (uint64_t)lifecycle);
    if (state)
        claim_text(ap, "psa.lifecycle_state", state);
}

static void add_claims(cupel_appraisal *ap, const struct psa_token *t)
{
    const struct arm_claims *c = &t->claims;
    struct arena *a = &ap->arena;
    int64_t client = arm_int(c, label(t, PSA_CLIENT_ID, ARM_CLIENT_ID), INT64_MAX);
    cupel_slice seed = arm_bytes(c, label(t, PSA_BOOT_SEED, ARM_BOOT_SEED));
    if (!seed.n && t->profile == 2)
        seed = arm_bytes(c, ARM_OLD_BOOT_SEED);
    add_text(ap, "psa.profile", arm_text(c, label(t, PSA_PROFILE, ARM_PROFILE)));
    claim_text(ap, "psa.authentication", cose_alg_name(t->message.alg));
    add_bytes(ap, "psa.nonce", arm_bytes(c, label(t, PSA_NONCE, ARM_NONCE)));
    add_bytes(ap, "psa.instance_id", arm_bytes(c, label(t, PSA_INSTANCE_ID, ARM_UEID)));
    add_bytes(ap, "psa.implementation_id",
              arm_bytes(c, label(t, PSA_IMPLEMENTATION_ID, ARM_IMPLEMENTATION_ID)));
    if (client != INT64_MAX)
        claim_text(ap, "psa.client_id", arena_printf(a, "%lld", (long long)client));
    add_state(ap, arm_int(c, label(t, PSA_LIFECYCLE, ARM_LIFECYCLE), -1));
    add_bytes(ap, "psa.boot_seed", seed);
    add_text(ap, "psa.certification_reference",
             arm_text(c, label(t, PSA_HW_VERSION, ARM_CERTIFICATION)));
    add_text(ap, "psa.verification_service",
             arm_text(c, label(t, PSA_ORIGINATION, ARM_VERIFICATION_SERVICE)));
    if (t->profile == 1 && cbor_find(&c->map, PSA_NO_SW_MEASUREMENTS))
        claim_bool(ap, "psa.no_sw_measurements", true);
    if (c->n_components)
        claim_list(ap, "psa.sw_components", arm_component_lines(a, c), c->n_components);
}

cupel_status psa_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    const struct psa_token *t = ev->own;
    int64_t nonce = label(t, PSA_NONCE, ARM_NONCE);
    const struct arm_token token = {
        .m = &t->message,
        .claims = &t->claims,
        .implementation_id = arm_bytes(&t->claims,
                                       label(t, PSA_IMPLEMENTATION_ID, ARM_IMPLEMENTATION_ID)),
        .instance_id = arm_bytes(&t->claims, label(t, PSA_INSTANCE_ID, ARM_UEID)),
        .checks = &checks,
        .key_name = t->message.is_mac ? "symmetric IAK" : "IAK",
        .format = "psa",
        .need = "iak",
    };
    CUPEL_TRY(arm_check_signature(in, ap, &token));
    arm_check_claims(ap, &token);
    add_claims(ap, t);
    ap->no_tee = "a device's root of trust (PSA) says which software was started, and hides no "
                 "memory from whoever owns the device";
    ap->challenge = arm_bytes(&t->claims, nonce);
    ap->challenge_offset = arm_bytes_at(&t->claims, nonce);
    return arena_status(&ap->arena);
}

const struct format format_psa = {
    .name = "psa",
    .title = "Arm PSA attestation token",
    .root = FORMAT_NO_TEE,
    .probe = probe,
    .parse = parse,
    .verify = psa_verify,
    .explain = explain,
    .checks = psa_checks,
    .n_checks = PSA_CHECKS,
    .claims = psa_claims,
    .n_claims = PSA_CLAIMS,
};
