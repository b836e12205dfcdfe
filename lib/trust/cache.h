/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trust/cache.h: a bounded cache of timeless facts, shared between threads: "this key signed these
 * bytes" (by SHA-256 over key, algorithm, signature and message) and decoded keys (by their bytes).
 * Failures are never stored; nothing that depends on time, revocation or policy is.
 */
#ifndef CUPEL_LIB_TRUST_CACHE_H
#define CUPEL_LIB_TRUST_CACHE_H

#include "crypto/verify.h"

#define CACHE_FACTS_MAX 8192u /* verified signatures kept */
#define CACHE_KEYS_MAX  1024u /* decoded keys kept */

struct trust_cache;
cupel_status trust_cache_new(struct trust_cache **ret);
void trust_cache_free(struct trust_cache *c);

/*
 * crypto_verify() through the cache. @c may be NULL: no cache. @remember: store a positive answer
 * (certificates, CRLs, collateral, QE reports); evidence signatures are not remembered, their keys
 * are. A key that does not decode gives *ret false and *bad_key true (@bad_key may be NULL).
 */
cupel_status trust_cache_verify(struct trust_cache *c, const struct crypto *crypto,
                                const struct crypto_pub *pub, enum crypto_sig alg, cupel_slice msg,
                                cupel_slice sig, bool remember, bool *ret, bool *bad_key);
/*
 * The same for a message that is the signed part of a file whose SHA-256 is @file: the file stands
 * for the message, so that kilobytes are not hashed again at each call. Always remembered.
 */
cupel_status trust_cache_verify_known(struct trust_cache *c, const struct crypto *crypto,
                                      const struct crypto_pub *pub, enum crypto_sig alg,
                                      cupel_slice msg, cupel_slice sig, const uint8_t file[32],
                                      bool *ret);

struct trust_chain; /* trust/chain.h */
/* A new reference to the chain whose text is @pem, or NULL; also when @c is NULL. */
struct trust_chain *trust_cache_find_chain(struct trust_cache *c, cupel_slice pem);
/* Keep a reference to @chain. @c may be NULL. */
void trust_cache_add_chain(struct trust_cache *c, struct trust_chain *chain);

#endif
