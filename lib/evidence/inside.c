/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence inside of other evidence, explained: wrappers from the outside in, then the evidence. */
#include "evidence/format.h"

#include "base/status.h"

#define DEEPEST 24u /* levels of headings; evidence inside evidence inside evidence ends here */

struct layers {
    cupel_slice bytes;
    const char *format;
};

static cupel_status open_layers(struct field_list *l, struct layers *in, struct cupel_diag *err)
{
    const struct wrapper *w;
    for (unsigned n = 0; (w = wrapper_find(in->bytes)); n++) {
        struct unwrapped u = { 0 };
        if (n == WRAPPERS_DEEP)
            return diag_set(err, CUPEL_E_LIMIT, w->name, "wrappers inside wrappers");
        if (w->explain) {
            field_open(l, w->title, "offsets of what follows it count inside", 0, in->bytes.n);
            w->explain(l->arena, in->bytes, l);
            field_close(l);
        }
        CUPEL_TRY(w->open(l->arena, in->bytes, &u, err));
        *in = (struct layers){ u.bytes, u.format };
    }
    return CUPEL_OK;
}

static cupel_status explain_bytes(struct field_list *l, struct layers in, struct cupel_diag *err)
{
    const struct format *f = in.format ? format_find(slice_str(in.format)) : NULL;
    CUPEL_TRY(open_layers(l, &in, err));
    if (in.format)
        f = format_find(slice_str(in.format));
    if (!f)
        CUPEL_TRY(format_recognise(in.bytes, &f, err));
    struct evidence ev = { .format = f, .bytes = in.bytes, .arena = l->arena };
    CUPEL_TRY(f->parse(l->arena, in.bytes, &ev, err));
    ev.format = f;
    ev.arena = l->arena;
    field_text(l, "format", f->name, f->title, 0, 0)->has_span = false;
    f->explain(&ev, l);
    return CUPEL_OK;
}

void evidence_explain_inside(struct field_list *l, const char *name, const char *meaning,
                             const char *format, cupel_slice bytes)
{
    struct cupel_diag why = { 0 };
    unsigned depth = l->depth;
    field_open(l, name, meaning, 0, bytes.n);
    field_no_span(l); /* its own offsets start here */
    if (l->depth > DEEPEST)
        field_text(l, "contents", "(not shown)", "too deep", 0, bytes.n);
    else if (explain_bytes(l, (struct layers){ bytes, format }, &why) != CUPEL_OK)
        field_text(l, "contents", "(cannot be read)", arena_text(l->arena, slice_str(why.text)), 0,
                   bytes.n);
    l->depth = depth;
}
