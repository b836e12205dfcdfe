/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/validate.h: what the two halves of landscape_validate() share. */
#ifndef CUPEL_OFFICE_LANDSCAPE_VALIDATE_H
#define CUPEL_OFFICE_LANDSCAPE_VALIDATE_H

#include "base/guess.h"
#include "office/landscape/landscape.h"

struct validating {
    const struct landscape *l;
    bool is_office;
    struct landscape_problems *problems;
    unsigned guesses; /* suggestions made so far */
};
/* Both: "item "NAME": TEXT" in data.yml; without the first part where @i is NULL. */
void validate_error(struct validating *v, const struct landscape_item *i, uint32_t line,
                    const char *text, ...) __attribute__((format(printf, 4, 5)));
void validate_doubt(struct validating *v, const struct landscape_item *i, uint32_t line,
                    const char *text, ...) __attribute__((format(printf, 4, 5)));
/* " (did you mean NAME?)" or "" for a name that no item has. */
const char *validate_guess_item(struct validating *v, const char *name);
/* docs/OFFICE.md, "landscape/". */
void validate_annotations(struct validating *v, const struct landscape_item *i);

#endif
