#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`cupel review dossier`: forms answered from the tree with citations that lead somewhere, a filled
form compared with the tree, and forms that cannot be read.

    test_dossier.py CUPEL
"""
import re
import sys

from review_lab import AS_OF, lab_of

FORMS = ("sandbox", "security-assessment")
STATES = {"found", "against", "unsure", "none", "human"}
PLACE = re.compile(r"^  - (?:.*: )?`([^`]+?)(?::(\d+))?` @ ([0-9a-f]{12})", re.MULTILINE)


def dossier(lab, *args, **more):
    return lab.run("dossier", "--as-of", AS_OF, *args, **more)


# ---- prepared ----

def citations(lab, repo, form):
    """Every place that is cited is a file of the commit, and its line is there."""
    commit = lab.git(repo, "rev-parse", "HEAD")
    files = set(lab.git(repo, "ls-tree", "-r", "--name-only", "HEAD").split("\n"))
    found = PLACE.findall(dossier(lab, "--form", form, repo).out)
    lab.hold(len(found) > 2, f"{form}: has citations", found)
    for path, line, at in found:
        if path == "commit":
            continue
        lab.hold(path in files, f"{form}: {path} is in the tree")
        lab.hold(at == commit[:12], f"{form}: {path}: at the commit that was read", at)
        lines = lab.git(repo, "show", f"HEAD:{path}").count("\n") + 1 if path in files else 0
        lab.hold(int(line or 1) <= lines, f"{form}: {path}:{line} is a line of it", lines)


def prepared(lab, repo):
    lab.same("the forms there are", lab.run("dossier", "--list-forms").out.split(), list(FORMS))
    for form in FORMS:
        text, data = dossier(lab, "--form", form, repo), dossier(lab, "--json", "--form", form, repo)
        lab.same(f"{form}: exit status", (text.code, text.err, data.code), (0, "", 0))
        answers = data.json()["answers"]
        lab.same(f"{form}: kind", (data.json()["kind"], data.json()["form"]), ("dossier", form))
        lab.hold({a["state"] for a in answers} <= STATES, f"{form}: states")
        marks = re.findall(r"<!-- question: (\S+) -->", text.out)
        lab.same(f"{form}: a mark for each question", marks, [a["id"] for a in answers])
        lab.same(f"{form}: ids are unique", len(set(marks)), len(marks))
        for a in answers:
            cited = any(p["where"] for p in a["parts"])
            lab.hold(a["state"] in ("none", "human") or a["parts"], f"{form}: {a['id']} has parts")
            lab.hold(a["look"], f"{form}: {a['id']} says where one would look")
            lab.hold(not cited or all(len(w["commit"]) == 40 for p in a["parts"] for w in p["where"]),
                     f"{form}: {a['id']}: commits are whole")
        lab.same(f"{form}: again, the same bytes", dossier(lab, "--form", form, repo).raw, text.raw)
        citations(lab, repo, form)


def by_evidence(lab, rich, poor):
    """What a tree has is found, what it has not is said to be open with where to look."""
    def states(repo):
        return {a["id"]: a["state"] for a in dossier(lab, "--json", "--form", "sandbox",
                                                     repo).json()["answers"]}
    full, bare = states(rich), states(poor)
    for question in ("summary", "roadmap", "contributing", "conduct", "maintainers", "license"):
        lab.same(f"{question}, where it is there", full[question], "found")
    for question in ("roadmap", "contributing", "license"):
        lab.hold(bare[question] in ("none", "against", "unsure"), f"{question}, where it is not",
                 bare[question])
    lab.same("consent is for people", (full["contacts"], bare["contacts"]), ("human", "human"))


# ---- compared ----

def unedited(lab, repos):
    for form in FORMS:
        for repo in repos:
            path = lab.write("prepared.md", dossier(lab, "--form", form, repo).raw)
            r = dossier(lab, "--form", form, "--check", path, repo)
            lab.same(f"{form}: what we wrote is not contradicted", (r.code, r.err), (0, ""))
            lab.hold(" 0 contradicted, " in r.out, f"{form}: and counted so", r.out[-200:])


FILLED = """\
# Application

<!-- question: license -->
MIT, see `LICENSE` and `docs/nowhere.md`.

<!-- question: maintainers -->
@nobody-at-all, see [the list](MAINTAINERS.md) and `README.md:99999`.

## Where is the roadmap, and how does it change
None yet.

<!-- question: contributing -->
CONTRIBUTING.md \u009b31m tells.

