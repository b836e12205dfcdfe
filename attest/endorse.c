/* SPDX-License-Identifier: Apache-2.0 */
#include "attest/endorse.h"

#include "base/cur.h"
#include "base/status.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/pem.h"

#define KIND "endorsement"

static cupel_status read_pem(struct arena *a, cupel_slice in, cupel_slice *ret,
                             struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    struct pem_block block;
    cupel_status st = pem_next(a, &c, false, &block);
    if (st == CUPEL_E_NOMEM)
        return diag_set(err, st, KIND, "out of memory");
    if (st != CUPEL_OK || !slice_eq(block.label, SLICE_LIT("CERTIFICATE")))
        return diag_set(err, CUPEL_E_MALFORMED, KIND, "holds no certificate in PEM");
    *ret = block.der;
    return CUPEL_OK;
}

static cupel_status read_base64(struct arena *a, cupel_slice text, cupel_slice *ret,
                                struct cupel_diag *err)
{
    size_t n = 0;
    uint8_t *out = arena_alloc(a, base64_room(text.n));
    if (!out)
        return diag_set(err, CUPEL_E_NOMEM, KIND, "out of memory");
    if (base64_read(text, true, false, out, &n) != CUPEL_OK &&
        base64_read(text, false, false, out, &n) != CUPEL_OK)
        return diag_set(err, CUPEL_E_MALFORMED, KIND, "\"quote\" is no base64");
    *ret = slice_of(out, n);
    return CUPEL_OK;
}

static cupel_status read_json(struct arena *a, cupel_slice in, struct endorsement *ret,
                              struct cupel_diag *err)
{
    const struct json_node *top = NULL;
    CUPEL_TRY(json_parse(a, in, &top, err));
    const struct json_node *vcek = json_find(top, "vcekCert"), *quote = json_find(top, "quote");
    const struct json_node *chain = json_find(top, "certificateChain");
    if (quote && quote->type == JSON_STRING)
        return read_base64(a, quote->text, &ret->quote, err);
    if (!vcek || vcek->type != JSON_STRING)
        return diag_set(err, CUPEL_E_MALFORMED, KIND,
                        "the JSON has neither \"vcekCert\" nor \"quote\"");
    if (chain && chain->type == JSON_STRING)
        ret->chain = chain->text;
    return read_pem(a, vcek->text, &ret->vcek, err);
}

cupel_status endorsement_read(struct arena *a, cupel_slice in, struct endorsement *ret,
                              struct cupel_diag *err)
{
    *ret = (struct endorsement){ 0 };
    if (pem_probe(in))
        return read_pem(a, in, &ret->vcek, err);
    if (slice_starts(in, SLICE_LIT("{")))
        return read_json(a, in, ret, err);
    if (slice_starts(in, SLICE_LIT("\x30\x82")))
        ret->vcek = in;
    else if (slice_le64(slice_part(in, 0, 2)) >= 4 && slice_le64(slice_part(in, 4, 4)) == 0x81)
        ret->quote = in;
    else
        return diag_set(
            err, CUPEL_E_MALFORMED, KIND,
            "is neither the metadata service's JSON, nor a certificate, nor a TD quote");
    return CUPEL_OK;
}
