/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/attest_lab.h: a request to a machine that does not exist, and its answer. */
#ifndef CUPEL_TESTS_UNIT_ATTEST_LAB_H
#define CUPEL_TESTS_UNIT_ATTEST_LAB_H

#include "test.h"

#include "attest/attest.h"
#include "attest/out.h"

#include "fake_device.h"

struct lab {
    struct fake fake;
    struct device device;
    struct crypto *crypto;
    struct request request;
    struct arena arena;
    struct collected got;
    struct cupel_diag err;
    uint8_t nonce[NONCE_MAX];
};

static inline void lab_open(struct lab *l, enum tee tee, size_t nonce_n)
{
    memset(l, 0, sizeof *l);
    fake_init(&l->fake);
    l->device = fake_device(&l->fake);
    assert_status(crypto_new(&l->crypto), CUPEL_OK);
    arena_init(&l->arena, COLLECTED_MAX);
    for (size_t i = 0; i < sizeof l->nonce; i++)
        l->nonce[i] = (uint8_t)(0xa0 + i);
    l->request = (struct request){
        .tee = tee, .vmpl = -1, .ak = "auto", .nonce = slice_of(l->nonce, nonce_n)
    };
}

static inline void lab_close(struct lab *l)
{
    assert_true(fake_is_clean(&l->fake));
    arena_clear(&l->arena);
    crypto_free(l->crypto);
}

static inline cupel_status lab_ask(struct lab *l)
{
    struct attest at = { &l->device, l->crypto, &l->request };
    l->got = (struct collected){ .arena = &l->arena };
    l->err = (struct cupel_diag){ 0 };
    return attest_collect(&at, &l->got, &l->err);
}

/* It fails with this status, for this reason. */
#define lab_fails(l, st, part)                                                                     \
    do {                                                                                           \
        assert_status(lab_ask(l), st);                                                             \
        assert_says((l)->err, part);                                                               \
    } while (0)

static inline cupel_slice lab_file(const struct lab *l, const char *name)
{
    return out_find(&l->got, name);
}

#endif
