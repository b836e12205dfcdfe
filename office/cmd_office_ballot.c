/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office/cmd_office_ballot.c: opening a vote, casting a ballot, recusing, closing. A line is put
 * into the file and everything else stays as it is; the new file is written beside the old one and
 * takes its place at once. While it stands there nobody else writes.
 */
#include "office/office_ballot.h"

#include "base/guess.h"
#include "office/govern/check.h"
#include "office/govern/edit.h"
#include "office/landscape/write.h"
#include "office/write_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the file ---- */

/* With the mode of the file whose place it will take. */
static int write_beside(const char *beside, const char *path, cupel_slice bytes)
{
    struct stat old;
    int why = write_file(beside, bytes, true);
    if (why == EEXIST)
        return cli_error(CLI_INTERNAL,
                         "%s is there: somebody else is writing, or was broken off; "
                         "remove it then",
                         beside);
    if (!why && (stat(path, &old) != 0 || chmod(beside, old.st_mode & 07777) != 0)) {
        why = errno;
        (void)unlink(beside);
    }
    return why ? cli_error(CLI_INTERNAL, "%s cannot be written: %s", beside, strerror(why))
               : CLI_OK;
}

/* What was read must still be there: another one may have voted meanwhile. */
static bool is_unchanged(const char *path, cupel_slice old)
{
    struct buf b;
    struct cupel_diag err = { 0 };
    buf_init(&b, GOVERN_FILE_MAX);
    bool same = cli_read_file(path, &b, &err) == CUPEL_OK && slice_eq(buf_slice(&b), old);
    buf_clear(&b);
    return same;
}

static int replace(const char *path, cupel_slice old, cupel_slice new)
{
    char beside[OFFICE_PATH_ROOM];
    int n = snprintf(beside, sizeof beside, "%s.new", path);
    if (n < 0 || (size_t)n >= sizeof beside)
        return cli_error(CLI_USAGE, "%s: the path is too long", path);
    int code = write_beside(beside, path, new);
    if (code != CLI_OK)
        return code;
    if (!is_unchanged(path, old)) {
        (void)unlink(beside);
        return cli_error(CLI_INTERNAL, "%s was changed meanwhile; nothing was written, try again",
                         path);
    }
    if (rename(beside, path) == 0)
        return CLI_OK;
    code = cli_error(CLI_INTERNAL, "%s cannot be replaced: %s", path, strerror(errno));
    (void)unlink(beside);
    return code;
}

static bool is_same(const struct yaml_node *a, const struct yaml_node *b)
{
    if (a->type != b->type || strcmp(a->text, b->text) != 0 || a->count != b->count ||
        strcmp(a->key ? a->key : "", b->key ? b->key : "") != 0)
        return false;
    const struct yaml_node *x = a->child, *y = b->child;
    for (; x && y; x = x->next, y = y->next)
        if (!is_same(x, y))
            return false;
    return !x && !y;
}

/* Are the first members of @b those of @a, one behind which is new? */
static bool has_one_more(const struct yaml_node *a, const struct yaml_node *b)
{
    const struct yaml_node *x = a ? a->child : NULL, *y = b->child;
    for (; x && y; x = x->next, y = y->next)
        if (!is_same(x, y))
            return false;
    return !x && y && !y->next;
}

/* The new file must read as the old one with one thing more. */
static bool reads_well(struct arena *a, cupel_slice new, const struct yaml_node *old,
                       const char *member)
{
    const struct yaml_node *top = NULL, *is;
    struct cupel_diag err = { 0 };
    if (yaml_parse(a, new, false, &top, &err) != CUPEL_OK || !(is = yaml_find(top, member)) ||
        top->count != old->count + !yaml_find(old, member))
        return false;
    for (const struct yaml_node *n = old->child; n; n = n->next) {
        const struct yaml_node *now = yaml_find(top, n->key);
        if (strcmp(n->key, member) != 0 && (!now || !is_same(n, now)))
            return false;
    }
    return strcmp(member, "result") == 0 || has_one_more(yaml_find(old, member), is);
}

