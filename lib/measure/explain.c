/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/explain.h"

#define CCEL_N 56u

/* As tpm2-tools names banks, so that "sha256:7" means the same to everybody. */
static const char *bank_name(enum crypto_hash h)
{
    static const char *const names[] = { "sha1", "sha256", "sha384", "sha512", "sm3_256" };
    return names[h];
}

static const char *register_name(struct arena *a, enum eventlog_kind kind, uint32_t index)
{
    if (kind == EVENTLOG_TPM)
        return arena_printf(a, "PCR %lu", (unsigned long)index);
    if (index >= 1 && index <= EVENTLOG_RTMRS)
        return arena_printf(a, "RTMR %lu", (unsigned long)index - 1);
    return arena_printf(a, "index %lu", (unsigned long)index);
}

static void explain_head(const struct eventlog *log, struct field_list *l)
{
    struct arena *a = l->arena;
    field_open(l, "Spec ID event", "names the digests of all events", 0, log->head_n);
    field_uint(l, "platformClass", log->platform_class, "0: client, 1: server", 48, 4);
    field_text(l, "specVersion",
               arena_printf(a, "%u.%u, errata %u", log->major, log->minor, log->errata),
               "of the specification that the firmware follows", 52, 3);
    field_uint(l, "uintnSize", log->uintn, "1: 32 bits, 2: 64 bits", 55, 1);
    for (size_t i = 0; i < log->n_algs; i++) {
        const char *name = eventlog_alg_name(log->algs[i].id);
        field_text(l, "digestAlgorithm", name ? name : arena_printf(a, "0x%04x", log->algs[i].id),
                   name ? "digests of this bank" : "unknown here; its digests are passed over",
                   60 + 4 * i, 4);
    }
    field_bytes(l, "vendorInfo", log->vendor_info, "of the firmware's maker", 61 + 4 * log->n_algs);
    field_close(l);
}

static const char *say_coverage(struct arena *a, const struct eventlog_event *e,
                                const struct log_coverage *c)
{
    switch (c->cover) {
    case LOG_COVERS_DATA: return "the event's data; not its type";
    case LOG_COVERS_PART: return arena_printf(a, "%s; not its type", c->what);
    case LOG_NOT_EXTENDED: return "nothing: the event is not extended, anybody may write it";
    case LOG_UNCOVERED: break;
    }
    return log_must_cover(e->type)
               ? "not its data, as this type demands: edited, or of another type"
               : "something else than the data, which is only a hint";
}

static void explain_digests(const struct eventlog *log, const struct eventlog_event *e,
                            struct field_list *l)
{
    for (size_t i = 0; i < log->n_algs; i++) {
        const char *name = eventlog_alg_name(log->algs[i].id);
        if (e->digests[i].n == 0)
            continue;
        size_t at = (size_t)(e->digests[i].p - log->bytes.p); /* POINTER MATH: a part of bytes */
        field_bytes(l, name ? name : "digest of an unknown algorithm", e->digests[i], NULL, at);
    }
}

static cupel_status explain_event(struct crypto_hasher *h, const struct eventlog *log,
                                  enum eventlog_kind kind, const struct eventlog_event *e,
                                  struct field_list *l)
{
    struct arena *a = l->arena;
    struct log_coverage cover;
    CUPEL_TRY(log_coverage_find(h, log, e, &cover));
    const char *type = eventlog_type_name(e->type);
    field_open(
        l,
        arena_printf(a, "event %u, %s", e->number,
                     e->type == EV_NO_ACTION ? "no register" : register_name(a, kind, e->index)),
        event_story(a, e), e->offset, e->length);
    field_text(l, "eventType", type ? type : arena_printf(a, "0x%08lx", (unsigned long)e->type),
               type ? NULL : "no meaning known here", e->offset + 4, 4);
    explain_digests(log, e, l);
    field_text(l, "covers", say_coverage(a, e, &cover), "what the digest vouches for", 0, 0);
    event_details(l, e);
    field_close(l);
    return CUPEL_OK;
}

