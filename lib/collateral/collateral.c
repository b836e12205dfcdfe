/* SPDX-License-Identifier: Apache-2.0 */
#include "collateral/collateral.h"

#include "base/status.h"
#include "base/text.h"
#include "codec/der.h"
#include "codec/pem.h"
#include "collateral/amd.h"
#include "collateral/intel.h"
#include "collateral/rim.h"
#include "collateral/tpm.h"
#include "measure/eventlog.h"
#include "measure/ima.h"
#include "trust/keys.h"

#include <string.h>

#define SET_MEMORY_MAX (256u << 20) /* bytes of memory one set may take */

const char *collateral_kind_name(enum collateral_kind k)
{
    static const char *const names[] = {
        [COLLATERAL_UNKNOWN] = "unknown",
        [COLLATERAL_CERT] = "certificate",
        [COLLATERAL_CRL] = "crl",
        [COLLATERAL_TCB_INFO] = "tcb-info",
        [COLLATERAL_QE_IDENTITY] = "qe-identity",
        [COLLATERAL_KEY] = "key",
        [COLLATERAL_EVENT_LOG] = "event-log",
        [COLLATERAL_IMA_LOG] = "ima-log",
        [COLLATERAL_PCR_VALUES] = "pcr-values",
        [COLLATERAL_TPM_PUBLIC] = "tpm-public",
        [COLLATERAL_TPM_SIGNATURE] = "tpm-signature",
        [COLLATERAL_RIM] = "rim",
    };
    return names[k];
}

void collateral_set_init(struct collateral_set *s)
{
    *s = (struct collateral_set){ 0 };
    arena_init(&s->arena, SET_MEMORY_MAX);
}

void collateral_set_clear(struct collateral_set *s)
{
    arena_clear(&s->arena);
    *s = (struct collateral_set){ 0 };
}

/* One file being added: its name and digest go with every item found in it. */
struct file {
    struct collateral_set *set;
    const char *name;
    char sha256[65];
    uint8_t digest[32];
    const struct crypto *crypto;
    struct cupel_diag *err;
};

static cupel_status out_of_room(const struct file *f)
{
    cupel_status st = arena_status(&f->set->arena);
    return diag_set(f->err, st == CUPEL_OK ? CUPEL_E_LIMIT : st, "collateral",
                    "%s: no more than %u collateral items and %u MiB fit; give fewer files",
                    f->name, COLLATERAL_ITEMS_MAX, SET_MEMORY_MAX >> 20);
}

static cupel_status add_item(const struct file *f, const struct collateral_item *item)
{
    struct collateral_set *s = f->set;
    if (s->n == COLLATERAL_ITEMS_MAX)
        return out_of_room(f);
    if (s->n == s->room) {
        size_t room = s->room ? s->room * 2 : 16;
        struct collateral_item **more = arena_array(&s->arena, room, sizeof(*more));
        if (!more)
            return out_of_room(f);
        if (s->n)
            memcpy(more, s->items, s->n * sizeof(*more));
        s->items = more;
        s->room = room;
    }
    struct collateral_item *copy = arena_alloc(&s->arena, sizeof *copy);
    if (!copy)
        return out_of_room(f);
    *copy = *item;
    memcpy(copy->sha256, f->sha256, sizeof copy->sha256);
    memcpy(copy->digest, f->digest, sizeof copy->digest);
    s->items[s->n++] = copy;
    return CUPEL_OK;
}

/* What a parser said, kept for the report; memory failure is the only error. */
static cupel_status keep_problem(const struct file *f, struct collateral_item *item,
                                 cupel_status st, const struct cupel_diag *d)
{
    if (cupel_status_class(st) == CUPEL_CLASS_INTERNAL)
        return diag_set(f->err, st, "collateral", "%s: %s", f->name, cupel_status_name(st));
    item->problem = arena_text(&f->set->arena, slice_str(d->text));
    return CUPEL_OK;
}

