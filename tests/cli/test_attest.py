#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`cupel attest` from end to end, on a machine made of named pipes.

usage: test_attest.py CUPEL

A folder stands for the machine (--sysroot). Its configfs-tsm entry is pipes served by a thread in the
order in which the kernel's rules have them used, so that nothing races: the report handed out
is a software TEE's, made for the very report data that was written. What `cupel attest` writes must
then verify as affirming, in every format that `cupel verify` reads.
"""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

NONCE = bytes(range(0x10, 0x30))
REPORT = "sys/kernel/config/tsm/report"
AT = "2026-01-01T00:00:00Z"


class Failure(Exception):
    pass


def run(cupel, *args, code=0, cwd=None, stdin=None):
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    for keep in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if keep in os.environ:
            env[keep] = os.environ[keep]
    r = subprocess.run([cupel, *map(str, args)], capture_output=True, cwd=cwd, env=env, timeout=60,
                       input=stdin)
    if r.returncode != code:
        raise Failure(f"cupel {' '.join(map(str, args))}: exit {r.returncode}, expected {code}\n"
                      f"{r.stdout[-600:]!r}\n{r.stderr.decode()}")
    return r


def demand(truth, what):
    if not truth:
        raise Failure(what)


class Machine:
    """A --sysroot whose configfs-tsm entry `app` is pipes."""

    def __init__(self, folder, cupel, kind):
        self.root, self.cupel, self.kind = folder, cupel, kind
        self.entry = folder / REPORT / "app"
        self.entry.mkdir(parents=True)
        (self.entry / "provider").write_text({"snp": "sev_guest", "tdx": "tdx_guest"}[kind] + "\n")
        for name in ("generation", "inblob", "outblob", "auxblob"):
            os.mkfifo(self.entry / name)
        if kind == "tdx":
            os.unlink(self.entry / "auxblob")
            log = folder / "sys/firmware/acpi/tables/data/CCEL"
            log.parent.mkdir(parents=True)
            log.write_bytes(b"a log, for the collector")

    def put(self, name, data):
        """Answer one reading. The pipe is replaced before it is filled, so that the next reader never
        meets this one's end."""
        path, fresh = self.entry / name, self.entry / f".{name}"
        with open(path, "wb") as pipe:  # waits for the reader
            os.mkfifo(fresh)
            os.rename(fresh, path)
            pipe.write(data)

    def make(self, report_data):
        """What the TEE says to @report_data: the folder with its files."""
        made = self.root / "made"
        run(self.cupel, "softtee", self.kind, "--out", made, "--force", "--set",
            f"report_data={report_data.hex()}", "--nonce", NONCE.hex())
        return made

    def serve(self, stranger=False):
        """One request: generation, inblob, outblob, auxblob, generation."""
        try:
            generation = 41
            self.put("generation", f"{generation}\n".encode())
            self.report_data = (self.entry / "inblob").read_bytes()
            generation += 2 if stranger else 1
            self.made = self.make(self.report_data)
            self.put("outblob", (self.made / "evidence.bin").read_bytes())
            if self.kind == "snp":
                self.put("auxblob", (self.made / "certtable.bin").read_bytes())
            self.put("generation", f"{generation}\n".encode())
        except Exception as e:  # the main thread tells
            self.fault = e

    def attest(self, *args, rounds=1, stranger=False, code=0):
        self.fault = None

        def rounds_of():
            for _ in range(rounds):
                self.serve(stranger)

        t = threading.Thread(target=rounds_of, daemon=True)
        t.start()
        r = run(self.cupel, "attest", "--sysroot", self.root, "--report", "app", *args, code=code)
        t.join(timeout=20)
        demand(not t.is_alive() and self.fault is None, f"the fake kernel: {self.fault or 'waits'}")
        return r


def verify(cupel, machine, evidence, *args, code=0):
    collateral = machine.made / "collateral"
    r = run(cupel, "verify", "--json", "--at", AT, "--anchor", machine.made / "anchor.der", "--collateral",
            collateral, *args, evidence, code=code)
    return json.loads(r.stdout)


