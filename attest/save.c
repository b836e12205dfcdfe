/* SPDX-License-Identifier: Apache-2.0 */
#include "attest/save.h"

#include "attest/out.h"

#include "base/status.h"
#include "base/text.h"
#include "cli/cli.h"
#include "codec/json_out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_stdout(const struct save *s)
{
    return strcmp(s->out, "-") == 0;
}

static bool is_folder(const struct save *s)
{
    size_t n = strlen(s->out);
    return (n > 0 && s->out[n - 1] == '/') || cli_is_folder(s->out);
}

/* All names below a folder that any run may write: --force clears what an earlier one left and this
 * one lacks, so that files of two runs never lie together. */
static const char *const all_names[] = {
    "evidence.bin",
    "user-data.bin",
    "collateral/certtable.bin",
    "collateral/auxblob.bin",
    "collateral/manifest.bin",
    "collateral/ccel.bin",
    "collateral/ak.pub",
    "collateral/ak.crt",
    "collateral/pcrs.json",
    "collateral/eventlog.bin",
    "collateral/ima.txt",
    "collateral/quote.bin",
    "collateral/vcek.der",
    "collateral/chain.pem",
    "collateral/td_quote.bin",
};

static cupel_status path_of(const struct save *s, const char *name, char out[PATH_MAX],
                            struct cupel_diag *err)
{
    size_t n = strlen(s->out);
    int len = snprintf(out, PATH_MAX, "%s%s%s", s->out, n > 0 && s->out[n - 1] == '/' ? "" : "/",
                       name);
    if (len > 0 && len < PATH_MAX)
        return CUPEL_OK;
    return diag_set(err, CUPEL_E_USAGE, "", "--out: the name of the folder is too long");
}

static cupel_status check_free(const struct save *s, const char *path, struct cupel_diag *err)
{
    if (s->force || access(path, F_OK) != 0)
        return CUPEL_OK;
    return diag_set(err, CUPEL_E_USAGE, "", "%s is there already; --force overwrites it", path);
}

cupel_status save_check(const struct save *s, const struct request *r, struct cupel_diag *err)
{
    char path[PATH_MAX];
    if (s->out[0] == '\0')
        return diag_set(err, CUPEL_E_USAGE, "", "--out: is empty");
    if (is_stdout(s)) {
        if (s->json)
            return diag_set(
                err, CUPEL_E_USAGE, "",
                "--json speaks on standard output, where the evidence goes; name a file or "
                "folder with --out");
        if (r->format == FORMAT_RAW && isatty(STDOUT_FILENO))
            return diag_set(err, CUPEL_E_USAGE, "",
                            "raw evidence is not for a terminal; --out DIR/ writes it with its "
                            "collateral");
        return CUPEL_OK;
    }
    if (!is_folder(s))
        return check_free(s, s->out, err);
    if (r->format != FORMAT_RAW)
        return diag_set(err, CUPEL_E_USAGE, "",
                        "--format cmw and kbs write one file; --out %s is a folder", s->out);
    for (size_t i = 0; i < CUPEL_COUNT(all_names); i++) {
        CUPEL_TRY(path_of(s, all_names[i], path, err));
        CUPEL_TRY(check_free(s, path, err));
    }
    return CUPEL_OK;
}

/* ---- writing ---- */

static cupel_status write_failed(const char *path, int why, struct cupel_diag *err)
{
    return diag_set(err, CUPEL_E_IO, "", "%s cannot be written: %s", path, strerror(why));
}

static cupel_status put_all(int fd, cupel_slice bytes, const char *path, struct cupel_diag *err)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return write_failed(path, n < 0 ? errno : EIO, err);
        bytes = slice_part(bytes, (size_t)n, bytes.n - (size_t)n);
    }
    return CUPEL_OK;
}

/* A file of our own making: what stood under the name is replaced, never followed or shared. */
static cupel_status write_file(const struct save *s, const char *path, cupel_slice bytes,
                               struct cupel_diag *err)
{
    struct stat st;
    bool regular = lstat(path, &st) == 0 && (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode));
    if (s->force && regular && unlink(path) != 0)
        return write_failed(path, errno, err);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
    if (fd < 0)
        return write_failed(path, errno, err);
    cupel_status written = put_all(fd, bytes, path, err);
    if (close(fd) != 0 && written == CUPEL_OK)
        written = write_failed(path, errno, err);
    return written;
}

static cupel_status make_folder(const char *path, struct cupel_diag *err)
{
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && cli_is_folder(path)))
        return CUPEL_OK;
    return diag_set(err, CUPEL_E_IO, "", "the folder %s cannot be made: %s", path, strerror(errno));
}

static cupel_status clear_old(const struct save *s, struct cupel_diag *err)
{
    char path[PATH_MAX];
    for (size_t i = 0; s->force && i < CUPEL_COUNT(all_names); i++) {
        CUPEL_TRY(path_of(s, all_names[i], path, err));
        if (unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR)
            return diag_set(err, CUPEL_E_IO, "", "%s cannot be removed: %s", path, strerror(errno));
    }
    return CUPEL_OK;
}

