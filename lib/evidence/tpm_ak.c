/* SPDX-License-Identifier: Apache-2.0 */
/* Which key signed the quotes, with which signature, and whether it is fit to. */
#include "evidence/tpm.h"

#include "base/status.h"
#include "codec/pubkey.h"
#include "codec/x509_alg.h"

#define NO_KEY "no key that could have signed is at hand"

/* ---- what is at hand ---- */

static void add_key(struct tpm_work *w, const struct tpm_ak *k)
{
    if (k->pub.type == CRYPTO_KEY_NONE || k->pub.type == CRYPTO_KEY_SECRET)
        return;
    w->keys[w->n_keys++] = *k;
}

/* Keys for attesters with ids (CCA, PSA) vouch for no TPM. */
static void add_anchor_keys(struct tpm_work *w)
{
    const struct trust *t = &w->in->trust;
    for (size_t i = 0; i < t->n_anchors; i++) {
        const struct trust_anchor *a = t->anchors[i];
        if (a->is_key && a->implementation_id.n == 0 && a->instance_id.n == 0)
            add_key(w, &(struct tpm_ak){ TPM_AK_ANCHOR, a->pub, a, NULL, 0 });
    }
    w->n_anchor_keys = w->n_keys;
}

static void take_cert(struct tpm_work *w, const struct collateral_item *item, size_t i)
{
    w->cert_index[w->n_certs] = i;
    w->certs[w->n_certs++] = item->cert;
    if (!item->cert->is_ca)
        add_key(w, &(struct tpm_ak){ TPM_AK_CERT, item->cert->pub, NULL, item->cert, i });
}

static void take_area(struct tpm_work *w, const struct collateral_item *item, size_t i)
{
    struct cupel_diag ignored;
    struct tpm_area *area = &w->areas[w->n_areas];
    if (tpm_public_read(&w->ap->arena, item->bytes, &area->p, &ignored) != CUPEL_OK)
        return; /* the probe saw its whole layout: only memory can be wanting */
    area->index = i;
    w->n_areas++;
}

static void take_signature(struct tpm_work *w, const struct collateral_item *item, size_t i)
{
    struct tpm_given *g = &w->given[w->n_given];
    struct cur c = cur_of(item->bytes);
    tpm_signature_take(&c, &g->s);
    if (cur_end(&c) != CUPEL_OK)
        return;
    g->index = i;
    w->n_given++;
}

/* Azure hands out the bare RSASSA signature. */
static void take_unknown(struct tpm_work *w, const struct collateral_item *item, size_t i)
{
    if (item->bytes.n != 256 && item->bytes.n != 384 && item->bytes.n != 512)
        return;
    w->given[w->n_given++] = (struct tpm_given){
        .s = { .alg = TPM_RSASSA, .hash = TPM_SHA256, .sig = item->bytes }, .raw = true, .index = i
    };
}

static void take_item(struct tpm_work *w, const struct collateral_item *item, size_t i)
{
    if (item->cert)
        take_cert(w, item, i);
    if (item->crl) {
        w->crl_index[w->n_crls] = i;
        w->crls[w->n_crls++] = item->crl;
    }
    if (item->kind == COLLATERAL_TPM_PUBLIC)
        take_area(w, item, i);
    if (item->kind == COLLATERAL_TPM_SIGNATURE)
        take_signature(w, item, i);
    if (item->kind == COLLATERAL_UNKNOWN)
        take_unknown(w, item, i);
}

/* Certificates before public areas before bare keys: the best source of an equal key counts. */
static void add_bare_keys(struct tpm_work *w, size_t n)
{
    struct cupel_diag ignored;
    for (size_t i = 0; i < w->n_areas; i++)
        add_key(
            w, &(struct tpm_ak){ TPM_AK_PUBLIC, w->areas[i].p.pub, NULL, NULL, w->areas[i].index });
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(&w->in->collateral, i);
        struct crypto_pub pub;
        if (item->kind == COLLATERAL_KEY && pubkey_probe(item->bytes) &&
            pubkey_read(&w->ap->arena, item->bytes, &pub, &ignored) == CUPEL_OK)
            add_key(w, &(struct tpm_ak){ TPM_AK_BARE, pub, NULL, NULL, i });
    }
}

