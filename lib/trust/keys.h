/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trust/keys.h: anchors that are bare keys. Arm CCA, PSA and TPM attesters are known to their
 * verifier by key and not by certificate; the caller's key files make such anchors, and a TEE's
 * evidence that binds a key makes one for the member that it speaks of.
 */
#ifndef CUPEL_LIB_TRUST_KEYS_H
#define CUPEL_LIB_TRUST_KEYS_H

#include "trust/trust.h"

#define TRUST_KEYS_MAX 256u /* keys of one file */

/* Could @in be a key file: SPKI (DER, PEM), or JSON that holds JSON Web Keys? */
bool trust_keys_probe(cupel_slice in);
/*
 * The keys of a file as anchors in the arena: SPKI as DER or PEM; a JWK; a JWK set {"keys": […]};
 * an array of JWKs or of {"pkey": JWK, "implementation-id": HEX, "instance-id": HEX}, the last two
 * optional: such a key vouches for that attester alone. A JWK with a member "software_tee" says
 * that a software TEE holds it. A TPM2B_PUBLIC or TPMT_PUBLIC counts as a key, too, when its
 * attributes are those of an attestation key. On failure @err names the key and the member.
 */
cupel_status trust_keys_read(const struct crypto *crypto, struct arena *a, cupel_slice in,
                             struct trust_anchor **ret, size_t *n, struct cupel_diag *err);
/* An anchor of @pub alone, under @name; borrows both. */
cupel_status trust_key_anchor(const struct crypto *crypto, struct arena *a,
                              const struct crypto_pub *pub, const char *name,
                              struct trust_anchor *ret);

#endif
