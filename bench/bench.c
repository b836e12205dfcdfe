/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench LIST CUPEL [--check]: how fast each sample is verified, next to what libcrypto alone needs
 * for the signatures that cannot be avoided, measured in the same run and in turns, so that a busy
 * machine slows both. Medians of rounds.
 *
 *   cold     a fresh verifier each time: anchors, collateral, chains, everything
 *   warm     the same evidence again, beside the signatures that no cache can spare: those of the
 *            evidence itself, as the table unavoidable has them
 *   new key  evidence whose attestation key was never seen on a platform that was: two P-256.
 *            Samples "<name>-key<N>" beside "<name>" share platform and collateral with it.
 *   threads  what two threads get done over what one does, for cupel and for raw libcrypto
 *
 * --check ends with 1 when an aim is missed: warm within 1.15 of the unavoidable for SNP and 1.3
 * for the others, two threads at least 0.95 of raw libcrypto's gain, `cupel verify` below 12 MB.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "vectors/sample.h"

#define ROUNDS     15
#define ROUND_SECS 0.06
#define KEYS_MAX   64

static double clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* --- libcrypto alone: one key, one digest, one signature, verified again and again --- */

struct raw {
    EVP_PKEY *key;
    uint8_t digest[48], sig[512];
    size_t n_digest, n_sig;
    bool rsa;
};

/* The signatures of one verification. */
struct raws {
    const struct raw *of[2];
};

static struct raw raw_new(const char *curve, size_t n_digest)
{
    struct raw r = { .key = EVP_EC_gen(curve), .n_digest = n_digest, .n_sig = sizeof(r.sig) };
    memset(r.digest, 0x5a, n_digest);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(r.key, NULL);
    if (!c || EVP_PKEY_sign_init(c) != 1 ||
        EVP_PKEY_sign(c, r.sig, &r.n_sig, r.digest, n_digest) != 1)
        die("libcrypto cannot sign with %s", curve);
    EVP_PKEY_CTX_free(c);
    return r;
}

static struct raw raw_new_rsa(unsigned bits)
{
    struct raw r = { .key = EVP_RSA_gen(bits), .n_digest = 32, .n_sig = sizeof(r.sig) };
    memset(r.digest, 0x5a, 32);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(r.key, NULL);
    if (!c || EVP_PKEY_sign_init(c) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) != 1 ||
        EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()) != 1 ||
        EVP_PKEY_sign(c, r.sig, &r.n_sig, r.digest, 32) != 1)
        die("libcrypto cannot sign with RSA");
    EVP_PKEY_CTX_free(c);
    r.rsa = true;
    return r;
}

/* --- what is timed: one call of @once, with @arg --- */

struct job {
    void (*once)(void *arg);
    void *arg;
};

static void raw_verify(const struct raw *r)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(r->key, NULL);
    bool ready = c && EVP_PKEY_verify_init(c) == 1;
    if (ready && r->rsa)
        ready = EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) == 1 &&
                EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()) == 1;
    if (!ready || EVP_PKEY_verify(c, r->sig, r->n_sig, r->digest, r->n_digest) != 1)
        die("libcrypto does not verify its own signature");
    EVP_PKEY_CTX_free(c);
}

static void raw_once(void *arg)
{
    const struct raws *all = arg;
    for (size_t i = 0; i < 2 && all->of[i]; i++)
        raw_verify(all->of[i]);
}

struct target {
    const struct sample *s;
    cupel_verifier *v; /* warm */
    const struct sample *keys[KEYS_MAX];
    size_t n_keys;
    cupel_verdict want;
};

static void verify_with(const cupel_verifier *v, const struct sample *s, cupel_verdict want)
{
    cupel_appraisal *a = NULL;
    cupel_status st = sample_verify(v, s, s->evidence.bytes, &a);
    if (st != CUPEL_OK || cupel_appraisal_verdict(a) != want)
        die("%s: not verified: %s", s->name, cupel_status_name(st));
    cupel_appraisal_free(a);
}

static cupel_verifier *fresh(const struct sample *s)
{
    cupel_status st;
    cupel_verifier *v = sample_verifier(s, SIZE_MAX, &st);
    if (!v)
        die("%s: no verifier: %s", s->name, cupel_status_name(st));
    return v;
}

static void warm_once(void *arg)
{
    const struct target *t = arg;
    verify_with(t->v, t->s, t->want);
}

static void cold_once(void *arg)
{
    const struct target *t = arg;
    cupel_verifier *v = fresh(t->s);
    verify_with(v, t->s, t->want);
    cupel_verifier_free(v);
}

/* Seconds for one call, over about ROUND_SECS. */
static double time_round(struct job j)
{
    double begin = clock_now(), end;
    unsigned long n = 0;
    do {
        j.once(j.arg);
        n++;
        end = clock_now();
    } while (end - begin < ROUND_SECS);
    return (end - begin) / (double)n;
}

