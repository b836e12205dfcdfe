/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/pack.h"

#include "base/cur.h"

#define INDEX_MAX    (size_t)0x40000000 /* bytes: some 35 million objects */
#define FANOUT_BYTES 1024u
#define TRAILERS     (2 * GIT_ID_BYTES) /* the pack's checksum, the index' own */
#define PACK_HEADER  12u
#define ENTRY_HEADER 48u /* two numbers of at most 10 bytes each, or one and an id */

/* --- the index --- */

static uint32_t fanout(const struct pack *p, unsigned first)
{
    size_t head = p->version == 2 ? 8 : 0;
    return (uint32_t)slice_be64(slice_part(p->index, head + 4 * (size_t)first, 4));
}

/* Version 1 has rows of offset and id; version 2 a table of ids, of checksums, of offsets. */
static cupel_slice id_at(const struct pack *p, uint32_t i)
{
    size_t at = p->version == 2 ? 8 + FANOUT_BYTES + (size_t)i * GIT_ID_BYTES
                                : FANOUT_BYTES + (size_t)i * (GIT_ID_BYTES + 4) + 4;
    return slice_part(p->index, at, GIT_ID_BYTES);
}

static uint64_t offset_at(const struct pack *p, uint32_t i)
{
    if (p->version == 1)
        return slice_be64(slice_part(p->index, FANOUT_BYTES + (size_t)i * (GIT_ID_BYTES + 4), 4));
    size_t narrow = 8 + FANOUT_BYTES + (size_t)p->n * (GIT_ID_BYTES + 4);
    size_t wide = narrow + (size_t)p->n * 4, end = p->index.n - TRAILERS;
    uint64_t v = slice_be64(slice_part(p->index, narrow + (size_t)i * 4, 4));
    if (!(v & 0x80000000u))
        return v;
    size_t at = wide + (size_t)(v & 0x7fffffffu) * 8;
    return at <= end && end - at >= 8 ? slice_be64(slice_part(p->index, at, 8)) : UINT64_MAX;
}

static bool is_monotonic(const struct pack *p)
{
    for (unsigned i = 1; i < 256; i++)
        if (fanout(p, i) < fanout(p, i - 1))
            return false;
    return true;
}

static bool size_fits(const struct pack *p)
{
    size_t have = p->index.n, n = p->n;
    if (p->version == 1)
        return have == FANOUT_BYTES + n * (GIT_ID_BYTES + 4) + TRAILERS;
    size_t least = 8 + FANOUT_BYTES + n * (GIT_ID_BYTES + 8) + TRAILERS;
    return have >= least && (have - least) % 8 == 0 && (have - least) / 8 <= n;
}

/* The pack names its count and ends in the checksum that the index names. */
static cupel_status check_pack(const struct pack *p)
{
    uint8_t head[PACK_HEADER], tail[GIT_ID_BYTES];
    size_t got = 0;
    if (p->data.size < PACK_HEADER + GIT_ID_BYTES)
        return CUPEL_E_MALFORMED;
    CUPEL_TRY(disk_read(&p->data, 0, head, sizeof head, &got));
    struct cur c = cur_of(slice_of(head, got));
    cupel_slice magic = cur_take(&c, 4);
    uint32_t version = cur_be32(&c);
    uint32_t n = cur_be32(&c);
    CUPEL_TRY(disk_read(&p->data, p->data.size - GIT_ID_BYTES, tail, sizeof tail, &got));
    cupel_slice named = slice_part(p->index, p->index.n - TRAILERS, GIT_ID_BYTES);
    if (!slice_eq(magic, SLICE_LIT("PACK")) || (version != 2 && version != 3) || n != p->n ||
        !slice_eq(slice_of(tail, got), named))
        return CUPEL_E_MALFORMED;
    return CUPEL_OK;
}

cupel_status pack_parse(cupel_slice index, struct disk_file data, struct pack *ret)
{
    struct pack p = { .index = index, .version = 1, .data = data };
    if (slice_starts(index, SLICE_LIT("\377tOc"))) {
        if (slice_be64(slice_part(index, 4, 4)) != 2)
            return CUPEL_E_MALFORMED;
        p.version = 2;
    }
    if (index.n < 8 + FANOUT_BYTES + TRAILERS && p.version == 2)
        return CUPEL_E_MALFORMED;
    if (index.n < FANOUT_BYTES + TRAILERS || !is_monotonic(&p))
        return CUPEL_E_MALFORMED;
    p.n = fanout(&p, 255);
    if (!size_fits(&p))
        return CUPEL_E_MALFORMED;
    CUPEL_TRY(check_pack(&p));
    *ret = p;
    return CUPEL_OK;
}

