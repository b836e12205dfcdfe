/* SPDX-License-Identifier: Apache-2.0 */
/* review/claims.c: what bears the claims out, and what contradicts them. */
#include "office/review/claims.h"

#include "office/text/words.h"

#include <string.h>

#define CLAIM_CANDIDATES_MAX 8 /* sentences shown that may be promises */

/* How a claim stands. */
enum standing { BORNE_OUT, UNDECIDED, UNSUPPORTED, CONTRADICTED };

struct verdict {
    enum standing is;
    const struct finding *row; /* the check that decides, or NULL */
    const char *note;          /* "cc-repro passes", "a proof stands at proofs/a.thy" */
};

/* ---- by checks ---- */

static bool next_id(const char **list, cupel_slice *ret)
{
    if (!*list)
        return false;
    size_t n = strcspn(*list, "|");
    *ret = slice_of(*list, n);
    *list = (*list)[n] == '|' ? *list + n + 1 : NULL;
    return true;
}

static const struct finding *find(const struct review *r, cupel_slice id)
{
    for (size_t i = 0; i < r->n_findings; i++)
        if (slice_eq(slice_str(r->findings[i].info->id), id))
            return &r->findings[i];
    return NULL;
}

/* All checks that are there must pass: the worst decides; those that do not apply support nothing.
 */
static struct verdict by_checks(const struct project *p, const struct review *r,
                                const struct claim_kind *k, bool cc_only)
{
    struct verdict v = { UNSUPPORTED, NULL, NULL };
    const struct finding *unknown = NULL, *pass = NULL, *na = NULL;
    const char *list = k->checks;
    cupel_slice id;
    while (next_id(&list, &id)) {
        const struct finding *f = find(r, id);
        if (!f || (cc_only && !slice_starts(id, SLICE_LIT("cc-"))))
            continue;
        if (f->outcome == CUPEL_FAIL) {
            v.note = arena_printf(p->arena, "contradicted by %s: %s", f->info->id,
                                  f->detail ? f->detail : f->info->title);
            return (struct verdict){ CONTRADICTED, f, v.note };
        }
        unknown = f->outcome == CUPEL_UNKNOWN ? f : unknown;
        pass = f->outcome == CUPEL_PASS ? f : pass;
        na = f->outcome == CUPEL_NA ? f : na;
    }
    const struct finding *row = unknown ? unknown : pass ? pass : na;
    const char *says = unknown ? "cannot be told" : pass ? "passes" : "does not apply";
    if (!row)
        return v;
    v.is = unknown ? UNDECIDED : pass ? BORNE_OUT : UNSUPPORTED;
    v.row = row;
    v.note = arena_printf(p->arena, "%s %s", row->info->id, says);
    return v;
}

/* ---- by what stands in the tree ---- */

static bool ends_with_any(const char *path, const char *const *ends, size_t n)
{
    cupel_slice s = slice_str(path);
    for (size_t i = 0; i < n; i++) {
        cupel_slice e = slice_str(ends[i]);
        if (s.n > e.n && slice_eq_nocase(slice_part(s, s.n - e.n, e.n), e))
            return true;
    }
    return false;
}

static bool is_audit_report(const struct project_file *f)
{
    static const char *const ends[] = { ".pdf", ".md", ".rst", ".txt", ".adoc", ".html" };
    return ends_with_any(f->path, ends, CUPEL_COUNT(ends)) &&
           words_in("audit|audits|pentest|penetration test|security assessment|security review",
                    slice_str(f->path)) &&
           !words_in("audit log*|audit trail", slice_str(f->path));
}

static bool is_proof(const struct project_file *f)
{
    static const char *const ends[] = { ".thy", ".lean",  ".fst", ".fsti", ".tla",  ".dfy",
                                        ".saw", ".spthy", ".pv",  ".cry",  ".agda", ".ecl" };
    if (ends_with_any(f->path, ends, CUPEL_COUNT(ends)) ||
        words_are("coqproject", slice_str(f->path)))
        return true;
    return f->lang == LANG_RUST && slice_find(f->text, SLICE_LIT("kani::proof")) != SIZE_MAX;
}

static bool is_fuzzer(const struct project_file *f)
{
    return (f->kind & FILE_FUZZ) && f->lang != LANG_NONE;
}

static bool names_post_quantum(const struct project_file *f)
{
    return !(f->kind & (FILE_DOC | FILE_NOT_PRODUCT)) &&
           words_in("ml kem*|mlkem*|kyber*|ml dsa*|mldsa*|dilithium*|sphincs*|slh dsa*|slhdsa*|"
                    "falcon*|frodo*|x25519mlkem768|x wing|xmss|lms hss|liboqs|oqs|pqcrypto",
                    f->text);
}

