#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`cupel office` on an office without a fault, of which each case changes one thing.

    test_govern_use.py CUPEL [OFFICE]
"""
import json
import os
import re
import subprocess
import sys
import tempfile

CUPEL = os.path.abspath(sys.argv[1])
AS_OF = "2026-11-26"
GOOD = {
    "office.yml": """\
name: SIG Example
short: sig-example
parent: TOC
founded: 2026-01-15
status: active
rules: sig-1.0
charter-reviewed: 2026-01-15
""",
    "charter.yml": """\
mission: To show that a fault is found.
in-scope: [{title: Examples, text: All of them.}]
out-of-scope: []
projects: [Thing]
""",
    "people.yml": """\
people:
  - {id: ada, name: Ada A, employer: Alpha Ltd, segment: vendor}
  - {id: bob, name: Bob B, employer: Beta Ltd, segment: end-user}
  - {id: cy, name: Cy C, employer: Gamma Ltd, segment: academic}
  - {id: di, name: Di D, employer: Delta Ltd, segment: public}
""",
    "roles.yml": """\
seats:
  - {role: chair, holder: ada, start: 2026-01-15, end: 2028-01-15}
  - {role: chair, holder: bob, start: 2026-01-15, end: 2028-01-14}
  - {role: chair, holder: cy, start: 2026-01-15, end: 2027-07-15}
  - {role: toc-liaison, holder: di, start: 2026-01-15}
  - {role: tech-lead, holder: ada, start: 2026-01-15}
past: []
""",
    "communications.yml": """\
chat: {name: unknown, url: unknown}
series:
  - id: monthly
    title: Public meeting
    public: true
    zone: Europe/Berlin
    start: 2026-02-05
    time: "17:00"
    minutes: 60
    rule: FREQ=MONTHLY;BYDAY=1TH
""",
    "recommendations.yml": """\
recommendations:
  - id: thing-sandbox
    project: Thing
    kind: sandbox
    to: TOC
    date: 2026-11-10
    review: reviews/thing.json
    decision: adopt-thing
    fate: open
""",
    "meetings/2026-11-05-monthly.yml": """\
series: monthly
date: 2026-11-05
held: true
attendance: [{person: ada}, {person: bob}, {name: A Guest}]
agenda: [{title: Thing}]
minutes: [{title: Thing, text: We talked.}]
actions:
  - {id: 2026-11-05-a, text: Write it down, owner: ada, due: 2026-12-01}
published: 2026-11-07
""",
    "decisions/adopt-thing.yml": """\
title: Recommend Thing
motion: That Thing be recommended.
proposed-by: ada
opened: 2026-11-05
closes: 2026-11-12
threshold: majority
of: cast
quorum: 2
electorate: [chair]
ballots:
  - {person: ada, vote: for, at: 2026-11-06}
  - {person: bob, vote: for, at: 2026-11-07}
  - {person: cy, vote: against, at: 2026-11-08}
result: {outcome: passed, for: 2, against: 1, abstain: 0, closed: 2026-11-12}
""",
    "papers/one/paper.yml": """\
title: One
status: draft
editors: [ada]
license: CC-BY-4.0
started: 2026-02-01
summary: The first.
""",
    "papers/one/paper.md": "# One\n",
    "reviews/thing.json": json.dumps({
        "cupel": 1, "kind": "review", "version": "0.1.0", "project": "Thing", "as_of": "2026-11-20T00:00:00Z",
        "stage": "proposed", "repositories": [], "formats": [], "roles": [], "checks": [], "scores": [],
        "observations": [], "human": {"reviewers": [], "remarks": []}, "delta": None,
        "exemptions": [{"check": "cc-nonce", "reason": "Later.", "owner": "ada", "expires": "2027-06-01",
                        "source": "x:1", "expired": False, "used": False}]}),
    "landscape/data.yml": """\
categories:
  - name: Things
    subcategories:
      - name: Small
        items:
          - {name: Thing, homepage_url: "https://thing.example/", logo: thing.svg, repo_url: "https://github.com/example/thing"}
