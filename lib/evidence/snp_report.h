/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/snp_report.h: the parsed SEV-SNP attestation report. */
#ifndef CUPEL_LIB_EVIDENCE_SNP_REPORT_H
#define CUPEL_LIB_EVIDENCE_SNP_REPORT_H

#include "base/slice.h"

struct snp_report {
    uint32_t version;
};

#endif
