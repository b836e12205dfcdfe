/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trust/trust.h: anchors, certificate paths, revocation. Every path ends at an anchor that was
 * pinned in the code or given by the caller; nothing from evidence or collateral becomes a root.
 */
#ifndef CUPEL_LIB_TRUST_TRUST_H
#define CUPEL_LIB_TRUST_TRUST_H

#include "codec/x509.h"
#include "trust/cache.h"

#define TRUST_PATH_MAX 8u
#define TRUST_STEPS_MAX                                                                            \
    64u /* issuers followed in one search: keys that sign each other are cheap */

/* What an anchor vouches for. A vendor whose roots are one for all leaves it at any. */
enum trust_purpose {
    TRUST_FOR_ANY,
    TRUST_FOR_EVIDENCE, /* the certificates of attesters */
    TRUST_FOR_RIM       /* reference integrity manifests */
};

/* A root: name and key. Editions of a root certificate with the same name and key are one anchor.
 */
struct trust_anchor {
    const char *name;           /* "Intel SGX Root CA", "ARK-Milan", or the caller's name for it */
    const char *const *formats; /* NULL-terminated names of formats it may vouch for; NULL: any */
    enum trust_purpose purpose;
    cupel_slice subject; /* Name, DER */
    cupel_slice spki;    /* SubjectPublicKeyInfo, DER */
    struct crypto_pub pub;
    int64_t not_before, not_after; /* of the certificate it was taken from */
    uint8_t sha256[32];            /* of @spki */
    bool from_caller;
    bool is_software; /* the caller's root says it is a software TEE's */
    /* A bare key (trust/keys.h): no name, no dates, issues nothing. It vouches for the attester
     * with these ids, or for any where they are empty. */
    bool is_key;
    cupel_slice implementation_id, instance_id;
};

/* Vendors' roots as constants with their source: anchors/<vendor>.c; trust_vendors lists them. */
extern const struct trust_anchor anchors_intel[];
extern const size_t n_anchors_intel;
extern const struct trust_anchor anchors_amd[];
extern const size_t n_anchors_amd;
extern const struct trust_anchor anchors_aws[];
extern const size_t n_anchors_aws;
extern const struct trust_anchor anchors_tpm[]; /* Google's, Azure's */
extern const size_t n_anchors_tpm;
extern const struct trust_anchor anchors_nvidia[];
extern const size_t n_anchors_nvidia;
struct trust_vendor {
    const struct trust_anchor *anchors;
    const size_t *n;
};
extern const struct trust_vendor trust_vendors[];
extern const size_t n_trust_vendors;
/* AMD's ASK and ASVK certificates, DER: they only complete paths and stay subject to CRLs. */
struct trust_intermediate {
    const char *name; /* "SEV-Milan (built in)" */
    cupel_slice der;
};
extern const struct trust_intermediate intermediates_amd[];
extern const size_t n_intermediates_amd;

/* Read a self-signed CA (its own signature is checked) into an anchor that borrows from @der and
 * has its name in @a; dates are not judged, and from_caller is left to the caller. On failure @err
 * says what is wrong with it as an anchor. */
cupel_status trust_anchor_read(const struct crypto *crypto, struct arena *a, cupel_slice der,
                               struct trust_anchor *ret, struct cupel_diag *err);

/* What a verification may rest on. @anchors holds only those that fit the format at hand. */
struct trust {
    const struct crypto *crypto;
    struct trust_cache *cache; /* NULL: none */
    const struct trust_anchor *const *anchors;
    size_t n_anchors;
    struct arena *arena; /* the appraisal's: scratch for raw signatures and texts */
};

/* The part of @t that vouches for @purpose. */
cupel_status trust_for(const struct trust *t, enum trust_purpose purpose, struct trust *ret);
/* The part of @t that is the caller's, or the vendors': the two are never mixed. */
cupel_status trust_of(const struct trust *t, bool from_caller, struct trust *ret);

/* Is @sig (as in the certificate or CRL) by @pub over @tbs? Positive answers are remembered. */
cupel_status trust_signed_by(const struct trust *t, const struct crypto_pub *pub,
                             enum crypto_sig alg, cupel_slice tbs, cupel_slice sig, bool *ret);

/* Has @c the name and key of one of @t's anchors: is it an edition of that root? */
bool trust_is_anchor(const struct trust *t, const struct x509_cert *c);

