/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text/doc_build.h: what the readers of the formats share: a document under construction. A reader
 * opens a block, adds text to it and closes it; the builder cleans the text, knows the headings
 * above, and counts against the caps. For office/text alone.
 */
#ifndef CUPEL_OFFICE_TEXT_DOC_BUILD_H
#define CUPEL_OFFICE_TEXT_DOC_BUILD_H

#include "base/buf.h"
#include "office/text/doc.h"

#define DOC_LINKS_MAX      100000
#define DOC_LINK_BYTES_MAX 4194304 /* texts and targets of all links: one definition, many uses */
#define DOC_TARGET_MAX     4096
#define DOC_LEVELS         6

struct doc_builder {
    struct arena *arena;
    struct doc_block *blocks;
    struct doc_link *links;
    size_t n_blocks, block_room, n_links, link_room, link_bytes;
    uint32_t path[DOC_LEVELS + 1]; /* the open heading of each level, UINT32_MAX for none */
    bool is_cut;
    /* The block being written. */
    bool is_open;
    enum doc_block_kind kind;
    uint8_t level;
    uint32_t line; /* 0 while not known */
    bool has_words, has_image;
    struct buf text;
};

void doc_builder_init(struct doc_builder *b, struct arena *a);
void doc_builder_clear(struct doc_builder *b);
/* Close what is open and begin a block. @line may be 0 and be set later. */
void doc_open(struct doc_builder *b, enum doc_block_kind kind, uint8_t level, uint32_t line);
/* Words of the open block, markup taken off already. Nothing happens when none is open. */
void doc_add(struct doc_builder *b, cupel_slice text);
/* The same for the alternative text of an image: a block that has nothing else is a row of badges
 * and is left out. */
void doc_add_alt(struct doc_builder *b, cupel_slice text);
/* Finish the open block; without one nothing happens. @line stands in for a line not known. */
void doc_close(struct doc_builder *b, uint32_t line);
void doc_add_link(struct doc_builder *b, cupel_slice text, cupel_slice target, uint32_t line,
                  bool is_image);
/* True when a cap was met: readers stop. */
bool doc_is_full(const struct doc_builder *b);
cupel_status doc_finish(struct doc_builder *b, struct doc *ret);

/* Lines of a text, without their ends (LF, CRLF). */
struct doc_lines {
    cupel_slice in;
    size_t at;     /* the next line's offset */
    uint32_t line; /* the number of the line taken last */
};
bool doc_line_take(struct doc_lines *l, cupel_slice *ret);
/* The line after those taken, without taking it; the empty slice at the end. */
cupel_slice doc_line_peek(const struct doc_lines *l);
cupel_slice doc_trim(cupel_slice s);
/* Leading spaces; a tab counts as up to eight. */
size_t doc_indent(cupel_slice line);
bool doc_is_blank(cupel_slice line);
/* How long the run of one same character is that the trimmed line wholly consists of; else 0. */
size_t doc_rule(cupel_slice line, uint8_t *character);
/* An http(s) address at @at: its length, without the punctuation that ends a sentence; else 0. */
size_t doc_url_length(cupel_slice s, size_t at);

/* The marks of a list item ("- ", "* ", "+ ", "1. ", "2) ", "#. ") and the spaces around them:
 * their bytes, or 0 for a line that is none. */
size_t doc_bullet(cupel_slice line);

/*
 * A paragraph of a format whose marks within a line may reach into the next: its lines are gathered
 * and then handed to @inlines in one piece, which adds words and links. Code is added as it stands.
 */
typedef void doc_inlines(struct doc_builder *b, cupel_slice raw, uint32_t line);
struct doc_para {
    struct doc_builder *b;
    doc_inlines *inlines;
    struct buf raw;
    enum doc_block_kind kind;
    uint8_t level;
    uint32_t line; /* of its first line */
    bool is_open;
};
void doc_para_init(struct doc_para *p, struct doc_builder *b, doc_inlines *inlines);
void doc_para_clear(struct doc_para *p);
/* Ends what is open. */
void doc_para_begin(struct doc_para *p, enum doc_block_kind kind, uint8_t level, uint32_t line);
/* One more line; begins a paragraph where none is open. */
void doc_para_add(struct doc_para *p, cupel_slice line, uint32_t number);
void doc_para_end(struct doc_para *p);
/* One heading, row or paragraph that is a single line. */
void doc_para_single(struct doc_para *p, enum doc_block_kind kind, uint8_t level, cupel_slice line,
                     uint32_t number);

/* HTML: tags, comments and the text between. Unclosed comments last to the end. */
enum doc_html_kind { DOC_HTML_TEXT, DOC_HTML_TAG, DOC_HTML_COMMENT };
struct doc_html_piece {
    enum doc_html_kind kind;
    cupel_slice raw;
    cupel_slice name; /* DOC_HTML_TAG: "a", "img"; as written */
    bool is_end;      /* DOC_HTML_TAG: </a> */
};
bool doc_html_take(cupel_slice s, size_t *at, struct doc_html_piece *ret);
/* The value of an attribute of a tag, or the empty slice. */
cupel_slice doc_html_attribute(cupel_slice tag, const char *name);
/* A block of raw HTML whose first line is @line: headings and links in it, then the block itself
 * without its comments. */
void doc_add_html(struct doc_builder *b, cupel_slice raw, uint32_t line);

/* The readers; @in has at most DOC_BYTES_MAX bytes. */
cupel_status doc_read_markdown(struct doc_builder *b, cupel_slice in);
void doc_read_rst(struct doc_builder *b, cupel_slice in);
void doc_read_adoc(struct doc_builder *b, cupel_slice in);
void doc_read_plain(struct doc_builder *b, cupel_slice in);

#endif
