/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that hold a quote with all that belongs to it, as JSON:
 *
 *   trustee-tpm      {"ak_public": SPKI, "tpm_quote": {"message", "signature", "pcrs": [HEX, …]}},
 * as Trustee's TPM verifier takes it (confidential-containers/trustee, deps/verifier/src/tpm)
 *   go-attestation   {"Static", "AK", "Quote", "Log"}: the dump of google/go-attestation
 *                    (attest-tool/internal/types.go), of TPM 1.2 as well, which is refused
 *
 * They bind nothing: key, PCR values and log in them are collateral like any other file.
 */
#include "evidence/tpm.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/json.h"

cupel_status tpm_unwrap_add(struct unwrapped *u, const char *name, cupel_slice bytes)
{
    if (u->n_inside == INSIDE_MAX)
        return CUPEL_E_LIMIT;
    u->inside[u->n_inside++] = (struct inside_file){ name, bytes };
    return CUPEL_OK;
}

cupel_slice tpm_join_quote(struct arena *a, cupel_slice attest, cupel_slice signature)
{
    size_t n = 2 + attest.n + signature.n;
    uint8_t *p = attest.n <= UINT16_MAX ? arena_alloc(a, n) : NULL;
    if (!p)
        return SLICE_EMPTY;
    p[0] = (uint8_t)(attest.n >> 8);
    p[1] = (uint8_t)attest.n;
    slice_copy(attest, p + 2, attest.n);
    slice_copy(signature, p + 2 + attest.n, signature.n);
    return slice_of(p, n);
}

static const char *bank_name(unsigned alg)
{
    switch (alg) {
    case TPM_SHA1: return "sha1";
    case TPM_SHA256: return "sha256";
    case TPM_SHA384: return "sha384";
    case TPM_SHA512: return "sha512";
    default: return "sm3_256";
    }
}

/* Room in the arena that is written from the front. */
struct writer {
    char *p;
    size_t n;
};

static void put(struct writer *w, const char *text)
{
    cupel_slice s = slice_str(text);
    slice_copy(s, w->p + w->n, s.n);
    w->n += s.n;
}

static void put_value(struct writer *w, unsigned pcr, cupel_slice value)
{
    char number[3] = { (char)('0' + pcr / 10), (char)('0' + pcr % 10), '\0' };
    put(w, "\"");
    put(w, pcr < 10 ? number + 1 : number);
    put(w, "\":\"");
    hex_write(value, w->p + w->n);
    w->n += 2 * value.n;
    put(w, "\"");
}

static void put_bank(struct writer *w, const struct tpm_bank *bank)
{
    bool first = true;
    put(w, "\"");
    put(w, bank_name(bank->alg));
    put(w, "\":{");
    for (unsigned pcr = 0; pcr < TPM_PCRS_MAX; pcr++) {
        if (!(bank->present >> pcr & 1))
            continue;
        put(w, first ? "" : ",");
        put_value(w, pcr, bank->values[pcr]);
        first = false;
    }
    put(w, "}");
}

cupel_slice tpm_write_pcrs(struct arena *a, const struct tpm_pcrs *p)
{
    /* Of a value: number, hex, five quotes and signs, a comma; of a bank: its name and six signs.
     */
    size_t room = 2 + p->n * (TPM_PCRS_MAX * (2 * CRYPTO_HASH_MAX + 8) + 16) + 1;
    struct writer w = { arena_alloc(a, room), 0 };
    if (!w.p)
        return SLICE_EMPTY;
    put(&w, "{");
    for (size_t i = 0; i < p->n; i++) {
        put(&w, i ? "," : "");
        put_bank(&w, &p->banks[i]);
    }
    put(&w, "}");
    return slice_of(w.p, w.n);
}

/* ---- JSON ---- */

/* A base64 member (standard alphabet, padded). */
static cupel_slice get_base64(struct arena *a, struct json_in *in, const struct json_node *object,
                              const char *key)
{
    cupel_slice text = json_get_string(in, object, key);
    uint8_t *out = arena_alloc(a, base64_room(text.n) + 1);
    size_t n = 0;
    if (out && in->st == CUPEL_OK && base64_read(text, false, false, out, &n) != CUPEL_OK)
        json_fail(in, json_find(object, key), "must be base64");
    return slice_of(out, out && in->st == CUPEL_OK ? n : 0);
}

static bool starts_json(cupel_slice in)
{
    for (size_t i = 0; i < in.n; i++)
        if (in.p[i] != ' ' && in.p[i] != '\t' && in.p[i] != '\r' && in.p[i] != '\n')
            return in.p[i] == '{';
    return false;
}

static bool names(cupel_slice in, const char *member)
{
    return slice_find(in, slice_str(member)) != SIZE_MAX;
}

static cupel_status out_of_memory(const struct arena *a, const char *name, struct cupel_diag *err)
{
    return arena_status(a) == CUPEL_OK ? CUPEL_OK
                                       : diag_set(err, arena_status(a), name, "out of memory");
}

/* ---- trustee-tpm ---- */

static bool trustee_probe(cupel_slice in)
{
    return starts_json(in) && names(in, "\"ak_public\"") && names(in, "\"tpm_quote\"");
}

