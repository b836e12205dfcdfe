/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec/x509_parts.h: what certificates and CRLs share. Private to x509.c, x509_crl.c and
 * x509_parts.c. Reading is sequential and sticky: the first broken rule is noted, later ones are
 * not, and the caller asks once at the end.
 */
#ifndef CUPEL_LIB_CODEC_X509_PARTS_H
#define CUPEL_LIB_CODEC_X509_PARTS_H

#include "codec/der.h"
#include "codec/x509.h"

/* The first rule that was broken, and where in the outermost input. */
struct x509_note {
    cupel_status st;
    size_t at;
    const char *rule;
};
/* Unless @ok: note @rule at @at. When @c failed before, its failure is noted instead, as "@what: …"
 * would be by x509_end(). */
void x509_demand(struct x509_note *n, const struct cur *c, size_t at, bool ok, const char *rule);
/* @c must be used up; @rule names the element, such as "tbsCertificate". */
void x509_end(struct x509_note *n, const struct cur *c, const char *rule);
/* @n as a status, with its text in @err (format "certificate" or "crl"). */
cupel_status x509_note_status(const struct x509_note *n, const char *format,
                              struct cupel_diag *err);

/* The whole Name. @cn gets the value of its last commonName, or empty. */
cupel_slice x509_take_name(struct x509_note *n, struct cur *c, bool may_be_empty, cupel_slice *cn);
/* The whole AlgorithmIdentifier. */
cupel_slice x509_take_alg(struct x509_note *n, struct cur *c);
/* A certificate serial number as encoded; RFC 5280 4.1.2.2 caps it at 20 octets of magnitude. */
cupel_slice x509_take_serial(struct x509_note *n, struct cur *c);
/* The whole SubjectPublicKeyInfo; see struct x509_cert for @pub. */
cupel_slice x509_take_spki(struct x509_note *n, struct cur *c, struct crypto_pub *pub);

struct x509_ext {
    cupel_slice oid;
    bool critical;
    struct cur value; /* contents of extnValue */
};
/* The next Extension. */
struct x509_ext x509_take_ext(struct x509_note *n, struct cur *c);
/* Refuses a second extension with an OID that was seen, and more than X509_EXTENSIONS_MAX. */
struct x509_seen {
    cupel_slice oid[X509_EXTENSIONS_MAX];
    size_t n;
};
void x509_seen_add(struct x509_note *n, struct x509_seen *seen, const struct x509_ext *e);

#endif
