/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/inflate.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#define CHUNK 8192u

struct inflater {
    z_stream z;
    const struct disk_file *file;
    uint64_t next; /* of the file, behind what the buffer holds */
    bool is_over;  /* the end of the stream was met */
    uint8_t chunk[CHUNK];
};

cupel_status inflater_new(struct inflater **ret)
{
    struct inflater *z = calloc(1, sizeof *z);
    if (!z)
        return CUPEL_E_NOMEM;
    if (inflateInit(&z->z) != Z_OK) {
        free(z);
        return CUPEL_E_NOMEM;
    }
    *ret = z;
    return CUPEL_OK;
}

void inflater_free(struct inflater *z)
{
    if (!z)
        return;
    (void)inflateEnd(&z->z);
    free(z);
}

cupel_status inflater_begin(struct inflater *z, const struct disk_file *f, uint64_t at)
{
    z->file = f;
    z->next = at;
    z->is_over = false;
    z->z.next_in = z->chunk;
    z->z.avail_in = 0;
    return inflateReset(&z->z) == Z_OK ? CUPEL_OK : CUPEL_E_INTERNAL;
}

/* Input for the next step: what the buffer still holds, or more of the file. None is left where the
 * file ends, yet zlib may still hold output that found no room before. */
static cupel_status feed(struct inflater *z)
{
    size_t got = 0;
    if (z->z.avail_in)
        return CUPEL_OK;
    CUPEL_TRY(disk_read(z->file, z->next, z->chunk, CHUNK, &got));
    z->next += got;
    z->z.next_in = z->chunk;
    z->z.avail_in = (uInt)got;
    return CUPEL_OK;
}

/* One call of zlib, which must get further: a stream that was cut does not. */
static cupel_status step(struct inflater *z)
{
    CUPEL_TRY(feed(z));
    uInt in = z->z.avail_in, out = z->z.avail_out;
    int code = inflate(&z->z, Z_NO_FLUSH);
    if (code == Z_STREAM_END) {
        z->is_over = true;
        return CUPEL_OK;
    }
    if (code == Z_MEM_ERROR)
        return CUPEL_E_NOMEM;
    if (code != Z_OK || (z->z.avail_in == in && z->z.avail_out == out))
        return CUPEL_E_MALFORMED;
    return CUPEL_OK;
}

cupel_status inflater_read(struct inflater *z, uint8_t *out, size_t n, size_t *got)
{
    if (n > UINT_MAX)
        return CUPEL_E_LIMIT;
    z->z.next_out = out;
    z->z.avail_out = (uInt)n;
    while (z->z.avail_out > 0 && !z->is_over)
        CUPEL_TRY(step(z));
    *got = n - z->z.avail_out;
    return CUPEL_OK;
}

cupel_status inflater_read_last(struct inflater *z, uint8_t *out, size_t n)
{
    size_t got = 0;
    uint8_t more;
    CUPEL_TRY(inflater_read(z, out, n, &got));
    if (got != n)
        return CUPEL_E_MALFORMED;
    /* The checksum behind the last byte is read only when one byte more is asked for. */
    CUPEL_TRY(inflater_read(z, &more, 1, &got));
    return got == 0 ? CUPEL_OK : CUPEL_E_MALFORMED;
}

uint64_t inflater_at(const struct inflater *z)
{
    return z->next - z->z.avail_in;
}
