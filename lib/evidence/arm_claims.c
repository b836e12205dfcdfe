/* SPDX-License-Identifier: Apache-2.0 */
/* What a map of claims must hold, and how a token is taken apart. */
#include "evidence/arm.h"

#include "base/status.h"

/* ---- faults ---- */

static void add_fault(struct arm_claims *c, enum arm_topic topic, const struct cbor_pair *p,
                      const char *text, bool mild)
{
    if (c->n_faults == ARM_FAULTS_MAX) {
        c->more[topic] = true;
        return;
    }
    c->faults[c->n_faults++] = (struct arm_fault){ .topic = topic,
                                                   .mild = mild,
                                                   .text = text,
                                                   .at = p ? p->at : 0,
                                                   .length = p ? p->value.n : 0 };
}

void arm_fault(struct arm_claims *c, enum arm_topic topic, const struct cbor_pair *p,
               const char *text)
{
    add_fault(c, topic, p, text, false);
}

void arm_warn(struct arm_claims *c, enum arm_topic topic, const struct cbor_pair *p,
              const char *text)
{
    add_fault(c, topic, p, text, true);
}

/* One fault of the claim that @r rules. */
static void fault(struct arena *a, struct arm_claims *c, const struct arm_rule *r,
                  const struct cbor_pair *p, const char *what)
{
    enum arm_topic topic = r->form == ARM_IS_COMPONENTS ? ARM_ON_COMPONENTS : ARM_ON_CLAIMS;
    arm_fault(c, topic, p, arena_printf(a, "%s (%lld) %s", r->name, (long long)r->label, what));
}

/* ---- values ---- */

static bool is_hash_size(size_t n)
{
    return n == 32 || n == 48 || n == 64;
}

cupel_slice arm_bytes(const struct arm_claims *c, int64_t label)
{
    struct cur v = cbor_value(cbor_find(&c->map, label));
    cupel_slice s = cbor_take_bytes(&v);
    return cur_end(&v) == CUPEL_OK ? s : SLICE_EMPTY;
}

size_t arm_bytes_at(const struct arm_claims *c, int64_t label)
{
    const struct cbor_pair *p = cbor_find(&c->map, label);
    cupel_slice s = arm_bytes(c, label);
    return p ? p->at + p->value.n - s.n : 0;
}

cupel_slice arm_text(const struct arm_claims *c, int64_t label)
{
    struct cur v = cbor_value(cbor_find(&c->map, label));
    cupel_slice s = cbor_take_text(&v);
    return cur_end(&v) == CUPEL_OK ? s : SLICE_EMPTY;
}

int64_t arm_int(const struct arm_claims *c, int64_t label, int64_t other)
{
    struct cur v = cbor_value(cbor_find(&c->map, label));
    int64_t n = cbor_take_int(&v);
    return cur_end(&v) == CUPEL_OK ? n : other;
}

/* RFC 9783 (security lifecycle) and DEN0137 (CCA platform lifecycle claim) name the same states;
 * the low byte is the implementation's. */
const char *arm_state_name(int64_t lifecycle)
{
    static const char *const names[] = {
        [0x00] = "unknown",
        [0x10] = "assembly and test",
        [0x20] = "root of trust provisioning",
        [ARM_SECURED] = "secured",
        [0x40] = "non-RoT debug",
        [0x50] = "recoverable RoT debug",
        [0x60] = "decommissioned",
    };
    if (lifecycle < 0 || lifecycle >> 8 >= (int64_t)CUPEL_COUNT(names))
        return NULL;
    return names[lifecycle >> 8];
}

/* ---- one rule ---- */

