/* SPDX-License-Identifier: Apache-2.0 */
/* Paths, anchors and CRLs: one test per rule of trust.h. Certificates come from x509_make.h. */
#include "codec/x509_alg.h"
#include "trust/trust.h"
#include "x509_make.h"

#include <stdio.h>

#define JUNE 1780272000 /* 2026-06-01T00:00:00Z */

static struct arena arena;
static struct crypto *crypto;

enum who { ROOT, CA, LEAF, OTHER, KEYS };
static struct sign_key *keys[KEYS];

static int setup(void **state)
{
    (void)state;
    static const char *const seeds[KEYS] = { "root", "ca", "leaf", "other" };
    arena_init(&arena, 16u << 20);
    if (crypto_new(&crypto) != CUPEL_OK)
        return -1;
    for (int i = 0; i < KEYS; i++)
        if (sign_key_new(crypto, CRYPTO_KEY_P256, slice_str(seeds[i]), &keys[i]) != CUPEL_OK)
            return -1;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (int i = 0; i < KEYS; i++)
        sign_key_free(keys[i]);
    crypto_free(crypto);
    arena_clear(&arena);
    return 0;
}

/* --- a small world: Root > CA > Leaf ---------------------------------------------------------- */

#define SIGN_USAGE "0106" /* keyCertSign, cRLSign */

static const struct make_cert root_like = {
    .subject = "Root", .issuer = "Root", .is_ca = true, .usage = SIGN_USAGE
};
static const struct make_cert ca_like = {
    .subject = "CA", .issuer = "Root", .is_ca = true, .usage = SIGN_USAGE
};
static const struct make_cert leaf_like = { .subject = "Leaf", .issuer = "CA", .serial = "05" };

static cupel_slice made(struct make_cert m, enum who key, enum who signer)
{
    m.key = keys[key];
    m.signer = keys[signer];
    return make_cert(&arena, &m);
}

static const struct x509_cert *parsed(cupel_slice der)
{
    struct x509_cert *c = arena_alloc(&arena, sizeof *c);
    struct cupel_diag d = { .text = "" };
    if (x509_cert_parse(der, c, &d) != CUPEL_OK)
        fail_msg("%s", d.text);
    return c;
}

static const struct x509_cert *cert(struct make_cert m, enum who key, enum who signer)
{
    return parsed(made(m, key, signer));
}

static struct trust_anchor anchor_of(cupel_slice der)
{
    struct trust_anchor a;
    struct cupel_diag d = { .text = "" };
    if (trust_anchor_read(crypto, &arena, der, &a, &d) != CUPEL_OK)
        fail_msg("%s", d.text);
    return a;
}

/* The path from @leaf through @n candidates to the root "Root" of key ROOT. */
static struct trust_path find(const struct x509_cert *leaf, const struct x509_cert **candidates,
                              size_t n)
{
    struct trust_anchor *root = arena_alloc(&arena, sizeof *root);
    const struct trust_anchor **list = arena_array(&arena, 1, sizeof *list);
    *root = anchor_of(made(root_like, ROOT, ROOT));
    *list = root;
    struct trust t = { .crypto = crypto, .anchors = list, .n_anchors = 1, .arena = &arena };
    struct trust_path p;
    assert_status(trust_path_find(&t, leaf, candidates, n, &p), CUPEL_OK);
    assert_true((p.fault == PATH_OK) == (p.anchor != NULL));
    assert_true(p.at < p.n);
    return p;
}
#define FIND(leaf, ...)                                                                            \
    find((leaf), (const struct x509_cert *[]){ __VA_ARGS__ },                                      \
         sizeof((const struct x509_cert *[]){ __VA_ARGS__ }) / sizeof(struct x509_cert *))

static void expect_fault(const struct trust_path *p, enum path_fault fault, size_t at)
{
    if (p->fault != fault || (fault != PATH_OK && p->at != at))
        fail_msg("%s at %zu, not %s at %zu", path_fault_text(p->fault), p->at,
                 path_fault_text(fault), at);
}

/* --- paths ----------------------------------------------------------------------------------- */

