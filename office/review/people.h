/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/people.h: who wrote a project, by its history: identities, bots, organisations.
 *
 * An identity is an e-mail address in lower case after .mailmap. An organisation is the registrable
 * part of an address's domain, unless mail from that domain is open to anyone or says nothing.
 */
#ifndef CUPEL_OFFICE_REVIEW_PEOPLE_H
#define CUPEL_OFFICE_REVIEW_PEOPLE_H

#include "office/review/project.h"

#define PEOPLE_COMMITS_MAX 1000000 /* commits of one window that are counted */
#define DAY                86400

enum bot_kind {
    BOT_NONE,
    BOT_DEPENDENCIES, /* raises versions of dependencies and does nothing else */
    BOT_OTHER
};
/* By name and address: a table, "[bot]", and names that are one word ending in "-bot". */
enum bot_kind bot_kind_of(const struct git_person *who);

/* The organisation that the address (in lower case) names: part of @email's bytes, or static; the
 * empty slice for free mail, forges' no-reply addresses, and addresses that are none. */
cupel_slice organisation_of(cupel_slice email);

/* The stretch of history that figures are about: 365 days before the last commit that is not later
 * than the review's date. */
struct window {
    int64_t from, to;    /* commit times, from < t <= to; both 0: no commit at all */
    const char *partial; /* why the history in it may not be whole, or NULL */
    size_t later;        /* commits dated after the review: left out */
};
struct window window_of(const struct project *p);

/* Commits of own checkouts in [from, to], merges too, newest first in each checkout. */
struct commit_walk {
    const struct project *p;
    int64_t from, to; /* from < commit time <= to */
    size_t checkout, at;
};
struct commit_walk commit_walk_of(const struct project *p, const struct window *w);
const struct commit *commit_next(struct commit_walk *w, const struct checkout **in);
/* True for commits that the figures count: no merge, written by a person. */
bool commit_counts(const struct commit *c);

struct author {
    const char *name;    /* as in the newest commit */
    cupel_slice email;   /* lower case: the identity */
    size_t commits;      /* without merges */
    cupel_slice company; /* organisation_of(), may be empty */
    enum bot_kind bot;
};
struct crowd {
    struct author *authors; /* most commits first, then by address; bots too */
    size_t n;
    size_t people;     /* how many of them are no bots */
    size_t commits;    /* of people, without merges */
    size_t by_bots;    /* commits of bots */
    size_t merges;     /* merge commits, of anybody */
    size_t same_names; /* people whose full name stands at an earlier one's as well */
    bool is_cut;       /* more than PEOPLE_COMMITS_MAX commits: the newest are counted */
};
/* Everything in @ret lives in @a and borrows from the history. */
void crowd_count(const struct project *p, const struct window *w, struct arena *a,
                 struct crowd *ret);
/*
 * The least number of people who together wrote at least half of the people's commits; 0 without
 * any. @merge_names counts people of one full name as one.
 */
size_t crowd_half(const struct crowd *c, bool merge_names, struct arena *a);

/* "2026-06-01" into @out of 11 bytes. */
#define DATE_ROOM 11
void date_write(int64_t t, char out[DATE_ROOM]);

#endif
