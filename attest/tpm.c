/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A TPM 2.0 as source: quote, AK, PCR values, certificate, logs. The one file form of a quote is
 * TPM2B_ATTEST followed by TPMT_SIGNATURE, both as TPM 2.0 Library part 2 marshals them.
 */
#include "attest/tpm.h"

#include "base/cur.h"
#include "base/status.h"
#include "base/text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define NODE_MANAGED "/dev/tpmrm0" /* the kernel's resource manager */
#define NODE_RAW     "/dev/tpm0"

/* Google's vTPMs: certificates and templates of the AK (Confidential VM vTPM non-volatile storage
 * contents). */
#define GCE_RSA_CERT     0x01c10000u
#define GCE_RSA_TEMPLATE 0x01c10001u
#define GCE_ECC_CERT     0x01c10002u
#define GCE_ECC_TEMPLATE 0x01c10003u

#define CERT_MAX     16384u
#define TPM_PAD_DATA 64u /* the KBS protocol: qualifying data is padded to it */

/* ---- the device ---- */

static const char *node_of(const struct device *d)
{
    return device_exists(d, NODE_MANAGED) || !device_exists(d, NODE_RAW) ? NODE_MANAGED : NODE_RAW;
}

cupel_status tpm_open_request(const struct attest *at, struct arena *a, struct tpm **ret,
                              struct cupel_diag *err)
{
    const struct device *d = at->device;
    const char *node = node_of(d);
    if (!tpm_is_built() || at->request->tcti)
        return tpm_open(at->request->tcti, ret, err);
    int rc = d->ops->may(d->own, node, R_OK | W_OK);
    if (rc != 0)
        return device_fail(err, rc, node, "opened",
                           "does this machine have a TPM 2.0, and is its driver loaded (modprobe "
                           "tpm_tis, tpm_crb)? another one is named by --tcti");
    return tpm_open(arena_printf(a, "device:%s", node), ret, err);
}

void tpm_look(const struct attest *at, struct arena *a, struct finding *ret)
{
    const struct device *d = at->device;
    const char *node = node_of(d);
    ret->tee = TEE_TPM;
    ret->fix = "";
    if (!tpm_is_built()) {
        ret->state = FOUND_MISSING;
        ret->detail = "this cupel-attest was built without TPM support";
        ret->fix = "install tss2 (Debian: libtss2-dev) and build with -Dtpm=enabled";
    } else if (at->request->tcti) {
        ret->state = FOUND_READY;
        ret->detail = arena_printf(a, "a TPM by --tcti %s", at->request->tcti);
    } else if (!device_exists(d, node)) {
        ret->state = FOUND_MISSING;
        ret->tee = TEE_AUTO;
        ret->detail = arena_printf(a, "%s is absent", node);
        ret->fix = "enable the TPM in the firmware or the hypervisor; modprobe tpm_tis or tpm_crb "
                   "(CONFIG_TCG_TPM); another one is named by --tcti";
    } else if (d->ops->may(d->own, node, R_OK | W_OK) != 0) {
        ret->state = FOUND_DENIED;
        ret->detail = arena_printf(a, "no permission to open %s", node);
        ret->fix = "run as root, or join the group tss: usermod -aG tss USER";
    } else {
        ret->state = FOUND_READY;
        ret->detail = arena_printf(a, "a TPM at %s", node);
    }
}

/* ---- certificates ---- */

/* The length that a DER SEQUENCE announces, with its head; 0: none. */
static size_t der_length(cupel_slice s)
{
    struct cur c = cur_of(s);
    uint8_t tag = cur_u8(&c), first = cur_u8(&c);
    size_t octets = first < 0x80 ? 0 : first & 0x7f, n = first < 0x80 ? first : 0;
    if (tag != 0x30 || octets > 2)
        return 0;
    for (size_t i = 0; i < octets; i++)
        n = n << 8 | cur_u8(&c);
    return c.st == CUPEL_OK ? 2 + octets + n : 0;
}

static bool is_padding(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != s.p[0] || (s.p[i] != 0x00 && s.p[i] != 0xff))
            return false;
    return true;
}

