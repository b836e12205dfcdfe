/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence as KBS clients send it: every form gives back the very bytes, every oddity is refused.
 */
#include "test.h"

#include <cupel/cupel.h>

#include "evidence/kbs.h"
#include "softtee/softtee.h"

#include <stdio.h>

static struct crypto *crypto;

struct lab {
    struct arena arena;
    struct unwrapped out;
    struct cupel_diag err;
};

static int set_up(void **state)
{
    (void)state;
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    crypto_free(crypto);
    return 0;
}

static cupel_status open_text(struct lab *l, const char *text)
{
    arena_clear(&l->arena);
    arena_init(&l->arena, 16u << 20);
    l->out = (struct unwrapped){ 0 };
    l->err = (struct cupel_diag){ 0 };
    return wrapper_kbs.open(&l->arena, slice_str(text), &l->out, &l->err);
}

static void must_open(struct lab *l, const char *text)
{
    if (!wrapper_kbs.probe(slice_str(text)))
        fail_msg("not recognised: %.200s", text);
    if (open_text(l, text) != CUPEL_OK)
        fail_msg("%s: %.200s", l->err.text, text);
}

static void refuse(struct lab *l, const char *text, cupel_status st, const char *says)
{
    cupel_status got = open_text(l, text);
    if (got != st)
        fail_msg("%s, not %s, for %.200s: %s", cupel_status_name(got), cupel_status_name(st), text,
                 l->err.text);
    if (!strstr(l->err.text, says))
        fail_msg("\"%s\" does not say \"%s\"", l->err.text, says);
}

static struct softtee_files make(const char *kind, unsigned version)
{
    struct softtee_files f;
    struct cupel_diag err = { 0 };
    if (softtee_make(crypto, &(struct softtee_opts){ .kind = kind, .version = version }, &f,
                     &err) != CUPEL_OK)
        fail_msg("%s: %s", kind, err.text);
    return f;
}

/* ---- the structure of a report ---- */

enum style { ARRAYS, HEXES };

static void put_bytes(struct buf *b, const char *name, cupel_slice v, enum style style)
{
    buf_printf(b, "\"%s\":%c", name, style == HEXES ? '"' : '[');
    for (size_t i = 0; i < v.n; i++)
        if (style == HEXES)
            buf_printf(b, "%02x", v.p[i]);
        else
            buf_printf(b, "%s%u", i ? "," : "", v.p[i]);
    buf_printf(b, "%c,", style == HEXES ? '"' : ']');
}

static void put_uint(struct buf *b, const char *name, cupel_slice v)
{
    buf_printf(b, "\"%s\":%llu,", name, (unsigned long long)slice_le64(v));
}

static void put_tcb(struct buf *b, const char *name, cupel_slice v, bool turin, bool old)
{
    const uint8_t *t = v.p;
    if (turin)
        buf_printf(b,
                   "\"%s\":{\"fmc\":%u,\"bootloader\":%u,\"tee\":%u,\"snp\":%u,\"microcode\":%u},",
                   name, t[0], t[1], t[2], t[3], t[7]);
    else if (old)
        buf_printf(b,
                   "\"%s\":{\"bootloader\":%u,\"tee\":%u,\"_reserved\":[0,0,0,0],\"snp\":%u,"
                   "\"microcode\":%u},",
                   name, t[0], t[1], t[6], t[7]);
    else
        buf_printf(
            b, "\"%s\":{\"fmc\":null,\"bootloader\":%u,\"tee\":%u,\"snp\":%u,\"microcode\":%u},",
            name, t[0], t[1], t[6], t[7]);
}

static void put_version(struct buf *b, const char *name, cupel_slice v, bool old)
{
    static const char *const parts[] = { "build", "minor", "major" };
    if (!old)
        buf_printf(b, "\"%s\":{\"major\":%u,\"minor\":%u,\"build\":%u},", name, v.p[2], v.p[1],
                   v.p[0]);
    for (unsigned i = 0; old && i < 3; i++)
        buf_printf(b, "\"%s_%s\":%u,", name, parts[i], v.p[i]);
}

#define PART(at, n) slice_part(r, at, n)