static cupel_status add_cert(const struct file *f, const char *name, cupel_slice der)
{
    struct collateral_item item = { .name = name, .kind = COLLATERAL_CERT, .bytes = der };
    struct cupel_diag d = { 0 };
    struct x509_cert *cert = arena_alloc(&f->set->arena, sizeof *cert);
    if (!cert)
        return out_of_room(f);
    cupel_status st = x509_cert_parse(der, cert, &d);
    if (st == CUPEL_OK)
        item.cert = cert;
    else
        CUPEL_TRY(keep_problem(f, &item, st, &d));
    return add_item(f, &item);
}

static cupel_status add_crl(const struct file *f, const char *name, cupel_slice der)
{
    struct collateral_item item = { .name = name, .kind = COLLATERAL_CRL, .bytes = der };
    struct cupel_diag d = { 0 };
    struct x509_crl *crl = arena_alloc(&f->set->arena, sizeof *crl);
    if (!crl)
        return out_of_room(f);
    cupel_status st = x509_crl_parse(&f->set->arena, der, crl, &d);
    if (st == CUPEL_OK)
        item.crl = crl;
    else
        CUPEL_TRY(keep_problem(f, &item, st, &d));
    return add_item(f, &item);
}

static cupel_status add_tcb_info(const struct file *f, const char *name, cupel_slice json)
{
    struct collateral_item item = { .name = name, .kind = COLLATERAL_TCB_INFO, .bytes = json };
    struct cupel_diag d = { 0 };
    struct intel_tcb_info *info = arena_alloc(&f->set->arena, sizeof *info);
    if (!info)
        return out_of_room(f);
    cupel_status st = intel_tcb_info_parse(&f->set->arena, json, info, &d);
    if (st == CUPEL_OK)
        item.tcb_info = info;
    else
        CUPEL_TRY(keep_problem(f, &item, st, &d));
    return add_item(f, &item);
}

static cupel_status add_qe_identity(const struct file *f, const char *name, cupel_slice json)
{
    struct collateral_item item = { .name = name, .kind = COLLATERAL_QE_IDENTITY, .bytes = json };
    struct cupel_diag d = { 0 };
    struct intel_qe_identity *id = arena_alloc(&f->set->arena, sizeof *id);
    if (!id)
        return out_of_room(f);
    cupel_status st = intel_qe_identity_parse(&f->set->arena, json, id, &d);
    if (st == CUPEL_OK)
        item.qe_identity = id;
    else
        CUPEL_TRY(keep_problem(f, &item, st, &d));
    return add_item(f, &item);
}

static cupel_status add_rim(const struct file *f, const char *name, cupel_slice xml)
{
    struct collateral_item item = { .name = name, .kind = COLLATERAL_RIM, .bytes = xml };
    struct cupel_diag d = { 0 };
    struct rim *rim = arena_alloc(&f->set->arena, sizeof *rim);
    if (!rim)
        return out_of_room(f);
    cupel_status st = rim_parse(&f->set->arena, xml, rim, &d);
    if (st == CUPEL_OK)
        st = rim_check_digest(f->crypto, rim);
    if (st == CUPEL_OK)
        item.rim = rim;
    else
        CUPEL_TRY(keep_problem(f, &item, st, &d));
    return add_item(f, &item);
}

static cupel_status add_unknown(const struct file *f, const char *name, cupel_slice bytes,
                                const char *problem)
{
    struct collateral_item item = { .name = name, .bytes = bytes, .problem = problem };
    return add_item(f, &item);
}

/* Content that tells its kind by itself. Probes must not overlap; the order is that of trying. */
static const struct {
    enum collateral_kind kind;
    bool (*probe)(cupel_slice in);
} whole_kinds[] = {
    { COLLATERAL_KEY, trust_keys_probe },
    { COLLATERAL_TPM_PUBLIC, tpm_public_probe },
    { COLLATERAL_TPM_SIGNATURE, tpm_signature_probe },
    { COLLATERAL_PCR_VALUES, tpm_pcrs_probe },
    { COLLATERAL_EVENT_LOG, eventlog_probe },
    { COLLATERAL_IMA_LOG, ima_probe },
    { COLLATERAL_RIM, rim_probe },
};

