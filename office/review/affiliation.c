/* SPDX-License-Identifier: Apache-2.0 */
/* review/affiliation.c: what a name and an address say of their owner: bot or person, and whose. */
#include "office/review/people.h"

#include "office/text/words.h"

/* ---- bots ---- */

/* They raise versions of dependencies and do nothing else. */
#define DEPENDENCY_BOTS                                                                            \
    "dependabot*|renovate|renovatebot|greenkeeper*|snyk|pyup|depfu|scala steward|whitesource|"     \
    "mend bolt|updatecli|red hat konflux|konflux internal"
#define OTHER_BOTS                                                                                 \
    "github actions|git hub actions|github action|git hub action|pre commit "                      \
    "ci|mergify|allcontributors|all contributors|"                                                 \
    "k8s ci robot|prow robot|merge robot|copybara*|bors|homu|imgbot|codecov|semantic release|"     \
    "weblate|hosted weblate|transifex|jenkins|travis ci|circleci|circle ci|gitlab ci|git lab "     \
    "ci|azure pipelines|"                                                                          \
    "google github actions bot|web flow|autofix ci|deepsource*|restyled*|release please|"          \
    "release bot|build bot|buildbot|ci bot|bot ci"

static bool ends_with(cupel_slice s, cupel_slice end)
{
    return s.n >= end.n && slice_eq_nocase(slice_part(s, s.n - end.n, end.n), end);
}

static cupel_slice before(cupel_slice s, const char *sign)
{
    size_t at = slice_find(s, slice_str(sign));
    return at == SIZE_MAX ? s : slice_part(s, 0, at);
}

/* "foo-bot", "foo_bot", "bot", "foo-robot": for names that are one word, and for the part of an
 * address before the @. Somebody may be called Jan Bot. */
static bool is_bot_word(cupel_slice s)
{
    static const char *const ends[] = { "-bot", "_bot", "-robot", "_robot", "[bot]" };
    if (slice_find(s, SLICE_LIT(" ")) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < CUPEL_COUNT(ends); i++)
        if (ends_with(s, slice_str(ends[i])))
            return true;
    return slice_eq_nocase(s, SLICE_LIT("bot")) || slice_eq_nocase(s, SLICE_LIT("robot"));
}

enum bot_kind bot_kind_of(const struct git_person *who)
{
    cupel_slice name = slice_str(who->name), email = slice_str(who->email);
    cupel_slice local = before(email, "@");
    size_t plus = slice_find(local, SLICE_LIT("+")); /* "49699333+dependabot[bot]@users…" */
    if (plus != SIZE_MAX)
        local = slice_part(local, plus + 1, local.n - plus - 1);
    bool marked = ends_with(name, SLICE_LIT("[bot]")) || is_bot_word(name) || is_bot_word(local);
    bool lone = slice_find(name, SLICE_LIT(" ")) == SIZE_MAX;
    if (words_in(DEPENDENCY_BOTS, name) && (marked || lone || words_in("bot", name)))
        return BOT_DEPENDENCIES;
    if (marked)
        return words_in(DEPENDENCY_BOTS, local) ? BOT_DEPENDENCIES : BOT_OTHER;
    if (words_are(DEPENDENCY_BOTS, name))
        return BOT_DEPENDENCIES;
    return words_are(OTHER_BOTS, name) ? BOT_OTHER : BOT_NONE;
}

/* ---- organisations ---- */

/* Mail that anyone can have: it says nothing of an employer. Provider names stand without their
 * country where they have many. */
static const char *const free_mail[] = {
    "126.com",     "139.com",       "163.com",        "189.cn",         "aliyun.com",
    "aol.com",     "att.net",       "bk.ru",          "btinternet.com", "comcast.net",
    "daum.net",    "disroot.org",   "duck.com",       "fastmail.com",   "fastmail.fm",
    "foxmail.com", "free.fr",       "freenet.de",     "gmail.com",      "googlemail.com",
    "hanmail.net", "hey.com",       "icloud.com",     "inbox.ru",       "kakao.com",
    "laposte.net", "libero.it",     "list.ru",        "live.com",       "mac.com",
    "mail.com",    "mail.ru",       "mailbox.org",    "mailfence.com",  "me.com",
    "mozmail.com", "msn.com",       "naver.com",      "o2.pl",          "orange.fr",
    "outlook.com", "pm.me",         "pobox.com",      "posteo.de",      "posteo.net",
    "proton.me",   "protonmail.ch", "protonmail.com", "qq.com",         "rediffmail.com",
    "riseup.net",  "sbcglobal.net", "seznam.cz",      "sina.cn",        "sina.com",
    "sohu.com",    "t-online.de",   "tuta.io",        "tutanota.com",   "verizon.net",
    "wanadoo.fr",  "web.de",        "wp.pl",          "yandex.ru",      "yeah.net",
    "ymail.com",   "zoho.com",
};
static const char *const free_mail_names[] = { "gmx",     "hotmail", "live",
                                               "outlook", "yahoo",   "yandex" };
