/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/facts_roles.c: the roles that the product code plays, and whether something of the project
 * is measured or sealed. Roles decide which criteria do not apply, so a role is denied only where
 * nothing at all points to it.
 */
#include "office/review/facts_find.h"

#include "office/text/words.h"

#define EVIDENCE "attest*|quote*|evidence|tee|tees|enclave*|ratls|ra tls|atls|verifier"

struct role_marker {
    enum role role;
    struct marker m;
};

#define YES(what, ...)                                                                             \
    {                                                                                              \
        FACT_YES, what,                                                                            \
        {                                                                                          \
            .path_none = "mock*|fake*|stub*", __VA_ARGS__                                          \
        }                                                                                          \
    }
#define MAYBE(what, ...)                                                                           \
    {                                                                                              \
        FACT_MAYBE, what,                                                                          \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static const struct role_marker roles[] = {
    { ROLE_RELYING_PARTY,
      YES("admits a peer by its evidence", .kind = QUERY_ANY_NODE,
          .all = { "verify peer certificate|cert verify callback|verify connection" },
          .beside = EVIDENCE) },
    { ROLE_RELYING_PARTY, YES("admits a peer by its evidence", .kind = CODE_FUNCTION,
                              .all = { "atls|ratls|ra tls|attested tls" },
                              .name = "*tls*|dial*|connect*|new*|create*") },
    { ROLE_RELYING_PARTY,
      MAYBE("may act on a verdict", .kind = CODE_CALL, .name = "verify*|apprais*|validate*",
            .all = { "attest*|quote*|evidence" },
            .near = "connect*|session|channel|admit*|join*") },

    { ROLE_KEY_BROKER,
      YES("hands out secrets after a look at evidence", .kind = CODE_FUNCTION,
          .name = "release*|verify and release|issue join*|get resource|get secret resource|"
                  "unwrap key|provision secret*|provision key*|deliver secret*|get key for|"
                  "deliver key*|inject secret*|build secret|launch secret|release key*|"
                  "get data key|get secrets|payload key",
          .all = { "secret*|key|keys|resource*|payload" },
          .near = EVIDENCE "|verif*|measurement*") },
    { ROLE_KEY_BROKER, YES("hands out secrets after a look at evidence", .kind = CODE_FUNCTION,
                           .name = "activate", .all = { "secrets|*secrets" }, .near = EVIDENCE) },
    { ROLE_KEY_BROKER,
      YES("hands out resources by a policy", .kind = CODE_FUNCTION,
          .all = { "resource*|secret*", "policy*", "attestation token*|token verifier|evidence" },
          .name = "api|handle*|get*|serve*|process*|request*") },
    { ROLE_KEY_BROKER,
      MAYBE("may hand out secrets", .kind = CODE_FUNCTION,
            .all = { "key broker|kbs|secret release|key release|release key|release secret|"
                     "launch secret|sealed secret|secret resource*|payload key" }) },
    { ROLE_KEY_BROKER,
      MAYBE("may hand out secrets", .kind = CODE_FUNCTION, .name = "seal*|import*|activate*",
            .all = { "secret*|key|blob" }, .near = "pcr*|ek|measurement*") },

    { ROLE_KEY_BROKER,
      MAYBE("may hand out secrets", .kind = CODE_FUNCTION,
            .all = { "payload*", "encrypt*|decrypt*" }, .beside = "tpm*|quote*|attest*|enclave*") },

    { ROLE_PLATFORM,
      YES("makes or starts the protected machine", .kind = QUERY_ANY_NODE, .strings = true,
          .all = { "sgx ioc enclave create|sgx ioc enclave init|kvm sev launch*|kvm tdx init*|"
                   "kvm sev snp launch*|vmgexit|rmpadjust|pvalidate|ghcb|tdvmcall*|tdcall|"
                   "enclu|encls|eenter|rmi realm*|rsi host call|sev launch start|"
                   "kvm cap arm rme|sgx ocall*|sgx ecall*" }) },
    { ROLE_PLATFORM, MAYBE("may be part of a runtime", .kind = QUERY_ANY_NODE,
                           .all = { "ocall*|ecall*|hypercall*|paravisor|svsm|libos" }) },

    { ROLE_WORKLOAD,
      YES("runs inside a TEE", .kind = QUERY_ANY_NODE, .strings = true,
          .all = { "dstack sock|tappd sock|dev attestation keys|dev attestation attestation type|"
                   "aa socket|attestation agent sock*|cdh socket" }) },
};

/* What documents say of roles, in one sentence each: enough for a doubt, not for more. */
static const struct {
    enum role role;
    struct prose_ask ask;
} stated[] = {
    { ROLE_KEY_BROKER,
      { .all = { "key|keys|secret|secrets|credential*|payload",
                 "releas*|deliver*|provision*|unlock*|inject*|hands out|unwrap*",
                 "attest*|verif*|quote*|evidence|trusted" },
        .none = "key distribution service|kds|key distribution server|public key*",
        .same_sentence = true } },
    { ROLE_RELYING_PARTY, { .all = { "relying part*|attested tls|ra tls|ratls|atls" } } },
};

/* ---- what is built and measured ---- */

/* Commands and settings of builds that end in something whose measurement others check. */
#define BUILDS_MEASURED                                                                            \
    "ego sign|oesign|oe sign|sgx sign|gramine sgx sign|gramine manifest|nitro cli build enclave|"  \
    "nitro cli|mkosi|systemd repart|ukify|igvmbuilder|igvm*|dm verity|veritysetup|occlum build|"   \
    "occlum new|eif build|build enclave|pvimg|genprotimg|ftxsgx*|fortanix unknown sgx|sgx "        \
    "edger8r|"                                                                                     \
    "oeedger8r|sgx edger8r|ovmf*|add enclave*|sgx enclave signing|kiwi|sev snp measure|enclaver|"  \
    "scone signer|linuxkit"
static const char *const measured_files[] = {
    ".edl",         ".manifest.template", ".igvm",        ".eif",
    "enclave.json", "Enclave.config.xml", "mkosi.conf",   "Occlum.json",
    "occlum.json",  "enclaver.yaml",      "enclave.toml", "mkosi.default"
};

static bool describes_measured(const char *path)
{
    cupel_slice s = slice_str(path);
    for (size_t i = 0; i < CUPEL_COUNT(measured_files); i++) {
        cupel_slice end = slice_str(measured_files[i]);
        if (s.n >= end.n && slice_eq(slice_part(s, s.n - end.n, end.n), end))
            return true;
    }
    return false;
}

static void find_measured(const struct project *p, struct fact *to)
{
    struct line_ask lines = { .kinds_none = FILE_NOT_PRODUCT | FILE_CI,
                              .all = { BUILDS_MEASURED } };
    if (query_line_places(p, &lines, &to->where, "builds something that is measured"))
        to->truth = FACT_YES;
    struct file_walk w = { .p = p, .kinds_none = FILE_NOT_PRODUCT | FILE_DOC };
    const struct project_file *f;
    while ((f = file_next(&w))) {
        if (f->tree == TREE_SUBMODULE || !describes_measured(f->path))
            continue;
        to->truth = FACT_YES;
        places_add(p, &to->where, f, 0, "describes an enclave or a guest image");
    }
    /* What only CI does may be for its own tests. */
    lines.kinds_none = FILE_NOT_PRODUCT;
    if (to->truth == FACT_NO && query_line_places(p, &lines, &to->where, "CI builds an image"))
        to->truth = FACT_MAYBE;
}

static void find_seals(const struct project *p, struct fact *to)
{
    static const struct marker m[] = {
        YES("seals data", .kind = CODE_FUNCTION, .name = "seal*|unseal*|reseal",
            .all = { "seal*|unseal*|reseal" }),
        YES("seals data", .kind = CODE_CALL,
            .name =
                "sgx seal data*|sgx unseal data*|oe seal*|oe unseal*|product seal*|unique seal*|"
                "seal|unseal|seal with*|seal to*",
            .all = { "seal*|unseal*|product seal*|unique seal*" }),
        MAYBE("may keep state", .kind = QUERY_ANY_NODE,
              .all = { "monotonic counter*|derived key*|egetkey|get derived key|dm crypt|"
                       "cryptsetup|sealing key*|sealed*" }),
    };
    for (size_t i = 0; i < CUPEL_COUNT(m); i++)
        (void)marker_apply(p, &m[i], to);
}

/* ---- roles that follow from formats ---- */

static void add_places(const struct project *p, struct fact *to, const struct fact *from)
{
    if (from->truth < to->truth || from->truth == FACT_NO)
        return;
    if (from->truth > to->truth)
        to->where = (struct places){ NULL, 0, 0 };
    to->truth = from->truth;
    for (size_t i = 0; i < from->where.n && to->where.n < REVIEW_PLACES_MAX; i++) {
        struct place *all = arena_array(p->arena, to->where.n + 1, sizeof *all);
        for (size_t k = 0; all && k < to->where.n; k++)
            all[k] = to->where.at[k];
        if (!all)
            return;
        all[to->where.n++] = from->where.at[i];
        to->where.at = all;
    }
}

static void roles_of_formats(const struct project *p, struct facts *f)
{
    for (int t = 0; t < TEE_COUNT; t++) {
        if (t != TEE_TOKEN)
            add_places(p, &f->roles[ROLE_ATTESTER], &f->formats[t].produces);
        add_places(p, &f->roles[ROLE_VERIFIER], &f->formats[t].verifies);
    }
}

static void find_uses(const struct project *p, struct facts *f)
{
    for (int t = 0; t < TEE_COUNT; t++) {
        add_places(p, &f->uses_tee, &f->formats[t].produces);
        add_places(p, &f->uses_tee, &f->formats[t].parses);
        add_places(p, &f->uses_tee, &f->formats[t].verifies);
    }
    add_places(p, &f->uses_tee, &f->roles[ROLE_PLATFORM]);
    add_places(p, &f->uses_tee, &f->measured);
    struct prose_ask ask = { .all = {
                                 "tee|tees|enclave|enclaves|confidential computing|"
                                 "trusted execution|confidential vm*|confidential container*" } };
    struct places named = { NULL, 0, 0 };
    bool is_named = query_prose_places(p, &ask, &named, NULL) > 0;
    for (int t = 0; t < TEE_COUNT; t++)
        is_named = is_named || (t != TEE_TOKEN && f->formats[t].named.truth != FACT_NO);
    if (f->uses_tee.truth == FACT_NO && is_named)
        f->uses_tee = (struct fact){ FACT_MAYBE, named };
}

/* Words that make a file without a parser a candidate for a role. */
static const char *const hints[ROLE_COUNT] = {
    [ROLE_ATTESTER] = "get quote*|getquote|generate quote|get report|dev sev guest|dev tdx*|nsm|"
                      "get evidence|attester*|get attestation*|tsm report|local attestation",
    [ROLE_VERIFIER] = "verify*|validat*|apprais*",
    [ROLE_RELYING_PARTY] = "ratls|atls|verify peer*|connect*|fetch|session|tls*|channel",
    [ROLE_KEY_BROKER] = "key broker|kbs|release key*|release secret*|unwrap key*|provision secret*|"
                        "inject secret*|unseal*|secret resource*|get secret*|deliver key*",
    [ROLE_PLATFORM] = "ecall*|ocall*|hypercall*|tdcall|vmgexit|svsm",
    [ROLE_WORKLOAD] = "dstack sock|tappd|attestation agent|dev attestation",
};
#define SEALING "seal*|unseal*|monotonic*|rollback|persist*"

static bool is_hinted(const struct project *p, const char *words)
{
    const struct line_ask ask = { .unparsed = true, .all = { words } };
    struct query_at at = { 0 };
    struct line_hit h;
    return query_lines(p, &ask, &at, &h);
}

/* What was not found in a project that was not read whole may be there; so may what files without a
 * parser hint at. */
static void doubt(const struct project *p, struct facts *f)
{
    bool whole = project_is_whole(p, NULL), parsed = query_code_is_whole(p, NULL);
    for (int i = 0; i < ROLE_COUNT && !parsed; i++)
        if (f->roles[i].truth == FACT_NO && (!whole || is_hinted(p, hints[i])))
            f->roles[i].truth = FACT_MAYBE;
    if (f->seals.truth == FACT_NO && !parsed && (!whole || is_hinted(p, SEALING)))
        f->seals.truth = FACT_MAYBE;
    if (f->measured.truth == FACT_NO && !whole)
        f->measured.truth = FACT_MAYBE;
    if (f->uses_tee.truth == FACT_NO && !parsed)
        f->uses_tee.truth = FACT_MAYBE;
}

/* Code that reads a format's evidence, in a project with a function that verifies something, may
 * verify that evidence in a way that no table knows. */
static void suspect_verification(const struct project *p, struct facts *f)
{
    static const struct code_ask ask = {
        .kind = CODE_FUNCTION,
        .side = QUERY_PRODUCT,
        .name = "verif*|validat*|apprais*|remote attestation|check*"
    };
    struct query_at at = { 0 };
    struct code_hit h;
    if (!query_code(p, &ask, &at, &h))
        return;
    for (int t = 0; t < TEE_COUNT; t++) {
        struct format_facts *one = &f->formats[t];
        if (one->verifies.truth != FACT_NO || one->parses.truth == FACT_NO)
            continue;
        one->verifies.truth = FACT_MAYBE;
        places_add(p, &one->verifies.where, h.file, h.line, "verifies something");
    }
}

void facts_find_roles(const struct project *p, struct facts *ret)
{
    suspect_verification(p, ret);
    roles_of_formats(p, ret);
    for (size_t i = 0; i < CUPEL_COUNT(roles); i++)
        (void)marker_apply(p, &roles[i].m, &ret->roles[roles[i].role]);
    for (size_t i = 0; i < CUPEL_COUNT(stated); i++) {
        struct fact *to = &ret->roles[stated[i].role];
        if (to->truth == FACT_NO && query_prose_places(p, &stated[i].ask, &to->where, "says so"))
            to->truth = FACT_MAYBE;
    }
    find_measured(p, &ret->measured);
    find_seals(p, &ret->seals);
    find_uses(p, ret);
    doubt(p, ret);
}
