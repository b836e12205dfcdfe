/* SPDX-License-Identifier: Apache-2.0 */
/* codec/x509_alg.h: AlgorithmIdentifier and SubjectPublicKeyInfo of the kinds in use. */
#ifndef CUPEL_LIB_CODEC_X509_ALG_H
#define CUPEL_LIB_CODEC_X509_ALG_H

#include "base/arena.h"
#include "crypto/verify.h"

/* The signature algorithm of a whole AlgorithmIdentifier (RFC 4055, RFC 5758), exact parameters
 * demanded; CRYPTO_SIG_NONE for any other. */
enum crypto_sig x509_sig_alg(cupel_slice identifier);
/*
 * The key in a whole SubjectPublicKeyInfo: named curves P-256, P-384 and P-521 uncompressed (RFC
 * 5480), RSA of 2048 to 4096 bits with e = 65537 (RFC 3279 2.3.1). A key of another kind gives
 * CRYPTO_KEY_NONE and CUPEL_OK; CUPEL_E_MALFORMED when the structure is broken.
 */
cupel_status x509_pub_read(cupel_slice spki, struct crypto_pub *ret);
/* The SubjectPublicKeyInfo of an EC or RSA key, DER, in the arena; empty for other kinds. */
cupel_slice x509_pub_write(struct arena *a, const struct crypto_pub *pub);

#endif
