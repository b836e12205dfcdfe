/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/roots.c: cc-roots: without options, verification ends at an embedded vendor root. */
#include "office/review/cc/checks.h"
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"

#include "office/text/words.h"

#define PEM_BYTES_MIN 300 /* shorter strings are but the first line of a certificate */
#define EMBED_LINES   3   /* from a //go:embed comment to the variable */

/* Functions that decide what is trusted. */
#define DECIDES                                                                                    \
    VERIFIES "|new*|default*|prod|*prod|root*|*root|*roots|trust*|*trust|chain*|*chain|anchor*|"   \
             "init|load*|from*"

static const struct code_way root_code[] = {
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { ROOTS, "fingerprint*|sha256*|digest*|hash*|spki|public key*|pubkey*|modulus|raw|"
                        "der|pinned|expected*|embedded|builtin|known" },
        .near = EVIDENCE "|chain|cert*" },
      WAY_COMPARES,
      LEG_FOUND,
      "compares the root with one that is known",
      NULL },
};

#define FOREIGN_OF(thing)                                                                          \
    "foreign " thing "|untrusted " thing "|forged " thing "|unknown " thing "|fake " thing         \
    "|wrong " thing "|other " thing "|another " thing "|different " thing "|self signed " thing    \
    "|attacker " thing "|rogue " thing "|malicious " thing "|evil " thing "|bogus " thing          \
    "|incorrect " thing "|mismatched " thing "|unrelated " thing "|invalid " thing
#define FOREIGN_ROOTS                                                                                                                                                      \
    FOREIGN_OF("root")                                                                                                                                                     \
    "|" FOREIGN_OF("roots") "|" FOREIGN_OF("ca") "|" FOREIGN_OF("ark") "|" FOREIGN_OF("anchor") "|" FOREIGN_OF("trust anchor") "|" FOREIGN_OF("authority") "|" FOREIGN_OF( \
        "chain") "|" FOREIGN_OF("cert chain") "|" FOREIGN_OF("certifi"                                                                                                     \
                                                             "cate "                                                                                                       \
                                                             "chain") "|" FOREIGN_OF("trusted "                                                                            \
                                                                                     "root") "|un"                                                                         \
                                                                                             "kno"                                                                         \
                                                                                             "wn "                                                                         \
                                                                                             "iss"                                                                         \
                                                                                             "uer"                                                                         \
                                                                                             "|un"                                                                         \
                                                                                             "tru"                                                                         \
                                                                                             "ste"                                                                         \
                                                                                             "d "                                                                          \
                                                                                             "iss"                                                                         \
                                                                                             "uer"                                                                         \
                                                                                             "|wr"                                                                         \
                                                                                             "ong"                                                                         \
                                                                                             " is"                                                                         \
                                                                                             "sue"                                                                         \
                                                                                             "r|"                                                                          \
                                                                                             "unk"                                                                         \
                                                                                             "now"                                                                         \
                                                                                             "nis"                                                                         \
                                                                                             "sue"                                                                         \
                                                                                             "r|"                                                                          \
                                                                                             "unk"                                                                         \
                                                                                             "now"                                                                         \
                                                                                             "n "                                                                          \
                                                                                             "aut"                                                                         \
                                                                                             "hor"                                                                         \
                                                                                             "ity"                                                                         \
                                                                                             " er"                                                                         \
                                                                                             "ror"                                                                         \
                                                                                             "|an"                                                                         \
                                                                                             "y "                                                                          \
                                                                                             "tru"                                                                         \
                                                                                             "ste"                                                                         \
                                                                                             "d "                                                                          \
                                                                                             "roo"                                                                         \
                                                                                             "t*|"                                                                         \
                                                                                             "roo"                                                                         \
                                                                                             "t "                                                                          \
                                                                                             "mis"                                                                         \
                                                                                             "mat"                                                                         \
                                                                                             "ch*"                                                                         \
                                                                                             "|no"                                                                         \
                                                                                             "t "                                                                          \
                                                                                             "tru"                                                                         \
                                                                                             "ste"                                                                         \
                                                                                             "d|"                                                                          \
                                                                                             "unt"                                                                         \
                                                                                             "rus"                                                                         \
                                                                                             "ted"                                                                         \
                                                                                             "|"                                                                           \
                                                                                             "unt"                                                                         \
                                                                                             "rus"                                                                         \
                                                                                             "ted"                                                                         \
                                                                                             "roo"                                                                         \
                                                                                             "t|"                                                                          \
                                                                                             "unk"                                                                         \
                                                                                             "now"                                                                         \
                                                                                             "nau"                                                                         \
                                                                                             "tho"                                                                         \
                                                                                             "rit"                                                                         \
                                                                                             "yer"                                                                         \
                                                                                             "ror"                                                                         \
                                                                                             "|ou"                                                                         \
                                                                                             "t "                                                                          \
                                                                                             "of "                                                                         \
                                                                                             "cha"                                                                         \
                                                                                             "in "                                                                         \
                                                                                             "roo"                                                                         \
                                                                                             "t*|"                                                                         \
                                                                                             "not"                                                                         \
                                                                                             "rus"                                                                         \
                                                                                             "tan"                                                                         \
                                                                                             "cho"                                                                         \
                                                                                             "r"

