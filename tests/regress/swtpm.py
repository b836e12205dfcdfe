#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Quotes of a TPM that is not ours: swtpm driven by tpm2-tools, verified with the built command.

usage: swtpm.py CUPEL

Makes attestation keys of each scheme, quotes with them, and changes one thing at a time. Ends with
77 (skipped) where swtpm or tpm2-tools are not installed.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

TOOLS = ("swtpm", "tpm2_createek", "tpm2_createak", "tpm2_quote", "tpm2_pcrextend", "tpm2_pcrread")
NONCE = "00112233445566778899aabbccddeeff0123456789abcdef"
OTHER = "ff" * 24
# scheme, key, hash: as tpm2_createak takes them
SCHEMES = (("rsassa", "rsa2048", "sha256"), ("rsapss", "rsa2048", "sha256"),
           ("rsassa", "rsa2048", "sha384"), ("rsapss", "rsa2048", "sha384"),
           ("ecdsa", "ecc256", "sha256"), ("ecdsa", "ecc384", "sha384"))


class Failed(Exception):
    pass


def free_ports():
    """A port whose successor is free as well: swtpm's control channel is where tss2 looks for it."""
    for _ in range(50):
        with socket.socket() as a, socket.socket() as b:
            a.bind(("127.0.0.1", 0))
            port = a.getsockname()[1]
            try:
                b.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise Failed("no two free ports side by side")


class Tpm:
    def __init__(self, folder):
        self.folder = folder
        port = free_ports()
        state = folder / "state"
        state.mkdir()
        self.process = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}",
             "--server", f"type=tcp,port={port},bindaddr=127.0.0.1",
             "--ctrl", f"type=tcp,port={port + 1},bindaddr=127.0.0.1",
             "--flags", "not-need-init,startup-clear"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.env = dict(os.environ, TPM2TOOLS_TCTI=f"swtpm:host=127.0.0.1,port={port}")
        self.wait(port)

    def wait(self, port):
        for _ in range(100):
            if self.process.poll() is not None:
                raise Failed("swtpm does not start")
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port + 1)) == 0:
                    return
            time.sleep(0.05)
        raise Failed("swtpm does not answer")

    def run(self, *args):
        done = subprocess.run(args, cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                              check=False)
        if done.returncode:
            raise Failed(f"{' '.join(args)}: {done.stderr.decode('utf8', 'replace')[-400:]}")
        return done.stdout

    def flush(self):
        """There is room for three keys, and no resource manager."""
        self.run("tpm2_flushcontext", "-t")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def verify(cupel, folder, *args):
    done = subprocess.run([cupel, "verify", "--json", "--at", "2026-06-01T00:00:00Z", *args],
                          cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                          check=False)
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError as why:
        raise Failed(f"{args}: no JSON ({done.stderr.decode('utf8', 'replace')[:300]})") from why


def outcomes(report, check):
    return [c["outcome"] for c in report["checks"] if c["id"] == check]


class Case:
    def __init__(self):
        self.failed = self.passed = 0

    def expect(self, name, result, code, checks=(), claims=()):
        got, report = result
        bad = [] if got == code else [f"exit {got}, not {code}"]
        for check, outcome in checks:
            if outcome not in outcomes(report, check):
                bad.append(f"{check}: {outcomes(report, check)}, not {outcome}")
        for claim, value in claims:
            if report["claims"].get(claim) != value:
                bad.append(f"claim {claim}: {report['claims'].get(claim)}, not {value}")
        self.failed += bool(bad)
        self.passed += not bad
        if bad:
            open_checks = [(c["id"], c["detail"]) for c in report["checks"]
                           if c["outcome"] in ("fail", "unknown", "warn")]
            print(f"{name}: {'; '.join(bad)}\n    {open_checks} {report['error']}")


def pcr_values(tpm, bank):
    """What the TPM itself says of its PCRs, as {number: hex}."""
    text = tpm.run("tpm2_pcrread", bank).decode()
    lines = [line.split(":") for line in text.splitlines() if "0x" in line]
    return {int(number): value.strip()[2:].lower() for number, value in lines}


def quote(tpm, name, handle, how, pcrs, nonce=NONCE):
    """@how: scheme and hash."""
    scheme, hash_ = how
    tpm.run("tpm2_quote", "-c", handle, "--scheme", scheme, "-l", pcrs, "-q", nonce, "-g", hash_,
            "-m", f"{name}.attest", "-s", f"{name}.sig", "-o", f"{name}.pcrs")
    tpm.flush()


