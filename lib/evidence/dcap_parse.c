/* SPDX-License-Identifier: Apache-2.0 */
/* Intel DCAP quotes: layout. Intel SGX ECDSA QuoteLibReference DCAP API, appendix A. */
#include "evidence/dcap.h"

#include "base/status.h"

#define BODY_SGX    384u
#define BODY_TD10   584u
#define BODY_TD15   648u
#define BODY_TD15EX 885u
#define CERT_CHAIN  5u
#define CERT_QE     6u

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

struct parser {
    struct cur c;
    const char *name;
    struct cupel_diag *err;
    struct dcap_quote q;
};

static cupel_status truncated(struct parser *p, const char *what)
{
    return diag_at(
        p->err, CUPEL_E_TRUNCATED, p->name, p->c.at,
        "%s quote: ends inside %s, which starts before offset %zu or announces more bytes "
        "than there are",
        p->name, what, p->c.at);
}

static void take_sgx_report(struct cur *c, struct sgx_report *r)
{
    r->offset = c->at;
    r->bytes = slice_part(c->left, 0, BODY_SGX);
    r->cpu_svn = cur_take(c, 16);
    r->misc_select = cur_le32(c);
    (void)cur_take(c, 12);
    r->ext_prod_id = cur_take(c, 16);
    r->attributes = cur_take(c, 16);
    r->flags = slice_le64(slice_part(r->attributes, 0, 8));
    r->xfrm = slice_le64(slice_part(r->attributes, 8, 8));
    r->mr_enclave = cur_take(c, 32);
    (void)cur_take(c, 32);
    r->mr_signer = cur_take(c, 32);
    (void)cur_take(c, 32);
    r->config_id = cur_take(c, 64);
    r->isv_prod_id = cur_le16(c);
    r->isv_svn = cur_le16(c);
    r->config_svn = cur_le16(c);
    (void)cur_take(c, 42);
    r->family_id = cur_take(c, 16);
    r->report_data = cur_take(c, 64);
}

static void take_td_report(struct cur *c, enum dcap_body type, struct td_report *r)
{
    r->offset = c->at;
    r->tee_tcb_svn = cur_take(c, 16);
    r->mr_seam = cur_take(c, 48);
    r->mr_signer_seam = cur_take(c, 48);
    r->seam_attributes = cur_take(c, 8);
    r->td_attributes = cur_le64(c);
    r->xfam = cur_le64(c);
    r->mr_td = cur_take(c, 48);
    r->mr_config_id = cur_take(c, 48);
    r->mr_owner = cur_take(c, 48);
    r->mr_owner_config = cur_take(c, 48);
    for (unsigned i = 0; i < 4; i++)
        r->rtmr[i] = cur_take(c, 48);
    r->report_data = cur_take(c, 64);
    if (type == DCAP_BODY_TD10)
        return;
    r->tee_tcb_svn2 = cur_take(c, 16);
    r->mr_service_td = cur_take(c, 48);
    if (type == DCAP_BODY_TD15EX)
        r->ex = cur_take(c, BODY_TD15EX - BODY_TD15);
}

static cupel_status take_header(struct parser *p, uint32_t tee)
{
    struct dcap_quote *q = &p->q;
    struct cur *c = &p->c;
    q->version = cur_le16(c);
    q->key_type = cur_le16(c);
    q->tee_type = cur_le32(c);
    q->qe_svn = cur_le16(c);
    q->pce_svn = cur_le16(c);
    q->qe_vendor = cur_take(c, 16);
    q->user_data = cur_take(c, 20);
    if (c->st != CUPEL_OK)
        return truncated(p, "the header");
    if (q->version < 3 || q->version > 5)
        return diag_at(p->err, CUPEL_E_UNSUPPORTED, p->name, 0,
                       "%s quote: version %u; versions 3, 4 and 5 are known", p->name, q->version);
    if (q->key_type != 2)
        return diag_at(p->err, CUPEL_E_UNSUPPORTED, p->name, 2,
                       "%s quote: attestation key type %u; only 2 (ECDSA P-256) is known", p->name,
                       q->key_type);
    if (q->tee_type != tee || (q->version == 3 && tee != DCAP_TEE_SGX))
        return diag_at(p->err, CUPEL_E_MALFORMED, p->name, 4,
                       "%s quote: TEE type 0x%x does not fit version %u of this format", p->name,
                       q->tee_type, q->version);
    return CUPEL_OK;
}

