/* SPDX-License-Identifier: Apache-2.0 */
/* Intel DCAP quotes: layout. Intel SGX ECDSA QuoteLibReference DCAP API, appendix A; Intel TDX DCAP
 * Quoting Library API, appendix A. */
#include "evidence/dcap.h"

#include "base/status.h"

#define KEY_ECDSA_P256 2

#define CERT_PCK_CHAIN 5 /* PEM, leaf to root */
#define CERT_QE_REPORT 6 /* around the QE's report and its certification data: v4, v5 */

#define SIGNATURE_SIZE 64u
#define KEY_SIZE       64u
/* Signature data of a quote without authentication data and certificates. */
#define SIGNATURE_DATA_MIN (SIGNATURE_SIZE + KEY_SIZE + SGX_REPORT_SIZE + SIGNATURE_SIZE + 8u)

#define SGX_REPORT_SIZE 384u
#define TD10_SIZE       584u
#define TD15_SIZE       648u
#define TD15EX_SIZE     885u

bool dcap_probe(cupel_slice in, uint32_t tee)
{
    static const uint8_t intel_qe[] = { 0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9,
                                        0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07 };
    uint64_t version = slice_le64(slice_part(in, 0, 2));
    uint64_t key_type = slice_le64(slice_part(in, 2, 2));
    uint64_t tee_type = slice_le64(slice_part(in, 4, 4));
    bool vendor = slice_eq(slice_part(in, 12, 16), SLICE_ARRAY(intel_qe));
    if (in.n < 8 || !(vendor || (version >= 3 && version <= 5 && key_type >= 2 && key_type <= 3)))
        return false;
    /* tee_type is zero in SGX quotes; anything else is for TDX to name */
    return tee == DCAP_TEE_SGX ? tee_type == DCAP_TEE_SGX : tee_type != DCAP_TEE_SGX;
}

/* One reading of a quote: the cursor, and where its first failure is told. */
struct reading {
    struct cur c;
    const char *format;
    struct cupel_diag *err;
};

/* @st at the place of the field that was read last, which began at @at. */
#define WRONG(r, st, at, ...) diag_at((r)->err, st, (r)->format, at, __VA_ARGS__)

static cupel_status truncated(struct reading *r, const char *what, size_t need)
{
    return WRONG(r, CUPEL_E_TRUNCATED, r->c.at, "%s needs %zu bytes, but only %zu are left", what,
                 need, r->c.left.n);
}

static cupel_status demand(struct reading *r, const char *what, size_t need)
{
    return r->c.left.n < need ? truncated(r, what, need) : CUPEL_OK;
}

static void take_sgx_report(struct cur *c, struct sgx_report *ret)
{
    ret->offset = c->at;
    ret->bytes = slice_part(c->left, 0, SGX_REPORT_SIZE);
    ret->cpu_svn = cur_take(c, 16);
    ret->misc_select = cur_le32(c);
    (void)cur_take(c, 12); /* reserved */
    ret->ext_prod_id = cur_take(c, 16);
    ret->attributes = cur_take(c, 16);
    ret->flags = slice_le64(slice_part(ret->attributes, 0, 8));
    ret->xfrm = slice_le64(slice_part(ret->attributes, 8, 8));
    ret->mr_enclave = cur_take(c, 32);
    (void)cur_take(c, 32); /* reserved */
    ret->mr_signer = cur_take(c, 32);
    (void)cur_take(c, 32); /* reserved */
    ret->config_id = cur_take(c, 64);
    ret->isv_prod_id = cur_le16(c);
    ret->isv_svn = cur_le16(c);
    ret->config_svn = cur_le16(c);
    (void)cur_take(c, 42); /* reserved */
    ret->family_id = cur_take(c, 16);
    ret->report_data = cur_take(c, 64);
}

static void take_td_report(struct cur *c, enum dcap_body type, struct td_report *ret)
{
    ret->offset = c->at;
    ret->tee_tcb_svn = cur_take(c, 16);
    ret->mr_seam = cur_take(c, 48);
    ret->mr_signer_seam = cur_take(c, 48);
    ret->seam_attributes = cur_take(c, 8);
    ret->td_attributes = cur_le64(c);
    ret->xfam = cur_le64(c);
    ret->mr_td = cur_take(c, 48);
    ret->mr_config_id = cur_take(c, 48);
    ret->mr_owner = cur_take(c, 48);
    ret->mr_owner_config = cur_take(c, 48);
    for (size_t i = 0; i < CUPEL_COUNT(ret->rtmr); i++)
        ret->rtmr[i] = cur_take(c, 48);
    ret->report_data = cur_take(c, 64);
    if (type == DCAP_BODY_TD10)
        return;
    ret->tee_tcb_svn2 = cur_take(c, 16);
    ret->mr_service_td = cur_take(c, 48);
    if (type == DCAP_BODY_TD15EX)
        ret->ex = cur_take(c, TD15EX_SIZE - TD15_SIZE);
}

