/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IBM Secure Execution: pvattest exchange files, attestation requests and the header of a guest
 * image, all big endian. They are read and explained; a measurement is an HMAC under a key that
 * only the request's maker has, so that nothing here can be verified without it. Layouts:
 * s390-tools, rust/pvattest/src/exchange.rs, rust/pv/src/uvattest/arcb.rs, rust/pvimg (SE header,
 * version 1).
 */
#include "base/status.h"
#include "evidence/format.h"

#define SE_KEYSLOTS_MAX 256u /* host keys that one request is encrypted to */

#define VERSION_1     0x100u
#define EXCHANGE_HEAD 0x40u
#define KEYSLOT       80u

static const char name[] = "se";

enum shape { EXCHANGE, REQUEST, HEADER };

/* A request or an SE header: clear text, keys of the hosts that may open it, secrets, AES-GCM tag.
 */
struct sealed {
    bool is_header;
    size_t at; /* in the input */
    uint32_t version, size;
    cupel_slice iv;
    uint64_t n_slots, n_secret;
    cupel_slice clear; /* what follows, as it depends on the kind: 16 bytes */
    cupel_slice key;   /* the maker's public key: X and Y, 80 bytes each */
    cupel_slice pld, ald, tld;
    cupel_slice slots, secret, tag;
    cupel_slice reserved_1c;
};

enum { ENTRY_ARCB, ENTRY_MEASUREMENT, ENTRY_ADDITIONAL, ENTRY_USER, ENTRY_CONFIG_UID, ENTRIES };
static const struct {
    const char *name, *meaning;
} entries[ENTRIES] = {
    { "arcb", "attestation request, sealed for the host" },
    { "measurement", "HMAC-SHA-512 under the request's measurement key" },
    { "additional", "additional data that the request asked for: hashes of host keys, and more" },
    { "user data", "bytes that the guest chose" },
    { "config uid", "names the guest's configuration" },
};

struct exchange {
    uint32_t version, size;
    cupel_slice reserved;
    struct {
        uint32_t size, offset; /* offset 0: only the size that is expected */
        cupel_slice bytes;
    } entry[ENTRIES];
};

struct se_input {
    enum shape shape;
    struct exchange exchange;
    struct sealed sealed; /* also of an exchange's arcb, where has_request */
    bool has_request;
};

static const cupel_slice magic_exchange = { (const uint8_t *)"pvattest", 8 };
static const cupel_slice magic_header = { (const uint8_t *)"IBMSecEx", 8 };

/* The magic of a request is zero: its version and its size must fit too. */
static bool is_request(cupel_slice in)
{
    struct cur c = cur_of(in);
    cupel_slice magic = cur_take(&c, 8);
    uint32_t version = cur_be32(&c), size = cur_be32(&c);
    return c.st == CUPEL_OK && slice_is_zero(magic) && version == VERSION_1 && size == in.n;
}

static bool probe(cupel_slice in)
{
    return slice_starts(in, magic_exchange) || slice_starts(in, magic_header) || is_request(in);
}

/* ---- reading ---- */

static cupel_status parse_sealed(cupel_slice in, size_t at, struct sealed *s,
                                 struct cupel_diag *err)
{
    struct cur c = cur_at(in, at);
    *s = (struct sealed){ .at = at };
    s->is_header = slice_starts(in, magic_header);
    (void)cur_take(&c, 8);
    s->version = cur_be32(&c);
    if (c.st == CUPEL_OK && s->version != VERSION_1)
        return diag_at(err, CUPEL_E_UNSUPPORTED, name, at + 8,
                       "version %#x is not supported; 0x100 is", s->version);
    s->size = cur_be32(&c);
    s->iv = cur_take(&c, 12);
    s->reserved_1c = cur_take(&c, 4);
    s->n_slots = cur_be64(&c);
    s->n_secret = cur_be64(&c);
    s->clear = cur_take(&c, 16);
    s->key = cur_take(&c, 160);
    s->pld = s->is_header ? cur_take(&c, 64) : SLICE_EMPTY;
    s->ald = s->is_header ? cur_take(&c, 64) : SLICE_EMPTY;
    s->tld = s->is_header ? cur_take(&c, 64) : SLICE_EMPTY;
    if (s->n_slots > SE_KEYSLOTS_MAX)
        return diag_at(err, CUPEL_E_LIMIT, name, at + 0x20, "more than %u key slots",
                       SE_KEYSLOTS_MAX);
    s->slots = cur_take(&c, (size_t)s->n_slots * KEYSLOT);
    if (s->n_secret > c.left.n)
        cur_fail(&c, CUPEL_E_TRUNCATED);
    s->secret = cur_take(&c, (size_t)s->n_secret);
    s->tag = cur_take(&c, 16);
    if (cur_end(&c) != CUPEL_OK)
        return diag_at(err, cur_end(&c), name, c.at,
                       "the %s's parts do not fill its %zu bytes exactly",
                       s->is_header ? "SE header" : "request", in.n);
    if (s->size != in.n)
        return diag_at(err, CUPEL_E_MALFORMED, name, at + 12,
                       "it says that it has %u bytes, and has %zu", s->size, in.n);
    return CUPEL_OK;
}

