/* SPDX-License-Identifier: Apache-2.0 */
/* Intel DCAP quotes: the fields around the body. */
#include "evidence/dcap.h"

#include "codec/pem.h"

static const struct flag_name sgx_flags[] = {
    { 0, "INIT", "the enclave was initialised" },
    { 1, "DEBUG", "the host can read and change the enclave's memory" },
    { 2, "MODE64BIT", "64-bit enclave" },
    { 4, "PROVISIONKEY", "may get the provisioning key" },
    { 5, "EINITTOKENKEY", "may get the launch token key" },
    { 6, "CET", "control-flow enforcement" },
    { 7, "KSS", "key separation and sharing" },
    { 10, "AEXNOTIFY", "is told of asynchronous exits" },
};
static const struct flag_name xfrm_bits[] = {
    { 0, "X87", "x87 floating point" },    { 1, "SSE", "SSE registers" },
    { 2, "AVX", "AVX registers" },         { 5, "AVX-512 opmask", "AVX-512" },
    { 6, "AVX-512 ZMM_Hi256", "AVX-512" }, { 7, "AVX-512 Hi16_ZMM", "AVX-512" },
    { 9, "PKRU", "protection keys" },      { 17, "AMX TILECFG", "AMX" },
    { 18, "AMX TILEDATA", "AMX" },
};
static const struct flag_name misc_bits[] = {
    { 0, "EXINFO", "page faults and general protection faults are saved" },
    { 1, "CPINFO", "control protection exceptions are saved" },
};

void dcap_explain_head(const struct dcap_quote *q, struct field_list *l)
{
    field_open(l, "header", NULL, 0, DCAP_HEADER_SIZE);
    field_uint(l, "version", q->version, "version of the quote's layout", 0, 2);
    field_uint(l, "attestation key type", q->key_type, "2: ECDSA P-256 with SHA-256", 2, 2);
    field_text(l, "TEE type", q->tee_type == DCAP_TEE_TDX ? "0x81 (TDX)" : "0 (SGX)", NULL, 4, 4);
    field_uint(l, "QE SVN", q->qe_svn, "security version of the quoting enclave (version 3)", 8, 2);
    field_uint(l, "PCE SVN", q->pce_svn,
               "security version of the provisioning certification enclave (version 3)", 10, 2);
    field_bytes(l, "QE vendor id", q->qe_vendor, "whose quoting enclave; 939a7233… is Intel's", 12);
    field_bytes(l, "user data", q->user_data, "of the quoting enclave", 28);
    field_close(l);
    if (q->version == 5) {
        field_uint(l, "body type", q->body_type,
                   "1 SGX report, 2 TD report 1.0, 3 TD report 1.5, 4 TD report 1.5 Ex", 48, 2);
    }
}

void dcap_explain_sgx(const struct sgx_report *r, struct field_list *l)
{
    field_bytes(l, "CPUSVN", r->cpu_svn, "security version of the processor, raw", r->offset);
    field_flags(l, "MISCSELECT", r->misc_select, "what is saved when the enclave faults",
                r->offset + 16, 4, misc_bits, CUPEL_COUNT(misc_bits));
    field_bytes(l, "ISVEXTPRODID", r->ext_prod_id, "extended product id", r->offset + 32);
    field_flags(l, "ATTRIBUTES.flags", r->flags, "attributes of the enclave", r->offset + 48, 8,
                sgx_flags, CUPEL_COUNT(sgx_flags));
    field_flags(l, "ATTRIBUTES.xfrm", r->xfrm, "extended features that it may use", r->offset + 56,
                8, xfrm_bits, CUPEL_COUNT(xfrm_bits));
    field_bytes(l, "MRENCLAVE", r->mr_enclave, "measurement of the enclave", r->offset + 64);
    field_bytes(l, "MRSIGNER", r->mr_signer, "SHA-256 of the key that signed it", r->offset + 128);
    field_bytes(l, "CONFIGID", r->config_id, "configuration given at launch", r->offset + 192);
    field_uint(l, "ISVPRODID", r->isv_prod_id, "product, as its signer numbers it", r->offset + 256,
               2);
    field_uint(l, "ISVSVN", r->isv_svn, "security version, as its signer numbers it",
               r->offset + 258, 2);
    field_uint(l, "CONFIGSVN", r->config_svn, "version of the configuration", r->offset + 260, 2);
    field_bytes(l, "ISVFAMILYID", r->family_id, "product family", r->offset + 304);
    field_bytes(l, "REPORTDATA", r->report_data, "what the enclave put in", r->offset + 320);
}

static void explain_chain(const struct dcap_quote *q, struct field_list *l)
{
    struct cur c = cur_at(q->pck_chain, q->pck_chain_offset);
    struct pem_block b;
    field_open(l, "certification data", "type 5: PCK certificate chain, PEM", q->pck_chain_offset,
               q->pck_chain.n);
    while (pem_next(l->arena, &c, true, &b) == CUPEL_OK) {
        struct x509_cert cert;
        if (x509_cert_parse(b.der, &cert, NULL) != CUPEL_OK) {
            field_text(l, "certificate", "(cannot be read)", NULL, b.offset, c.at - b.offset);
            continue;
        }
        field_open(l, "certificate", NULL, b.offset, c.at - b.offset);
        field_text(l, "subject", x509_name_text(l->arena, cert.subject), NULL, 0, 0);
        field_time(l, "valid from", cert.not_before, NULL, 0, 0);
        field_time(l, "valid until", cert.not_after, NULL, 0, 0);
        intel_pck_explain(&cert, l);
        field_close(l);
    }
    field_close(l);
}

void dcap_explain_tail(const struct dcap_quote *q, struct field_list *l)
{
    field_bytes(l, "quote signature", q->signature, "ECDSA P-256, r and s, by the attestation key",
                q->signature_offset);
    field_bytes(l, "attestation key", q->attestation_key, "P-256, x and y",
                q->signature_offset + 64);
    field_open(l, "QE report", "the quoting enclave, which vouches for the attestation key",
               q->qe.offset, q->qe.bytes.n);
    dcap_explain_sgx(&q->qe, l);
    field_close(l);
    field_bytes(l, "QE report signature", q->qe_signature, "ECDSA P-256 by the PCK",
                q->qe.offset + q->qe.bytes.n);
    field_bytes(l, "QE authentication data", q->qe_auth, "covered by the QE's report data",
                q->qe_auth_offset);
    explain_chain(q, l);
}
