/* SPDX-License-Identifier: Apache-2.0 */
/* Template hashes (ima_calc_field_array_hash() of Linux) and what they make of a PCR. */
#include "base/text.h"
#include "measure/ima.h"

#include <string.h>

#define FORMAT    "ima-log"
#define NAME_ROOM 256u /* template "ima": IMA_EVENT_NAME_LEN_MAX + 1 */

static void add_le(struct crypto_hasher *h, uint64_t v, size_t n)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)(v >> 8 * i);
    crypto_hasher_add(h, slice_of(bytes, n));
}

static void add_hex(struct crypto_hasher *h, cupel_slice text)
{
    uint8_t bytes[128];
    for (size_t at = 0; at < text.n; at += 2 * sizeof bytes) {
        size_t n = text.n - at < 2 * sizeof bytes ? text.n - at : 2 * sizeof bytes;
        (void)hex_read(slice_part(text, at, n), bytes); /* ima_next() has seen that it is hex */
        crypto_hasher_add(h, slice_of(bytes, n / 2));
    }
}

/* "sha256:" and hex: a NUL stands between them in what is hashed. */
static void add_digest_text(struct crypto_hasher *h, cupel_slice text)
{
    size_t head = text.n;
    while (head > 0 && text.p[head - 1] != ':')
        head--;
    cupel_slice hex = slice_part(text, head, text.n - head);
    add_le(h, head + 1 + hex.n / 2, 4);
    crypto_hasher_add(h, slice_part(text, 0, head));
    crypto_hasher_add(h, SLICE_LIT("\0"));
    add_hex(h, hex);
}

static uint64_t read_number(cupel_slice text)
{
    uint64_t v = 0;
    for (size_t i = 0; i < text.n; i++)
        v = v * 10 + (uint64_t)(text.p[i] - '0');
    return v;
}

/* A field of a text list as the bytes that it stands for, with their length before them. */
static void add_text_field(struct crypto_hasher *h, enum ima_field kind, cupel_slice f)
{
    switch (kind) {
    case IMA_D_NG:
    case IMA_D_NGV2:
    case IMA_D_MODSIG:
        if (f.n)
            add_digest_text(h, f);
        else
            add_le(h, 0, 4);
        return;
    case IMA_N_NG:
    case IMA_XATTRNAMES:
        add_le(h, f.n || kind == IMA_N_NG ? f.n + 1 : 0, 4);
        crypto_hasher_add(h, f);
        if (f.n || kind == IMA_N_NG)
            crypto_hasher_add(h, SLICE_LIT("\0"));
        return;
    case IMA_IUID:
    case IMA_IGID:
    case IMA_IMODE:
        add_le(h, kind == IMA_IMODE ? 2 : 4, 4);
        add_le(h, read_number(f), kind == IMA_IMODE ? 2 : 4);
        return;
    default: add_le(h, f.n / 2, 4); add_hex(h, f);
    }
}

/* Template "ima" has no lengths: 20 bytes, then the name with zeros up to 256 bytes. */
static void add_old(struct crypto_hasher *h, const struct ima_log *log, const struct ima_entry *e)
{
    uint8_t name[NAME_ROOM];
    if (log->ascii)
        add_hex(h, e->fields[0]);
    else
        crypto_hasher_add(h, e->fields[0]);
    slice_copy(e->fields[1], name, sizeof name);
    crypto_hasher_add(h, SLICE_ARRAY(name));
}

cupel_status ima_template_hash(struct crypto_hasher *h, const struct ima_log *log,
                               const struct ima_entry *e, uint8_t *out)
{
    crypto_hasher_begin(h);
    if (e->kinds[0] == IMA_D) {
        add_old(h, log, e);
        return crypto_hasher_end(h, out);
    }
    for (size_t i = 0; i < e->n_fields; i++) {
        if (log->ascii) {
            add_text_field(h, e->kinds[i], e->fields[i]);
        } else {
            add_le(h, e->fields[i].n, 4);
            crypto_hasher_add(h, e->fields[i]);
        }
    }
    return crypto_hasher_end(h, out);
}

/* ---- replay ---- */

struct run {
    const struct ima_log *log;
    struct crypto_hasher *bank;   /* extends, and hashes templates for the bank */
    struct crypto_hasher *listed; /* hashes templates as the list does */
    size_t size;                  /* of the bank's digests */
    uint8_t padded[CRYPTO_HASH_MAX];
    bool may_pad;    /* the other way of filling the bank is looked for */
    unsigned number; /* of the entry at hand */
    cupel_slice want;
    struct ima_result *ret;
};

