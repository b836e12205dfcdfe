/* SPDX-License-Identifier: Apache-2.0 */
/* CMW and configfs-tsm: recognition, each rule of layout with its words, and what unbound members
 * may and may not look like. */
#include "test.h"

#include <cupel/cupel.h>

#include "base/buf.h"
#include "evidence/cmw.h"
#include "softtee/cbor_write.h"
#include "softtee/softtee.h"

static struct crypto *crypto;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 64u << 20);
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_clear(&arena);
    crypto_free(crypto);
    return 0;
}

/* ---- types ---- */

static void media_types(void **state)
{
    (void)state;
    static const char *const good[] = {
        "application/eat+cwt",
        "application/x; a=b",
        "application/eat-collection; profile=http://arm.com/CCA-SSD/1.0.0",
    };
    static const char *const bad[] = {
        "",
        "application",
        "/x",
        "application/",
        "application/x;",
        "a b/c",
        "a/b; c",
        "a/b; c=",
        "a/b; c=\"d",
        "a/b; c=\"\"",
        "a/b;c=d e",
        "a/b/c",
        "a/b; c=\"\\\"\"",
    };
    for (size_t i = 0; i < CUPEL_COUNT(good); i++)
        if (!cmw_is_media(slice_str(good[i])))
            fail_msg("%s is a media type", good[i]);
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++)
        if (cmw_is_media(slice_str(bad[i])))
            fail_msg("%s is no media type", bad[i]);
    assert_null(cmw_type_of_text(SLICE_LIT("application/vnd.x")));
    assert_null(cmw_type_of_number(0));
    assert_null(cmw_type_of_number(262));
    assert_string_equal(cmw_type_of_number(263)->media, "application/eat+cwt");
    assert_null(cmw_type_of_number(263)->profile);
    assert_string_equal(cmw_type_of_number(10003)->format, "psa");
    assert_string_equal(
        cmw_type_of_text(SLICE_LIT("Application/EAT+CWT; "
                                   "eat_profile=\"tag:psacertified.org,2023:psa#tfm\""))
            ->format,
        "psa");
    assert_string_equal(
        cmw_type_of_text(
            SLICE_LIT("application/eat-collection; profile=http://arm.com/CCA-SSD/1.0.0"))
            ->format,
        "cca");
    assert_null(cmw_type_of_text(SLICE_LIT("application/eat+cwt; eat_profile=other"))->format);
}

/* ---- layout ---- */

static void refuse(cupel_slice in, const char *shown, cupel_status st, const char *words)
{
    struct cupel_diag err = { 0 };
    struct cmw *cmw = NULL;
    cupel_status got = cmw_read(&arena, in, &cmw, &err);
    if (got != st || !strstr(err.text, words))
        fail_msg("%s: %s \"%s\", not %s \"%s\"", shown, cupel_status_name(got), err.text,
                 cupel_status_name(st), words);
}

