/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office/observe.c: what our verifier says of the samples that a project carries. Two runs of one
 * program over all of them: `cupel explain` tells what each file is, `cupel verify` judges the
 * evidence among them, with the rest as collateral.
 */
#include "office/observe.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/json.h"
#include "office/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SAMPLE_MIN 64 /* bytes; nothing that is signed is smaller */
#define NAME_ROOM  16 /* "e/0042" */

/* A sample: a file of the project, under a name of ours in the temporary folder. */
struct sample {
    const struct project_file *file;
    char name[NAME_ROOM];
    const char *kind;               /* as explain has it; NULL: nothing known */
    bool is_collateral;             /* moved to c/ */
    struct observation observation; /* kind NULL: none */
};

struct samples {
    const struct project *p;
    struct review *r;
    struct sample *at;
    size_t n;
    struct run_folder folder;
    char cupel[4096];
};

/* ---- which files ---- */

/* What is prose, code or configuration of the project is no sample, whatever it holds. */
static bool may_be_sample(const struct project_file *f)
{
    static const char *const endings[] = { ".bin", ".dat", ".raw",  ".quote",   ".report", ".cbor",
                                           ".pem", ".crt", ".cer",  ".der",     ".crl",    ".cose",
                                           ".hex", ".b64", ".json", ".cmw",     ".eat",    ".jwt",
                                           ".txt", ".rim", ".xml",  ".swidtag", ".base64", "" };
    if (f->tree != TREE_FILE && f->tree != TREE_EXECUTABLE)
        return false;
    if (f->lang != LANG_NONE || f->kind & (FILE_FOREIGN | FILE_CI | FILE_BUILD | FILE_CHANGELOG) ||
        f->size < SAMPLE_MIN || f->size > OBSERVE_BYTES_MAX)
        return false;
    const char *name = strrchr(f->path, '/');
    name = name ? name + 1 : f->path;
    const char *dot = strrchr(name, '.');
    bool is_data = f->kind & (FILE_FIXTURE | FILE_TEST | FILE_EXAMPLE) || f->is_binary;
    for (size_t i = 0; i < CUPEL_COUNT(endings); i++)
        if (strcmp(dot ? dot : "", endings[i]) == 0)
            return is_data || i < 14; /* .json, .txt and what has no ending only among test data */
    return false;
}

static void choose(struct samples *s)
{
    struct file_walk w = { .p = s->p };
    const struct project_file *f;
    while (s->n < OBSERVE_FILES_MAX && (f = file_next(&w)))
        if (may_be_sample(f)) {
            s->at[s->n] = (struct sample){ .file = f };
            (void)snprintf(s->at[s->n].name, NAME_ROOM, "e/%04zu", s->n);
            s->n++;
        }
}

static cupel_status write_samples(struct samples *s, struct cupel_diag *err)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        struct arena scratch;
        cupel_slice bytes = s->at[i].file->text;
        arena_init(&scratch, 2 * (size_t)OBSERVE_BYTES_MAX);
        cupel_status st = CUPEL_OK;
        if (bytes.n == 0)
            st = repo_blob(s->at[i].file->in->repo, &s->at[i].file->id, OBSERVE_BYTES_MAX, &scratch,
                           &bytes);
        if (st == CUPEL_OK)
            st = run_folder_write(&s->folder, s->at[i].name, bytes, err);
        arena_clear(&scratch);
        if (st == CUPEL_E_IO)
            return st;
        if (st == CUPEL_OK)
            s->at[n++] = s->at[i];
    }
    s->n = n;
    return CUPEL_OK;
}

/* ---- what the program said ---- */

static struct sample *sample_of(struct samples *s, cupel_slice name)
{
    for (size_t i = 0; i < s->n; i++)
        if (slice_eq(slice_str(s->at[i].name), name))
            return &s->at[i];
    return NULL;
}

typedef void take_line(struct samples *s, const struct json_node *line);

/* Each line of @out is one JSON object. */
static void take_lines(struct samples *s, cupel_slice out, take_line *take)
{
    while (out.n > 0) {
        size_t n = slice_find(out, SLICE_LIT("\n"));
        n = n == SIZE_MAX ? out.n : n;
        const struct json_node *line = NULL;
        if (json_parse(s->r->arena, slice_part(out, 0, n), &line, NULL) == CUPEL_OK)
            take(s, line);
        out = n < out.n ? slice_part(out, n + 1, out.n - n - 1) : SLICE_EMPTY;
    }
}

static const char *text_of(struct samples *s, const struct json_node *object, const char *key)
{
    const struct json_node *n = json_find(object, key);
    return n && n->type == JSON_STRING ? arena_text(s->r->arena, n->text) : NULL;
}

static cupel_slice slice_member(const struct json_node *object, const char *key)
{
    const struct json_node *n = json_find(object, key);
    return n && n->type == JSON_STRING ? n->text : SLICE_EMPTY;
}

static void begin(struct samples *s, struct sample *of, const char *kind, const char *outcome)
{
    struct places where = { 0 };
    places_add(s->p, &where, of->file, 0, NULL);
    if (where.n)
        of->observation.place = where.at[0];
    of->observation.kind = kind;
    of->observation.outcome = outcome;
}

