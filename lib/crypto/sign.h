/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crypto/sign.h: keys and signatures for software TEEs and tests. Never linked into libcupel, and
 * fit for nothing else: keys come from seeds that everybody can know, and no secret is protected.
 */
#ifndef CUPEL_LIB_CRYPTO_SIGN_H
#define CUPEL_LIB_CRYPTO_SIGN_H

#include "crypto/verify.h"

#define SIGN_MAX 512u /* bytes of the longest signature */

struct sign_key;
/*
 * The EC key (P-256 or P-384) derived from @seed alone: same seed and type, same key. @c must
 * outlive it.
 */
cupel_status sign_key_new(const struct crypto *c, enum crypto_key_type type, cupel_slice seed,
                          struct sign_key **ret);
/* The EC key with the private scalar @scalar (32 or 48 bytes, big endian): for known answers. */
cupel_status sign_key_of_scalar(const struct crypto *c, enum crypto_key_type type,
                                cupel_slice scalar, struct sign_key **ret);
/*
 * One of three RSA keys of 4096 bits that stand in the source. They are not derived from a seed,
 * because finding two primes of 2048 bits takes seconds, which every `cupel softtee snp` would
 * spend; and as a root key proves nothing but "made by a software TEE", one for all seeds does.
 */
enum sign_rsa { SIGN_RSA_ROOT, SIGN_RSA_CA, SIGN_RSA_STRANGER, SIGN_RSA_COUNT };
cupel_status sign_key_rsa(const struct crypto *c, enum sign_rsa which, struct sign_key **ret);
void sign_key_free(struct sign_key *k); /* NULL-safe */

/* The public half; the slice borrows from @k. */
struct crypto_pub sign_key_pub(const struct sign_key *k);
/*
 * Deterministic (ECDSA by RFC 6979, PSS with a salt derived from the message): same input, same
 * bytes. Raw r || s for ECDSA. @out has room for SIGN_MAX bytes; *n is what was written.
 * CUPEL_E_USAGE when @alg does not fit the key.
 */
cupel_status sign_make(const struct sign_key *k, enum crypto_sig alg, cupel_slice msg, uint8_t *out,
                       size_t *n);

#endif