def round_trip(cupel, scratch, kind):
    """raw into a folder: files, what is said, and the verdict."""
    m = Machine(scratch / kind, cupel, kind)
    out = scratch / f"{kind}-out"
    r = m.attest("--nonce", NONCE.hex(), "--out", f"{out}/", "--json")
    said = json.loads(r.stdout)
    demand(m.report_data == NONCE + bytes(32), f"report data is {m.report_data.hex()}")
    demand(said["tee"] == kind and said["challenge"] == NONCE.hex(), f"said {said}")
    names = {"snp": {"evidence.bin", "collateral/certtable.bin"},
             "tdx": {"evidence.bin", "collateral/ccel.bin"}}[kind]
    demand({f["name"] for f in said["files"]} == names, f"files {said['files']}")
    demand((out / "evidence.bin").read_bytes() == (m.made / "evidence.bin").read_bytes(), "bytes")
    report = verify(cupel, m, out / "evidence.bin", "--nonce", NONCE.hex())
    demand(report["verdict"] == "affirming", f"verdict {report['verdict']}")
    demand("freshness" not in report["not_checked"], "freshness was not checked")
    other = bytes([1]) + NONCE[1:]
    demand(verify(cupel, m, out / "evidence.bin", "--nonce", other.hex(), code=1)["verdict"] ==
           "contraindicated", "another nonce")
    if kind == "snp":  # the table that came along is all that the verifier needs
        r = run(cupel, "verify", "--at", AT, "--anchor", m.made / "anchor.der", "--collateral",
                out / "collateral", "--nonce", NONCE.hex(), out / "evidence.bin")
        demand(b"AFFIRMING" in r.stdout, f"with its own collateral: {r.stdout[:200]}")
    return m, out


def overwriting(m, out):
    r = run(m.cupel, "attest", "--sysroot", m.root, "--report", "app", "--nonce", NONCE.hex(), "--out", out,
            code=2)
    demand(b"is there already; --force overwrites it" in r.stderr, r.stderr)
    stale = out / "collateral/ima.txt"
    stale.write_text("of an earlier run")
    m.attest("--nonce", NONCE.hex(), "--out", out, "--force")
    demand(not stale.exists(), "a file of an earlier run stays beside new evidence")


def user_data(cupel, m, scratch):
    key = scratch / "key"
    key.write_bytes(b"my public key")
    out = scratch / "bound"
    r = m.attest("--nonce", NONCE.hex(), "--user-data", f"@{key}", "--out", f"{out}/", "--json")
    bound = hashlib.sha512(NONCE + b"my public key").digest()
    demand(json.loads(r.stdout)["challenge"] == bound.hex(), "challenge is not the digest")
    demand((out / "user-data.bin").read_bytes() == b"my public key", "user-data.bin")
    report = verify(cupel, m, out / "evidence.bin", "--nonce", bound.hex())
    demand(report["verdict"] == "affirming", f"user data: {report['verdict']}")


def formats(m, scratch):
    r = m.attest("--nonce", NONCE.hex(), "--format", "cmw")
    record = json.loads(r.stdout)
    demand(record[0] == "application/vnd.veraison.tsm-report+json" and record[2] == 4, f"cmw {record[::2]}")
    inner = json.loads(base64.urlsafe_b64decode(record[1] + "=="))
    blob = base64.urlsafe_b64decode(inner["outblob"] + "==")
    demand(blob == (m.made / "evidence.bin").read_bytes(), "cmw outblob")
    demand(inner["provider"] == "sev_guest", "cmw provider")
    out = scratch / "kbs.json"
    m.attest("--nonce", NONCE.hex(), "--format", "kbs", "--out", out)
    kbs = json.loads(out.read_text())
    demand(bytes(kbs["attestation_report"]["report_data"]) == NONCE + bytes(32), "kbs report_data")
    demand({c["cert_type"] for c in kbs["cert_chain"]} >= {"VCEK"}, "kbs cert_chain")
    r = m.attest("--nonce", NONCE.hex())
    demand(r.stdout == (m.made / "evidence.bin").read_bytes(), "raw to standard output")
    demand(b"left out, as one file holds the evidence alone: certtable.bin" in r.stderr, r.stderr)


