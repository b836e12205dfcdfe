/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/nvidia.h: what the files of the NVIDIA formats share: a GPU's or NVSwitch's attestation
 * report (SPDM 1.1 GET_MEASUREMENTS and its answer), and lists of them.
 */
#ifndef CUPEL_LIB_EVIDENCE_NVIDIA_H
#define CUPEL_LIB_EVIDENCE_NVIDIA_H

#include "collateral/rim.h"
#include "evidence/format.h"

#define NVIDIA_REQUEST_SIZE   37u
#define NVIDIA_NONCE_AT       4u
#define NVIDIA_BLOCKS_MAX     255u /* measurement blocks: SPDM numbers them in one byte */
#define NVIDIA_FIELDS_MAX     64u  /* opaque fields of one report */
#define NVIDIA_SIGNATURE_SIZE 96u
#define NVIDIA_CHAIN          5u /* certificates from leaf to root */
#define NVIDIA_FWIDS_MAX      16u
#define NVIDIA_LEAVES_MAX     1024u /* leaf certificates whose key is tried on one report */
#define NVIDIA_FWID_SIZE      48u
#define NVIDIA_NVDEC0_INDEX   35u /* of the RIM measurement that counts only with NVDEC0 enabled */

/* Types of opaque data (NVIDIA/nvtrust and NVIDIA/attestation-sdk, OPAQUE_FIELD_ID_…). */
enum nvidia_field_type {
    NVIDIA_DRIVER_VERSION = 3,
    NVIDIA_GPU_INFO = 4,
    NVIDIA_VBIOS_VERSION = 6,
    NVIDIA_NVDEC0_STATUS = 11,
    NVIDIA_MEASUREMENT_COUNT = 12,
    NVIDIA_CPR_INFO = 13,
    NVIDIA_BOARD_ID = 14,
    NVIDIA_CHIP_SKU = 15,
    NVIDIA_CHIP_SKU_MOD = 16,
    NVIDIA_PROJECT = 17,
    NVIDIA_PROJECT_SKU = 18,
    NVIDIA_PROJECT_SKU_MOD = 19,
    NVIDIA_FWID = 20,
    NVIDIA_PROTECTED_PCIE = 21,
    NVIDIA_SWITCH_PDI = 22,
    NVIDIA_FLOORSWEPT_PORTS = 23,
    NVIDIA_POSITION_ID = 24,
    NVIDIA_LOCK_SWITCH = 25,
    NVIDIA_GPU_LINKS = 32,
    NVIDIA_SYSTEM_ENABLE = 33,
    NVIDIA_OPAQUE_VERSION = 34,
    NVIDIA_CHIP_INFO = 35,
    NVIDIA_FEATURE_FLAG = 36
};
enum { NVIDIA_OFF = 0x55, NVIDIA_ON = 0xaa };  /* of NVDEC0_STATUS and PROTECTED_PCIE */
enum { NVIDIA_SPT, NVIDIA_MPT, NVIDIA_PPCIE }; /* of FEATURE_FLAG */

struct nvidia_block {
    uint8_t type; /* DMTFSpecMeasurementValueType */
    cupel_slice value;
    size_t at; /* of value */
};
struct nvidia_field {
    uint16_t type;
    cupel_slice value;
    size_t at; /* of value */
};

struct nvidia_report {
    uint8_t request_param1, request_param2, slot;
    uint8_t param1, param2;
    cupel_slice nonce; /* of the request: the challenge */
    cupel_slice answer_nonce;
    struct nvidia_block blocks[NVIDIA_BLOCKS_MAX + 1]; /* by number, from 1; no value: none */
    unsigned n_blocks;
    struct nvidia_field fields[NVIDIA_FIELDS_MAX];
    size_t n_fields;
    cupel_slice signed_bytes, signature;
    size_t nonce_at, opaque_at, signature_at;
    bool padded; /* one zero byte follows the signature */
};

/* The field of @type, or NULL. */
const struct nvidia_field *nvidia_field(const struct nvidia_report *r, unsigned type);
/* Its value as text without NULs at the end; "" when absent or not printable. */
const char *nvidia_text(struct arena *a, const struct nvidia_report *r, unsigned type);
/* "96.00.9F.00.01", or "" when absent or of no known form. */
const char *nvidia_vbios(struct arena *a, const struct nvidia_report *r);
const char *nvidia_field_name(unsigned type); /* "DRIVER_VERSION", or "unknown" */
const char *nvidia_on_off(uint8_t v);         /* "enabled", "disabled", "unknown" */
const char *nvidia_feature(uint64_t flag);    /* "SPT", "MPT", "PPCIE", "unknown" */