static void put_guest(struct buf *b, cupel_slice r, bool turin, bool old, enum style style)
{
    put_uint(b, "version", PART(0, 4));
    put_uint(b, "guest_svn", PART(4, 4));
    put_uint(b, "policy", PART(8, 8));
    put_bytes(b, "family_id", PART(0x10, 16), style);
    put_bytes(b, "image_id", PART(0x20, 16), style);
    put_uint(b, "vmpl", PART(0x30, 4));
    put_uint(b, "sig_algo", PART(0x34, 4));
    put_tcb(b, "current_tcb", PART(0x38, 8), turin, old);
    put_uint(b, "plat_info", PART(0x40, 8));
    put_uint(b, old ? "_author_key_en" : "key_info", PART(0x48, 4));
    if (old)
        put_uint(b, "_reserved_0", PART(0x4c, 4));
    put_bytes(b, "report_data", PART(0x50, 64), style);
    put_bytes(b, "measurement", PART(0x90, 48), style);
    put_bytes(b, "host_data", PART(0xc0, 32), style);
    put_bytes(b, "id_key_digest", PART(0xe0, 48), style);
    put_bytes(b, "author_key_digest", PART(0x110, 48), style);
    put_bytes(b, "report_id", PART(0x140, 32), style);
    put_bytes(b, "report_id_ma", PART(0x160, 32), style);
    put_tcb(b, "reported_tcb", PART(0x180, 8), turin, old);
}

static void put_cpu(struct buf *b, cupel_slice r, bool old, enum style style)
{
    if (old)
        put_bytes(b, "_reserved_1", PART(0x188, 24), style);
    else if (r.p[0] < 3)
        buf_add_str(b, "\"cpuid_fam_id\":null,\"cpuid_mod_id\":null,\"cpuid_step\":null,");
    else
        buf_printf(b, "\"cpuid_fam_id\":%u,\"cpuid_mod_id\":%u,\"cpuid_step\":%u,", r.p[0x188],
                   r.p[0x189], r.p[0x18a]);
}

static void put_platform(struct buf *b, cupel_slice r, bool turin, bool old, enum style style)
{
    put_cpu(b, r, old, style);
    put_bytes(b, "chip_id", PART(0x1a0, 64), style);
    put_tcb(b, "committed_tcb", PART(0x1e0, 8), turin, old);
    put_version(b, "current", PART(0x1e8, 3), old);
    put_version(b, "committed", PART(0x1ec, 3), old);
    if (old)
        buf_add_str(b, "\"_reserved_2\":0,\"_reserved_3\":0,");
    put_tcb(b, "launch_tcb", PART(0x1f0, 8), turin, old);
    if (old)
        put_bytes(b, "_reserved_4", PART(0x1f8, 168), style);
    if (!old && r.p[0] >= 5) {
        put_uint(b, "launch_mit_vector", PART(0x1f8, 8));
        put_uint(b, "current_mit_vector", PART(0x200, 8));
    }
    buf_add_str(b, "\"signature\":{");
    if (old)
        put_bytes(b, "_reserved", PART(0x330, 368), style);
    put_bytes(b, "r", PART(0x2a0, 72), style);
    put_bytes(b, "s", PART(0x2e8, 72), style);
    b->n--; /* the comma */
    buf_add_str(b, "}");
}

/* The JSON of @r; to be freed. */
static char *report_json(cupel_slice r, bool old, enum style style)
{
    struct buf b;
    bool turin = r.p[0] >= 3 && r.p[0x188] == 0x1a;
    buf_init(&b, 1u << 20);
    buf_add_str(&b, "{\"attestation_report\":{");
    put_guest(&b, r, turin, old, style);
    put_platform(&b, r, turin, old, style);
    buf_add_str(&b, "},\"cert_chain\":null}");
    char *text = buf_steal_str(&b);
    assert_non_null(text);
    return text;
}

static void reports_come_back_byte_by_byte(void **state)
{
    (void)state;
    struct lab l = { 0 };
    for (unsigned version = 2; version <= 5; version++) {
        struct softtee_files f = make("snp", version);
        cupel_slice r = softtee_file(&f, "evidence.bin");
        for (unsigned form = 0; form < 4; form++) {
            bool old = form & 1;
            if (old && version > 2) /* the old structure knew one version only */
                continue;
            char *text = report_json(r, old, form & 2 ? HEXES : ARRAYS);
            must_open(&l, text);
            assert_true(slice_eq(l.out.bytes, r));
            assert_string_equal(l.out.format, "snp");
            assert_int_equal(l.out.n_inside, 0);
            free(text);
        }
        softtee_files_clear(&f);
    }
    arena_clear(&l.arena);
}

