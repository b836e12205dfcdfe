/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ways in which certificates carry evidence.
 *
 *   dice       CCC, Interoperable RA-TLS: "Cert and Evidence Formats", "SGX / TDX Evidence
 * Formats". TCG's registry has the OID as tcg-dice-conceptual-message-wrapper (DICE Attestation
 *              Architecture 6.1.8), so a CMW may stand there as well.
 *   gramine    gramine, tools/sgx/ra-tls: the OID was written with its own tag and length in it.
 *   inclavare  inclavare-containers/rats-tls, enclave-tls.
 *   intel      intel/linux-sgx, sdk/ttls: sgx_ttls, X509_OID_FOR_QUOTE_STRING.
 *   oe         openenclave, internal/report.h and evidence.h: the report with its header.
 *   cmw        draft-ietf-rats-msg-wrap, "Transporting CMW in PKIX Formats": id-pe-cmw.
 *   evervault  evervault/attestation-doc-validation: hex in the first label of a dNSName.
 */
#include "base/status.h"
#include "base/text.h"
#include "codec/cbor.h"
#include "codec/der.h"
#include "evidence/cmw.h"
#include "evidence/ratls.h"

#define LABEL_MAX 63u /* RFC 1035 2.3.4: what is longer names no host */

static cupel_status malformed(struct cupel_diag *err, const struct ratls_piece *p, cupel_status st,
                              size_t at, const char *what)
{
    return diag_at(err, st, "ratls", at, "%s: %s", p->form->title, what);
}

static cupel_status unsupported(struct cupel_diag *err, const struct ratls_piece *p,
                                const char *what)
{
    return malformed(err, p, CUPEL_E_UNSUPPORTED, p->at, what);
}

/* ---- claims of the interoperable format ---- */

/* hash-entry of CoSWID: [alg, value], encoded inside the claim's byte string. */
static void read_key_hash(struct cur *claim, struct ratls_piece *p)
{
    cupel_slice entry = cbor_take_bytes(claim);
    struct cur c = cur_at(entry, claim->at - entry.n);
    struct cbor_items it = cbor_enter_array(&c);
    if (cbor_more(&c, &it))
        p->hash_alg = cbor_take_int(&c);
    if (cbor_more(&c, &it))
        p->key_hash = cbor_take_bytes(&c);
    else
        cur_fail(&c, CUPEL_E_MALFORMED);
    if (cbor_more(&c, &it))
        cur_fail(&c, CUPEL_E_MALFORMED);
    cur_fail(claim, cur_end(&c));
    p->has_key_hash = true;
}

/* Each claim is a name and a byte string. */
static void demand_claims(struct cur *c, const struct cbor_map *m)
{
    for (size_t i = 0; i < m->n && c->st == CUPEL_OK; i++) {
        struct cur v = cbor_value(&m->pairs[i]);
        if (m->pairs[i].key_type == CBOR_TEXT && cbor_peek(&v) == CBOR_BYTES)
            continue;
        c->at = m->pairs[i].at;
        cur_fail(c, CUPEL_E_MALFORMED);
    }
}

/* { "pubkey-hash": bstr, ? "nonce": bstr, other claims of the attester } */
static cupel_status read_claims(struct arena *a, struct ratls_piece *p, struct cupel_diag *err)
{
    struct cur c = cur_at(p->claims, p->claims_at);
    struct cbor_map *m = arena_alloc(a, sizeof *m);
    if (!m)
        return diag_set(err, CUPEL_E_NOMEM, "ratls", "out of memory");
    cbor_take_map(&c, m);
    cur_fail(&c, cur_end(&c));
    demand_claims(&c, m);
    const struct cbor_pair *hash = cbor_find_text(m, "pubkey-hash");
    const struct cbor_pair *nonce = cbor_find_text(m, "nonce");
    if (c.st == CUPEL_OK && hash) {
        struct cur v = cbor_value(hash);
        read_key_hash(&v, p);
        c = v;
    }
    if (c.st == CUPEL_OK && nonce) {
        c = cbor_value(nonce);
        p->nonce = cbor_take_bytes(&c);
        p->nonce_at = c.at - p->nonce.n;
        p->has_nonce = true;
    }
    if (c.st != CUPEL_OK)
        return malformed(err, p, c.st, c.at, "the claims are no map of names and byte strings");
    return CUPEL_OK;
}

