#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drive the command over the files of a manifest of genuine and broken evidence.

The manifest (MANIFEST-others.tsv in the folder of vectors) says in prose what each file must come
to. Here that becomes a check of verdict and reason, by two kinds of tables that a reader can check:

  prose.tsv      what the manifest's wording means: which exits may follow from it
  others-*.tsv   for each file: arguments, exit, checks, and a pattern that the reason must match

A file whose manifest row has a verdict and that no table names is listed and fails the run; so does a
wording that prose.tsv does not know, and a row whose exit contradicts the wording. Rows of folders
for later work are counted as skipped. Without the folder all is skipped.

  usage: others.py CUPEL [--vectors DIR] [--only REGEX]
"""
import argparse
import collections
import concurrent.futures
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LATER = {"tokens": "attestation results are not read yet",
         "corim": "reference values as CoRIM are not read yet"}


class Row:
    """One row of others-*.tsv."""

    def __init__(self, source, number, cells):
        self.at = f"{source}:{number}"
        self.path, self.args, exits, checks, pattern = (cells + [""] * 6)[:5]
        self.exits = {int(e) for e in exits.split("|")}
        self.checks = checks.split()
        self.pattern = re.compile(pattern, re.I) if pattern else None

    def command(self, cupel, folder):
        words = self.args.replace("{V}", str(folder)).split()
        verb = "verify"
        if words and words[0] in ("verify", "explain"):
            verb = words.pop(0)
        if self.path not in self.args:
            words.append(str(folder / self.path))
        return [cupel, verb, "--json", *words]


def read_rows():
    rows = []
    for source in sorted(HERE.glob("others-*.tsv")):
        for number, line in enumerate(source.read_text().splitlines(), 1):
            if line and not line.startswith("#"):
                cells = line.split("\t")
                if len(cells) < 4:
                    sys.exit(f"{source.name}:{number}: {len(cells)} cells, want 4 to 6")
                rows.append(Row(source.name, number, cells))
    return rows


def read_prose():
    rows = []
    for line in (HERE / "prose.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            pattern, exits = line.split("\t")[:2]
            rows.append((re.compile(pattern), {int(e) for e in exits.split()} if exits != "-" else None))
    return rows


def find_part(report, name):
    for part in report.get("parts", []):
        if part["input"]["name"] == name:
            return part
    return None


def judge_check(report, want):
    """A sentence when @want does not hold of @report, else None."""
    head, _, value = want.partition("=")
    part, slash, rest = head.rpartition("/") if "/" in head.split(":")[0] else ("", "", head)
    where = report
    for name in part.split("/") if slash else []:
        where = find_part(where, name.replace("_", " ")) or find_part(where, name)
        if where is None:
            return f"{want}: there is no part {name}"
    if rest.startswith("error:"):
        got = (where.get("error") or {}).get("class")
        return None if got == rest[6:] else f"{want}: got error {got}"
    if rest.startswith("claim:"):
        got = where.get("claims", {}).get(rest[6:])
        text = json.dumps(got) if isinstance(got, (bool, list)) or got is None else str(got)
        return None if text == value else f"{want}: got {text}"
    if rest.startswith("field:"):
        got = [f["value"] for f in where.get("fields", []) if f["name"] == rest[6:]]
        return None if value in got or (value == "" and got) else f"{want}: got {got[:4]}"
    if rest == "verdict":
        return None if where["verdict"] == value else f"{want}: got {where['verdict']}"
    got = [c["outcome"] for c in where.get("checks", []) if c["id"] == rest]
    return None if value in got else f"{want}: got {got}"


def run_row(row, cupel, folder):
    command = row.command(cupel, folder)
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    said = done.stdout.decode("utf8", "replace") + done.stderr.decode("utf8", "replace")
    bad = []
    if done.returncode not in row.exits:
        bad.append(f"exit: expected {sorted(row.exits)}, got {done.returncode}")
    try:
        report = json.loads(done.stdout.splitlines()[0]) if done.stdout else {}
    except ValueError:
        report = {}
        bad.append("standard output is no JSON")
    for want in row.checks:
        fault = judge_check(report, want)
        if fault:
            bad.append(fault)
    # Names of files tell the defect too, and must not count as the command's words.
    words = re.sub(r"""[^\s",]*/[^\s",]+""", "FILE", said)
    if row.pattern and not row.pattern.search(words):
        bad.append(f"nothing reads /{row.pattern.pattern}/")
    if bad:
        bad.append("command: " + " ".join(command))
        bad += [f"{c['outcome']} {c['id']}: {c.get('detail')}" for c in report.get("checks", [])
                if c["outcome"] in ("fail", "warn", "unknown")]
        if report.get("error"):
            bad.append(f"error: {report['error']}")
        if not report:
            bad.append(done.stderr.decode("utf8", "replace")[:300])
    return bad


def judge_manifest(folder, rows, prose):
    """What of the manifest is not covered or contradicts itself, as sentences; and what is skipped."""
    by_path = collections.defaultdict(list)
    for row in rows:
        by_path[row.path].append(row)
    faults, skipped = [], collections.Counter()
    with open(folder / "MANIFEST-others.tsv", encoding="utf8") as f:
        manifest = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    for entry in manifest:
        kind, verdict = entry["path"].split("/")[0], entry["expected_verdict"]
        if kind in LATER:
            skipped[kind] += 1
            continue
        if verdict == "-":
            continue
        meaning = next((exits for pattern, exits in prose if pattern.search(verdict)), "unmapped")
        if meaning == "unmapped":
            faults.append(f"prose.tsv does not say what this means: {verdict} ({entry['path']})")
        elif meaning is None:
            continue
        elif entry["path"] not in by_path:
            faults.append(f"no row for {entry['path']}: {verdict}")
        elif not any(row.exits & meaning for row in by_path[entry["path"]]):
            faults.append(f"{entry['path']}: \"{verdict}\" wants exit {sorted(meaning)}, its rows say "
                          f"{[sorted(r.exits) for r in by_path[entry['path']]]}")
    known = {entry["path"] for entry in manifest}
    faults += [f"{row.at}: the manifest has no {row.path}" for row in rows
               if row.path not in known and not (folder / row.path).exists()]
    return faults, skipped


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cupel")
    parser.add_argument("--vectors", default=os.environ.get("CUPEL_VECTORS",
                                                            ROOT.parent / "shared" / "vectors"))
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    folder = pathlib.Path(args.vectors).resolve()
    rows, prose = read_rows(), read_prose()
    if not (folder / "MANIFEST-others.tsv").is_file():
        print(f"no MANIFEST-others.tsv in {folder}: all of its files are skipped")
        print(f"0 passed, 0 failed, {len(rows)} skipped")
        return 77
    cupel = shutil.which(args.cupel) or args.cupel
    passed = failed = 0
    chosen = [r for r in rows if re.search(args.only, r.path)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for row, bad in zip(chosen, pool.map(lambda r: run_row(r, cupel, folder), chosen)):
            passed, failed = passed + (not bad), failed + bool(bad)
            if bad:
                print(f"FAIL {row.at} {row.path}" + "".join(f"\n    {b}" for b in bad))
    faults, skipped = judge_manifest(folder, rows, prose)
    for fault in faults if not args.only else []:
        failed += 1
        print(f"FAIL manifest: {fault}")
    for kind, n in skipped.items():
        print(f"skipped {n} files of {kind}/: {LATER[kind]}")
    print(f"{passed} passed, {failed} failed, {sum(skipped.values())} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
