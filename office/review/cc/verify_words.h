/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/verify_words.h: patterns (text/words.h) that several criteria on verification share. */
#ifndef CUPEL_OFFICE_REVIEW_CC_VERIFY_WORDS_H
#define CUPEL_OFFICE_REVIEW_CC_VERIFY_WORDS_H

/* Words of attestation: "user data", "debug" or "policy" alone have other meanings. */
#define EVIDENCE                                                                                   \
    "attest*|quote|quotes|evidence|enclave*|report|reports|nsm|cose|tdreport|snp|snp*|tdx|tdx*|"   \
    "sgx|sgx*|*tpm|tpm*|pcr|pcrs|measurement*|vcek|tee|tees|nitro"

/* The field of each format that carries what the caller chose. */
#define NONCES                                                                                     \
    "nonce|nonces|*nonce|challenge|challenge nonce|eat nonce|report data|reportdata|"              \
    "user report data|reported data|extra data|extradata|qualifying data|qualifyingdata|"          \
    "user data|userdata"

#define MEASUREMENTS                                                                               \
    "measurement*|mrenclave|mr enclave|mrsigner|mr signer|mrtd|mr td|rtmr*|pcr|pcrs|pcr0|pcr1|"    \
    "pcr2|pcr8|launch digest|launch measurement|unique id|signer id|mr config id|image digest|"    \
    "golden measurement*|reference value*|pcr digest|pcrs digest|pcr value*"

#define DEBUGS                                                                                     \
    "debug|debugging|debuggable|debug*|*debug|nodbg|no dbg|dbgstat|dbg stat|devtools|dev tools|"   \
    "tud|td under debug"

#define TCBS                                                                                       \
    "tcb|tcbs|tcb*|*tcb|svn|svns|*svn|microcode version|bootloader version|min tcb|firmware "      \
    "version|out of date|up to date|sw hardening needed|swhardeningneeded"

#define ROOTS                                                                                      \
    "root|roots|root*|*root|ark|arks|trust anchor*|trustanchor*|anchor|anchors|authority|"         \
    "unknown issuer|unknownissuer|ca|cas|root ca|ca cert*"

#define REVOKES "revoked|revoke|revokes|revocation*|crl|crls|*crl|ocsp"
#define EXPIRES                                                                                    \
    "expired|expire|expires|expiry|expiration*|not after|notafter|next update|nextupdate|"         \
    "valid until|validity|not before|notbefore|not yet valid|valid range|validity period|"         \
    "valid for date|valid at|not valid before|not valid after"

/* Names for what is not the right one. */
#define WRONG_OF(thing)                                                                            \
    "wrong " thing "|bad " thing "|invalid " thing "|incorrect " thing "|other " thing             \
    "|another " thing "|different " thing "|stale " thing "|old " thing "|reused " thing           \
    "|tampered " thing "|fake " thing "|mismatched " thing "|unexpected " thing "|random " thing   \
    "|forged " thing "|replayed " thing "|corrupted " thing "|modified " thing "|" thing           \
    " mismatch*|" thing " wrong|" thing " invalid|" thing " differ*|" thing " 2|mismatch " thing   \
    "|altered " thing "|unmatched " thing "|unknown " thing "|substituted " thing                  \
    "|swapped " thing

/* What the error of a comparison says… */
#define MISMATCH                                                                                   \
    "mismatch*|*mismatch|differ|differs|different|match|matches|unequal|not equal|unexpected|"     \
    "bind|binds|bound|replay*|stale"
/* …and what one says that is not about a value. */
#define FORM                                                                                       \
    "length|len|size|long|short|bytes|parse*|decod*|missing|required|empty|generat*|encod*|"       \
    "unmarshal*|convert*|base64|hex|format|deserialize*|serialize*"

#define COMPARES                                                                                   \
    "verify*|validate*|check*|*check|compare*|*compare|match*|*match|ensure*|require*|assert*|"    \
    "*equal|equal*|*equals"
#define VERIFIES                                                                                   \
    "verify*|validate*|check*|appraise*|evaluate*|attest*|authenticate*|is valid*|ensure*"

#endif
