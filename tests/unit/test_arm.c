/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of Arm's attesters, PSA and CCA: each rule is broken once, and refused for its reason. */
#include "test.h"

#include "evidence/cca.h"
#include "evidence/psa.h"
#include "softtee/cbor_write.h"
#include "softtee/softtee.h"

#include <cupel/cupel.h>

#include <stdio.h>
#include <stdlib.h>

static struct crypto *crypto;

static int set_up(void **state)
{
    (void)state;
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    crypto_free(crypto);
    return 0;
}

/* ---- making and verifying ---- */

#define SETS 6

/* @settings: "field=value field=value". */
static struct softtee_files make(const char *kind, unsigned version, const char *settings)
{
    struct softtee_files f;
    struct softtee_set sets[SETS];
    struct cupel_diag err = { 0 };
    char copy[300], *save = NULL;
    size_t n = 0;
    (void)snprintf(copy, sizeof copy, "%s", settings);
    for (char *p = strtok_r(copy, " ", &save); p && n < SETS; p = strtok_r(NULL, " ", &save)) {
        char *value = strchr(p, '=');
        assert_non_null(value);
        *value++ = '\0';
        sets[n++] = (struct softtee_set){ p, value };
    }
    const struct softtee_opts opts = {
        .kind = kind, .version = version, .sets = sets, .n_sets = n
    };
    if (softtee_make(crypto, &opts, &f, &err) != CUPEL_OK)
        fail_msg("%s %s: %s", kind, settings, err.text);
    return f;
}

struct judging {
    const char *anchor; /* text or NULL: none */
    cupel_slice nonce;
    unsigned require;
};

static cupel_status judge(const struct judging *j, cupel_slice evidence, cupel_appraisal **ret,
                          struct cupel_diag *err)
{
    cupel_verifier *v = NULL;
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    opts.now = SOFTTEE_DEFAULT_AT;
    opts.nonce = j->nonce;
    opts.require = j->require;
    assert_status(cupel_verifier_new(&v, err), CUPEL_OK);
    if (j->anchor)
        assert_status(cupel_verifier_add_anchor(v, NULL, slice_str(j->anchor), "key", err),
                      CUPEL_OK);
    cupel_status st = cupel_verify(v, evidence, &opts, ret, err);
    cupel_verifier_free(v);
    return st;
}

static const char *anchor_text(const struct softtee_files *f)
{
    static char text[2000];
    cupel_slice s = softtee_file(f, "anchor.json");
    assert_true(s.n < sizeof text);
    memset(text, 0, sizeof text);
    memcpy(text, s.p, s.n);
    return text;
}

static cupel_appraisal *verify(const struct softtee_files *f)
{
    cupel_appraisal *ap = NULL;
    struct cupel_diag err = { 0 };
    const struct judging j = { .anchor = anchor_text(f) };
    if (judge(&j, softtee_file(f, "evidence.bin"), &ap, &err) != CUPEL_OK)
        fail_msg("verify: %s", err.text);
    return ap;
}

/* The check @id with @outcome whose words hold @says. */
static bool has_check(const cupel_appraisal *ap, const char *id, cupel_outcome outcome,
                      const char *says)
{
    for (size_t i = 0; i < cupel_appraisal_check_count(ap); i++) {
        const struct cupel_check *c = cupel_appraisal_check_at(ap, i);
        if (strcmp(c->id, id) == 0 && c->outcome == outcome && strstr(c->detail, says))
            return true;
    }
    return false;
}

static void print_checks(const cupel_appraisal *ap)
{
    for (size_t i = 0; i < cupel_appraisal_check_count(ap); i++) {
        const struct cupel_check *c = cupel_appraisal_check_at(ap, i);
        if (c->outcome != CUPEL_PASS)
            print_message("    %s %s: %s\n", c->id, cupel_outcome_name(c->outcome), c->detail);
    }
}

static size_t count_outcome(const cupel_appraisal *ap, cupel_outcome o)
{
    size_t n = 0;
    for (size_t i = 0; i < cupel_appraisal_check_count(ap); i++)
        n += cupel_appraisal_check_at(ap, i)->outcome == o;
    return n;
}

/* ---- rules ---- */

struct rule_case {
    const char *kind, *settings;
    unsigned version;
    const char *check, *says;
    bool others; /* more than this one check fails */
};