static void judge_bytes(struct arena *a, struct arm_claims *c, const struct arm_rule *r,
                        const struct cbor_pair *p)
{
    struct cur v = cbor_value(p);
    bool nonce = r->label == ARM_NONCE || r->label == ARM_NONCE_1;
    if (nonce && cbor_peek(&v) == CBOR_ARRAY) {
        fault(a, c, r, p, "is an array: one nonce is allowed, not several");
        return;
    }
    cupel_slice s = cbor_take_bytes(&v);
    int64_t n = (int64_t)s.n;
    if (cur_end(&v) != CUPEL_OK)
        fault(a, c, r, p, "is no byte string");
    else if (r->form == ARM_IS_HASH && !is_hash_size(s.n))
        fault(a, c, r, p, arena_printf(a, "has %zu bytes; 32, 48 or 64 are allowed", s.n));
    else if (r->form != ARM_IS_HASH && (n < r->least || n > r->most))
        fault(a, c, r, p,
              r->least == r->most
                  ? arena_printf(a, "has %zu bytes; it must have %lld", s.n, (long long)r->least)
                  : arena_printf(a, "has %zu bytes; %lld to %lld are allowed", s.n,
                                 (long long)r->least, (long long)r->most));
    else if (r->form == ARM_IS_UEID && s.p[0] != 1)
        fault(a, c, r, p, arena_printf(a, "starts with %02x; its first byte must be 01", s.p[0]));
}

