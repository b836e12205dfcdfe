/* SPDX-License-Identifier: Apache-2.0 */
/* codec/pem.h: RFC 7468 text. Strict about the markers and base64, lenient about blank space
 * between. */
#ifndef CUPEL_LIB_CODEC_PEM_H
#define CUPEL_LIB_CODEC_PEM_H

#include "base/arena.h"
#include "base/cur.h"

struct pem_block {
    cupel_slice label; /* "CERTIFICATE", "X509 CRL", … */
    cupel_slice der;   /* in the arena */
    size_t offset;     /* of "-----BEGIN" in the outermost input */
};

/* True when @in starts, after white space, with "-----BEGIN ". */
bool pem_probe(cupel_slice in);
/*
 * RFC 7468 section 2 lets words for people stand before a block: vendors publish files so, and
 * openssl -text writes them. The part of text from the first line on that begins a block; @in
 * itself when there is no such line or what stands before is no text. For files that people give,
 * never for evidence.
 */
cupel_slice pem_skip_prose(cupel_slice in);
/*
 * The next block. CUPEL_E_NOT_FOUND when only white space is left; with @nul_ok one NUL byte may
 * end the text (Intel quotes carry one) and is white space then. CUPEL_E_MALFORMED for text outside
 * blocks, markers that are no lines of their own, a label that differs between BEGIN and END, bad
 * base64, an empty body; CUPEL_E_TRUNCATED where the END marker is missing. A failure other than
 * CUPEL_E_NOT_FOUND also fails the cursor; *ret is untouched then.
 */
cupel_status pem_next(struct arena *a, struct cur *c, bool nul_ok, struct pem_block *ret);

#endif
