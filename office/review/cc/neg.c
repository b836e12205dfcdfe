/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/neg.c: cc-neg: for each evidence format, a test of every class of failure. The classes
 * are those that the other criteria look for one by one, so that both say the same.
 */
#include "office/review/cc/checks.h"
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"

#include <stdio.h>

#define TAMPERS                                                                                    \
    "tamper*|corrupt*|bit flip*|bitflip*|flipped|flip bit*|byte changed|bytes changed|altered|"    \
    "signature|signatures|*signature|invalidsignature|badsignature|mutat*|manipulat*|"             \
    "modified report|modified quote|bad quote*|bad report*|forged report*|forged quote*|"          \
    "body changed|report changed|quote changed|bad sig|invalid sig|wrong sig|quoteblob"

static const struct test_way tampered_tests[] = {
    { { .subject = TAMPERS, .also = EVIDENCE, .least = NEGATIVE_NAMED },
      LEG_FOUND,
      "changes what is signed and expects the refusal",
      "nonce|expired|revoked|debug|length|size|not found|algorithm" },
};
static const struct criterion tampered = { .tests = tampered_tests,
                                           .n_tests = CUPEL_COUNT(tampered_tests),
                                           .words = TAMPERS };

static const struct test_way measured_tests[] = {
    { { .subject = MEASUREMENTS "|pcr*",
        .also = EVIDENCE,
        .none = "qe|qe identity*|uuid|display",
        .least = NEGATIVE_NAMED },
      LEG_FOUND,
      "hands in another measurement and expects the refusal",
      "nonce|expired|revoked|signature*|length|size|not found|parse*|decod*|algorithm" },
};
const struct criterion criterion_measured = { .tests = measured_tests,
                                              .n_tests = CUPEL_COUNT(measured_tests),
                                              .words = MEASUREMENTS };

static const struct criterion foreign = { .tests = foreign_root_tests,
                                          .n_tests = FOREIGN_ROOT_TESTS,
                                          .words = ROOTS };

#define CERTIFIED (TEE_HARDWARE & ~(TEE_BIT(TEE_CCA) | TEE_BIT(TEE_PSA)))

static const struct failure_class {
    const char *name;
    const struct criterion *is;
    tee_set formats; /* those whose evidence can fail so */
} classes[] = {
    { "tampered", &tampered, TEE_HARDWARE },
    { "foreign root", &foreign, CERTIFIED },
    { "expired", &criterion_expiry, CERTIFIED },
    { "revoked", &criterion_revocation, CERTIFIED },
    { "debug", &criterion_debug, TEE_HARDWARE & ~TEE_BIT(TEE_TPM) },
    { "wrong nonce", &criterion_nonce, TEE_HARDWARE },
    { "wrong measurement", &criterion_measured, TEE_HARDWARE },
};

static const struct criterion negatives = { .subject = "a test of every class of failure",
                                            .formats = TEE_HARDWARE,
                                            .without = "no evidence of hardware is verified here" };

#define LIST_MAX 200

static void list_add(char *list, const char *name)
{
    size_t used = 0;
    while (list[used])
        used++;
    (void)snprintf(list + used, LIST_MAX - used, "%s%s", used ? ", " : "", name);
}

static void add_places(const struct project *p, struct places *to, const struct places *from,
                       const char *class)
{
    if (to->n == REVIEW_PLACES_MAX || from->n == 0)
        return;
    struct place *all = arena_array(p->arena, to->n + 1, sizeof *all);
    if (!all)
        return;
    for (size_t i = 0; i < to->n; i++)
        all[i] = to->at[i];
    all[to->n] = from->at[0];
    all[to->n++].note = class;
    to->at = all;
}

/* ---- flipped bits ---- */

