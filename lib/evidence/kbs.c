/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence in the JSON of the Key Broker Service protocol: the messages, and which TEE it is. */
#include "evidence/kbs.h"

#include "base/status.h"
#include "base/text.h"

#define NAME "kbs"

/* ---- reading ---- */

void kbs_refuse(struct kbs *k, const struct json_node *node, cupel_status st, const char *why)
{
    if (k->in.st != CUPEL_OK)
        return;
    json_fail(&k->in, node, "%s", why);
    k->in.st = st;
    if (k->in.err)
        k->in.err->status = st;
}

void kbs_members(struct kbs *k, const struct json_node *object, const char *const *names)
{
    for (const struct json_node *m = object ? object->child : NULL; m; m = m->next) {
        bool known = false;
        for (size_t i = 0; names[i] && !known; i++)
            known = slice_eq(m->key, slice_str(names[i]));
        if (!known)
            json_fail(&k->in, m, "is no member known here");
    }
}

static cupel_slice read_array(struct kbs *k, const struct json_node *node)
{
    uint8_t *out = arena_alloc(k->a, node->count);
    size_t n = 0;
    for (const struct json_node *v = node->child; out && v; v = v->next) {
        unsigned value = 0;
        cupel_slice t = v->text;
        bool fits = v->type == JSON_NUMBER && t.n <= 3 && (t.n == 1 || t.p[0] != '0');
        for (size_t i = 0; fits && i < t.n; i++) {
            fits = t.p[i] >= '0' && t.p[i] <= '9';
            value = value * 10 + (fits ? t.p[i] - (unsigned)'0' : 0);
        }
        if (!fits || value > 255) {
            json_fail(&k->in, v, "must be an integer from 0 to 255");
            return SLICE_EMPTY;
        }
        out[n++] = (uint8_t)value;
    }
    return slice_of(out, n);
}

/* Hex where the length says so, else base64. */
static cupel_slice read_text(struct kbs *k, const struct json_node *node, size_t n)
{
    uint8_t *out = arena_alloc(k->a, base64_room(node->text.n) + node->text.n / 2);
    size_t got = 0;
    if (!out)
        return SLICE_EMPTY;
    if (n && node->text.n == 2 * n && hex_read(node->text, out) == CUPEL_OK)
        return slice_of(out, n);
    if (base64_read(node->text, false, false, out, &got) == CUPEL_OK ||
        base64_read(node->text, true, false, out, &got) == CUPEL_OK)
        return slice_of(out, got);
    json_fail(&k->in, node, "is neither %sbase64 nor an array of bytes", n ? "hex nor " : "");
    return SLICE_EMPTY;
}

cupel_slice kbs_bytes(struct kbs *k, const struct json_node *node, size_t n)
{
    if (k->in.st != CUPEL_OK || !node)
        return SLICE_EMPTY;
    bool text = node->type == JSON_STRING;
    if (!text && node->type != JSON_ARRAY) {
        json_fail(&k->in, node, "must be bytes: an array of numbers, or text");
        return SLICE_EMPTY;
    }
    cupel_slice bytes = text ? read_text(k, node, n) : read_array(k, node);
    if (k->in.st == CUPEL_OK && arena_status(k->a) == CUPEL_OK && n && bytes.n != n)
        json_fail(&k->in, node, "must be %zu bytes, found %zu", n, bytes.n);
    return k->in.st == CUPEL_OK ? bytes : SLICE_EMPTY;
}

cupel_slice kbs_get(struct kbs *k, const struct json_node *object, const char *key, size_t n)
{
    const struct json_node *node = json_find(object, key);
    if (!node)
        json_fail(&k->in, object, "lacks the member %s", key);
    return kbs_bytes(k, node, n);
}

void kbs_inside(struct kbs *k, const char *name, cupel_slice bytes)
{
    if (k->in.st != CUPEL_OK || bytes.n == 0)
        return;
    if (k->ret->n_inside == INSIDE_MAX) {
        kbs_refuse(k, k->node, CUPEL_E_LIMIT, "holds more files than may come inside");
        return;
    }
    k->ret->inside[k->ret->n_inside++] = (struct inside_file){ name, bytes };
}

