/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linux security/integrity/ima: ima_fs.c writes the lists, ima_template.c and ima_template_lib.c
 * define templates and fields. In a text list an entry is a line: PCR, template hash, template,
 * fields, one space before each; strings hold no space, as the kernel stores them with underscores.
 */
#include "measure/ima.h"

#include "base/text.h"

#define FORMAT    "ima-log"
#define PCR_COUNT 24u

static const struct field_name {
    const char *name;
    enum ima_field kind;
    bool may_lack; /* kernels write nothing at all when a file has none */
} field_names[] = {
    { "d", IMA_D, false },
    { "n", IMA_N, false },
    { "d-ng", IMA_D_NG, false },
    { "d-ngv2", IMA_D_NGV2, false },
    { "n-ng", IMA_N_NG, false },
    { "sig", IMA_SIG, true },
    { "d-modsig", IMA_D_MODSIG, true },
    { "modsig", IMA_MODSIG, true },
    { "buf", IMA_BUF, true },
    { "evmsig", IMA_EVMSIG, true },
    { "xattrnames", IMA_XATTRNAMES, true },
    { "xattrlengths", IMA_XATTRLENGTHS, true },
    { "xattrvalues", IMA_XATTRVALUES, true },
    { "iuid", IMA_IUID, false },
    { "igid", IMA_IGID, false },
    { "imode", IMA_IMODE, false },
};

static const struct {
    const char *name, *fields;
} templates[] = {
    { "ima", "d|n" },
    { "ima-ng", "d-ng|n-ng" },
    { "ima-sig", "d-ng|n-ng|sig" },
    { "ima-ngv2", "d-ngv2|n-ng" },
    { "ima-sigv2", "d-ngv2|n-ng|sig" },
    { "ima-buf", "d-ng|n-ng|buf" },
    { "ima-modsig", "d-ng|n-ng|sig|d-modsig|modsig" },
    { "evm-sig", "d-ng|n-ng|evmsig|xattrnames|xattrlengths|xattrvalues|iuid|igid|imode" },
};

/* crypto/hash_info.c of Linux: names as IMA writes them. */
static const struct {
    const char *name;
    size_t size;
} hash_names[] = {
    { "md5", 16 },         { "sha1", 20 },     { "rmd160", 20 },   { "sha256", 32 },
    { "sha384", 48 },      { "sha512", 64 },   { "sha224", 28 },   { "sm3", 32 },
    { "sm3-256", 32 },     { "sha3-256", 32 }, { "sha3-384", 48 }, { "sha3-512", 64 },
    { "wp256", 32 },       { "wp384", 48 },    { "wp512", 64 },    { "streebog256", 32 },
    { "streebog512", 64 },
};

static size_t hash_size_of(cupel_slice name)
{
    for (size_t i = 0; i < CUPEL_COUNT(hash_names); i++)
        if (slice_eq(name, slice_str(hash_names[i].name)))
            return hash_names[i].size;
    return 0;
}

/* What precedes @byte, which is dropped; all that is left where there is none. */
static cupel_slice take_until(struct cur *c, uint8_t byte)
{
    size_t n = slice_find(c->left, slice_of(&byte, 1));
    if (n == SIZE_MAX)
        return cur_rest(c);
    cupel_slice part = cur_take(c, n);
    cur_take(c, 1);
    return part;
}

static cupel_status bad(struct cupel_diag *err, cupel_status st, const struct ima_entry *e,
                        const char *what)
{
    return diag_at(err, st, FORMAT, e->offset, "entry %u: %s", e->number, what);
}

/* ---- templates ---- */

static const struct field_name *field_find(cupel_slice name)
{
    for (size_t i = 0; i < CUPEL_COUNT(field_names); i++)
        if (slice_eq(name, slice_str(field_names[i].name)))
            return &field_names[i];
    return NULL;
}

static const struct field_name *field_of(enum ima_field kind)
{
    for (size_t i = 0; i < CUPEL_COUNT(field_names); i++)
        if (field_names[i].kind == kind)
            return &field_names[i];
    return NULL;
}

static bool is_ima(const struct ima_entry *e)
{
    return slice_eq(e->template_name, SLICE_LIT("ima"));
}

