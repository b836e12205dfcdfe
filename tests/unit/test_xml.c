/* SPDX-License-Identifier: Apache-2.0 */
/* What the XML reader takes, what it refuses and why, and what canonical form it gives. */
#include "test.h"

#include "codec/xml.h"

#define MEMORY (16u << 20)

static const struct xml_node *read_ok(struct arena *a, const char *text)
{
    const struct xml_node *root = NULL;
    struct cupel_diag err = { 0 };
    if (xml_parse(a, slice_str(text), &root, &err) != CUPEL_OK)
        fail_msg("%s: %s", text, err.text);
    return root;
}

/* ---- refusals ---- */

static const struct {
    const char *text, *says;
    cupel_status st;
} refusals[] = {
    { "", "no element", CUPEL_E_TRUNCATED },
    { "x", "no element", CUPEL_E_MALFORMED },
    { "<r>", "ends inside an element", CUPEL_E_TRUNCATED },
    { "<r", "ends inside a tag", CUPEL_E_TRUNCATED },
    { "<r/>x", "goes on after its root", CUPEL_E_TRAILING },
    { "<r/><r/>", "goes on after its root", CUPEL_E_TRAILING },
    { "<r></s>", "ends another element", CUPEL_E_MALFORMED },
    { "<p:r xmlns:p='u'></r>", "ends another element", CUPEL_E_MALFORMED },
    { "\xef\xbb\xbf<r/>", "no characters of XML", CUPEL_E_MALFORMED },
    { "<r>\xc0\x80</r>", "no UTF-8", CUPEL_E_MALFORMED },
    { "<r>\x01</r>", "no characters", CUPEL_E_MALFORMED },
    { "<r>\xef\xbf\xbe</r>", "no characters", CUPEL_E_MALFORMED },
    { "<!DOCTYPE r><r/>", "document type", CUPEL_E_MALFORMED },
    { "<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>", "document type", CUPEL_E_MALFORMED },
    { "<r><!-- x --></r>", "comment", CUPEL_E_MALFORMED },
    { "<r/><!-- x -->", "comment", CUPEL_E_MALFORMED },
    { "<r><![CDATA[x]]></r>", "CDATA", CUPEL_E_MALFORMED },
    { "<r><?x y?></r>", "processing instruction", CUPEL_E_MALFORMED },
    { "<?x y?><r/>", "processing instruction", CUPEL_E_MALFORMED },
    { "<r>&a;</r>", "neither predefined", CUPEL_E_MALFORMED },
    { "<r>&amp</r>", "neither predefined", CUPEL_E_MALFORMED },
    { "<r>&#0;</r>", "neither predefined", CUPEL_E_MALFORMED },
    { "<r>&#xD800;</r>", "neither predefined", CUPEL_E_MALFORMED },
    { "<r>&#x110000;</r>", "neither predefined", CUPEL_E_MALFORMED },
    { "<r>&#99999999999;</r>", "neither predefined", CUPEL_E_MALFORMED },
    { "<r>]]></r>", "]]>", CUPEL_E_MALFORMED },
    { "<r a='<'/>", "< in an attribute", CUPEL_E_MALFORMED },
    { "<r a=x/>", "without quotes", CUPEL_E_MALFORMED },
    { "<r a/>", "without a value", CUPEL_E_MALFORMED },
    { "<r a='1'b='2'/>", "white space", CUPEL_E_MALFORMED },
    { "<r a='1' a='2'/>", "twice", CUPEL_E_MALFORMED },
    { "<r xmlns:p='u' xmlns:q='u' p:a='1' q:a='2'/>", "under two prefixes", CUPEL_E_MALFORMED },
    { "<r xmlns='u' xmlns='v'/>", "twice", CUPEL_E_MALFORMED },
    { "<p:r/>", "not declared", CUPEL_E_MALFORMED },
    { "<r p:a='1'/>", "not declared", CUPEL_E_MALFORMED },
    { "<r xmlns:p=''/>", "takes a namespace prefix back", CUPEL_E_MALFORMED },
    { "<r xmlns:xml='u'/>", "reserved", CUPEL_E_MALFORMED },
    { "<r xmlns:p='http://www.w3.org/XML/1998/namespace'/>", "reserved", CUPEL_E_MALFORMED },
    { "<r xmlns:p='u&amp;v'/>", "no URI", CUPEL_E_MALFORMED },
    { "<r xml:id='1'/>", "xml: prefix", CUPEL_E_MALFORMED },
    { "<xml:r/>", "reserved prefix", CUPEL_E_MALFORMED },
    { "<a:b:c xmlns:a='u'/>", "white space", CUPEL_E_MALFORMED },
    { "<1/>", "no name", CUPEL_E_MALFORMED },
    { "<\xc3\xa9/>", "no name", CUPEL_E_MALFORMED },
    { "<?xml version='1.1'?><r/>", "version 1.0", CUPEL_E_MALFORMED },
    { "<?xml version='1.0' encoding='UTF-16'?><r/>", "UTF-8", CUPEL_E_MALFORMED },
    { "<?xml version='1.0' x='y'?><r/>", "broken XML declaration", CUPEL_E_MALFORMED },
    { "<r/x>", "does not end with >", CUPEL_E_MALFORMED },
};

