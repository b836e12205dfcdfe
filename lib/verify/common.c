/* SPDX-License-Identifier: Apache-2.0 */
#include "verify/common.h"

#include "base/guess.h"
#include "base/status.h"
#include "base/text.h"

#include <string.h>

enum { CHECK_NONCE, CHECK_EXPECT, CHECK_HARDWARE, CHECK_TEE, CHECK_PART };

const struct cupel_check_info common_checks[] = {
    [CHECK_NONCE] = {
        .id = "evidence.nonce",
        .category = CUPEL_CAT_FRESHNESS,
        .title = "the evidence was made for this challenge",
        .why = "Evidence stays genuine for years. Without a challenge that the verifier chose, an "
               "attacker can replay what a machine said before it was compromised.",
        .spec = "RFC 9334 section 10.2 (nonces)",
        .fix = "send a fresh random nonce to the attester and give it with --nonce",
    },
    [CHECK_EXPECT] = {
        .id = "evidence.expect",
        .category = CUPEL_CAT_IDENTITY,
        .title = "the claim has the expected value",
        .why = "Genuine hardware runs anybody's workload, an attacker's too. Only a comparison with "
               "known reference values tells whose workload this is.",
        .spec = "RFC 9334 section 8.3 (reference values)",
        .fix = "compare with the value published for this build; run cupel explain to see all claims",
    },
    [CHECK_HARDWARE] = {
        .id = "evidence.hardware",
        .category = CUPEL_CAT_HARDWARE,
        .title = "no certificate of the path belongs to a software TEE",
        .why = "Software TEEs make valid evidence for tests. Their certificates say so, and evidence "
               "that ends in one proves nothing about hardware, whichever anchors were given.",
        .spec = "cupel-softtee(1); RFC 9334 section 7.4 (trust in attesters)",
        .fix = "for real decisions use evidence of real hardware and --require hardware",
    },
    [CHECK_TEE] = {
        .id = "evidence.tee",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the evidence is rooted in a hardware TEE",
        .why = "A TPM or a device's root of trust proves which software was started. It hides no "
               "memory from whoever owns the machine: what runs there is not confidential.",
        .spec = "RFC 9334 section 3 (attesting and target environments); AR4SI, hardware and runtime-opaque",
        .fix = "give evidence of the TEE itself, or of both bound together (an Azure CVM's report)",
    },
    [CHECK_PART] = {
        .id = "evidence.part",
        .category = CUPEL_CAT_HARDWARE,
        .title = "every member of the evidence can be read",
        .why = "Composite evidence is as good as its worst member. One that cannot be read may be the "
               "one that matters.",
        .spec = "RFC 9334 section 3.3 (composite devices)",
        .fix = "the member's own error says what is wrong with it",
    },
};
const size_t n_common_checks = CUPEL_COUNT(common_checks);

/* " (did you mean snp.measurement?)", or "". */
static const char *suggest_claim(const char *name, char *room, size_t n)
{
    struct guess g = { .typed = name };
    const struct cupel_claim_info *c;
    for (size_t i = 0; (c = cupel_claim_info_at(i)); i++)
        guess_add(&g, c->name);
    return guess_text(&g, "", room, n);
}

static unsigned digit_value(uint8_t c, bool hex) /* 99: none */
{
    if (c >= '0' && c <= '9')
        return c - (unsigned)'0';
    if (hex && c >= 'a' && c <= 'f')
        return c - (unsigned)'a' + 10;
    if (hex && c >= 'A' && c <= 'F')
        return c - (unsigned)'A' + 10;
    return 99;
}

/* "7", "0x1f": up to 64 bits. */
static cupel_status read_number(const char *text, uint64_t *ret)
{
    cupel_slice s = slice_str(text);
    bool hex = slice_starts(s, SLICE_LIT("0x"));
    uint64_t v = 0;
    size_t start = hex ? 2 : 0;
    if (s.n == start || s.n - start > (hex ? 16 : 19))
        return CUPEL_E_MALFORMED;
    for (size_t i = start; i < s.n; i++) {
        unsigned digit = digit_value(s.p[i], hex);
        if (digit > 15)
            return CUPEL_E_MALFORMED;
        v = v * (hex ? 16 : 10) + digit;
    }
    *ret = v;
    return CUPEL_OK;
}

static bool is_hex(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!strchr("0123456789abcdefABCDEF", s.p[i]))
            return false;
    return s.n % 2 == 0;
}

