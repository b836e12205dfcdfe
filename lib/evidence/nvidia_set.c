/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NVIDIA's evidence lists: JSON with one member per device, as the attestation SDK serialises it
 * ([{arch, nonce, evidence, certificate}]) and as NVIDIA's service takes it ({nonce, arch,
 * evidence_list: [{evidence, certificate}]}). Each device is a part with its own certificates; what
 * the list says about them is compared with what they say themselves.
 */
#include "evidence/nvidia.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/json.h"

struct member {
    const char *name;     /* "gpu 0" */
    cupel_slice evidence; /* decoded */
    struct inside_file certificate;
    cupel_slice arch;  /* as the list says, or empty */
    cupel_slice nonce; /* decoded, or empty */
    size_t at;
};
struct set {
    struct member members[PARTS_MAX];
    size_t n;
};

enum { CHECK_DUPLICATES, CHECK_ARCH, CHECK_NONCES, CHECKS };

static const struct cupel_check_info checks[CHECKS] = {
    [CHECK_DUPLICATES] = {
        .id = "nvidia-set.duplicates",
        .category = CUPEL_CAT_HARDWARE,
        .title = "every member of the list is a device of its own",
        .why = "One attested device that answers for eight leaves seven unknown. Devices are told "
               "apart by the key of their boot ROM, and counted once.",
        .spec = "NVIDIA/nvtrust, gpu_verifiers (one report per device); RFC 9334 section 3.3",
        .fix = "collect a report of each device; compare nvidia-set.devices with what the machine has",
    },
    [CHECK_ARCH] = {
        .id = "nvidia-set.arch",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the list names each device's architecture as the device does",
        .why = "The list is not signed: what it says beside the reports must agree with them.",
        .spec = "NVIDIA/attestation-sdk, serialised evidence, member arch",
        .fix = "collect the evidence again",
    },
    [CHECK_NONCES] = {
        .id = "nvidia-set.nonces",
        .category = CUPEL_CAT_FRESHNESS,
        .title = "all devices answered one challenge, the one that the list names",
        .why = "A report from another day among fresh ones hides a device that has changed since.",
        .spec = "RFC 9334 section 10.2 (nonces); NVIDIA/attestation-sdk, member nonce",
        .fix = "ask all devices with one nonce, and give it with --nonce",
    },
};

#define CLAIMS 2
static const struct cupel_claim_info claims[CLAIMS] = {
    { "nvidia-set.devices", CUPEL_CLAIM_UINT, 0, "different devices in the list", true, true },
    { "nvidia-set.members", CUPEL_CLAIM_UINT, 0, "reports in the list", false, false },
};

static bool probe(cupel_slice in)
{
    size_t i = 0;
    while (i < in.n && (in.p[i] == ' ' || in.p[i] == '\t' || in.p[i] == '\r' || in.p[i] == '\n'))
        i++;
    if (i == in.n || (in.p[i] != '[' && in.p[i] != '{'))
        return false;
    if (in.p[i] == '{')
        return slice_find(in, SLICE_LIT("\"evidence_list\"")) != SIZE_MAX;
    unsigned signs =
        0; /* of four members two are enough: a list that was cut is still meant as one */
    signs += slice_find(in, SLICE_LIT("\"arch\"")) != SIZE_MAX;
    signs += slice_find(in, SLICE_LIT("\"certificate\"")) != SIZE_MAX;
    signs += slice_find(in, SLICE_LIT("\"evidence\"")) != SIZE_MAX;
    signs += slice_find(in, SLICE_LIT("\"nonce\"")) != SIZE_MAX;
    return signs >= 2;
}

/* ---- reading ---- */

static cupel_slice get_base64(struct arena *a, struct json_in *in, const struct json_node *object,
                              const char *key)
{
    const struct json_node *node = json_get(in, object, key, JSON_STRING);
    size_t n = 0;
    if (in->st != CUPEL_OK)
        return SLICE_EMPTY;
    uint8_t *out = arena_alloc(a, base64_room(node->text.n));
    if (!out || base64_read(node->text, false, false, out, &n) != CUPEL_OK || n == 0)
        json_fail(in, node, "must be base64 (RFC 4648 section 4)");
    return slice_of(out, out ? n : 0);
}

