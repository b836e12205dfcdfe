/* SPDX-License-Identifier: Apache-2.0 */
/* Reference values: which manifests are of this device's driver and VBIOS, who signed them, and
 * whether the report's blocks have their values. */
#include "evidence/nvidia.h"

#define RANK_FITS   3u
#define RIM_SERVICE "https://rim.attestation.nvidia.com/v1/rim/"

static bool is_switch(const struct nvidia_work *w)
{
    return w->arch == NVIDIA_LS10 ||
           (w->arch == NVIDIA_ARCH_UNKNOWN && !nvidia_field(w->r, NVIDIA_GPU_INFO));
}

/* ---- choosing ---- */

static bool product_fits(const struct nvidia_work *w, cupel_slice product)
{
    const char *info = nvidia_text(w->in->trust.arena, w->r, NVIDIA_CHIP_INFO);
    return !w->chip[0] || slice_eq(product, slice_str(w->chip)) ||
           (info[0] && slice_eq(product, slice_str(info)));
}

/* Is SignedInfo signed by the first certificate's key, does that lead to a root for manifests, and
 * does all of it hold now? */
static cupel_status prove(struct nvidia_work *w, struct nvidia_rim *m)
{
    const struct trust *t = &w->rims;
    const struct rim *r = m->rim;
    const struct x509_cert *signer = r->certs[0];
    bool expired;
    if (signer->pub.type == CRYPTO_KEY_P384)
        CUPEL_TRY(trust_cache_verify(t->cache, t->crypto, &signer->pub,
                                     CRYPTO_SIG_ECDSA_P384_SHA384, r->signed_info,
                                     SLICE_ARRAY(r->signature), true, &m->signed_ok, NULL));
    CUPEL_TRY(trust_path_find(t, signer, r->certs, r->n_certs, &m->path));
    m->proven = r->digest_ok && m->signed_ok && m->path.fault == PATH_OK && !signer->is_ca &&
                trust_path_invalid_at(&m->path, w->in->now, &expired) == SIZE_MAX;
    return CUPEL_OK;
}

/* How near the manifest of @item comes to what is wanted: 0 not at all, 3 it fits. A manifest that
 * cannot be read may be the one that is wanted: *fault says so. */
static unsigned rank(const struct nvidia_work *w, const struct nvidia_rim *m,
                     const struct collateral_item *item, const char **fault)
{
    const struct rim *rim = item->rim;
    cupel_slice want = slice_str(m->version);
    if (!rim) {
        *fault = arena_printf(&w->ap->arena, "%s cannot be read: %s", item->name, item->problem);
        return 0;
    }
    if (rim_is_vbios_version(rim->version) != (m == &w->vbios))
        return 0;
    bool same = want.n && slice_eq_nocase(rim->version, want);
    return 1 + (same ? 1 + product_fits(w, rim->product) : 0);
}

/* Take the manifest of @item as the one to use, unless the one at hand is better. */
static cupel_status take(struct nvidia_work *w, struct nvidia_rim *m,
                         const struct collateral_item *item, size_t index)
{
    struct nvidia_rim one = {
        .what = m->what, .version = m->version, .item = item, .index = index, .rim = item->rim
    };
    one.fits = slice_eq_nocase(one.rim->version, slice_str(m->version)) &&
               product_fits(w, one.rim->product);
    CUPEL_TRY(prove(w, &one));
    if (!m->item || one.proven)
        *m = one;
    return CUPEL_OK;
}

/* The nearest manifest; of several that fit the first that is proven. */
static cupel_status choose(struct nvidia_work *w, struct nvidia_rim *m)
{
    size_t n = collateral_count(&w->in->collateral);
    unsigned *ranks = arena_array(&w->ap->arena, n, sizeof *ranks), best = 0;
    const char *fault = NULL;
    for (size_t i = 0; ranks && i < n; i++) {
        const struct collateral_item *item = collateral_at(&w->in->collateral, i);
        if (item->kind == COLLATERAL_RIM)
            ranks[i] = rank(w, m, item, &fault);
        best = ranks[i] > best ? ranks[i] : best;
    }
    for (size_t i = 0; ranks && best && i < n && !m->proven; i++)
        if (ranks[i] == best && (best == RANK_FITS || !m->item))
            CUPEL_TRY(take(w, m, collateral_at(&w->in->collateral, i), i));
    if (best < RANK_FITS)
        m->fault = fault;
    return arena_status(&w->ap->arena);
}

