/* SPDX-License-Identifier: Apache-2.0 */
/*
 * license/places.h: where in a text most of a known license stands close together and in order.
 * For office/license alone.
 */
#ifndef CUPEL_OFFICE_LICENSE_PLACES_H
#define CUPEL_OFFICE_LICENSE_PLACES_H

#include "office/license/chunks.h"
#include "office/license/table.h"

#define LICENSE_SPOTS_MAX  262144
#define LICENSE_PLACES_MAX 1024

/* A known chunk where it stands in the text. */
struct license_spot {
    uint32_t first; /* word */
    uint16_t chunk; /* of license_hashes */
    uint16_t n;     /* words */
};

struct license_place {
    const struct license_text *of;
    uint32_t first, end; /* words of the text, from the first of its spots to the last */
    uint32_t got;        /* words of the license that are there: of those that must be */
    uint32_t extra;      /* and of those that may be missing */
    uint32_t key;        /* of the chunks that must be there: those that are */
    uint32_t chain;      /* its spots: chain[chain], … */
    uint32_t n_chain;
};

struct license_places {
    struct license_words words;
    struct license_spot *spots; /* by level, then by first word */
    size_t n_spots[2];          /* coarse, fine: the fine ones follow the coarse */
    uint32_t *chain;            /* indices of spots */
    size_t n_chain;
    struct license_place *places; /* of what is found, in no order */
    size_t n_places;
    struct license_place nearest; /* the best of the rest; of is NULL without one */
};

/* How much of the license is there. */
unsigned license_place_permille(const struct license_place *p);
/* Is that enough for the license to be found? */
bool license_place_is_found(const struct license_place *p);
/* CUPEL_E_NOMEM or CUPEL_OK; @ret is then to be cleared. */
cupel_status license_places_find(cupel_slice text, struct license_places *ret);
void license_places_clear(struct license_places *p);

#endif
