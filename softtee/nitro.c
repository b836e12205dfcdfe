/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/nitro.c: a software Nitro hypervisor: attestation documents of enclaves and of NitroTPMs.
 * Layout: aws-nitro-enclaves-nsm-api, docs/attestation_process.md; the chain as AWS sends it: root,
 * region, zone, instance, leaf. The words make what the hypervisor never does.
 */
#include "softtee/cbor_write.h"
#include "softtee/tee.h"

#include <string.h>

#define PAYLOAD_MAX 65536u
#define ALG         CRYPTO_SIG_ECDSA_P384_SHA384
#define ABSENT      0xffffu /* as a size: null */

enum { MAP_DEFINITE, MAP_INDEFINITE };
enum { ATTESTER_ENCLAVE, ATTESTER_TPM };
enum { ALG_ES384, ALG_ES256, ALG_TEXT, ALG_OPEN, ALG_NONE, ALG_CRIT, ALG_EXTRA };
enum { SIG_RAW, SIG_DER };
enum {
    PAYLOAD_GOOD,
    PAYLOAD_NIL,
    PAYLOAD_TRAILING,
    PAYLOAD_UNKNOWN,
    PAYLOAD_TWO_PCRS,
    PAYLOAD_TWO_CERTS,
    PAYLOAD_BOTH
};
enum {
    BUNDLE_PATH,
    BUNDLE_REVERSE,
    BUNDLE_EXTRA,
    BUNDLE_SUBCERT,
    BUNDLE_ROOTLESS,
    BUNDLE_GAP,
    BUNDLE_EMPTY,
    BUNDLE_LONG
};
enum { LEAF_GOOD, LEAF_CA, LEAF_NO_SIGNING, LEAF_CERT_SIGN, LEAF_SOFT_CA, LEAF_MUTE_CA };

static const char *const map_words[] = { "definite", "indefinite", NULL };
static const char *const attester_words[] = { "enclave", "nitrotpm", NULL };
static const char *const tag_words[] = { "none", "sign1", "mac0", NULL };
static const char *const alg_words[] = { "es384", "es256", "text",  "unprotected",
                                         "none",  "crit",  "extra", NULL };
static const char *const sig_words[] = { "raw", "der", NULL };
static const char *const payload_words[] = { "good",     "nil",       "trailing", "unknown",
                                             "two-pcrs", "two-certs", "both",     NULL };
static const char *const bundle_words[] = { "path", "reverse", "extra", "subcert", "rootless",
                                            "gap",  "empty",   "long",  NULL };
static const char *const leaf_words[] = { "good",    "ca",      "no-signing", "cert-sign",
                                          "soft-ca", "mute-ca", NULL };

#define NAMED(name, type, member, text) FIELD_AT(name, FIELD_##type, nitro.member, text)
#define CERT(name, which, who)                                                                     \
    NAMED(name ".not_before", TIME, certs[which].not_before, "first moment of " who),              \
        NAMED(name ".not_after", TIME, certs[which].not_after, "last moment of " who),             \
        NAMED(name ".serial", BYTES, certs[which].serial, "serial number of " who),                \
        NAMED(name ".cn", TEXT, certs[which].cn, "common name of " who)
#define VALUE(name, member, who)                                                                   \
    NAMED(name, BYTES, member.bytes, who),                                                         \
        NAMED(name ".size", NUMBER, member.size, "its length, zeros behind 128; 65535: null")
#define PCR(n) NAMED("pcr" #n, BYTES, pcr[n], "platform configuration register " #n)

