/* SPDX-License-Identifier: Apache-2.0 */
/* PCR values in JSON, as text, and in the binary form of tpm2-tools. */
#include "collateral/tpm.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/der.h"
#include "codec/json.h"

#define KIND "pcr-values"

/* The struct TPML_PCR_SELECTION of tss2: a count, and 16 times hash, size and 4 bytes of bits with
 * one byte between for alignment. */
#define BLOB_BANKS     16u
#define BLOB_SELECTION (4u + BLOB_BANKS * 8u)
#define BLOB_DIGESTS   8u /* of one TPML_DIGEST */
#define BLOB_DIGEST    64u

static const struct {
    const char *name;
    uint16_t alg;
} bank_names[] = {
    { "sha1", TPM_SHA1 },     { "sha256", TPM_SHA256 }, { "sha384", TPM_SHA384 },
    { "sha512", TPM_SHA512 }, { "sm3_256", TPM_SM3 },
};

static unsigned bank_alg(cupel_slice name)
{
    for (size_t i = 0; i < CUPEL_COUNT(bank_names); i++)
        if (slice_eq(name, slice_str(bank_names[i].name)))
            return bank_names[i].alg;
    return 0;
}

/* SM3 has the length of SHA-256 and needs its bank's name. */
static unsigned alg_of_size(size_t n)
{
    for (size_t i = 0; i < CUPEL_COUNT(bank_names); i++)
        if (tpm_hash_size(bank_names[i].alg) == n)
            return bank_names[i].alg;
    return 0;
}

const struct tpm_bank *tpm_bank_find(const struct tpm_pcrs *p, unsigned alg)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->banks[i].alg == alg)
            return &p->banks[i];
    return NULL;
}

/* The bank of @alg, made when there is none; NULL when there are too many. */
static struct tpm_bank *want_bank(struct tpm_pcrs *p, unsigned alg)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->banks[i].alg == alg)
            return &p->banks[i];
    if (p->n == TPM_BANKS)
        return NULL;
    p->banks[p->n] = (struct tpm_bank){ .alg = (uint16_t)alg };
    return &p->banks[p->n++];
}

/* "7": a PCR number without leading zero; TPM_PCRS_MAX when it is none. */
static unsigned pcr_number(cupel_slice s)
{
    unsigned v = 0;
    if (s.n == 0 || s.n > 2 || (s.n == 2 && s.p[0] == '0'))
        return TPM_PCRS_MAX;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return TPM_PCRS_MAX;
        v = v * 10 + (s.p[i] - (unsigned)'0');
    }
    return v < TPM_PCRS_MAX ? v : TPM_PCRS_MAX;
}

/* The bytes of @hex ("0x" may lead), or the empty slice. */
static cupel_slice read_hex(struct arena *a, cupel_slice hex)
{
    if (slice_starts(hex, SLICE_LIT("0x")))
        hex = slice_part(hex, 2, hex.n - 2);
    size_t n = hex.n / 2;
    uint8_t *out = n && n <= CRYPTO_HASH_MAX ? arena_alloc(a, n) : NULL;
    if (!out || hex_read_fixed(hex, out, n) != CUPEL_OK)
        return SLICE_EMPTY;
    return slice_of(out, n);
}

/* ---- JSON ---- */

static void put_json(struct arena *a, struct json_in *in, struct tpm_bank *b, unsigned pcr,
                     const struct json_node *v)
{
    if (v->type != JSON_STRING || pcr >= TPM_PCRS_MAX) {
        json_fail(in, v,
                  pcr >= TPM_PCRS_MAX ? "has no PCR's number for a name"
                                      : "must be the value as hex");
        return;
    }
    b->values[pcr] = read_hex(a, v->text);
    b->present |= 1u << pcr;
    if (b->values[pcr].n == 0 || b->values[pcr].n != tpm_hash_size(b->alg))
        json_fail(in, v, "must be hex of the %zu bytes that this bank's values have",
                  tpm_hash_size(b->alg));
}

/* {"0": HEX, …}; @alg 0: tell it by the first value. */
static void read_map(struct arena *a, struct json_in *in, const struct json_node *map, unsigned alg,
                     struct tpm_pcrs *ret)
{
    if (map->type != JSON_OBJECT && map->type != JSON_ARRAY) {
        json_fail(in, map, "must hold PCR values");
        return;
    }
    if (!alg && map->child && map->child->type == JSON_STRING)
        alg = alg_of_size(map->child->text.n / 2);
    struct tpm_bank *b = alg ? want_bank(ret, alg) : NULL;
    if (!b) {
        json_fail(in, map->child, "must be hex of 20, 32, 48 or 64 bytes");
        return;
    }
    unsigned i = 0;
    for (const struct json_node *v = map->child; v && in->st == CUPEL_OK; v = v->next, i++)
        put_json(a, in, b, map->type == JSON_OBJECT ? pcr_number(v->key) : i, v);
}

