/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/boundary.c: cc-boundary. Whoever runs inside of a TEE takes calls, devices, parameters
 * and times from a host that may lie. Asked only where something of the project stands on that
 * border: it builds what is measured, or its code makes calls across.
 */
#include "office/review/cc/docs.h"

/* Words of calls across the border that others use as well. */
#define CROSSES "ocall*|ecall*|hypercall*|libos|hostcall*|vmexit*"
/* Functions that look at what came from the host before it is used. */
#define GUARDS                                                                                     \
    "is within enclave|is outside enclave|is within*|is outside*|sgx is within*|sgx is outside*|"  \
    "oe is within*|oe is outside*|is host memory|validate host*|check host*|sanitize host*|"       \
    "filter device*|device filter*|authorized devices|device allowlist|allowed devices|"           \
    "allow list|allowlist|cpuid filter|validate cpuid*|reject device*|trusted io|is allowed|"      \
    "agent policy|set policy|validate ghcb|validate pointer*|copy from untrusted|untrusted ptr"
#define HOST                                                                                       \
    "host|hosts|hypervisor|vmm|ocall*|ecall*|hypercall*|untrusted|guest host|agent api|agent|"     \
    "control plane|paravirtual*"
#define INPUT                                                                                      \
    "input*|interface*|call|calls|request*|parameter*|device|devices|command line|pointer*|"       \
    "boundary|boundaries|memory|buffer*|response*|return value*|api|apis|messages"
#define GUARDED                                                                                    \
    "filter*|allow list*|allowlist*|whitelist*|sanitiz*|sanitis*|validat*|harden*|restrict*|"      \
    "reject*|denied|denies|deny|default deny|disallow*|iago|bounds check*|blocked|only allow*"

/* Does anything of the project stand between a host and what is measured? Who starts guests from
 * outside stands on the other side. */
static bool applies(const struct project *p, struct finding *f)
{
    enum fact_truth measured = docs_builds_measured(p);
    if (measured == FACT_YES || docs_runs_inside(p, &f->where))
        return true;
    const struct code_ask crosses = { .kind = QUERY_ANY_NODE, .all = { CROSSES } };
    const char *why = NULL;
    bool maybe = p->facts->roles[ROLE_PLATFORM].truth != FACT_NO &&
                 query_code_places(p, &crosses, &f->where, "may cross the border to the host") > 0;
    if (!project_is_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "nothing was seen that takes input from a host; %s", why);
    else if (maybe || measured == FACT_MAYBE)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "something is measured or called across the border to a host; whether the "
                    "project guards that border is for a reader to see");
    else
        finding_say(p, f, CUPEL_NA, "no part of the project takes input from a host it distrusts");
    return false;
}

/* Policies of an agent in the guest that refuse what is not listed. */
static size_t find_policies(const struct project *p, struct places *to)
{
    const struct line_ask deny = { .kinds_none = FILE_NOT_PRODUCT,
                                   .all = { "default", "false",
                                            "request*|create*|exec*|policy|"
                                            "allow*" },
                                   .path = "rego" };
    return query_line_places(p, &deny, to, "refuses by default");
}

static void find_code(const struct project *p, struct leg *l)
{
    const struct code_ask guards = { .kind = CODE_CALL, .name = GUARDS };
    size_t n = find_policies(p, &l->where) +
               query_code_places(p, &guards, &l->where, "looks at what comes from the host");
    bool sure = query_code_is_whole(p, NULL);
    if (n)
        leg_say(p, l, LEG_FOUND, "input of the host is checked");
    else
        leg_say(p, l, sure ? LEG_ABSENT : LEG_UNSURE, "no check of what the host supplies");
}

static void find_test(const struct project *p, struct leg *l)
{
    const struct negative_ask ask = { .subject = GUARDS "|untrusted|host memory|ocall*|ecall*|"
                                                        "device*|outside enclave|out of bounds",
                                      .also = HOST "|enclave*|polic*|device*" };
    enum negative_strength s = query_negative_places(p, &ask, &l->where, "expects a refusal");
    if (s != NEGATIVE_NONE)
        leg_say(p, l, LEG_FOUND, "a test expects that bad input of the host is refused");
    else
        leg_say(p, l, query_tests_are_whole(p, NULL) ? LEG_ABSENT : LEG_UNSURE,
                "no test of a refusal");
}

static void find_document(const struct project *p, struct leg *l)
{
    const struct prose_ask ask = { .from = QUERY_STATED,
                                   .all = { HOST, INPUT, GUARDED },
                                   .same_sentence = true };
    size_t n = docs_places(p, &ask, &l->where, "says how input of the host is handled");
    leg_say(p, l, n ? LEG_FOUND : LEG_ABSENT, n ? "documents speak of the border" : "no document");
}

void cc_boundary(const struct project *p, struct finding *f)
{
    if (!applies(p, f))
        return;
    struct leg *code = &f->legs[LEG_CODE], *test = &f->legs[LEG_TEST],
               *document = &f->legs[LEG_DOCUMENT];
    find_code(p, code);
    find_document(p, document);
    /* A test tells of a border only where there is one. */
    if (code->state == LEG_FOUND || document->state == LEG_FOUND)
        find_test(p, test);
    else
        leg_say(p, test, LEG_ABSENT, "no test of a refusal");
    unsigned found = 0, absent = 0;
    for (int i = 0; i < LEG_COUNT; i++) {
        found += f->legs[i].state == LEG_FOUND;
        absent += f->legs[i].state == LEG_ABSENT;
    }
    if (found == 0 || absent == 0)
        finding_judge_legs(p, f, "hardened input from the host");
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "some of code, test and document about input from the host was found; whether "
                    "it is this project's border is for a reader to see");
}
