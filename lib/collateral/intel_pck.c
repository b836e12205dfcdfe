/* SPDX-License-Identifier: Apache-2.0 */
/* The SGX extension of PCK certificates (PCK Certificate Profile Specification, section 1.3.5). */
#include "collateral/intel.h"

#include "base/status.h"
#include "codec/der.h"

#define ARC 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01 /* 1.2.840.113741.1.13.1 */
static const uint8_t oid_sgx[] = { ARC };

/* OID below the arc as a number: .2 gives 2, .2.17 gives 0x211; 0 for anything else. */
static unsigned arc_number(cupel_slice oid)
{
    size_t n = sizeof oid_sgx;
    if (!slice_starts(oid, SLICE_ARRAY(oid_sgx)) || oid.n > n + 2 || oid.n == n)
        return 0;
    return oid.n == n + 1 ? oid.p[n] : (unsigned)oid.p[n] << 8 | oid.p[n + 1];
}

/* One { OID, value } of a SEQUENCE; @value is a cursor over the value's element. */
static unsigned take_entry(struct cur *list, struct cur *value)
{
    struct cur c = der_enter(list, DER_SEQUENCE);
    unsigned number = arc_number(der_take(&c, DER_OID));
    if (number == 0)
        cur_fail(&c, CUPEL_E_MALFORMED);
    cur_fail(list, c.st);
    *value = c;
    return number;
}

static cupel_slice take_fixed(struct cur *value, size_t n)
{
    cupel_slice s = der_take(value, DER_OCTET_STRING);
    if (s.n != n)
        cur_fail(value, CUPEL_E_MALFORMED);
    return s;
}

/* .2: the TCB as sixteen components, PCESVN and the raw CPUSVN; each exactly once. */
static void read_tcb(struct cur *value, struct intel_pck *ret)
{
    struct cur list = der_enter(value, DER_SEQUENCE);
    uint32_t seen = 0;
    while (list.left.n && list.st == CUPEL_OK) {
        struct cur item;
        unsigned k = take_entry(&list, &item) & 0xff;
        if (k < 1 || k > 18 || seen >> k & 1)
            cur_fail(&item, CUPEL_E_MALFORMED);
        else if (k <= INTEL_TCB_COMPONENTS)
            ret->tcb[k - 1] = (uint8_t)der_take_small_uint(&item, 255);
        else if (k == 17)
            ret->pcesvn = (uint16_t)der_take_small_uint(&item, 65535);
        else
            ret->cpusvn = take_fixed(&item, 16);
        seen |= k <= 18 ? 1u << k : 0;
        cur_fail(&list, cur_end(&item));
    }
    if (seen != 0x7fffeu) /* bits 1 to 18 */
        cur_fail(&list, CUPEL_E_MALFORMED);
    cur_fail(value, cur_end(&list));
}

static void read_entry(unsigned number, struct cur *value, struct intel_pck *ret)
{
    cupel_slice s;
    switch (number) {
    case 1: ret->ppid = take_fixed(value, 16); break;
    case 2: read_tcb(value, ret); break;
    case 3:
        s = take_fixed(value, 2);
        slice_copy(s, ret->pce_id, 2);
        break;
    case 4:
        s = take_fixed(value, 6);
        slice_copy(s, ret->fmspc, 6);
        break;
    case 5: ret->sgx_type = (unsigned)slice_le64(der_take(value, DER_ENUMERATED)); break;
    case 6: ret->platform_instance_id = take_fixed(value, 16); break;
    default: (void)cur_rest(value); break; /* .7 configuration, and what Intel may add */
    }
}

cupel_status intel_pck_read(const struct x509_cert *cert, struct intel_pck *ret,
                            struct cupel_diag *err)
{
    struct intel_pck pck = { 0 };
    bool found;
    uint32_t seen = 0;
    struct cur c = cur_of(x509_ext_find(cert, SLICE_ARRAY(oid_sgx), &found, NULL));
    if (!found)
        return diag_set(err, CUPEL_E_NOT_FOUND, "certificate",
                        "the certificate has no SGX extension (1.2.840.113741.1.13.1)");
    struct cur list = der_enter(&c, DER_SEQUENCE);
    while (list.left.n && list.st == CUPEL_OK) {
        struct cur value;
        unsigned number = take_entry(&list, &value);
        if (number > 31 || seen >> number & 1)
            cur_fail(&list, CUPEL_E_MALFORMED);
        else
            seen |= 1u << number;
        read_entry(number, &value, &pck);
        cur_fail(&list, cur_end(&value));
    }
    cur_fail(&c, cur_end(&list));
    if ((seen & 0x3e) != 0x3e) /* .1 to .5 stand in every PCK certificate */
        cur_fail(&c, CUPEL_E_MALFORMED);
    if (cur_end(&c) != CUPEL_OK)
        return diag_set(err, CUPEL_E_MALFORMED, "certificate",
                        "the SGX extension of the PCK certificate is malformed or incomplete");
    *ret = pck;
    return CUPEL_OK;
}

void intel_pck_explain(const struct x509_cert *cert, struct field_list *ret)
{
    static const char *const types[] = { "standard", "scalable", "scalable with integrity" };
    struct intel_pck p = { 0 };
    if (intel_pck_read(cert, &p, NULL) != CUPEL_OK)
        return;
    field_open(ret, "SGX extension", "1.2.840.113741.1.13.1: platform and TCB of the key", 0, 0);
    field_bytes(ret, "PPID", p.ppid, "provisioning id of the platform", 0);
    field_bytes(ret, "TCB components", SLICE_ARRAY(p.tcb), "SVN of each of the 16 components", 0);
    field_uint(ret, "PCESVN", p.pcesvn, "SVN of the provisioning certification enclave", 0, 0);
    field_bytes(ret, "CPUSVN", p.cpusvn, "security version of the processor, raw", 0);
    field_bytes(ret, "PCE-ID", SLICE_ARRAY(p.pce_id), "provisioning certification enclave", 0);
    field_bytes(ret, "FMSPC", SLICE_ARRAY(p.fmspc), "family, model, stepping, platform type, SKU",
                0);
    field_text(ret, "SGX type", p.sgx_type < 3 ? types[p.sgx_type] : "unknown", NULL, 0, 0);
    if (p.platform_instance_id.n)
        field_bytes(ret, "platform instance id", p.platform_instance_id,
                    "of a multi-package platform", 0);
    field_close(ret);
}