static void refuses_for_its_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(refusals); i++) {
        const struct xml_node *root = NULL;
        struct cupel_diag err = { 0 };
        struct arena a;
        arena_init(&a, MEMORY);
        cupel_status st = xml_parse(&a, slice_str(refusals[i].text), &root, &err);
        if (st != refusals[i].st || !strstr(err.text, refusals[i].says))
            fail_msg("%s: %s, \"%s\"", refusals[i].text, cupel_status_name(st), err.text);
        assert_null(root);
        arena_clear(&a);
    }
}

static void caps_hold(void **state)
{
    (void)state;
    const struct xml_node *root = NULL;
    struct cupel_diag err = { 0 };
    struct arena a;
    arena_init(&a, MEMORY);
    char *wide = malloc(XML_MAX + 1);
    assert_non_null(wide);
    for (unsigned i = 0; i < XML_DEPTH_MAX + 1; i++) {
        memcpy(wide + (size_t)3 * i, "<r>", 3);
        memcpy(wide + (size_t)3 * (XML_DEPTH_MAX + 1) + (size_t)4 * i, "</r>", 4);
    }
    cupel_slice deeper = slice_of(wide, (size_t)7 * (XML_DEPTH_MAX + 1));
    assert_status(xml_parse(&a, slice_part(deeper, 3, deeper.n - 7), &root, &err), CUPEL_OK);
    assert_status(xml_parse(&a, deeper, &root, &err), CUPEL_E_LIMIT);
    assert_says(err, "too deeply");
    memset(wide, ' ', XML_MAX + 1);
    assert_status(xml_parse(&a, slice_of(wide, XML_MAX + 1), &root, &err), CUPEL_E_LIMIT);
    size_t n = 3;
    memcpy(wide, "<r>", 3);
    for (unsigned i = 0; i < XML_NODES_MAX; i++, n += 4)
        memcpy(wide + n, "<e/>", 4);
    assert_status(xml_parse(&a, slice_of(wide, n), &root, &err), CUPEL_E_LIMIT);
    assert_says(err, "too many nodes");
    free(wide);
    arena_clear(&a);
}

/* ---- reading ---- */

