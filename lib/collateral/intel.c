/* SPDX-License-Identifier: Apache-2.0 */
#include "collateral/intel.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/json.h"

#include <stdlib.h>

const char *intel_tee_name(enum intel_tee t)
{
    return t == INTEL_TDX ? "TDX" : "SGX";
}

static const char *const status_names[] = {
    [INTEL_TCB_UP_TO_DATE] = "UpToDate",
    [INTEL_TCB_SW_HARDENING_NEEDED] = "SWHardeningNeeded",
    [INTEL_TCB_CONFIGURATION_NEEDED] = "ConfigurationNeeded",
    [INTEL_TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED] = "ConfigurationAndSWHardeningNeeded",
    [INTEL_TCB_OUT_OF_DATE] = "OutOfDate",
    [INTEL_TCB_OUT_OF_DATE_CONFIGURATION_NEEDED] = "OutOfDateConfigurationNeeded",
    [INTEL_TCB_REVOKED] = "Revoked",
    [INTEL_TCB_TD_RELAUNCH_ADVISED] = "TDRelaunchAdvised",
    [INTEL_TCB_TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED] = "TDRelaunchAdvisedConfigurationNeeded",
};

const char *intel_tcb_status_name(enum intel_tcb_status s)
{
    return (size_t)s < CUPEL_COUNT(status_names) ? status_names[s] : "unknown";
}

bool intel_tcb_info_probe(cupel_slice in)
{
    return slice_find(in, SLICE_LIT("\"tcbInfo\"")) != SIZE_MAX;
}

bool intel_qe_identity_probe(cupel_slice in)
{
    return slice_find(in, SLICE_LIT("\"enclaveIdentity\"")) != SIZE_MAX;
}

/* ---- reading: what both files share ---- */

struct reader {
    struct json_in in;
    struct arena *a;
};

static enum intel_tcb_status read_status(struct reader *r, const struct json_node *level)
{
    const struct json_node *n = json_get(&r->in, level, "tcbStatus", JSON_STRING);
    for (size_t i = 0; n && i <= INTEL_TCB_REVOKED; i++)
        if (slice_eq(n->text, slice_str(status_names[i])))
            return (enum intel_tcb_status)i;
    if (n)
        json_fail(&r->in, n, "tcbStatus is none that Intel defines");
    return INTEL_TCB_REVOKED;
}

static void read_advisories(struct reader *r, const struct json_node *level,
                            struct intel_verdict *ret)
{
    const struct json_node *list = json_get_opt(&r->in, level, "advisoryIDs", JSON_ARRAY);
    if (!list || list->count == 0)
        return;
    if (list->count > INTEL_ADVISORIES_MAX) {
        json_fail(&r->in, list, "advisoryIDs has more than %u entries", INTEL_ADVISORIES_MAX);
        return;
    }
    const char **ids = arena_array(r->a, list->count, sizeof *ids);
    if (!ids)
        return;
    size_t n = 0;
    for (const struct json_node *id = list->child; id; id = id->next) {
        if (id->type != JSON_STRING)
            json_fail(&r->in, id, "advisoryIDs must hold strings");
        ids[n++] = arena_text(r->a, id->text);
    }
    ret->advisories = ids;
    ret->n_advisories = n;
}

static struct intel_verdict read_verdict(struct reader *r, const struct json_node *level)
{
    struct intel_verdict v = { .status = INTEL_TCB_REVOKED };
    v.tcb_date = json_get_time(&r->in, level, "tcbDate");
    v.status = read_status(r, level);
    read_advisories(r, level, &v);
    return v;
}

/* An array of @size-byte things, one for each member of the array @key; at least @min. */
static void *read_array(struct reader *r, const struct json_node *object, const char *key,
                        size_t min, size_t max, size_t size, const struct json_node **list)
{
    *list = json_get(&r->in, object, key, JSON_ARRAY);
    if (!*list)
        return NULL;
    if ((*list)->count < min || (*list)->count > max) {
        json_fail(&r->in, *list, "%s must have %zu to %zu entries, has %zu", key, min, max,
                  (*list)->count);
        return NULL;
    }
    return arena_array(r->a, (*list)->count, size);
}

