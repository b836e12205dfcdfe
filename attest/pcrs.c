/* SPDX-License-Identifier: Apache-2.0 */
/* PCR selections as people write them, and PCR values as JSON. */
#include "attest/tpm.h"

#include "base/status.h"
#include "codec/json_out.h"

#include <string.h>

static const struct {
    const char *name;
    uint16_t alg;
    enum crypto_hash hash;
} banks[] = {
    { "sha1", ALG_SHA1, CRYPTO_SHA1 },
    { "sha256", ALG_SHA256, CRYPTO_SHA256 },
    { "sha384", ALG_SHA384, CRYPTO_SHA384 },
    { "sha512", ALG_SHA512, CRYPTO_SHA512 },
};

const char *pcr_bank_name(uint16_t alg)
{
    for (size_t i = 0; i < CUPEL_COUNT(banks); i++)
        if (banks[i].alg == alg)
            return banks[i].name;
    return NULL;
}

bool pcr_bank_hash(uint16_t alg, enum crypto_hash *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(banks); i++)
        if (banks[i].alg == alg) {
            *ret = banks[i].hash;
            return true;
        }
    return false;
}

static cupel_status fault(struct cupel_diag *err, const char *text, const char *why)
{
    return diag_set(err, CUPEL_E_USAGE, "", "--pcrs %s: %s; write sha256:0-7,11+sha384:all", text,
                    why);
}

/* "sha256:" at *@at; moves past it. */
static uint16_t take_bank(const char **at)
{
    for (size_t i = 0; i < CUPEL_COUNT(banks); i++) {
        size_t n = strlen(banks[i].name);
        if (strncmp(*at, banks[i].name, n) == 0 && (*at)[n] == ':') {
            *at += n + 1;
            return banks[i].alg;
        }
    }
    return 0;
}

static bool take_number(const char **at, unsigned *ret)
{
    const char *p = *at;
    unsigned v = 0;
    while (*p >= '0' && *p <= '9' && p - *at < 3)
        v = 10 * v + (unsigned)(*p++ - '0');
    bool good = p > *at && v < PCR_COUNT;
    *at = p;
    *ret = v;
    return good;
}

/* "all" or "0-7,11" at *@at. 0 when it is neither. */
static uint32_t take_mask(const char **at)
{
    uint32_t mask = 0;
    if (strncmp(*at, "all", 3) == 0) {
        *at += 3;
        return (1u << PCR_COUNT) - 1;
    }
    for (;;) {
        unsigned first = 0, last = 0;
        if (!take_number(at, &first))
            return 0;
        last = first;
        if (**at == '-') {
            ++*at;
            if (!take_number(at, &last) || last < first)
                return 0;
        }
        for (unsigned i = first; i <= last; i++)
            mask |= 1u << i;
        if (**at != ',')
            return mask;
        ++*at;
    }
}

cupel_status pcr_selection_read(const char *text, struct pcr_selection *ret, struct cupel_diag *err)
{
    const char *at = text ? text : "sha256:all";
    struct pcr_selection s = { .n = 0 };
    for (;;) {
        if (s.n == PCR_BANKS_MAX)
            return fault(err, text, "more than 4 banks");
        uint16_t alg = take_bank(&at);
        if (alg == 0)
            return fault(err, text, "a bank is sha1, sha256, sha384 or sha512, and a colon");
        for (size_t i = 0; i < s.n; i++)
            if (s.banks[i].alg == alg)
                return fault(err, text, "a bank stands twice");
        s.banks[s.n].alg = alg;
        s.banks[s.n].mask = take_mask(&at);
        if (s.banks[s.n++].mask == 0)
            return fault(err, text, "PCRs are all, or numbers and ranges from 0 to 23");
        if (*at == '\0')
            break;
        if (*at++ != '+')
            return fault(err, text, "something follows the list");
    }
    *ret = s;
    return CUPEL_OK;
}

static void put_bank(struct json_out *o, size_t size, uint32_t mask,
                     const uint8_t values[PCR_COUNT][CRYPTO_HASH_MAX])
{
    for (unsigned i = 0; i < PCR_COUNT; i++) {
        char key[3] = { i < 10 ? (char)('0' + i) : (char)('0' + i / 10),
                        i < 10 ? '\0' : (char)('0' + i % 10), '\0' };
        if (mask >> i & 1)
            json_hex(o, key, slice_of(values[i], size));
    }
}

cupel_slice tpm_pcrs_json(struct arena *a, const struct pcr_selection *sel,
                          const struct pcr_values *v)
{
    struct buf b;
    buf_init(&b, 1u << 16);
    struct json_out o = json_out_to(&b);
    json_object_open(&o, NULL);
    for (size_t k = 0; k < sel->n; k++) {
        enum crypto_hash hash = CRYPTO_SHA256;
        (void)pcr_bank_hash(sel->banks[k].alg, &hash);
        json_object_open(&o, pcr_bank_name(sel->banks[k].alg));
        put_bank(&o, crypto_hash_size(hash), sel->banks[k].mask, v->bytes[k]);
        json_object_close(&o);
    }
    json_object_close(&o);
    buf_add_byte(&b, '\n');
    cupel_slice ret = buf_status(&b) == CUPEL_OK ? arena_copy(a, buf_slice(&b)) : SLICE_EMPTY;
    buf_clear(&b);
    return ret;
}
