/* SPDX-License-Identifier: Apache-2.0 */
/* Software GPUs and NVSwitches: certificates, SPDM report, manifests, lists of several devices. */
#include "softtee/nvidia.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

#define ALG         CRYPTO_SIG_ECDSA_P384_SHA384
#define DEVICES_MAX 8u
#define REPORT_MAX  8192u

static const char *const arch_words[] = { "hopper", "blackwell", "ls10", NULL };
static const char *const chain_words[] = { "five", "four", NULL };
static const char *const yes_words[] = { "yes", "no", NULL };
static const char *const repeat_words[] = { "no", "yes", NULL };
static const char *const padding_words[] = { "none", "zero", NULL };
static const char *const alter_words[] = { "none", "driver", "vbios", "overlap", NULL };
static const char *const rim_sign_words[] = { "good", "stranger", "own-root", NULL };
static const char *const omit_words[] = { "none", "driver", "vbios", "both", NULL };
enum { CHAIN_FIVE, CHAIN_FOUR };

#define CERT(name, member, who)                                                                    \
    FIELD_AT(name ".not_before", FIELD_TIME, nvidia.member.not_before, "first moment of " who),    \
        FIELD_AT(name ".not_after", FIELD_TIME, nvidia.member.not_after, "last moment of " who),   \
        FIELD_AT(name ".serial", FIELD_BYTES, nvidia.member.serial, "serial number of " who),      \
        FIELD_AT(name ".cn", FIELD_TEXT, nvidia.member.cn, "common name of " who)

static const struct field fields_nvidia[] = {
    FIELD_WORDS("arch", nvidia.arch, arch_words, "what kind of device"),
    FIELD_WORDS("chain", nvidia.chain, chain_words, "four: without the provisioner"),
    FIELD_WORDS("state_fwid", nvidia.state_fwid, yes_words, "does the report state its FWID"),
    FIELD_WORDS("padding", nvidia.padding, padding_words, "what follows the report"),
    FIELD_AT("nonce", FIELD_BYTES, nvidia.nonce, "nonce of the request"),
    FIELD_OF("request.param1", FIELD_NUMBER, nvidia.request, 0, 1, "bit 0 asks for a signature"),
    FIELD_OF("request.param2", FIELD_NUMBER, nvidia.request, 1, 1, "255 asks for all blocks"),
    FIELD_AT("slot", FIELD_NUMBER, nvidia.slot, "key slot that the request names"),
    FIELD_AT("driver_version", FIELD_TEXT, nvidia.driver, "DRIVER_VERSION"),
    FIELD_AT("vbios_version", FIELD_TEXT, nvidia.vbios, "VBIOS_VERSION, as in 96.00.9F.00.01"),
    FIELD_AT("project", FIELD_TEXT, nvidia.project, "PROJECT"),
    FIELD_AT("project_sku", FIELD_TEXT, nvidia.project_sku, "PROJECT_SKU"),
    FIELD_AT("chip_sku", FIELD_TEXT, nvidia.chip_sku, "CHIP_SKU"),
    FIELD_AT("gpu_info", FIELD_BYTES, nvidia.gpu_info, "GPU_INFO: chip id first"),
    FIELD_AT("board_id", FIELD_BYTES, nvidia.board_id, "BOARD_ID"),
    FIELD_AT("fwid", FIELD_BYTES, nvidia.fwid, "FWID of the report"),
    FIELD_AT("leaf.fwid", FIELD_BYTES, nvidia.leaf_fwid, "FWID of the leaf"),
    FIELD_AT("nvdec0_status", FIELD_NUMBER, nvidia.nvdec0, "0xaa enabled, 0x55 disabled"),
    FIELD_AT("protected_pcie", FIELD_NUMBER, nvidia.pcie, "0xaa enabled, 0x55 disabled"),
    FIELD_AT("feature_flag", FIELD_NUMBER, nvidia.feature, "0 SPT, 1 MPT, 2 PPCIE"),
    FIELD_AT("measurement.0", FIELD_BYTES, nvidia.blocks[0], "block 1, of the VBIOS"),
    FIELD_AT("measurement.7", FIELD_BYTES, nvidia.blocks[7], "block 8, of the driver"),
    FIELD_AT("measurement.35", FIELD_BYTES, nvidia.blocks[35], "block 36, of NVDEC0"),
    CERT("ca", root, "the root"),
    CERT("identity", identity, "the identity CA"),
    CERT("provisioner", provisioner, "the provisioner"),
    CERT("brom", brom, "the boot ROM"),
    CERT("leaf", leaf, "the leaf"),
    CERT("rim.ca", rim_ca, "the manifests' CA"),
    CERT("rim.signer", rim_signer, "the manifests' signer"),
    FIELD_WORDS("rim.alter", nvidia.rim_alter, alter_words, "what is changed in which manifest"),
    FIELD_WORDS("rim.sign", nvidia.rim_sign, rim_sign_words, "who signs the manifests"),
    FIELD_WORDS("rim.omit", nvidia.rim_omit, omit_words, "which manifest is left out"),
    FIELD_AT("rim.driver.version", FIELD_TEXT, nvidia.rim_driver, "colloquialVersion, driver"),
    FIELD_AT("rim.vbios.version", FIELD_TEXT, nvidia.rim_vbios, "colloquialVersion, VBIOS"),
    FIELD_AT("rim.product", FIELD_TEXT, nvidia.rim_product, "product of both manifests"),
    { 0 },
};

