/* SPDX-License-Identifier: Apache-2.0 */
/* Intel's collateral: TCB info, enclave identities, the PCK's SGX extension; matching of levels. */
#include "test.h"

#include "base/buf.h"
#include "collateral/intel.h"

#define SIGNATURE                                                                                  \
    "\"signature\":\"00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"             \
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\""
#define DATES   "\"issueDate\":\"2026-01-01T00:00:00Z\",\"nextUpdate\":\"2026-02-01T00:00:00Z\""
#define ZEROS48 "000000000000000000000000000000000000000000000000"
#define MODULE_BODY                                                                                \
    "\"mrsigner\":\"" ZEROS48 ZEROS48 "\",\"attributes\":\"0000000000000000\","                    \
    "\"attributesMask\":\"FFFFFFFFFFFFFFFF\""

struct fixture {
    struct arena a;
    struct cupel_diag err;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    arena_init(&f->a, 16u << 20);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_clear(&f->a);
    free(f);
    return 0;
}

/* ---- making TCB info ---- */

/* "[{"svn":first},{"svn":0},…]" with @n entries. */
static const char *components(struct fixture *f, const char *first, unsigned n)
{
    const char *text = arena_printf(&f->a, "[{\"svn\":%s}", first);
    for (unsigned i = 1; i < n; i++)
        text = arena_printf(&f->a, "%s,{\"svn\":0}", text);
    return arena_printf(&f->a, "%s]", text);
}

static const char *level(struct fixture *f, const char *sgx, unsigned pcesvn, const char *tdx,
                         const char *status)
{
    return arena_printf(&f->a,
                        "{\"tcb\":{\"sgxtcbcomponents\":%s,\"pcesvn\":%u%s%s},"
                        "\"tcbDate\":\"2025-05-14T00:00:00Z\",\"tcbStatus\":\"%s\"}",
                        sgx, pcesvn, tdx ? ",\"tdxtcbcomponents\":" : "", tdx ? tdx : "", status);
}

static const char *sgx_level(struct fixture *f, const char *first, unsigned pcesvn,
                             const char *status)
{
    return level(f, components(f, first, 16), pcesvn, NULL, status);
}

static const char *tdx_level(struct fixture *f, const char *first, const char *status)
{
    return level(f, components(f, "1", 16), 1, components(f, first, 16), status);
}

static const char *info_with(struct fixture *f, const char *head, const char *levels)
{
    return arena_printf(
        &f->a,
        "{\"tcbInfo\":{%s," DATES ",\"fmspc\":\"00A0bC000000\",\"pceId\":\"0000\","
        "\"tcbType\":0,\"tcbEvaluationDataNumber\":17,\"tcbLevels\":[%s]}," SIGNATURE "}",
        head, levels);
}

static const char *sgx_info(struct fixture *f, const char *levels)
{
    return info_with(f, "\"id\":\"SGX\",\"version\":3", levels);
}

static const char *tdx_info(struct fixture *f, const char *identities, const char *levels)
{
    return info_with(
        f,
        arena_printf(&f->a, "\"id\":\"TDX\",\"version\":3,\"tdxModule\":{" MODULE_BODY "}%s%s",
                     identities ? ",\"tdxModuleIdentities\":" : "", identities ? identities : ""),
        levels);
}

static struct intel_tcb_info read_info(struct fixture *f, const char *text)
{
    struct intel_tcb_info info;
    cupel_status st = intel_tcb_info_parse(&f->a, slice_str(text), &info, &f->err);
    if (st != CUPEL_OK)
        print_error("%s\n", f->err.text);
    assert_int_equal(st, CUPEL_OK);
    return info;
}

static void refuse_info(struct fixture *f, const char *text, cupel_status st, const char *why)
{
    struct intel_tcb_info info;
    assert_true(intel_tcb_info_probe(slice_str(text)));
    assert_status(intel_tcb_info_parse(&f->a, slice_str(text), &info, &f->err), st);
    assert_string_equal(f->err.format, "tcb-info");
    if (!strstr(f->err.text, why))
        print_error("\"%s\" does not say \"%s\"\n", f->err.text, why);
    assert_says(f->err, why);
}

