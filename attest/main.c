/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attest/main.c: the program cupel-attest, which `cupel attest` runs. Its own process, so that the
 * command that parses hostile evidence loads no TPM library.
 */
#include "attest/attest.h"
#include "attest/list.h"
#include "attest/out.h"
#include "attest/save.h"

#include "base/status.h"
#include "base/text.h"
#include "cli/cli.h"
#include "codec/json_out.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    OPT_LIST,
    OPT_TEE,
    OPT_NONCE,
    OPT_USER_DATA,
    OPT_OUT,
    OPT_FORMAT,
    OPT_FORCE,
    OPT_JSON,
    OPT_REPORT,
    OPT_VMPL,
    OPT_SVSM,
    OPT_PCRS,
    OPT_AK,
    OPT_AK_CERT,
    OPT_TCTI,
    OPT_ENDORSEMENT,
    OPT_SYSROOT
};

static const struct cli_option options[] = {
    [OPT_LIST] = { "list", NULL, "say what this machine can prove, and how to enable what lacks" },
    [OPT_TEE] = { "tee", "NAME", "auto, snp, tdx, cca, nitro, azure or tpm; default: auto" },
    [OPT_NONCE] = { "nonce", "HEX", "the verifier's challenge, 16 to 64 bytes; demanded" },
    [OPT_USER_DATA] = { "user-data", "HEX|@FILE", "bytes to be bound as well; cupel-attest(1)" },
    [OPT_OUT] = { "out", "DIR/|FILE|-",
                  "where to write; a folder gets collateral, too; default: -" },
    [OPT_FORMAT] = { "format", "NAME", "raw, cmw or kbs; default: raw" },
    [OPT_FORCE] = { "force", NULL, "overwrite the files of an earlier run" },
    [OPT_JSON] = { "json", NULL, "say what was done, or list, as one JSON object" },
    [OPT_REPORT] = { "report", "NAME", "use this entry of configfs-tsm, made beforehand" },
    [OPT_VMPL] = { "vmpl", "N", "privilege level 0 to 3 for an SNP report; default: the guest's" },
    [OPT_SVSM] = { "svsm", NULL, "SNP report of the services of an SVSM" },
    [OPT_PCRS] = { "pcrs", "LIST", "as in sha256:0-7,11+sha384:all; default: sha256:all" },
    [OPT_AK] = { "ak", "WHICH",
                 "attestation key: auto, rsa, ecc or a handle 0x81…; default: auto" },
    [OPT_AK_CERT] = { "ak-cert", "0xINDEX",
                      "NV index that holds the attestation key's certificate" },
    [OPT_TCTI] = { "tcti", "CONF", "how to reach the TPM; default: device:/dev/tpmrm0" },
    [OPT_ENDORSEMENT] = { "endorsement", "FILE", "what the cloud's metadata service gave (azure)" },
    [OPT_SYSROOT] = { "sysroot", "DIR", "take /sys and /dev below DIR: for tests and images" },
};

struct job {
    struct request request;
    struct device_linux linux_own;
    const char *out;
    bool list, json, force;
    uint8_t nonce[NONCE_MAX];
    struct buf user_data, endorsement; /* owned */
};

/* ---- options ---- */

static int take_word(struct cli_args *args, const char *const *words, size_t n, int *ret)
{
    char room[64];
    struct guess g = { .typed = args->value };
    for (size_t i = 0; i < n; i++) {
        if (strcmp(args->value, words[i]) == 0) {
            *ret = (int)i;
            return CLI_OK;
        }
        guess_add(&g, words[i]);
    }
    return cli_usage(args, "\"%s\" is not known here%s", args->value,
                     guess_text(&g, "", room, sizeof room));
}

static int take_tee(struct cli_args *args, struct job *j)
{
    const char *names[TEES];
    int tee = 0;
    for (size_t i = 0; i < TEES; i++)
        names[i] = tee_name((enum tee)i);
    int code = take_word(args, names, TEES, &tee);
    j->request.tee = (enum tee)tee;
    return code;
}

static int take_format(struct cli_args *args, struct job *j)
{
    static const char *const names[] = { "raw", "cmw", "kbs" };
    int format = 0;
    int code = take_word(args, names, CUPEL_COUNT(names), &format);
    j->request.format = (enum out_format)format;
    return code;
}

