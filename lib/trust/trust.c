/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/trust.h"

#include "base/status.h"

/* 1.3.6.1.4.1.32473.67.85.80.69.76, DER contents. */
static const uint8_t oid_software[] = {
    0x2b, 0x06, 0x01, 0x04, 0x01, 0x81, 0xfd, 0x59, 0x43, 0x55, 0x50, 0x45, 0x4c,
};
const cupel_slice oid_software_tee = { oid_software, sizeof oid_software };

bool x509_is_software(const struct x509_cert *cert)
{
    bool found;
    (void)x509_ext_find(cert, oid_software_tee, &found, NULL);
    return found;
}

/* clang-format off */
const struct trust_vendor trust_vendors[] = {
    { anchors_intel, &n_anchors_intel },   { anchors_amd, &n_anchors_amd },
    { anchors_aws, &n_anchors_aws },       { anchors_tpm, &n_anchors_tpm },
    { anchors_nvidia, &n_anchors_nvidia },
};
/* clang-format on */
const size_t n_trust_vendors = CUPEL_COUNT(trust_vendors);

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
    if (c.unknown_critical)
        return refuse_anchor(err, "has a critical extension that is unknown here");
    if (c.pub.type == CRYPTO_KEY_NONE)
        return refuse_anchor(err, "has a key of a kind that is not supported");
    if (c.sig_alg == CRYPTO_SIG_NONE)
        return refuse_anchor(err,
                             "is signed with an algorithm that is not supported, such as SHA-1");
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

/* A copy of @t that has the first @n of @anchors. */
static void trust_with(const struct trust *t, const struct trust_anchor *const *anchors, size_t n,
                       struct trust *ret)
{
    *ret = *t;
    ret->anchors = anchors;
    ret->n_anchors = n;
}

cupel_status trust_for(const struct trust *t, enum trust_purpose purpose, struct trust *ret)
{
    const struct trust_anchor **list = arena_array(t->arena, t->n_anchors, sizeof(*list));
    size_t n = 0;
    for (size_t i = 0; list && i < t->n_anchors; i++)
        if (t->anchors[i]->purpose == TRUST_FOR_ANY || t->anchors[i]->purpose == purpose)
            list[n++] = t->anchors[i];
    trust_with(t, list, n, ret);
    return arena_status(t->arena);
}

cupel_status trust_of(const struct trust *t, bool from_caller, struct trust *ret)
{
    const struct trust_anchor **list = arena_array(t->arena, t->n_anchors, sizeof(*list));
    size_t n = 0;
    for (size_t i = 0; list && i < t->n_anchors; i++)
        if (t->anchors[i]->from_caller == from_caller)
            list[n++] = t->anchors[i];
    trust_with(t, list, n, ret);
    return arena_status(t->arena);
}

