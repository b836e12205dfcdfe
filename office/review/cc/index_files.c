/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/index_files.c: which texts of which files become units, and of what kind. */
#include "office/review/cc/index.h"

#include "office/text/words.h"

#include <string.h>

#define LINE_MAX 4096 /* what stands further in a line is data */

/* ---- words of code, each distinct one once ---- */

static uint32_t hash_word(cupel_slice s, uint8_t kind)
{
    uint32_t h = (2166136261u ^ kind) * 16777619u; /* FNV-1a */
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ s.p[i]) * 16777619u;
    return h;
}

static bool rehash_words(struct query_index *x)
{
    struct index_words *t = &x->words;
    size_t n = t->n_slots ? t->n_slots * 2 : 8192;
    uint32_t *slots = arena_array(x->arena, n, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < t->n_slots; i++) {
        if (!t->slots[i])
            continue;
        const struct unit *u = &x->units[t->slots[i] - 1];
        size_t at = hash_word(u->text, u->kind) & (n - 1);
        while (slots[at])
            at = (at + 1) & (n - 1);
        slots[at] = t->slots[i];
    }
    t->slots = slots;
    t->n_slots = n;
    return true;
}

static uint32_t word_unit(struct query_index *x, const struct code_word *w)
{
    struct index_words *t = &x->words;
    uint8_t kind = w->kind == CODE_STRING ? UNIT_STRING : UNIT_IDENT;
    if (t->n * 2 >= t->n_slots && !rehash_words(x))
        return UINT32_MAX;
    size_t at = hash_word(w->text, kind) & (t->n_slots - 1);
    for (; t->slots[at]; at = (at + 1) & (t->n_slots - 1)) {
        const struct unit *u = &x->units[t->slots[at] - 1];
        if (u->kind == kind && slice_eq(u->text, w->text))
            return t->slots[at] - 1;
    }
    size_t before = x->n_units;
    index_add(x, (struct unit){ .text = w->text, .kind = kind });
    if (x->n_units == before)
        return UINT32_MAX;
    t->n++;
    t->slots[at] = (uint32_t)x->n_units;
    return (uint32_t)before;
}

static void index_code(struct query_index *x, const struct project_file *f)
{
    const struct code *c = f->code;
    uint32_t *units = arena_array(x->arena, c->n_words, sizeof *units);
    if (!units ||
        !index_grow(x->arena, (void **)&x->codes, &x->codes_room, x->n_codes, sizeof *x->codes))
        return;
    for (size_t i = 0; i < c->n_words; i++)
        units[i] = word_unit(x, &c->words[i]);
    x->codes[x->n_codes++] = (struct code_file){ f, units };
    for (uint32_t n = 0; n < c->n_nodes && !x->has_tests; n++)
        x->has_tests = c->nodes[n].kind == CODE_FUNCTION && query_is_on_side(f, n, QUERY_TESTS);
}

/* ---- files ---- */

