/* SPDX-License-Identifier: Apache-2.0 */
#include "office/cache.h"

#include "base/text.h"
#include "cli/cli.h"
#include "crypto/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGEST_BYTES 32
#define PROGRAM_MAX  (256u << 20)

/* This program's own bytes: another build may judge otherwise. */
static bool digest_program(const struct crypto *crypto, uint8_t out[CRYPTO_HASH_MAX])
{
    struct buf b;
    struct cupel_diag err;
    buf_init(&b, PROGRAM_MAX);
    bool good = cli_read_file("/proc/self/exe", &b, &err) == CUPEL_OK &&
                crypto_digest(crypto, CRYPTO_SHA256, buf_slice(&b), out) == CUPEL_OK;
    buf_clear(&b);
    return good;
}

static bool digest_key(cupel_slice key, char hex[2 * DIGEST_BYTES + 1])
{
    struct crypto *crypto = NULL;
    uint8_t program[CRYPTO_HASH_MAX], all[CRYPTO_HASH_MAX];
    bool good = crypto_new(&crypto) == CUPEL_OK && digest_program(crypto, program) &&
                crypto_digest2(crypto, CRYPTO_SHA256, slice_of(program, DIGEST_BYTES), key, all) ==
                    CUPEL_OK;
    if (good)
        hex_write(slice_of(all, DIGEST_BYTES), hex);
    crypto_free(crypto);
    return good;
}

void cache_find(cupel_slice key, struct cache *ret)
{
    char hex[2 * DIGEST_BYTES + 1];
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    ret->path[0] = '\0';
    if (!(base && base[0] == '/') && !(home && home[0] == '/'))
        return;
    if (!digest_key(key, hex))
        return;
    int n = base && base[0] == '/'
                ? snprintf(ret->path, sizeof ret->path, "%s/cupel/reviews/%s.json", base, hex)
                : snprintf(ret->path, sizeof ret->path, "%s/.cache/cupel/reviews/%s.json", home,
                           hex);
    if (n < 0 || (size_t)n >= sizeof ret->path)
        ret->path[0] = '\0';
}

bool cache_read(const struct cache *c, struct buf *ret)
{
    struct cupel_diag err;
    return c->path[0] && access(c->path, R_OK) == 0 &&
           cli_read_file(c->path, ret, &err) == CUPEL_OK;
}

/* The folders of @path, those that are missing. */
static bool make_folders(const char *path)
{
    char part[4096];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        (void)snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            return false;
    }
    return true;
}

static bool write_all(int fd, cupel_slice s)
{
    while (s.n > 0) {
        ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        s = slice_part(s, (size_t)n, s.n - (size_t)n);
    }
    return true;
}

void cache_write(const struct cache *c, cupel_slice json)
{
    char part[4096 + 16];
    if (!c->path[0] || !make_folders(c->path))
        return;
    (void)snprintf(part, sizeof part, "%s.XXXXXX", c->path);
    int fd = mkstemp(part);
    if (fd < 0)
        return;
    bool good = write_all(fd, json);
    good = close(fd) == 0 && good;
    if (!good || rename(part, c->path) != 0)
        (void)unlink(part);
}