const struct test_way foreign_root_tests[FOREIGN_ROOT_TESTS] = {
    { { .subject = FOREIGN_ROOTS, .none = "author*|id key", .least = NEGATIVE_NAMED },
      LEG_FOUND,
      "hands in a chain of a foreign root and expects the refusal",
      "pcr*|measurement*|nonce",
      false,
      ROOTS "|chain|issuer" },
    { { .subject = FOREIGN_ROOTS, .none = "author*|id key", .least = NEGATIVE_CLOSE },
      LEG_UNSURE,
      "may hand in a foreign root",
      NULL,
      false,
      ROOTS "|chain|issuer" },
};

static const struct criterion roots = {
    .subject = "an embedded vendor root that verification ends at by default",
    .formats = TEE_HARDWARE & ~(TEE_BIT(TEE_CCA) | TEE_BIT(TEE_PSA)),
    .without = "the evidence that is verified here is signed by keys without a vendor root",
    .code = root_code,
    .n_code = CUPEL_COUNT(root_code),
    .tests = foreign_root_tests,
    .n_tests = FOREIGN_ROOT_TESTS,
    .words = ROOTS,
    .tests_none =
        "changed|tamper*|corrupt*|parse*|missing|empty|nil|not found|kube*|secret*|manifest|"
        "product*|policy|user*",
    .is_delegable = true,
};

/* ---- embedded certificates ---- */

/* Is the name of a constant used in product code that decides what is trusted? */
static bool is_used(const struct project *p, cupel_slice name, struct places *where)
{
    struct file_walk w = { .p = p, .kinds_none = FILE_NOT_PRODUCT };
    for (const struct project_file *f; name.n && (f = file_next(&w)) != NULL;) {
        const struct code *c = f->code;
        for (uint32_t i = 0; c && i < c->n_words; i++) {
            uint32_t node = c->words[i].node;
            uint32_t function = node == CODE_NONE ? CODE_NONE : c->nodes[node].function;
            if (c->words[i].kind != CODE_IDENT || function == CODE_NONE ||
                !slice_eq(c->words[i].text, name) || !query_is_on_side(f, node, QUERY_PRODUCT))
                continue;
            if (!words_in(DECIDES, c->nodes[function].name) &&
                !words_in(DECIDES, c->nodes[function].owner))
                continue;
            places_add(p, where, f, c->words[i].line, "trusts the embedded certificate");
            return true;
        }
    }
    return false;
}

struct embedded {
    const struct project *p;
    struct leg *leg;
    bool any, used;
};

static void embed(struct embedded *e, const struct project_file *f, uint32_t line, cupel_slice name)
{
    e->any = true;
    places_add(e->p, &e->leg->where, f, line, "embeds a certificate");
    e->used = e->used || is_used(e->p, name, &e->leg->where);
}

/* The name that the node, or an assignment around it, gives to the value. */
static cupel_slice name_around(const struct code *c, uint32_t node)
{
    while (node != CODE_NONE && c->nodes[node].kind != CODE_ASSIGN)
        node = c->nodes[node].parent;
    return node == CODE_NONE ? SLICE_EMPTY : c->nodes[node].name;
}