/* ---- reading TCB info ---- */

static void reads_version_3(void **state)
{
    struct fixture *f = *state;
    const char *text = sgx_info(f, sgx_level(f, "7", 11, "SWHardeningNeeded"));
    struct intel_tcb_info info = read_info(f, text);
    static const uint8_t fmspc[] = { 0, 0xa0, 0xbc, 0, 0, 0 };
    assert_int_equal(info.version, 3);
    assert_int_equal(info.tee, INTEL_SGX);
    assert_int_equal(info.issue_date, 1767225600);
    assert_int_equal(info.next_update, 1769904000);
    assert_memory_equal(info.fmspc, fmspc, 6); /* digits of either case */
    assert_int_equal(info.evaluation_number, 17);
    assert_int_equal(info.n_levels, 1);
    assert_int_equal(info.levels[0].sgx[0], 7);
    assert_int_equal(info.levels[0].sgx[15], 0);
    assert_int_equal(info.levels[0].pcesvn, 11);
    assert_int_equal(info.levels[0].says.status, INTEL_TCB_SW_HARDENING_NEEDED);
    assert_int_equal(info.levels[0].says.tcb_date, 1747180800);
    assert_int_equal(info.signature.n, 64);
    assert_int_equal(info.signature.p[1], 0x11);
}

/* What is signed are the bytes as received, blanks included. */
static void keeps_the_exact_bytes_signed(void **state)
{
    struct fixture *f = *state;
    const char *inner = strstr(sgx_info(f, sgx_level(f, "7", 11, "UpToDate")), "{\"id\"");
    const char *end = strstr(inner, ",\"signature\"");
    const char *body = arena_text(&f->a, slice_of(inner, (size_t)(end - inner)));
    body = arena_printf(&f->a, "{ \t%s", body + 1);
    const char *text = arena_printf(&f->a, " {\"tcbInfo\" : %s ,\n" SIGNATURE "}\n", body);
    struct intel_tcb_info info = read_info(f, text);
    assert_true(slice_eq(info.body, slice_str(body)));
}

static void reads_version_2(void **state)
{
    struct fixture *f = *state;
    const char *tcb = "\"pcesvn\":9";
    for (unsigned i = 1; i <= 16; i++)
        tcb = arena_printf(&f->a, "%s,\"sgxtcbcomp%02usvn\":%u", tcb, i, i);
    const char *l = arena_printf(&f->a,
                                 "{\"tcb\":{%s},\"tcbDate\":\"2025-05-14T00:00:00Z\","
                                 "\"tcbStatus\":\"OutOfDate\",\"advisoryIDs\":[\"INTEL-SA-1\"]}",
                                 tcb);
    struct intel_tcb_info info = read_info(f, info_with(f, "\"version\":2", l));
    assert_int_equal(info.tee, INTEL_SGX);
    assert_int_equal(info.levels[0].sgx[15], 16);
    assert_int_equal(info.levels[0].says.n_advisories, 1);
    assert_string_equal(info.levels[0].says.advisories[0], "INTEL-SA-1");
}

/* Other verifiers compared only as many components as a short array has. */
static void refuses_short_and_long_component_arrays(void **state)
{
    struct fixture *f = *state;
    const char *ok = components(f, "1", 16);
    refuse_info(f, sgx_info(f, level(f, components(f, "1", 15), 1, NULL, "UpToDate")),
                CUPEL_E_MALFORMED, "sgxtcbcomponents must have 16 entries, has 15");
    refuse_info(f, sgx_info(f, level(f, components(f, "1", 17), 1, NULL, "UpToDate")),
                CUPEL_E_MALFORMED, "sgxtcbcomponents must have 16 entries, has 17");
    refuse_info(f, tdx_info(f, NULL, level(f, ok, 1, components(f, "1", 2), "UpToDate")),
                CUPEL_E_MALFORMED, "tdxtcbcomponents must have 16 entries, has 2");
    refuse_info(f, tdx_info(f, NULL, level(f, ok, 1, NULL, "UpToDate")), CUPEL_E_MALFORMED,
                "tdxtcbcomponents");
}

