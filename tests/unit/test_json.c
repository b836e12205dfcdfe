/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "codec/json.h"
#include "codec/json_out.h"

static struct arena scratch;

static int set_up(void **state)
{
    (void)state;
    arena_init(&scratch, 64u << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_clear(&scratch);
    return 0;
}

static const struct json_node *parse(const char *text)
{
    const struct json_node *n = NULL;
    assert_status(json_parse(&scratch, slice_str(text), &n, NULL), CUPEL_OK);
    return n;
}

/* ---- reading ---- */

static void values(void **state)
{
    (void)state;
    const struct json_node *top = parse(" {\"a\" : [1, true ,false,null], \"\":{} ,\"c\":\"x\"}\n");
    assert_int_equal(top->type, JSON_OBJECT);
    assert_int_equal(top->count, 3);
    assert_int_equal(top->offset, 1);
    assert_null(top->parent);
    const struct json_node *a = json_find(top, "a");
    assert_int_equal(a->count, 4);
    assert_ptr_equal(a->parent, top);
    assert_slice(a->child->text, "1");
    assert_true(a->child->next->truth);
    assert_int_equal(a->child->next->next->type, JSON_BOOL);
    assert_false(a->child->next->next->truth);
    assert_int_equal(a->child->next->next->next->type, JSON_NULL);
    assert_int_equal(json_find(top, "")->count, 0);
    assert_slice(json_find(top, "c")->key, "c");
    assert_null(json_find(top, "d"));
    assert_null(json_find(a, "a"));
    assert_null(json_find(NULL, "a"));
}

/* What a signature covers is what was received, white space and escapes included. */
static void raw_spans_are_exact(void **state)
{
    (void)state;
    const char text[] = "{\"body\": { \"k\":[ 1 ,-0.5e+1], \"s\":\"\\u0041\" } ,\"sig\":\"00\"}";
    const struct json_node *body = json_find(parse(text), "body");
    assert_slice(body->raw, "{ \"k\":[ 1 ,-0.5e+1], \"s\":\"\\u0041\" }");
    assert_int_equal(body->offset, 9);
    assert_slice(body->child->raw, "[ 1 ,-0.5e+1]");
    assert_slice(body->child->child->next->raw, "-0.5e+1");
    assert_slice(body->child->child->next->text, "-0.5e+1");
    assert_slice(json_find(body, "s")->raw, "\"\\u0041\"");
    assert_slice(json_find(body, "s")->text, "A");
}

static void strings_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        cupel_slice want;
    } cases[] = {
        { "\"\"", { NULL, 0 } },
        { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", SLICE_LIT("\"\\/\b\f\n\r\t") },
        { "\"a\\u0000b\"", SLICE_LIT("a\0b") },
        { "\"\\u007f\\u0080\\u07ff\\u0800\\uFFFF\"",
          SLICE_LIT("\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf") },
        { "\"\\ud800\\udc00\\uDBFF\\uDFFF\"", SLICE_LIT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf") },
        { "\"\xc3\xa9\\n\xf0\x9f\x94\x92\"", SLICE_LIT("\xc3\xa9\n\xf0\x9f\x94\x92") },
        { "\"\xef\xbb\xbf\x7f\"", SLICE_LIT("\xef\xbb\xbf\x7f") }, /* U+FEFF inside is text */
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        assert_true(slice_eq(parse(cases[i].text)->text, cases[i].want));
}

/* ---- refusals ---- */

