/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates that a Nitro document brings: attestation_process.md, sections 3.2.3 and 3.2.4.
 */
#include "evidence/nitro.h"

#define ALG CRYPTO_SIG_ECDSA_P384_SHA384

static const char *subject_of(struct nitro_work *w, const struct x509_cert *c)
{
    return arena_text(&w->ap->arena, c->subject_cn);
}

/* ---- reading them ---- */

static bool read_one(struct nitro_work *w, struct nitro_bytes from, const char *name,
                     struct x509_cert *ret)
{
    struct cupel_diag d = { 0 };
    if (x509_cert_parse(from.value, ret, &d) == CUPEL_OK)
        return true;
    struct cupel_check *c = check_addf(&w->ap->checks, &nitro_checks[NITRO_CHECK_CERTIFICATES],
                                       CUPEL_FAIL, "%s is no certificate: %s", name, d.text);
    check_where(&w->ap->checks, c, "evidence", from.at, from.value.n);
    return false;
}

static void read_all(struct nitro_work *w)
{
    const struct nitro_doc *d = w->d;
    w->has_leaf = read_one(w, d->certificate, "certificate", &w->leaf);
    for (size_t i = 0; i < d->n_bundle; i++)
        if (read_one(w, d->bundle[i], arena_printf(&w->ap->arena, "cabundle[%zu]", i),
                     &w->bundle[i]))
            w->cas[w->n_cas++] = &w->bundle[i];
    if (w->has_leaf && w->n_cas == d->n_bundle)
        (void)nitro_add(w, NITRO_CHECK_CERTIFICATES, CUPEL_PASS, NULL);
}

/* ---- the path ---- */

static void check_path(struct nitro_work *w)
{
    const struct trust_path *p = &w->path;
    if (p->fault != PATH_OK) {
        const struct nitro_doc *d = w->d;
        struct cupel_check *c = check_addf(
            &w->ap->checks, &nitro_checks[NITRO_CHECK_CHAIN], CUPEL_FAIL, "the certificate %s %s",
            subject_of(w, p->certs[p->at]), path_fault_text(p->fault));
        check_where(&w->ap->checks, c, "evidence", d->certificate.at, d->certificate.value.n);
        return;
    }
    (void)nitro_add(w, NITRO_CHECK_CHAIN, CUPEL_PASS,
                    p->anchor->from_caller
                        ? "the path ends at a root that the caller gave, not AWS's built in"
                        : "the path ends at AWS's root of Nitro attestation");
    appraisal_anchor(w->ap, p->anchor->name, SLICE_ARRAY(p->anchor->sha256),
                     p->anchor->from_caller);
    appraisal_rely_until(w->ap, trust_path_until(p));
}

/* Name and key of the path's anchor, like every anchor of this program: AWS may publish another
 * edition of its root. The edition must bear that key's own signature. */
static cupel_status root_is_anchor(const struct nitro_work *w, bool *ret)
{
    const struct x509_cert *root = &w->bundle[0];
    const struct trust_anchor *a = w->path.anchor;
    *ret = false;
    if (!slice_eq(a->subject, root->subject) || a->pub.type != root->pub.type ||
        !slice_eq(a->pub.point, root->pub.point))
        return CUPEL_OK;
    return trust_signed_by(&w->in->trust, &a->pub, root->sig_alg, root->tbs, root->sig, ret);
}

/* Told by names, so that it can be told where no path was found. */
static const char *order_fault(const struct nitro_work *w)
{
    size_t n = w->d->n_bundle;
    if (n == 0)
        return "the bundle is empty";
    if (!x509_is_self_issued(&w->bundle[0]))
        return x509_is_self_issued(&w->bundle[n - 1])
                   ? "the bundle is in reverse order: its root stands last"
                   : "the bundle does not start with a root";
    for (size_t i = 1; i < n; i++)
        if (!slice_eq(w->bundle[i].issuer, w->bundle[i - 1].subject))
            return "a certificate of the bundle was not issued by the one before it";
    if (!slice_eq(w->leaf.issuer, w->bundle[n - 1].subject))
        return "the last certificate of the bundle is not the leaf's issuer";
    return NULL;
}

static bool is_the_path(const struct nitro_work *w)
{
    const struct trust_path *p = &w->path;
    size_t n = w->d->n_bundle;
    if (p->n != n)
        return false;
    for (size_t i = 1; i < n; i++)
        if (p->certs[i] != &w->bundle[n - i])
            return false;
    return true;
}

