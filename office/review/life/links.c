/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/life/links.c: do the relative links of Markdown documents lead to files and headings of
 * the same checkout? What a site's generator may resolve in its own way is left out and counted.
 */
#include "office/review/life/life.h"
#include "office/review/life/slug.h"
#include "office/text/words.h"

#include <string.h>

#define SLUG_BUDGET ((size_t)40000000) /* headings compared for all fragments */
#define PATH_ROOM   4096

struct links {
    const struct project *p;
    struct finding *f;
    size_t checked, broken, undecided, files;
    size_t budget;
    bool has_site; /* the checkout at hand has a site generator's configuration */
};

enum link_answer { LINK_FINE, LINK_BROKEN, LINK_UNDECIDED, LINK_NONE };

static bool ends_with(cupel_slice s, const char *end)
{
    cupel_slice e = slice_str(end);
    return s.n >= e.n && slice_eq_nocase(slice_part(s, s.n - e.n, e.n), e);
}

static bool is_markdown(const char *path)
{
    return ends_with(slice_str(path), ".md") || ends_with(slice_str(path), ".markdown");
}

/* ---- targets ---- */

/* "https:", "mailto:", "//host": somewhere else. */
static bool is_elsewhere(cupel_slice t)
{
    if (slice_starts(t, SLICE_LIT("//")))
        return true;
    for (size_t i = 0; i < t.n; i++) {
        uint8_t c = t.p[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (c == ':')
            return i > 0;
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
            return false;
    }
    return false;
}

/* Templates, variables and addresses without a scheme: "{{ site.url }}", "<name>", "a@b.org". */
static bool is_no_path(cupel_slice t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] == '{' || t.p[i] == '}' || t.p[i] == '<' || t.p[i] == '>' || t.p[i] == '$' ||
            t.p[i] == '|' || t.p[i] == '*' || t.p[i] == ' ' || t.p[i] == '\\')
            return true;
    return slice_find(t, SLICE_LIT("@")) != SIZE_MAX && slice_find(t, SLICE_LIT("/")) == SIZE_MAX;
}

static int digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Percent signs decoded into @out; SIZE_MAX when it does not fit or holds a NUL. */
static size_t decode(cupel_slice in, uint8_t *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < in.n; i++) {
        uint8_t c = in.p[i];
        if (c == '%' && i + 2 < in.n && digit(in.p[i + 1]) >= 0 && digit(in.p[i + 2]) >= 0) {
            c = (uint8_t)(digit(in.p[i + 1]) * 16 + digit(in.p[i + 2]));
            i += 2;
        }
        if (n + 1 >= room || c == '\0')
            return SIZE_MAX;
        out[n++] = c;
    }
    return n;
}

/* Folder of @from and @target joined, "." and ".." taken out; false when it leaves the tree. */
static bool join(const char *from, cupel_slice target, char *out)
{
    size_t n = 0;
    const char *slash = strrchr(from, '/');
    cupel_slice parts[2] = { slice_of(from, slash ? (size_t)(slash - from) : 0), target };
    bool rooted = target.n && target.p[0] == '/';
    for (size_t k = rooted ? 1 : 0; k < 2; k++)
        for (size_t i = 0; i < parts[k].n;) {
            cupel_slice rest = slice_part(parts[k], i, parts[k].n - i);
            size_t end = slice_find(rest, SLICE_LIT("/"));
            cupel_slice part = slice_part(rest, 0, end == SIZE_MAX ? rest.n : end);
            i += end == SIZE_MAX ? rest.n : end + 1;
            if (part.n == 0 || slice_eq(part, SLICE_LIT(".")))
                continue;
            if (slice_eq(part, SLICE_LIT(".."))) {
                if (n == 0)
                    return false;
                while (n && out[n - 1] != '/')
                    n--;
                n = n ? n - 1 : 0;
                continue;
            }
            if (n + part.n + 2 > PATH_ROOM)
                return false;
            if (n)
                out[n++] = '/';
            slice_copy(part, out + n, part.n);
            n += part.n;
        }
    out[n] = '\0';
    return true;
}

/* ---- what is there ---- */