/* Membership, alumni and community addresses, forges, and names that are reserved. */
static const char *const says_nothing[] = {
    "acm.org",       "apache.org",      "archlinux.org", "bitbucket.org",   "computer.org",
    "debian.org",    "example.com",     "example.net",   "example.org",     "fedoraproject.org",
    "freebsd.org",   "freedesktop.org", "gentoo.org",    "github.com",      "gitlab.com",
    "gnome.org",     "gnu.org",         "ieee.org",      "kde.org",         "kernel.org",
    "launchpad.net", "noreply.com",     "opensuse.org",  "sourceforge.net", "ubuntu.com",
    "gitee.com",     "noreply.org",     "codeberg.org",
};
static const char *const no_tld[] = { "local", "localdomain", "lan",  "home", "internal", "invalid",
                                      "test",  "localhost",   "none", "arpa", "example",  "corp" };
/* Second labels below which a country's names are given out: example.co.uk. */
static const char *const second_level[] = { "ac",  "co",  "com", "edu", "go", "gob",
                                            "gov", "mil", "ne",  "net", "or", "org" };
/* One organisation, several domains. */
static const struct alias {
    const char *domain, *organisation;
} aliases[] = {
    { "alibaba-inc.com", "alibaba.com" },    { "amazon.co.jp", "amazon.com" },
    { "amazon.co.uk", "amazon.com" },        { "amazon.de", "amazon.com" },
    { "amazon.es", "amazon.com" },           { "amazon.fr", "amazon.com" },
    { "huawei-partners.com", "huawei.com" },
};

static bool is_in(cupel_slice s, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_eq(s, slice_str(list[i])))
            return true;
    return false;
}

/* The last label of @s; *rest is what stands before its dot. */
static cupel_slice last_label(cupel_slice s, cupel_slice *rest)
{
    size_t i = s.n;
    while (i > 0 && s.p[i - 1] != '.')
        i--;
    *rest = i ? slice_part(s, 0, i - 1) : SLICE_EMPTY;
    return slice_part(s, i, s.n - i);
}

/* The part of a domain that somebody registered, or the empty slice. */
static cupel_slice registrable(cupel_slice domain, cupel_slice *name)
{
    cupel_slice rest, tld = last_label(domain, &rest);
    if (rest.n == 0 || tld.n < 2 || is_in(tld, no_tld, CUPEL_COUNT(no_tld)) ||
        (tld.p[0] >= '0' && tld.p[0] <= '9'))
        return SLICE_EMPTY;
    *name = last_label(rest, &rest);
    if (rest.n && tld.n == 2 && is_in(*name, second_level, CUPEL_COUNT(second_level)))
        *name = last_label(rest, &rest);
    return name->n ? slice_of(name->p, (size_t)(domain.p + domain.n - name->p)) : SLICE_EMPTY;
}

cupel_slice organisation_of(cupel_slice email)
{
    size_t at = SIZE_MAX;
    for (size_t i = 0; i < email.n; i++)
        if (email.p[i] == '@')
            at = i;
    if (at == SIZE_MAX)
        return SLICE_EMPTY;
    cupel_slice name = SLICE_EMPTY;
    cupel_slice domain = slice_part(email, at + 1, email.n - at - 1);
    if (slice_find(domain, SLICE_LIT("noreply")) != SIZE_MAX ||
        slice_find(domain, SLICE_LIT("alum")) == 0) /* alumni of a university */
        return SLICE_EMPTY;
    domain = registrable(domain, &name);
    if (domain.n == 0 || is_in(domain, free_mail, CUPEL_COUNT(free_mail)) ||
        is_in(name, free_mail_names, CUPEL_COUNT(free_mail_names)) ||
        is_in(domain, says_nothing, CUPEL_COUNT(says_nothing)))
        return SLICE_EMPTY;
    for (size_t i = 0; i < CUPEL_COUNT(aliases); i++)
        if (slice_eq(domain, slice_str(aliases[i].domain)))
            return slice_str(aliases[i].organisation);
    return domain;
}
