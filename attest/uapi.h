/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attest/uapi.h: what the drivers' ioctls take, as the kernel's headers linux/sev-guest.h
 * (5.19, 6.3 for the upper half of exitinfo2), linux/tdx-guest.h (6.2) and linux/nsm.h (6.8) define
 * it. Written down here because build machines have older headers than the machines that attest.
 */
#ifndef CUPEL_ATTEST_UAPI_H
#define CUPEL_ATTEST_UAPI_H

#include <assert.h>
#include <linux/ioctl.h>
#include <stdint.h>

/* Laid out as on 64-bit machines, which is where these drivers are, whatever this is built for. */
typedef uint64_t kernel_u64 __attribute__((aligned(8)));

/* ---- /dev/sev-guest ---- */

struct snp_request { /* struct snp_report_req */
    uint8_t user_data[64];
    uint32_t vmpl;
    uint8_t reserved[28];
};
struct snp_ext_request { /* struct snp_ext_report_req */
    struct snp_request data;
    kernel_u64 certs_address;
    uint32_t certs_len; /* a multiple of the page size; out: what is needed */
};
struct snp_ioctl {       /* struct snp_guest_request_ioctl */
    uint8_t msg_version; /* 1 */
    kernel_u64 req_data, resp_data;
    uint32_t fw_error, vmm_error; /* exitinfo2; before 6.3 one 64-bit fw_err of the same layout */
};
#define SNP_RESPONSE_SIZE       4000u
#define SNP_VMM_ERR_INVALID_LEN 1u
#define SNP_VMM_ERR_BUSY        2u
#define SNP_GET_REPORT          _IOWR('S', 0x0, struct snp_ioctl)
#define SNP_GET_EXT_REPORT      _IOWR('S', 0x2, struct snp_ioctl)
static_assert(sizeof(struct snp_request) == 96, "struct snp_report_req");
static_assert(sizeof(struct snp_ext_request) == 112, "struct snp_ext_report_req");
static_assert(sizeof(struct snp_ioctl) == 32, "struct snp_guest_request_ioctl");

/* ---- /dev/tdx_guest ---- */

#define TDREPORT_SIZE 1024u
struct tdx_request { /* struct tdx_report_req */
    uint8_t reportdata[64];
    uint8_t tdreport[TDREPORT_SIZE];
};
#define TDX_CMD_GET_REPORT0 _IOWR('T', 1, struct tdx_request)
static_assert(sizeof(struct tdx_request) == 1088, "struct tdx_report_req");

/* ---- /dev/nsm ---- */

#define NSM_REQUEST_MAX  0x1000u
#define NSM_RESPONSE_MAX 0x3000u
struct nsm_bytes { /* struct nsm_iovec */
    kernel_u64 addr, len;
};
struct nsm_message {                    /* struct nsm_raw */
    struct nsm_bytes request, response; /* out: response.len is what was written */
};
#define NSM_IOCTL_RAW _IOWR(0x0A, 0x0, struct nsm_message)
static_assert(sizeof(struct nsm_message) == 32, "struct nsm_raw");

#endif
