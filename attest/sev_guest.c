/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /dev/sev-guest: SEV-SNP reports by ioctl, for kernels before 6.7. Sources: linux/sev-guest.h;
 * Documentation/virt/coco/sev-guest.rst; AMD 56860, MSG_REPORT_RSP; AMD 56421 (certificates).
 */
#include "attest/attest.h"
#include "attest/uapi.h"

#include "base/cur.h"
#include "base/status.h"
#include "evidence/snp_report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#define NODE        "/dev/sev-guest"
#define PAGE        4096u
#define CERTS_FIRST (4 * PAGE) /* the kernel's own cap, SEV_FW_BLOB_MAX_SIZE */
#define CERTS_MAX   (256 * PAGE)
#define BUSY_TRIES  10u
#define BUSY_PAUSE  2000u /* ms: the driver's own SNP_REQ_RETRY_DELAY */

static uint64_t address_of(const void *p)
{
    return (uint64_t)(uintptr_t)p;
}

static const char *hint_for(int rc, uint32_t vmm, uint32_t firmware)
{
    if (rc == -ENOTTY)
        return "the guest's key to the firmware was wiped after a failed request; restart the "
               "guest, or load the driver with vmpck_id=1 to 3";
    if (vmm == SNP_VMM_ERR_BUSY)
        return "the host throttles requests; try again later";
    if (firmware != 0)
        return "the firmware refused; is the privilege level (--vmpl) that of this guest or above?";
    return "`dmesg` may have more";
}

/* One request, again while the host is busy. */
static int ask(const struct device *d, unsigned long request, struct snp_ioctl *io)
{
    int rc = -EAGAIN;
    for (unsigned i = 0; i < BUSY_TRIES; i++) {
        io->fw_error = io->vmm_error = 0;
        rc = device_ioctl(d, NODE, O_RDWR, request, io);
        bool busy = rc < 0 && (rc == -EAGAIN || io->vmm_error == SNP_VMM_ERR_BUSY);
        if (!busy)
            break;
        if (i + 1 < BUSY_TRIES)
            d->ops->pause(d->own, BUSY_PAUSE);
    }
    return rc;
}

struct answer {
    uint8_t response[SNP_RESPONSE_SIZE];
    cupel_slice certs;
};

/* Without certificates, for hosts that know no extended request. */
static cupel_status ask_plain(const struct device *d, const struct snp_request *request,
                              struct answer *ret, struct cupel_diag *err)
{
    struct snp_ioctl io = { .msg_version = 1,
                            .req_data = address_of(request),
                            .resp_data = address_of(ret->response) };
    int rc = ask(d, SNP_GET_REPORT, &io);
    if (rc == 0)
        return CUPEL_OK;
    return device_fail(err, rc, NODE, "asked (SNP_GET_REPORT)",
                       hint_for(rc, io.vmm_error, io.fw_error));
}

/* The host's certificates come along in a buffer of ours; when it is too small the driver says how
 * much is needed, and has spent the request. */
static cupel_status ask_extended(const struct device *d, const struct snp_request *request,
                                 struct arena *a, struct answer *ret, struct cupel_diag *err)
{
    struct snp_ext_request ext = { .data = *request, .certs_len = CERTS_FIRST };
    struct snp_ioctl io = { 0 };
    int rc = -EIO;
    for (unsigned round = 0; round < 2; round++) {
        uint32_t room = ext.certs_len;
        uint8_t *certs = arena_alloc(a, room);
        if (!certs)
            return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
        ext.certs_address = address_of(certs);
        io = (struct snp_ioctl){ .msg_version = 1,
                                 .req_data = address_of(&ext),
                                 .resp_data = address_of(ret->response) };
        rc = ask(d, SNP_GET_EXT_REPORT, &io);
        ret->certs = slice_of(certs, room);
        if (rc == 0 || io.vmm_error != SNP_VMM_ERR_INVALID_LEN)
            break;
        if (ext.certs_len <= room || ext.certs_len > CERTS_MAX || ext.certs_len % PAGE != 0)
            return diag_set(err, CUPEL_E_MALFORMED, "",
                            NODE " wants %u bytes of room for certificates after %u; taken are "
                                 "whole pages up to %u",
                            ext.certs_len, room, CERTS_MAX);
    }
    if (rc == 0)
        return CUPEL_OK;
    ret->certs = SLICE_EMPTY;
    if (rc == -EINVAL || rc == -ENOTTY || rc == -EOPNOTSUPP)
        return ask_plain(d, request, ret, err);
    return device_fail(err, rc, NODE, "asked (SNP_GET_EXT_REPORT)",
                       hint_for(rc, io.vmm_error, io.fw_error));
}

