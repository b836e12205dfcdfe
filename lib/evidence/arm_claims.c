/* SPDX-License-Identifier: Apache-2.0 */
/* What a map of claims must hold. */
#include "evidence/arm.h"

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
