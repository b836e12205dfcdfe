/* SPDX-License-Identifier: Apache-2.0 */
/* Recognising and reading CMWs, JSON and CBOR (draft-ietf-rats-msg-wrap-23 sections 3.1 to 3.4). */
#include "evidence/cmw.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/cbor.h"
#include "codec/json.h"

#define TN_FIRST 1668546817u /* TN(0), RFC 9277 appendix B */
#define TN_LAST  1668612095u

/* ---- recognition ---- */

static void skip_space(struct cur *c)
{
    while (c->left.n && (c->left.p[0] == ' ' || c->left.p[0] == '\t' || c->left.p[0] == '\r' ||
                         c->left.p[0] == '\n'))
        (void)cur_u8(c);
}

static bool take_if(struct cur *c, char want)
{
    skip_space(c);
    if (c->left.n == 0 || c->left.p[0] != (uint8_t)want)
        return false;
    (void)cur_u8(c);
    return true;
}

/* The contents of a JSON string as written; media types are sent with their quotes escaped. */
static cupel_slice scan_string(struct cur *c)
{
    size_t n = 0;
    if (!take_if(c, '"'))
        return SLICE_EMPTY;
    while (n < c->left.n && c->left.p[n] != '"')
        n += c->left.p[n] == '\\' ? 2 : 1;
    cupel_slice text = cur_take(c, n);
    take_if(c, '"');
    return text;
}

/* '[' "type/subtype…" ',' '"' */
static bool scan_json_record(struct cur c)
{
    if (!take_if(&c, '['))
        return false;
    cupel_slice type = scan_string(&c);
    return slice_find(type, SLICE_LIT("/")) != SIZE_MAX && take_if(&c, ',') && take_if(&c, '"') &&
           c.st == CUPEL_OK;
}

/* '{' "label" ':' and then a record, another collection, or the collection's type. */
static bool scan_json_collection(struct cur c)
{
    for (unsigned depth = 0; depth < CMW_DEPTH_MAX && take_if(&c, '{'); depth++) {
        cupel_slice label = scan_string(&c);
        if (!take_if(&c, ':'))
            return false;
        if (slice_eq(label, SLICE_LIT("__cmwc_t")) || scan_json_record(c))
            return true;
    }
    return false;
}

static bool is_tn(uint64_t tag)
{
    return tag >= TN_FIRST && tag <= TN_LAST && (tag - TN_FIRST) % 256 < 255;
}

/* [uint or "type/subtype", bstr, …] or TN(n)(bstr) */
static bool scan_cbor_record(struct cur c)
{
    if (cbor_peek(&c) == CBOR_TAG)
        return is_tn(cbor_take_tag(&c)) && cbor_peek(&c) == CBOR_BYTES;
    if (cbor_peek(&c) != CBOR_ARRAY)
        return false;
    struct cbor_items it = cbor_enter_array(&c);
    bool number = cbor_peek(&c) == CBOR_UINT;
    if ((!it.indefinite && it.left != 2 && it.left != 3) || (!number && cbor_peek(&c) != CBOR_TEXT))
        return false;
    if (number)
        (void)cbor_take_uint(&c);
    else if (slice_find(cbor_take_text(&c), SLICE_LIT("/")) == SIZE_MAX)
        return false;
    return c.st == CUPEL_OK && cbor_peek(&c) == CBOR_BYTES;
}

/* The head of a map, whose pairs are then in *c. */
static bool scan_map(struct cur *c)
{
    if (cbor_peek(c) != CBOR_MAP)
        return false;
    uint8_t info = cur_u8(c) & 0x1f;
    (void)cur_take(c, info == 24 ? 1 : info == 25 ? 2 : 0);
    return c->st == CUPEL_OK && (info <= 25 || info == 31);
}

