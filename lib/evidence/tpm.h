/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/tpm.h: TPM 2.0 quotes. Evidence is one TPMS_ATTEST, or the response parameters of
 * TPM2_Quote, TPM2B_ATTEST and TPMT_SIGNATURE, once or several times: one quote per bank of PCRs by
 * one attestation key (AK). Source: Trusted Platform Module Library, Part 2, 10.12 (attestation
 * structures), Part 3, 18.4 (TPM2_Quote).
 */
#ifndef CUPEL_LIB_EVIDENCE_TPM_H
#define CUPEL_LIB_EVIDENCE_TPM_H

#include "collateral/tpm.h"
#include "evidence/format.h"

#define TPM_MAGIC        0xff544347u /* TPM_GENERATED_VALUE */
#define TPM_ST_QUOTE     0x8018u     /* TPM_ST_ATTEST_QUOTE */
#define TPM_QUOTES_MAX   4u          /* quotes of one file */
#define TPM_SELECT_BYTES 4u          /* of a PCR selection's bit map: TPM_PCRS_MAX / 8 */
#define TPM_TRIES_MAX    512u        /* signatures tried for one quote: keys times signatures */
#define TPM_VALUES_MAX   256u        /* files of PCR values that are read */

struct tpm_selection {
    uint16_t alg;  /* bank */
    uint32_t mask; /* bit per PCR */
    uint8_t size;  /* bytes of the bit map */
    size_t at;
};

struct tpm_attest {
    cupel_slice bytes; /* TPMS_ATTEST: what is signed */
    size_t at;         /* of @bytes in the evidence */
    uint32_t magic;
    uint16_t type;
    cupel_slice signer; /* qualifiedSigner */
    cupel_slice extra_data;
    uint64_t clock;
    uint32_t reset_count, restart_count;
    uint8_t safe;
    uint64_t firmware_version;
    struct tpm_selection selections[TPM_BANKS_MAX]; /* TPM_ST_QUOTE */
    size_t n_selections;
    cupel_slice pcr_digest;
    cupel_slice attested;                                           /* of other types: unread */
    size_t signer_at, extra_at, clock_at, selections_at, digest_at; /* of the fields' first byte */
};

struct tpm_quote {
    size_t at, n; /* in the evidence: sizes, attestation and signature */
    struct tpm_attest attest;
    bool sized; /* TPM2B_ATTEST: a signature follows */
    struct tpm_signature signature;
    size_t signature_at, signature_n;
};

struct tpm_evidence {
    struct tpm_quote quotes[TPM_QUOTES_MAX];
    size_t n;
};

/* "0,1,7": the PCRs of @mask; the arena's. */
const char *tpm_list_pcrs(struct arena *a, uint32_t mask);
/* Bits of all PCRs of bank @alg that @a selects. */
uint32_t tpm_selected(const struct tpm_attest *a, unsigned alg);
/* "a quote", "a creation attestation": TPM_ST of an attestation; NULL when it is none. */
const char *tpm_attest_type_name(unsigned type);

enum tpm_check {
    TPM_CHECK_MAGIC,
    TPM_CHECK_TYPE,
    TPM_CHECK_SET,
    TPM_CHECK_SIGNATURE_ALGORITHM,
    TPM_CHECK_SIGNATURE,
    TPM_CHECK_AK,
    TPM_CHECK_AK_CERTIFICATE,
    TPM_CHECK_AK_VALIDITY,
    TPM_CHECK_AK_ATTRIBUTES,
    TPM_CHECK_AK_NAME,
    TPM_CHECK_PCR_SELECTION,
    TPM_CHECK_PCR_DIGEST,
    TPM_CHECK_CLOCK,
    TPM_CHECK_LOG,
    TPM_CHECK_REVOCATION,
    TPM_CHECKS
};
extern const struct cupel_check_info tpm_checks[TPM_CHECKS];

/* Claims: words first, then the PCRs of three banks. */
enum tpm_claim {
    TPM_CLAIM_TYPE,
    TPM_CLAIM_EXTRA_DATA,
    TPM_CLAIM_FIRMWARE_VERSION,
    TPM_CLAIM_CLOCK,
    TPM_CLAIM_RESET_COUNT,
    TPM_CLAIM_RESTART_COUNT,
    TPM_CLAIM_SAFE,
    TPM_CLAIM_QUALIFIED_SIGNER,
    TPM_CLAIM_SIGNATURE_ALGORITHM,
    TPM_CLAIM_AK_NAME,
    TPM_CLAIM_AK_SPKI_SHA256,
    TPM_CLAIM_PCR_SELECTION,
    TPM_CLAIM_GCE_ZONE,
    TPM_CLAIM_GCE_PROJECT_NUMBER,
    TPM_CLAIM_GCE_PROJECT_ID,
    TPM_CLAIM_GCE_INSTANCE_ID,
    TPM_CLAIM_GCE_INSTANCE_NAME,
    TPM_CLAIM_GCE_SECURITY_VERSION,
    TPM_CLAIM_GCE_IS_PRODUCTION,
    TPM_CLAIM_PCRS
};
#define TPM_CLAIM_PCRS_OF_BANK 24u
#define TPM_CLAIM_BANKS        3u
#define TPM_CLAIMS             (TPM_CLAIM_PCRS + TPM_CLAIM_BANKS * TPM_CLAIM_PCRS_OF_BANK)
extern const struct cupel_claim_info tpm_claims[TPM_CLAIMS];
/* Name of the claim of PCR @pcr in bank @alg, or NULL: SHA-1 makes no claims, and SM3 none yet. */
const char *tpm_pcr_claim(unsigned alg, unsigned pcr);

