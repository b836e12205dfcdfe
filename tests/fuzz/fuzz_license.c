/* SPDX-License-Identifier: Apache-2.0 */
/* One input as a license text, as a file with a tag, and as an expression. */
#include "fuzz.h"

#include "office/license/license.h"

#define IDS_MAX 16u

static void check_match(const struct license_match *m, uint32_t lines)
{
    FUZZ_HOLDS(m->id && m->permille <= 1000);
    FUZZ_HOLDS(m->line >= 1 && m->line <= m->last_line && m->last_line <= lines);
}

static void detect(cupel_slice in)
{
    struct license_result r, again;
    uint32_t lines = 1;
    for (size_t i = 0; i < in.n; i++)
        lines += in.p[i] == '\n';
    FUZZ_HOLDS(license_detect(in, &r) == CUPEL_OK);
    if (in.n < 2048) {
        FUZZ_HOLDS(license_detect(in, &again) == CUPEL_OK);
        FUZZ_HOLDS(r.n == again.n && r.explained == again.explained);
    }
    FUZZ_HOLDS(r.n <= LICENSE_FOUND_MAX && r.explained <= 1000 && (r.n || !r.explained));
    for (size_t i = 0; i < r.n; i++)
        check_match(&r.found[i], lines);
    if (r.nearest.id)
        check_match(&r.nearest, lines);
    FUZZ_HOLDS(!(r.n && r.nearest.id));
}

/* What is accepted names known licenses, and is accepted in parentheses as well. */
static void express(cupel_slice in)
{
    const char *ids[IDS_MAX];
    uint8_t wrapped[1024];
    struct cupel_diag d = { 0 };
    size_t n = SIZE_MAX, m = 0;
    cupel_status st = license_expression(in, ids, IDS_MAX, &n, &d);
    FUZZ_HOLDS(d.status == st && (st == CUPEL_OK) == (d.text[0] == 0) && d.offset <= in.n);
    FUZZ_HOLDS((st == CUPEL_OK) == (n != SIZE_MAX));
    if (st != CUPEL_OK)
        return;
    for (size_t i = 0; i < n && i < IDS_MAX; i++)
        FUZZ_HOLDS(license_is_known(slice_str(ids[i]), NULL) ||
                   slice_eq(slice_str(ids[i]), SLICE_LIT("LicenseRef-")));
    if (in.n + 2 > sizeof wrapped)
        return;
    wrapped[0] = '(';
    slice_copy(in, wrapped + 1, in.n);
    wrapped[in.n + 1] = ')';
    st = license_expression(slice_of(wrapped, in.n + 2), NULL, 0, &m, NULL);
    FUZZ_HOLDS(st != CUPEL_OK || m == n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    if (size > 1u << 16)
        return 0;
    detect(in);
    express(in);
    express(license_tag(in, 8));
    return 0;
}
