/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/x509_write.h: certificates and CRLs of software TEEs. Each certificate says what it is:
 * its names have O and OU "Software TEE (cupel)", and it carries the extension oid_software_tee.
 */
#ifndef CUPEL_SOFTTEE_X509_WRITE_H
#define CUPEL_SOFTTEE_X509_WRITE_H

#include "codec/x509.h"
#include "crypto/sign.h"
#include "softtee/der_write.h"

/* Memory fails in the arena, signing here; both are asked for once, with x509_writer_status(). */
struct x509_writer {
    struct arena *arena;
    cupel_status st;
};
cupel_status x509_writer_status(const struct x509_writer *w);

/* An issuer: its name's CN, its key, and the algorithm that it signs with. */
struct x509_signer {
    const char *cn;
    const struct sign_key *key;
    enum crypto_sig alg;
};

struct x509_spec {
    cupel_slice serial; /* big-endian magnitude */
    const char *cn;     /* of the subject */
    int64_t not_before, not_after;
    struct crypto_pub pub;
    bool is_ca;
    unsigned path_len;  /* when is_ca */
    bool encipher;      /* keyUsage of a leaf: keyEncipherment and not digitalSignature */
    cupel_slice extras; /* further Extension elements, one behind the other */
};
/* One Extension, not critical, around @value, the contents of its OCTET STRING. */
cupel_slice x509_extension(struct arena *a, cupel_slice oid, cupel_slice value);
/* DER of the certificate. */
cupel_slice x509_make_cert(struct x509_writer *w, const struct x509_spec *spec,
                           const struct x509_signer *by);

struct x509_crl_spec {
    int64_t this_update, next_update;
    uint64_t number;
    cupel_slice revoked; /* serial of the one certificate listed, or empty: none */
    int64_t revoked_at;
};
cupel_slice x509_make_crl(struct x509_writer *w, const struct x509_crl_spec *spec,
                          const struct x509_signer *by);

/* RFC 7468 text of one certificate, ending in a newline. */
cupel_slice x509_pem(struct arena *a, cupel_slice der);

#endif
