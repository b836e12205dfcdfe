/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/parse.c: cc-parse. Evidence and collateral come from strangers. Three questions: is the
 * language safe, do parsers panic, and is each format's parser fuzzed, with a corpus, in CI? A
 * build with sanitizers is not fuzzing.
 */
#include "office/review/cc/identity.h"

#include "office/text/words.h"

#include <string.h>

#define FUZZERS                                                                                    \
    "fuzz target|llvmfuzzertestoneinput|llvm fuzzer test one input|atheris|libfuzzer*|afl fuzz|"   \
    "honggfuzz|cargo fuzz|bolero|fuzz one|fuzz main"
#define CI_RUNS "fuzz|fuzz*|cargo fuzz|oss fuzz|clusterfuzzlite|afl|honggfuzz|libfuzzer"

/* ---- what there is ---- */

struct fuzzing {
    unsigned formats; /* whose parsers a target names */
    size_t targets;
    bool is_old; /* only entry points that no current tool runs */
    struct places where;
};

static bool function_says(const struct project_file *file, uint32_t node, enum tee_format t)
{
    return code_says(file->code, node, tee_words(t), true, NULL) ||
           words_in(tee_words(t), slice_str(file->path));
}

static void add_target(const struct project *p, struct fuzzing *z, const struct project_file *file,
                       uint32_t node)
{
    z->targets++;
    places_add(p, &z->where, file, file->code->nodes[node].line, "a fuzz target");
    for (int t = 0; t < TEE_TOKEN; t++)
        if (function_says(file, node, (enum tee_format)t))
            z->formats |= IDENTITY_BIT(t);
}

/* gofuzz's functions return int and stand behind a build tag that nothing sets. */
static bool is_gofuzz(const struct project_file *f)
{
    return f->lang == LANG_GO && (slice_find(f->text, SLICE_LIT("+build gofuzz")) != SIZE_MAX ||
                                  slice_find(f->text, SLICE_LIT("go:build gofuzz")) != SIZE_MAX);
}

static void find_fuzzing(const struct project *p, struct fuzzing *z)
{
    struct file_walk w = { .p = p, .kinds_none = FILE_FOREIGN };
    const struct project_file *f;
    while ((f = file_next(&w))) {
        bool is_fuzz_file = f->kind & FILE_FUZZ;
        if (is_fuzz_file && is_gofuzz(f)) {
            z->is_old = true;
            places_add(p, &z->where, f, 0, "for a tool that is no longer kept");
            continue;
        }
        for (uint32_t n = 0; f->code && n < f->code->n_nodes; n++)
            if (f->code->nodes[n].kind == CODE_FUNCTION && (f->code->nodes[n].flags & CODE_IS_FUZZ))
                add_target(p, z, f, n);
        if (is_fuzz_file && !f->code && f->lang != LANG_NONE) {
            z->targets++;
            places_add(p, &z->where, f, 0, "a fuzz target");
        }
    }
}

/* Any sign of fuzzing at all, in code, builds or CI. */
static bool has_trace(const struct project *p, struct places *to)
{
    struct code_ask code = {
        .kind = QUERY_ANY_NODE, .side = QUERY_EITHER, .strings = false, .all = { FUZZERS }
    };
    struct line_ask ci = { .kinds_any = FILE_CI, .all = { CI_RUNS } };
    struct line_ask build = { .kinds_any = FILE_BUILD,
                              .all = { "libfuzzer*|cargo fuzz|fsanitize fuzzer|fuzzer|honggfuzz|"
                                       "fuzz introspector|clusterfuzz*" },
                              .none = "indirect" };
    return query_code_places(p, &code, to, "speaks of fuzzing") +
               query_line_places(p, &ci, to, "speaks of fuzzing") +
               query_line_places(p, &build, to, "speaks of fuzzing") >
           0;
}

static bool runs_in_ci(const struct project *p, struct places *to)
{
    struct line_ask lines = { .kinds_any = FILE_CI, .all = { CI_RUNS } };
    return query_line_places(p, &lines, to, "CI runs it") > 0;
}