static cupel_status check_bundle(struct nitro_work *w)
{
    const struct nitro_doc *d = w->d;
    const char *why = NULL;
    bool pinned = true;
    if (w->n_cas != d->n_bundle || !w->has_leaf)
        why = "a certificate cannot be read, so their order cannot be told";
    else
        why = order_fault(w);
    if (!why && w->path.fault == PATH_OK) {
        CUPEL_TRY(root_is_anchor(w, &pinned));
        why = !pinned           ? "the first certificate is not the root at which the path ends"
              : !is_the_path(w) ? "the bundle holds certificates that are not on the leaf's path"
                                : NULL;
    }
    (void)nitro_judge(w, NITRO_CHECK_BUNDLE, !why, why, d->n_bundle ? d->bundle[0].at : 0, 1);
    return CUPEL_OK;
}

/* ---- what each certificate must be ---- */

static void refuse(struct nitro_work *w, enum nitro_check id, const struct x509_cert *c,
                   const char *what)
{
    (void)check_addf(&w->ap->checks, &nitro_checks[id], CUPEL_FAIL, "the certificate %s %s",
                     subject_of(w, c), what);
}

static void check_algorithms(struct nitro_work *w)
{
    const struct x509_cert *all[1 + NITRO_BUNDLE_MAX];
    size_t n = 0, bad = 0;
    if (w->has_leaf)
        all[n++] = &w->leaf;
    for (size_t i = 0; i < w->n_cas; i++)
        all[n++] = w->cas[i];
    for (size_t i = 0; i < n; i++) {
        bool ok = all[i]->sig_alg == ALG && all[i]->pub.type == crypto_sig_key(ALG);
        bad += !ok;
        if (!ok)
            refuse(w, NITRO_CHECK_CHAIN_ALGORITHM, all[i],
                   "has another kind of key or of signature than P-384 with SHA-384");
    }
    if (bad == 0)
        (void)nitro_add(w, NITRO_CHECK_CHAIN_ALGORITHM, CUPEL_PASS, NULL);
}

static bool is_critical(const struct x509_cert *c)
{
    static const uint8_t basic_constraints[] = { 0x55, 0x1d, 0x13 };
    bool found = false, critical = false;
    (void)x509_ext_find(c, SLICE_ARRAY(basic_constraints), &found, &critical);
    return found && critical;
}

/* @below: CAs between this one and the leaf. */
static const char *ca_fault(const struct x509_cert *c, size_t below)
{
    if (!c->is_ca)
        return "stands in the bundle of CAs but is none";
    if (!is_critical(c))
        return "is a CA whose basicConstraints are not critical";
    if (!c->has_usage || !(c->usage & X509_USAGE_KEY_CERT_SIGN))
        return "is a CA that may not sign certificates (keyUsage)";
    if (c->has_path_len && c->path_len < below)
        return "has more CAs below it than its pathLenConstraint allows";
    return NULL;
}

static void check_constraints(struct nitro_work *w)
{
    bool ok = w->n_cas > 0;
    if (!ok)
        (void)nitro_add(w, NITRO_CHECK_CONSTRAINTS, CUPEL_FAIL, "no CA certificate can be read");
    for (size_t i = 0; i < w->n_cas; i++) {
        const char *why = ca_fault(w->cas[i], w->n_cas - 1 - i);
        if (why)
            refuse(w, NITRO_CHECK_CONSTRAINTS, w->cas[i], why);
        ok = ok && !why;
    }
    if (ok)
        (void)nitro_add(w, NITRO_CHECK_CONSTRAINTS, CUPEL_PASS, NULL);
}

static const char *leaf_fault(const struct x509_cert *c)
{
    if (c->is_ca || c->has_path_len)
        return "signs documents but is a CA";
    if (!c->has_usage || !(c->usage & X509_USAGE_DIGITAL_SIGNATURE))
        return "may not sign anything but certificates (keyUsage lacks digitalSignature)";
    if (c->usage & X509_USAGE_KEY_CERT_SIGN)
        return "is no CA but may sign certificates (keyUsage)";
    return NULL;
}

static void check_leaf(struct nitro_work *w)
{
    const char *why = leaf_fault(&w->leaf);
    if (why)
        refuse(w, NITRO_CHECK_LEAF, &w->leaf, why);
    else
        (void)nitro_add(w, NITRO_CHECK_LEAF, CUPEL_PASS, NULL);
}

/* ---- dates ---- */

static bool check_dates(struct nitro_work *w, const char *who, int64_t from, int64_t until)
{
    bool expired = w->in->now > until;
    if (!expired && w->in->now >= from)
        return true;
    struct cupel_check *c = check_addf(
        &w->ap->checks, &nitro_checks[NITRO_CHECK_VALIDITY], CUPEL_FAIL,
        expired ? "the certificate %s has expired" : "the certificate %s is not valid yet", who);
    check_period(&w->ap->checks, c, from, until, w->in->now);
    return false;
}