/* Tags of the CCC documents' drafts and of rats-tls (internal/dice.h): nobody registered them. */
static const struct tag {
    uint64_t tag;
    const char *refuse; /* NULL: can be judged */
} tags[] = {
    { 60000, NULL }, /* Intel TEE quote */
    { 60001, "holds a report for a verifier on the same machine, which proves nothing elsewhere" },
    { 60002,
      "holds an EREPORT for an enclave on the same machine, which proves nothing elsewhere" },
    { 0x1a7501, NULL }, /* rats-tls: Intel TEE quote */
    { 0x1a7502,
      "holds a report for a verifier on the same machine, which proves nothing elsewhere" },
    { 0x1a7503,
      "holds an EREPORT for an enclave on the same machine, which proves nothing elsewhere" },
    { 0x1a7504, NULL }, /* SEV-SNP */
};

static cupel_status judge_tag(const struct ratls_piece *p, struct cupel_diag *err)
{
    for (size_t i = 0; i < CUPEL_COUNT(tags); i++)
        if (tags[i].tag == p->tag && tags[i].refuse)
            return unsupported(err, p, tags[i].refuse);
        else if (tags[i].tag == p->tag)
            return CUPEL_OK;
    return diag_at(err, CUPEL_E_UNSUPPORTED, "ratls", p->at,
                   "%s: CBOR tag %llu is not known; 60000 is (Intel quotes)", p->form->title,
                   (unsigned long long)p->tag);
}

/* tag([evidence, claims]) */
static cupel_status read_tagged(struct arena *a, struct ratls_piece *p, struct cupel_diag *err)
{
    struct cur c = cur_at(p->value, p->at);
    p->tagged = true;
    p->tag = cbor_take_tag(&c);
    struct cbor_items it = cbor_enter_array(&c);
    if (cbor_more(&c, &it))
        p->evidence = cbor_take_bytes(&c);
    p->evidence_at = c.at - p->evidence.n;
    if (cbor_more(&c, &it))
        p->claims = cbor_take_bytes(&c);
    else
        cur_fail(&c, CUPEL_E_MALFORMED);
    p->claims_at = c.at - p->claims.n;
    if (cbor_more(&c, &it))
        cur_fail(&c, CUPEL_E_MALFORMED);
    cur_fail(&c, cur_end(&c));
    if (c.st != CUPEL_OK)
        return malformed(err, p, c.st, c.at,
                         "is no tagged CBOR array of two byte strings, evidence and claims");
    p->has_claims = true;
    CUPEL_TRY(judge_tag(p, err));
    return read_claims(a, p, err);
}

/* ---- CMW ---- */

/* CMW ::= CHOICE { json UTF8String, cbor OCTET STRING } */
static cupel_status read_cmw(struct arena *a, struct ratls_piece *p, struct cupel_diag *err)
{
    (void)a;
    struct cur c = cur_at(p->value, p->at);
    bool json = der_next_is(&c, DER_UTF8_STRING);
    struct cur in = der_enter(&c, json ? DER_UTF8_STRING : DER_OCTET_STRING);
    p->evidence_at = in.at;
    p->evidence = cur_rest(&in);
    cupel_status st = cur_end(&c);
    if (st == CUPEL_OK && p->evidence.n == 0)
        st = CUPEL_E_MALFORMED;
    if (st != CUPEL_OK)
        return malformed(err, p, st, c.at,
                         "is neither a UTF8String (JSON) nor an OCTET STRING (CBOR)");
    if ((json && p->evidence.p[0] != '[' && p->evidence.p[0] != '{') || !cmw_probe(p->evidence))
        return malformed(err, p, CUPEL_E_MALFORMED, p->evidence_at,
                         "does not hold a conceptual message wrapper");
    return CUPEL_OK;
}

