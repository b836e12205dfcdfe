/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/facts_formats.c: which evidence formats the product code handles, by a table. A row that
 * says FACT_YES names what only code of that kind has: a device path, a request, the fields of a
 * layout together, a vendor's certificate kind in a function that verifies, an SDK's call. Words
 * that others use as well make FACT_MAYBE.
 */
#include "office/review/facts_find.h"

#include "office/text/words.h"

enum ability { PRODUCES, PARSES, VERIFIES };

struct format_marker {
    enum tee_format format;
    enum ability ability;
    struct marker m;
};

/* Mocks and simulators do not ask hardware, and generated bindings do nothing by themselves. */
#define NOT_REAL "mock*|fake*|dummy|stub*|bindings|sim|simulator"
#define CHECKS   "verify*|verified|validat*|check*|apprais*|evaluate*|authenticate"

#define YES(what, ...)                                                                             \
    {                                                                                              \
        FACT_YES, what,                                                                            \
        {                                                                                          \
            .path_none = NOT_REAL, __VA_ARGS__                                                     \
        }                                                                                          \
    }
#define MAYBE(what, ...)                                                                           \
    {                                                                                              \
        FACT_MAYBE, what,                                                                          \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define WORDS(...)    .kind = QUERY_ANY_NODE, .strings = true, .all = { __VA_ARGS__ }
#define FUNCTION(...) .kind = CODE_FUNCTION, .strings = true, .all = { __VA_ARGS__ }
#define TYPE(...)     .kind = CODE_TYPE, .all = { __VA_ARGS__ }
#define CALL(...)     .kind = CODE_CALL, .strings = true, .all = { __VA_ARGS__ }
#define IMPORT(...)   .kind = CODE_IMPORT, .strings = true, .all = { __VA_ARGS__ }

#define DEVICE "opens the device of the guest"
#define ASKS   "requests evidence from hardware"
#define SDK    "uses a library that does it"
#define LAYOUT "has the fields of the layout"
#define JUDGES "verifies it"

#define SNP_KEYS "vcek|vlek|vek"
#define SNP_SAYS "snp|snp*|sevsnp|sev|vcek|vlek|vek|amd"
/* configfs: the kernel's one way to ask, whichever TEE answers. */
#define TSM       "kernel config tsm*|config tsm*|configfs tsm*|tsm report*|configfsi*"
#define TDX_WORDS "tdx|tdx*|td quote*|td report*|tdreport*|mr td|mrtd|rtmr*"
#define TDX_SAYS  "tdx|tdx*|td quote*|td report*|td10|tdreport*|mr td|mrtd|rtmr*|td attributes|td*"
#define PCK                                                                                        \
    "pck|pck*|qe report*|qe identity|tcb info|tcbinfo|qe cert*|quote signature|"                   \
    "quote verif*|ecdsa quote*|dcap*|qvl*"
/* Libraries that verify quotes of SGX and of TDX alike. */
#define QVL "dcap qvl|intel tee quote verif*|dcap quoteverify*|sgx dcap quoteverify*"
#define SGX_OWN                                                                                    \
    "sgx quote*|sgx report|tee type sgx|quote v3|quote3|quotev3|remote report|sgx v3|sgx attrs|"   \
    "sgx attributes|sgx ql*|sgx qv*|is sgx|sgx enclave*|sgx quote body|sgx evidence|sgx claims"

static const struct format_marker markers[] = {
    /* AMD SEV-SNP */
    { TEE_SNP, PRODUCES, YES(DEVICE, WORDS("dev sev guest|devices sev guest")) },
    { TEE_SNP, PRODUCES, YES(ASKS, WORDS("snp get report|snp get ext report|snp guest req*")) },
    { TEE_SNP, PRODUCES,
      YES(ASKS, CALL("get report|get ext report|get extended report"), .near = "firmware|snp*",
          .beside = "snp*|sev*") },
    { TEE_SNP, PRODUCES, YES(SDK, IMPORT("go sev guest client")) },
    { TEE_SNP, PRODUCES, YES(SDK, CALL("get report*"), .beside = "az snp vtpm") },
    { TEE_SNP, PRODUCES, YES(ASKS, WORDS(TSM), .beside = "snp|snp*|sev*") },
    { TEE_SNP, PARSES,
      YES(LAYOUT, TYPE("chip id", "reported tcb|committed tcb|launch tcb|current tcb",
                       "report data|host data|measurement")) },
    { TEE_SNP, PARSES,
      YES(LAYOUT, FUNCTION("chip id", "reported tcb|committed tcb|launch tcb|current tcb",
                           "report data|host data|measurement", "family id|image id|report id*")) },
    { TEE_SNP, PARSES, YES(SDK, IMPORT("go sev guest abi")) },
    { TEE_SNP, VERIFIES, YES(JUDGES, FUNCTION(SNP_KEYS), .name = CHECKS, .beside = SNP_SAYS) },
    { TEE_SNP, VERIFIES,
      YES(SDK, IMPORT("go sev guest verify|go sev guest validate"), .none = "verify trust") },
    { TEE_SNP, VERIFIES, YES(SDK, CALL("snp attestation|snp report"), .name = CHECKS) },

    /* Intel TDX */
    { TEE_TDX, PRODUCES, YES(DEVICE, WORDS("dev tdx guest|dev tdx attest|dev tdx")) },
    { TEE_TDX, PRODUCES,
      YES(ASKS, WORDS("tdx cmd get report*|tdx cmd get quote|tdx att get quote|tdg mr report|"
                      "tdg vp vmcall get quote|tdx get quote*|tdx get report*")) },
    { TEE_TDX, PRODUCES, YES(SDK, IMPORT("go tdx guest client|tdx attest*")) },
    { TEE_TDX, PRODUCES,
      YES(ASKS,
          CALL("tdx*", "get report|get quote|get tdx report|get tdx quote|get td report|"
                       "get td quote|create quote|generate quote"),
          .name = "get report|get quote|get td*|get tdx*|create quote|generate quote") },
    { TEE_TDX, PRODUCES, YES(SDK, CALL("get td quote|get report*"), .beside = "az tdx vtpm") },
    { TEE_TDX, PRODUCES, YES(ASKS, WORDS(TSM), .beside = "tdx|tdx*|td quote*|td report*") },
    { TEE_TDX, PARSES,
      YES(LAYOUT, TYPE("mr seam|mrseam|mr td|mrtd", "rtmr*|rt mr*|rtmr0|rt mr0",
                       "mr config id|mrconfigid|mrowner|mr owner|xfam|report data")) },
    { TEE_TDX, PARSES,
      YES(LAYOUT, FUNCTION("mr seam|mrseam|mr td|mrtd", "rtmr*|rt mr*",
                           "xfam|td attributes|"
                           "mr config id|"
                           "mrconfigid")) },
    { TEE_TDX, PARSES, YES(SDK, IMPORT("go tdx guest abi|go tdx guest proto")) },
    { TEE_TDX, VERIFIES, YES(JUDGES, FUNCTION(TDX_SAYS), .name = CHECKS, .beside = PCK) },
    { TEE_TDX, VERIFIES,
      YES(SDK, IMPORT("go tdx guest verify|tdx quote verif*"), .none = "verify trust") },
    { TEE_TDX, VERIFIES, YES(SDK, WORDS("tdx qv verify*|verify tdx*|tdx verify*")) },
    { TEE_TDX, VERIFIES, YES(SDK, IMPORT(QVL), .beside = TDX_WORDS) },
    { TEE_TDX, VERIFIES, YES(SDK, WORDS("tee verify quote"), .beside = TDX_WORDS) },
    { TEE_TDX, VERIFIES, MAYBE(SDK, WORDS("tee verify quote|dcap qvl")) },
    { TEE_TDX, VERIFIES, YES(SDK, CALL("tdx*", "dcap*"), .name = CHECKS) },

    /* Intel SGX */
    { TEE_SGX, PRODUCES,
      YES(DEVICE,
          WORDS("dev attestation quote|dev attestation user report data|dev sgx attest*")) },
    { TEE_SGX, PRODUCES,
      YES(ASKS, CALL("sgx create report|sgx get quote*|sgx qe get quote|sgx init quote*|"
                     "oe get report*|oe get evidence|get remote report|rsgx create report|"
                     "sgx ql get quote|gen dcap quote|get dcap quote")) },
    { TEE_SGX, PRODUCES, YES(ASKS, WORDS("sgxioc*|sgx ioc gen dcap quote")) },
    { TEE_SGX, PARSES,
      YES(LAYOUT, TYPE("mrenclave|mr enclave", "mrsigner|mr signer", "isv svn|isvsvn|isv prod id"),
          .beside = SGX_OWN) },
    { TEE_SGX, PARSES, YES(SDK, CALL("parse remote report|oe parse report|sgx quote parse*")) },
    { TEE_SGX, VERIFIES,
      YES(JUDGES,
          FUNCTION("mrenclave|mr enclave|sgx|sgx*",
                   "quote*|report*|mrenclave|mr enclave|mrsigner|attest*|evidence|"
                   "collateral|attrs|attributes"),
          .name = CHECKS, .none = "qe report*|qe identity|qe*", .beside = SGX_OWN) },
    { TEE_SGX, VERIFIES,
      YES(SDK, WORDS("verify remote report|sgx qv verify*|oe verify report*|oe verify evidence|"
                     "oe verify attestation*|oe verify remote*|sgx verify*|verify sgx*")) },
    { TEE_SGX, VERIFIES, YES(SDK, WORDS("tee verify quote"), .beside = SGX_OWN) },
    { TEE_SGX, VERIFIES, YES(SDK, IMPORT(QVL), .beside = SGX_OWN "|sgx|mrenclave|mr enclave") },
    { TEE_SGX, VERIFIES, MAYBE(LAYOUT, FUNCTION("mrenclave|mr enclave"), .name = CHECKS) },

    /* AWS Nitro Enclaves */
    { TEE_NITRO, PRODUCES, YES(DEVICE, WORDS("dev nsm")) },
    { TEE_NITRO, PRODUCES,
      YES(ASKS, CALL("nsm process request|nsm get attestation*|nsm lib*|request attestation",
                     "attest*|nsm*")) },
    { TEE_NITRO, PRODUCES,
      YES(SDK, IMPORT("hf nsm|aws nsm interface|libnsm|nsm lib|aws nitro enclaves sdk*")) },
    { TEE_NITRO, PARSES, YES(LAYOUT, TYPE("module id", "cabundle|ca bundle", "pcrs|pcr*")) },
    { TEE_NITRO, PARSES,
      YES(LAYOUT, FUNCTION("module id", "cabundle|ca bundle", "pcrs", "nonce|user data|digest")) },
    { TEE_NITRO, PARSES, YES(SDK, CALL("attestation doc*"), .near = "nsm|cose*|nitro") },
    { TEE_NITRO, VERIFIES, YES(JUDGES, FUNCTION("cabundle|ca bundle"), .name = CHECKS) },
    { TEE_NITRO, VERIFIES,
      YES(JUDGES, FUNCTION("cabundle|ca bundle", "cose*|sign1*"), .beside = "verify*|validate*") },
    { TEE_NITRO, VERIFIES, YES(SDK, IMPORT("nitrite|nitro attestation verif*")) },
    { TEE_NITRO, VERIFIES,
      YES(SDK, CALL("attestation doc*"), .name = CHECKS, .beside = "nitro|nsm*|aws") },

    /* Arm CCA */
    { TEE_CCA, PRODUCES,
      YES(ASKS, WORDS("dev arm cca guest|arm cca guest|rsi attest*|smc rsi attest*|"
                      "rsi attestation token*|attestation token init")) },
    { TEE_CCA, PARSES,
      YES(LAYOUT, WORDS("cca realm*|cca platform*|realm initial measurement*|"
                        "realm personalization*|arm cca realm")) },
    { TEE_CCA, PARSES, YES(SDK, IMPORT("ccatoken|cca token|cca")) },
    { TEE_CCA, VERIFIES,
      YES(JUDGES, FUNCTION("cca|realm*", "token|platform*|challenge"), .name = CHECKS,
          .beside = "cca|cca*|arm*") },

    /* PSA */
    { TEE_PSA, PRODUCES, YES(ASKS, WORDS("psa initial attest get token*|tfm attest*")) },
    { TEE_PSA, PARSES, YES(SDK, IMPORT("psatoken|psa token")) },
    { TEE_PSA, PARSES,
      YES(LAYOUT, WORDS("psa nonce|psa implementation id|psa boot seed|psa instance id")) },
    { TEE_PSA, VERIFIES, YES(JUDGES, FUNCTION("psa", "token|iak|claims"), .name = CHECKS) },

    /* TPM quotes */
    { TEE_TPM, PRODUCES,
      YES(ASKS, CALL("quote|esys quote|tpm2 quote|tss2 sys quote|quote raw|tpm2 cc quote"),
          .name_is = "quote|esys quote|tpm2 quote|quote raw|tpm2 cc quote|quote ex",
          .none = "shlex|urllib|url|parse|strconv|sql|psycopg2|pq|regexp|html",
          .beside = "tpm*|tpm2|tss*|esapi|legacy") },
    { TEE_TPM, PRODUCES, YES(ASKS, WORDS("tpm2 quote|attest platform")) },
    { TEE_TPM, VERIFIES, YES(ASKS, WORDS("tpm2 checkquote")) },
    { TEE_TPM, PARSES,
      YES(LAYOUT,
          WORDS("tpms attest|tpmsattest|attestation data|tpm2b attest|attest quote info|"
                "tpmt signature|tpm st attest quote|quote info"),
          .beside = "tpm*|tpm2|tss*") },
    { TEE_TPM, VERIFIES,
      YES(JUDGES, FUNCTION("pcr*|pcrs", "signature|sig|extra data|qualifying data|nonce|verify*"),
          .name = CHECKS, .beside = "quote*", .near = "quote*|attest*") },
    { TEE_TPM, VERIFIES, YES(SDK, IMPORT("go tpm tools server|go tpm tools quote")) },

    /* NVIDIA */
    { TEE_NVIDIA, PRODUCES,
      YES(ASKS, WORDS("get conf compute gpu attestation report|conf compute gpu attestation*|"
                      "conf compute gpu certificate|nvml device get conf compute*")) },
    { TEE_NVIDIA, PARSES,
      YES(LAYOUT, TYPE("measurement*|spdm*", "opaque data*|opaque*", "nonce*|request*")) },
    { TEE_NVIDIA, VERIFIES,
      YES(JUDGES, FUNCTION("gpu*|nvidia*|nras", "report*|rim*|cert*|jwt*|token*|evidence"),
          .name = CHECKS, .beside = "attest*|nras") },
    { TEE_NVIDIA, VERIFIES, YES(SDK, WORDS("nras attestation*|attestation nvidia*")) },

    /* IBM Secure Execution, Hygon CSV, SEV before SNP */
    { TEE_SE, PRODUCES, YES(DEVICE, WORDS("dev uv|uvio ioctl att*|pvattest")) },
    { TEE_SE, VERIFIES,
      YES(JUDGES, FUNCTION("secure execution|se hdr|image phkh|attestation phkh")) },
    { TEE_CSV, PRODUCES, YES(DEVICE, WORDS("dev csv guest|csv guest device|hygon*")) },
    { TEE_CSV, VERIFIES,
      YES(JUDGES, FUNCTION("hsk|hrk|csv*"), .name = CHECKS,
          .beside = "hygon|"
                    "csv*") },
    { TEE_SEV, PRODUCES,
      YES(ASKS, WORDS("kvm sev launch*|sev launch measure*|sev launch start|launch secret|"
                      "pek csr|pdh cert export|sev get attestation*")) },
    { TEE_SEV, PARSES, YES(LAYOUT, TYPE("pek|oca|pdh|cek")) },
    { TEE_SEV, VERIFIES, YES(JUDGES, FUNCTION("pdh|pek|oca"), .name = CHECKS, .beside = "sev") },

    /* Attestation results */
    { TEE_TOKEN, PARSES,
      YES(LAYOUT, WORDS("x ms isolation tee*|x ms attestation type|x ms sevsnpvm*|ear status|"
                        "ear appraisal*|ear verifier id|eat profile|x ms compliance status|"
                        "attester tcb status|ear trustworthiness vector")) },
    { TEE_TOKEN, PRODUCES, YES(SDK, CALL("set trust vector*|new ear*|ear new|sign ear*")) },
    { TEE_TOKEN, PARSES, YES(SDK, IMPORT("veraison ear|ear")) },
    { TEE_TOKEN, VERIFIES,
      YES(JUDGES, FUNCTION("jwks*|jwt*|jws*"), .name = CHECKS,
          .near = "attest*|maa|ear|itta|ita|nras") },
};

/* Projects that take evidence of many kinds have a folder or file for each. */
static const struct {
    enum tee_format format;
    const char *path;
} folders[] = {
    { TEE_SNP, "snp|sevsnp" },    { TEE_TDX, "tdx" },
    { TEE_SGX, "sgx" },           { TEE_NITRO, "nitro|nsm" },
    { TEE_CCA, "cca" },           { TEE_PSA, "psa" },
    { TEE_TPM, "tpm|vtpm|tpm2" }, { TEE_NVIDIA, "nvidia|nvtrust|gpu" },
    { TEE_SE, "se|ibmse" },       { TEE_CSV, "csv|hygon" },
};
/* And it has to be among others of its like: "verifier/csv", not "io/csv". */
#define KIND_OF_FOLDER "verif*|attest*|apprais*|evidence|tee|tees|quote*|handler*|scheme*"

static void raise_in_folder(const struct project *p, struct fact *to, const struct code_ask *ask,
                            const char *note)
{
    struct query_at at = { 0 };
    struct code_hit h;
    while (query_code(p, ask, &at, &h))
        if (words_in(KIND_OF_FOLDER, slice_str(h.file->path)))
            fact_raise(p, to, FACT_YES, &h, note);
}

static void find_by_folder(const struct project *p, struct facts *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(folders); i++) {
        struct format_facts *f = &ret->formats[folders[i].format];
        struct code_ask ask = { .kind = CODE_FUNCTION,
                                .name = CHECKS,
                                .all = { "evidence|quote|quotes|report|token|attestation*" },
                                .path = folders[i].path,
                                .path_none = NOT_REAL "|client|clients|api|proto|cmd|cli" };
        raise_in_folder(p, &f->verifies, &ask, JUDGES);
        ask.name = "get evidence|collect evidence|generate evidence|get attester evidence";
        raise_in_folder(p, &f->produces, &ask, ASKS);
    }
}

