/* SPDX-License-Identifier: Apache-2.0 */
/* Is the attestation key vouched for? By its certificate, by the caller, or by a TEE's evidence. */
#include "evidence/tpm.h"

#include "base/text.h"
#include "codec/der.h"
#include "evidence/path.h"

enum { /* further bits of keyUsage */
       USAGE_KEY_ENCIPHERMENT = 1u << 2,
       USAGE_DATA_ENCIPHERMENT = 1u << 3,
       USAGE_KEY_AGREEMENT = 1u << 4
};

static const uint8_t oid_ext_key_usage[] = { 0x55, 0x1d, 0x25 };
static const uint8_t oid_ek[] = { 0x67, 0x81, 0x05, 0x08, 0x01 };  /* tcg-kp-EKCertificate */
static const uint8_t oid_aik[] = { 0x67, 0x81, 0x05, 0x08, 0x03 }; /* tcg-kp-AIKCertificate */

static bool has_purpose(const struct x509_cert *c, cupel_slice purpose)
{
    bool found, has = false;
    struct cur v = cur_of(x509_ext_find(c, SLICE_ARRAY(oid_ext_key_usage), &found, NULL));
    struct cur list = der_enter(&v, DER_SEQUENCE);
    while (found && list.left.n && list.st == CUPEL_OK)
        has = slice_eq(der_take_oid(&list), purpose) || has;
    return has;
}

static bool may_decrypt(const struct x509_cert *c)
{
    return c->has_usage &&
           (c->usage & (USAGE_KEY_ENCIPHERMENT | USAGE_DATA_ENCIPHERMENT | USAGE_KEY_AGREEMENT));
}

/* Google issued AK certificates with the purpose of an EK's until 2022; their keyUsage is
 * digitalSignature alone, which no EK's is. */
bool tpm_cert_is_ek(const struct x509_cert *c)
{
    bool signs_only = c->has_usage && (c->usage & X509_USAGE_DIGITAL_SIGNATURE) && !may_decrypt(c);
    return has_purpose(c, SLICE_ARRAY(oid_ek)) && !has_purpose(c, SLICE_ARRAY(oid_aik)) &&
           !signs_only;
}

static const char *subject_of(struct arena *a, const struct x509_cert *c)
{
    const char *name = x509_name_text(a, c->subject);
    return name[0] ? name : arena_printf(a, "with serial number %s", arena_hex(a, c->serial));
}

/* ---- the certificate ---- */

static const char *certificate_fault(const struct x509_cert *c)
{
    if (tpm_cert_is_ek(c))
        return "the certificate is one of an endorsement key, not of an attestation key";
    if (c->has_usage && !(c->usage & X509_USAGE_DIGITAL_SIGNATURE))
        return "the certificate does not allow its key to sign (keyUsage lacks digitalSignature)";
    return NULL;
}

static void check_certificate(struct tpm_work *w)
{
    const char *fault = certificate_fault(w->ak->cert);
    tpm_add(w, TPM_CHECK_AK_CERTIFICATE, fault ? CUPEL_FAIL : CUPEL_PASS, fault);
}

static void need_issuer(struct tpm_work *w)
{
    const struct x509_cert *last = w->path.certs[w->path.at];
    w->ap->missing = true;
    appraisal_need(w->ap, &(struct cupel_need){
                              .kind = "ak-issuer",
                              .hint = arena_printf(&w->ap->arena,
                                                   "the certificate of %s (its address stands in "
                                                   "the certificate, authorityInfoAccess); a root "
                                                   "is given with --anchor",
                                                   x509_name_text(&w->ap->arena, last->issuer)) });
}

static void say_path(struct tpm_work *w)
{
    const struct trust_path *p = &w->path;
    bool missing = p->fault == PATH_NO_ISSUER;
    if (p->fault != PATH_OK) {
        (void)check_addf(&w->ap->checks, &tpm_checks[TPM_CHECK_AK],
                         missing ? CUPEL_UNKNOWN : CUPEL_FAIL, "the certificate %s %s",
                         subject_of(&w->ap->arena, p->certs[p->at]), path_fault_text(p->fault));
        if (missing)
            need_issuer(w);
        return;
    }
    tpm_add(w, TPM_CHECK_AK, CUPEL_PASS,
            p->anchor->from_caller ? "its certificate leads to a root that the caller gave"
                                   : "its certificate leads to a pinned root");
    appraisal_anchor(w->ap, p->anchor->name, SLICE_ARRAY(p->anchor->sha256),
                     p->anchor->from_caller);
    appraisal_rely_until(w->ap, trust_path_until(p));
}

