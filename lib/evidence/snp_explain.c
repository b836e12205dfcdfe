/* SPDX-License-Identifier: Apache-2.0 */
/* Every field of a SEV-SNP report in words: AMD 56860 section 7.3, table ATTESTATION_REPORT. */
#include "evidence/snp.h"

static const struct flag_name policy_bits[] = {
    { 16, "SMT", "simultaneous multithreading is allowed" },
    { 17, "reserved", "must be one" },
    { 18, "MIGRATE_MA", "the guest may be associated with a migration agent" },
    { 19, "DEBUG", "the host may read and change the guest's memory: nothing is confidential" },
    { 20, "SINGLE_SOCKET", "the guest may run on one socket only" },
    { 21, "CXL_ALLOW", "CXL memory and devices are allowed" },
    { 22, "MEM_AES_256_XTS", "memory must be encrypted with AES-256 in XTS mode" },
    { 23, "RAPL_DIS", "power reporting to the host (RAPL) must be off" },
    { 24, "CIPHERTEXT_HIDING_DRAM", "ciphertext hiding for DRAM must be on" },
    { 25, "PAGE_SWAP_DISABLE", "the host may not move, swap or copy guest pages" },
};

static const struct flag_name platform_bits[] = {
    { 0, "SMT_EN", "simultaneous multithreading is on" },
    { 1, "TSME_EN", "all memory is encrypted (TSME)" },
    { 2, "ECC_EN", "memory has error correction" },
    { 3, "RAPL_DIS", "power reporting (RAPL) is off" },
    { 4, "CIPHERTEXT_HIDING_DRAM_EN", "ciphertext hiding for DRAM is on" },
    { 5, "ALIAS_CHECK_COMPLETE",
      "no memory aliases were found since the last reset (BadRAM, CVE-2024-21944)" },
    { 7, "TIO_EN", "trusted I/O (SEV-TIO) is on" },
};

static const struct flag_name key_bits[] = {
    { 0, "AUTHOR_KEY_EN", "AUTHOR_KEY_DIGEST holds the author key's digest" },
    { 1, "MASK_CHIP_KEY", "the host has reports not signed with the chip's key" },
    { 2, "SIGNING_KEY", "bits 4:2 name the signing key: 0 VCEK, 1 VLEK, 7 none" },
    { 3, "SIGNING_KEY", "bits 4:2 name the signing key: 0 VCEK, 1 VLEK, 7 none" },
    { 4, "SIGNING_KEY", "bits 4:2 name the signing key: 0 VCEK, 1 VLEK, 7 none" },
};

static const char *vmpl_meaning(uint32_t vmpl)
{
    if (vmpl == 0)
        return "virtual machine privilege level that asked: 0, the most privileged";
    if (vmpl <= 3)
        return "virtual machine privilege level that asked: one below another layer of the guest";
    if (vmpl == UINT32_MAX)
        return "the host asked for this report, not the guest";
    return "no privilege level: they go from 0 to 3";
}

static const char *key_meaning(unsigned key)
{
    switch (key) {
    case SNP_KEY_VCEK: return "VCEK: a key of this chip at this TCB";
    case SNP_KEY_VLEK: return "VLEK: a key that AMD gave to a cloud provider, same for many chips";
    case SNP_KEY_NONE: return "none: the report is not signed";
    default: return "reserved";
    }
}

static const char *component_meaning(enum amd_component c)
{
    static const char *const meanings[] = {
        "security patch level of the FMC",
        "of the AMD secure processor's boot loader",
        "of the AMD secure processor's system (TEE)",
        "of the SNP firmware",
        "of the microcode, as the lowest of all cores",
    };
    return meanings[c];
}

