/* SPDX-License-Identifier: Apache-2.0 */
/* verify/input.h: from the bytes of a file to parsed evidence. */
#ifndef CUPEL_LIB_VERIFY_INPUT_H
#define CUPEL_LIB_VERIFY_INPUT_H

#include "evidence/format.h"

/* Text may double the size, and lines add to it. */
#define INPUT_MAX (3u * EVIDENCE_MAX)

struct input {
    cupel_slice file;     /* as given */
    cupel_slice bytes;    /* decoded */
    const char *encoding; /* "raw", "hex", "base64"; wrappers join: "base64+cmw" */
};

/* Is text that is evidence, or a wrapper of it, as it stands: JSON of a protocol, a PEM certificate
 * with evidence in it? */
bool input_is_evidence_text(cupel_slice file);
/* Undo hex or base64; binary stays as it is, and so does text that a wrapper knows. Refuses empty
 * input and input over the caps. */
cupel_status input_decode(struct arena *a, cupel_slice file, struct input *ret,
                          struct cupel_diag *err);
/* Undo wrappers, recognise (or take the format named @format, which may be NULL) and parse. Joins
 * the wrappers' names to in->encoding. */
cupel_status input_parse(struct arena *a, struct input *in, const char *format,
                         struct evidence *ret, struct cupel_diag *err);

#endif
