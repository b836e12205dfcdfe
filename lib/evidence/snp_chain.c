/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the signing key's certificate: the leaf itself, its path to an ARK, revocation. */
#include "evidence/snp.h"

#include "base/text.h"
#include "evidence/path.h"

#define NO_LEAF "no certificate of the signing key is at hand"

static void check_subject(struct snp_work *w)
{
    struct arena *a = &w->ap->arena;
    if (w->ext.cn_fits) {
        snp_add(w, SNP_CHECK_LEAF_SUBJECT, CUPEL_PASS, NULL);
        return;
    }
    struct cupel_check *c = snp_add(w, SNP_CHECK_LEAF_SUBJECT, CUPEL_FAIL,
                                    "the names of the leaf and of its issuer are not those of a "
                                    "VCEK or VLEK");
    c->expected = "SEV-VCEK issued by SEV-PRODUCT, or SEV-VLEK issued by SEV-VLEK-PRODUCT";
    c->found = arena_printf(a, "%s issued by %s", path_common_name(&w->ap->arena, w->leaf),
                            arena_text(a, w->leaf->issuer_cn));
}

static void check_key(struct snp_work *w)
{
    if (w->leaf->is_ca) {
        snp_add(w, SNP_CHECK_LEAF_KEY, CUPEL_FAIL, "the leaf is a CA certificate");
    } else if (w->leaf->pub.type != CRYPTO_KEY_P384) {
        struct cupel_check *c = snp_add(w, SNP_CHECK_LEAF_KEY, CUPEL_FAIL,
                                        "the leaf's key is not a P-384 key");
        c->expected = crypto_key_type_name(CRYPTO_KEY_P384);
        c->found = crypto_key_type_name(w->leaf->pub.type);
    } else {
        snp_add(w, SNP_CHECK_LEAF_KEY, CUPEL_PASS, NULL);
    }
}

static void check_identity_extensions(struct snp_work *w)
{
    bool vcek = w->ext.kind == AMD_LEAF_VCEK;
    bool ok = w->ext.has_hwid == vcek && w->ext.has_csp_id == !vcek;
    if (ok) {
        snp_add(w, SNP_CHECK_CSP_ID, CUPEL_PASS, NULL);
        return;
    }
    struct cupel_check *c = snp_add(w, SNP_CHECK_CSP_ID, CUPEL_FAIL,
                                    "the leaf's identity extensions are not those of its kind");
    c->expected = vcek ? "HWID" : "CSP_ID";
    c->found = w->ext.has_hwid     ? w->ext.has_csp_id ? "HWID and CSP_ID" : "HWID"
               : w->ext.has_csp_id ? "CSP_ID"
                                   : "neither HWID nor CSP_ID";
}

static void check_tcb(struct snp_work *w)
{
    struct arena *a = &w->ap->arena;
    enum amd_component d = snp_leaf_tcb_differs(&w->ext, w->r);
    if (d == AMD_COMPONENTS) {
        bool odd = w->ext.malformed || w->ext.reserved_set;
        snp_add(w, SNP_CHECK_TCB_EXTENSIONS, odd ? CUPEL_FAIL : CUPEL_PASS,
                w->ext.malformed      ? "an AMD extension of the leaf cannot be read"
                : w->ext.reserved_set ? "the leaf certifies a level of a reserved component"
                                      : NULL);
        return;
    }
    const char *name = amd_component_name(d);
    bool present = w->ext.spl_present >> d & 1;
    struct amd_tcb t = amd_tcb_read(w->ext.product, w->r->reported_tcb);
    struct cupel_check *c = check_addf(
        &w->ap->checks, &snp_checks[SNP_CHECK_TCB_EXTENSIONS], CUPEL_FAIL,
        present ? "the leaf certifies another %s level than REPORTED_TCB states"
                : "the leaf has no extension for the %s level",
        name);
    c->expected = arena_printf(a, "%s=%u", name, t.spl[d]);
    c->found = present ? arena_printf(a, "%s=%u", name, w->ext.spl[d])
                       : arena_printf(a, "%s absent", name);
    check_where(&w->ap->checks, c, "evidence",
                0x180 + (uint64_t)amd_component_at(w->ext.product, d), 1);
}

