/* SPDX-License-Identifier: Apache-2.0 */
/* site/texts.c: papers, patterns, reports, and every other text of the office. */
#include "office/site/build.h"

#include <string.h>

static const struct site_text *text_of(const struct site *s, const char *folder, const char *id,
                                       const char *name)
{
    return site_text_at(s, arena_printf(s->a, "%s/%s/%s", folder, id, name));
}

/* ---- registers: papers and patterns ---- */

struct works {
    enum govern_kind kind;
    const char *folder, *file, *title, *lead, *none, *section;
};
static const struct works papers = { GOVERN_PAPER,
                                     "papers",
                                     "paper.md",
                                     "Papers",
                                     "Papers that give the field a frame. Each says who edits it, "
                                     "what state it is in, and until when "
                                     "comments are open.",
                                     "No paper yet.",
                                     "papers" };
static const struct works patterns = { GOVERN_PATTERN,
                                       "patterns",
                                       "pattern.md",
                                       "Patterns",
                                       "Ways of using TEEs that come up again and again, each with "
                                       "its parties, its threats and commands "
                                       "that run. What still waits is marked as planned.",
                                       "No pattern yet.",
                                       "patterns" };

static void put_state(struct web *p, const struct yaml_node *w)
{
    struct html *h = &p->h;
    html_put(h, "<p class=\"chips\"><span class=\"chip state\">%s</span>",
             member_text(w, "status"));
    for (const struct yaml_node *t = member_first(w, "tees"); t; t = t->next)
        html_put(h, " <span class=\"chip value\">%s</span>", site_word(SITE_TEE, t->text));
    html_put(h, "</p>\n");
}

static void put_card(struct web *p, const struct works *k, const struct govern_file *f)
{
    const struct site_text *t = text_of(p->s, k->folder, f->id, k->file);
    html_put(&p->h, "<li class=\"card work\"><h2>");
    if (t)
        html_put(&p->h, "<a href=\"%s\">%s</a>", web_to(p, t->page), member_text(f->top, "title"));
    else
        html_put(&p->h, "%s", member_text(f->top, "title"));
    html_put(&p->h, "</h2>\n<p>%s</p>\n", member_text(f->top, "summary"));
    put_state(p, f->top);
    html_put(&p->h, "</li>\n");
}

static void put_editors(struct web *p, const struct yaml_node *w)
{
    const struct yaml_node *e = member_first(w, "editors");
    html_put(&p->h, "<div><dt>Editors</dt><dd>");
    if (!e)
        html_put(&p->h, "<span class=\"blank\">none yet</span>");
    for (; e; e = e->next)
        html_put(&p->h, "%s%s", site_person_name(p->s, e->text), e->next ? ", " : "");
    html_put(&p->h, "</dd></div>\n");
}

static void put_term(struct web *p, const char *title, const char *text)
{
    html_put(&p->h, "<div><dt>%s</dt><dd>", title);
    web_value(p, text);
    html_put(&p->h, "</dd></div>\n");
}

static void put_register(struct web *p, const struct yaml_node *w)
{
    const struct yaml_node *round = yaml_find(w, "review");
    html_put(&p->h, "<dl class=\"register\">\n");
    put_term(p, "Status", member_text(w, "status"));
    put_editors(p, w);
    put_term(p, "Started", member_text(w, "started"));
    if (*member_text(w, "published"))
        put_term(p, "Published", member_text(w, "published"));
    if (round)
        put_term(p, "Open for comments",
                 arena_printf(p->s->a, "%s to %s", member_text(round, "opened"),
                              member_text(round, "closes")));
    put_term(p, "Licence", member_text(w, "license"));
    html_put(&p->h, "</dl>\n");
}

