/* SPDX-License-Identifier: Apache-2.0 */
/* What an event's digest covers, by the PFP and by what firmware and boot loaders really do. */
#include "measure/boot.h"

bool log_must_cover(uint32_t type)
{
    switch (type) {
    case EV_SEPARATOR:
    case EV_EFI_ACTION:
    case EV_EFI_GPT_EVENT:
    case EV_EFI_VARIABLE_DRIVER_CONFIG:
    case EV_EFI_VARIABLE_BOOT:
    case EV_EFI_VARIABLE_BOOT2:
    case EV_EFI_VARIABLE_AUTHORITY:
    case EV_EFI_SPDM_DEVICE_POLICY:
    case EV_EFI_SPDM_DEVICE_AUTHORITY: return true;
    default: return false;
    }
}

struct candidate {
    cupel_slice part;
    const char *what;
};
#define CANDIDATES_MAX 6u

struct candidates {
    struct candidate c[CANDIDATES_MAX];
    size_t n;
};

static void add(struct candidates *s, cupel_slice part, const char *what)
{
    if (s->n < CANDIDATES_MAX)
        s->c[s->n++] = (struct candidate){ part, what };
}

/* Before PFP 1.05 the value alone was hashed for boot variables. Shim before 15.5 logs one byte
 * more of an authority than it measures. */
static void variable_parts(const struct eventlog_event *e, struct candidates *s)
{
    struct uefi_variable v;
    if (e->type == EV_EFI_VARIABLE_BOOT && uefi_variable_read(e->data, e->data_offset, &v))
        add(s, v.data, "the variable's value, not its name");
    if (e->type == EV_EFI_VARIABLE_AUTHORITY && e->data.n > 1)
        add(s, slice_part(e->data, 0, e->data.n - 1), "all but the last byte");
}

/* GRUB measures the text behind a label of its own, with or without the NUL; others the text
 * without its NUL. */
static void text_parts(const struct eventlog_event *e, struct candidates *s)
{
    static const char *const labels[] = { "grub_cmd: ", "kernel_cmdline: ", "module_cmdline: ",
                                          "grub_cmd ", "grub_kernel_cmdline " };
    size_t end = slice_find(e->data, SLICE_LIT("\0"));
    size_t n = end == SIZE_MAX ? e->data.n : end;
    for (size_t i = 0; i < CUPEL_COUNT(labels); i++) {
        cupel_slice label = slice_str(labels[i]);
        if (!slice_starts(e->data, label) || label.n > n)
            continue;
        add(s, slice_part(e->data, label.n, n - label.n), "the text behind its label");
        if (end != SIZE_MAX)
            add(s, slice_part(e->data, label.n, n - label.n + 1),
                "the text behind its label, and its NUL");
        break;
    }
    if (end != SIZE_MAX && end > 0) {
        add(s, slice_part(e->data, 0, n), "the text without its NUL");
        if (n + 1 < e->data.n)
            add(s, slice_part(e->data, 0, n + 1), "the text up to its NUL");
    }
}

static void list_parts(const struct eventlog_event *e, struct candidates *s)
{
    add(s, e->data, NULL);
    if (e->type == EV_IPL || e->type == EV_COMPACT_HASH)
        text_parts(e, s);
    if (e->type == EV_EVENT_TAG && e->data.n > 8)
        add(s, slice_part(e->data, 8, e->data.n - 8), "what the tag holds");
    variable_parts(e, s);
}

cupel_status log_coverage_find(struct crypto_hasher *h, const struct eventlog *log,
                               const struct eventlog_event *e, struct log_coverage *ret)
{
    struct candidates s = { .n = 0 };
    enum crypto_hash alg = crypto_hasher_alg(h);
    cupel_slice want = eventlog_digest(log, e, alg);
    *ret = (struct log_coverage){ .cover = LOG_UNCOVERED };
    if (e->type == EV_NO_ACTION) {
        ret->cover = LOG_NOT_EXTENDED;
        return CUPEL_OK;
    }
    list_parts(e, &s);
    for (size_t i = 0; i < s.n; i++) {
        uint8_t got[CRYPTO_HASH_MAX];
        CUPEL_TRY(crypto_hasher_digest2(h, s.c[i].part, SLICE_EMPTY, got));
        if (!slice_eq(want, slice_of(got, crypto_hash_size(alg))))
            continue;
        *ret = (struct log_coverage){ i ? LOG_COVERS_PART : LOG_COVERS_DATA, s.c[i].part,
                                      s.c[i].what };
        return CUPEL_OK;
    }
    return CUPEL_OK;
}
