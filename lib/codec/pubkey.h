/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec/pubkey.h: public keys as files hold them: SubjectPublicKeyInfo (DER or PEM) and JSON Web
 * Keys (RFC 7517, RFC 7518): EC, RSA, and "oct" for message authentication codes.
 */
#ifndef CUPEL_LIB_CODEC_PUBKEY_H
#define CUPEL_LIB_CODEC_PUBKEY_H

#include "base/arena.h"
#include "codec/json.h"
#include "crypto/verify.h"

/* The key of a JWK object; members other than the key's own are ignored. On failure in->err names
 * the member. Private keys are refused, so that nobody hands them out by mistake. */
void jwk_read(struct arena *a, struct json_in *in, const struct json_node *jwk,
              struct crypto_pub *ret);
/* Is @node an object with a "kty"? */
bool jwk_probe(const struct json_node *node);
/* The one key in SPKI DER or a PEM block "PUBLIC KEY". */
cupel_status pubkey_read(struct arena *a, cupel_slice in, struct crypto_pub *ret,
                         struct cupel_diag *err);
/* Could @in be what pubkey_read() takes? A certificate is not. */
bool pubkey_probe(cupel_slice in);

#endif
