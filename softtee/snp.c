/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/snp.c: a software SEV-SNP. Layouts: AMD SEV-SNP Firmware ABI Specification (56860), 7.3
 * (ATTESTATION_REPORT); VCEK Certificate and KDS Interface Specification (57230); GHCB
 * Specification (56421) for the certificate table.
 */
#include "softtee/tee.h"

#include <stdio.h>
#include <string.h>

#define REPORT_SIZE 1184u
#define SIGNED_SIZE 672u /* 2A0h: everything before the signature */

enum { MILAN, GENOA, TURIN };
enum { VCEK, VLEK };

static const char *const product_words[] = { "Milan", "Genoa", "Turin", NULL };
static const char *const leaf_words[] = { "vcek", "vlek", NULL };

#define IN(name, type, at, n, text) FIELD_IN(name, FIELD_##type, body, at, n, text)

const struct field fields_snp_report[] = {
    IN("guest_svn", NUMBER, 0x04, 4, "security version of the guest, given by its owner"),
    IN("policy", NUMBER, 0x08, 8, "guest policy; bit 17 must be one, 18 MIGRATE_MA, 19 DEBUG"),
    IN("family_id", BYTES, 0x10, 16, "family of the guest, given by its owner"),
    IN("image_id", BYTES, 0x20, 16, "image of the guest, given by its owner"),
    IN("vmpl", NUMBER, 0x30, 4, "privilege level that asked; 4294967295: the host"),
    IN("signature_algo", NUMBER, 0x34, 4, "1: ECDSA P-384 with SHA-384"),
    IN("current_tcb", NUMBER, 0x38, 8, "TCB that runs now"),
    IN("platform_info", NUMBER, 0x40, 8, "bit 0 SMT, 1 TSME, 2 ECC, 5 alias check complete"),
    IN("key_info", NUMBER, 0x48, 4, "bit 0 author key, 1 masked chip key, 4:2 signing key"),
    IN("reserved_4c", BYTES, 0x4c, 4, "must be zero"),
    IN("report_data", BYTES, 0x50, 64, "what the guest put in: the nonce"),
    IN("measurement", BYTES, 0x90, 48, "launch digest of the guest"),
    IN("host_data", BYTES, 0xc0, 32, "what the host put in at launch"),
    IN("id_key_digest", BYTES, 0xe0, 48, "SHA-384 of the ID key"),
    IN("author_key_digest", BYTES, 0x110, 48, "SHA-384 of the author key"),
    IN("report_id", BYTES, 0x140, 32, "names this guest on its host"),
    IN("report_id_ma", BYTES, 0x160, 32, "names its migration agent"),
    IN("reported_tcb", NUMBER, 0x180, 8, "TCB that the leaf certifies"),
    IN("cpuid_family", NUMBER, 0x188, 1, "CPUID family, version 3 and later"),
    IN("cpuid_model", NUMBER, 0x189, 1, "CPUID model, version 3 and later"),
    IN("cpuid_stepping", NUMBER, 0x18a, 1, "CPUID stepping, version 3 and later"),
    IN("reserved_18b", BYTES, 0x18b, 21, "must be zero"),
    IN("chip_id", BYTES, 0x1a0, 64, "names the chip; all zero: masked"),
    IN("committed_tcb", NUMBER, 0x1e0, 8, "TCB below which the firmware cannot go"),
    IN("current_build", NUMBER, 0x1e8, 1, "build of the running firmware"),
    IN("current_minor", NUMBER, 0x1e9, 1, "its minor version"),
    IN("current_major", NUMBER, 0x1ea, 1, "its major version"),
    IN("committed_build", NUMBER, 0x1ec, 1, "build of the committed firmware"),
    IN("committed_minor", NUMBER, 0x1ed, 1, "its minor version"),
    IN("committed_major", NUMBER, 0x1ee, 1, "its major version"),
    IN("launch_tcb", NUMBER, 0x1f0, 8, "TCB when the guest was launched"),
    IN("launch_mit_vector", NUMBER, 0x1f8, 8, "mitigations at launch, version 5"),
    IN("current_mit_vector", NUMBER, 0x200, 8, "mitigations now, version 5"),
    IN("reserved_208", BYTES, 0x208, 64, "must be zero (its first 64 bytes)"),
    IN("signature_tail", BYTES, 0x330, 64, "behind R and S; must be zero (its first 64 bytes)"),
    { 0 },
};

