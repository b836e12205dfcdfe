/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/facts.h: what the project's own product code does with TEEs: which evidence formats it
 * produces or verifies, and which roles it plays. Found once, used by every criterion: a criterion
 * whose function lies outside the project's roles is "na", never "fail".
 *
 * The truth of a fact is three-valued. FACT_NO is said only where the whole project was read and
 * nothing points to it; FACT_MAYBE where words alone do.
 */
#ifndef CUPEL_OFFICE_REVIEW_FACTS_H
#define CUPEL_OFFICE_REVIEW_FACTS_H

#include "office/review/project.h"

enum fact_truth { FACT_NO, FACT_MAYBE, FACT_YES };

struct fact {
    enum fact_truth truth;
    struct places where; /* what shows it; candidates for FACT_MAYBE */
};

enum tee_format { /* evidence formats, and what is named beside them */
                  TEE_SNP,
                  TEE_TDX,
                  TEE_SGX,
                  TEE_NITRO,
                  TEE_CCA,
                  TEE_PSA,
                  TEE_TPM, /* quotes of a TPM or vTPM */
                  TEE_NVIDIA,
                  TEE_SE,    /* IBM Secure Execution */
                  TEE_CSV,   /* Hygon */
                  TEE_SEV,   /* SEV and SEV-ES before SNP */
                  TEE_TOKEN, /* attestation results: EAR, EAT, vendor's tokens (ITA, MAA, GCA) */
                  TEE_COUNT
};
/* Stable name: "snp"; words that name it (text/words.h): "sev snp|snp*|amd sev". */
const char *tee_name(enum tee_format t);
const char *tee_words(enum tee_format t);

struct format_facts {
    struct fact named;    /* a document of the project names it as supported */
    struct fact produces; /* code asks hardware for it */
    struct fact parses;   /* code reads its layout */
    struct fact verifies; /* code checks its signature or chain and judges it */
};

enum role {
    ROLE_ATTESTER,      /* produces or collects evidence */
    ROLE_VERIFIER,      /* appraises evidence itself */
    ROLE_RELYING_PARTY, /* acts on a verdict: opens a channel, admits a peer */
    ROLE_KEY_BROKER,    /* releases secrets after appraisal */
    ROLE_PLATFORM, /* makes the TEE: firmware, hypervisor, runtime, library OS, SDK, guest image */
    ROLE_WORKLOAD, /* an application that runs inside a TEE */
    ROLE_COUNT
};
const char *role_name(enum role r); /* "attester", "verifier", "relying party"… */

struct query_index; /* review/cc/query.h */

struct facts {
    struct query_index *index; /* of the project's texts, made first; every question goes to it */
    struct format_facts formats[TEE_COUNT];
    struct fact roles[ROLE_COUNT];
    struct fact measured; /* something the project builds is measured: an enclave, a guest image */
    struct fact seals;    /* it seals or keeps state that a host could roll back */
    struct fact uses_tee; /* it has to do with TEEs at all */
};

/* Fills @ret, which p->facts points to, from a loaded project. */
void facts_find(const struct project *p, struct facts *ret);
/* Does it verify any of the hardware formats itself? The strongest of them. */
enum fact_truth facts_verifies_any(const struct facts *f);

#endif
