/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Key Broker Service protocol, version 0.4.0: each TEE's evidence is what its Rust attester
 * serialises. Sources: confidential-containers/guest-components,
 * attestation-agent/attester/src/{snp, tdx,cca,tpm,az_snp_vtpm,az_tdx_vtpm}/mod.rs; for SNP the
 * structure AttestationReport of the crate sev, from version 6 on.
 */
#include "attest/out.h"

#include "base/status.h"
#include "codec/json_out.h"
#include "evidence/format.h"
#include "softtee/der_write.h"

static void put_bytes(struct json_out *o, const char *key, cupel_slice bytes)
{
    json_array_open(o, key);
    for (size_t i = 0; i < bytes.n; i++)
        json_uint(o, NULL, bytes.p[i]);
    json_array_close(o);
}

/* ---- SNP ---- */

static void put_tcb(struct json_out *o, const char *key, enum amd_product product,
                    cupel_slice bytes)
{
    struct amd_tcb t = amd_tcb_read(product, bytes);
    json_object_open(o, key);
    if (amd_has_component(product, AMD_FMC))
        json_uint(o, "fmc", t.spl[AMD_FMC]);
    else
        json_null(o, "fmc");
    json_uint(o, "bootloader", t.spl[AMD_BL]);
    json_uint(o, "tee", t.spl[AMD_TEE]);
    json_uint(o, "snp", t.spl[AMD_SNP]);
    json_uint(o, "microcode", t.spl[AMD_UCODE]);
    json_object_close(o);
}

static void put_version(struct json_out *o, const char *key, uint8_t major, uint8_t minor,
                        uint8_t build)
{
    json_object_open(o, key);
    json_uint(o, "major", major);
    json_uint(o, "minor", minor);
    json_uint(o, "build", build);
    json_object_close(o);
}

/* Rust's Option: a number, or null where this version of the report has no such field. */
static void put_option(struct json_out *o, const char *key, bool some, uint64_t v)
{
    if (some)
        json_uint(o, key, v);
    else
        json_null(o, key);
}

static void put_guest(struct json_out *o, const struct snp_report *r, enum amd_product product)
{
    json_uint(o, "version", r->version);
    json_uint(o, "guest_svn", r->guest_svn);
    json_uint(o, "policy", r->policy);
    put_bytes(o, "family_id", r->family_id);
    put_bytes(o, "image_id", r->image_id);
    json_uint(o, "vmpl", r->vmpl);
    json_uint(o, "sig_algo", r->signature_algo);
    put_tcb(o, "current_tcb", product, r->current_tcb);
    json_uint(o, "plat_info", r->platform_info);
    json_uint(o, "key_info", r->key_info);
    put_bytes(o, "report_data", r->report_data);
    put_bytes(o, "measurement", r->measurement);
    put_bytes(o, "host_data", r->host_data);
    put_bytes(o, "id_key_digest", r->id_key_digest);
    put_bytes(o, "author_key_digest", r->author_key_digest);
    put_bytes(o, "report_id", r->report_id);
    put_bytes(o, "report_id_ma", r->report_id_ma);
}

static void put_platform(struct json_out *o, const struct snp_report *r, enum amd_product product)
{
    put_tcb(o, "reported_tcb", product, r->reported_tcb);
    put_option(o, "cpuid_fam_id", r->version >= 3, r->family);
    put_option(o, "cpuid_mod_id", r->version >= 3, r->model);
    put_option(o, "cpuid_step", r->version >= 3, r->stepping);
    put_bytes(o, "chip_id", r->chip_id);
    put_tcb(o, "committed_tcb", product, r->committed_tcb);
    put_version(o, "current", r->current_major, r->current_minor, r->current_build);
    put_version(o, "committed", r->committed_major, r->committed_minor, r->committed_build);
    put_tcb(o, "launch_tcb", product, r->launch_tcb);
    put_option(o, "launch_mit_vector", r->version >= 5, r->launch_mit_vector);
    put_option(o, "current_mit_vector", r->version >= 5, r->current_mit_vector);
    json_object_open(o, "signature");
    put_bytes(o, "r", slice_part(r->signature, 0, 72));
    put_bytes(o, "s", slice_part(r->signature, 72, 72));
    json_object_close(o);
}

/* GUIDs of a certificate table stand in the order in which they are written. */
static void put_cert_type(struct json_out *o, struct arena *a, const struct amd_table_entry *e)
{
    static const char *const names[] = { [AMD_TABLE_VCEK] = "VCEK",
                                         [AMD_TABLE_VLEK] = "VLEK",
                                         [AMD_TABLE_ASK] = "ASK",
                                         [AMD_TABLE_ARK] = "ARK",
                                         [AMD_TABLE_CRL] = "CRL" };
    if (e->kind != AMD_TABLE_OTHER) {
        json_text(o, "cert_type", names[e->kind]);
        return;
    }
    const char *hex = arena_hex(a, e->guid);
    json_object_open(o, "cert_type");
    json_text(
        o, "OTHER",
        arena_printf(a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20));
    json_object_close(o);
}

