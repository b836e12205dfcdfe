/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/softtee.h: software TEEs. They make complete evidence and collateral of SEV-SNP, TDX,
 * SGX and TPMs under a test root, every field settable, so that verification is tested without
 * hardware. Pure: same arguments, same bytes; no clock, no randomness, no files. All certificates
 * say what they are (softtee/x509_write.h).
 */
#ifndef CUPEL_SOFTTEE_SOFTTEE_H
#define CUPEL_SOFTTEE_SOFTTEE_H

#include "base/arena.h"
#include "crypto/verify.h"

#define SOFTTEE_FILES_MAX  16u
#define SOFTTEE_SETS_MAX   256u
#define SOFTTEE_NONCE_MAX  64u
#define SOFTTEE_DEFAULT_AT INT64_C(1767225600) /* 2026-01-01T00:00:00Z */

/* field=value. Which fields there are: softtee_field_at(). */
struct softtee_set {
    const char *field, *value;
};

struct softtee_opts {
    const char *kind;     /* "snp", "tdx", "sgx", "tpm" */
    const char *scenario; /* NULL: "good" */
    unsigned version;     /* of the report or quote; 0: the scenario's, else 5, 4, 3 */
    cupel_slice seed;     /* all keys and identities follow from it; may be empty */
    int64_t at;           /* middle of all validity windows; 0: SOFTTEE_DEFAULT_AT */
    cupel_slice nonce;    /* first bytes of report data, at most 64; empty: 32 from the seed */
    const struct softtee_set *sets; /* in order, after those of the scenario */
    size_t n_sets;
};

struct softtee_file {
    const char *name; /* "evidence.bin", "anchor.der", "collateral/tcbinfo.json" */
    cupel_slice bytes;
};

/*
 * evidence.bin and anchor.der, the root to trust; what the verifier needs beside them under
 * collateral/. SNP adds certtable.bin and extended.bin (report and table in one). Everything lives
 * in the arena.
 */
struct softtee_files {
    struct arena arena;
    struct softtee_file files[SOFTTEE_FILES_MAX];
    size_t n;
    cupel_slice nonce; /* as used: what the verifier's --nonce is to be */
    int64_t at;        /* when everything is valid, unless set otherwise */
};

/*
 * CUPEL_E_USAGE names the unknown kind, scenario, field or bad value, with a suggestion. On failure
 * @ret holds nothing to clear.
 */
cupel_status softtee_make(const struct crypto *crypto, const struct softtee_opts *opts,
                          struct softtee_files *ret, struct cupel_diag *err);
void softtee_files_clear(struct softtee_files *f);
/* The file's bytes, or the empty slice. */
cupel_slice softtee_file(const struct softtee_files *f, const char *name);

/* The @i-th kind, or NULL. */
const char *softtee_kind_at(size_t i);

/* One settable field, for lists and tests. */
struct softtee_field {
    const char *name, *meaning;
    const char *type;         /* "bytes", "number", "time", "text", "word" */
    size_t size;              /* bytes; of texts the longest */
    const char *const *words; /* type "word": NULL-terminated */
    size_t wire; /* offset in evidence.bin, or SIZE_MAX: not there, or not at a fixed place */
};
/* The @i-th field of @kind, false when there is none. Offsets are those of @version (0: default).
 */
bool softtee_field_at(const char *kind, unsigned version, size_t i, struct softtee_field *ret);

/* A named set of settings and what a verifier must say to the result. */
struct softtee_scenario {
    const char *kind, *name, *meaning;
    const char *settings; /* "field=value field=value" */
    const char *verdict;  /* "affirming", "warning", "contraindicated" */
    const char *check;    /* id of the check that decides, or NULL */
    bool with_nonce;      /* the verdict holds when the verifier is given the nonce */
    unsigned version;     /* that it needs; 0: any */
};
/* The @i-th, or NULL. */
const struct softtee_scenario *softtee_scenario_at(size_t i);

#endif