static bool scan_cbor_collection(struct cur c)
{
    for (unsigned depth = 0; depth < CMW_DEPTH_MAX && scan_map(&c); depth++) {
        enum cbor_type t = cbor_peek(&c);
        if (t == CBOR_TEXT) {
            if (slice_eq(cbor_take_text(&c), SLICE_LIT("__cmwc_t")))
                return true;
        } else if (t == CBOR_UINT || t == CBOR_NINT) {
            (void)cbor_take_int(&c);
        } else {
            return false;
        }
        if (c.st == CUPEL_OK && scan_cbor_record(c))
            return true;
    }
    return false;
}

static bool is_json(cupel_slice in)
{
    struct cur c = cur_of(in);
    skip_space(&c);
    return c.left.n && (c.left.p[0] == '[' || c.left.p[0] == '{');
}

bool cmw_is_record(cupel_slice in)
{
    return is_json(in) ? scan_json_record(cur_of(in)) : scan_cbor_record(cur_of(in));
}

bool cmw_is_collection(cupel_slice in)
{
    return is_json(in) ? scan_json_collection(cur_of(in)) : scan_cbor_collection(cur_of(in));
}

bool cmw_probe(cupel_slice in)
{
    return cmw_is_record(in) || cmw_is_collection(in);
}

/* ---- reading ---- */

struct reader {
    struct arena *a;
    struct cmw *cmw;
    struct cupel_diag *err;
};

static cupel_status fail(const struct reader *r, cupel_status st, size_t at, const char *label,
                         const char *why)
{
    return diag_at(r->err, st, "cmw", at, "%s%s%s", *label ? label : "the record",
                   *label ? ": " : " ", why);
}

static cupel_status out_of_memory(const struct reader *r)
{
    cupel_status st = arena_status(r->a);
    return diag_set(r->err, st == CUPEL_OK ? CUPEL_E_NOMEM : st, "cmw",
                    st == CUPEL_E_LIMIT ? "takes more memory than one appraisal may"
                                        : "out of memory");
}

/* Keep a record whose type, value and indicator are there. */
static cupel_status keep(const struct reader *r, const struct cmw_record *rec)
{
    if (rec->has_ind && (rec->ind == 0 || rec->ind & ~(unsigned)CMW_KNOWN))
        return fail(r, CUPEL_E_MALFORMED, rec->at, rec->label,
                    "the indicator must be 1 to 31, bits that are registered");
    if (rec->value.n == 0)
        return fail(r, CUPEL_E_MALFORMED, rec->at, rec->label, "holds an empty value");
    if (r->cmw->n == CMW_MEMBERS_MAX)
        return diag_at(r->err, CUPEL_E_LIMIT, "cmw", rec->at, "more than %u members",
                       CMW_MEMBERS_MAX);
    r->cmw->records[r->cmw->n++] = *rec;
    return CUPEL_OK;
}

static cupel_status take_type(const struct reader *r, cupel_slice media, struct cmw_record *rec)
{
    if (slice_starts(media, SLICE_LIT("#")))
        return fail(r, CUPEL_E_UNSUPPORTED, rec->at, rec->label,
                    "is a tunnel, which the draft gave up; encode the whole as JSON or CBOR");
    if (!cmw_is_media(media))
        return fail(r, CUPEL_E_MALFORMED, rec->at, rec->label, "names no well-formed media type");
    rec->type = arena_text(r->a, media);
    rec->known = cmw_type_of_text(media);
    return CUPEL_OK;
}

static const char *join(const struct reader *r, const char *outer, const char *label)
{
    return *outer ? arena_printf(r->a, "%s/%s", outer, label) : label;
}

/* A URI in absolute form or an OID in dots. */
static bool is_collection_type(cupel_slice s)
{
    bool digits = s.n > 0;
    for (size_t i = 0; i < s.n; i++)
        digits = digits && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.');
    size_t colon = slice_find(s, SLICE_LIT(":")), dot = slice_find(s, SLICE_LIT("."));
    return digits ? dot != SIZE_MAX : colon != SIZE_MAX && colon > 0;
}

