/* SPDX-License-Identifier: Apache-2.0 */
/* All formats, checks and claims that this library knows, by number and by name. */
#include <cupel/verify.h>

#include "evidence/dcap.h"
#include "evidence/format.h"
#include "evidence/log.h"
#include "verify/common.h"

#include <string.h>

static size_t count_formats(void)
{
    size_t n = 0;
    while (formats[n])
        n++;
    return n;
}

const char *cupel_format_name(size_t i)
{
    return i < count_formats() ? formats[i]->name : NULL;
}

/* Tables of checks that are made outside of one format's own file. */
static const struct check_table *table_at(size_t i, struct check_table *scratch)
{
    size_t n_formats = count_formats();
    if (i == 0)
        *scratch = (struct check_table){ common_checks, n_common_checks };
    else if (i == 1)
        *scratch = (struct check_table){ intel_checks, n_intel_checks };
    else if (i == 2)
        *scratch = (struct check_table){ log_checks, n_log_checks };
    else if (i - 3 < n_formats)
        *scratch = (struct check_table){ formats[i - 3]->checks, formats[i - 3]->n_checks };
    else
        return NULL;
    return scratch;
}

size_t cupel_check_info_count(void)
{
    struct check_table t;
    size_t n = 0;
    for (size_t i = 0; table_at(i, &t); i++)
        n += t.n;
    return n;
}

const struct cupel_check_info *cupel_check_info_at(size_t i)
{
    struct check_table t;
    for (size_t k = 0; table_at(k, &t); k++) {
        if (i < t.n)
            return t.checks + i;
        i -= t.n;
    }
    return NULL;
}

const struct cupel_check_info *cupel_check_info_find(const char *id)
{
    const struct cupel_check_info *c;
    for (size_t i = 0; (c = cupel_check_info_at(i)); i++)
        if (strcmp(c->id, id) == 0)
            return c;
    return NULL;
}

size_t cupel_claim_info_count(void)
{
    size_t n = n_intel_claims + n_log_claims;
    for (size_t i = 0; formats[i]; i++)
        n += formats[i]->n_claims;
    return n;
}

const struct cupel_claim_info *cupel_claim_info_at(size_t i)
{
    if (i < n_intel_claims)
        return &intel_claims[i];
    i -= n_intel_claims;
    if (i < n_log_claims)
        return &log_claims[i];
    i -= n_log_claims;
    for (size_t k = 0; formats[k]; k++) {
        if (i < formats[k]->n_claims)
            return &formats[k]->claims[i];
        i -= formats[k]->n_claims;
    }
    return NULL;
}

const struct cupel_claim_info *cupel_claim_info_find(const char *name)
{
    const struct cupel_claim_info *c;
    for (size_t i = 0; (c = cupel_claim_info_at(i)); i++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
