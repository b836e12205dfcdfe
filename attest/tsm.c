/* SPDX-License-Identifier: Apache-2.0 */
/*
 * configfs-tsm, the kernel's one interface to SNP, TDX and CCA reports. Source:
 * Documentation/ABI/testing/configfs-tsm-report.
 *
 * A folder below report/ is a request of one's own. Its attribute `generation` counts what was
 * written to it. A binary attribute such as inblob is handed to the driver when the file is closed,
 * and what the driver says to it is then lost: only the counter tells whether a write took effect,
 * and whether somebody else wrote between ours and the reading of the report.
 */
#include "attest/attest.h"

#include "base/status.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CONFIGFS    "/sys/kernel/config"
#define REPORTS     CONFIGFS "/tsm/report"
#define PATH_ROOM   256u
#define NAME_TRIES  16u
#define RACE_TRIES  4u
#define BUSY_TRIES  10u
#define BUSY_PAUSE  500u /* ms: a quote that the host still works on */
#define NUMBER_ROOM 24u

static const struct {
    const char *name;
    enum tee tee;
} providers[] = {
    { "sev_guest", TEE_SNP },
    { "tdx_guest", TEE_TDX },
    { "arm_cca_guest", TEE_CCA },
};

/* A request under way. */
struct entry {
    const struct attest *at;
    char folder[PATH_ROOM];
    bool ours; /* made by us, to be removed */
    char provider[64];
    enum tee tee;
    uint64_t generation; /* before the first write */
    unsigned writes;     /* that succeeded since */
};

static const char *attribute(const struct entry *e, const char *name, char path[PATH_ROOM])
{
    (void)snprintf(path, PATH_ROOM, "%.190s/%s", e->folder, name);
    return path;
}

/* ---- the folder ---- */

static cupel_status open_given(struct entry *e, const char *name, struct cupel_diag *err)
{
    (void)snprintf(e->folder, sizeof e->folder, REPORTS "/%.100s", name);
    if (device_exists(e->at->device, e->folder))
        return CUPEL_OK;
    return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                    "%s is absent; as root: mkdir %s and give its files to your user", e->folder,
                    e->folder);
}

static int make_entry(struct entry *e)
{
    int rc = -EEXIST;
    for (unsigned i = 0; rc == -EEXIST && i < NAME_TRIES; i++) {
        (void)snprintf(e->folder, sizeof e->folder, REPORTS "/cupel-%ld-%u", (long)getpid(), i);
        rc = e->at->device->ops->make_folder(e->at->device->own, e->folder);
    }
    e->ours = rc == 0;
    return rc;
}

static cupel_status entry_open(struct entry *e, struct cupel_diag *err)
{
    if (e->at->request->entry)
        return open_given(e, e->at->request->entry, err);
    int rc = make_entry(e);
    if (rc == 0)
        return CUPEL_OK;
    if (rc == -EEXIST)
        return diag_set(
            err, CUPEL_E_IO, "",
            "the names %s and before are taken; remove what earlier runs left: rmdir " REPORTS
            "/cupel-*",
            e->folder);
    return device_fail(err, rc, e->folder, "made",
                       "mount configfs, and load the guest driver of your TEE (sev-guest, "
                       "tdx-guest, arm-cca-guest)");
}

static void entry_close(struct entry *e, struct collected *ret)
{
    if (!e->ours)
        return;
    int rc = e->at->device->ops->remove_folder(e->at->device->own, e->folder);
    if (rc != 0 && ret)
        collected_note(ret, arena_printf(ret->arena, "%s could not be removed: %s", e->folder,
                                         device_reason(rc)));
}

/* ---- provider and generation ---- */

static cupel_status read_text(const struct entry *e, const char *name, char *out, size_t room,
                              struct cupel_diag *err)
{
    char path[PATH_ROOM];
    struct buf b;
    buf_init(&b, 4096);
    int rc = device_read_file(e->at->device, attribute(e, name, path), &b);
    cupel_slice s = buf_slice(&b);
    if (s.n > 0 && s.p[s.n - 1] == '\n')
        s.n--;
    bool fits = rc == 0 && s.n > 0 && s.n < room && slice_is_text(s);
    if (fits) {
        slice_copy(s, out, s.n);
        out[s.n] = '\0';
    }
    buf_clear(&b);
    if (rc != 0)
        return device_fail(err, rc, path, "read", "no driver has registered with configfs-tsm");
    if (!fits)
        return diag_set(err, CUPEL_E_MALFORMED, "", "%s holds no word of 1 to %zu characters", path,
                        room - 1);
    return CUPEL_OK;
}

