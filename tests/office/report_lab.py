# SPDX-License-Identifier: Apache-2.0
"""An office with two years of history in a folder of a git repository, for the tests of `cupel office
report`: seats that change, meetings held and not, votes, recommendations with fates, papers, a
landscape that moves; and names that try to break out of whatever they are printed in."""
import json
import os
import random
import subprocess

import yaml

PREFIX = "groups/sig/"
REPOSITORY = "https://github.com/example/sig.git"
HOSTILE = ["Pipe | and `tick` <b>bold</b>", "# [click](https://evil.example/) ![x](https://evil.example/i.png)",
           "line one\n\n## two\n- https://evil.example/ www.evil.example", "<script>alert(1)</script> & \"quotes\"",
           "1. *star* _under_ ~~gone~~ $x$ \u202eturned\u202c", "![[|]](<javascript:alert(1)>) @ada #12", "</li></ul><h1>big</h1>"]


def dump(value):
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10000)


def review(project, as_of, outcomes, reviewers=()):
    """The JSON of a review with checks of these outcomes; "exempt" is a fail with an exemption."""
    checks = []
    for i, outcome in enumerate(outcomes):
        exempt = {"check": f"cc-{i}", "reason": "agreed", "expired": False, "used": True}
        checks.append({"id": f"cc-{i}", "set": "cc", "outcome": "fail" if outcome == "exempt" else outcome,
                       "title": "it holds", "detail": "so it is", "where": [], "gain": 1, "effort": 1,
                       "exempt": exempt if outcome == "exempt" else None, "remarks": []})
    counts = {k: outcomes.count(k) for k in ("pass", "fail", "na", "unknown", "exempt")}
    return json.dumps({
        "cupel": 1, "kind": "review", "version": "0.1.0", "project": project, "as_of": f"{as_of}T00:00:00Z",
        "stage": "proposed", "repositories": [], "formats": [], "roles": [], "counts": {"all": counts},
        "checks": checks, "scores": [], "observations": [], "exemptions": [],
        "human": {"reviewers": list(reviewers), "remarks": []}, "delta": None}) + "\n"


