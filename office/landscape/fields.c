/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/fields.c: the members of landscape2's items as a table, and the words of our facts. */
#include "office/landscape/landscape.h"

#include <string.h>

#define URL_OF(field, name_, hosts_, api_)                                                         \
    [field] = {                                                                                    \
        .name = name_, .is_extra = true, .kind = LANDSCAPE_URL, .hosts = hosts_, .api = api_       \
    }
#define EXTRA(field, name_, kind_, api_)                                                           \
    [field] = { .name = name_, .is_extra = true, .kind = kind_, .api = api_ }

/* Names and hosts: landscape2, docs/config/schema/data.schema.json and its validation. */
const struct landscape_field_info landscape_fields[LANDSCAPE_FIELDS] = {
    [ITEM_NAME] = { .name = "name", .kind = LANDSCAPE_TEXT, .api = "name" },
    [ITEM_DESCRIPTION] = { .name = "description", .kind = LANDSCAPE_PROSE, .api = "description" },
    [ITEM_HOMEPAGE_URL] = { .name = "homepage_url", .kind = LANDSCAPE_URL, .api = "homepage_url" },
    [ITEM_REPO_URL] = { .name = "repo_url", .kind = LANDSCAPE_URL },
    [ITEM_BRANCH] = { .name = "branch", .kind = LANDSCAPE_TEXT },
    [ITEM_LOGO] = { .name = "logo", .kind = LANDSCAPE_TEXT },
    [ITEM_PROJECT] = { .name = "project", .kind = LANDSCAPE_TEXT, .api = "maturity" },
    [ITEM_LICENSE] = { .name = "license", .kind = LANDSCAPE_TEXT },
    [ITEM_JOINED] = { .name = "joined", .kind = LANDSCAPE_DATE, .api = "joined_at" },
    [ITEM_CRUNCHBASE] = { .name = "crunchbase",
                          .kind = LANDSCAPE_URL,
                          .hosts = "crunchbase.com",
                          .api = "crunchbase_url" },
    [ITEM_TWITTER] = { .name = "twitter",
                       .kind = LANDSCAPE_URL,
                       .hosts = "twitter.com|x.com",
                       .api = "twitter_url" },
    [ITEM_URL_FOR_BESTPRACTICES] = { .name = "url_for_bestpractices",
                                     .kind = LANDSCAPE_URL,
                                     .api = "openssf_best_practices_url" },
    [ITEM_ENDUSER] = { .name = "enduser", .kind = LANDSCAPE_TRUTH, .api = "enduser" },
    [ITEM_UNNAMED_ORGANIZATION] = { .name = "unnamed_organization", .kind = LANDSCAPE_TRUTH },
    EXTRA(ITEM_ACCEPTED, "accepted", LANDSCAPE_DATE, "accepted_at"),
    EXTRA(ITEM_INCUBATING, "incubating", LANDSCAPE_DATE, "incubating_at"),
    EXTRA(ITEM_GRADUATED, "graduated", LANDSCAPE_DATE, "graduated_at"),
    EXTRA(ITEM_ARCHIVED, "archived", LANDSCAPE_DATE, "archived_at"),
    EXTRA(ITEM_ANNUAL_REVIEW_DATE, "annual_review_date", LANDSCAPE_DATE, NULL),
    URL_OF(ITEM_ANNUAL_REVIEW_URL, "annual_review_url", NULL, NULL),
    URL_OF(ITEM_ARTWORK_URL, "artwork_url", NULL, "artwork_url"),
    URL_OF(ITEM_BLOG_URL, "blog_url", NULL, "blog_url"),
    URL_OF(ITEM_BLUESKY_URL, "bluesky_url", "bsky.app", NULL),
    EXTRA(ITEM_CHAT_CHANNEL, "chat_channel", LANDSCAPE_PROSE, "chat_channel"),
    EXTRA(ITEM_CLOMONITOR_NAME, "clomonitor_name", LANDSCAPE_TEXT, NULL),
    URL_OF(ITEM_DEV_STATS_URL, "dev_stats_url", NULL, "devstats_url"),
    URL_OF(ITEM_DISCORD_URL, "discord_url", NULL, "discord_url"),
    URL_OF(ITEM_DOCKER_URL, "docker_url", NULL, "docker_url"),
    URL_OF(ITEM_DOCUMENTATION_URL, "documentation_url", NULL, NULL),
    URL_OF(ITEM_FACEBOOK_URL, "facebook_url", "facebook.com", NULL),
    URL_OF(ITEM_FUNDING_URL, "funding_url", NULL, NULL),
    URL_OF(ITEM_GITHUB_DISCUSSIONS_URL, "github_discussions_url", NULL, "github_discussions_url"),
    URL_OF(ITEM_GITTER_URL, "gitter_url", NULL, "gitter_url"),
    EXTRA(ITEM_LFX_SLUG, "lfx_slug", LANDSCAPE_TEXT, NULL),
    URL_OF(ITEM_LINKEDIN_URL, "linkedin_url", "linkedin.com", NULL),
    URL_OF(ITEM_MAILING_LIST_URL, "mailing_list_url", NULL, "mailing_list_url"),
    URL_OF(ITEM_PACKAGE_MANAGER_URL, "package_manager_url", NULL, NULL),
    EXTRA(ITEM_PARENT_PROJECT, "parent_project", LANDSCAPE_TEXT, NULL),
    URL_OF(ITEM_PINTEREST_URL, "pinterest_url", "pinterest.com", NULL),
    URL_OF(ITEM_REDDIT_URL, "reddit_url", "reddit.com", NULL),
    URL_OF(ITEM_SLACK_URL, "slack_url", NULL, "slack_url"),
    EXTRA(ITEM_SPECIFICATION, "specification", LANDSCAPE_TRUTH, "specification"),
    URL_OF(ITEM_STACK_OVERFLOW_URL, "stack_overflow_url", "stackoverflow.com",
           "stack_overflow_url"),
    EXTRA(ITEM_SUMMARY_BUSINESS_USE_CASE, "summary_business_use_case", LANDSCAPE_PROSE, NULL),
    EXTRA(ITEM_SUMMARY_INTEGRATION, "summary_integration", LANDSCAPE_PROSE, NULL),
    EXTRA(ITEM_SUMMARY_INTEGRATIONS, "summary_integrations", LANDSCAPE_PROSE, NULL),
    EXTRA(ITEM_SUMMARY_INTRO_URL, "summary_intro_url", LANDSCAPE_PROSE, NULL),
    EXTRA(ITEM_SUMMARY_PERSONAS, "summary_personas", LANDSCAPE_PROSE, NULL),
    EXTRA(ITEM_SUMMARY_RELEASE_RATE, "summary_release_rate", LANDSCAPE_PROSE, NULL),
    EXTRA(ITEM_SUMMARY_TAGS, "summary_tags", LANDSCAPE_PROSE, NULL),
    EXTRA(ITEM_SUMMARY_USE_CASE, "summary_use_case", LANDSCAPE_PROSE, NULL),
    EXTRA(ITEM_TRAINING_CERTIFICATIONS, "training_certifications", LANDSCAPE_PROSE,
          "training_certifications"),
    EXTRA(ITEM_TRAINING_TYPE, "training_type", LANDSCAPE_PROSE, "training_type"),
    URL_OF(ITEM_YOUTUBE_URL, "youtube_url", "youtube.com", "youtube_url"),
};