static bool are_digits(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

static bool is_ean(cupel_slice s, bool short_too)
{
    bool is_long = s.n == 19 && s.p[13] == '-' && are_digits(slice_part(s, 14, 5));
    return (is_long || (short_too && s.n == 13)) && are_digits(slice_part(s, 0, 13));
}

static void judge_text(struct arena *a, struct arm_claims *c, const struct arm_rule *r,
                       const struct cbor_pair *p)
{
    struct cur v = cbor_value(p);
    cupel_slice s = cbor_take_text(&v);
    if (cur_end(&v) != CUPEL_OK)
        fault(a, c, r, p, "is no text");
    else if (s.n == 0)
        fault(a, c, r, p, "is empty");
    else if (r->form == ARM_IS_EAN && !is_ean(s, r->least == 13))
        fault(a, c, r, p, "is no number of 13 digits, a hyphen and five digits");
}

static void judge_int(struct arena *a, struct arm_claims *c, const struct arm_rule *r,
                      const struct cbor_pair *p)
{
    struct cur v = cbor_value(p);
    int64_t n = cbor_take_int(&v);
    if (cur_end(&v) != CUPEL_OK)
        fault(a, c, r, p, "is no integer");
    else if (r->form == ARM_IS_STATE && !arm_state_name(n))
        fault(a, c, r, p,
              arena_printf(a, "is 0x%llx, a state that is not defined", (unsigned long long)n));
    else if (r->form == ARM_IS_INT && (n < r->least || n > r->most))
        fault(a, c, r, p,
              arena_printf(a, "is %lld; %lld to %lld are allowed", (long long)n,
                           (long long)r->least, (long long)r->most));
}

static void judge_hashes(struct arena *a, struct arm_claims *c, const struct arm_rule *r,
                         const struct cbor_pair *p)
{
    struct cur v = cbor_value(p);
    struct cbor_items it = cbor_enter_array(&v);
    int64_t n = 0;
    bool sizes = true;
    while (cbor_more(&v, &it)) {
        sizes = is_hash_size(cbor_take_bytes(&v).n) && sizes;
        n++;
    }
    if (cur_end(&v) != CUPEL_OK)
        fault(a, c, r, p, "is no array of byte strings");
    else if (n != r->most)
        fault(a, c, r, p,
              arena_printf(a, "has %lld values; it must have %lld", (long long)n,
                           (long long)r->most));
    else if (!sizes)
        fault(a, c, r, p, "has a value that has not 32, 48 or 64 bytes");
}

/* ---- software components ---- */

enum { PART_TYPE = 1, PART_MEASUREMENT = 2, PART_VERSION = 4, PART_SIGNER = 5, PART_HOW = 6 };

/* A text of a component, which may be absent. */
static cupel_slice part_text(const struct cbor_map *m, int64_t label, const char **why)
{
    const struct cbor_pair *p = cbor_find(m, label);
    struct cur v = cbor_value(p);
    cupel_slice s = cbor_take_text(&v);
    if (p && cur_end(&v) != CUPEL_OK)
        *why = "its type, version or description is no text";
    return s;
}

static cupel_slice part_hash(const struct cbor_map *m, int64_t label, const char *missing,
                             const char *size, const char **why)
{
    const struct cbor_pair *p = cbor_find(m, label);
    struct cur v = cbor_value(p);
    cupel_slice s = cbor_take_bytes(&v);
    if (!p)
        *why = missing;
    else if (cur_end(&v) != CUPEL_OK || !is_hash_size(s.n))
        *why = size;
    return s;
}

/* NULL, or which rule the component breaks. */
static const char *read_component(const struct cbor_map *m, struct arm_component *ret)
{
    const char *why = NULL;
    ret->type = part_text(m, PART_TYPE, &why);
    ret->version = part_text(m, PART_VERSION, &why);
    ret->description = part_text(m, PART_HOW, &why);
    ret->signer = part_hash(m, PART_SIGNER, "its signer id (5) is missing",
                            "its signer id (5) is no byte string of 32, 48 or 64 bytes", &why);
    ret->measurement = part_hash(
        m, PART_MEASUREMENT, "its measurement value (2) is missing",
        "its measurement value (2) is no byte string of 32, 48 or 64 bytes", &why);
    return why;
}

/* @m is scratch. */
static void take_component(struct arena *a, struct arm_claims *c, const struct arm_rule *r,
                           struct cbor_map *m, struct cur *v)
{
    size_t number = c->n_components + 1;
    struct cur start = *v;
    cbor_take_map(v, m);
    if (v->st != CUPEL_OK)
        return;
    const char *why = read_component(m, &c->components[c->n_components++]);
    const struct cbor_pair at = { .at = start.at,
                                  .value = slice_part(start.left, 0, v->at - start.at) };
    if (why)
        fault(a, c, r, &at, arena_printf(a, "component %zu: %s", number, why));
}

static void judge_components(struct arena *a, struct arm_claims *c, const struct arm_rule *r,
                             const struct cbor_pair *p)
{
    struct cur v = cbor_value(p);
    struct cbor_items it = cbor_enter_array(&v);
    struct cbor_map *m = arena_alloc(a, sizeof *m);
    c->components = arena_array(a, ARM_COMPONENTS_MAX, sizeof *c->components);
    if (!m || !c->components)
        return;
    while (cbor_more(&v, &it)) {
        if (c->n_components == ARM_COMPONENTS_MAX) {
            fault(a, c, r, p, arena_printf(a, "has more than %u components", ARM_COMPONENTS_MAX));
            return;
        }
        take_component(a, c, r, m, &v);
    }
    if (cur_end(&v) != CUPEL_OK)
        fault(a, c, r, p, "is no array of maps");
    else if (c->n_components == 0)
        fault(a, c, r, p, "is empty; one component is the least");
}

/* ---- all rules ---- */

static void judge_one(struct arena *a, struct arm_claims *c, const struct arm_rule *r,
                      const struct cbor_pair *p)
{
    switch (r->form) {
    case ARM_IS_BYTES:
    case ARM_IS_HASH:
    case ARM_IS_UEID: judge_bytes(a, c, r, p); break;
    case ARM_IS_TEXT:
    case ARM_IS_EAN: judge_text(a, c, r, p); break;
    case ARM_IS_INT:
    case ARM_IS_STATE: judge_int(a, c, r, p); break;
    case ARM_IS_HASHES: judge_hashes(a, c, r, p); break;
    case ARM_IS_COMPONENTS: judge_components(a, c, r, p); break;
    }
}

void arm_judge(struct arena *a, struct arm_claims *c)
{
    for (size_t i = 0; i < c->n_rules; i++) {
        const struct arm_rule *r = &c->rules[i];
        const struct cbor_pair *p = cbor_find(&c->map, r->label);
        if (p)
            judge_one(a, c, r, p);
        else if (r->mandatory)
            fault(a, c, r, NULL, "is missing, and mandatory");
    }
}

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