/* A member of the device, else of the whole list. */
static const struct json_node *find_either(const struct json_node *device,
                                           const struct json_node *list, const char *key)
{
    const struct json_node *node = json_find(device, key);
    return node ? node : json_find(list, key);
}

static void read_device(struct arena *a, struct json_in *in, const struct json_node *device,
                        const struct json_node *top, struct member *ret)
{
    const struct json_node *arch = find_either(device, top, "arch");
    const struct json_node *nonce = find_either(device, top, "nonce");
    ret->at = device->offset;
    ret->evidence = get_base64(a, in, device, "evidence");
    ret->certificate.name = "certificate";
    ret->certificate.bytes = get_base64(a, in, device, "certificate");
    if (arch && arch->type != JSON_STRING)
        json_fail(in, arch, "must be a text");
    else if (arch)
        ret->arch = arch->text;
    if (!nonce)
        return;
    uint8_t *bytes = arena_alloc(a, 32);
    if (!bytes || nonce->type != JSON_STRING || hex_read_fixed(nonce->text, bytes, 32) != CUPEL_OK)
        json_fail(in, nonce, "must be 32 bytes as hex");
    ret->nonce = slice_of(bytes, bytes ? 32 : 0);
}

static const char *name_member(struct arena *a, const struct member *m, size_t i)
{
    bool is_switch = slice_eq_nocase(m->arch, SLICE_LIT("LS10"));
    return arena_printf(a, "%s %zu", is_switch ? "switch" : "gpu", i);
}

static cupel_status read_list(struct arena *a, struct json_in *in, const struct json_node *top,
                              struct set *ret)
{
    const struct json_node *list = top;
    if (top->type == JSON_OBJECT)
        list = json_get(in, top, "evidence_list", JSON_ARRAY);
    if (in->st == CUPEL_OK && list->type != JSON_ARRAY)
        json_fail(in, list, "must be a list of devices");
    CUPEL_TRY(in->st);
    if (list->count == 0 || list->count > PARTS_MAX)
        return diag_at(in->err, list->count ? CUPEL_E_LIMIT : CUPEL_E_MALFORMED, "nvidia-set",
                       list->offset, "%zu devices in the list; it may have 1 to %u", list->count,
                       PARTS_MAX);
    for (const struct json_node *d = list->child; d && in->st == CUPEL_OK; d = d->next) {
        struct member *m = &ret->members[ret->n];
        if (d->type != JSON_OBJECT)
            json_fail(in, d, "must be an object");
        else
            read_device(a, in, d, top, m);
        m->name = name_member(a, m, ret->n++);
    }
    return in->st;
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    const struct json_node *top = NULL;
    struct json_in reader = { .kind = "nvidia-set", .err = err };
    struct set *set = arena_alloc(a, sizeof *set);
    if (!set)
        return diag_set(err, CUPEL_E_NOMEM, "nvidia-set", "out of memory");
    CUPEL_TRY(json_parse(a, in, &top, err));
    cupel_status st = read_list(a, &reader, top, set);
    if (arena_status(a) != CUPEL_OK) /* want of memory is no fault of the list */
        return diag_set(err, arena_status(a), "nvidia-set", "the list does not fit in memory");
    CUPEL_TRY(st);
    ret->bytes = in;
    ret->own = set;
    return CUPEL_OK;
}

/* ---- judging ---- */

/* What members said of themselves. */
struct heard {
    cupel_slice device[PARTS_MAX]; /* what tells it from others */
    size_t n, devices;
    const char *arch_fault, *nonce_fault;
    bool nonces_differ;
    cupel_slice nonce;
};

static cupel_slice bytes_claim(const cupel_appraisal *part, const char *name)
{
    const struct cupel_claim *c = cupel_appraisal_claim_find(part, name);
    return c ? c->bytes : SLICE_EMPTY;
}

static void count_device(struct heard *h, cupel_slice id)
{
    bool seen = false;
    for (size_t i = 0; i < h->n; i++)
        seen = seen || slice_eq(h->device[i], id);
    h->device[h->n++] = id;
    h->devices += !seen;
}

