/* SPDX-License-Identifier: Apache-2.0 */
/* office/cmd_office_init.c: `cupel office init`: an office whose blanks are blanks. */
#include "office/office.h"

#include "office/landscape_args.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {
    "meetings", "decisions", "landscape", "landscape/logos", "reviews", "papers", "patterns",
};
static const struct {
    const char *name, *text;
} files[] = {
    { "office.yml", "# What the group is.\n"
                    "name: unnamed group\n"
                    "status: draft              # draft, active, retiring, retired\n"
                    "parent: unknown            # whom it reports to\n"
                    "founded: unknown\n"
                    "rules: sig-1.0             # or tag-2025, or one in rules/\n"
                    "charter-reviewed: unknown\n" },
    { "charter.yml", "# Empty lists are blanks, and shown as such.\n"
                     "mission: unknown\n"
                     "in-scope: []\n"
                     "out-of-scope: []\n"
                     "projects: []\n"
                     "relations: []\n"
                     "deliverables: []\n" },
    { "people.yml", "# people: [{id, name, employer, github, segment}]\n"
                    "people: []\n" },
    { "roles.yml", "# A seat that is held has holder (an id of people.yml), start and end.\n"
                   "seats:\n"
                   "  - {role: chair, holder: vacant}\n"
                   "  - {role: chair, holder: vacant}\n"
                   "  - {role: chair, holder: vacant}\n"
                   "  - {role: toc-liaison, holder: vacant}\n"
                   "  - {role: tech-lead, holder: vacant}\n"
                   "past: []\n" },
    { "communications.yml", "chat: {name: unknown, url: unknown}\n"
                            "mailing-list: {address: unknown, archive: unknown}\n"
                            "repository: unknown\n"
                            "# series: [{id, title, public, zone, start, time, minutes, rule}]\n"
                            "series: []\n" },
    { "recommendations.yml", "recommendations: []\n" },
    { "landscape/data.yml", "categories: []\n" },
};

/* Nothing is overwritten: whatever is there already is named, and nothing is made then. */
static int refuse_what_is_there(const char *folder)
{
    int code = CLI_OK;
    for (size_t i = 0; i < CUPEL_COUNT(files); i++) {
        char path[LANDSCAPE_PATH];
        int n = snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        if (n < 0 || n >= LANDSCAPE_PATH)
            return cli_error(CLI_USAGE, "the path is too long");
        if (access(path, F_OK) == 0)
            code = cli_error(CLI_USAGE, "%s is there already; nothing was made", path);
    }
    return code;
}

static int make_folder(const char *folder, const char *name)
{
    char path[LANDSCAPE_PATH];
    (void)snprintf(path, sizeof path, "%s%s%s", folder, *name ? "/" : "", name);
    if (mkdir(path, 0755) == 0 || errno == EEXIST)
        return CLI_OK;
    return cli_error(CLI_INTERNAL, "%s cannot be made: %s", path, strerror(errno));
}

static int make(const char *folder)
{
    int code = refuse_what_is_there(folder);
    if (code == CLI_OK)
        code = make_folder(folder, "");
    for (size_t i = 0; code == CLI_OK && i < CUPEL_COUNT(folders); i++)
        code = make_folder(folder, folders[i]);
    for (size_t i = 0; code == CLI_OK && i < CUPEL_COUNT(files); i++) {
        char path[LANDSCAPE_PATH];
        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        code = landscape_create(path, slice_str(files[i].text));
    }
    if (code == CLI_OK)
        (void)printf("an office in %s: fill in office.yml, charter.yml, people.yml and roles.yml\n"
                     "try: cupel office check %s\n",
                     folder, folder);
    return code;
}

static int run_init(struct cli_args *args)
{
    const char *folder = NULL;
    int option;
    while ((option = cli_next(args)) != CLI_END) {
        if (option == CLI_STOP)
            return args->exit;
        if (folder)
            return cli_usage(args, "one office at a time, \"%s\" is a second one", args->value);
        folder = args->value;
    }
    return folder ? make(folder) : cli_usage(args, "name the folder that the office shall be in");
}

const struct cli_verb verb_office_init = {
    .name = "office init",
    .summary = "Make an office whose blanks are blanks.",
    .synopsis = "DIR",
    .notes = "Overwrites nothing. The files say what may stand in them; docs/OFFICE.md says all.",
    .run = run_init,
};
