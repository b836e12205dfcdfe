/* SPDX-License-Identifier: Apache-2.0 */
#include "office/text/doc.h"

#include "office/text/doc_build.h"
#include "office/text/words.h"

enum format { FORMAT_PLAIN, FORMAT_MARKDOWN, FORMAT_RST, FORMAT_ADOC };

static const struct {
    const char *ending;
    enum format format;
} endings[] = {
    { ".md", FORMAT_MARKDOWN }, { ".markdown", FORMAT_MARKDOWN }, { ".mdx", FORMAT_MARKDOWN },
    { ".rst", FORMAT_RST },     { ".adoc", FORMAT_ADOC },         { ".asciidoc", FORMAT_ADOC },
};

static enum format format_of(cupel_slice path)
{
    for (size_t i = 0; i < CUPEL_COUNT(endings); i++) {
        cupel_slice e = slice_str(endings[i].ending);
        if (path.n > e.n && slice_eq_nocase(slice_part(path, path.n - e.n, e.n), e))
            return endings[i].format;
    }
    return FORMAT_PLAIN;
}

/* What is read of a text past the cap: whole lines. */
static cupel_slice cut(cupel_slice in)
{
    size_t n = DOC_BYTES_MAX;
    while (n > 0 && in.p[n - 1] != '\n')
        n--;
    return slice_part(in, 0, n ? n : DOC_BYTES_MAX);
}

cupel_status doc_parse(struct arena *a, const char *path, cupel_slice in, struct doc *ret)
{
    struct doc_builder b;
    cupel_status st = CUPEL_OK;
    doc_builder_init(&b, a);
    if (in.n > DOC_BYTES_MAX) {
        in = cut(in);
        b.is_cut = true;
    }
    if (slice_starts(in, SLICE_LIT("\xef\xbb\xbf")))
        in = slice_part(in, 3, in.n - 3);
    switch (format_of(slice_str(path))) {
    case FORMAT_MARKDOWN: st = doc_read_markdown(&b, in); break;
    case FORMAT_RST: doc_read_rst(&b, in); break;
    case FORMAT_ADOC: doc_read_adoc(&b, in); break;
    case FORMAT_PLAIN: doc_read_plain(&b, in); break;
    }
    if (st == CUPEL_OK)
        st = doc_finish(&b, ret);
    doc_builder_clear(&b);
    return st;
}

static bool is_prose(enum doc_block_kind kind)
{
    return kind != DOC_CODE && kind != DOC_HTML;
}

size_t doc_find(const struct doc *d, const char *pattern, size_t from)
{
    for (size_t i = from; i < d->n_blocks; i++)
        if (is_prose(d->blocks[i].kind) && words_in(pattern, slice_str(d->blocks[i].text)))
            return i;
    return SIZE_MAX;
}

size_t doc_find_heading(const struct doc *d, const char *pattern, size_t from)
{
    for (size_t i = from; i < d->n_blocks; i++)
        if (d->blocks[i].kind == DOC_HEADING && words_in(pattern, slice_str(d->blocks[i].text)))
            return i;
    return SIZE_MAX;
}

size_t doc_section_end(const struct doc *d, size_t heading)
{
    if (heading >= d->n_blocks)
        return d->n_blocks;
    for (size_t i = heading + 1; i < d->n_blocks; i++)
        if (d->blocks[i].kind == DOC_HEADING && d->blocks[i].level <= d->blocks[heading].level)
            return i;
    return d->n_blocks;
}