static void refuses_numbers_that_are_none(void **state)
{
    struct fixture *f = *state;
    static const char *const bad[] = { "-1", "+1", "1.0", "1e1", "256", "01", "\"1\"", "null" };
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++) {
        struct intel_tcb_info info;
        const char *text = sgx_info(f, sgx_level(f, bad[i], 1, "UpToDate"));
        assert_status(intel_tcb_info_parse(&f->a, slice_str(text), &info, &f->err),
                      CUPEL_E_MALFORMED);
    }
    refuse_info(f, sgx_info(f, sgx_level(f, "1", 65536, "UpToDate")), CUPEL_E_MALFORMED, "pcesvn");
}

static void refuses_levels_that_contradict(void **state)
{
    struct fixture *f = *state;
    const char *l = sgx_level(f, "1", 1, "UpToDate");
    refuse_info(f, sgx_info(f, ""), CUPEL_E_MALFORMED, "tcbLevels must have 1 to");
    refuse_info(f, sgx_info(f, arena_printf(&f->a, "%s,%s", l, sgx_level(f, "1", 1, "Revoked"))),
                CUPEL_E_MALFORMED, "two tcbLevels have the same components");
    refuse_info(f, sgx_info(f, sgx_level(f, "1", 1, "TDRelaunchAdvised")), CUPEL_E_MALFORMED,
                "tcbStatus is none that Intel defines");
}

static void refuses_what_fits_no_tee(void **state)
{
    struct fixture *f = *state;
    const char *l = sgx_level(f, "1", 1, "UpToDate");
    refuse_info(f, info_with(f, "\"id\":\"TDX\",\"version\":3", tdx_level(f, "1", "UpToDate")),
                CUPEL_E_MALFORMED, "tdxModule");
    refuse_info(f, info_with(f, "\"id\":\"SGX\",\"version\":3,\"tdxModule\":{" MODULE_BODY "}", l),
                CUPEL_E_MALFORMED, "tdxModule in TCB info for SGX");
    refuse_info(f, info_with(f, "\"id\":\"SEV\",\"version\":3", l), CUPEL_E_MALFORMED,
                "id must be SGX or TDX");
    refuse_info(f, info_with(f, "\"version\":3", l), CUPEL_E_MALFORMED, "id");
    refuse_info(f, info_with(f, "\"id\":\"SGX\",\"version\":4", l), CUPEL_E_UNSUPPORTED,
                "version 4: versions 2 and 3 are known");
}

/* Outside of the signed object nothing may stand but the signature. */
static void refuses_what_nobody_signed(void **state)
{
    struct fixture *f = *state;
    const char *good = sgx_info(f, sgx_level(f, "1", 1, "UpToDate"));
    refuse_info(f, arena_printf(&f->a, "%s{}", good), CUPEL_E_TRAILING, "");
    refuse_info(f, arena_printf(&f->a, "{\"x\":1,%s", good + 1), CUPEL_E_MALFORMED,
                "only tcbInfo and signature may stand here");
    refuse_info(f, arena_printf(&f->a, "{" SIGNATURE ",%s", good + 1), CUPEL_E_MALFORMED,
                "signature");
    refuse_info(f, "{\"tcbInfo\":{}}", CUPEL_E_MALFORMED, "signature");
    refuse_info(f, "{\"tcbInfo\":{},\"signature\":\"00\"}", CUPEL_E_MALFORMED, "signature");
    refuse_info(f, "{\"tcbInfo\":7," SIGNATURE "}", CUPEL_E_MALFORMED, "tcbInfo");
    refuse_info(f, "[\"tcbInfo\"]", CUPEL_E_MALFORMED, "");
}

