/* SPDX-License-Identifier: Apache-2.0 */
/* TPM 2.0 quotes: recognising and reading them. */
#include "evidence/tpm.h"

#include "base/status.h"

static const struct {
    uint16_t type;
    const char *name;
} types[] = { /* Part 2, table TPM_ST */
              { 0x8014, "an NV attestation" },
              { 0x8015, "a command audit attestation" },
              { 0x8016, "a session audit attestation" },
              { 0x8017, "a key certification" },
              { TPM_ST_QUOTE, "a quote" },
              { 0x8019, "a time attestation" },
              { 0x801a, "a creation attestation" },
              { 0x801c, "an NV digest attestation" }
};

const char *tpm_attest_type_name(unsigned type)
{
    for (size_t i = 0; i < CUPEL_COUNT(types); i++)
        if (types[i].type == type)
            return types[i].name;
    return NULL;
}

const char *tpm_list_pcrs(struct arena *a, uint32_t mask)
{
    char text[3 * TPM_PCRS_MAX + 1]; /* two digits and a comma each */
    size_t n = 0;
    for (unsigned i = 0; i < TPM_PCRS_MAX; i++) {
        if (!(mask >> i & 1))
            continue;
        if (n)
            text[n++] = ',';
        if (i >= 10)
            text[n++] = (char)('0' + i / 10);
        text[n++] = (char)('0' + i % 10);
    }
    return arena_text(a, slice_of(text, n));
}

uint32_t tpm_selected(const struct tpm_attest *a, unsigned alg)
{
    uint32_t mask = 0;
    for (size_t i = 0; i < a->n_selections; i++)
        if (a->selections[i].alg == alg)
            mask |= a->selections[i].mask;
    return mask;
}

/* ---- layout ---- */

static cupel_slice take_2b(struct cur *c)
{
    uint16_t n = cur_be16(c);
    return cur_take(c, n);
}

/* TPMS_PCR_SELECTION: PCR 8 * i + k is bit k of byte i. */
static void take_selection(struct cur *c, struct tpm_selection *s)
{
    s->at = c->at;
    s->alg = cur_be16(c);
    s->size = cur_u8(c);
    if (s->size > TPM_SELECT_BYTES)
        cur_fail(c, CUPEL_E_LIMIT);
    s->mask = (uint32_t)slice_le64(cur_take(c, c->st == CUPEL_OK ? s->size : 0));
}

/* TPMS_QUOTE_INFO */
static void take_quote_info(struct cur *c, struct tpm_attest *t)
{
    t->selections_at = c->at;
    uint32_t n = cur_be32(c);
    if (n > TPM_BANKS_MAX)
        cur_fail(c, CUPEL_E_LIMIT);
    for (uint32_t i = 0; i < n && c->st == CUPEL_OK; i++)
        take_selection(c, &t->selections[t->n_selections++]);
    t->digest_at = c->at;
    t->pcr_digest = take_2b(c);
}

/* TPMS_ATTEST, which must fill @c. Of other types than quotes the attested part stays unread. */
static cupel_status read_attest(struct cur *c, struct tpm_attest *t)
{
    *t = (struct tpm_attest){ .bytes = c->left, .at = c->at };
    t->magic = cur_be32(c);
    t->type = cur_be16(c);
    t->signer_at = c->at;
    t->signer = take_2b(c);
    t->extra_at = c->at;
    t->extra_data = take_2b(c);
    t->clock_at = c->at;
    t->clock = cur_be64(c);
    t->reset_count = cur_be32(c);
    t->restart_count = cur_be32(c);
    t->safe = cur_u8(c);
    t->firmware_version = cur_be64(c);
    t->selections_at = c->at;
    if (t->type == TPM_ST_QUOTE)
        take_quote_info(c, t);
    else
        t->attested = cur_rest(c);
    return cur_end(c);
}

static bool magic_at(cupel_slice in, size_t at)
{
    cupel_slice s = slice_part(in, at, 4);
    return s.n == 4 && slice_be64(s) == TPM_MAGIC;
}