static cupel_status explain_values(const struct crypto *c, const struct eventlog *log,
                                   enum eventlog_kind kind, enum crypto_hash bank,
                                   struct field_list *l, struct cupel_diag *err)
{
    struct arena *a = l->arena;
    struct eventlog_pcrs p;
    struct cupel_diag why = { 0 };
    cupel_status st = kind == EVENTLOG_TPM ? eventlog_replay(c, log->bytes, bank, &p, &why)
                                           : ccel_replay(c, log->bytes, bank, &p, &why);
    if (cupel_status_class(st) == CUPEL_CLASS_INTERNAL)
        return diag_set(err, st, "event-log", "%s", why.text);
    if (st != CUPEL_OK) {
        field_text(l, bank_name(bank), "cannot be replayed",
                   uefi_ascii_text(a, slice_str(why.text)), why.offset, 0);
        return CUPEL_OK;
    }
    field_open(l, arena_printf(a, "%s at the end", kind == EVENTLOG_TPM ? "PCRs" : "RTMRs"),
               arena_printf(a,
                            "%s, from %u measured events; believe the log if a signed quote says "
                            "the same",
                            eventlog_alg_name(eventlog_alg_id(bank)), p.measured),
               0, 0);
    for (unsigned i = 0; i < EVENTLOG_PCRS; i++) {
        if (!(p.extended & 1u << i))
            continue;
        const char *name = kind == EVENTLOG_TPM ? arena_printf(a, "%s:%u", bank_name(bank), i)
                                                : arena_printf(a, "RTMR%u", i - 1);
        field_text(l, name, arena_hex(a, eventlog_pcr(&p, i)), NULL, 0, 0);
    }
    field_close(l);
    return CUPEL_OK;
}

/* The bank to judge coverage by: the longest that can be computed and that the first event has. */
static bool best_bank(const struct eventlog *log, enum crypto_hash *ret)
{
    bool any = false;
    struct eventlog_walk w = eventlog_start(log);
    struct eventlog_event first;
    bool has_first = eventlog_next(&w, &first, NULL) == CUPEL_OK;
    for (size_t i = 0; i < log->n_algs; i++) {
        enum crypto_hash h;
        if (!eventlog_alg_hash(log->algs[i].id, &h) || (has_first && !first.digests[i].n))
            continue;
        if (!any || crypto_hash_size(h) > crypto_hash_size(*ret))
            *ret = h;
        any = true;
    }
    return any;
}

static cupel_status explain_events(struct crypto_hasher *h, const struct eventlog *log,
                                   enum eventlog_kind kind, struct field_list *l,
                                   struct cupel_diag *err)
{
    struct eventlog_walk w = eventlog_start(log);
    struct eventlog_event e;
    cupel_status st;
    while ((st = eventlog_next(&w, &e, err)) == CUPEL_OK) {
        CUPEL_TRY(explain_event(h, log, kind, &e, l));
        if (arena_status(l->arena) != CUPEL_OK) /* no more room: say so soon */
            return diag_set(err, arena_status(l->arena), "event-log",
                            "the log has more events than can be explained at once");
    }
    if (st == CUPEL_E_NOT_FOUND && eventlog_padding(&w))
        field_text(l, "padding", arena_printf(l->arena, "%zu bytes", eventlog_padding(&w)),
                   "the unused rest of the log's area", w.c.at, eventlog_padding(&w));
    return st == CUPEL_E_NOT_FOUND ? CUPEL_OK : st;
}

static void explain_finding(const struct boot_finding *f, enum boot_rule rule, bool grave,
                            enum eventlog_kind kind, struct field_list *l)
{
    static const char *const checks[BOOT_RULES] = {
        [BOOT_SEPARATORS] = "log.separators", [BOOT_ORDER] = "log.order",
        [BOOT_DIGESTS] = "log.digests",       [BOOT_SECURE] = "log.secure_boot",
        [BOOT_DEBUG] = "log.debug",
    };
    struct arena *a = l->arena;
    if (!f->what)
        return;
    const char *where = f->number ? arena_printf(a, "event %u, %s", f->number,
                                                 register_name(a, kind, f->index))
                                  : "the whole log";
    field_text(l, checks[rule], arena_printf(a, "%s: %s", grave ? "fault" : "remark", where),
               f->what, f->offset, f->length);
}

/* What the checks of a quoted log would find, were every register quoted: the first of each rule.
 */
