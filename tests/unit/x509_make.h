/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/x509_make.h: certificates and CRLs put together byte by byte, so that tests can break
 * any part of them. All memory is the arena's. */
#ifndef CUPEL_TESTS_UNIT_X509_MAKE_H
#define CUPEL_TESTS_UNIT_X509_MAKE_H

#include "codec/x509.h"
#include "crypto/sign.h"
#include "test.h"

static inline cupel_slice cat(struct arena *a, const cupel_slice *parts, size_t n)
{
    size_t total = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        total += parts[i].n;
    uint8_t *p = arena_alloc(a, total);
    assert_non_null(p);
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n)
            memcpy(p + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return slice_of(p, total);
}
#define CAT(a, ...)                                                                                \
    cat((a), (const cupel_slice[]){ __VA_ARGS__ },                                                 \
        sizeof((const cupel_slice[]){ __VA_ARGS__ }) / sizeof(cupel_slice))

static inline cupel_slice tlv(struct arena *a, uint8_t tag, cupel_slice contents)
{
    uint8_t head[6] = { tag };
    size_t n = 1;
    if (contents.n >= 0x80) {
        size_t octets = contents.n < 0x100 ? 1 : contents.n < 0x10000 ? 2 : 3;
        head[n++] = (uint8_t)(0x80 | octets);
        for (; octets; octets--)
            head[n++] = (uint8_t)(contents.n >> 8 * (octets - 1));
    } else {
        head[n++] = (uint8_t)contents.n;
    }
    return CAT(a, slice_of(head, n), contents);
}

static inline cupel_slice make_name(struct arena *a, const char *cn)
{
    cupel_slice pair = CAT(a, hex_bytes(a, "0603550403"), tlv(a, 0x0c, slice_str(cn)));
    return tlv(a, 0x30, tlv(a, 0x31, tlv(a, 0x30, pair)));
}

/* UTCTime: "260101000000Z". */
static inline cupel_slice make_time(struct arena *a, const char *text)
{
    return tlv(a, 0x17, slice_str(text));
}

static inline cupel_slice make_ext(struct arena *a, const char *oid_hex, bool critical,
                                   cupel_slice value)
{
    return tlv(a, 0x30,
               CAT(a, tlv(a, 0x06, hex_bytes(a, oid_hex)), hex_bytes(a, critical ? "0101ff" : ""),
                   tlv(a, 0x04, value)));
}

static inline cupel_slice make_spki(struct arena *a, const struct sign_key *key)
{
    struct crypto_pub pub = sign_key_pub(key);
    assert_int_equal(pub.type, CRYPTO_KEY_P256);
    return CAT(a, hex_bytes(a, "3059301306072a8648ce3d020106082a8648ce3d03010703420004"),
               pub.point);
}

static inline cupel_slice make_uint(struct arena *a, cupel_slice v)
{
    return tlv(a, 0x02, v.p[0] & 0x80 ? CAT(a, hex_bytes(a, "00"), v) : v);
}

/* Without leading zeros, as INTEGERs want them. */
static inline cupel_slice trim(cupel_slice v)
{
    while (v.n > 1 && v.p[0] == 0)
        v = slice_part(v, 1, v.n - 1);
    return v;
}

#define ALG_ECDSA_P256 "300a06082a8648ce3d040302"

/* SEQUENCE { tbs, algorithm, signature } by @signer, a P-256 key. */
static inline cupel_slice make_signed(struct arena *a, cupel_slice tbs,
                                      const struct sign_key *signer)
{
    uint8_t raw[SIGN_MAX];
    size_t n = 0;
    assert_int_equal(sign_make(signer, CRYPTO_SIG_ECDSA_P256_SHA256, tbs, raw, &n), CUPEL_OK);
    assert_int_equal(n, 64);
    cupel_slice pair = CAT(a, make_uint(a, trim(slice_of(raw, 32))),
                           make_uint(a, trim(slice_of(raw + 32, 32))));
    cupel_slice bits = CAT(a, hex_bytes(a, "00"), tlv(a, 0x30, pair));
    return tlv(a, 0x30, CAT(a, tbs, hex_bytes(a, ALG_ECDSA_P256), tlv(a, 0x03, bits)));
}

struct make_cert {
    const char *subject, *issuer;        /* common names */
    const struct sign_key *key, *signer; /* P-256 */
    const char *serial;                  /* hex of the INTEGER; "01" when NULL */
    const char *from, *to;               /* UTCTime; 2026-01-01 and 2030-01-01 when NULL */
    bool is_ca;
    const char *path_len; /* hex of the INTEGER, or NULL */
    const char *usage;    /* hex of the BIT STRING's contents, or NULL */
    cupel_slice more;     /* further extensions */
};

static inline cupel_slice make_cert(struct arena *a, const struct make_cert *m)
{
    cupel_slice basic = hex_bytes(a, m->is_ca ? "0101ff" : "");
    if (m->path_len)
        basic = CAT(a, basic, tlv(a, 0x02, hex_bytes(a, m->path_len)));
    cupel_slice exts = CAT(a, make_ext(a, "551d13", true, tlv(a, 0x30, basic)), m->more);
    if (m->usage)
        exts = CAT(a, exts, make_ext(a, "551d0f", true, tlv(a, 0x03, hex_bytes(a, m->usage))));
    cupel_slice dates = CAT(a, make_time(a, m->from ? m->from : "260101000000Z"),
                            make_time(a, m->to ? m->to : "300101000000Z"));
    cupel_slice tbs = CAT(
        a, hex_bytes(a, "a003020102"), tlv(a, 0x02, hex_bytes(a, m->serial ? m->serial : "01")),
        hex_bytes(a, ALG_ECDSA_P256), make_name(a, m->issuer), tlv(a, 0x30, dates),
        make_name(a, m->subject), make_spki(a, m->key), tlv(a, 0xa3, tlv(a, 0x30, exts)));
    return make_signed(a, tlv(a, 0x30, tbs), m->signer);
}

struct make_crl {
    const char *issuer;
    const struct sign_key *signer;
    const char *from, *to; /* UTCTime; @to NULL: no nextUpdate */
    cupel_slice entries;   /* contents of revokedCertificates, or empty: the list is left out */
    cupel_slice more;      /* extensions, or empty: left out */
};

static inline cupel_slice make_entry(struct arena *a, cupel_slice serial, cupel_slice exts)
{
    cupel_slice body = CAT(a, tlv(a, 0x02, serial), make_time(a, "260601000000Z"));
    return tlv(a, 0x30, exts.n ? CAT(a, body, tlv(a, 0x30, exts)) : body);
}

static inline cupel_slice make_crl(struct arena *a, const struct make_crl *m)
{
    cupel_slice tbs = CAT(a, hex_bytes(a, "020101"), hex_bytes(a, ALG_ECDSA_P256),
                          make_name(a, m->issuer), make_time(a, m->from));
    if (m->to)
        tbs = CAT(a, tbs, make_time(a, m->to));
    if (m->entries.n)
        tbs = CAT(a, tbs, tlv(a, 0x30, m->entries));
    if (m->more.n)
        tbs = CAT(a, tbs, tlv(a, 0xa0, tlv(a, 0x30, m->more)));
    return make_signed(a, tlv(a, 0x30, tbs), m->signer);
}

#endif
