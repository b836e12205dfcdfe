/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/rollback.c: cc-rollback. A host can give back an old copy of sealed state, or run two
 * of one machine. Stated and tested, or stated as absent: both tell the reader where he stands.
 * Rollback of a firmware's version, of a database's transaction or of an upgrade is another thing.
 */
#include "office/review/cc/docs.h"

#include "office/text/words.h"

#define ATTACK                                                                                     \
    "rollback|rollbacks|roll back|rolled back|rolling back|replay|replays|replayed|replaying|"     \
    "fork attack*|forking|clone|cloning|cloned|stale state|stale data|stale copy|freshness|"       \
    "anti replay|anti rollback|old copy|old copies|rewind*"
#define STATE                                                                                      \
    "state|sealed|sealing|seal|storage|stored|disk|disks|data|file|files|volume|volumes|"          \
    "database|persist*|backup|snapshot|snapshots|block device*|ciphertext|blob|blobs|ledger"
/* Words that make it another kind of rollback or replay. */
#define OTHER                                                                                      \
    "tcb rollback|firmware rollback|rollback of the tcb|helm rollback|transaction*|migration|"     \
    "event log|event logs|pcr|pcrs|quote|quotes|nonce|nonces|evidence|report|svn|upgrade*|"        \
    "deployment|kubectl|git|repository|commit|attestation|tls|handshake|token|tokens|certificate*" \
    "|"                                                                                            \
    "collateral|crl|schema|release|helm|install*|credential*|challenge*|request*|response*|"       \
    "message|messages|packet*|handshake|connection|channel|record|session"
#define ABSENT                                                                                     \
    "not protect*|no protection|cannot detect|not detect*|not prevent|cannot prevent|not provide|" \
    "not guarantee*|no guarantee*|can still|must anchor|must implement|not handle*|unprotected|"   \
    "out of scope|responsib*|cannot protect|doesn t protect|not defend|vulnerable to|not "         \
    "include*|"                                                                                    \
    "can restore|can replace|could replace|can replay|is possible|not implemented|no defence|"     \
    "no defense|not resistant|not mitigated|not covered|must use|need to use"
#define PRESENT                                                                                    \
    "protect*|prevent*|detect*|ensure*|guarantee*|reject*|refus*|defend*|thwart*|notice*"
#define COUNTERS                                                                                   \
    "monotonic counter*|monotoniccounter*|rollback protection|anti rollback|rpmb*|nv counter*|"    \
    "rollback counter*|freshness counter|state counter|version counter|counter service|"           \
    "rollback detect*|detect rollback*|check rollback|anti replay"

enum stated { STATED_NO, STATED_MAYBE, STATED_PRESENT, STATED_ABSENT };

/* What the block says of old state: with what leads up to it. */
static enum stated stated_in(const struct doc *d, size_t block)
{
    cupel_slice text = docs_text(d, block), lead = docs_lead(d, block);
    cupel_slice s = docs_sentence(text, ATTACK, STATE, NULL);
    if (s.n == 0) /* "Rollback attacks." below "does not protect stored data against:" */
        s = words_in(STATE, lead) || words_in(STATE, text) ? docs_sentence(text, ATTACK, NULL, NULL)
                                                           : SLICE_EMPTY;
    if (s.n == 0 || words_in(OTHER, s))
        return STATED_NO;
    if (words_in(ABSENT, s) || words_in(ABSENT, lead) ||
        docs_sentence(text, ATTACK, ABSENT, NULL).n)
        return STATED_ABSENT;
    return words_in(PRESENT, s) ? STATED_PRESENT : STATED_MAYBE;
}

static enum stated find_document(const struct project *p, struct places *to)
{
    static const char *const notes[] = { [STATED_MAYBE] = "speaks of old state",
                                         [STATED_ABSENT] = "says that there is no protection",
                                         [STATED_PRESENT] = "says how old state is refused" };
    const struct prose_ask ask = { .all = { ATTACK } };
    struct query_at at = { 0 };
    struct prose_hit h;
    enum stated best = STATED_NO;
    while (docs_next(p, &ask, &at, &h)) {
        enum stated s = stated_in(h.file->doc, h.block);
        if (s == STATED_NO)
            continue;
        places_add(p, to, h.file, h.line, "%s", notes[s]);
        best = s > best ? s : best;
    }
    return best;
}

