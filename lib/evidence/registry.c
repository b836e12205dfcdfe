/* SPDX-License-Identifier: Apache-2.0 */
/* The one list of formats. Adding a TEE is one .c file beside this one and one line here. */
#include "evidence/format.h"

#include "base/status.h"

/* One line per format, so that additions do not collide. */
/* clang-format off */
const struct format *const formats[] = {
    &format_snp,
    &format_tdx,
    &format_sgx,
    &format_nitro,
    &format_cca,
    &format_psa,
    &format_tpm,
    &format_azure,
    &format_nvidia,
    &format_nvidia_set,
    &format_ratls,
    &format_cmw,
    &format_se,
    &format_csv,
    &format_hkd,
    NULL,
};
/* clang-format on */
const char *const format_names = "snp, tdx, sgx, nitro, cca, psa, tpm, azure, nvidia, nvidia-set, "
                                 "ratls, cmw, se, csv, hkd";

const struct wrapper *const wrappers[] = {
    /* One line per wrapper. */
    /* clang-format off */
    &wrapper_kbs, /* before the evidence that its messages hold */
    &wrapper_az_quote,
    &wrapper_trustee_tpm,
    &wrapper_go_attestation,
    &wrapper_go_tpm_tools,
    &wrapper_cmw,
    &wrapper_tsm,
    NULL,
    /* clang-format on */
};

bool evidence_add_inside(struct evidence *ev, const char *name, cupel_slice bytes)
{
    if (ev->n_inside == INSIDE_MAX)
        return false;
    ev->inside[ev->n_inside++] = (struct inside_file){ name, bytes };
    return true;
}

const struct wrapper *wrapper_find(cupel_slice in)
{
    for (size_t i = 0; wrappers[i]; i++)
        if (wrappers[i]->probe(in))
            return wrappers[i];
    return NULL;
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
