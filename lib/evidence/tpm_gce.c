/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Extension 1.3.6.1.4.1.11129.2.1.21 of Google's certificates for the keys of a Compute Engine
 * instance's vTPM:
 *
 *   SEQUENCE { zone UTF8String, projectNumber INTEGER, projectId UTF8String, instanceId INTEGER,
 *              instanceName UTF8String,
 *              [0] EXPLICIT SEQUENCE { [0] EXPLICIT INTEGER securityVersion OPTIONAL,
 *                                      [1] EXPLICIT BOOLEAN isProduction OPTIONAL, … } OPTIONAL }
 *
 * Names as google/go-tpm-tools, server/instance_info.go, has them. Members [2] and later are in
 * real certificates and are named nowhere.
 */
#include "evidence/tpm.h"

#include "base/utf8.h"
#include "codec/der.h"

static const uint8_t oid_gce[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x01, 0x15 };

struct gce {
    cupel_slice zone, project_id, instance_name;
    uint64_t project_number, instance_id, security_version;
    bool is_production;
};

static cupel_slice take_utf8(struct cur *c)
{
    cupel_slice s = der_take(c, DER_UTF8_STRING);
    for (size_t at = 0; at < s.n;) {
        size_t n = utf8_length(slice_part(s, at, s.n - at));
        if (n == 0) {
            cur_fail(c, CUPEL_E_MALFORMED);
            return SLICE_EMPTY;
        }
        at += n;
    }
    return s;
}

static void take_security(struct cur *c, struct gce *g)
{
    struct cur outer = der_enter(c, DER_CONTEXT(0));
    struct cur in = der_enter(&outer, DER_SEQUENCE);
    if (der_next_is(&in, DER_CONTEXT(0))) {
        struct cur v = der_enter(&in, DER_CONTEXT(0));
        g->security_version = der_take_small_uint(&v, INT64_MAX);
        der_leave(&in, &v);
    }
    if (der_next_is(&in, DER_CONTEXT(1))) {
        struct cur v = der_enter(&in, DER_CONTEXT(1));
        g->is_production = der_take_bool(&v);
        der_leave(&in, &v);
    }
    while (in.left.n && in.st == CUPEL_OK)
        (void)der_take_any(&in, &(uint8_t){ 0 }, NULL);
    der_leave(&outer, &in);
    der_leave(c, &outer);
}

static bool read_gce(cupel_slice value, struct gce *g)
{
    struct cur c = cur_of(value);
    struct cur in = der_enter(&c, DER_SEQUENCE);
    g->zone = take_utf8(&in);
    g->project_number = der_take_small_uint(&in, INT64_MAX);
    g->project_id = take_utf8(&in);
    g->instance_id = der_take_small_uint(&in, UINT64_MAX);
    g->instance_name = take_utf8(&in);
    if (der_next_is(&in, DER_CONTEXT(0)))
        take_security(&in, g);
    der_leave(&c, &in);
    return cur_end(&c) == CUPEL_OK;
}

static void claim(cupel_appraisal *ap, enum tpm_claim id, cupel_slice text)
{
    claim_text(ap, tpm_claims[id].name, arena_text(&ap->arena, text));
}

void tpm_claim_gce(cupel_appraisal *ap, const struct x509_cert *cert)
{
    struct gce g = { .is_production = false };
    bool found;
    cupel_slice value = x509_ext_find(cert, SLICE_ARRAY(oid_gce), &found, NULL);
    if (!found || !read_gce(value, &g))
        return;
    claim_bool(ap, tpm_claims[TPM_CLAIM_GCE_IS_PRODUCTION].name, g.is_production);
    claim(ap, TPM_CLAIM_GCE_ZONE, g.zone);
    claim_uint(ap, tpm_claims[TPM_CLAIM_GCE_PROJECT_NUMBER].name, g.project_number);
    claim(ap, TPM_CLAIM_GCE_PROJECT_ID, g.project_id);
    claim_uint(ap, tpm_claims[TPM_CLAIM_GCE_INSTANCE_ID].name, g.instance_id);
    claim(ap, TPM_CLAIM_GCE_INSTANCE_NAME, g.instance_name);
    claim_uint(ap, tpm_claims[TPM_CLAIM_GCE_SECURITY_VERSION].name, g.security_version);
}
