/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/chain.h"

#include "base/status.h"
#include "codec/pem.h"

#include <stdlib.h>

#define CHAIN_MEMORY_MAX (1u << 20)

/* Decode and parse: fault says what is wrong. The status is for memory. */
static cupel_status read_certs(struct trust_chain *c)
{
    struct cur text = cur_of(c->pem);
    size_t n = 0;
    for (;; n++) {
        struct pem_block b;
        struct cupel_diag d = { 0 };
        cupel_status st = pem_next(&c->arena, &text, true, &b);
        if (st == CUPEL_E_NOT_FOUND)
            break;
        CUPEL_TRY(arena_status(&c->arena));
        if (st != CUPEL_OK || !slice_eq(b.label, SLICE_LIT("CERTIFICATE")))
            c->fault = "the certification data is not a PEM chain of certificates";
        else if (n == CHAIN_CERTS)
            c->fault = "there are more than three certificates; leaf, CA and root are wanted";
        else if (x509_cert_parse(b.der, &c->certs[n], &d) != CUPEL_OK)
            c->fault = arena_text(&c->arena, slice_str(d.text));
        if (c->fault)
            return arena_status(&c->arena);
    }
    if (n == 0)
        c->fault = "the quote carries no certificates";
    else if (n < CHAIN_CERTS)
        c->fault = "there are fewer than three certificates; leaf, CA and root are wanted";
    return CUPEL_OK;
}

static cupel_status read_chain(const struct trust *t, struct trust_chain *c)
{
    const struct x509_cert *ca = &c->certs[1];
    CUPEL_TRY(read_certs(c));
    c->path.fault = PATH_NO_ISSUER;
    if (c->fault)
        return CUPEL_OK;
    CUPEL_TRY(trust_path_find(t, &c->certs[0], &ca, 1, &c->path));
    const struct x509_cert *root = &c->certs[2];
    if (c->path.fault != PATH_OK)
        return CUPEL_OK;
    return trust_signed_by(t, &c->path.anchor->pub, root->sig_alg, root->tbs, root->sig,
                           &c->root_signed);
}

static bool has_anchor(const struct trust *t, const struct trust_anchor *a)
{
    for (size_t i = 0; i < t->n_anchors; i++)
        if (t->anchors[i] == a)
            return true;
    return false;
}

cupel_status trust_chain_read(const struct trust *t, cupel_slice pem, struct trust_chain **ret)
{
    struct trust_chain *c = trust_cache_find_chain(t->cache, pem);
    if (c && has_anchor(t, c->path.anchor)) {
        *ret = c;
        return CUPEL_OK;
    }
    trust_chain_free(c);
    c = calloc(1, sizeof *c);
    if (!c)
        return CUPEL_E_NOMEM;
    c->refs = 1;
    arena_init(&c->arena, CHAIN_MEMORY_MAX);
    c->pem = arena_copy(&c->arena, pem);
    cupel_status st = c->pem.n == pem.n ? read_chain(t, c) : CUPEL_E_NOMEM;
    if (st != CUPEL_OK) {
        trust_chain_free(c);
        return st;
    }
    if (c->path.fault == PATH_OK && pem.n <= CHAIN_PEM_MAX)
        trust_cache_add_chain(t->cache, c);
    *ret = c;
    return CUPEL_OK;
}
