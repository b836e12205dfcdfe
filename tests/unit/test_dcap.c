/* SPDX-License-Identifier: Apache-2.0 */
/* Intel quotes: layout byte by byte, and what is judged of chain, QE, collateral and TCB. */
#include "test.h"

#include "evidence/dcap.h"
#include "softtee/softtee.h"

#include <cupel/cupel.h>

#include <stdio.h>

static struct crypto *crypto;

static int set_up(void **state)
{
    (void)state;
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    crypto_free(crypto);
    return 0;
}

/* ---- making ---- */

#define SETS_MAX 4u
/* A software TEE's files; @settings is "field=value field=value" as in scenarios. */
static struct softtee_files make(const char *kind, unsigned version, const char *seed,
                                 const char *settings)
{
    static char text[256];
    struct softtee_set sets[SETS_MAX];
    struct softtee_opts o = {
        .kind = kind, .version = version, .seed = slice_str(seed), .sets = sets
    };
    snprintf(text, sizeof text, "%s", settings);
    for (char *save, *s = strtok_r(text, " ", &save); s; s = strtok_r(NULL, " ", &save)) {
        char *eq = strchr(s, '=');
        assert_non_null(eq);
        assert_true(o.n_sets < SETS_MAX);
        *eq = 0;
        sets[o.n_sets++] = (struct softtee_set){ s, eq + 1 };
    }
    struct softtee_files f;
    struct cupel_diag err = { 0 };
    if (softtee_make(crypto, &o, &f, &err) != CUPEL_OK)
        fail_msg("%s %s: %s", kind, settings, err.text);
    return f;
}

/* A quote that may be written to, with room behind it. */
struct quote {
    uint8_t bytes[16384];
    size_t n;
};

static void make_quote(const char *kind, unsigned version, const char *settings, struct quote *ret)
{
    struct softtee_files f = make(kind, version, "q", settings);
    cupel_slice e = softtee_file(&f, "evidence.bin");
    assert_true(e.n + 64 < sizeof ret->bytes);
    slice_copy(e, ret->bytes, sizeof ret->bytes);
    ret->n = e.n;
    softtee_files_clear(&f);
}

static void put16(struct quote *q, size_t at, unsigned v)
{
    q->bytes[at] = (uint8_t)v;
    q->bytes[at + 1] = (uint8_t)(v >> 8);
}

static void put32(struct quote *q, size_t at, uint32_t v)
{
    put16(q, at, v & 0xffff);
    put16(q, at + 2, v >> 16);
}

static cupel_slice all_of(const struct quote *q)
{
    return slice_of(q->bytes, q->n);
}

/* ---- layout ---- */

extern const struct format format_sgx, format_tdx;

static void refuse(const struct format *f, cupel_slice in, cupel_status st, size_t offset,
                   const char *why)
{
    struct evidence ev;
    struct cupel_diag err = { 0 };
    assert_status(f->parse(NULL, in, &ev, &err), st);
    assert_string_equal(err.format, f->name);
    if (!strstr(err.text, why) || err.offset != offset)
        fail_msg("\"%s\" at %zu is not \"%s\" at %zu", err.text, err.offset, why, offset);
}

static void accept(const struct format *f, cupel_slice in, struct evidence *ret)
{
    struct cupel_diag err = { 0 };
    if (f->parse(NULL, in, ret, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
}

/* Where the signature data's size stands in each kind of quote. */
static const struct kind {
    const struct format *format;
    const char *settings;
    unsigned version;
    size_t size_at;
    enum dcap_body body;
} kinds[] = {
    { &format_sgx, "", 3, 432, DCAP_BODY_SGX },
    { &format_tdx, "", 4, 632, DCAP_BODY_TD10 },
    { &format_tdx, "body=td10", 5, 638, DCAP_BODY_TD10 },
    { &format_tdx, "", 5, 702, DCAP_BODY_TD15 },
    { &format_tdx, "body=td15ex", 5, 939, DCAP_BODY_TD15EX },
};

static void reads_all_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++) {
        const struct kind *k = &kinds[i];
        struct quote q;
        struct evidence ev;
        make_quote(k->format->name, k->version, k->settings, &q);
        assert_true(k->format->probe(all_of(&q)));
        assert_false((k->format == &format_sgx ? &format_tdx : &format_sgx)->probe(all_of(&q)));
        accept(k->format, all_of(&q), &ev);
        assert_int_equal(ev.version, k->version);
        assert_int_equal(ev.quote.body_type, k->body);
        assert_int_equal(ev.quote.signed_bytes.n, k->size_at);
        assert_int_equal(ev.quote.signature_offset, k->size_at + 4);
        assert_int_equal(ev.quote.qe.offset, k->size_at + 4 + 128 + (k->version > 3 ? 6 : 0));
        assert_int_equal(ev.quote.pck_chain_offset + ev.quote.pck_chain.n, q.n);
        assert_int_equal(ev.quote.td.ex.n, k->body == DCAP_BODY_TD15EX ? 237 : 0);
    }
}

