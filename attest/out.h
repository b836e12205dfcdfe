/* SPDX-License-Identifier: Apache-2.0 */
/* attest/out.h: what was collected, as files, as a CMW, and as the KBS protocol's JSON. */
#ifndef CUPEL_ATTEST_OUT_H
#define CUPEL_ATTEST_OUT_H

#include "attest/attest.h"

/* A file to be written: its name below the folder. */
struct out_file {
    const char *name;
    cupel_slice bytes;
};
#define OUT_FILES_MAX (COLLECTED_FILES + 3)
/* evidence.bin, collateral/…, and with user data that. How many. */
size_t out_files(const struct collected *c, const struct request *r,
                 struct out_file ret[OUT_FILES_MAX]);

/*
 * A conceptual message wrapper (draft-ietf-rats-msg-wrap-23) in JSON: a record, or where files lie
 * beside the evidence a collection of records.
 */
cupel_status out_cmw(const struct collected *c, struct buf *b);
/*
 * The evidence as the Key Broker Service protocol of Confidential Containers has it for this TEE:
 * the value of "primary_evidence". CUPEL_E_UNSUPPORTED for TEEs that it does not know.
 */
cupel_status out_kbs(const struct collected *c, struct buf *b, struct cupel_diag *err);

/* @bytes as base64, NUL-terminated, in the arena; "" when that is full. */
enum out_base64 { BASE64_STANDARD, BASE64_URL, BASE64_URL_BARE }; /* bare: without padding */
const char *out_base64(struct arena *a, cupel_slice bytes, enum out_base64 kind);
/* The file of that name, or the empty slice. */
cupel_slice out_find(const struct collected *c, const char *name);

#endif
