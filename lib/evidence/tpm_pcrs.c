/* SPDX-License-Identifier: Apache-2.0 */
/* What the quotes cover, and whether the PCR values at hand are the quoted ones. */
#include "evidence/tpm.h"

#include "base/buf.h"
#include "base/status.h"

/* PCR values among the collateral. */
struct values {
    struct tpm_pcrs pcrs;
    size_t index;
    const char *problem; /* why they cannot be read, or NULL */
};

static uint32_t selected_by_any(const struct tpm_work *w, unsigned alg)
{
    uint32_t mask = 0;
    for (size_t q = 0; q < w->ev->n; q++)
        mask |= tpm_selected(&w->ev->quotes[q].attest, alg);
    return mask;
}

static bool is_quote(const struct tpm_work *w, size_t q)
{
    return w->ev->quotes[q].attest.type == TPM_ST_QUOTE;
}

/* ---- selection ---- */

static const char *selection_fault(const struct tpm_work *w, uint64_t *at)
{
    bool any = false, strong = false;
    for (size_t q = 0; q < w->ev->n; q++) {
        const struct tpm_attest *t = &w->ev->quotes[q].attest;
        bool some = false;
        *at = t->selections_at;
        for (size_t i = 0; i < t->n_selections; i++) {
            const struct tpm_selection *s = &t->selections[i];
            if (s->mask && tpm_hash_size(s->alg) == 0)
                return "the quote covers PCRs of a bank whose algorithm is unknown here";
            some = some || s->mask != 0;
            strong = strong || (s->mask != 0 && s->alg != TPM_SHA1);
        }
        if (is_quote(w, q) && !some)
            return "the quote covers no PCRs: it says nothing of the machine's state";
        any = any || some;
    }
    return any && !strong ? "the quote covers PCRs of the SHA-1 bank alone, which is too weak to "
                            "bind what was measured"
                          : NULL;
}

/* Values for which no quote speaks; the first bank that has some. */
static uint32_t uncovered(const struct tpm_work *w, const struct values *v, unsigned *alg)
{
    for (size_t i = 0; i < v->pcrs.n; i++) {
        uint32_t extra = v->pcrs.banks[i].present & ~selected_by_any(w, v->pcrs.banks[i].alg);
        *alg = v->pcrs.banks[i].alg;
        if (extra)
            return extra;
    }
    return 0;
}

static bool is_used(const struct tpm_work *w, const struct values *v)
{
    for (size_t q = 0; q < w->ev->n; q++)
        if (w->values[q] == &v->pcrs)
            return true;
    return false;
}

static bool say_uncovered(struct tpm_work *w, const struct values *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned alg = 0;
        uint32_t extra = is_used(w, &list[i]) ? uncovered(w, &list[i], &alg) : 0;
        if (!extra)
            continue;
        (void)check_addf(&w->ap->checks, &tpm_checks[TPM_CHECK_PCR_SELECTION], CUPEL_WARN,
                         "%s also holds values of PCR %s (%s), which the quote does not cover: "
                         "nothing is claimed of them",
                         collateral_at(&w->in->collateral, list[i].index)->name,
                         tpm_list_pcrs(&w->ap->arena, extra), tpm_alg_name(alg));
        return true;
    }
    return false;
}

static void check_selection(struct tpm_work *w, const struct values *list, size_t n)
{
    uint64_t at = 0;
    const char *fault = selection_fault(w, &at);
    if (fault)
        tpm_add_at(w, TPM_CHECK_PCR_SELECTION, CUPEL_FAIL, fault, at, 4);
    else if (!say_uncovered(w, list, n))
        tpm_add(w, TPM_CHECK_PCR_SELECTION, CUPEL_PASS, NULL);
}

/* ---- digest ---- */

/* The hash of the signature scheme; without a signature the one that has the digest's length. */
static bool quote_hash(const struct tpm_work *w, size_t q, enum crypto_hash *ret)
{
    if (w->has_signature[q])
        return tpm_hash(w->signatures[q].hash, ret);
    size_t n = w->ev->quotes[q].attest.pcr_digest.n;
    return tpm_hash(n == 20   ? TPM_SHA1
                    : n == 48 ? TPM_SHA384
                    : n == 64 ? TPM_SHA512
                              : TPM_SHA256,
                    ret);
}

/* The first selected PCR whose value is wanting, or false. */
static bool lacks(const struct tpm_attest *t, const struct tpm_pcrs *p, unsigned *alg,
                  uint32_t *mask)
{
    for (size_t i = 0; i < t->n_selections; i++) {
        const struct tpm_bank *b = tpm_bank_find(p, t->selections[i].alg);
        *alg = t->selections[i].alg;
        *mask = t->selections[i].mask & ~(b ? b->present : 0);
        if (*mask)
            return true;
    }
    return false;
}