static void test_path_good(void **state)
{
    (void)state;
    const struct x509_cert *leaf = cert(leaf_like, LEAF, CA), *ca = cert(ca_like, CA, ROOT);
    const struct x509_cert *root = cert(root_like, ROOT, ROOT);
    struct trust_path p = FIND(leaf, root, leaf,
                               ca); /* in any order; the root itself is left out */
    expect_fault(&p, PATH_OK, 0);
    assert_int_equal(p.n, 2);
    assert_ptr_equal(p.certs[0], leaf);
    assert_ptr_equal(p.certs[1], ca);
    assert_string_equal(p.anchor->name, "CN=Root");
    p = FIND(ca, leaf); /* a CA as the leaf, and directly below the anchor */
    expect_fault(&p, PATH_OK, 0);
    assert_int_equal(p.n, 1);
    p = FIND(root, leaf); /* the root itself */
    expect_fault(&p, PATH_OK, 0);
}

static void test_path_no_issuer(void **state)
{
    (void)state;
    struct make_cert other = ca_like;
    other.subject = "CB";
    struct trust_path p = FIND(cert(leaf_like, LEAF, CA), cert(other, CA, ROOT));
    expect_fault(&p, PATH_NO_ISSUER, 0);
    other = ca_like;
    other.issuer = "Roof";
    p = FIND(cert(leaf_like, LEAF, CA), cert(other, CA, ROOT));
    expect_fault(&p, PATH_NO_ISSUER, 1);
    assert_int_equal(p.n, 2);
}

static void test_path_bad_signature(void **state)
{
    (void)state;
    const struct x509_cert *leaf = cert(leaf_like, LEAF, OTHER), *ca = cert(ca_like, CA, ROOT);
    struct trust_path p = FIND(leaf, ca);
    expect_fault(&p, PATH_BAD_SIGNATURE, 0);
    p = FIND(cert(leaf_like, LEAF, CA), cert(ca_like, CA, OTHER)); /* same names as the root's */
    expect_fault(&p, PATH_BAD_SIGNATURE, 1);
    cupel_slice der = arena_copy(&arena, made(leaf_like, LEAF, CA));
    const struct x509_cert *good = parsed(der);
    size_t at = slice_find(der, SLICE_LIT("Leaf"));
    uint8_t *bytes = arena_alloc(&arena, der.n);
    slice_copy(der, bytes, der.n);
    bytes[at] ^= 0x20;
    p = FIND(parsed(slice_of(bytes, der.n)), ca);
    expect_fault(&p, PATH_BAD_SIGNATURE, 0);
    p = FIND(good, ca);
    expect_fault(&p, PATH_OK, 0);
}

/* Candidates of the right name and the wrong key do no harm, wherever they stand. */
static void test_path_namesakes(void **state)
{
    (void)state;
    const struct x509_cert *leaf = cert(leaf_like, LEAF, CA), *ca = cert(ca_like, CA, ROOT);
    const struct x509_cert *namesake = cert(ca_like, OTHER, ROOT);
    const struct x509_cert *forged = cert(ca_like, CA, OTHER); /* right key, not by the root */
    const struct x509_cert *fake_root = cert(root_like, OTHER, OTHER);
    struct trust_path p = FIND(leaf, namesake, forged, fake_root, ca);
    expect_fault(&p, PATH_OK, 0);
    assert_ptr_equal(p.certs[1], ca);
    p = FIND(leaf, ca, namesake, forged, fake_root);
    expect_fault(&p, PATH_OK, 0);
    p = FIND(leaf, namesake);
    expect_fault(&p, PATH_BAD_SIGNATURE, 0);
}

static void test_path_unpinned(void **state)
{
    (void)state;
    struct make_cert evil_root = root_like, evil_ca = ca_like;
    evil_root.subject = evil_root.issuer = evil_ca.issuer = "Evil";
    const struct x509_cert *leaf = cert(leaf_like, LEAF, CA);
    struct trust_path p = FIND(leaf, cert(evil_ca, CA, OTHER), cert(evil_root, OTHER, OTHER));
    expect_fault(&p, PATH_UNPINNED, 2);
    /* the root's name does not help */
    p = FIND(leaf, cert(ca_like, CA, OTHER), cert(root_like, OTHER, OTHER));
    expect_fault(&p, PATH_UNPINNED, 2);
    /* a self-signed leaf */
    struct make_cert alone = leaf_like;
    alone.issuer = "Leaf";
    p = FIND(cert(alone, LEAF, LEAF), cert(ca_like, CA, ROOT));
    expect_fault(&p, PATH_UNPINNED, 0);
    p = FIND(cert(alone, LEAF, LEAF), leaf); /* a leaf of the same name and key issues nothing */
    expect_fault(&p, PATH_NOT_CA, 1);
}

