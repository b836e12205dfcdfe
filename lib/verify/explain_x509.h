/* SPDX-License-Identifier: Apache-2.0 */
/* verify/explain_x509.h: every field of a certificate or CRL (RFC 5280), with where it stands. */
#ifndef CUPEL_LIB_VERIFY_EXPLAIN_X509_H
#define CUPEL_LIB_VERIFY_EXPLAIN_X509_H

#include "check/fields.h"
#include "codec/x509.h"

/* @at: offset of @cert's DER in what the offsets count in. */
void explain_cert(const struct x509_cert *cert, size_t at, struct field_list *l);
void explain_crl(const struct x509_crl *crl, size_t at, struct field_list *l);

#endif
