/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

static int run(struct cli_args *args)
{
    return cli_usage(args, "not yet");
}

const struct cli_verb verb_verify = {
    .name = "verify",
    .summary = "Say what a piece of evidence proves, what it does not, and why.",
    .synopsis = "[options] EVIDENCE...",
    .run = run,
};
