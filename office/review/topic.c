/* SPDX-License-Identifier: Apache-2.0 */
#include "office/review/topic.h"

#include "office/review/house.h"
#include "office/text/words.h"

#include <string.h>

static bool is_document(const struct project_file *f)
{
    return f->doc && !(f->kind & (FILE_NOT_PRODUCT | FILE_CHANGELOG)) &&
           house_find_nocase(slice_str(f->path), "_template", 0) == SIZE_MAX &&
           !house_glob("*conduct*", house_base(f->path), false);
}

const struct project_file *topic_document(struct topic_walk *w)
{
    const struct project_file *f;
    while ((f = file_next(&w->files)) != NULL)
        if (is_document(f)) {
            w->seen += f->text.n;
            return w->seen <= TOPIC_TEXT_MAX ? f : NULL;
        }
    return NULL;
}

bool topic_documents_are_read(const struct project *p)
{
    struct file_walk w = { .p = p, .kinds_any = FILE_DOC, .kinds_none = FILE_NOT_PRODUCT };
    size_t sum = 0;
    for (const struct project_file *f; (f = file_next(&w)) != NULL;) {
        sum += is_document(f) ? f->text.n : 0;
        if (f->is_unread || (f->doc && f->doc->is_cut) || sum > TOPIC_TEXT_MAX)
            return false;
    }
    return house_names_are_whole(p, NULL);
}

unsigned topic_count_words(const char *text)
{
    unsigned n = 0;
    for (const char *c = text; *c;) {
        c += strspn(c, " \t\r\n|");
        size_t len = strcspn(c, " \t\r\n|");
        n += len > 0;
        c += len;
    }
    return n;
}

static bool name_fits(const struct project_file *f, const char *globs)
{
    cupel_slice all = slice_str(globs), name = house_base(f->path);
    for (size_t at = 0; at < all.n;) {
        size_t n = strcspn(globs + at, "|");
        char glob[64];
        if (n < sizeof glob) {
            slice_copy(slice_part(all, at, n), glob, n);
            glob[n] = '\0';
            if (house_glob(glob, name, false))
                return true;
        }
        at += n + 1;
    }
    return false;
}

/* Do the blocks [from, end) say enough? */
static bool says_enough(const struct doc *d, size_t from, size_t end, const struct topic *t,
                        bool has_body)
{
    unsigned words = 0;
    bool is_shown = !t->shown;
    has_body = has_body || !t->body;
    for (size_t i = from; i < end; i++) {
        const struct doc_block *b = &d->blocks[i];
        is_shown = is_shown || (b->kind == DOC_CODE && words_in(t->shown, slice_str(b->text)));
        has_body = has_body || words_in(t->body, slice_str(b->text));
        words += b->kind == DOC_HTML ? 0 : topic_count_words(b->text);
    }
    return has_body && is_shown && words >= t->words;
}

static bool find_in(const struct project *p, const struct project_file *f, const struct topic *t,
                    struct places *to)
{
    const struct doc *d = f->doc;
    if (t->files && name_fits(f, t->files) && says_enough(d, 0, d->n_blocks, t, false)) {
        places_add(p, to, f, 0, NULL);
        return true;
    }
    for (size_t at = 0; t->headings && (at = doc_find_heading(d, t->headings, at)) != SIZE_MAX;
         at++) {
        cupel_slice heading = slice_str(d->blocks[at].text);
        bool has_body = t->body && words_in(t->body, heading);
        if (!says_enough(d, at + 1, doc_section_end(d, at), t, has_body))
            continue;
        places_add(p, to, f, d->blocks[at].line, "section \"%.80s\"",
                   arena_text(p->arena, heading));
        return true;
    }
    return false;
}

enum topic_truth topic_find(const struct project *p, const struct topic *t, struct places *to)
{
    struct places mentions = { 0 };
    struct topic_walk w = { .files = { .p = p } };
    bool found = false;
    for (const struct project_file *f; (f = topic_document(&w)) != NULL;) {
        if (t->only && !name_fits(f, t->only))
            continue;
        if (find_in(p, f, t, to))
            found = true;
        else if (!found && t->mention) {
            size_t at = doc_find(f->doc, t->mention, 0);
            if (at != SIZE_MAX)
                places_add(p, &mentions, f, f->doc->blocks[at].line, "mentions it");
        }
    }
    if (found)
        return TOPIC_TREATED;
    if (mentions.n)
        *to = mentions;
    return mentions.n ? TOPIC_MENTIONED : TOPIC_ABSENT;
}

/* ---- elsewhere ---- */

static bool is_own(const struct project *p, const char *url)
{
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct house_home own;
        if (!house_home_of(p->checkouts[i].origin, &own))
            continue;
        const char *text = arena_printf(p->arena, "%.*s/%.*s/%.*s", (int)own.host.n, own.host.p,
                                        (int)own.owner.n, own.owner.p, (int)own.name.n, own.name.p);
        if (house_find_nocase(slice_str(url), text, 0) != SIZE_MAX)
            return true;
    }
    return false;
}

static bool is_site_of_docs(const struct doc_link *l)
{
    static const char *const hosts[] = { "://docs.",    ".readthedocs.", ".github.io",  "docs.rs/",
                                         "pkg.go.dev/", ".gitbook.io",   ".netlify.app" };
    if (l->is_image || strncmp(l->target, "http", 4) != 0)
        return false;
    for (size_t i = 0; i < CUPEL_COUNT(hosts); i++)
        if (strstr(l->target, hosts[i]))
            return true;
    return words_in("documentation|docs|user guide|manual|handbook|website|wiki",
                    slice_str(l->text));
}

bool topic_lies_elsewhere(const struct project *p, struct places *to)
{
    struct house_readmes w = { .p = p };
    for (const struct project_file *f; (f = house_readme_next(&w)) != NULL;)
        for (size_t i = 0; f->doc && i < f->doc->n_links; i++) {
            const struct doc_link *l = &f->doc->links[i];
            if (!is_site_of_docs(l) || is_own(p, l->target))
                continue;
            if (to)
                places_add(p, to, f, l->line, "documentation at %.200s",
                           arena_text(p->arena, slice_str(l->target)));
            return true;
        }
    return false;
}
