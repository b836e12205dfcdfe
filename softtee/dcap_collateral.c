/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Intel's Provisioning Certification Service would say about a software platform: TCB info
 * (v3), QE identity (v2), CRLs, the signing chain. Shapes: Intel SGX and TDX PCS API v4.
 */
#include "softtee/dcap.h"

#include "base/buf.h"
#include "base/text.h"

#define JSON_ROOM 65536u

/* Intel writes hex in capitals. */
static const char *upper_hex(struct arena *a, const uint8_t *p, size_t n)
{
    char *text = arena_alloc(a, 2 * n + 1);
    if (!text)
        return "";
    hex_write(slice_of(p, n), text);
    for (size_t i = 0; i < 2 * n; i++)
        if (text[i] >= 'a')
            text[i] = (char)(text[i] - 'a' + 'A');
    return text;
}

static const char *time_text(struct arena *a, const uint8_t p[8])
{
    char text[RFC3339_ROOM];
    rfc3339_write(tee_time(p), text);
    return arena_printf(a, "%s", text);
}

/* ["INTEL-SA-00001","INTEL-SA-00002"] of a list with commas; nothing for none. */
static void add_advisories(struct buf *b, const char *list)
{
    if (!*list)
        return;
    buf_add_str(b, ",\"advisoryIDs\":[\"");
    for (const char *p = list; *p; p++) {
        if (*p == ',')
            buf_add_str(b, "\",\"");
        else if (*p != '"' && *p != '\\')
            buf_add_byte(b, (uint8_t)*p);
    }
    buf_add_str(b, "\"]");
}

static void add_components(struct buf *b, const char *key, const uint8_t svn[16])
{
    buf_printf(b, "\"%s\":[", key);
    for (size_t i = 0; i < 16; i++)
        buf_printf(b, "%s{\"svn\":%u}", i ? "," : "", svn[i]);
    buf_add_str(b, "]");
}

static void add_level(const struct tee *t, struct buf *b, const struct tee_level *l)
{
    buf_add_str(b, "{\"tcb\":{");
    add_components(b, "sgxtcbcomponents", l->sgx);
    buf_printf(b, ",\"pcesvn\":%u", (unsigned)tee_get(l->pcesvn, 2));
    if (dcap_is_tdx(t)) {
        buf_add_str(b, ",");
        add_components(b, "tdxtcbcomponents", l->tdx);
    }
    buf_printf(b, "},\"tcbDate\":\"%s\",\"tcbStatus\":\"%s\"", time_text(&t->out->arena, l->date),
               dcap_status_words[l->status]);
    add_advisories(b, l->advisories);
    buf_add_str(b, "}");
}

/* Two levels of an enclave or module. */
static void add_isv_levels(const struct tee *t, struct buf *b, const struct tee_isv_level *high,
                           const struct tee_isv_level *low)
{
    const struct tee_isv_level *const both[] = { high, low };
    const uint8_t *const dates[] = { t->intel.level.date, t->intel.floor.date };
    buf_add_str(b, "\"tcbLevels\":[");
    for (size_t i = 0; i < 2; i++)
        buf_printf(b, "%s{\"tcb\":{\"isvsvn\":%u},\"tcbDate\":\"%s\",\"tcbStatus\":\"%s\"}",
                   i ? "," : "", (unsigned)tee_get(both[i]->svn, 2),
                   time_text(&t->out->arena, dates[i]), dcap_status_words[both[i]->status]);
    buf_add_str(b, "]");
}

static void add_modules(const struct tee *t, struct buf *b)
{
    const struct intel_params *p = &t->intel;
    struct arena *a = &t->out->arena;
    const char *body = arena_printf(
        a, "\"mrsigner\":\"%s\",\"attributes\":\"%s\",\"attributesMask\":\"%s\"",
        upper_hex(a, p->module_mr_signer, 48), upper_hex(a, p->module_attributes, 8),
        upper_hex(a, p->module_mask, 8));
    buf_printf(b, "\"tdxModule\":{%s},\"tdxModuleIdentities\":[{\"id\":\"TDX_%02X\",%s,", body,
               p->module_version[0], body);
    add_isv_levels(t, b, &p->module_level, &p->module_floor);
    buf_add_str(b, "}],");
}

static void add_tcb_info(const struct tee *t, struct buf *b)
{
    const struct intel_params *p = &t->intel;
    struct arena *a = &t->out->arena;
    buf_printf(b, "{\"id\":\"%s\",\"version\":3,\"issueDate\":\"%s\",\"nextUpdate\":\"%s\",",
               p->tcb_id, time_text(a, p->tcb_window.from), time_text(a, p->tcb_window.until));
    buf_printf(b, "\"fmspc\":\"%s\",\"pceId\":\"%s\",\"tcbType\":0,", upper_hex(a, p->tcb_fmspc, 6),
               upper_hex(a, p->tcb_pce_id, 2));
    buf_printf(b, "\"tcbEvaluationDataNumber\":%u,", (unsigned)tee_get(p->tcb_evaluation, 4));
    if (dcap_is_tdx(t))
        add_modules(t, b);
    buf_add_str(b, "\"tcbLevels\":[");
    add_level(t, b, &p->level);
    buf_add_str(b, ",");
    add_level(t, b, &p->floor);
    buf_add_str(b, "]}");
}