/* Devices whose key leads nowhere are told apart by their bytes. */
static void hear(struct heard *h, const struct member *m, const cupel_appraisal *part)
{
    const struct cupel_claim *arch = cupel_appraisal_claim_find(part, "nvidia.arch");
    cupel_slice id = bytes_claim(part, "nvidia.device_id");
    cupel_slice nonce = bytes_claim(part, "nvidia.nonce");
    count_device(h, id.n ? id : m->evidence);
    if (m->arch.n && arch && !slice_eq_nocase(m->arch, slice_str(arch->text)))
        h->arch_fault = m->name;
    if (m->nonce.n && nonce.n && !slice_eq(m->nonce, nonce))
        h->nonce_fault = m->name;
    if (h->nonce.n && nonce.n && !slice_eq(h->nonce, nonce))
        h->nonces_differ = true;
    if (!h->nonce.n)
        h->nonce = nonce;
}

static void judge(cupel_appraisal *ap, const struct heard *h)
{
    struct check_list *l = &ap->checks;
    if (h->devices == h->n)
        check_add(l, &checks[CHECK_DUPLICATES], CUPEL_PASS, NULL);
    else
        (void)check_addf(l, &checks[CHECK_DUPLICATES], CUPEL_WARN,
                         "the %zu members of the list are %zu device%s: repeated ones count once",
                         h->n, h->devices, h->devices == 1 ? "" : "s");
    if (h->arch_fault)
        (void)check_addf(l, &checks[CHECK_ARCH], CUPEL_FAIL,
                         "%s is of another architecture than the list says", h->arch_fault);
    else
        check_add(l, &checks[CHECK_ARCH], CUPEL_PASS, NULL);
    if (h->nonce_fault)
        (void)check_addf(l, &checks[CHECK_NONCES], CUPEL_FAIL,
                         "%s answered another challenge than the list says", h->nonce_fault);
    else
        check_add(l, &checks[CHECK_NONCES], h->nonces_differ ? CUPEL_WARN : CUPEL_PASS,
                  h->nonces_differ ? "the devices answered different challenges" : NULL);
}

static cupel_status verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    const struct set *set = ev->own;
    struct heard h = { 0 };
    for (size_t i = 0; i < set->n; i++) {
        const struct member *m = &set->members[i];
        const struct part p = { .name = m->name,
                                .bytes = m->evidence,
                                .format = "nvidia",
                                .inside = &m->certificate,
                                .n_inside = 1,
                                .bears_nonce = true };
        cupel_appraisal *part = NULL;
        CUPEL_TRY(part_appraise(in, &p, ap, &part));
        ap->tee = ap->tee || part->tee;
        hear(&h, m, part);
    }
    judge(ap, &h);
    ap->no_tee = "no member is a GPU";
    ap->challenge_in_parts = true;
    claim_uint(ap, "nvidia-set.devices", h.devices);
    claim_uint(ap, "nvidia-set.members", h.n);
    return arena_status(&ap->arena);
}

static void explain(const struct evidence *ev, struct field_list *l)
{
    const struct set *set = ev->own;
    for (size_t i = 0; i < set->n; i++) {
        const struct member *m = &set->members[i];
        struct evidence one = { 0 };
        field_open(l, m->name, "one device; offsets count in its decoded evidence", 0, 0);
        if (m->arch.n)
            field_text(l, "arch", arena_text(l->arena, m->arch), "as the list says", 0, 0);
        if (m->nonce.n)
            field_text(l, "nonce", arena_hex(l->arena, m->nonce), "as the list says", 0, 0);
        field_uint(l, "certificate", m->certificate.bytes.n,
                   "bytes of its certificates; explain them as a file of their own", 0, 0);
        if (format_nvidia.parse(l->arena, m->evidence, &one, NULL) == CUPEL_OK)
            nvidia_explain(&one, l);
        else
            field_bytes(l, "evidence", m->evidence, "no report that can be read", 0);
        field_close(l);
    }
}

const struct format format_nvidia_set = {
    .name = "nvidia-set",
    .title = "NVIDIA evidence list",
    .root = FORMAT_OF_PARTS,
    .probe = probe,
    .parse = parse,
    .verify = verify,
    .explain = explain,
    .checks = checks,
    .n_checks = CHECKS,
    .claims = claims,
    .n_claims = CLAIMS,
};
