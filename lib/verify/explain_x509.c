/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates and CRLs were parsed strictly before; here the same DER is walked once more for the
 * places where fields stand, with a cursor that knows its offset.
 */
#include "verify/explain_x509.h"

#include "codec/der.h"
#include "codec/x509_alg.h"
#include "collateral/intel.h"
#include "trust/trust.h"

enum value_kind { VALUE_HEX, VALUE_BASIC, VALUE_USAGE, VALUE_UINT, VALUE_TEXT, VALUE_OCTETS };

/* Extensions by the contents of their OID. AMD: 57230 table 8 and 9; Intel: PCK certificate profile
 * section 2. */
#define AMD_ARC 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01
static const struct extension {
    uint8_t oid[12];
    uint8_t n;
    enum value_kind kind;
    const char *name, *meaning;
} extensions[] = {
    { { 0x55, 0x1d, 0x0e }, 3, VALUE_OCTETS, "subjectKeyIdentifier", "names the certified key" },
    { { 0x55, 0x1d, 0x0f }, 3, VALUE_USAGE, "keyUsage", "what the key may sign" },
    { { 0x55, 0x1d, 0x13 }, 3, VALUE_BASIC, "basicConstraints", "whether it may certify others" },
    { { 0x55, 0x1d, 0x14 }, 3, VALUE_UINT, "cRLNumber", "counts the issuer's CRLs" },
    { { 0x55, 0x1d, 0x15 }, 3, VALUE_HEX, "reasonCode", NULL },
    { { 0x55, 0x1d, 0x1f }, 3, VALUE_HEX, "cRLDistributionPoints", "where the CRL is published" },
    { { 0x55, 0x1d, 0x23 }, 3, VALUE_HEX, "authorityKeyIdentifier", "names the issuer's key" },
    { { AMD_ARC, 0x01 }, 9, VALUE_UINT, "structVersion", "AMD: version of these extensions" },
    { { AMD_ARC, 0x02 }, 9, VALUE_TEXT, "productName", "AMD: product and stepping" },
    { { AMD_ARC, 0x03, 0x01 }, 10, VALUE_UINT, "blSPL", "AMD: level of the boot loader" },
    { { AMD_ARC, 0x03, 0x02 }, 10, VALUE_UINT, "teeSPL", "AMD: level of the PSP's system" },
    { { AMD_ARC, 0x03, 0x03 }, 10, VALUE_UINT, "snpSPL", "AMD: level of the SNP firmware" },
    { { AMD_ARC, 0x03, 0x04 }, 10, VALUE_UINT, "spl4", "AMD: reserved" },
    { { AMD_ARC, 0x03, 0x05 }, 10, VALUE_UINT, "spl5", "AMD: reserved" },
    { { AMD_ARC, 0x03, 0x06 }, 10, VALUE_UINT, "spl6", "AMD: reserved" },
    { { AMD_ARC, 0x03, 0x07 }, 10, VALUE_UINT, "spl7", "AMD: reserved" },
    { { AMD_ARC, 0x03, 0x08 }, 10, VALUE_UINT, "ucodeSPL", "AMD: level of the microcode" },
    { { AMD_ARC, 0x03, 0x09 }, 10, VALUE_UINT, "fmcSPL", "AMD: level of the FMC (Turin)" },
    { { AMD_ARC, 0x04 }, 9, VALUE_HEX, "hwID", "AMD: the chip, as CHIP_ID in its reports" },
    { { AMD_ARC, 0x05 }, 9, VALUE_TEXT, "cspID", "AMD: the cloud provider that a VLEK is for" },
    { { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01 },
      9,
      VALUE_HEX,
      "SGX extensions",
      "Intel: TCB, PCE-ID and FMSPC; listed below" },
};

static const struct flag_name usage_bits[] = {
    { 0, "digitalSignature", "signs data" },
    { 1, "nonRepudiation", "signs data for third parties" },
    { 2, "keyEncipherment", "encrypts keys" },
    { 3, "dataEncipherment", "encrypts data" },
    { 4, "keyAgreement", "agrees on keys" },
    { 5, "keyCertSign", "signs certificates" },
    { 6, "cRLSign", "signs CRLs" },
};