cupel_status trust_signed_by(const struct trust *t, const struct crypto_pub *pub,
                             enum crypto_sig alg, cupel_slice tbs, cupel_slice sig, bool *ret)
{
    cupel_slice raw = x509_sig_raw(t->arena, alg, sig);
    CUPEL_TRY(arena_status(t->arena)); /* want of memory is not a bad signature */
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

/* A search for a path, depth first. @path is where it stands; @best what it found so far. */
struct search {
    const struct trust *t;
    const struct x509_cert *const *candidates;
    size_t n;
    struct trust_path path, best;
    unsigned steps; /* certificates that were stood on; see TRUST_STEPS_MAX */
};

static void note(struct search *s, enum path_fault fault, const struct trust_anchor *anchor)
{
    s->path.fault = fault;
    s->path.at = s->path.n - 1;
    s->path.anchor = anchor;
    if (rank(&s->path) > rank(&s->best))
        s->best = s->path;
}

static const struct x509_cert *last_of(const struct search *s)
{
    return s->path.certs[s->path.n - 1];
}

static cupel_status signed_by(const struct search *s, const struct crypto_pub *pub, bool *ret)
{
    const struct x509_cert *c = last_of(s);
    return trust_signed_by(s->t, pub, c->sig_alg, c->tbs, c->sig, ret);
}

static bool same_key(const struct crypto_pub *a, const struct crypto_pub *b)
{
    return a->type == b->type && slice_eq(a->point, b->point);
}

static bool may_issue(const struct x509_cert *c)
{
    return c->is_ca && c->has_basic && (!c->has_usage || c->usage & X509_USAGE_KEY_CERT_SIGN);
}

/* Does an anchor close the path? */
static cupel_status try_anchors(struct search *s)
{
    for (size_t i = 0; i < s->t->n_anchors && s->best.fault != PATH_OK; i++) {
        const struct trust_anchor *a = s->t->anchors[i];
        bool ok = false;
        if (!slice_eq(a->subject, last_of(s)->issuer))
            continue;
        CUPEL_TRY(signed_by(s, &a->pub, &ok));
        note(s, ok ? PATH_OK : PATH_BAD_SIGNATURE, ok ? a : NULL);
    }
    return CUPEL_OK;
}

bool trust_is_anchor(const struct trust *t, const struct x509_cert *c)
{
    for (size_t i = 0; i < t->n_anchors; i++)
        if (slice_eq(t->anchors[i]->subject, c->subject) && same_key(&t->anchors[i]->pub, &c->pub))
            return true;
    return false;
}

static bool is_on_path(const struct search *s, const struct x509_cert *c)
{
    for (size_t i = 0; i < s->path.n; i++)
        if (slice_eq(s->path.certs[i]->der, c->der))
            return true;
    return false;
}

/* What keeps the last certificate, an issuer, from carrying the path further (RFC 5280 6.1.4). */
static enum path_fault issuer_fault(const struct search *s)
{
    const struct x509_cert *c = last_of(s);
    size_t below = s->path.n - 2; /* intermediates between it and the leaf */
    if (!may_issue(c))
        return PATH_NOT_CA;
    if (c->unknown_critical)
        return PATH_CRITICAL;
    if (c->has_path_len && c->path_len < below)
        return PATH_LENGTH;
    return x509_is_self_issued(c) ? PATH_UNPINNED : PATH_OK;
}

static cupel_status extend(struct search *s);

/* Try @c as issuer of the last certificate. */
static cupel_status try_issuer(struct search *s, const struct x509_cert *c)
{
    bool ok = false;
    if (!slice_eq(c->subject, last_of(s)->issuer) || trust_is_anchor(s->t, c) || is_on_path(s, c))
        return CUPEL_OK;
    CUPEL_TRY(signed_by(s, &c->pub, &ok));
    if (!ok || s->path.n == TRUST_PATH_MAX) {
        note(s, ok ? PATH_LENGTH : PATH_BAD_SIGNATURE, NULL);
        return CUPEL_OK;
    }
    s->path.certs[s->path.n++] = c;
    enum path_fault fault = issuer_fault(s);
    if (fault != PATH_OK)
        note(s, fault, NULL);
    else
        CUPEL_TRY(extend(s));
    s->path.n--;
    return CUPEL_OK;
}

/* Depth is bounded by TRUST_PATH_MAX, so is this recursion. */
static cupel_status extend(struct search *s)
{
    if (s->steps++ == TRUST_STEPS_MAX)
        note(s, PATH_LENGTH, NULL);
    if (s->steps > TRUST_STEPS_MAX)
        return CUPEL_OK;
    note(s, x509_is_self_issued(last_of(s)) ? PATH_UNPINNED : PATH_NO_ISSUER, NULL);
    CUPEL_TRY(try_anchors(s));
    for (size_t i = 0; i < s->n && s->best.fault != PATH_OK; i++)
        CUPEL_TRY(try_issuer(s, s->candidates[i]));
    return CUPEL_OK;
}

cupel_status trust_path_find(const struct trust *t, const struct x509_cert *leaf,
                             const struct x509_cert *const *candidates, size_t n_candidates,
                             struct trust_path *ret)
{
    struct search s = { .t = t,
                        .candidates = candidates,
                        .n = n_candidates,
                        .path = { .certs = { leaf }, .n = 1 },
                        .best = { .certs = { leaf }, .n = 1, .fault = PATH_NO_ISSUER } };
    CUPEL_TRY(extend(&s));
    if (s.best.fault == PATH_OK && leaf->unknown_critical) {
        s.best.fault = PATH_CRITICAL;
        s.best.at = 0;
        s.best.anchor = NULL;
    }
    *ret = s.best;
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

void trust_path_period(const struct trust_path *p, size_t i, int64_t *from, int64_t *until)
{
    *from = i < p->n ? p->certs[i]->not_before : p->anchor->not_before;
    *until = i < p->n ? p->certs[i]->not_after : p->anchor->not_after;
}

const struct crypto_pub *trust_path_issuer_key(const struct trust_path *p, size_t i)
{
    return i + 1 < p->n ? &p->certs[i + 1]->pub : &p->anchor->pub;
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

/* What @crl, of the certificate's issuer by name, says of it. */
static cupel_status ask_crl(const struct trust *t, const struct x509_crl *crl,
                            const struct x509_cert *cert, const struct crypto_pub *issuer_pub,
                            int64_t now, struct crl_answer *ret)
{
    bool ok = false;
    CUPEL_TRY(trust_signed_by(t, issuer_pub, crl->sig_alg, crl->tbs, crl->sig, &ok));
    ret->state = CRL_NOT_AUTHENTIC;
    if (!ok || crl->unknown_critical)
        return CUPEL_OK; /* RFC 5280 5.2: with unknown critical parts it must not be used at all */
    const struct x509_revoked *entry = x509_crl_find(crl, cert->serial);
    ret->state = entry                    ? CRL_REVOKED
                 : now < crl->this_update ? CRL_NOT_YET
                 : now > crl->next_update ? CRL_STALE
                                          : CRL_GOOD;
    ret->revoked_at = entry ? entry->when : 0;
    return CUPEL_OK;
}

/* The graver state; of equals the newer CRL. */
static bool outweighs(const struct crl_answer *a, const struct crl_answer *b)
{
    if (a->state != b->state || !b->crl)
        return a->state > b->state;
    return a->crl->this_update > b->crl->this_update;
}

cupel_status trust_crl_check(const struct trust *t, const struct x509_cert *cert,
                             const struct crypto_pub *issuer_pub,
                             const struct x509_crl *const *crls, size_t n_crls, int64_t now,
                             struct crl_answer *ret)
{
    struct crl_answer best = { .state = CRL_NONE, .index = SIZE_MAX };
    for (size_t i = 0; i < n_crls; i++) {
        struct crl_answer one = { .crl = crls[i], .index = i };
        if (!crls[i] || !slice_eq(crls[i]->issuer, cert->issuer))
            continue;
        CUPEL_TRY(ask_crl(t, crls[i], cert, issuer_pub, now, &one));
        if (outweighs(&one, &best))
            best = one;
    }
    *ret = best;
    return CUPEL_OK;
}