static const struct refusal {
    cupel_slice text;
    cupel_status st;
    size_t offset;
    const char *why;
} refusals[] = {
    { SLICE_LIT(""), CUPEL_E_TRUNCATED, 0, "ends where a value" },
    { SLICE_LIT(" \n"), CUPEL_E_TRUNCATED, 2, "ends where a value" },
    { SLICE_LIT("tru"), CUPEL_E_TRUNCATED, 3, "rest of a word" },
    { SLICE_LIT("truE"), CUPEL_E_MALFORMED, 0, "a value" },
    { SLICE_LIT("nullx"), CUPEL_E_TRAILING, 4, "after the end" },
    { SLICE_LIT("NaN"), CUPEL_E_MALFORMED, 0, "a value" },
    { SLICE_LIT("-Infinity"), CUPEL_E_MALFORMED, 1, "a digit" },
    { SLICE_LIT("{} {}"), CUPEL_E_TRAILING, 3, "after the end" },
    { SLICE_LIT("1\0"), CUPEL_E_TRAILING, 1, "after the end" },
    { SLICE_LIT("\0"), CUPEL_E_MALFORMED, 0, "a value" },
    { SLICE_LIT("[1,\v2]"), CUPEL_E_MALFORMED, 3, "a value" },
    { SLICE_LIT("\xef\xbb\xbf{}"), CUPEL_E_MALFORMED, 0, "byte order mark" },
    { SLICE_LIT("01"), CUPEL_E_MALFORMED, 0, "superfluous zero" },
    { SLICE_LIT("-01"), CUPEL_E_MALFORMED, 0, "superfluous zero" },
    { SLICE_LIT("+1"), CUPEL_E_MALFORMED, 0, "a value" },
    { SLICE_LIT(".5"), CUPEL_E_MALFORMED, 0, "a value" },
    { SLICE_LIT("1."), CUPEL_E_TRUNCATED, 2, "a digit" },
    { SLICE_LIT("1.e1"), CUPEL_E_MALFORMED, 2, "a digit" },
    { SLICE_LIT("1e"), CUPEL_E_TRUNCATED, 2, "a digit" },
    { SLICE_LIT("1e+-1"), CUPEL_E_MALFORMED, 3, "a digit" },
    { SLICE_LIT("0x10"), CUPEL_E_TRAILING, 1, "after the end" },
    { SLICE_LIT("[1,]"), CUPEL_E_MALFORMED, 3, "a value" },
    { SLICE_LIT("[,1]"), CUPEL_E_MALFORMED, 1, "a value" },
    { SLICE_LIT("[1 2]"), CUPEL_E_MALFORMED, 3, "a comma or ]" },
    { SLICE_LIT("[1}"), CUPEL_E_MALFORMED, 2, "a comma or ]" },
    { SLICE_LIT("[1"), CUPEL_E_TRUNCATED, 2, "a comma or ]" },
    { SLICE_LIT("{\"a\":1,}"), CUPEL_E_MALFORMED, 7, "member name" },
    { SLICE_LIT("{a:1}"), CUPEL_E_MALFORMED, 1, "member name" },
    { SLICE_LIT("{'a':1}"), CUPEL_E_MALFORMED, 1, "member name" },
    { SLICE_LIT("{1:1}"), CUPEL_E_MALFORMED, 1, "member name" },
    { SLICE_LIT("{\"a\" 1}"), CUPEL_E_MALFORMED, 5, "a colon" },
    { SLICE_LIT("{\"a\":}"), CUPEL_E_MALFORMED, 5, "a value" },
    { SLICE_LIT("{\"a\":1]"), CUPEL_E_MALFORMED, 6, "a comma or }" },
    { SLICE_LIT("{\"a\":1 /* c */}"), CUPEL_E_MALFORMED, 7, "a comma or }" },
    { SLICE_LIT("{\"a\":1,\"b\":2,\"a\":3}"), CUPEL_E_MALFORMED, 17, "\"a\" stands twice" },
    { SLICE_LIT("{\"a\":1,\"\\u0061\":2}"), CUPEL_E_MALFORMED, 16, "\"a\" stands twice" },
    { SLICE_LIT("[{\"\":1,\"\":2}]"), CUPEL_E_MALFORMED, 10, "\"\" stands twice" },
    { SLICE_LIT("\"abc"), CUPEL_E_TRUNCATED, 4, "end of a string" },
    { SLICE_LIT("\"abc\\\""), CUPEL_E_TRUNCATED, 6, "end of a string" },
    { SLICE_LIT("\"\\"), CUPEL_E_TRUNCATED, 2, "an escape" },
    { SLICE_LIT("\"\\x41\""), CUPEL_E_MALFORMED, 1, "unknown escape" },
    { SLICE_LIT("\"\\\0\""), CUPEL_E_MALFORMED, 1, "unknown escape" },
    { SLICE_LIT("\"\\u12"), CUPEL_E_TRUNCATED, 3, "inside an escape" },
    { SLICE_LIT("\"\\u00g0\""), CUPEL_E_MALFORMED, 3, "four hex digits" },
    { SLICE_LIT("\"\\u+041\""), CUPEL_E_MALFORMED, 3, "four hex digits" },
    { SLICE_LIT("\"\\ud800\""), CUPEL_E_MALFORMED, 1, "surrogate" },
    { SLICE_LIT("\"\\udc00\\ud800\""), CUPEL_E_MALFORMED, 1, "surrogate" },
    { SLICE_LIT("\"\\ud800\\u0041\""), CUPEL_E_MALFORMED, 1, "surrogate" },
    { SLICE_LIT("\"\\ud800\\n\""), CUPEL_E_MALFORMED, 1, "surrogate" },
    { SLICE_LIT("\"a\nb\""), CUPEL_E_MALFORMED, 2, "control character (0x0a)" },
    { SLICE_LIT("\"a\0b\""), CUPEL_E_MALFORMED, 2, "control character (0x00)" },
    { SLICE_LIT("\"\\n\x1f\""), CUPEL_E_MALFORMED, 3, "control character (0x1f)" },
    { SLICE_LIT("\"a\x80\""), CUPEL_E_MALFORMED, 2, "UTF-8" },            /* tail alone */
    { SLICE_LIT("\"\xc0\x80\""), CUPEL_E_MALFORMED, 1, "UTF-8" },         /* overlong NUL */
    { SLICE_LIT("\"\xc1\xbf\""), CUPEL_E_MALFORMED, 1, "UTF-8" },         /* overlong */
    { SLICE_LIT("\"\xe0\x9f\xbf\""), CUPEL_E_MALFORMED, 1, "UTF-8" },     /* overlong */
    { SLICE_LIT("\"\xf0\x8f\xbf\xbf\""), CUPEL_E_MALFORMED, 1, "UTF-8" }, /* overlong */
    { SLICE_LIT("\"\xed\xa0\x80\""), CUPEL_E_MALFORMED, 1, "UTF-8" },     /* surrogate */
    { SLICE_LIT("\"\xf4\x90\x80\x80\""), CUPEL_E_MALFORMED, 1, "UTF-8" }, /* past U+10FFFF */
    { SLICE_LIT("\"\xf5\x80\x80\x80\""), CUPEL_E_MALFORMED, 1, "UTF-8" },
    { SLICE_LIT("\"\xc3\""), CUPEL_E_MALFORMED, 1, "UTF-8" },
    { SLICE_LIT("\"\\n\xc3(\""), CUPEL_E_MALFORMED, 3, "UTF-8" },
    { SLICE_LIT("{\"\xff\":1}"), CUPEL_E_MALFORMED, 2, "UTF-8" },
};

