/* SPDX-License-Identifier: Apache-2.0 */
/* review/osps_docs.c: controls of the baseline that ask for something in writing. */
#include "office/review/osps.h"

#include "office/review/house.h"
#include "office/review/insights.h"
#include "office/review/topic.h"
#include "office/text/words.h"

#include <string.h>

bool osps_is_released(const struct project *p, struct finding *f)
{
    struct house_release r;
    if (house_newest_release(p, &r))
        return true;
    if (house_tags_are_whole(p))
        finding_say(p, f, CUPEL_NA, "no tag names a release: it applies once there is one");
    else
        finding_say(p, f, CUPEL_UNKNOWN, "no tag names a release, but tags or history are cut");
    return false;
}

void osps_say_absent(const struct project *p, struct finding *f, const char *what)
{
    if (!topic_documents_are_read(p))
        finding_say(p, f, CUPEL_UNKNOWN, "%s was not found, but not all documents were read", what);
    else if (topic_lies_elsewhere(p, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN, "%s is not in the checkouts, and %s", what,
                    f->where.at[f->where.n - 1].note);
    else
        finding_say(p, f, CUPEL_FAIL, "%s is in no document", what);
}

/* ---- single ones ---- */

/* The first prose of all documents that has @pattern; only in those that @only names. */
static bool find_prose(const struct project *p, const char *pattern, struct finding *f,
                       const char *note)
{
    struct topic_walk w = { .files = { .p = p } };
    for (const struct project_file *d; (d = topic_document(&w)) != NULL;) {
        size_t at = doc_find(d->doc, pattern, 0);
        if (at == SIZE_MAX)
            continue;
        places_add(p, &f->where, d, d->doc->blocks[at].line, "%s", note);
        return true;
    }
    return false;
}

/* A template of issues, or a sentence that says where defects go. */
void osps_defects(const struct project *p, struct finding *f)
{
    static const char *const templates[] = { ".github/ISSUE_TEMPLATE", ".gitlab/issue_templates",
                                             "ISSUE_TEMPLATE" };
    if (!osps_is_released(p, f))
        return;
    struct file_walk w = { .p = p, .kinds_none = FILE_FOREIGN };
    for (const struct project_file *at; (at = file_next(&w)) != NULL;)
        for (size_t i = 0; i < CUPEL_COUNT(templates); i++)
            if (slice_starts(slice_str(at->path), slice_str(templates[i])) && f->where.n == 0)
                places_add(p, &f->where, at, 0, "a template for reports");
    bool found = f->where.n > 0 ||
                 find_prose(
                     p,
                     "report* bug*|report* a bug|reporting bugs|report an issue|report issues|"
                     "reporting issues|bug report*|open an issue|file an issue|file a bug|"
                     "create an issue|raise an issue|issue tracker|github issues|gitlab issues|"
                     "submit an issue|report* defect*",
                     f, "says where defects are reported");
    if (found)
        finding_say(p, f, CUPEL_PASS, "%s says how to report defects", f->where.at[0].path);
    else
        osps_say_absent(p, f, "how to report defects");
}

/* ---- how to verify a release ---- */

static const char *const verifiers[] = {
    "cosign verify",  "gpg --verify",      "gpg2 --verify",
    "sha256sum -c",   "sha256sum --check", "sha512sum -c",
    "shasum -c",      "slsa-verifier",     "gh attestation verify",
    "minisign -V",    "signify -V",        "rekor-cli verify",
    "git verify-tag", "git tag -v",        "ssh-keygen -Y verify",
    "openssl dgst",   "sigstore verify",   "notation verify",
    "rpm -K",
};
/* What names who must have signed. */
static const char *const identities[] = {
    "--certificate-identity",
    "--certificate-oidc-issuer",
    "--source-uri",
    "--signer-workflow",
    "--builder-id",
    "--cert-identity",
    "--owner",
    "--repo ",
    "--recv-keys",
    "--recv-key",
    "fingerprint",
    "Fingerprint",
    "allowed_signers",
    "--key ",
    "-P RW",
};

static size_t first_of(cupel_slice text, const char *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = house_find_text(text, parts[i], 0);
        if (at != SIZE_MAX)
            return at;
    }
    return SIZE_MAX;
}

