/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IBM Z host key documents: X.509 certificates, DER or PEM, of the key to which secrets of Secure
 * Execution guests are encrypted. Rules: IBM, Introducing IBM Secure Execution for Linux, Verifying
 * the host key document; s390-tools, rust/pv/src/verify.
 */
#include "evidence/hkd.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/der.h"
#include "codec/pem.h"

#define ATTRIBUTES_MAX 12u

static const char name[] = "hkd";

/* ---- names ---- */

struct attribute {
    cupel_slice oid, value;
};

/* Attributes of a Name that was parsed before; false when there are too many. */
static bool read_name(cupel_slice whole, struct attribute *ret, size_t *n)
{
    struct cur c = cur_of(whole);
    struct cur list = der_enter(&c, DER_SEQUENCE);
    *n = 0;
    while (list.left.n && list.st == CUPEL_OK) {
        struct cur set = der_enter(&list, DER_SET);
        while (set.left.n && set.st == CUPEL_OK) {
            struct cur pair = der_enter(&set, DER_SEQUENCE);
            uint8_t tag = 0;
            if (*n == ATTRIBUTES_MAX)
                return false;
            ret[*n].oid = der_take_oid(&pair);
            ret[(*n)++].value = der_take_any(&pair, &tag, NULL);
        }
    }
    return list.st == CUPEL_OK;
}

static const uint8_t oid_locality[] = { 0x55, 0x04, 0x07 };

static bool is_ibm_place(cupel_slice v)
{
    return slice_eq(v, SLICE_LIT("Poughkeepsie")) || slice_eq(v, SLICE_LIT("Armonk"));
}

static bool same_value(const struct attribute *a, const struct attribute *b)
{
    return slice_eq(a->value, b->value) || (slice_eq(a->oid, SLICE_ARRAY(oid_locality)) &&
                                            is_ibm_place(a->value) && is_ibm_place(b->value));
}

bool hkd_same_name(cupel_slice a, cupel_slice b)
{
    struct attribute x[ATTRIBUTES_MAX], y[ATTRIBUTES_MAX];
    bool used[ATTRIBUTES_MAX] = { false };
    size_t n = 0, m = 0, found = 0;
    if (!read_name(a, x, &n) || !read_name(b, y, &m) || n != m)
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (!used[k] && slice_eq(x[i].oid, y[k].oid) && same_value(&x[i], &y[k])) {
                used[k] = true;
                found++;
                break;
            }
    return found == n;
}

static cupel_slice value_of(const struct attribute *list, size_t n, uint8_t type)
{
    const uint8_t oid[] = { 0x55, 0x04, type };
    for (size_t i = 0; i < n; i++)
        if (slice_eq(list[i].oid, SLICE_ARRAY(oid)))
            return list[i].value;
    return SLICE_EMPTY;
}

static bool ends_with(cupel_slice s, cupel_slice end)
{
    return s.n >= end.n && slice_eq(slice_part(s, s.n - end.n, end.n), end);
}

const char *hkd_signing_name_fault(cupel_slice subject)
{
    static const char ibm[] = "International Business Machines Corporation";
    struct attribute a[ATTRIBUTES_MAX];
    size_t n = 0;
    if (!read_name(subject, a, &n) || n != 6)
        return "it does not have exactly C, ST, L, O, OU and CN";
    if (!slice_eq(value_of(a, n, 6), SLICE_LIT("US")))
        return "C is not US";
    if (!slice_eq(value_of(a, n, 8), SLICE_LIT("New York")))
        return "ST is not New York";
    if (!is_ibm_place(value_of(a, n, 7)))
        return "L is neither Poughkeepsie nor Armonk";
    if (!slice_eq(value_of(a, n, 10), slice_str(ibm)))
        return "O is not International Business Machines Corporation";
    if (!slice_eq(value_of(a, n, 3), slice_str(ibm)))
        return "CN is not International Business Machines Corporation";
    if (!ends_with(value_of(a, n, 11), SLICE_LIT("Key Signing Service")))
        return "OU does not end with Key Signing Service";
    return NULL;
}

/* ---- recognising ---- */

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END   "-----END CERTIFICATE-----"

/* DER of a PEM certificate into @room, for a look only. */
static cupel_slice peek_pem(cupel_slice in, uint8_t room[X509_CERT_MAX])
{
    size_t begin = slice_find(in, SLICE_LIT(PEM_BEGIN)), n = 0;
    if (begin == SIZE_MAX)
        return SLICE_EMPTY;
    begin += sizeof PEM_BEGIN - 1;
    cupel_slice rest = slice_part(in, begin, in.n - begin);
    size_t end = slice_find(rest, SLICE_LIT(PEM_END));
    cupel_slice text = slice_part(rest, 0, end == SIZE_MAX ? 0 : end);
    if (base64_room(text.n) > X509_CERT_MAX || base64_read(text, false, true, room, &n) != CUPEL_OK)
        return SLICE_EMPTY;
    return slice_of(room, n);
}

