/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of the software TPM and their defaults. Numbers are little endian here and big endian in
 * what is made of them. */
#include "codec/tpm.h"
#include "softtee/eventlog_write.h"
#include "softtee/tpm_tee.h"

#include <string.h>

static const char *const bank_words[] = { "sha256", "sha384", "sha512", "sha1", NULL };
static const char *const scheme_words[] = { "ecdsa-p256", "ecdsa-p384", "rsassa", "rsapss", NULL };
static const char *const form_words[] = { "response", "attest", NULL };
static const char *const purpose_words[] = { "none", "aik", "ek", NULL };

#define AT(name, type, member, text) FIELD_AT(name, FIELD_##type, tpm.member, text)

static const struct field fields_quote[] = {
    FIELD_WORDS("form", tpm.form, form_words, "evidence with its signature, or without"),
    FIELD_WORDS("bank", tpm.bank, bank_words, "bank that is quoted"),
    FIELD_WORDS("log", tpm.log, log_variant_words, "event log, and what is wrong with it"),
    FIELD_WORDS("scheme", tpm.scheme, scheme_words, "kind of key and signature"),
    AT("magic", NUMBER, magic, "0xff544347: made by a TPM"),
    AT("type", NUMBER, type, "0x8018: a quote"),
    AT("extra_data", BYTES, extra_data, "the challenge"),
    AT("extra_size", NUMBER, extra_size, "bytes of the challenge"),
    AT("clock", NUMBER, clock, "milliseconds that the TPM was powered"),
    AT("reset_count", NUMBER, reset_count, "boots"),
    AT("restart_count", NUMBER, restart_count, "restarts and resumes since"),
    AT("safe", NUMBER, safe, "1: the clock never reported a later time"),
    AT("firmware_version", NUMBER, firmware_version, "as the maker counts"),
    AT("selection", NUMBER, selection, "bit per PCR that is quoted"),
    AT("parent", NUMBER, parent, "hierarchy of the key: 0x4000000b endorsement"),
    AT("sig_alg", NUMBER, sig_alg, "what the signature says it is; 0: the key's scheme"),
    AT("sig_hash", NUMBER, sig_hash, "hash that the signature names; 0: the key's"),
    AT("attributes", NUMBER, attributes, "objectAttributes of the key"),
    AT("wrong_pcr", NUMBER, wrong_pcr, "PCR whose value beside the quote differs; 255: none"),
    { 0 },
};

#define PCR(n) AT("pcr." #n, BYTES, pcr[n], "value of PCR " #n)
static const struct field fields_pcrs[] = {
    PCR(0),  PCR(1),  PCR(2),  PCR(3),  PCR(4),  PCR(5),  PCR(6),  PCR(7),  PCR(8),
    PCR(9),  PCR(10), PCR(11), PCR(12), PCR(13), PCR(14), PCR(15), PCR(16), PCR(17),
    PCR(18), PCR(19), PCR(20), PCR(21), PCR(22), PCR(23), { 0 },
};

#define CERT(name, member, who)                                                                    \
    AT(name ".not_before", TIME, member.not_before, "first moment of " who),                       \
        AT(name ".not_after", TIME, member.not_after, "last moment of " who),                      \
        AT(name ".serial", BYTES, member.serial, "serial number of " who),                         \
        AT(name ".cn", TEXT, member.cn, "common name of " who)

static const struct field fields_certs[] = {
    CERT("root", root, "the root"),
    CERT("ca", ca, "the intermediate"),
    CERT("ak", ak, "the attestation key's certificate"),
    FIELD_WORDS("ak.purpose", tpm.purpose, purpose_words,
                "extended key usage; ek: an endorsement key's certificate"),
    AT("gce.zone", TEXT, gce_zone, "zone of a Compute Engine instance; empty: no such extension"),
    AT("gce.project_id", TEXT, gce_project_id, "its project"),
    AT("gce.project_number", NUMBER, gce_project_number, "its project's number"),
    AT("gce.instance_name", TEXT, gce_instance_name, "its name"),
    AT("gce.instance_id", NUMBER, gce_instance_id, "its number"),
    { 0 },
};

const struct field *const tpm_tee_tables[] = { fields_quote, fields_pcrs, fields_certs,
                                               fields_common, NULL };

unsigned tpm_tee_bank(const struct tee *t)
{
    static const uint16_t algs[] = { TPM_SHA256, TPM_SHA384, TPM_SHA512, TPM_SHA1 };
    return algs[t->tpm.bank];
}

/* As on a machine that runs: PCRs 16 and 23 are untouched, there was no dynamic launch. */
static cupel_status default_pcrs(struct tee *t)
{
    struct tpm_params *p = &t->tpm;
    size_t n = tpm_hash_size(tpm_tee_bank(t));
    for (unsigned i = 0; i < TPM_TEE_PCRS; i++) {
        char label[] = "pcr a";
        label[4] = (char)('a' + i);
        if (i >= 17 && i <= 22)
            memset(p->pcr[i], 0xff, n);
        else if (i != 16 && i != 23)
            CUPEL_TRY(tee_fill(t, label, p->pcr[i], n));
    }
    return CUPEL_OK;
}

/* The log's boot decides the PCRs, but those that a dynamic launch or applications use. */
static cupel_status boot(struct tee *t)
{
    struct tpm_params *p = &t->tpm;
    struct eventlog_pcrs regs;
    enum crypto_hash bank = CRYPTO_SHA256;
    cupel_slice log;
    if (p->log == BOOTLOG_NONE)
        return CUPEL_OK;
    (void)tpm_hash(tpm_tee_bank(t), &bank);
    CUPEL_TRY(log_make(t->crypto, &t->out->arena, EVENTLOG_TPM, &bank, 1, (enum log_variant)p->log,
                       &log, bank, &regs));
    for (unsigned i = 0; i < 16; i++)
        slice_copy(eventlog_pcr(&regs, i), p->pcr[i], sizeof p->pcr[i]);
    tee_file(t, "collateral/eventlog.bin", log);
    return CUPEL_OK;
}

cupel_status tpm_tee_prepare(struct tee *t)
{
    struct tpm_params *p = &t->tpm;
    tee_put(p->magic, 4, 0xff544347);
    tee_put(p->type, 2, 0x8018);
    slice_copy(t->out->nonce, p->extra_data, sizeof p->extra_data);
    p->extra_size[0] = (uint8_t)t->out->nonce.n;
    tee_put(p->clock, 8, 123456789);
    tee_put(p->reset_count, 4, 7);
    p->safe[0] = 1;
    tee_put(p->firmware_version, 8, 0x2020031200120003);
    tee_put(p->selection, 4, 0xffffff);
    tee_put(p->parent, 4, 0x4000000b);
    /* fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, restricted, sign */
    tee_put(p->attributes, 4, 0x50072);
    p->wrong_pcr[0] = TPM_NO_PCR;
    tee_text(p->gce_project_id, "cupel-software-tee");
    tee_text(p->gce_instance_name, "software-instance");
    tee_put(p->gce_project_number, 8, 1001);
    tee_put(p->gce_instance_id, 8, 2002);
    tee_window_set(t, &t->crl, 30, 330);
    CUPEL_TRY(tee_cert_set(t, &p->root, "Software TPM root", 2000, 7000));
    CUPEL_TRY(tee_cert_set(t, &p->ca, "Software TPM AK CA", 1500, 7000));
    CUPEL_TRY(tee_cert_set(t, &p->ak, "software TPM attestation key", 400, 2000));
    CUPEL_TRY(default_pcrs(t));
    return boot(t);
}
