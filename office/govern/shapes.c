/* SPDX-License-Identifier: Apache-2.0 */
/* govern/shapes.c: what stands in which file of an office; docs/OFFICE.md says what it means. */
#include "office/govern/schema.h"

#define MUST    MEMBER_MUST
#define UNKNOWN MEMBER_UNKNOWN

static const struct member titled[] = {
    { "title", MEMBER_TEXT, MUST, NULL, NULL },
    { "text", MEMBER_TEXT, 0, NULL, NULL },
    { 0 },
};

static const struct member office[] = {
    { "name", MEMBER_TEXT, MUST, NULL, NULL },
    { "short", MEMBER_ID, 0, NULL, NULL },
    { "parent", MEMBER_TEXT, UNKNOWN, NULL, NULL },
    { "founded", MEMBER_DATE, UNKNOWN, NULL, NULL },
    { "status", MEMBER_WORD, MUST, "draft|active|retiring|retired", NULL },
    { "site", MEMBER_URL, UNKNOWN, NULL, NULL },
    { "repository", MEMBER_URL, UNKNOWN, NULL, NULL },
    { "corrections", MEMBER_TEXT, UNKNOWN, NULL, NULL },
    { "rules", MEMBER_TEXT, MUST, NULL, NULL },
    { "charter-reviewed", MEMBER_DATE, UNKNOWN, NULL, NULL },
    { "staff", MEMBER_TEXT, UNKNOWN, NULL, NULL },
    { 0 },
};

static const struct member relations[] = {
    { "group", MEMBER_TEXT, MUST, NULL, NULL },
    { "kind", MEMBER_WORD, MUST, "internal|external", NULL },
    { "text", MEMBER_TEXT, 0, NULL, NULL },
    { "url", MEMBER_URL, UNKNOWN, NULL, NULL },
    { 0 },
};
static const struct member deliverables[] = {
    { "title", MEMBER_TEXT, MUST, NULL, NULL },
    { "text", MEMBER_TEXT, 0, NULL, NULL },
    { "kind", MEMBER_WORD, MUST,
      "project-review|recommendation|report|paper|patterns|landscape|health-check", NULL },
    { 0 },
};
static const struct member charter[] = {
    { "mission", MEMBER_TEXT, MUST | UNKNOWN, NULL, NULL },
    { "actions", MEMBER_MAPS, 0, NULL, titled },
    { "in-scope", MEMBER_MAPS, MUST, NULL, titled },
    { "out-of-scope", MEMBER_MAPS, MUST, NULL, titled },
    { "projects", MEMBER_TEXTS, MEMBER_ITEM, NULL, NULL },
    { "relations", MEMBER_MAPS, 0, NULL, relations },
    { "responsibilities", MEMBER_TEXTS, 0, NULL, NULL },
    { "deliverables", MEMBER_MAPS, 0, NULL, deliverables },
    { "deviations", MEMBER_TEXTS, 0, NULL, NULL },
    { 0 },
};

static const struct member person[] = {
    { "id", MEMBER_ID, MUST, NULL, NULL },
    { "name", MEMBER_TEXT, MUST, NULL, NULL },
    { "github", MEMBER_TEXT, 0, NULL, NULL },
    { "employer", MEMBER_TEXT, MUST, NULL, NULL },
    { "email", MEMBER_TEXT, 0, NULL, NULL },
    { "segment", MEMBER_WORD, 0, "vendor|end-user|academic|public|independent", NULL },
    { 0 },
};
static const struct member people[] = {
    { "people", MEMBER_MAPS, MUST, NULL, person },
    { 0 },
};