static void add_identity(const struct tee *t, struct buf *b)
{
    const struct intel_params *p = &t->intel;
    struct arena *a = &t->out->arena;
    buf_printf(b, "{\"id\":\"%s\",\"version\":2,\"issueDate\":\"%s\",\"nextUpdate\":\"%s\",",
               p->qe_id, time_text(a, p->qe_window.from), time_text(a, p->qe_window.until));
    buf_printf(b, "\"tcbEvaluationDataNumber\":%u,", (unsigned)tee_get(p->qe_evaluation, 4));
    buf_printf(b, "\"miscselect\":\"%s\",\"miscselectMask\":\"%s\",",
               upper_hex(a, p->qe_misc_select, 4), upper_hex(a, p->qe_misc_mask, 4));
    buf_printf(b, "\"attributes\":\"%s\",\"attributesMask\":\"%s\",",
               upper_hex(a, p->qe_attributes, 16), upper_hex(a, p->qe_mask, 16));
    buf_printf(b, "\"mrsigner\":\"%s\",\"isvprodid\":%u,", upper_hex(a, p->qe_mr_signer, 32),
               (unsigned)tee_get(p->qe_prod_id, 2));
    add_isv_levels(t, b, &p->qe_level, &p->qe_floor);
    buf_add_str(b, "}");
}

/* {"@member":@body,"signature":"…"}: the signature is over the body's exact bytes. */
static cupel_status sign_json(struct tee *t, const struct dcap_pki *k, uint8_t how,
                              const char *member, const struct buf *body, const char *file)
{
    uint8_t raw[SIGN_MAX] = { 0 };
    char hex[2 * SIGN_MAX + 1];
    size_t n = 64;
    const struct sign_key *key = how == SIGN_STRANGER ? k->stranger : k->signing;
    CUPEL_TRY(buf_status(body));
    if (how != SIGN_ZERO)
        CUPEL_TRY(sign_make(key, CRYPTO_SIG_ECDSA_P256_SHA256, buf_slice(body), raw, &n));
    hex_write(slice_of(raw, n), hex);
    struct buf b;
    buf_init(&b, 2 * JSON_ROOM);
    buf_printf(&b, "{\"%s\":", member);
    buf_add(&b, buf_slice(body));
    buf_printf(&b, ",\"signature\":\"%s\"}", hex);
    cupel_status st = buf_status(&b);
    tee_file(t, file, arena_copy(&t->out->arena, buf_slice(&b)));
    buf_clear(&b);
    return st;
}

static cupel_status make_json(struct tee *t, const struct dcap_pki *k)
{
    struct buf tcb, qe;
    buf_init(&tcb, JSON_ROOM);
    buf_init(&qe, JSON_ROOM);
    add_tcb_info(t, &tcb);
    add_identity(t, &qe);
    cupel_status st = sign_json(t, k, t->intel.tcb_sign, "tcbInfo", &tcb,
                                "collateral/tcbinfo.json");
    if (st == CUPEL_OK)
        st = sign_json(t, k, t->intel.qe_sign, "enclaveIdentity", &qe,
                       "collateral/qeidentity.json");
    buf_clear(&tcb);
    buf_clear(&qe);
    return st;
}

static cupel_status make_crls(struct tee *t, const struct dcap_pki *k)
{
    const struct intel_params *p = &t->intel;
    struct x509_writer w = { &t->out->arena, CUPEL_OK, t->form ? &x509_form_intel : NULL };
    const struct x509_signer root = { p->root.cn, k->root, CRYPTO_SIG_ECDSA_P256_SHA256 };
    const struct x509_signer ca = { p->pck_ca.cn, k->ca, CRYPTO_SIG_ECDSA_P256_SHA256 };
    struct x509_crl_spec spec = { .this_update = tee_time(t->crl.from),
                                  .next_update = tee_time(t->crl.until),
                                  .revoked_at = tee_time(t->crl.from),
                                  .number = tee_get(t->crl_number, 4) };
    if (t->revoke == REVOKE_LEAF)
        spec.revoked = SLICE_ARRAY(p->pck.serial);
    tee_file(t, "collateral/pckcrl.der", x509_make_crl(&w, &spec, &ca));
    spec.revoked = t->revoke == REVOKE_CA ? SLICE_ARRAY(p->pck_ca.serial) : SLICE_EMPTY;
    spec.this_update = tee_time(t->root_crl.from);
    spec.next_update = tee_time(t->root_crl.until);
    spec.revoked_at = spec.this_update;
    tee_file(t, "collateral/rootcrl.der", x509_make_crl(&w, &spec, &root));
    return x509_writer_status(&w);
}

cupel_status dcap_make_collateral(struct tee *t, const struct dcap_pki *pki)
{
    struct arena *a = &t->out->arena;
    CUPEL_TRY(make_json(t, pki));
    CUPEL_TRY(make_crls(t, pki));
    tee_file(t, "collateral/tcb-signing-chain.pem",
             der_concat(a, x509_pem(a, pki->signing_der), x509_pem(a, pki->root_der)));
    return arena_status(a);
}
