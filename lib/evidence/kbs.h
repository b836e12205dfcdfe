/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/kbs.h: the JSON in which clients of the Key Broker Service protocol send evidence, and
 * the messages around it. Nothing is passed over in silence: a member that is not known is refused.
 * Sources: confidential-containers/guest-components, attestation-agent/attester (what is sent);
 * confidential-containers/trustee, kbs/docs/kbs_attestation_protocol.md and deps/verifier (what is
 * read); virtee/sev, firmware/guest/types/snp.rs (the SNP report as a structure).
 */
#ifndef CUPEL_LIB_EVIDENCE_KBS_H
#define CUPEL_LIB_EVIDENCE_KBS_H

#include "codec/json.h"
#include "evidence/format.h"

/* A message being opened. */
struct kbs {
    struct arena *a;
    struct json_in in; /* the first failure sticks here */
    struct unwrapped *ret;
    const struct json_node *node; /* what is left of the message */
    cupel_slice tee;              /* the TEE that the message names, or empty */
    unsigned envelopes;           /* undone so far */
};

/* Fail at @node with @st instead of CUPEL_E_MALFORMED. */
void kbs_refuse(struct kbs *k, const struct json_node *node, cupel_status st, const char *why);
/* Fail unless every member of @object is in @names, which NULL ends. */
void kbs_members(struct kbs *k, const struct json_node *object, const char *const *names);
/* Bytes as an array of numbers, hex, or base64 of either alphabet; exactly @n unless that is 0. */
cupel_slice kbs_bytes(struct kbs *k, const struct json_node *node, size_t n);
/* The same of a member that must be there. */
cupel_slice kbs_get(struct kbs *k, const struct json_node *object, const char *key, size_t n);
/* A file that came inside; an empty one is left out. */
void kbs_inside(struct kbs *k, const char *name, cupel_slice bytes);

#define AZURE_PCRS_MAX 24u /* values of one bank */
/* A quote of an Azure VM as evidence has it: the agents send the bytes of a signature by an RSA
 * key, always RSASSA with SHA-256, without saying so. In the arena, empty without memory. */
cupel_slice kbs_join_quote(struct arena *a, cupel_slice message, cupel_slice signature);

/* kbs_snp.c, kbs_azure.c: k->node to evidence and files. */
void kbs_open_snp(struct kbs *k);
void kbs_open_azure_snp(struct kbs *k);
void kbs_open_azure_tdx(struct kbs *k);

#endif