static bool type_at(cupel_slice in, size_t at)
{
    cupel_slice s = slice_part(in, at, 2);
    return s.n == 2 && tpm_attest_type_name((unsigned)slice_be64(s));
}

/* A TPMS_ATTEST alone; told by either of its first two fields, so that one may be wrong. */
static bool is_bare(cupel_slice in)
{
    return magic_at(in, 0) || type_at(in, 4);
}

static cupel_status fault(struct cupel_diag *err, cupel_status st, size_t at, const char *what)
{
    const char *why = st == CUPEL_E_TRUNCATED  ? "ends inside"
                      : st == CUPEL_E_TRAILING ? "is followed by bytes that belong to nothing"
                      : st == CUPEL_E_LIMIT    ? "counts more banks or PCRs than any TPM has"
                                               : "is of a kind that is not supported";
    return diag_at(err, st, "tpm", at, "%s %s", what, why);
}

static cupel_status read_bare(cupel_slice in, struct tpm_evidence *ret, struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    struct tpm_quote *q = &ret->quotes[0];
    *q = (struct tpm_quote){ .n = in.n };
    ret->n = 1;
    cupel_status st = read_attest(&c, &q->attest);
    return st == CUPEL_OK ? st : fault(err, st, c.at, "the attestation (TPMS_ATTEST)");
}

static cupel_status read_sized(struct cur *c, struct tpm_quote *q, struct cupel_diag *err)
{
    *q = (struct tpm_quote){ .at = c->at, .sized = true };
    uint16_t n = cur_be16(c);
    if (n > c->left.n)
        return diag_at(err, CUPEL_E_TRUNCATED, "tpm", q->at,
                       "the attestation (TPM2B_ATTEST) says %u bytes and %zu follow", n, c->left.n);
    struct cur in = cur_sub(c, n);
    cupel_status st = read_attest(&in, &q->attest);
    if (st != CUPEL_OK)
        return fault(err, st, in.at, "the attestation (TPMS_ATTEST)");
    q->signature_at = c->at;
    tpm_signature_take(c, &q->signature);
    if (c->st != CUPEL_OK)
        return fault(err, c->st, c->at, "the signature (TPMT_SIGNATURE)");
    q->signature_n = c->at - q->signature_at;
    q->n = c->at - q->at;
    return CUPEL_OK;
}

static cupel_status read_quotes(cupel_slice in, struct tpm_evidence *ret, struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    do {
        if (ret->n == TPM_QUOTES_MAX)
            return diag_at(err, CUPEL_E_LIMIT, "tpm", c.at,
                           "more than %u quotes, or bytes behind "
                           "the last one",
                           TPM_QUOTES_MAX);
        CUPEL_TRY(read_sized(&c, &ret->quotes[ret->n], err));
        ret->n++;
    } while (c.left.n);
    return CUPEL_OK;
}

/* Magic number or type are right where they should be; without the magic number all else must be.
 */
static bool probe(cupel_slice in)
{
    struct tpm_evidence ev = { .n = 0 };
    if (magic_at(in, 0) || (magic_at(in, 2) && type_at(in, 6)))
        return true;
    if (type_at(in, 4))
        return read_bare(in, &ev, NULL) == CUPEL_OK;
    return (magic_at(in, 2) || type_at(in, 6)) && read_quotes(in, &ev, NULL) == CUPEL_OK;
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct evidence ev = { .format = &format_tpm, .bytes = in, .arena = a };
    struct tpm_evidence *own = arena_alloc(a, sizeof *own);
    if (!own)
        return diag_set(err, CUPEL_E_NOMEM, "tpm", "out of memory");
    CUPEL_TRY(is_bare(in) ? read_bare(in, own, err) : read_quotes(in, own, err));
    ev.own = own;
    *ret = ev;
    return CUPEL_OK;
}

const struct format format_tpm = {
    .name = "tpm",
    .title = "TPM 2.0 quote",
    .root = FORMAT_NO_TEE,
    .probe = probe,
    .parse = parse,
    .verify = tpm_verify,
    .explain = tpm_explain,
    .checks = tpm_checks,
    .n_checks = TPM_CHECKS,
    .claims = tpm_claims,
    .n_claims = TPM_CLAIMS,
};
