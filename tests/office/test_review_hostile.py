#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Repositories that mean harm: the review of each ends, stays within its bounds, says what it did
not read, shows nothing from outside of the repository, and runs nothing.

    test_review_hostile.py CUPEL
"""
import hashlib
import json
import os
import resource
import subprocess
import sys
import zlib

from review_lab import AS_OF, lab_of

README = "# Thing\n\nThing verifies AMD SEV-SNP reports.\n"
FORMS = ([], ["--verbose"], ["--json"], ["--markdown"], ["--html"], ["--sarif"], ["--badge"])
MEMORY = 6 << 30  # bytes of address space that a review may have


def partial(r):
    return [p for repo in r.json()["repositories"] for p in repo["partial"]]


def all_forms(lab, what, repo, *hidden):
    """Every output ends well and holds none of @hidden."""
    for form in FORMS:
        r = lab.run(*form, "--no-cache", "--as-of", AS_OF, repo)
        lab.same(f"{what}: exit of {form}", (r.code, r.err), (0, ""))
        for text in hidden:
            lab.hold(text not in r.out, f"{what}: {form} hides {text!r}")


# ---- links ----

def links(lab):
    secret = lab.write("secret/SECURITY.md", "# Security\n\nReport to the-outside@example.org\n")
    repo = lab.repo("links", [("2026-06-01", {
        "README.md": README,
        "SECURITY.md": ("120000", secret.encode()),
        "GOVERNANCE.md": ("120000", b"../secret/SECURITY.md"),
        "docs": ("120000", b".."),
        "LICENSE": ("120000", b"LICENSE"),
        "CONTRIBUTING.md": ("120000", b"/dev/zero"),
        ".cupel.yml": ("120000", b"../secret/SECURITY.md"),
        ".mailmap": ("120000", b"../secret/SECURITY.md"),
    }, None)])
    all_forms(lab, "links", repo, "the-outside", "secret/")
    r = lab.review(repo)
    for check in ("security_policy", "governance", "contributing"):  # CLOMonitor counts names
        lab.hold("not followed" in json.dumps(r.check(check)), f"{check}: a link, not followed",
                 r.check(check))
    for check in ("license_approved", "OSPS-LE-02.01", "OSPS-VM-02.01", "OSPS-GV-01.01"):
        lab.hold(r.outcome(check) != "pass", f"{check}: a link out of the tree says nothing",
                 r.check(check))


def repository_links(lab):
    """A repository whose own parts are links, a pipe among them."""
    repo = lab.repo("pipe", [("2026-06-01", {"README.md": README}, None)])
    os.mkfifo(os.path.join(repo, ".git", "packed-refs"))
    os.makedirs(os.path.join(repo, ".git", "refs", "tags"), exist_ok=True)
    os.mkfifo(os.path.join(repo, ".git", "refs", "tags", "v1.0.0"))
    os.symlink("..", os.path.join(repo, ".git", "refs", "tags", "around"))
    r = lab.run("--no-cache", "--as-of", AS_OF, repo, timeout=60)
    lab.hold(r.code in (0, 4, 7), "a pipe in the place of refs blocks nothing", r.code, r.err)
    head = os.path.join(repo, ".git", "HEAD")
    for name, text in [("out", "ref: ../../../../etc/passwd\n"), ("circle", "ref: HEAD\n"),
                       ("noise", "\0\xff" * 100), ("empty", "")]:
        with open(head, "w", encoding="latin-1") as f:
            f.write(text)
        r = lab.run("--no-cache", repo)
        lab.hold(r.code in (2, 4, 5) and r.err and not r.out, f"HEAD: {name}", r.code, r.out, r.err)
        lab.hold("root:" not in r.err, f"HEAD: {name}: nothing of another file", r.err)


# ---- many and much ----

def many_refs(lab):
    repo = lab.repo("branches", [("2026-06-01", {"README.md": README}, None)])
    commit = lab.git(repo, "rev-parse", "main")
    want = lab.review(repo).raw
    heads = os.path.join(repo, ".git", "refs", "heads")
    for i in range(10000):
        with open(os.path.join(heads, f"b{i}"), "w", encoding="ascii") as f:
            f.write(commit + "\n")
    lab.same("10,000 loose branches change nothing", lab.review(repo).raw, want)
    lines = "".join(f"{commit} refs/tags/x{i}\n" for i in range(120000))
    with open(os.path.join(repo, ".git", "packed-refs"), "w", encoding="ascii") as f:
        f.write("# pack-refs with: peeled fully-peeled sorted \n" + lines)
    r = lab.review(repo)
    lab.hold(any("100000 of 120000 tags" in p for p in partial(r)), "tags past the bound are said",
             partial(r))


def big_files(lab):
    repo = lab.repo("big", [("2026-06-01", {
        "README.md": README,
        "LICENSE": "x" * 5_000_000,
        "verify.go": "package v\n// SEV-SNP attestation report nonce\n" * 60000,
        "zero.bin": b"\0" * 50_000_000,
        "line.md": "# T\n\n" + "nonce " * 300000,
        "deep.json": "[" * 900000,
        "deep.md": "> " * 200000 + "x\n",
        "deep.yml": "a: {" * 100000,
        ".cupel.yml": "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{c}: &{c} [*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n"
            for p, c in zip("abcdefghi", "bcdefghij")),
    }, None)])
    all_forms(lab, "big files", repo)
    lab.hold(any("not read" in p for p in partial(lab.review(repo))), "what is too large is said",
             partial(lab.review(repo)))
    lab.hold(lab.review(repo).outcome("exemptions-valid") != "pass", "a YAML bomb is no exemption")


def deep_tree(lab):
    files = {"README.md": README}
    files.update({"/".join(["d"] * n) + "/verify.go": "package d\n" for n in (10, 63, 70, 1000)})
    repo = lab.repo("deep", [("2026-06-01", files, None)])
    all_forms(lab, "a deep tree", repo)
    r = lab.review(repo)
    lab.hold(any("nested deeper" in p for p in partial(r)), "a tree past the bound is said", partial(r))
    lab.hold(r.outcome("cc-nonce") != "fail", "and nothing is concluded from absence",
             r.check("cc-nonce"))


def wide_tree(lab):
    """A tree of trees that are all one: 10^12 files in 13 objects."""
    repo = lab.repo("wide", [("2026-06-01", {"README.md": README}, None)])
    blob = lab.git(repo, "rev-parse", "main:README.md")
    kind, last = "100644 blob", blob
    for _ in range(12):
        rows = "".join(f"{kind} {last}\tf{i}\n" for i in range(10))
        kind, last = "040000 tree", lab.git(repo, "mktree", data=rows.encode())
    lab.git(repo, "update-ref", "refs/heads/main", lab.git(repo, "commit-tree", "-m", "x", last))
    r = lab.review(repo, timeout=300)
    lab.hold(any("400000" in p or "files" in p for p in partial(r)), "files past the bound are said",
             partial(r))


# ---- names and objects ----

def odd_names(lab):
    names = [b"a\x1b[2Jb.md", b"\xff\xfe.md", b"new\nline.md", "‮turned.md".encode(),
             b"-rf", b"--output=x", "\u0000".encode("utf-16"), b"<img src=x>.md", b"`id`.md",
             b"$(touch ran).md", b"a|b.md", b"]](x).md", b"CON", b"trail. ", "é".encode() * 100]
    repo = lab.repo("names", [("2026-06-01", {"README.md": README}, None)])
    blob = lab.git(repo, "rev-parse", "main:README.md")
    rows = b"".join(b"100644 blob " + blob.encode() + b"\t" + n.replace(b"\0", b"") + b"\0"
                    for n in names + [b"README.md"])
    tree = lab.git(repo, "mktree", "-z", data=rows)
    message = "\x1b]0;owned\x07 \u202eturned\n\nSigned-off-by: \x1b[31mMel <mel@example.org>\n"
    lab.git(repo, "update-ref", "refs/heads/main",
            lab.git(repo, "commit-tree", tree, "-F", "-", data=message.encode()))
    all_forms(lab, "odd names", repo, "\x1b", "\u202e")
    page = lab.run("--html", "--verbose", "--no-cache", "--as-of", AS_OF, repo).out
    lab.hold("<img src" not in page, "no name is markup")
    r = lab.review(repo)
    lab.same("each is a file", r.json()["repositories"][0]["files"], len(names) + 1)


def raw_object(lab, repo, kind, body):
    """An object that git would not make."""
    data = f"{kind} {len(body)}\0".encode() + body
    name = hashlib.sha1(data).hexdigest()
    folder = os.path.join(repo, ".git", "objects", name[:2])
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name[2:]), "wb") as f:
        f.write(zlib.compress(data))
    return name


def odd_trees(lab):
    """Names that lead out of the tree, twice the same, an object of the wrong kind, a tree in itself."""
    repo = lab.repo("trees", [("2026-06-01", {"README.md": README}, None)])
    blob = bytes.fromhex(lab.git(repo, "rev-parse", "main:README.md"))
    commit = bytes.fromhex(lab.git(repo, "rev-parse", "main"))
    entries = {
        "out": b"100644 ../../out.md\0" + blob,
        "top": b"100644 /etc/passwd\0" + blob,
        "git": b"40000 .git\0" + blob,
        "twice": (b"100644 README.md\0" + blob) * 2,
        "kind": b"40000 docs\0" + blob + b"100644 x.md\0" + commit,
        "mode": b"777777 README.md\0" + blob,
        "empty": b"100644 \0" + blob,
        "cut": b"100644 README.md\0" + blob[:7],
        "missing": b"100644 README.md\0" + b"\x11" * 20,
    }
    for name, body in entries.items():
        tree = raw_object(lab, repo, "tree", body)
        who = "Mel <mel@example.org> 1780315200 +0000"
        text = f"tree {tree}\nauthor {who}\ncommitter {who}\n\nstart\n"
        lab.git(repo, "update-ref", "refs/heads/main",
                raw_object(lab, repo, "commit", text.encode()))
        r = lab.run("--json", "--no-cache", "--as-of", AS_OF, repo)
        lab.hold(r.code in (0, 4), f"a tree with {name}", r.code, r.err)
        lab.hold("root:" not in r.out, f"a tree with {name}: nothing from outside")
        if r.code == 0 and name in ("cut", "missing", "kind"):
            lab.hold(partial(r), f"a tree with {name}: is not whole", r.json()["repositories"])


def odd_commits(lab):
    """Times past all clocks, people without names, a history that is damaged."""
    repo = lab.repo("commits", [("2026-06-01", {"README.md": README}, None)])
    tree = lab.git(repo, "rev-parse", "main^{tree}")
    parent = lab.git(repo, "rev-parse", "main")
    for name, who, more in [
            ("future", "Mel <mel@example.org> 9223372036854775807 +0000", ""),
            ("past", "Mel <mel@example.org> -99999999999 -9999", ""),
            ("nobody", "<> 0 +0000", ""),
            ("noise", "\x1b[31m <\x07@\u202e> x", ""),
            ("no parent", "Mel <mel@example.org> 1780315200 +0000", f"parent {'1' * 40}\n"),
            ("many parents", "Mel <mel@example.org> 1780315200 +0000", f"parent {parent}\n" * 2000),
    ]:
        text = f"tree {tree}\nparent {parent}\n{more}author {who}\ncommitter {who}\n\nx\n"
        lab.git(repo, "update-ref", "refs/heads/main",
                raw_object(lab, repo, "commit", text.encode()))
        r = lab.run("--json", "--no-cache", "--no-observe", "--as-of", AS_OF, repo)
        lab.hold(r.code in (0, 4), f"a commit of {name}", r.code, r.err)
        if name == "no parent":
            lab.hold(partial(r), "a history with a hole is not whole", r.json()["repositories"])


def submodules(lab):
    inside = lab.repo("inside", [("2026-06-01", {"SECURITY.md": "# Report to inner@example.org\n"},
                                  None)])
    commit = lab.git(inside, "rev-parse", "main")
    repo = lab.repo("outer", [("2026-06-01", {
        "README.md": README,
        ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = {inside}\n\tupdate = !touch ran\n',
    }, None)])
    rows = lab.git(repo, "ls-tree", "main") + f"\n160000 commit {commit}\tx\n"
    tree = lab.git(repo, "mktree", "--missing", data=rows.encode())
    lab.git(repo, "update-ref", "refs/heads/main", lab.git(repo, "commit-tree", "-m", "x", tree))
    all_forms(lab, "a submodule", repo, "inner@example.org")
    lab.hold(lab.review(repo).outcome("security_policy") != "pass", "a submodule is not looked into")


def nothing_runs(lab):
    """What git itself would run or read from elsewhere."""
    repo = lab.repo("runs", [("2026-06-01", {
        "README.md": README, ".gitattributes": "* filter=x diff=x\n", "Makefile": "all:\n\ttouch ran\n",
    }, None)])
    mark = lab.path("ran")
    script = lab.write("run.sh", f"#!/bin/sh\ntouch {mark}\n")
    os.chmod(script, 0o755)
    for key in ("core.fsmonitor", "core.sshCommand", "core.editor", "core.pager", "filter.x.smudge",
                "filter.x.process", "diff.x.textconv", "gpg.program", "credential.helper"):
        lab.git(repo, "config", key, script)
    lab.git(repo, "config", "core.hooksPath", os.path.dirname(script))
    lab.git(repo, "config", "remote.origin.url", f"ext::{script} %S")
    with open(os.path.join(repo, ".git", "config"), "a", encoding="ascii") as f:
        f.write(f'[include]\n\tpath = {script}\n[includeIf "gitdir:/"]\n\tpath = /dev/zero\n'
                "[extensions]\n\tpartialClone = origin\n")
    for hook in os.listdir(os.path.join(repo, ".git", "hooks")):
        os.remove(os.path.join(repo, ".git", "hooks", hook))
    for hook in ("post-checkout", "pre-auto-gc", "reference-transaction"):
        os.symlink(script, os.path.join(repo, ".git", "hooks", hook))
    all_forms(lab, "what git would run", repo)
    lab.hold(not os.path.exists(mark), "nothing was run")
    lab.hold(not os.path.exists(os.path.join(repo, "ran")), "no target was made")


def forged(lab):
    """Replacements and grafts change nothing; objects that are not what they are called are no
    objects."""
    repo = lab.repo("forged", [("2026-06-01", {"README.md": README}, None),
                               ("2026-06-02", {"SECURITY.md": "# Security\n\nReport to us.\n"}, None)])
    want = lab.review(repo).raw
    new, old = lab.git(repo, "rev-parse", "main"), lab.git(repo, "rev-parse", "main~1")
    lab.git(repo, "replace", new, old)
    lab.write("forged/.git/info/grafts", f"{new}\n")
    lab.same("a replacement and a graft", lab.review(repo).raw, want)
    lab.loosen(repo)
    blob = lab.git(repo, "rev-parse", f"{old}:README.md")
    body = b"# Quagga\n\nThe tree was changed.\n"
    path = os.path.join(repo, ".git", "objects", blob[:2], blob[2:])
    os.chmod(path, 0o644)
    with open(path, "wb") as f:
        f.write(zlib.compress(f"blob {len(body)}\0".encode() + body))
    r = lab.review(repo)
    lab.hold("Quagga" not in r.out and partial(r), "an object of another content is not read",
             partial(r))


def bomb(lab):
    """A blob that says 60 bytes and unpacks to 600 MiB, and one that says 4 GiB and has 60."""
    with open(os.path.join(os.path.dirname(lab.cupel), "cupel-office"), "rb") as f:
        sanitized = b"__asan_init" in f.read()  # its shadow needs more address space than we give

    def bound():
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    repo = lab.repo("bomb", [("2026-06-01", {"README.md": README}, None)])
    for name, size, chunks in (("unpacks", 60, 600), ("says", 4 << 30, 0)):
        z = zlib.compressobj(9)
        data = z.compress(f"blob {size}\0".encode())
        data += b"".join(z.compress(b"\0" * (1 << 20)) for _ in range(chunks))
        data += z.flush()
        fake = hashlib.sha1(name.encode()).hexdigest()
        folder = os.path.join(repo, ".git", "objects", fake[:2])
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, fake[2:]), "wb") as f:
            f.write(data)
        tree = raw_object(lab, repo, "tree", b"100644 README.md\0" + bytes.fromhex(fake))
        lab.git(repo, "update-ref", "refs/heads/main", lab.git(repo, "commit-tree", "-m", "x", tree))
        done = subprocess.run(
            [lab.cupel, "review", "--json", "--no-cache", "--as-of", AS_OF, repo], check=False,
            capture_output=True, timeout=300, preexec_fn=None if sanitized else bound)
        lab.same(f"a bomb that {name}", (done.returncode, done.stderr), (0, b""))
        parts = [p for c in json.loads(done.stdout)["repositories"] for p in c["partial"]]
        lab.hold(parts, f"a bomb that {name}: is said", done.stdout[:400])


def main():
    with lab_of(sys.argv) as lab:
        for test in (links, repository_links, many_refs, big_files, deep_tree, wide_tree, odd_names,
                     odd_trees, odd_commits, submodules, nothing_runs, forged, bomb):
            try:
                test(lab)
            except (RuntimeError, OSError, subprocess.TimeoutExpired) as e:
                lab.hold(False, test.__name__, repr(e)[:600])
        return lab.end()


if __name__ == "__main__":
    sys.exit(main())
