/* SPDX-License-Identifier: Apache-2.0 */
/* Built in place of the parsers when their grammars are not there (tools/grammars). */
#include "office/source/code.h"

bool code_can_read(enum lang l)
{
    (void)l;
    return false;
}

cupel_status code_parse(struct arena *a, enum lang l, cupel_slice in, bool is_test,
                        struct code *ret)
{
    (void)a;
    (void)l;
    (void)in;
    (void)is_test;
    (void)ret;
    return CUPEL_E_UNSUPPORTED;
}
