/* SPDX-License-Identifier: Apache-2.0 */
/* The Arm CCA attestation token: recognising, reading and explaining it. */
#include "evidence/cca.h"

#include "base/status.h"

#define EAT_CWT 263u /* CoAP content-format of application/eat+cwt (RFC 9782) */

static bool probe(cupel_slice in)
{
    struct cur c = cur_of(in);
    enum cbor_type first = cbor_peek(&c);
    if (first == CBOR_TAG) {
        uint64_t tag = cbor_take_tag(&c);
        if (tag == CCA_TAG_COLLECTION || tag == CCA_TAG_CMW)
            return true;
    }
    if (first != CBOR_TAG && first != CBOR_MAP && first != CBOR_ARRAY)
        return false;
    enum arm_kind kind = arm_guess(in);
    return kind == ARM_CCA_PLATFORM || kind == ARM_CCA_REALM;
}

/* A token as a member holds it. */
static cupel_status read_part(struct arena *a, struct cur *c, const char *what,
                              struct cca_part **ret, struct cupel_diag *err)
{
    struct cca_part *p = arena_alloc(a, sizeof *p);
    if (!p)
        return diag_set(err, CUPEL_E_NOMEM, "cca", "out of memory");
    p->at = c->at;
    p->length = c->left.n;
    CUPEL_TRY(arm_take_token(c, false, "cca", what, &p->message, &p->claims, err));
    *ret = p;
    return CUPEL_OK;
}

/* The bytes of a member: as they are, or [content-format, bytes]. */
static cupel_status open_member(const struct cbor_pair *p, const char *what, struct cur *ret,
                                struct cupel_diag *err)
{
    struct cur c = cbor_value(p);
    if (cbor_peek(&c) == CBOR_ARRAY) {
        struct cbor_items it = cbor_enter_array(&c);
        uint64_t kind = cbor_take_uint(&c);
        if (it.indefinite || it.left != 2 || c.st != CUPEL_OK)
            return diag_at(err, CUPEL_E_MALFORMED, "cca", p->at,
                           "the member of %s is no CMW record of content-format and bytes", what);
        if (kind != EAT_CWT)
            return diag_at(err, CUPEL_E_UNSUPPORTED, "cca", p->at,
                           "the member of %s has content-format %llu; it must be %u "
                           "(application/eat+cwt)",
                           what, (unsigned long long)kind, EAT_CWT);
    }
    cupel_slice s = cbor_take_bytes(&c);
    if (cur_end(&c) != CUPEL_OK)
        return diag_at(err, CUPEL_E_MALFORMED, "cca", p->at,
                       "the member of %s is neither a byte string nor a CMW record", what);
    *ret = cur_at(s, c.at - s.n);
    return CUPEL_OK;
}

static cupel_status read_member(struct arena *a, const struct cbor_map *m, int64_t label,
                                const char *what, struct cca_part **ret, struct cupel_diag *err)
{
    const struct cbor_pair *p = cbor_find(m, label);
    struct cur c = cur_of(SLICE_EMPTY);
    if (!p)
        return diag_set(err, CUPEL_E_MALFORMED, "cca", "the collection has no %s (%lld)", what,
                        (long long)label);
    CUPEL_TRY(open_member(p, what, &c, err));
    return read_part(a, &c, what, ret, err);
}

/* The collection's own name (draft-ietf-rats-msg-wrap, __cmwc_t) says nothing that matters. */
static bool is_known(const struct cbor_pair *p)
{
    if (p->key_type == CBOR_TEXT)
        return slice_eq(p->text, SLICE_LIT("__cmwc_t"));
    return p->key_type == CBOR_UINT &&
           (p->number == CCA_PLATFORM_TOKEN || p->number == CCA_REALM_TOKEN);
}

static void note_others(struct arena *a, struct cca_token *t, const struct cbor_map *m)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct cbor_pair *p = &m->pairs[i];
        if (is_known(p) || t->n_others++ > 0)
            continue;
        t->other = p->key_type == CBOR_UINT   ? arena_printf(a, "%lld", (long long)p->number)
                   : p->key_type == CBOR_TEXT ? arena_text(a, p->text)
                                              : arena_hex(a, p->key);
        t->other_at = p->at;
        t->other_length = p->value.n;
    }
}

