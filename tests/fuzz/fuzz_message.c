/* SPDX-License-Identifier: Apache-2.0 */
/* A commit message, and the same bytes as the name of a tag, an address, and lines of commands. */
#include "fuzz.h"

#include "office/review/advisory.h"
#include "office/review/life/command.h"
#include "office/review/message.h"
#include "office/review/people.h"

#define STEPS_MAX 5000u

static void try_message(cupel_slice in)
{
    static const struct git_person who = { "Ann Lee", "ann@acme.io" };
    cupel_slice block = message_trailers(in);
    struct trailer t;
    size_t at = 0;
    for (unsigned i = 0; i < STEPS_MAX && trailer_next(block, &at, &t); i++) {
        FUZZ_HOLDS(t.key.n > 0 && at <= block.n);
        (void)trailer_names(t.value, &who);
    }
    (void)message_has_request(in);
}

static void try_identifiers(cupel_slice in)
{
    size_t end = 0, last = 0;
    for (unsigned i = 0; i < STEPS_MAX; i++) {
        size_t start = advisory_find(in, end, &end);
        if (start == SIZE_MAX)
            break;
        FUZZ_HOLDS(start >= last && end > start && end - start < ADVISORY_ROOM && end <= in.n);
        last = end;
    }
    struct version v = { 0 };
    bool is = version_of_tag(in, &v);
    FUZZ_HOLDS(is ? v.n >= 1 && v.n <= VERSION_PARTS : v.n == 0);
    FUZZ_HOLDS(organisation_of(in).n <= in.n + 16);
}

static void try_commands(cupel_slice in)
{
    struct arena a;
    size_t work = 100000;
    arena_init(&a, (size_t)16 << 20);
    static const struct project_file files[] = {
        { .path = "Makefile", .text = { (const uint8_t *)"all: x\n", 7 } }, { .path = "docs/a.sh" }
    };
    struct checkout c = { .name = "thing", .files = files, .n_files = CUPEL_COUNT(files) };
    struct command_place place = { .c = &c, .project = "thing", .arena = &a, .work = &work };
    cupel_slice command;
    size_t at = 0;
    for (unsigned i = 0; i < STEPS_MAX && command_next(in, &at, &command); i++) {
        struct command_result r = { 0 };
        FUZZ_HOLDS(command.n > 0);
        if (command_check(&place, command, &r) == COMMAND_MISSING)
            FUZZ_HOLDS(r.what && r.path);
    }
    arena_clear(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1u << 14)
        return 0;
    cupel_slice in = slice_of(data, size);
    try_message(in);
    try_identifiers(in);
    try_commands(in);
    return 0;
}
