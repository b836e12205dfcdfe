/* SPDX-License-Identifier: Apache-2.0 */
/* What is computed from a landscape: changes, matrix, gaps, hygiene; and tables in and out. */
#include "repo_make.h"

#include "office/landscape/diff.h"
#include "office/landscape/gaps.h"
#include "office/landscape/hygiene.h"
#include "office/landscape/table.h"
#include "office/review/make.h"

#define ARENA ((size_t)256 << 20)

struct views {
    struct arena a;
    struct landscape l;
    struct landscape_problems p;
};

static void read_data(struct views *v, const char *data)
{
    struct landscape_files f = { .data = { "data.yml", slice_str(data) } };
    *v = (struct views){ 0 };
    arena_init(&v->a, ARENA);
    v->p.arena = &v->a;
    if (landscape_read(&v->a, &f, false, &v->l, &v->p) != CUPEL_OK)
        fail_msg("line %u: %s", v->p.at[0].line, v->p.at[0].text);
}

static void read_table(struct views *v, const char *data, char separator, cupel_status st)
{
    struct landscape_file f = { "table", slice_str(data) };
    *v = (struct views){ 0 };
    arena_init(&v->a, ARENA);
    v->p.arena = &v->a;
    assert_status(landscape_read_table(&v->a, &f, separator, &v->l, &v->p), st);
}

static void says(const struct views *v, uint32_t line, const char *text)
{
    for (size_t i = 0; i < v->p.n; i++)
        if (v->p.at[i].line == line && strstr(v->p.at[i].text, text))
            return;
    fail_msg("nobody says \"%s\" of line %u; first: %s", text, line,
             v->p.n ? v->p.at[0].text : "nothing");
}

/* An item in one line of YAML. */
#define ITEM(name, more)                                                                           \
    "    - {name: " name ", homepage_url: 'https://a.example', logo: a.svg" more "}\n"
#define NOTES(text) ", extra: {annotations: {" text "}}"
#define A_B         "categories:\n- name: A\n  subcategories:\n  - name: B\n    items:\n"
#define A_C         "  - name: C\n    items:\n"

/* ---- diff ---- */

static const struct diff_change *change(const struct landscape_diff *d, enum diff_kind kind,
                                        const char *item, const char *field)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct diff_change *c = &d->at[i];
        const struct landscape_item *it = c->after ? c->after : c->before;
        if (c->kind == kind && strcmp(it->text[ITEM_NAME], item) == 0 &&
            (!field || strcmp(c->field, field) == 0))
            return c;
    }
    fail_msg("%s of %s is not told", diff_kind_name(kind), item);
    return NULL;
}

static void test_diff(void **state)
{
    (void)state;
    struct views before, after;
    struct landscape_diff d;
    read_data(&before,
              A_B ITEM("Same", "") ITEM("Gone", "") ITEM("Old", ", repo_url: 'https://g.h/o/n'")
                  ITEM("Goes", "") ITEM("Fact", ", license: MIT" NOTES("tees: snp, home: none"))
                      ITEM("Twin", ", branch: one") A_C ITEM("Twin", ", branch: two"));
    read_data(&after,
              A_B ITEM("Fact", ", license: BSL-1.0, second_path: [A / C]" NOTES("tees: tdx, x: y"))
                  ITEM("Same", "") ITEM("New", ", repo_url: 'https://g.h/o/n'") ITEM("Fresh", "")
                      ITEM("Twin", ", branch: one") A_C ITEM("Twin", ", branch: three")
                          ITEM("Goes", ""));
    assert_status(landscape_compare(&before.a, &before.l, &after.l, &d), CUPEL_OK);
    assert_string_equal(change(&d, DIFF_ADDED, "Fresh", NULL)->new, "A / B");
    assert_string_equal(change(&d, DIFF_REMOVED, "Gone", NULL)->old, "A / B");
    assert_string_equal(change(&d, DIFF_RENAMED, "New", NULL)->old, "Old");
    assert_string_equal(change(&d, DIFF_MOVED, "Goes", NULL)->new, "A / C");
    assert_string_equal(change(&d, DIFF_CHANGED, "Fact", "license")->old, "MIT");
    assert_string_equal(change(&d, DIFF_CHANGED, "Fact", "annotations.tees")->new, "tdx");
    assert_null(change(&d, DIFF_CHANGED, "Fact", "annotations.home")->new);
    assert_null(change(&d, DIFF_CHANGED, "Fact", "annotations.x")->old);
    assert_string_equal(change(&d, DIFF_CHANGED, "Fact", "second_path")->new, "A / C");
    assert_string_equal(change(&d, DIFF_CHANGED, "Twin", "branch")->new, "three");
    assert_int_equal(d.n, 10);
    assert_int_equal(d.changed_items, 2);
    assert_int_equal(d.unchanged, 2);
    arena_clear(&before.a);
    arena_clear(&after.a);
}