static void check_chip(struct snp_work *w)
{
    const struct amd_leaf *e = &w->ext;
    if (e->kind == AMD_LEAF_VLEK) {
        snp_add(w, SNP_CHECK_CHIP_ID, CUPEL_NA, "a VLEK belongs to a provider, not to a chip");
        return;
    }
    if (snp_leaf_chip_fits(e, w->r)) {
        snp_add(w, SNP_CHECK_CHIP_ID, CUPEL_PASS, NULL);
        return;
    }
    const char *why = !e->has_hwid ? "the VCEK has no HWID"
                      : slice_is_zero(w->r->chip_id)
                          ? "CHIP_ID is masked by the host, so the VCEK cannot be tied to the chip"
                      : e->hwid.n != amd_chip_id_size(e->product)
                          ? "the VCEK's HWID does not have the length of this product's chip ids"
                          : "the VCEK was issued for another chip";
    struct cupel_check *c = snp_add_at(w, SNP_CHECK_CHIP_ID, CUPEL_FAIL, why, 0x1a0, 64);
    check_compare(&w->ap->checks, c, e->hwid, w->r->chip_id);
    if (!e->hwid.n)
        c->expected = NULL;
}

/* productName may carry a stepping behind a dash: "Milan-B0". */
static bool product_name_fits(const struct amd_leaf *e)
{
    cupel_slice want = slice_str(amd_product_name(e->product));
    cupel_slice name = e->product_name;
    if (!slice_starts(name, want))
        return false;
    cupel_slice rest = slice_part(name, want.n, name.n - want.n);
    return rest.n == 0 || slice_starts(rest, SLICE_LIT("-"));
}

static enum amd_product root_product(const struct snp_work *w)
{
    return amd_product_of_cn(w->path.certs[w->path.n - 1]->issuer_cn, "ARK-");
}

static const char *product_fault(const struct snp_work *w)
{
    const struct snp_report *r = w->r;
    enum amd_product cpu = snp_product(r);
    if (r->version < 3 && (r->family || r->model || r->stepping))
        return "version 2 has no CPUID, yet the reserved bytes where later versions keep it are "
               "set";
    if (w->ext.product == AMD_PRODUCT_UNKNOWN)
        return "the leaf's issuer is the CA of no product known here";
    if (r->version >= 3 && cpu == AMD_PRODUCT_UNKNOWN)
        return "the report's CPUID is of no product known here";
    if (r->version >= 3 && cpu != w->ext.product)
        return "the report's CPUID is of another product than the leaf";
    if (!product_name_fits(&w->ext))
        return "the leaf's productName is of another product than its issuer";
    if (w->path.fault == PATH_OK && root_product(w) != w->ext.product)
        return "the root is of another product than the leaf";
    return NULL;
}

static void check_product(struct snp_work *w)
{
    const char *fault = product_fault(w);
    struct arena *a = &w->ap->arena;
    if (!fault) {
        snp_add(w, SNP_CHECK_PRODUCT, CUPEL_PASS, NULL);
        return;
    }
    struct cupel_check *c = snp_add_at(w, SNP_CHECK_PRODUCT, CUPEL_FAIL, fault, 0x188, 3);
    c->expected = arena_printf(a, "%s (family 0x%02x model 0x%02x)",
                               amd_product_name(amd_product_of_cpuid(w->r->family, w->r->model)),
                               w->r->family, w->r->model);
    c->found = arena_printf(a, "leaf %s issued by %s, path to %s",
                            arena_text(a, w->ext.product_name), arena_text(a, w->leaf->issuer_cn),
                            w->path.anchor ? w->path.anchor->name : "no root");
}

static void need_issuer(struct snp_work *w)
{
    bool vlek = w->ext.kind == AMD_LEAF_VLEK;
    const struct x509_cert *last = w->path.certs[w->path.n - 1];
    struct arena *a = &w->ap->arena;
    w->ap->missing = true;
    appraisal_need(
        w->ap, &(struct cupel_need){
                   .kind = vlek ? "asvk" : "ask",
                   .product = w->ext.product ? amd_product_name(w->ext.product) : NULL,
                   .hint = arena_printf(a,
                                        "the certificate of %s; AMD publishes it at "
                                        "https://kdsintf.amd.com/%s/v1/PRODUCT/"
                                        "cert_chain; a root is given with --anchor",
                                        arena_text(a, last->issuer_cn), vlek ? "vlek" : "vcek") });
}

