/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/azure.c: a software Azure confidential VM on SNP: the paravisor's report, whose SNP
 * report binds runtime data with the vTPM's attestation key, and a quote by that key. Layouts:
 * Microsoft OpenHCL, openhcl_attestation_protocol, igvm_attest::get; TCG TPM 2.0 Library, Part 2,
 * TPMS_ATTEST.
 */
#include "softtee/tee.h"

#include "base/text.h"
#include "softtee/der_write.h"

#include <stdio.h>
#include <string.h>

#define REPORT_SIZE  1184u
#define DATA_AT      1216u
#define RUNTIME_AT   1236u
#define EVIDENCE_MIN 2600u /* of the NV index: zeros behind the runtime data */
#define PCRS         24u
#define PCR_SIZE     32u

static const char *const on_words[] = { "off", "on", NULL };
static const char *const key_words[] = { "ak", "stranger", NULL };

#define AT(name, type, member, text) FIELD_AT(name, FIELD_##type, azure.member, text)

static const struct field fields_azure[] = {
    AT("header_version", NUMBER, header_version, "version of the header: 1 or 2"),
    AT("request_type", NUMBER, request_type, "2: AK certificate request"),
    AT("status", NUMBER, status, "0: no error"),
    AT("report_type", NUMBER, report_type, "2: SNP, 4: TDX"),
    AT("hash_type", NUMBER, hash_type, "1: SHA-256"),
    AT("runtime_size", NUMBER, runtime_size, "bytes of runtime data; 0: as many as there are"),
    AT("vm_id", BYTES, vm_id, "names the VM in the runtime data"),
    AT("user_data", BYTES, user_data, "what the guest had put in"),
    FIELD_WORDS("secure_boot", azure.secure_boot, on_words, "of the VM's configuration"),
    FIELD_WORDS("console", azure.console, on_words, "of the VM's configuration"),
    FIELD_WORDS("quote_key", azure.quote_key, key_words, "who signs the quote"),
    AT("quote_nonce", BYTES, quote_nonce, "challenge in the quote; it has the nonce's length"),
    AT("quote_pcrs", NUMBER, quote_pcrs, "bits of the PCRs that the quote covers"),
    { 0 },
};

static const struct field *const tables[] = {
    fields_snp_report, fields_snp_tcb, fields_snp, fields_azure, fields_common, fields_form, NULL
};

static cupel_status prepare(struct tee *t)
{
    struct azure_params *p = &t->azure;
    CUPEL_TRY(tee_snp.prepare(t));
    memset(t->body + 0x50, 0, 64);
    tee_put(p->header_version, 4, 1);
    tee_put(p->request_type, 4, 2);
    tee_put(p->report_type, 4, 2);
    tee_put(p->hash_type, 4, 1);
    tee_put(p->quote_pcrs, 4, (1u << PCRS) - 1);
    if (!field_given(t, "secure_boot"))
        p->secure_boot = 1;
    slice_copy(t->out->nonce, p->quote_nonce, sizeof p->quote_nonce);
    return tee_fill(t, "vm id", p->vm_id, sizeof p->vm_id);
}

/* ---- the runtime data ---- */

/* base64 with the alphabet for URLs; padding stays where @padded. */
static const char *base64url(struct arena *a, cupel_slice bytes, bool padded)
{
    char *out = arena_alloc(a, (bytes.n + 2) / 3 * 4 + 1);
    if (!out)
        return "";
    base64_write(bytes, out);
    for (char *p = out; *p; p++) {
        *p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
        if (*p == '=' && !padded)
            *p = '\0';
    }
    return out;
}

static const char *guid(struct arena *a, cupel_slice id)
{
    return arena_printf(a, "%s-%s-%s-%s-%s", arena_hex(a, slice_part(id, 0, 4)),
                        arena_hex(a, slice_part(id, 4, 2)), arena_hex(a, slice_part(id, 6, 2)),
                        arena_hex(a, slice_part(id, 8, 2)), arena_hex(a, slice_part(id, 10, 6)));
}

static const char *bool_text(uint8_t on)
{
    return on ? "true" : "false";
}

static cupel_status make_runtime(const struct tee *t, cupel_slice *ret)
{
    struct arena *a = &t->out->arena;
    struct sign_key *ak = NULL;
    CUPEL_TRY(sign_key_rsa(t->crypto, SIGN_RSA_CA, &ak));
    const char *n = base64url(a, sign_key_pub(ak).point, false);
    sign_key_free(ak);
    *ret = slice_str(arena_printf(
        a,
        "{\"keys\":[{\"kid\":\"HCLAkPub\",\"key_ops\":[\"sign\"],\"kty\":\"RSA\",\"e\":\"AQAB\","
        "\"n\":\"%s\"}],\"vm-configuration\":{\"console-enabled\":%s,\"secure-boot\":%s,"
        "\"tpm-enabled\":true,\"vmUniqueId\":\"%s\"},\"user-data\":\"%s\"}",
        n, bool_text(t->azure.console), bool_text(t->azure.secure_boot),
        guid(a, SLICE_ARRAY(t->azure.vm_id)), arena_hex(a, SLICE_ARRAY(t->azure.user_data))));
    return arena_status(a);
}

