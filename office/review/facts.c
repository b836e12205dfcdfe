/* SPDX-License-Identifier: Apache-2.0 */
/* review/facts.c: names of formats and roles, and the order in which facts are found. */
#include "office/review/facts.h"

#include "office/review/facts_find.h"

static const struct {
    const char *name, *words;
} formats[TEE_COUNT] = {
    [TEE_SNP] = { "snp", "snp|sev snp|sevsnp|snps|sevsnpvm" },
    [TEE_TDX] = { "tdx", "tdx|tdx*|intel tdx|trust domain*|td quote*|td report*" },
    [TEE_SGX] = { "sgx", "sgx|sgx2|sgx*|intel sgx" },
    [TEE_NITRO] = { "nitro", "nitro|nitro enclave*|nsm|nitro*" },
    [TEE_CCA] = { "cca", "arm cca|cca|armcca|realm management" },
    [TEE_PSA] = { "psa", "psa|psa attestation|psa token*|psa initial attestation" },
    [TEE_TPM] = { "tpm", "tpm|tpms|tpm2|tpm20|vtpm|vtpms|tpm2*|nitrotpm" },
    [TEE_NVIDIA] = { "nvidia", "nvidia|nvtrust|nras|gpu|gpus|h100|hopper|blackwell" },
    [TEE_SE] = { "se", "secure execution|ibm se|pvattest|ultravisor|s390x|ibm z" },
    [TEE_CSV] = { "csv", "hygon|csv|china secure virtualization" },
    [TEE_SEV] = { "sev", "sev|sev es|seves|amd sev" },
    [TEE_TOKEN] = { "token", "attestation result*|attestation token*|ear|eat|azure attestation|maa|"
                             "trust authority|entity attestation" },
};

const char *tee_name(enum tee_format t)
{
    return formats[t].name;
}

const char *tee_words(enum tee_format t)
{
    return formats[t].words;
}

const char *role_name(enum role r)
{
    static const char *const names[ROLE_COUNT] = {
        [ROLE_ATTESTER] = "attester",           [ROLE_VERIFIER] = "verifier",
        [ROLE_RELYING_PARTY] = "relying party", [ROLE_KEY_BROKER] = "key broker",
        [ROLE_PLATFORM] = "platform",           [ROLE_WORKLOAD] = "workload",
    };
    return names[r];
}

void fact_raise(const struct project *p, struct fact *to, enum fact_truth truth,
                const struct code_hit *at, const char *note)
{
    if (truth < to->truth)
        return;
    if (truth > to->truth)
        to->where = (struct places){ NULL, 0, 0 };
    to->truth = truth;
    if (at)
        places_add(p, &to->where, at->file, at->line, note ? "%s" : NULL, note);
}

bool marker_apply(const struct project *p, const struct marker *m, struct fact *to)
{
    struct query_at at = { 0 };
    struct code_hit h;
    bool any = false;
    while (query_code(p, &m->ask, &at, &h)) {
        fact_raise(p, to, m->truth, &h, m->note);
        any = true;
    }
    return any;
}

enum fact_truth facts_verifies_any(const struct facts *f)
{
    enum fact_truth best = FACT_NO;
    for (int t = 0; t < TEE_TOKEN; t++)
        if (f->formats[t].verifies.truth > best)
            best = f->formats[t].verifies.truth;
    return best;
}

void facts_find(const struct project *p, struct facts *ret)
{
    *ret = (struct facts){ .index = query_index_make(p) };
    if (!ret->index)
        return;
    facts_find_formats(p, ret);
    facts_find_roles(p, ret);
}
