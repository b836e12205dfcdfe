/* SPDX-License-Identifier: Apache-2.0 */
/* One event in words. Types are hints, and so are most data: see log_coverage_find(). */
#include "codec/x509.h"
#include "measure/explain.h"

typedef const char *(*story_fn)(struct arena *a, const struct eventlog_event *e);

const char *event_data_text(struct arena *a, cupel_slice d)
{
    if (uefi_looks_ucs2(d))
        return uefi_ucs2_text(a, d);
    if (uefi_looks_ascii(d))
        return uefi_ascii_text(a, d);
    if (d.n == 16)
        return uefi_guid_text(a, d);
    if (d.n == 0)
        return "nothing";
    return arena_printf(a, "%s%s", arena_hex(a, slice_part(d, 0, d.n < 32 ? d.n : 32)),
                        d.n > 32 ? "..." : "");
}

static const char *say_separator(struct arena *a, const struct eventlog_event *e)
{
    (void)a;
    if (slice_eq(e->data, SLICE_LIT("\1\0\0\0")))
        return "the firmware reports that it failed";
    if (e->data.n == 4 &&
        (slice_is_zero(e->data) || slice_eq(e->data, SLICE_LIT("\xff\xff\xff\xff"))))
        return "separator: what the firmware measures before the boot ends here";
    return "separator of an undefined value";
}

static const char *say_version(struct arena *a, const struct eventlog_event *e)
{
    return arena_printf(a, "firmware version: %s", event_data_text(a, e->data));
}

/* UEFI_PLATFORM_FIRMWARE_BLOB, or the second kind with a description before it. */
static const char *say_blob(struct arena *a, const struct eventlog_event *e)
{
    struct cur c = cur_of(e->data);
    cupel_slice words = SLICE_EMPTY;
    if (e->data.n != 16 && e->type != EV_EFI_PLATFORM_FIRMWARE_BLOB)
        words = cur_take(&c, cur_u8(&c));
    uint64_t base = cur_le64(&c);
    uint64_t n = cur_le64(&c);
    if (cur_end(&c) != CUPEL_OK)
        return arena_printf(a, "firmware code: %s", event_data_text(a, e->data));
    return arena_printf(a, "firmware code %s%s%llu bytes at 0x%llx", uefi_ascii_text(a, words),
                        words.n ? ", " : "", (unsigned long long)n, (unsigned long long)base);
}

static const char *say_text(struct arena *a, const struct eventlog_event *e)
{
    return event_data_text(a, e->data);
}

static const char *say_crtm(struct arena *a, const struct eventlog_event *e)
{
    return arena_printf(a, "root of trust for measurement: %s", event_data_text(a, e->data));
}

/* ---- variables ---- */

static const char *say_database(struct arena *a, const char *name, cupel_slice value)
{
    struct uefi_signatures s = uefi_signatures_start(value);
    struct uefi_signature one;
    unsigned certs = 0, digests = 0, others = 0;
    while (uefi_signature_next(&s, &one)) {
        certs += uefi_is_x509(one.type);
        digests += uefi_is_sha256(one.type);
        others += !uefi_is_x509(one.type) && !uefi_is_sha256(one.type);
    }
    return arena_printf(
        a, "Secure Boot variable %s: %u certificates, %u image digests, %u others%s", name, certs,
        digests, others, uefi_signatures_end(&s) ? "" : ", and bytes that are no signature list");
}

static const char *say_boot_order(struct arena *a, cupel_slice value)
{
    const char *text = "boot order:";
    struct cur c = cur_of(value);
    for (unsigned i = 0; c.left.n >= 2 && i < 32; i++)
        text = arena_printf(a, "%s Boot%04X", text, cur_le16(&c));
    return text;
}

/* EFI_LOAD_OPTION (UEFI 2.10, 3.1.3). */
static const char *say_boot_option(struct arena *a, const char *name, cupel_slice value)
{
    struct cur c = cur_of(value);
    uint32_t attributes = cur_le32(&c);
    uint16_t path_n = cur_le16(&c);
    cupel_slice words = c.left;
    while (c.left.n >= 2 && cur_le16(&c) != 0)
        ;
    cupel_slice path = cur_take(&c, path_n);
    if (c.st != CUPEL_OK)
        return arena_printf(a, "boot variable %s", name);
    return arena_printf(a, "boot option %s%s: %s, %s", name, attributes & 1 ? "" : " (not active)",
                        uefi_ucs2_text(a, words), uefi_path_text(a, path));
}

