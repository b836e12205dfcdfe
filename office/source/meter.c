/* SPDX-License-Identifier: Apache-2.0 */
#include "office/source/meter.h"

#include <stdint.h>
#include <stdlib.h>

#define BLOCK_COST 16 /* bytes that a block costs beside its own */

static _Thread_local size_t spent, allowed;

void meter_start(size_t max)
{
    spent = 0;
    allowed = max;
}

void meter_add(size_t n)
{
    spent = n > SIZE_MAX - spent ? SIZE_MAX : spent + n;
}

bool meter_is_spent(void)
{
    return spent > allowed;
}

static void *got(void *p, size_t n)
{
    if (!p && n)
        abort();
    meter_add(n + BLOCK_COST);
    return p;
}

void *meter_malloc(size_t n)
{
    return got(malloc(n), n);
}

void *meter_calloc(size_t count, size_t n)
{
    return got(calloc(count, n), count && n ? count * n : 0);
}

void *meter_realloc(void *p, size_t n)
{
    return got(realloc(p, n), n);
}

void meter_free(void *p)
{
    free(p);
}