static void refuses_a_window_that_ends_before_it_starts(void **state)
{
    struct fixture *f = *state;
    const char *text = "{\"tcbInfo\":{\"version\":2,\"issueDate\":\"2026-02-01T00:00:00Z\","
                       "\"nextUpdate\":\"2026-01-01T00:00:00Z\"}," SIGNATURE "}";
    refuse_info(f, text, CUPEL_E_MALFORMED, "nextUpdate is before issueDate");
    refuse_info(
        f, "{\"tcbInfo\":{\"version\":2,\"issueDate\":\"2026-02-30T00:00:00Z\"}," SIGNATURE "}",
        CUPEL_E_MALFORMED, "issueDate");
}

static void refuses_every_cut(void **state)
{
    struct fixture *f = *state;
    const char *text = tdx_info(f, NULL, tdx_level(f, "1", "UpToDate"));
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++) {
        struct arena a;
        struct intel_tcb_info info;
        arena_init(&a, 1u << 20);
        assert_int_not_equal(intel_tcb_info_parse(&a, slice_of(text, i), &info, NULL), CUPEL_OK);
        arena_clear(&a);
    }
}

/* ---- matching levels ---- */

/* Files need not be in order: the highest level that fits counts, not the first. */
static void finds_the_highest_level_in_any_order(void **state)
{
    struct fixture *f = *state;
    const char *low = sgx_level(f, "1", 1, "OutOfDate");
    const char *high = sgx_level(f, "5", 1, "UpToDate");
    const char *mid = sgx_level(f, "3", 1, "SWHardeningNeeded");
    const char *text = sgx_info(f, arena_printf(&f->a, "%s,%s,%s", low, high, mid));
    struct intel_tcb_info info = read_info(f, text);
    struct intel_pck pck = { .tcb = { 9 }, .pcesvn = 1 };
    static const struct {
        uint8_t svn;
        enum intel_tcb_status status;
    } cases[] = { { 9, INTEL_TCB_UP_TO_DATE },          { 5, INTEL_TCB_UP_TO_DATE },
                  { 4, INTEL_TCB_SW_HARDENING_NEEDED }, { 3, INTEL_TCB_SW_HARDENING_NEEDED },
                  { 2, INTEL_TCB_OUT_OF_DATE },         { 1, INTEL_TCB_OUT_OF_DATE } };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        pck.tcb[0] = cases[i].svn;
        assert_int_equal(intel_tcb_level_find(&info, &pck, NULL)->says.status, cases[i].status);
    }
    pck.tcb[0] = 0;
    assert_null(intel_tcb_level_find(&info, &pck, NULL));
}

/* Each of the 16 components and the PCESVN counts. */
static void every_component_counts(void **state)
{
    struct fixture *f = *state;
    const char *all = "[{\"svn\":2}";
    for (int i = 1; i < 16; i++)
        all = arena_printf(&f->a, "%s,{\"svn\":2}", all);
    all = arena_printf(&f->a, "%s]", all);
    struct intel_tcb_info info = read_info(f, sgx_info(f, level(f, all, 5, NULL, "UpToDate")));
    struct intel_pck pck = { .pcesvn = 5 };
    memset(pck.tcb, 2, sizeof pck.tcb);
    assert_non_null(intel_tcb_level_find(&info, &pck, NULL));
    for (int i = 0; i < 16; i++) {
        pck.tcb[i] = 1;
        assert_null(intel_tcb_level_find(&info, &pck, NULL));
        pck.tcb[i] = 2;
    }
    pck.pcesvn = 4;
    assert_null(intel_tcb_level_find(&info, &pck, NULL));
}

