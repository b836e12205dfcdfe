/* SPDX-License-Identifier: Apache-2.0 */
#include "verify/input.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/pem.h"
#include "collateral/intel.h"

bool input_is_evidence_text(cupel_slice file)
{
    if (wrapper_find(file))
        return true;
    for (size_t i = 0; formats[i]; i++)
        if (formats[i]->probe(file))
            return true;
    return false;
}

cupel_status input_decode(struct arena *a, cupel_slice file, struct input *ret,
                          struct cupel_diag *err)
{
    struct input in = { .file = file, .bytes = file, .encoding = "raw" };
    if (file.n == 0)
        return diag_set(err, CUPEL_E_TRUNCATED, "", "the input is empty; give evidence");
    if (file.n > INPUT_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "", "the input has %zu bytes; evidence may have %u",
                        file.n, EVIDENCE_MAX);
    if (slice_is_text(file) && !input_is_evidence_text(file)) {
        cupel_status st = text_decode(a, file, &in.bytes, &in.encoding);
        if (cupel_status_class(st) == CUPEL_CLASS_INTERNAL)
            return diag_set(err, st, "", "out of memory");
        if (st != CUPEL_OK)
            in.bytes = file;
    }
    *ret = in;
    return CUPEL_OK;
}

/* What the wrappers held beside the evidence, and their names. */
struct unwrapping {
    struct inside_file inside[INSIDE_MAX];
    size_t n_inside;
    const char *names, *format;
};

static cupel_status unwrap_one(struct arena *a, const struct wrapper *w, struct input *in,
                               struct unwrapping *u, struct cupel_diag *err)
{
    struct unwrapped one = { 0 };
    CUPEL_TRY(w->open(a, in->bytes, &one, err));
    if (one.n_inside > INSIDE_MAX - u->n_inside)
        return diag_set(err, CUPEL_E_LIMIT, w->name, "more than %u files inside", INSIDE_MAX);
    for (size_t i = 0; i < one.n_inside; i++)
        u->inside[u->n_inside++] = one.inside[i];
    u->names = u->names ? arena_printf(a, "%s, %s", u->names, w->title) : w->title;
    u->format = one.format;
    in->encoding = slice_eq(slice_str(in->encoding), SLICE_LIT("raw"))
                       ? w->name
                       : arena_printf(a, "%s+%s", in->encoding, w->name);
    in->bytes = one.bytes;
    return CUPEL_OK;
}

static cupel_status unwrap(struct arena *a, struct input *in, struct unwrapping *u,
                           struct cupel_diag *err)
{
    const struct wrapper *w;
    for (unsigned depth = 0; (w = wrapper_find(in->bytes)); depth++) {
        if (depth == WRAPPERS_DEEP)
            return diag_set(err, CUPEL_E_LIMIT, w->name,
                            "wrappers inside wrappers, more than %u deep", WRAPPERS_DEEP);
        CUPEL_TRY(unwrap_one(a, w, in, u, err));
    }
    if (in->bytes.n > EVIDENCE_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "", "the evidence has %zu bytes; it may have %u",
                        in->bytes.n, EVIDENCE_MAX);
    return CUPEL_OK;
}

/* Recognise; and where collateral was given, say where that belongs. */
static cupel_status recognise(cupel_slice in, const struct format **ret, struct cupel_diag *err)
{
    cupel_status st = format_recognise(in, ret, err);
    enum collateral_kind kind = collateral_kind_of(in);
    if (st != CUPEL_E_UNSUPPORTED)
        return st;
    if (kind == COLLATERAL_UNKNOWN && intel_tcb_info_probe(in))
        kind = COLLATERAL_TCB_INFO;
    else if (kind == COLLATERAL_UNKNOWN && intel_qe_identity_probe(in))
        kind = COLLATERAL_QE_IDENTITY;
    else if (kind == COLLATERAL_UNKNOWN)
        kind = pem_probe(in) && slice_find(in, SLICE_LIT("BEGIN CERTIFICATE-----")) != SIZE_MAX
                   ? COLLATERAL_CERT
                   : collateral_der_kind(in);
    if (kind == COLLATERAL_CERT)
        return diag_set(err, st, "",
                        "this is a certificate without evidence in it: it is collateral; give it "
                        "with --collateral");
    if (kind == COLLATERAL_KEY)
        return diag_set(err, st, "",
                        "this is a public key and no evidence: where you know whose it is, give it "
                        "with --anchor");
    if (kind != COLLATERAL_UNKNOWN)
        return diag_set(err, st, "",
                        "this is collateral (%s) and no evidence: give it with --collateral beside "
                        "the evidence that it belongs to; cupel explain shows what is in it",
                        collateral_kind_name(kind));
    return st;
}

/* The format that the caller, else the innermost wrapper, else the content names. */
static cupel_status choose(const struct input *in, const char *format, const char *wrapper_says,
                           const struct format **ret, struct cupel_diag *err)
{
    const char *name = format ? format : wrapper_says;
    if (!name)
        return recognise(in->bytes, ret, err);
    *ret = format_find(slice_str(name));
    return *ret ? CUPEL_OK
                : diag_set(err, format ? CUPEL_E_USAGE : CUPEL_E_UNSUPPORTED, "",
                           "no evidence format is named \"%s\"; formats: %s", name, format_names);
}

cupel_status input_parse(struct arena *a, struct input *in, const char *format,
                         struct evidence *ret, struct cupel_diag *err)
{
    struct unwrapping u = { 0 };
    const struct format *f = NULL;
    if (format &&
        !format_find(slice_str(format))) /* the caller's mistake comes before the input's */
        return choose(in, format, NULL, &f, err);
    CUPEL_TRY(unwrap(a, in, &u, err));
    CUPEL_TRY(choose(in, format, u.format, &f, err));
    struct evidence ev = { .format = f, .bytes = in->bytes, .arena = a };
    CUPEL_TRY(f->parse(a, in->bytes, &ev, err));
    ev.format = f;
    ev.arena = a;
    ev.wrapped = u.names;
    for (size_t i = 0; i < u.n_inside; i++)
        if (!evidence_add_inside(&ev, u.inside[i].name, u.inside[i].bytes))
            return diag_set(err, CUPEL_E_LIMIT, f->name, "more than %u files inside", INSIDE_MAX);
    *ret = ev;
    return CUPEL_OK;
}
