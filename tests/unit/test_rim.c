/* SPDX-License-Identifier: Apache-2.0 */
/* Manifests: what is read, and that no other shape of signature is: every way to have one part
 * signed and another believed is refused for what it is. */
#include "test.h"

#include "collateral/collateral.h"
#include "collateral/rim.h"
#include "softtee/softtee.h"

static struct crypto *crypto;
static struct softtee_files files;
static cupel_slice good; /* a manifest of a software GPU's VBIOS */

static int set_up(void **state)
{
    (void)state;
    struct softtee_opts opts = { .kind = "nvidia" };
    if (crypto_new(&crypto) != CUPEL_OK || softtee_make(crypto, &opts, &files, NULL) != CUPEL_OK)
        return -1;
    good = softtee_file(&files, "collateral/rim-vbios.xml");
    return good.n ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    softtee_files_clear(&files);
    crypto_free(crypto);
    return 0;
}

/* @good with the first @old made @new. */
static cupel_slice changed(struct arena *a, const char *old, const char *new)
{
    size_t at = slice_find(good, slice_str(old)), skip = strlen(old);
    if (at == SIZE_MAX)
        fail_msg("nothing to replace: %s", old);
    uint8_t *p = arena_alloc(a, good.n + strlen(new));
    assert_non_null(p);
    memcpy(p, good.p, at);
    memcpy(p + at, new, strlen(new));
    memcpy(p + at + strlen(new), good.p + at + skip, good.n - at - skip);
    return slice_of(p, good.n - skip + strlen(new));
}

#define REF_START "<ds:Reference URI=\"\">"
#define C14N      "<ds:Transform Algorithm=\"http://www.w3.org/2006/12/xml-c14n11\"/>"
#define ENVELOPED                                                                                  \
    "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>"
#define DS "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""