static const struct member leave[] = {
    { "from", MEMBER_DATE, MUST, NULL, NULL },
    { "until", MEMBER_DATE, MUST, NULL, NULL },
    { 0 },
};
static const struct member seat[] = {
    { "role", MEMBER_ID, MUST, NULL, NULL },
    { "holder", MEMBER_ID, MUST | MEMBER_PERSON | MEMBER_VACANT, NULL, NULL },
    { "start", MEMBER_DATE, UNKNOWN, NULL, NULL },
    { "end", MEMBER_DATE, UNKNOWN, NULL, NULL },
    { "employer", MEMBER_TEXT, 0, NULL, NULL },
    { "leave", MEMBER_MAP, 0, NULL, leave },
    { 0 },
};
static const struct member past[] = {
    { "role", MEMBER_ID, MUST, NULL, NULL },
    { "holder", MEMBER_ID, MUST | MEMBER_PERSON, NULL, NULL },
    { "start", MEMBER_DATE, MUST | UNKNOWN, NULL, NULL },
    { "end", MEMBER_DATE, MUST, NULL, NULL },
    { "employer", MEMBER_TEXT, 0, NULL, NULL },
    { "leave", MEMBER_MAP, 0, NULL, leave },
    { "why", MEMBER_TEXT, MUST, NULL, NULL },
    { 0 },
};
static const struct member roles[] = {
    { "seats", MEMBER_MAPS, MUST, NULL, seat },
    { "past", MEMBER_MAPS, 0, NULL, past },
    { 0 },
};

static const struct member chat[] = {
    { "name", MEMBER_TEXT, UNKNOWN, NULL, NULL },
    { "url", MEMBER_URL, UNKNOWN, NULL, NULL },
    { 0 },
};
static const struct member list[] = {
    { "address", MEMBER_TEXT, UNKNOWN, NULL, NULL },
    { "archive", MEMBER_URL, UNKNOWN, NULL, NULL },
    { 0 },
};
static const struct member series[] = {
    { "id", MEMBER_ID, MUST, NULL, NULL },
    { "title", MEMBER_TEXT, MUST, NULL, NULL },
    { "public", MEMBER_TRUTH, MUST, NULL, NULL },
    { "zone", MEMBER_TEXT, MUST, NULL, NULL },
    { "start", MEMBER_DATE, MUST, NULL, NULL },
    { "time", MEMBER_TIME, MUST, NULL, NULL },
    { "minutes", MEMBER_COUNT, MUST, NULL, NULL },
    { "rule", MEMBER_TEXT, MUST, NULL, NULL },
    { "until", MEMBER_DATE, 0, NULL, NULL },
    { "except", MEMBER_DATES, 0, NULL, NULL },
    { "location", MEMBER_TEXT, UNKNOWN, NULL, NULL },
    { "agenda", MEMBER_URL, UNKNOWN, NULL, NULL },
    { 0 },
};
static const struct member communications[] = {
    { "chat", MEMBER_MAP, 0, NULL, chat },
    { "mailing-list", MEMBER_MAP, 0, NULL, list },
    { "repository", MEMBER_URL, UNKNOWN, NULL, NULL },
    { "recordings", MEMBER_URL, UNKNOWN, NULL, NULL },
    { "series", MEMBER_MAPS, MUST, NULL, series },
    { 0 },
};

static const struct member attendance[] = {
    { "person", MEMBER_ID, MEMBER_PERSON, NULL, NULL },
    { "name", MEMBER_TEXT, 0, NULL, NULL },
    { "employer", MEMBER_TEXT, 0, NULL, NULL },
    { 0 },
};
static const struct member agenda[] = {
    { "title", MEMBER_TEXT, MUST, NULL, NULL },
    { "by", MEMBER_TEXT, 0, NULL, NULL },
    { "text", MEMBER_TEXT, 0, NULL, NULL },
    { 0 },
};
static const struct member action[] = {
    { "id", MEMBER_ID, MUST, NULL, NULL },
    { "text", MEMBER_TEXT, MUST, NULL, NULL },
    { "owner", MEMBER_ID, MUST | MEMBER_PERSON, NULL, NULL },
    { "due", MEMBER_DATE, MUST | UNKNOWN, NULL, NULL },
    { "done", MEMBER_DATE, 0, NULL, NULL },
    { "carried-from", MEMBER_ID, 0, NULL, NULL },
    { 0 },
};
static const struct member meeting[] = {
    { "series", MEMBER_ID, MUST | MEMBER_SERIES, NULL, NULL },
    { "date", MEMBER_DATE, MUST, NULL, NULL },
    { "held", MEMBER_TRUTH, MUST, NULL, NULL },
    { "why", MEMBER_TEXT, 0, NULL, NULL },
    { "attendance", MEMBER_MAPS, 0, NULL, attendance },
    { "recording", MEMBER_URL, UNKNOWN, NULL, NULL },
    { "agenda", MEMBER_MAPS, 0, NULL, agenda },
    { "minutes", MEMBER_MAPS, 0, NULL, titled },
    { "actions", MEMBER_MAPS, 0, NULL, action },
    { "published", MEMBER_DATE, 0, NULL, NULL },
    { 0 },
};

