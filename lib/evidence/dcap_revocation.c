/* SPDX-License-Identifier: Apache-2.0 */
/* Intel DCAP quotes: revocation of PCK certificates, of their CA and of the TCB signing key. */
#include "evidence/dcap.h"

struct crls {
    const struct x509_crl **list;
    size_t *index; /* of each in the view */
    size_t n;
};

/* All of them: a cap here would let files that say nothing hide one that revokes. */
static cupel_status collect(const struct dcap_run *v, struct crls *ret)
{
    size_t all = collateral_count(&v->in->collateral), n = 0;
    for (size_t i = 0; i < all; i++)
        n += collateral_at(&v->in->collateral, i)->crl != NULL;
    *ret = (struct crls){ .list = arena_array(&v->ap->arena, n, sizeof(*ret->list)),
                          .index = arena_array(&v->ap->arena, n, sizeof(*ret->index)) };
    if (!ret->list || !ret->index)
        return CUPEL_E_NOMEM;
    for (size_t i = 0; i < all; i++) {
        const struct collateral_item *item = collateral_at(&v->in->collateral, i);
        if (!item->crl)
            continue;
        ret->index[ret->n] = i;
        ret->list[ret->n++] = item->crl;
    }
    return CUPEL_OK;
}

static cupel_outcome outcome_of(enum crl_state s)
{
    return s == CRL_GOOD ? CUPEL_PASS : s == CRL_NONE ? CUPEL_UNKNOWN : CUPEL_FAIL;
}

static const char *detail_of(enum crl_state s)
{
    static const char *const texts[] = {
        [CRL_NONE] = "no CRL of this issuer was given",
        [CRL_NOT_AUTHENTIC] = "the CRL is not signed by the issuer's key, so it says nothing",
        [CRL_NOT_YET] = "the CRL is not in force yet (thisUpdate lies in the future)",
        [CRL_STALE] = "the CRL has expired (nextUpdate has passed)",
        [CRL_GOOD] = NULL,
        [CRL_REVOKED] = "the certificate is revoked by its issuer",
    };
    return texts[s];
}

static void use(struct dcap_run *v, const struct crls *all, const struct crl_answer *a)
{
    if (a->index == SIZE_MAX)
        return;
    bool good = a->state == CRL_GOOD || a->state == CRL_REVOKED;
    appraisal_use(v->ap, all->index[a->index], good, good ? "revocation" : detail_of(a->state));
    if (a->state == CRL_GOOD)
        appraisal_rely_until(v->ap, a->crl->next_update);
}

static void need(struct dcap_run *v, const char *kind, const char *ca, const char *hint)
{
    appraisal_need(v->ap, &(struct cupel_need){ .kind = kind, .ca = ca, .hint = hint });
}

/* A PCK CRL was given, but of another CA. */
static const struct x509_crl *other_pck_crl(const struct crls *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (slice_starts(all->list[i]->issuer_cn, SLICE_LIT("Intel SGX PCK ")))
            return all->list[i];
    return NULL;
}

/* No CRL of the issuer, but one that cannot be read and may be it: given, and does not fit. */
static void refuse_unreadable(struct dcap_run *v, enum crl_state s, struct cupel_check *c)
{
    const struct collateral_item *bad = collateral_bad_crl(&v->in->collateral);
    if (s != CRL_NONE || !bad)
        return;
    c->outcome = CUPEL_FAIL;
    c->detail = arena_printf(&v->ap->arena, "the CRL %s cannot be read: %s", bad->name,
                             bad->problem);
}

static cupel_status judge_pck(struct dcap_run *v, const struct crls *all)
{
    struct crl_answer a;
    bool processor = slice_eq(v->certs[1].subject_cn, SLICE_LIT("Intel SGX PCK Processor CA"));
    CUPEL_TRY(trust_crl_check(&v->trust, &v->certs[0], &v->certs[1].pub, all->list, all->n,
                              v->in->now, &a));
    use(v, all, &a);
    const struct x509_crl *other = a.state == CRL_NONE ? other_pck_crl(all) : NULL;
    struct cupel_check *c = dcap_add(v, INTEL_PCK_REVOCATION, outcome_of(a.state),
                                     detail_of(a.state));
    refuse_unreadable(v, a.state, c);
    if (other) {
        c->outcome = CUPEL_FAIL;
        c->detail = "the PCK CRL given is of another CA";
        c->expected = arena_text(&v->ap->arena, v->certs[1].subject_cn);
        c->found = arena_text(&v->ap->arena, other->issuer_cn);
    }
    if (a.state != CRL_GOOD && a.state != CRL_REVOKED)
        need(v, "pck-crl", processor ? "processor" : "platform",
             processor ? "PCS: /sgx/certification/v4/pckcrl?ca=processor&encoding=der"
                       : "PCS: /sgx/certification/v4/pckcrl?ca=platform&encoding=der");
    return CUPEL_OK;
}

/* Worst first: revoked, then what says nothing, then good. */
static unsigned badness(enum crl_state s)
{
    return s == CRL_REVOKED ? 9u : s == CRL_GOOD ? 0u : s == CRL_NONE ? 8u : 7u;
}

static cupel_status judge_ca(struct dcap_run *v, const struct crls *all)
{
    struct crl_answer worst;
    const char *what = "the PCK CA";
    const struct crypto_pub *root = &v->certs[2].pub;
    CUPEL_TRY(
        trust_crl_check(&v->trust, &v->certs[1], root, all->list, all->n, v->in->now, &worst));
    use(v, all, &worst);
    size_t n = collateral_count(&v->in->collateral);
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(&v->in->collateral, i);
        struct crl_answer a;
        if (!item->cert || !slice_eq(item->cert->subject_cn, SLICE_LIT("Intel SGX TCB Signing")))
            continue;
        CUPEL_TRY(trust_crl_check(&v->trust, item->cert, root, all->list, all->n, v->in->now, &a));
        if (badness(a.state) > badness(worst.state) && a.state == CRL_REVOKED) {
            worst = a;
            what = "the TCB signing certificate";
        }
    }
    struct cupel_check *c = dcap_add(v, INTEL_CA_REVOCATION, outcome_of(worst.state),
                                     detail_of(worst.state));
    refuse_unreadable(v, worst.state, c);
    if (worst.state == CRL_REVOKED)
        c->detail = arena_printf(&v->ap->arena, "%s is revoked by the root", what);
    if (worst.state != CRL_GOOD && worst.state != CRL_REVOKED)
        need(v, "root-crl", "root",
             "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der");
    return CUPEL_OK;
}

cupel_status dcap_judge_revocation(struct dcap_run *v)
{
    struct crls all;
    if (!v->has_chain || v->path.fault != PATH_OK) {
        dcap_add(v, INTEL_PCK_REVOCATION, CUPEL_UNKNOWN,
                 "there is no chain whose CRLs would count");
        return CUPEL_OK;
    }
    CUPEL_TRY(collect(v, &all));
    CUPEL_TRY(judge_pck(v, &all));
    return judge_ca(v, &all);
}
