/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hygon CSV: attestation reports (version 1), the certificates HRK, HSK, CEK and PEK, and the JSON
 * that attestation agents send. They are read and explained: their signatures are SM2 with SM3,
 * which is not verified yet. Layouts, little endian: hygon csv_attestation_report, hygon_root_cert
 * and hygon_csv_cert as in the vendor's public SDK headers; the JSON as in trustee's csv verifier.
 */
#include "base/status.h"
#include "codec/json.h"
#include "evidence/format.h"

#define CSV_REPORT_MAX 4096u /* a page: the report and zeros */

#define REPORT_SIZE 2548u
#define ROOT_SIZE   832u
#define CERT_SIZE   2084u
#define MASKED      188u /* bytes of the report that are masked with anonce */

static const char name[] = "csv";

struct csv_input {
    cupel_slice report;                /* or empty */
    bool from_json;                    /* the report stands in JSON as numbers */
    cupel_slice serial;                /* JSON only */
    bool has_hsk_cek;                  /* JSON only */
    size_t report_span, report_length; /* JSON only */
    cupel_slice root, cert;            /* certificates: HRK or HSK; CEK or PEK */
    size_t cert_at;
};

/* ---- recognising ---- */

/* The user id of a key: every certificate of Hygon's has one that starts so. */
static bool has_user_id(cupel_slice in, size_t at)
{
    return slice_eq(slice_part(in, at, 10), SLICE_LIT("HYGON-SSD-"));
}
static bool is_root(cupel_slice in)
{
    return in.n >= ROOT_SIZE && has_user_id(in, 0x40 + 4 + 144 + 2);
}
static bool is_cert(cupel_slice in)
{
    return in.n >= CERT_SIZE && has_user_id(in, 16 + 4 + 144 + 2);
}
static bool is_report(cupel_slice in)
{
    return in.n >= REPORT_SIZE && is_cert(slice_part(in, 336, CERT_SIZE));
}
static bool is_json(cupel_slice in)
{
    return in.n && in.p[0] == '{' &&
           slice_find(in, SLICE_LIT("\"attestation_report\"")) != SIZE_MAX &&
           slice_find(in, SLICE_LIT("\"cert_chain\"")) != SIZE_MAX &&
           slice_find(in, SLICE_LIT("\"serial_number\"")) != SIZE_MAX;
}

static bool probe(cupel_slice in)
{
    return is_report(in) || is_root(in) || (in.n == CERT_SIZE && is_cert(in)) || is_json(in);
}

/* ---- reading ---- */

static cupel_status parse_report(cupel_slice in, struct csv_input *v, struct cupel_diag *err)
{
    if (in.n > CSV_REPORT_MAX)
        return diag_at(err, CUPEL_E_LIMIT, name, CSV_REPORT_MAX,
                       "the report has %zu bytes; it may have %u", in.n, CSV_REPORT_MAX);
    if (in.n < REPORT_SIZE)
        return diag_at(err, CUPEL_E_TRUNCATED, name, in.n, "the report has %u bytes, %zu given",
                       REPORT_SIZE, in.n);
    if (!slice_is_zero(slice_part(in, REPORT_SIZE, in.n - REPORT_SIZE)))
        return diag_at(err, CUPEL_E_TRAILING, name, REPORT_SIZE,
                       "bytes after the report that are not zero");
    v->report = in;
    return CUPEL_OK;
}

/* An array of numbers as the bytes that they are. */
static cupel_slice read_numbers(struct arena *a, struct json_in *in, const struct json_node *array)
{
    uint8_t *p = array && array->count <= CSV_REPORT_MAX ? arena_alloc(a, array->count) : NULL;
    size_t n = 0;
    if (!p) {
        json_fail(in, array, "must have at most %u numbers", CSV_REPORT_MAX);
        return SLICE_EMPTY;
    }
    for (const struct json_node *k = array->child; k; k = k->next) {
        unsigned v = 0;
        bool ok = k->type == JSON_NUMBER && k->text.n >= 1 && k->text.n <= 3;
        for (size_t i = 0; ok && i < k->text.n; i++) {
            ok = k->text.p[i] >= '0' && k->text.p[i] <= '9';
            v = v * 10 + (k->text.p[i] - (unsigned)'0');
        }
        if (!ok || v > 255)
            json_fail(in, k, "must be an integer from 0 to 255");
        p[n++] = (uint8_t)v;
    }
    return slice_of(p, n);
}

