/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/bind.c: cc-bind: the key or channel is the one that evidence speaks for. */
#include "office/review/cc/checks.h"
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"

#include "office/text/words.h"

/* Keys and channels that something else than the evidence's own signature hangs on. */
#define KEYS                                                                                       \
    "public key*|publickey*|pubkey*|*pubkey*|pub key*|spki|tls key*|tls cert*|peer cert*|server "  \
    "cert*|leaf cert*|cert raw|root cert raw|key hash|key digest|key fingerprint|cert "            \
    "fingerprint|certificate fingerprint|cert hash|certificate hash|channel binding|exporter|ekm|" \
    "transport key*|transport public*|session key*|hpke*|ephemeral key*|tik|host key*|client "     \
    "key|given cert|raw key|fingerprint|ak pub*|akpub*|attestation key"
#define HASHES                                                                                     \
    "sha|sha256*|sha384*|sha512*|sum256|sum384|sum512|hash|hasher|digest|hashed|sum|blake*|"       \
    "fingerprint|binding|thumbprint"
#define CARRIERS                                                                                   \
    "report data|reportdata|user data|userdata|extra data|quote data|reported data|user report "   \
    "data|qualifying data|custom data|report digest"
/* The report of the quoting enclave binds the attestation key: a part of the signature. */
#define QUOTING "qe|qe*|quoting enclave"
#define BINDS   "*binding|binding|bind*|*bind|tls binding|channel*|*channel"

static const struct code_way bind_code[] = {
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { CARRIERS, KEYS "|" HASHES },
        .none = QUOTING,
        .near = KEYS "|cert|certificate*" },
      WAY_COMPARES,
      LEG_FOUND,
      "compares the evidence's data with the key or its digest, and refuses",
      QUOTING },
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { KEYS "|" HASHES },
        .none = QUOTING,
        .function = BINDS },
      WAY_COMPARES,
      LEG_FOUND,
      "compares a key with the one that the evidence speaks for, and refuses",
      QUOTING },
    /* SEV before SNP: the launch measurement is a MAC under a key of the session. */
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { "measure*|mac|hmac|digest" },
        .near = "tik|transport integrity key" },
      WAY_COMPLAINS,
      LEG_FOUND,
      "compares a MAC under the key of the session, and refuses",
      NULL },
    { { .kind = CODE_REFUSAL,
        .side = QUERY_PRODUCT,
        .strings = true,
        .all = { KEYS "|certificate s hash", CARRIERS "|quote|evidence|attestation|report data",
                 MISMATCH },
        .none = FORM },
      WAY_CODE,
      LEG_FOUND,
      "refuses for a key that the evidence does not speak for",
      QUOTING },
    { { .kind = CODE_CALL,
        .side = QUERY_PRODUCT,
        .all = { "activate credential|activatecredential|make credential|makecredential|"
                 "credential activation|generate credential" },
        .path_none = "sim|simulator*|emulator*|ref" },
      WAY_CODE,
      LEG_FOUND,
      "binds the attestation key to the TPM by credential activation",
      NULL },
};

/* Code that puts a key into evidence: there is a pair to be bound. */
static const struct code_ask bind_pairs[] = {
    { .kind = CODE_CALL,
      .side = QUERY_PRODUCT,
      .all = { CARRIERS, KEYS, HASHES },
      .none = QUOTING },
    { .kind = CODE_ASSIGN,
      .side = QUERY_PRODUCT,
      .all = { CARRIERS, HASHES },
      .none = QUOTING,
      .near = "pubkey*|*pubkey*|public key*|tls cert*|spki|certificate raw|cert raw" },
    { .kind = CODE_CALL,
      .side = QUERY_PRODUCT,
      .all = { HASHES, KEYS },
      .none = QUOTING,
      .near = "report data|reportdata|get quote|getquote|quote data|get remote report" },
};

