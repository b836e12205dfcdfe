/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec/xml.h: the part of XML 1.0 that signed manifests need, read strictly, and its one canonical
 * form. Read: elements, attributes, text, namespaces (XML Names 1.0), the five predefined entities
 * and numeric references, an XML declaration. Refused, never guessed: document types and with them
 * all other entities, processing instructions, comments, CDATA sections, the xml: prefix, names
 * outside ASCII, encodings other than UTF-8, a byte order mark, namespaces without declaration or
 * with other characters than a URI's,
 * attributes given twice (by name or by namespace), text outside the root element. Nodes live in
 * the caller's arena and borrow from the input where nothing had to be decoded.
 */
#ifndef CUPEL_LIB_CODEC_XML_H
#define CUPEL_LIB_CODEC_XML_H

#include "base/arena.h"
#include "base/buf.h"

#define XML_MAX       (1u << 20) /* bytes of one document */
#define XML_DEPTH_MAX 16u
#define XML_NODES_MAX 16384u /* elements and texts of one document */
#define XML_ATTRS_MAX 64u    /* attributes and namespace declarations of one element */

struct xml_attr {
    cupel_slice prefix, local; /* as written; prefix empty: none */
    cupel_slice uri;           /* of its namespace; empty for attributes without prefix */
    cupel_slice value;         /* decoded and normalised (XML 1.0 section 3.3.3, CDATA) */
    size_t at;                 /* of its name in the input */
};

/* An element, or a run of text between two tags. */
struct xml_node {
    bool is_text;
    cupel_slice prefix, local, uri;
    cupel_slice text;             /* of a text: decoded, line ends normalised */
    const struct xml_attr *attrs; /* in wire order, declarations left out */
    size_t n_attrs;
    const struct xml_attr *spaces; /* namespace declarations: local is the prefix, "" the default */
    size_t n_spaces;
    size_t at, length; /* of the whole node in the input */
    const struct xml_node *child, *next, *parent;
};

/* The root element. On failure *ret is untouched and @err (may be NULL) names offset and rule. */
cupel_status xml_parse(struct arena *a, cupel_slice in, const struct xml_node **ret,
                       struct cupel_diag *err);

/* Is @n an element with this namespace and local name? False for NULL. */
bool xml_is(const struct xml_node *n, const char *uri, const char *local);
/* The first child element of that name, or NULL. */
const struct xml_node *xml_find(const struct xml_node *parent, const char *uri, const char *local);
/* The first child element, and the next one among siblings; texts are passed over. */
const struct xml_node *xml_first(const struct xml_node *parent);
const struct xml_node *xml_next(const struct xml_node *n);
/* The attribute's value; *found (may be NULL) tells an absent one from an empty one. @uri "": no
 * namespace. */
cupel_slice xml_attr_find(const struct xml_node *n, const char *uri, const char *local,
                          bool *found);
/* Has @n no children but white space? */
bool xml_has_only_elements(const struct xml_node *n);
/* The text of an element that holds nothing else; the empty slice and false where it holds more. */
bool xml_text_of(const struct xml_node *n, cupel_slice *ret);

/*
 * Canonical XML 1.1 (inclusive, without comments) of the subtree at @apex, leaving out the element
 * @omit (may be NULL) with all it holds. Namespaces in scope at @apex are rendered there. As the
 * xml: prefix is refused at parse, this is also Canonical XML 1.0. Failure sticks in @out.
 */
void xml_c14n(const struct xml_node *apex, const struct xml_node *omit, struct buf *out);

#endif