static cupel_status parse_collection(struct arena *a, struct cur *c, struct cca_token *t,
                                     struct cupel_diag *err)
{
    struct cbor_map *m = arena_alloc(a, sizeof *m);
    if (!m)
        return diag_set(err, CUPEL_E_NOMEM, "cca", "out of memory");
    t->tag = cbor_take_tag(c);
    cbor_take_map(c, m);
    cupel_status st = cur_end(c);
    if (st != CUPEL_OK)
        return diag_at(err, st, "cca", c->at, "the collection of tokens %s", cbor_fault(st));
    if (m->n > CCA_MEMBERS_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "cca", "the collection has %zu members; it may have %u",
                        m->n, CCA_MEMBERS_MAX);
    note_others(a, t, m);
    CUPEL_TRY(read_member(a, m, CCA_PLATFORM_TOKEN, "platform token", &t->platform, err));
    return read_member(a, m, CCA_REALM_TOKEN, "realm token", &t->realm, err);
}

static cupel_status parse_alone(struct arena *a, cupel_slice in, struct cur *c, struct cca_token *t,
                                struct cupel_diag *err)
{
    if (arm_is_unsigned(in))
        return diag_at(err, CUPEL_E_UNSUPPORTED, "cca", 0,
                       "these are claims without a signature, so nothing says who made them: give "
                       "the whole token (tag 399 or 907); cupel explain shows them");
    t->tag = COSE_TAG_SIGN1;
    CUPEL_TRY(read_part(a, c, "platform token", &t->platform, err));
    if (arm_guess(t->platform->message.payload) == ARM_CCA_REALM)
        return diag_at(err, CUPEL_E_UNSUPPORTED, "cca", 0,
                       "this is a realm token alone: only the platform's token says whose its key "
                       "is; give both, as the realm got them (tag 399 or 907)");
    return CUPEL_OK;
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct cur c = cur_of(in), look = c;
    struct cca_token *t = arena_alloc(a, sizeof *t);
    if (!t)
        return diag_set(err, CUPEL_E_NOMEM, "cca", "out of memory");
    uint64_t tag = cbor_peek(&look) == CBOR_TAG ? cbor_take_tag(&look) : 0;
    if (tag == CCA_TAG_COLLECTION || tag == CCA_TAG_CMW)
        CUPEL_TRY(parse_collection(a, &c, t, err));
    else
        CUPEL_TRY(parse_alone(a, in, &c, t, err));
    cca_judge_platform(a, &t->platform->claims);
    if (t->realm)
        cca_judge_realm(a, &t->realm->claims);
    *ret = (struct evidence){ .format = &format_cca, .bytes = in, .own = t };
    return CUPEL_OK;
}

/* ---- in words ---- */

static void explain_part(struct field_list *l, cupel_slice in, const struct cca_part *p,
                         const char *name, const char *meaning)
{
    field_open(l, name, meaning, p->at, p->length);
    arm_explain_message(l, in, &p->message, &p->claims);
    field_close(l);
}

static void explain(const struct evidence *ev, struct field_list *ret)
{
    const struct cca_token *t = ev->own;
    bool first = !t->realm || t->platform->at < t->realm->at;
    (void)field_text(ret, "tag", arena_printf(ret->arena, "%llu", (unsigned long long)t->tag),
                     t->tag == CCA_TAG_CMW          ? "collection of CMW records"
                     : t->tag == CCA_TAG_COLLECTION ? "collection of byte strings"
                                                    : "COSE_Sign1: a platform token alone",
                     0, t->tag == COSE_TAG_SIGN1 ? 1 : 3);
    if (t->realm && !first)
        explain_part(ret, ev->bytes, t->realm, "realm token", "signed with the RAK");
    explain_part(ret, ev->bytes, t->platform, "platform token", "signed with the platform's CPAK");
    if (t->realm && first)
        explain_part(ret, ev->bytes, t->realm, "realm token", "signed with the RAK");
    if (t->n_others)
        (void)field_text(ret, "other member", t->other, "not judged", t->other_at, t->other_length);
}

const struct format format_cca = {
    .name = "cca",
    .title = "Arm CCA attestation token",
    .root = FORMAT_OF_PARTS, /* a platform token alone proves no realm */
    .probe = probe,
    .parse = parse,
    .verify = cca_verify,
    .explain = explain,
    .checks = cca_checks,
    .n_checks = CCA_CHECKS,
    .claims = cca_claims,
    .n_claims = CCA_CLAIMS,
};