/* Digest of the selected values: selections in the quote's order, PCRs ascending in each. */
static cupel_status digest_values(const struct tpm_work *w, size_t q, const struct tpm_pcrs *p,
                                  enum crypto_hash h, uint8_t *out)
{
    const struct tpm_attest *t = &w->ev->quotes[q].attest;
    struct buf b;
    buf_init(&b, TPM_BANKS_MAX * TPM_PCRS_MAX * CRYPTO_HASH_MAX);
    for (size_t i = 0; i < t->n_selections; i++) {
        const struct tpm_bank *bank = tpm_bank_find(p, t->selections[i].alg);
        for (unsigned pcr = 0; bank && pcr < TPM_PCRS_MAX; pcr++)
            if (t->selections[i].mask >> pcr & 1)
                buf_add(&b, bank->values[pcr]);
    }
    cupel_status st = buf_status(&b);
    if (st == CUPEL_OK)
        st = crypto_digest(w->in->trust.crypto, h, buf_slice(&b), out);
    buf_clear(&b);
    return st;
}

/* What is said of values that do not fit. */
struct misfit {
    const struct values *nearest;
    bool whole; /* it has all selected PCRs: only the digest differs */
    unsigned alg;
    uint32_t mask;
    uint8_t digest[CRYPTO_HASH_MAX];
};

static cupel_status try_values(struct tpm_work *w, size_t q, const struct values *v,
                               enum crypto_hash h, struct misfit *m)
{
    const struct tpm_attest *t = &w->ev->quotes[q].attest;
    uint8_t digest[CRYPTO_HASH_MAX];
    unsigned alg = 0;
    uint32_t mask = 0;
    if (v->problem || (lacks(t, &v->pcrs, &alg, &mask) && m->nearest))
        return CUPEL_OK;
    if (mask) {
        *m = (struct misfit){ .nearest = v, .alg = alg, .mask = mask };
        return CUPEL_OK;
    }
    CUPEL_TRY(digest_values(w, q, &v->pcrs, h, digest));
    if (slice_eq(slice_of(digest, crypto_hash_size(h)), t->pcr_digest)) {
        w->values[q] = &v->pcrs;
        appraisal_use(w->ap, v->index, true, "values of the quoted PCRs");
    } else if (!m->whole) {
        *m = (struct misfit){ .nearest = v, .whole = true };
        slice_copy(SLICE_ARRAY(digest), m->digest, sizeof m->digest);
    }
    return CUPEL_OK;
}

static void say_misfit(struct tpm_work *w, size_t q, const struct values *list, size_t n,
                       enum crypto_hash h, const struct misfit *m)
{
    const struct tpm_attest *t = &w->ev->quotes[q].attest;
    struct check_list *l = &w->ap->checks;
    const struct cupel_check_info *def = &tpm_checks[TPM_CHECK_PCR_DIGEST];
    if (m->whole) {
        struct cupel_check *c = check_addf(
            l, def, CUPEL_FAIL, "%sthe PCR values of %s are not the quoted ones",
            tpm_of_quote(w, q, ""), collateral_at(&w->in->collateral, m->nearest->index)->name);
        check_compare(l, c, t->pcr_digest, slice_of(m->digest, crypto_hash_size(h)));
        check_where(l, c, "evidence", t->digest_at, 2 + t->pcr_digest.n);
    } else if (m->nearest) {
        (void)check_addf(l, def, CUPEL_FAIL, "%s%s lacks the quoted PCR %s (%s)",
                         tpm_of_quote(w, q, ""),
                         collateral_at(&w->in->collateral, m->nearest->index)->name,
                         tpm_list_pcrs(&w->ap->arena, m->mask), tpm_alg_name(m->alg));
    } else if (n) {
        (void)check_addf(l, def, CUPEL_FAIL, "%sthe PCR values in %s cannot be read: %s",
                         tpm_of_quote(w, q, ""),
                         collateral_at(&w->in->collateral, list[0].index)->name, list[0].problem);
    } else {
        tpm_add(w, TPM_CHECK_PCR_DIGEST, CUPEL_UNKNOWN,
                tpm_of_quote(w, q, "no PCR values were given, so nothing is claimed of them"));
        appraisal_need(w->ap, &(struct cupel_need){
                                  .kind = "pcr-values",
                                  .hint = "the values of the quoted PCRs (tpm2_quote --pcr, "
                                          "tpm2_pcrread, or JSON {\"sha256\": {\"0\": HEX}})" });
    }
}

