/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/tcb.c: cc-tcb. A section that names whom one has to trust. "TCB" alone is no sign of
 * it: in this field it mostly is the version number of a platform's firmware.
 */
#include "office/review/cc/docs.h"

#include "office/text/words.h"

#define TCB "tcb|tcbs|trusted computing base|trusted computing bases|trusted base"
/* The vendor's version number, and what software computes with it. */
#define LEVEL                                                                                      \
    "tcb level*|tcb status*|tcb info*|tcb version*|tcb svn*|tcb svns|tcb value*|tcb date|"         \
    "tcb recovery|tcb claim*|tcb comp*|tcb eval*|tcb update*|tcb type|tcb field*|tcb part*|"       \
    "tcb struct*|reported tcb|committed tcb|current tcb|launch tcb|minimum tcb|platform tcb|"      \
    "qe tcb|tcb freshness|out of date tcb|tcb is out of date|tcb rollback|tcb number*|"            \
    "tcb outdated|outdated tcb|platform trusted computing base|tcb param*|tcb setting*|"           \
    "tcb config*|tcb policy|tcb check*|tcb require*|tcb measure*|tcb string|tcb tuple|tcb "        \
    "currency|"                                                                                    \
    "tcb appraisal|tcb security|tcb data"
/* A sentence that says what the word means. */
#define DEFINES                                                                                    \
    "called|known as|refers to|stands for|is defined as|is the totality|is the set of|abbreviat*"
/* What stands in a TCB or outside of it. */
#define MEMBER                                                                                     \
    "part of|in the|in our|in its|in "                                                             \
    "your|inside|outside|within|includ*|exclud*|consist*|compris*|"                                \
    "component of|components of|contain*|remov*|from the|out of the|belong*|becomes|is made "      \
    "of|enters|added to|extend*"
#define PARTY                                                                                      \
    "hypervisor*|vmm|host|hosts|host os|host kernel|firmware|bios|uefi|ovmf|bootloader*|kernel|"   \
    "microcode|cpu|cpus|processor*|hardware|silicon|chip|vendor|vendors|manufacturer*|intel|amd|"  \
    "arm|nvidia|aws|azure|microsoft|google|cloud provider*|service provider*|csp|csps|cloud|"      \
    "operator*|administrator*|admins|paravisor|qemu|kvm|guest os|operating system|psp|"            \
    "secure processor|seam*|tdx module|quoting enclave|attestation service|verifier|"              \
    "certificate authorit*|github|sigstore|infrastructure|data center*|datacenter*|libos|"         \
    "library os|container image*|coordinator|kms|key broker|owner|owners|tpm|vtpm|orchestrator*|"  \
    "kubernetes|kubelet|control plane|compiler|build system|developer*|maintainer*|registry|"      \
    "device tree|peripheral*|gpu|gpus|application|workload*|runtime|enclave*|realm*|rmm|monitor"
#define TRUST                                                                                      \
    "trusted|trusts|untrusted|to trust|must trust|not trust|you trust|we trust|do trust|"          \
    "trust in|root of trust|roots of trust|trust boundary|trust assumption*|rely on|relies on"
#define HEADINGS                                                                                   \
    "tcb|trusted computing base|trust model|trust boundary|trust boundaries|trust assumption*|"    \
    "trusted part*|trusted component*|trusted entit*|establishing trust|whom to trust|"            \
    "who is trusted|what is trusted|you trust|we trust|have to trust|need to trust|must trust|"    \
    "trust relation*|roots of trust|trust domains|security model|security assumption*|"            \
    "threat model"
/* Sentences that are about trust itself, and not of "the untrusted host" on their way. */
#define SAYS_TRUST                                                                                 \
    "trusted are|are trusted|is trusted|not trusted|you trust|we trust|must trust|have to trust|"  \
    "need to trust|are not trusted|do not trust|don t trust|rely on"
/* A list of terms explains the word and says nothing of the project. */
#define TERMS  "glossary|terminology|terms|acronym*|abbreviation*|definition*"
#define ENOUGH 2 /* statements that make a list of parties */

