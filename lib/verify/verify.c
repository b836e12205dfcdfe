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

static const char not_needed[] = "not needed for this evidence";

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
            .why = item->problem ? item->problem : not_needed,
        };
    }
}

/* A part's view begins with the composite's: what became of a file there is told by the whole. */
static void share_uses(cupel_appraisal *parent, const cupel_appraisal *part)
{
    for (size_t i = 0; parent && i < parent->n_uses && i < part->n_uses; i++) {
        struct cupel_collateral_use *all = &parent->uses[i];
        const struct cupel_collateral_use *one = &part->uses[i];
        if (all->used || (!one->used && (all->why != not_needed || one->why == not_needed)))
            continue;
        all->used = one->used;
        all->why = arena_text(&parent->arena, slice_str(one->why));
    }
}

/* Built-in intermediates are listed only where they were used, and so are the composite's files in
 * its parts; texts move to the appraisal, which may outlive the verifier. */
static void close_uses(cupel_appraisal *ap, const struct collateral_view *view, size_t of_whole)
{
    size_t kept = 0;
    for (size_t i = 0; i < ap->n_uses; i++) {
        struct cupel_collateral_use u = ap->uses[i];
        if ((collateral_at(view, i)->built_in || i < of_whole) && !u.used)
            continue;
        u.name = arena_text(&ap->arena, slice_str(u.name));
        u.sha256 = arena_text(&ap->arena, slice_str(u.sha256));
        u.why = arena_text(&ap->arena, slice_str(u.why));
        ap->uses[kept++] = u;
    }
    ap->n_uses = kept;
}

/* One appraisal under way: of the input, or of a part. */
struct task {
    const cupel_verifier *v;
    const struct cupel_verify_opts *o;
    const struct collateral_set *const *outer; /* sets of the composite, then NULL; or NULL */
    const struct trust_anchor *const *keys;    /* bound by the composite */
    size_t n_keys;
    unsigned depth;
    cupel_appraisal *parent;        /* of a part */
    const char *within[PART_DEPTH]; /* formats of the composites around it, outermost first */
};

static cupel_status way_in(const struct inputs *in, const struct part *p, cupel_appraisal *parent,
                           cupel_appraisal **ret);

/* An anchor that the caller gave for a composite format vouches for its members. */
static bool anchor_serves(const struct task *t, const struct trust_anchor *a, const char *format)
{
    bool ok = anchor_fits(a, format);
    for (unsigned i = 0; !ok && a->from_caller && i < t->depth; i++)
        ok = anchor_fits(a, t->within[i]);
    return ok;
}

/* What the composite binds, then the caller's: failed signatures are not remembered, and a caller's
 * root may have the name of a vendor's. */
static size_t pick_anchors(const struct task *t, const char *format,
                           const struct trust_anchor **ret)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_keys && n < ANCHORS_MAX; i++)
        ret[n++] = t->keys[i];
    for (size_t i = t->v->n_anchors; i > 0 && n < ANCHORS_MAX; i--)
        if (anchor_serves(t, t->v->anchors[i - 1], format))
            ret[n++] = t->v->anchors[i - 1];
    return n;
}

#define SETS_MAX (3 + PART_DEPTH)

static size_t gather_sets(const struct task *t, const struct collateral_set *inside,
                          const struct collateral_set **ret)
{
    size_t n = 0;
    ret[n++] = &t->v->built_in;
    ret[n++] = &t->v->given;
    for (size_t i = 0; t->outer && t->outer[i] && n < SETS_MAX - 1; i++)
        ret[n++] = t->outer[i];
    ret[n++] = inside;
    return n;
}

static cupel_status add_inside(const struct task *t, const struct evidence *ev,
                               struct collateral_set *inside, struct cupel_diag *err)
{
    for (size_t i = 0; i < ev->n_inside; i++)
        CUPEL_TRY(
            collateral_add(inside, t->v->crypto, ev->inside[i].bytes, ev->inside[i].name, err));
    return CUPEL_OK;
}