/* The first file that is no other project's and fits. */
static const struct project_file *find_file(const struct project *p,
                                            bool (*fits)(const struct project_file *))
{
    struct file_walk w = { .p = p, .kinds_none = FILE_FOREIGN };
    const struct project_file *f;
    while ((f = file_next(&w)))
        if (!f->in->is_defaults && fits(f))
            return f;
    return NULL;
}

static bool is_c(const struct project_file *f)
{
    return (f->lang == LANG_C || f->lang == LANG_CPP) && !(f->kind & FILE_NOT_PRODUCT);
}

static bool is_code(const struct project_file *f)
{
    return f->lang != LANG_NONE && !(f->kind & FILE_NOT_PRODUCT);
}

static struct verdict by_language(const struct project *p)
{
    const struct project_file *c = find_file(p, is_c);
    if (c)
        return (struct verdict){ CONTRADICTED, NULL,
                                 arena_printf(p->arena, "contradicted by product code in %s: %s",
                                              lang_name(c->lang), c->path) };
    const struct project_file *code = find_file(p, is_code);
    return code ? (struct verdict){ BORNE_OUT, NULL, "no product code is in C or C++" }
                : (struct verdict){ UNDECIDED, NULL, "there is no product code to look at" };
}

static struct verdict by_file(const struct project *p, bool (*fits)(const struct project_file *),
                              const char *what)
{
    const struct project_file *f = find_file(p, fits);
    const char *why = NULL;
    if (f)
        return (struct verdict){ BORNE_OUT, NULL, arena_printf(p->arena, "%s: %s", what, f->path) };
    if (!project_is_whole(p, &why))
        return (struct verdict){ UNDECIDED, NULL, why };
    return (struct verdict){ UNSUPPORTED, NULL, arena_printf(p->arena, "no %s", what) };
}

static struct verdict weigh(const struct project *p, const struct review *r, const struct claim *c,
                            bool cc_only)
{
    struct verdict outside = { UNDECIDED, NULL, "it cites what lies outside the checkouts" };
    struct verdict v;
    switch (c->kind->evidence) {
    case CLAIM_BY_CHECKS: return by_checks(p, r, c->kind, cc_only);
    case CLAIM_BY_AUDIT:
        v = by_file(p, is_audit_report, "report of an audit in the tree");
        return v.is == UNSUPPORTED && c->has_link ? outside : v;
    case CLAIM_BY_PROOFS:
        v = by_file(p, is_proof, "proof or model in the tree (what it proves is not judged)");
        return v.is == UNSUPPORTED && c->has_link ? outside : v;
    case CLAIM_BY_FUZZERS: return by_file(p, is_fuzzer, "fuzz target");
    case CLAIM_BY_LANGUAGE: return by_language(p);
    case CLAIM_BY_POST_QUANTUM:
        return by_file(p, names_post_quantum, "post-quantum algorithm named in code or manifests");
    case CLAIM_BY_CERTIFICATE:
        return c->has_link ? outside
                           : (struct verdict){ UNSUPPORTED, NULL, "no certificate is cited" };
    case CLAIM_BY_NOTHING: break;
    }
    return (struct verdict){ UNSUPPORTED, NULL, "no check could bear this out" };
}

/* ---- the finding ---- */

static const char *standing_text(const struct verdict *v)
{
    return v->note ? v->note : "no check speaks of it";
}

static void say_worst(const struct project *p, struct finding *f, const struct claim *c,
                      const struct verdict *v, bool cc_only)
{
    cupel_outcome o = v->is == CONTRADICTED              ? CUPEL_FAIL
                      : v->is == UNSUPPORTED && !cc_only ? CUPEL_FAIL
                                                         : CUPEL_UNKNOWN;
    finding_say(p, f, o, "%s:%u says \"%s\" (%s): %s", c->file->path, c->line, c->quote,
                c->kind->name, standing_text(v));
}

static void figures(const struct project *p, struct finding *f, const struct claims *c,
                    const size_t count[4])
{
    finding_figure(p, f, "claims",
                   "sentences of READMEs and front pages that advertise a security property of the "
                   "project, at most three of one kind in a document: borne out, undecided, "
                   "unsupported, contradicted",
                   "%zu: %zu, %zu, %zu, %zu", c->n, count[BORNE_OUT], count[UNDECIDED],
                   count[UNSUPPORTED], count[CONTRADICTED]);
    finding_figure(p, f, "limits_stated",
                   "sentences there that deny such a property or call the project experimental",
                   "%zu", c->limits);
}

/* Does the claim concern the row that @f is? "cc-claims" speaks of rows of its own set. */
static bool concerns(const struct claim *c, bool cc_only)
{
    return !cc_only || (c->kind->checks && strstr(c->kind->checks, "cc-"));
}

