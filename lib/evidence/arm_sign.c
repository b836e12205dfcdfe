/* SPDX-License-Identifier: Apache-2.0 */
/* Whose signature a token carries, and what its claims are worth: the checks that PSA and CCA
 * share. */
#include "evidence/arm.h"

/* Algorithms of the profiles, RFC 9783 and DEN0137 A7.2: ECDSA, or HMAC for COSE_Mac0. */
static bool is_allowed(const struct cose_message *m)
{
    switch (m->alg) {
    case COSE_ES256:
    case COSE_ES384:
    case COSE_ES512: return !m->is_mac;
    case COSE_HMAC_256:
    case COSE_HMAC_384:
    case COSE_HMAC_512: return m->is_mac;
    default: return false;
    }
}

bool arm_check_headers(cupel_appraisal *ap, const struct arm_token *t)
{
    const struct cose_message *m = t->m;
    struct check_list *l = &ap->checks;
    if (m->has_crit)
        check_add(l, t->checks->headers, CUPEL_FAIL,
                  "the header \"crit\" demands that some header be understood; none is known here");
    else
        check_add(l, t->checks->headers, CUPEL_PASS, NULL);
    if (m->has_alg && is_allowed(m))
        return true;
    if (!m->has_alg) {
        check_add(l, t->checks->algorithm, CUPEL_FAIL,
                  m->alg_open ? "the algorithm stands only in the unprotected header, which nobody "
                                "signs"
                              : "the protected header names no algorithm");
        return false;
    }
    struct cupel_check *c = check_addf(l, t->checks->algorithm, CUPEL_FAIL,
                                       "the protected header names algorithm %lld (%s), which the "
                                       "profile does not allow here",
                                       (long long)m->alg, cose_alg_name(m->alg));
    c->expected = m->is_mac ? "HMAC with SHA-256, SHA-384 or SHA-512" : "ES256, ES384 or ES512";
    c->found = cose_alg_name(m->alg);
    return false;
}

/* ---- the signature ---- */

static enum crypto_hash mac_hash(int64_t alg)
{
    return alg == COSE_HMAC_256   ? CRYPTO_SHA256
           : alg == COSE_HMAC_384 ? CRYPTO_SHA384
                                  : CRYPTO_SHA512;
}

/* The kind of key that the message's algorithm needs. */
static enum crypto_key_type key_type(const struct cose_message *m)
{
    return m->is_mac ? CRYPTO_KEY_SECRET : crypto_sig_key(cose_sig(m->alg));
}

cupel_status arm_signed_by(const struct inputs *in, const struct cose_message *m,
                           cupel_slice covered, const struct crypto_pub *pub, bool *ret,
                           bool *bad_key)
{
    uint8_t mac[CRYPTO_HASH_MAX];
    const struct trust *t = &in->trust;
    *ret = false;
    *bad_key = false;
    if (!is_allowed(m) || pub->type != key_type(m))
        return CUPEL_OK;
    if (!m->is_mac)
        return trust_cache_verify(t->cache, t->crypto, pub, cose_sig(m->alg), covered, m->signature,
                                  false, ret, bad_key);
    enum crypto_hash h = mac_hash(m->alg);
    CUPEL_TRY(crypto_hmac(t->crypto, h, pub->point, covered, mac));
    *ret = crypto_equal(slice_of(mac, crypto_hash_size(h)), m->signature);
    return CUPEL_OK;
}

/* ---- whose key ---- */

struct key_search {
    cupel_slice covered; /* what is signed */
    size_t given;        /* keys of the sort that the message needs: public, or secret */
    size_t fit;          /* of those, that vouch for this attester */
    const char *differs;
    const struct trust_anchor *nearest;
    const struct trust_anchor *other_type; /* fits, but is none for the algorithm */
    const struct trust_anchor *tried, *right;
    bool bad_key; /* what was tried last is no key at all */
};

/* The id in which @a, which vouches for one attester alone, is another's; or NULL. */
static const char *id_differs(const struct trust_anchor *a, const struct arm_token *t)
{
    if (a->instance_id.n && !slice_eq(a->instance_id, t->instance_id))
        return "instance id";
    if (a->implementation_id.n && !slice_eq(a->implementation_id, t->implementation_id))
        return "implementation id";
    return NULL;
}

