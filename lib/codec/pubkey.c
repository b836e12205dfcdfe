/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/pubkey.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/der.h"
#include "codec/pem.h"
#include "codec/x509_alg.h"

#define SECRET_MIN 16u /* bytes of a key for message authentication codes */
#define SECRET_MAX 128u

bool jwk_probe(const struct json_node *node)
{
    return json_find(node, "kty") != NULL;
}

/* base64url without padding (RFC 7518 section 2) of at most @max bytes; exactly @max where @exact.
 */
static cupel_slice get_base64(struct arena *a, struct json_in *in, const struct json_node *jwk,
                              const char *key, size_t max, bool exact)
{
    cupel_slice text = json_get_string(in, jwk, key);
    uint8_t *out = arena_alloc(a, base64_room(text.n));
    size_t n = 0;
    if (in->st != CUPEL_OK || !out)
        return SLICE_EMPTY;
    if (base64_read(text, true, false, out, &n) != CUPEL_OK || n == 0 || n > max ||
        (exact && n != max))
        json_fail(in, json_find(jwk, key), "must be base64url of %s%zu bytes", exact ? "" : "1 to ",
                  max);
    return slice_of(out, n);
}

static void read_ec(struct arena *a, struct json_in *in, const struct json_node *jwk,
                    struct crypto_pub *ret)
{
    cupel_slice crv = json_get_string(in, jwk, "crv");
    enum crypto_key_type type = slice_eq(crv, SLICE_LIT("P-256"))   ? CRYPTO_KEY_P256
                                : slice_eq(crv, SLICE_LIT("P-384")) ? CRYPTO_KEY_P384
                                : slice_eq(crv, SLICE_LIT("P-521")) ? CRYPTO_KEY_P521
                                                                    : CRYPTO_KEY_NONE;
    size_t half = crypto_point_size(type) / 2;
    if (!half) {
        json_fail(in, json_find(jwk, "crv"), "must be P-256, P-384 or P-521");
        return;
    }
    cupel_slice x = get_base64(a, in, jwk, "x", half, true);
    cupel_slice y = get_base64(a, in, jwk, "y", half, true);
    uint8_t *point = arena_alloc(a, 2 * half);
    if (!point || in->st != CUPEL_OK)
        return;
    slice_copy(x, point, half);
    slice_copy(y, point + half, half);
    *ret = (struct crypto_pub){ type, slice_of(point, 2 * half) };
}

static void read_rsa(struct arena *a, struct json_in *in, const struct json_node *jwk,
                     struct crypto_pub *ret)
{
    cupel_slice n = get_base64(a, in, jwk, "n", 512, false);
    cupel_slice e = get_base64(a, in, jwk, "e", 8, false);
    if (in->st == CUPEL_OK && (n.n < 256 || !(n.p[0] & 0x80)))
        json_fail(in, json_find(jwk, "n"), "must be a modulus of 2048 to 4096 bits");
    if (in->st == CUPEL_OK && slice_be64(e) != 65537)
        json_fail(in, json_find(jwk, "e"), "must be 65537");
    *ret = (struct crypto_pub){ CRYPTO_KEY_RSA, n };
}

/* A secret that can be guessed authenticates nothing. */
static void read_secret(struct arena *a, struct json_in *in, const struct json_node *jwk,
                        struct crypto_pub *ret)
{
    cupel_slice k = get_base64(a, in, jwk, "k", SECRET_MAX, false);
    if (in->st == CUPEL_OK && k.n < SECRET_MIN)
        json_fail(in, json_find(jwk, "k"), "has %zu bytes; a secret key has %u at least", k.n,
                  SECRET_MIN);
    *ret = (struct crypto_pub){ CRYPTO_KEY_SECRET, k };
}

void jwk_read(struct arena *a, struct json_in *in, const struct json_node *jwk,
              struct crypto_pub *ret)
{
    *ret = (struct crypto_pub){ CRYPTO_KEY_NONE, SLICE_EMPTY };
    cupel_slice kty = json_get_string(in, jwk, "kty");
    if (in->st == CUPEL_OK && json_find(jwk, "d"))
        json_fail(in, json_find(jwk, "d"), "is a private key; give the public one alone");
    if (in->st != CUPEL_OK)
        return;
    if (slice_eq(kty, SLICE_LIT("EC")))
        read_ec(a, in, jwk, ret);
    else if (slice_eq(kty, SLICE_LIT("RSA")))
        read_rsa(a, in, jwk, ret);
    else if (slice_eq(kty, SLICE_LIT("oct")))
        read_secret(a, in, jwk, ret);
    else
        json_fail(in, json_find(jwk, "kty"), "must be EC, RSA or oct");
    if (in->st != CUPEL_OK)
        *ret = (struct crypto_pub){ CRYPTO_KEY_NONE, SLICE_EMPTY };
}

bool pubkey_probe(cupel_slice in)
{
    if (pem_probe(in))
        return slice_find(in, SLICE_LIT("-----BEGIN PUBLIC KEY-----")) != SIZE_MAX;
    struct cur c = cur_of(in);
    struct cur outer = der_enter(&c, DER_SEQUENCE);
    struct cur id = der_enter(&outer, DER_SEQUENCE);
    return id.st == CUPEL_OK && der_next_is(&id, DER_OID) && der_next_is(&outer, DER_BIT_STRING);
}

cupel_status pubkey_read(struct arena *a, cupel_slice in, struct crypto_pub *ret,
                         struct cupel_diag *err)
{
    cupel_slice der = in;
    if (pem_probe(in)) {
        struct cur c = cur_of(in);
        struct pem_block first, second;
        cupel_status st = pem_next(a, &c, true, &first);
        if (cupel_status_class(st) == CUPEL_CLASS_INTERNAL)
            return diag_set(err, st, "key", "out of memory");
        if (st != CUPEL_OK || !slice_eq(first.label, SLICE_LIT("PUBLIC KEY")) ||
            pem_next(a, &c, true, &second) != CUPEL_E_NOT_FOUND)
            return diag_set(err, CUPEL_E_MALFORMED, "key",
                            "is no PEM text with one PUBLIC KEY block and nothing else");
        der = first.der;
    }
    if (x509_pub_read(der, ret) != CUPEL_OK)
        return diag_set(err, CUPEL_E_MALFORMED, "key", "is no SubjectPublicKeyInfo");
    if (ret->type == CRYPTO_KEY_NONE)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "key",
                        "the key is neither EC on P-256, P-384 or P-521 nor RSA of 2048 to 4096 "
                        "bits with exponent 65537");
    return CUPEL_OK;
}
