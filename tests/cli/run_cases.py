#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drive the built command with the rows of cases.json; a new case needs no code.

usage: run_cases.py CUPEL [NAME_PART]

A row has: name, args; optional stdin (text) or stdin_hex, exit (default 0), out, err (parts that
stdout and stderr must hold), not_out, not_err (parts they must not hold), lines (how many lines of
stdout, each a JSON object), quiet (stdout is empty), needs (a verb: skipped where it is not
built), env. All run in a scratch folder that holds what "files" and "softtee" describe.
Whatever a case does, control characters on stdout or stderr fail it, and so do more than one line
on stderr unless the row says how many (err_lines, a number or "any").
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile


def file_bytes(content, folder):
    """Text as it stands, "hex:…", "zeros:COUNT", or a copy with bytes set or appended."""
    if isinstance(content, dict):
        data = bytearray((folder / content["copy"]).read_bytes())
        new = bytes.fromhex(content.get("hex", ""))
        data[content.get("at", 0) : content.get("at", 0) + len(new)] = new
        return bytes(data) + bytes.fromhex(content.get("append", ""))
    if content.startswith("hex:"):
        return bytes.fromhex(content[4:])
    return bytes(int(content[6:])) if content.startswith("zeros:") else content.encode()


def make_files(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(file_bytes(content, folder))


def prepare(cupel, table, folder):
    """Make the files of the table in @folder; True when software TEEs made theirs too."""
    make_files(folder, table["files"])
    softtee = has_verb(cupel, "softtee")
    for args in table["softtee"] if softtee else []:
        subprocess.run([cupel, "softtee", *args], cwd=folder, check=True, capture_output=True)
    return softtee


def has_verb(cupel, verb):
    return subprocess.run([cupel, "help", verb], capture_output=True).returncode == 0


def run(cupel, case, folder):
    stdin = bytes.fromhex(case["stdin_hex"]) if "stdin_hex" in case else case.get("stdin", "").encode()
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", **case.get("env", {})}
    for keep in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if keep in os.environ:
            env[keep] = os.environ[keep]
    return subprocess.run([cupel, *case["args"]], input=stdin, capture_output=True, cwd=folder,
                          env=env, timeout=60)


def check_parts(case, key, text, wanted):
    for part in case.get(key, []):
        if (part in text) != wanted:
            yield f"{key}: {'lacks' if wanted else 'holds'} {part!r}"


def has_control(text):
    return any((ord(c) < 0x20 and c not in "\n") or 0x7F <= ord(c) < 0xA0 for c in text)


def judge(case, result):
    out = result.stdout.decode("utf-8", "replace")
    err = result.stderr.decode("utf-8", "replace")
    if result.returncode != case.get("exit", 0):
        yield f"exit {result.returncode}, expected {case.get('exit', 0)}"
    yield from check_parts(case, "out", out, True)
    yield from check_parts(case, "err", err, True)
    yield from check_parts(case, "not_out", out, False)
    yield from check_parts(case, "not_err", err, False)
    if case.get("quiet") and out:
        yield "stdout is not empty"
    if "lines" in case:
        lines = out.splitlines()
        if len(lines) != case["lines"] or not all(isinstance(json.loads(l), dict) for l in lines):
            yield f"expected {case['lines']} JSON objects, one a line"
    wanted = case.get("err_lines", 1 if result.returncode in (2, 4, 5, 7) else 0)
    if wanted != "any" and len(err.splitlines()) != wanted:
        yield f"{len(err.splitlines())} lines on stderr, expected {wanted}"
    if has_control(out) or has_control(err):
        yield "a control character was printed"


def main():
    cupel = os.path.abspath(sys.argv[1])
    part = sys.argv[2] if len(sys.argv) > 2 else ""
    table = json.loads((pathlib.Path(__file__).parent / "cases.json").read_text())
    bad = skipped = done = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        softtee = prepare(cupel, table, folder)
        for case in table["cases"]:
            if part not in case["name"]:
                continue
            if "needs" in case and not (softtee if case["needs"] == "softtee" else has_verb(cupel, case["needs"])):
                skipped += 1
                continue
            done += 1
            result = run(cupel, case, folder)
            for problem in judge(case, result):
                bad += 1
                print(f"{case['name']}: {problem}")
                print("  stdout:", result.stdout[:600], "\n  stderr:", result.stderr[:600])
    print(f"{done} cases, {bad} problems, {skipped} skipped (their verb is not built)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
