/* SPDX-License-Identifier: Apache-2.0 */
/* cli/cmd_softtee.c: write the files of a software TEE, and say how to verify them. */
#include "cli/cli.h"

#include "base/text.h"
#include "softtee/softtee.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 4096

enum {
    OPT_OUT,
    OPT_SCENARIO,
    OPT_SET,
    OPT_SEED,
    OPT_VERSION,
    OPT_AT,
    OPT_NONCE,
    OPT_FORCE,
    OPT_LIST_FIELDS,
    OPT_LIST_SCENARIOS
};

static const struct cli_option options[] = {
    [OPT_OUT] = { "out", "DIR", "folder to write to; made if it is absent" },
    [OPT_SCENARIO] = { "scenario", "NAME", "start from these settings; default: good" },
    [OPT_SET] = { "set", "FIELD=VALUE", "set a field; may be repeated" },
    [OPT_SEED] = { "seed", "TEXT", "other keys, chip and measurements" },
    [OPT_VERSION] = { "version", "N",
                      "snp, azure 2-5 (5), tdx 4-5 (4), sgx 3-5 (3), cca, psa 1-2 (2)" },
    [OPT_AT] = { "at", "RFC3339", "when all is valid; default: 2026-01-01T00:00:00Z" },
    [OPT_NONCE] = { "nonce", "HEX", "challenge of 16 to 64 bytes for the report data" },
    [OPT_FORCE] = { "force", NULL, "overwrite the files of an earlier run" },
    [OPT_LIST_FIELDS] = { "list-fields", NULL, "show what can be set, and make nothing" },
    [OPT_LIST_SCENARIOS] = { "list-scenarios", NULL, "show the scenarios, and make nothing" },
};

struct job {
    struct softtee_opts opts;
    struct softtee_set sets[SOFTTEE_SETS_MAX];
    char *texts[SOFTTEE_SETS_MAX]; /* owned: what sets point into */
    uint8_t nonce[SOFTTEE_NONCE_MAX];
    const char *out;
    bool force, list_fields, list_scenarios;
};

/* ---- options ---- */

static int take_set(struct cli_args *args, struct job *j)
{
    if (j->opts.n_sets == SOFTTEE_SETS_MAX)
        return cli_usage(args, "more than %u settings", SOFTTEE_SETS_MAX);
    char *text = strdup(args->value);
    char *eq = text ? strchr(text, '=') : NULL;
    if (!text)
        return cli_error(CLI_INTERNAL, "out of memory");
    if (!eq || eq == text) {
        int code = cli_usage(args, "--set %s: must be FIELD=VALUE", args->value);
        free(text);
        return code;
    }
    *eq = '\0';
    j->texts[j->opts.n_sets] = text;
    j->sets[j->opts.n_sets++] = (struct softtee_set){ text, eq + 1 };
    return CLI_OK;
}

static void clear_sets(struct job *j)
{
    for (size_t i = 0; i < j->opts.n_sets; i++)
        free(j->texts[i]);
}

static int take_nonce(struct cli_args *args, struct job *j)
{
    cupel_slice text = slice_str(args->value);
    if (text.n < 32 || text.n > 2 * sizeof j->nonce || hex_read(text, j->nonce) != CUPEL_OK)
        return cli_usage(args, "--nonce: must be hex of 16 to 64 bytes");
    j->opts.nonce = slice_of(j->nonce, text.n / 2);
    if (slice_is_zero(j->opts.nonce))
        return cli_usage(args, "--nonce: all zero is no challenge");
    return CLI_OK;
}

static int take_version(struct cli_args *args, struct job *j)
{
    char *end = NULL;
    unsigned long v = strtoul(args->value, &end, 10);
    if (args->value[0] < '1' || args->value[0] > '9' || *end || v > 99)
        return cli_usage(args, "--version %s: must be a number", args->value);
    j->opts.version = (unsigned)v;
    return CLI_OK;
}

static int take_at(struct cli_args *args, struct job *j)
{
    if (rfc3339_read(slice_str(args->value), &j->opts.at) == CUPEL_OK && j->opts.at > 0)
        return CLI_OK;
    return cli_usage(args, "--at %s: must be a time after 1970 as in 2026-01-01T00:00:00Z",
                     args->value);
}

static int take_kind(struct cli_args *args, struct job *j)
{
    if (j->opts.kind)
        return cli_usage(args, "one TEE at a time; \"%s\" is one too many", args->value);
    j->opts.kind = args->value;
    return CLI_OK;
}

static int take(struct cli_args *args, int option, struct job *j)
{
    switch (option) {
    case OPT_OUT: j->out = args->value; return CLI_OK;
    case OPT_SCENARIO: j->opts.scenario = args->value; return CLI_OK;
    case OPT_SET: return take_set(args, j);
    case OPT_SEED: j->opts.seed = slice_str(args->value); return CLI_OK;
    case OPT_VERSION: return take_version(args, j);
    case OPT_AT: return take_at(args, j);
    case OPT_NONCE: return take_nonce(args, j);
    case OPT_FORCE: j->force = true; return CLI_OK;
    case OPT_LIST_FIELDS: j->list_fields = true; return CLI_OK;
    case OPT_LIST_SCENARIOS: j->list_scenarios = true; return CLI_OK;
    default: return take_kind(args, j);
    }
}