static void refuses_every_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++) {
        struct quote q;
        make_quote(kinds[i].format->name, kinds[i].version, kinds[i].settings, &q);
        for (size_t n = 0; n < q.n; n++) {
            struct evidence ev;
            struct cupel_diag err = { 0 };
            assert_status(kinds[i].format->parse(NULL, slice_of(q.bytes, n), &ev, &err),
                          CUPEL_E_TRUNCATED);
            assert_says(err, "left");
        }
    }
}

static void allows_zeros_behind_the_end_only(void **state)
{
    struct quote q;
    struct evidence ev;
    (void)state;
    make_quote("tdx", 4, "", &q);
    accept(&format_tdx, slice_of(q.bytes, q.n + 64), &ev);
    assert_int_equal(ev.bytes.n, q.n);
    q.bytes[q.n + 63] = 1;
    refuse(&format_tdx, slice_of(q.bytes, q.n + 64), CUPEL_E_TRAILING, q.n + 63,
           "only zeros may follow");
}

static void refuses_a_header_that_is_not_known(void **state)
{
    static const struct {
        size_t at;
        unsigned value;
        cupel_status st;
        const char *why;
    } rows[] = {
        { 0, 2, CUPEL_E_UNSUPPORTED, "quote version 2" },
        { 0, 6, CUPEL_E_UNSUPPORTED, "quote version 6" },
        { 2, 0, CUPEL_E_UNSUPPORTED, "attestation key type 0" },
        { 2, 3, CUPEL_E_UNSUPPORTED, "attestation key type 3" },
        { 4, 0, CUPEL_E_MALFORMED, "TEE type 0x0 where this format has 0x81" },
        { 48, 5, CUPEL_E_UNSUPPORTED, "body type 5" },
        { 48, 1, CUPEL_E_MALFORMED, "body type 1 does not fit TEE type 0x81" },
    };
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct quote q;
        make_quote("tdx", 5, "", &q);
        put16(&q, rows[i].at, rows[i].value);
        refuse(&format_tdx, all_of(&q), rows[i].st, rows[i].at, rows[i].why);
    }
    struct quote q;
    make_quote("tdx", 5, "", &q);
    put16(&q, 48, 4); /* 1.5 Ex over the 648 bytes of 1.5 */
    refuse(&format_tdx, all_of(&q), CUPEL_E_MALFORMED, 50,
           "body size 648 where body type 4 has 885");
    make_quote("tdx", 4, "", &q);
    put16(&q, 0, 3);
    refuse(&format_tdx, all_of(&q), CUPEL_E_MALFORMED, 4, "does not fit version 3");
}

/* Damage leaves a quote recognisable, so that errors name the format. */
static void probes_damaged_quotes(void **state)
{
    struct quote q;
    (void)state;
    make_quote("sgx", 3, "", &q);
    put16(&q, 0, 9);
    assert_true(format_sgx.probe(all_of(&q)));
    make_quote("sgx", 3, "", &q);
    memset(&q.bytes[12], 0, 16);
    assert_true(format_sgx.probe(all_of(&q)));
    put16(&q, 0, 9);
    assert_false(format_sgx.probe(all_of(&q)));
    assert_false(format_tdx.probe(all_of(&q)));
    assert_false(format_sgx.probe(SLICE_EMPTY));
}