static void turin_has_its_own_tcb(void **state)
{
    (void)state;
    struct lab l = { 0 };
    struct softtee_files f;
    const struct softtee_set set = { "product", "Turin" };
    assert_status(softtee_make(crypto,
                               &(struct softtee_opts){ .kind = "snp", .sets = &set, .n_sets = 1 },
                               &f, NULL),
                  CUPEL_OK);
    char *text = report_json(softtee_file(&f, "evidence.bin"), false, ARRAYS);
    must_open(&l, text);
    assert_true(slice_eq(l.out.bytes, softtee_file(&f, "evidence.bin")));
    free(text);
    softtee_files_clear(&f);
    arena_clear(&l.arena);
}

/* @text with the first @from replaced by @to; to be freed. */
static char *replace(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (!at)
        fail_msg("no %s in the text", from);
    size_t n = strlen(text) + strlen(to) + 1;
    char *out = malloc(n);
    assert_non_null(out);
    (void)snprintf(out, n, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return out;
}

static void every_member_is_known_and_in_range(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *says;
    } cases[] = {
        { "\"vmpl\":0", "\"vmpl\":0,\"vmpk\":0", "vmpk" },
        { "\"vmpl\":0", "\"vmpl\":4294967296", "vmpl" },
        { "\"vmpl\":0", "\"vmpl\":-1", "vmpl" },
        { "\"vmpl\":0", "\"vmpl\":\"0\"", "vmpl" },
        { "\"vmpl\":0,", "", "lacks the member that holds byte 0x30" },
        { "\"vmpl\":0", "\"vmpl\":0,\"vmpl\":0", "vmpl" },
        { "\"vmpl\":0", "\"vmpl\":null", "vmpl" },
        { "\"key_info\":0", "\"key_info\":0,\"_author_key_en\":0",
          "stands for bytes of the report that another member gives" },
        { "\"cpuid_step\":1", "\"cpuid_step\":256", "cpuid_step" },
        { "\"cpuid_step\":1", "\"cpuid_step\":null", "lacks the member that holds byte 0x18a" },
        { "\"report_data\":[", "\"report_data\":[1,", "report_data: must be 64 bytes, found 65" },
        { "\"report_data\":[", "\"report_data\":[256,", "must be an integer from 0 to 255" },
        { "\"report_data\":[", "\"report_data\":[01,", "" },
        { "\"report_data\":[", "\"report_data\":[1.0,", "must be an integer from 0 to 255" },
        { "\"current_tcb\":{\"fmc\":null", "\"current_tcb\":{\"fmd\":null", "fmd" },
        { "\"current_tcb\":{\"fmc\":null", "\"current_tcb\":{\"fmc\":300", "fmc" },
        { "\"current_tcb\":{\"fmc\":null", "\"current_tcb\":{\"fmc\":1,\"_reserved\":[0,0,0,0]",
          "does not go with an FMC" },
        { "\"current\":{\"major\"", "\"current\":{\"mayor\"", "mayor" },
        { "\"signature\":{", "\"signature\":{\"t\":[],", "t" },
        { "\"cert_chain\":null", "\"cert_chain\":7", "must be an array of certificates" },
        { "\"cert_chain\":null", "\"cert_chain\":[{\"data\":[1],\"x\":1}]", "x" },
        { "\"cert_chain\":null", "\"cert_chain\":[{\"cert_type\":\"VCEK\"}]",
          "lacks the member data" },
        { "\"cert_chain\":null", "\"extra\":null", "extra" },
    };
    struct lab l = { 0 };
    struct softtee_files f = make("snp", 3);
    char *text = report_json(softtee_file(&f, "evidence.bin"), false, ARRAYS);
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        char *changed = replace(text, cases[i].from, cases[i].to);
        refuse(&l, changed, CUPEL_E_MALFORMED, cases[i].says);
        free(changed);
    }
    free(text);
    softtee_files_clear(&f);
    arena_clear(&l.arena);
}

