/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What RA-TLS proves: the evidence was made by the holder of the certificate's key. That the peer
 * of a connection holds this key is proven by the TLS handshake, which is not seen here; and as
 * nothing ties the evidence to one connection, whoever can get the key's holder to answer for him
 * (relay, diversion: CVE-2026-33697) is not kept out by it.
 */
#include "evidence/ratls.h"

#include "base/buf.h"
#include "base/text.h"
#include "codec/der.h"

#include <string.h>

#define PEM_MAX 2048u /* a public key of 4096 bits takes 800 */

struct run {
    const struct ratls *r;
    const struct inputs *in;
    cupel_appraisal *ap;
    cupel_appraisal *parts[RATLS_PIECES_MAX];
    uint8_t spki_sha256[CRYPTO_HASH_MAX];
};

static struct cupel_check *add(struct run *v, enum ratls_check which, cupel_outcome o,
                               const char *detail)
{
    return appraisal_check(v->ap, &ratls_checks[which], o, detail);
}

/* ---- the certificate ---- */

static void judge_extensions(struct run *v)
{
    if (v->r->critical)
        (void)check_addf(&v->ap->checks, &ratls_checks[RATLS_EXTENSIONS], CUPEL_FAIL,
                         "the critical extension with the OID (hex) %s is not known here",
                         v->r->critical);
    else
        add(v, RATLS_EXTENSIONS, CUPEL_PASS, NULL);
}

static void judge_validity(struct run *v)
{
    const struct x509_cert *c = &v->r->cert;
    char from[RFC3339_ROOM], until[RFC3339_ROOM], now[RFC3339_ROOM];
    bool early = v->in->now<c->not_before, late = v->in->now> c->not_after;
    rfc3339_write(c->not_before, from);
    rfc3339_write(c->not_after, until);
    rfc3339_write(v->in->now, now);
    struct cupel_check *k = add(v, RATLS_VALIDITY, early || late ? CUPEL_FAIL : CUPEL_PASS,
                                early  ? "the certificate is not valid yet"
                                : late ? "the certificate has expired"
                                       : NULL);
    if (early || late) {
        k->expected = arena_printf(&v->ap->arena, "%s to %s", from, until);
        k->found = arena_printf(&v->ap->arena, "%s", now);
    }
    appraisal_rely_until(v->ap, c->not_after);
}

/* Gramine signs with P-384 and SHA-256, which RFC 5758 allows; and Mbed TLS, which it uses, writes
 * NULL as the parameters of ECDSA, which should be absent. Nobody else's certificates do either. */
static enum crypto_sig signed_with(const struct x509_cert *c, const struct crypto_pub *pub)
{
    static const uint8_t with_null[] = { 0x30, 0x0c, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                         0xce, 0x3d, 0x04, 0x03, 0x02, 0x05, 0x00 };
    bool sha256 = c->sig_alg == CRYPTO_SIG_ECDSA_P256_SHA256 ||
                  slice_eq(c->sig_id, SLICE_ARRAY(with_null));
    if (sha256 && pub->type == CRYPTO_KEY_P384)
        return CRYPTO_SIG_ECDSA_P384_SHA256;
    return sha256 && pub->type == CRYPTO_KEY_P256 ? CRYPTO_SIG_ECDSA_P256_SHA256 : c->sig_alg;
}

static cupel_status is_signed_by(struct run *v, const struct crypto_pub *pub, bool *ret)
{
    const struct x509_cert *c = &v->r->cert;
    return trust_signed_by(&v->in->trust, pub, signed_with(c, pub), c->tbs, c->sig, ret);
}

static cupel_status judge_own(struct run *v)
{
    bool ok = false;
    const struct x509_cert *c = &v->r->cert;
    if (signed_with(c, &c->pub) == CRYPTO_SIG_NONE || c->pub.type == CRYPTO_KEY_NONE) {
        add(v, RATLS_SIGNATURE, CUPEL_FAIL,
            "key or algorithm of the signature is none that counts (SHA-1, MD5, short RSA)");
        return CUPEL_OK;
    }
    CUPEL_TRY(is_signed_by(v, &c->pub, &ok));
    add(v, RATLS_SIGNATURE, ok ? CUPEL_PASS : CUPEL_FAIL,
        ok ? "signed by its own key" : "not signed by its own key, though it names itself issuer");
    return CUPEL_OK;
}

