/* SPDX-License-Identifier: Apache-2.0 */
#include "softtee/der_write.h"

#include "base/text.h"

/* Length octets of @n into @out (room 4); how many. Certificates stay under 16 MiB. */
static size_t write_length(size_t n, uint8_t *out)
{
    size_t octets = n < 0x80 ? 0 : n < 0x100 ? 1 : n < 0x10000 ? 2 : 3;
    out[0] = (uint8_t)(octets == 0 ? n : 0x80 | octets);
    for (size_t i = 0; i < octets; i++)
        out[1 + i] = (uint8_t)(n >> 8 * (octets - 1 - i));
    return 1 + octets;
}

cupel_slice der_join(struct arena *a, uint8_t tag, const cupel_slice *parts, size_t n)
{
    size_t total = 0;
    uint8_t head[5] = { tag };
    for (size_t i = 0; i < n; i++)
        total += parts[i].n;
    size_t at = 1 + write_length(total, head + 1);
    uint8_t *p = arena_alloc(a, at + total);
    if (!p)
        return SLICE_EMPTY;
    slice_copy(slice_of(head, at), p, at);
    for (size_t i = 0; i < n; at += parts[i].n, i++)
        slice_copy(parts[i], p + at, parts[i].n);
    return slice_of(p, at);
}

cupel_slice der_concat(struct arena *a, cupel_slice x, cupel_slice y)
{
    uint8_t *p = arena_alloc(a, x.n + y.n);
    if (!p)
        return SLICE_EMPTY;
    slice_copy(x, p, x.n);
    slice_copy(y, p + x.n, y.n);
    return slice_of(p, x.n + y.n);
}

cupel_slice der_uint(struct arena *a, cupel_slice magnitude)
{
    static const uint8_t zero[1] = { 0 };
    while (magnitude.n > 1 && magnitude.p[0] == 0)
        magnitude = slice_part(magnitude, 1, magnitude.n - 1);
    if (magnitude.n == 0)
        magnitude = SLICE_ARRAY(zero);
    cupel_slice sign = magnitude.p[0] & 0x80 ? SLICE_ARRAY(zero) : SLICE_EMPTY;
    return DER_MAKE(a, DER_INTEGER, sign, magnitude);
}

cupel_slice der_small(struct arena *a, uint64_t v)
{
    uint8_t be[8];
    for (unsigned i = 0; i < 8; i++)
        be[i] = (uint8_t)(v >> 8 * (7 - i));
    return der_uint(a, SLICE_ARRAY(be));
}

cupel_slice der_text(struct arena *a, uint8_t tag, const char *text)
{
    return DER_MAKE(a, tag, slice_str(text));
}

cupel_slice der_bits(struct arena *a, cupel_slice bytes)
{
    static const uint8_t no_unused[1] = { 0 };
    return DER_MAKE(a, DER_BIT_STRING, SLICE_ARRAY(no_unused), bytes);
}

cupel_slice der_null(struct arena *a)
{
    return der_join(a, DER_NULL, NULL, 0);
}

cupel_slice der_bool(struct arena *a, bool v)
{
    uint8_t octet = v ? 0xff : 0;
    return DER_MAKE(a, DER_BOOLEAN, slice_of(&octet, 1));
}

cupel_slice der_time(struct arena *a, int64_t t)
{
    struct civil c;
    civil_from_epoch(t, &c);
    bool utc = c.year >= 1950 && c.year < 2050;
    const char *text = arena_printf(a, "%0*d%02d%02d%02d%02d%02dZ", utc ? 2 : 4,
                                    utc ? c.year % 100 : c.year, c.month, c.day, c.hour, c.minute,
                                    c.second);
    return der_text(a, utc ? DER_UTC_TIME : DER_GENERALIZED_TIME, text);
}

cupel_slice der_ecdsa(struct arena *a, cupel_slice raw)
{
    size_t half = raw.n / 2;
    return DER_SEQ(a, der_uint(a, slice_part(raw, 0, half)),
                   der_uint(a, slice_part(raw, half, half)));
}
