/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/uefi.h"

#define GUID_N      16u
#define SHIM_EXCESS 6u

/* The variable and what follows it. */
static bool read_variable(struct cur *c, struct uefi_variable *ret)
{
    ret->guid = cur_take(c, GUID_N);
    uint64_t name_n = cur_le64(c);
    uint64_t data_n = cur_le64(c);
    if (c->st != CUPEL_OK || name_n > c->left.n / 2)
        return false;
    ret->name = cur_take(c, (size_t)name_n * 2);
    if (data_n > c->left.n)
        return false;
    ret->data_offset = c->at;
    ret->data = cur_take(c, (size_t)data_n);
    return true;
}

bool uefi_variable_read(cupel_slice in, size_t at, struct uefi_variable *ret)
{
    struct cur c = cur_at(in, at);
    struct uefi_variable v;
    if (!read_variable(&c, &v) || c.left.n)
        return false;
    *ret = v;
    return true;
}

/* sizeof(UEFI_VARIABLE_DATA) counts its two last members and their padding, which have no bytes of
 * their own: shim before 15.5 logs them, and measures all but the last. */
bool uefi_authority_read(cupel_slice in, size_t at, struct uefi_variable *ret)
{
    struct cur c = cur_at(in, at);
    struct uefi_variable v;
    if (!read_variable(&c, &v) || c.left.n > SHIM_EXCESS ||
        (c.left.n && !slice_is_zero(slice_part(c.left, 0, c.left.n - 1))))
        return false;
    *ret = v;
    return true;
}

/* GUIDs as they stand in memory: the first three groups are little endian. */
static bool guid_is(cupel_slice guid, const uint8_t (*want)[GUID_N])
{
    return slice_eq(guid, slice_of(*want, GUID_N));
}

bool uefi_is_global(cupel_slice guid)
{ /* 8be4df61-93ca-11d2-aa0d-00e098032b8c */
    static const uint8_t want[GUID_N] = { 0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11,
                                          0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c };
    return guid_is(guid, &want);
}

bool uefi_is_database(cupel_slice guid)
{ /* d719b2cb-3d3a-4596-a3bc-dad00e67656f */
    static const uint8_t want[GUID_N] = { 0xcb, 0xb2, 0x19, 0xd7, 0x3a, 0x3d, 0x96, 0x45,
                                          0xa3, 0xbc, 0xda, 0xd0, 0x0e, 0x67, 0x65, 0x6f };
    return guid_is(guid, &want);
}

bool uefi_is_shim(cupel_slice guid)
{ /* 605dab50-e046-4300-abb6-3dd810dd8b23 */
    static const uint8_t want[GUID_N] = { 0x50, 0xab, 0x5d, 0x60, 0x46, 0xe0, 0x00, 0x43,
                                          0xab, 0xb6, 0x3d, 0xd8, 0x10, 0xdd, 0x8b, 0x23 };
    return guid_is(guid, &want);
}

bool uefi_is_x509(cupel_slice type)
{ /* EFI_CERT_X509_GUID a5c059a1-94e4-4aa7-87b5-ab155c2bf072 */
    static const uint8_t want[GUID_N] = { 0xa1, 0x59, 0xc0, 0xa5, 0xe4, 0x94, 0xa7, 0x4a,
                                          0x87, 0xb5, 0xab, 0x15, 0x5c, 0x2b, 0xf0, 0x72 };
    return guid_is(type, &want);
}

bool uefi_is_sha256(cupel_slice type)
{ /* EFI_CERT_SHA256_GUID c1c41626-504c-4092-aca9-41f936934328 */
    static const uint8_t want[GUID_N] = { 0x26, 0x16, 0xc4, 0xc1, 0x4c, 0x50, 0x92, 0x40,
                                          0xac, 0xa9, 0x41, 0xf9, 0x36, 0x93, 0x43, 0x28 };
    return guid_is(type, &want);
}

bool uefi_name_is(cupel_slice ucs2, const char *name)
{
    cupel_slice want = slice_str(name);
    if (ucs2.n != 2 * want.n)
        return false;
    for (size_t i = 0; i < want.n; i++)
        if (ucs2.p[2 * i] != want.p[i] || ucs2.p[2 * i + 1] != 0)
            return false;
    return true;
}

bool uefi_image_load_read(cupel_slice in, struct uefi_image_load *ret)
{
    struct cur c = cur_of(in);
    struct uefi_image_load i = { .location = cur_le64(&c) };
    i.length = cur_le64(&c);
    i.link = cur_le64(&c);
    uint64_t path_n = cur_le64(&c);
    if (c.st != CUPEL_OK || path_n != c.left.n)
        return false;
    i.path = cur_rest(&c);
    *ret = i;
    return true;
}

/* ---- signature lists ---- */

struct uefi_signatures uefi_signatures_start(cupel_slice in)
{
    return (struct uefi_signatures){ .lists = cur_of(in) };
}

static void open_list(struct uefi_signatures *s)
{
    s->type = cur_take(&s->lists, GUID_N);
    uint32_t list_n = cur_le32(&s->lists);
    uint32_t header_n = cur_le32(&s->lists);
    s->size = cur_le32(&s->lists);
    if (s->lists.st != CUPEL_OK || list_n < 28 || s->size <= GUID_N || header_n > list_n - 28 ||
        (list_n - 28 - header_n) % s->size != 0) {
        cur_fail(&s->lists, CUPEL_E_MALFORMED);
        return;
    }
    s->list = cur_sub(&s->lists, list_n - 28);
    cur_take(&s->list, header_n);
}

bool uefi_signature_next(struct uefi_signatures *s, struct uefi_signature *ret)
{
    while (s->list.left.n == 0 && s->lists.left.n && s->lists.st == CUPEL_OK)
        open_list(s);
    if (s->lists.st != CUPEL_OK || s->list.left.n == 0)
        return false;
    ret->type = s->type;
    ret->owner = cur_take(&s->list, GUID_N);
    ret->data = cur_take(&s->list, s->size - GUID_N);
    return s->list.st == CUPEL_OK;
}

bool uefi_signatures_end(const struct uefi_signatures *s)
{
    return cur_end(&s->lists) == CUPEL_OK && s->list.st == CUPEL_OK;
}

/* ---- GPT ---- */

bool uefi_gpt_read(cupel_slice in, struct uefi_gpt *ret)
{
    struct cur c = cur_of(in);
    cupel_slice head = cur_take(&c, 92); /* EFI_PARTITION_TABLE_HEADER */
    uint64_t n = cur_le64(&c);
    uint64_t size = slice_le64(slice_part(head, 84, 4));
    if (c.st != CUPEL_OK || !slice_starts(head, SLICE_LIT("EFI PART")) || size < 56 ||
        n > c.left.n / size || n * size != c.left.n)
        return false;
    ret->disk = slice_part(head, 56, GUID_N);
    ret->n = n;
    ret->entry_size = (size_t)size;
    ret->entries = cur_rest(&c);
    return true;
}
