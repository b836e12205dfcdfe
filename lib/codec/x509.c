/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/x509.h"

#include "base/status.h"
#include "codec/der.h"
#include "codec/x509_alg.h"

#include <stdlib.h>

#define KIND "certificate"

static const uint8_t oid_cn[] = { 0x55, 0x04, 0x03 };
static const uint8_t oid_basic[] = { 0x55, 0x1d, 0x13 };
static const uint8_t oid_usage[] = { 0x55, 0x1d, 0x0f };
static const uint8_t oid_crl_number[] = { 0x55, 0x1d, 0x14 };

/* The last rule that was broken, for the diagnosis. */
static cupel_status refuse(struct cupel_diag *err, const char *kind, const struct cur *c,
                           const char *rule)
{
    cupel_status st = cur_end(c);
    if (st == CUPEL_OK)
        st = CUPEL_E_MALFORMED;
    return diag_at(err, st, kind, c->at, "%s: %s (offset %zu, %s)", kind, rule, c->at,
                   cupel_status_name(st));
}

/* Name ::= SEQUENCE OF SET OF SEQUENCE { OID, ANY }: checked, and the last commonName found. */
static cupel_slice read_name(struct cur *c, cupel_slice *cn)
{
    cupel_slice whole;
    uint8_t tag;
    size_t at = c->at;
    cupel_slice body = der_take_any(c, &tag, &whole);
    if (tag != DER_SEQUENCE)
        cur_fail(c, CUPEL_E_MALFORMED);
    struct cur rdns = cur_at(body, at + whole.n - body.n);
    *cn = SLICE_EMPTY;
    while (rdns.left.n && rdns.st == CUPEL_OK) {
        struct cur set = der_enter(&rdns, DER_SET);
        while (set.left.n && set.st == CUPEL_OK) {
            struct cur attribute = der_enter(&set, DER_SEQUENCE);
            cupel_slice oid = der_take(&attribute, DER_OID);
            cupel_slice value = der_take_any(&attribute, &tag, NULL);
            cur_fail(&set, cur_end(&attribute));
            if (slice_eq(oid, SLICE_ARRAY(oid_cn)))
                *cn = value;
        }
        cur_fail(&rdns, cur_end(&set));
    }
    cur_fail(c, cur_end(&rdns));
    return c->st == CUPEL_OK ? whole : SLICE_EMPTY;
}

/* keyUsage: a BIT STRING whose bits count from the left. */
static void read_usage(cupel_slice value, struct x509_cert *cert, struct cur *fault)
{
    struct cur c = cur_of(value);
    cupel_slice bits = der_take(&c, DER_BIT_STRING);
    if (cur_end(&c) != CUPEL_OK || bits.n < 2 || bits.n > 3 || bits.p[0] > 7)
        cur_fail(fault, CUPEL_E_MALFORMED);
    if (fault->st != CUPEL_OK)
        return;
    cert->has_usage = true;
    for (unsigned i = 0; i < 8 * (bits.n - 1); i++)
        if (bits.p[1 + i / 8] >> (7 - i % 8) & 1)
            cert->usage |= 1u << i;
}

static void read_basic(cupel_slice value, struct x509_cert *cert, struct cur *fault)
{
    struct cur c = cur_of(value);
    struct cur seq = der_enter(&c, DER_SEQUENCE);
    if (der_next_is(&seq, DER_BOOLEAN))
        cert->is_ca = der_take_bool(&seq);
    if (der_next_is(&seq, DER_INTEGER)) {
        cert->has_path_len = true;
        cert->path_len = (uint32_t)der_take_small_uint(&seq, 255);
    }
    if (cur_end(&seq) != CUPEL_OK || cur_end(&c) != CUPEL_OK ||
        (cert->has_path_len && !cert->is_ca))
        cur_fail(fault, CUPEL_E_MALFORMED);
    cert->has_basic = true;
}

struct extension {
    cupel_slice oid, value;
    bool critical;
};

static struct extension take_extension(struct cur *list)
{
    struct cur c = der_enter(list, DER_SEQUENCE);
    struct extension e = { 0 };
    e.oid = der_take(&c, DER_OID);
    if (der_next_is(&c, DER_BOOLEAN))
        e.critical = der_take_bool(&c);
    e.value = der_take(&c, DER_OCTET_STRING);
    cur_fail(list, cur_end(&c));
    return e;
}

