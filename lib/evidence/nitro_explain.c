/* SPDX-License-Identifier: Apache-2.0 */
/* Every field of a Nitro document in wire order. */
#include "evidence/nitro.h"

/* One element of the message's array: with its CBOR head, so that fields leave no gap. */
struct element {
    size_t at, n;
};

static struct element take_element(struct cur *c)
{
    size_t at = c->at;
    cupel_slice any = cbor_take_any(c);
    return (struct element){ at, any.n };
}

static const char *pcr_meaning(const struct nitro_doc *d, const struct cbor_pair *p)
{
    if (p->number >= NITRO_PCRS)
        return "no PCR: indices go from 0 to 31";
    unsigned first = d->is_tpm ? NITRO_CLAIM_TPM_PCR : NITRO_CLAIM_PCR;
    return nitro_claims[first + (unsigned)p->number].title;
}

static void explain_pcrs(const struct nitro_doc *d, struct field_list *l, const char *key,
                         const struct cbor_pair *whole)
{
    field_open(l, key, nitro_field_meaning(whole->text), whole->at, whole->value.n);
    for (size_t i = 0; i < d->pcrs.n; i++) {
        const struct cbor_pair *p = &d->pcrs.pairs[i];
        struct nitro_bytes b = nitro_bytes_of(p);
        field_bytes(l, arena_printf(l->arena, "PCR%lld", (long long)p->number), b.value,
                    pcr_meaning(d, p), b.at);
    }
    field_close(l);
}

static void explain_cert(struct field_list *l, const char *name, struct nitro_bytes b)
{
    struct x509_cert cert;
    const char *value = x509_cert_parse(b.value, &cert, NULL) == CUPEL_OK
                            ? x509_name_text(l->arena, cert.subject)
                            : "no X.509 certificate";
    (void)field_text(l, name, value,
                     "certificate, DER; trusted only as far as its path leads to an anchor", b.at,
                     b.value.n);
}

static void explain_bundle(const struct nitro_doc *d, struct field_list *l,
                           const struct cbor_pair *whole)
{
    field_open(l, "cabundle", nitro_field_meaning(whole->text), whole->at, whole->value.n);
    for (size_t i = 0; i < d->n_bundle; i++)
        explain_cert(l, arena_printf(l->arena, "cabundle[%zu]", i), d->bundle[i]);
    field_close(l);
}

static void explain_any(struct field_list *l, const struct cbor_pair *p)
{
    const char *key = p->key_type == CBOR_TEXT ? arena_text(l->arena, p->text)
                                               : arena_hex(l->arena, p->key);
    (void)field_text(l, key, arena_hex(l->arena, p->value),
                     "CBOR of a field that AWS does not define", p->at, p->value.n);
}

static void explain_bytes(struct field_list *l, const char *key, const struct cbor_pair *p)
{
    struct nitro_bytes b = nitro_bytes_of(p);
    if (b.present)
        field_bytes(l, key, b.value, nitro_field_meaning(p->text), b.at);
    else
        (void)field_text(l, key, "null", nitro_field_meaning(p->text), p->at, p->value.n);
}

static void explain_field(const struct nitro_doc *d, struct field_list *l,
                          const struct cbor_pair *p)
{
    const char *meaning = p->key_type == CBOR_TEXT ? nitro_field_meaning(p->text) : NULL;
    if (!meaning) {
        explain_any(l, p);
        return;
    }
    const char *key = arena_text(l->arena, p->text);
    struct cur c = cbor_value(p);
    if (slice_eq(p->text, SLICE_LIT("timestamp"))) {
        field_uint(l, key, d->timestamp, meaning, p->at, p->value.n);
        field_time(l, "as a date", (int64_t)(d->timestamp / 1000), "in seconds", p->at, p->value.n);
    } else if (slice_eq(p->text, d->is_tpm ? SLICE_LIT("nitrotpm_pcrs") : SLICE_LIT("pcrs"))) {
        explain_pcrs(d, l, key, p);
    } else if (slice_eq(p->text, SLICE_LIT("cabundle"))) {
        explain_bundle(d, l, p);
    } else if (slice_eq(p->text, SLICE_LIT("certificate"))) {
        explain_cert(l, key, d->certificate);
    } else if (cbor_peek(&c) == CBOR_TEXT) {
        cupel_slice text = cbor_take_text(&c);
        (void)field_text(l, key, arena_text(l->arena, text), meaning, p->at, p->value.n);
    } else if (cbor_peek(&c) == CBOR_MAP) { /* PCRs of both kinds: the second is not read */
        explain_any(l, p);
    } else {
        explain_bytes(l, key, p);
    }
}

static void explain_payload(const struct nitro_doc *d, struct field_list *l, struct element e)
{
    field_open(l, "payload", "the document itself: a map, signed", e.at, e.n);
    (void)field_text(l, "map", d->fields.indefinite ? "of indefinite length" : "of known length",
                     "how the fields are framed; both are in use", d->cose.payload_at,
                     d->cose.payload.n);
    for (size_t i = 0; i < d->fields.n; i++)
        explain_field(d, l, &d->fields.pairs[i]);
    field_close(l);
}

void nitro_explain(const struct evidence *ev, struct field_list *ret)
{
    const struct nitro_doc *d = ev->own;
    const struct cose_message *m = &d->cose;
    struct cur c = cur_of(ev->bytes);
    if (m->tagged)
        (void)cbor_take_tag(&c);
    (void)cbor_enter_array(&c);
    (void)field_text(ret, "COSE_Sign1", m->tagged ? "tag 18, array of 4" : "array of 4, no tag",
                     "the frame; both forms are in use", 0, c.at);
    struct element e = take_element(&c);
    (void)field_text(ret, "protected",
                     m->has_alg ? cose_alg_name(m->alg) : "no algorithm by number",
                     "signed header: the algorithm", e.at, e.n);
    e = take_element(&c);
    (void)field_text(ret, "unprotected", m->open.n ? "not empty" : "empty",
                     "header that nobody signs; must be empty", e.at, e.n);
    e = take_element(&c);
    explain_payload(d, ret, e);
    e = take_element(&c);
    (void)field_text(ret, "signature", arena_hex(ret->arena, m->signature),
                     "ECDSA P-384: r and s, 48 bytes each, big endian", e.at, e.n);
}
