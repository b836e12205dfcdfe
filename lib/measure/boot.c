/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of PFP 1.06 sections 2.3.4, 3.3.4 and 10.4 as far as they keep a log believable. */
#include "measure/boot.h"

/* What is known by its digest, whatever type an edited log gives it. */
enum known { KNOWN_ZERO, KNOWN_ONES, KNOWN_DEBUGGER, KNOWN_DMA, KNOWN };

struct reader {
    struct crypto_hasher *h;
    const struct eventlog *log;
    enum eventlog_kind kind;
    uint32_t covered;
    struct boot_story *s;
    uint32_t separated; /* registers whose separator was met */
    uint32_t met;       /* covered registers with events */
    int last_variable;  /* of enum boot_variable, in order of measurement */
    uint8_t known[KNOWN][CRYPTO_HASH_MAX];
    const struct eventlog_event *e;
    struct log_coverage cover;
};

uint32_t boot_register(enum eventlog_kind kind, unsigned pcr)
{
    if (kind == EVENTLOG_TPM)
        return pcr;
    /* UEFI 2.10, 38.4.1. PCR 0 is the launch measurement; what firmware logs of itself goes to 1.
     */
    return pcr == 0 || pcr == 1 || pcr == 7 ? 1 : pcr <= 6 ? 2 : 3;
}

/* The first of a rule is what people look at; more of it change no verdict. */
static void find(struct reader *r, enum boot_rule rule, bool grave, const char *what)
{
    struct boot_finding *f = grave ? &r->s->grave[rule] : &r->s->minor[rule];
    if (f->what)
        return;
    f->what = what;
    if (!r->e)
        return;
    f->index = r->e->index;
    f->number = r->e->number;
    f->offset = r->e->offset;
    f->length = r->e->length;
}

static bool is_firmware_register(const struct reader *r, uint32_t index)
{
    return r->kind == EVENTLOG_TPM ? index <= 7 : index == 1 || index == 2;
}

static bool is_covered_data(const struct reader *r)
{
    return r->cover.cover == LOG_COVERS_DATA;
}

/* ---- separators ---- */

static bool is_known(const struct reader *r, enum known k)
{
    enum crypto_hash alg = crypto_hasher_alg(r->h);
    return slice_eq(eventlog_digest(r->log, r->e, alg),
                    slice_of(r->known[k], crypto_hash_size(alg)));
}

static void judge_separator(struct reader *r)
{
    uint32_t bit = 1u << r->e->index;
    cupel_slice d = r->e->data;
    if (r->separated & bit)
        find(r, BOOT_SEPARATORS, true,
             "a second separator in one register: events between the two "
             "look as if the firmware had measured them");
    r->separated |= bit;
    if (d.n != 4 || !is_covered_data(r))
        find(r, BOOT_SEPARATORS, true,
             "a separator whose data is not four bytes with the digest of these");
    else if (slice_eq(d, SLICE_LIT("\1\0\0\0")))
        find(r, BOOT_SEPARATORS, true, "an error separator: the firmware reports that it failed");
    else if (slice_eq(d, SLICE_LIT("\xff\xff\xff\xff")))
        find(r, BOOT_SEPARATORS, false,
             "a separator of ffffffff, which no known UEFI firmware uses");
    else if (!slice_is_zero(d))
        find(r, BOOT_SEPARATORS, true, "a separator whose value is none of the defined ones");
}

/* ---- order ---- */

static bool is_firmware_code(uint32_t type)
{
    switch (type) {
    case EV_S_CRTM_CONTENTS:
    case EV_S_CRTM_VERSION:
    case EV_EFI_PLATFORM_FIRMWARE_BLOB:
    case EV_EFI_PLATFORM_FIRMWARE_BLOB2:
    case EV_EFI_HCRTM_EVENT: return true;
    default: return false;
    }
}

static void judge_order(struct reader *r)
{
    const struct eventlog_event *e = r->e;
    uint32_t own = boot_register(r->kind, 0);
    bool post = e->type == EV_POST_CODE || e->type == EV_POST_CODE2;
    bool late = r->separated & 1u << e->index;
    if (e->index == own && late && (is_firmware_code(e->type) || (post && r->kind == EVENTLOG_TPM)))
        find(r, BOOT_ORDER, true,
             "firmware code after the separator that ends the firmware's own "
             "part");
    if (r->s->exit_done && is_firmware_register(r, e->index) && e->type != EV_EFI_ACTION)
        find(r, BOOT_ORDER, true,
             "a firmware event after ExitBootServices, when no firmware measures any more");
}

/* ---- Secure Boot ---- */

/* Types that may extend the register of PCR 7. Others hide what they are: were an unknown type
 * passed over, a SecureBoot event could be relabelled away. */