static void need_issuer(struct run *v)
{
    const char *name = x509_name_text(&v->ap->arena, v->r->cert.issuer);
    add(v, RATLS_SIGNATURE, CUPEL_UNKNOWN, "the issuer's certificate was not given");
    appraisal_need(
        v->ap, &(struct cupel_need){
                   .kind = "issuer-certificate",
                   .hint = arena_printf(&v->ap->arena,
                                        "the certificate of %s, which signed this one", name) });
}

/* A CA's certificate says who vouches for names and dates; whether to believe it is for the TLS
 * stack to decide. The evidence does not rest on it. */
static cupel_status judge_issued(struct run *v)
{
    const struct collateral_view *view = &v->in->collateral;
    size_t n = collateral_count(view), named = 0;
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(view, i);
        bool ok = false;
        if (!item->cert || !slice_eq(item->cert->subject, v->r->cert.issuer))
            continue;
        named++;
        CUPEL_TRY(is_signed_by(v, &item->cert->pub, &ok));
        appraisal_use(v->ap, i, ok,
                      ok ? "signed the TLS certificate" : "did not sign the TLS certificate");
        if (!ok)
            continue;
        add(v, RATLS_SIGNATURE, CUPEL_PASS,
            "signed by the issuer that was given; whether to trust it is for TLS to decide");
        return CUPEL_OK;
    }
    if (named)
        add(v, RATLS_SIGNATURE, CUPEL_FAIL, "not signed by the issuer that was given");
    else
        need_issuer(v);
    return CUPEL_OK;
}

/* ---- the evidence inside ---- */

static cupel_status appraise_parts(struct run *v)
{
    for (size_t i = 0; i < v->r->n; i++) {
        const struct ratls_piece *p = &v->r->pieces[i];
        const struct part part = { .name = p->form->name,
                                   .bytes = p->evidence,
                                   .format = p->format,
                                   .bears_nonce = p->form->bears_nonce };
        CUPEL_TRY(part_appraise(v->in, &part, v->ap, &v->parts[i]));
        if (p->form->bears_nonce && !v->parts[i]->error)
            v->ap->challenge_in_parts = true;
    }
    return CUPEL_OK;
}

/* What the attester chose to have signed. Where that is not the challenge, the claim is named. */
static cupel_slice chosen_data(const cupel_appraisal *part)
{
    static const struct {
        const char *format, *claim;
    } rows[] = { { "nitro", "nitro.user_data" } };
    for (size_t i = 0; part->format && i < CUPEL_COUNT(rows); i++)
        if (strcmp(part->format, rows[i].format) == 0) {
            const struct cupel_claim *c = cupel_appraisal_claim_find(part, rows[i].claim);
            return c ? c->bytes : SLICE_EMPTY;
        }
    return part->challenge;
}

/* Is @data the digest, and zeros behind it? */
static bool is_digest(cupel_slice data, const uint8_t *digest, size_t n)
{
    return slice_eq(slice_part(data, 0, n), slice_of(digest, n)) &&
           slice_is_zero(slice_part(data, n, data.n - n));
}

/* The SubjectPublicKeyInfo as PEM, with its NUL: what Intel's SDK and Open Enclave digest. */
static cupel_slice key_as_pem(struct arena *a, cupel_slice spki)
{
    char *text = arena_alloc(a, (spki.n + 2) / 3 * 4 + 1);
    struct buf b;
    if (!text)
        return SLICE_EMPTY;
    base64_write(spki, text);
    buf_init(&b, PEM_MAX);
    buf_add_str(&b, "-----BEGIN PUBLIC KEY-----\n");
    for (cupel_slice left = slice_str(text); left.n;) {
        size_t n = left.n < 64 ? left.n : 64;
        buf_add(&b, slice_part(left, 0, n));
        buf_add_byte(&b, '\n');
        left = slice_part(left, n, left.n - n);
    }
    buf_add_str(&b, "-----END PUBLIC KEY-----\n");
    buf_add_byte(&b, 0);
    cupel_slice ret = buf_status(&b) == CUPEL_OK ? arena_copy(a, buf_slice(&b)) : SLICE_EMPTY;
    buf_clear(&b);
    return ret;
}