static bool has_corpus(const struct project *p)
{
    struct file_walk w = { .p = p };
    const struct project_file *f;
    while ((f = file_next(&w)))
        if (words_in("corpus|corpora|seeds|seed corpus|testdata fuzz", slice_str(f->path)))
            return true;
    struct code_ask add = {
        .kind = CODE_CALL, .side = QUERY_EITHER, .name = "add", .all = { "f" }, .near = "fuzz*"
    };
    return query_code_places(p, &add, NULL, NULL) > 0;
}

/* ---- safety and robustness, told beside the outcome ---- */

static void add_figures(const struct project *p, struct finding *f)
{
    size_t native = 0, unsafe = 0;
    struct file_walk w = { .p = p, .kinds_none = FILE_NOT_PRODUCT };
    const struct project_file *file;
    while ((file = file_next(&w)))
        native += file->code && (file->lang == LANG_C || file->lang == LANG_CPP);
    struct code_ask panics = { .kind = CODE_CALL,
                               .name = "panic|unimplemented|todo|unreachable|abort" };
    struct code_ask raw = { .kind = QUERY_ANY_NODE,
                            .all = { "from raw parts|unsafe|transmute|ptr read*|read unaligned" } };
    unsafe = query_code_places(p, &raw, NULL, NULL);
    finding_figure(p, f, "native_files", "product files in C or C++ that were parsed", "%zu",
                   native);
    finding_figure(p, f, "unsafe_reads", "places where product code reads memory without bounds",
                   "%zu", unsafe);
    finding_figure(p, f, "panics", "calls in product code that end the program", "%zu",
                   query_code_places(p, &panics, NULL, NULL));
}

static void judge(const struct project *p, struct finding *f, const struct fuzzing *z,
                  unsigned formats)
{
    unsigned missing = formats & ~z->formats;
    struct places ci = { NULL, 0, 0 };
    f->where = z->where;
    if (missing && z->formats)
        finding_say(p, f, CUPEL_FAIL, "fuzz targets name the parsers of %s, and none names %s",
                    identity_names(p, z->formats & formats), identity_names(p, missing));
    else if (missing)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "there are %zu fuzz targets; which parsers they reach is for a reader to see",
                    z->targets);
    else if (!runs_in_ci(p, &ci))
        finding_say(p, f, CUPEL_FAIL, "fuzz targets exist, and no CI configuration runs them");
    else if (!has_corpus(p))
        finding_say(p, f, CUPEL_UNKNOWN, "fuzz targets run in CI; no corpus was found in the tree");
    else
        finding_say(p, f, CUPEL_PASS, "the parsers of %s are fuzzed in CI with a corpus",
                    identity_names(p, formats));
}

void cc_parse(const struct project *p, struct finding *f)
{
    if (identity_is_outside(p, f))
        return;
    unsigned formats = 0;
    bool maybe = false;
    for (int t = 0; t < TEE_TOKEN; t++) {
        const struct format_facts *k = &p->facts->formats[t];
        if (k->parses.truth == FACT_YES || k->verifies.truth == FACT_YES)
            formats |= IDENTITY_BIT(t);
        maybe |= k->parses.truth == FACT_MAYBE || k->verifies.truth == FACT_MAYBE;
    }
    struct fuzzing z = { 0 };
    find_fuzzing(p, &z);
    add_figures(p, f);
    const char *why = NULL;
    if (z.targets) {
        judge(p, f, &z, formats);
        return;
    }
    f->where = z.where;
    if (!formats && !maybe && !identity_attests(p))
        finding_say(p, f, CUPEL_NA, "the code parses no evidence");
    else if (!formats)
        finding_say(p, f, CUPEL_UNKNOWN, "whether the code parses evidence itself is unclear");
    else if (z.is_old)
        finding_say(p, f, CUPEL_FAIL,
                    "the only fuzz targets are for a tool that is no longer kept");
    else if (!project_is_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "no fuzz target was seen, but %s", why);
    else if (has_trace(p, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN, "fuzzing is spoken of, and no target was recognised");
    else
        finding_say(p, f, CUPEL_FAIL, "no fuzz target in the tree or in CI for the parsers of %s",
                    identity_names(p, formats));
}
