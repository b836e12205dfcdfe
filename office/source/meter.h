/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source/meter.h: what a parse may cost. Time is no bound that gives the same answer everywhere, so
 * work is counted instead: bytes that the parser asks the heap for, which is what it does when it
 * repairs the syntax of a file again and again. The build forces this header upon tree-sitter and
 * its grammars, whose memory then comes from here.
 */
#ifndef CUPEL_OFFICE_SOURCE_METER_H
#define CUPEL_OFFICE_SOURCE_METER_H

#include <stdbool.h>
#include <stddef.h>

/* Count from zero, up to @max bytes, in this thread. */
void meter_start(size_t max);
/* Count @n bytes of work of another kind. */
void meter_add(size_t n);
/* Is more asked for than meter_start() allowed? Nothing is refused before somebody asks. */
bool meter_is_spent(void);

/* As malloc() and so on, counted. End the program without memory: tree-sitter knows no way back. */
void *meter_malloc(size_t n);
void *meter_calloc(size_t count, size_t n);
void *meter_realloc(void *p, size_t n);
void meter_free(void *p);

#define ts_malloc  meter_malloc
#define ts_calloc  meter_calloc
#define ts_realloc meter_realloc
#define ts_free    meter_free

#endif
