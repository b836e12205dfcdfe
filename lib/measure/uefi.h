/* SPDX-License-Identifier: Apache-2.0 */
/* measure/uefi.h: the UEFI structures that event data holds. Readers say no to what does not fit;
 * texts are safe to print whatever the bytes were. */
#ifndef CUPEL_LIB_MEASURE_UEFI_H
#define CUPEL_LIB_MEASURE_UEFI_H

#include "base/arena.h"
#include "base/cur.h"

#define UEFI_TEXT_MAX       2048u /* characters of one text; longer ones end in "..." */
#define UEFI_PATH_NODES_MAX 64u   /* nodes of a device path that are shown */

/* UEFI_VARIABLE_DATA (PFP 10.2.6). */
struct uefi_variable {
    cupel_slice guid; /* of the vendor, 16 bytes */
    cupel_slice name; /* UCS-2, without NUL */
    cupel_slice data;
    size_t data_offset; /* in the same count as @at of the reader */
};
bool uefi_variable_read(cupel_slice in, size_t at, struct uefi_variable *ret);
/* The same for an authority event, which shim before 15.5 logs with up to six bytes too many. */
bool uefi_authority_read(cupel_slice in, size_t at, struct uefi_variable *ret);
/* The two vendors whose variables make Secure Boot, and shim's. */
bool uefi_is_global(cupel_slice guid);   /* EFI_GLOBAL_VARIABLE: SecureBoot, PK, KEK, Boot#### */
bool uefi_is_database(cupel_slice guid); /* EFI_IMAGE_SECURITY_DATABASE: db, dbx */
bool uefi_is_shim(cupel_slice guid);     /* shim lock: MokList, SbatLevel */
/* Is @ucs2 the ASCII text @name? */
bool uefi_name_is(cupel_slice ucs2, const char *name);

/* EFI_IMAGE_LOAD_EVENT (PFP 10.2.3). */
struct uefi_image_load {
    uint64_t location, length, link;
    cupel_slice path; /* device path */
};
bool uefi_image_load_read(cupel_slice in, struct uefi_image_load *ret);

/* EFI_SIGNATURE_LIST (UEFI 2.10, 32.4.1), one signature after another. */
struct uefi_signature {
    cupel_slice type;  /* GUID of the list */
    cupel_slice owner; /* GUID */
    cupel_slice data;  /* certificate, digest, … */
};
struct uefi_signatures {
    struct cur lists, list;
    cupel_slice type;
    uint32_t size;
};
struct uefi_signatures uefi_signatures_start(cupel_slice in);
/* False at the end; whether all was well formed says uefi_signatures_end(). */
bool uefi_signature_next(struct uefi_signatures *s, struct uefi_signature *ret);
bool uefi_signatures_end(const struct uefi_signatures *s);
bool uefi_is_x509(cupel_slice type);
bool uefi_is_sha256(cupel_slice type);

/* UEFI_GPT_DATA (PFP 10.2.5). */
struct uefi_gpt {
    cupel_slice disk; /* GUID */
    uint64_t n;       /* partitions in @entries */
    size_t entry_size;
    cupel_slice entries;
};
bool uefi_gpt_read(cupel_slice in, struct uefi_gpt *ret);

/* Texts in @a; never NULL. */
const char *uefi_guid_text(struct arena *a, cupel_slice guid);
/* UCS-2 up to its first NUL as UTF-8. Control characters and what no text may hold become '?'. */
const char *uefi_ucs2_text(struct arena *a, cupel_slice ucs2);
/* UTF-8 or ASCII up to its first NUL, as safe. */
const char *uefi_ascii_text(struct arena *a, cupel_slice text);
/* "PciRoot(0x0)/Pci(0x3,0x0)/…/\EFI\BOOT\BOOTX64.EFI" */
const char *uefi_path_text(struct arena *a, cupel_slice path);
/* Is it text of two-byte characters, NUL-terminated or not, that somebody could read? */
bool uefi_looks_ucs2(cupel_slice in);
bool uefi_looks_ascii(cupel_slice in);

#endif
