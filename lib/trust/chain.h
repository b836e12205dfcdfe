/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trust/chain.h: a PEM chain of leaf, CA and root, decoded and parsed once. Machines send the same
 * chain with every quote, and reading it costs more than looking up all that is known of it. What
 * is kept is timeless: bytes read strictly, and which anchor's key signed them. Dates, revocation
 * and TCB are judged at each call.
 */
#ifndef CUPEL_LIB_TRUST_CHAIN_H
#define CUPEL_LIB_TRUST_CHAIN_H

#include "trust/trust.h"

#define CHAIN_CERTS      3u
#define CACHE_CHAINS_MAX 256u   /* chains kept */
#define CHAIN_PEM_MAX    16384u /* bytes; longer ones are read, but not kept */

/* Reference counted; shared between threads; nothing changes once it was handed out. */
struct trust_chain {
    struct arena arena; /* holds a copy of the text and the DER that certs borrow from */
    cupel_slice pem;
    struct x509_cert certs[CHAIN_CERTS]; /* leaf, CA, root, in the order of the text */
    const char *fault;      /* NULL, or why the text is no chain of three certificates */
    struct trust_path path; /* from the leaf over the CA; fault tells whether it holds */
    bool root_signed;       /* the root in the text carries the anchor key's own signature */
    int refs;               /* atomic */
};

/*
 * The chain in @pem: from @t's cache where an equal text was read before and led to one of @t's
 * anchors, else read now. Only whole chains are kept. The status is for memory and crypto failures;
 * free with trust_chain_free().
 */
cupel_status trust_chain_read(const struct trust *t, cupel_slice pem, struct trust_chain **ret);
void trust_chain_free(struct trust_chain *c); /* drops one reference; NULL-safe */

#endif