static const struct {
    const char *old, *new, *says;
    cupel_status st;
} cases[] = {
    /* one signature, a child of the root, over the whole */
    { "</SoftwareIdentity>", "<ds:Signature " DS "/></SoftwareIdentity>", "twice",
      CUPEL_E_MALFORMED },
    { "<ns0:Entity ", "<ds:Object " DS "/><ns0:Entity ", "not read here", CUPEL_E_MALFORMED },
    { "<ns0:Meta ", "<ns0:Entity><ds:Signature " DS "/></ns0:Entity><ns0:Meta ",
      "outside its one Signature", CUPEL_E_MALFORMED },
    { "</ds:KeyInfo>", "</ds:KeyInfo><ds:Object/>", "one element too many", CUPEL_E_MALFORMED },
    { "</ds:Reference>", "</ds:Reference><ds:Reference URI=\"\"/>", "one element too many",
      CUPEL_E_MALFORMED },
    { REF_START, "<ds:Reference URI=\"#x\">", "URI \"\"", CUPEL_E_MALFORMED },
    { REF_START, "<ds:Reference>", "URI \"\"", CUPEL_E_MALFORMED },
    { REF_START, "<ds:Reference Id=\"x\" URI=\"\">", "URI \"\"", CUPEL_E_MALFORMED },
    { "<ds:Signature ", "<ds:Signature Id=\"x\" ", "attribute in its signature",
      CUPEL_E_MALFORMED },
    { "<ds:SignedInfo>", "<ds:SignedInfo Id=\"x\">", "attribute in its signature",
      CUPEL_E_MALFORMED },
    { "<ds:SignedInfo>", "<ds:SignedInfo>x", "text in its signature", CUPEL_E_MALFORMED },
    { "</ns0:Payload>", "</ns0:Payload><ns0:Payload/>", "twice", CUPEL_E_MALFORMED },
    { "<ns0:Meta ", "<ns0:Evidence/><ns0:Meta ", "not read here", CUPEL_E_MALFORMED },
    { "<ns0:Meta ", "<SoftwareIdentity/><ns0:Meta ", "not read here", CUPEL_E_MALFORMED },
    { "<ns0:Meta ", "x<ns0:Meta ", "text between", CUPEL_E_MALFORMED },
    /* transforms and algorithms, exactly */
    { ENVELOPED C14N, C14N ENVELOPED, "is signed with", CUPEL_E_UNSUPPORTED },
    { ENVELOPED, "", "no Transform", CUPEL_E_MALFORMED },
    { C14N "</", "</", "no Transform", CUPEL_E_MALFORMED },
    { C14N "</", C14N C14N "</", "one element too many", CUPEL_E_MALFORMED },
    { ENVELOPED,
      "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\">"
      "<ds:XPath/></ds:Transform>",
      "algorithm with parameters", CUPEL_E_MALFORMED },
    { "xmldsig-more#ecdsa-sha384", "xmldsig-more#ecdsa-sha256", "is signed with",
      CUPEL_E_UNSUPPORTED },
    { "xmldsig-more#ecdsa-sha384", "xmldsig-more#hmac-sha384", "is signed with",
      CUPEL_E_UNSUPPORTED },
    { "xmldsig-more#sha384", "xmldsig-more#sha224", "is signed with", CUPEL_E_UNSUPPORTED },
    { "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2006/12/xml-c14n11\"/>",
      "<ds:CanonicalizationMethod "
      "Algorithm=\"http://www.w3.org/2006/12/xml-c14n11#WithComments\"/>",
      "is signed with", CUPEL_E_UNSUPPORTED },
    /* values */
    { "<ds:DigestValue>", "<ds:DigestValue>AAAA", "48 bytes", CUPEL_E_MALFORMED },
    { "<ds:DigestValue>", "<ds:DigestValue><ds:b/>", "48 bytes", CUPEL_E_MALFORMED },
    { "<ds:SignatureValue>", "<ds:SignatureValue>AAAA", "96 bytes", CUPEL_E_MALFORMED },
    { "<ds:X509Data>", "<ds:X509Data><ds:KeyValue/>", "no X509Certificate", CUPEL_E_MALFORMED },
    { "<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyName/>", "no X509Data", CUPEL_E_MALFORMED },
    { "<ds:X509Certificate>", "<ds:X509Certificate>AAAA</ds:X509Certificate><ds:X509Certificate>",
      "cannot be read", CUPEL_E_MALFORMED },
    /* contents */
    { "xmlns=\"http://standards.iso.org/iso/19770/-2/2015/schema.xsd\"", "xmlns=\"u\"",
      "no SWID tag", CUPEL_E_MALFORMED },
    { "index=\"1\"", "index=\"0\"", "two measurements of one index", CUPEL_E_MALFORMED },
    { "index=\"1\"", "index=\"255\"", "number up to 254", CUPEL_E_MALFORMED },
    { "index=\"1\"", "index=\"01\"", "number up to", CUPEL_E_MALFORMED },
    { "index=\"1\"", "index=\"x\"", "number up to", CUPEL_E_MALFORMED },
    { "alternatives=\"1\"", "alternatives=\"2\"", "other attributes", CUPEL_E_MALFORMED },
    { "alternatives=\"1\"", "alternatives=\"0\"", "without values", CUPEL_E_MALFORMED },
    { "alternatives=\"1\"", "alternatives=\"17\"", "number up to 16", CUPEL_E_MALFORMED },
    { "active=\"True\"", "active=\"true\"", "neither active nor not", CUPEL_E_MALFORMED },
    { "size=\"48\"", "size=\"32\"", "48 bytes", CUPEL_E_MALFORMED },
    { "Hash0=\"", "Hash0=\"00", "SHA-384 digest", CUPEL_E_MALFORMED },
    { "Hash0=\"", "Hash1=\"", "SHA-384 digest", CUPEL_E_MALFORMED },
    { "type=\"Measurement\"", "type=\"Other\"", "no measurement", CUPEL_E_MALFORMED },
    { "colloquialVersion=", "otherVersion=", "which version", CUPEL_E_MALFORMED },
    { "<ns0:Entity ", "<!-- --><ns0:Entity ", "comment", CUPEL_E_MALFORMED },
};

static void other_shapes_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct arena a;
        struct rim rim = { 0 };
        struct cupel_diag err = { 0 };
        arena_init(&a, 16u << 20);
        cupel_slice text = changed(&a, cases[i].old, cases[i].new);
        cupel_status st = rim_parse(&a, text, &rim, &err);
        if (st != cases[i].st || !strstr(err.text, cases[i].says))
            fail_msg("%s: %s, \"%s\"", cases[i].new, cupel_status_name(st), err.text);
        arena_clear(&a);
    }
}

