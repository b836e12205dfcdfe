/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SNP report as the structure AttestationReport of the Rust crate sev, back to its bytes. The
 * structure moved with the crate: up to version 5 it holds reserved fields and splits firmware
 * versions into three members, later ones leave reserved fields out and have versions as objects.
 * So each member known to any version writes its place, no place is written twice, and all that is
 * not reserved must be written.
 */
#include "evidence/kbs.h"

enum value { UINT, BYTES, TCB, VERSION, SIGNATURE };

struct member {
    const char *name;
    enum value value;
    uint16_t at, size;
    bool optional; /* null is none */
};

static const struct member members[] = {
    { "version", UINT, 0x0, 4, false },
    { "guest_svn", UINT, 0x4, 4, false },
    { "policy", UINT, 0x8, 8, false },
    { "family_id", BYTES, 0x10, 16, false },
    { "image_id", BYTES, 0x20, 16, false },
    { "vmpl", UINT, 0x30, 4, false },
    { "sig_algo", UINT, 0x34, 4, false },
    { "current_tcb", TCB, 0x38, 8, false },
    { "plat_info", UINT, 0x40, 8, false },
    { "key_info", UINT, 0x48, 4, false },
    { "_author_key_en", UINT, 0x48, 4, false },
    { "_reserved_0", UINT, 0x4c, 4, false },
    { "report_data", BYTES, 0x50, 64, false },
    { "measurement", BYTES, 0x90, 48, false },
    { "host_data", BYTES, 0xc0, 32, false },
    { "id_key_digest", BYTES, 0xe0, 48, false },
    { "author_key_digest", BYTES, 0x110, 48, false },
    { "report_id", BYTES, 0x140, 32, false },
    { "report_id_ma", BYTES, 0x160, 32, false },
    { "reported_tcb", TCB, 0x180, 8, false },
    { "cpuid_fam_id", UINT, 0x188, 1, true },
    { "cpuid_mod_id", UINT, 0x189, 1, true },
    { "cpuid_step", UINT, 0x18a, 1, true },
    { "_reserved_1", BYTES, 0x188, 24, false },
    { "chip_id", BYTES, 0x1a0, 64, false },
    { "committed_tcb", TCB, 0x1e0, 8, false },
    { "current", VERSION, 0x1e8, 3, false },
    { "current_build", UINT, 0x1e8, 1, false },
    { "current_minor", UINT, 0x1e9, 1, false },
    { "current_major", UINT, 0x1ea, 1, false },
    { "_reserved_2", UINT, 0x1eb, 1, false },
    { "committed", VERSION, 0x1ec, 3, false },
    { "committed_build", UINT, 0x1ec, 1, false },
    { "committed_minor", UINT, 0x1ed, 1, false },
    { "committed_major", UINT, 0x1ee, 1, false },
    { "_reserved_3", UINT, 0x1ef, 1, false },
    { "launch_tcb", TCB, 0x1f0, 8, false },
    { "_reserved_4", BYTES, 0x1f8, 168, false },
    { "launch_mit_vector", UINT, 0x1f8, 8, true },
    { "current_mit_vector", UINT, 0x200, 8, true },
    { "signature", SIGNATURE, 0x2a0, 512, false },
};

struct image {
    uint8_t bytes[SNP_REPORT_SIZE];
    bool written[SNP_REPORT_SIZE];
};

/* ---- values ---- */

static void put_uint(struct kbs *k, const struct json_node *object, const char *name, uint8_t *out,
                     size_t size)
{
    uint64_t max = size == 8 ? UINT64_MAX : (UINT64_C(1) << 8 * size) - 1;
    uint64_t v = json_get_uint(&k->in, object, name, max);
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(v >> 8 * i);
}

/* AMD 56860 section 2.2; only Turin has an FMC, and its own order. */
static void put_tcb(struct kbs *k, const struct json_node *tcb, uint8_t *out)
{
    static const char *const names[] = { "fmc", "bootloader", "tee", "_reserved",
                                         "snp", "microcode",  NULL };
    const struct json_node *fmc = json_find(tcb, "fmc"), *rest = json_find(tcb, "_reserved");
    kbs_members(k, tcb, names);
    bool turin = fmc && fmc->type != JSON_NULL;
    if (turin)
        put_uint(k, tcb, "fmc", out, 1);
    put_uint(k, tcb, "bootloader", out + (turin ? 1 : 0), 1);
    put_uint(k, tcb, "tee", out + (turin ? 2 : 1), 1);
    put_uint(k, tcb, "snp", out + (turin ? 3 : 6), 1);
    put_uint(k, tcb, "microcode", out + 7, 1);
    if (turin && rest)
        json_fail(&k->in, rest, "does not go with an FMC");
    else if (rest)
        slice_copy(kbs_bytes(k, rest, 4), out + 2, 4);
}

static void put_version(struct kbs *k, const struct json_node *version, uint8_t *out)
{
    static const char *const names[] = { "major", "minor", "build", NULL };
    kbs_members(k, version, names);
    put_uint(k, version, "build", out, 1);
    put_uint(k, version, "minor", out + 1, 1);
    put_uint(k, version, "major", out + 2, 1);
}