#define WRONG_KEYS                                                                                                                                     \
    WRONG_OF("key")                                                                                                                                    \
    "|" WRONG_OF("public key") "|" WRONG_OF("pubkey") "|" WRONG_OF("cert") "|" WRONG_OF(                                                               \
        "certific"                                                                                                                                     \
        "ate") "|" WRONG_OF("channel binding") "|" WRONG_OF("binding") "|" WRONG_OF("tls key") "|" WRONG_OF("transport key") "|" WRONG_OF("fingerprin" \
                                                                                                                                          "t") "|rela" \
                                                                                                                                               "yed|"  \
                                                                                                                                               "relay" \
                                                                                                                                               " "     \
                                                                                                                                               "attac" \
                                                                                                                                               "k*|"   \
                                                                                                                                               "mitm|" \
                                                                                                                                               "man "  \
                                                                                                                                               "in "   \
                                                                                                                                               "the "  \
                                                                                                                                               "middl" \
                                                                                                                                               "e|"    \
                                                                                                                                               "key "  \
                                                                                                                                               "subst" \
                                                                                                                                               "ituti" \
                                                                                                                                               "on"

static const struct test_way bind_tests[] = {
    { { .subject = WRONG_KEYS, .least = NEGATIVE_NAMED },
      LEG_FOUND,
      "changes the key and expects the refusal",
      "signature*|expired|measurement*|pcr*|nonce|tcb|hash function|unsupported|parse*",
      false,
      CARRIERS "|" BINDS
               "|quote|quotes|evidence|tls|spki|fingerprint|relay*|mitm|man in the middle" },
};

static const struct prose_way bind_docs[] = {
    { { .from = QUERY_STATED,
        .all = { KEYS "|key|keys|certificate|certificates|channel|connection|tls",
                 CARRIERS "|quote|quotes|evidence|attestation|attestation statement|report",
                 "bind|binds|bound|binding|bindings|tied|linked|hash of|hashes|hashed|digest of|"
                 "fingerprint of" },
        .none = "signature chain|signed by",
        .same_sentence = true },
      "says which key the evidence speaks for" },
    { { .from = QUERY_STATED,
        .all = { KEYS, CARRIERS, "hash*|digest*|contain*|includ*|embed*|match*|same|equal*|holds" },
        .same_sentence = true },
      "says which key the evidence speaks for" },
};

static const struct criterion bind = {
    .subject = "a check that the evidence speaks for this key or channel",
    .formats = TEE_HARDWARE,
    .code = bind_code,
    .n_code = CUPEL_COUNT(bind_code),
    .tests = bind_tests,
    .n_tests = CUPEL_COUNT(bind_tests),
    .docs = bind_docs,
    .n_docs = CUPEL_COUNT(bind_docs),
    .words = CARRIERS,
};

static bool has_pair(const struct project *p, struct places *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(bind_pairs); i++) {
        struct query_at at = { 0 };
        struct code_hit h;
        while (query_code(p, &bind_pairs[i], &at, &h)) {
            const struct code_node *n = &h.file->code->nodes[h.node];
            if (n->kind == CODE_ASSIGN && !words_in(CARRIERS, n->name))
                continue; /* a structure that has both among its fields */
            places_add(p, ret, h.file, h.line, "ties a key to the evidence's data");
            return true;
        }
    }
    return false;
}

void cc_bind(const struct project *p, struct finding *f)
{
    if (p->facts->uses_tee.truth == FACT_NO) {
        finding_say(p, f, CUPEL_NA, "the project has nothing to do with evidence");
        return;
    }
    verify_code_leg(p, &bind, TEE_COUNT, TEE_HARDWARE, &f->legs[LEG_CODE]);
    if (f->legs[LEG_CODE].state == LEG_ABSENT && !has_pair(p, &f->legs[LEG_CODE].where)) {
        f->legs[LEG_CODE] = (struct leg){ 0 };
        bool verifies = facts_verifies_any(p->facts) != FACT_NO;
        finding_say(p, f, verifies ? CUPEL_UNKNOWN : CUPEL_NA,
                    "no code ties a key or a channel to evidence: its data is left to the caller");
        return;
    }
    verify_test_leg(p, &bind, TEE_COUNT, TEE_HARDWARE, &f->legs[LEG_TEST]);
    verify_doc_leg(p, &bind, TEE_COUNT, TEE_HARDWARE, &f->legs[LEG_DOCUMENT]);
    if (f->legs[LEG_CODE].state == LEG_UNSURE && f->legs[LEG_TEST].state != LEG_FOUND &&
        f->legs[LEG_DOCUMENT].state != LEG_FOUND)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "whether a key or a channel is tied to evidence at all cannot be told");
    else
        verify_judge(p, f, bind.subject);
}
