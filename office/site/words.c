/* SPDX-License-Identifier: Apache-2.0 */
/* site/words.c: names for readers of what data calls by a short word. */
#include "office/site/build.h"

#include <string.h>

struct word {
    enum site_axis axis;
    const char *value, *name;
};
static const struct word words[] = {
    { SITE_TEE, "snp", "AMD SEV-SNP" },
    { SITE_TEE, "sev", "AMD SEV, SEV-ES" },
    { SITE_TEE, "tdx", "Intel TDX" },
    { SITE_TEE, "sgx", "Intel SGX" },
    { SITE_TEE, "nitro", "AWS Nitro" },
    { SITE_TEE, "cca", "Arm CCA" },
    { SITE_TEE, "psa", "Arm PSA" },
    { SITE_TEE, "trustzone", "Arm TrustZone" },
    { SITE_TEE, "tpm", "TPM" },
    { SITE_TEE, "vtpm", "vTPM" },
    { SITE_TEE, "nvidia", "NVIDIA GPU" },
    { SITE_TEE, "se", "IBM Secure Execution" },
    { SITE_TEE, "csv", "Hygon CSV" },
    { SITE_TEE, "any", "bound to none" },
    { SITE_EVIDENCE, "snp-report", "SEV-SNP report" },
    { SITE_EVIDENCE, "tdx-quote", "TDX quote" },
    { SITE_EVIDENCE, "sgx-quote", "SGX quote" },
    { SITE_EVIDENCE, "nitro-document", "Nitro attestation document" },
    { SITE_EVIDENCE, "cca-token", "CCA token" },
    { SITE_EVIDENCE, "psa-token", "PSA token" },
    { SITE_EVIDENCE, "tpm-quote", "TPM quote" },
    { SITE_EVIDENCE, "nvidia-spdm", "NVIDIA SPDM report" },
    { SITE_EVIDENCE, "ratls-certificate", "RA-TLS certificate" },
    { SITE_EVIDENCE, "cmw", "CMW" },
    { SITE_ROLE, "relying-party", "relying party" },
    { SITE_ROLE, "reference-value-provider", "reference value provider" },
    { SITE_ROLE, "key-broker", "key broker" },
};

const char *site_word(enum site_axis x, const char *value)
{
    for (size_t i = 0; i < CUPEL_COUNT(words); i++)
        if (words[i].axis == x && strcmp(words[i].value, value) == 0)
            return words[i].name;
    return value;
}

const char *site_role_name(const struct site *s, const char *role)
{
    static const char *const known[][2] = {
        { "chair", "Chair" },
        { "tech-lead", "Tech lead" },
        { "toc-liaison", "TOC liaison" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(known); i++)
        if (strcmp(known[i][0], role) == 0)
            return known[i][1];
    char *name = arena_alloc(s->a, strlen(role) + 1);
    for (size_t i = 0; name && role[i]; i++)
        name[i] = role[i] == '-' ? ' ' : role[i];
    return name ? name : role;
}
