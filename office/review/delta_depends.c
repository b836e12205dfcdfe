/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/delta_depends.c: direct dependencies that came or went, by name: go.mod, Cargo.toml,
 * package.json. Only manifests that changed are read; versions are not compared.
 */
#include "office/review/delta_internal.h"

#include "codec/json.h"

#include <string.h>

#define MANIFESTS_MAX 200
#define MANIFEST_MAX  262144 /* bytes of one */
#define NAMES_MAX     1000   /* of one side */
#define SHOWN_MAX     40     /* names of one manifest */

struct names {
    cupel_slice *all; /* room for NAMES_MAX */
    size_t n;
};

static void add(struct names *to, cupel_slice name)
{
    if (name.n == 0 || name.n > 200 || to->n == NAMES_MAX)
        return;
    for (size_t i = 0; i < to->n; i++)
        if (slice_eq(to->all[i], name))
            return;
    to->all[to->n++] = name;
}

/* ---- formats ---- */

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static cupel_slice trim(cupel_slice s)
{
    while (s.n && is_space(s.p[0]))
        s = slice_part(s, 1, s.n - 1);
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

static cupel_slice take_line(cupel_slice s, size_t *at)
{
    cupel_slice rest = slice_part(s, *at, s.n - *at);
    size_t end = slice_find(rest, SLICE_LIT("\n"));
    size_t n = end == SIZE_MAX ? rest.n : end;
    *at += end == SIZE_MAX ? n : n + 1;
    return trim(slice_part(rest, 0, n));
}

static cupel_slice until(cupel_slice s, const char *signs)
{
    for (size_t i = 0; i < s.n; i++)
        if (strchr(signs, s.p[i]) && s.p[i])
            return trim(slice_part(s, 0, i));
    return s;
}

/* "require name v1.2.3" and the lines of "require ( … )", but for those marked as indirect. */
static void read_go(cupel_slice text, struct names *to)
{
    bool inside = false;
    for (size_t at = 0; at < text.n;) {
        cupel_slice line = take_line(text, &at);
        bool one = slice_starts(line, SLICE_LIT("require "));
        if (one)
            line = trim(slice_part(line, 8, line.n - 8));
        if (slice_eq(line, SLICE_LIT("(")))
            inside = one || inside;
        else if (slice_starts(line, SLICE_LIT(")")))
            inside = false;
        else if ((one || inside) && !slice_starts(line, SLICE_LIT("//")) &&
                 slice_find(line, SLICE_LIT("// indirect")) == SIZE_MAX)
            add(to, until(line, " \t"));
    }
}

static bool ends_with(cupel_slice s, const char *end)
{
    cupel_slice e = slice_str(end);
    return s.n >= e.n && slice_eq(slice_part(s, s.n - e.n, e.n), e);
}

/* Keys of [dependencies] and its kin, and [dependencies.NAME]; those of tests are no product's. */
static void read_cargo(cupel_slice text, struct names *to)
{
    bool inside = false;
    for (size_t at = 0; at < text.n;) {
        cupel_slice line = take_line(text, &at);
        if (line.n && line.p[0] == '[') {
            cupel_slice head = until(slice_part(line, 1, line.n - 1), "]");
            size_t dot = slice_find(head, SLICE_LIT("dependencies."));
            bool dev = slice_find(head, SLICE_LIT("dev-dependencies")) != SIZE_MAX;
            inside = !dev && ends_with(head, "dependencies");
            if (!dev && dot != SIZE_MAX)
                add(to, slice_part(head, dot + 13, head.n - dot - 13));
        } else if (inside && line.n && line.p[0] != '#' &&
                   slice_find(line, SLICE_LIT("=")) != SIZE_MAX)
            add(to, until(line, "=. "));
    }
}

static void read_npm(struct arena *a, cupel_slice text, struct names *to)
{
    const struct json_node *top = NULL;
    if (json_parse(a, text, &top, NULL) != CUPEL_OK)
        return;
    const struct json_node *d = json_find(top, "dependencies");
    for (const struct json_node *n = d ? d->child : NULL; n; n = n->next)
        add(to, n->key);
}

enum manifest { MANIFEST_NONE, MANIFEST_GO, MANIFEST_CARGO, MANIFEST_NPM };

static enum manifest manifest_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    enum manifest is = strcmp(name, "go.mod") == 0         ? MANIFEST_GO
                       : strcmp(name, "Cargo.toml") == 0   ? MANIFEST_CARGO
                       : strcmp(name, "package.json") == 0 ? MANIFEST_NPM
                                                           : MANIFEST_NONE;
    bool own = is && !(file_kind_of(path, SLICE_EMPTY) & FILE_NOT_PRODUCT);
    return own ? is : MANIFEST_NONE;
}