static const struct field fields_set[] = {
    FIELD_AT("devices", FIELD_NUMBER, nvidia.devices, "devices in the list, up to 8"),
    FIELD_WORDS("repeat", nvidia.repeat, repeat_words, "yes: one device as often as that"),
    FIELD_AT("list.arch", FIELD_TEXT, nvidia.list_arch, "architecture that the list names"),
    FIELD_AT("list.nonce", FIELD_BYTES, nvidia.list_nonce, "nonce that the list names"),
    { 0 },
};

static const struct field *const tables[] = { fields_nvidia, fields_common, NULL };
static const struct field *const set_tables[] = { fields_set, fields_nvidia, fields_common, NULL };

/* ---- defaults ---- */

struct model {
    const char *chip, *name, *arch, *engine, *driver, *vbios, *project, *project_sku, *chip_sku;
    uint16_t chip_id;
};
static const struct model models[] = {
    [NVIDIA_TEE_HOPPER] = { "GH100", "GH100", "HOPPER", "GSP", "550.90.07", "96.00.9F.00.01",
                            "1010", "0200", "882", 0x180 },
    [NVIDIA_TEE_BLACKWELL] = { "GB100", "GB100", "BLACKWELL", "GSP", "580.65.06", "97.00.88.00.0F",
                               "G525", "0220", "886", 0x1a0 },
    [NVIDIA_TEE_LS10] = { "LS_10", "LS10", "LS10", "FSP", "", "96.10.55.00.01", "5612", "0002",
                          "890", 0 },
};

static cupel_status default_certs(struct tee *t, const struct model *m)
{
    struct nvidia_params *p = &t->nvidia;
    struct arena *a = &t->out->arena;
    const char *chip = m->chip;
    CUPEL_TRY(tee_cert_set(t, &p->root, "NVIDIA Device Identity CA", 2000, 7000));
    CUPEL_TRY(
        tee_cert_set(t, &p->identity, arena_printf(a, "NVIDIA %s Identity", chip), 1500, 7000));
    CUPEL_TRY(tee_cert_set(t, &p->provisioner, arena_printf(a, "NVIDIA %s Provisioner ICA 1", chip),
                           1000, 7000));
    CUPEL_TRY(
        tee_cert_set(t, &p->brom, arena_printf(a, "%s A01 %s BROM", chip, m->engine), 900, 7000));
    CUPEL_TRY(
        tee_cert_set(t, &p->leaf, arena_printf(a, "%s A01 %s FMC LF", chip, m->engine), 900, 7000));
    CUPEL_TRY(tee_cert_set(t, &p->rim_ca, arena_printf(a, "NVIDIA Reference Value %s CA", m->name),
                           1000, 3000));
    return tee_cert_set(t, &p->rim_signer, "RIM L4 Signer", 300, 400);
}