/* ---- TEEs ---- */

static void use(struct kbs *k, cupel_slice bytes, const char *format)
{
    bool known = format_find(slice_str(format)) != NULL;
    k->ret->bytes = bytes;
    k->ret->format = known ? format : NULL;
}

static bool tee_is(const struct kbs *k, const char *name)
{
    return slice_eq(k->tee, slice_str(name));
}

/* {"quote"}: TDX and SGX alike; a log or the TEE's name tells. */
static void open_quote(struct kbs *k)
{
    static const char *const members[] = { "quote", "cc_eventlog", "aa_eventlog", NULL };
    const struct json_node *cc = json_find(k->node, "cc_eventlog");
    const struct json_node *aa = json_find(k->node, "aa_eventlog");
    kbs_members(k, k->node, members);
    bool tdx = cc || aa || tee_is(k, "tdx");
    if ((cc || aa) && tee_is(k, "sgx"))
        json_fail(&k->in, cc ? cc : aa, "does not belong to SGX evidence");
    cupel_slice quote = kbs_get(k, k->node, "quote", 0);
    if (cc && cc->type != JSON_NULL)
        kbs_inside(k, "cc_eventlog", kbs_bytes(k, cc, 0));
    if (aa && aa->type != JSON_NULL) /* text, of the attestation agent's own */
        kbs_inside(k, "aa_eventlog", json_get_string(&k->in, k->node, "aa_eventlog"));
    if (tdx)
        use(k, quote, "tdx");
    else if (tee_is(k, "sgx"))
        use(k, quote, "sgx");
    else
        k->ret->bytes = quote;
}

static void open_cca(struct kbs *k)
{
    static const char *const members[] = { "token", NULL };
    kbs_members(k, k->node, members);
    use(k, kbs_get(k, k->node, "token", 0), "cca");
}

static void open_sample(struct kbs *k)
{
    kbs_refuse(k, k->node, CUPEL_E_UNSUPPORTED,
               "evidence of the sample attester is not signed: anybody can write it, and it proves "
               "nothing");
}

/* The reader of CSV's own files takes this JSON as it is, where there is one. */
static bool csv_is_read(void)
{
    return format_find(SLICE_LIT("csv")) != NULL;
}

static void open_csv(struct kbs *k)
{
    if (csv_is_read() && k->envelopes > 0) {
        use(k, k->node->raw, "csv");
        return;
    }
    kbs_refuse(k, k->node, CUPEL_E_UNSUPPORTED,
               "evidence of Hygon CSV (csv, hygondcu) is not supported: its signatures need SM2");
}

static void open_se(struct kbs *k)
{
    kbs_refuse(k, k->node, CUPEL_E_UNSUPPORTED,
               "evidence of IBM Secure Execution (se) is not supported: only the holder of the "
               "measurement key can check it");
}

/* Which members tell a kind of evidence, and how the protocol's versions name its TEE. */
static const struct kind {
    const char *tees[4];
    const char *members[4]; /* all of them; NULL: told by the TEE's name alone */
    void (*open)(struct kbs *k);
} kinds[] = {
    { { "csv", "hygondcu" }, { "attestation_report", "serial_number" }, open_csv },
    { { "snp" }, { "attestation_report" }, kbs_open_snp },
    { { "az-tdx-vtpm", "aztdxvtpm" }, { "td_quote", "hcl_report" }, kbs_open_azure_tdx },
    { { "az-snp-vtpm", "azsnpvtpm" }, { "vcek", "hcl_report" }, kbs_open_azure_snp },
    { { "az-snp-vtpm", "azsnpvtpm" }, { "vcek", "report" }, kbs_open_azure_snp },
    { { "tdx", "sgx" }, { "quote" }, open_quote },
    { { "cca" }, { "token" }, open_cca },
    { { "sample", "sampledevice" }, { "svn", "report_data" }, open_sample },
    { { "se" }, { "measurement", "encr_measurement_key" }, open_se },
};

