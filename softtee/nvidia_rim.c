/* SPDX-License-Identifier: Apache-2.0 */
/* Reference integrity manifests of software GPUs: SWID tags with an enveloped XML signature. */
#include "softtee/nvidia.h"

#include "base/text.h"
#include "codec/xml.h"

#include <stdio.h>

#define ALG     CRYPTO_SIG_ECDSA_P384_SHA384
#define RIM_MAX (256u << 10)
#define NVDEC0  35u
#define NS_DSIG "http://www.w3.org/2000/09/xmldsig#"

unsigned nvidia_tee_blocks(const struct tee *t)
{
    return t->nvidia.arch == NVIDIA_TEE_LS10 ? 31 : 64;
}

cupel_status nvidia_tee_block(const struct tee *t, unsigned index, uint8_t out[48])
{
    char label[32];
    (void)snprintf(label, sizeof label, "block %u", index);
    return tee_fill(t, label, out, 48);
}

/* A manifest being made. */
struct manifest {
    bool driver;
    const char *version;
    const char *digest, *signature; /* base64; "" until known */
    const char *certs;              /* X509Certificate elements */
};

/* Measurements 0 to 12 without 7 are the VBIOS's, 7 and 21 to 41 the driver's; all of a switch are
 * the VBIOS's. */
static bool is_active(const struct tee *t, const struct manifest *m, unsigned i)
{
    if (t->nvidia.arch == NVIDIA_TEE_LS10)
        return !m->driver;
    bool vbios = i <= 12 && i != 7;
    bool driver = i == 7 || (i >= 21 && i <= 41);
    return m->driver ? driver || (i == 0 && t->nvidia.rim_alter == RIM_ALTER_OVERLAP) : vbios;
}

/* Index 12 may have two values; 35 has one that no block has, which does not count while NVDEC0 is
 * disabled. */
static cupel_status put_measurement(const struct tee *t, const struct manifest *m, unsigned i,
                                    struct buf *b)
{
    uint8_t value[48], other[48];
    char hex[97], other_hex[97];
    bool two = i == 12;
    CUPEL_TRY(nvidia_tee_block(t, i, value));
    CUPEL_TRY(nvidia_tee_block(t, 100 + i, other));
    hex_write(i == NVDEC0 && m->driver ? SLICE_ARRAY(other) : SLICE_ARRAY(value), hex);
    hex_write(SLICE_ARRAY(other), other_hex);
    buf_printf(b,
               "\n        <ns0:Resource type=\"Measurement\" index=\"%u\" active=\"%s\" "
               "alternatives=\"%u\" ns2:Hash0=\"%s\"",
               i, is_active(t, m, i) ? "True" : "False", two ? 2u : 1u, two ? other_hex : hex);
    if (two)
        buf_printf(b, " ns2:Hash1=\"%s\"", hex);
    buf_printf(b, " name=\"Measurement_%u\" size=\"48\"/>", i);
    return CUPEL_OK;
}

static void put_head(const struct tee *t, const struct manifest *m, struct buf *b)
{
    const char *product = t->nvidia.rim_product;
    buf_printf(b,
               "<SoftwareIdentity xmlns=\"http://standards.iso.org/iso/19770/-2/2015/schema.xsd\" "
               "xmlns:ns0=\"http://standards.iso.org/iso/19770/-2/2015/schema.xsd\" "
               "xmlns:ns2=\"http://www.w3.org/2001/04/xmlenc#sha384\" corpus=\"false\" name=\"%s\" "
               "patch=\"false\" supplemental=\"false\" tagId=\"cupel-software-tee-%s\" "
               "version=\"1.0\" tagVersion=\"0\">\n"
               "    <ns0:Entity name=\"Software TEE (cupel)\" role=\"softwareCreator "
               "tagCreator\"/>\n"
               "    <ns0:Meta colloquialVersion=\"%s\" edition=\"%s\" product=\"%s\" "
               "revision=\"r1\" PayloadType=\"direct\"/>\n"
               "    <ns0:Payload xmlns:SHA384=\"http://www.w3.org/2001/04/xmlenc#sha384\">",
               product, m->driver ? "driver" : "vbios", m->version,
               t->nvidia.arch == NVIDIA_TEE_LS10 ? "SWITCH" : "GPU", product);
}

static void put_signature(const struct manifest *m, struct buf *b)
{
    buf_printf(b,
               "<ds:Signature xmlns:ds=\"" NS_DSIG "\"><ds:SignedInfo>"
               "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2006/12/xml-c14n11\"/>"
               "<ds:SignatureMethod "
               "Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384\"/>"
               "<ds:Reference URI=\"\"><ds:Transforms>"
               "<ds:Transform Algorithm=\"" NS_DSIG "enveloped-signature\"/>"
               "<ds:Transform Algorithm=\"http://www.w3.org/2006/12/xml-c14n11\"/>"
               "</ds:Transforms>"
               "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#sha384\"/>"
               "<ds:DigestValue>%s</ds:DigestValue></ds:Reference></ds:SignedInfo>"
               "<ds:SignatureValue>%s</ds:SignatureValue><ds:KeyInfo><ds:X509Data>%s"
               "</ds:X509Data></ds:KeyInfo></ds:Signature>",
               m->digest, m->signature, m->certs);
}