/* Say of each certificate that was given what became of it. */
static void note_uses(struct tpm_work *w)
{
    for (size_t i = 0; i < w->n_certs; i++) {
        const struct x509_cert *c = w->certs[i];
        for (size_t k = 1; k < w->path.n; k++)
            if (w->path.certs[k] == c)
                appraisal_use(w->ap, w->cert_index[i], true, "a CA on the path of the AK");
        if (c->is_ca && x509_is_self_issued(c))
            appraisal_use(w->ap, w->cert_index[i], false,
                          "a root: pinned ones and those of --anchor are trusted, not given ones");
        else if (!c->is_ca && tpm_cert_is_ek(c))
            appraisal_use(w->ap, w->cert_index[i], false,
                          "certificate of an endorsement key, which signs no quotes");
        else if (!c->is_ca)
            appraisal_use(w->ap, w->cert_index[i], false,
                          w->ak && slice_eq(c->pub.point, w->ak->pub.point)
                              ? "the key that signed is trusted without it"
                              : "of another key than the one that signed");
    }
}

static cupel_status check_cert_path(struct tpm_work *w)
{
    CUPEL_TRY(trust_path_find(&w->in->trust, w->ak->cert, w->certs, w->n_certs, &w->path));
    say_path(w);
    check_certificate(w);
    path_check_validity(w->ap, &tpm_checks[TPM_CHECK_AK_VALIDITY], &w->path, w->in->now,
                        subject_of);
    w->ap->software = trust_path_is_software(&w->path);
    if (w->signer_found && !tpm_cert_is_ek(w->ak->cert))
        tpm_claim_gce(w->ap, w->ak->cert);
    return CUPEL_OK;
}

/* ---- revocation ---- */

static void say_revoked(struct tpm_work *w, const struct x509_cert *cert,
                        const struct crl_answer *a)
{
    char when[RFC3339_ROOM];
    rfc3339_write(a->revoked_at, when);
    (void)check_addf(&w->ap->checks, &tpm_checks[TPM_CHECK_REVOCATION], CUPEL_FAIL,
                     "%s revoked the certificate %s (serial %s) on %s",
                     arena_text(&w->ap->arena, a->crl->issuer_cn), subject_of(&w->ap->arena, cert),
                     arena_hex(&w->ap->arena, cert->serial), when);
}

/* Only what is not in order; true for that. */
static bool say_crl(struct tpm_work *w, const struct x509_cert *cert, const struct crl_answer *a)
{
    switch (a->state) {
    case CRL_NONE: return false;
    case CRL_REVOKED: say_revoked(w, cert, a); return true;
    case CRL_NOT_AUTHENTIC:
        tpm_add(w, TPM_CHECK_REVOCATION, CUPEL_FAIL,
                "the revocation list given is not signed by its issuer on the path");
        return true;
    case CRL_NOT_YET:
        tpm_add(w, TPM_CHECK_REVOCATION, CUPEL_WARN,
                "not listed, but the only revocation list given is from after the time of "
                "verification");
        return true;
    case CRL_STALE:
        tpm_add(w, TPM_CHECK_REVOCATION, CUPEL_WARN,
                "not listed, but the newest revocation list given has run out");
        return true;
    case CRL_GOOD: appraisal_rely_until(w->ap, a->crl->next_update); return false;
    }
    return false;
}

static cupel_status look_up(struct tpm_work *w, bool *some, bool *some_without, bool *open)
{
    const struct trust_path *p = &w->path;
    for (size_t i = 0; i < p->n; i++) {
        const struct crypto_pub *issuer = trust_path_issuer_key(p, i);
        struct crl_answer a;
        CUPEL_TRY(trust_crl_check(&w->in->trust, p->certs[i], issuer, w->crls, w->n_crls,
                                  w->in->now, &a));
        *open = say_crl(w, p->certs[i], &a) || *open;
        *some = *some || a.state != CRL_NONE;
        *some_without = *some_without || a.state == CRL_NONE;
        if (a.index != SIZE_MAX)
            appraisal_use(w->ap, w->crl_index[a.index], a.state != CRL_NOT_AUTHENTIC,
                          a.state != CRL_NOT_AUTHENTIC ? "revocation of the path"
                                                       : "not signed by its issuer on the path");
    }
    return CUPEL_OK;
}