static cupel_status gather(struct tpm_work *w)
{
    struct arena *a = &w->ap->arena;
    size_t n = collateral_count(&w->in->collateral);
    w->certs = arena_array(a, n, sizeof(*w->certs));
    w->crls = arena_array(a, n, sizeof(*w->crls));
    w->cert_index = arena_array(a, n, sizeof(*w->cert_index));
    w->crl_index = arena_array(a, n, sizeof(*w->crl_index));
    w->keys = arena_array(a, n + w->in->trust.n_anchors, sizeof(*w->keys));
    size_t n_areas = 0, n_given = 0;
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(&w->in->collateral, i);
        n_areas += item->kind == COLLATERAL_TPM_PUBLIC;
        n_given += item->kind == COLLATERAL_TPM_SIGNATURE || item->kind == COLLATERAL_UNKNOWN;
    }
    w->areas = arena_array(a, n_areas, sizeof(*w->areas));
    w->given = arena_array(a, n_given, sizeof(*w->given));
    CUPEL_TRY(arena_status(a));
    add_anchor_keys(w);
    for (size_t i = 0; i < n; i++)
        if (!collateral_at(&w->in->collateral, i)->built_in)
            take_item(w, collateral_at(&w->in->collateral, i), i);
    add_bare_keys(w, n);
    return arena_status(a);
}

/* ---- which key signed ---- */

static cupel_status verify_with(struct tpm_work *w, const struct tpm_ak *k, cupel_slice msg,
                                const struct tpm_signature *s, bool *ret)
{
    const struct trust *t = &w->in->trust;
    enum crypto_sig algs[2];
    *ret = false;
    algs[0] = tpm_signature_alg(s, k->pub.type, &algs[1]);
    for (size_t i = 0; i < 2 && algs[i] != CRYPTO_SIG_NONE && !*ret; i++) {
        cupel_slice raw = tpm_signature_raw(&w->ap->arena, s, &k->pub);
        CUPEL_TRY(arena_status(&w->ap->arena));
        CUPEL_TRY(
            trust_cache_verify(t->cache, t->crypto, &k->pub, algs[i], msg, raw, false, ret, NULL));
    }
    return CUPEL_OK;
}

/* Could @g be a signature by @k at all? Saves trying, and holds raw ones to the key's length. */
static bool could_be(const struct tpm_given *g, const struct tpm_ak *k)
{
    bool rsa = k->pub.type == CRYPTO_KEY_RSA;
    return rsa ? g->s.sig.n == k->pub.point.n : g->s.r.n > 0 && !g->raw;
}

/* Note that @k made @g over quote @q. */
static void settle_signer(struct tpm_work *w, size_t q, const struct tpm_ak *k,
                          const struct tpm_given *g)
{
    w->ak = k;
    w->signer_found = true;
    w->signatures[q] = g->s;
    w->has_signature[q] = true;
    w->ok[q] = true;
    if (!w->ev->quotes[q].sized)
        appraisal_use(w->ap, g->index, true,
                      g->raw ? "the quote's signature, taken for RSASSA with SHA-256"
                             : "the quote's signature");
}

/* The first key, in order of preference, that made the own signature of quote @q or a given one. */
static cupel_status find_signer(struct tpm_work *w, size_t q)
{
    const struct tpm_quote *quote = &w->ev->quotes[q];
    const struct tpm_given own = { .s = quote->signature };
    const struct tpm_given *list = quote->sized ? &own : w->given;
    size_t n = quote->sized ? 1 : w->n_given;
    unsigned tries = 0;
    for (size_t k = 0; k < w->n_keys; k++)
        for (size_t i = 0; i < n; i++) {
            bool ok = false;
            if (!could_be(&list[i], &w->keys[k]))
                continue;
            w->tries_spent = ++tries > TPM_TRIES_MAX;
            if (w->tries_spent)
                return CUPEL_OK;
            CUPEL_TRY(verify_with(w, &w->keys[k], quote->attest.bytes, &list[i].s, &ok));
            if (ok) {
                settle_signer(w, q, &w->keys[k], &list[i]);
                return CUPEL_OK;
            }
        }
    return CUPEL_OK;
}