/* Certificates in strings, and calls that include a file. */
static void find_in_code(struct embedded *e, const struct project_file *f)
{
    const struct code *c = f->code;
    for (uint32_t i = 0; i < c->n_words; i++) {
        const struct code_word *w = &c->words[i];
        if (w->kind == CODE_STRING && w->text.n >= PEM_BYTES_MIN &&
            words_in("begin certificate", w->text) && query_is_on_side(f, w->node, QUERY_PRODUCT))
            embed(e, f, w->line, name_around(c, w->node));
    }
    for (uint32_t i = code_next(c, CODE_CALL, CODE_NONE, 0); i != CODE_NONE;
         i = code_next(c, CODE_CALL, CODE_NONE, i + 1))
        if (words_in("include bytes|include str|include dir", c->nodes[i].name) &&
            code_says(c, i, "pem|der|crt|cer|root*|ark*|ca", true, NULL) &&
            query_is_on_side(f, i, QUERY_PRODUCT))
            embed(e, f, c->nodes[i].line, name_around(c, i));
}

/* Go embeds by a comment above the variable. */
static void find_go_embeds(struct embedded *e)
{
    static const struct prose_ask ask = { .from = QUERY_STATED | QUERY_COMMENTS,
                                          .all = { "go embed", "pem|der|crt|cer|root*|ark*" } };
    struct query_at at = { 0 };
    struct prose_hit h;
    while (query_prose(e->p, &ask, &at, &h)) {
        const struct code *c = h.file->code;
        cupel_slice name = SLICE_EMPTY;
        for (uint32_t i = 0; c && i < c->n_words && !name.n; i++)
            if (c->words[i].line > h.line && c->words[i].line <= h.line + EMBED_LINES)
                name = c->words[i].text;
        embed(e, h.file, h.line, name);
    }
}

/* A certificate beside the code, which is read when it runs. */
static void find_files(struct embedded *e)
{
    struct file_walk w = { .p = e->p, .kinds_none = FILE_NOT_PRODUCT | FILE_DOC | FILE_CI };
    for (const struct project_file *f; (f = file_next(&w)) != NULL;) {
        cupel_slice path = slice_str(f->path);
        if (words_in("pem|der|crt|cer", path) && words_in(ROOTS "|vcek|nitro|device*", path))
            embed(e, f, 0, SLICE_EMPTY);
    }
}

static void look_for_embedded(const struct project *p, struct leg *code)
{
    struct embedded e = { .p = p, .leg = code };
    struct file_walk w = { .p = p, .kinds_none = FILE_NOT_PRODUCT };
    if (code->state == LEG_FOUND)
        return;
    struct places before = code->where;
    code->where = (struct places){ 0 };
    for (const struct project_file *f; (f = file_next(&w)) != NULL;)
        if (f->code)
            find_in_code(&e, f);
    find_go_embeds(&e);
    find_files(&e);
    if (e.used)
        leg_say(p, code, LEG_FOUND, "a certificate is embedded, and code that decides uses it");
    else if (e.any)
        leg_say(p, code, LEG_UNSURE,
                "a certificate is in the tree; whether verification ends at it is not plain");
    else
        code->where = before;
}

/* The format whose test is worst decides: each has an entry point and a root of its own. */
static void look_for_tests(const struct project *p, tee_set scope, struct leg *ret)
{
    static const int rank[] = { [LEG_ABSENT] = 3, [LEG_UNSURE] = 2, [LEG_FOUND] = 1 };
    tee_set among = scope | verify_formats(p, FACT_YES);
    for (int t = 0; t < TEE_COUNT; t++) {
        struct leg l = { 0 };
        if (!(scope & TEE_BIT(t)))
            continue;
        verify_test_leg(p, &roots, (enum tee_format)t, among, &l);
        if (l.state == LEG_ABSENT)
            leg_say(p, &l, LEG_ABSENT,
                    "no test hands in a chain of a foreign root for %s and expects the refusal",
                    tee_name((enum tee_format)t));
        if (ret->state == LEG_NOT_ASKED || rank[l.state] > rank[ret->state])
            *ret = l;
    }
}

void cc_roots(const struct project *p, struct finding *f)
{
    tee_set scope = verify_scope(p, f, &roots);
    if (!scope)
        return;
    verify_code_leg(p, &roots, TEE_COUNT, TEE_HARDWARE, &f->legs[LEG_CODE]);
    look_for_embedded(p, &f->legs[LEG_CODE]);
    look_for_tests(p, scope, &f->legs[LEG_TEST]);
    verify_judge(p, f, roots.subject);
}
