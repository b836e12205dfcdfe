#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`cupel softtee --force` over the files of every other scenario: it works, and none of them stays.

usage: test_force.py CUPEL
"""
import pathlib
import subprocess
import sys
import tempfile


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, check=False)


def files(folder):
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def main():
    cupel = sys.argv[1]
    scenarios = [line.split()[:2] for line in run(cupel, "softtee", "--list-scenarios").stdout.splitlines()]
    faults = []
    with tempfile.TemporaryDirectory() as tmp:
        out, fresh = pathlib.Path(tmp) / "out", pathlib.Path(tmp) / "fresh"
        for kind, scenario in scenarios:
            done = run(cupel, "softtee", kind, "--scenario", scenario, "--out", out, "--force")
            if done.returncode:
                faults.append(f"{kind} {scenario}: {done.stderr.strip()}")
        for folder in (out, fresh):
            run(cupel, "softtee", "nitro", "--out", folder, "--force")
        if files(out) != files(fresh) or len(files(fresh)) < 2:
            faults.append(f"stays: {sorted(files(out) ^ files(fresh))}")
    print("\n".join(faults))
    print(f"{len(scenarios) + 1 - len(faults)} passed, {len(faults)} failed")
    return bool(faults) or len(scenarios) < 100


if __name__ == "__main__":
    sys.exit(main())
