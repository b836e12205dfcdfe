/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/arm.h: what the software attesters of Arm share: maps of claims, COSE messages, the key
 * store that is their anchor. Layouts: RFC 9783 and draft-tschofenig-rats-psa-token-07 (PSA); Arm
 * DEN0137 A7.2 and draft-ffm-rats-cca-token (CCA); RFC 9052 and RFC 9053 (COSE).
 */
#ifndef CUPEL_SOFTTEE_ARM_H
#define CUPEL_SOFTTEE_ARM_H

#include "softtee/cbor_write.h"
#include "softtee/tee.h"

#define ARM_ROOM 65536u /* bytes of a token */

/* Values of the words. */
enum { ALG_FITTING, ALG_ES256, ALG_ES384, ALG_ES512, ALG_PS256 };
enum { PLACE_PROTECTED, PLACE_UNPROTECTED, PLACE_NOWHERE };
enum { MESSAGE_SIGN1, MESSAGE_MAC0, MESSAGE_UNTAGGED };
enum { PROFILE_GOOD, PROFILE_LEGACY, PROFILE_OTHER, PROFILE_BYTES };
enum { SOFTWARE_MEASURED, SOFTWARE_NONE, SOFTWARE_BOTH, SOFTWARE_EMPTY };
enum { EXTRA_NONE, EXTRA_CLAIMS, EXTRA_CRITICAL, EXTRA_MEMBER };
enum { PARTS_BOTH, PARTS_PLATFORM, PARTS_REALM, PARTS_SWAPPED };

#define WORDS(name, member, list, text) FIELD_WORDS(name, arm.member, list, text)
#define BYTES(name, member, text)       FIELD_AT(name, FIELD_BYTES, arm.member, text)
#define NUMBER(name, member, text)      FIELD_AT(name, FIELD_NUMBER, arm.member, text)
#define TEXT(name, member, text)        FIELD_AT(name, FIELD_TEXT, arm.member, text)

extern const struct field fields_arm[]; /* that both kinds have */
extern const char *const arm_sign_words[], *const arm_profile_words[];

/* A map whose pairs are counted as they come. */
struct arm_map {
    struct buf b;
    uint64_t n;
};
void arm_open_map(struct arm_map *m);
/* The head of the next pair; its value is to be put into the buffer. */
struct buf *arm_pair(struct arm_map *m, int64_t label);
/* The whole map, in the arena. */
cupel_slice arm_close_map(struct arena *a, struct arm_map *m);

/* A size that was set, at most @room. */
size_t arm_size(const uint8_t p[1], size_t room);
/* Is the claim @name of the words of "omit" to be there? */
bool arm_kept(const struct tee *t, const char *const *words, const char *name);

enum crypto_key_type arm_key_type(const struct tee *t);
/* 04, X and Y. */
cupel_slice arm_raw_point(struct arena *a, const struct sign_key *key);
/* The key store that is the anchor; @secret is empty where the key is public. */
void arm_put_anchor(struct tee *t, const struct sign_key *key, cupel_slice secret);

struct arm_message {
    bool mac, tagged;
    uint8_t sign, alg, alg_place; /* words */
    bool critical;
    const struct sign_key *key;
    cupel_slice secret;
};
cupel_status arm_make_message(const struct tee *t, const struct arm_message *m, cupel_slice payload,
                              cupel_slice *ret);
/* The evidence, with a byte spoiled where that was asked for. */
cupel_status arm_put_evidence(struct tee *t, cupel_slice token);

void arm_put_nonce(struct arm_map *m, int64_t label, const uint8_t *p, size_t n, unsigned times);
void arm_put_profile(struct arm_map *m, int64_t label, uint8_t word, const char *good,
                     const char *legacy);
void arm_put_components(const struct tee *t, struct arm_map *m, int64_t label,
                        const char *const *omit);
void arm_put_extra(const struct tee *t, struct arm_map *m);

/* Defaults of both; the device's ids follow from its key, @label. */
cupel_status arm_prepare(struct tee *t, const char *label);
cupel_status arm_derive(struct tee *t);
size_t arm_body_at(unsigned version);

#endif