/* Version 5 says what its body is; before, the TEE type does. */
static cupel_status take_body(struct parser *p)
{
    static const uint32_t sizes[] = { 0, BODY_SGX, BODY_TD10, BODY_TD15, BODY_TD15EX };
    struct dcap_quote *q = &p->q;
    bool tdx = q->tee_type == DCAP_TEE_TDX;
    unsigned type = tdx ? DCAP_BODY_TD10 : DCAP_BODY_SGX;
    size_t at = p->c.at;
    if (q->version == 5) {
        type = cur_le16(&p->c);
        uint32_t size = cur_le32(&p->c);
        if (p->c.st != CUPEL_OK)
            return truncated(p, "the body's type and size");
        if (type < 1 || type > 4 || tdx != (type != DCAP_BODY_SGX))
            return diag_at(p->err, CUPEL_E_UNSUPPORTED, p->name, at,
                           "%s quote: body type %u; 1 is SGX, 2 to 4 are TDX", p->name, type);
        if (size != sizes[type])
            return diag_at(p->err, CUPEL_E_MALFORMED, p->name, at + 2,
                           "%s quote: body of %u bytes; type %u has %u", p->name, size, type,
                           sizes[type]);
    }
    q->body_type = (enum dcap_body)type;
    if (type == DCAP_BODY_SGX)
        take_sgx_report(&p->c, &q->sgx);
    else
        take_td_report(&p->c, q->body_type, &q->td);
    return p->c.st == CUPEL_OK ? CUPEL_OK : truncated(p, "the body");
}

/* QE report, its signature, authentication data, certification data: the same in all versions. */
static cupel_status take_qe(struct parser *p, struct cur *c)
{
    struct dcap_quote *q = &p->q;
    take_sgx_report(c, &q->qe);
    q->qe_signature = cur_take(c, 64);
    uint16_t auth_size = cur_le16(c);
    q->qe_auth_offset = c->at;
    q->qe_auth = cur_take(c, auth_size);
    size_t at = c->at;
    uint16_t cert_type = cur_le16(c);
    uint32_t cert_size = cur_le32(c);
    if (c->st == CUPEL_OK && cert_type == CERT_QE)
        return diag_at(p->err, CUPEL_E_MALFORMED, p->name, at,
                       "%s quote: QE report certification data (type 6) nested in itself", p->name);
    if (c->st == CUPEL_OK && cert_type != CERT_CHAIN)
        return diag_at(p->err, CUPEL_E_UNSUPPORTED, p->name, at,
                       "%s quote: certification data of type %u; only 5 (PCK certificate chain) is "
                       "supported",
                       p->name, cert_type);
    q->pck_chain_offset = c->at;
    q->pck_chain = cur_take(c, cert_size);
    if (c->st != CUPEL_OK) {
        p->c = *c;
        return truncated(p, "the certification data");
    }
    if (c->left.n)
        return diag_at(p->err, CUPEL_E_TRAILING, p->name, c->at,
                       "%s quote: %zu bytes in the signature data after the certificates", p->name,
                       c->left.n);
    return CUPEL_OK;
}

static cupel_status take_signature(struct parser *p)
{
    struct dcap_quote *q = &p->q;
    uint32_t size = cur_le32(&p->c);
    struct cur c = cur_sub(&p->c, size);
    if (p->c.st != CUPEL_OK)
        return truncated(p, "the signature data");
    q->signature_offset = c.at;
    q->signature = cur_take(&c, 64);
    q->attestation_key = cur_take(&c, 64);
    if (q->version == 3)
        return take_qe(p, &c);
    size_t at = c.at;
    uint16_t type = cur_le16(&c);
    uint32_t outer_size = cur_le32(&c);
    if (c.st == CUPEL_OK && type != CERT_QE)
        return diag_at(p->err, CUPEL_E_UNSUPPORTED, p->name, at,
                       "%s quote: outer certification data of type %u; only 6 (QE report) is known",
                       p->name, type);
    struct cur inner = cur_sub(&c, outer_size);
    if (c.st != CUPEL_OK) {
        p->c = c;
        return truncated(p, "the QE report certification data");
    }
    if (c.left.n)
        return diag_at(p->err, CUPEL_E_TRAILING, p->name, c.at,
                       "%s quote: %zu bytes in the signature data after the QE's", p->name,
                       c.left.n);
    return take_qe(p, &inner);
}

cupel_status dcap_parse(cupel_slice in, const char *name, uint32_t tee, struct evidence *ret,
                        struct cupel_diag *err)
{
    struct parser p = { .c = cur_of(in), .name = name, .err = err };
    CUPEL_TRY(take_header(&p, tee));
    CUPEL_TRY(take_body(&p));
    p.q.signed_bytes = slice_part(in, 0, p.c.at);
    CUPEL_TRY(take_signature(&p));
    size_t end = p.c.at;
    if (!slice_is_zero(p.c.left))
        return diag_at(err, CUPEL_E_TRAILING, name, end,
                       "%s quote: ends at offset %zu; what follows is not zero padding", name, end);
    ret->quote = p.q;
    ret->version = p.q.version;
    ret->bytes = slice_part(in, 0, end);
    return CUPEL_OK;
}