static bool kind_fits(const struct kbs *k, const struct kind *kind)
{
    for (size_t i = 0; i < CUPEL_COUNT(kind->members) && kind->members[i]; i++)
        if (!json_find(k->node, kind->members[i]))
            return false;
    return true;
}

static bool kind_is_of(const struct kbs *k, const struct kind *kind)
{
    for (size_t i = 0; i < CUPEL_COUNT(kind->tees) && kind->tees[i]; i++)
        if (tee_is(k, kind->tees[i]))
            return true;
    return false;
}

/* What the TEE's name alone refuses. */
static const struct kind *find_by_tee(const struct kbs *k)
{
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++)
        if (kind_is_of(k, &kinds[i]))
            return &kinds[i];
    return NULL;
}

static const struct kind *find_by_members(const struct kbs *k)
{
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++)
        if (kind_fits(k, &kinds[i]))
            return &kinds[i];
    return NULL;
}

/* Evidence of a TEE that another reader knows goes on as it is; never without an envelope less, so
 * that opening comes to an end. */
static void pass_on(struct kbs *k)
{
    const struct kind *named = find_by_tee(k);
    if (named)
        json_fail(&k->in, k->node, "is no evidence of the TEE that the message names");
    else if (k->envelopes == 0)
        json_fail(&k->in, k->node, "is no evidence of a TEE known here");
    else
        k->ret->bytes = k->node->raw;
}

static void open_evidence(struct kbs *k)
{
    const struct kind *kind = find_by_members(k);
    if (k->node->type != JSON_OBJECT || !kind) {
        pass_on(k);
        return;
    }
    if (k->tee.n && !kind_is_of(k, kind)) {
        json_fail(&k->in, k->node, "is evidence of %s, but the message says %s", kind->tees[0],
                  arena_text(k->a, k->tee));
        return;
    }
    kind->open(k);
}

/* ---- messages ---- */

static void take_tee(struct kbs *k)
{
    const struct json_node *tee = json_find(k->node, "tee");
    if (!tee)
        return;
    if (tee->type != JSON_STRING || tee->text.n == 0)
        json_fail(&k->in, tee, "must be the name of a TEE");
    else if (k->tee.n && !slice_eq(k->tee, tee->text))
        json_fail(&k->in, tee, "names another TEE than the message around it");
    else
        k->tee = tee->text;
}

/* Version 0.1 sends the inner message as text, the attestation service as base64 of it. */
static void enter(struct kbs *k, const struct json_node *inner, bool base64)
{
    const struct json_node *node = inner;
    if (inner && inner->type == JSON_STRING) {
        cupel_slice text = base64 ? kbs_bytes(k, inner, 0) : inner->text;
        if (k->in.st == CUPEL_OK)
            k->in.st = json_parse(k->a, text, &node, k->in.err);
    }
    if (k->in.st == CUPEL_OK && (!node || node->type != JSON_OBJECT))
        json_fail(&k->in, inner, "must be an object that holds evidence");
    k->node = node;
    k->envelopes++;
}

/* The body of POST attest, and what older versions send. */
static void open_attest(struct kbs *k)
{
    static const char *const members[] = { "tee-evidence", "tee",        "version",
                                           "extra-params", "tee-pubkey", "runtime-data",
                                           "init-data",    "nonce",      NULL };
    kbs_members(k, k->node, members);
    take_tee(k);
    enter(k, json_find(k->node, "tee-evidence"), false);
}

static bool says_nothing(const struct json_node *n)
{
    return !n || n->type == JSON_NULL ||
           (n->type == JSON_STRING &&
            (n->text.n == 0 || slice_eq(n->text, SLICE_LIT("{}")) ||
             slice_eq(n->text, SLICE_LIT("[]")) || slice_eq(n->text, SLICE_LIT("null")))) ||
           ((n->type == JSON_OBJECT || n->type == JSON_ARRAY) && n->count == 0);
}