/* "1.3.6.1.4.1.3704.1.4"; arcs past 64 bits are shown as hex of the whole. */
static const char *oid_text(struct arena *a, cupel_slice oid)
{
    struct cur c = cur_of(oid);
    const char *text = "";
    bool first = true;
    while (c.left.n) {
        uint64_t arc = 0;
        uint8_t b;
        do {
            if (arc >> 57)
                return arena_hex(a, oid);
            b = cur_u8(&c);
            arc = arc << 7 | (b & 0x7f);
        } while (b & 0x80 && c.left.n);
        if (first) {
            unsigned top = arc < 40 ? 0 : arc < 80 ? 1 : 2;
            text = arena_printf(a, "%u.%llu", top, (unsigned long long)(arc - 40ull * top));
        } else {
            text = arena_printf(a, "%s.%llu", text, (unsigned long long)arc);
        }
        first = false;
    }
    return text;
}

static const struct extension *find_extension(cupel_slice oid)
{
    for (size_t i = 0; i < CUPEL_COUNT(extensions); i++)
        if (slice_eq(oid, slice_of(extensions[i].oid, extensions[i].n)))
            return &extensions[i];
    return NULL;
}

/* What the value says, or NULL when it is not of the expected form: then its bytes are shown. */
static const char *value_text(struct arena *a, enum value_kind kind, cupel_slice value)
{
    struct cur c = cur_of(value);
    const char *text = NULL;
    uint8_t tag;
    switch (kind) {
    case VALUE_UINT:
        text = arena_printf(a, "%llu",
                            (unsigned long long)der_take_small_uint(&c, UINT64_MAX >> 1));
        break;
    case VALUE_TEXT: text = arena_text(a, der_take_any(&c, &tag, NULL)); break;
    case VALUE_OCTETS: text = arena_hex(a, der_take(&c, DER_OCTET_STRING)); break;
    case VALUE_BASIC:
    case VALUE_USAGE:
    case VALUE_HEX: return NULL;
    }
    return cur_end(&c) == CUPEL_OK ? text : NULL;
}

/* The first URI of distribution points and the like: an IA5 string behind its [6] tag. */
static bool show_uri(struct field_list *l, cupel_slice value, size_t at)
{
    size_t start = slice_find(value, SLICE_LIT("http"));
    if (start == SIZE_MAX || start == 0)
        return false;
    uint8_t n = slice_part(value, start - 1, 1).p[0];
    cupel_slice uri = slice_part(value, start, n);
    if (uri.n)
        field_text(l, "URI", arena_text(l->arena, uri), NULL, at + start, uri.n);
    return uri.n > 0;
}

static void show_constraints(const struct x509_cert *cert, struct field_list *l)
{
    field_text(l, "cA", cert->is_ca ? "true" : "false",
               cert->is_ca ? "may certify others" : "certifies nobody", 0, 0);
    if (cert->has_path_len)
        field_uint(l, "pathLenConstraint", cert->path_len, "how many CAs may follow", 0, 0);
}

static void show_known(const struct x509_cert *cert, const struct extension *e, cupel_slice value,
                       size_t at, const char *meaning, struct field_list *l)
{
    const char *text = value_text(l->arena, e->kind, value);
    if (cert && e->kind == VALUE_BASIC) {
        field_open(l, e->name, meaning, at, value.n);
        show_constraints(cert, l);
        field_close(l);
    } else if (cert && e->kind == VALUE_USAGE) {
        field_flags(l, e->name, cert->usage, meaning, at, 2, usage_bits, CUPEL_COUNT(usage_bits));
    } else if (text) {
        field_text(l, e->name, text, meaning, at, value.n);
    } else {
        field_bytes(l, e->name, value, meaning, at);
    }
}

