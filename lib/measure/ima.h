/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure/ima.h: measurement lists of Linux IMA, as text (ascii_runtime_measurements) or binary
 * (binary_runtime_measurements). An entry is believed as far as its template hash is recomputed
 * from its fields and the replay of all hashes meets a register that somebody signed. Nothing here
 * allocates from lengths in the list.
 */
#ifndef CUPEL_LIB_MEASURE_IMA_H
#define CUPEL_LIB_MEASURE_IMA_H

#include "base/cur.h"
#include "base/status.h"
#include "crypto/verify.h"

#define IMA_LOG_MAX     (16u << 20) /* bytes of one list */
#define IMA_ENTRIES_MAX (1u << 18)  /* entries of one list */
#define IMA_FIELDS_MAX  16u         /* template fields of one entry */
#define IMA_NAME_MAX    255u        /* bytes of a template's name, IMA_TEMPLATE_NAME_LEN_MAX */
#define IMA_PCR         10u         /* CONFIG_IMA_MEASURE_PCR_IDX by default */

enum ima_field {
    IMA_D,      /* digest of template "ima": 20 bytes */
    IMA_N,      /* its name: zero-padded to 256 bytes when hashed */
    IMA_D_NG,   /* "alg:" NUL digest */
    IMA_D_NGV2, /* "type:alg:" NUL digest */
    IMA_N_NG,   /* name and NUL */
    IMA_SIG,
    IMA_D_MODSIG,
    IMA_MODSIG,
    IMA_BUF,
    IMA_EVMSIG,
    IMA_XATTRNAMES,
    IMA_XATTRLENGTHS,
    IMA_XATTRVALUES,
    IMA_IUID,
    IMA_IGID,
    IMA_IMODE,
    IMA_FIELD_KINDS
};

struct ima_log {
    cupel_slice bytes;
    bool ascii;
    size_t hash_size; /* of the template hashes: 20, or those of another bank's list */
};

struct ima_entry {
    unsigned number; /* from 1 */
    size_t offset, length;
    uint32_t pcr;
    uint8_t hash[CRYPTO_HASH_MAX]; /* the template hash as listed, hash_size bytes */
    bool violation;                /* all zero: a file changed while it was measured; extends ff */
    cupel_slice template_name;     /* "ima-ng", or the fields themselves: "d-ng|n-ng" */
    enum ima_field kinds[IMA_FIELDS_MAX];
    cupel_slice fields[IMA_FIELDS_MAX]; /* as they stand in the list: text or bytes */
    size_t n_fields;
    /* What most people ask for. */
    cupel_slice alg;    /* "sha256", of the file's digest; empty for template "ima" (SHA-1) */
    cupel_slice digest; /* of the file: bytes, or its hex in a text list */
    cupel_slice name;   /* path, "boot_aggregate", or a policy's label */
};

struct ima_walk {
    const struct ima_log *log;
    struct cur c;
    unsigned n;
};

bool ima_probe(cupel_slice in);
cupel_status ima_open(cupel_slice in, struct ima_log *ret, struct cupel_diag *err);
struct ima_walk ima_start(const struct ima_log *log);
/* The next entry; CUPEL_E_NOT_FOUND after the last. Unknown templates, fields and digest algorithms
 * are CUPEL_E_UNSUPPORTED: their hash could not be recomputed. */
cupel_status ima_next(struct ima_walk *w, struct ima_entry *ret, struct cupel_diag *err);
/* The algorithm of the listed template hashes, told by their size. */
enum crypto_hash ima_listed_hash(const struct ima_log *log);
/* The template hash that the entry's fields give, into @out (room CRYPTO_HASH_MAX). */
cupel_status ima_template_hash(struct crypto_hasher *h, const struct ima_log *log,
                               const struct ima_entry *e, uint8_t *out);

/* How kernels fill banks other than the one of the listed hash: since 5.8 with the template's hash
 * in the bank's own algorithm, before with the SHA-1 and zeros behind it. */
enum ima_fill { IMA_REHASHED, IMA_PADDED };

struct ima_result {
    unsigned entries;    /* of that PCR */
    unsigned violations; /* of these */
    unsigned wrong;      /* entries whose listed hash is not that of their fields */
    unsigned first_wrong;
    size_t first_wrong_offset;
    uint8_t value[CRYPTO_HASH_MAX]; /* after the last entry */
    bool met;                       /* @want was met, after @prefix entries (0: none needed) */
    unsigned prefix;                /* entries of that PCR that give @want */
    unsigned prefix_number;         /* number, in the list, of the last of these */
    unsigned prefix_violations;     /* violations within the prefix */
    enum ima_fill fill;             /* that met it; IMA_REHASHED unless */
};
/*
 * Replay the entries of @pcr for @bank. @want: the quoted value; the list may have grown since, so
 * that the longest prefix that gives it counts; empty: none is looked for. Both ways of filling
 * banks are tried. CUPEL_E_MALFORMED and the like with @err when the list cannot be read to its
 * end.
 */
cupel_status ima_replay(const struct crypto *c, cupel_slice list, enum crypto_hash bank,
                        uint32_t pcr, cupel_slice want, struct ima_result *ret,
                        struct cupel_diag *err);

#endif