static void test_path_not_ca(void **state)
{
    (void)state;
    const struct x509_cert *leaf = cert(leaf_like, LEAF, CA);
    struct make_cert m = ca_like;
    m.is_ca = false;
    struct trust_path p = FIND(leaf, cert(m, CA, ROOT));
    expect_fault(&p, PATH_NOT_CA, 1);
    m = ca_like;
    m.usage = "0102"; /* cRLSign only */
    p = FIND(leaf, cert(m, CA, ROOT));
    expect_fault(&p, PATH_NOT_CA, 1);
    m.usage = NULL; /* RFC 5280 4.2.1.3: demanded only where keyUsage stands */
    p = FIND(leaf, cert(m, CA, ROOT));
    expect_fault(&p, PATH_OK, 0);
}

static void test_path_length(void **state)
{
    (void)state;
    struct make_cert upper = ca_like, lower = ca_like;
    upper.subject = lower.issuer = "Upper";
    const struct x509_cert *leaf = cert(leaf_like, LEAF, CA);
    const struct x509_cert *below = cert(lower, CA, OTHER);
    struct trust_path p = FIND(leaf, below, cert(upper, OTHER, ROOT));
    expect_fault(&p, PATH_OK, 0);
    assert_int_equal(p.n, 3);
    upper.path_len = "01";
    p = FIND(leaf, below, cert(upper, OTHER, ROOT));
    expect_fault(&p, PATH_OK, 0);
    upper.path_len = "00";
    p = FIND(leaf, below, cert(upper, OTHER, ROOT));
    expect_fault(&p, PATH_LENGTH, 2);
}

/* "CA0" < "CA1" < … each signed by the next, all with the key CA. */
static const struct x509_cert *step(int i, int top)
{
    char *names = arena_alloc(&arena, 32);
    (void)snprintf(names, 16, i == 0 ? "CA" : "CA%d", i);
    (void)snprintf(names + 16, 16, i == top ? "Root" : "CA%d", i + 1);
    struct make_cert m = ca_like;
    m.subject = names;
    m.issuer = names + 16;
    return cert(m, CA, i == top ? ROOT : CA);
}

static void test_path_too_deep(void **state)
{
    (void)state;
    const struct x509_cert *steps[TRUST_PATH_MAX];
    const struct x509_cert *leaf = cert(leaf_like, LEAF, CA);
    for (int top = (int)TRUST_PATH_MAX - 2; top < (int)TRUST_PATH_MAX; top++) {
        for (int i = 0; i <= top; i++)
            steps[i] = step(i, top);
        struct trust_path p = find(leaf, steps, (size_t)top + 1);
        bool fits = top + 2 <= (int)TRUST_PATH_MAX;
        expect_fault(&p, fits ? PATH_OK : PATH_LENGTH, TRUST_PATH_MAX - 1);
    }
}

static void test_path_critical(void **state)
{
    (void)state;
    struct make_cert m = ca_like, l = leaf_like;
    m.more = l.more = make_ext(&arena, "2b0601040163", true, SLICE_LIT("?"));
    struct trust_path p = FIND(cert(leaf_like, LEAF, CA), cert(m, CA, ROOT));
    expect_fault(&p, PATH_CRITICAL, 1);
    p = FIND(cert(l, LEAF, CA), cert(ca_like, CA, ROOT));
    expect_fault(&p, PATH_CRITICAL, 0);
}

/* Two keys that sign each other under many serials make a tree of every order: it is cut. */
static void test_path_bounded(void **state)
{
    (void)state;
    enum { EACH = 12 };
    const struct x509_cert *list[2 * EACH + 1];
    for (int i = 0; i < EACH; i++) {
        char *serial = arena_alloc(&arena, 3);
        (void)snprintf(serial, 3, "%02x", 0x10 + i);
        struct make_cert m = ca_like;
        m.serial = serial;
        m.issuer = "CB";
        list[2 * i] = cert(m, CA, OTHER);
        m.subject = "CB";
        m.issuer = "CA";
        list[2 * i + 1] = cert(m, OTHER, CA);
    }
    struct trust_path p = find(cert(leaf_like, LEAF, CA), list, 2 * (size_t)EACH);
    assert_int_equal(p.fault, PATH_LENGTH);
    assert_null(p.anchor);
}

