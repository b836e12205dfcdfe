/* SPDX-License-Identifier: Apache-2.0 */
/* tests/office/test_delta.c: what changed between two reviews, and who is named as an owner. */
#include "life_test.h"

#include "office/review/delta.h"
#include "office/review/owners.h"

/* ---- owners ---- */

static void test_owners(void **state)
{
    (void)state;
    static const struct {
        const char *path, *text;
        const char *ids; /* in order, blank between */
    } t[] = {
        { "CODEOWNERS", "# comment @nobody\n* @Ann @acme/team\n*.c bo@beta.dev # @not\n\n[x]\n",
          "@ann;@acme/team;bo@beta.dev" },
        { ".github/CODEOWNERS", "/docs/ @ann @ann\n", "@ann" },
        { "OWNERS",
          "approvers:\n- ann\n- bo\nreviewers: [cy]\nemeritus_approvers:\n- old\n"
          "labels:\n- sig/x\n",
          "@ann;@bo;@cy" },
        { "OWNERS", "filters:\n  \".*\":\n    approvers: [ann]\n", "@ann" },
        { "OWNERS_ALIASES", "aliases:\n  leads:\n  - ann\n  - bo\n", "@ann;@bo" },
        { "OWNERS", "ann@acme.io\nbo@beta.dev\n# old@acme.io\n", "ann@acme.io;bo@beta.dev" },
        { "MAINTAINERS", "Ann Lee <ann@acme.io> (@annlee)\n- Bo Chen <bo@beta.dev>\n",
          "@annlee;bo@beta.dev" },
        { "MAINTAINERS", "THING\nM:\tAnn Lee <ann@acme.io>\nL:\tlist@acme.io\nR:\tBo <bo@b.dev>\n",
          "ann@acme.io;bo@b.dev" },
        { "MAINTAINERS.md",
          "# Maintainers\n\n| Name | GitHub | Company |\n| --- | --- | --- |\n"
          "| Ann Lee | [@annlee](https://github.com/annlee) | Acme |\n"
          "| Bo Chen | [bochen](https://github.com/bochen) | Beta |\n\n"
          "## Emeritus\n\n- Old Hand (@old)\n",
          "@annlee;@bochen" },
        { "MAINTAINERS.md", "# Maintainers\n\n- Ann Lee, Acme\n- Bo van Chen - Beta\n- see below\n",
          "ann lee;bo van chen" },
        { "MAINTAINERS.md", "", "" },
        { "CODEOWNERS", "\xff\xfe @\xff @ann\n", "@ann" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(t); i++) {
        struct arena a;
        char ids[256] = "";
        arena_init(&a, (size_t)16 << 20);
        struct owners o = { .all = arena_array(&a, OWNERS_MAX, sizeof *o.all) };
        assert_true(owners_is_file(t[i].path));
        assert_int_equal(owners_parse(&a, t[i].path, slice_str(t[i].text), &o), CUPEL_OK);
        for (size_t k = 0; k < o.n; k++) {
            size_t n = strlen(ids);
            (void)snprintf(ids + n, sizeof ids - n, "%s%s", k ? ";" : "", o.all[k].id);
        }
        if (strcmp(ids, t[i].ids) != 0)
            fail_msg("%s: %s, not %s", t[i].text, ids, t[i].ids);
        arena_clear(&a);
    }
    assert_false(owners_is_file("src/owners.c"));
    assert_false(owners_is_file("MAINTAINERS.md.orig"));
}

/* ---- two reviews ---- */

static const struct review_info infos[] = { { .id = "cc-nonce", .title = "nonce" },
                                            { .id = "cc-debug", .title = "debug" },
                                            { .id = "cc-new", .title = "new" } };

struct sides {
    struct lab *lab; /* loaded at HEAD */
    struct review before, now;
    struct reviewed before_repo, now_repo;
    struct finding before_findings[3], now_findings[3];
    const char *words[2];
};

/* A review of the lab's one checkout at @commit. */
static void fill(struct review *r, struct reviewed *repo, struct finding *f, const struct lab *lab,
                 const char *commit)
{
    const struct checkout *c = &lab->project.checkouts[0];
    *repo = (struct reviewed){
        .name = c->name, .origin = c->origin, .commit = commit, .license = "MIT"
    };
    for (size_t i = 0; i < 3; i++)
        f[i] = (struct finding){ .info = &infos[i], .outcome = CUPEL_PASS, .detail = "found" };
    *r = (struct review){ .arena = lab->project.arena,
                          .project = "thing",
                          .as_of = lab->project.as_of,
                          .repos = repo,
                          .n_repos = 1,
                          .findings = f,
                          .n_findings = 2 };
}

/* Before: the @back-th commit from the newest; now: the newest. */
static void open_sides(struct sides *s, const struct repo_commit *commits, size_t back)
{
    static char old[GIT_ID_ROOM];
    s->lab = life_lab();
    lab_add(s->lab, "thing", "https://github.com/acme/thing", commits);
    lab_load(s->lab, LIFE_AS_OF);
    const struct checkout *c = &s->lab->project.checkouts[0];
    git_id_write(&c->history.commits[back].id, old);
    fill(&s->before, &s->before_repo, s->before_findings, s->lab, old);
    fill(&s->now, &s->now_repo, s->now_findings, s->lab, c->commit_hex);
}

static struct delta run(struct sides *s, const struct project *before)
{
    struct delta d = { 0 };
    struct cupel_diag err = { 0 };
    if (delta_make(&s->before, before, &s->now, &s->lab->project, &d, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    return d;
}

static bool is_text(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

/* The change of @what from @before to @after ("*" for anything there), with words in its detail. */
static const struct change *expect(const struct delta *d, const char *what, const char *before,
                                   const char *after, const char *says)
{
    for (size_t i = 0; i < d->n_changes; i++) {
        const struct change *c = &d->changes[i];
        bool b = before && strcmp(before, "*") == 0 ? c->before != NULL
                                                    : is_text(c->before, before);
        bool a = after && strcmp(after, "*") == 0 ? c->after != NULL : is_text(c->after, after);
        if (strcmp(c->what, what) == 0 && a && b &&
            (!says || (c->detail && strstr(c->detail, says))))
            return c;
    }
    for (size_t i = 0; i < d->n_changes; i++)
        print_message("  %s: %s -> %s (%s)\n", d->changes[i].what, d->changes[i].before,
                      d->changes[i].after, d->changes[i].detail);
    fail_msg("no change of %s from %s to %s", what, before, after);
    return NULL;
}

static void test_nothing_changed(void **state)
{
    (void)state;
    struct sides s;
    open_sides(&s, COMMITS({ .message = "a", .files = FILES({ "README.md", "x" }) }), 0);
    struct delta d = run(&s, NULL);
    assert_int_equal(d.n_changes, 0);
    assert_int_equal(d.unchanged, 2);
    assert_non_null(strstr(d.since, "the review of 2026-11-26: "));
    d = run(&s, &s.lab->project);
    assert_null(strstr(d.since, "the review of"));
    life_lab_free(s.lab);
}

static void test_outcomes(void **state)
{
    (void)state;
    struct sides s;
    static const struct exemption e = { .check = "cc-debug", .reason = "hardware is away" };
    open_sides(&s, COMMITS({ .message = "a" }), 0);
    s.now_findings[0].outcome = CUPEL_FAIL;
    s.now_findings[0].detail = "no test for wrong nonce";
    s.now_findings[1].exempt = &e;
    s.now.n_findings = 3;
    s.now.exemptions = &e;
    s.now.n_exemptions = 1;
    s.now_repo.license = "ISC";
    s.words[0] = "tdx";
    s.now.formats = s.words;
    s.now.n_formats = 1;
    s.before.roles = s.words;
    s.before.n_roles = 1;
    struct delta d = run(&s, NULL);
    expect(&d, "cc-nonce", "pass", "fail", "no test for wrong nonce");
    expect(&d, "cc-debug", "pass", "pass, exempt", NULL);
    expect(&d, "cc-new", NULL, "pass", "no such check");
    expect(&d, "exemption", NULL, "cc-debug: hardware is away", NULL);
    expect(&d, "license", "MIT", "ISC", NULL);
    expect(&d, "evidence format", NULL, "tdx", NULL);
    expect(&d, "role", "tdx", NULL, NULL);
    assert_int_equal(d.n_changes, 7);
    assert_int_equal(d.unchanged, 0);
    life_lab_free(s.lab);
}

#define OWNERS_A "# M\n\n- Ann Lee (@ann)\n- Bo Chen (@bo)\n"
#define OWNERS_B "# Maintainers\n\n- Bo Chen (@bo)\n- Cy Diaz (@cy)\n"

static void test_files_and_people(void **state)
{
    (void)state;
    struct sides s;
    open_sides(
        &s,
        COMMITS({ .message = "a",
                  .author = "Ann Lee <ann@acme.io>",
                  .tag = "v1.0.0",
                  .files = FILES({ "MAINTAINERS.md", OWNERS_A }, { "SECURITY.md", "one" },
                                 { "docs/threat-model.md", "x" }, { "src/a.c", "a" },
                                 { "vendor/x/SECURITY.md", "x" }) },
                { .message = "b",
                  .author = "Dee Foo <dee@acme.io>",
                  .files = FILES({ "MAINTAINERS.md", OWNERS_B }, { "SECURITY.md", "two" },
                                 { "docs/threat-model.md", NULL }, { "src/a.c", "b" },
                                 { "GOVERNANCE.md", "x" }, { "vendor/x/SECURITY.md", "y" }) },
                { .message = "c", .author = "Ann Lee <ann@acme.io>", .tag = "v1.1.0" },
                { .message = "d", .author = "renovate[bot] <r@x.io>" }),
        3);
    struct delta d = run(&s, NULL);
    const struct change *c = expect(&d, "maintainers", NULL, "Cy Diaz (@cy)",
                                    "added in MAINTAINERS.md");
    assert_int_equal(c->place.line, 4);
    assert_string_equal(c->place.path, "MAINTAINERS.md");
    c = expect(&d, "maintainers", "Ann Lee (@ann)", NULL, "removed in MAINTAINERS.md");
    assert_string_equal(c->place.commit, s.before_repo.commit);
    expect(&d, "security policy", "*", "*", "SECURITY.md was changed");
    expect(&d, "threat model", "*", NULL, "docs/threat-model.md was removed");
    expect(&d, "governance", NULL, "*", "GOVERNANCE.md was added");
    expect(&d, "commits", NULL, "2 new",
           "of 2 authors, 1 of them new: Dee Foo; 0 merges and 1 "
           "commits of bots");
    expect(&d, "releases", NULL, "v1.1.0", "1 new tags");
    assert_int_equal(d.n_changes, 7);
    life_lab_free(s.lab);
}

/* The same people in another order, with another title: nobody came or went. */
static void test_owners_reordered(void **state)
{
    (void)state;
    struct sides s;
    open_sides(&s,
               COMMITS({ .message = "a", .files = FILES({ "MAINTAINERS.md", OWNERS_A }) },
                       { .message = "b",
                         .files = FILES({ "MAINTAINERS.md", NULL },
                                        { "OWNERS", "approvers: [bo, Ann]\n" }) }),
               1);
    struct delta d = run(&s, NULL);
    expect(&d, "commits", NULL, "1 new", "0 of them new");
    assert_int_equal(d.n_changes, 1);
    life_lab_free(s.lab);
}

static void test_dependencies(void **state)
{
    (void)state;
    struct sides s;
    open_sides(&s,
               COMMITS({ .message = "a",
                         .files = FILES({ "go.mod", "module x\n\nrequire (\n\ta.io/b v1.0.0\n\t"
                                                    "a.io/c v1.0.0\n)\n" },
                                        { "Cargo.toml", "[dependencies]\nserde = \"1\"\n" },
                                        { "package.json", "{\"dependencies\":{\"x\":\"1\"}}" },
                                        { "vendor/a/go.mod", "require a.io/z v1\n" }) },
                       { .message = "b",
                         .files = FILES({ "go.mod", "module x\n\nrequire (\n\ta.io/b v2.0.0\n\t"
                                                    "a.io/d v1.0.0\n\ta.io/e v1 // indirect\n)\n"
                                                    "require a.io/f v1\n" },
                                        { "Cargo.toml",
                                          "[dependencies]\nserde = \"2\"\n[dependencies.ring]\n"
                                          "version = \"1\"\n[dev-dependencies]\ntokio = \"1\"\n"
                                          "[target.'cfg(unix)'.dependencies]\nlibc.workspace = "
                                          "true\n" },
                                        { "package.json", "{\"dependencies\":{\"x\":\"2\"}}" },
                                        { "vendor/a/go.mod", "require a.io/y v1\n" }) }),
               1);
    struct delta d = run(&s, NULL);
    expect(&d, "dependencies", "a.io/c", "a.io/d, a.io/f", "go.mod");
    expect(&d, "dependencies", NULL, "ring, libc", "Cargo.toml");
    expect(&d, "commits", NULL, "1 new", NULL);
    assert_int_equal(d.n_changes, 3);
    life_lab_free(s.lab);
}

static void test_no_ancestor(void **state)
{
    (void)state;
    struct sides s;
    open_sides(&s, COMMITS({ .message = "a" }, { .message = "b" }), 0);
    /* as if the branch had been moved back to its first commit after the review */
    s.before_repo.commit = s.lab->project.checkouts[0].commit_hex;
    struct project_options o = { .threads = 1, .as_of = s.lab->project.as_of };
    static char first[GIT_ID_ROOM];
    git_id_write(&s.lab->project.checkouts[0].history.commits[1].id, first);
    const char *revision = first, *path = s.lab->folders[0];
    o.revisions = &revision;
    struct project old;
    struct cupel_diag err = { 0 };
    assert_int_equal(project_load(&path, 1, &o, &s.lab->arena, &old, &err), CUPEL_OK);
    struct delta d = { 0 };
    s.now_repo.commit = first;
    assert_int_equal(delta_make(&s.before, NULL, &s.now, &old, &d, &err), CUPEL_OK);
    expect(&d, "history", s.before_repo.commit, first, "is no ancestor of");
    project_close(&old);
    life_lab_free(s.lab);
}

static void test_unknown_commit(void **state)
{
    (void)state;
    struct sides s;
    open_sides(&s, COMMITS({ .message = "a" }), 0);
    s.before_repo.commit = "0123456789012345678901234567890123456789";
    struct delta d = run(&s, NULL);
    expect(&d, "history", "*", "*", "is not in this repository");
    assert_int_equal(d.n_changes, 1);
    life_lab_free(s.lab);
}

static void test_another_project(void **state)
{
    (void)state;
    struct sides s;
    struct delta d = { 0 };
    struct cupel_diag err = { 0 };
    open_sides(&s, COMMITS({ .message = "a" }), 0);
    s.before_repo.name = "other";
    s.before_repo.origin = "https://github.com/acme/other";
    assert_int_equal(delta_make(&s.before, NULL, &s.now, &s.lab->project, &d, &err), CUPEL_E_USAGE);
    assert_non_null(strstr(err.text, "is of another project: it read other, this one thing"));
    s.before_repo.origin = "https://github.com/acme/thing"; /* renamed, of one remote */
    assert_int_equal(delta_make(&s.before, NULL, &s.now, &s.lab->project, &d, &err), CUPEL_OK);
    assert_int_equal(d.n_changes, 0);
    life_lab_free(s.lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_owners),           cmocka_unit_test(test_nothing_changed),
        cmocka_unit_test(test_outcomes),         cmocka_unit_test(test_files_and_people),
        cmocka_unit_test(test_owners_reordered), cmocka_unit_test(test_dependencies),
        cmocka_unit_test(test_no_ancestor),      cmocka_unit_test(test_unknown_commit),
        cmocka_unit_test(test_another_project),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
