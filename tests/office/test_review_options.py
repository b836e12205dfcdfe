#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the options of `cupel review` do, and what it answers when they are wrong.

    test_review_options.py CUPEL
"""
import json
import sys

from review_lab import AS_OF, URL, lab_of

README = "# Thing\n\nThing keeps things.\n"
GUIDE = "# Contributing\n\nSend changes by mail, with a test.\n"


def make_repos(lab):
    lab.thing = lab.repo("thing", [
        ("2026-06-01", {"README.md": README, "LICENSE": "All rights reserved.\n"}, "v1.0.0"),
        ("2026-10-01", {"CONTRIBUTING.md": GUIDE}, None),
    ])
    lab.git(lab.thing, "branch", "release/1.0", "v1.0.0")
    lab.other = lab.repo("other", [("2026-06-01", {"README.md": "# Other\n"}, None)],
                         url="https://github.com/example/other")
    lab.defaults = lab.repo(".github", [("2026-06-01", {"CODE_OF_CONDUCT.md": "# Conduct\n"}, None)],
                            url="https://github.com/example/.github")


def usage_errors(lab):
    t = lab.thing
    for what, args, says in [
            ("no checkout", [], ["name the project's checkout"]),
            ("an unknown option", ["--bogus", t], ["--bogus"]),
            ("another stage", ["--as", "done", t], ["--as done", "proposed or existing"]),
            ("a day that is not", ["--as-of", "2026-02-30", t], ["--as-of 2026-02-30", "2026-11-26"]),
            ("a day in words", ["--as-of", "today", t], ["--as-of today"]),
            ("an empty name", ["--name", "", t], ["--name is empty"]),
            ("two outputs", ["--json", "--sarif", t], ["one output at a time", "--from"]),
            ("checks of a checkout", ["--list-checks", t], ["--list-checks reads no checkout"]),
            ("checks as a page", ["--list-checks", "--html"], ["--list-checks"]),
            ("one checkout twice", [t, t + "/"], ["same checkout", "once"]),
            ("one checkout twice, by a link", [t, t + "/.git/.."], ["same checkout"]),
            ("a checkout that is not there", ["nowhere"], ["nowhere", "not there"]),
            ("the second is not there", [t, "nowhere"], ["nowhere", "not there"]),
            ("no repository", ["home"], ["home", "no git repository", "clone"]),
            ("a folder in a checkout", [t + "/.git/refs"], ["lies inside the repository", "name that folder"]),
            ("a file", [lab.write("file", "x")], ["is not a folder"]),
            ("too many checkouts", [f"x{i}" for i in range(65)], ["at most 64"]),
    ]:
        lab.refuse(what, 2, *args, says=says)


# ---- --at-commit ----

def at_commit(lab):
    old = lab.git(lab.thing, "rev-parse", "v1.0.0")
    for rev in ("v1.0.0", old, old[:10], "release/1.0", "refs/heads/release/1.0", "thing=v1.0.0"):
        r = lab.review("--at-commit", rev, lab.thing)
        lab.same(f"the commit of {rev}", r.json()["repositories"][0]["commit"], old)
        lab.hold(r.outcome("contributing") != "pass", f"{rev} has no guide")
    lab.same("HEAD has the guide", lab.review(lab.thing).outcome("contributing"), "pass")
    r = lab.review("--at-commit", "thing=v1.0.0", lab.other, lab.thing + "/")
    lab.same("of the second", {c["name"]: c["commit"] for c in r.json()["repositories"]}["thing"], old)
    for what, args, says in [
            ("a name of nothing", ["--at-commit", "v9", lab.thing], ["v9 names no commit"]),
            ("nothing", ["--at-commit", "", lab.thing], ["names no commit"]),
            ("an expression", ["--at-commit", "HEAD~1", lab.thing], ["HEAD~1 names no commit"]),
            ("an option of git", ["--at-commit", "--output", lab.thing], ["names no commit"]),
            ("no such checkout", ["--at-commit", "x=HEAD", lab.thing], ["NAME=REV", "folder"]),
            ("which of two", ["--at-commit", "HEAD", lab.thing, lab.other], ["NAME=REV"]),
            ("twice for one", ["--at-commit", "thing=HEAD", "--at-commit", "thing=v1.0.0",
                               lab.thing], ["has a revision already"]),
            ("a name of nothing in the second", ["--at-commit", "other=v9", lab.thing, lab.other],
             [lab.other, "v9 names no commit"]),
    ]:
        lab.refuse(f"--at-commit: {what}", 2, *args, says=says)


# ---- --since ----

def changes(review):
    return {c["what"]: (c.get("before"), c.get("after")) for c in review.json()["delta"]["changes"]}


def since_revision(lab):
    old = lab.git(lab.thing, "rev-parse", "v1.0.0")
    for rev in ("v1.0.0", old, "release/1.0"):
        r = lab.review("--since", rev, lab.thing)
        lab.same(f"since {rev}", r.json()["delta"]["since"], f"{old[:12]} of 2026-06-01")
        lab.same(f"the guide since {rev}", changes(r).get("contributing"), ("unknown", "pass"))
        lab.same(f"commits since {rev}", changes(r)["commits"][1], "1 new")
    lab.same("nothing since HEAD", changes(lab.review("--since", "HEAD", lab.thing)), {})
    lab.same("not asked, no delta", lab.review(lab.thing).json()["delta"], None)
    text = lab.run("--since", "v1.0.0", "--as-of", AS_OF, lab.thing).out
    lab.hold("What changed" in text and "contributing" in text, "since, for people", text)


def since_file(lab):
    before = lab.review("--at-commit", "v1.0.0", lab.thing)
    file = lab.write("before.json", before.raw)
    r = lab.review("--since", file, lab.thing)
    lab.same("since a review", changes(r).get("contributing"), ("unknown", "pass"))
    with_rev = changes(lab.review("--since", "v1.0.0", lab.thing))
    lab.same("a review and its revision say the same", changes(r), with_rev)
    gone = before.json()
    gone["repositories"][0]["commit"] = "0123456789" * 4
    r = lab.review("--since", lab.write("gone.json", json.dumps(gone)), lab.thing)
    history = [c for c in r.json()["delta"]["changes"] if c["what"] == "history"]
    lab.hold(history and "0123456789" in json.dumps(history), "a commit that is gone is said", history)
    back = lab.write("new.json", lab.review(lab.thing).raw)
    r = lab.review("--since", back, "--at-commit", "v1.0.0", lab.thing)
    lab.hold("history" in changes(r), "a commit that is no ancestor is said", changes(r))


def since_wrong(lab):
    lab.refuse("--since: a name of nothing", 2, "--since", "v9", lab.thing, says=["v9 names no commit"])
    lab.refuse("--since: no branch", 2, "--since", "origin/x", lab.thing,
               says=["origin/x names no commit"])
    lab.refuse("--since: no such file", 7, "--since", "x/y.json", lab.thing,
               says=["x/y.json", "cannot be opened"])
    lab.refuse("--since: a folder", 7, "--since", lab.top, lab.thing, says=["is a folder"])
    other = lab.write("other.json", lab.review(lab.other).raw)
    lab.refuse("--since: another project", 2, "--since", other, lab.thing, says=["another project"])
    lab.refuse("--since: a review that is none", 4, "--since", lab.write("e.json", "{}"), lab.thing,
               says=["e.json", "cupel is missing"])


# ---- --from ----

def from_file(lab):
    made = lab.review("--since", "v1.0.0", lab.thing)
    file = lab.write("review.json", made.raw)
    lab.same("read and written, the same bytes", lab.run("--from", file, "--json").raw, made.raw)
    args = ["--no-cache", "--no-observe", "--as-of", AS_OF, "--since", "v1.0.0", lab.thing]
    for form in ([], ["--verbose"], ["--markdown"], ["--html"], ["--sarif"], ["--badge"]):
        again, direct = lab.run("--from", file, *form), lab.run(*form, *args)
        lab.same(f"{form} of a file, and made", (again.code, again.raw), (0, direct.raw))


def broken_review(made, change):
    r = json.loads(made)
    change(r)
    return json.dumps(r)


def from_wrong(lab):
    made = lab.review(lab.thing).raw
    file = lab.write("review.json", made)
    for option in (["--since", "HEAD"], ["--at-commit", "HEAD"], ["--as", "existing"],
                   ["--as-of", AS_OF], ["--name", "X"], [lab.thing]):
        lab.refuse(f"--from with {option[0]}", 2, "--from", file, *option, says=["--from shows", "leave"])
    lab.refuse("--from: not there", 7, "--from", "none.json", says=["none.json", "cannot be opened"])
    lab.refuse("--from: a folder", 7, "--from", lab.top, says=["is a folder"])
    for name, text, says in [
            ("empty.json", b"", ["the text ends"]),
            ("cut.json", made[:len(made) // 2], ["json"]),
            ("latin.json", made.replace(b"thing", b"th\xefng", 1), ["UTF-8"]),
            ("deep.json", b"[" * 100000, ["json"]),
            ("list.json", b"[]", ["review"]),
            ("kind.json", broken_review(made, lambda r: r.update(kind="appraisal")), ["kind"]),
            ("good.json", broken_review(made, lambda r: r["checks"][0].update(outcome="good")),
             ["outcome", "good"]),
            ("day.json", broken_review(made, lambda r: r.update(as_of="yesterday")), ["as_of"]),
            ("none.json", broken_review(made, lambda r: r.pop("checks")), ["checks"]),
    ]:
        path = lab.write(name, text)
        lab.refuse(f"--from {name}", 4, "--from", path, says=[name, *says])
    later = lab.write("later.json", broken_review(made, lambda r: r.update(cupel=2)))
    lab.refuse("--from: of a later cupel", 5, "--from", later, says=["version 2", "reads version 1"])
    fewer = lab.write("fewer.json", broken_review(made, lambda r: r.update(
        checks=[c for c in r["checks"] if c["id"] != "cc-nonce" and c["set"] != "osps"])))
    for ids in ("cc-nonce", "osps"):
        r = lab.run("--fail-on", ids, "--from", fewer)
        lab.same(f"a review without {ids} passes none", (r.code, "no such check" in r.err), (4, True))


# ---- --fail-on ----

def fail_on(lab):
    args = ["--no-observe", "--as-of", AS_OF]
    failing = [c["id"] for c in lab.review(lab.thing).json()["checks"] if c["outcome"] == "fail"]
    lab.hold("readme" not in failing and len(failing) > 2, "some fail, not all", failing)
    one = failing[0]
    for ids, code, says in [
            (one, 1, [f"--fail-on {one}: {one} fails: "]),
            ("readme", 0, []),
            (f"readme,{one}", 1, [f"{one} fails"]),
            ("insights", 1, ["--fail-on insights: insights-present fails"]),
            ("exempt", 0, []),
    ]:
        r = lab.run("--fail-on", ids, *args, lab.thing)
        lab.same(f"--fail-on {ids}", r.code, code)
        lab.hold(r.out.startswith("Review of thing"), f"--fail-on {ids}: the review is shown", r.out)
        lab.hold(all(s in r.err for s in says), f"--fail-on {ids}: says why", r.err)
        lab.hold(code or not r.err, f"--fail-on {ids}: silent when met", r.err)
    twice = lab.run("--fail-on", "readme", "--fail-on", one, *args, lab.thing)
    lab.same("--fail-on twice adds up", twice.code, 1)
    for what, ids, says in [("a typing error", "cc-nonc", ["cc-nonce?"]), ("nothing", "", ['""']),
                            ("a comma too many", "readme,", ['""']),
                            ("a group of checks", "cc-*", ['"cc-*"'])]:
        lab.refuse(f"--fail-on: {what}", 2, "--fail-on", ids, lab.thing, says=["no check or set", *says])


def fail_on_exempt(lab):
    exemption = ("exemptions:\n  - check: insights-present\n    reason: the organisation has one\n"
                 "    owner: mel@example.org\n    expires: 2027-01-31\n")
    repo = lab.repo("exempt", [("2026-06-01", {"README.md": README, ".cupel.yml": exemption}, None)])
    r = lab.run("--fail-on", "insights-present", "--as-of", AS_OF, repo)
    lab.same("an exempt check fails nothing", r.code, 0)
    r = lab.run("--fail-on", "insights-present", "--as-of", "2027-02-01", repo)
    lab.same("but once it has expired", r.code, 1)


# ---- --remarks ----

REMARKS = """\
reviewers:
  - name: Ada Example
    affiliation: Example Ltd
    conflicts: none
