/* SPDX-License-Identifier: Apache-2.0 */
/* The device's certificates: which one holds the key that signed, and how it reaches the root. */
#include "evidence/nvidia.h"

#include "base/text.h"
#include "codec/der.h"
#include "evidence/path.h"

#define NO_LEAF "no certificate of the device's key is at hand"

/* ---- DICE ---- */

/* tcg-dice-TcbInfo 2.23.133.5.4.1.1, and 2.23.133.5.4.1 before it (TCG DICE Attestation
 * Architecture 1.0 section 6.1; implicit identity based device attestation 1.0). */
static const uint8_t oid_tcb_info[] = { 0x67, 0x81, 0x05, 0x05, 0x04, 0x01, 0x01 };
static const uint8_t oid_composite[] = { 0x67, 0x81, 0x05, 0x05, 0x04, 0x01 };
static const uint8_t oid_sha384[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02 };

/* FWID ::= SEQUENCE { hashAlg OBJECT IDENTIFIER, digest OCTET STRING }. Only SHA-384 ones that are
 * not all zero count. */
static void take_fwid(struct cur *c, cupel_slice fwids[NVIDIA_FWIDS_MAX], size_t *n)
{
    struct cur in = der_enter(c, DER_SEQUENCE);
    cupel_slice alg = der_take_oid(&in);
    cupel_slice digest = der_take(&in, DER_OCTET_STRING);
    der_leave(c, &in);
    if (c->st != CUPEL_OK || !slice_eq(alg, SLICE_ARRAY(oid_sha384)))
        return;
    if (digest.n != NVIDIA_FWID_SIZE)
        cur_fail(c, CUPEL_E_MALFORMED);
    else if (*n == NVIDIA_FWIDS_MAX)
        cur_fail(c, CUPEL_E_LIMIT);
    else if (!slice_is_zero(digest))
        fwids[(*n)++] = digest;
}

/* CompositeDeviceID ::= SEQUENCE { version, deviceID SubjectPublicKeyInfo, fwid FWID } */
static void take_composite(struct cur *c, cupel_slice *fwids, size_t *n)
{
    struct cur in = der_enter(c, DER_SEQUENCE);
    (void)der_take_small_uint(&in, 255);
    (void)der_take(&in, DER_SEQUENCE);
    take_fwid(&in, fwids, n);
    der_leave(c, &in);
}

/* DiceTcbInfo: implicitly tagged members, of which [6] is the list of FWIDs. */
static void take_tcb_info(struct cur *c, cupel_slice *fwids, size_t *n)
{
    struct cur in = der_enter(c, DER_SEQUENCE);
    while (in.st == CUPEL_OK && in.left.n) {
        uint8_t tag;
        if (!der_next_is(&in, DER_CONTEXT(6))) {
            (void)der_take_any(&in, &tag, NULL);
            continue;
        }
        struct cur list = der_enter(&in, DER_CONTEXT(6));
        while (list.st == CUPEL_OK && list.left.n)
            take_fwid(&list, fwids, n);
        der_leave(&in, &list);
    }
    der_leave(c, &in);
}

size_t nvidia_cert_fwids(const struct x509_cert *c, cupel_slice fwids[NVIDIA_FWIDS_MAX])
{
    size_t n = 0;
    bool found = false;
    cupel_slice ext = x509_ext_find(c, SLICE_ARRAY(oid_tcb_info), &found, NULL);
    struct cur in = cur_of(ext);
    if (found) {
        take_tcb_info(&in, fwids, &n);
        return cur_end(&in) == CUPEL_OK ? n : SIZE_MAX;
    }
    ext = x509_ext_find(c, SLICE_ARRAY(oid_composite), &found, NULL);
    in = cur_of(ext);
    if (!found)
        return 0;
    take_composite(&in, fwids, &n);
    return cur_end(&in) == CUPEL_OK ? n : SIZE_MAX;
}