static bool any_value(cupel_slice value)
{
    (void)value;
    return true;
}

static cupel_status read_dice(struct arena *a, struct ratls_piece *p, struct cupel_diag *err)
{
    struct cur c = cur_of(p->value);
    if (der_next_is(&c, DER_UTF8_STRING) || der_next_is(&c, DER_OCTET_STRING))
        return read_cmw(a, p, err);
    if (cmw_probe(p->value)) {
        p->evidence = p->value;
        p->evidence_at = p->at;
        return CUPEL_OK;
    }
    return read_tagged(a, p, err);
}

/* ---- bare quotes and Open Enclave's header ---- */

static cupel_status read_bare(struct arena *a, struct ratls_piece *p, struct cupel_diag *err)
{
    (void)a;
    if (p->value.n == 0)
        return malformed(err, p, CUPEL_E_TRUNCATED, p->at, "is empty");
    p->evidence = p->value;
    p->evidence_at = p->at;
    return CUPEL_OK;
}

/* The same OID marks the SGX extension of PCK certificates, a SEQUENCE. */
static bool no_sequence(cupel_slice value)
{
    return value.n > 0 && value.p[0] != DER_SEQUENCE;
}

/* oe_report_header_t: version 1, type (1 local, 2 remote), size, then the quote. */
static cupel_status read_oe(struct arena *a, struct ratls_piece *p, struct cupel_diag *err)
{
    (void)a;
    struct cur c = cur_at(p->value, p->at);
    uint32_t version = cur_le32(&c);
    uint32_t type = cur_le32(&c);
    uint64_t size = cur_le64(&c);
    p->evidence_at = c.at;
    p->evidence = cur_rest(&c);
    if (c.st != CUPEL_OK)
        return malformed(err, p, c.st, p->at, "ends inside the header of 16 bytes");
    if (version != 1)
        return unsupported(err, p, "has a header of another version than 1");
    if (type != 2)
        return unsupported(err, p, "holds no remote report (type 2)");
    if (size != p->evidence.n)
        return malformed(err, p, size > p->evidence.n ? CUPEL_E_TRUNCATED : CUPEL_E_TRAILING,
                         p->at + 8, "says another size than its report has");
    return CUPEL_OK;
}

static cupel_status read_oe_evidence(struct arena *a, struct ratls_piece *p, struct cupel_diag *err)
{
    (void)a;
    return unsupported(err, p,
                       "is Open Enclave's evidence with custom claims, which is not read "
                       "here; reports (oe_report_header_t, version 1) are");
}

/* ---- dNSName ---- */

static bool is_hex(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i] | 0x20;
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

/* The first label of a name, when it is hex and too long for one. */
static cupel_slice document_label(cupel_slice name)
{
    size_t n = slice_find(name, SLICE_LIT("."));
    cupel_slice label = slice_part(name, 0, n == SIZE_MAX ? name.n : n);
    return label.n > LABEL_MAX && is_hex(label) ? label : SLICE_EMPTY;
}

/* GeneralNames: the next dNSName with a document in it. */
static cupel_slice next_document(struct cur *names, size_t *at)
{
    while (names->left.n && names->st == CUPEL_OK) {
        uint8_t tag = 0;
        cupel_slice name = der_take_any(names, &tag, NULL);
        cupel_slice label = tag == DER_CONTEXT_PRIMITIVE(2) ? document_label(name) : SLICE_EMPTY;
        *at = names->at - name.n;
        if (names->st == CUPEL_OK && label.n)
            return label;
    }
    return SLICE_EMPTY;
}

static struct cur enter_names(cupel_slice value, size_t at)
{
    struct cur c = cur_at(value, at);
    return der_enter(&c, DER_SEQUENCE);
}

static bool has_document(cupel_slice value)
{
    size_t at = 0;
    struct cur names = enter_names(value, 0);
    return next_document(&names, &at).n > 0;
}