/* Bytes of TCB_VERSION: Milan and Genoa bl tee - - - - snp ucode; Turin fmc bl tee snp - - - ucode.
 */
#define PART(word, at, part, place)                                                                \
    IN(word part, NUMBER, (at) + (place), 1, "one component of the TCB word")
#define OLD(word, at)                                                                              \
    PART(word, at, ".bl", 0), PART(word, at, ".tee", 1), PART(word, at, ".snp", 6),                \
        PART(word, at, ".ucode", 7)
#define NEW(word, at)                                                                              \
    PART(word, at, ".turin.fmc", 0), PART(word, at, ".turin.bl", 1),                               \
        PART(word, at, ".turin.tee", 2), PART(word, at, ".turin.snp", 3),                          \
        PART(word, at, ".turin.ucode", 7)

const struct field fields_snp_tcb[] = {
    OLD("reported_tcb", 0x180),  OLD("current_tcb", 0x38),   OLD("committed_tcb", 0x1e0),
    OLD("launch_tcb", 0x1f0),    NEW("reported_tcb", 0x180), NEW("current_tcb", 0x38),
    NEW("committed_tcb", 0x1e0), NEW("launch_tcb", 0x1f0),   { 0 },
};

#define CERT(name, member, who)                                                                    \
    FIELD_AT(name ".not_before", FIELD_TIME, snp.member.not_before, "first moment of " who),       \
        FIELD_AT(name ".not_after", FIELD_TIME, snp.member.not_after, "last moment of " who),      \
        FIELD_AT(name ".serial", FIELD_BYTES, snp.member.serial, "serial number of " who),         \
        FIELD_AT(name ".cn", FIELD_TEXT, snp.member.cn, "common name of " who)

const struct field fields_snp[] = {
    FIELD_WORDS("product", snp.product, product_words, "whose roots, names and TCB layout"),
    FIELD_WORDS("leaf", snp.leaf_kind, leaf_words, "key that signs: of the chip or of the cloud"),
    CERT("ark", ark, "the root (ARK)"),
    CERT("ask", ask, "the intermediate (ASK, or ASVK of a VLEK)"),
    CERT("vcek", leaf, "the leaf (VCEK or VLEK)"),
    FIELD_AT("vcek.product_name", FIELD_TEXT, snp.product_name, "productName of the leaf"),
    FIELD_AT("vcek.bl", FIELD_NUMBER, snp.bl, "boot loader that the leaf is for"),
    FIELD_AT("vcek.tee", FIELD_NUMBER, snp.tee, "TEE that the leaf is for"),
    FIELD_AT("vcek.snp", FIELD_NUMBER, snp.snp, "SNP firmware that the leaf is for"),
    FIELD_AT("vcek.ucode", FIELD_NUMBER, snp.ucode, "microcode that the leaf is for"),
    FIELD_AT("vcek.fmc", FIELD_NUMBER, snp.fmc, "FMC that the leaf is for (Turin)"),
    FIELD_AT("vcek.hwid", FIELD_BYTES, snp.hwid, "chip that the leaf is for (Turin: 8 bytes)"),
    FIELD_AT("vcek.csp_id", FIELD_TEXT, snp.csp_id, "cloud that a VLEK is for"),
    { 0 },
};

static const struct field *const tables[] = { fields_snp_report, fields_snp_tcb, fields_snp,
                                              fields_common,     fields_form,    NULL };

/* ---- defaults ---- */