/* The kinds of fields of a template, by its name or, for an unnamed one, its own list. */
static cupel_status find_template(struct ima_entry *e, struct cupel_diag *err)
{
    cupel_slice fields = e->template_name;
    for (size_t i = 0; i < CUPEL_COUNT(templates); i++)
        if (slice_eq(e->template_name, slice_str(templates[i].name)))
            fields = slice_str(templates[i].fields);
    struct cur c = cur_of(fields);
    do {
        const struct field_name *f = field_find(take_until(&c, '|'));
        if (!f || (!is_ima(e) && (f->kind == IMA_D || f->kind == IMA_N)))
            return bad(err, CUPEL_E_UNSUPPORTED, e, "its template is unknown here");
        if (e->n_fields == IMA_FIELDS_MAX)
            return bad(err, CUPEL_E_LIMIT, e, "its template has too many fields");
        e->kinds[e->n_fields++] = f->kind;
    } while (c.left.n);
    return CUPEL_OK;
}

/* ---- fields ---- */

static bool is_hex(cupel_slice text)
{
    uint8_t bytes[128];
    for (size_t at = 0; at < text.n; at += 2 * sizeof bytes) {
        size_t n = text.n - at < 2 * sizeof bytes ? text.n - at : 2 * sizeof bytes;
        if (hex_read(slice_part(text, at, n), bytes) != CUPEL_OK)
            return false;
    }
    return true;
}

/* "sha256:" NUL digest, in text "sha256:" hex; with v2 a type and a colon lead. */
static cupel_status take_digest(const struct ima_log *log, struct ima_entry *e, cupel_slice field,
                                bool v2, struct cupel_diag *err)
{
    struct cur c = cur_of(field);
    cupel_slice type = v2 ? take_until(&c, ':') : SLICE_LIT("ima");
    cupel_slice alg = take_until(&c, ':');
    bool framed = c.left.n > 0 && (log->ascii || cur_u8(&c) == 0);
    size_t size = hash_size_of(alg);
    if (!framed || (!slice_eq(type, SLICE_LIT("ima")) && !slice_eq(type, SLICE_LIT("verity"))))
        return bad(err, CUPEL_E_MALFORMED, e, "its digest does not start with an algorithm");
    if (size == 0)
        return bad(err, CUPEL_E_UNSUPPORTED, e, "its digest's algorithm is unknown here");
    if (c.left.n != (log->ascii ? 2 * size : size) || (log->ascii && !is_hex(c.left)))
        return bad(err, CUPEL_E_MALFORMED, e, "its digest does not have its algorithm's size");
    if (e->digest.n == 0) {
        e->alg = alg;
        e->digest = c.left;
    }
    return CUPEL_OK;
}

static cupel_status take_string(const struct ima_log *log, struct ima_entry *e, cupel_slice field,
                                cupel_slice *ret, struct cupel_diag *err)
{
    if (!log->ascii) {
        if (field.n == 0 || slice_find(field, SLICE_LIT("\0")) != field.n - 1)
            return bad(err, CUPEL_E_MALFORMED, e, "a string does not end with its one NUL");
        field.n--;
    }
    if (log->ascii && slice_find(field, SLICE_LIT("\0")) != SIZE_MAX)
        return bad(err, CUPEL_E_MALFORMED, e, "a NUL stands in a line of text");
    *ret = field;
    return CUPEL_OK;
}

static bool is_number(cupel_slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return text.n > 0 && text.n <= 10;
}

static cupel_status check_field(const struct ima_log *log, struct ima_entry *e, size_t i,
                                struct cupel_diag *err)
{
    cupel_slice f = e->fields[i], unused;
    enum ima_field kind = e->kinds[i];
    if (f.n == 0 && field_of(kind)->may_lack)
        return CUPEL_OK;
    switch (kind) {
    case IMA_D:
        if (f.n != (log->ascii ? 40u : 20u) || (log->ascii && !is_hex(f)))
            return bad(err, CUPEL_E_MALFORMED, e, "its digest is none of SHA-1");
        e->digest = f;
        return CUPEL_OK;
    case IMA_N:
        if (f.n > 255)
            return bad(err, CUPEL_E_MALFORMED, e, "its name is longer than 255 bytes");
        e->name = f;
        return CUPEL_OK;
    case IMA_D_NG:
    case IMA_D_MODSIG: return take_digest(log, e, f, false, err);
    case IMA_D_NGV2: return take_digest(log, e, f, true, err);
    case IMA_N_NG: return take_string(log, e, f, &e->name, err);
    case IMA_XATTRNAMES: return take_string(log, e, f, &unused, err);
    case IMA_IUID:
    case IMA_IGID:
    case IMA_IMODE:
        if (log->ascii ? !is_number(f) : f.n != (kind == IMA_IMODE ? 2u : 4u))
            return bad(err, CUPEL_E_MALFORMED, e, "a number does not have its form");
        return CUPEL_OK;
    default:
        if (log->ascii && !is_hex(f))
            return bad(err, CUPEL_E_MALFORMED, e, "a field is not hexadecimal");
        return CUPEL_OK;
    }
}