/* Without a signer: the one signature that there is, so that its algorithm can be judged. */
static void settle_signature(struct tpm_work *w, size_t q)
{
    const struct tpm_quote *quote = &w->ev->quotes[q];
    if (w->has_signature[q])
        return;
    w->has_signature[q] = quote->sized || w->n_given == 1;
    if (quote->sized)
        w->signatures[q] = quote->signature;
    else if (w->n_given == 1)
        w->signatures[q] = w->given[0].s;
}

static void find_area(struct tpm_work *w)
{
    for (size_t i = 0; i < w->n_areas; i++) {
        const struct crypto_pub *pub = &w->areas[i].p.pub;
        bool same = w->ak && pub->type == w->ak->pub.type && slice_eq(pub->point, w->ak->pub.point);
        bool first = same && !w->area;
        if (first)
            w->area = &w->areas[i].p;
        appraisal_use(w->ap, w->areas[i].index, first,
                      first   ? "public area of the key that signed"
                      : same  ? "the same key's public area was used"
                      : w->ak ? "public area of another key than the one that signed"
                              : "no signature was verified under this key");
    }
}

/* No key at hand signed: the one certificate of a key that was given is the one that was meant. */
static void settle_key(struct tpm_work *w)
{
    const struct tpm_ak *only = NULL;
    size_t n = 0;
    for (size_t k = 0; k < w->n_keys; k++) {
        if (w->keys[k].source != TPM_AK_CERT)
            continue;
        only = &w->keys[k];
        n++;
    }
    if (!w->ak && n == 1 && w->n_anchor_keys == 0 && !tpm_cert_is_ek(only->cert))
        w->ak = only;
}

cupel_status tpm_ak_find(struct tpm_work *w)
{
    CUPEL_TRY(gather(w));
    for (size_t q = 0; q < w->ev->n && !w->signer_found; q++)
        CUPEL_TRY(find_signer(w, q));
    settle_key(w);
    for (size_t q = 0; q < w->ev->n; q++) {
        settle_signature(w, q);
        if (w->ak && w->has_signature[q] && !w->ok[q])
            CUPEL_TRY(
                verify_with(w, w->ak, w->ev->quotes[q].attest.bytes, &w->signatures[q], &w->ok[q]));
    }
    find_area(w);
    if (w->ak && w->ak->source == TPM_AK_CERT)
        appraisal_use(w->ap, w->ak->index, true,
                      w->signer_found ? "certificate of the key that signed"
                                      : "the only certificate of a key; it made no signature here");
    if (w->ak && w->ak->source == TPM_AK_BARE)
        appraisal_use(w->ap, w->ak->index, true, "the key that signed; it is not trusted for that");
    return CUPEL_OK;
}

/* ---- signatures ---- */

static bool is_weak_hash(unsigned hash)
{
    return hash == TPM_SHA1;
}

static const char *algorithm_text(struct tpm_work *w, const struct tpm_signature *s)
{
    return arena_printf(&w->ap->arena, "%s with %s", tpm_alg_name(s->alg), tpm_alg_name(s->hash));
}