static void put_steps(struct web *p, const struct yaml_node *w)
{
    const struct yaml_node *step = member_first(w, "steps");
    if (!step)
        return;
    html_put(&p->h,
             "<section id=\"steps\"><h2>Commands</h2>\n<p class=\"note\">Those that work stand in "
             "the text above with their output, and are run as tests.</p>\n<ol class=\"steps\">\n");
    for (; step; step = step->next) {
        const char *command = member_text(step, "command");
        bool works = member_truth(step, "works");
        html_put(&p->h, "<li><span class=\"chip %s\">%s</span> %s", works ? "works" : "planned",
                 works ? "works" : "planned", member_text(step, "title"));
        if (strcmp(command, SITE_UNKNOWN) != 0)
            html_put(&p->h,
                     "<pre class=\"code\" tabindex=\"0\" aria-label=\"Command: "
                     "%s\"><code>%s</code></pre>",
                     member_text(step, "title"), command);
        html_put(&p->h, "</li>\n");
    }
    html_put(&p->h, "</ol></section>\n");
}

static void put_work(struct site *s, const struct works *k, const struct govern_file *f)
{
    struct web p;
    struct web_json j;
    const struct site_text *t = text_of(s, k->folder, f->id, k->file);
    if (!t)
        return;
    web_open(&p, s,
             &(struct web_info){ .path = t->page,
                                 .title = member_text(f->top, "title"),
                                 .summary = member_text(f->top, "summary"),
                                 .section = k->section,
                                 .kind = "prose article",
                                 .up = arena_printf(s->a, "%s/index.html", k->folder),
                                 .up_title = k->title });
    html_put(&p.h, "<p class=\"lead\">%s</p>\n", member_text(f->top, "summary"));
    put_state(&p, f->top);
    put_register(&p, f->top);
    html_put(&p.h, "<article>\n");
    web_markdown(&p, t->bytes, t->path, 2);
    html_put(&p.h, "</article>\n");
    put_steps(&p, f->top);
    html_put(&p.h, "<p class=\"note\"><a href=\"%s\">Something here is wrong</a></p>\n",
             web_to(&p, "corrections.html"));
    web_close(&p);
    web_json_open(&j, s, t->page);
    json_text(&j.o, "source", t->path);
    json_yaml(&j.o, "register", f->top);
    web_json_close(&j, s);
}

static void put_works(struct site *s, const struct works *k)
{
    struct web p;
    struct web_json j;
    const char *path = arena_printf(s->a, "%s/index.html", k->folder);
    size_t n = 0;
    web_open(&p, s,
             &(struct web_info){ .path = path,
                                 .title = k->title,
                                 .summary = k->lead,
                                 .section = k->section,
                                 .kind = "wide" });
    html_put(&p.h, "<p class=\"lead\">%s</p>\n", k->lead);
    web_json_open(&j, s, path);
    json_array_open(&j.o, k->folder);
    for (size_t i = 0; i < s->g->n_files; i++) {
        const struct govern_file *f = &s->g->files[i];
        if (f->kind != k->kind || !f->top)
            continue;
        if (n++ == 0)
            html_put(&p.h, "<ul class=\"cards works\">\n");
        put_card(&p, k, f);
        json_object_open(&j.o, NULL);
        json_text(&j.o, "id", f->id);
        json_yaml(&j.o, "register", f->top);
        json_object_close(&j.o);
    }
    if (n)
        html_put(&p.h, "</ul>\n");
    else
        web_nothing(&p, k->none);
    web_close(&p);
    json_array_close(&j.o);
    web_json_close(&j, s);
    for (size_t i = 0; i < s->g->n_files && s->st == CUPEL_OK; i++)
        if (s->g->files[i].kind == k->kind && s->g->files[i].top)
            put_work(s, k, &s->g->files[i]);
}

void site_papers(struct site *s)
{
    put_works(s, &papers);
}

void site_patterns(struct site *s)
{
    put_works(s, &patterns);
}

/* ---- texts without a register ---- */