remarks:
  - check: readme
    kind: dissent
    by: Ada Example
    date: 2026-11-25
    text: It says little.
  - kind: comment
    by: Ada Example
    date: 2026-11-25
    text: Read in a hurry.
"""


def remarks(lab):
    file = lab.write("remarks.yml", REMARKS)
    plain = lab.review(lab.thing).json()
    r = lab.review("--remarks", file, lab.thing)
    lab.same("reviewers", r.json()["human"]["reviewers"],
             [{"name": "Ada Example", "affiliation": "Example Ltd", "conflicts": "none"}])
    lab.same("on the whole", [m["text"] for m in r.json()["human"]["remarks"]], ["Read in a hurry."])
    lab.same("on a check", r.check("readme")["remarks"][0]["text"], "It says little.")
    lab.same("outcomes stay", [c["outcome"] for c in r.json()["checks"]],
             [c["outcome"] for c in plain["checks"]])
    kept = lab.write("kept.json", r.raw)
    lab.same("they stay in the JSON", lab.run("--from", kept, "--json").raw, r.raw)
    for form in ([], ["--markdown"], ["--html"]):
        out = lab.run("--from", kept, *form).out
        lab.hold("It says little." in out and "Ada Example" in out, f"shown with {form}")
    again = lab.run("--json", "--no-observe", "--as-of", AS_OF, lab.thing)
    lab.same("and out of the cache", again.json()["human"], plain["human"])


def remarks_wrong(lab):
    file = lab.write("review.json", lab.review(lab.thing).raw)
    bad = REMARKS.replace("    conflicts: none\n", "").replace("dissent", "praise").replace(
        "check: readme", "check: readm").replace("2026-11-25\n    text: It", "yesterday\n    mood: x\n    text: It")
    r = lab.refuse("all errors at once", 4, "--remarks", lab.write("bad.yml", bad), "--from", file,
                   says=["line 2: reviewers[0]: conflicts is missing", "comment, dissent or reply",
                         '"readm" is no check of this review (did you mean readme?)',
                         "must be a date", "mood: is not known here"])
    lab.same("a line for each", r.err.count("bad.yml: line "), 5)
    for name, text, says in [("y.yml", "[", ["not YAML"]), ("t.yml", "text", ["must be a map"]),
                             ("l.yml", "remarks: {}\n", ["must be a list"]),
                             ("z.yml", "", ["must be a map"]),
                             ("b.yml", b"\xff\xfe", ["y"])]:
        lab.refuse(f"--remarks {name}", 4, "--remarks", lab.write(name, text), "--from", file, says=says)
    lab.refuse("--remarks: not there", 7, "--remarks", "none.yml", "--from", file,
               says=["--remarks", "none.yml", "cannot be opened"])
    lab.refuse("--remarks: too large", 7, "--remarks", lab.write("big.yml", "#" * 1048577), "--from",
               file, says=["big.yml"])


# ---- --as, --as-of, --name, several checkouts ----

def others(lab):
    r = lab.review("--name", "The Thing", "--as", "existing", lab.thing)
    lab.same("name and stage", (r.json()["project"], r.json()["stage"]), ("The Thing", "existing"))
    early, late = (lab.run("--json", "--no-cache", "--no-observe", "--as-of", d, lab.thing)
                   for d in ("2026-10-02", "2029-01-01"))
    lab.same("active, then not", (early.outcome("life-active"), late.outcome("life-active")),
             ("pass", "fail"))
    zone = lab.run("--json", "--no-cache", "--no-observe", "--as-of", "2026-11-26T01:00:00+02:00",
                   lab.thing)
    lab.same("another zone's time", zone.json()["as_of"], "2026-11-25T23:00:00Z")
    alone, both = lab.review(lab.thing), lab.review(lab.defaults, lab.thing)
    lab.same("an organisation's defaults count",
             (alone.outcome("code_of_conduct") == "pass", both.outcome("code_of_conduct")),
             (False, "pass"))
    repos = both.json()["repositories"]
    lab.same("and are named as such", [(c["name"], c["defaults"]) for c in repos],
             [("thing", False), (".github", True)])
    lab.same("their remotes", repos[0]["origin"], URL)
    lab.hold(lab.run("--list-checks").out.count("\n") > 100, "a long list of checks")


def main():
    with lab_of(sys.argv) as lab:
        make_repos(lab)
        lab.write("home/x", "")
        for test in (usage_errors, at_commit, since_revision, since_file, since_wrong, from_file,
                     from_wrong, fail_on, fail_on_exempt, remarks, remarks_wrong, others):
            test(lab)
        return lab.end()


if __name__ == "__main__":
    sys.exit(main())
