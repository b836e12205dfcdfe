/* SPDX-License-Identifier: Apache-2.0 */
/* RA-TLS: recognition, layout, and what its checks and claims mean. */
#include "evidence/ratls.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/cbor.h"
#include "codec/der.h"
#include "codec/pem.h"

#define PROBE_MAX   (X509_CERT_MAX + 1024u) /* bytes, and what line ends add to them */
#define CERTIFICATE "-----BEGIN CERTIFICATE-----"

#define CCC_CERT "CCC Interoperable RA-TLS, X.509 Cert and Evidence Formats"
#define CCC_SGX  "CCC Interoperable RA-TLS, SGX / TDX Evidence Formats"

const struct cupel_check_info ratls_checks[RATLS_CHECKS] = {
    [RATLS_EVIDENCE] = {
        .id = "ratls.evidence",
        .category = CUPEL_CAT_HARDWARE,
        .title = "all evidence in the certificate is of one attester",
        .why = "A client reads one extension and ignores the other. If they tell of different "
               "software, what was verified is not what the peer runs.",
        .spec = CCC_CERT ", evidence extension; RFC 9334 section 12.1",
        .fix = "make a certificate with one evidence extension, or several of the same enclave",
    },
    [RATLS_EXTENSIONS] = {
        .id = "ratls.extensions",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "no critical extension is unknown",
        .why = "A critical extension limits what the certificate is good for. One that is not "
               "understood may say that it is good for nothing here.",
        .spec = "RFC 5280 section 4.2",
        .fix = "issue the certificate without it, or not critical",
    },
    [RATLS_VALIDITY] = {
        .id = "ratls.validity",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the certificate is within its dates",
        .why = "Its dates bound how long a stolen key of the enclave is of use.",
        .spec = "RFC 5280 section 4.1.2.5",
        .fix = "have the enclave make a new certificate; check --at and the clock",
    },
    [RATLS_SIGNATURE] = {
        .id = "ratls.self_signature",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the certificate is signed by its own key, or by the issuer that it names",
        .why = "Evidence binds the key alone. Names, dates and extensions are the key holder's "
               "words only where the signature over them holds.",
        .spec = "RFC 5280 section 4.1.1.3; " CCC_CERT,
        .fix = "get the certificate as the enclave made it; give its issuer's certificate with "
               "--collateral",
    },
    [RATLS_CLAIMS_BINDING] = {
        .id = "ratls.claims_binding",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the evidence's report data is the SHA-256 of the claims",
        .why = "The claims stand beside the evidence, unsigned. Without their digest in what the "
               "hardware signed anybody could put another key's hash there.",
        .spec = CCC_SGX ", customs-buffer-hash",
        .fix = "get the certificate as the enclave made it",
    },
    [RATLS_HASH] = {
        .id = "ratls.hash",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the key's hash is SHA-256, SHA-384 or SHA-512, whole",
        .why = "With SHA-1, or a hash cut short, a second key with the same hash can be found.",
        .spec = CCC_CERT ", pubkey-hash; RFC 6920 section 9.4, suite ids 1, 7 and 8",
        .fix = "have the enclave hash its key with SHA-256, SHA-384 or SHA-512",
    },
    [RATLS_KEY_BINDING] = {
        .id = "ratls.key_binding",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the evidence speaks of the certificate's key",
        .why = "Evidence of a genuine enclave can be copied into anybody's certificate. Only the "
               "key's hash in what the hardware signed says that the enclave holds the key.",
        .spec = CCC_CERT ", pubkey-hash; for other forms the source named in docs/FORMATS.md",
        .fix = "get evidence that the enclave made for this very key",
    },
};

/* clang-format off */
static const struct cupel_claim_info claims[] = {
    { .name = "ratls.spki_sha256", .type = CUPEL_CLAIM_BYTES, .size = 32, .title = "SHA-256 of the certificate's SubjectPublicKeyInfo", .is_main = true },
    { .name = "ratls.forms", .type = CUPEL_CLAIM_LIST, .title = "ways in which it carries evidence", .is_main = true },
    { .name = "ratls.bound", .type = CUPEL_CLAIM_BOOL, .title = "is the key that of the attester, by all evidence in it?", .is_main = true },
    { .name = "ratls.nonce", .type = CUPEL_CLAIM_BYTES, .title = "challenge among the claims" },
};
/* clang-format on */