static void put_text(struct site *s, const struct site_text *t, const char *section, const char *up,
                     const char *up_title)
{
    struct web p;
    struct web_json j;
    web_open(&p, s,
             &(struct web_info){ .path = t->page,
                                 .title = t->title,
                                 .section = section,
                                 .kind = "prose article",
                                 .up = up,
                                 .up_title = up_title });
    html_put(&p.h, "<article>\n");
    web_markdown(&p, t->bytes, t->path, 2);
    html_put(&p.h, "</article>\n");
    web_close(&p);
    web_json_open(&j, s, t->page);
    json_text(&j.o, "source", t->path);
    json_text(&j.o, "title", t->title);
    json_slice(&j.o, "markdown", t->bytes);
    web_json_close(&j, s);
}

static bool is_below(const struct site_text *t, const char *folder)
{
    return slice_starts(slice_str(t->page), slice_str(folder));
}

/* A list of the texts whose pages are in @folder ("reports/"), and those pages. */
static void put_list(struct site *s, const char *folder, const char *title, const char *lead,
                     const char *none, const char *section)
{
    struct web p;
    struct web_json j;
    const char *path = arena_printf(s->a, "%sindex.html", folder);
    size_t n = 0;
    web_open(
        &p, s,
        &(struct web_info){
            .path = path, .title = title, .summary = lead, .section = section, .kind = "prose" });
    html_put(&p.h, "<p class=\"lead\">%s</p>\n", lead);
    web_json_open(&j, s, path);
    json_array_open(&j.o, "texts");
    for (size_t i = s->n_texts; i; i--) { /* the newest report has the last name */
        const struct site_text *t = &s->texts[i - 1];
        if (!is_below(t, folder))
            continue;
        if (n++ == 0)
            html_put(&p.h, "<ul class=\"links\">\n");
        html_put(&p.h, "<li><a href=\"%s\">%s</a></li>\n", web_to(&p, t->page), t->title);
        json_object_open(&j.o, NULL);
        json_text(&j.o, "title", t->title);
        json_text(&j.o, "source", t->path);
        json_text(&j.o, "page", t->page);
        json_object_close(&j.o);
    }
    if (n)
        html_put(&p.h, "</ul>\n");
    else
        web_nothing(&p, none);
    web_close(&p);
    json_array_close(&j.o);
    web_json_close(&j, s);
    for (size_t i = 0; i < s->n_texts && s->st == CUPEL_OK; i++)
        if (is_below(&s->texts[i], folder))
            put_text(s, &s->texts[i], section, path, title);
}

void site_reports(struct site *s)
{
    put_list(
        s, "reports/", "Reports",
        "What the group reported to its parent: what was done, what changed, what wants a look.",
        "No report yet.", "reports");
}

/* ---- where mistakes are reported ---- */

static void put_corrections(struct site *s)
{
    const struct govern_file *f = govern_file(s->g, GOVERN_OFFICE);
    const char *where = member_text(f ? f->top : NULL, "corrections");
    struct web p;
    struct web_json j;
    const struct web_info info = { .path = "corrections.html",
                                   .title = "Report a mistake",
                                   .summary = "How to correct what stands on these pages.",
                                   .kind = "prose article" };
    const struct site_text *t = site_text_at(s, where);
    web_open(&p, s, &info);
    if (landscape_url(where, NULL, NULL)) {
        html_put(&p.h,
                 "<p class=\"lead\">Mistakes are reported at <a rel=\"noreferrer\" "
                 "href=\"%s\">%s</a>.</p>\n",
                 where, where);
    } else if (t) {
        html_put(&p.h, "<article>\n");
        web_markdown(&p, t->bytes, t->path, 2);
        html_put(&p.h, "</article>\n");
    } else {
        web_nothing(&p, "The office does not say where mistakes are reported.");
    }
    web_close(&p);
    web_json_open(&j, s, info.path);
    json_text(&j.o, "corrections", where);
    web_json_close(&j, s);
}

void site_texts(struct site *s)
{
    put_list(s, "texts/", "All texts", "Texts of the office that are no paper, pattern or report.",
             "No other text.", NULL);
    put_corrections(s);
}
