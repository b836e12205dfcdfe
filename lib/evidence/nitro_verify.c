/* SPDX-License-Identifier: Apache-2.0 */
/* What a Nitro attestation document proves. Order: its key's chain, the signature, what it says. */
#include "evidence/nitro.h"

#include "base/text.h"

#define SKEW 300 /* seconds by which AWS's clock may be ahead of the verifier's */

struct cupel_check *nitro_add(struct nitro_work *w, enum nitro_check id, cupel_outcome outcome,
                              const char *detail)
{
    return appraisal_check(w->ap, &nitro_checks[id], outcome, detail);
}

struct cupel_check *nitro_judge(struct nitro_work *w, enum nitro_check id, bool ok,
                                const char *else_detail, uint64_t offset, uint64_t length)
{
    struct cupel_check *c = nitro_add(w, id, ok ? CUPEL_PASS : CUPEL_FAIL, ok ? NULL : else_detail);
    if (!ok)
        check_where(&w->ap->checks, c, "evidence", offset, length);
    return c;
}

/* ---- the message ---- */

static void check_algorithm(struct nitro_work *w)
{
    const struct cose_message *m = &w->d->cose;
    bool ok = m->has_alg && m->alg == COSE_ES384;
    const char *why = m->has_alg ? "the message names another algorithm"
                      : cbor_find(&m->headers, COSE_ALG)
                          ? "the message names its algorithm in words, not by its number"
                      : m->alg_open ? "the algorithm stands in the unprotected header only"
                                    : "the message names no algorithm";
    struct cupel_check *c = nitro_judge(w, NITRO_CHECK_ALGORITHM, ok, why,
                                        m->payload_at > 9 ? 1 : 0, 8);
    if (ok)
        return;
    c->expected = "ES384 (-35)";
    if (m->has_alg)
        c->found = arena_printf(&w->ap->arena, "%s (%lld)", cose_alg_name(m->alg),
                                (long long)m->alg);
}

static void check_headers(struct nitro_work *w)
{
    const struct cose_message *m = &w->d->cose;
    const char *why = m->has_crit
                          ? "the message demands that an unknown header be understood (crit)"
                      : m->open.n ? "the unprotected header, which nobody signs, is not empty"
                                  : "the protected header holds more than the algorithm";
    (void)nitro_judge(w, NITRO_CHECK_HEADERS, !m->has_crit && m->open.n == 0 && m->headers.n <= 1,
                      why, 0, m->payload_at);
}

static cupel_status check_signature(struct nitro_work *w)
{
    const struct cose_message *m = &w->d->cose;
    const enum crypto_sig alg = CRYPTO_SIG_ECDSA_P384_SHA384;
    bool ok = false;
    if (!w->has_leaf) {
        (void)nitro_add(w, NITRO_CHECK_SIGNATURE, CUPEL_FAIL,
                        "the document has no certificate that could be read, so no key");
        return CUPEL_OK;
    }
    cupel_slice raw = cose_signed(&w->ap->arena, m);
    CUPEL_TRY(arena_status(&w->ap->arena));
    bool fits = m->signature.n == 2 * crypto_hash_size(crypto_sig_hash(alg));
    if (fits && w->leaf.pub.type == crypto_sig_key(alg))
        CUPEL_TRY(trust_cache_verify(w->in->trust.cache, w->in->trust.crypto, &w->leaf.pub, alg,
                                     raw, m->signature, false, &ok, NULL));
    bool der = m->signature.n > 0 && m->signature.p[0] == 0x30;
    const char *why = fits  ? "the signature does not cover the payload under the leaf's key"
                      : der ? "the signature is not r and s of 48 bytes each: it looks like DER"
                            : "the signature is not r and s of 48 bytes each";
    struct cupel_check *c = nitro_judge(w, NITRO_CHECK_SIGNATURE, ok, why, m->signature_at,
                                        m->signature.n);
    if (!fits) {
        c->expected = "96 bytes";
        c->found = arena_printf(&w->ap->arena, "%zu bytes", m->signature.n);
    }
    return CUPEL_OK;
}

/* ---- what it says ---- */

static int64_t seconds(uint64_t ms)
{
    return (int64_t)(ms / 1000);
}

static const char *time_text(struct arena *a, int64_t t)
{
    char room[RFC3339_ROOM];
    rfc3339_write(t, room);
    return arena_printf(a, "%s", room);
}

