/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/tee.h: the inside of a software TEE. A TEE is one struct of byte arrays: the images of
 * what it signs, and the parameters of what else it makes. Fields are a table of places in it, so
 * a setting is one write and needs no code. Numbers and times are little endian everywhere.
 *
 * Making goes in four steps: settings that decide the layout (words), defaults, all settings, and
 * what follows from others unless it was set itself (kind->derive); then the files are built.
 */
#ifndef CUPEL_SOFTTEE_TEE_H
#define CUPEL_SOFTTEE_TEE_H

#include "crypto/sign.h"
#include "softtee/softtee.h"
#include "softtee/x509_write.h"

#define TEE_FIELDS_MAX 192u
#define TEE_TEXT       64u /* bytes of a text with its NUL */

enum field_type { FIELD_BYTES, FIELD_NUMBER, FIELD_TIME, FIELD_TEXT, FIELD_WORD };

struct tee;
struct field {
    const char *name, *meaning;
    const char *const *words; /* FIELD_WORD: NULL-terminated; the value is the index */
    uint16_t offset, size;    /* in struct tee */
    enum field_type type;
    uint16_t wire; /* 1 + offset inside the signed body as it stands in the evidence; 0: nowhere */
};

/* A certificate's own settings. */
struct tee_cert {
    uint8_t not_before[8], not_after[8], serial[16];
    char cn[TEE_TEXT];
};
struct tee_window { /* of a CRL or of JSON collateral */
    uint8_t from[8], until[8];
};

/* Words shared by all kinds. */
enum { SIGN_GOOD, SIGN_ZERO, SIGN_STRANGER };
enum { ROOT_ANCHOR, ROOT_STRANGER };
enum { REVOKE_NONE, REVOKE_LEAF, REVOKE_CA };

struct snp_params {
    uint8_t product, leaf_kind; /* words */
    struct tee_cert ark, ask, leaf;
    char product_name[TEE_TEXT], csp_id[TEE_TEXT];
    uint8_t bl, tee, snp, ucode, fmc, hwid[64];
};

/* One TCB level: what a platform must reach. */
struct tee_level {
    uint8_t sgx[16], tdx[16], pcesvn[2], date[8], status;
    char advisories[TEE_TEXT];
};
struct tee_isv_level {
    uint8_t svn[2], status;
};
struct intel_params {
    uint8_t body_type, ca, event_log; /* words */
    struct tee_cert root, pck_ca, pck, signing;
    uint8_t ppid[16], fmspc[6], pce_id[2], tcb[16], pcesvn[2], cpusvn[16], sgx_type[1],
        instance_id[16];
    uint8_t auth_data[32], attestation_key[4];
    struct tee_window tcb_window, qe_window;
    uint8_t tcb_fmspc[6], tcb_pce_id[2], tcb_evaluation[4], qe_evaluation[4];
    char tcb_id[TEE_TEXT], qe_id[TEE_TEXT];
    struct tee_level level, floor;
    uint8_t module_version[1], module_mr_signer[48], module_attributes[8], module_mask[8];
    struct tee_isv_level module_level, module_floor, qe_level, qe_floor;
    uint8_t qe_misc_select[4], qe_misc_mask[4], qe_attributes[16], qe_mask[16], qe_mr_signer[32],
        qe_prod_id[2];
    uint8_t tcb_sign, qe_sign; /* words */
    uint8_t padding[2];
};

#define TPM_TEE_PCRS 24u
struct tpm_params {
    uint8_t bank, scheme, form, purpose, log; /* words */
    struct tee_cert root, ca, ak;
    uint8_t magic[4], type[2], extra_data[64], extra_size[1], clock[8], reset_count[4],
        restart_count[4], safe[1], firmware_version[8], selection[4];
    uint8_t sig_alg[2], sig_hash[2], attributes[4], parent[4];
    uint8_t pcr[TPM_TEE_PCRS][64], wrong_pcr[1];
    char gce_zone[TEE_TEXT], gce_project_id[TEE_TEXT], gce_instance_name[TEE_TEXT];
    uint8_t gce_project_number[8], gce_instance_id[8];
};

