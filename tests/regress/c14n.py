#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare our canonical XML with libxml2's, and our word on signatures with xmlsec1's.

usage: c14n.py C14N CUPEL

XML is made at random from a fixed seed: namespaces declared, repeated, overruled and taken back,
attributes in any order, references, line ends, white space. Software TEEs make manifests, good and
altered. Genuine manifests are taken from $CUPEL_VECTORS or ../shared/vectors where that is there.
"""
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOCUMENTS = 600
URIS = ["u:1", "u:2", "http://a.example/x?y=1;z#%20", "urn:x-y"]
PREFIXES = ["", "a", "b", "ns0", "z"]
TEXTS = ["t", " ", "\n  ", "\r\n", "\r", "\t", "&amp;", "&lt;", "&gt;", ">", "&#13;", "&#xA;", "&#9;",
         "&quot;", "&apos;", "\"", "'", "é", "\U0001f600", "] ", "&#x20AC;"]


def value(rng):
    return "".join(rng.choice(TEXTS) for _ in range(rng.randint(0, 4))).replace('"', "&quot;")


def element(rng, depth, scope):
    """One element with what is in it; @scope maps prefixes to what they stand for."""
    scope = dict(scope)
    attrs = []
    for prefix in rng.sample(PREFIXES, rng.randint(0, 3)):
        uri = rng.choice(URIS + [""] if prefix == "" else URIS)
        scope[prefix] = uri
        attrs.append((f"xmlns:{prefix}" if prefix else "xmlns", uri))
    seen = set()
    for _ in range(rng.randint(0, 5)):
        prefix = rng.choice([""] + [p for p in scope if p])
        local = rng.choice(["x", "y", "Z", "a-b", "_c", "Hash0", "Hash10"])
        key = (scope[prefix] if prefix else "", local)
        if key not in seen:
            seen.add(key)
            attrs.append((f"{prefix}:{local}" if prefix else local, value(rng)))
    rng.shuffle(attrs)
    prefix = rng.choice([""] + [p for p in scope if p])
    name = (f"{prefix}:" if prefix else "") + rng.choice(["e", "F", "g.h"])
    space = rng.choice([" ", "\n", "  ", "\t"])
    head = "".join(f'{space}{n}{rng.choice(["=", " = "])}"{v}"' for n, v in attrs)
    inner = "".join(element(rng, depth - 1, scope) if depth and rng.random() < 0.5
                    else value(rng).replace("&quot;", '"') for _ in range(rng.randint(0, 4)))
    if not inner and rng.random() < 0.7:
        return f"<{name}{head}{rng.choice(['', ' '])}/>"
    return f"<{name}{head}>{inner}</{name}{rng.choice(['', ' '])}>"


def document(rng):
    head = rng.choice(["", '<?xml version="1.0"?>\n', "<?xml version='1.0' encoding='utf-8'?>\n"])
    return head + element(rng, 4, {"": ""}) + rng.choice(["", "\n"])


def compare(c14n, paths):
    """Ours against libxml2's. Every document must be read, and come out the same."""
    said = subprocess.run([c14n, *map(str, paths)], capture_output=True, text=True, check=True)
    bad = said.stdout.splitlines()
    for path in paths:
        ours = pathlib.Path(f"{path}.c14n")
        theirs = subprocess.run(["xmllint", "--c14n11", str(path)], capture_output=True,
                                check=False)
        if theirs.returncode:
            bad.append(f"{path}: xmllint refuses it: {theirs.stderr.decode(errors='replace')[:300]}")
        elif ours.is_file() and ours.read_bytes() != theirs.stdout:
            bad.append(f"{path}: differs\n{ours.read_bytes()}\n{theirs.stdout}")
    return bad


def xmlsec_says(path):
    done = subprocess.run(["xmlsec1", "--verify", "--insecure", "--enabled-reference-uris", "empty",
                           str(path)], capture_output=True, check=False)
    return done.returncode == 0


def explain_says(cupel, path):
    """Does our reader take the manifest at all?"""
    return subprocess.run([cupel, "explain", str(path)], capture_output=True,
                          check=False).returncode == 0


def we_say(cupel, folder):
    """Our word on the signatures of a software TEE's manifests: none of the checks failed."""
    done = subprocess.run([cupel, "verify", "--json", "--at", "2026-01-01T00:00:00Z", "--anchor",
                           str(folder / "anchor.der"), "--collateral", str(folder / "collateral"),
                           str(folder / "evidence.bin")], capture_output=True, text=True,
                          check=False)
    return '"id":"nvidia.rim_signature","outcome":"fail"' not in done.stdout


def signatures(cupel, out):
    bad = []
    for name in ("good", "switch", "blackwell", "rim-altered", "rim-foreign-key"):
        folder = out / name
        subprocess.run([cupel, "softtee", "nvidia", "--scenario", name, "--out", str(folder)],
                       check=True, capture_output=True)
        theirs = all(xmlsec_says(p) for p in (folder / "collateral").glob("*.xml"))
        if theirs != we_say(cupel, folder):
            bad.append(f"{name}: xmlsec1 says {theirs}, we do not")
        if theirs != (name in ("good", "switch", "blackwell")):
            bad.append(f"{name}: xmlsec1 says {theirs}")
    return bad


def genuine(cupel, c14n, out):
    folder = pathlib.Path(os.environ.get("CUPEL_VECTORS", ROOT.parent / "shared" / "vectors"))
    copies = []
    for path in sorted((folder / "nvidia" / "rim").glob("*")):
        copies.append(out / path.name)
        shutil.copyfile(path, copies[-1])
    if not copies:
        print("genuine manifests: none at hand, skipped")
        return []
    return compare(c14n, copies) + [f"{p}: is not read" for p in copies
                                    if not explain_says(cupel, p)]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    c14n, cupel = sys.argv[1:]
    for tool in ("xmllint", "xmlsec1"):
        if not shutil.which(tool):
            print(f"{tool} is not installed (tools/packages.txt); skipped")
            return 77
    rng = random.Random(20260101)
    with tempfile.TemporaryDirectory(prefix="cupel-c14n-") as tmp:
        out = pathlib.Path(tmp)
        paths = [out / f"{i}.xml" for i in range(DOCUMENTS)]
        for path in paths:
            path.write_bytes(document(rng).encode())
        bad = compare(c14n, paths) + signatures(cupel, out) + genuine(cupel, c14n, out)
    for line in bad[:10]:
        print(line)
    print(f"{DOCUMENTS} documents, {len(bad)} differences")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
