/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/der_write.h: DER from the inside out: every call gives one element, made in the arena out
 * of elements made before. Memory running out sticks in the arena and is asked for once at the end.
 */
#ifndef CUPEL_SOFTTEE_DER_WRITE_H
#define CUPEL_SOFTTEE_DER_WRITE_H

#include "base/arena.h"
#include "codec/der.h"

/* An element with @tag whose contents are @parts, one behind the other. */
cupel_slice der_join(struct arena *a, uint8_t tag, const cupel_slice *parts, size_t n);
#define DER_MAKE(a, tag, ...)                                                                      \
    der_join(a, tag, (const cupel_slice[]){ __VA_ARGS__ },                                         \
             sizeof((const cupel_slice[]){ __VA_ARGS__ }) / sizeof(cupel_slice))
#define DER_SEQ(a, ...) DER_MAKE(a, DER_SEQUENCE, __VA_ARGS__)
/* The parts themselves, no element around them. */
cupel_slice der_concat(struct arena *a, cupel_slice x, cupel_slice y);

/* INTEGER of a big-endian magnitude of any length; of a small number. */
cupel_slice der_uint(struct arena *a, cupel_slice magnitude);
cupel_slice der_small(struct arena *a, uint64_t v);
cupel_slice der_text(struct arena *a, uint8_t tag, const char *text);
cupel_slice der_bits(struct arena *a, cupel_slice bytes); /* no unused bits */
cupel_slice der_null(struct arena *a);
cupel_slice der_bool(struct arena *a, bool v);
/* UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5280 4.1.2.5). */
cupel_slice der_time(struct arena *a, int64_t t);
/* ECDSA-Sig-Value of raw r || s. */
cupel_slice der_ecdsa(struct arena *a, cupel_slice raw);

#endif
