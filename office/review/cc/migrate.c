/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/migrate.c: cc-migrate. Measured code changes with every release: who approves the new
 * measurement, and what ends the trust in the old one?
 */
#include "office/review/cc/docs.h"

#include "office/text/words.h"

#define HEADINGS                                                                                   \
    "upgrade*|upgrading|update*|updating|rotation|rotate*|migrat*|roll out|rollout|"               \
    "new version*|lifecycle|revocation|revoke*|retire*|recovery|manifest|patching|governance"
#define NOT_OURS                                                                                   \
    "firmware update*|microcode|tcb recovery|dependenc*|api|schema|database|changelog|config*|"    \
    "cli reference|command line"
/* What is measured, or stands for it. */
#define SUBJECT                                                                                    \
    "measurement|measurements|manifest|manifests|image|images|reference value*|mrenclave|"         \
    "mr enclave|mrsigner|pcr|pcrs|security version*|securityversion|isvsvn|svn|enclave|enclaves|"  \
    "digest|digests|policy|policies|workload|release|version|compose hash|app id|key"
#define APPROVES                                                                                   \
    "approv*|accept*|acknowledg*|sign|signs|signed|signature*|authoriz*|authoris*|allow*|trust|"   \
    "trusted|set|sets|apply|applies|update|updates|owner|owners|quorum|threshold|administrator*|"  \
    "user|users|governance|vote*|register*|whitelist*|whitelisted|operator"
#define NEW "new|newer|updated|upgrade|upgraded|next|changed|update|upgrading|later"
#define OLD                                                                                        \
    "old|older|previous|prior|former|outdated|before the update|existing|current|vulnerable|"      \
    "lower|retired|retiring|deprecated|compromised|earlier|before it|last release"
#define ENDS                                                                                       \
    "revok*|revoc*|no longer|replac*|reject*|refus*|expir*|invalid*|retir*|remov*|not trust*|"     \
    "won t trust|deni*|block*|lose|loses|deregister*|delist*|prevent*|disallow*|superse*|"         \
    "not accept*|fail|rotat*|supersed*"

struct way {
    size_t approves, ends;
};

static void look_at(const struct project *p, const struct docs_section *s, struct way *w,
                    struct places *to)
{
    const struct doc *d = s->file->doc;
    for (size_t i = s->first; i < s->end; i++) {
        if (d->blocks[i].kind == DOC_HEADING)
            continue;
        cupel_slice text = docs_text(d, i);
        cupel_slice a = docs_sentence(text, SUBJECT, APPROVES, NEW);
        cupel_slice e = docs_sentence(text, SUBJECT, ENDS, OLD);
        if (a.n && !docs_is_plan(s->file, a) && w->approves++ < 4)
            places_add(p, to, s->file, d->blocks[i].line, "may say who approves a new one");
        if (e.n && !docs_is_plan(s->file, e) && w->ends++ < 4)
            places_add(p, to, s->file, d->blocks[i].line, "may say what becomes of an old one");
    }
}

/* Code and tests by which an old measurement stops being good. */
static bool has_code(const struct project *p, struct places *to)
{
    const struct code_ask ask = {
        .kind = QUERY_ANY_NODE,
        .all = { "security version*|securityversion|min isvsvn|minimum svn|min svn|retire after|"
                 "revoked image*|revoked measurement*|update manifest*|updatemanifest|"
                 "update measurement*|rotate measurement*|allowed measurements|trusted "
                 "measurements|"
                 "deprecated measurement*|upgrade image*|retiring*" }
    };
    return query_code_places(p, &ask, to, "replaces what is accepted") > 0;
}

static size_t count_elsewhere(const struct project *p, const struct prose_ask *ask,
                              struct places *to, const char *note)
{
    struct query_at at = { 0 };
    struct prose_hit h;
    size_t n = 0;
    while (docs_next(p, ask, &at, &h)) {
        if (words_in(NOT_OURS, docs_heading(h.file->doc, h.block)) ||
            docs_is_plan(h.file, SLICE_EMPTY))
            continue;
        places_add(p, to, h.file, h.line, "%s", note);
        n++;
    }
    return n;
}

/* Sentences below other headings that have the words of both: candidates. */
static bool says_elsewhere(const struct project *p, struct places *to)
{
    const struct prose_ask approves = { .all = { SUBJECT, APPROVES, NEW }, .same_sentence = true };
    const struct prose_ask ends = { .all = { SUBJECT, ENDS, OLD }, .same_sentence = true };
    struct places some = { 0 };
    if (!count_elsewhere(p, &approves, &some, "may say who approves a new one") ||
        !count_elsewhere(p, &ends, &some, "may say what becomes of an old one"))
        return false;
    *to = some;
    return true;
}

/* Is anything measured, or does the project release secrets to measured code of others? */
static bool applies(const struct project *p, struct finding *f)
{
    if (p->facts->roles[ROLE_KEY_BROKER].truth != FACT_YES || p->facts->measured.truth == FACT_YES)
        return docs_is_measured(p, f);
    (void)has_code(p, &f->where);
    finding_say(p, f, CUPEL_UNKNOWN,
                "the project releases secrets to measured code; whether it also governs how that "
                "code is upgraded is for a reader to see");
    return false;
}

void cc_migrate(const struct project *p, struct finding *f)
{
    if (!applies(p, f))
        return;
    struct docs_walk w = { 0 };
    struct docs_section s;
    struct way way = { 0, 0 };
    while (docs_section_next(p, HEADINGS, NOT_OURS, &w, &s))
        look_at(p, &s, &way, &f->where);
    bool code = has_code(p, &f->where);
    if (way.approves && way.ends && code)
        finding_say(p, f, CUPEL_PASS,
                    "documents say who approves new measurements and what ends the trust in old "
                    "ones, and code does it");
    else if (way.approves || way.ends)
        finding_say(p, f, CUPEL_UNKNOWN, "documents speak of upgrades; %s was not seen clearly",
                    !way.approves ? "who approves a new measurement"
                    : !way.ends   ? "what ends the trust in an old one"
                                  : "code that replaces what is accepted");
    else if (says_elsewhere(p, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "sentences under other headings may say who approves a new measurement and "
                    "how an old one ends");
    else
        docs_absent(p, f,
                    "no document says who approves a new measurement and how an old one loses its "
                    "trust");
}
