/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/explain.h"

#define FORMAT "ima-log"

static const char *name_of(struct arena *a, const struct ima_entry *e)
{
    return uefi_ascii_text(a, e->name);
}

static const char *say_hash(const struct ima_entry *e, bool right)
{
    if (e->violation)
        return "a violation: the file changed while it was measured; the PCR got ff..ff";
    return right ? "covers all fields: recomputed"
                 : "is NOT that of the fields: the entry was edited, or is no genuine one";
}

static void explain_entry(const struct ima_log *log, const struct ima_entry *e, bool right,
                          struct field_list *l)
{
    struct arena *a = l->arena;
    cupel_slice hash = slice_of(e->hash, log->hash_size);
    field_open(l, arena_printf(a, "entry %u, PCR %lu", e->number, (unsigned long)e->pcr),
               name_of(a, e), e->offset, e->length);
    field_text(l, "template", uefi_ascii_text(a, e->template_name), NULL, 0, 0);
    field_text(l, "template hash", arena_hex(a, hash), say_hash(e, right), 0, 0);
    const char *digest = log->ascii ? uefi_ascii_text(a, e->digest) : arena_hex(a, e->digest);
    if (e->digest.n)
        field_text(l, "digest", digest,
                   arena_printf(a, "of the file's contents, %s",
                                e->alg.n ? uefi_ascii_text(a, e->alg) : "sha1"),
                   0, 0);
    field_close(l);
}

static cupel_status explain_entries(struct crypto_hasher *h, const struct ima_log *log,
                                    struct field_list *l, struct cupel_diag *err)
{
    struct ima_walk w = ima_start(log);
    struct ima_entry e;
    cupel_status st;
    while ((st = ima_next(&w, &e, err)) == CUPEL_OK) {
        uint8_t hash[CRYPTO_HASH_MAX];
        CUPEL_TRY(ima_template_hash(h, log, &e, hash));
        explain_entry(
            log, &e, slice_eq(slice_of(hash, log->hash_size), slice_of(e.hash, log->hash_size)), l);
        if (arena_status(l->arena) != CUPEL_OK)
            return diag_set(err, arena_status(l->arena), FORMAT,
                            "the list has more entries than can be explained at once");
    }
    return st == CUPEL_E_NOT_FOUND ? CUPEL_OK : st;
}

static cupel_status explain_value(const struct crypto *c, cupel_slice list, enum crypto_hash bank,
                                  const char *name, struct field_list *l, struct cupel_diag *err)
{
    struct ima_result r;
    CUPEL_TRY(ima_replay(c, list, bank, IMA_PCR, SLICE_EMPTY, &r, err));
    field_text(
        l, name, arena_hex(l->arena, slice_of(r.value, crypto_hash_size(bank))),
        arena_printf(l->arena, "after %u entries, %u of them violations", r.entries, r.violations),
        0, 0);
    return CUPEL_OK;
}

cupel_status ima_explain(const struct crypto *c, cupel_slice list, struct field_list *l,
                         struct cupel_diag *err)
{
    CUPEL_AUTO(crypto_hasher) *h = NULL;
    struct ima_log log;
    CUPEL_TRY(ima_open(list, &log, err));
    cupel_status st = crypto_hasher_new(c, ima_listed_hash(&log), &h);
    if (st != CUPEL_OK)
        return diag_set(err, st, FORMAT, "no memory, or the crypto library cannot digest");
    CUPEL_TRY(explain_entries(h, &log, l, err));
    field_open(l, "PCR 10 at the end", "believe the list if a signed quote says the same", 0, 0);
    CUPEL_TRY(explain_value(c, list, CRYPTO_SHA1, "sha1:10", l, err));
    CUPEL_TRY(explain_value(c, list, CRYPTO_SHA256, "sha256:10", l, err));
    CUPEL_TRY(explain_value(c, list, CRYPTO_SHA384, "sha384:10", l, err));
    field_close(l);
    return CUPEL_OK;
}
