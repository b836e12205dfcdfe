/* SPDX-License-Identifier: Apache-2.0 */
/* The AMD SEV-SNP attestation report: recognising and reading it. */
#include "evidence/snp.h"

#include "base/status.h"

#define VERSION_MIN 2u
#define VERSION_MAX 5u

unsigned snp_signing_key(const struct snp_report *r)
{
    return r->key_info >> 2 & 7;
}

enum amd_product snp_product(const struct snp_report *r)
{
    return r->version < 3 ? AMD_PRODUCT_UNKNOWN : amd_product_of_cpuid(r->family, r->model);
}

/* Intel's QE vendor id stands at 12 in SGX and TDX quotes, whose first bytes may look like a
 * report's version when their key type was damaged. */
static bool is_dcap_quote(cupel_slice in)
{
    static const uint8_t vendor[] = { 0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9,
                                      0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07 };
    return slice_eq(slice_part(in, 12, sizeof vendor), SLICE_ARRAY(vendor));
}

/* Five signs, of which four must fit: a report with one damaged field is still meant as one. */
static bool probe(cupel_slice in)
{
    struct cur c = cur_of(in);
    uint32_t version = cur_le32(&c);
    (void)cur_le32(&c);
    uint64_t policy = cur_le64(&c);
    (void)cur_take(&c, 32);
    uint32_t vmpl = cur_le32(&c);
    uint32_t algorithm = cur_le32(&c);
    (void)cur_take(&c, 16);
    uint32_t key_info = cur_le32(&c);
    uint32_t reserved = cur_le32(&c);
    if (c.st != CUPEL_OK || is_dcap_quote(in))
        return false;
    unsigned signs = 0;
    signs += version >= 1 && version <= 16;
    signs += (policy >> SNP_POLICY_RESERVED_ONE & 1) && policy >> 32 == 0;
    signs += vmpl <= 3 || vmpl == UINT32_MAX;
    signs += algorithm == 1;
    signs += key_info < 0x20 && reserved == 0;
    return signs >= 4;
}

/* Bytes 0 to 17Fh: what the guest and its owner said. */
static void read_guest(struct cur *c, struct snp_report *r)
{
    r->version = cur_le32(c);
    r->guest_svn = cur_le32(c);
    r->policy = cur_le64(c);
    r->family_id = cur_take(c, 16);
    r->image_id = cur_take(c, 16);
    r->vmpl = cur_le32(c);
    r->signature_algo = cur_le32(c);
    r->current_tcb = cur_take(c, 8);
    r->platform_info = cur_le64(c);
    r->key_info = cur_le32(c);
    r->reserved_4c = cur_take(c, 4);
    r->report_data = cur_take(c, 64);
    r->measurement = cur_take(c, 48);
    r->host_data = cur_take(c, 32);
    r->id_key_digest = cur_take(c, 48);
    r->author_key_digest = cur_take(c, 48);
    r->report_id = cur_take(c, 32);
    r->report_id_ma = cur_take(c, 32);
}

/* Bytes 180h to 29Fh: the platform. */
static void read_platform(struct cur *c, struct snp_report *r)
{
    r->reported_tcb = cur_take(c, 8);
    r->family = cur_u8(c);
    r->model = cur_u8(c);
    r->stepping = cur_u8(c);
    r->reserved_18b = cur_take(c, 21);
    r->chip_id = cur_take(c, 64);
    r->committed_tcb = cur_take(c, 8);
    r->current_build = cur_u8(c);
    r->current_minor = cur_u8(c);
    r->current_major = cur_u8(c);
    r->reserved_1eb = cur_u8(c);
    r->committed_build = cur_u8(c);
    r->committed_minor = cur_u8(c);
    r->committed_major = cur_u8(c);
    r->reserved_1ef = cur_u8(c);
    r->launch_tcb = cur_take(c, 8);
    r->launch_mit_vector = cur_le64(c);
    r->current_mit_vector = cur_le64(c);
    r->reserved_208 = cur_take(c, 152);
}

/* What follows the report must be a certificate table, as the host hands it to the guest with an
 * extended request. */
static cupel_status parse_tail(struct cur *c, struct evidence *ev, struct cupel_diag *err)
{
    struct amd_table_entry entries[AMD_TABLE_ENTRIES_MAX];
    size_t n = 0, at = c->at;
    cupel_slice tail = cur_rest(c);
    if (tail.n == 0)
        return CUPEL_OK;
    if (!amd_cert_table_probe(tail))
        return diag_at(err, CUPEL_E_TRAILING, "snp", at,
                       "%zu bytes after the report that are no certificate table; a report has %u",
                       tail.n, SNP_REPORT_SIZE);
    struct cupel_diag inner = { 0 };
    cupel_status st = amd_cert_table_parse(tail, entries, &n, &inner);
    if (st == CUPEL_OK) {
        (void)evidence_add_inside(ev, "evidence", tail); /* the first one fits */
        return CUPEL_OK;
    }
    return diag_at(err, st, "snp", at + (inner.has_offset ? inner.offset : 0),
                   "the certificate table after the report: %s", inner.text);
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    (void)a;
    struct cur c = cur_of(in);
    struct evidence ev = { .format = &format_snp, .bytes = in };
    struct snp_report *r = &ev.snp;
    read_guest(&c, r);
    /* The version comes first: a longer or shorter report of another version is not "truncated". */
    if (in.n >= 4 && (r->version < VERSION_MIN || r->version > VERSION_MAX))
        return diag_at(err, CUPEL_E_UNSUPPORTED, "snp", 0,
                       "report version %u is not supported; versions %u to %u are", r->version,
                       VERSION_MIN, VERSION_MAX);
    read_platform(&c, r);
    r->signed_bytes = slice_part(in, 0, SNP_SIGNED_SIZE);
    r->signature = cur_take(&c, 144);
    r->reserved_330 = cur_take(&c, 368);
    if (c.st != CUPEL_OK)
        return diag_at(err, c.st, "snp", in.n,
                       "the report ends after %zu of its %u bytes: %zu are missing", in.n,
                       SNP_REPORT_SIZE, SNP_REPORT_SIZE - in.n);
    CUPEL_TRY(parse_tail(&c, &ev, err));
    ev.version = r->version;
    *ret = ev;
    return CUPEL_OK;
}

const struct format format_snp = {
    .name = "snp",
    .title = "AMD SEV-SNP attestation report",
    .probe = probe,
    .parse = parse,
    .verify = snp_verify,
    .explain = snp_explain,
    .checks = snp_checks,
    .n_checks = SNP_CHECKS,
    .claims = snp_claims,
    .n_claims = SNP_CLAIMS,
};
