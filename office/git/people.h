/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/people.h: each person of a history once: the proper name and address for a committed pair, in
 * the history's arena. A history has far fewer people than commits.
 */
#ifndef CUPEL_OFFICE_GIT_PEOPLE_H
#define CUPEL_OFFICE_GIT_PEOPLE_H

#include "office/git/mailmap.h"
#include "office/git/repo.h"

#define PERSON_BYTES_MAX 1024u /* of a name or an address; the rest is cut */

struct people {
    struct arena *arena; /* where names go */
    const struct mailmap *mailmap;
    struct person_slot *slots; /* owned */
    size_t room, n;
    uint64_t seed;
};
void people_init(struct people *p, struct arena *a, const struct mailmap *m);
void people_clear(struct people *p);
/* The person that committed as @name and @email (raw bytes). CUPEL_E_NOMEM, CUPEL_E_LIMIT. */
cupel_status people_get(struct people *p, cupel_slice name, cupel_slice email,
                        struct git_person *ret);

#endif
