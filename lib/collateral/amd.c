/* SPDX-License-Identifier: Apache-2.0 */
#include "collateral/amd.h"

#include "base/cur.h"
#include "base/status.h"
#include "codec/der.h"

#include <string.h>

static const char *const product_names[AMD_PRODUCTS] = { "unknown", "Milan", "Genoa", "Turin" };

const char *amd_product_name(enum amd_product p)
{
    return product_names[p];
}

enum amd_product amd_product_of_cpuid(uint8_t family, uint8_t model)
{
    static const struct {
        uint8_t family, first, last;
        enum amd_product product;
    } ranges[] = {
        { 0x19, 0x00, 0x0f, AMD_MILAN },
        { 0x19, 0x10, 0x1f, AMD_GENOA },
        { 0x19, 0xa0, 0xaf, AMD_GENOA }, /* Bergamo, Siena */
        { 0x1a, 0x00, 0x11, AMD_TURIN },
    };
    for (size_t i = 0; i < CUPEL_COUNT(ranges); i++)
        if (family == ranges[i].family && model >= ranges[i].first && model <= ranges[i].last)
            return ranges[i].product;
    return AMD_PRODUCT_UNKNOWN;
}

enum amd_product amd_product_of_cn(cupel_slice cn, const char *prefix)
{
    cupel_slice head = slice_str(prefix);
    if (!slice_starts(cn, head))
        return AMD_PRODUCT_UNKNOWN;
    cupel_slice name = slice_part(cn, head.n, cn.n - head.n);
    for (unsigned p = AMD_MILAN; p < AMD_PRODUCTS; p++)
        if (slice_eq(name, slice_str(product_names[p])))
            return (enum amd_product)p;
    return AMD_PRODUCT_UNKNOWN;
}

size_t amd_chip_id_size(enum amd_product p)
{
    return p == AMD_TURIN ? 8 : 64;
}

/* AMD 56860 section 2.2, table "Structure of the TCB_VERSION": one layout for family 19h, another
 * for family 1Ah. -1: the component does not exist there. */
static const int8_t layout_19h[AMD_COMPONENTS] = { -1, 0, 1, 6, 7 };
static const int8_t layout_1ah[AMD_COMPONENTS] = { 0, 1, 2, 3, 7 };

static const int8_t *layout(enum amd_product p)
{
    return p == AMD_TURIN ? layout_1ah : layout_19h;
}

const char *amd_component_name(enum amd_component c)
{
    static const char *const names[AMD_COMPONENTS] = { "fmc", "bl", "tee", "snp", "ucode" };
    return names[c];
}

bool amd_has_component(enum amd_product p, enum amd_component c)
{
    return layout(p)[c] >= 0;
}

int amd_component_at(enum amd_product p, enum amd_component c)
{
    return layout(p)[c];
}

struct amd_tcb amd_tcb_read(enum amd_product p, cupel_slice bytes)
{
    struct amd_tcb t = { 0 };
    uint64_t word = slice_le64(bytes), known = 0;
    for (unsigned c = 0; c < AMD_COMPONENTS; c++) {
        if (!amd_has_component(p, c))
            continue;
        unsigned shift = 8u * (unsigned)layout(p)[c];
        t.spl[c] = (uint8_t)(word >> shift);
        known |= UINT64_C(0xff) << shift;
    }
    t.reserved_set = (word & ~known) != 0;
    return t;
}

const char *amd_tcb_text(struct arena *a, enum amd_product p, const struct amd_tcb *t)
{
    const uint8_t *s = t->spl;
    if (p == AMD_TURIN)
        return arena_printf(a, "fmc=%u bl=%u tee=%u snp=%u ucode=%u", s[AMD_FMC], s[AMD_BL],
                            s[AMD_TEE], s[AMD_SNP], s[AMD_UCODE]);
    return arena_printf(a, "bl=%u tee=%u snp=%u ucode=%u", s[AMD_BL], s[AMD_TEE], s[AMD_SNP],
                        s[AMD_UCODE]);
}