static cupel_status read_document(struct arena *a, struct ratls_piece *p, struct cupel_diag *err)
{
    struct cur names = enter_names(p->value, p->at);
    cupel_slice label = next_document(&names, &p->at), second;
    size_t at = 0;
    p->value = label;
    p->evidence_at = SIZE_MAX;
    uint8_t *bytes = arena_alloc(a, label.n / 2 + 1);
    if (!bytes)
        return diag_set(err, CUPEL_E_NOMEM, "ratls", "out of memory");
    if (hex_read(label, bytes) != CUPEL_OK)
        return malformed(err, p, CUPEL_E_MALFORMED, p->at, "has an odd count of hex digits");
    p->evidence = slice_of(bytes, label.n / 2);
    p->format = format_find(SLICE_LIT("nitro")) ? "nitro" : NULL;
    while ((second = next_document(&names, &at)).n)
        if (!slice_eq(second, label))
            return malformed(err, p, CUPEL_E_MALFORMED, at, "stands there twice, and differs");
    return names.st == CUPEL_OK ? CUPEL_OK
                                : malformed(err, p, names.st, names.at, "broken subjectAltName");
}

/* ---- the table ---- */

const struct ratls_form ratls_forms[] = {
    { .name = "dice",
      .title = "tagged evidence (2.23.133.5.4.9)",
      .oid = { 0x67, 0x81, 0x05, 0x05, 0x04, 0x09 },
      .oid_n = 6,
      .bind = RATLS_BIND_CLAIMS,
      .probe = any_value,
      .read = read_dice },
    { .name = "gramine",
      .title = "Gramine's quote (0.6.9.42.840.113741.1337.6)",
      .oid = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x8a, 0x39, 0x06 },
      .oid_n = 11,
      .bind = RATLS_BIND_SPKI,
      .probe = any_value,
      .read = read_bare },
    { .name = "inclavare",
      .title = "Inclavare's quote (1.2.840.113741.1337.6)",
      .oid = { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x8a, 0x39, 0x06 },
      .oid_n = 9,
      .bind = RATLS_BIND_KEY_BITS,
      .probe = any_value,
      .read = read_bare },
    { .name = "intel",
      .title = "quote of Intel's SDK (1.2.840.113741.1.13.1)",
      .oid = { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01 },
      .oid_n = 9,
      .bind = RATLS_BIND_PEM,
      .probe = no_sequence,
      .read = read_bare },
    { .name = "oe",
      .title = "Open Enclave's report (1.3.6.1.4.1.311.105.1)",
      .oid = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x69, 0x01 },
      .oid_n = 9,
      .bind = RATLS_BIND_PEM,
      .probe = any_value,
      .read = read_oe },
    { .name = "oe-old",
      .title = "Open Enclave's report (1.2.840.113556.10.1.1)",
      .oid = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x14, 0x0a, 0x01, 0x01 },
      .oid_n = 9,
      .bind = RATLS_BIND_PEM,
      .probe = any_value,
      .read = read_oe },
    { .name = "oe-evidence",
      .title = "the extension 1.3.6.1.4.1.311.105.2",
      .oid = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x69, 0x02 },
      .oid_n = 9,
      .bind = RATLS_BIND_PEM,
      .probe = any_value,
      .read = read_oe_evidence },
    { .name = "oe-evidence-old",
      .title = "the extension 1.2.840.113556.10.1.2",
      .oid = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x14, 0x0a, 0x01, 0x02 },
      .oid_n = 9,
      .bind = RATLS_BIND_PEM,
      .probe = any_value,
      .read = read_oe_evidence },
    { .name = "cmw",
      .title = "conceptual message wrapper (1.3.6.1.5.5.7.1.35)",
      .oid = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x23 },
      .oid_n = 8,
      .bind = RATLS_BIND_ANY,
      .probe = any_value,
      .read = read_cmw },
    { .name = "evervault",
      .title = "the document in a dNSName",
      .oid = { 0x55, 0x1d, 0x11 },
      .oid_n = 3,
      .bind = RATLS_BIND_USER_DATA,
      .bears_nonce = true,
      .probe = has_document,
      .read = read_document },
};
const size_t n_ratls_forms = CUPEL_COUNT(ratls_forms);

