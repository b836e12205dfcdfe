/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TPM by tss2's ESYS. What comes back is unmarshalled once to be compared with what was asked
 * for, and handed on as the bytes that were signed. Sources: TPM 2.0 Library parts 2 and 3; TCG
 * TSS 2.0 ESAPI.
 */
#include "attest/tpm_esys.h"

#include "base/status.h"

#include <assert.h>
#include <stdlib.h>
#include <tss2/tss2_mu.h>
#include <tss2/tss2_rc.h>

#define NV_CHUNK 512u /* every TPM reads and writes that much at a time */
#define NV_MAX   16384u

static_assert(ALG_SHA256 == TPM2_ALG_SHA256 && ALG_SHA384 == TPM2_ALG_SHA384, "the same numbers");

bool tpm_is_built(void)
{
    return true;
}

cupel_status esys_fail(struct cupel_diag *err, TSS2_RC rc, const char *what, const char *hint)
{
    return diag_set(err, CUPEL_E_IO, "", "the TPM: %s: %s (0x%x)%s%s", what, Tss2_RC_Decode(rc),
                    (unsigned)rc, hint ? "; " : "", hint ? hint : "");
}

/* A response code of the TPM itself without the number of parameter, handle or session. */
TSS2_RC esys_base_code(TSS2_RC rc)
{
    if ((rc & TSS2_RC_LAYER_MASK) != TSS2_TPM_RC_LAYER)
        return rc;
    return rc & TPM2_RC_FMT1 ? rc & (TPM2_RC_FMT1 | 0x3f) : rc;
}

static cupel_status initialize(const char *tcti, struct tpm *t, struct cupel_diag *err)
{
    TSS2_RC rc = Tss2_TctiLdr_Initialize(tcti, &t->tcti);
    if (rc != TSS2_RC_SUCCESS)
        return diag_set(err, CUPEL_E_IO, "",
                        "no TPM answers at \"%s\": %s; --tcti names another, as in "
                        "device:/dev/tpmrm0 or swtpm:host=localhost,port=2321",
                        tcti, Tss2_RC_Decode(rc));
    rc = Esys_Initialize(&t->esys, t->tcti, NULL);
    if (rc != TSS2_RC_SUCCESS)
        return esys_fail(err, rc, "ESYS cannot be started", NULL);
    /* The kernel and resource managers have started it long ago; a bare simulator may need it. */
    rc = Esys_Startup(t->esys, TPM2_SU_CLEAR);
    if (rc != TSS2_RC_SUCCESS && rc != TPM2_RC_INITIALIZE)
        return esys_fail(err, rc, "it cannot be started", "is it in use by another program?");
    return CUPEL_OK;
}

cupel_status tpm_open(const char *tcti, struct tpm **ret, struct cupel_diag *err)
{
    struct tpm *t = calloc(1, sizeof *t);
    if (!t)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    cupel_status st = initialize(tcti, t, err);
    if (st == CUPEL_OK)
        *ret = t;
    else
        tpm_close(t);
    return st;
}

void tpm_close(struct tpm *t)
{
    if (!t)
        return;
    Esys_Finalize(&t->esys);
    Tss2_TctiLdr_Finalize(&t->tcti);
    free(t);
}

/* ---- NV indices ---- */

/* Is there an object with this handle? An answer that is no list of handles counts as none. */
static bool handle_is_there(struct tpm *t, uint32_t handle)
{
    TPMI_YES_NO more = 0;
    TPMS_CAPABILITY_DATA *cap = NULL;
    TSS2_RC rc = Esys_GetCapability(t->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                    TPM2_CAP_HANDLES, handle, 1, &more, &cap);
    bool there = rc == TSS2_RC_SUCCESS && cap->data.handles.count == 1 &&
                 cap->data.handles.handle[0] == handle;
    Esys_Free(cap);
    return there;
}

struct nv {
    ESYS_TR index, auth;
    uint16_t size;
};