static int isv_order(const void *pa, const void *pb)
{
    const struct intel_isv_level *a = pa, *b = pb;
    return (b->isvsvn > a->isvsvn) - (b->isvsvn < a->isvsvn);
}

static const struct intel_isv_level *read_isv_levels(struct reader *r,
                                                     const struct json_node *object, size_t *ret_n)
{
    const struct json_node *list;
    struct intel_isv_level *levels = read_array(r, object, "tcbLevels", 1, INTEL_LEVELS_MAX,
                                                sizeof *levels, &list);
    if (!levels)
        return NULL;
    size_t n = 0;
    for (const struct json_node *l = list->child; l; l = l->next) {
        const struct json_node *tcb = json_get(&r->in, l, "tcb", JSON_OBJECT);
        levels[n].isvsvn = (uint16_t)json_get_uint(&r->in, tcb, "isvsvn", UINT16_MAX);
        levels[n++].says = read_verdict(r, l);
    }
    qsort(levels, n, sizeof *levels, isv_order);
    for (size_t i = 1; i < n; i++)
        if (levels[i].isvsvn == levels[i - 1].isvsvn)
            json_fail(&r->in, list, "two tcbLevels have isvsvn %u", levels[i].isvsvn);
    *ret_n = n;
    return levels;
}

/* {"@member":{…},"signature":"…"}: the inner object, its exact bytes, and the raw signature. */
static const struct json_node *read_signed(struct reader *r, cupel_slice in, const char *member,
                                           cupel_slice *body, cupel_slice *signature)
{
    const struct json_node *root = NULL;
    r->in.st = json_parse(r->a, in, &root, r->in.err);
    if (r->in.st != CUPEL_OK) {
        if (r->in.err)
            slice_copy(slice_str(r->in.kind), r->in.err->format, sizeof r->in.err->format - 1);
        return NULL;
    }
    const struct json_node *inner = json_get(&r->in, root, member, JSON_OBJECT);
    uint8_t *sig = arena_alloc(r->a, 64);
    if (!inner || !sig)
        return NULL;
    json_get_hex(&r->in, root, "signature", sig, 64);
    if (root->count != 2)
        json_fail(&r->in, root, "only %s and signature may stand here", member);
    *body = inner->raw;
    *signature = slice_of(sig, 64);
    return inner;
}

static cupel_status read_end(const struct reader *r)
{
    return r->in.st != CUPEL_OK ? r->in.st : arena_status(r->a);
}

static void read_window(struct reader *r, const struct json_node *inner, int64_t *issued,
                        int64_t *next)
{
    *issued = json_get_time(&r->in, inner, "issueDate");
    *next = json_get_time(&r->in, inner, "nextUpdate");
    if (r->in.st == CUPEL_OK && *next < *issued)
        json_fail(&r->in, json_find(inner, "nextUpdate"), "nextUpdate is before issueDate");
}

/* ---- TCB info ---- */

static void read_component_array(struct reader *r, const struct json_node *tcb, const char *key,
                                 uint8_t *out)
{
    const struct json_node *list = json_get(&r->in, tcb, key, JSON_ARRAY);
    if (!list)
        return;
    if (list->count != INTEL_TCB_COMPONENTS) {
        json_fail(&r->in, list, "%s must have %u entries, has %zu", key, INTEL_TCB_COMPONENTS,
                  list->count);
        return;
    }
    size_t i = 0;
    for (const struct json_node *c = list->child; c; c = c->next)
        out[i++] = (uint8_t)json_get_uint(&r->in, c, "svn", UINT8_MAX);
}

/* Version 2 has sixteen members instead of an array: "sgxtcbcomp01svn" … "sgxtcbcomp16svn". */
static void read_component_members(struct reader *r, const struct json_node *tcb, uint8_t *out)
{
    char key[] = "sgxtcbcomp00svn";
    for (unsigned i = 0; i < INTEL_TCB_COMPONENTS; i++) {
        key[10] = (char)('0' + (i + 1) / 10);
        key[11] = (char)('0' + (i + 1) % 10);
        out[i] = (uint8_t)json_get_uint(&r->in, tcb, key, UINT8_MAX);
    }
}

