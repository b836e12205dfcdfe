/* SPDX-License-Identifier: Apache-2.0 */
/* What a SEV-SNP report proves. Order: its key's certificate, the signature, then what it says. */
#include "evidence/snp.h"

struct cupel_check *snp_add(struct snp_work *w, enum snp_check id, cupel_outcome outcome,
                            const char *detail)
{
    return appraisal_check(w->ap, &snp_checks[id], outcome, detail);
}

struct cupel_check *snp_add_at(struct snp_work *w, enum snp_check id, cupel_outcome outcome,
                               const char *detail, uint64_t offset, uint64_t length)
{
    struct cupel_check *c = snp_add(w, id, outcome, detail);
    check_where(&w->ap->checks, c, "evidence", offset, length);
    return c;
}

/* A pass costs nothing; a failure points at bytes. */
static struct cupel_check *judge(struct snp_work *w, enum snp_check id, bool ok,
                                 const char *else_detail, uint64_t offset, uint64_t length)
{
    return ok ? snp_add(w, id, CUPEL_PASS, NULL)
              : snp_add_at(w, id, CUPEL_FAIL, else_detail, offset, length);
}

static void check_algorithm(struct snp_work *w)
{
    bool ok = w->r->signature_algo == 1;
    struct cupel_check *c = judge(w, SNP_CHECK_SIGNATURE_ALGORITHM, ok,
                                  "the report names a signature algorithm that AMD does not define",
                                  0x34, 4);
    if (ok)
        return;
    c->expected = "1 (ECDSA P-384 with SHA-384)";
    c->found = arena_printf(&w->ap->arena, "%u", w->r->signature_algo);
}

static void check_signing_key(struct snp_work *w)
{
    unsigned key = snp_signing_key(w->r);
    enum amd_leaf_kind want = key == SNP_KEY_VCEK   ? AMD_LEAF_VCEK
                              : key == SNP_KEY_VLEK ? AMD_LEAF_VLEK
                                                    : AMD_LEAF_NONE;
    if (want == AMD_LEAF_NONE) {
        snp_add_at(w, SNP_CHECK_SIGNING_KEY, CUPEL_FAIL,
                   key == SNP_KEY_NONE ? "the report says that it is not signed (SIGNING_KEY none)"
                                       : "the report names a reserved kind of signing key",
                   0x48, 4);
        return;
    }
    if (!w->leaf) {
        snp_add(w, SNP_CHECK_SIGNING_KEY, CUPEL_UNKNOWN,
                "no certificate of the signing key is at hand");
        return;
    }
    bool ok = w->ext.kind == want;
    struct cupel_check *c = judge(
        w, SNP_CHECK_SIGNING_KEY, ok,
        "the certificate is of another kind than the report's SIGNING_KEY", 0x48, 4);
    if (ok)
        return;
    c->expected = amd_leaf_kind_name(want);
    c->found = amd_leaf_kind_name(w->ext.kind);
}

struct span {
    uint64_t offset, length;
};

static bool tcb_reserved_set(const struct snp_work *w, cupel_slice tcb)
{
    return w->product != AMD_PRODUCT_UNKNOWN && amd_tcb_read(w->product, tcb).reserved_set;
}

/* The first reserved field of the signed part that is not zero; length 0 when there is none. */
static struct span find_reserved(const struct snp_work *w)
{
    const struct snp_report *r = w->r;
    const struct {
        bool set;
        struct span at;
    } fields[] = {
        { tcb_reserved_set(w, r->current_tcb), { 0x38, 8 } },
        { !slice_is_zero(r->reserved_4c), { 0x4c, 4 } },
        { tcb_reserved_set(w, r->reported_tcb), { 0x180, 8 } },
        { r->version < 3 && (r->family || r->model || r->stepping), { 0x188, 3 } },
        { !slice_is_zero(r->reserved_18b), { 0x18b, 21 } },
        { tcb_reserved_set(w, r->committed_tcb), { 0x1e0, 8 } },
        { r->reserved_1eb != 0, { 0x1eb, 1 } },
        { r->reserved_1ef != 0, { 0x1ef, 1 } },
        { tcb_reserved_set(w, r->launch_tcb), { 0x1f0, 8 } },
        { r->version < 5 && (r->launch_mit_vector || r->current_mit_vector), { 0x1f8, 16 } },
        { !slice_is_zero(r->reserved_208), { 0x208, 152 } },
    };
    for (size_t i = 0; i < CUPEL_COUNT(fields); i++)
        if (fields[i].set)
            return fields[i].at;
    return (struct span){ 0, 0 };
}