static void refusals_have_reasons(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(refusals); i++) {
        const struct refusal *r = &refusals[i];
        const struct json_node *n = NULL;
        struct cupel_diag d = { 0 };
        print_message("%zu: %s\n", i, r->why);
        assert_status(json_parse(&scratch, r->text, &n, &d), r->st);
        assert_null(n);
        assert_int_equal(d.status, r->st);
        assert_true(d.has_offset);
        assert_int_equal(d.offset, r->offset);
        assert_says(d, r->why);
        assert_status(json_parse(&scratch, r->text, &n, NULL), r->st);
    }
}

static void cut_at_each_length(void **state)
{
    (void)state;
    cupel_slice text = SLICE_LIT("{\"a\":[-1.5e2,true,\"\\ud834\\udd1e \xc3\xa9\",{\"b\":null}]}");
    const struct json_node *n = NULL;
    for (size_t len = 0; len < text.n; len++)
        assert_int_equal(
            cupel_status_class(json_parse(&scratch, slice_part(text, 0, len), &n, NULL)),
            CUPEL_CLASS_MALFORMED);
    assert_status(json_parse(&scratch, text, &n, NULL), CUPEL_OK);
}

/* ---- caps ---- */

static cupel_status nested(unsigned depth, bool objects, struct cupel_diag *d)
{
    struct buf b;
    const struct json_node *n = NULL;
    buf_init(&b, 4096);
    for (unsigned i = 0; i < depth; i++)
        buf_add_str(&b, objects ? "{\"a\":" : "[");
    buf_add_str(&b, "0");
    for (unsigned i = 0; i < depth; i++)
        buf_add_byte(&b, objects ? '}' : ']');
    cupel_status st = json_parse(&scratch, buf_slice(&b), &n, d);
    buf_clear(&b);
    return st;
}

