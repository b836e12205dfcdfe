/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks and claims of SEV-SNP mean. ABI is AMD 56860 rev 1.58, KDS is AMD 57230. */
#include "evidence/snp.h"

#define ABI_REPORT "AMD 56860 rev 1.58, section 7.3, table ATTESTATION_REPORT"
#define ABI_POLICY "AMD 56860 rev 1.58, section 4.3, table guest policy"
#define ABI_TCB    "AMD 56860 rev 1.58, section 2.2, table TCB_VERSION"
#define KDS_CERT   "AMD 57230, tables of VCEK and VLEK certificate fields and extensions"

const struct cupel_check_info snp_checks[SNP_CHECKS] = {
    [SNP_CHECK_SIGNATURE_ALGORITHM] = {
        .id = "snp.signature_algorithm",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the report says that it is signed with ECDSA P-384 and SHA-384",
        .why = "AMD defines one algorithm. Another number means bytes that no firmware made, or a "
               "scheme whose strength nobody here has judged.",
        .spec = ABI_REPORT ", SIGNATURE_ALGO",
        .fix = "get a new report from the guest; if the firmware really uses a new algorithm, "
               "update cupel",
    },
    [SNP_CHECK_SIGNING_KEY] = {
        .id = "snp.signing_key",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the report names the kind of key that its certificate holds",
        .why = "A VLEK is shared by many chips of a provider, a VCEK belongs to one. Taking one for "
               "the other skips the comparison of chip ids; \"none\" means that nothing is signed.",
        .spec = ABI_REPORT ", KEY_INFO.SIGNING_KEY",
        .fix = "give the certificate of the kind that the report names; have the host sign reports",
    },
    [SNP_CHECK_KEY_INFO] = {
        .id = "snp.key_info",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the reserved bits of KEY_INFO are zero",
        .why = "A reserved bit that is set has a meaning that this program does not know.",
        .spec = ABI_REPORT ", KEY_INFO",
        .fix = "update cupel, or ask which firmware made this report",
    },
    [SNP_CHECK_RESERVED] = {
        .id = "snp.reserved",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the reserved fields of the signed part are zero",
        .why = "Firmware writes zeros there. Anything else has a meaning that this program does not "
               "know, so it cannot say what the report proves.",
        .spec = ABI_REPORT,
        .fix = "update cupel, or ask which firmware made this report",
    },
    [SNP_CHECK_CERTIFICATE] = {
        .id = "snp.certificate",
        .category = CUPEL_CAT_HARDWARE,
        .title = "a certificate of the signing key fits this report",
        .why = "The report names chip and TCB, not its key: the certificate ties a key to them.",
        .spec = KDS_CERT,
        .fix = "give the VCEK that AMD's key distribution service returns for this chip and TCB, or "
               "the VLEK of the cloud provider, with --collateral",
    },
    [SNP_CHECK_LEAF_SUBJECT] = {
        .id = "snp.leaf_subject",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the leaf is named SEV-VCEK or SEV-VLEK and issued by the CA of that kind",
        .why = "AMD's CAs sign other certificates too. Verifiers that guessed the role from the "
               "chain took CA certificates for leaves and skipped the checks of leaves.",
        .spec = KDS_CERT,
        .fix = "give the VCEK or VLEK certificate itself",
    },
    [SNP_CHECK_LEAF_KEY] = {
        .id = "snp.leaf_key",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the leaf is an end-entity certificate with a P-384 key",
        .why = "AMD gives chips P-384 keys only. Any other key was not made by AMD's process.",
        .spec = KDS_CERT ", subject public key",
        .fix = "give the VCEK or VLEK certificate itself",
    },
    [SNP_CHECK_CSP_ID] = {
        .id = "snp.csp_id",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the leaf carries HWID if it is a VCEK, CSP_ID if it is a VLEK, never both",
        .why = "HWID names a chip, CSP_ID a provider. A certificate with neither or both leaves open "
               "what its key stands for.",
        .spec = KDS_CERT ", hwID and csp_id",
        .fix = "fetch the certificate anew from AMD",
    },
    [SNP_CHECK_CHAIN] = {
        .id = "snp.chain",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the leaf's certificates lead to a trusted root key (ARK)",
        .why = "Whoever may bring his own root can sign anything. Roots come from this program or "
               "from --anchor, never from evidence or collateral.",
        .spec = "AMD 57230 (ARK, ASK, ASVK); RFC 5280 section 6.1",
        .fix = "give the ASK (VCEK) or ASVK (VLEK) certificate of the chip's product",
    },
    [SNP_CHECK_CHAIN_ALGORITHM] = {
        .id = "snp.chain_algorithm",
        .category = CUPEL_CAT_HARDWARE,
        .title = "every certificate of the path is signed with RSASSA-PSS and SHA-384",
        .why = "AMD uses one algorithm. Accepting what a certificate asks for would let a weaker one "
               "in.",
        .spec = KDS_CERT ", signature algorithm",
        .fix = "fetch the certificates anew from AMD",
    },
    [SNP_CHECK_CHAIN_VALIDITY] = {
        .id = "snp.chain_validity",
        .category = CUPEL_CAT_HARDWARE,
        .title = "every certificate of the path is valid at the time of verification",
        .why = "A certificate vouches for its key between its two dates only.",
        .spec = "RFC 5280 section 4.1.2.5",
        .fix = "fetch a current certificate, or give the time that matters with --at",
    },
    [SNP_CHECK_PRODUCT] = {
        .id = "snp.product",
        .category = CUPEL_CAT_HARDWARE,
        .title = "processor, leaf and root name the same product",
        .why = "Each product has its own root and its own TCB layout. A weaker product's key must "
               "not vouch for another's report.",
        .spec = ABI_REPORT ", CPUID_FAM_ID and CPUID_MOD_ID; AMD 57230 (ARK, ASK, ASVK)",
        .fix = "give the certificates of the product that the report's CPUID names",
    },
    [SNP_CHECK_TCB_EXTENSIONS] = {
        .id = "snp.tcb_extensions",
        .category = CUPEL_CAT_TCB,
        .title = "the leaf certifies exactly the TCB that the report states, component by component",
        .why = "The key is derived from the TCB. A leaf of another TCB would let old, broken "
               "firmware speak as new.",
        .spec = KDS_CERT ", blSPL, teeSPL, snpSPL, ucodeSPL, fmcSPL; " ABI_TCB,
        .fix = "fetch the certificate for the TCB that the report states in REPORTED_TCB",
    },
    [SNP_CHECK_CHIP_ID] = {
        .id = "snp.chip_id",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the VCEK was issued for the chip that made the report",
        .why = "Without it, a key that leaked from one chip vouches for all.",
        .spec = ABI_REPORT ", CHIP_ID; " KDS_CERT ", hwID",
        .fix = "fetch the VCEK for this CHIP_ID; where the host masks chip ids, have it show them",
    },
    [SNP_CHECK_SIGNATURE_ENCODING] = {
        .id = "snp.signature_encoding",
        .category = CUPEL_CAT_HARDWARE,
        .title = "R and S fit 384 bits and the rest of the signature field is zero",
        .why = "The signature does not cover these bytes: anybody on the way can change them.",
        .spec = "AMD 56860 rev 1.58, chapter 10, format of an ECDSA P-384 signature",
        .fix = "get a new report from the guest",
    },
    [SNP_CHECK_SIGNATURE] = {
        .id = "snp.signature",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the report is signed by the leaf's key",
        .why = "All that the report says rests on this signature.",
        .spec = ABI_REPORT ", SIGNATURE",
        .fix = "the report was changed, damaged, or made by another chip or TCB: get a new one",
    },
    [SNP_CHECK_TCB_ORDER] = {
        .id = "snp.tcb_order",
        .category = CUPEL_CAT_TCB,
        .title = "no component of the reported TCB is above the committed, none of that above the "
                 "current",
        .why = "The firmware keeps this order. A report that breaks it was not made by it.",
        .spec = ABI_TCB "; " ABI_REPORT ", REPORTED_TCB, COMMITTED_TCB, CURRENT_TCB",
        .fix = "get a new report; ask the provider for the host's firmware state",
    },
    [SNP_CHECK_DEBUG] = {
        .id = "snp.debug",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the guest may not be debugged by the host",
        .why = "With DEBUG the host reads and writes the guest's memory: nothing in it is "
               "confidential.",
        .spec = ABI_POLICY ", DEBUG",
        .fix = "launch the guest without bit 19 (DEBUG) in its policy",
    },
    [SNP_CHECK_MIGRATION_AGENT] = {
        .id = "snp.migration_agent",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the guest may not be moved by a migration agent",
        .why = "A migration agent can copy the guest's secrets to another machine: it must be as "
               "trusted as the guest.",
        .spec = ABI_POLICY ", MIGRATE_MA",
        .fix = "launch the guest without bit 18 (MIGRATE_MA), or attest the agent too",
    },
    [SNP_CHECK_POLICY] = {
        .id = "snp.policy",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "bit 17 of the policy, which must be one, is one",
        .why = "The firmware refuses guests without it, so no genuine report lacks it.",
        .spec = ABI_POLICY ", bit 17",
        .fix = "get a new report",
    },
    [SNP_CHECK_POLICY_RESERVED] = {
        .id = "snp.policy_reserved",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the reserved bits of the policy are zero",
        .why = "A reserved bit that is set may allow the host something this program does not know.",
        .spec = ABI_POLICY ", bits 63:26",
        .fix = "update cupel, or launch the guest with known policy bits only",
    },
    [SNP_CHECK_VMPL] = {
        .id = "snp.vmpl",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the report was asked for at VMPL 0",
        .why = "At VMPL 1 to 3 another layer of the guest (a paravisor, an SVSM) stands above the "
               "software that asked. Above 3, no guest asked: FFFFFFFFh is the host.",
        .spec = ABI_REPORT " and MSG_REPORT_REQ, VMPL",
        .fix = "expect the level that your platform uses: --expect snp.vmpl=N, and attest the layer "
               "above it",
    },
    [SNP_CHECK_REVOCATION] = {
        .id = "snp.revocation",
        .category = CUPEL_CAT_REVOCATION,
        .title = "no certificate of the path is on its issuer's revocation list",
        .why = "AMD has revoked a signing CA: the first Genoa ASK, on 2022-10-31.",
        .spec = "AMD 57230, chapter 4 (KDS, CRL); RFC 5280 section 6.3",
        .fix = "fetch https://kdsintf.amd.com/vcek/v1/PRODUCT/crl (VLEK: /vlek/v1/) and give it with "
               "--collateral",
    },
};

