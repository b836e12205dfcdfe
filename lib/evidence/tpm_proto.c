/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The protocol buffer "Attestation" of google/go-tpm-tools (proto/attest.proto, proto/tpm.proto):
 * an AK, one quote per bank, an event log, certificates. It becomes the quotes one behind the other
 * and the rest as files. Read strictly: known fields with their wire type, shortest varints, no
 * field twice that may be there once.
 *
 * Field 4 (instance_info) repeats unsigned what the AK certificate says and is not read. Fields 8
 * and 9 hold evidence of a TEE, which this file binds to nothing: refused, so that nobody takes the
 * TPM's verdict for the TEE's.
 */
#include "evidence/tpm.h"

#include "base/status.h"

#define NAME "go-tpm-tools"

enum { WIRE_VARINT = 0, WIRE_BYTES = 2 };

struct proto {
    struct cur c;
    struct cupel_diag *err;
    uint32_t seen; /* singular fields that were met */
};

/* At most @max_bytes bytes, the shortest form. */
static uint64_t take_varint(struct cur *c, unsigned max_bytes)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < max_bytes; i++) {
        uint8_t b = cur_u8(c);
        v |= (uint64_t)(b & 0x7f) << 7 * i;
        if (b & 0x80)
            continue;
        if (i && b == 0)
            break;
        return c->st == CUPEL_OK ? v : 0;
    }
    cur_fail(c, CUPEL_E_MALFORMED);
    return 0;
}

/* Number and wire type of the next field. */
static unsigned take_tag(struct cur *c, unsigned *wire)
{
    uint64_t tag = take_varint(c, 4);
    *wire = (unsigned)(tag & 7);
    return (unsigned)(tag >> 3);
}

static struct cur take_message(struct cur *c)
{
    uint64_t n = take_varint(c, 4);
    if (n > c->left.n)
        cur_fail(c, CUPEL_E_TRUNCATED);
    return cur_sub(c, c->st == CUPEL_OK ? (size_t)n : 0);
}

static cupel_status fault(const struct proto *p, cupel_status st, const char *what)
{
    return diag_at(p->err, st, NAME, p->c.at, "%s", what);
}

/* A field that may be there once; @what names it. */
static cupel_status once(struct proto *p, unsigned field, const char *what)
{
    if (p->seen >> field & 1)
        return diag_at(p->err, CUPEL_E_MALFORMED, NAME, p->c.at, "%s is there twice", what);
    p->seen |= 1u << field;
    return CUPEL_OK;
}

/* ---- tpm.Quote ---- */

/* map<uint32, bytes>: key in field 1 (absent: 0), value in field 2. */
static cupel_status read_entry(struct proto *p, struct tpm_bank *bank)
{
    uint64_t pcr = 0;
    cupel_slice value = SLICE_EMPTY;
    while (p->c.left.n && p->c.st == CUPEL_OK) {
        unsigned wire, field = take_tag(&p->c, &wire);
        CUPEL_TRY(field == 1 || field == 2 ? once(p, field, "a member of a PCR") : CUPEL_OK);
        if (field == 1 && wire == WIRE_VARINT)
            pcr = take_varint(&p->c, 5);
        else if (field == 2 && wire == WIRE_BYTES)
            value = take_message(&p->c).left;
        else
            cur_fail(&p->c, CUPEL_E_MALFORMED);
    }
    if (p->c.st != CUPEL_OK || pcr >= TPM_PCRS_MAX || value.n > CRYPTO_HASH_MAX ||
        (bank->present >> pcr & 1))
        return fault(p, CUPEL_E_MALFORMED, "an entry of the PCR values is broken or there twice");
    bank->present |= 1u << pcr;
    bank->values[pcr] = value;
    return CUPEL_OK;
}

/* tpm.PCRs: hash (a TPM_ALG_ID) in field 1, the map in field 2. */
static cupel_status read_pcrs(struct proto *p, struct tpm_bank *bank)
{
    while (p->c.left.n && p->c.st == CUPEL_OK) {
        unsigned wire, field = take_tag(&p->c, &wire);
        if (field == 1 && wire == WIRE_VARINT) {
            CUPEL_TRY(once(p, field, "the bank of PCR values"));
            bank->alg = (uint16_t)take_varint(&p->c, 2);
        } else if (field == 2 && wire == WIRE_BYTES) {
            struct proto entry = { take_message(&p->c), p->err, 0 };
            CUPEL_TRY(read_entry(&entry, bank));
        } else {
            cur_fail(&p->c, CUPEL_E_MALFORMED);
        }
    }
    for (unsigned i = 0; i < TPM_PCRS_MAX && p->c.st == CUPEL_OK; i++)
        if ((bank->present >> i & 1) &&
            (bank->values[i].n == 0 || bank->values[i].n != tpm_hash_size(bank->alg)))
            cur_fail(&p->c, CUPEL_E_MALFORMED);
    return p->c.st == CUPEL_OK
               ? CUPEL_OK
               : fault(p, p->c.st, "the PCR values are broken, or not those of their bank");
}

