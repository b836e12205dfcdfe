#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Walk the list of formats in registry.c and fail where one lacks what every format must have.

usage: registry.py
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# SGX and TDX quotes have one parser, and one fuzz target with seeds of both.
FUZZ = {"sgx": "quote", "tdx": "quote",
        "nvidia-set": "nvidia"}  # lists of reports


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def is_verified(name):
    """Formats that are only read have a sentence instead of a verdict, and no software TEE."""
    source = ROOT / "lib/evidence" / f"{name}.c"
    return not (source.is_file() and ".unverified =" in source.read_text(encoding="utf-8"))


def lacks(name):
    target = FUZZ.get(name, name)
    verified = is_verified(name)
    cases = list((ROOT / "tests/vectors" / name).glob("*/expect.json"))
    seeds = list((ROOT / "tests/fuzz/corpus" / target).glob("*"))
    wants = {
        f"tests/fuzz/fuzz_{target}.c": (ROOT / f"tests/fuzz/fuzz_{target}.c").is_file(),
        f"fuzz target {target} in tests/fuzz/meson.build":
            f"'{target}'" in read("tests/fuzz/meson.build"),
        f"seeds in tests/fuzz/corpus/{target}": bool(seeds),
        f"three or more cases in tests/vectors/{name}": not verified or len(cases) >= 3,
        f"a section '.Ss {name}' in man/cupel-verify.1":
            re.search(rf"^\.Ss {name}\b", read("man/cupel-verify.1"), re.M) is not None,
        f"a row `{name}` in docs/FORMATS.md": f"| `{name}` |" in read("docs/FORMATS.md"),
        f"scenarios of '{name}' in softtee/scenarios.c":
            not verified or f'{{ "{name}", "good"' in read("softtee/scenarios.c"),
    }
    return [want for want, there in wants.items() if not there]


def completed(path):
    """What a completion offers for --format of verify and explain: its longest list."""
    lists = re.findall(r"^ *--format\) (?:echo|compadd --) ([a-z0-9 -]+?)(?: ;;|; return ;;)$", read(path), re.M)
    return max((words.split() for words in lists), key=len, default=[])


def lists_differ(formats):
    """Sentences of lists of names that are not that of the formats, in its order."""
    named = re.search(r"format_names =([^;]*);", read("lib/evidence/registry.c"))[1]
    lists = {"format_names in lib/evidence/registry.c": "".join(re.findall(r'"([^"]*)"', named)).split(", "),
             **{path: completed(path) for path in ("completion/_cupel", "completion/cupel.bash")}}
    for where, names in lists.items():
        if names != formats:
            yield f"{where}: --format has {' '.join(names)}; the formats are {' '.join(formats)}"


def main():
    listed = re.search(r"formats\[\] = \{([^}]*)\}", read("lib/evidence/registry.c"))[1]
    formats = [f.replace("_", "-") for f in re.findall(r"&format_(\w+)", listed)]
    failed = 0
    for name in formats:
        missing = lacks(name)
        failed += bool(missing)
        for want in missing:
            print(f"{name}: {want} is missing")
    for sentence in lists_differ(formats):
        failed += 1
        print(sentence)
    print(f"{max(len(formats) + 3 - failed, 0)} passed, {failed + (not formats)} failed")
    return failed > 0 or not formats


if __name__ == "__main__":
    sys.exit(main())
