/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/keys.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/pubkey.h"
#include "codec/tpm.h"
#include "codec/x509_alg.h"

#define ID_MAX 64u /* bytes of an implementation or instance id */

static uint8_t first_sign(cupel_slice in)
{
    for (size_t i = 0; i < in.n; i++)
        if (in.p[i] != ' ' && in.p[i] != '\t' && in.p[i] != '\r' && in.p[i] != '\n')
            return in.p[i];
    return 0;
}

/* Is the first member of the first object one of a key, or of what holds keys? JSON Web Keys stand
 * deep inside many other documents, which are no key files. */
static bool starts_with_key(cupel_slice in)
{
    static const char *const members[] = { "kty",
                                           "crv",
                                           "x",
                                           "y",
                                           "n",
                                           "e",
                                           "k",
                                           "kid",
                                           "use",
                                           "alg",
                                           "keys",
                                           "x5c",
                                           "pkey",
                                           "key_ops",
                                           "software_tee",
                                           "implementation-id",
                                           "instance-id" };
    size_t start = slice_find(in, SLICE_LIT("\""));
    if (start == SIZE_MAX)
        return false;
    cupel_slice rest = slice_part(in, start + 1, in.n - start - 1);
    cupel_slice name = slice_part(rest, 0, slice_find(rest, SLICE_LIT("\"")));
    for (size_t i = 0; i < CUPEL_COUNT(members); i++)
        if (slice_eq(name, slice_str(members[i])))
            return true;
    return false;
}

bool trust_keys_probe(cupel_slice in)
{
    uint8_t first = first_sign(in);
    if (first == '{' || first == '[')
        return starts_with_key(in) && slice_find(in, SLICE_LIT("\"kty\"")) != SIZE_MAX;
    return pubkey_probe(in);
}

/* What names a key in a report: SHA-256 of its SubjectPublicKeyInfo; of a secret key an
 * authentication code under it, which tells nobody anything about the key. */
static cupel_status name_key(const struct crypto *crypto, struct arena *a,
                             struct trust_anchor *anchor)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    const struct crypto_pub *pub = &anchor->pub;
    if (pub->type == CRYPTO_KEY_SECRET)
        CUPEL_TRY(crypto_hmac(crypto, CRYPTO_SHA256, pub->point, SLICE_LIT("cupel key"), digest));
    else {
        anchor->spki = x509_pub_write(a, pub);
        CUPEL_TRY(crypto_digest(crypto, CRYPTO_SHA256, anchor->spki, digest));
    }
    slice_copy(slice_of(digest, 32), anchor->sha256, 32);
    return arena_status(a);
}

cupel_status trust_key_anchor(const struct crypto *crypto, struct arena *a,
                              const struct crypto_pub *pub, const char *name,
                              struct trust_anchor *ret)
{
    *ret = (struct trust_anchor){
        .name = name, .pub = *pub, .is_key = true, .not_before = INT64_MIN, .not_after = INT64_MAX
    };
    return name_key(crypto, a, ret);
}

static cupel_slice get_id(struct arena *a, struct json_in *in, const struct json_node *entry,
                          const char *key)
{
    const struct json_node *node = json_get_opt(in, entry, key, JSON_STRING);
    if (!node || in->st != CUPEL_OK)
        return SLICE_EMPTY;
    uint8_t *out = arena_alloc(a, ID_MAX);
    size_t n = node->text.n / 2;
    if (!out || n == 0 || n > ID_MAX || hex_read_fixed(node->text, out, n) != CUPEL_OK)
        json_fail(in, node, "must be 1 to %u bytes as hex", ID_MAX);
    return slice_of(out, out ? n : 0);
}

/* What stands beside a JWK narrows what its key vouches for: a name that nobody knows may be a
 * mistyped one, and passed over it would let the key vouch for every device. */
static void check_members(struct json_in *in, const struct json_node *entry)
{
    static const char *const names[] = { "pkey", "implementation-id", "instance-id" };
    for (const struct json_node *m = entry->child; m; m = m->next) {
        bool known = false;
        for (size_t i = 0; i < CUPEL_COUNT(names); i++)
            known = known || slice_eq(m->key, slice_str(names[i]));
        if (!known)
            json_fail(in, m,
                      "is unknown beside a key; pkey, implementation-id and instance-id are");
    }
}