static bool is_leaf(const struct x509_cert *c)
{
    bool info = false, composite = false;
    (void)x509_ext_find(c, SLICE_ARRAY(oid_tcb_info), &info, NULL);
    (void)x509_ext_find(c, SLICE_ARRAY(oid_composite), &composite, NULL);
    return !c->is_ca && (info || composite);
}

static bool has_fwid(const struct x509_cert *c, cupel_slice fwid)
{
    cupel_slice fwids[NVIDIA_FWIDS_MAX];
    size_t n = nvidia_cert_fwids(c, fwids);
    for (size_t i = 0; n != SIZE_MAX && i < n; i++)
        if (slice_eq(fwids[i], fwid))
            return true;
    return false;
}

/* ---- the leaf ---- */

static cupel_status gather(struct nvidia_work *w)
{
    size_t n = collateral_count(&w->in->collateral);
    struct arena *a = &w->ap->arena;
    w->certs = arena_array(a, n, sizeof(*w->certs));
    w->crls = arena_array(a, n, sizeof(*w->crls));
    w->cert_index = arena_array(a, n, sizeof(*w->cert_index));
    w->crl_index = arena_array(a, n, sizeof(*w->crl_index));
    if (arena_status(a) != CUPEL_OK)
        return arena_status(a);
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(&w->in->collateral, i);
        if (item->built_in)
            continue;
        if (item->cert) {
            w->cert_index[w->n_certs] = i;
            w->certs[w->n_certs++] = item->cert;
        } else if (item->crl) {
            w->crl_index[w->n_crls] = i;
            w->crls[w->n_crls++] = item->crl;
        }
    }
    return CUPEL_OK;
}

static cupel_status signed_by(const struct nvidia_work *w, const struct x509_cert *leaf, bool *ret)
{
    *ret = false;
    if (leaf->pub.type != CRYPTO_KEY_P384)
        return CUPEL_OK;
    const struct trust *t = &w->in->trust;
    return trust_cache_verify(t->cache, t->crypto, &leaf->pub, CRYPTO_SIG_ECDSA_P384_SHA384,
                              w->r->signed_bytes, w->r->signature, false, ret, NULL);
}

/* The leaf whose key signed; else the first whose FWID is the report's; else the first. Those of
 * the report's FWID are tried first: a folder may hold a fleet's certificates. */
static cupel_status try_leaves(struct nvidia_work *w, bool want_fit, unsigned *tries)
{
    const struct nvidia_field *fwid = nvidia_field(w->r, NVIDIA_FWID);
    for (size_t i = 0; i < w->n_certs && !w->signed_ok; i++) {
        bool fits = !fwid || has_fwid(w->certs[i], fwid->value);
        if (!is_leaf(w->certs[i]) || fits != want_fit || *tries == NVIDIA_LEAVES_MAX)
            continue;
        bool ok = false;
        (*tries)++;
        CUPEL_TRY(signed_by(w, w->certs[i], &ok));
        if (w->leaf && !ok)
            continue;
        w->leaf = w->certs[i];
        w->leaf_index = i;
        w->leaf_fits = fits;
        w->signed_ok = ok;
    }
    return CUPEL_OK;
}

static void name_chip(struct nvidia_work *w)
{
    static const struct {
        const char *start, *chip; /* chip NULL: the word itself */
        enum nvidia_arch arch;
    } known[] = {
        { "GH", NULL, NVIDIA_HOPPER },
        { "GB", NULL, NVIDIA_BLACKWELL },
        { "LS_10", "LS10", NVIDIA_LS10 },
    };
    cupel_slice cn = w->leaf ? w->leaf->subject_cn : SLICE_EMPTY;
    size_t end = slice_find(cn, SLICE_LIT(" "));
    cupel_slice word = slice_part(cn, 0, end == SIZE_MAX ? cn.n : end);
    w->chip = "";
    for (size_t i = 0; i < CUPEL_COUNT(known); i++) {
        if (!slice_starts(word, slice_str(known[i].start)))
            continue;
        w->arch = known[i].arch;
        w->chip = known[i].chip ? known[i].chip : arena_text(&w->ap->arena, word);
    }
}

