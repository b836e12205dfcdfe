/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "codec/x509.h"

#include <openssl/x509.h>

static void check_crl(const struct x509_crl *c)
{
    for (size_t i = 0; i < c->n_revoked; i++) {
        const struct x509_revoked *r = &c->revoked[i], *found = x509_crl_find(c, r->serial);
        FUZZ_HOLDS(found && slice_eq(found->serial, r->serial) && found->when <= r->when);
        FUZZ_HOLDS(i == 0 || slice_cmp(c->revoked[i - 1].serial, r->serial) <= 0);
    }
    FUZZ_HOLDS(!x509_crl_find(c, SLICE_EMPTY));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct x509_crl c;
    struct arena a;
    struct cupel_diag d = { .status = CUPEL_OK };
    arena_init(&a, 64u << 20);
    cupel_status st = x509_crl_parse(&a, slice_of(data, size), &c, &d);
    FUZZ_HOLDS(st == d.status && (st == CUPEL_OK) == (d.text[0] == 0) && d.offset <= size);
    FUZZ_HOLDS(a.used <= 16 * size + 64); /* an entry takes more bytes in the input than that */
    if (st == CUPEL_OK) {
        const uint8_t *p = data;
        X509_CRL *x = d2i_X509_CRL(NULL, &p, (long)size); /* what we accept, libcrypto accepts */
        FUZZ_HOLDS(x && p == data + size);
        X509_CRL_free(x);
        check_crl(&c);
    }
    arena_clear(&a);
    return 0;
}