static const struct field fields_nitro[] = {
    FIELD_WORDS("map", nitro.map, map_words, "length of the payload's map: both are in use"),
    FIELD_WORDS("attester", nitro.attester, attester_words, "whose PCRs these are"),
    FIELD_WORDS("tag", nitro.tag, tag_words, "CBOR tag of the message"),
    FIELD_WORDS("alg", nitro.alg, alg_words,
                "how the algorithm is named; crit, extra: more with it"),
    FIELD_WORDS("sig", nitro.sig, sig_words, "encoding of the signature"),
    FIELD_WORDS("payload", nitro.payload, payload_words, "what is wrong with the payload"),
    FIELD_WORDS("bundle", nitro.bundle, bundle_words, "what is wrong with the bundle"),
    FIELD_WORDS("leaf.use", nitro.leaf_use, leaf_words,
                "what leaf or its CA may do; soft-ca: not critical, mute-ca: no keyCertSign"),
    NAMED("module_id", TEXT, module_id, "names instance and enclave"),
    NAMED("digest", TEXT, digest, "hash behind the PCRs"),
    NAMED("timestamp", NUMBER, timestamp, "milliseconds since 1970"),
    NAMED("pcr.mask", NUMBER, pcr_mask, "bit n: PCRn is there"),
    NAMED("pcr.size", NUMBER, pcr_size, "bytes of every PCR, zeros behind 48"),
    NAMED("pcr.shift", NUMBER, pcr_shift, "is added to every index"),
    VALUE("public_key", public_key, "a key that the attester chose"),
    VALUE("user_data", user_data, "bytes that the attester chose"),
    VALUE("nonce", nonce, "the challenge"),
    CERT("aws.root", NITRO_ROOT, "the root"),
    CERT("region", NITRO_REGION, "the region's CA"),
    CERT("zone", NITRO_ZONE, "the zone's CA"),
    CERT("instance", NITRO_INSTANCE, "the instance's CA"),
    CERT("leaf", NITRO_LEAF, "the leaf"),
    { 0 },
};
static const struct field fields_pcr[] = {
    PCR(0),  PCR(1),  PCR(2),  PCR(3),  PCR(4),  PCR(5),  PCR(6),  PCR(7),  PCR(8),
    PCR(9),  PCR(10), PCR(11), PCR(12), PCR(13), PCR(14), PCR(15), PCR(16), PCR(17),
    PCR(18), PCR(19), PCR(20), PCR(21), PCR(22), PCR(23), PCR(24), PCR(25), PCR(26),
    PCR(27), PCR(28), PCR(29), PCR(30), PCR(31), { 0 },
};
static const struct field *const tables[] = { fields_nitro, fields_pcr, fields_common, NULL };

/* ---- defaults ---- */

static cupel_status default_certs(struct tee *t)
{
    static const struct {
        const char *cn;
        int before, after;
    } certs[NITRO_CERTS] = {
        [NITRO_ROOT] = { "aws.nitro-enclaves", 2000, 7000 },
        [NITRO_REGION] = { "0123456789abcdef.us-east-1.aws.nitro-enclaves", 5, 15 },
        [NITRO_ZONE] = { "0123456789abcdef.zonal.us-east-1.aws.nitro-enclaves", 2, 4 },
        [NITRO_INSTANCE] = { "i-0123456789abcdef0.us-east-1.aws.nitro-enclaves", 1, 1 },
        [NITRO_LEAF] = { "i-0123456789abcdef0-enc0123456789abcdef.us-east-1.aws", 0, 0 },
    };
    for (size_t i = 0; i < NITRO_CERTS; i++)
        CUPEL_TRY(
            tee_cert_set(t, &t->nitro.certs[i], certs[i].cn, certs[i].before, certs[i].after));
    struct tee_cert *leaf = &t->nitro.certs[NITRO_LEAF]; /* lives for three hours */
    tee_put(leaf->not_before, 8, (uint64_t)(t->at - 3));
    tee_put(leaf->not_after, 8, (uint64_t)(t->at + 10800));
    return CUPEL_OK;
}

