#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`cupel office minutes new` and `cupel office vote open|cast|recuse|close`: files that pass the
check, lines put in and nothing else touched, refusals with their reason.

    test_secretary.py CUPEL
"""
import os
import shutil
import subprocess
import sys
import tempfile

from site_lab import FULL, write

CUPEL = os.path.abspath(sys.argv[1])
passed = failed = 0
BASE = {**FULL, "recommendations.yml": "recommendations: []\n"}


def hold(what, ok, *shown):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("not so:", what, *[str(s)[:600] for s in shown])


def run(*args):
    return subprocess.run([CUPEL, "office", *args], capture_output=True, text=True)


def refused(what, code, said, *args):
    done = run(*args)
    hold(f"{what}: exit {code}", done.returncode == code, done.returncode, done.stderr)
    hold(f"{what}: says {said!r}", said in done.stderr, done.stderr)


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as f:
        return f.read()


def errors(office, as_of):
    done = run("check", "--as-of", as_of, office)
    return [line for line in done.stdout.splitlines() if ": error:" in line], done.stdout


def minutes(work):
    office = write(os.path.join(work, "minutes"), BASE)
    done = run("minutes", "new", office, "monthly", "2026-12-03")
    hold("minutes: made", done.returncode == 0 and done.stdout.startswith(f"{office}/meetings/2026-12-03-monthly.yml"), done.stderr)
    text = read(office, "meetings/2026-12-03-monthly.yml")
    for line in ("series: monthly", "carried-from: \"2026-11-05-a\"", "text: Look at it", "owner: ada",
                 "Term of Bob B as chair", "Comments on: A first paper", "attendance: []", "#  - {person: di}"):
        hold(f"minutes: has {line}", line in text, text)
    hold("minutes: what is done is not carried over", "Write it" not in text, text)
    wrong, said = errors(office, "2026-12-03")
    hold("minutes: pass the check", not wrong, wrong)
    hold("minutes: the action is told once, under its new id", said.count("Look at it") == 1 and
         "2026-12-03-monthly.yml" in [x for x in said.splitlines() if "Look at it" in x][0], said)
    refused("minutes again", 7, "File exists", "minutes", "new", office, "monthly", "2026-12-03")
    hold("minutes again: as they were", read(office, "meetings/2026-12-03-monthly.yml") == text)
    # A chain: what was carried once is carried on from its newest id.
    done = run("minutes", "new", "--print", office, "monthly", "2027-02-04")
    hold("minutes: carried on from the newest", 'carried-from: "2026-12-03-a"' in done.stdout and
         '"2026-11-05-a"' not in done.stdout, done.stdout)
    hold("--print writes nothing", not os.path.exists(os.path.join(office, "meetings/2027-02-04-monthly.yml")))
    refused("no day of the series", 2, "before it 2026-12-03, after it 2027-01-07", "minutes", "new", office, "monthly", "2026-12-04")
    hold("--extraordinary", run("minutes", "new", "--extraordinary", office, "monthly", "2026-12-04").returncode == 0)
    refused("no such series", 2, "did you mean monthly", "minutes", "new", office, "montly", "2026-12-03")
    refused("no day", 2, "is no day", "minutes", "new", office, "monthly", "2026-02-30")
    refused("words are missing", 2, "new DIR SERIES DATE", "minutes", office, "monthly", "2026-12-03")
    done = run("minutes", "new", "--print", office, "monthly", "2026-10-01")
    hold("minutes: nothing is carried from later meetings", "carried-from" not in done.stdout and done.returncode == 0, done.stdout)
    hold("minutes: each holder once, of that day", done.stdout.count("person: ada") == 1 and
         "person: bob" not in run("minutes", "new", "--print", office, "monthly", "2027-03-04").stdout, done.stdout)
    evil = {**BASE, "meetings/2026-11-05-monthly.yml": BASE["meetings/2026-11-05-monthly.yml"].replace(
        "text: Look at it", 'text: "x: [y]\\n- evil: {z} # \\"q\\" \'"')}
    office = write(os.path.join(work, "evil"), evil)
    hold("minutes: texts stay texts", run("minutes", "new", office, "monthly", "2026-12-03").returncode == 0 and
         not errors(office, "2026-12-03")[0], errors(office, "2026-12-03"))
    broken = write(os.path.join(work, "broken"), {**BASE, "roles.yml": "seats: {"})
    refused("an office with errors", 4, "nothing was written", "minutes", "new", broken, "monthly", "2026-12-03")


OPEN = ["--title", "Adopt: the plan", "--motion", "We adopt it.\nAll of it.", "--by", "ada", "--second", "bob",
        "--closes", "2026-12-10", "--quorum", "2", "--electorate", "chair,tech-lead,di"]


def vote(work):
    office = write(os.path.join(work, "vote"), BASE)
    done = run("vote", "open", "--as-of", "2026-12-01", *OPEN, office, "adopt-plan")
    hold("open", done.returncode == 0, done.stderr)
    path = os.path.join(office, "decisions/adopt-plan.yml")
    first = read(path)
    hold("open: passes the check", not errors(office, "2026-12-01")[0], errors(office, "2026-12-01"))
    with open(path, "a", encoding="utf-8") as f:
        f.write("# a remark of ours\n")
    before = read(path)
    day = ["--as-of", "2026-12-02"]
    done = run("vote", "cast", *day, "--comment", 'It is: "good", {truly} # yes', office, "adopt-plan", "ada", "for")
    hold("cast", done.returncode == 0, done.stderr)
    after = read(path)
    line = '  - {person: ada, vote: for, at: 2026-12-02, comment: "It is: \\"good\\", {truly} # yes"}\n'
    hold("cast: one line more, the rest as it was", after == before.replace("ballots: []\n", "ballots:\n" + line), after)
    hold("cast a second", run("vote", "cast", *day, office, "adopt-plan", "bob", "against").returncode == 0)
    hold("cast a second: behind the first", read(path) == after.replace(line, line + "  - {person: bob, vote: against, at: 2026-12-02}\n"), read(path))
    kept = read(path)
    refused("twice", 1, 'ada voted "for" on adopt-plan already, on 2026-12-02', "vote", "cast", *day, office, "adopt-plan", "ada", "against")
    refused("not in the electorate", 1, "cy is not in the electorate", "vote", "cast", *day, office, "adopt-plan", "cy", "for")
    refused("nobody", 2, "did you mean di", "vote", "cast", *day, office, "adopt-plan", "dii", "for")
    refused("no vote", 2, "for, against or abstain", "vote", "cast", *day, office, "adopt-plan", "di", "yes")
    refused("too early", 1, "opens on 2026-12-01", "vote", "cast", "--as-of", "2026-11-30", office, "adopt-plan", "di", "for")
    refused("too late", 1, "closed on 2026-12-10", "vote", "cast", "--as-of", "2026-12-11", office, "adopt-plan", "di", "for")
    refused("no reason", 2, "--why", "vote", "recuse", *day, office, "adopt-plan", "di")
    refused("recused after a vote", 1, "already", "vote", "recuse", *day, "--why", "x", office, "adopt-plan", "ada")
    refused("closed before its time", 1, "open until 2026-12-10; 2 of 3 have voted", "vote", "close", *day, office, "adopt-plan")
    hold("refusals change nothing", read(path) == kept)
    hold("recuse", run("vote", "recuse", *day, "--why", "My employer sells it.", office, "adopt-plan", "di").returncode == 0)
    refused("a recused person's vote", 1, "di is recused from adopt-plan: My employer sells it.", "vote", "cast", *day, office, "adopt-plan", "di", "for")
    done = run("vote", "close", *day, office, "adopt-plan")
    hold("close once all have voted", done.returncode == 0 and "failed, 1 for, 1 against" in done.stdout, done.stdout, done.stderr)
    hold("close: the line", read(path).endswith("result: {outcome: failed, for: 1, against: 1, abstain: 0, closed: 2026-12-10}\n"), read(path))
    refused("close again", 1, "has a result", "vote", "close", *day, office, "adopt-plan")
    refused("cast when closed", 1, "has a result", "vote", "cast", *day, office, "adopt-plan", "di", "for")
    hold("the check agrees", not errors(office, "2026-12-11")[0], errors(office, "2026-12-11"))
    hold("the count agrees", "outcome: failed, for: 1, against: 1" in run("vote", office, "adopt-plan").stdout)
    return first


def openings(work):
    office = write(os.path.join(work, "openings"), {k: v for k, v in BASE.items() if not k.startswith("decisions/")})
    there = os.path.join(office, "decisions/d.yml")

    def wrong(what, said, *more, code=2, ident="d"):
        refused(what, code, said, "vote", "open", "--as-of", "2026-12-01", *OPEN, *more, office, ident)
        hold(f"{what}: no file", not os.path.exists(there))

    wrong("nobody proposes", "addaa", "--by", "addaa")
    wrong("a wrong threshold", "threshold", "--threshold", "most")
    wrong("it closes before it opens", "closes", "--closes", "2026-11-01")
    wrong("a wrong electorate", "electorate", "--electorate", "chairs")
    wrong("a wrong id", "small letters", ident="../x")
    refused("no motion", 2, "--motion", "vote", "open", "--title", "x", office, "d")
    hold("two thirds", run("vote", "open", "--as-of", "2026-12-01", *OPEN, "--threshold", "two-thirds", "--of", "electorate", "--quorum", "50%", office, "d").returncode == 0)
    refused("it is there", 7, "File exists", "vote", "open", "--as-of", "2026-12-01", *OPEN, office, "d")


def shapes(work, first):
    """Files as people write them."""
    ballots = {
        "dashes": ("ballots:\n- person: ada\n  vote: for\n  at: 2026-12-02\n# why\n\n", "ballots:\n- person: ada\n  vote: for\n  at: 2026-12-02\n- {person: bob, vote: for, at: 2026-12-02}\n# why\n\n"),
        "null": ("ballots:   # none yet\n", "ballots:   # none yet\n  - {person: bob, vote: for, at: 2026-12-02}\n"),
        "spaced": ("ballots: [ ]   # none yet\n", "ballots:   # none yet\n  - {person: bob, vote: for, at: 2026-12-02}\n"),
        "no line end": ("ballots: []", "ballots:\n  - {person: bob, vote: for, at: 2026-12-02}\n"),
    }
    for name, (old, new) in ballots.items():
        for at_end in (True, False):
            if name == "no line end" and not at_end:
                continue
            rest = first.replace("ballots: []\n", "")
            text = rest + old if at_end else old + rest
            office = write(os.path.join(work, f"shape-{name}-{at_end}"), {**BASE, "decisions/d.yml": text})
            done = run("vote", "cast", "--as-of", "2026-12-02", office, "d", "bob", "for")
            want = rest + new if at_end else new + rest
            got = read(office, "decisions/d.yml")
            if name == "null":  # the shape wants a list: told, not guessed
                hold(f"shape {name}: refused", done.returncode in (2, 4) and got == text, done.stderr)
            else:
                hold(f"shape {name}, {at_end}: {done.stderr}", got == want, got)
    # Text of a member may look like a comment, or end in empty lines.
    block = "ballots:\n  - person: ada\n    vote: for\n    at: 2026-12-02\n    comment: |+\n      # not a comment\n\n"
    text = first.replace("ballots: []\n", "").replace("recusals: []\n", block + "# of the next\nrecusals: []\n")
    office = write(os.path.join(work, "block"), {**BASE, "decisions/d.yml": text})
    os.chmod(os.path.join(office, "decisions/d.yml"), 0o640)
    done = run("vote", "cast", "--as-of", "2026-12-02", office, "d", "bob", "for")
    got = read(office, "decisions/d.yml")
    if done.returncode == 0:
        hold("block: texts stay", "# not a comment\n\n" in got and "person: bob" in got, got)
    else:
        hold("block: refused and left", got == text and "nothing was added" in done.stderr, done.stderr)
    hold("the file's mode stays", os.stat(os.path.join(office, "decisions/d.yml")).st_mode & 0o777 == 0o640)
    block = block.replace("|+", "|").replace("comment\n\n", "comment\n")
    text = first.replace("ballots: []\n", block)
    office = write(os.path.join(work, "block-2"), {**BASE, "decisions/d.yml": text})
    hold("block at the end: cast", run("vote", "cast", "--as-of", "2026-12-02", office, "d", "bob", "for").returncode == 0)
    hold("block at the end: text stays", read(office, "decisions/d.yml") ==
         text.replace(block, block + "  - {person: bob, vote: for, at: 2026-12-02}\n"), read(office, "decisions/d.yml"))
    office = write(os.path.join(work, "crlf"), {**BASE, "decisions/d.yml": ""})
    with open(os.path.join(office, "decisions/d.yml"), "w", encoding="utf-8", newline="\r\n") as f:
        f.write(first)
    done = run("vote", "cast", "--as-of", "2026-12-02", office, "d", "bob", "for")
    with open(os.path.join(office, "decisions/d.yml"), "rb") as f:
        raw = f.read()
    hold("line ends stay", done.returncode == 0 and raw.count(b"\n") == raw.count(b"\r\n") and b"person: bob" in raw, done.stderr, raw)
    text = first.replace("ballots: []\n", "ballots: [{person: ada, vote: for, at: 2026-12-02}]\n")
    office = write(os.path.join(work, "brackets"), {**BASE, "decisions/d.yml": text})
    refused("a list in brackets", 4, "lines of their own", "vote", "cast", "--as-of", "2026-12-02", office, "d", "bob", "for")
    hold("a list in brackets: as it was", read(office, "decisions/d.yml") == text)


def reviews(work):
    """What ages in reviews that the office keeps."""
    if not shutil.which("git"):
        return
    repo = write(os.path.join(work, "verifier-a"), {
        "README.md": "# Verifier A\n",
        "SECURITY-INSIGHTS.yml": "header:\n  schema-version: 1.0.0\n  expiration-date: '2026-12-15T00:00:00.000Z'\n"
                                 "  last-updated: '2026-01-10'\n  last-reviewed: '2026-01-10'\n"
                                 "  project-url: https://example.org/a\n",
    })
    env = {**os.environ, "GIT_AUTHOR_DATE": "2026-01-10T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-10T00:00:00Z",
           "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    for args in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", "-C", repo, "-c", "user.name=A", "-c", "user.email=a@example.org", *args], check=True, env=env)
    done = subprocess.run([CUPEL, "review", "--json", "--no-cache", "--no-observe", "--as-of", "2026-11-10", repo],
                          capture_output=True, text=True, check=True)
    office = write(os.path.join(work, "reviews"), {**BASE, "reviews/a.json": done.stdout})

    def told(as_of):
        return [line for line in run("check", "--as-of", as_of, office).stdout.splitlines() if "reviews/a.json" in line]

    hold("nothing has aged yet", told("2026-12-15") == [], told("2026-12-15"))
    hold("a manifest expires", len(told("2026-12-16")) == 1 and "security-insights manifest expired 1 days ago, on 2026-12-15"
         in told("2026-12-16")[0], told("2026-12-16"))
    hold("a review is a year old", not any("newest review" in x for x in told("2027-11-10")) and
         any("newest review of the project was written 366 days ago" in x for x in told("2027-11-11")), told("2027-11-11"))
    later = done.stdout.replace('"as_of":"2026-11-10', '"as_of":"2027-11-01')
    write(office, {"reviews/a-2.json": later})
    hold("an older review is no news", told("2027-11-11") == [], told("2027-11-11"))
    write(office, {"reviews/b.json": "{}"})
    done = run("check", "--as-of", "2026-12-01", office)
    hold("what is no review is an error", done.returncode == 4 and "reviews/b.json: error: is no review" in done.stdout, done.stdout)


def together(work):
    """Many at once: a ballot is in the file exactly when its command said so."""
    people = [f"p{i}" for i in range(12)]
    files = {**BASE,
             "people.yml": BASE["people.yml"] + "".join(f"  - {{id: {p}, name: {p}, employer: x}}\n" for p in people)}
    office = write(os.path.join(work, "together"), files)
    done = run("vote", "open", "--as-of", "2026-12-01", *OPEN[:-1], ",".join(people), office, "d")
    hold("together: opened", done.returncode == 0, done.stderr)
    left, rounds = set(people), 0
    while left and rounds < 40:
        rounds += 1
        running = {p: subprocess.Popen([CUPEL, "office", "vote", "cast", "--as-of", "2026-12-02", office, "d", p, "for"],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for p in left}
        for p, process in running.items():
            _, said = process.communicate()
            has = f"person: {p}," in read(office, "decisions/d.yml")
            hold(f"together: {p} is there when it said so", (process.returncode == 0) == has, process.returncode, said)
            if has:
                left.discard(p)
    hold("together: all voted", not left, left)
    hold("together: nothing is left beside", not os.path.exists(os.path.join(office, "decisions/d.yml.new")))
    hold("together: counted", "12 of 12" in run("vote", "--as-of", "2026-12-03", office, "d").stdout)


def main():
    with tempfile.TemporaryDirectory() as work:
        minutes(work)
        first = vote(work)
        openings(work)
        shapes(work, first)
        together(work)
        reviews(work)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
