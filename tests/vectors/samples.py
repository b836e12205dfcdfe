#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""samples.py CUPEL SET -- PROGRAM ARGS…: run PROGRAM on a list of samples (see sample.h).

SET names a table in samples.json; its evidence is made by `CUPEL softtee` in a temporary folder,
and {list} in ARGS becomes the list's path. SET "shared" takes the accepted and warned cases of
cases.jsonl in $CUPEL_VECTORS or ../shared/vectors instead; without that folder it exits with 77,
which Meson counts as skipped.
"""
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DEFAULT_AT = "2026-01-01T00:00:00Z"
# Recognised, not named: their roots are those of the evidence inside.
COMPOSITE = ("ratls", "cmw")


def epoch(text):
    when = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    return int(when.replace(tzinfo=datetime.timezone.utc).timestamp())


def line(name, kind, at, evidence, anchor, collateral):
    return "\t".join([name, kind, str(epoch(at)), str(evidence), str(anchor or "-"),
                      *map(str, collateral)])


def made(cupel, name, recipe, out):
    folder = out / name
    done = subprocess.run([cupel, "softtee", *recipe, "--out", str(folder)], capture_output=True,
                          text=True, timeout=60, check=False)
    if done.returncode:
        sys.exit(f"softtee {' '.join(recipe)}: exit {done.returncode}: {done.stderr}")
    anchor = next(a for a in (folder / "anchor.der", folder / "anchor.json") if a.is_file())
    kind = "-" if recipe[0] in COMPOSITE else recipe[0]
    return line(name, kind, DEFAULT_AT, folder / "evidence.bin", anchor,
                sorted((folder / "collateral").glob("*")))


def expand(recipes):
    """{"name": [recipe]}; a name that ends in "-key<N>" stands for N samples, "{}" its number."""
    for name, recipe in recipes.items():
        stem, _, count = name.partition("-key")
        if not count:
            yield name, recipe
            continue
        for i in range(int(count)):
            yield f"{stem}-key{i}", [cell.replace("{}", str(i)) for cell in recipe]


def shared():
    folder = pathlib.Path(os.environ.get("CUPEL_VECTORS",
                                         HERE.parent.parent.parent / "shared" / "vectors"))
    if not (folder / "cases.jsonl").is_file():
        print(f"no cases.jsonl in {folder}")
        sys.exit(77)
    for text in (folder / "cases.jsonl").read_text().splitlines():
        case = json.loads(text)
        kind = case["evidence"].split("/")[0]
        if kind in ("snp", "sgx", "tdx", "nitro") and case["expect"] in ("accept", "warn"):
            yield line(case["id"], kind, case["at"], folder / case["evidence"],
                       case["anchor"] and folder / case["anchor"],
                       [folder / c for c in case["collateral"]])


def main():
    cupel, which, dashes, *command = sys.argv[1:]
    if dashes != "--" or not command:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="cupel-samples-") as tmp:
        out = pathlib.Path(tmp)
        if which == "shared":
            lines = list(shared())
        else:
            recipes = json.loads((HERE / "samples.json").read_text())[which]
            lines = [made(cupel, name, recipe, out) for name, recipe in expand(recipes)]
        path = out / "list.tsv"
        path.write_text("\n".join(lines) + "\n")
        return subprocess.run([c.replace("{list}", str(path)) for c in command],
                              check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