static cupel_status take_collection_type(const struct reader *r, cupel_slice s, size_t at,
                                         unsigned depth)
{
    if (!is_collection_type(s))
        return diag_at(r->err, CUPEL_E_MALFORMED, "cmw", at,
                       "__cmwc_t is neither an absolute URI nor an OID");
    if (depth == 0)
        r->cmw->collection_type = arena_text(r->a, s);
    return CUPEL_OK;
}

/* ---- JSON ---- */

/* Base64url without padding, nothing between the characters (draft section 3.1). */
static cupel_status take_base64(const struct reader *r, const struct json_node *n,
                                struct cmw_record *rec)
{
    size_t got = 0;
    uint8_t *out = arena_alloc(r->a, base64_room(n->text.n));
    if (!out)
        return out_of_memory(r);
    if (slice_find(n->text, SLICE_LIT("=")) != SIZE_MAX)
        return fail(r, CUPEL_E_MALFORMED, n->offset, rec->label,
                    "the value is padded; base64url without padding is demanded");
    if (base64_read(n->text, true, false, out, &got) != CUPEL_OK)
        return fail(r, CUPEL_E_MALFORMED, n->offset, rec->label, "the value is no base64url");
    rec->value = slice_of(out, got);
    return CUPEL_OK;
}

static bool small_number(cupel_slice digits, unsigned *ret)
{
    unsigned v = 0;
    if (digits.n == 0 || digits.n > 4 || (digits.n > 1 && digits.p[0] == '0'))
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return false;
        v = v * 10 + (digits.p[i] - (unsigned)'0');
    }
    *ret = v;
    return true;
}

static cupel_status json_record(const struct reader *r, const struct json_node *n,
                                const char *label)
{
    const struct json_node *type = n->child, *value = type ? type->next : NULL;
    const struct json_node *ind = value ? value->next : NULL;
    struct cmw_record rec = { .label = label, .at = n->offset, .raw = n->raw };
    if (!type || !value || n->count > 3 || type->type != JSON_STRING || value->type != JSON_STRING)
        return fail(r, CUPEL_E_MALFORMED, n->offset, label,
                    "is no [media type, base64url, ? indicator]");
    CUPEL_TRY(take_type(r, type->text, &rec));
    CUPEL_TRY(take_base64(r, value, &rec));
    rec.has_ind = ind != NULL;
    if (ind && (ind->type != JSON_NUMBER || !small_number(ind->text, &rec.ind)))
        return fail(r, CUPEL_E_MALFORMED, ind->offset, label, "the indicator is no small number");
    return keep(r, &rec);
}

static cupel_status json_collection(const struct reader *r, const struct json_node *n,
                                    const char *outer, unsigned depth)
{
    size_t members = 0;
    if (depth == CMW_DEPTH_MAX)
        return diag_at(r->err, CUPEL_E_LIMIT, "cmw", n->offset,
                       "collections inside collections, more than %u deep", CMW_DEPTH_MAX);
    for (const struct json_node *m = n->child; m; m = m->next) {
        const char *label = join(r, outer, arena_text(r->a, m->key));
        if (slice_eq(m->key, SLICE_LIT("__cmwc_t"))) {
            CUPEL_TRY(take_collection_type(r, m->type == JSON_STRING ? m->text : SLICE_EMPTY,
                                           m->offset, depth));
            continue;
        }
        members++;
        if (m->type == JSON_OBJECT)
            CUPEL_TRY(json_collection(r, m, label, depth + 1));
        else if (m->type == JSON_ARRAY)
            CUPEL_TRY(json_record(r, m, label));
        else
            return fail(r, CUPEL_E_MALFORMED, m->offset, label, "is no record and no collection");
    }
    return members ? CUPEL_OK
                   : diag_at(r->err, CUPEL_E_MALFORMED, "cmw", n->offset,
                             "a collection without members");
}