static cupel_status prepare(struct tee *t)
{
    struct nvidia_params *p = &t->nvidia;
    const struct model *m = &models[p->arch];
    p->request[0] = 1;
    p->request[1] = 0xff;
    slice_copy(t->out->nonce, p->nonce, sizeof p->nonce);
    for (unsigned i = 0; i < CUPEL_COUNT(p->blocks); i++)
        CUPEL_TRY(nvidia_tee_block(t, i, p->blocks[i]));
    tee_put(p->gpu_info, 8, m->chip_id);
    tee_put(p->board_id, 4, 0x3b1);
    tee_put(p->nvdec0, 1, 0x55);
    tee_put(p->pcie, 1, 0x55);
    tee_put(p->devices, 1, 2);
    tee_text(p->driver, m->driver);
    tee_text(p->vbios, m->vbios);
    tee_text(p->project, m->project);
    tee_text(p->project_sku, m->project_sku);
    tee_text(p->chip_sku, m->chip_sku);
    tee_text(p->rim_product, m->name);
    tee_text(p->list_arch, m->arch);
    tee_window_set(t, &t->crl, 30, 330);
    CUPEL_TRY(tee_fill(t, "fwid", p->fwid, sizeof p->fwid));
    return default_certs(t, m);
}

static cupel_status derive(struct tee *t)
{
    struct nvidia_params *p = &t->nvidia;
    if (!field_given(t, "leaf.fwid"))
        slice_copy(SLICE_ARRAY(p->fwid), p->leaf_fwid, sizeof p->leaf_fwid);
    if (!field_given(t, "rim.driver.version"))
        tee_text(p->rim_driver, p->driver);
    if (!field_given(t, "rim.vbios.version"))
        tee_text(p->rim_vbios, p->vbios);
    if (!field_given(t, "list.nonce"))
        slice_copy(SLICE_ARRAY(p->nonce), p->list_nonce, sizeof p->list_nonce);
    return CUPEL_OK;
}

/* ---- certificates ---- */

/* What one device has of its own. */
struct device {
    struct sign_key *brom, *leaf;
    cupel_slice chain; /* PEM, leaf first */
};

static void put_ca(struct x509_spec *spec, unsigned path_len)
{
    spec->is_ca = true;
    spec->path_len = path_len;
}

/* CompositeDeviceID (TCG): version, device key, FWID. */
static cupel_slice dice_extension(const struct tee *t, struct arena *a)
{
    static const uint8_t oid[] = { 0x67, 0x81, 0x05, 0x05, 0x04, 0x01 };
    static const uint8_t sha384[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02 };
    cupel_slice fwid = DER_SEQ(a, DER_MAKE(a, DER_OID, SLICE_ARRAY(sha384)),
                               DER_MAKE(a, DER_OCTET_STRING, SLICE_ARRAY(t->nvidia.leaf_fwid)));
    return x509_extension(a, SLICE_ARRAY(oid),
                          DER_SEQ(a, der_small(a, 1), DER_SEQ(a, der_null(a)), fwid));
}

static cupel_slice issue(struct x509_writer *w, const struct tee_cert *cert,
                         const struct sign_key *key, unsigned path_len, const char *issuer_cn,
                         const struct sign_key *issuer)
{
    const struct x509_signer by = { issuer_cn, issuer, ALG };
    struct x509_spec spec = tee_cert_spec(cert, key);
    put_ca(&spec, path_len);
    return x509_make_cert(w, &spec, &by);
}

static cupel_slice issue_leaf(const struct tee *t, struct x509_writer *w, const struct device *d)
{
    const struct nvidia_params *p = &t->nvidia;
    const struct x509_signer by = { p->brom.cn, d->brom, ALG };
    struct x509_spec spec = tee_cert_spec(&p->leaf, d->leaf);
    spec.extras = dice_extension(t, w->arena);
    return x509_make_cert(w, &spec, &by);
}

static cupel_slice concat_pem(struct arena *a, const cupel_slice *ders, size_t n)
{
    cupel_slice all = SLICE_EMPTY;
    for (size_t i = 0; i < n; i++)
        if (ders[i].n)
            all = der_concat(a, all, x509_pem(a, ders[i]));
    return all;
}

