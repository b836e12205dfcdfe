/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a CCA token proves. The platform's key (CPAK) signs the platform token; its challenge is the
 * digest of the realm's key (RAK), and that key signs the realm token. Without the link in the
 * middle the realm token is anybody's, however good both signatures are.
 */
#include "evidence/cca.h"

struct work {
    const struct cca_token *t;
    const struct inputs *in;
    cupel_appraisal *ap;
    struct crypto_pub rak;
    bool has_rak, bound;
};

#define DEF(id) &cca_checks[CCA_CHECK_##id]

static const struct arm_checks platform_checks = {
    .headers = DEF(PLATFORM_HEADERS),
    .algorithm = DEF(PLATFORM_ALGORITHM),
    .key = DEF(PLATFORM_KEY),
    .signature = DEF(PLATFORM_SIGNATURE),
    .profile = DEF(PLATFORM_PROFILE),
    .claims = DEF(PLATFORM_CLAIMS),
    .components = DEF(SW_COMPONENTS),
    .lifecycle = DEF(LIFECYCLE),
};
static const struct arm_checks realm_checks = {
    .headers = DEF(REALM_HEADERS),
    .algorithm = DEF(REALM_ALGORITHM),
    .key = DEF(REALM_KEY),
    .signature = DEF(REALM_SIGNATURE),
    .profile = DEF(REALM_PROFILE),
    .claims = DEF(REALM_CLAIMS),
};

static struct cupel_check *add(struct work *w, const struct cupel_check_info *def,
                               cupel_outcome outcome, const char *detail)
{
    return appraisal_check(w->ap, def, outcome, detail);
}

/* Add a place that is the contents of a claim's byte string. */
static void add_where(struct work *w, struct cupel_check *c, const struct arm_claims *claims,
                      int64_t label)
{
    cupel_slice s = arm_bytes(claims, label);
    if (s.n)
        check_where(&w->ap->checks, c, "evidence", arm_bytes_at(claims, label), s.n);
}

static cupel_status check_platform(struct work *w)
{
    const struct arm_claims *c = &w->t->platform->claims;
    const struct arm_token token = {
        .m = &w->t->platform->message,
        .claims = c,
        .implementation_id = arm_bytes(c, ARM_IMPLEMENTATION_ID),
        .instance_id = arm_bytes(c, ARM_UEID),
        .checks = &platform_checks,
        .key_name = "CPAK",
        .format = "cca",
        .need = "cpak",
    };
    CUPEL_TRY(arm_check_signature(w->in, w->ap, &token));
    arm_check_claims(w->ap, &token);
    return CUPEL_OK;
}

/* ---- the realm's key, and what binds it ---- */

static cupel_status check_rak(struct work *w)
{
    const struct arm_claims *c = &w->t->realm->claims;
    cupel_status st = cca_read_rak(w->in->trust.arena, c, &w->rak);
    if (st == CUPEL_E_NOMEM)
        return st;
    w->has_rak = st == CUPEL_OK && w->rak.type == CRYPTO_KEY_P384;
    if (w->has_rak) {
        add(w, DEF(REALM_KEY), CUPEL_PASS, NULL);
        return CUPEL_OK;
    }
    const char *why = st == CUPEL_E_NOT_FOUND ? "the realm token holds no key (44237)"
                      : st == CUPEL_E_MALFORMED
                          ? "the realm's key is neither a raw point of P-384 nor a COSE_Key"
                          : "the realm's key is of another kind or curve than P-384";
    struct cupel_check *k = add(w, DEF(REALM_KEY), CUPEL_FAIL, why);
    if (st != CUPEL_E_NOT_FOUND)
        add_where(w, k, c, CCA_RAK);
    return CUPEL_OK;
}

static bool platform_holds(const struct work *w)
{
    const struct cupel_check *c = check_find(&w->ap->checks, "cca.platform_signature");
    return c && c->outcome == CUPEL_PASS;
}

