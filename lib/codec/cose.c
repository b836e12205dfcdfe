/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/cose.h"

#include <string.h>

static void fail(struct cur *c, const char **why, const char *rule)
{
    if (c->st == CUPEL_OK)
        c->st = CUPEL_E_MALFORMED;
    if (!*why)
        *why = rule;
}

/* Labels are integers or text, and each stands once over both buckets. */
static bool labels_are_unique(const struct cose_message *m)
{
    for (size_t i = 0; i < m->headers.n; i++)
        for (size_t k = 0; k < m->open.n; k++)
            if (slice_eq(m->headers.pairs[i].key, m->open.pairs[k].key))
                return false;
    return true;
}

static bool labels_are_labels(const struct cbor_map *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->pairs[i].key_type != CBOR_UINT && m->pairs[i].key_type != CBOR_NINT &&
            m->pairs[i].key_type != CBOR_TEXT)
            return false;
    return true;
}

static void read_protected(struct cur *c, struct cose_message *m, size_t at, const char **why)
{
    struct cur in = cur_at(m->protected_, at);
    if (m->protected_.n == 0) /* an empty map may be written as no bytes at all */
        return;
    cbor_take_map(&in, &m->headers);
    if (cur_end(&in) != CUPEL_OK) {
        fail(c, why, "the protected header is no map in strict CBOR");
        c->at = in.at;
    }
    const struct cbor_pair *alg = cbor_find(&m->headers, COSE_ALG);
    struct cur v = cbor_value(alg);
    m->alg = cbor_take_int(&v);
    m->has_alg = alg && cur_end(&v) == CUPEL_OK;
    m->has_crit = cbor_find(&m->headers, COSE_CRIT) != NULL;
}

static void take_tag(struct cur *c, struct cose_message *m, const char **why)
{
    m->tagged = cbor_peek(c) == CBOR_TAG;
    if (!m->tagged)
        return;
    struct cur start = *c;
    uint64_t tag = cbor_take_tag(c);
    m->is_mac = tag == COSE_TAG_MAC0;
    if (c->st != CUPEL_OK || tag == COSE_TAG_SIGN1 || m->is_mac)
        return;
    *c = start;
    fail(c, why, "the tag is neither 18 (COSE_Sign1) nor 17 (COSE_Mac0)");
}

static void take_payload(struct cur *c, struct cose_message *m)
{
    m->payload_is_nil = cbor_next_is_null(c);
    if (m->payload_is_nil) {
        cbor_take_null(c);
        return;
    }
    m->payload = cbor_take_bytes(c);
    m->payload_at = c->at - m->payload.n;
}

void cose_take(struct cur *c, struct cose_message *ret, const char **why)
{
    struct cose_message *m = ret;
    memset(m, 0, sizeof *m);
    *why = NULL;
    take_tag(c, m, why);
    struct cbor_items it = cbor_enter_array(c);
    if (it.indefinite || it.left != 4)
        fail(c, why, "it is no array of four elements");
    m->protected_ = cbor_take_bytes(c);
    size_t protected_at = c->at - m->protected_.n;
    if (c->st != CUPEL_OK)
        fail(c, why, "its first element, the protected header, is no byte string");
    else
        read_protected(c, m, protected_at, why);
    cbor_take_map(c, &m->open);
    if (c->st != CUPEL_OK)
        fail(c, why, "its second element, the unprotected header, is no map in strict CBOR");
    if (c->st == CUPEL_OK && (!labels_are_labels(&m->headers) || !labels_are_labels(&m->open)))
        fail(c, why, "a header's label is neither an integer nor text");
    if (c->st == CUPEL_OK && !labels_are_unique(m))
        fail(c, why, "a label stands in both headers");
    m->alg_open = cbor_find(&m->open, COSE_ALG) != NULL;
    m->has_crit = m->has_crit || cbor_find(&m->open, COSE_CRIT);
    take_payload(c, m);
    if (c->st != CUPEL_OK)
        fail(c, why, "its third element, the payload, is neither a byte string nor nil");
    m->signature = cbor_take_bytes(c);
    m->signature_at = c->at - m->signature.n;
    if (c->st != CUPEL_OK)
        fail(c, why, "its fourth element, the signature, is no byte string");
}

bool cose_probe(cupel_slice in)
{
    struct cur c = cur_of(in);
    if (cbor_peek(&c) == CBOR_TAG) {
        uint64_t tag = cbor_take_tag(&c);
        if (tag != COSE_TAG_SIGN1 && tag != COSE_TAG_MAC0)
            return false;
    }
    struct cbor_items it = cbor_enter_array(&c);
    return c.st == CUPEL_OK && !it.indefinite && it.left == 4 && cbor_peek(&c) == CBOR_BYTES;
}

/* Head of a byte or text string into @out (room 9); its length. */
static size_t write_head(uint8_t major, size_t n, uint8_t *out)
{
    unsigned bytes = n < 24 ? 0 : n < 256 ? 1 : n < 65536 ? 2 : 4;
    out[0] = (uint8_t)((unsigned)major << 5 | (bytes == 0   ? n
                                               : bytes == 1 ? 24u
                                               : bytes == 2 ? 25u
                                                            : 26u));
    for (unsigned i = 0; i < bytes; i++)
        out[1 + i] = (uint8_t)(n >> 8 * (bytes - 1 - i));
    return 1 + bytes;
}