/* What all formats share. Over composite evidence it is judged once, by the whole. */
static void judge_common(const struct task *t, const struct evidence *ev, cupel_appraisal *ap)
{
    bool is_part = t->depth > 0;
    if (ev->format->root == FORMAT_TEE)
        ap->tee = true;
    if (!is_part)
        common_judge_tee(ap);
    common_judge_hardware(ap);
    if (!is_part || t->o->nonce.n)
        common_judge_nonce(ap, t->o->nonce);
    if (!is_part)
        common_judge_expected(ap, t->o->expect, t->o->n_expect);
}

static cupel_status judge(const struct task *t, const struct evidence *ev,
                          struct collateral_set *inside, cupel_appraisal *ap,
                          struct cupel_diag *err)
{
    const struct trust_anchor *anchors[ANCHORS_MAX];
    const struct collateral_set *sets[SETS_MAX];
    CUPEL_TRY(add_inside(t, ev, inside, err));
    struct inputs in = {
        .trust = { .crypto = t->v->crypto,
                   .cache = t->v->cache_on ? t->v->cache : NULL,
                   .anchors = anchors,
                   .n_anchors = pick_anchors(t, ev->format->name, anchors),
                   .arena = &ap->arena },
        .collateral = { sets, gather_sets(t, inside, sets) },
        .now = t->o->now,
        .nonce = t->o->nonce,
        .depth = t->depth,
        .way_in = t,
        .appraise_part = way_in,
    };
    start_uses(ap, &in.collateral);
    cupel_status st = ev->format->verify(ev, &in, ap);
    if (st != CUPEL_OK)
        return diag_set(err, st, ev->format->name, "verification could not be carried out: %s",
                        cupel_status_name(st));
    judge_common(t, ev, ap);
    share_uses(t->parent, ap);
    close_uses(ap, &in.collateral, t->parent ? t->parent->n_uses : 0);
    st = appraisal_finish(ap, t->o->require);
    return st == CUPEL_OK ? st : diag_set(err, st, ev->format->name, "out of memory");
}

static cupel_status appraise(const struct task *t, cupel_slice evidence, cupel_appraisal *ap,
                             const struct part *part, struct cupel_diag *err)
{
    struct input in;
    struct evidence ev;
    ap->is_part = part != NULL;
    CUPEL_TRY(input_decode(&ap->arena, evidence, &in, err));
    CUPEL_TRY(input_parse(&ap->arena, &in, t->o->format, &ev, err));
    if (ev.format->unverified)
        return diag_set(err, CUPEL_E_UNSUPPORTED, ev.format->name,
                        "this is %s, which is read but not verified yet: %s", ev.format->title,
                        ev.format->unverified);
    cupel_status st = describe(ap, t->v, &in, t->o);
    if (st == CUPEL_OK && ev.bytes.p == in.file.p && ev.bytes.n == in.file.n)
        slice_copy(SLICE_ARRAY(ap->sha256), ap->evidence_sha256, sizeof ap->evidence_sha256);
    else if (st == CUPEL_OK)
        st = hash_hex(t->v->crypto, ev.bytes, ap->evidence_sha256);
    if (st != CUPEL_OK)
        return diag_set(err, st, ev.format->name, "the crypto library cannot digest");
    ap->format = ev.format->name;
    ap->title = ev.format->title;
    ap->version = ev.version;
    for (size_t i = 0; part && i < part->n_inside; i++)
        if (!evidence_add_inside(&ev, part->inside[i].name, part->inside[i].bytes))
            return diag_set(err, CUPEL_E_LIMIT, ev.format->name, "more than %u files inside",
                            INSIDE_MAX);
    struct collateral_set inside;
    collateral_set_init(&inside);
    st = judge(t, &ev, &inside, ap, err);
    collateral_set_clear(&inside);
    return st;
}

/* ---- parts ---- */

