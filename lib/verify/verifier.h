/* SPDX-License-Identifier: Apache-2.0 */
/* verify/verifier.h: what a verifier holds. */
#ifndef CUPEL_LIB_VERIFY_VERIFIER_H
#define CUPEL_LIB_VERIFY_VERIFIER_H

#include <cupel/verify.h>

#include "evidence/format.h"

#define ANCHORS_MAX 320u /* vendors', caller's, and those that a composite binds, together */

struct cupel_verifier {
    struct arena arena; /* caller's anchors */
    struct crypto *crypto;
    struct trust_cache *cache;
    bool cache_on;
    struct collateral_set built_in, given;
    const struct trust_anchor *anchors[ANCHORS_MAX];
    size_t n_anchors;
};

#endif