const char *amd_leaf_kind_name(enum amd_leaf_kind k)
{
    static const char *const names[] = { "no leaf", "VCEK", "VLEK" };
    return names[k];
}

/* 1.3.6.1.4.1.3704.1: AMD's arc for these certificates (AMD 57230, table of VCEK extensions). */
static const uint8_t arc[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01 };

/* INTEGER 0..255, the form of every security patch level. */
static uint8_t take_level(cupel_slice value, struct amd_leaf *ret)
{
    struct cur c = cur_of(value);
    uint64_t v = der_take_small_uint(&c, 0xff);
    if (cur_end(&c) != CUPEL_OK)
        ret->malformed = true;
    return (uint8_t)v;
}

static cupel_slice take_ia5(cupel_slice value, struct amd_leaf *ret)
{
    struct cur c = cur_of(value);
    cupel_slice text = der_take(&c, DER_IA5_STRING);
    if (cur_end(&c) != CUPEL_OK)
        ret->malformed = true;
    return text;
}

/*
 * The chip's id stands raw in the extension; some certificates wrap it in an OCTET STRING. A raw id
 * may start with any byte, so only the length tells the two apart.
 */
static cupel_slice take_hwid(cupel_slice value)
{
    if (value.n == 8 || value.n == 64)
        return value;
    if (value.n != 10 && value.n != 66)
        return SLICE_EMPTY;
    struct cur c = cur_of(value);
    cupel_slice inner = der_take(&c, DER_OCTET_STRING);
    return cur_end(&c) == CUPEL_OK ? inner : SLICE_EMPTY;
}

static void read_level(cupel_slice value, uint8_t last, struct amd_leaf *ret)
{
    static const uint8_t components[] = {
        [1] = AMD_BL,         [2] = AMD_TEE,        [3] = AMD_SNP,
        [4] = AMD_COMPONENTS, [5] = AMD_COMPONENTS, [6] = AMD_COMPONENTS,
        [7] = AMD_COMPONENTS, [8] = AMD_UCODE,      [9] = AMD_FMC,
    };
    if (last == 0 || last >= sizeof components)
        return;
    uint8_t spl = take_level(value, ret);
    unsigned c = components[last];
    if (c == AMD_COMPONENTS) {
        ret->reserved_set |= spl != 0;
        return;
    }
    ret->spl[c] = spl;
    ret->spl_present |= 1u << c;
}

/* @tail: the OID's bytes behind the arc. */
static void read_extension(cupel_slice tail, cupel_slice value, struct amd_leaf *ret)
{
    if (tail.n == 2 && tail.p[0] == 3) {
        read_level(value, tail.p[1], ret);
    } else if (tail.n == 1 && tail.p[0] == 2) {
        ret->product_name = take_ia5(value, ret);
    } else if (tail.n == 1 && tail.p[0] == 4) {
        ret->has_hwid = true;
        ret->hwid = take_hwid(value);
    } else if (tail.n == 1 && tail.p[0] == 5) {
        ret->has_csp_id = true;
        ret->csp_id = take_ia5(value, ret);
    }
}

/* One walk over all extensions: a fleet's leaves are looked at for each report. Their form was
 * judged when the certificate was parsed. */
static bool read_extensions(const struct x509_cert *cert, struct amd_leaf *ret)
{
    bool any = false;
    struct cur list = cur_of(cert->extensions);
    while (list.left.n && list.st == CUPEL_OK) {
        struct cur e = der_enter(&list, DER_SEQUENCE);
        cupel_slice oid = der_take(&e, DER_OID);
        if (der_next_is(&e, DER_BOOLEAN))
            (void)der_take_bool(&e);
        cupel_slice value = der_take(&e, DER_OCTET_STRING);
        if (e.st != CUPEL_OK || !slice_starts(oid, SLICE_ARRAY(arc)))
            continue;
        any = true;
        read_extension(slice_part(oid, sizeof arc, oid.n - sizeof arc), value, ret);
    }
    return any;
}