/* Extension ::= SEQUENCE { extnID, critical DEFAULT FALSE, extnValue } */
static void show_extension(const struct x509_cert *cert, struct cur *list, struct field_list *l)
{
    struct cur c = der_enter(list, DER_SEQUENCE);
    cupel_slice oid = der_take(&c, DER_OID);
    bool critical = der_next_is(&c, DER_BOOLEAN) && der_take_bool(&c);
    struct cur inner = der_enter(&c, DER_OCTET_STRING);
    size_t at = inner.at;
    cupel_slice value = cur_rest(&inner);
    const struct extension *e = find_extension(oid);
    bool software = slice_eq(oid, oid_software_tee);
    const char *meaning = e ? e->meaning : software ? "made by a SOFTWARE TEE, no hardware" : NULL;
    if (critical)
        meaning = meaning ? arena_printf(l->arena, "%s (critical)", meaning) : "(critical)";
    if (e)
        show_known(cert, e, value, at, meaning, l);
    else
        field_bytes(l, software ? "software TEE mark" : oid_text(l->arena, oid), value, meaning,
                    at);
    l->depth++;
    (void)show_uri(l, value, at);
    l->depth--;
}

/* Places inside the SGX extension are not kept by its reader. */
static void show_pck(const struct x509_cert *cert, struct field_list *l)
{
    size_t before = l->n;
    intel_pck_explain(cert, l);
    for (size_t i = before; i < l->n; i++)
        l->items[i].has_span = false;
}

static void show_extensions(const struct x509_cert *cert, struct cur *in, uint8_t tag,
                            struct field_list *l)
{
    if (!der_next_is(in, tag))
        return;
    struct cur outer = der_enter(in, tag);
    size_t at = outer.at;
    struct cur list = der_enter(&outer, DER_SEQUENCE);
    field_open(l, "extensions", NULL, at, list.left.n);
    while (list.left.n && list.st == CUPEL_OK)
        show_extension(cert, &list, l);
    if (cert)
        show_pck(cert, l);
    field_close(l);
}

static void show_algorithm(struct cur *c, const char *name, struct field_list *l)
{
    size_t at = c->at;
    cupel_slice whole;
    uint8_t tag;
    (void)der_take_any(c, &tag, &whole);
    enum crypto_sig alg = x509_sig_alg(whole);
    field_text(l, name, alg == CRYPTO_SIG_NONE ? "not one of those in use" : crypto_sig_name(alg),
               NULL, at, whole.n);
}

static void show_name(struct cur *c, const char *name, const char *meaning, struct field_list *l)
{
    size_t at = c->at;
    cupel_slice whole;
    uint8_t tag;
    (void)der_take_any(c, &tag, &whole);
    field_text(l, name, x509_name_text(l->arena, whole), meaning, at, whole.n);
}

static void show_time(struct cur *c, const char *name, const char *meaning, struct field_list *l)
{
    size_t at = c->at;
    int64_t t = der_take_time(c);
    field_time(l, name, t, meaning, at, c->at - at);
}

static void show_serial(struct cur *c, const char *name, const char *meaning, struct field_list *l)
{
    struct cur in = der_enter(c, DER_INTEGER);
    size_t at = in.at;
    cupel_slice serial = cur_rest(&in);
    field_text(l, name, arena_hex(l->arena, serial), meaning, at, serial.n);
}

static void show_key(const struct x509_cert *cert, struct cur *c, struct field_list *l)
{
    size_t at = c->at;
    uint8_t tag;
    (void)der_take_any(c, &tag, NULL);
    field_open(l, "subjectPublicKeyInfo", "the certified key", at, cert->spki.n);
    field_text(l, "kind",
               cert->pub.type == CRYPTO_KEY_NONE ? "not one of those in use"
                                                 : crypto_key_type_name(cert->pub.type),
               NULL, 0, 0);
    field_bytes(l, cert->pub.type == CRYPTO_KEY_RSA ? "modulus" : "point (x, y)", cert->pub.point,
                NULL, 0);
    if (l->n)
        l->items[l->n - 1].has_span = false; /* inside the key; its place is not kept */
    field_close(l);
}