enum path_fault {
    PATH_OK,
    PATH_NO_ISSUER,     /* no candidate and no anchor has the issuer's name */
    PATH_BAD_SIGNATURE, /* certs[at] is not signed by any candidate of its issuer's name */
    PATH_UNPINNED,      /* ends in a self-issued certificate that is no anchor */
    PATH_NOT_CA,        /* certs[at] issued a certificate but is no CA, or lacks keyCertSign */
    PATH_LENGTH,        /* pathLenConstraint, TRUST_PATH_MAX or TRUST_STEPS_MAX */
    PATH_CRITICAL       /* certs[at] has a critical extension nobody here knows */
};
/* "is not signed by…": a clause for messages. */
const char *path_fault_text(enum path_fault f);

struct trust_path {
    const struct x509_cert *certs[TRUST_PATH_MAX]; /* leaf first; a root certificate that is an
                                                      anchor's own closes no path and is left out */
    size_t n;
    const struct trust_anchor *anchor; /* NULL unless fault is PATH_OK */
    enum path_fault fault;
    size_t at; /* index in certs of what @fault speaks of */
};

/*
 * @leaf's issuer is searched by name and signature; other keys of the same name do no harm.
 * The best path from @leaf through @candidates to an anchor: of several the first that is whole,
 * else the one that got furthest. Signatures, names, CA bits, path lengths and critical extensions
 * are judged here; time and revocation are not. A leaf that is itself a CA is fine here; callers
 * demand what they need of the leaf.
 */
cupel_status trust_path_find(const struct trust *t, const struct x509_cert *leaf,
                             const struct x509_cert *const *candidates, size_t n_candidates,
                             struct trust_path *ret);
/* Index in certs of the first certificate not valid at @now, or SIZE_MAX. Also true of an anchor
 * from outside its dates: then the index is n. *expired tells which side. */
size_t trust_path_invalid_at(const struct trust_path *p, int64_t now, bool *expired);
/* notBefore and notAfter, Unix seconds, of certs[@i], or of the anchor when @i is n. */
void trust_path_period(const struct trust_path *p, size_t i, int64_t *from, int64_t *until);
/* The key that signed certs[@i] and the CRLs that may list it. The path must be whole. */
const struct crypto_pub *trust_path_issuer_key(const struct trust_path *p, size_t i);
/* Earliest notAfter on the path, anchor included. */
int64_t trust_path_until(const struct trust_path *p);
/* Any certificate of the path, or its anchor, carries the software-TEE mark. */
bool trust_path_is_software(const struct trust_path *p);

/* Extension that marks certificates of software TEEs: OID 1.3.6.1.4.1.32473.67.85.80.69.76 (below
 * the enterprise that RFC 5612 keeps for examples; readers in Go take no arc beyond 31 bits, and
 * some in Rust none of X.660's own arc for examples, 2.999, as its second number is above 39), DER
 * contents; the value is a UTF8String in words. */
extern const cupel_slice oid_software_tee;
bool x509_is_software(const struct x509_cert *cert);

enum crl_state {
    CRL_NONE,          /* no CRL of this issuer was given */
    CRL_NOT_AUTHENTIC, /* only CRLs not signed by this issuer's key, or with unknown critical parts
                        */
    CRL_NOT_YET,       /* only from the future: thisUpdate > now */
    CRL_STALE,         /* not listed; but only CRLs past their nextUpdate (or without one) */
    CRL_GOOD,          /* not listed in any authentic CRL, at least one of which is current */
    CRL_REVOKED        /* listed in an authentic CRL, current or not */
};
struct crl_answer {
    enum crl_state state;
    const struct x509_crl *crl; /* the one that decided, or NULL */
    size_t index;               /* of @crl in @crls, or SIZE_MAX */
    int64_t revoked_at;         /* CRL_REVOKED */
};
/*
 * Is @cert revoked by its issuer? @issuer_pub is the issuer's key as found on the path, so that a
 * path and its CRLs end at one anchor. The union of all authentic CRLs counts.
 */
cupel_status trust_crl_check(const struct trust *t, const struct x509_cert *cert,
                             const struct crypto_pub *issuer_pub,
                             const struct x509_crl *const *crls, size_t n_crls, int64_t now,
                             struct crl_answer *ret);

#endif
