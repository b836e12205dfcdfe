/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec/der.h: X.690 DER, read strictly over a cursor: definite minimal lengths, single-byte tags,
 * minimal integers. A violation fails the cursor with CUPEL_E_MALFORMED (or CUPEL_E_TRUNCATED) and
 * leaves it at the start of the element that broke the rule, so that cur.at names the place.
 */
#ifndef CUPEL_LIB_CODEC_DER_H
#define CUPEL_LIB_CODEC_DER_H

#include "base/cur.h"

enum der_tag {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_ENUMERATED = 0x0a,
    DER_UTF8_STRING = 0x0c,
    DER_PRINTABLE_STRING = 0x13,
    DER_IA5_STRING = 0x16,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31
};
#define DER_CONTEXT(n)           ((uint8_t)(0xa0 | (n))) /* [n], constructed */
#define DER_CONTEXT_PRIMITIVE(n) ((uint8_t)(0x80 | (n)))

/* Any element: its tag and contents; @whole (may be NULL) gets tag, length and contents. */
cupel_slice der_take_any(struct cur *c, uint8_t *tag, cupel_slice *whole);
/* Contents of the next element, which must have @tag. */
cupel_slice der_take(struct cur *c, uint8_t tag);
/* A cursor over the contents of the next element, which must have @tag. */
struct cur der_enter(struct cur *c, uint8_t tag);
/* Ends a cursor that der_enter() gave: its failure, or bytes left in it, fail @c at that place. */
void der_leave(struct cur *c, const struct cur *in);
/* True when the next element has @tag; false at the end or after a failure. */
bool der_next_is(const struct cur *c, uint8_t tag);
/* Contents of an INTEGER of either sign, as encoded (minimal, at least one byte). */
cupel_slice der_take_int(struct cur *c);
/* Magnitude of a non-negative INTEGER without the leading zero octet; zero gives one zero byte. */
cupel_slice der_take_uint(struct cur *c);
/* A non-negative INTEGER of at most @max. */
uint64_t der_take_small_uint(struct cur *c, uint64_t max);
bool der_take_bool(struct cur *c);
/* A BIT STRING with no unused bits. */
cupel_slice der_take_bits(struct cur *c);
/* A NamedBitList (X.680 22.7) of 1 to 32 bits, bit 0 the least significant of the result. Unused
 * bits must be zero. Trailing zero bits, which DER leaves out, are let pass: AMD's ASKs carry one.
 */
uint32_t der_take_named_bits(struct cur *c);
/* Contents of an OBJECT IDENTIFIER whose arcs are whole and minimal. */
cupel_slice der_take_oid(struct cur *c);
/* Seconds since the epoch of a UTCTime or GeneralizedTime in the forms of RFC 5280 4.1.2.5: Z,
 * seconds, no fraction. GeneralizedTime before 2050 is let pass: NVIDIA's and others' roots have
 * it.
 */
int64_t der_take_time(struct cur *c);
/* ECDSA-Sig-Value { r, s } (RFC 3279 2.2.3) as raw r || s, each @width bytes big endian into @out.
 * CUPEL_E_MALFORMED when it is no such sequence, or r or s does not fit. */
cupel_status der_ecdsa_raw(cupel_slice sig, size_t width, uint8_t *out);

#endif
