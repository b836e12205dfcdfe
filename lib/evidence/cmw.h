/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/cmw.h: the RATS conceptual message wrapper (draft-ietf-rats-msg-wrap-23): a record
 * [type, value, ? indicator] in JSON or CBOR, a CBOR tag made of a CoAP content format, and
 * collections of them. A record or tag is a wrapper, a collection a composite format.
 */
#ifndef CUPEL_LIB_EVIDENCE_CMW_H
#define CUPEL_LIB_EVIDENCE_CMW_H

#include "evidence/format.h"

#define CMW_DEPTH_MAX   4u   /* collections inside collections */
#define CMW_MEMBERS_MAX 48u  /* records of a collection, those of inner ones included */
#define CMW_TYPE_MAX    256u /* characters of a media type with its parameters */

enum cmw_ind { /* the indicator's bits, table "CMW Indicators Registry" */
               CMW_REFERENCE_VALUES = 1u << 0,
               CMW_ENDORSEMENTS = 1u << 1,
               CMW_EVIDENCE = 1u << 2,
               CMW_RESULTS = 1u << 3,
               CMW_POLICY = 1u << 4,
               CMW_KNOWN = 31u
};

/* What a media type or content format stands for here. */
struct cmw_type {
    const char *media;   /* "application/eat+cwt" */
    const char *profile; /* value of its parameter profile or eat_profile, or NULL: any or none */
    uint32_t number;     /* CoAP content format, or 0 */
    unsigned holds;      /* enum cmw_ind */
    const char *format;  /* name of the evidence format, or NULL: recognised by content */
};
/* The row of a whole media type, or of a content format; NULL when there is none. */
const struct cmw_type *cmw_type_of_text(cupel_slice media);
const struct cmw_type *cmw_type_of_number(uint64_t number);
/* Is @media type/subtype with well-formed parameters? */
bool cmw_is_media(cupel_slice media);

struct cmw_record {
    const char *label;            /* "vm/tpm" inside collections, else "" */
    const char *type;             /* the media type, or "content format 263" */
    const struct cmw_type *known; /* or NULL */
    bool tag;
    cupel_slice value; /* decoded */
    cupel_slice raw;   /* the record as it stands in the input */
    size_t at;         /* of raw */
    bool has_ind;
    unsigned ind;
};
struct cmw {
    bool json, is_collection;
    const char *collection_type; /* __cmwc_t of the outermost collection, or NULL */
    struct cmw_record records[CMW_MEMBERS_MAX];
    size_t n;
};

/* Could @in be a CMW; one record or tag; a collection? Takes no memory. */
bool cmw_probe(cupel_slice in);
bool cmw_is_record(cupel_slice in);
bool cmw_is_collection(cupel_slice in);
/* Read it whole. *ret lives in the arena and borrows from @in. */
cupel_status cmw_read(struct arena *a, cupel_slice in, struct cmw **ret, struct cupel_diag *err);
/* What the record holds, as bits of enum cmw_ind: its indicator, else its type, else 0. */
unsigned cmw_holds(const struct cmw_record *r);
/* "evidence, endorsements" */
const char *cmw_ind_text(struct arena *a, unsigned ind);

#endif