static int take_nonce(struct cli_args *args, struct job *j)
{
    cupel_slice text = slice_str(args->value);
    if (text.n < 2 * NONCE_MIN || text.n > 2 * NONCE_MAX || hex_read(text, j->nonce) != CUPEL_OK)
        return cli_usage(args, "--nonce: must be hex of 16 to 64 bytes");
    j->request.nonce = slice_of(j->nonce, text.n / 2);
    if (slice_is_zero(j->request.nonce))
        return cli_usage(args, "--nonce: all zero is no challenge");
    return CLI_OK;
}

static int read_file(const char *path, size_t max, struct buf *ret)
{
    struct cupel_diag err = { 0 };
    buf_clear(ret);
    buf_init(ret, max);
    if (cli_read_file(path, ret, &err) == CUPEL_OK)
        return CLI_OK;
    return cli_error(CLI_INTERNAL, "%s", err.text);
}

/* Hex, or the bytes of a file. What is empty binds nothing and is surely a mistake. */
static int take_user_data(struct cli_args *args, struct job *j)
{
    cupel_slice text = slice_str(args->value);
    int code = CLI_OK;
    if (args->value[0] == '@') {
        code = read_file(args->value + 1, USER_DATA_MAX, &j->user_data);
    } else {
        uint8_t *bytes = malloc(text.n / 2 + 1);
        if (!bytes)
            return cli_error(CLI_INTERNAL, "out of memory");
        bool good = text.n <= 2 * USER_DATA_MAX && hex_read(text, bytes) == CUPEL_OK;
        buf_clear(&j->user_data);
        buf_init(&j->user_data, USER_DATA_MAX);
        if (good)
            buf_add(&j->user_data, slice_of(bytes, text.n / 2));
        free(bytes);
        if (!good)
            return cli_usage(args, "--user-data: must be hex of at most %u bytes, or @FILE",
                             USER_DATA_MAX);
    }
    j->request.user_data = buf_slice(&j->user_data);
    j->request.has_user_data = true;
    if (code == CLI_OK && buf_status(&j->user_data) != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "out of memory");
    if (code == CLI_OK && j->request.user_data.n == 0)
        return cli_usage(args, "--user-data: is empty; leave the option out");
    return code;
}

static int take_entry(struct cli_args *args, struct job *j)
{
    if (args->value[0] == '\0' || args->value[0] == '.' || strchr(args->value, '/') ||
        strlen(args->value) > 100)
        return cli_usage(args,
                         "--report %s: must be the name of a folder in "
                         "/sys/kernel/config/tsm/report",
                         args->value);
    j->request.entry = args->value;
    return CLI_OK;
}

static int take_vmpl(struct cli_args *args, struct job *j)
{
    if (args->value[0] < '0' || args->value[0] > '3' || args->value[1])
        return cli_usage(args, "--vmpl %s: must be 0, 1, 2 or 3", args->value);
    j->request.vmpl = args->value[0] - '0';
    return CLI_OK;
}

static int take_index(struct cli_args *args, struct job *j)
{
    uint8_t b[4];
    cupel_slice text = slice_str(args->value);
    if (text.n != 10 || !slice_starts(text, SLICE_LIT("0x")) ||
        hex_read_fixed(slice_part(text, 2, 8), b, 4) != CUPEL_OK || b[0] != 0x01)
        return cli_usage(args, "--ak-cert %s: must be an NV index, as in 0x01c10000", args->value);
    j->request.ak_cert = 0x01000000u | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    j->request.has_ak_cert = true;
    return CLI_OK;
}

static int take_endorsement(struct cli_args *args, struct job *j)
{
    int code = read_file(args->value, BLOB_MAX, &j->endorsement);
    j->request.endorsement = buf_slice(&j->endorsement);
    return code;
}

static int take(struct cli_args *args, int option, struct job *j)
{
    switch (option) {
    case OPT_LIST: j->list = true; return CLI_OK;
    case OPT_TEE: return take_tee(args, j);
    case OPT_NONCE: return take_nonce(args, j);
    case OPT_USER_DATA: return take_user_data(args, j);
    case OPT_OUT: j->out = args->value; return CLI_OK;
    case OPT_FORMAT: return take_format(args, j);
    case OPT_FORCE: j->force = true; return CLI_OK;
    case OPT_JSON: j->json = true; return CLI_OK;
    case OPT_REPORT: return take_entry(args, j);
    case OPT_VMPL: return take_vmpl(args, j);
    case OPT_SVSM: j->request.svsm = true; return CLI_OK;
    case OPT_PCRS: j->request.pcrs = args->value; return CLI_OK;
    case OPT_AK: j->request.ak = args->value; return CLI_OK;
    case OPT_AK_CERT: return take_index(args, j);
    case OPT_TCTI: j->request.tcti = args->value; return CLI_OK;
    case OPT_ENDORSEMENT: return take_endorsement(args, j);
    case OPT_SYSROOT: j->linux_own.sysroot = args->value; return CLI_OK;
    default: return cli_usage(args, "\"%s\" is no option; this verb takes no files", args->value);
    }
}

