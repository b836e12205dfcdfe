/* SPDX-License-Identifier: Apache-2.0 */
#include "base/status.h"
#include "codec/x509_alg.h"
#include "codec/x509_parts.h"

static const uint8_t oid_crl_number[] = { 0x55, 0x1d, 0x14 };
static const uint8_t oid_reason[] = { 0x55, 0x1d, 0x15 };
static const uint8_t oid_delta[] = { 0x55, 0x1d, 0x1b };
static const uint8_t oid_idp[] = { 0x55, 0x1d, 0x1c };
static const uint8_t oid_cert_issuer[] = { 0x55, 0x1d, 0x1d };

/* A delta CRL, one for part of the certificates, or one that lists other issuers' serials: RFC 5280
 * wants these critical, and we refuse to read them as whole CRLs even where they are not. */
static bool changes_meaning(cupel_slice oid)
{
    return slice_eq(oid, SLICE_ARRAY(oid_delta)) || slice_eq(oid, SLICE_ARRAY(oid_idp)) ||
           slice_eq(oid, SLICE_ARRAY(oid_cert_issuer));
}

static void read_reason(struct x509_note *n, struct cur v)
{
    cupel_slice code = der_take(&v, DER_ENUMERATED);
    x509_demand(n, &v, v.at, code.n == 1, "reasonCode: no ENUMERATED of one octet");
    x509_end(n, &v, "reasonCode");
}

static void read_number(struct x509_note *n, struct cur v, struct x509_crl *ret)
{
    size_t at = v.at;
    ret->number = der_take_int(&v);
    x509_demand(n, &v, at, ret->number.n && !(ret->number.p[0] & 0x80),
                "cRLNumber: no INTEGER, or a negative one");
    x509_end(n, &v, "cRLNumber");
}

static void read_extensions(struct x509_note *n, struct cur *list, struct x509_crl *ret)
{
    struct x509_seen seen = { .n = 0 };
    x509_demand(n, list, list->at, list->left.n > 0,
                "CRL extensions: no SEQUENCE, or an empty one");
    while (n->st == CUPEL_OK && list->left.n) {
        struct x509_ext e = x509_take_ext(n, list);
        x509_seen_add(n, &seen, &e);
        if (slice_eq(e.oid, SLICE_ARRAY(oid_crl_number)))
            read_number(n, e.value, ret);
        else if (slice_eq(e.oid, SLICE_ARRAY(oid_reason)))
            read_reason(n, e.value);
        else
            ret->unknown_critical |= e.critical || changes_meaning(e.oid);
    }
    x509_end(n, list, "CRL extensions");
}

/* One of revokedCertificates (RFC 5280 5.1.2.6). */
static struct x509_revoked read_entry(struct x509_note *n, struct cur *list, struct x509_crl *ret)
{
    struct x509_revoked r;
    struct cur in = der_enter(list, DER_SEQUENCE);
    r.serial = x509_take_serial(n, &in);
    size_t at = in.at;
    r.when = der_take_time(&in);
    x509_demand(n, &in, at, true, "revocationDate: no time as RFC 5280 4.1.2.5 wants it");
    if (in.left.n) {
        struct cur exts = der_enter(&in, DER_SEQUENCE);
        read_extensions(n, &exts, ret);
    }
    x509_end(n, &in, "revokedCertificates: an entry");
    return r;
}

/* Elements in @list, which is not read yet: memory is asked for only after they were seen. */
static size_t count_elements(struct x509_note *n, struct cur list)
{
    size_t count = 0;
    while (list.left.n && list.st == CUPEL_OK && count <= X509_CRL_ENTRIES_MAX) {
        (void)der_enter(&list, DER_SEQUENCE);
        count++;
    }
    x509_demand(n, &list, list.at, true, "revokedCertificates: an entry is no SEQUENCE");
    if (n->st == CUPEL_OK && count > X509_CRL_ENTRIES_MAX)
        *n = (struct x509_note){ CUPEL_E_LIMIT, list.at, "revokedCertificates: too many entries" };
    return n->st == CUPEL_OK ? count : 0;
}

/* By serial, then by time, so that the first of equal serials is the earliest. */
static int compare(const struct x509_revoked *a, const struct x509_revoked *b)
{
    int order = slice_cmp(a->serial, b->serial);
    return order ? order : (a->when > b->when) - (a->when < b->when);
}

static void sift_down(struct x509_revoked *r, size_t at, size_t n)
{
    struct x509_revoked moved = r[at];
    for (size_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        if (child + 1 < n && compare(&r[child], &r[child + 1]) < 0)
            child++;
        if (compare(&moved, &r[child]) >= 0)
            break;
        r[at] = r[child];
        at = child;
    }
    r[at] = moved;
}