static cupel_status try_key(const struct inputs *in, const struct arm_token *t,
                            const struct trust_anchor *a, struct key_search *s)
{
    bool ok = false;
    if (!a->is_key || (a->pub.type == CRYPTO_KEY_SECRET) != t->m->is_mac)
        return CUPEL_OK;
    s->given++;
    const char *differs = id_differs(a, t);
    if (differs) {
        s->nearest = a;
        s->differs = differs;
        return CUPEL_OK;
    }
    s->fit++;
    if (a->pub.type != key_type(t->m)) {
        s->other_type = a;
        return CUPEL_OK;
    }
    s->tried = a;
    CUPEL_TRY(arm_signed_by(in, t->m, s->covered, &a->pub, &ok, &s->bad_key));
    if (ok)
        s->right = a;
    return CUPEL_OK;
}

static void need_key(cupel_appraisal *ap, const struct arm_token *t)
{
    struct arena *a = &ap->arena;
    const char *id = t->instance_id.n ? arena_hex(a, t->instance_id) : "not given";
    const char *hint;
    if (t->m->is_mac)
        hint = arena_printf(
            a,
            "a COSE_Mac0 can be checked only with the device's secret key (instance "
            "id %s), and whoever holds it could have made the token: to accept that, "
            "give it as a JWK of type oct with --anchor %s:FILE",
            id, t->format);
    else
        hint = arena_printf(
            a,
            "the public key of the device with instance id %s: its maker has it, as "
            "no root vouches for all devices; give it as PEM, JWK or key store with "
            "--anchor %s:FILE",
            id, t->format);
    ap->missing = true;
    appraisal_need(ap, &(struct cupel_need){ .kind = t->need, .hint = hint });
    (void)check_addf(&ap->checks, t->checks->key, CUPEL_UNKNOWN, "no %s was given: %s%s",
                     t->key_name,
                     t->m->is_mac ? "the token is a COSE_Mac0, which is refused unless "
                                    "the device's secret key is given; "
                                  : "",
                     "nothing says who signed");
}

/* Keys were given, and none is this attester's. */
static void refuse_keys(cupel_appraisal *ap, const struct arm_token *t, const struct key_search *s)
{
    bool instance = s->nearest->instance_id.n &&
                    slice_eq(slice_str(s->differs), SLICE_LIT("instance id"));
    struct cupel_check *c = check_addf(
        &ap->checks, t->checks->key, CUPEL_FAIL,
        s->given == 1 ? "the only key given, %s, is another device's: it differs in %s"
                      : "none of the keys given is this device's; the last, %s, differs in %s",
        s->nearest->name, s->differs);
    check_compare(&ap->checks, c,
                  instance ? s->nearest->instance_id : s->nearest->implementation_id,
                  instance ? t->instance_id : t->implementation_id);
}

static void refuse_type(cupel_appraisal *ap, const struct arm_token *t,
                        const struct trust_anchor *key)
{
    struct cupel_check *c = check_addf(
        &ap->checks, t->checks->algorithm, CUPEL_FAIL,
        "the token says that it is signed with %s, which needs another kind of key than %s is",
        cose_alg_name(t->m->alg), key->name);
    c->expected = crypto_key_type_name(key_type(t->m));
    c->found = crypto_key_type_name(key->pub.type);
}

static void add_signature(cupel_appraisal *ap, const struct arm_token *t,
                          const struct key_search *s)
{
    if (s->right) {
        check_add(&ap->checks, t->checks->signature, CUPEL_PASS, NULL);
        appraisal_anchor(ap, s->right->name, SLICE_ARRAY(s->right->sha256), s->right->from_caller);
        ap->software = ap->software || s->right->is_software;
        return;
    }
    struct cupel_check *c = check_addf(
        &ap->checks, t->checks->signature, CUPEL_FAIL,
        s->bad_key ? "the %s cannot be right: the key %s is no point of its "
                     "curve"
                   : "the %s does not cover these bytes under the key %s",
        t->m->is_mac ? "authentication code" : "signature", s->tried->name);
    check_where(&ap->checks, c, "evidence", t->m->signature_at, t->m->signature.n);
}

