/* SPDX-License-Identifier: Apache-2.0 */
/* govern/days.c: members of maps as dates and counts, and reckoning with days and months. */
#include "office/govern/check.h"

#include "base/text.h"

#include <stdlib.h>

const char *member_text(const struct yaml_node *map, const char *key)
{
    const char *text = map ? yaml_text(map, key) : NULL;
    return text ? text : "";
}

const struct yaml_node *member_first(const struct yaml_node *map, const char *key)
{
    const struct yaml_node *n = map ? yaml_find(map, key) : NULL;
    return n && n->type == YAML_LIST ? n->child : NULL;
}

unsigned long member_count(const struct yaml_node *map, const char *key)
{
    return strtoul(member_text(map, key), NULL, 10);
}

bool member_truth(const struct yaml_node *map, const char *key)
{
    const struct yaml_node *n = map ? yaml_find(map, key) : NULL;
    return n && yaml_truth(n) == 1;
}

bool member_date(const struct yaml_node *map, const char *key, int64_t *ret)
{
    const char *text = map ? yaml_text(map, key) : NULL;
    return text && landscape_date(text, ret);
}

int64_t days_since(const struct govern *g, int64_t then)
{
    return (g->as_of - then) / DAY_SECONDS;
}

const char *date_text(struct arena *a, int64_t t)
{
    char room[RFC3339_ROOM] = "";
    rfc3339_write(t, room);
    return arena_text(a, slice_of(room, 10));
}

int64_t months_from(int64_t t, long months)
{
    struct civil c = { 0 };
    civil_from_epoch(t, &c);
    long all = (long)c.year * 12 + c.month - 1 + months;
    c = (struct civil){ .year = (int)(all / 12), .month = (int)(all % 12) + 1, .day = c.day };
    while (c.day > 28 && !civil_is_valid(&c))
        c.day--;
    return civil_is_valid(&c) ? civil_to_epoch(&c) : t;
}