static void read_one(struct delta_maker *m, const struct pair *at, const struct tree_entry *e,
                     struct names *to)
{
    cupel_slice text;
    to->n = 0;
    if (!e || e->kind == TREE_LINK || e->kind == TREE_SUBMODULE ||
        repo_blob(at->now->repo, &e->id, MANIFEST_MAX, &m->scratch, &text) != CUPEL_OK)
        return;
    switch (manifest_of(e->path)) {
    case MANIFEST_GO: read_go(text, to); break;
    case MANIFEST_CARGO: read_cargo(text, to); break;
    case MANIFEST_NPM: read_npm(&m->scratch, text, to); break;
    case MANIFEST_NONE: break;
    }
}

/* ---- two sides ---- */

static bool has(const struct names *in, cupel_slice name)
{
    for (size_t i = 0; i < in->n; i++)
        if (slice_eq(in->all[i], name))
            return true;
    return false;
}

/* Names that @from has and @in lacks, as text; NULL for none. */
static const char *missing(struct delta_maker *m, const struct names *from, const struct names *in)
{
    const char *text = NULL;
    size_t n = 0;
    for (size_t i = 0; i < from->n; i++) {
        if (has(in, from->all[i]))
            continue;
        cupel_slice name = from->all[i];
        if (n++ < SHOWN_MAX)
            text = arena_printf(m->arena, "%s%s%s", text ? text : "", text ? ", " : "",
                                arena_text(m->arena, name));
    }
    return n > SHOWN_MAX ? arena_printf(m->arena, "%s and %zu others", text, n - SHOWN_MAX) : text;
}

static bool make_room(struct arena *a, struct names *names)
{
    names->all = arena_array(a, NAMES_MAX, sizeof *names->all);
    return names->all != NULL;
}

/* Both trees are sorted by path: one walk over what differs. */
void delta_depends(struct delta_maker *m, const struct pair *at)
{
    const struct tree *old = &at->tree, *now = &at->now->tree;
    struct names before = { 0 }, after = { 0 };
    if (at->is_same || !at->has_commit || !make_room(&m->scratch, &before) ||
        !make_room(&m->scratch, &after))
        return;
    for (size_t i = 0, k = 0, seen = 0; (i < old->n || k < now->n) && seen < MANIFESTS_MAX;) {
        const struct tree_entry *a = i < old->n ? &old->entries[i] : NULL;
        const struct tree_entry *b = k < now->n ? &now->entries[k] : NULL;
        int c = !a ? 1 : !b ? -1 : strcmp(a->path, b->path);
        const struct tree_entry *e = c <= 0 ? a : b;
        i += c <= 0;
        k += c >= 0;
        if (!e || (c == 0 && git_id_eq(&a->id, &b->id)) || manifest_of(e->path) == MANIFEST_NONE)
            continue;
        seen++;
        read_one(m, at, c <= 0 ? a : NULL, &before);
        read_one(m, at, c >= 0 ? b : NULL, &after);
        const char *came = missing(m, &after, &before), *went = missing(m, &before, &after);
        struct place place = delta_place(m, at, e->path, 0, c >= 0);
        if (came || went)
            delta_add(
                m, "dependencies", went, came,
                arena_printf(m->arena, "direct ones that %s named no more, and new ones", e->path),
                &place);
    }
}