static void every_length_must_be_exact(void **state)
{
    struct quote q;
    struct evidence ev;
    (void)state;
    make_quote("tdx", 4, "", &q);
    accept(&format_tdx, all_of(&q), &ev);
    size_t size_at = 632, outer = 636 + 128, auth = outer + 6 + 384 + 64;
    size_t cert = ev.quote.pck_chain_offset - 6;
    size_t left = q.n - 636, inner = q.n - outer - 6, chain = ev.quote.pck_chain.n;
    const struct {
        size_t at;
        uint32_t value;
        cupel_status st;
        size_t offset;
        const char *why;
    } rows[] = {
        { size_at, 0, CUPEL_E_MALFORMED, size_at, "signature data of 0 bytes" },
        { size_at, UINT32_MAX, CUPEL_E_TRUNCATED, 636, "signature data needs 4294967295 bytes" },
        { size_at, (uint32_t)left + 1, CUPEL_E_TRUNCATED, 636, "the signature data" },
        { size_at, (uint32_t)left - 1, CUPEL_E_TRUNCATED, outer + 2, "outer certification data" },
        { outer + 2, (uint32_t)inner + 1, CUPEL_E_TRUNCATED, outer + 2, "outer certification" },
        { outer + 2, (uint32_t)inner - 1, CUPEL_E_MALFORMED, outer + 2, "outer certification" },
        { outer + 2, UINT32_MAX, CUPEL_E_TRUNCATED, outer + 2, "outer certification" },
        { cert + 2, (uint32_t)chain + 1, CUPEL_E_TRUNCATED, cert + 2, "certification data size" },
        { cert + 2, (uint32_t)chain - 1, CUPEL_E_MALFORMED, cert + 2, "certification data size" },
        { cert + 2, UINT32_MAX, CUPEL_E_TRUNCATED, cert + 2, "certification data size" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        make_quote("tdx", 4, "", &q);
        put32(&q, rows[i].at, rows[i].value);
        refuse(&format_tdx, all_of(&q), rows[i].st, rows[i].offset, rows[i].why);
    }
    make_quote("tdx", 4, "", &q);
    put16(&q, auth, 0xffff);
    refuse(&format_tdx, all_of(&q), CUPEL_E_TRUNCATED, auth + 2, "QE authentication data");
}

static void knows_certification_data_of_type_5_only(void **state)
{
    struct quote q;
    struct evidence ev;
    (void)state;
    make_quote("sgx", 3, "", &q);
    accept(&format_sgx, all_of(&q), &ev);
    size_t at = ev.quote.pck_chain_offset - 6;
    for (unsigned type = 0; type <= 8; type++) {
        put16(&q, at, type);
        if (type == 6)
            refuse(&format_sgx, all_of(&q), CUPEL_E_MALFORMED, at, "type 6 (QE report)");
        else if (type != 5)
            refuse(&format_sgx, all_of(&q), CUPEL_E_UNSUPPORTED, at, "only 5");
    }
    make_quote("tdx", 4, "", &q);
    put16(&q, 764, 5);
    refuse(&format_tdx, all_of(&q), CUPEL_E_UNSUPPORTED, 764, "where version 4 has 6");
}

static void explains_all_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++) {
        struct quote q;
        struct cupel_diag err = { 0 };
        cupel_explanation *e = NULL;
        make_quote(kinds[i].format->name, kinds[i].version, kinds[i].settings, &q);
        assert_status(cupel_explain(all_of(&q), NULL, &e, &err), CUPEL_OK);
        assert_string_equal(cupel_explanation_kind(e), kinds[i].format->name);
        assert_true(cupel_explanation_count(e) > 50);
        cupel_explanation_free(e);
    }
}

/* ---- verdicts ---- */

/* @without: a file that is held back; NULL: none. */
static cupel_verifier *verifier_of(const struct softtee_files *f, const char *without)
{
    cupel_verifier *v = NULL;
    struct cupel_diag err = { 0 };
    assert_status(cupel_verifier_new(&v, &err), CUPEL_OK);
    assert_status(cupel_verifier_add_anchor(v, NULL, softtee_file(f, "anchor.der"), "anchor", &err),
                  CUPEL_OK);
    for (size_t i = 0; i < f->n; i++)
        if (strstr(f->files[i].name, "collateral/") &&
            !(without && strstr(f->files[i].name, without)))
            assert_status(
                cupel_verifier_add_collateral(v, f->files[i].bytes, f->files[i].name, &err),
                CUPEL_OK);
    return v;
}