static void test_path_dates(void **state)
{
    (void)state;
    struct make_cert m = leaf_like;
    m.from = "260601000000Z";
    m.to = "260630235959Z";
    struct trust_path p = FIND(cert(m, LEAF, CA), cert(ca_like, CA, ROOT));
    bool expired = true;
    assert_true(trust_path_invalid_at(&p, JUNE, &expired) == SIZE_MAX);
    assert_true(trust_path_invalid_at(&p, JUNE + 30 * 86400 - 1, &expired) == SIZE_MAX);
    assert_int_equal(trust_path_invalid_at(&p, JUNE - 1, &expired), 0);
    assert_false(expired);
    assert_int_equal(trust_path_invalid_at(&p, JUNE + 30 * 86400, &expired), 0);
    assert_true(expired);
    assert_int_equal(trust_path_until(&p), JUNE + 30 * 86400 - 1);

    m = ca_like; /* the CA ends first */
    m.to = "260601000000Z";
    p = FIND(cert(leaf_like, LEAF, CA), cert(m, CA, ROOT));
    assert_int_equal(trust_path_invalid_at(&p, JUNE + 1, &expired), 1);
    assert_true(expired);
    assert_int_equal(trust_path_until(&p), JUNE);

    p = FIND(cert(leaf_like, LEAF, CA), cert(ca_like, CA, ROOT)); /* all end at once: the leaf */
    struct trust_anchor early = *p.anchor;
    early.not_after = JUNE;
    p.anchor = &early;
    assert_int_equal(trust_path_invalid_at(&p, JUNE + 1, &expired), p.n);
    assert_true(expired);
    assert_int_equal(trust_path_until(&p), JUNE);
    early.not_after = INT64_MAX;
    early.not_before = JUNE;
    assert_int_equal(trust_path_invalid_at(&p, JUNE - 1, &expired), p.n);
    assert_false(expired);
}

static void test_path_no_memory(void **state)
{
    (void)state;
    struct arena none;
    arena_init(&none, 0);
    struct trust_anchor root = anchor_of(made(root_like, ROOT, ROOT));
    const struct trust_anchor *list[] = { &root };
    struct trust t = { .crypto = crypto, .anchors = list, .n_anchors = 1, .arena = &none };
    struct trust_path p = { .n = 77 };
    const struct x509_cert *ca = cert(ca_like, CA, ROOT);
    assert_status(trust_path_find(&t, ca, NULL, 0, &p), CUPEL_E_LIMIT); /* not: bad signature */
    assert_int_equal(p.n, 77);
    arena_clear(&none);
}

/* --- software TEEs --------------------------------------------------------------------------- */

/* The OID's contents, decoded by hand, are the numbers that the header names. */
static void test_software_oid(void **state)
{
    (void)state;
    static const unsigned want[] = { 1 * 40 + 3, 6, 1, 4, 1, 32473, 67, 85, 80, 69, 76 };
    size_t k = 0;
    unsigned v = 0;
    for (size_t i = 0; i < oid_software_tee.n; i++) {
        v = v << 7 | (oid_software_tee.p[i] & 0x7fu);
        if (oid_software_tee.p[i] & 0x80)
            continue;
        assert_true(k < CUPEL_COUNT(want));
        assert_int_equal(v, want[k++]);
        v = 0;
    }
    assert_int_equal(k, CUPEL_COUNT(want));
}

