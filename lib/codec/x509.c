/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/x509.h"

#include "base/buf.h"
#include "base/status.h"
#include "codec/x509_alg.h"
#include "codec/x509_parts.h"

#define KIND "certificate"

static const uint8_t oid_key_usage[] = { 0x55, 0x1d, 0x0f };
static const uint8_t oid_basic[] = { 0x55, 0x1d, 0x13 };
static const uint8_t oid_alt_name[] = { 0x55, 0x1d, 0x11 };
static const uint8_t oid_policies[] = { 0x55, 0x1d, 0x20 };

/* RFC 5280 4.2.1.9 */
static void read_basic(struct x509_note *n, struct cur v, struct x509_cert *ret)
{
    struct cur in = der_enter(&v, DER_SEQUENCE);
    size_t at = in.at;
    bool written = der_next_is(&in, DER_BOOLEAN);
    ret->has_basic = true;
    ret->is_ca = written && der_take_bool(&in);
    x509_demand(n, &in, at, ret->is_ca || !written,
                "basicConstraints: cA is no BOOLEAN TRUE (FALSE must be left out)");
    at = in.at;
    ret->has_path_len = in.left.n > 0;
    if (ret->has_path_len)
        ret->path_len = (uint32_t)der_take_small_uint(&in, UINT32_MAX);
    x509_demand(n, &in, at, ret->is_ca || !ret->has_path_len,
                "basicConstraints: pathLenConstraint without cA");
    x509_end(n, &in, "basicConstraints");
    x509_end(n, &v, "basicConstraints");
}

/* RFC 5280 4.2.1.3 */
static void read_usage(struct x509_note *n, struct cur v, struct x509_cert *ret)
{
    ret->has_usage = true;
    ret->usage = der_take_named_bits(&v);
    x509_end(n, &v, "keyUsage");
}

/*
 * Extensions that decide nothing here, so that marking them critical changes nothing.
 * subjectAltName must be critical where the subject is empty, as in certificates of TPM keys (RFC
 * 5280 4.2.1.6); issuers that constrain names are refused for that extension. certificatePolicies
 * is processed by asking for no policy (RFC 5280 6.1.1 (c), any-policy); issuers that constrain
 * policies are refused likewise.
 */
static bool is_known(cupel_slice oid)
{
    return slice_eq(oid, SLICE_ARRAY(oid_alt_name)) || slice_eq(oid, SLICE_ARRAY(oid_policies));
}

static void read_extensions(struct x509_note *n, struct cur *tbs, struct x509_cert *ret)
{
    struct x509_seen seen = { .n = 0 };
    struct cur outer = der_enter(tbs, DER_CONTEXT(3));
    struct cur list = der_enter(&outer, DER_SEQUENCE);
    x509_demand(n, &list, list.at, list.left.n > 0, "extensions: no SEQUENCE, or an empty one");
    x509_end(n, &outer, "extensions");
    ret->extensions = list.left;
    while (n->st == CUPEL_OK && list.left.n) {
        struct x509_ext e = x509_take_ext(n, &list);
        x509_seen_add(n, &seen, &e);
        if (slice_eq(e.oid, SLICE_ARRAY(oid_basic)))
            read_basic(n, e.value, ret);
        else if (slice_eq(e.oid, SLICE_ARRAY(oid_key_usage)))
            read_usage(n, e.value, ret);
        else
            ret->unknown_critical |= e.critical && !is_known(e.oid);
    }
    x509_end(n, &list, "extensions");
}

static void read_version(struct x509_note *n, struct cur *tbs)
{
    size_t at = tbs->at;
    bool is_v3 = false;
    if (der_next_is(tbs, DER_CONTEXT(0))) {
        struct cur in = der_enter(tbs, DER_CONTEXT(0));
        is_v3 = der_take_small_uint(&in, UINT8_MAX) == 2 && cur_end(&in) == CUPEL_OK;
    }
    x509_demand(n, tbs, at, is_v3, "version is not v3");
}

static void read_validity(struct x509_note *n, struct cur *tbs, struct x509_cert *ret)
{
    struct cur in = der_enter(tbs, DER_SEQUENCE);
    ret->not_before = der_take_time(&in);
    ret->not_after = der_take_time(&in);
    x509_end(n, &in, "validity: no pair of times as RFC 5280 4.1.2.5 wants them");
}

/* TBSCertificate (RFC 5280 4.1); gives the inner AlgorithmIdentifier. */
static cupel_slice read_tbs(struct x509_note *n, struct cur *cert, struct x509_cert *ret)
{
    struct cur start = *cert;
    struct cur tbs = der_enter(cert, DER_SEQUENCE);
    ret->tbs = slice_part(start.left, 0, start.left.n - cert->left.n);
    x509_demand(n, cert, start.at, true, "tbsCertificate: no SEQUENCE");
    read_version(n, &tbs);
    ret->serial = x509_take_serial(n, &tbs);
    cupel_slice alg = x509_take_alg(n, &tbs);
    ret->issuer = x509_take_name(n, &tbs, false, &ret->issuer_cn);
    read_validity(n, &tbs, ret);
    ret->subject = x509_take_name(n, &tbs, true, &ret->subject_cn);
    ret->spki = x509_take_spki(n, &tbs, &ret->pub);
    bool ids = der_next_is(&tbs, DER_CONTEXT_PRIMITIVE(1)) ||
               der_next_is(&tbs, DER_CONTEXT_PRIMITIVE(2));
    x509_demand(n, &tbs, tbs.at, !ids, "unique identifiers, which RFC 5280 4.1.2.8 forbids");
    if (tbs.left.n)
        read_extensions(n, &tbs, ret);
    x509_end(n, &tbs, "tbsCertificate");
    return alg;
}

