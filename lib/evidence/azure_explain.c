/* SPDX-License-Identifier: Apache-2.0 */
/* Every field of an Azure confidential VM's report. */
#include "evidence/azure.h"

static const char *report_type_name(uint32_t type)
{
    return type == AZURE_SNP ? "AMD SEV-SNP" : type == AZURE_TDX ? "Intel TDX" : "not known here";
}

static void explain_header(const struct azure_report *r, struct field_list *l)
{
    field_open(l, "header", "not measured; says what this is", 0, AZURE_HEADER_SIZE);
    (void)field_text(l, "signature", "HCLA", "host compatibility layer, attestation", 0, 4);
    field_uint(l, "version", r->version, "of the header", 4, 4);
    field_uint(l, "report_size", r->report_size, "bytes up to the end of the runtime data", 8, 4);
    field_uint(l, "request_type", r->request_type,
               r->request_type == AZURE_AK_CERT_REQUEST ? "AK certificate request: names the AK"
                                                        : "made for another purpose",
               12, 4);
    field_uint(l, "status", r->status, "0: no error", 16, 4);
    field_bytes(l, "reserved", r->reserved, "must be zero", 20);
    field_close(l);
}

/* The SNP report's own explanation, moved to where it stands. */
static void explain_snp(const struct azure_report *r, struct field_list *l)
{
    struct evidence inner = { 0 };
    size_t first = l->n;
    if (format_snp.parse(l->arena, r->hw, &inner, NULL) != CUPEL_OK) {
        field_bytes(l, "bytes", r->hw, "no report of a version known here", AZURE_HW_AT);
        return;
    }
    format_snp.explain(&inner, l);
    for (size_t i = first; i < l->n; i++)
        l->items[i].offset += AZURE_HW_AT;
}

static void explain_hardware(const struct azure_report *r, struct field_list *l)
{
    bool snp = r->kind == AZURE_SNP;
    field_open(l, "hardware report",
               snp ? "AMD SEV-SNP report, signed by the chip"
                   : "Intel TDREPORT; a TD quote must vouch for it",
               AZURE_HW_AT, AZURE_HW_SIZE);
    if (snp)
        explain_snp(r, l);
    else
        azure_td_explain(&r->td, slice_part(r->hw, AZURE_TD_SIZE, AZURE_HW_SIZE - AZURE_TD_SIZE),
                         l);
    field_close(l);
}

static void explain_data(const struct azure_report *r, struct field_list *l)
{
    const uint64_t at = AZURE_DATA_AT;
    field_open(l, "request data", "not measured; says how the runtime data is bound", at,
               AZURE_DATA_SIZE + r->capabilities.n);
    field_uint(l, "data_size", r->data_size, "bytes of this and of the runtime data", at, 4);
    field_uint(l, "version", r->data_version, "of the request data", at + 4, 4);
    field_uint(l, "report_type", r->report_type, report_type_name(r->report_type), at + 8, 4);
    field_uint(l, "report_data_hash_type", r->hash_type,
               r->hash_type == AZURE_HASH_SHA256 ? "SHA-256" : "not SHA-256", at + 12, 4);
    field_uint(l, "variable_data_size", r->runtime_size, "bytes of the runtime data", at + 16, 4);
    if (r->capabilities.n)
        field_bytes(l, "capabilities", r->capabilities, "what the paravisor asks of the host",
                    at + 20);
    field_close(l);
}

static const char *meaning_of(cupel_slice key)
{
    static const struct {
        const char *key, *meaning;
    } known[] = {
        { "keys", "keys of the vTPM as JSON Web Keys" },
        { "kid", "HCLAkPub: the attestation key; HCLEkPub: the endorsement key" },
        { "vm-configuration", "how the paravisor was configured" },
        { "secure-boot", "is secure boot on?" },
        { "tpm-enabled", "has the VM a vTPM?" },
        { "tpm-persisted", "does the vTPM keep its state over restarts?" },
        { "console-enabled", "is the serial console on?" },
        { "current-time", "seconds since 1970, by the paravisor's clock" },
        { "vmUniqueId", "Azure's name for the VM" },
        { "user-data", "what the guest wrote to NV index 0x01400002, as hex" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(known); i++)
        if (slice_eq(key, slice_str(known[i].key)))
            return known[i].meaning;
    return "";
}

static void explain_json(const struct json_node *n, const char *name, uint64_t at,
                         struct field_list *l)
{
    bool nested = n->type == JSON_OBJECT || n->type == JSON_ARRAY;
    if (!nested) {
        (void)field_text(l, name, arena_text(l->arena, n->raw), meaning_of(n->key), at + n->offset,
                         n->raw.n);
        return;
    }
    size_t index = 0;
    field_open(l, name, meaning_of(n->key), at + n->offset, n->raw.n);
    for (const struct json_node *c = n->child; c; c = c->next, index++)
        explain_json(c,
                     n->type == JSON_OBJECT ? arena_text(l->arena, c->key)
                                            : arena_printf(l->arena, "%zu", index),
                     at, l);
    field_close(l);
}

void azure_explain(const struct evidence *ev, struct field_list *ret)
{
    const struct azure_report *r = ev->own;
    explain_header(r, ret);
    explain_hardware(r, ret);
    explain_data(r, ret);
    field_open(ret, "runtime data", "JSON; its SHA-256 is in the hardware report's REPORT_DATA",
               r->runtime_at, r->runtime.n);
    for (const struct json_node *c = r->json->child; c; c = c->next)
        explain_json(c, arena_text(ret->arena, c->key), r->runtime_at, ret);
    field_close(ret);
}