#define BYTES(claim, n, text, main)                                                                \
    {                                                                                              \
        .name = claim, .type = CUPEL_CLAIM_BYTES, .size = n, .title = text, .is_main = main        \
    }
/* Bytes that tell whose workload it is. */
#define IDENTITY(claim, n, text, main)                                                             \
    {                                                                                              \
        .name = claim, .type = CUPEL_CLAIM_BYTES, .size = n, .title = text, .is_main = main,       \
        .is_identity = true                                                                        \
    }
#define OTHER(kind, claim, text, main)                                                             \
    {                                                                                              \
        .name = claim, .type = CUPEL_CLAIM_##kind, .title = text, .is_main = main                  \
    }

/* In the order of the report. */
const struct cupel_claim_info snp_claims[SNP_CLAIMS] = {
    OTHER(UINT, "snp.version", "version of the report", false),
    OTHER(TEXT, "snp.product", "product line of the processor", true),
    OTHER(UINT, "snp.guest_svn", "security version that the owner gave the guest", false),
    OTHER(FLAGS, "snp.policy", "what the guest's owner allows", true),
    OTHER(BOOL, "snp.policy.smt", "simultaneous multithreading is allowed", false),
    OTHER(BOOL, "snp.policy.migrate_ma", "a migration agent is allowed", false),
    OTHER(BOOL, "snp.policy.debug", "the host may debug the guest", false),
    OTHER(BOOL, "snp.policy.single_socket", "one socket only", false),
    OTHER(UINT, "snp.policy.abi_major", "least major version of the firmware's ABI", false),
    OTHER(UINT, "snp.policy.abi_minor", "least minor version of the firmware's ABI", false),
    IDENTITY("snp.family_id", 16, "the owner's name for a family of guests", false),
    IDENTITY("snp.image_id", 16, "the owner's name for the image", false),
    OTHER(UINT, "snp.vmpl", "virtual machine privilege level that asked", true),
    OTHER(FLAGS, "snp.platform_info", "how the host is set up", false),
    OTHER(BOOL, "snp.platform_info.smt", "simultaneous multithreading is on", false),
    OTHER(BOOL, "snp.platform_info.tsme", "all memory is encrypted", false),
    OTHER(BOOL, "snp.platform_info.alias_check_complete", "no memory aliases found (BadRAM)",
          false),
    OTHER(TEXT, "snp.signing_key", "kind of the key that signs: VCEK, VLEK, none", true),
    OTHER(BOOL, "snp.author_key_en", "an author key certified the ID key", false),
    BYTES("snp.report_data", 64, "what the guest chose: the challenge", true),
    IDENTITY("snp.measurement", 48, "digest of the guest's memory at launch", true),
    IDENTITY("snp.host_data", 32, "what the host chose at launch", true),
    IDENTITY("snp.id_key_digest", 48, "digest of the key that signed the ID block", false),
    IDENTITY("snp.author_key_digest", 48, "digest of the key that certified the ID key", false),
    BYTES("snp.report_id", 32, "names this guest for its lifetime", false),
    BYTES("snp.report_id_ma", 32, "names its migration agent", false),
    BYTES("snp.chip_id", 64, "names the chip; zero when masked", true),
    OTHER(FLAGS, "snp.reported_tcb", "TCB that the host reports", false),
    OTHER(UINT, "snp.reported_tcb.fmc", "patch level of the FMC (Turin)", false),
    OTHER(UINT, "snp.reported_tcb.bl", "patch level of the boot loader", true),
    OTHER(UINT, "snp.reported_tcb.tee", "patch level of the secure processor's system", true),
    OTHER(UINT, "snp.reported_tcb.snp", "patch level of the SNP firmware", true),
    OTHER(UINT, "snp.reported_tcb.ucode", "patch level of the microcode", true),
    OTHER(FLAGS, "snp.current_tcb", "TCB that runs now", false),
    OTHER(FLAGS, "snp.committed_tcb", "TCB below which the firmware cannot go", false),
    OTHER(FLAGS, "snp.launch_tcb", "TCB at the guest's launch or import", false),
    OTHER(UINT, "snp.cpuid_family", "CPUID family (version 3 and later)", false),
    OTHER(UINT, "snp.cpuid_model", "CPUID model", false),
    OTHER(UINT, "snp.cpuid_stepping", "CPUID stepping", false),
    OTHER(TEXT, "snp.current_version", "firmware that runs now, MAJOR.MINOR.BUILD", false),
    OTHER(TEXT, "snp.committed_version", "firmware below which it cannot go", false),
    OTHER(FLAGS, "snp.launch_mit_vector", "mitigations at launch (version 5)", false),
    OTHER(FLAGS, "snp.current_mit_vector", "mitigations now (version 5)", false),
    OTHER(TEXT, "snp.csp_id", "cloud provider that the VLEK was issued to", false),
};