/* The table ends where the last entry does; what follows is room that nobody filled. What the host
 * wrote there is no evidence: when it cannot be read it is left out, and the report stands. */
static void add_certs(struct collected *ret, cupel_slice certs)
{
    struct amd_table_entry entries[AMD_TABLE_ENTRIES_MAX];
    struct cupel_diag why = { 0 };
    size_t n = 0, end = 0;
    if (slice_is_zero(certs))
        return;
    if (amd_cert_table_parse(certs, entries, &n, &why) != CUPEL_OK) {
        collected_note(
            ret,
            arena_printf(ret->arena, "certtable.bin was left out: the host's table: %s", why.text));
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (entries[i].offset + entries[i].bytes.n > end)
            end = entries[i].offset + entries[i].bytes.n;
    collected_add(ret, "certtable.bin", "application/octet-stream", IND_ENDORSEMENTS,
                  slice_part(certs, 0, end));
}

/* MSG_REPORT_RSP: status, size of the report, 24 reserved bytes, the report. */
static cupel_status read_response(const struct answer *an, struct arena *a, cupel_slice *ret,
                                  struct cupel_diag *err)
{
    struct cur c = cur_of(SLICE_ARRAY(an->response));
    uint32_t status = cur_le32(&c);
    uint32_t size = cur_le32(&c);
    (void)cur_take(&c, 24);
    cupel_slice report = cur_take(&c, size);
    if (status != 0)
        return diag_set(err, CUPEL_E_IO, "",
                        NODE
                        ": the firmware refused the request with status 0x%x (0x16: a parameter "
                        "such as --vmpl, 0x27: its key)",
                        status);
    if (c.st != CUPEL_OK || size != SNP_REPORT_SIZE)
        return diag_set(err, CUPEL_E_MALFORMED, "", NODE " gave a report of %u bytes instead of %u",
                        size, SNP_REPORT_SIZE);
    *ret = arena_copy(a, report);
    return CUPEL_OK;
}

static cupel_status collect(const struct attest *at, struct collected *ret, struct cupel_diag *err)
{
    struct snp_request request = { .vmpl = at->request->vmpl > 0 ? (uint32_t)at->request->vmpl
                                                                 : 0 };
    struct answer an = { 0 };
    if (at->request->svsm || at->request->entry)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "--svsm and --report need configfs-tsm (Linux 6.7, for --svsm 6.10); " NODE
                        " has neither");
    ret->tee = TEE_SNP;
    ret->provider = "sev_guest";
    CUPEL_TRY(report_data_make(at, ret, request.user_data, err));
    CUPEL_TRY(ask_extended(at->device, &request, ret->arena, &an, err));
    CUPEL_TRY(read_response(&an, ret->arena, &ret->evidence, err));
    add_certs(ret, an.certs);
    return report_data_check(TEE_SNP, ret->evidence, ret->challenge, NODE, err);
}

static void probe(const struct attest *at, struct arena *a, struct finding *ret)
{
    const struct device *d = at->device;
    (void)a;
    ret->tee = TEE_SNP;
    if (!device_exists(d, NODE))
        *ret = (struct finding){ FOUND_MISSING, TEE_AUTO, NODE " is absent",
                                 "in an SEV-SNP guest: modprobe sev-guest (CONFIG_SEV_GUEST, Linux "
                                 "5.19)" };
    else if (d->ops->may(d->own, NODE, R_OK | W_OK) != 0)
        *ret = (struct finding){
            FOUND_DENIED, TEE_SNP, "no permission to open " NODE,
            "run as root, or by udev: KERNEL==\"sev-guest\", GROUP=\"sev-guest\", "
            "MODE=\"0660\", and join that group"
        };
    else
        *ret = (struct finding){ FOUND_READY, TEE_SNP, "SEV-SNP reports by ioctl", "" };
}

const struct source source_sev_guest = {
    .name = "sev-guest",
    .where = NODE,
    .tees = TEE_BIT(TEE_SNP),
    .probe = probe,
    .collect = collect,
};
