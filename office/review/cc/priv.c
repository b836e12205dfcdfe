/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/priv.c: cc-priv. Evidence names the machine: a chip id, a provisioning id, an
 * endorsement key, a serial number. Which of them leave the process, and to whom, is for the
 * documents to say; words of privacy that name no identifier say nothing.
 */
#include "office/review/cc/docs.h"

#include "office/text/words.h"

static const struct identifier {
    enum tee_format format;
    const char *name, *code;
} identifiers[] = {
    { TEE_SNP, "chip id", "chip id|chipid|hwid|vcek|vlek|mask chip*" },
    { TEE_TDX, "PPID, FMSPC", "ppid|fmspc|pck|encrypted ppid|pce id|platform instance id" },
    { TEE_SGX, "PPID, FMSPC", "ppid|fmspc|pck|encrypted ppid|pce id|platform instance id" },
    { TEE_TPM, "endorsement key", "ek|ek cert*|ek pub*|endorsement key*|ekcert|ekpub" },
    { TEE_NVIDIA, "GPU serial number or UUID", "uuid|serial number*|gpu uuid|device id|ueid" },
    { TEE_SEV, "chip endorsement key", "cek|pdh|chip id|get id" },
    { TEE_CCA, "instance id", "instance id|implementation id|ueid" },
    { TEE_PSA, "instance id", "instance id|implementation id|ueid" },
};
#define PRIVACY                                                                                    \
    "privacy|private information|personal data|personally identif*|anonym*|pseudonym*|linkab*|"    \
    "linkable|unlinkab*|traceab*|tracked|gdpr|deanonym*|identifies the platform|"                  \
    "identifies the machine|identify the platform|identify the machine|uniquely identif*"
#define IDENTIFIER                                                                                 \
    "chip id|chipid|ppid|ppids|fmspc|ek|eks|endorsement key*|serial number*|uuid|uuids|"           \
    "platform identif*|platform id|device identif*|device id|hardware identif*|machine id|"        \
    "instance id|ueid|vcek|vlek|pck|tpm identity"
/* What is done about it, or who gets it. */
#define HANDLED                                                                                    \
    "mask|masked|masking|hash|hashed|hashes|redact*|omit*|never sent|not sent|not leave|not log*|" \
    "not store*|not stored|sent to|send|sends|shared with|disclos*|reveal*|leak*|expos*|visible|"  \
    "receives|transmit*|zeroed|reasons|collects|collected|stored|retain*|learns"
/* Without the word privacy: who gets an identifier. */
#define LEAVES                                                                                     \
    "is sent to|are sent to|sent to|send to|sends to|leaves|leave the|transmitted to|disclosed "   \
    "to|"                                                                                          \
    "revealed to|shared with|mask chip*|masked"

static const char *names_of(const struct project *p, struct places *to)
{
    const char *names = "";
    for (size_t i = 0; i < CUPEL_COUNT(identifiers); i++) {
        const struct identifier *id = &identifiers[i];
        const struct format_facts *t = &p->facts->formats[id->format];
        const struct code_ask ask = { .kind = QUERY_ANY_NODE,
                                      .strings = true,
                                      .all = { id->code } };
        const struct line_ask line = { .unparsed = true, .all = { id->code } };
        bool handled = t->produces.truth == FACT_YES || t->parses.truth == FACT_YES ||
                       t->verifies.truth == FACT_YES;
        if (!handled || words_in(id->name, slice_str(names)) ||
            !(query_code_places(p, &ask, to, id->name) + query_line_places(p, &line, to, id->name)))
            continue;
        names = arena_printf(p->arena, "%s%s%s", names, names[0] ? ", " : "", id->name);
    }
    return names;
}

/* Names that nothing else has, in code whose formats were not recognised. */
static size_t find_unplaced(const struct project *p, struct places *to)
{
    const struct code_ask ask = { .kind = QUERY_ANY_NODE,
                                  .side = QUERY_PRODUCT,
                                  .strings = true,
                                  .all = {
                                      "ppid|encrypted ppid|fmspc|chip id|chipid|mask chip*" } };
    return query_code_places(p, &ask, to, "names an identifier of a platform");
}

static bool applies(const struct project *p, struct finding *f, const char *names)
{
    const char *why = NULL;
    if (names[0])
        return true;
    if (find_unplaced(p, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "code names identifiers of a platform; whether they leave it is for a reader "
                    "to see");
    else if (!query_code_is_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "no identifier of a platform was seen; %s", why);
    else
        finding_say(p, f, CUPEL_NA, "the code handles no identifier of a platform");
    return false;
}

void cc_priv(const struct project *p, struct finding *f)
{
    struct places code = { NULL, 0, 0 };
    const char *names = names_of(p, &code);
    if (!applies(p, f, names))
        return;
    finding_figure(p, f, "identifiers", "identifiers of platforms that product code handles", "%s",
                   names);
    const struct prose_ask handled = { .all = { PRIVACY, IDENTIFIER, HANDLED } };
    const struct prose_ask words = { .all = { PRIVACY, IDENTIFIER } };
    const struct prose_ask leaves = { .all = { "chip id|chipid|ppid|fmspc|endorsement key*|serial "
                                               "number*|platform identif*|device identif*|ueid",
                                               LEAVES },
                                      .same_sentence = true };
    if (docs_places(p, &handled, &f->where, "says what becomes of an identifier"))
        finding_say(p, f, CUPEL_PASS, "documents say what becomes of identifiers of the platform");
    else if (docs_places(p, &words, &f->where, "speaks of privacy") +
             docs_places(p, &leaves, &f->where, "may say who gets an identifier"))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "documents speak of identifiers; whether they say which leave to whom is for a "
                    "reader to see");
    else {
        f->where = code;
        docs_absent(p, f,
                    arena_printf(p->arena,
                                 "the code handles %s, and no document says whom that is shown to",
                                 names));
    }
}
