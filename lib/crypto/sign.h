/* SPDX-License-Identifier: Apache-2.0 */
/* crypto/sign.h: keys and signatures for software TEEs and tests. Never linked into libcupel. */
#ifndef CUPEL_LIB_CRYPTO_SIGN_H
#define CUPEL_LIB_CRYPTO_SIGN_H

#include "crypto/verify.h"

struct sign_key;
/*
 * A key derived from @seed alone (same seed and type, same key): EC keys only take the seed; RSA
 * keys (4096 bits) are generated from a deterministic generator seeded by it.
 */
cupel_status sign_key_new(const struct crypto *c, enum crypto_key_type type, cupel_slice seed,
                          struct sign_key **ret);
void sign_key_free(struct sign_key *k);
/* The public half; the slice borrows from @k. */
struct crypto_pub sign_key_pub(const struct sign_key *k);
/* Deterministic (ECDSA by RFC 6979, PSS with a salt derived from the message): same input, same
 * bytes. Raw r || s for ECDSA. @out has room for 512 bytes; *n is what was written. */
cupel_status sign_make(const struct sign_key *k, enum crypto_sig alg, cupel_slice msg, uint8_t *out,
                       size_t *n);

#endif
