/* SPDX-License-Identifier: Apache-2.0 */
/* The report of an Azure confidential VM: recognising and reading it. */
#include "evidence/azure.h"

#include "base/status.h"

#define VERSION_MAX      2u
#define DATA_VERSION_MAX 2u

static bool probe(cupel_slice in)
{
    return slice_starts(in, SLICE_LIT("HCLA")) && in.n >= AZURE_HEADER_SIZE;
}

static void read_header(struct cur *c, struct azure_report *r)
{
    (void)cur_take(c, 4); /* the signature, which the caller has compared */
    r->version = cur_le32(c);
    r->report_size = cur_le32(c);
    r->request_type = cur_le32(c);
    r->status = cur_le32(c);
    r->reserved = cur_take(c, 12);
    r->hw = cur_take(c, AZURE_HW_SIZE);
}

static void read_data(struct cur *c, struct azure_report *r)
{
    r->data_size = cur_le32(c);
    r->data_version = cur_le32(c);
    r->report_type = cur_le32(c);
    r->hash_type = cur_le32(c);
    r->runtime_size = cur_le32(c);
    if (r->data_version == 2)
        r->capabilities = cur_take(c, 4);
    r->runtime_at = c->at;
}

/* A TDREPORT starts with its type, 81h for a TD; a report of SNP with its version. */
static void look_at_hardware(struct azure_report *r)
{
    struct cur c = cur_at(r->hw, AZURE_HW_AT);
    bool is_snp = format_snp.probe(r->hw);
    bool is_td = !is_snp && r->hw.p[0] == 0x81;
    r->kind_told = is_snp || is_td;
    r->kind = is_snp                                  ? AZURE_SNP
              : is_td                                 ? AZURE_TDX
              : r->report_type == (uint32_t)AZURE_SNP ? AZURE_SNP
                                                      : AZURE_TDX;
    if (r->kind == AZURE_TDX)
        azure_td_read(&c, &r->td);
}

static const char *type_name(uint32_t type)
{
    return type == AZURE_VBS   ? " (VBS: no TEE)"
           : type == AZURE_TVM ? " (trusted launch: no TEE)"
                               : "";
}

static cupel_status check_words(const struct azure_report *r, struct cupel_diag *err)
{
    if (r->version < 1 || r->version > VERSION_MAX)
        return diag_at(err, CUPEL_E_UNSUPPORTED, "azure", 4,
                       "header version %u is not supported; versions 1 to %u are", r->version,
                       VERSION_MAX);
    if (r->data_version < 1 || r->data_version > DATA_VERSION_MAX)
        return diag_at(err, CUPEL_E_UNSUPPORTED, "azure", AZURE_DATA_AT + 4,
                       "request data of version %u is not supported; versions 1 to %u are",
                       r->data_version, DATA_VERSION_MAX);
    if (r->report_type != AZURE_SNP && r->report_type != AZURE_TDX)
        return diag_at(err, CUPEL_E_UNSUPPORTED, "azure", AZURE_DATA_AT + 8,
                       "report type %u%s; 2 (SNP) and 4 (TDX) are known", r->report_type,
                       type_name(r->report_type));
    return CUPEL_OK;
}

static cupel_status read_runtime(struct arena *a, struct cur *c, struct azure_report *r,
                                 struct cupel_diag *err)
{
    struct cupel_diag inner = { 0 };
    if (r->runtime_size > AZURE_RUNTIME_MAX)
        return diag_at(err, CUPEL_E_LIMIT, "azure", AZURE_DATA_AT + 16,
                       "runtime data of %u bytes; it may have %u", r->runtime_size,
                       AZURE_RUNTIME_MAX);
    if (r->runtime_size > c->left.n)
        return diag_at(err, CUPEL_E_MALFORMED, "azure", AZURE_DATA_AT + 16,
                       "the size of the runtime data says %u bytes, but only %zu are left",
                       r->runtime_size, c->left.n);
    r->runtime = cur_take(c, r->runtime_size);
    cupel_status st = json_parse(a, r->runtime, &r->json, &inner);
    if (cupel_status_class(st) == CUPEL_CLASS_INTERNAL)
        return diag_set(err, st, "azure", "out of memory");
    if (st != CUPEL_OK)
        return diag_at(err, CUPEL_E_MALFORMED, "azure",
                       r->runtime_at + (inner.has_offset ? inner.offset : 0),
                       "the runtime data is no strict JSON: %s", inner.text);
    if (r->json->type != JSON_OBJECT)
        return diag_at(err, CUPEL_E_MALFORMED, "azure", r->runtime_at,
                       "the runtime data is JSON, but no object");
    return CUPEL_OK;
}

/* The NV index is larger than the report: zeros behind it. */
static cupel_status check_tail(const struct cur *c, struct cupel_diag *err)
{
    for (size_t i = 0; i < c->left.n; i++)
        if (c->left.p[i])
            return diag_at(err, CUPEL_E_TRAILING, "azure", c->at + i,
                           "byte 0x%02x after the report's end at %zu: only zeros may follow",
                           c->left.p[i], c->at);
    return CUPEL_OK;
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    struct azure_report *r = arena_alloc(a, sizeof *r);
    if (!r)
        return diag_set(err, CUPEL_E_NOMEM, "azure", "out of memory");
    if (!slice_starts(in, SLICE_LIT("HCLA")))
        return diag_at(err, CUPEL_E_MALFORMED, "azure", 0,
                       "the signature HCLA, with which the report starts, is missing");
    read_header(&c, r);
    read_data(&c, r);
    if (c.st != CUPEL_OK)
        return diag_at(err, c.st, "azure", in.n,
                       "the report ends after %zu bytes; its headers alone take %u", in.n,
                       AZURE_DATA_AT + AZURE_DATA_SIZE);
    CUPEL_TRY(check_words(r, err));
    CUPEL_TRY(read_runtime(a, &c, r, err));
    CUPEL_TRY(check_tail(&c, err));
    look_at_hardware(r);
    *ret = (struct evidence){
        .format = &format_azure, .bytes = slice_part(in, 0, c.at), .version = r->version, .own = r
    };
    return CUPEL_OK;
}

const struct format format_azure = {
    .name = "azure",
    .title = "Azure confidential VM report (HCL)",
    .pads_zero = true,
    .root = FORMAT_OF_PARTS,
    .probe = probe,
    .parse = parse,
    .verify = azure_verify,
    .explain = azure_explain,
    .checks = azure_checks,
    .n_checks = AZURE_CHECKS,
    .claims = azure_claims,
    .n_claims = AZURE_CLAIMS,
};
