/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "snp_lab.h"

int lab_start(void **state)
{
    static struct lab l;
    memset(&l, 0, sizeof l);
    assert_status(crypto_new(&l.crypto), CUPEL_OK);
    assert_status(sign_key_rsa(l.crypto, SIGN_RSA_ROOT, &l.root), CUPEL_OK);
    assert_status(sign_key_rsa(l.crypto, SIGN_RSA_CA, &l.ca), CUPEL_OK);
    assert_status(sign_key_rsa(l.crypto, SIGN_RSA_STRANGER, &l.stranger), CUPEL_OK);
    assert_status(sign_key_new(l.crypto, CRYPTO_KEY_P384, SLICE_LIT("chip"), &l.p384), CUPEL_OK);
    assert_status(sign_key_new(l.crypto, CRYPTO_KEY_P384, SLICE_LIT("else"), &l.other), CUPEL_OK);
    assert_status(sign_key_new(l.crypto, CRYPTO_KEY_P256, SLICE_LIT("chip"), &l.p256), CUPEL_OK);
    arena_init(&l.arena, 64u << 20);
    lab_reset(&l);
    *state = &l;
    return 0;
}

int lab_end(void **state)
{
    struct lab *l = *state;
    cupel_appraisal_free(l->ap);
    sign_key_free(l->root);
    sign_key_free(l->ca);
    sign_key_free(l->stranger);
    sign_key_free(l->p384);
    sign_key_free(l->other);
    sign_key_free(l->p256);
    arena_clear(&l->arena);
    crypto_free(l->crypto);
    return 0;
}

int lab_each(void **state)
{
    lab_reset(*state);
    return 0;
}

void lab_reset(struct lab *l)
{
    snp_bytes_make(&l->report);
    l->leaf = (struct lab_leaf){
        .cn = "SEV-VCEK",
        .issuer = "SEV-Genoa",
        .product_name = "Genoa",
        .alg = CRYPTO_SIG_RSA_PSS_SHA384,
        .key = CRYPTO_KEY_P384,
        .spl = { -1, 10, 0, 23, 0, 0, 0, 0, 84 },
        .hwid = slice_of(l->report.b + 0x1a0, 64),
        .not_before = LAB_NOW - 100 * LAB_DAY,
        .not_after = LAB_NOW + 100 * LAB_DAY,
    };
    l->ark_cn = "ARK-Genoa";
    l->ask_cn = "SEV-Genoa";
    l->ask_signer = LAB_ROOT;
    l->n_given = 0;
    l->without_leaf = l->without_ask = l->without_anchor = l->unsigned_report = false;
    l->nonce = SLICE_EMPTY;
}

void lab_make_turin(struct lab *l)
{
    static const uint8_t tcb[] = { 4, 1, 0, 2, 0, 0, 0, 0x47 };
    static const size_t places[] = { 0x38, 0x180, 0x1e0, 0x1f0 };
    put_le(&l->report, 0, 5, 4);
    l->report.b[0x188] = 0x1a;
    l->report.b[0x189] = 2;
    memset(l->report.b + 0x1a8, 0, 56);
    for (size_t i = 0; i < CUPEL_COUNT(places); i++)
        memcpy(l->report.b + places[i], tcb, 8);
    l->leaf.issuer = l->ask_cn = "SEV-Turin";
    l->leaf.product_name = "Turin";
    l->ark_cn = "ARK-Turin";
    l->leaf.hwid.n = 8;
    memcpy(l->leaf.spl, (const int[]){ 4, 1, 0, 2, 0, 0, 0, 0, 0x47 }, sizeof l->leaf.spl);
}

void lab_make_vlek(struct lab *l)
{
    put_le(&l->report, 0x48, SNP_KEY_VLEK << 2, 4);
    memset(l->report.b + 0x1a0, 0, 64);
    l->leaf.cn = "SEV-VLEK";
    l->leaf.issuer = l->ask_cn = "SEV-VLEK-Genoa";
    l->leaf.hwid = SLICE_EMPTY;
    l->leaf.csp_id = "CN=cloud.example";
}

const struct sign_key *lab_key(const struct lab *l, enum lab_signer s)
{
    return s == LAB_CA ? l->ca : s == LAB_ROOT ? l->root : l->stranger;
}