static uint64_t default_tcb(uint8_t product)
{
    static const uint8_t parts[3][8] = {
        [MILAN] = { 4, 0, 0, 0, 0, 0, 0x18, 0xdb },
        [GENOA] = { 10, 0, 0, 0, 0, 0, 0x17, 0x54 },
        [TURIN] = { 1, 1, 1, 4, 0, 0, 0, 0x51 },
    };
    return slice_le64(SLICE_ARRAY(parts[product]));
}

static void default_cpuid(struct tee *t)
{
    static const uint8_t cpuid[3][3] = {
        [MILAN] = { 0x19, 0x01, 0x01 },
        [GENOA] = { 0x19, 0x11, 0x01 },
        [TURIN] = { 0x1a, 0x02, 0 },
    };
    if (t->version >= 3)
        slice_copy(SLICE_ARRAY(cpuid[t->snp.product]), t->body + 0x188, 3);
}

static cupel_status default_certs(struct tee *t)
{
    struct arena *a = &t->out->arena;
    /* AMD's VCEKs have the stepping in productName, but for Turin; VLEKs are for all steppings. */
    static const char *const stepped[] = {
        [MILAN] = "Milan-B0", [GENOA] = "Genoa-B0", [TURIN] = "Turin"
    };
    const char *product = product_words[t->snp.product];
    bool vlek = t->snp.leaf_kind == VLEK;
    CUPEL_TRY(tee_cert_set(t, &t->snp.ark, arena_printf(a, "ARK-%s", product), 2000, 7000));
    CUPEL_TRY(tee_cert_set(t, &t->snp.ask,
                           arena_printf(a, vlek ? "SEV-VLEK-%s" : "SEV-%s", product), 1500, 7000));
    CUPEL_TRY(tee_cert_set(t, &t->snp.leaf, vlek ? "SEV-VLEK" : "SEV-VCEK", 400, 2000));
    tee_text(t->snp.product_name, vlek ? product : stepped[t->snp.product]);
    tee_text(t->snp.csp_id, "cupel software TEE");
    tee_window_set(t, &t->crl, 30, 330);
    return CUPEL_OK;
}

/* Turin's chip id is eight bytes long, the rest of the field zero. */
static cupel_status default_chip(struct tee *t)
{
    bool masked = t->snp.leaf_kind == VLEK; /* as clouds do that sign with VLEKs */
    return masked ? CUPEL_OK
                  : tee_fill(t, "chip", t->body + 0x1a0, t->snp.product == TURIN ? 8 : 64);
}

static cupel_status prepare(struct tee *t)
{
    uint8_t *r = t->body;
    tee_put(r, 4, t->version);
    tee_put(r + 0x04, 4, 1);
    tee_put(r + 0x08, 8, 0x30000 | 1u << 8 | 55); /* SMT allowed, ABI at least 1.55 */
    tee_put(r + 0x34, 4, 1);
    tee_put(r + 0x40, 8, t->version >= 3 ? 0x25 : 0x05);
    tee_put(r + 0x48, 4, t->snp.leaf_kind == VLEK ? 1u << 2 : 0);
    static const uint16_t tcbs[] = { 0x38, 0x180, 0x1e0, 0x1f0 };
    for (size_t i = 0; i < CUPEL_COUNT(tcbs); i++)
        tee_put(r + tcbs[i], 8, default_tcb(t->snp.product));
    static const uint8_t build[3] = { 8, 55, 1 };
    slice_copy(SLICE_ARRAY(build), r + 0x1e8, 3);
    slice_copy(SLICE_ARRAY(build), r + 0x1ec, 3);
    if (t->version >= 5)
        tee_put(r + 0x1f8, 8, 0xf), tee_put(r + 0x200, 8, 0xf);
    default_cpuid(t);
    CUPEL_TRY(tee_fill(t, "measurement", r + 0x90, 48));
    CUPEL_TRY(tee_fill(t, "report id", r + 0x140, 32));
    memset(r + 0x160, 0xff, 32); /* no migration agent */
    CUPEL_TRY(default_chip(t));
    slice_copy(t->out->nonce, r + 0x50, 64);
    return default_certs(t);
}

