/* SPDX-License-Identifier: Apache-2.0 */
/* The way in of `cupel explain`: recognise what an input is, and have its reader name the fields.
 */
#include <cupel/explain.h>

#include "base/status.h"
#include "base/text.h"
#include "codec/der.h"
#include "codec/pem.h"
#include "codec/pubkey.h"
#include "collateral/amd.h"
#include "collateral/intel.h"
#include "collateral/rim.h"
#include "evidence/cca.h"
#include "evidence/psa.h"
#include "evidence/ratls.h"
#include "evidence/tpm.h"
#include "measure/explain.h"
#include "trust/keys.h"
#include "verify/explain_x509.h"
#include "verify/input.h"

#include <stdlib.h>

#define EXPLAIN_MEMORY_MAX (192u << 20) /* a CRL of 100,000 entries has four fields for each */
#define EXPLAIN_JSON_MAX   (128u << 20)

struct cupel_explanation {
    struct arena arena;
    struct field_list fields;
    const char *kind, *title;
};

/* ---- certificates and CRLs ---- */

/* A certificate or CRL, whichever it is; *ret says which. */
static cupel_status explain_der(cupel_explanation *e, cupel_slice der, size_t at, const char *want,
                                const char **ret, struct cupel_diag *err)
{
    struct x509_cert cert;
    struct x509_crl crl;
    struct cupel_diag cert_err = { 0 };
    bool may_cert = !want || slice_eq(slice_str(want), SLICE_LIT("certificate"));
    bool may_crl = !want || slice_eq(slice_str(want), SLICE_LIT("crl"));
    cupel_status st = may_cert ? x509_cert_parse(der, &cert, &cert_err) : CUPEL_E_UNSUPPORTED;
    if (st == CUPEL_OK) {
        explain_cert(&cert, at, &e->fields);
        *ret = "certificate";
        return CUPEL_OK;
    }
    cupel_status crl_st = may_crl ? x509_crl_parse(&e->arena, der, &crl, err) : st;
    if (may_crl && crl_st == CUPEL_OK) {
        explain_crl(&crl, at, &e->fields);
        *ret = "crl";
        return CUPEL_OK;
    }
    /* Of two refusals the one that got further tells what the input was meant to be. */
    bool crl_further = may_crl && err && err->has_offset && err->offset > cert_err.offset;
    if (may_cert && err && !crl_further)
        *err = cert_err;
    return may_cert && !crl_further ? st : crl_st;
}

static const char *name_der(const char *kind, bool pem)
{
    bool crl = slice_eq(slice_str(kind), SLICE_LIT("crl"));
    if (pem)
        return crl ? "X.509 certificate revocation list as PEM" : "X.509 certificates as PEM";
    return crl ? "X.509 certificate revocation list" : "X.509 certificate";
}

static cupel_status explain_one_der(cupel_explanation *e, cupel_slice in, const char *want,
                                    struct cupel_diag *err)
{
    CUPEL_TRY(explain_der(e, in, 0, want, &e->kind, err));
    e->title = name_der(e->kind, false);
    return CUPEL_OK;
}

/* Offsets of fields count in each block's own DER: that is what the text encodes. *kind becomes
 * that of all blocks, or "pem" when they differ. */
static cupel_status explain_blocks(cupel_explanation *e, cupel_slice in, const char **kind,
                                   struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    struct pem_block b;
    cupel_status st;
    *kind = NULL;
    while ((st = pem_next(&e->arena, &c, true, &b)) == CUPEL_OK) {
        const char *one = NULL;
        field_open(&e->fields, arena_text(&e->arena, b.label),
                   arena_printf(&e->arena, "PEM at byte %zu; offsets count in its decoded bytes",
                                b.offset),
                   0, 0);
        CUPEL_TRY(explain_der(e, b.der, 0, NULL, &one, err));
        field_close(&e->fields);
        *kind = !*kind || slice_eq(slice_str(one), slice_str(*kind)) ? one : "pem";
    }
    if (st != CUPEL_E_NOT_FOUND)
        return diag_at(err, st, "pem", c.at, "the PEM text is broken: markers, label or base64");
    return CUPEL_OK;
}