bool amd_leaf_read(const struct x509_cert *cert, struct amd_leaf *ret)
{
    struct amd_leaf leaf = { 0 };
    bool vcek_name = slice_eq(cert->subject_cn, SLICE_LIT("SEV-VCEK"));
    bool vlek_name = slice_eq(cert->subject_cn, SLICE_LIT("SEV-VLEK"));
    if (cert->is_ca && !vcek_name && !vlek_name)
        return false;
    if (!read_extensions(cert, &leaf) && !vcek_name && !vlek_name)
        return false;
    leaf.kind = vcek_name                           ? AMD_LEAF_VCEK
                : vlek_name                         ? AMD_LEAF_VLEK
                : leaf.has_csp_id && !leaf.has_hwid ? AMD_LEAF_VLEK
                                                    : AMD_LEAF_VCEK;
    enum amd_product of_ask = amd_product_of_cn(cert->issuer_cn, "SEV-");
    enum amd_product of_asvk = amd_product_of_cn(cert->issuer_cn, "SEV-VLEK-");
    leaf.product = of_ask ? of_ask : of_asvk;
    leaf.cn_fits = (vcek_name && of_ask) || (vlek_name && of_asvk);
    *ret = leaf;
    return true;
}

/* GUIDs of AMD 56421 table "GUIDs" and of the Linux host tools; bytes as the text form reads. */
static const uint8_t guids[][16] = {
    [AMD_TABLE_VCEK] = { 0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64, 0xad, 0xc5, 0xf4, 0xb9,
                         0x3b, 0xe8, 0xac, 0xcd },
    [AMD_TABLE_VLEK] = { 0xa8, 0x07, 0x4b, 0xc2, 0xa2, 0x5a, 0x48, 0x3e, 0xaa, 0xe6, 0x39, 0xc0,
                         0x45, 0xa0, 0xb8, 0xa1 },
    [AMD_TABLE_ASK] = { 0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4, 0xa0, 0x2f, 0x05, 0xae,
                        0xf3, 0x27, 0xc7, 0x82 },
    [AMD_TABLE_ARK] = { 0xc0, 0xb4, 0x06, 0xa4, 0xa8, 0x03, 0x49, 0x52, 0x97, 0x43, 0x3f, 0xb6,
                        0x01, 0x4c, 0xd0, 0xae },
    [AMD_TABLE_CRL] = { 0x92, 0xf8, 0x1b, 0xc3, 0x58, 0x11, 0x4d, 0x3d, 0x97, 0xff, 0xd1, 0x9f,
                        0x88, 0xdc, 0x67, 0xea },
};

const char *amd_table_kind_name(enum amd_table_kind k)
{
    static const char *const names[] = { "vcek", "vlek", "ask", "ark", "crl", "other" };
    return names[k];
}

static enum amd_table_kind kind_of(cupel_slice guid)
{
    for (unsigned k = 0; k < AMD_TABLE_OTHER; k++)
        if (slice_eq(guid, slice_of(guids[k], 16)))
            return (enum amd_table_kind)k;
    return AMD_TABLE_OTHER;
}

bool amd_cert_table_probe(cupel_slice in)
{
    struct cur c = cur_of(in);
    for (unsigned i = 0; i < AMD_TABLE_ENTRIES_MAX; i++) {
        cupel_slice guid = cur_take(&c, 16);
        (void)cur_take(&c, 8);
        if (guid.n == 0 || slice_is_zero(guid))
            return false;
        if (kind_of(guid) != AMD_TABLE_OTHER)
            return true;
    }
    return false;
}

