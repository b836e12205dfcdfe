/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attest/attest.h: what the parts of `cupel attest` share. A source is a way in which this machine
 * can give evidence; it is looked at (probe) and asked (collect). What it gives is named bytes in
 * an arena; writers turn them into files, a CMW or the JSON of the KBS protocol.
 */
#ifndef CUPEL_ATTEST_ATTEST_H
#define CUPEL_ATTEST_ATTEST_H

#include "attest/device.h"
#include "base/arena.h"
#include "crypto/verify.h"

enum tee { TEE_AUTO, TEE_SNP, TEE_TDX, TEE_CCA, TEE_NITRO, TEE_AZURE, TEE_TPM, TEES };
const char *tee_name(enum tee t);  /* "snp" */
const char *tee_title(enum tee t); /* "AMD SEV-SNP" */
#define TEE_BIT(t) (1u << (t))

enum out_format { FORMAT_RAW, FORMAT_CMW, FORMAT_KBS };

#define NONCE_MIN       16u
#define NONCE_MAX       64u
#define NONCE_BOUND     32u         /* with user data in a field of fixed width */
#define REPORT_DATA     64u         /* bytes that SNP, TDX and CCA sign for the guest */
#define USER_DATA_MAX   65536u      /* it is hashed, except: */
#define USER_DATA_NSM   512u        /* AWS, Nitro attestation document, user_data */
#define USER_DATA_HCL   64u         /* Azure, NV index 0x01400002 */
#define BLOB_MAX        (1u << 20)  /* one report, quote, token or certificate table */
#define LOG_MAX         (16u << 20) /* one event log; IMA lists may be as long */
#define COLLECTED_MAX   (64u << 20) /* everything together */
#define COLLECTED_FILES 8u
#define NOTES_MAX       8u

/* What was asked for: the options, checked. */
struct request {
    enum tee tee;
    enum out_format format;
    cupel_slice nonce;
    cupel_slice user_data;
    bool has_user_data;
    const char *entry; /* of configfs-tsm, made beforehand; NULL: make one */
    int vmpl;          /* privilege level that SNP shall put in; -1: the guest's own */
    bool svsm;         /* the report shall be of the SVSM's services */
    const char *pcrs;  /* NULL: the default */
    const char *tcti;  /* NULL: the machine's TPM device */
    bool foreign_tpm;  /* @tcti leads to a TPM elsewhere: this machine's logs are not its own */
    const char *ak;    /* "auto", "rsa", "ecc" or a handle in hex */
    bool has_ak_cert;
    uint32_t ak_cert;        /* NV index that holds the AK's certificate */
    cupel_slice endorsement; /* what a cloud's metadata service gave, or empty */
};

/* One file beside the evidence: its name below collateral/, what it is for a CMW. */
struct collected_file {
    const char *name;
    const char *media_type;
    unsigned indicator; /* CMW: IND_… bits */
    cupel_slice bytes;
};
/* IND_NONE: neither evidence by itself nor an endorsement, such as a log; the record then has no
 * indicator, and its content tells. */
enum { IND_NONE = 0, IND_REFERENCE_VALUES = 1, IND_ENDORSEMENTS = 2, IND_EVIDENCE = 4 };

/* The members of a TPM quote, for formats that want them apart. */
struct collected_quote {
    cupel_slice message;       /* TPMS_ATTEST */
    cupel_slice signature;     /* TPMT_SIGNATURE */
    cupel_slice raw_signature; /* RSASSA: its bytes alone; else empty */
    cupel_slice modulus;       /* RSA: of the AK; else empty */
    uint32_t exponent;
    cupel_slice sha256[24]; /* PCR values as quoted; empty: not quoted */
};

struct collected {
    struct arena *arena;
    enum tee tee;
    const char *source;   /* name of the source */
    const char *provider; /* the kernel's word for the format: "sev_guest" */
    cupel_slice evidence; /* evidence.bin */
    struct collected_file files[COLLECTED_FILES];
    size_t n_files;
    cupel_slice hcl_report; /* Azure */
    cupel_slice manifest;   /* SVSM */
    struct collected_quote quote;
    cupel_slice challenge;        /* what a verifier's --nonce must be */
    const char *binding;          /* how it was made of nonce and user data */
    const char *notes[NOTES_MAX]; /* what was left out and why; each one sentence */
    size_t n_notes;
};

struct attest {
    const struct device *device;
    const struct crypto *crypto;
    const struct request *request;
};

enum finding_state {
    FOUND_READY,
    FOUND_PARTIAL, /* usable, but what it gives is no evidence by itself: asked, it says why */
    FOUND_DENIED,
    FOUND_BROKEN,
    FOUND_MISSING
};
const char *finding_state_name(enum finding_state s); /* "ready", "partial", "denied", … */

/* What a look at a source found. Texts are literals or live in the arena. */
struct finding {
    enum finding_state state;
    enum tee tee;       /* of which TEE; TEE_AUTO: none or not known */
    const char *detail; /* what is there, or what lacks */
    const char *fix;    /* how to enable it; "" when nothing is to be done */
};

struct source {
    const char *name;  /* "configfs-tsm" */
    const char *where; /* path, or what else to look at */
    unsigned tees;     /* TEE_BIT of what it can give evidence of; 0: logs, never asked alone */
    void (*probe)(const struct attest *at, struct arena *a, struct finding *ret);
    cupel_status (*collect)(const struct attest *at, struct collected *ret, struct cupel_diag *err);
};
/* Strongest first: auto takes the first that is there. */
extern const struct source *const attest_sources[];
extern const size_t attest_n_sources;
extern const struct source source_tsm, source_sev_guest, source_tdx_guest, source_nsm, source_azure,
    source_tpm, source_eventlog, source_ima, source_ccel;

/*
 * Choose a source for the request and ask it. With TEE_AUTO the strongest that this machine has:
 * one that is there but cannot be used is an error and not passed over, so that nobody gets weaker
 * evidence for want of a permission.
 */
cupel_status attest_collect(const struct attest *at, struct collected *ret, struct cupel_diag *err);

/* ---- helpers of sources ---- */

/* Add a file beside the evidence; nothing for empty bytes. */
void collected_add(struct collected *c, const char *name, const char *media_type,
                   unsigned indicator, cupel_slice bytes);
void collected_note(struct collected *c, const char *text);
/* Arena or file slots have run out? */
cupel_status collected_status(const struct collected *c, struct cupel_diag *err);

/*
 * REPORT_DATA of the request: the nonce padded with zeros, or with user data SHA-512(nonce || user
 * data). Sets ret->challenge and ret->binding. @out has REPORT_DATA bytes.
 */
cupel_status report_data_make(const struct attest *at, struct collected *ret, uint8_t *out,
                              struct cupel_diag *err);
/* The report data that SNP, TDX or CCA evidence carries, or the empty slice when it is too short.
 */
cupel_slice report_data_of(enum tee tee, cupel_slice evidence);
/* CUPEL_E_MALFORMED when the evidence does not carry @wanted: it then answers another request. */
cupel_status report_data_check(enum tee tee, cupel_slice evidence, cupel_slice wanted,
                               const char *where, struct cupel_diag *err);

/* Logs of boot and runtime: added where they are there, else a note says why not. */
void logs_add_tpm(const struct attest *at, struct collected *ret);
void logs_add_ccel(const struct attest *at, struct collected *ret);

#endif
