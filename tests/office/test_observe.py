#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Samples in a project are put to our own verifier: evidence that software TEEs make, good and bad,
in a repository of its own.

    test_observe.py CUPEL
"""
import hashlib
import os
import shutil
import subprocess
import sys

from review_lab import AS_OF, lab_of

README = "# Thing\n\nThing verifies evidence of SNP, TDX, SGX and Nitro.\n"
# kind of software TEE, scenario, what it is called in an observation, debug
SAMPLES = [("snp", "good", "snp", False), ("snp", "debug", "snp", True),
           ("snp", "tampered", "snp", False), ("tdx", "good", "tdx", False),
           ("tdx", "debug", "tdx", True), ("sgx", "debug", "sgx", True),
           ("nitro", "good", "nitro", False), ("nitro", "debug", "nitro", True)]


def make(lab, kind, scenario):
    """Path below the repository to bytes, of all that the software TEE makes."""
    top = lab.path("soft", f"{kind}-{scenario}")
    os.makedirs(os.path.dirname(top), exist_ok=True)
    subprocess.run([lab.cupel, "softtee", kind, "--scenario", scenario, "--out", top, "--at",
                    AS_OF + "T00:00:00Z", "--force"], check=True, capture_output=True)
    files = {}
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                files[os.path.relpath(path, os.path.dirname(top))] = f.read()
    return files


def observe(lab, repo, *args):
    r = lab.run("--json", "--no-cache", "--as-of", AS_OF, *args, repo)
    if r.code:
        raise RuntimeError(r.err)
    return {o["place"]["path"]: o for o in r.json()["observations"]}


def kinds(lab):
    files = {}
    for kind, scenario, _, _ in SAMPLES:
        files.update({"testdata/" + p: b for p, b in make(lab, kind, scenario).items()})
    repo = lab.repo("samples", [("2026-06-01", {"README.md": README, **files}, None)])
    commit = lab.git(repo, "rev-parse", "main")
    seen = observe(lab, repo)
    for kind, scenario, name, debug in SAMPLES:
        path = f"testdata/{kind}-{scenario}/evidence.bin"
        o = seen.get(path, {})
        lab.same(path, (o.get("kind"), o.get("format"), o.get("debug")), ("evidence", name, debug))
        lab.same(f"{path}: the commit", o.get("place", {}).get("commit"), commit)
        lab.same(f"{path}: its digest", o.get("sha256"), hashlib.sha256(files[path]).hexdigest())
        # A root that lies beside the evidence makes nobody trust it.
        lab.same(f"{path}: a foreign root is refused", o.get("outcome"), "contraindicated")
        lab.hold("trust anchor" in o.get("detail", ""), f"{path}: and that is why", o.get("detail"))
    for path, kind in {"snp-good/collateral/vcek.der": "certificate",
                       "snp-good/collateral/crl.der": "crl",
                       "tdx-good/collateral/tcbinfo.json": "tcb-info",
                       "tdx-good/collateral/qeidentity.json": "qe-identity",
                       "nitro-good/anchor.der": "certificate"}.items():
        o = seen.get("testdata/" + path, {})
        lab.same(path, (o.get("kind"), o.get("outcome"), o.get("debug")), (kind, "parses", False))
    shown(lab, repo)


def shown(lab, repo):
    text = lab.run("--no-cache", "--as-of", AS_OF, repo).out
    lab.hold("snp-debug/evidence.bin" in text and "contraindicated, debug" in text, "shown as text")
    for form in ("--markdown", "--html"):
        out = lab.run(form, "--no-cache", "--as-of", AS_OF, repo).out
        lab.hold("snp-debug/evidence.bin" in out and "debug" in out, f"shown with {form}")
    lab.same("--no-observe leaves them alone", observe(lab, repo, "--no-observe"), {})
    lab.same("again, the same", observe(lab, repo), observe(lab, repo))
    early = lab.run("--json", "--no-cache", "--as-of", "2026-05-01", repo).json()["observations"]
    lab.hold(any("valid" in (o.get("detail") or "") or o["outcome"] for o in early),
             "at the day of the review", early)


def not_samples(lab):
    """Evidence in the place of a document, in vendored code, too small or too large, by a link."""
    evidence = make(lab, "snp", "good")["snp-good/evidence.bin"]
    repo = lab.repo("others", [("2026-06-01", {
        "README.md": README,
        "vendor/x/testdata/report.bin": evidence,
        "docs/report.md": evidence,
        "testdata/verify_test.go": evidence,
        "testdata/small.bin": evidence[:63],
        "testdata/large.bin": evidence + b"\0" * 1048576,
        "testdata/link.bin": ("120000", b"/etc/passwd"),
        "testdata/noise.bin": b"\x5a" * 4096,
        "testdata/cut.bin": evidence[:-1],
        "testdata/report.bin": evidence,
    }, None)])
    seen = observe(lab, repo)
    lab.same("seen", [p for p in seen if p not in ("testdata/cut.bin",)], ["testdata/report.bin"])
    lab.hold(seen.get("testdata/cut.bin", {}).get("outcome") in (None, "none", "contraindicated"),
             "a report that is cut is not good", seen)
    lab.same("the same bytes twice, each is told", len(observe(lab, lab.repo("twice", [(
        "2026-06-01", {"README.md": README, "testdata/a.bin": evidence, "testdata/b.bin": evidence},
        None)]))), 2)


def many(lab):
    """More samples than are looked at."""
    evidence = make(lab, "snp", "good")["snp-good/evidence.bin"]
    files = {f"testdata/r{i:04}.bin": evidence for i in range(300)}
    repo = lab.repo("many", [("2026-06-01", {"README.md": README, **files}, None)])
    lab.same("at most 256", len(observe(lab, repo)), 256)


def without_verifier(lab):
    """The program alone, beside no verifier: a review all the same."""
    office = os.path.join(os.path.dirname(lab.cupel), "cupel-office")
    alone = lab.path("alone", "cupel-office")
    os.makedirs(os.path.dirname(alone))
    shutil.copy(office, alone)
    evidence = make(lab, "snp", "good")["snp-good/evidence.bin"]
    repo = lab.repo("lone", [("2026-06-01", {"README.md": README, "testdata/r.bin": evidence}, None)])
    trap = lab.write("bin/cupel", f"#!/bin/sh\ntouch {lab.path('ran')}\n")
    os.chmod(trap, 0o755)
    done = subprocess.run(["review", "--json", "--no-cache", "--as-of", AS_OF, repo],
                          executable=alone, capture_output=True, check=False,
                          env={"PATH": os.path.dirname(trap), "HOME": lab.top})
    lab.same("exit status", (done.returncode, done.stderr), (0, b""))
    lab.hold(not os.path.exists(lab.path("ran")), "no cupel of the search path is run")


def leftovers(lab):
    """The folder of temporary files is gone, and was never in the project."""
    tmp = lab.path("tmp")
    os.makedirs(tmp)
    evidence = make(lab, "snp", "debug")["snp-debug/evidence.bin"]
    repo = lab.repo("clean", [("2026-06-01", {"README.md": README, "testdata/r.bin": evidence}, None)])
    before = sorted(os.listdir(repo))
    r = lab.run("--json", "--no-cache", "--as-of", AS_OF, repo, env={"TMPDIR": tmp})
    lab.same("observed", len(r.json()["observations"]), 1)
    lab.same("nothing is left", os.listdir(tmp), [])
    lab.same("nor in the project", sorted(os.listdir(repo)), before)
    r = lab.run("--json", "--no-cache", "--as-of", AS_OF, repo, env={"TMPDIR": lab.path("nowhere")})
    lab.hold(r.code == 7 and "temporary folder" in r.err and not r.out, "no place for it is an error",
             r.code, r.err)


def main():
    with lab_of(sys.argv) as lab:
        for test in (kinds, not_samples, many, without_verifier, leftovers):
            test(lab)
        return lab.end()


if __name__ == "__main__":
    sys.exit(main())
