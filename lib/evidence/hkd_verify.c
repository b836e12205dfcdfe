/* SPDX-License-Identifier: Apache-2.0 */
/* What a host key document proves: that IBM says that this is a host's key. */
#include "evidence/hkd.h"

struct cupel_check *hkd_add(struct hkd_work *w, enum hkd_check id, cupel_outcome outcome,
                            const char *detail)
{
    return appraisal_check(w->ap, &hkd_checks[id], outcome, detail);
}

static const char *name_of(struct hkd_work *w, cupel_slice n)
{
    return x509_name_text(&w->ap->arena, n);
}

/* ---- which certificate holds the key that signed ---- */

static cupel_status gather(struct hkd_work *w)
{
    const struct collateral_view *view = &w->in->collateral;
    size_t n = collateral_count(view);
    struct arena *a = &w->ap->arena;
    w->certs = arena_array(a, n, sizeof(*w->certs));
    w->crls = arena_array(a, n, sizeof(*w->crls));
    w->cert_index = arena_array(a, n, sizeof(*w->cert_index));
    w->crl_index = arena_array(a, n, sizeof(*w->crl_index));
    for (size_t i = 0; i < n && arena_status(a) == CUPEL_OK; i++) {
        const struct collateral_item *item = collateral_at(view, i);
        if (item->built_in || item->problem)
            continue;
        if (item->cert) {
            w->cert_index[w->n_certs] = i;
            w->certs[w->n_certs++] = item->cert;
        } else if (item->crl) {
            w->crl_index[w->n_crls] = i;
            w->crls[w->n_crls++] = item->crl;
        }
    }
    return arena_status(a);
}

/* Nearest first: IBM's name, then the signature. A self-issued certificate is a root, never this.
 */
static unsigned fit(const struct x509_cert *c, bool signed_ok)
{
    bool named = !hkd_signing_name_fault(c->subject);
    bool meant = slice_find(c->subject, SLICE_LIT("Key Signing Service")) != SIZE_MAX;
    if (x509_is_self_issued(c) || (!named && !meant && !signed_ok))
        return 0;
    return 1 + 2 * (unsigned)named + 4 * (unsigned)signed_ok;
}

static cupel_status choose_signer(struct hkd_work *w)
{
    unsigned best = 0;
    for (size_t i = 0; i < w->n_certs; i++) {
        bool ok = false;
        const struct x509_cert *c = w->certs[i];
        if (slice_eq(c->der, w->hkd->der))
            continue;
        CUPEL_TRY(trust_signed_by(&w->in->trust, &c->pub, w->hkd->sig_alg, w->hkd->tbs, w->hkd->sig,
                                  &ok));
        unsigned f = fit(c, ok);
        if (f <= best)
            continue;
        best = f;
        w->signer = c;
        w->signer_index = w->cert_index[i];
        w->signed_ok = ok;
    }
    return CUPEL_OK;
}

/* ---- the key ---- */

static cupel_status check_key(struct hkd_work *w)
{
    const struct x509_cert *c = w->hkd;
    struct crypto_key *key = NULL;
    const uint32_t key_agreement = 1u << 4; /* RFC 5280 section 4.2.1.3 */
    const char *why = NULL;
    if (c->pub.type != CRYPTO_KEY_P521) {
        why = "the document's key is not a P-521 key";
    } else {
        cupel_status st = crypto_key_new(w->in->trust.crypto, &c->pub, &key);
        if (st != CUPEL_OK && st != CUPEL_E_MALFORMED)
            return st;
        why = st != CUPEL_OK ? "the document's key is no point of its curve" : NULL;
        crypto_key_free(key);
    }
    if (!why && c->is_ca)
        why = "the document is a CA's certificate";
    if (!why && c->has_usage && !(c->usage & key_agreement))
        why = "the document's key is not for key agreement (keyUsage)";
    struct cupel_check *k = hkd_add(w, HKD_CHECK_KEY, why ? CUPEL_FAIL : CUPEL_PASS, why);
    if (c->pub.type != CRYPTO_KEY_P521) {
        k->expected = crypto_key_type_name(CRYPTO_KEY_P521);
        k->found = crypto_key_type_name(c->pub.type);
    }
    return CUPEL_OK;
}

/* ---- signer, issuer, signature ---- */

static void without_signer(struct hkd_work *w)
{
    static const enum hkd_check open[] = { HKD_CHECK_SIGNING_KEY, HKD_CHECK_ISSUER,
                                           HKD_CHECK_SIGNATURE, HKD_CHECK_CHAIN };
    w->ap->missing = true;
    appraisal_need(w->ap, &(struct cupel_need){
                              .kind = "ibm-signing-key",
                              .hint = "ibm-z-host-key-signing.crt of IBM Resource Link, beside it "
                                      "the CA's certificate and the revocation lists" });
    for (size_t i = 0; i < CUPEL_COUNT(open); i++)
        (void)hkd_add(w, open[i], CUPEL_UNKNOWN, "no certificate of IBM's signing key was given");
}