static cupel_status read_json(const struct reader *r, cupel_slice in)
{
    const struct json_node *top = NULL;
    struct cupel_diag inner = { 0 };
    cupel_status st = json_parse(r->a, in, &top, &inner);
    if (cupel_status_class(st) == CUPEL_CLASS_INTERNAL)
        return out_of_memory(r);
    if (st != CUPEL_OK)
        return diag_at(r->err, st, "cmw", inner.has_offset ? inner.offset : 0, "%s", inner.text);
    r->cmw->is_collection = top->type == JSON_OBJECT;
    if (top->type == JSON_ARRAY)
        return json_record(r, top, "");
    if (top->type == JSON_OBJECT)
        return json_collection(r, top, "", 0);
    return diag_at(r->err, CUPEL_E_MALFORMED, "cmw", 0, "is no record and no collection");
}

/* ---- CBOR ---- */

static cupel_status cbor_fail(const struct reader *r, const struct cur *c, const char *label,
                              const char *why)
{
    return fail(r, c->st != CUPEL_OK ? c->st : CUPEL_E_MALFORMED, c->at, label, why);
}

static cupel_status take_number(const struct reader *r, uint64_t number, struct cmw_record *rec)
{
    if (number > UINT16_MAX)
        return fail(r, CUPEL_E_MALFORMED, rec->at, rec->label, "content formats have 16 bits");
    rec->type = arena_printf(r->a, "content format %llu", (unsigned long long)number);
    rec->known = cmw_type_of_number(number);
    return CUPEL_OK;
}

/* TN(ct) = 0x63740101 + (ct / 255) * 256 + ct % 255 */
static cupel_status cbor_tag(const struct reader *r, struct cur *c, struct cmw_record *rec)
{
    uint64_t tag = cbor_take_tag(c);
    rec->tag = true;
    if (c->st == CUPEL_OK && !is_tn(tag))
        return fail(r, CUPEL_E_UNSUPPORTED, rec->at, rec->label,
                    "has a tag that was not made of a content format (RFC 9277)");
    uint64_t n = c->st == CUPEL_OK ? tag - TN_FIRST : 0;
    CUPEL_TRY(take_number(r, n / 256 * 255 + n % 256, rec));
    rec->value = cbor_take_bytes(c);
    if (c->st != CUPEL_OK)
        return cbor_fail(r, c, rec->label, "the tag holds no byte string");
    return CUPEL_OK;
}

static cupel_status cbor_array(const struct reader *r, struct cur *c, struct cmw_record *rec)
{
    struct cbor_items it = cbor_enter_array(c);
    if (!cbor_more(c, &it))
        return cbor_fail(r, c, rec->label, "is an empty array");
    if (cbor_peek(c) == CBOR_UINT)
        CUPEL_TRY(take_number(r, cbor_take_uint(c), rec));
    else {
        cupel_slice media = cbor_take_text(c);
        if (c->st != CUPEL_OK)
            return cbor_fail(r, c, rec->label, "the type is neither a number nor a text");
        CUPEL_TRY(take_type(r, media, rec));
    }
    if (cbor_more(c, &it))
        rec->value = cbor_take_bytes(c);
    else
        cur_fail(c, CUPEL_E_MALFORMED);
    rec->has_ind = cbor_more(c, &it);
    uint64_t ind = rec->has_ind ? cbor_take_uint(c) : 0;
    rec->ind = ind > CMW_KNOWN ? CMW_KNOWN + 1 : (unsigned)ind; /* keep() refuses it */
    if (rec->has_ind && cbor_more(c, &it))
        cur_fail(c, CUPEL_E_MALFORMED);
    return c->st == CUPEL_OK
               ? CUPEL_OK
               : cbor_fail(r, c, rec->label, "is no [type, byte string, ? indicator]");
}

static cupel_status cbor_record(const struct reader *r, struct cur *c, const char *label)
{
    struct cmw_record rec = { .label = label, .at = c->at };
    cupel_slice start = c->left;
    CUPEL_TRY(cbor_peek(c) == CBOR_TAG ? cbor_tag(r, c, &rec) : cbor_array(r, c, &rec));
    rec.raw = slice_part(start, 0, c->at - rec.at);
    return keep(r, &rec);
}

