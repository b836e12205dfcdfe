/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "codec/cose.h"

static bool lies_in(cupel_slice part, size_t at, cupel_slice whole)
{
    return at <= whole.n && part.n <= whole.n - at &&
           (part.n == 0 || slice_eq(part, slice_part(whole, at, part.n)));
}

static void check_message(struct arena *a, cupel_slice in)
{
    static struct cose_message m;
    struct cur c = cur_of(in);
    const char *why = NULL;
    cose_take(&c, &m, &why);
    FUZZ_HOLDS((c.st == CUPEL_OK) == (why == NULL));
    FUZZ_HOLDS(c.at <= in.n);
    if (c.st != CUPEL_OK)
        return;
    FUZZ_HOLDS(cose_probe(in)); /* what is one looks like one */
    FUZZ_HOLDS(!m.is_mac || m.tagged);
    FUZZ_HOLDS(lies_in(m.signature, m.signature_at, in));
    FUZZ_HOLDS(m.payload_is_nil ? m.payload.n == 0 : lies_in(m.payload, m.payload_at, in));
    FUZZ_HOLDS(!(m.has_alg && m.alg_open)); /* no label stands in both */
    cupel_slice tbs = cose_signed(a, &m);
    struct cur s = cur_of(tbs);
    struct cbor_items it = cbor_enter_array(&s);
    FUZZ_HOLDS(it.left == 4);
    FUZZ_HOLDS(
        slice_eq(cbor_take_text(&s), m.is_mac ? SLICE_LIT("MAC0") : SLICE_LIT("Signature1")));
    FUZZ_HOLDS(slice_eq(cbor_take_bytes(&s), m.headers.n ? m.protected_ : SLICE_EMPTY));
    FUZZ_HOLDS(cbor_take_bytes(&s).n == 0);
    FUZZ_HOLDS(slice_eq(cbor_take_bytes(&s), m.payload));
    FUZZ_HOLDS(cur_end(&s) == CUPEL_OK);
    (void)cose_alg_name(m.alg);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct arena a;
    struct crypto_pub pub = { 0 };
    arena_init(&a, 1u << 20);
    check_message(&a, in);
    if (cose_key_read(&a, in, &pub) == CUPEL_OK)
        FUZZ_HOLDS(pub.point.n == crypto_point_size(pub.type) && pub.point.n > 0);
    else
        FUZZ_HOLDS(pub.type == CRYPTO_KEY_NONE);
    arena_clear(&a);
    return 0;
}
