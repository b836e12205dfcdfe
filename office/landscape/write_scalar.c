/* SPDX-License-Identifier: Apache-2.0 */
#include "office/landscape/write.h"

#include "base/utf8.h"

#include <string.h>

/* Words that some version of YAML reads as something else than text. */
static bool is_word_of_yaml(cupel_slice s)
{
    static const char *const words[] = {
        "null", "true", "false", "yes", "no", "on", "off", "y", "n"
    };
    for (size_t i = 0; i < CUPEL_COUNT(words); i++)
        if (slice_eq_nocase(s, slice_str(words[i])))
            return true;
    return false;
}

static bool is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* It begins with a letter, so that it is no number, date or sign; ": " and " #" would end it. */
static bool is_plain(cupel_slice s)
{
    if (s.n == 0 || s.n > 500 || !is_letter(s.p[0]) || s.p[s.n - 1] == ' ' || s.p[s.n - 1] == ':' ||
        is_word_of_yaml(s))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];
        if (c == ' ' && (s.p[i + 1] == '#' || s.p[i + 1] == ' '))
            return false;
        if (c == ':' && s.p[i + 1] == ' ')
            return false;
        if (!is_letter(c) && !(c >= '0' && c <= '9') && !strchr(" ._-/+()~=?&%,;:@!*$#'", c))
            return false;
    }
    return true;
}

static uint32_t decode(cupel_slice s)
{
    static const uint8_t mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t c = s.p[0] & mask[s.n];
    for (size_t i = 1; i < s.n; i++)
        c = c << 6 | (s.p[i] & 0x3fu);
    return c;
}

/* Characters that YAML calls unprintable, or takes for the end of a line. */
static bool is_escaped(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff ||
           c == 0xfffe || c == 0xffff;
}

static void write_char(struct buf *b, cupel_slice one)
{
    uint32_t c = decode(one);
    if (c == '\n')
        buf_add_str(b, "\\n");
    else if (c == '\t')
        buf_add_str(b, "\\t");
    else if (c == '"' || c == '\\')
        buf_printf(b, "\\%c", (int)c);
    else if (is_escaped(c) && c < 0x100)
        buf_printf(b, "\\x%02X", (unsigned)c);
    else if (is_escaped(c))
        buf_printf(b, "\\u%04X", (unsigned)c);
    else
        buf_add(b, one);
}

void yaml_write_text(struct buf *b, const char *text, bool quoted)
{
    cupel_slice left = slice_str(text);
    if (!quoted && is_plain(left)) {
        buf_add(b, left);
        return;
    }
    buf_add_byte(b, '"');
    while (left.n) {
        size_t n = utf8_length(left);
        if (n)
            write_char(b, slice_part(left, 0, n));
        n = n ? n : 1;
        left = slice_part(left, n, left.n - n);
    }
    buf_add_byte(b, '"');
}

bool yaml_is_block(const char *text)
{
    cupel_slice s = slice_str(text);
    if (s.n < 2 || !memchr(text, '\n', s.n) || text[0] == ' ' || text[0] == '\n')
        return false;
    if (text[s.n - 1] == '\n' && text[s.n - 2] == '\n')
        return false;
    for (size_t i = 0; i < s.n;) {
        size_t n = utf8_length(slice_part(s, i, s.n - i));
        uint32_t c = n ? decode(slice_part(s, i, n)) : 0;
        if (c != '\n' && is_escaped(c))
            return false;
        if (c == '\n' && text[i - 1] == ' ')
            return false;
        i += n ? n : 1;
    }
    return text[s.n - 1] != ' ';
}

void yaml_write_block(struct buf *b, const char *text, unsigned indent)
{
    cupel_slice s = slice_str(text);
    buf_add_str(b, s.p[s.n - 1] == '\n' ? "|\n" : "|-\n");
    while (s.n) {
        size_t feed = slice_find(s, SLICE_LIT("\n"));
        size_t n = feed == SIZE_MAX ? s.n : feed;
        if (n) {
            buf_printf(b, "%*s", (int)indent, "");
            buf_add(b, slice_part(s, 0, n));
        }
        buf_add_byte(b, '\n');
        n += feed != SIZE_MAX;
        s = slice_part(s, n, s.n - n);
    }
}