/* How many sentences of the block place a party in or out of the TCB. */
static size_t count_members(cupel_slice text)
{
    size_t at = 0, n = 0;
    cupel_slice s;
    while (docs_sentence_next(text, &at, &s))
        n += words_in(TCB, s) && words_in(MEMBER, s) && words_in(PARTY, s) &&
             !words_in(LEVEL "|" DEFINES, s);
    return n;
}

/* How many say of a party that it is trusted or not. */
static size_t count_trust(cupel_slice text)
{
    size_t at = 0, n = 0;
    cupel_slice s;
    while (docs_sentence_next(text, &at, &s))
        n += words_in(TRUST, s) && words_in(PARTY, s);
    return n;
}

/* How many statements a section makes; they go to @to. */
static size_t count_in_section(const struct project *p, const struct docs_section *s,
                               struct places *to)
{
    const struct doc *d = s->file->doc;
    size_t all = 0;
    for (size_t i = s->first; i < s->end; i++) {
        cupel_slice text = docs_text(d, i);
        if (d->blocks[i].kind == DOC_HEADING || words_in(TERMS, docs_heading(d, i)) ||
            docs_is_plan(s->file, SLICE_EMPTY))
            continue;
        bool is_listed = words_in(TRUST "|" TCB, docs_lead(d, i)) && words_in(PARTY, text);
        size_t n = count_members(text) + count_trust(text);
        if (n == 0 && !is_listed)
            continue;
        places_add(p, to, s->file, d->blocks[i].line, "says who is trusted or not");
        all += n ? n : 1;
    }
    return all;
}

/* The most statements that a section about trust makes. */
static size_t find_sections(const struct project *p, struct places *to)
{
    struct docs_walk w = { 0 };
    struct docs_section s;
    size_t most = 0;
    while (docs_section_next(p, HEADINGS, LEVEL "|" TERMS, &w, &s)) {
        size_t n = count_in_section(p, &s, to);
        most = n > most ? n : most;
    }
    return most;
}

/* The most statements about members of the TCB that one document makes anywhere. */
static size_t find_members(const struct project *p, struct places *to)
{
    struct prose_ask ask = { .all = { TCB, MEMBER, PARTY }, .same_sentence = true };
    struct query_at at = { 0 };
    struct prose_hit h;
    const struct project_file *last = NULL;
    size_t most = 0, n = 0;
    while (docs_next(p, &ask, &at, &h)) {
        size_t here = count_members(h.text);
        if (here == 0 || words_in(TERMS, docs_heading(h.file->doc, h.block)) ||
            words_in(TERMS, slice_str(h.file->path)) ||
            docs_is_plan(h.file, docs_sentence(h.text, TCB, PARTY, NULL)))
            continue;
        n = h.file == last ? n + here : here;
        last = h.file;
        most = n > most ? n : most;
        places_add(p, to, h.file, h.line, "says what is part of the TCB or not");
    }
    return most;
}

/* Paragraphs under other headings that place several parties: candidates. */
static bool says_elsewhere(const struct project *p, struct places *to)
{
    struct prose_ask ask = { .all = { SAYS_TRUST, PARTY }, .same_sentence = true };
    struct query_at at = { 0 };
    struct prose_hit h;
    bool found = false;
    while (docs_next(p, &ask, &at, &h)) {
        if (count_trust(h.text) < ENOUGH || words_in(TERMS, docs_heading(h.file->doc, h.block)) ||
            docs_is_plan(h.file, SLICE_EMPTY))
            continue;
        places_add(p, to, h.file, h.line, "says who is trusted or not");
        found = true;
    }
    return found;
}

void cc_tcb(const struct project *p, struct finding *f)
{
    size_t section = find_sections(p, &f->where), members = find_members(p, &f->where);
    if (section >= ENOUGH || members >= ENOUGH)
        finding_say(p, f, CUPEL_PASS, "documents name whom one has to trust, and whom not");
    else if (section + members || says_elsewhere(p, &f->where))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "documents speak of trust; whether they name all whom one has to trust is for "
                    "a reader to see");
    else
        docs_absent(p, f, "no document has a section that names whom one has to trust");
}
