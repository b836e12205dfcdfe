/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crypto/fake.h: the adapter without any cryptography, for tests of what stands above the facade.
 * It is linked in place of openssl.c, never into libcupel, and counts what it was asked.
 */
#ifndef CUPEL_LIB_CRYPTO_FAKE_H
#define CUPEL_LIB_CRYPTO_FAKE_H

#include "crypto/verify.h"

/* The bytes that crypto_verify() of the fake accepts: a checksum of key and message, so anybody can
 * make them. @out has room for 512 bytes; returns the length that @alg demands. */
size_t fake_sign(const struct crypto_pub *pub, enum crypto_sig alg, cupel_slice msg, uint8_t *out);

struct fake_counts {
    unsigned keys, verifications; /* calls of crypto_key_new() and crypto_verify() */
};
struct fake_counts fake_counts(const struct crypto *c);

#endif
