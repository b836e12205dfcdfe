/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collateral/amd.h: what AMD certificates and certificate tables say: products, TCB components, the
 * extensions of VCEK and VLEK certificates, and the GUID table of extended reports. Reading only;
 * trust is decided where they are used. Source: AMD 57230 (VCEK certificate and KDS interface), AMD
 * 56860 section 2.2 (TCB_VERSION), AMD 56421 section 4.1.8.1 (certificate table).
 */
#ifndef CUPEL_LIB_COLLATERAL_AMD_H
#define CUPEL_LIB_COLLATERAL_AMD_H

#include "codec/x509.h"

/* A product is what has an ARK of its own: Bergamo and Siena are Genoa. */
enum amd_product { AMD_PRODUCT_UNKNOWN, AMD_MILAN, AMD_GENOA, AMD_TURIN, AMD_PRODUCTS };
const char *amd_product_name(enum amd_product p); /* "Milan", "Genoa", "Turin", "unknown" */
/* By CPUID family and model, base and extended parts already added. */
enum amd_product amd_product_of_cpuid(uint8_t family, uint8_t model);
/* By a common name that is exactly @prefix and a product's name: "ARK-" and "ARK-Milan". */
enum amd_product amd_product_of_cn(cupel_slice cn, const char *prefix);
/* Bytes of CHIP_ID that name the chip, and of HWID: 8 for Turin, 64 before. */
size_t amd_chip_id_size(enum amd_product p);

/* What has a security patch level of its own. */
enum amd_component { AMD_FMC, AMD_BL, AMD_TEE, AMD_SNP, AMD_UCODE, AMD_COMPONENTS };
const char *amd_component_name(enum amd_component c); /* "fmc", "bl", "tee", "snp", "ucode" */
/* Does the TCB of @p have @c? Only Turin has an FMC. Unknown products count as Milan. */
bool amd_has_component(enum amd_product p, enum amd_component c);
/* Byte of TCB_VERSION where @c stands, or -1. */
int amd_component_at(enum amd_product p, enum amd_component c);

struct amd_tcb {
    uint8_t spl[AMD_COMPONENTS];
    bool reserved_set; /* a reserved byte is not zero */
};
/* The 8 bytes of a TCB_VERSION in the layout of @p. */
struct amd_tcb amd_tcb_read(enum amd_product p, cupel_slice bytes);
/* "bl=3 tee=0 snp=8 ucode=115", Turin with "fmc=0 " before it. */
const char *amd_tcb_text(struct arena *a, enum amd_product p, const struct amd_tcb *t);

enum amd_leaf_kind { AMD_LEAF_NONE, AMD_LEAF_VCEK, AMD_LEAF_VLEK };
const char *amd_leaf_kind_name(enum amd_leaf_kind k); /* "VCEK", "VLEK", "no leaf" */

/* A VCEK or VLEK certificate's own part. */
struct amd_leaf {
    enum amd_leaf_kind kind;  /* by its common name, else by its extensions */
    enum amd_product product; /* of the CA it names as issuer */
    bool cn_fits;             /* subject SEV-VCEK or SEV-VLEK, issuer the CA of that kind */
    uint8_t spl[AMD_COMPONENTS];
    unsigned spl_present; /* bits 1u << amd_component */
    bool reserved_set;    /* a reserved component's level is not zero */
    bool malformed;       /* an extension's value cannot be read */
    bool has_hwid, has_csp_id;
    cupel_slice hwid;         /* 8 or 64 bytes; empty when its length is of no known form */
    cupel_slice csp_id;       /* text */
    cupel_slice product_name; /* "Milan-B0", "Genoa" */
};
/* Is @cert meant as VCEK or VLEK: its common name says so, or it has AMD's extensions and is no CA?
 */
bool amd_leaf_read(const struct x509_cert *cert, struct amd_leaf *ret);

#define AMD_TABLE_ENTRIES_MAX 32u
enum amd_table_kind {
    AMD_TABLE_VCEK,
    AMD_TABLE_VLEK,
    AMD_TABLE_ASK,
    AMD_TABLE_ARK,
    AMD_TABLE_CRL,
    AMD_TABLE_OTHER /* a GUID not known here: its certificate may still be of use */
};
const char *amd_table_kind_name(enum amd_table_kind k); /* "vcek", "vlek", … "other" */
struct amd_table_entry {
    enum amd_table_kind kind;
    cupel_slice guid;  /* 16 bytes, in the order in which GUIDs are written */
    cupel_slice bytes; /* DER or PEM */
    uint32_t offset;   /* of @bytes in the table */
};
/* Does @in start like a table, whole or damaged: a known GUID among its first entries? */
bool amd_cert_table_probe(cupel_slice in);
/*
 * The entries of a table: {GUID, offset, length} ended by an all-zero one. CUPEL_E_TRUNCATED
 * without that end, CUPEL_E_MALFORMED where an entry points outside, into the header or into
 * another entry, CUPEL_E_TRAILING where bytes that no entry covers are not zero. Views borrow from
 * @in.
 */
cupel_status amd_cert_table_parse(cupel_slice in,
                                  struct amd_table_entry entries[AMD_TABLE_ENTRIES_MAX],
                                  size_t *ret, struct cupel_diag *err);

#endif