static cupel_status check_binding(struct work *w)
{
    const struct arm_claims *realm = &w->t->realm->claims, *platform = &w->t->platform->claims;
    cupel_slice rak = arm_bytes(realm, CCA_RAK), challenge = arm_bytes(platform, ARM_NONCE);
    cupel_slice name = arm_text(realm, CCA_RAK_HASH);
    uint8_t digest[CRYPTO_HASH_MAX];
    enum crypto_hash h = CRYPTO_SHA256;
    if (!rak.n || !cca_hash_of(name, &h)) {
        add(w, DEF(BINDING), CUPEL_FAIL,
            !rak.n   ? "the realm token holds no key that the platform could vouch for"
            : name.n ? "the realm token names a hash for its key (44240) that is unknown here"
                     : "the realm token does not say with which hash its key is bound (44240)");
        return CUPEL_OK;
    }
    CUPEL_TRY(crypto_digest(w->in->trust.crypto, h, rak, digest));
    cupel_slice want = slice_of(digest, crypto_hash_size(h));
    w->bound = slice_eq(want, challenge);
    if (w->bound) {
        add(w, DEF(BINDING), CUPEL_PASS, NULL);
        return CUPEL_OK;
    }
    struct cupel_check *c = add(
        w, DEF(BINDING), CUPEL_FAIL,
        platform_holds(w)
            ? "the platform token is good, but its challenge is not the digest of this "
              "realm's key: the platform vouches for another realm, and nobody for this"
            : "the platform's challenge is not the digest of this realm's key");
    check_compare(&w->ap->checks, c, want, challenge);
    add_where(w, c, platform, ARM_NONCE);
    add_where(w, c, realm, CCA_RAK);
    return CUPEL_OK;
}

static cupel_status check_realm_signature(struct work *w)
{
    const struct cose_message *m = &w->t->realm->message;
    bool ok = false, bad_key = false;
    if (m->alg != COSE_ES384) {
        struct cupel_check *c = add(w, DEF(REALM_ALGORITHM), CUPEL_FAIL,
                                    "the realm token is not signed with the algorithm of its key");
        c->expected = "ES384";
        c->found = cose_alg_name(m->alg);
    } else {
        add(w, DEF(REALM_ALGORITHM), CUPEL_PASS, NULL);
    }
    if (m->alg != COSE_ES384 || !w->has_rak) {
        add(w, DEF(REALM_SIGNATURE), CUPEL_UNKNOWN,
            "without a key that fits the signature cannot be checked");
        return CUPEL_OK;
    }
    cupel_slice covered = cose_signed(w->in->trust.arena, m);
    CUPEL_TRY(arena_status(w->in->trust.arena));
    CUPEL_TRY(arm_signed_by(w->in, m, covered, &w->rak, &ok, &bad_key));
    if (ok && w->bound) {
        add(w, DEF(REALM_SIGNATURE), CUPEL_PASS, NULL);
        return CUPEL_OK;
    }
    struct cupel_check *c = add(
        w, DEF(REALM_SIGNATURE), CUPEL_FAIL,
        ok ? "the realm token is signed by the key that it carries itself, and no platform vouches "
             "for that key"
        : bad_key ? "the key in the realm token (RAK) is no point of P-384"
                  : "the signature does not cover the realm token under the key in it (RAK)");
    check_where(&w->ap->checks, c, "evidence", m->signature_at, m->signature.n);
    return CUPEL_OK;
}

static cupel_status check_realm(struct work *w)
{
    const struct arm_token token = { .m = &w->t->realm->message,
                                     .claims = &w->t->realm->claims,
                                     .checks = &realm_checks };
    CUPEL_TRY(check_rak(w));
    CUPEL_TRY(check_binding(w));
    if (arm_check_headers(w->ap, &token))
        CUPEL_TRY(check_realm_signature(w));
    else
        add(w, DEF(REALM_SIGNATURE), CUPEL_UNKNOWN,
            "without an algorithm the signature cannot be checked");
    arm_check_claims(w->ap, &token);
    return CUPEL_OK;
}

/* A member that nobody signed into the tokens could have been put beside them by anybody. */
static void check_members(struct work *w)
{
    if (w->t->n_others == 0) {
        add(w, DEF(MEMBERS), CUPEL_PASS, NULL);
        return;
    }
    struct cupel_check *c = check_addf(&w->ap->checks, DEF(MEMBERS), CUPEL_WARN,
                                       "the collection holds %zu more: %s%s was not judged",
                                       w->t->n_others, w->t->other,
                                       w->t->n_others > 1 ? ", and others," : "");
    check_where(&w->ap->checks, c, "evidence", w->t->other_at, w->t->other_length);
}

