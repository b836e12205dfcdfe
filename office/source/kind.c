/* SPDX-License-Identifier: Apache-2.0 */
#include "office/source/kind_tables.h"

#include "office/text/words.h"

#define FOLDERS_MAX 64 /* deeper folders of a path are not looked at */

const char *lang_name(enum lang l)
{
    static const char *const names[] = { "", "C", "C++", "Go", "Rust", "Python", "other" };
    return (size_t)l < CUPEL_COUNT(names) ? names[l] : "";
}

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

/* Does @name match @glob, in which '*' stands for any bytes? The last star alone may take more, so
 * both are walked once per star. */
static bool glob_fits(cupel_slice glob, cupel_slice name)
{
    size_t g = 0, n = 0, star = SIZE_MAX, from = 0;
    while (n < name.n) {
        if (g < glob.n && glob.p[g] == '*') {
            star = g++;
            from = n;
        } else if (g < glob.n && lower(glob.p[g]) == lower(name.p[n])) {
            g++;
            n++;
        } else if (star != SIZE_MAX) {
            g = star + 1;
            n = ++from;
        } else {
            return false;
        }
    }
    while (g < glob.n && glob.p[g] == '*')
        g++;
    return g == glob.n;
}

static bool is_one_of(const char *const *names, size_t count, cupel_slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_eq_nocase(slice_str(names[i]), name))
            return true;
    return false;
}

/* A path by its parts. */
struct path {
    cupel_slice folder[FOLDERS_MAX];
    size_t n_folders;
    cupel_slice name;
};

static struct path path_split(const char *text)
{
    struct path p = { .n_folders = 0 };
    cupel_slice rest = slice_str(text);
    for (;;) {
        size_t end = slice_find(rest, SLICE_LIT("/"));
        if (end == SIZE_MAX)
            break;
        cupel_slice part = slice_part(rest, 0, end);
        if (part.n && !slice_eq(part, SLICE_LIT(".")) && p.n_folders < FOLDERS_MAX)
            p.folder[p.n_folders++] = part;
        rest = slice_part(rest, end + 1, rest.n - end - 1);
    }
    p.name = rest;
    return p;
}

/* Does folder @i hold projects of others? vendor/github.com/x, external/openssl/ssl.c; but not
 * src/vendor/intel.rs, external/src/lib.rs or external/mod.rs, which are the project's own. */
static bool holds_others(const struct path *p, size_t i)
{
    if (i + 1 >= p->n_folders)
        return false;
    cupel_slice inner = p->folder[i + 1];
    if (slice_find(inner, SLICE_LIT(".")) != SIZE_MAX) /* a host's name */
        return true;
    for (size_t k = 0; k < i; k++)
        if (is_one_of(kind_own_folders, kind_own_folders_count, p->folder[k]))
            return false;
    return !is_one_of(kind_project_folders, kind_project_folders_count, inner);
}

/* What is known of a file when a folder of its path is looked at. */
struct known {
    enum lang lang;
    unsigned by_name; /* what its name makes of it */
    unsigned before;  /* that, and what the folders above make of it */
};

static bool rule_holds(enum folder_rule rule, const struct path *p, size_t i, const struct known *f)
{
    switch (rule) {
    case ANYWHERE: return true;
    case HOLDS_OTHERS: return holds_others(p, i);
    case HOLDS_OTHERS_IN_C: return (f->lang == LANG_C || f->lang == LANG_CPP) && holds_others(p, i);
    case AT_TOP: return i == 0;
    case IN_TESTS: return f->before & FILE_TEST;
    case PROSE_ONLY: return f->by_name & FILE_DOC;
    }
    return false;
}

static unsigned of_folder(const struct path *p, size_t i, const struct known *f)
{
    unsigned kind = 0;
    for (size_t r = 0; r < kind_folders_count; r++) {
        const struct folder_row *row = &kind_folders[r];
        if ((kind & row->kind) == 0 && glob_fits(slice_str(row->glob), p->folder[i]) &&
            rule_holds(row->rule, p, i, f))
            kind |= row->kind;
    }
    /* .github/workflows and .github/actions are CI, the rest of .github is not. */
    if (i + 1 < p->n_folders && slice_eq(p->folder[i], SLICE_LIT(".github")) &&
        (slice_eq(p->folder[i + 1], SLICE_LIT("workflows")) ||
         slice_eq(p->folder[i + 1], SLICE_LIT("actions"))))
        kind |= FILE_CI;
    return kind;
}

/* FooTest.java, FooTests.cpp: a word of its own at the end of a name in mixed case. */
static bool is_camel_test(cupel_slice name, enum lang l)
{
    if (l != LANG_CPP && l != LANG_OTHER)
        return false;
    size_t dot = slice_find(name, SLICE_LIT("."));
    cupel_slice stem = slice_part(name, 0, dot == SIZE_MAX ? name.n : dot);
    cupel_slice last = slice_part(stem, stem.n > 4 ? stem.n - 4 : 0, 4);
    if (slice_eq(last, SLICE_LIT("ests")))
        last = slice_part(stem, stem.n > 5 ? stem.n - 5 : 0, 4);
    return slice_eq(last, SLICE_LIT("Test"));
}

