/* SPDX-License-Identifier: Apache-2.0 */
#include "softtee/eventlog_write.h"

#include "measure/boot.h"
#include "measure/uefi.h"
#include "softtee/tee.h"

#define LOG_ROOM (1u << 16)

const char *const log_variant_words[] = { "none",
                                          "good",
                                          "secure-boot",
                                          "second-separator",
                                          "hidden-separator",
                                          "error-separator",
                                          "late-variable",
                                          "retyped",
                                          "edited",
                                          "late-firmware",
                                          "debugger",
                                          "no-exit",
                                          "other-boot",
                                          "cut",
                                          "garbage",
                                          NULL };

static const uint8_t global_guid[16] = { 0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11,
                                         0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c };
static const uint8_t database_guid[16] = { 0xcb, 0xb2, 0x19, 0xd7, 0x3a, 0x3d, 0x96, 0x45,
                                           0xa3, 0xbc, 0xda, 0xd0, 0x0e, 0x67, 0x65, 0x6f };
static const uint8_t sha256_guid[16] = { 0x26, 0x16, 0xc4, 0xc1, 0x4c, 0x50, 0x92, 0x40,
                                         0xac, 0xa9, 0x41, 0xf9, 0x36, 0x93, 0x43, 0x28 };
static const uint8_t x509_guid[16] = { 0xa1, 0x59, 0xc0, 0xa5, 0xe4, 0x94, 0xa7, 0x4a,
                                       0x87, 0xb5, 0xab, 0x15, 0x5c, 0x2b, 0xf0, 0x72 };

static void add_le(struct buf *b, uint64_t v, size_t n)
{
    uint8_t le[8];
    tee_put(le, 8, v);
    buf_add(b, slice_of(le, n));
}

static void add_ucs2(struct buf *b, const char *text)
{
    for (; *text; text++)
        add_le(b, (uint8_t)*text, 2);
}

/* ---- events ---- */

void log_write_head(struct log_writer *w)
{
    if (w->n_banks == 0)
        return;
    add_le(w->out, w->kind == EVENTLOG_CC ? 1 : 0, 4);
    add_le(w->out, EV_NO_ACTION, 4);
    for (int i = 0; i < 20; i++)
        buf_add_byte(w->out, 0);
    add_le(w->out, 29 + 4 * w->n_banks, 4);
    buf_add(w->out, SLICE_LIT("Spec ID Event03\0"));
    add_le(w->out, 0, 4);          /* client */
    add_le(w->out, 0x02000200, 4); /* version 2.0, errata 0, 64 bits */
    add_le(w->out, w->n_banks, 4);
    for (size_t i = 0; i < w->n_banks; i++) {
        add_le(w->out, eventlog_alg_id(w->banks[i]), 2);
        add_le(w->out, crypto_hash_size(w->banks[i]), 2);
    }
    buf_add_byte(w->out, 0); /* no vendor information */
}

static void add_digest(struct log_writer *w, enum crypto_hash h, cupel_slice hashed, bool zero)
{
    uint8_t digest[CRYPTO_HASH_MAX] = { 0 };
    cupel_status st = zero ? CUPEL_OK : crypto_digest(w->crypto, h, hashed, digest);
    if (w->st == CUPEL_OK)
        w->st = st;
    buf_add(w->out, slice_of(digest, crypto_hash_size(h)));
}

void log_write_event(struct log_writer *w, unsigned pcr, uint32_t type, cupel_slice hashed,
                     cupel_slice data)
{
    bool zero = type == EV_NO_ACTION;
    add_le(w->out, boot_register(w->kind, pcr), 4);
    add_le(w->out, type, 4);
    if (w->n_banks == 0) {
        add_digest(w, CRYPTO_SHA1, hashed, zero);
    } else {
        add_le(w->out, w->n_banks, 4);
        for (size_t i = 0; i < w->n_banks; i++) {
            add_le(w->out, eventlog_alg_id(w->banks[i]), 2);
            add_digest(w, w->banks[i], hashed, zero);
        }
    }
    add_le(w->out, data.n, 4);
    buf_add(w->out, data);
}