cupel_status nvidia_choose_leaf(struct nvidia_work *w)
{
    unsigned tries = 0;
    CUPEL_TRY(gather(w));
    CUPEL_TRY(try_leaves(w, true, &tries));
    if (!w->leaf)
        CUPEL_TRY(try_leaves(w, false, &tries));
    for (size_t i = 0; i < w->n_certs; i++) {
        w->n_leaves += is_leaf(w->certs[i]);
        if (is_leaf(w->certs[i]) && w->certs[i] != w->leaf)
            appraisal_use(w->ap, w->cert_index[i], false, "another device's certificate");
    }
    name_chip(w);
    if (!w->leaf)
        return CUPEL_OK;
    appraisal_use(w->ap, w->cert_index[w->leaf_index], true, "certificate of the device's key");
    return trust_path_find(&w->device, w->leaf, w->certs, w->n_certs, &w->path);
}

/* ---- checks ---- */

static void need_chain(struct nvidia_work *w)
{
    appraisal_need(
        w->ap, &(struct cupel_need){
                   .kind = "gpu-certificate-chain",
                   .product = w->chip[0] ? w->chip : NULL,
                   .hint = "the device gives it together with the report (NVML "
                           "nvmlDeviceGetConfComputeGpuCertificate: attestationCertChain); give "
                           "all five certificates as PEM, leaf first",
               });
}

static void check_certificate(struct nvidia_work *w)
{
    if (w->leaf && (w->leaf_fits || w->signed_ok)) {
        nvidia_add(w, NVIDIA_CHECK_CERTIFICATE, CUPEL_PASS, NULL);
        return;
    }
    need_chain(w);
    if (!w->leaf) {
        nvidia_add(w, NVIDIA_CHECK_CERTIFICATE, CUPEL_UNKNOWN, NO_LEAF);
        w->ap->missing = true;
        return;
    }
    const char *name = collateral_at(&w->in->collateral, w->cert_index[w->leaf_index])->name;
    if (w->n_leaves == 1)
        (void)check_addf(&w->ap->checks, &nvidia_checks[NVIDIA_CHECK_CERTIFICATE], CUPEL_FAIL,
                         "the only device certificate given, %s, does not fit: it differs in FWID",
                         name);
    else
        (void)check_addf(&w->ap->checks, &nvidia_checks[NVIDIA_CHECK_CERTIFICATE], CUPEL_FAIL,
                         "none of the %zu device certificates given fits; the first, %s, differs "
                         "in FWID",
                         w->n_leaves, name);
}

static void check_chain(struct nvidia_work *w)
{
    const struct trust_path *p = &w->path;
    if (p->fault == PATH_OK) {
        nvidia_add(w, NVIDIA_CHECK_CHAIN, CUPEL_PASS, NULL);
        appraisal_anchor(w->ap, p->anchor->name, SLICE_ARRAY(p->anchor->sha256),
                         p->anchor->from_caller);
        return;
    }
    bool missing = p->fault == PATH_NO_ISSUER;
    struct cupel_check *c = check_addf(
        &w->ap->checks, &nvidia_checks[NVIDIA_CHECK_CHAIN], missing ? CUPEL_UNKNOWN : CUPEL_FAIL,
        "the certificate %s %s", path_common_name(&w->ap->arena, p->certs[p->at]),
        path_fault_text(p->fault));
    c->found = x509_name_text(&w->ap->arena, p->certs[p->n - 1]->issuer);
    if (!missing)
        return;
    need_chain(w);
    w->ap->missing = true;
}

static void check_chain_length(struct nvidia_work *w)
{
    const struct trust_path *p = &w->path;
    if (p->fault != PATH_OK)
        return;
    size_t n = p->n + 1; /* the root closes the path */
    struct cupel_check *c = nvidia_add(
        w, NVIDIA_CHECK_CHAIN_LENGTH, n == NVIDIA_CHAIN ? CUPEL_PASS : CUPEL_FAIL,
        n == NVIDIA_CHAIN ? NULL : "the chain does not have five certificates");
    if (n == NVIDIA_CHAIN)
        return;
    c->expected = "5 certificates: leaf, boot ROM, provisioner, identity, root";
    c->found = arena_printf(&w->ap->arena, "%zu", n);
}

