/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/trust.h"

#include "base/status.h"

/* 2.25.190242776203358096157372202999922457185 (ITU-T X.667 UUID arc), DER contents. */
static const uint8_t oid_software[] = {
    0x69, 0x82, 0x9e, 0x9f, 0xb6, 0xc2, 0xcb, 0xc5, 0x92, 0xb9,
    0xfd, 0x9c, 0xbe, 0xc6, 0xe1, 0xa4, 0xe8, 0xa9, 0xf4, 0x61
};
const cupel_slice oid_software_tee = { oid_software, sizeof oid_software };

bool x509_is_software(const struct x509_cert *cert)
{
    bool found;
    (void)x509_ext_find(cert, oid_software_tee, &found, NULL);
    return found;
}

static cupel_status refuse_anchor(struct cupel_diag *err, const char *why)
{
    return diag_set(err, CUPEL_E_MALFORMED, "certificate", "as an anchor this certificate %s", why);
}

cupel_status trust_anchor_read(const struct crypto *crypto, struct arena *a, cupel_slice der,
                               struct trust_anchor *ret, struct cupel_diag *err)
{
    struct x509_cert c;
    bool ok = false;
    CUPEL_TRY(x509_cert_parse(der, &c, err));
    if (!x509_is_self_issued(&c))
        return refuse_anchor(err, "is no root: its issuer is another; give the self-signed root");
    if (!c.is_ca || (c.has_usage && !(c.usage & X509_USAGE_KEY_CERT_SIGN)))
        return refuse_anchor(err, "is no CA (basicConstraints, keyUsage)");
    if (c.pub.type == CRYPTO_KEY_NONE || c.sig_alg == CRYPTO_SIG_NONE)
        return refuse_anchor(err, "has a key or signature algorithm that is not supported");
    cupel_slice sig = x509_sig_raw(a, c.sig_alg, c.sig);
    cupel_status st = trust_cache_verify(NULL, crypto, &c.pub, c.sig_alg, c.tbs, sig, false, &ok,
                                         NULL);
    if (st != CUPEL_OK)
        return diag_set(err, st, "certificate", "the crypto library failed");
    if (!ok)
        return refuse_anchor(err, "is not signed by its own key");
    uint8_t digest[CRYPTO_HASH_MAX];
    st = crypto_digest(crypto, CRYPTO_SHA256, c.spki, digest);
    if (st != CUPEL_OK)
        return diag_set(err, st, "certificate", "the crypto library failed");
    *ret = (struct trust_anchor){ .name = x509_name_text(a, c.subject),
                                  .subject = c.subject,
                                  .spki = c.spki,
                                  .pub = c.pub,
                                  .not_before = c.not_before,
                                  .not_after = c.not_after,
                                  .is_software = x509_is_software(&c) };
    slice_copy(slice_of(digest, 32), ret->sha256, 32);
    return CUPEL_OK;
}

cupel_status trust_signed_by(const struct trust *t, const struct crypto_pub *pub,
                             enum crypto_sig alg, cupel_slice tbs, cupel_slice sig, bool *ret)
{
    cupel_slice raw = x509_sig_raw(t->arena, alg, sig);
    return trust_cache_verify(t->cache, t->crypto, pub, alg, tbs, raw, true, ret, NULL);
}

const char *path_fault_text(enum path_fault f)
{
    static const char *const texts[] = {
        [PATH_OK] = "leads to the anchor",
        [PATH_NO_ISSUER] = "was issued by a CA that is not at hand",
        [PATH_BAD_SIGNATURE] = "is not signed by the key of the CA it names as issuer",
        [PATH_UNPINNED] = "ends in a root that is no trust anchor",
        [PATH_NOT_CA] = "was issued by a certificate that may not issue any",
        [PATH_LENGTH] = "has a path longer than allowed",
        [PATH_CRITICAL] = "has a critical extension unknown here",
    };
    return texts[f];
}