void log_write_data(struct log_writer *w, unsigned pcr, uint32_t type, cupel_slice data)
{
    log_write_event(w, pcr, type, data, data);
}

/* ---- a boot ---- */

struct boot {
    struct log_writer *w;
    enum log_variant v;
    bool secure;
    cupel_slice authority; /* certificate that vouches for the boot loader */
};

/* One for all boots: whose software is booted is of no concern here. */
static cupel_status make_authority(const struct crypto *c, struct arena *a, cupel_slice *ret)
{
    static const char cn[] = "Secure Boot signer";
    static const uint8_t serial[1] = { 1 };
    struct x509_writer w = { .arena = a };
    struct sign_key *key;
    CUPEL_TRY(sign_key_new(c, CRYPTO_KEY_P256, SLICE_LIT("secure boot"), &key));
    struct x509_signer by = { .cn = cn, .key = key, .alg = CRYPTO_SIG_ECDSA_P256_SHA256 };
    struct x509_spec spec = {
        .serial = SLICE_ARRAY(serial),
        .cn = cn,
        .not_before = 1577836800, /* 2020-01-01 */
        .not_after = 2208988800,  /* 2040-01-01 */
        .pub = sign_key_pub(key),
        .is_ca = true,
    };
    *ret = x509_make_cert(&w, &spec, &by);
    sign_key_free(key);
    return x509_writer_status(&w);
}

static void make_variable(struct buf *b, const uint8_t *guid, const char *name, cupel_slice value)
{
    buf_add(b, slice_of(guid, 16));
    add_le(b, slice_str(name).n, 8);
    add_le(b, value.n, 8);
    add_ucs2(b, name);
    buf_add(b, value);
}

static void write_variable(struct log_writer *w, unsigned pcr, uint32_t type, const uint8_t *guid,
                           const char *name, cupel_slice value, cupel_slice shown)
{
    struct buf hashed, data;
    buf_init(&hashed, LOG_ROOM);
    buf_init(&data, LOG_ROOM);
    make_variable(&hashed, guid, name, value);
    make_variable(&data, guid, name, shown);
    log_write_event(w, pcr, type, buf_slice(&hashed), buf_slice(&data));
    if (w->st == CUPEL_OK)
        w->st = buf_status(&hashed) == CUPEL_OK ? buf_status(&data) : buf_status(&hashed);
    buf_clear(&hashed);
    buf_clear(&data);
}

static void write_secure_boot(struct boot *b)
{
    cupel_slice value = b->secure ? SLICE_LIT("\1") : SLICE_LIT("\0");
    cupel_slice shown = b->v == BOOTLOG_EDITED ? SLICE_LIT("\1") : value;
    uint32_t type = b->v == BOOTLOG_RETYPED ? EV_IPL : EV_EFI_VARIABLE_DRIVER_CONFIG;
    write_variable(b->w, 7, type, global_guid, "SecureBoot", value, shown);
}

/* EFI_SIGNATURE_DATA. */
static void add_signature(struct buf *b, cupel_slice data)
{
    buf_add(b, slice_of(global_guid, 16)); /* owner */
    buf_add(b, data);
}

/* EFI_SIGNATURE_LIST with one entry. */
static void write_database(struct boot *b, const uint8_t *guid, const char *name,
                           const uint8_t type[16], cupel_slice entry)
{
    struct buf list;
    buf_init(&list, LOG_ROOM);
    buf_add(&list, slice_of(type, 16));
    add_le(&list, 28 + 16 + entry.n, 4);
    add_le(&list, 0, 4);
    add_le(&list, 16 + entry.n, 4);
    add_signature(&list, entry);
    cupel_slice value = b->secure ? buf_slice(&list) : SLICE_EMPTY;
    write_variable(b->w, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, guid, name, value, value);
    buf_clear(&list);
}

/* One image digest, which follows from the name. */
static void write_digest(struct boot *b, const uint8_t *guid, const char *name)
{
    uint8_t digest[CRYPTO_HASH_MAX] = { 0 };
    cupel_status st = crypto_digest(b->w->crypto, CRYPTO_SHA256, slice_str(name), digest);
    if (b->w->st == CUPEL_OK)
        b->w->st = st;
    write_database(b, guid, name, sha256_guid, slice_of(digest, 32));
}