/* ---- what is missing ---- */

static const char *without_dots(struct arena *a, const char *version)
{
    const char *text = "";
    for (const char *p = version; *p; p++)
        if (*p != '.')
            text = arena_printf(a, "%s%c", text, *p);
    return text;
}

/* NVIDIA's name for the manifest. */
static const char *rim_id(struct nvidia_work *w, const struct nvidia_rim *m)
{
    struct arena *a = &w->ap->arena;
    const char *info = nvidia_text(a, w->r, NVIDIA_CHIP_INFO);
    if (m == &w->driver)
        return w->arch == NVIDIA_BLACKWELL
                   ? arena_printf(a, "NV_GPU_CC_DRIVER_%s_%s", info[0] ? info : "GB100", m->version)
                   : arena_printf(a, "NV_GPU_DRIVER_%s_%s", w->chip[0] ? w->chip : "GH100",
                                  m->version);
    if (is_switch(w))
        return arena_printf(a, "NV_SWITCH_BIOS_5612_0002_890_%s", without_dots(a, m->version));
    return arena_printf(a, "NV_GPU_VBIOS_%s_%s_%s_%s", nvidia_text(a, w->r, NVIDIA_PROJECT),
                        nvidia_text(a, w->r, NVIDIA_PROJECT_SKU),
                        nvidia_text(a, w->r, NVIDIA_CHIP_SKU), without_dots(a, m->version));
}

static void need_rim(struct nvidia_work *w, const struct nvidia_rim *m)
{
    struct arena *a = &w->ap->arena;
    appraisal_need(w->ap, &(struct cupel_need){
                              .kind = "rim",
                              .product = w->chip[0] ? w->chip : NULL,
                              .tcb = arena_printf(a, "%s %s", m->what, m->version),
                              .hint = arena_printf(a,
                                                   RIM_SERVICE "%s (its member rim, undone "
                                                               "from base64)",
                                                   rim_id(w, m)),
                          });
}

static enum nvidia_check presence(const struct nvidia_work *w, const struct nvidia_rim *m)
{
    return m == &w->driver ? NVIDIA_CHECK_DRIVER_RIM : NVIDIA_CHECK_VBIOS_RIM;
}

/* ---- one manifest ---- */

static struct cupel_check *say(struct nvidia_work *w, const struct nvidia_rim *m,
                               enum nvidia_check id, cupel_outcome outcome, const char *detail)
{
    if (outcome == CUPEL_PASS)
        return nvidia_add(w, id, outcome, NULL);
    return nvidia_add(
        w, id, outcome,
        arena_printf(&w->ap->arena, "the %s manifest %s %s", m->what, m->item->name, detail));
}

static void check_version(struct nvidia_work *w, const struct nvidia_rim *m)
{
    struct arena *a = &w->ap->arena;
    struct cupel_check *c = say(w, m, NVIDIA_CHECK_RIM_VERSION, m->fits ? CUPEL_PASS : CUPEL_FAIL,
                                "is the nearest given, but of another version or product");
    if (m->fits)
        return;
    c->expected = arena_printf(a, "%s of %s", m->version, w->chip[0] ? w->chip : "any product");
    c->found = arena_printf(a, "%s of %s", arena_text(a, m->rim->version),
                            arena_text(a, m->rim->product));
    need_rim(w, m);
}

static void check_rim_signature(struct nvidia_work *w, const struct nvidia_rim *m)
{
    bool ok = m->rim->digest_ok && m->signed_ok;
    say(w, m, NVIDIA_CHECK_RIM_SIGNATURE, ok ? CUPEL_PASS : CUPEL_FAIL,
        m->signed_ok ? "was changed after it was signed: its digest is another"
        : m->rim->digest_ok
            ? "is not signed by the key of its first certificate"
            : "was changed: its digest is another, and SignedInfo is not signed by the key of its "
              "first certificate");
}

