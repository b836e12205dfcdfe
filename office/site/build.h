/* SPDX-License-Identifier: Apache-2.0 */
/* site/build.h: what the files that make pages share: the office as they look at it, and how a page
 * begins and ends. */
#ifndef CUPEL_OFFICE_SITE_BUILD_H
#define CUPEL_OFFICE_SITE_BUILD_H

#include "codec/json_out.h"
#include "office/calendar/calendar.h"
#include "office/govern/check.h"
#include "office/landscape/gaps.h"
#include "office/landscape/hygiene.h"
#include "office/model/review.h"
#include "office/site/html.h"
#include "office/site/site.h"

#define SITE_UNKNOWN MATRIX_UNKNOWN

/* ---- the office as pages see it ---- */

/* What entries of the landscape can be filtered by; the first are those of the matrix. */
enum site_axis {
    SITE_TEE,
    SITE_EVIDENCE,
    SITE_ROLE,
    SITE_LICENSE,
    SITE_MATURITY,
    SITE_HOME,
    SITE_STATUS,
    SITE_CATEGORY,
    SITE_AXES
};
struct site_axis_info {
    const char *name;  /* in addresses: "tee" */
    const char *key;   /* of the fact; NULL: the category */
    const char *title; /* "TEE" */
};
extern const struct site_axis_info site_axes[SITE_AXES];
/* A value of an axis: its page is landscape/by/AXIS-SLUG.html. */
struct site_value {
    const char *name;
    const char *slug;
    size_t items;
};

struct site_review {
    const char *path; /* reviews/ID.json */
    const char *id;
    struct review r;
    const char *date; /* its as_of */
    size_t item;      /* that it is of, or SIZE_MAX */
};
struct site_item {
    const struct landscape_item *item;
    const char *slug;                        /* landscape/i/SLUG.html */
    struct landscape_list values[SITE_AXES]; /* "unknown" alone where nothing is known */
    const struct site_review **reviews;      /* oldest first */
    size_t n_reviews;
    const struct hygiene_finding **findings;
    size_t n_findings;
    const char *logo; /* path of the image that is published; never NULL */
};
/* A text of the office that becomes a page. */
struct site_text {
    const char *path; /* of its file: papers/ID/paper.md */
    const char *page; /* papers/ID.html */
    const char *title;
    cupel_slice bytes;
};

/* What happened and when. */
struct site_news {
    const char *date, *kind, *title, *page, *text;
};

struct site {
    struct arena *a;
    const struct site_input *in;
    const struct govern *g;
    const struct landscape *l; /* NULL: none */
    const char *name;          /* of the office */
    struct site_item *items;   /* in the order of the landscape */
    size_t n_items;
    const struct site_item **by_name; /* the same, as people look names up */
    struct site_value *values[SITE_AXES];
    size_t n_values[SITE_AXES];
    struct gaps gaps;
    struct hygiene hygiene;
    struct site_review *reviews;
    size_t n_reviews;
    struct site_text *texts;
    size_t n_texts;
    struct calendar_meeting *meetings; /* of some months before and after the day, by time */
    size_t n_meetings;
    const struct site_news *news; /* the newest first */
    size_t n_news;
    struct landscape_problems *problems;
    site_put *put;
    void *context;
    struct site_counts counts;
    const char **pages; /* of HTML, in the order in which they were made */
    size_t n_pages;
    cupel_status st; /* the first failure sticks */
};
/* Fill all of it but the last members. */
cupel_status site_look(struct site *s);
/* Its part for the news, once the rest is there. */
cupel_status site_look_at_news(struct site *s);
const struct site_item *site_item_of(const struct site *s, const struct landscape_item *i);
/* By name, or NULL. */
const struct site_item *site_item_named(const struct site *s, const char *name);
const struct site_text *site_text_at(const struct site *s, const char *path);
cupel_slice site_file(const struct site *s, const char *path);
/* The page of a value: "landscape/by/tee-snp.html"; NULL when the axis has no such value. */
const char *site_value_page(const struct site *s, enum site_axis x, const char *value);
/* The person of that id in people.yml, or NULL. Names for readers: of a person by id, of
 * "tech-lead" and of values such as "snp"; the id itself where there is none. */