static void check_signer(struct hkd_work *w)
{
    const struct x509_cert *s = w->signer;
    const uint32_t may = X509_USAGE_DIGITAL_SIGNATURE | X509_USAGE_KEY_CERT_SIGN;
    const char *why = hkd_signing_name_fault(s->subject);
    if (why) {
        struct cupel_check *c = check_addf(
            &w->ap->checks, &hkd_checks[HKD_CHECK_SIGNING_KEY], CUPEL_FAIL,
            "the certificate given is not of IBM's signing key by its name: %s", why);
        c->found = name_of(w, s->subject);
    } else if (s->has_usage && !(s->usage & may)) {
        (void)hkd_add(w, HKD_CHECK_SIGNING_KEY, CUPEL_FAIL,
                      "the signing key's certificate does not allow signatures (keyUsage)");
    } else {
        (void)hkd_add(w, HKD_CHECK_SIGNING_KEY, CUPEL_PASS, NULL);
    }
    bool same = hkd_same_name(w->hkd->issuer, s->subject);
    struct cupel_check *c = hkd_add(w, HKD_CHECK_ISSUER, same ? CUPEL_PASS : CUPEL_FAIL,
                                    same ? NULL : "the document names another issuer");
    if (!same) {
        c->expected = name_of(w, s->subject);
        c->found = name_of(w, w->hkd->issuer);
    }
    (void)hkd_add(w, HKD_CHECK_SIGNATURE, w->signed_ok ? CUPEL_PASS : CUPEL_FAIL,
                  w->signed_ok ? NULL
                               : "the document is not signed by the key of the certificate given");
    appraisal_use(w->ap, w->signer_index, w->signed_ok,
                  w->signed_ok ? "IBM's signing key" : "its key did not sign the document");
}

/* ---- path and dates ---- */

static void check_chain(struct hkd_work *w)
{
    const struct trust_path *p = &w->path;
    if (p->fault == PATH_OK) {
        (void)hkd_add(w, HKD_CHECK_CHAIN, CUPEL_PASS,
                      "the path ends at a root that the caller gave");
        appraisal_anchor(w->ap, p->anchor->name, SLICE_ARRAY(p->anchor->sha256),
                         p->anchor->from_caller);
        appraisal_rely_until(w->ap, trust_path_until(p));
        appraisal_rely_until(w->ap, w->hkd->not_after);
        return;
    }
    bool missing = p->fault == PATH_NO_ISSUER;
    (void)check_addf(&w->ap->checks, &hkd_checks[HKD_CHECK_CHAIN],
                     missing ? CUPEL_UNKNOWN : CUPEL_FAIL, "the certificate %s %s",
                     name_of(w, p->certs[p->at]->subject), path_fault_text(p->fault));
    if (!missing)
        return;
    w->ap->missing = true;
    appraisal_need(w->ap,
                   &(struct cupel_need){
                       .kind = "ca",
                       .hint = arena_printf(&w->ap->arena,
                                            "the certificate of %s with --collateral, or its root "
                                            "with --anchor hkd:PATH",
                                            name_of(w, p->certs[p->n - 1]->issuer)) });
}

static bool check_dates(struct hkd_work *w, const char *who, int64_t from, int64_t until)
{
    bool expired = w->in->now > until;
    if (!expired && w->in->now >= from)
        return true;
    struct cupel_check *c = check_addf(&w->ap->checks, &hkd_checks[HKD_CHECK_VALIDITY], CUPEL_FAIL,
                                       expired ? "%s has expired" : "%s is not valid yet", who);
    check_period(&w->ap->checks, c, from, until, w->in->now);
    return false;
}

static void check_validity(struct hkd_work *w)
{
    const struct trust_path *p = &w->path;
    bool ok = check_dates(w, "the document", w->hkd->not_before, w->hkd->not_after);
    for (size_t i = 0; w->signer && i < p->n; i++)
        ok &= check_dates(w, i ? "a CA's certificate" : "the signing key's certificate",
                          p->certs[i]->not_before, p->certs[i]->not_after);
    if (w->signer && p->anchor)
        ok &= check_dates(w, "the root", p->anchor->not_before, p->anchor->not_after);
    if (ok)
        (void)hkd_add(w, HKD_CHECK_VALIDITY, CUPEL_PASS, NULL);
}

static void note_path(struct hkd_work *w)
{
    for (size_t i = 0; i < w->n_certs; i++)
        for (size_t k = 1; k < w->path.n; k++)
            if (w->path.certs[k] == w->certs[i])
                appraisal_use(w->ap, w->cert_index[i], true, "a CA on the signing key's path");
}

/* ---- claims ---- */

static cupel_status add_claims(struct hkd_work *w)
{
    const struct x509_cert *c = w->hkd;
    uint8_t padded[160] = { 0 }, digest[CRYPTO_HASH_MAX];
    claim_text(w->ap, "hkd.subject", name_of(w, c->subject));
    claim_text(w->ap, "hkd.issuer", name_of(w, c->issuer));
    claim_bytes(w->ap, "hkd.serial", c->serial);
    claim_time(w->ap, "hkd.not_after", c->not_after);
    if (c->pub.type != CRYPTO_KEY_P521)
        return CUPEL_OK;
    slice_copy(slice_part(c->pub.point, 0, 66), padded + 14, 66);
    slice_copy(slice_part(c->pub.point, 66, 66), padded + 94, 66);
    CUPEL_TRY(crypto_digest(w->in->trust.crypto, CRYPTO_SHA256, SLICE_ARRAY(padded), digest));
    claim_bytes(w->ap, "hkd.phkh", slice_of(digest, 32));
    return CUPEL_OK;
}

cupel_status hkd_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    struct hkd_work w = { .hkd = ev->own, .in = in, .ap = ap };
    ap->no_tee = "a host key document names a machine's key: it says nothing of a guest";
    CUPEL_TRY(gather(&w));
    CUPEL_TRY(add_claims(&w));
    CUPEL_TRY(check_key(&w));
    CUPEL_TRY(choose_signer(&w));
    if (!w.signer) {
        without_signer(&w);
    } else {
        check_signer(&w);
        CUPEL_TRY(trust_path_find(&in->trust, w.signer, w.certs, w.n_certs, &w.path));
        check_chain(&w);
        note_path(&w);
    }
    check_validity(&w);
    CUPEL_TRY(hkd_check_revocation(&w));
    ap->software = x509_is_software(w.hkd) || (w.signer && trust_path_is_software(&w.path));
    return arena_status(&ap->arena);
}
