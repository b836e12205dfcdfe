/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/dcap_quote.h: the parsed Intel DCAP quote (SGX v3, TDX v4 and v5). */
#ifndef CUPEL_LIB_EVIDENCE_DCAP_QUOTE_H
#define CUPEL_LIB_EVIDENCE_DCAP_QUOTE_H

#include "base/slice.h"

struct dcap_quote {
    uint16_t version;
};

#endif
