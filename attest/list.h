/* SPDX-License-Identifier: Apache-2.0 */
/* attest/list.h: `cupel attest --list`: what this machine is, what it can prove, what lacks. */
#ifndef CUPEL_ATTEST_LIST_H
#define CUPEL_ATTEST_LIST_H

#include "attest/attest.h"

/* As text for people, or one JSON object on a line. CUPEL_OK or out of memory. */
cupel_status list_write(const struct attest *at, bool json, struct buf *out);

#endif