const struct yaml_node *site_person(const struct site *s, const char *id);
const char *site_person_name(const struct site *s, const char *id);
const char *site_role_name(const struct site *s, const char *role);
const char *site_word(enum site_axis x, const char *value);
/* "2026-11-27" in the arena. */
const char *site_day(const struct site *s, int64_t t);
/* The address of a file of the office at the forge that office.yml names, or NULL. */
const char *site_source(const struct site *s, const char *path);

/* ---- pages ---- */

struct web {
    struct site *s;
    const char *path; /* "people.html" */
    const char *root; /* "", "../" or "../../" */
    struct buf body;
    struct html h;
};
struct web_info {
    const char *path;    /* where it goes, names of ours with '/' between */
    const char *title;   /* of the page alone */
    const char *summary; /* one sentence for search engines and those who share it; NULL */
    const char *section; /* entry of the navigation that it belongs to; NULL */
    const char *kind;    /* classes of the body, words of ours; NULL: "prose" */
    const char *script;  /* data for the script, a path beside assets: "landscape/data.js"; NULL */
    const char *up, *up_title; /* the page above it; NULL */
};
/* Everything up to the heading of level 1, which is the title. */
void web_open(struct web *p, struct site *s, const struct web_info *info);
/* The rest, and out with it. */
void web_close(struct web *p);
/* A reference from this page to another file of the site; @path as files are named: it is written
 * in percent form where need be. */
const char *web_to(const struct web *p, const char *path);
/* Any file. Its buffer is emptied. */
void site_write(struct site *s, const char *path, struct buf *b);
/* The JSON beside a page: {"cupel":1,"page":PATH,"as_of":DAY, … ; the caller adds members and
 * closes with web_json_close(). */
struct web_json {
    struct buf b;
    struct json_out o;
    const char *path;
};
void web_json_open(struct web_json *j, const struct site *s, const char *page);
void web_json_close(struct web_json *j, struct site *s);
/* A tree of YAML as JSON; members named "email" are left out. */
void json_yaml(struct json_out *o, const char *key, const struct yaml_node *n);

/* Pieces. */
/* The text; "unknown", marked as a blank, where it is no value. */
void web_value(struct web *p, const char *text);
/* A day, which is not broken across lines; else as web_value(). */
void web_day(struct web *p, const char *text);
/* Paragraphs of a text of one file, without markup: empty lines part them. */
void web_prose(struct web *p, const char *text);
/* Markdown of the office: links to texts become links to their pages. @from: the path of the file.
 */
void web_markdown(struct web *p, cupel_slice text, const char *from, unsigned level);
void web_table_open(struct web *p, const char *label);
void web_table_close(struct web *p);
void web_nothing(struct web *p, const char *text); /* an empty section says so */
/* Entries as cards, with a form to compare them. */
void web_cards(struct web *p, const struct site_item *const *items, size_t n);
const char *web_item_page(const struct web *p, const struct site_item *i);
void web_item_link(struct web *p, const struct site_item *i);
/* Values of an axis as links to their pages. */
void web_values(struct web *p, enum site_axis x, const struct landscape_list *values);
/* Links to the pages of a list that is parted; @stem "landscape/cards" gives cards-2.html. */
const char *web_part(struct arena *a, const char *stem, size_t n);
void web_parts(struct web *p, const char *stem, size_t at, size_t of, bool is_end);

/* The pages, each in its file. site.c has the list. */
void site_home(struct site *s);
void site_charter(struct site *s);
void site_people(struct site *s);
void site_calendar(struct site *s);
void site_meetings(struct site *s);
void site_decisions(struct site *s);
void site_recommendations(struct site *s);
void site_landscape(struct site *s);
void site_landscape_cards(struct site *s);
void site_landscape_items(struct site *s);
void site_landscape_compare(struct site *s);
void site_landscape_matrix(struct site *s);
void site_landscape_gaps(struct site *s);
void site_landscape_health(struct site *s);
void site_landscape_data(struct site *s);
void site_reviews(struct site *s);
void site_patterns(struct site *s);
void site_papers(struct site *s);
void site_reports(struct site *s);
void site_texts(struct site *s);
void site_feed(struct site *s);
void site_map(struct site *s);
void site_assets(struct site *s);

#endif
