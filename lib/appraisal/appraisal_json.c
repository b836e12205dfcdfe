/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON contract of `cupel verify --json`, frozen in docs/schema/appraisal.json. */
#include "appraisal/appraisal.h"

#define JSON_OUT_MAX (32u << 20) /* bytes of one appraisal as JSON */

static const char *const trust_names[TRUST_CLAIMS] = {
    "instance-identity", "configuration",  "executables",    "file-system",
    "hardware",          "runtime-opaque", "storage-opaque", "sourced-data",
};

static void write_input(const cupel_appraisal *a, struct json_out *o)
{
    json_object_open(o, "input");
    json_text(o, "name", a->name);
    json_text(o, "sha256", a->sha256);
    json_text(o, "encoding", a->encoding);
    json_uint(o, "size", a->size);
    json_text(o, "evidence_sha256", a->evidence_sha256[0] ? a->evidence_sha256 : NULL);
    json_text(o, "format", a->format[0] ? a->format : NULL);
    if (a->version)
        json_uint(o, "version", a->version);
    else
        json_null(o, "version");
    json_object_close(o);
}

static void write_flags(struct json_out *o, const char *name, uint64_t v)
{
    char text[19] = "0x";
    for (int i = 0; i < 16; i++)
        text[2 + i] = "0123456789abcdef"[v >> (60 - 4 * i) & 15];
    text[18] = 0;
    json_text(o, name, text);
}

static void write_list(struct json_out *o, const struct cupel_claim *c)
{
    json_array_open(o, c->name);
    for (size_t i = 0; i < c->n_list; i++)
        json_text(o, NULL, c->list[i]);
    json_array_close(o);
}

static void write_claim(const struct cupel_claim *c, struct json_out *o)
{
    switch (c->type) {
    case CUPEL_CLAIM_TEXT: json_text(o, c->name, c->text); break;
    case CUPEL_CLAIM_BYTES: json_hex(o, c->name, c->bytes); break;
    case CUPEL_CLAIM_UINT: json_uint(o, c->name, c->number); break;
    case CUPEL_CLAIM_FLAGS: write_flags(o, c->name, c->number); break;
    case CUPEL_CLAIM_BOOL: json_bool(o, c->name, c->number != 0); break;
    case CUPEL_CLAIM_TIME: json_time(o, c->name, c->time); break;
    case CUPEL_CLAIM_LIST: write_list(o, c); break;
    }
}

static void write_optional(struct json_out *o, const char *key, const char *text)
{
    if (text)
        json_text(o, key, text);
}

static void write_need(const struct cupel_need *n, struct json_out *o)
{
    json_object_open(o, NULL);
    json_text(o, "kind", n->kind);
    write_optional(o, "product", n->product);
    write_optional(o, "chip_id", n->chip_id);
    write_optional(o, "tcb", n->tcb);
    write_optional(o, "fmspc", n->fmspc);
    write_optional(o, "ca", n->ca);
    write_optional(o, "tee", n->tee);
    write_optional(o, "hint", n->hint);
    json_object_close(o);
}

static void write_uses(const cupel_appraisal *a, struct json_out *o)
{
    json_array_open(o, "anchors");
    for (size_t i = 0; i < a->n_anchors; i++) {
        json_object_open(o, NULL);
        json_text(o, "name", a->anchors[i].name);
        json_text(o, "sha256", a->anchors[i].sha256);
        json_text(o, "source", a->anchors[i].from_caller ? "caller" : "builtin");
        json_object_close(o);
    }
    json_array_close(o);
    json_array_open(o, "collateral");
    for (size_t i = 0; i < a->n_uses; i++) {
        if (!a->uses[i].name)
            continue;
        json_object_open(o, NULL);
        json_text(o, "name", a->uses[i].name);
        json_text(o, "kind", a->uses[i].kind);
        json_text(o, "sha256", a->uses[i].sha256);
        json_bool(o, "used", a->uses[i].used);
        json_text(o, "why", a->uses[i].why);
        json_object_close(o);
    }
    json_array_close(o);
}

static void write_judgement(const cupel_appraisal *a, struct json_out *o)
{
    json_object_open(o, "trust_vector");
    for (size_t i = 0; i < TRUST_CLAIMS; i++)
        json_int(o, trust_names[i], a->trust_vector[i]);
    json_object_close(o);
    json_object_open(o, "claims");
    for (size_t i = 0; i < a->n_claims; i++)
        write_claim(&a->claims[i], o);
    json_object_close(o);
    json_array_open(o, "checks");
    for (size_t i = 0; i < a->checks.n; i++)
        check_write_json(a->checks.items[i], o);
    json_array_close(o);
    json_array_open(o, "not_checked");
    for (unsigned c = 0; c <= CUPEL_CAT_FRESHNESS; c++)
        if (a->not_checked >> c & 1u)
            json_text(o, NULL, cupel_category_name((cupel_category)c));
    json_array_close(o);
    json_array_open(o, "needs");
    for (size_t i = 0; i < a->n_needs; i++)
        write_need(&a->needs[i], o);
    json_array_close(o);
}

/* The error member: of @d, or of a signature that no certificate ties to an anchor, or null. */
static void write_error(const cupel_appraisal *a, const struct cupel_diag *d, struct json_out *o)
{
    if (!d && a->verdict != CUPEL_VERDICT_NONE) {
        json_null(o, "error");
        return;
    }
    json_object_open(o, "error");
    json_text(o, "class",
              cupel_class_name(d ? cupel_status_class(d->status) : CUPEL_CLASS_MISSING));
    json_text(o, "detail",
              d ? d->text
                : "the signature cannot be tied to an anchor; see needs for what is missing");
    json_array_open(o, "where");
    if (d && d->has_offset) {
        json_object_open(o, NULL);
        json_text(o, "in", "evidence");
        json_uint(o, "offset", d->offset);
        json_uint(o, "length", 0);
        json_object_close(o);
    }
    json_array_close(o);
    json_object_close(o);
}

/* Parts are whole objects of the same shape. */
static void write_appraisal(const cupel_appraisal *a, const struct cupel_diag *error,
                            struct json_out *o)
{
    json_object_open(o, NULL);
    json_uint(o, "cupel", 1);
    write_input(a, o);
    json_time(o, "at", a->at);
    json_text(o, "at_source", a->at_from_clock ? "clock" : "caller");
    json_text(o, "verdict", cupel_verdict_name(a->verdict));
    if (a->valid_until == INT64_MAX)
        json_null(o, "valid_until");
    else
        json_time(o, "valid_until", a->valid_until);
    write_judgement(a, o);
    write_uses(a, o);
    json_array_open(o, "parts");
    for (size_t i = 0; i < a->n_parts; i++)
        write_appraisal(a->parts[i], a->parts[i]->error, o);
    json_array_close(o);
    write_error(a, error, o);
    json_object_close(o);
}

char *appraisal_json(const cupel_appraisal *a, const struct cupel_diag *error)
{
    struct buf b;
    buf_init(&b, JSON_OUT_MAX);
    struct json_out o = json_out_to(&b);
    write_appraisal(a, error, &o);
    return buf_steal_str(&b);
}

char *cupel_appraisal_json(const cupel_appraisal *a)
{
    return appraisal_json(a, NULL);
}