/* Does a line begin at @at, but for blanks and a prompt? */
static bool begins_line(cupel_slice text, size_t at)
{
    while (at > 0 && (text.p[at - 1] == ' ' || text.p[at - 1] == '\t' || text.p[at - 1] == '$'))
        at--;
    return at == 0 || text.p[at - 1] == '\n';
}

/* docs/releases.md may be a guide or a list of past changes, which only mentions commands: the
 * command must be a line of its own. */
static const struct project_file *find_in_releases(const struct project *p, bool identity,
                                                   size_t *offset)
{
    struct file_walk w = { .p = p, .kinds_any = FILE_CHANGELOG, .kinds_none = FILE_NOT_PRODUCT };
    for (const struct project_file *d; (d = file_next(&w)) != NULL;) {
        if (!d->doc ||
            (identity && first_of(d->text, identities, CUPEL_COUNT(identities)) == SIZE_MAX))
            continue;
        for (size_t i = 0; i < CUPEL_COUNT(verifiers); i++) {
            size_t at = house_find_text(d->text, verifiers[i], 0);
            *offset = at;
            if (at != SIZE_MAX && begins_line(d->text, at))
                return d;
        }
    }
    return NULL;
}

/* A document that shows a command which verifies; with @identity one that also says whose it is. */
static const struct project_file *find_verification(const struct project *p, bool identity,
                                                    size_t *offset)
{
    struct topic_walk w = { .files = { .p = p } };
    for (const struct project_file *d; (d = topic_document(&w)) != NULL;) {
        size_t at = first_of(d->text, verifiers, CUPEL_COUNT(verifiers));
        if (at == SIZE_MAX ||
            (identity && first_of(d->text, identities, CUPEL_COUNT(identities)) == SIZE_MAX))
            continue;
        *offset = at;
        return d;
    }
    return find_in_releases(p, identity, offset);
}

void osps_verify(const struct project *p, struct finding *f)
{
    bool identity = strcmp(f->info->id, "OSPS-DO-03.02") == 0;
    const char *what = identity ? "whose signature a release must bear" : "how to verify a release";
    size_t at = 0;
    if (!osps_is_released(p, f))
        return;
    const struct project_file *d = find_verification(p, identity, &at);
    if (d) {
        places_add(p, &f->where, d, house_line_at(d->text, at), "shows how to verify");
        finding_say(p, f, CUPEL_PASS, "%s: %s shows it", what, d->path);
    } else if (find_prose(p,
                          "verify* the signature*|verify* release*|verifying release*|"
                          "verify* provenance|signature verification|verify* checksum*",
                          f, "speaks of it without a command")) {
        finding_say(p, f, CUPEL_UNKNOWN, "%s is spoken of, but no document shows a command%s", what,
                    identity ? " with an identity" : "");
    } else {
        osps_say_absent(p, f, what);
    }
}

/* ---- discussion, contributing, members ---- */

void osps_discussion(const struct project *p, struct finding *f)
{
    static const char channels[] = "mailing list|slack|discord|matrix|zulip|irc|gitter|discussions|"
                                   "forum|community meeting|google group|discourse|issue tracker|"
                                   "open an issue|github issues|gitlab issues|community call";
    if (find_prose(p, channels, f, "names a public channel"))
        finding_say(p, f, CUPEL_PASS, "%s names a public channel", f->where.at[0].path);
    else
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "no document names a public channel; issues or discussions at the forge would do");
}

#define CONTRIBUTING_WORDS 40