static int change(struct vote_job *j, const struct govern_id *d, const char *member,
                  const char *value)
{
    struct buf old, new;
    struct cupel_diag err = { 0 };
    const char *why = "it would not read as it should";
    bool is_list = strcmp(member, "result") != 0;
    buf_init(&old, GOVERN_FILE_MAX);
    buf_init(&new, GOVERN_FILE_MAX);
    int code = CLI_OK;
    cupel_status st = cli_read_file(d->file, &old, &err);
    if (st != CUPEL_OK)
        code = cli_error(CLI_INTERNAL, "%s: %s", d->file, err.text);
    else
        st = (is_list ? edit_append : edit_add)(buf_slice(&old), d->node, member, value, &new,
                                                &why);
    if (code == CLI_OK && (st != CUPEL_OK || !reads_well(&j->office.landscape->arena,
                                                         buf_slice(&new), d->node, member)))
        code = cli_error(CLI_MALFORMED, "%s: nothing was added to `%s`: %s", d->file, member, why);
    if (code == CLI_OK)
        code = replace(d->file, buf_slice(&old), buf_slice(&new));
    buf_clear(&old);
    buf_clear(&new);
    return code;
}

/* ---- what may be done ---- */

static const char *today(const struct vote_job *j)
{
    return date_text(j->office.g.arena, j->office.g.as_of);
}

static const struct yaml_node *entry_of(const struct govern_id *d, const char *list,
                                        const char *person)
{
    for (const struct yaml_node *n = member_first(d->node, list); n; n = n->next)
        if (strcmp(member_text(n, "person"), person) == 0)
            return n;
    return NULL;
}

static int check_person(struct cli_args *args, const struct vote_job *j, const struct govern_id *d,
                        const char *person)
{
    char room[160];
    const struct govern *g = &j->office.g;
    struct guess near = { .typed = person };
    for (size_t i = 0; i < g->people.n; i++)
        guess_add(&near, g->people.at[i].text);
    if (!govern_find(&g->people, person))
        return cli_usage(args, "people.yml has nobody with the id \"%s\"%s", person,
                         guess_text(&near, "", room, sizeof room));
    if (!vote_may(g, d->node, person))
        return cli_error(CLI_CONTRAINDICATED, "%s is not in the electorate of %s", person, j->id);
    if (entry_of(d, "recusals", person))
        return cli_error(CLI_CONTRAINDICATED, "%s is recused from %s: %s", person, j->id,
                         member_text(entry_of(d, "recusals", person), "why"));
    const struct yaml_node *b = entry_of(d, "ballots", person);
    if (b)
        return cli_error(CLI_CONTRAINDICATED, "%s voted \"%s\" on %s already, on %s", person,
                         member_text(b, "vote"), j->id, member_text(b, "at"));
    return CLI_OK;
}

static int check_days(const struct vote_job *j, const struct govern_id *d)
{
    if (yaml_find(d->node, "result"))
        return cli_error(CLI_CONTRAINDICATED, "%s is closed: it has a result", j->id);
    if (strcmp(today(j), member_text(d->node, "opened")) < 0)
        return cli_error(CLI_CONTRAINDICATED, "%s opens on %s", j->id,
                         member_text(d->node, "opened"));
    if (strcmp(today(j), member_text(d->node, "closes")) > 0)
        return cli_error(CLI_CONTRAINDICATED, "%s closed on %s", j->id,
                         member_text(d->node, "closes"));
    return CLI_OK;
}

/* ---- deeds ---- */