/* NULL when it will do. */
static const char *algorithm_fault(const struct tpm_work *w, const struct tpm_signature *s)
{
    enum crypto_key_type type = w->ak                 ? w->ak->pub.type
                                : s->alg == TPM_ECDSA ? (s->hash == TPM_SHA384   ? CRYPTO_KEY_P384
                                                         : s->hash == TPM_SHA512 ? CRYPTO_KEY_P521
                                                                                 : CRYPTO_KEY_P256)
                                                      : CRYPTO_KEY_RSA;
    enum crypto_sig other;
    if (is_weak_hash(s->hash))
        return "the signature is made with SHA-1, which is broken";
    if (tpm_signature_alg(s, type, &other) == CRYPTO_SIG_NONE)
        return "the signature scheme is not supported";
    if (w->area && w->area->scheme != TPM_NULL &&
        (w->area->scheme != s->alg || w->area->scheme_hash != s->hash))
        return "the signature scheme is another than the key's public area demands";
    return NULL;
}

static void check_algorithm(struct tpm_work *w, size_t q)
{
    const struct tpm_signature *s = &w->signatures[q];
    const struct tpm_quote *quote = &w->ev->quotes[q];
    if (!w->has_signature[q]) {
        tpm_add(w, TPM_CHECK_SIGNATURE_ALGORITHM, CUPEL_UNKNOWN,
                tpm_of_quote(w, q, "no signature is at hand"));
        return;
    }
    const char *fault = algorithm_fault(w, s);
    if (!fault) {
        tpm_add(w, TPM_CHECK_SIGNATURE_ALGORITHM, CUPEL_PASS, tpm_of_quote(w, q, NULL));
        return;
    }
    struct cupel_check *c = tpm_add(w, TPM_CHECK_SIGNATURE_ALGORITHM, CUPEL_FAIL,
                                    tpm_of_quote(w, q, fault));
    if (quote->sized)
        check_where(&w->ap->checks, c, "evidence", quote->signature_at, 4);
    c->expected = w->area && w->area->scheme != TPM_NULL
                      ? arena_printf(&w->ap->arena, "%s with %s", tpm_alg_name(w->area->scheme),
                                     tpm_alg_name(w->area->scheme_hash))
                      : "RSASSA or RSAPSS with SHA-256, SHA-384 or SHA-512; ECDSA P-256 with "
                        "SHA-256, P-384 with SHA-384, P-521 with SHA-512";
    c->found = algorithm_text(w, s);
}

static void need(struct tpm_work *w, const char *kind, const char *hint)
{
    appraisal_need(w->ap, &(struct cupel_need){ .kind = kind, .hint = hint });
}

/* No key verifies the signature: say what is wanting, or that it is wrong. */
static void say_unsigned(struct tpm_work *w, size_t q)
{
    const struct tpm_quote *quote = &w->ev->quotes[q];
    struct cupel_check *c;
    if (!w->has_signature[q] && w->n_given == 0) {
        tpm_add(w, TPM_CHECK_SIGNATURE, CUPEL_UNKNOWN,
                tpm_of_quote(w, q, "no signature was given"));
        need(w, "tpm-signature", "the TPMT_SIGNATURE that TPM2_Quote returned (tpm2_quote -s)");
        w->ap->missing = true;
    } else if (w->has_signature[q] && is_weak_hash(w->signatures[q].hash)) {
        tpm_add(w, TPM_CHECK_SIGNATURE, CUPEL_UNKNOWN,
                tpm_of_quote(w, q, "signatures with SHA-1 are not looked at"));
    } else if (w->n_keys == 0) {
        tpm_add(w, TPM_CHECK_SIGNATURE, CUPEL_UNKNOWN, tpm_of_quote(w, q, NO_KEY));
    } else {
        c = check_addf(&w->ap->checks, &tpm_checks[TPM_CHECK_SIGNATURE], CUPEL_FAIL,
                       "%snone of the %zu keys at hand made this signature%s",
                       tpm_of_quote(w, q, ""), w->n_keys,
                       w->tries_spent ? " (not all could be tried: give fewer)" : "");
        if (quote->sized)
            check_where(&w->ap->checks, c, "evidence", quote->signature_at, quote->signature_n);
    }
}