static bool same_line(const struct claim *a, const struct claim *b)
{
    return a->file == b->file && a->line == b->line;
}

static void list(const struct project *p, const struct review *r, struct finding *f,
                 struct claims *c, bool cc_only)
{
    size_t count[4] = { 0 }, n = 0;
    struct verdict worst = { BORNE_OUT, NULL, NULL };
    const struct claim *first = NULL;
    const char *note = "";
    for (size_t i = 0; i < c->n; i++)
        if (concerns(&c->all[i], cc_only))
            c->all[n++] = c->all[i];
    c->n = n;
    for (size_t i = 0; i < n; i++) {
        struct verdict v = weigh(p, r, &c->all[i], cc_only);
        count[v.is]++;
        note = arena_printf(p->arena, "%s%s\"%s\" (%s): %s", note, note[0] ? "; " : "",
                            c->all[i].quote, c->all[i].kind->name, standing_text(&v));
        bool ends = i + 1 == n || !same_line(&c->all[i], &c->all[i + 1]);
        if (ends) { /* one place for each line, with all that is claimed there */
            places_add(p, &f->where, c->all[i].file, c->all[i].line, "%s", note);
            note = "";
        }
        if (v.is > worst.is) {
            worst = v;
            first = &c->all[i];
        }
    }
    if (first)
        say_worst(p, f, first, &worst, cc_only);
    else if (n)
        finding_say(p, f, CUPEL_PASS, "all %zu advertised properties are borne out", n);
    figures(p, f, c, count);
}

/* Sentences that promise something without a word of the table: whether the code keeps it, only a
 * reader can tell. */
static void list_promises(const struct project *p, struct finding *f)
{
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct project_file *readme = checkout_readme(&p->checkouts[i]);
        const struct doc *d = readme ? readme->doc : NULL;
        for (size_t k = 0; d && k < d->n_blocks && f->where.n < CLAIM_CANDIDATES_MAX; k++)
            if (d->blocks[k].kind != DOC_CODE && d->blocks[k].kind != DOC_HTML &&
                words_in("verif*|validat*|guarantee*|ensure*|protect*|trust*",
                         slice_str(d->blocks[k].text)))
                places_add(p, &f->where, readme, d->blocks[k].line, "may be a promise");
    }
}

void claims_find(const struct project *p, const struct review *r, struct finding *f)
{
    bool cc_only = strcmp(f->info->id, "claims-supported") != 0;
    struct claims c;
    claims_read(p, &c);
    list(p, r, f, &c, cc_only);
    if (c.n && f->outcome != CUPEL_PASS)
        return;
    if (c.is_unread)
        finding_say(p, f, CUPEL_UNKNOWN, "a README was not read whole");
    else if (c.documents == 0)
        finding_say(p, f, CUPEL_NA, "there is no README that could advertise anything");
    else if (c.n == 0 && cc_only) {
        list_promises(p, f);
        finding_say(p, f, CUPEL_UNKNOWN,
                    "no sentence of a README has a word that this check knows as a claim");
    } else if (c.n == 0)
        finding_say(p, f, CUPEL_NA, "no sentence of a README advertises a security property");
}

/* ---- the set ---- */

static const struct review_check checks[] = {
    { .info = { .id = "claims-supported",
                .set = "claims",
                .title = "What the README advertises is borne out",
                .why = "Users take \"verifiable\" or \"end-to-end encrypted\" as a promise; a word "
                       "without evidence is what attackers count on.",
                .spec = "sentences of READMEs and front pages about the project itself, against "
                        "the checks of this review and what stands in the tree",
                .fix = "Link each security word to the code, test or report that shows it, or take "
                       "it out; say what is not provided.",
                .gain = 2,
                .effort = 2 },
      .run_last = claims_find },
};

const struct review_check cc_claims_check = {
    .info = { .id = "cc-claims",
              .set = "cc",
              .title = "No criterion contradicts what the README advertises",
              .why = "Who reads \"verifiable\" and does not read the code trusts the word; a "
                     "criterion that fails says what it is worth.",
              .spec = "office criteria cc-claims: security words of READMEs and front pages, each "
                      "against the criteria that would bear it out; the sentence and the row that "
                      "contradicts it are quoted",
              .fix = "Make the criterion pass, or take the word out and say what is not provided.",
              .gain = 2,
              .effort = 2 },
    .run_last = claims_find,
};

extern const struct review_set set_claims;
const struct review_set set_claims = { .name = "claims",
                                       .title = "Advertised security properties",
                                       .checks = checks,
                                       .n = CUPEL_COUNT(checks) };
