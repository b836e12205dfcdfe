/* SPDX-License-Identifier: Apache-2.0 */
/* Every field of a report in words. */
#include "evidence/nvidia.h"

static const struct {
    uint16_t type;
    const char *name, *meaning;
} field_names[] = {
    { 1, "CERT_ISSUER_NAME", "issuer of the device's certificate" },
    { 2, "CERT_AUTHORITY_KEY_IDENTIFIER", "key identifier of that issuer" },
    { NVIDIA_DRIVER_VERSION, "DRIVER_VERSION", "which manifest has the driver's values" },
    { NVIDIA_GPU_INFO, "GPU_INFO", "chip id first: 0x180 is GH100, 0x1a0 GB100" },
    { 5, "SKU", "product variant" },
    { NVIDIA_VBIOS_VERSION, "VBIOS_VERSION", "which manifest has the VBIOS's values" },
    { 7, "MANUFACTURER_ID", "who made the device" },
    { 8, "TAMPER_DETECTION", "state of tamper detection" },
    { 9, "SMC", "secure multi-instance state" },
    { 10, "VPR", "video protected region" },
    { NVIDIA_NVDEC0_STATUS, "NVDEC0_STATUS",
      "0xaa enabled, 0x55 disabled: then measurement 35 is "
      "not compared" },
    { NVIDIA_MEASUREMENT_COUNT, "MSRSCNT", "how often each measurement was extended" },
    { NVIDIA_CPR_INFO, "CPRINFO", "compute protected region" },
    { NVIDIA_BOARD_ID, "BOARD_ID", "board" },
    { NVIDIA_CHIP_SKU, "CHIP_SKU", "part of the VBIOS manifest's name" },
    { NVIDIA_CHIP_SKU_MOD, "CHIP_SKU_MOD", "variant of the chip" },
    { NVIDIA_PROJECT, "PROJECT", "part of the VBIOS manifest's name" },
    { NVIDIA_PROJECT_SKU, "PROJECT_SKU", "part of the VBIOS manifest's name" },
    { NVIDIA_PROJECT_SKU_MOD, "PROJECT_SKU_MOD", "variant of the board" },
    { NVIDIA_FWID, "FWID", "digest of the firmware that holds the key; the leaf names it too" },
    { NVIDIA_PROTECTED_PCIE, "PROTECTED_PCIE_STATUS",
      "0xaa: NVLink is not encrypted, switches count; 0x55: off" },
    { NVIDIA_SWITCH_PDI, "SWITCH_PDI", "ids of NVSwitches, 8 bytes each" },
    { NVIDIA_FLOORSWEPT_PORTS, "FLOORSWEPT_PORTS", "ports that are not there" },
    { NVIDIA_POSITION_ID, "POSITION_ID", "place of the switch" },
    { NVIDIA_LOCK_SWITCH, "LOCK_SWITCH_STATUS", "is the switch's configuration locked" },
    { NVIDIA_GPU_LINKS, "GPU_LINK_CONN", "links to GPUs" },
    { NVIDIA_SYSTEM_ENABLE, "SYS_ENABLE_STATUS", "which system functions are on" },
    { NVIDIA_OPAQUE_VERSION, "OPAQUE_DATA_VERSION", "version of this list" },
    { NVIDIA_CHIP_INFO, "CHIP_INFO", "chip, part of the driver manifest's name" },
    { NVIDIA_FEATURE_FLAG, "FEATURE_FLAG", "mode: 0 SPT, 1 MPT, 2 PPCIE" },
    { 255, "INVALID", "no field" },
};

const char *nvidia_field_name(unsigned type)
{
    for (size_t i = 0; i < CUPEL_COUNT(field_names); i++)
        if (field_names[i].type == type)
            return field_names[i].name;
    return "unknown";
}

static const char *field_meaning(unsigned type)
{
    for (size_t i = 0; i < CUPEL_COUNT(field_names); i++)
        if (field_names[i].type == type)
            return field_names[i].meaning;
    return "a type that is not known here";
}