static void check_reserved(struct snp_work *w)
{
    struct span s = find_reserved(w);
    judge(w, SNP_CHECK_KEY_INFO, w->r->key_info >> 5 == 0, "a reserved bit of KEY_INFO is set",
          0x48, 4);
    struct cupel_check *c = judge(w, SNP_CHECK_RESERVED, s.length == 0, NULL, s.offset, s.length);
    if (s.length)
        c->detail = arena_printf(&w->ap->arena, "the reserved bytes at %#llx are not zero",
                                 (unsigned long long)s.offset);
}

/* Where a person gets the certificate. */
static const char *key_hint(struct snp_work *w)
{
    struct arena *a = &w->ap->arena;
    const uint8_t *s = w->reported.spl;
    if (snp_signing_key(w->r) == SNP_KEY_VLEK)
        return "the cloud provider holds it: take it from the extended report's certificate table "
               "(configfs-tsm auxblob) in the guest";
    if (slice_is_zero(w->r->chip_id))
        return "CHIP_ID is masked by the host, so AMD cannot be asked for it: take it from the "
               "certificate table of an extended report";
    size_t n = amd_chip_id_size(w->product);
    return arena_printf(a,
                        "https://kdsintf.amd.com/vcek/v1/%s/%s?%sblSPL=%02u&teeSPL=%02u"
                        "&snpSPL=%02u&ucodeSPL=%02u%s",
                        w->product ? amd_product_name(w->product) : "PRODUCT",
                        arena_hex(a, slice_part(w->r->chip_id, 0, n)),
                        w->product == AMD_TURIN ? arena_printf(a, "fmcSPL=%02u&", s[AMD_FMC]) : "",
                        s[AMD_BL], s[AMD_TEE], s[AMD_SNP], s[AMD_UCODE],
                        w->product ? "" : " with Milan or Genoa for PRODUCT");
}

static void need_key(struct snp_work *w)
{
    struct arena *a = &w->ap->arena;
    bool vlek = snp_signing_key(w->r) == SNP_KEY_VLEK;
    size_t n = amd_chip_id_size(w->product);
    bool masked = slice_is_zero(w->r->chip_id);
    appraisal_need(
        w->ap, &(struct cupel_need){
                   .kind = vlek ? "vlek" : "vcek",
                   .product = w->product ? amd_product_name(w->product) : NULL,
                   .chip_id = vlek || masked ? NULL : arena_hex(a, slice_part(w->r->chip_id, 0, n)),
                   .tcb = amd_tcb_text(a, w->product, &w->reported),
                   .hint = key_hint(w) });
}

static bool key_can_exist(const struct snp_work *w)
{
    unsigned key = snp_signing_key(w->r);
    return key == SNP_KEY_VCEK || key == SNP_KEY_VLEK;
}

static void check_certificate(struct snp_work *w)
{
    if (w->leaf && !w->differs) {
        snp_add(w, SNP_CHECK_CERTIFICATE, CUPEL_PASS, NULL);
        return;
    }
    if (key_can_exist(w))
        need_key(w);
    if (!w->leaf) {
        const char *kind = snp_signing_key(w->r) == SNP_KEY_VLEK ? "VLEK" : "VCEK";
        (void)check_addf(&w->ap->checks, &snp_checks[SNP_CHECK_CERTIFICATE], CUPEL_UNKNOWN,
                         "no %s certificate was given; needed: product %s, TCB %s", kind,
                         w->product ? amd_product_name(w->product) : "unknown (version 2)",
                         amd_tcb_text(&w->ap->arena, w->product, &w->reported));
        w->ap->missing = true;
        return;
    }
    const char *name = collateral_at(&w->in->collateral, w->leaf_index)->name;
    if (w->n_leaves == 1)
        (void)check_addf(&w->ap->checks, &snp_checks[SNP_CHECK_CERTIFICATE], CUPEL_FAIL,
                         "the only %s certificate given, %s, does not fit: it differs in %s",
                         amd_leaf_kind_name(w->ext.kind), name, w->differs);
    else
        (void)check_addf(&w->ap->checks, &snp_checks[SNP_CHECK_CERTIFICATE], CUPEL_FAIL,
                         "none of the %zu VCEK and VLEK certificates given fits; the nearest, %s, "
                         "differs in %s",
                         w->n_leaves, name, w->differs);
}

