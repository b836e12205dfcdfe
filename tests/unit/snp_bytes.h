/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/snp_bytes.h: an unsigned SEV-SNP report, byte by byte, for tests. */
#ifndef CUPEL_TESTS_UNIT_SNP_BYTES_H
#define CUPEL_TESTS_UNIT_SNP_BYTES_H

#include "evidence/snp.h"

struct snp_bytes {
    uint8_t b[SNP_REPORT_SIZE + 8192]; /* room for a tail */
    size_t n;
};

static inline void put_le(struct snp_bytes *s, size_t at, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        s->b[at + i] = (uint8_t)(v >> (8 * i));
}

/* Version 3, Genoa, VMPL 0, nothing odd. */
static inline void snp_bytes_make(struct snp_bytes *s)
{
    static const uint8_t tcb[] = { 10, 0, 0, 0, 0, 0, 23, 84 };
    memset(s, 0, sizeof *s);
    s->n = SNP_REPORT_SIZE;
    put_le(s, 0x00, 3, 4);
    put_le(s, 0x08, 0x30000, 8);
    put_le(s, 0x34, 1, 4);
    memcpy(s->b + 0x38, tcb, 8);
    put_le(s, 0x40, 0x25, 8);
    memset(s->b + 0x50, 0xd1, 64);
    memset(s->b + 0x90, 0xe2, 48);
    memset(s->b + 0x160, 0xff, 32);
    memcpy(s->b + 0x180, tcb, 8);
    s->b[0x188] = 0x19;
    s->b[0x189] = 0x11;
    s->b[0x18a] = 1;
    memset(s->b + 0x1a0, 0x02, 64); /* a chip id that starts like a DER INTEGER */
    memcpy(s->b + 0x1e0, tcb, 8);
    memcpy(s->b + 0x1f0, tcb, 8);
}

static inline cupel_slice snp_bytes_slice(const struct snp_bytes *s)
{
    return slice_of(s->b, s->n);
}

#endif
