/* SPDX-License-Identifier: Apache-2.0 */
/* Built without tss2: every wish that needs a TPM gets this answer. */
#include "attest/tpm.h"

#include "base/status.h"

bool tpm_is_built(void)
{
    return false;
}

static cupel_status not_built(struct cupel_diag *err)
{
    return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                    "this cupel-attest was built without TPM support; install tss2 (Debian: "
                    "libtss2-dev) and build with -Dtpm=enabled");
}

cupel_status tpm_open(const char *tcti, struct tpm **ret, struct cupel_diag *err)
{
    (void)tcti;
    (void)ret;
    return not_built(err);
}

void tpm_close(struct tpm *t)
{
    (void)t;
}

cupel_status tpm_read_nv(struct tpm *t, uint32_t index, struct arena *a, cupel_slice *ret,
                         struct cupel_diag *err)
{
    (void)t;
    (void)index;
    (void)a;
    (void)ret;
    return not_built(err);
}

cupel_status tpm_write_nv(struct tpm *t, uint32_t index, cupel_slice bytes, struct cupel_diag *err)
{
    (void)t;
    (void)index;
    (void)bytes;
    return not_built(err);
}

cupel_status tpm_make_quote(struct tpm *t, const struct crypto *crypto, const struct ak_choice *ak,
                            cupel_slice challenge, const struct pcr_selection *sel, struct arena *a,
                            struct ak_quote *ret, struct cupel_diag *err)
{
    (void)t;
    (void)crypto;
    (void)ak;
    (void)challenge;
    (void)sel;
    (void)a;
    (void)ret;
    return not_built(err);
}
