/* SPDX-License-Identifier: Apache-2.0 */
#include "office/landscape_args.h"

#include "office/write_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct landscape_job *landscape_job_new(void)
{
    struct landscape_job *j = calloc(1, sizeof *j);
    if (!j)
        return NULL;
    arena_init(&j->arena, LANDSCAPE_ARENA);
    j->problems.arena = &j->arena;
    return j;
}

void landscape_job_free(struct landscape_job *j)
{
    if (!j)
        return;
    arena_clear(&j->arena);
    free(j);
}

int landscape_take_path(struct cli_args *args, struct landscape_job *j)
{
    if (j->path)
        return cli_usage(args, "one landscape at a time, \"%s\" is a second one", args->value);
    j->path = args->value;
    return CLI_OK;
}

static bool put_path(char out[LANDSCAPE_PATH], const char *folder, const char *name)
{
    int n = snprintf(out, LANDSCAPE_PATH, "%s/%s", folder, name);
    return n > 0 && n < LANDSCAPE_PATH && access(out, F_OK) == 0;
}

/* An office has landscape/data.yml, a landscape's folder has data.yml. */
static int find_files(struct landscape_job *j)
{
    const char *path = j->path ? j->path : ".";
    if (strlen(path) > LANDSCAPE_PATH - 64)
        return cli_error(CLI_USAGE, "the path is too long");
    if (!cli_is_folder(path)) {
        const char *slash = strrchr(path, '/');
        (void)snprintf(j->data, sizeof j->data, "%s", path);
        (void)snprintf(j->folder, sizeof j->folder, "%.*s", slash ? (int)(slash - path) : 1,
                       slash ? path : ".");
        return CLI_OK;
    }
    if (put_path(j->data, path, "landscape/data.yml")) {
        (void)snprintf(j->folder, sizeof j->folder, "%s/landscape", path);
        (void)snprintf(j->office, sizeof j->office, "%s", path);
        return CLI_OK;
    }
    (void)snprintf(j->folder, sizeof j->folder, "%s", path);
    if (put_path(j->data, path, "data.yml") || put_path(j->data, path, "landscape.yml")) {
        (void)snprintf(j->office, sizeof j->office, "%.*s/..", LANDSCAPE_PATH - 8, path);
        return CLI_OK;
    }
    return cli_error(CLI_USAGE,
                     "%s holds neither landscape/data.yml nor data.yml; name an office, its "
                     "landscape folder, or the file",
                     path);
}

int landscape_bytes(struct landscape_job *j, const char *path, bool must, cupel_slice *ret)
{
    struct buf b;
    struct cupel_diag err = { 0 };
    *ret = SLICE_EMPTY;
    if (!must && access(path, F_OK) != 0)
        return CLI_OK;
    buf_init(&b, LANDSCAPE_BYTES_MAX);
    cupel_status st = cli_read_file(path, &b, &err);
    if (st == CUPEL_OK)
        *ret = arena_copy(&j->arena, buf_slice(&b));
    buf_clear(&b);
    return st == CUPEL_OK ? CLI_OK : cli_error(CLI_INTERNAL, "%s", err.text);
}

static int read_beside(struct landscape_job *j, const char *name, struct landscape_file *ret)
{
    char path[LANDSCAPE_PATH];
    if (!put_path(path, j->folder, name))
        return CLI_OK;
    ret->name = arena_printf(&j->arena, "%s", path);
    return landscape_bytes(j, path, true, &ret->bytes);
}

int landscape_open(struct landscape_job *j)
{
    struct landscape_files files = { .data = { .name = j->data } };
    int code = find_files(j);
    if (code == CLI_OK)
        code = landscape_bytes(j, j->data, true, &files.data.bytes);
    if (code == CLI_OK)
        code = read_beside(j, "settings.yml", &files.settings);
    if (code == CLI_OK)
        code = read_beside(j, "guide.yml", &files.guide);
    if (code != CLI_OK)
        return code;
    cupel_status st = landscape_read(&j->arena, &files, false, &j->l, &j->problems);
    if (st == CUPEL_OK || j->problems.errors)
        return st == CUPEL_OK ? CLI_OK : CLI_MALFORMED;
    return cli_error(CLI_INTERNAL, "%s is larger than the memory a landscape may take", j->data);
}

int landscape_open_or_tell(struct landscape_job *j)
{
    int code = landscape_open(j);
    if (code == CLI_MALFORMED)
        landscape_tell(&j->problems);
    return code;
}

/* ---- problems ---- */

void landscape_problems_text(const struct landscape_problems *p, struct text_out *t)
{
    char room[64];
    for (size_t i = 0; i < p->n; i++) {
        text_put(t, p->at[i].file);
        (void)snprintf(room, sizeof room, p->at[i].line ? ":%u" : "%.0u", p->at[i].line);
        text_put(t, room);
        text_put(t, p->at[i].is_error ? ": error: " : ": warning: ");
        text_put(t, p->at[i].text);
        text_line(t);
    }
    if (p->more) {
        (void)snprintf(room, sizeof room, "and %zu more", p->more);
        text_put(t, room);
        text_line(t);
    }
}

void landscape_problems_json(const struct landscape_problems *p, struct json_out *o)
{
    json_array_open(o, "problems");
    for (size_t i = 0; i < p->n; i++) {
        json_object_open(o, NULL);
        json_text(o, "file", p->at[i].file);
        json_uint(o, "line", p->at[i].line);
        json_text(o, "severity", p->at[i].is_error ? "error" : "warning");
        json_text(o, "text", p->at[i].text);
        json_object_close(o);
    }
    json_array_close(o);
    json_uint(o, "problems_more", p->more);
}

void landscape_tell(const struct landscape_problems *p)
{
    struct buf b;
    buf_init(&b, LANDSCAPE_OUTPUT);
    struct text_out t = text_out_to(&b, false);
    landscape_problems_text(p, &t);
    if (buf_status(&b) == CUPEL_OK && b.n)
        (void)fwrite(b.p, 1, b.n, stderr);
    buf_clear(&b);
}

/* ---- output ---- */

struct json_out landscape_json_open(struct buf *b, const char *verb, const struct landscape_job *j)
{
    struct json_out o = json_out_to(b);
    json_object_open(&o, NULL);
    json_uint(&o, "cupel", 1);
    json_text(&o, "landscape", verb);
    json_text(&o, "file", j->data);
    return o;
}

int landscape_print(struct buf *b)
{
    int code = buf_status(b) == CUPEL_OK ? CLI_OK : cli_error(CLI_INTERNAL, "out of memory");
    if (code == CLI_OK && b->n)
        (void)fwrite(b->p, 1, b->n, stdout);
    buf_clear(b);
    return code;
}

int landscape_create(const char *path, cupel_slice bytes)
{
    int why = write_file(path, bytes, false);
    return why ? cli_error(CLI_INTERNAL, "%s cannot be created: %s", path, strerror(why)) : CLI_OK;
}