/* The header: entries with their place, not yet looked up. */
static cupel_status read_header(struct cur *c, struct amd_table_entry *entries, uint32_t *lengths,
                                size_t *ret, struct cupel_diag *err)
{
    for (size_t n = 0;; n++) {
        size_t at = c->at;
        cupel_slice guid = cur_take(c, 16);
        uint32_t offset = cur_le32(c);
        uint32_t length = cur_le32(c);
        if (c->st != CUPEL_OK)
            return diag_at(err, c->st, "certificate table", at,
                           "the table ends before the all-zero entry that closes its list");
        if (slice_is_zero(guid) && offset == 0 && length == 0) {
            *ret = n;
            return CUPEL_OK;
        }
        if (n == AMD_TABLE_ENTRIES_MAX)
            return diag_at(err, CUPEL_E_LIMIT, "certificate table", at, "more than %u entries",
                           AMD_TABLE_ENTRIES_MAX);
        entries[n] = (struct amd_table_entry){ kind_of(guid), guid, SLICE_EMPTY, offset };
        lengths[n] = length;
    }
}

static cupel_status place_entry(cupel_slice in, size_t header, struct amd_table_entry *e,
                                uint32_t length, size_t at, struct cupel_diag *err)
{
    const char *kind = amd_table_kind_name(e->kind);
    if (e->offset < header)
        return diag_at(err, CUPEL_E_MALFORMED, "certificate table", at,
                       "the %s entry points at %u, into the table's own header of %zu bytes", kind,
                       e->offset, header);
    if (e->offset > in.n || length > in.n - e->offset)
        return diag_at(err, CUPEL_E_MALFORMED, "certificate table", at,
                       "the %s entry claims %u bytes at %u; the table has %zu bytes", kind, length,
                       e->offset, in.n);
    e->bytes = slice_part(in, e->offset, length);
    return CUPEL_OK;
}

/* Index of the first entry at or behind @from, or @n. */
static size_t next_entry(const struct amd_table_entry *e, size_t n, size_t from)
{
    size_t best = n;
    for (size_t i = 0; i < n; i++)
        if (e[i].bytes.n && e[i].offset >= from && (best == n || e[i].offset < e[best].offset))
            best = i;
    return best;
}

static bool overlap(const struct amd_table_entry *a, const struct amd_table_entry *b)
{
    return a->bytes.n && b->bytes.n && a->offset < b->offset + b->bytes.n &&
           b->offset < a->offset + a->bytes.n;
}

/* Every byte belongs to one entry or is zero padding. */
static cupel_status check_cover(cupel_slice in, size_t header, const struct amd_table_entry *e,
                                size_t n, struct cupel_diag *err)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (overlap(&e[i], &e[k]))
                return diag_at(err, CUPEL_E_MALFORMED, "certificate table", 24 * i,
                               "the %s and %s entries overlap", amd_table_kind_name(e[k].kind),
                               amd_table_kind_name(e[i].kind));
    for (size_t at = header, i = SIZE_MAX; i != n;) {
        i = next_entry(e, n, at);
        size_t until = i == n ? in.n : e[i].offset;
        if (!slice_is_zero(slice_part(in, at, until - at)))
            return diag_at(err, CUPEL_E_TRAILING, "certificate table", at,
                           "bytes that belong to no entry and are not zero");
        at = i == n ? until : until + e[i].bytes.n;
    }
    return CUPEL_OK;
}

cupel_status amd_cert_table_parse(cupel_slice in,
                                  struct amd_table_entry entries[AMD_TABLE_ENTRIES_MAX],
                                  size_t *ret, struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    uint32_t lengths[AMD_TABLE_ENTRIES_MAX];
    size_t n = 0;
    CUPEL_TRY(read_header(&c, entries, lengths, &n, err));
    for (size_t i = 0; i < n; i++)
        CUPEL_TRY(place_entry(in, c.at, &entries[i], lengths[i], 24 * i, err));
    CUPEL_TRY(check_cover(in, c.at, entries, n, err));
    *ret = n;
    return CUPEL_OK;
}