cupel_status x509_cert_parse(cupel_slice der, struct x509_cert *ret, struct cupel_diag *err)
{
    if (der.n > X509_CERT_MAX)
        return diag_set(err, CUPEL_E_LIMIT, KIND, "certificate of more than %u bytes",
                        X509_CERT_MAX);
    struct x509_note n = { .st = CUPEL_OK };
    struct x509_cert c = { .der = der };
    struct cur all = cur_of(der);
    struct cur cert = der_enter(&all, DER_SEQUENCE);
    x509_end(&n, &all, "certificate: no single SEQUENCE");
    cupel_slice inner = read_tbs(&n, &cert, &c);
    size_t at = cert.at;
    cupel_slice outer = x509_take_alg(&n, &cert);
    x509_demand(&n, &cert, at, slice_eq(inner, outer),
                "signatureAlgorithm differs from the one in tbsCertificate");
    c.sig_alg = x509_sig_alg(outer);
    c.sig_id = outer;
    c.sig = der_take_bits(&cert);
    x509_end(&n, &cert, "certificate: signatureValue");
    CUPEL_TRY(x509_note_status(&n, KIND, err));
    *ret = c;
    return CUPEL_OK;
}

cupel_slice x509_ext_find(const struct x509_cert *cert, cupel_slice oid, bool *found,
                          bool *critical)
{
    struct x509_note n = { .st = CUPEL_OK };
    struct cur list = cur_of(cert->extensions);
    *found = false;
    while (n.st == CUPEL_OK && list.left.n) {
        struct x509_ext e = x509_take_ext(&n, &list);
        if (n.st != CUPEL_OK || !slice_eq(e.oid, oid))
            continue;
        *found = true;
        if (critical)
            *critical = e.critical;
        return e.value.left;
    }
    return SLICE_EMPTY;
}

bool x509_is_self_issued(const struct x509_cert *cert)
{
    return slice_eq(cert->issuer, cert->subject);
}

cupel_slice x509_sig_raw(struct arena *a, enum crypto_sig alg, cupel_slice sig)
{
    enum crypto_key_type key = crypto_sig_key(alg);
    if (key == CRYPTO_KEY_RSA)
        return sig;
    if (crypto_point_size(key) == 0)
        return SLICE_EMPTY;
    size_t width = crypto_point_size(key) / 2;
    uint8_t *raw = arena_alloc(a, 2 * width);
    if (!raw || der_ecdsa_raw(sig, width, raw) != CUPEL_OK)
        return SLICE_EMPTY;
    return slice_of(raw, 2 * width);
}

/* --- names for people ------------------------------------------------------------------------ */

#define NAME_TEXT_MAX 1024u

/* RFC 4514 3, and those that X.520 and TEE vendors add. The OIDs are 2.5.4.@arc. */
static const struct {
    uint8_t arc;
    const char *name;
} attributes[] = {
    { 3, "CN" }, { 5, "serialNumber" }, { 6, "C" },      { 7, "L" },      { 8, "ST" },
    { 10, "O" }, { 11, "OU" },          { 12, "title" }, { 9, "street" },
};

static void put_type(struct buf *b, cupel_slice oid)
{
    if (oid.n == 3 && oid.p[0] == 0x55 && oid.p[1] == 0x04)
        for (size_t i = 0; i < CUPEL_COUNT(attributes); i++)
            if (attributes[i].arc == oid.p[2]) {
                buf_add_str(b, attributes[i].name);
                return;
            }
    buf_add_str(b, "OID#");
    for (size_t i = 0; i < oid.n; i++)
        buf_printf(b, "%02x", oid.p[i]);
}

/* RFC 4514 2.4: what could be taken for the end of a value is escaped. */
static void put_value(struct buf *b, cupel_slice value)
{
    for (size_t i = 0; i < value.n; i++) {
        uint8_t c = value.p[i];
        if (slice_find(SLICE_LIT(",+\"\\<>;="), slice_of(&c, 1)) != SIZE_MAX)
            buf_add_byte(b, '\\');
        buf_add_byte(b, c >= 0x20 && c < 0x7f ? c : '?');
    }
}

static void put_rdn(struct buf *b, struct cur *set)
{
    for (bool first = true; set->left.n && set->st == CUPEL_OK; first = false) {
        struct cur pair = der_enter(set, DER_SEQUENCE);
        cupel_slice oid = der_take_oid(&pair);
        uint8_t tag = 0;
        cupel_slice value = der_take_any(&pair, &tag, NULL);
        buf_add_str(b, first ? "" : "+");
        put_type(b, oid);
        buf_add_byte(b, '=');
        put_value(b, value);
    }
}

const char *x509_name_text(struct arena *a, cupel_slice name)
{
    struct buf b;
    struct cur c = cur_of(name);
    struct cur list = der_enter(&c, DER_SEQUENCE);
    buf_init(&b, NAME_TEXT_MAX);
    for (bool first = true; list.left.n && list.st == CUPEL_OK && b.st == CUPEL_OK; first = false) {
        struct cur set = der_enter(&list, DER_SET);
        buf_add_str(&b, first ? "" : ", ");
        put_rdn(&b, &set);
    }
    const char *text = arena_text(a, buf_slice(&b)); /* longer ones are cut */
    if (buf_status(&b) == CUPEL_E_NOMEM && a->st == CUPEL_OK)
        a->st = CUPEL_E_NOMEM; /* want of memory is no empty name */
    buf_clear(&b);
    return text;
}