static cupel_status default_pcrs(struct tee *t)
{
    static const uint8_t enclave[] = { 0, 1, 2, 3, 4, 8 },
                         tpm[] = { 0, 1, 2, 3, 4, 5, 6, 7, 11, 12 };
    bool is_tpm = t->nitro.attester == ATTESTER_TPM;
    cupel_slice set = is_tpm ? SLICE_ARRAY(tpm) : SLICE_ARRAY(enclave);
    for (size_t i = 0; i < set.n; i++)
        CUPEL_TRY(tee_fill(t, arena_printf(&t->out->arena, "pcr%u", set.p[i]),
                           t->nitro.pcr[set.p[i]], 48));
    tee_put(t->nitro.pcr_mask, 4, is_tpm ? 0xffffff : 0xffff);
    tee_put(t->nitro.pcr_size, 1, 48);
    return CUPEL_OK;
}

static cupel_status prepare(struct tee *t)
{
    struct nitro_params *p = &t->nitro;
    tee_text(p->module_id, p->attester == ATTESTER_TPM ? "i-0123456789abcdef0-tpm0000000000000000"
                                                       : "i-0123456789abcdef0-enc0123456789abcdef");
    tee_text(p->digest, "SHA384");
    tee_put(p->timestamp, 8, (uint64_t)t->at * 1000 + 387);
    tee_put(p->public_key.size, 2, ABSENT);
    tee_put(p->user_data.size, 2, ABSENT);
    slice_copy(t->out->nonce, p->nonce.bytes, sizeof p->nonce.bytes);
    tee_put(p->nonce.size, 2, t->out->nonce.n);
    CUPEL_TRY(default_pcrs(t));
    return default_certs(t);
}

static cupel_status derive(struct tee *t)
{
    (void)t;
    return CUPEL_OK;
}

/* ---- certificates ---- */

struct chain {
    struct sign_key *keys[NITRO_CERTS], *anchor, *sub;
    cupel_slice der[NITRO_CERTS], unrelated, subcert;
};

static void chain_clear(struct chain *c)
{
    for (size_t i = 0; i < NITRO_CERTS; i++)
        sign_key_free(c->keys[i]);
    sign_key_free(c->anchor);
    sign_key_free(c->sub);
}

static cupel_status chain_keys(struct tee *t, struct chain *c)
{
    static const char *const labels[NITRO_CERTS] = { "root", "region", "zone", "instance", "leaf" };
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "root", &c->anchor));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "sub", &c->sub));
    for (size_t i = 0; i < NITRO_CERTS; i++) {
        bool other = i == NITRO_ROOT && t->root == ROOT_STRANGER;
        CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, other ? "stranger" : labels[i], &c->keys[i]));
    }
    return CUPEL_OK;
}

static void set_use(const struct tee *t, size_t i, struct x509_spec *spec)
{
    unsigned use = t->nitro.leaf_use;
    if (i == NITRO_LEAF) {
        spec->is_ca = use == LEAF_CA;
        spec->usage = use == LEAF_CA           ? 0x84
                      : use == LEAF_NO_SIGNING ? 0x40
                      : use == LEAF_CERT_SIGN  ? 0x84
                                               : 0xc0; /* digitalSignature, nonRepudiation */
    } else if (i == NITRO_INSTANCE) {
        spec->soft_basic = use == LEAF_SOFT_CA;
        spec->usage = use == LEAF_MUTE_CA ? 0x02 : 0;
    }
}

static void make_certs(struct tee *t, struct x509_writer *w, struct chain *c)
{
    for (size_t i = 0; i < NITRO_CERTS; i++) {
        const struct tee_cert *cert = &t->nitro.certs[i], *above = &t->nitro.certs[i ? i - 1 : 0];
        const struct x509_signer by = { above->cn, c->keys[i ? i - 1 : 0], ALG };
        struct x509_spec spec = tee_cert_spec(cert, c->keys[i]);
        spec.is_ca = i < NITRO_LEAF;
        spec.path_len = (unsigned)(NITRO_INSTANCE - (i < NITRO_LEAF ? i : NITRO_INSTANCE));
        set_use(t, i, &spec);
        c->der[i] = x509_make_cert(w, &spec, &by);
    }
    const struct tee_cert *leaf = &t->nitro.certs[NITRO_LEAF];
    struct x509_spec spec = tee_cert_spec(leaf, c->sub);
    spec.cn = "a certificate that the leaf issued";
    const struct x509_signer by_leaf = { leaf->cn, c->keys[NITRO_LEAF], ALG };
    c->subcert = x509_make_cert(w, &spec, &by_leaf);
    spec.is_ca = true;
    spec.cn = "a CA that has nothing to do with it";
    const struct x509_signer self = { spec.cn, c->sub, ALG };
    c->unrelated = x509_make_cert(w, &spec, &self);
}