const char *const landscape_fact_keys[] = { "tees", "evidence-formats", "rats-roles", "maturity",
                                            "home", "status",           NULL };

static const char *const tees[] = { "snp", "tdx",    "sgx", "nitro", "cca", "psa",
                                    "tpm", "nvidia", "se",  "csv",   "sev", NULL };
static const char *const roles[] = {
    "attester",   "verifier", "relying-party", "endorser", "reference-value-provider",
    "key-broker", "platform", "workload",      NULL
};
static const char *const maturities[] = { "sandbox",  "incubating", "graduated", "emeritus",
                                          "archived", "none",       NULL };
static const char *const states[] = { "active",     "dormant",      "archived",
                                      "superseded", "unmaintained", NULL };

static const struct {
    const char *key;
    const char *const *words;
    bool is_open;
} vocabularies[] = { { "tees", tees, true },
                     { "rats-roles", roles, false },
                     { "maturity", maturities, false },
                     { "status", states, false } };

const char *const *landscape_vocabulary(const char *key, bool *is_open)
{
    for (size_t i = 0; i < CUPEL_COUNT(vocabularies); i++)
        if (strcmp(vocabularies[i].key, key) == 0) {
            if (is_open)
                *is_open = vocabularies[i].is_open;
            return vocabularies[i].words;
        }
    return NULL;
}
