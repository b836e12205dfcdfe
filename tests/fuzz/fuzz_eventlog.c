/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "base/utf8.h"
#include "measure/explain.h"

#include <string.h>

static struct crypto *crypto;

static bool inside(cupel_slice outer, cupel_slice part)
{
    return part.n == 0 || (part.p >= outer.p && part.p + part.n <= outer.p + outer.n);
}

/* Whatever the log holds, what people see is UTF-8 without control characters. */
static void check_text(const char *text)
{
    struct cur c = cur_of(slice_of(text, text ? strlen(text) : 0));
    while (c.left.n) {
        size_t n = utf8_length(c.left);
        FUZZ_HOLDS(n > 0 && c.left.p[0] >= 0x20 && c.left.p[0] != 0x7f);
        cur_take(&c, n);
    }
}

static void check_explanation(const struct eventlog *log, enum eventlog_kind kind)
{
    struct arena a;
    struct field_list l;
    struct cupel_diag d = { .status = CUPEL_OK };
    arena_init(&a, 256u << 20);
    field_list_init(&l, &a);
    (void)eventlog_explain(crypto, log, kind, &l, &d);
    for (size_t i = 0; i < l.n; i++) {
        check_text(l.items[i].name);
        check_text(l.items[i].value);
        check_text(l.items[i].meaning);
        FUZZ_HOLDS(l.items[i].offset + l.items[i].length <= log->bytes.n);
    }
    arena_clear(&a);
}

static unsigned check_events(const struct eventlog *log)
{
    struct eventlog_walk w = eventlog_start(log);
    struct eventlog_event e;
    size_t at = log->head_n;
    cupel_status st;
    while ((st = eventlog_next(&w, &e, NULL)) == CUPEL_OK) {
        FUZZ_HOLDS(e.offset == at && e.length >= 16 && inside(log->bytes, e.data));
        FUZZ_HOLDS(e.type == EV_NO_ACTION || e.index < EVENTLOG_PCRS);
        for (size_t i = 0; i < log->n_algs; i++)
            FUZZ_HOLDS(e.digests[i].n == 0 || e.digests[i].n == log->algs[i].size);
        at += e.length; /* events follow each other without a gap */
    }
    if (st != CUPEL_E_NOT_FOUND)
        return 0;
    FUZZ_HOLDS(at + eventlog_padding(&w) == log->bytes.n);
    return w.n;
}

static void check_story(const struct eventlog *log, enum crypto_hash bank, enum eventlog_kind kind,
                        uint32_t extended)
{
    struct crypto_hasher *h = NULL;
    struct boot_story s, none;
    FUZZ_HOLDS(crypto_hasher_new(crypto, bank, &h) == CUPEL_OK);
    FUZZ_HOLDS(boot_read(h, log, kind, extended, &s, NULL) == CUPEL_OK);
    FUZZ_HOLDS(s.n_images <= s.all_images && s.n_authorities <= s.all_authorities);
    FUZZ_HOLDS(boot_read(h, log, kind, 0, &none, NULL) == CUPEL_OK);
    FUZZ_HOLDS(!none.secure_known && !none.all_images && !none.exit_called); /* nothing covered */
    crypto_hasher_free(h);
}

static void check_replay(const struct eventlog *log, enum eventlog_kind kind, unsigned events)
{
    for (enum crypto_hash h = CRYPTO_SHA1; h <= CRYPTO_SM3; h++) {
        struct eventlog_pcrs p;
        cupel_status st = kind == EVENTLOG_TPM ? eventlog_replay(crypto, log->bytes, h, &p, NULL)
                                               : ccel_replay(crypto, log->bytes, h, &p, NULL);
        if (st != CUPEL_OK)
            continue;
        FUZZ_HOLDS(p.events == events && p.measured <= p.events);
        FUZZ_HOLDS((p.extended != 0) == (p.measured != 0));
        check_story(log, h, kind, p.extended);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct eventlog log;
    cupel_slice in = slice_of(data, size);
    struct cupel_diag d = { .status = CUPEL_OK };
    if (!crypto)
        FUZZ_HOLDS(crypto_new(&crypto) == CUPEL_OK);
    (void)eventlog_probe(in);
    cupel_status st = eventlog_open(in, &log, &d);
    FUZZ_HOLDS(st == d.status && (st == CUPEL_OK) == (d.text[0] == 0) && d.offset <= size);
    if (st != CUPEL_OK)
        return 0;
    unsigned events = check_events(&log);
    for (enum eventlog_kind kind = EVENTLOG_TPM; kind <= EVENTLOG_CC; kind++) {
        check_replay(&log, kind, events);
        check_explanation(&log, kind);
    }
    return 0;
}
