/* SPDX-License-Identifier: Apache-2.0 */
/* review/exempt.c: exemptions meet findings; the set "exempt" watches over them. */
#include "office/review/exempt.h"

#include "office/review/house.h"

#include <string.h>

/* ---- applied ---- */

static bool asks_for_something(const struct finding *f)
{
    return f->outcome == CUPEL_FAIL || f->outcome == CUPEL_UNKNOWN;
}

void exemptions_apply(const struct project *p, struct review *r)
{
    struct exemptions all;
    exemptions_read(p, &all);
    r->exemptions = all.at;
    r->n_exemptions = all.n;
    for (size_t i = 0; i < r->n_findings; i++) {
        struct finding *f = &r->findings[i];
        bool is_open = asks_for_something(f) && strcmp(f->info->set, "exempt") != 0;
        for (size_t k = 0; is_open && !f->exempt && k < all.n; k++) {
            if (all.at[k].is_expired || strcmp(all.at[k].check, f->info->id) != 0)
                continue;
            all.at[k].is_used = true;
            f->exempt = &all.at[k];
        }
    }
}

/* ---- watched over ---- */

static void run_valid(const struct project *p, struct finding *f)
{
    struct exemptions all;
    exemptions_read(p, &all);
    for (size_t i = 0; i < all.n_errors; i++)
        places_add(p, &f->where, all.errors[i].file, all.errors[i].line, "%s", all.errors[i].text);
    if (all.n_files == 0)
        finding_say(p, f, CUPEL_NA, "no file exempts anything");
    else if (all.n_errors + all.more)
        finding_say(p, f, CUPEL_FAIL, "%s: %s%s", all.errors[0].file->path, all.errors[0].text,
                    all.n_errors + all.more > 1 ? "; and more" : "");
    else
        finding_say(p, f, CUPEL_PASS, "complete: %s in %s",
                    house_count(p, all.n, "exemption", "exemptions"),
                    house_count(p, all.n_files, "file", "files"));
}

static void run_current(const struct project *p, struct finding *f)
{
    struct exemptions all;
    size_t endless = 0, expired = 0;
    exemptions_read(p, &all);
    for (size_t i = 0; i < all.n; i++) {
        const struct exemption *e = &all.at[i];
        int64_t end = 0;
        endless += !e->expires;
        if (!e->is_expired || !house_date_read(e->expires, &end))
            continue;
        expired++;
        places_add(p, &f->where, all.files[i], all.lines[i],
                   "the exemption of %s expired %s ago at %s; its owner is %s", e->check,
                   house_count(p, (size_t)house_days(end, p->as_of), "day", "days"), e->expires,
                   e->owner);
    }
    finding_figure(p, f, "exemptions", "entries of all files that were accepted", "%zu", all.n);
    finding_figure(p, f, "never_expire", "of these, those whose format has no date", "%zu",
                   endless);
    if (all.n == 0)
        finding_say(p, f, CUPEL_NA, "nothing is exempted");
    else if (expired)
        finding_say(p, f, CUPEL_FAIL, "%s%s", f->where.at[0].note, expired > 1 ? "; and more" : "");
    else if (endless)
        finding_say(p, f, CUPEL_PASS, "none has expired; without a date: %zu", endless);
    else
        finding_say(p, f, CUPEL_PASS, "none has expired");
}

static const struct review_check checks[] = {
    { .info = { "exemptions-valid", "exempt", "Files that exempt from checks are complete",
                "An exemption that nobody owns or that names no check hides what it was meant to "
                "explain; one with a mistake is not accepted.",
                "cupel review: .cupel.yml; CLOMonitor: .clomonitor.yml; Scorecard: scorecard.yml",
                "Correct the lines named. In .cupel.yml each entry needs check, reason, owner and "
                "expires.",
                2, 1 },
      .run = run_valid },
    { .info = { "exemptions-current", "exempt", "No exemption has expired",
                "What was excused for a time is looked at again when the time is over; until then "
                "the "
                "check counts as it stands.",
                "cupel review: .cupel.yml",
                "Fix what was exempted, or decide anew and set another date.", 2, 1 },
      .run = run_current },
};

const struct review_set set_exempt = {
    .name = "exempt", .title = "Exemptions", .checks = checks, .n = CUPEL_COUNT(checks)
};