/* ---- text ---- */

static cupel_status read_pcr(cupel_slice text, struct ima_entry *e, struct cupel_diag *err)
{
    uint32_t pcr = 0;
    if (!is_number(text) || text.n > 2)
        return bad(err, CUPEL_E_MALFORMED, e, "it does not start with a PCR");
    for (size_t i = 0; i < text.n; i++)
        pcr = pcr * 10 + (uint32_t)(text.p[i] - '0');
    if (pcr >= PCR_COUNT)
        return bad(err, CUPEL_E_MALFORMED, e, "there is no such PCR");
    e->pcr = pcr;
    return CUPEL_OK;
}

static void split_line(struct cur *line, struct ima_entry *e)
{
    for (size_t i = 0; i < e->n_fields; i++)
        e->fields[i] = i + 1 == e->n_fields ? cur_rest(line) : take_until(line, ' ');
}

static cupel_status read_line(const struct ima_log *log, struct cur *c, struct ima_entry *e,
                              struct cupel_diag *err)
{
    struct cur line = cur_of(take_until(c, '\n'));
    if (line.left.n && line.left.p[0] == ' ') /* "%2d" */
        cur_take(&line, 1);
    CUPEL_TRY(read_pcr(take_until(&line, ' '), e, err));
    cupel_slice hash = take_until(&line, ' ');
    if (hex_read_fixed(hash, e->hash, log->hash_size) != CUPEL_OK)
        return bad(err, CUPEL_E_MALFORMED, e,
                   "its template hash is not hexadecimal or not as long as that of entry 1");
    e->template_name = take_until(&line, ' ');
    if (e->template_name.n == 0 || e->template_name.n > IMA_NAME_MAX)
        return bad(err, CUPEL_E_MALFORMED, e, "it has no template");
    CUPEL_TRY(find_template(e, err));
    split_line(&line, e);
    return CUPEL_OK;
}

/* ---- binary ---- */

static void read_binary_ima(struct cur *c, struct ima_entry *e)
{
    e->fields[0] = cur_take(c, 20);
    uint32_t n = cur_le32(c);
    e->fields[1] = cur_take(c, n);
}

static cupel_status read_binary(const struct ima_log *log, struct cur *c, struct ima_entry *e,
                                struct cupel_diag *err)
{
    e->pcr = cur_le32(c);
    slice_copy(cur_take(c, log->hash_size), e->hash, log->hash_size);
    uint32_t name_n = cur_le32(c);
    e->template_name = cur_take(c, name_n);
    if (c->st != CUPEL_OK)
        return bad(err, c->st, e, "the list ends within it");
    if (e->pcr >= PCR_COUNT || name_n == 0 || name_n > IMA_NAME_MAX)
        return bad(err, CUPEL_E_MALFORMED, e, "no PCR, or no template of a plausible name");
    CUPEL_TRY(find_template(e, err));
    if (is_ima(e)) {
        read_binary_ima(c, e);
        return c->st == CUPEL_OK ? c->st : bad(err, c->st, e, "the list ends within it");
    }
    uint32_t n = cur_le32(c);
    struct cur data = cur_sub(c, n);
    for (size_t i = 0; i < e->n_fields; i++) {
        uint32_t field_n = cur_le32(&data);
        e->fields[i] = cur_take(&data, field_n);
    }
    if (c->st != CUPEL_OK)
        return bad(err, c->st, e, "the list ends within it");
    if (cur_end(&data) != CUPEL_OK)
        return bad(err, CUPEL_E_MALFORMED, e, "its fields do not fill its data");
    return CUPEL_OK;
}

