#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run the commands that the documents show, and compare what they print with what is written.

usage: doc_blocks.py CUPEL DOCUMENT...

In Markdown a block starts with ```console, in a man page it is the `.Bd -literal` after a line
`.\\" run`. In a block `$ ` starts a command, lines that end in a backslash go on, and all other
lines are the output (stdout and stderr) up to the next command. `...` alone stands for any number
of lines, inside a line for any text. The blocks of one document run in order in one scratch folder
where `cupel` is the built command; a command that fails may do so, unless it prints otherwise.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def markdown_blocks(text):
    return re.findall(r"^```console\n(.*?)^```$", text, re.M | re.S)


def man_blocks(text):
    found = re.findall(r'^\.\\" run\n\.Bd -literal[^\n]*\n(.*?)^\.Ed$', text, re.M | re.S)
    return [b.replace("\\&", "").replace("\\-", "-").replace("\\(dq", '"').replace("\\e", "\\")
            for b in found]


def steps(block):
    """(command, expected lines) of a block."""
    command, expected, goes_on = None, [], False
    for line in block.splitlines():
        if goes_on:
            command += "\n" + line
        elif line.startswith("$ "):
            if command is not None:
                yield command, expected
            command, expected = line[2:], []
        elif command is not None:
            expected.append(line)
        goes_on = (goes_on or line.startswith("$ ")) and line.endswith("\\")
    if command is not None:
        yield command, expected


def pattern(expected):
    parts = []
    for line in expected:
        if line.strip() == "...":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(".*?".join(re.escape(p) for p in line.rstrip().split("...")) + "[ ]*\n")
    return re.compile("".join(parts))


def run(command, folder, path):
    env = {"PATH": path, "LC_ALL": "C", "HOME": folder}
    for keep in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if keep in os.environ:
            env[keep] = os.environ[keep]
    result = subprocess.run(["sh", "-c", command], cwd=folder, env=env, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, timeout=120)
    text = result.stdout.decode("utf-8", "replace")
    return text if not text or text.endswith("\n") else text + "\n"


def check_document(document, cupel):
    text = pathlib.Path(document).read_text()
    blocks = markdown_blocks(text) if document.endswith(".md") else man_blocks(text)
    bad = done = 0
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory() as bin_folder:
        os.symlink(cupel, os.path.join(bin_folder, "cupel"))
        for block in blocks:
            for command, expected in steps(block):
                done += 1
                out = run(command, scratch, bin_folder + ":" + os.environ["PATH"])
                if not pattern(expected).fullmatch(out):
                    bad += 1
                    print(f"{document}: $ {command}\n--- written\n" + "\n".join(expected))
                    print(f"--- printed\n{out}---")
    print(f"{document}: {done} commands, {bad} differ")
    return bad


def main():
    cupel = os.path.abspath(sys.argv[1])
    return 1 if sum(check_document(d, cupel) for d in sys.argv[2:]) else 0


if __name__ == "__main__":
    sys.exit(main())
