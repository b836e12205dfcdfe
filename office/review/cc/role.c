/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/role.c: cc-role. Plain words count: a document that says that something verifies
 * evidence has named a verifier. Asked for the roles that the code plays.
 */
#include "office/review/cc/identity.h"

#define EVIDENCE                                                                                   \
    "attest*|quote|quotes|report|reports|evidence|enclave*|certificate chain*|measurement*|tpm|"   \
    "event log*|provenance"

static const struct role_words {
    enum role role;
    const char *term, *does, *what;
} table[] = {
    { ROLE_ATTESTER, "attester*|attesting environment",
      "produc*|generat*|request*|retriev*|fetch*|obtain*|creat*|collect*|get|gets|getting|issue*|"
      "extract*|acquir*|attests",
      EVIDENCE },
    { ROLE_VERIFIER, "verifier|verifiers|verification service",
      "verif*|validat*|apprais*|check*|authenticat*", EVIDENCE },
    { ROLE_KEY_BROKER, "key broker*|key release|secret release",
      "releas*|provision*|broker*|distribut*|inject*|deliver*|hand*|manag*|send*|issu*",
      "secret|secrets|key|keys|resource*|payload*" },
};

static bool states(const struct project *p, const struct role_words *w, struct finding *f)
{
    struct prose_ask ask = { .all = { w->does, w->what }, .same_sentence = true };
    size_t n = query_prose_places(p, &ask, &f->where, NULL);
    /* The bare term counts where the sentence is about attestation. */
    struct prose_ask term = { .all = { w->term, EVIDENCE "|rats|relying part*" },
                              .same_sentence = true };
    return n + query_prose_places(p, &term, &f->where, NULL) > 0;
}

static void judge(const struct project *p, struct finding *f, const char *stated,
                  const char *missing)
{
    if (!missing[0])
        finding_say(p, f, CUPEL_PASS, "documents say what it does as %s", stated);
    else if (!stated[0] && project_is_whole(p, NULL))
        finding_say(p, f, CUPEL_FAIL, "the code acts as %s, and no document says so", missing);
    else
        finding_say(p, f, CUPEL_UNKNOWN, "documents speak of %s; whether they name %s is unclear",
                    stated[0] ? stated : "no role", missing);
}

void cc_role(const struct project *p, struct finding *f)
{
    if (identity_is_outside(p, f))
        return;
    const char *stated = "", *missing = "";
    for (size_t i = 0; i < CUPEL_COUNT(table); i++) {
        const struct role_words *w = &table[i];
        if (p->facts->roles[w->role].truth != FACT_YES)
            continue;
        const char **to = states(p, w, f) ? &stated : &missing;
        *to = arena_printf(p->arena, "%s%s%s", *to, (*to)[0] ? ", " : "", role_name(w->role));
    }
    if (stated[0] || missing[0]) {
        judge(p, f, stated, missing);
        return;
    }
    for (size_t i = 0; i < CUPEL_COUNT(table); i++)
        if (states(p, &table[i], f))
            stated = arena_printf(p->arena, "%s%s%s", stated, stated[0] ? ", " : "",
                                  role_name(table[i].role));
    if (stated[0])
        finding_say(p, f, CUPEL_PASS, "documents say what it does as %s", stated);
    else if (!identity_attests(p))
        finding_say(p, f, CUPEL_NA, "the code takes no part in attestation");
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "the code does not tell which roles of attestation it plays");
}