/* AWS has no lists; a caller may. */
static void make_crl(struct tee *t, struct x509_writer *w, const struct chain *c)
{
    bool leaf = t->revoke == REVOKE_LEAF;
    size_t by = leaf ? NITRO_INSTANCE : NITRO_ROOT, what = by + 1;
    const struct x509_signer signer = { t->nitro.certs[by].cn, c->keys[by], ALG };
    struct x509_crl_spec spec = { .this_update = tee_time(t->crl.from),
                                  .next_update = tee_time(t->crl.until),
                                  .revoked_at = tee_time(t->crl.from),
                                  .number = tee_get(t->crl_number, 4),
                                  .revoked = SLICE_ARRAY(t->nitro.certs[what].serial) };
    if (t->revoke != REVOKE_NONE)
        tee_file(t, "collateral/crl.der", x509_make_crl(w, &spec, &signer));
}

static cupel_status make_chain(struct tee *t, struct chain *c)
{
    struct x509_writer w = { &t->out->arena, CUPEL_OK };
    CUPEL_TRY(chain_keys(t, c));
    make_certs(t, &w, c);
    const struct x509_signer self = { t->nitro.certs[NITRO_ROOT].cn, c->anchor, ALG };
    struct x509_spec spec = tee_cert_spec(&t->nitro.certs[NITRO_ROOT], c->anchor);
    spec.is_ca = true;
    spec.path_len = 3;
    tee_file(t, "anchor.der", x509_make_cert(&w, &spec, &self));
    if (!field_given(t, "crl.this_update") && !field_given(t, "crl.next_update"))
        tee_window_set(t, &t->crl, 1, 30);
    make_crl(t, &w, c);
    return x509_writer_status(&w);
}

/* ---- payload ---- */

static void put_bundle(struct buf *b, const struct tee *t, const struct chain *c)
{
    cupel_slice list[NITRO_CERTS + 8];
    size_t n = 0;
    unsigned kind = t->nitro.bundle;
    for (size_t i = 0; i < NITRO_LEAF && kind != BUNDLE_EMPTY; i++) {
        if ((kind == BUNDLE_ROOTLESS && i == NITRO_ROOT) || (kind == BUNDLE_GAP && i == NITRO_ZONE))
            continue;
        list[n++] = c->der[kind == BUNDLE_REVERSE ? NITRO_INSTANCE - i : i];
        if (kind == BUNDLE_EXTRA && i == NITRO_ZONE)
            list[n++] = c->unrelated;
    }
    if (kind == BUNDLE_SUBCERT)
        list[n++] = c->der[NITRO_LEAF];
    while (kind == BUNDLE_LONG && n < 9)
        list[n++] = c->unrelated;
    cbor_put_array(b, n);
    for (size_t i = 0; i < n; i++)
        cbor_put_bytes(b, list[i]);
}

static void put_pcrs(struct buf *b, const struct tee *t, const char *key)
{
    static const uint8_t zeros[256];
    const struct nitro_params *p = &t->nitro;
    uint64_t mask = tee_get(p->pcr_mask, 4), size = tee_get(p->pcr_size, 1), count = 0;
    cbor_put_text(b, key);
    for (unsigned i = 0; i < 32; i++)
        count += mask >> i & 1;
    cbor_put_map(b, count);
    for (unsigned i = 0; i < 32; i++) {
        if (!(mask >> i & 1))
            continue;
        uint8_t value[256];
        slice_copy(SLICE_ARRAY(zeros), value, sizeof value);
        slice_copy(SLICE_ARRAY(p->pcr[i]), value, 48);
        cbor_put_uint(b, i + tee_get(p->pcr_shift, 2));
        cbor_put_bytes(b, slice_of(value, (size_t)size));
    }
}