/* ---- matrix ---- */

#define CELLS                                                                                      \
    A_B ITEM("One", ", license: MIT" NOTES("tees: 'snp, tdx', rats-roles: verifier"))              \
        ITEM("Two", NOTES("tees: snp, tees-source: 'R; 2026-01-01', maturity: sandbox"))           \
            A_C ITEM("Three", NOTES("tees: unknown, rats-roles: unknown"))

static void test_matrix(void **state)
{
    (void)state;
    struct views v;
    struct matrix m;
    struct matrix_filter f = { 0 };
    read_data(&v, CELLS);
    assert_status(matrix_make(&v.a, &v.l, &f, &m), CUPEL_OK);
    assert_int_equal(m.n, 3);
    assert_string_equal(m.values[AXIS_TEE][0].name, "snp");
    assert_int_equal(m.values[AXIS_TEE][0].rows, 2);
    assert_string_equal(m.values[AXIS_TEE][2].name, "unknown");
    assert_int_equal(m.n_values[AXIS_ROLE], 2);
    assert_int_equal(m.values[AXIS_ROLE][1].rows, 2);
    assert_int_equal(matrix_cross(&m, AXIS_TEE, "snp", AXIS_ROLE, "verifier"), 1);
    assert_int_equal(matrix_cross(&m, AXIS_TEE, "snp", AXIS_ROLE, MATRIX_UNKNOWN), 1);
    assert_string_equal(m.rows[1].cells[AXIS_TEE].fact.date, "2026-01-01");
    assert_true(matrix_has(&m.rows[2].cells[AXIS_LICENSE], "unknown"));

    const char *tees[] = { "tdx", "unknown" }, *roles[] = { "verifier" };
    f.values[AXIS_TEE] = (struct landscape_list){ tees, 2, 0 };
    assert_status(matrix_make(&v.a, &v.l, &f, &m), CUPEL_OK);
    assert_int_equal(m.n, 2);
    f.values[AXIS_ROLE] = (struct landscape_list){ roles, 1, 0 };
    assert_status(matrix_make(&v.a, &v.l, &f, &m), CUPEL_OK);
    assert_int_equal(m.n, 1);
    assert_int_equal(m.all, 3);
    f.category = "B";
    assert_status(matrix_make(&v.a, &v.l, &f, &m), CUPEL_OK);
    assert_int_equal(m.n, 0);
    arena_clear(&v.a);
}

/* ---- gaps ---- */

#define OPEN ", license: MIT"
#define HOMELESS(more)                                                                             \
    OPEN NOTES("tees: csv, rats-roles: verifier, home: none, status: active" more)
/* One item a line. */
/* clang-format off */
static const char lacking[] =
    A_B
    ITEM("Homeless", HOMELESS(", review: reviews/h.json"))
    ITEM("Second", HOMELESS(""))
    ITEM("Closed", ", license: BUSL-1.1" NOTES("tees: csv, home: none, status: active"))
    ITEM("Part", HOMELESS(", part-of: Second"))
    ITEM("Asleep", OPEN NOTES("home: none, status: dormant"))
    ITEM("Homed", OPEN NOTES("tees: psa, rats-roles: verifier, home: CNCF, status: active"))
    ITEM("Vague", NOTES("tees: psa, home: CCC"))
    "- name: D\n  subcategories:\n  - name: E\n    items:\n"
    ITEM("Lone", OPEN NOTES("tees: sev, rats-roles: attester, home: none, status: active"));
/* clang-format on */