void osps_contributing(const struct project *p, struct finding *f)
{
    static const char globs[] = "contributing*|.github/contributing*|docs/contributing*";
    static const struct topic topic = { .headings = "contributing|contribut* to|how to contribute",
                                        .words = CONTRIBUTING_WORDS };
    struct house_file at = { 0 };
    unsigned words = 0;
    if (house_find(p, globs, false, &at) || house_find_default(p, globs, false, &at)) {
        for (size_t i = 0; at.file->doc && i < at.file->doc->n_blocks; i++)
            words += topic_count_words(at.file->doc->blocks[i].text);
        places_add(p, &f->where, at.file, 0, "%u words", words);
        if (words >= CONTRIBUTING_WORDS) {
            finding_say(p, f, CUPEL_PASS, "%s explains it", house_file_text(p, &at));
            return;
        }
    }
    struct places sections = { 0 };
    if (topic_find(p, &topic, &sections) == TOPIC_TREATED) {
        f->where = sections;
        finding_say(p, f, CUPEL_PASS, "%s explains it", sections.at[0].path);
    } else if (f->where.n && !at.file->doc) {
        finding_say(p, f, CUPEL_UNKNOWN, "%s was not read", house_file_text(p, &at));
    } else if (f->where.n) {
        finding_say(p, f, CUPEL_FAIL, "%s has %u words, which explain nothing",
                    house_file_text(p, &at), words);
    } else if (house_may_inherit(p)) {
        finding_say(p, f, CUPEL_UNKNOWN,
                    "nothing here explains it; the organisation's .github repository may: add a "
                    "checkout of that");
    } else {
        osps_say_absent(p, f, "how to contribute");
    }
}

/* A name of somebody: @handle, an address, a row of a table, an entry of a list. */
static bool names_somebody(const struct project_file *f)
{
    cupel_slice line;
    for (size_t at = 0; house_line_next(f->text, &at, &line);) {
        size_t i = 0;
        while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
            i++;
        if (i == line.n || line.p[i] == '#')
            continue;
        size_t mark = house_find_text(line, "@", i);
        if (mark != SIZE_MAX && mark + 1 < line.n && line.p[mark + 1] > ' ')
            return true;
    }
    for (size_t i = 0; f->doc && i < f->doc->n_blocks; i++) {
        const struct doc_block *b = &f->doc->blocks[i];
        if ((b->kind == DOC_ITEM ||
             (b->kind == DOC_ROW && i > 0 && f->doc->blocks[i - 1].kind == DOC_ROW)) &&
            topic_count_words(b->text) >= 2)
            return true;
    }
    return false;
}

void osps_members(const struct project *p, struct finding *f)
{
    static const char globs[] = "maintainers*|docs/maintainers*|.github/maintainers*|owners*|"
                                "docs/owners*|members*|codeowners*|.github/codeowners*|"
                                "docs/codeowners*";
    static const struct topic topic = { .headings = "maintainer*|core team|committers|members",
                                        .words = 4 };
    struct house_file at;
    struct places sections = { 0 };
    if (house_find(p, globs, false, &at) || house_find_default(p, globs, false, &at)) {
        places_add(p, &f->where, at.file, 0, NULL);
        if (at.file->text.n == 0)
            finding_say(p, f, CUPEL_UNKNOWN, "%s was not read", house_file_text(p, &at));
        else if (names_somebody(at.file))
            finding_say(p, f, CUPEL_PASS, "%s names them", house_file_text(p, &at));
        else
            finding_say(p, f, CUPEL_FAIL, "%s names nobody", house_file_text(p, &at));
    } else if (topic_find(p, &topic, &sections) == TOPIC_TREATED) {
        f->where = sections;
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%s has a section on them; whether it is a list of people with rights a person "
                    "must tell",
                    sections.at[0].path);
    } else {
        osps_say_absent(p, f, "who has access to what is sensitive");
    }
}

/* ---- changes of the newest release ---- */

static bool is_version_byte(int c)
{
    return (c >= '0' && c <= '9') || c == '.';
}

