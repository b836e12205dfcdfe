#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drive the command over the files of a manifest of genuine and broken evidence.

The manifest (MANIFEST-others.tsv in the folder of vectors) says in prose what each file must come
to. Here that becomes a check of verdict and reason, by two kinds of tables that a reader can check:

  prose.tsv      what the manifest's wording means: which exits may follow from it
  others-*.tsv   for each file: arguments, exit, checks, a pattern that the reason must match, a note

Among the arguments {V} is the folder, and {PEM1:PATH} a file with the first PEM block of PATH alone.
A file whose manifest row has a verdict and that no table names is listed and fails the run; so does a
wording that prose.tsv does not know, and a row whose exit contradicts the wording. A row that contradicts
it on purpose says why in its note, beginning with "DISAGREES:"; these are printed. Rows of folders
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
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LATER = {"tokens": "attestation results are not read yet",
         "corim": "reference values as CoRIM are not read yet"}
# Options that take no value; whatever follows another option is its value.
FLAGS = ("--verbose", "--quiet", "--help")
CLASSES = "usage|malformed|unsupported|missing|internal"


def pem_block(path, number):
    found = list(re.finditer(r"-----BEGIN ([^-]+)-----.*?-----END \1-----\n", path.read_text(), re.S))
    return found[number - 1][0] if len(found) >= number else sys.exit(f"{path}: no PEM block {number}")


def has_input(words):
    """Do the arguments name an input themselves?"""
    return any(not word.startswith("-") and (i == 0 or not words[i - 1].startswith("--") or words[i - 1] in FLAGS)
               for i, word in enumerate(words))


class Row:
    """One row of others-*.tsv."""

    def __init__(self, source, number, cells):
        self.at = f"{source}:{number}"
        self.path, self.args, exits, checks, pattern, note = (cells + [""] * 6)[:6]
        self.exits = {int(e) for e in exits.split("|")}
        self.checks = checks.split()
        self.pattern = re.compile(pattern, re.I) if pattern else None
        self.disagrees = note[10:].strip() if note.startswith("DISAGREES:") else None

    def command(self, cupel, folder, scratch):
        def pem(match):
            out = pathlib.Path(scratch) / f"{self.at}-{match[1]}.pem"
            out.write_text(pem_block(folder / match[2], int(match[1])))
            return str(out)

        words = re.sub(r"\{PEM(\d):([^}]+)\}", pem, self.args).replace("{V}", str(folder)).split()
        verb = "verify"
        if words and words[0] in ("verify", "explain"):
            verb = words.pop(0)
        if not has_input(words):
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
        got = where.get("verdict")
        return None if got == value else f"{want}: got {got}"
    got = [c["outcome"] for c in where.get("checks", []) if c["id"] == rest]
    return None if value in got else f"{want}: got {got}"


def error_of(stderr):
    """What a verb that prints no report for a bad input says: cupel: PATH: CLASS: DETAIL."""
    found = re.match(rf"cupel: .*?: ({CLASSES}): (.*)", stderr)
    return {"class": found[1], "detail": found[2]} if found else None


def run_row(row, cupel, folder, scratch):
    command = row.command(cupel, folder, scratch)
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
    if not report:
        report["error"] = error_of(done.stderr.decode("utf8", "replace"))
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
        if not done.stdout:
            bad.append(done.stderr.decode("utf8", "replace")[:300])
    return bad


def judge_entry(entry, meaning, rows):
    """Why its rows contradict an entry of the manifest on purpose, and a sentence where they must not."""
    agree = any(row.exits & meaning for row in rows)
    why = next((row.disagrees for row in rows if row.disagrees is not None), None)
    if agree and why is None:
        return None, None
    if agree:
        return None, f"{entry['path']}: a note says DISAGREES, but a row agrees"
    if why:
        return why, None
    return None, (f"{entry['path']}: \"{entry['expected_verdict']}\" wants exit {sorted(meaning)}, its rows say "
                  f"{[sorted(r.exits) for r in rows]}")


def judge_manifest(folder, rows, prose):
    """Sentences of what is not covered or contradicted, and of what is contradicted on purpose; the skipped."""
    by_path = collections.defaultdict(list)
    for row in rows:
        by_path[row.path].append(row)
    faults, disagree, skipped = [], [], collections.Counter()
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
        else:
            why, fault = judge_entry(entry, meaning, by_path[entry["path"]])
            faults += [fault] if fault else []
            disagree += [f"{entry['path']}: {why}"] if why else []
    known = {entry["path"] for entry in manifest}
    faults += [f"{row.at}: the manifest has no {row.path}" for row in rows
               if row.path not in known and not (folder / row.path).exists()]
    return faults, disagree, skipped


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
    with concurrent.futures.ThreadPoolExecutor(2) as pool, tempfile.TemporaryDirectory() as scratch:
        for row, bad in zip(chosen, pool.map(lambda r: run_row(r, cupel, folder, scratch), chosen)):
            passed, failed = passed + (not bad), failed + bool(bad)
            if bad:
                print(f"FAIL {row.at} {row.path}" + "".join(f"\n    {b}" for b in bad))
    faults, disagree, skipped = judge_manifest(folder, rows, prose)
    for fault in faults if not args.only else []:
        failed += 1
        print(f"FAIL manifest: {fault}")
    for why in disagree if not args.only else []:
        passed += 1
        print(f"disagrees with the manifest: {why}")
    for kind, n in skipped.items():
        print(f"skipped {n} files of {kind}/: {LATER[kind]}")
    print(f"{passed} passed, {failed} failed, {sum(skipped.values())} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
