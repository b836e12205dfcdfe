/* SPDX-License-Identifier: Apache-2.0 */
/* review/life/command_tree.c: words of a command, and what of them is there. */
#include "office/review/life/command_internal.h"

#include <string.h>

/* ---- words ---- */

bool cmd_is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

cupel_slice cmd_trim(cupel_slice s)
{
    while (s.n && cmd_is_space(s.p[0]))
        s = slice_part(s, 1, s.n - 1);
    while (s.n && cmd_is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

cupel_slice cmd_take(cupel_slice *s)
{
    *s = cmd_trim(*s);
    size_t n = 0;
    while (n < s->n && !cmd_is_space(s->p[n]))
        n++;
    cupel_slice word = slice_part(*s, 0, n);
    *s = slice_part(*s, n, s->n - n);
    return word;
}

bool cmd_is(cupel_slice s, const char *text)
{
    return slice_eq(s, slice_str(text));
}

/* Signs that a shell would act on: what the word becomes is not known. */
bool cmd_is_open(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (slice_find(SLICE_LIT("$<>{}*?[]'\"`\\~()|&=…"), slice_part(s, i, 1)) != SIZE_MAX)
            return true;
    return slice_find(s, SLICE_LIT("...")) != SIZE_MAX;
}

bool cmd_is_assignment(cupel_slice s)
{
    size_t at = slice_find(s, SLICE_LIT("="));
    return at != SIZE_MAX && at > 0 && s.p[0] != '-' && slice_find(s, SLICE_LIT("/")) >= at;
}

/* ---- the tree ---- */

/* @name in the folder at hand; false when it leaves the tree or does not fit. */
bool cmd_path_of(const char *folder, cupel_slice name, char out[COMMAND_PATH_ROOM])
{
    size_t n = slice_str(folder).n;
    slice_copy(slice_str(folder), out, COMMAND_PATH_ROOM);
    for (size_t i = 0; i < name.n;) {
        cupel_slice rest = slice_part(name, i, name.n - i);
        size_t end = slice_find(rest, SLICE_LIT("/"));
        cupel_slice part = slice_part(rest, 0, end == SIZE_MAX ? rest.n : end);
        i += end == SIZE_MAX ? rest.n : end + 1;
        if (part.n == 0 || cmd_is(part, "."))
            continue;
        if (cmd_is(part, "..")) {
            if (n == 0)
                return false;
            while (n && out[n - 1] != '/')
                n--;
            n = n ? n - 1 : 0;
            continue;
        }
        if (n + part.n + 2 > COMMAND_PATH_ROOM)
            return false;
        if (n)
            out[n++] = '/';
        slice_copy(part, out + n, part.n);
        n += part.n;
    }
    out[n] = '\0';
    return true;
}

bool cmd_is_folder(const struct checkout *c, const char *path)
{
    cupel_slice want = slice_str(path);
    if (want.n == 0)
        return true;
    size_t lo = 0, hi = c->n_files;
    while (lo < hi) { /* the first path after "folder." lies in it, '/' being the next sign */
        size_t mid = lo + (hi - lo) / 2;
        cupel_slice p = slice_str(c->files[mid].path);
        int cmp = slice_cmp(slice_part(p, 0, p.n < want.n ? p.n : want.n), want);
        bool before = cmp < 0 || (cmp == 0 && (p.n == want.n || p.p[want.n] < '/'));
        if (before)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo >= c->n_files)
        return false;
    cupel_slice p = slice_str(c->files[lo].path);
    return p.n > want.n && slice_starts(p, want) && p.p[want.n] == '/';
}

const struct project_file *cmd_file_in(const struct command_place *at, const char *folder,
                                       const char *name)
{
    char path[COMMAND_PATH_ROOM];
    return cmd_path_of(folder, slice_str(name), path) ? checkout_file(at->c, path) : NULL;
}

/* @name in the folder or one above it. */
const struct project_file *cmd_file_above(const struct command_place *at, const char *name)
{
    char folder[COMMAND_PATH_ROOM];
    slice_copy(slice_str(at->folder), folder, sizeof folder);
    for (int i = 0; i < 32; i++) {
        const struct project_file *f = cmd_file_in(at, folder, name);
        char *slash = strrchr(folder, '/');
        if (f || folder[0] == '\0')
            return f;
        if (slash)
            *slash = '\0';
        else
            folder[0] = '\0';
    }
    return NULL;
}

/* False when the work that a document may cause is used up. */
bool cmd_spend(const struct command_place *at, size_t n)
{
    bool enough = *at->work > n;
    *at->work = enough ? *at->work - n : 0;
    return enough;
}

size_t cmd_count(const struct command_place *at, const char *name)
{
    const struct checkout *c = at->c;
    if (!cmd_spend(at, c->n_files))
        return 1; /* in doubt it is there */
    size_t n = 0;
    for (size_t i = 0; i < c->n_files; i++) {
        const char *slash = strrchr(c->files[i].path, '/');
        n += strcmp(slash ? slash + 1 : c->files[i].path, name) == 0;
    }
    return n;
}

bool cmd_has(const struct command_place *at, const char *name)
{
    return cmd_count(at, name) > 0;
}

enum command_answer cmd_missing(struct command_place *at, struct command_result *ret,
                                cupel_slice what, const char *path)
{
    ret->what = arena_printf(at->arena, "%.*s", what.n > 120 ? 120 : (int)what.n,
                             (const char *)what.p);
    ret->path = arena_printf(at->arena, "%s", path);
    return COMMAND_MISSING;
}