/* Contents of the BIT STRING in SubjectPublicKeyInfo; of RSA keys the RSAPublicKey of PKCS #1. */
static cupel_slice key_bits(cupel_slice spki)
{
    struct cur all = cur_of(spki);
    struct cur c = der_enter(&all, DER_SEQUENCE);
    (void)der_take(&c, DER_SEQUENCE);
    return der_take_bits(&c);
}

/* The bytes whose SHA-256 the form binds. */
static cupel_slice bound_bytes(struct run *v, const struct ratls_piece *p)
{
    cupel_slice spki = v->r->cert.spki;
    switch (p->form->bind) {
    case RATLS_BIND_CLAIMS: return p->claims;
    case RATLS_BIND_KEY_BITS: return key_bits(spki);
    case RATLS_BIND_PEM: return key_as_pem(&v->ap->arena, spki);
    case RATLS_BIND_SPKI:
    case RATLS_BIND_ANY:
    case RATLS_BIND_USER_DATA: break;
    }
    return spki;
}

struct question {
    const struct ratls_piece *piece;
    cupel_slice bytes;               /* whose digest is looked for */
    enum ratls_bind bind;            /* of the piece, after what it turned out to hold */
    uint8_t digest[CRYPTO_HASH_MAX]; /* SHA-256, for messages */
};

static cupel_status fits(struct run *v, const struct question *q, cupel_slice data, bool *ret)
{
    static const enum crypto_hash hashes[] = { CRYPTO_SHA256, CRYPTO_SHA384, CRYPTO_SHA512 };
    size_t n = q->bind == RATLS_BIND_ANY ? CUPEL_COUNT(hashes) : 1;
    *ret = q->bind == RATLS_BIND_USER_DATA && slice_starts(data, q->bytes) && q->bytes.n;
    for (size_t i = 0; i < n && q->bind != RATLS_BIND_USER_DATA && !*ret; i++) {
        uint8_t digest[CRYPTO_HASH_MAX];
        size_t size = crypto_hash_size(hashes[i]);
        CUPEL_TRY(crypto_digest(v->in->trust.crypto, hashes[i], q->bytes, digest));
        *ret = q->bytes.n && data.n >= size && is_digest(data, digest, size);
    }
    return CUPEL_OK;
}

/* The appraisal, @part or a member of it, whose data answers: evidence in a CMW collection. */
static cupel_status find_bearer(struct run *v, const struct question *q,
                                const cupel_appraisal *part, const cupel_appraisal **ret)
{
    bool yes = false;
    if (part->n_parts == 0)
        CUPEL_TRY(fits(v, q, chosen_data(part), &yes));
    if (yes)
        *ret = part;
    for (size_t i = 0; i < part->n_parts && !*ret; i++)
        CUPEL_TRY(find_bearer(v, q, part->parts[i], ret));
    return CUPEL_OK;
}

static cupel_status ask(struct run *v, size_t i, struct question *q, const cupel_appraisal **ret)
{
    const struct ratls_piece *p = &v->r->pieces[i];
    *q = (struct question){ .piece = p, .bind = p->form->bind, .bytes = bound_bytes(v, p) };
    if (q->bind == RATLS_BIND_CLAIMS && !p->has_claims) {
        q->bind = RATLS_BIND_ANY;
        q->bytes = v->r->cert.spki;
    }
    CUPEL_TRY(arena_status(&v->ap->arena));
    CUPEL_TRY(crypto_digest(v->in->trust.crypto, CRYPTO_SHA256, q->bytes, q->digest));
    return v->parts[i]->error ? CUPEL_OK : find_bearer(v, q, v->parts[i], ret);
}

/* ---- the bindings ---- */