/* The report's FWID must be one that the boot ROM certified; what drivers of branch 535 leave out
 * is said and not judged; switches state none. */
static void check_fwid(struct nvidia_work *w)
{
    cupel_slice fwids[NVIDIA_FWIDS_MAX];
    const struct nvidia_field *f = nvidia_field(w->r, NVIDIA_FWID);
    size_t n = nvidia_cert_fwids(w->leaf, fwids);
    if (n == SIZE_MAX || n == 0) {
        nvidia_add(w, NVIDIA_CHECK_FWID, CUPEL_FAIL,
                   n ? "the leaf's DICE extension cannot be read"
                     : "the leaf's DICE extension has no SHA-384 FWID");
    } else if (!f && w->arch == NVIDIA_LS10) {
        nvidia_add(w, NVIDIA_CHECK_FWID, CUPEL_NA, "reports of NVSwitches state no FWID");
    } else if (!f) {
        nvidia_add(w, NVIDIA_CHECK_FWID, CUPEL_WARN,
                   "the report states no FWID: its driver is older than branch 550");
    } else if (has_fwid(w->leaf, f->value)) {
        nvidia_add(w, NVIDIA_CHECK_FWID, CUPEL_PASS, NULL);
    } else {
        struct cupel_check *c = nvidia_add_at(
            w, NVIDIA_CHECK_FWID, CUPEL_FAIL,
            "the leaf was certified for other firmware than the report states", f->at, f->value.n);
        check_compare(&w->ap->checks, c, fwids[0], f->value);
    }
}

/* GPU_INFO starts with the chip id of NV_PMC_BOOT_42: 0x180 for GH100 and so on. */
static enum nvidia_arch arch_of_info(uint64_t info)
{
    switch (info >> 4 & 0xff) {
    case 0x18: return NVIDIA_HOPPER;
    case 0x1a:
    case 0x1b: return NVIDIA_BLACKWELL;
    default: return NVIDIA_ARCH_UNKNOWN;
    }
}

static void check_architecture(struct nvidia_work *w)
{
    const struct nvidia_field *f = nvidia_field(w->r, NVIDIA_GPU_INFO);
    enum nvidia_arch said = f ? arch_of_info(slice_le64(f->value)) : NVIDIA_LS10;
    if (w->arch == NVIDIA_ARCH_UNKNOWN) {
        nvidia_add(w, NVIDIA_CHECK_ARCHITECTURE, CUPEL_UNKNOWN,
                   "the leaf's name is of no chip known here")
            ->found = path_common_name(&w->ap->arena, w->leaf);
        return;
    }
    if (said == w->arch) {
        nvidia_add(w, NVIDIA_CHECK_ARCHITECTURE, CUPEL_PASS, NULL);
        return;
    }
    struct cupel_check *c = nvidia_add_at(w, NVIDIA_CHECK_ARCHITECTURE, CUPEL_FAIL,
                                          "the report is of another architecture than the leaf",
                                          f ? f->at : w->r->opaque_at, f ? f->value.n : 0);
    c->expected = nvidia_arch_name(w->arch);
    c->found = f ? nvidia_arch_name(said) : "no GPU_INFO, as in reports of NVSwitches";
}

static void check_signature(struct nvidia_work *w)
{
    if (w->signed_ok)
        nvidia_add(w, NVIDIA_CHECK_SIGNATURE, CUPEL_PASS, NULL);
    else
        nvidia_add_at(w, NVIDIA_CHECK_SIGNATURE, CUPEL_FAIL,
                      "the signature does not cover these bytes under the leaf's key: they were "
                      "changed, or the certificate is another device's",
                      w->r->signature_at, NVIDIA_SIGNATURE_SIZE);
}