static cupel_status nv_open(struct tpm *t, uint32_t index, bool write, struct nv *ret,
                            struct cupel_diag *err)
{
    TPM2B_NV_PUBLIC *public = NULL;
    if (!handle_is_there(t, index))
        return CUPEL_E_NOT_FOUND;
    TSS2_RC rc = Esys_TR_FromTPMPublic(t->esys, index, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                       &ret->index);
    if (rc == TSS2_RC_SUCCESS)
        rc = Esys_NV_ReadPublic(t->esys, ret->index, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                &public, NULL);
    if (rc != TSS2_RC_SUCCESS)
        return esys_fail(err, rc, "an NV index cannot be opened", NULL);
    TPMA_NV attributes = public->nvPublic.attributes;
    ret->size = public->nvPublic.dataSize;
    Esys_Free(public);
    bool owner = attributes & (write ? TPMA_NV_OWNERWRITE : TPMA_NV_OWNERREAD);
    ret->auth = owner ? ESYS_TR_RH_OWNER : ret->index;
    return CUPEL_OK;
}

static TSS2_RC nv_read_chunk(struct tpm *t, const struct nv *nv, uint8_t *out, uint16_t at,
                             uint16_t n)
{
    TPM2B_MAX_NV_BUFFER *data = NULL;
    TSS2_RC rc = Esys_NV_Read(t->esys, nv->auth, nv->index, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                              ESYS_TR_NONE, n, at, &data);
    if (rc == TSS2_RC_SUCCESS && data->size != n)
        rc = TSS2_ESYS_RC_MALFORMED_RESPONSE;
    if (rc == TSS2_RC_SUCCESS)
        slice_copy(slice_of(data->buffer, n), out + at, n);
    Esys_Free(data);
    return rc;
}

cupel_status tpm_read_nv(struct tpm *t, uint32_t index, struct arena *a, cupel_slice *ret,
                         struct cupel_diag *err)
{
    struct nv nv = { 0 };
    CUPEL_TRY(nv_open(t, index, false, &nv, err));
    uint8_t *out = nv.size <= NV_MAX ? arena_alloc(a, nv.size) : NULL;
    TSS2_RC rc = out ? TSS2_RC_SUCCESS : TSS2_ESYS_RC_MEMORY;
    for (uint16_t at = 0; at < nv.size && rc == TSS2_RC_SUCCESS;) {
        uint16_t left = (uint16_t)(nv.size - at);
        uint16_t n = left < NV_CHUNK ? left : NV_CHUNK;
        rc = nv_read_chunk(t, &nv, out, at, n);
        at = (uint16_t)(at + n);
    }
    (void)Esys_TR_Close(t->esys, &nv.index);
    if (rc != TSS2_RC_SUCCESS)
        return diag_set(err, CUPEL_E_IO, "", "the TPM: NV index 0x%08x cannot be read: %s (0x%x)",
                        index, Tss2_RC_Decode(rc), (unsigned)rc);
    *ret = slice_of(out, nv.size);
    return CUPEL_OK;
}

static cupel_status nv_define(struct tpm *t, uint32_t index, uint16_t size, struct cupel_diag *err)
{
    ESYS_TR made = ESYS_TR_NONE;
    TPM2B_AUTH none = { 0 };
    TPM2B_NV_PUBLIC public = {
        .nvPublic = { .nvIndex = index,
                      .nameAlg = TPM2_ALG_SHA256,
                      .attributes = TPMA_NV_OWNERWRITE | TPMA_NV_OWNERREAD,
                      .dataSize = size },
    };
    TSS2_RC rc = Esys_NV_DefineSpace(t->esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                     ESYS_TR_NONE, &none, &public, &made);
    if (rc != TSS2_RC_SUCCESS)
        return esys_fail(err, rc, "an NV index for user data cannot be made",
                         "does the owner hierarchy have a password?");
    (void)Esys_TR_Close(t->esys, &made);
    return CUPEL_OK;
}

