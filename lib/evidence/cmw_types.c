/* SPDX-License-Identifier: Apache-2.0 */
/* Media types and CoAP content formats that a CMW may name, and what they stand for here. */
#include "evidence/cmw.h"

/*
 * EAT: RFC 9782 section 6 (263 to 268). PSA: RFC 9783 section 10 (10003, 10004) and what Veraison
 * takes. CCA: draft-ffm-rats-cca-token and Veraison. configfs-tsm: Veraison's ratsd. CoRIM:
 * draft-ietf-rats-corim. Rows with a profile come before the one without.
 */
#define EAT_CWT "application/eat+cwt"
static const struct cmw_type types[] = {
    { EAT_CWT, "tag:psacertified.org,2023:psa#tfm", 10003, CMW_EVIDENCE, "psa" },
    { EAT_CWT, "tag:psacertified.org,2019:psa#legacy", 10004, CMW_EVIDENCE, "psa" },
    { EAT_CWT, "tag:arm.com,2023:cca_platform#1.0.0", 0, CMW_EVIDENCE, "cca" },
    { EAT_CWT, "http://arm.com/CCA-SSD/1.0.0", 0, CMW_EVIDENCE, "cca" },
    { "application/eat-cwt", "http://arm.com/psa/2.0.0", 0, CMW_EVIDENCE, "psa" },
    { "application/psa-attestation-token", NULL, 0, CMW_EVIDENCE, "psa" },
    { "application/eat-collection", "http://arm.com/CCA-SSD/1.0.0", 0, CMW_EVIDENCE, "cca" },
    { EAT_CWT, NULL, 263, 0, NULL }, /* a token of any kind: results are EATs as well */
    { "application/eat+jwt", NULL, 264, 0, NULL },
    { "application/eat-bun+cbor", NULL, 265, 0, NULL },
    { "application/eat-bun+json", NULL, 266, 0, NULL },
    { "application/eat-ucs+cbor", NULL, 267, 0, NULL },
    { "application/eat-ucs+json", NULL, 268, 0, NULL },
    { "application/cmw+json", NULL, 0, 0, NULL },
    { "application/cmw+cbor", NULL, 0, 0, NULL },
    { "application/vnd.veraison.configfs-tsm+json", NULL, 0, CMW_EVIDENCE, NULL },
    { "application/vnd.veraison.configfs-tsm+cbor", NULL, 0, CMW_EVIDENCE, NULL },
    { "application/vnd.veraison.tsm-report+cbor", NULL, 0, CMW_EVIDENCE, NULL },
    { "application/vnd.veraison.tsm-report+json", NULL, 0, CMW_EVIDENCE, NULL },
    { "application/rim+cbor", NULL, 0, CMW_REFERENCE_VALUES | CMW_ENDORSEMENTS, NULL },
    { "application/rim+cose", NULL, 0, CMW_REFERENCE_VALUES | CMW_ENDORSEMENTS, NULL },
    { "application/corim-unsigned+cbor", NULL, 0, CMW_REFERENCE_VALUES | CMW_ENDORSEMENTS, NULL },
    { "application/signed-corim+cbor", NULL, 0, CMW_REFERENCE_VALUES | CMW_ENDORSEMENTS, NULL },
    { "application/pkix-cert", NULL, 287, CMW_ENDORSEMENTS, NULL },
};

/* ---- media types (RFC 9110 8.3.1) ---- */

static bool is_token_char(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           slice_find(SLICE_LIT("!#$%&'*+-.^_`|~"), slice_of(&c, 1)) != SIZE_MAX;
}

static cupel_slice take_token(struct cur *c)
{
    size_t n = 0;
    while (n < c->left.n && is_token_char(c->left.p[n]))
        n++;
    if (n == 0)
        cur_fail(c, CUPEL_E_MALFORMED);
    return cur_take(c, n);
}

static void take_char(struct cur *c, char want)
{
    if (cur_u8(c) != (uint8_t)want)
        cur_fail(c, CUPEL_E_MALFORMED);
}

static void skip_spaces(struct cur *c)
{
    while (c->left.n && (c->left.p[0] == ' ' || c->left.p[0] == '\t'))
        (void)cur_u8(c);
}

/* A quoted string without escapes, or what ends at the next ";": URIs are sent bare. */
static cupel_slice take_value(struct cur *c)
{
    bool quoted = c->left.n && c->left.p[0] == '"';
    if (quoted)
        (void)cur_u8(c);
    size_t n = 0;
    while (n < c->left.n && c->left.p[n] != (quoted ? '"' : ';') && c->left.p[n] > ' ' &&
           c->left.p[n] < 0x7f && c->left.p[n] != '\\')
        n++;
    cupel_slice value = cur_take(c, n);
    if (quoted)
        take_char(c, '"');
    if (n == 0)
        cur_fail(c, CUPEL_E_MALFORMED);
    return value;
}

struct media {
    cupel_slice type, profile; /* "application/eat+cwt" */
};

static bool read_media(cupel_slice text, struct media *ret)
{
    struct cur c = cur_of(text);
    *ret = (struct media){ .profile = SLICE_EMPTY };
    size_t n = take_token(&c).n;
    take_char(&c, '/');
    n += 1 + take_token(&c).n;
    ret->type = slice_part(text, 0, n);
    skip_spaces(&c);
    while (c.left.n && c.st == CUPEL_OK) {
        take_char(&c, ';');
        skip_spaces(&c);
        cupel_slice name = take_token(&c);
        take_char(&c, '=');
        cupel_slice value = take_value(&c);
        skip_spaces(&c);
        if (slice_eq_nocase(name, SLICE_LIT("eat_profile")) ||
            slice_eq_nocase(name, SLICE_LIT("profile")))
            ret->profile = value;
    }
    return cur_end(&c) == CUPEL_OK && text.n <= CMW_TYPE_MAX;
}

bool cmw_is_media(cupel_slice media)
{
    struct media m;
    return read_media(media, &m);
}

const struct cmw_type *cmw_type_of_text(cupel_slice media)
{
    struct media m;
    if (!read_media(media, &m))
        return NULL;
    for (size_t i = 0; i < CUPEL_COUNT(types); i++)
        if (slice_eq_nocase(m.type, slice_str(types[i].media)) &&
            (!types[i].profile || slice_eq(m.profile, slice_str(types[i].profile))))
            return &types[i];
    return NULL;
}

const struct cmw_type *cmw_type_of_number(uint64_t number)
{
    for (size_t i = 0; number && i < CUPEL_COUNT(types); i++)
        if (types[i].number == number)
            return &types[i];
    return NULL;
}

const char *cmw_ind_text(struct arena *a, unsigned ind)
{
    static const char *const names[] = { "reference values", "endorsements", "evidence",
                                         "attestation results", "appraisal policy" };
    const char *text = "";
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        if (ind >> i & 1u)
            text = arena_printf(a, "%s%s%s", text, *text ? ", " : "", names[i]);
    return text;
}

unsigned cmw_holds(const struct cmw_record *r)
{
    return r->has_ind ? r->ind : r->known ? r->known->holds : 0;
}
