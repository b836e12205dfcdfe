/* SPDX-License-Identifier: Apache-2.0 */
#include "attest/list.h"

#include "attest/tpm.h"

#include "codec/json_out.h"

#include <string.h>
#include <sys/utsname.h>

#define DMI "/sys/class/dmi/id/"

struct machine {
    char vendor[64], product[64], kernel[80], architecture[72];
};

static void look_at_machine(const struct device *d, struct machine *m)
{
    struct utsname u;
    device_read_line(d, DMI "sys_vendor", m->vendor, sizeof m->vendor);
    device_read_line(d, DMI "product_name", m->product, sizeof m->product);
    device_read_line(d, "/proc/sys/kernel/osrelease", m->kernel, sizeof m->kernel);
    slice_copy(uname(&u) == 0 ? slice_str(u.machine) : SLICE_LIT("unknown"), m->architecture,
               sizeof m->architecture - 1);
    m->architecture[sizeof m->architecture - 1] = '\0';
}

/* The strongest evidence that is at hand, as --tee auto would take it; TEE_AUTO: none. */
static enum tee best_of(const struct finding *found)
{
    for (size_t i = 0; i < attest_n_sources; i++)
        if (attest_sources[i]->tees && found[i].state != FOUND_MISSING)
            return found[i].state == FOUND_READY && found[i].tee != TEE_AUTO ? found[i].tee
                                                                             : TEE_AUTO;
    return TEE_AUTO;
}

/* ---- text ---- */

static void write_text(const struct machine *m, const struct finding *found, struct buf *b)
{
    enum tee best = best_of(found);
    buf_printf(b, "This machine: %s%s%s, %s, Linux %s\n",
               m->vendor[0] ? m->vendor : "unknown vendor", m->product[0] ? " " : "", m->product,
               m->architecture, m->kernel[0] ? m->kernel : "unknown");
    if (best != TEE_AUTO)
        buf_printf(b, "`cupel attest` would give evidence of: %s\n\n", tee_title(best));
    else
        buf_add_str(b, "`cupel attest` has no evidence to give as things are\n\n");
    for (size_t i = 0; i < attest_n_sources; i++) {
        const struct source *s = attest_sources[i];
        buf_printf(b, "  %-8s %-13s %s\n", finding_state_name(found[i].state), s->name,
                   found[i].detail);
        if (found[i].fix[0])
            buf_printf(b, "  %-8s %-13s to enable: %s\n", "", "", found[i].fix);
    }
    if (!tpm_is_built())
        buf_add_str(b, "\nThis cupel-attest was built without TPM support.\n");
}

/* ---- JSON ---- */

static void write_sources(struct json_out *o, const struct finding *found)
{
    json_array_open(o, "sources");
    for (size_t i = 0; i < attest_n_sources; i++) {
        const struct source *s = attest_sources[i];
        json_object_open(o, NULL);
        json_text(o, "name", s->name);
        json_text(o, "where", s->where);
        json_text(o, "state", finding_state_name(found[i].state));
        json_text(o, "tee", found[i].tee == TEE_AUTO ? NULL : tee_name(found[i].tee));
        json_text(o, "detail", found[i].detail);
        json_text(o, "fix", found[i].fix[0] ? found[i].fix : NULL);
        json_object_close(o);
    }
    json_array_close(o);
}

static void write_json(const struct machine *m, const struct finding *found, struct buf *b)
{
    struct json_out o = json_out_to(b);
    enum tee best = best_of(found);
    json_object_open(&o, NULL);
    json_uint(&o, "cupel", 1);
    json_object_open(&o, "machine");
    json_text(&o, "vendor", m->vendor[0] ? m->vendor : NULL);
    json_text(&o, "product", m->product[0] ? m->product : NULL);
    json_text(&o, "architecture", m->architecture);
    json_text(&o, "kernel", m->kernel[0] ? m->kernel : NULL);
    json_object_close(&o);
    json_text(&o, "tee", best == TEE_AUTO ? NULL : tee_name(best));
    json_bool(&o, "tpm_support", tpm_is_built());
    write_sources(&o, found);
    json_object_close(&o);
    buf_add_byte(b, '\n');
}

cupel_status list_write(const struct attest *at, bool json, struct buf *out)
{
    struct arena a;
    struct machine m;
    struct finding found[16] = { 0 };
    arena_init(&a, COLLECTED_MAX);
    look_at_machine(at->device, &m);
    for (size_t i = 0; i < attest_n_sources && i < CUPEL_COUNT(found); i++) {
        found[i] = (struct finding){ .state = FOUND_MISSING, .detail = "", .fix = "" };
        attest_sources[i]->probe(at, &a, &found[i]);
    }
    if (json)
        write_json(&m, found, out);
    else
        write_text(&m, found, out);
    cupel_status st = arena_status(&a) == CUPEL_OK ? buf_status(out) : arena_status(&a);
    arena_clear(&a);
    return st;
}