static const struct gap *gap_of(const struct gaps *g, enum gap_kind kind, const char *tee,
                                const char *role)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->at[i].kind == kind && (kind == GAP_CATEGORY || (strcmp(g->at[i].tee, tee) == 0 &&
                                                               strcmp(g->at[i].role, role) == 0)))
            return &g->at[i];
    fail_msg("a gap of kind %d is not told", (int)kind);
    return NULL;
}

static cupel_status load(void *context, struct arena *a, const char *path, cupel_slice *ret,
                         struct cupel_diag *err)
{
    assert_string_equal(path, "reviews/h.json");
    (void)err;
    *ret = arena_copy(a, buf_slice(context));
    return CUPEL_OK;
}

/* A review with one check passed and one not decided. */
static void write_review(struct buf *b)
{
    static const struct review_info one = { .id = "cc-nonce",
                                            .set = "cc",
                                            .title = "t",
                                            .why = "w",
                                            .spec = "s",
                                            .fix = "f",
                                            .gain = 1,
                                            .effort = 1 };
    static const struct review_info two = { .id = "cc-debug",
                                            .set = "cc",
                                            .title = "t",
                                            .why = "w",
                                            .spec = "s",
                                            .fix = "f",
                                            .gain = 1,
                                            .effort = 1 };
    struct finding findings[] = { { .info = &one, .outcome = CUPEL_PASS, .detail = "d" },
                                  { .info = &two, .outcome = CUPEL_UNKNOWN, .detail = "d" } };
    struct review r = { .project = "Homeless",
                        .version = "0",
                        .as_of = 1767225600,
                        .stage = "proposed",
                        .findings = findings,
                        .n_findings = 2 };
    review_write_json(&r, b);
    assert_status(buf_status(b), CUPEL_OK);
}

static void test_gaps(void **state)
{
    (void)state;
    struct views v;
    struct gaps g;
    struct buf review;
    const struct gap_recommendation *all = NULL;
    size_t n = 0;
    static const char yaml[] = "recommendations:\n- {project: Second, to: TOC, date: 2026-01-01, "
                               "fate: declined}\n- {project: Second, to: TOC, date: 2026-02-01, "
                               "fate: open}\n";
    read_data(&v, lacking);
    buf_init(&review, 1 << 20);
    write_review(&review);
    struct landscape_file file = { "recommendations.yml", slice_str(yaml) };
    assert_status(gaps_recommendations(&v.a, &file, &all, &n, &v.p), CUPEL_OK);
    assert_status(gaps_find(&v.a, &v.l, all, n, load, &review, &g), CUPEL_OK);
    assert_int_equal(g.living, 7);
    assert_int_equal(gap_of(&g, GAP_NO_HOME, "csv", "verifier")->items, 3);
    assert_int_equal(gap_of(&g, GAP_NONE, "psa", "attester")->unsure, 1);
    assert_string_equal(gap_of(&g, GAP_ONE, "psa", "verifier")->only->text[ITEM_NAME], "Homed");
    assert_string_equal(gap_of(&g, GAP_CATEGORY, NULL, NULL)->category->name, "D");
    assert_int_equal(g.n_candidates, 3);
    const struct gap_candidate *c = g.candidates;
    assert_string_equal(c[0].item->text[ITEM_NAME], "Homeless");
    assert_true(c[0].review.is_there);
    assert_int_equal(c[0].review.pass, 1);
    assert_int_equal(c[0].review.unknown, 1);
    assert_string_equal(c[0].review.as_of, "2026-01-01");
    assert_string_equal(c[1].item->text[ITEM_NAME], "Lone");
    assert_int_equal(c[1].fills, 2);
    assert_string_equal(c[2].recommended->fate, "open");
    buf_clear(&review);
    buf_init(&review, 8);
    buf_add_str(&review, "{}");
    assert_status(gaps_find(&v.a, &v.l, NULL, 0, load, &review, &g), CUPEL_OK);
    for (size_t i = 0; i < g.n_candidates; i++)
        assert_false(g.candidates[i].review.is_there);
    buf_clear(&review);

    file.bytes = slice_str("recommendations:\n- {to: TOC}\n");
    assert_status(gaps_recommendations(&v.a, &file, &all, &n, &v.p), CUPEL_E_MALFORMED);
    says(&v, 2, "project is missing");
    arena_clear(&v.a);
}

