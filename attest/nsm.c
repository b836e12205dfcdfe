/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /dev/nsm: AWS Nitro attestation documents. A request and its answer are CBOR, as AWS's nsm_io
 * writes them: {"Attestation": {"user_data", "nonce", "public_key"}} and {"Attestation":
 * {"document"}} or {"Error": "InputTooLarge"}. Sources: linux/nsm.h;
 * aws/aws-nitro-enclaves-nsm-api, src/api and docs/attestation_process.md.
 */
#include "attest/attest.h"
#include "attest/uapi.h"

#include "base/status.h"
#include "codec/cbor.h"
#include "softtee/cbor_write.h"

#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#define NODE "/dev/nsm"

static void put_optional(struct buf *b, const char *key, bool present, cupel_slice bytes)
{
    cbor_put_text(b, key);
    if (present)
        cbor_put_bytes(b, bytes);
    else
        cbor_put_null(b);
}

static void write_request(const struct request *r, struct buf *b)
{
    cbor_put_map(b, 1);
    cbor_put_text(b, "Attestation");
    cbor_put_map(b, 3);
    put_optional(b, "user_data", r->has_user_data, r->user_data);
    put_optional(b, "nonce", true, r->nonce);
    put_optional(b, "public_key", false, SLICE_EMPTY);
}

static cupel_status malformed(struct cupel_diag *err, cupel_status st)
{
    return diag_set(err, CUPEL_E_MALFORMED, "", NODE ": the answer %s",
                    st == CUPEL_OK ? "holds neither a document nor an error" : cbor_fault(st));
}

/* {"Error": "InvalidArgument"} */
static cupel_status read_error(const struct cbor_map *m, struct arena *a, struct cupel_diag *err)
{
    const struct cbor_pair *p = cbor_find_text(m, "Error");
    if (!p || m->n != 1)
        return malformed(err, CUPEL_OK);
    struct cur c = cbor_value(p);
    cupel_slice word = cbor_take_text(&c);
    if (cur_end(&c) != CUPEL_OK)
        return malformed(err, cur_end(&c));
    return diag_set(err, CUPEL_E_IO, "", NODE " refused the request: %s", arena_text(a, word));
}

static cupel_status read_answer(cupel_slice in, struct arena *a, cupel_slice *ret,
                                struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    struct cbor_map *outer = arena_alloc(a, sizeof *outer), *inner = arena_alloc(a, sizeof *inner);
    if (!outer || !inner)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    cbor_take_map(&c, outer);
    if (cur_end(&c) != CUPEL_OK)
        return malformed(err, cur_end(&c));
    const struct cbor_pair *p = cbor_find_text(outer, "Attestation");
    if (!p || outer->n != 1)
        return read_error(outer, a, err);
    struct cur v = cbor_value(p);
    cbor_take_map(&v, inner);
    struct cur d = cbor_value(cbor_find_text(inner, "document"));
    cupel_slice document = cbor_take_bytes(&d);
    if (cur_end(&v) != CUPEL_OK || cur_end(&d) != CUPEL_OK || document.n == 0)
        return malformed(err, cur_end(&v) != CUPEL_OK ? cur_end(&v) : CUPEL_OK);
    *ret = arena_copy(a, document);
    return CUPEL_OK;
}

static cupel_status ask(const struct attest *at, struct arena *a, cupel_slice *ret,
                        struct cupel_diag *err)
{
    struct buf b;
    uint8_t *room = arena_alloc(a, NSM_RESPONSE_MAX);
    buf_init(&b, NSM_REQUEST_MAX);
    write_request(at->request, &b);
    struct nsm_message m = { { (uint64_t)(uintptr_t)b.p, b.n },
                             { (uint64_t)(uintptr_t)room, NSM_RESPONSE_MAX } };
    int rc = 0;
    cupel_status st = room ? buf_status(&b) : CUPEL_E_NOMEM;
    if (st == CUPEL_OK)
        rc = device_ioctl(at->device, NODE, O_RDWR, NSM_IOCTL_RAW, &m);
    buf_clear(&b);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "the request for " NODE " does not fit");
    if (rc != 0)
        return device_fail(err, rc, NODE, "asked", "run this inside a Nitro enclave");
    if (m.response.len > NSM_RESPONSE_MAX)
        return diag_set(err, CUPEL_E_MALFORMED, "", NODE " claims to have written %llu bytes of %u",
                        (unsigned long long)m.response.len, NSM_RESPONSE_MAX);
    return read_answer(slice_of(room, (size_t)m.response.len), a, ret, err);
}

static cupel_status collect(const struct attest *at, struct collected *ret, struct cupel_diag *err)
{
    const struct request *r = at->request;
    if (r->has_user_data && r->user_data.n > USER_DATA_NSM)
        return diag_set(err, CUPEL_E_USAGE, "",
                        "--user-data: a Nitro document takes %u bytes, these are %zu; give their "
                        "digest",
                        USER_DATA_NSM, r->user_data.n);
    ret->tee = TEE_NITRO;
    ret->provider = "nsm";
    ret->challenge = r->nonce;
    ret->binding = r->has_user_data ? "nonce and user_data, each a field of its own" : "nonce";
    CUPEL_TRY(ask(at, ret->arena, &ret->evidence, err));
    if (slice_find(ret->evidence, r->nonce) == SIZE_MAX ||
        (r->user_data.n > 0 && slice_find(ret->evidence, r->user_data) == SIZE_MAX))
        return diag_set(err, CUPEL_E_MALFORMED, "",
                        NODE
                        ": the document does not carry what was asked for; nothing is written");
    return CUPEL_OK;
}

static void probe(const struct attest *at, struct arena *a, struct finding *ret)
{
    const struct device *d = at->device;
    (void)a;
    if (!device_exists(d, NODE))
        *ret = (struct finding){ FOUND_MISSING, TEE_AUTO, NODE " is absent",
                                 "exists in Nitro enclaves only: AWS's nsm driver, or CONFIG_NSM "
                                 "(Linux 6.8)" };
    else if (d->ops->may(d->own, NODE, R_OK | W_OK) != 0)
        *ret = (struct finding){ FOUND_DENIED, TEE_NITRO, "no permission to open " NODE,
                                 "run as root, or chmod 0666 " NODE " in the enclave's init" };
    else
        *ret = (struct finding){ FOUND_READY, TEE_NITRO, "Nitro attestation documents", "" };
}

const struct source source_nsm = {
    .name = "nsm",
    .where = NODE,
    .tees = TEE_BIT(TEE_NITRO),
    .probe = probe,
    .collect = collect,
};
