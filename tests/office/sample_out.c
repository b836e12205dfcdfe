/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sample_out FORM [SAMPLE]: prints a sample review as json, text, verbose, markdown, html, sarif or
 * svg. SAMPLE is "review" (the default), "empty", "hostile-N" (the N-th hostile text everywhere) or
 * "drawn-N".
 */
#include "sample.h"

#include "render/review.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM (64u << 20)

static const struct review *sample_named(struct arena *a, const char *name)
{
    if (strncmp(name, "hostile-", 8) == 0)
        return sample_of(a, sample_hostile[strtoul(&name[8], NULL, 10) % sample_hostile_count]);
    if (strncmp(name, "drawn-", 6) == 0)
        return sample_drawn(a, strtoul(&name[6], NULL, 10));
    return strcmp(name, "empty") == 0 ? sample_empty() : sample_review();
}

static bool render(const char *form, const struct review *r, struct buf *b)
{
    struct text_out t = text_out_to(b, getenv("SAMPLE_COLOUR") != NULL);
    if (strcmp(form, "json") == 0)
        review_write_json(r, b);
    else if (strcmp(form, "text") == 0)
        review_render_text(r, &t, false);
    else if (strcmp(form, "verbose") == 0)
        review_render_text(r, &t, true);
    else if (strcmp(form, "markdown") == 0)
        review_render_markdown(r, b);
    else if (strcmp(form, "html") == 0)
        review_render_html(r, b);
    else if (strcmp(form, "sarif") == 0)
        review_render_sarif(r, b);
    else if (strcmp(form, "svg") == 0)
        review_render_svg(r, b);
    else
        return false;
    return buf_status(b) == CUPEL_OK;
}

int main(int argc, char **argv)
{
    struct arena a;
    struct buf b;
    arena_init(&a, ROOM);
    buf_init(&b, ROOM);
    if (argc < 2 || !render(argv[1], sample_named(&a, argc > 2 ? argv[2] : "review"), &b))
        return 2;
    bool ok = fwrite(b.p, 1, b.n, stdout) == b.n;
    buf_clear(&b);
    arena_clear(&a);
    return ok ? 0 : 1;
}