/* Does what is sealed go anywhere? A channel may be called sealed as well. */
static bool stores(const struct project *p)
{
    const struct code_ask ask = { .kind = CODE_FUNCTION,
                                  .all = {
                                      "seal*|unseal*|reseal*|product seal*|unique seal*",
                                      "file|files|write file|disk|storage|store|persist*|save*|"
                                      "volume|luks|database|fname|filename" } };
    struct query_at at = { 0 };
    struct code_hit h;
    return query_code(p, &ask, &at, &h);
}

static bool has_counter(const struct project *p, struct places *to)
{
    const struct code_ask ask = { .kind = QUERY_ANY_NODE, .all = { COUNTERS } };
    return query_code_places(p, &ask, to, "counts or compares versions of state") > 0;
}

/* Stated in prose; does code do it, and a test show it? True: it passes. */
static bool judge_stated(const struct project *p, struct finding *f, enum stated stated)
{
    bool code = has_counter(p, &f->where);
    const struct negative_ask ask = { .subject = "rollback*|roll back|replay*|stale|old state|"
                                                 "clone*|monotonic*|counter",
                                      .also = "seal*|state|storage|persist*|counter|snapshot" };
    enum negative_strength test = query_negative_places(p, &ask, &f->where, "expects a refusal");
    if (stated == STATED_PRESENT && code && test != NEGATIVE_NONE)
        finding_say(p, f, CUPEL_PASS, "protection of state against rollback is stated and tested");
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "documents speak of old state; code%s and a test%s that refuse it were found",
                    code ? "" : " was not", test != NEGATIVE_NONE ? "" : " was not");
    return f->outcome == CUPEL_PASS;
}

/* What is sealed for certain may go nowhere, as far as names of functions tell. A document that
 * speaks of old copies of it knows better, and can only help. */
static bool decided_by_documents(const struct project *p, struct finding *f)
{
    if (p->facts->seals.truth != FACT_YES || stores(p))
        return false;
    enum stated stated = find_document(p, &f->where);
    if (stated == STATED_ABSENT)
        finding_say(p, f, CUPEL_PASS, "documents say what protection of old state is missing");
    else if (stated != STATED_PRESENT || !judge_stated(p, f, stated))
        f->where = (struct places){ 0 };
    return f->outcome == CUPEL_PASS;
}

/* State that a host keeps for it: sealed for certain, or perhaps while it builds a guest. */
static bool keeps_state(const struct project *p, struct finding *f)
{
    const struct fact *seals = &p->facts->seals;
    bool own = docs_builds_measured(p) == FACT_YES ||
               p->facts->roles[ROLE_WORKLOAD].truth == FACT_YES;
    if ((seals->truth == FACT_YES && stores(p)) || (seals->truth == FACT_MAYBE && own))
        return true;
    const char *why = NULL;
    if (!project_is_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "no sealed state was seen; %s", why);
    else if (seals->truth == FACT_YES)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "something is sealed; whether it is state that a host keeps is for a reader to "
                    "see");
    else if (seals->truth == FACT_NO)
        finding_say(p, f, CUPEL_NA, "the project seals nothing and keeps no state on a host");
    else if (query_code_is_whole(p, NULL))
        finding_say(p, f, CUPEL_NA, "it hands out keys for sealing and keeps no state of its own");
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "files in a language without a parser speak of sealing; whether state is kept "
                    "is for a reader to see");
    f->where = seals->where;
    return false;
}

void cc_rollback(const struct project *p, struct finding *f)
{
    if (decided_by_documents(p, f) || !keeps_state(p, f))
        return;
    enum stated stated = find_document(p, &f->where);
    if (stated == STATED_ABSENT)
        finding_say(p, f, CUPEL_PASS, "documents say what protection of old state is missing");
    else if (stated != STATED_NO)
        (void)judge_stated(p, f, stated);
    else {
        f->where = p->facts->seals.where;
        docs_absent(p, f,
                    "state is sealed or kept on a host, and no document says whether an old copy "
                    "or a clone of it is noticed");
    }
}
