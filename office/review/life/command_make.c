/* SPDX-License-Identifier: Apache-2.0 */
/* review/life/command_make.c: targets of make. */
#include "office/review/life/command_internal.h"

#include <string.h>

#define INCLUDES_MAX 4 /* makefiles inside one another */

/* Does the target stand left of a colon? *open: the makefile may make targets that are not written
 * out. */
static bool makefile_has(const struct command_place *at, const struct project_file *f,
                         cupel_slice target, unsigned depth, bool *open)
{
    cupel_slice text = cmd_spend(at, f->text.n + 1) ? f->text : SLICE_EMPTY;
    if (text.n == 0)
        *open = true;
    for (size_t i = 0; i < text.n;) {
        cupel_slice rest = slice_part(text, i, text.n - i);
        size_t end = slice_find(rest, SLICE_LIT("\n"));
        cupel_slice line = slice_part(rest, 0, end == SIZE_MAX ? rest.n : end);
        i += end == SIZE_MAX ? rest.n : end + 1;
        if (line.n == 0 || line.p[0] == '\t' || line.p[0] == '#')
            continue;
        cupel_slice words = line, first = cmd_take(&words);
        if (cmd_is(first, "include") || cmd_is(first, "-include") || cmd_is(first, "sinclude")) {
            char name[COMMAND_PATH_ROOM];
            cupel_slice path = cmd_trim(words);
            slice_copy(path, name, sizeof name);
            name[sizeof name - 1] = '\0';
            const struct project_file *more = cmd_is_open(path) ? NULL
                                                                : cmd_file_in(at, at->folder, name);
            if (!more || depth == INCLUDES_MAX)
                *open = true;
            else if (makefile_has(at, more, target, depth + 1, open))
                return true;
            continue;
        }
        size_t colon = slice_find(line, SLICE_LIT(":"));
        if (colon == SIZE_MAX)
            continue;
        if (slice_starts(slice_part(line, colon, line.n - colon), SLICE_LIT(":=")) ||
            slice_starts(slice_part(line, colon, line.n - colon), SLICE_LIT("::=")))
            continue;
        cupel_slice heads = slice_part(line, 0, colon), w;
        while ((w = cmd_take(&heads)).n) {
            if (slice_eq(w, target))
                return true;
            if (slice_find(w, SLICE_LIT("%")) != SIZE_MAX ||
                slice_find(w, SLICE_LIT("$")) != SIZE_MAX)
                *open = true;
        }
    }
    return false;
}

static const struct project_file *makefile_in(const struct command_place *at, const char *folder)
{
    static const char *const names[] = { "GNUmakefile", "makefile", "Makefile" };
    const struct project_file *f = NULL;
    for (size_t i = 0; i < CUPEL_COUNT(names) && !f; i++)
        f = cmd_file_in(at, folder, names[i]);
    return f;
}

/* Other tools write makefiles. */
static bool may_generate_makefile(const struct command_place *at)
{
    static const char *const makers[] = { "CMakeLists.txt", "configure.ac", "configure",
                                          "Makefile.am",    "Makefile.in",  "configure.in",
                                          "meson.build",    "Makefile.PL",  "config",
                                          "Configure",      "autogen.sh",   "conf.py" };
    for (size_t i = 0; i < CUPEL_COUNT(makers); i++)
        if (cmd_has(at, makers[i]))
            return true;
    return false;
}

/* A guide may have said in another block, or in prose, that one goes to another folder first. */
static bool other_makefile_has(const struct command_place *at, cupel_slice target)
{
    static const char *const names[] = { "GNUmakefile", "makefile", "Makefile" };
    for (size_t i = 0; i < at->c->n_files; i++) {
        const struct project_file *f = &at->c->files[i];
        const char *slash = strrchr(f->path, '/');
        bool named = false, open = false;
        for (size_t k = 0; k < CUPEL_COUNT(names); k++)
            named = named || cmd_is(slice_str(slash ? slash + 1 : f->path), names[k]);
        if (named && slash && makefile_has(at, f, target, INCLUDES_MAX, &open))
            return true;
    }
    return false;
}

static enum command_answer check_target(struct command_place *at, const struct project_file *f,
                                        cupel_slice target, struct command_result *ret)
{
    bool open = false;
    if (makefile_has(at, f, target, 0, &open))
        return COMMAND_FITS;
    if (open || cmd_is_open(target) || slice_find(target, SLICE_LIT("/")) != SIZE_MAX ||
        slice_find(target, SLICE_LIT(".")) != SIZE_MAX || other_makefile_has(at, target))
        return COMMAND_UNSURE;
    const char *name = arena_printf(at->arena, "make %.*s", target.n > 100 ? 100 : (int)target.n,
                                    (const char *)target.p);
    return cmd_missing(at, ret, slice_str(name), f->path);
}

enum command_answer cmd_check_make(struct command_place *at, cupel_slice args,
                                   struct command_result *ret)
{
    char folder[COMMAND_PATH_ROOM];
    cupel_slice targets[COMMAND_WORDS_MAX], w;
    size_t n = 0;
    slice_copy(slice_str(at->folder), folder, sizeof folder);
    while ((w = cmd_take(&args)).n && n < COMMAND_WORDS_MAX) {
        if (cmd_is(w, "-C")) {
            w = cmd_take(&args);
            if (cmd_is_open(w) || !cmd_path_of(at->folder, w, folder))
                return COMMAND_UNSURE;
        } else if (cmd_is(w, "-f") || slice_starts(w, SLICE_LIT("--")))
            return COMMAND_UNSURE;
        else if (w.p[0] != '-' && !cmd_is_assignment(w))
            targets[n++] = w;
        else if (cmd_is(w, "-j"))
            (void)(args.n && cmd_trim(args).p[0] >= '0' && cmd_trim(args).p[0] <= '9' &&
                   cmd_take(&args).n);
    }
    const struct project_file *f = makefile_in(at, folder);
    if (!f && may_generate_makefile(at))
        return COMMAND_UNSURE;
    if (!f) {
        char path[COMMAND_PATH_ROOM];
        return cmd_path_of(folder, SLICE_LIT("Makefile"), path)
                   ? cmd_missing(at, ret, SLICE_LIT("make"), path)
                   : COMMAND_UNSURE;
    }
    enum command_answer a = COMMAND_FITS;
    for (size_t i = 0; i < n && a == COMMAND_FITS; i++)
        a = check_target(at, f, targets[i], ret);
    return a;
}
