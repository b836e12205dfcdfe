/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "codec/der.h"
#include "codec/x509.h"

#include <openssl/x509.h>
#include <string.h>

static bool inside(cupel_slice outer, cupel_slice part)
{
    return part.n == 0 || (part.p >= outer.p && part.p + part.n <= outer.p + outer.n);
}

static void check_extensions(const struct x509_cert *c)
{
    struct cur list = cur_of(c->extensions);
    size_t n = 0;
    for (; list.left.n; n++) {
        bool found, critical;
        struct cur e = der_enter(&list, DER_SEQUENCE);
        cupel_slice oid = der_take_oid(&e);
        cupel_slice value = x509_ext_find(c, oid, &found, &critical);
        FUZZ_HOLDS(list.st == CUPEL_OK && e.st == CUPEL_OK);
        FUZZ_HOLDS(found && inside(c->extensions, value));
        FUZZ_HOLDS(critical == der_next_is(&e, DER_BOOLEAN));
    }
    FUZZ_HOLDS(n <= X509_EXTENSIONS_MAX);
}

static void check_cert(cupel_slice in, const struct x509_cert *c)
{
    const cupel_slice parts[] = { c->der,     c->tbs,        c->serial,    c->issuer,
                                  c->subject, c->issuer_cn,  c->spki,      c->pub.point,
                                  c->sig,     c->extensions, c->subject_cn };
    struct arena a;
    for (size_t i = 0; i < CUPEL_COUNT(parts); i++)
        FUZZ_HOLDS(inside(in, parts[i]));
    FUZZ_HOLDS(slice_eq(in, c->der) && c->serial.n >= 1 && c->serial.n <= 21);
    FUZZ_HOLDS((c->pub.type == CRYPTO_KEY_NONE) == (c->pub.point.n == 0));
    FUZZ_HOLDS(c->has_basic || (!c->is_ca && !c->has_path_len));
    FUZZ_HOLDS(c->is_ca || !c->has_path_len);
    arena_init(&a, 1u << 16);
    FUZZ_HOLDS(strlen(x509_name_text(&a, c->subject)) <= 1024);
    FUZZ_HOLDS(strlen(x509_name_text(&a, c->issuer)) <= 1024);
    cupel_slice raw = x509_sig_raw(&a, c->sig_alg, c->sig);
    FUZZ_HOLDS(crypto_sig_key(c->sig_alg) != CRYPTO_KEY_P256 || raw.n == 0 || raw.n == 64);
    FUZZ_HOLDS(arena_status(&a) == CUPEL_OK);
    arena_clear(&a);
    check_extensions(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct x509_cert c;
    struct cupel_diag d = { .status = CUPEL_OK };
    cupel_status st = x509_cert_parse(in, &c, &d);
    FUZZ_HOLDS(st == d.status && (st == CUPEL_OK) == (d.text[0] == 0) && d.offset <= size);
    if (st != CUPEL_OK)
        return 0;
    check_cert(in, &c);
    const uint8_t *p = data;
    X509 *x = d2i_X509(NULL, &p, (long)size); /* what we accept, libcrypto accepts */
    FUZZ_HOLDS(x && p == data + size);
    X509_free(x);
    return 0;
}
