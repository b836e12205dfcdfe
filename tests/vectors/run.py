#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drive `cupel verify` over cases that are data, and compare verdict, status and reason.

Two kinds of cases, both without C:

  own      tests/vectors/<format>/<case>/expect.json: evidence made on the spot by a software TEE
           (`softtee`), optionally changed (`edit`), verified with `args`.
  shared   the SGX, TDX and SNP rows of cases.jsonl in a folder of genuine and mutated evidence
           (--vectors, $CUPEL_VECTORS, or ../shared/vectors beside the project). Counted as
           skipped where the folder is absent.

A refusal counts only when it is refused for the reason that the case names. reasons.tsv says, for
each wording of a case, which check must fail or how the error must read. A refusal without a row
there is a failure of the driver, never dropped.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FORMATS = ("snp", "sgx", "tdx", "tpm")
EXITS = {"accept": {0}, "warn": {3}, "reject": {1, 4, 5}, "nocollateral": {3, 6}}
VERDICT_OF_EXIT = {0: "affirming", 1: "contraindicated", 3: "warning", 4: "none", 5: "none",
                   6: "none", 7: "none"}
REFUSALS = ("reject", "noaccept", "nocollateral")


class Reason:
    """One row of reasons.tsv: what a wording means in checks or in an error."""

    def __init__(self, where, pattern, outcome, checks, text, line):
        self.where, self.pattern, self.line = where, re.compile(pattern), line
        self.used = False
        self.outcomes = set(outcome.split("|"))
        self.groups = [set(g.split("|")) for g in checks.split()]
        self.text = re.compile(text, re.I) if text else None

    def matches(self, case):
        return self.pattern.search(case["why"] or "" if self.where == "why" else case["id"])

    def holds(self, report):
        """Each group needs one of its members: a check with one of the outcomes, or error:CLASS."""
        return all(any(self.met(report, one) for one in group) for group in self.groups)

    def met(self, report, one):
        if one.startswith("error:"):
            error = report.get("error") or {}
            return error.get("class") == one[6:] and self.reads(error.get("detail"))
        return any(c["id"] == one and c["outcome"] in self.outcomes
                   and self.reads(" ".join(str(c.get(k) or "") for k in
                                           ("detail", "expected", "found", "fix")))
                   for c in report["checks"])

    def reads(self, text):
        """File names tell the defect too, and must not count as the verifier's words."""
        return self.text is None or bool(self.text.search(re.sub(r"\S*/\S+", "FILE", text or "")))

    def __str__(self):
        text = f" /{self.text.pattern}/" if self.text else ""
        groups = " and ".join("|".join(sorted(g)) for g in self.groups)
        return f"{'|'.join(sorted(self.outcomes))}: {groups}{text} (reasons.tsv:{self.line})"


def read_reasons(path):
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) not in (4, 5):
            sys.exit(f"{path}:{number}: {len(cells)} cells, want 4 or 5")
        rows.append(Reason(*cells, *[""] * (5 - len(cells)), number))
    return rows


