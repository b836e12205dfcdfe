/* SPDX-License-Identifier: Apache-2.0 */
/* Files, base64 and the conceptual message wrapper. */
#include "attest/out.h"

#include "base/text.h"
#include "codec/json_out.h"

size_t out_files(const struct collected *c, const struct request *r,
                 struct out_file ret[OUT_FILES_MAX])
{
    size_t n = 0;
    ret[n++] = (struct out_file){ "evidence.bin", c->evidence };
    for (size_t i = 0; i < c->n_files; i++)
        ret[n++] = (struct out_file){ arena_printf(c->arena, "collateral/%s", c->files[i].name),
                                      c->files[i].bytes };
    if (r->has_user_data)
        ret[n++] = (struct out_file){ "user-data.bin", r->user_data };
    return n;
}

cupel_slice out_find(const struct collected *c, const char *name)
{
    for (size_t i = 0; i < c->n_files; i++)
        if (slice_eq(slice_str(c->files[i].name), slice_str(name)))
            return c->files[i].bytes;
    return SLICE_EMPTY;
}

const char *out_base64(struct arena *a, cupel_slice bytes, enum out_base64 kind)
{
    char *text = arena_alloc(a, (bytes.n + 2) / 3 * 4 + 1);
    if (!text)
        return "";
    base64_write(bytes, text);
    for (char *p = text; kind != BASE64_STANDARD && *p; p++) {
        *p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
        if (*p == '=' && kind == BASE64_URL_BARE)
            *p = '\0';
    }
    return text;
}

/* ---- CMW ---- */

static void put_record(struct json_out *o, struct arena *a, const char *label,
                       const char *media_type, cupel_slice value, unsigned indicator)
{
    json_array_open(o, label);
    json_text(o, NULL, media_type);
    json_text(o, NULL, out_base64(a, value, BASE64_URL_BARE));
    if (indicator != IND_NONE)
        json_uint(o, NULL, indicator);
    json_array_close(o);
}

static void put_blob(struct json_out *o, struct arena *a, const char *key, cupel_slice bytes)
{
    if (bytes.n > 0)
        json_text(o, key, out_base64(a, bytes, BASE64_URL_BARE));
}

/* What configfs-tsm gives, whichever driver it came from: Veraison's tsm-report. */
static bool is_tsm(enum tee t)
{
    return t == TEE_SNP || t == TEE_TDX || t == TEE_CCA;
}

static const char *const tsm_files[] = { "certtable.bin", "auxblob.bin", "manifest.bin" };

/* Those whose bytes the tsm-report holds already. */
static bool is_inside(const struct collected *c, const struct collected_file *f)
{
    for (size_t i = 0; is_tsm(c->tee) && i < CUPEL_COUNT(tsm_files); i++)
        if (slice_eq(slice_str(f->name), slice_str(tsm_files[i])))
            return true;
    return false;
}

static cupel_slice make_tsm(const struct collected *c)
{
    struct buf b;
    buf_init(&b, 4 * BLOB_MAX);
    struct json_out o = json_out_to(&b);
    json_object_open(&o, NULL);
    put_blob(&o, c->arena, "auxblob", out_find(c, c->tee == TEE_SNP ? tsm_files[0] : tsm_files[1]));
    put_blob(&o, c->arena, "outblob", c->evidence);
    json_text(&o, "provider", c->provider);
    put_blob(&o, c->arena, "manifestblob", c->manifest);
    if (c->manifest.n > 0)
        json_text(&o, "service_provider", "svsm");
    json_object_close(&o);
    cupel_slice ret = arena_copy(c->arena, buf_slice(&b));
    buf_clear(&b);
    return ret;
}

static void put_evidence(struct json_out *o, const struct collected *c, const char *label)
{
    const char *type = c->tee == TEE_NITRO ? "application/cose; cose-type=\"cose-sign1\""
                                           : "application/octet-stream";
    if (is_tsm(c->tee))
        put_record(o, c->arena, label, "application/vnd.veraison.tsm-report+json", make_tsm(c),
                   IND_EVIDENCE);
    else
        put_record(o, c->arena, label, type, c->evidence, IND_EVIDENCE);
}

cupel_status out_cmw(const struct collected *c, struct buf *b)
{
    struct json_out o = json_out_to(b);
    size_t beside = 0;
    for (size_t i = 0; i < c->n_files; i++)
        beside += !is_inside(c, &c->files[i]);
    if (beside > 0)
        json_object_open(&o, NULL);
    put_evidence(&o, c, beside > 0 ? "evidence" : NULL);
    for (size_t i = 0; i < c->n_files; i++) {
        const struct collected_file *f = &c->files[i];
        if (!is_inside(c, f))
            put_record(&o, c->arena, f->name, f->media_type, f->bytes, f->indicator);
    }
    if (beside > 0)
        json_object_close(&o);
    buf_add_byte(b, '\n');
    return arena_status(c->arena) == CUPEL_OK ? buf_status(b) : arena_status(c->arena);
}
