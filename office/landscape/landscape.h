/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landscape/landscape.h: a landscape of projects in the files of landscape2 (data.yml,
 * settings.yml, guide.yml; https://github.com/cncf/landscape2), and what our category needs beside
 * them in an item's annotations (docs/OFFICE.md, "landscape/"). Read, checked, written back,
 * compared.
 *
 * All strings are NUL-terminated valid UTF-8 in the landscape's arena or static, NULL where absent,
 * and as the file has them: whoever prints them cleans them. Lines count from 1; 0 is no line.
 * Everything here is plain data that nobody changes once landscape_read() is done.
 */
#ifndef CUPEL_OFFICE_LANDSCAPE_LANDSCAPE_H
#define CUPEL_OFFICE_LANDSCAPE_LANDSCAPE_H

#include "base/arena.h"
#include "base/buf.h"
#include "office/text/yaml.h"

#define LANDSCAPE_ITEMS_MAX    20000
#define LANDSCAPE_GROUPS_MAX   500  /* categories, subcategories of one, groups, guide entries */
#define LANDSCAPE_LIST_MAX     256  /* members of any list of one item */
#define LANDSCAPE_PROBLEMS_MAX 1000 /* kept; more are counted */
#define LANDSCAPE_BYTES_MAX    YAML_BYTES_MAX
#define LANDSCAPE_NAME_MAX     200 /* bytes of a name that becomes part of a file's name */

/* ---- what is wrong ---- */

struct landscape_problem {
    const char *file; /* as the caller named it */
    uint32_t line;
    bool is_error; /* landscape2 or our own tools would refuse it; else worth a look */
    const char *text;
};
/* Found all at once. Start with { .arena = a }. */
struct landscape_problems {
    struct arena *arena;
    struct landscape_problem *at;
    size_t n, errors; /* errors counts those beyond the cap too */
    size_t more;      /* how many were not kept */
};
void landscape_complain(struct landscape_problems *p, const char *file, uint32_t line,
                        bool is_error, const char *text, ...) __attribute__((format(printf, 5, 6)));

/* ---- items ---- */

/* Members of an item that hold one value each, in the order in which they are written. */
enum landscape_field {
    ITEM_NAME,
    ITEM_DESCRIPTION,
    ITEM_HOMEPAGE_URL,
    ITEM_REPO_URL,
    ITEM_BRANCH,
    ITEM_LOGO,
    ITEM_PROJECT, /* maturity in the foundation of the settings */
    ITEM_LICENSE,
    ITEM_JOINED,
    ITEM_CRUNCHBASE,
    ITEM_TWITTER,
    ITEM_URL_FOR_BESTPRACTICES,
    ITEM_ENDUSER,
    ITEM_UNNAMED_ORGANIZATION,
    ITEM_ACCEPTED, /* from here on: members of "extra" */
    ITEM_INCUBATING,
    ITEM_GRADUATED,
    ITEM_ARCHIVED,
    ITEM_ANNUAL_REVIEW_DATE,
    ITEM_ANNUAL_REVIEW_URL,
    ITEM_ARTWORK_URL,
    ITEM_BLOG_URL,
    ITEM_BLUESKY_URL,
    ITEM_CHAT_CHANNEL,
    ITEM_CLOMONITOR_NAME,
    ITEM_DEV_STATS_URL,
    ITEM_DISCORD_URL,
    ITEM_DOCKER_URL,
    ITEM_DOCUMENTATION_URL,
    ITEM_FACEBOOK_URL,
    ITEM_FUNDING_URL,
    ITEM_GITHUB_DISCUSSIONS_URL,
    ITEM_GITTER_URL,
    ITEM_LFX_SLUG,
    ITEM_LINKEDIN_URL,
    ITEM_MAILING_LIST_URL,
    ITEM_PACKAGE_MANAGER_URL,
    ITEM_PARENT_PROJECT,
    ITEM_PINTEREST_URL,
    ITEM_REDDIT_URL,
    ITEM_SLACK_URL,
    ITEM_SPECIFICATION,
    ITEM_STACK_OVERFLOW_URL,
    ITEM_SUMMARY_BUSINESS_USE_CASE,
    ITEM_SUMMARY_INTEGRATION,
    ITEM_SUMMARY_INTEGRATIONS,
    ITEM_SUMMARY_INTRO_URL,
    ITEM_SUMMARY_PERSONAS,
    ITEM_SUMMARY_RELEASE_RATE,
    ITEM_SUMMARY_TAGS,
    ITEM_SUMMARY_USE_CASE,
    ITEM_TRAINING_CERTIFICATIONS,
    ITEM_TRAINING_TYPE,
    ITEM_YOUTUBE_URL,
    LANDSCAPE_FIELDS
};

enum landscape_kind {
    LANDSCAPE_TEXT,
    LANDSCAPE_PROSE, /* text that is always written in quotes */
    LANDSCAPE_URL,
    LANDSCAPE_DATE, /* YYYY-MM-DD */
    LANDSCAPE_TRUTH /* "true" or "false" */
};
struct landscape_field_info {
    const char *name; /* in data.yml */
    bool is_extra;
    enum landscape_kind kind;
    const char *hosts; /* a URL's host must be one of these or below it, '|' between; NULL: any */
    const char *api;   /* its name in landscape2's JSON; NULL: it has none there */
};
extern const struct landscape_field_info landscape_fields[LANDSCAPE_FIELDS];

struct landscape_list {
    const char *const *at;
    size_t n;
    uint32_t line;
};
/* A link (name, URL) or an annotation (key, value). */
struct landscape_pair {
    const char *key, *value;
    uint32_t line;
};
struct landscape_repo {
    const char *url, *branch, *license;
    uint32_t line;
};
struct landscape_audit {
    const char *date, *type, *url, *vendor;
    uint32_t line;
};

struct landscape_category;
struct landscape_subcategory;

struct landscape_item {
    const struct landscape_category *category;
    const struct landscape_subcategory *subcategory;
    uint32_t line;
    const char *id; /* landscape2's: "category--subcategory--name", see landscape_slug() */
    const char *text[LANDSCAPE_FIELDS];
    uint32_t lines[LANDSCAPE_FIELDS];
    struct landscape_list second_path; /* "Category / Subcategory" */
    struct landscape_list tags;
    const struct landscape_repo *repos; /* additional_repos */
    size_t n_repos;
    const struct landscape_audit *audits;
    size_t n_audits;
    const struct landscape_pair *links; /* other_links */
    size_t n_links;
    const struct landscape_pair *annotations; /* in the order of the file; keys are unique */
    size_t n_annotations;
};
struct landscape_subcategory {
    const char *name;
    uint32_t line;
    struct landscape_item *items;
    size_t n;
};
struct landscape_category {
    const char *name;
    uint32_t line;
    struct landscape_subcategory *subcategories;
    size_t n;
    size_t n_items; /* in all of them */
};

/* ---- settings and guide ---- */

struct landscape_group {
    const char *name;
    struct landscape_list categories;
};
struct landscape_featured {
    bool is_subcategory; /* else by maturity */
    const char *value, *label;
    const char *order; /* digits; NULL: none given */
};
struct landscape_settings {
    bool is_there;
    const char *foundation, *url, *base_path, *members_category;
    const struct landscape_group *groups;
    size_t n_groups;
    const struct landscape_featured *featured;
    size_t n_featured;
    const struct landscape_group *categories; /* names and order of subcategories as overridden */
    size_t n_categories;
    const struct yaml_node *tree; /* the whole file: what has no member here is there */
    const char *head;
};
struct landscape_guide_part {
    const char *name;    /* of the category or subcategory */
    const char *content; /* Markdown; NULL where a category has none */
    struct landscape_list keywords;
    const struct landscape_guide_part *parts; /* of a category: its subcategories */
    size_t n_parts;
    uint32_t line;
};
struct landscape_guide {
    bool is_there;
    const struct landscape_guide_part *categories;
    size_t n;
    const struct yaml_node *tree;
    const char *head;
};

/* ---- the landscape ---- */

struct landscape {
    struct arena *arena;                                /* not owned */
    const char *data_file, *settings_file, *guide_file; /* names, for messages */
    const char *head; /* comment lines at the top of data.yml with their line feeds; "" for none */
    bool is_old_shape;
    struct landscape_category *categories;
    size_t n_categories;
    const struct landscape_item **items; /* all, in the order of the file */
    size_t n_items;
    const struct landscape_item **by_name; /* the same, sorted bytewise by name, then as in file */
    struct landscape_settings settings;
    struct landscape_guide guide;
};

struct landscape_file {
    const char *name; /* for messages, "landscape/data.yml"; NULL: there is no such file */
    cupel_slice bytes;
};
struct landscape_files {
    struct landscape_file data, settings, guide;
};
/*
 * Read them. Both shapes are read: "categories" with names alone, and "landscape" whose list items
 * begin with an empty "category", "subcategory" or "item". Every mistake of form is told at once;
 * with an error among them the status is CUPEL_E_MALFORMED and @ret untouched. What landscape2's
 * rules and ours say of the values is landscape_validate()'s business.
 * @lenient: the files are somebody else's: unknown members, one tag in place of a list and
 * annotations that are no text are told and not refused; unknown members are left out.
 * Other failures: as of yaml_parse(), told as a problem too; CUPEL_E_NOMEM.
 */
cupel_status landscape_read(struct arena *a, const struct landscape_files *in, bool lenient,
                            struct landscape *ret, struct landscape_problems *problems);
/*
 * landscape2's rules (names, homepage, logo, duplicates, links, tags, hosts of URLs, settings and
 * guide) and, where @is_office, those of docs/OFFICE.md for annotations. Errors are what landscape2
 * refuses or what no tool of ours can read; the rest are warnings.
 */
void landscape_validate(const struct landscape *l, bool is_office,
                        struct landscape_problems *problems);

/* The first item of that name, or NULL. */
const struct landscape_item *landscape_find(const struct landscape *l, const char *name);
/* An annotation as it stands, or NULL. */
const char *landscape_annotation(const struct landscape_item *i, const char *key);

/* All items by name without regard to the case of A to Z, in the landscape's arena; NULL when
 * memory is short. */
const struct landscape_item **landscape_sorted(const struct landscape *l);

/* ---- facts: what the annotations say, with source and date ---- */

struct landscape_fact {
    const char *key;
    const char *value;  /* NULL: unknown, or not given */
    bool is_given;      /* the item says something, be it "unknown" */
    const char *source; /* URL or path; NULL: none given */
    const char *date;   /* of the source, YYYY-MM-DD; NULL: none, or unknown */
};
/*
 * The fact @key of @i: an annotation with its "KEY-source"; for "license" the member of that name,
 * and for "maturity" the member "project" where there is no annotation. Strings in @a.
 */
struct landscape_fact landscape_fact(struct arena *a, const struct landscape_item *i,
                                     const char *key);
/* "snp, tdx" as a list without blanks and duplicates, at most LANDSCAPE_LIST_MAX; empty for an
 * unknown fact. */
struct landscape_list landscape_values(struct arena *a, const struct landscape_fact *f);
/* The keys of facts that docs/OFFICE.md names; NULL-terminated. */
extern const char *const landscape_fact_keys[];
/* Values that docs/OFFICE.md names for "tees", "rats-roles", "maturity" and "status", "unknown" not
 * among them; NULL-terminated; NULL for other keys. *is_open: others may be used as well. */
const char *const *landscape_vocabulary(const char *key, bool *is_open);
/* Exactly YYYY-MM-DD of a day that exists; midnight UTC into @ret (may be NULL). */
bool landscape_date(const char *text, int64_t *ret);
/* http or https with a host, and the host is one of @hosts or below it (NULL: any). On failure *why
 * (may be NULL) says what is wrong with it. */
bool landscape_url(const char *url, const char *hosts, const char **why);
/*
 * A name as landscape2 makes parts of ids, addresses and file names of it: lower case, what is no
 * letter, digit, '-' or '+' becomes '-', no two of them side by side and none at the end. Letters
 * beyond ASCII stay; of those the common capitals (Latin-1, Greek, Cyrillic) become small.
 */
const char *landscape_slug(struct arena *a, const char *name);

/* ---- writing ---- */

/* data.yml in the newer shape: same landscape, same bytes; read back it is the same landscape.
 * Comments at the top stay, others do not. */
void landscape_write_data(const struct landscape *l, struct buf *b);
/* Any tree of YAML in the same style, after the comment lines @head: settings.yml, guide.yml. */
void landscape_write_tree(const struct yaml_node *tree, const char *head, struct buf *b);
/* items.csv with landscape2's columns and order; what only a forge or Crunchbase knows is empty. */
void landscape_write_csv(const struct landscape *l, struct buf *b);
/* "[{…},…]": items as landscape2's API has them, by name without regard to case. @category and
 * @subcategory NULL: all. @projects: only those with a maturity in the foundation. */
struct landscape_pick {
    const char *category, *subcategory;
    bool projects, members, end_users;
};
void landscape_write_items(const struct landscape *l, const struct landscape_pick *pick,
                           struct buf *b);
/* {"count":N} for the same. */
void landscape_write_count(const struct landscape *l, const struct landscape_pick *pick,
                           struct buf *b);
/* An SVG of at most three letters on a ground whose colour follows from the name: same name, same
 * bytes. For an item without a logo. */
void landscape_write_monogram(const char *name, struct buf *b);

/* May this image stand in a page? Not an SVG with scripts, handlers of events, foreign content,
 * entities or references to elsewhere; *why (may be NULL) says what it holds. */
bool landscape_logo_is_plain(cupel_slice svg, const char **why);

/* ---- other formats in ---- */

/*
 * A table with a line of headings: landscape2's items.csv, or ours of seed projects (name, repo,
 * category, TEEs, license, foundation, description, source). Fields are separated by @separator
 * (',' or tab); between commas they may stand in quotes and then hold anything, doubled quotes too.
 * Columns that are not known are told. The result is as if landscape_read() had read it; problems
 * as there.
 */
cupel_status landscape_read_table(struct arena *a, const struct landscape_file *file,
                                  char separator, struct landscape *ret,
                                  struct landscape_problems *problems);

#endif
