/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/hkd.c: a software IBM Z host key document, with signing key, CA, root and revocation
 * lists. The names are IBM's, as the rules demand; every certificate carries the software TEE mark.
 * The host's key is the generator of P-521, whose private key is the number one.
 */
#include "softtee/tee.h"

#define ALG CRYPTO_SIG_ECDSA_P384_SHA384
#define IBM "International Business Machines Corporation"

enum { ENCODING_DER, ENCODING_PEM };
enum { PLACE_POUGHKEEPSIE, PLACE_ARMONK, PLACE_OTHER };
enum { ORDER_SAME, ORDER_OTHER };
enum { KEY_P521, KEY_P384, KEY_OFF_CURVE };
enum { LIST_GOOD, LIST_NONE, LIST_FOREIGN };
enum { USE_GOOD, USE_CA, USE_SIGNATURE, USE_MUTE_SIGNER };

static const char *const encoding_words[] = { "der", "pem", NULL };
static const char *const place_words[] = { "Poughkeepsie", "Armonk", "Somers", NULL };
static const char *const order_words[] = { "same", "other", NULL };
static const char *const key_words[] = { "p521", "p384", "off-curve", NULL };
static const char *const list_words[] = { "good", "none", "foreign", NULL };
static const char *const use_words[] = { "good", "ca", "signature", "mute-signer", NULL };

#define WORD(name, member, list, text) FIELD_WORDS(name, hkd.member, list, text)
#define CERT(name, which, who)                                                                     \
    FIELD_AT(name ".not_before", FIELD_TIME, hkd.certs[which].not_before, "first moment of " who), \
        FIELD_AT(name ".not_after", FIELD_TIME, hkd.certs[which].not_after,                        \
                 "last moment of " who),                                                           \
        FIELD_AT(name ".serial", FIELD_BYTES, hkd.certs[which].serial, "serial number of " who)

static const struct field fields_hkd[] = {
    WORD("encoding", encoding, encoding_words, "how the document is written"),
    WORD("signer.locality", signer_place, place_words, "L of the signing key's name"),
    WORD("issuer.locality", issuer_place, place_words, "L of the issuer that the document names"),
    WORD("order", order, order_words, "of the attributes in the names of issuers and lists"),
    WORD("key", key, key_words, "the host's key"),
    WORD("list", list, list_words, "the host key revocation list; foreign: another key's"),
    WORD("use", use, use_words, "what certificates are for, other than they should"),
    FIELD_AT("signer.ou", FIELD_TEXT, hkd.signer_ou, "OU of the signing key's name"),
    CERT("root_ca", HKD_ROOT, "the root"),
    CERT("ca", HKD_CA, "the CA"),
    CERT("signer", HKD_SIGNER, "the signing key"),
    CERT("host", HKD_HOST, "the document"),
    { 0 },
};
static const struct field *const tables[] = { fields_hkd, fields_common, NULL };

static cupel_status prepare(struct tee *t)
{
    static const struct {
        const char *cn;
        int before, after;
    } certs[HKD_CERTS] = {
        [HKD_ROOT] = { "cupel test root", 2000, 7000 },
        [HKD_CA] = { "cupel test CA", 1000, 3000 },
        [HKD_SIGNER] = { "signing key", 400, 800 },
        [HKD_HOST] = { "host key", 300, 700 },
    };
    for (size_t i = 0; i < HKD_CERTS; i++)
        CUPEL_TRY(tee_cert_set(t, &t->hkd.certs[i], certs[i].cn, certs[i].before, certs[i].after));
    tee_text(t->hkd.signer_ou, "IBM Z Host Key Signing Service");
    tee_window_set(t, &t->crl, 1, 30);
    return CUPEL_OK;
}

static cupel_status derive(struct tee *t)
{
    (void)t;
    return CUPEL_OK;
}

/* The orders that IBM uses for subjects and, in some lists, for issuers. */
static cupel_slice ibm_name(struct arena *a, const char *place, const char *unit, bool other)
{
    const struct x509_attribute same[] = { { 6, "US" },       { 10, IBM },  { 3, IBM },
                                           { 8, "New York" }, { 7, place }, { 11, unit } };
    const struct x509_attribute sorted[] = { { 6, "US" },  { 10, IBM },       { 11, unit },
                                             { 7, place }, { 8, "New York" }, { 3, IBM } };
    return other ? x509_make_name(a, sorted, CUPEL_COUNT(sorted))
                 : x509_make_name(a, same, CUPEL_COUNT(same));
}