static void certificates_come_along(void **state)
{
    (void)state;
    struct lab l = { 0 };
    struct softtee_files f = make("snp", 2);
    char *text = report_json(softtee_file(&f, "evidence.bin"), true, ARRAYS);
    char *with = replace(text, "\"cert_chain\":null",
                         "\"cert_chain\":[{\"cert_type\":\"VCEK\",\"data\":[48,0]},"
                         "{\"cert_type\":{\"OTHER\":\"x\"},\"data\":[]},"
                         "{\"cert_type\":\"ARK\",\"data\":[48]}]");
    must_open(&l, with);
    assert_int_equal(l.out.n_inside, 2);
    assert_string_equal(l.out.inside[0].name, "cert_chain#vcek");
    assert_int_equal(l.out.inside[0].bytes.n, 2);
    assert_string_equal(l.out.inside[1].name, "cert_chain#ark");
    free(with);
    free(text);
    softtee_files_clear(&f);
    arena_clear(&l.arena);
}

/* ---- other TEEs ---- */

static void quotes_are_told_apart(void **state)
{
    (void)state;
    struct lab l = { 0 };
    must_open(&l, "{\"cc_eventlog\":null,\"quote\":\"AAEC\"}");
    assert_true(slice_eq(l.out.bytes, SLICE_LIT("\0\1\2")));
    assert_string_equal(l.out.format, "tdx");
    assert_int_equal(l.out.n_inside, 0);
    must_open(&l, "{\"cc_eventlog\":\"YWJj\",\"quote\":\"AAEC\"}");
    assert_string_equal(l.out.inside[0].name, "cc_eventlog");
    assert_slice(l.out.inside[0].bytes, "abc");
    must_open(&l, "{\"aa_eventlog\":\"INIT x\",\"quote\":\"AAEC\"}");
    assert_string_equal(l.out.format, "tdx");
    assert_slice(l.out.inside[0].bytes, "INIT x");
    must_open(&l, "{\"quote\":\"AAEC\"}");
    assert_null(l.out.format);
    must_open(&l, "{\"tee\":\"sgx\",\"tee-evidence\":{\"quote\":\"AAEC\"}}");
    assert_string_equal(l.out.format, "sgx");
    must_open(&l, " {\"token\" : [1,2,255]}");
    assert_int_equal(l.out.bytes.n, 3);
    refuse(&l, "{\"tee\":\"sgx\",\"tee-evidence\":{\"quote\":\"AAEC\",\"cc_eventlog\":null}}",
           CUPEL_E_MALFORMED, "does not belong to SGX evidence");
    refuse(&l, "{\"quote\":\"AAF\"}", CUPEL_E_MALFORMED, "quote");
    refuse(&l, "{\"quote\":7}", CUPEL_E_MALFORMED, "must be bytes");
    refuse(&l, "{\"quote\":\"AAEC\",\"x\":1}", CUPEL_E_MALFORMED, "x");
    arena_clear(&l.arena);
}

static void what_cannot_be_judged_is_named(void **state)
{
    (void)state;
    struct lab l = { 0 };
    refuse(&l, "{\"svn\":\"1\",\"report_data\":\"AAAA\"}", CUPEL_E_UNSUPPORTED,
           "sample attester is not signed");
    refuse(&l, "{\"tee\":\"sample\",\"tee-evidence\":{\"svn\":\"1\",\"report_data\":\"AAAA\"}}",
           CUPEL_E_UNSUPPORTED, "sample attester is not signed");
    refuse(&l, "{\"attestation_report\":{\"data\":[1]},\"cert_chain\":{},\"serial_number\":[1]}",
           CUPEL_E_UNSUPPORTED, "Hygon CSV");
    refuse(&l, "{\"measurement\":\"AA==\",\"encr_measurement_key\":\"AA==\"}", CUPEL_E_UNSUPPORTED,
           "IBM Secure Execution");
    arena_clear(&l.arena);
}

/* ---- messages ---- */

