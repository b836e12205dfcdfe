/* SPDX-License-Identifier: Apache-2.0 */
#include "vectors/sample.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void die(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

static cupel_slice read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END))
        die("%s: cannot be read", path);
    long n = ftell(f);
    uint8_t *p = malloc(n > 0 ? (size_t)n : 1);
    if (n < 0 || !p || fseek(f, 0, SEEK_SET) || fread(p, 1, (size_t)n, f) != (size_t)n)
        die("%s: cannot be read", path);
    fclose(f);
    return (cupel_slice){ p, (size_t)n };
}

static struct sample_file file_at(const char *path)
{
    const char *slash = strrchr(path, '/');
    return (struct sample_file){ slash ? slash + 1 : path, read_file(path) };
}

static struct sample read_line(char *line)
{
    char *cells[5 + SAMPLE_FILES_MAX], *save = NULL;
    size_t n = 0;
    for (char *cell = strtok_r(line, "\t", &save); cell; cell = strtok_r(NULL, "\t", &save)) {
        if (n == sizeof(cells) / sizeof(cells[0]))
            die("%s: too many files", cells[0]);
        cells[n++] = cell;
    }
    if (n < 5)
        die("a line with %zu cells: want name, format, time, evidence, anchor, collateral", n);
    struct sample s = { .name = cells[0],
                        .format = strcmp(cells[1], "-") ? cells[1] : NULL,
                        .now = strtoll(cells[2], NULL, 10) };
    s.evidence = file_at(cells[3]);
    if (strcmp(cells[4], "-") != 0)
        s.anchor = file_at(cells[4]);
    for (size_t i = 5; i < n; i++)
        s.collateral[s.n_collateral++] = file_at(cells[i]);
    return s;
}

struct sample_list samples_read(const char *path)
{
    cupel_slice file = read_file(path);
    char *text = calloc(1, file.n + 1), *save = NULL;
    struct sample_list l = { .text = text };
    if (!text)
        die("out of memory");
    memcpy(text, file.p, file.n);
    free((void *)(uintptr_t)file.p);
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        struct sample *more = realloc(l.items, (l.n + 1) * sizeof(*more));
        if (!more)
            die("out of memory");
        l.items = more;
        l.items[l.n++] = read_line(line);
    }
    if (!l.n)
        die("%s: no samples", path);
    return l;
}

static void free_file(struct sample_file *f)
{
    free((void *)(uintptr_t)f->bytes.p);
}

void samples_free(struct sample_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free_file(&l->items[i].evidence);
        free_file(&l->items[i].anchor);
        for (size_t k = 0; k < l->items[i].n_collateral; k++)
            free_file(&l->items[i].collateral[k]);
    }
    free(l->items);
    free(l->text);
    *l = (struct sample_list){ 0 };
}

const struct sample *samples_find(const struct sample_list *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (!strcmp(l->items[i].name, name))
            return &l->items[i];
    die("no sample is named %s", name);
}

cupel_verifier *sample_verifier(const struct sample *s, size_t skip, cupel_status *ret_status)
{
    cupel_verifier *v = NULL;
    cupel_status st = cupel_verifier_new(&v, NULL);
    if (st == CUPEL_OK && s->anchor.bytes.n)
        st = cupel_verifier_add_anchor(v, s->format, s->anchor.bytes, s->anchor.name, NULL);
    for (size_t i = 0; i < s->n_collateral && st == CUPEL_OK; i++)
        if (i != skip)
            st = cupel_verifier_add_collateral(v, s->collateral[i].bytes, s->collateral[i].name,
                                               NULL);
    if (ret_status)
        *ret_status = st;
    if (st == CUPEL_OK)
        return v;
    cupel_verifier_free(v);
    return NULL;
}

cupel_status sample_verify(const cupel_verifier *v, const struct sample *s, cupel_slice evidence,
                           cupel_appraisal **ret)
{
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    opts.now = s->now;
    opts.format = s->format;
    opts.name = s->name;
    *ret = NULL;
    return cupel_verify(v, evidence, &opts, ret, NULL);
}

int trust_rank(const cupel_appraisal *a)
{
    if (!a)
        return 0;
    switch (cupel_appraisal_verdict(a)) {
    case CUPEL_VERDICT_AFFIRMING: return 2;
    case CUPEL_VERDICT_WARNING: return 1;
    default: return 0;
    }
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

static bool same_claim(const struct cupel_claim *a, const struct cupel_claim *b)
{
    if (strcmp(a->name, b->name) != 0 || a->type != b->type || a->number != b->number ||
        a->time != b->time || a->n_list != b->n_list || !same_text(a->text, b->text) ||
        a->bytes.n != b->bytes.n || (a->bytes.n && memcmp(a->bytes.p, b->bytes.p, a->bytes.n) != 0))
        return false;
    for (size_t i = 0; i < a->n_list; i++)
        if (!same_text(a->list[i], b->list[i]))
            return false;
    return true;
}

static bool has_claim(const cupel_appraisal *a, const struct cupel_claim *c)
{
    for (size_t i = 0; i < cupel_appraisal_claim_count(a); i++)
        if (same_claim(c, cupel_appraisal_claim_at(a, i)))
            return true;
    return false;
}

bool claims_within(const cupel_appraisal *a, const cupel_appraisal *b)
{
    for (size_t i = 0; i < cupel_appraisal_claim_count(a); i++)
        if (!has_claim(b, cupel_appraisal_claim_at(a, i)))
            return false;
    return true;
}

bool same_claims(const cupel_appraisal *a, const cupel_appraisal *b)
{
    return cupel_appraisal_claim_count(a) == cupel_appraisal_claim_count(b) && claims_within(a, b);
}