struct tee_kind;
struct tee {
    const struct tee_kind *kind;
    const struct crypto *crypto;
    struct softtee_files *out;
    cupel_slice seed;
    int64_t at;
    unsigned version;
    bool given[TEE_FIELDS_MAX]; /* was this field of the kind's table set? */
    /* Images. SNP: the report in body. Intel: header, body (SGX or TD report), QE report. */
    uint8_t header[48], body[1184], qe[384];
    /* Parameters. */
    uint8_t sign, root, revoke; /* words */
    uint8_t flip[4];            /* offset in evidence.bin, or 0xffffffff: none */
    struct tee_window crl, root_crl;
    uint8_t crl_number[4];
    struct snp_params snp;
    struct intel_params intel;
    struct tpm_params tpm;
};

struct tee_kind {
    const char *name;
    unsigned versions[5], default_version;  /* zero-terminated */
    const struct field *const *tables;      /* NULL-terminated list of tables, each ended by a field
                                               without name */
    cupel_status (*prepare)(struct tee *t); /* defaults; layout words are set */
    cupel_status (*derive)(struct tee *t);
    cupel_status (*build)(struct tee *t, struct cupel_diag *err);
    /* Other spellings of a field's name; may be NULL. */
    const char *(*rename)(const struct tee *t, const char *name, char room[TEE_TEXT]);
    size_t (*body_at)(unsigned version); /* offset of the signed body in the evidence */
};
extern const struct tee_kind tee_snp, tee_tdx, tee_sgx;
extern const struct tee_kind tee_tpm;
extern const struct field fields_common[];

/* Table rows. */
#define FIELD_AT(name_, type_, member, text)                                                       \
    {                                                                                              \
        .name = name_, .meaning = text, .offset = offsetof(struct tee, member),                    \
        .size = sizeof(((struct tee *)0)->member), .type = type_                                   \
    }
#define FIELD_WORDS(name_, member, list, text)                                                     \
    {                                                                                              \
        .name = name_, .meaning = text, .words = list, .offset = offsetof(struct tee, member),     \
        .size = 1, .type = FIELD_WORD                                                              \
    }
/* @at bytes into the image @member, which stands in the evidence. */
#define FIELD_IN(name_, type_, member, at, n, text)                                                \
    {                                                                                              \
        .name = name_, .meaning = text, .offset = offsetof(struct tee, member) + (at), .size = n,  \
        .type = type_, .wire = 1 + (at)                                                            \
    }
/* The same, but not at a place of the signed body. */
#define FIELD_OF(name_, type_, member, at, n, text)                                                \
    {                                                                                              \
        .name = name_, .meaning = text, .offset = offsetof(struct tee, member) + (at), .size = n,  \
        .type = type_                                                                              \
    }

/* fields.c */
/* The field @name of the TEE's kind, and its number, or NULL. */
const struct field *field_find(const struct tee_kind *kind, const char *name, size_t *number);
/* The @i-th field over all tables of the kind, or NULL. */
const struct field *field_at(const struct tee_kind *kind, size_t i);
bool field_given(const struct tee *t, const char *name);
/* Parse @value and write it. @words_only: only words count, others are left for the second pass. */
cupel_status field_set(struct tee *t, const char *name, const char *value, bool words_only,
                       struct cupel_diag *err);
/* For defaults. */
void tee_put(uint8_t *p, size_t n, uint64_t v);
uint64_t tee_get(const uint8_t *p, size_t n);
int64_t tee_time(const uint8_t p[8]);
void tee_text(char out[TEE_TEXT], const char *text);
/* @n bytes that follow from the seed and @label. */
cupel_status tee_fill(const struct tee *t, const char *label, uint8_t *out, size_t n);
/* Days around t->at. */
void tee_window_set(const struct tee *t, struct tee_window *w, int before, int after);
cupel_status tee_cert_set(const struct tee *t, struct tee_cert *c, const char *cn, int before,
                          int after);
/* An EC key of the TEE: follows from the seed and @label. */
cupel_status tee_key(const struct tee *t, enum crypto_key_type type, const char *label,
                     struct sign_key **ret);

/* softtee.c */
/* Keep a file; the bytes are in the arena. */
void tee_file(struct tee *t, const char *name, cupel_slice bytes);
/* The setting "flip": turn one bit of the evidence after it was signed. */
void tee_flip(const struct tee *t, uint8_t *evidence, size_t n);
struct x509_spec tee_cert_spec(const struct tee_cert *c, const struct sign_key *key);

/* scenarios.c */
extern const struct softtee_scenario tee_scenarios[];
extern const size_t n_tee_scenarios;

#endif