static void test_software_mark(void **state)
{
    (void)state;
    struct make_cert marked = leaf_like, ca = ca_like, root = root_like;
    cupel_slice mark = make_ext(&arena, arena_hex(&arena, oid_software_tee), false,
                                SLICE_LIT("\x0c\x02no"));
    marked.more = ca.more = root.more = mark;
    const struct x509_cert *plain = cert(leaf_like, LEAF, CA);
    assert_true(x509_is_software(cert(marked, LEAF, CA)));
    assert_false(x509_is_software(plain));
    struct trust_path p = FIND(plain, cert(ca_like, CA, ROOT));
    assert_false(trust_path_is_software(&p));
    struct trust_anchor soft = anchor_of(made(root, ROOT, ROOT));
    assert_true(soft.is_software);
    p.anchor = &soft;
    assert_true(trust_path_is_software(&p));
    p = FIND(plain, cert(ca, CA, ROOT));
    assert_true(trust_path_is_software(&p));
    p = FIND(cert(marked, LEAF, CA), cert(ca_like, CA, ROOT));
    assert_true(trust_path_is_software(&p));
}

/* --- anchors --------------------------------------------------------------------------------- */

static void refused(cupel_slice der, const char *why)
{
    struct trust_anchor a = { .name = "untouched" };
    struct cupel_diag d = { .text = "" };
    assert_status(trust_anchor_read(crypto, &arena, der, &a, &d), CUPEL_E_MALFORMED);
    if (!strstr(d.text, why))
        fail_msg("\"%s\" does not say \"%s\"", d.text, why);
    assert_string_equal(a.name, "untouched");
}

static void test_anchor_read(void **state)
{
    (void)state;
    cupel_slice der = made(root_like, ROOT, ROOT);
    struct trust_anchor a = anchor_of(der);
    const struct x509_cert *c = parsed(der);
    uint8_t digest[CRYPTO_HASH_MAX];
    assert_string_equal(a.name, "CN=Root");
    assert_true(slice_eq(a.subject, c->subject) && slice_eq(a.spki, c->spki));
    assert_true(slice_eq(a.pub.point, c->pub.point));
    assert_int_equal(a.not_before, c->not_before);
    assert_int_equal(a.not_after, c->not_after);
    assert_null(a.formats);
    assert_false(a.is_software);
    assert_status(crypto_digest(crypto, CRYPTO_SHA256, c->spki, digest), CUPEL_OK);
    assert_memory_equal(a.sha256, digest, 32);

    refused(made(ca_like, CA, ROOT), "its issuer is another");
    struct make_cert m = root_like;
    m.is_ca = false;
    refused(made(m, ROOT, ROOT), "is no CA");
    m = root_like;
    m.usage = "0102";
    refused(made(m, ROOT, ROOT), "is no CA");
    m = root_like;
    m.more = make_ext(&arena, "2b0601040163", true, SLICE_LIT("?"));
    refused(made(m, ROOT, ROOT), "critical extension");
    refused(made(root_like, ROOT, OTHER), "not signed by its own key");
    refused(SLICE_LIT("\x30\x01\x00"), "tbsCertificate");
}

static void check_builtin(const struct trust_anchor *a)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    struct crypto_key *key = NULL;
    assert_false(a->from_caller || a->is_software);
    assert_non_null(a->formats[0]);
    assert_true(slice_find(a->subject, slice_str(a->name)) != SIZE_MAX);
    assert_true(a->not_before < a->not_after);
    assert_status(crypto_digest(crypto, CRYPTO_SHA256, a->spki, digest), CUPEL_OK);
    assert_memory_equal(a->sha256, digest, 32);
    assert_status(crypto_key_new(crypto, &a->pub, &key), CUPEL_OK);
    crypto_key_free(key);
    struct crypto_pub pub; /* the key is the one inside the SPKI */
    assert_status(x509_pub_read(a->spki, &pub), CUPEL_OK);
    assert_int_equal(pub.type, a->pub.type);
    assert_true(slice_eq(pub.point, a->pub.point));
}

static void test_builtin_anchors(void **state)
{
    (void)state;
    assert_int_equal(n_anchors_intel, 1);
    assert_int_equal(n_anchors_amd, 3);
    for (size_t i = 0; i < n_anchors_intel; i++)
        check_builtin(&anchors_intel[i]);
    for (size_t i = 0; i < n_anchors_amd; i++)
        check_builtin(&anchors_amd[i]);
    assert_string_equal(anchors_intel[0].formats[0], "sgx");
    assert_string_equal(anchors_intel[0].formats[1], "tdx");
    assert_null(anchors_intel[0].formats[2]);
}