static void check_signature(struct snp_work *w)
{
    const struct snp_report *r = w->r;
    bool fits = slice_is_zero(slice_part(r->signature, 48, 24)) &&
                slice_is_zero(slice_part(r->signature, 120, 24));
    bool rest = slice_is_zero(r->reserved_330);
    judge(w, SNP_CHECK_SIGNATURE_ENCODING, fits && rest,
          fits ? "bytes behind the signature are not zero" : "R or S does not fit 384 bits",
          fits ? 0x330 : 0x2a0, fits ? 368 : 144);
    if (w->leaf)
        judge(w, SNP_CHECK_SIGNATURE, w->signed_ok && fits,
              "the signature does not cover these bytes under the leaf's key", 0x2a0, 144);
}

static void check_tcb_order(struct snp_work *w)
{
    struct amd_tcb committed = amd_tcb_read(w->product, w->r->committed_tcb);
    struct amd_tcb current = amd_tcb_read(w->product, w->r->current_tcb);
    for (unsigned i = 0; i < AMD_COMPONENTS; i++) {
        uint8_t r = w->reported.spl[i], c = committed.spl[i], now = current.spl[i];
        if (r <= c && c <= now)
            continue;
        struct cupel_check *k = snp_add_at(w, SNP_CHECK_TCB_ORDER, CUPEL_FAIL,
                                           r > c ? "REPORTED_TCB is above COMMITTED_TCB"
                                                 : "COMMITTED_TCB is above CURRENT_TCB",
                                           r > c ? 0x180 : 0x1e0, 8);
        k->expected = "reported <= committed <= current";
        k->found = arena_printf(&w->ap->arena, "%s: reported %u, committed %u, current %u",
                                amd_component_name((enum amd_component)i), r, c, now);
        return;
    }
    snp_add(w, SNP_CHECK_TCB_ORDER, CUPEL_PASS, NULL);
}

static void check_policy(struct snp_work *w)
{
    uint64_t p = w->r->policy;
    judge(w, SNP_CHECK_DEBUG, !(p >> SNP_POLICY_DEBUG & 1),
          "the policy allows the host to read and change the guest's memory", 0x8, 8);
    if (p >> SNP_POLICY_MIGRATE_MA & 1)
        snp_add_at(w, SNP_CHECK_MIGRATION_AGENT, CUPEL_WARN,
                   "the policy allows a migration agent, which this report says nothing about", 0x8,
                   8);
    else
        snp_add(w, SNP_CHECK_MIGRATION_AGENT, CUPEL_PASS, NULL);
    judge(w, SNP_CHECK_POLICY, p >> SNP_POLICY_RESERVED_ONE & 1,
          "bit 17 of the policy is zero; the firmware refuses such guests", 0x8, 8);
    judge(w, SNP_CHECK_POLICY_RESERVED, p >> SNP_POLICY_FIRST_RESERVED == 0,
          "a reserved bit of the policy is set", 0x8, 8);
}

static void check_vmpl(struct snp_work *w)
{
    uint32_t v = w->r->vmpl;
    static const char *const details[] = { NULL, "asked for at VMPL 1", "asked for at VMPL 2",
                                           "asked for at VMPL 3" };
    if (v == 0)
        snp_add(w, SNP_CHECK_VMPL, CUPEL_PASS, NULL);
    else if (v <= 3)
        snp_add_at(w, SNP_CHECK_VMPL, CUPEL_WARN, details[v], 0x30, 4);
    else
        snp_add_at(w, SNP_CHECK_VMPL, CUPEL_FAIL,
                   v == UINT32_MAX ? "the host asked for this report, not the guest"
                                   : "there is no such VMPL",
                   0x30, 4);
}

cupel_status snp_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    struct snp_work w = { .r = &ev->snp, .in = in, .ap = ap };
    CUPEL_TRY(snp_leaf_choose(&w));
    w.product = snp_product(w.r);
    if (w.product == AMD_PRODUCT_UNKNOWN && w.leaf)
        w.product = w.ext.product;
    w.reported = amd_tcb_read(w.product, w.r->reported_tcb);
    check_algorithm(&w);
    check_signing_key(&w);
    check_reserved(&w);
    check_certificate(&w);
    snp_check_leaf(&w);
    check_signature(&w);
    check_tcb_order(&w);
    check_policy(&w);
    check_vmpl(&w);
    CUPEL_TRY(snp_check_revocation(&w));
    snp_add_claims(ap, w.r, w.product);
    if (w.leaf && w.ext.csp_id.n)
        claim_text(ap, "snp.csp_id", arena_text(&ap->arena, w.ext.csp_id));
    ap->challenge = w.r->report_data;
    ap->challenge_offset = 0x50;
    ap->challenge_fixed = true;
    return arena_status(&ap->arena);
}
