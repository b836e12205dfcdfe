/* SPDX-License-Identifier: Apache-2.0 */
/* review/osps_policy.c: what the security policy says, and where vulnerabilities are published. */
#include "office/review/osps.h"

#include "office/review/house.h"
#include "office/review/insights.h"
#include "office/review/topic.h"
#include "office/text/words.h"

#include <string.h>

/* ---- texts of a document: blocks, or lines where it was not parsed ---- */

struct texts {
    const struct project_file *f;
    size_t at;
    uint32_t line;
};

static bool next_text(struct texts *t, cupel_slice *text)
{
    if (t->f->doc) {
        if (t->at >= t->f->doc->n_blocks)
            return false;
        const struct doc_block *b = &t->f->doc->blocks[t->at++];
        t->line = b->line;
        *text = slice_str(b->text);
        return true;
    }
    t->line++;
    return house_line_next(t->f->text, &t->at, text);
}

/* Without a policy that can be read: say so. */
static const struct project_file *policy_of(const struct project *p, struct finding *f)
{
    const struct project_file *policy = house_security_policy(p);
    if (!policy && house_may_inherit(p))
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "there is no SECURITY.md here; the organisation's .github repository may have one: "
            "add a checkout of that");
    else if (!policy)
        osps_say_absent(p, f, "a security policy (SECURITY.md)");
    if (!policy)
        return NULL;
    if (policy->tree == TREE_LINK || policy->text.n == 0) {
        places_add(p, &f->where, policy, 0, NULL);
        finding_say(p, f, policy->size ? CUPEL_UNKNOWN : CUPEL_FAIL, "%s %s", policy->path,
                    policy->tree == TREE_LINK ? "is a symbolic link, which is not followed"
                    : policy->size            ? "was not read"
                                              : "is empty");
        return NULL;
    }
    return policy;
}

/* ---- OSPS-VM-01.01 ---- */

static bool has_number(cupel_slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] >= '0' && text.p[i] <= '9')
            return true;
    return words_in("a|one|two|three|four|five|six|seven|ten|fourteen|thirty|sixty|ninety", text);
}

static bool says_time(cupel_slice text)
{
    return words_in("day|days|hour|hours|week|weeks|month|months", text) && has_number(text) &&
           words_in(
               "respon*|acknowledg*|reply|replies|disclos*|fix*|within|confirm*|contact*|triag*|"
               "update*|embargo",
               text);
}

void osps_disclosure(const struct project *p, struct finding *f)
{
    const struct project_file *policy = policy_of(p, f);
    if (!policy)
        return;
    struct texts t = { .f = policy };
    cupel_slice text;
    while (next_text(&t, &text))
        if (says_time(text)) {
            places_add(p, &f->where, policy, t.line, "says how long an answer takes");
            finding_say(p, f, CUPEL_PASS, "%s says how long an answer takes", policy->path);
            return;
        }
    places_add(p, &f->where, policy, 0, "no time is named");
    finding_say(p, f, CUPEL_FAIL, "%s names no time within which reports are answered",
                policy->path);
}

/* ---- OSPS-VM-02.01 and 03.01 ---- */