static void derive_part(const struct tee *t, const char *name, uint8_t *out, int old, int turin)
{
    int place = t->snp.product == TURIN ? turin : old;
    if (!field_given(t, name) && place >= 0)
        *out = t->body[0x180 + place];
}

/* The leaf certifies what the report says, unless it was told otherwise. */
static cupel_status derive(struct tee *t)
{
    derive_part(t, "vcek.bl", &t->snp.bl, 0, 1);
    derive_part(t, "vcek.tee", &t->snp.tee, 1, 2);
    derive_part(t, "vcek.snp", &t->snp.snp, 6, 3);
    derive_part(t, "vcek.ucode", &t->snp.ucode, 7, 7);
    derive_part(t, "vcek.fmc", &t->snp.fmc, -1, 0);
    if (!field_given(t, "vcek.hwid"))
        slice_copy(slice_of(t->body + 0x1a0, 64), t->snp.hwid, 64);
    return CUPEL_OK;
}

/* ---- certificates ---- */

/* Extension 1.3.6.1.4.1.3704.1.@x or .@x.@y. */
static cupel_slice amd_extension(struct arena *a, uint8_t x, uint8_t y, cupel_slice value)
{
    const uint8_t oid[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01, x, y };
    return x509_extension(a, slice_of(oid, y ? sizeof oid : sizeof oid - 1), value);
}

static cupel_slice leaf_extensions(const struct tee *t, struct arena *a)
{
    const struct snp_params *p = &t->snp;
    cupel_slice name = der_text(a, DER_IA5_STRING, p->product_name);
    cupel_slice all = der_concat(a, amd_extension(a, 1, 0, der_small(a, p->product == TURIN)),
                                 amd_extension(a, 2, 0, name));
    const uint8_t parts[][2] = { { 1, p->bl }, { 2, p->tee },   { 3, p->snp },
                                 { 4, 0 },     { 5, 0 },        { 6, 0 },
                                 { 7, 0 },     { 8, p->ucode }, { 9, p->fmc } };
    for (size_t i = 0; i < CUPEL_COUNT(parts); i++)
        if (parts[i][0] != 9 || p->product == TURIN)
            all = der_concat(a, all, amd_extension(a, 3, parts[i][0], der_small(a, parts[i][1])));
    if (p->leaf_kind == VLEK)
        return der_concat(a, all, amd_extension(a, 5, 0, der_text(a, DER_IA5_STRING, p->csp_id)));
    return der_concat(a, all,
                      amd_extension(a, 4, 0, slice_of(p->hwid, p->product == TURIN ? 8 : 64)));
}

struct chain {
    struct sign_key *root, *ca, *leaf, *anchor;
    cupel_slice ark, ask, vcek, anchor_der;
};

static void chain_clear(struct chain *c)
{
    sign_key_free(c->root);
    sign_key_free(c->ca);
    sign_key_free(c->leaf);
    sign_key_free(c->anchor);
}

static cupel_status chain_keys(struct tee *t, struct chain *c)
{
    bool stranger = t->root == ROOT_STRANGER;
    CUPEL_TRY(sign_key_rsa(t->crypto, stranger ? SIGN_RSA_STRANGER : SIGN_RSA_ROOT, &c->root));
    CUPEL_TRY(sign_key_rsa(t->crypto, SIGN_RSA_CA, &c->ca));
    CUPEL_TRY(sign_key_rsa(t->crypto, SIGN_RSA_ROOT, &c->anchor));
    return tee_key(t, CRYPTO_KEY_P384, "leaf", &c->leaf);
}

static cupel_slice make_root(struct x509_writer *w, const struct tee_cert *cert,
                             const struct sign_key *key)
{
    const struct x509_signer self = { cert->cn, key, CRYPTO_SIG_RSA_PSS_SHA384 };
    struct x509_spec spec = tee_cert_spec(cert, key);
    spec.is_ca = true;
    spec.path_len = 1;
    return x509_make_cert(w, &spec, &self);
}