cupel_status tpm_write_nv(struct tpm *t, uint32_t index, cupel_slice bytes, struct cupel_diag *err)
{
    struct nv nv = { 0 };
    TPM2B_MAX_NV_BUFFER data = { .size = (uint16_t)bytes.n };
    if (bytes.n > NV_CHUNK)
        return diag_set(err, CUPEL_E_INTERNAL, "", "more than one NV buffer");
    slice_copy(bytes, data.buffer, bytes.n);
    cupel_status st = nv_open(t, index, true, &nv, err);
    if (st == CUPEL_E_NOT_FOUND) {
        CUPEL_TRY(nv_define(t, index, data.size, err));
        st = nv_open(t, index, true, &nv, err);
    }
    if (st != CUPEL_OK)
        return st;
    TSS2_RC rc = nv.size != data.size ? TPM2_RC_NV_SIZE
                                      : Esys_NV_Write(t->esys, nv.auth, nv.index, ESYS_TR_PASSWORD,
                                                      ESYS_TR_NONE, ESYS_TR_NONE, &data, 0);
    (void)Esys_TR_Close(t->esys, &nv.index);
    return rc == TSS2_RC_SUCCESS ? CUPEL_OK
                                 : esys_fail(err, rc, "user data cannot be written to its NV index",
                                             "if it has another size: tpm2_nvundefine 0x01400002");
}

/* ---- the AK ---- */

static const TPMA_OBJECT ak_attributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
                                         TPMA_OBJECT_SENSITIVEDATAORIGIN |
                                         TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_RESTRICTED |
                                         TPMA_OBJECT_SIGN_ENCRYPT | TPMA_OBJECT_NODA;

/* A restricted signing key straight below the endorsement seed: the same at each run, so nothing is
 * left in the TPM and the key has one name for good. */
static TPM2B_PUBLIC template_of(enum ak_kind kind)
{
    TPM2B_PUBLIC p = { .publicArea = { .nameAlg = TPM2_ALG_SHA256,
                                       .objectAttributes = ak_attributes } };
    if (kind == AK_ECC) {
        p.publicArea.type = TPM2_ALG_ECC;
        p.publicArea.parameters.eccDetail = (TPMS_ECC_PARMS){
            .symmetric = { .algorithm = TPM2_ALG_NULL },
            .scheme = { .scheme = TPM2_ALG_ECDSA, .details.ecdsa.hashAlg = TPM2_ALG_SHA256 },
            .curveID = TPM2_ECC_NIST_P256,
            .kdf = { .scheme = TPM2_ALG_NULL },
        };
    } else {
        p.publicArea.type = TPM2_ALG_RSA;
        p.publicArea.parameters.rsaDetail = (TPMS_RSA_PARMS){
            .symmetric = { .algorithm = TPM2_ALG_NULL },
            .scheme = { .scheme = TPM2_ALG_RSASSA, .details.rsassa.hashAlg = TPM2_ALG_SHA256 },
            .keyBits = 2048,
        };
    }
    return p;
}

static cupel_status template_from_nv(struct tpm *t, uint32_t index, struct arena *a,
                                     TPM2B_PUBLIC *ret, struct cupel_diag *err)
{
    cupel_slice bytes = SLICE_EMPTY;
    size_t at = 0;
    CUPEL_TRY(tpm_read_nv(t, index, a, &bytes, err));
    TSS2_RC rc = Tss2_MU_TPMT_PUBLIC_Unmarshal(bytes.p, bytes.n, &at, &ret->publicArea);
    if (rc != TSS2_RC_SUCCESS)
        return diag_set(err, CUPEL_E_MALFORMED, "", "NV index 0x%08x holds no key template", index);
    return CUPEL_OK;
}

