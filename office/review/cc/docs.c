/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/docs.c: what the criteria of docs.h share. */
#include "office/review/cc/docs.h"

#include "office/review/house.h"
#include "office/text/words.h"

#include <string.h>

/* ---- prose ---- */

bool docs_is_prose(const struct project_file *f)
{
    cupel_slice base = house_base(f->path);
    return slice_find(base, SLICE_LIT(".")) == SIZE_MAX ||
           house_ends(f->path, ".md|.MD|.markdown|.mdx|.rst|.adoc|.asciidoc|.txt");
}

bool docs_next(const struct project *p, const struct prose_ask *ask, struct query_at *at,
               struct prose_hit *ret)
{
    struct prose_hit h;
    while (query_prose(p, ask, at, &h)) {
        bool is_comment = h.source == QUERY_API || h.source == QUERY_COMMENTS;
        if (!is_comment && !docs_is_prose(h.file))
            continue;
        *ret = h;
        return true;
    }
    return false;
}

size_t docs_places(const struct project *p, const struct prose_ask *ask, struct places *to,
                   const char *note)
{
    struct query_at at = { 0 };
    struct prose_hit h;
    size_t n = 0;
    for (; docs_next(p, ask, &at, &h); n++)
        places_add(p, to, h.file, h.line, note ? "%s" : NULL, note);
    return n;
}

/* ---- sections ---- */

static bool is_inside(const struct docs_section *outer, const struct project_file *file,
                      size_t block)
{
    return outer->file == file && block >= outer->first && block < outer->end;
}

/* The document's own name and the folder that holds it. */
static bool path_says(const char *path, const char *words, const char *none)
{
    const char *from = path;
    unsigned slashes = 0;
    for (const char *c = path + strlen(path); c > path && slashes < 2; c--)
        if (c[-1] == '/' && ++slashes == 2)
            from = c;
    cupel_slice tail = slice_str(from);
    return words_in(words, tail) && !(none && words_in(none, tail));
}

/* Documents whose path has the words, as a whole. */
static bool next_document(const struct project *p, const char *words, const char *none,
                          struct docs_walk *w, struct docs_section *ret)
{
    const struct prose_ask ask = { .path = words };
    struct prose_hit h;
    while (docs_next(p, &ask, &w->at, &h)) {
        if (h.file == w->last.file || !path_says(h.file->path, words, none))
            continue;
        w->last = (struct docs_section){ h.file, 0, h.file->doc->n_blocks };
        *ret = w->last;
        return true;
    }
    return false;
}

bool docs_section_next(const struct project *p, const char *words, const char *none,
                       struct docs_walk *w, struct docs_section *ret)
{
    if (!w->paths_done && next_document(p, words, none, w, ret))
        return true;
    if (!w->paths_done) {
        w->paths_done = true;
        w->at = (struct query_at){ 0 };
        w->last = (struct docs_section){ NULL, 0, 0 };
    }
    const struct prose_ask ask = { .all = { words }, .none = none };
    struct prose_hit h;
    while (docs_next(p, &ask, &w->at, &h)) {
        const struct doc *d = h.file->doc;
        if (d->blocks[h.block].kind != DOC_HEADING || is_inside(&w->last, h.file, h.block) ||
            path_says(h.file->path, words, none) || (none && path_says(h.file->path, none, NULL)))
            continue;
        w->last = (struct docs_section){ h.file, h.block, doc_section_end(d, h.block) };
        *ret = w->last;
        return true;
    }
    return false;
}

/* ---- what a block says ---- */

cupel_slice docs_text(const struct doc *d, size_t block)
{
    enum doc_block_kind kind = d->blocks[block].kind;
    bool is_prose = kind != DOC_CODE && kind != DOC_HTML;
    return is_prose ? slice_str(d->blocks[block].text) : SLICE_EMPTY;
}

#define BACK_MAX 1000 /* blocks that are looked at before one, for what leads up to it */
#define LEAD_MAX 60   /* bytes of a line without a full stop that serves as a heading */

/* Does the line announce what follows: "Out of scope:", or in bold "Out of scope"? */
static bool announces(cupel_slice s)
{
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '*'))
        s.n--;
    return s.n && (s.p[s.n - 1] == ':' || (s.n <= LEAD_MAX && s.p[s.n - 1] != '.'));
}

cupel_slice docs_lead(const struct doc *d, size_t block)
{
    enum doc_block_kind kind = d->blocks[block].kind;
    if (kind == DOC_HEADING)
        return SLICE_EMPTY;
    size_t least = block > BACK_MAX ? block - BACK_MAX : 0;
    for (size_t i = block; i-- > least && d->blocks[i].kind != DOC_HEADING;) {
        cupel_slice s = docs_text(d, i);
        bool is_paragraph = d->blocks[i].kind == DOC_PARAGRAPH;
        bool is_colon = s.n && s.p[s.n - 1] == ':';
        if ((is_paragraph && announces(s)) || is_colon)
            return s;
        if (is_paragraph || (kind == DOC_PARAGRAPH && s.n))
            return SLICE_EMPTY;
    }
    return SLICE_EMPTY;
}

