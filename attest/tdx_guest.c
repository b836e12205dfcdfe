/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /dev/tdx_guest: a TDREPORT by ioctl. It is authenticated with a key that only this processor
 * knows; a quote, which others can verify, is made of it by Intel's quoting enclave on the host.
 * That way leads through configfs-tsm (which asks the host by TDVMCALL) or vsock to a quote
 * generation service. So this source never gives evidence: it says what lacks. Source:
 * Documentation/virt/coco/tdx-guest.rst.
 */
#include "attest/attest.h"
#include "attest/uapi.h"

#include "base/status.h"

#include <fcntl.h>
#include <unistd.h>

#define NODE "/dev/tdx_guest"

/* REPORTMACSTRUCT.REPORTDATA, Intel TDX Module ABI: after type, reserved, CPUSVN and two hashes. */
#define TDREPORT_REPORTDATA_AT 128u

static cupel_status collect(const struct attest *at, struct collected *ret, struct cupel_diag *err)
{
    struct tdx_request io = { 0 };
    if (at->request->entry)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "--report needs configfs-tsm; " NODE " has no entries");
    CUPEL_TRY(report_data_make(at, ret, io.reportdata, err));
    int rc = device_ioctl(at->device, NODE, O_RDWR, TDX_CMD_GET_REPORT0, &io);
    if (rc != 0)
        return device_fail(err, rc, NODE, "asked (TDX_CMD_GET_REPORT0)", "`dmesg` may have more");
    cupel_slice got = slice_part(SLICE_ARRAY(io.tdreport), TDREPORT_REPORTDATA_AT, REPORT_DATA);
    if (!slice_eq(got, SLICE_ARRAY(io.reportdata)))
        return diag_set(err, CUPEL_E_MALFORMED, "",
                        NODE ": the TDREPORT does not carry the report data that was asked for");
    return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                    NODE
                    " gives a TDREPORT, which only this processor can check, and no quote. A "
                    "quote needs configfs-tsm (Linux 6.7, modprobe tdx-guest, mount -t configfs "
                    "none /sys/kernel/config) and a host with Intel's quote generation service; "
                    "on Azure it comes from the metadata service (--tee azure)");
}

static void probe(const struct attest *at, struct arena *a, struct finding *ret)
{
    const struct device *d = at->device;
    (void)a;
    if (!device_exists(d, NODE))
        *ret = (struct finding){
            FOUND_MISSING, TEE_AUTO, NODE " is absent",
            "in a TDX guest: modprobe tdx-guest (CONFIG_TDX_GUEST_DRIVER, Linux "
            "6.2)"
        };
    else if (d->ops->may(d->own, NODE, R_OK | W_OK) != 0)
        *ret = (struct finding){ FOUND_DENIED, TEE_TDX, "no permission to open " NODE,
                                 "run as root, or by udev: KERNEL==\"tdx_guest\", GROUP=\"tdx\", "
                                 "MODE=\"0660\", and join that group" };
    else
        *ret = (struct finding){ FOUND_PARTIAL, TEE_TDX,
                                 "TDREPORTs only: no quote, for which configfs-tsm is needed",
                                 "Linux 6.7 with CONFIG_TSM_REPORTS; mount -t configfs none "
                                 "/sys/kernel/config" };
}

const struct source source_tdx_guest = {
    .name = "tdx_guest",
    .where = NODE,
    .tees = TEE_BIT(TEE_TDX),
    .probe = probe,
    .collect = collect,
};