static const char *say(struct run *v, const struct ratls_piece *p, const char *what)
{
    return arena_printf(&v->ap->arena, "%s: %s", p->form->name, what);
}

static void refuse_data(struct run *v, enum ratls_check which, const struct question *q, size_t i,
                        const char *what)
{
    const cupel_appraisal *part = v->parts[i];
    if (part->error) {
        add(v, which, CUPEL_UNKNOWN, say(v, q->piece, "the evidence inside cannot be read"));
        return;
    }
    struct cupel_check *k = add(v, which, CUPEL_FAIL, say(v, q->piece, what));
    cupel_slice want = q->bind == RATLS_BIND_USER_DATA ? q->bytes : slice_of(q->digest, 32);
    if (part->n_parts == 0)
        check_compare(&v->ap->checks, k, want, chosen_data(part));
    check_where(&v->ap->checks, k, "evidence", q->piece->at, q->piece->value.n);
}

/* The claims' hash of the key. */
static cupel_status judge_key_hash(struct run *v, const struct ratls_piece *p, bool *ret)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    enum crypto_hash h = CRYPTO_SHA256;
    if (!p->has_key_hash) {
        add(v, RATLS_KEY_BINDING, CUPEL_FAIL, say(v, p, "the claims hold no pubkey-hash"));
        return CUPEL_OK;
    }
    if (!ratls_hash(p->hash_alg, &h)) {
        struct cupel_check *k = add(v, RATLS_HASH, CUPEL_FAIL,
                                    say(v, p, "the hash of the key is one that does not count"));
        k->expected = "1 (sha-256), 7 (sha-384) or 8 (sha-512)";
        k->found = arena_printf(&v->ap->arena, "%lld", (long long)p->hash_alg);
        return CUPEL_OK;
    }
    add(v, RATLS_HASH, CUPEL_PASS, NULL);
    CUPEL_TRY(crypto_digest(v->in->trust.crypto, h, v->r->cert.spki, digest));
    cupel_slice want = slice_of(digest, crypto_hash_size(h));
    *ret = slice_eq(want, p->key_hash);
    struct cupel_check *k = add(v, RATLS_KEY_BINDING, *ret ? CUPEL_PASS : CUPEL_FAIL,
                                say(v, p,
                                    *ret ? "pubkey-hash is the hash of the certificate's key"
                                         : "pubkey-hash is that of another key"));
    if (!*ret)
        check_compare(&v->ap->checks, k, want, p->key_hash);
    return CUPEL_OK;
}

/* *bearer: the appraisal that speaks of the key, or NULL. */
static cupel_status judge_binding(struct run *v, size_t i, const cupel_appraisal **bearer)
{
    struct question q;
    const cupel_appraisal *found = NULL;
    CUPEL_TRY(ask(v, i, &q, &found));
    if (q.bind != RATLS_BIND_CLAIMS) {
        if (found)
            add(v, RATLS_KEY_BINDING, CUPEL_PASS,
                say(v, q.piece, "what the attester had signed names the certificate's key"));
        else
            refuse_data(v, RATLS_KEY_BINDING, &q, i,
                        "what the attester had signed does not name the certificate's key");
        *bearer = found;
        return CUPEL_OK;
    }
    bool same_key = false;
    if (found)
        add(v, RATLS_CLAIMS_BINDING, CUPEL_PASS,
            say(v, q.piece, "the report data is the digest of the claims"));
    else
        refuse_data(v, RATLS_CLAIMS_BINDING, &q, i,
                    "the report data is not the digest of the claims");
    CUPEL_TRY(judge_key_hash(v, q.piece, &same_key));
    *bearer = same_key ? found : NULL;
    return CUPEL_OK;
}

/* ---- one attester ---- */

static bool same_list(const struct cupel_claim *x, const struct cupel_claim *y)
{
    bool same = x->n_list == y->n_list;
    for (size_t i = 0; same && i < x->n_list; i++)
        same = strcmp(x->list[i], y->list[i]) == 0;
    return same;
}

