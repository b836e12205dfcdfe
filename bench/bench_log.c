/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-log [--check]: how fast measurement logs replay, next to what libcrypto alone needs for the
 * same digests, with one context that it keeps: processor time in the same run, in turns. Medians
 * of rounds.
 *
 *   event log   1 MB, three banks: for each bank one digest per event
 *   IMA list    100,000 lines of template ima-ng: each is hashed as the list says (SHA-1), for the
 *               bank (SHA-256), and extends the PCR in both ways that kernels fill banks
 *
 * --check ends with 1 when an aim is missed: 20 ms for a bank of the event log, 0.5 s for the list.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

#include "base/text.h"
#include "measure/ima.h"
#include "softtee/eventlog_write.h"

#define ROUNDS    9
#define LOG_SIZE  (1000u * 1000u)
#define IMA_LINES 100000u

static void die(const char *what)
{
    fprintf(stderr, "bench-log: %s\n", what);
    exit(1);
}

static double clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* other programs do not count */
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v)
{
    qsort(v, ROUNDS, sizeof(*v), by_value);
    return v[ROUNDS / 2];
}

/* --- libcrypto alone: @n digests of @size bytes --- */

static double raw_digests(const EVP_MD *md, size_t size, size_t n)
{
    unsigned char bytes[256] = { 1 }, out[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    if (!c || EVP_DigestInit_ex2(c, md, NULL) != 1)
        die("libcrypto cannot digest");
    double begin = clock_now();
    for (size_t i = 0; i < n; i++)
        if (EVP_DigestInit_ex2(c, NULL, NULL) != 1 || EVP_DigestUpdate(c, bytes, size) != 1 ||
            EVP_DigestFinal_ex(c, out, NULL) != 1)
            die("libcrypto cannot digest");
    double end = clock_now();
    EVP_MD_CTX_free(c);
    return end - begin;
}

/* --- the logs --- */

static void make_log(const struct crypto *c, struct buf *b)
{
    static const uint8_t data[64] = "grub_cmd: linux /vmlinuz root=/dev/vda1 ro";
    struct log_writer w = {
        .out = b, .crypto = c, .n_banks = 3, .banks = { CRYPTO_SHA1, CRYPTO_SHA256, CRYPTO_SHA384 }
    };
    buf_init(b, 2u << 20);
    log_write_head(&w);
    for (unsigned i = 0; b->n < LOG_SIZE && w.st == CUPEL_OK; i++)
        log_write_data(&w, i % 16, EV_IPL, SLICE_ARRAY(data));
    if (w.st != CUPEL_OK || buf_status(b) != CUPEL_OK)
        die("no memory");
}

static void make_list(const struct crypto *c, struct buf *b)
{
    uint8_t field[200], digest[CRYPTO_HASH_MAX];
    char hex[129], file[65];
    memset(file, 'a', 64);
    file[64] = '\0';
    buf_init(b, IMA_LOG_MAX);
    for (unsigned i = 0; i < IMA_LINES; i++) {
        char name[32];
        int name_n = snprintf(name, sizeof name, "/usr/lib/x/file-%06u.so", i);
        memset(field, 0, sizeof field);
        field[0] = 40;
        memcpy(field + 4, "sha256:", 8);
        memset(field + 12, 0xaa, 32);
        field[44] = (uint8_t)(name_n + 1);
        memcpy(field + 48, name, (size_t)name_n + 1);
        if (crypto_digest(c, CRYPTO_SHA1, slice_of(field, 48 + (size_t)name_n + 1), digest))
            die("libcrypto cannot digest");
        hex_write(slice_of(digest, 20), hex);
        buf_printf(b, "10 %s ima-ng sha256:%s %s\n", hex, file, name);
    }
    if (buf_status(b) != CUPEL_OK)
        die("no memory");
}

/* --- the table --- */

static bool missed;

static void row(const char *name, double ours, double raw, double aim)
{
    printf("%-22s %8.2f ms %8.2f ms %6.2f %10.0f ms%s\n", name, ours * 1e3, raw * 1e3, ours / raw,
           aim * 1e3, ours > aim ? "  missed" : "");
    missed |= ours > aim;
}

static void bench_bank(const struct crypto *c, cupel_slice log, enum crypto_hash h,
                       const EVP_MD *md, const char *name)
{
    double ours[ROUNDS], raw[ROUNDS];
    struct eventlog_pcrs p = { 0 };
    for (size_t i = 0; i < ROUNDS; i++) {
        double begin = clock_now();
        if (eventlog_replay(c, log, h, &p, NULL) != CUPEL_OK)
            die("the event log does not replay");
        ours[i] = clock_now() - begin;
        raw[i] = raw_digests(md, 2 * crypto_hash_size(h), p.measured);
    }
    row(name, median(ours), median(raw), 0.020);
}

static void bench_list(const struct crypto *c, cupel_slice list)
{
    double ours[ROUNDS], raw[ROUNDS];
    struct ima_result r;
    uint8_t quoted[32];
    if (ima_replay(c, list, CRYPTO_SHA256, IMA_PCR, SLICE_EMPTY, &r, NULL) != CUPEL_OK)
        die("the IMA list does not replay");
    memcpy(quoted, r.value, sizeof quoted);
    for (size_t i = 0; i < ROUNDS; i++) {
        double begin = clock_now();
        if (ima_replay(c, list, CRYPTO_SHA256, IMA_PCR, SLICE_ARRAY(quoted), &r, NULL) !=
                CUPEL_OK ||
            !r.met || r.prefix != IMA_LINES || r.wrong)
            die("the IMA list does not replay");
        ours[i] = clock_now() - begin;
        raw[i] = raw_digests(EVP_sha1(), 75, IMA_LINES) + raw_digests(EVP_sha256(), 75, IMA_LINES) +
                 raw_digests(EVP_sha256(), 64, 2 * IMA_LINES);
    }
    row("IMA list, SHA-256", median(ours), median(raw), 0.5);
}

int main(int argc, char **argv)
{
    bool check = argc == 2 && !strcmp(argv[1], "--check");
    struct crypto *c = NULL;
    struct buf log, list;
    if (argc != 1 + (int)check || crypto_new(&c) != CUPEL_OK)
        die("usage: bench-log [--check]");
    make_log(c, &log);
    make_list(c, &list);
    printf("%-22s %11s %11s %6s %13s\n", "replay of", "cupel", "libcrypto", "ratio", "aim");
    bench_bank(c, buf_slice(&log), CRYPTO_SHA1, EVP_sha1(), "event log, SHA-1");
    bench_bank(c, buf_slice(&log), CRYPTO_SHA256, EVP_sha256(), "event log, SHA-256");
    bench_bank(c, buf_slice(&log), CRYPTO_SHA384, EVP_sha384(), "event log, SHA-384");
    bench_list(c, buf_slice(&list));
    printf("(event log: %zu bytes; IMA list: %u lines, %zu bytes)\n", log.n, IMA_LINES, list.n);
    buf_clear(&log);
    buf_clear(&list);
    crypto_free(c);
    return check && missed;
}
