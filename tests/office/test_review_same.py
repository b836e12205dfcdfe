#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same commits give the same bytes: from any clone, packed or loose, bare, linked or shallow, out
of the cache or anew, in each form. And the cache never gives the answer to another question.

    test_review_same.py CUPEL
"""
import os
import shutil
import sys

from review_lab import AS_OF, URL, lab_of

FORMS = (["--json"], [], ["--verbose"], ["--markdown"], ["--html"], ["--sarif"], ["--badge"])


def kept(lab):
    folder = lab.path("cache", "cupel", "reviews")
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def forget(lab):
    shutil.rmtree(lab.path("cache"), ignore_errors=True)


def every_form(lab, thing):
    for form in FORMS:
        forget(lab)
        anew, first, second = (lab.run(*form, *more, "--as-of", AS_OF, thing)
                               for more in (["--no-cache"], [], []))
        lab.same(f"{form}: anew and kept", (first.code, first.raw), (0, anew.raw))
        lab.same(f"{form}: kept and found", second.raw, anew.raw)
        lab.same(f"{form}: one is kept", len(kept(lab)), 1)
    lab.run("--json", "--no-cache", "--as-of", "2026-01-01", thing)
    lab.same("--no-cache keeps nothing", len(kept(lab)), 1)


def clones(lab, thing):
    want = lab.review(thing).raw
    for name, how in [("bare", ["--bare"]), ("mirror", ["--mirror"]), ("loose", ["--no-local"]),
                      ("none", ["--no-checkout"]), ("shared", ["--shared"])]:
        to = lab.path("clones", name, "any-name")
        os.makedirs(os.path.dirname(to))
        lab.git(lab.top, "clone", "-q", *how, thing, to)
        lab.git(to, "config", "remote.origin.url", URL)
        lab.same(f"a clone: {name}", lab.review(to).raw, want)
        lab.git(to, "repack", "-adq")
        lab.git(to, "pack-refs", "--all")
        lab.same(f"a clone: {name}, packed", lab.review(to).raw, want)
    loose = lab.path("clones", "loose", "any-name")
    lab.loosen(loose)
    lab.same("a clone of loose objects", lab.review(loose).raw, want)
    for path in (loose + "/", loose + "/.git", os.path.join(loose, "..", "any-name")):
        lab.same(f"named {path[-12:]}", lab.review(path).raw, want)
    lab.same("named .", lab.review(".", cwd=loose).raw, want)
    linked = lab.path("clones", "linked")
    lab.git(loose, "worktree", "add", "-q", "--detach", linked)
    lab.same("a linked work tree", lab.review(linked).raw, want)
    link = lab.path("clones", "link")
    os.symlink(loose, link)
    lab.same("a link to it", lab.review(link).raw, want)


def work_tree(lab, thing):
    """Only commits count: neither the work tree nor the index nor another branch."""
    want = lab.review(thing).raw
    lab.write("thing/README.md", "# Something else\n")
    lab.write("thing/NEW.md", "new\n")
    lab.git(thing, "add", "-A")
    lab.git(thing, "branch", "other")
    lab.same("what is not committed", lab.review(thing).raw, want)
    for name in ("README.md", "NEW.md"):
        os.remove(os.path.join(thing, name))
    os.remove(os.path.join(thing, ".git", "index"))


def order(lab):
    """Several checkouts: an organisation's defaults come last wherever they are named."""
    thing, defaults = lab.case("house-organisation", "organisation")
    first = lab.review("--name", "x", thing, defaults)
    lab.same("in either order", lab.review("--name", "x", defaults, thing).raw, first.raw)
    lab.same("their order in it", [c["name"] for c in first.json()["repositories"]],
             ["thing", ".github"])
    lab.same("kept for both", lab.run("--json", "--no-observe", "--name", "x", "--as-of", AS_OF,
                                      thing, defaults).raw, first.raw)


def other_questions(lab, thing):
    """What decides bytes is part of what a review is kept under."""
    forget(lab)
    base = ["--json", "--as-of", AS_OF, thing]
    seen = {lab.run(*base).raw}
    for more in (["--as", "existing"], ["--name", "X"], ["--at-commit", "v1.1.0"]):
        got = lab.run(*more, *base)
        lab.same(f"{more}: as anew", got.raw, lab.run(*more, "--no-cache", *base).raw)
        lab.hold(got.raw not in seen, f"{more}: another answer")
        seen.add(got.raw)
    day = ["--json", "--as-of", "2028-01-01", thing]
    lab.same("another day: as anew", lab.run(*day).raw, lab.run("--no-cache", *day).raw)
    lab.same("each is kept", len(kept(lab)), 5)
    lab.run("--json", "--as-of", AS_OF, "--since", "v1.1.0", thing)
    lab.same("a delta is not", len(kept(lab)), 5)
    lab.run("--json", "--as-of", AS_OF, "--no-observe", thing)
    lab.same("unobserved is another", len(kept(lab)), 6)