static void claim_owner(cupel_appraisal *ap, const struct snp_report *r)
{
    claim_uint(ap, "snp.guest_svn", r->guest_svn);
    claim_flags(ap, "snp.policy", r->policy);
    claim_bool(ap, "snp.policy.smt", r->policy >> SNP_POLICY_SMT & 1);
    claim_bool(ap, "snp.policy.migrate_ma", r->policy >> SNP_POLICY_MIGRATE_MA & 1);
    claim_bool(ap, "snp.policy.debug", r->policy >> SNP_POLICY_DEBUG & 1);
    claim_bool(ap, "snp.policy.single_socket", r->policy >> SNP_POLICY_SINGLE_SOCKET & 1);
    claim_uint(ap, "snp.policy.abi_major", r->policy >> 8 & 0xff);
    claim_uint(ap, "snp.policy.abi_minor", r->policy & 0xff);
    claim_bytes(ap, "snp.family_id", r->family_id);
    claim_bytes(ap, "snp.image_id", r->image_id);
    claim_uint(ap, "snp.vmpl", r->vmpl);
    claim_flags(ap, "snp.platform_info", r->platform_info);
    claim_bool(ap, "snp.platform_info.smt", r->platform_info & 1);
    claim_bool(ap, "snp.platform_info.tsme", r->platform_info >> 1 & 1);
    claim_bool(ap, "snp.platform_info.alias_check_complete", r->platform_info >> 5 & 1);
    unsigned key = snp_signing_key(r);
    claim_text(ap, "snp.signing_key",
               key == SNP_KEY_VCEK   ? "VCEK"
               : key == SNP_KEY_VLEK ? "VLEK"
               : key == SNP_KEY_NONE ? "none"
                                     : "reserved");
    claim_bool(ap, "snp.author_key_en", r->key_info & 1);
}