static void messages_are_undone(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"tee-pubkey\":{\"kty\":\"EC\"},\"tee-evidence\":{\"quote\":\"AAEC\"}}",
        "{\"tee-pubkey\":{},\"tee-evidence\":\"{\\\"quote\\\":\\\"AAEC\\\"}\"}",
        "{\"init-data\":null,\"runtime-data\":{\"nonce\":\"x\",\"tee-pubkey\":{}},"
        "\"tee-evidence\":{\"primary_evidence\":{\"quote\":\"AAEC\"},\"additional_evidence\":\"\"}"
        "}",
        "{\"primary_evidence\":{\"quote\":\"AAEC\"},\"additional_evidence\":\"{}\"}",
        "{\"primary_evidence\":{\"quote\":\"AAEC\"}}",
        "{\"tee\":\"tdx\",\"evidence\":\"eyJxdW90ZSI6IkFBRUMifQ\",\"policy_ids\":[]}",
        "{\"tee\":\"tdx\",\"evidence\":{\"quote\":\"AAEC\"}}",
    };
    struct lab l = { 0 };
    for (size_t i = 0; i < CUPEL_COUNT(texts); i++) {
        must_open(&l, texts[i]);
        assert_true(slice_eq(l.out.bytes, SLICE_LIT("\0\1\2")));
    }
    /* evidence that is somebody else's to read goes on as it is */
    must_open(&l, "{\"tee\":\"tpm\",\"tee-evidence\":{\"ak_public\":\"x\"}}");
    assert_slice(l.out.bytes, "{\"ak_public\":\"x\"}");
    assert_null(l.out.format);
    arena_clear(&l.arena);
}

static void messages_must_agree(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        cupel_status st;
        const char *says;
    } cases[] = {
        { "{\"tee\":\"snp\",\"tee-evidence\":{\"quote\":\"AAEC\"}}", CUPEL_E_MALFORMED,
          "is evidence of tdx, but the message says snp" },
        { "{\"tee\":\"az_snp_vtpm\",\"tee-evidence\":{\"quote\":\"AAEC\"}}", CUPEL_E_MALFORMED,
          "but the message says az_snp_vtpm" },
        { "{\"tee\":\"snp\",\"tee-evidence\":{\"primary_evidence\":{\"quote\":\"AAEC\"},"
          "\"tee\":\"tdx\"}}",
          CUPEL_E_MALFORMED, "names another TEE than the message around it" },
        { "{\"tee\":\"snp\",\"tee-evidence\":{\"x\":1}}", CUPEL_E_MALFORMED,
          "no evidence of the TEE that the message names" },
        { "{\"tee\":7,\"tee-evidence\":{\"quote\":\"AAEC\"}}", CUPEL_E_MALFORMED, "name of a TEE" },
        { "{\"tee-evidence\":7}", CUPEL_E_MALFORMED, "must be an object that holds evidence" },
        { "{\"tee-evidence\":\"7\"}", CUPEL_E_MALFORMED, "must be an object that holds evidence" },
        { "{\"tee-evidence\":\"{\"}", CUPEL_E_TRUNCATED, "" },
        { "{\"tee-evidence\":{\"quote\":\"AAEC\"},\"tee_evidence\":1}", CUPEL_E_MALFORMED,
          "tee_evidence" },
        { "{\"primary_evidence\":{\"quote\":\"AAEC\"},"
          "\"additional_evidence\":\"{\\\"nvidia\\\":{}}\"}",
          CUPEL_E_UNSUPPORTED, "further devices" },
        { "{\"primary_evidence\":{\"quote\":\"AAEC\"},\"additional_evidence\":{\"nvidia\":{}}}",
          CUPEL_E_UNSUPPORTED, "further devices" },
        { "{\"tee-evidence\":{\"quote\":\"AAEC\"},\"tee-evidence\":{}}", CUPEL_E_MALFORMED,
          "tee-evidence" },
        { "[\"primary_evidence\"]", CUPEL_E_MALFORMED, "no JSON object" },
        { "{\"quota\":\"\\\"quote\\\"\"}", CUPEL_E_MALFORMED, "no evidence of a TEE known here" },
    };
    struct lab l = { 0 };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        refuse(&l, cases[i].text, cases[i].st, cases[i].says);
    arena_clear(&l.arena);
}