void tpm_check_signatures(struct tpm_work *w)
{
    for (size_t q = 0; q < w->ev->n; q++) {
        const struct tpm_quote *quote = &w->ev->quotes[q];
        check_algorithm(w, q);
        if (w->ok[q])
            tpm_add(w, TPM_CHECK_SIGNATURE, CUPEL_PASS, tpm_of_quote(w, q, NULL));
        else if (w->signer_found && w->has_signature[q] && !is_weak_hash(w->signatures[q].hash))
            tpm_add_at(w, TPM_CHECK_SIGNATURE, CUPEL_FAIL,
                       tpm_of_quote(w, q,
                                    "the signature is not by the key that signed another "
                                    "quote of this file"),
                       quote->signature_at, quote->signature_n);
        else
            say_unsigned(w, q);
    }
    for (size_t i = 0; i < w->n_given; i++)
        appraisal_use(w->ap, w->given[i].index, false,
                      w->ev->quotes[0].sized ? "the evidence holds its own signature"
                                             : "no signature of this quote by a key at hand");
}

/* ---- the key itself ---- */

static void check_attributes(struct tpm_work *w)
{
    if (!w->ak || (!w->area && w->ak->source == TPM_AK_BARE)) {
        tpm_add(w, TPM_CHECK_AK_ATTRIBUTES, CUPEL_UNKNOWN,
                w->ak ? "no public area of the key (TPM2B_PUBLIC) was given" : NO_KEY);
        return;
    }
    if (!w->area) {
        tpm_add(w, TPM_CHECK_AK_ATTRIBUTES, CUPEL_NA,
                w->ak->source == TPM_AK_CERT
                    ? "no public area was given: the certificate's issuer vouches for the key"
                    : "no public area was given: whoever vouches for the key vouches for this");
        return;
    }
    const char *fault = tpm_attestation_key_fault(w->area);
    if (!fault && !w->name_ok) {
        tpm_add(w, TPM_CHECK_AK_ATTRIBUTES, CUPEL_NA,
                "those of the public area are right, but its name is not shown to be the one that "
                "the TPM signed (give the public areas of its parents)");
        return;
    }
    struct cupel_check *c = fault
                                ? check_addf(&w->ap->checks, &tpm_checks[TPM_CHECK_AK_ATTRIBUTES],
                                             CUPEL_FAIL, "the key is no attestation key: %s", fault)
                                : tpm_add(w, TPM_CHECK_AK_ATTRIBUTES, CUPEL_PASS, NULL);
    if (!fault)
        return;
    c->expected = "restricted, sign, fixedTPM, fixedParent, sensitiveDataOrigin; no decrypt";
    c->found = arena_printf(&w->ap->arena, "objectAttributes 0x%08x", w->area->attributes);
}

/* A name: algorithm and digest (Part 2, 10.5.3). */
struct name {
    uint8_t bytes[2 + CRYPTO_HASH_MAX];
    size_t n;
};

static cupel_slice name_slice(const struct name *n)
{
    return slice_of(n->bytes, n->n);
}

static cupel_status digest_name(const struct tpm_work *w, unsigned alg, cupel_slice a,
                                cupel_slice b, struct name *ret)
{
    enum crypto_hash h;
    *ret = (struct name){ .n = 0 };
    if (!tpm_hash(alg, &h))
        return CUPEL_OK;
    ret->bytes[0] = (uint8_t)(alg >> 8);
    ret->bytes[1] = (uint8_t)alg;
    ret->n = 2 + crypto_hash_size(h);
    return crypto_digest2(w->in->trust.crypto, h, a, b, ret->bytes + 2);
}

/* Does a chain of names from a hierarchy lead to @want? Parents are primary keys among the areas at
 * hand: QN = H(QN of the parent || Name), and a hierarchy's QN is its handle. */