int vote_cast(struct cli_args *args, struct vote_job *j, const struct govern_id *d)
{
    static const char *const votes[] = { "for", "against", "abstain" };
    struct buf b;
    const char *person = j->words[3], *vote = j->words[4];
    bool is_vote = false;
    for (size_t i = 0; i < CUPEL_COUNT(votes); i++)
        is_vote = is_vote || strcmp(votes[i], vote) == 0;
    if (!is_vote)
        return cli_usage(args, "\"%s\" is no vote: for, against or abstain", vote);
    int code = check_days(j, d);
    if (code == CLI_OK)
        code = check_person(args, j, d, person);
    if (code != CLI_OK)
        return code;
    buf_init(&b, 65536);
    buf_printf(&b, "{person: %s, vote: %s, at: %s", person, vote, today(j));
    if (j->text[VOTE_COMMENT]) {
        buf_add_str(&b, ", comment: ");
        yaml_write_text(&b, j->text[VOTE_COMMENT], true);
    }
    buf_add_str(&b, "}");
    buf_add_byte(&b, 0);
    code = buf_status(&b) == CUPEL_OK ? change(j, d, "ballots", (const char *)b.p)
                                      : cli_usage(args, "the comment is too long");
    buf_clear(&b);
    if (code == CLI_OK)
        (void)printf("%s: %s votes %s\n", d->file, person, vote);
    return code;
}

int vote_recuse(struct cli_args *args, struct vote_job *j, const struct govern_id *d)
{
    struct buf b;
    const char *person = j->words[3];
    if (!j->text[VOTE_WHY] || !*j->text[VOTE_WHY])
        return cli_usage(args, "a recusal has a reason: --why TEXT");
    int code = check_days(j, d);
    if (code == CLI_OK)
        code = check_person(args, j, d, person);
    if (code != CLI_OK)
        return code;
    buf_init(&b, 65536);
    buf_printf(&b, "{person: %s, why: ", person);
    yaml_write_text(&b, j->text[VOTE_WHY], true);
    buf_add_str(&b, "}");
    buf_add_byte(&b, 0);
    code = buf_status(&b) == CUPEL_OK ? change(j, d, "recusals", (const char *)b.p)
                                      : cli_usage(args, "the reason is too long");
    buf_clear(&b);
    if (code == CLI_OK)
        (void)printf("%s: %s is recused\n", d->file, person);
    return code;
}

void vote_put_result(const struct tally *t, const struct yaml_node *decision, struct buf *b)
{
    buf_printf(b, "{outcome: %s, for: %zu, against: %zu, abstain: %zu%s%s}",
               vote_outcome_name(t->outcome), t->votes_for, t->against, t->abstain,
               t->outcome == VOTE_OPEN ? "" : ", closed: ",
               t->outcome == VOTE_OPEN ? "" : yaml_text(decision, "closes"));
}

int vote_close(struct cli_args *args, struct vote_job *j, const struct govern_id *d)
{
    struct buf b;
    struct tally t = vote_tally(&j->office.g, d->node);
    (void)args;
    if (yaml_find(d->node, "result"))
        return cli_error(CLI_CONTRAINDICATED, "%s is closed: it has a result", j->id);
    if (!t.is_known)
        return cli_error(CLI_MALFORMED, "%s: nobody who may vote could be made out", d->file);
    if (t.outcome == VOTE_OPEN)
        return cli_error(CLI_CONTRAINDICATED, "%s is open until %s; %zu of %zu have voted", j->id,
                         member_text(d->node, "closes"), t.voted, t.electorate);
    buf_init(&b, 4096);
    vote_put_result(&t, d->node, &b);
    buf_add_byte(&b, 0);
    int code = change(j, d, "result", (const char *)b.p);
    buf_clear(&b);
    if (code == CLI_OK)
        (void)printf("%s: %s, %zu for, %zu against, %zu abstained\n", d->file,
                     vote_outcome_name(t.outcome), t.votes_for, t.against, t.abstain);
    return code;
}

/* ---- opening ---- */

static void put_line(struct buf *b, const char *key, const char *text)
{
    if (!text)
        return;
    buf_printf(b, "%s: ", key);
    yaml_write_text(b, text, false);
    buf_add_byte(b, '\n');
}