struct proto_quote {
    cupel_slice attest, signature;
    struct tpm_pcrs pcrs;
};

static cupel_status read_quote(struct proto *p, struct proto_quote *q)
{
    *q = (struct proto_quote){ .pcrs = { .n = 1 } };
    while (p->c.left.n && p->c.st == CUPEL_OK) {
        unsigned wire, field = take_tag(&p->c, &wire);
        if (field < 1 || field > 3 || wire != WIRE_BYTES)
            return fault(p, CUPEL_E_MALFORMED, "a quote has a field that is unknown");
        CUPEL_TRY(once(p, field, "a member of a quote"));
        struct proto in = { take_message(&p->c), p->err, 0 };
        if (field == 1)
            q->attest = in.c.left;
        else if (field == 2)
            q->signature = in.c.left;
        else
            CUPEL_TRY(read_pcrs(&in, &q->pcrs.banks[0]));
    }
    return p->c.st == CUPEL_OK ? CUPEL_OK : fault(p, p->c.st, "a quote is broken");
}

/* ---- attest.Attestation ---- */

static cupel_slice concat(struct arena *a, cupel_slice x, cupel_slice y)
{
    uint8_t *p = arena_alloc(a, x.n + y.n);
    if (!p)
        return SLICE_EMPTY;
    slice_copy(x, p, x.n);
    slice_copy(y, p + x.n, y.n);
    return slice_of(p, x.n + y.n);
}

static cupel_status add_quote(struct arena *a, struct proto *in, struct unwrapped *ret)
{
    struct proto_quote q;
    CUPEL_TRY(read_quote(in, &q));
    ret->bytes = concat(a, ret->bytes, tpm_join_quote(a, q.attest, q.signature));
    if (q.pcrs.banks[0].present)
        CUPEL_TRY(tpm_unwrap_add(ret, "quotes.pcrs", tpm_write_pcrs(a, &q.pcrs)));
    return arena_status(a);
}

static const struct {
    const char *name; /* NULL: not kept */
    bool many;
} fields[] = {
    [1] = { "ak_pub", false },
    [2] = { "quotes", true },
    [3] = { "event_log", false },
    [4] = { NULL, false },
    [5] = { "canonical_event_log", false },
    [6] = { "ak_cert", false },
    [7] = { "intermediate_certs", true },
};

static cupel_status read_field(struct arena *a, struct proto *p, unsigned field,
                               struct unwrapped *ret)
{
    if (!fields[field].many)
        CUPEL_TRY(once(p, field, fields[field].name ? fields[field].name : "instance_info"));
    struct proto in = { take_message(&p->c), p->err, 0 };
    if (p->c.st != CUPEL_OK)
        return fault(p, p->c.st, "a field is longer than the file");
    if (field == 2)
        return add_quote(a, &in, ret);
    if (!fields[field].name || in.c.left.n == 0)
        return CUPEL_OK;
    cupel_status st = tpm_unwrap_add(ret, fields[field].name, in.c.left);
    return st == CUPEL_OK ? st : fault(p, st, "there are too many certificates");
}

static cupel_status open_proto(struct arena *a, cupel_slice in, struct unwrapped *ret,
                               struct cupel_diag *err)
{
    struct proto p = { cur_of(in), err, 0 };
    while (p.c.left.n) {
        unsigned wire, field = take_tag(&p.c, &wire);
        if (p.c.st == CUPEL_OK && (field == 8 || field == 9))
            return fault(
                &p, CUPEL_E_UNSUPPORTED,
                "the attestation also holds a SEV-SNP report or TDX quote, which it binds to "
                "nothing; give that as evidence of its own");
        if (p.c.st != CUPEL_OK || field == 0 || field >= CUPEL_COUNT(fields) || wire != WIRE_BYTES)
            return fault(&p, CUPEL_E_MALFORMED, "a field is unknown, or of another type");
        CUPEL_TRY(read_field(a, &p, field, ret));
    }
    if (ret->bytes.n == 0)
        return diag_set(err, CUPEL_E_MALFORMED, NAME, "the attestation holds no quote");
    ret->format = "tpm";
    return arena_status(a);
}

/* Field 1, a public area in it, and field 2 behind it: nothing else starts so. */
static bool probe(cupel_slice in)
{
    struct cur c = cur_of(in);
    unsigned wire, field = take_tag(&c, &wire);
    if (c.st != CUPEL_OK || field != 1 || wire != WIRE_BYTES)
        return false;
    struct cur key = take_message(&c);
    return c.st == CUPEL_OK && tpm_public_probe(key.left) &&
           slice_starts(c.left, SLICE_LIT("\x12"));
}

const struct wrapper wrapper_go_tpm_tools = {
    .name = NAME,
    .title = "go-tpm-tools' attestation",
    .probe = probe,
    .open = open_proto,
};