/* Each key once, on a verifier that has seen the platform but none of these keys. */
static double time_new_keys(const struct target *t)
{
    cupel_verifier *v = fresh(t->s);
    verify_with(v, t->s, t->want);
    double begin = clock_now();
    for (size_t i = 0; i < t->n_keys; i++)
        verify_with(v, t->keys[i], t->want);
    double end = clock_now();
    cupel_verifier_free(v);
    return (end - begin) / (double)t->n_keys;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof(*v), by_value);
    return v[n / 2];
}

/* --- two threads --- */

struct half {
    struct job job;
    double until;
    unsigned long done;
};

static void *work(void *arg)
{
    struct half *h = arg;
    while (clock_now() < h->until) {
        h->job.once(h->job.arg);
        h->done++;
    }
    return NULL;
}

/* Calls per second of @n threads (1 or 2) over @secs. */
static double rate(struct job j, size_t n, double secs)
{
    struct half h[2];
    pthread_t threads[2];
    double begin = clock_now();
    for (size_t i = 0; i < n; i++) {
        h[i] = (struct half){ j, begin + secs, 0 };
        if (pthread_create(&threads[i], NULL, work, &h[i]))
            die("no thread");
    }
    double done = 0;
    for (size_t i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
        done += (double)h[i].done;
    }
    return done / (clock_now() - begin);
}

/* How much more two threads do than one: medians of rounds in turns. */
static void measure_gain(struct job ours, struct job raw, double *ret_ours, double *ret_raw)
{
    double mine[7], theirs[7];
    for (size_t i = 0; i < 7; i++) {
        mine[i] = rate(ours, 2, 0.1) / rate(ours, 1, 0.1);
        theirs[i] = rate(raw, 2, 0.1) / rate(raw, 1, 0.1);
    }
    *ret_ours = median(mine, 7);
    *ret_raw = median(theirs, 7);
}

/* --- memory of the command --- */

static void run_cupel(const char *cupel, const char *cells[], size_t n_cells, char *at)
{
    const char *args[2 * SAMPLE_FILES_MAX + 12] = { cupel, "verify", "--json", "--at", at };
    size_t n = 5;
    if (strcmp(cells[1], "-") != 0) {
        args[n++] = "--format";
        args[n++] = cells[1];
    }
    for (size_t i = 5; i < n_cells; i++) {
        args[n++] = "--collateral";
        args[n++] = cells[i];
    }
    if (strcmp(cells[4], "-") != 0) {
        args[n++] = "--anchor";
        args[n++] = cells[4];
    }
    args[n] = cells[3];
    int null = open("/dev/null", O_WRONLY);
    if (null < 0 || dup2(null, STDOUT_FILENO) < 0)
        _exit(127);
    execv(cupel, (char *const *)(uintptr_t)args);
    _exit(127);
}

/* Peak resident kilobytes of `cupel verify` on the sample of @line. */
static long peak_of(const char *cupel, char *line)
{
    const char *cells[5 + SAMPLE_FILES_MAX];
    char *save = NULL, at[32];
    size_t n = 0;
    for (char *c = strtok_r(line, "\t", &save); c && n < 5 + SAMPLE_FILES_MAX;
         c = strtok_r(NULL, "\t", &save))
        cells[n++] = c;
    if (n < 5)
        die("a line of the list is too short");
    time_t t = (time_t)strtoll(cells[2], NULL, 10);
    struct tm tm;
    strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &tm));
    pid_t pid = fork();
    if (pid == 0)
        run_cupel(cupel, cells, n, at);
    int status;
    struct rusage use;
    if (pid < 0 || wait4(pid, &status, 0, &use) != pid || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0)
        die("%s: cupel verify did not accept it", cells[0]);
    return use.ru_maxrss;
}

static long peak_of_named(const char *list, const char *cupel, const char *name)
{
    FILE *f = fopen(list, "r");
    char *line = NULL;
    size_t room = 0, n = strlen(name);
    long peak = 0;
    while (f && !peak && getline(&line, &room, f) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (!strncmp(line, name, n) && line[n] == '\t')
            peak = peak_of(cupel, line);
    }
    free(line);
    if (f)
        fclose(f);
    return peak;
}

/* --- one line of the table --- */

struct bench {
    const struct sample_list *l;
    const char *list, *cupel;
    struct raw p256, p384, rsa;
    bool missed;
};

/* By the name that a sample starts with. */
static const struct {
    const char *name;
    char sig[3]; /* 2: P-256, 3: P-384, r: RSA-4096 */
    double aim;
} unavoidable[] = {
    { "snp", "3", 1.15 },    { "nitro", "3", 1.3 },   { "tdx", "2", 1.3 },
    { "sgx", "2", 1.3 },     { "psa", "2", 1.3 },     { "cca", "33", 1.3 },
    { "tpm-rsa", "r", 1.3 }, { "tpm-ecc", "2", 1.3 }, { "azure", "3r", 1.3 },
    { "nvidia", "3", 1.3 },  { "ratls", "2", 1.3 },
};