static cupel_status read_provider(struct entry *e, struct cupel_diag *err)
{
    CUPEL_TRY(read_text(e, "provider", e->provider, sizeof e->provider, err));
    for (size_t i = 0; i < CUPEL_COUNT(providers); i++)
        if (strcmp(providers[i].name, e->provider) == 0)
            e->tee = providers[i].tee;
    if (e->tee == TEE_AUTO)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "%s/provider is \"%s\"; known are sev_guest, tdx_guest and arm_cca_guest",
                        e->folder, e->provider);
    return CUPEL_OK;
}

static cupel_status read_generation(const struct entry *e, uint64_t *ret, struct cupel_diag *err)
{
    char text[NUMBER_ROOM];
    uint64_t v = 0;
    CUPEL_TRY(read_text(e, "generation", text, sizeof text, err));
    for (const char *p = text; *p; p++) {
        if (*p < '0' || *p > '9' || v > (UINT64_MAX - 9) / 10)
            return diag_set(err, CUPEL_E_MALFORMED, "", "%s/generation is no number: \"%s\"",
                            e->folder, text);
        v = 10 * v + (uint64_t)(*p - '0');
    }
    *ret = v;
    return CUPEL_OK;
}

/* ---- writing the request ---- */

static cupel_status write_attribute(struct entry *e, const char *name, cupel_slice bytes,
                                    const char *hint, struct cupel_diag *err)
{
    char path[PATH_ROOM];
    int rc = device_write_file(e->at->device, attribute(e, name, path), bytes);
    if (rc != 0)
        return device_fail(err, rc, path, "written", hint);
    e->writes++;
    return CUPEL_OK;
}

static cupel_status write_request(struct entry *e, cupel_slice report_data, struct cupel_diag *err)
{
    const struct request *r = e->at->request;
    e->writes = 0;
    CUPEL_TRY(read_generation(e, &e->generation, err));
    if (r->vmpl >= 0) {
        const char digit[] = { (char)('0' + r->vmpl), '\n', '\0' };
        CUPEL_TRY(write_attribute(e, "privlevel", slice_str(digit),
                                  "--vmpl must be privlevel_floor to 3, and needs SEV-SNP", err));
    }
    if (r->svsm)
        CUPEL_TRY(write_attribute(e, "service_provider", SLICE_LIT("svsm\n"),
                                  "--svsm needs a guest that runs under an SVSM, and Linux 6.10",
                                  err));
    return write_attribute(e, "inblob", report_data, NULL, err);
}

/* ---- reading the answer ---- */

static const char *outblob_hint(int rc)
{
    switch (rc) {
    case -EBUSY: return "the host still works on an earlier quote; try again later";
    case -ETIMEDOUT:
        return "the host did not answer: ask the provider whether its quote generation service "
               "runs (TDX), or whether the host throttles requests (SNP)";
    case -EFBIG: return "the report is larger than this kernel allows; a newer one is needed";
    case -EINVAL:
        return "the driver refuses the request; is the privilege level (--vmpl) allowed here?";
    case -EIO:
        return "firmware or host refused; `dmesg` has their code, and for TDX the host's quote "
               "generation service must be reachable";
    case -ENOTTY:
        return "the guest's key to the firmware was wiped after a failed request; restart the "
               "guest";
    default: return NULL;
    }
}

/* Is it worth waiting? */
static bool is_passing(int rc)
{
    return rc == -EBUSY || rc == -EAGAIN || rc == -EINTR;
}

static cupel_status read_outblob(const struct entry *e, struct buf *out, struct cupel_diag *err)
{
    char path[PATH_ROOM];
    const struct device *d = e->at->device;
    int rc = device_read_file(d, attribute(e, "outblob", path), out);
    for (unsigned i = 1; is_passing(rc) && i < BUSY_TRIES; i++) {
        d->ops->pause(d->own, BUSY_PAUSE);
        buf_clear(out);
        buf_init(out, BLOB_MAX);
        rc = device_read_file(d, path, out);
    }
    if (rc != 0)
        return device_fail(err, rc, path, "read", outblob_hint(rc));
    if (out->n == 0)
        return diag_set(err, CUPEL_E_MALFORMED, "", "%s is empty: the driver gave no report", path);
    return CUPEL_OK;
}

