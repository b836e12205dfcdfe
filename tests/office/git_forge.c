/* SPDX-License-Identifier: Apache-2.0 */
#include "git_forge.h"

#include "crypto/verify.h"

#include <stdio.h>
#include <zlib.h>

#define PACK_MAX ((size_t)256 << 20)

static void add_be(struct buf *b, uint64_t v, unsigned bytes)
{
    for (unsigned i = bytes; i > 0; i--)
        buf_add_byte(b, (uint8_t)(v >> (8 * (i - 1))));
}

void forge_init(struct forge *f)
{
    f->n = 0;
    buf_init(&f->pack, PACK_MAX);
    buf_add_str(&f->pack, "PACK");
    add_be(&f->pack, 2, 4);
    add_be(&f->pack, 0, 4); /* the count: known at the end */
}

void forge_clear(struct forge *f)
{
    buf_clear(&f->pack);
}

static void add_back(struct buf *b, uint64_t back)
{
    uint8_t bytes[10];
    size_t n = 0;
    bytes[n++] = back & 0x7f;
    while (back >>= 7)
        bytes[n++] = (uint8_t)(0x80 | (--back & 0x7f));
    while (n > 0)
        buf_add_byte(b, bytes[--n]);
}

uint64_t forge_add(struct forge *f, struct git_id id, unsigned type, uint64_t size, uint64_t back,
                   const struct git_id *base, cupel_slice zlib)
{
    uint64_t at = f->pack.n;
    uint8_t byte = (uint8_t)(type << 4 | (size & 15));
    assert_true(f->n < FORGE_MAX);
    for (size >>= 4; size; size >>= 7) {
        buf_add_byte(&f->pack, byte | 0x80);
        byte = size & 0x7f;
    }
    buf_add_byte(&f->pack, byte);
    if (type == FORGE_OFS)
        add_back(&f->pack, back);
    if (type == FORGE_REF)
        buf_add(&f->pack, slice_of(base->bytes, sizeof base->bytes));
    buf_add(&f->pack, zlib);
    f->ids[f->n] = id;
    f->at[f->n++] = at;
    return at;
}

cupel_slice forge_sha1(struct lab *lab, cupel_slice bytes)
{
    struct crypto *c = NULL;
    uint8_t digest[CRYPTO_HASH_MAX];
    assert_int_equal(crypto_new(&c), CUPEL_OK);
    assert_int_equal(crypto_digest(c, CRYPTO_SHA1, bytes, digest), CUPEL_OK);
    crypto_free(c);
    return arena_copy(&lab->arena, slice_of(digest, 20));
}

struct git_id forge_hash(struct lab *lab, cupel_slice blob)
{
    struct git_id id;
    struct buf b;
    buf_init(&b, PACK_MAX);
    buf_printf(&b, "blob %zu", blob.n);
    buf_add_byte(&b, 0);
    buf_add(&b, blob);
    slice_copy(forge_sha1(lab, buf_slice(&b)), id.bytes, sizeof id.bytes);
    buf_clear(&b);
    return id;
}

/* The rows in order of their ids. */
static void sort(struct forge *f)
{
    for (size_t i = 1; i < f->n; i++)
        for (size_t k = i; k > 0 && memcmp(f->ids[k - 1].bytes, f->ids[k].bytes, 20) > 0; k--) {
            struct git_id id = f->ids[k];
            uint64_t at = f->at[k];
            f->ids[k] = f->ids[k - 1];
            f->at[k] = f->at[k - 1];
            f->ids[k - 1] = id;
            f->at[k - 1] = at;
        }
}

static void add_fanout(struct forge *f, struct buf *index)
{
    for (unsigned first = 0; first < 256; first++) {
        size_t n = 0;
        while (n < f->n && f->ids[n].bytes[0] <= first)
            n++;
        add_be(index, n, 4);
    }
}

void forge_write(struct lab *lab, struct forge *f, const char *folder, const char *name)
{
    struct buf index;
    for (size_t i = 0; i < 4; i++)
        f->pack.p[8 + i] = (uint8_t)(f->n >> (8 * (3 - i)));
    cupel_slice sum = forge_sha1(lab, buf_slice(&f->pack));
    buf_add(&f->pack, sum);
    buf_init(&index, PACK_MAX);
    buf_add(&index, SLICE_LIT("\377tOc\0\0\0\2"));
    sort(f);
    add_fanout(f, &index);
    for (size_t i = 0; i < f->n; i++)
        buf_add(&index, slice_of(f->ids[i].bytes, 20));
    for (size_t i = 0; i < f->n; i++)
        add_be(&index, 0, 4);
    for (size_t i = 0; i < f->n; i++)
        add_be(&index, f->at[i], 4);
    buf_add(&index, sum);
    buf_add(&index, forge_sha1(lab, buf_slice(&index)));
    assert_int_equal(buf_status(&f->pack), CUPEL_OK);
    assert_int_equal(buf_status(&index), CUPEL_OK);
    const char *base = arena_printf(&lab->arena, "%s/objects/pack/pack-%s", folder, name);
    lab_write(arena_printf(&lab->arena, "%s.pack", base), buf_slice(&f->pack));
    lab_write(arena_printf(&lab->arena, "%s.idx", base), buf_slice(&index));
    buf_clear(&index);
}

cupel_slice forge_deflate(struct lab *lab, cupel_slice bytes)
{
    uLongf n = compressBound((uLong)bytes.n);
    uint8_t *p = malloc(n);
    assert_non_null(p);
    assert_int_equal(compress2(p, &n, bytes.p, (uLong)bytes.n, 6), Z_OK);
    cupel_slice out = arena_copy(&lab->arena, slice_of(p, n));
    free(p);
    return out;
}

void forge_loose(struct lab *lab, const char *folder, const struct git_id *id, cupel_slice file)
{
    char hex[GIT_ID_ROOM];
    git_id_write(id, hex);
    lab_write(arena_printf(&lab->arena, "%s/objects/%.2s/%s", folder, hex, hex + 2), file);
}

struct git_id forge_id(uint8_t byte)
{
    struct git_id id;
    memset(id.bytes, byte, sizeof id.bytes);
    return id;
}

static void add_size(struct buf *b, uint64_t v)
{
    for (; v > 0x7f; v >>= 7)
        buf_add_byte(b, (uint8_t)(0x80 | (v & 0x7f)));
    buf_add_byte(b, (uint8_t)v);
}

cupel_slice forge_delta(struct lab *lab, uint64_t base, uint64_t result, cupel_slice ops)
{
    struct buf b;
    buf_init(&b, PACK_MAX);
    add_size(&b, base);
    add_size(&b, result);
    buf_add(&b, ops);
    cupel_slice out = arena_copy(&lab->arena, buf_slice(&b));
    buf_clear(&b);
    return out;
}