static void add_extension(struct lab *l, cupel_slice *all, uint8_t x, uint8_t y, cupel_slice value)
{
    const uint8_t oid[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01, x, y };
    cupel_slice ext = x509_extension(&l->arena, slice_of(oid, y ? sizeof oid : sizeof oid - 1),
                                     value);
    *all = der_concat(&l->arena, *all, ext);
}

static cupel_slice leaf_extensions(struct lab *l)
{
    const struct lab_leaf *f = &l->leaf;
    struct arena *a = &l->arena;
    cupel_slice all = SLICE_EMPTY;
    if (f->product_name)
        add_extension(l, &all, 2, 0, der_text(a, DER_IA5_STRING, f->product_name));
    for (uint8_t i = 0; i < 9; i++)
        if (f->spl[i] >= 0)
            add_extension(l, &all, 3, i ? i : 9, der_small(a, (uint64_t)f->spl[i]));
    if (f->hwid.n)
        add_extension(l, &all, 4, 0, f->hwid);
    if (f->csp_id)
        add_extension(l, &all, 5, 0, der_text(a, DER_IA5_STRING, f->csp_id));
    return all;
}

static cupel_slice make_cert(struct lab *l, const struct x509_spec *spec,
                             const struct x509_signer *by)
{
    struct x509_writer w = { .arena = &l->arena };
    cupel_slice der = x509_make_cert(&w, spec, by);
    assert_status(x509_writer_status(&w), CUPEL_OK);
    return der;
}

/* @der signed anew with RSA PKCS#1: inner and outer algorithm replaced, which no writer of proper
 * certificates offers. */
static cupel_slice sign_pkcs1(struct lab *l, cupel_slice der, enum crypto_sig alg)
{
    const uint8_t oid[] = { 0x2a, 0x86, 0x48,
                            0x86, 0xf7, 0x0d,
                            0x01, 0x01, alg == CRYPTO_SIG_RSA_PKCS1_SHA256 ? 11 : 12 };
    struct arena *a = &l->arena;
    cupel_slice name = DER_SEQ(a, DER_MAKE(a, DER_OID, SLICE_ARRAY(oid)), der_null(a));
    struct cur c = cur_of(der);
    struct cur outer = der_enter(&c, DER_SEQUENCE);
    struct cur tbs = der_enter(&outer, DER_SEQUENCE);
    uint8_t tag, raw[SIGN_MAX];
    cupel_slice version, serial;
    size_t n = 0;
    (void)der_take_any(&tbs, &tag, &version);
    (void)der_take_any(&tbs, &tag, &serial);
    (void)der_take_any(&tbs, &tag, NULL);
    cupel_slice body = DER_SEQ(a, version, serial, name, cur_rest(&tbs));
    assert_status(sign_make(lab_key(l, l->leaf.signer), alg, body, raw, &n), CUPEL_OK);
    return DER_SEQ(a, body, name, der_bits(a, slice_of(raw, n)));
}

cupel_slice lab_leaf_der(struct lab *l)
{
    const struct lab_leaf *f = &l->leaf;
    const struct sign_key *key = f->key == CRYPTO_KEY_P384 ? l->p384 : l->p256;
    struct x509_spec spec = { .serial = SLICE_LIT("\0"), /* as all genuine leaves have */
                              .cn = f->cn,
                              .not_before = f->not_before,
                              .not_after = f->not_after,
                              .pub = sign_key_pub(key),
                              .is_ca = f->is_ca,
                              .extras = leaf_extensions(l) };
    const struct x509_signer by = { f->issuer, lab_key(l, f->signer), CRYPTO_SIG_RSA_PSS_SHA384 };
    cupel_slice der = make_cert(l, &spec, &by);
    return f->alg == by.alg ? der : sign_pkcs1(l, der, f->alg);
}

static cupel_slice ca_der(struct lab *l, const char *cn, const char *serial,
                          const struct sign_key *key, const char *issuer, const struct sign_key *by)
{
    struct x509_spec spec = { .serial = slice_str(serial),
                              .cn = cn,
                              .not_before = LAB_NOW - 1000 * (int64_t)LAB_DAY,
                              .not_after = LAB_NOW + 1000 * (int64_t)LAB_DAY,
                              .pub = sign_key_pub(key),
                              .is_ca = true,
                              .path_len = 1 };
    return make_cert(l, &spec, &(struct x509_signer){ issuer, by, CRYPTO_SIG_RSA_PSS_SHA384 });
}