static cupel_status name_leads(const struct tpm_work *w, const struct name *own, unsigned alg,
                               cupel_slice want, bool *ret)
{
    static const uint8_t handles[][4] = { { 0x40, 0, 0, 0x0b },   /* endorsement */
                                          { 0x40, 0, 0, 0x01 },   /* owner */
                                          { 0x40, 0, 0, 0x0c },   /* platform */
                                          { 0x40, 0, 0, 0x07 } }; /* null */
    struct name qn, parent, parent_qn;
    *ret = false;
    for (size_t i = 0; i < CUPEL_COUNT(handles) && !*ret; i++) {
        CUPEL_TRY(digest_name(w, alg, SLICE_ARRAY(handles[i]), name_slice(own), &qn));
        *ret = slice_eq(name_slice(&qn), want);
        for (size_t k = 0; k < w->n_areas && !*ret; k++) {
            const struct tpm_public *p = &w->areas[k].p;
            CUPEL_TRY(digest_name(w, p->name_alg, p->bytes, SLICE_EMPTY, &parent));
            CUPEL_TRY(digest_name(w, p->name_alg, SLICE_ARRAY(handles[i]), name_slice(&parent),
                                  &parent_qn));
            CUPEL_TRY(digest_name(w, alg, name_slice(&parent_qn), name_slice(own), &qn));
            *ret = slice_eq(name_slice(&qn), want);
        }
    }
    return CUPEL_OK;
}

static void say_name(struct tpm_work *w, bool same, unsigned alg, cupel_slice signer)
{
    unsigned other = (unsigned)slice_be64(slice_part(signer, 0, 2));
    if (same) {
        tpm_add(w, TPM_CHECK_AK_NAME, CUPEL_PASS, NULL);
    } else if (signer.n != 2 + tpm_hash_size(alg) || other != alg) {
        struct cupel_check *c = tpm_add_at(
            w, TPM_CHECK_AK_NAME, CUPEL_FAIL,
            "qualifiedSigner is of another kind than the key's name: the public area is not that "
            "of the key that signed",
            w->ev->quotes[0].attest.signer_at, 2 + signer.n);
        c->expected = arena_printf(&w->ap->arena, "a name with %s", tpm_alg_name(alg));
        c->found = signer.n
                       ? arena_printf(&w->ap->arena, "%zu bytes, %s", signer.n, tpm_alg_name(other))
                       : "nothing";
    } else {
        tpm_add(w, TPM_CHECK_AK_NAME, CUPEL_NA,
                "the key is no primary key, nor a child of one whose public area was given, so its "
                "qualified name cannot be computed");
    }
}

static cupel_status check_name(struct tpm_work *w)
{
    cupel_slice signer = w->ev->quotes[0].attest.signer;
    struct name own;
    bool same = false;
    if (!w->area) {
        tpm_add(w, TPM_CHECK_AK_NAME, CUPEL_NA, "no public area of the key that signed was given");
        return CUPEL_OK;
    }
    unsigned alg = w->area->name_alg;
    CUPEL_TRY(digest_name(w, alg, w->area->bytes, SLICE_EMPTY, &own));
    CUPEL_TRY(name_leads(w, &own, alg, signer, &same));
    say_name(w, same, alg, signer);
    if (same)
        claim_bytes(w->ap, tpm_claims[TPM_CLAIM_AK_NAME].name, name_slice(&own));
    w->name_ok = same;
    return CUPEL_OK;
}

static cupel_status claim_key(struct tpm_work *w)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    cupel_slice spki = x509_pub_write(&w->ap->arena, &w->ak->pub);
    CUPEL_TRY(arena_status(&w->ap->arena));
    CUPEL_TRY(crypto_digest(w->in->trust.crypto, CRYPTO_SHA256, spki, digest));
    claim_bytes(w->ap, tpm_claims[TPM_CLAIM_AK_SPKI_SHA256].name, slice_of(digest, 32));
    return CUPEL_OK;
}

cupel_status tpm_check_key(struct tpm_work *w)
{
    CUPEL_TRY(check_name(w));
    check_attributes(w);
    return w->ak ? claim_key(w) : CUPEL_OK;
}