static void show_signature(struct cur *c, struct field_list *l)
{
    show_algorithm(c, "signatureAlgorithm", l);
    struct cur bits = der_enter(c, DER_BIT_STRING);
    (void)cur_u8(&bits); /* unused bits: none */
    size_t at = bits.at;
    cupel_slice sig = cur_rest(&bits);
    field_bytes(l, "signatureValue", sig, "by the issuer's key; not checked here", at);
}

void explain_cert(const struct x509_cert *cert, size_t at, struct field_list *l)
{
    struct cur all = cur_at(cert->der, at);
    struct cur c = der_enter(&all, DER_SEQUENCE);
    size_t start = c.at;
    struct cur tbs = der_enter(&c, DER_SEQUENCE);
    field_open(l, "tbsCertificate", "what the issuer signed", start, cert->tbs.n);
    if (der_next_is(&tbs, DER_CONTEXT(0))) {
        struct cur v = der_enter(&tbs, DER_CONTEXT(0));
        size_t v_at = v.at;
        field_uint(l, "version", der_take_small_uint(&v, 9) + 1, "X.509 version", v_at, 3);
    }
    show_serial(&tbs, "serialNumber", "with the issuer's name it names this certificate", l);
    show_algorithm(&tbs, "signature", l);
    show_name(&tbs, "issuer", "who signed it", l);
    struct cur validity = der_enter(&tbs, DER_SEQUENCE);
    show_time(&validity, "notBefore", "valid from", l);
    show_time(&validity, "notAfter", "valid until", l);
    show_name(&tbs, "subject",
              x509_is_self_issued(cert) ? "same as the issuer: a root, trusted only when pinned"
                                        : "whom it speaks of",
              l);
    show_key(cert, &tbs, l);
    show_extensions(cert, &tbs, DER_CONTEXT(3), l);
    field_close(l);
    show_signature(&c, l);
}

/* revokedCertificates SEQUENCE OF SEQUENCE { userCertificate, revocationDate, … } */
static void show_revoked(const struct x509_crl *crl, struct cur *tbs, struct field_list *l)
{
    size_t at = tbs->at;
    if (!der_next_is(tbs, DER_SEQUENCE)) {
        field_text(l, "revokedCertificates", "(none)", "no certificate is revoked", 0, 0);
        return;
    }
    struct cur list = der_enter(tbs, DER_SEQUENCE);
    field_open(l, "revokedCertificates", arena_printf(l->arena, "%zu entries", crl->n_revoked), at,
               tbs->at - at);
    while (list.left.n && list.st == CUPEL_OK) {
        struct cur entry = der_enter(&list, DER_SEQUENCE);
        show_serial(&entry, "userCertificate", "serial number of a revoked certificate", l);
        l->depth++;
        show_time(&entry, "revocationDate", NULL, l);
        l->depth--;
    }
    field_close(l);
}

void explain_crl(const struct x509_crl *crl, size_t at, struct field_list *l)
{
    struct cur all = cur_at(crl->der, at);
    struct cur c = der_enter(&all, DER_SEQUENCE);
    size_t start = c.at;
    struct cur tbs = der_enter(&c, DER_SEQUENCE);
    field_open(l, "tbsCertList", "what the issuer signed", start, crl->tbs.n);
    if (der_next_is(&tbs, DER_INTEGER)) {
        size_t v_at = tbs.at;
        field_uint(l, "version", der_take_small_uint(&tbs, 9) + 1, "CRL version", v_at, 3);
    }
    show_algorithm(&tbs, "signature", l);
    show_name(&tbs, "issuer", "whose certificates it speaks of", l);
    show_time(&tbs, "thisUpdate", "issued at", l);
    if (der_next_is(&tbs, DER_UTC_TIME) || der_next_is(&tbs, DER_GENERALIZED_TIME))
        show_time(&tbs, "nextUpdate", "a newer one is due by then", l);
    show_revoked(crl, &tbs, l);
    show_extensions(NULL, &tbs, DER_CONTEXT(0), l);
    field_close(l);
    show_signature(&c, l);
}