def check_scheme(tpm, cupel, case, scheme, key, hash_):
    name = f"{scheme}-{key}-{hash_}"
    base = "rsa" if key.startswith("rsa") else "ecc"
    tpm.run("tpm2_createek", "-c", f"{name}.ek", "-G", base, "-u", f"{name}.ek.pub")
    tpm.flush()
    tpm.run("tpm2_createak", "-C", f"{name}.ek", "-c", f"{name}.ctx", "-G", key, "-g", hash_,
            "-s", scheme, "-u", f"{name}.pub", "-n", f"{name}.name")
    tpm.flush()
    quote(tpm, name, f"{name}.ctx", (scheme, hash_), "sha256:0,1,7,16+sha384:0,7")
    ak_name = (tpm.folder / f"{name}.name").read_bytes().hex()
    values = pcr_values(tpm, "sha256:7")
    given = ["--collateral", f"{name}.sig", "--collateral", f"{name}.pcrs", "--collateral",
             f"{name}.ek.pub"]
    anchor = ["--anchor", f"tpm:{name}.pub"]
    public = ["--collateral", f"{name}.pub"]
    case.expect(f"{name}: good", verify(cupel, tpm.folder, *anchor, *public, *given, "--nonce",
                                        NONCE, f"{name}.attest"), 0,
                [("tpm.signature", "pass"), ("tpm.ak", "pass"), ("tpm.ak_attributes", "pass"),
                 ("tpm.ak_name", "pass"), ("tpm.pcr_digest", "pass"), ("evidence.nonce", "pass")],
                [("tpm.ak_name", ak_name), ("tpm.pcr.sha256.7", values[7])])
    case.expect(f"{name}: key not vouched for",
                verify(cupel, tpm.folder, *public, *given, f"{name}.attest"), 6,
                [("tpm.signature", "pass"), ("tpm.ak", "unknown")])
    case.expect(f"{name}: wrong nonce", verify(cupel, tpm.folder, *anchor, *given, "--nonce", OTHER,
                                               f"{name}.attest"), 1, [("evidence.nonce", "fail")])
    one_file(tpm, name)
    case.expect(f"{name}: one file", verify(cupel, tpm.folder, *anchor, "--collateral",
                                            f"{name}.pcrs", f"{name}.quote"), 0,
                [("tpm.signature", "pass")])
    damage(tpm, name)
    case.expect(f"{name}: damaged", verify(cupel, tpm.folder, *anchor, "--collateral",
                                           f"{name}.pcrs", f"{name}.bad"), 1,
                [("tpm.signature", "fail")])
    return name


def one_file(tpm, name):
    attest = (tpm.folder / f"{name}.attest").read_bytes()
    signature = (tpm.folder / f"{name}.sig").read_bytes()
    whole = len(attest).to_bytes(2, "big") + attest + signature
    (tpm.folder / f"{name}.quote").write_bytes(whole)


def damage(tpm, name):
    whole = bytearray((tpm.folder / f"{name}.quote").read_bytes())
    at = whole.index(bytes.fromhex(NONCE)) + len(NONCE) // 2 + 16 + 1  # firmwareVersion
    whole[at] ^= 1
    (tpm.folder / f"{name}.bad").write_bytes(whole)