static cupel_status check_value(const struct cupel_claim_info *c, const char *value,
                                struct cupel_diag *err)
{
    cupel_slice s = slice_str(value);
    uint64_t number;
    int64_t time;
    switch (c->type) {
    case CUPEL_CLAIM_BYTES:
        if (is_hex(s) && (c->size == 0 ? s.n > 0 : s.n == 2 * c->size))
            return CUPEL_OK;
        return diag_set(err, CUPEL_E_USAGE, "",
                        "--expect %s: the value must be %zu hex digits, got %zu characters",
                        c->name, 2 * c->size, s.n);
    case CUPEL_CLAIM_UINT:
    case CUPEL_CLAIM_FLAGS:
        if (read_number(value, &number) == CUPEL_OK)
            return CUPEL_OK;
        return diag_set(err, CUPEL_E_USAGE, "",
                        "--expect %s: the value must be a number such as 7 or 0x30000, got \"%s\"",
                        c->name, value);
    case CUPEL_CLAIM_BOOL:
        if (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)
            return CUPEL_OK;
        return diag_set(err, CUPEL_E_USAGE, "", "--expect %s: the value must be true or false",
                        c->name);
    case CUPEL_CLAIM_TIME:
        if (rfc3339_read(s, &time) == CUPEL_OK)
            return CUPEL_OK;
        return diag_set(err, CUPEL_E_USAGE, "",
                        "--expect %s: the value must be a time such as 2026-06-01T00:00:00Z",
                        c->name);
    case CUPEL_CLAIM_TEXT:
    case CUPEL_CLAIM_LIST: return CUPEL_OK;
    }
    return CUPEL_OK;
}

cupel_status common_check_opts(const struct cupel_verify_opts *o, struct cupel_diag *err)
{
    char room[100];
    if (o->size < sizeof *o)
        return diag_set(err, CUPEL_E_USAGE, "", "start options from CUPEL_VERIFY_OPTS_INIT");
    if (o->nonce.n && o->nonce.n < NONCE_MIN)
        return diag_set(err, CUPEL_E_USAGE, "",
                        "the nonce has %zu bytes; it needs at least %u, chosen at random",
                        o->nonce.n, NONCE_MIN);
    if (o->nonce.n && slice_is_zero(o->nonce))
        return diag_set(err, CUPEL_E_USAGE, "", "the nonce is all zero; choose one at random");
    for (size_t i = 0; i < o->n_expect; i++) {
        const struct cupel_claim_info *c = cupel_claim_info_find(o->expect[i].claim);
        if (!c)
            return diag_set(err, CUPEL_E_USAGE, "", "--expect: no claim is named \"%s\"%s",
                            o->expect[i].claim,
                            suggest_claim(o->expect[i].claim, room, sizeof room));
        CUPEL_TRY(check_value(c, o->expect[i].value, err));
    }
    return CUPEL_OK;
}

void common_judge_nonce(cupel_appraisal *ap, cupel_slice nonce)
{
    const struct cupel_check_info *def = &common_checks[CHECK_NONCE];
    if (nonce.n == 0) {
        appraisal_check(ap, def, CUPEL_SKIP, "no nonce was given");
        return;
    }
    if (ap->challenge_in_parts) /* their own checks say it, and count */
        return;
    cupel_slice want = nonce;
    if (ap->challenge_fixed && nonce.n < ap->challenge.n) {
        uint8_t *padded = arena_alloc(&ap->arena, ap->challenge.n);
        if (!padded)
            return;
        slice_copy(nonce, padded, ap->challenge.n);
        want = slice_of(padded, ap->challenge.n);
    }
    bool same = slice_eq(want, ap->challenge);
    struct cupel_check *c = appraisal_check(ap, def, same ? CUPEL_PASS : CUPEL_FAIL,
                                            same ? "the challenge is the nonce"
                                                 : "the challenge is not the nonce");
    if (!same) {
        check_compare(&ap->checks, c, want, ap->challenge);
        check_where(&ap->checks, c, "evidence", ap->challenge_offset, ap->challenge.n);
    }
}