static cupel_status check_digest(struct tpm_work *w, size_t q, const struct values *list, size_t n)
{
    const struct tpm_attest *t = &w->ev->quotes[q].attest;
    struct misfit m = { .nearest = NULL };
    enum crypto_hash h;
    if (!is_quote(w, q)) {
        tpm_add(w, TPM_CHECK_PCR_DIGEST, CUPEL_NA, "there is no quote");
        return CUPEL_OK;
    }
    if (!quote_hash(w, q, &h) || t->pcr_digest.n != crypto_hash_size(h)) {
        struct cupel_check *c = tpm_add_at(
            w, TPM_CHECK_PCR_DIGEST, CUPEL_FAIL,
            tpm_of_quote(w, q, "the digest has not the length of the signature scheme's hash"),
            t->digest_at, 2 + t->pcr_digest.n);
        c->found = arena_printf(&w->ap->arena, "%zu bytes", t->pcr_digest.n);
        return CUPEL_OK;
    }
    for (size_t i = 0; i < n && !w->values[q]; i++)
        CUPEL_TRY(try_values(w, q, &list[i], h, &m));
    if (w->values[q])
        tpm_add(w, TPM_CHECK_PCR_DIGEST, CUPEL_PASS, tpm_of_quote(w, q, NULL));
    else
        say_misfit(w, q, list, n, h, &m);
    return CUPEL_OK;
}

/* ---- claims ---- */

static void claim_values(struct tpm_work *w, size_t q, unsigned alg)
{
    const struct tpm_bank *b = tpm_bank_find(w->values[q], alg);
    uint32_t mask = tpm_selected(&w->ev->quotes[q].attest, alg);
    for (unsigned pcr = 0; b && pcr < TPM_PCRS_MAX; pcr++) {
        const char *name = mask >> pcr & 1 ? tpm_pcr_claim(alg, pcr) : NULL;
        if (name && !cupel_appraisal_claim_find(w->ap, name))
            claim_bytes(w->ap, name, b->values[pcr]);
    }
}

/* "sha256:0,1,7 sha384:0" in the order of the quotes. */
static void claim_selection(struct tpm_work *w)
{
    const char *text = "";
    for (size_t q = 0; q < w->ev->n; q++) {
        const struct tpm_attest *t = &w->ev->quotes[q].attest;
        for (size_t i = 0; i < t->n_selections; i++)
            text = arena_printf(&w->ap->arena, "%s%s%s:%s", text, text[0] ? " " : "",
                                tpm_alg_name(t->selections[i].alg),
                                tpm_list_pcrs(&w->ap->arena, t->selections[i].mask));
    }
    claim_text(w->ap, tpm_claims[TPM_CLAIM_PCR_SELECTION].name, text);
}

static size_t read_values(struct tpm_work *w, struct values *list)
{
    size_t n = 0;
    for (size_t i = 0; i < collateral_count(&w->in->collateral); i++) {
        const struct collateral_item *item = collateral_at(&w->in->collateral, i);
        struct cupel_diag d = { 0 };
        if (item->kind != COLLATERAL_PCR_VALUES)
            continue;
        if (n == TPM_VALUES_MAX) {
            appraisal_use(w->ap, i, false, "more files of PCR values than are read");
            continue;
        }
        struct values *v = &list[n++];
        v->index = i;
        if (tpm_pcrs_read(&w->ap->arena, item->bytes, &v->pcrs, &d) != CUPEL_OK)
            v->problem = arena_text(&w->ap->arena, slice_str(d.text));
        appraisal_use(w->ap, i, false,
                      v->problem ? v->problem : "values of other PCRs than those quoted");
    }
    return n;
}

cupel_status tpm_check_pcrs(struct tpm_work *w)
{
    size_t room = 0;
    for (size_t i = 0; i < collateral_count(&w->in->collateral); i++)
        room += collateral_at(&w->in->collateral, i)->kind == COLLATERAL_PCR_VALUES;
    struct values *list = arena_array(&w->ap->arena, room < TPM_VALUES_MAX ? room : TPM_VALUES_MAX,
                                      sizeof *list);
    if (!list)
        return arena_status(&w->ap->arena);
    size_t n = read_values(w, list);
    for (size_t q = 0; q < w->ev->n; q++)
        CUPEL_TRY(check_digest(w, q, list, n));
    check_selection(w, list, n);
    claim_selection(w);
    static const uint16_t banks[] = { TPM_SHA256, TPM_SHA384, TPM_SHA512 };
    for (size_t i = 0; i < CUPEL_COUNT(banks); i++)
        for (size_t q = 0; q < w->ev->n; q++)
            if (w->values[q])
                claim_values(w, q, banks[i]);
    return CUPEL_OK;
}