cupel_status arm_check_signature(const struct inputs *in, cupel_appraisal *ap,
                                 const struct arm_token *t)
{
    struct key_search s = { .covered = cose_signed(in->trust.arena, t->m) };
    bool can = arm_check_headers(ap, t);
    CUPEL_TRY(arena_status(in->trust.arena));
    for (size_t i = 0; i < in->trust.n_anchors && !s.right; i++)
        CUPEL_TRY(try_key(in, t, in->trust.anchors[i], &s));
    if (s.given == 0)
        need_key(ap, t);
    else if (s.fit == 0)
        refuse_keys(ap, t, &s);
    else
        check_add(&ap->checks, t->checks->key, CUPEL_PASS, NULL);
    if (!can) {
        check_add(&ap->checks, t->checks->signature, CUPEL_UNKNOWN,
                  "without an algorithm the signature cannot be checked");
        return CUPEL_OK;
    }
    if (s.other_type && !s.tried)
        refuse_type(ap, t, s.other_type);
    else
        check_add(&ap->checks, t->checks->algorithm, CUPEL_PASS, NULL);
    if (s.tried)
        add_signature(ap, t, &s);
    else
        check_add(&ap->checks, t->checks->signature, CUPEL_UNKNOWN,
                  "without a key that fits the signature cannot be checked");
    return CUPEL_OK;
}

/* ---- claims ---- */

static void add_fault(cupel_appraisal *ap, const struct cupel_check_info *def,
                      const struct arm_fault *f)
{
    struct cupel_check *c = check_add(&ap->checks, def, f->mild ? CUPEL_WARN : CUPEL_FAIL, f->text);
    if (f->length)
        check_where(&ap->checks, c, "evidence", f->at, f->length);
}

/* Each fault is a check of its own; none is one that passes. */
static void add_topic(cupel_appraisal *ap, const struct arm_token *t, enum arm_topic topic,
                      const struct cupel_check_info *def)
{
    size_t n = 0;
    for (size_t i = 0; i < t->claims->n_faults; i++) {
        if (t->claims->faults[i].topic != topic)
            continue;
        add_fault(ap, def, &t->claims->faults[i]);
        n++;
    }
    if (t->claims->more[topic])
        check_add(&ap->checks, def, CUPEL_FAIL, "and more is not as the profile demands");
    else if (n == 0)
        check_add(&ap->checks, def, CUPEL_PASS, NULL);
}

static int64_t lifecycle_label(const struct arm_claims *c)
{
    for (size_t i = 0; i < c->n_rules; i++)
        if (c->rules[i].form == ARM_IS_STATE)
            return c->rules[i].label;
    return 0;
}

static void check_lifecycle(cupel_appraisal *ap, const struct arm_token *t)
{
    int64_t label = lifecycle_label(t->claims);
    int64_t value = arm_int(t->claims, label, -1);
    const char *state = arm_state_name(value);
    if (state && value >> 8 == ARM_SECURED) {
        check_add(&ap->checks, t->checks->lifecycle, CUPEL_PASS, NULL);
        return;
    }
    struct cupel_check *c;
    if (value < 0)
        c = check_add(&ap->checks, t->checks->lifecycle, CUPEL_FAIL,
                      "the token does not say in which state the device is");
    else
        c = check_addf(&ap->checks, t->checks->lifecycle, CUPEL_FAIL,
                       "the device is in the state \"%s\" (0x%04llx), not secured",
                       state ? state : "undefined", (unsigned long long)value);
    c->expected = "0x3000 to 0x30ff (secured)";
    c->found = value < 0 ? NULL : arena_printf(&ap->arena, "0x%04llx", (unsigned long long)value);
    const struct cbor_pair *p = cbor_find(&t->claims->map, label);
    if (p)
        check_where(&ap->checks, c, "evidence", p->at, p->value.n);
}

void arm_check_claims(cupel_appraisal *ap, const struct arm_token *t)
{
    add_topic(ap, t, ARM_ON_PROFILE, t->checks->profile);
    add_topic(ap, t, ARM_ON_CLAIMS, t->checks->claims);
    if (t->checks->lifecycle)
        check_lifecycle(ap, t);
    if (t->checks->components)
        add_topic(ap, t, ARM_ON_COMPONENTS, t->checks->components);
}

/* "BL 3.4.2 0706… signer 0706…" */
static const char *component_line(struct arena *a, const struct arm_component *c)
{
    return arena_printf(a, "%s%s%s%s%s signer %s", arena_text(a, c->type), c->type.n ? " " : "",
                        arena_text(a, c->version), c->version.n ? " " : "",
                        arena_hex(a, c->measurement), arena_hex(a, c->signer));
}

const char *const *arm_component_lines(struct arena *a, const struct arm_claims *c)
{
    const char **lines = arena_array(a, c->n_components + 1, sizeof *lines);
    for (size_t i = 0; lines && i < c->n_components; i++)
        lines[i] = component_line(a, &c->components[i]);
    return lines;
}
