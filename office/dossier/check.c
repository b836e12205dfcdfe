/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossier/check.c: what the tree says to a filled form. The form is read line by line: a mark or a
 * heading opens a question, what follows is its answer. Four kinds of claim can be compared: places
 * and files that the answer names, licenses, people, and answers that say yes.
 */
#include "office/dossier/form.h"

#include "base/status.h"
#include "office/text/words.h"

#include <stdio.h>
#include <string.h>

#define FILLED_MAX 1048576 /* bytes of a filled form */
#define CLAIMS_MAX 2000
#define PATH_ROOM  512

struct comparing {
    const struct form *form;
    const struct project *p;
    const struct review *r;
    struct form_claims *to;
    const struct question *question; /* that the lines at hand answer; NULL before the first */
    uint32_t question_line, line;
    size_t said;       /* bytes of its answer so far, without what our own template wrote */
    bool denies;       /* the answer begins with no, none, not yet… */
    bool is_open;      /* our template's mark of an open question stands above */
    const char *first; /* the answer's first line */
};

static struct form_claim *claim(struct comparing *c, enum claim_state state, uint32_t line,
                                const char *text, const char *why)
{
    static struct form_claim spill; /* past the cap; never shown */
    struct form_claims *to = c->to;
    if (to->n == CLAIMS_MAX || !to->at)
        return &spill;
    struct form_claim *k = &to->at[to->n++];
    *k = (struct form_claim){
        .question = c->question, .state = state, .line = line, .text = text, .why = why
    };
    return k;
}

/* ---- places and files ---- */

static const struct project_file *find_path(const struct comparing *c, const char *path)
{
    for (size_t i = 0; i < c->p->n_checkouts; i++) {
        const struct project_file *f = checkout_file(&c->p->checkouts[i], path);
        if (f)
            return f;
    }
    return NULL;
}

static size_t count_lines(cupel_slice text)
{
    size_t n = text.n && text.p[text.n - 1] != '\n';
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    return n;
}

/* "docs/x.md:12" apart: the line's number, 0 without one; the path's length. */
static uint64_t split_place(cupel_slice s, size_t *n)
{
    uint64_t line = 0;
    size_t digits = 0;
    *n = s.n;
    while (digits < s.n && digits < 9 && s.p[s.n - 1 - digits] >= '0' &&
           s.p[s.n - 1 - digits] <= '9')
        digits++;
    if (digits == 0 || digits == s.n || s.p[s.n - 1 - digits] != ':')
        return 0;
    for (size_t i = s.n - digits; i < s.n; i++)
        line = line * 10 + (uint64_t)(s.p[i] - '0');
    *n = s.n - digits - 1;
    return line;
}

/* Does it look like the path of a file: a '/' or a short ending, and nothing a path has not? */
static bool is_path(cupel_slice s)
{
    if (s.n < 3 || s.n >= PATH_ROOM || s.p[0] == '/' || s.p[0] == '-')
        return false;
    bool slash = false, dot = false;
    for (size_t i = 0; i < s.n; i++) {
        uint8_t ch = s.p[i];
        if (ch <= ' ' || ch == '(' || ch == ')' || ch == '<' || ch == '>' || ch == '*' ||
            ch == '$' || ch == '"' || ch == '@' || ch == ':' || ch == '=')
            return false;
        slash = slash || ch == '/';
        dot = dot || (ch == '.' && i + 5 >= s.n && i + 1 < s.n);
    }
    return dot || (slash && s.p[s.n - 1] != '/');
}

static void compare_path(struct comparing *c, cupel_slice named)
{
    size_t n;
    uint64_t line = split_place(named, &n);
    cupel_slice path = slice_part(named, 0, n);
    if (slice_starts(path, SLICE_LIT("./")))
        path = slice_part(path, 2, path.n - 2);
    if (!is_path(path))
        return;
    struct arena *a = c->p->arena;
    const char *text = arena_text(a, named), *name = arena_text(a, path);
    const struct project_file *f = find_path(c, name);
    if (!f) {
        (void)claim(c, CLAIM_CONTRADICTED, c->line, text,
                    arena_printf(a, "\"%s\" is not in the tree", name));
        return;
    }
    size_t lines = f->text.n ? count_lines(f->text) : SIZE_MAX;
    bool good = line <= lines;
    struct form_claim *k = claim(c, good ? CLAIM_SUPPORTED : CLAIM_CONTRADICTED, c->line, text,
                                 good ? arena_printf(a, "\"%s\" is in the tree", name)
                                      : arena_printf(a, "\"%s\" has %zu lines only", name, lines));
    places_add(c->p, &k->where, f, good ? line : 0, NULL);
}