static void check_validity(struct nitro_work *w)
{
    const struct trust_anchor *a = w->path.anchor;
    bool ok = check_dates(w, subject_of(w, &w->leaf), w->leaf.not_before, w->leaf.not_after);
    for (size_t i = 0; i < w->n_cas; i++)
        ok &= check_dates(w, subject_of(w, w->cas[i]), w->cas[i]->not_before, w->cas[i]->not_after);
    if (a)
        ok &= check_dates(w, a->name, a->not_before, a->not_after);
    if (ok)
        (void)nitro_add(w, NITRO_CHECK_VALIDITY, CUPEL_PASS, NULL);
}

cupel_status nitro_check_chain(struct nitro_work *w)
{
    read_all(w);
    if (w->has_leaf) {
        CUPEL_TRY(trust_path_find(&w->in->trust, &w->leaf, w->cas, w->n_cas, &w->path));
        check_path(w);
        check_leaf(w);
        check_validity(w);
        w->ap->software = trust_path_is_software(&w->path);
    } else {
        (void)nitro_add(w, NITRO_CHECK_CHAIN, CUPEL_FAIL,
                        "the document has no certificate that could lead to a root");
    }
    CUPEL_TRY(check_bundle(w));
    check_algorithms(w);
    check_constraints(w);
    return CUPEL_OK;
}

/* ---- revocation ---- */

/* What a list says of one certificate; true when it settles it. */
static bool say_crl(struct nitro_work *w, const struct x509_cert *cert, const struct crl_answer *a)
{
    enum cupel_outcome outcome = CUPEL_PASS;
    const char *text = NULL;
    switch (a->state) {
    case CRL_NONE: return false;
    case CRL_REVOKED:
        (void)check_addf(&w->ap->checks, &nitro_checks[NITRO_CHECK_REVOCATION], CUPEL_FAIL,
                         "the certificate %s is revoked by its issuer", subject_of(w, cert));
        return true;
    case CRL_NOT_AUTHENTIC:
        outcome = CUPEL_FAIL;
        text = "the revocation list given is not signed by the issuer on the path";
        break;
    case CRL_NOT_YET:
        outcome = CUPEL_WARN;
        text = "not listed, but the only list given is from after the time of verification";
        break;
    case CRL_STALE:
        outcome = CUPEL_WARN;
        text = "not listed, but the newest list given has run out";
        break;
    case CRL_GOOD: appraisal_rely_until(w->ap, a->crl->next_update); break;
    }
    (void)nitro_add(w, NITRO_CHECK_REVOCATION, outcome, text);
    return true;
}

static cupel_status look_up(struct nitro_work *w, const struct x509_crl *const *crls,
                            const size_t *index, size_t n, bool *any, bool *all)
{
    const struct trust_path *p = &w->path;
    *all = true;
    for (size_t i = 0; i < p->n; i++) {
        struct crl_answer a;
        const struct crypto_pub *pub = trust_path_issuer_key(p, i);
        CUPEL_TRY(trust_crl_check(&w->in->trust, p->certs[i], pub, crls, n, w->in->now, &a));
        bool said = say_crl(w, p->certs[i], &a);
        *any |= said;
        *all &= said;
        if (a.index != SIZE_MAX)
            appraisal_use(w->ap, index[a.index], a.state != CRL_NOT_AUTHENTIC,
                          a.state != CRL_NOT_AUTHENTIC ? "revocation of the path"
                                                       : "not signed by an issuer of the path");
    }
    return CUPEL_OK;
}

/* AWS's certificates live for hours to weeks; its rules say to use no revocation lists. Those that
 * a caller has all the same are looked at. */
cupel_status nitro_check_revocation(struct nitro_work *w)
{
    const struct collateral_view *view = &w->in->collateral;
    size_t n = 0, count = collateral_count(view);
    struct arena *arena = &w->ap->arena;
    const struct x509_crl **crls = arena_array(arena, count, sizeof(*crls));
    size_t *index = arena_array(arena, count, sizeof(*index));
    bool any = false, all = false;
    if (arena_status(arena) != CUPEL_OK)
        return arena_status(arena);
    for (size_t i = 0; i < count; i++) {
        const struct collateral_item *item = collateral_at(view, i);
        if (item->crl && !item->problem) {
            index[n] = i;
            crls[n++] = item->crl;
        }
    }
    if (w->has_leaf && w->path.fault == PATH_OK)
        CUPEL_TRY(look_up(w, crls, index, n, &any, &all));
    const struct collateral_item *bad = collateral_bad_crl(view);
    if (bad && !all)
        (void)check_addf(&w->ap->checks, &nitro_checks[NITRO_CHECK_REVOCATION], CUPEL_FAIL,
                         "the revocation list %s cannot be read: %s", bad->name, bad->problem);
    else if (!any)
        (void)nitro_add(
            w, NITRO_CHECK_REVOCATION, CUPEL_SKIP,
            w->has_leaf && w->path.fault == PATH_OK
                ? "AWS's rules use no revocation lists: its certificates are short-lived"
                : "there is no path whose certificates could be looked up");
    return CUPEL_OK;
}