static cupel_status check_revocation(struct tpm_work *w)
{
    bool some = false, some_without = false, open = false;
    if (!w->ak || w->ak->source != TPM_AK_CERT || w->path.fault != PATH_OK) {
        tpm_add(w, TPM_CHECK_REVOCATION, CUPEL_SKIP,
                "there is no path whose certificates could be looked up");
        return CUPEL_OK;
    }
    CUPEL_TRY(look_up(w, &some, &some_without, &open));
    const struct collateral_item *bad = collateral_bad_crl(&w->in->collateral);
    if (bad && some_without)
        (void)check_addf(&w->ap->checks, &tpm_checks[TPM_CHECK_REVOCATION], CUPEL_FAIL,
                         "the revocation list %s cannot be read: %s", bad->name, bad->problem);
    else if (some && !open)
        tpm_add(w, TPM_CHECK_REVOCATION, CUPEL_PASS, NULL);
    else if (!some)
        tpm_add(w, TPM_CHECK_REVOCATION, CUPEL_SKIP,
                w->n_crls ? "none of the revocation lists given is of an issuer of the path"
                          : "no revocation list was given");
    return CUPEL_OK;
}

/* ---- who vouches ---- */

static bool has_ek_certificate(const struct tpm_work *w)
{
    for (size_t i = 0; i < w->n_certs; i++)
        if (!w->certs[i]->is_ca && tpm_cert_is_ek(w->certs[i]))
            return true;
    return false;
}

static void need_certificate(struct tpm_work *w)
{
    w->ap->missing = true;
    appraisal_need(w->ap, &(struct cupel_need){
                              .kind = "ak-certificate",
                              .hint = "the certificate of the attestation key, with its "
                                      "intermediates; GCE and Azure keep it in the TPM's NV index "
                                      "0x01c10000 and 0x01c101d0" });
}

/* A key without a certificate that verifies, or none at all. */
static void say_unvouched(struct tpm_work *w)
{
    if (w->ak && w->n_anchor_keys) {
        tpm_add(w, TPM_CHECK_AK, CUPEL_FAIL,
                "the quote is signed by another key than those that are trusted");
        return;
    }
    tpm_add(w, TPM_CHECK_AK, CUPEL_UNKNOWN,
            w->has_signature[0] && w->signatures[0].hash == TPM_SHA1
                ? "with a signature that is not looked at, there is no key to vouch for"
            : !w->ak ? "the key that signed is not at hand"
            : has_ek_certificate(w)
                ? "the key that signed came without a certificate; that of an endorsement key "
                  "vouches for no attestation key"
                : "the key that signed came without a certificate: anybody can make one");
    need_certificate(w);
}

/* Where Google's or Azure's root vouches, what that says of a TEE. */
static void say_no_tee(struct tpm_work *w)
{
    const struct trust_anchor *a = w->ak && w->ak->source == TPM_AK_CERT ? w->path.anchor : NULL;
    w->ap->no_tee = "a TPM proves which software was started; it hides no memory from whoever owns "
                    "the machine";
    if (a && slice_eq(SLICE_ARRAY(a->sha256), SLICE_ARRAY(anchors_tpm[0].sha256)))
        w->ap->no_tee = "Google's vTPM runs in the hypervisor, outside the measurement of any TEE";
    else if (a && slice_eq(SLICE_ARRAY(a->sha256), SLICE_ARRAY(anchors_tpm[1].sha256)))
        w->ap->no_tee = "Azure's vTPM is bound to a TEE only by the HCL report of a confidential "
                        "VM; give its evidence as a whole";
}

cupel_status tpm_check_trust(struct tpm_work *w)
{
    if (w->ak && w->ak->source == TPM_AK_CERT) {
        CUPEL_TRY(check_cert_path(w));
    } else if (w->ak && w->ak->source == TPM_AK_ANCHOR) {
        const struct trust_anchor *a = w->ak->anchor;
        tpm_add(w, TPM_CHECK_AK, CUPEL_PASS,
                a->from_caller ? "the caller vouches for the key"
                               : "the evidence of a TEE binds the key");
        appraisal_anchor(w->ap, a->name, SLICE_ARRAY(a->sha256), a->from_caller);
        w->ap->software = a->is_software;
    } else {
        say_unvouched(w);
    }
    note_uses(w);
    say_no_tee(w);
    return check_revocation(w);
}