static struct raws raws_of(const struct bench *b, const char *name, double *ret_aim)
{
    struct raws r = { { NULL, NULL } };
    for (size_t i = 0; i < sizeof(unavoidable) / sizeof(unavoidable[0]); i++) {
        if (strncmp(name, unavoidable[i].name, strlen(unavoidable[i].name)) != 0)
            continue;
        *ret_aim = unavoidable[i].aim;
        for (size_t k = 0; unavoidable[i].sig[k]; k++)
            r.of[k] = unavoidable[i].sig[k] == '2'   ? &b->p256
                      : unavoidable[i].sig[k] == '3' ? &b->p384
                                                     : &b->rsa;
        return r;
    }
    die("%s: bench.c does not say which signatures cannot be avoided", name);
}

static void aim(struct bench *b, bool met, const char *name, const char *what)
{
    if (met)
        return;
    b->missed = true;
    printf("  %s misses its aim: %s\n", name, what);
}

static void find_keys(const struct sample_list *l, struct target *t)
{
    size_t n = strlen(t->s->name);
    for (size_t i = 0; i < l->n && t->n_keys < KEYS_MAX; i++)
        if (!strncmp(l->items[i].name, t->s->name, n) && !strncmp(l->items[i].name + n, "-key", 4))
            t->keys[t->n_keys++] = &l->items[i];
}

static void measure(struct bench *b, const struct sample *s)
{
    double most = 0;
    struct raws sigs = raws_of(b, s->name, &most);
    struct target t = { .s = s, .v = fresh(s), .want = CUPEL_VERDICT_AFFIRMING };
    struct job raw = { raw_once, &sigs };
    struct job warm = { warm_once, &t }, cold = { cold_once, &t };
    double raw_t[ROUNDS], warm_t[ROUNDS], cold_t[ROUNDS], key_t[ROUNDS], gain, raw_gain;
    find_keys(b->l, &t);
    warm.once(warm.arg);
    for (size_t i = 0; i < ROUNDS; i++) {
        raw_t[i] = time_round(raw);
        warm_t[i] = time_round(warm);
        key_t[i] = t.n_keys ? time_new_keys(&t) : 0;
        cold_t[i] = time_round(cold);
    }
    double r = median(raw_t, ROUNDS), w = median(warm_t, ROUNDS), c = median(cold_t, ROUNDS);
    double k = median(key_t, ROUNDS);
    measure_gain(warm, raw, &gain, &raw_gain);
    long peak = peak_of_named(b->list, b->cupel, s->name);
    printf("%-14s %8.0f %9.0f %6.2f %9.0f", s->name, 1 / c, 1 / w, w / r, 1 / r);
    if (t.n_keys)
        printf(" %9.0f %6.2f", 1 / k, k / (2 * r));
    else
        printf(" %9s %6s", "-", "-");
    printf(" %6.2f %6.2f %7.1f MB\n", gain, raw_gain, (double)peak / 1024);
    aim(b, w / r <= most, s->name, most < 1.2 ? "warm within 1.15" : "warm within 1.3");
    aim(b, k / (2 * r) <= 1.3, s->name, "new key within 1.3");
    aim(b, gain >= 0.95 * raw_gain, s->name, "two threads at least 0.95 of raw");
    aim(b, peak < 12 * 1024, s->name, "peak memory below 12 MB");
    cupel_verifier_free(t.v);
}

int main(int argc, char **argv)
{
    bool check = argc == 4 && !strcmp(argv[3], "--check");
    if (argc != 3 && !check)
        die("usage: bench LIST CUPEL [--check]");
    struct sample_list l = samples_read(argv[1]);
    struct bench b = { .l = &l, .list = argv[1], .cupel = argv[2] };
    b.p256 = raw_new("P-256", 32);
    b.p384 = raw_new("P-384", 48);
    b.rsa = raw_new_rsa(4096);
    printf("verifications per second, and time over that of libcrypto alone (x); medians of %d "
           "rounds\n%-14s %8s %9s %6s %9s %9s %6s %6s %6s %10s\n",
           ROUNDS, "", "cold", "warm", "x", "raw", "new key", "x", "2 thr", "raw", "peak");
    for (size_t i = 0; i < l.n; i++)
        if (!strstr(l.items[i].name, "-key"))
            measure(&b, &l.items[i]);
    EVP_PKEY_free(b.p256.key);
    EVP_PKEY_free(b.p384.key);
    EVP_PKEY_free(b.rsa.key);
    samples_free(&l);
    return check && b.missed;
}
