/* SPDX-License-Identifier: Apache-2.0 */
/* softtee/nvidia.h: what the files of the software GPUs share. */
#ifndef CUPEL_SOFTTEE_NVIDIA_H
#define CUPEL_SOFTTEE_NVIDIA_H

#include "softtee/tee.h"

enum { NVIDIA_TEE_HOPPER, NVIDIA_TEE_BLACKWELL, NVIDIA_TEE_LS10 };
enum { RIM_ALTER_NONE, RIM_ALTER_DRIVER, RIM_ALTER_VBIOS, RIM_ALTER_OVERLAP };
enum { RIM_SIGN_GOOD, RIM_SIGN_STRANGER, RIM_SIGN_OWN_ROOT };

/* Keys that all devices share. */
struct nvidia_keys {
    struct sign_key *root, *anchor, *identity, *provisioner, *rim_ca, *rim_signer, *stranger;
};

/* What block @index + 1 holds unless it was set. */
cupel_status nvidia_tee_block(const struct tee *t, unsigned index, uint8_t out[48]);
unsigned nvidia_tee_blocks(const struct tee *t); /* 64 of a GPU, 31 of a switch */
/* nvidia_rim.c: both manifests, signed under the test root. */
cupel_status nvidia_tee_rims(struct tee *t, const struct nvidia_keys *k);

#endif
