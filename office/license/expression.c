/* SPDX-License-Identifier: Apache-2.0 */
/* Ids of the SPDX list, tags in files, and expressions (SPDX 2.3, Annex D). */
#include "office/license/license.h"

#include "base/guess.h"
#include "base/status.h"
#include "office/license/table.h"

#define EXPRESSION_MAX  8192 /* bytes */
#define PARENTHESES_MAX 32
#define NAME_MAX_       64 /* of an unknown id, in a message */
#define REFERENCE       "LicenseRef-"

/* ---- ids ---- */

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

/* As slice_cmp() orders, without regard to case. The table is sorted bytewise, so ids that differ
 * in case only are not searched by halves but walked. */
static const struct license_id *find_id(cupel_slice id)
{
    size_t from = 0, to = license_n_ids;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        int c = slice_cmp(slice_str(license_ids[mid].id), id);
        if (c == 0)
            return &license_ids[mid];
        if (c < 0)
            from = mid + 1;
        else
            to = mid;
    }
    for (size_t i = 0; i < license_n_ids; i++) {
        cupel_slice name = slice_str(license_ids[i].id);
        if (name.n == id.n && id.n && lower(name.p[0]) == lower(id.p[0]) &&
            slice_eq_nocase(name, id))
            return &license_ids[i];
    }
    return NULL;
}

bool license_is_known(cupel_slice id, bool *is_deprecated)
{
    const struct license_id *found = find_id(id);
    bool is_license = found && !(found->flags & LICENSE_ID_EXCEPTION);
    if (is_deprecated)
        *is_deprecated = is_license && found->flags & LICENSE_ID_DEPRECATED;
    return is_license;
}

/* "X WITH Y" is as approved as X: an exception only adds permissions. */
bool license_is_osi(const char *id)
{
    cupel_slice s = slice_str(id);
    size_t with = slice_find(s, SLICE_LIT(" WITH "));
    const struct license_id *found = find_id(with == SIZE_MAX ? s : slice_part(s, 0, with));
    return found && found->flags & LICENSE_ID_OSI;
}

/* ---- tags ---- */

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static cupel_slice trim(cupel_slice s)
{
    size_t from = 0, to = s.n;
    while (from < to && is_space(s.p[from]))
        from++;
    while (to > from && is_space(s.p[to - 1]))
        to--;
    return slice_part(s, from, to - from);
}

/* What ends the comment that a tag stands in is no part of it. */
static cupel_slice without_comment_end(cupel_slice s)
{
    static const char *const ends[] = { "*/", "-->", "#}", "*)", "%>", "\"\"\"" };
    for (size_t i = 0; i < CUPEL_COUNT(ends); i++) {
        size_t at = slice_find(s, slice_str(ends[i]));
        if (at != SIZE_MAX)
            s = slice_part(s, 0, at);
    }
    return trim(s);
}

cupel_slice license_tag(cupel_slice text, unsigned lines)
{
    cupel_slice mark = SLICE_LIT("SPDX-License-Identifier:");
    for (size_t at = 0; at < text.n && lines > 0; lines--) {
        cupel_slice rest = slice_part(text, at, text.n - at);
        size_t end = slice_find(rest, SLICE_LIT("\n"));
        cupel_slice line = end == SIZE_MAX ? rest : slice_part(rest, 0, end);
        size_t tag = slice_find(line, mark);
        if (tag != SIZE_MAX)
            return without_comment_end(slice_part(line, tag + mark.n, line.n - tag - mark.n));
        at += line.n + 1;
    }
    return SLICE_EMPTY;
}

/* ---- expressions ---- */

struct expression {
    cupel_slice in;
    size_t at;         /* the token at hand starts there */
    cupel_slice token; /* a word, "(" or ")"; empty at the end */
    const char **ids;
    size_t room, n;
    unsigned depth;
    cupel_status st;
    struct cupel_diag *err;
};

static bool is_id_char(uint8_t c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '.';
}

/* Words reach to the next space or parenthesis, so that a stray character is named with its word.
 */
static void next_token(struct expression *e)
{
    size_t at = e->at + e->token.n, n = 0;
    while (at < e->in.n && is_space(e->in.p[at]))
        at++;
    while (at + n < e->in.n && !is_space(e->in.p[at + n]) && e->in.p[at + n] != '(' &&
           e->in.p[at + n] != ')')
        n++;
    if (n == 0 && at < e->in.n)
        n = 1;
    e->at = at;
    e->token = slice_part(e->in, at, n);
}

static bool is_token(const struct expression *e, cupel_slice what)
{
    return slice_eq(e->token, what);
}

static void fail(struct expression *e, const char *why)
{
    if (e->st != CUPEL_OK)
        return;
    if (e->token.n)
        e->st = diag_at(e->err, CUPEL_E_MALFORMED, "spdx", e->at, "at \"%.*s\": %s",
                        (int)(e->token.n < NAME_MAX_ ? e->token.n : NAME_MAX_),
                        (const char *)e->token.p, why);
    else
        e->st = diag_at(e->err, CUPEL_E_MALFORMED, "spdx", e->at, "at the end: %s", why);
}