/* The first file whose path is not before @path. */
static size_t lower_bound(const struct checkout *c, const char *path)
{
    size_t lo = 0, hi = c->n_files;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (strcmp(c->files[mid].path, path) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool is_folder(const struct checkout *c, const char *path)
{
    char with[PATH_ROOM + 2];
    size_t n = slice_str(path).n;
    if (n == 0)
        return true;
    if (n + 2 > sizeof with)
        return false;
    slice_copy(slice_str(path), with, sizeof with);
    with[n] = '/';
    size_t i = lower_bound(c, with);
    return i < c->n_files && slice_starts(slice_str(c->files[i].path), slice_of(with, n + 1));
}

/* Does the path lie behind a link or a submodule, which is not looked into? */
static bool is_behind(const struct checkout *c, const char *path)
{
    char part[PATH_ROOM];
    cupel_slice s = slice_str(path);
    for (size_t i = 1; i <= s.n && i < sizeof part; i++) {
        if (i < s.n && s.p[i] != '/')
            continue;
        slice_copy(slice_part(s, 0, i), part, sizeof part);
        const struct project_file *f = checkout_file(c, part);
        if (f && (f->tree == TREE_LINK || f->tree == TREE_SUBMODULE))
            return true;
    }
    return false;
}

/* The endings that generators of sites put on or take off. */
static bool site_has(const struct checkout *c, const char *path)
{
    static const char *const ends[] = { ".md",        ".mdx",       "/index.md", "/_index.md",
                                        "/README.md", "/index.mdx", ".rst",      ".markdown" };
    char room[PATH_ROOM + 16];
    cupel_slice s = slice_str(path);
    if (ends_with(s, ".html"))
        s.n -= 5;
    for (size_t i = 0; i < CUPEL_COUNT(ends); i++) {
        slice_copy(s, room, sizeof room);
        slice_copy(slice_str(ends[i]), room + s.n, sizeof room - s.n);
        if (checkout_file(c, room))
            return true;
    }
    return false;
}

/* Is it written in other letter cases? For the note; the first such file. */
static const char *other_case(const struct checkout *c, const char *path)
{
    for (size_t i = 0; i < c->n_files; i++)
        if (slice_eq_nocase(slice_str(c->files[i].path), slice_str(path)))
            return c->files[i].path;
    return NULL;
}

/* Configuration of generators that give their pages addresses of their own. */
static bool has_site(const struct checkout *c)
{
    static const char names[] =
        "mkdocs yml|mkdocs yaml|docusaurus config js|docusaurus config ts|docusaurus config mjs|"
        "hugo toml|hugo yaml|book toml|antora yml|astro config mjs|sidebars js|sidebars ts|"
        "summary md|gatsby config js";
    static const char common[] = "config yml|config toml|conf py|config js|config ts|config mts";
    for (size_t i = 0; i < c->n_files; i++) {
        const char *slash = strrchr(c->files[i].path, '/');
        cupel_slice name = slice_str(slash ? slash + 1 : c->files[i].path);
        cupel_slice folder = slice_of(c->files[i].path,
                                      slash ? (size_t)(slash - c->files[i].path) : 0);
        if (c->files[i].kind & FILE_FOREIGN)
            continue;
        if (words_are(names, name) || slice_eq(name, SLICE_LIT("_config.yml")) ||
            (words_are(common, name) &&
             words_in("doc|docs|site|website|www|vitepress|documentation", folder)))
            return true;
    }
    return false;
}

/* Pages that forges show at the top of a folder are read there, not on a site. */
static bool is_forge_page(const char *path)
{
    const char *slash = strrchr(path, '/');
    cupel_slice name = slice_str(slash ? slash + 1 : path);
    return !slash || slice_starts(name, SLICE_LIT("README")) ||
           slice_starts(slice_str(path), SLICE_LIT(".github/"));
}

/* Pages of the forge that people reach by "../../issues". */
static bool is_forge_address(cupel_slice t)
{
    struct words_match m;
    return slice_starts(t, SLICE_LIT("../")) &&
           words_find("issues|pulls|pull|wiki|releases|actions|discussions|security|graphs|tree|"
                      "blob|tags|labels|milestones|projects|network|commits|compare|workflows|"
                      "stargazers|contributors|merge requests",
                      t, 0, &m) &&
           m.start <= 9;
}

/* ---- one link ---- */

static bool is_line_number(cupel_slice s)
{
    return s.n > 1 && s.p[0] == 'L' && s.p[1] >= '0' && s.p[1] <= '9';
}

static enum link_answer fragment_answer(struct links *l, const struct project_file *at,
                                        cupel_slice fragment)
{
    uint8_t room[SLUG_MAX];
    size_t n = decode(fragment, room, sizeof room);
    if (!is_markdown(at->path) || fragment.n == 0 || n == SIZE_MAX)
        return LINK_FINE; /* lines of code, and formats with other rules */
    cupel_slice s = slice_of(room, n);
    if (slice_eq_nocase(s, SLICE_LIT("top")) || slice_find(s, SLICE_LIT(":~:")) != SIZE_MAX ||
        is_line_number(s) || slice_starts(s, SLICE_LIT("user-content-")))
        return LINK_FINE;
    enum slug_answer a = slug_find(at, s, &l->budget);
    if (a == SLUG_ABSENT && l->has_site && !is_forge_page(at->path))
        return LINK_UNDECIDED; /* generators name their anchors in their own ways */
    return a == SLUG_FOUND ? LINK_FINE : a == SLUG_ABSENT ? LINK_BROKEN : LINK_UNDECIDED;
}

static enum link_answer path_answer(struct links *l, const struct project_file *from,
                                    cupel_slice target, const struct project_file **at,
                                    const char **why)
{
    char path[PATH_ROOM];
    uint8_t plain[PATH_ROOM];
    size_t n = decode(target, plain, sizeof plain);
    bool on_site = l->has_site && !is_forge_page(from->path);
    if (n == SIZE_MAX || is_forge_address(target))
        return LINK_UNDECIDED;
    if (!join(from->path, slice_of(plain, n), path)) {
        *why = "leads out of the checkout";
        return on_site ? LINK_UNDECIDED : LINK_BROKEN;
    }
    *at = checkout_file(from->in, path);
    if (*at || is_folder(from->in, path))
        return LINK_FINE;
    if (is_behind(from->in, path) || from->in->tree.partial)
        return LINK_UNDECIDED;
    bool rooted = target.p[0] == '/';
    const char *last = strrchr(path, '/');
    bool bare = !strchr(last ? last : path, '.');
    if (on_site && (rooted || bare || site_has(from->in, path) ||
                    ends_with(slice_str(path), ".html") || ends_with(target, "/")))
        return LINK_UNDECIDED;
    const char *written = l->broken < REVIEW_PLACES_MAX ? other_case(from->in, path) : NULL;
    *why = written ? arena_printf(l->p->arena, "is written %s", written) : "is not there";
    return LINK_BROKEN;
}

static enum link_answer answer(struct links *l, const struct project_file *f, cupel_slice target,
                               const char **why)
{
    size_t hash = slice_find(target, SLICE_LIT("#"));
    cupel_slice path = slice_part(target, 0, hash == SIZE_MAX ? target.n : hash);
    cupel_slice fragment = hash == SIZE_MAX ? SLICE_EMPTY
                                            : slice_part(target, hash + 1, target.n - hash - 1);
    size_t query = slice_find(path, SLICE_LIT("?"));
    if (query != SIZE_MAX)
        path = slice_part(path, 0, query);
    if (is_elsewhere(target) || is_no_path(target))
        return LINK_NONE;
    const struct project_file *at = f;
    if (path.n) {
        at = NULL;
        enum link_answer a = path_answer(l, f, path, &at, why);
        if (a != LINK_FINE || !at)
            return a;
    }
    *why = "has no such heading";
    return fragment_answer(l, at, fragment);
}

static void check_file(struct links *l, const struct project_file *f)
{
    l->files++;
    for (size_t i = 0; i < f->doc->n_links; i++) {
        const struct doc_link *k = &f->doc->links[i];
        const char *why = "";
        cupel_slice target = slice_str(k->target);
        if (slice_starts(target, SLICE_LIT("<")) && ends_with(target, ">"))
            target = slice_part(target, 1, target.n - 2);
        enum link_answer a = target.n ? answer(l, f, target, &why) : LINK_NONE;
        l->checked += a == LINK_FINE || a == LINK_BROKEN;
        l->undecided += a == LINK_UNDECIDED;
        if (a != LINK_BROKEN)
            continue;
        l->broken++;
        places_add(l->p, &l->f->where, f, k->line, "%.200s %s", k->target, why);
    }
}

static const char *check_checkout(struct links *l, const struct checkout *c)
{
    const char *gap = NULL;
    l->has_site = has_site(c);
    for (size_t i = 0; i < c->n_files; i++) {
        const struct project_file *f = &c->files[i];
        if (!(f->kind & FILE_DOC) || f->kind & (FILE_FOREIGN | FILE_FIXTURE | FILE_TEST) ||
            !is_markdown(f->path))
            continue;
        if (f->is_unread || (f->doc && f->doc->is_cut))
            gap = arena_printf(l->p->arena, "%s was not read whole", f->path);
        if (f->doc)
            check_file(l, f);
    }
    return gap;
}

static void say(const struct links *l, const char *gap)
{
    const struct project *p = l->p;
    struct finding *f = l->f;
    if (l->broken)
        finding_say(p, f, CUPEL_FAIL,
                    "%zu of %zu relative links in %zu Markdown documents lead "
                    "nowhere",
                    l->broken, l->checked, l->files);
    else if (gap)
        finding_say(p, f, CUPEL_UNKNOWN, "no broken link was seen, but %s", gap);
    else if (l->checked == 0)
        finding_say(p, f, CUPEL_NA, "no Markdown document has a relative link%s",
                    l->undecided ? " that can be decided" : "");
    else
        finding_say(p, f, CUPEL_PASS,
                    "all %zu relative links in %zu Markdown documents lead to "
                    "files and headings of their checkout",
                    l->checked, l->files);
    finding_figure(p, f, "links",
                   "links and images of Markdown documents to paths and headings of the same "
                   "checkout; those that a site's generator or a forge may resolve are not counted",
                   "%zu", l->checked);
    finding_figure(p, f, "links_undecided",
                   "relative links left out: a site's generator, a forge, a submodule or a sign "
                   "beyond ASCII decides",
                   "%zu", l->undecided);
}

void life_links(const struct project *p, struct finding *f)
{
    struct links l = { .p = p, .f = f, .budget = SLUG_BUDGET };
    const char *gap = NULL;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const char *g = p->checkouts[i].is_defaults ? NULL : check_checkout(&l, &p->checkouts[i]);
        gap = g ? g : gap;
    }
    say(&l, gap);
}