def check_keys(tpm, cupel, case, names):
    """Keys and values that do not belong to the quote."""
    first, other = names[0], names[1]
    given = ["--collateral", f"{first}.sig", "--collateral", f"{first}.pcrs"]
    case.expect("another key", verify(cupel, tpm.folder, "--anchor", f"tpm:{other}.pub", *given,
                                      f"{first}.attest"), 1, [("tpm.signature", "fail")])
    case.expect("another key, the signer at hand",
                verify(cupel, tpm.folder, "--anchor", f"tpm:{other}.pub", "--collateral",
                       f"{first}.pub", *given, f"{first}.attest"), 1,
                [("tpm.signature", "pass"), ("tpm.ak", "fail")])
    got = subprocess.run([cupel, "verify", "--anchor", f"tpm:{first}.ek.pub", f"{first}.attest"],
                         cwd=tpm.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    refused = b"no attestation key" in got.stderr and got.returncode not in (0, 1, 3, 6)
    case.passed += refused
    case.failed += not refused
    if not refused:
        print(f"an endorsement key as anchor: exit {got.returncode}, {got.stderr!r}")


def check_pcrs(tpm, cupel, case, name, how):
    anchor = ["--anchor", f"tpm:{name}.pub"]
    tpm.run("tpm2_pcrextend", "7:sha256=" + "5a" * 32)
    tpm.run("tpm2_pcrread", "sha256:0,1,7,16+sha384:0,7", "-o", "raw.pcrs")
    text = tpm.run("tpm2_pcrread", "sha256:0,1,7,16+sha384:0,7")
    (tpm.folder / "later.yaml").write_bytes(text)
    case.expect("values read after another measurement",
                verify(cupel, tpm.folder, *anchor, "--collateral", f"{name}.sig", "--collateral",
                       "later.yaml", f"{name}.attest"), 1, [("tpm.pcr_digest", "fail")])
    quote(tpm, "later", f"{name}.ctx", how, "sha256:0,1,7,16+sha384:0,7")
    case.expect("tpm2_pcrread's text", verify(cupel, tpm.folder, *anchor, "--collateral",
                                              "later.sig", "--collateral", "later.yaml",
                                              "later.attest"), 0, [("tpm.pcr_digest", "pass")])
    case.expect("a PCR that is not quoted cannot be expected",
                verify(cupel, tpm.folder, *anchor, "--collateral", "later.sig", "--collateral",
                       "later.yaml", "--expect", "tpm.pcr.sha256.2=" + "00" * 32, "later.attest"), 1,
                [("evidence.expect", "fail")])
    (tpm.folder / "all.yaml").write_bytes(tpm.run("tpm2_pcrread", "sha256:all+sha384:all"))
    case.expect("values that no quote covers", verify(cupel, tpm.folder, *anchor, "--collateral",
                                                      "later.sig", "--collateral", "all.yaml",
                                                      "later.attest"), 3,
                [("tpm.pcr_selection", "warn")])
    quote(tpm, "weak", f"{name}.ctx", how, "sha1:0,7")
    case.expect("the SHA-1 bank alone", verify(cupel, tpm.folder, *anchor, "--collateral",
                                               "weak.sig", "--collateral", "weak.pcrs",
                                               "weak.attest"), 1, [("tpm.pcr_selection", "fail")])


def check_set(tpm, cupel, case, name, how):
    """Two quotes of one key in one file; then with one that was made for another challenge."""
    anchor = ["--anchor", f"tpm:{name}.pub"]
    for label, pcrs, nonce in (("a", "sha256:0,7", NONCE), ("b", "sha384:0,7", NONCE),
                               ("c", "sha384:0,7", OTHER)):
        quote(tpm, label, f"{name}.ctx", how, pcrs, nonce)
        one_file(tpm, label)
    for label, second, code in (("good", "b", 0), ("mixed", "c", 1)):
        whole = (tpm.folder / "a.quote").read_bytes() + (tpm.folder / f"{second}.quote").read_bytes()
        (tpm.folder / "set.quote").write_bytes(whole)
        case.expect(f"two quotes, {label}",
                    verify(cupel, tpm.folder, *anchor, "--collateral", "a.pcrs", "--collateral",
                           f"{second}.pcrs", "--nonce", NONCE, "set.quote"), code,
                    [("tpm.set", "fail" if code else "pass"), ("tpm.pcr_digest", "pass")])


def check_other_keys(tpm, cupel, case):
    """An unrestricted key: it signs what it is given, also what looks like a quote."""
    tpm.run("tpm2_createprimary", "-C", "e", "-c", "free.ctx", "-G", "ecc256:ecdsa-sha256", "-a",
            "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|sign")
    tpm.run("tpm2_readpublic", "-c", "free.ctx", "-o", "free.pub")
    tpm.flush()
    quote(tpm, "free", "free.ctx", ("ecdsa", "sha256"), "sha256:0")
    case.expect("an unrestricted key", verify(cupel, tpm.folder, "--collateral", "free.pub",
                                              "--collateral", "free.sig", "--collateral",
                                              "free.pcrs", "free.attest"), 1,
                [("tpm.signature", "pass"), ("tpm.ak_attributes", "fail"), ("tpm.ak_name", "pass")])
    forged = bytearray((tpm.folder / "free.attest").read_bytes())
    forged[0:4] = b"\0\0\0\0"
    (tpm.folder / "forged.attest").write_bytes(forged)
    tpm.run("tpm2_sign", "-c", "free.ctx", "-g", "sha256", "-s", "ecdsa", "-o", "forged.sig",
            "forged.attest")
    case.expect("signed, and not made by the TPM",
                verify(cupel, tpm.folder, "--format", "tpm", "--collateral", "free.pub",
                       "--collateral", "forged.sig", "--collateral", "free.pcrs", "forged.attest"),
                1, [("tpm.signature", "pass"), ("tpm.magic", "fail")])


def check_kinds(tpm, cupel, case, name):
    """The same key attests other things than PCRs."""
    tpm.run("tpm2_gettime", "-c", f"{name}.ctx", "-q", NONCE, "-g", "sha256", "-o", "time.sig",
            "--attestation", "time.attest")
    tpm.flush()
    case.expect("a time attestation is no quote",
                verify(cupel, tpm.folder, "--anchor", f"tpm:{name}.pub", "--collateral", "time.sig",
                       "time.attest"), 1, [("tpm.signature", "pass"), ("tpm.type", "fail")])


def run_all(cupel, folder):
    case = Case()
    tpm = Tpm(folder)
    try:
        names = [check_scheme(tpm, cupel, case, *scheme) for scheme in SCHEMES]
        check_keys(tpm, cupel, case, names)
        check_set(tpm, cupel, case, names[0], ("rsassa", "sha256"))
        check_kinds(tpm, cupel, case, names[0])
        check_other_keys(tpm, cupel, case)
        check_pcrs(tpm, cupel, case, names[4], ("ecdsa", "sha256"))
    finally:
        tpm.stop()
    return case


def main():
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        print(f"skipped: {', '.join(missing)} not installed")
        return 77
    cupel = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="cupel-swtpm-") as folder:
        try:
            case = run_all(cupel, pathlib.Path(folder))
        except Failed as why:
            print(f"failed: {why}")
            return 1
    print(f"{case.passed} passed, {case.failed} failed")
    return case.failed > 0


if __name__ == "__main__":
    sys.exit(main())
