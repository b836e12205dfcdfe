/* SPDX-License-Identifier: Apache-2.0 */
/* review/life/trailers.c: who signed off and who reviewed, by the trailers of commit messages. */
#include "office/review/life/life.h"
#include "office/review/message.h"
#include "office/text/words.h"

#include <string.h>

#define SIGNED_PERCENT   95
#define REVIEWED_PERCENT 80

/* ---- sign-offs ---- */

struct signoffs {
    size_t commits, signed_, by_others, cut;
    const struct commit *bare; /* the newest without */
    const struct checkout *in;
};

enum signoff { SIGNED_NOT, SIGNED_BY_OTHER, SIGNED_BY_AUTHOR };

/* The rule of the DCO: who wrote the commit, or who brought it in, certifies. */
static enum signoff signoff_of(const struct commit *c)
{
    enum signoff found = SIGNED_NOT;
    cupel_slice block = message_trailers(slice_str(c->message));
    struct trailer t;
    for (size_t at = 0; trailer_next(block, &at, &t);) {
        if (!words_are("signed off by", t.key))
            continue;
        if (trailer_names(t.value, &c->author) || trailer_names(t.value, &c->committer))
            return SIGNED_BY_AUTHOR;
        found = SIGNED_BY_OTHER;
    }
    return found;
}

static void count_signoffs(const struct project *p, const struct window *w, struct signoffs *s)
{
    struct commit_walk walk = commit_walk_of(p, w);
    const struct checkout *in;
    const struct commit *c;
    *s = (struct signoffs){ 0 };
    while ((c = commit_next(&walk, &in))) {
        if (!commit_counts(c))
            continue;
        enum signoff is = signoff_of(c);
        if (is != SIGNED_BY_AUTHOR && message_is_cut(c)) {
            s->cut++;
            continue;
        }
        s->commits++;
        s->signed_ += is == SIGNED_BY_AUTHOR;
        s->by_others += is == SIGNED_BY_OTHER;
        if (is != SIGNED_BY_AUTHOR && !s->bare) {
            s->bare = c;
            s->in = in;
        }
    }
}

/* A contributor licence agreement does what a sign-off does, and leaves no trace in commits. */
static const struct project_file *find_cla(const struct project *p, uint32_t *line)
{
    struct file_walk w = { .p = p, .kinds_any = FILE_DOC, .kinds_none = FILE_NOT_PRODUCT };
    const struct project_file *f;
    while ((f = file_next(&w))) {
        if (!f->doc || !words_in("readme|contributing|contribute|cla", slice_str(f->path)))
            continue;
        size_t at = doc_find(f->doc,
                             "contributor license agreement|contributor licence agreement|"
                             "contributor license agreements|easycla|easy cla|sign the cla|"
                             "sign our cla|cla bot|individual cla|icla",
                             0);
        if (at == SIZE_MAX)
            continue;
        *line = f->doc->blocks[at].line;
        return f;
    }
    return NULL;
}

static void say_signoffs(const struct project *p, struct finding *f, const struct window *w,
                         const struct signoffs *s)
{
    unsigned percent = life_percent(s->signed_, s->commits);
    const char *when = life_window_text(p, w);
    uint32_t line = 0;
    const struct project_file *cla = percent < SIGNED_PERCENT ? find_cla(p, &line) : NULL;
    if (percent >= SIGNED_PERCENT)
        finding_say(p, f, CUPEL_PASS, "%zu of %zu commits %s carry the sign-off of their author",
                    s->signed_, s->commits, when);
    else if (cla) {
        finding_say(p, f, CUPEL_NA,
                    "contributors sign a license agreement instead; %zu of %zu commits %s carry "
                    "their author's sign-off",
                    s->signed_, s->commits, when);
        places_add(p, &f->where, cla, line, "a contributor license agreement");
    } else
        finding_say(p, f, CUPEL_FAIL, "%zu of %zu commits %s carry the sign-off of their author%s",
                    s->signed_, s->commits, when,
                    s->by_others
                        ? arena_printf(p->arena, "; %zu have somebody else's alone", s->by_others)
                        : "");
    if (f->outcome == CUPEL_FAIL && s->bare)
        places_add_commit(p, &f->where, s->in, s->bare, "the newest without");
}