/* Parts that are there follow each other in order, so that every byte is one part's. */
static cupel_status parse_entries(struct cur *c, struct exchange *x, struct cupel_diag *err)
{
    for (unsigned i = 0; i < ENTRIES; i++) {
        bool there = x->entry[i].size && x->entry[i].offset;
        size_t at = c->at;
        if (there && x->entry[i].offset != at)
            return diag_at(err, CUPEL_E_MALFORMED, name, 0x18 + 8 * (size_t)i,
                           "%s is said to stand at %u, where the part before it ends at %zu",
                           entries[i].name, x->entry[i].offset, at);
        x->entry[i].bytes = there ? cur_take(c, x->entry[i].size) : SLICE_EMPTY;
        if (c->st != CUPEL_OK)
            return diag_at(err, c->st, name, at, "%s is cut short", entries[i].name);
    }
    if (c->left.n)
        return diag_at(err, CUPEL_E_TRAILING, name, c->at, "%zu bytes after the last part",
                       c->left.n);
    return CUPEL_OK;
}

static cupel_status parse_exchange(cupel_slice in, struct exchange *x, struct cupel_diag *err)
{
    struct cur c = cur_of(in);
    (void)cur_take(&c, 8);
    x->version = cur_be32(&c);
    x->size = cur_be32(&c);
    x->reserved = cur_take(&c, 8);
    for (unsigned i = 0; i < ENTRIES; i++) {
        x->entry[i].size = cur_be32(&c);
        x->entry[i].offset = cur_be32(&c);
    }
    if (c.st != CUPEL_OK)
        return diag_at(err, c.st, name, in.n, "the exchange file's header has %u bytes, %zu given",
                       EXCHANGE_HEAD, in.n);
    if (x->version != VERSION_1)
        return diag_at(err, CUPEL_E_UNSUPPORTED, name, 8,
                       "exchange version %#x is not supported; 0x100 is", x->version);
    if (x->size != in.n)
        return diag_at(err, x->size > in.n ? CUPEL_E_TRUNCATED : CUPEL_E_TRAILING, name, 12,
                       "the exchange file says that it has %u bytes, and has %zu", x->size, in.n);
    return parse_entries(&c, x, err);
}

static cupel_status parse(struct arena *a, cupel_slice in, struct evidence *ret,
                          struct cupel_diag *err)
{
    struct se_input *s = arena_alloc(a, sizeof *s);
    if (!s)
        return diag_set(err, CUPEL_E_NOMEM, name, "out of memory");
    if (slice_starts(in, magic_exchange)) {
        CUPEL_TRY(parse_exchange(in, &s->exchange, err));
        cupel_slice arcb = s->exchange.entry[ENTRY_ARCB].bytes;
        s->has_request = is_request(arcb) &&
                         parse_sealed(arcb, s->exchange.entry[ENTRY_ARCB].offset, &s->sealed,
                                      NULL) == CUPEL_OK;
    } else if (slice_starts(in, magic_header) || is_request(in)) {
        s->shape = slice_starts(in, magic_header) ? HEADER : REQUEST;
        CUPEL_TRY(parse_sealed(in, 0, &s->sealed, err));
    } else {
        return diag_at(err, CUPEL_E_MALFORMED, name, 0,
                       "this starts neither as an exchange file (pvattest), a request nor an SE "
                       "header (IBMSecEx)");
    }
    *ret = (struct evidence){ .format = &format_se, .bytes = in, .own = s };
    return CUPEL_OK;
}

/* ---- explaining ---- */

static const struct flag_name request_flags[] = {
    { 58, "FIRMWARE_STATE", "additional data: the firmware's state, 320 bytes" },
    { 59, "SECRET_STORE_HASH", "additional data: hash of the secrets added, 64 bytes" },
    { 60, "ATTESTATION_PHKH", "additional data: hash of the host key that opened the request" },
    { 61, "IMAGE_PHKH", "additional data: hash of the host key that opened the image" },
    { 62, "NONCE", "a nonce is among the secrets and part of the measurement" },
};

static void explain_slots(const struct sealed *s, struct field_list *l, size_t at)
{
    for (size_t i = 0; i < s->n_slots; i++) {
        struct cur c = cur_at(slice_part(s->slots, i * KEYSLOT, KEYSLOT), at + i * KEYSLOT);
        field_open(l, arena_printf(l->arena, "key slot %zu", i),
                   "the secrets' key, wrapped for one host key", c.at, KEYSLOT);
        size_t from = c.at;
        cupel_slice hash = cur_take(&c, 32);
        field_bytes(l, "host key hash", hash, "SHA-256 of the host's public key", from);
        from = c.at;
        cupel_slice wrapped = cur_take(&c, 32);
        field_bytes(l, "wrapped key", wrapped, "encrypted to that host key", from);
        from = c.at;
        field_bytes(l, "tag", cur_rest(&c), "AES-GCM tag of the slot", from);
        field_close(l);
    }
}