enum collateral_kind collateral_kind_of(cupel_slice bytes)
{
    for (size_t i = 0; i < CUPEL_COUNT(whole_kinds); i++)
        if (whole_kinds[i].probe(bytes))
            return whole_kinds[i].kind;
    return COLLATERAL_UNKNOWN;
}

static cupel_status add_whole(const struct file *f, cupel_slice bytes, enum collateral_kind kind)
{
    struct collateral_item item = { .name = f->name, .kind = kind, .bytes = bytes };
    return add_item(f, &item);
}

enum collateral_kind collateral_der_kind(cupel_slice der)
{
    struct cur c = cur_of(der);
    struct cur outer = der_enter(&c, DER_SEQUENCE);
    struct cur tbs = der_enter(&outer, DER_SEQUENCE);
    if (cur_end(&c) != CUPEL_OK || tbs.st != CUPEL_OK)
        return COLLATERAL_UNKNOWN;
    return der_next_is(&tbs, DER_CONTEXT(0)) ? COLLATERAL_CERT : COLLATERAL_CRL;
}

static cupel_status add_der(const struct file *f, const char *name, cupel_slice der)
{
    der = tpm_cut_padding(der);
    switch (collateral_der_kind(der)) {
    case COLLATERAL_CERT: return add_cert(f, name, der);
    case COLLATERAL_CRL: return add_crl(f, name, der);
    default:
        return add_unknown(
            f, name, der, "is DER, but no whole certificate or CRL: cut, or its lengths are wrong");
    }
}

static cupel_status add_pem(const struct file *f, cupel_slice text)
{
    struct cur c = cur_of(text);
    struct arena *a = &f->set->arena;
    for (unsigned k = 1;; k++) {
        struct pem_block b;
        cupel_status st = pem_next(a, &c, true, &b);
        if (st == CUPEL_E_NOT_FOUND)
            return CUPEL_OK;
        if (cupel_status_class(st) == CUPEL_CLASS_INTERNAL)
            return out_of_room(f);
        const char *name = k == 1 ? f->name : arena_printf(a, "%s#%u", f->name, k);
        if (st != CUPEL_OK)
            return add_unknown(f, name, text, "is no well-formed PEM (RFC 7468)");
        if (slice_eq(b.label, SLICE_LIT("CERTIFICATE")))
            CUPEL_TRY(add_cert(f, name, tpm_cut_padding(b.der)));
        else if (slice_eq(b.label, SLICE_LIT("X509 CRL")))
            CUPEL_TRY(add_crl(f, name, b.der));
        else
            CUPEL_TRY(add_unknown(f, name, b.der, "PEM block is no certificate and no CRL"));
    }
}

/* An AMD certificate table: its certificates in order, DER or PEM. */
static cupel_status add_cert_table(const struct file *f, cupel_slice table)
{
    struct arena *a = &f->set->arena;
    struct cupel_diag d = { 0 };
    struct amd_table_entry entries[AMD_TABLE_ENTRIES_MAX];
    size_t n = 0;
    cupel_status st = amd_cert_table_parse(table, entries, &n, &d);
    if (st != CUPEL_OK)
        return add_unknown(f, f->name, table, arena_text(a, slice_str(d.text)));
    for (size_t i = 0; i < n; i++) {
        struct file part = *f;
        part.name = arena_printf(a, "%s#%s", f->name, amd_table_kind_name(entries[i].kind));
        if (pem_probe(entries[i].bytes))
            CUPEL_TRY(add_pem(&part, entries[i].bytes));
        else if (entries[i].bytes.n && entries[i].bytes.p[0] == DER_SEQUENCE)
            CUPEL_TRY(add_der(&part, part.name, entries[i].bytes));
        else
            CUPEL_TRY(add_unknown(&part, part.name, entries[i].bytes,
                                  "table entry is neither a DER nor a PEM certificate"));
    }
    return CUPEL_OK;
}

