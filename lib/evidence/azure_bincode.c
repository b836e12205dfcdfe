/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The quote of an Azure VM's vTPM as kinvolk/azure-cvm-tooling (az-cvm-vtpm, vtpm::Quote) stores
 * it: serde's bincode of {signature, message, pcrs}, each with a count of 64 bits, little endian,
 * in front; pcrs are values of 32 bytes of the SHA-256 bank, from PCR 0.
 */
#include "base/status.h"
#include "evidence/kbs.h"
#include "evidence/tpm.h"

#define NAME "az-quote"

struct az_quote {
    cupel_slice signature, message, pcrs;
    uint64_t n_pcrs;
};

static cupel_slice take_counted(struct cur *c, uint64_t least, uint64_t most)
{
    uint64_t n = cur_le64(c);
    if (c->st == CUPEL_OK && (n < least || n > most)) {
        cur_fail(c, CUPEL_E_MALFORMED);
        return SLICE_EMPTY;
    }
    return cur_take(c, (size_t)n);
}

static void read_quote(struct cur *c, struct az_quote *ret)
{
    ret->signature = take_counted(c, 256, 512);
    ret->message = take_counted(c, 4, 1024);
    ret->n_pcrs = cur_le64(c);
    if (ret->n_pcrs > AZURE_PCRS_MAX)
        cur_fail(c, CUPEL_E_MALFORMED);
    ret->pcrs = cur_take(c, c->st == CUPEL_OK ? (size_t)ret->n_pcrs * 32 : 0);
}

/* An attestation behind a signature: cut or longer ones are meant as such too. */
static bool probe(cupel_slice in)
{
    struct cur c = cur_of(in);
    (void)take_counted(&c, 256, 512);
    (void)cur_le64(&c);
    return cur_be32(&c) == TPM_MAGIC;
}

static cupel_status open_quote(struct arena *a, cupel_slice in, struct unwrapped *ret,
                               struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    struct az_quote q;
    struct tpm_pcrs *pcrs = arena_alloc(a, sizeof *pcrs);
    read_quote(&c, &q);
    if (cur_end(&c) != CUPEL_OK)
        return diag_at(err, cur_end(&c), NAME, c.at,
                       "is no bincode of a signature of 256 to 512 bytes, an attestation and up to "
                       "%u PCR values",
                       AZURE_PCRS_MAX);
    if (!pcrs)
        return diag_set(err, CUPEL_E_NOMEM, NAME, "out of memory");
    *pcrs = (struct tpm_pcrs){ .n = 1, .banks[0].alg = TPM_SHA256 };
    for (size_t i = 0; i < q.n_pcrs; i++) {
        pcrs->banks[0].values[i] = slice_part(q.pcrs, 32 * i, 32);
        pcrs->banks[0].present |= 1u << i;
    }
    ret->format = "tpm";
    ret->bytes = kbs_join_quote(a, q.message, q.signature);
    if (q.n_pcrs)
        CUPEL_TRY(tpm_unwrap_add(ret, "pcrs", tpm_write_pcrs(a, pcrs)));
    return arena_status(a) == CUPEL_OK ? CUPEL_OK
                                       : diag_set(err, arena_status(a), NAME, "out of memory");
}

const struct wrapper wrapper_az_quote = {
    .name = NAME,
    .title = "quote as azure-cvm-tooling stores it",
    .probe = probe,
    .open = open_quote,
};