/* The text from the assertion before, or the start of the function, to the end of this one. */
static cupel_slice text_before(const struct project_file *f, uint32_t assertion)
{
    const struct code *c = f->code;
    const struct code_node *n = &c->nodes[assertion];
    if (n->function == CODE_NONE || n->end == 0)
        return SLICE_EMPTY;
    uint32_t first = c->nodes[n->function].first;
    for (uint32_t i = n->function; i < assertion; i++)
        if (c->nodes[i].kind == CODE_ASSERT && c->nodes[i].end <= n->first &&
            c->nodes[i].end > first)
            first = c->nodes[i].end;
    const struct code_word *last = &c->words[n->end - 1];
    size_t from = (size_t)(c->words[first].text.p - f->text.p);
    size_t to = (size_t)(last->text.p - f->text.p) + last->text.n;
    return from < to ? slice_part(f->text, from, to - from) : SLICE_EMPTY;
}

static bool flips(cupel_slice text)
{
    return slice_find(text, SLICE_LIT("^=")) != SIZE_MAX ||
           slice_find(text, SLICE_LIT("^ 0x")) != SIZE_MAX;
}

/* Tests that flip a bit and expect a refusal need no word that says so. */
static void look_for_flips(const struct project *p, enum tee_format t, tee_set among,
                           struct leg *ret)
{
    struct file_walk w = { .p = p, .kinds_none = FILE_FOREIGN };
    for (const struct project_file *f; ret->state != LEG_FOUND && (f = file_next(&w));)
        for (uint32_t i = f->code ? code_next(f->code, CODE_ASSERT, CODE_NONE, 0) : CODE_NONE;
             i != CODE_NONE; i = code_next(f->code, CODE_ASSERT, CODE_NONE, i + 1)) {
            const struct code_node *n = &f->code->nodes[i];
            if (!(n->flags & CODE_EXPECTS_REFUSAL) || !query_is_on_side(f, i, QUERY_TESTS) ||
                !code_says(f->code, n->function, EVIDENCE, false, NULL) ||
                !(verify_formats_at(f, i, among) & TEE_BIT(t)) || !flips(text_before(f, i)))
                continue;
            ret->where = (struct places){ 0 };
            places_add(p, &ret->where, f, n->line, "flips bits and expects the refusal");
            leg_say(p, ret, LEG_FOUND, "flips bits and expects the refusal");
            break;
        }
}

static void judge_row(const struct project *p, enum tee_format t, tee_set among, struct leg *ret)
{
    char found[LIST_MAX] = "", missing[LIST_MAX] = "", unsure[LIST_MAX] = "";
    for (size_t i = 0; i < CUPEL_COUNT(classes); i++) {
        struct leg l = { 0 };
        if (!(classes[i].formats & TEE_BIT(t)))
            continue;
        verify_test_leg(p, classes[i].is, t, among, &l);
        if (classes[i].is == &tampered)
            look_for_flips(p, t, among, &l);
        list_add(l.state == LEG_FOUND    ? found
                 : l.state == LEG_ABSENT ? missing
                                         : unsure,
                 classes[i].name);
        if (l.state != LEG_ABSENT)
            add_places(p, &ret->where, &l.where, classes[i].name);
    }
    leg_say(p, ret,
            missing[0]  ? LEG_ABSENT
            : unsure[0] ? LEG_UNSURE
                        : LEG_FOUND,
            "%s%s%s%s%s%s", found[0] ? "tested: " : "no class is tested", found,
            missing[0] ? "; missing: " : "", missing, unsure[0] ? "; cannot tell: " : "", unsure);
}

void cc_neg(const struct project *p, struct finding *f)
{
    verify_rows(p, f, &negatives);
    tee_set sure = verify_formats(p, FACT_YES), maybe = verify_formats(p, FACT_MAYBE);
    for (size_t i = 0; i < f->n_formats; i++)
        judge_row(p, verify_row_format(&f->formats[i]), sure ? sure : maybe,
                  &f->formats[i].legs[LEG_TEST]);
    if (!f->n_formats)
        return;
    verify_judge(p, f, negatives.subject);
    for (size_t i = 0; i < f->n_formats; i++)
        if (f->formats[i].outcome == f->outcome && f->outcome == CUPEL_FAIL) {
            finding_say(p, f, f->outcome, "%s: %s", f->formats[i].format,
                        f->formats[i].legs[LEG_TEST].note);
            break;
        }
}
