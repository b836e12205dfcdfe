/* SPDX-License-Identifier: Apache-2.0 */
/* READMEs, policies and other prose of a project: the first byte chooses which file it is. */
#include "fuzz_project.h"

#include "office/review/house.h"
#include "office/review/osps.h"

extern const struct review_set set_clomonitor;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct {
        const char *path;
        unsigned kind;
    } files[] = {
        { "README.md", FILE_DOC },
        { "SECURITY.md", FILE_DOC },
        { "CHANGELOG.md", FILE_DOC | FILE_CHANGELOG },
        { "MAINTAINERS.md", FILE_DOC },
        { ".gitattributes", 0 },
        { "Cargo.toml", FILE_BUILD },
        { "LICENSE", FILE_DOC },
        { "Makefile", FILE_BUILD },
    };
    struct fuzz_project f;
    if (size == 0 || size > FUZZ_PROJECT_MAX)
        return 0;
    size_t i = data[0] % CUPEL_COUNT(files);
    fuzz_project_make(&f, files[i].path, files[i].kind, (files[i].kind & FILE_DOC) != 0, data + 1,
                      size - 1);
    fuzz_project_run(&f, &set_clomonitor);
    fuzz_project_run(&f, &set_osps);
    char text[64];
    size_t n = size - 1 < sizeof text - 1 ? size - 1 : sizeof text - 1;
    for (size_t k = 0; k < n; k++)
        text[k] = data[1 + k] ? (char)data[1 + k] : '.';
    text[n] = '\0';
    struct house_home home;
    struct house_version version;
    if (house_home_of(text, &home))
        FUZZ_HOLDS(home.host.n && home.owner.n && home.name.n);
    if (house_version_of(text, &version))
        FUZZ_HOLDS(version.text.n >= 2);
    arena_clear(&f.arena);
    return 0;
}