static cupel_status parse_json(struct arena *a, cupel_slice text, struct csv_input *v,
                               struct cupel_diag *err)
{
    const struct json_node *top = NULL;
    struct json_in in = { .kind = name, .err = err };
    CUPEL_TRY(json_parse(a, text, &top, err));
    const struct json_node *wrap = json_get(&in, top, "attestation_report", JSON_OBJECT);
    const struct json_node *data = json_get(&in, wrap, "data", JSON_ARRAY);
    const struct json_node *magic = json_get(&in, wrap, "magic", JSON_ARRAY);
    const struct json_node *chain = json_get(&in, top, "cert_chain", JSON_OBJECT);
    const struct json_node *serial = json_get(&in, top, "serial_number", JSON_ARRAY);
    if (in.st != CUPEL_OK)
        return in.st;
    cupel_slice report = read_numbers(a, &in, data), kind = read_numbers(a, &in, magic);
    v->serial = read_numbers(a, &in, serial);
    v->has_hsk_cek = json_find(chain, "hsk_cek") != NULL;
    v->from_json = true;
    v->report_span = data->offset;
    v->report_length = data->raw.n;
    if (in.st != CUPEL_OK)
        return in.st;
    if (!slice_is_zero(kind))
        return diag_at(err, CUPEL_E_UNSUPPORTED, name, magic->offset,
                       "the report is of version 2 (its magic is not zero), which is not read");
    return parse_report(report, v, err);
}

/* A root or signing CA's certificate, which CEK or PEK may follow, as Hygon's server sends them. */
static cupel_status parse_certs(cupel_slice in, struct csv_input *v, struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    if (is_root(in))
        v->root = cur_take(&c, ROOT_SIZE);
    v->cert_at = c.at;
    if (c.left.n)
        v->cert = cur_take(&c, CERT_SIZE);
    if (v->cert.n && !is_cert(v->cert))
        return diag_at(err, CUPEL_E_MALFORMED, name, v->cert_at, "this is no certificate of Hygon");
    if (cur_end(&c) != CUPEL_OK)
        return diag_at(err, cur_end(&c), name, c.at,
                       "a root or signing certificate has %u bytes, others %u; %zu given",
                       ROOT_SIZE, CERT_SIZE, in.n);
    return CUPEL_OK;
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct csv_input *v = arena_alloc(a, sizeof *v);
    if (!v)
        return diag_set(err, CUPEL_E_NOMEM, name, "out of memory");
    if (in.n && in.p[0] == '{')
        CUPEL_TRY(parse_json(a, in, v, err));
    else if (is_root(in) || in.n == CERT_SIZE)
        CUPEL_TRY(parse_certs(in, v, err));
    else
        CUPEL_TRY(parse_report(in, v, err));
    *ret = (struct evidence){ .format = &format_csv, .bytes = in, .own = v };
    return CUPEL_OK;
}

/* ---- explaining ---- */

static void take_bytes(struct cur *c, struct field_list *l, const char *field, size_t n,
                       const char *meaning)
{
    size_t at = c->at;
    cupel_slice v = cur_take(c, n);
    field_bytes(l, field, v, meaning, at);
}

static void take_uint(struct cur *c, struct field_list *l, const char *field, const char *meaning)
{
    size_t at = c->at;
    uint32_t v = cur_le32(c);
    field_uint(l, field, v, meaning, at, 4);
}

