/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "measure/explain.h"

#include <string.h>

static struct crypto *crypto;

static bool inside(cupel_slice outer, cupel_slice part)
{
    return part.n == 0 || (part.p >= outer.p && part.p + part.n <= outer.p + outer.n);
}

static unsigned check_entries(const struct ima_log *log)
{
    struct ima_walk w = ima_start(log);
    struct ima_entry e;
    size_t at = 0;
    cupel_status st;
    while ((st = ima_next(&w, &e, NULL)) == CUPEL_OK) {
        FUZZ_HOLDS(e.offset == at && e.length > 0 && e.pcr < 24);
        FUZZ_HOLDS(e.n_fields > 0 && e.n_fields <= IMA_FIELDS_MAX);
        for (size_t i = 0; i < e.n_fields; i++)
            FUZZ_HOLDS(inside(log->bytes, e.fields[i]));
        FUZZ_HOLDS(inside(log->bytes, e.name) && inside(log->bytes, e.digest));
        at += e.length;
    }
    FUZZ_HOLDS(st != CUPEL_E_NOT_FOUND || at == log->bytes.n);
    return st == CUPEL_E_NOT_FOUND ? w.n : 0;
}

/* The value after the last entry is met by the whole list, and by no other. */
static void check_replay(cupel_slice in, unsigned entries)
{
    struct ima_result r, again;
    for (enum crypto_hash h = CRYPTO_SHA1; h <= CRYPTO_SHA384; h++) {
        if (ima_replay(crypto, in, h, IMA_PCR, SLICE_EMPTY, &r, NULL) != CUPEL_OK)
            continue;
        FUZZ_HOLDS(r.entries <= entries && r.violations <= r.entries && r.wrong <= r.entries);
        cupel_slice want = slice_of(r.value, crypto_hash_size(h));
        FUZZ_HOLDS(ima_replay(crypto, in, h, IMA_PCR, want, &again, NULL) == CUPEL_OK);
        FUZZ_HOLDS(again.met && again.prefix == r.entries);
    }
}

static void check_explanation(cupel_slice in)
{
    struct arena a;
    struct field_list l;
    struct cupel_diag d = { .status = CUPEL_OK };
    arena_init(&a, 256u << 20);
    field_list_init(&l, &a);
    (void)ima_explain(crypto, in, &l, &d);
    for (size_t i = 0; i < l.n; i++)
        for (const char *p = l.items[i].meaning; p && *p; p++)
            FUZZ_HOLDS((unsigned char)*p >= 0x20);
    arena_clear(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ima_log log;
    cupel_slice in = slice_of(data, size);
    struct cupel_diag d = { .status = CUPEL_OK };
    if (!crypto)
        FUZZ_HOLDS(crypto_new(&crypto) == CUPEL_OK);
    (void)ima_probe(in);
    cupel_status st = ima_open(in, &log, &d);
    FUZZ_HOLDS(st == d.status && (st == CUPEL_OK) == (d.text[0] == 0) && d.offset <= size);
    if (st != CUPEL_OK)
        return 0;
    check_replay(in, check_entries(&log));
    check_explanation(in);
    return 0;
}