static cupel_status make_key(struct tpm *t, const TPM2B_PUBLIC *template, ESYS_TR *ret,
                             struct cupel_diag *err)
{
    TPM2B_SENSITIVE_CREATE sensitive = { 0 };
    TPM2B_DATA outside = { 0 };
    TPML_PCR_SELECTION pcrs = { 0 };
    TSS2_RC rc = Esys_CreatePrimary(t->esys, ESYS_TR_RH_ENDORSEMENT, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                    ESYS_TR_NONE, &sensitive, template, &outside, &pcrs, ret, NULL,
                                    NULL, NULL, NULL);
    if (rc == TSS2_RC_SUCCESS)
        return CUPEL_OK;
    TSS2_RC base = esys_base_code(rc);
    bool locked = base == TPM2_RC_BAD_AUTH || base == TPM2_RC_AUTH_FAIL ||
                  base == TPM2_RC_HIERARCHY;
    return esys_fail(
        err, rc, "no attestation key can be made",
        locked ? "the endorsement hierarchy has a password or is off: make a persistent key "
                 "beforehand (tpm2_createak, tpm2_evictcontrol) and name it with --ak"
               : "--ak rsa and --ak ecc choose its kind, --ak 0x81… takes one that is there");
}

cupel_status esys_open_ak(struct tpm *t, const struct ak_choice *ak, struct arena *a, ESYS_TR *ret,
                          struct cupel_diag *err)
{
    TPM2B_PUBLIC template = template_of(ak->kind);
    if (ak->kind == AK_TEMPLATE)
        CUPEL_TRY(template_from_nv(t, ak->number, a, &template, err));
    if (ak->kind != AK_HANDLE)
        return make_key(t, &template, ret, err);
    if (!handle_is_there(t, ak->number))
        return diag_set(
            err, CUPEL_E_UNSUPPORTED, "",
            "the TPM has no persistent key 0x%08x; tpm2_getcap handles-persistent lists "
            "them",
            ak->number);
    TSS2_RC rc = Esys_TR_FromTPMPublic(t->esys, ak->number, ESYS_TR_NONE, ESYS_TR_NONE,
                                       ESYS_TR_NONE, ret);
    return rc == TSS2_RC_SUCCESS ? CUPEL_OK : esys_fail(err, rc, "the key cannot be opened", NULL);
}

/* A key that signs whatever it is given proves no quote: a verifier would refuse it later. */
static cupel_status check_ak(const TPM2B_PUBLIC *p, struct cupel_diag *err)
{
    TPMA_OBJECT needed = TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN_ENCRYPT;
    TPMA_OBJECT found = p->publicArea.objectAttributes;
    if ((found & needed) == needed && !(found & TPMA_OBJECT_DECRYPT))
        return CUPEL_OK;
    return diag_set(err, CUPEL_E_USAGE, "",
                    "--ak: this is no attestation key: it must be restricted and sign, not decrypt "
                    "(attributes 0x%x)",
                    (unsigned)found);
}

cupel_status esys_take_public(struct tpm *t, ESYS_TR key, struct arena *a, struct ak_quote *ret,
                              struct cupel_diag *err)
{
    TPM2B_PUBLIC *p = NULL;
    uint8_t bytes[sizeof(TPM2B_PUBLIC)];
    size_t n = 0;
    TSS2_RC rc = Esys_ReadPublic(t->esys, key, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &p, NULL,
                                 NULL);
    if (rc == TSS2_RC_SUCCESS)
        rc = Tss2_MU_TPM2B_PUBLIC_Marshal(p, bytes, sizeof bytes, &n);
    if (rc != TSS2_RC_SUCCESS) {
        Esys_Free(p);
        return esys_fail(err, rc, "the public part of the key cannot be read", NULL);
    }
    ret->public_area = arena_copy(a, slice_of(bytes, n));
    if (p->publicArea.type == TPM2_ALG_RSA) {
        uint32_t e = p->publicArea.parameters.rsaDetail.exponent;
        const TPM2B_PUBLIC_KEY_RSA *modulus = &p->publicArea.unique.rsa;
        ret->modulus = arena_copy(a, slice_of(modulus->buffer, modulus->size));
        ret->exponent = e ? e : 65537; /* 0 stands for the default */
    }
    cupel_status st = check_ak(p, err);
    Esys_Free(p);
    return st;
}