static void other_json_is_left_alone(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"token\":\"eyJ\"}",
        "{\"tcbInfo\":{}}",
        "[{\"quote\":1}]",
        "{\"kty\":\"RSA\"}",
        "quote",
        "",
        "{\"ak_public\":1}",
        "{\"tee\":\"snp\"}",
        "{\"token\"",
    };
    for (size_t i = 0; i < CUPEL_COUNT(texts); i++)
        if (wrapper_kbs.probe(slice_str(texts[i])))
            fail_msg("recognised: %s", texts[i]);
}

/* ---- Azure ---- */

static char *azure_json(const struct softtee_files *f)
{
    cupel_slice s = softtee_file(f, "kbs.json");
    char *text = malloc(s.n + 1);
    assert_non_null(text);
    slice_copy(s, text, s.n + 1);
    return text;
}

static void azure_comes_with_its_files(void **state)
{
    (void)state;
    struct lab l = { 0 };
    struct softtee_files f = make("azure", 0);
    char *text = azure_json(&f);
    must_open(&l, text);
    assert_string_equal(l.out.format, "azure");
    assert_true(slice_eq(l.out.bytes, softtee_file(&f, "evidence.bin")));
    assert_int_equal(l.out.n_inside, 3);
    assert_true(slice_eq(l.out.inside[0].bytes, softtee_file(&f, "collateral/quote.bin")));
    assert_true(slice_eq(l.out.inside[1].bytes, softtee_file(&f, "collateral/pcrs.json")));
    assert_true(slice_eq(l.out.inside[2].bytes, softtee_file(&f, "collateral/vcek.der")));
    char *two = replace(text, "\"version\":1", "\"version\":2");
    must_open(&l, two);
    free(two);
    free(text);
    softtee_files_clear(&f);
    arena_clear(&l.arena);
}

static void azure_of_version_0(void **state)
{
    (void)state;
    struct lab l = { 0 };
    must_open(&l, "{\"quote\":{\"signature\":[1,2],\"message\":[3],\"pcrs\":[]},\"report\":[72,67],"
                  "\"vcek\":\"-----BEGIN\"}");
    assert_slice(l.out.bytes, "HC");
    assert_true(
        slice_eq(l.out.inside[0].bytes, SLICE_LIT("\0\1\3\0\x14\0\x0b\0\2\1\2"))); /* joined */
    assert_int_equal(l.out.n_inside, 2); /* no PCR values */
    assert_slice(l.out.inside[1].bytes, "-----BEGIN");
    must_open(&l, "{\"tpm_quote\":{\"signature\":[1,2],\"message\":[3],\"pcrs\":[]},"
                  "\"hcl_report\":[72],\"td_quote\":[4,0]}");
    assert_string_equal(l.out.inside[1].name, "td_quote");
    arena_clear(&l.arena);
}

static void azure_is_strict(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        cupel_status st;
        const char *says;
    } cases[] = {
        { "\"version\":1", "\"version\":3", CUPEL_E_UNSUPPORTED, "version of Azure evidence" },
        { "\"version\":1", "\"version\":0", CUPEL_E_UNSUPPORTED, "version of Azure evidence" },
        { "\"version\":1", "\"version\":\"1\"", CUPEL_E_MALFORMED, "version" },
        { "\"version\":1,", "", CUPEL_E_MALFORMED, "is no member known here" },
        { "\"version\":1", "\"version\":1,\"nonce\":1", CUPEL_E_MALFORMED, "nonce" },
        { "\"signature\":\"", "\"signature\":\"0", CUPEL_E_MALFORMED, "must be hex" },
        { "\"signature\":", "\"signature\":\"\",\"x\":", CUPEL_E_MALFORMED, "x" },
        { "\"message\":\"ff", "\"message\":\"fg", CUPEL_E_MALFORMED, "message" },
        { "\"pcrs\":[\"", "\"pcrs\":[\"00", CUPEL_E_MALFORMED, "pcrs[0]" },
        { "\"pcrs\":[",
          "\"pcrs\":[\"0000000000000000000000000000000000000000000000000000000000000000\",",
          CUPEL_E_MALFORMED, "holds 25 values; a TPM has 24 PCRs" },
        { "\"pcrs\":[", "\"pcrs\":{},\"x\":[", CUPEL_E_MALFORMED, "x" },
        { "\"tpm_quote\":{", "\"tpm_quote\":[],\"x\":{", CUPEL_E_MALFORMED, "x" },
        { "\"hcl_report\":\"SENM", "\"hcl_report\":\"!ENM", CUPEL_E_MALFORMED, "hcl_report" },
    };
    struct lab l = { 0 };
    struct softtee_files f = make("azure", 0);
    char *text = azure_json(&f);
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        char *changed = replace(text, cases[i].from, cases[i].to);
        refuse(&l, changed, cases[i].st, cases[i].says);
        free(changed);
    }
    free(text);
    softtee_files_clear(&f);
    arena_clear(&l.arena);
}