/* ~uri as text; oid = tag 111 of the OID's bytes (RFC 9090), of which only the form is judged. */
static cupel_status cbor_collection_type(const struct reader *r, const struct cbor_pair *p,
                                         unsigned depth)
{
    struct cur c = cbor_value(p);
    if (cbor_peek(&c) == CBOR_TEXT)
        return take_collection_type(r, cbor_take_text(&c), p->at, depth);
    bool oid = cbor_take_tag(&c) == 111;
    cupel_slice bytes = cbor_take_bytes(&c);
    if (!oid || c.st != CUPEL_OK || bytes.n == 0)
        return take_collection_type(r, SLICE_EMPTY, p->at, depth);
    if (depth == 0)
        r->cmw->collection_type = arena_printf(r->a, "OID %s", arena_hex(r->a, bytes));
    return CUPEL_OK;
}

static cupel_status cbor_collection(const struct reader *r, struct cur *c, const char *outer,
                                    unsigned depth);

static cupel_status cbor_member(const struct reader *r, const struct cbor_pair *p,
                                const char *outer, unsigned depth)
{
    struct cur v = cbor_value(p);
    if (p->key_type != CBOR_TEXT && p->key_type != CBOR_UINT && p->key_type != CBOR_NINT)
        return diag_at(r->err, CUPEL_E_MALFORMED, "cmw", p->at,
                       "a label is neither a text nor an integer");
    const char *name = p->key_type == CBOR_TEXT ? arena_text(r->a, p->text)
                                                : arena_printf(r->a, "%lld", (long long)p->number);
    const char *label = join(r, outer, name);
    if (cbor_peek(&v) == CBOR_MAP)
        return cbor_collection(r, &v, label, depth + 1);
    return cbor_record(r, &v, label);
}

static cupel_status cbor_collection(const struct reader *r, struct cur *c, const char *outer,
                                    unsigned depth)
{
    size_t members = 0, at = c->at;
    struct cbor_map *m = arena_alloc(r->a, sizeof *m);
    if (!m)
        return out_of_memory(r);
    if (depth == CMW_DEPTH_MAX)
        return diag_at(r->err, CUPEL_E_LIMIT, "cmw", at,
                       "collections inside collections, more than %u deep", CMW_DEPTH_MAX);
    cbor_take_map(c, m);
    if (c->st != CUPEL_OK)
        return diag_at(r->err, c->st, "cmw", c->at, "the collection %s", cbor_fault(c->st));
    for (size_t i = 0; i < m->n; i++) {
        const struct cbor_pair *p = &m->pairs[i];
        bool type = p->key_type == CBOR_TEXT && slice_eq(p->text, SLICE_LIT("__cmwc_t"));
        members += !type;
        CUPEL_TRY(type ? cbor_collection_type(r, p, depth) : cbor_member(r, p, outer, depth));
    }
    return members ? CUPEL_OK
                   : diag_at(r->err, CUPEL_E_MALFORMED, "cmw", at, "a collection without members");
}

static cupel_status read_cbor(const struct reader *r, cupel_slice in)
{
    struct cur c = cur_of(in);
    r->cmw->is_collection = cbor_peek(&c) == CBOR_MAP;
    CUPEL_TRY(r->cmw->is_collection ? cbor_collection(r, &c, "", 0) : cbor_record(r, &c, ""));
    cupel_status st = cur_end(&c);
    return st == CUPEL_OK ? st
                          : diag_at(r->err, st, "cmw", c.at,
                                    "%zu bytes after the end that nothing explains", c.left.n);
}

cupel_status cmw_read(struct arena *a, cupel_slice in, struct cmw **ret, struct cupel_diag *err)
{
    struct cmw *cmw = arena_alloc(a, sizeof *cmw);
    const struct reader r = { a, cmw, err };
    if (!cmw)
        return out_of_memory(&r);
    cmw->json = is_json(in);
    CUPEL_TRY(cmw->json ? read_json(&r, in) : read_cbor(&r, in));
    if (arena_status(a) != CUPEL_OK)
        return out_of_memory(&r);
    *ret = cmw;
    return CUPEL_OK;
}