/* Bytes 0 and 1 of TEE_TCB_SVN are the module's: compared here only where byte 1 is zero. */
static void tdx_components_follow_the_module_version(void **state)
{
    struct fixture *f = *state;
    struct intel_tcb_info info = read_info(f, tdx_info(f, NULL, tdx_level(f, "5", "UpToDate")));
    struct intel_pck pck = { .tcb = { 1 }, .pcesvn = 1 };
    uint8_t svn[16] = { 5, 0 };
    assert_non_null(intel_tcb_level_find(&info, &pck, svn));
    svn[0] = 4;
    assert_null(intel_tcb_level_find(&info, &pck, svn));
    svn[1] = 1; /* a TDX 1.5 module restarts the count of byte 0 */
    assert_non_null(intel_tcb_level_find(&info, &pck, svn));
    pck.tcb[0] = 0;
    assert_null(intel_tcb_level_find(&info, &pck, svn));
}

static void tdx_components_from_2_always_count(void **state)
{
    struct fixture *f = *state;
    const char *tdx = "[{\"svn\":0},{\"svn\":0},{\"svn\":6}";
    for (int i = 3; i < 16; i++)
        tdx = arena_printf(&f->a, "%s,{\"svn\":0}", tdx);
    const char *l = level(f, components(f, "0", 16), 0, arena_printf(&f->a, "%s]", tdx),
                          "UpToDate");
    struct intel_tcb_info info = read_info(f, tdx_info(f, NULL, l));
    struct intel_pck pck = { .pcesvn = 0 };
    uint8_t svn[16] = { 9, 1, 5 };
    assert_null(intel_tcb_level_find(&info, &pck, svn));
    svn[2] = 6;
    assert_non_null(intel_tcb_level_find(&info, &pck, svn));
}

#define ISV_LEVEL(svn, status)                                                                     \
    "{\"tcb\":{\"isvsvn\":" #svn "},\"tcbDate\":\"2025-05-14T00:00:00Z\",\"tcbStatus\":\"" status  \
    "\"}"
#define IDENTITY(id, levels) "{\"id\":\"" id "\"," MODULE_BODY ",\"tcbLevels\":[" levels "]}"

static void finds_modules_and_their_levels(void **state)
{
    struct fixture *f = *state;
    const char *l = tdx_level(f, "1", "UpToDate");
    const char *ids = "[" IDENTITY(
        "tdx_0a", ISV_LEVEL(2, "OutOfDate") "," ISV_LEVEL(
                      5, "UpToDate")) "," IDENTITY("TDX_03", ISV_LEVEL(1, "Revoked")) "]";
    struct intel_tcb_info info = read_info(f, tdx_info(f, ids, l));
    const struct intel_module *m = intel_module_find(&info, 0x0a);
    assert_non_null(m);
    assert_non_null(intel_module_find(&info, 3));
    assert_null(intel_module_find(&info, 1));
    assert_int_equal(intel_isv_level_find(m->levels, m->n_levels, 6)->isvsvn, 5);
    assert_int_equal(intel_isv_level_find(m->levels, m->n_levels, 4)->isvsvn, 2);
    assert_null(intel_isv_level_find(m->levels, m->n_levels, 1));
}

static void refuses_bad_modules(void **state)
{
    struct fixture *f = *state;
    const char *l = tdx_level(f, "1", "UpToDate");
    refuse_info(f, tdx_info(f, "[" IDENTITY("TDX_3", ISV_LEVEL(1, "UpToDate")) "]", l),
                CUPEL_E_MALFORMED, "id must be TDX_ and two hex digits");
    refuse_info(f,
                tdx_info(f,
                         "[" IDENTITY("TDX_03", ISV_LEVEL(1, "UpToDate")) "," IDENTITY(
                             "TDX_03", ISV_LEVEL(2, "UpToDate")) "]",
                         l),
                CUPEL_E_MALFORMED, "two module identities for TDX_03");
    refuse_info(f, tdx_info(f, "[" IDENTITY("TDX_03", "") "]", l), CUPEL_E_MALFORMED,
                "tcbLevels must have 1 to");
    refuse_info(
        f,
        tdx_info(
            f, "[" IDENTITY("TDX_03", ISV_LEVEL(1, "UpToDate") "," ISV_LEVEL(1, "Revoked")) "]", l),
        CUPEL_E_MALFORMED, "two tcbLevels have isvsvn 1");
}

/* ---- convergence ---- */