static void claim_bodies(cupel_appraisal *ap, const struct snp_report *r)
{
    claim_bytes(ap, "snp.report_data", r->report_data);
    claim_bytes(ap, "snp.measurement", r->measurement);
    claim_bytes(ap, "snp.host_data", r->host_data);
    claim_bytes(ap, "snp.id_key_digest", r->id_key_digest);
    claim_bytes(ap, "snp.author_key_digest", r->author_key_digest);
    claim_bytes(ap, "snp.report_id", r->report_id);
    claim_bytes(ap, "snp.report_id_ma", r->report_id_ma);
    claim_bytes(ap, "snp.chip_id", r->chip_id);
}

static void claim_tcb(cupel_appraisal *ap, const struct snp_report *r, enum amd_product product)
{
    static const char *const names[AMD_COMPONENTS] = {
        "snp.reported_tcb.fmc", "snp.reported_tcb.bl", "snp.reported_tcb.tee",
        "snp.reported_tcb.snp", "snp.reported_tcb.ucode"
    };
    struct amd_tcb t = amd_tcb_read(product, r->reported_tcb);
    claim_flags(ap, "snp.reported_tcb", slice_le64(r->reported_tcb));
    /* Which byte is which component is known only once the product is. */
    for (unsigned c = 0; c < AMD_COMPONENTS && product != AMD_PRODUCT_UNKNOWN; c++)
        if (amd_has_component(product, (enum amd_component)c))
            claim_uint(ap, names[c], t.spl[c]);
    claim_flags(ap, "snp.current_tcb", slice_le64(r->current_tcb));
    claim_flags(ap, "snp.committed_tcb", slice_le64(r->committed_tcb));
    claim_flags(ap, "snp.launch_tcb", slice_le64(r->launch_tcb));
}