/* ---- recognition ---- */

static const cupel_slice plain_oids[] = {
    { (const uint8_t *)"\x06\x06\x67\x81\x05\x05\x04\x09", 8 },
    { (const uint8_t *)"\x06\x0b\x06\x09\x2a\x86\x48\x86\xf8\x4d\x8a\x39\x06", 13 },
    { (const uint8_t *)"\x06\x09\x2a\x86\x48\x86\xf8\x4d\x8a\x39\x06", 11 },
    { (const uint8_t *)"\x06\x08\x2b\x06\x01\x05\x05\x07\x01\x23", 10 },
};

/* Damaged, but two SEQUENCEs and an OID that only such certificates have. */
static bool looks_meant(cupel_slice der)
{
    struct cur c = cur_of(der);
    uint8_t outer = cur_u8(&c);
    size_t skip = 1 + (slice_part(der, 1, 1).n && der.p[1] & 0x80 ? der.p[1] & 0x7fu : 0);
    (void)cur_take(&c, skip);
    if (cur_u8(&c) != DER_SEQUENCE || outer != DER_SEQUENCE)
        return false;
    for (size_t i = 0; i < CUPEL_COUNT(plain_oids); i++)
        if (slice_find(der, plain_oids[i]) != SIZE_MAX)
            return true;
    return false;
}

static bool probe_der(cupel_slice der)
{
    struct x509_cert cert;
    if (der.n == 0 || der.p[0] != DER_SEQUENCE)
        return false;
    if (x509_cert_parse(der, &cert, NULL) == CUPEL_OK)
        return ratls_has_evidence(&cert);
    return looks_meant(der);
}

/* The first block of PEM text, without taking memory: a probe that failed for want of it would be
 * taken for a no. */
static bool probe_pem(cupel_slice in)
{
    uint8_t der[PROBE_MAX];
    size_t first = slice_find(in, SLICE_LIT("-----BEGIN ")), n = 0;
    cupel_slice left = slice_part(in, first, in.n - first);
    if (!slice_starts(left, SLICE_LIT(CERTIFICATE)))
        return false;
    left = slice_part(left, sizeof CERTIFICATE - 1, left.n - (sizeof CERTIFICATE - 1));
    size_t end = slice_find(left, SLICE_LIT("-----END "));
    cupel_slice body = slice_part(left, 0, end == SIZE_MAX ? left.n : end);
    return base64_room(body.n) <= sizeof der &&
           base64_read(body, false, true, der, &n) == CUPEL_OK && probe_der(slice_of(der, n));
}

static bool probe(cupel_slice in)
{
    return pem_probe(in) ? probe_pem(in) : probe_der(in);
}

/* ---- layout ---- */

static cupel_status keep_chain(struct arena *a, struct cur *c, struct evidence *ev,
                               struct cupel_diag *err)
{
    struct pem_block b;
    cupel_status st;
    for (unsigned k = 2; (st = pem_next(a, c, true, &b)) == CUPEL_OK; k++) {
        if (!slice_eq(b.label, SLICE_LIT("CERTIFICATE")))
            return diag_at(err, CUPEL_E_UNSUPPORTED, "ratls", b.offset,
                           "a PEM block that is no certificate stands behind the certificate");
        if (k > RATLS_CERTS_MAX)
            return diag_at(err, CUPEL_E_LIMIT, "ratls", b.offset, "more than %u certificates",
                           RATLS_CERTS_MAX);
        if (!evidence_add_inside(ev, arena_printf(a, "evidence#%u", k), b.der))
            return diag_set(err, CUPEL_E_LIMIT, "ratls", "more than %u files inside", INSIDE_MAX);
    }
    if (st == CUPEL_E_NOT_FOUND)
        return CUPEL_OK;
    return diag_at(err, st, "ratls", c->at, "the PEM text is broken: markers, label or base64");
}