static void reads_names_and_values(void **state)
{
    (void)state;
    struct arena a;
    bool found = false;
    arena_init(&a, MEMORY);
    const struct xml_node *r = read_ok(
        &a, "<?xml version=\"1.0\"?>\n<p:r xmlns:p='u' xmlns='d' a='x\ty&#9;&quot;' p:a='2'>\r\n"
            "t&lt;<e/> <p:e>q</p:e></p:r>\n");
    assert_true(xml_is(r, "u", "r") && !xml_is(r, "d", "r") && !xml_is(NULL, "u", "r"));
    assert_slice(xml_attr_find(r, "", "a", &found), "x y\t\"");
    assert_true(found);
    assert_slice(xml_attr_find(r, "u", "a", NULL), "2");
    assert_int_equal(xml_attr_find(r, "d", "a", &found).n, 0); /* no default for attributes */
    assert_false(found);
    assert_slice(r->child->text, "\nt<");
    assert_non_null(xml_find(r, "d", "e"));
    cupel_slice text;
    assert_true(xml_text_of(xml_find(r, "u", "e"), &text));
    assert_slice(text, "q");
    assert_false(xml_text_of(r, &text));
    assert_false(xml_has_only_elements(r));
    arena_clear(&a);
}

/* ---- canonical form ---- */

static void form_is(const char *text, const char *want)
{
    struct arena a;
    struct buf out;
    arena_init(&a, MEMORY);
    buf_init(&out, MEMORY);
    xml_c14n(read_ok(&a, text), NULL, &out);
    if (!slice_eq(buf_slice(&out), slice_str(want)))
        fail_msg("%s: %.*s", text, (int)out.n, (const char *)out.p);
    buf_clear(&out);
    arena_clear(&a);
}

/* Canonical XML 1.1, section 3, examples within our subset, and the corners of section 2.3. */
static void writes_canonical_form(void **state)
{
    (void)state;
    form_is("<r/>", "<r></r>");
    form_is("<?xml version='1.0'?>\n<r  b = '2'\n a=\"1\" />\n", "<r a=\"1\" b=\"2\"></r>");
    form_is("<r>&#13;&gt;&amp;\"</r>", "<r>&#xD;&gt;&amp;\"</r>");
    form_is("<r a='&#9;&#10;&#13;&quot;&lt;>'/>", "<r a=\"&#x9;&#xA;&#xD;&quot;&lt;>\"></r>");
    form_is("<r xmlns:b='2' xmlns:a='1' xmlns='0' b:x='' a:x='' z=''/>",
            "<r xmlns=\"0\" xmlns:a=\"1\" xmlns:b=\"2\" z=\"\" a:x=\"\" b:x=\"\"></r>");
    form_is("<r xmlns='u'><e xmlns='u'/><f xmlns=''/></r>",
            "<r xmlns=\"u\"><e></e><f xmlns=\"\"></f></r>");
    form_is("<r xmlns=''><e xmlns=''/></r>", "<r><e></e></r>");
    form_is("<r xmlns:p='1'><e xmlns:p='2'><f xmlns:p='1'/></e></r>",
            "<r xmlns:p=\"1\"><e xmlns:p=\"2\"><f xmlns:p=\"1\"></f></e></r>");
}

static void leaves_out_and_inherits(void **state)
{
    (void)state;
    struct arena a;
    struct buf out;
    arena_init(&a, MEMORY);
    const struct xml_node *r = read_ok(
        &a, "<r xmlns='u' xmlns:q='v'> <s xmlns:p='w'><i>x</i></s> <t/></r>");
    const struct xml_node *s = xml_find(r, "u", "s");
    buf_init(&out, MEMORY);
    xml_c14n(r, s, &out);
    assert_slice(buf_slice(&out), "<r xmlns=\"u\" xmlns:q=\"v\">  <t></t></r>");
    buf_clear(&out);
    xml_c14n(xml_first(s), NULL, &out); /* what is in scope above is written at the apex */
    assert_slice(buf_slice(&out), "<i xmlns=\"u\" xmlns:p=\"w\" xmlns:q=\"v\">x</i>");
    buf_clear(&out);
    buf_init(&out, 4);
    xml_c14n(r, NULL, &out);
    assert_status(buf_status(&out), CUPEL_E_LIMIT);
    buf_clear(&out);
    arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_for_its_reason),  cmocka_unit_test(caps_hold),
        cmocka_unit_test(reads_names_and_values),  cmocka_unit_test(writes_canonical_form),
        cmocka_unit_test(leaves_out_and_inherits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