/* The same in files without a parser: all of the words, each anywhere in the file. */
static const struct {
    enum tee_format format;
    enum ability ability;
    enum fact_truth truth;
    const char *all[QUERY_PATTERNS_MAX];
} sources[] = {
    { TEE_SNP,
      VERIFIES,
      FACT_YES,
      { "vcek|vlek", "verify*|validat*|check*", "chip id|report data|measurement|reported tcb" } },
    { TEE_SNP,
      PARSES,
      FACT_YES,
      { "chip id", "reported tcb|committed tcb", "report data", "measurement" } },
    { TEE_SNP, PRODUCES, FACT_YES, { "dev sev guest" } },
    { TEE_TDX,
      VERIFIES,
      FACT_YES,
      { TDX_SAYS, "verify*|validat*|check*", "pck*|qe report*|tcb info*|qe identity*" } },
    { TEE_TDX, PRODUCES, FACT_YES, { "dev tdx guest" } },
    { TEE_SGX,
      VERIFIES,
      FACT_MAYBE,
      { "mrenclave|mr enclave", "verify*|validat*|check*", "pck*|qe report*|tcb info*|ias" } },
    { TEE_NITRO, VERIFIES, FACT_YES, { "cabundle|ca bundle", "verify*|validat*", "pcrs|cose*" } },
    { TEE_NITRO, PRODUCES, FACT_YES, { "dev nsm" } },
    { TEE_TPM, VERIFIES, FACT_MAYBE, { "quote", "pcr*", "verify*|validat*", "tpm*" } },
    { TEE_NVIDIA, VERIFIES, FACT_MAYBE, { "nvidia|gpu", "attest*", "verify*|validat*" } },
};

