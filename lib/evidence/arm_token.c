/* SPDX-License-Identifier: Apache-2.0 */
/* How a token is recognised and taken apart. */
#include "base/status.h"
#include "evidence/arm.h"

/* ---- recognition ---- */

struct marker {
    cupel_slice bytes;
    enum arm_kind kind;
    unsigned weight; /* two decide */
};
#define LABEL(high, low, kind)                                                                     \
    {                                                                                              \
        { (const uint8_t[]){ 0x19, high, low }, 3 }, kind, 1                                       \
    }
#define OLD(low2, low1)                                                                            \
    {                                                                                              \
        { (const uint8_t[]){ 0x3a, 0x00, 0x01, low2, low1 }, 5 }, ARM_PSA, 1                       \
    }
#define NAME(text, kind)                                                                           \
    {                                                                                              \
        { (const uint8_t *)("" text), sizeof(text) - 1 }, kind, 2                                  \
    }

/* Labels as they are encoded. Platform tokens of CCA have labels of PSA too. */
static const struct marker markers[] = {
    NAME("://arm.com/CCA-SSD/", ARM_CCA_PLATFORM),
    NAME("arm.com,2023:cca_platform", ARM_CCA_PLATFORM),
    LABEL(0x09, 0x61, ARM_CCA_PLATFORM), /* 2401, 2402 */
    LABEL(0x09, 0x62, ARM_CCA_PLATFORM),
    LABEL(0xac, 0xcb, ARM_CCA_REALM), /* 44235 to 44240 */
    LABEL(0xac, 0xcc, ARM_CCA_REALM),
    LABEL(0xac, 0xcd, ARM_CCA_REALM),
    LABEL(0xac, 0xce, ARM_CCA_REALM),
    LABEL(0xac, 0xcf, ARM_CCA_REALM),
    LABEL(0xac, 0xd0, ARM_CCA_REALM),
    NAME("PSA_IOT_PROFILE_1", ARM_PSA),
    NAME("://arm.com/psa/", ARM_PSA),
    NAME("psacertified.org,", ARM_PSA),
    LABEL(0x09, 0x5a, ARM_PSA), /* 2394 to 2399 */
    LABEL(0x09, 0x5b, ARM_PSA),
    LABEL(0x09, 0x5c, ARM_PSA),
    LABEL(0x09, 0x5d, ARM_PSA),
    LABEL(0x09, 0x5f, ARM_PSA),
    OLD(0x24, 0xf7), /* -75000 to -75009 */
    OLD(0x24, 0xf8),
    OLD(0x24, 0xf9),
    OLD(0x24, 0xfa),
    OLD(0x24, 0xfb),
    OLD(0x24, 0xfd),
    OLD(0x24, 0xff),
    OLD(0x25, 0x00),
};

enum arm_kind arm_guess(cupel_slice in)
{
    static const enum arm_kind order[] = { ARM_CCA_REALM, ARM_CCA_PLATFORM, ARM_PSA };
    unsigned seen[ARM_CCA_REALM + 1] = { 0 };
    cupel_slice head = slice_part(in, 0, in.n < ARM_TOKEN_MAX ? in.n : ARM_TOKEN_MAX);
    for (size_t i = 0; i < CUPEL_COUNT(markers); i++)
        if (slice_find(head, markers[i].bytes) != SIZE_MAX)
            seen[markers[i].kind] += markers[i].weight;
    for (size_t i = 0; i < CUPEL_COUNT(order); i++)
        if (seen[order[i]] >= 2)
            return order[i];
    return ARM_NOTHING;
}

bool arm_is_unsigned(cupel_slice in)
{
    struct cur c = cur_of(in);
    return cbor_peek(&c) == CBOR_MAP;
}

/* ---- tokens ---- */

static cupel_status take_payload(struct cose_message *m, const char *format, const char *what,
                                 struct arm_claims *claims, struct cupel_diag *err)
{
    if (m->payload_is_nil)
        return diag_at(err, CUPEL_E_MALFORMED, format, m->payload_at,
                       "%s has a detached payload (nil); the claims must be in it", what);
    struct cur c = cur_at(m->payload, m->payload_at);
    claims->at = m->payload_at;
    claims->length = m->payload.n;
    if (cbor_peek(&c) == CBOR_TAG)
        return diag_at(err, CUPEL_E_MALFORMED, format, c.at,
                       "the payload of %s starts with tag %llu; it must be a bare map of claims",
                       what, (unsigned long long)cbor_take_tag(&c));
    cbor_take_map(&c, &claims->map);
    cupel_status st = cur_end(&c);
    if (st != CUPEL_OK)
        return diag_at(err, st, format, c.at, "the payload of %s must be one map of claims, and %s",
                       what, cbor_fault(st));
    return CUPEL_OK;
}

static cupel_status check_tag(const struct cur *c, bool mac_too, const char *format,
                              const char *what, struct cupel_diag *err)
{
    struct cur look = *c;
    const char *want = mac_too ? "18 (COSE_Sign1) or 17 (COSE_Mac0)" : "18 (COSE_Sign1)";
    if (cbor_peek(&look) != CBOR_TAG)
        return diag_at(err, c->left.n ? CUPEL_E_MALFORMED : CUPEL_E_TRUNCATED, format, c->at,
                       "%s starts with %s; it must have tag %s", what,
                       cbor_type_name(cbor_peek(&look)), want);
    uint64_t tag = cbor_take_tag(&look);
    if (look.st == CUPEL_OK && (tag == COSE_TAG_SIGN1 || (mac_too && tag == COSE_TAG_MAC0)))
        return CUPEL_OK;
    return diag_at(err, CUPEL_E_MALFORMED, format, c->at, "%s has tag %llu; it must have tag %s",
                   what, (unsigned long long)tag, want);
}

cupel_status arm_take_token(struct cur *c, bool mac_too, const char *format, const char *what,
                            struct cose_message *m, struct arm_claims *claims,
                            struct cupel_diag *err)
{
    const char *why = NULL;
    if (c->left.n > ARM_TOKEN_MAX)
        return diag_at(err, CUPEL_E_LIMIT, format, c->at, "%s has %zu bytes; it may have %u", what,
                       c->left.n, ARM_TOKEN_MAX);
    CUPEL_TRY(check_tag(c, mac_too, format, what, err));
    cose_take(c, m, &why);
    if (c->st != CUPEL_OK)
        return diag_at(err, c->st, format, c->at, "%s is no COSE message: %s", what,
                       why ? why : cbor_fault(c->st));
    if (cur_end(c) != CUPEL_OK)
        return diag_at(err, CUPEL_E_TRAILING, format, c->at,
                       "%zu bytes after the end of %s: trailing bytes are refused", c->left.n,
                       what);
    return take_payload(m, format, what, claims, err);
}