def unwrapped(cupel, m, scratch):
    """Where `cupel verify` undoes wrappers, what attest wraps must verify like the bare report."""
    for form in ("cmw", "kbs"):
        out = scratch / f"wrapped-{form}.json"
        m.attest("--nonce", NONCE.hex(), "--format", form, "--out", out, "--force")
        r = subprocess.run([cupel, "verify", "--json", "--at", AT, "--anchor", m.made / "anchor.der",
                            "--collateral", m.made / "collateral", "--nonce", NONCE.hex(), out],
                           capture_output=True)
        if r.returncode == 5:  # no such wrapper in this build
            print(f"note: this build verifies no {form}; not tried")
            continue
        report = json.loads(r.stdout)
        demand(report["verdict"] == "affirming", f"{form}: {report['verdict']} {report.get('error')}")


def races(m):
    r = m.attest("--nonce", NONCE.hex(), rounds=4, stranger=True, code=7)
    demand(b"somebody else writes to /sys/kernel/config/tsm/report/app" in r.stderr, r.stderr)
    demand(r.stdout == b"", "something was written")


def empty_machine(cupel, scratch):
    root = scratch / "empty"
    (root / REPORT).mkdir(parents=True)
    r = run(cupel, "attest", "--sysroot", root, "--tee", "cca", "--nonce", NONCE.hex(), code=5)
    demand(b"provider cannot be read: No such file or directory" in r.stderr, r.stderr)
    demand(list((root / REPORT).iterdir()) == [], "the entry was left behind")
    listed = json.loads(run(cupel, "attest", "--sysroot", root, "--list", "--json").stdout)
    states = {s["name"]: s["state"] for s in listed["sources"]}
    demand(states["configfs-tsm"] == "broken" and states["sev-guest"] == "missing", f"list {states}")
    demand(all(s["fix"] for s in listed["sources"] if s["state"] != "ready"), "a fix is missing")
    r = run(cupel, "attest", "--sysroot", root / "nowhere", "--nonce", NONCE.hex(), code=5)
    demand(b"offers no evidence that can be read" in r.stderr, r.stderr)


def writing_fails(m, scratch):
    r = m.attest("--nonce", NONCE.hex(), "--out", scratch / "no/such/folder/file", code=7)
    demand(b"cannot be written: No such file or directory" in r.stderr, r.stderr)
    folder = scratch / "format-folder"
    folder.mkdir()
    r = run(m.cupel, "attest", "--nonce", NONCE.hex(), "--format", "cmw", "--out", folder, code=2)
    demand(b"is a folder" in r.stderr, r.stderr)


def which_program(cupel, scratch):
    """`cupel` runs the program beside itself; nothing in the environment has a say."""
    alone = scratch / "bin"
    alone.mkdir()
    shutil.copy(cupel, alone / "cupel")
    stub = "#!/bin/sh\necho \"stub: $*\"\n"
    elsewhere = scratch / "path"
    elsewhere.mkdir()
    (elsewhere / "cupel-attest").write_text(stub)
    (elsewhere / "cupel-attest").chmod(0o755)
    env = {"PATH": str(elsewhere), "LC_ALL": "C", "CUPEL_LIBEXEC": str(elsewhere)}
    r = subprocess.run([alone / "cupel", "attest", "--list"], capture_output=True, env=env)
    demand(b"stub" not in r.stdout, "the environment decides which program is run")
    (alone / "cupel-attest").write_text(stub)
    (alone / "cupel-attest").chmod(0o755)
    r = run(alone / "cupel", "attest", "--list", "x")
    demand(r.stdout == b"stub: --list x\n", f"the program beside: {r.stdout}")
    r = run(alone / "cupel", "help", "attest")
    demand(r.stdout == b"stub: --help\n", f"help: {r.stdout}")


def main():
    cupel = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        m, out = round_trip(cupel, scratch, "snp")
        overwriting(m, out)
        user_data(cupel, m, scratch)
        formats(m, scratch)
        unwrapped(cupel, m, scratch)
        races(m)
        writing_fails(m, scratch)
        round_trip(cupel, scratch, "tdx")
        empty_machine(cupel, scratch)
        which_program(cupel, scratch)
    print("ok: attest on a machine of pipes")


if __name__ == "__main__":
    try:
        main()
    except Failure as e:
        print(f"FAILED: {e}")
        sys.exit(1)
