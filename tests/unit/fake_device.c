/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_device.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define REPORTS "/sys/kernel/config/tsm/report"

void fake_init(struct fake *f)
{
    *f = (struct fake){ .generation = 7 };
}

void fake_add(struct fake *f, const char *path, cupel_slice bytes)
{
    f->files[f->n_files++] = (struct fake_file){ path, bytes, 0, 0 };
}

struct fake_file *fake_find(struct fake *f, const char *path)
{
    for (size_t i = 0; i < f->n_files; i++)
        if (strcmp(f->files[i].path, path) == 0)
            return &f->files[i];
    return NULL;
}

void fake_add_tsm(struct fake *f, const char *provider)
{
    f->tsm = true;
    f->provider = provider;
    fake_add(f, "/sys/kernel/config", SLICE_EMPTY);
    fake_add(f, REPORTS, SLICE_EMPTY);
}

bool fake_is_clean(const struct fake *f)
{
    for (size_t i = 0; i < sizeof f->handles / sizeof f->handles[0]; i++)
        if (f->handles[i].open)
            return false;
    return f->entry[0] == '\0' || f->removed;
}

static bool interrupted(struct fake *f)
{
    if (f->never_ends)
        return true;
    if (f->interrupt == 0)
        return false;
    f->interrupt--;
    return true;
}

/* The attribute's name when @path lies in the entry that is there. */
static const char *attribute_of(const struct fake *f, const char *path)
{
    size_t n = strlen(f->entry);
    bool inside = n > 0 && !f->removed && strncmp(path, f->entry, n) == 0 && path[n] == '/';
    return inside ? path + n + 1 : NULL;
}

static void print_text(struct fake_handle *h, const char *text)
{
    buf_add_str(&h->bytes, text);
    buf_add_str(&h->bytes, "\n");
}

static int fill_outblob(struct fake *f, struct fake_handle *h)
{
    int rc = f->outblob_reads < FAKE_RCS ? f->outblob_rc[f->outblob_reads] : 0;
    f->outblob_reads++;
    if (rc == 0)
        f->report(f, &h->bytes);
    if (f->strangers > 0) {
        f->strangers--;
        f->generation++;
    }
    return rc;
}

/* What reading the attribute gives: configfs asks the driver at the first read. */
static int fill(struct fake *f, struct fake_handle *h, const char *name)
{
    char text[32];
    if (strcmp(name, "provider") == 0) {
        if (!f->provider)
            return -ENXIO;
        print_text(h, f->provider);
    } else if (strcmp(name, "generation") == 0) {
        (void)snprintf(text, sizeof text, "%" PRIu64, f->generation);
        print_text(h, f->generation_text ? f->generation_text : text);
    } else if (strcmp(name, "outblob") == 0) {
        return fill_outblob(f, h);
    } else if (strcmp(name, "auxblob") == 0) {
        buf_add(&h->bytes, f->aux);
    } else if (strcmp(name, "manifestblob") == 0) {
        buf_add(&h->bytes, f->manifest);
    } else {
        return -EACCES;
    }
    return 0;
}

static int open_attribute(struct fake *f, struct fake_handle *h, const char *name, bool writing)
{
    static const char *const known[] = { "provider",         "generation",  "outblob",
                                         "auxblob",          "inblob",      "privlevel",
                                         "service_provider", "manifestblob" };
    bool found = false;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        found |= strcmp(name, known[i]) == 0;
    if (!found || (strcmp(name, "manifestblob") == 0 && f->manifest.n == 0))
        return -ENOENT;
    if (strcmp(name, "auxblob") == 0 && f->aux_rc != 0)
        return f->aux_rc;
    h->read_rc = writing ? 0 : fill(f, h, name);
    return 0;
}

static int fake_open(void *own, const char *path, int flags)
{
    struct fake *f = own;
    int i = 0, rc;
    if (interrupted(f))
        return -EINTR;
    while (f->handles[i].open)
        i++;
    struct fake_handle *h = &f->handles[i];
    *h = (struct fake_handle){ .writing = (flags & O_ACCMODE) == O_WRONLY };
    buf_init(&h->bytes, 32u << 20);
    const char *attribute = attribute_of(f, path);
    const struct fake_file *file = fake_find(f, path);
    if (attribute)
        rc = open_attribute(f, h, attribute, h->writing);
    else
        rc = file ? file->open_rc : -ENOENT;
    if (rc == 0 && file && !attribute)
        buf_add(&h->bytes, file->bytes);
    if (rc != 0) {
        buf_clear(&h->bytes);
        return rc;
    }
    h->open = true;
    (void)snprintf(h->path, sizeof h->path, "%s", path);
    return i;
}