static void explain_clear(const struct sealed *s, struct field_list *l)
{
    struct cur c = cur_at(s->clear, s->at + 0x30);
    uint64_t first = cur_be64(&c);
    if (s->is_header) {
        field_uint(l, "NEP", first, "encrypted pages of the guest image", s->at + 0x30, 8);
        field_flags(l, "PCF", cur_be64(&c), "plain text control flags", s->at + 0x38, 8, NULL, 0);
        return;
    }
    field_flags(l, "flags", first, "what the request asks for", s->at + 0x30, 8, request_flags,
                CUPEL_COUNT(request_flags));
    uint32_t algorithm = cur_be32(&c);
    field_uint(l, "measurement algorithm", algorithm, algorithm == 1 ? "HMAC-SHA-512" : "unknown",
               s->at + 0x38, 4);
    field_bytes(l, "reserved", cur_rest(&c), "should be zero", s->at + 0x3c);
}

static void explain_sealed(const struct sealed *s, struct field_list *l)
{
    size_t at = s->at;
    (void)field_text(l, "magic", s->is_header ? "IBMSecEx" : "0", "what this is", at, 8);
    (void)field_text(l, "version", "0x100", "version of the layout", at + 8, 4);
    field_uint(l, "size", s->size, "bytes of all of it", at + 12, 4);
    field_bytes(l, "IV", s->iv, "initialisation vector of AES-256-GCM", at + 16);
    field_bytes(l, "reserved", s->reserved_1c, "should be zero", at + 0x1c);
    field_uint(l, "NKS", s->n_slots, "key slots: hosts that may open it", at + 0x20, 8);
    field_uint(l, "SEA", s->n_secret, "bytes of the encrypted part", at + 0x28, 8);
    explain_clear(s, l);
    at += 0x40;
    field_bytes(l, "customer key", s->key,
                "its maker's public key, P-521: X and Y in 80 bytes each", at);
    at += 160;
    if (s->is_header) {
        field_bytes(l, "PLD", s->pld, "SHA-512 over the pages' contents", at);
        field_bytes(l, "ALD", s->ald, "SHA-512 over the pages' addresses", at + 64);
        field_bytes(l, "TLD", s->tld, "SHA-512 over the pages' tweaks", at + 128);
        at += 192;
    }
    explain_slots(s, l, at);
    at += s->slots.n;
    field_bytes(l, "encrypted", s->secret,
                s->is_header ? "the guest's keys and start state" : "measurement key and nonce",
                at);
    field_bytes(l, "tag", s->tag, "AES-GCM tag over all before it", at + s->secret.n);
}

static void explain_head(const struct exchange *x, struct field_list *l)
{
    field_open(l, "exchange header", "which parts there are, and where", 0, EXCHANGE_HEAD);
    (void)field_text(l, "magic", "pvattest", "what this is", 0, 8);
    (void)field_text(l, "version", "0x100", "version of the layout", 8, 4);
    field_uint(l, "size", x->size, "bytes of the file", 12, 4);
    field_bytes(l, "reserved", x->reserved, "should be zero", 16);
    for (unsigned i = 0; i < ENTRIES; i++) {
        uint64_t at = 0x18 + 8 * (uint64_t)i;
        const char *text = x->entry[i].size == 0 ? "none"
                           : x->entry[i].offset
                               ? arena_printf(l->arena, "%u bytes at %u", x->entry[i].size,
                                              x->entry[i].offset)
                               : arena_printf(l->arena, "%u bytes expected", x->entry[i].size);
        (void)field_text(l, entries[i].name, text, entries[i].meaning, at, 8);
    }
    field_close(l);
}

static void explain(const struct evidence *ev, struct field_list *ret)
{
    const struct se_input *s = ev->own;
    if (s->shape != EXCHANGE) {
        explain_sealed(&s->sealed, ret);
        return;
    }
    const struct exchange *x = &s->exchange;
    explain_head(x, ret);
    for (unsigned i = 0; i < ENTRIES; i++) {
        cupel_slice bytes = x->entry[i].bytes;
        if (bytes.n == 0)
            continue;
        if (i == ENTRY_ARCB && s->has_request) {
            field_open(ret, entries[i].name, entries[i].meaning, x->entry[i].offset, bytes.n);
            explain_sealed(&s->sealed, ret);
            field_close(ret);
        } else {
            field_bytes(ret, entries[i].name, bytes, entries[i].meaning, x->entry[i].offset);
        }
    }
}

const struct format format_se = {
    .name = name,
    .title = "IBM Secure Execution attestation data",
    .unverified = "the measurement is an HMAC under the request's own key, which this program "
                  "cannot take; use pvattest verify, and check the host key document with "
                  "--format hkd",
    .probe = probe,
    .parse = parse,
    .explain = explain,
};