static struct fact *fact_of(struct format_facts *f, enum ability a)
{
    return a == PRODUCES ? &f->produces : a == PARSES ? &f->parses : &f->verifies;
}

static void find_in_sources(const struct project *p, struct facts *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(sources); i++) {
        struct fact *to = fact_of(&ret->formats[sources[i].format], sources[i].ability);
        struct query_at at = { 0 };
        struct code_hit h;
        while (query_sources(p, sources[i].all, &at, &h))
            fact_raise(p, to, sources[i].truth, &h, "speaks of it, in a language without a parser");
    }
}

/* ---- documents ---- */

/* A format is named as one that is wanted, not had. */
#define PLANNED                                                                                    \
    "future|planned|plan to|not yet|roadmap|will be added|not supported|unsupported|unlike|"       \
    "coming soon|todo|instead of|no support|does not support|upcoming|in contrast|compared"

static void find_named(const struct project *p, enum tee_format t, struct fact *to)
{
    struct prose_ask ask = { .all = { tee_words(t) },
                             .none = t == TEE_SEV ? PLANNED "|sev snp" : PLANNED };
    if (query_prose_places(p, &ask, &to->where, NULL)) {
        to->truth = FACT_YES;
        return;
    }
    ask.none = NULL;
    if (t != TEE_SEV && query_prose_places(p, &ask, &to->where, NULL))
        to->truth = FACT_MAYBE;
}

/* Where something could not be read, nothing is ruled out. */
static void doubt(const struct project *p, struct facts *f)
{
    if (query_code_is_whole(p, NULL))
        return;
    for (int t = 0; t < TEE_COUNT; t++) {
        struct format_facts *r = &f->formats[t];
        struct fact *all[] = { &r->produces, &r->parses, &r->verifies };
        for (size_t i = 0; i < CUPEL_COUNT(all) && r->named.truth == FACT_YES; i++)
            if (all[i]->truth == FACT_NO)
                all[i]->truth = FACT_MAYBE;
    }
}

void facts_find_formats(const struct project *p, struct facts *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(markers); i++)
        (void)marker_apply(p, &markers[i].m,
                           fact_of(&ret->formats[markers[i].format], markers[i].ability));
    find_by_folder(p, ret);
    find_in_sources(p, ret);
    for (int t = 0; t < TEE_COUNT; t++)
        find_named(p, (enum tee_format)t, &ret->formats[t].named);
    doubt(p, ret);
}