static const char *claim_as_text(struct arena *a, const struct cupel_claim *c)
{
    char time[RFC3339_ROOM];
    const char *text = "";
    switch (c->type) {
    case CUPEL_CLAIM_TEXT: return c->text;
    case CUPEL_CLAIM_BYTES: return arena_hex(a, c->bytes);
    case CUPEL_CLAIM_UINT: return arena_printf(a, "%llu", (unsigned long long)c->number);
    case CUPEL_CLAIM_FLAGS: return arena_printf(a, "0x%016llx", (unsigned long long)c->number);
    case CUPEL_CLAIM_BOOL: return c->number ? "true" : "false";
    case CUPEL_CLAIM_TIME: rfc3339_write(c->time, time); return arena_printf(a, "%s", time);
    case CUPEL_CLAIM_LIST:
        for (size_t i = 0; i < c->n_list; i++)
            text = arena_printf(a, "%s%s%s", text, i ? "," : "", c->list[i]);
        return text;
    }
    return text;
}

/* @value was checked for its form before. */
static bool claim_is(struct arena *a, const struct cupel_claim *c, const char *value)
{
    uint64_t number = 0;
    int64_t time = 0;
    switch (c->type) {
    case CUPEL_CLAIM_UINT:
    case CUPEL_CLAIM_FLAGS: return read_number(value, &number) == CUPEL_OK && number == c->number;
    case CUPEL_CLAIM_TIME:
        return rfc3339_read(slice_str(value), &time) == CUPEL_OK && time == c->time;
    case CUPEL_CLAIM_BYTES:
        return slice_eq_nocase(slice_str(arena_hex(a, c->bytes)), slice_str(value));
    case CUPEL_CLAIM_TEXT:
    case CUPEL_CLAIM_BOOL:
    case CUPEL_CLAIM_LIST: return strcmp(claim_as_text(a, c), value) == 0;
    }
    return false;
}

/* The claim @name of the evidence or its parts: the first that is not @value, so that one part that
 * differs is enough, else the first. */
static const struct cupel_claim *find_claim(struct arena *a, const cupel_appraisal *ap,
                                            const char *name, const char *value)
{
    const struct cupel_claim *found = cupel_appraisal_claim_find(ap, name);
    for (size_t i = 0; i < ap->n_parts && (!found || claim_is(a, found, value)); i++) {
        const struct cupel_claim *next = find_claim(a, ap->parts[i], name, value);
        found = next ? next : found;
    }
    return found;
}

static void judge_one(cupel_appraisal *ap, const struct cupel_expect *e)
{
    const struct cupel_check_info *def = &common_checks[CHECK_EXPECT];
    struct arena *a = &ap->arena;
    const struct cupel_claim_info *info = cupel_claim_info_find(e->claim);
    const struct cupel_claim *claim = find_claim(a, ap, e->claim, e->value);
    bool same = claim && claim_is(a, claim, e->value);
    const char *what = !claim ? "the evidence does not make this claim"
                       : same ? "as expected"
                              : "differs from what is expected";
    struct cupel_check *c = check_addf(&ap->checks, def, same ? CUPEL_PASS : CUPEL_FAIL, "%s: %s",
                                       e->claim, what);
    c->category = info && info->is_identity ? CUPEL_CAT_IDENTITY : CUPEL_CAT_CONFIGURATION;
    c->expected = arena_text(a, slice_str(e->value));
    c->found = claim ? claim_as_text(a, claim) : NULL;
}

void common_judge_expected(cupel_appraisal *ap, const struct cupel_expect *expect, size_t n)
{
    bool identity = false;
    for (size_t i = 0; i < n; i++) {
        const struct cupel_claim_info *info = cupel_claim_info_find(expect[i].claim);
        identity = identity || (info && info->is_identity);
        judge_one(ap, &expect[i]);
    }
    if (!identity)
        appraisal_check(ap, &common_checks[CHECK_EXPECT], CUPEL_SKIP,
                        "nothing was expected of the workload");
}

void common_judge_hardware(cupel_appraisal *ap)
{
    if (ap->software)
        appraisal_check(ap, &common_checks[CHECK_HARDWARE], CUPEL_SKIP,
                        "a SOFTWARE TEE made this evidence: it proves nothing about hardware");
}

void common_judge_tee(cupel_appraisal *ap)
{
    if (!ap->tee)
        appraisal_check(ap, &common_checks[CHECK_TEE], CUPEL_SKIP,
                        ap->no_tee ? ap->no_tee : "nothing here is bound to a hardware TEE");
}

void common_note_unread(cupel_appraisal *ap, const char *name, const struct cupel_diag *why)
{
    bool unknown = cupel_status_class(why->status) == CUPEL_CLASS_UNSUPPORTED;
    (void)check_addf(&ap->checks, &common_checks[CHECK_PART], unknown ? CUPEL_UNKNOWN : CUPEL_FAIL,
                     "the member %s: %s", name, why->text);
}
