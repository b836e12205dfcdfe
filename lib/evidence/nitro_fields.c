/* SPDX-License-Identifier: Apache-2.0 */
/* The payload against AWS's rules: attestation_process.md, sections 2.2 and 3.2.2. */
#include "evidence/nitro.h"

#define CERT_MAX       1024u
#define PUBLIC_KEY_MAX 1024u
#define USER_DATA_MAX  512u
#define NONCE_MAX      512u

static const struct {
    const char *key, *meaning;
} known[] = {
    { "module_id", "names the enclave or instance that the Nitro hypervisor speaks of" },
    { "digest", "the hash behind the PCRs: SHA384" },
    { "timestamp", "when the document was made: milliseconds since 1970" },
    { "pcrs", "platform configuration registers of the enclave" },
    { "nitrotpm_pcrs", "platform configuration registers of the instance's NitroTPM" },
    { "certificate", "certificate of the key that signs this document" },
    { "cabundle", "its issuers, the root first" },
    { "public_key", "a key that the attester chose" },
    { "user_data", "bytes that the attester chose" },
    { "nonce", "what the relying party chose: the challenge" },
};

const char *nitro_field_meaning(cupel_slice key)
{
    for (size_t i = 0; i < CUPEL_COUNT(known); i++)
        if (slice_eq(key, slice_str(known[i].key)))
            return known[i].meaning;
    return NULL;
}

static const char *key_text(struct arena *a, const struct cbor_pair *p)
{
    return p->key_type == CBOR_TEXT ? arena_text(a, p->text) : arena_hex(a, p->key);
}

/* A key without a rule is signed by AWS, but nobody here knows what it restricts. */
static void check_keys(struct nitro_work *w)
{
    const struct nitro_doc *d = w->d;
    bool ok = !d->both;
    if (d->both)
        (void)nitro_judge(w, NITRO_CHECK_FIELDS, false,
                          "the payload has the PCRs of an enclave and those of a NitroTPM: it says "
                          "of neither which it is",
                          d->pcrs_at, 1);
    for (size_t i = 0; i < d->fields.n; i++) {
        const struct cbor_pair *p = &d->fields.pairs[i];
        if (p->key_type == CBOR_TEXT && nitro_field_meaning(p->text))
            continue;
        struct cupel_check *c = check_addf(
            &w->ap->checks, &nitro_checks[NITRO_CHECK_FIELDS], CUPEL_FAIL,
            "the payload has a field that AWS does not define: %s", key_text(&w->ap->arena, p));
        check_where(&w->ap->checks, c, "evidence", p->at - p->key.n, p->key.n + p->value.n);
        ok = false;
    }
    if (ok)
        (void)nitro_add(w, NITRO_CHECK_FIELDS, CUPEL_PASS, NULL);
}

/* ---- values ---- */

/* A value that breaks a rule; the first makes *ok false. */
static void refuse(struct nitro_work *w, bool *ok, const char *field, const char *expected,
                   const char *found, struct nitro_bytes at)
{
    struct cupel_check *c = check_addf(&w->ap->checks, &nitro_checks[NITRO_CHECK_VALUES],
                                       CUPEL_FAIL, "%s breaks AWS's rules", field);
    check_where(&w->ap->checks, c, "evidence", at.at, at.value.n);
    c->expected = expected;
    c->found = found;
    *ok = false;
}

static const char *bytes_text(struct nitro_work *w, size_t n)
{
    return arena_printf(&w->ap->arena, "%zu bytes", n);
}

static void check_size(struct nitro_work *w, bool *ok, const char *field, struct nitro_bytes b,
                       size_t least, size_t most)
{
    if (b.present && (b.value.n < least || b.value.n > most))
        refuse(w, ok, field, arena_printf(&w->ap->arena, "%zu to %zu bytes", least, most),
               bytes_text(w, b.value.n), b);
}

static void check_pcrs(struct nitro_work *w, bool *ok)
{
    const struct nitro_doc *d = w->d;
    struct arena *a = &w->ap->arena;
    if (d->pcrs.n == 0 || d->pcrs.n > NITRO_PCRS)
        refuse(w, ok, "the number of PCRs", "1 to 32", arena_printf(a, "%zu", d->pcrs.n),
               (struct nitro_bytes){ true, SLICE_EMPTY, d->pcrs_at });
    for (size_t i = 0; i < d->pcrs.n; i++) {
        const struct cbor_pair *p = &d->pcrs.pairs[i];
        struct nitro_bytes b = nitro_bytes_of(p);
        if (p->number >= NITRO_PCRS)
            refuse(w, ok, "a PCR's index", "0 to 31", arena_printf(a, "%lld", (long long)p->number),
                   b);
        if (b.value.n != 32 && b.value.n != 48 && b.value.n != 64)
            refuse(w, ok, arena_printf(a, "PCR%lld", (long long)p->number), "32, 48 or 64 bytes",
                   bytes_text(w, b.value.n), b);
    }
}

static void check_certificates(struct nitro_work *w, bool *ok)
{
    const struct nitro_doc *d = w->d;
    check_size(w, ok, "certificate", d->certificate, 1, CERT_MAX);
    if (d->n_bundle == 0)
        refuse(w, ok, "cabundle", "one certificate or more", "none",
               (struct nitro_bytes){ true, SLICE_EMPTY, d->certificate.at });
    for (size_t i = 0; i < d->n_bundle; i++)
        check_size(w, ok, arena_printf(&w->ap->arena, "cabundle[%zu]", i), d->bundle[i], 1,
                   CERT_MAX);
}

void nitro_check_fields(struct nitro_work *w)
{
    const struct nitro_doc *d = w->d;
    struct arena *a = &w->ap->arena;
    bool ok = true;
    check_keys(w);
    if (d->module_id.n == 0)
        refuse(w, &ok, "module_id", "a name", "an empty text",
               (struct nitro_bytes){ true, SLICE_EMPTY, d->module_id_at });
    if (!slice_eq(d->digest, SLICE_LIT("SHA384")))
        refuse(w, &ok, "digest", "SHA384", arena_text(a, d->digest),
               (struct nitro_bytes){ true, d->digest, d->digest_at });
    if (d->timestamp == 0)
        refuse(w, &ok, "timestamp", "above 0", "0",
               (struct nitro_bytes){ true, SLICE_EMPTY, d->timestamp_at });
    check_pcrs(w, &ok);
    check_certificates(w, &ok);
    check_size(w, &ok, "public_key", d->public_key, 1, PUBLIC_KEY_MAX);
    check_size(w, &ok, "user_data", d->user_data, 0, USER_DATA_MAX);
    check_size(w, &ok, "nonce", d->nonce, 0, NONCE_MAX);
    if (ok)
        (void)nitro_add(w, NITRO_CHECK_VALUES, CUPEL_PASS, NULL);
}
