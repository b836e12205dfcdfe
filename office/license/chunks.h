/* SPDX-License-Identifier: Apache-2.0 */
/*
 * license/chunks.h: a text as the words that matter to a license, and those words in chunks whose
 * hashes are compared. For office/license and for tools/license-table, which makes table.inc with
 * this very code, so that the two cannot disagree.
 *
 * Words follow the SPDX matching guidelines: letter case, punctuation, white space, bullets and
 * numbering, comment leaders, copyright lines, "all rights reserved", equal spellings (licence,
 * license) and the parts that vary (whose names must not be used, who is not liable) are gone.
 *
 * A chunk ends after a word when its hash and that of the word before say so, hence where it ends
 * depends on these two alone: a change costs the chunk it stands in (and perhaps the next, whose
 * hash has two words of context), and all others are found again. Every word is in exactly one
 * chunk, so nothing that was changed, put in or taken out is missed.
 */
#ifndef CUPEL_OFFICE_LICENSE_CHUNKS_H
#define CUPEL_OFFICE_LICENSE_CHUNKS_H

#include "base/slice.h"

#define LICENSE_FINE_MASK   3u   /* one word in 4 ends a chunk */
#define LICENSE_COARSE_MASK 15u  /* one in 16 */
#define LICENSE_CHUNK_MAX   256u /* words, where no mark comes */

struct license_word {
    uint32_t hash;
    uint32_t line : 31;    /* from 1 */
    uint32_t is_start : 1; /* the first of a line */
};

struct license_words {
    struct license_word *words; /* owned */
    size_t n;
};

/* CUPEL_E_NOMEM, or CUPEL_OK; @ret is then to be cleared. At most LICENSE_BYTES_MAX bytes are read.
 */
cupel_status license_words_read(cupel_slice text, struct license_words *ret);
void license_words_clear(struct license_words *w);
/* The hash of one word as it stands, in lower case. */
uint32_t license_word_hash(const char *word);

struct license_chunk {
    uint32_t hash; /* 24 bits: chance agreement is rare, and then neither close nor in order */
    uint32_t first, end; /* words [first, end) */
};

/* The next chunk from word *at on; false at the end. The words after the last mark make a chunk of
 * their own. @mask is one of the two above. */
bool license_chunk_take(const struct license_words *w, uint32_t mask, size_t *at,
                        struct license_chunk *ret);
/*
 * A license within a longer text begins and ends in the middle of chunks. So the chunks at the
 * beginnings and ends of lines are also taken as if nothing stood before or after them: @at is the
 * first word of a line; [from, end) the words after the last mark up to one.
 */
struct license_chunk license_chunk_head(const struct license_words *w, uint32_t mask, size_t at);
struct license_chunk license_chunk_tail(const struct license_words *w, uint32_t mask, size_t from,
                                        size_t end);

#endif
