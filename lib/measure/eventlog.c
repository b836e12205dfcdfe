/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TCG PC Client Platform Firmware Profile (PFP) 1.06: section 10.2 (event structures), 10.4.5
 * (EV_NO_ACTION); UEFI 2.10 section 38 for confidential guests. All integers are little endian.
 */
#include "measure/eventlog.h"

#define FORMAT         "event-log"
#define SPEC_ID        SLICE_LIT("Spec ID Event03\0")
#define LOCALITY       SLICE_LIT("StartupLocality\0")
#define LEGACY_SIZE    20u /* TPM 1.2 digests */
#define DRTM_FIRST     17u
#define DRTM_LAST      22u
#define CC_INDEX_FIRST 1u
#define CC_INDEX_LAST  4u

const char *eventlog_type_name(uint32_t type)
{
    static const struct {
        uint32_t type;
        const char *name;
    } names[] = {
        { EV_PREBOOT_CERT, "EV_PREBOOT_CERT" },
        { EV_POST_CODE, "EV_POST_CODE" },
        { EV_NO_ACTION, "EV_NO_ACTION" },
        { EV_SEPARATOR, "EV_SEPARATOR" },
        { EV_ACTION, "EV_ACTION" },
        { EV_EVENT_TAG, "EV_EVENT_TAG" },
        { EV_S_CRTM_CONTENTS, "EV_S_CRTM_CONTENTS" },
        { EV_S_CRTM_VERSION, "EV_S_CRTM_VERSION" },
        { EV_CPU_MICROCODE, "EV_CPU_MICROCODE" },
        { EV_PLATFORM_CONFIG_FLAGS, "EV_PLATFORM_CONFIG_FLAGS" },
        { EV_TABLE_OF_DEVICES, "EV_TABLE_OF_DEVICES" },
        { EV_COMPACT_HASH, "EV_COMPACT_HASH" },
        { EV_IPL, "EV_IPL" },
        { EV_IPL_PARTITION_DATA, "EV_IPL_PARTITION_DATA" },
        { EV_NONHOST_CODE, "EV_NONHOST_CODE" },
        { EV_NONHOST_CONFIG, "EV_NONHOST_CONFIG" },
        { EV_NONHOST_INFO, "EV_NONHOST_INFO" },
        { EV_OMIT_BOOT_DEVICE_EVENTS, "EV_OMIT_BOOT_DEVICE_EVENTS" },
        { EV_POST_CODE2, "EV_POST_CODE2" },
        { EV_EFI_VARIABLE_DRIVER_CONFIG, "EV_EFI_VARIABLE_DRIVER_CONFIG" },
        { EV_EFI_VARIABLE_BOOT, "EV_EFI_VARIABLE_BOOT" },
        { EV_EFI_BOOT_SERVICES_APPLICATION, "EV_EFI_BOOT_SERVICES_APPLICATION" },
        { EV_EFI_BOOT_SERVICES_DRIVER, "EV_EFI_BOOT_SERVICES_DRIVER" },
        { EV_EFI_RUNTIME_SERVICES_DRIVER, "EV_EFI_RUNTIME_SERVICES_DRIVER" },
        { EV_EFI_GPT_EVENT, "EV_EFI_GPT_EVENT" },
        { EV_EFI_ACTION, "EV_EFI_ACTION" },
        { EV_EFI_PLATFORM_FIRMWARE_BLOB, "EV_EFI_PLATFORM_FIRMWARE_BLOB" },
        { EV_EFI_HANDOFF_TABLES, "EV_EFI_HANDOFF_TABLES" },
        { EV_EFI_PLATFORM_FIRMWARE_BLOB2, "EV_EFI_PLATFORM_FIRMWARE_BLOB2" },
        { EV_EFI_HANDOFF_TABLES2, "EV_EFI_HANDOFF_TABLES2" },
        { EV_EFI_VARIABLE_BOOT2, "EV_EFI_VARIABLE_BOOT2" },
        { EV_EFI_GPT_EVENT2, "EV_EFI_GPT_EVENT2" },
        { EV_EFI_HCRTM_EVENT, "EV_EFI_HCRTM_EVENT" },
        { EV_EFI_VARIABLE_AUTHORITY, "EV_EFI_VARIABLE_AUTHORITY" },
        { EV_EFI_SPDM_FIRMWARE_BLOB, "EV_EFI_SPDM_FIRMWARE_BLOB" },
        { EV_EFI_SPDM_FIRMWARE_CONFIG, "EV_EFI_SPDM_FIRMWARE_CONFIG" },
        { EV_EFI_SPDM_DEVICE_POLICY, "EV_EFI_SPDM_DEVICE_POLICY" },
        { EV_EFI_SPDM_DEVICE_AUTHORITY, "EV_EFI_SPDM_DEVICE_AUTHORITY" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        if (names[i].type == type)
            return names[i].name;
    return NULL;
}

/* TCG Algorithm Registry 1.34, table 3. */
static const struct {
    uint16_t id, size;
    const char *name;
    int hash; /* enum crypto_hash, or -1: cannot be computed here */
} algs[] = {
    { 0x0004, 20, "SHA-1", CRYPTO_SHA1 },     { 0x000b, 32, "SHA-256", CRYPTO_SHA256 },
    { 0x000c, 48, "SHA-384", CRYPTO_SHA384 }, { 0x000d, 64, "SHA-512", CRYPTO_SHA512 },
    { 0x0012, 32, "SM3-256", CRYPTO_SM3 },    { 0x0027, 32, "SHA3-256", -1 },
    { 0x0028, 48, "SHA3-384", -1 },           { 0x0029, 64, "SHA3-512", -1 },
};

const char *eventlog_alg_name(uint16_t id)
{
    for (size_t i = 0; i < CUPEL_COUNT(algs); i++)
        if (algs[i].id == id)
            return algs[i].name;
    return NULL;
}

bool eventlog_alg_hash(uint16_t id, enum crypto_hash *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(algs); i++)
        if (algs[i].id == id && algs[i].hash >= 0) {
            *ret = (enum crypto_hash)algs[i].hash;
            return true;
        }
    return false;
}

uint16_t eventlog_alg_id(enum crypto_hash h)
{
    for (size_t i = 0; i < CUPEL_COUNT(algs); i++)
        if (algs[i].hash == (int)h)
            return algs[i].id;
    return 0;
}

static uint16_t known_size(uint16_t id)
{
    for (size_t i = 0; i < CUPEL_COUNT(algs); i++)
        if (algs[i].id == id)
            return algs[i].size;
    return 0;
}

/* ---- reading ---- */

/* An event in the shape of TPM 1.2: TCG_PCClientPCREvent. */
static void read_legacy(struct cur *c, struct eventlog_event *ret)
{
    ret->offset = c->at;
    ret->index = cur_le32(c);
    ret->type = cur_le32(c);
    ret->digests[0] = cur_take(c, LEGACY_SIZE);
    uint32_t size = cur_le32(c);
    ret->data_offset = c->at;
    ret->data = cur_take(c, size);
    ret->length = c->at - ret->offset;
}

static bool has_spec_id(const struct eventlog_event *e)
{
    return e->type == EV_NO_ACTION && slice_starts(e->data, SPEC_ID);
}

static cupel_status bad_head(struct cupel_diag *err, const struct cur *c, const char *what)
{
    cupel_status st = c->st == CUPEL_OK ? CUPEL_E_MALFORMED : c->st;
    return diag_at(err, st, FORMAT, c->at, "Spec ID event: %s", what);
}

static cupel_status read_algs(struct cur *c, struct eventlog *ret, struct cupel_diag *err)
{
    uint32_t n = cur_le32(c);
    if (c->st != CUPEL_OK || n == 0)
        return bad_head(err, c, "it names no digest algorithm");
    if (n > EVENTLOG_ALGS_MAX)
        return diag_at(err, CUPEL_E_LIMIT, FORMAT, c->at - 4,
                       "Spec ID event: %lu digest algorithms; there may be %u", (unsigned long)n,
                       EVENTLOG_ALGS_MAX);
    for (uint32_t i = 0; i < n; i++) {
        struct eventlog_alg *a = &ret->algs[i];
        a->id = cur_le16(c);
        a->size = cur_le16(c);
        if (c->st != CUPEL_OK)
            return bad_head(err, c, "its table of algorithms is cut");
        if (a->size == 0 || (known_size(a->id) && known_size(a->id) != a->size))
            return bad_head(err, c, "a digest size that its algorithm does not have");
        for (uint32_t k = 0; k < i; k++)
            if (ret->algs[k].id == a->id)
                return bad_head(err, c, "one algorithm twice");
    }
    ret->n_algs = n;
    return CUPEL_OK;
}

/* TCG_EfiSpecIDEvent. */
static cupel_status read_spec_id(const struct eventlog_event *e, struct eventlog *ret,
                                 struct cupel_diag *err)
{
    struct cur c = cur_at(e->data, e->data_offset);
    cur_take(&c, SPEC_ID.n);
    ret->platform_class = cur_le32(&c);
    ret->minor = cur_u8(&c);
    ret->major = cur_u8(&c);
    ret->errata = cur_u8(&c);
    ret->uintn = cur_u8(&c);
    CUPEL_TRY(read_algs(&c, ret, err));
    uint8_t vendor = cur_u8(&c);
    ret->vendor_info = cur_take(&c, vendor);
    if (c.st != CUPEL_OK)
        return bad_head(err, &c, "its vendor information does not end inside the event");
    if (cur_end(&c) != CUPEL_OK)
        return bad_head(err, &c, "bytes after its vendor information");
    if (!slice_is_zero(e->digests[0]))
        return diag_at(err, CUPEL_E_MALFORMED, FORMAT, e->offset + 8,
                       "Spec ID event: its digest is not zero");
    ret->head_n = e->length;
    ret->head_index = e->index;
    return CUPEL_OK;
}

cupel_status eventlog_open(cupel_slice in, struct eventlog *ret, struct cupel_diag *err)
{
    struct eventlog log = { .bytes = in };
    struct eventlog_event first = { 0 };
    if (in.n > EVENTLOG_MAX)
        return diag_set(err, CUPEL_E_LIMIT, FORMAT, "the log has %zu bytes; it may have %u", in.n,
                        EVENTLOG_MAX);
    struct cur c = cur_of(in);
    read_legacy(&c, &first);
    if (c.st != CUPEL_OK)
        return diag_at(err, c.st, FORMAT, c.at, "the first event does not end inside the log");
    if (has_spec_id(&first)) {
        CUPEL_TRY(read_spec_id(&first, &log, err));
    } else {
        log.legacy = true;
        log.algs[0] = (struct eventlog_alg){ eventlog_alg_id(CRYPTO_SHA1), LEGACY_SIZE };
        log.n_algs = 1;
    }
    *ret = log;
    return CUPEL_OK;
}

bool eventlog_looks_cc(const struct eventlog *log)
{
    return !log->legacy && log->head_index == CC_INDEX_FIRST;
}

struct eventlog_walk eventlog_start(const struct eventlog *log)
{
    cupel_slice events = slice_part(log->bytes, log->head_n, log->bytes.n - log->head_n);
    return (struct eventlog_walk){ .log = log, .c = cur_at(events, log->head_n) };
}

/* Firmware fills the log's area with one byte before it writes events (EDK2: ff). No event looks
 * so: its count of digests would be 0 or 2^32 - 1. */
static bool is_padding(cupel_slice rest)
{
    for (size_t i = 0; i < rest.n; i++)
        if (rest.p[i] != rest.p[0])
            return false;
    return rest.n && (rest.p[0] == 0x00 || rest.p[0] == 0xff);
}

static size_t alg_place(const struct eventlog *log, uint16_t id)
{
    size_t i = 0;
    while (i < log->n_algs && log->algs[i].id != id)
        i++;
    return i;
}

/* Refusals of one event name it by number and start. */
static cupel_status bad_event(struct cupel_diag *err, cupel_status st,
                              const struct eventlog_event *e, const char *what)
{
    return diag_at(err, st, FORMAT, e->offset, "event %u: %s", e->number, what);
}

/* TPML_DIGEST_VALUES: any order, each algorithm of the table at most once. */
static cupel_status read_digests(const struct eventlog *log, struct cur *c,
                                 struct eventlog_event *ret, struct cupel_diag *err)
{
    uint32_t n = cur_le32(c);
    if (c->st == CUPEL_OK && (n == 0 || n > log->n_algs))
        return bad_event(err, CUPEL_E_MALFORMED, ret,
                         "it has no digest, or more than the log has algorithms");
    for (uint32_t i = 0; i < n && c->st == CUPEL_OK; i++) {
        uint16_t id = cur_le16(c);
        size_t k = alg_place(log, id);
        if (c->st == CUPEL_OK && (k == log->n_algs || ret->digests[k].n))
            return bad_event(err, CUPEL_E_MALFORMED, ret,
                             "a digest of an algorithm that the log does not announce, or twice");
        if (c->st == CUPEL_OK)
            ret->digests[k] = cur_take(c, log->algs[k].size);
    }
    return c->st == CUPEL_OK ? c->st
                             : bad_event(err, c->st, ret, "the log ends within its digests");
}

/* TCG_PCR_EVENT2. */
static cupel_status read_event2(const struct eventlog *log, struct cur *c,
                                struct eventlog_event *ret, struct cupel_diag *err)
{
    ret->offset = c->at;
    ret->index = cur_le32(c);
    ret->type = cur_le32(c);
    CUPEL_TRY(read_digests(log, c, ret, err));
    uint32_t size = cur_le32(c);
    ret->data_offset = c->at;
    ret->data = cur_take(c, size);
    ret->length = c->at - ret->offset;
    return CUPEL_OK;
}

cupel_status eventlog_next(struct eventlog_walk *w, struct eventlog_event *ret,
                           struct cupel_diag *err)
{
    struct eventlog_event e = { .number = w->n + 1, .offset = w->c.at };
    if (w->c.left.n == 0 || (!w->log->legacy && is_padding(w->c.left)))
        return CUPEL_E_NOT_FOUND;
    if (w->n == EVENTLOG_EVENTS_MAX)
        return diag_at(err, CUPEL_E_LIMIT, FORMAT, w->c.at, "more than %u events",
                       EVENTLOG_EVENTS_MAX);
    struct cur c = w->c;
    if (w->log->legacy)
        read_legacy(&c, &e);
    else
        CUPEL_TRY(read_event2(w->log, &c, &e, err));
    if (c.st != CUPEL_OK)
        return bad_event(err, c.st, &e, "the log ends within it: its size is wrong or the log cut");
    if (e.type != EV_NO_ACTION && e.index >= EVENTLOG_PCRS)
        return bad_event(err, CUPEL_E_MALFORMED, &e, "it extends a register that does not exist");
    w->c = c;
    w->n++;
    *ret = e;
    return CUPEL_OK;
}

size_t eventlog_padding(const struct eventlog_walk *w)
{
    return w->c.left.n;
}

cupel_slice eventlog_digest(const struct eventlog *log, const struct eventlog_event *e,
                            enum crypto_hash bank)
{
    size_t k = alg_place(log, eventlog_alg_id(bank));
    return k < log->n_algs ? e->digests[k] : SLICE_EMPTY;
}

/* A log without a Spec ID event has no mark: it is one if all of it reads as events of known types
 * (type 0 is reserved) that have a digest, or are not extended and have none. */
static bool is_plausible(const struct eventlog_event *e)
{
    bool extends = e->type != EV_NO_ACTION;
    return e->type != EV_PREBOOT_CERT && eventlog_type_name(e->type) && e->index < EVENTLOG_PCRS &&
           slice_is_zero(e->digests[0]) != extends;
}

static bool probe_legacy(const struct eventlog *log)
{
    struct eventlog_walk w = eventlog_start(log);
    struct eventlog_event e;
    cupel_status st;
    while ((st = eventlog_next(&w, &e, NULL)) == CUPEL_OK)
        if (!is_plausible(&e))
            return false;
    return st == CUPEL_E_NOT_FOUND && w.n > 0;
}

bool eventlog_probe(cupel_slice in)
{
    struct eventlog log;
    if (slice_starts(slice_part(in, 32, SPEC_ID.n), SPEC_ID) &&
        slice_le64(slice_part(in, 4, 4)) == EV_NO_ACTION)
        return true;
    return eventlog_open(in, &log, NULL) == CUPEL_OK && log.legacy && probe_legacy(&log);
}

/* ---- replay ---- */

struct replay {
    const struct eventlog *log;
    struct crypto_hasher *h;
    struct eventlog_pcrs *p;
    size_t size; /* of the bank's digests */
    bool located;
};

cupel_slice eventlog_pcr(const struct eventlog_pcrs *p, unsigned index)
{
    return slice_of(p->value[index], crypto_hash_size(p->bank));
}

/* PFP 10.4.5.3: TCG_EfiStartupLocalityEvent. */
static cupel_status take_locality(struct replay *r, const struct eventlog_event *e,
                                  struct cupel_diag *err)
{
    if (e->data.n != LOCALITY.n + 1)
        return bad_event(err, CUPEL_E_MALFORMED, e, "StartupLocality has 17 bytes of data");
    uint8_t locality = e->data.p[LOCALITY.n];
    if (locality != 0 && locality != 3 && locality != 4)
        return bad_event(err, CUPEL_E_MALFORMED, e, "StartupLocality is 0, 3 or 4");
    if (r->located || (r->p->extended & 1u))
        return bad_event(err, CUPEL_E_MALFORMED, e,
                         "StartupLocality stands once, before all events in PCR 0");
    r->located = true;
    r->p->locality = locality;
    r->p->value[0][r->size - 1] = locality;
    return CUPEL_OK;
}

static cupel_status extend(struct replay *r, const struct eventlog_event *e, struct cupel_diag *err)
{
    cupel_slice digest = eventlog_digest(r->log, e, r->p->bank);
    if (r->p->kind == EVENTLOG_CC && (e->index < CC_INDEX_FIRST || e->index > CC_INDEX_LAST))
        return bad_event(err, CUPEL_E_MALFORMED, e,
                         "it extends a register other than RTMR 0 to 3 (indexes 1 to 4)");
    if (digest.n == 0)
        return bad_event(err, CUPEL_E_MALFORMED, e,
                         "it has no digest of this bank: the banks do not hold the same events");
    uint8_t *value = r->p->value[e->index];
    r->p->extended |= 1u << e->index;
    r->p->measured++;
    cupel_status st = crypto_hasher_digest2(r->h, slice_of(value, r->size), digest, value);
    return st == CUPEL_OK ? st : diag_set(err, st, FORMAT, "the crypto library cannot digest");
}

static cupel_status replay_event(struct replay *r, const struct eventlog_event *e,
                                 struct cupel_diag *err)
{
    r->p->events++;
    if (e->type != EV_NO_ACTION)
        return extend(r, e, err);
    if (r->p->kind == EVENTLOG_TPM && slice_starts(e->data, LOCALITY))
        return take_locality(r, e, err);
    return CUPEL_OK;
}

/* What no dynamic launch has reset. */
static void set_unlaunched(struct eventlog_pcrs *p, size_t size)
{
    for (unsigned i = DRTM_FIRST; i <= DRTM_LAST; i++)
        for (size_t k = 0; k < size && !(p->extended & 1u << i); k++)
            p->value[i][k] = 0xff;
}

static cupel_status replay_all(const struct crypto *c, const struct eventlog *log,
                               struct eventlog_pcrs *p, struct cupel_diag *err)
{
    CUPEL_AUTO(crypto_hasher) *h = NULL;
    cupel_status st = crypto_hasher_new(c, p->bank, &h);
    if (st != CUPEL_OK)
        return diag_set(err, st, FORMAT, "no memory, or the crypto library cannot digest");
    struct replay r = { .log = log, .h = h, .p = p, .size = crypto_hash_size(p->bank) };
    struct eventlog_walk w = eventlog_start(log);
    struct eventlog_event e;
    while ((st = eventlog_next(&w, &e, err)) == CUPEL_OK)
        CUPEL_TRY(replay_event(&r, &e, err));
    return st == CUPEL_E_NOT_FOUND ? CUPEL_OK : st;
}

static cupel_status replay(const struct crypto *c, cupel_slice bytes, enum crypto_hash bank,
                           enum eventlog_kind kind, struct eventlog_pcrs *ret,
                           struct cupel_diag *err)
{
    struct eventlog log;
    struct eventlog_pcrs p = { .bank = bank, .kind = kind };
    CUPEL_TRY(eventlog_open(bytes, &log, err));
    if (alg_place(&log, eventlog_alg_id(bank)) == log.n_algs)
        return diag_set(err, CUPEL_E_NOT_FOUND, FORMAT, "the log has no %s digests",
                        eventlog_alg_name(eventlog_alg_id(bank)));
    CUPEL_TRY(replay_all(c, &log, &p, err));
    if (kind == EVENTLOG_TPM)
        set_unlaunched(&p, crypto_hash_size(bank));
    *ret = p;
    return CUPEL_OK;
}

cupel_status eventlog_replay(const struct crypto *c, cupel_slice log, enum crypto_hash bank,
                             struct eventlog_pcrs *ret, struct cupel_diag *err)
{
    return replay(c, log, bank, EVENTLOG_TPM, ret, err);
}

cupel_status ccel_replay(const struct crypto *c, cupel_slice log, enum crypto_hash bank,
                         struct eventlog_pcrs *ret, struct cupel_diag *err)
{
    return replay(c, log, bank, EVENTLOG_CC, ret, err);
}
