/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/facts.c: questions to a landscape, and the small formats in its texts: dates, URLs,
 * lists, sources, names of files. */
#include "office/landscape/landscape.h"

#include "base/text.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void landscape_complain(struct landscape_problems *p, const char *file, uint32_t line,
                        bool is_error, const char *text, ...)
{
    char room[600];
    va_list ap;
    p->errors += is_error;
    if (!p->at)
        p->at = arena_array(p->arena, LANDSCAPE_PROBLEMS_MAX, sizeof *p->at);
    if (!p->at || p->n == LANDSCAPE_PROBLEMS_MAX) {
        p->more++;
        return;
    }
    va_start(ap, text);
    (void)vsnprintf(room, sizeof room, text, ap);
    va_end(ap);
    p->at[p->n++] = (struct landscape_problem){ file, line, is_error,
                                                arena_printf(p->arena, "%s", room) };
}

static int compare_name(const void *key, const void *item)
{
    const struct landscape_item *const *i = item;
    return strcmp(key, (*i)->text[ITEM_NAME]);
}

const struct landscape_item *landscape_find(const struct landscape *l, const char *name)
{
    if (!name || l->n_items == 0)
        return NULL;
    const struct landscape_item **found = bsearch(name, l->by_name, l->n_items, sizeof *l->by_name,
                                                  compare_name);
    while (found && found > l->by_name && strcmp(found[-1]->text[ITEM_NAME], name) == 0)
        found--;
    return found ? *found : NULL;
}

const char *landscape_annotation(const struct landscape_item *i, const char *key)
{
    for (size_t k = 0; k < i->n_annotations; k++)
        if (strcmp(i->annotations[k].key, key) == 0)
            return i->annotations[k].value;
    return NULL;
}

/* ---- facts ---- */

static bool is_unknown(const char *text)
{
    return strcmp(text, "unknown") == 0 || *text == '\0';
}

static cupel_slice trim(cupel_slice s)
{
    while (s.n && s.p[0] == ' ')
        s = slice_part(s, 1, s.n - 1);
    while (s.n && s.p[s.n - 1] == ' ')
        s = slice_part(s, 0, s.n - 1);
    return s;
}

/* "URL or path; YYYY-MM-DD": the date is what stands behind the last semicolon. */
static void read_source(struct arena *a, const char *text, struct landscape_fact *f)
{
    const char *semicolon = strrchr(text, ';');
    cupel_slice all = slice_str(text);
    size_t n = semicolon ? (size_t)(semicolon - text) : all.n;
    cupel_slice source = trim(slice_part(all, 0, n));
    if (source.n)
        f->source = arena_string(a, source);
    const char *date = semicolon ? arena_string(a, trim(slice_part(all, n + 1, all.n - n - 1)))
                                 : "";
    if (landscape_date(date, NULL))
        f->date = date;
}

struct landscape_fact landscape_fact(struct arena *a, const struct landscape_item *i,
                                     const char *key)
{
    struct landscape_fact f = { .key = key };
    char source[64];
    const char *text = strcmp(key, "license") == 0 ? i->text[ITEM_LICENSE]
                                                   : landscape_annotation(i, key);
    if (!text && strcmp(key, "maturity") == 0)
        text = i->text[ITEM_PROJECT];
    f.is_given = text != NULL;
    if (text && !is_unknown(text))
        f.value = text;
    (void)snprintf(source, sizeof source, "%s-source", key);
    const char *from = landscape_annotation(i, source);
    if (from && !is_unknown(from))
        read_source(a, from, &f);
    return f;
}

static bool has(const char *const *at, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(at[i], word) == 0)
            return true;
    return false;
}

struct landscape_list landscape_values(struct arena *a, const struct landscape_fact *f)
{
    struct landscape_list ret = { 0 };
    if (!f->value)
        return ret;
    const char **at = arena_array(a, LANDSCAPE_LIST_MAX, sizeof *at);
    cupel_slice left = slice_str(f->value);
    while (at && left.n && ret.n < LANDSCAPE_LIST_MAX) {
        size_t comma = slice_find(left, SLICE_LIT(","));
        cupel_slice one = trim(slice_part(left, 0, comma == SIZE_MAX ? left.n : comma));
        const char *word = arena_string(a, one);
        if (one.n && !has(at, ret.n, word))
            at[ret.n++] = word;
        left = comma == SIZE_MAX ? SLICE_EMPTY : slice_part(left, comma + 1, left.n - comma - 1);
    }
    ret.at = at;
    return ret;
}

/* ---- small formats ---- */

bool landscape_date(const char *text, int64_t *ret)
{
    char full[32];
    int64_t when = 0;
    if (!text || slice_str(text).n != 10)
        return false;
    (void)snprintf(full, sizeof full, "%.10sT00:00:00Z", text);
    if (rfc3339_read(slice_str(full), &when) != CUPEL_OK)
        return false;
    if (ret)
        *ret = when;
    return true;
}

