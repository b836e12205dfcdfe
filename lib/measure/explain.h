/* SPDX-License-Identifier: Apache-2.0 */
/* measure/explain.h: logs told event by event: what happened, in which register, and what of it the
 * digest covers. Explaining believes nothing: a log alone proves nothing. */
#ifndef CUPEL_LIB_MEASURE_EXPLAIN_H
#define CUPEL_LIB_MEASURE_EXPLAIN_H

#include "check/fields.h"
#include "measure/boot.h"
#include "measure/ima.h"

/* Head, events, and what the registers hold at the end in each bank that can be computed. */
cupel_status eventlog_explain(const struct crypto *c, const struct eventlog *log,
                              enum eventlog_kind kind, struct field_list *l,
                              struct cupel_diag *err);
/* What happened, in words; for one event of the log. */
const char *event_story(struct arena *a, const struct eventlog_event *e);
/* Text of either width, a GUID, or the first bytes in hex. */
const char *event_data_text(struct arena *a, cupel_slice data);
/* Fields of the event's data, one level deep. */
void event_details(struct field_list *l, const struct eventlog_event *e);

/* ACPI table CCEL: where the firmware left the log. */
bool ccel_table_probe(cupel_slice in);
cupel_status ccel_table_explain(cupel_slice in, struct field_list *l, struct cupel_diag *err);

cupel_status ima_explain(const struct crypto *c, cupel_slice list, struct field_list *l,
                         struct cupel_diag *err);

#endif