static size_t put(uint8_t *out, uint8_t major, cupel_slice s)
{
    size_t n = write_head(major, s.n, out);
    slice_copy(s, out + n, s.n);
    return n + s.n;
}

cupel_slice cose_signed(struct arena *a, const struct cose_message *m)
{
    /* Without attributes a string of no bytes is signed, also where an empty map was sent. */
    cupel_slice header = m->headers.n ? m->protected_ : SLICE_EMPTY;
    cupel_slice context = m->is_mac ? SLICE_LIT("MAC0") : SLICE_LIT("Signature1");
    uint8_t *out = arena_alloc(a, 1 + context.n + header.n + m->payload.n + 4 * (size_t)9);
    if (!out)
        return SLICE_EMPTY;
    size_t n = 0;
    out[n++] = 0x84;
    n += put(out + n, 3, context);
    n += put(out + n, 2, header);
    n += put(out + n, 2, SLICE_EMPTY);
    n += put(out + n, 2, m->payload);
    return slice_of(out, n);
}

static const struct {
    int64_t alg;
    enum crypto_sig sig;
    const char *name;
} algs[] = {
    { COSE_ES256, CRYPTO_SIG_ECDSA_P256_SHA256, "ES256" },
    { COSE_ES384, CRYPTO_SIG_ECDSA_P384_SHA384, "ES384" },
    { COSE_ES512, CRYPTO_SIG_ECDSA_P521_SHA512, "ES512" },
    { COSE_PS256, CRYPTO_SIG_RSA_PSS_SHA256, "PS256" },
    { COSE_PS384, CRYPTO_SIG_RSA_PSS_SHA384, "PS384" },
    { COSE_PS512, CRYPTO_SIG_RSA_PSS_SHA512, "PS512" },
    { COSE_HMAC_256, CRYPTO_SIG_NONE, "HMAC 256/256" },
    { COSE_HMAC_384, CRYPTO_SIG_NONE, "HMAC 384/384" },
    { COSE_HMAC_512, CRYPTO_SIG_NONE, "HMAC 512/512" },
};

enum crypto_sig cose_sig(int64_t alg)
{
    for (size_t i = 0; i < CUPEL_COUNT(algs); i++)
        if (algs[i].alg == alg)
            return algs[i].sig;
    return CRYPTO_SIG_NONE;
}

const char *cose_alg_name(int64_t alg)
{
    for (size_t i = 0; i < CUPEL_COUNT(algs); i++)
        if (algs[i].alg == alg)
            return algs[i].name;
    return "an algorithm unknown here";
}

/* ---- COSE_Key ---- */

enum { KEY_KTY = 1, KEY_CRV = -1, KEY_X = -2, KEY_Y = -3, KTY_EC2 = 2 };

static int64_t int_of(const struct cbor_map *m, int64_t label)
{
    struct cur c = cbor_value(cbor_find(m, label));
    int64_t v = cbor_take_int(&c);
    return cur_end(&c) == CUPEL_OK ? v : INT64_MIN;
}

cupel_status cose_key_read(struct arena *a, cupel_slice in, struct crypto_pub *ret)
{
    static const struct {
        int64_t crv;
        enum crypto_key_type type;
        size_t size;
    } curves[] = { { 1, CRYPTO_KEY_P256, 32 },
                   { 2, CRYPTO_KEY_P384, 48 },
                   { 3, CRYPTO_KEY_P521, 66 } };
    struct cbor_map m;
    struct cur c = cur_of(in);
    cbor_take_map(&c, &m);
    if (cur_end(&c) != CUPEL_OK)
        return CUPEL_E_MALFORMED;
    int64_t kty = int_of(&m, KEY_KTY), crv = int_of(&m, KEY_CRV);
    if (kty == INT64_MIN)
        return CUPEL_E_MALFORMED;
    struct cur cx = cbor_value(cbor_find(&m, KEY_X)), cy = cbor_value(cbor_find(&m, KEY_Y));
    bool compressed = cbor_peek(&cy) == CBOR_SIMPLE; /* y is then its sign */
    cupel_slice x = cbor_take_bytes(&cx), y = cbor_take_bytes(&cy);
    for (size_t i = 0; i < CUPEL_COUNT(curves) && kty == KTY_EC2 && !compressed; i++) {
        if (curves[i].crv != crv)
            continue;
        size_t n = curves[i].size;
        if (cur_end(&cx) != CUPEL_OK || cur_end(&cy) != CUPEL_OK || x.n != n || y.n != n)
            return CUPEL_E_MALFORMED;
        uint8_t *point = arena_alloc(a, 2 * n);
        if (!point)
            return CUPEL_E_NOMEM;
        slice_copy(x, point, n);
        slice_copy(y, point + n, n);
        *ret = (struct crypto_pub){ curves[i].type, slice_of(point, 2 * n) };
        return CUPEL_OK;
    }
    return CUPEL_E_UNSUPPORTED;
}
