/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An index and its pack: the first three bytes say how many of the next ones are the index. The
 * checksum that ties both is put in place, so that inputs need not find it.
 */
#include "fuzz.h"

#include "office/git/store_internal.h"

#define TRIES_MAX 64u

static void read_one(struct store *s, struct packed *p, uint64_t at)
{
    enum object_type type = OBJECT_NONE, again = OBJECT_NONE;
    struct object o = { 0 };
    uint64_t size = 0;
    s->work = 0;
    s->work_limit = 4u << 20;
    cupel_status told = unpack_size(s, p, at, &type, &size);
    FUZZ_HOLDS(told != CUPEL_OK || type != OBJECT_NONE);
    if (unpack_read(s, p, at, 1u << 20, &o) == CUPEL_OK) {
        again = o.type;
        FUZZ_HOLDS(told == CUPEL_OK && again == type && o.n == size && o.n <= 1u << 20);
        object_clear(&o);
    }
    FUZZ_HOLDS(s->cache_bytes <= STORE_CACHE_MAX);
}

static void read_all(struct pack *pack)
{
    struct store s = { .work_limit = UINT64_MAX };
    struct packed p = { .pack = *pack, .is_tried = true };
    struct git_id ids[TRIES_MAX], none = { { 0 } };
    size_t n = 0;
    FUZZ_HOLDS(inflater_new(&s.inflater) == CUPEL_OK);
    pack_find_prefix(pack, &none, 0, ids, TRIES_MAX, &n);
    for (size_t i = 0; i < n && i < TRIES_MAX; i++) {
        uint64_t at = 0;
        if (pack_find(pack, &ids[i], &at) == CUPEL_OK)
            read_one(&s, &p, at);
    }
    for (uint64_t at = 12; at < pack->data.size && at < 12 + TRIES_MAX; at++)
        read_one(&s, &p, at);
    unpack_clear(&s);
    inflater_free(s.inflater);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pack p;
    if (size < 3 || size > 1u << 18)
        return 0;
    size_t n = (size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2];
    if (n > size - 3)
        return 0;
    uint8_t *copy = malloc(size - 3 ? size - 3 : 1);
    if (!copy)
        abort();
    slice_copy(slice_of(data + 3, size - 3), copy, size - 3);
    size_t pack_n = size - 3 - n;
    if (n >= 40 && pack_n >= 20)
        slice_copy(slice_of(copy + n - 40, 20), copy + size - 3 - 20, 20);
    if (pack_parse(slice_of(copy, n), disk_memory(slice_of(copy + n, pack_n)), &p) == CUPEL_OK)
        read_all(&p);
    free(copy);
    return 0;
}
