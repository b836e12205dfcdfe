/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collateral/collateral.h: what a verifier needs beside the evidence, recognised by content. Items
 * are parsed when added and authenticated when used; being given never makes one trusted.
 */
#ifndef CUPEL_LIB_COLLATERAL_COLLATERAL_H
#define CUPEL_LIB_COLLATERAL_COLLATERAL_H

#include "codec/x509.h"

#define COLLATERAL_FILE_MAX  (16u << 20) /* bytes of one file */
#define COLLATERAL_ITEMS_MAX 4096u       /* items of one set; a bundle counts once per member */

enum collateral_kind {
    COLLATERAL_UNKNOWN, /* matches nothing known: named, never used */
    COLLATERAL_CERT,
    COLLATERAL_CRL,
    COLLATERAL_TCB_INFO,    /* Intel */
    COLLATERAL_QE_IDENTITY, /* Intel */
    /* Recognised here, read by the formats that use them: only bytes. */
    COLLATERAL_KEY,           /* a bare public key: never trusted as collateral, see trust/keys.h */
    COLLATERAL_EVENT_LOG,     /* TCG event log, CCEL data */
    COLLATERAL_IMA_LOG,       /* Linux IMA measurement list, text or binary */
    COLLATERAL_PCR_VALUES,    /* TPM PCR values */
    COLLATERAL_TPM_PUBLIC,    /* TPM2B_PUBLIC or TPMT_PUBLIC */
    COLLATERAL_TPM_SIGNATURE, /* TPMT_SIGNATURE */
    COLLATERAL_RIM,           /* NVIDIA reference integrity manifest */
    COLLATERAL_KINDS
};
const char *collateral_kind_name(enum collateral_kind k); /* "certificate", "crl", "tcb-info", … */

struct intel_tcb_info; /* collateral/intel.h */
struct intel_qe_identity;
struct rim; /* collateral/rim.h */

struct collateral_item {
    const char *name; /* file name; members of bundles as "file#2" or "file#vcek" */
    enum collateral_kind kind;
    cupel_slice bytes;   /* the item itself, decoded */
    char sha256[65];     /* hex, of the whole file as given */
    uint8_t digest[32];  /* the same as bytes */
    const char *problem; /* NULL, or why the item could not be read: kind is then what it claims */
    const struct x509_cert *cert; /* the one that fits kind, unless @problem */
    const struct x509_crl *crl;
    const struct intel_tcb_info *tcb_info;
    const struct intel_qe_identity *qe_identity;
    const struct rim *rim;
    bool built_in; /* AMD's ASK and ASVK: not listed unless used */
};

/* A growing set; items point into its arena and stay put. */
struct collateral_set {
    struct arena arena;
    struct collateral_item **items;
    size_t n, room;
};
void collateral_set_init(struct collateral_set *s);
void collateral_set_clear(struct collateral_set *s);
/*
 * Add a file: DER certificate or CRL, PEM with several of either, TCB info, QE identity (with or
 * without the PCS response around it), an AMD certificate table (GUIDs), an event log or IMA list,
 * or hex/base64 of one of these. Anything else becomes one item of kind unknown. Fails only with
 * CUPEL_E_NOMEM or CUPEL_E_LIMIT.
 */
cupel_status collateral_add(struct collateral_set *s, const struct crypto *crypto, cupel_slice file,
                            const char *name, struct cupel_diag *err);

/* The kind of content that is recognised as a whole by its own probe (COLLATERAL_KEY and later), or
 * COLLATERAL_UNKNOWN. */
enum collateral_kind collateral_kind_of(cupel_slice bytes);

/* What DER is plainly meant as, by its first field: a certificate starts with its version, a CRL
 * does not. Unknown where the framing itself is broken, so that nothing is told from damaged bytes.
 */
enum collateral_kind collateral_der_kind(cupel_slice der);

/* Several sets seen as one: built in, the verifier's, and what came inside the evidence. */
struct collateral_view {
    const struct collateral_set *const *sets;
    size_t n_sets;
};
size_t collateral_count(const struct collateral_view *v);
/* @i-th item over all sets; the index is what appraisal_use() takes. */
const struct collateral_item *collateral_at(const struct collateral_view *v, size_t i);
/* The first CRL that was given but cannot be read, or NULL: it may be the one that matters. */
const struct collateral_item *collateral_bad_crl(const struct collateral_view *v);

#endif