static bool host_fits(cupel_slice host, const char *hosts)
{
    for (const char *at = hosts; *at;) {
        cupel_slice one = slice_of(at, strcspn(at, "|"));
        if (slice_eq_nocase(host, one))
            return true;
        if (host.n > one.n + 1 && host.p[host.n - one.n - 1] == '.' &&
            slice_eq_nocase(slice_part(host, host.n - one.n, one.n), one))
            return true;
        at += one.n;
        at += *at == '|';
    }
    return false;
}

static bool refuse(const char **why, const char *text)
{
    if (why)
        *why = text;
    return false;
}

/* The host of what stands behind "://": without user, port, path. */
static cupel_slice host_of(const char *rest)
{
    cupel_slice s = slice_of(rest, strcspn(rest, "/?#"));
    for (size_t i = s.n; i-- > 0;)
        if (s.p[i] == '@') {
            s = slice_part(s, i + 1, s.n - i - 1);
            break;
        }
    size_t colon = slice_find(s, SLICE_LIT(":"));
    return colon == SIZE_MAX ? s : slice_part(s, 0, colon);
}

bool landscape_url(const char *url, const char *hosts, const char **why)
{
    cupel_slice s = slice_str(url);
    size_t scheme = slice_starts(s, SLICE_LIT("https://"))  ? 8
                    : slice_starts(s, SLICE_LIT("http://")) ? 7
                                                            : 0;
    if (!scheme)
        return refuse(why, "it must begin with https:// or http://");
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] == 0x7f || s.p[i] == '"' || s.p[i] == '<' || s.p[i] == '>')
            return refuse(why, "it holds a blank or a character that no URL has");
    cupel_slice host = host_of(url + scheme);
    if (host.n == 0 || host.p[0] == '.')
        return refuse(why, "it has no host");
    if (hosts && !host_fits(host, hosts))
        return refuse(why, "its host is another one");
    return true;
}

/* ---- names of files ---- */

/* Signs, arrows, drawings and the like beyond ASCII, which are neither letters nor digits. */
static bool is_sign(uint32_t c)
{
    return (c < 0xc0 && c != 0xaa && c != 0xb5 && c != 0xba && c != 0xb2 && c != 0xb3 &&
            c != 0xb9) ||
           c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c <= 0x206f) || (c >= 0x20a0 && c <= 0x20cf) ||
           (c >= 0x2190 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x3004) ||
           (c >= 0x3008 && c <= 0x3020) || (c >= 0xe000 && c <= 0xf8ff) ||
           (c >= 0xfe00 && c <= 0xfe6f) || (c >= 0xff01 && c <= 0xff0f) ||
           (c >= 0xfff0 && c <= 0xffff) || (c >= 0x1f000 && c <= 0x1faff);
}

static uint32_t small(uint32_t c)
{
    if ((c >= 0xc0 && c <= 0xde) || (c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
        return c + 32;
    return c >= 0x400 && c <= 0x40f ? c + 80 : c;
}

static uint32_t decode(cupel_slice s)
{
    static const uint8_t mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t c = s.p[0] & mask[s.n];
    for (size_t i = 1; i < s.n; i++)
        c = c << 6 | (s.p[i] & 0x3fu);
    return c;
}

/* One character as it stands in the name of a file; how many bytes were written. */
static size_t slug_char(cupel_slice s, uint8_t out[4])
{
    uint8_t c = s.p[0];
    if (s.n > 1 && !is_sign(decode(s)))
        return utf8_write(small(decode(s)), out);
    if (c >= 'A' && c <= 'Z')
        c = (uint8_t)(c + 32);
    out[0] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ? c : (uint8_t)'-';
    return 1;
}

const char *landscape_slug(struct arena *a, const char *name)
{
    cupel_slice left = slice_str(name);
    if (left.n > LANDSCAPE_NAME_MAX)
        left.n = LANDSCAPE_NAME_MAX;
    char *out = arena_alloc(a, left.n + 1);
    size_t n = 0;
    while (out && left.n) {
        size_t take = utf8_length(left);
        uint8_t one[4];
        size_t wrote = take ? slug_char(slice_part(left, 0, take), one) : 0;
        if (wrote && !(one[0] == '-' && n && out[n - 1] == '-')) {
            slice_copy(slice_of(one, wrote), out + n, wrote);
            n += wrote;
        }
        take = take ? take : 1;
        left = slice_part(left, take, left.n - take);
    }
    if (!out)
        return "";
    if (n && out[n - 1] == '-')
        n--;
    out[n] = '\0';
    return out;
}
