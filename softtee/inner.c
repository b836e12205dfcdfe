/* SPDX-License-Identifier: Apache-2.0 */
#include "softtee/tee.h"

#include "base/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cupel_status tee_inner_make(const struct tee *t, const struct tee_inner *in,
                            struct softtee_files *ret, struct cupel_diag *err)
{
    struct softtee_set sets[3] = { { .field = NULL } };
    char size[24];
    struct softtee_opts opts = { .kind = in->kind,
                                 .scenario = *in->scenario ? in->scenario : NULL,
                                 .seed = t->seed,
                                 .at = t->at,
                                 .nonce = in->report_data,
                                 .sets = sets };
    char *copy = strdup(in->set), *value = copy ? strchr(copy, '=') : NULL;
    if (!copy)
        return CUPEL_E_NOMEM;
    if (value) {
        *value = '\0';
        sets[opts.n_sets++] = (struct softtee_set){ copy, value + 1 };
    }
    if (in->user_data.n) {
        (void)snprintf(size, sizeof size, "%zu", in->user_data.n);
        sets[opts.n_sets++] = (struct softtee_set){ "user_data",
                                                    arena_hex(&t->out->arena, in->user_data) };
        sets[opts.n_sets++] = (struct softtee_set){ "user_data.size", size };
    }
    cupel_status st = CUPEL_E_USAGE;
    if (*copy && !value)
        (void)diag_set(err, st, "", "inner.set: %s: must be field=value", in->set);
    else
        st = softtee_make(t->crypto, &opts, ret, err);
    free(copy);
    return st;
}

static bool starts(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

void tee_inner_keep(struct tee *t, const struct softtee_files *inner, const char *prefix,
                    bool collateral)
{
    struct arena *a = &t->out->arena;
    for (size_t i = 0; i < inner->n; i++) {
        const char *name = inner->files[i].name;
        if (starts(name, "collateral/") && collateral)
            tee_file(t, arena_printf(a, "collateral/%s%s", prefix, name + strlen("collateral/")),
                     arena_copy(a, inner->files[i].bytes));
        else if (strcmp(name, "anchor.der") == 0 && !softtee_file(t->out, name).n)
            tee_file(t, name, arena_copy(a, inner->files[i].bytes));
    }
}