static void read_level(struct reader *r, const struct json_node *node,
                       const struct intel_tcb_info *info, struct intel_tcb_level *ret)
{
    const struct json_node *tcb = json_get(&r->in, node, "tcb", JSON_OBJECT);
    if (info->version == 2)
        read_component_members(r, tcb, ret->sgx);
    else
        read_component_array(r, tcb, "sgxtcbcomponents", ret->sgx);
    ret->pcesvn = (uint16_t)json_get_uint(&r->in, tcb, "pcesvn", UINT16_MAX);
    if (info->tee == INTEL_TDX)
        read_component_array(r, tcb, "tdxtcbcomponents", ret->tdx);
    ret->says = read_verdict(r, node);
}

/* Highest first. A level that dominates another in all components also precedes it here, so that
 * the first match is never one that a better match dominates. */
static int level_order(const void *pa, const void *pb)
{
    const struct intel_tcb_level *a = pa, *b = pb;
    int c = slice_cmp(SLICE_ARRAY(b->sgx), SLICE_ARRAY(a->sgx));
    if (c == 0)
        c = slice_cmp(SLICE_ARRAY(b->tdx), SLICE_ARRAY(a->tdx));
    return c ? c : (b->pcesvn > a->pcesvn) - (b->pcesvn < a->pcesvn);
}

static void read_levels(struct reader *r, const struct json_node *inner,
                        struct intel_tcb_info *info)
{
    const struct json_node *list;
    struct intel_tcb_level *levels = read_array(r, inner, "tcbLevels", 1, INTEL_LEVELS_MAX,
                                                sizeof *levels, &list);
    if (!levels)
        return;
    size_t n = 0;
    for (const struct json_node *l = list->child; l; l = l->next)
        read_level(r, l, info, &levels[n++]);
    qsort(levels, n, sizeof *levels, level_order);
    for (size_t i = 1; i < n; i++)
        if (level_order(&levels[i], &levels[i - 1]) == 0)
            json_fail(&r->in, list, "two tcbLevels have the same components");
    info->levels = levels;
    info->n_levels = n;
}

static void read_module_body(struct reader *r, const struct json_node *node,
                             struct intel_module *ret)
{
    json_get_hex(&r->in, node, "mrsigner", ret->mrsigner, sizeof ret->mrsigner);
    json_get_hex(&r->in, node, "attributes", ret->attributes, sizeof ret->attributes);
    json_get_hex(&r->in, node, "attributesMask", ret->mask, sizeof ret->mask);
}

/* "TDX_" and two hex digits of either case. */
static uint8_t read_module_version(struct reader *r, const struct json_node *node)
{
    const struct json_node *id = json_get(&r->in, node, "id", JSON_STRING);
    uint8_t v = 0;
    if (id && (id->text.n != 6 || !slice_eq_nocase(slice_part(id->text, 0, 4), SLICE_LIT("TDX_")) ||
               hex_read_fixed(slice_part(id->text, 4, 2), &v, 1) != CUPEL_OK))
        json_fail(&r->in, id, "id must be TDX_ and two hex digits");
    return v;
}

static void read_modules(struct reader *r, const struct json_node *inner,
                         struct intel_tcb_info *info)
{
    if (!json_get_opt(&r->in, inner, "tdxModuleIdentities", JSON_ARRAY))
        return;
    const struct json_node *list;
    struct intel_module *modules = read_array(r, inner, "tdxModuleIdentities", 0, INTEL_MODULES_MAX,
                                              sizeof *modules, &list);
    if (!modules)
        return;
    size_t n = 0;
    for (const struct json_node *m = list->child; m; m = m->next, n++) {
        modules[n].version = read_module_version(r, m);
        read_module_body(r, m, &modules[n]);
        modules[n].levels = read_isv_levels(r, m, &modules[n].n_levels);
        for (size_t i = 0; i < n; i++)
            if (modules[i].version == modules[n].version)
                json_fail(&r->in, m, "two module identities for TDX_%02x", modules[n].version);
    }
    info->modules = modules;
    info->n_modules = n;
}

