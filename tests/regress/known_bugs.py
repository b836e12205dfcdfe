#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every bug of known-bugs.tsv has a test here, and every test that it names exists and is run.

usage: known_bugs.py
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXPECTED = 74


def problem(test):
    """None, or why this is no test."""
    name, _, function = test.partition(":")
    if not function:
        return None if (ROOT / "tests/vectors" / name / "expect.json").is_file() else "no such case"
    path = ROOT / name
    if not path.is_file():
        return "no such file"
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        name = json.dumps(function.replace("_", " "))
        return None if f'"name": {name}' in text else "no such case in the file"
    if not re.search(rf"^static void {function}\(void \*\*", text, re.M):
        return "no such function"
    listed = len(re.findall(rf"\b{function}\b", text)) > 1
    module = path.stem.removeprefix("test_")
    if not listed:
        return "the function is not in its program's list"
    if f"'{module}'" not in (ROOT / "tests/meson.build").read_text(encoding="utf-8"):
        return "the program is not in tests/meson.build"
    return None


def main():
    passed = failed = 0
    numbers = []
    for line in (ROOT / "tests/regress/known-bugs.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        number, what, tests = line.split("\t")
        numbers.append(int(number))
        faults = [f"{t}: {problem(t)}" for t in tests.split() if problem(t)]
        if not tests.split():
            faults = ["no test is named"]
        failed += bool(faults)
        passed += not faults
        for fault in faults:
            print(f"bug {number} ({what}): {fault}")
    if numbers != list(range(1, EXPECTED + 1)):
        print(f"the numbers are not 1 to {EXPECTED}, each once and in order")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
