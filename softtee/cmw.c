/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/cmw.c: evidence of software TEEs in conceptual message wrappers (records, tags and
 * collections of draft-ietf-rats-msg-wrap-23), and in the one-file form of a configfs-tsm report.
 */
#include "softtee/tee.h"

#include "base/buf.h"
#include "base/status.h"
#include "base/text.h"
#include "softtee/cbor_write.h"

#include <string.h>

#define ROOM (512u << 10)

enum { JSON, CBOR, TAG, COLLECTION_JSON, COLLECTION_CBOR, TSM_JSON, TSM_CBOR };
enum { NO, YES };

static const char *const form_words[] = {
    "json", "cbor", "tag", "collection-json", "collection-cbor", "tsm-json", "tsm-cbor", NULL
};
static const char *const tee_words[] = { "sgx", "tdx", "snp", "nitro", NULL };
static const char *const second_words[] = { "none", "sgx", "tdx", NULL };
static const char *const yes_words[] = { "no", "yes", NULL };

static const struct field fields[] = {
    FIELD_WORDS("form", cmw.form, form_words, "encoding; tsm: entries of configfs-tsm in one file"),
    FIELD_WORDS("tee", cmw.tee, tee_words, "whose evidence"),
    FIELD_WORDS("second", cmw.second, second_words, "a second member of a collection"),
    FIELD_WORDS("inside", cmw.inside, yes_words, "collateral inside, as endorsements or auxblob"),
    FIELD_WORDS("nested", cmw.nested, yes_words, "the second member in a collection of its own"),
    FIELD_AT("type", FIELD_TEXT, cmw.type, "media type of the evidence"),
    FIELD_AT("number", FIELD_NUMBER, cmw.number, "content format instead (CBOR), 0: none"),
    FIELD_AT("ind", FIELD_NUMBER, cmw.ind, "indicator of the evidence; 0: left out"),
    FIELD_AT("collection_type", FIELD_TEXT, cmw.collection_type, "__cmwc_t of a collection"),
    FIELD_AT("inner.scenario", FIELD_TEXT, cmw.scenario, "scenario of the evidence inside"),
    FIELD_AT("inner.set", FIELD_TEXT, cmw.set, "field=value of the evidence inside"),
    { 0 },
};
static const struct field *const tables[] = { fields, NULL };

static cupel_status prepare(struct tee *t)
{
    tee_text(t->cmw.type, "application/vnd.cupel.softtee");
    tee_text(t->cmw.collection_type, "tag:cupel,2026:softtee");
    t->cmw.ind[0] = 4;
    if (t->cmw.form == TAG)
        tee_put(t->cmw.number, 2, 65000); /* of the range for experiments */
    return CUPEL_OK;
}

static cupel_status derive(struct tee *t)
{
    (void)t;
    return CUPEL_OK;
}

/* ---- records ---- */

struct member {
    const char *label, *type;
    cupel_slice value;
    unsigned number, ind; /* 0: none */
};

/* Base64url without padding. */
static const char *base64url(struct arena *a, cupel_slice s)
{
    char *text = arena_alloc(a, (s.n + 2) / 3 * 4 + 1);
    if (!text)
        return "";
    base64_write(s, text);
    for (char *p = text; *p; p++)
        *p = *p == '+' ? '-' : *p == '/' ? '_' : *p == '=' ? '\0' : *p;
    return text;
}

/* A string that has quotes in it, such as media types with a profile. */
static void put_json_text(struct buf *b, const char *text)
{
    buf_add_byte(b, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            buf_add_byte(b, '\\');
        buf_add_byte(b, (uint8_t)*p);
    }
    buf_add_byte(b, '"');
}

static void put_json_record(struct arena *a, struct buf *b, const struct member *m)
{
    buf_add_byte(b, '[');
    put_json_text(b, m->type);
    buf_add_str(b, ", \"");
    buf_add_str(b, base64url(a, m->value));
    buf_add_byte(b, '"');
    if (m->ind)
        buf_printf(b, ", %u", m->ind);
    buf_add_byte(b, ']');
}

static void put_cbor_record(struct buf *b, const struct member *m)
{
    cbor_put_array(b, m->ind ? 3 : 2);
    if (m->number)
        cbor_put_uint(b, m->number);
    else
        cbor_put_text(b, m->type);
    cbor_put_bytes(b, m->value);
    if (m->ind)
        cbor_put_uint(b, m->ind);
}

/* TN() of RFC 9277 appendix B. */
static void put_tag(struct buf *b, const struct member *m)
{
    cbor_put_tag(b, 1668546817u + m->number / 255 * 256 + m->number % 255);
    cbor_put_bytes(b, m->value);
}

static void put_record(struct arena *a, struct buf *b, const struct member *m, bool json)
{
    if (json)
        put_json_record(a, b, m);
    else
        put_cbor_record(b, m);
}

/* ---- collections ---- */

static void put_label(struct buf *b, const char *label, bool json)
{
    if (!json) {
        cbor_put_text(b, label);
        return;
    }
    put_json_text(b, label);
    buf_add_str(b, ": ");
}

