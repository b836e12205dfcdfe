/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/refval.c: cc-refval. What is measured needs values to compare with: published for each
 * release, and signed. Asked where the project builds something that is measured.
 */
#include "office/review/cc/docs.h"

#include "office/review/workflow.h"
#include "office/text/words.h"

#define VALUES                                                                                     \
    "measurement|measurements|reference value*|mrenclave|mr enclave|mrsigner|mrtd|pcr|pcrs|"       \
    "pcr0|launch digest*|launch measurement*|golden value*|unique id|uniqueid|signer id|corim|"    \
    "reference measurement*|expected measurement*|enclave identity|enclave hash|image hash*|"      \
    "coserv|rim|rims"
#define SIGNED                                                                                     \
    "signed|signature|signatures|sign|signs|cosign|sigstore|rekor|transparency log*|in toto|"      \
    "attested by ci|notar*"
#define PUBLISHED                                                                                  \
    "publish*|release|releases|released|ship|shipped|ships|download*|attached|artifact*|asset*|"   \
    "provided|per version|each version|every version|official"
#define SIGNING                                                                                    \
    "cosign|sign blob|sign*|rekor|minisign|gpg|attest build provenance|sigstore*|in toto"

/* Documents that say values are signed where they are published. */
static bool find_document(const struct project *p, struct leg *l)
{
    const struct prose_ask ask = { .all = { VALUES, SIGNED }, .same_sentence = true };
    struct query_at at = { 0 };
    struct prose_hit h;
    while (docs_next(p, &ask, &at, &h)) {
        cupel_slice s = docs_sentence(h.text, VALUES, SIGNED, NULL);
        /* Evidence is signed as well; published is what goes with a version. */
        if (docs_is_plan(h.file, s) || words_in("quote*|report|reports|evidence|token", s) ||
            !words_in(PUBLISHED "|ground truth|version*|image|images", s))
            continue;
        places_add(p, &l->where, h.file, h.line, "says that values are published and signed");
        leg_say(p, l, LEG_FOUND, "documents say that values are published and signed");
    }
    if (l->state != LEG_FOUND)
        leg_say(p, l, LEG_ABSENT, "no document says that values are published and signed");
    return l->state == LEG_FOUND;
}

/* CI that signs values, or code that takes them by their signature only. */
static bool find_code(const struct project *p, struct leg *l)
{
    const struct line_ask lines = { .kinds_any = FILE_CI | FILE_BUILD,
                                    .kinds_none = FILE_FOREIGN,
                                    .all = { VALUES, SIGNING } };
    const struct code_ask verifies = { .kind = CODE_FUNCTION,
                                       .all = { VALUES,
                                                "cosign*|rekor*|sigstore*|in toto*|"
                                                "verify signature|signature",
                                                "fetch*|download*|release*|version*|url" } };
    size_t n = query_line_places(p, &lines, &l->where, "signs values") +
               query_code_places(p, &verifies, &l->where, "takes values by their signature");
    leg_say(p, l, n ? LEG_FOUND : LEG_ABSENT,
            n ? "values are signed, or taken by a signature" : "nothing signs values");
    return n > 0;
}

/* Is there CI that makes releases, so that what it does not do is not done? */
static bool has_release_ci(const struct project *p, struct places *to)
{
    struct arena scratch;
    struct workflows all;
    arena_init(&scratch, DOCS_SCRATCH);
    workflows_read(p, &scratch, &all);
    bool found = false;
    for (size_t i = 0; i < all.n; i++)
        if (words_in("release*|publish*|deploy*", slice_str(all.at[i].file->path)) ||
            workflow_has_event(&all.at[i], "release")) {
            places_add(p, to, all.at[i].file, 0, "makes releases");
            found = true;
        }
    arena_clear(&scratch);
    return found;
}

void cc_refval(const struct project *p, struct finding *f)
{
    if (!docs_is_measured(p, f))
        return;
    bool document = find_document(p, &f->legs[LEG_DOCUMENT]);
    bool code = find_code(p, &f->legs[LEG_CODE]);
    if (document && code)
        finding_say(p, f, CUPEL_PASS, "reference values are published with releases and signed");
    else if (document || code)
        finding_say(p, f, CUPEL_UNKNOWN, "%s; %s was not found",
                    document ? "documents say that values are signed"
                             : "values are signed, or taken by a signature",
                    document ? "what signs them" : "a document that says where they are published");
    else if (!has_release_ci(p, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "no reference values are published here; how releases are made is not in the "
                    "tree%s",
                    docs_gap(p));
    else
        docs_absent(p, f, "no reference values are published and signed with releases");
}