static const struct rule_case psa_cases[] = {
    /* both profiles */
    { "psa", "omit=nonce", 0, "psa.claims", "psa-nonce (10) is missing", false },
    { "psa", "omit=instance_id", 0, "psa.claims", "psa-instance-id (256) is missing", true },
    { "psa", "omit=implementation_id", 0, "psa.claims", "psa-implementation-id (2396) is missing",
      true },
    { "psa", "omit=client_id", 0, "psa.claims", "psa-client-id (2394) is missing", false },
    { "psa", "omit=lifecycle", 0, "psa.claims", "psa-lifecycle (2395) is missing", true },
    { "psa", "omit=lifecycle", 0, "psa.lifecycle", "does not say in which state", true },
    { "psa", "omit=profile", 0, "psa.claims", "eat-profile (265) is missing", false },
    { "psa", "omit=components", 0, "psa.sw_components", "psa-software-components (2399) is missing",
      false },
    { "psa", "omit=measurement", 0, "psa.sw_components",
      "component 1: its measurement value (2) is missing", false },
    { "psa", "omit=signer", 0, "psa.sw_components", "component 1: its signer id (5) is missing",
      false },
    { "psa", "sw.measurement.size=31", 0, "psa.sw_components",
      "its measurement value (2) is no byte string of 32, 48 or 64", false },
    { "psa", "software=empty", 0, "psa.sw_components", "is empty", false },
    { "psa", "nonce.size=33", 0, "psa.claims", "has 33 bytes; 32, 48 or 64", false },
    { "psa", "nonce.size=0", 0, "psa.claims", "has 0 bytes; 32, 48 or 64", false },
    { "psa", "nonces=2", 0, "psa.claims", "one nonce is allowed, not several", false },
    { "psa", "nonces=0", 0, "psa.claims", "one nonce is allowed, not several", false },
    { "psa", "instance_id.size=32", 0, "psa.claims", "has 32 bytes; it must have 33", true },
    { "psa", "instance_id=02", 0, "psa.claims", "starts with 02; its first byte must be 01", true },
    { "psa", "boot_seed.size=7", 0, "psa.claims", "has 7 bytes; 8 to 32", false },
    { "psa", "boot_seed.size=33", 0, "psa.claims", "has 33 bytes; 8 to 32", false },
    { "psa", "certification=0604565272829", 0, "psa.claims", "13 digits, a hyphen", false },
    { "psa", "certification=060456527282x-10010", 0, "psa.claims", "13 digits, a hyphen", false },
    { "psa", "profile=other", 0, "psa.profile", "none of a PSA token that is known", false },
    { "psa", "profile=bytes", 0, "psa.claims", "eat-profile (265) is no text", false },
    { "psa", "lifecycle=0", 0, "psa.lifecycle", "\"unknown\" (0x0000), not secured", false },
    { "psa", "lifecycle=0x1000", 0, "psa.lifecycle", "\"assembly and test\"", false },
    { "psa", "lifecycle=0x20ff", 0, "psa.lifecycle", "\"root of trust provisioning\"", false },
    { "psa", "lifecycle=0x4000", 0, "psa.lifecycle", "\"non-RoT debug\"", false },
    { "psa", "lifecycle=0x5000", 0, "psa.lifecycle", "\"recoverable RoT debug\"", false },
    { "psa", "lifecycle=0x6000", 0, "psa.lifecycle", "\"decommissioned\"", false },
    { "psa", "lifecycle=0x3100", 0, "psa.claims", "0x3100, a state that is not defined", true },
    { "psa", "lifecycle=0x2fff", 0, "psa.lifecycle", "\"undefined\"", true },
    { "psa", "software=both", 0, "psa.profile", "labels of PSA_IOT_PROFILE_1 stand beside", false },
    /* the signature */
    { "psa", "alg.place=unprotected", 0, "psa.algorithm", "only in the unprotected header", false },
    { "psa", "alg.place=nowhere", 0, "psa.algorithm", "names no algorithm", false },
    { "psa", "alg=PS256", 0, "psa.algorithm", "(PS256), which the profile does not allow", false },
    { "psa", "alg=ES384", 0, "psa.algorithm", "needs another kind of key", false },
    { "psa", "curve=P-384 alg=ES256", 0, "psa.algorithm", "needs another kind of key", false },
    { "psa", "message=mac0 alg=ES256", 0, "psa.algorithm", "which the profile does not allow",
      false },
    { "psa", "extra=critical", 0, "psa.critical_headers", "\"crit\"", false },
    { "psa", "sign=zero", 0, "psa.signature", "does not cover these bytes", false },
    { "psa", "sign=stranger", 0, "psa.signature", "does not cover these bytes", false },
    { "psa", "message=mac0 sign=stranger", 0, "psa.signature", "authentication code does not",
      false },
    { "psa", "message=mac0 sign=zero", 0, "psa.signature", "authentication code does not", false },
    { "psa", "instance_id=01", 0, "psa.key", "another device's: it differs in instance id", false },
    { "psa", "implementation_id=01", 0, "psa.key", "it differs in implementation id", false },
    /* profile 1 */
    { "psa", "omit=nonce", 1, "psa.claims", "psa-nonce (-75008) is missing", false },
    { "psa", "omit=boot_seed", 1, "psa.claims", "psa-boot-seed (-75004) is missing", false },
    { "psa", "boot_seed.size=31", 1, "psa.claims", "has 31 bytes; it must have 32", false },
    { "psa", "omit=client_id", 1, "psa.claims", "psa-client-id (-75001) is missing", false },
    { "psa", "omit=components", 1, "psa.sw_components", "no claim says that there is none", false },
    { "psa", "software=both", 1, "psa.sw_components", "stands beside software components", false },
    { "psa", "profile=bytes", 1, "psa.claims", "psa-profile (-75000) is no text", false },
    { "psa", "nonces=2", 1, "psa.claims", "one nonce is allowed, not several", false },
    { "psa", "certification=12", 1, "psa.claims", "13 digits", false },
};