/* The SNP report binds the runtime data, unless it was told otherwise. */
static cupel_status derive(struct tee *t)
{
    cupel_slice runtime;
    CUPEL_TRY(tee_snp.derive(t));
    CUPEL_TRY(make_runtime(t, &runtime));
    if (field_given(t, "report_data"))
        return CUPEL_OK;
    return crypto_digest(t->crypto, CRYPTO_SHA256, runtime, t->body + 0x50);
}

/* ---- the report ---- */

static cupel_slice make_report(struct tee *t, cupel_slice runtime)
{
    const struct azure_params *p = &t->azure;
    size_t end = RUNTIME_AT + runtime.n, n = end < EVIDENCE_MIN ? EVIDENCE_MIN : end;
    uint8_t *out = arena_alloc(&t->out->arena, n);
    if (!out)
        return SLICE_EMPTY;
    slice_copy(SLICE_LIT("HCLA"), out, 4);
    slice_copy(SLICE_ARRAY(p->header_version), out + 4, 4);
    tee_put(out + 8, 4, end);
    slice_copy(SLICE_ARRAY(p->request_type), out + 12, 4);
    slice_copy(SLICE_ARRAY(p->status), out + 16, 4);
    slice_copy(slice_of(t->body, REPORT_SIZE), out + 32, REPORT_SIZE);
    tee_put(out + DATA_AT, 4, 20 + runtime.n);
    tee_put(out + DATA_AT + 4, 4, 1);
    slice_copy(SLICE_ARRAY(p->report_type), out + DATA_AT + 8, 4);
    slice_copy(SLICE_ARRAY(p->hash_type), out + DATA_AT + 12, 4);
    tee_put(out + DATA_AT + 16, 4, runtime.n);
    if (tee_get(p->runtime_size, 4))
        slice_copy(SLICE_ARRAY(p->runtime_size), out + DATA_AT + 16, 4);
    slice_copy(runtime, out + RUNTIME_AT, runtime.n);
    tee_flip(t, out, n);
    return slice_of(out, n);
}

/* ---- the quote ---- */

struct quote {
    uint8_t pcrs[PCRS][PCR_SIZE];
    cupel_slice message, signature;
};

static cupel_status fill_pcrs(const struct tee *t, struct quote *q)
{
    char label[16];
    for (unsigned i = 0; i < PCRS; i++) {
        (void)snprintf(label, sizeof label, "pcr %u", i);
        CUPEL_TRY(tee_fill(t, label, q->pcrs[i], PCR_SIZE));
    }
    return CUPEL_OK;
}

static uint8_t *put_be(uint8_t *out, size_t n, uint64_t v)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(v >> 8 * (n - 1 - i));
    return out + n;
}

static uint8_t *put_bytes(uint8_t *out, cupel_slice s)
{
    slice_copy(s, out, s.n);
    return out + s.n;
}

static cupel_status pcr_digest(const struct tee *t, const struct quote *q, uint8_t *out)
{
    uint8_t all[PCRS * PCR_SIZE];
    uint64_t mask = tee_get(t->azure.quote_pcrs, 4);
    size_t n = 0;
    for (unsigned i = 0; i < PCRS; i++)
        if (mask >> i & 1) {
            slice_copy(SLICE_ARRAY(q->pcrs[i]), all + n, PCR_SIZE);
            n += PCR_SIZE;
        }
    return crypto_digest(t->crypto, CRYPTO_SHA256, slice_of(all, n), out);
}

/* TPMS_ATTEST of a quote. */
static cupel_status make_attest(const struct tee *t, struct quote *q)
{
    uint8_t digest[CRYPTO_HASH_MAX], name[32];
    cupel_slice nonce = slice_of(t->azure.quote_nonce, t->out->nonce.n);
    uint64_t mask = tee_get(t->azure.quote_pcrs, 4);
    uint8_t *start = arena_alloc(&t->out->arena, 256), *p = start;
    if (!p)
        return CUPEL_E_NOMEM;
    CUPEL_TRY(pcr_digest(t, q, digest));
    CUPEL_TRY(tee_fill(t, "ak name", name, sizeof name));
    p = put_be(p, 4, 0xff544347); /* TPM_GENERATED */
    p = put_be(p, 2, 0x8018);     /* TPM_ST_ATTEST_QUOTE */
    p = put_be(p, 2, 34);         /* qualifiedSigner */
    p = put_be(p, 2, 0x000b);
    p = put_bytes(p, SLICE_ARRAY(name));
    p = put_be(p, 2, nonce.n); /* extraData */
    p = put_bytes(p, nonce);
    p = put_be(p, 8, 3600000); /* clock */
    p = put_be(p, 4, 1);       /* resetCount */
    p = put_be(p, 4, 0);       /* restartCount */
    p = put_be(p, 1, 1);       /* safe */
    p = put_be(p, 8, 0x2020031200120003);
    p = put_be(p, 4, 1); /* one selection: SHA-256, 3 bytes, low PCRs first */
    p = put_be(p, 2, 0x000b);
    p = put_be(p, 1, 3);
    p = put_be(p, 1, mask & 0xff);
    p = put_be(p, 1, mask >> 8 & 0xff);
    p = put_be(p, 1, mask >> 16 & 0xff);
    p = put_be(p, 2, 32);
    p = put_bytes(p, slice_of(digest, 32));
    q->message = slice_of(start, (size_t)(p - start));
    return CUPEL_OK;
}

