/* SPDX-License-Identifier: Apache-2.0 */
/* The evidence of a certificate, field by field. The certificate itself is shown before it by the
 * way in of explain, which knows X.509. */
#include "evidence/ratls.h"

static const char *hash_name(int64_t alg)
{
    enum crypto_hash h = CRYPTO_SHA1;
    if (!ratls_hash(alg, &h))
        return "no hash that counts here";
    return h == CRYPTO_SHA256 ? "sha-256" : h == CRYPTO_SHA384 ? "sha-384" : "sha-512";
}

static void show_claims(const struct ratls_piece *p, struct field_list *l)
{
    field_open(l, "claims", "CBOR; their SHA-256 is the evidence's report data", p->claims_at,
               p->claims.n);
    field_bytes(l, "encoded", p->claims, "what is digested", p->claims_at);
    if (p->has_key_hash) {
        const char *alg = arena_printf(l->arena, "%lld", (long long)p->hash_alg);
        field_text(l, "pubkey-hash algorithm", alg, hash_name(p->hash_alg), 0, 0)->has_span = false;
        field_bytes(l, "pubkey-hash", p->key_hash, "of the certificate's SubjectPublicKeyInfo",
                    p->claims_at);
        field_no_span(l); /* inside a byte string */
    }
    if (p->has_nonce)
        field_bytes(l, "nonce", p->nonce, "the challenge", p->nonce_at);
    field_close(l);
}

static void show_piece(const struct ratls_piece *p, struct field_list *l)
{
    field_open(l, p->form->title, p->form->name, p->at, p->value.n);
    if (p->tagged)
        field_uint(l, "CBOR tag", p->tag, "kind of evidence", p->at, 0);
    if (p->has_claims)
        show_claims(p, l);
    const char *meaning = p->evidence_at == SIZE_MAX
                              ? "written as hex; offsets count in the decoded bytes"
                              : arena_printf(l->arena,
                                             "at byte %zu of the certificate; offsets count inside",
                                             p->evidence_at);
    evidence_explain_inside(l, "evidence", meaning, p->format, p->evidence);
    field_close(l);
}

void ratls_explain(const struct evidence *ev, struct field_list *l)
{
    const struct ratls *r = ev->own;
    for (size_t i = 0; i < r->n; i++)
        show_piece(&r->pieces[i], l);
}