static bool may_stand_with_policy(const struct reader *r)
{
    switch (r->e->type) {
    case EV_SEPARATOR:
    case EV_EFI_ACTION:
    case EV_EFI_VARIABLE_DRIVER_CONFIG:
    case EV_EFI_VARIABLE_AUTHORITY:
    case EV_EFI_SPDM_DEVICE_POLICY:
    case EV_EFI_SPDM_DEVICE_AUTHORITY: return true;
    case EV_POST_CODE: /* RTMR 0 also holds what would be PCR 1, and the firmware's own tables */
    case EV_POST_CODE2:
    case EV_S_CRTM_VERSION:
    case EV_CPU_MICROCODE:
    case EV_PLATFORM_CONFIG_FLAGS:
    case EV_TABLE_OF_DEVICES:
    case EV_NONHOST_CONFIG:
    case EV_NONHOST_INFO:
    case EV_EVENT_TAG:
    case EV_EFI_VARIABLE_BOOT:
    case EV_EFI_VARIABLE_BOOT2:
    case EV_EFI_HANDOFF_TABLES:
    case EV_EFI_HANDOFF_TABLES2:
    case EV_EFI_PLATFORM_FIRMWARE_BLOB:
    case EV_EFI_PLATFORM_FIRMWARE_BLOB2: return r->kind == EVENTLOG_CC;
    default: return false;
    }
}

/* Which of the variables that make Secure Boot, or BOOT_VARIABLES. The vendor counts, not the name
 * alone: anybody may make a variable named "db". */
static enum boot_variable which_variable(const struct uefi_variable *v)
{
    static const struct {
        const char *name;
        bool database;
    } names[BOOT_VARIABLES] = {
        [BOOT_SECUREBOOT] = { "SecureBoot", false },
        [BOOT_PK] = { "PK", false },
        [BOOT_KEK] = { "KEK", false },
        [BOOT_DB] = { "db", true },
        [BOOT_DBX] = { "dbx", true },
    };
    for (size_t i = 0; i < BOOT_VARIABLES; i++)
        if (uefi_name_is(v->name, names[i].name) &&
            (names[i].database ? uefi_is_database(v->guid) : uefi_is_global(v->guid)))
            return (enum boot_variable)i;
    return BOOT_VARIABLES;
}

static void take_secure_boot(struct reader *r, cupel_slice value)
{
    if (value.n > 1 || (value.n == 1 && value.p[0] > 1)) {
        find(r, BOOT_SECURE, true, "SecureBoot is neither 0 nor 1");
        return;
    }
    r->s->secure_known = true;
    r->s->secure_on = value.n == 1 && value.p[0] == 1;
}

static void judge_policy_variable(struct reader *r)
{
    struct uefi_variable v;
    if (!uefi_variable_read(r->e->data, r->e->data_offset, &v)) {
        find(r, BOOT_SECURE, true, "a variable event whose data is no UEFI variable");
        return;
    }
    enum boot_variable i = which_variable(&v);
    if (i == BOOT_VARIABLES || !is_covered_data(r))
        return; /* the digest is judged by BOOT_DIGESTS */
    if (r->separated & 1u << r->e->index)
        find(r, BOOT_SECURE, true,
             "a Secure Boot variable after the separator: not the firmware's");
    else if (r->s->variables[i].n)
        find(r, BOOT_SECURE, true, "a Secure Boot variable twice");
    else if ((int)i < r->last_variable)
        find(r, BOOT_SECURE, false,
             "Secure Boot variables in another order than SecureBoot, PK, "
             "KEK, db, dbx");
    if (r->s->variables[i].n || (r->separated & 1u << r->e->index))
        return;
    r->last_variable = (int)i;
    r->s->variables[i] = eventlog_digest(r->log, r->e, crypto_hasher_alg(r->h));
    r->s->filled[i] = v.data.n > 0;
    if (i == BOOT_SECUREBOOT)
        take_secure_boot(r, v.data);
}

static void take_authority(struct reader *r)
{
    struct boot_story *s = r->s;
    struct uefi_variable v;
    if (!uefi_authority_read(r->e->data, r->e->data_offset, &v)) {
        find(r, BOOT_SECURE, true, "an authority event whose data is no UEFI variable");
        return;
    }
    s->all_authorities++;
    if (r->cover.cover != LOG_UNCOVERED && s->n_authorities < BOOT_AUTHORITIES_MAX)
        s->authorities[s->n_authorities++] = r->cover.part;
}

static void judge_secure(struct reader *r)
{
    if (r->e->index != boot_register(r->kind, 7))
        return;
    if (!may_stand_with_policy(r))
        find(r, BOOT_SECURE, true,
             "an event of a type that does not belong beside the Secure Boot "
             "policy");
    else if (r->e->type == EV_EFI_VARIABLE_DRIVER_CONFIG)
        judge_policy_variable(r);
    else if (r->e->type == EV_EFI_VARIABLE_AUTHORITY)
        take_authority(r);
}

/* ---- actions, images ---- */

static void judge_debug(struct reader *r)
{
    if (!is_firmware_register(r, r->e->index))
        return;
    if (is_known(r, KNOWN_DEBUGGER))
        find(r, BOOT_DEBUG, true, "a firmware debugger was on during the boot");
    if (is_known(r, KNOWN_DMA))
        find(r, BOOT_DEBUG, false,
             "devices could write to memory during the boot (DMA protection "
             "was off)");
}

