/* SPDX-License-Identifier: Apache-2.0 */
#include "verify/verifier.h"

#include "base/status.h"
#include "codec/pem.h"
#include "codec/tpm.h"
#include "trust/keys.h"

#include <stdlib.h>

#define ANCHOR_MEMORY_MAX (4u << 20)
#define ANCHOR_FILE_MAX   (64u << 10) /* bytes of a root certificate or a key file */

static void add_vendor_anchors(struct cupel_verifier *v, const struct trust_anchor *list, size_t n)
{
    for (size_t i = 0; i < n && v->n_anchors < ANCHORS_MAX; i++)
        v->anchors[v->n_anchors++] = &list[i];
}

static cupel_status add_built_in(struct cupel_verifier *v, struct cupel_diag *err)
{
    for (size_t i = 0; i < n_intermediates_amd; i++)
        CUPEL_TRY(collateral_add(&v->built_in, v->crypto, intermediates_amd[i].der,
                                 intermediates_amd[i].name, err));
    for (size_t i = 0; i < v->built_in.n; i++)
        v->built_in.items[i]->built_in = true;
    return CUPEL_OK;
}

static cupel_status fill(struct cupel_verifier *v, struct cupel_diag *err)
{
    cupel_status st = crypto_new(&v->crypto);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "the crypto library cannot be set up (OpenSSL 3.0 or newer)");
    st = trust_cache_new(&v->cache);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "out of memory");
    for (size_t i = 0; i < n_trust_vendors; i++)
        add_vendor_anchors(v, trust_vendors[i].anchors, *trust_vendors[i].n);
    return add_built_in(v, err);
}

cupel_status cupel_verifier_new(cupel_verifier **ret, struct cupel_diag *reterr)
{
    struct cupel_verifier *v = calloc(1, sizeof *v);
    if (!v)
        return diag_set(reterr, CUPEL_E_NOMEM, "", "out of memory");
    arena_init(&v->arena, ANCHOR_MEMORY_MAX);
    collateral_set_init(&v->built_in);
    collateral_set_init(&v->given);
    v->cache_on = true;
    cupel_status st = fill(v, reterr);
    if (st != CUPEL_OK) {
        cupel_verifier_free(v);
        return st;
    }
    *ret = v;
    return CUPEL_OK;
}

void cupel_verifier_free(cupel_verifier *v)
{
    if (!v)
        return;
    collateral_set_clear(&v->given);
    collateral_set_clear(&v->built_in);
    trust_cache_free(v->cache);
    crypto_free(v->crypto);
    arena_clear(&v->arena);
    free(v);
}

void cupel_verifier_set_cache(cupel_verifier *v, bool on)
{
    v->cache_on = on;
}

cupel_status cupel_verifier_add_collateral(cupel_verifier *v, cupel_slice bytes, const char *name,
                                           struct cupel_diag *reterr)
{
    return collateral_add(&v->given, v->crypto, bytes, name ? name : "collateral", reterr);
}

/* DER of the one certificate in @in. */
static cupel_status one_certificate(struct arena *a, cupel_slice in, const char *name,
                                    cupel_slice *ret, struct cupel_diag *err)
{
    in = pem_skip_prose(in);
    if (!pem_probe(in)) {
        *ret = arena_copy(a, in);
        return CUPEL_OK;
    }
    struct cur c = cur_of(in);
    struct pem_block first, second;
    if (pem_next(a, &c, true, &first) != CUPEL_OK ||
        !slice_eq(first.label, SLICE_LIT("CERTIFICATE")))
        return diag_set(err, CUPEL_E_MALFORMED, "certificate",
                        "anchor %s: is no PEM certificate; give a self-signed root, DER or PEM",
                        name);
    if (pem_next(a, &c, true, &second) != CUPEL_E_NOT_FOUND)
        return diag_set(err, CUPEL_E_MALFORMED, "certificate",
                        "anchor %s: holds more than one PEM block; give the root alone", name);
    *ret = first.der;
    return CUPEL_OK;
}

/* A root certificate, or the keys of a key file. */
static cupel_status read_anchors(struct cupel_verifier *v, cupel_slice in, const char *name,
                                 struct trust_anchor **ret, size_t *n, struct cupel_diag *err)
{
    struct arena *a = &v->arena;
    cupel_slice der = SLICE_EMPTY;
    if (trust_keys_probe(in) || tpm_public_probe(in))
        return trust_keys_read(v->crypto, a, arena_copy(a, in), ret, n, err);
    struct trust_anchor *anchor = arena_alloc(a, sizeof *anchor);
    CUPEL_TRY(one_certificate(a, in, name, &der, err));
    if (!anchor || arena_status(a) != CUPEL_OK)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    CUPEL_TRY(trust_anchor_read(v->crypto, a, der, anchor, err));
    *ret = anchor;
    *n = 1;
    return CUPEL_OK;
}

static cupel_status keep_anchors(struct cupel_verifier *v, struct trust_anchor *list, size_t n,
                                 const char *name, const struct format *f, struct cupel_diag *err)
{
    const char **only = arena_array(&v->arena, 2, sizeof *only);
    const char *said = arena_text(&v->arena, slice_str(name));
    if (n > ANCHORS_MAX - v->n_anchors)
        return diag_set(err, CUPEL_E_LIMIT, "", "anchor %s: no more than %u anchors fit", name,
                        ANCHORS_MAX);
    if (!only || arena_status(&v->arena) != CUPEL_OK)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    only[0] = f ? f->name : NULL;
    for (size_t i = 0; i < n; i++) {
        list[i].name = n == 1 ? said : arena_printf(&v->arena, "%s#%zu", said, i + 1);
        list[i].from_caller = true;
        list[i].formats = f ? only : NULL;
        v->anchors[v->n_anchors++] = &list[i];
    }
    return arena_status(&v->arena) == CUPEL_OK ? CUPEL_OK
                                               : diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
}

cupel_status cupel_verifier_add_anchor(cupel_verifier *v, const char *format, cupel_slice cert,
                                       const char *name, struct cupel_diag *reterr)
{
    name = name ? name : "anchor";
    const struct format *f = format ? format_find(slice_str(format)) : NULL;
    if (format && !f)
        return diag_set(reterr, CUPEL_E_USAGE, "",
                        "anchor %s: no evidence format is named \"%s\"; formats: %s", name, format,
                        format_names);
    if (cert.n > ANCHOR_FILE_MAX)
        return diag_set(reterr, CUPEL_E_LIMIT, "", "anchor %s: %zu bytes; it may have %u", name,
                        cert.n, ANCHOR_FILE_MAX);
    struct trust_anchor *list = NULL;
    size_t n = 0;
    CUPEL_TRY(read_anchors(v, cert, name, &list, &n, reterr));
    return keep_anchors(v, list, n, name, f, reterr);
}