static ssize_t fake_read(void *own, int handle, void *out, size_t n)
{
    struct fake *f = own;
    struct fake_handle *h = &f->handles[handle];
    if (interrupted(f))
        return -EINTR;
    if (h->read_rc != 0)
        return h->read_rc;
    size_t left = h->bytes.n - h->at;
    n = n < left ? n : left;
    if (f->chunk && n > f->chunk)
        n = f->chunk;
    if (n > 0)
        memcpy(out, h->bytes.p + h->at, n);
    h->at += n;
    return (ssize_t)n;
}

static ssize_t fake_write(void *own, int handle, const void *bytes, size_t n)
{
    struct fake *f = own;
    if (interrupted(f))
        return -EINTR;
    if (f->write_rc != 0)
        return f->write_rc;
    if (f->short_write)
        n--;
    buf_add(&f->handles[handle].bytes, slice_of(bytes, n));
    return (ssize_t)n;
}

static void keep(char *out, size_t room, const struct buf *b)
{
    size_t n = b->n < room - 1 ? b->n : room - 1;
    memcpy(out, b->p, n);
    out[n] = '\0';
}

/* At close the driver gets what was written. */
static void take(struct fake *f, const struct fake_handle *h, const char *name)
{
    if (f->ignores_writes)
        return;
    f->generation++;
    if (strcmp(name, "inblob") == 0) {
        f->inblob_n = h->bytes.n < sizeof f->inblob ? h->bytes.n : sizeof f->inblob;
        memcpy(f->inblob, h->bytes.p, f->inblob_n);
    } else if (strcmp(name, "privlevel") == 0) {
        keep(f->privlevel, sizeof f->privlevel, &h->bytes);
    } else if (strcmp(name, "service_provider") == 0) {
        keep(f->service, sizeof f->service, &h->bytes);
    }
}

static int fake_close(void *own, int handle)
{
    struct fake *f = own;
    struct fake_handle *h = &f->handles[handle];
    const char *attribute = attribute_of(f, h->path);
    if (h->writing && attribute && h->bytes.n > 0)
        take(f, h, attribute);
    buf_clear(&h->bytes);
    h->open = false;
    return 0;
}

static int fake_ioctl(void *own, int handle, unsigned long request, void *arg)
{
    struct fake *f = own;
    if (interrupted(f))
        return -EINTR;
    f->ioctls++;
    return f->ioctl ? f->ioctl(f, f->handles[handle].path, request, arg) : -ENOTTY;
}

static int fake_may(void *own, const char *path, int mode)
{
    struct fake *f = own;
    const struct fake_file *file = fake_find(f, path);
    if (strcmp(path, f->entry) == 0 && f->entry[0])
        return 0;
    if (!file)
        return -ENOENT;
    return mode == F_OK ? 0 : file->may_rc;
}

static int fake_make_folder(void *own, const char *path)
{
    struct fake *f = own;
    if (f->make_rc != 0)
        return f->make_rc;
    if (f->taken > 0) {
        f->taken--;
        return -EEXIST;
    }
    (void)snprintf(f->entry, sizeof f->entry, "%s", path);
    f->removed = false;
    return 0;
}

static int fake_remove_folder(void *own, const char *path)
{
    struct fake *f = own;
    if (strcmp(path, f->entry) != 0)
        return -ENOENT;
    f->removed = true;
    return f->remove_rc;
}

static int fake_list(void *own, const char *path, void (*each)(void *arg, const char *name),
                     void *arg)
{
    struct fake *f = own;
    size_t n = strlen(path);
    if (!fake_find(f, path))
        return -ENOENT;
    for (size_t i = 0; i < f->n_files; i++)
        if (strncmp(f->files[i].path, path, n) == 0 && f->files[i].path[n] == '/')
            each(arg, f->files[i].path + n + 1);
    return 0;
}

static void fake_pause(void *own, unsigned milliseconds)
{
    struct fake *f = own;
    (void)milliseconds;
    f->pauses++;
}

struct device fake_device(struct fake *f)
{
    static const struct device_ops ops = {
        fake_open, fake_read,        fake_write,         fake_ioctl, fake_close,
        fake_may,  fake_make_folder, fake_remove_folder, fake_list,  fake_pause,
    };
    return (struct device){ &ops, f };
}