static bool kind_is_known(const char *kind)
{
    for (size_t i = 0; softtee_kind_at(i); i++)
        if (strcmp(softtee_kind_at(i), kind) == 0)
            return true;
    return false;
}

static int check_job(struct cli_args *args, const struct job *j)
{
    char room[200];
    if (j->list_scenarios && !j->opts.kind)
        return CLI_OK;
    if (!j->opts.kind)
        return cli_usage(args, "name a TEE: %s", softtee_kind_list(room, sizeof room));
    if (!kind_is_known(j->opts.kind))
        return cli_usage(args, "no software TEE \"%s\"; there are %s", j->opts.kind,
                         softtee_kind_list(room, sizeof room));
    if (!j->out && !j->list_fields && !j->list_scenarios)
        return cli_usage(args, "say where to write: --out DIR");
    return CLI_OK;
}

/* ---- lists ---- */

static void list_fields(const struct job *j)
{
    struct softtee_field f;
    for (size_t i = 0; softtee_field_at(j->opts.kind, j->opts.version, i, &f); i++) {
        char type[32];
        (void)snprintf(type, sizeof type, "%s%s%.0zu", f.type, f.words ? "" : " ",
                       f.words || strcmp(f.type, "time") == 0 ? (size_t)0 : f.size);
        (void)printf("%-28s %-10s %s", f.name, type, f.meaning);
        for (size_t k = 0; f.words && f.words[k]; k++)
            (void)printf("%s%s", k ? ", " : ": ", f.words[k]);
        (void)printf("\n");
    }
    (void)printf("\nbytes: hex, zeros are added on the right. number: decimal or 0x; little endian "
                 "in N bytes.\ntime: RFC 3339, or days from --at as in +30d, -1d.\n");
}

static void list_scenarios(const struct job *j)
{
    const struct softtee_scenario *s;
    for (size_t i = 0; (s = softtee_scenario_at(i)) != NULL; i++) {
        if (j->opts.kind && strcmp(j->opts.kind, s->kind) != 0)
            continue;
        (void)printf("%-4s %-18s %s: %s%s%s\n", s->kind, s->name, s->meaning, s->verdict,
                     s->check ? " by " : "", s->check ? s->check : "");
    }
}

/* ---- files ---- */

/* All names that any run may write: --force clears what an earlier run left and this one lacks. */
static const char *const all_names[] = {
    "evidence.bin",
    "anchor.der",
    "anchor.json",
    "certtable.bin",
    "extended.bin",
    "collateral/vcek.der",
    "collateral/vlek.der",
    "collateral/ask.der",
    "collateral/ark.der",
    "collateral/crl.der",
    "collateral/crl-ask.der",
    "collateral/pckcrl.der",
    "collateral/rootcrl.der",
    "collateral/tcbinfo.json",
    "collateral/qeidentity.json",
    "collateral/tcb-signing-chain.pem",
    "collateral/signing.der",
    "collateral/ca.der",
    "collateral/crl-ca.der",
    "collateral/crl-root.der",
    "kbs.json",
    "collateral/quote.bin",
    "collateral/pcrs.json",
    "collateral/chain.pem",
    "collateral/crl-leaf.der",
    "collateral/rim-driver.xml",
    "collateral/rim-vbios.xml",
    "collateral/ak.der",
    "collateral/ak.pub",
    "collateral/eventlog.bin",
    "collateral/quote.sig",
    "collateral/ccel.bin",
    "collateral/second-pckcrl.der",
    "collateral/second-rootcrl.der",
    "collateral/second-tcbinfo.json",
    "collateral/second-qeidentity.json",
    "collateral/second-tcb-signing-chain.pem",
};

static bool path_of(const char *dir, const char *name, char path[PATH_ROOM])
{
    int n = snprintf(path, PATH_ROOM, "%s/%s", dir, name);
    return n > 0 && n < PATH_ROOM;
}

static int make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && cli_is_folder(path)))
        return CLI_OK;
    return cli_error(CLI_INTERNAL, "the folder %s cannot be made: %s", path, strerror(errno));
}

/* Before anything is written: nothing there, or --force and then nothing left of ours. */
static int clear_folder(const struct job *j)
{
    char path[PATH_ROOM];
    for (size_t i = 0; i < CUPEL_COUNT(all_names); i++) {
        if (!path_of(j->out, all_names[i], path))
            return cli_error(CLI_USAGE, "the name of the folder is too long");
        if (access(path, F_OK) != 0)
            continue;
        if (!j->force)
            return cli_error(CLI_USAGE, "%s is there already; --force overwrites it", path);
        if (unlink(path) != 0)
            return cli_error(CLI_INTERNAL, "%s cannot be removed: %s", path, strerror(errno));
    }
    return CLI_OK;
}

