/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CMW as wrapper (a record) and as composite format (a collection). A collection is an envelope and
 * no proof: whoever holds it can take members out and put others in. What its members say together
 * is therefore no more than what each says alone, and the report says so.
 */
#include "evidence/cmw.h"

#include "base/status.h"
#include "collateral/amd.h"
#include "collateral/intel.h"

#define DRAFT "draft-ietf-rats-msg-wrap-23"

/* ---- what both share ---- */

static bool is_evidence(cupel_slice bytes)
{
    bool yes = wrapper_find(bytes) != NULL;
    for (size_t i = 0; formats[i] && !yes; i++)
        yes = formats[i]->probe(bytes);
    return yes;
}

/* The format that the record's type names: NULL where its content tells, and a refusal by name
 * where this build lacks it or nothing is known of either. */
static cupel_status format_of(const struct cmw_record *r, const char **ret, struct cupel_diag *err)
{
    const char *name = r->known ? r->known->format : NULL;
    if (name && !format_find(slice_str(name)))
        return diag_at(err, CUPEL_E_UNSUPPORTED, "cmw", r->at,
                       "holds %s, evidence of format %s, which is not known here", r->type, name);
    if (!name && !is_evidence(r->value))
        return diag_at(err, CUPEL_E_UNSUPPORTED, "cmw", r->at,
                       "holds %s, and neither this type nor its content is evidence known here",
                       r->type);
    *ret = name;
    return CUPEL_OK;
}

static void show_record(const struct cmw_record *r, bool json, struct field_list *l)
{
    field_text(l, "encoding",
               json     ? "JSON record"
               : r->tag ? "CBOR tag"
                        : "CBOR record",
               NULL, r->at, r->raw.n);
    field_text(l, "type", r->type,
               !r->known ? "not known here: its content tells what it is"
               : r->known->format
                   ? arena_printf(l->arena, "evidence of format %s", r->known->format)
               : r->known->profile ? r->known->profile
                                   : r->known->media,
               0, 0);
    if (r->has_ind)
        field_text(l, "indicator", arena_printf(l->arena, "%u", r->ind),
                   cmw_ind_text(l->arena, r->ind), 0, 0);
    field_text(l, "value", arena_printf(l->arena, "%zu bytes", r->value.n),
               json ? "base64url, decoded" : NULL, 0, 0);
}

/* ---- the wrapper ---- */

static cupel_status wrapper_open(struct arena *a, cupel_slice in, struct unwrapped *ret,
                                 struct cupel_diag *err)
{
    struct cmw *cmw = NULL;
    CUPEL_TRY(cmw_read(a, in, &cmw, err));
    const struct cmw_record *r = &cmw->records[0];
    unsigned holds = cmw_holds(r);
    if (holds && !(holds & CMW_EVIDENCE))
        return diag_at(err, CUPEL_E_UNSUPPORTED, "cmw", r->at,
                       "holds %s (%s) and no evidence; what vouches for evidence goes to "
                       "--collateral",
                       cmw_ind_text(a, holds), r->type);
    CUPEL_TRY(format_of(r, &ret->format, err));
    ret->bytes = r->value;
    return CUPEL_OK;
}

static void wrapper_explain(struct arena *a, cupel_slice in, struct field_list *l)
{
    struct cmw *cmw = NULL;
    if (cmw_read(a, in, &cmw, NULL) == CUPEL_OK && cmw->n)
        show_record(&cmw->records[0], cmw->json, l);
}

const struct wrapper wrapper_cmw = {
    .name = "cmw",
    .title = "conceptual message wrapper (CMW)",
    .probe = cmw_is_record,
    .open = wrapper_open,
    .explain = wrapper_explain,
};

/* ---- the format ---- */

enum { CHECK_MEMBERS, CHECK_BINDING, CHECKS };
static const struct cupel_check_info checks[CHECKS] = {
    [CHECK_MEMBERS] = {
        .id = "cmw.members",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the collection holds evidence, and nothing that is left unread",
        .why = "A collection may hold results of other verifiers, policies or reference values. "
               "What is not judged here must not look as if it were.",
        .spec = DRAFT " section 3.1 (ind) and 3.3",
        .fix = "send evidence and its endorsements alone; give other files to what reads them",
    },
    [CHECK_BINDING] = {
        .id = "cmw.binding",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the members are bound together",
        .why = "An attacker can put the evidence of a clean machine beside that of another. "
               "Nothing in a collection prevents it; the attester must bind the members.",
        .spec = DRAFT " section 3.3 and Security Considerations, Collections",
        .fix = "use a composite format whose members name each other (an Azure CVM's report), or "
               "one piece of evidence",
    },
};

enum role { ROLE_EVIDENCE, ROLE_COLLATERAL, ROLE_OTHER };

static bool is_collateral(cupel_slice b)
{
    return collateral_kind_of(b) != COLLATERAL_UNKNOWN || amd_cert_table_probe(b) ||
           intel_tcb_info_probe(b) || intel_qe_identity_probe(b) ||
           collateral_der_kind(b) != COLLATERAL_UNKNOWN ||
           slice_starts(b, SLICE_LIT("-----BEGIN "));
}

