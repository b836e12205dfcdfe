/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/path.h: checks of a certificate path that several formats make in the same way. */
#ifndef CUPEL_LIB_EVIDENCE_PATH_H
#define CUPEL_LIB_EVIDENCE_PATH_H

#include "appraisal/appraisal.h"
#include "trust/trust.h"

/* What a format calls a certificate in its messages: its subject, in the arena. */
typedef const char *path_name_fn(struct arena *a, const struct x509_cert *cert);
/* The subject's common name, or "(no name)". */
path_name_fn path_common_name;

/* Record @def: passed when every certificate of @p and its anchor is valid at @now (RFC 5280, 6.1.3
 * (a)(2)), else failed, naming the first that is not with its dates. */
void path_check_validity(cupel_appraisal *ap, const struct cupel_check_info *def,
                         const struct trust_path *p, int64_t now, path_name_fn *name);

#endif
