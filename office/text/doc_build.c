/* SPDX-License-Identifier: Apache-2.0 */
#include "office/text/doc_build.h"

#include "base/utf8.h"

void doc_builder_init(struct doc_builder *b, struct arena *a)
{
    *b = (struct doc_builder){ .arena = a };
    for (size_t i = 0; i < CUPEL_COUNT(b->path); i++)
        b->path[i] = UINT32_MAX;
    buf_init(&b->text, 2 * (size_t)DOC_BYTES_MAX);
}

void doc_builder_clear(struct doc_builder *b)
{
    buf_clear(&b->text);
}

bool doc_is_full(const struct doc_builder *b)
{
    return b->n_blocks >= DOC_BLOCKS_MAX || arena_status(b->arena) != CUPEL_OK ||
           buf_status(&b->text) != CUPEL_OK;
}

/* Twice the room in the arena; the old copy is left behind, which at most doubles the memory. */
static void *grow(struct arena *a, const void *old, size_t n, size_t *room, size_t size)
{
    size_t next = *room ? *room * 2 : 64;
    void *p = arena_array(a, next, size);
    if (!p)
        return NULL;
    if (n)
        slice_copy(slice_of(old, n * size), p, n * size);
    *room = next;
    return p;
}

/* ---- text ---- */

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Valid UTF-8 without control characters. Prose loses its line ends and double spaces; code and
 * HTML keep both. */
static const char *clean(struct arena *a, cupel_slice s, bool is_prose)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0, width;
    if (!out)
        return "";
    for (size_t i = 0; i < s.n; i += width) {
        uint8_t c = s.p[i];
        width = utf8_length(slice_part(s, i, s.n - i));
        if (width > 1) {
            slice_copy(slice_part(s, i, width), out + n, width);
            n += width;
            continue;
        }
        bool bad = width == 0;
        width = 1;
        if (is_prose && is_space(c)) {
            if (n > 0 && out[n - 1] != ' ')
                out[n++] = ' ';
        } else {
            out[n++] = bad ? '?' : c < 0x20 && c != '\n' && c != '\t' ? ' ' : (char)c;
        }
    }
    while (n > 0 && is_space((uint8_t)out[n - 1]))
        n--;
    out[n] = 0;
    return out;
}

/* Letters and digits; of characters outside ASCII all but the block of dashes, dots and arrows. */
static bool has_letters(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];
        if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
            (c >= 0xc3 && c != 0xe2))
            return true;
    }
    return false;
}

void doc_add(struct doc_builder *b, cupel_slice text)
{
    if (!b->is_open)
        return;
    buf_add(&b->text, text);
    if (!b->has_words)
        b->has_words = has_letters(text);
}

void doc_add_alt(struct doc_builder *b, cupel_slice text)
{
    if (!b->is_open)
        return;
    buf_add(&b->text, text);
    b->has_image = true;
}

/* ---- blocks ---- */

void doc_open(struct doc_builder *b, enum doc_block_kind kind, uint8_t level, uint32_t line)
{
    doc_close(b, line);
    b->is_open = true;
    b->kind = kind;
    b->level = level < 1 ? 1 : level > DOC_LEVELS ? DOC_LEVELS : level;
    b->line = line;
    b->has_words = b->has_image = false;
    b->text.n = 0;
}

static uint32_t heading_above(const struct doc_builder *b, unsigned level)
{
    for (unsigned l = level; l > 0; l--)
        if (b->path[l] != UINT32_MAX)
            return b->path[l];
    return UINT32_MAX;
}

static void enter_heading(struct doc_builder *b, uint8_t level)
{
    b->path[level] = (uint32_t)b->n_blocks;
    for (unsigned l = level + 1u; l <= DOC_LEVELS; l++)
        b->path[l] = UINT32_MAX;
}

static void append_block(struct doc_builder *b, struct doc_block block)
{
    if (b->n_blocks == b->block_room) {
        struct doc_block *p = grow(b->arena, b->blocks, b->n_blocks, &b->block_room, sizeof *p);
        if (!p)
            return;
        b->blocks = p;
    }
    b->blocks[b->n_blocks++] = block;
}

