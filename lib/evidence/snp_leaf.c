/* SPDX-License-Identifier: Apache-2.0 */
/* Which certificate holds the key that signed this report, and how it reaches a root. */
#include "evidence/snp.h"

/* What is known of one certificate that is meant as VCEK or VLEK. */
struct candidate {
    const struct x509_cert *cert;
    size_t index; /* in the view */
    struct amd_leaf ext;
    const char *differs; /* from the report: a field's name, or NULL */
    unsigned fit;        /* how many fields agree, in order of weight; no crypto yet */
};

static void take_items(struct snp_work *w, size_t n, bool built_in)
{
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(&w->in->collateral, i);
        if (item->built_in != built_in)
            continue;
        if (item->cert) {
            w->cert_index[w->n_certs] = i;
            w->certs[w->n_certs++] = item->cert;
        } else if (item->crl) {
            w->crl_index[w->n_crls] = i;
            w->crls[w->n_crls++] = item->crl;
        }
    }
}

/* Built-in CAs come last: paths use the caller's twin of one, and under a caller's root of the same
 * name no signature is tried with AMD's key first. */
static cupel_status gather(struct snp_work *w)
{
    size_t n = collateral_count(&w->in->collateral);
    struct arena *a = &w->ap->arena;
    w->certs = arena_array(a, n, sizeof(*w->certs));
    w->crls = arena_array(a, n, sizeof(*w->crls));
    w->cert_index = arena_array(a, n, sizeof(*w->cert_index));
    w->crl_index = arena_array(a, n, sizeof(*w->crl_index));
    if (arena_status(a) != CUPEL_OK)
        return arena_status(a);
    take_items(w, n, false);
    take_items(w, n, true);
    return CUPEL_OK;
}

bool snp_leaf_chip_fits(const struct amd_leaf *leaf, const struct snp_report *r)
{
    size_t n = amd_chip_id_size(leaf->product);
    return leaf->hwid.n == n && !slice_is_zero(r->chip_id) &&
           slice_eq(leaf->hwid, slice_part(r->chip_id, 0, n)) &&
           slice_is_zero(slice_part(r->chip_id, n, r->chip_id.n - n));
}

enum amd_component snp_leaf_tcb_differs(const struct amd_leaf *leaf, const struct snp_report *r)
{
    struct amd_tcb t = amd_tcb_read(leaf->product, r->reported_tcb);
    unsigned c = 0;
    for (; c < AMD_COMPONENTS; c++)
        if (amd_has_component(leaf->product, (enum amd_component)c) &&
            (!(leaf->spl_present >> c & 1) || leaf->spl[c] != t.spl[c]))
            break;
    return (enum amd_component)c;
}

/* Chip first, then kind, product, TCB: the nearest leaf is the one a person would call so. */
static void judge_fit(struct candidate *k, const struct snp_report *r)
{
    unsigned key = snp_signing_key(r);
    enum amd_product product = snp_product(r);
    bool kind = (k->ext.kind == AMD_LEAF_VCEK && key == SNP_KEY_VCEK) ||
                (k->ext.kind == AMD_LEAF_VLEK && key == SNP_KEY_VLEK);
    bool chip = k->ext.kind == AMD_LEAF_VLEK || snp_leaf_chip_fits(&k->ext, r);
    bool same = r->version < 3 ? k->ext.product != AMD_PRODUCT_UNKNOWN : k->ext.product == product;
    bool tcb = snp_leaf_tcb_differs(&k->ext, r) == AMD_COMPONENTS;
    k->fit = 8u * chip + 4u * kind + 2u * same + tcb;
    k->differs = !kind   ? "SIGNING_KEY (VCEK or VLEK)"
                 : !same ? "the product"
                 : !chip ? "CHIP_ID"
                 : !tcb  ? "REPORTED_TCB"
                         : NULL;
}

/* R and S stand as 72 bytes little endian each; ECDSA wants 48 bytes big endian. What does not fit
 * 384 bits is left out here and refused by snp.signature_encoding. */
static void raw_signature(const struct snp_report *r, uint8_t out[96])
{
    uint8_t le[144];
    slice_copy(r->signature, le, sizeof le);
    for (size_t i = 0; i < 48; i++) {
        out[47 - i] = le[i];
        out[95 - i] = le[72 + i];
    }
}

