/* SPDX-License-Identifier: Apache-2.0 */
/* The way in: decode, recognise, parse, let the format judge, then judge what all formats share. */
#include "verify/verifier.h"

#include "base/status.h"
#include "base/text.h"
#include "verify/common.h"
#include "verify/input.h"

#include <string.h>

static bool anchor_fits(const struct trust_anchor *a, const char *format)
{
    if (!a->formats)
        return true;
    for (size_t i = 0; a->formats[i]; i++)
        if (strcmp(a->formats[i], format) == 0)
            return true;
    return false;
}

/* The caller's first: failed signatures are not remembered, and a caller's root may have the name
 * of a vendor's. */
static size_t pick_anchors(const cupel_verifier *v, const char *format,
                           const struct trust_anchor **ret)
{
    size_t n = 0;
    for (size_t i = v->n_anchors; i > 0; i--)
        if (anchor_fits(v->anchors[i - 1], format))
            ret[n++] = v->anchors[i - 1];
    return n;
}

static cupel_status hash_hex(const struct crypto *c, cupel_slice s, char ret[65])
{
    uint8_t digest[CRYPTO_HASH_MAX];
    CUPEL_TRY(crypto_digest(c, CRYPTO_SHA256, s, digest));
    hex_write(slice_of(digest, 32), ret);
    return CUPEL_OK;
}

/* What the report says of the input. */
static cupel_status describe(cupel_appraisal *ap, const cupel_verifier *v, const struct input *in,
                             const struct cupel_verify_opts *o)
{
    ap->name = arena_text(&ap->arena, slice_str(o->name ? o->name : "evidence"));
    ap->encoding = in->encoding;
    ap->size = in->file.n;
    ap->at = o->now;
    ap->at_from_clock = o->now_from_clock;
    return hash_hex(v->crypto, in->file, ap->sha256);
}

static void start_uses(cupel_appraisal *ap, const struct collateral_view *view)
{
    size_t n = collateral_count(view);
    ap->uses = arena_array(&ap->arena, n, sizeof *ap->uses);
    ap->n_uses = ap->uses ? n : 0;
    for (size_t i = 0; i < ap->n_uses; i++) {
        const struct collateral_item *item = collateral_at(view, i);
        ap->uses[i] = (struct cupel_collateral_use){
            .name = item->name,
            .kind = collateral_kind_name(item->kind),
            .sha256 = item->sha256,
            .why = item->problem ? item->problem : "not needed for this evidence",
        };
    }
}

/* Built-in intermediates are listed only where they were used; texts move to the appraisal, which
 * may outlive the verifier. */
static void close_uses(cupel_appraisal *ap, const struct collateral_view *view)
{
    size_t kept = 0;
    for (size_t i = 0; i < ap->n_uses; i++) {
        struct cupel_collateral_use u = ap->uses[i];
        if (collateral_at(view, i)->built_in && !u.used)
            continue;
        u.name = arena_text(&ap->arena, slice_str(u.name));
        u.sha256 = arena_text(&ap->arena, slice_str(u.sha256));
        u.why = arena_text(&ap->arena, slice_str(u.why));
        ap->uses[kept++] = u;
    }
    ap->n_uses = kept;
}

static cupel_status judge(const cupel_verifier *v, const struct evidence *ev,
                          const struct cupel_verify_opts *o, struct collateral_set *inside,
                          cupel_appraisal *ap, struct cupel_diag *err)
{
    const struct trust_anchor *anchors[ANCHORS_MAX];
    const struct collateral_set *sets[] = { &v->built_in, &v->given, inside };
    struct inputs in = {
        .trust = { .crypto = v->crypto,
                   .cache = v->cache_on ? v->cache : NULL,
                   .anchors = anchors,
                   .n_anchors = pick_anchors(v, ev->format->name, anchors),
                   .arena = &ap->arena },
        .collateral = { sets, CUPEL_COUNT(sets) },
        .now = o->now,
    };
    if (ev->embedded.n)
        CUPEL_TRY(collateral_add(inside, v->crypto, ev->embedded, "evidence", err));
    start_uses(ap, &in.collateral);
    cupel_status st = ev->format->verify(ev, &in, ap);
    if (st != CUPEL_OK)
        return diag_set(err, st, ev->format->name, "verification could not be carried out: %s",
                        cupel_status_name(st));
    common_judge_hardware(ap);
    common_judge_nonce(ap, o->nonce);
    common_judge_expected(ap, o->expect, o->n_expect);
    close_uses(ap, &in.collateral);
    st = appraisal_finish(ap, o->require);
    return st == CUPEL_OK ? st : diag_set(err, st, ev->format->name, "out of memory");
}

static cupel_status appraise(const cupel_verifier *v, cupel_slice evidence,
                             const struct cupel_verify_opts *o, cupel_appraisal *ap,
                             struct cupel_diag *err)
{
    struct input in;
    struct evidence ev;
    CUPEL_TRY(common_check_opts(o, err));
    CUPEL_TRY(input_decode(&ap->arena, evidence, &in, err));
    CUPEL_TRY(input_parse(&in, o->format, &ev, err));
    cupel_status st = describe(ap, v, &in, o);
    if (st == CUPEL_OK && ev.bytes.p == in.file.p && ev.bytes.n == in.file.n)
        slice_copy(SLICE_ARRAY(ap->sha256), ap->evidence_sha256, sizeof ap->evidence_sha256);
    else if (st == CUPEL_OK)
        st = hash_hex(v->crypto, ev.bytes, ap->evidence_sha256);
    if (st != CUPEL_OK)
        return diag_set(err, st, ev.format->name, "the crypto library cannot digest");
    ap->format = ev.format->name;
    ap->version = ev.version;
    struct collateral_set inside;
    collateral_set_init(&inside);
    st = judge(v, &ev, o, &inside, ap, err);
    collateral_set_clear(&inside);
    return st;
}

cupel_status cupel_verify(const cupel_verifier *v, cupel_slice evidence,
                          const struct cupel_verify_opts *opts, cupel_appraisal **ret,
                          struct cupel_diag *reterr)
{
    cupel_appraisal *ap = NULL;
    if (appraisal_new(&ap) != CUPEL_OK)
        return diag_set(reterr, CUPEL_E_NOMEM, "", "out of memory");
    cupel_status st = appraise(v, evidence, opts, ap, reterr);
    if (st != CUPEL_OK) {
        cupel_appraisal_free(ap);
        return st;
    }
    *ret = ap;
    return CUPEL_OK;
}

char *cupel_error_json(const cupel_verifier *v, cupel_slice evidence,
                       const struct cupel_verify_opts *opts, const struct cupel_diag *err)
{
    cupel_appraisal *ap = NULL;
    char *json = NULL;
    struct input in = { .file = evidence, .bytes = evidence, .encoding = "raw" };
    if (appraisal_new(&ap) != CUPEL_OK)
        return NULL;
    (void)input_decode(&ap->arena, evidence, &in, NULL); /* keeps "raw" where it fails */
    if (describe(ap, v, &in, opts) == CUPEL_OK) {
        ap->format = err->format;
        if (appraisal_finish(ap, 0) == CUPEL_OK)
            json = appraisal_json(ap, err);
    }
    cupel_appraisal_free(ap);
    return json;
}
