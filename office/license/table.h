/* SPDX-License-Identifier: Apache-2.0 */
/*
 * license/table.h: what table.c holds, which tools/license-table writes: the ids of the SPDX list,
 * and of those texts that are recognised the hashes of their chunks (license/chunks.h), each hash
 * once, in order of first appearance. A text is a row of runs of them. For office/license alone.
 */
#ifndef CUPEL_OFFICE_LICENSE_TABLE_H
#define CUPEL_OFFICE_LICENSE_TABLE_H

#include "base/slice.h"

enum license_id_flag { LICENSE_ID_OSI = 1, LICENSE_ID_DEPRECATED = 2, LICENSE_ID_EXCEPTION = 4 };

struct license_id {
    const char *id;
    uint8_t flags;
};

enum license_text_kind {
    LICENSE_TEXT,
    LICENSE_NOTICE,   /* the notice by which a file says that the license applies */
    LICENSE_EXCEPTION /* an addition to another license */
};

struct license_text {
    const char *id;    /* of an exception: its own */
    const char *later; /* the id when an "or any later version" notice stands beside it, or NULL */
    uint8_t kind;      /* enum license_text_kind */
    uint8_t is_fine;   /* which of the two masks its chunks were made with */
    uint16_t head;     /* chunks at the beginning that may be missing */
    uint16_t tail;     /* chunks at the end that may be missing */
    uint16_t chunks;   /* all of them */
    uint16_t first_run, n_runs;
    uint32_t words; /* of the chunks that may not be missing */
    uint32_t key;   /* LICENSE_NOTICE: bit i: chunk i names the license and must be there */
};

extern const struct license_id license_ids[]; /* sorted bytewise */
extern const size_t license_n_ids;
extern const uint32_t license_hashes[];
extern const size_t license_n_hashes;
extern const uint16_t license_run_first[]; /* of license_hashes */
extern const uint16_t license_run_length[];
extern const struct license_text license_texts[];
extern const size_t license_n_texts;

#endif