static void check_chain(struct snp_work *w)
{
    struct trust_path *p = &w->path;
    if (p->fault != PATH_OK) {
        bool missing = p->fault == PATH_NO_ISSUER;
        (void)check_addf(&w->ap->checks, &snp_checks[SNP_CHECK_CHAIN],
                         missing ? CUPEL_UNKNOWN : CUPEL_FAIL, "the certificate %s %s",
                         path_common_name(&w->ap->arena, p->certs[p->at]),
                         path_fault_text(p->fault));
        if (missing)
            need_issuer(w);
        return;
    }
    if (p->n != 2) {
        snp_add(w, SNP_CHECK_CHAIN, CUPEL_FAIL,
                "the path does not have one signing CA (ASK or ASVK) between leaf and root");
        return;
    }
    snp_add(w, SNP_CHECK_CHAIN, CUPEL_PASS,
            p->anchor->from_caller ? "the path ends at a root that the caller gave, not AMD's"
                                   : "the path ends at AMD's root of this product");
    appraisal_anchor(w->ap, p->anchor->name, SLICE_ARRAY(p->anchor->sha256),
                     p->anchor->from_caller);
    appraisal_rely_until(w->ap, trust_path_until(p));
}

static void check_chain_algorithm(struct snp_work *w)
{
    const struct trust_path *p = &w->path;
    for (size_t i = 0; i < p->n; i++) {
        if (p->certs[i]->sig_alg == CRYPTO_SIG_RSA_PSS_SHA384)
            continue;
        struct cupel_check *c = check_addf(&w->ap->checks, &snp_checks[SNP_CHECK_CHAIN_ALGORITHM],
                                           CUPEL_FAIL,
                                           "the certificate %s is signed with another algorithm",
                                           path_common_name(&w->ap->arena, p->certs[i]));
        c->expected = crypto_sig_name(CRYPTO_SIG_RSA_PSS_SHA384);
        c->found = crypto_sig_name(p->certs[i]->sig_alg);
        return;
    }
    snp_add(w, SNP_CHECK_CHAIN_ALGORITHM, CUPEL_PASS, NULL);
}

/* Say of each certificate that was given what became of it. */
static void note_uses(struct snp_work *w)
{
    for (size_t i = 0; i < w->n_certs; i++) {
        for (size_t k = 1; k < w->path.n; k++)
            if (w->path.certs[k] == w->certs[i])
                appraisal_use(w->ap, w->cert_index[i], true, "a CA on the leaf's path");
        if (w->certs[i]->is_ca && x509_is_self_issued(w->certs[i]))
            appraisal_use(w->ap, w->cert_index[i], false,
                          "a root: pinned ones and those of --anchor are trusted, not given ones");
    }
}

static void without_leaf(struct snp_work *w)
{
    static const enum snp_check open[] = { SNP_CHECK_CHAIN, SNP_CHECK_TCB_EXTENSIONS,
                                           SNP_CHECK_CHIP_ID, SNP_CHECK_SIGNATURE };
    for (size_t i = 0; i < CUPEL_COUNT(open); i++)
        snp_add(w, open[i], CUPEL_UNKNOWN, NO_LEAF)->fix = snp_checks[SNP_CHECK_CERTIFICATE].fix;
}

void snp_check_leaf(struct snp_work *w)
{
    if (!w->leaf) {
        without_leaf(w);
        return;
    }
    check_subject(w);
    check_key(w);
    check_identity_extensions(w);
    check_chain(w);
    check_chain_algorithm(w);
    path_check_validity(w->ap, &snp_checks[SNP_CHECK_CHAIN_VALIDITY], &w->path, w->in->now,
                        path_common_name);
    check_product(w);
    check_tcb(w);
    check_chip(w);
    note_uses(w);
    w->ap->software = trust_path_is_software(&w->path);
}