/* ---- hygiene ---- */

static const struct hygiene_finding *finding(const struct hygiene *h, enum hygiene_kind kind,
                                             const char *item)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->at[i].kind == kind && strcmp(h->at[i].item->text[ITEM_NAME], item) == 0)
            return &h->at[i];
    return NULL;
}

#define CURRENT "checked: '2026-10-01'"
static void test_hygiene(void **state)
{
    (void)state;
    struct views v;
    struct hygiene h;
    int64_t as_of;
    read_data(
        &v,
        A_B ITEM("Fine", OPEN NOTES(CURRENT ", tees: snp, tees-source: 'R; 2026-10-01'")) ITEM(
            "Archived", OPEN
            ", extra: {archived: '2026-01-01', annotations: {" CURRENT
            "}}") ITEM("Over", OPEN NOTES("status: unmaintained, status-source: 'R; 2026-05-01', "
                                          "last-commit: '2026-06-01'"))
            ITEM("Next", OPEN NOTES("status: superseded, successor: Fine, checked: '2020-01-01'"))
                ITEM("Quiet", OPEN NOTES("status: active, last-commit: '2025-01-01'")) ITEM(
                    "Sleeps", ", repo_url: 'https://github.com/o/n.git'" NOTES("status: dormant"))
                    ITEM("Old", ", project: sandbox, repo_url: 'https://github.com/O/N'" NOTES(
                                    "maturity: graduated, tees: snp, tees-source: 'R; 2024-01-01', "
                                    "home: CNCF")));
    assert_true(landscape_date("2026-11-26", &as_of));
    assert_status(hygiene_start(&v.a, &v.l, as_of, &h), CUPEL_OK);
    hygiene_data(&h);
    hygiene_sort(&h);
    for (int k = 0; k < HYGIENE_KINDS; k++)
        assert_null(finding(&h, (enum hygiene_kind)k, "Fine"));
    assert_int_equal(finding(&h, HYGIENE_ARCHIVED, "Archived")->days, 329);
    assert_string_equal(finding(&h, HYGIENE_UNMAINTAINED, "Over")->since, "2026-05-01");
    assert_non_null(strstr(finding(&h, HYGIENE_CONTRADICTION, "Over")->detail, "2026-06-01"));
    assert_string_equal(finding(&h, HYGIENE_SUPERSEDED, "Next")->detail, "superseded by Fine");
    assert_string_equal(finding(&h, HYGIENE_UNCHECKED, "Next")->since, "2020-01-01");
    assert_int_equal(finding(&h, HYGIENE_DORMANT, "Quiet")->days, 694);
    assert_int_equal(finding(&h, HYGIENE_DORMANT, "Sleeps")->days, -1);
    assert_string_equal(finding(&h, HYGIENE_LICENSE, "Sleeps")->detail, "no licence is given");
    assert_string_equal(finding(&h, HYGIENE_STALE, "Old")->detail, "tees (2024-01-01)");
    assert_string_equal(finding(&h, HYGIENE_NO_SOURCE, "Old")->detail, "maturity, home");
    assert_non_null(strstr(finding(&h, HYGIENE_CONTRADICTION, "Old")->detail, "sandbox"));
    assert_non_null(strstr(finding(&h, HYGIENE_DUPLICATE, "Old")->detail, "Sleeps"));
    for (size_t i = 1; i < h.n; i++)
        assert_true(h.at[i - 1].kind <= h.at[i].kind);
    arena_clear(&v.a);
}

static const struct repo_file gone[] = {
    { "README.md",
      "# Thing\n\n**This project is no longer maintained.**\n\nSee [how](docs/how.md).\n" },
    { "LICENSE",
      "MIT License\n\nCopyright (c) 2020 Mel\n\nPermission is hereby granted, free of charge, to "
      "any person obtaining a copy of this software and associated documentation files (the "
      "\"Software\"), to deal in the Software without restriction, including without limitation "
      "the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies "
      "of the Software, and to permit persons to whom the Software is furnished to do so, subject "
      "to the following conditions:\n\nThe above copyright notice and this permission notice shall "
      "be included in all copies or substantial portions of the Software.\n\nTHE SOFTWARE IS "
      "PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT "
      "LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND "
      "NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY "
      "CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, "
      "ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE "
      "SOFTWARE.\n" },
    { 0 },
};
static const struct repo_commit gone_commits[] = {
    { .message = "start", .files = gone, .date = "2024-06-01T12:00:00Z" },
    { 0 },
};