static unsigned of_name(cupel_slice name, enum lang l)
{
    unsigned kind = is_camel_test(name, l) ? FILE_TEST : 0;
    for (size_t r = 0; r < kind_names_count; r++) {
        const struct name_row *row = &kind_names[r];
        if (row->langs && !(row->langs & 1u << l))
            continue;
        if ((kind & row->kind) == 0 && glob_fits(slice_str(row->glob), name))
            kind |= row->kind;
    }
    if (kind & FILE_BUILD) /* requirements.txt is no prose, Cargo.toml no policy */
        kind &= ~(unsigned)(FILE_DOC | FILE_CONFIG | FILE_CHANGELOG | FILE_TEST);
    return kind & FILE_CHANGELOG ? kind | FILE_DOC : kind;
}

/* Are these letters there, in either case? A cheap look before the search for words. */
static bool has_letters(cupel_slice s, cupel_slice letters)
{
    for (size_t i = 0; i + letters.n <= s.n; i++)
        if ((s.p[i] | 0x20) == letters.p[0] &&
            slice_eq_nocase(slice_part(s, i, letters.n), letters))
            return true;
    return false;
}

/* Does the file say of itself that a program wrote it? */
static bool says_generated(cupel_slice start)
{
    if (!has_letters(start, SLICE_LIT("generated")) && !has_letters(start, SLICE_LIT("created by")))
        return false;
    if (slice_find(start, SLICE_LIT("@generated")) != SIZE_MAX)
        return true;
    if (words_in("do not edit|do not modify|do not change|don't edit", start) &&
        words_in("generated|autogenerated|auto generated|created by", start))
        return true;
    return words_in(
        "code generated by|automatically generated by|autogenerated by|auto generated by|"
        "automatically generated file|this file was generated by|"
        "this file was automatically generated|this file is automatically generated",
        start);
}

/* .golangci.yml, .github/dependabot.yml: settings of tools beside the product. */
static bool is_hidden(const struct path *p)
{
    if (slice_starts(p->name, SLICE_LIT(".")))
        return true;
    for (size_t i = 0; i < p->n_folders; i++)
        if (slice_starts(p->folder[i], SLICE_LIT(".")))
            return true;
    return false;
}

unsigned file_kind_of(const char *path, cupel_slice start)
{
    struct path p = path_split(path);
    enum lang l = file_lang_of(path, start);
    struct known f = { .lang = l, .by_name = of_name(p.name, l) };
    f.before = f.by_name;
    for (size_t i = 0; i < p.n_folders; i++)
        f.before |= of_folder(&p, i, &f);
    unsigned kind = f.before;
    if (kind & FILE_CHANGELOG)
        kind |= FILE_DOC;
    if (l != LANG_NONE && says_generated(start))
        kind |= FILE_GENERATED;
    /* Data beside tests is what they read: quotes, certificates, keys. */
    if ((kind & FILE_TEST) && l == LANG_NONE && !(kind & (FILE_DOC | FILE_BUILD | FILE_CI)))
        kind |= FILE_FIXTURE;
    if ((kind & FILE_CI) || is_hidden(&p))
        kind &= ~(unsigned)FILE_CONFIG;
    return kind;
}

/* The language of a #! line. */
static enum lang lang_of_script(cupel_slice start)
{
    if (!slice_starts(start, SLICE_LIT("#!")))
        return LANG_NONE;
    size_t end = slice_find(start, SLICE_LIT("\n"));
    cupel_slice line = slice_part(start, 0, end == SIZE_MAX ? start.n : end);
    return words_in("python|python2|python3", line) ? LANG_PYTHON : LANG_OTHER;
}

/* Does a line of the header start as C++ does and C never? */
static bool is_cpp_header(cupel_slice start)
{
    static const char *const marks[] = {
        "class ",   "namespace ",        "template<", "template <", "using ",           "public:",
        "private:", "#include <string>", "virtual ",  "constexpr ", "#include <vector>"
    };
    while (start.n) {
        size_t end = slice_find(start, SLICE_LIT("\n"));
        size_t len = end == SIZE_MAX ? start.n : end;
        size_t blank = 0;
        while (blank < len && (start.p[blank] == ' ' || start.p[blank] == '\t'))
            blank++;
        cupel_slice line = slice_part(start, blank, len - blank);
        for (size_t i = 0; i < CUPEL_COUNT(marks); i++)
            if (slice_starts(line, slice_str(marks[i])))
                return true;
        start = len < start.n ? slice_part(start, len + 1, start.n - len - 1) : SLICE_EMPTY;
    }
    return false;
}

enum lang file_lang_of(const char *path, cupel_slice start)
{
    cupel_slice name = path_split(path).name;
    size_t dot = SIZE_MAX;
    for (size_t i = name.n; i > 1 && dot == SIZE_MAX; i--)
        if (name.p[i - 1] == '.')
            dot = i - 1;
    if (dot == SIZE_MAX)
        return lang_of_script(start);
    cupel_slice ending = slice_part(name, dot + 1, name.n - dot - 1);
    if (slice_eq(ending, SLICE_LIT("C")) || slice_eq(ending, SLICE_LIT("H")))
        return LANG_CPP;
    for (size_t i = 0; i < kind_endings_count; i++)
        if (slice_eq_nocase(slice_str(kind_endings[i].ending), ending)) {
            bool header = slice_eq_nocase(ending, SLICE_LIT("h"));
            return header && is_cpp_header(start) ? LANG_CPP : kind_endings[i].lang;
        }
    return lang_of_script(start);
}