static cupel_status explain_pem(cupel_explanation *e, cupel_slice in, const char *want,
                                struct cupel_diag *err)
{
    (void)want;
    CUPEL_TRY(explain_blocks(e, in, &e->kind, err));
    e->title = name_der(e->kind, true);
    return CUPEL_OK;
}

/* ---- collateral of the vendors ---- */

/* Values of a JSON file were decoded: they stand nowhere as such. */
static void forget_spans(cupel_explanation *e)
{
    for (size_t i = 0; i < e->fields.n; i++)
        e->fields.items[i].has_span = false;
}

static cupel_status explain_tcb_info(cupel_explanation *e, cupel_slice in, const char *want,
                                     struct cupel_diag *err)
{
    (void)want;
    struct intel_tcb_info info;
    CUPEL_TRY(intel_tcb_info_parse(&e->arena, in, &info, err));
    e->kind = "tcb-info";
    e->title = arena_printf(&e->arena, "Intel TCB info for %s, version %u",
                            intel_tee_name(info.tee), info.version);
    intel_tcb_info_explain(&info, &e->fields);
    forget_spans(e);
    return CUPEL_OK;
}

static cupel_status explain_qe_identity(cupel_explanation *e, cupel_slice in, const char *want,
                                        struct cupel_diag *err)
{
    (void)want;
    struct intel_qe_identity id;
    CUPEL_TRY(intel_qe_identity_parse(&e->arena, in, &id, err));
    e->kind = "qe-identity";
    e->title = arena_printf(&e->arena, "Intel enclave identity %s, version %u", id.id, id.version);
    intel_qe_identity_explain(&id, &e->fields);
    forget_spans(e);
    return CUPEL_OK;
}

/* A GUID as people write it; the table holds it in that order of bytes. */
static const char *guid_text(struct arena *a, cupel_slice g)
{
    return arena_printf(a, "%s-%s-%s-%s-%s", arena_hex(a, slice_part(g, 0, 4)),
                        arena_hex(a, slice_part(g, 4, 2)), arena_hex(a, slice_part(g, 6, 2)),
                        arena_hex(a, slice_part(g, 8, 2)), arena_hex(a, slice_part(g, 10, 6)));
}

static void explain_entry(cupel_explanation *e, const struct amd_table_entry *t)
{
    struct field_list *l = &e->fields;
    const char *kind = NULL;
    field_open(l, amd_table_kind_name(t->kind), "entry; a root from here is never trusted",
               t->offset, t->bytes.n);
    field_text(l, "GUID", guid_text(l->arena, t->guid), "says what the entry is", 0, 0);
    cupel_status st = pem_probe(t->bytes) ? explain_blocks(e, t->bytes, &kind, NULL)
                                          : explain_der(e, t->bytes, t->offset, NULL, &kind, NULL);
    if (st != CUPEL_OK)
        field_bytes(l, "contents", t->bytes, "no certificate or CRL that can be read", t->offset);
    field_close(l);
}

static cupel_status explain_cert_table(cupel_explanation *e, cupel_slice in, const char *want,
                                       struct cupel_diag *err)
{
    (void)want;
    e->kind = "cert-table";
    e->title = "AMD certificate table";
    struct amd_table_entry entries[AMD_TABLE_ENTRIES_MAX];
    size_t n = 0;
    CUPEL_TRY(amd_cert_table_parse(in, entries, &n, err));
    for (size_t i = 0; i < n; i++)
        explain_entry(e, &entries[i]);
    return CUPEL_OK;
}

/* ---- claims that nobody signed ---- */

static cupel_status explain_cca_claims(cupel_explanation *e, cupel_slice in, const char *want,
                                       struct cupel_diag *err)
{
    (void)want;
    e->kind = "cca-claims";
    e->title = "claims of an Arm CCA token, without a signature";
    return cca_claims_explain(&e->fields, in, err);
}

