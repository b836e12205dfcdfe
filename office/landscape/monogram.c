/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/monogram.c: an image for what has no logo: initials on a coloured ground. */
#include "office/landscape/landscape.h"

#include "base/utf8.h"
#include "office/review/house.h"
#include "render/escape.h"

#include <stdio.h>

#define LETTERS_MAX 3

/* Grounds that white letters are legible on: contrast of 4.5 or more. */
static const char *const grounds[] = { "#1d4e89", "#00695c", "#5e35b1", "#8e2430",
                                       "#33691e", "#6d4c41", "#37474f", "#ad1457" };

/* FNV-1a: any spread does, as long as it stays the same. */
static uint32_t hash(cupel_slice s)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ s.p[i]) * 16777619u;
    return h;
}

/* A letter or digit, or any character beyond ASCII. */
static bool is_letter(cupel_slice c)
{
    return c.n > 1 || (c.p[0] >= '0' && c.p[0] <= '9') ||
           ((c.p[0] | 32) >= 'a' && (c.p[0] | 32) <= 'z');
}

static void add_letter(struct buf *b, cupel_slice c)
{
    uint8_t upper = (uint8_t)(c.p[0] >= 'a' && c.p[0] <= 'z' ? c.p[0] - 32 : c.p[0]);
    if (c.n == 1)
        buf_add_byte(b, upper);
    else
        buf_add(b, c);
}

/* The first letters of the first words; of a single word its first two. */
static size_t initials(cupel_slice name, struct buf *b)
{
    size_t n = 0, words = 0, letter = 0;
    bool inside = false;
    for (size_t i = 0; i < name.n && n < LETTERS_MAX;) {
        size_t take = utf8_length(slice_part(name, i, name.n - i));
        cupel_slice c = slice_part(name, i, take ? take : 1);
        i += c.n;
        bool is = take && is_letter(c);
        if (is && !inside) {
            add_letter(b, c);
            n++;
            words++;
            letter = i;
        }
        inside = is;
    }
    size_t take = words == 1 && letter < name.n
                      ? utf8_length(slice_part(name, letter, name.n - letter))
                      : 0;
    if (take && is_letter(slice_part(name, letter, take))) {
        buf_add(b, slice_part(name, letter, take));
        n++;
    }
    return n;
}

void landscape_write_monogram(const char *name, struct buf *b)
{
    static const int sizes[] = { 96, 96, 80, 60 };
    cupel_slice s = slice_str(name);
    struct buf letters;
    buf_init(&letters, 64);
    size_t n = initials(s, &letters);
    if (n == 0)
        buf_add_byte(&letters, '?');
    buf_add_str(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 160 160\" "
                   "role=\"img\">\n<title>");
    escape_xml(b, s);
    buf_printf(b,
               "</title>\n<rect width=\"160\" height=\"160\" rx=\"20\" fill=\"%s\"/>\n"
               "<text x=\"80\" y=\"80\" dy=\".35em\" text-anchor=\"middle\" "
               "font-family=\"sans-serif\" font-weight=\"600\" font-size=\"%d\" "
               "fill=\"#ffffff\">",
               grounds[hash(s) % CUPEL_COUNT(grounds)], sizes[n]);
    escape_xml(b, buf_slice(&letters));
    buf_add_str(b, "</text>\n</svg>\n");
    buf_clear(&letters);
}

/* ---- images of others ---- */

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '/' || c == '"' || c == '\'';
}

/* " onload=": an attribute that runs something. */
static bool has_handler(cupel_slice s)
{
    for (size_t i = 1; i + 3 < s.n; i++) {
        if (!is_space(s.p[i - 1]) || (s.p[i] | 32) != 'o' || (s.p[i + 1] | 32) != 'n')
            continue;
        size_t at = i + 2;
        while (at < s.n && (s.p[at] | 32) >= 'a' && (s.p[at] | 32) <= 'z')
            at++;
        while (at < s.n && is_space(s.p[at]))
            at++;
        if (at > i + 2 && at < s.n && s.p[at] == '=')
            return true;
    }
    return false;
}

bool landscape_logo_is_plain(cupel_slice svg, const char **why)
{
    static const struct {
        const char *text, *why;
    } refused[] = { { "<script", "a script" },
                    { ":script", "a script" },
                    { "javascript:", "a script" },
                    { "<foreignobject", "foreign content" },
                    { ":foreignobject", "foreign content" },
                    { "<!entity", "entities" },
                    { "<?xml-stylesheet", "a style sheet of elsewhere" },
                    { "@import", "a style sheet of elsewhere" },
                    { "href=\"http", "a reference to elsewhere" },
                    { "href='http", "a reference to elsewhere" },
                    { "href=\"//", "a reference to elsewhere" },
                    { "url(http", "a reference to elsewhere" },
                    { "<iframe", "foreign content" } };
    const char *found = has_handler(svg) ? "a handler of events" : NULL;
    if (house_find_nocase(svg, "<svg", 0) == SIZE_MAX)
        found = "no <svg> element";
    for (size_t i = 0; i < CUPEL_COUNT(refused) && !found; i++)
        if (house_find_nocase(svg, refused[i].text, 0) != SIZE_MAX)
            found = refused[i].why;
    if (why)
        *why = found;
    return found == NULL;
}