static cupel_status put_certs(struct json_out *o, struct arena *a, cupel_slice table,
                              struct cupel_diag *err)
{
    struct amd_table_entry entries[AMD_TABLE_ENTRIES_MAX];
    size_t n = 0;
    if (table.n == 0) {
        json_null(o, "cert_chain");
        return CUPEL_OK;
    }
    CUPEL_TRY(amd_cert_table_parse(table, entries, &n, err));
    json_array_open(o, "cert_chain");
    for (size_t i = 0; i < n; i++) {
        json_object_open(o, NULL);
        put_cert_type(o, a, &entries[i]);
        put_bytes(o, "data", entries[i].bytes);
        json_object_close(o);
    }
    json_array_close(o);
    return CUPEL_OK;
}

static cupel_status put_snp(struct json_out *o, const struct collected *c, struct cupel_diag *err)
{
    struct evidence *ev = arena_alloc(c->arena, sizeof *ev);
    if (!ev)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    CUPEL_TRY(format_snp.parse(c->arena, c->evidence, ev, err));
    enum amd_product product = snp_product(&ev->snp);
    json_object_open(o, "attestation_report");
    put_guest(o, &ev->snp, product);
    put_platform(o, &ev->snp, product);
    json_object_close(o);
    return put_certs(o, c->arena, out_find(c, "certtable.bin"), err);
}

/* ---- the others ---- */

static void put_tdx(struct json_out *o, const struct collected *c)
{
    cupel_slice log = out_find(c, "ccel.bin");
    if (log.n > 0)
        json_text(o, "cc_eventlog", out_base64(c->arena, log, BASE64_STANDARD));
    else
        json_null(o, "cc_eventlog");
    json_text(o, "quote", out_base64(c->arena, c->evidence, BASE64_STANDARD));
}

/* SubjectPublicKeyInfo (RFC 3279 2.3.1) of the AK. */
static cupel_slice spki_of(struct arena *a, const struct collected_quote *q)
{
    static const uint8_t rsa_oid[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                       0xf7, 0x0d, 0x01, 0x01, 0x01 };
    cupel_slice key = DER_SEQ(a, der_uint(a, q->modulus), der_small(a, q->exponent));
    cupel_slice alg = DER_SEQ(a, SLICE_ARRAY(rsa_oid), der_null(a));
    return DER_SEQ(a, alg, der_bits(a, key));
}

static void put_pcrs(struct json_out *o, const struct collected_quote *q)
{
    json_array_open(o, "pcrs");
    for (size_t i = 0; i < CUPEL_COUNT(q->sha256); i++)
        json_hex(o, NULL, q->sha256[i]);
    json_array_close(o);
}

static cupel_status check_quote(const struct collected_quote *q, struct cupel_diag *err)
{
    if (q->modulus.n > 0 && q->raw_signature.n > 0)
        return CUPEL_OK;
    return diag_set(
        err, CUPEL_E_UNSUPPORTED, "",
        "--format kbs: the protocol knows RSASSA quotes only, and this key makes others");
}

static cupel_status put_tpm(struct json_out *o, const struct collected *c, struct cupel_diag *err)
{
    const struct collected_quote *q = &c->quote;
    CUPEL_TRY(check_quote(q, err));
    json_text(o, "ak_public", out_base64(c->arena, spki_of(c->arena, q), BASE64_STANDARD));
    json_object_open(o, "tpm_quote");
    json_text(o, "signature", out_base64(c->arena, q->signature, BASE64_STANDARD));
    json_text(o, "message", out_base64(c->arena, q->message, BASE64_STANDARD));
    put_pcrs(o, q);
    json_object_close(o);
    return CUPEL_OK;
}

static cupel_status put_azure(struct json_out *o, const struct collected *c, struct cupel_diag *err)
{
    const struct collected_quote *q = &c->quote;
    cupel_slice vcek = out_find(c, "vcek.der");
    CUPEL_TRY(check_quote(q, err));
    json_uint(o, "version", 1);
    json_object_open(o, "tpm_quote");
    json_hex(o, "signature", q->raw_signature);
    json_hex(o, "message", q->message);
    put_pcrs(o, q);
    json_object_close(o);
    json_text(o, "hcl_report", out_base64(c->arena, c->hcl_report, BASE64_URL));
    if (vcek.n > 0)
        json_text(o, "vcek", out_base64(c->arena, vcek, BASE64_URL));
    else
        json_text(o, "td_quote", out_base64(c->arena, out_find(c, "td_quote.bin"), BASE64_URL));
    return CUPEL_OK;
}

static cupel_status put_evidence(struct json_out *o, const struct collected *c,
                                 struct cupel_diag *err)
{
    switch (c->tee) {
    case TEE_SNP: return put_snp(o, c, err);
    case TEE_TDX: put_tdx(o, c); return CUPEL_OK;
    case TEE_CCA: put_bytes(o, "token", c->evidence); return CUPEL_OK;
    case TEE_TPM: return put_tpm(o, c, err);
    case TEE_AZURE: return put_azure(o, c, err);
    default:
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "--format kbs: the protocol has no evidence of %s; write raw or cmw",
                        tee_title(c->tee));
    }
}

cupel_status out_kbs(const struct collected *c, struct buf *b, struct cupel_diag *err)
{
    struct json_out o = json_out_to(b);
    json_object_open(&o, NULL);
    CUPEL_TRY(put_evidence(&o, c, err));
    json_object_close(&o);
    buf_add_byte(b, '\n');
    if (buf_status(b) != CUPEL_OK)
        return diag_set(err, buf_status(b), "", "the JSON does not fit into memory");
    return collected_status(c, err);
}
