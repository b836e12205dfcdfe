/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clomonitor/forge.c: checks that only a forge, a web site or a landscape can answer. They say what
 * would answer them, and list what in the tree points to an answer.
 */
#include "office/review/clomonitor/clomonitor.h"

#include "office/review/house.h"

#include <string.h>

static const struct {
    const char *id, *answer;
    const char *command; /* NULL: the forge does not know */
} asks[] = {
    { "website", "the homepage that the forge has for the repository decides",
      "repo view %s --json homepageUrl" },
    { "github_discussions", "a discussion at the forge that is younger than a year decides",
      "api repos/%s/discussions" },
    { "summary_table",
      "a summary_ field of the project's entry in the foundation's landscape.yml decides; without "
      "a "
      "landscape CLOMonitor does not count it",
      NULL },
    { "analytics", "a known tracker in the source of the project's web site decides", NULL },
};

void clo_forge(const struct project *p, struct finding *f)
{
    for (size_t i = 0; i < CUPEL_COUNT(asks); i++)
        if (strcmp(asks[i].id, f->info->id) == 0)
            finding_say(p, f, CUPEL_UNKNOWN, "%s%s", asks[i].answer,
                        asks[i].command ? house_ask(p, asks[i].command) : "");
}

/* ---- trademark_disclaimer ---- */

static const char *const disclaimers[] = {
    "linuxfoundation.org/trademark-usage",
    "linuxfoundation.org/legal/trademark-usage",
    "has registered trademarks and uses trademarks",
    "a Series of LF Projects, LLC",
};

static size_t find_disclaimer(cupel_slice text)
{
    for (size_t i = 0; i < CUPEL_COUNT(disclaimers); i++) {
        size_t at = house_find_text(text, disclaimers[i], 0);
        if (at != SIZE_MAX)
            return at;
    }
    return SIZE_MAX;
}

/* Sources of a site may lie in the tree; that they are what the site shows nobody can tell. */
void clo_trademark(const struct project *p, struct finding *f)
{
    struct file_walk w = { .p = p, .kinds_none = FILE_FOREIGN };
    for (const struct project_file *at; (at = file_next(&w)) != NULL;) {
        bool is_page = at->lang == LANG_NONE && !(at->kind & FILE_BUILD);
        size_t offset = at->text.n && is_page ? find_disclaimer(at->text) : SIZE_MAX;
        if (offset != SIZE_MAX)
            places_add(p, &f->where, at, house_line_at(at->text, offset),
                       "the Linux Foundation's trademark text");
    }
    finding_say(p, f, CUPEL_UNKNOWN,
                "the HTML of the project's web site decides (Linux Foundation trademark text or "
                "link)%s",
                f->where.n ? "; files of the tree have it" : "; no file of the tree has it");
}
