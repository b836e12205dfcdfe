/* SPDX-License-Identifier: Apache-2.0 */
/* codec/xml_chars.h: characters of XML 1.0 and what references stand for; codec/xml.c's own. */
#ifndef CUPEL_LIB_CODEC_XML_CHARS_H
#define CUPEL_LIB_CODEC_XML_CHARS_H

#include "base/arena.h"

bool xml_is_space(uint8_t c);
/* Of a name without colon, ASCII only; @first: may it start one? */
bool xml_is_name_char(uint8_t c, bool first);
/* All of @s is UTF-8 of characters that XML 1.0 allows, no byte order mark; else *bad is where. */
bool xml_chars_ok(cupel_slice s, size_t *bad);
/*
 * Text (@is_value false) or an attribute's value: references become what they stand for, line ends
 * become LF, white space in values becomes spaces. @raw passed xml_chars_ok(). Returns NULL, or why
 * not, with *bad the offset.
 */
const char *xml_decode(struct arena *a, cupel_slice raw, bool is_value, cupel_slice *ret,
                       size_t *bad);

#endif