#define OK   INTEL_TCB_UP_TO_DATE
#define SW   INTEL_TCB_SW_HARDENING_NEEDED
#define CONF INTEL_TCB_CONFIGURATION_NEEDED
#define BOTH INTEL_TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED
#define OLD  INTEL_TCB_OUT_OF_DATE
#define OLDC INTEL_TCB_OUT_OF_DATE_CONFIGURATION_NEEDED
#define BAD  INTEL_TCB_REVOKED

static void statuses_converge(void **state)
{
    static const struct {
        enum intel_tcb_status platform, other, both;
    } rows[] = { { OK, OK, OK },      { SW, OK, SW },      { CONF, OK, CONF },  { BOTH, OK, BOTH },
                 { OLD, OK, OLD },    { OLDC, OK, OLDC },  { BAD, OK, BAD },    { OK, OLD, OLD },
                 { SW, OLD, OLD },    { CONF, OLD, OLDC }, { BOTH, OLD, OLDC }, { OLD, OLD, OLD },
                 { OLDC, OLD, OLDC }, { BAD, OLD, BAD },   { OK, BAD, BAD },    { OLD, BAD, BAD },
                 { OK, OLDC, OLDC },  { OK, SW, SW },      { OK, CONF, CONF } };
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        assert_string_equal(
            intel_tcb_status_name(intel_tcb_converge(rows[i].platform, rows[i].other)),
            intel_tcb_status_name(rows[i].both));
}

static void relaunch_is_advised_where_it_heals(void **state)
{
    static const struct {
        enum intel_tcb_status launch, current;
        const char *both;
    } rows[] = { { OK, OK, "UpToDate" },
                 { SW, OLD, "SWHardeningNeeded" },
                 { OLD, OK, "TDRelaunchAdvised" },
                 { OLD, SW, "TDRelaunchAdvised" },
                 { OLD, CONF, "TDRelaunchAdvisedConfigurationNeeded" },
                 { OLD, BOTH, "TDRelaunchAdvisedConfigurationNeeded" },
                 { OLDC, OK, "TDRelaunchAdvisedConfigurationNeeded" },
                 { OLD, OLD, "OutOfDate" },
                 { OLDC, OLD, "OutOfDateConfigurationNeeded" },
                 { OLD, BAD, "Revoked" },
                 { BAD, OK, "Revoked" } };
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        assert_string_equal(
            intel_tcb_status_name(intel_tcb_relaunch(rows[i].launch, rows[i].current)),
            rows[i].both);
}

/* ---- enclave identities ---- */

#define QE_MEMBERS                                                                                 \
    "\"id\":\"TD_QE\"", "\"version\":2", "\"issueDate\":\"2026-01-01T00:00:00Z\"",                 \
        "\"nextUpdate\":\"2026-02-01T00:00:00Z\"", "\"tcbEvaluationDataNumber\":17",               \
        "\"miscselect\":\"01000000\"", "\"miscselectMask\":\"FFFFFFFF\"",                          \
        "\"attributes\":\"11000000000000000000000000000000\"",                                     \
        "\"attributesMask\":\"FBFFFFFFFFFFFFFF0000000000000000\"",                                 \
        "\"mrsigner\":\"DC9E2A7C6F948F17474E34A7FC43ED030F7C1563F1BABDDF6340C82E0E54A8C5\"",       \
        "\"isvprodid\":2",                                                                         \
        "\"tcbLevels\":[" ISV_LEVEL(4, "OutOfDate") "," ISV_LEVEL(6, "UpToDate") "]"
static const char *const qe_members[] = { QE_MEMBERS };

/* All members but the one at @without. */
static const char *identity(struct fixture *f, size_t without)
{
    const char *text = "";
    for (size_t i = 0; i < CUPEL_COUNT(qe_members); i++)
        if (i != without)
            text = arena_printf(&f->a, "%s%s%s", text, *text ? "," : "", qe_members[i]);
    return arena_printf(&f->a, "{\"enclaveIdentity\":{%s}," SIGNATURE "}", text);
}