<!-- question: adopters -->
"""


def claims_of(lab, repo, text, form="sandbox"):
    path = lab.write("filled.md", text)
    r = dossier(lab, "--form", form, "--check", path, "--json", repo)
    return r.code, {(c["question"], c["state"], c["text"]): c for c in r.json()["claims"]}


def compared(lab, repo):
    code, claims = claims_of(lab, repo, FILLED)
    lab.same("a contradicted form exits with", code, 1)
    for key, why in {
            ("license", "contradicted", "docs/nowhere.md"): "is not in the tree",
            ("license", "supported", "MIT"): "by its text",
            ("maintainers", "contradicted", "README.md:99999"): "lines only",
            ("maintainers", "supported", "MAINTAINERS.md"): "is in the tree",
            ("maintainers", "unsupported", "nobody-at-all"): "no file that lists people",
            ("roadmap", "contradicted", "None yet."): 'roadmap is "pass"',
            ("adopters", "unanswered", ""): "left open",
    }.items():
        lab.hold(key in claims, f"{key}", sorted(claims))
        lab.hold(key in claims and why in claims[key]["why"], f"{key}: {why}", claims.get(key))
    lab.same("lines are those of the form", claims["license", "contradicted", "docs/nowhere.md"]["line"],
             4)
    text = dossier(lab, "--form", "sandbox", "--check", lab.path("filled.md"), repo)
    lab.hold("\u009b" not in text.out and ":0 " not in text.out, "printed clean", text.out)
    lab.hold(re.search(r"\d+ supported, 3 contradicted", text.out.split("\n")[-2]), "and counted",
             text.out[-200:])
    code, claims = claims_of(lab, repo, FILLED.replace("MIT,", "GPL-3.0-only,"))
    lab.hold(("license", "contradicted", "GPL-3.0-only") in claims, "another license", sorted(claims))
    good = FILLED.replace(" and `docs/nowhere.md`", "").replace(" and `README.md:99999`", "").replace(
        "None yet.", "It is in ROADMAP.md and reviewed each year.")
    code, claims = claims_of(lab, repo, good)
    lab.same("a form that is right", (code, [k for k in claims if k[1] == "contradicted"]), (0, []))


def escapes(lab, repo):
    """Paths that lead out of the tree are not looked up on this machine."""
    outside = lab.write("outside.txt", "secret\n")
    code, claims = claims_of(lab, repo, "<!-- question: license -->\nSee `../../outside.txt`, "
                             f"`{outside}`, `.git/config`, `./LICENSE.md`, `https://x.example/a/b.md`.\n")
    said = {k[2]: k[1] for k in claims}
    lab.same("../../outside.txt is not in the tree", said.get("../../outside.txt"), "contradicted")
    lab.same(".git/config neither", said.get(".git/config"), "contradicted")
    lab.hold(outside not in said and "https://x.example/a/b.md" not in said, "no path, no claim", said)
    lab.same("exit", code, 1)


# ---- wrong ----

FORM = """\
form: small
title: A small form
version: "1"
basis: nothing
questions:
  - id: why
    section: S
    ask: Why?
    look: anywhere
    from: [{check: readme}, {fact: license}]
"""


def own_form(lab, repo):
    path = lab.write("small.yml", FORM)
    r = dossier(lab, "--form", path, "--json", repo)
    lab.same("a form of one's own", [(a["id"], a["state"]) for a in r.json()["answers"]],
             [("why", "found")])
    for what, old, new, says in [
            ("no title", "title: A small form\n", "", ["line 1", "title is missing"]),
            ("no basis", "basis: nothing\n", "", ["basis is missing"]),
            ("an unknown member", "look: any", "loook: any", ["loook: is not known here", "look?"]),
            ("an unknown check", "readme", "readm", ['no check "readm"', "readme?", "line 10"]),
            ("an unknown fact", "license", "licence-text", ['no fact "licence-text"']),
            ("an unknown source", "{check: readme}", "{guess: readme}", ["guess"]),
            ("no source", "    from: [{check: readme}, {fact: license}]\n", "",
             ["line 6", 'sources below "from"']),
            ("no questions", FORM[FORM.index("questions"):], "questions: []\n", ["questions"]),
            ("one source that is no list", "[{check: readme}, {fact: license}]", "{check: readme}",
             ["must be a list of sources"]),
            ("one id twice", FORM, FORM + FORM[FORM.index("  - id"):],
             ["line 11", "has the id of a question before it"]),
            ("no YAML", "basis: nothing", "basis: a: b", ["not YAML", "line 4"]),
            ("a list", FORM, "- a\n", ["form"]),
            ("nothing", FORM, "", ["form"]),
    ]:
        bad = lab.write("bad.yml", FORM.replace(old, new))
        lab.refuse(f"a form with {what}", 4, "dossier", "--form", bad, repo, says=["bad.yml", *says])


def wrong(lab, repo):
    for what, code, args, says in [
            ("no form", 2, [repo], ["--form NAME is demanded", "--list-forms"]),
            ("a typing error", 2, ["--form", "sandbx", repo], ['"sandbx"', "sandbox?"]),
            ("no checkout", 2, ["--form", "sandbox"], ["name the project's checkout"]),
            ("no such checkout", 2, ["--form", "sandbox", "nowhere"], ["nowhere is not there"]),
            ("no such form file", 7, ["--form", "none.yml", repo], ["none.yml", "cannot be opened"]),
            ("no filled form", 7, ["--form", "sandbox", "--check", "none.md", repo], ["none.md"]),
            ("a folder", 7, ["--form", "sandbox", "--check", lab.top, repo], ["is a folder"]),
            ("another's text", 4, ["--form", "sandbox", "--check", lab.write("x.md", "# Hi\n"), repo],
             ["x.md", "no question of the form", "sandbox"]),
            ("an empty one", 4, ["--form", "sandbox", "--check", lab.write("e.md", ""), repo],
             ["no question"]),
            ("one too large", 7, ["--form", "sandbox", "--check",
                                  lab.write("big.md", "x" * (1 << 20) + "xx"), repo], ["big.md"]),
            ("another day", 2, ["--form", "sandbox", "--as-of", "soon", repo], ["--as-of soon"]),
            ("an option of reviews", 2, ["--form", "sandbox", "--fail-on", "cc", repo], ["--fail-on"]),
            ("an empty name", 2, ["--form", "sandbox", "--name", "", repo], ["--name is empty"]),
    ]:
        lab.refuse(what, code, "dossier", *args, says=says)


def main():
    with lab_of(sys.argv) as lab:
        rich, = lab.case("house-good", "rich")
        poor, = lab.case("house-bare", "poor")
        snp, = lab.case("cc-go-snp", "snp")
        prepared(lab, rich)
        prepared(lab, snp)
        by_evidence(lab, rich, poor)
        unedited(lab, [rich, poor, snp])
        compared(lab, rich)
        escapes(lab, rich)
        own_form(lab, rich)
        wrong(lab, rich)
        return lab.end()


if __name__ == "__main__":
    sys.exit(main())