/* What stands between backticks, and what links lead to within the tree. */
static void compare_paths(struct comparing *c, cupel_slice line)
{
    for (size_t i = 0; i < line.n; i++) {
        bool tick = line.p[i] == '`', link = i > 0 && line.p[i] == '(' && line.p[i - 1] == ']';
        if (!tick && !link)
            continue;
        size_t end = i + 1;
        while (end < line.n && line.p[end] != (tick ? '`' : ')'))
            end++;
        cupel_slice inner = slice_part(line, i + 1, end - i - 1);
        if (end < line.n && slice_find(inner, SLICE_LIT("://")) == SIZE_MAX)
            compare_path(c, inner);
        i = end;
    }
}

/* ---- licenses and people ---- */

static bool is_word_byte(uint8_t b)
{
    return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b == '-' ||
           b == '.' || b == '_' || b == '+';
}

/* Each run of word characters of @line, without a full stop at its end. */
static cupel_slice next_token(cupel_slice line, size_t *at)
{
    while (*at < line.n && !is_word_byte(line.p[*at]))
        ++*at;
    size_t start = *at;
    while (*at < line.n && is_word_byte(line.p[*at]))
        ++*at;
    size_t end = *at;
    while (end > start && line.p[end - 1] == '.')
        end--;
    return slice_part(line, start, end - start);
}

static bool asks(const struct question *q, enum source_kind kind, const char *what)
{
    for (size_t i = 0; i < q->n_sources; i++)
        if (q->sources[i].kind == kind && strcmp(q->sources[i].what, what) == 0)
            return true;
    return false;
}

static void compare_license(struct comparing *c, cupel_slice line)
{
    cupel_slice token;
    for (size_t at = 0; (token = next_token(line, &at)).n > 0;) {
        bool old, found = false;
        if (token.n < 3 || !license_is_known(token, &old))
            continue;
        const char *id = arena_text(c->p->arena, token);
        for (size_t i = 0; i < c->r->n_repos; i++)
            found = found || (c->r->repos[i].license &&
                              slice_find(slice_str(c->r->repos[i].license), token) != SIZE_MAX);
        (void)claim(c, found ? CLAIM_SUPPORTED : CLAIM_CONTRADICTED, c->line, id,
                    found
                        ? arena_printf(c->p->arena, "%s is the license by its text", id)
                        : arena_printf(c->p->arena,
                                       "the license texts at the top of the tree are not %s", id));
    }
}

/* A forge's handle, "@name", in the files that list people. */
static void compare_people(struct comparing *c, cupel_slice line)
{
    const struct project_file *f = project_find_file(c->p, "maintainers|owners|codeowners",
                                                     "|docs|.github", false, true);
    for (size_t i = 0; i + 1 < line.n; i++) {
        if (line.p[i] != '@' || !is_word_byte(line.p[i + 1]) ||
            (i > 0 && is_word_byte(line.p[i - 1])))
            continue;
        size_t at = i + 1;
        cupel_slice name = next_token(line, &at);
        if (name.n < 2)
            continue;
        const char *text = arena_text(c->p->arena, name);
        bool found = f && words_in(text, f->text);
        struct form_claim *k = claim(
            c, found ? CLAIM_SUPPORTED : CLAIM_UNSUPPORTED, c->line, text,
            found ? arena_printf(c->p->arena, "%s stands in %s", text, f->path)
                  : arena_printf(c->p->arena, "%s stands in no file that lists people", text));
        if (found)
            places_add(c->p, &k->where, f, 0, NULL);
    }
}

/* ---- the answer as a whole ---- */

/* Below these our own list follows, which answers nothing; whoever answers takes the line away. */
static bool is_open_mark(cupel_slice line)
{
    return slice_starts(line, SLICE_LIT("_What was found")) ||
           slice_starts(line, SLICE_LIT("_Not certain"));
}

/* Lines that the template wrote are nobody's answer. */
static bool is_template(cupel_slice line)
{
    return line.n == 0 || slice_starts(line, SLICE_LIT("<!--")) ||
           slice_starts(line, SLICE_LIT("_Found in the tree")) || is_open_mark(line) ||
           slice_starts(line, SLICE_LIT("_Not found")) ||
           slice_starts(line, SLICE_LIT("_Only people"));
}

#define DENIALS "no|none|not yet|n a|tbd|todo|unknown|nothing|planned"

static bool begins_with_denial(cupel_slice line)
{
    struct words_match m;
    return words_find(DENIALS, line, 0, &m) && m.start < 4;
}

static void compare_finding(struct comparing *c, const struct finding *f)
{
    struct arena *a = c->p->arena;
    bool yes = !c->denies, pass = f->outcome == CUPEL_PASS, fail = f->outcome == CUPEL_FAIL;
    enum claim_state state = CLAIM_UNSUPPORTED;
    if (pass || fail)
        state = pass == yes ? CLAIM_SUPPORTED : CLAIM_CONTRADICTED;
    const char *why = arena_printf(a, "%s is \"%s\" in the tree: %s", f->info->id,
                                   cupel_outcome_name(f->outcome),
                                   f->detail ? f->detail : f->info->title);
    struct form_claim *k = claim(c, state, c->question_line, c->first, why);
    k->where = f->where;
}

