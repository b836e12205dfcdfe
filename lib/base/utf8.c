/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

static bool is_tail(cupel_slice s, size_t i)
{
    return i < s.n && (s.p[i] & 0xc0) == 0x80;
}

size_t utf8_length(cupel_slice s)
{
    if (s.n == 0)
        return 0;
    uint8_t c = s.p[0];
    if (c < 0x80)
        return 1;
    if (c < 0xc2 || c > 0xf4 || !is_tail(s, 1))
        return 0;
    if (c < 0xe0)
        return 2;
    if (!is_tail(s, 2) || (c == 0xe0 && s.p[1] < 0xa0) || (c == 0xed && s.p[1] > 0x9f))
        return 0;
    if (c < 0xf0)
        return 3;
    if (!is_tail(s, 3) || (c == 0xf0 && s.p[1] < 0x90) || (c == 0xf4 && s.p[1] > 0x8f))
        return 0;
    return 4;
}

size_t utf8_write(uint32_t code, uint8_t *out)
{
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (uint8_t)(0xc0 | code >> 6);
        out[1] = (uint8_t)(0x80 | (code & 63));
        return 2;
    }
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    if (code < 0x10000) {
        out[0] = (uint8_t)(0xe0 | code >> 12);
        out[1] = (uint8_t)(0x80 | (code >> 6 & 63));
        out[2] = (uint8_t)(0x80 | (code & 63));
        return 3;
    }
    out[0] = (uint8_t)(0xf0 | code >> 18);
    out[1] = (uint8_t)(0x80 | (code >> 12 & 63));
    out[2] = (uint8_t)(0x80 | (code >> 6 & 63));
    out[3] = (uint8_t)(0x80 | (code & 63));
    return 4;
}