static void note_uses(struct nvidia_work *w)
{
    for (size_t i = 0; i < w->n_certs; i++) {
        for (size_t k = 1; k < w->path.n; k++)
            if (w->path.certs[k] == w->certs[i])
                appraisal_use(w->ap, w->cert_index[i], true, "a CA on the device's path");
        if (w->certs[i]->is_ca && x509_is_self_issued(w->certs[i]))
            appraisal_use(w->ap, w->cert_index[i], false,
                          "a root: pinned ones and those of --anchor are trusted, not given ones");
    }
}

cupel_status nvidia_check_device(struct nvidia_work *w)
{
    static const enum nvidia_check open[] = { NVIDIA_CHECK_CHAIN, NVIDIA_CHECK_FWID,
                                              NVIDIA_CHECK_SIGNATURE };
    check_certificate(w);
    for (size_t i = 0; !w->leaf && i < CUPEL_COUNT(open); i++)
        nvidia_add(w, open[i], CUPEL_UNKNOWN, NO_LEAF)
            ->fix = nvidia_checks[NVIDIA_CHECK_CERTIFICATE].fix;
    if (!w->leaf)
        return CUPEL_OK;
    check_chain(w);
    check_chain_length(w);
    path_check_validity(w->ap, &nvidia_checks[NVIDIA_CHECK_CHAIN_VALIDITY], &w->path, w->in->now,
                        path_common_name);
    check_fwid(w);
    check_architecture(w);
    check_signature(w);
    note_uses(w);
    w->ap->software = trust_path_is_software(&w->path);
    appraisal_rely_until(w->ap, trust_path_until(&w->path));
    return CUPEL_OK;
}

/* ---- revocation ---- */

static void say_crl(struct nvidia_work *w, const struct x509_cert *cert, const struct crl_answer *a)
{
    struct check_list *l = &w->ap->checks;
    const struct cupel_check_info *def = &nvidia_checks[NVIDIA_CHECK_REVOCATION];
    const char *name = path_common_name(&w->ap->arena, cert);
    char when[RFC3339_ROOM];
    switch (a->state) {
    case CRL_NONE: return;
    case CRL_REVOKED:
        rfc3339_write(a->revoked_at, when);
        (void)check_addf(l, def, CUPEL_FAIL, "the certificate %s (serial %s) was revoked on %s",
                         name, arena_hex(&w->ap->arena, cert->serial), when);
        return;
    case CRL_NOT_AUTHENTIC:
        (void)check_addf(l, def, CUPEL_FAIL,
                         "the revocation list given for %s is not signed by its issuer", name);
        return;
    case CRL_NOT_YET:
    case CRL_STALE:
        (void)check_addf(l, def, CUPEL_WARN,
                         "%s is not listed, but the only revocation list given is from another "
                         "time",
                         name);
        return;
    case CRL_GOOD:
        (void)check_addf(l, def, CUPEL_PASS, "%s is not listed", name);
        appraisal_rely_until(w->ap, a->crl->next_update);
        return;
    }
}

cupel_status nvidia_check_path_revocation(struct nvidia_work *w, const struct trust *t,
                                          const struct trust_path *p, bool *looked_up)
{
    for (size_t i = 0; p->fault == PATH_OK && i < p->n; i++) {
        const struct crypto_pub *key = trust_path_issuer_key(p, i);
        struct crl_answer a;
        CUPEL_TRY(trust_crl_check(t, p->certs[i], key, w->crls, w->n_crls, w->in->now, &a));
        say_crl(w, p->certs[i], &a);
        *looked_up = *looked_up || a.state != CRL_NONE;
        if (a.index != SIZE_MAX)
            appraisal_use(w->ap, w->crl_index[a.index], a.state != CRL_NOT_AUTHENTIC,
                          a.state == CRL_NOT_AUTHENTIC ? "not signed by the issuer it names"
                                                       : "revocation of a path");
    }
    return CUPEL_OK;
}