static void add(cupel_verifier *v, const struct softtee_files *f, const char *name)
{
    struct cupel_diag err = { 0 };
    assert_status(cupel_verifier_add_collateral(v, softtee_file(f, name), name, &err), CUPEL_OK);
}

static cupel_appraisal *appraise(const cupel_verifier *v, cupel_slice evidence)
{
    struct cupel_verify_opts o = CUPEL_VERIFY_OPTS_INIT;
    struct cupel_diag err = { 0 };
    cupel_appraisal *ap = NULL;
    o.now = SOFTTEE_DEFAULT_AT;
    if (cupel_verify(v, evidence, &o, &ap, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    return ap;
}

static void demand(const cupel_appraisal *ap, const char *id, cupel_outcome outcome,
                   const char *part)
{
    const struct cupel_check *c = cupel_appraisal_check_find(ap, id);
    assert_non_null(c);
    assert_string_equal(cupel_outcome_name(c->outcome), cupel_outcome_name(outcome));
    if (!strstr(c->detail ? c->detail : "", part))
        fail_msg("%s: \"%s\" does not say \"%s\"", id, c->detail, part);
}

struct expectation {
    const char *kind;
    unsigned version;
    const char *settings;
    const char *id;
    cupel_outcome outcome;
    const char *part;       /* of the detail */
    const char *tcb_status; /* NULL: there is none */
};

static const struct expectation table[] = {
    { "sgx", 3, "qe_vendor_id=00", "intel.qe_vendor", CUPEL_FAIL, "vendor", "UpToDate" },
    { "sgx", 3, "pck.cn=Other", "intel.pck_subject", CUPEL_FAIL, "purpose", "UpToDate" },
    { "sgx", 3, "pck_ca.cn=Other", "intel.pck_subject", CUPEL_FAIL, "purpose", "UpToDate" },
    { "sgx", 3, "pck.not_before=+1d", "intel.pck_validity", CUPEL_FAIL, "not valid yet",
      "UpToDate" },
    { "sgx", 3, "root.not_after=-1d", "intel.pck_validity", CUPEL_FAIL, "expired", NULL },
    { "sgx", 3, "tcb.issue_date=+1d", "intel.tcb_info", CUPEL_FAIL, "future", NULL },
    { "sgx", 3, "tcb.id=TDX", "intel.tcb_info", CUPEL_FAIL, "", NULL },
    { "sgx", 3, "tcb.pce_id=0001", "intel.tcb_info", CUPEL_FAIL, "another PCE-ID", NULL },
    { "sgx", 3, "tcb.sign=zero", "intel.tcb_info", CUPEL_FAIL, "not signed", NULL },
    { "sgx", 3, "signing.not_after=-1d", "intel.tcb_info", CUPEL_FAIL, "not valid now", NULL },
    { "sgx", 3, "signing.cn=Other", "intel.tcb_info", CUPEL_UNKNOWN, "no Intel SGX TCB Signing",
      NULL },
    { "sgx", 3, "qeid.id=TD_QE", "intel.qe_identity", CUPEL_FAIL, "another TEE", NULL },
    { "sgx", 3, "qeid.id=QVE", "intel.qe_identity", CUPEL_FAIL, "another TEE", NULL },
    { "sgx", 3, "qeid.sign=stranger", "intel.qe_identity", CUPEL_FAIL, "not signed", NULL },
    { "sgx", 3, "qeid.next_update=-1d", "intel.qe_identity", CUPEL_FAIL, "expired", NULL },
    { "sgx", 3, "qe.isv_prod_id=9", "intel.qe_identity", CUPEL_FAIL, "ISVPRODID", "UpToDate" },
    { "sgx", 3, "qe.flags=0x13", "intel.qe_identity", CUPEL_FAIL, "attributes", "UpToDate" },
    { "sgx", 3, "qe.misc_select=1", "intel.qe_identity", CUPEL_FAIL, "MISCSELECT", "UpToDate" },
    { "sgx", 3, "qe.isv_svn=0", "intel.qe_tcb", CUPEL_FAIL, "below every level", NULL },
    { "sgx", 3, "qeid.status=Revoked", "intel.tcb_status", CUPEL_FAIL, "Revoked", "Revoked" },
    { "sgx", 3, "qeid.status=OutOfDate tcb.status=ConfigurationNeeded", "intel.tcb_status",
      CUPEL_WARN, "", "OutOfDateConfigurationNeeded" },
    { "tdx", 4, "td_attributes=0x10000002", "tdx.attributes", CUPEL_FAIL, "under debug",
      "UpToDate" },
    { "tdx", 4, "td_attributes=0x10000100", "tdx.attributes", CUPEL_FAIL, "reserved", "UpToDate" },
    { "tdx", 4, "td_attributes=0x80000000d0000000", "tdx.attributes", CUPEL_PASS, "", "UpToDate" },
    { "tdx", 4, "mr_signer_seam=01", "tdx.module", CUPEL_FAIL, "MRSIGNERSEAM", "UpToDate" },
    { "tdx", 4, "seam_attributes=01", "tdx.module", CUPEL_FAIL, "SEAMATTRIBUTES", "UpToDate" },
    { "tdx", 4, "module.status=Revoked", "tdx.module_tcb", CUPEL_FAIL, "Revoked", "Revoked" },
    { "tdx", 5, "tee_tcb_svn2=050904", "tdx.relaunch", CUPEL_FAIL, "unknown TDX module", NULL },
    { "tdx", 5, "tee_tcb_svn=030104", "tdx.relaunch", CUPEL_WARN, "relaunch", "TDRelaunchAdvised" },
    { "tdx", 5, "body=td10 tee_tcb_svn=030104", "tdx.relaunch", CUPEL_NA, "", "OutOfDate" },
};

static void says_what_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(table); i++) {
        const struct expectation *e = &table[i];
        struct softtee_files f = make(e->kind, e->version, "v", e->settings);
        cupel_verifier *v = verifier_of(&f, NULL);
        cupel_appraisal *ap = appraise(v, softtee_file(&f, "evidence.bin"));
        const struct cupel_claim *status = cupel_appraisal_claim_find(ap, "tcb_status");
        const struct cupel_check *c = cupel_appraisal_check_find(ap, e->id);
        if (!c || c->outcome != e->outcome || (status == NULL) != (e->tcb_status == NULL))
            print_error("%s %s: %s is %s (%s), status %s\n", e->kind, e->settings, e->id,
                        c ? cupel_outcome_name(c->outcome) : "missing", c ? c->detail : "",
                        status ? status->text : "none");
        demand(ap, e->id, e->outcome, e->part);
        assert_true((status == NULL) == (e->tcb_status == NULL));
        if (status)
            assert_string_equal(status->text, e->tcb_status);
        if (e->outcome == CUPEL_FAIL)
            assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
        cupel_appraisal_free(ap);
        cupel_verifier_free(v);
        softtee_files_clear(&f);
    }
}

