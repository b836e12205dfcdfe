/* SPDX-License-Identifier: Apache-2.0 */
/* review/life/command_package.c: npm, cargo, go, just. */
#include "codec/json.h"
#include "office/review/life/command_internal.h"
#include "office/text/words.h"

#include <string.h>

static enum command_answer check_manifest(struct command_place *at, const char *command,
                                          const char *const *names, size_t n,
                                          struct command_result *ret)
{
    for (size_t i = 0; i < n; i++)
        if (cmd_file_above(at, names[i]))
            return COMMAND_FITS;
    char path[COMMAND_PATH_ROOM];
    if (!cmd_path_of(at->folder, slice_str(names[0]), path))
        return COMMAND_UNSURE;
    return cmd_missing(at, ret, slice_str(command), path);
}

static enum command_answer check_npm(struct command_place *at, cupel_slice name,
                                     struct command_result *ret)
{
    const struct project_file *f = cmd_file_in(at, at->folder, "package.json");
    const struct json_node *top = NULL;
    struct arena scratch;
    char key[128];
    if (!f) {
        static const char *const names[] = { "package.json" };
        return check_manifest(at, "npm", names, 1, ret);
    }
    if (cmd_is_open(name) || name.n >= sizeof key)
        return COMMAND_UNSURE;
    slice_copy(name, key, sizeof key);
    arena_init(&scratch, (size_t)64 << 20);
    bool read = json_parse(&scratch, f->text, &top, NULL) == CUPEL_OK;
    bool has = read && json_find(json_find(top, "scripts"), key);
    arena_clear(&scratch);
    if (!read)
        return COMMAND_UNSURE;
    const char *what = arena_printf(at->arena, "npm run %s", key);
    if (has)
        return COMMAND_FITS;
    return cmd_count(at, "package.json") > 1 ? COMMAND_UNSURE /* of another folder */
                                             : cmd_missing(at, ret, slice_str(what), f->path);
}

enum command_answer cmd_check_node(struct command_place *at, cupel_slice args,
                                   struct command_result *ret)
{
    cupel_slice verb = cmd_take(&args);
    if (cmd_is(verb, "run"))
        return check_npm(at, cmd_take(&args), ret);
    if (cmd_is(verb, "test") || cmd_is(verb, "start"))
        return check_npm(at, verb, ret);
    return COMMAND_OTHER;
}

/* A package's name as it stands in some Cargo.toml of the checkout. */
static bool cargo_has(const struct command_place *at, cupel_slice name)
{
    const struct checkout *c = at->c;
    for (size_t i = 0; i < c->n_files; i++) {
        const struct project_file *f = &c->files[i];
        const char *slash = strrchr(f->path, '/');
        if (strcmp(slash ? slash + 1 : f->path, "Cargo.toml") == 0 &&
            (f->text.n == 0 || !cmd_spend(at, f->text.n) || slice_find(f->text, name) != SIZE_MAX))
            return true;
    }
    return false;
}

enum command_answer cmd_check_cargo(struct command_place *at, cupel_slice args,
                                    struct command_result *ret)
{
    static const char *const names[] = { "Cargo.toml" };
    cupel_slice rest = args, verb = cmd_take(&rest);
    if (!words_are("build|test|run|check|clippy|bench|doc", verb))
        return COMMAND_OTHER;
    enum command_answer a = cmd_check_option(at, rest, "--manifest-path", "--manifest-path", ret);
    if (a != COMMAND_OTHER)
        return a;
    cupel_slice package = cmd_option(rest, "-p", "--package");
    if (package.n && !cmd_is_open(package) && !cargo_has(at, package) &&
        cmd_has(at, "Cargo.toml")) {
        const char *what = arena_printf(at->arena, "cargo %.*s -p %.*s", (int)verb.n,
                                        (const char *)verb.p, package.n > 80 ? 80 : (int)package.n,
                                        (const char *)package.p);
        const struct project_file *f = cmd_file_above(at, "Cargo.toml");
        return cmd_missing(at, ret, slice_str(what), f ? f->path : "Cargo.toml");
    }
    return check_manifest(at, "cargo", names, 1, ret);
}

enum command_answer cmd_check_go(struct command_place *at, cupel_slice args,
                                 struct command_result *ret)
{
    static const char *const names[] = { "go.mod" };
    cupel_slice w = cmd_take(&args);
    if (!words_are("build|test|run|vet|generate", w))
        return COMMAND_OTHER;
    while ((w = cmd_take(&args)).n) {
        if (!slice_starts(w, SLICE_LIT("./")))
            continue;
        if (w.n >= 4 && slice_eq(slice_part(w, w.n - 3, 3), SLICE_LIT("...")))
            w.n -= 3;
        enum command_answer a = w.n > 2 ? cmd_check_path(at, w, true, ret) : COMMAND_FITS;
        if (a != COMMAND_FITS)
            return a;
    }
    return check_manifest(at, "go", names, 1, ret);
}

enum command_answer cmd_check_just(struct command_place *at, cupel_slice args,
                                   struct command_result *ret)
{
    const struct project_file *f = cmd_file_above(at, "justfile");
    f = f ? f : cmd_file_above(at, "Justfile");
    f = f ? f : cmd_file_above(at, ".justfile");
    cupel_slice recipe = cmd_take(&args);
    if (!f)
        return cmd_missing(at, ret, SLICE_LIT("just"), "justfile");
    if (recipe.n == 0 || recipe.p[0] == '-' || cmd_is_open(recipe) || f->text.n == 0 ||
        slice_find(f->text, SLICE_LIT("import ")) != SIZE_MAX ||
        slice_find(f->text, SLICE_LIT("\nmod ")) != SIZE_MAX)
        return COMMAND_UNSURE;
    for (size_t i = 0; i < f->text.n;) {
        cupel_slice rest = slice_part(f->text, i, f->text.n - i);
        size_t end = slice_find(rest, SLICE_LIT("\n"));
        cupel_slice line = slice_part(rest, 0, end == SIZE_MAX ? rest.n : end), head = line;
        i += end == SIZE_MAX ? rest.n : end + 1;
        cupel_slice name = cmd_take(&head);
        if (cmd_is(name, "alias"))
            name = cmd_take(&head);
        size_t colon = slice_find(name, SLICE_LIT(":"));
        name.n = colon == SIZE_MAX ? name.n : colon;
        if (name.n && name.p[0] == '@')
            name = slice_part(name, 1, name.n - 1);
        if (slice_eq(name, recipe))
            return COMMAND_FITS;
    }
    const char *what = arena_printf(at->arena, "just %.*s", recipe.n > 100 ? 100 : (int)recipe.n,
                                    (const char *)recipe.p);
    return cmd_missing(at, ret, slice_str(what), f->path);
}
