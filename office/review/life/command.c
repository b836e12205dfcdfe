/* SPDX-License-Identifier: Apache-2.0 */
#include "office/review/life/command_internal.h"
#include "office/text/words.h"

#include <string.h>

/* ---- lines ---- */

static bool is_prompt(cupel_slice w)
{
    return cmd_is(w, "$") || cmd_is(w, ">") || cmd_is(w, "%");
}

bool command_next(cupel_slice line, size_t *at, cupel_slice *ret)
{
    while (*at < line.n) {
        size_t from = *at, i = from;
        while (i < line.n && line.p[i] != ';' && line.p[i] != '|' && line.p[i] != '&' &&
               !(line.p[i] == '#' && (i == from || cmd_is_space(line.p[i - 1]))))
            i++;
        bool ends = i < line.n && line.p[i] == '#';
        *at = ends ? line.n : i + 1;
        cupel_slice rest = cmd_trim(slice_part(line, from, i - from)), head = rest;
        for (;;) {
            cupel_slice before = head, w = cmd_take(&head);
            if (w.n == 0 || !(is_prompt(w) || cmd_is(w, "sudo") || cmd_is(w, "time") ||
                              cmd_is(w, "env") || cmd_is_assignment(w))) {
                rest = cmd_trim(before);
                break;
            }
        }
        if (rest.n == 0)
            continue;
        *ret = rest;
        return true;
    }
    return false;
}

/* ---- scripts and paths ---- */

/* What builds put somewhere is no part of the tree. */
static bool is_product(cupel_slice path)
{
    return words_in("build|builds|target|bin|out|dist|venv|env|node_modules|node modules|output|"
                    "install|tmp|debug|release|gen|generated|configure|config status",
                    path);
}

static bool is_script(cupel_slice path)
{
    static const char *const ends[] = { ".sh", ".py", ".pl", ".rb", ".bash" };
    for (size_t i = 0; i < CUPEL_COUNT(ends); i++) {
        cupel_slice e = slice_str(ends[i]);
        if (path.n > e.n && slice_eq(slice_part(path, path.n - e.n, e.n), e))
            return true;
    }
    return false;
}

enum command_answer cmd_check_path(struct command_place *at, cupel_slice word, bool is_declared,
                                   struct command_result *ret)
{
    char path[COMMAND_PATH_ROOM];
    if (word.n == 0 || cmd_is_open(word) || word.p[0] == '/' || word.p[0] == '-' ||
        !cmd_path_of(at->folder, word, path))
        return COMMAND_UNSURE;
    if (checkout_file(at->c, path) || cmd_is_folder(at->c, path))
        return COMMAND_FITS;
    if (is_product(slice_str(path)))
        return COMMAND_UNSURE;
    return is_declared || is_script(word) ? cmd_missing(at, ret, word, path) : COMMAND_UNSURE;
}

/* The path after one of the options, or the empty slice. */
cupel_slice cmd_option(cupel_slice args, const char *a, const char *b)
{
    cupel_slice w;
    while ((w = cmd_take(&args)).n)
        if (cmd_is(w, a) || cmd_is(w, b))
            return cmd_take(&args);
    return SLICE_EMPTY;
}

enum command_answer cmd_check_option(struct command_place *at, cupel_slice args, const char *a,
                                     const char *b, struct command_result *ret)
{
    cupel_slice path = cmd_option(args, a, b);
    return path.n ? cmd_check_path(at, path, true, ret) : COMMAND_OTHER;
}

static enum command_answer check_interpreter(struct command_place *at, cupel_slice args,
                                             struct command_result *ret)
{
    cupel_slice w = cmd_take(&args);
    while (w.n == 2 && w.p[0] == '-' && (w.p[1] == 'x' || w.p[1] == 'e' || w.p[1] == 'u'))
        w = cmd_take(&args);
    return w.n && w.p[0] != '-' && is_script(w) ? cmd_check_path(at, w, true, ret) : COMMAND_OTHER;
}

/* ---- the rest ---- */