static cupel_status read_header(struct reading *r, uint32_t tee, struct dcap_quote *q)
{
    CUPEL_TRY(demand(r, "the quote header", DCAP_HEADER_SIZE));
    q->version = cur_le16(&r->c);
    q->key_type = cur_le16(&r->c);
    q->tee_type = cur_le32(&r->c);
    q->qe_svn = cur_le16(&r->c);
    q->pce_svn = cur_le16(&r->c);
    q->qe_vendor = cur_take(&r->c, 16);
    q->user_data = cur_take(&r->c, 20);
    if (q->version < 3 || q->version > 5)
        return WRONG(r, CUPEL_E_UNSUPPORTED, 0, "quote version %u: versions 3, 4 and 5 are known",
                     q->version);
    if (q->key_type != KEY_ECDSA_P256)
        return WRONG(r, CUPEL_E_UNSUPPORTED, 2,
                     "attestation key type %u: only 2, ECDSA with P-256, is known", q->key_type);
    if (q->tee_type != tee)
        return WRONG(r, CUPEL_E_MALFORMED, 4, "TEE type 0x%x where this format has 0x%x",
                     q->tee_type, tee);
    if (q->version == 3 && tee != DCAP_TEE_SGX)
        return WRONG(r, CUPEL_E_MALFORMED, 4,
                     "TEE type 0x%x does not fit version 3, which is SGX's", tee);
    return CUPEL_OK;
}

static size_t body_size(enum dcap_body t)
{
    return t == DCAP_BODY_SGX    ? SGX_REPORT_SIZE
           : t == DCAP_BODY_TD10 ? TD10_SIZE
           : t == DCAP_BODY_TD15 ? TD15_SIZE
                                 : TD15EX_SIZE;
}

/* Version 5 says type and size of its body; before, the TEE type says both. */
static cupel_status read_body_type(struct reading *r, uint32_t tee, struct dcap_quote *q)
{
    q->body_type = tee == DCAP_TEE_TDX ? DCAP_BODY_TD10 : DCAP_BODY_SGX;
    if (q->version < 5)
        return CUPEL_OK;
    CUPEL_TRY(demand(r, "the body's type and size", 6));
    unsigned type = cur_le16(&r->c);
    uint32_t size = cur_le32(&r->c);
    if (type < DCAP_BODY_SGX || type > DCAP_BODY_TD15EX)
        return WRONG(r, CUPEL_E_UNSUPPORTED, 48, "body type %u: types 1 to 4 are known", type);
    if ((type == DCAP_BODY_SGX) != (tee == DCAP_TEE_SGX))
        return WRONG(r, CUPEL_E_MALFORMED, 48, "body type %u does not fit TEE type 0x%x", type,
                     q->tee_type);
    q->body_type = (enum dcap_body)type;
    if (size != body_size(q->body_type))
        return WRONG(r, CUPEL_E_MALFORMED, 50, "body size %u where body type %u has %zu", size,
                     type, body_size(q->body_type));
    return CUPEL_OK;
}

static cupel_status read_body(struct reading *r, uint32_t tee, cupel_slice in, struct dcap_quote *q)
{
    CUPEL_TRY(read_body_type(r, tee, q));
    CUPEL_TRY(demand(r, "the report body", body_size(q->body_type)));
    if (q->body_type == DCAP_BODY_SGX)
        take_sgx_report(&r->c, &q->sgx);
    else
        take_td_report(&r->c, q->body_type, &q->td);
    q->signed_bytes = slice_part(in, 0, r->c.at);
    return CUPEL_OK;
}

/* A length that must end exactly where what holds it ends. */
static cupel_status exact(struct reading *r, const char *what, size_t at, size_t size)
{
    if (size > r->c.left.n)
        return WRONG(r, CUPEL_E_TRUNCATED, at, "%s says %zu bytes, but only %zu are left", what,
                     size, r->c.left.n);
    if (size < r->c.left.n)
        return WRONG(r, CUPEL_E_MALFORMED, at, "%s says %zu bytes, but %zu stand there", what, size,
                     r->c.left.n);
    return CUPEL_OK;
}