void doc_close(struct doc_builder *b, uint32_t line)
{
    if (!b->is_open)
        return;
    b->is_open = false;
    if (doc_is_full(b)) {
        b->is_cut = true;
        return;
    }
    bool is_heading = b->kind == DOC_HEADING;
    bool is_badges = b->has_image && !b->has_words;
    const char *text = clean(b->arena, buf_slice(&b->text),
                             b->kind != DOC_CODE && b->kind != DOC_HTML);
    if (!is_heading && (is_badges || text[0] == 0))
        return;
    struct doc_block block = {
        .kind = b->kind,
        .level = is_heading ? b->level : 0,
        .line = b->line ? b->line
                : line  ? line
                        : 1,
        .text = text,
        .heading = heading_above(b, is_heading ? b->level - 1u : DOC_LEVELS),
    };
    if (is_heading)
        enter_heading(b, b->level);
    append_block(b, block);
}

void doc_add_link(struct doc_builder *b, cupel_slice text, cupel_slice target, uint32_t line,
                  bool is_image)
{
    size_t bytes = text.n + target.n;
    if (target.n == 0)
        return;
    if (b->n_links >= DOC_LINKS_MAX || target.n > DOC_TARGET_MAX ||
        bytes > DOC_LINK_BYTES_MAX - b->link_bytes) {
        b->is_cut = true;
        return;
    }
    if (b->n_links == b->link_room) {
        struct doc_link *p = grow(b->arena, b->links, b->n_links, &b->link_room, sizeof *p);
        if (!p)
            return;
        b->links = p;
    }
    b->link_bytes += bytes;
    b->links[b->n_links++] = (struct doc_link){ .text = clean(b->arena, text, true),
                                                .target = clean(b->arena, target, true),
                                                .line = line ? line : 1,
                                                .is_image = is_image };
}

cupel_status doc_finish(struct doc_builder *b, struct doc *ret)
{
    CUPEL_TRY(arena_status(b->arena));
    if (buf_status(&b->text) == CUPEL_E_NOMEM)
        return CUPEL_E_NOMEM;
    *ret = (struct doc){ .blocks = b->blocks,
                         .n_blocks = b->n_blocks,
                         .links = b->links,
                         .n_links = b->n_links,
                         .is_cut = b->is_cut };
    return CUPEL_OK;
}

/* ---- lines ---- */

static size_t line_end(cupel_slice in, size_t at)
{
    size_t n = slice_find(slice_part(in, at, in.n - at), SLICE_LIT("\n"));
    return n == SIZE_MAX ? in.n : at + n;
}

static cupel_slice line_at(cupel_slice in, size_t at, size_t end)
{
    if (end > at && in.p[end - 1] == '\r')
        end--;
    return slice_part(in, at, end - at);
}

bool doc_line_take(struct doc_lines *l, cupel_slice *ret)
{
    if (l->at >= l->in.n)
        return false;
    size_t end = line_end(l->in, l->at);
    *ret = line_at(l->in, l->at, end);
    l->at = end < l->in.n ? end + 1 : end;
    l->line++;
    return true;
}

cupel_slice doc_line_peek(const struct doc_lines *l)
{
    return l->at < l->in.n ? line_at(l->in, l->at, line_end(l->in, l->at)) : SLICE_EMPTY;
}

cupel_slice doc_trim(cupel_slice s)
{
    size_t from = 0, to = s.n;
    while (from < to && is_space(s.p[from]))
        from++;
    while (to > from && is_space(s.p[to - 1]))
        to--;
    return slice_part(s, from, to - from);
}

size_t doc_indent(cupel_slice line)
{
    size_t column = 0;
    for (size_t i = 0; i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'); i++)
        column = line.p[i] == '\t' ? (column / 8 + 1) * 8 : column + 1;
    return column;
}

bool doc_is_blank(cupel_slice line)
{
    return doc_trim(line).n == 0;
}

size_t doc_rule(cupel_slice line, uint8_t *character)
{
    cupel_slice s = doc_trim(line);
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i] != s.p[0])
            return 0;
    if (s.n)
        *character = s.p[0];
    return s.n;
}

size_t doc_url_length(cupel_slice s, size_t at)
{
    cupel_slice rest = slice_part(s, at, s.n - at);
    size_t start = slice_starts(rest, SLICE_LIT("https://"))  ? 8
                   : slice_starts(rest, SLICE_LIT("http://")) ? 7
                                                              : 0;
    size_t n = start;
    if (!start)
        return 0;
    while (n < rest.n && rest.p[n] > ' ' && rest.p[n] != '<' && rest.p[n] != '>' &&
           rest.p[n] != '"' && rest.p[n] != '`' && rest.p[n] != '[' && rest.p[n] != ']' &&
           rest.p[n] != 0x7f)
        n++;
    while (n > start &&
           (slice_find(SLICE_LIT(".,;:!?')*_"), slice_part(rest, n - 1, 1)) != SIZE_MAX))
        n--;
    return n > start ? n : 0;
}
