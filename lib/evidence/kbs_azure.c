/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence of Azure confidential VMs in KBS messages: the report of the paravisor, the vTPM's quote
 * as message, signature and PCR values, and the VCEK or the TD quote. Version 0 has no version
 * member and writes bytes as arrays of numbers, 1 and 2 write hex and base64.
 */
#include "evidence/kbs.h"
#include "evidence/tpm.h"

static void put_be16(uint8_t *out, size_t v)
{
    out[0] = (uint8_t)(v >> 8);
    out[1] = (uint8_t)v;
}

/* TPMT_SIGNATURE, RSASSA with SHA-256, of the signature's bytes. */
static cupel_slice name_signature(struct arena *a, cupel_slice signature)
{
    uint8_t *out = arena_alloc(a, 6 + signature.n);
    if (!out)
        return SLICE_EMPTY;
    put_be16(out, TPM_RSASSA);
    put_be16(out + 2, TPM_SHA256);
    put_be16(out + 4, signature.n);
    slice_copy(signature, out + 6, signature.n);
    return slice_of(out, 6 + signature.n);
}

cupel_slice kbs_join_quote(struct arena *a, cupel_slice message, cupel_slice signature)
{
    return tpm_join_quote(a, message, name_signature(a, signature));
}

/* The values by number, from PCR 0. */
static cupel_slice read_pcrs(struct kbs *k, const struct json_node *list)
{
    struct tpm_pcrs *pcrs = arena_alloc(k->a, sizeof *pcrs);
    size_t i = 0;
    if (list->count > AZURE_PCRS_MAX)
        json_fail(&k->in, list, "holds %zu values; a TPM has %u PCRs", list->count, AZURE_PCRS_MAX);
    if (!pcrs || list->count == 0 || k->in.st != CUPEL_OK)
        return SLICE_EMPTY;
    *pcrs = (struct tpm_pcrs){ .n = 1, .banks[0].alg = TPM_SHA256 };
    for (const struct json_node *v = list->child; v; v = v->next, i++) {
        pcrs->banks[0].values[i] = kbs_bytes(k, v, 32);
        pcrs->banks[0].present |= 1u << i;
    }
    return k->in.st == CUPEL_OK ? tpm_write_pcrs(k->a, pcrs) : SLICE_EMPTY;
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
    kbs_inside(k, "tpm_quote", kbs_join_quote(k->a, message, signature));
    kbs_inside(k, "pcrs", read_pcrs(k, pcrs));
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