static void explain_tcb(struct field_list *l, const char *name, cupel_slice tcb,
                        enum amd_product product, const char *meaning, uint64_t offset)
{
    struct amd_tcb t = amd_tcb_read(product, tcb);
    (void)field_text(l, name,
                     arena_printf(l->arena, "0x%016llx", (unsigned long long)slice_le64(tcb)),
                     meaning, offset, 8);
    l->depth++;
    for (unsigned c = 0; c < AMD_COMPONENTS; c++)
        if (amd_has_component(product, (enum amd_component)c))
            field_uint(l, amd_component_name((enum amd_component)c), t.spl[c],
                       component_meaning((enum amd_component)c),
                       offset + (uint64_t)amd_component_at(product, (enum amd_component)c), 1);
    if (t.reserved_set)
        (void)field_text(l, "reserved", "not zero", "reserved bytes should be zero", offset, 8);
    l->depth--;
}

static void explain_policy(struct field_list *l, const struct snp_report *r)
{
    (void)field_text(l, "POLICY",
                     arena_printf(l->arena, "0x%016llx", (unsigned long long)r->policy),
                     "what the guest's owner allows", 0x8, 8);
    l->depth++;
    field_uint(l, "ABI_MINOR", r->policy & 0xff, "least minor version of the firmware's ABI", 0x8,
               1);
    field_uint(l, "ABI_MAJOR", r->policy >> 8 & 0xff, "least major version of the firmware's ABI",
               0x9, 1);
    field_flags(l, "flags", r->policy & ~UINT64_C(0xffff), "bits 16 and up", 0x8, 8, policy_bits,
                CUPEL_COUNT(policy_bits));
    l->depth--;
}

static void explain_guest(struct field_list *l, const struct snp_report *r,
                          enum amd_product product)
{
    field_uint(l, "VERSION", r->version, "version of this report's layout", 0, 4);
    field_uint(l, "GUEST_SVN", r->guest_svn, "security version that the owner gave the guest", 4,
               4);
    explain_policy(l, r);
    field_bytes(l, "FAMILY_ID", r->family_id, "the owner's name for a family of guests", 0x10);
    field_bytes(l, "IMAGE_ID", r->image_id, "the owner's name for the image", 0x20);
    field_uint(l, "VMPL", r->vmpl, vmpl_meaning(r->vmpl), 0x30, 4);
    field_uint(l, "SIGNATURE_ALGO", r->signature_algo,
               r->signature_algo == 1 ? "ECDSA P-384 with SHA-384" : "unknown", 0x34, 4);
    explain_tcb(l, "CURRENT_TCB", r->current_tcb, product, "firmware that runs now", 0x38);
    field_flags(l, "PLATFORM_INFO", r->platform_info, "how the host is set up", 0x40, 8,
                platform_bits, CUPEL_COUNT(platform_bits));
    field_flags(l, "KEY_INFO", r->key_info, "which keys are at work", 0x48, 4, key_bits,
                CUPEL_COUNT(key_bits));
    l->depth++;
    field_uint(l, "SIGNING_KEY", snp_signing_key(r), key_meaning(snp_signing_key(r)), 0x48, 1);
    l->depth--;
    field_bytes(l, "reserved", r->reserved_4c, "must be zero", 0x4c);
    field_bytes(l, "REPORT_DATA", r->report_data, "64 bytes that the guest chose: the challenge",
                0x50);
    field_bytes(l, "MEASUREMENT", r->measurement, "digest of the guest's memory at launch", 0x90);
    field_bytes(l, "HOST_DATA", r->host_data, "32 bytes that the host chose at launch", 0xc0);
    field_bytes(l, "ID_KEY_DIGEST", r->id_key_digest, "SHA-384 of the key that signed the ID block",
                0xe0);
    field_bytes(l, "AUTHOR_KEY_DIGEST", r->author_key_digest,
                "SHA-384 of the key that certified the ID key", 0x110);
    field_bytes(l, "REPORT_ID", r->report_id, "names this guest for its lifetime", 0x140);
    field_bytes(l, "REPORT_ID_MA", r->report_id_ma, "names its migration agent; all ones: none",
                0x160);
}

