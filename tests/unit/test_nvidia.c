/* SPDX-License-Identifier: Apache-2.0 */
/* NVIDIA reports and lists: layout, certificates, reference values, duplicates. */
#include "test.h"

#include "evidence/nvidia.h"
#include "softtee/der_write.h"
#include "softtee/softtee.h"
#include "softtee/x509_write.h"

#include <cupel/cupel.h>

static struct crypto *crypto;

static int set_up(void **state)
{
    (void)state;
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    crypto_free(crypto);
    return 0;
}

static struct softtee_files make(const char *kind, const struct softtee_set *sets, size_t n)
{
    struct softtee_files f;
    struct cupel_diag err = { 0 };
    struct softtee_opts opts = { .kind = kind, .sets = sets, .n_sets = n };
    if (softtee_make(crypto, &opts, &f, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    return f;
}

static cupel_verifier *verifier_for(const struct softtee_files *f, bool anchor)
{
    cupel_verifier *v = NULL;
    assert_status(cupel_verifier_new(&v, NULL), CUPEL_OK);
    if (anchor)
        assert_status(
            cupel_verifier_add_anchor(v, NULL, softtee_file(f, "anchor.der"), "root", NULL),
            CUPEL_OK);
    return v;
}

static void give(cupel_verifier *v, const struct softtee_files *f, const char *name)
{
    assert_status(cupel_verifier_add_collateral(v, softtee_file(f, name), name, NULL), CUPEL_OK);
}

static cupel_appraisal *judge(cupel_verifier *v, const struct softtee_files *f, cupel_slice nonce)
{
    cupel_appraisal *ap = NULL;
    struct cupel_verify_opts o = CUPEL_VERIFY_OPTS_INIT;
    struct cupel_diag err = { 0 };
    o.now = f->at;
    o.nonce = nonce;
    if (cupel_verify(v, softtee_file(f, "evidence.bin"), &o, &ap, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    cupel_verifier_free(v);
    return ap;
}

static void check_is(const cupel_appraisal *ap, const char *id, cupel_outcome outcome,
                     const char *says)
{
    const struct cupel_check *c = cupel_appraisal_check_find(ap, id);
    if (!c)
        fail_msg("no check %s", id);
    if (c->outcome != outcome || (says && !strstr(c->detail, says)))
        fail_msg("%s: %s, \"%s\"", id, cupel_outcome_name(c->outcome), c->detail);
}

/* ---- layout ---- */

static const struct {
    const char *what;
    size_t at;
    int from_end; /* @at counts from the end */
    uint8_t set[3];
    size_t n;
    cupel_status st;
    const char *says;
} layout[] = {
    { "request version", 0, 0, { 0x12 }, 1, CUPEL_E_UNSUPPORTED, "another SPDM version" },
    { "request code", 1, 0, { 0xe1 }, 1, CUPEL_E_MALFORMED, "no GET_MEASUREMENTS" },
    { "response version", 37, 0, { 0x10 }, 1, CUPEL_E_UNSUPPORTED, "another SPDM version" },
    { "response code", 38, 0, { 0x61 }, 1, CUPEL_E_MALFORMED, "no MEASUREMENTS response" },
    { "no blocks", 41, 0, { 0 }, 1, CUPEL_E_MALFORMED, "no measurement blocks" },
    { "one block fewer", 41, 0, { 63 }, 1, CUPEL_E_MALFORMED, "do not fill" },
    { "one block more", 41, 0, { 65 }, 1, CUPEL_E_MALFORMED, "do not fill" },
    { "record too long", 42, 0, { 0, 0, 1 }, 3, CUPEL_E_TRUNCATED, "ends before" },
    { "block number 0", 45, 0, { 0 }, 1, CUPEL_E_MALFORMED, "number 0" },
    { "block number twice", 45, 0, { 2 }, 1, CUPEL_E_MALFORMED, "met before" },
    { "raw specification", 46, 0, { 2 }, 1, CUPEL_E_UNSUPPORTED, "DMTF" },
    { "block length", 47, 0, { 50 }, 1, CUPEL_E_MALFORMED, "differ in length" },
    { "value length", 50, 0, { 47 }, 1, CUPEL_E_MALFORMED, "differ in length" },
    { "opaque field too long", 100, 1, { 9 }, 1, CUPEL_E_MALFORMED, "longer than" },
    { "opaque field again", 102, 1, { 21 }, 1, CUPEL_E_MALFORMED, "there twice" },
    { "opaque field of a fixed length", 102, 1, { 22 }, 1, CUPEL_E_MALFORMED, "of its type" },
};

static cupel_status parse(cupel_slice in, struct arena *a, struct cupel_diag *err)
{
    struct evidence ev = { 0 };
    return format_nvidia.parse(a, in, &ev, err);
}

static void bad_layout_is_refused(void **state)
{
    (void)state;
    struct softtee_files f = make("nvidia", NULL, 0);
    cupel_slice good = softtee_file(&f, "evidence.bin");
    for (size_t i = 0; i < CUPEL_COUNT(layout); i++) {
        struct arena a;
        struct cupel_diag err = { 0 };
        arena_init(&a, 1u << 20);
        uint8_t *p = arena_alloc(&a, good.n);
        assert_non_null(p);
        memcpy(p, good.p, good.n);
        size_t at = layout[i].from_end ? good.n - layout[i].at : layout[i].at;
        memcpy(p + at, layout[i].set, layout[i].n);
        cupel_status st = parse(slice_of(p, good.n), &a, &err);
        if (st != layout[i].st || !strstr(err.text, layout[i].says))
            fail_msg("%s: %s, \"%s\"", layout[i].what, cupel_status_name(st), err.text);
        arena_clear(&a);
    }
    softtee_files_clear(&f);
}

static void only_one_zero_may_follow(void **state)
{
    (void)state;
    struct softtee_files f = make("nvidia", NULL, 0);
    cupel_slice good = softtee_file(&f, "evidence.bin");
    static const struct {
        uint8_t tail[2];
        size_t n;
        cupel_status st;
    } tails[] = { { { 0 }, 1, CUPEL_OK },
                  { { 1 }, 1, CUPEL_E_TRAILING },
                  { { 0, 0 }, 2, CUPEL_E_TRAILING } };
    for (size_t i = 0; i < CUPEL_COUNT(tails); i++) {
        struct arena a;
        struct cupel_diag err = { 0 };
        arena_init(&a, 1u << 20);
        uint8_t *p = arena_alloc(&a, good.n + 2);
        assert_non_null(p);
        memcpy(p, good.p, good.n);
        memcpy(p + good.n, tails[i].tail, tails[i].n);
        assert_status(parse(slice_of(p, good.n + tails[i].n), &a, &err), tails[i].st);
        arena_clear(&a);
    }
    softtee_files_clear(&f);
}

static void versions_are_read_from_bytes(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1u << 20);
    static const uint8_t gpu[] = { 0x00, 0x5e, 0x00, 0x96, 0x01, 0, 0, 0 };
    struct nvidia_report r = { .n_fields = 1 };
    r.fields[0] = (struct nvidia_field){ NVIDIA_VBIOS_VERSION, SLICE_ARRAY(gpu), 0 };
    assert_string_equal(nvidia_vbios(&a, &r), "96.00.5E.00.01");
    r.fields[0].value = SLICE_LIT("96.10.55.00.01");
    assert_string_equal(nvidia_vbios(&a, &r), "96.10.55.00.01");
    r.fields[0].value = SLICE_LIT("no version");
    assert_string_equal(nvidia_vbios(&a, &r), "");
    r.fields[0] = (struct nvidia_field){ NVIDIA_DRIVER_VERSION, SLICE_LIT("5 5"), 0 };
    assert_string_equal(nvidia_text(&a, &r, NVIDIA_DRIVER_VERSION), "");
    arena_clear(&a);
}

/* ---- certificates ---- */

static void without_certificates_none_is_given(void **state)
{
    (void)state;
    struct softtee_files f = make("nvidia", NULL, 0);
    cupel_appraisal *ap = judge(verifier_for(&f, true), &f, SLICE_EMPTY);
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_NONE);
    check_is(ap, "nvidia.certificate", CUPEL_UNKNOWN, "at hand");
    assert_string_equal(cupel_appraisal_need_at(ap, 0)->kind, "gpu-certificate-chain");
    assert_string_equal(cupel_appraisal_need_at(ap, 1)->kind, "rim");
    assert_string_equal(cupel_appraisal_need_at(ap, 1)->tcb, "driver 550.90.07");
    assert_non_null(
        strstr(cupel_appraisal_need_at(ap, 2)->hint, "NV_GPU_VBIOS_1010_0200_882_96009F0001"));
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

/* Another device of the same kind: its certificate is genuine, but not this report's. */
static void another_devices_chain_does_not_do(void **state)
{
    (void)state;
    static const struct softtee_set same[] = { { "fwid", "01" } };
    struct softtee_files mine = make("nvidia", same, 1);
    struct softtee_opts opts = {
        .kind = "nvidia", .sets = same, .n_sets = 1, .seed = SLICE_LIT("other")
    };
    struct softtee_files other;
    assert_status(softtee_make(crypto, &opts, &other, NULL), CUPEL_OK);
    cupel_verifier *v = verifier_for(&other, true);
    give(v, &other, "collateral/chain.pem");
    cupel_appraisal *ap = judge(v, &mine, SLICE_EMPTY);
    check_is(ap, "nvidia.chain", CUPEL_PASS, NULL);
    check_is(ap, "nvidia.fwid", CUPEL_PASS, NULL);
    check_is(ap, "nvidia.signature", CUPEL_FAIL, "another device's");
    cupel_appraisal_free(ap);
    /* Both at hand: the one whose key signed is taken. */
    v = verifier_for(&mine, true);
    give(v, &other, "collateral/chain.pem");
    give(v, &mine, "collateral/chain.pem");
    ap = judge(v, &mine, mine.nonce);
    check_is(ap, "nvidia.signature", CUPEL_PASS, NULL);
    check_is(ap, "nvidia.chain", CUPEL_PASS, NULL);
    check_is(ap, "evidence.nonce", CUPEL_PASS, NULL);
    cupel_appraisal_free(ap);
    softtee_files_clear(&other);
    softtee_files_clear(&mine);
}

static void other_firmware_is_named(void **state)
{
    (void)state;
    static const struct softtee_set sets[] = { { "leaf.fwid", "02" } };
    struct softtee_files mine = make("nvidia", NULL, 0), other = make("nvidia", sets, 1);
    cupel_verifier *v = verifier_for(&mine, true);
    give(v, &other, "collateral/chain.pem");
    cupel_appraisal *ap = judge(v, &mine, SLICE_EMPTY);
    check_is(ap, "nvidia.fwid", CUPEL_FAIL, "other firmware");
    cupel_appraisal_free(ap);
    softtee_files_clear(&other);
    softtee_files_clear(&mine);
}

/* DiceTcbInfo with a list of FWIDs, as Blackwell's leaves have it. */
static void fwids_of_tcb_info_are_read(void **state)
{
    (void)state;
    static const uint8_t oid[] = { 0x67, 0x81, 0x05, 0x05, 0x04, 0x01, 0x01 };
    static const uint8_t sha384[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02 };
    static const uint8_t one[48] = { 1 }, none[48] = { 0 };
    struct arena a;
    cupel_slice fwids[NVIDIA_FWIDS_MAX];
    arena_init(&a, 1u << 20);
    cupel_slice alg = DER_MAKE(&a, DER_OID, SLICE_ARRAY(sha384));
    cupel_slice first = DER_SEQ(&a, alg, DER_MAKE(&a, DER_OCTET_STRING, SLICE_ARRAY(one)));
    cupel_slice second = DER_SEQ(&a, alg, DER_MAKE(&a, DER_OCTET_STRING, SLICE_ARRAY(none)));
    cupel_slice list = DER_MAKE(&a, DER_CONTEXT(6), first, second);
    cupel_slice vendor = DER_MAKE(&a, DER_CONTEXT_PRIMITIVE(0), SLICE_LIT("NVIDIA"));
    struct x509_cert cert = { .extensions = x509_extension(&a, SLICE_ARRAY(oid),
                                                           DER_SEQ(&a, vendor, list)) };
    assert_int_equal(nvidia_cert_fwids(&cert, fwids), 1); /* the zero one counts for nothing */
    assert_true(slice_eq(fwids[0], SLICE_ARRAY(one)));
    cert.extensions = x509_extension(&a, SLICE_ARRAY(oid), DER_SEQ(&a, vendor));
    assert_int_equal(nvidia_cert_fwids(&cert, fwids), 0);
    cert.extensions = x509_extension(&a, SLICE_ARRAY(oid), vendor);
    assert_true(nvidia_cert_fwids(&cert, fwids) == SIZE_MAX);
    arena_clear(&a);
}

/* ---- purposes ---- */

static void roots_vouch_for_one_purpose(void **state)
{
    (void)state;
    struct arena a;
    struct trust part;
    const struct trust_anchor *list[] = { &anchors_nvidia[0], &anchors_nvidia[1],
                                          &anchors_intel[0] };
    arena_init(&a, 1u << 16);
    struct trust t = { .anchors = list, .n_anchors = 3, .arena = &a };
    assert_int_equal(n_anchors_nvidia, 2);
    assert_status(trust_for(&t, TRUST_FOR_EVIDENCE, &part), CUPEL_OK);
    assert_int_equal(part.n_anchors, 2);
    assert_string_equal(part.anchors[0]->name, "NVIDIA Device Identity CA");
    assert_status(trust_for(&t, TRUST_FOR_RIM, &part), CUPEL_OK);
    assert_int_equal(part.n_anchors, 2);
    assert_string_equal(part.anchors[0]->name, "NVIDIA CoRIM signing Root CA");
    assert_string_equal(part.anchors[1]->name, anchors_intel[0].name);
    struct trust_anchor own = anchors_nvidia[1];
    own.from_caller = true;
    list[2] = &own;
    assert_status(trust_of(&t, true, &part), CUPEL_OK);
    assert_int_equal(part.n_anchors, 1);
    assert_true(part.anchors[0] == &own);
    arena_clear(&a);
}

/* The pinned constants are what they say: keys on the curve, digests of the keys. */
static void constants_are_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_anchors_nvidia; i++) {
        const struct trust_anchor *r = &anchors_nvidia[i];
        uint8_t digest[CRYPTO_HASH_MAX];
        struct crypto_key *key = NULL;
        assert_status(crypto_digest(crypto, CRYPTO_SHA256, r->spki, digest), CUPEL_OK);
        assert_memory_equal(digest, r->sha256, 32);
        assert_status(crypto_key_new(crypto, &r->pub, &key), CUPEL_OK);
        crypto_key_free(key);
        assert_true(r->not_before < r->not_after && !r->from_caller);
    }
}

/* ---- reference values ---- */

static cupel_appraisal *with_rims(const struct softtee_files *f, const struct softtee_files *rims,
                                  const char *extra)
{
    cupel_verifier *v = verifier_for(f, true);
    give(v, f, "collateral/chain.pem");
    give(v, rims, "collateral/rim-driver.xml");
    give(v, rims, "collateral/rim-vbios.xml");
    if (extra)
        assert_status(cupel_verifier_add_collateral(v, slice_str(extra), "extra.xml", NULL),
                      CUPEL_OK);
    return judge(v, f, SLICE_EMPTY);
}

static void mismatch_names_the_index(void **state)
{
    (void)state;
    static const struct softtee_set sets[] = { { "measurement.7", "01" },
                                               { "measurement.0", "02" } };
    struct softtee_files f = make("nvidia", sets, 2);
    cupel_appraisal *ap = with_rims(&f, &f, NULL);
    check_is(ap, "nvidia.measurements", CUPEL_FAIL, "2 of ");
    check_is(ap, "nvidia.measurements", CUPEL_FAIL, "at the index 7, 0;");
    check_is(ap, "nvidia.measurements", CUPEL_FAIL, "Measurement_7 of the driver manifest");
    const struct cupel_check *c = cupel_appraisal_check_find(ap, "nvidia.measurements");
    assert_int_equal(c->where[0].offset, 45 + 7 * 55 + 7);
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

/* Of two manifests of one version the one that is proven counts; a fleet's others do no harm. */
static void the_proven_manifest_is_taken(void **state)
{
    (void)state;
    static const struct softtee_set altered[] = { { "rim.alter", "driver" } };
    static const struct softtee_set newer[] = { { "rim.driver.version", "570.1.1" } };
    struct softtee_files f = make("nvidia", NULL, 0), bad = make("nvidia", altered, 1),
                         other = make("nvidia", newer, 1);
    cupel_verifier *v = verifier_for(&f, true);
    give(v, &f, "collateral/chain.pem");
    give(v, &bad, "collateral/rim-driver.xml");
    give(v, &other, "collateral/rim-driver.xml");
    give(v, &f, "collateral/rim-driver.xml");
    give(v, &f, "collateral/rim-vbios.xml");
    cupel_appraisal *ap = judge(v, &f, SLICE_EMPTY);
    check_is(ap, "nvidia.measurements", CUPEL_PASS, NULL);
    check_is(ap, "nvidia.rim_signature", CUPEL_PASS, NULL);
    cupel_appraisal_free(ap);
    softtee_files_clear(&other);
    softtee_files_clear(&bad);
    softtee_files_clear(&f);
}

/* A manifest that cannot be read may be the one that matters; beside one that fits it is not. */
static void unreadable_manifest_fails_alone(void **state)
{
    (void)state;
    static const char broken[] = "<SoftwareIdentity>";
    struct softtee_files f = make("nvidia", NULL, 0);
    cupel_verifier *v = verifier_for(&f, true);
    give(v, &f, "collateral/chain.pem");
    give(v, &f, "collateral/rim-vbios.xml");
    assert_status(cupel_verifier_add_collateral(v, slice_str(broken), "broken.xml", NULL),
                  CUPEL_OK);
    cupel_appraisal *ap = judge(v, &f, SLICE_EMPTY);
    check_is(ap, "nvidia.driver_rim", CUPEL_FAIL, "broken.xml cannot be read");
    check_is(ap, "nvidia.vbios_rim", CUPEL_PASS, NULL);
    check_is(ap, "nvidia.measurements", CUPEL_UNKNOWN, "not all manifests");
    cupel_appraisal_free(ap);
    ap = with_rims(&f, &f, broken);
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_AFFIRMING);
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

/* Genuine-looking manifests under another root than the device's prove nothing for it. */
static void manifests_of_another_root_fail(void **state)
{
    (void)state;
    struct softtee_opts opts = { .kind = "nvidia", .seed = SLICE_LIT("other") };
    struct softtee_files f = make("nvidia", NULL, 0), other;
    assert_status(softtee_make(crypto, &opts, &other, NULL), CUPEL_OK);
    cupel_appraisal *ap = with_rims(&f, &other, NULL);
    check_is(ap, "nvidia.rim_chain", CUPEL_FAIL, "leads to no root");
    cupel_appraisal_free(ap);
    softtee_files_clear(&other);
    softtee_files_clear(&f);
}

/* ---- TEE or not, lists ---- */

static void gpus_are_tees_and_switches_are_not(void **state)
{
    (void)state;
    static const struct softtee_set is_switch[] = { { "arch", "ls10" } };
    struct softtee_files gpu = make("nvidia", NULL, 0), sw = make("nvidia", is_switch, 1);
    cupel_appraisal *a = judge(verifier_for(&gpu, true), &gpu, SLICE_EMPTY);
    cupel_appraisal *b = judge(verifier_for(&sw, true), &sw, SLICE_EMPTY);
    assert_true(cupel_appraisal_is_tee(a));
    assert_false(cupel_appraisal_is_tee(b));
    check_is(b, "evidence.tee", CUPEL_SKIP, "runs no workload");
    cupel_appraisal_free(b);
    cupel_appraisal_free(a);
    softtee_files_clear(&sw);
    softtee_files_clear(&gpu);
}

static void lists_count_devices(void **state)
{
    (void)state;
    static const struct softtee_set repeated[] = { { "devices", "4" }, { "repeat", "yes" } };
    for (size_t n = 1; n <= 2; n++) { /* four devices; one that answers four times */
        struct softtee_files f = make("nvidia-set", repeated, n);
        cupel_appraisal *ap = judge(verifier_for(&f, true), &f, f.nonce);
        const struct cupel_claim *c = cupel_appraisal_claim_find(ap, "nvidia-set.devices");
        assert_int_equal(c->number, n == 1 ? 4 : 1);
        assert_int_equal(cupel_appraisal_part_count(ap), 4);
        check_is(ap, "nvidia-set.duplicates", n == 1 ? CUPEL_PASS : CUPEL_WARN,
                 n == 1 ? NULL : "the 4 members of the list are 1 device:");
        assert_string_equal(cupel_appraisal_name(cupel_appraisal_part_at(ap, 3)), "gpu 3");
        cupel_appraisal_free(ap);
        softtee_files_clear(&f);
    }
}

/* A root given for lists vouches for their members; one given for another format does not. */
static void anchors_of_a_list_reach_its_members(void **state)
{
    (void)state;
    static const char *const names[] = { "nvidia-set", "nvidia", "snp" };
    struct softtee_files f = make("nvidia-set", NULL, 0);
    for (size_t i = 0; i < CUPEL_COUNT(names); i++) {
        cupel_verifier *v = verifier_for(&f, false);
        assert_status(
            cupel_verifier_add_anchor(v, names[i], softtee_file(&f, "anchor.der"), "root", NULL),
            CUPEL_OK);
        cupel_appraisal *ap = judge(v, &f, SLICE_EMPTY);
        check_is(cupel_appraisal_part_at(ap, 0), "nvidia.chain", i < 2 ? CUPEL_PASS : CUPEL_FAIL,
                 NULL);
        cupel_appraisal_free(ap);
    }
    softtee_files_clear(&f);
}

static void every_member_bears_the_nonce(void **state)
{
    (void)state;
    static const uint8_t other[32] = { 7 };
    struct softtee_files f = make("nvidia-set", NULL, 0);
    cupel_appraisal *ap = judge(verifier_for(&f, true), &f, SLICE_ARRAY(other));
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
    for (size_t i = 0; i < 2; i++)
        check_is(cupel_appraisal_part_at(ap, i), "evidence.nonce", CUPEL_FAIL, "not the nonce");
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

static const struct {
    const char *text, *says;
    cupel_status st;
} lists[] = {
    { "[]", "0 devices", CUPEL_E_MALFORMED },
    { "[1]", "must be an object", CUPEL_E_MALFORMED },
    { "[{\"evidence\":\"AA==\"}]", "certificate", CUPEL_E_MALFORMED },
    { "[{\"evidence\":\"A\",\"certificate\":\"AA==\"}]", "base64", CUPEL_E_MALFORMED },
    { "[{\"evidence\":\"AA==\",\"certificate\":\"AA==\",\"nonce\":\"00\"}]", "32 bytes",
      CUPEL_E_MALFORMED },
    { "[{\"evidence\":\"AA==\",\"certificate\":\"AA==\",\"arch\":1}]", "a text",
      CUPEL_E_MALFORMED },
    { "{\"evidence_list\":1}", "evidence_list", CUPEL_E_MALFORMED },
    { "[{\"evidence\":\"AA==\",\"certificate\":\"AA==\"}] x", "", CUPEL_E_TRAILING },
    { "{\"arch\":\"HOPPER\",\"evidence_list\":[{\"evidence\":\"AA==\",\"certificate\":\"AA==\"}]}",
      "", CUPEL_OK },
};

static void bad_lists_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(lists); i++) {
        struct arena a;
        struct evidence ev = { 0 };
        struct cupel_diag err = { 0 };
        arena_init(&a, 1u << 20);
        cupel_status st = format_nvidia_set.parse(&a, slice_str(lists[i].text), &ev, &err);
        if (st != lists[i].st || !strstr(err.text, lists[i].says))
            fail_msg("%s: %s, \"%s\"", lists[i].text, cupel_status_name(st), err.text);
        arena_clear(&a);
    }
}

/* A member that is no report leaves the whole without a verdict above it. */
static void unreadable_member_is_told(void **state)
{
    (void)state;
    static const char text[] =
        "[{\"evidence\":\"AA==\",\"certificate\":\"AA==\",\"arch\":\"LS10\"}]";
    cupel_verifier *v = NULL;
    cupel_appraisal *ap = NULL;
    struct cupel_verify_opts o = CUPEL_VERIFY_OPTS_INIT;
    assert_status(cupel_verifier_new(&v, NULL), CUPEL_OK);
    assert_status(cupel_verify(v, slice_str(text), &o, &ap, NULL), CUPEL_OK);
    check_is(ap, "evidence.part", CUPEL_FAIL, "the member switch 0");
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
    cupel_appraisal_free(ap);
    cupel_verifier_free(v);
}

/* ---- the software twin ---- */

static void every_field_can_be_set(void **state)
{
    (void)state;
    static const char *const kinds[] = { "nvidia", "nvidia-set" };
    for (size_t k = 0; k < CUPEL_COUNT(kinds); k++) {
        struct softtee_field f;
        struct softtee_files base = make(kinds[k], NULL, 0);
        for (size_t i = 0; softtee_field_at(kinds[k], 0, i, &f); i++) {
            struct softtee_set set = { f.name, NULL };
            set.value = !strcmp(f.type, "bytes")    ? "15"
                        : !strcmp(f.type, "time")   ? "2001-02-03T04:05:06Z"
                        : !strcmp(f.type, "word")   ? f.words[1]
                        : !strcmp(f.type, "number") ? "3"
                                                    : "11.22.33.44.55";
            struct softtee_files one = make(kinds[k], &set, 1);
            bool same = base.n == one.n;
            for (size_t n = 0; same && n < base.n; n++)
                same = slice_eq(base.files[n].bytes, one.files[n].bytes);
            if (same)
                fail_msg("%s: %s changes nothing", kinds[k], f.name);
            softtee_files_clear(&one);
        }
        softtee_files_clear(&base);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_layout_is_refused),
        cmocka_unit_test(only_one_zero_may_follow),
        cmocka_unit_test(versions_are_read_from_bytes),
        cmocka_unit_test(without_certificates_none_is_given),
        cmocka_unit_test(another_devices_chain_does_not_do),
        cmocka_unit_test(other_firmware_is_named),
        cmocka_unit_test(fwids_of_tcb_info_are_read),
        cmocka_unit_test(roots_vouch_for_one_purpose),
        cmocka_unit_test(constants_are_sound),
        cmocka_unit_test(mismatch_names_the_index),
        cmocka_unit_test(the_proven_manifest_is_taken),
        cmocka_unit_test(unreadable_manifest_fails_alone),
        cmocka_unit_test(manifests_of_another_root_fail),
        cmocka_unit_test(gpus_are_tees_and_switches_are_not),
        cmocka_unit_test(lists_count_devices),
        cmocka_unit_test(anchors_of_a_list_reach_its_members),
        cmocka_unit_test(every_member_bears_the_nonce),
        cmocka_unit_test(bad_lists_are_refused),
        cmocka_unit_test(unreadable_member_is_told),
        cmocka_unit_test(every_field_can_be_set),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
