/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec/tpm.h: structures of the Trusted Platform Module Library, version 2.0, Part 2 (Structures):
 * algorithm ids, public areas, signatures. All integers are big endian; every byte is explained.
 * Reading decides nothing about trust.
 */
#ifndef CUPEL_LIB_CODEC_TPM_H
#define CUPEL_LIB_CODEC_TPM_H

#include "base/arena.h"
#include "base/cur.h"
#include "crypto/verify.h"

#define TPM_PUBLIC_MAX    1024u /* bytes of a public area; RSA 4096 with a policy needs 630 */
#define TPM_SIGNATURE_MAX 1024u /* bytes of a TPMT_SIGNATURE */

enum tpm_alg { /* Part 2, table TPM_ALG_ID; TCG Algorithm Registry */
               TPM_RSA = 0x0001,
               TPM_SHA1 = 0x0004,
               TPM_HMAC = 0x0005,
               TPM_AES = 0x0006,
               TPM_SHA256 = 0x000b,
               TPM_SHA384 = 0x000c,
               TPM_SHA512 = 0x000d,
               TPM_NULL = 0x0010,
               TPM_SM3 = 0x0012,
               TPM_SM4 = 0x0013,
               TPM_RSASSA = 0x0014,
               TPM_RSAES = 0x0015,
               TPM_RSAPSS = 0x0016,
               TPM_OAEP = 0x0017,
               TPM_ECDSA = 0x0018,
               TPM_ECDH = 0x0019,
               TPM_ECDAA = 0x001a,
               TPM_SM2 = 0x001b,
               TPM_ECSCHNORR = 0x001c,
               TPM_ECMQV = 0x001d,
               TPM_ECC = 0x0023,
               TPM_CAMELLIA = 0x0026
};
const char *tpm_alg_name(unsigned alg); /* "SHA-256"; "an algorithm unknown here" */
/* Is @alg a hash known here? *ret says which. */
bool tpm_hash(unsigned alg, enum crypto_hash *ret);
/* Bytes of a digest, or 0 for an unknown algorithm. */
size_t tpm_hash_size(unsigned alg);

enum tpm_attribute { /* bits of TPMA_OBJECT */
                     TPM_FIXED_TPM = 1u << 1,
                     TPM_FIXED_PARENT = 1u << 4,
                     TPM_SENSITIVE_DATA_ORIGIN = 1u << 5,
                     TPM_RESTRICTED = 1u << 16,
                     TPM_DECRYPT = 1u << 17,
                     TPM_SIGN = 1u << 18
};

/* TPMT_PUBLIC of an RSA or ECC key. */
struct tpm_public {
    cupel_slice bytes; /* TPMT_PUBLIC: what the key's Name is a digest of */
    size_t at;         /* of @bytes in the input: 2 behind the size of a TPM2B_PUBLIC */
    uint16_t type, name_alg;
    uint32_t attributes; /* enum tpm_attribute and other bits */
    cupel_slice auth_policy;
    uint16_t sym_alg, sym_bits, sym_mode; /* the last two: 0 with TPM_NULL */
    uint16_t scheme, scheme_hash;         /* TPM_NULL: any; scheme_hash 0 where there is none */
    uint16_t key_bits;                    /* RSA */
    uint32_t exponent;                    /* RSA; 0 means 65537 */
    uint16_t curve, kdf, kdf_hash;        /* ECC */
    cupel_slice modulus, x, y;
    struct crypto_pub pub; /* CRYPTO_KEY_NONE for a curve, size or exponent unknown here */
};
/* Could @in be a TPM2B_PUBLIC or TPMT_PUBLIC of an RSA or ECC key? Its whole layout must hold. */
bool tpm_public_probe(cupel_slice in);
/* Read either form. @a gets the point of an ECC key. */
cupel_status tpm_public_read(struct arena *a, cupel_slice in, struct tpm_public *ret,
                             struct cupel_diag *err);
/* What the attributes of an attestation key must be; NULL when they are, else what is wrong.
 * Part 1, 31 (attestation): only a restricted signing key refuses to sign what starts with
 * TPM_GENERATED and did not come from the TPM itself. */
const char *tpm_attestation_key_fault(const struct tpm_public *p);

/* TPMT_SIGNATURE. */
struct tpm_signature {
    uint16_t alg, hash;
    cupel_slice sig;  /* RSA */
    cupel_slice r, s; /* ECC */
};
/* Take one off @c. A kind of unknown layout fails it with CUPEL_E_UNSUPPORTED. */
void tpm_signature_take(struct cur *c, struct tpm_signature *ret);
/* Is @in one TPMT_SIGNATURE and nothing else? */
bool tpm_signature_probe(cupel_slice in);
/*
 * The algorithm to verify it with under a key of @type: CRYPTO_SIG_NONE for SHA-1, for hash and
 * curve that do not belong together, and for schemes unknown here. *other is a second one to try,
 * or CRYPTO_SIG_NONE: the salt of RSAPSS is as long as the hash or as fits, and the signature does
 * not say which.
 */
enum crypto_sig tpm_signature_alg(const struct tpm_signature *s, enum crypto_key_type type,
                                  enum crypto_sig *other);
/* The signature as crypto_verify() wants it for a key of @type; empty when it cannot be one. */
cupel_slice tpm_signature_raw(struct arena *a, const struct tpm_signature *s,
                              const struct crypto_pub *pub);

#endif
