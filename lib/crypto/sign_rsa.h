/* SPDX-License-Identifier: Apache-2.0 */
/* crypto/sign_rsa.h: the primes of the built-in test keys. Only sign.c reads them. */
#ifndef CUPEL_LIB_CRYPTO_SIGN_RSA_H
#define CUPEL_LIB_CRYPTO_SIGN_RSA_H

#include "crypto/sign.h"

struct sign_primes {
    const char *p, *q; /* hex, 2048 bits each; p > q is not promised */
};
extern const struct sign_primes sign_primes[SIGN_RSA_COUNT];

#endif
