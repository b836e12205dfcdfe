/* SPDX-License-Identifier: Apache-2.0 */
/* clomonitor/manifest.c: what CLOMonitor takes from the security-insights manifest. */
#include "office/review/clomonitor/clomonitor.h"

#include "office/review/house.h"
#include "office/review/insights.h"

/* The first manifest of the own checkouts. */
static bool first_manifest(const struct project *p, struct insights *ret)
{
    for (size_t i = 0; i < p->n_checkouts; i++)
        if (!p->checkouts[i].is_defaults && insights_read(p, &p->checkouts[i], ret))
            return true;
    return false;
}

/* Is there one that CLOMonitor accepts? Else @f says why not. */
static bool usable(const struct project *p, struct finding *f, struct insights *in)
{
    const char *why = NULL;
    if (!first_manifest(p, in)) {
        if (house_names_are_whole(p, &why))
            finding_say(p, f, CUPEL_FAIL, "none of %s is there", INSIGHTS_PLACES);
        else
            finding_say(p, f, CUPEL_UNKNOWN, "not all files are known: %s", why);
        return false;
    }
    if (insights_has_shape(in))
        return true;
    for (size_t i = 0; i < in->n_errors; i++) {
        if (!in->errors[i].is_shape)
            continue;
        if (f->where.n == 0)
            finding_say(p, f, in->file->is_unread ? CUPEL_UNKNOWN : CUPEL_FAIL,
                        "%s is not accepted: %s", in->file->path, in->errors[i].text);
        places_add(p, &f->where, in->file, in->errors[i].line, "%s", in->errors[i].text);
    }
    if (f->where.n == 0)
        finding_say(p, f, CUPEL_FAIL, "%s %s", in->file->path,
                    in->more ? "has more errors than are looked at"
                             : "is not where CLOMonitor looks: " INSIGHTS_PLACES);
    return false;
}

void clo_security_insights(const struct project *p, struct finding *f)
{
    struct insights in;
    if (!usable(p, f, &in))
        return;
    places_add(p, &f->where, in.file, 0, "security-insights %s", in.version);
    finding_say(p, f, CUPEL_PASS, "%s has the shape of version %s", in.file->path, in.version);
}

void clo_dependencies_policy(const struct project *p, struct finding *f)
{
    struct insights in;
    if (!usable(p, f, &in))
        return;
    const char *path = in.major == 1 ? "dependencies.env-dependencies-policy.policy-url"
                                     : "repository.documentation.dependency-management-policy";
    const struct yaml_node *url = insights_node(&in, path);
    places_add(p, &f->where, in.file, url ? url->line : 0, "%s%s", path,
               url ? "" : " is not there");
    if (url && url->type == YAML_SCALAR)
        finding_say(p, f, CUPEL_PASS, "%s is %s", path, arena_text(p->arena, slice_str(url->text)));
    else
        finding_say(p, f, CUPEL_FAIL, "the manifest has no %s", path);
}
