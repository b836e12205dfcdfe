/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/delta.h: a delta of a pack (gitformat-pack(5), "Deltified representation"): the size of what
 * it starts from, the size of what it makes, then copies out of the base and bytes of its own.
 */
#ifndef CUPEL_OFFICE_GIT_DELTA_H
#define CUPEL_OFFICE_GIT_DELTA_H

#include "base/slice.h"

/* Both sizes from the first bytes of a delta (20 are enough). CUPEL_E_MALFORMED. */
cupel_status delta_sizes(cupel_slice delta, uint64_t *base, uint64_t *result);
/*
 * @delta applied to @base into a new block, free with free(); *n is its size. CUPEL_E_LIMIT when it
 * would have more than @max bytes; CUPEL_E_MALFORMED when the base has another size, a copy lies
 * outside it, or the result does not come out at the size announced.
 */
cupel_status delta_apply(cupel_slice base, cupel_slice delta, size_t max, uint8_t **ret, size_t *n);

#endif
