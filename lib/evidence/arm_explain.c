/* SPDX-License-Identifier: Apache-2.0 */
/* Every field of an Arm attestation token in words, and which rules it breaks. */
#include "evidence/arm.h"

/* Where @part, a slice of @whole, stands in it. */
static size_t place(cupel_slice whole, cupel_slice part)
{
    return part.n ? (size_t)(part.p - whole.p) : 0; /* POINTER MATH: both are of one input */
}

static const struct arm_rule *find_rule(const struct arm_claims *c, const struct cbor_pair *p)
{
    bool number = p->key_type == CBOR_UINT || p->key_type == CBOR_NINT;
    for (size_t i = 0; number && i < c->n_rules; i++)
        if (c->rules[i].label == p->number)
            return &c->rules[i];
    return NULL;
}

static const char *key_text(struct arena *a, const struct cbor_pair *p)
{
    switch (p->key_type) {
    case CBOR_UINT:
    case CBOR_NINT: return arena_printf(a, "%lld", (long long)p->number);
    case CBOR_TEXT: return arena_text(a, p->text);
    default: return arena_hex(a, p->key);
    }
}

/* A single value as text; NULL for arrays, maps and tags. */
static const char *value_text(struct arena *a, struct cur v)
{
    struct cur c = v;
    switch (cbor_peek(&v)) {
    case CBOR_UINT:
    case CBOR_NINT: {
        long long n = (long long)cbor_take_int(&c);
        return c.st == CUPEL_OK ? arena_printf(a, "%lld", n) : arena_hex(a, v.left);
    }
    case CBOR_TEXT: return arena_text(a, cbor_take_text(&c));
    case CBOR_BYTES: {
        cupel_slice s = cbor_take_bytes(&c);
        return s.n ? arena_hex(a, s) : "(none)";
    }
    case CBOR_SIMPLE: return arena_hex(a, v.left);
    default: return NULL;
    }
}

static const char *state_text(struct arena *a, const struct arm_claims *c, const struct arm_rule *r)
{
    int64_t v = arm_int(c, r->label, -1);
    const char *state = arm_state_name(v);
    return arena_printf(a, "lifecycle: %s%s", state ? state : "a state that is not defined",
                        v >> 8 == ARM_SECURED ? "" : "; only secured devices are trusted");
}

static void explain_part(struct field_list *l, const struct cbor_pair *p)
{
    static const struct {
        int64_t label;
        const char *name, *meaning;
    } parts[] = {
        { 1, "measurement type", "what the component is" },
        { 2, "measurement value", "digest of the component" },
        { 4, "version", "of the component" },
        { 5, "signer id", "digest of the key that signed it" },
        { 6, "measurement description", "how it was measured" },
    };
    const char *name = key_text(l->arena, p), *meaning = "unknown here, and ignored";
    for (size_t i = 0; i < CUPEL_COUNT(parts); i++) {
        bool number = p->key_type == CBOR_UINT || p->key_type == CBOR_NINT;
        if (!number || parts[i].label != p->number)
            continue;
        name = arena_printf(l->arena, "%s (%lld)", parts[i].name, (long long)p->number);
        meaning = parts[i].meaning;
    }
    const char *value = value_text(l->arena, cbor_value(p));
    (void)field_text(l, name, value ? value : arena_hex(l->arena, p->value), meaning, p->at,
                     p->value.n);
}

static void explain_components(struct field_list *l, const struct cbor_pair *p)
{
    struct cur v = cbor_value(p);
    struct cbor_items it = cbor_enter_array(&v);
    struct cbor_map *m = arena_alloc(l->arena, sizeof *m);
    for (size_t n = 1; m && n <= ARM_COMPONENTS_MAX && cbor_more(&v, &it); n++) {
        size_t at = v.at;
        cbor_take_map(&v, m);
        if (v.st != CUPEL_OK)
            return;
        field_open(l, arena_printf(l->arena, "component %zu", n), "software that was measured", at,
                   v.at - at);
        for (size_t i = 0; i < m->n; i++)
            explain_part(l, &m->pairs[i]);
        field_close(l);
    }
}

static void explain_hashes(struct field_list *l, const struct cbor_pair *p)
{
    struct cur v = cbor_value(p);
    struct cbor_items it = cbor_enter_array(&v);
    for (size_t n = 0; n < ARM_COMPONENTS_MAX && cbor_more(&v, &it); n++) {
        cupel_slice s = cbor_take_bytes(&v);
        if (v.st == CUPEL_OK)
            field_bytes(l, arena_printf(l->arena, "value %zu", n), s, "in order", v.at - s.n);
    }
}

