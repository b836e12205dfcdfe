/* SPDX-License-Identifier: Apache-2.0 */
#include "collateral/rim.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/xml.h"

#define NS_SWID   "http://standards.iso.org/iso/19770/-2/2015/schema.xsd"
#define NS_SHA384 "http://www.w3.org/2001/04/xmlenc#sha384"
#define NS_DSIG   "http://www.w3.org/2000/09/xmldsig#"

#define ALG_C14N      "http://www.w3.org/2006/12/xml-c14n11"
#define ALG_ENVELOPED "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
#define ALG_SIGNATURE "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"
#define ALG_DIGEST    "http://www.w3.org/2001/04/xmldsig-more#sha384"

#define CANONICAL_MAX (4u << 20) /* escapes may lengthen what they stand for */

/* A manifest being read: the first failure sticks. */
struct reader {
    struct arena *a;
    struct rim *rim;
    cupel_status st;
    struct cupel_diag *err;
};

static void fail_as(struct reader *r, cupel_status st, const struct xml_node *at, const char *why)
{
    if (r->st != CUPEL_OK)
        return;
    if (arena_status(r->a) != CUPEL_OK) /* want of memory is no fault of the manifest */
        st = arena_status(r->a);
    r->st = at ? diag_at(r->err, st, "rim", at->at, "the manifest %s", why)
               : diag_set(r->err, st, "rim", "the manifest %s", why);
}

static void fail(struct reader *r, const struct xml_node *at, const char *why)
{
    fail_as(r, CUPEL_E_MALFORMED, at, why);
}

bool rim_probe(cupel_slice in)
{
    size_t i = 0;
    while (i < in.n && (in.p[i] == ' ' || in.p[i] == '\t' || in.p[i] == '\r' || in.p[i] == '\n'))
        i++;
    size_t head = in.n - i < 512 ? in.n - i : 512;
    return i < in.n && in.p[i] == '<' &&
           slice_find(slice_part(in, i, head), SLICE_LIT("SoftwareIdentity")) != SIZE_MAX;
}

