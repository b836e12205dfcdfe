/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/nitro.h: what the files of the AWS Nitro format share. */
#ifndef CUPEL_LIB_EVIDENCE_NITRO_H
#define CUPEL_LIB_EVIDENCE_NITRO_H

#include "codec/cose.h"
#include "evidence/format.h"

#define NITRO_PAYLOAD_MAX 16384u /* bytes of the payload; AWS's own limit */
#define NITRO_BUNDLE_MAX  8u     /* CAs that a document brings; AWS sends four */
#define NITRO_PCRS        32u    /* indices 0 to 31 */

enum nitro_check {
    NITRO_CHECK_ALGORITHM,
    NITRO_CHECK_HEADERS,
    NITRO_CHECK_FIELDS,
    NITRO_CHECK_VALUES,
    NITRO_CHECK_CERTIFICATES,
    NITRO_CHECK_CHAIN,
    NITRO_CHECK_BUNDLE,
    NITRO_CHECK_CHAIN_ALGORITHM,
    NITRO_CHECK_CONSTRAINTS,
    NITRO_CHECK_LEAF,
    NITRO_CHECK_VALIDITY,
    NITRO_CHECK_SIGNATURE,
    NITRO_CHECK_TIMESTAMP,
    NITRO_CHECK_DEBUG,
    NITRO_CHECK_REVOCATION,
    NITRO_CHECKS
};
extern const struct cupel_check_info nitro_checks[NITRO_CHECKS];
/* Seven of the document, then the PCRs of enclaves and those of NitroTPMs. */
enum {
    NITRO_CLAIM_PCR = 7,
    NITRO_CLAIM_TPM_PCR = NITRO_CLAIM_PCR + NITRO_PCRS,
    NITRO_CLAIMS = NITRO_CLAIM_TPM_PCR + NITRO_PCRS
};
extern const struct cupel_claim_info nitro_claims[NITRO_CLAIMS];

/* A byte string of the payload; not present where the key is absent or its value is null. */
struct nitro_bytes {
    bool present;
    cupel_slice value;
    size_t at; /* of its contents, in the evidence */
};

struct nitro_doc {
    struct cose_message cose;
    struct cbor_map fields; /* of the payload, in wire order */
    bool is_tpm;            /* the PCRs are those of a NitroTPM, not of an enclave */
    bool both;              /* it has PCRs of both kinds */
    cupel_slice module_id, digest;
    size_t module_id_at, digest_at, timestamp_at, pcrs_at;
    uint64_t timestamp;   /* milliseconds since the epoch */
    struct cbor_map pcrs; /* keys are unsigned integers, values byte strings */
    struct nitro_bytes certificate, bundle[NITRO_BUNDLE_MAX];
    size_t n_bundle;
    struct nitro_bytes public_key, user_data, nonce;
};
/* The byte string that is a pair's value. */
struct nitro_bytes nitro_bytes_of(const struct cbor_pair *p);
struct nitro_bytes nitro_pcr(const struct nitro_doc *d, unsigned index);
/* What a key of the payload holds, or NULL for keys that AWS does not define. */
const char *nitro_field_meaning(cupel_slice key);

/* A verification under way. */
struct nitro_work {
    const struct nitro_doc *d;
    const struct inputs *in;
    cupel_appraisal *ap;
    struct x509_cert leaf, bundle[NITRO_BUNDLE_MAX];
    const struct x509_cert *cas[NITRO_BUNDLE_MAX]; /* those of the bundle that can be read */
    size_t n_cas;
    bool has_leaf;
    struct trust_path path;
};
struct cupel_check *nitro_add(struct nitro_work *w, enum nitro_check id, cupel_outcome outcome,
                              const char *detail);
/* A pass costs nothing; a failure points at bytes of the evidence. */
struct cupel_check *nitro_judge(struct nitro_work *w, enum nitro_check id, bool ok,
                                const char *else_detail, uint64_t offset, uint64_t length);

/* nitro_chain.c: the certificates, the path to an anchor, revocation. */
cupel_status nitro_check_chain(struct nitro_work *w);
cupel_status nitro_check_revocation(struct nitro_work *w);

/* nitro_fields.c: what AWS demands of each field of the payload. */
void nitro_check_fields(struct nitro_work *w);

cupel_status nitro_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);
void nitro_explain(const struct evidence *ev, struct field_list *ret);

#endif