cupel_status pack_open(struct arena *a, const char *path, struct pack *ret)
{
    cupel_slice index = SLICE_EMPTY, name = slice_str(path);
    struct disk_file data = disk_memory(SLICE_EMPTY);
    size_t stem = name.n > 4 ? name.n - 4 : 0; /* ".idx" */
    const char *beside = arena_printf(a, "%.*s.pack", (int)stem, path);
    CUPEL_TRY(arena_status(a));
    CUPEL_TRY(disk_open(beside, &data));
    cupel_status st = disk_map(path, INDEX_MAX, &index);
    if (st == CUPEL_OK)
        st = pack_parse(index, data, ret);
    if (st != CUPEL_OK) {
        disk_unmap(index);
        disk_close(&data);
    }
    return st;
}

void pack_close(struct pack *p)
{
    disk_unmap(p->index);
    disk_close(&p->data);
    *p = (struct pack){ .data = disk_memory(SLICE_EMPTY) };
}

/* The first row whose id is not below @id. */
static uint32_t lower_bound(const struct pack *p, const struct git_id *id)
{
    uint8_t first = id->bytes[0];
    uint32_t lo = first ? fanout(p, first - 1u) : 0, hi = fanout(p, first);
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (slice_cmp(id_at(p, mid), git_id_slice(id)) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

cupel_status pack_find(const struct pack *p, const struct git_id *id, uint64_t *ret)
{
    uint32_t i = lower_bound(p, id);
    if (i >= p->n || !slice_eq(id_at(p, i), git_id_slice(id)))
        return CUPEL_E_NOT_FOUND;
    uint64_t at = offset_at(p, i);
    if (at < PACK_HEADER || at >= p->data.size - GIT_ID_BYTES)
        return CUPEL_E_MALFORMED;
    *ret = at;
    return CUPEL_OK;
}

bool git_id_starts(const struct git_id *id, const struct git_id *prefix, unsigned digits)
{
    unsigned whole = digits / 2;
    if (!slice_eq(slice_of(id->bytes, whole), slice_of(prefix->bytes, whole)))
        return false;
    return digits % 2 == 0 || (id->bytes[whole] ^ prefix->bytes[whole]) < 16;
}

void pack_find_prefix(const struct pack *p, const struct git_id *prefix, unsigned digits,
                      struct git_id *ids, size_t room, size_t *n)
{
    for (uint32_t i = lower_bound(p, prefix); i < p->n; i++) {
        struct git_id id = git_id_of(id_at(p, i));
        if (!git_id_starts(&id, prefix, digits) || *n > room)
            return;
        if (*n < room)
            ids[*n] = id;
        ++*n;
    }
}

/* --- entries --- */

/* Type and size: three bits of type, then the size, the lowest bits first. */
static cupel_status take_head(struct cur *c, unsigned *type, uint64_t *size)
{
    uint8_t byte = cur_u8(c);
    *type = byte >> 4 & 7;
    *size = byte & 15;
    for (unsigned shift = 4; byte & 0x80; shift += 7) {
        if (shift > 56)
            return CUPEL_E_MALFORMED;
        byte = cur_u8(c);
        *size |= (uint64_t)(byte & 0x7f) << shift;
    }
    return c->st == CUPEL_OK ? CUPEL_OK : CUPEL_E_MALFORMED;
}

/* How far before this entry its base starts: the highest bits first, no two ways to write one. */
static cupel_status take_distance(struct cur *c, uint64_t at, uint64_t *base)
{
    uint8_t byte = cur_u8(c);
    uint64_t back = byte & 0x7f;
    while (byte & 0x80) {
        if (back >= UINT64_C(1) << 55)
            return CUPEL_E_MALFORMED;
        byte = cur_u8(c);
        back = (back + 1) << 7 | (byte & 0x7f);
    }
    if (c->st != CUPEL_OK || back == 0 || back > at || at - back < PACK_HEADER)
        return CUPEL_E_MALFORMED;
    *base = at - back;
    return CUPEL_OK;
}

static cupel_status take_base(const struct pack *p, struct cur *c, uint64_t *base)
{
    struct git_id id = git_id_of(cur_take(c, GIT_ID_BYTES));
    if (c->st != CUPEL_OK)
        return CUPEL_E_MALFORMED;
    cupel_status st = pack_find(p, &id, base);
    return st == CUPEL_E_NOT_FOUND ? CUPEL_E_MALFORMED : st;
}

cupel_status pack_entry_read(const struct pack *p, uint64_t at, struct pack_entry *ret)
{
    enum { OFS_DELTA = 6, REF_DELTA = 7 };
    uint8_t head[ENTRY_HEADER];
    struct pack_entry e = { 0 };
    unsigned type = 0;
    size_t got = 0;
    CUPEL_TRY(disk_read(&p->data, at, head, sizeof head, &got));
    struct cur c = cur_of(slice_of(head, got));
    CUPEL_TRY(take_head(&c, &type, &e.size));
    if (type >= OBJECT_COMMIT && type <= OBJECT_TAG)
        e.type = (enum object_type)type;
    else if (type == OFS_DELTA)
        CUPEL_TRY(take_distance(&c, at, &e.base));
    else if (type == REF_DELTA)
        CUPEL_TRY(take_base(p, &c, &e.base));
    else
        return CUPEL_E_MALFORMED;
    e.data = at + c.at;
    *ret = e;
    return CUPEL_OK;
}