static void open_composite(struct kbs *k)
{
    static const char *const members[] = { "primary_evidence", "additional_evidence", "tee", NULL };
    const struct json_node *more = json_find(k->node, "additional_evidence");
    kbs_members(k, k->node, members);
    take_tee(k);
    if (!says_nothing(more))
        kbs_refuse(k, more, CUPEL_E_UNSUPPORTED,
                   "holds evidence of further devices, which are not judged with the first: give "
                   "each one alone");
    enter(k, json_find(k->node, "primary_evidence"), false);
}

/* A request of the attestation service. */
static void open_request(struct kbs *k)
{
    static const char *const members[] = { "tee",       "evidence",   "runtime_data",
                                           "init_data", "policy_ids", "runtime_data_hash_algorithm",
                                           NULL };
    kbs_members(k, k->node, members);
    take_tee(k);
    enter(k, json_find(k->node, "evidence"), true);
}

/* Each kind of message may stand once, in this order. */
static void open_messages(struct kbs *k)
{
    if (json_find(k->node, "tee-evidence"))
        open_attest(k);
    else if (json_find(k->node, "tee") && json_find(k->node, "evidence"))
        open_request(k);
    if (k->in.st == CUPEL_OK && json_find(k->node, "primary_evidence"))
        open_composite(k);
}

static cupel_status open_kbs(struct arena *a, cupel_slice in, struct unwrapped *ret,
                             struct cupel_diag *err)
{
    struct kbs k = { .a = a, .ret = ret, .in = { .kind = NAME, .err = err } };
    CUPEL_TRY(json_parse(a, in, &k.node, err));
    if (k.node->type != JSON_OBJECT)
        return diag_at(err, CUPEL_E_MALFORMED, NAME, 0, "the message is no JSON object");
    open_messages(&k);
    if (k.in.st == CUPEL_OK)
        open_evidence(&k);
    cupel_status st = arena_status(a);
    if (st != CUPEL_OK)
        return diag_set(err, st, NAME, "the message takes more memory than evidence may");
    return k.in.st;
}

/* ---- recognising ---- */

static cupel_slice skip_space(cupel_slice s)
{
    size_t i = 0;
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\r' || s.p[i] == '\n'))
        i++;
    return slice_part(s, i, s.n - i);
}

static bool holds(cupel_slice in, const char *quoted)
{
    return slice_find(in, slice_str(quoted)) != SIZE_MAX;
}

/* {"token": [1, 2, …]}: other JSON has tokens too, but as text. */
static bool holds_token(cupel_slice in)
{
    size_t at = slice_find(in, SLICE_LIT("\"token\""));
    if (at == SIZE_MAX)
        return false;
    cupel_slice rest = skip_space(slice_part(in, at + 7, in.n - at - 7));
    if (!slice_starts(rest, SLICE_LIT(":")))
        return false;
    return slice_starts(skip_space(slice_part(rest, 1, rest.n - 1)), SLICE_LIT("["));
}

static bool probe(cupel_slice in)
{
    static const char *const signs[][2] = {
        { "\"tee-evidence\"", "" },
        { "\"primary_evidence\"", "" },
        { "\"tee\"", "\"evidence\"" },
        { "\"attestation_report\"", "" },
        { "\"hcl_report\"", "" },
        { "\"vcek\"", "\"report\"" },
        { "\"quote\"", "" },
        { "\"svn\"", "\"report_data\"" },
        { "\"measurement\"", "\"encr_measurement_key\"" },
    };
    if (!slice_starts(skip_space(in), SLICE_LIT("{")))
        return false;
    if (csv_is_read() && holds(in, "\"serial_number\"") && !holds(in, "evidence\""))
        return false;
    for (size_t i = 0; i < CUPEL_COUNT(signs); i++)
        if (holds(in, signs[i][0]) && (!signs[i][1][0] || holds(in, signs[i][1])))
            return true;
    return holds_token(in);
}

const struct wrapper wrapper_kbs = {
    .name = NAME,
    .title = "JSON of the Key Broker Service protocol (KBS)",
    .probe = probe,
    .open = open_kbs,
};