/* "255.255.255", without printf: this is on the path of every verification. */
static void claim_version(cupel_appraisal *ap, const char *name, uint8_t major, uint8_t minor,
                          uint8_t build)
{
    const uint8_t parts[] = { major, minor, build };
    char text[12];
    size_t n = 0;
    for (unsigned i = 0; i < 3; i++) {
        uint8_t v = parts[i];
        if (v >= 100)
            text[n++] = (char)('0' + v / 100);
        if (v >= 10)
            text[n++] = (char)('0' + v / 10 % 10);
        text[n++] = (char)('0' + v % 10);
        text[n++] = i < 2 ? '.' : '\0';
    }
    claim_text(ap, name, text);
}

void snp_add_claims(cupel_appraisal *ap, const struct snp_report *r, enum amd_product product)
{
    claim_uint(ap, "snp.version", r->version);
    if (product != AMD_PRODUCT_UNKNOWN)
        claim_text(ap, "snp.product", amd_product_name(product));
    claim_owner(ap, r);
    claim_bodies(ap, r);
    claim_tcb(ap, r, product);
    if (r->version >= 3) {
        claim_uint(ap, "snp.cpuid_family", r->family);
        claim_uint(ap, "snp.cpuid_model", r->model);
        claim_uint(ap, "snp.cpuid_stepping", r->stepping);
    }
    claim_version(ap, "snp.current_version", r->current_major, r->current_minor, r->current_build);
    claim_version(ap, "snp.committed_version", r->committed_major, r->committed_minor,
                  r->committed_build);
    if (r->version >= 5) {
        claim_flags(ap, "snp.launch_mit_vector", r->launch_mit_vector);
        claim_flags(ap, "snp.current_mit_vector", r->current_mit_vector);
    }
}