/* How far a path got: more is better. */
static unsigned rank(const struct trust_path *p)
{
    static const unsigned ranks[] = {
        [PATH_OK] = 99,    [PATH_NO_ISSUER] = 1, [PATH_BAD_SIGNATURE] = 2, [PATH_UNPINNED] = 2,
        [PATH_NOT_CA] = 3, [PATH_LENGTH] = 3,    [PATH_CRITICAL] = 3,
    };
    return ranks[p->fault] + 4 * (unsigned)p->n;
}

static void keep_better(struct trust_path *best, const struct trust_path *p)
{
    if (rank(p) > rank(best))
        *best = *p;
}

static bool same_key(const struct crypto_pub *a, const struct crypto_pub *b)
{
    return a->type == b->type && slice_eq(a->point, b->point);
}

static bool may_issue(const struct x509_cert *c)
{
    return c->is_ca && c->has_basic && (!c->has_usage || c->usage & X509_USAGE_KEY_CERT_SIGN);
}

/* One step: does an anchor close the path whose last certificate is certs[n - 1]? */
static cupel_status try_anchors(const struct trust *t, struct trust_path *p,
                                struct trust_path *best)
{
    const struct x509_cert *last = p->certs[p->n - 1];
    for (size_t i = 0; i < t->n_anchors; i++) {
        const struct trust_anchor *a = t->anchors[i];
        bool ok = false;
        if (!slice_eq(a->subject, last->issuer))
            continue;
        CUPEL_TRY(trust_signed_by(t, &a->pub, last->sig_alg, last->tbs, last->sig, &ok));
        p->fault = ok ? PATH_OK : PATH_BAD_SIGNATURE;
        p->anchor = ok ? a : NULL;
        p->at = p->n - 1;
        keep_better(best, p);
        p->anchor = NULL;
        if (ok)
            return CUPEL_OK;
    }
    return CUPEL_OK;
}

static bool is_anchor(const struct trust *t, const struct x509_cert *c)
{
    for (size_t i = 0; i < t->n_anchors; i++)
        if (slice_eq(t->anchors[i]->subject, c->subject) && same_key(&t->anchors[i]->pub, &c->pub))
            return true;
    return false;
}

static void note(struct trust_path *p, enum path_fault fault, size_t at, struct trust_path *best)
{
    p->fault = fault;
    p->at = at;
    keep_better(best, p);
}

static cupel_status extend(const struct trust *t, const struct x509_cert *const *candidates,
                           size_t n, struct trust_path *p, struct trust_path *best);

/* Try @c as issuer of the last certificate. */
static cupel_status try_issuer(const struct trust *t, const struct x509_cert *const *candidates,
                               size_t n, const struct x509_cert *c, struct trust_path *p,
                               struct trust_path *best)
{
    const struct x509_cert *last = p->certs[p->n - 1];
    bool ok = false;
    if (!slice_eq(c->subject, last->issuer) || is_anchor(t, c))
        return CUPEL_OK;
    for (size_t i = 0; i < p->n; i++)
        if (slice_eq(p->certs[i]->der, c->der)) {
            if (x509_is_self_issued(c))
                note(p, PATH_UNPINNED, p->n - 1, best);
            return CUPEL_OK;
        }
    CUPEL_TRY(trust_signed_by(t, &c->pub, last->sig_alg, last->tbs, last->sig, &ok));
    if (!ok) {
        note(p, PATH_BAD_SIGNATURE, p->n - 1, best);
        return CUPEL_OK;
    }
    if (p->n == TRUST_PATH_MAX) {
        note(p, PATH_LENGTH, p->n - 1, best);
        return CUPEL_OK;
    }
    p->certs[p->n++] = c;
    if (!may_issue(c))
        note(p, PATH_NOT_CA, p->n - 1, best);
    else if (c->unknown_critical)
        note(p, PATH_CRITICAL, p->n - 1, best);
    else if (c->has_path_len && c->path_len < p->n - 2)
        note(p, PATH_LENGTH, p->n - 1, best);
    else if (x509_is_self_issued(c))
        note(p, PATH_UNPINNED, p->n - 1, best);
    else
        CUPEL_TRY(extend(t, candidates, n, p, best));
    p->n--;
    return CUPEL_OK;
}