static void good_one_is_read(void **state)
{
    (void)state;
    struct arena a;
    struct rim rim;
    uint8_t digest[CRYPTO_HASH_MAX];
    arena_init(&a, 16u << 20);
    assert_true(rim_probe(good));
    assert_status(rim_parse(&a, good, &rim, NULL), CUPEL_OK);
    assert_slice(rim.version, "96.00.9F.00.01");
    assert_slice(rim.product, "GH100");
    assert_int_equal(rim.n_measurements, 64);
    assert_int_equal(rim.measurements[12].n, 2);
    assert_true(rim.measurements[12].active && !rim.measurements[13].active);
    assert_int_equal(rim.n_certs, 2);
    assert_status(crypto_digest(crypto, CRYPTO_SHA384, rim.content, digest), CUPEL_OK);
    assert_memory_equal(digest, rim.digest, RIM_HASH_SIZE);
    arena_clear(&a);
}

/* What canonical form does not tell apart may differ; all else changes the digest. */
static void digest_follows_the_meaning(void **state)
{
    (void)state;
    static const struct {
        const char *old, *new;
        bool same;
    } edits[] = {
        { "corpus=\"false\" name=\"GH100\"", "name='GH100'  corpus='false'", true },
        { "role=\"softwareCreator tagCreator\"/>",
          "role=\"softwareCreator tagCreator\"></ns0:Entity>", true },
        { "role=\"softwareCreator tagCreator\"/>\n", "role=\"softwareCreator tagCreator\"/>\r\n",
          true },
        { "role=\"softwareCreator tagCreator\"/>\n", "role=\"softwareCreator tagCreator\"/>\n ",
          false },
        { "patch=\"false\"", "patch=\"true\"", false },
        { "active=\"False\"", "active=\"True\"", false },
        { "colloquialVersion=\"96.00.9F", "colloquialVersion=\"96.00.9E", false },
        { "xmlns:ns2=", "xmlns:extra=\"u\" xmlns:ns2=", false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(edits); i++) {
        struct arena a;
        struct rim rim;
        uint8_t digest[CRYPTO_HASH_MAX];
        arena_init(&a, 16u << 20);
        cupel_slice text = changed(&a, edits[i].old, edits[i].new);
        assert_status(rim_parse(&a, text, &rim, NULL), CUPEL_OK);
        assert_status(crypto_digest(crypto, CRYPTO_SHA384, rim.content, digest), CUPEL_OK);
        if ((memcmp(digest, rim.digest, RIM_HASH_SIZE) == 0) != edits[i].same)
            fail_msg("%s", edits[i].new);
        arena_clear(&a);
    }
}

static void versions_tell_their_kind(void **state)
{
    (void)state;
    assert_true(rim_is_vbios_version(SLICE_LIT("96.00.5E.00.01")));
    assert_true(rim_is_vbios_version(SLICE_LIT("97.00.5e.00.0f")));
    assert_false(rim_is_vbios_version(SLICE_LIT("550.90.07")));
    assert_false(rim_is_vbios_version(SLICE_LIT("96.00.5E.00.0")));
    assert_false(rim_is_vbios_version(SLICE_LIT("96.00.5G.00.01")));
    assert_false(rim_is_vbios_version(SLICE_LIT("96.00.5E.00x01")));
}

static void collateral_is_told_by_content(void **state)
{
    (void)state;
    assert_int_equal(collateral_kind_of(good), COLLATERAL_RIM);
    assert_int_equal(collateral_kind_of(SLICE_LIT("<html/>")), COLLATERAL_UNKNOWN);
    assert_false(rim_probe(SLICE_LIT("")));
    assert_false(rim_probe(SLICE_LIT("SoftwareIdentity")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_shapes_are_refused),      cmocka_unit_test(good_one_is_read),
        cmocka_unit_test(digest_follows_the_meaning),    cmocka_unit_test(versions_tell_their_kind),
        cmocka_unit_test(collateral_is_told_by_content),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
