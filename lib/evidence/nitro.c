/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AWS Nitro attestation documents, of enclaves and of NitroTPMs: recognising and reading them.
 * Layout: aws-nitro-enclaves-nsm-api, docs/attestation_process.md, chapters 2 and 3.
 */
#include "evidence/nitro.h"

#include "base/status.h"

static const char name[] = "nitro";

struct nitro_bytes nitro_bytes_of(const struct cbor_pair *p)
{
    struct cur c = cbor_value(p);
    if (!p || cbor_next_is_null(&c))
        return (struct nitro_bytes){ 0 };
    cupel_slice v = cbor_take_bytes(&c);
    return (struct nitro_bytes){ c.st == CUPEL_OK, v, c.at - v.n };
}

struct nitro_bytes nitro_pcr(const struct nitro_doc *d, unsigned index)
{
    return nitro_bytes_of(cbor_find(&d->pcrs, index));
}

/* ---- recognising ---- */

#define KEY_MODULE_ID "\x69module_id" /* text strings with their heads */
#define KEY_BUNDLE                                                                                 \
    "\x68"                                                                                         \
    "cabundle"
#define PROTECTED "\xa1\x01\x38\x22" /* { 1: -35 } */

/* The frame and what is in it, each told by one of two signs: damage to one does not hide what a
 * document is meant to be. */
static bool probe(cupel_slice in)
{
    bool frame = cose_probe(in) || slice_find(slice_part(in, 0, 8), SLICE_LIT(PROTECTED)) < 4;
    return frame && (slice_find(in, SLICE_LIT(KEY_MODULE_ID)) != SIZE_MAX ||
                     slice_find(in, SLICE_LIT(KEY_BUNDLE)) != SIZE_MAX);
}

/* ---- reading ---- */

/* A field's value is of another type, or not strict CBOR. */
static cupel_status fault(struct cupel_diag *err, const struct cur *c, const char *field,
                          const char *want)
{
    cupel_status st = cur_end(c);
    if (st == CUPEL_E_NOT_FOUND)
        return diag_set(err, CUPEL_E_MALFORMED, name, "the payload has no %s", field);
    return diag_at(err, st, name, c->at, "%s is not %s", field, want);
}

static cupel_status read_text(const struct nitro_doc *d, const char *field, cupel_slice *ret,
                              size_t *at, struct cupel_diag *err)
{
    struct cur c = cbor_value(cbor_find_text(&d->fields, field));
    *ret = cbor_take_text(&c);
    *at = c.at - ret->n;
    return cur_end(&c) == CUPEL_OK ? CUPEL_OK : fault(err, &c, field, "a text string");
}

static cupel_status read_timestamp(struct nitro_doc *d, struct cupel_diag *err)
{
    struct cur c = cbor_value(cbor_find_text(&d->fields, "timestamp"));
    d->timestamp_at = c.at;
    d->timestamp = cbor_take_uint(&c);
    return cur_end(&c) == CUPEL_OK ? CUPEL_OK : fault(err, &c, "timestamp", "an unsigned integer");
}

/* Which kind of PCRs it has tells the two documents apart. */
static cupel_status read_pcrs(struct nitro_doc *d, struct cupel_diag *err)
{
    const struct cbor_pair *enclave = cbor_find_text(&d->fields, "pcrs");
    const struct cbor_pair *tpm = cbor_find_text(&d->fields, "nitrotpm_pcrs");
    d->is_tpm = tpm && !enclave;
    d->both = tpm && enclave;
    const char *field = d->is_tpm ? "nitrotpm_pcrs" : "pcrs";
    struct cur c = cbor_value(d->is_tpm ? tpm : enclave);
    d->pcrs_at = c.at;
    cbor_take_map(&c, &d->pcrs);
    if (cur_end(&c) != CUPEL_OK)
        return fault(err, &c, field, "a map of PCRs");
    for (size_t i = 0; i < d->pcrs.n; i++) {
        const struct cbor_pair *p = &d->pcrs.pairs[i];
        struct cur v = cbor_value(p);
        (void)cbor_take_bytes(&v);
        if (p->key_type != CBOR_UINT)
            return diag_at(err, CUPEL_E_MALFORMED, name, p->at - p->key.n,
                           "%s: a key is not an unsigned integer", field);
        if (cur_end(&v) != CUPEL_OK)
            return fault(err, &v, field, "a map of byte strings");
    }
    return CUPEL_OK;
}