static cupel_status explain_psa_claims(cupel_explanation *e, cupel_slice in, const char *want,
                                       struct cupel_diag *err)
{
    (void)want;
    e->kind = "psa-claims";
    e->title = "claims of an Arm PSA token, without a signature";
    return psa_claims_explain(&e->fields, in, err);
}

/* ---- measurement logs ---- */

CUPEL_AUTO_DEFINE(crypto, crypto_free);

static cupel_status explain_log_as(cupel_explanation *e, enum eventlog_kind kind,
                                   const struct eventlog *log, struct cupel_diag *err)
{
    CUPEL_AUTO(crypto) *c = NULL;
    cupel_status st = crypto_new(&c);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "no memory, or the crypto library does not start");
    e->kind = "event-log";
    e->title = kind == EVENTLOG_CC ? "event log of a confidential guest (CCEL)"
               : log->legacy       ? "TCG event log, SHA-1 only"
                                   : "TCG event log";
    return eventlog_explain(c, log, kind, &e->fields, err);
}

static cupel_status explain_event_log(cupel_explanation *e, cupel_slice in, const char *want,
                                      struct cupel_diag *err)
{
    (void)want;
    struct eventlog log;
    CUPEL_TRY(eventlog_open(in, &log, err));
    return explain_log_as(e, eventlog_looks_cc(&log) ? EVENTLOG_CC : EVENTLOG_TPM, &log, err);
}

/* The table, or with that name a log whose head does not say that it is a guest's. */
static cupel_status explain_ccel(cupel_explanation *e, cupel_slice in, const char *want,
                                 struct cupel_diag *err)
{
    (void)want;
    struct eventlog log;
    if (!ccel_table_probe(in)) {
        CUPEL_TRY(eventlog_open(in, &log, err));
        return explain_log_as(e, EVENTLOG_CC, &log, err);
    }
    e->kind = "ccel";
    e->title = "ACPI table CCEL";
    return ccel_table_explain(in, &e->fields, err);
}

static cupel_status explain_ima(cupel_explanation *e, cupel_slice in, const char *want,
                                struct cupel_diag *err)
{
    (void)want;
    CUPEL_AUTO(crypto) *c = NULL;
    cupel_status st = crypto_new(&c);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "no memory, or the crypto library does not start");
    e->kind = "ima-log";
    e->title = "Linux IMA measurement list";
    return ima_explain(c, in, &e->fields, err);
}

/* ---- keys ---- */

/* A TPM's public area is told by its own kind. */
static bool key_probe(cupel_slice in)
{
    return trust_keys_probe(in) && !tpm_public_probe(in);
}

static void explain_one_key(struct field_list *l, const struct trust_anchor *k)
{
    bool rsa = k->pub.type == CRYPTO_KEY_RSA;
    field_text(l, "type", crypto_key_type_name(k->pub.type), "kind of key", 0, 0);
    if (k->pub.type == CRYPTO_KEY_SECRET)
        field_text(l, "k", arena_printf(l->arena, "(%zu bytes, not shown)", k->pub.point.n),
                   "whoever has it can make tokens", 0, 0);
    else
        field_bytes(l, rsa ? "modulus" : "point", k->pub.point,
                    rsa ? "RSA modulus; the exponent is 65537" : "both coordinates", 0);
    if (k->implementation_id.n)
        field_bytes(l, "implementation-id", k->implementation_id, "whose key it is", 0);
    if (k->instance_id.n)
        field_bytes(l, "instance-id", k->instance_id, "whose key it is", 0);
    if (k->is_software)
        field_text(l, "software_tee", "true", "a software TEE holds it", 0, 0);
}