/* The extensions of a certificate that was parsed: a cursor with offsets in its DER. */
static struct cur enter_extensions(const struct x509_cert *cert)
{
    struct cur all = cur_of(cert->der);
    struct cur c = der_enter(&all, DER_SEQUENCE);
    struct cur tbs = der_enter(&c, DER_SEQUENCE);
    uint8_t tag;
    while (tbs.left.n && tbs.st == CUPEL_OK && !der_next_is(&tbs, DER_CONTEXT(3)))
        (void)der_take_any(&tbs, &tag, NULL);
    struct cur outer = der_enter(&tbs, DER_CONTEXT(3));
    return der_enter(&outer, DER_SEQUENCE);
}

struct extension {
    cupel_slice oid, value;
    bool critical;
    size_t at; /* of value */
};

static bool next_extension(struct cur *list, struct extension *ret)
{
    if (list->left.n == 0 || list->st != CUPEL_OK)
        return false;
    struct cur c = der_enter(list, DER_SEQUENCE);
    ret->oid = der_take(&c, DER_OID);
    ret->critical = der_next_is(&c, DER_BOOLEAN) && der_take_bool(&c);
    struct cur value = der_enter(&c, DER_OCTET_STRING);
    ret->at = value.at;
    ret->value = cur_rest(&value);
    return c.st == CUPEL_OK;
}

static bool is_form(const struct extension *e, const struct ratls_form *f)
{
    return slice_eq(e->oid, slice_of(f->oid, f->oid_n)) && f->probe(e->value);
}

static const struct ratls_form *find_form(const struct extension *e)
{
    for (size_t i = 0; i < n_ratls_forms; i++)
        if (is_form(e, &ratls_forms[i]))
            return &ratls_forms[i];
    return NULL;
}

bool ratls_has_evidence(const struct x509_cert *cert)
{
    struct cur list = enter_extensions(cert);
    struct extension e;
    while (next_extension(&list, &e))
        if (find_form(&e))
            return true;
    return false;
}

/* Critical extensions that a TLS stack is known to judge (RFC 5280 4.2.1). */
static bool is_for_tls(cupel_slice oid)
{
    static const uint8_t known[][3] = {
        { 0x55, 0x1d, 0x0f }, /* keyUsage */
        { 0x55, 0x1d, 0x11 }, /* subjectAltName */
        { 0x55, 0x1d, 0x13 }, /* basicConstraints */
        { 0x55, 0x1d, 0x25 }, /* extKeyUsage */
    };
    for (size_t i = 0; i < CUPEL_COUNT(known); i++)
        if (slice_eq(oid, SLICE_ARRAY(known[i])))
            return true;
    return false;
}

cupel_status ratls_read_pieces(struct arena *a, struct ratls *r, struct cupel_diag *err)
{
    struct cur list = enter_extensions(&r->cert);
    struct extension e;
    while (next_extension(&list, &e)) {
        const struct ratls_form *f = find_form(&e);
        if (!f && e.critical && !is_for_tls(e.oid) && !r->critical)
            r->critical = arena_hex(a, e.oid);
        if (!f)
            continue;
        if (r->n == RATLS_PIECES_MAX)
            return diag_at(err, CUPEL_E_LIMIT, "ratls", e.at, "more than %u pieces of evidence",
                           RATLS_PIECES_MAX);
        struct ratls_piece *p = &r->pieces[r->n++];
        *p = (struct ratls_piece){ .form = f, .value = e.value, .at = e.at };
        CUPEL_TRY(f->read(a, p, err));
    }
    return CUPEL_OK;
}

bool ratls_hash(int64_t alg, enum crypto_hash *ret)
{
    static const struct {
        int64_t alg;
        enum crypto_hash hash;
    } rows[] = { { 1, CRYPTO_SHA256 }, { 7, CRYPTO_SHA384 }, { 8, CRYPTO_SHA512 } };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        if (rows[i].alg == alg) {
            *ret = rows[i].hash;
            return true;
        }
    return false;
}