/* Where @version stands in @text as a version of its own: 1.4.0 is not in 1.4.01 nor in 11.4.0. */
static size_t find_version(cupel_slice text, const char *version)
{
    size_t n = strlen(version);
    for (size_t at = 0; (at = house_find_text(text, version, at)) != SIZE_MAX; at++) {
        int before = at ? text.p[at - 1] : ' ', after = at + n < text.n ? text.p[at + n] : ' ';
        int then = at + n + 1 < text.n ? text.p[at + n + 1] : ' ';
        if (!is_version_byte(before) &&
            !(is_version_byte(after) && (after != '.' || is_version_byte(then))))
            return at;
    }
    return SIZE_MAX;
}

void osps_changelog(const struct project *p, struct finding *f)
{
    struct house_release r;
    if (!osps_is_released(p, f) || !house_newest_release(p, &r))
        return;
    const char *version = arena_text(p->arena, r.version.text);
    const struct project_file *log = NULL;
    struct file_walk w = { .p = p, .kinds_any = FILE_CHANGELOG, .kinds_none = FILE_FOREIGN };
    for (const struct project_file *at; (at = file_next(&w)) != NULL;) {
        size_t offset = find_version(at->text, version);
        log = at;
        if (offset == SIZE_MAX)
            continue;
        places_add(p, &f->where, at, house_line_at(at->text, offset), "version %s", version);
        finding_say(p, f, CUPEL_PASS, "%s lists the changes of %s", at->path, version);
        return;
    }
    const char *body = strchr(r.tag->message, '\n'); /* the first line is but a title */
    if (body && topic_count_words(body) >= 10)
        finding_say(p, f, CUPEL_PASS, "the message of tag %s lists changes",
                    arena_text(p->arena, slice_str(r.tag->name)));
    else if (log && !topic_documents_are_read(p))
        finding_say(p, f, CUPEL_UNKNOWN, "not all documents were read");
    else if (log) {
        places_add(p, &f->where, log, 0, "does not name %s", version);
        finding_say(p, f, CUPEL_FAIL, "%s does not name the newest release, %s", log->path,
                    version);
    } else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "no file lists changes; the text of release %s at the forge would do", version);
}

/* ---- several repositories ---- */

/* Does a document of @c name the checkout @other? */
static bool names_checkout(const struct project *p, const struct checkout *c,
                           const struct checkout *other)
{
    const char *slash = arena_printf(p->arena, "/%s", other->name);
    for (size_t i = 0; i < c->n_files; i++) {
        const struct project_file *f = &c->files[i];
        if (!f->doc || f->kind & FILE_NOT_PRODUCT)
            continue;
        for (size_t k = 0; k < f->doc->n_links; k++)
            if (strstr(f->doc->links[k].target, slash))
                return true;
    }
    return false;
}

void osps_codebases(const struct project *p, struct finding *f)
{
    size_t own = 0, named = 0;
    const struct checkout *first = NULL, *missing = NULL;
    struct insights in;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        if (c->is_defaults)
            continue;
        if (own++ == 0)
            first = c;
        else if (names_checkout(p, first, c))
            named++;
        else if (!missing)
            missing = c;
    }
    const struct yaml_node *list = first && insights_read(p, first, &in)
                                       ? insights_node(&in, "project.repositories")
                                       : NULL;
    if (list && list->type == YAML_LIST && list->count >= own && list->count > 1) {
        places_add(p, &f->where, in.file, list->line, "%zu repositories", list->count);
        finding_say(p, f, CUPEL_PASS, "%s lists %zu repositories", in.file->path, list->count);
    } else if (own < 2) {
        finding_say(p, f, CUPEL_NA, "one repository was given");
    } else if (named + 1 == own) {
        finding_say(p, f, CUPEL_PASS, "documents of %s link the other %zu", first->name, named);
    } else {
        finding_say(p, f, CUPEL_FAIL, "no document of %s links %s", first->name, missing->name);
    }
}
