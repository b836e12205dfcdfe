/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/arm.h: what Arm's attestation tokens share. PSA tokens (RFC 9783) and the two tokens of
 * CCA (Arm DEN0137, draft-ffm-rats-cca-token) are COSE messages over a map of claims; what a map
 * must hold is a table of rules that verification and `cupel explain` walk alike.
 */
#ifndef CUPEL_LIB_EVIDENCE_ARM_H
#define CUPEL_LIB_EVIDENCE_ARM_H

#include "codec/cose.h"
#include "evidence/format.h"

#define ARM_TOKEN_MAX      65536u /* bytes of one token; genuine ones have a few thousand */
#define ARM_COMPONENTS_MAX 128u   /* software components of one token */
#define ARM_FAULTS_MAX     24u /* broken rules that are told apart; of more only that there are */

/* Labels that both use: EAT (RFC 9711) and the PSA registrations of RFC 9783. */
enum arm_label {
    ARM_NONCE = 10,
    ARM_NONCE_1 = -75008, /* of PSA_IOT_PROFILE_1 */
    ARM_UEID = 256,
    ARM_PROFILE = 265,
    ARM_BOOT_SEED = 268,
    ARM_CLIENT_ID = 2394,
    ARM_LIFECYCLE = 2395,
    ARM_IMPLEMENTATION_ID = 2396,
    ARM_OLD_BOOT_SEED = 2397,
    ARM_CERTIFICATION = 2398,
    ARM_SW_COMPONENTS = 2399,
    ARM_VERIFICATION_SERVICE = 2400,
    ARM_PLATFORM_CONFIG = 2401,
    ARM_PLATFORM_HASH = 2402
};

enum arm_form {
    ARM_IS_BYTES,      /* least to most bytes */
    ARM_IS_HASH,       /* 32, 48 or 64 bytes */
    ARM_IS_UEID,       /* least to most bytes, the first of which is 01 (RFC 9711: RAND) */
    ARM_IS_TEXT,       /* not empty */
    ARM_IS_EAN,        /* 13 digits; with "-" and five digits behind them where least says so */
    ARM_IS_INT,        /* least to most */
    ARM_IS_STATE,      /* a lifecycle state */
    ARM_IS_COMPONENTS, /* one software component or more */
    ARM_IS_HASHES,     /* exactly most byte strings of 32, 48 or 64 bytes each */
};
struct arm_rule {
    int64_t label;
    const char *name; /* in the specification's words */
    enum arm_form form;
    int64_t least, most;
    bool mandatory;
    const char *meaning; /* for people */
};

/* What a fault speaks of: each kind has a check of its own. */
enum arm_topic { ARM_ON_PROFILE, ARM_ON_CLAIMS, ARM_ON_COMPONENTS, ARM_TOPICS };
struct arm_fault {
    enum arm_topic topic;
    bool mild; /* a warning */
    const char *text;
    size_t at, length; /* length 0: nowhere, something is missing */
};

struct arm_component {
    cupel_slice type, version, description, measurement, signer; /* empty: absent */
};

/* A map of claims and what is wrong with it. */
struct arm_claims {
    struct cbor_map map;
    size_t at, length; /* of the map in the evidence */
    const struct arm_rule *rules;
    size_t n_rules;
    const char *profile; /* the one whose rules apply, for people */
    struct arm_fault faults[ARM_FAULTS_MAX];
    size_t n_faults;
    bool more[ARM_TOPICS]; /* faults that found no room */
    struct arm_component *components;
    size_t n_components;
};

/* Judge @c->map by @c->rules: fills faults and components. Unknown labels are nobody's business
 * (RFC 9711 section 3: receivers ignore them). */
void arm_judge(struct arena *a, struct arm_claims *c);
/* Add a fault, or what only deserves a warning, at @p's value, or nowhere when @p is NULL. */
void arm_fault(struct arm_claims *c, enum arm_topic topic, const struct cbor_pair *p,
               const char *text);
void arm_warn(struct arm_claims *c, enum arm_topic topic, const struct cbor_pair *p,
              const char *text);
/* A claim's value where it is of that type, else the empty slice or @other. */
cupel_slice arm_bytes(const struct arm_claims *c, int64_t label);
cupel_slice arm_text(const struct arm_claims *c, int64_t label);
int64_t arm_int(const struct arm_claims *c, int64_t label, int64_t other);
/* Where the contents of a byte string stand. */
size_t arm_bytes_at(const struct arm_claims *c, int64_t label);
/* The state behind a lifecycle value, or NULL: no state is defined for it. */
#define ARM_SECURED 0x30
const char *arm_state_name(int64_t lifecycle);

/* What bytes look like, by the labels and profile names in them: damaged tokens still do. */
enum arm_kind { ARM_NOTHING, ARM_PSA, ARM_CCA_PLATFORM, ARM_CCA_REALM };
enum arm_kind arm_guess(cupel_slice in);
/* Is @in a bare map of claims, which nobody signed? */
bool arm_is_unsigned(cupel_slice in);

/*
 * Take a token: a tagged COSE message with a map of claims as payload. @mac_too: COSE_Mac0 may be
 * one. On failure @err names @what and the rule.
 */
cupel_status arm_take_token(struct cur *c, bool mac_too, const char *format, const char *what,
                            struct cose_message *m, struct arm_claims *claims,
                            struct cupel_diag *err);

/* The checks of one token, by the part of it that they look at. */
struct arm_checks {
    const struct cupel_check_info *headers, *algorithm, *key, *signature;
    const struct cupel_check_info *profile, *claims, *components, *lifecycle;
};
struct arm_token {
    const struct cose_message *m;
    const struct arm_claims *claims;
    cupel_slice implementation_id, instance_id; /* that keys are found by */
    const struct arm_checks *checks;
    const char *key_name, *format; /* "CPAK", "cca" */
    const char *need;              /* kind of what is missing: "cpak" */
};
/* Headers and algorithm: does the format allow it, and is it signed itself? False: there is no
 * algorithm by which the signature could be checked. */
bool arm_check_headers(cupel_appraisal *ap, const struct arm_token *t);
/* Find the attester's key among the anchors, and check the signature with it. */
cupel_status arm_check_signature(const struct inputs *in, cupel_appraisal *ap,
                                 const struct arm_token *t);
/* Profile, mandatory claims, software components, lifecycle. */
void arm_check_claims(cupel_appraisal *ap, const struct arm_token *t);
/* Is @m, of which @covered is what is signed (cose_signed), signed or authenticated with @pub? *ret
 * says. *bad_key: @pub is no point of its curve. */
cupel_status arm_signed_by(const struct inputs *in, const struct cose_message *m,
                           cupel_slice covered, const struct crypto_pub *pub, bool *ret,
                           bool *bad_key);
/* The components as lines for a claim. */
const char *const *arm_component_lines(struct arena *a, const struct arm_claims *c);

/* Every field of a message, or of a bare map, in wire order, and then what breaks the rules.
 * @input: the evidence. */
void arm_explain_message(struct field_list *l, cupel_slice input, const struct cose_message *m,
                         const struct arm_claims *c);
void arm_explain_claims(struct field_list *l, const struct arm_claims *c);

#endif
