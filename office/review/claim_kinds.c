/* SPDX-License-Identifier: Apache-2.0 */
/* review/claim_kinds.c: the words that projects of this field advertise, and what would bear them
 * out. */
#include "office/review/claims.h"

const struct claim_kind claim_kinds[] = {
    { "end-to-end encrypted",
      "end to end encrypt*|e2ee|e2e encrypt*|end to end confidential*|end to end secur*|"
      "end to end protect*",
      "test|tests|testing", "cc-bind", CLAIM_BY_CHECKS },
    { "verifiable",
      "verifiable|verifiably|provably secure|cryptographically provable|publicly auditable",
      "credential*|presentation*|random*|delay|secret sharing|data registry|did|dids",
      "cc-repro|cc-refval", CLAIM_BY_CHECKS },
    { "zero trust", "zero trust", NULL, "cc-default|cc-keyrel", CLAIM_BY_CHECKS },
    { "tamper-proof",
      "tamper proof|tamperproof|tamper resistant|tamper resistance|tamper evident|unforgeable",
      NULL, "cc-rollback|cc-boundary", CLAIM_BY_CHECKS },
    { "hardware-backed",
      "hardware backed|hardware enforced|hardware based|hardware rooted|hardware root of trust|"
      "hardware protected|hardware isolated|hardware grade|hardware level",
      "trusted execution environment*|tee|tees", /* what the words mean */ "cc-roots|cc-debug",
      CLAIM_BY_CHECKS },
    { "confidential",
      "fully confidential|completely confidential|remain* confidential|stay* confidential|"
      "confidentiality guarantee*|guarantee* confidentiality|ensure* confidentiality|"
      "ensures the confidentiality|guarantees the confidentiality|strong confidentiality|"
      "always encrypted|encrypted in use|encrypts data in use|kept confidential",
      NULL, "cc-debug|cc-default|cc-tcb", CLAIM_BY_CHECKS },
    { "attested",
      "attested tls|attested channel*|fully attested|remotely attested|mutually attested|"
      "attested connection*|attested by default|attested session*|attested end to end",
      NULL, "cc-nonce|cc-bind", CLAIM_BY_CHECKS },
    { "trustless",
      "trustless|trustlessly|trust minimized|trust minimised|without trusting|no need to trust|"
      "without having to trust|trust no one|don t have to trust|do not have to trust",
      NULL, "cc-tcb|cc-threat", CLAIM_BY_CHECKS },
    { "replay-proof",
      "replay proof|replay protect*|replay resistant|protects against replay|"
      "prevents replay|immune to replay",
      NULL, "cc-nonce", CLAIM_BY_CHECKS },
    { "rollback-proof",
      "rollback proof|rollback protect*|rollback resistant|protects against rollback|"
      "prevents rollback|anti rollback",
      NULL, "cc-rollback", CLAIM_BY_CHECKS },
    { "secure by default", "secure by default|safe by default|secure defaults|safe defaults", NULL,
      "cc-default", CLAIM_BY_CHECKS },
    { "minimal TCB",
      "minimal tcb|small tcb|tiny tcb|minimal trusted computing base|"
      "small trusted computing base|minimized tcb|minimised tcb",
      NULL, "cc-tcb", CLAIM_BY_CHECKS },
    { "side-channel resistant",
      "side channel resistant|side channel resistance|side channel free|side channel proof|"
      "resistant to side channel*|protects against side channel*|side channel protection|"
      "immune to side channel*|side channel hardened",
      NULL, "cc-threat|cc-crypto", CLAIM_BY_CHECKS },
    { "constant-time", "constant time", "complexity|o 1|lookup|amortized|amortised", "cc-crypto",
      CLAIM_BY_CHECKS },
    { "post-quantum",
      "post quantum|quantum safe|quantum secure|quantum resistant|quantum proof|pq secure", NULL,
      NULL, CLAIM_BY_POST_QUANTUM },
    { "audited",
      "audited|security audit|independently reviewed|independent audit|pentested|"
      "penetration tested|third party audit",
      "cargo audit|npm audit|audit log*|audit trail", NULL, CLAIM_BY_AUDIT },
    { "formally verified",
      "formally verified|formally proven|formally proved|machine checked|mechanically verified|"
      "verified formally|formal proof*|proven correct|proved correct",
      NULL, NULL, CLAIM_BY_PROOFS },
    { "reproducible",
      "reproducible|reproducibly|bit for bit|deterministic build*|deterministically built",
      "bug*|issue*|example|steps|experiment*|results|paper|research|environment*|benchmark*",
      "cc-repro", CLAIM_BY_CHECKS },
    { "memory-safe", "memory safe|memory safety", NULL, NULL, CLAIM_BY_LANGUAGE },
    { "fuzzed", "fuzzed|fuzz tested|continuously fuzzed|fuzz testing|extensive fuzzing", NULL, NULL,
      CLAIM_BY_FUZZERS },
    { "FIPS", "fips 140*|fips validated|fips certified|fips compliant|fips compliance", NULL, NULL,
      CLAIM_BY_CERTIFICATE },
    { "Common Criteria", "common criteria certified|common criteria eal*|eal4|eal5|eal6|eal7", NULL,
      NULL, CLAIM_BY_CERTIFICATE },
    { "production-ready",
      "production ready|production grade|production quality|enterprise grade|enterprise ready|"
      "battle tested|battle hardened|ready for production|industrial strength",
      NULL, "life-active|life-releases|security_policy", CLAIM_BY_CHECKS },
    { "actively maintained", "actively maintained|actively developed|well maintained", NULL,
      "life-active|life-status", CLAIM_BY_CHECKS },
    { "vendor-neutral",
      "vendor neutral|vendor agnostic|cloud agnostic|hardware agnostic|vendor independent|"
      "no vendor lock in|without vendor lock in|tee agnostic",
      NULL, "cc-vendor", CLAIM_BY_CHECKS },
    { "privacy-preserving",
      "privacy preserving|privacy first|preserves privacy|preserves the privacy|unlinkable|"
      "fully anonymous",
      NULL, "cc-priv", CLAIM_BY_CHECKS },
    { "secure supply chain",
      "slsa level*|slsa 3|slsa l3|slsa build*|secure supply chain|signed releases|"
      "signed provenance|verifiable provenance",
      NULL, "cc-supply", CLAIM_BY_CHECKS },
    { "checks revocation", "checks revocation|revocation checking|checks for revoked|crl checking",
      NULL, "cc-collat", CLAIM_BY_CHECKS },
    { "unbreakable",
      "unbreakable|unhackable|unhackably|military grade|bank grade|completely secure|"
      "absolute security|absolutely secure|bulletproof|impossible to hack|fully secure|"
      "100 secure|perfect security|totally secure",
      NULL, NULL, CLAIM_BY_NOTHING },
};
const size_t claim_kinds_count = CUPEL_COUNT(claim_kinds);