/* What the indicator says, else the type, else the content. */
static enum role role_of(const struct cmw_record *r)
{
    unsigned holds = cmw_holds(r);
    if (holds & CMW_EVIDENCE)
        return ROLE_EVIDENCE;
    if (holds & (CMW_ENDORSEMENTS | CMW_REFERENCE_VALUES))
        return ROLE_COLLATERAL;
    if (holds)
        return ROLE_OTHER;
    return !is_evidence(r->value) && is_collateral(r->value) ? ROLE_COLLATERAL : ROLE_EVIDENCE;
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct evidence ev = { .bytes = in };
    struct cmw *cmw = NULL;
    CUPEL_TRY(cmw_read(a, in, &cmw, err));
    if (!cmw->is_collection)
        return diag_set(err, CUPEL_E_MALFORMED, "cmw", "is a record and no collection");
    for (size_t i = 0; i < cmw->n; i++) {
        const struct cmw_record *r = &cmw->records[i];
        if (role_of(r) == ROLE_COLLATERAL && !evidence_add_inside(&ev, r->label, r->value))
            return diag_at(err, CUPEL_E_LIMIT, "cmw", r->at, "more than %u files inside",
                           INSIDE_MAX);
    }
    ev.own = cmw;
    *ret = ev;
    return CUPEL_OK;
}

/* Labels and type of a collection are its sender's words, which nobody signed: they name the parts
 * of the report and make no claims. */
struct tally {
    size_t evidence, others;
    bool all_tee;
    const char *other; /* label of one that is not judged */
};

/* Each member must have been made for the caller's challenge: then they are at least of one time.
 */
static cupel_status appraise_members(const struct cmw *cmw, const struct inputs *in,
                                     cupel_appraisal *ap, struct tally *t)
{
    for (size_t i = 0; i < cmw->n; i++) {
        const struct cmw_record *r = &cmw->records[i];
        enum role role = role_of(r);
        cupel_appraisal *part = NULL;
        if (role == ROLE_OTHER) {
            t->others++;
            t->other = r->label;
        }
        if (role != ROLE_EVIDENCE)
            continue;
        /* the whole record: the wrapper then tells what its type means, or refuses it by name */
        const struct part p = { .name = r->label, .bytes = r->raw, .bears_nonce = true };
        CUPEL_TRY(part_appraise(in, &p, ap, &part));
        t->evidence++;
        t->all_tee = t->all_tee && part->tee;
    }
    return CUPEL_OK;
}

static void judge_members(const struct tally *t, cupel_appraisal *ap)
{
    if (t->evidence == 0)
        appraisal_check(ap, &checks[CHECK_MEMBERS], CUPEL_FAIL, "no member is evidence");
    else if (t->others)
        (void)check_addf(&ap->checks, &checks[CHECK_MEMBERS], CUPEL_WARN,
                         "%s holds results or a policy of somebody else; it was not looked at",
                         t->other);
    else
        appraisal_check(ap, &checks[CHECK_MEMBERS], CUPEL_PASS, NULL);
}

static void judge_binding(const struct tally *t, cupel_appraisal *ap)
{
    if (t->evidence > 1)
        (void)check_addf(&ap->checks, &checks[CHECK_BINDING], CUPEL_WARN,
                         "nothing binds the %zu members: each may come from another machine",
                         t->evidence);
    else
        appraisal_check(ap, &checks[CHECK_BINDING], CUPEL_NA,
                        "one member: there is nothing to bind");
    /* Where each member is of a TEE, whichever one the caller talks to is. Otherwise the TPM that
     * he talks to may stand in another machine than the TEE whose evidence lies beside it. */
    ap->tee = t->evidence > 0 && t->all_tee;
    ap->no_tee = "not every member is of a TEE, and nothing binds the others to one that is";
}

static cupel_status verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    const struct cmw *cmw = ev->own;
    struct tally t = { .all_tee = true };
    ap->challenge_in_parts = true;
    CUPEL_TRY(appraise_members(cmw, in, ap, &t));
    if (t.evidence == 0)
        ap->challenge_in_parts = false;
    judge_members(&t, ap);
    judge_binding(&t, ap);
    return arena_status(&ap->arena);
}

static void explain(const struct evidence *ev, struct field_list *l)
{
    static const char *const roles[] = { "evidence", "endorsements", "neither: not judged" };
    const struct cmw *cmw = ev->own;
    if (cmw->collection_type)
        field_text(l, "__cmwc_t", cmw->collection_type, "type of the collection", 0, 0);
    for (size_t i = 0; i < cmw->n; i++) {
        const struct cmw_record *r = &cmw->records[i];
        enum role role = role_of(r);
        field_open(l, r->label, roles[role], r->at, r->raw.n);
        if (role != ROLE_EVIDENCE)
            show_record(r, cmw->json, l);
        if (role == ROLE_EVIDENCE)
            evidence_explain_inside(l, "evidence", "offsets count inside", NULL, r->raw);
        field_close(l);
    }
}

const struct format format_cmw = {
    .name = "cmw",
    .title = "collection of conceptual messages (CMW)",
    .root = FORMAT_OF_PARTS,
    .probe = cmw_is_collection,
    .parse = parse,
    .verify = verify,
    .explain = explain,
    .checks = checks,
    .n_checks = CHECKS,
};