static void take_explanation(struct samples *s, const struct json_node *line)
{
    struct sample *of = sample_of(s, slice_member(line, "name"));
    if (!of)
        return;
    of->kind = text_of(s, line, "kind");
    begin(s, of, of->kind, "parses");
    of->observation.detail = text_of(s, line, "title");
}

/* The first check that does not pass, the worst outcome first; its sentence. */
static const char *reason_of(struct samples *s, const struct json_node *line)
{
    static const char *const outcomes[] = { "fail", "unknown", "warn" };
    const struct json_node *checks = json_find(line, "checks");
    for (size_t i = 0; i < CUPEL_COUNT(outcomes); i++)
        for (const struct json_node *c = checks ? checks->child : NULL; c; c = c->next)
            if (slice_eq(slice_member(c, "outcome"), slice_str(outcomes[i])))
                return arena_printf(s->r->arena, "%s: %s", text_of(s, c, "id"),
                                    text_of(s, c, "detail"));
    return NULL;
}

static bool fails_for_debug(const struct json_node *line)
{
    const struct json_node *checks = json_find(line, "checks");
    for (const struct json_node *c = checks ? checks->child : NULL; c; c = c->next)
        if (slice_eq(slice_member(c, "outcome"), SLICE_LIT("fail")) &&
            slice_find(slice_member(c, "id"), SLICE_LIT("debug")) != SIZE_MAX)
            return true;
    return false;
}

static void take_verdict(struct samples *s, const struct json_node *line)
{
    const struct json_node *input = json_find(line, "input"), *error = json_find(line, "error");
    struct sample *of = sample_of(s, slice_member(input, "name"));
    bool refused = error && error->type == JSON_OBJECT;
    if (!of || (refused && slice_eq(slice_member(error, "class"), SLICE_LIT("unsupported"))))
        return;
    begin(s, of, "evidence", text_of(s, line, "verdict"));
    of->observation.sha256 = text_of(s, input, "sha256");
    of->observation.format = text_of(s, input, "format");
    of->observation.is_debug = fails_for_debug(line);
    of->observation.detail = refused ? text_of(s, error, "detail") : reason_of(s, line);
}

/* ---- running it ---- */

static cupel_status explain_all(struct samples *s, struct buf *out, struct cupel_diag *err)
{
    const char *argv[OBSERVE_FILES_MAX + 5] = { s->cupel, "explain", "--json", "--" };
    for (size_t i = 0; i < s->n; i++)
        argv[4 + i] = s->at[i].name;
    return run_program(&s->folder, argv, OBSERVE_SECONDS_MAX, out, err);
}

/* Move what is no evidence to where the verifier finds it as collateral. */
static void set_collateral_apart(struct samples *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i].kind && !s->at[i].observation.format) {
            char name[NAME_ROOM];
            (void)snprintf(name, sizeof name, "c/%.4s", s->at[i].name + 2);
            s->at[i].is_collateral = run_folder_move(&s->folder, s->at[i].name, name);
        }
}

static cupel_status verify_all(struct samples *s, struct buf *out, struct cupel_diag *err)
{
    char at[RFC3339_ROOM];
    rfc3339_write(s->r->as_of, at);
    const char *argv[OBSERVE_FILES_MAX + 9] = { s->cupel, "verify",       "--json", "--at",
                                                at,       "--collateral", "c",      "--" };
    size_t n = 8;
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i].kind && !s->at[i].is_collateral)
            argv[n++] = s->at[i].name;
    return n == 8 ? CUPEL_OK : run_program(&s->folder, argv, OBSERVE_SECONDS_MAX, out, err);
}

/* Verified twice: the first run tells the evidence from the rest, the second has the rest as
 * collateral. */
static cupel_status run_both(struct samples *s, struct cupel_diag *err)
{
    for (int pass = 0; pass < 3; pass++) {
        struct buf out;
        buf_init(&out, (size_t)64 << 20);
        cupel_status st = pass == 0 ? explain_all(s, &out, err) : verify_all(s, &out, err);
        if (st == CUPEL_OK)
            take_lines(s, arena_copy(s->r->arena, buf_slice(&out)),
                       pass == 0 ? take_explanation : take_verdict);
        buf_clear(&out);
        CUPEL_TRY(st);
        if (pass == 1)
            set_collateral_apart(s);
    }
    return CUPEL_OK;
}

static void keep(struct samples *s)
{
    struct observation *all = arena_array(s->r->arena, s->n + 1, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; all && i < s->n; i++)
        if (s->at[i].observation.kind)
            all[n++] = s->at[i].observation;
    s->r->observations = all;
    s->r->n_observations = all ? n : 0;
}

cupel_status observe(const struct project *p, struct review *r, struct cupel_diag *err)
{
    struct samples s = { .p = p, .r = r };
    if (!run_find_cupel(s.cupel, sizeof s.cupel))
        return CUPEL_OK;
    s.at = arena_array(r->arena, OBSERVE_FILES_MAX, sizeof *s.at);
    if (!s.at)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory for samples");
    choose(&s);
    if (s.n == 0)
        return CUPEL_OK;
    cupel_status st = run_folder_make(&s.folder, err);
    if (st == CUPEL_OK)
        st = write_samples(&s, err);
    if (st == CUPEL_OK)
        st = run_both(&s, err);
    if (st == CUPEL_OK)
        keep(&s);
    run_folder_remove(&s.folder);
    return st;
}
