/* SPDX-License-Identifier: Apache-2.0 */
/* base/utf8.h: UTF-8 as RFC 3629 defines it. */
#ifndef CUPEL_LIB_BASE_UTF8_H
#define CUPEL_LIB_BASE_UTF8_H

#include "base/cur.h"

/* Bytes of the character that @s starts with (1 to 4), or 0: overlong, surrogate, past U+10FFFF,
 * cut, or no start of a character. */
size_t utf8_length(cupel_slice s);
/* Encode @code (a scalar value) into @out of 4 bytes; the count, or 0 for a surrogate or past the
 * end. */
size_t utf8_write(uint32_t code, uint8_t *out);

#endif