static bool seen_before(const cupel_slice *oids, size_t n, cupel_slice oid)
{
    for (size_t i = 0; i < n; i++)
        if (slice_eq(oids[i], oid))
            return true;
    return false;
}

static void read_extensions(struct cur *list, struct x509_cert *cert)
{
    cupel_slice oids[X509_EXTENSIONS_MAX];
    size_t n = 0;
    while (list->left.n && list->st == CUPEL_OK) {
        struct extension e = take_extension(list);
        if (n == X509_EXTENSIONS_MAX || seen_before(oids, n, e.oid))
            cur_fail(list, CUPEL_E_MALFORMED);
        if (list->st != CUPEL_OK)
            return;
        oids[n++] = e.oid;
        if (slice_eq(e.oid, SLICE_ARRAY(oid_basic)))
            read_basic(e.value, cert, list);
        else if (slice_eq(e.oid, SLICE_ARRAY(oid_usage)))
            read_usage(e.value, cert, list);
        else if (e.critical)
            cert->unknown_critical = true;
    }
}

/* [3] EXPLICIT Extensions, if any, and nothing after them. */
static void take_extensions(struct cur *tbs, struct x509_cert *cert)
{
    if (!der_next_is(tbs, DER_CONTEXT(3)))
        return;
    struct cur outer = der_enter(tbs, DER_CONTEXT(3));
    struct cur list = der_enter(&outer, DER_SEQUENCE);
    cert->extensions = list.left;
    if (list.left.n == 0)
        cur_fail(&list, CUPEL_E_MALFORMED);
    read_extensions(&list, cert);
    cur_fail(&outer, cur_end(&list));
    cur_fail(tbs, cur_end(&outer));
}

/* [0] EXPLICIT INTEGER 2: v3, the only version with extensions. */
static void take_version(struct cur *tbs)
{
    struct cur outer = der_enter(tbs, DER_CONTEXT(0));
    if (der_take_small_uint(&outer, 2) != 2)
        cur_fail(&outer, CUPEL_E_MALFORMED);
    cur_fail(tbs, cur_end(&outer));
}

static void take_validity(struct cur *tbs, struct x509_cert *cert)
{
    struct cur c = der_enter(tbs, DER_SEQUENCE);
    cert->not_before = der_take_time(&c);
    cert->not_after = der_take_time(&c);
    cur_fail(tbs, cur_end(&c));
}

static cupel_slice take_whole(struct cur *c, uint8_t tag)
{
    uint8_t got;
    cupel_slice whole;
    (void)der_take_any(c, &got, &whole);
    if (got != tag)
        cur_fail(c, CUPEL_E_MALFORMED);
    return c->st == CUPEL_OK ? whole : SLICE_EMPTY;
}

cupel_status x509_cert_parse(cupel_slice der, struct x509_cert *ret, struct cupel_diag *err)
{
    struct x509_cert cert = { .der = der };
    struct cur c = cur_of(der);
    if (der.n > X509_CERT_MAX)
        return diag_set(err, CUPEL_E_LIMIT, KIND, "certificate of %zu bytes; %u are allowed", der.n,
                        X509_CERT_MAX);
    struct cur outer = der_enter(&c, DER_SEQUENCE);
    if (cur_end(&c) != CUPEL_OK)
        return refuse(err, KIND, &c, "is no single DER SEQUENCE");
    struct cur peek = outer;
    cert.tbs = take_whole(&peek, DER_SEQUENCE);
    struct cur tbs = der_enter(&outer, DER_SEQUENCE);
    take_version(&tbs);
    if (tbs.st != CUPEL_OK)
        return refuse(err, KIND, &tbs, "version must be v3");
    cert.serial = der_take_int(&tbs);
    cupel_slice inner_alg = take_whole(&tbs, DER_SEQUENCE);
    cert.issuer = read_name(&tbs, &cert.issuer_cn);
    take_validity(&tbs, &cert);
    cert.subject = read_name(&tbs, &cert.subject_cn);
    if (tbs.st != CUPEL_OK)
        return refuse(err, KIND, &tbs,
                      "serial, names or validity are not as RFC 5280 4.1 has them");
    cert.spki = take_whole(&tbs, DER_SEQUENCE);
    if (tbs.st != CUPEL_OK || x509_pub_read(cert.spki, &cert.pub) != CUPEL_OK)
        return refuse(err, KIND, &tbs, "the public key is malformed");
    take_extensions(&tbs, &cert);
    if (cur_end(&tbs) != CUPEL_OK)
        return refuse(err, KIND, &tbs, "extensions are malformed, doubled or not last");
    cupel_slice outer_alg = take_whole(&outer, DER_SEQUENCE);
    if (!slice_eq(inner_alg, outer_alg))
        cur_fail(&outer, CUPEL_E_MALFORMED);
    if (outer.st != CUPEL_OK)
        return refuse(err, KIND, &outer, "inner and outer signature algorithm differ");
    cert.sig_alg = x509_sig_alg(outer_alg);
    cert.sig = der_take_bits(&outer);
    if (cur_end(&outer) != CUPEL_OK)
        return refuse(err, KIND, &outer, "the signature is no BIT STRING, or something follows it");
    *ret = cert;
    return CUPEL_OK;
}