static const struct member recusal[] = {
    { "person", MEMBER_ID, MUST | MEMBER_PERSON, NULL, NULL },
    { "why", MEMBER_TEXT, MUST, NULL, NULL },
    { 0 },
};
static const struct member ballot[] = {
    { "person", MEMBER_ID, MUST | MEMBER_PERSON, NULL, NULL },
    { "vote", MEMBER_WORD, MUST, "for|against|abstain", NULL },
    { "at", MEMBER_DATE, MUST, NULL, NULL },
    { "comment", MEMBER_TEXT, 0, NULL, NULL },
    { 0 },
};
static const struct member result[] = {
    { "outcome", MEMBER_WORD, MUST, "passed|failed|no-quorum|open", NULL },
    { "for", MEMBER_COUNT, MUST, NULL, NULL },
    { "against", MEMBER_COUNT, MUST, NULL, NULL },
    { "abstain", MEMBER_COUNT, MUST, NULL, NULL },
    { "closed", MEMBER_DATE, 0, NULL, NULL },
    { 0 },
};
static const struct member decision[] = {
    { "title", MEMBER_TEXT, MUST, NULL, NULL },
    { "motion", MEMBER_TEXT, MUST, NULL, NULL },
    { "proposed-by", MEMBER_ID, MUST | MEMBER_PERSON, NULL, NULL },
    { "seconded-by", MEMBER_ID, MEMBER_PERSON, NULL, NULL },
    { "opened", MEMBER_DATE, MUST, NULL, NULL },
    { "closes", MEMBER_DATE, MUST, NULL, NULL },
    { "threshold", MEMBER_THRESHOLD, MUST, NULL, NULL },
    { "of", MEMBER_WORD, MUST, "cast|electorate", NULL },
    { "quorum", MEMBER_SHARE, MUST, NULL, NULL },
    { "electorate", MEMBER_TEXTS, MUST, NULL, NULL },
    { "recusals", MEMBER_MAPS, 0, NULL, recusal },
    { "ballots", MEMBER_MAPS, MUST, NULL, ballot },
    { "result", MEMBER_MAP, 0, NULL, result },
    { 0 },
};

static const struct member recommendation[] = {
    { "id", MEMBER_ID, MUST, NULL, NULL },
    { "project", MEMBER_TEXT, MUST | MEMBER_ITEM, NULL, NULL },
    { "kind", MEMBER_WORD, MUST, "sandbox|incubation|graduation|health|archive|other", NULL },
    { "to", MEMBER_TEXT, MUST, NULL, NULL },
    { "date", MEMBER_DATE, MUST, NULL, NULL },
    { "review", MEMBER_TEXT, MEMBER_FILE, NULL, NULL },
    { "decision", MEMBER_ID, MEMBER_DECIDED, NULL, NULL },
    { "fate", MEMBER_WORD, MUST, "open|accepted|declined|withdrawn", NULL },
    { "fate-date", MEMBER_DATE, 0, NULL, NULL },
    { "fate-url", MEMBER_URL, 0, NULL, NULL },
    { "text", MEMBER_TEXT, 0, NULL, NULL },
    { 0 },
};
static const struct member recommendations[] = {
    { "recommendations", MEMBER_MAPS, MUST, NULL, recommendation },
    { 0 },
};