/* Depth is bounded by TRUST_PATH_MAX, so is this recursion. */
static cupel_status extend(const struct trust *t, const struct x509_cert *const *candidates,
                           size_t n, struct trust_path *p, struct trust_path *best)
{
    note(p, x509_is_self_issued(p->certs[p->n - 1]) ? PATH_UNPINNED : PATH_NO_ISSUER, p->n - 1,
         best);
    CUPEL_TRY(try_anchors(t, p, best));
    for (size_t i = 0; i < n && best->fault != PATH_OK; i++)
        CUPEL_TRY(try_issuer(t, candidates, n, candidates[i], p, best));
    return CUPEL_OK;
}

cupel_status trust_path_find(const struct trust *t, const struct x509_cert *leaf,
                             const struct x509_cert *const *candidates, size_t n_candidates,
                             struct trust_path *ret)
{
    struct trust_path p = { .certs = { leaf }, .n = 1 };
    struct trust_path best = { .certs = { leaf }, .n = 1, .fault = PATH_NO_ISSUER };
    CUPEL_TRY(extend(t, candidates, n_candidates, &p, &best));
    if (best.fault == PATH_OK && leaf->unknown_critical) {
        best.fault = PATH_CRITICAL;
        best.at = 0;
        best.anchor = NULL;
    }
    *ret = best;
    return CUPEL_OK;
}

size_t trust_path_invalid_at(const struct trust_path *p, int64_t now, bool *expired)
{
    for (size_t i = 0; i < p->n; i++) {
        *expired = now > p->certs[i]->not_after;
        if (*expired || now < p->certs[i]->not_before)
            return i;
    }
    *expired = p->anchor && now > p->anchor->not_after;
    return p->anchor && (*expired || now < p->anchor->not_before) ? p->n : SIZE_MAX;
}

int64_t trust_path_until(const struct trust_path *p)
{
    int64_t until = p->anchor ? p->anchor->not_after : INT64_MAX;
    for (size_t i = 0; i < p->n; i++)
        until = p->certs[i]->not_after < until ? p->certs[i]->not_after : until;
    return until;
}

bool trust_path_is_software(const struct trust_path *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (x509_is_software(p->certs[i]))
            return true;
    return p->anchor && p->anchor->is_software;
}

/* What one authentic CRL says of a certificate that it does not list. */
static enum crl_state when_not_listed(const struct x509_crl *crl, int64_t now)
{
    if (now < crl->this_update)
        return CRL_NOT_YET;
    return now > crl->next_update ? CRL_STALE : CRL_GOOD;
}

cupel_status trust_crl_check(const struct trust *t, const struct x509_cert *cert,
                             const struct crypto_pub *issuer_pub,
                             const struct x509_crl *const *crls, size_t n_crls, int64_t now,
                             struct crl_answer *ret)
{
    struct crl_answer best = { .state = CRL_NONE, .index = SIZE_MAX };
    for (size_t i = 0; i < n_crls; i++) {
        bool ok = false;
        if (!crls[i] || !slice_eq(crls[i]->issuer, cert->issuer))
            continue;
        CUPEL_TRY(
            trust_signed_by(t, issuer_pub, crls[i]->sig_alg, crls[i]->tbs, crls[i]->sig, &ok));
        enum crl_state state = !ok || crls[i]->unknown_critical ? CRL_NOT_AUTHENTIC
                                                                : when_not_listed(crls[i], now);
        const struct x509_revoked *entry = ok ? x509_crl_find(crls[i], cert->serial) : NULL;
        if (entry)
            state = CRL_REVOKED;
        bool newer = state == best.state && best.crl &&
                     crls[i]->this_update > best.crl->this_update;
        if (state > best.state || newer)
            best = (struct crl_answer){ state, crls[i], i, entry ? entry->when : 0 };
    }
    *ret = best;
    return CUPEL_OK;
}