static cupel_status read_bytes(const struct nitro_doc *d, const char *field, bool may_be_null,
                               struct nitro_bytes *ret, struct cupel_diag *err)
{
    const struct cbor_pair *p = cbor_find_text(&d->fields, field);
    struct cur c = cbor_value(p);
    *ret = nitro_bytes_of(p);
    if (ret->present || (may_be_null && (!p || cbor_next_is_null(&c))))
        return CUPEL_OK;
    (void)cbor_take_bytes(&c);
    return fault(err, &c, field, "a byte string");
}

static cupel_status read_bundle(struct nitro_doc *d, struct cupel_diag *err)
{
    struct cur c = cbor_value(cbor_find_text(&d->fields, "cabundle"));
    size_t start = c.at;
    struct cbor_items it = cbor_enter_array(&c);
    while (cbor_more(&c, &it)) {
        cupel_slice v = cbor_take_bytes(&c);
        if (d->n_bundle == NITRO_BUNDLE_MAX)
            return diag_at(err, CUPEL_E_LIMIT, name, start,
                           "cabundle has more than %u certificates", NITRO_BUNDLE_MAX);
        d->bundle[d->n_bundle++] = (struct nitro_bytes){ true, v, c.at - v.n };
    }
    return cur_end(&c) == CUPEL_OK ? CUPEL_OK
                                   : fault(err, &c, "cabundle", "an array of byte strings");
}

static cupel_status read_payload(struct nitro_doc *d, struct cupel_diag *err)
{
    struct cur c = cur_at(d->cose.payload, d->cose.payload_at);
    cbor_take_map(&c, &d->fields);
    if (cur_end(&c) == CUPEL_E_TRAILING)
        return diag_at(err, CUPEL_E_TRAILING, name, c.at, "%zu bytes after the payload's map",
                       c.left.n);
    if (c.st != CUPEL_OK)
        return diag_at(err, c.st, name, c.at, "the payload is not a map: it %s", cbor_fault(c.st));
    CUPEL_TRY(read_text(d, "module_id", &d->module_id, &d->module_id_at, err));
    CUPEL_TRY(read_text(d, "digest", &d->digest, &d->digest_at, err));
    CUPEL_TRY(read_timestamp(d, err));
    CUPEL_TRY(read_pcrs(d, err));
    CUPEL_TRY(read_bytes(d, "certificate", false, &d->certificate, err));
    CUPEL_TRY(read_bundle(d, err));
    CUPEL_TRY(read_bytes(d, "public_key", true, &d->public_key, err));
    CUPEL_TRY(read_bytes(d, "user_data", true, &d->user_data, err));
    return read_bytes(d, "nonce", true, &d->nonce, err);
}

static cupel_status read_message(cupel_slice in, struct nitro_doc *d, struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    const char *why = NULL;
    cose_take(&c, &d->cose, &why);
    if (c.st != CUPEL_OK)
        return diag_at(err, c.st, name, c.at, "this is no COSE_Sign1 message: %s",
                       why ? why : cbor_fault(c.st));
    if (c.left.n)
        return diag_at(err, CUPEL_E_TRAILING, name, c.at, "%zu bytes after the message", c.left.n);
    if (d->cose.is_mac)
        return diag_at(err, CUPEL_E_UNSUPPORTED, name, 0,
                       "this is a COSE_Mac0 message (tag 17); documents are COSE_Sign1");
    if (d->cose.payload_is_nil)
        return diag_at(err, CUPEL_E_MALFORMED, name, 0,
                       "the message has no payload (nil): the document itself is missing");
    if (d->cose.payload.n > NITRO_PAYLOAD_MAX)
        return diag_at(err, CUPEL_E_LIMIT, name, d->cose.payload_at,
                       "the payload has %zu bytes; it may have %u", d->cose.payload.n,
                       NITRO_PAYLOAD_MAX);
    return CUPEL_OK;
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct nitro_doc *d = arena_alloc(a, sizeof *d);
    if (!d)
        return diag_set(err, CUPEL_E_NOMEM, name, "out of memory");
    CUPEL_TRY(read_message(in, d, err));
    CUPEL_TRY(read_payload(d, err));
    *ret = (struct evidence){ .format = &format_nitro, .bytes = in, .own = d };
    return CUPEL_OK;
}

const struct format format_nitro = {
    .name = name,
    .title = "AWS Nitro attestation document",
    .root = FORMAT_OF_PARTS, /* verify says whether it is an enclave's: a NitroTPM is no TEE */
    .probe = probe,
    .parse = parse,
    .verify = nitro_verify,
    .explain = nitro_explain,
    .checks = nitro_checks,
    .n_checks = NITRO_CHECKS,
    .claims = nitro_claims,
    .n_claims = NITRO_CLAIMS,
};