/* Version 2 is SGX's alone and names no TEE; version 3 must say "SGX" or "TDX" and fit it. */
static void read_tee(struct reader *r, const struct json_node *inner, struct intel_tcb_info *info)
{
    if (info->version >= 3) {
        const struct json_node *id = json_get(&r->in, inner, "id", JSON_STRING);
        if (id && slice_eq(id->text, SLICE_LIT("TDX")))
            info->tee = INTEL_TDX;
        else if (id && !slice_eq(id->text, SLICE_LIT("SGX")))
            json_fail(&r->in, id, "id must be SGX or TDX");
    }
    const struct json_node *module = json_find(inner, "tdxModule");
    if (info->tee == INTEL_TDX)
        read_module_body(r, json_get(&r->in, inner, "tdxModule", JSON_OBJECT), &info->module);
    else if (module)
        json_fail(&r->in, module, "tdxModule in TCB info for SGX");
    if (info->tee == INTEL_TDX)
        read_modules(r, inner, info);
}

static void read_tcb_info(struct reader *r, const struct json_node *inner,
                          struct intel_tcb_info *info)
{
    info->version = (unsigned)json_get_uint(&r->in, inner, "version", UINT32_MAX);
    if (r->in.st == CUPEL_OK && info->version != 2 && info->version != 3) {
        r->in.st = diag_set(r->in.err, CUPEL_E_UNSUPPORTED, r->in.kind,
                            "TCB info version %u: versions 2 and 3 are known", info->version);
        return;
    }
    read_window(r, inner, &info->issue_date, &info->next_update);
    json_get_hex(&r->in, inner, "fmspc", info->fmspc, sizeof info->fmspc);
    json_get_hex(&r->in, inner, "pceId", info->pce_id, sizeof info->pce_id);
    (void)json_get_uint(&r->in, inner, "tcbType", 0); /* 0: compare component by component */
    info->evaluation_number = (uint32_t)json_get_uint(&r->in, inner, "tcbEvaluationDataNumber",
                                                      UINT32_MAX);
    read_tee(r, inner, info);
    read_levels(r, inner, info);
}

cupel_status intel_tcb_info_parse(struct arena *a, cupel_slice in, struct intel_tcb_info *ret,
                                  struct cupel_diag *err)
{
    struct reader r = { { CUPEL_OK, "tcb-info", err }, a };
    struct intel_tcb_info info = { 0 };
    const struct json_node *inner = read_signed(&r, in, "tcbInfo", &info.body, &info.signature);
    if (inner)
        read_tcb_info(&r, inner, &info);
    CUPEL_TRY(read_end(&r));
    *ret = info;
    return CUPEL_OK;
}

/* ---- enclave identity ---- */

static void read_identity(struct reader *r, const struct json_node *inner,
                          struct intel_qe_identity *id)
{
    id->version = (unsigned)json_get_uint(&r->in, inner, "version", UINT32_MAX);
    if (r->in.st == CUPEL_OK && id->version != 2) {
        r->in.st = diag_set(r->in.err, CUPEL_E_UNSUPPORTED, r->in.kind,
                            "enclave identity version %u: version 2 is known", id->version);
        return;
    }
    id->id = arena_text(r->a, json_get_string(&r->in, inner, "id"));
    read_window(r, inner, &id->issue_date, &id->next_update);
    id->evaluation_number = (uint32_t)json_get_uint(&r->in, inner, "tcbEvaluationDataNumber",
                                                    UINT32_MAX);
    json_get_hex(&r->in, inner, "miscselect", id->miscselect, sizeof id->miscselect);
    json_get_hex(&r->in, inner, "miscselectMask", id->miscselect_mask, sizeof id->miscselect_mask);
    json_get_hex(&r->in, inner, "attributes", id->attributes, sizeof id->attributes);
    json_get_hex(&r->in, inner, "attributesMask", id->attributes_mask, sizeof id->attributes_mask);
    json_get_hex(&r->in, inner, "mrsigner", id->mrsigner, sizeof id->mrsigner);
    id->isvprodid = (uint16_t)json_get_uint(&r->in, inner, "isvprodid", UINT16_MAX);
    id->levels = read_isv_levels(r, inner, &id->n_levels);
}