static cupel_status extend(struct run *r, uint8_t *value, const uint8_t *digest)
{
    return crypto_hasher_digest2(r->bank, slice_of(value, r->size), slice_of(digest, r->size),
                                 value);
}

static void note(struct run *r, const uint8_t *value, enum ima_fill fill)
{
    if (!r->want.n || !slice_eq(r->want, slice_of(value, r->size)))
        return;
    r->ret->met = true;
    r->ret->fill = fill;
    r->ret->prefix = r->ret->entries;
    r->ret->prefix_number = r->number;
    r->ret->prefix_violations = r->ret->violations;
}

/* The hash that the kernel extended the bank with, both ways. */
static cupel_status digests_of(struct run *r, const struct ima_entry *e, uint8_t *rehashed,
                               uint8_t *padded)
{
    size_t listed_n = r->log->hash_size;
    bool same = crypto_hasher_alg(r->bank) == crypto_hasher_alg(r->listed);
    if (e->violation) {
        memset(rehashed, 0xff, r->size);
        memset(padded, 0, r->size);
        memset(padded, 0xff, listed_n < r->size ? listed_n : r->size);
        return CUPEL_OK;
    }
    slice_copy(slice_of(e->hash, listed_n), padded, r->size);
    uint8_t computed[CRYPTO_HASH_MAX];
    CUPEL_TRY(ima_template_hash(r->listed, r->log, e, computed));
    if (!slice_eq(slice_of(computed, listed_n), slice_of(e->hash, listed_n)) &&
        r->ret->wrong++ == 0) {
        r->ret->first_wrong = e->number;
        r->ret->first_wrong_offset = e->offset;
    }
    if (!same)
        return ima_template_hash(r->bank, r->log, e, rehashed);
    slice_copy(slice_of(e->hash, listed_n), rehashed, r->size);
    return CUPEL_OK;
}

static cupel_status replay_entry(struct run *r, const struct ima_entry *e)
{
    uint8_t rehashed[CRYPTO_HASH_MAX], padded[CRYPTO_HASH_MAX];
    r->number = e->number;
    r->ret->entries++;
    r->ret->violations += e->violation;
    CUPEL_TRY(digests_of(r, e, rehashed, padded));
    CUPEL_TRY(extend(r, r->ret->value, rehashed));
    if (r->may_pad) {
        CUPEL_TRY(extend(r, r->padded, padded));
        note(r, r->padded, IMA_PADDED);
    }
    note(r, r->ret->value, IMA_REHASHED);
    return CUPEL_OK;
}

enum crypto_hash ima_listed_hash(const struct ima_log *log)
{
    static const enum crypto_hash by_size[] = { CRYPTO_SHA1, CRYPTO_SHA256, CRYPTO_SHA384,
                                                CRYPTO_SHA512 };
    size_t i = 0;
    while (i + 1 < CUPEL_COUNT(by_size) && crypto_hash_size(by_size[i]) != log->hash_size)
        i++;
    return by_size[i];
}

static cupel_status replay_list(struct run *r, uint32_t pcr, struct cupel_diag *err)
{
    struct ima_walk w = ima_start(r->log);
    struct ima_entry e;
    cupel_status st;
    note(r, r->ret->value, IMA_REHASHED); /* nothing was measured yet */
    while ((st = ima_next(&w, &e, err)) == CUPEL_OK) {
        if (e.pcr != pcr)
            continue;
        st = replay_entry(r, &e);
        if (st != CUPEL_OK)
            return diag_set(err, st, FORMAT, "the crypto library cannot digest");
    }
    return st == CUPEL_E_NOT_FOUND ? CUPEL_OK : st;
}

cupel_status ima_replay(const struct crypto *c, cupel_slice list, enum crypto_hash bank,
                        uint32_t pcr, cupel_slice want, struct ima_result *ret,
                        struct cupel_diag *err)
{
    struct ima_log log;
    struct ima_result result = { 0 };
    CUPEL_AUTO(crypto_hasher) *h = NULL;
    CUPEL_AUTO(crypto_hasher) *listed = NULL;
    CUPEL_TRY(ima_open(list, &log, err));
    cupel_status st = crypto_hasher_new(c, bank, &h);
    if (st == CUPEL_OK)
        st = crypto_hasher_new(c, ima_listed_hash(&log), &listed);
    if (st != CUPEL_OK)
        return diag_set(err, st, FORMAT, "no memory, or the crypto library cannot digest");
    struct run r = { .log = &log, .bank = h, .listed = listed, .want = want, .ret = &result };
    r.size = crypto_hash_size(bank);
    r.may_pad = want.n && bank != ima_listed_hash(&log);
    CUPEL_TRY(replay_list(&r, pcr, err));
    *ret = result;
    return CUPEL_OK;
}
