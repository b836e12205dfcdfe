/* SPDX-License-Identifier: Apache-2.0 */
/* cupel/verify.h: decide what a piece of evidence proves. Pure: same arguments, same answer. C99.
 */
#ifndef CUPEL_VERIFY_H
#define CUPEL_VERIFY_H

#include <cupel/appraisal.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Anchors, collateral and a bounded cache of timeless facts. Build it with the _add_ calls in one
 * thread; afterwards any number of threads may share it, as cupel_verify() changes nothing that can
 * be observed. No I/O, no clock, no environment, no configuration file.
 */
typedef struct cupel_verifier cupel_verifier;

/** A verifier that knows the vendors' roots and no collateral. Free with cupel_verifier_free(). */
CUPEL_API CUPEL_MUST_CHECK cupel_status cupel_verifier_new(cupel_verifier **ret,
                                                           struct cupel_diag *reterr);
CUPEL_API void cupel_verifier_free(cupel_verifier *v);
/**
 * Trust the self-signed root @cert (DER or PEM) for evidence of @format, or of any format when
 * NULL. Where attesters are known by key (Arm CCA, PSA, TPM) @cert may be a key file instead: a
 * public key as SPKI (DER, PEM), a JSON Web Key or a set of them (docs/FORMATS.md). Appraisals that
 * end at it say that it came from the caller. @name is for messages. Both are copied.
 */
CUPEL_API CUPEL_MUST_CHECK cupel_status cupel_verifier_add_anchor(cupel_verifier *v,
                                                                  const char *format,
                                                                  cupel_slice cert,
                                                                  const char *name,
                                                                  struct cupel_diag *reterr);
/**
 * Offer collateral of any kind, recognised by content and copied. It is never trusted for being
 * given. What cannot be read or recognised is kept and named in each appraisal, so this fails only
 * for want of memory and past the caps (CUPEL_E_LIMIT).
 */
CUPEL_API CUPEL_MUST_CHECK cupel_status cupel_verifier_add_collateral(cupel_verifier *v,
                                                                      cupel_slice bytes,
                                                                      const char *name,
                                                                      struct cupel_diag *reterr);
/** Turn the cache of verified signatures and decoded keys off (or on, the default). For tests. */
CUPEL_API void cupel_verifier_set_cache(cupel_verifier *v, bool on);

/** A claim that must hold: text as it would stand in JSON ("2a3b…" for bytes, "true", "7"). */
struct cupel_expect {
    const char *claim;
    const char *value;
};

struct cupel_verify_opts {
    size_t size;         /* set by CUPEL_VERIFY_OPTS_INIT; lets the struct grow */
    int64_t now;         /* seconds since the epoch UTC, supplied by the caller */
    bool now_from_clock; /* only for the report: at_source "clock" instead of "caller" */
    cupel_slice nonce;   /* 16 bytes or more, not all zero; empty: freshness is not checked */
    const struct cupel_expect *expect; /* claims that must hold; may be NULL */
    size_t n_expect;
    unsigned require;   /* bits 1u << cupel_category: what was not checked fails */
    const char *format; /* name of the format, or NULL to recognise it */
    const char *name;   /* name of the input, for the report; may be NULL */
};
#define CUPEL_VERIFY_OPTS_INIT                                                                     \
    {                                                                                              \
        sizeof(struct cupel_verify_opts), 0, false, { NULL, 0 }, NULL, 0, 0, NULL, NULL            \
    }

/**
 * Appraise @evidence (raw, hex or base64). CUPEL_OK means "an appraisal was made", not "trusted":
 * read the verdict from @ret.
 * @ret     owned by the caller, free with cupel_appraisal_free(); untouched on failure
 * @reterr  may be NULL; on failure names the format, the rule and the byte offset
 */
CUPEL_API CUPEL_MUST_CHECK cupel_status cupel_verify(const cupel_verifier *v, cupel_slice evidence,
                                                     const struct cupel_verify_opts *opts,
                                                     cupel_appraisal **ret,
                                                     struct cupel_diag *reterr);
/**
 * The JSON object for evidence that got no appraisal: verdict "none" and the error of @err, in the
 * shape of cupel_appraisal_json(). Free with free(); NULL when memory ran out.
 */
CUPEL_API char *cupel_error_json(const cupel_verifier *v, cupel_slice evidence,
                                 const struct cupel_verify_opts *opts,
                                 const struct cupel_diag *err);
/** The @i-th evidence format's name, or NULL past the last. */
CUPEL_API const char *cupel_format_name(size_t i);

#ifdef __cplusplus
}
#endif
#endif