static void write_authority(struct boot *b)
{
    struct buf data;
    buf_init(&data, LOG_ROOM);
    add_signature(&data, b->authority);
    write_variable(b->w, 7, EV_EFI_VARIABLE_AUTHORITY, database_guid, "db", buf_slice(&data),
                   buf_slice(&data));
    buf_clear(&data);
}

static void write_policy(struct boot *b)
{
    write_secure_boot(b);
    write_digest(b, global_guid, "PK");
    write_digest(b, global_guid, "KEK");
    write_database(b, database_guid, "db", x509_guid, b->authority);
    write_digest(b, database_guid, "dbx");
    if (b->v == BOOTLOG_DEBUGGER)
        log_write_data(b->w, 7, EV_EFI_ACTION, SLICE_LIT("UEFI Debug Mode"));
}

/* A TD has no CRTM: MRTD is what its firmware is measured by, and of the log's events only the
 * configuration volume stands for it, as TDVF writes it. */
static void write_firmware(struct boot *b)
{
    static const uint8_t version[] = { '1', 0, '.', 0, '0', 0, 0, 0 };
    static const uint8_t blob[16] = { 0, 0, 0xe0, 0xff, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0 };
    static const uint8_t named[20] = { 3, 'C', 'F', 'V', 0, 0, 0xc0, 0xff, 0, 0,
                                       0, 0,   0,   0,   4, 0, 0,    0,    0, 0 };
    if (b->w->kind == EVENTLOG_CC) {
        log_write_event(b->w, 0, EV_EFI_PLATFORM_FIRMWARE_BLOB2, SLICE_LIT("variables"),
                        SLICE_ARRAY(named));
        return;
    }
    log_write_data(b->w, 0, EV_NO_ACTION, SLICE_LIT("StartupLocality\0\3"));
    log_write_data(b->w, 0, EV_S_CRTM_VERSION, SLICE_ARRAY(version));
    log_write_event(b->w, 0, EV_EFI_PLATFORM_FIRMWARE_BLOB, SLICE_LIT("firmware volume"),
                    SLICE_ARRAY(blob));
}

/* PCR 7 and its stand-in have a separator of their own; in a TD the others share RTMR 1's. */
static void write_separators(struct boot *b)
{
    unsigned last = b->w->kind == EVENTLOG_CC ? 4 : 6, first = b->w->kind == EVENTLOG_CC ? 4 : 0;
    for (unsigned pcr = first; pcr <= last; pcr++) {
        cupel_slice value = b->v == BOOTLOG_ERROR_SEPARATOR && pcr == 4 ? SLICE_LIT("\1\0\0\0")
                                                                        : SLICE_LIT("\0\0\0\0");
        log_write_data(b->w, pcr, EV_SEPARATOR, value);
    }
    if (b->v == BOOTLOG_SECOND_SEPARATOR)
        log_write_data(b->w, 7, EV_SEPARATOR, SLICE_LIT("\0\0\0\0"));
    if (b->v == BOOTLOG_HIDDEN_SEPARATOR)
        log_write_data(b->w, 4, EV_IPL, SLICE_LIT("\0\0\0\0"));
    if (b->v == BOOTLOG_LATE_VARIABLE)
        write_variable(b->w, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, global_guid, "SecureBoot",
                       SLICE_LIT("\1"), SLICE_LIT("\1"));
    if (b->v == BOOTLOG_LATE_FIRMWARE)
        log_write_data(b->w, 0, EV_S_CRTM_VERSION, SLICE_LIT("later"));
}

static void write_image(struct boot *b, const char *path, cupel_slice image)
{
    struct buf d;
    buf_init(&d, 1024);
    add_le(&d, 0x7d000000, 8);
    add_le(&d, 0x100000, 8);
    add_le(&d, 0, 8);
    size_t node = 4 + 2 * (slice_str(path).n + 1);
    add_le(&d, node + 4, 8);
    add_le(&d, 0x0404, 2);
    add_le(&d, node, 2);
    add_ucs2(&d, path);
    add_le(&d, 0, 2);
    add_le(&d, 0x0004ff7f, 4); /* end of the path */
    log_write_event(b->w, 4, EV_EFI_BOOT_SERVICES_APPLICATION, image, buf_slice(&d));
    buf_clear(&d);
}

