/* SPDX-License-Identifier: Apache-2.0 */
/* office/office_ballot.h: what `cupel office vote` does to the file of a decision. */
#ifndef CUPEL_OFFICE_OFFICE_BALLOT_H
#define CUPEL_OFFICE_OFFICE_BALLOT_H

#include "office/office_args.h"

#define OFFICE_PATH_ROOM 4200

enum vote_option {
    VOTE_AS_OF,
    VOTE_JSON,
    VOTE_COMMENT,
    VOTE_WHY,
    VOTE_TITLE,
    VOTE_MOTION,
    VOTE_BY,
    VOTE_SECOND,
    VOTE_CLOSES,
    VOTE_THRESHOLD,
    VOTE_OF,
    VOTE_QUORUM,
    VOTE_ELECTORATE,
    VOTE_OPTIONS
};
struct vote_job {
    struct office_job office;
    const char *text[VOTE_OPTIONS]; /* values of options; NULL: not given */
    const char *words[5];
    size_t n;
    const char *id; /* of the decision */
};
/* Each changes one file, whole or not at all, or says why it does not; CLI_OK or the exit code. */
int vote_open(struct cli_args *args, struct vote_job *j);
int vote_cast(struct cli_args *args, struct vote_job *j, const struct govern_id *d);
int vote_recuse(struct cli_args *args, struct vote_job *j, const struct govern_id *d);
int vote_close(struct cli_args *args, struct vote_job *j, const struct govern_id *d);
/* "{outcome: passed, for: 2, …}" */
void vote_put_result(const struct tally *t, const struct yaml_node *decision, struct buf *b);

#endif