static void reads_an_identity(void **state)
{
    struct fixture *f = *state;
    struct intel_qe_identity id;
    const char *text = identity(f, SIZE_MAX);
    assert_true(intel_qe_identity_probe(slice_str(text)));
    assert_false(intel_tcb_info_probe(slice_str(text)));
    assert_status(intel_qe_identity_parse(&f->a, slice_str(text), &id, &f->err), CUPEL_OK);
    assert_string_equal(id.id, "TD_QE");
    assert_int_equal(id.miscselect[0], 1);
    assert_int_equal(id.attributes[0], 0x11);
    assert_int_equal(id.attributes_mask[0], 0xfb);
    assert_int_equal(id.mrsigner[0], 0xdc);
    assert_int_equal(id.isvprodid, 2);
    assert_int_equal(id.n_levels, 2);
    assert_int_equal(id.levels[0].isvsvn, 6);
    assert_int_equal(id.levels[0].says.status, INTEL_TCB_UP_TO_DATE);
}

static void an_identity_lacks_nothing(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < CUPEL_COUNT(qe_members); i++) {
        struct intel_qe_identity id;
        const char *end = strchr(qe_members[i] + 1, '"');
        const char *name = arena_text(
            &f->a, slice_of(qe_members[i] + 1, (size_t)(end - qe_members[i]) - 1));
        assert_status(intel_qe_identity_parse(&f->a, slice_str(identity(f, i)), &id, &f->err),
                      CUPEL_E_MALFORMED);
        assert_says(f->err, name);
    }
}

/* ---- the PCK's SGX extension ---- */

static void put(struct buf *b, uint8_t tag, cupel_slice value)
{
    buf_add_byte(b, tag);
    if (value.n > 127) {
        buf_add_byte(b, 0x82);
        buf_add_byte(b, (uint8_t)(value.n >> 8));
    }
    buf_add_byte(b, (uint8_t)value.n);
    buf_add(b, value);
}

/* { 1.2.840.113741.1.13.1.@arc[.@arc2], value } */
static void put_entry(struct buf *out, uint8_t arc, uint8_t arc2, uint8_t tag, cupel_slice value)
{
    static const uint8_t sgx[] = { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01 };
    struct buf oid, entry;
    buf_init(&oid, 64);
    buf_init(&entry, 4096);
    buf_add(&oid, SLICE_ARRAY(sgx));
    buf_add_byte(&oid, arc);
    if (arc2)
        buf_add_byte(&oid, arc2);
    put(&entry, 0x06, buf_slice(&oid));
    put(&entry, tag, value);
    put(out, 0x30, buf_slice(&entry));
    buf_clear(&oid);
    buf_clear(&entry);
}

struct pck_spec {
    uint8_t without, twice; /* arc to leave out, to write twice */
    size_t fmspc_size;
    unsigned components;
};

/* The contents of a certificate's SEQUENCE OF Extension with this one extension in it. */
static cupel_slice make_extension(struct fixture *f, const struct pck_spec *s)
{
    static const uint8_t bytes[16] = { 0x00, 0x90, 0x6e, 0xd5, 0, 0, 7 };
    struct buf tcb, all, value, ext, list;
    buf_init(&tcb, 4096);
    buf_init(&all, 4096);
    buf_init(&value, 4096);
    buf_init(&ext, 4096);
    buf_init(&list, 4096);
    for (uint8_t i = 1; i <= s->components; i++)
        put_entry(&tcb, 2, i, 0x02, slice_of((const uint8_t[]){ i }, 1));
    put_entry(&tcb, 2, 17, 0x02, slice_of((const uint8_t[]){ 0x01, 0x02 }, 2));
    put_entry(&tcb, 2, 18, 0x04, SLICE_ARRAY(bytes));
    for (unsigned k = 0; k < 2; k++)
        for (uint8_t arc = 1; arc <= 5; arc++) {
            cupel_slice v = arc == 2   ? buf_slice(&tcb)
                            : arc == 3 ? slice_of(bytes, 2)
                            : arc == 4 ? slice_of(bytes, s->fmspc_size)
                            : arc == 5 ? slice_of(bytes, 1)
                                       : SLICE_ARRAY(bytes);
            uint8_t tag = arc == 2 ? 0x30 : arc == 5 ? 0x0a : 0x04;
            if (k == 0 ? arc != s->without : arc == s->twice)
                put_entry(&all, arc, 0, tag, v);
        }
    put(&value, 0x30, buf_slice(&all));
    put(&ext, 0x06, slice_of("\x2a\x86\x48\x86\xf8\x4d\x01\x0d\x01", 9));
    put(&ext, 0x04, buf_slice(&value));
    put(&list, 0x30, buf_slice(&ext));
    cupel_slice out = arena_copy(&f->a, buf_slice(&list));
    buf_clear(&tcb);
    buf_clear(&all);
    buf_clear(&value);
    buf_clear(&ext);
    buf_clear(&list);
    return out;
}

