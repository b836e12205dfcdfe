/* SPDX-License-Identifier: Apache-2.0 */
/* review/house.c: files by name, text, READMEs. */
#include "office/review/house.h"

#include "base/status.h"

#include <string.h>

/* ---- names ---- */

static int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static bool same_byte(int a, int b, bool exact)
{
    return exact ? a == b : lower(a) == lower(b);
}

static bool glob_fits(cupel_slice glob, cupel_slice name, bool exact)
{
    size_t g = 0, i = 0, star = SIZE_MAX, resume = 0;
    while (i < name.n) {
        if (g < glob.n && glob.p[g] == '*') {
            star = g++;
            resume = i;
        } else if (g < glob.n && same_byte(glob.p[g], name.p[i], exact)) {
            g++;
            i++;
        } else if (star != SIZE_MAX) { /* let the last star take one more */
            g = star + 1;
            i = ++resume;
        } else {
            return false;
        }
    }
    while (g < glob.n && glob.p[g] == '*')
        g++;
    return g == glob.n;
}

bool house_glob(const char *glob, cupel_slice name, bool exact)
{
    return glob_fits(slice_str(glob), name, exact);
}

cupel_slice house_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slice_str(slash ? slash + 1 : path);
}

/* The next of the words that '|' separates; false at the end. */
static bool next_word(const char **list, cupel_slice *ret)
{
    if (!*list)
        return false;
    size_t n = strcspn(*list, "|");
    *ret = slice_of(*list, n);
    *list = (*list)[n] == '|' ? *list + n + 1 : NULL;
    return true;
}

bool house_ends(const char *path, const char *endings)
{
    cupel_slice all = slice_str(path), end;
    while (next_word(&endings, &end))
        if (all.n > end.n && slice_eq_nocase(slice_part(all, all.n - end.n, end.n), end))
            return true;
    return false;
}

/* The entry of @folder ("" for the top) that @path lies at or in. */
static bool entry_in(const char *path, cupel_slice folder, cupel_slice *name, bool *is_folder)
{
    cupel_slice all = slice_str(path);
    size_t start = folder.n ? folder.n + 1 : 0;
    if (folder.n && (all.n <= start || !slice_starts(all, folder) || all.p[folder.n] != '/'))
        return false;
    cupel_slice rest = slice_part(all, start, all.n - start);
    size_t slash = slice_find(rest, SLICE_LIT("/"));
    *is_folder = slash != SIZE_MAX;
    *name = *is_folder ? slice_part(rest, 0, slash) : rest;
    return true;
}

static void split_glob(cupel_slice glob, cupel_slice *folder, cupel_slice *name)
{
    size_t slash = slice_find(glob, SLICE_LIT("/"));
    *folder = slash == SIZE_MAX ? SLICE_EMPTY : slice_part(glob, 0, slash);
    *name = slash == SIZE_MAX ? glob : slice_part(glob, slash + 1, glob.n - slash - 1);
}

bool house_find_in(const struct checkout *c, const char *globs, bool exact, struct house_file *ret)
{
    cupel_slice glob;
    while (next_word(&globs, &glob)) {
        cupel_slice folder, pattern, name;
        split_glob(glob, &folder, &pattern);
        for (size_t i = 0; i < c->n_files; i++) {
            bool is_folder = false;
            if (!entry_in(c->files[i].path, folder, &name, &is_folder) ||
                !glob_fits(pattern, name, exact))
                continue;
            *ret = (struct house_file){ .file = &c->files[i], .is_folder = is_folder };
            return true;
        }
    }
    return false;
}

static bool find_among(const struct project *p, const char *globs, bool exact, bool defaults,
                       struct house_file *ret)
{
    for (size_t i = 0; i < p->n_checkouts; i++)
        if (p->checkouts[i].is_defaults == defaults &&
            house_find_in(&p->checkouts[i], globs, exact, ret))
            return true;
    return false;
}

bool house_find(const struct project *p, const char *globs, bool exact, struct house_file *ret)
{
    return find_among(p, globs, exact, false, ret);
}

bool house_find_default(const struct project *p, const char *globs, bool exact,
                        struct house_file *ret)
{
    return find_among(p, globs, exact, true, ret);
}

const char *house_file_text(const struct project *p, const struct house_file *f)
{
    const char *of = f->file->in->is_defaults ? " of the organisation's .github repository" : "";
    if (!f->is_folder)
        return arena_printf(p->arena, "%s%s", f->file->path, of);
    const char *slash = strchr(f->file->path, '/');
    cupel_slice folder = slice_of(f->file->path, (size_t)(slash + 1 - f->file->path));
    if (slice_eq(folder, SLICE_LIT("docs/")) || slice_eq(folder, SLICE_LIT(".github/"))) {
        const char *second = strchr(slash + 1, '/');
        if (second)
            folder = slice_of(f->file->path, (size_t)(second + 1 - f->file->path));
    }
    return arena_printf(p->arena, "the folder %s%s", arena_text(p->arena, folder), of);
}

bool house_names_are_whole(const struct project *p, const char **why)
{
    for (size_t i = 0; i < p->n_checkouts; i++) {
        if (!p->checkouts[i].tree.partial)
            continue;
        if (why)
            *why = p->checkouts[i].tree.partial;
        return false;
    }
    return true;
}

/* ---- text ---- */

