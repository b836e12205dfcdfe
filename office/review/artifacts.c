/* SPDX-License-Identifier: Apache-2.0 */
#include "office/review/artifacts.h"

#include "office/review/house.h"

#include <string.h>

#define SCRATCH_MAX ((size_t)REPO_BLOB_MAX + 65536)

/* By the first bytes. */
static const struct {
    size_t offset;
    const char *magic;
    size_t n;
    const char *what;
} magics[] = {
    { 0, "\x7f\x45LF", 4, "an ELF file" },
    { 0, "MZ", 2, "a Windows or UEFI program" },
    { 0, "!<arch>\ndebian", 14, "a Debian package" },
    { 0, "\xed\xab\xee\xdb", 4, "an RPM package" },
    { 0, "Cr24", 4, "a browser extension" },
    { 0, "dex\n", 4, "Dalvik code" },
    { 0, "dey\n", 4, "Dalvik code" },
    { 0x8001, "CD001", 5, "a disk image" },
};

/* By the ending, when the content is no text; and whether Scorecard counts that ending. */
static const struct {
    const char *endings, *what;
    bool is_execution, is_counted;
} names[] = {
    { ".o|.so|.dylib|.dll|.lib|.elf|.exe|.efi|.drv|.ocx|.msi", "by its name machine code", true,
      true },
    { ".class|.jar|.par|.pyc|.pyo|.whl", "by its name compiled code or a package of it", true,
      true },
    { ".crx|.deb|.rpm|.iso|.bundle|.dex|.dey", "by its name a package or an image", true, true },
    { ".a|.ko|.wasm|.war|.apk|.node", "by its name compiled code", true, false },
    { ".bin|.img|.zip|.tar|.tgz|.gz|.xz|.7z|.bz2|.zst", "by its name an image or an archive", false,
      false },
};

bool artifact_is_testdata(const char *path)
{
    return strncmp(path, "testdata/", 9) == 0 || strstr(path, "/testdata/") != NULL;
}

bool artifact_is_text(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        int c = s.p[i];
        if (c == 0x7f || (c < 0x20 && c != '\t' && c != '\n' && c != '\r'))
            return false;
    }
    return true;
}

static const char *by_magic(cupel_slice s)
{
    for (size_t i = 0; i < CUPEL_COUNT(magics); i++)
        if (slice_eq(slice_part(s, magics[i].offset, magics[i].n),
                     slice_of(magics[i].magic, magics[i].n)) &&
            s.n >= 16)
            return magics[i].what;
    return NULL;
}

static int by_name(const char *path)
{
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        if (house_ends(path, names[i].endings))
            return (int)i;
    return -1;
}

struct finder {
    const struct project *p;
    struct artifact *all;
    struct artifacts *ret;
    struct arena scratch;
    size_t read, entries;
};

static void add(struct finder *s, const struct project_file *f, const char *what, bool is_execution,
                bool is_counted)
{
    if (s->ret->n == ARTIFACTS_MAX) {
        s->ret->more++;
        s->ret->more_counted += is_counted && !artifact_is_testdata(f->path);
        return;
    }
    s->all[s->ret->n++] = (struct artifact){ .file = f,
                                             .what = what,
                                             .is_execution = is_execution,
                                             .is_counted = is_counted,
                                             .is_data = artifact_is_testdata(f->path) ||
                                                        (f->kind & FILE_FIXTURE) != 0 };
}

static void leave_unread(struct finder *s, const struct project_file *f)
{
    if (s->ret->unread++ == 0)
        s->ret->unread_at = f;
}

/* What a file is whose bytes are @text. */
static void judge(struct finder *s, const struct project_file *f, cupel_slice text)
{
    if (text.n == 0 || artifact_is_text(text))
        return;
    const char *what = by_magic(text);
    int name = by_name(f->path);
    if (what)
        add(s, f, what, true, true);
    else if (name >= 0)
        add(s, f, names[name].what, names[name].is_execution, names[name].is_counted);
}

static void look_into(struct finder *s, const struct project_file *f)
{
    if (f->size > REPO_BLOB_MAX || s->entries == ARTIFACT_ENTRIES_MAX ||
        s->read + f->size > ARTIFACT_READ_MAX || !f->in->repo) {
        if (by_name(f->path) >= 0)
            leave_unread(s, f);
        return;
    }
    s->entries++;
    s->read += (size_t)f->size;
    arena_init(&s->scratch, SCRATCH_MAX);
    cupel_slice text = SLICE_EMPTY;
    if (repo_blob(f->in->repo, &f->id, REPO_BLOB_MAX, &s->scratch, &text) == CUPEL_OK)
        judge(s, f, text);
    else
        leave_unread(s, f);
    arena_clear(&s->scratch);
}

/* Prose and code that the loader kept or recognised by its language holds no machine code; all else
 * is looked into, in two rounds: what its name or mode makes likely first. */
static bool is_candidate(const struct project_file *f, bool likely)
{
    if (f->tree == TREE_LINK || f->tree == TREE_SUBMODULE || f->size < 2 || f->in->is_defaults)
        return false;
    if (f->text.n || f->code || f->is_text ||
        (f->lang != LANG_NONE && !f->is_binary && !f->is_unread))
        return false;
    cupel_slice base = house_base(f->path);
    bool is_likely = by_name(f->path) >= 0 || f->tree == TREE_EXECUTABLE ||
                     !memchr(base.p, '.', base.n);
    return is_likely == likely;
}

void artifacts_find(const struct project *p, struct artifacts *ret)
{
    *ret = (struct artifacts){ 0 };
    struct finder s = { .p = p, .ret = ret };
    s.all = arena_array(p->arena, ARTIFACTS_MAX, sizeof *s.all);
    ret->at = s.all;
    for (int round = 0; s.all && round < 2; round++) {
        struct file_walk w = { .p = p };
        for (const struct project_file *f; (f = file_next(&w)) != NULL;)
            if (is_candidate(f, round == 0))
                look_into(&s, f);
    }
}
