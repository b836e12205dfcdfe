/* SPDX-License-Identifier: Apache-2.0 */
/* UEFI's GUIDs, strings and device paths (UEFI 2.10, section 10) as text for people. */
#include "base/buf.h"
#include "base/utf8.h"
#include "measure/uefi.h"

#define PATH_TEXT_MAX 4096u

const char *uefi_guid_text(struct arena *a, cupel_slice g)
{
    struct cur c = cur_of(g);
    uint32_t first = cur_le32(&c);
    uint16_t second = cur_le16(&c);
    uint16_t third = cur_le16(&c);
    return arena_printf(a, "%08lx-%04x-%04x-%s-%s", (unsigned long)first, second, third,
                        arena_hex(a, slice_part(g, 8, 2)), arena_hex(a, slice_part(g, 10, 6)));
}

/* One character, if it may be shown: no controls, no marks that reorder or hide text. */
static bool is_shown(uint32_t code)
{
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xfeff)
        return false;
    return !(code >= 0x200b && code <= 0x200f) && !(code >= 0x2028 && code <= 0x202e) &&
           !(code >= 0x2060 && code <= 0x206f);
}

static void add_code(struct buf *b, uint32_t code)
{
    uint8_t utf8[4];
    size_t n = is_shown(code) ? utf8_write(code, utf8) : 0;
    if (n)
        buf_add(b, slice_of(utf8, n));
    else
        buf_add_byte(b, '?');
}

/* What the buffer holds, as text of the arena, which then owns it. */
static const char *finish(struct arena *a, struct buf *b, bool cut)
{
    if (cut)
        buf_add_str(b, "...");
    buf_add_byte(b, 0);
    cupel_slice copy = SLICE_EMPTY;
    if (buf_status(b) == CUPEL_OK)
        copy = arena_copy(a, buf_slice(b));
    else if (buf_status(b) == CUPEL_E_NOMEM)
        a->st = CUPEL_E_NOMEM;
    buf_clear(b);
    return copy.n ? (const char *)copy.p : "";
}

static void add_ucs2(struct buf *b, cupel_slice ucs2, bool *cut)
{
    struct cur c = cur_of(ucs2);
    unsigned n = 0;
    while (c.left.n >= 2) {
        uint32_t code = cur_le16(&c);
        if (code == 0)
            return;
        if (n++ == UEFI_TEXT_MAX) {
            *cut = true;
            return;
        }
        add_code(b, code);
    }
}

const char *uefi_ucs2_text(struct arena *a, cupel_slice ucs2)
{
    struct buf b;
    bool cut = false;
    buf_init(&b, 4 * UEFI_TEXT_MAX + 8);
    add_ucs2(&b, ucs2, &cut);
    return finish(a, &b, cut);
}

static uint32_t decode_utf8(cupel_slice s, size_t n)
{
    static const uint8_t lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t code = s.p[0] & lead[n];
    for (size_t i = 1; i < n; i++)
        code = code << 6 | (s.p[i] & 0x3fu);
    return code;
}

const char *uefi_ascii_text(struct arena *a, cupel_slice text)
{
    struct buf b;
    struct cur c = cur_of(text);
    unsigned n = 0;
    buf_init(&b, 4 * UEFI_TEXT_MAX + 8);
    while (c.left.n && c.left.p[0] != 0 && n++ < UEFI_TEXT_MAX) {
        size_t len = utf8_length(c.left);
        if (len)
            add_code(&b, decode_utf8(c.left, len));
        else
            buf_add_byte(&b, '?');
        cur_take(&c, len ? len : 1);
    }
    return finish(a, &b, n > UEFI_TEXT_MAX);
}

bool uefi_looks_ucs2(cupel_slice in)
{
    struct cur c = cur_of(in);
    bool any = false;
    if (in.n < 2 || in.n % 2)
        return false;
    while (c.left.n) {
        uint32_t code = cur_le16(&c);
        if (code == 0)
            return any && slice_is_zero(c.left);
        if (code >= 0x80 || (code < 0x20 && code != '\n' && code != '\t'))
            return false;
        any = true;
    }
    return any;
}