void life_signoff(const struct project *p, struct finding *f)
{
    struct window w = window_of(p);
    struct signoffs s;
    if (life_lacks(p, f, w.partial))
        return;
    count_signoffs(p, &w, &s);
    if (s.commits == 0) {
        finding_say(p, f, CUPEL_NA, "no person committed %s", life_window_text(p, &w));
        return;
    }
    say_signoffs(p, f, &w, &s);
    finding_figure(p, f, "signed_off",
                   "commits by people, without merges, in the 365 days before the last commit, "
                   "whose trailers hold a Signed-off-by of the author or the committer, by name or "
                   "address; 95% make it pass",
                   "%zu of %zu", s.signed_, s.commits);
    if (s.cut)
        finding_figure(p, f, "cut_messages",
                       "commits left out because their message is longer than what is kept", "%zu",
                       s.cut);
}

/* ---- reviews ---- */

struct reviews {
    size_t commits, reviewed, cut; /* of people, without merges */
    size_t main_line, by_request;  /* of people, on the line of first parents, merges too */
    const struct git_person *only; /* the one person that all of it names */
    bool is_only;
};

static bool is_reviewed(const struct commit *c)
{
    cupel_slice block = message_trailers(slice_str(c->message));
    struct trailer t;
    for (size_t at = 0; trailer_next(block, &at, &t);)
        if (words_are("reviewed by|acked by|approved by", t.key) && t.value.n &&
            !trailer_names(t.value, &c->author) && !words_in("bot", t.value))
            return true;
    return false;
}

static bool is_one_person(const struct git_person *a, const struct git_person *b)
{
    return slice_eq_nocase(slice_str(a->email), slice_str(b->email)) ||
           slice_eq_nocase(slice_str(a->name), slice_str(b->name));
}

/* Forges commit in their own name what somebody pressed a button for. */
static bool is_forge(const struct git_person *who)
{
    return bot_kind_of(who) != BOT_NONE ||
           words_are("github|git hub|gitlab|git lab|gitea|web flow|gerrit|gerrit code review",
                     slice_str(who->name));
}

static void see_person(struct reviews *r, const struct git_person *who)
{
    if (is_forge(who))
        return;
    if (!r->only)
        r->only = who;
    else if (!is_one_person(r->only, who))
        r->is_only = false;
}

static void count_reviews(const struct project *p, const struct window *w, struct reviews *r)
{
    struct commit_walk walk = commit_walk_of(p, w);
    const struct commit *c;
    *r = (struct reviews){ .is_only = true };
    while ((c = commit_next(&walk, NULL))) {
        if (bot_kind_of(&c->author) != BOT_NONE)
            continue;
        see_person(r, &c->author);
        see_person(r, &c->committer);
        if (c->is_first_parent) {
            r->main_line++;
            r->by_request += message_has_request(slice_str(c->message));
        }
        if (c->n_parents > 1)
            continue;
        bool reviewed = is_reviewed(c);
        if (!reviewed && message_is_cut(c)) {
            r->cut++;
            continue;
        }
        r->commits++;
        r->reviewed += reviewed;
    }
}

static void say_reviews(const struct project *p, struct finding *f, const struct window *w,
                        const struct reviews *r)
{
    const char *when = life_window_text(p, w);
    if (life_percent(r->reviewed, r->commits) >= REVIEWED_PERCENT)
        finding_say(p, f, CUPEL_PASS, "%zu of %zu commits %s name a reviewer other than the author",
                    r->reviewed, r->commits, when);
    else if (r->is_only && r->only && r->reviewed == 0)
        finding_say(p, f, CUPEL_FAIL,
                    "%s is the only person that any of the %zu commits %s names: nobody else can "
                    "have reviewed them here",
                    r->only->name, r->commits, when);
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%zu of %zu commits %s name a reviewer; %zu of %zu on the main line came by a "
                    "merge request, whose reviews the forge keeps",
                    r->reviewed, r->commits, when, r->by_request, r->main_line);
}

void life_review(const struct project *p, struct finding *f)
{
    struct window w = window_of(p);
    struct reviews r;
    if (life_lacks(p, f, w.partial))
        return;
    count_reviews(p, &w, &r);
    if (r.commits == 0) {
        finding_say(p, f, CUPEL_NA, "no person committed %s", life_window_text(p, &w));
        return;
    }
    say_reviews(p, f, &w, &r);
    finding_figure(p, f, "reviewed",
                   "commits by people, without merges, in the 365 days before the last commit, "
                   "whose trailers (Reviewed-by, Acked-by, Approved-by) name somebody else than "
                   "the author and no bot; 80% make it pass",
                   "%zu of %zu", r.reviewed, r.commits);
    finding_figure(p, f, "by_request",
                   "commits by people on the line of first parents in that time, merges too, whose "
                   "message names a pull request, merge request or change",
                   "%zu of %zu", r.by_request, r.main_line);
}