static cupel_status write_folder(const struct save *s, const struct out_file *files, size_t n,
                                 struct cupel_diag *err)
{
    char path[PATH_MAX];
    CUPEL_TRY(make_folder(s->out, err));
    CUPEL_TRY(path_of(s, "collateral", path, err));
    CUPEL_TRY(make_folder(path, err));
    CUPEL_TRY(clear_old(s, err));
    for (size_t i = 0; i < n; i++) {
        CUPEL_TRY(path_of(s, files[i].name, path, err));
        CUPEL_TRY(write_file(s, path, files[i].bytes, err));
    }
    return CUPEL_OK;
}

/* ---- what is said ---- */

static void say_notes(const struct collected *c)
{
    for (size_t i = 0; i < c->n_notes; i++)
        (void)cli_error(CLI_OK, "attest: note: %s", c->notes[i]);
}

/* One file holds the evidence alone: what else there was is named, never dropped in silence. */
static void say_left_out(const struct collected *c, const struct request *r)
{
    const char *names = "";
    for (size_t i = 0; i < c->n_files; i++)
        names = arena_printf(c->arena, "%s%s%s", names, i ? ", " : "", c->files[i].name);
    if (r->format == FORMAT_RAW && c->n_files > 0)
        (void)cli_error(CLI_OK,
                        "attest: note: left out, as one file holds the evidence alone: %s; "
                        "--out DIR/ keeps it",
                        names);
}

static void say_text(const struct save *s, const struct collected *c, const struct out_file *files,
                     size_t n)
{
    const char *hex = arena_hex(c->arena, c->challenge);
    (void)printf("evidence of %s from %s (%s), %zu bytes\n", tee_title(c->tee), c->source,
                 c->provider, c->evidence.n);
    (void)printf("challenge: %s\n", c->binding);
    for (size_t i = 0; i < n; i++)
        (void)printf("  %8zu  %s\n", files[i].bytes.n, files[i].name);
    if (is_folder(s))
        (void)printf("to verify elsewhere: cupel verify --nonce %s --collateral collateral "
                     "evidence.bin\n",
                     hex);
    else
        (void)printf("to verify elsewhere: cupel verify --nonce %s\n", hex);
}

static void say_json(const struct collected *c, const struct out_file *files, size_t n)
{
    struct buf b;
    buf_init(&b, 1u << 16);
    struct json_out o = json_out_to(&b);
    json_object_open(&o, NULL);
    json_uint(&o, "cupel", 1);
    json_text(&o, "tee", tee_name(c->tee));
    json_text(&o, "source", c->source);
    json_text(&o, "provider", c->provider);
    json_hex(&o, "challenge", c->challenge);
    json_text(&o, "binding", c->binding);
    json_array_open(&o, "files");
    for (size_t i = 0; i < n; i++) {
        json_object_open(&o, NULL);
        json_text(&o, "name", files[i].name);
        json_uint(&o, "size", files[i].bytes.n);
        json_object_close(&o);
    }
    json_array_close(&o);
    json_array_open(&o, "notes");
    for (size_t i = 0; i < c->n_notes; i++)
        json_text(&o, NULL, c->notes[i]);
    json_array_close(&o);
    json_object_close(&o);
    buf_add_byte(&b, '\n');
    (void)fwrite(b.p, 1, b.n, stdout);
    buf_clear(&b);
}

/* ---- all together ---- */

static cupel_status one_file(const struct collected *c, const struct request *r, struct buf *b,
                             struct cupel_diag *err)
{
    if (r->format == FORMAT_KBS)
        return out_kbs(c, b, err);
    if (r->format == FORMAT_RAW)
        buf_add(b, c->evidence);
    cupel_status st = r->format == FORMAT_CMW ? out_cmw(c, b) : buf_status(b);
    return st == CUPEL_OK ? st : diag_set(err, st, "", "the evidence does not fit into memory");
}

static cupel_status write_one(const struct save *s, const struct collected *c,
                              const struct request *r, struct buf *b, struct cupel_diag *err)
{
    CUPEL_TRY(one_file(c, r, b, err));
    if (is_stdout(s))
        return put_all(STDOUT_FILENO, buf_slice(b), "standard output", err);
    CUPEL_TRY(write_file(s, s->out, buf_slice(b), err));
    return CUPEL_OK;
}

static void say(const struct save *s, const struct collected *c, const struct request *r,
                const struct out_file *files, size_t n)
{
    if (!is_folder(s))
        say_left_out(c, r);
    if (s->json)
        say_json(c, files, n);
    else
        say_notes(c);
    if (!s->json && !is_stdout(s))
        say_text(s, c, files, n);
}

cupel_status save_write(const struct save *s, const struct collected *c, const struct request *r,
                        struct cupel_diag *err)
{
    struct out_file files[OUT_FILES_MAX];
    struct buf b;
    cupel_status st = CUPEL_OK;
    size_t n = out_files(c, r, files);
    buf_init(&b, 2 * (size_t)COLLECTED_MAX);
    if (!is_stdout(s) && is_folder(s)) {
        st = write_folder(s, files, n, err);
    } else {
        st = write_one(s, c, r, &b, err);
        files[0] = (struct out_file){ s->out, buf_slice(&b) };
        n = 1;
    }
    if (st == CUPEL_OK)
        say(s, c, r, files, n);
    buf_clear(&b);
    return st;
}