static bool is_hex(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool rim_is_vbios_version(cupel_slice v)
{
    if (v.n != 14)
        return false;
    for (size_t i = 0; i < v.n; i++)
        if (i % 3 == 2 ? v.p[i] != '.' : !is_hex(v.p[i]))
            return false;
    return true;
}

/* ---- the signature's shape ---- */

/* @n must be the element @local of XML-DSig; returns it, or fails. */
static const struct xml_node *expect(struct reader *r, const struct xml_node *n,
                                     const struct xml_node *parent, const char *local)
{
    if (r->st == CUPEL_OK && !xml_is(n, NS_DSIG, local))
        fail(r, n ? n : parent,
             arena_printf(r->a, "has no %s where a signature of this shape has it", local));
    return r->st == CUPEL_OK ? n : NULL;
}

/* The first child of @parent, which has nothing but elements in it. */
static const struct xml_node *enter(struct reader *r, const struct xml_node *parent,
                                    const char *local)
{
    if (r->st == CUPEL_OK && !xml_has_only_elements(parent))
        fail(r, parent, "has text in its signature where none may be");
    return r->st == CUPEL_OK ? expect(r, xml_first(parent), parent, local) : NULL;
}

static const struct xml_node *after(struct reader *r, const struct xml_node *n, const char *local)
{
    return r->st == CUPEL_OK ? expect(r, xml_next(n), n, local) : NULL;
}

/* @n is the last of its siblings. */
static void last(struct reader *r, const struct xml_node *n)
{
    if (r->st == CUPEL_OK && xml_next(n))
        fail(r, xml_next(n), "has one element too many in its signature");
}

static void no_attrs(struct reader *r, const struct xml_node *n)
{
    if (r->st == CUPEL_OK && n && n->n_attrs)
        fail(r, n, "has an attribute in its signature where none may be");
}

/* An empty element whose one attribute Algorithm is @uri. */
static void algorithm(struct reader *r, const struct xml_node *n, const char *uri)
{
    bool found = false;
    cupel_slice text = xml_attr_find(n, "", "Algorithm", &found);
    if (r->st != CUPEL_OK)
        return;
    if (!found || n->n_attrs != 1 || n->child)
        fail(r, n, "has an algorithm with parameters, or without a name");
    else if (!slice_eq(text, slice_str(uri)))
        fail_as(
            r, CUPEL_E_UNSUPPORTED, n,
            arena_printf(r->a, "is signed with %s; %s is read here", arena_text(r->a, text), uri));
}

/* Base64 of exactly @n bytes. */
static void fixed_base64(struct reader *r, const struct xml_node *e, uint8_t *out, size_t n)
{
    cupel_slice text;
    size_t got = 0;
    if (r->st != CUPEL_OK)
        return;
    no_attrs(r, e);
    bool ok = xml_text_of(e, &text) && text.n <= 2 * n + 16;
    uint8_t *room = ok ? arena_alloc(r->a, base64_room(text.n)) : NULL;
    if (!room || base64_read(text, false, true, room, &got) != CUPEL_OK || got != n)
        fail(r, e, arena_printf(r->a, "must have %zu bytes as base64 here", n));
    else
        slice_copy(slice_of(room, n), out, n);
}

static void read_reference(struct reader *r, const struct xml_node *ref)
{
    bool found = false;
    cupel_slice uri = xml_attr_find(ref, "", "URI", &found);
    if (r->st != CUPEL_OK)
        return;
    if (!found || uri.n || ref->n_attrs != 1)
        fail(r, ref, "must sign itself as a whole: one Reference with URI \"\" and no more");
    const struct xml_node *all = enter(r, ref, "Transforms");
    const struct xml_node *method = after(r, all, "DigestMethod");
    const struct xml_node *value = after(r, method, "DigestValue");
    last(r, value);
    algorithm(r, method, ALG_DIGEST);
    fixed_base64(r, value, r->rim->digest, RIM_HASH_SIZE);
    if (r->st != CUPEL_OK)
        return;
    no_attrs(r, all);
    const struct xml_node *first = enter(r, all, "Transform");
    const struct xml_node *second = after(r, first, "Transform");
    last(r, second);
    algorithm(r, first, ALG_ENVELOPED);
    algorithm(r, second, ALG_C14N);
}

static void read_signed_info(struct reader *r, const struct xml_node *info)
{
    if (r->st != CUPEL_OK)
        return;
    no_attrs(r, info);
    const struct xml_node *c14n = enter(r, info, "CanonicalizationMethod");
    const struct xml_node *method = after(r, c14n, "SignatureMethod");
    const struct xml_node *ref = after(r, method, "Reference");
    last(r, ref);
    algorithm(r, c14n, ALG_C14N);
    algorithm(r, method, ALG_SIGNATURE);
    read_reference(r, ref);
}

static void read_cert(struct reader *r, const struct xml_node *e)
{
    cupel_slice text;
    size_t n = 0;
    struct cupel_diag inner = { 0 };
    bool ok = xml_is(e, NS_DSIG, "X509Certificate") && !e->n_attrs && xml_text_of(e, &text);
    uint8_t *der = ok ? arena_alloc(r->a, base64_room(text.n)) : NULL;
    struct x509_cert *cert = arena_alloc(r->a, sizeof *cert);
    if (!der || !cert || base64_read(text, false, true, der, &n) != CUPEL_OK)
        fail(r, e, "must have certificates as base64 in X509Data, and nothing else");
    else if (r->rim->n_certs == RIM_CERTS_MAX)
        fail_as(r, CUPEL_E_LIMIT, e, "has too many certificates");
    else if (x509_cert_parse(slice_of(der, n), cert, &inner) != CUPEL_OK)
        fail(r, e, arena_printf(r->a, "has a certificate that cannot be read: %s", inner.text));
    else
        r->rim->certs[r->rim->n_certs++] = cert;
}

static void read_key_info(struct reader *r, const struct xml_node *key)
{
    const struct xml_node *data = r->st == CUPEL_OK ? enter(r, key, "X509Data") : NULL;
    last(r, data);
    if (r->st != CUPEL_OK)
        return;
    no_attrs(r, key);
    no_attrs(r, data);
    const struct xml_node *e = enter(r, data, "X509Certificate");
    for (; e && r->st == CUPEL_OK; e = xml_next(e))
        read_cert(r, e);
}

static cupel_slice canonical(struct reader *r, const struct xml_node *apex,
                             const struct xml_node *omit)
{
    struct buf out;
    buf_init(&out, CANONICAL_MAX);
    xml_c14n(apex, omit, &out);
    cupel_status st = buf_status(&out);
    cupel_slice ret = st == CUPEL_OK ? arena_copy(r->a, buf_slice(&out)) : SLICE_EMPTY;
    buf_clear(&out);
    if (st != CUPEL_OK)
        fail_as(r, st, apex, "is too long in canonical form");
    return ret;
}

static void read_signature(struct reader *r, const struct xml_node *root,
                           const struct xml_node *sig)
{
    no_attrs(r, sig);
    const struct xml_node *info = enter(r, sig, "SignedInfo");
    const struct xml_node *value = after(r, info, "SignatureValue");
    const struct xml_node *key = after(r, value, "KeyInfo");
    last(r, key);
    read_signed_info(r, info);
    fixed_base64(r, value, r->rim->signature, sizeof r->rim->signature);
    read_key_info(r, key);
    if (r->st != CUPEL_OK)
        return;
    r->rim->signed_info = canonical(r, info, NULL);
    r->rim->content = canonical(r, root, sig);
}

/* Nothing of XML-DSig stands anywhere but in the one Signature: no second signature, no Object that
 * a reference could name. */
static void only_signature(struct reader *r, const struct xml_node *root,
                           const struct xml_node *sig)
{
    const struct xml_node *n = root;
    while (n && r->st == CUPEL_OK) {
        if (n != sig && !n->is_text && slice_eq(n->uri, slice_str(NS_DSIG)))
            fail(r, n, "has parts of a signature outside its one Signature");
        if (n != sig && n->child) {
            n = n->child;
            continue;
        }
        while (n != root && !n->next)
            n = n->parent;
        n = n == root ? NULL : n->next;
    }
}

/* ---- contents ---- */

static uint64_t number(struct reader *r, const struct xml_node *n, const char *name, uint64_t max)
{
    cupel_slice text = xml_attr_find(n, "", name, NULL);
    uint64_t v = 0;
    bool ok = text.n > 0 && text.n <= 4 && (text.n == 1 || text.p[0] != '0');
    for (size_t i = 0; ok && i < text.n; i++) {
        ok = text.p[i] >= '0' && text.p[i] <= '9';
        v = v * 10 + (text.p[i] - (uint64_t)'0');
    }
    if (!ok || v > max)
        fail(r, n,
             arena_printf(r->a, "needs %s to be a number up to %llu", name,
                          (unsigned long long)max));
    return ok && v <= max ? v : 0;
}

static void read_alternatives(struct reader *r, const struct xml_node *n, struct rim_measurement *m)
{
    uint8_t(*list)[RIM_HASH_SIZE] = arena_array(r->a, m->n, sizeof *list);
    for (unsigned i = 0; list && i < m->n; i++) {
        const char *name = arena_printf(r->a, "Hash%u", i);
        cupel_slice hex = xml_attr_find(n, NS_SHA384, name, NULL);
        if (hex_read_fixed(hex, list[i], RIM_HASH_SIZE) != CUPEL_OK)
            fail(r, n, arena_printf(r->a, "needs %s to be a SHA-384 digest as hex", name));
    }
    m->alternatives = (const uint8_t(*)[RIM_HASH_SIZE])list;
}

static void read_measurement(struct reader *r, const struct xml_node *n, struct rim_measurement *m)
{
    cupel_slice active = xml_attr_find(n, "", "active", NULL);
    bool measurement = slice_eq(xml_attr_find(n, "", "type", NULL), SLICE_LIT("Measurement"));
    *m = (struct rim_measurement){ .at = n->at, .length = n->length };
    m->index = (unsigned)number(r, n, "index", RIM_MEASUREMENTS_MAX - 1);
    m->n = (unsigned)number(r, n, "alternatives", RIM_ALTERNATIVES_MAX);
    m->active = slice_eq(active, SLICE_LIT("True"));
    m->name = xml_attr_find(n, "", "name", NULL);
    if (!xml_is(n, NS_SWID, "Resource") || !measurement || n->child)
        fail(r, n, "has something in its Payload that is no measurement");
    if (!m->active && !slice_eq(active, SLICE_LIT("False")))
        fail(r, n, "has a measurement that is neither active nor not");
    if (m->n == 0 || number(r, n, "size", RIM_HASH_SIZE) != RIM_HASH_SIZE)
        fail(r, n, "has a measurement without values, or not of 48 bytes");
    if (n->n_attrs != 6 + m->n) /* type, index, active, alternatives, name, size, and hashes */
        fail(r, n, "has a measurement with other attributes than its hashes");
    if (r->st == CUPEL_OK)
        read_alternatives(r, n, m);
}

static void read_payload(struct reader *r, const struct xml_node *payload)
{
    bool seen[RIM_MEASUREMENTS_MAX] = { false };
    size_t n = 0;
    if (!xml_has_only_elements(payload))
        fail(r, payload, "has text in its Payload");
    for (const struct xml_node *e = xml_first(payload); e; e = xml_next(e))
        n++;
    if (n == 0 || n > RIM_MEASUREMENTS_MAX)
        fail(r, payload, "has no measurements, or too many");
    struct rim_measurement *list = r->st == CUPEL_OK ? arena_array(r->a, n, sizeof *list) : NULL;
    const struct xml_node *e = xml_first(payload);
    for (size_t i = 0; list && i < n && r->st == CUPEL_OK; i++, e = xml_next(e)) {
        read_measurement(r, e, &list[i]);
        if (r->st != CUPEL_OK)
            break;
        if (seen[list[i].index])
            fail(r, e, "has two measurements of one index");
        seen[list[i].index] = true;
    }
    r->rim->measurements = list;
    r->rim->n_measurements = list ? n : 0;
}

static void read_meta(struct reader *r, const struct xml_node *meta)
{
    r->rim->version = xml_attr_find(meta, "", "colloquialVersion", NULL);
    r->rim->product = xml_attr_find(meta, "", "product", NULL);
    r->rim->edition = xml_attr_find(meta, "", "edition", NULL);
    if (!r->rim->version.n || !r->rim->product.n)
        fail(r, meta, "does not say which version of which product it is of");
    if (meta->child)
        fail(r, meta, "has something inside Meta");
}

/* The root's children: Entity, Meta, Payload, Signature; the last three once each. */
static void read_root(struct reader *r, const struct xml_node *root)
{
    const struct xml_node *meta = NULL, *payload = NULL, *sig = NULL;
    if (!xml_is(root, NS_SWID, "SoftwareIdentity"))
        fail(r, root, "is no SWID tag (ISO 19770-2:2015)");
    else if (!xml_has_only_elements(root))
        fail(r, root, "has text between its elements");
    for (const struct xml_node *e = xml_first(root); e && r->st == CUPEL_OK; e = xml_next(e)) {
        const struct xml_node **place = xml_is(e, NS_SWID, "Meta")        ? &meta
                                        : xml_is(e, NS_SWID, "Payload")   ? &payload
                                        : xml_is(e, NS_DSIG, "Signature") ? &sig
                                                                          : NULL;
        if (place ? *place != NULL : !xml_is(e, NS_SWID, "Entity"))
            fail(r, e, "has an element twice, or one that is not read here");
        else if (place)
            *place = e;
    }
    if (r->st == CUPEL_OK && (!meta || !payload || !sig))
        fail(r, root, "lacks Meta, Payload or Signature");
    if (r->st != CUPEL_OK || !meta || !payload || !sig)
        return;
    r->rim->name = xml_attr_find(root, "", "name", NULL);
    r->rim->tag_id = xml_attr_find(root, "", "tagId", NULL);
    only_signature(r, root, sig);
    read_meta(r, meta);
    read_payload(r, payload);
    read_signature(r, root, sig);
}

cupel_status rim_parse(struct arena *a, cupel_slice in, struct rim *ret, struct cupel_diag *err)
{
    const struct xml_node *root = NULL;
    struct rim rim = { 0 };
    struct reader r = { .a = a, .rim = &rim, .err = err };
    CUPEL_TRY(xml_parse(a, in, &root, err));
    read_root(&r, root);
    if (r.st == CUPEL_OK && arena_status(a) != CUPEL_OK)
        fail_as(&r, arena_status(a), NULL, "does not fit in memory");
    if (r.st != CUPEL_OK)
        return r.st;
    *ret = rim;
    return CUPEL_OK;
}

cupel_status rim_check_digest(const struct crypto *crypto, struct rim *r)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    CUPEL_TRY(crypto_digest(crypto, CRYPTO_SHA384, r->content, digest));
    r->digest_ok = slice_eq(slice_of(digest, RIM_HASH_SIZE), SLICE_ARRAY(r->digest));
    return CUPEL_OK;
}

