/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/format.h: the small interface behind which every TEE stands, and the list of them. */
#ifndef CUPEL_LIB_EVIDENCE_FORMAT_H
#define CUPEL_LIB_EVIDENCE_FORMAT_H

#include "appraisal/appraisal.h"
#include "check/fields.h"
#include "collateral/collateral.h"
#include "evidence/dcap_quote.h"
#include "evidence/snp_report.h"
#include "trust/trust.h"

#define EVIDENCE_MAX (1u << 20) /* bytes of one piece of evidence */

#define INSIDE_MAX 64u /* files that came inside one piece of evidence */
#define PARTS_MAX  32u /* members of composite evidence */
#define PART_DEPTH 3u  /* composite evidence inside composite evidence */

struct format;

/* Collateral that came with the evidence, such as certificates, event logs and PCR values. It is
 * recognised by content like any other file and trusted no more. */
struct inside_file {
    const char *name; /* literal, or in the arena: goes into the report */
    cupel_slice bytes;
};

/* Parsed evidence: integers and slices that borrow from @bytes or the arena. */
struct evidence {
    const struct format *format;
    cupel_slice bytes; /* decoded, unwrapped, unpadded */
    unsigned version;
    struct inside_file inside[INSIDE_MAX];
    size_t n_inside;
    const char *wrapped; /* names of the wrappers that were undone, outermost first, or NULL */
    struct arena *arena; /* for what parsing has to decode; outlives the evidence */
    union {
        struct snp_report snp;
        struct dcap_quote quote; /* sgx, tdx */
        const void *own;         /* what other formats' parse left in the arena */
    };
};

/* Note a file that came inside. False when there is no room: parse then says CUPEL_E_LIMIT. */
bool evidence_add_inside(struct evidence *ev, const char *name, cupel_slice bytes);

struct part;

/* All that a verification may use. */
struct inputs {
    struct trust trust;
    struct collateral_view collateral;
    int64_t now;
    cupel_slice nonce;  /* the caller's, or empty: for parts that bear it; checked by the way in */
    unsigned depth;     /* 0: not a part */
    const void *way_in; /* what appraise_part needs; lib/verify's own */
    cupel_status (*appraise_part)(const struct inputs *in, const struct part *p,
                                  cupel_appraisal *parent, cupel_appraisal **ret);
};

/* A member of composite evidence, to be appraised as evidence of its own. */
struct part {
    const char *name;   /* "tpm", "gpu 0": its input.name; literal or in the parent's arena */
    cupel_slice bytes;  /* raw evidence, or wrapped */
    const char *format; /* or NULL: recognise */
    const struct inside_file *inside; /* collateral for this part alone */
    size_t n_inside;
    /* Keys that the composite's evidence binds: anchors of this part alone. May be NULL. */
    const struct trust_anchor *const *keys;
    size_t n_keys;
    bool bears_nonce; /* the caller's nonce must be its challenge */
};

/* What evidence of a format is rooted in. */
enum format_root {
    FORMAT_TEE = 0,
    FORMAT_NO_TEE,  /* a TPM or a device's root of trust: proves software, hides no memory */
    FORMAT_OF_PARTS /* composite: verify sets cupel_appraisal.tee when a TEE is bound */
};

struct format {
    const char *name;  /* stable: used in URLs, JSON and the store */
    const char *title; /* "AMD SEV-SNP attestation report" */
    bool pads_zero;    /* zeros after the evidence's own end are allowed and recorded */
    enum format_root root;
    /* Cheap and without side effect: could @in be of this format? Judges by content, not by length
     * alone; says yes to damaged input that is plainly meant, so that errors name the format. */
    bool (*probe)(cupel_slice in);
    /* Layout only: versions, lengths, counts. Reserved bits are checks, not parse errors. */
    cupel_status (*parse)(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err);
    /* Add all checks and claims. The status is for memory and crypto failures only. */
    cupel_status (*verify)(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);
    /* Every field in wire order. Must work on whatever parse accepted. */
    void (*explain)(const struct evidence *ev, struct field_list *ret);
    const struct cupel_check_info *checks; /* definitions of its own checks */
    size_t n_checks;
    const struct cupel_claim_info *claims;
    size_t n_claims;
};

/*
 * Appraise a member: a new appraisal under @parent, which owns it; *ret is it (never NULL on
 * CUPEL_OK). A member that cannot be read or recognised gets an appraisal with verdict none and an
 * error, and the check evidence.part of @parent fails or stays unknown. The parent's verdict takes
 * the parts' checks in by itself; bindings between parts are the parent's checks, made from their
 * claims.
 */
static inline cupel_status part_appraise(const struct inputs *in, const struct part *p,
                                         cupel_appraisal *parent, cupel_appraisal **ret)
{
    return in->appraise_part(in, p, parent, ret);
}

/*
 * A wrapper carries evidence of any format and proves nothing itself: CMW, configfs-tsm, the JSON
 * of a protocol. It is undone before recognition, and again while one fits, WRAPPERS_DEEP times at
 * most. Where something in it binds (a key, a second member), it is a format, not a wrapper.
 */
#define WRAPPERS_DEEP 4u
struct unwrapped {
    cupel_slice bytes;  /* the evidence inside; in the input or the arena */
    const char *format; /* the wrapper's own word for what is in it (a format's name), or NULL */
    struct inside_file inside[INSIDE_MAX];
    size_t n_inside;
};
struct wrapper {
    const char *name;              /* "cmw", "kbs": joins input.encoding in the report */
    const char *title;             /* "conceptual message wrapper (CMW)" */
    bool (*probe)(cupel_slice in); /* as in struct format */
    cupel_status (*open)(struct arena *a, cupel_slice in, struct unwrapped *ret,
                         struct cupel_diag *err);
};
/* registry.c: all wrappers, NULL-terminated. */
extern const struct wrapper *const wrappers[];
extern const struct wrapper wrapper_trustee_tpm;    /* tpm_wrap.c */
extern const struct wrapper wrapper_go_attestation; /* tpm_wrap.c */
extern const struct wrapper wrapper_go_tpm_tools;   /* tpm_proto.c */

/* registry.c: all formats, NULL-terminated. */
extern const struct format *const formats[];
extern const char *const format_names; /* "snp, tdx, sgx, tpm", for messages */
extern const struct format format_snp;
extern const struct format format_tdx;
extern const struct format format_sgx;
extern const struct format format_tpm;
const struct format *format_find(cupel_slice name);
/* The one format whose probe fits. CUPEL_E_UNSUPPORTED for none, CUPEL_E_AMBIGUOUS (naming them).
 */
cupel_status format_recognise(cupel_slice in, const struct format **ret, struct cupel_diag *err);

/* A row set of check definitions. */
struct check_table {
    const struct cupel_check_info *checks;
    size_t n;
};

#endif