static void write_loader(struct boot *b)
{
    static const uint8_t order[] = { 1, 0 };
    static const char label[] = "kernel_cmdline: /vmlinuz root=/dev/vda1";
    cupel_slice line = SLICE_ARRAY(label); /* with its NUL */
    if (b->secure)
        write_authority(b);
    write_variable(b->w, 1, EV_EFI_VARIABLE_BOOT2, global_guid, "BootOrder", SLICE_ARRAY(order),
                   SLICE_ARRAY(order));
    write_image(b, "\\EFI\\BOOT\\BOOTX64.EFI",
                b->v == BOOTLOG_OTHER_BOOT ? SLICE_LIT("another loader")
                                           : SLICE_LIT("boot loader"));
    log_write_event(b->w, 8, EV_IPL, slice_part(line, 16, line.n - 17), line);
    log_write_event(b->w, 9, EV_IPL, SLICE_LIT("kernel"), SLICE_LIT("/vmlinuz\0"));
}

static void write_boot(struct boot *b)
{
    struct log_writer *w = b->w;
    log_write_head(w);
    write_firmware(b);
    write_policy(b);
    log_write_data(w, 7, EV_SEPARATOR, SLICE_LIT("\0\0\0\0"));
    log_write_data(w, 4, EV_EFI_ACTION, SLICE_LIT("Calling EFI Application from Boot Option"));
    write_separators(b);
    write_loader(b);
    if (b->v != BOOTLOG_NO_EXIT) {
        log_write_data(w, 5, EV_EFI_ACTION, SLICE_LIT("Exit Boot Services Invocation"));
        log_write_data(w, 5, EV_EFI_ACTION, SLICE_LIT("Exit Boot Services Returned with Success"));
    }
    if (b->v == BOOTLOG_GARBAGE)
        buf_add(w->out, SLICE_LIT("more"));
}

cupel_status log_write_boot(struct log_writer *w, enum log_variant v)
{
    struct boot b = { .w = w, .v = v, .secure = v == BOOTLOG_SECURE };
    struct arena a;
    arena_init(&a, LOG_ROOM);
    if (b.secure && w->st == CUPEL_OK)
        w->st = make_authority(w->crypto, &a, &b.authority);
    write_boot(&b);
    arena_clear(&a);
    return w->st == CUPEL_OK ? buf_status(w->out) : w->st;
}

/* @like says which kind of log it is and which banks it has. */
static cupel_status write_one(const struct crypto *c, struct arena *a,
                              const struct log_writer *like, enum log_variant v, cupel_slice *ret)
{
    struct buf b;
    struct log_writer w = *like;
    buf_init(&b, LOG_ROOM);
    w.out = &b;
    w.crypto = c;
    cupel_status st = log_write_boot(&w, v);
    if (st == CUPEL_OK && v == BOOTLOG_CUT)
        b.n -= 10;
    if (st == CUPEL_OK)
        *ret = arena_copy(a, buf_slice(&b));
    buf_clear(&b);
    return st == CUPEL_OK ? arena_status(a) : st;
}

cupel_status log_make(const struct crypto *c, struct arena *a, enum eventlog_kind kind,
                      const enum crypto_hash *banks, size_t n_banks, enum log_variant v,
                      cupel_slice *ret, enum crypto_hash bank, struct eventlog_pcrs *regs)
{
    struct log_writer w = { .kind = kind, .n_banks = n_banks };
    enum log_variant measured = v >= BOOTLOG_OTHER_BOOT ? BOOTLOG_GOOD : v;
    cupel_slice true_log;
    for (size_t i = 0; i < n_banks; i++)
        w.banks[i] = banks[i];
    CUPEL_TRY(write_one(c, a, &w, v, ret));
    CUPEL_TRY(write_one(c, a, &w, measured, &true_log));
    return kind == EVENTLOG_CC ? ccel_replay(c, true_log, bank, regs, NULL)
                               : eventlog_replay(c, true_log, bank, regs, NULL);
}
