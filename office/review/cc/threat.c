/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/threat.c: cc-threat. A threat model names an adversary, what is protected, and what it
 * leaves out. A title promises all three; they are looked for one by one.
 */
#include "office/review/cc/docs.h"

#include "office/text/words.h"

#define HEADINGS                                                                                   \
    "threat model*|threats|threat|threat actor*|threat analysis|attacker model|adversary model|"   \
    "adversarial model|security model|security goals|security assumptions|trust model|"            \
    "attack surface|attacker capabilit*|security objectives"
#define NOT_OURS "threat intelligence|threat hunting|threat detection"
#define ADVERSARY                                                                                  \
    "attacker*|adversar*|malicious|threat actor*|hostile|compromised|insider*|rogue|intruder*|"    \
    "untrusted host|untrusted operator*|curious|eavesdrop*"
#define GOALS                                                                                      \
    "protect*|confidentiality|integrity|authenticity|asset|assets|security goal*|guarantee*|"      \
    "secrecy|ensure*|security propert*|freshness|prevent*|isolat*|security objective*|mitigat*"
/* What can be left out. */
#define ATTACKS                                                                                    \
    "attack*|side channel*|physical|denial of service|dos|ddos|availability|rollback|roll back|"   \
    "replay*|adversar*|malicious|vulnerabilit*|exploit*|compromis*|fault injection|timing|"        \
    "speculative*|microarchitectur*|covert channel*|traffic analysis|supply chain|backdoor*|"      \
    "tamper*|power analysis|rowhammer|cold boot|deny service"
#define WEAKER ATTACKS "|bug|bugs|hardware|host|operator*|insider*|metadata|collu*|threat*"
#define OUT                                                                                        \
    "out of scope|out of the scope|out of our scope|from our scope|beyond the scope|"              \
    "outside the scope|outside of the scope|not in scope|outside the threat model|"                \
    "outside of the threat model|outside our threat model|not part of the threat model|excluded|"  \
    "exclude|excludes|exclud*|not protect*|cannot protect|doesn t protect|don t protect|"          \
    "not defend|cannot defend|doesn t defend|no protection|not mitigat*|cannot mitigate|"          \
    "not address*|not consider*|don t consider|cannot prevent|not prevent|can still|no defense|"   \
    "no defence|not guarantee*|no guarantee*|not attempt to|non goal*|not a goal|"                 \
    "cannot be prevented|unprotected|residual risk*|accepted risk*|not resist*|out scope"
#define OUT_HEADINGS                                                                               \
    OUT "|limitation|limitations|what is not protected|not covered|exclusions|assumptions|cannot"

static const struct attack_class {
    const char *name, *words, *definition;
} classes[] = {
    { "side-channels", "side channel*|microarchitectur*|speculative*|timing|cache attack*",
      "whether the threat model counts side channels in or out" },
    { "physical", "physical|physically|cold boot|bus|dram|fault injection|interposer*",
      "whether the threat model counts physical attacks in or out" },
    { "rollback", "rollback|roll back|rolled back|replay*|stale|fork*|clon*|freshness",
      "whether the threat model counts rollback in or out" },
    { "denial", "denial of service|dos|ddos|availability|deny service|denial",
      "whether the threat model counts denial of service in or out" },
};
#define CLASSES CUPEL_COUNT(classes)

enum stand { STAND_NONE, STAND_IN, STAND_OUT };

struct legs {
    size_t adversary, goals, exclusions; /* blocks */
    enum stand classes[CLASSES];
    const struct project_file *file; /* of the first section */
    size_t sections;
};

/* Does the block leave out something of @what, in a sentence or below such a line or heading? */
static bool leaves_out(const struct doc *d, size_t block, const char *what)
{
    cupel_slice text = docs_text(d, block);
    if (docs_sentence(text, what, OUT, NULL).n)
        return true;
    return d->blocks[block].kind != DOC_HEADING && words_in(what, text) &&
           (words_in(OUT, docs_lead(d, block)) ||
            (words_in(OUT_HEADINGS, docs_heading(d, block)) &&
             !words_in("protects|protected against|mitigated", text)));
}

static void look_at_classes(const struct doc *d, size_t block, struct legs *l)
{
    cupel_slice text = docs_text(d, block);
    for (size_t i = 0; i < CLASSES; i++) {
        if (!words_in(classes[i].words, text))
            continue;
        if (leaves_out(d, block, classes[i].words))
            l->classes[i] = STAND_OUT;
        else if (l->classes[i] == STAND_NONE)
            l->classes[i] = STAND_IN;
    }
}

/* "We plan to write a threat model: adversary, assets, what is out of scope" has the words of one.
 */