static cupel_status make_chain(struct tee *t, const struct nvidia_keys *k, struct device *d)
{
    const struct nvidia_params *p = &t->nvidia;
    struct x509_writer w = { &t->out->arena, CUPEL_OK };
    bool four = p->chain == CHAIN_FOUR;
    cupel_slice root = issue(&w, &p->root, k->root, 4, p->root.cn, k->root);
    cupel_slice identity = issue(&w, &p->identity, k->identity, 2, p->root.cn, k->root);
    cupel_slice provisioner = issue(&w, &p->provisioner, k->provisioner, 1, p->identity.cn,
                                    k->identity);
    cupel_slice brom = issue(&w, &p->brom, d->brom, 0, four ? p->identity.cn : p->provisioner.cn,
                             four ? k->identity : k->provisioner);
    const cupel_slice all[] = { issue_leaf(t, &w, d), brom, four ? SLICE_EMPTY : provisioner,
                                identity, root };
    d->chain = concat_pem(w.arena, all, CUPEL_COUNT(all));
    return x509_writer_status(&w);
}

static cupel_status make_crls(struct tee *t, const struct nvidia_keys *k, const struct device *d)
{
    const struct nvidia_params *p = &t->nvidia;
    struct x509_writer w = { &t->out->arena, CUPEL_OK };
    const struct x509_signer root = { p->root.cn, k->root, ALG };
    const struct x509_signer brom = { p->brom.cn, d->brom, ALG };
    struct x509_crl_spec spec = { .this_update = tee_time(t->crl.from),
                                  .next_update = tee_time(t->crl.until),
                                  .revoked_at = tee_time(t->crl.from),
                                  .number = tee_get(t->crl_number, 4) };
    if (t->revoke == REVOKE_CA)
        spec.revoked = SLICE_ARRAY(p->identity.serial);
    tee_file(t, "collateral/crl.der", x509_make_crl(&w, &spec, &root));
    if (t->revoke == REVOKE_LEAF) {
        spec.revoked = SLICE_ARRAY(p->leaf.serial);
        tee_file(t, "collateral/crl-leaf.der", x509_make_crl(&w, &spec, &brom));
    }
    return x509_writer_status(&w);
}

/* ---- report ---- */

static void put(struct buf *b, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_byte(b, (uint8_t)(v >> 8 * i));
}

static void put_field(struct buf *b, unsigned type, cupel_slice value)
{
    put(b, type, 2);
    put(b, value.n, 2);
    buf_add(b, value);
}

static void put_text(struct buf *b, unsigned type, const char *text)
{
    put_field(b, type, slice_of(text, strlen(text) + 1));
}

static unsigned hex_digit(char c)
{
    return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10) : (unsigned)(c - '0') & 0xf;
}

/* "96.00.9F.00.01" as GPUs write it: the first four groups from behind, then the fifth. */
static void put_gpu_vbios(struct buf *b, const char *text)
{
    static const uint8_t place[5] = { 3, 2, 1, 0, 4 };
    uint8_t out[8] = { 0 };
    for (size_t i = 0; i < 5 && strlen(text) == 14; i++)
        out[place[i]] = (uint8_t)(hex_digit(text[3 * i]) << 4 | hex_digit(text[3 * i + 1]));
    put_field(b, 6, SLICE_ARRAY(out));
}

static void put_opaque(const struct tee *t, struct buf *b)
{
    const struct nvidia_params *p = &t->nvidia;
    if (p->arch == NVIDIA_TEE_LS10) {
        put_field(b, 6, slice_str(p->vbios));
        put_field(b, 22, slice_of(p->fwid, 8));
        return;
    }
    put_gpu_vbios(b, p->vbios);
    put_field(b, 14, SLICE_ARRAY(p->board_id));
    put_text(b, 15, p->chip_sku);
    put_text(b, 17, p->project);
    put_text(b, 18, p->project_sku);
    put_text(b, 3, p->driver);
    put_field(b, 4, SLICE_ARRAY(p->gpu_info));
    put_field(b, 11, SLICE_ARRAY(p->nvdec0));
    if (p->state_fwid == 0)
        put_field(b, 20, SLICE_ARRAY(p->fwid));
    put_field(b, 21, SLICE_ARRAY(p->pcie));
    put_field(b, 36, SLICE_ARRAY(p->feature));
}

