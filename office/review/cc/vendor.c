/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/vendor.c: cc-vendor. Which service of a vendor does verification need, and is there
 * another way: another address, a cache of one's own, certificates that the caller brings?
 */
#include "office/review/cc/docs.h"

#include "office/text/words.h"

#define SERVICE_FILES_MAX 64

static const struct service {
    const char *name;
    const char *code; /* in strings and names of product code */
    const char *docs; /* what documents call it, or what it hands out */
} services[] = {
    { "AMD's key distribution service", "kdsintf amd com|kds proxy",
      "kds|key distribution*|vcek|vlek|certificate chain*|certificates from|crl|getter|"
      "httpsgetter|cert fetching" },
    { "Intel's provisioning certification service",
      "api trustedservices intel com|pccs phala network|acccache azure net",
      "pccs|pcs|collateral|collaterals|dcap|provisioning certification*|tcb info|getter|"
      "httpsgetter" },
    { "Intel Trust Authority", "trustauthority intel com|api trustauthority",
      "trust authority|ita|attestation service*" },
    { "NVIDIA's remote attestation service", "nras attestation nvidia com",
      "nras|remote attestation service|local verifier|local gpu|gpu verif*" },
    { "NVIDIA's RIM service", "rim attestation nvidia com", "rim|rims|reference integrity*" },
    { "NVIDIA's OCSP service", "ocsp ndis nvidia com|ocsp nvidia com", "ocsp|revocation" },
    { "Microsoft Azure Attestation", "attest azure net", "maa|azure attestation" },
    { "Azure's instance metadata service", "metadata thim|acc tdquote", "imds|thim|metadata" },
    { "Google's attestation verifier", "confidentialcomputing googleapis com",
      "attestation verifier|attestation service*|confidential space" },
    { "Google's compute API", "get shielded instance identity|shielded instance identity",
      "compute api|gce api|shielded vm*" },
};
#define SERVICES CUPEL_COUNT(services)
/* Libraries that fetch what they need, from an address that their settings name. */
#define FETCHERS                                                                                   \
    "default https getter|verify remote report|sgx ql get quote verification collateral|"          \
    "tee verify quote|tee get quote supplemental*|sgx qv verify quote|oe verify evidence|"         \
    "get collateral from pcs|get collateral and verify"
#define FETCHING_LIBRARIES "go sev guest verify|go tdx guest verify"
#define OTHER_WAY                                                                                  \
    "self host*|selfhost*|your own|its own|own pccs|custom|overrid*|alternative*|alternatively|"   \
    "any dcap|any pccs|local file*|local copy|local cache|local directory|pre fetched|"            \
    "prefetched|pre fetch|cached|from disk|from files|from a file|host memory|extended report|"    \
    "extended attestation|bring your own|configurable|user provided|caller provided|"              \
    "caller supplied|replace*|locally|pluggable|disable*|offline|without fetching|"                \
    "without contacting|without calling|cert table|certificate table|different|other than"
/* Verification as a whole without a network: another way for every service. */
#define OFFLINE                                                                                    \
    "offline|air gap|air gapped|airgapped|without network*|without internet|no network|"           \
    "no internet|without any network|pre fetched|prefetched|avoid fetching|without fetching|"      \
    "without downloading|disable fetching"
#define VERIFIES "attest*|quote*|report|reports|evidence|collateral|certificate*|vcek|vlek|bundle*"
/* In the files that hold the address: it is a default, not the only one. */
#define SETTINGS                                                                                   \
    "pccs url|kds url|pcs url|base url|service url|rim service*|ocsp service*|ocsp url|nras url|"  \
    "rim url|http getter|https getter|getter|offline|disable cert fetching|cert fetcher|"          \
    "getenv|environ|env var|collateral provider|endpoint|product key path|with url|set url|"       \
    "cert dir|certs dir|cert path|certs path|cache dir|proxy url|custom url"

enum way { WAY_NONE, WAY_SETTING, WAY_DOCUMENTED };

/* Where a service is named, and what else there is. */
struct use {
    const struct project_file *files[SERVICE_FILES_MAX];
    size_t n_files;
    size_t n; /* places */
};

static void note_file(struct use *u, const struct project_file *f)
{
    for (size_t i = 0; i < u->n_files; i++)
        if (u->files[i] == f)
            return;
    if (u->n_files < SERVICE_FILES_MAX)
        u->files[u->n_files++] = f;
}

static void find_use(const struct project *p, const struct service *s, struct use *ret,
                     struct places *to)
{
    const struct code_ask code = { .kind = QUERY_ANY_NODE, .strings = true, .all = { s->code } };
    const struct line_ask line = { .unparsed = true, .all = { s->code } };
    struct query_at at = { 0 };
    struct code_hit h;
    struct line_hit l;
    for (; query_code(p, &code, &at, &h); ret->n++) {
        places_add(p, to, h.file, h.line, "%s", s->name);
        note_file(ret, h.file);
    }
    for (at.next = 0; query_lines(p, &line, &at, &l); ret->n++) {
        places_add(p, to, l.file, l.line, "%s", s->name);
        note_file(ret, l.file);
    }
}

