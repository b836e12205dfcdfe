/* SPDX-License-Identifier: Apache-2.0 */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

#ifndef CUPEL_VERSION
#error "CUPEL_VERSION comes from the build"
#endif

const char *cupel_version(void)
{
    return CUPEL_VERSION;
}

static const struct {
    const char *name;
    cupel_class class;
} statuses[] = {
    [CUPEL_OK] = { "ok", CUPEL_CLASS_OK },
    [CUPEL_E_USAGE] = { "usage", CUPEL_CLASS_USAGE },
    [CUPEL_E_TRUNCATED] = { "truncated", CUPEL_CLASS_MALFORMED },
    [CUPEL_E_TRAILING] = { "trailing", CUPEL_CLASS_MALFORMED },
    [CUPEL_E_MALFORMED] = { "malformed", CUPEL_CLASS_MALFORMED },
    [CUPEL_E_LIMIT] = { "limit", CUPEL_CLASS_MALFORMED },
    [CUPEL_E_UNSUPPORTED] = { "unsupported", CUPEL_CLASS_UNSUPPORTED },
    [CUPEL_E_AMBIGUOUS] = { "ambiguous", CUPEL_CLASS_UNSUPPORTED },
    [CUPEL_E_NOT_FOUND] = { "not-found", CUPEL_CLASS_USAGE },
    [CUPEL_E_NOMEM] = { "no-memory", CUPEL_CLASS_INTERNAL },
    [CUPEL_E_IO] = { "io", CUPEL_CLASS_INTERNAL },
    [CUPEL_E_CRYPTO] = { "crypto", CUPEL_CLASS_INTERNAL },
    [CUPEL_E_INTERNAL] = { "internal", CUPEL_CLASS_INTERNAL },
};

const char *cupel_status_name(cupel_status st)
{
    return (size_t)st < CUPEL_COUNT(statuses) ? statuses[st].name : "internal";
}

cupel_class cupel_status_class(cupel_status st)
{
    return (size_t)st < CUPEL_COUNT(statuses) ? statuses[st].class : CUPEL_CLASS_INTERNAL;
}

const char *cupel_class_name(cupel_class c)
{
    static const char *const names[] = { "ok",          "usage",   "malformed",
                                         "unsupported", "missing", "internal" };
    return (size_t)c < CUPEL_COUNT(names) ? names[c] : "internal";
}

static void fill(struct cupel_diag *d, cupel_status st, const char *format, const char *text,
                 va_list ap)
{
    *d = (struct cupel_diag){ .status = st };
    (void)snprintf(d->format, sizeof d->format, "%s", format);
    (void)vsnprintf(d->text, sizeof d->text, text, ap);
    for (char *p = d->text; *p; p++)
        if (*p < 0x20 || *p > 0x7e)
            *p = '?';
}

cupel_status diag_set(struct cupel_diag *d, cupel_status st, const char *format, const char *text,
                      ...)
{
    va_list ap;
    va_start(ap, text);
    if (d)
        fill(d, st, format, text, ap);
    va_end(ap);
    return st;
}

cupel_status diag_at(struct cupel_diag *d, cupel_status st, const char *format, size_t offset,
                     const char *text, ...)
{
    va_list ap;
    va_start(ap, text);
    if (d) {
        fill(d, st, format, text, ap);
        d->has_offset = true;
        d->offset = offset;
    }
    va_end(ap);
    return st;
}