cupel_slice docs_header(const struct doc *d, size_t block)
{
    if (d->blocks[block].kind != DOC_ROW)
        return SLICE_EMPTY;
    size_t least = block > BACK_MAX ? block - BACK_MAX : 0;
    while (block > least && d->blocks[block - 1].kind == DOC_ROW)
        block--;
    return docs_text(d, block);
}

cupel_slice docs_heading(const struct doc *d, size_t block)
{
    uint32_t h = d->blocks[block].heading;
    return h < d->n_blocks ? slice_str(d->blocks[h].text) : SLICE_EMPTY;
}

static bool has_all(cupel_slice s, const char *a, const char *b, const char *c)
{
    return (!a || words_in(a, s)) && (!b || words_in(b, s)) && (!c || words_in(c, s));
}

bool docs_sentence_next(cupel_slice text, size_t *at, cupel_slice *ret)
{
    for (size_t i = *at; i < text.n; i++) {
        uint8_t c = text.p[i], next = i + 1 < text.n ? text.p[i + 1] : ' ';
        bool space = next == ' ' || next == '\n' || next == '\t';
        bool stops = (c == '.' || c == '!' || c == '?' || c == ';') && space;
        if (!stops && i + 1 < text.n)
            continue;
        *ret = slice_part(text, *at, i + 1 - *at);
        *at = i + 1;
        return true;
    }
    return false;
}

cupel_slice docs_sentence(cupel_slice text, const char *a, const char *b, const char *c)
{
    size_t at = 0;
    cupel_slice s;
    while (docs_sentence_next(text, &at, &s))
        if (has_all(s, a, b, c))
            return s;
    return SLICE_EMPTY;
}

bool docs_is_plan(const struct project_file *file, cupel_slice sentence)
{
    static const char plans[] =
        "will|planned|plan|plans|planning|future|soon|not yet|todo|roadmap|upcoming|aim|aims|"
        "goal|intend*|want to|would like|should be|could be|needs to be|must be made|in progress|"
        "under development|eventually|proposal|proposed|once";
    return words_in("rfc|rfcs|proposal|proposals|roadmap|dip|dips|enhancement*|todo",
                    slice_str(file->path)) ||
           words_in(plans, sentence);
}

/* ---- the project ---- */

const char *docs_gap(const struct project *p)
{
    const char *why = NULL;
    return project_is_whole(p, &why) ? "" : arena_printf(p->arena, "; %s", why);
}

void docs_absent(const struct project *p, struct finding *f, const char *what)
{
    bool whole = project_is_whole(p, NULL);
    finding_say(p, f, whole ? CUPEL_FAIL : CUPEL_UNKNOWN, "%s%s", what, docs_gap(p));
}

/* What only code inside of an enclave or guest has to do, or the side that calls into it. */
#define INSIDE                                                                                     \
    "vmgexit|rmpadjust|pvalidate|tdvmcall*|tdcall|tdg vp*|enclu|eenter|eexit|ereport|egetkey|"     \
    "rsi host call|sgx ocall*|sgx ecall*|oe ocall*|oe ecall*|ocall table|ecall table|"             \
    "smc rmi*|rmi granule*|rmi rec*|rmi rtt*"

size_t docs_runs_inside(const struct project *p, struct places *to)
{
    const struct code_ask inside = { .kind = QUERY_ANY_NODE, .all = { INSIDE } };
    return query_code_places(p, &inside, to, "runs inside of what is measured");
}

/* A package's own description names tools without using them. */
static bool is_description(const char *path)
{
    static const char *const names[] = { "PKG-INFO",        "METADATA",     "Cargo.toml",
                                         "Cargo.toml.orig", "package.json", "pyproject.toml",
                                         "setup.py",        "setup.cfg" };
    cupel_slice base = house_base(path);
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        if (slice_eq(base, slice_str(names[i])))
            return true;
    return false;
}

/* Where it is but a test or an example that is measured, the project is not. */
#define TRIAL                                                                                      \
    "test|tests|testing|check|example|examples|sample|samples|demo|bench*|run enclave|"            \
    "terminate enclave|describe enclaves|console enclave|e2e"

static const struct project_file *file_of(const struct project *p, const struct place *at)
{
    const struct project_file *found = NULL;
    for (size_t i = 0; i < p->n_checkouts && !found; i++)
        if (!at->repo || slice_eq(slice_str(at->repo), slice_str(p->checkouts[i].name)))
            found = checkout_file(&p->checkouts[i], at->path);
    return found;
}

static bool is_trial(const struct project *p, const struct place *at)
{
    const struct project_file *f = file_of(p, at);
    if (words_in(TRIAL, slice_str(at->path)))
        return true;
    if (!f || at->line == 0 || f->text.n == 0)
        return false;
    size_t start = house_line_start(f->text, (uint32_t)at->line);
    cupel_slice line;
    return house_line_next(f->text, &start, &line) && words_in(TRIAL, line);
}