/* The question at hand is over: what its answer as a whole says. */
static void end_question(struct comparing *c)
{
    const struct question *q = c->question;
    if (!q)
        return;
    if (c->said == 0)
        (void)claim(c, CLAIM_UNANSWERED, c->question_line, "",
                    q->is_optional ? "left open (it is optional)" : "left open");
    for (size_t i = 0; i < q->n_sources && c->said > 0; i++) {
        const struct finding *f = q->sources[i].kind == SOURCE_CHECK
                                      ? review_find(c->r, q->sources[i].what)
                                      : NULL;
        if (f && f->outcome != CUPEL_NA)
            compare_finding(c, f);
    }
    c->question = NULL;
}

static void begin_question(struct comparing *c, const struct question *q)
{
    end_question(c);
    c->question = q;
    c->question_line = c->line;
    c->said = 0;
    c->denies = c->is_open = false;
    c->first = "";
}

/* ---- line by line ---- */

static const struct question *by_mark(const struct comparing *c, cupel_slice line)
{
    static const char lead[] = "<!-- question: ";
    for (size_t i = 0; i < c->form->n_questions; i++) {
        cupel_slice id = slice_str(c->form->questions[i].id);
        cupel_slice rest = slice_starts(line, SLICE_LIT("<!-- question: "))
                               ? slice_part(line, sizeof lead - 1, line.n - sizeof lead + 1)
                               : SLICE_EMPTY;
        if (slice_starts(rest, id) &&
            slice_eq(slice_part(rest, id.n, rest.n - id.n), SLICE_LIT(" -->")))
            return &c->form->questions[i];
    }
    return NULL;
}

/* A heading that repeats the question's words, or its id. */
static const struct question *by_heading(const struct comparing *c, cupel_slice line)
{
    if (line.n == 0 || line.p[0] != '#')
        return NULL;
    for (size_t i = 0; i < c->form->n_questions; i++) {
        const struct question *q = &c->form->questions[i];
        cupel_slice ask = slice_str(q->ask);
        if (ask.n > 0 && ask.p[ask.n - 1] == '?')
            ask.n--;
        if (slice_find(line, ask) != SIZE_MAX || words_are(q->id, slice_part(line, 1, line.n - 1)))
            return q;
    }
    return NULL;
}

static cupel_slice trim(cupel_slice s)
{
    while (s.n && (s.p[s.n - 1] == '\r' || s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = slice_part(s, 1, s.n - 1);
    return s;
}

static void take_line(struct comparing *c, cupel_slice raw)
{
    cupel_slice line = trim(raw);
    const struct question *q = by_mark(c, line);
    if (!q)
        q = by_heading(c, line);
    if (q && q != c->question)
        begin_question(c, q);
    c->is_open = c->is_open || is_open_mark(line);
    if (q || !c->question || is_template(line) || line.p[0] == '#' ||
        (c->is_open && slice_starts(line, SLICE_LIT("- "))))
        return;
    if (c->said == 0) {
        c->denies = begins_with_denial(line);
        c->first = arena_text(c->p->arena, slice_part(line, 0, line.n < 160 ? line.n : 160));
    }
    c->said += line.n;
    compare_paths(c, line);
    if (asks(c->question, SOURCE_FACT, "license"))
        compare_license(c, line);
    if (asks(c->question, SOURCE_CHECK, "maintainers"))
        compare_people(c, line);
}

cupel_status form_check(const struct form *form, cupel_slice filled, const struct project *p,
                        const struct review *r, struct form_claims *ret, struct cupel_diag *err)
{
    struct comparing c = { .form = form, .p = p, .r = r, .to = ret };
    if (filled.n > FILLED_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "form", "a filled form has at most %d bytes",
                        FILLED_MAX);
    *ret = (struct form_claims){ .at = arena_array(p->arena, CLAIMS_MAX, sizeof *ret->at) };
    size_t questions = 0;
    while (filled.n > 0) {
        size_t n = slice_find(filled, SLICE_LIT("\n"));
        n = n == SIZE_MAX ? filled.n : n;
        c.line++;
        const struct question *before = c.question;
        take_line(&c, slice_part(filled, 0, n));
        questions += c.question && c.question != before;
        filled = n < filled.n ? slice_part(filled, n + 1, filled.n - n - 1) : SLICE_EMPTY;
    }
    end_question(&c);
    if (questions == 0)
        return diag_set(err, CUPEL_E_MALFORMED, "form",
                        "no question of the form \"%s\" stands in it: neither its marks "
                        "(<!-- question: … -->) nor headings that repeat the questions",
                        form->name);
    return arena_status(p->arena);
}
