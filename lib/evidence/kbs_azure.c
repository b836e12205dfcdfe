/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence of Azure confidential VMs in KBS messages: the report of the paravisor, the vTPM's quote
 * as message, signature and PCR values, and the VCEK or the TD quote. Version 0 has no version
 * member and writes bytes as arrays of numbers, 1 and 2 write hex and base64.
 */
#include "evidence/kbs.h"

#define PCRS_MAX 24u

static void put_be16(uint8_t *out, size_t v)
{
    out[0] = (uint8_t)(v >> 8);
    out[1] = (uint8_t)v;
}

/* TPM2B_ATTEST and TPMT_SIGNATURE (RSASSA, SHA-256): Azure sends the signature's bytes only. */
static cupel_slice join_quote(struct kbs *k, cupel_slice message, cupel_slice signature)
{
    size_t n = 2 + message.n + 6 + signature.n;
    uint8_t *out = arena_alloc(k->a, n);
    if (!out || message.n > UINT16_MAX || signature.n > UINT16_MAX)
        return SLICE_EMPTY;
    put_be16(out, message.n);
    slice_copy(message, out + 2, message.n);
    uint8_t *sig = out + 2 + message.n;
    put_be16(sig, 0x0014);
    put_be16(sig + 2, 0x000b);
    put_be16(sig + 4, signature.n);
    slice_copy(signature, sig + 6, signature.n);
    return slice_of(out, n);
}

/* The values by number, from PCR 0: {"0": HEX, …}. */
static cupel_slice join_pcrs(struct kbs *k, const struct json_node *pcrs)
{
    const char *text = "{";
    size_t i = 0;
    if (pcrs->count > PCRS_MAX)
        json_fail(&k->in, pcrs, "holds %zu values; a TPM has %u PCRs", pcrs->count, PCRS_MAX);
    for (const struct json_node *v = pcrs->child; v && k->in.st == CUPEL_OK; v = v->next, i++)
        text = arena_printf(k->a, "%s%s\"%zu\":\"%s\"", text, i ? "," : "", i,
                            arena_hex(k->a, kbs_bytes(k, v, 32)));
    return slice_str(arena_printf(k->a, "%s}", text));
}

/* Hex of any length: signature and message. */
static cupel_slice get_blob(struct kbs *k, const struct json_node *quote, const char *name)
{
    const struct json_node *n = json_find(quote, name);
    bool hex = n && n->type == JSON_STRING;
    if (hex && n->text.n % 2)
        json_fail(&k->in, n, "must be hex");
    cupel_slice bytes = kbs_get(k, quote, name, hex ? n->text.n / 2 : 0);
    if (k->in.st == CUPEL_OK && (bytes.n == 0 || bytes.n > 1024))
        json_fail(&k->in, n, "must be 1 to 1024 bytes");
    return bytes;
}

static void read_quote(struct kbs *k, const char *name)
{
    static const char *const members[] = { "signature", "message", "pcrs", NULL };
    const struct json_node *quote = json_get(&k->in, k->node, name, JSON_OBJECT);
    kbs_members(k, quote, members);
    if (k->in.st != CUPEL_OK)
        return;
    cupel_slice message = get_blob(k, quote, "message");
    cupel_slice signature = get_blob(k, quote, "signature");
    const struct json_node *pcrs = json_get(&k->in, quote, "pcrs", JSON_ARRAY);
    if (k->in.st != CUPEL_OK)
        return;
    kbs_inside(k, "tpm_quote", join_quote(k, message, signature));
    kbs_inside(k, "pcrs", join_pcrs(k, pcrs));
}

static unsigned read_version(struct kbs *k, unsigned max)
{
    const struct json_node *v = json_find(k->node, "version");
    if (!v)
        return 0;
    uint64_t version = json_get_uint(&k->in, k->node, "version", UINT32_MAX);
    if (version == 0 || version > max)
        kbs_refuse(k, v, CUPEL_E_UNSUPPORTED, "is a version of Azure evidence not known here");
    return (unsigned)version;
}

static void use_report(struct kbs *k, const char *name)
{
    k->ret->bytes = kbs_get(k, k->node, name, 0);
    k->ret->format = "azure";
}

void kbs_open_azure_snp(struct kbs *k)
{
    static const char *const old[] = { "quote", "report", "vcek", NULL };
    static const char *const now[] = { "version", "tpm_quote", "hcl_report", "vcek", NULL };
    bool is_old = read_version(k, 2) == 0;
    kbs_members(k, k->node, is_old ? old : now);
    use_report(k, is_old ? "report" : "hcl_report");
    read_quote(k, is_old ? "quote" : "tpm_quote");
    /* PEM in version 0: the file is recognised by content like any other */
    kbs_inside(k, "vcek",
               is_old ? json_get_string(&k->in, k->node, "vcek") : kbs_get(k, k->node, "vcek", 0));
}

void kbs_open_azure_tdx(struct kbs *k)
{
    static const char *const members[] = { "version", "tpm_quote", "hcl_report", "td_quote", NULL };
    (void)read_version(k, 2);
    kbs_members(k, k->node, members);
    use_report(k, "hcl_report");
    read_quote(k, "tpm_quote");
    kbs_inside(k, "td_quote", kbs_get(k, k->node, "td_quote", 0));
}