static cupel_status explain_faults(struct crypto_hasher *h, const struct eventlog *log,
                                   enum eventlog_kind kind, struct field_list *l,
                                   struct cupel_diag *err)
{
    struct boot_story s;
    CUPEL_TRY(boot_read(h, log, kind, UINT32_MAX, &s, err));
    field_open(l, "rules of a UEFI boot", "what the log breaks, believed or not", 0, 0);
    size_t before = l->n;
    for (unsigned i = 0; i < BOOT_RULES; i++) {
        explain_finding(&s.grave[i], (enum boot_rule)i, true, kind, l);
        explain_finding(&s.minor[i], (enum boot_rule)i, false, kind, l);
    }
    if (l->n == before)
        field_text(l, "faults", "none", NULL, 0, 0);
    field_close(l);
    return CUPEL_OK;
}

cupel_status eventlog_explain(const struct crypto *c, const struct eventlog *log,
                              enum eventlog_kind kind, struct field_list *l, struct cupel_diag *err)
{
    CUPEL_AUTO(crypto_hasher) *h = NULL;
    enum crypto_hash bank;
    if (!best_bank(log, &bank))
        return diag_set(err, CUPEL_E_UNSUPPORTED, "event-log",
                        "the log has no digests of an algorithm known here");
    cupel_status st = crypto_hasher_new(c, bank, &h);
    if (st != CUPEL_OK)
        return diag_set(err, st, "event-log", "no memory, or the crypto library cannot digest");
    if (!log->legacy)
        explain_head(log, l);
    CUPEL_TRY(explain_events(h, log, kind, l, err));
    CUPEL_TRY(explain_faults(h, log, kind, l, err));
    for (size_t i = 0; i < log->n_algs; i++)
        if (eventlog_alg_hash(log->algs[i].id, &bank))
            CUPEL_TRY(explain_values(c, log, kind, bank, l, err));
    return CUPEL_OK;
}

/* ---- the ACPI table ---- */

bool ccel_table_probe(cupel_slice in)
{
    return slice_starts(in, SLICE_LIT("CCEL")) && in.n >= 36;
}

static bool sums_to_zero(cupel_slice s)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < s.n; i++)
        sum = (uint8_t)(sum + s.p[i]);
    return sum == 0;
}

static void explain_cc_type(uint8_t type, struct field_list *l)
{
    static const char *const names[] = { "none", "SEV", "TDX" };
    field_text(l, "CC Type", type < CUPEL_COUNT(names) ? names[type] : "reserved",
               "the kind of confidential guest", 36, 1);
}

cupel_status ccel_table_explain(cupel_slice in, struct field_list *l, struct cupel_diag *err)
{
    struct arena *a = l->arena;
    struct cur c = cur_of(in);
    field_text(l, "Signature", uefi_ascii_text(a, cur_take(&c, 4)), "name of the ACPI table", 0, 4);
    uint32_t n = cur_le32(&c);
    field_uint(l, "Length", n, "bytes of the table", 4, 4);
    field_uint(l, "Revision", cur_u8(&c), NULL, 8, 1);
    field_uint(l, "Checksum", cur_u8(&c),
               sums_to_zero(in) ? "right: all bytes sum to zero" : "wrong", 9, 1);
    field_text(l, "OEMID", uefi_ascii_text(a, cur_take(&c, 6)), NULL, 10, 6);
    field_text(l, "OEM Table ID", uefi_ascii_text(a, cur_take(&c, 8)), NULL, 16, 8);
    field_uint(l, "OEM Revision", cur_le32(&c), NULL, 24, 4);
    field_bytes(l, "Creator ID", cur_take(&c, 4), NULL, 28);
    field_uint(l, "Creator Revision", cur_le32(&c), NULL, 32, 4);
    explain_cc_type(cur_u8(&c), l);
    field_uint(l, "CC Subtype", cur_u8(&c), NULL, 37, 1);
    field_bytes(l, "reserved", cur_take(&c, 2), NULL, 38);
    field_uint(l, "LAML", cur_le64(&c), "bytes of the log's area", 40, 8);
    uint64_t lasa = cur_le64(&c);
    field_text(l, "LASA", arena_printf(a, "0x%llx", (unsigned long long)lasa),
               "address of the log's area; the log itself is a file of its own", 48, 8);
    if (cur_end(&c) != CUPEL_OK || n != CCEL_N)
        return diag_at(err, c.st == CUPEL_OK ? CUPEL_E_MALFORMED : c.st, "ccel", 4,
                       "a CCEL table has %u bytes; this has %zu and says %lu", CCEL_N, in.n,
                       (unsigned long)n);
    return CUPEL_OK;
}
