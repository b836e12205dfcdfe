/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/collect.h"

#include "collateral/collateral.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANCHOR_FILE_MAX (64u << 10) /* bytes: one certificate as PEM needs 3 KiB */

static int add_file(cupel_verifier *v, const char *path, const char *name)
{
    struct buf b;
    struct cupel_diag err = { 0 };
    buf_init(&b, COLLATERAL_FILE_MAX);
    cupel_status st = cli_read_file(path, &b, &err);
    if (st == CUPEL_OK)
        st = cupel_verifier_add_collateral(v, buf_slice(&b), name, &err);
    buf_clear(&b);
    if (st == CUPEL_OK)
        return CLI_OK;
    return cli_error(cli_exit_of(cupel_status_class(st)), "--collateral: %s", err.text);
}

static int is_visible(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

/* The files of a folder, not those of folders inside it, in the order of their names' bytes. */
static int add_folder(cupel_verifier *v, const char *folder)
{
    struct dirent **list = NULL;
    int n = scandir(folder, &list, is_visible, NULL);
    if (n < 0)
        return cli_error(CLI_INTERNAL, "--collateral: the folder %s cannot be read: %s", folder,
                         strerror(errno));
    int code = CLI_OK;
    for (int pass = 0; pass < n; pass++) { /* sorted by hand: alphasort() asks the locale */
        int least = pass;
        for (int i = pass + 1; i < n; i++)
            if (strcmp(list[i]->d_name, list[least]->d_name) < 0)
                least = i;
        struct dirent *e = list[least];
        list[least] = list[pass];
        list[pass] = e;
    }
    for (int i = 0; i < n; i++) {
        struct buf path;
        buf_init(&path, 8192);
        buf_printf(&path, "%s/%s", folder, list[i]->d_name);
        buf_add_byte(&path, 0);
        const char *full = (const char *)path.p;
        if (code == CLI_OK && buf_status(&path) == CUPEL_OK && !cli_is_folder(full))
            code = add_file(v, full, full);
        buf_clear(&path);
        free(list[i]);
    }
    free(list);
    if (n == 0)
        (void)cli_error(CLI_OK, "note: the folder %s holds no files", folder);
    return code;
}

int collect_collateral(cupel_verifier *v, const char *path)
{
    if (cli_is_folder(path))
        return add_folder(v, path);
    return add_file(v, path, strcmp(path, "-") == 0 ? "standard input" : path);
}

static bool is_format(const char *name, size_t n)
{
    const char *f;
    for (size_t i = 0; (f = cupel_format_name(i)); i++)
        if (strlen(f) == n && strncmp(f, name, n) == 0)
            return true;
    return false;
}

int collect_anchor(cupel_verifier *v, const char *spec)
{
    struct buf b;
    struct cupel_diag err = { 0 };
    char format[16] = "";
    const char *path = spec;
    size_t n = strcspn(spec, ":");
    if (n < sizeof format && spec[n] == ':' && is_format(spec, n)) {
        (void)snprintf(format, sizeof format, "%.*s", (int)n, spec);
        path = spec + n + 1;
    }
    buf_init(&b, ANCHOR_FILE_MAX);
    cupel_status st = cli_read_file(path, &b, &err);
    if (st == CUPEL_OK)
        st = cupel_verifier_add_anchor(v, *format ? format : NULL, buf_slice(&b), path, &err);
    buf_clear(&b);
    if (st == CUPEL_OK)
        return CLI_OK;
    int code = cli_exit_of(cupel_status_class(st));
    if (st == CUPEL_E_IO && spec[n] == ':' && !*format)
        return cli_error(code, "--anchor: %s (\"%.*s\" before the colon names no evidence format)",
                         err.text, (int)n, spec);
    if (st == CUPEL_E_IO || st == CUPEL_E_LIMIT)
        return cli_error(code, "--anchor: %s", err.text);
    return cli_error(code,
                     "--anchor: %s: %s; give one self-signed root certificate (DER, PEM), or "
                     "public keys (DER, PEM, JWK)",
                     path, err.text);
}
