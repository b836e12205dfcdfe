/* SPDX-License-Identifier: Apache-2.0 */
/* base/status.h: fill a cupel_diag and return its status in one statement. */
#ifndef CUPEL_LIB_BASE_STATUS_H
#define CUPEL_LIB_BASE_STATUS_H

#include "base/slice.h"

/* Both return @st. @d may be NULL. @format names the kind of input ("snp", "tcb-info"), or "". The
 * text is cut to fit, and bytes that do not print become '?'. */
cupel_status diag_set(struct cupel_diag *d, cupel_status st, const char *format, const char *text,
                      ...) __attribute__((format(printf, 4, 5)));
cupel_status diag_at(struct cupel_diag *d, cupel_status st, const char *format, size_t offset,
                     const char *text, ...) __attribute__((format(printf, 5, 6)));

#endif
