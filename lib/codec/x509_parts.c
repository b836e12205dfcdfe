/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/x509_parts.h"

#include "base/status.h"
#include "base/utf8.h"
#include "codec/x509_alg.h"

static void note(struct x509_note *n, cupel_status st, size_t at, const char *rule)
{
    if (n->st == CUPEL_OK)
        *n = (struct x509_note){ st, at, rule };
}

void x509_demand(struct x509_note *n, const struct cur *c, size_t at, bool ok, const char *rule)
{
    if (c->st != CUPEL_OK)
        note(n, c->st, c->at, rule);
    else if (!ok)
        note(n, CUPEL_E_MALFORMED, at, rule);
}

void x509_end(struct x509_note *n, const struct cur *c, const char *rule)
{
    cupel_status st = cur_end(c);
    if (st != CUPEL_OK)
        note(n, st, c->at, rule);
}

cupel_status x509_note_status(const struct x509_note *n, const char *format, struct cupel_diag *err)
{
    if (n->st == CUPEL_OK)
        return CUPEL_OK;
    const char *why = n->st == CUPEL_E_TRUNCATED  ? " (ends too early)"
                      : n->st == CUPEL_E_TRAILING ? " (unexplained bytes)"
                                                  : "";
    return diag_at(err, n->st, format, n->at, "%s%s", n->rule, why);
}

/* --- Name ------------------------------------------------------------------------------------ */

static bool is_utf8(cupel_slice s)
{
    struct cur c = cur_of(s);
    while (c.left.n && c.st == CUPEL_OK) {
        size_t n = utf8_length(c.left);
        if (n == 0)
            return false;
        (void)cur_take(&c, n);
    }
    return true;
}

static bool is_ia5(cupel_slice s)
{
    uint8_t any = 0;
    for (size_t i = 0; i < s.n; i++)
        any |= s.p[i];
    return any < 0x80;
}

/* X.680 41.4 */
static bool is_printable(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        uint8_t b = s.p[i];
        bool alnum = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
        if (!alnum && slice_find(SLICE_LIT(" '()+,-./:=?"), slice_of(&b, 1)) == SIZE_MAX)
            return false;
    }
    return true;
}

static bool is_string(uint8_t tag, cupel_slice s)
{
    switch (tag) {
    case DER_UTF8_STRING: return is_utf8(s);
    case DER_PRINTABLE_STRING: return is_printable(s);
    case DER_IA5_STRING: return is_ia5(s);
    default: return false; /* the 16- and 32-bit and code-page strings: no TEE vendor uses them */
    }
}

static const uint8_t oid_cn[] = { 0x55, 0x04, 0x03 };

static void take_attribute(struct x509_note *n, struct cur *c, cupel_slice *cn)
{
    struct cur in = der_enter(c, DER_SEQUENCE);
    cupel_slice type = der_take_oid(&in);
    size_t at = in.at;
    uint8_t tag = 0;
    cupel_slice value = der_take_any(&in, &tag, NULL);
    x509_demand(n, &in, at, is_string(tag, value),
                "Name: an attribute is no UTF8String, PrintableString or IA5String");
    x509_end(n, &in, "Name: AttributeTypeAndValue");
    if (slice_eq(type, SLICE_ARRAY(oid_cn)))
        *cn = value;
}

static void take_rdn(struct x509_note *n, struct cur *c, cupel_slice *cn)
{
    struct cur set = der_enter(c, DER_SET);
    x509_demand(n, &set, set.at, set.left.n > 0,
                "Name: no RelativeDistinguishedName, or an empty one");
    while (n->st == CUPEL_OK && set.left.n) /* in any order: some TPM makers do not sort it */
        take_attribute(n, &set, cn);
}

cupel_slice x509_take_name(struct x509_note *n, struct cur *c, bool may_be_empty, cupel_slice *cn)
{
    struct cur start = *c;
    struct cur in = der_enter(c, DER_SEQUENCE);
    *cn = SLICE_EMPTY;
    x509_demand(n, c, start.at, may_be_empty || in.left.n > 0, "Name: empty or no SEQUENCE");
    while (n->st == CUPEL_OK && in.left.n)
        take_rdn(n, &in, cn);
    return slice_part(start.left, 0, start.left.n - c->left.n);
}

/* --- algorithm, serial, key ------------------------------------------------------------------ */

/* Those of every algorithm in use are one of these three, or absent. */
static void skip_parameters(struct cur *c)
{
    if (der_next_is(c, DER_OID))
        (void)der_take_oid(c);
    else if (!der_next_is(c, DER_NULL))
        (void)der_take(c, DER_SEQUENCE);
    else if (der_take(c, DER_NULL).n != 0)
        cur_fail(c, CUPEL_E_MALFORMED);
}

cupel_slice x509_take_alg(struct x509_note *n, struct cur *c)
{
    struct cur start = *c;
    struct cur in = der_enter(c, DER_SEQUENCE);
    (void)der_take_oid(&in);
    if (in.left.n)
        skip_parameters(&in);
    x509_end(n, &in, "AlgorithmIdentifier");
    return slice_part(start.left, 0, start.left.n - c->left.n);
}

cupel_slice x509_take_serial(struct x509_note *n, struct cur *c)
{
    size_t at = c->at;
    cupel_slice v = der_take_int(c);
    bool fits = v.n <= 20 || (v.n == 21 && v.p[0] == 0);
    x509_demand(n, c, at, fits, "serial number: no minimal INTEGER of at most 20 octets");
    return v;
}

cupel_slice x509_take_spki(struct x509_note *n, struct cur *c, struct crypto_pub *pub)
{
    struct cur start = *c;
    struct cur in = der_enter(c, DER_SEQUENCE);
    (void)x509_take_alg(n, &in);
    size_t at = in.at;
    (void)der_take_bits(&in);
    x509_end(n, &in, "subjectPublicKeyInfo");
    cupel_slice whole = slice_part(start.left, 0, start.left.n - c->left.n);
    bool ok = n->st == CUPEL_OK && x509_pub_read(whole, pub) == CUPEL_OK;
    x509_demand(n, &in, at, ok, "subjectPublicKey: malformed for its algorithm");
    return whole;
}

/* --- extensions ------------------------------------------------------------------------------ */

struct x509_ext x509_take_ext(struct x509_note *n, struct cur *c)
{
    struct x509_ext e = { 0 };
    struct cur in = der_enter(c, DER_SEQUENCE);
    e.oid = der_take_oid(&in);
    size_t at = in.at;
    bool written = der_next_is(&in, DER_BOOLEAN);
    e.critical = written && der_take_bool(&in);
    x509_demand(n, &in, at, e.critical || !written,
                "extension: critical is no BOOLEAN TRUE (FALSE must be left out)");
    e.value = der_enter(&in, DER_OCTET_STRING);
    x509_end(n, &in, "extension: not OID, critical, OCTET STRING");
    return e;
}

void x509_seen_add(struct x509_note *n, struct x509_seen *seen, const struct x509_ext *e)
{
    for (size_t i = 0; i < seen->n; i++)
        if (slice_eq(seen->oid[i], e->oid))
            note(n, CUPEL_E_MALFORMED, e->value.at, "extension: one OID appears twice");
    if (seen->n == X509_EXTENSIONS_MAX)
        note(n, CUPEL_E_LIMIT, e->value.at, "extension: too many");
    else
        seen->oid[seen->n++] = e->oid;
}