static void take_action(struct reader *r)
{
    cupel_slice d = r->e->data;
    if (!is_covered_data(r))
        return;
    if (r->e->index != boot_register(r->kind, 5))
        return;
    if (slice_eq(d, SLICE_LIT("Exit Boot Services Invocation")))
        r->s->exit_called = true;
    if (slice_eq(d, SLICE_LIT("Exit Boot Services Returned with Success")))
        r->s->exit_done = r->s->exit_called;
    if (slice_eq(d, SLICE_LIT("Exit Boot Services Returned with Failure")))
        r->s->exit_done = false;
}

static void take_facts(struct reader *r)
{
    struct boot_story *s = r->s;
    if (r->e->type == EV_EFI_ACTION)
        take_action(r);
    if (r->e->type == EV_S_CRTM_VERSION && is_covered_data(r) &&
        r->e->index == boot_register(r->kind, 0) && !s->firmware_version.n)
        s->firmware_version = r->e->data;
    if (r->e->type != EV_EFI_BOOT_SERVICES_APPLICATION || r->e->index != boot_register(r->kind, 4))
        return;
    s->all_images++;
    if (s->n_images < BOOT_IMAGES_MAX)
        s->images[s->n_images++] = eventlog_digest(r->log, r->e, crypto_hasher_alg(r->h));
}

/* ---- all of it ---- */

static void judge_digest(struct reader *r)
{
    if (r->e->type != EV_SEPARATOR && log_must_cover(r->e->type) && r->cover.cover == LOG_UNCOVERED)
        find(r, BOOT_DIGESTS, true,
             "its digest is not that of its data, as it must be for this type: the data was edited "
             "or the event relabelled");
}

static cupel_status read_event(struct reader *r, const struct eventlog_event *e)
{
    if (e->type == EV_NO_ACTION || !(r->covered & 1u << e->index))
        return CUPEL_OK;
    r->e = e;
    r->met |= 1u << e->index;
    CUPEL_TRY(log_coverage_find(r->h, r->log, e, &r->cover));
    judge_digest(r);
    judge_order(r);
    judge_secure(r);
    judge_debug(r);
    if (e->type == EV_SEPARATOR)
        judge_separator(r);
    else if (is_firmware_register(r, e->index) &&
             (is_known(r, KNOWN_ZERO) || is_known(r, KNOWN_ONES)))
        find(r, BOOT_SEPARATORS, true,
             "an event of another type with the digest of a separator: a "
             "relabelled separator");
    take_facts(r);
    return CUPEL_OK;
}

static void judge_end(struct reader *r)
{
    struct boot_story *s = r->s;
    uint32_t needed = r->kind == EVENTLOG_TPM ? 0xff : 1u << 1;
    r->e = NULL;
    if (r->met & needed & ~r->separated)
        find(r, BOOT_SEPARATORS, true, "a register of the firmware has events and no separator");
    if (r->kind == EVENTLOG_CC && (r->met & 1u << 2 & ~r->separated))
        find(r, BOOT_SEPARATORS, false, "RTMR 1 has events and no separator (older OVMF, others)");
    if (!s->secure_known || !s->secure_on)
        return;
    if (!s->filled[BOOT_PK] || !s->filled[BOOT_KEK] || !s->filled[BOOT_DB])
        find(r, BOOT_SECURE, true, "Secure Boot is on without PK, KEK or db");
    if (s->all_images && !s->all_authorities)
        find(r, BOOT_SECURE, false, "Secure Boot is on, but no key authorised any image");
}

static cupel_status make_known(struct reader *r)
{
    const cupel_slice texts[KNOWN] = {
        [KNOWN_ZERO] = SLICE_LIT("\0\0\0\0"),
        [KNOWN_ONES] = SLICE_LIT("\xff\xff\xff\xff"),
        [KNOWN_DEBUGGER] = SLICE_LIT("UEFI Debug Mode"),
        [KNOWN_DMA] = SLICE_LIT("DMA Protection Disabled"),
    };
    for (size_t i = 0; i < KNOWN; i++)
        CUPEL_TRY(crypto_hasher_digest2(r->h, texts[i], SLICE_EMPTY, r->known[i]));
    return CUPEL_OK;
}

cupel_status boot_read(struct crypto_hasher *h, const struct eventlog *log, enum eventlog_kind kind,
                       uint32_t covered, struct boot_story *ret, struct cupel_diag *err)
{
    *ret = (struct boot_story){ 0 };
    struct reader r = {
        .h = h, .log = log, .kind = kind, .covered = covered, .s = ret, .last_variable = -1
    };
    struct eventlog_walk w = eventlog_start(log);
    struct eventlog_event e;
    cupel_status st = make_known(&r);
    while (st == CUPEL_OK && (st = eventlog_next(&w, &e, err)) == CUPEL_OK)
        st = read_event(&r, &e);
    if (st != CUPEL_E_NOT_FOUND)
        return st;
    judge_end(&r);
    return CUPEL_OK;
}