static const char *say_secure_boot(cupel_slice value)
{
    if (value.n == 1 && value.p[0] == 1)
        return "Secure Boot is on";
    return value.n == 0 || (value.n == 1 && value.p[0] == 0) ? "Secure Boot is off"
                                                             : "SecureBoot has no defined value";
}

static bool is_option_name(cupel_slice name)
{
    return name.n == 16 && uefi_name_is(slice_part(name, 0, 8), "Boot");
}

static const char *say_variable(struct arena *a, const struct eventlog_event *e)
{
    static const char *const databases[] = { "PK", "KEK", "db", "dbx", "dbt", "dbr" };
    struct uefi_variable v;
    if (!uefi_variable_read(e->data, e->data_offset, &v))
        return "a variable that cannot be read";
    const char *name = uefi_ucs2_text(a, v.name);
    bool global = uefi_is_global(v.guid);
    if (global && uefi_name_is(v.name, "SecureBoot"))
        return say_secure_boot(v.data);
    for (size_t i = 0; i < CUPEL_COUNT(databases); i++)
        if ((global || uefi_is_database(v.guid)) && uefi_name_is(v.name, databases[i]))
            return say_database(a, databases[i], v.data);
    if (global && uefi_name_is(v.name, "BootOrder"))
        return say_boot_order(a, v.data);
    if (global && is_option_name(v.name))
        return say_boot_option(a, name, v.data);
    return arena_printf(a, "variable %s: %zu bytes", name, v.data.n);
}

/* A certificate, with the owner's GUID before it or, as some firmware logs it, without. */
static cupel_slice authority_cert(cupel_slice value)
{
    bool bare = value.n > 2 && value.p[0] == 0x30 && value.p[1] == 0x82;
    return bare ? value : slice_part(value, 16, value.n < 16 ? 0 : value.n - 16);
}

static const char *say_authority(struct arena *a, const struct eventlog_event *e)
{
    struct uefi_variable v;
    struct x509_cert cert;
    if (!uefi_authority_read(e->data, e->data_offset, &v))
        return "an authority that cannot be read";
    const char *name = uefi_ucs2_text(a, v.name);
    if (uefi_name_is(v.name, "SbatLevel") || uefi_name_is(v.name, "MokListTrusted"))
        return arena_printf(a, "shim's %s: %s", name, event_data_text(a, v.data));
    if (x509_cert_parse(authority_cert(v.data), &cert, NULL) == CUPEL_OK)
        return arena_printf(a, "an image was authorised by %s: %s", name,
                            uefi_ascii_text(a, slice_str(x509_name_text(a, cert.subject))));
    return arena_printf(a, "an image was authorised by %s", name);
}

/* ---- images, disks, loaders ---- */

static const char *say_image(struct arena *a, const struct eventlog_event *e)
{
    struct uefi_image_load i;
    const char *what = e->type == EV_EFI_BOOT_SERVICES_APPLICATION ? "boot application"
                       : e->type == EV_EFI_BOOT_SERVICES_DRIVER    ? "boot driver"
                                                                   : "runtime driver";
    if (!uefi_image_load_read(e->data, &i))
        return arena_printf(a, "%s loaded", what);
    return arena_printf(a, "%s loaded: %s, %llu bytes", what,
                        i.path.n ? uefi_path_text(a, i.path) : "from memory",
                        (unsigned long long)i.length);
}

static const char *say_gpt(struct arena *a, const struct eventlog_event *e)
{
    struct uefi_gpt g;
    if (!uefi_gpt_read(e->data, &g))
        return "a partition table that cannot be read";
    return arena_printf(a, "partition table of disk %s: %llu partitions", uefi_guid_text(a, g.disk),
                        (unsigned long long)g.n);
}