/* What is missing is unknown, said, and asked for. */
static void asks_for_what_is_missing(void **state)
{
    static const struct {
        const char *without, *id, *need;
    } rows[] = {
        { "tcbinfo", "intel.tcb_info", "tcb-info" },
        { "qeidentity", "intel.qe_identity", "qe-identity" },
        { "pckcrl", "intel.pck_revocation", "pck-crl" },
        { "rootcrl", "intel.ca_revocation", "root-crl" },
        { "signing", "intel.tcb_info", "tcb-signing-chain" },
    };
    (void)state;
    struct softtee_files f = make("tdx", 4, "m", "");
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        cupel_verifier *v = verifier_of(&f, rows[i].without);
        cupel_appraisal *ap = appraise(v, softtee_file(&f, "evidence.bin"));
        const struct cupel_need *need = NULL;
        demand(ap, rows[i].id, CUPEL_UNKNOWN, "no ");
        assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_WARNING);
        for (size_t k = 0; k < cupel_appraisal_need_count(ap); k++)
            if (strcmp(cupel_appraisal_need_at(ap, k)->kind, rows[i].need) == 0)
                need = cupel_appraisal_need_at(ap, k);
        assert_non_null(need);
        assert_non_null(need->hint);
        cupel_appraisal_free(ap);
        cupel_verifier_free(v);
    }
    softtee_files_clear(&f);
}