/* Heapsort: in place, and n log n whatever order an issuer or an attacker chose. */
static void sort(struct x509_revoked *r, size_t n)
{
    for (size_t i = n / 2; i > 0; i--)
        sift_down(r, i - 1, n);
    for (size_t i = n; i > 1; i--) {
        struct x509_revoked last = r[i - 1];
        r[i - 1] = r[0];
        r[0] = last;
        sift_down(r, 0, i - 1);
    }
}

static void read_revoked(struct x509_note *n, struct arena *a, struct cur *tbs,
                         struct x509_crl *ret)
{
    struct cur list = der_enter(tbs, DER_SEQUENCE);
    size_t count = count_elements(n, list);
    struct x509_revoked *r = arena_array(a, count, sizeof *r);
    if (!r) {
        *n = (struct x509_note){ arena_status(a), list.at, "revokedCertificates: no memory" };
        return;
    }
    for (size_t i = 0; i < count && n->st == CUPEL_OK; i++)
        r[i] = read_entry(n, &list, ret);
    if (n->st != CUPEL_OK)
        return;
    sort(r, count);
    ret->revoked = r;
    ret->n_revoked = count;
}

static bool next_is_time(const struct cur *c)
{
    return der_next_is(c, DER_UTC_TIME) || der_next_is(c, DER_GENERALIZED_TIME);
}

/* TBSCertList (RFC 5280 5.1); gives the inner AlgorithmIdentifier. */
static cupel_slice read_tbs(struct x509_note *n, struct arena *a, struct cur *crl,
                            struct x509_crl *ret)
{
    struct cur start = *crl;
    struct cur tbs = der_enter(crl, DER_SEQUENCE);
    ret->tbs = slice_part(start.left, 0, start.left.n - crl->left.n);
    x509_demand(n, crl, start.at, true, "tbsCertList: no SEQUENCE");
    size_t at = tbs.at;
    bool is_v2 = der_next_is(&tbs, DER_INTEGER) && der_take_small_uint(&tbs, UINT8_MAX) == 1;
    x509_demand(n, &tbs, at, is_v2, "version is not v2");
    cupel_slice alg = x509_take_alg(n, &tbs);
    ret->issuer = x509_take_name(n, &tbs, false, &ret->issuer_cn);
    ret->this_update = der_take_time(&tbs);
    ret->next_update = next_is_time(&tbs) ? der_take_time(&tbs) : INT64_MIN;
    x509_demand(n, &tbs, tbs.at, true, "thisUpdate, nextUpdate: no times as RFC 5280 wants them");
    if (der_next_is(&tbs, DER_SEQUENCE))
        read_revoked(n, a, &tbs, ret);
    if (der_next_is(&tbs, DER_CONTEXT(0))) {
        struct cur outer = der_enter(&tbs, DER_CONTEXT(0));
        struct cur list = der_enter(&outer, DER_SEQUENCE);
        read_extensions(n, &list, ret);
        x509_end(n, &outer, "crlExtensions");
    }
    x509_end(n, &tbs, "tbsCertList");
    return alg;
}

cupel_status x509_crl_parse(struct arena *a, cupel_slice der, struct x509_crl *ret,
                            struct cupel_diag *err)
{
    if (der.n > X509_CRL_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "crl", "CRL of more than %u bytes", X509_CRL_MAX);
    struct x509_note n = { .st = CUPEL_OK };
    struct x509_crl c = { .der = der };
    struct cur all = cur_of(der);
    struct cur crl = der_enter(&all, DER_SEQUENCE);
    x509_end(&n, &all, "CRL: no single SEQUENCE");
    cupel_slice inner = read_tbs(&n, a, &crl, &c);
    size_t at = crl.at;
    cupel_slice outer = x509_take_alg(&n, &crl);
    x509_demand(&n, &crl, at, slice_eq(inner, outer),
                "signatureAlgorithm differs from the one in tbsCertList");
    c.sig_alg = x509_sig_alg(outer);
    c.sig = der_take_bits(&crl);
    x509_end(&n, &crl, "CRL: signatureValue");
    CUPEL_TRY(x509_note_status(&n, "crl", err));
    *ret = c;
    return CUPEL_OK;
}

const struct x509_revoked *x509_crl_find(const struct x509_crl *crl, cupel_slice serial)
{
    size_t low = 0, high = crl->n_revoked;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (slice_cmp(crl->revoked[mid].serial, serial) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    bool found = low < crl->n_revoked && slice_eq(crl->revoked[low].serial, serial);
    return found ? &crl->revoked[low] : NULL;
}