def run_verify(cupel, args):
    done = subprocess.run([cupel, "verify", "--json", *args], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError as why:
        report = {"checks": [], "claims": {}, "verdict": None, "error": None}
        return done.returncode, report, [f"no JSON ({why}): {done.stderr.decode('utf8', 'replace')[:300]}"]
    return done.returncode, report, []


def judge_exit(code, report, allowed):
    bad = []
    if code not in allowed:
        bad.append(f"exit: expected {'/'.join(map(str, sorted(allowed)))}, got {code}")
    if code in VERDICT_OF_EXIT and report["verdict"] != VERDICT_OF_EXIT[code]:
        bad.append(f"exit {code} goes with verdict {VERDICT_OF_EXIT[code]}, got {report['verdict']}")
    return bad


def outcome_of(report, check):
    return [c["outcome"] for c in report["checks"] if c["id"] == check]


def judge_shared(case, code, report, reasons):
    """The disagreements of one row of cases.jsonl, as sentences."""
    expect = case["expect"]
    if expect == "notbadsig":
        check = case["evidence"].split("/")[0] + ".signature"
        got = outcome_of(report, check)
        return [] if got and set(got) == {"pass"} else [f"{check}: expected pass, got {got}"]
    if expect == "noaccept":
        bad = ["exit: expected anything but 0, got 0"] if code == 0 else []
    else:
        bad = judge_exit(code, report, EXITS[expect])
    status = report["claims"].get("tcb_status")
    if case["tcb_status"] and status != case["tcb_status"]:
        bad.append(f"tcb_status: expected {case['tcb_status']}, got {status}")
    if expect in ("accept", "notbadsig") or (expect == "warn" and case["tcb_status"]
                                              and case["tcb_status"] != "UpToDate"):
        return bad
    return bad + judge_reason(case, report, reasons)


def judge_reason(case, report, reasons):
    debug = re.match(r"DEBUG; (\w+)$", case["why"] or "")
    bad = []
    if debug and report["claims"].get("tcb_status") != debug[1]:
        bad.append(f"tcb_status: expected {debug[1]}, got {report['claims'].get('tcb_status')}")
    row = next((r for r in reasons if r.matches(case)), None)
    if row is None:
        return bad + ["unmapped: no row of reasons.tsv says what this wording means"]
    row.used = True
    return bad if row.holds(report) else bad + [f"reason: expected {row}"]


def shared_args(case, folder):
    args = ["--at", case["at"], "--format", case["evidence"].split("/")[0]]
    for path in case["collateral"]:
        args += ["--collateral", str(folder / path)]
    if case["anchor"]:
        args += ["--anchor", str(folder / case["anchor"])]
    if case["nonce"]:
        args += ["--nonce", case["nonce"]]
    return args + [str(folder / case["evidence"])]


def run_shared(case, cupel, folder, reasons):
    code, report, bad = run_verify(cupel, shared_args(case, folder))
    return bad or judge_shared(case, code, report, reasons), report


def edit_file(path, edits):
    """[["cut", n], ["append", hex], ["set", offset, hex], ["replace", text, text]…] in order.
    A negative offset or count is taken from the end."""
    data = bytearray(path.read_bytes())
    for verb, *args in edits:
        if verb == "cut":
            del data[args[0]:]
        elif verb == "append":
            data += bytes.fromhex(args[0])
        elif verb == "zeros":
            data += bytes(args[0])
        elif verb == "flip":
            data[args[0]] ^= args[1]
        elif verb == "set":
            new = bytes.fromhex(args[1])
            at = args[0] % len(data) if args[0] < 0 else args[0]
            data[at:at + len(new)] = new
        elif verb == "replace":
            old = args[0].encode()
            if data.count(old) < 1:
                raise ValueError(f"{path.name}: nothing to replace: {args[0]!r}")
            data = bytearray(bytes(data).replace(old, args[1].encode(), 1))
        else:
            raise ValueError(f"unknown edit {verb!r}")
    path.write_bytes(data)


def judge_own(want, code, report):
    bad = judge_exit(code, report, {want["exit"]})
    for key in ("tcb_status",):
        if key in want and report["claims"].get(key) != want[key]:
            bad.append(f"{key}: expected {want[key]}, got {report['claims'].get(key)}")
    for name, value in want.get("claims", {}).items():
        if report["claims"].get(name) != value:
            bad.append(f"claim {name}: expected {value!r}, got {report['claims'].get(name)!r}")
    for outcome in ("pass", "warn", "fail", "unknown", "skip"):
        for check in want.get(outcome, []):
            if outcome not in outcome_of(report, check):
                bad.append(f"{check}: expected {outcome}, got {outcome_of(report, check)}")
    if "only_fail" in want:
        got = sorted({c["id"] for c in report["checks"] if c["outcome"] == "fail"})
        if got != sorted(want["only_fail"]):
            bad.append(f"failing checks: expected {want['only_fail']}, got {got}")
    if "text" in want and not re.search(want["text"], json.dumps(report["checks"]) +
                                        json.dumps(report["error"])):
        bad.append(f"no check and no error reads /{want['text']}/")
    if "error" in want and (report["error"] or {}).get("class") != want["error"]:
        bad.append(f"error: expected {want['error']}, got {report['error']}")
    if "needs" in want:
        got = [n["kind"] for n in report.get("needs", [])]
        if sorted(got) != sorted(want["needs"]):
            bad.append(f"needs: expected {want['needs']}, got {got}")
    return bad


def run_own(folder, cupel):
    want = json.loads((folder / "expect.json").read_text())
    with tempfile.TemporaryDirectory(prefix="cupel-vectors-") as tmp:
        out = pathlib.Path(tmp)
        for number, recipe in enumerate(want["softtee"]):
            made = subprocess.run([cupel, "softtee", *recipe, "--out", str(out / str(number))],
                                  capture_output=True, text=True, timeout=60, check=False)
            if made.returncode:
                return [f"softtee {' '.join(recipe)}: exit {made.returncode}: {made.stderr}"], None
        for name, edits in want.get("edit", {}).items():
            edit_file(out / name, edits)
        for name in want.get("remove", []):
            (out / name).unlink()
        args = [a.replace("{}", str(out)) for a in want["args"]]
        code, report, bad = run_verify(cupel, args)
    return bad or judge_own(want, code, report), report


def failing(report):
    if not report:
        return ""
    said = [f"{c['outcome']} {c['id']}: {c.get('detail')}" for c in report["checks"]
            if c["outcome"] in ("fail", "warn", "unknown")]
    if report["error"]:
        said.append(f"error {report['error'].get('class')}: {report['error'].get('detail')}")
    return "".join(f"\n      {s}" for s in said)


def gather(args, reasons):
    """(format, name, function) of each case, and how many are skipped for want of the folder."""
    jobs = []
    for path in sorted(HERE.glob("*/*/expect.json")):
        if path.parent.parent.name in FORMATS:
            jobs.append((path.parent.parent.name, f"own:{path.parent.relative_to(HERE)}",
                         lambda p=path.parent: run_own(p, args.cupel)))
    folder = pathlib.Path(args.vectors)
    if not (folder / "cases.jsonl").is_file():
        return jobs, None
    skipped = 0
    for line in (folder / "cases.jsonl").read_text().splitlines():
        case = json.loads(line)
        kind = case["evidence"].split("/")[0]
        if kind not in FORMATS:
            skipped += 1
            continue
        jobs.append((kind, case["id"], lambda c=case: run_shared(c, args.cupel, folder, reasons)))
    return jobs, skipped


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cupel", help="the built command")
    parser.add_argument("--vectors", default=os.environ.get("CUPEL_VECTORS",
                                                            ROOT.parent / "shared" / "vectors"))
    parser.add_argument("--only", default="", help="regular expression over case names")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--own", action="store_true", help="leave the shared cases out")
    return parser.parse_args()


def main():
    args = parse_args()
    args.cupel = shutil.which(args.cupel) or args.cupel
    reasons = read_reasons(HERE / "reasons.tsv")
    jobs, skipped = gather(args, reasons)
    if args.own:
        jobs = [j for j in jobs if j[1].startswith("own:")]
    jobs = [j for j in jobs if re.search(args.only, j[1])]
    counts = collections.defaultdict(collections.Counter)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for (kind, name, _), (bad, report) in zip(jobs, pool.map(lambda j: j[2](), jobs)):
            counts[kind]["failed" if bad else "passed"] += 1
            if bad:
                print(f"FAIL {name}" + "".join(f"\n    {b}" for b in bad) + failing(report))
    for kind in FORMATS:
        print(f"{kind}: {counts[kind]['passed']} passed, {counts[kind]['failed']} failed")
    if skipped is None:
        print(f"shared vectors: no cases.jsonl in {args.vectors}; all of its cases are skipped")
    elif not args.only:
        for row in reasons:
            if not row.used and not args.own:
                print(f"note: reasons.tsv:{row.line} matched no case")
    passed, failed = (sum(c[k] for c in counts.values()) for k in ("passed", "failed"))
    print(f"{passed} passed, {failed} failed, {'all shared' if skipped is None else skipped} skipped")
    if not failed and not passed and skipped is None:
        return 77  # which Meson counts as skipped
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