/* A part that could not be read stays in the report, with the reason. */
static cupel_status keep_unread(const struct task *t, const struct part *p,
                                const struct cupel_diag *why, cupel_appraisal *parent,
                                cupel_appraisal *ap)
{
    struct input in = { .file = p->bytes, .bytes = p->bytes, .encoding = "raw" };
    ap->is_part = true;
    CUPEL_TRY(describe(ap, t->v, &in, t->o));
    ap->error = arena_alloc(&ap->arena, sizeof *ap->error);
    if (!ap->error)
        return CUPEL_E_NOMEM;
    *ap->error = *why;
    ap->format = arena_text(&ap->arena, slice_str(why->format));
    common_note_unread(parent, p->name, why);
    return appraisal_finish(ap, 0);
}

/* A key that the composite binds is vouched for by what binds it: no anchor of the whole. */
static void drop_bound(cupel_appraisal *ap, const struct part *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < ap->n_anchors; i++) {
        bool bound = false;
        char hex[65];
        for (size_t k = 0; k < p->n_keys && !bound; k++) {
            hex_write(SLICE_ARRAY(p->keys[k]->sha256), hex);
            bound = strcmp(ap->anchors[i].sha256, hex) == 0;
        }
        if (!bound)
            ap->anchors[kept++] = ap->anchors[i];
    }
    ap->n_anchors = kept;
}

static cupel_status way_in(const struct inputs *in, const struct part *p, cupel_appraisal *parent,
                           cupel_appraisal **ret)
{
    const struct task *outer = in->way_in;
    struct cupel_verify_opts o = *outer->o;
    const struct collateral_set *sets[SETS_MAX + 1] = { NULL };
    struct cupel_diag why = { 0 };
    cupel_appraisal *ap = NULL;
    o.name = p->name;
    o.format = p->format;
    o.nonce = p->bears_nonce ? outer->o->nonce : SLICE_EMPTY;
    o.n_expect = 0;
    o.require = 0;
    for (size_t i = 2; i < in->collateral.n_sets && i < SETS_MAX; i++)
        sets[i - 2] = in->collateral.sets[i];
    struct task t = { outer->v, &o, sets, p->keys, p->n_keys, outer->depth + 1, parent };
    if (parent->n_parts == PARTS_MAX || t.depth > PART_DEPTH)
        return CUPEL_E_LIMIT;
    for (unsigned i = 0; i < outer->depth; i++)
        t.within[i] = outer->within[i];
    t.within[outer->depth] = parent->format;
    CUPEL_TRY(appraisal_new(&ap));
    cupel_status st = appraise(&t, p->bytes, ap, p, &why);
    cupel_class c = cupel_status_class(st);
    if (st != CUPEL_OK && (c == CUPEL_CLASS_MALFORMED || c == CUPEL_CLASS_UNSUPPORTED)) {
        cupel_appraisal_free(ap);
        ap = NULL;
        CUPEL_TRY(appraisal_new(&ap));
        st = keep_unread(&t, p, &why, parent, ap);
    }
    if (st != CUPEL_OK) {
        cupel_appraisal_free(ap);
        return st;
    }
    drop_bound(ap, p);
    CUPEL_TRY(appraisal_add_part(parent, ap));
    *ret = ap;
    return CUPEL_OK;
}

/* ---- the way in ---- */

cupel_status cupel_verify(const cupel_verifier *v, cupel_slice evidence,
                          const struct cupel_verify_opts *opts, cupel_appraisal **ret,
                          struct cupel_diag *reterr)
{
    cupel_appraisal *ap = NULL;
    if (appraisal_new(&ap) != CUPEL_OK)
        return diag_set(reterr, CUPEL_E_NOMEM, "", "out of memory");
    const struct task t = { .v = v, .o = opts };
    cupel_status st = common_check_opts(opts, reterr);
    if (st == CUPEL_OK)
        st = appraise(&t, evidence, ap, NULL, reterr);
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