static void put_signature(struct kbs *k, const struct json_node *signature, uint8_t *out)
{
    static const char *const names[] = { "r", "s", "_reserved", NULL };
    const struct json_node *rest = json_find(signature, "_reserved");
    kbs_members(k, signature, names);
    slice_copy(kbs_get(k, signature, "r", 72), out, 72);
    slice_copy(kbs_get(k, signature, "s", 72), out + 72, 72);
    if (rest)
        slice_copy(kbs_bytes(k, rest, 368), out + 144, 368);
}

/* ---- the report ---- */

static const struct member *find_member(cupel_slice name)
{
    for (size_t i = 0; i < CUPEL_COUNT(members); i++)
        if (slice_eq(name, slice_str(members[i].name)))
            return &members[i];
    return NULL;
}

static void mark(struct kbs *k, const struct json_node *node, const struct member *m,
                 struct image *image)
{
    for (size_t i = m->at; i < (size_t)m->at + m->size; i++) {
        if (image->written[i]) {
            json_fail(&k->in, node, "stands for bytes of the report that another member gives");
            return;
        }
        image->written[i] = true;
    }
}

static void put_member(struct kbs *k, const struct json_node *report, const struct json_node *node,
                       struct image *image)
{
    const struct member *m = find_member(node->key);
    if (!m) {
        json_fail(&k->in, node, "is no member known here");
        return;
    }
    if (m->optional && node->type == JSON_NULL)
        return;
    bool object = m->value == TCB || m->value == VERSION || m->value == SIGNATURE;
    if (object && node->type != JSON_OBJECT) {
        json_fail(&k->in, node, "must be an object");
        return;
    }
    uint8_t *out = image->bytes + m->at;
    mark(k, node, m, image);
    switch (m->value) {
    case UINT: put_uint(k, report, m->name, out, m->size); break;
    case BYTES: slice_copy(kbs_bytes(k, node, m->size), out, m->size); break;
    case TCB: put_tcb(k, node, out); break;
    case VERSION: put_version(k, node, out); break;
    case SIGNATURE: put_signature(k, node, out); break;
    }
}

/* Bytes that firmware writes as zeros and that newer structures leave out. */
static bool may_lack(size_t at, unsigned version)
{
    const struct {
        size_t from, to;
    } spans[] = {
        { 0x4c, 0x50 },   { version < 3 ? 0x188u : 0x18bu, 0x1a0 }, { 0x1eb, 0x1ec },
        { 0x1ef, 0x1f0 }, { version < 5 ? 0x1f8u : 0x208u, 0x2a0 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(spans); i++)
        if (at >= spans[i].from && at < spans[i].to)
            return true;
    return false;
}

static void check_whole(struct kbs *k, const struct json_node *report, const struct image *image)
{
    unsigned version = image->bytes[0];
    for (size_t i = 0; i < SNP_REPORT_SIZE && k->in.st == CUPEL_OK; i++)
        if (!image->written[i] && !may_lack(i, version))
            json_fail(&k->in, report, "lacks the member that holds byte 0x%zx of the report", i);
}

static cupel_slice read_report(struct kbs *k, const struct json_node *report)
{
    struct image *image = arena_alloc(k->a, sizeof *image);
    if (!image)
        return SLICE_EMPTY;
    for (const struct json_node *m = report->child; m && k->in.st == CUPEL_OK; m = m->next)
        put_member(k, report, m, image);
    check_whole(k, report, image);
    return SLICE_ARRAY(image->bytes);
}

/* ---- the certificates ---- */

/* "VCEK", or {"OTHER": "uuid"}. */
static const char *cert_name(const struct json_node *type)
{
    static const char *const names[][2] = {
        { "VCEK", "cert_chain#vcek" }, { "VLEK", "cert_chain#vlek" }, { "ASK", "cert_chain#ask" },
        { "ARK", "cert_chain#ark" },   { "CRL", "cert_chain#crl" },
    };
    for (size_t i = 0; type && type->type == JSON_STRING && i < CUPEL_COUNT(names); i++)
        if (slice_eq(type->text, slice_str(names[i][0])))
            return names[i][1];
    return "cert_chain#other";
}

static void read_certs(struct kbs *k, const struct json_node *chain)
{
    static const char *const names[] = { "cert_type", "data", NULL };
    if (!chain || chain->type == JSON_NULL)
        return;
    if (chain->type != JSON_ARRAY)
        json_fail(&k->in, chain, "must be an array of certificates, or null");
    for (const struct json_node *c = chain->child; c && k->in.st == CUPEL_OK; c = c->next) {
        kbs_members(k, c, names);
        kbs_inside(k, cert_name(json_find(c, "cert_type")), kbs_get(k, c, "data", 0));
    }
}

void kbs_open_snp(struct kbs *k)
{
    static const char *const names[] = { "attestation_report", "cert_chain", NULL };
    const struct json_node *report = json_find(k->node, "attestation_report");
    kbs_members(k, k->node, names);
    cupel_slice bytes = report->type == JSON_OBJECT ? read_report(k, report)
                                                    : kbs_bytes(k, report, SNP_REPORT_SIZE);
    read_certs(k, json_find(k->node, "cert_chain"));
    k->ret->bytes = bytes;
    k->ret->format = "snp";
}
