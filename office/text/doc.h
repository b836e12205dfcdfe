/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text/doc.h: what a document says, block by block: Markdown (md4c), reStructuredText, AsciiDoc and
 * plain text by their headings and paragraphs. Code blocks, HTML comments and badges are told apart
 * from prose, so that nobody takes an example for a statement: a paragraph of images alone gives
 * links and no block, what is struck out (~~so~~) is left out, and so is front matter. Raw HTML is
 * one block, but headings (<h1>) and links in it are told as such.
 */
#ifndef CUPEL_OFFICE_TEXT_DOC_H
#define CUPEL_OFFICE_TEXT_DOC_H

#include "base/arena.h"

#define DOC_BYTES_MAX  2097152
#define DOC_BLOCKS_MAX 100000

enum doc_block_kind {
    DOC_HEADING,
    DOC_PARAGRAPH, /* also of list items and quotations */
    DOC_ITEM,      /* a list item's own line of text */
    DOC_ROW,       /* a table row, cells separated by " | " */
    DOC_CODE,      /* fenced or indented code */
    DOC_HTML       /* raw HTML; comments are left out altogether */
};

struct doc_block {
    enum doc_block_kind kind;
    uint8_t level;    /* DOC_HEADING: 1 to 6 */
    uint32_t line;    /* of its first character, from 1 */
    const char *text; /* without markup; links by their text, images by their alternative text */
    uint32_t heading; /* index of the heading it stands under, or UINT32_MAX */
};

struct doc_link {
    const char *text, *target; /* target as written, without title */
    uint32_t line;
    bool is_image;
};

struct doc {
    const struct doc_block *blocks;
    size_t n_blocks;
    const struct doc_link *links;
    size_t n_links;
    bool is_cut; /* a bound was met: the rest was not read */
};

/*
 * @path decides the format by its ending: .md .markdown .mdx, .rst, .adoc .asciidoc, else text. All
 * texts are valid UTF-8 without control characters (code and HTML keep line ends and tabs); bytes
 * that are none became '?'. @in may be freed afterwards. CUPEL_E_LIMIT or CUPEL_E_NOMEM where
 * memory is short; any bytes are some document.
 */
cupel_status doc_parse(struct arena *a, const char *path, cupel_slice in, struct doc *ret);
/* Blocks of prose (heading, paragraph, item, row) whose text has @pattern (text/words.h): the first
 * index from @from on, or SIZE_MAX. */
size_t doc_find(const struct doc *d, const char *pattern, size_t from);
/* A heading with @pattern: index or SIZE_MAX. */
size_t doc_find_heading(const struct doc *d, const char *pattern, size_t from);
/* The end (first index past it) of the section that the heading at @heading opens. */
size_t doc_section_end(const struct doc *d, size_t heading);

#endif
