/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about algorithms that no adapter decides. */
#include "crypto/verify.h"

size_t crypto_hash_size(enum crypto_hash h)
{
    static const size_t sizes[] = { 20, 32, 48, 64, 32 };
    return (size_t)h < CUPEL_COUNT(sizes) ? sizes[h] : 0;
}

const char *crypto_sig_name(enum crypto_sig alg)
{
    static const char *const names[] = {
        [CRYPTO_SIG_NONE] = "an algorithm unknown here",
        [CRYPTO_SIG_ECDSA_P256_SHA256] = "ECDSA P-256 with SHA-256",
        [CRYPTO_SIG_ECDSA_P384_SHA384] = "ECDSA P-384 with SHA-384",
        [CRYPTO_SIG_ECDSA_P521_SHA512] = "ECDSA P-521 with SHA-512",
        [CRYPTO_SIG_RSA_PKCS1_SHA256] = "RSASSA-PKCS1-v1_5 with SHA-256",
        [CRYPTO_SIG_RSA_PKCS1_SHA384] = "RSASSA-PKCS1-v1_5 with SHA-384",
        [CRYPTO_SIG_RSA_PKCS1_SHA512] = "RSASSA-PKCS1-v1_5 with SHA-512",
        [CRYPTO_SIG_RSA_PSS_SHA256] = "RSASSA-PSS with SHA-256",
        [CRYPTO_SIG_RSA_PSS_SHA384] = "RSASSA-PSS with SHA-384",
        [CRYPTO_SIG_RSA_PSS_SHA512] = "RSASSA-PSS with SHA-512",
        [CRYPTO_SIG_RSA_PSS_MAX_SHA256] = "RSASSA-PSS with SHA-256 and the longest salt",
        [CRYPTO_SIG_RSA_PSS_MAX_SHA384] = "RSASSA-PSS with SHA-384 and the longest salt",
        [CRYPTO_SIG_RSA_PSS_MAX_SHA512] = "RSASSA-PSS with SHA-512 and the longest salt",
    };
    return (size_t)alg < CUPEL_COUNT(names) ? names[alg] : names[0];
}

const char *crypto_key_type_name(enum crypto_key_type t)
{
    static const char *const names[] = {
        "a key type unknown here", "P-256", "P-384", "P-521", "RSA", "a secret key",
    };
    return (size_t)t < CUPEL_COUNT(names) ? names[t] : names[0];
}

enum crypto_key_type crypto_sig_key(enum crypto_sig alg)
{
    switch (alg) {
    case CRYPTO_SIG_NONE: return CRYPTO_KEY_NONE;
    case CRYPTO_SIG_ECDSA_P256_SHA256: return CRYPTO_KEY_P256;
    case CRYPTO_SIG_ECDSA_P384_SHA384: return CRYPTO_KEY_P384;
    case CRYPTO_SIG_ECDSA_P521_SHA512: return CRYPTO_KEY_P521;
    default: return CRYPTO_KEY_RSA;
    }
}

enum crypto_hash crypto_sig_hash(enum crypto_sig alg)
{
    switch (alg) {
    case CRYPTO_SIG_ECDSA_P384_SHA384:
    case CRYPTO_SIG_RSA_PKCS1_SHA384:
    case CRYPTO_SIG_RSA_PSS_SHA384:
    case CRYPTO_SIG_RSA_PSS_MAX_SHA384: return CRYPTO_SHA384;
    case CRYPTO_SIG_ECDSA_P521_SHA512:
    case CRYPTO_SIG_RSA_PKCS1_SHA512:
    case CRYPTO_SIG_RSA_PSS_SHA512:
    case CRYPTO_SIG_RSA_PSS_MAX_SHA512: return CRYPTO_SHA512;
    default: return CRYPTO_SHA256;
    }
}

bool crypto_sig_is_pss(enum crypto_sig alg)
{
    return alg == CRYPTO_SIG_RSA_PSS_SHA256 || alg == CRYPTO_SIG_RSA_PSS_SHA384 ||
           alg == CRYPTO_SIG_RSA_PSS_SHA512 || crypto_sig_is_pss_max(alg);
}

bool crypto_sig_is_pss_max(enum crypto_sig alg)
{
    return alg == CRYPTO_SIG_RSA_PSS_MAX_SHA256 || alg == CRYPTO_SIG_RSA_PSS_MAX_SHA384 ||
           alg == CRYPTO_SIG_RSA_PSS_MAX_SHA512;
}

size_t crypto_point_size(enum crypto_key_type t)
{
    switch (t) {
    case CRYPTO_KEY_P256: return 64;
    case CRYPTO_KEY_P384: return 96;
    case CRYPTO_KEY_P521: return 132;
    default: return 0;
    }
}

bool crypto_equal(cupel_slice a, cupel_slice b)
{
    volatile uint8_t differs = a.n != b.n;
    for (size_t i = 0; i < a.n && a.n == b.n; i++)
        differs = (uint8_t)(differs | (a.p[i] ^ b.p[i]));
    return differs == 0;
}
