/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/inflate.h: bytes out of a zlib stream in a file, as many as asked for and never more. Each
 * step either consumes input or makes output, so that a stream that was cut ends in a failure and
 * not in a loop.
 */
#ifndef CUPEL_OFFICE_GIT_INFLATE_H
#define CUPEL_OFFICE_GIT_INFLATE_H

#include "office/git/disk.h"

struct inflater; /* one stream at a time, any number one after the other */
cupel_status inflater_new(struct inflater **ret);
void inflater_free(struct inflater *z); /* NULL-safe */
/* Start with the stream at @at of @f, which is borrowed until the next begin. */
cupel_status inflater_begin(struct inflater *z, const struct disk_file *f, uint64_t at);
/* Up to @n bytes into @out; *got is less only where the stream ends. CUPEL_E_MALFORMED: no zlib
 * stream, or a damaged or cut one; CUPEL_E_IO. */
cupel_status inflater_read(struct inflater *z, uint8_t *out, size_t n, size_t *got);
/* Exactly @n bytes, and the stream ends there: else CUPEL_E_MALFORMED. */
cupel_status inflater_read_last(struct inflater *z, uint8_t *out, size_t n);
/* Where in the file the stream ended. */
uint64_t inflater_at(const struct inflater *z);

#endif
