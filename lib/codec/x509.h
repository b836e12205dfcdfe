/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec/x509.h: certificates and CRLs (RFC 5280) of the shapes that TEE vendors issue, read without
 * libcrypto. Parsed structs borrow from the DER. No trust is decided here.
 */
#ifndef CUPEL_LIB_CODEC_X509_H
#define CUPEL_LIB_CODEC_X509_H

#include "base/arena.h"
#include "crypto/verify.h"

#define X509_CERT_MAX        16384u /* bytes of one certificate */
#define X509_EXTENSIONS_MAX  32u
#define X509_CRL_ENTRIES_MAX 100000u
#define X509_CRL_MAX         (8u << 20) /* bytes of one CRL */

enum x509_usage { /* bits of keyUsage as RFC 5280 4.2.1.3 numbers them */
                  X509_USAGE_DIGITAL_SIGNATURE = 1u << 0,
                  X509_USAGE_KEY_CERT_SIGN = 1u << 5,
                  X509_USAGE_CRL_SIGN = 1u << 6
};

struct x509_cert {
    cupel_slice der, tbs;              /* whole certificate; the signed part with its header */
    cupel_slice serial;                /* INTEGER contents as encoded (may be negative or zero) */
    cupel_slice issuer, subject;       /* the whole Name, DER: compared as bytes */
    cupel_slice issuer_cn, subject_cn; /* value of the last commonName, or empty */
    int64_t not_before, not_after;
    cupel_slice spki;        /* the whole SubjectPublicKeyInfo */
    struct crypto_pub pub;   /* type CRYPTO_KEY_NONE when the key is of no kind we know */
    enum crypto_sig sig_alg; /* CRYPTO_SIG_NONE when of no kind we know; inner == outer holds */
    cupel_slice sig_id;      /* the whole AlgorithmIdentifier that sig_alg was read from */
    cupel_slice sig;         /* contents of the signature BIT STRING */
    cupel_slice extensions;  /* contents of the SEQUENCE OF Extension, or empty */
    bool has_basic, is_ca, has_path_len, has_usage;
    uint32_t path_len, usage; /* usage: enum x509_usage and other bits */
    bool unknown_critical;    /* a critical extension other than the ones read here */
};

/* Strict: every byte explained. On failure @err names the offset in @der and the rule broken. */
cupel_status x509_cert_parse(cupel_slice der, struct x509_cert *ret, struct cupel_diag *err);
/* Contents of extnValue of the extension with @oid (DER contents of the OID); empty and *found
 * false when absent. Duplicate extensions were refused at parse. @critical may be NULL. */
cupel_slice x509_ext_find(const struct x509_cert *cert, cupel_slice oid, bool *found,
                          bool *critical);
/* "CN=…, O=…" for people, in the arena; unprintable bytes become '?'. */
const char *x509_name_text(struct arena *a, cupel_slice name);
/* Issuer and subject names are the same bytes. */
bool x509_is_self_issued(const struct x509_cert *cert);
/* The one way to check a certificate's or CRL's signature value: raw r || s for ECDSA (in the
 * arena), the bytes themselves for RSA. Empty when it is no well-formed signature for @alg. */
cupel_slice x509_sig_raw(struct arena *a, enum crypto_sig alg, cupel_slice sig);

struct x509_revoked {
    cupel_slice serial; /* as encoded */
    int64_t when;
};
struct x509_crl {
    cupel_slice der, tbs, issuer, issuer_cn;
    int64_t this_update, next_update; /* next_update INT64_MIN when absent */
    enum crypto_sig sig_alg;
    cupel_slice sig;
    cupel_slice number;                 /* cRLNumber INTEGER contents, or empty */
    bool unknown_critical;              /* also set by a critical entry extension */
    const struct x509_revoked *revoked; /* sorted by serial; in the arena */
    size_t n_revoked;
};

cupel_status x509_crl_parse(struct arena *a, cupel_slice der, struct x509_crl *ret,
                            struct cupel_diag *err);
/* The entry for @serial, or NULL. */
const struct x509_revoked *x509_crl_find(const struct x509_crl *crl, cupel_slice serial);

#endif