static void say_revoked(struct snp_work *w, const struct x509_cert *cert,
                        const struct crl_answer *a)
{
    char when[RFC3339_ROOM];
    rfc3339_write(a->revoked_at, when);
    struct cupel_check *c = check_addf(
        &w->ap->checks, &snp_checks[SNP_CHECK_REVOCATION], CUPEL_FAIL,
        "%s revoked the certificate %s (serial %s) on %s",
        arena_text(&w->ap->arena, a->crl->issuer_cn), path_common_name(&w->ap->arena, cert),
        arena_hex(&w->ap->arena, cert->serial), when);
    c->fix = "do not rely on this key; ask AMD or the provider for its successor";
}

static void say_crl(struct snp_work *w, const struct x509_cert *cert, const struct crl_answer *a)
{
    char when[RFC3339_ROOM];
    switch (a->state) {
    case CRL_NONE: return;
    case CRL_REVOKED: say_revoked(w, cert, a); return;
    case CRL_NOT_AUTHENTIC:
        snp_add(w, SNP_CHECK_REVOCATION, CUPEL_FAIL,
                "the revocation list given is not signed by the path's root");
        return;
    case CRL_NOT_YET:
        snp_add(w, SNP_CHECK_REVOCATION, CUPEL_WARN,
                "not listed, but the only revocation list given is from after the time of "
                "verification");
        return;
    case CRL_STALE:
        if (a->crl->next_update == INT64_MIN) {
            snp_add(w, SNP_CHECK_REVOCATION, CUPEL_WARN,
                    "not listed, but the only revocation list given does not say until when");
            return;
        }
        rfc3339_write(a->crl->next_update, when);
        (void)check_addf(&w->ap->checks, &snp_checks[SNP_CHECK_REVOCATION], CUPEL_WARN,
                         "not listed, but the newest revocation list given ran out on %s", when);
        return;
    case CRL_GOOD:
        snp_add(w, SNP_CHECK_REVOCATION, CUPEL_PASS, NULL);
        appraisal_rely_until(w->ap, a->crl->next_update);
        return;
    }
}

cupel_status snp_check_revocation(struct snp_work *w)
{
    const struct trust_path *p = &w->path;
    bool ca_looked_up = false, some_without = false;
    if (!w->leaf || p->fault != PATH_OK) {
        snp_add(w, SNP_CHECK_REVOCATION, CUPEL_SKIP,
                "there is no path whose certificates could be "
                "looked up");
        return CUPEL_OK;
    }
    /* AMD's lists come from the root and name signing CAs; leaves all carry serial number 0, so
     * that only a list of their own issuer could name one. */
    for (size_t i = 0; i < p->n; i++) {
        struct crl_answer a;
        CUPEL_TRY(trust_crl_check(&w->in->trust, p->certs[i], trust_path_issuer_key(p, i), w->crls,
                                  w->n_crls, w->in->now, &a));
        say_crl(w, p->certs[i], &a);
        some_without = some_without || a.state == CRL_NONE;
        ca_looked_up = ca_looked_up || (i == p->n - 1 && a.state != CRL_NONE);
        if (a.index != SIZE_MAX && a.state != CRL_NOT_AUTHENTIC)
            appraisal_use(w->ap, w->crl_index[a.index], true, "revocation of the path");
        else if (a.index != SIZE_MAX)
            appraisal_use(w->ap, w->crl_index[a.index], false, "not signed by the path's root");
    }
    const struct collateral_item *bad = collateral_bad_crl(&w->in->collateral);
    if (bad && some_without) {
        (void)check_addf(&w->ap->checks, &snp_checks[SNP_CHECK_REVOCATION], CUPEL_FAIL,
                         "the revocation list %s cannot be read: %s", bad->name, bad->problem);
        return CUPEL_OK;
    }
    if (ca_looked_up)
        return CUPEL_OK;
    snp_add(w, SNP_CHECK_REVOCATION, CUPEL_SKIP,
            w->n_crls ? "none of the revocation lists given is of the path's root"
                      : "no revocation list was given");
    return CUPEL_OK;
}