/* Only ids of the kind that may stand there are offered. */
static void fail_unknown(struct expression *e, cupel_slice id, bool wants_exception)
{
    char typed[NAME_MAX_ + 1] = { 0 }, room[NAME_MAX_ + 32];
    struct guess g = { .typed = typed };
    slice_copy(id, typed, id.n < NAME_MAX_ ? id.n : NAME_MAX_);
    for (size_t i = 0; i < license_n_ids; i++)
        if (wants_exception == !!(license_ids[i].flags & LICENSE_ID_EXCEPTION))
            guess_add(&g, license_ids[i].id);
    if (e->st == CUPEL_OK)
        e->st = diag_at(
            e->err, CUPEL_E_MALFORMED, "spdx", e->at, "\"%s\" is no %s of the SPDX list%s", typed,
            wants_exception ? "exception" : "license", guess_text(&g, "", room, sizeof room));
}

static void add_id(struct expression *e, const char *id)
{
    if (e->ids && e->n < e->room)
        e->ids[e->n] = id;
    e->n++;
}

static bool is_operator(const struct expression *e)
{
    return is_token(e, SLICE_LIT("AND")) || is_token(e, SLICE_LIT("OR")) ||
           is_token(e, SLICE_LIT("WITH"));
}

static bool has_id_chars(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_id_char(s.p[i]))
            return false;
    return s.n > 0;
}

/* [DocumentRef-x:]LicenseRef-y */
static bool is_reference(cupel_slice s)
{
    size_t colon = slice_find(s, SLICE_LIT(":"));
    cupel_slice prefix = SLICE_LIT("DocumentRef-"), ref = SLICE_LIT(REFERENCE);
    if (colon != SIZE_MAX) {
        cupel_slice document = slice_part(s, 0, colon);
        if (!slice_starts(document, prefix) ||
            !has_id_chars(slice_part(document, prefix.n, document.n - prefix.n)))
            return false;
        s = slice_part(s, colon + 1, s.n - colon - 1);
    }
    return slice_starts(s, ref) && has_id_chars(slice_part(s, ref.n, s.n - ref.n));
}

static void read_exception(struct expression *e)
{
    const struct license_id *found = find_id(e->token);
    if (e->token.n == 0 || is_operator(e) || is_token(e, SLICE_LIT("(")) ||
        is_token(e, SLICE_LIT(")")))
        fail(e, "WITH wants an exception after it");
    else if (!found || !(found->flags & LICENSE_ID_EXCEPTION))
        fail_unknown(e, e->token, true);
    next_token(e);
}

static void read_license(struct expression *e)
{
    bool has_plus = e->token.n > 1 && e->token.p[e->token.n - 1] == '+';
    cupel_slice id = has_plus ? slice_part(e->token, 0, e->token.n - 1) : e->token;
    const struct license_id *found = find_id(e->token); /* "GPL-2.0+" is a deprecated id itself */
    found = found ? found : find_id(id);
    if (found && !(found->flags & LICENSE_ID_EXCEPTION))
        add_id(e, found->id);
    else if (!has_plus && is_reference(id))
        add_id(e, REFERENCE);
    else
        fail_unknown(e, id, false);
    next_token(e);
    if (e->st == CUPEL_OK && is_token(e, SLICE_LIT("WITH"))) {
        next_token(e);
        read_exception(e);
    }
}

static void read_or(struct expression *e);

static void read_term(struct expression *e)
{
    if (e->st != CUPEL_OK)
        return;
    if (e->token.n == 0 || is_operator(e) || is_token(e, SLICE_LIT(")"))) {
        fail(e, "a license is wanted here");
    } else if (!is_token(e, SLICE_LIT("("))) {
        read_license(e);
    } else if (++e->depth > PARENTHESES_MAX) {
        fail(e, "too many parentheses inside one another");
    } else {
        next_token(e);
        read_or(e);
        if (e->st == CUPEL_OK && !is_token(e, SLICE_LIT(")")))
            fail(e, "\")\", AND or OR is wanted here");
        next_token(e);
        e->depth--;
    }
}

/* AND binds closer than OR; to check and to list, both are a row of terms. */
static void read_or(struct expression *e)
{
    read_term(e);
    while (e->st == CUPEL_OK && (is_token(e, SLICE_LIT("AND")) || is_token(e, SLICE_LIT("OR")))) {
        next_token(e);
        read_term(e);
    }
}

cupel_status license_expression(cupel_slice text, const char **ids, size_t room, size_t *n,
                                struct cupel_diag *err)
{
    struct expression e = { .in = text, .ids = ids, .room = room, .err = err };
    if (text.n > EXPRESSION_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "spdx", "more than %d bytes", EXPRESSION_MAX);
    next_token(&e);
    read_or(&e);
    if (e.token.n && is_token(&e, SLICE_LIT("WITH")))
        fail(&e, "WITH follows a license, not an expression in parentheses or an exception");
    else if (e.token.n)
        fail(&e, "AND, OR or the end is wanted here");
    if (e.st == CUPEL_OK && n)
        *n = e.n;
    return e.st;
}