static cupel_status read_pck(struct fixture *f, const struct pck_spec *s, struct intel_pck *ret)
{
    struct x509_cert cert = { .extensions = make_extension(f, s) };
    return intel_pck_read(&cert, ret, &f->err);
}

static void reads_the_sgx_extension(void **state)
{
    struct fixture *f = *state;
    struct intel_pck pck;
    assert_status(read_pck(f, &(struct pck_spec){ 0, 0, 6, 16 }, &pck), CUPEL_OK);
    assert_int_equal(pck.tcb[0], 1);
    assert_int_equal(pck.tcb[15], 16);
    assert_int_equal(pck.pcesvn, 0x0102);
    assert_int_equal(pck.fmspc[1], 0x90);
    assert_int_equal(pck.cpusvn.n, 16);
    assert_int_equal(pck.sgx_type, 0);
    assert_int_equal(pck.platform_instance_id.n, 0);
}

static void refuses_a_broken_sgx_extension(void **state)
{
    struct fixture *f = *state;
    struct intel_pck pck;
    struct x509_cert none = { .extensions = SLICE_EMPTY };
    assert_status(intel_pck_read(&none, &pck, &f->err), CUPEL_E_NOT_FOUND);
    for (uint8_t arc = 1; arc <= 5; arc++) {
        assert_status(read_pck(f, &(struct pck_spec){ arc, 0, 6, 16 }, &pck), CUPEL_E_MALFORMED);
        assert_status(read_pck(f, &(struct pck_spec){ 0, arc, 6, 16 }, &pck), CUPEL_E_MALFORMED);
    }
    assert_status(read_pck(f, &(struct pck_spec){ 0, 0, 5, 16 }, &pck), CUPEL_E_MALFORMED);
    assert_status(read_pck(f, &(struct pck_spec){ 0, 0, 7, 16 }, &pck), CUPEL_E_MALFORMED);
    assert_status(read_pck(f, &(struct pck_spec){ 0, 0, 6, 15 }, &pck), CUPEL_E_MALFORMED);
    assert_says(f->err, "SGX extension");
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(reads_version_3),
        T(keeps_the_exact_bytes_signed),
        T(reads_version_2),
        T(refuses_short_and_long_component_arrays),
        T(refuses_numbers_that_are_none),
        T(refuses_levels_that_contradict),
        T(refuses_what_fits_no_tee),
        T(refuses_what_nobody_signed),
        T(refuses_a_window_that_ends_before_it_starts),
        T(refuses_every_cut),
        T(finds_the_highest_level_in_any_order),
        T(every_component_counts),
        T(tdx_components_follow_the_module_version),
        T(tdx_components_from_2_always_count),
        T(finds_modules_and_their_levels),
        T(refuses_bad_modules),
        T(statuses_converge),
        T(relaunch_is_advised_where_it_heals),
        T(reads_an_identity),
        T(an_identity_lacks_nothing),
        T(reads_the_sgx_extension),
        T(refuses_a_broken_sgx_extension),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
