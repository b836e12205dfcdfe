/* SPDX-License-Identifier: Apache-2.0 */
/* Logs of what was measured at boot and since: the firmware's, the kernel's (IMA), CCEL of TDX. */
#include "attest/attest.h"

#include "base/status.h"

#include <errno.h>
#include <unistd.h>

#define EVENT_LOG "/sys/kernel/security/tpm0/binary_bios_measurements"
#define IMA_LIST  "/sys/kernel/security/ima/ascii_runtime_measurements"
#define CCEL      "/sys/firmware/acpi/tables/data/CCEL"

static void add_log(const struct attest *at, struct collected *ret, const char *path,
                    const char *name, const char *media_type)
{
    struct buf b;
    buf_init(&b, LOG_MAX);
    int rc = device_read_file(at->device, path, &b);
    if (rc == 0)
        collected_add(ret, name, media_type, IND_NONE, arena_copy(ret->arena, buf_slice(&b)));
    else
        collected_note(ret, arena_printf(ret->arena, "%s was left out: %s cannot be read: %s", name,
                                         path, device_reason(rc)));
    buf_clear(&b);
}

void logs_add_tpm(const struct attest *at, struct collected *ret)
{
    if (at->request->foreign_tpm) {
        collected_note(ret,
                       "eventlog.bin and ima.txt were left out: --tcti leads to another TPM than "
                       "this machine's, whose logs these are");
        return;
    }
    add_log(at, ret, EVENT_LOG, "eventlog.bin", "application/octet-stream");
    add_log(at, ret, IMA_LIST, "ima.txt", "text/plain");
}

void logs_add_ccel(const struct attest *at, struct collected *ret)
{
    add_log(at, ret, CCEL, "ccel.bin", "application/octet-stream");
}

static void look(const struct attest *at, struct arena *a, const char *path, const char *what,
                 const char *fix, struct finding *ret)
{
    const struct device *d = at->device;
    int rc = d->ops->may(d->own, path, R_OK);
    ret->tee = TEE_AUTO;
    ret->state = rc == 0 ? FOUND_READY : rc == -EACCES ? FOUND_DENIED : FOUND_MISSING;
    ret->detail = rc == 0 ? what : arena_printf(a, "%s: %s", path, device_reason(rc));
    ret->fix = rc == 0 ? "" : rc == -EACCES ? "run as root: this log is for root alone" : fix;
}

static void probe_eventlog(const struct attest *at, struct arena *a, struct finding *ret)
{
    look(at, a, EVENT_LOG, "the firmware's log of what it measured into the TPM",
         "mount -t securityfs none /sys/kernel/security; needs a TPM and firmware that hands its "
         "log "
         "over",
         ret);
}

static void probe_ima(const struct attest *at, struct arena *a, struct finding *ret)
{
    look(at, a, IMA_LIST, "the kernel's list of files that it measured (IMA)",
         "CONFIG_IMA, and ima_policy=tcb or a policy of your own", ret);
}

static void probe_ccel(const struct attest *at, struct arena *a, struct finding *ret)
{
    look(at, a, CCEL, "the firmware's log of what it measured into TDX's RTMRs",
         "only in guests whose firmware gives an ACPI table CCEL (TDX with OVMF)", ret);
}

const struct source source_eventlog = { .name = "eventlog",
                                        .where = EVENT_LOG,
                                        .probe = probe_eventlog };
const struct source source_ima = { .name = "ima", .where = IMA_LIST, .probe = probe_ima };
const struct source source_ccel = { .name = "ccel", .where = CCEL, .probe = probe_ccel };