static void explain_message(struct field_list *l, const char *code, const char *meaning, size_t at,
                            uint8_t param1, uint8_t param2)
{
    field_text(l, "SPDMVersion", "1.1", NULL, at, 1);
    field_text(l, "RequestResponseCode", code, meaning, at + 1, 1);
    field_uint(l, "Param1", param1, "of a request: bit 0 asks for a signature", at + 2, 1);
    field_uint(l, "Param2", param2, "of a request: 255 asks for all measurements", at + 3, 1);
}

static void explain_field(const struct nvidia_report *r, const struct nvidia_field *f,
                          struct field_list *l)
{
    struct arena *a = l->arena;
    const char *text = f->type == NVIDIA_VBIOS_VERSION ? nvidia_vbios(a, r)
                       : f->type == NVIDIA_NVDEC0_STATUS || f->type == NVIDIA_PROTECTED_PCIE
                           ? nvidia_on_off(f->value.p[0])
                       : f->type == NVIDIA_FEATURE_FLAG ? nvidia_feature(slice_le64(f->value))
                       : f->type == NVIDIA_DRIVER_VERSION ||
                               (f->type >= NVIDIA_CHIP_SKU && f->type <= NVIDIA_PROJECT_SKU_MOD) ||
                               f->type == NVIDIA_CHIP_INFO
                           ? nvidia_text(a, r, f->type)
                           : "";
    const char *meaning = arena_printf(a, "type %u: %s%s%s", f->type, field_meaning(f->type),
                                       text[0] ? "; here " : "", text);
    field_bytes(l, nvidia_field_name(f->type), f->value, meaning, f->at);
}

static void explain_blocks(const struct nvidia_report *r, struct field_list *l)
{
    for (unsigned i = 1; i <= NVIDIA_BLOCKS_MAX; i++) {
        const struct nvidia_block *b = &r->blocks[i];
        if (b->value.n)
            field_bytes(l, arena_printf(l->arena, "block %u", i), b->value,
                        arena_printf(l->arena, "measurement %u of manifests; value type %u%s",
                                     i - 1, b->type & 0x7fu, b->type >> 7 ? ", raw" : ""),
                        b->at);
    }
}

void nvidia_explain(const struct evidence *ev, struct field_list *l)
{
    const struct nvidia_report *r = ev->own;
    size_t answer = NVIDIA_REQUEST_SIZE;
    field_open(l, "request", "what the device was asked; signed as well", 0, NVIDIA_REQUEST_SIZE);
    explain_message(l, "GET_MEASUREMENTS", NULL, 0, r->request_param1, r->request_param2);
    field_bytes(l, "Nonce", r->nonce, "the challenge", NVIDIA_NONCE_AT);
    field_uint(l, "SlotIDParam", r->slot, "which certificate's key signs", 36, 1);
    field_close(l);
    field_open(l, "response", "what the device answered", answer,
               r->signature_at + NVIDIA_SIGNATURE_SIZE - answer);
    explain_message(l, "MEASUREMENTS", NULL, answer, r->param1, r->param2);
    field_uint(l, "NumberOfBlocks", r->n_blocks, "measurement blocks", answer + 4, 1);
    field_uint(l, "MeasurementRecordLength", r->nonce_at - answer - 8, "bytes of all blocks",
               answer + 5, 3);
    explain_blocks(r, l);
    field_bytes(l, "Nonce", r->answer_nonce, "random bytes of the device", r->nonce_at);
    field_uint(l, "OpaqueLength", r->signature_at - r->opaque_at, "bytes of NVIDIA's own fields",
               r->opaque_at - 2, 2);
    for (size_t i = 0; i < r->n_fields; i++)
        explain_field(r, &r->fields[i], l);
    field_bytes(l, "Signature", r->signature,
                "ECDSA P-384 with SHA-384 over all before it: r, then s", r->signature_at);
    field_close(l);
    if (r->padded)
        field_text(l, "padding", "0", "one byte of the collector's", ev->bytes.n, 1);
}