cupel_status tpm_take_cert(struct tpm *t, uint32_t index, struct arena *a, cupel_slice *ret,
                           struct cupel_diag *err)
{
    cupel_slice all = SLICE_EMPTY;
    CUPEL_TRY(tpm_read_nv(t, index, a, &all, err));
    size_t n = der_length(all);
    if (n == 0 || n > all.n || n > CERT_MAX || !is_padding(slice_part(all, n, all.n - n)))
        return diag_set(err, CUPEL_E_MALFORMED, "",
                        "NV index 0x%08x holds no DER certificate (%zu bytes): name another with "
                        "--ak-cert",
                        index, all.n);
    *ret = slice_part(all, 0, n);
    return CUPEL_OK;
}

/* ---- the AK ---- */

static bool read_handle(const char *text, uint32_t *ret)
{
    uint8_t b[4];
    cupel_slice s = slice_str(text);
    if (!slice_starts(s, SLICE_LIT("0x")) ||
        hex_read_fixed(slice_part(s, 2, 8), b, 4) != CUPEL_OK || s.n != 10)
        return false;
    *ret = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    return true;
}

/* Where a cloud put a template, the AK has a certificate: better than one that nobody vouches for.
 */
static cupel_status choose_ak(struct tpm *t, const char *wish, struct arena *a,
                              struct ak_choice *ak, uint32_t *cert, struct cupel_diag *err)
{
    cupel_slice template = SLICE_EMPTY;
    bool ecc = strcmp(wish, "ecc") == 0, is_auto = strcmp(wish, "auto") == 0;
    uint32_t index = ecc ? GCE_ECC_TEMPLATE : GCE_RSA_TEMPLATE;
    if (read_handle(wish, &ak->number)) {
        ak->kind = AK_HANDLE;
        return CUPEL_OK;
    }
    if (!ecc && !is_auto && strcmp(wish, "rsa") != 0)
        return diag_set(
            err, CUPEL_E_USAGE, "",
            "--ak %s: must be auto, rsa, ecc, or a persistent handle such as 0x81010002", wish);
    cupel_status st = tpm_read_nv(t, index, a, &template, err);
    if (st != CUPEL_OK && st != CUPEL_E_NOT_FOUND)
        return st;
    *ak = st == CUPEL_OK ? (struct ak_choice){ AK_TEMPLATE, index }
                         : (struct ak_choice){ ecc ? AK_ECC : AK_RSA, 0 };
    if (st == CUPEL_OK)
        *cert = ecc ? GCE_ECC_CERT : GCE_RSA_CERT;
    return CUPEL_OK;
}

/* ---- the challenge ---- */

/* Qualifying data: the nonce exactly, or with user data SHA-256 of both, which every TPM has room
 * for. The KBS protocol pads to 64 bytes. */
static cupel_status make_challenge(const struct attest *at, struct collected *ret,
                                   struct cupel_diag *err)
{
    const struct request *r = at->request;
    uint8_t bytes[CRYPTO_HASH_MAX];
    ret->challenge = r->nonce;
    ret->binding = "nonce, exact";
    if (r->has_user_data) {
        if (r->nonce.n != NONCE_BOUND)
            return diag_set(
                err, CUPEL_E_USAGE, "",
                "--user-data: the nonce must then be %u bytes, so that no byte can pass "
                "from one to the other; it has %zu",
                NONCE_BOUND, r->nonce.n);
        CUPEL_TRY(crypto_digest2(at->crypto, CRYPTO_SHA256, r->nonce, r->user_data, bytes));
        ret->challenge = arena_copy(ret->arena, slice_of(bytes, 32));
        ret->binding = "SHA-256(nonce || user data)";
    }
    if (r->format == FORMAT_KBS) {
        slice_copy(ret->challenge, bytes, TPM_PAD_DATA);
        ret->challenge = arena_copy(ret->arena, slice_of(bytes, TPM_PAD_DATA));
        ret->binding = r->has_user_data
                           ? "SHA-256(nonce || user data), padded with zeros to 64 bytes"
                           : "nonce, padded with zeros to 64 bytes";
    }
    return CUPEL_OK;
}

/* ---- all together ---- */

static cupel_slice join(struct arena *a, cupel_slice x, cupel_slice y)
{
    uint8_t *p = arena_alloc(a, x.n + y.n);
    if (!p)
        return SLICE_EMPTY;
    slice_copy(x, p, x.n);
    slice_copy(y, p + x.n, y.n);
    return slice_of(p, x.n + y.n);
}

