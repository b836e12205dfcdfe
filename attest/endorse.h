/* SPDX-License-Identifier: Apache-2.0 */
/* attest/endorse.h: --endorsement: what a cloud's metadata service gives beside evidence. */
#ifndef CUPEL_ATTEST_ENDORSE_H
#define CUPEL_ATTEST_ENDORSE_H

#include "base/arena.h"

struct endorsement {
    cupel_slice vcek;  /* DER */
    cupel_slice chain; /* PEM: what issued it */
    cupel_slice quote; /* TDX */
};
/*
 * The JSON of Azure's metadata service ({"vcekCert", "certificateChain"} or {"quote"}), a VCEK in
 * DER or PEM, or a TD quote as it is. Views are in @a or @in.
 */
cupel_status endorsement_read(struct arena *a, cupel_slice in, struct endorsement *ret,
                              struct cupel_diag *err);

#endif
