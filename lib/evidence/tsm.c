/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The entries of one configfs-tsm report (Linux, Documentation/ABI/testing/configfs-tsm-report) in
 * one file: JSON {"outblob", "auxblob", "manifestblob", "provider"} as Veraison's ratsd sends it
 * (application/vnd.veraison.configfs-tsm+json), or the same as a CBOR map of byte strings. outblob
 * is the evidence; auxblob is collateral that the host supplied, on SEV-SNP a certificate table.
 */
#include "evidence/format.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/cbor.h"
#include "codec/json.h"

/* ---- recognition ---- */

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_object(cupel_slice in)
{
    size_t i = 0;
    while (i < in.n && is_space(in.p[i]))
        i++;
    return i < in.n && in.p[i] == '{';
}

static bool is_map(cupel_slice in)
{
    return in.n && in.p[0] >= 0xa1 && in.p[0] <= 0xa6;
}

static bool probe(cupel_slice in)
{
    if (is_object(in))
        return slice_find(in, SLICE_LIT("\"outblob\"")) != SIZE_MAX;
    return is_map(in) && slice_find(in, SLICE_LIT("\x67outblob")) != SIZE_MAX;
}

/* ---- entries ---- */

struct entries {
    cupel_slice outblob, auxblob, manifestblob, provider;
};

/* Go's encoders write base64, some padded with the standard alphabet, some without for URLs. */
static cupel_slice take_base64(struct arena *a, struct json_in *in, const struct json_node *top,
                               const char *key, bool needed)
{
    const struct json_node *n = needed ? json_get(in, top, key, JSON_STRING)
                                       : json_get_opt(in, top, key, JSON_STRING);
    if (!n)
        return SLICE_EMPTY;
    size_t got = 0;
    uint8_t *out = arena_alloc(a, base64_room(n->text.n));
    if (!out)
        return SLICE_EMPTY;
    if (base64_read(n->text, false, false, out, &got) != CUPEL_OK &&
        base64_read(n->text, true, false, out, &got) != CUPEL_OK)
        json_fail(in, n, "is no base64");
    return slice_of(out, got);
}

static cupel_status read_json(struct arena *a, cupel_slice bytes, struct entries *ret,
                              struct cupel_diag *err)
{
    const struct json_node *top = NULL;
    struct json_in in = { .kind = "tsm", .err = err };
    CUPEL_TRY(json_parse(a, bytes, &top, err));
    const struct json_node *service = json_get_opt(&in, top, "service", JSON_OBJECT);
    ret->outblob = take_base64(a, &in, top, "outblob", true);
    ret->auxblob = take_base64(a, &in, top, "auxblob", false);
    ret->manifestblob = take_base64(a, &in, service ? service : top, "manifestblob", false);
    const struct json_node *provider = json_get_opt(&in, top, "provider", JSON_STRING);
    ret->provider = provider ? provider->text : SLICE_EMPTY;
    return in.st;
}

static cupel_slice take_blob(const struct cbor_map *m, const char *key, bool needed,
                             struct cur *all)
{
    const struct cbor_pair *p = cbor_find_text(m, key);
    struct cur c = cbor_value(p);
    if (!p && !needed)
        return SLICE_EMPTY;
    cupel_slice bytes = cbor_take_bytes(&c);
    cur_fail(all, c.st);
    return bytes;
}

static cupel_status read_cbor(struct arena *a, cupel_slice bytes, struct entries *ret,
                              struct cupel_diag *err)
{
    struct cur c = cur_of(bytes);
    struct cbor_map *m = arena_alloc(a, sizeof *m);
    if (!m)
        return diag_set(err, CUPEL_E_NOMEM, "tsm", "out of memory");
    cbor_take_map(&c, m);
    cur_fail(&c, cur_end(&c));
    if (c.st == CUPEL_OK) {
        ret->outblob = take_blob(m, "outblob", true, &c);
        ret->auxblob = take_blob(m, "auxblob", false, &c);
        ret->manifestblob = take_blob(m, "manifestblob", false, &c);
    }
    const struct cbor_pair *p = c.st == CUPEL_OK ? cbor_find_text(m, "provider") : NULL;
    struct cur v = cbor_value(p);
    ret->provider = p ? cbor_take_text(&v) : SLICE_EMPTY;
    if (p)
        cur_fail(&c, v.st);
    return c.st == CUPEL_OK
               ? CUPEL_OK
               : diag_at(err, c.st, "tsm", c.at, "the map of outblob, auxblob and provider %s",
                         cbor_fault(c.st));
}

/* ---- the wrapper ---- */

/* Kernel drivers' names, and the format of their outblob. */
static const struct provider {
    const char *name, *format;
} providers[] = {
    { "sev_guest", "snp" },
    { "tdx_guest", "tdx" },
    { "arm_cca_guest", "cca" },
};

static cupel_slice without_newline(cupel_slice s)
{
    return s.n && s.p[s.n - 1] == '\n' ? slice_part(s, 0, s.n - 1) : s;
}

static cupel_status read_entries(struct arena *a, cupel_slice in, struct entries *ret,
                                 struct cupel_diag *err)
{
    *ret = (struct entries){ .provider = SLICE_EMPTY };
    CUPEL_TRY(is_object(in) ? read_json(a, in, ret, err) : read_cbor(a, in, ret, err));
    if (arena_status(a) != CUPEL_OK)
        return diag_set(err, arena_status(a), "tsm", "out of memory");
    ret->provider = without_newline(ret->provider);
    if (ret->outblob.n == 0)
        return diag_set(err, CUPEL_E_MALFORMED, "tsm", "outblob is empty: no evidence was made");
    return CUPEL_OK;
}

static void add_inside(struct unwrapped *u, const char *name, cupel_slice bytes)
{
    if (bytes.n) /* two at most */
        u->inside[u->n_inside++] = (struct inside_file){ name, bytes };
}

static cupel_status open_tsm(struct arena *a, cupel_slice in, struct unwrapped *ret,
                             struct cupel_diag *err)
{
    struct entries e;
    CUPEL_TRY(read_entries(a, in, &e, err));
    ret->bytes = e.outblob;
    add_inside(ret, "auxblob", e.auxblob);
    add_inside(ret, "manifestblob", e.manifestblob);
    for (size_t i = 0; i < CUPEL_COUNT(providers); i++)
        if (slice_eq(e.provider, slice_str(providers[i].name)) &&
            format_find(slice_str(providers[i].format)))
            ret->format = providers[i].format;
    return CUPEL_OK;
}

static void explain(struct arena *a, cupel_slice in, struct field_list *l)
{
    struct entries e;
    if (read_entries(a, in, &e, NULL) != CUPEL_OK)
        return;
    field_text(l, "provider", e.provider.n ? arena_text(a, e.provider) : "(none)",
               "the kernel driver that made it", 0, 0);
    field_text(l, "outblob", arena_printf(a, "%zu bytes", e.outblob.n), "the evidence", 0, 0);
    field_text(l, "auxblob", arena_printf(a, "%zu bytes", e.auxblob.n),
               "collateral from the host, trusted no more than any other", 0, 0);
    field_text(l, "manifestblob", arena_printf(a, "%zu bytes", e.manifestblob.n),
               "of a service module (SVSM); not judged", 0, 0);
}

const struct wrapper wrapper_tsm = {
    .name = "tsm",
    .title = "configfs-tsm report",
    .probe = probe,
    .open = open_tsm,
    .explain = explain,
};