/* One element: a JWK, or {"pkey": JWK, …}. */
static void read_entry(struct arena *a, struct json_in *in, const struct json_node *entry,
                       struct trust_anchor *ret)
{
    const struct json_node *jwk = entry;
    if (entry->type == JSON_OBJECT && !jwk_probe(entry)) {
        jwk = json_get(in, entry, "pkey", JSON_OBJECT);
        check_members(in, entry);
    }
    if (entry->type != JSON_OBJECT)
        json_fail(in, entry, "must be an object that holds a JSON Web Key");
    if (in->st != CUPEL_OK)
        return;
    *ret = (struct trust_anchor){ .is_key = true,
                                  .not_before = INT64_MIN,
                                  .not_after = INT64_MAX,
                                  .is_software = json_find(jwk, "software_tee") != NULL };
    jwk_read(a, in, jwk, &ret->pub);
    ret->implementation_id = get_id(a, in, entry, "implementation-id");
    ret->instance_id = get_id(a, in, entry, "instance-id");
}

static cupel_status read_list(const struct crypto *crypto, struct arena *a, struct json_in *in,
                              const struct json_node *first, struct trust_anchor *list, size_t n)
{
    for (size_t i = 0; i < n; i++, first = first->next) {
        read_entry(a, in, first, &list[i]);
        CUPEL_TRY(in->st);
        CUPEL_TRY(name_key(crypto, a, &list[i]));
    }
    return CUPEL_OK;
}

static cupel_status read_json(const struct crypto *crypto, struct arena *a, cupel_slice text,
                              struct trust_anchor **ret, size_t *n, struct cupel_diag *err)
{
    const struct json_node *top = NULL;
    struct json_in in = { .kind = "key", .err = err };
    CUPEL_TRY(json_parse(a, text, &top, err));
    const struct json_node *list = top;
    if (top->type == JSON_OBJECT && json_find(top, "keys"))
        list = json_get(&in, top, "keys", JSON_ARRAY);
    CUPEL_TRY(in.st);
    bool one = list->type != JSON_ARRAY;
    size_t count = one ? 1 : list->count;
    if (count == 0 || count > TRUST_KEYS_MAX)
        return diag_set(err, count ? CUPEL_E_LIMIT : CUPEL_E_MALFORMED, "key",
                        "the file holds %zu keys; it may hold 1 to %u", count, TRUST_KEYS_MAX);
    struct trust_anchor *anchors = arena_array(a, count, sizeof *anchors);
    if (!anchors)
        return diag_set(err, CUPEL_E_NOMEM, "key", "out of memory");
    CUPEL_TRY(read_list(crypto, a, &in, one ? list : list->child, anchors, count));
    *ret = anchors;
    *n = count;
    return CUPEL_OK;
}

/* A TPM's key that is no attestation key vouches for nothing: it may sign anything, or is known
 * outside the TPM. */
static cupel_status read_tpm(struct arena *a, cupel_slice in, struct crypto_pub *ret,
                             struct cupel_diag *err)
{
    struct tpm_public p;
    CUPEL_TRY(tpm_public_read(a, in, &p, err));
    const char *fault = tpm_attestation_key_fault(&p);
    if (fault)
        return diag_set(err, CUPEL_E_MALFORMED, "tpm-public",
                        "as an anchor this TPM key is no attestation key: %s", fault);
    if (p.pub.type == CRYPTO_KEY_NONE)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "tpm-public",
                        "the key is neither ECC on P-256, P-384 or P-521 nor RSA of 2048 to 4096 "
                        "bits with exponent 65537");
    *ret = p.pub;
    return CUPEL_OK;
}

cupel_status trust_keys_read(const struct crypto *crypto, struct arena *a, cupel_slice in,
                             struct trust_anchor **ret, size_t *n, struct cupel_diag *err)
{
    uint8_t first = first_sign(in);
    if (first == '{' || first == '[')
        return read_json(crypto, a, in, ret, n, err);
    struct trust_anchor *anchor = arena_alloc(a, sizeof *anchor);
    struct crypto_pub pub;
    if (!anchor)
        return diag_set(err, CUPEL_E_NOMEM, "key", "out of memory");
    if (tpm_public_probe(in))
        CUPEL_TRY(read_tpm(a, in, &pub, err));
    else
        CUPEL_TRY(pubkey_read(a, in, &pub, err));
    CUPEL_TRY(trust_key_anchor(crypto, a, &pub, "key", anchor));
    *ret = anchor;
    *n = 1;
    return CUPEL_OK;
}