cupel_slice x509_ext_find(const struct x509_cert *cert, cupel_slice oid, bool *found,
                          bool *critical)
{
    struct cur list = cur_of(cert->extensions);
    *found = false;
    while (list.left.n && list.st == CUPEL_OK) {
        struct extension e = take_extension(&list);
        if (list.st != CUPEL_OK || !slice_eq(e.oid, oid))
            continue;
        *found = true;
        if (critical)
            *critical = e.critical;
        return e.value;
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
    if (key == CRYPTO_KEY_NONE)
        return SLICE_EMPTY;
    size_t width = key == CRYPTO_KEY_P256 ? 32 : 48;
    uint8_t *raw = arena_alloc(a, 2 * width);
    if (!raw || der_ecdsa_raw(sig, width, raw) != CUPEL_OK)
        return SLICE_EMPTY;
    return slice_of(raw, 2 * width);
}

static const char *attribute_name(cupel_slice oid)
{
    static const struct {
        uint8_t last;
        const char *name;
    } names[] = { { 3, "CN" }, { 5, "serialNumber" }, { 6, "C" },  { 7, "L" },
                  { 8, "ST" }, { 10, "O" },           { 11, "OU" } };
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        if (oid.n == 3 && oid.p[0] == 0x55 && oid.p[1] == 0x04 && oid.p[2] == names[i].last)
            return names[i].name;
    return "?";
}

const char *x509_name_text(struct arena *a, cupel_slice name)
{
    const char *text = "";
    uint8_t tag;
    struct cur c = cur_of(name);
    struct cur rdns = der_enter(&c, DER_SEQUENCE);
    while (rdns.left.n && rdns.st == CUPEL_OK) {
        struct cur set = der_enter(&rdns, DER_SET);
        while (set.left.n && set.st == CUPEL_OK) {
            struct cur attribute = der_enter(&set, DER_SEQUENCE);
            cupel_slice oid = der_take(&attribute, DER_OID);
            cupel_slice value = der_take_any(&attribute, &tag, NULL);
            text = arena_printf(a, "%s%s%s=%s", text, *text ? ", " : "", attribute_name(oid),
                                arena_text(a, value));
        }
    }
    return text;
}

static int compare_revoked(const void *a, const void *b)
{
    return slice_cmp(((const struct x509_revoked *)a)->serial,
                     ((const struct x509_revoked *)b)->serial);
}

/* CRL or entry extensions: any critical one is unknown to us. */
static void skim_extensions(struct cur *list, struct x509_crl *crl)
{
    while (list->left.n && list->st == CUPEL_OK) {
        struct extension e = take_extension(list);
        if (e.critical)
            crl->unknown_critical = true;
        if (!slice_eq(e.oid, SLICE_ARRAY(oid_crl_number)))
            continue;
        struct cur c = cur_of(e.value);
        crl->number = der_take_uint(&c);
        cur_fail(list, cur_end(&c));
    }
}

static void take_entry(struct cur *list, struct x509_crl *crl, struct x509_revoked *ret)
{
    struct cur c = der_enter(list, DER_SEQUENCE);
    ret->serial = der_take_int(&c);
    ret->when = der_take_time(&c);
    if (der_next_is(&c, DER_SEQUENCE)) {
        struct cur extensions = der_enter(&c, DER_SEQUENCE);
        skim_extensions(&extensions, crl);
        cur_fail(&c, cur_end(&extensions));
    }
    cur_fail(list, cur_end(&c));
}

static size_t count_entries(struct cur list)
{
    size_t n = 0;
    while (list.left.n && list.st == CUPEL_OK) {
        (void)der_take(&list, DER_SEQUENCE);
        n++;
    }
    return n;
}

/* revokedCertificates, sorted for x509_crl_find(). The status is for memory. */
static cupel_status take_entries(struct arena *a, struct cur *tbs, struct x509_crl *crl)
{
    if (!der_next_is(tbs, DER_SEQUENCE))
        return CUPEL_OK;
    struct cur list = der_enter(tbs, DER_SEQUENCE);
    size_t n = count_entries(list);
    if (n > X509_CRL_ENTRIES_MAX)
        cur_fail(tbs, CUPEL_E_LIMIT);
    if (tbs->st != CUPEL_OK)
        return CUPEL_OK;
    struct x509_revoked *all = arena_array(a, n, sizeof *all);
    if (!all)
        return arena_status(a);
    for (size_t i = 0; i < n && list.st == CUPEL_OK; i++)
        take_entry(&list, crl, &all[i]);
    cur_fail(tbs, cur_end(&list));
    if (tbs->st == CUPEL_OK && n)
        qsort(all, n, sizeof *all, compare_revoked);
    crl->revoked = all;
    crl->n_revoked = n;
    return CUPEL_OK;
}

static void take_crl_extensions(struct cur *tbs, struct x509_crl *crl)
{
    if (!der_next_is(tbs, DER_CONTEXT(0)))
        return;
    struct cur outer = der_enter(tbs, DER_CONTEXT(0));
    struct cur list = der_enter(&outer, DER_SEQUENCE);
    skim_extensions(&list, crl);
    cur_fail(&outer, cur_end(&list));
    cur_fail(tbs, cur_end(&outer));
}

static bool next_is_time(const struct cur *c)
{
    return der_next_is(c, DER_UTC_TIME) || der_next_is(c, DER_GENERALIZED_TIME);
}

cupel_status x509_crl_parse(struct arena *a, cupel_slice der, struct x509_crl *ret,
                            struct cupel_diag *err)
{
    struct x509_crl crl = { .der = der, .next_update = INT64_MIN };
    if (der.n > X509_CRL_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "crl", "crl: %zu bytes; %u are allowed", der.n,
                        X509_CRL_MAX);
    struct cur c = cur_of(der);
    struct cur outer = der_enter(&c, DER_SEQUENCE);
    if (cur_end(&c) != CUPEL_OK)
        return refuse(err, "crl", &c, "is no single DER SEQUENCE");
    struct cur peek = outer;
    crl.tbs = take_whole(&peek, DER_SEQUENCE);
    struct cur tbs = der_enter(&outer, DER_SEQUENCE);
    if (der_take_small_uint(&tbs, 1) != 1)
        cur_fail(&tbs, CUPEL_E_MALFORMED);
    if (tbs.st != CUPEL_OK)
        return refuse(err, "crl", &tbs, "version must be v2");
    cupel_slice inner_alg = take_whole(&tbs, DER_SEQUENCE);
    crl.issuer = read_name(&tbs, &crl.issuer_cn);
    crl.this_update = der_take_time(&tbs);
    if (next_is_time(&tbs))
        crl.next_update = der_take_time(&tbs);
    CUPEL_TRY(take_entries(a, &tbs, &crl));
    if (tbs.st != CUPEL_OK)
        return refuse(err, "crl", &tbs, "issuer, times or entries are malformed or too many");
    take_crl_extensions(&tbs, &crl);
    if (cur_end(&tbs) != CUPEL_OK)
        return refuse(err, "crl", &tbs, "extensions are malformed or not last");
    cupel_slice outer_alg = take_whole(&outer, DER_SEQUENCE);
    if (!slice_eq(inner_alg, outer_alg))
        cur_fail(&outer, CUPEL_E_MALFORMED);
    if (outer.st != CUPEL_OK)
        return refuse(err, "crl", &outer, "inner and outer signature algorithm differ");
    crl.sig_alg = x509_sig_alg(outer_alg);
    crl.sig = der_take_bits(&outer);
    if (cur_end(&outer) != CUPEL_OK)
        return refuse(err, "crl", &outer,
                      "the signature is no BIT STRING, or something follows it");
    *ret = crl;
    return CUPEL_OK;
}

const struct x509_revoked *x509_crl_find(const struct x509_crl *crl, cupel_slice serial)
{
    const struct x509_revoked key = { .serial = serial };
    if (!crl->n_revoked)
        return NULL;
    return bsearch(&key, crl->revoked, crl->n_revoked, sizeof key, compare_revoked);
}