static cupel_status write_text(const struct tee *t, const struct manifest *m, struct arena *a,
                               cupel_slice *ret)
{
    struct buf b;
    cupel_status st = CUPEL_OK;
    buf_init(&b, RIM_MAX);
    put_head(t, m, &b);
    for (unsigned i = 0; i < nvidia_tee_blocks(t) && st == CUPEL_OK; i++)
        st = put_measurement(t, m, i, &b);
    buf_add_str(&b, "\n    </ns0:Payload>\n");
    put_signature(m, &b);
    buf_add_str(&b, "</SoftwareIdentity>\n");
    *ret = arena_copy(a, buf_slice(&b));
    if (st == CUPEL_OK)
        st = buf_status(&b);
    buf_clear(&b);
    return st;
}

/* The canonical form of the document without its signature, or of its SignedInfo. */
static cupel_status canonical(struct arena *a, cupel_slice text, bool of_info, struct buf *out)
{
    const struct xml_node *root = NULL;
    CUPEL_TRY(xml_parse(a, text, &root, NULL));
    const struct xml_node *sig = xml_find(root, NS_DSIG, "Signature");
    if (of_info)
        xml_c14n(xml_find(sig, NS_DSIG, "SignedInfo"), NULL, out);
    else
        xml_c14n(root, sig, out);
    return buf_status(out);
}

static const char *base64_of(struct arena *a, cupel_slice bytes)
{
    char *text = arena_alloc(a, (bytes.n + 2) / 3 * 4 + 1);
    if (!text)
        return "";
    base64_write(bytes, text);
    return text;
}

static cupel_status sign(const struct tee *t, const struct sign_key *key, struct manifest *m,
                         struct arena *a)
{
    uint8_t digest[CRYPTO_HASH_MAX], raw[SIGN_MAX];
    size_t n = 0;
    cupel_slice text;
    struct buf out;
    buf_init(&out, RIM_MAX);
    cupel_status st = write_text(t, m, a, &text);
    if (st == CUPEL_OK)
        st = canonical(a, text, false, &out);
    if (st == CUPEL_OK)
        st = crypto_digest(t->crypto, CRYPTO_SHA384, buf_slice(&out), digest);
    buf_clear(&out);
    if (st == CUPEL_OK) {
        m->digest = base64_of(a, slice_of(digest, 48));
        st = write_text(t, m, a, &text);
    }
    if (st == CUPEL_OK)
        st = canonical(a, text, true, &out);
    if (st == CUPEL_OK)
        st = sign_make(key, ALG, buf_slice(&out), raw, &n);
    buf_clear(&out);
    m->signature = st == CUPEL_OK ? base64_of(a, slice_of(raw, n)) : "";
    return st;
}

/* One digit of a reference value turned. */
static void alter(uint8_t *text, size_t n)
{
    size_t at = slice_find(slice_of(text, n), SLICE_LIT("Hash0=\""));
    if (at != SIZE_MAX)
        text[at + 7] = text[at + 7] == '0' ? '1' : '0';
}

/* The signer and its CA, as elements; the root is the verifier's matter. */
static cupel_status make_certs(struct tee *t, const struct nvidia_keys *k, const char **ret)
{
    const struct nvidia_params *p = &t->nvidia;
    struct arena *a = &t->out->arena;
    struct x509_writer w = { a, CUPEL_OK };
    bool own = p->rim_sign == RIM_SIGN_OWN_ROOT;
    const struct x509_signer root = { p->root.cn, own ? k->stranger : k->anchor, ALG };
    const struct x509_signer ca = { p->rim_ca.cn, k->rim_ca, ALG };
    struct x509_spec spec = tee_cert_spec(&p->rim_ca, k->rim_ca);
    spec.is_ca = true;
    cupel_slice ca_der = x509_make_cert(&w, &spec, &root);
    spec = tee_cert_spec(&p->rim_signer, k->rim_signer);
    cupel_slice signer = x509_make_cert(&w, &spec, &ca);
    *ret = arena_printf(a,
                        "<ds:X509Certificate>%s</ds:X509Certificate>"
                        "<ds:X509Certificate>%s</ds:X509Certificate>",
                        base64_of(a, signer), base64_of(a, ca_der));
    return x509_writer_status(&w);
}

static cupel_status make_rim(struct tee *t, const struct nvidia_keys *k, const char *certs,
                             bool driver)
{
    const struct nvidia_params *p = &t->nvidia;
    struct arena *a = &t->out->arena;
    struct manifest m = { .driver = driver,
                          .version = driver ? p->rim_driver : p->rim_vbios,
                          .digest = "",
                          .signature = "",
                          .certs = certs };
    cupel_slice text = SLICE_EMPTY;
    CUPEL_TRY(sign(t, p->rim_sign == RIM_SIGN_STRANGER ? k->stranger : k->rim_signer, &m, a));
    CUPEL_TRY(write_text(t, &m, a, &text));
    uint8_t *copy = arena_alloc(a, text.n);
    if (!copy)
        return CUPEL_E_NOMEM;
    slice_copy(text, copy, text.n);
    if (p->rim_alter == (driver ? RIM_ALTER_DRIVER : RIM_ALTER_VBIOS))
        alter(copy, text.n);
    tee_file(t, driver ? "collateral/rim-driver.xml" : "collateral/rim-vbios.xml",
             slice_of(copy, text.n));
    return CUPEL_OK;
}

cupel_status nvidia_tee_rims(struct tee *t, const struct nvidia_keys *k)
{
    const char *certs = "";
    bool no_driver = t->nvidia.rim_omit & 1 || t->nvidia.arch == NVIDIA_TEE_LS10;
    CUPEL_TRY(make_certs(t, k, &certs));
    if (!no_driver)
        CUPEL_TRY(make_rim(t, k, certs, true));
    return t->nvidia.rim_omit & 2 ? CUPEL_OK : make_rim(t, k, certs, false);
}
