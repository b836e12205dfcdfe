/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A driver without libFuzzer: feeds a target with the files and folders given as arguments, whole
 * and cut at each length (large files: at CUTS lengths). Fails when there is nothing to feed. Each
 * input has a block of its own size, so that sanitizers and valgrind see a read past its end.
 */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define CUTS 2048u

static void feed(const uint8_t *all, size_t n)
{
    uint8_t *copy = malloc(n ? n : 1);
    if (!copy)
        abort();
    if (n)
        memcpy(copy, all, n);
    (void)LLVMFuzzerTestOneInput(copy, n);
    free(copy);
}

static void feed_cut(const uint8_t *all, size_t n)
{
    size_t step = n / CUTS + 1;
    for (size_t len = 0; len < n; len += step)
        feed(all, len);
    feed(all, n);
}

/* How many files were fed; stops the program where one cannot be read. */
static unsigned replay_file(const char *path, size_t size)
{
    uint8_t *bytes = malloc(size ? size : 1);
    FILE *f = fopen(path, "rb");
    if (!bytes || !f || fread(bytes, 1, size, f) != size) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    (void)fclose(f);
    fprintf(stderr, "%s\n", path); /* the last line names the culprit of a crash */
    feed_cut(bytes, size);
    free(bytes);
    return 1;
}

static unsigned replay(const char *path);

static unsigned replay_folder(const char *path)
{
    struct dirent **names = NULL;
    unsigned fed = 0;
    int n = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char inner[4096];
        int k = snprintf(inner, sizeof inner, "%s/%s", path, names[i]->d_name);
        if (names[i]->d_name[0] != '.' && k > 0 && (size_t)k < sizeof inner)
            fed += replay(inner);
        free(names[i]);
    }
    free(names);
    return fed;
}

static unsigned replay(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    return S_ISDIR(st.st_mode) ? replay_folder(path) : replay_file(path, (size_t)st.st_size);
}

int main(int argc, char **argv)
{
    unsigned fed = 0;
    for (int i = 1; i < argc; i++)
        fed += replay(argv[i]);
    printf("%u files, whole and cut\n", fed);
    if (fed == 0)
        fprintf(stderr, "nothing was fed: give files or folders with seeds\n");
    return fed == 0;
}