static cupel_status make_crls(struct tee *t, struct x509_writer *w, const struct chain *c)
{
    const struct snp_params *p = &t->snp;
    const struct x509_signer ark = { p->ark.cn, c->root, CRYPTO_SIG_RSA_PSS_SHA384 };
    const struct x509_signer ask = { p->ask.cn, c->ca, CRYPTO_SIG_RSA_PSS_SHA384 };
    struct x509_crl_spec spec = { .this_update = tee_time(t->crl.from),
                                  .next_update = tee_time(t->crl.until),
                                  .revoked_at = tee_time(t->crl.from),
                                  .number = tee_get(t->crl_number, 4) };
    if (t->revoke == REVOKE_CA)
        spec.revoked = SLICE_ARRAY(p->ask.serial);
    tee_file(t, "collateral/crl.der", x509_make_crl(w, &spec, &ark));
    if (t->revoke == REVOKE_LEAF) { /* AMD has never published one; the leaf's issuer could */
        spec.revoked = SLICE_ARRAY(p->leaf.serial);
        tee_file(t, "collateral/crl-ask.der", x509_make_crl(w, &spec, &ask));
    }
    return x509_writer_status(w);
}

static cupel_status make_chain(struct tee *t, struct chain *c)
{
    struct x509_writer w = { &t->out->arena, CUPEL_OK, t->form ? &x509_form_amd : NULL };
    const struct snp_params *p = &t->snp;
    CUPEL_TRY(chain_keys(t, c));
    c->anchor_der = make_root(&w, &p->ark, c->anchor);
    c->ark = t->root == ROOT_STRANGER ? make_root(&w, &p->ark, c->root) : c->anchor_der;
    const struct x509_signer ark = { p->ark.cn, c->root, CRYPTO_SIG_RSA_PSS_SHA384 };
    const struct x509_signer ask = { p->ask.cn, c->ca, CRYPTO_SIG_RSA_PSS_SHA384 };
    struct x509_spec spec = tee_cert_spec(&p->ask, c->ca);
    spec.is_ca = true;
    c->ask = x509_make_cert(&w, &spec, &ark);
    spec = tee_cert_spec(&p->leaf, c->leaf);
    spec.extras = leaf_extensions(t, w.arena);
    c->vcek = x509_make_cert(&w, &spec, &ask);
    tee_file(t, "anchor.der", c->anchor_der);
    tee_file(t, p->leaf_kind == VLEK ? "collateral/vlek.der" : "collateral/vcek.der", c->vcek);
    tee_file(t, "collateral/ask.der", c->ask);
    tee_file(t, "collateral/ark.der", c->ark);
    return make_crls(t, &w, c);
}

/* ---- report and certificate table ---- */

/* R and S as 72 bytes little endian each (56860, table "Signature Structure"). */
static void put_signature(uint8_t *at, const uint8_t raw[96])
{
    memset(at, 0, 144);
    for (size_t i = 0; i < 48; i++) {
        at[i] = raw[47 - i];
        at[72 + i] = raw[95 - i];
    }
}

static cupel_status sign_report(struct tee *t, const struct sign_key *leaf)
{
    uint8_t raw[SIGN_MAX] = { 0 };
    size_t n = 0;
    struct sign_key *stranger = NULL;
    cupel_slice msg = slice_of(t->body, SIGNED_SIZE);
    cupel_status st = CUPEL_OK;
    if (t->sign == SIGN_STRANGER)
        st = tee_key(t, CRYPTO_KEY_P384, "stranger", &stranger);
    if (st == CUPEL_OK && t->sign != SIGN_ZERO)
        st = sign_make(stranger ? stranger : leaf, CRYPTO_SIG_ECDSA_P384_SHA384, msg, raw, &n);
    sign_key_free(stranger);
    put_signature(t->body + SIGNED_SIZE, raw);
    return st;
}

struct table_row {
    uint8_t guid[16];
    cupel_slice der;
};

