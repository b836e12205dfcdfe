/* SPDX-License-Identifier: Apache-2.0 */
#include "office/landscape/hygiene.h"

#include <stdio.h>
#include <string.h>

static void write_finding(const struct hygiene *h, const struct hygiene_finding *f,
                          struct text_out *t)
{
    char room[96];
    const char *slash = strrchr(h->l->data_file, '/');
    text_to(t, 2);
    text_put(t, f->item->text[ITEM_NAME]);
    if (f->since)
        (void)snprintf(room, sizeof room, " (%s, %lld days)", f->since, (long long)f->days);
    text_put(t, f->since ? room : "");
    text_line(t);
    text_to(t, 6);
    text_wrap(t, 6, f->detail);
    text_line(t);
    text_to(t, 6);
    if (f->commit) {
        if (f->path)
            text_put(t, f->path);
        (void)snprintf(room, sizeof room, f->line ? ":%llu" : "%.0llu",
                       (unsigned long long)f->line);
        text_put(t, f->path ? room : "");
        (void)snprintf(room, sizeof room, "%s@ %.12s", f->path ? " " : "", f->commit);
        text_put(t, room);
    } else {
        text_put(t, slash ? slash + 1 : h->l->data_file);
        (void)snprintf(room, sizeof room, ":%u%s", f->item->line, f->source ? ", " : "");
        text_put(t, room);
        text_put(t, f->source ? f->source : "");
    }
    text_line(t);
}

void hygiene_write_text(const struct hygiene *h, size_t shown, struct text_out *t)
{
    char room[200];
    for (int k = 0; k < HYGIENE_KINDS; k++) {
        size_t n = hygiene_count(h, (enum hygiene_kind)k), done = 0;
        if (n == 0)
            continue;
        (void)snprintf(room, sizeof room, "%s: %zu: %s", hygiene_kinds[k].name, n,
                       hygiene_kinds[k].title);
        text_heading(t, room);
        for (size_t i = 0; i < h->n && (shown == 0 || done < shown); i++)
            if (h->at[i].kind == (enum hygiene_kind)k) {
                write_finding(h, &h->at[i], t);
                done++;
            }
        if (done < n) {
            (void)snprintf(room, sizeof room, "and %zu more (--verbose)", n - done);
            text_to(t, 2);
            text_put(t, room);
            text_line(t);
        }
    }
    for (size_t i = 0; i < h->n_notes; i++) {
        if (i == 0)
            text_heading(t, "checkouts that were not read, or not wholly");
        text_to(t, 2);
        text_wrap(t, 4, h->notes[i]);
        text_line(t);
    }
    if (h->more) {
        (void)snprintf(room, sizeof room, "%zu findings more were not kept", h->more);
        text_put(t, room);
        text_line(t);
    }
}

void hygiene_write_json(const struct hygiene *h, struct json_out *o)
{
    json_array_open(o, "findings");
    for (size_t i = 0; i < h->n; i++) {
        const struct hygiene_finding *f = &h->at[i];
        json_object_open(o, NULL);
        json_text(o, "kind", hygiene_kinds[f->kind].name);
        json_text(o, "item", f->item->text[ITEM_NAME]);
        json_uint(o, "line", f->item->line);
        json_text(o, "detail", f->detail);
        json_text(o, "since", f->since);
        if (f->days >= 0)
            json_int(o, "days", f->days);
        else
            json_null(o, "days");
        json_text(o, "source", f->source);
        json_text(o, "path", f->path);
        if (f->path)
            json_uint(o, "path_line", f->line);
        json_text(o, "commit", f->commit);
        json_object_close(o);
    }
    json_array_close(o);
    json_object_open(o, "counts");
    for (int k = 0; k < HYGIENE_KINDS; k++)
        json_uint(o, hygiene_kinds[k].name, hygiene_count(h, (enum hygiene_kind)k));
    json_object_close(o);
    json_uint(o, "findings_more", h->more);
    json_uint(o, "checkouts", h->n_checkouts);
    json_array_open(o, "notes");
    for (size_t i = 0; i < h->n_notes; i++)
        json_text(o, NULL, h->notes[i]);
    json_array_close(o);
}
