/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation of host key documents, IBM's signing key and the CAs above it. */
#include "evidence/hkd.h"

struct answer {
    enum crl_state state;
    size_t index; /* in the work's list; SIZE_MAX: none */
};

/* IBM's lists may name their issuer with the attributes in another order or place: a list counts as
 * the issuer's by that name, and by the signature. */
static cupel_status look_up(struct hkd_work *w, const struct x509_cert *cert,
                            const struct crypto_pub *pub, cupel_slice issuer, struct answer *ret)
{
    *ret = (struct answer){ CRL_NONE, SIZE_MAX };
    for (size_t i = 0; i < w->n_crls; i++) {
        struct x509_cert twin = *cert;
        struct crl_answer a;
        if (!hkd_same_name(w->crls[i]->issuer, issuer))
            continue;
        twin.issuer = w->crls[i]->issuer;
        CUPEL_TRY(trust_crl_check(&w->in->trust, &twin, pub, &w->crls[i], 1, w->in->now, &a));
        if (a.state > ret->state)
            *ret = (struct answer){ a.state, i };
    }
    return CUPEL_OK;
}

/* A list that is not current proves nothing, as IBM's own tools have it. */
static void say(struct hkd_work *w, enum hkd_check id, const char *who, const struct answer *a)
{
    static const struct {
        cupel_outcome outcome;
        const char *text;
    } words[] = {
        [CRL_NONE] = { CUPEL_UNKNOWN, "no revocation list of its issuer was given" },
        [CRL_NOT_AUTHENTIC] = { CUPEL_FAIL,
                                "the revocation list given is not signed by its issuer" },
        [CRL_NOT_YET] = { CUPEL_FAIL,
                          "the only revocation list given is from after the time of verification" },
        [CRL_STALE] = { CUPEL_FAIL, "the newest revocation list given has run out" },
        [CRL_GOOD] = { CUPEL_PASS, NULL },
        [CRL_REVOKED] = { CUPEL_FAIL, "it is revoked by its issuer" },
    };
    if (a->state == CRL_GOOD)
        (void)hkd_add(w, id, CUPEL_PASS, NULL);
    else
        (void)check_addf(&w->ap->checks, &hkd_checks[id], words[a->state].outcome, "%s: %s", who,
                         words[a->state].text);
    if (a->state == CRL_NONE)
        appraisal_need(w->ap, &(struct cupel_need){
                                  .kind = "crl",
                                  .hint = "the list that the certificate's CRL distribution point "
                                          "names; IBM's at Resource Link (ibm-z-host-key.crl)" });
    if (a->index == SIZE_MAX)
        return;
    bool used = a->state != CRL_NOT_AUTHENTIC;
    appraisal_use(w->ap, w->crl_index[a->index], used,
                  used ? "revocation" : "not signed by the issuer that it names");
    if (a->state == CRL_GOOD)
        appraisal_rely_until(w->ap, w->crls[a->index]->next_update);
}

/* The signing key may have other certificates. One that its issuer revoked speaks of the key. */
static cupel_status check_twins(struct hkd_work *w)
{
    const struct trust_path *p = &w->path;
    const struct crypto_pub *pub = p->n > 1 ? &p->certs[1]->pub : &p->anchor->pub;
    for (size_t i = 0; i < w->n_certs; i++) {
        const struct x509_cert *c = w->certs[i];
        struct answer a;
        if (c == w->signer || !slice_eq(c->spki, w->signer->spki) ||
            !slice_eq(c->issuer, w->signer->issuer))
            continue;
        CUPEL_TRY(look_up(w, c, pub, c->issuer, &a));
        if (a.state == CRL_REVOKED)
            (void)hkd_add(w, HKD_CHECK_CHAIN_REVOCATION, CUPEL_FAIL,
                          "another certificate of the signing key is revoked by its issuer");
    }
    return CUPEL_OK;
}

cupel_status hkd_check_revocation(struct hkd_work *w)
{
    const struct trust_path *p = &w->path;
    struct answer a;
    const struct collateral_item *bad = collateral_bad_crl(&w->in->collateral);
    if (bad)
        (void)check_addf(&w->ap->checks, &hkd_checks[HKD_CHECK_REVOCATION], CUPEL_FAIL,
                         "the revocation list %s cannot be read: %s", bad->name, bad->problem);
    if (!w->signer || !w->signed_ok) {
        (void)hkd_add(w, HKD_CHECK_REVOCATION, CUPEL_SKIP,
                      "there is no signing key whose lists could be looked at");
        return CUPEL_OK;
    }
    CUPEL_TRY(look_up(w, w->hkd, &w->signer->pub, w->signer->subject, &a));
    say(w, HKD_CHECK_REVOCATION, "the document", &a);
    if (p->fault != PATH_OK) {
        (void)hkd_add(w, HKD_CHECK_CHAIN_REVOCATION, CUPEL_SKIP,
                      "there is no path whose certificates could be looked up");
        return CUPEL_OK;
    }
    for (size_t i = 0; i < p->n; i++) {
        const struct crypto_pub *pub = trust_path_issuer_key(p, i);
        CUPEL_TRY(look_up(w, p->certs[i], pub, p->certs[i]->issuer, &a));
        say(w, HKD_CHECK_CHAIN_REVOCATION, i ? "a CA's certificate" : "the signing key", &a);
    }
    return check_twins(w);
}