static void explain_version(struct field_list *l, const char *name, unsigned major, unsigned minor,
                            unsigned build, const char *meaning, uint64_t offset)
{
    (void)field_text(l, name, arena_printf(l->arena, "%u.%u build %u", major, minor, build),
                     meaning, offset, 3);
}

static void explain_platform(struct field_list *l, const struct snp_report *r,
                             enum amd_product product)
{
    explain_tcb(l, "REPORTED_TCB", r->reported_tcb, product,
                "what the host reports; the signing key is derived from it", 0x180);
    const char *cpuid = r->version < 3 ? "not given before version 3" : amd_product_name(product);
    (void)field_text(l, "CPUID",
                     arena_printf(l->arena, "family 0x%02x model 0x%02x stepping %u", r->family,
                                  r->model, r->stepping),
                     cpuid, 0x188, 3);
    field_bytes(l, "reserved", r->reserved_18b, "must be zero", 0x18b);
    field_bytes(l, "CHIP_ID", r->chip_id,
                slice_is_zero(r->chip_id) ? "masked by the host" : "names the chip", 0x1a0);
    explain_tcb(l, "COMMITTED_TCB", r->committed_tcb, product, "below which the firmware cannot go",
                0x1e0);
    explain_version(l, "CURRENT_VERSION", r->current_major, r->current_minor, r->current_build,
                    "firmware that runs now", 0x1e8);
    field_uint(l, "reserved", r->reserved_1eb, "must be zero", 0x1eb, 1);
    explain_version(l, "COMMITTED_VERSION", r->committed_major, r->committed_minor,
                    r->committed_build, "below which the firmware cannot go", 0x1ec);
    field_uint(l, "reserved", r->reserved_1ef, "must be zero", 0x1ef, 1);
    explain_tcb(l, "LAUNCH_TCB", r->launch_tcb, product, "firmware at the guest's launch or import",
                0x1f0);
    const char *mit = r->version < 5 ? "reserved before version 5"
                                     : "bits of mitigations that AMD's security bulletins name";
    field_flags(l, "LAUNCH_MIT_VECTOR", r->launch_mit_vector, mit, 0x1f8, 8, NULL, 0);
    field_flags(l, "CURRENT_MIT_VECTOR", r->current_mit_vector, mit, 0x200, 8, NULL, 0);
    field_bytes(l, "reserved", r->reserved_208, "must be zero", 0x208);
}

static void explain_table(struct field_list *l, cupel_slice table)
{
    struct amd_table_entry e[AMD_TABLE_ENTRIES_MAX];
    size_t n = 0;
    if (table.n == 0 || amd_cert_table_parse(table, e, &n, NULL) != CUPEL_OK)
        return;
    field_open(l, "certificate table", "certificates that the host added; not signed by the chip",
               SNP_REPORT_SIZE, table.n);
    for (size_t i = 0; i < n; i++)
        (void)field_text(l, amd_table_kind_name(e[i].kind),
                         arena_printf(l->arena, "%zu bytes", e[i].bytes.n),
                         "trusted only as far as its own signature goes",
                         SNP_REPORT_SIZE + e[i].offset, e[i].bytes.n);
    field_close(l);
}

void snp_explain(const struct evidence *ev, struct field_list *ret)
{
    const struct snp_report *r = &ev->snp;
    enum amd_product product = snp_product(r);
    explain_guest(ret, r, product);
    explain_platform(ret, r, product);
    field_open(ret, "SIGNATURE", "ECDSA P-384 over bytes 0 to 29Fh; numbers are little endian",
               SNP_SIGNED_SIZE, 512);
    field_bytes(ret, "R", slice_part(r->signature, 0, 72), "48 bytes and 24 zeros", 0x2a0);
    field_bytes(ret, "S", slice_part(r->signature, 72, 72), "48 bytes and 24 zeros", 0x2e8);
    field_bytes(ret, "reserved", r->reserved_330, "must be zero", 0x330);
    field_close(ret);
    explain_table(ret, ev->n_inside ? ev->inside[0].bytes : SLICE_EMPTY);
}