enum nvidia_check {
    NVIDIA_CHECK_REQUEST,
    NVIDIA_CHECK_CERTIFICATE,
    NVIDIA_CHECK_CHAIN,
    NVIDIA_CHECK_CHAIN_LENGTH,
    NVIDIA_CHECK_CHAIN_VALIDITY,
    NVIDIA_CHECK_FWID,
    NVIDIA_CHECK_ARCHITECTURE,
    NVIDIA_CHECK_SIGNATURE,
    NVIDIA_CHECK_REVOCATION,
    NVIDIA_CHECK_CC_MODE,
    NVIDIA_CHECK_DRIVER_RIM,
    NVIDIA_CHECK_VBIOS_RIM,
    NVIDIA_CHECK_RIM_SIGNATURE,
    NVIDIA_CHECK_RIM_CHAIN,
    NVIDIA_CHECK_RIM_VALIDITY,
    NVIDIA_CHECK_RIM_VERSION,
    NVIDIA_CHECK_RIM_OVERLAP,
    NVIDIA_CHECK_MEASUREMENTS,
    NVIDIA_CHECKS
};
extern const struct cupel_check_info nvidia_checks[NVIDIA_CHECKS];
#define NVIDIA_CLAIMS 18
extern const struct cupel_claim_info nvidia_claims[NVIDIA_CLAIMS];

enum nvidia_arch { NVIDIA_ARCH_UNKNOWN, NVIDIA_HOPPER, NVIDIA_BLACKWELL, NVIDIA_LS10 };
const char *nvidia_arch_name(enum nvidia_arch a); /* "HOPPER", "BLACKWELL", "LS10", "unknown" */

/* A RIM that was chosen for a report: the driver's or the VBIOS's. */
struct nvidia_rim {
    const char *what;                   /* "driver", "VBIOS" */
    const char *version;                /* that is wanted */
    const struct collateral_item *item; /* NULL: none was given */
    size_t index;                       /* in the view */
    const char *fault;                  /* why it could not be read, or NULL */
    const struct rim *rim;              /* the item's; NULL where there is none to use */
    bool fits;                          /* of this version and product */
    bool signed_ok;
    struct trust_path path; /* of the signer */
    bool proven;            /* digest and signature are right, and so is the path at this time */
};

/* A verification under way. */
struct nvidia_work {
    const struct nvidia_report *r;
    const struct inputs *in;
    cupel_appraisal *ap;
    const struct x509_cert **certs; /* among the collateral, with their index in the view */
    const struct x509_crl **crls;
    size_t *cert_index, *crl_index;
    size_t n_certs, n_crls;
    struct trust device, rims;    /* anchors that vouch for devices, and for manifests */
    const struct x509_cert *leaf; /* NULL: none was given */
    size_t leaf_index;            /* in certs */
    size_t n_leaves;
    bool leaf_fits; /* its FWID is the report's, or the report states none */
    bool signed_ok;
    struct trust_path path;
    enum nvidia_arch arch;
    const char *chip; /* "GH100", "LS10": as the leaf's name says, or "" */
    struct nvidia_rim driver, vbios;
};

/* Short for appraisal_check(), with where: bytes of the report. */
struct cupel_check *nvidia_add(struct nvidia_work *w, enum nvidia_check id, cupel_outcome outcome,
                               const char *detail);
struct cupel_check *nvidia_add_at(struct nvidia_work *w, enum nvidia_check id,
                                  cupel_outcome outcome, const char *detail, uint64_t offset,
                                  uint64_t length);

/* nvidia_device.c */
/* FWIDs of the leaf's DICE extension; SIZE_MAX when it has one that cannot be read. */
size_t nvidia_cert_fwids(const struct x509_cert *c, cupel_slice fwids[NVIDIA_FWIDS_MAX]);
cupel_status nvidia_choose_leaf(struct nvidia_work *w);
/* All that is said of the leaf and its path; revocation of it and of the RIMs' signers. */
cupel_status nvidia_check_device(struct nvidia_work *w);
cupel_status nvidia_check_path_revocation(struct nvidia_work *w, const struct trust *t,
                                          const struct trust_path *p, bool *looked_up);

/* nvidia_rim.c: choose the RIMs, prove them, compare. */
cupel_status nvidia_check_rims(struct nvidia_work *w);

cupel_status nvidia_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);
void nvidia_explain(const struct evidence *ev, struct field_list *l);

#endif