static void put_collection(struct tee *t, struct buf *b, const struct member *m, size_t n)
{
    bool json = t->cmw.form == COLLECTION_JSON;
    struct arena *a = &t->out->arena;
    if (json)
        buf_add_str(b, "{ ");
    else
        cbor_put_map(b, n + 1);
    put_label(b, "__cmwc_t", json);
    if (json)
        put_json_text(b, t->cmw.collection_type);
    else
        cbor_put_text(b, t->cmw.collection_type);
    for (size_t i = 0; i < n; i++) {
        bool inner = t->cmw.nested == YES && i == 1;
        buf_add_str(b, json ? ",\n  " : "");
        put_label(b, inner ? "inner" : m[i].label, json);
        if (inner && json)
            buf_add_str(b, "{ ");
        else if (inner)
            cbor_put_map(b, 1);
        if (inner)
            put_label(b, m[i].label, json);
        put_record(a, b, &m[i], json);
        buf_add_str(b, inner && json ? " }" : "");
    }
    buf_add_str(b, json ? " }\n" : "");
}

/* ---- configfs-tsm ---- */

static const char *provider_of(const struct tee *t)
{
    static const char *const names[] = { "sgx\n", "tdx_guest\n", "sev_guest\n", "nitro\n" };
    return names[t->cmw.tee];
}

static void put_tsm(struct tee *t, struct buf *b, cupel_slice outblob, cupel_slice auxblob)
{
    struct arena *a = &t->out->arena;
    if (t->cmw.form == TSM_JSON) {
        buf_printf(b, "{\"auxblob\":\"%s\",\"outblob\":\"", base64url(a, auxblob));
        buf_printf(b, "%s\",\"provider\":\"%.*s\\n\"}\n", base64url(a, outblob),
                   (int)strcspn(provider_of(t), "\n"), provider_of(t));
        return;
    }
    cbor_put_map(b, 3);
    cbor_put_text(b, "auxblob");
    cbor_put_bytes(b, auxblob);
    cbor_put_text(b, "outblob");
    cbor_put_bytes(b, outblob);
    cbor_put_text(b, "provider");
    cbor_put_text(b, provider_of(t));
}

/* ---- making ---- */

struct made {
    struct softtee_files first, second;
    struct member members[SOFTTEE_FILES_MAX];
    size_t n;
};

static void add_member(struct made *m, const struct member *one)
{
    if (m->n < CUPEL_COUNT(m->members))
        m->members[m->n++] = *one;
}

static void add_evidence(struct tee *t, struct made *m, const char *label,
                         const struct softtee_files *f)
{
    add_member(m, &(struct member){ .label = label,
                                    .type = t->cmw.type,
                                    .value = softtee_file(f, "evidence.bin"),
                                    .number = (unsigned)tee_get(t->cmw.number, 2),
                                    .ind = t->cmw.ind[0] });
}

static void add_collateral(struct made *m, const struct softtee_files *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (strncmp(f->files[i].name, "collateral/", 11) == 0)
            add_member(m, &(struct member){ .label = f->files[i].name + 11,
                                            .type = "application/octet-stream",
                                            .value = f->files[i].bytes,
                                            .ind = 2 });
}

static cupel_status make_inner(struct tee *t, struct made *m, struct cupel_diag *err)
{
    const struct tee_inner in = { tee_words[t->cmw.tee], t->cmw.scenario, t->cmw.set,
                                  t->out->nonce };
    CUPEL_TRY(tee_inner_make(t, &in, &m->first, err));
    add_evidence(t, m, tee_words[t->cmw.tee], &m->first);
    if (t->cmw.second) {
        const struct tee_inner two = { second_words[t->cmw.second], "", "", t->out->nonce };
        CUPEL_TRY(tee_inner_make(t, &two, &m->second, err));
        add_evidence(t, m, arena_printf(&t->out->arena, "%s 2", two.kind), &m->second);
    }
    if (t->cmw.inside == YES)
        add_collateral(m, &m->first);
    tee_inner_keep(t, &m->first, "", t->cmw.inside == NO);
    tee_inner_keep(t, &m->second, "second-", true);
    return CUPEL_OK;
}

static void put(struct tee *t, struct buf *b, const struct made *m)
{
    bool inside = t->cmw.inside == YES;
    switch (t->cmw.form) {
    case JSON:
    case CBOR: put_record(&t->out->arena, b, &m->members[0], t->cmw.form == JSON); break;
    case TAG: put_tag(b, &m->members[0]); break;
    case COLLECTION_JSON:
    case COLLECTION_CBOR: put_collection(t, b, m->members, m->n); break;
    default:
        put_tsm(t, b, m->members[0].value,
                inside ? softtee_file(&m->first, "certtable.bin") : SLICE_EMPTY);
    }
}

static cupel_status build(struct tee *t, struct cupel_diag *err)
{
    struct made m = { .n = 0 };
    struct buf b;
    buf_init(&b, ROOM);
    cupel_status st = make_inner(t, &m, err);
    if (st == CUPEL_OK) {
        put(t, &b, &m);
        st = buf_status(&b);
        tee_file(t, "evidence.bin", arena_copy(&t->out->arena, buf_slice(&b)));
    }
    softtee_files_clear(&m.first);
    softtee_files_clear(&m.second);
    buf_clear(&b);
    return st == CUPEL_OK ? arena_status(&t->out->arena) : st;
}

static size_t body_at(unsigned version)
{
    (void)version;
    return 0;
}

const struct tee_kind tee_cmw = { .name = "cmw",
                                  .versions = { 1 },
                                  .default_version = 1,
                                  .tables = tables,
                                  .prepare = prepare,
                                  .derive = derive,
                                  .build = build,
                                  .body_at = body_at };