cupel_status intel_qe_identity_parse(struct arena *a, cupel_slice in, struct intel_qe_identity *ret,
                                     struct cupel_diag *err)
{
    struct reader r = { { CUPEL_OK, "qe-identity", err }, a };
    struct intel_qe_identity id = { 0 };
    const struct json_node *inner = read_signed(&r, in, "enclaveIdentity", &id.body, &id.signature);
    if (inner)
        read_identity(&r, inner, &id);
    CUPEL_TRY(read_end(&r));
    *ret = id;
    return CUPEL_OK;
}

/* ---- matching ---- */

static bool reaches(const uint8_t *have, const uint8_t *want, size_t from)
{
    bool ok = true;
    for (size_t i = from; i < INTEL_TCB_COMPONENTS; i++)
        ok &= have[i] >= want[i];
    return ok;
}

const struct intel_tcb_level *intel_tcb_level_find(const struct intel_tcb_info *info,
                                                   const struct intel_pck *pck,
                                                   const uint8_t *tee_tcb_svn)
{
    size_t from = tee_tcb_svn && tee_tcb_svn[1] > 0 ? 2 : 0;
    for (size_t i = 0; i < info->n_levels; i++) {
        const struct intel_tcb_level *l = &info->levels[i];
        if (pck->pcesvn < l->pcesvn || !reaches(pck->tcb, l->sgx, 0))
            continue;
        if (!tee_tcb_svn || reaches(tee_tcb_svn, l->tdx, from))
            return l;
    }
    return NULL;
}

const struct intel_isv_level *intel_isv_level_find(const struct intel_isv_level *levels, size_t n,
                                                   uint16_t svn)
{
    for (size_t i = 0; i < n; i++)
        if (levels[i].isvsvn <= svn)
            return &levels[i];
    return NULL;
}

const struct intel_module *intel_module_find(const struct intel_tcb_info *info, uint8_t version)
{
    for (size_t i = 0; i < info->n_modules; i++)
        if (info->modules[i].version == version)
            return &info->modules[i];
    return NULL;
}

static bool needs_configuration(enum intel_tcb_status s)
{
    return s == INTEL_TCB_CONFIGURATION_NEEDED ||
           s == INTEL_TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED ||
           s == INTEL_TCB_OUT_OF_DATE_CONFIGURATION_NEEDED;
}

enum intel_tcb_status intel_tcb_converge(enum intel_tcb_status platform,
                                         enum intel_tcb_status other)
{
    if (platform == INTEL_TCB_REVOKED || other == INTEL_TCB_REVOKED)
        return INTEL_TCB_REVOKED;
    /* Intel gives enclaves and modules UpToDate, OutOfDate and Revoked only; should another come,
     * it may not be lost behind a platform that is up to date. */
    if (other != INTEL_TCB_OUT_OF_DATE && other != INTEL_TCB_OUT_OF_DATE_CONFIGURATION_NEEDED)
        return platform == INTEL_TCB_UP_TO_DATE ? other : platform;
    bool configure = needs_configuration(platform) || needs_configuration(other);
    return configure ? INTEL_TCB_OUT_OF_DATE_CONFIGURATION_NEEDED : INTEL_TCB_OUT_OF_DATE;
}

enum intel_tcb_status intel_tcb_relaunch(enum intel_tcb_status launch,
                                         enum intel_tcb_status current)
{
    if (launch == INTEL_TCB_REVOKED || current == INTEL_TCB_REVOKED)
        return INTEL_TCB_REVOKED;
    bool was_old = launch == INTEL_TCB_OUT_OF_DATE ||
                   launch == INTEL_TCB_OUT_OF_DATE_CONFIGURATION_NEEDED;
    bool is_old = current == INTEL_TCB_OUT_OF_DATE ||
                  current == INTEL_TCB_OUT_OF_DATE_CONFIGURATION_NEEDED;
    if (!was_old || is_old)
        return launch;
    return needs_configuration(launch) || needs_configuration(current)
               ? INTEL_TCB_TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED
               : INTEL_TCB_TD_RELAUNCH_ADVISED;
}