/* A certificate that speaks of IBM Z host keys and of who signs them. Certificates of the signing
 * key itself name no host key. */
static bool probe(cupel_slice in)
{
    uint8_t room[X509_CERT_MAX];
    cupel_slice der = pem_probe(in) ? peek_pem(in, room) : in;
    struct cur c = cur_of(der);
    struct cur cert = der_enter(&c, DER_SEQUENCE);
    return c.st == CUPEL_OK && der_next_is(&cert, DER_SEQUENCE) &&
           slice_find(der, SLICE_LIT("Host Key Signing Service")) != SIZE_MAX &&
           (slice_find(der, SLICE_LIT("IBM Z Host Key1")) != SIZE_MAX ||
            slice_find(der, SLICE_LIT("IBM Z Host Key0")) != SIZE_MAX);
}

/* ---- reading ---- */

static cupel_status take_pem(struct arena *a, cupel_slice in, cupel_slice *ret,
                             struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    struct pem_block first, second;
    if (pem_next(a, &c, true, &first) != CUPEL_OK ||
        !slice_eq(first.label, SLICE_LIT("CERTIFICATE")))
        return diag_at(err, CUPEL_E_MALFORMED, name, 0, "this is no certificate in PEM");
    if (pem_next(a, &c, true, &second) != CUPEL_E_NOT_FOUND)
        return diag_at(err, CUPEL_E_TRAILING, name, c.at,
                       "there is more than one PEM block; give the host key document alone");
    *ret = first.der;
    return CUPEL_OK;
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct x509_cert *cert = arena_alloc(a, sizeof *cert);
    struct cupel_diag inner = { 0 };
    cupel_slice der = in;
    if (!cert)
        return diag_set(err, CUPEL_E_NOMEM, name, "out of memory");
    if (pem_probe(in))
        CUPEL_TRY(take_pem(a, in, &der, err));
    cupel_status st = x509_cert_parse(der, cert, &inner);
    if (st != CUPEL_OK)
        return diag_at(err, st, name, inner.has_offset ? inner.offset : 0,
                       "the document is no certificate: %s", inner.text);
    *ret = (struct evidence){ .format = &format_hkd, .bytes = der, .own = cert };
    return CUPEL_OK;
}

/* ---- explaining ---- */

/* Where a borrowed part stands in the certificate. */
static uint64_t at_of(cupel_slice der, cupel_slice part)
{
    size_t at = part.n ? slice_find(der, part) : SIZE_MAX;
    return at == SIZE_MAX ? 0 : at;
}

static void explain(const struct evidence *ev, struct field_list *ret)
{
    const struct x509_cert *c = ev->own;
    cupel_slice der = c->der;
    (void)field_text(ret, "certificate", arena_printf(ret->arena, "%zu bytes", der.n),
                     "X.509; cupel explain --format certificate names all of its fields", 0, der.n);
    ret->depth++;
    field_bytes(ret, "serial", c->serial, "what revocation lists name it by",
                at_of(der, c->serial));
    (void)field_text(ret, "issuer", x509_name_text(ret->arena, c->issuer),
                     "IBM's key that signs host key documents", at_of(der, c->issuer), c->issuer.n);
    (void)field_text(ret, "subject", x509_name_text(ret->arena, c->subject), "the host key",
                     at_of(der, c->subject), c->subject.n);
    size_t first = ret->n;
    field_time(ret, "not before", c->not_before, "first moment", 0, 0);
    field_time(ret, "not after", c->not_after, "last moment", 0, 0);
    for (size_t i = first; i < ret->n; i++)
        ret->items[i].has_span = false; /* the parsed certificate no longer says where */
    field_bytes(ret, "key", c->pub.point, crypto_key_type_name(c->pub.type),
                at_of(der, c->pub.point));
    ret->depth--;
}

const struct format format_hkd = {
    .name = name,
    .title = "IBM Z host key document",
    .root = FORMAT_NO_TEE,
    .probe = probe,
    .parse = parse,
    .verify = hkd_verify,
    .explain = explain,
    .checks = hkd_checks,
    .n_checks = HKD_CHECKS,
    .claims = hkd_claims,
    .n_claims = HKD_CLAIMS,
};