static void check_rim_chain(struct nvidia_work *w, const struct nvidia_rim *m)
{
    struct arena *a = &w->ap->arena;
    const struct trust_path *p = &m->path;
    bool leaf = !p->certs[0]->is_ca;
    if (p->fault == PATH_OK && leaf) {
        say(w, m, NVIDIA_CHECK_RIM_CHAIN, CUPEL_PASS, NULL);
        appraisal_anchor(w->ap, p->anchor->name, SLICE_ARRAY(p->anchor->sha256),
                         p->anchor->from_caller);
        return;
    }
    const char *name = arena_text(a, p->certs[p->at]->subject_cn);
    struct cupel_check *c = say(
        w, m, NVIDIA_CHECK_RIM_CHAIN, CUPEL_FAIL,
        leaf ? arena_printf(a, "leads to no root for manifests: the certificate %s %s", name,
                            path_fault_text(p->fault))
             : "is signed with the key of a CA");
    c->found = x509_name_text(a, p->certs[p->n - 1]->issuer);
}

static void check_rim_validity(struct nvidia_work *w, const struct nvidia_rim *m)
{
    const struct trust_path *p = &m->path;
    struct arena *a = &w->ap->arena;
    bool expired = false;
    int64_t from, until;
    size_t i = trust_path_invalid_at(p, w->in->now, &expired);
    if (i == SIZE_MAX) {
        say(w, m, NVIDIA_CHECK_RIM_VALIDITY, CUPEL_PASS, NULL);
        return;
    }
    const char *name = i < p->n ? arena_text(a, p->certs[i]->subject_cn) : p->anchor->name;
    trust_path_period(p, i, &from, &until);
    struct cupel_check *c = say(w, m, NVIDIA_CHECK_RIM_VALIDITY, CUPEL_FAIL,
                                arena_printf(a, "is signed with %s, which %s", name,
                                             expired ? "has expired" : "is not valid yet"));
    check_period(&w->ap->checks, c, from, until, w->in->now);
}

/* Was one given, and what is it worth? */
static void check_rim(struct nvidia_work *w, const struct nvidia_rim *m)
{
    struct arena *a = &w->ap->arena;
    if (m->fault) {
        nvidia_add(w, presence(w, m), CUPEL_FAIL, arena_printf(a, "the manifest %s", m->fault));
        need_rim(w, m);
    } else if (!m->item) {
        nvidia_add(w, presence(w, m), CUPEL_UNKNOWN,
                   m->version[0]
                       ? arena_printf(a, "no manifest of %s %s was given", m->what, m->version)
                       : arena_printf(a, "the report does not state its %s version", m->what));
        need_rim(w, m);
    } else {
        nvidia_add(w, presence(w, m), CUPEL_PASS, NULL);
    }
    if (!m->item)
        return;
    check_version(w, m);
    check_rim_signature(w, m);
    check_rim_chain(w, m);
    check_rim_validity(w, m);
    appraisal_use(w->ap, m->index, m->fits && m->proven,
                  m->fits ? "reference values of this version" : "of another version or product");
    if (m->fits && m->proven)
        appraisal_rely_until(w->ap, trust_path_until(&m->path));
    w->ap->software = w->ap->software || trust_path_is_software(&m->path);
}

/* ---- measurements ---- */

/* What comparing found. */
struct comparison {
    const char *list; /* of indices that differ: "7, 21" */
    const struct rim_measurement *first;
    const struct nvidia_rim *of;
    unsigned compared, differ;
};

static bool has_value(const struct rim_measurement *m, cupel_slice value)
{
    for (unsigned i = 0; i < m->n; i++)
        if (slice_eq(slice_of(m->alternatives[i], RIM_HASH_SIZE), value))
            return true;
    return false;
}

/* NVDEC0's measurement counts only where that engine is enabled (nvtrust, verifier.py). */
static bool counts(const struct nvidia_work *w, const struct rim_measurement *m)
{
    const struct nvidia_field *f = nvidia_field(w->r, NVIDIA_NVDEC0_STATUS);
    bool off = f && f->value.p[0] == NVIDIA_OFF;
    return m->active && !(m->index == NVIDIA_NVDEC0_INDEX && off);
}

static void compare(struct nvidia_work *w, const struct nvidia_rim *of, struct comparison *c)
{
    for (size_t i = 0; of->item && of->fits && i < of->rim->n_measurements; i++) {
        const struct rim_measurement *m = &of->rim->measurements[i];
        if (!counts(w, m))
            continue;
        c->compared++;
        if (has_value(m, w->r->blocks[m->index + 1].value))
            continue;
        c->list = arena_printf(&w->ap->arena, "%s%s%u", c->list, c->differ ? ", " : "", m->index);
        if (c->differ++ == 0) {
            c->first = m;
            c->of = of;
        }
    }
}

