/* SPDX-License-Identifier: Apache-2.0 */
/* c14n FILE…: write FILE.c14n, the canonical form as our reader sees it, for comparison with
 * others'. A file that is refused gets none, and its reason is printed. */
#include "codec/xml.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_MAX (1u << 20)

static cupel_slice read_file(const char *name, uint8_t *room)
{
    FILE *f = fopen(name, "rb");
    size_t n = f ? fread(room, 1, FILE_MAX, f) : 0;
    if (!f || ferror(f))
        exit(2);
    (void)fclose(f);
    return slice_of(room, n);
}

static void write_form(const char *name, const struct xml_node *root)
{
    char path[4096];
    struct buf out;
    buf_init(&out, 16u << 20);
    xml_c14n(root, NULL, &out);
    (void)snprintf(path, sizeof path, "%s.c14n", name);
    FILE *f = fopen(path, "wb");
    if (!f || buf_status(&out) != CUPEL_OK || fwrite(out.p, 1, out.n, f) != out.n)
        exit(2);
    (void)fclose(f);
    buf_clear(&out);
}

int main(int argc, char **argv)
{
    uint8_t *room = malloc(FILE_MAX);
    if (!room)
        return 2;
    for (int i = 1; i < argc; i++) {
        const struct xml_node *root = NULL;
        struct cupel_diag err = { 0 };
        struct arena a;
        arena_init(&a, 64u << 20);
        if (xml_parse(&a, read_file(argv[i], room), &root, &err) == CUPEL_OK)
            write_form(argv[i], root);
        else
            printf("%s: %s\n", argv[i], err.text);
        arena_clear(&a);
    }
    free(room);
    return 0;
}
