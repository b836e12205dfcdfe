/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The attestation report of an NVIDIA GPU or NVSwitch: an SPDM 1.1 GET_MEASUREMENTS request and the
 * MEASUREMENTS response (DMTF DSP0274 1.1, sections 10.11), one behind the other. Opaque data:
 * NVIDIA/nvtrust, local_gpu_verifier, spdm_msrt_resp_msg.py, and NVIDIA/attestation-sdk.
 */
#include "evidence/nvidia.h"

#include "base/status.h"

#define SPDM_1_1              0x11
#define SPDM_GET_MEASUREMENTS 0xe0
#define SPDM_MEASUREMENTS     0x60
#define DMTF_SPECIFICATION    1 /* MeasurementSpecification bit 0 */

const struct nvidia_field *nvidia_field(const struct nvidia_report *r, unsigned type)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].type == type)
            return &r->fields[i];
    return NULL;
}

const char *nvidia_text(struct arena *a, const struct nvidia_report *r, unsigned type)
{
    const struct nvidia_field *f = nvidia_field(r, type);
    cupel_slice s = f ? f->value : SLICE_EMPTY;
    while (s.n && s.p[s.n - 1] == 0)
        s.n--;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~')
            return "";
    return arena_text(a, s);
}

/* GPUs: a little-endian word of four groups, then the fifth; NVSwitches: the text itself. */
const char *nvidia_vbios(struct arena *a, const struct nvidia_report *r)
{
    const struct nvidia_field *f = nvidia_field(r, NVIDIA_VBIOS_VERSION);
    if (f && f->value.n == 8) {
        const uint8_t *p = f->value.p;
        return arena_printf(a, "%02X.%02X.%02X.%02X.%02X", p[3], p[2], p[1], p[0], p[4]);
    }
    const char *text = nvidia_text(a, r, NVIDIA_VBIOS_VERSION);
    return rim_is_vbios_version(slice_str(text)) ? text : "";
}

/* Five signs, of which four must fit: a report with one damaged byte is still meant as one. */
static bool probe(cupel_slice in)
{
    static const struct {
        uint8_t at, is;
    } signs[] = {
        { 0, SPDM_1_1 },  { 1, SPDM_GET_MEASUREMENTS }, { 36, 0 },
        { 37, SPDM_1_1 }, { 38, SPDM_MEASUREMENTS },
    };
    unsigned fit = 0;
    if (in.n <= NVIDIA_REQUEST_SIZE + 8)
        return false;
    for (size_t i = 0; i < CUPEL_COUNT(signs); i++)
        fit += in.p[signs[i].at] == signs[i].is;
    return fit >= 4;
}

/* ---- reading ---- */

struct reader {
    struct cur c;
    struct nvidia_report *r;
    struct cupel_diag *err;
    cupel_status st; /* a rule broken, already told to @err */
};

static void fail(struct reader *d, cupel_status st, size_t at, const char *why)
{
    if (d->st == CUPEL_OK)
        d->st = diag_at(d->err, st, "nvidia", at, "%s", why);
}

static void read_head(struct reader *d, uint8_t code, uint8_t *param1, uint8_t *param2,
                      const char *wrong_code)
{
    size_t at = d->c.at;
    uint8_t version = cur_u8(&d->c);
    uint8_t is = cur_u8(&d->c);
    *param1 = cur_u8(&d->c);
    *param2 = cur_u8(&d->c);
    if (d->c.st == CUPEL_OK && version != SPDM_1_1)
        fail(d, CUPEL_E_UNSUPPORTED, at, "the message is of another SPDM version than 1.1");
    if (d->c.st == CUPEL_OK && is != code)
        fail(d, CUPEL_E_MALFORMED, at + 1, wrong_code);
}

/* One block: number, specification, size, and a DMTF measurement inside. */
static void read_block(struct reader *d, struct cur *record)
{
    size_t at = record->at;
    uint8_t number = cur_u8(record);
    uint8_t specification = cur_u8(record);
    uint16_t size = cur_le16(record);
    struct cur in = cur_sub(record, size);
    uint8_t type = cur_u8(&in);
    uint16_t n = cur_le16(&in);
    struct nvidia_block b = { .type = type, .at = in.at };
    b.value = cur_take(&in, n);
    if (record->st != CUPEL_OK)
        return;
    if (specification != DMTF_SPECIFICATION)
        fail(d, CUPEL_E_UNSUPPORTED, at + 1,
             "a measurement block is not of the DMTF specification");
    else if (cur_end(&in) != CUPEL_OK || n == 0)
        fail(d, CUPEL_E_MALFORMED, at + 2, "a measurement block and its value differ in length");
    else if (number == 0 || d->r->blocks[number].value.n)
        fail(d, CUPEL_E_MALFORMED, at, "a measurement block has the number 0, or one met before");
    else
        d->r->blocks[number] = b;
}