static void put_decision(const struct vote_job *j, struct buf *b)
{
    const char *const *t = j->text;
    put_line(b, "title", t[VOTE_TITLE]);
    put_line(b, "motion", t[VOTE_MOTION]);
    put_line(b, "proposed-by", t[VOTE_BY]);
    put_line(b, "seconded-by", t[VOTE_SECOND]);
    put_line(b, "opened", today(j));
    put_line(b, "closes", t[VOTE_CLOSES]);
    put_line(b, "threshold", t[VOTE_THRESHOLD] ? t[VOTE_THRESHOLD] : "majority");
    put_line(b, "of", t[VOTE_OF] ? t[VOTE_OF] : "cast");
    put_line(b, "quorum", t[VOTE_QUORUM]);
    buf_add_str(b, "electorate:\n");
    for (const char *word = t[VOTE_ELECTORATE]; *word;) {
        size_t n = strcspn(word, ",");
        buf_add_str(b, "  - ");
        yaml_write_text(b, arena_printf(j->office.g.arena, "%.*s", (int)n, word), false);
        buf_add_byte(b, '\n');
        word += n + (word[n] == ',');
    }
    buf_add_str(b, "recusals: []\nballots: []\n");
}

/* Read the office again with the new file: what `office check` would call an error there is one
 * here, and the file goes. */
static int check_new(struct cli_args *args, const struct vote_job *j, const char *path)
{
    struct office_job again;
    int code = office_job_init(&again);
    again.folder = j->office.folder;
    again.when = j->office.when;
    if (code == CLI_OK)
        code = office_open(args, &again);
    if (code == CLI_OK)
        govern_check(&again.g, &again.landscape->problems);
    const struct landscape_problems *p = &again.landscape->problems;
    for (size_t i = 0; code == CLI_OK && i < p->n; i++)
        if (p->at[i].is_error && strcmp(p->at[i].file, path) == 0)
            code = cli_error(CLI_USAGE, "%s; nothing was written", p->at[i].text);
    office_job_free(&again);
    if (code != CLI_OK)
        (void)unlink(path);
    return code;
}

int vote_open(struct cli_args *args, struct vote_job *j)
{
    static const struct {
        enum vote_option option;
        const char *name;
    } needed[] = { { VOTE_TITLE, "title" },   { VOTE_MOTION, "motion" },
                   { VOTE_BY, "by" },         { VOTE_CLOSES, "closes" },
                   { VOTE_QUORUM, "quorum" }, { VOTE_ELECTORATE, "electorate" } };
    char path[OFFICE_PATH_ROOM];
    struct buf b;
    for (size_t i = 0; i < CUPEL_COUNT(needed); i++)
        if (!j->text[needed[i].option] || !*j->text[needed[i].option])
            return cli_usage(args, "a vote is opened with --%s", needed[i].name);
    size_t n = strlen(j->id);
    if (n != strspn(j->id, "abcdefghijklmnopqrstuvwxyz0123456789-") || n == 0 || n > 100)
        return cli_usage(args, "\"%s\": an id has small letters, digits and hyphens", j->id);
    const char *prefix = j->office.folder;
    bool slash = prefix[strlen(prefix) - 1] == '/';
    int length = snprintf(path, sizeof path, "%s%sdecisions/%s.yml", prefix, slash ? "" : "/",
                          j->id);
    if (length < 0 || (size_t)length >= sizeof path)
        return cli_usage(args, "the path is too long");
    char *name = strrchr(path, '/');
    *name = '\0'; /* git keeps no empty folder: it may not be there */
    (void)mkdir(path, 0777);
    *name = '/';
    buf_init(&b, GOVERN_FILE_MAX);
    put_decision(j, &b);
    int code = buf_status(&b) == CUPEL_OK ? landscape_create(path, buf_slice(&b))
                                          : cli_usage(args, "the texts are too long");
    buf_clear(&b);
    if (code == CLI_OK)
        code = check_new(args, j, path);
    if (code == CLI_OK)
        (void)printf("%s: open until %s\n", path, j->text[VOTE_CLOSES]);
    return code;
}