static cupel_status explain_key(cupel_explanation *e, cupel_slice in, const char *want,
                                struct cupel_diag *err)
{
    (void)want;
    struct crypto *crypto = NULL;
    struct trust_anchor *keys = NULL;
    size_t n = 0;
    cupel_status st = crypto_new(&crypto);
    if (st != CUPEL_OK)
        return diag_set(err, st, "key", "the crypto library cannot be set up");
    st = trust_keys_read(crypto, &e->arena, in, &keys, &n, err);
    crypto_free(crypto);
    CUPEL_TRY(st);
    e->kind = "key";
    e->title = pem_probe(in)      ? "public key as PEM"
               : pubkey_probe(in) ? "public key (SubjectPublicKeyInfo)"
               : n == 1           ? "key (JSON Web Key)"
                                  : "keys (JSON Web Keys)";
    for (size_t i = 0; i < n; i++) {
        if (n > 1)
            field_open(&e->fields, arena_printf(&e->arena, "key %zu", i + 1), NULL, 0, 0);
        explain_one_key(&e->fields, &keys[i]);
        if (n > 1)
            field_close(&e->fields);
    }
    forget_spans(e);
    return CUPEL_OK;
}

/* ---- what belongs to a TPM quote ---- */

static cupel_status explain_tpm_public(cupel_explanation *e, cupel_slice in, const char *want,
                                       struct cupel_diag *err)
{
    (void)want;
    struct tpm_public p;
    CUPEL_TRY(tpm_public_read(&e->arena, in, &p, err));
    e->kind = "tpm-public";
    e->title = p.at ? "TPM 2.0 public area (TPM2B_PUBLIC)" : "TPM 2.0 public area (TPMT_PUBLIC)";
    tpm_explain_public(&p, &e->fields);
    return CUPEL_OK;
}

static cupel_status explain_tpm_signature(cupel_explanation *e, cupel_slice in, const char *want,
                                          struct cupel_diag *err)
{
    (void)want;
    struct tpm_signature s;
    struct cur c = cur_of(in);
    tpm_signature_take(&c, &s);
    if (cur_end(&c) != CUPEL_OK)
        return diag_at(err, cur_end(&c), "tpm-signature", c.at,
                       "is no TPMT_SIGNATURE of a kind known "
                       "here");
    e->kind = "tpm-signature";
    e->title = "TPM 2.0 signature (TPMT_SIGNATURE)";
    tpm_explain_signature(&s, 0, &e->fields);
    return CUPEL_OK;
}

static cupel_status explain_pcr_values(cupel_explanation *e, cupel_slice in, const char *want,
                                       struct cupel_diag *err)
{
    (void)want;
    struct tpm_pcrs p;
    CUPEL_TRY(tpm_pcrs_read(&e->arena, in, &p, err));
    e->kind = "pcr-values";
    e->title = "TPM PCR values";
    tpm_explain_pcrs(&p, &e->fields);
    return CUPEL_OK;
}

static cupel_status explain_rim(cupel_explanation *e, cupel_slice in, const char *want,
                                struct cupel_diag *err)
{
    (void)want;
    struct rim rim;
    CUPEL_TRY(rim_parse(&e->arena, in, &rim, err));
    e->kind = "rim";
    e->title = "NVIDIA reference integrity manifest";
    rim_explain(&rim, &e->fields);
    return CUPEL_OK;
}

/* ---- evidence ---- */

/* Wrappers from the outside in, as parsing undoes them. */
static void explain_wrappers(cupel_explanation *e, cupel_slice in)
{
    const struct wrapper *w;
    for (unsigned n = 0; n < WRAPPERS_DEEP && (w = wrapper_find(in)); n++) {
        struct unwrapped u = { 0 };
        if (w->explain) {
            field_open(&e->fields, w->title, NULL, 0, in.n);
            w->explain(&e->arena, in, &e->fields);
            field_close(&e->fields);
        }
        if (w->open(&e->arena, in, &u, NULL) != CUPEL_OK)
            return;
        in = u.bytes;
    }
}

/* The certificate around the evidence: its fields are known here, not in the format. */
static void explain_carrier(cupel_explanation *e, const struct evidence *ev)
{
    if (ev->format != &format_ratls)
        return;
    const struct ratls *r = ev->own;
    field_open(&e->fields, "certificate", "DER; the evidence in it follows", 0, r->cert.der.n);
    explain_cert(&r->cert, 0, &e->fields);
    field_close(&e->fields);
}