static void put_messages(const struct tee *t, struct buf *b, cupel_slice answer_nonce)
{
    const struct nvidia_params *p = &t->nvidia;
    unsigned n = nvidia_tee_blocks(t);
    struct buf opaque;
    buf_add(b, SLICE_LIT("\x11\xe0"));
    buf_add(b, SLICE_ARRAY(p->request));
    buf_add(b, SLICE_ARRAY(p->nonce));
    buf_add(b, SLICE_ARRAY(p->slot));
    buf_add(b, slice_of("\x11\x60\0", 4));
    put(b, n, 1);
    put(b, n * 55, 3);
    for (unsigned i = 0; i < n; i++) {
        put(b, i + 1, 1);
        put(b, 1, 1);
        put(b, 51, 2);
        put(b, 1, 1);
        put(b, 48, 2);
        buf_add(b, SLICE_ARRAY(p->blocks[i]));
    }
    buf_add(b, answer_nonce);
    buf_init(&opaque, REPORT_MAX);
    put_opaque(t, &opaque);
    put(b, buf_slice(&opaque).n, 2);
    buf_add(b, buf_slice(&opaque));
    buf_clear(&opaque);
}

static cupel_status sign_report(struct tee *t, const struct device *d, struct buf *b)
{
    uint8_t raw[SIGN_MAX] = { 0 };
    size_t n = 0;
    struct sign_key *stranger = NULL;
    cupel_status st = CUPEL_OK;
    if (t->sign == SIGN_STRANGER)
        st = tee_key(t, CRYPTO_KEY_P384, "stranger", &stranger);
    if (st == CUPEL_OK && t->sign != SIGN_ZERO)
        st = sign_make(stranger ? stranger : d->leaf, ALG, buf_slice(b), raw, &n);
    sign_key_free(stranger);
    buf_add(b, slice_of(raw, 96));
    return st;
}

static cupel_status make_report(struct tee *t, const struct device *d, const char *label,
                                cupel_slice *ret)
{
    uint8_t answer[32];
    struct buf b;
    CUPEL_TRY(tee_fill(t, label, answer, sizeof answer));
    buf_init(&b, REPORT_MAX);
    put_messages(t, &b, SLICE_ARRAY(answer));
    cupel_status st = sign_report(t, d, &b);
    if (t->nvidia.padding)
        put(&b, 0, 1);
    if (buf_status(&b) == CUPEL_OK)
        tee_flip(t, b.p, b.n);
    *ret = arena_copy(&t->out->arena, buf_slice(&b));
    if (st == CUPEL_OK)
        st = buf_status(&b);
    buf_clear(&b);
    return st;
}

/* ---- files ---- */

static void device_clear(struct device *d)
{
    sign_key_free(d->brom);
    sign_key_free(d->leaf);
    *d = (struct device){ 0 };
}

static cupel_status make_device(struct tee *t, const struct nvidia_keys *k, unsigned number,
                                struct device *d, cupel_slice *report)
{
    struct arena *a = &t->out->arena;
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, arena_printf(a, "brom %u", number), &d->brom));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, arena_printf(a, "leaf %u", number), &d->leaf));
    CUPEL_TRY(make_chain(t, k, d));
    return make_report(t, d, arena_printf(a, "answer %u", number), report);
}

static cupel_status build_one(struct tee *t, const struct nvidia_keys *k, struct device *d)
{
    cupel_slice report = SLICE_EMPTY;
    CUPEL_TRY(make_device(t, k, 0, d, &report));
    tee_file(t, "evidence.bin", report);
    tee_file(t, "collateral/chain.pem", d->chain);
    return make_crls(t, k, d);
}

static void put_base64(struct arena *a, struct buf *b, cupel_slice bytes)
{
    char *text = arena_alloc(a, (bytes.n + 2) / 3 * 4 + 1);
    if (!text)
        return;
    base64_write(bytes, text);
    buf_add_str(b, text);
}