cupel_slice house_text(const struct project *p, const struct project_file *f, size_t max)
{
    cupel_slice text = SLICE_EMPTY;
    if (f->text.n)
        return f->text.n <= max ? f->text : SLICE_EMPTY;
    if (!f->in->repo || f->size > max || f->tree == TREE_LINK || f->tree == TREE_SUBMODULE)
        return SLICE_EMPTY;
    if (repo_blob(f->in->repo, &f->id, max, p->arena, &text) != CUPEL_OK)
        return SLICE_EMPTY;
    return text;
}

cupel_status house_yaml(const struct project *p, cupel_slice text, const struct yaml_node **ret,
                        struct cupel_diag *err)
{
    struct arena trial;
    const struct yaml_node *top = NULL;
    if (text.n > HOUSE_YAML_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "yaml", "it has more than %d bytes", HOUSE_YAML_MAX);
    arena_init(&trial, HOUSE_TREE_MAX);
    cupel_status st = yaml_parse(&trial, text, true, &top, err);
    arena_clear(&trial);
    CUPEL_TRY(st);
    return yaml_parse(p->arena, text, true, ret, err);
}

const char *house_count(const struct project *p, size_t n, const char *one, const char *many)
{
    return arena_printf(p->arena, "%zu %s", n, n == 1 ? one : many);
}

static size_t find(cupel_slice text, const char *needle, size_t from, bool exact)
{
    size_t n = strlen(needle);
    for (size_t i = from; n > 0 && i + n <= text.n; i++) {
        size_t k = 0;
        while (k < n && same_byte(text.p[i + k], (uint8_t)needle[k], exact))
            k++;
        if (k == n)
            return i;
    }
    return SIZE_MAX;
}

size_t house_find_nocase(cupel_slice text, const char *needle, size_t from)
{
    return find(text, needle, from, false);
}

size_t house_find_text(cupel_slice text, const char *needle, size_t from)
{
    return find(text, needle, from, true);
}

uint32_t house_line_at(cupel_slice text, size_t offset)
{
    uint32_t line = 1;
    for (size_t i = 0; i < offset && i < text.n; i++)
        line += text.p[i] == '\n';
    return line;
}

size_t house_line_start(cupel_slice text, uint32_t line)
{
    size_t i = 0;
    for (uint32_t at = 1; at < line && i < text.n; i++)
        at += text.p[i] == '\n';
    return i;
}

bool house_line_next(cupel_slice text, size_t *at, cupel_slice *line)
{
    if (*at >= text.n)
        return false;
    size_t start = *at, end = start;
    while (end < text.n && text.p[end] != '\n')
        end++;
    *at = end + 1;
    while (end > start && text.p[end - 1] == '\r')
        end--;
    *line = slice_part(text, start, end - start);
    return true;
}

/* ---- READMEs ---- */

static bool is_readme(const char *path)
{
    static const char *const folders[] = { "", ".github", "docs" };
    for (size_t i = 0; i < CUPEL_COUNT(folders); i++) {
        cupel_slice name;
        bool is_folder = false;
        if (entry_in(path, slice_str(folders[i]), &name, &is_folder) && !is_folder &&
            slice_starts(name, SLICE_LIT("README")))
            return true;
    }
    return false;
}

static bool is_plain(const struct project_file *f)
{
    return f->tree == TREE_FILE || f->tree == TREE_EXECUTABLE;
}

const struct project_file *house_readme_next(struct house_readmes *w)
{
    for (; w->checkout < w->p->n_checkouts; w->checkout++, w->file = 0) {
        const struct checkout *c = &w->p->checkouts[w->checkout];
        while (!c->is_defaults && w->file < c->n_files) {
            const struct project_file *f = &c->files[w->file++];
            if (f->text.n && is_plain(f) && is_readme(f->path))
                return f;
        }
    }
    return NULL;
}

bool house_readmes_are_read(const struct project *p)
{
    for (size_t i = 0; i < p->n_checkouts; i++)
        for (size_t k = 0; !p->checkouts[i].is_defaults && k < p->checkouts[i].n_files; k++) {
            const struct project_file *f = &p->checkouts[i].files[k];
            if (f->is_unread && is_plain(f) && is_readme(f->path))
                return false;
        }
    return house_names_are_whole(p, NULL);
}

/* `[`, then the word, then `](`, then `)`: what \[.*WORD.*\]\(.*\) finds in a line. */
static bool is_link_with(cupel_slice line, const char *word)
{
    size_t open = house_find_text(line, "[", 0);
    if (open == SIZE_MAX)
        return false;
    size_t at = house_find_nocase(line, word, open + 1);
    if (at == SIZE_MAX)
        return false;
    size_t middle = house_find_text(line, "](", at + strlen(word));
    return middle != SIZE_MAX && house_find_text(line, ")", middle + 2) != SIZE_MAX;
}

bool house_line_refers(cupel_slice line, const char *word)
{
    if (line.n && line.p[0] == '#' && house_find_nocase(line, word, 1) != SIZE_MAX)
        return true;
    return slice_eq_nocase(line, slice_str(word)) || is_link_with(line, word);
}

bool house_readme_refers(const struct project *p, const char *word, struct places *to)
{
    struct house_readmes w = { .p = p };
    for (const struct project_file *f; (f = house_readme_next(&w)) != NULL;) {
        size_t at = 0;
        cupel_slice line;
        for (uint32_t n = 1; house_line_next(f->text, &at, &line); n++) {
            if (!house_line_refers(line, word))
                continue;
            if (to)
                places_add(p, to, f, n, "refers to \"%s\"", word);
            return true;
        }
    }
    return false;
}