static void read_record(struct reader *d)
{
    size_t at = d->c.at;
    uint8_t count = cur_u8(&d->c);
    uint32_t low = cur_le16(&d->c);
    uint32_t high = cur_u8(&d->c);
    struct cur record = cur_sub(&d->c, low | high << 16);
    if (d->c.st != CUPEL_OK)
        return;
    if (count == 0)
        fail(d, CUPEL_E_MALFORMED, at, "the response has no measurement blocks");
    for (unsigned i = 0; i < count && d->st == CUPEL_OK && record.st == CUPEL_OK; i++)
        read_block(d, &record);
    if (d->st == CUPEL_OK && cur_end(&record) != CUPEL_OK)
        fail(d, CUPEL_E_MALFORMED, record.at,
             "the measurement blocks do not fill the record's length");
    d->r->n_blocks = count;
}

/* Lengths that a type's meaning demands; 0: any. */
static bool length_fits(uint16_t type, size_t n)
{
    switch (type) {
    case NVIDIA_NVDEC0_STATUS:
    case NVIDIA_PROTECTED_PCIE: return n == 1;
    case NVIDIA_FWID: return n == NVIDIA_FWID_SIZE;
    case NVIDIA_MEASUREMENT_COUNT: return n % 4 == 0;
    case NVIDIA_SWITCH_PDI: return n && n % 8 == 0;
    case NVIDIA_GPU_INFO: return n == 8;
    case NVIDIA_FEATURE_FLAG:
    case NVIDIA_OPAQUE_VERSION: return n == 2;
    default: return true;
    }
}

static void read_field(struct reader *d, struct cur *opaque)
{
    size_t at = opaque->at;
    struct nvidia_field f = { .type = cur_le16(opaque) };
    uint16_t n = cur_le16(opaque);
    f.at = opaque->at;
    f.value = cur_take(opaque, n);
    if (opaque->st != CUPEL_OK)
        fail(d, CUPEL_E_MALFORMED, at, "an opaque field is longer than the opaque data");
    else if (nvidia_field(d->r, f.type))
        fail(d, CUPEL_E_MALFORMED, at, "an opaque field is there twice");
    else if (!length_fits(f.type, n))
        fail(d, CUPEL_E_MALFORMED, at, "an opaque field does not have the length of its type");
    else if (d->r->n_fields == NVIDIA_FIELDS_MAX)
        fail(d, CUPEL_E_LIMIT, at, "there are too many opaque fields");
    else
        d->r->fields[d->r->n_fields++] = f;
}

static void read_opaque(struct reader *d)
{
    uint16_t n = cur_le16(&d->c);
    d->r->opaque_at = d->c.at;
    struct cur opaque = cur_sub(&d->c, n);
    while (d->c.st == CUPEL_OK && d->st == CUPEL_OK && opaque.left.n)
        read_field(d, &opaque);
}

/* The signature ends the report. One zero byte may follow: collectors that hold reports as text add
 * one. */
static void read_tail(struct reader *d, cupel_slice in)
{
    d->r->signature_at = d->c.at;
    d->r->signed_bytes = slice_part(in, 0, d->c.at);
    d->r->signature = cur_take(&d->c, NVIDIA_SIGNATURE_SIZE);
    if (d->c.st != CUPEL_OK || d->c.left.n == 0)
        return;
    size_t at = d->c.at;
    d->r->padded = d->c.left.n == 1 && d->c.left.p[0] == 0;
    if (!d->r->padded)
        fail(d, CUPEL_E_TRAILING, at,
             "bytes follow the signature; one zero byte may, and nothing else");
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct nvidia_report *r = arena_alloc(a, sizeof *r);
    if (!r)
        return diag_set(err, CUPEL_E_NOMEM, "nvidia", "out of memory");
    struct reader d = { .c = cur_of(in), .r = r, .err = err };
    read_head(&d, SPDM_GET_MEASUREMENTS, &r->request_param1, &r->request_param2,
              "the first message is no GET_MEASUREMENTS request");
    r->nonce = cur_take(&d.c, 32);
    r->slot = cur_u8(&d.c);
    read_head(&d, SPDM_MEASUREMENTS, &r->param1, &r->param2,
              "the second message is no MEASUREMENTS response");
    read_record(&d);
    r->nonce_at = d.c.at;
    r->answer_nonce = cur_take(&d.c, 32);
    read_opaque(&d);
    read_tail(&d, in);
    if (d.st != CUPEL_OK)
        return d.st;
    if (d.c.st != CUPEL_OK)
        return diag_at(err, d.c.st, "nvidia", d.c.at,
                       "the report ends before what it announces: %zu bytes", in.n);
    ret->bytes = slice_part(in, 0, in.n - r->padded); /* what is hashed is the report itself */
    ret->version = 0;
    ret->own = r;
    return CUPEL_OK;
}

const struct format format_nvidia = {
    .name = "nvidia",
    .title = "NVIDIA GPU or NVSwitch attestation report (SPDM 1.1)",
    .root = FORMAT_NO_TEE, /* nvidia_verify() sets tee for GPUs */
    .probe = probe,
    .parse = parse,
    .verify = nvidia_verify,
    .explain = nvidia_explain,
    .checks = nvidia_checks,
    .n_checks = NVIDIA_CHECKS,
    .claims = nvidia_claims,
    .n_claims = NVIDIA_CLAIMS,
};
