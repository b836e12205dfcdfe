/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/vtpm.c: cc-vtpm. Where evidence comes through a virtual TPM or a paravisor, whoever
 * provides it is trusted. Asked only of code that knows a virtual TPM from a chip.
 */
#include "office/review/cc/identity.h"

#define VIRTUAL                                                                                    \
    "vtpm|vtpms|vtpm*|*vtpm|hcl report*|hclreport*|hcl akpub*|hclakpub*|paravisor|openhcl|"        \
    "nitrotpm|nitro tpm|gce ek*|gcp shielded*|shielded vm*|virtual tpm"
#define SPOKEN "vtpm|vtpms|virtual tpm*|paravisor|openhcl|svsm|nitrotpm|nitro tpm|hcl|emulated tpm"
/* What may be a statement about that: for a reader to see. */
#define MEASURES                                                                                   \
    "measured|measures|measure|trust|trusts|trusted|trusting|untrusted|root of trust|isolat*"

static bool applies(const struct project *p, struct finding *f)
{
    /* Linking to another component of that name is not handling one. */
    const struct code_ask ask = { .kind = QUERY_ANY_NODE,
                                  .strings = true,
                                  .all = { VIRTUAL },
                                  .path_none = "terraform|hack|e2e|dev docs" };
    if (query_code_places(p, &ask, &f->where, "handles a virtual TPM"))
        return true;
    const char *why = NULL;
    const struct fact *tpm = &p->facts->formats[TEE_TPM].verifies;
    const struct line_ask other = { .unparsed = true, .all = { VIRTUAL } };
    bool is_sure = project_is_whole(p, &why) && !query_line_places(p, &other, &f->where, NULL);
    if (!is_sure && !query_code_is_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "no virtual TPM was seen, but %s", why);
    else if (tpm->truth == FACT_YES)
        finding_say(p, f, CUPEL_NA, "the code takes any TPM and knows of no virtual one");
    else
        finding_say(p, f, CUPEL_NA, "the code handles no virtual TPM and no paravisor");
    return false;
}

void cc_vtpm(const struct project *p, struct finding *f)
{
    if (identity_is_outside(p, f) || !applies(p, f))
        return;
    struct prose_ask ask = { .all = { SPOKEN, "measured by|measures the|trusted by|emulated by|"
                                              "provided by|part of the tcb|in the tcb|tcb|"
                                              "trusted computing base|has to be trusted|"
                                              "must be trusted|is trusted" } };
    struct places found = { NULL, 0, 0 };
    if (query_prose_places(p, &ask, &found, "says who provides or measures it")) {
        f->where = found;
        finding_say(p, f, CUPEL_PASS, "documents say who provides or measures the virtual TPM");
        return;
    }
    ask.all[1] = MEASURES;
    ask.same_sentence = true;
    if (query_prose_places(p, &ask, &found, "may say who provides or measures it")) {
        f->where = found;
        finding_say(p, f, CUPEL_UNKNOWN,
                    "documents speak of the virtual TPM; whether they say who measures whom is for "
                    "a reader to see");
    } else if (project_is_whole(p, NULL))
        finding_say(p, f, CUPEL_FAIL,
                    "the code relies on a virtual TPM or paravisor, and no document says who "
                    "provides it and must be trusted");
    else
        finding_say(p, f, CUPEL_UNKNOWN, "no document that was read speaks of the virtual TPM");
}