static bool starts_object(cupel_slice s)
{
    size_t i = 0;
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\r' || s.p[i] == '\n'))
        i++;
    return i < s.n && s.p[i] == '{';
}

static cupel_status add_content(const struct file *f, cupel_slice bytes, bool decoded)
{
    enum collateral_kind kind = collateral_kind_of(bytes);
    if (kind == COLLATERAL_RIM)
        return add_rim(f, f->name, bytes);
    if (kind != COLLATERAL_UNKNOWN)
        return add_whole(f, bytes, kind);
    if (pem_probe(pem_skip_prose(bytes)))
        return add_pem(f, pem_skip_prose(bytes));
    if (starts_object(bytes)) {
        if (intel_tcb_info_probe(bytes))
            return add_tcb_info(f, f->name, bytes);
        if (intel_qe_identity_probe(bytes))
            return add_qe_identity(f, f->name, bytes);
        return add_unknown(f, f->name, bytes, "JSON, but neither TCB info nor an enclave identity");
    }
    if (bytes.n && bytes.p[0] == DER_SEQUENCE && !slice_is_text(bytes))
        return add_der(f, f->name, bytes);
    if (amd_cert_table_probe(bytes))
        return add_cert_table(f, bytes);
    if (!decoded && slice_is_text(bytes)) {
        cupel_slice inner;
        const char *encoding;
        cupel_status st = text_decode(&f->set->arena, bytes, &inner, &encoding);
        if (cupel_status_class(st) == CUPEL_CLASS_INTERNAL)
            return out_of_room(f);
        if (st == CUPEL_OK && inner.n)
            return add_content(f, inner, true);
    }
    return add_unknown(f, f->name, bytes,
                       bytes.n
                           ? "is no certificate, CRL, TCB info, QE identity or certificate table"
                           : "is empty");
}

cupel_status collateral_add(struct collateral_set *s, const struct crypto *crypto, cupel_slice file,
                            const char *name, struct cupel_diag *err)
{
    struct file f = {
        .set = s, .name = arena_text(&s->arena, slice_str(name)), .crypto = crypto, .err = err
    };
    if (file.n > COLLATERAL_FILE_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "collateral",
                        "%s: %zu bytes; a collateral file may have %u", name, file.n,
                        COLLATERAL_FILE_MAX);
    uint8_t digest[CRYPTO_HASH_MAX];
    cupel_status st = crypto_digest(crypto, CRYPTO_SHA256, file, digest);
    if (st != CUPEL_OK)
        return diag_set(err, st, "collateral", "%s: the crypto library cannot digest it", name);
    hex_write(slice_of(digest, 32), f.sha256);
    memcpy(f.digest, digest, sizeof f.digest);
    cupel_slice copy = arena_copy(&s->arena, file);
    if (copy.n != file.n)
        return out_of_room(&f);
    CUPEL_TRY(add_content(&f, copy, false));
    return arena_status(&s->arena) == CUPEL_OK ? CUPEL_OK : out_of_room(&f);
}

size_t collateral_count(const struct collateral_view *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->n_sets; i++)
        n += v->sets[i]->n;
    return n;
}

const struct collateral_item *collateral_at(const struct collateral_view *v, size_t i)
{
    for (size_t k = 0; k < v->n_sets; k++) {
        if (i < v->sets[k]->n)
            return v->sets[k]->items[i];
        i -= v->sets[k]->n;
    }
    return NULL;
}

const struct collateral_item *collateral_bad_crl(const struct collateral_view *v)
{
    size_t n = collateral_count(v);
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(v, i);
        if (item->kind == COLLATERAL_CRL && item->problem)
            return item;
    }
    return NULL;
}