cupel_slice lab_ask_der(struct lab *l)
{
    return ca_der(l, l->ask_cn, "\x02\x01", l->ca, l->ark_cn, lab_key(l, l->ask_signer));
}

cupel_slice lab_root_der(struct lab *l, enum lab_signer key)
{
    return ca_der(l, l->ark_cn, "\x02", lab_key(l, key), l->ark_cn, lab_key(l, key));
}

cupel_slice lab_crl_der(struct lab *l, enum lab_signer by, const char *cn, const char *revoked,
                        int from_days, int until_days)
{
    struct x509_writer w = { .arena = &l->arena };
    struct x509_crl_spec spec = { .this_update = LAB_NOW + from_days * (int64_t)LAB_DAY,
                                  .next_update = LAB_NOW + until_days * (int64_t)LAB_DAY,
                                  .number = 1,
                                  .revoked = slice_str(revoked),
                                  .revoked_at = LAB_NOW - 500 * (int64_t)LAB_DAY };
    cupel_slice der = x509_make_crl(
        &w, &spec, &(struct x509_signer){ cn, lab_key(l, by), CRYPTO_SIG_RSA_PSS_SHA384 });
    assert_status(x509_writer_status(&w), CUPEL_OK);
    return der;
}

void lab_give(struct lab *l, cupel_slice bytes)
{
    l->given[l->n_given++] = bytes;
}

void lab_sign(struct lab *l)
{
    uint8_t raw[SIGN_MAX];
    size_t n = 0;
    assert_status(sign_make(l->p384, CRYPTO_SIG_ECDSA_P384_SHA384,
                            slice_of(l->report.b, SNP_SIGNED_SIZE), raw, &n),
                  CUPEL_OK);
    for (size_t i = 0; i < 48; i++) {
        l->report.b[0x2a0 + i] = raw[47 - i];
        l->report.b[0x2e8 + i] = raw[95 - i];
    }
    l->unsigned_report = true; /* not again */
}

void lab_verify(struct lab *l)
{
    cupel_verifier *v = NULL;
    struct cupel_diag d = { 0 };
    struct cupel_verify_opts o = CUPEL_VERIFY_OPTS_INIT;
    o.now = LAB_NOW;
    o.nonce = l->nonce;
    if (!l->unsigned_report)
        lab_sign(l);
    cupel_appraisal_free(l->ap);
    l->ap = NULL;
    assert_status(cupel_verifier_new(&v, NULL), CUPEL_OK);
    if (!l->without_anchor)
        assert_status(
            cupel_verifier_add_anchor(v, "snp", lab_root_der(l, LAB_ROOT), "lab root", &d),
            CUPEL_OK);
    for (size_t i = 0; i < l->n_given; i++)
        assert_status(cupel_verifier_add_collateral(v, l->given[i], "given", &d), CUPEL_OK);
    if (!l->without_ask)
        assert_status(cupel_verifier_add_collateral(v, lab_ask_der(l), "ask", &d), CUPEL_OK);
    if (!l->without_leaf)
        assert_status(cupel_verifier_add_collateral(v, lab_leaf_der(l), "leaf", &d), CUPEL_OK);
    cupel_status st = cupel_verify(v, snp_bytes_slice(&l->report), &o, &l->ap, &d);
    if (st != CUPEL_OK)
        fail_msg("%s: %s", cupel_status_name(st), d.text);
    cupel_verifier_free(v);
}

void lab_expect(struct lab *l, const char *verdict, const char *id, const char *outcome,
                const char *says)
{
    lab_verify(l);
    const struct cupel_check *c = cupel_appraisal_check_find(l->ap, id);
    if (!c)
        fail_msg("no check %s", id);
    if (strcmp(cupel_outcome_name(c->outcome), outcome) != 0)
        fail_msg("%s is %s, not %s: %s", id, cupel_outcome_name(c->outcome), outcome, c->detail);
    if (says && !strstr(c->detail, says) && !(c->found && strstr(c->found, says)))
        fail_msg("%s says \"%s\" and found \"%s\", not \"%s\"", id, c->detail,
                 c->found ? c->found : "", says);
    assert_string_equal(cupel_verdict_name(cupel_appraisal_verdict(l->ap)), verdict);
    lab_reset(l);
}