static void put_value(struct buf *b, const char *key, const struct nitro_value *v)
{
    static const uint8_t zeros[2048];
    uint8_t bytes[sizeof zeros];
    size_t n = (size_t)tee_get(v->size, 2);
    cbor_put_text(b, key);
    slice_copy(SLICE_ARRAY(zeros), bytes, sizeof bytes);
    slice_copy(SLICE_ARRAY(v->bytes), bytes, sizeof v->bytes);
    if (n == ABSENT)
        cbor_put_null(b);
    else
        cbor_put_bytes(b, slice_of(bytes, n < sizeof bytes ? n : sizeof bytes));
}

static void put_certificate(struct buf *b, const struct tee *t, const struct chain *c)
{
    cbor_put_text(b, "certificate");
    cbor_put_bytes(b, t->nitro.bundle == BUNDLE_SUBCERT ? c->subcert : c->der[NITRO_LEAF]);
}

static void put_fields(struct buf *b, const struct tee *t, const struct chain *c)
{
    const struct nitro_params *p = &t->nitro;
    bool tpm = p->attester == ATTESTER_TPM;
    cbor_put_text(b, "module_id");
    cbor_put_text(b, p->module_id);
    cbor_put_text(b, "digest");
    cbor_put_text(b, p->digest);
    cbor_put_text(b, "timestamp");
    cbor_put_uint(b, tee_get(p->timestamp, 8));
    put_pcrs(b, t, tpm ? "nitrotpm_pcrs" : "pcrs");
    if (p->payload == PAYLOAD_BOTH || p->payload == PAYLOAD_TWO_PCRS)
        put_pcrs(b, t, tpm == (p->payload == PAYLOAD_BOTH) ? "pcrs" : "nitrotpm_pcrs");
    put_certificate(b, t, c);
    if (p->payload == PAYLOAD_TWO_CERTS)
        put_certificate(b, t, c);
    cbor_put_text(b, "cabundle");
    put_bundle(b, t, c);
    put_value(b, "public_key", &p->public_key);
    put_value(b, "user_data", &p->user_data);
    put_value(b, "nonce", &p->nonce);
    if (p->payload == PAYLOAD_UNKNOWN) {
        cbor_put_text(b, "restricted_to");
        cbor_put_text(b, "tests");
    }
}

static void put_payload(struct buf *b, const struct tee *t, const struct chain *c)
{
    const struct nitro_params *p = &t->nitro;
    bool more = p->payload == PAYLOAD_UNKNOWN || p->payload == PAYLOAD_TWO_PCRS ||
                p->payload == PAYLOAD_TWO_CERTS || p->payload == PAYLOAD_BOTH;
    if (p->map == MAP_INDEFINITE)
        cbor_put_open_map(b);
    else
        cbor_put_map(b, more ? 10 : 9);
    put_fields(b, t, c);
    if (p->map == MAP_INDEFINITE)
        cbor_put_break(b);
    if (p->payload == PAYLOAD_TRAILING)
        cbor_put_null(b);
}

/* ---- message ---- */

/* The contents of the protected header: no bytes at all where it is empty. */
static void put_alg(struct buf *b, unsigned kind)
{
    if (kind == ALG_OPEN || kind == ALG_NONE)
        return;
    cbor_put_map(b, kind == ALG_CRIT || kind == ALG_EXTRA ? 2 : 1);
    cbor_put_int(b, 1);
    if (kind == ALG_TEXT)
        cbor_put_text(b, "ES384");
    else
        cbor_put_int(b, kind == ALG_ES256 ? -7 : -35);
    if (kind == ALG_CRIT) {
        cbor_put_int(b, 2);
        cbor_put_array(b, 1);
        cbor_put_int(b, -65537);
    } else if (kind == ALG_EXTRA) {
        cbor_put_int(b, 4);
        cbor_put_bytes(b, SLICE_LIT("kid"));
    }
}