/* Where the key that signed was found, in order of preference. */
enum tpm_ak_source { TPM_AK_NONE, TPM_AK_ANCHOR, TPM_AK_CERT, TPM_AK_PUBLIC, TPM_AK_BARE };
struct tpm_ak {
    enum tpm_ak_source source;
    struct crypto_pub pub;
    const struct trust_anchor *anchor; /* TPM_AK_ANCHOR */
    const struct x509_cert *cert;      /* TPM_AK_CERT */
    size_t index;                      /* of the collateral, but for anchors */
};
/* A public area among the collateral. */
struct tpm_area {
    struct tpm_public p;
    size_t index;
};
/* A signature for a quote that brought none. */
struct tpm_given {
    struct tpm_signature s;
    bool raw; /* RSASSA with SHA-256 taken for granted: only where it is as long as the modulus */
    size_t index;
};

/* A verification under way. */
struct tpm_work {
    const struct tpm_evidence *ev;
    const struct inputs *in;
    cupel_appraisal *ap;
    const struct x509_cert **certs; /* among the collateral, with their index in the view */
    const struct x509_crl **crls;
    size_t *cert_index, *crl_index;
    size_t n_certs, n_crls;
    struct tpm_ak *keys; /* all that might have signed */
    size_t n_keys, n_anchor_keys;
    struct tpm_area *areas;
    size_t n_areas;
    struct tpm_given *given;
    size_t n_given;
    /* what was found */
    const struct tpm_ak *ak;       /* the signer, or the one certificate given; NULL: neither */
    bool signer_found;             /* @ak made the signature of a quote */
    const struct tpm_public *area; /* of the AK, or NULL */
    bool name_ok;                  /* the TPM signed the name of @area */
    struct tpm_signature signatures[TPM_QUOTES_MAX]; /* the quotes' own, or those given */
    bool has_signature[TPM_QUOTES_MAX], ok[TPM_QUOTES_MAX];
    bool tries_spent;
    struct trust_path path;                        /* TPM_AK_CERT */
    const struct tpm_pcrs *values[TPM_QUOTES_MAX]; /* whose digest is the quoted one, or NULL */
    bool weak_banks_only;
};

struct cupel_check *tpm_add(struct tpm_work *w, enum tpm_check id, cupel_outcome outcome,
                            const char *detail);
struct cupel_check *tpm_add_at(struct tpm_work *w, enum tpm_check id, cupel_outcome outcome,
                               const char *detail, uint64_t offset, uint64_t length);
/* "quote 2: " in front of @text where there are several; the arena's. */
const char *tpm_of_quote(struct tpm_work *w, size_t i, const char *text);

/* tpm_ak.c: gather keys and signatures, find the key that signed, judge signature and key. */
cupel_status tpm_ak_find(struct tpm_work *w);
void tpm_check_signatures(struct tpm_work *w);
cupel_status tpm_check_key(struct tpm_work *w);
/* tpm_path.c: is the AK vouched for? Certificate, path, dates, revocation. */
cupel_status tpm_check_trust(struct tpm_work *w);
/* The certificate's extended key usages say endorsement key; and does its keyUsage let it sign? */
bool tpm_cert_is_ek(const struct x509_cert *c);
/* tpm_pcrs.c: selection and digest. */
cupel_status tpm_check_pcrs(struct tpm_work *w);
/* tpm_log.c: do the event logs at hand explain the quoted PCRs? */
cupel_status tpm_check_log(struct tpm_work *w);
/* tpm_gce.c: what a Google AK certificate says of its instance. */
void tpm_claim_gce(cupel_appraisal *ap, const struct x509_cert *cert);

cupel_status tpm_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);
void tpm_explain(const struct evidence *ev, struct field_list *ret);
/* tpm_explain.c, for explaining files of their own. */
void tpm_explain_public(const struct tpm_public *p, struct field_list *ret);
void tpm_explain_signature(const struct tpm_signature *s, size_t at, struct field_list *ret);
void tpm_explain_pcrs(const struct tpm_pcrs *p, struct field_list *ret);

/* tpm_wrap.c: TPM2B_ATTEST and TPMT_SIGNATURE in one, as evidence has them; and PCR values as JSON
 * for the collateral. Both in the arena, empty without memory. */
cupel_slice tpm_join_quote(struct arena *a, cupel_slice attest, cupel_slice signature);
cupel_slice tpm_write_pcrs(struct arena *a, const struct tpm_pcrs *p);
/* How wrappers note a file. */
cupel_status tpm_unwrap_add(struct unwrapped *u, const char *name, cupel_slice bytes);

#endif