/* auxblob and manifestblob are there or not, as the driver likes. */
static cupel_status read_optional(const struct entry *e, const char *name, struct arena *a,
                                  cupel_slice *ret, struct cupel_diag *err)
{
    char path[PATH_ROOM];
    struct buf b;
    buf_init(&b, BLOB_MAX);
    int rc = device_read_file(e->at->device, attribute(e, name, path), &b);
    *ret = rc == 0 ? arena_copy(a, buf_slice(&b)) : SLICE_EMPTY;
    buf_clear(&b);
    return rc == 0 || rc == -ENOENT ? CUPEL_OK : device_fail(err, rc, path, "read", NULL);
}

struct blobs {
    cupel_slice out, aux, manifest;
};

static cupel_status read_blobs(const struct entry *e, struct arena *a, struct blobs *ret,
                               struct cupel_diag *err)
{
    struct buf out;
    buf_init(&out, BLOB_MAX);
    cupel_status st = read_outblob(e, &out, err);
    ret->out = st == CUPEL_OK ? arena_copy(a, buf_slice(&out)) : SLICE_EMPTY;
    buf_clear(&out);
    if (st == CUPEL_OK)
        st = read_optional(e, "auxblob", a, &ret->aux, err);
    if (st == CUPEL_OK)
        st = read_optional(e, "manifestblob", a, &ret->manifest, err);
    return st;
}

/* One round. *raced: somebody else wrote to our entry meanwhile, so that the report may be theirs.
 */
static cupel_status ask_once(struct entry *e, cupel_slice report_data, struct arena *a,
                             struct blobs *ret, bool *raced, struct cupel_diag *err)
{
    uint64_t after = 0;
    *raced = false;
    CUPEL_TRY(write_request(e, report_data, err));
    CUPEL_TRY(read_blobs(e, a, ret, err));
    CUPEL_TRY(read_generation(e, &after, err));
    uint64_t counted = after - e->generation; /* it wraps */
    if (counted == e->writes)
        return CUPEL_OK;
    *raced = counted > e->writes;
    return diag_set(err, CUPEL_E_IO, "",
                    *raced ? "somebody else writes to %s: generation went up by %llu, %u of them "
                             "ours; use an entry of your own"
                           : "%s did not take what was written: generation went up by %llu instead "
                             "of %u",
                    e->folder, (unsigned long long)counted, e->writes);
}

static cupel_status ask(struct entry *e, cupel_slice report_data, struct arena *a,
                        struct blobs *ret, struct cupel_diag *err)
{
    bool raced = true;
    cupel_status st = CUPEL_OK;
    for (unsigned i = 0; raced && i < RACE_TRIES; i++)
        st = ask_once(e, report_data, a, ret, &raced, err);
    return st;
}

/* An SVSM puts SHA-512(nonce || manifest) into REPORT_DATA: AMD 58019, section 7. */
static cupel_status through_svsm(const struct attest *at, const struct blobs *b,
                                 struct collected *ret, struct cupel_diag *err)
{
    uint8_t *digest = arena_alloc(ret->arena, REPORT_DATA);
    if (b->manifest.n == 0)
        return diag_set(err, CUPEL_E_MALFORMED, "", "the SVSM gave a report without its manifest");
    if (!digest)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    CUPEL_TRY(crypto_digest2(at->crypto, CRYPTO_SHA512, ret->challenge, b->manifest, digest));
    ret->challenge = slice_of(digest, REPORT_DATA);
    ret->binding = "SHA-512(report data || SVSM manifest)";
    return CUPEL_OK;
}

static cupel_status fill(const struct entry *e, const struct blobs *b, struct collected *ret,
                         struct cupel_diag *err)
{
    const struct attest *at = e->at;
    ret->tee = e->tee;
    ret->provider = arena_printf(ret->arena, "%s", e->provider);
    ret->evidence = b->out;
    ret->manifest = b->manifest;
    collected_add(ret, e->tee == TEE_SNP ? "certtable.bin" : "auxblob.bin",
                  "application/octet-stream", IND_ENDORSEMENTS, b->aux);
    collected_add(ret, "manifest.bin", "application/octet-stream", IND_NONE, b->manifest);
    return at->request->svsm ? through_svsm(at, b, ret, err) : CUPEL_OK;
}

