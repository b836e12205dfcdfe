/* SPDX-License-Identifier: Apache-2.0 */
/* office/office.h: the verbs of the program cupel-office, each in its cmd_<verb>.c. */
#ifndef CUPEL_OFFICE_OFFICE_H
#define CUPEL_OFFICE_OFFICE_H

#include "cli/cli.h"

extern const struct cli_verb verb_review, verb_dossier;
extern const struct cli_verb verb_office, verb_office_calendar, verb_office_check, verb_office_init,
    verb_office_minutes, verb_office_report, verb_office_vote;
extern const struct cli_verb verb_landscape, verb_landscape_check, verb_landscape_diff,
    verb_landscape_matrix, verb_landscape_gaps, verb_landscape_import, verb_landscape_export;

extern const struct cli_verb verb_site, verb_site_build;

#endif
