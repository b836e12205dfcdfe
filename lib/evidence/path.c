/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/path.h"

const char *path_common_name(struct arena *a, const struct x509_cert *cert)
{
    return arena_text(a, cert->subject_cn.n ? cert->subject_cn : SLICE_LIT("(no name)"));
}

void path_check_validity(cupel_appraisal *ap, const struct cupel_check_info *def,
                         const struct trust_path *p, int64_t now, path_name_fn *name)
{
    bool expired = false;
    int64_t from, until;
    size_t i = trust_path_invalid_at(p, now, &expired);
    if (i == SIZE_MAX) {
        appraisal_check(ap, def, CUPEL_PASS, NULL);
        return;
    }
    trust_path_period(p, i, &from, &until);
    struct cupel_check *c = check_addf(&ap->checks, def, CUPEL_FAIL,
                                       expired ? "the certificate %s has expired"
                                               : "the certificate %s is not valid yet",
                                       i < p->n ? name(&ap->arena, p->certs[i]) : p->anchor->name);
    check_period(&ap->checks, c, from, until, now);
}
