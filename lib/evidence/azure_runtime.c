/* SPDX-License-Identifier: Apache-2.0 */
/* The runtime data of an Azure confidential VM: the vTPM's keys, the VM's configuration, what the
 * guest put in. */
#include "evidence/azure.h"

#include "base/text.h"
#include "codec/pubkey.h"
#include "codec/x509_alg.h"

#define AK_NAME "HCLAkPub"

static void fail_ak(struct azure_work *w, const struct json_node *node, const char *detail)
{
    const struct json_node *at = node ? node : w->r->json;
    azure_add_at(w, AZURE_CHECK_AK, CUPEL_FAIL, detail, w->r->runtime_at + at->offset, at->raw.n);
}

/* The one key that is named HCLAkPub; else NULL, and *why says what is wrong. */
static const struct json_node *find_ak(struct json_in *in, const struct json_node *json,
                                       const char **why)
{
    const struct json_node *keys = json_get(in, json, "keys", JSON_ARRAY), *ak = NULL;
    *why = NULL;
    if (keys && keys->count > AZURE_KEYS_MAX)
        json_fail(in, keys, "holds %zu keys; it may hold %u", keys->count, AZURE_KEYS_MAX);
    for (const struct json_node *k = keys && in->st == CUPEL_OK ? keys->child : NULL; k;
         k = k->next) {
        if (!slice_eq(json_get_string(in, k, "kid"), SLICE_LIT(AK_NAME)))
            continue;
        if (ak)
            *why = "two keys are named " AK_NAME;
        ak = k;
    }
    if (in->st == CUPEL_OK && !ak)
        *why = "no key is named " AK_NAME;
    return in->st == CUPEL_OK && !*why ? ak : NULL;
}

static cupel_status claim_ak(struct azure_work *w)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    cupel_slice spki = x509_pub_write(&w->ap->arena, &w->ak);
    CUPEL_TRY(crypto_digest(w->in->trust.crypto, CRYPTO_SHA256, spki, digest));
    slice_copy(slice_of(digest, 32), w->ak_sha256, 32);
    claim_bytes(w->ap, "azure.ak", SLICE_ARRAY(w->ak_sha256));
    return CUPEL_OK;
}

static cupel_status read_ak(struct azure_work *w)
{
    struct cupel_diag err = { 0 };
    struct json_in in = { .kind = "azure", .err = &err };
    const char *why = NULL;
    const struct json_node *node = find_ak(&in, w->r->json, &why);
    if (node)
        jwk_read(&w->ap->arena, &in, node, &w->ak);
    CUPEL_TRY(arena_status(&w->ap->arena));
    if (in.st != CUPEL_OK)
        why = arena_printf(&w->ap->arena, "the key cannot be read: %s", err.text);
    else if (node && w->ak.type != CRYPTO_KEY_RSA)
        why = AK_NAME " is no RSA key";
    if (why) {
        fail_ak(w, node, why);
        return CUPEL_OK;
    }
    w->has_ak = true;
    azure_add(w, AZURE_CHECK_AK, CUPEL_PASS, NULL);
    return claim_ak(w);
}

/* Members of another type make no claim: what is expected of them then fails. */
static void claim_member(struct azure_work *w, const struct json_node *vm, const char *member,
                         const char *claim)
{
    const struct json_node *n = json_find(vm, member);
    const struct cupel_claim_info *info = NULL;
    uint64_t seconds = 0;
    for (size_t i = 0; n && i < AZURE_CLAIMS; i++)
        if (slice_eq(slice_str(azure_claims[i].name), slice_str(claim)))
            info = &azure_claims[i];
    if (!info)
        return;
    if (info->type == CUPEL_CLAIM_BOOL && n->type == JSON_BOOL)
        claim_bool(w->ap, info->name, n->truth);
    else if (info->type == CUPEL_CLAIM_TEXT && n->type == JSON_STRING)
        claim_text(w->ap, info->name, arena_text(&w->ap->arena, n->text));
    else if (info->type == CUPEL_CLAIM_TIME && n->type == JSON_NUMBER) {
        struct json_in in = { .kind = "azure" };
        seconds = json_get_uint(&in, vm, member, UINT32_MAX);
        if (in.st == CUPEL_OK)
            claim_time(w->ap, info->name, (int64_t)seconds);
    }
}

static void claim_configuration(struct azure_work *w)
{
    static const struct {
        const char *member, *claim;
    } members[] = {
        { "secure-boot", "azure.secure_boot" },
        { "tpm-enabled", "azure.tpm_enabled" },
        { "tpm-persisted", "azure.tpm_persisted" },
        { "console-enabled", "azure.console_enabled" },
        { "filtered-vpci-devices-allowed", "azure.filtered_vpci_devices_allowed" },
        { "root-cert-thumbprint", "azure.root_cert_thumbprint" },
        { "current-time", "azure.current_time" },
        { "vmUniqueId", "azure.vm_unique_id" },
    };
    const struct json_node *vm = json_find(w->r->json, "vm-configuration");
    for (size_t i = 0; i < CUPEL_COUNT(members); i++)
        claim_member(w, vm, members[i].member, members[i].claim);
}

/* Hex of what the guest wrote to NV index 0x01400002. */
static void read_user_data(struct azure_work *w)
{
    const struct json_node *n = json_find(w->r->json, "user-data");
    uint8_t *out = arena_alloc(&w->ap->arena, AZURE_USER_MAX);
    size_t size = n ? n->text.n / 2 : 0;
    if (!out || !n || n->type != JSON_STRING || size == 0 || size > AZURE_USER_MAX ||
        hex_read_fixed(n->text, out, size) != CUPEL_OK)
        return;
    w->user_data = slice_of(out, size);
    claim_bytes(w->ap, "azure.user_data", w->user_data);
}

cupel_status azure_read_runtime(struct azure_work *w)
{
    CUPEL_TRY(read_ak(w));
    claim_configuration(w);
    read_user_data(w);
    return arena_status(&w->ap->arena);
}