/* ---- explain ---- */

/* Decoded bytes stand nowhere in the file as such. */
static void hex(struct field_list *l, const char *name, cupel_slice value, const char *meaning)
{
    field_text(l, name, arena_hex(l->arena, value), meaning, 0, 0);
}

static void explain_measurement(const struct rim_measurement *m, struct field_list *l)
{
    struct arena *a = l->arena;
    field_open(l, arena_printf(a, "measurement %u", m->index),
               m->active ? "active: the report's block must have one of these values"
                         : "not active: not compared",
               m->at, m->length);
    field_text(l, "name", arena_text(a, m->name), "what is measured, in NVIDIA's words", 0, 0);
    field_uint(l, "block", m->index + 1u, "number of the block in a report", 0, 0);
    for (unsigned i = 0; i < m->n; i++)
        hex(l, arena_printf(a, "Hash%u", i), slice_of(m->alternatives[i], RIM_HASH_SIZE),
            "a value that may be found");
    field_close(l);
}

static void text(struct field_list *l, const char *name, cupel_slice value, const char *meaning)
{
    field_text(l, name, arena_text(l->arena, value), meaning, 0, 0);
}

void rim_explain(const struct rim *r, struct field_list *l)
{
    bool vbios = rim_is_vbios_version(r->version);
    text(l, "name", r->name, "of the chip");
    text(l, "tagId", r->tag_id, "identifies the manifest");
    text(l, "colloquialVersion", r->version,
         vbios ? "version of the VBIOS that it is of" : "version of the driver that it is of");
    text(l, "product", r->product, "the chip that it is of");
    text(l, "edition", r->edition, "GPU or SWITCH");
    for (size_t i = 0; i < r->n_measurements; i++)
        explain_measurement(&r->measurements[i], l);
    hex(l, "DigestValue", SLICE_ARRAY(r->digest),
        "SHA-384 of the document's canonical form without its Signature");
    hex(l, "SignatureValue", SLICE_ARRAY(r->signature),
        "ECDSA P-384 with SHA-384 over the canonical form of SignedInfo: r, then s");
    for (size_t i = 0; i < r->n_certs; i++) {
        const struct x509_cert *c = r->certs[i];
        field_open(l, arena_printf(l->arena, "certificate %zu", i + 1),
                   i ? "input to path building, no more" : "of the key that signed", 0, 0);
        text(l, "subject", slice_str(x509_name_text(l->arena, c->subject)), NULL);
        text(l, "issuer", slice_str(x509_name_text(l->arena, c->issuer)), NULL);
        field_time(l, "not before", c->not_before, NULL, 0, 0);
        field_time(l, "not after", c->not_after, NULL, 0, 0);
        field_close(l);
    }
}