/* ---- the list ---- */

static bool is_template(cupel_slice name)
{
    struct ima_entry e = { .template_name = name };
    return name.n && name.n <= IMA_NAME_MAX && find_template(&e, NULL) == CUPEL_OK;
}

/* Size of the template hash in hex that follows the first PCR of a text list, or 0. */
static size_t ascii_hash_size(cupel_slice in)
{
    struct cur c = cur_of(slice_part(in, 0, in.n < 300 ? in.n : 300));
    struct ima_entry e = { 0 };
    if (c.left.n && c.left.p[0] == ' ')
        cur_take(&c, 1);
    if (read_pcr(take_until(&c, ' '), &e, NULL) != CUPEL_OK)
        return 0;
    cupel_slice hash = take_until(&c, ' ');
    bool sized = hash.n == 40 || hash.n == 64 || hash.n == 96 || hash.n == 128;
    return sized && c.left.n && is_hex(hash) ? hash.n / 2 : 0;
}

/* A binary list does not say how long its template hashes are: that of the one length which lets a
 * template's name follow. */
static size_t binary_hash_size(cupel_slice in)
{
    static const size_t sizes[] = { 20, 32, 48, 64 };
    if (in.n < 4 || slice_le64(slice_part(in, 0, 4)) >= PCR_COUNT)
        return 0;
    for (size_t i = 0; i < CUPEL_COUNT(sizes); i++) {
        struct cur c = cur_of(in);
        cur_take(&c, 4 + sizes[i]);
        uint32_t n = cur_le32(&c);
        cupel_slice name = cur_take(&c, n <= IMA_NAME_MAX ? n : 0);
        if (c.st == CUPEL_OK && is_template(name))
            return sizes[i];
    }
    return 0;
}

bool ima_probe(cupel_slice in)
{
    if (binary_hash_size(in))
        return true;
    if (!ascii_hash_size(in))
        return false;
    struct cur c = cur_of(in);
    c = cur_of(take_until(&c, '\n'));
    if (c.left.p[0] == ' ')
        cur_take(&c, 1);
    take_until(&c, ' ');
    take_until(&c, ' ');
    return is_template(take_until(&c, ' '));
}

cupel_status ima_open(cupel_slice in, struct ima_log *ret, struct cupel_diag *err)
{
    if (in.n > IMA_LOG_MAX)
        return diag_set(err, CUPEL_E_LIMIT, FORMAT, "the list has %zu bytes; it may have %u", in.n,
                        IMA_LOG_MAX);
    struct ima_log log = { .bytes = in, .hash_size = ascii_hash_size(in) };
    log.ascii = log.hash_size != 0;
    if (!log.ascii)
        log.hash_size = binary_hash_size(in);
    if (log.hash_size == 0)
        return diag_at(err, in.n ? CUPEL_E_MALFORMED : CUPEL_E_TRUNCATED, FORMAT, 0,
                       "no entry of an IMA list, text or binary, starts here");
    *ret = log;
    return CUPEL_OK;
}

struct ima_walk ima_start(const struct ima_log *log)
{
    return (struct ima_walk){ .log = log, .c = cur_of(log->bytes) };
}

cupel_status ima_next(struct ima_walk *w, struct ima_entry *ret, struct cupel_diag *err)
{
    if (w->c.left.n == 0)
        return CUPEL_E_NOT_FOUND;
    struct ima_entry e = { .number = w->n + 1, .offset = w->c.at };
    if (w->n == IMA_ENTRIES_MAX)
        return diag_at(err, CUPEL_E_LIMIT, FORMAT, w->c.at, "more than %u entries",
                       IMA_ENTRIES_MAX);
    struct cur c = w->c;
    CUPEL_TRY(w->log->ascii ? read_line(w->log, &c, &e, err) : read_binary(w->log, &c, &e, err));
    e.length = c.at - e.offset;
    e.violation = slice_is_zero(slice_of(e.hash, w->log->hash_size));
    for (size_t i = 0; i < e.n_fields; i++)
        CUPEL_TRY(check_field(w->log, &e, i, err));
    w->c = c;
    w->n++;
    *ret = e;
    return CUPEL_OK;
}
