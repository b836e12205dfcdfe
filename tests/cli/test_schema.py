#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every line that `cupel verify --json` prints for the inputs of cases.json fits the schema.

usage: test_schema.py CUPEL SCHEMA [FILE...]

FILEs are further evidence. Exit 77 (skipped) where python3-jsonschema is not installed.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import run_cases

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


def lines_of(cupel, args, folder):
    result = subprocess.run([cupel, "verify", "--json", *args], cwd=folder, capture_output=True,
                            timeout=60)
    return result.stdout.decode().splitlines()


def inputs(table, cupel, folder):
    """Arguments of one call each: every file alone, and the calls that cases.json makes."""
    for name, content in table["files"].items():
        if content is not None:
            yield [name]
    for case in table["cases"]:
        softtee_missing = case.get("needs") == "softtee" and not run_cases.has_verb(cupel, "softtee")
        if case["args"][:1] == ["verify"] and not softtee_missing and "-" not in case["args"]:
            yield [a for a in case["args"][1:] if a not in ("--quiet", "--json", "--help")]


def refuses(validator, line, change):
    """A contract that accepts anything is none: each of these must be refused."""
    broken = json.loads(line)
    change(broken)
    return not validator.is_valid(broken)


MUST_REFUSE = {
    "verdict of no tier": lambda a: a.update(verdict="good"),
    "no verdict without error": lambda a: a.update(verdict="none", error=None),
    "affirming with an error": lambda a: a.update(verdict="affirming",
                                                  error={"class": "malformed", "detail": "x", "where": []}),
    "missing member": lambda a: a.pop("not_checked"),
    "time without zone": lambda a: a.update(at="2026-06-01T00:00:00"),
    "upper-case digest": lambda a: a["input"].update(sha256="A" * 64),
    "check without outcome": lambda a: a["checks"].append({"id": "x.y", "category": "tcb"}),
    "claim that is an object": lambda a: a["claims"].update(x={}),
}


def main():
    cupel, schema = os.path.abspath(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
    extra = [os.path.abspath(p) for p in sys.argv[3:]]
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    table = json.loads((pathlib.Path(__file__).parent / "cases.json").read_text())
    lines = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        run_cases.prepare(cupel, table, folder)
        for args in [*inputs(table, cupel, folder), *([p] for p in extra)]:
            lines += lines_of(cupel, args, folder)
    bad = 0
    for line in lines:
        for error in validator.iter_errors(json.loads(line)):
            bad += 1
            print(f"{json.loads(line)['input']['name']}: {error.json_path}: {error.message[:200]}")
    for what, change in MUST_REFUSE.items():
        if not refuses(validator, lines[0], change):
            bad += 1
            print(f"the schema accepts: {what}")
    verdicts = sorted({json.loads(line)["verdict"] for line in lines})
    print(f"{len(lines)} objects, verdicts {', '.join(verdicts)}, {bad} problems")
    return 1 if bad or not lines else 0


if __name__ == "__main__":
    sys.exit(main())