static bool same_claim(const cupel_appraisal *a, const cupel_appraisal *b, const char *name)
{
    const struct cupel_claim *x = cupel_appraisal_claim_find(a, name);
    const struct cupel_claim *y = cupel_appraisal_claim_find(b, name);
    if (!x || !y)
        return !x && !y;
    return x->number == y->number && x->time == y->time && slice_eq(x->bytes, y->bytes) &&
           strcmp(x->text ? x->text : "", y->text ? y->text : "") == 0 && same_list(x, y);
}

/* The first claim in which two pieces name different software, or NULL. Measurements and signers
 * must be equal; report data differs by design, and Gramine makes two quotes. */
static const char *differ_in(const cupel_appraisal *a, const cupel_appraisal *b)
{
    if (a->error || b->error || strcmp(a->format, b->format) != 0)
        return "format";
    const struct format *f = format_find(slice_str(a->format));
    for (size_t i = 0; f && i < f->n_claims; i++)
        if (f->claims[i].is_identity && !same_claim(a, b, f->claims[i].name))
            return f->claims[i].name;
    return a->n_parts || b->n_parts ? "parts" : NULL;
}

static void judge_one_attester(struct run *v)
{
    const char *what = NULL;
    for (size_t i = 1; i < v->r->n && !what; i++)
        what = differ_in(v->parts[0], v->parts[i]);
    if (what)
        (void)check_addf(&v->ap->checks, &ratls_checks[RATLS_EVIDENCE], CUPEL_FAIL,
                         "the certificate carries %zu pieces of evidence that differ in %s",
                         v->r->n, what);
    else
        add(v, RATLS_EVIDENCE, CUPEL_PASS,
            v->r->n == 1 ? "it carries one piece" : "several pieces, of the same software");
}

static void make_claims(struct run *v)
{
    const char **forms = arena_array(&v->ap->arena, v->r->n, sizeof *forms);
    for (size_t i = 0; forms && i < v->r->n; i++)
        forms[i] = v->r->pieces[i].form->name;
    claim_bytes(v->ap, "ratls.spki_sha256", slice_of(v->spki_sha256, 32));
    claim_list(v->ap, "ratls.forms", forms, forms ? v->r->n : 0);
}

/* A challenge among the claims; forms without one cannot be fresh. */
static void set_challenge(struct run *v)
{
    for (size_t i = 0; i < v->r->n; i++) {
        const struct ratls_piece *p = &v->r->pieces[i];
        if (!p->has_nonce)
            continue;
        claim_bytes(v->ap, "ratls.nonce", p->nonce);
        v->ap->challenge = p->nonce;
        v->ap->challenge_offset = p->nonce_at;
        v->ap->challenge_in_parts = false;
        return;
    }
}

static cupel_status judge_bindings(struct run *v)
{
    bool bound = true, tee = true;
    for (size_t i = 0; i < v->r->n; i++) {
        const cupel_appraisal *bearer = NULL;
        CUPEL_TRY(judge_binding(v, i, &bearer));
        bound = bound && bearer;
        /* the one that speaks of the key, or a composite whose own checks bind it to a TEE */
        tee = tee && bearer && (bearer->tee || v->parts[i]->tee);
    }
    claim_bool(v->ap, "ratls.bound", bound);
    v->ap->tee = tee;
    v->ap->no_tee = bound ? "the evidence in the certificate is of no TEE"
                          : "the evidence is not bound to the certificate's key";
    return CUPEL_OK;
}

cupel_status ratls_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    struct run v = { .r = ev->own, .in = in, .ap = ap };
    CUPEL_TRY(crypto_digest(in->trust.crypto, CRYPTO_SHA256, v.r->cert.spki, v.spki_sha256));
    make_claims(&v);
    if (x509_is_software(&v.r->cert))
        ap->software = true;
    judge_extensions(&v);
    judge_validity(&v);
    CUPEL_TRY(x509_is_self_issued(&v.r->cert) ? judge_own(&v) : judge_issued(&v));
    CUPEL_TRY(appraise_parts(&v));
    judge_one_attester(&v);
    CUPEL_TRY(judge_bindings(&v));
    set_challenge(&v);
    return arena_status(&ap->arena);
}