static void depth_is_capped(void **state)
{
    (void)state;
    for (int objects = 0; objects < 2; objects++) {
        struct cupel_diag d = { 0 };
        assert_status(nested(JSON_DEPTH_MAX, objects, NULL), CUPEL_OK);
        assert_status(nested(JSON_DEPTH_MAX + 1, objects, &d), CUPEL_E_LIMIT);
        assert_int_equal(d.offset, JSON_DEPTH_MAX * (objects ? 5 : 1));
        assert_says(d, "deeper than 16");
        assert_status(nested(600, objects, NULL), CUPEL_E_LIMIT);
    }
}

/* [0,0,…] with @n values inside. */
static cupel_status many_values(size_t n, struct cupel_diag *d)
{
    struct buf b;
    const struct json_node *top = NULL;
    buf_init(&b, 1u << 20);
    buf_add_str(&b, "[0");
    for (size_t i = 1; i < n; i++)
        buf_add_str(&b, ",0");
    buf_add_str(&b, "]");
    cupel_status st = json_parse(&scratch, buf_slice(&b), &top, d);
    buf_clear(&b);
    return st;
}

static void values_are_capped(void **state)
{
    (void)state;
    struct cupel_diag d = { 0 };
    assert_status(many_values(JSON_NODES_MAX - 1, NULL), CUPEL_OK);
    assert_status(many_values(JSON_NODES_MAX, &d), CUPEL_E_LIMIT);
    assert_says(d, "more than 200000 values");
}

#define KEYS 100000u

/* An object of KEYS members; member @twin has the name of member 7. */
static cupel_status many_members(size_t twin, struct cupel_diag *d)
{
    struct buf b;
    const struct json_node *top = NULL;
    buf_init(&b, 4u << 20);
    for (size_t i = 0; i < KEYS; i++)
        buf_printf(&b, "%s\"k%zu\":0", i ? "," : "{", i == twin ? 7 : i * 7919 % KEYS);
    buf_add_str(&b, "}");
    cupel_status st = json_parse(&scratch, buf_slice(&b), &top, d);
    buf_clear(&b);
    return st;
}

/* Comparing all pairs here would be five thousand million comparisons: this test would hang. */
static void duplicates_are_found_among_many(void **state)
{
    (void)state;
    struct cupel_diag d = { 0 };
    assert_status(many_members(SIZE_MAX, NULL), CUPEL_OK);
    assert_status(many_members(KEYS - 1, &d), CUPEL_E_MALFORMED);
    assert_says(d, "\"k7\" stands twice");
    for (unsigned n = 2; n < 40; n++) { /* on both sides of the switch between the two methods */
        struct buf b;
        const struct json_node *top = NULL;
        buf_init(&b, 4096);
        for (unsigned i = 0; i < n; i++)
            buf_printf(&b, "%s\"%u\":0", i ? "," : "{", i * 7 % n == n - 1 ? 0 : i * 7 % n);
        buf_add_str(&b, "}");
        assert_status(json_parse(&scratch, buf_slice(&b), &top, &d), CUPEL_E_MALFORMED);
        assert_says(d, "stands twice");
        buf_clear(&b);
    }
}

static void memory_is_asked_of_the_arena(void **state)
{
    (void)state;
    const char text[] = "{\"a\":[1,2,3],\"b\":\"\\n\",\"c\":{\"d\":0}}";
    size_t cap = 0;
    const struct json_node *n = NULL;
    for (;; cap += 16) {
        struct arena small;
        struct cupel_diag d = { 0 };
        arena_init(&small, cap);
        cupel_status st = json_parse(&small, slice_str(text), &n, &d);
        arena_clear(&small);
        if (st == CUPEL_OK)
            break;
        assert_status(st, CUPEL_E_LIMIT);
        assert_says(d, "memory");
        assert_null(n);
    }
    assert_in_range(cap, 500, 4096);
}

/* ---- schema-like reading ---- */