/* ---- claims ---- */

static void add_bytes(struct work *w, const char *name, cupel_slice s)
{
    if (s.n)
        claim_bytes(w->ap, name, s);
}

static void add_text(struct work *w, const char *name, cupel_slice s)
{
    if (s.n)
        claim_text(w->ap, name, arena_text(&w->ap->arena, s));
}

static void add_platform_claims(struct work *w)
{
    const struct arm_claims *c = &w->t->platform->claims;
    int64_t state = arm_int(c, ARM_LIFECYCLE, -1);
    add_text(w, "cca.platform_profile", arm_text(c, ARM_PROFILE));
    add_bytes(w, "cca.platform_challenge", arm_bytes(c, ARM_NONCE));
    add_bytes(w, "cca.implementation_id", arm_bytes(c, ARM_IMPLEMENTATION_ID));
    add_bytes(w, "cca.instance_id", arm_bytes(c, ARM_UEID));
    add_bytes(w, "cca.config", arm_bytes(c, ARM_PLATFORM_CONFIG));
    if (state >= 0)
        claim_uint(w->ap, "cca.lifecycle", (uint64_t)state);
    if (arm_state_name(state))
        claim_text(w->ap, "cca.lifecycle_state", arm_state_name(state));
    add_text(w, "cca.platform_hash_algorithm", arm_text(c, ARM_PLATFORM_HASH));
    add_text(w, "cca.verification_service", arm_text(c, ARM_VERIFICATION_SERVICE));
    if (c->n_components)
        claim_list(w->ap, "cca.sw_components", arm_component_lines(&w->ap->arena, c),
                   c->n_components);
}

static void add_realm_claims(struct work *w)
{
    static const char *const rems[CCA_REMS] = { "cca.rem0", "cca.rem1", "cca.rem2", "cca.rem3" };
    const struct arm_claims *c = &w->t->realm->claims;
    int64_t mec = arm_int(c, CCA_MEC_POLICY, -1);
    add_text(w, "cca.realm_profile", arm_text(c, ARM_PROFILE));
    add_bytes(w, "cca.challenge", arm_bytes(c, ARM_NONCE));
    add_bytes(w, "cca.personalization", arm_bytes(c, CCA_PERSONALIZATION));
    add_bytes(w, "cca.rim", arm_bytes(c, CCA_RIM));
    for (size_t i = 0; i < CCA_REMS; i++)
        add_bytes(w, rems[i], cca_rem(c, i));
    add_text(w, "cca.realm_hash_algorithm", arm_text(c, CCA_REALM_HASH));
    add_bytes(w, "cca.rak", arm_bytes(c, CCA_RAK));
    add_text(w, "cca.rak_hash_algorithm", arm_text(c, CCA_RAK_HASH));
    add_bytes(w, "cca.realm_instance_id", arm_bytes(c, ARM_UEID));
    if (mec >= 0)
        claim_uint(w->ap, "cca.mec_policy", (uint64_t)mec);
}

static void finish_alone(struct work *w)
{
    const struct arm_claims *c = &w->t->platform->claims;
    w->ap->title = "Arm CCA platform token";
    w->ap->no_tee =
        "a platform token alone says which machine this is and what firmware it started, "
        "and nothing of any realm on it";
    /* Whoever cuts a realm token that would fail out of a collection must not gain by it. */
    add(w, DEF(BINDING), CUPEL_WARN,
        "there is no realm token: the platform vouches for no realm here");
    w->ap->challenge = arm_bytes(c, ARM_NONCE);
    w->ap->challenge_offset = arm_bytes_at(c, ARM_NONCE);
}

cupel_status cca_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    struct work w = { .t = ev->own, .in = in, .ap = ap };
    CUPEL_TRY(check_platform(&w));
    add_platform_claims(&w);
    if (!w.t->realm) {
        finish_alone(&w);
        return arena_status(&ap->arena);
    }
    CUPEL_TRY(check_realm(&w));
    check_members(&w);
    add_realm_claims(&w);
    ap->tee = true;
    ap->challenge = arm_bytes(&w.t->realm->claims, ARM_NONCE);
    ap->challenge_offset = arm_bytes_at(&w.t->realm->claims, ARM_NONCE);
    ap->challenge_fixed = true;
    return arena_status(&ap->arena);
}
