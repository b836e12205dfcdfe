/* SPDX-License-Identifier: Apache-2.0 */
#include "office/list_checks.h"

#include "codec/json_out.h"
#include "office/review/make.h"

#include <cupel/base.h>

void list_checks_text(struct buf *out)
{
    for (size_t i = 0; i < review_sets_count; i++) {
        const struct review_set *s = review_sets[i];
        buf_printf(out, "%s%s (%s)\n", i ? "\n" : "", s->title, s->name);
        for (size_t k = 0; k < s->n; k++) {
            const struct review_info *info = &review_set_row(s, k)->info;
            buf_printf(out, "  %-26s %s\n", info->id, info->title);
        }
    }
}

static void write_check(struct json_out *o, const struct review_set *s,
                        const struct review_info *info)
{
    json_object_open(o, NULL);
    json_text(o, "id", info->id);
    json_text(o, "set", info->set);
    json_text(o, "set_title", s->title);
    json_text(o, "title", info->title);
    json_text(o, "why", info->why);
    json_text(o, "spec", info->spec);
    json_text(o, "fix", info->fix);
    json_uint(o, "gain", info->gain);
    json_uint(o, "effort", info->effort);
    json_object_close(o);
}

void list_checks_json(struct buf *out)
{
    struct json_out o = json_out_to(out);
    json_object_open(&o, NULL);
    json_uint(&o, "cupel", 1);
    json_text(&o, "kind", "checks");
    json_text(&o, "version", cupel_version());
    json_array_open(&o, "checks");
    for (size_t i = 0; i < review_sets_count; i++)
        for (size_t k = 0; k < review_sets[i]->n; k++)
            write_check(&o, review_sets[i], &review_set_row(review_sets[i], k)->info);
    json_array_close(&o);
    json_object_close(&o);
    buf_add_str(out, "\n");
}
