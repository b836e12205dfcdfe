/* SPDX-License-Identifier: Apache-2.0 */
/* The one list of formats. Adding a TEE is one .c file beside this one and one line here. */
#include "evidence/format.h"

#include "base/status.h"

const struct format *const formats[] = {
    &format_snp, &format_tdx, &format_sgx, &format_tpm, NULL,
};
const char *const format_names = "snp, tdx, sgx, tpm";

const struct wrapper *const wrappers[] = {
    &wrapper_trustee_tpm,
    &wrapper_go_attestation,
    &wrapper_go_tpm_tools,
    NULL,
};

bool evidence_add_inside(struct evidence *ev, const char *name, cupel_slice bytes)
{
    if (ev->n_inside == INSIDE_MAX)
        return false;
    ev->inside[ev->n_inside++] = (struct inside_file){ name, bytes };
    return true;
}

const struct format *format_find(cupel_slice name)
{
    for (size_t i = 0; formats[i]; i++)
        if (slice_eq(name, slice_str(formats[i]->name)))
            return formats[i];
    return NULL;
}

cupel_status format_recognise(cupel_slice in, const struct format **ret, struct cupel_diag *err)
{
    const struct format *found = NULL;
    for (size_t i = 0; formats[i]; i++) {
        if (!formats[i]->probe(in))
            continue;
        if (found)
            return diag_set(err, CUPEL_E_AMBIGUOUS, "",
                            "this could be %s or %s; say which with --format", found->name,
                            formats[i]->name);
        found = formats[i];
    }
    if (!found)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "this is no evidence of a format known here (%s); --format names one",
                        format_names);
    *ret = found;
    return CUPEL_OK;
}