bool uefi_looks_ascii(cupel_slice in)
{
    size_t i = 0;
    for (; i < in.n && in.p[i]; i++)
        if (in.p[i] >= 0x7f || (in.p[i] < 0x20 && in.p[i] != '\n' && in.p[i] != '\t'))
            return false;
    return i > 0;
}

/* ---- device paths ---- */

static void add_pci_root(struct buf *b, struct cur *n)
{
    uint32_t hid = cur_le32(n);
    uint32_t uid = cur_le32(n);
    if (hid == 0x0a0341d0 || hid == 0x0a0841d0) /* PNP0A03, PNP0A08 as EISA ids */
        buf_printf(b, "PciRoot(0x%lx)", (unsigned long)uid);
    else
        buf_printf(b, "Acpi(0x%08lx,0x%lx)", (unsigned long)hid, (unsigned long)uid);
}

static void add_pci(struct buf *b, struct cur *n)
{
    uint8_t function = cur_u8(n);
    uint8_t device = cur_u8(n);
    buf_printf(b, "Pci(0x%x,0x%x)", device, function);
}

static void add_scsi(struct buf *b, struct cur *n)
{
    uint16_t target = cur_le16(n);
    uint16_t lun = cur_le16(n);
    buf_printf(b, "Scsi(%u,%u)", target, lun);
}

static void add_guid_node(struct buf *b, const char *name, cupel_slice guid, struct arena *a)
{
    buf_printf(b, "%s(%s)", name, uefi_guid_text(a, guid));
}

static void add_drive(struct buf *b, struct cur *n, struct arena *a)
{
    uint32_t partition = cur_le32(n);
    cur_take(n, 16); /* start, size */
    cupel_slice id = cur_take(n, 16);
    cur_u8(n);
    uint8_t kind = cur_u8(n);
    if (kind == 2)
        buf_printf(b, "HD(%lu,GPT,%s)", (unsigned long)partition, uefi_guid_text(a, id));
    else
        buf_printf(b, "HD(%lu)", (unsigned long)partition);
}

static void add_node(struct buf *b, unsigned type, unsigned subtype, struct cur n, struct arena *a)
{
    bool cut = false;
    switch (type << 8 | subtype) {
    case 0x0101: add_pci(b, &n); return;
    case 0x0201: add_pci_root(b, &n); return;
    case 0x0302: add_scsi(b, &n); return;
    case 0x0317: buf_printf(b, "NVMe(0x%lx)", (unsigned long)cur_le32(&n)); return;
    case 0x030b: buf_printf(b, "MAC(%s)", arena_hex(a, slice_part(n.left, 0, 6))); return;
    case 0x0312: buf_printf(b, "Sata(0x%x)", cur_le16(&n)); return;
    case 0x0401: add_drive(b, &n, a); return;
    case 0x0404: add_ucs2(b, n.left, &cut); return;
    case 0x0406: add_guid_node(b, "FvFile", slice_part(n.left, 0, 16), a); return;
    case 0x0407: add_guid_node(b, "Fv", slice_part(n.left, 0, 16), a); return;
    case 0x0104:
    case 0x0403: add_guid_node(b, "Vendor", slice_part(n.left, 0, 16), a); return;
    case 0x0408: buf_add_str(b, "Offset(of an option ROM or image)"); return;
    default: buf_printf(b, "Path(%u,%u)", type, subtype);
    }
}

const char *uefi_path_text(struct arena *a, cupel_slice path)
{
    struct buf b;
    struct cur c = cur_of(path);
    unsigned n = 0;
    bool ends = false;
    buf_init(&b, PATH_TEXT_MAX);
    while (c.left.n && n < UEFI_PATH_NODES_MAX) {
        unsigned type = cur_u8(&c);
        unsigned subtype = cur_u8(&c);
        uint16_t size = cur_le16(&c);
        struct cur node = cur_sub(&c, size < 4 ? SIZE_MAX : size - 4u);
        if (c.st != CUPEL_OK || type == 0x7f) {
            ends = c.st == CUPEL_OK;
            break;
        }
        if (n++)
            buf_add_byte(&b, '/');
        add_node(&b, type, subtype, node, a);
    }
    if (b.st == CUPEL_E_LIMIT) { /* longer than anybody reads */
        buf_clear(&b);
        return "a device path too long to show";
    }
    return finish(a, &b, !ends && path.n);
}