""",
}
# what changes: file, old text, new text (None: the file goes); level; file and line; what is said
CASES = [
    ("office.yml", "rules: sig-1.0", "rules: sig-1.1", "error", "office.yml:6",
     'no rules "sig-1.1", neither built in nor as rules/sig-1.1.yml (did you mean sig-1.0?)'),
    ("office.yml", "status: active", "status: actif", "error", "office.yml:5", "did you mean active"),
    ("office.yml", "short: ", "shrt: ", "error", "office.yml:2", "not known here (did you mean short?)"),
    ("office.yml", "2026-01-15\nstatus", "2026-02-30\nstatus", "error", "office.yml:4", "must be a date"),
    ("office.yml", "charter-reviewed: 2026-01-15", "charter-reviewed: 2025-11-26", "warning",
     "office.yml:7", "a review is due every 12 months"),
    ("office.yml", "charter-reviewed: 2026-01-15", "charter-reviewed: unknown", "warning",
     "office.yml:7", "when the charter was reviewed is not known"),
    ("office.yml", "name: SIG Example", "name: a\nname: b", "error", "office.yml", 'the key "name" stands twice'),
    ("charter.yml", "[Thing]", "[Think]", "error", "charter.yml:4",
     'the landscape has no item "Think" (did you mean Thing?)'),
    ("charter.yml", "in-scope:", "inscope:", "error", "charter.yml:1", '"in-scope" is missing'),
    ("charter.yml", None, None, "error", "charter.yml", "is missing; `cupel office init`"),
    ("people.yml", "id: bob", "id: ada", "error", "people.yml:3", 'the person "ada" stands in'),
    ("people.yml", "id: di", "id: Di D", "error", "people.yml:5", "lower-case words"),
    ("people.yml", "employer: Gamma Ltd, ", "", "error", "people.yml:4", '"employer" is missing'),
    ("people.yml", "Beta Ltd", "Alpha Ltd", "warning", "roles.yml:2",
     '2 of 3 seats of a chair are held from the company "Alpha Ltd"'),
    ("people.yml", "segment: end-user", "segment: vendor", "warning", "roles.yml:2",
     'from the segment "vendor"'),
    ("roles.yml", "2027-07-15", "2026-11-20", "warning", "roles.yml:4", "ended 6 days ago"),
    ("roles.yml", "2027-07-15", "2027-01-25", "warning", "roles.yml:4", "ends in 60 days"),
    ("roles.yml", "2027-07-15", "2025-07-15", "error", "roles.yml:4", "lies before the start"),
    ("roles.yml", "2028-01-15", "2028-01-16", "warning", "roles.yml:2", "longer than the 24 months"),
    ("roles.yml", "holder: di, start: 2026-01-15", "holder: vacant", "warning", "roles.yml:5",
     "the seat of a toc-liaison is vacant; the operating model demands one"),
    ("roles.yml", "holder: cy", "holder: ci", "error", "roles.yml:4",
     'there is no person "ci" (did you mean cy?)'),
    ("roles.yml", "  - {role: tech-lead, holder: ada, start: 2026-01-15}\n", "", "warning",
     "roles.yml:", "0 seats of a tech-lead, and sig-1.0 sets 1"),
    ("decisions/adopt-thing.yml", "person: cy", "person: di", "error", "adopt-thing.yml:13",
     "di was not in the electorate on 2026-11-05"),
    ("roles.yml", "end: 2027-07-15", "end: 2027-07-15, leave: {from: 2026-11-01, until: 2026-12-01}",
     "warning", "roles.yml:4", "cy is on leave until 2026-12-01"),
    ("roles.yml", "end: 2027-07-15", "end: 2028-01-14", None, None, None),
    ("communications.yml", '"17:00"', '"25:00"', "error", "communications.yml:8", "must be a time"),
    ("communications.yml", "public: true", "public: false", "warning", "communications.yml",
     "no public meeting was held yet"),
    ("meetings/2026-11-05-monthly.yml", "published: 2026-11-07\n", "", "warning", "monthly.yml:1",
     "the minutes are missing 21 days after the meeting"),
    ("meetings/2026-11-05-monthly.yml", "due: 2026-12-01", "due: 2026-11-20", "warning", "monthly.yml:8",
     "6 days past due; it is ada's"),
    ("meetings/2026-11-05-monthly.yml", "due: 2026-12-01", "due: 2026-11-20, done: 2026-11-19", None,
     None, None),
    ("meetings/2026-11-05-monthly.yml", "due: 2026-12-01", "due: 2026-12-01, carried-from: old", "error",
     "monthly.yml:8", 'no action "old"'),
    ("meetings/2026-11-05-monthly.yml", "held: true", "held: false", "error", "monthly.yml:1", "say why"),
    ("meetings/2026-11-05-monthly.yml", "date: 2026-11-05", "date: 2026-11-06", "error", "monthly.yml:1",
     "must be called meetings/2026-11-06-monthly.yml"),
    ("meetings/2026-11-05-monthly.yml", "{person: bob}", "{person: ada}", "error", "monthly.yml:4",
     "ada is entered as present twice"),
    ("meetings/2026-11-05-monthly.yml", "series: monthly", "series: weekly", "error", "monthly.yml:1",
     'there is no meeting series "weekly"'),
    ("decisions/adopt-thing.yml", "vote: for, at: 2026-11-07", "vote: against, at: 2026-11-07", "error",
     "adopt-thing.yml:14", "the ballots give failed with 1, 2, 0"),
    ("decisions/adopt-thing.yml", "quorum: 2", "quorum: 4", "error", "adopt-thing.yml:14",
     "the ballots give no-quorum"),
    ("decisions/adopt-thing.yml", "ballots:\n", "recusals: [{person: bob, why: employed}]\nballots:\n",
     "error", "adopt-thing.yml:13", "bob is recused and cannot vote"),
    ("decisions/adopt-thing.yml", "person: cy", "person: bob", "error", "adopt-thing.yml:13",
     "bob has voted already (line 12)"),
    ("decisions/adopt-thing.yml", "at: 2026-11-08", "at: 2026-11-13", "error", "adopt-thing.yml:13",
     "the vote was open from 2026-11-05 to 2026-11-12"),
    ("decisions/adopt-thing.yml", "[chair]", "[chairs]", "error", "adopt-thing.yml:9",
     '"chairs" is neither a person nor a role'),
    ("decisions/adopt-thing.yml", "\nresult: {outcome: passed, for: 2, against: 1, abstain: 0, closed: "
     "2026-11-12}", "", "warning", "adopt-thing.yml:1", "has no result; by its ballots it is: passed"),
    ("recommendations.yml", "    review: reviews/thing.json\n", "", "error", "recommendations.yml:2",
     "names no review"),
    ("recommendations.yml", "reviews/thing.json", "reviews/other.json", "error", "recommendations.yml:7",
     "the office has no file reviews/other.json"),
    ("recommendations.yml", "fate: open", "fate: accepted", "error", "recommendations.yml:2",
     "fate-date is missing"),
    ("recommendations.yml", "decision: adopt-thing", "decision: adopt-thong", "error",
     "recommendations.yml:8", "did you mean adopt-thing"),
    ("papers/one/paper.yml", "[ada]", "[]", "warning", "paper.yml:3", "the paper has no editor"),
    ("papers/one/paper.yml", "status: draft", "status: published", "error", "paper.yml:1", "on which day?"),
    ("papers/one/paper.yml", "summary: ", "review: {opened: 2026-10-01, closes: 2026-11-01, comments: 3, "
     "answered: 1}\nsummary: ", "warning", "paper.yml:6", "2 of 3 comments are not answered"),
    ("papers/one/paper.md", None, None, "error", "paper.yml:1", "papers/one/paper.md is missing"),
    ("landscape/data.yml", "name: Thing,", "nome: Thing,", "error", "data.yml:6", ""),
]
results = []


def hold(what, good, shown=""):
    results.append(bool(good))
    if not good:
        print(f"FAILED: {what}\n{str(shown)[:1200]}")


def write(folder, files):
    for path, text in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)
    return folder


def run(*args):
    return subprocess.run([CUPEL, "office", *args], capture_output=True, text=True)


def check(folder, *args, as_of=AS_OF):
    reply = run("check", "--json", "--as-of", as_of, *args, folder)
    return reply, json.loads(reply.stdout) if reply.stdout else {}


def changed(path, old, new):
    files = dict(GOOD)
    if old is None:
        del files[path]
    else:
        assert files[path].count(old) == 1, (path, old)
        files[path] = files[path].replace(old, new)
    return files


def check_case(work, n, case):
    path, old, new, level, where, said = case
    folder = write(os.path.join(work, f"case{n}"), changed(path, old, new))
    reply, got = check(folder)
    what = f"{path}: {old!r} -> {new!r}"
    if level is None:
        hold(what, not got.get("problems"), got)
        return
    found = [p for p in got.get("problems", []) if said in p["text"]]
    at = f"{found[0]['file']}:{found[0].get('line', 0)}" if found else ""
    hold(f"{what}: says {said}", found, got or reply.stderr)
    hold(f"{what}: at {where}", where in at, at)
    hold(f"{what}: is an {level}", found and (found[0]["severity"] == level), found)
    hold(f"{what}: exit", reply.returncode == (4 if level == "error" else 0), reply.returncode)


def every_error_at_once(work):
    files = changed("people.yml", "id: di", "id: DI")
    files["office.yml"] = files["office.yml"].replace("status: active", "status: x")
    files["meetings/2026-11-05-monthly.yml"] += "surplus: 1\n"
    reply, got = check(write(os.path.join(work, "many"), files))
    said = " ".join(p["text"] for p in got["problems"])
    hold("every error at once", all(w in said for w in ("lower-case", "must be one of", "surplus")), said)
    text = run("check", "--as-of", AS_OF, os.path.join(work, "many")).stdout
    hold("each line begins with file and line",
         all(re.match(r".*\.yml(:\d+)?: (error|warning): ", l) for l in text.splitlines()[:-1]), text)


def clocks(work, good):
    for as_of, said in (("2027-02-09", None), ("2027-02-12", "has retirement considered"),
                        ("2027-05-12", "makes retirement obligatory")):
        _, got = check(good, as_of=as_of)
        found = [p["text"] for p in got["problems"] if "retirement" in p["text"]]
        hold(f"the clock of retirement on {as_of}", bool(found) == bool(said) and
             (not said or said in found[0]), found)
    for as_of, said in (("2027-06-01", False), ("2027-06-02", True)):
        _, got = check(good, as_of=as_of)
        hold(f"an exemption on {as_of}", said == any("the exemption from cc-nonce (ada) expired 1 days ago, on "
             "2027-06-01" in p["text"] for p in got["problems"]), got)
    _, got = check(good, as_of="2026-12-07")
    hold("no meeting for a month", any("held 32 days ago" in p["text"] for p in got["problems"]), got)
    _, got = check(good, as_of="2026-12-06")
    hold("31 days are a month", not any("days ago" in p["text"] for p in got["problems"]), got)


def strict(work, good):
    hold("--strict without warnings", run("check", "--strict", "--as-of", AS_OF, good).returncode == 0)
    folder = write(os.path.join(work, "strict"), changed("papers/one/paper.yml", "[ada]", "[]"))
    hold("--strict with a warning", run("check", "--strict", "--as-of", AS_OF, folder).returncode == 1)


def votes(work):
    rows = [  # threshold, of, quorum, ballots by ada, bob, cy; outcome, needed
        ("majority", "cast", "2", "for for against", "passed", 2),
        ("majority", "cast", "2", "for against", "failed", 2),
        ("majority", "cast", "2", "for abstain", "passed", 1),
        ("majority", "electorate", "2", "for abstain", "failed", 2),
        ("two-thirds", "cast", "3", "for for against", "passed", 2),
        ("two-thirds", "electorate", '"100%"', "for for", "no-quorum", 2),
        ('"66%"', "cast", '"50%"', "for for against", "passed", 2),
        ('"67%"', "cast", '"50%"', "for for against", "failed", 3),
        ("majority", "cast", '"50%"', "for", "no-quorum", 1),
        ("majority", "cast", "1", "abstain abstain abstain", "failed", 1),
    ]
    for n, (threshold, of, quorum, ballots, outcome, needed) in enumerate(rows):
        text = GOOD["decisions/adopt-thing.yml"].split("ballots:")[0]
        text = text.replace("majority", threshold).replace("cast", of).replace("quorum: 2", f"quorum: {quorum}")
        text += "ballots:\n" + "".join(
            f"  - {{person: {p}, vote: {v}, at: 2026-11-06}}\n"
            for p, v in zip(("ada", "bob", "cy"), ballots.split()))
        folder = write(os.path.join(work, f"vote{n}"), dict(GOOD, **{"decisions/adopt-thing.yml": text}))
        got = json.loads(run("vote", "--json", "--as-of", AS_OF, folder, "adopt-thing").stdout)
        hold(f"vote {rows[n]}", (got["outcome"], got["needed"]) == (outcome, needed), got)
        early = json.loads(run("vote", "--json", "--as-of", "2026-11-12", folder, "adopt-thing").stdout)
        done = len(ballots.split()) == 3
        hold("open until all have voted or the day is over", (early["outcome"] == "open") == (not done), early)
        line = run("vote", "--as-of", AS_OF, folder, "adopt-thing").stdout.splitlines()[1]
        with open(os.path.join(folder, "decisions/adopt-thing.yml"), "a", encoding="utf-8") as f:
            f.write(line + "\n")
        reply, result = check(folder)
        hold("the printed line is what check wants", reply.returncode == 0, result)


def wrong_use(work, good):
    empty = os.path.join(work, "empty")
    os.mkdir(empty)
    link = write(os.path.join(work, "link"), dict(GOOD))
    os.remove(os.path.join(link, "people.yml"))
    os.symlink("/etc/passwd", os.path.join(link, "people.yml"))
    for args, code, said in (
            (("check", empty), 2, "is no office: it has no office.yml; `cupel office init` makes one"),
            (("check", "nowhere"), 2, "nowhere is no folder"),
            (("check", good, good), 2, "one office at a time"),
            (("chek", good), 2, "did you mean check"),
            (("vote", good), 2, "name the office and the decision"),
            (("vote", good, "adopt-thin"), 2, "did you mean adopt-thing"),
            (("init",), 2, "name the folder"),
            (("init", good), 2, "is there already; nothing was made"),
            (("check", "--as-of", "soon", good), 2, "must be a date")):
        reply = run(*args)
        hold(f"{args}: exit {code}", reply.returncode == code, reply)
        hold(f"{args}: says {said}", said in reply.stderr, reply.stderr)
    _, got = check(link)
    hold("links are not followed", any("symbolic link" in p["text"] for p in got["problems"])
         and "root:" not in json.dumps(got), got)


def init(work):
    folder = os.path.join(work, "new")
    hold("init", run("init", folder).returncode == 0)
    reply, got = check(folder)
    hold("a new office has no errors", reply.returncode == 0 and got["errors"] == 0, got)
    hold("its blanks are told", sum("vacant" in p["text"] for p in got["problems"]) == 5, got)


def many(work):
    files = dict(GOOD)
    for i in range(1000):
        files[f"decisions/d{i}.yml"] = GOOD["decisions/adopt-thing.yml"]
    reply, got = check(write(os.path.join(work, "thousand"), files))
    hold("a thousand entries", reply.returncode == 0 and not got["problems"], got)


def main():
    with tempfile.TemporaryDirectory() as work:
        good = write(os.path.join(work, "good"), GOOD)
        reply, got = check(good)
        hold("an office without a fault", reply.returncode == 0 and not got["problems"], got)
        for n, case in enumerate(CASES):
            check_case(work, n, case)
        for step in (every_error_at_once, votes, init, many):
            step(work)
        for step in (clocks, strict, wrong_use):
            step(work, good)
    if len(sys.argv) > 2:
        reply, got = check(sys.argv[2])
        hold("the example has no errors", reply.returncode == 0 and got["errors"] == 0, got)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