/* Documents are made while their key is certified, for three hours; one from the future was made by
 * another clock. Age beyond that is what the nonce is for. */
static void check_timestamp(struct nitro_work *w)
{
    struct arena *a = &w->ap->arena;
    const struct x509_cert *leaf = &w->leaf;
    int64_t t = seconds(w->d->timestamp);
    bool early = w->has_leaf && t < leaf->not_before, late = w->has_leaf && t > leaf->not_after;
    bool future = t > w->in->now + SKEW;
    const char *why = early || late ? "the document was made outside the days of its key's "
                                      "certificate"
                                    : "the document is from after the time of verification";
    struct cupel_check *c = nitro_judge(w, NITRO_CHECK_TIMESTAMP, !early && !late && !future, why,
                                        w->d->timestamp_at, 9);
    if (!early && !late && !future)
        return;
    c->found = time_text(a, t);
    c->expected = early || late ? arena_printf(a, "from %s to %s", time_text(a, leaf->not_before),
                                               time_text(a, leaf->not_after))
                                : arena_printf(a, "until %s", time_text(a, w->in->now + SKEW));
}

/* In debug mode all PCRs of the image are zero. No image measures to zero, so one is enough. */
static void check_debug(struct nitro_work *w)
{
    unsigned zero = 0, absent = 0;
    if (w->d->is_tpm) {
        (void)nitro_add(w, NITRO_CHECK_DEBUG, CUPEL_NA,
                        "a NitroTPM document is of an instance, not of an enclave");
        return;
    }
    for (unsigned i = 0; i < 3; i++) {
        struct nitro_bytes pcr = nitro_pcr(w->d, i);
        absent += !pcr.present;
        zero += pcr.present && slice_is_zero(pcr.value);
    }
    const char *why = zero == 3 ? "PCR0, PCR1 and PCR2 are zero: the enclave runs in debug mode"
                      : absent  ? "PCR0, PCR1 or PCR2 is absent, so debug mode cannot be excluded"
                                : "one of PCR0, PCR1 and PCR2 is zero, as in debug mode";
    (void)nitro_judge(w, NITRO_CHECK_DEBUG, zero == 0 && absent == 0, why, w->d->pcrs_at, 1);
}

static void claim_optional(cupel_appraisal *ap, const char *claim, struct nitro_bytes b)
{
    if (b.present)
        claim_bytes(ap, claim, b.value);
}

static void add_claims(struct nitro_work *w)
{
    const struct nitro_doc *d = w->d;
    cupel_appraisal *ap = w->ap;
    claim_text(ap, "nitro.attester", d->is_tpm ? "NitroTPM" : "enclave");
    claim_text(ap, "nitro.module_id", arena_text(&ap->arena, d->module_id));
    claim_time(ap, "nitro.timestamp", seconds(d->timestamp));
    claim_text(ap, "nitro.digest", arena_text(&ap->arena, d->digest));
    claim_optional(ap, "nitro.public_key", d->public_key);
    claim_optional(ap, "nitro.user_data", d->user_data);
    claim_optional(ap, "nitro.nonce", d->nonce);
    unsigned first = d->is_tpm ? NITRO_CLAIM_TPM_PCR : NITRO_CLAIM_PCR;
    for (unsigned i = 0; i < NITRO_PCRS; i++)
        claim_optional(ap, nitro_claims[first + i].name, nitro_pcr(d, i));
}

cupel_status nitro_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    struct nitro_work *w = arena_alloc(&ap->arena, sizeof *w);
    if (!w)
        return arena_status(&ap->arena);
    *w = (struct nitro_work){ .d = ev->own, .in = in, .ap = ap };
    add_claims(w);
    check_algorithm(w);
    check_headers(w);
    nitro_check_fields(w);
    CUPEL_TRY(nitro_check_chain(w));
    CUPEL_TRY(check_signature(w));
    check_timestamp(w);
    check_debug(w);
    CUPEL_TRY(nitro_check_revocation(w));
    ap->tee = !w->d->is_tpm;
    ap->no_tee = "a NitroTPM tells which software an EC2 instance started: it is no TEE";
    ap->challenge = w->d->nonce.value;
    ap->challenge_offset = w->d->nonce.present ? w->d->nonce.at : w->d->cose.payload_at;
    return arena_status(&ap->arena);
}