struct chain {
    struct sign_key *keys[HKD_CERTS - 1], *anchor, *stranger;
};

static void chain_clear(struct chain *c)
{
    for (size_t i = 0; i < CUPEL_COUNT(c->keys); i++)
        sign_key_free(c->keys[i]);
    sign_key_free(c->anchor);
    sign_key_free(c->stranger);
}

static cupel_status chain_keys(struct tee *t, struct chain *c)
{
    static const char *const labels[] = { "root", "ca", "signer" };
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "root", &c->anchor));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "stranger", &c->stranger));
    for (size_t i = 0; i < CUPEL_COUNT(labels); i++) {
        bool other = i == HKD_ROOT && t->root == ROOT_STRANGER;
        CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, other ? "other root" : labels[i], &c->keys[i]));
    }
    return CUPEL_OK;
}

/* SEC 2, section 2.6.1: G of secp521r1. */
static const uint8_t generator[132] = {
    0x00, 0xc6, 0x85, 0x8e, 0x06, 0xb7, 0x04, 0x04, 0xe9, 0xcd, 0x9e, 0x3e, 0xcb, 0x66, 0x23,
    0x95, 0xb4, 0x42, 0x9c, 0x64, 0x81, 0x39, 0x05, 0x3f, 0xb5, 0x21, 0xf8, 0x28, 0xaf, 0x60,
    0x6b, 0x4d, 0x3d, 0xba, 0xa1, 0x4b, 0x5e, 0x77, 0xef, 0xe7, 0x59, 0x28, 0xfe, 0x1d, 0xc1,
    0x27, 0xa2, 0xff, 0xa8, 0xde, 0x33, 0x48, 0xb3, 0xc1, 0x85, 0x6a, 0x42, 0x9b, 0xf9, 0x7e,
    0x7e, 0x31, 0xc2, 0xe5, 0xbd, 0x66, 0x01, 0x18, 0x39, 0x29, 0x6a, 0x78, 0x9a, 0x3b, 0xc0,
    0x04, 0x5c, 0x8a, 0x5f, 0xb4, 0x2c, 0x7d, 0x1b, 0xd9, 0x98, 0xf5, 0x44, 0x49, 0x57, 0x9b,
    0x44, 0x68, 0x17, 0xaf, 0xbd, 0x17, 0x27, 0x3e, 0x66, 0x2c, 0x97, 0xee, 0x72, 0x99, 0x5e,
    0xf4, 0x26, 0x40, 0xc5, 0x50, 0xb9, 0x01, 0x3f, 0xad, 0x07, 0x61, 0x35, 0x3c, 0x70, 0x86,
    0xa2, 0x72, 0xc2, 0x40, 0x88, 0xbe, 0x94, 0x76, 0x9f, 0xd1, 0x66, 0x50,
};

static struct crypto_pub host_key(const struct tee *t, const struct chain *c)
{
    struct arena *a = &t->out->arena;
    uint8_t *point = arena_alloc(a, sizeof generator);
    if (t->hkd.key == KEY_P384)
        return sign_key_pub(c->stranger);
    if (!point)
        return (struct crypto_pub){ 0 };
    slice_copy(SLICE_ARRAY(generator), point, sizeof generator);
    if (t->hkd.key == KEY_OFF_CURVE)
        point[131] ^= 1;
    return (struct crypto_pub){ CRYPTO_KEY_P521, slice_of(point, sizeof generator) };
}

/* ---- certificates ---- */

static cupel_slice make_host(struct tee *t, struct x509_writer *w, const struct chain *c)
{
    const struct hkd_params *p = &t->hkd;
    struct arena *a = w->arena;
    const struct sign_key *key = t->sign == SIGN_STRANGER ? c->stranger : c->keys[HKD_SIGNER];
    const struct x509_signer by = {
        .key = key,
        .alg = ALG,
        .name = ibm_name(a, place_words[p->issuer_place], "IBM Z Host Key Signing Service",
                         p->order == ORDER_OTHER),
    };
    struct x509_spec spec = tee_cert_spec(&p->certs[HKD_HOST], c->stranger);
    spec.pub = host_key(t, c);
    spec.name = ibm_name(a, "Armonk", "IBM Z Host Key", false);
    spec.is_ca = p->use == USE_CA;
    spec.usage = p->use == USE_SIGNATURE ? 0x80 : 0x08; /* keyAgreement */
    return x509_make_cert(w, &spec, &by);
}