/* ---- the quote as azure-cvm-tooling stores it ---- */

static size_t put_counted(uint8_t *out, const void *bytes, uint64_t n, size_t size)
{
    for (unsigned i = 0; i < 8; i++)
        out[i] = (uint8_t)(n >> 8 * i);
    if (size)
        memcpy(out + 8, bytes, size);
    return 8 + size;
}

/* @n bytes of signature, an attestation that is only its magic, and @pcrs values. */
static size_t make_bincode(uint8_t *out, size_t n, uint64_t pcrs)
{
    static const uint8_t magic[] = { 0xff, 0x54, 0x43, 0x47, 1 }, zeros[32 * 25] = { 0 };
    uint8_t sig[600] = { 9 };
    size_t at = put_counted(out, sig, n, n);
    at += put_counted(out + at, magic, sizeof magic, sizeof magic);
    return at + put_counted(out + at, zeros, pcrs, pcrs <= 25 ? pcrs * 32 : 0);
}

static cupel_status open_bincode(struct lab *l, const uint8_t *bytes, size_t n)
{
    arena_clear(&l->arena);
    arena_init(&l->arena, 1u << 20);
    l->out = (struct unwrapped){ 0 };
    l->err = (struct cupel_diag){ 0 };
    return wrapper_az_quote.open(&l->arena, slice_of(bytes, n), &l->out, &l->err);
}

static void bincode_quotes(void **state)
{
    (void)state;
    struct lab l = { 0 };
    uint8_t bytes[2048];
    size_t n = make_bincode(bytes, 256, 2);
    assert_true(wrapper_az_quote.probe(slice_of(bytes, n)));
    assert_status(open_bincode(&l, bytes, n), CUPEL_OK);
    assert_string_equal(l.out.format, "tpm");
    assert_int_equal(l.out.bytes.n, 2 + 5 + 6 + 256);
    assert_int_equal(l.out.n_inside, 1);
    assert_non_null(strstr((const char *)l.out.inside[0].bytes.p, "{\"sha256\":{\"0\":\"00"));
    for (size_t cut = 0; cut < n; cut++)
        assert_true(open_bincode(&l, bytes, cut) != CUPEL_OK);
    assert_status(open_bincode(&l, bytes, n + 1), CUPEL_E_TRAILING);
    n = make_bincode(bytes, 256, 0);
    assert_status(open_bincode(&l, bytes, n), CUPEL_OK);
    assert_int_equal(l.out.n_inside, 0);
    static const struct {
        size_t sig;
        uint64_t pcrs;
    } bad[] = { { 255, 2 }, { 513, 2 }, { 256, 25 }, { 256, UINT64_MAX } };
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++) {
        n = make_bincode(bytes, bad[i].sig, bad[i].pcrs);
        assert_status(open_bincode(&l, bytes, n), CUPEL_E_MALFORMED);
        assert_says(l.err, "bincode");
        assert_int_equal(wrapper_az_quote.probe(slice_of(bytes, n)), bad[i].sig == 256);
    }
    arena_clear(&l.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_come_back_byte_by_byte),
        cmocka_unit_test(turin_has_its_own_tcb),
        cmocka_unit_test(every_member_is_known_and_in_range),
        cmocka_unit_test(certificates_come_along),
        cmocka_unit_test(quotes_are_told_apart),
        cmocka_unit_test(what_cannot_be_judged_is_named),
        cmocka_unit_test(messages_are_undone),
        cmocka_unit_test(messages_must_agree),
        cmocka_unit_test(other_json_is_left_alone),
        cmocka_unit_test(azure_comes_with_its_files),
        cmocka_unit_test(azure_of_version_0),
        cmocka_unit_test(azure_is_strict),
        cmocka_unit_test(bincode_quotes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