def what_moves(lab, thing):
    """Tags and the end of a shallow history move while the commit stays."""
    def twice(what):
        got = lab.run("--json", "--as-of", AS_OF, thing)
        lab.same(what, got.raw, lab.run("--json", "--no-cache", "--as-of", AS_OF, thing).raw)
        return got
    before = twice("as it is")
    lab.git(thing, "tag", "v9.0.0")
    lab.hold(twice("a new tag").raw != before.raw, "a new tag is seen")
    lab.git(thing, "tag", "-f", "v9.0.0", "v1.1.0")
    twice("a tag that moved")
    lab.git(thing, "tag", "-d", "v9.0.0")
    lab.same("a tag that went", twice("a tag that went").raw, before.raw)
    lab.git(thing, "config", "remote.origin.url", URL + "-renamed")
    lab.hold(twice("another remote").raw != before.raw, "another remote is seen")
    lab.git(thing, "config", "remote.origin.url", URL)


def shallow(lab, thing):
    to = lab.path("shallow")
    lab.git(lab.top, "clone", "-q", "--depth", "2", "file://" + thing, to)
    lab.git(to, "config", "remote.origin.url", URL)
    cut = lab.run("--json", "--as-of", AS_OF, to)
    lab.hold(any("shallow" in p for p in cut.json()["repositories"][0]["partial"]), "a shallow clone says so")
    lab.git(to, "fetch", "-q", "--unshallow", "--tags", "file://" + thing)
    whole = lab.run("--json", "--as-of", AS_OF, to)
    lab.same("deepened, it is as any other", whole.raw, lab.run("--json", "--as-of", AS_OF, thing).raw)


def without_remote(lab):
    """Two folders that are both called "." and hold the same commit: each goes by its own name."""
    one = lab.repo("one", [("2026-06-01", {"README.md": "# Thing\n"}, None)], url=None)
    two = lab.path("two")
    shutil.copytree(one, two)
    names = [lab.run("--json", "--as-of", AS_OF, ".", cwd=f).json()["project"] for f in (one, two)]
    lab.same("their names", names, ["one", "two"])


def no_place(lab, thing):
    """A cache that cannot be: the review is made all the same, and nothing is said."""
    want = lab.review(thing).raw
    args = ["--json", "--no-observe", "--as-of", AS_OF, thing]
    lab.write("plain", "")
    for what, env in [("a file in its place", {"XDG_CACHE_HOME": lab.path("plain")}),
                      ("no home", {"XDG_CACHE_HOME": "", "HOME": ""}),
                      ("a relative place", {"XDG_CACHE_HOME": "here", "HOME": "there"})]:
        r = lab.run(*args, env=env)
        lab.same(what, (r.code, r.err, r.raw), (0, "", want))
    lab.hold(not os.path.exists(lab.path("here")), "nothing is made in a relative place")


def damaged(lab, thing):
    forget(lab)
    args = ["--json", "--no-observe", "--as-of", AS_OF, thing]
    want = lab.run(*args).raw
    file = lab.path("cache", "cupel", "reviews", kept(lab)[0])
    for what, text in [("cut", want[:-100]), ("empty", b""), ("nothing of ours", b"[]\n"),
                       ("another kind", want.replace(b'"kind":"review"', b'"kind":"office"'))]:
        with open(file, "wb") as f:
            f.write(text)
        r = lab.run(*args)
        lab.same(f"kept, but {what}", (r.code, r.err, r.raw), (0, "", want))
        with open(file, "rb") as f:
            lab.same(f"kept, but {what}: mended", f.read(), want)
    mode = os.stat(lab.path("cache", "cupel", "reviews")).st_mode & 0o777
    lab.same("nobody else reads it", mode, 0o700)


def main():
    with lab_of(sys.argv) as lab:
        thing, = lab.case("house-good", ".")
        for test in (every_form, clones, work_tree, other_questions, what_moves, shallow, no_place,
                     damaged):
            test(lab, thing)
        order(lab)
        without_remote(lab)
        return lab.end()


if __name__ == "__main__":
    sys.exit(main())
