/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/ratls.h: X.509 certificates that carry evidence about their own key (RA-TLS). Which
 * extension holds what, and how its evidence names the key, is one table: ratls_forms.
 */
#ifndef CUPEL_LIB_EVIDENCE_RATLS_H
#define CUPEL_LIB_EVIDENCE_RATLS_H

#include "codec/x509.h"
#include "evidence/format.h"

#define RATLS_PIECES_MAX 4u /* pieces of evidence in one certificate */
#define RATLS_CERTS_MAX  8u /* certificates of one PEM text */

enum ratls_check {
    RATLS_EVIDENCE,
    RATLS_EXTENSIONS,
    RATLS_VALIDITY,
    RATLS_SIGNATURE,
    RATLS_CLAIMS_BINDING,
    RATLS_HASH,
    RATLS_KEY_BINDING,
    RATLS_CHECKS
};
extern const struct cupel_check_info ratls_checks[RATLS_CHECKS];

/* What the evidence must say for the certificate's key to be its own. */
enum ratls_bind {
    RATLS_BIND_CLAIMS,   /* report data = SHA-256 of the claims, which hold a hash of the key */
    RATLS_BIND_SPKI,     /* report data = SHA-256 of SubjectPublicKeyInfo */
    RATLS_BIND_KEY_BITS, /* report data = SHA-256 of the key inside it (RSA: PKCS #1) */
    RATLS_BIND_PEM,      /* report data = SHA-256 of it as PEM, with the NUL that ends a C string */
    RATLS_BIND_ANY,      /* report data = a SHA-2 of SubjectPublicKeyInfo */
    RATLS_BIND_USER_DATA, /* user data starts with SubjectPublicKeyInfo */
};

struct ratls_piece;
struct ratls_form {
    const char *name, *title; /* "dice": also the part's name */
    uint8_t oid[12];          /* contents of the extension's OID */
    uint8_t oid_n;
    enum ratls_bind bind;
    bool bears_nonce; /* the evidence has room for a challenge beside the key */
    /* Could the extension's value be meant? The same OID may have other uses. */
    bool (*probe)(cupel_slice value);
    /* Fill @ret, whose value, at and form are set. */
    cupel_status (*read)(struct arena *a, struct ratls_piece *ret, struct cupel_diag *err);
};
extern const struct ratls_form ratls_forms[];
extern const size_t n_ratls_forms;

/* One piece of evidence. Offsets count in the certificate's DER. */
struct ratls_piece {
    const struct ratls_form *form;
    cupel_slice value; /* of the extension, or the dNSName */
    size_t at;
    cupel_slice evidence;
    size_t evidence_at; /* SIZE_MAX: was text and was decoded */
    const char *format; /* that the form demands, or NULL */
    bool tagged;
    uint64_t tag;
    bool has_claims; /* RATLS_BIND_CLAIMS; a DICE extension may hold a CMW instead */
    cupel_slice claims;
    size_t claims_at;
    bool has_key_hash;
    int64_t hash_alg;
    cupel_slice key_hash;
    bool has_nonce;
    cupel_slice nonce;
    size_t nonce_at;
};

struct ratls {
    struct x509_cert cert;
    struct ratls_piece pieces[RATLS_PIECES_MAX];
    size_t n;
    const char *critical; /* the first critical extension that nobody here knows, or NULL */
};

/* The registered hashes (RFC 6920 section 9.4) that claims may use. */
bool ratls_hash(int64_t alg, enum crypto_hash *ret);

/* ratls_forms.c: does the certificate carry evidence? Takes no memory. */
bool ratls_has_evidence(const struct x509_cert *cert);
/* All pieces, in the order of the extensions, and what else the extensions say. */
cupel_status ratls_read_pieces(struct arena *a, struct ratls *r, struct cupel_diag *err);
/* ratls_verify.c, ratls_explain.c */
cupel_status ratls_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);
void ratls_explain(const struct evidence *ev, struct field_list *l);

#endif
