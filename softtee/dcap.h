/* SPDX-License-Identifier: Apache-2.0 */
/* softtee/dcap.h: what the software SGX and TDX share. */
#ifndef CUPEL_SOFTTEE_DCAP_H
#define CUPEL_SOFTTEE_DCAP_H

#include "softtee/tee.h"

enum { BODY_TD10, BODY_TD15, BODY_TD15EX };
enum { CA_PLATFORM, CA_PROCESSOR };

/* Keys and certificates of one platform. */
struct dcap_pki {
    struct sign_key *anchor, *root, *ca, *pck, *signing, *attestation, *stranger;
    cupel_slice anchor_der, root_der, ca_der, pck_der, signing_der;
};

/* dcap_fields.c */
extern const struct field fields_dcap[], fields_sgx_body[], fields_td_body[], fields_td_set[];
extern const struct field fields_tcb_info[], fields_td_module[];
extern const char *const dcap_status_words[]; /* as Intel spells them */
bool dcap_is_tdx(const struct tee *t);
/* Defaults of all that both TEEs have. */
cupel_status dcap_prepare(struct tee *t);
cupel_status dcap_derive(struct tee *t);

/* dcap_collateral.c: TCB info, QE identity, CRLs and the signing chain as files. */
cupel_status dcap_make_collateral(struct tee *t, const struct dcap_pki *pki);

/* dcap.c */
/* Bytes of the body that the quote holds. */
size_t dcap_body_size(const struct tee *t);

#endif