static cupel_status trustee_open(struct arena *a, cupel_slice in, struct unwrapped *ret,
                                 struct cupel_diag *err)
{
    const struct json_node *top = NULL;
    struct json_in j = { .kind = "trustee-tpm", .err = err };
    CUPEL_TRY(json_parse(a, in, &top, err));
    const struct json_node *quote = json_get(&j, top, "tpm_quote", JSON_OBJECT);
    cupel_slice key = get_base64(a, &j, top, "ak_public");
    cupel_slice message = get_base64(a, &j, quote, "message");
    cupel_slice signature = get_base64(a, &j, quote, "signature");
    const struct json_node *pcrs = json_get(&j, quote, "pcrs", JSON_ARRAY);
    CUPEL_TRY(j.st);
    ret->format = "tpm";
    ret->bytes = tpm_join_quote(a, message, signature);
    CUPEL_TRY(tpm_unwrap_add(ret, "ak_public", key));
    CUPEL_TRY(tpm_unwrap_add(ret, "pcrs", pcrs->raw));
    return out_of_memory(a, "trustee-tpm", err);
}

const struct wrapper wrapper_trustee_tpm = {
    .name = "trustee-tpm",
    .title = "Trustee's TPM evidence",
    .probe = trustee_probe,
    .open = trustee_open,
};

/* ---- go-attestation ---- */

static bool dump_probe(cupel_slice in)
{
    return starts_json(in) && names(in, "\"TPMVersion\"") && names(in, "\"Quote\"") &&
           names(in, "\"AK\"");
}

/* Go's crypto.Hash. */
static unsigned go_hash(uint64_t v)
{
    switch (v) {
    case 3: return TPM_SHA1;
    case 5: return TPM_SHA256;
    case 6: return TPM_SHA384;
    case 7: return TPM_SHA512;
    default: return 0;
    }
}

static struct tpm_bank *want_bank(struct tpm_pcrs *p, unsigned alg)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->banks[i].alg == alg)
            return &p->banks[i];
    p->banks[p->n] = (struct tpm_bank){ .alg = (uint16_t)alg };
    return &p->banks[p->n++]; /* go_hash() knows fewer than there is room for */
}

static void read_pcr(struct arena *a, struct json_in *in, const struct json_node *entry,
                     struct tpm_pcrs *ret)
{
    unsigned pcr = (unsigned)json_get_uint(in, entry, "Index", TPM_PCRS_MAX - 1);
    unsigned alg = go_hash(json_get_uint(in, entry, "DigestAlg", UINT8_MAX));
    cupel_slice value = get_base64(a, in, entry, "Digest");
    if (in->st == CUPEL_OK && (!alg || value.n != tpm_hash_size(alg)))
        json_fail(in, entry, "must be a value of the SHA-1, SHA-256, SHA-384 or SHA-512 bank");
    if (in->st != CUPEL_OK)
        return;
    struct tpm_bank *bank = want_bank(ret, alg);
    if (bank->present >> pcr & 1)
        json_fail(in, entry, "names a PCR for the second time");
    bank->present |= 1u << pcr;
    bank->values[pcr] = value;
}

static cupel_slice read_pcrs(struct arena *a, struct json_in *in, const struct json_node *list)
{
    struct tpm_pcrs *p = arena_alloc(a, sizeof *p);
    const struct json_node *entry = p && list ? list->child : NULL;
    for (; entry && in->st == CUPEL_OK; entry = entry->next)
        if (entry->type == JSON_OBJECT)
            read_pcr(a, in, entry, p);
        else
            json_fail(in, entry, "must be an object");
    return p && in->st == CUPEL_OK ? tpm_write_pcrs(a, p) : SLICE_EMPTY;
}

static cupel_status open_dump(struct arena *a, struct json_in *j, const struct json_node *top,
                              struct unwrapped *ret)
{
    const struct json_node *quote = json_get(j, top, "Quote", JSON_OBJECT);
    const struct json_node *log = json_get(j, top, "Log", JSON_OBJECT);
    cupel_slice key = get_base64(a, j, json_get(j, top, "AK", JSON_OBJECT), "Public");
    cupel_slice attest = get_base64(a, j, quote, "Quote");
    cupel_slice signature = get_base64(a, j, quote, "Signature");
    cupel_slice pcrs = read_pcrs(a, j, json_get(j, log, "PCRs", JSON_ARRAY));
    cupel_slice raw = get_base64(a, j, log, "Raw");
    CUPEL_TRY(j->st);
    ret->format = "tpm";
    ret->bytes = tpm_join_quote(a, attest, signature);
    CUPEL_TRY(tpm_unwrap_add(ret, "AK.Public", key));
    CUPEL_TRY(tpm_unwrap_add(ret, "Log.PCRs", pcrs));
    return raw.n ? tpm_unwrap_add(ret, "Log.Raw", raw) : CUPEL_OK;
}

static cupel_status dump_open(struct arena *a, cupel_slice in, struct unwrapped *ret,
                              struct cupel_diag *err)
{
    const struct json_node *top = NULL;
    struct json_in j = { .kind = "go-attestation", .err = err };
    CUPEL_TRY(json_parse(a, in, &top, err));
    const struct json_node *fixed = json_get(&j, top, "Static", JSON_OBJECT);
    uint64_t version = json_get_uint(&j, fixed, "TPMVersion", UINT8_MAX);
    CUPEL_TRY(j.st);
    if (version != 2)
        return diag_at(
            err, CUPEL_E_UNSUPPORTED, "go-attestation", json_find(fixed, "TPMVersion")->offset,
            version == 1 ? "this is a quote of a TPM 1.2, whose SHA-1 proves nothing any "
                           "more: TPM 1.2 is not supported"
                         : "the version of the TPM is unknown; TPM 2.0 is supported");
    CUPEL_TRY(open_dump(a, &j, top, ret));
    return out_of_memory(a, "go-attestation", err);
}

const struct wrapper wrapper_go_attestation = {
    .name = "go-attestation",
    .title = "go-attestation's dump",
    .probe = dump_probe,
    .open = dump_open,
};
