/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/claims.h: the security words that a project advertises, each held against the checks that
 * would support it. A sentence counts when it speaks of the project itself, states a fact, and is
 * not denied; what a project says it does not do is counted as an honest limit.
 */
#ifndef CUPEL_OFFICE_REVIEW_CLAIMS_H
#define CUPEL_OFFICE_REVIEW_CLAIMS_H

#include "office/review/project.h"

enum claim_evidence { /* what beside checks can support a claim */
                      CLAIM_BY_CHECKS,
                      CLAIM_BY_AUDIT,  /* a report in the tree, or one that is linked */
                      CLAIM_BY_PROOFS, /* proofs or models in the tree */
                      CLAIM_BY_FUZZERS,
                      CLAIM_BY_LANGUAGE,     /* no product code in C or C++ */
                      CLAIM_BY_POST_QUANTUM, /* such an algorithm named in code or manifests */
                      CLAIM_BY_CERTIFICATE,  /* a certificate that is cited */
                      CLAIM_BY_NOTHING       /* nothing can support it */
};

struct claim_kind {
    const char *name;   /* "end-to-end encrypted" */
    const char *words;  /* text/words.h: what is advertised */
    const char *unless; /* words of the sentence that make it another thing; may be NULL */
    const char *checks; /* ids that would support it, '|' between; all must pass; may be NULL */
    enum claim_evidence evidence; /* what else; without checks it decides alone */
};
extern const struct claim_kind claim_kinds[];
extern const size_t claim_kinds_count;

/* One sentence of a document that makes a claim. Everything borrowed or in the project's arena. */
struct claim {
    const struct claim_kind *kind;
    const struct project_file *file;
    uint32_t line;
    const char *quote;
    bool has_link; /* its block links to somewhere outside the checkout */
};
struct claims {
    struct claim *all; /* in the order of the documents */
    size_t n;
    size_t limits;    /* sentences that deny a claim or call the project experimental */
    size_t documents; /* that were read */
    bool is_unread;   /* a README could not be read, or was cut */
};
/* READMEs of own checkouts and the front pages of their docs folders. */
void claims_read(const struct project *p, struct claims *ret);

/*
 * Fill @f with what @r's findings say of the claims; for a check of the second round.
 * "claims-supported" fails where a check contradicts a claim or nothing supports it; any other id
 * ("cc-claims") where a check whose id starts with "cc-" contradicts it. Both quote the sentence
 * and the row.
 */
void claims_find(const struct project *p, const struct review *r, struct finding *f);
/* The row "cc-claims" for the set "cc"; "claims-supported" is in set_claims. */
extern const struct review_check cc_claims_check;

#endif
