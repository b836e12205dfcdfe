/* SPDX-License-Identifier: Apache-2.0 */
/* cli/collect.h: what the options of `cupel verify` name, read from files into a verifier. */
#ifndef CUPEL_CLI_COLLECT_H
#define CUPEL_CLI_COLLECT_H

#include <cupel/verify.h>

#include "cli/cli.h"

/* Both return CLI_OK or print one sentence and return the exit code. */
int collect_collateral(cupel_verifier *v, const char *path); /* a file, "-", or a folder's files */
int collect_anchor(cupel_verifier *v, const char *spec);     /* "[FORMAT:]PATH" */

#endif
