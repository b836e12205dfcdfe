/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/relevance.c: which code is worth parsing. A cheap look for letters, which may err on the
 * side of too much; nothing is concluded from it but the order of reading.
 */
#include "office/review/load.h"

#include <string.h>

/* In lower case, at least three letters. */
static const char *const strong[] = {
    "attest",  "enclave",   "sgx",        "tdx",           "sev-snp",      "sev_snp",
    "sevsnp",  "snp_",      "snpreport",  "nitro",         "nsm_",         "tpm2",
    "pcrs",    "quote",     "reportdata", "mrtd",          "report_data",  "mr_td",
    "rtmr",    "mrsigner",  "mrenclave",  "vcek",          "vlek",         "confidential",
    "coconut", "paravisor", "tcb_",       "tcbinfo",       "tcbstatus",    "evidence",
    "realm",   "trustzone", "kbs",        "launch_digest", "launchdigest", "measurement",
    "sealing", "unseal",    "nvtrust",
};
static const char *const weak[] = {
    "nonce", "challenge", "revoc", "crl",    "certificate", "verif", "policy",  "secret",
    "debug", "digest",    "seal",  "expire", "x509",        "fuzz",  "counter", "report",
};

/* Words by their first two letters, so that most of a text is passed in one look-up a byte. */
struct index {
    const char *const *words;
    size_t n;
    uint64_t starts[26]; /* a bit for the second character, folded to 6 bits */
};

static unsigned fold(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? c + 32u : c;
}

static void index_make(struct index *x, const char *const *words, size_t n)
{
    *x = (struct index){ .words = words, .n = n };
    for (size_t i = 0; i < n; i++)
        x->starts[words[i][0] - 'a'] |= (uint64_t)1 << (words[i][1] & 63);
}

static bool word_at(const char *word, cupel_slice rest)
{
    size_t i = 0;
    while (word[i] && i < rest.n && fold(rest.p[i]) == (uint8_t)word[i])
        i++;
    return word[i] == '\0';
}

static bool any_word(const struct index *x, cupel_slice text)
{
    for (size_t i = 0; i + 2 < text.n; i++) {
        unsigned c = fold(text.p[i]), second = fold(text.p[i + 1]);
        if (c < 'a' || c > 'z' || !(x->starts[c - 'a'] >> (second & 63) & 1))
            continue;
        for (size_t k = 0; k < x->n; k++)
            if ((uint8_t)x->words[k][0] == c && (uint8_t)x->words[k][1] == second &&
                word_at(x->words[k], slice_part(text, i, text.n - i)))
                return true;
    }
    return false;
}

unsigned scan_relevance(cupel_slice text)
{
    struct index x;
    index_make(&x, strong, CUPEL_COUNT(strong));
    if (any_word(&x, text))
        return 2;
    index_make(&x, weak, CUPEL_COUNT(weak));
    return any_word(&x, text) ? 1 : 0;
}