static const struct member comment_round[] = {
    { "opened", MEMBER_DATE, MUST, NULL, NULL },
    { "closes", MEMBER_DATE, MUST, NULL, NULL },
    { "comments", MEMBER_COUNT, 0, NULL, NULL },
    { "answered", MEMBER_COUNT, 0, NULL, NULL },
    { 0 },
};
static const struct member step[] = {
    { "title", MEMBER_TEXT, MUST, NULL, NULL },
    { "command", MEMBER_TEXT, MUST | UNKNOWN, NULL, NULL },
    { "works", MEMBER_WORD, MUST, "true|planned", NULL },
    { 0 },
};
#define TEXT_MEMBERS                                                                               \
    { "title", MEMBER_TEXT, MUST, NULL, NULL },                                                    \
        { "status", MEMBER_WORD, MUST, "draft|review|published|withdrawn", NULL },                 \
        { "editors", MEMBER_TEXTS, MUST | MEMBER_PERSON, NULL, NULL },                             \
        { "license", MEMBER_TEXT, MUST, NULL, NULL },                                              \
        { "started", MEMBER_DATE, MUST | UNKNOWN, NULL, NULL },                                    \
        { "review", MEMBER_MAP, 0, NULL, comment_round },                                          \
        { "published", MEMBER_DATE, 0, NULL, NULL }, { "summary", MEMBER_TEXT, MUST, NULL, NULL }, \
    {                                                                                              \
        "terms", MEMBER_TEXTS, 0, NULL, NULL                                                       \
    }
static const struct member paper[] = {
    TEXT_MEMBERS,
    { 0 },
};
static const struct member pattern[] = {
    TEXT_MEMBERS,
    { "tees", MEMBER_TEXTS, 0, NULL, NULL },
    { "diagram", MEMBER_TEXT, 0, NULL, NULL },
    { "steps", MEMBER_MAPS, 0, NULL, step },
    { 0 },
};

static const struct member rule_seat[] = {
    { "role", MEMBER_ID, MUST, NULL, NULL },
    { "number", MEMBER_COUNT, MUST, NULL, NULL },
    { "term-months", MEMBER_COUNT, 0, NULL, NULL },
    { "staggered", MEMBER_TRUTH, 0, NULL, NULL },
    { "majority", MEMBER_TRUTH, 0, NULL, NULL },
    { "obligatory", MEMBER_TRUTH, 0, NULL, NULL },
    { 0 },
};
static const struct member retirement[] = {
    { "consider-months", MEMBER_COUNT, MUST, NULL, NULL },
    { "obligatory-months", MEMBER_COUNT, MUST, NULL, NULL },
    { 0 },
};
static const struct member rules[] = {
    { "name", MEMBER_TEXT, MUST, NULL, NULL },
    { "source", MEMBER_TEXT, MUST, NULL, NULL },
    { "seats", MEMBER_MAPS, MUST, NULL, rule_seat },
    { "majority", MEMBER_SHARE, MUST, NULL, NULL },
    { "term-warning-days", MEMBER_COUNT, MUST, NULL, NULL },
    { "charter-review-months", MEMBER_COUNT, MUST, NULL, NULL },
    { "meeting-days", MEMBER_COUNT, MUST, NULL, NULL },
    { "minutes-days", MEMBER_COUNT, MUST, NULL, NULL },
    { "retirement", MEMBER_MAP, MUST, NULL, retirement },
    { 0 },
};

const struct member *const govern_shapes[GOVERN_KINDS] = {
    [GOVERN_OFFICE] = office,
    [GOVERN_CHARTER] = charter,
    [GOVERN_PEOPLE] = people,
    [GOVERN_ROLES] = roles,
    [GOVERN_COMMUNICATIONS] = communications,
    [GOVERN_MEETING] = meeting,
    [GOVERN_DECISION] = decision,
    [GOVERN_RECOMMENDATIONS] = recommendations,
    [GOVERN_PAPER] = paper,
    [GOVERN_PATTERN] = pattern,
    [GOVERN_RULES] = rules,
};