static const struct rule_case cca_cases[] = {
    { "cca", "omit=profile", 0, "cca.platform_claims", "cca-platform-profile (265) is missing",
      false },
    { "cca", "omit=challenge", 0, "cca.platform_claims", "cca-platform-challenge (10) is missing",
      true },
    { "cca", "omit=instance_id", 0, "cca.platform_claims",
      "cca-platform-instance-id (256) is missing", true },
    { "cca", "omit=implementation_id", 0, "cca.platform_claims",
      "cca-platform-implementation-id (2396) is missing", true },
    { "cca", "omit=config", 0, "cca.platform_claims", "cca-platform-config (2401) is missing",
      false },
    { "cca", "omit=lifecycle", 0, "cca.lifecycle", "does not say in which state", true },
    { "cca", "omit=components", 0, "cca.sw_components",
      "cca-platform-sw-components (2399) is missing", false },
    { "cca", "omit=measurement", 0, "cca.sw_components", "measurement value (2) is missing",
      false },
    { "cca", "omit=signer", 0, "cca.sw_components", "signer id (5) is missing", false },
    { "cca", "omit=hash_algorithm", 0, "cca.platform_claims",
      "cca-platform-hash-algo-id (2402) is missing", false },
    { "cca", "nonces=2", 0, "cca.platform_claims", "one nonce is allowed, not several", true },
    { "cca", "instance_id.size=32", 0, "cca.platform_claims", "has 32 bytes; it must have 33",
      true },
    { "cca", "instance_id=00", 0, "cca.platform_claims", "starts with 00", true },
    { "cca", "profile=other", 0, "cca.platform_profile", "is not known here", false },
    { "cca", "realm.profile=other", 0, "cca.realm_profile", "is not known here", false },
    { "cca", "realm.profile=bytes", 0, "cca.realm_claims", "is no text", false },
    { "cca", "lifecycle=0x4000", 0, "cca.lifecycle", "\"non-RoT debug\"", false },
    { "cca", "lifecycle=0x5000", 0, "cca.lifecycle", "\"recoverable RoT debug\"", false },
    { "cca", "lifecycle=0x6001", 0, "cca.lifecycle", "\"decommissioned\"", false },
    { "cca", "lifecycle=0x7000", 0, "cca.platform_claims", "a state that is not defined", true },
    { "cca", "omit=realm_challenge", 0, "cca.realm_claims", "cca-realm-challenge (10) is missing",
      false },
    { "cca", "challenge.size=63", 0, "cca.realm_claims", "has 63 bytes; it must have 64", false },
    { "cca", "omit=rim", 0, "cca.realm_claims", "cca-realm-initial-measurement (44238) is missing",
      false },
    { "cca", "omit=rem", 0, "cca.realm_claims",
      "cca-realm-extensible-measurements (44239) is missing", false },
    { "cca", "rems=3", 0, "cca.realm_claims", "has 3 values; it must have 4", false },
    { "cca", "rems=5", 0, "cca.realm_claims", "has 5 values; it must have 4", false },
    { "cca", "omit=personalization", 0, "cca.realm_claims",
      "cca-realm-personalization-value (44235) is missing", false },
    { "cca", "mec_policy=2", 0, "cca.realm_claims", "is 2; 0 to 1 are allowed", false },
    { "cca", "omit=rak", 0, "cca.realm_claims", "cca-realm-public-key (44237) is missing", true },
    { "cca", "omit=rak", 0, "cca.realm_key", "holds no key", true },
    { "cca", "omit=rak", 0, "cca.binding", "holds no key that the platform could vouch", true },
    { "cca", "rak=00", 0, "cca.realm_key", "neither a raw point", true },
    { "cca", "rak=a401022001215830", 0, "cca.realm_key", "neither a raw point", true },
    { "cca", "rak=a401022003215830", 0, "cca.realm_key", "neither a raw point", true },
    { "cca", "rak=a401012002215830", 0, "cca.realm_key", "another kind or curve", true },
    { "cca", "omit=rak_hash_algorithm", 0, "cca.binding", "does not say with which hash", true },
    { "cca", "rak_hash_algorithm=sha-1", 0, "cca.binding", "a hash for its key", true },
    { "cca", "rak_hash_algorithm=sha-512", 0, "cca.binding", "vouches for another realm", true },
    { "cca", "platform_challenge=01", 0, "cca.binding", "vouches for another realm", true },
    { "cca", "parts=swapped", 0, "cca.binding", "the platform token is good, but", true },
    { "cca", "parts=swapped", 0, "cca.realm_signature", "no platform vouches for that key", true },
    { "cca", "realm.sign=stranger", 0, "cca.realm_signature",
      "does not cover the realm token under the key in it", false },
    { "cca", "realm.sign=zero", 0, "cca.realm_signature", "does not cover the realm token", false },
    { "cca", "sign=stranger", 0, "cca.platform_signature", "does not cover these bytes", false },
    { "cca", "sign=zero", 0, "cca.platform_signature", "does not cover these bytes", false },
    { "cca", "alg.place=unprotected", 0, "cca.platform_algorithm", "only in the unprotected header",
      false },
    { "cca", "alg=ES256", 0, "cca.platform_algorithm", "needs another kind of key", false },
    { "cca", "alg=PS256", 0, "cca.platform_algorithm", "does not allow", false },
    { "cca", "extra=critical", 0, "cca.platform_critical_headers", "\"crit\"", false },
    { "cca", "instance_id=01", 0, "cca.platform_key", "it differs in instance id", false },
    { "cca", "implementation_id=01", 0, "cca.platform_key", "it differs in implementation id",
      false },
    /* the first layout */
    { "cca", "realm.profile=legacy", 1, "cca.realm_claims", "the profile demands a COSE_Key",
      false },
    { "cca", "rak=05", 1, "cca.realm_claims", "is no raw point of P-384", true },
    { "cca", "rak=0400", 1, "cca.realm_signature", "is no point of P-384", false },
    { "cca", "parts=swapped", 1, "cca.binding", "vouches for another realm", true },
};

