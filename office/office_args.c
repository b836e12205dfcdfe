/* SPDX-License-Identifier: Apache-2.0 */
#include "office/office_args.h"

#include "office/office_files.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int office_job_init(struct office_job *j)
{
    *j = (struct office_job){ .landscape = landscape_job_new() };
    load_args_init(&j->when);
    return j->landscape ? CLI_OK : cli_error(CLI_INTERNAL, "out of memory");
}

void office_job_free(struct office_job *j)
{
    landscape_job_free(j->landscape);
}

int office_take_folder(struct cli_args *args, struct office_job *j)
{
    if (j->folder)
        return cli_usage(args, "one office at a time, \"%s\" is a second one", args->value);
    j->folder = args->value;
    return CLI_OK;
}

static bool has(const char *folder, const char *name)
{
    char path[OFFICE_PATH];
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    return n > 0 && n < OFFICE_PATH && access(path, F_OK) == 0;
}

/* The landscape's mistakes count as the office's; without a landscape nothing refers to items. */
static int open_landscape(struct office_job *j, const char *folder, struct govern_input *in)
{
    if (!has(folder, "landscape/data.yml"))
        return CLI_OK;
    j->landscape->path = folder;
    int code = landscape_open(j->landscape);
    if (code != CLI_OK)
        return code == CLI_MALFORMED ? CLI_OK : code;
    landscape_validate(&j->landscape->l, true, &j->landscape->problems);
    in->landscape = &j->landscape->l;
    return CLI_OK;
}

int office_open(struct cli_args *args, struct office_job *j)
{
    const char *folder = j->folder ? j->folder : ".";
    struct landscape_problems *p = &j->landscape->problems;
    struct arena *a = &j->landscape->arena;
    struct govern_input in = { .as_of = j->when.as_of - j->when.as_of % 86400 };
    if (!folder[0] || strlen(folder) > OFFICE_PATH - 64)
        return cli_usage(args, "the path is empty, or too long");
    if (!cli_is_folder(folder))
        return cli_usage(args, "%s is no folder", folder);
    if (!has(folder, "office.yml"))
        return cli_usage(
            args, "%s is no office: it has no office.yml; `cupel office init` makes one", folder);
    size_t n = strlen(folder);
    in.prefix = j->folder ? arena_printf(a, "%s%s", folder, folder[n - 1] == '/' ? "" : "/") : "";
    cupel_status st = office_files_read(a, folder, &in, p);
    int code = st == CUPEL_OK ? open_landscape(j, folder, &in) : CLI_OK;
    if (code != CLI_OK)
        return code;
    if (st == CUPEL_OK)
        st = govern_read(a, &in, &j->g, p);
    return st == CUPEL_OK
               ? CLI_OK
               : cli_error(CLI_INTERNAL, "%s is larger than the memory an office may take", folder);
}