/* Entries {GUID, offset, length}, an empty one, then the certificates. */
static cupel_slice make_table(struct arena *a, const struct table_row *rows, size_t n)
{
    size_t at = 24 * (n + 1), size = at;
    for (size_t i = 0; i < n; i++)
        size += rows[i].der.n;
    uint8_t *p = arena_alloc(a, size);
    if (!p)
        return SLICE_EMPTY;
    for (size_t i = 0; i < n; i++) {
        slice_copy(SLICE_ARRAY(rows[i].guid), p + 24 * i, 16);
        tee_put(p + 24 * i + 16, 4, at);
        tee_put(p + 24 * i + 20, 4, rows[i].der.n);
        slice_copy(rows[i].der, p + at, rows[i].der.n);
        at += rows[i].der.n;
    }
    return slice_of(p, size);
}

static cupel_slice make_certtable(struct tee *t, const struct chain *c)
{
    struct table_row rows[] = {
        { { 0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64, 0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8,
            0xac, 0xcd },
          c->vcek },
        { { 0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4, 0xa0, 0x2f, 0x05, 0xae, 0xf3, 0x27,
            0xc7, 0x82 },
          c->ask },
        { { 0xc0, 0xb4, 0x06, 0xa4, 0xa8, 0x03, 0x49, 0x52, 0x97, 0x43, 0x3f, 0xb6, 0x01, 0x4c,
            0xd0, 0xae },
          c->ark },
    };
    static const uint8_t vlek[16] = { 0xa8, 0x07, 0x4b, 0xc2, 0xa2, 0x5a, 0x48, 0x3e,
                                      0xaa, 0xe6, 0x39, 0xc0, 0x45, 0xa0, 0xb8, 0xa1 };
    if (t->snp.leaf_kind == VLEK)
        slice_copy(SLICE_ARRAY(vlek), rows[0].guid, 16);
    return make_table(&t->out->arena, rows, CUPEL_COUNT(rows));
}

cupel_status tee_snp_sign(struct tee *t, cupel_slice *leaf, cupel_slice *table)
{
    struct chain c = { 0 };
    cupel_status st = make_chain(t, &c);
    if (st == CUPEL_OK)
        st = sign_report(t, c.leaf);
    chain_clear(&c);
    CUPEL_TRY(st);
    *leaf = c.vcek;
    *table = make_certtable(t, &c);
    return arena_status(&t->out->arena);
}

static cupel_status build(struct tee *t, struct cupel_diag *err)
{
    (void)err;
    struct arena *a = &t->out->arena;
    cupel_slice leaf, table;
    CUPEL_TRY(tee_snp_sign(t, &leaf, &table));
    tee_flip(t, t->body, REPORT_SIZE);
    tee_file(t, "evidence.bin", arena_copy(a, slice_of(t->body, REPORT_SIZE)));
    tee_file(t, "certtable.bin", table);
    tee_file(t, "extended.bin", der_concat(a, slice_of(t->body, REPORT_SIZE), table));
    return arena_status(a);
}

/* "vlek." for "vcek."; "reported_tcb.snp" is another byte on Turin. */
static const char *rename_field(const struct tee *t, const char *name, char room[TEE_TEXT])
{
    const char *part = strstr(name, "_tcb.");
    if (strncmp(name, "vlek.", 5) == 0)
        (void)snprintf(room, TEE_TEXT, "vcek.%s", strchr(name, '.') + 1);
    else if (t->snp.product == TURIN && part && strncmp(part, "_tcb.turin.", 11) != 0)
        (void)snprintf(room, TEE_TEXT, "%.*s_tcb.turin.%s", (int)(part - name), name,
                       strchr(part, '.') + 1);
    else
        return name;
    return room;
}

static size_t body_at(unsigned version)
{
    (void)version;
    return 0;
}

const struct tee_kind tee_snp = { .name = "snp",
                                  .versions = { 2, 3, 4, 5 },
                                  .default_version = 5,
                                  .tables = tables,
                                  .prepare = prepare,
                                  .derive = derive,
                                  .build = build,
                                  .rename = rename_field,
                                  .body_at = body_at };