static cupel_status check_cert_type(struct reading *r, size_t at, unsigned type)
{
    if (type == CERT_QE_REPORT)
        return WRONG(r, CUPEL_E_MALFORMED, at,
                     "certification data type 6 (QE report) where the PCK's must stand");
    if (type != CERT_PCK_CHAIN)
        return WRONG(r, CUPEL_E_UNSUPPORTED, at,
                     "certification data type %u: only 5, the PCK certificate chain, is known",
                     type);
    return CUPEL_OK;
}

/* QE report, its signature, authentication data, the PCK chain; all of what is left. */
static cupel_status read_qe(struct reading *r, struct dcap_quote *q)
{
    CUPEL_TRY(demand(r, "the QE report with its signature", SGX_REPORT_SIZE + SIGNATURE_SIZE + 2));
    take_sgx_report(&r->c, &q->qe);
    q->qe_signature = cur_take(&r->c, SIGNATURE_SIZE);
    size_t auth = cur_le16(&r->c);
    CUPEL_TRY(demand(r, "the QE authentication data", auth));
    q->qe_auth_offset = r->c.at;
    q->qe_auth = cur_take(&r->c, auth);
    CUPEL_TRY(demand(r, "the certification data's type and size", 6));
    size_t at = r->c.at;
    unsigned type = cur_le16(&r->c);
    size_t size = cur_le32(&r->c);
    CUPEL_TRY(check_cert_type(r, at, type));
    CUPEL_TRY(exact(r, "the certification data size", at + 2, size));
    q->pck_chain_offset = r->c.at;
    q->pck_chain = cur_rest(&r->c);
    return CUPEL_OK;
}

static cupel_status read_signature_data(struct reading *r, struct dcap_quote *q)
{
    CUPEL_TRY(demand(r, "the signature and attestation key", SIGNATURE_SIZE + KEY_SIZE));
    q->signature_offset = r->c.at;
    q->signature = cur_take(&r->c, SIGNATURE_SIZE);
    q->attestation_key = cur_take(&r->c, KEY_SIZE);
    if (q->version == 3)
        return read_qe(r, q);
    CUPEL_TRY(demand(r, "the certification data's type and size", 6));
    size_t at = r->c.at;
    unsigned type = cur_le16(&r->c);
    size_t size = cur_le32(&r->c);
    if (type != CERT_QE_REPORT)
        return WRONG(r, CUPEL_E_UNSUPPORTED, at,
                     "certification data type %u where version %u has 6, the QE report", type,
                     q->version);
    CUPEL_TRY(exact(r, "the outer certification data size", at + 2, size));
    return read_qe(r, q);
}

/* Providers hand out quotes in larger, zeroed buffers: zeros behind the end are allowed. */
static cupel_status check_tail(struct reading *r)
{
    for (size_t i = 0; i < r->c.left.n; i++)
        if (r->c.left.p[i])
            return WRONG(r, CUPEL_E_TRAILING, r->c.at + i,
                         "byte 0x%02x after the quote's end at %zu: only zeros may follow",
                         r->c.left.p[i], r->c.at);
    return CUPEL_OK;
}

cupel_status dcap_parse(cupel_slice in, const char *name, uint32_t tee, struct evidence *ret,
                        struct cupel_diag *err)
{
    struct reading r = { cur_of(in), name, err };
    struct dcap_quote q = { 0 };
    if (in.n > EVIDENCE_MAX)
        return WRONG(&r, CUPEL_E_LIMIT, EVIDENCE_MAX, "evidence of %zu bytes: at most %u", in.n,
                     EVIDENCE_MAX);
    CUPEL_TRY(read_header(&r, tee, &q));
    CUPEL_TRY(read_body(&r, tee, in, &q));
    CUPEL_TRY(demand(&r, "the signature data's size", 4));
    size_t size = cur_le32(&r.c);
    if (size < SIGNATURE_DATA_MIN)
        return WRONG(&r, CUPEL_E_MALFORMED, r.c.at - 4,
                     "signature data of %zu bytes: %u is the least", size, SIGNATURE_DATA_MIN);
    CUPEL_TRY(demand(&r, "the signature data", size));
    struct reading data = { cur_sub(&r.c, size), r.format, err };
    CUPEL_TRY(read_signature_data(&data, &q));
    CUPEL_TRY(check_tail(&r));
    ret->bytes = slice_part(in, 0, r.c.at);
    ret->version = q.version;
    ret->quote = q;
    return CUPEL_OK;
}
