/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions of the log.* checks and claims. */
#include "evidence/log.h"

#define PFP "TCG PC Client Platform Firmware Profile 1.06"

/* clang-format off */
#define ROW(index, id_, title_, why_, spec_, fix_)                                                 \
    [index] = { .id = id_, .category = CUPEL_CAT_CONFIGURATION, .title = title_, .why = why_, .spec = spec_, .fix = fix_ }

const struct cupel_check_info log_checks[LOG_CHECKS] = {
    ROW(LOG_REPLAY, "log.replay",
        "the event log gives the register values that are signed",
        "A log is a file that anybody can write. What makes it true is that extending a register with its digests gives what the quote says; registers that are not quoted make nothing true.",
        PFP ", 10.3 (replay); TPM 2.0 Library part 1, 17 (PCR operations)",
        "give the log of this boot of this machine, whole; quote all PCRs that matter"),
    ROW(LOG_SEPARATORS, "log.separators",
        "each register of the firmware has one separator, and none tells of an error",
        "The separator ends what firmware measures. Software that runs later can extend registers too; with a second separator, or one under another type, its events would pass for the firmware's.",
        PFP ", 10.4.1 (EV_SEPARATOR), 2.3.4; UEFI 2.10, 38.4.1 for confidential guests",
        "update the firmware (older OVMF measures two into RTMR 0); restart the machine; if it stays so, suspect the log"),
    ROW(LOG_ORDER, "log.order",
        "firmware code stands before the separator, and nothing after ExitBootServices",
        "Firmware is measured before it hands over. An event of that kind behind the hand-over is not the firmware's.",
        PFP ", 3.3.4.1, 3.3.4.6", "update the firmware; if it stays so, suspect the log"),
    ROW(LOG_DIGESTS, "log.digests",
        "the data of events is what was measured, for types whose digest is that of the data",
        "Replay covers digests and not data or types. Variables, actions and separators are believed only because their digest is that of their data; one that differs was edited or relabelled.",
        PFP ", 10.4.1, table 27 (contents of the digest)", "get the log from the machine once more; if it stays so, do not believe it"),
    ROW(LOG_SECURE_BOOT, "log.secure_boot",
        "what the log says of Secure Boot is measured as the firmware measures it",
        "Whether Secure Boot was on, and with which keys, is read from the variables in PCR 7. Variables after the separator, twice, or hidden under types that do not belong there, are how software would lie about it. The check passes also where Secure Boot is off: ask for log.secure_boot=true.",
        PFP ", 3.3.4.8 (PCR 7)", "turn Secure Boot on, expect log.secure_boot=true; update the firmware if its events break the rules"),
    ROW(LOG_DEBUG, "log.debug",
        "no firmware debugger was on and no DMA protection off",
        "With a debugger, or with devices that write to memory at will, anything may have run whatever the measurements say.",
        PFP ", 3.3.4.8 (UEFI Debug Mode); Windows kernel DMA protection requirements", "turn the debugger off, DMA protection on, in the firmware's setup"),
    ROW(LOG_EXIT_BOOT_SERVICES, "log.exit_boot_services",
        "the log reaches the point where the operating system took over (ExitBootServices)",
        "A log that ends before is cut, or its firmware does not record the step: then it does not tell what was loaded last.",
        PFP ", 3.3.4.6 (PCR 5)", "read the log after the boot, whole; update the firmware"),
    ROW(LOG_IMA, "log.ima",
        "the IMA list, or its beginning, gives the signed PCR 10, and its hashes are those of its entries",
        "The list is a file that anybody can write. Entries are true as far as their replay meets the PCR that is signed; the list may have grown since the quote, so that its beginning is enough.",
        "Linux, Documentation/security/IMA-templates.rst; TPM 2.0 Library part 1, 17", "read the list after the quote, from the same machine and boot; quote PCR 10"),
    ROW(LOG_IMA_VIOLATIONS, "log.ima_violations",
        "no file changed while it was measured",
        "For a file that is open for writing while it is measured IMA records a violation: nobody knows what was used.",
        "Linux, security/integrity/ima/ima_main.c (ima_rdwr_violation_check)", "find the file in the list and stop writing to it, or measure it no more"),
    ROW(LOG_IMA_BOOT_AGGREGATE, "log.ima_boot_aggregate",
        "the IMA list began on the boot that the PCRs tell of",
        "Its first entry is a digest of PCRs 0 to 9: a list from another boot chain does not fit these.",
        "Linux, security/integrity/ima/ima_crypto.c (ima_calc_boot_aggregate)", "give the list of this boot"),
};
const size_t n_log_checks = LOG_CHECKS;

#define CLAIM(name_, type_, title_, main_, identity_)                                              \
    { .name = name_, .type = CUPEL_CLAIM_##type_, .title = title_, .is_main = main_, .is_identity = identity_ }

const struct cupel_claim_info log_claims[] = {
    CLAIM("log.secure_boot", BOOL, "was Secure Boot on?", true, false),
    CLAIM("log.firmware_version", TEXT, "version that the firmware gives itself, where its digest covers it", false, false),
    CLAIM("log.pk", BYTES, "digest of the measured Secure Boot variable PK", false, false),
    CLAIM("log.kek", BYTES, "digest of the measured Secure Boot variable KEK", false, false),
    CLAIM("log.db", BYTES, "digest of the measured Secure Boot variable db", false, false),
    CLAIM("log.dbx", BYTES, "digest of the measured Secure Boot variable dbx", false, false),
    CLAIM("log.authorities", LIST, "by which keys images were authorised, in order", false, false),
    CLAIM("log.boot_images", LIST, "digests of the boot applications, in order", false, true),
    CLAIM("log.ima_entries", UINT, "entries of the IMA list that the PCR covers", false, false),
    CLAIM("log.ima_violations", UINT, "violations among these", false, false),
};
const size_t n_log_claims = CUPEL_COUNT(log_claims);
/* clang-format on */