static cupel_status read_json(struct arena *a, cupel_slice text, struct tpm_pcrs *ret,
                              struct cupel_diag *err)
{
    const struct json_node *top = NULL;
    struct json_in in = { .kind = KIND, .err = err };
    CUPEL_TRY(json_parse(a, text, &top, err));
    bool banks = top->type == JSON_OBJECT && top->child && bank_alg(top->child->key);
    if (!banks)
        read_map(a, &in, top, 0, ret);
    const struct json_node *bank = banks ? top->child : NULL;
    for (; bank && in.st == CUPEL_OK; bank = bank->next)
        if (bank_alg(bank->key))
            read_map(a, &in, bank, bank_alg(bank->key), ret);
        else
            json_fail(&in, bank, "is no bank known here (sha1, sha256, sha384, sha512, sm3_256)");
    return in.st;
}

/* ---- the text of tpm2_pcrread ---- */

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static cupel_slice trim(cupel_slice s)
{
    while (s.n && is_blank(s.p[0]))
        s = slice_part(s, 1, s.n - 1);
    while (s.n && is_blank(s.p[s.n - 1]))
        s = slice_part(s, 0, s.n - 1);
    return s;
}

static cupel_slice next_line(struct cur *c)
{
    size_t end = slice_find(c->left, SLICE_LIT("\n"));
    cupel_slice line = cur_take(c, end == SIZE_MAX ? c->left.n : end);
    if (end != SIZE_MAX)
        (void)cur_u8(c);
    return trim(line);
}

/* "sha256:" starts a bank, "0 : 0xHEX" is a value of it. */
static bool read_line(struct arena *a, cupel_slice line, struct tpm_pcrs *p, struct tpm_bank **bank)
{
    size_t colon = slice_find(line, SLICE_LIT(":"));
    if (colon == SIZE_MAX)
        return false;
    cupel_slice name = trim(slice_part(line, 0, colon));
    cupel_slice value = trim(slice_part(line, colon + 1, line.n - colon - 1));
    if (value.n == 0) {
        unsigned alg = bank_alg(name);
        *bank = alg && !tpm_bank_find(p, alg) ? want_bank(p, alg) : NULL;
        return *bank != NULL;
    }
    unsigned pcr = pcr_number(name);
    cupel_slice bytes = read_hex(a, value);
    if (!*bank || pcr >= TPM_PCRS_MAX || ((*bank)->present >> pcr & 1) ||
        bytes.n != tpm_hash_size((*bank)->alg))
        return false;
    (*bank)->values[pcr] = bytes;
    (*bank)->present |= 1u << pcr;
    return true;
}

static cupel_status read_text(struct arena *a, cupel_slice text, struct tpm_pcrs *ret,
                              struct cupel_diag *err)
{
    struct cur c = cur_of(text);
    struct tpm_bank *bank = NULL;
    while (c.left.n) {
        size_t at = c.at;
        cupel_slice line = next_line(&c);
        if (line.n && !read_line(a, line, ret, &bank))
            return diag_at(err, CUPEL_E_MALFORMED, KIND, at,
                           "a line is neither a bank (\"sha256:\") nor one value of it (\"0 : "
                           "0xHEX\")");
    }
    return CUPEL_OK;
}

/* ---- the binary form of tpm2-tools ---- */

struct blob {
    uint16_t alg[BLOB_BANKS];
    uint32_t mask[BLOB_BANKS];
    uint32_t n;
};

static void read_blob_selection(struct cur *c, struct blob *b)
{
    b->n = cur_le32(c);
    for (unsigned i = 0; i < BLOB_BANKS; i++) {
        b->alg[i] = cur_le16(c);
        uint8_t size = cur_u8(c);
        b->mask[i] = cur_le32(c);
        uint8_t gap = cur_u8(c);
        bool used = i < b->n;
        bool fits = used ? size <= 4 && tpm_hash_size(b->alg[i]) > 0 &&
                               (size == 4 || b->mask[i] >> 8 * size == 0)
                         : b->alg[i] == 0 && size == 0 && b->mask[i] == 0;
        if (!fits || gap != 0)
            cur_fail(c, CUPEL_E_MALFORMED);
    }
    if (b->n == 0 || b->n > BLOB_BANKS)
        cur_fail(c, CUPEL_E_MALFORMED);
}

/* Digests stand in the order of the selection, in lists of up to eight. */
struct blob_digests {
    struct cur *c;
    uint32_t lists, used, of_list; /* lists left; of the list at hand: places, and how many count */
    uint32_t place;
};

static cupel_slice next_digest(struct blob_digests *d, size_t size)
{
    if (d->place == d->used) {
        for (; d->place < BLOB_DIGESTS && d->used; d->place++) /* the rest of the list before */
            if (!slice_is_zero(cur_take(d->c, 2 + BLOB_DIGEST)))
                cur_fail(d->c, CUPEL_E_MALFORMED);
        d->used = d->lists ? cur_le32(d->c) : 0;
        d->lists -= d->lists ? 1 : 0;
        d->place = 0;
        if (d->used == 0 || d->used > BLOB_DIGESTS)
            cur_fail(d->c, CUPEL_E_MALFORMED);
    }
    uint16_t n = cur_le16(d->c);
    cupel_slice value = cur_take(d->c, BLOB_DIGEST);
    d->place++;
    if (n != size || !slice_is_zero(slice_part(value, size, BLOB_DIGEST - size)))
        cur_fail(d->c, CUPEL_E_MALFORMED);
    return slice_part(value, 0, size);
}