static cupel_status explain_evidence(cupel_explanation *e, cupel_slice in, const char *format,
                                     struct cupel_diag *err)
{
    struct input input = { .file = in, .bytes = in, .encoding = "raw" };
    struct evidence ev;
    CUPEL_TRY(input_parse(&e->arena, &input, format, &ev, err));
    explain_wrappers(e, in);
    explain_carrier(e, &ev);
    e->kind = ev.format->name;
    e->title = ev.version ? arena_printf(&e->arena, "%s, version %u", ev.format->title, ev.version)
                          : ev.format->title;
    if (ev.wrapped)
        e->title = arena_printf(&e->arena, "%s, wrapped in %s; offsets count inside", e->title,
                                ev.wrapped);
    ev.format->explain(&ev, &e->fields);
    return CUPEL_OK;
}

/* ---- recognition ---- */

static bool der_probe(cupel_slice in)
{
    return in.n && in.p[0] == DER_SEQUENCE;
}

static const struct kind {
    const char *name;
    bool (*probe)(cupel_slice in);
    cupel_status (*explain)(cupel_explanation *e, cupel_slice in, const char *want,
                            struct cupel_diag *err);
} kinds[] = {
    { "key", key_probe, explain_key },
    { "pem", pem_probe, explain_pem },
    { "tcb-info", intel_tcb_info_probe, explain_tcb_info },
    { "qe-identity", intel_qe_identity_probe, explain_qe_identity },
    { "cert-table", amd_cert_table_probe, explain_cert_table },
    { "tpm-public", tpm_public_probe, explain_tpm_public },
    { "tpm-signature", tpm_signature_probe, explain_tpm_signature },
    { "pcr-values", tpm_pcrs_probe, explain_pcr_values },
    { "rim", rim_probe, explain_rim },
    { "certificate", der_probe, explain_one_der },
    { "crl", der_probe, explain_one_der },
    { "cca-claims", cca_claims_probe, explain_cca_claims },
    { "psa-claims", psa_claims_probe, explain_psa_claims },
    { "event-log", eventlog_probe, explain_event_log },
    { "ccel", ccel_table_probe, explain_ccel },
    { "ima-log", ima_probe, explain_ima },
};

static cupel_status explain_as(cupel_explanation *e, cupel_slice in, const char *want,
                               struct cupel_diag *err)
{
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++) {
        if (!slice_eq(slice_str(want), slice_str(kinds[i].name)))
            continue;
        if (pem_probe(in) && !pubkey_probe(in)) /* a certificate or CRL may be written as PEM */
            return explain_pem(e, in, want, err);
        return kinds[i].explain(e, in, want, err);
    }
    if (format_find(slice_str(want)))
        return explain_evidence(e, in, want, err);
    return diag_set(err, CUPEL_E_USAGE, "",
                    "no kind of input is named \"%s\"; known are %s, certificate, crl, tcb-info, "
                    "qe-identity, cert-table, event-log, ccel, ima-log, tpm-public, tpm-signature, "
                    "pcr-values, rim, key, pem, cca-claims, psa-claims",
                    want, format_names);
}

static cupel_status recognise(cupel_explanation *e, cupel_slice in, struct cupel_diag *err)
{
    const struct format *f = NULL;
    struct cupel_diag ignored = { 0 };
    for (size_t i = 0; wrappers[i]; i++)
        if (wrappers[i]->probe(in))
            return explain_evidence(e, in, NULL, err);
    if (format_ratls.probe(in)) /* a certificate too, but there is more in it */
        return explain_evidence(e, in, format_ratls.name, err);
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++)
        if (kinds[i].probe(in))
            return kinds[i].explain(e, in, NULL, err);
    cupel_status st = format_recognise(in, &f, &ignored);
    if (st == CUPEL_OK)
        return explain_evidence(e, in, f->name, err);
    if (st == CUPEL_E_AMBIGUOUS)
        return diag_set(err, st, "", "%s", ignored.text);
    return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                    "this is nothing known here: no evidence (%s), certificate, CRL, TCB info, QE "
                    "identity, certificate table, event log or IMA list; --format names one",
                    format_names);
}