static bool is_promise(cupel_slice text)
{
    return docs_sentence(text, "threat model*|security model|this page|this document|this section",
                         "plan|plans|planned|planning|todo|tbd|to be written|will be written|"
                         "will write|will add|will be added|will follow|not yet|coming soon|"
                         "to be done|want to write|intend to",
                         NULL)
               .n > 0;
}

static void look_at_section(const struct project *p, const struct docs_section *s, struct legs *l,
                            struct places *to)
{
    const struct doc *d = s->file->doc;
    l->file = l->file ? l->file : s->file;
    l->sections++;
    places_add(p, to, s->file, s->first < s->end ? d->blocks[s->first].line : 0,
               "is headed as a threat model");
    for (size_t i = s->first; i < s->end; i++) {
        cupel_slice text = docs_text(d, i);
        if (is_promise(text))
            continue;
        bool is_adversary = words_in(ADVERSARY, text), is_goal = words_in(GOALS, text);
        bool is_title = d->blocks[i].kind == DOC_HEADING && i == s->first;
        bool is_out = !is_title && leaves_out(d, i, WEAKER);
        if (is_adversary && !is_title && l->adversary++ == 0)
            places_add(p, to, s->file, d->blocks[i].line, "names an adversary");
        if (is_goal && !is_title && l->goals++ == 0)
            places_add(p, to, s->file, d->blocks[i].line, "names what is protected");
        if (is_out && l->exclusions++ < 4)
            places_add(p, to, s->file, d->blocks[i].line, "leaves something out");
        look_at_classes(d, i, l);
    }
}

static void find_sections(const struct project *p, struct legs *l, struct places *to)
{
    struct docs_walk w = { 0 };
    struct docs_section s;
    while (docs_section_next(p, HEADINGS, NOT_OURS, &w, &s))
        look_at_section(p, &s, l, to);
}

static bool names_adversary(const struct doc *d)
{
    return doc_find(d, "attacker*|adversar*|threat actor*|malicious", 0) != SIZE_MAX;
}

/* Documents that leave out attacks, whatever their title: those that name an adversary as well, or
 * all. */
static bool leave_out_elsewhere(const struct project *p, bool with_adversary, struct places *to)
{
    const struct prose_ask out = { .all = { ATTACKS, OUT }, .same_sentence = true };
    struct query_at at = { 0 };
    struct prose_hit h;
    const struct project_file *last = NULL;
    bool found = false, counts = false;
    while (docs_next(p, &out, &at, &h)) {
        if (h.file != last)
            counts = !docs_is_plan(h.file, SLICE_EMPTY) &&
                     (!with_adversary || names_adversary(h.file->doc));
        last = h.file;
        if (counts)
            places_add(p, to, h.file, h.line, "leaves an attack out");
        found = found || counts;
    }
    return found;
}

static void show_classes(const struct project *p, const struct legs *l, struct finding *f)
{
    static const char *const names[] = { "not named", "named", "left out" };
    for (size_t i = 0; i < CLASSES; i++)
        finding_figure(p, f, classes[i].name, classes[i].definition, "%s", names[l->classes[i]]);
}

static const char *missing_legs(const struct project *p, const struct legs *l)
{
    const struct {
        size_t n;
        const char *name;
    } legs[] = { { l->adversary, "no adversary" },
                 { l->goals, "no goal or asset" },
                 { l->exclusions, "nothing that it does not protect against" } };
    const char *missing = "";
    for (size_t i = 0; i < CUPEL_COUNT(legs); i++)
        if (legs[i].n == 0)
            missing = arena_printf(p->arena, "%s%s%s", missing, missing[0] ? ", " : "",
                                   legs[i].name);
    return missing;
}

static void judge_untitled(const struct project *p, struct finding *f)
{
    if (leave_out_elsewhere(p, true, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "no document is headed as a threat model; some name attackers and leave "
                    "attacks out");
    else
        docs_absent(p, f, "no document of the project has a threat model");
}

void cc_threat(const struct project *p, struct finding *f)
{
    struct legs l = { 0 };
    find_sections(p, &l, &f->where);
    if (l.sections == 0) {
        judge_untitled(p, f);
        return;
    }
    show_classes(p, &l, f);
    const char *missing = missing_legs(p, &l);
    if (!missing[0])
        finding_say(p, f, CUPEL_PASS, "%s names an adversary, what is protected, and what is not",
                    l.file->path);
    else if (l.adversary && l.goals && leave_out_elsewhere(p, false, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "the threat model in %s leaves nothing out, and other documents do",
                    l.file->path);
    else
        docs_absent(
            p, f, arena_printf(p->arena, "the threat model in %s names %s", l.file->path, missing));
}