/* The first certificate is the one with evidence; others help to check its signature. */
static cupel_status undo_pem(struct arena *a, cupel_slice in, struct evidence *ev,
                             struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    struct pem_block b;
    if (!pem_probe(in))
        return CUPEL_OK;
    cupel_status st = pem_next(a, &c, true, &b);
    if (st != CUPEL_OK)
        return diag_at(err, st, "ratls", c.at, "the PEM text is broken: markers, label or base64");
    ev->bytes = b.der;
    return keep_chain(a, &c, ev, err);
}

static cupel_status none_here(struct cupel_diag *err)
{
    return diag_set(err, CUPEL_E_UNSUPPORTED, "ratls",
                    "this certificate has no evidence in it: it is collateral; give it with "
                    "--collateral");
}

static cupel_status read_cert(struct ratls *r, cupel_slice der, struct cupel_diag *err)
{
    struct cupel_diag inner = { 0 };
    cupel_status st = x509_cert_parse(der, &r->cert, &inner);
    if (st == CUPEL_OK)
        return CUPEL_OK;
    return diag_at(err, st, "ratls", inner.has_offset ? inner.offset : 0,
                   "the certificate is no DER as RFC 5280 wants it: %s", inner.text);
}

/* tcg-dice-endorsement-manifest: tag([version, TCB info, its chain, CRLs, QE identity, …]), what
 * verifying needs beside the evidence and no more trusted than any other file. */
static cupel_status keep_endorsements(struct arena *a, const struct ratls *r, struct evidence *ev,
                                      struct cupel_diag *err)
{
    static const uint8_t oid[] = { 0x67, 0x81, 0x05, 0x05, 0x04, 0x02 };
    bool found = false;
    struct cur c = cur_of(x509_ext_find(&r->cert, SLICE_ARRAY(oid), &found, NULL));
    if (!found || cbor_peek(&c) != CBOR_TAG)
        return CUPEL_OK;
    (void)cbor_take_tag(&c);
    struct cbor_items it = cbor_enter_array(&c);
    if (cbor_more(&c, &it))
        (void)cbor_take_uint(&c);
    for (unsigned k = 1; cbor_more(&c, &it); k++) {
        cupel_slice bytes = cbor_take_bytes(&c);
        cupel_slice text = slice_part(bytes, 0, bytes.n ? bytes.n - 1 : 0);
        if (text.n && bytes.p[text.n] == 0 && slice_is_text(text))
            bytes = text;       /* a C string, with its NUL */
        if (bytes.n && k < 8 && /* the eighth is a date */
            !evidence_add_inside(ev, arena_printf(a, "endorsements#%u", k), bytes))
            return diag_set(err, CUPEL_E_LIMIT, "ratls", "more than %u files inside", INSIDE_MAX);
    }
    cupel_status st = cur_end(&c);
    return st == CUPEL_OK ? st
                          : diag_set(err, st, "ratls",
                                     "the endorsements (2.23.133.5.4.2) are no tagged CBOR array");
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct evidence ev = { .bytes = in };
    struct ratls *r = arena_alloc(a, sizeof *r);
    if (!r)
        return diag_set(err, CUPEL_E_NOMEM, "ratls", "out of memory");
    CUPEL_TRY(undo_pem(a, in, &ev, err));
    CUPEL_TRY(read_cert(r, ev.bytes, err));
    CUPEL_TRY(ratls_read_pieces(a, r, err));
    if (r->n == 0)
        return none_here(err);
    CUPEL_TRY(keep_endorsements(a, r, &ev, err));
    if (arena_status(a) != CUPEL_OK)
        return diag_set(err, arena_status(a), "ratls", "out of memory");
    ev.own = r;
    *ret = ev;
    return CUPEL_OK;
}

const struct format format_ratls = {
    .name = "ratls",
    .title = "X.509 certificate with evidence (RA-TLS)",
    .root = FORMAT_OF_PARTS,
    .probe = probe,
    .parse = parse,
    .verify = ratls_verify,
    .explain = ratls_explain,
    .checks = ratls_checks,
    .n_checks = RATLS_CHECKS,
    .claims = claims,
    .n_claims = CUPEL_COUNT(claims),
};