static void make_issuers(struct tee *t, struct x509_writer *w, const struct chain *c)
{
    const struct hkd_params *p = &t->hkd;
    const struct x509_signer root = { .cn = p->certs[HKD_ROOT].cn, .key = c->keys[0], .alg = ALG };
    const struct x509_signer self = { .cn = p->certs[HKD_ROOT].cn, .key = c->anchor, .alg = ALG };
    const struct x509_signer ca = { .cn = p->certs[HKD_CA].cn, .key = c->keys[1], .alg = ALG };
    struct x509_spec spec = tee_cert_spec(&p->certs[HKD_ROOT], c->anchor);
    spec.is_ca = true;
    spec.path_len = 1;
    tee_file(t, "anchor.der", x509_make_cert(w, &spec, &self));
    spec = tee_cert_spec(&p->certs[HKD_CA], c->keys[1]);
    spec.is_ca = true;
    tee_file(t, "collateral/ca.der", x509_make_cert(w, &spec, &root));
    spec = tee_cert_spec(&p->certs[HKD_SIGNER], c->keys[2]);
    spec.name = ibm_name(w->arena, place_words[p->signer_place], p->signer_ou, false);
    spec.usage = p->use == USE_MUTE_SIGNER ? 0x08 : 0x80;
    tee_file(t, "collateral/signing.der", x509_make_cert(w, &spec, &ca));
}

static void make_lists(struct tee *t, struct x509_writer *w, const struct chain *c)
{
    const struct hkd_params *p = &t->hkd;
    const struct x509_signer signer = {
        .key = p->list == LIST_FOREIGN ? c->stranger : c->keys[HKD_SIGNER],
        .alg = ALG,
        .name = ibm_name(w->arena, place_words[p->issuer_place], p->signer_ou,
                         p->order == ORDER_OTHER),
    };
    const struct x509_signer ca = { .cn = p->certs[HKD_CA].cn, .key = c->keys[1], .alg = ALG };
    const struct x509_signer root = { .cn = p->certs[HKD_ROOT].cn, .key = c->keys[0], .alg = ALG };
    struct x509_crl_spec spec = { .this_update = tee_time(t->crl.from),
                                  .next_update = tee_time(t->crl.until),
                                  .revoked_at = tee_time(t->crl.from),
                                  .number = tee_get(t->crl_number, 4) };
    if (t->revoke == REVOKE_LEAF)
        spec.revoked = SLICE_ARRAY(p->certs[HKD_HOST].serial);
    if (p->list != LIST_NONE)
        tee_file(t, "collateral/crl.der", x509_make_crl(w, &spec, &signer));
    struct tee_window always;
    tee_window_set(t, &always, 1, 30);
    spec.this_update = tee_time(always.from);
    spec.next_update = tee_time(always.until);
    spec.revoked = t->revoke == REVOKE_CA ? SLICE_ARRAY(p->certs[HKD_SIGNER].serial) : SLICE_EMPTY;
    tee_file(t, "collateral/crl-ca.der", x509_make_crl(w, &spec, &ca));
    spec.revoked = SLICE_EMPTY;
    tee_file(t, "collateral/crl-root.der", x509_make_crl(w, &spec, &root));
}

static cupel_status make_all(struct tee *t, const struct chain *c)
{
    struct x509_writer w = { &t->out->arena, CUPEL_OK };
    cupel_slice host = make_host(t, &w, c);
    CUPEL_TRY(x509_writer_status(&w));
    uint8_t *p = arena_alloc(w.arena, host.n);
    if (!p)
        return CUPEL_E_NOMEM;
    slice_copy(host, p, host.n);
    tee_flip(t, p, host.n);
    host = slice_of(p, host.n);
    tee_file(t, "evidence.bin", t->hkd.encoding == ENCODING_PEM ? x509_pem(w.arena, host) : host);
    make_issuers(t, &w, c);
    make_lists(t, &w, c);
    return x509_writer_status(&w);
}

static cupel_status build(struct tee *t, struct cupel_diag *err)
{
    (void)err;
    struct chain c = { 0 };
    cupel_status st = chain_keys(t, &c);
    if (st == CUPEL_OK)
        st = make_all(t, &c);
    chain_clear(&c);
    return st;
}

static size_t body_at(unsigned version)
{
    (void)version;
    return 0;
}

const struct tee_kind tee_hkd = { .name = "hkd",
                                  .versions = { 1 },
                                  .default_version = 1,
                                  .tables = tables,
                                  .prepare = prepare,
                                  .derive = derive,
                                  .build = build,
                                  .body_at = body_at };