static bool judge_case(const struct rule_case *c)
{
    struct softtee_files f = make(c->kind, c->version, c->settings);
    cupel_appraisal *ap = verify(&f);
    bool ok = cupel_appraisal_verdict(ap) == CUPEL_VERDICT_CONTRAINDICATED &&
              has_check(ap, c->check, CUPEL_FAIL, c->says) &&
              (c->others || count_outcome(ap, CUPEL_FAIL) == 1);
    if (!ok) {
        print_message("%s %s: not refused (alone) by %s: %s\n", c->kind, c->settings, c->check,
                      c->says);
        print_checks(ap);
    }
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
    return ok;
}

static void every_rule_refuses(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < CUPEL_COUNT(psa_cases); i++)
        wrong += !judge_case(&psa_cases[i]);
    for (size_t i = 0; i < CUPEL_COUNT(cca_cases); i++)
        wrong += !judge_case(&cca_cases[i]);
    assert_int_equal(wrong, 0);
}

static void variants_are_affirmed(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *settings;
        unsigned version;
    } cases[] = {
        { "psa", "", 1 },
        { "psa", "", 2 },
        { "psa", "profile=legacy", 1 }, /* the name may be left out */
        { "psa", "profile=legacy", 2 },
        { "psa", "curve=P-384", 2 },
        { "psa", "message=mac0", 1 },
        { "psa", "message=mac0", 2 },
        { "psa", "extra=claims", 1 }, /* unknown claims are nobody's business */
        { "psa", "extra=claims", 2 },
        { "psa", "omit=boot_seed", 2 },
        { "psa", "boot_seed.size=8", 2 },
        { "psa", "nonce.size=48", 2 },
        { "psa", "nonce.size=64", 2 },
        { "psa", "client_id=0xffffffff", 2 },
        { "psa", "lifecycle=0x30ff", 2 },
        { "psa", "sw.measurement.size=48", 2 },
        { "psa", "certification=0604565272829", 1 },
        { "cca", "", 1 },
        { "cca", "", 2 },
        { "cca", "curve=P-256", 2 },
        { "cca", "extra=claims", 1 },
        { "cca", "extra=claims", 2 },
        { "cca", "realm.profile=legacy", 2 },
        { "cca", "lifecycle=0x30ff", 2 },
        { "cca", "mec_policy=1", 2 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct softtee_files f = make(cases[i].kind, cases[i].version, cases[i].settings);
        cupel_appraisal *ap = verify(&f);
        if (cupel_appraisal_verdict(ap) != CUPEL_VERDICT_AFFIRMING) {
            print_checks(ap);
            fail_msg("%s %u %s", cases[i].kind, cases[i].version, cases[i].settings);
        }
        assert_true(cupel_appraisal_is_software(ap));
        cupel_appraisal_free(ap);
        softtee_files_clear(&f);
    }
}

static void odd_but_true_is_a_warning(void **state)
{
    (void)state;
    static const struct {
        struct rule_case c;
    } cases[] = {
        { { "psa", "software=none", 1, "psa.sw_components", "measures no software", false } },
        { { "psa", "profile=other", 1, "psa.profile", "the labels are those of PSA_IOT_PROFILE_1",
            false } },
        { { "cca", "parts=platform", 1, "cca.binding", "no realm token", false } },
        { { "cca", "parts=platform", 2, "cca.binding", "no realm token", false } },
        { { "cca", "extra=member", 0, "cca.members", "44258 was not judged", false } },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        const struct rule_case *c = &cases[i].c;
        struct softtee_files f = make(c->kind, c->version, c->settings);
        cupel_appraisal *ap = verify(&f);
        assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_WARNING);
        assert_true(has_check(ap, c->check, CUPEL_WARN, c->says));
        cupel_appraisal_free(ap);
        softtee_files_clear(&f);
    }
}

/* veraison/rust-ccatoken issue 33: both signatures are good, and have nothing to do with each
 * other. */