static const char *usage_text(uint32_t usage)
{
    static const struct {
        uint32_t usage;
        const char *text;
    } known[] = {
        { 0x0000, "HRK: the root" },      { 0x0013, "HSK: signs chips" },
        { 0x1000, "INVALID: none" },      { 0x1001, "OCA: of the owner" },
        { 0x1002, "PEK: signs reports" }, { 0x1003, "PDH: key exchange" },
        { 0x1004, "CEK: of the chip" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(known); i++)
        if (known[i].usage == usage)
            return known[i].text;
    return "unknown here";
}

static void take_usage(struct cur *c, struct field_list *l, const char *field)
{
    size_t at = c->at;
    uint32_t v = cur_le32(c);
    (void)field_text(l, field, arena_printf(l->arena, "%#x", v), usage_text(v), at, 4);
}

static void take_key(struct cur *c, struct field_list *l)
{
    size_t at = c->at;
    uint32_t curve = cur_le32(c);
    field_uint(l, "curve", curve, curve == 3 ? "SM2, 256 bits" : "unknown here", at, 4);
    take_bytes(c, l, "X", 72, "32 bytes, little endian, and zeros");
    take_bytes(c, l, "Y", 72, "32 bytes, little endian, and zeros");
    at = c->at;
    size_t n = cur_le16(c);
    cupel_slice id = cur_take(c, 254);
    (void)field_text(l, "user id", arena_text(l->arena, slice_part(id, 0, n)),
                     "goes into SM2's digest of the key", at, 256);
}

static void explain_root(cupel_slice root, struct field_list *l)
{
    struct cur c = cur_of(root);
    field_open(l, "root or signing certificate", "HRK (the root) or HSK", 0, ROOT_SIZE);
    take_uint(&c, l, "version", "version of the layout");
    take_bytes(&c, l, "key id", 16, "names this key");
    take_bytes(&c, l, "certifying id", 16, "names the key that signs");
    take_usage(&c, l, "key usage");
    take_bytes(&c, l, "reserved", 24, "should be zero");
    take_key(&c, l);
    take_bytes(&c, l, "reserved", 108, "should be zero");
    take_bytes(&c, l, "R", 72, "signature: 32 bytes, little endian, and zeros");
    take_bytes(&c, l, "S", 72, "signature: 32 bytes, little endian, and zeros");
    take_bytes(&c, l, "reserved", 112, "should be zero");
    field_close(l);
}

static void take_signature(struct cur *c, struct field_list *l, const char *title)
{
    field_open(l, title, "SM2 with SM3; not verified", c->at, 520);
    take_usage(c, l, "signer");
    take_uint(c, l, "algorithm", "4: SM2 with SM3");
    take_bytes(c, l, "R", 72, "32 bytes, little endian, and zeros");
    take_bytes(c, l, "S", 72, "32 bytes, little endian, and zeros");
    take_bytes(c, l, "reserved", 368, "should be zero");
    field_close(l);
}

static void explain_cert(cupel_slice cert, size_t from, struct field_list *l)
{
    struct cur c = cur_at(cert, from);
    field_open(l, "certificate", "CEK, PEK or another below HSK", from, CERT_SIZE);
    take_uint(&c, l, "version", "version of the layout");
    take_bytes(&c, l, "API", 2, "major and minor version of the firmware's API");
    take_bytes(&c, l, "reserved", 2, "should be zero");
    take_usage(&c, l, "key usage");
    take_uint(&c, l, "key algorithm", "4: SM2 with SM3");
    take_key(&c, l);
    take_bytes(&c, l, "reserved", 624, "should be zero");
    take_signature(&c, l, "signature 1");
    take_signature(&c, l, "signature 2");
    field_close(l);
}

static void take_masked(struct cur *c, struct field_list *l, const char *field, size_t n,
                        const uint8_t anonce[4], const char *meaning)
{
    size_t at = c->at;
    cupel_slice v = cur_take(c, n);
    uint8_t *p = arena_alloc(l->arena, n);
    for (size_t i = 0; p && i < v.n; i++)
        p[i] = v.p[i] ^ anonce[i % 4];
    field_bytes(l, field, slice_of(p, p ? v.n : 0), meaning, at);
}

static void explain_report(cupel_slice report, struct field_list *l)
{
    struct cur c = cur_of(report);
    uint8_t mask[4];
    slice_copy(slice_part(report, MASKED, 4), mask, 4);
    take_masked(&c, l, "USER_PUBKEY_DIGEST", 32, mask, "SM3 of the owner's key; unmasked");
    take_masked(&c, l, "VM_ID", 16, mask, "names the guest; unmasked");
    take_masked(&c, l, "VM_VERSION", 16, mask, "the owner's version of the guest; unmasked");
    take_masked(&c, l, "USER_DATA", 64, mask, "what the guest chose: the challenge; unmasked");
    take_masked(&c, l, "MNONCE", 16, mask, "what the guest chose for the MAC; unmasked");
    take_masked(&c, l, "MEASURE", 32, mask, "SM3 of the guest at launch; unmasked");
    take_masked(&c, l, "POLICY", 4, mask, "guest policy, little endian; bit 0 NODBG; unmasked");
    take_masked(&c, l, "SIG_USAGE", 4, mask, "kind of the key that signs; unmasked");
    take_masked(&c, l, "SIG_ALGO", 4, mask, "4: SM2 with SM3; unmasked");
    take_bytes(&c, l, "ANONCE", 4, "mask of all before it: XOR, word by word");
    take_bytes(&c, l, "R", 72, "signature: 32 bytes, little endian, and zeros; not verified");
    take_bytes(&c, l, "S", 72, "signature: 32 bytes, little endian, and zeros; not verified");
    explain_cert(cur_take(&c, CERT_SIZE), 336, l);
    take_bytes(&c, l, "SN", 64, "serial number of the chip, text");
    take_bytes(&c, l, "reserved", 32, "should be zero");
    take_bytes(&c, l, "MAC", 32, "HMAC with SM3 under MNONCE; not verified");
    if (c.left.n)
        take_bytes(&c, l, "padding", c.left.n, "zeros up to a page");
}

/* Numbers in JSON: the report's bytes stand nowhere as such. */
static void explain_json(const struct evidence *ev, const struct csv_input *v, struct field_list *l)
{
    size_t n = v->serial.n;
    while (n && v->serial.p[n - 1] == 0)
        n--;
    field_open(l, "JSON", "what the attestation agent sent", 0, ev->bytes.n);
    (void)field_text(l, "serial_number", arena_text(l->arena, slice_part(v->serial, 0, n)),
                     "of the chip", 0, 0);
    (void)field_text(l, "cert_chain", v->has_hsk_cek ? "PEK, HSK and CEK" : "PEK alone",
                     "HSK and CEK come from Hygon's server where they are absent", 0, 0);
    field_open(l, "attestation_report", "an array of numbers; fields of its bytes follow",
               v->report_span, v->report_length);
    size_t first = l->n;
    explain_report(v->report, l);
    for (size_t i = first; i < l->n; i++)
        l->items[i].has_span = false;
    field_close(l);
    field_close(l);
}

static void explain(const struct evidence *ev, struct field_list *ret)
{
    const struct csv_input *v = ev->own;
    if (v->from_json)
        explain_json(ev, v, ret);
    else if (v->report.n)
        explain_report(v->report, ret);
    if (v->root.n)
        explain_root(v->root, ret);
    if (v->cert.n)
        explain_cert(v->cert, v->cert_at, ret);
}

const struct format format_csv = {
    .name = name,
    .title = "Hygon CSV attestation data",
    .unverified = "its signatures are SM2 with SM3, from the report over PEK, CEK and HSK to "
                  "Hygon's root, and none of them is checked",
    .probe = probe,
    .parse = parse,
    .explain = explain,
};