static cupel_slice keep(const struct tee *t, const struct buf *b)
{
    return buf_status(b) == CUPEL_OK ? arena_copy(&t->out->arena, buf_slice(b)) : SLICE_EMPTY;
}

/* Sig_structure: ["Signature1", protected, h'', payload] (RFC 9052 section 4.4). */
static cupel_status sign_document(const struct tee *t, const struct chain *c, cupel_slice header,
                                  cupel_slice payload, uint8_t raw[SIGN_MAX], size_t *n)
{
    struct buf b;
    struct sign_key *stranger = NULL;
    const struct sign_key *key = t->nitro.bundle == BUNDLE_SUBCERT ? c->sub : c->keys[NITRO_LEAF];
    memset(raw, 0, SIGN_MAX);
    *n = 96;
    if (t->sign == SIGN_ZERO)
        return CUPEL_OK;
    if (t->sign == SIGN_STRANGER)
        CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "stranger", &stranger));
    buf_init(&b, PAYLOAD_MAX);
    cbor_put_array(&b, 4);
    cbor_put_text(&b, "Signature1");
    cbor_put_bytes(&b, header);
    cbor_put_bytes(&b, SLICE_EMPTY);
    cbor_put_bytes(&b, payload);
    cupel_status st = buf_status(&b);
    if (st == CUPEL_OK)
        st = sign_make(stranger ? stranger : key, ALG, buf_slice(&b), raw, n);
    buf_clear(&b);
    sign_key_free(stranger);
    return st;
}

static void put_message(struct buf *b, const struct tee *t, cupel_slice header, cupel_slice payload,
                        cupel_slice signature)
{
    const struct nitro_params *p = &t->nitro;
    if (p->tag)
        cbor_put_tag(b, p->tag == 1 ? 18 : 17);
    cbor_put_array(b, 4);
    cbor_put_bytes(b, header);
    if (p->alg == ALG_OPEN)
        put_alg(b, ALG_ES384);
    else
        cbor_put_map(b, 0);
    if (p->payload == PAYLOAD_NIL)
        cbor_put_null(b);
    else
        cbor_put_bytes(b, payload);
    cbor_put_bytes(b, signature);
}

static cupel_status make_message(struct tee *t, const struct chain *c, struct buf *b)
{
    uint8_t raw[SIGN_MAX];
    size_t n = 0;
    put_alg(b, t->nitro.alg);
    cupel_slice header = keep(t, b);
    b->n = 0;
    put_payload(b, t, c);
    cupel_slice payload = keep(t, b);
    b->n = 0;
    CUPEL_TRY(buf_status(b));
    CUPEL_TRY(sign_document(t, c, header, payload, raw, &n));
    cupel_slice signature = slice_of(raw, n);
    if (t->nitro.sig == SIG_DER)
        signature = der_ecdsa(&t->out->arena, signature);
    put_message(b, t, header, payload, signature);
    CUPEL_TRY(buf_status(b));
    tee_flip(t, b->p, b->n);
    tee_file(t, "evidence.bin", keep(t, b));
    return arena_status(&t->out->arena);
}

static cupel_status build(struct tee *t, struct cupel_diag *err)
{
    (void)err;
    struct chain c = { 0 };
    struct buf b;
    buf_init(&b, PAYLOAD_MAX);
    cupel_status st = make_chain(t, &c);
    if (st == CUPEL_OK)
        st = make_message(t, &c, &b);
    buf_clear(&b);
    chain_clear(&c);
    return st;
}

static size_t body_at(unsigned version)
{
    (void)version;
    return 0;
}

const struct tee_kind tee_nitro = { .name = "nitro",
                                    .versions = { 1 },
                                    .default_version = 1,
                                    .tables = tables,
                                    .prepare = prepare,
                                    .derive = derive,
                                    .build = build,
                                    .body_at = body_at };