static cupel_status check_signature(const struct snp_work *w, const struct x509_cert *leaf,
                                    bool *ret)
{
    const struct trust *t = &w->in->trust;
    uint8_t raw[96];
    *ret = false;
    if (leaf->pub.type != CRYPTO_KEY_P384)
        return CUPEL_OK;
    raw_signature(w->r, raw);
    return trust_cache_verify(t->cache, t->crypto, &leaf->pub, CRYPTO_SIG_ECDSA_P384_SHA384,
                              w->r->signed_bytes, SLICE_ARRAY(raw), false, ret, NULL);
}

static unsigned quality(const struct trust_path *p, int64_t now, bool is_signed)
{
    bool expired;
    bool in_time = trust_path_invalid_at(p, now, &expired) == SIZE_MAX;
    return 4u * (p->fault == PATH_OK) + 2u * is_signed + in_time;
}

static bool has_callers_anchor(const struct trust *t)
{
    for (size_t i = 0; i < t->n_anchors; i++)
        if (t->anchors[i]->from_caller)
            return true;
    return false;
}

/*
 * Under a caller's root, a leaf that only a built-in CA of AMD's was tried for lacks its issuer:
 * AMD's key says nothing about it. Under AMD's roots alone it was signed by nobody who may.
 */
static void excuse_built_in(const struct snp_work *w, const struct x509_cert *leaf,
                            struct trust_path *p)
{
    if (p->fault != PATH_BAD_SIGNATURE || p->at != 0 || !has_callers_anchor(&w->in->trust))
        return;
    for (size_t i = 0; i < w->n_certs; i++)
        if (slice_eq(w->certs[i]->subject, leaf->issuer) &&
            !collateral_at(&w->in->collateral, w->cert_index[i])->built_in)
            return;
    p->fault = PATH_NO_ISSUER;
}

/* Take @k when its path, dates and key are better than those of the leaf at hand. */
static cupel_status try_leaf(struct snp_work *w, const struct candidate *k, unsigned *best)
{
    struct trust_path path;
    bool ok;
    CUPEL_TRY(trust_path_find(&w->in->trust, k->cert, w->certs, w->n_certs, &path));
    excuse_built_in(w, k->cert, &path);
    CUPEL_TRY(check_signature(w, k->cert, &ok));
    unsigned q = 1 + quality(&path, w->in->now, ok);
    if (q <= *best)
        return CUPEL_OK;
    *best = q;
    w->leaf = k->cert;
    w->leaf_index = k->index;
    w->ext = k->ext;
    w->differs = k->differs;
    w->path = path;
    w->signed_ok = ok;
    return CUPEL_OK;
}

static const char *why_set_aside(const struct candidate *k)
{
    if (!k->differs)
        return "another certificate of this chip and TCB was used";
    return k->ext.kind == AMD_LEAF_VCEK ? "VCEK of another chip, TCB or product"
                                        : "VLEK of another TCB or product";
}

/* Reads the leaves among the certificates; returns how many, and the best fit of fields. */
static size_t read_leaves(struct snp_work *w, struct candidate *all, unsigned *fit)
{
    size_t n = 0;
    for (size_t i = 0; i < w->n_certs; i++) {
        struct candidate *k = &all[n];
        *k = (struct candidate){ .cert = w->certs[i], .index = w->cert_index[i] };
        if (!amd_leaf_read(k->cert, &k->ext))
            continue;
        judge_fit(k, w->r);
        *fit = k->fit > *fit ? k->fit : *fit;
        n++;
    }
    return n;
}

cupel_status snp_leaf_choose(struct snp_work *w)
{
    unsigned fit = 0, best = 0;
    const unsigned whole = 8; /* path, signature and dates are all in order */
    CUPEL_TRY(gather(w));
    struct candidate *all = arena_array(&w->ap->arena, w->n_certs, sizeof *all);
    if (!all)
        return arena_status(&w->ap->arena);
    w->n_leaves = read_leaves(w, all, &fit);
    /* Crypto only for those whose fields fit best: a folder may hold a fleet's certificates. */
    for (size_t i = 0; i < w->n_leaves; i++) {
        if (all[i].fit == fit && best < whole)
            CUPEL_TRY(try_leaf(w, &all[i], &best));
        if (all[i].index != w->leaf_index || !w->leaf)
            appraisal_use(w->ap, all[i].index, false, why_set_aside(&all[i]));
    }
    if (w->leaf)
        appraisal_use(w->ap, w->leaf_index, true,
                      w->differs ? "the nearest certificate of a signing key; it does not fit"
                                 : "certificate of the report's signing key");
    return CUPEL_OK;
}