static cupel_status sign_quote(const struct tee *t, struct quote *q)
{
    struct sign_key *key = NULL;
    uint8_t sig[SIGN_MAX];
    size_t n = 0;
    enum sign_rsa which = t->azure.quote_key ? SIGN_RSA_STRANGER : SIGN_RSA_CA;
    CUPEL_TRY(sign_key_rsa(t->crypto, which, &key));
    cupel_status st = sign_make(key, CRYPTO_SIG_RSA_PKCS1_SHA256, q->message, sig, &n);
    sign_key_free(key);
    q->signature = arena_copy(&t->out->arena, slice_of(sig, n));
    return st;
}

/* TPM2B_ATTEST and TPMT_SIGNATURE in one file. */
static cupel_slice join_quote(struct arena *a, const struct quote *q)
{
    uint8_t *start = arena_alloc(a, 8 + q->message.n + q->signature.n), *p = start;
    if (!p)
        return SLICE_EMPTY;
    p = put_be(p, 2, q->message.n);
    p = put_bytes(p, q->message);
    p = put_be(p, 2, 0x0014); /* TPM_ALG_RSASSA */
    p = put_be(p, 2, 0x000b); /* TPM_ALG_SHA256 */
    p = put_be(p, 2, q->signature.n);
    p = put_bytes(p, q->signature);
    return slice_of(start, (size_t)(p - start));
}

/* {"sha256":{"0":HEX,…}}, or [HEX,…] as KBS clients write it. */
static const char *pcrs_json(struct arena *a, const struct quote *q, bool list)
{
    const char *text = list ? "[" : "{\"sha256\":{";
    for (unsigned i = 0; i < PCRS; i++) {
        const char *hex = arena_hex(a, SLICE_ARRAY(q->pcrs[i]));
        text = list ? arena_printf(a, "%s%s\"%s\"", text, i ? "," : "", hex)
                    : arena_printf(a, "%s%s\"%u\":\"%s\"", text, i ? "," : "", i, hex);
    }
    return arena_printf(a, "%s%s", text, list ? "]" : "}}");
}

static cupel_slice make_kbs(struct arena *a, const struct quote *q, cupel_slice report,
                            cupel_slice leaf)
{
    return slice_str(arena_printf(
        a,
        "{\"version\":1,\"tpm_quote\":{\"signature\":\"%s\",\"message\":\"%s\",\"pcrs\":%s},"
        "\"hcl_report\":\"%s\",\"vcek\":\"%s\"}",
        arena_hex(a, q->signature), arena_hex(a, q->message), pcrs_json(a, q, true),
        base64url(a, report, true), base64url(a, leaf, true)));
}

static cupel_status build(struct tee *t, struct cupel_diag *err)
{
    (void)err;
    struct arena *a = &t->out->arena;
    struct quote q = { 0 };
    cupel_slice runtime, leaf, table;
    CUPEL_TRY(make_runtime(t, &runtime));
    CUPEL_TRY(tee_snp_sign(t, &leaf, &table));
    cupel_slice report = make_report(t, runtime);
    CUPEL_TRY(fill_pcrs(t, &q));
    CUPEL_TRY(make_attest(t, &q));
    CUPEL_TRY(sign_quote(t, &q));
    tee_file(t, "evidence.bin", report);
    tee_file(t, "collateral/quote.bin", join_quote(a, &q));
    tee_file(t, "collateral/pcrs.json", slice_str(pcrs_json(a, &q, false)));
    tee_file(t, "kbs.json", make_kbs(a, &q, report, leaf));
    return arena_status(a);
}

static const char *rename_field(const struct tee *t, const char *name, char room[TEE_TEXT])
{
    return tee_snp.rename(t, name, room);
}

static size_t body_at(unsigned version)
{
    (void)version;
    return 32;
}

const struct tee_kind tee_azure = { .name = "azure",
                                    .versions = { 2, 3, 4, 5 },
                                    .default_version = 5,
                                    .tables = tables,
                                    .prepare = prepare,
                                    .derive = derive,
                                    .build = build,
                                    .rename = rename_field,
                                    .body_at = body_at };