/* Simulators and what is reached through a program: not what this machine's firmware measured into.
 * A --sysroot brings logs of its own. */
static bool leads_elsewhere(const struct job *j)
{
    static const char *const names[] = { "swtpm", "mssim", "libtpms", "cmd", "pcap" };
    cupel_slice tcti = slice_str(j->request.tcti);
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        if (slice_starts(tcti, slice_str(names[i])))
            return !j->linux_own.sysroot;
    return false;
}

static int check_job(struct cli_args *args, const struct job *j)
{
    if (j->list && j->request.nonce.n > 0)
        return cli_usage(args, "--list collects nothing; leave --nonce out");
    if (!j->list && j->request.nonce.n == 0)
        return cli_usage(args, "--nonce HEX is demanded: evidence without the verifier's challenge "
                               "proves no freshness; --list says what this machine can prove");
    return CLI_OK;
}

/* ---- doing it ---- */

static int list(const struct attest *at, const struct job *j)
{
    struct buf b;
    buf_init(&b, 1u << 20);
    cupel_status st = list_write(at, j->json, &b);
    if (st == CUPEL_OK)
        (void)fwrite(b.p, 1, b.n, stdout);
    buf_clear(&b);
    return st == CUPEL_OK ? CLI_OK : cli_error(CLI_INTERNAL, "out of memory");
}

static int refuse(struct cli_args *args, const struct cupel_diag *err)
{
    if (err->status == CUPEL_E_USAGE)
        return cli_usage(args, "%s", err->text);
    return cli_error(cli_exit_of(cupel_status_class(err->status)), "attest: %s", err->text);
}

static int collect(struct cli_args *args, const struct attest *at, const struct job *j)
{
    struct arena a;
    struct cupel_diag err = { 0 };
    struct collected c = { .arena = &a };
    struct save s = { .out = j->out, .force = j->force, .json = j->json };
    arena_init(&a, 4 * (size_t)COLLECTED_MAX);
    cupel_status st = save_check(&s, at->request, &err);
    if (st == CUPEL_OK)
        st = attest_collect(at, &c, &err);
    if (st == CUPEL_OK)
        st = save_write(&s, &c, at->request, &err);
    int code = st == CUPEL_OK ? CLI_OK : refuse(args, &err);
    arena_clear(&a);
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
    j->request.foreign_tpm = leads_elsewhere(j);
    struct crypto *crypto = NULL;
    struct device device = device_linux(&j->linux_own);
    if (crypto_new(&crypto) != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "libcrypto cannot be used");
    struct attest at = { &device, crypto, &j->request };
    code = j->list ? list(&at, j) : collect(args, &at, j);
    crypto_free(crypto);
    return code;
}

static int run(struct cli_args *args)
{
    struct job j = { .request = { .vmpl = -1, .ak = "auto" }, .out = "-" };
    int code = run_job(args, &j);
    buf_clear(&j.user_data);
    buf_clear(&j.endorsement);
    return code;
}

static const struct cli_verb verb_attest = {
    .name = "attest",
    .summary = "Collect evidence on this machine, for a verifier elsewhere.",
    .synopsis = "[--tee NAME] --nonce HEX [--out PATH] [options]\n"
                "--list [--json]",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes =
        "Asks the kernel and the TPM of this machine, and no network. A source that is there but\n"
        "cannot be used is an error: no weaker one is taken in its place.",
    .run = run,
};

int main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of fflush, told by cli_flush() */
    crypto_ignore_configuration();
    /* tss2 logs to standard error by itself; its errors come back as codes, which we put in words.
     */
    (void)setenv("TSS2_LOG", "all+NONE", 0);
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        (void)printf("cupel-attest %s\n", cupel_version());
        return cli_flush();
    }
    struct cli_args args = { .verb = &verb_attest, .argv = argv, .argc = argc, .at = 1 };
    int code = run(&args);
    int flushed = cli_flush();
    return flushed == CLI_OK ? code : flushed;
}