static cupel_status ask_entry(struct entry *e, struct collected *ret, struct cupel_diag *err)
{
    uint8_t report_data[REPORT_DATA];
    struct blobs b = { 0 };
    enum tee wanted = e->at->request->tee;
    CUPEL_TRY(read_provider(e, err));
    if (wanted != TEE_AUTO && wanted != e->tee)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "this guest's provider is \"%s\", which is %s and not %s", e->provider,
                        tee_title(e->tee), tee_title(wanted));
    CUPEL_TRY(report_data_make(e->at, ret, report_data, err));
    CUPEL_TRY(ask(e, SLICE_ARRAY(report_data), ret->arena, &b, err));
    if (e->at->request->svsm) /* it hashes all 64 bytes, not the nonce alone */
        ret->challenge = arena_copy(ret->arena, SLICE_ARRAY(report_data));
    CUPEL_TRY(fill(e, &b, ret, err));
    CUPEL_TRY(report_data_check(e->tee, b.out, ret->challenge, e->folder, err));
    if (e->tee == TEE_TDX)
        logs_add_ccel(e->at, ret);
    return CUPEL_OK;
}

static cupel_status collect(const struct attest *at, struct collected *ret, struct cupel_diag *err)
{
    struct entry e = { .at = at };
    cupel_status st = entry_open(&e, err);
    if (st != CUPEL_OK)
        return st;
    st = ask_entry(&e, ret, err);
    entry_close(&e, st == CUPEL_OK ? ret : NULL);
    return st;
}

/* ---- a look ---- */

static void found(struct finding *f, enum finding_state state, const char *detail, const char *fix)
{
    f->state = state;
    f->detail = detail;
    f->fix = fix;
}

/* Which driver answers is known only to an entry: one is made and removed. */
static void probe_entry(const struct attest *at, struct arena *a, struct finding *ret)
{
    struct entry e = { .at = at };
    struct cupel_diag why = { 0 };
    cupel_status st = entry_open(&e, &why);
    if (st == CUPEL_OK) {
        st = read_provider(&e, &why);
        entry_close(&e, NULL);
    }
    ret->tee = e.tee;
    if (st == CUPEL_OK)
        found(ret, FOUND_READY, arena_printf(a, "provider %s: %s", e.provider, tee_title(e.tee)),
              "");
    else
        found(ret, FOUND_BROKEN, arena_printf(a, "%s", why.text),
              "load the driver of your TEE: modprobe sev-guest, tdx-guest or arm-cca-guest");
}

static void probe(const struct attest *at, struct arena *a, struct finding *ret)
{
    const struct device *d = at->device;
    const char *as_user = "run as root, or as root: mkdir " REPORTS
                          "/NAME, chown its files to your user, and use --report NAME";
    if (!device_exists(d, CONFIGFS) || device_is_empty(d, CONFIGFS))
        found(ret, FOUND_MISSING, CONFIGFS " is not mounted",
              "modprobe configfs; mount -t configfs none " CONFIGFS " (CONFIG_CONFIGFS_FS)");
    else if (!device_exists(d, REPORTS))
        found(ret, FOUND_MISSING, REPORTS " is absent",
              "needs Linux 6.7 with CONFIG_TSM_REPORTS, and CONFIG_SEV_GUEST, "
              "CONFIG_TDX_GUEST_DRIVER or CONFIG_ARM_CCA_GUEST: modprobe sev-guest, tdx-guest or "
              "arm-cca-guest");
    else if (!at->request->entry && d->ops->may(d->own, REPORTS, W_OK | X_OK) != 0)
        found(ret, FOUND_DENIED, "no permission to make an entry in " REPORTS, as_user);
    else
        probe_entry(at, a, ret);
}

const struct source source_tsm = {
    .name = "configfs-tsm",
    .where = REPORTS,
    .tees = TEE_BIT(TEE_SNP) | TEE_BIT(TEE_TDX) | TEE_BIT(TEE_CCA),
    .probe = probe,
    .collect = collect,
};
