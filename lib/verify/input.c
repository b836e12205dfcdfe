/* SPDX-License-Identifier: Apache-2.0 */
#include "verify/input.h"

#include "base/status.h"
#include "base/text.h"

cupel_status input_decode(struct arena *a, cupel_slice file, struct input *ret,
                          struct cupel_diag *err)
{
    struct input in = { .file = file, .bytes = file, .encoding = "raw" };
    if (file.n == 0)
        return diag_set(err, CUPEL_E_TRUNCATED, "", "the input is empty; give evidence");
    if (file.n > INPUT_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "", "the input has %zu bytes; evidence may have %u",
                        file.n, EVIDENCE_MAX);
    if (slice_is_text(file)) {
        cupel_status st = text_decode(a, file, &in.bytes, &in.encoding);
        if (cupel_status_class(st) == CUPEL_CLASS_INTERNAL)
            return diag_set(err, st, "", "out of memory");
        if (st != CUPEL_OK)
            in.bytes = file;
    }
    if (in.bytes.n > EVIDENCE_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "", "the evidence has %zu bytes; it may have %u",
                        in.bytes.n, EVIDENCE_MAX);
    *ret = in;
    return CUPEL_OK;
}

cupel_status input_parse(const struct input *in, const char *format, struct evidence *ret,
                         struct cupel_diag *err)
{
    const struct format *f = format ? format_find(slice_str(format)) : NULL;
    if (format && !f)
        return diag_set(err, CUPEL_E_USAGE, "", "no evidence format is named \"%s\"; formats: %s",
                        format, format_names);
    if (!f)
        CUPEL_TRY(format_recognise(in->bytes, &f, err));
    struct evidence ev = { .format = f, .bytes = in->bytes };
    CUPEL_TRY(f->parse(in->bytes, &ev, err));
    ev.format = f;
    *ret = ev;
    return CUPEL_OK;
}
