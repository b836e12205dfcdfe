/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collateral/rim.h: NVIDIA's reference integrity manifests: SWID tags (ISO 19770-2:2015) that list
 * the measurements of one driver or VBIOS, with an enveloped XML signature. Reading only; who
 * signed is decided where they are used. Layout: TCG Reference Integrity Manifest Information
 * Model 1.01, W3C XML Signature 1.1, and NVIDIA/nvtrust, gpu_verifiers/local_gpu_verifier, rim.
 *
 * One shape of signature is read, so that no part of the document can be signed while another is
 * believed: one Signature, a child of the root; one Reference, to the whole document (URI ""); the
 * transforms enveloped-signature and Canonical XML 1.1, in this order; SHA-384; ECDSA P-384. What
 * is canonicalised is the tree that everything else is read from.
 */
#ifndef CUPEL_LIB_COLLATERAL_RIM_H
#define CUPEL_LIB_COLLATERAL_RIM_H

#include "check/fields.h"
#include "codec/x509.h"

#define RIM_MEASUREMENTS_MAX 255u /* SPDM numbers blocks from 1 to 255 */
#define RIM_ALTERNATIVES_MAX 16u  /* values that one measurement may have */
#define RIM_CERTS_MAX        8u
#define RIM_HASH_SIZE        48u

struct rim_measurement {
    unsigned index; /* from 0: block index + 1 of the report */
    bool active;
    unsigned n; /* alternatives */
    const uint8_t (*alternatives)[RIM_HASH_SIZE];
    cupel_slice name;
    size_t at, length; /* of the element in the file */
};

struct rim {
    cupel_slice version; /* colloquialVersion: "550.90.07", "96.00.5E.00.01" */
    cupel_slice product; /* "GH100" */
    cupel_slice edition, name, tag_id;
    const struct rim_measurement *measurements;
    size_t n_measurements;
    cupel_slice content;     /* canonical form of the document without its Signature */
    cupel_slice signed_info; /* canonical form of SignedInfo */
    uint8_t digest[RIM_HASH_SIZE], signature[96];
    const struct x509_cert *certs[RIM_CERTS_MAX]; /* of KeyInfo: the signer first */
    size_t n_certs;
    bool digest_ok; /* @digest is that of @content: rim_check_digest() */
};

/* Could @in be a RIM? */
bool rim_probe(cupel_slice in);
/* CUPEL_E_UNSUPPORTED for another algorithm or transform, CUPEL_E_MALFORMED for all else. */
cupel_status rim_parse(struct arena *a, cupel_slice in, struct rim *ret, struct cupel_diag *err);
/* Compare the digest that is signed with that of the content; *digest_ok says. Timeless, so it is
 * done once, when a manifest is added. */
cupel_status rim_check_digest(const struct crypto *crypto, struct rim *r);
/* Is this version written as VBIOS versions are (five groups of two hex digits)? */
bool rim_is_vbios_version(cupel_slice version);
void rim_explain(const struct rim *r, struct field_list *l);

#endif