static void say_mismatch(struct nvidia_work *w, const struct comparison *c)
{
    struct arena *a = &w->ap->arena;
    const struct nvidia_block *b = &w->r->blocks[c->first->index + 1];
    struct cupel_check *k = nvidia_add_at(
        w, NVIDIA_CHECK_MEASUREMENTS, CUPEL_FAIL,
        arena_printf(a,
                     "%u of %u measurements differ, at the index %s; the first is %s of the %s "
                     "manifest",
                     c->differ, c->compared, c->list, arena_text(a, c->first->name), c->of->what),
        b->value.n ? b->at : w->r->opaque_at, b->value.n);
    k->expected = arena_printf(
        a, "%s%s", arena_hex(a, slice_of(c->first->alternatives[0], RIM_HASH_SIZE)),
        c->first->n > 1 ? arena_printf(a, " or one of %u others", c->first->n - 1) : "");
    k->found = b->value.n ? arena_hex(a, b->value) : "no such block";
}

static bool is_settled(const struct nvidia_rim *m)
{
    return m->item && m->fits && m->proven;
}

static void check_measurements(struct nvidia_work *w)
{
    struct comparison c = { .list = "" };
    bool drivers = is_switch(w) || is_settled(&w->driver);
    compare(w, &w->driver, &c);
    compare(w, &w->vbios, &c);
    if (c.differ)
        say_mismatch(w, &c);
    else if (c.compared && drivers && is_settled(&w->vbios))
        nvidia_add(w, NVIDIA_CHECK_MEASUREMENTS, CUPEL_PASS, NULL);
    else
        (void)check_addf(&w->ap->checks, &nvidia_checks[NVIDIA_CHECK_MEASUREMENTS], CUPEL_UNKNOWN,
                         c.compared ? "the %u measurements that could be compared are as expected, "
                                      "but not all manifests are at hand and proven"
                                    : "no manifest that fits is at hand (%u compared)",
                         c.compared);
}

static void check_overlap(struct nvidia_work *w)
{
    bool of_driver[RIM_MEASUREMENTS_MAX] = { false };
    if (!w->driver.item || !w->vbios.item)
        return;
    for (size_t i = 0; i < w->driver.rim->n_measurements; i++)
        of_driver[w->driver.rim->measurements[i].index] = w->driver.rim->measurements[i].active;
    for (size_t i = 0; i < w->vbios.rim->n_measurements; i++) {
        const struct rim_measurement *m = &w->vbios.rim->measurements[i];
        if (!m->active || !of_driver[m->index])
            continue;
        (void)check_addf(&w->ap->checks, &nvidia_checks[NVIDIA_CHECK_RIM_OVERLAP], CUPEL_FAIL,
                         "both manifests claim the measurement at index %u", m->index);
        return;
    }
    nvidia_add(w, NVIDIA_CHECK_RIM_OVERLAP, CUPEL_PASS, NULL);
}

/* Manifests end at the anchors that devices end at: the vendor's or the caller's, never mixed. */
static cupel_status choose_trust(struct nvidia_work *w)
{
    struct trust all;
    CUPEL_TRY(trust_for(&w->in->trust, TRUST_FOR_RIM, &all));
    w->rims = all;
    return w->path.anchor ? trust_of(&all, w->path.anchor->from_caller, &w->rims) : CUPEL_OK;
}

cupel_status nvidia_check_rims(struct nvidia_work *w)
{
    struct arena *a = &w->ap->arena;
    w->driver = (struct nvidia_rim){ .what = "driver" };
    w->driver.version = nvidia_text(a, w->r, NVIDIA_DRIVER_VERSION);
    w->vbios = (struct nvidia_rim){ .what = "VBIOS", .version = nvidia_vbios(a, w->r) };
    CUPEL_TRY(choose_trust(w));
    if (is_switch(w))
        nvidia_add(w, NVIDIA_CHECK_DRIVER_RIM, CUPEL_NA, "an NVSwitch has no driver");
    else
        CUPEL_TRY(choose(w, &w->driver));
    CUPEL_TRY(choose(w, &w->vbios));
    if (!is_switch(w))
        check_rim(w, &w->driver);
    check_rim(w, &w->vbios);
    check_overlap(w);
    check_measurements(w);
    return arena_status(a);
}
