/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

static int run(struct cli_args *args)
{
    return cli_usage(args, "not yet");
}

const struct cli_verb verb_explain = {
    .name = "explain",
    .summary = "Name every field of evidence or collateral; trusts nothing, decides nothing.",
    .synopsis = "[options] FILE...",
    .run = run,
};