static bool is_host_byte(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* An address: a character, '@', a host with a dot. Or written as "name at host dot org". */
static bool has_address(cupel_slice text)
{
    for (size_t at = 0; (at = house_find_text(text, "@", at)) != SIZE_MAX; at++) {
        size_t i = at + 1, dot = 0;
        for (; i < text.n && (is_host_byte(text.p[i]) || text.p[i] == '.'); i++)
            if (text.p[i] == '.' && i + 1 < text.n && is_host_byte(text.p[i + 1]))
                dot = i; /* and not the one that ends the sentence */
        if (at > 0 && text.p[at - 1] > ' ' && dot > at + 1)
            return true;
    }
    return house_find_nocase(text, " [at] ", 0) != SIZE_MAX ||
           house_find_nocase(text, " (at) ", 0) != SIZE_MAX;
}

/* Forms at which strangers report in private. */
static bool has_private_form(cupel_slice text)
{
    static const char *const forms[] = { "/security/advisories", "hackerone.com/",
                                         "bugcrowd.com/",        "intigriti.com/",
                                         "/security/policy",     "yeswehack.com/" };
    for (size_t i = 0; i < CUPEL_COUNT(forms); i++)
        if (house_find_text(text, forms[i], 0) != SIZE_MAX)
            return true;
    return false;
}

/* The manifest's contact for reports, or NULL. */
static const struct yaml_node *manifest_contact(const struct project *p, struct insights *in)
{
    static const char *const paths[] = { "project.vulnerability-reporting.contact.email",
                                         "vulnerability-reporting.email-contact",
                                         "project.vulnerability-reporting.contact.social" };
    for (size_t i = 0; i < p->n_checkouts; i++) {
        if (p->checkouts[i].is_defaults || !insights_read(p, &p->checkouts[i], in))
            continue;
        for (size_t k = 0; k < CUPEL_COUNT(paths); k++) {
            const struct yaml_node *n = insights_node(in, paths[k]);
            if (n)
                return n;
        }
    }
    return NULL;
}

static bool find_contact(const struct project *p, struct finding *f)
{
    struct insights in;
    struct house_file names;
    const struct project_file *policy = house_security_policy(p);
    if (policy && (has_address(policy->text) || has_private_form(policy->text))) {
        places_add(p, &f->where, policy, 0, "has an address or a form");
        return true;
    }
    const struct yaml_node *n = manifest_contact(p, &in);
    if (n) {
        places_add(p, &f->where, in.file, n->line, "names a contact");
        return true;
    }
    if (house_find(p, "security_contacts*|security-contacts*", false, &names) &&
        names.file->text.n) {
        places_add(p, &f->where, names.file, 0, "names contacts");
        return true;
    }
    return false;
}

void osps_contacts(const struct project *p, struct finding *f)
{
    if (find_contact(p, f)) {
        finding_say(p, f, CUPEL_PASS, "%s %s", f->where.at[0].path, f->where.at[0].note);
        return;
    }
    const struct project_file *policy = policy_of(p, f);
    if (!policy)
        return;
    places_add(p, &f->where, policy, 0, "neither an address nor a form");
    finding_say(p, f, CUPEL_FAIL, "%s names neither an address nor a form for reports",
                policy->path);
}

void osps_private(const struct project *p, struct finding *f)
{
    static const char words[] =
        "private vulnerability reporting|privately|private|confidential*|"
        "pgp|gpg|encrypt*|do not open|do not report|do not file|not publicly|"
        "security advisory|security advisories";
    const struct project_file *policy = policy_of(p, f);
    if (!policy)
        return;
    bool form = has_private_form(policy->text), address = has_address(policy->text);
    bool says = words_in(words, policy->text);
    places_add(p, &f->where, policy, 0, NULL);
    if (form || address)
        finding_say(p, f, CUPEL_PASS, "%s gives %s for reports in private", policy->path,
                    form ? "a form" : "an address");
    else if (says)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%s asks for reports in private, but names neither an address nor a form; the "
                    "forge may have private reporting switched on",
                    policy->path);
    else
        finding_say(p, f, CUPEL_FAIL, "%s gives no way to report in private", policy->path);
}

/* ---- OSPS-VM-04.01 ---- */

/* "CVE-2026-1234" or "GHSA-xxxx-xxxx-xxxx". */
static size_t find_advisory_id(cupel_slice text)
{
    for (size_t at = 0; (at = house_find_text(text, "CVE-20", at)) != SIZE_MAX; at++)
        if (at + 9 < text.n && text.p[at + 8] == '-' && text.p[at + 9] >= '0' &&
            text.p[at + 9] <= '9')
            return at;
    for (size_t at = 0; (at = house_find_text(text, "GHSA-", at)) != SIZE_MAX; at++)
        if (at + 14 < text.n && text.p[at + 9] == '-' && text.p[at + 14] == '-')
            return at;
    return SIZE_MAX;
}

static bool is_list_of_advisories(const struct project_file *f)
{
    cupel_slice path = slice_str(f->path);
    return house_find_nocase(path, "advisor", 0) != SIZE_MAX ||
           house_glob("security*", house_base(f->path), false) ||
           house_find_nocase(path, "vulnerabilit", 0) != SIZE_MAX;
}

void osps_advisories(const struct project *p, struct finding *f)
{
    struct file_walk w = { .p = p, .kinds_none = FILE_FOREIGN | FILE_TEST | FILE_FIXTURE };
    struct places changes = { 0 };
    for (const struct project_file *at; (at = file_next(&w)) != NULL;) {
        bool is_list = at->kind & FILE_DOC && is_list_of_advisories(at);
        if (!at->text.n || !(is_list || at->kind & FILE_CHANGELOG))
            continue;
        size_t id = find_advisory_id(at->text);
        if (id != SIZE_MAX)
            places_add(p, is_list ? &f->where : &changes, at, house_line_at(at->text, id),
                       "names a vulnerability");
    }
    if (f->where.n) {
        finding_say(p, f, CUPEL_PASS, "%s lists vulnerabilities by their ids", f->where.at[0].path);
        return;
    }
    f->where = changes;
    if (changes.n)
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "%s names vulnerabilities by their ids; whether they are its own or of something "
            "that it uses a person must tell",
            changes.at[0].path);
    else
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "no file lists vulnerabilities; advisories at the forge would do, and there may "
            "have been none%s",
            house_ask(p, "api repos/%s/security-advisories"));
}
