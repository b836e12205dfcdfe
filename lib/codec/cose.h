/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec/cose.h: RFC 9052 COSE_Sign1 and COSE_Mac0, and COSE_Key, read strictly. No signature is
 * checked here: formats take the bytes to be checked from cose_signed() and the algorithm from
 * their own rules, of which the message's algorithm must be one.
 */
#ifndef CUPEL_LIB_CODEC_COSE_H
#define CUPEL_LIB_CODEC_COSE_H

#include "base/arena.h"
#include "codec/cbor.h"
#include "crypto/verify.h"

enum cose_label { /* header parameters, RFC 9052 section 3.1, RFC 9360 section 2, RFC 9597 */
                  COSE_ALG = 1,
                  COSE_CRIT = 2,
                  COSE_CONTENT_TYPE = 3,
                  COSE_KID = 4,
                  COSE_CWT_CLAIMS = 15,
                  COSE_X5CHAIN = 33
};
enum cose_alg { /* RFC 9053 sections 2 and 3.1, RFC 8230 section 2 */
                COSE_HMAC_256 = 5,
                COSE_HMAC_384 = 6,
                COSE_HMAC_512 = 7,
                COSE_ES256 = -7,
                COSE_ES384 = -35,
                COSE_ES512 = -36,
                COSE_PS256 = -37,
                COSE_PS384 = -38,
                COSE_PS512 = -39
};
#define COSE_TAG_SIGN1 18u
#define COSE_TAG_MAC0  17u

struct cose_message {
    bool tagged, is_mac;     /* untagged messages count as COSE_Sign1 */
    cupel_slice protected_;  /* contents of the protected byte string: what is signed */
    struct cbor_map headers; /* of the protected bucket */
    struct cbor_map open;    /* of the unprotected bucket: nobody signs it */
    bool has_alg;            /* in the protected bucket */
    int64_t alg;
    bool alg_open;       /* an algorithm stands in the unprotected bucket */
    bool has_crit;       /* the sender demands that some header be understood */
    bool payload_is_nil; /* detached */
    cupel_slice payload, signature;
    size_t payload_at, signature_at; /* of their contents, in the outermost input */
};
/*
 * Take a message: [protected, unprotected, payload, signature], tagged 18 or 17 or not at all.
 * Demands: four elements, the buckets' types, no label in both buckets or twice (RFC 9052 section
 * 3), a payload that is a byte string or nil. On failure the cursor fails and *why (static) names
 * the rule. An algorithm that is text counts as none.
 */
void cose_take(struct cur *c, struct cose_message *ret, const char **why);
/* Could @in be a message: the tag or untagged array of four that starts with a byte string? */
bool cose_probe(cupel_slice in);
/* Sig_structure or MAC_structure with empty external data, RFC 9052 sections 4.4 and 6.3: what the
 * signature or tag covers. Empty when memory ran out. */
cupel_slice cose_signed(struct arena *a, const struct cose_message *m);
/* The signature algorithm behind a COSE algorithm, or CRYPTO_SIG_NONE. ES256 means P-256 here, and
 * so on: RFC 9053 allows other curves, no profile of ours does. */
enum crypto_sig cose_sig(int64_t alg);
const char *cose_alg_name(int64_t alg); /* "ES384", "HMAC 256/256", "an algorithm unknown here" */

/*
 * COSE_Key (RFC 9052 section 7, RFC 9053 section 7.1): an EC2 key of a curve we know, both
 * coordinates whole. *ret borrows from the arena. CUPEL_E_MALFORMED when it is none,
 * CUPEL_E_UNSUPPORTED for other kinds and curves and for a compressed point.
 */
cupel_status cose_key_read(struct arena *a, cupel_slice in, struct crypto_pub *ret);

#endif