static void put_member(struct tee *t, struct buf *b, bool first, cupel_slice report,
                       cupel_slice chain)
{
    struct arena *a = &t->out->arena;
    buf_printf(b, "%s\n  {\n    \"arch\": \"%s\",\n    \"certificate\": \"", first ? "" : ",",
               t->nvidia.list_arch);
    put_base64(a, b, chain);
    buf_add_str(b, "\",\n    \"evidence\": \"");
    put_base64(a, b, report);
    buf_printf(b, "\",\n    \"nonce\": \"%s\"\n  }",
               arena_hex(a, SLICE_ARRAY(t->nvidia.list_nonce)));
}

static cupel_status build_list(struct tee *t, const struct nvidia_keys *k, struct device *d)
{
    struct buf b;
    unsigned n = t->nvidia.devices[0] < DEVICES_MAX ? t->nvidia.devices[0] : DEVICES_MAX;
    cupel_status st = CUPEL_OK;
    buf_init(&b, 1u << 20);
    buf_add_byte(&b, '[');
    for (unsigned i = 0; i < n && st == CUPEL_OK; i++) {
        cupel_slice report = SLICE_EMPTY;
        device_clear(d);
        st = make_device(t, k, t->nvidia.repeat ? 0 : i, d, &report);
        put_member(t, &b, i == 0, report, d->chain);
    }
    buf_add_str(&b, "\n]\n");
    tee_file(t, "evidence.bin", arena_copy(&t->out->arena, buf_slice(&b)));
    if (st == CUPEL_OK)
        st = buf_status(&b);
    buf_clear(&b);
    return st == CUPEL_OK ? make_crls(t, k, d) : st;
}

static cupel_status make_keys(struct tee *t, struct nvidia_keys *k)
{
    bool stranger = t->root == ROOT_STRANGER;
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, stranger ? "other root" : "root", &k->root));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "root", &k->anchor));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "identity", &k->identity));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "provisioner", &k->provisioner));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "manifest CA", &k->rim_ca));
    CUPEL_TRY(tee_key(t, CRYPTO_KEY_P384, "manifest signer", &k->rim_signer));
    return tee_key(t, CRYPTO_KEY_P384, "stranger", &k->stranger);
}

static void keys_clear(struct nvidia_keys *k)
{
    struct sign_key *all[] = { k->root,   k->anchor,     k->identity, k->provisioner,
                               k->rim_ca, k->rim_signer, k->stranger };
    for (size_t i = 0; i < CUPEL_COUNT(all); i++)
        sign_key_free(all[i]);
}

static cupel_status build_with(struct tee *t, struct nvidia_keys *k, struct device *d)
{
    const struct nvidia_params *p = &t->nvidia;
    struct x509_writer w = { &t->out->arena, CUPEL_OK };
    CUPEL_TRY(make_keys(t, k));
    tee_file(t, "anchor.der", issue(&w, &p->root, k->anchor, 4, p->root.cn, k->anchor));
    CUPEL_TRY(x509_writer_status(&w));
    CUPEL_TRY(t->kind == &tee_nvidia ? build_one(t, k, d) : build_list(t, k, d));
    return nvidia_tee_rims(t, k);
}

static cupel_status build(struct tee *t, struct cupel_diag *err)
{
    struct nvidia_keys k = { 0 };
    struct device d = { 0 };
    (void)err;
    cupel_status st = build_with(t, &k, &d);
    device_clear(&d);
    keys_clear(&k);
    return st == CUPEL_OK ? arena_status(&t->out->arena) : st;
}

static size_t body_at(unsigned version)
{
    (void)version;
    return 0;
}

const struct tee_kind tee_nvidia = { .name = "nvidia",
                                     .versions = { 1 },
                                     .default_version = 1,
                                     .tables = tables,
                                     .prepare = prepare,
                                     .derive = derive,
                                     .build = build,
                                     .body_at = body_at };
const struct tee_kind tee_nvidia_set = { .name = "nvidia-set",
                                         .versions = { 1 },
                                         .default_version = 1,
                                         .tables = set_tables,
                                         .prepare = prepare,
                                         .derive = derive,
                                         .build = build,
                                         .body_at = body_at };
