/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/unit/fake_device.h: a machine that does not exist. Files, folders and a configfs-tsm with
 * the kernel's own rules (attributes appear with the folder, a blob is taken at close, generation
 * counts writes), every answer of which can be scripted; ioctls go to a function of the test.
 */
#ifndef CUPEL_TESTS_UNIT_FAKE_DEVICE_H
#define CUPEL_TESTS_UNIT_FAKE_DEVICE_H

#include "attest/device.h"

#define FAKE_FILES 16
#define FAKE_RCS   24

struct fake_file { /* or a folder, or a device node */
    const char *path;
    cupel_slice bytes;
    int open_rc; /* negative: open says so */
    int may_rc;  /* negative: access says so, and the file is there */
};

struct fake {
    struct fake_file files[FAKE_FILES];
    size_t n_files;
    size_t chunk;       /* bytes that a read gives at most; 0: as many as asked for */
    unsigned interrupt; /* so many calls of read, write, open, ioctl say EINTR first */
    bool never_ends;    /* interruptions do not */
    int (*ioctl)(struct fake *f, const char *path, unsigned long request, void *arg);
    unsigned ioctls, pauses;

    /* configfs-tsm */
    bool tsm;
    const char *provider; /* NULL: reading it says ENXIO */
    int make_rc, remove_rc;
    unsigned taken; /* so many names are taken */
    uint64_t generation;
    const char *generation_text; /* instead of the number */
    bool ignores_writes;         /* what is written is lost, and no error says so */
    int write_rc;                /* what writing an attribute says */
    bool short_write;
    int outblob_rc[FAKE_RCS]; /* one for each time outblob is read; 0: the report */
    unsigned outblob_reads;
    unsigned strangers; /* so many readings of outblob are followed by a stranger's write */
    void (*report)(struct fake *f, struct buf *out); /* makes outblob of inblob */
    cupel_slice aux, manifest;
    int aux_rc;      /* negative: opening auxblob says so */
    char entry[128]; /* path of the folder that is there */
    bool removed;
    uint8_t inblob[128];
    size_t inblob_n;
    char privlevel[16], service[16];

    /* open files */
    struct fake_handle {
        bool open, writing;
        char path[160];
        struct buf bytes;
        size_t at;
        int read_rc;
    } handles[8];
};

void fake_init(struct fake *f);
struct device fake_device(struct fake *f);
void fake_add(struct fake *f, const char *path, cupel_slice bytes);
struct fake_file *fake_find(struct fake *f, const char *path);
/* With configfs mounted and a provider, /sys/kernel/config/tsm/report and what lies above. */
void fake_add_tsm(struct fake *f, const char *provider);
/* Everything that was opened is closed, and our folder is gone. */
bool fake_is_clean(const struct fake *f);

#endif
