/* SPDX-License-Identifier: Apache-2.0 */
/* TCB info and enclave identities, field by field. */
#include "collateral/intel.h"

#include "base/text.h"

static void explain_verdict(const struct intel_verdict *v, struct field_list *l)
{
    const char *list = "";
    field_text(l, "tcbStatus", intel_tcb_status_name(v->status), "Intel's word on this level", 0,
               0);
    field_time(l, "tcbDate", v->tcb_date, "advisories up to this date are mitigated", 0, 0);
    for (size_t i = 0; i < v->n_advisories; i++)
        list = arena_printf(l->arena, "%s%s%s", list, *list ? ", " : "", v->advisories[i]);
    if (v->n_advisories)
        field_text(l, "advisoryIDs", list, "what this level is open to", 0, 0);
}

static void explain_isv_levels(const struct intel_isv_level *levels, size_t n, struct field_list *l)
{
    for (size_t i = 0; i < n; i++) {
        field_open(l, arena_printf(l->arena, "from ISVSVN %u", levels[i].isvsvn), NULL, 0, 0);
        explain_verdict(&levels[i].says, l);
        field_close(l);
    }
}

static void explain_module(const struct intel_module *m, const char *name, struct field_list *l)
{
    field_open(l, name, "a TDX module that Intel vouches for", 0, 0);
    field_bytes(l, "mrsigner", SLICE_ARRAY(m->mrsigner), "its signer; zero is Intel", 0);
    field_bytes(l, "attributes", SLICE_ARRAY(m->attributes), "expected SEAMATTRIBUTES", 0);
    field_bytes(l, "attributesMask", SLICE_ARRAY(m->mask), "which bits are compared", 0);
    explain_isv_levels(m->levels, m->n_levels, l);
    field_close(l);
}

static void explain_common(unsigned version, int64_t issued, int64_t next, uint32_t number,
                           struct field_list *l)
{
    field_uint(l, "version", version, "version of this structure", 0, 0);
    field_time(l, "issueDate", issued, "in force from", 0, 0);
    field_time(l, "nextUpdate", next, "in force until", 0, 0);
    field_uint(l, "tcbEvaluationDataNumber", number,
               "counts up with each of Intel's TCB recoveries", 0, 0);
}

void intel_tcb_info_explain(const struct intel_tcb_info *info, struct field_list *l)
{
    field_text(l, "id", intel_tee_name(info->tee), "which TEE it is for", 0, 0);
    explain_common(info->version, info->issue_date, info->next_update, info->evaluation_number, l);
    field_bytes(l, "fmspc", SLICE_ARRAY(info->fmspc), "which platforms it is for", 0);
    field_bytes(l, "pceId", SLICE_ARRAY(info->pce_id), "which PCE it is for", 0);
    if (info->tee == INTEL_TDX)
        explain_module(&info->module, "tdxModule", l);
    for (size_t i = 0; i < info->n_modules; i++)
        explain_module(&info->modules[i],
                       arena_printf(l->arena, "module TDX_%02X", info->modules[i].version), l);
    for (size_t i = 0; i < info->n_levels; i++) {
        const struct intel_tcb_level *level = &info->levels[i];
        field_open(l, arena_printf(l->arena, "TCB level %zu", i + 1),
                   "highest first; the first that the platform reaches counts", 0, 0);
        field_bytes(l, "SGX components", SLICE_ARRAY(level->sgx), "least SVN of each", 0);
        if (info->tee == INTEL_TDX)
            field_bytes(l, "TDX components", SLICE_ARRAY(level->tdx), "least SVN of each", 0);
        field_uint(l, "pcesvn", level->pcesvn, "least SVN of the PCE", 0, 0);
        explain_verdict(&level->says, l);
        field_close(l);
    }
    field_bytes(l, "signature", info->signature, "ECDSA P-256 over the exact bytes of tcbInfo", 0);
}

void intel_qe_identity_explain(const struct intel_qe_identity *id, struct field_list *l)
{
    field_text(l, "id", id->id, "QE: for SGX; TD_QE: for TDX", 0, 0);
    explain_common(id->version, id->issue_date, id->next_update, id->evaluation_number, l);
    field_bytes(l, "miscselect", SLICE_ARRAY(id->miscselect), "expected MISCSELECT, little endian",
                0);
    field_bytes(l, "miscselectMask", SLICE_ARRAY(id->miscselect_mask), "which bits are compared",
                0);
    field_bytes(l, "attributes", SLICE_ARRAY(id->attributes), "expected attributes", 0);
    field_bytes(l, "attributesMask", SLICE_ARRAY(id->attributes_mask), "which bits are compared",
                0);
    field_bytes(l, "mrsigner", SLICE_ARRAY(id->mrsigner), "signer of the enclave", 0);
    field_uint(l, "isvprodid", id->isvprodid, "its product id", 0, 0);
    explain_isv_levels(id->levels, id->n_levels, l);
    field_bytes(l, "signature", id->signature,
                "ECDSA P-256 over the exact bytes of enclaveIdentity", 0);
}
