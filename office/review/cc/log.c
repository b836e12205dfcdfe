/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/log.c: cc-log. A verdict that explains itself has reasons that are written down: a list
 * of exit codes, error kinds or checks. Secrets in logs make it worse than silence.
 */
#include "office/review/cc/identity.h"

#include "office/text/words.h"

/* Values that are secrets whatever they are used for. */
#define SECRETS                                                                                    \
    "private key|privatekey|secret key|secretkey|passphrase|password|shared secret|master key|"    \
    "seed phrase|priv key|plaintext key|decrypted key"

static bool logs_secrets(const struct project *p, struct places *to)
{
    struct code_ask ask = { .kind = CODE_CALL,
                            .name = "log*|print*|printf|println|debug*|info|infof|warn*|trace*|"
                                    "eprintln|dbg|fprintf|syslog",
                            .all = { SECRETS },
                            .none = "path|file|filename|err|error|len|length|id|name|redact*|mask*|"
                                    "public*|hash|digest|not|failed|exists|type" };
    struct code_ask insecure = { .kind = QUERY_ANY_NODE,
                                 .strings = true,
                                 .all = { "insecure debug|log secrets|dump keys|debug secrets" } };
    return query_code_places(p, &ask, to, "may log a secret") +
               query_code_places(p, &insecure, to, "may log a secret") >
           0;
}

/* Reasons as a list: a heading about codes or errors, with a table or items below it. */
static size_t find_list(const struct project *p, struct places *to)
{
    size_t found = 0;
    struct prose_ask ask = { .heading = "exit code*|exit status|error code*|"
                                        "reason code*|errors|error classes|"
                                        "error types|error handling|return codes|"
                                        "failure reasons|status codes|"
                                        "verification results|error reference" };
    struct query_at at = { 0 };
    struct prose_hit h;
    while (query_prose(p, &ask, &at, &h)) {
        enum doc_block_kind kind = h.file->doc->blocks[h.block].kind;
        if (kind == DOC_ITEM || kind == DOC_ROW) {
            found++;
            places_add(p, to, h.file, h.line, "a reason in a list");
        }
    }
    return found;
}

static size_t find_words(const struct project *p, struct places *to)
{
    struct prose_ask ask = { .all = {
                                 "exit code*|exit status|error code*|reason code*|error class*|"
                                 "error kind*|failure reason*|error type*",
                                 "verif*|attest*|evidence|quote*|report*|apprais*|valid*" } };
    return query_prose_places(p, &ask, to, "speaks of reasons");
}

/* Any sentence on failures may be part of a list that this check does not recognise. */
static size_t speaks_of_failure(const struct project *p, struct places *to)
{
    struct prose_ask ask = { .from = QUERY_DOCS,
                             .all = { "fail*|error*|refus*|reject*|reason*|mismatch*",
                                      "verif*|attest*|evidence|quote*|report*|check*" } };
    return query_prose_places(p, &ask, to, "speaks of failures");
}

void cc_log(const struct project *p, struct finding *f)
{
    if (identity_is_outside(p, f))
        return;
    const struct facts *k = p->facts;
    bool decides = k->roles[ROLE_VERIFIER].truth != FACT_NO ||
                   k->roles[ROLE_KEY_BROKER].truth != FACT_NO;
    static const struct code_ask judges = { .kind = CODE_FUNCTION,
                                            .side = QUERY_PRODUCT,
                                            .name = "verif*|validat*|apprais*|replay*" };
    if (!decides && query_code_is_whole(p, NULL)) {
        finding_say(p, f, query_code_places(p, &judges, &f->where, NULL) ? CUPEL_UNKNOWN : CUPEL_NA,
                    "the code gives no verdict on evidence");
        return;
    }
    bool secrets = logs_secrets(p, &f->where);
    size_t list = find_list(p, &f->where);
    if (secrets)
        finding_say(p, f, list ? CUPEL_UNKNOWN : CUPEL_FAIL, "secrets may be logged%s",
                    list ? "" : ", and no document lists reasons");
    else if (list >= 2)
        finding_say(p, f, CUPEL_PASS, "documents list the reasons of a refusal");
    else if (find_words(p, &f->where) || speaks_of_failure(p, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "documents speak of errors and codes; whether they explain a verdict is for a "
                    "reader to see");
    else if (project_is_whole(p, NULL))
        finding_say(p, f, CUPEL_FAIL, "no document lists the reasons of a refusal");
    else
        finding_say(p, f, CUPEL_UNKNOWN, "no document that was read lists reasons");
}