static bool has_prefix(const char *name, const char *prefixes)
{
    cupel_slice s = slice_str(name);
    while (*prefixes) {
        size_t n = strcspn(prefixes, "|");
        if (s.n >= n && slice_eq_nocase(slice_part(s, 0, n), slice_of(prefixes, n)))
            return true;
        prefixes += n + (prefixes[n] == '|');
    }
    return false;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool ends_with(const char *path, const char *end)
{
    cupel_slice s = slice_str(path), e = slice_str(end);
    return s.n >= e.n && slice_eq_nocase(slice_part(s, s.n - e.n, e.n), e);
}

/* Plain text is as often data: it is a document by its name or among documents. */
static bool is_text_document(const char *path)
{
    return has_prefix(base_name(path), "readme|install|security|usage|howto|hacking|todo|design") ||
           words_in("doc|docs|documentation", slice_str(path));
}

/* What lies in a folder of documents and is no prose: drawings, data, locks. */
static bool is_prose_file(const char *path)
{
    static const char *const ends[] = { ".md",   ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc",
                                        ".html", ".htm",      ".txt", ".tex", ".org",  ".pod" };
    const char *base = base_name(path);
    if (!strchr(base, '.'))
        return true;
    for (size_t i = 0; i < CUPEL_COUNT(ends); i++)
        if (ends_with(path, ends[i]))
            return true;
    return false;
}

/* Texts that are no statement of the project about itself, and older copies of its documents. */
static bool is_own_document(const struct project_file *f)
{
    static const char others[] =
        "license|licence|copying|notice|code_of_conduct|code-of-conduct|codeofconduct|cmakelists|"
        "requirements|constraints|robots.txt|authors|contributors|third_party|third-party|"
        "thirdparty|issue_template|pull_request_template";
    static const char folders[] = "versioned docs|versioned sidebars|issue template|"
                                  "pull request template|licenses|third party licenses";
    return f->doc && f->kind & FILE_DOC && is_prose_file(f->path) &&
           !(f->kind & (FILE_CHANGELOG | FILE_FOREIGN | FILE_TEST | FILE_FIXTURE | FILE_EXAMPLE)) &&
           !has_prefix(base_name(f->path), others) && !words_in(folders, slice_str(f->path)) &&
           !(ends_with(f->path, ".txt") && !is_text_document(f->path));
}

static bool is_prose(enum doc_block_kind k)
{
    return k != DOC_CODE && k != DOC_HTML;
}

static void index_document(struct query_index *x, const struct project_file *f)
{
    for (size_t i = 0; i < f->doc->n_blocks; i++)
        index_add(x, (struct unit){ .text = slice_str(f->doc->blocks[i].text),
                                    .file = f,
                                    .line = f->doc->blocks[i].line,
                                    .part = (uint32_t)i,
                                    .kind = is_prose(f->doc->blocks[i].kind) ? UNIT_BLOCK
                                                                             : UNIT_FENCED });
}

/* Locks list what others depend on, by machine. */
static bool is_lock(const char *path)
{
    static const char names[] = "package-lock|npm-shrinkwrap|yarn.lock|pnpm-lock|cargo.lock|go.sum|"
                                "poetry.lock|pipfile.lock|gemfile.lock|composer.lock|uv.lock|"
                                "bun.lock";
    return has_prefix(base_name(path), names) || ends_with(path, ".sum") ||
           ends_with(path, ".lock");
}

bool index_is_program(const char *path)
{
    static const char *const endings[] = { ".ts",   ".tsx",   ".js",  ".mjs", ".cjs", ".java",
                                           ".kt",   ".scala", ".cs",  ".fs",  ".m",   ".swift",
                                           ".zig",  ".ml",    ".hs",  ".sol", ".php", ".rb",
                                           ".dart", ".ex",    ".erl", ".nim", ".d",   ".adb" };
    cupel_slice s = slice_str(path);
    for (size_t i = 0; i < CUPEL_COUNT(endings); i++) {
        cupel_slice e = slice_str(endings[i]);
        if (s.n > e.n && slice_eq(slice_part(s, s.n - e.n, e.n), e))
            return true;
    }
    return false;
}

static bool is_comment_line(cupel_slice s, enum lang l)
{
    size_t i = 0;
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
        i++;
    s = slice_part(s, i, s.n - i);
    if (l == LANG_NONE)
        return s.n == 0 || s.p[0] == '#' || slice_starts(s, SLICE_LIT("//"));
    return s.n == 0 || slice_starts(s, SLICE_LIT("//")) || slice_starts(s, SLICE_LIT("/*")) ||
           s.p[0] == '*' || s.p[0] == '#';
}

static void index_lines(struct query_index *x, const struct project_file *f, enum unit_kind kind)
{
    uint32_t number = 0, first = (uint32_t)x->n_units;
    for (size_t at = 0; at < f->text.n;) {
        cupel_slice rest = slice_part(f->text, at, f->text.n - at);
        size_t end = slice_find(rest, SLICE_LIT("\n"));
        cupel_slice line = slice_part(rest, 0, end == SIZE_MAX ? rest.n : end);
        number++;
        at += line.n + 1;
        line.n = line.n < LINE_MAX ? line.n : LINE_MAX;
        if (!is_comment_line(line, f->lang))
            index_add(x, (struct unit){ .text = line,
                                        .file = f,
                                        .line = number,
                                        .part = first,
                                        .kind = (uint8_t)kind });
    }
}

void index_add_file(struct query_index *x, const struct project_file *f)
{
    if (is_own_document(f))
        index_document(x, f);
    if (f->code)
        index_code(x, f);
    bool is_product = !(f->kind & FILE_NOT_PRODUCT);
    if (f->lang != LANG_NONE && f->text.n && is_product)
        comments_index(x, f);
    if (f->lang != LANG_NONE && f->text.n && !f->code && is_product)
        index_lines(x, f, index_is_program(f->path) ? UNIT_SOURCE : UNIT_LINE);
    if (f->lang == LANG_NONE && f->text.n && !f->doc && !(f->kind & FILE_FOREIGN) &&
        !is_lock(f->path))
        index_lines(x, f, UNIT_LINE);
}