static void test_checkout(void **state)
{
    (void)state;
    struct views v;
    struct hygiene h;
    struct lab lab;
    int64_t as_of;
    lab_make(&lab);
    lab_add(&lab, "thing", "https://github.com/example/thing.git", gone_commits);
    lab_add(&lab, "moved", "https://github.com/elsewhere/moved", gone_commits);
    lab_add(&lab, "nobodys", "https://github.com/example/nobodys", gone_commits);
    read_data(&v, A_B ITEM("The thing", ", repo_url: 'https://github.com/example/thing', license: "
                                        "Apache-2.0")
                      ITEM("Moved", ", repo_url: 'https://github.com/example/was', license: MIT"));
    assert_true(landscape_date("2026-11-26", &as_of));
    assert_status(hygiene_start(&v.a, &v.l, as_of, &h), CUPEL_OK);
    for (size_t i = 0; i < 3; i++)
        hygiene_checkout(&h, NULL, lab.folders[i]);
    hygiene_checkout(&h, NULL, "/nowhere/at/all");
    hygiene_sort(&h);
    const struct hygiene_finding *f = finding(&h, HYGIENE_UNMAINTAINED, "The thing");
    assert_non_null(f);
    assert_string_equal(f->path, "README.md");
    assert_string_equal(f->since, "2024-06-01");
    assert_true(f->line == 3 && strlen(f->commit) == 40);
    assert_int_equal(finding(&h, HYGIENE_DORMANT, "The thing")->days, 908);
    assert_non_null(strstr(finding(&h, HYGIENE_LICENSE, "The thing")->detail,
                           "the landscape says Apache-2.0, the tree MIT"));
    assert_non_null(finding(&h, HYGIENE_LINKS, "The thing"));
    assert_null(finding(&h, HYGIENE_RENAMED, "The thing"));
    assert_null(finding(&h, HYGIENE_LICENSE, "Moved"));
    assert_non_null(strstr(finding(&h, HYGIENE_RENAMED, "Moved")->detail, "elsewhere/moved"));
    assert_int_equal(h.n_checkouts, 2);
    assert_int_equal(h.n_notes, 2);
    assert_non_null(strstr(h.notes[0], "belongs to no item"));
    assert_non_null(strstr(h.notes[1], "/nowhere/at/all"));
    arena_clear(&v.a);
    lab_clear(&lab);
}

/* ---- tables ---- */

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char separator;
        size_t n;
        const char *last, *why;
    } cases[] = { { "a,b\n", ',', 2, "b", NULL },
                  { "\r\n\na,\"b,\"\"c\n\"\r\n", ',', 2, "b,\"c\n", NULL },
                  { "a,", ',', 2, "", NULL },
                  { "a\t\"b\n", '\t', 2, "\"b", NULL },
                  { "\xef\xbb\xbf"
                    "a",
                    ',', 1, "a", NULL },
                  { "", ',', 0, NULL, NULL },
                  { "a,\"b", ',', 0, NULL, "a quote is not closed" },
                  { "\"a\"b", ',', 0, NULL, "text stands behind" },
                  { "a,\xff", ',', 0, NULL, "no UTF-8" },
                  { "1,2,3,4,5", ',', 0, NULL, "too many fields" } };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct arena a;
        const char *cells[4], *why = NULL;
        size_t n;
        arena_init(&a, ARENA);
        struct table t = table_of(slice_str(cases[i].text), cases[i].separator);
        cupel_status st = table_row(&t, &a, cells, 4, &n, &why);
        if (cases[i].why) {
            assert_int_not_equal(st, CUPEL_OK);
            assert_non_null(strstr(why, cases[i].why));
        } else {
            assert_status(st, CUPEL_OK);
            assert_int_equal(n, cases[i].n);
            if (n)
                assert_string_equal(cells[n - 1], cases[i].last);
        }
        arena_clear(&a);
    }
}