class Office:
    """Files as they are at the moment, and a repository that they are committed to."""

    def __init__(self, folder, prefix=PREFIX):
        self.folder, self.prefix = folder, prefix
        self.files, self.commits, self.random = {}, [], random.Random(5)
        self.seats, self.past, self.recommendations, self.items = [], [], [], []
        os.makedirs(folder)
        self.git("init", "-q", "-b", "main", ".")

    def git(self, *args, date="2024-09-01T00:00:00Z"):
        env = {"PATH": os.environ["PATH"], "HOME": self.folder, "GIT_CONFIG_NOSYSTEM": "1",
               "LC_ALL": "C", "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date,
               "GIT_AUTHOR_NAME": "Mel", "GIT_AUTHOR_EMAIL": "mel@example.org",
               "GIT_COMMITTER_NAME": "Mel", "GIT_COMMITTER_EMAIL": "mel@example.org"}
        done = subprocess.run(["git", "-C", self.folder, *args], env=env, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"git {args}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode()

    def put(self, path, text, top=False):
        full = os.path.join(self.folder, "" if top else self.prefix, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text if isinstance(text, str) else dump(text))

    def remove(self, path):
        os.remove(os.path.join(self.folder, self.prefix, path))

    def commit(self, date, what, hour="12:00:00Z"):
        self.put("roles.yml", {"seats": self.seats, "past": self.past})
        self.put("recommendations.yml", {"recommendations": self.recommendations})
        self.put("landscape/data.yml", self.landscape())
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", what, date=f"{date}T{hour}")
        self.commits.append((date, self.git("rev-parse", "HEAD").strip()))

    # ---- what it holds ----

    def landscape(self):
        """items: dicts with category, name, and what else stands in them."""
        categories = []
        for name in sorted({i["category"] for i in self.items}):
            items = [{k: v for k, v in i.items() if k != "category"} for i in self.items if i["category"] == name]
            categories.append({"name": name, "subcategories": [{"name": "All", "items": items}]})
        return {"categories": categories}

    def item(self, name, category="Runtimes", **annotations):
        slug = "".join(c if c.isalnum() else "-" for c in name.lower())[:30]
        found = {"category": category, "name": name, "homepage_url": f"https://{slug.strip('-') or 'x'}.example/",
                 "logo": "x.svg", "repo_url": f"https://github.com/example/{slug.strip('-') or 'x'}",
                 "license": "Apache-2.0"}
        if annotations:
            found["extra"] = {"annotations": {k.replace("_", "-"): v for k, v in annotations.items()}}
        self.items.append(found)
        return found

    def annotate(self, name, **annotations):
        found = next(i for i in self.items if i["name"] == name)
        at = found.setdefault("extra", {}).setdefault("annotations", {})
        at.update({k.replace("_", "-"): v for k, v in annotations.items()})

    def meeting(self, date, attendance=(), why=None, actions=(), published=None, series="monthly"):
        made = {"series": series, "date": date, "held": why is None}
        if why is not None:
            made["why"] = why
        else:
            made["attendance"] = [dict(p) if isinstance(p, dict) else {"person": p} for p in attendance]
            made["minutes"] = [{"title": "All", "text": "We talked."}]
            if actions:
                made["actions"] = [dict(a) for a in actions]
            if published:
                made["published"] = published
        self.put(f"meetings/{date}-{series}.yml", made)
        return made

    def decision(self, name, opened, closes, ballots, result=None, **more):
        made = {"title": name.replace("-", " "), "motion": "That it be so.", "proposed-by": "ada",
                "opened": opened, "closes": closes, "threshold": "majority", "of": "cast", "quorum": 2,
                "electorate": ["chair"]}
        made.update(more)
        made["ballots"] = [{"person": p, "vote": v, "at": at} for p, v, at in ballots]
        if result:
            made["result"] = result
        self.put(f"decisions/{name}.yml", made)

    def recommend(self, name, project, date, fate="open", **more):
        self.recommendations.append({"id": name, "project": project, "kind": "other", "to": "TOC",
                                     "date": date, "fate": fate, **more})

    def answer(self, name, fate, day):
        next(r for r in self.recommendations if r["id"] == name).update({"fate": fate, "fate-date": day})

    def work(self, path, title, status, started, **more):
        made = {"title": title, "status": status, "editors": ["ada"], "license": "CC-BY-4.0",
                "started": started, "summary": "What it says.", **more}
        self.put(path, made)
        self.put(path.replace(".yml", ".md"), "# Text\n")

    def seat(self, role, holder, start=None, end=None, **more):
        made = {"role": role, "holder": holder}
        if start:
            made["start"] = start
        if end:
            made["end"] = end
        made.update(more)
        self.seats.append(made)
        return made

    def end_seat(self, seat, day, why):
        self.seats.remove(seat)
        self.past.append({**seat, "end": day, "why": why})


PEOPLE = [("ada", "Ada A", "Alpha Ltd"), ("bob", "Bob B", "Beta Ltd"), ("cy", "Cy C", "Gamma Ltd"),
          ("di", "Di D", "Delta Ltd"), ("eve", HOSTILE[0], "Alpha Ltd"), ("flo", HOSTILE[3], HOSTILE[1])]


def founding(o):
    o.put("office.yml", {"name": "SIG " + HOSTILE[3], "short": "sig", "parent": "TOC | " + HOSTILE[0], "founded": "2024-10-01",
                         "status": "active", "repository": REPOSITORY, "rules": "sig-1.0",
                         "charter-reviewed": "2024-10-01"})
    o.put("charter.yml", {"mission": "To try.", "in-scope": [{"title": "All", "text": "of it"}],
                          "out-of-scope": [], "projects": []})
    o.put("people.yml", {"people": [{"id": i, "name": n, "employer": e} for i, n, e in PEOPLE]})
    o.put("communications.yml", {"series": [{
        "id": "monthly", "title": "Public | meeting", "public": True, "zone": "Europe/Berlin",
        "start": "2024-10-03", "time": "17:00", "minutes": 60, "rule": "FREQ=MONTHLY;BYDAY=1TH"}]})
    o.seat("chair", "ada", "2024-10-01", "2026-09-30")
    o.seat("chair", "bob", "2024-10-01", "2025-09-30")
    o.seat("chair", "vacant")
    o.seat("toc-liaison", "di", "2024-10-01")
    for i in range(12):
        o.item(f"Project {i}", "Runtimes" if i % 3 else "Verifiers", maturity=["none", "sandbox", "incubating"][i % 3],
               tees="snp, tdx" if i % 2 else "sgx", home="none", status="active",
               last_commit=f"2024-{1 + i % 12:02}-15")
    o.item(HOSTILE[1], "Odd | things", status="archived", status_source="https://x.example/; 2024-05-01")
    o.put("meetings/README.md", "# Meetings\n")
    o.commit("2024-09-28", "office: begin")


def month(o, n, day):
    """What happens in each month: a meeting with two to five people, an action, sometimes nothing."""
    date = f"{2024 + (9 + n) // 12}-{(9 + n) % 12 + 1:02}-{day:02}"
    who = o.random.sample(["ada", "bob", "cy", "di", "eve", "flo"], 2 + n % 4)
    guests = [{"name": HOSTILE[n % len(HOSTILE)], "employer": HOSTILE[(n + 1) % len(HOSTILE)]}] if n % 3 == 0 else []
    guests += [{"name": "Guest without employer"}] if n % 4 == 0 else []
    if n % 7 == 3:
        o.meeting(date, why=HOSTILE[n % len(HOSTILE)])
    else:
        after = f"{date[:8]}{day + 10}"
        action = {"id": f"{date}-a", "text": f"Do {n}: {HOSTILE[n % len(HOSTILE)]}", "owner": who[0],
                  "due": f"{2024 + (10 + n) // 12}-{(10 + n) % 12 + 1:02}-01"}
        if n % 3 == 1:
            action["done"] = after
        o.meeting(date, who + guests, actions=[action], published=None if n % 5 == 2 else f"{date[:8]}{day + 2:02}")
    o.commit(max(f"{date[:8]}{day + 12}", o.commits[-1][0]), f"meeting: {date}")


def changes(o, n):
    """What happens once."""
    ada = next((s for s in o.seats if s["holder"] == "ada"), None)
    bob = next((s for s in o.seats if s["holder"] == "bob"), None)
    if n == 1:
        o.work("papers/one/paper.yml", "One | " + HOSTILE[2], "draft", "2024-11-20")
        o.recommend("one", "Project 1", "2024-11-25", text=HOSTILE[5])
        o.commit("2024-11-29", "paper: one")
    if n == 3:
        o.put("reviews/p1.json", review("Project 1 " + HOSTILE[3], "2025-01-20", ["pass"] * 5 + ["fail"] * 2 + ["unknown"] * 3 + ["na", "exempt"],
                                        [{"name": HOSTILE[0], "affiliation": "Beta | Ltd", "conflicts": "none"}, {"name": "Bob"}]))
        o.put("reviews/README.md", "none\n")
        o.put("reviews/broken.json", "{]\n")
        o.answer("one", "accepted", "2025-01-28")
        o.commit("2025-01-30", "review: project 1")
        vacant = next(s for s in o.seats if s["holder"] == "vacant")
        o.seats.remove(vacant)
        o.seat("chair", "cy", "2025-01-15", "2027-01-15", employer="Gamma Labs")
        o.commit("2025-01-31", "roles: cy", hour="23:59:59Z")
    if n == 4:
        o.item("Newcomer", maturity="sandbox", tees="cca", status="active")
        o.items = [i for i in o.items if i["name"] != "Project 4"]
        o.annotate("Project 5", maturity="graduated")
        next(i for i in o.items if i["name"] == "Project 7")["name"] = "Project Seven"
        next(i for i in o.items if i["name"] == "Project 8")["category"] = "Verifiers"
        o.commit("2025-02-20", "landscape: one in, one out")
        o.decision("adopt-one", "2025-02-01", "2025-02-14", [("ada", "for", "2025-02-02"), ("bob", "against", "2025-02-03"), ("cy", "for", "2025-02-04")],
                   {"outcome": "passed", "for": 2, "against": 1, "abstain": 0, "closed": "2025-02-14"}, title="Adopt | " + HOSTILE[5])
        o.decision("no-quorum", "2025-02-20", "2025-02-25", [("ada", "for", "2025-02-21")],
                   {"outcome": "no-quorum", "for": 1, "against": 0, "abstain": 0})
        o.decision("wrong", "2025-03-01", "2025-03-10", [("ada", "against", "2025-03-02"), ("bob", "for", "2025-03-02")],
                   {"outcome": "passed", "for": 3, "against": 0, "abstain": 0, "closed": "2025-03-10"})
        o.decision("running", "2025-03-20", "2025-04-10", [("ada", "for", "2025-03-21")], recusals=[{"person": "bob", "why": HOSTILE[0]}])
        o.commit("2025-03-22", "decisions: four")
    if n == 6:
        # the first quarter, told late: a meeting, an action that was done, a vote that ended
        o.meeting("2025-03-27", ["ada", "cy"], published="2025-04-02", actions=[
            {"id": "2025-03-27-a", "text": "Late", "owner": "cy", "due": "2025-05-01", "done": "2025-03-30"}])
        o.decision("running", "2025-03-20", "2025-04-10", [("ada", "for", "2025-03-21"), ("cy", "for", "2025-03-30")],
                   {"outcome": "passed", "for": 2, "against": 0, "abstain": 0, "closed": "2025-03-30"}, recusals=[{"person": "bob", "why": HOSTILE[0]}])
        o.recommend("late", "Project 2", "2025-03-15")
        o.commit("2025-04-05", "late: what was forgotten")
        o.meeting("2025-04-17", ["ada", "bob"], published="2025-04-18", actions=[
            {"id": "2025-04-17-a", "text": "Again", "owner": "bob", "due": "2025-06-01", "carried-from": "2024-12-07-a"}])
        o.commit("2025-04-18", "meeting: carried over")
        o.work("papers/one/paper.yml", "One | " + HOSTILE[2], "review", "2024-11-20",
               review={"opened": "2025-04-10", "closes": "2025-05-10", "comments": 7, "answered": 5})
        o.work("patterns/p/pattern.yml", "Pattern <p>", "draft", "2025-04-11")
        o.commit("2025-04-20", "paper: one in review")
    if n == 8:
        # open on the last day of the quarter, and settled on the next one without another ballot
        o.decision("edge", "2025-06-10", "2025-06-30", [("ada", "for", "2025-06-12"), ("cy", "for", "2025-06-12")])
        o.commit("2025-06-20", "decisions: edge")
    if n == 10:
        o.meeting("2025-08-31", ["cy", "di"], published="2025-08-31", actions=[
            {"id": "2025-08-31-a", "text": "Now", "owner": "di", "due": "2025-08-31", "done": "2025-08-31"}])
        o.commit("2025-08-31", "meeting: on the last day")
    if n == 9:
        o.work("papers/one/paper.yml", "One | " + HOSTILE[2], "published", "2024-11-20", published="2025-07-10",
               review={"opened": "2025-04-10", "closes": "2025-05-10", "comments": 7, "answered": 7})
        o.work("patterns/p/pattern.yml", "Pattern <p>", "withdrawn", "2025-04-11")
        ada["leave"] = {"from": "2025-08-01", "until": "2025-09-15"}
        o.commit("2025-07-15", "paper: one is out")
        o.recommend("two", "Project 2", "2025-07-16", text="no")
        o.recommend("three", "Project 3", "2025-07-17")
        o.answer("two", "declined", "2025-08-01")
        o.answer("three", "withdrawn", "2025-09-01")
        o.commit("2025-09-02", "recommendations: two")
    if n == 12:
        o.end_seat(bob, "2025-09-30", "term over | " + HOSTILE[2])
        o.seat("chair", "eve", "2025-10-01", "2027-10-01")
        ada["end"] = "2026-12-31"
        o.put("office.yml", {"name": "SIG Plain", "short": "sig", "parent": "TOC", "founded": "2024-10-01",
                             "status": "active", "repository": REPOSITORY, "rules": "sig-1.0",
                             "charter-reviewed": "2025-10-05"})
        o.put("charter.yml", {"mission": "To try harder.", "in-scope": [{"title": "All", "text": "of it"}, {"title": "More"}],
                              "out-of-scope": [], "projects": ["Newcomer"]})
        o.commit("2025-10-06", "roles: eve; charter reviewed")
        o.annotate("Project 2", status="dormant", status_source="https://x.example/; 2025-10-01")
        o.item("Second", maturity="none", tees="snp")
        o.put("reviews/p1.json", review("Project 1", "2025-10-20", ["pass"] * 9 + ["fail"]))
        o.put("reviews/p2.json", review("Project 2", "2025-06-20", ["unknown"] * 4))
        o.commit("2025-10-21", "review: project 1 again, project 2 late")


def build(folder, prefix=PREFIX):
    """Some sixty commits, with a branch that was merged."""
    o = Office(folder, prefix)
    o.put("README.md", "# Of the repository\n", top=True)
    o.git("add", "-A")
    o.git("commit", "-q", "-m", "begin", date="2024-09-01T12:00:00Z")
    founding(o)
    for n in range(18):
        month(o, n, 5 + n % 3)
        changes(o, n)
        o.put("notes.txt", f"{n}\n", top=True)
        o.commit(o.commits[-1][0], "notes: of something else", hour="23:00:00Z")
    o.git("checkout", "-q", "-b", "side", "HEAD~3")
    o.put("papers/side/paper.md", "# Side\n")
    o.put("papers/side/paper.yml", {"title": "Side", "status": "draft", "editors": [], "license": "CC-BY-4.0",
                                    "started": "unknown", "summary": "From a branch."})
    o.git("add", "-A")
    o.git("commit", "-q", "-m", "side: a paper", date="2026-02-01T12:00:00Z")
    o.git("checkout", "-q", "main")
    o.git("merge", "-q", "--no-ff", "-m", "merge: side", "side", date="2026-03-25T12:00:00Z")
    return o