/* Hex and base64 are undone unless the text means something as it stands. */
static cupel_status undo_text(cupel_explanation *e, cupel_slice *in, struct cupel_diag *err)
{
    const char *encoding;
    cupel_slice decoded;
    if (in->n == 0)
        return diag_set(err, CUPEL_E_TRUNCATED, "",
                        "the input is empty; give a file with contents");
    if (in->n > COLLATERAL_FILE_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "", "the input has %zu bytes; it may have %u", in->n,
                        COLLATERAL_FILE_MAX);
    if (slice_is_text(*in) && !input_is_evidence_text(*in))
        *in = pem_skip_prose(*in);
    if (!slice_is_text(*in) || pem_probe(*in) || intel_tcb_info_probe(*in) ||
        intel_qe_identity_probe(*in) || input_is_evidence_text(*in) ||
        collateral_kind_of(*in) != COLLATERAL_UNKNOWN)
        return CUPEL_OK;
    cupel_status st = text_decode(&e->arena, *in, &decoded, &encoding);
    if (cupel_status_class(st) == CUPEL_CLASS_INTERNAL)
        return diag_set(err, st, "", "out of memory");
    if (st == CUPEL_OK && decoded.n)
        *in = decoded;
    return CUPEL_OK;
}

static cupel_status fill(cupel_explanation *e, cupel_slice in, const char *format,
                         struct cupel_diag *err)
{
    CUPEL_TRY(undo_text(e, &in, err));
    /* Views borrow from the input, fields outlive it. */
    cupel_slice copy = arena_copy(&e->arena, in);
    if (copy.n != in.n)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    CUPEL_TRY(format ? explain_as(e, copy, format, err) : recognise(e, copy, err));
    cupel_status st = arena_status(&e->arena);
    return st == CUPEL_OK ? st : diag_set(err, st, "", "out of memory");
}

cupel_status cupel_explain(cupel_slice input, const char *format, cupel_explanation **ret,
                           struct cupel_diag *reterr)
{
    cupel_explanation *e = calloc(1, sizeof *e);
    if (!e)
        return diag_set(reterr, CUPEL_E_NOMEM, "", "out of memory");
    arena_init(&e->arena, EXPLAIN_MEMORY_MAX);
    field_list_init(&e->fields, &e->arena);
    cupel_status st = fill(e, input, format, reterr);
    if (st != CUPEL_OK) {
        cupel_explanation_free(e);
        return st;
    }
    *ret = e;
    return CUPEL_OK;
}

void cupel_explanation_free(cupel_explanation *e)
{
    if (!e)
        return;
    arena_clear(&e->arena);
    free(e);
}

const char *cupel_explanation_kind(const cupel_explanation *e)
{
    return e->kind;
}

const char *cupel_explanation_title(const cupel_explanation *e)
{
    return e->title;
}

size_t cupel_explanation_count(const cupel_explanation *e)
{
    return e->fields.n;
}

const struct cupel_field *cupel_explanation_at(const cupel_explanation *e, size_t i)
{
    return i < e->fields.n ? &e->fields.items[i] : NULL;
}

static void write_field(const struct cupel_field *f, struct json_out *o)
{
    json_object_open(o, NULL);
    json_uint(o, "depth", f->depth);
    json_text(o, "name", f->name);
    json_text(o, "value", f->value);
    json_text(o, "meaning", f->meaning);
    if (f->has_span) {
        json_uint(o, "offset", f->offset);
        json_uint(o, "length", f->length);
    }
    json_object_close(o);
}

char *cupel_explanation_json(const cupel_explanation *e, const char *name)
{
    struct buf b;
    buf_init(&b, EXPLAIN_JSON_MAX);
    struct json_out o = json_out_to(&b);
    json_object_open(&o, NULL);
    json_uint(&o, "cupel", 1);
    json_text(&o, "name", name);
    json_text(&o, "kind", e->kind);
    json_text(&o, "title", e->title);
    json_array_open(&o, "fields");
    for (size_t i = 0; i < e->fields.n; i++)
        write_field(&e->fields.items[i], &o);
    json_array_close(&o);
    json_object_close(&o);
    return buf_steal_str(&b);
}