static const char sample[] =
    "{\"n\":{\"max\":65535,\"over\":65536,\"exp\":1e5,\"neg\":-1,\"mz\":-0,\"frac\":1.0,"
    "\"big\":18446744073709551615,\"bigger\":18446744073709551616,\"text\":\"5\"},"
    "\"list\":[{},{\"hex\":\"00aF\",\"odd\":\"00a\",\"t\":\"2026-06-01T00:00:00Z\","
    "\"bad\":\"2026-02-30T00:00:00Z\",\"obj\":[]}],\"nil\":null}";

#define IN(d)                                                                                      \
    {                                                                                              \
        CUPEL_OK, "tcb-info", &(d)                                                                 \
    }

static void integers(void **state)
{
    (void)state;
    const struct json_node *n = json_find(parse(sample), "n");
    struct cupel_diag d = { 0 };
    struct json_in in = IN(d);
    assert_int_equal(json_get_uint(&in, n, "max", 65535), 65535);
    assert_true(json_get_uint(&in, n, "big", UINT64_MAX) == UINT64_MAX);
    assert_status(in.st, CUPEL_OK);
    static const struct {
        const char *key, *want;
    } bad[] = {
        { "over", "n.over must be an integer from 0 to 65535 in plain digits, found 65536" },
        { "exp", "n.exp must be an integer from 0 to 65535 in plain digits, found 1e5" },
        { "neg", "found -1" },
        { "mz", "found -0" },
        { "frac", "found 1.0" },
        { "bigger", "found 18446744073709551616" },
        { "text", "n.text must be a number, found a string" },
        { "none", "n.none is missing" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++) {
        in = (struct json_in)IN(d);
        assert_int_equal(json_get_uint(&in, n, bad[i].key, 65535), 0);
        assert_status(in.st, CUPEL_E_MALFORMED);
        assert_says(d, bad[i].want);
        assert_string_equal(d.format, "tcb-info");
        assert_true(d.has_offset);
    }
    in = (struct json_in)IN(d);
    assert_int_equal(json_get_uint(&in, n, "bigger", UINT64_MAX), 0);
    assert_status(in.st, CUPEL_E_MALFORMED);
}

static void texts(void **state)
{
    (void)state;
    const struct json_node *item = json_find(parse(sample), "list")->child->next;
    struct cupel_diag d = { 0 };
    struct json_in in = IN(d);
    uint8_t out[3] = { 9, 9, 9 };
    json_get_hex(&in, item, "hex", out, 2);
    assert_memory_equal(out, "\x00\xaf\x09", 3);
    assert_int_equal(json_get_time(&in, item, "t"), 1780272000);
    assert_slice(json_get_string(&in, item, "odd"), "00a");
    assert_status(in.st, CUPEL_OK);
    json_get_hex(&in, item, "hex", out, 3);
    assert_says(d, "list[1].hex must be 6 hex digits, found \"00aF\" (4 bytes)");
    assert_memory_equal(out, "\0\0\0", 3);
    in = (struct json_in)IN(d);
    json_get_hex(&in, item, "odd", out, 1);
    assert_says(d, "list[1].odd must be 2 hex digits");
    in = (struct json_in)IN(d);
    assert_int_equal(json_get_time(&in, item, "bad"), 0);
    assert_says(d, "list[1].bad must be a time like 2026-06-01T00:00:00Z (RFC 3339)");
    in = (struct json_in)IN(d);
    assert_null(json_get_string(&in, item, "obj").p);
    assert_says(d, "list[1].obj must be a string, found an array");
}

static void optional_members(void **state)
{
    (void)state;
    const struct json_node *top = parse(sample), *list = json_find(top, "list");
    struct cupel_diag d = { 0 };
    struct json_in in = IN(d);
    assert_null(json_get_opt(&in, top, "none", JSON_OBJECT));
    assert_null(json_get_opt(&in, NULL, "none", JSON_OBJECT));
    assert_non_null(json_get_opt(&in, top, "n", JSON_OBJECT));
    assert_status(in.st, CUPEL_OK);
    assert_null(json_get_opt(&in, top, "nil", JSON_OBJECT)); /* null is not absence */
    assert_says(d, "nil must be an object, found null");
    in = (struct json_in)IN(d);
    assert_null(json_get(&in, list, "x", JSON_OBJECT));
    assert_says(d, "list must be an object, found an array");
    in = (struct json_in)IN(d);
    assert_null(json_get(&in, parse("[]"), "x", JSON_OBJECT));
    assert_says(d, "the document must be an object, found an array");
    in = (struct json_in)IN(d);
    assert_null(json_get(&in, NULL, "x", JSON_OBJECT));
    assert_says(d, "x is missing");
    assert_false(d.has_offset);
}

static void the_first_failure_sticks(void **state)
{
    (void)state;
    const struct json_node *top = parse(sample), *item = json_find(top, "list")->child->next;
    struct cupel_diag d = { 0 };
    struct json_in in = IN(d);
    uint8_t out[2] = { 1, 1 };
    json_fail(&in, item, "level %d is odd\n", 7);
    assert_string_equal(d.text, "list[1]: level 7 is odd?");
    assert_int_equal(d.offset, item->offset);
    json_fail(&in, top, "later");
    assert_null(json_get(&in, top, "none", JSON_NULL));
    assert_null(json_get(&in, top, "n", JSON_OBJECT));
    assert_int_equal(json_get_uint(&in, json_find(top, "n"), "max", 65535), 0);
    assert_int_equal(json_get_time(&in, item, "t"), 0);
    json_get_hex(&in, item, "hex", out, 2);
    assert_int_equal(out[0] | out[1], 0);
    assert_string_equal(d.text, "list[1]: level 7 is odd?");
    in = (struct json_in){ CUPEL_OK, NULL, NULL };
    json_fail(&in, NULL, "nobody listens");
    assert_status(in.st, CUPEL_E_MALFORMED);
}

static void hostile_names_stay_printable(void **state)
{
    (void)state;
    struct cupel_diag d = { 0 };
    struct json_in in = IN(d);
    const struct json_node *n = parse("{\"\\u001b[2J\\n\xc3\xa9\":[{\"a\\u0000b\":{}}]}");
    (void)json_get(&in, n->child->child->child, "x", JSON_NULL);
    assert_string_equal(d.text, "?[2J???[0].a.x is missing");
}

/* ---- writing ---- */

static void written(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000);
    struct json_out o = json_out_to(&b);
    json_object_open(&o, NULL);
    json_array_open(&o, "a");
    json_uint(&o, NULL, UINT64_MAX);
    json_int(&o, NULL, INT64_MIN);
    json_object_open(&o, NULL);
    json_object_close(&o);
    json_bool(&o, NULL, true);
    json_array_close(&o);
    json_text(&o, "<&>\"\\\n\r\t\x01\x7f", NULL);
    json_slice(&o, "s", SLICE_LIT("\xc3\xa9\xff\xed\xa0\x80\0"));
    json_hex(&o, "h", SLICE_LIT("\x00\xAB"));
    json_bool(&o, "f", false);
    json_null(&o, "n");
    json_time(&o, "t", 1780272000);
    json_object_close(&o);
    assert_status(buf_status(&b), CUPEL_OK);
    assert_slice(buf_slice(&b),
                 "{\"a\":[18446744073709551615,-9223372036854775808,{},true],"
                 "\"\\u003c\\u0026\\u003e\\\"\\\\\\n\\r\\t\\u0001\\u007f\":null,"
                 "\"s\":\"\xc3\xa9\\ufffd\\ufffd\\ufffd\\ufffd\\u0000\",\"h\":\"00ab\","
                 "\"f\":false,\"n\":null,\"t\":\"2026-06-01T00:00:00Z\"}");
    const struct json_node *n = NULL;
    assert_status(json_parse(&scratch, buf_slice(&b), &n, NULL), CUPEL_OK);
    assert_slice(n->child->next->key, "<&>\"\\\n\r\t\x01\x7f");
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(raw_spans_are_exact, set_up, tear_down),
        cmocka_unit_test_setup_teardown(strings_are_decoded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals_have_reasons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cut_at_each_length, set_up, tear_down),
        cmocka_unit_test_setup_teardown(depth_is_capped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_are_capped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(duplicates_are_found_among_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_is_asked_of_the_arena, set_up, tear_down),
        cmocka_unit_test_setup_teardown(integers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(optional_members, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_failure_sticks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hostile_names_stay_printable, set_up, tear_down),
        cmocka_unit_test_setup_teardown(written, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