/* Is there something to set in the files that name the service? */
static bool has_setting(const struct project *p, const struct use *u, struct places *to)
{
    const struct code_ask code = { .kind = QUERY_ANY_NODE, .strings = true, .all = { SETTINGS } };
    const struct line_ask line = { .unparsed = true, .all = { SETTINGS } };
    struct query_at at = { 0 };
    struct code_hit h;
    struct line_hit l;
    bool found = false;
    while (query_code(p, &code, &at, &h))
        for (size_t i = 0; i < u->n_files; i++)
            if (u->files[i] == h.file) {
                places_add(p, to, h.file, h.line, "may be a setting");
                found = true;
            }
    for (at.next = 0; query_lines(p, &line, &at, &l);)
        for (size_t i = 0; i < u->n_files; i++)
            if (u->files[i] == l.file) {
                places_add(p, to, l.file, l.line, "may be a setting");
                found = true;
            }
    return found;
}

static enum way find_way(const struct project *p, const struct service *s, const struct use *u,
                         struct places *to)
{
    const struct prose_ask ask = { .all = { s->docs, OTHER_WAY }, .same_sentence = true };
    if (docs_places(p, &ask, to, "tells of another way"))
        return WAY_DOCUMENTED;
    return has_setting(p, u, to) ? WAY_SETTING : WAY_NONE;
}

static bool is_offline(const struct project *p, struct places *to)
{
    const struct prose_ask ask = { .all = { OFFLINE, VERIFIES }, .same_sentence = true };
    return docs_places(p, &ask, to, "tells how to verify without a network") > 0;
}

/* ---- the verdict ---- */

static const struct code_ask verifies_something = { .kind = CODE_FUNCTION,
                                                    .side = QUERY_PRODUCT,
                                                    .name = "verif*|validat*|apprais*|replay*|"
                                                            "remote attestation" };

/* Paths and names of services that hand out collateral, whatever their address. */
static const struct code_ask fetches_collateral = {
    .kind = QUERY_ANY_NODE,
    .side = QUERY_PRODUCT,
    .strings = true,
    .all = { "pccs*|certification v3|certification v4|pckcert|pckcrl|fetch tcb info|get tcb info|"
             "fetch collateral|get collateral|fetch vcek|get vcek|vcek v1|kds*" }
};

static void judge_none(const struct project *p, struct finding *f)
{
    const struct code_ask calls = { .kind = QUERY_ANY_NODE, .all = { FETCHERS } };
    const struct code_ask imports = { .kind = CODE_IMPORT,
                                      .strings = true,
                                      .all = { FETCHING_LIBRARIES } };
    const char *why = NULL;
    bool verifies = facts_verifies_any(p->facts) == FACT_YES;
    size_t fetches = query_code_places(p, &calls, &f->where, "a library that fetches") +
                     query_code_places(p, &imports, &f->where, "a library that fetches");
    if (verifies && fetches && !is_offline(p, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "a library fetches what verification needs; no document says from where, and "
                    "what else would do");
    else if (!project_is_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "no service of a vendor was seen; %s", why);
    else if (verifies)
        finding_say(p, f, CUPEL_PASS, "verification names no service of a vendor");
    else if (query_code_places(p, &verifies_something, &f->where, "verifies something") +
             query_code_places(p, &fetches_collateral, &f->where, "may fetch collateral"))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "no service of a vendor was seen; whether what is verified needs one is for a "
                    "reader to see");
    else
        finding_say(p, f, CUPEL_NA, "nothing is verified, and no service of a vendor is called");
}

static void add_name(const struct project *p, const char **to, const char *name)
{
    *to = arena_printf(p->arena, "%s%s%s", *to, (*to)[0] ? ", " : "", name);
}

void cc_vendor(const struct project *p, struct finding *f)
{
    const char *by_way[] = { [WAY_NONE] = "", [WAY_SETTING] = "", [WAY_DOCUMENTED] = "" };
    const char *all = "";
    bool offline = false;
    for (size_t i = 0; i < SERVICES; i++) {
        struct use u = { .n = 0 };
        find_use(p, &services[i], &u, &f->where);
        if (u.n == 0)
            continue;
        offline = offline || is_offline(p, &f->where);
        enum way way = offline ? WAY_DOCUMENTED : find_way(p, &services[i], &u, &f->where);
        add_name(p, &all, services[i].name);
        add_name(p, &by_way[way], services[i].name);
    }
    if (!all[0]) {
        judge_none(p, f);
        return;
    }
    finding_figure(p, f, "services", "services of vendors that product code names", "%s", all);
    bool some = by_way[WAY_SETTING][0] || by_way[WAY_DOCUMENTED][0];
    if (by_way[WAY_NONE][0] && some)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "the code asks %s; whether it can do without %s is for a reader to see", all,
                    by_way[WAY_NONE]);
    else if (by_way[WAY_NONE][0])
        docs_absent(
            p, f,
            arena_printf(p->arena,
                         "the code asks %s, and neither code nor documents know another way",
                         by_way[WAY_NONE]));
    else if (by_way[WAY_SETTING][0])
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "the code asks %s; there may be a setting, and no document tells of another way",
            by_way[WAY_SETTING]);
    else
        finding_say(p, f, CUPEL_PASS, "the code asks %s; documents tell of another way", all);
}
