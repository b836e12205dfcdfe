/* SPDX-License-Identifier: Apache-2.0 */
/* office/landscape_args.h: what the verbs of `cupel landscape` share: finding and reading the
 * files, telling what is wrong with them, printing. */
#ifndef CUPEL_OFFICE_LANDSCAPE_ARGS_H
#define CUPEL_OFFICE_LANDSCAPE_ARGS_H

#include "cli/cli.h"
#include "codec/json_out.h"
#include "office/landscape/landscape.h"
#include "render/text.h"

#define LANDSCAPE_ARENA  ((size_t)1 << 30)
#define LANDSCAPE_OUTPUT ((size_t)256 << 20)
#define LANDSCAPE_PATH   4096

struct landscape_job {
    struct arena arena;
    const char *path; /* as given; NULL: the current folder */
    bool json;
    char data[LANDSCAPE_PATH];   /* path of data.yml */
    char folder[LANDSCAPE_PATH]; /* that it stands in */
    char office[LANDSCAPE_PATH]; /* the office's folder; "" where it is none */
    struct landscape_problems problems;
    struct landscape l;
};
/* A job of zeroes with an arena; free with landscape_job_free(). NULL: no memory. */
struct landscape_job *landscape_job_new(void);
void landscape_job_free(struct landscape_job *j);
/* The argument just returned by cli_next(): the office, its landscape folder, or data.yml itself.
 */
int landscape_take_path(struct cli_args *args, struct landscape_job *j);
/* Find and read data.yml, and settings.yml and guide.yml where they stand beside it. What is wrong
 * is in j->problems; CLI_MALFORMED without having told it when there are errors. */
int landscape_open(struct landscape_job *j);
/* The same, and problems told on stderr when it cannot be read. */
int landscape_open_or_tell(struct landscape_job *j);
/* The bytes of a file into the arena; false where there is none. */
int landscape_bytes(struct landscape_job *j, const char *path, bool must, cupel_slice *ret);
/* "FILE:LINE: error: TEXT" on each line. */
void landscape_problems_text(const struct landscape_problems *p, struct text_out *t);
/* The member "problems" of an open object. */
void landscape_problems_json(const struct landscape_problems *p, struct json_out *o);
void landscape_tell(const struct landscape_problems *p); /* on stderr */
/* Open the object that every --json of these verbs prints: {"cupel":1,"landscape":VERB,… */
struct json_out landscape_json_open(struct buf *b, const char *verb, const struct landscape_job *j);
/* Print and clear @b; CLI_OK, or CLI_INTERNAL with a sentence. */
int landscape_print(struct buf *b);
/* Create @path, which must not be there, with these bytes. */
int landscape_create(const char *path, cupel_slice bytes);

#endif