static void a_good_platform_does_not_carry_a_foreign_realm(void **state)
{
    (void)state;
    struct softtee_files f = make("cca", 0, "parts=swapped");
    cupel_appraisal *ap = verify(&f);
    assert_true(has_check(ap, "cca.platform_signature", CUPEL_PASS, ""));
    assert_true(has_check(ap, "cca.platform_claims", CUPEL_PASS, ""));
    assert_true(has_check(ap, "cca.lifecycle", CUPEL_PASS, ""));
    assert_true(has_check(ap, "cca.binding", CUPEL_FAIL, "nobody for this"));
    assert_true(has_check(ap, "cca.realm_signature", CUPEL_FAIL, "no platform vouches"));
    assert_false(has_check(ap, "cca.realm_signature", CUPEL_PASS, ""));
    assert_int_equal(count_outcome(ap, CUPEL_FAIL), 2);
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

static void a_platform_alone_is_no_tee(void **state)
{
    (void)state;
    struct softtee_files f = make("cca", 0, "parts=platform");
    cupel_appraisal *ap = verify(&f);
    assert_false(cupel_appraisal_is_tee(ap));
    assert_true(has_check(ap, "evidence.tee", CUPEL_SKIP, "nothing of any realm"));
    assert_true(has_check(ap, "cca.binding", CUPEL_WARN, "no realm token"));
    assert_null(cupel_appraisal_claim_find(ap, "cca.rim"));
    cupel_appraisal_free(ap);
    const struct judging j = { .anchor = anchor_text(&f), .require = 1u << CUPEL_CAT_HARDWARE };
    struct cupel_diag err = { 0 };
    assert_status(judge(&j, softtee_file(&f, "evidence.bin"), &ap, &err), CUPEL_OK);
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
    f = make("cca", 0, "");
    ap = verify(&f);
    assert_true(cupel_appraisal_is_tee(ap));
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

/* ---- keys ---- */

static void expect_missing(const struct softtee_files *f, const char *anchor, const char *need,
                           const char *check, const char *says)
{
    cupel_appraisal *ap = NULL;
    struct cupel_diag err = { 0 };
    const struct judging j = { .anchor = anchor };
    assert_status(judge(&j, softtee_file(f, "evidence.bin"), &ap, &err), CUPEL_OK);
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_NONE);
    assert_int_equal(cupel_appraisal_class(ap), CUPEL_CLASS_MISSING);
    assert_int_equal(cupel_appraisal_need_count(ap), 1);
    assert_string_equal(cupel_appraisal_need_at(ap, 0)->kind, need);
    if (!strstr(cupel_appraisal_need_at(ap, 0)->hint, "--anchor"))
        fail_msg("no word on how to give it: %s", cupel_appraisal_need_at(ap, 0)->hint);
    if (!has_check(ap, check, CUPEL_UNKNOWN, says)) {
        print_checks(ap);
        fail_msg("%s does not say %s", check, says);
    }
    cupel_appraisal_free(ap);
}

static void without_a_key_nothing_is_proven(void **state)
{
    (void)state;
    struct softtee_files psa = make("psa", 0, ""), mac = make("psa", 0, "message=mac0");
    struct softtee_files cca = make("cca", 0, "");
    expect_missing(&psa, NULL, "iak", "psa.key", "no IAK was given");
    expect_missing(&cca, NULL, "cpak", "cca.platform_key", "no CPAK was given");
    expect_missing(&mac, NULL, "iak", "psa.key", "refused unless the device's secret key is given");
    /* A public key never checks an authentication code, nor a secret a signature. */
    char secret[2000];
    (void)snprintf(secret, sizeof secret, "%s", anchor_text(&mac));
    expect_missing(&psa, secret, "iak", "psa.key", "no IAK was given");
    expect_missing(&cca, secret, "cpak", "cca.platform_key", "no CPAK was given");
    expect_missing(&mac, anchor_text(&psa), "iak", "psa.key", "COSE_Mac0");
    softtee_files_clear(&psa);
    softtee_files_clear(&mac);
    softtee_files_clear(&cca);
}

/* The JWK alone, taken out of the store. */
static void bare_key(const char *store, char *out, size_t n)
{
    const char *from = strstr(store, "{\"kty\"");
    assert_non_null(from);
    (void)snprintf(out, n, "%.*s", (int)(strchr(from, '}') + 1 - from), from);
}

static void a_key_is_found_by_its_device(void **state)
{
    (void)state;
    struct softtee_files f = make("psa", 0, "");
    cupel_appraisal *ap = NULL;
    struct cupel_diag err = { 0 };
    char jwk[1000], store[4000];
    bare_key(anchor_text(&f), jwk, sizeof jwk);
    struct judging j = { .anchor = jwk }; /* without ids it vouches for any device */
    assert_status(judge(&j, softtee_file(&f, "evidence.bin"), &ap, &err), CUPEL_OK);
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_AFFIRMING);
    cupel_appraisal_free(ap);
    /* One of another device stands before it: it is passed over, and the right one found. */
    (void)snprintf(store, sizeof store, "[{\"pkey\":%s,\"instance-id\":\"01%064d\"},{\"pkey\":%s}]",
                   jwk, 0, jwk);
    j.anchor = store;
    assert_status(judge(&j, softtee_file(&f, "evidence.bin"), &ap, &err), CUPEL_OK);
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_AFFIRMING);
    assert_int_equal(cupel_appraisal_anchor_count(ap), 1);
    assert_string_equal(cupel_appraisal_anchor_at(ap, 0)->name, "key#2");
    cupel_appraisal_free(ap);
    /* Of another device alone: the right key does not help. */
    (void)snprintf(store, sizeof store,
                   "[{\"pkey\":%s,\"instance-id\":\"01%064d\"},"
                   "{\"pkey\":%s,\"implementation-id\":\"%064d\"}]",
                   jwk, 0, jwk, 0);
    assert_status(judge(&j, softtee_file(&f, "evidence.bin"), &ap, &err), CUPEL_OK);
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
    assert_true(has_check(ap, "psa.key", CUPEL_FAIL, "none of the keys given is this device's"));
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