/* AMD's ASKs and ASVKs: each is signed by the ARK of its own product, and by no other. */
static void test_builtin_intermediates(void **state)
{
    (void)state;
    assert_int_equal(n_intermediates_amd, 6);
    for (size_t i = 0; i < n_intermediates_amd; i++) {
        const struct x509_cert *c = parsed(intermediates_amd[i].der);
        unsigned signers = 0;
        for (size_t k = 0; k < n_anchors_amd; k++) {
            const struct trust_anchor *one = &anchors_amd[k];
            struct trust t = { .crypto = crypto, .anchors = &one, .n_anchors = 1, .arena = &arena };
            struct trust_path p;
            assert_status(trust_path_find(&t, c, NULL, 0, &p), CUPEL_OK);
            const char *product = strrchr(one->name, '-') + 1;
            bool own = strstr(intermediates_amd[i].name, product) != NULL;
            assert_int_equal(p.fault, own ? PATH_OK : PATH_NO_ISSUER);
            signers += p.fault == PATH_OK;
        }
        assert_int_equal(signers, 1);
        assert_true(c->is_ca && c->has_path_len && c->path_len == 0);
        assert_true(slice_starts(slice_str(intermediates_amd[i].name), c->subject_cn));
    }
}

/* --- CRLs ------------------------------------------------------------------------------------ */

static const struct make_crl crl_like = { .issuer = "CA",
                                          .from = "260501000000Z",
                                          .to = "260701000000Z" };

static const struct x509_crl *crl(struct make_crl m, enum who signer)
{
    struct x509_crl *c = arena_alloc(&arena, sizeof *c);
    struct cupel_diag d = { .text = "" };
    m.signer = keys[signer];
    if (x509_crl_parse(&arena, make_crl(&arena, &m), c, &d) != CUPEL_OK)
        fail_msg("%s", d.text);
    return c;
}

static struct make_crl listing(const char *serial)
{
    struct make_crl m = crl_like;
    m.entries = make_entry(&arena, hex_bytes(&arena, serial), SLICE_EMPTY);
    return m;
}

static struct crl_answer ask(const struct x509_crl **crls, size_t n, int64_t now)
{
    struct trust t = { .crypto = crypto, .arena = &arena };
    struct crypto_pub ca = sign_key_pub(keys[CA]);
    struct crl_answer a;
    const struct x509_cert *leaf = cert(leaf_like, LEAF, CA); /* serial 5 */
    assert_status(trust_crl_check(&t, leaf, &ca, crls, n, now, &a), CUPEL_OK);
    assert_true(a.index == SIZE_MAX ? !a.crl : a.crl == crls[a.index]);
    return a;
}
#define ASK(now, ...)                                                                              \
    ask((const struct x509_crl *[]){ __VA_ARGS__ },                                                \
        sizeof((const struct x509_crl *[]){ __VA_ARGS__ }) / sizeof(struct x509_crl *), (now))

static void test_crl_states(void **state)
{
    (void)state;
    struct make_crl foreign = listing("05"), endless = crl_like;
    foreign.issuer = "CB";
    endless.to = NULL;
    const struct x509_crl *good = crl(crl_like, CA);
    assert_int_equal(ask(NULL, 0, JUNE).state, CRL_NONE);
    assert_int_equal(ASK(JUNE, crl(foreign, CA)).state, CRL_NONE);
    assert_int_equal(ASK(JUNE, crl(listing("05"), OTHER)).state, CRL_NOT_AUTHENTIC);
    assert_int_equal(ASK(JUNE, good).state, CRL_GOOD);
    assert_int_equal(ASK(good->this_update, good).state, CRL_GOOD);
    assert_int_equal(ASK(good->this_update - 1, good).state, CRL_NOT_YET);
    assert_int_equal(ASK(good->next_update, good).state, CRL_GOOD);
    assert_int_equal(ASK(good->next_update + 1, good).state, CRL_STALE);
    assert_int_equal(ASK(JUNE, crl(endless, CA)).state, CRL_STALE);
    assert_int_equal(ASK(JUNE, crl(listing("04"), CA)).state, CRL_GOOD);
    struct crl_answer a = ASK(JUNE, crl(listing("05"), CA));
    assert_int_equal(a.state, CRL_REVOKED);
    assert_int_equal(a.revoked_at, JUNE);
}