static enum command_answer follow_cd(struct command_place *at, cupel_slice args)
{
    char path[COMMAND_PATH_ROOM];
    cupel_slice to = cmd_take(&args);
    at->is_lost = true;
    if (to.n == 0 || cmd_is_open(to) || to.p[0] == '/' || to.p[0] == '-')
        return COMMAND_OTHER;
    cupel_slice name = to;
    while (name.n && name.p[name.n - 1] == '/')
        name.n--;
    bool is_top = at->folder[0] == '\0' && (slice_eq(name, slice_str(at->c->name)) ||
                                            slice_eq(name, slice_str(at->project)));
    if (cmd_path_of(at->folder, to, path) && cmd_is_folder(at->c, path)) {
        slice_copy(slice_str(path), at->folder, sizeof at->folder);
        at->is_lost = false;
    } else if (is_top)
        at->is_lost = false;
    return COMMAND_OTHER;
}

/* A tool that needs one of some files, somewhere. */
static const struct needs {
    const char *command;
    const char *files[4];
} needs[] = {
    { "bazel", { "MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel", NULL } },
    { "bazelisk", { "MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel", NULL } },
    { "mvn", { "pom.xml", NULL } },
    { "gradle", { "build.gradle", "build.gradle.kts", NULL } },
    { "cmake", { "CMakeLists.txt", NULL } },
    { "meson", { "meson.build", NULL } },
    { "pre-commit", { ".pre-commit-config.yaml", ".pre-commit-config.yml", NULL } },
    { "tox", { "tox.ini", "pyproject.toml", "setup.cfg", NULL } },
    { "poetry", { "pyproject.toml", NULL } },
    { "scons", { "SConstruct", NULL } },
};

static enum command_answer check_needs(struct command_place *at, cupel_slice verb,
                                       struct command_result *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(needs); i++) {
        if (!cmd_is(verb, needs[i].command))
            continue;
        for (size_t k = 0; k < 4 && needs[i].files[k]; k++)
            if (cmd_has(at, needs[i].files[k]))
                return COMMAND_FITS;
        return cmd_missing(at, ret, verb, needs[i].files[0]);
    }
    return COMMAND_OTHER;
}

enum command_answer command_check(struct command_place *at, cupel_slice command,
                                  struct command_result *ret)
{
    cupel_slice args = command, verb = cmd_take(&args);
    if (cmd_is(verb, "git") && slice_starts(cmd_trim(args), SLICE_LIT("clone")))
        at->folder[0] = '\0'; /* what follows starts outside of the clone, or "cd"s to its top */
    if (cmd_is(verb, "cd") || cmd_is(verb, "pushd"))
        return follow_cd(at, args);
    if (at->is_lost || !cmd_spend(at, 64))
        return COMMAND_UNSURE;
    if (cmd_is(verb, "make") || cmd_is(verb, "gmake"))
        return cmd_check_make(at, args, ret);
    if (slice_starts(verb, SLICE_LIT("./")) || slice_starts(verb, SLICE_LIT("../")))
        return cmd_check_path(at, verb, false, ret);
    if (words_are("bash|sh|zsh|source|python|python3|perl|ruby", verb) || cmd_is(verb, "."))
        return check_interpreter(at, args, ret);
    if (words_are("npm|yarn|pnpm", verb))
        return cmd_check_node(at, args, ret);
    if (cmd_is(verb, "cargo"))
        return cmd_check_cargo(at, args, ret);
    if (cmd_is(verb, "go"))
        return cmd_check_go(at, args, ret);
    if (cmd_is(verb, "just"))
        return cmd_check_just(at, args, ret);
    if (cmd_is(verb, "docker") || cmd_is(verb, "podman"))
        return cmd_check_option(at, args, "-f", "--file", ret);
    if (cmd_is(verb, "pip") || cmd_is(verb, "pip3"))
        return cmd_check_option(at, args, "-r", "--requirement", ret);
    if (is_script(verb) && slice_find(verb, SLICE_LIT("/")) != SIZE_MAX)
        return cmd_check_path(at, verb, true, ret);
    return check_needs(at, verb, ret);
}