static const char *say_ipl(struct arena *a, const struct eventlog_event *e)
{
    static const struct {
        const char *label, *say;
    } labels[] = {
        { "grub_cmd: ", "GRUB command: " },
        { "grub_cmd ", "GRUB command: " },
        { "kernel_cmdline: ", "kernel command line: " },
        { "grub_kernel_cmdline ", "kernel command line: " },
        { "module_cmdline: ", "module command line: " },
        { "grub_linuxefi ", "GRUB loaded " },
        { "MokList", "shim's list MokList" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(labels); i++) {
        cupel_slice label = slice_str(labels[i].label);
        if (slice_starts(e->data, label))
            return arena_printf(
                a, "%s%s", labels[i].say,
                uefi_ascii_text(a, slice_part(e->data, label.n, e->data.n - label.n)));
    }
    return arena_printf(a, "boot loader: %s", event_data_text(a, e->data));
}

/* PCClientTaggedEvent (PFP 10.4.2). */
static const char *say_tag(struct arena *a, const struct eventlog_event *e)
{
    static const struct {
        uint32_t id;
        const char *who;
    } ids[] = {
        { 0x8f3b22ec, "Linux" },
        { 0x8f3b22ed, "Linux" },
        { 0x4141454c, "runtime event of the attestation agent" },
        { 0xf5bc582a, "systemd-boot's configuration" },
        { 0x6c46f751, "systemd-stub's device tree add-on" },
        { 0x49dffe0f, "systemd-stub's initrd add-on" },
        { 0xdac08e1a, "systemd-stub's microcode add-on" },
        { 0x13aed6db, "systemd-stub's UKI profile" },
    };
    struct cur c = cur_of(e->data);
    uint32_t id = cur_le32(&c);
    uint32_t n = cur_le32(&c);
    cupel_slice data = cur_take(&c, n);
    if (cur_end(&c) != CUPEL_OK)
        return "a tagged event that cannot be read";
    for (size_t i = 0; i < CUPEL_COUNT(ids); i++)
        if (ids[i].id == id)
            return arena_printf(a, "%s: %s", ids[i].who, event_data_text(a, data));
    return arena_printf(a, "tagged event 0x%08lx: %s", (unsigned long)id, event_data_text(a, data));
}

static const char *say_handoff(struct arena *a, const struct eventlog_event *e)
{
    struct cur c = cur_of(e->data);
    cupel_slice words = SLICE_EMPTY;
    if (e->type == EV_EFI_HANDOFF_TABLES2)
        words = cur_take(&c, cur_u8(&c));
    uint64_t n = cur_le64(&c);
    return arena_printf(a, "tables handed to the system: %llu%s%s", (unsigned long long)n,
                        words.n ? ", " : "", uefi_ascii_text(a, words));
}

static const char *say_no_action(struct arena *a, const struct eventlog_event *e)
{
    if (slice_starts(e->data, SLICE_LIT("StartupLocality\0")) && e->data.n == 17)
        return arena_printf(a, "PCR 0 starts at locality %u", e->data.p[16]);
    if (slice_starts(e->data, SLICE_LIT("SP800-155 Event")))
        return "where the manufacturer's reference manifest is found";
    return arena_printf(a, "information only: %s", event_data_text(a, e->data));
}

const char *event_story(struct arena *a, const struct eventlog_event *e)
{
    static const struct {
        uint32_t type;
        story_fn say;
    } stories[] = {
        { EV_NO_ACTION, say_no_action },
        { EV_SEPARATOR, say_separator },
        { EV_EVENT_TAG, say_tag },
        { EV_S_CRTM_CONTENTS, say_crtm },
        { EV_S_CRTM_VERSION, say_version },
        { EV_POST_CODE, say_blob },
        { EV_POST_CODE2, say_blob },
        { EV_IPL, say_ipl },
        { EV_EFI_VARIABLE_DRIVER_CONFIG, say_variable },
        { EV_EFI_VARIABLE_BOOT, say_variable },
        { EV_EFI_VARIABLE_BOOT2, say_variable },
        { EV_EFI_VARIABLE_AUTHORITY, say_authority },
        { EV_EFI_BOOT_SERVICES_APPLICATION, say_image },
        { EV_EFI_BOOT_SERVICES_DRIVER, say_image },
        { EV_EFI_RUNTIME_SERVICES_DRIVER, say_image },
        { EV_EFI_GPT_EVENT, say_gpt },
        { EV_EFI_PLATFORM_FIRMWARE_BLOB, say_blob },
        { EV_EFI_PLATFORM_FIRMWARE_BLOB2, say_blob },
        { EV_EFI_HANDOFF_TABLES, say_handoff },
        { EV_EFI_HANDOFF_TABLES2, say_handoff },
    };
    for (size_t i = 0; i < CUPEL_COUNT(stories); i++)
        if (stories[i].type == e->type)
            return stories[i].say(a, e);
    return say_text(a, e);
}

/* ---- details ---- */

static void show_variable(struct field_list *l, const struct eventlog_event *e)
{
    struct uefi_variable v;
    struct arena *a = l->arena;
    bool read = e->type == EV_EFI_VARIABLE_AUTHORITY
                    ? uefi_authority_read(e->data, e->data_offset, &v)
                    : uefi_variable_read(e->data, e->data_offset, &v);
    if (!read)
        return;
    field_text(l, "VariableName", uefi_guid_text(a, v.guid), "GUID of the variable's vendor",
               e->data_offset, 16);
    field_text(l, "UnicodeName", uefi_ucs2_text(a, v.name), "name of the variable",
               e->data_offset + 32, v.name.n);
    if (v.data.n <= 64)
        field_bytes(l, "VariableData", v.data, "its value", v.data_offset);
    else
        field_text(l, "VariableData", arena_printf(a, "%zu bytes", v.data.n), "its value",
                   v.data_offset, v.data.n);
}

static void show_image(struct field_list *l, const struct eventlog_event *e)
{
    struct uefi_image_load i;
    struct arena *a = l->arena;
    if (!uefi_image_load_read(e->data, &i))
        return;
    field_text(l, "ImageLocationInMemory",
               arena_printf(a, "0x%llx", (unsigned long long)i.location), NULL, e->data_offset, 8);
    field_text(l, "ImageLengthInMemory", arena_printf(a, "%llu", (unsigned long long)i.length),
               NULL, e->data_offset + 8, 8);
    field_text(l, "DevicePath", uefi_path_text(a, i.path), "where it was loaded from",
               e->data_offset + 32, i.path.n);
}

static void show_gpt(struct field_list *l, const struct eventlog_event *e)
{
    struct uefi_gpt g;
    if (!uefi_gpt_read(e->data, &g))
        return;
    struct cur c = cur_at(g.entries, e->data_offset + 100);
    for (uint64_t i = 0; i < g.n && i < 128; i++) {
        size_t at = c.at;
        cupel_slice entry = cur_take(&c, g.entry_size);
        field_text(l, "Partition", uefi_ucs2_text(l->arena, slice_part(entry, 56, entry.n - 56)),
                   uefi_guid_text(l->arena, slice_part(entry, 16, 16)), at, entry.n);
    }
}

static void show_data(struct field_list *l, const struct eventlog_event *e)
{
    if (e->data.n <= 64)
        field_bytes(l, "event", e->data, "the event's data", e->data_offset);
    else
        field_text(l, "event", arena_printf(l->arena, "%zu bytes", e->data.n), "the event's data",
                   e->data_offset, e->data.n);
}

void event_details(struct field_list *l, const struct eventlog_event *e)
{
    switch (e->type) {
    case EV_EFI_VARIABLE_DRIVER_CONFIG:
    case EV_EFI_VARIABLE_BOOT:
    case EV_EFI_VARIABLE_BOOT2:
    case EV_EFI_VARIABLE_AUTHORITY: show_variable(l, e); return;
    case EV_EFI_BOOT_SERVICES_APPLICATION:
    case EV_EFI_BOOT_SERVICES_DRIVER:
    case EV_EFI_RUNTIME_SERVICES_DRIVER: show_image(l, e); return;
    case EV_EFI_GPT_EVENT: show_gpt(l, e); return;
    default: show_data(l, e);
    }
}