/* A key that is no point of its curve is named as such (ta-02-bad of veraison/rust-ccatoken). */
static void a_key_off_its_curve_is_named(void **state)
{
    (void)state;
    struct softtee_files f = make("psa", 0, "");
    cupel_appraisal *ap = NULL;
    struct cupel_diag err = { 0 };
    const struct judging j = { .anchor = "{\"kty\":\"EC\",\"crv\":\"P-256\","
                                         "\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\","
                                         "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\"}" };
    assert_status(judge(&j, softtee_file(&f, "evidence.bin"), &ap, &err), CUPEL_OK);
    assert_true(has_check(ap, "psa.signature", CUPEL_FAIL, "is no point of its curve"));
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

/* ---- challenges ---- */

static cupel_outcome nonce_outcome(const struct softtee_files *f, cupel_slice nonce)
{
    cupel_appraisal *ap = NULL;
    struct cupel_diag err = { 0 };
    const struct judging j = { .anchor = anchor_text(f), .nonce = nonce };
    assert_status(judge(&j, softtee_file(f, "evidence.bin"), &ap, &err), CUPEL_OK);
    const struct cupel_check *c = cupel_appraisal_check_find(ap, "evidence.nonce");
    assert_non_null(c);
    cupel_outcome o = c->outcome;
    cupel_appraisal_free(ap);
    return o;
}

static void challenges_are_compared(void **state)
{
    (void)state;
    uint8_t nonce[65] = { 0 };
    memset(nonce, 0x5a, 32);
    struct softtee_files cca = make("cca", 0,
                                    "challenge=5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
                                    "5a5a5a5a5a5a5a5a5a5a5a");
    struct softtee_files psa = make("psa", 0,
                                    "nonce=5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
                                    "5a5a5a5a5a5a5a5a");
    /* 64 bytes, zero-padded, whose padding must be zero; in PSA exactly. */
    assert_int_equal(nonce_outcome(&cca, slice_of(nonce, 32)), CUPEL_PASS);
    assert_int_equal(nonce_outcome(&cca, slice_of(nonce, 64)), CUPEL_PASS);
    assert_int_equal(nonce_outcome(&cca, slice_of(nonce, 31)), CUPEL_FAIL);
    assert_int_equal(nonce_outcome(&psa, slice_of(nonce, 32)), CUPEL_PASS);
    assert_int_equal(nonce_outcome(&psa, slice_of(nonce, 31)), CUPEL_FAIL);
    assert_int_equal(nonce_outcome(&psa, slice_of(nonce, 48)), CUPEL_FAIL);
    nonce[63] = 1;
    assert_int_equal(nonce_outcome(&cca, slice_of(nonce, 64)), CUPEL_FAIL);
    softtee_files_clear(&cca);
    softtee_files_clear(&psa);
}

/* ---- layout ---- */

static void refuse(cupel_slice in, cupel_status want, const char *says)
{
    cupel_appraisal *ap = NULL;
    struct cupel_diag err = { 0 };
    const struct judging j = { 0 };
    cupel_status st = judge(&j, in, &ap, &err);
    if (st != want || !strstr(err.text, says))
        fail_msg("%s, \"%s\"; wanted %s, \"%s\"", cupel_status_name(st), err.text,
                 cupel_status_name(want), says);
}

static void refuse_made(const char *kind, const char *settings, cupel_status want, const char *says)
{
    struct softtee_files f = make(kind, 0, settings);
    refuse(softtee_file(&f, "evidence.bin"), want, says);
    softtee_files_clear(&f);
}

/* @before, the evidence without its first @cut bytes, @after. */
static void refuse_changed(const char *kind, cupel_slice before, size_t cut, cupel_slice after,
                           cupel_status want, const char *says)
{
    struct softtee_files f = make(kind, 0, "");
    cupel_slice e = softtee_file(&f, "evidence.bin");
    struct buf b;
    buf_init(&b, 10000);
    buf_add(&b, before);
    buf_add(&b, slice_part(e, cut, e.n - cut));
    buf_add(&b, after);
    refuse(buf_slice(&b), want, says);
    buf_clear(&b);
    softtee_files_clear(&f);
}

static void layouts_are_strict(void **state)
{
    (void)state;
    static const uint8_t cwt[] = { 0xd8, 61, 0xd2 }, sign[] = { 0xd8, 98 }, zero[1] = { 0 };
    refuse_made("psa", "message=untagged", CUPEL_E_MALFORMED, "must have tag 18");
    refuse_changed("psa", SLICE_ARRAY(cwt), 1, SLICE_EMPTY, CUPEL_E_MALFORMED, "has tag 61");
    refuse_changed("psa", SLICE_ARRAY(sign), 1, SLICE_EMPTY, CUPEL_E_MALFORMED, "has tag 98");
    refuse_changed("psa", SLICE_EMPTY, 0, SLICE_ARRAY(zero), CUPEL_E_TRAILING,
                   "trailing bytes are refused");
    refuse_changed("cca", SLICE_EMPTY, 0, SLICE_ARRAY(zero), CUPEL_E_TRAILING, "after its end");
    refuse_made("cca", "parts=realm", CUPEL_E_UNSUPPORTED, "a realm token alone");
}

/* A message of @payload, whatever it is; not signed. */
static void put_message(struct buf *b, cupel_slice payload)
{
    cbor_put_tag(b, 18);
    cbor_put_array(b, 4);
    cbor_put_bytes(b, SLICE_LIT("\xa1\x01\x26"));
    cbor_put_map(b, 0);
    cbor_put_bytes(b, payload);
    cbor_put_bytes(b, SLICE_LIT("signature"));
}

static void payloads_are_maps(void **state)
{
    (void)state;
    static const struct {
        const char *map;
        size_t n;
        cupel_status want;
        const char *says;
    } cases[] = {
        /* {2395: 1, 2396: 1, 2395: 1} */
        { "\xa3\x19\x09\x5b\x01\x19\x09\x5c\x01\x19\x09\x5b\x01", 13, CUPEL_E_MALFORMED,
          "unique keys" },
        { "\xa2\x19\x09\x5b\x01\x19\x09\x5c\x01\x00", 10, CUPEL_E_TRAILING, "after its end" },
        { "\xa3\x19\x09\x5b\x01\x19\x09\x5c\x01", 9, CUPEL_E_TRUNCATED, "cut short" },
        { "\x82\x19\x09\x5b\x19\x09\x5c", 7, CUPEL_E_MALFORMED, "one map of claims" },
        { "\xd9\xaa\xbb\xa2\x19\x09\x5b\x01\x19\x09\x5c\x01", 12, CUPEL_E_MALFORMED,
          "starts with tag 43707" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct buf b;
        buf_init(&b, 1000);
        put_message(&b, slice_of(cases[i].map, cases[i].n));
        refuse(buf_slice(&b), cases[i].want, cases[i].says);
        buf_clear(&b);
    }
}

static void put_member(struct buf *b, uint64_t label, bool record, uint64_t kind, cupel_slice token)
{
    cbor_put_uint(b, label);
    if (record) {
        cbor_put_array(b, 2);
        cbor_put_uint(b, kind);
    }
    cbor_put_bytes(b, token);
}

static void collections_are_strict(void **state)
{
    (void)state;
    struct softtee_files platform = make("cca", 0, "parts=platform"),
                         realm = make("cca", 0, "parts=realm");
    cupel_slice p = softtee_file(&platform, "evidence.bin"),
                r = softtee_file(&realm, "evidence.bin");
    struct buf b;
    buf_init(&b, 10000);
    cbor_put_tag(&b, 399);
    cbor_put_map(&b, 1);
    put_member(&b, 44234, false, 0, p);
    refuse(buf_slice(&b), CUPEL_E_MALFORMED, "has no realm token (44241)");
    buf_clear(&b);
    buf_init(&b, 10000);
    cbor_put_tag(&b, 907);
    cbor_put_map(&b, 1);
    put_member(&b, 44241, true, 263, r);
    refuse(buf_slice(&b), CUPEL_E_MALFORMED, "has no platform token (44234)");
    buf_clear(&b);
    buf_init(&b, 10000);
    cbor_put_tag(&b, 907);
    cbor_put_map(&b, 2);
    put_member(&b, 44234, true, 601, p);
    put_member(&b, 44241, true, 263, r);
    refuse(buf_slice(&b), CUPEL_E_UNSUPPORTED, "content-format 601");
    buf_clear(&b);
    buf_init(&b, 10000);
    cbor_put_tag(&b, 399);
    cbor_put_map(&b, 2);
    put_member(&b, 44234, false, 0, p);
    put_member(&b, 44234, false, 0, p);
    refuse(buf_slice(&b), CUPEL_E_MALFORMED, "unique keys");
    buf_clear(&b);
    buf_init(&b, 10000);
    cbor_put_tag(&b, 907);
    cbor_put_map(&b, CCA_MEMBERS_MAX + 1);
    put_member(&b, 44234, true, 263, p);
    put_member(&b, 44241, true, 263, r);
    for (uint64_t i = 2; i <= CCA_MEMBERS_MAX; i++)
        put_member(&b, 50000 + i, true, 263, SLICE_EMPTY);
    refuse(buf_slice(&b), CUPEL_E_LIMIT, "has 17 members; it may have 16");
    buf_clear(&b);
    softtee_files_clear(&platform);
    softtee_files_clear(&realm);
}

static void tokens_are_capped(void **state)
{
    (void)state;
    struct buf b;
    static uint8_t big[ARM_TOKEN_MAX];
    static const uint8_t labels[] = { 0xa3, 0x19, 0x09, 0x5b, 0x01, 0x19, 0x09, 0x5c, 0x01, 0x00 };
    buf_init(&b, 2u * ARM_TOKEN_MAX);
    slice_copy(SLICE_ARRAY(labels), big, sizeof labels);
    put_message(&b, SLICE_ARRAY(big));
    refuse(buf_slice(&b), CUPEL_E_LIMIT, "it may have 65536");
    buf_clear(&b);
}

/* COSE_Mac0 has no place in CCA: whoever verifies could forge. */
static void cca_takes_no_codes(void **state)
{
    (void)state;
    struct softtee_files f = make("cca", 0, "parts=platform");
    cupel_slice e = softtee_file(&f, "evidence.bin");
    struct buf b;
    buf_init(&b, 10000);
    buf_add_byte(&b, 0xd1);
    buf_add(&b, slice_part(e, 1, e.n - 1));
    refuse(buf_slice(&b), CUPEL_E_MALFORMED, "has tag 17; it must have tag 18 (COSE_Sign1)");
    buf_clear(&b);
    softtee_files_clear(&f);
}

/* ---- claims that nobody signed ---- */

/* The payload of a token of one part. */
static cupel_slice payload_of(struct arena *a, cupel_slice e)
{
    struct cose_message *m = arena_alloc(a, sizeof *m);
    const char *why = NULL;
    struct cur c = cur_of(e);
    assert_non_null(m);
    cose_take(&c, m, &why);
    assert_status(cur_end(&c), CUPEL_OK);
    return m->payload;
}

static void explain_claims(const char *kind, const char *settings, unsigned version,
                           const char *want, const char *fault)
{
    struct softtee_files f = make(kind, version, settings);
    struct arena a;
    arena_init(&a, 1u << 20);
    cupel_slice claims = payload_of(&a, softtee_file(&f, "evidence.bin"));
    cupel_explanation *e = NULL;
    struct cupel_diag err = { 0 };
    assert_status(cupel_explain(claims, NULL, &e, &err), CUPEL_OK);
    assert_string_equal(cupel_explanation_kind(e), want);
    bool kept = false, found = false;
    for (size_t i = 0; i < cupel_explanation_count(e); i++) {
        const struct cupel_field *field = cupel_explanation_at(e, i);
        kept = kept || strcmp(field->name, "rules kept") == 0;
        found = found ||
                (fault && strcmp(field->name, "fault") == 0 && strstr(field->value, fault) != NULL);
        assert_true(!field->has_span || field->offset + field->length <= claims.n);
    }
    assert_int_equal(kept, !fault);
    assert_int_equal(found, fault != NULL);
    cupel_explanation_free(e);
    refuse(claims, CUPEL_E_UNSUPPORTED, "claims without a signature");
    arena_clear(&a);
    softtee_files_clear(&f);
}

static void bare_claims_are_explained_and_refused(void **state)
{
    (void)state;
    explain_claims("psa", "", 1, "psa-claims", NULL);
    explain_claims("psa", "", 2, "psa-claims", NULL);
    explain_claims("psa", "software=none", 1, "psa-claims", NULL);
    explain_claims("psa", "omit=nonce", 2, "psa-claims", "psa-nonce (10) is missing");
    explain_claims("psa", "omit=nonce", 1, "psa-claims", "psa-nonce (-75008) is missing");
    explain_claims("psa", "omit=signer", 2, "psa-claims", "its signer id (5) is missing");
    explain_claims("cca", "parts=platform", 1, "cca-claims", NULL);
    explain_claims("cca", "parts=platform", 2, "cca-claims", NULL);
    explain_claims("cca", "parts=platform nonces=2", 2, "cca-claims", "one nonce is allowed");
    explain_claims("cca", "parts=realm", 1, "cca-claims", NULL);
    explain_claims("cca", "parts=realm", 2, "cca-claims", NULL);
    explain_claims("cca", "parts=realm extra=claims", 2, "cca-claims", NULL);
    explain_claims("cca", "parts=realm omit=rim", 2, "cca-claims",
                   "cca-realm-initial-measurement (44238) is missing");
    explain_claims("cca", "parts=realm omit=rak", 1, "cca-claims",
                   "cca-realm-public-key (44237) is missing");
    explain_claims("cca", "parts=realm omit=realm_challenge", 1, "cca-claims",
                   "cca-realm-challenge (10) is missing");
}

/* ---- many components, many faults ---- */

static void judge_bytes(struct arena *a, struct arm_claims *c, cupel_slice map)
{
    struct cur v = cur_of(map);
    memset(c, 0, sizeof *c);
    cbor_take_map(&v, &c->map);
    assert_status(cur_end(&v), CUPEL_OK);
    assert_int_equal(psa_judge(a, c), 2);
}

static void components_are_capped(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1u << 20);
    struct arm_claims *c = arena_alloc(&a, sizeof *c);
    struct buf b;
    buf_init(&b, 10000);
    cbor_put_map(&b, 1);
    cbor_put_uint(&b, 2399);
    cbor_put_array(&b, ARM_COMPONENTS_MAX + 1);
    for (unsigned i = 0; i <= ARM_COMPONENTS_MAX; i++)
        cbor_put_map(&b, 0);
    judge_bytes(&a, c, buf_slice(&b));
    assert_int_equal(c->n_components, ARM_COMPONENTS_MAX);
    assert_int_equal(c->n_faults, ARM_FAULTS_MAX);
    assert_true(c->more[ARM_ON_COMPONENTS]); /* what found no room is not forgotten */
    buf_clear(&b);
    arena_clear(&a);
}

/* ---- fields of the software attesters ---- */

static bool same_evidence(const struct softtee_files *a, const struct softtee_files *b)
{
    return slice_eq(softtee_file(a, "evidence.bin"), softtee_file(b, "evidence.bin")) &&
           slice_eq(softtee_file(a, "anchor.json"), softtee_file(b, "anchor.json"));
}

static void check_field(const char *kind, unsigned version, const struct softtee_field *f)
{
    static const char *const numbers[] = { "2", "3" }, *const texts[] = { "one", "two" };
    static const char *const bytes[] = { "01a5", "01a6" };
    bool changes = false;
    char setting[100];
    struct softtee_files base = make(kind, version, "");
    for (size_t i = 0; i < (f->words ? 4 : 2) && !changes && (!f->words || f->words[i]); i++) {
        const char *value = f->words                        ? f->words[i]
                            : strcmp(f->type, "text") == 0  ? texts[i]
                            : strcmp(f->type, "bytes") == 0 ? bytes[i]
                                                            : numbers[i];
        (void)snprintf(setting, sizeof setting, "%s=%s", f->name, value);
        struct softtee_files changed = make(kind, version, setting);
        changes = !same_evidence(&base, &changed);
        softtee_files_clear(&changed);
    }
    if (!changes)
        fail_msg("%s: setting %s changes nothing", kind, f->name);
    softtee_files_clear(&base);
}

static void every_field_can_be_set(void **state)
{
    (void)state;
    static const char *const kinds[] = { "psa", "cca" };
    for (size_t k = 0; k < CUPEL_COUNT(kinds); k++) {
        struct softtee_field f;
        for (unsigned version = 1; version <= 2; version++)
            for (size_t i = 0; softtee_field_at(kinds[k], version, i, &f); i++)
                check_field(kinds[k], version, &f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_refuses),
        cmocka_unit_test(variants_are_affirmed),
        cmocka_unit_test(odd_but_true_is_a_warning),
        cmocka_unit_test(a_good_platform_does_not_carry_a_foreign_realm),
        cmocka_unit_test(a_platform_alone_is_no_tee),
        cmocka_unit_test(without_a_key_nothing_is_proven),
        cmocka_unit_test(a_key_is_found_by_its_device),
        cmocka_unit_test(a_key_off_its_curve_is_named),
        cmocka_unit_test(challenges_are_compared),
        cmocka_unit_test(layouts_are_strict),
        cmocka_unit_test(payloads_are_maps),
        cmocka_unit_test(collections_are_strict),
        cmocka_unit_test(tokens_are_capped),
        cmocka_unit_test(cca_takes_no_codes),
        cmocka_unit_test(bare_claims_are_explained_and_refused),
        cmocka_unit_test(components_are_capped),
        cmocka_unit_test(every_field_can_be_set),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