/* Collateral signed under another root fails, though its signature fits its own chain. */
static void refuses_a_foreign_signer(void **state)
{
    (void)state;
    struct softtee_files f = make("sgx", 3, "own", "");
    struct softtee_files other = make("sgx", 3, "other", "");
    cupel_verifier *v = verifier_of(&f, "signing");
    add(v, &other, "collateral/tcb-signing-chain.pem");
    cupel_appraisal *ap = appraise(v, softtee_file(&f, "evidence.bin"));
    demand(ap, "intel.tcb_info", CUPEL_FAIL, "leads to the anchor");
    demand(ap, "intel.qe_identity", CUPEL_FAIL, "leads to the anchor");
    cupel_appraisal_free(ap);
    add(v, &f, "collateral/tcb-signing-chain.pem"); /* beside the right one it does no harm */
    ap = appraise(v, softtee_file(&f, "evidence.bin"));
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_AFFIRMING);
    cupel_appraisal_free(ap);
    cupel_verifier_free(v);
    softtee_files_clear(&other);
    softtee_files_clear(&f);
}

/* However many CRLs that say nothing stand before the one that revokes. */
static void no_crowd_hides_a_revocation(void **state)
{
    (void)state;
    struct softtee_files f = make("sgx", 3, "own", "crl.revoke=leaf");
    cupel_verifier *v = verifier_of(&f, "pckcrl");
    for (unsigned i = 0; i < 70; i++) {
        char seed[8];
        snprintf(seed, sizeof seed, "s%u", i);
        struct softtee_files other = make("sgx", 3, seed, "");
        add(v, &other, "collateral/pckcrl.der");
        softtee_files_clear(&other);
    }
    add(v, &f, "collateral/pckcrl.der");
    cupel_appraisal *ap = appraise(v, softtee_file(&f, "evidence.bin"));
    demand(ap, "intel.pck_revocation", CUPEL_FAIL, "revoked");
    cupel_appraisal_free(ap);
    cupel_verifier_free(v);
    softtee_files_clear(&f);
}

/* The highest evaluation number counts, whatever stands first; an expired one never does. */
static void takes_the_newest_tcb_info(void **state)
{
    static const struct {
        const char *other, *status;
    } rows[] = {
        { "tcb.evaluation_number=99 tcb.status=OutOfDate", "OutOfDate" },
        { "tcb.evaluation_number=1 tcb.status=OutOfDate", "UpToDate" },
        { "tcb.evaluation_number=99 tcb.status=OutOfDate tcb.next_update=-1d", "UpToDate" },
        { "tcb.evaluation_number=99 tcb.status=OutOfDate tcb.sign=stranger", "UpToDate" },
        { "tcb.evaluation_number=99 tcb.status=OutOfDate tcb.fmspc=000000000001", "UpToDate" },
    };
    (void)state;
    for (size_t i = 0; i < 2 * CUPEL_COUNT(rows); i++) {
        struct softtee_files f = make("sgx", 3, "n", "");
        struct softtee_files other = make("sgx", 3, "n", rows[i / 2].other);
        cupel_verifier *v = verifier_of(i % 2 ? &f : &other, i % 2 ? NULL : "nothing");
        add(v, i % 2 ? &other : &f, "collateral/tcbinfo.json");
        cupel_appraisal *ap = appraise(v, softtee_file(&f, "evidence.bin"));
        assert_string_equal(cupel_appraisal_claim_find(ap, "tcb_status")->text, rows[i / 2].status);
        cupel_appraisal_free(ap);
        cupel_verifier_free(v);
        softtee_files_clear(&other);
        softtee_files_clear(&f);
    }
}

/* Nothing signed escapes: one bit anywhere in header, body, keys, QE report or signatures. */
static void every_signed_byte_counts(void **state)
{
    (void)state;
    struct softtee_files f = make("sgx", 3, "q", "");
    cupel_verifier *v = verifier_of(&f, NULL);
    struct quote q;
    struct evidence ev;
    make_quote("sgx", 3, "", &q);
    accept(&format_sgx, all_of(&q), &ev);
    for (size_t i = 8; i < ev.quote.pck_chain_offset - 6; i++) {
        if ((i >= 432 && i < 436) ||
            (i >= ev.quote.qe_auth_offset - 2 && i < ev.quote.qe_auth_offset))
            continue; /* lengths: layout */
        q.bytes[i] ^= 0x10;
        cupel_appraisal *ap = appraise(v, all_of(&q));
        assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
        cupel_appraisal_free(ap);
        q.bytes[i] ^= 0x10;
    }
    cupel_verifier_free(v);
    softtee_files_clear(&f);
}