static void end_digests(struct blob_digests *d)
{
    if (d->place != d->used || d->lists != 0)
        cur_fail(d->c, CUPEL_E_MALFORMED);
    for (; d->place < BLOB_DIGESTS && d->c->st == CUPEL_OK; d->place++)
        if (!slice_is_zero(cur_take(d->c, 2 + BLOB_DIGEST)))
            cur_fail(d->c, CUPEL_E_MALFORMED);
}

static cupel_status read_blob(cupel_slice in, struct tpm_pcrs *ret, struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    struct blob b;
    read_blob_selection(&c, &b);
    struct blob_digests d = { .c = &c, .lists = cur_le32(&c) };
    for (unsigned i = 0; i < b.n && c.st == CUPEL_OK; i++) {
        struct tpm_bank *bank = want_bank(ret, b.alg[i]);
        for (unsigned pcr = 0; bank && pcr < TPM_PCRS_MAX && c.st == CUPEL_OK; pcr++) {
            if (!(b.mask[i] >> pcr & 1))
                continue;
            bank->values[pcr] = next_digest(&d, tpm_hash_size(b.alg[i]));
            bank->present |= 1u << pcr;
        }
    }
    end_digests(&d);
    if (cur_end(&c) != CUPEL_OK)
        return diag_at(err, cur_end(&c), KIND, c.at,
                       "is no TPML_PCR_SELECTION with its digests as tpm2-tools writes them on a "
                       "little-endian machine");
    return CUPEL_OK;
}

/* ---- which of them ---- */

static cupel_slice skip_space(cupel_slice s)
{
    while (s.n && (is_blank(s.p[0]) || s.p[0] == '\n'))
        s = slice_part(s, 1, s.n - 1);
    return s;
}

static bool is_hex_digit(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The text between two quotation marks that @s starts with; *rest is what follows. */
static cupel_slice first_string(cupel_slice s, cupel_slice *rest)
{
    *rest = SLICE_EMPTY;
    if (!slice_starts(s, SLICE_LIT("\"")))
        return SLICE_EMPTY;
    s = slice_part(s, 1, s.n - 1);
    size_t end = slice_find(slice_part(s, 0, s.n < 160 ? s.n : 160), SLICE_LIT("\""));
    if (end == SIZE_MAX)
        return SLICE_EMPTY;
    *rest = skip_space(slice_part(s, end + 1, s.n - end - 1));
    return slice_part(s, 0, end);
}

static bool probe_json(cupel_slice in)
{
    bool object = in.p[0] == '{';
    cupel_slice rest;
    cupel_slice first = first_string(skip_space(slice_part(in, 1, in.n - 1)), &rest);
    if (object)
        return slice_starts(rest, SLICE_LIT(":")) &&
               (pcr_number(first) < TPM_PCRS_MAX || bank_alg(first));
    for (size_t i = 0; i < first.n; i++)
        if (!is_hex_digit(first.p[i]))
            return false;
    return first.n % 2 == 0 && alg_of_size(first.n / 2) != 0;
}

static bool probe_text(cupel_slice in)
{
    struct cur c = cur_of(in);
    cupel_slice line = next_line(&c);
    return line.n > 1 && line.p[line.n - 1] == ':' && bank_alg(slice_part(line, 0, line.n - 1));
}

static bool probe_blob(cupel_slice in)
{
    struct cur c = cur_of(in);
    struct blob b;
    read_blob_selection(&c, &b);
    return c.st == CUPEL_OK;
}

static bool is_json(cupel_slice in)
{
    return in.n > 1 && (in.p[0] == '{' || in.p[0] == '[');
}

bool tpm_pcrs_probe(cupel_slice in)
{
    cupel_slice text = skip_space(in);
    if (in.n > TPM_PCRS_BYTES)
        return false;
    if (is_json(text))
        return probe_json(text);
    return probe_text(text) || probe_blob(in);
}

cupel_status tpm_pcrs_read(struct arena *a, cupel_slice in, struct tpm_pcrs *ret,
                           struct cupel_diag *err)
{
    cupel_slice text = skip_space(in);
    *ret = (struct tpm_pcrs){ .n = 0 };
    cupel_status st = is_json(text)      ? read_json(a, in, ret, err)
                      : probe_text(text) ? read_text(a, in, ret, err)
                                         : read_blob(in, ret, err);
    if (arena_status(a) != CUPEL_OK)
        return diag_set(err, arena_status(a), KIND, "out of memory");
    return st;
}

cupel_slice tpm_cut_padding(cupel_slice in)
{
    struct cur c = cur_of(in);
    (void)der_take(&c, DER_SEQUENCE);
    if (c.st != CUPEL_OK || c.left.n == 0)
        return in;
    for (size_t i = 0; i < c.left.n; i++)
        if (c.left.p[i] != c.left.p[0] || (c.left.p[0] != 0 && c.left.p[0] != 0xff))
            return in;
    return slice_part(in, 0, in.n - c.left.n);
}