static void explain_claim(struct field_list *l, const struct arm_claims *c,
                          const struct cbor_pair *p)
{
    const struct arm_rule *r = find_rule(c, p);
    const char *name = r ? arena_printf(l->arena, "%s (%lld)", r->name, (long long)r->label)
                         : key_text(l->arena, p);
    const char *meaning = !r                        ? "unknown here, and ignored"
                          : r->form == ARM_IS_STATE ? state_text(l->arena, c, r)
                                                    : r->meaning;
    const char *value = value_text(l->arena, cbor_value(p));
    struct cur v = cbor_value(p);
    bool array = cbor_peek(&v) == CBOR_ARRAY;
    if (r && array && (r->form == ARM_IS_COMPONENTS || r->form == ARM_IS_HASHES)) {
        field_open(l, name, meaning, p->at, p->value.n);
        if (r->form == ARM_IS_COMPONENTS)
            explain_components(l, p);
        else
            explain_hashes(l, p);
        field_close(l);
        return;
    }
    (void)field_text(l, name, value ? value : arena_hex(l->arena, p->value), meaning, p->at,
                     p->value.n);
}

static void explain_rules(struct field_list *l, const struct arm_claims *c)
{
    size_t broken = 0;
    for (size_t i = 0; i < c->n_faults; i++)
        broken += !c->faults[i].mild;
    for (size_t i = 0; i < ARM_TOPICS; i++)
        broken += c->more[i];
    field_open(l, broken ? "rules broken" : "rules kept",
               arena_printf(l->arena, "what %s demands of the claims", c->profile), 0, 0);
    for (size_t i = 0; i < c->n_faults; i++)
        (void)field_text(l, c->faults[i].mild ? "warning" : "fault", c->faults[i].text,
                         c->faults[i].mild ? "worth to be weighed" : "not as the profile demands",
                         c->faults[i].at, c->faults[i].length);
    field_close(l);
}

void arm_explain_claims(struct field_list *l, const struct arm_claims *c)
{
    field_open(l, "claims", c->profile, c->at, c->length);
    for (size_t i = 0; i < c->map.n; i++)
        explain_claim(l, c, &c->map.pairs[i]);
    field_close(l);
    explain_rules(l, c);
}

static void explain_headers(struct field_list *l, const struct cbor_map *m)
{
    static const struct {
        int64_t label;
        const char *name;
    } names[] = { { COSE_ALG, "alg" },
                  { COSE_CRIT, "crit" },
                  { COSE_CONTENT_TYPE, "content type" },
                  { COSE_KID, "kid" },
                  { COSE_CWT_CLAIMS, "CWT claims" },
                  { COSE_X5CHAIN, "x5chain" } };
    for (size_t i = 0; i < m->n; i++) {
        const struct cbor_pair *p = &m->pairs[i];
        const char *name = key_text(l->arena, p), *meaning = "header";
        const char *value = value_text(l->arena, cbor_value(p));
        for (size_t k = 0; k < CUPEL_COUNT(names); k++)
            if (p->key_type == CBOR_UINT && p->number == names[k].label)
                name = arena_printf(l->arena, "%s (%lld)", names[k].name, (long long)p->number);
        struct cur v = cbor_value(p);
        if (p->key_type == CBOR_UINT && p->number == COSE_ALG && cbor_peek(&v) != CBOR_TEXT)
            meaning = cose_alg_name(cbor_take_int(&v));
        (void)field_text(l, name, value ? value : arena_hex(l->arena, p->value), meaning, p->at,
                         p->value.n);
    }
}

void arm_explain_message(struct field_list *l, cupel_slice input, const struct cose_message *m,
                         const struct arm_claims *c)
{
    field_open(l, "protected header", "signed", place(input, m->protected_), m->protected_.n);
    explain_headers(l, &m->headers);
    field_close(l);
    field_open(l, "unprotected header", "nobody signs it", 0, 0);
    explain_headers(l, &m->open);
    field_close(l);
    arm_explain_claims(l, c);
    field_bytes(l, m->is_mac ? "tag" : "signature", m->signature,
                m->is_mac ? "authentication code over protected header and claims"
                          : "over protected header and claims",
                m->signature_at);
}