static int write_file(const char *path, cupel_slice bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    FILE *f = fd >= 0 ? fdopen(fd, "wb") : NULL;
    bool ok = f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
    int why = errno;
    if (f && fclose(f) != 0 && ok) {
        why = errno;
        ok = false;
    }
    if (!f && fd >= 0)
        (void)close(fd);
    return ok ? CLI_OK : cli_error(CLI_INTERNAL, "%s cannot be written: %s", path, strerror(why));
}

static int write_files(const struct job *j, const struct softtee_files *files)
{
    char path[PATH_ROOM];
    int code = clear_folder(j);
    if (code == CLI_OK)
        code = make_folder(j->out);
    if (code == CLI_OK && path_of(j->out, "collateral", path))
        code = make_folder(path);
    for (size_t i = 0; i < files->n && code == CLI_OK; i++)
        if (path_of(j->out, files->files[i].name, path))
            code = write_file(path, files->files[i].bytes);
    return code;
}

/* ---- what to try next ---- */

/* @path as a shell word. */
static void print_word(const char *dir, const char *name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./+,:=@%";
    bool quote = dir[0] == '-' || dir[strspn(dir, plain)] != '\0' || dir[0] == '\0';
    if (!quote) {
        (void)printf(" %s/%s", dir, name);
        return;
    }
    (void)printf(dir[0] == '-' ? " './" : " '");
    for (const char *p = dir; *p; p++)
        (void)printf(*p == '\'' ? "'\\''" : "%c", *p);
    (void)printf("/%s'", name);
}

static const struct softtee_scenario *scenario_of(const struct job *j)
{
    const struct softtee_scenario *s;
    const char *name = j->opts.scenario ? j->opts.scenario : "good";
    for (size_t i = 0; (s = softtee_scenario_at(i)) != NULL; i++)
        if (strcmp(s->kind, j->opts.kind) == 0 && strcmp(s->name, name) == 0)
            return s;
    return NULL;
}

static bool has_collateral(const struct softtee_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        if (strncmp(files->files[i].name, "collateral/", 11) == 0)
            return true;
    return false;
}

static void print_next(const struct job *j, const struct softtee_files *files)
{
    char at[RFC3339_ROOM], nonce[2 * SOFTTEE_NONCE_MAX + 1];
    const struct softtee_scenario *s = scenario_of(j);
    rfc3339_write(files->at, at);
    hex_write(files->nonce, nonce);
    (void)printf("%zu files in %s: a software TEE, which proves nothing about hardware\n", files->n,
                 j->out);
    if (s && j->opts.n_sets == 0)
        (void)printf("scenario %s, %s: expect \"%s\"%s%s\n", s->name, s->meaning, s->verdict,
                     s->check ? " by " : "", s->check ? s->check : "");
    (void)printf("try: cupel verify --anchor");
    print_word(j->out, softtee_anchor_name(files));
    if (has_collateral(files)) {
        (void)printf(" --collateral");
        print_word(j->out, "collateral");
    }
    (void)printf(" --at %s --nonce %s", at, nonce);
    print_word(j->out, "evidence.bin");
    (void)printf("\n");
}

/* ---- the verb ---- */

static int make(struct cli_args *args, const struct job *j)
{
    struct crypto *crypto = NULL;
    struct softtee_files files;
    struct cupel_diag err = { 0 };
    if (crypto_new(&crypto) != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "libcrypto cannot be used");
    cupel_status st = softtee_make(crypto, &j->opts, &files, &err);
    crypto_free(crypto);
    if (st == CUPEL_E_USAGE)
        return cli_usage(args, "%s", err.text);
    if (st != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "%s", err.text);
    int code = write_files(j, &files);
    if (code == CLI_OK)
        print_next(j, &files);
    softtee_files_clear(&files);
    return code;
}

static int run_job(struct cli_args *args, struct job *j)
{
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END) {
        if (option == CLI_STOP)
            return args->exit;
        code = take(args, option, j);
    }
    if (code == CLI_OK)
        code = check_job(args, j);
    if (code != CLI_OK)
        return code;
    if (j->list_scenarios)
        list_scenarios(j);
    else if (j->list_fields)
        list_fields(j);
    else if (j->out && j->opts.kind) /* check_job() demands both */
        return make(args, j);
    return CLI_OK;
}

static int run(struct cli_args *args)
{
    struct job j = { 0 };
    j.opts.sets = j.sets;
    int code = run_job(args, &j);
    clear_sets(&j);
    return code;
}

const struct cli_verb verb_softtee = {
    .name = "softtee",
    .summary = "Make evidence of a software TEE, to test verification without hardware.",
    .synopsis = "KIND --out DIR [options]\n"
                "KIND --list-fields\n"
                "[KIND] --list-scenarios",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes = "The same arguments give the same bytes. Keys are public knowledge and certificates "
             "say what\nthey are: a verifier reports it, and --require hardware refuses it.",
    .run = run,
};
