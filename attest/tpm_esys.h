/* SPDX-License-Identifier: Apache-2.0 */
/* attest/tpm_esys.h: what the two files that speak to tss2 share. */
#ifndef CUPEL_ATTEST_TPM_ESYS_H
#define CUPEL_ATTEST_TPM_ESYS_H

#include "attest/tpm.h"

#include <tss2/tss2_esys.h>
#include <tss2/tss2_tctildr.h>

struct tpm {
    TSS2_TCTI_CONTEXT *tcti;
    ESYS_CONTEXT *esys;
};

/* CUPEL_E_IO: "the TPM: WHAT: tss2's words (code); HINT". */
cupel_status esys_fail(struct cupel_diag *err, TSS2_RC rc, const char *what, const char *hint);
/* A response code of the TPM itself without the number of parameter, handle or session. */
TSS2_RC esys_base_code(TSS2_RC rc);
/* The key of @ak: opened, or made and then to be flushed. */
cupel_status esys_open_ak(struct tpm *t, const struct ak_choice *ak, struct arena *a, ESYS_TR *ret,
                          struct cupel_diag *err);
/* Its public area, which must be that of an attestation key. */
cupel_status esys_take_public(struct tpm *t, ESYS_TR key, struct arena *a, struct ak_quote *ret,
                              struct cupel_diag *err);

#endif
