/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/lifecycle.c: cc-lifecycle. Technology that its vendor has ended, or that falls short of
 * what came after it: is it still in the product code, and if so, does a document say what it is?
 */
#include "office/review/cc/identity.h"

#define FLAGGED                                                                                    \
    "deprecat*|legacy|end of life|eol|end of support|no longer|obsolete*|replaced|replaces|"       \
    "superseded|discontinued|retired|sunset|unmaintained|best effort|outdated|not recommended|"    \
    "does not support|not supported|unsupported|weaker|phased out|shut down"

#define DCAP "dcap*|ecdsa*|qvl*|pccs|quote3|quote v3|qe identity|tee verify quote|sgx qv*"

static const struct ended {
    const char *name;
    const char *code; /* product code that needs it */
    const char *prose;
    const char *instead; /* product code that does without it */
} table[] = {
    { "EPID attestation",
      "epid|epid*|sgx epid*|sgx init quote|sgx get quote size|sgx calc quote size", "epid|epid*",
      DCAP },
    { "Intel's Attestation Service (IAS)",
      "ias|ias report*|ias client|ias api*|sigrl|sgx attestation v3|sgx attestation v4|"
      "sgx dev attestation|attestation verification report",
      "ias|intel attestation service", DCAP },
    { "SEV without SNP", "pek|pdh|pdh cert*|pek csr|sev legacy|legacy sev", "sev|sev es|seves",
      "snp|snp*|sevsnp" },
    { "TPM 1.2", "tpm12|tpm 1 2|tpm1 2|tss12", "tpm 1 2|tpm12", "tpm2|tpm20|tpm2*" },
};

static bool is_flagged(const struct project *p, const struct ended *e, struct finding *f)
{
    struct prose_ask ask = { .from = QUERY_STATED | QUERY_COMMENTS, .all = { e->prose, FLAGGED } };
    return query_prose_places(p, &ask, &f->where, "says what became of it") > 0;
}

static size_t find_in_code(const struct project *p, const struct ended *e, struct finding *f)
{
    struct code_ask ask = { .kind = QUERY_ANY_NODE, .strings = true, .all = { e->code } };
    struct line_ask other = { .unparsed = true, .all = { e->code } };
    return query_code_places(p, &ask, &f->where, e->name) +
           query_line_places(p, &other, &f->where, e->name);
}

/* Is there another way in the code? Then which one is required is for a reader to see. */
static bool has_other_way(const struct project *p, const struct ended *e)
{
    struct code_ask ask = { .kind = QUERY_ANY_NODE, .strings = true, .all = { e->instead } };
    struct line_ask other = { .unparsed = true, .all = { e->instead } };
    return query_code_places(p, &ask, NULL, NULL) + query_line_places(p, &other, NULL, NULL) > 0;
}

void cc_lifecycle(const struct project *p, struct finding *f)
{
    if (identity_is_outside(p, f))
        return;
    const char *found = "", *unflagged = "";
    bool is_required = false;
    for (size_t i = 0; i < CUPEL_COUNT(table); i++) {
        const struct ended *e = &table[i];
        if (!find_in_code(p, e, f))
            continue;
        bool flagged = is_flagged(p, e, f);
        const char **to = flagged ? &found : &unflagged;
        is_required |= !flagged && !has_other_way(p, e);
        *to = arena_printf(p->arena, "%s%s%s", *to, (*to)[0] ? ", " : "", e->name);
    }
    const char *why = NULL;
    if (is_required && query_code_is_whole(p, &why))
        finding_say(p, f, CUPEL_FAIL,
                    "the code needs %s, has no other way, and no document or comment says that it "
                    "has ended",
                    unflagged);
    else if (unflagged[0])
        finding_say(p, f, CUPEL_UNKNOWN,
                    "the code speaks of %s, and no document or comment says that it has ended; "
                    "whether it is required is for a reader to see",
                    unflagged);
    else if (!project_is_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "nothing that has ended was seen, but %s", why);
    else if (found[0])
        finding_say(p, f, CUPEL_PASS, "%s: in the code, and flagged as ended or weaker", found);
    else
        finding_say(p, f, CUPEL_PASS, "the code needs no TEE or service that has ended");
}