/* A chain cut short, or with one certificate twice, is no chain. */
static void wants_leaf_ca_and_root(void **state)
{
    (void)state;
    struct softtee_files f = make("sgx", 3, "q", "");
    cupel_verifier *v = verifier_of(&f, NULL);
    struct quote q;
    struct evidence ev;
    make_quote("sgx", 3, "", &q);
    accept(&format_sgx, all_of(&q), &ev);
    size_t first = slice_find(ev.quote.pck_chain, SLICE_LIT("-----END CERTIFICATE-----\n")) + 26;
    static const char *const why[] = { "no certificates", "fewer than three" };
    for (size_t i = 0; i < 2; i++) {
        size_t cut = ev.quote.pck_chain.n - (i == 0 ? 0 : first);
        make_quote("sgx", 3, "", &q);
        put32(&q, ev.quote.pck_chain_offset - 4, (uint32_t)(ev.quote.pck_chain.n - cut));
        put32(&q, 432, (uint32_t)(q.n - 436 - cut));
        cupel_appraisal *ap = appraise(v, slice_of(q.bytes, q.n - cut));
        demand(ap, "intel.pck_chain", CUPEL_FAIL, why[i]);
        assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
        cupel_appraisal_free(ap);
    }
    cupel_verifier_free(v);
    softtee_files_clear(&f);
}

/* The root's certificate in the quote, changed but for name and key, is not the root's. */
static void the_root_must_be_as_signed(void **state)
{
    (void)state;
    struct softtee_files f = make("sgx", 3, "q", "");
    cupel_verifier *v = verifier_of(&f, NULL);
    struct quote q;
    make_quote("sgx", 3, "", &q);
    size_t end = q.n - 1; /* somewhere in the root's signature value, before its last bytes */
    while (q.bytes[end] != 'E' || q.bytes[end - 1] != '-')
        end--;
    uint8_t *c = &q.bytes[end - 20];
    *c = *c == 'A' ? 'B' : 'A';
    cupel_appraisal *ap = appraise(v, all_of(&q));
    demand(ap, "intel.pck_chain", CUPEL_FAIL, "");
    cupel_appraisal_free(ap);
    cupel_verifier_free(v);
    softtee_files_clear(&f);
}

/* The software's mark is told even where the chain ends nowhere. */
static void tells_software_without_an_anchor(void **state)
{
    (void)state;
    struct softtee_files f = make("tdx", 4, "q", "");
    cupel_verifier *v = NULL;
    struct cupel_diag err = { 0 };
    assert_status(cupel_verifier_new(&v, &err), CUPEL_OK);
    cupel_appraisal *ap = appraise(v, softtee_file(&f, "evidence.bin"));
    demand(ap, "intel.pck_chain", CUPEL_FAIL, "no trust anchor");
    assert_true(cupel_appraisal_is_software(ap));
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
    cupel_appraisal_free(ap);
    cupel_verifier_free(v);
    softtee_files_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_kinds),
        cmocka_unit_test(refuses_every_cut),
        cmocka_unit_test(allows_zeros_behind_the_end_only),
        cmocka_unit_test(refuses_a_header_that_is_not_known),
        cmocka_unit_test(probes_damaged_quotes),
        cmocka_unit_test(every_length_must_be_exact),
        cmocka_unit_test(knows_certification_data_of_type_5_only),
        cmocka_unit_test(explains_all_kinds),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(asks_for_what_is_missing),
        cmocka_unit_test(refuses_a_foreign_signer),
        cmocka_unit_test(no_crowd_hides_a_revocation),
        cmocka_unit_test(takes_the_newest_tcb_info),
        cmocka_unit_test(every_signed_byte_counts),
        cmocka_unit_test(wants_leaf_ca_and_root),
        cmocka_unit_test(the_root_must_be_as_signed),
        cmocka_unit_test(tells_software_without_an_anchor),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