enum fact_truth docs_builds_measured(const struct project *p)
{
    const struct fact *measured = &p->facts->measured;
    size_t shown = measured->where.more, trials = 0;
    for (size_t i = 0; i < measured->where.n; i++) {
        const struct place *at = &measured->where.at[i];
        if (is_trial(p, at))
            trials++;
        else
            shown += !is_description(at->path);
    }
    if (measured->truth != FACT_YES)
        return measured->truth;
    if (shown + trials == 0)
        return FACT_NO;
    return shown >= trials ? FACT_YES : FACT_MAYBE;
}

/* An image that is built, or prose on measurements of the project's own: what a TEE may measure. */
static bool hints_at_measured(const struct project *p, struct finding *f)
{
    const struct prose_ask ask = {
        .all = { "reference value*|expected measurement*|golden*|mrenclave|mr enclave|pcr0|"
                 "published measurement*|reproducib*|enclave image*|compose hash*|measured "
                 "image*" }
    };
    struct file_walk w = { .p = p, .kinds_any = FILE_BUILD, .kinds_none = FILE_FOREIGN };
    for (const struct project_file *b; (b = file_next(&w));)
        if (slice_starts(house_base(b->path), SLICE_LIT("Dockerfile")) ||
            slice_starts(house_base(b->path), SLICE_LIT("Containerfile")))
            places_add(p, &f->where, b, 0, "builds an image");
    const struct prose_ask inside = {
        .all = { "runs in|runs inside|run in|run inside|running in|running inside|executes in|"
                 "service in|agent in|inside of|program in|application in",
                 "enclave|enclaves|tee|tdx guest|snp guest|sev snp guest|confidential vm*|"
                 "confidential guest*|trust domain|trusted execution environment|cvm|td guest|"
                 "tdx vm|realm" },
        .none = "outside|does not run|not run|doesn t run",
        .same_sentence = true
    };
    return query_prose_places(p, &ask, &f->where, "speaks of measurements") +
                   query_prose_places(p, &inside, &f->where, "says what runs in a TEE") >
               0 ||
           f->where.n > 0;
}

/* What only verifies has nothing of its own that is measured, but perhaps samples for its tests. */
static bool may_be_measured(const struct project *p)
{
    const struct fact *r = p->facts->roles;
    return r[ROLE_PLATFORM].truth != FACT_NO || r[ROLE_WORKLOAD].truth != FACT_NO ||
           r[ROLE_ATTESTER].truth != FACT_NO || facts_verifies_any(p->facts) == FACT_NO;
}

bool docs_is_measured(const struct project *p, struct finding *f)
{
    enum fact_truth measured = docs_builds_measured(p);
    if (measured == FACT_YES && may_be_measured(p))
        return true;
    if (measured == FACT_YES)
        measured = FACT_MAYBE;
    if (docs_runs_inside(p, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "code of the project runs inside of an enclave or guest; whether the project "
                    "builds what is measured is for a reader to see");
    else if (measured == FACT_MAYBE) {
        f->where = p->facts->measured.where;
        finding_say(p, f, CUPEL_UNKNOWN,
                    "something is built that is measured, perhaps for tests alone%s", docs_gap(p));
    } else if (hints_at_measured(p, f))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "nothing was recognised that the project builds and a TEE measures; what is "
                    "listed may be it");
    else if (project_is_whole(p, NULL))
        finding_say(p, f, CUPEL_NA, "nothing that the project builds is measured");
    else
        finding_say(p, f, CUPEL_UNKNOWN, "nothing was seen that is measured%s", docs_gap(p));
    return false;
}

/* Names that only what a registry hands out has. */
static bool is_mark_of_package(const struct project_file *f)
{
    static const char *const names[] = { ".cargo_vcs_info.json", "Cargo.toml.orig", "PKG-INFO" };
    cupel_slice base = house_base(f->path);
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        if (slice_eq(base, slice_str(names[i])))
            return true;
    if (house_ends(f->path, ".dist-info/METADATA|.dist-info/RECORD"))
        return true;
    return slice_eq(base, SLICE_LIT("Cargo.toml")) &&
           words_in("this file is automatically generated by cargo", f->text);
}

/* A repository has its settings beside the sources: .gitignore, .github, .editorconfig. */
static bool has_settings(const struct checkout *c)
{
    for (size_t i = 0; i < c->n_files; i++)
        if (c->files[i].path[0] == '.')
            return true;
    return false;
}

bool docs_is_package(const struct project *p, const struct project_file **ret)
{
    bool any_settings = false;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        any_settings = any_settings || has_settings(c);
        for (size_t k = 0; k < c->n_files; k++)
            if (is_mark_of_package(&c->files[k])) {
                *ret = &c->files[k];
                return true;
            }
    }
    *ret = NULL;
    return !any_settings;
}