static void json_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        cupel_status st;
        const char *words;
    } cases[] = {
        { "[\"a/b\"]", CUPEL_E_MALFORMED, "is no [media type, base64url, ? indicator]" },
        { "[\"a/b\", \"YQ\", 4, 4]", CUPEL_E_MALFORMED, "is no [media type" },
        { "[263, \"YQ\"]", CUPEL_E_MALFORMED, "is no [media type" },
        { "[\"a/b\", 1]", CUPEL_E_MALFORMED, "is no [media type" },
        { "[\"ab\", \"YQ\"]", CUPEL_E_MALFORMED, "no well-formed media type" },
        { "[\"#cmw-c2j-tunnel\", \"YQ\"]", CUPEL_E_UNSUPPORTED, "is a tunnel" },
        { "[\"a/b\", \"YQ==\"]", CUPEL_E_MALFORMED, "is padded" },
        { "[\"a/b\", \"YR\"]", CUPEL_E_MALFORMED, "is no base64url" }, /* bits left over */
        { "[\"a/b\", \"+/+/\"]", CUPEL_E_MALFORMED, "is no base64url" },
        { "[\"a/b\", \"Y Q\"]", CUPEL_E_MALFORMED, "is no base64url" },
        { "[\"a/b\", \"\"]", CUPEL_E_MALFORMED, "an empty value" },
        { "[\"a/b\", \"YQ\", 0]", CUPEL_E_MALFORMED, "must be 1 to 31" },
        { "[\"a/b\", \"YQ\", 32]", CUPEL_E_MALFORMED, "must be 1 to 31" },
        { "[\"a/b\", \"YQ\", 4.0]", CUPEL_E_MALFORMED, "no small number" },
        { "[\"a/b\", \"YQ\", \"4\"]", CUPEL_E_MALFORMED, "no small number" },
        { "[\"a/b\", \"YQ\"] x", CUPEL_E_TRAILING, "" },
        { "{\"__cmwc_t\": \"tag:a\"}", CUPEL_E_MALFORMED, "without members" },
        { "{\"__cmwc_t\": \"relative\", \"a\": [\"a/b\", \"YQ\"]}", CUPEL_E_MALFORMED,
          "neither an absolute URI nor an OID" },
        { "{\"__cmwc_t\": 1, \"a\": [\"a/b\", \"YQ\"]}", CUPEL_E_MALFORMED, "neither" },
        { "{\"a\": [\"a/b\", \"YQ\"], \"a\": [\"a/b\", \"Yg\"]}", CUPEL_E_MALFORMED, "" },
        { "{\"a\": \"YQ\"}", CUPEL_E_MALFORMED, "a: is no record and no collection" },
        { "{\"a\": {\"b\": {\"c\": {\"d\": {\"e\": [\"a/b\", \"YQ\"]}}}}}", CUPEL_E_LIMIT,
          "more than 4 deep" },
        { "{\"a\": {\"b\": [\"ab\", \"YQ\"]}}", CUPEL_E_MALFORMED, "a/b: names no" },
        { "\"a\"", CUPEL_E_MALFORMED, "" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        refuse(slice_str(cases[i].text), cases[i].text, cases[i].st, cases[i].words);
}

static void cbor_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        cupel_status st;
        const char *words;
    } cases[] = {
        { "80", CUPEL_E_MALFORMED, "is an empty array" },
        { "81190107", CUPEL_E_MALFORMED, "is no [type, byte string, ? indicator]" },
        { "84190107415504"
          "04",
          CUPEL_E_MALFORMED, "is no [type" },
        { "82190107"
          "6155",
          CUPEL_E_MALFORMED, "is no [type" }, /* text */
        { "82f4"
          "4155",
          CUPEL_E_MALFORMED, "neither a number nor a text" },
        { "8261614155", CUPEL_E_MALFORMED, "no well-formed media type" },
        { "821a00010000"
          "4155",
          CUPEL_E_MALFORMED, "have 16 bits" },
        { "82190107"
          "40",
          CUPEL_E_MALFORMED, "an empty value" },
        { "83190107415500", CUPEL_E_MALFORMED, "must be 1 to 31" },
        { "8319010741551820", CUPEL_E_MALFORMED, "must be 1 to 31" },
        { "8319010741551b0000000100000004", CUPEL_E_MALFORMED, "must be 1 to 31" },
        { "83190107415504"
          "00",
          CUPEL_E_TRAILING, "1 bytes after the end" },
        { "831901074155", CUPEL_E_TRUNCATED, "is no [type" },
        { "82"
          "1a00000107"
          "4155",
          CUPEL_E_MALFORMED, "" }, /* 263, longer than need be */
        { "d99999"
          "4155",
          CUPEL_E_UNSUPPORTED, "not made of a content format" },
        { "da63740100"
          "4155",
          CUPEL_E_UNSUPPORTED, "not made of a content format" }, /* TN - 1 */
        { "da63740200"
          "4155",
          CUPEL_E_UNSUPPORTED, "not made of a content format" }, /* gap */
        { "da63750000"
          "4155",
          CUPEL_E_UNSUPPORTED, "not made of a content format" }, /* last + 1 */
        { "da63740101"
          "6155",
          CUPEL_E_MALFORMED, "holds no byte string" },
        { "a0", CUPEL_E_MALFORMED, "without members" },
        { "a1"
          "4161"
          "821901074155",
          CUPEL_E_MALFORMED, "neither a text nor an integer" },
        { "a2"
          "01821901074155"
          "01821901074155",
          CUPEL_E_MALFORMED, "the collection" },
        { "a1"
          "01a1"
          "02a1"
          "03a1"
          "04a1"
          "05821901074155",
          CUPEL_E_LIMIT, "more than 4 deep" },
        { "a2"
          "685f5f636d77635f74"
          "01"
          "01821901074155",
          CUPEL_E_MALFORMED, "neither an absolute URI nor an OID" },
        { "a2"
          "685f5f636d77635f74"
          "d86f40"
          "01821901074155",
          CUPEL_E_MALFORMED, "neither" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        refuse(hex_bytes(&arena, cases[i].hex), cases[i].hex, cases[i].st, cases[i].words);
}

static struct cmw *read_hex(const char *hex)
{
    struct cmw *cmw = NULL;
    struct cupel_diag err = { 0 };
    cupel_slice in = hex_bytes(&arena, hex);
    assert_true(cmw_probe(in));
    if (cmw_read(&arena, in, &cmw, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    return cmw;
}

/* TN() and back: the draft's example 1668612070 is content format 64999. */
static void tags_are_content_formats(void **state)
{
    (void)state;
    static const struct {
        const char *hex, *type;
    } cases[] = {
        { "da6374010144aabbccdd", "content format 0" },
        { "da6374ffe6"
          "442347da55",
          "content format 64999" },
        { "da637476a7"
          "442347da55",
          "content format 30001" },
        { "da63740201"
          "4155",
          "content format 255" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct cmw *cmw = read_hex(cases[i].hex);
        assert_string_equal(cmw->records[0].type, cases[i].type);
        assert_true(cmw->records[0].tag);
    }
    struct cmw *eat = read_hex("da63740209"
                               "4155"); /* TN(263) */
    assert_string_equal(eat->records[0].type, "content format 263");
    assert_string_equal(eat->records[0].known->media, "application/eat+cwt");
}

static void collections_are_flattened(void **state)
{
    (void)state;
    struct cmw *cmw = read_hex("a3"
                               "685f5f636d77635f74"
                               "657461673a61"
                               "617883190107415504"
                               "20a1"
                               "6179da637402094156");
    assert_true(cmw->is_collection);
    assert_string_equal(cmw->collection_type, "tag:a");
    assert_int_equal(cmw->n, 2);
    assert_string_equal(cmw->records[0].label, "x");
    assert_int_equal(cmw->records[0].ind, CMW_EVIDENCE);
    assert_string_equal(cmw->records[1].label, "-1/y");
    assert_true(slice_eq(cmw->records[1].value, SLICE_LIT("V")));
    /* an array and a map of indefinite length */
    assert_int_equal(read_hex("9f1901074155ff")->n, 1);
    assert_int_equal(read_hex("bf01821901074155ff")->n, 1);
}

static void too_many_members(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 8192);
    cbor_put_map(&b, CMW_MEMBERS_MAX + 1);
    for (unsigned i = 0; i <= CMW_MEMBERS_MAX; i++) {
        cbor_put_uint(&b, i);
        cbor_put_array(&b, 2);
        cbor_put_uint(&b, 263);
        cbor_put_bytes(&b, SLICE_LIT("x"));
    }
    refuse(buf_slice(&b), "49 members", CUPEL_E_LIMIT, "more than 48 members");
    buf_clear(&b);
}

/* What is somebody else's is left alone. */
static void what_is_no_cmw(void **state)
{
    (void)state;
    static const char *const texts[] = { "[\"JWT\", \"eyJ\"]",
                                         "{\"tcbInfo\": {\"id\": \"SGX\"}}",
                                         "{\"a\": [1, 2]}",
                                         "[",
                                         "{",
                                         "[]",
                                         "{}" };
    static const char *const hexes[] = {
        "8443a10126a041aa41bb", "a1016161", "d2844041", "82", "a1", "8201", "bf"
    };
    for (size_t i = 0; i < CUPEL_COUNT(texts); i++)
        assert_false(cmw_probe(slice_str(texts[i])));
    for (size_t i = 0; i < CUPEL_COUNT(hexes); i++)
        assert_false(cmw_probe(hex_bytes(&arena, hexes[i])));
}

/* ---- verdicts ---- */

static cupel_status judge(cupel_slice evidence, const struct softtee_files *f,
                          cupel_appraisal **ret, struct cupel_diag *err)
{
    cupel_verifier *v = NULL;
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    opts.now = SOFTTEE_DEFAULT_AT;
    *err = (struct cupel_diag){ 0 };
    assert_status(cupel_verifier_new(&v, err), CUPEL_OK);
    for (size_t i = 0; f && i < f->n; i++)
        if (strncmp(f->files[i].name, "collateral/", 11) == 0)
            assert_status(
                cupel_verifier_add_collateral(v, f->files[i].bytes, f->files[i].name, err),
                CUPEL_OK);
    if (f)
        assert_status(cupel_verifier_add_anchor(v, NULL, softtee_file(f, "anchor.der"), "a", err),
                      CUPEL_OK);
    cupel_status st = cupel_verify(v, evidence, &opts, ret, err);
    cupel_verifier_free(v);
    return st;
}

static struct softtee_files make(const struct softtee_set *sets, size_t n)
{
    struct softtee_opts o = { .kind = "cmw", .sets = sets, .n_sets = n };
    struct softtee_files f;
    struct cupel_diag err = { 0 };
    if (softtee_make(crypto, &o, &f, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    return f;
}

static void refused(cupel_slice in, cupel_status st, const char *words)
{
    struct cupel_diag err;
    cupel_appraisal *ap = NULL;
    cupel_status got = judge(in, NULL, &ap, &err);
    if (got != st || !strstr(err.text, words))
        fail_msg("%s \"%s\", not \"%s\"", cupel_status_name(got), err.text, words);
}

static void records_without_evidence(void **state)
{
    (void)state;
    const cupel_status st = CUPEL_E_UNSUPPORTED;
    refused(SLICE_LIT("[\"application/vnd.x\", \"YQ\"]"), st,
            "holds application/vnd.x, and neither this type nor its content is evidence");
    refused(SLICE_LIT("[\"application/vnd.x\", \"YQ\", 2]"), st, "holds endorsements");
    refused(SLICE_LIT("[\"application/rim+cbor\", \"YQ\"]"), st,
            "holds reference values, endorsements (application/rim+cbor) and no evidence");
    refused(SLICE_LIT("[\"application/vnd.x\", \"YQ\", 24]"), st,
            "attestation results, appraisal policy");
    refused(hex_bytes(&arena, "8219fde84155"), st, "holds content format 65000");
}

/* The type says what it is: another TEE's evidence does not pass for it. */
static void wrappers_in_wrappers(void **state)
{
    (void)state;
    struct softtee_files f = make(NULL, 0);
    struct softtee_files plain;
    const struct softtee_opts o = { .kind = "sgx" };
    assert_status(softtee_make(crypto, &o, &plain, NULL), CUPEL_OK);
    cupel_slice bytes = softtee_file(&plain, "evidence.bin");
    for (int depth = 1; depth <= 5; depth++) {
        struct buf b;
        struct cupel_diag err;
        cupel_appraisal *ap = NULL;
        buf_init(&b, 1u << 16);
        cbor_put_array(&b, 2);
        cbor_put_text(&b, depth == 1 ? "application/vnd.x" : "application/cmw+cbor");
        cbor_put_bytes(&b, bytes);
        bytes = arena_copy(&arena, buf_slice(&b));
        buf_clear(&b);
        cupel_status st = judge(bytes, &f, &ap, &err);
        assert_status(st, depth <= 4 ? CUPEL_OK : CUPEL_E_LIMIT);
        if (depth == 5)
            assert_says(err, "more than 4 deep");
        else
            assert_string_equal(cupel_appraisal_format(ap), "sgx");
        cupel_appraisal_free(ap);
    }
    softtee_files_clear(&f);
    softtee_files_clear(&plain);
}

static bool says(const cupel_appraisal *ap, const char *id, cupel_outcome outcome,
                 const char *words)
{
    const struct cupel_check *c = cupel_appraisal_check_find(ap, id);
    return c && c->outcome == outcome && strstr(c->detail, words);
}

/* Members of which one is no TEE must not look like a TEE, whatever lies beside it. */
static void unbound_members_are_no_composite(void **state)
{
    (void)state;
    static const struct {
        struct softtee_set sets[4];
        bool tee;
        const char *words;
    } cases[] = {
        { { { "form", "collection-cbor" }, { "second", "tdx" }, { "tee", "sgx" }, { "ind", "4" } },
          true,
          "nothing binds the 2 members" },
        { { { "form", "collection-json" },
            { "second", "sgx" },
            { "tee", "nitro" },
            { "inner.scenario", "nitrotpm" } },
          false,
          "each may come from another machine" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct softtee_files f = make(cases[i].sets, 4);
        struct cupel_diag err;
        cupel_appraisal *ap = NULL;
        assert_status(judge(softtee_file(&f, "evidence.bin"), &f, &ap, &err), CUPEL_OK);
        assert_true(says(ap, "cmw.binding", CUPEL_WARN, cases[i].words));
        assert_int_equal(cupel_appraisal_is_tee(ap), cases[i].tee);
        assert_int_equal(cupel_appraisal_part_count(ap), 2);
        assert_true(cupel_appraisal_verdict(ap) != CUPEL_VERDICT_AFFIRMING);
        if (!cases[i].tee)
            assert_true(says(ap, "evidence.tee", CUPEL_SKIP, "nothing binds the others"));
        cupel_appraisal_free(ap);
        softtee_files_clear(&f);
    }
}

static void results_are_not_believed(void **state)
{
    (void)state;
    struct softtee_set sets[] = { { "form", "collection-json" }, { "ind", "8" } };
    struct softtee_files f = make(sets, 2);
    struct cupel_diag err;
    cupel_appraisal *ap = NULL;
    assert_status(judge(softtee_file(&f, "evidence.bin"), &f, &ap, &err), CUPEL_OK);
    assert_true(says(ap, "cmw.members", CUPEL_FAIL, "no member is evidence"));
    assert_false(cupel_appraisal_is_tee(ap));
    cupel_appraisal_free(ap);
    /* beside evidence they are named */
    cupel_slice quote = softtee_file(&f, "evidence.bin");
    size_t at = slice_find(quote, SLICE_LIT("[\"application"));
    cupel_slice record = slice_part(quote, at, quote.n - at - 5);
    const char *text = arena_printf(&arena, "{\"a\": %s8], \"b\": %s4]}",
                                    arena_text(&arena, record), arena_text(&arena, record));
    if (judge(slice_str(text), &f, &ap, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    assert_true(says(ap, "cmw.members", CUPEL_WARN, "a holds results or a policy"));
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

/* ---- configfs-tsm ---- */

static void tsm_refusals(void **state)
{
    (void)state;
    refused(SLICE_LIT("{\"outblob\": \"\"}"), CUPEL_E_MALFORMED, "outblob is empty");
    refused(SLICE_LIT("{\"outblob\": \"!\"}"), CUPEL_E_MALFORMED, "is no base64");
    refused(SLICE_LIT("{\"outblob\": 1}"), CUPEL_E_MALFORMED, "outblob");
    refused(SLICE_LIT("{\"x\": {\"outblob\": \"YQ\"}}"), CUPEL_E_MALFORMED, "outblob");
    refused(SLICE_LIT("{\"outblob\": \"YQ==\"} x"), CUPEL_E_TRAILING, "");
    refused(SLICE_LIT("{\"outblob\": \"YQ==\", \"auxblob\": 1}"), CUPEL_E_MALFORMED, "auxblob");
    refused(hex_bytes(&arena, "a1"
                              "676f7574626c6f62"
                              "6161"),
            CUPEL_E_MALFORMED, "the map of outblob");
    refused(hex_bytes(&arena, "a2"
                              "676f7574626c6f62"
                              "4161"),
            CUPEL_E_TRUNCATED, "the map of");
    refused(hex_bytes(&arena, "a1"
                              "676f7574626c6f62"
                              "416100"),
            CUPEL_E_TRAILING, "the map of");
    /* what the kernel's driver makes is judged as that, whatever it looks like */
    refused(SLICE_LIT("{\"outblob\": \"YQ\", \"provider\": \"sev_guest\\n\"}"), CUPEL_E_TRUNCATED,
            "report");
}

/* auxblob is the collateral: nothing else is given. */
static void tsm_in_both_encodings(void **state)
{
    (void)state;
    for (int cbor = 0; cbor < 2; cbor++) {
        struct softtee_set sets[] = { { "form", cbor ? "tsm-cbor" : "tsm-json" },
                                      { "tee", "snp" },
                                      { "inside", "yes" } };
        struct softtee_files f = make(sets, 3);
        struct cupel_diag err;
        cupel_appraisal *ap = NULL;
        if (judge(softtee_file(&f, "evidence.bin"), &f, &ap, &err) != CUPEL_OK)
            fail_msg("%s", err.text);
        assert_string_equal(cupel_appraisal_format(ap), "snp");
        assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_AFFIRMING);
        bool used = false;
        for (size_t i = 0; i < cupel_appraisal_collateral_count(ap); i++) {
            const struct cupel_collateral_use *u = cupel_appraisal_collateral_at(ap, i);
            used = used || (strcmp(u->name, "auxblob#vcek") == 0 && u->used);
        }
        assert_true(used);
        cupel_appraisal_free(ap);
        softtee_files_clear(&f);
    }
}

/* ---- explain ---- */

static void layers_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *form, *field, *value;
    } cases[] = {
        { "json", "type", "application/vnd.cupel.softtee" },
        { "tag", "type", "content format 65000" },
        { "collection-cbor", "__cmwc_t", "tag:cupel,2026:softtee" },
        { "tsm-json", "provider", "sgx" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct softtee_set set = { "form", cases[i].form };
        struct softtee_files f = make(&set, 1);
        cupel_explanation *e = NULL;
        struct cupel_diag err = { 0 };
        bool found = false, inside = false;
        const struct cupel_field *p;
        if (cupel_explain(softtee_file(&f, "evidence.bin"), NULL, &e, &err) != CUPEL_OK)
            fail_msg("%s", err.text);
        for (size_t k = 0; (p = cupel_explanation_at(e, k)); k++) {
            found = found || (strcmp(p->name, cases[i].field) == 0 && p->value &&
                              strcmp(p->value, cases[i].value) == 0);
            inside = inside || strcmp(p->name, "MRENCLAVE") == 0;
        }
        assert_true(found);
        assert_true(inside);
        cupel_explanation_free(e);
        softtee_files_clear(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(media_types),
        cmocka_unit_test(json_refusals),
        cmocka_unit_test(cbor_refusals),
        cmocka_unit_test(tags_are_content_formats),
        cmocka_unit_test(collections_are_flattened),
        cmocka_unit_test(too_many_members),
        cmocka_unit_test(what_is_no_cmw),
        cmocka_unit_test(records_without_evidence),
        cmocka_unit_test(wrappers_in_wrappers),
        cmocka_unit_test(unbound_members_are_no_composite),
        cmocka_unit_test(results_are_not_believed),
        cmocka_unit_test(tsm_refusals),
        cmocka_unit_test(tsm_in_both_encodings),
        cmocka_unit_test(layers_are_explained),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
