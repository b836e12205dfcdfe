/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text/words.h: how prose and identifiers are searched: by words, never by substrings. An
 * identifier is a row of words as well: reportData, report_data, REPORT_DATA and "report data" are
 * the words report, data.
 *
 * A pattern is a list of alternatives separated by '|'; an alternative is a row of words that must
 * follow one another; a '*' at a word's end stands for any ending, at its start for any beginning:
 *     "report data|user data|nonce*|challenge"
 * Letter case never matters. Digits belong to the word they touch: "v3", "sha256"; only a step from
 * lower to upper case, '_', '-', '.', '/', ':' and other punctuation part words, and a row ends
 * with its sentence: "the report. Data" is no "report data". In runs of capitals the last one
 * starts a word when small letters follow: TCBInfo is tcb, info; X509Certificate is x509,
 * certificate; CRLs, TDXv4 and names with one small letter in front (vTPM, mTLS) are one word.
 * Letters beyond ASCII are letters, dashes and quotes beyond ASCII are punctuation.
 */
#ifndef CUPEL_OFFICE_TEXT_WORDS_H
#define CUPEL_OFFICE_TEXT_WORDS_H

#include "base/slice.h"

struct words_match {
    size_t start, end; /* bytes in the text searched */
};

/* The first place from @from on where @pattern stands in @text. */
bool words_find(const char *pattern, cupel_slice text, size_t from, struct words_match *ret);
/* Does it stand anywhere? */
bool words_in(const char *pattern, cupel_slice text);
/* Is the whole text one alternative of the pattern, from its first word to its last? */
bool words_are(const char *pattern, cupel_slice text);

#endif
