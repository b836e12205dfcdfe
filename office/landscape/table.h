/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/table.h: lines of fields: RFC 4180, and its plain cousin with tabs. */
#ifndef CUPEL_OFFICE_LANDSCAPE_TABLE_H
#define CUPEL_OFFICE_LANDSCAPE_TABLE_H

#include "base/arena.h"

#define TABLE_COLUMNS_MAX 200

struct table {
    cupel_slice left;
    char separator; /* ',': fields may be quoted; tab: quotes are text */
    uint32_t line;  /* of the row that was read last, from 1 */
    uint32_t next;  /* of what is left */
};
struct table table_of(cupel_slice bytes, char separator);
/*
 * The next row that is not empty: its fields as texts in @a, at most @room. *n is 0 at the end.
 * CUPEL_E_MALFORMED with a sentence in *why for a quote that is not closed, text behind a closing
 * quote, and what is no UTF-8 or holds a NUL; CUPEL_E_LIMIT for more than @room fields.
 */
cupel_status table_row(struct table *t, struct arena *a, const char **ret, size_t room, size_t *n,
                       const char **why);

#endif
