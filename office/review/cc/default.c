/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/default.c: cc-default: what a caller gets who sets no option. Anything permissive on
 * the way to the verdict fails it; where nothing permissive is found, the rest is for a person.
 */
#include "office/review/cc/checks.h"
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"

#include <stdio.h>

static const struct code_way measured_code[] = {
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { MEASUREMENTS },
        .none = "len|length|size|qe|qe*|quoting*" },
      WAY_COMPLAINS,
      LEG_FOUND,
      "compares a measurement and refuses",
      "qe|qe*|parse*|decode*" },
    { { .kind = CODE_CONDITION,
        .side = QUERY_PRODUCT,
        .all = { MEASUREMENTS },
        .none = "len|length|size|qe|qe*|quoting*|err|nil" },
      WAY_COMPLAINS,
      LEG_FOUND,
      "looks at a measurement and refuses",
      "qe|qe*|parse*|decode*" },
    { { .kind = CODE_REFUSAL,
        .side = QUERY_PRODUCT,
        .strings = true,
        .all = { MEASUREMENTS, MISMATCH "|untrusted|unknown|invalid|not allowed" },
        .none = FORM },
      WAY_CODE,
      LEG_FOUND,
      "refuses a measurement",
      "qe|qe*|parse*|decode*" },
    { { .kind = CODE_CALL,
        .side = QUERY_PRODUCT,
        .strings = true,
        .all = { MEASUREMENTS },
        .none = "qe|qe*",
        .name = COMPARES },
      WAY_HELPER,
      LEG_FOUND,
      "hands a measurement to a function that compares",
      NULL },
};
static const struct criterion measurement = { .formats = TEE_HARDWARE,
                                              .code = measured_code,
                                              .n_code = CUPEL_COUNT(measured_code),
                                              .words = MEASUREMENTS,
                                              .words_none = "qe|qe*|len|length|size",
                                              .is_delegable = true };

/* What is checked only when someone asks for it, or not at all, is permissive by default. */
static const struct strictness {
    const char *what;
    const struct criterion *is;
    tee_set formats;
} strict[] = {
    { "debug mode is not refused", &criterion_debug, TEE_HARDWARE & ~TEE_BIT(TEE_TPM) },
    { "revocation is not checked", &criterion_revocation,
      TEE_BIT(TEE_SNP) | TEE_BIT(TEE_TDX) | TEE_BIT(TEE_SGX) | TEE_BIT(TEE_NVIDIA) },
    { "no measurement is compared", &measurement, TEE_HARDWARE },
    { "no nonce is compared", &criterion_nonce, TEE_HARDWARE },
    { "no TCB level is refused", &criterion_tcb,
      TEE_BIT(TEE_SNP) | TEE_BIT(TEE_TDX) | TEE_BIT(TEE_SGX) },
};

/* Shipped policies and settings that let everything through. */
static const struct line_ask lax_files[] = {
    { .kinds_any = FILE_CONFIG,
      .kinds_none = FILE_NOT_PRODUCT | FILE_CI,
      .all = { "default allow true|allow true|default allowed true|accept all|allow all|allowall|"
               "acceptall|skip verif*|insecure skip*|disable verif*|allow any" },
      .path = "policy|polic*|rego|attest*|kbs|verif*|values|config*" },
    { .kinds_any = FILE_CONFIG | FILE_BUILD,
      .kinds_none = FILE_NOT_PRODUCT | FILE_CI,
      .all = { "measured boot policy*|attestation policy|appraisal policy|policy engine|policy",
               "accept all|allow all|permissive|none" } },
};
static const struct code_ask lax_code[] = {
    { .kind = CODE_ASSIGN,
      .side = QUERY_PRODUCT,
      .strings = true,
      .all = { "default*|policy|*policy", "accept all|allow all|permissive" } },
};

/* "The expected measurement. Not checked if nil." */
static const struct prose_way lax_docs[] = {
    { { .from = QUERY_STATED,
        .all = { MEASUREMENTS, "not checked|unchecked|is ignored|skipped|not verified|not compared",
                 "nil|unset|empty|none|not set|if not|omitted|optional|null|not given|without" } },
      "a measurement is compared only when one is given" },
    { { .from = QUERY_STATED,
        .all = { "tcb*|*tcb|svn|*svn",
                 "not checked|unchecked|any tcb*|any level*|is ignored|skipped|not enforced",
                 "nil|unset|empty|none|not set|default*|omitted|optional|null" } },
      "a TCB level is compared only when one is given" },
    { { .from = QUERY_STATED,
        .all = { "revocation*|crl|crls|collateral",
                 "not checked|unchecked|disabled|not performed|not check|off|skipped|false",
                 "default|defaults|by default" },
        .same_sentence = true },
      "revocation is not checked by default" },
};

#define FINDINGS_MAX 600

struct defaults {
    char text[FINDINGS_MAX];
    size_t used;
    unsigned lax, open;
};

static void say_lax(struct defaults *d, const char *what, const char *of)
{
    int n = snprintf(d->text + d->used, sizeof d->text - d->used, "%s%s%s%s%s", d->lax ? "; " : "",
                     what, of ? " (" : "", of ? of : "", of ? ")" : "");
    if (n > 0 && (size_t)n < sizeof d->text - d->used)
        d->used += (size_t)n;
    d->lax++;
}

static void look_at_format(const struct project *p, enum tee_format t, tee_set among,
                           struct defaults *d)
{
    for (size_t i = 0; i < CUPEL_COUNT(strict); i++) {
        struct leg l = { 0 };
        if (!(strict[i].formats & TEE_BIT(t)))
            continue;
        verify_code_leg(p, strict[i].is, t, among, &l);
        if (l.state == LEG_ABSENT)
            say_lax(d, strict[i].what, tee_name(t));
        else
            d->open++;
    }
}

void cc_default(const struct project *p, struct finding *f)
{
    tee_set sure = verify_formats(p, FACT_YES) & TEE_HARDWARE;
    tee_set maybe = verify_formats(p, FACT_MAYBE) & TEE_HARDWARE;
    struct defaults d = { 0 };
    if (!maybe && p->facts->roles[ROLE_RELYING_PARTY].truth == FACT_NO &&
        p->facts->roles[ROLE_KEY_BROKER].truth == FACT_NO) {
        finding_say(p, f, CUPEL_NA, "the project neither appraises evidence nor acts on a verdict");
        return;
    }
    for (int t = 0; t < TEE_COUNT; t++)
        if (sure & TEE_BIT(t))
            look_at_format(p, (enum tee_format)t, sure, &d);
    for (size_t i = 0; i < CUPEL_COUNT(lax_files); i++)
        if (query_line_places(p, &lax_files[i], &f->where, "a shipped policy that is permissive"))
            say_lax(&d, "a shipped policy lets everything through", NULL);
    for (size_t i = 0; i < CUPEL_COUNT(lax_code); i++)
        if (query_code_places(p, &lax_code[i], &f->where, "a permissive default"))
            say_lax(&d, "the default policy lets everything through", NULL);
    for (size_t i = 0; sure && i < CUPEL_COUNT(lax_docs); i++)
        if (query_prose_places(p, &lax_docs[i].ask, &f->where, lax_docs[i].note))
            say_lax(&d, lax_docs[i].note, NULL);
    if (d.lax)
        finding_say(p, f, project_is_whole(p, NULL) ? CUPEL_FAIL : CUPEL_UNKNOWN,
                    "permissive without options: %s", d.text);
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "nothing permissive was found; whether every check is on by default is for a "
                    "person to read");
}