cupel_status tpm_fill(struct collected *ret, const struct pcr_selection *sel,
                      const struct ak_quote *q, struct cupel_diag *err)
{
    struct collected_quote *c = &ret->quote;
    c->message = q->message;
    c->signature = q->signature;
    c->raw_signature = q->raw_signature;
    c->modulus = q->modulus;
    c->exponent = q->exponent;
    for (size_t k = 0; k < sel->n; k++)
        for (unsigned i = 0; i < PCR_COUNT; i++)
            if (sel->banks[k].alg == ALG_SHA256 && (sel->banks[k].mask >> i & 1))
                c->sha256[i] = arena_copy(ret->arena, slice_of(q->pcrs.bytes[k][i], 32));
    ret->evidence = join(ret->arena, q->attest, q->signature);
    collected_add(ret, "ak.pub", "application/octet-stream", IND_NONE, q->public_area);
    collected_add(ret, "pcrs.json", "application/json", IND_NONE,
                  tpm_pcrs_json(ret->arena, sel, &q->pcrs));
    return collected_status(ret, err);
}

/* A certificate that was asked for must be there; a cloud's may lack. */
static cupel_status add_cert(struct tpm *t, const struct request *r, uint32_t cloud,
                             struct collected *ret, struct cupel_diag *err)
{
    cupel_slice cert = SLICE_EMPTY;
    uint32_t index = r->has_ak_cert ? r->ak_cert : cloud;
    if (index == 0)
        return CUPEL_OK;
    cupel_status st = tpm_take_cert(t, index, ret->arena, &cert, err);
    if (st == CUPEL_E_NOT_FOUND && r->has_ak_cert)
        return diag_set(err, CUPEL_E_IO, "", "--ak-cert: the TPM has no NV index 0x%08x", index);
    if (st == CUPEL_E_NOT_FOUND) {
        collected_note(ret, arena_printf(ret->arena,
                                         "ak.crt was left out: the TPM has a template for the AK "
                                         "but no certificate at 0x%08x",
                                         index));
        return CUPEL_OK;
    }
    collected_add(ret, "ak.crt", "application/pkix-cert", IND_ENDORSEMENTS, cert);
    return st;
}

/* What the KBS protocol has no other form for. */
static cupel_status check_kbs(const struct request *r, const struct pcr_selection *sel,
                              struct cupel_diag *err)
{
    bool all = sel->n == 1 && sel->banks[0].alg == ALG_SHA256 &&
               sel->banks[0].mask == (1u << PCR_COUNT) - 1;
    if (r->format != FORMAT_KBS || (all && strcmp(r->ak, "ecc") != 0))
        return CUPEL_OK;
    return diag_set(
        err, CUPEL_E_USAGE, "",
        "--format kbs: the protocol knows quotes over sha256:all by RSA keys only; leave "
        "--pcrs and --ak ecc out");
}

static cupel_status quote(const struct attest *at, struct tpm *t, const struct pcr_selection *sel,
                          struct collected *ret, struct cupel_diag *err)
{
    struct ak_choice ak = { 0 };
    uint32_t cert = 0;
    struct ak_quote *q = arena_alloc(ret->arena, sizeof *q);
    if (!q)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    CUPEL_TRY(choose_ak(t, at->request->ak, ret->arena, &ak, &cert, err));
    CUPEL_TRY(tpm_make_quote(t, at->crypto, &ak, ret->challenge, sel, ret->arena, q, err));
    CUPEL_TRY(tpm_fill(ret, sel, q, err));
    return add_cert(t, at->request, cert, ret, err);
}

static cupel_status collect(const struct attest *at, struct collected *ret, struct cupel_diag *err)
{
    struct pcr_selection sel;
    struct tpm *t = NULL;
    ret->tee = TEE_TPM;
    ret->provider = "tpm";
    CUPEL_TRY(pcr_selection_read(at->request->pcrs, &sel, err));
    CUPEL_TRY(check_kbs(at->request, &sel, err));
    CUPEL_TRY(make_challenge(at, ret, err));
    CUPEL_TRY(tpm_open_request(at, ret->arena, &t, err));
    cupel_status st = quote(at, t, &sel, ret, err);
    tpm_close(t);
    if (st == CUPEL_OK)
        logs_add_tpm(at, ret);
    return st;
}

const struct source source_tpm = {
    .name = "tpm",
    .where = NODE_MANAGED,
    .tees = TEE_BIT(TEE_TPM),
    .probe = tpm_look,
    .collect = collect,
};
