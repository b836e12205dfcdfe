/* SPDX-License-Identifier: Apache-2.0 */
/* base/text.h: hex, base64 and time as text, strict both ways. */
#ifndef CUPEL_LIB_BASE_TEXT_H
#define CUPEL_LIB_BASE_TEXT_H

#include "base/arena.h"

/* Writes 2 * s.n lower-case digits and a NUL into @out, which must hold them. */
void hex_write(cupel_slice s, char *out);
/*
 * Digits of either case into @out (room: text.n / 2 bytes). CUPEL_E_MALFORMED for an odd count or
 * any other character; @out is then unspecified.
 */
cupel_status hex_read(cupel_slice text, uint8_t *out);
/* Exactly @n bytes from exactly 2 * n digits. */
cupel_status hex_read_fixed(cupel_slice text, uint8_t *out, size_t n);

/* Most bytes that base64_read() can give for @n characters. */
size_t base64_room(size_t n);
/*
 * RFC 4648 section 4 (standard) or 5 (URL-safe), told by @url; padding is demanded for the standard
 * alphabet and optional for the URL-safe one; bits after the last byte must be zero. With
 * @allow_space, spaces, tabs, CR and LF may stand between characters (PEM, files). On failure
 * CUPEL_E_MALFORMED; *ret is the count of bytes written to @out.
 */
cupel_status base64_read(cupel_slice text, bool url, bool allow_space, uint8_t *out, size_t *ret);
/* Characters and a NUL; @out must hold (n + 2) / 3 * 4 + 1. Standard alphabet with padding. */
void base64_write(cupel_slice s, char *out);

/* Printable ASCII and white space only, and at least one byte. */
bool slice_is_text(cupel_slice s);
/*
 * Bytes that were written down as text: hex (an "0x" may lead, white space may stand anywhere) or
 * base64 of either alphabet. *encoding says "hex" or "base64". CUPEL_E_MALFORMED when it is
 * neither.
 */
cupel_status text_decode(struct arena *a, cupel_slice text, cupel_slice *ret,
                         const char **encoding);

/* Seconds since 1970-01-01T00:00:00Z for a civil UTC date; fields must be valid (time_is_civil). */
struct civil {
    int year, month, day, hour, minute, second; /* year 1..9999, month 1..12, day 1..31 */
};
bool civil_is_valid(const struct civil *c); /* leap seconds are refused: X.509 and JSON have none */
int64_t civil_to_epoch(const struct civil *c);
void civil_from_epoch(int64_t t, struct civil *ret); /* clamps to years 1..9999 */
/*
 * RFC 3339 with "Z" or a numeric offset, fractional seconds ignored: "2026-06-01T00:00:00Z".
 * CUPEL_E_MALFORMED for anything else, so also for dates that do not exist.
 */
cupel_status rfc3339_read(cupel_slice text, int64_t *ret);
#define RFC3339_ROOM 21
/* "2026-06-01T00:00:00Z" and a NUL into @out of RFC3339_ROOM bytes. */
void rfc3339_write(int64_t t, char *out);

#endif