static void test_seeds(void **state)
{
    (void)state;
    struct views v;
    read_table(&v,
               "name\trepo\tcategory\tTEEs\tlicense\tfoundation\tdescription\tsource\tcolour\n"
               "One\to/one\tC\tSEV-SNP,IBM SE, TDX (a, b)\tMIT\tCNCF sandbox (Two subproject)\tText"
               "\tREADME; at HEAD of 2026-07-16\tred\n"
               "Two\thttps://g.l/t\tD\tall\tBSD\tnone\t\"x\t\t\n",
               '\t', CUPEL_OK);
    says(&v, 1, "the column \"colour\" is left out");
    const struct landscape_item *one = v.l.items[0], *two = v.l.items[1];
    assert_string_equal(one->text[ITEM_REPO_URL], "https://github.com/o/one");
    assert_string_equal(one->text[ITEM_LOGO], "one.svg");
    assert_string_equal(one->subcategory->name, "Projects");
    assert_string_equal(landscape_annotation(one, "tees"), "snp, se, tdx");
    assert_string_equal(landscape_annotation(one, "home"), "CNCF");
    assert_string_equal(landscape_annotation(one, "maturity"), "sandbox");
    assert_string_equal(landscape_annotation(one, "part-of"), "Two");
    assert_string_equal(landscape_annotation(one, "tees-source"),
                        "README, at HEAD of 2026-07-16; 2026-07-16");
    assert_string_equal(landscape_annotation(one, "status"), "unknown");
    assert_string_equal(landscape_annotation(two, "tees"), "any");
    assert_string_equal(landscape_annotation(two, "maturity"), "none");
    assert_string_equal(landscape_annotation(two, "license-note"), "BSD");
    assert_null(two->text[ITEM_LICENSE]);
    assert_string_equal(two->text[ITEM_DESCRIPTION], "\"x");
    landscape_validate(&v.l, true, &v.p);
    assert_int_equal(v.p.errors, 0);
    arena_clear(&v.a);

    read_table(&v, "name,categry\na,b\n", ',', CUPEL_E_MALFORMED);
    says(&v, 1, "(did you mean category?)");
    says(&v, 1, "must hold name and category");
    arena_clear(&v.a);
    read_table(&v, "name,category\na\n,b\nc,\n\"d\n", ',', CUPEL_E_MALFORMED);
    says(&v, 2, "has 1 fields, the headings have 2");
    says(&v, 3, "name is missing");
    says(&v, 4, "category is missing");
    says(&v, 5, "a quote is not closed");
    arena_clear(&v.a);
    read_table(&v, "", ',', CUPEL_E_MALFORMED);
    says(&v, 1, "a line of headings is missing");
    arena_clear(&v.a);
}

/* Out as items.csv and in again: what its columns hold is the same. */
static void test_csv(void **state)
{
    (void)state;
    struct views v, u;
    struct buf b;
    struct landscape_diff d;
    buf_init(&b, 1 << 20);
    read_data(&v, A_B ITEM("'b, \"x\"'", ", repo_url: 'https://github.com/o/n', license: MIT, "
                                         "project: sandbox, extra: {tag: [a, b]}")
                      ITEM("A", ", description: \"two\\nlines\""));
    landscape_write_csv(&v.l, &b);
    buf_add_byte(&b, 0);
    assert_non_null(strstr((const char *)b.p, "\nA,,https://a.example,"));
    assert_non_null(strstr((const char *)b.p, ",true,https://github.com/o/n,"));
    read_table(&u, (const char *)b.p, ',', CUPEL_OK);
    assert_int_equal(u.p.n, 0);
    assert_status(landscape_compare(&v.a, &v.l, &u.l, &d), CUPEL_OK);
    if (d.n)
        fail_msg("%s: %s", d.at[0].field, d.at[0].new);
    assert_int_equal(d.unchanged, 2);
    buf_clear(&b);
    arena_clear(&v.a);
    arena_clear(&u.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diff), cmocka_unit_test(test_matrix),
        cmocka_unit_test(test_gaps), cmocka_unit_test(test_hygiene),
        cmocka_unit_test(test_rows), cmocka_unit_test(test_seeds),
        cmocka_unit_test(test_csv),  cmocka_unit_test(test_checkout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