/* Current or not: a revocation that was once said stays said. */
static void test_crl_revoked_whenever(void **state)
{
    (void)state;
    const struct x509_crl *c = crl(listing("05"), CA);
    assert_int_equal(ASK(c->next_update + 1, c).state, CRL_REVOKED);
    assert_int_equal(ASK(c->this_update - 1, c).state, CRL_REVOKED);
}

/* The union counts: neither order nor other CRLs hide a revocation, nor do strangers make one. */
/* certificateHold may be lifted by a later list; until then the certificate counts for nothing. Nor
 * does removeFromCRL, which belongs into delta lists, un-revoke anything. */
static void test_crl_hold(void **state)
{
    (void)state;
    static const char *const reasons[] = { "0a0106", "0a0108" };
    for (size_t i = 0; i < CUPEL_COUNT(reasons); i++) {
        struct make_crl m = crl_like;
        cupel_slice reason = make_ext(&arena, "551d15", false, hex_bytes(&arena, reasons[i]));
        m.entries = make_entry(&arena, SLICE_LIT("\x05"), reason);
        assert_int_equal(ASK(JUNE, crl(m, CA)).state, CRL_REVOKED);
    }
}

static void test_crl_union(void **state)
{
    (void)state;
    struct make_crl old = listing("05"), fresh = crl_like;
    old.from = "250101000000Z";
    old.to = "250201000000Z";
    fresh.from = "260515000000Z";
    const struct x509_crl *was = crl(old, CA), *now = crl(fresh, CA), *good = crl(crl_like, CA);
    const struct x509_crl *stranger = crl(listing("05"), OTHER);
    struct crl_answer a = ASK(JUNE, now, was, good);
    assert_int_equal(a.state, CRL_REVOKED);
    assert_ptr_equal(a.crl, was);
    a = ASK(JUNE, was, now);
    assert_int_equal(a.state, CRL_REVOKED);
    a = ASK(JUNE, stranger, good, now, NULL);
    assert_int_equal(a.state, CRL_GOOD);
    assert_ptr_equal(a.crl, now); /* of several the newest */
    a = ASK(JUNE, now, good, stranger);
    assert_ptr_equal(a.crl, now);
    old.entries = SLICE_EMPTY;
    a = ASK(JUNE, crl(old, CA), stranger);
    assert_int_equal(a.state, CRL_STALE);
    a = ASK(JUNE, crl(old, CA), good);
    assert_int_equal(a.state, CRL_GOOD);
}

static void test_crl_critical(void **state)
{
    (void)state;
    struct make_crl m = listing("05");
    m.more = make_ext(&arena, "551d1b", true, hex_bytes(&arena, "020101")); /* a delta CRL */
    assert_int_equal(ASK(JUNE, crl(m, CA)).state, CRL_NOT_AUTHENTIC);
    assert_int_equal(ASK(JUNE, crl(m, CA), crl(crl_like, CA)).state, CRL_GOOD);
}

static void test_texts(void **state)
{
    (void)state;
    for (int f = PATH_OK; f <= PATH_CRITICAL; f++)
        assert_true(strlen(path_fault_text((enum path_fault)f)) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path_good),
        cmocka_unit_test(test_path_no_issuer),
        cmocka_unit_test(test_path_bad_signature),
        cmocka_unit_test(test_path_namesakes),
        cmocka_unit_test(test_path_unpinned),
        cmocka_unit_test(test_path_not_ca),
        cmocka_unit_test(test_path_length),
        cmocka_unit_test(test_path_too_deep),
        cmocka_unit_test(test_path_critical),
        cmocka_unit_test(test_path_bounded),
        cmocka_unit_test(test_path_dates),
        cmocka_unit_test(test_path_no_memory),
        cmocka_unit_test(test_software_oid),
        cmocka_unit_test(test_software_mark),
        cmocka_unit_test(test_anchor_read),
        cmocka_unit_test(test_builtin_anchors),
        cmocka_unit_test(test_builtin_intermediates),
        cmocka_unit_test(test_crl_states),
        cmocka_unit_test(test_crl_revoked_whenever),
        cmocka_unit_test(test_crl_hold),
        cmocka_unit_test(test_crl_union),
        cmocka_unit_test(test_crl_critical),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
