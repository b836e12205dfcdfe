/* SPDX-License-Identifier: Apache-2.0 */
/* clomonitor/license.c: which licence, told by its text, and whether the CNCF approves of it. */
#include "office/review/clomonitor/clomonitor.h"

#include "office/review/house.h"

#include <string.h>

/* The allowlist that CLOMonitor has. */
static const char *const approved[] = { "Apache-2.0",   "BSD-2-Clause", "BSD-2-Clause-FreeBSD",
                                        "BSD-3-Clause", "CC-BY-4.0",    "ISC",
                                        "MIT",          "PostgreSQL",   "Python-2.0",
                                        "X11",          "Zlib" };

static bool is_approved(const char *id)
{
    for (size_t i = 0; i < CUPEL_COUNT(approved); i++)
        if (strcmp(approved[i], id) == 0)
            return true;
    return false;
}

static void note(const struct project *p, struct finding *f, const struct house_license *l)
{
    if (!l->file)
        return;
    const char *id = house_license_text(p, l);
    if (l->is_clear)
        places_add(p, &f->where, l->file, l->result.found[0].line, "%s", id);
    else if (id)
        places_add(p, &f->where, l->file, l->result.found[0].line,
                   "%s, but %u of 1000 words are other terms", id, 1000 - l->result.explained);
    else if (l->result.nearest.id)
        places_add(p, &f->where, l->file, 0, "no known licence; nearest is %s",
                   l->result.nearest.id);
    else
        places_add(p, &f->where, l->file, 0, "no known licence");
}

static void say_unclear(const struct project *p, struct finding *f, const struct checkout *c,
                        const struct house_license *l)
{
    const char *why = NULL;
    if (l->file && l->file->is_unread)
        finding_say(p, f, CUPEL_UNKNOWN, "%s was not read", l->file->path);
    else if (l->file && house_license_text(p, l))
        finding_say(p, f, CUPEL_FAIL,
                    "%s of %s holds %s and other terms: what applies is not a known licence",
                    l->file->path, c->name, house_license_text(p, l));
    else if (l->file)
        finding_say(p, f, CUPEL_FAIL, "the text of %s in %s is no licence that SPDX lists",
                    l->file->path, c->name);
    else if (!house_names_are_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "not all files are known: %s", why);
    else
        finding_say(p, f, CUPEL_FAIL, "%s has no LICENSE* or COPYING* at the top", c->name);
}

/* The licences of all own checkouts; false: @f says what is wrong with one of them. */
static bool all_clear(const struct project *p, struct finding *f, const char **ids)
{
    bool is_clear = true;
    *ids = NULL;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        struct house_license l;
        if (c->is_defaults)
            continue;
        (void)house_license(p, c, &l);
        note(p, f, &l);
        if (!l.is_clear && f->outcome != CUPEL_FAIL)
            say_unclear(p, f, c, &l);
        else if (l.is_clear && !*ids)
            *ids = house_license_text(p, &l);
        is_clear = is_clear && l.is_clear;
    }
    if (is_clear && !*ids)
        finding_say(p, f, CUPEL_NA, "only an organisation's defaults were given");
    return is_clear && *ids;
}

void clo_license_spdx_id(const struct project *p, struct finding *f)
{
    const char *ids = NULL;
    if (!all_clear(p, f, &ids))
        return;
    finding_figure(p, f, "spdx", "licence of the first checkout by its text", "%s", ids);
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct house_license l;
        if (p->checkouts[i].is_defaults || !house_license(p, &p->checkouts[i], &l) || l.is_listed)
            continue;
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%s is %s by its text, but CLOMonitor reads LICENSE* and COPYING* only and "
                    "else takes the forge's answer",
                    l.file->path, house_license_text(p, &l));
        return;
    }
    finding_say(p, f, CUPEL_PASS, "%s by its text", ids);
}

void clo_license_approved(const struct project *p, struct finding *f)
{
    const char *ids = NULL;
    if (!all_clear(p, f, &ids))
        return;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct house_license l;
        if (p->checkouts[i].is_defaults || !house_license(p, &p->checkouts[i], &l))
            continue;
        for (size_t k = 0; k < l.result.n; k++)
            if (!is_approved(l.result.found[k].id)) {
                finding_say(p, f, CUPEL_FAIL, "%s of %s is not on the CNCF's list of licences",
                            l.result.found[k].id, p->checkouts[i].name);
                return;
            }
    }
    finding_say(p, f, CUPEL_PASS, "%s is on the CNCF's list of licences", ids);
}
