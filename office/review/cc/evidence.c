/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/evidence.c: cc-evidence. For each format that the code handles: is it named with its
 * version, and does a test read a vector of it? The worst format decides.
 */
#include "office/review/cc/identity.h"

#include "office/text/words.h"

#define NUMBERS "v2|v3|v4|v5|v1|1|2|3|4|5|1 5*|rev|revision|1 0|2 0"

static const struct evidence_words {
    enum tee_format format;
    const char *names;   /* the format, in documents */
    const char *version; /* and its version, in the same sentence; NULL: it has none */
    const char *tests;   /* what a test of it speaks of */
} table[] = {
    { TEE_SNP, "snp|report*|abi", "abi|report version*|version " NUMBERS "|v2|v3|v5",
      "snp|snp*|vcek|attestation report*|report" },
    { TEE_TDX, "quote*|tdx*|td",
      "v4|v5|quotev4|quotev5|quote v4|quote v5|version 4|version 5|versions 4|3 4|4 5|td 1 5|"
      "tdx 1 5|tdx 1 0|quote 4|quote 5",
      "tdx*|td quote*|quote*|quote" },
    { TEE_SGX, "quote*|sgx*|dcap",
      "v3|quotev3|quote v3|version 3|versions 3|quote 3|ecdsa v3|quote3", "sgx*|quote*|enclave*" },
    { TEE_NITRO, "nitro|attestation document*|attestation doc*|cose", NULL,
      "attestation doc*|document*|cose*|nitro*|nsm*|pcr*" },
    { TEE_CCA, "cca|realm*", "token*|profile*|eat", "cca*|realm*" },
    { TEE_PSA, "psa", "token*|profile*|eat", "psa*" },
    { TEE_TPM, "tpm*|quote*|event log*", "tpm 2*|2 0|tpm2|tpm20|tpm2 0", "quote*|tpm*|event*" },
    { TEE_NVIDIA, "gpu*|nvidia*|spdm*|nras", "spdm*|eat|claims version|rim|v3|v4", "gpu*|nvidia*" },
    { TEE_SE, "secure execution|attestation", "v1|version 1|measurement", "se|uv|pvattest" },
    { TEE_CSV, "hygon|csv", "version*|v1|v2", "csv*|hygon" },
    { TEE_SEV, "sev", "api|version*|0 24|api version", "sev*|launch*" },
};

static const struct evidence_words *words_of(enum tee_format t)
{
    for (size_t i = 0; i < CUPEL_COUNT(table); i++)
        if (table[i].format == t)
            return &table[i];
    return &table[0];
}

static void find_document(const struct project *p, const struct evidence_words *w, struct leg *l)
{
    const char *name = tee_name(w->format);
    struct prose_ask ask = { .from = QUERY_DOCS,
                             .all = { w->names, w->version },
                             .same_sentence = true };
    if (query_prose_places(p, &ask, &l->where, NULL)) {
        leg_say(p, l, LEG_FOUND, w->version ? "%s is named with a version" : "%s is named", name);
        return;
    }
    ask.from = QUERY_STATED;
    if (query_prose_places(p, &ask, &l->where, NULL))
        leg_say(p, l, LEG_UNSURE, "only comments name a version of %s", name);
    else
        leg_say(p, l, LEG_ABSENT, "no document names %s with %s", name,
                w->version ? "its version" : "its structure");
}

/* A vector is bytes of real evidence: in a file beside the tests, or long text inside of them. */
static bool has_vectors(const struct project *p)
{
    struct file_walk w = { .p = p, .kinds_any = FILE_FIXTURE | FILE_TEST };
    const struct project_file *f;
    while ((f = file_next(&w)))
        if (f->lang == LANG_NONE && f->size > 400 && !(f->kind & FILE_DOC))
            return true;
    return false;
}

static void find_test(const struct project *p, const struct evidence_words *w, struct leg *l)
{
    const char *name = tee_name(w->format), *why = NULL;
    struct code_ask ask = { .kind = CODE_FUNCTION,
                            .side = QUERY_TESTS,
                            .strings = true,
                            .all = { w->tests,
                                     "verify*|parse*|validat*|decod*|from bytes|unmarshal*|"
                                     "try from|check*|read*|convert*|report*" } };
    struct code_ask vector = ask;
    vector.all[2] = "testdata|test data|include bytes|fixture*|vector*|sample*|hex*|read file|"
                    "decode string|base64|embed*|raw*|b64*|readfile|bin|golden|dump|"
                    "attestation doc*";
    size_t n = query_code_places(p, &vector, &l->where, NULL);
    if (n && has_vectors(p))
        leg_say(p, l, LEG_FOUND, "tests read %s from vectors", name);
    else if (n || query_code_places(p, &ask, &l->where, NULL))
        leg_say(p, l, LEG_UNSURE, "tests speak of %s; whether they read a vector is unclear", name);
    else if (!query_tests_are_whole(p, &why))
        leg_say(p, l, LEG_UNSURE, "%s", why);
    else
        leg_say(p, l, LEG_ABSENT, "no test reads %s", name);
}

void cc_evidence(const struct project *p, struct finding *f)
{
    if (identity_is_outside(p, f))
        return;
    unsigned formats = identity_formats(p);
    for (int t = 0; t < TEE_TOKEN; t++) {
        if (!(formats & IDENTITY_BIT(t)))
            continue;
        const struct format_facts *k = &p->facts->formats[t];
        const struct evidence_words *w = words_of((enum tee_format)t);
        struct format_row *row = finding_format(p, f, tee_name((enum tee_format)t));
        const struct fact *shows = k->verifies.truth == FACT_YES ? &k->verifies
                                   : k->parses.truth == FACT_YES ? &k->parses
                                                                 : &k->produces;
        leg_say(p, &row->legs[LEG_CODE], LEG_FOUND, "code handles it");
        identity_places(p, &row->legs[LEG_CODE].where, shows);
        find_test(p, w, &row->legs[LEG_TEST]);
        find_document(p, w, &row->legs[LEG_DOCUMENT]);
    }
    if (!f->n_formats && !identity_attests(p))
        finding_say(p, f, CUPEL_NA, "the code handles no evidence");
    else if (f->n_formats)
        finding_judge_legs(p, f, "evidence named with its version and read by tests");
    else
        finding_say(p, f, CUPEL_UNKNOWN, "the code does not tell which evidence it handles");
}
