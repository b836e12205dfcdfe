#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`cupel office report` on an office with two years of history: every list and number is computed again
here, out of `git show` and another reader of YAML; every proof is opened; pages and Markdown are read
by parsers of others and hold nothing that the files' texts tried to put there.

    test_report.py CUPEL SCHEMA EXAMPLE

Exit 77 (skipped) where python3-yaml or python3-jsonschema is not installed.
"""
import collections
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import report_lab
import report_read

CUPEL = os.path.abspath(sys.argv[1])
SCHEMA = json.load(open(sys.argv[2], encoding="utf-8"))
results = []


def hold(what, good, *found):
    results.append(bool(good))
    if not good:
        print("not so:", what, *(str(f)[:600] for f in found))


def same(what, got, wanted):
    hold(what, got == wanted, f"\n  got  {got!r}"[:900], f"\n  want {wanted!r}"[:900])


def run(*args, cwd=None):
    return subprocess.run([CUPEL, "office", "report", *args], capture_output=True, timeout=120, cwd=cwd)


# ---- the same, computed again ----

class State:
    """The office at a commit, read by git and PyYAML; every scalar stays text."""

    def __init__(self, office, commit):
        self.commit, self.office, self.texts = commit, office, {}
        prefix = office.prefix or "."
        for name in office.git("ls-tree", "-r", "--name-only", "--full-tree", commit, prefix).splitlines():
            if name.endswith((".yml", ".json")):
                self.texts[name[len(office.prefix):]] = office.git("show", f"{commit}:{name}")
        self.files = {n: yaml.load(t, Loader=yaml.BaseLoader) for n, t in self.texts.items() if n.endswith(".yml")}
        self.people = {p["id"]: p for p in self.files["people.yml"]["people"]}

    def below(self, folder):
        return {n: f for n, f in sorted(self.files.items()) if n.startswith(folder)}

    def meetings(self):
        return self.below("meetings/")

    def seats(self):
        roles = self.files["roles.yml"]
        return roles["seats"], roles.get("past") or []

    def actions(self):
        return [(m["date"], a) for m in self.meetings().values() for a in m.get("actions", [])]

    def items(self):
        return {i["name"]: (c["name"], i) for c in self.files["landscape/data.yml"]["categories"]
                for s in c["subcategories"] for i in s["items"]}

    def reviews(self):
        found = {}
        for name, text in self.texts.items():
            if name.startswith("reviews/"):
                try:
                    found[name] = json.loads(text)
                except ValueError:
                    found[name] = None
        return found


def commit_on(office, day):
    end = (datetime.date.fromisoformat(day) + datetime.timedelta(1)).isoformat()
    stamp = int(datetime.datetime.fromisoformat(end + "T00:00:00+00:00").timestamp()) - 1
    return office.git("rev-list", "-1", "--first-parent", f"--before={stamp}", "HEAD").strip()


def day_before(day):
    return (datetime.date.fromisoformat(day) - datetime.timedelta(1)).isoformat()


def covers(seat, day):
    return seat.get("start", "0") <= day and day <= seat.get("end", "9")


def tally(state, d, as_of):
    """Outcome, for, against, abstain, voted, electorate, quorum, needed."""
    seats = sum(state.seats(), [])
    voters = {s["holder"] for role in d["electorate"] for s in seats
              if s["role"] == role and s["holder"] != "vacant" and covers(s, d["opened"])}
    voters -= {r["person"] for r in d.get("recusals", [])}
    votes = {}
    for b in d["ballots"]:
        if b["person"] in voters and d["opened"] <= b["at"] <= d["closes"]:
            votes.setdefault(b["person"], b["vote"])
    n = collections.Counter(votes.values())
    needed = max((n["for"] + n["against"]) // 2 + 1, 1)
    outcome = "open" if len(votes) < len(voters) and as_of <= d["closes"] else (
        "no-quorum" if len(votes) < int(d["quorum"]) else "passed" if n["for"] >= needed else "failed")
    return (outcome, n["for"], n["against"], n["abstain"], len(votes), len(voters), int(d["quorum"]), needed)


def decided_on(d, as_of):
    closed = d.get("result", {}).get("closed")
    if closed or d["closes"] <= as_of:
        return closed or d["closes"]
    return max([b["at"] for b in d["ballots"]] + [d["opened"]])


class Expected:
    """Lists of (date, title) by the group's id."""

    def __init__(self, office, start, end, as_of=None):
        self.start, self.end, self.as_of = start, end, as_of or end
        self.now = State(office, commit_on(office, end))
        before = commit_on(office, day_before(start))
        self.before = State(office, before) if before and office.git("ls-tree", before, office.prefix + "office.yml") else None
        self.groups = collections.defaultdict(list)
        for part in (self.reviews, self.recommendations, self.landscape, self.meetings, self.actions, self.seats,
                     self.decisions, self.works):
            part()

    def add(self, group, date, title):
        self.groups[group].append((date, title))

    def inside(self, day):
        return bool(day) and self.start <= day <= self.end

    def earlier(self, day):
        return bool(day) and day < self.start

    def reviews(self):
        old = self.before.reviews() if self.before else {}
        for name, r in self.now.reviews().items():
            if r is None:
                self.add("reviews-unreadable", None, name)
                continue
            day = r["as_of"][:10]
            if self.inside(day):
                self.add("reviews-done", day, r["project"])
            elif self.earlier(day) and self.before and (old.get(name) or {}).get("as_of") != r["as_of"]:
                self.add("reviews-late", day, r["project"])

    def recommendations(self):
        old = {r["id"]: r for r in self.before.files["recommendations.yml"]["recommendations"]} if self.before else {}
        for r in self.now.files["recommendations.yml"]["recommendations"]:
            day = r.get("fate-date")
            if self.inside(r["date"]):
                self.add("recommendations-made", r["date"], r["project"])
            if r["fate"] == "open" or day > self.end:
                self.add("recommendations-open", r["date"], r["project"])
            elif self.inside(day):
                self.add(f"recommendations-{r['fate']}", day, r["project"])
            if not self.before:
                continue
            if r["id"] not in old and self.earlier(r["date"]):
                self.add("recommendations-late", r["date"], r["project"])
            elif r["id"] in old and old[r["id"]]["fate"] != r["fate"] and self.earlier(day):
                self.add("recommendations-late", day, r["project"])

    def landscape(self):
        old, new = self.before.items() if self.before else {}, self.now.items()
        repos = {i["repo_url"]: n for n, (_, i) in old.items() if n not in new}
        for name, (category, item) in new.items():
            was = name if name in old else repos.get(item["repo_url"])
            if was is None:
                self.add("landscape-added", None, name)
                continue
            if was != name:
                self.add("landscape-renamed", None, name)
            if old[was][0] != category:
                self.add("landscape-moved", None, name)
            for key in ("maturity", "status"):
                a, b = (i.get("extra", {}).get("annotations", {}).get(key) for i in (old[was][1], item))
                if a != b:
                    self.add(f"landscape-{key}", None, name)
        gone = {n for n in old if n not in new} - {repos.get(i["repo_url"]) for n, (_, i) in new.items() if n not in old}
        for name in gone:
            self.add("landscape-removed", None, name)

    def series(self, m):
        return next(s["title"] for s in self.now.files["communications.yml"]["series"] if s["id"] == m["series"])

    def meetings(self):
        old = self.before.meetings() if self.before else {}
        for name, m in self.now.meetings().items():
            key = m["date"], self.series(m)
            if self.before and self.earlier(m["date"]) and (
                    name not in old or len(old[name].get("attendance", [])) != len(m.get("attendance", []))):
                self.add("meetings-late", *key)
            if not self.inside(m["date"]):
                continue
            self.add("meetings-held" if m["held"] == "true" else "meetings-cancelled", *key)
            if m["held"] == "true" and "published" not in m:
                self.add("minutes-missing", *key)

    def actions(self):
        old = {a["id"]: a for _, a in self.before.actions()} if self.before else {}
        carried = {a.get("carried-from") for _, a in self.now.actions()}
        for met, a in self.now.actions():
            if self.inside(met):
                self.add("actions-carried" if "carried-from" in a else "actions-opened", met, a["text"])
            if self.inside(a.get("done")):
                self.add("actions-closed", a["done"], a["text"])
            if self.before and a["id"] not in old and self.earlier(met):
                self.add("actions-late", met, a["text"])
            if self.before and self.earlier(a.get("done")) and "done" not in old.get(a["id"], {}):
                self.add("actions-late", a["done"], a["text"])
            if a.get("done", "9") > self.as_of and a["id"] not in carried:
                self.add("actions-open", a["due"], a["text"])
                if a["due"] < self.as_of:
                    self.add("actions-overdue", a["due"], a["text"])

    def term(self, s, state=None):
        people = (state or self.now).people
        return f"{s['role']}: {people[s['holder']]['name'] if s['holder'] in people else s['holder']}"

    def seats(self):
        seats, past = self.now.seats()
        key = lambda s: (s["role"], s["holder"], s.get("start"))  # noqa: E731
        old = [{key(s): s for s in part} for part in self.before.seats()] if self.before else [{}, {}]
        for s in seats + past:
            is_past = s in past
            if s["holder"] == "vacant":
                self.add("seats-vacant", None, self.term(s))
                continue
            began, ended = self.inside(s.get("start")), is_past and self.inside(s["end"])
            if began:
                self.add("seats-started", s["start"], self.term(s))
            if ended:
                self.add("seats-ended", s["end"], self.term(s))
            leave = s.get("leave")
            if leave and leave["from"] <= self.end and leave["until"] >= self.start:
                self.add("seats-away", leave["from"], self.term(s))
            if not self.before:
                continue
            was = old[0].get(key(s)) or old[1].get(key(s))
            if not was and not began and not ended:
                self.add("seats-late", s.get("start"), self.term(s))
            if is_past and key(s) in old[0] and not ended:
                self.add("seats-late", s["end"], self.term(s))
            if was and not is_past and was.get("end") != s.get("end"):
                self.add("seats-changed", None, self.term(s))
        known = {key(s) for s in seats + past}
        for k, s in {**old[0], **old[1]}.items():
            if k not in known and s["holder"] != "vacant":
                self.add("seats-gone", None, self.term(s, self.before))

    def decisions(self):
        old = self.before.below("decisions/") if self.before else {}
        self.tallies = {}
        for name, d in self.now.below("decisions/").items():
            counted, day = tally(self.now, d, self.as_of), decided_on(d, self.as_of)
            if d["opened"] > self.end:
                continue
            if counted[0] == "open" or day > self.end:
                group, day = "decisions-open", d["opened"]
            elif self.inside(day):
                group = "decisions-decided"
            elif self.before and (name not in old or
                                  tally(self.before, old[name], day_before(self.start))[:4] != counted[:4]):
                group = "decisions-late"
            else:
                continue
            self.add(group, day, d["title"])
            self.tallies[d["title"]] = counted

    def works(self):
        works = {**self.now.below("papers/"), **self.now.below("patterns/")}
        old = {**self.before.below("papers/"), **self.before.below("patterns/")} if self.before else {}
        for name, w in works.items():
            title = f"{'Paper' if name.startswith('papers') else 'Pattern'}: {w['title']}"
            if self.inside(w["started"]):
                self.add("works-started", w["started"], title)
            if self.inside(w.get("published")):
                self.add("works-published", w["published"], title)
            if w["status"] in ("review", "draft"):
                self.add(f"works-{w['status']}", None, title)
            if not self.before:
                continue
            was = old.get(name, {}).get("status")
            if was and was != w["status"]:
                self.add("works-withdrawn" if w["status"] == "withdrawn" else "works-status", None, title)
            elif not was and not self.inside(w["started"]):
                self.add("works-status", None, title)

    # ---- tables: rows of texts ----

    def held(self):
        return [m for m in self.now.meetings().values() if m["held"] == "true" and self.inside(m["date"])]

    def employer(self, entry, day):
        if "employer" in entry or "person" not in entry:
            return entry.get("employer", "not stated")
        for s in sum(self.now.seats(), []):
            if s["holder"] == entry["person"] and covers(s, day) and "employer" in s:
                return s["employer"]
        return self.now.people[entry["person"]]["employer"]

    def attendance(self):
        rows = []
        for m in self.held():
            holders = {s["holder"] for s in sum(self.now.seats(), []) if s["holder"] != "vacant" and covers(s, m["date"])}
            here = [a.get("person") for a in m["attendance"]]
            rows.append([self.series(m), m["date"], str(len(here)), str(here.count(None)),
                         str(len(holders & set(here))), str(len(holders))])
        return rows

    def employers(self):
        who, n = collections.defaultdict(set), collections.Counter()
        for m in self.held():
            for a in m["attendance"]:
                e = self.employer(a, m["date"])
                who[e].add((a.get("person"), a.get("name")))
                n[e] += 1
        return sorted([e, str(len(who[e])), str(n[e])] for e in n)

    def by_seat(self):
        rows = []
        for s in sum(self.now.seats(), []):
            if s["holder"] == "vacant" or s.get("start", "0") > self.end or s.get("end", "9") < self.start:
                continue
            days = [m for m in self.held() if covers(s, m["date"])]
            here = sum(any(a.get("person") == s["holder"] for a in m["attendance"]) for m in days)
            rows.append([self.now.people[s["holder"]]["name"], s["role"], str(here), str(len(days))])
        return rows

    def totals(self):
        """Entries by maturity and TEE, before and now; a project's own level where there is no annotation."""
        found = {"all": [len(s.items()) if s else 0 for s in (self.before, self.now)]}
        for column, state in enumerate((self.before, self.now)):
            for _, item in (state.items() if state else {}).values():
                notes = item.get("extra", {}).get("annotations", {})
                values = [("maturity", notes.get("maturity", "unknown"))]
                values += [("TEE", t) for t in set(notes.get("tees", "unknown").split(", "))]
                for axis, value in values:
                    found.setdefault(f"{axis}: {value}", [0, 0])[column] += 1
        return found

    def quarters(self):
        rows = {}
        names = ("meetings-held", "meetings-cancelled", "actions-opened", "actions-closed", "reviews-done",
                 "recommendations-made", "recommendations-accepted", "recommendations-declined",
                 "recommendations-withdrawn", "decisions-decided", "works-started", "works-published",
                 "seats-started", "seats-ended")
        for name in names:
            days = [date for date, _ in self.groups[name]]
            n = collections.Counter(f"{d[:4]}-Q{(int(d[5:7]) + 2) // 3}" for d in days)
            rows[name] = [n[f"{self.start[:4]}-Q{q}"] for q in (1, 2, 3, 4)] + [len(days)]
        return rows


# ---- proofs ----

class Proofs:
    def __init__(self, office):
        self.office, self.texts, self.last = office, {}, {}

    def line(self, place):
        key = f"{place['commit']}:{place['path']}"
        if key not in self.texts:
            self.texts[key] = self.office.git("show", key).splitlines()
        return self.texts[key][place["line"] - 1] if place["line"] else "\n".join(self.texts[key])

    def changed(self, place):
        key = (place["commit"], place["path"])
        if key not in self.last:
            self.last[key] = self.office.git("log", "-1", "--first-parent", "-m", "--format=%H", place["commit"], "--",
                                             place["path"]).strip()
        return self.last[key]


# What some line among the proofs of an item must hold, beside its date.
CLAIMS = {
    "meetings-cancelled": "why:", "meetings-held": "held: true", "actions-overdue": "due:", "actions-closed": "done:",
    "actions-opened": "id:", "seats-started": "start:", "seats-ended": "end:", "seats-vacant": "vacant",
    "seats-changed": "end:", "decisions-decided": "person:", "works-published": "published:", "works-started": "started:",
    "works-review": "status: review", "recommendations-accepted": "fate: accepted",
    "recommendations-declined": "fate: declined", "recommendations-withdrawn": "fate: withdrawn",
    "recommendations-made": "date:", "landscape-added": "name:", "landscape-removed": "name:", "landscape-renamed": "name:",
    "landscape-maturity": "maturity", "hygiene-archived": "name:", "hygiene-dormant": "name:",
}


def check_place(proofs, got, place, what):
    line = proofs.line(place)
    hold(f"{what}: a line that is there", line.strip(), place)
    want = f"https://github.com/example/sig/blob/{place['commit']}/{place['path']}"
    hold(f"{what}: its address", (place["url"] or "").startswith(want) and
         place["url"].endswith(f"#L{place['line']}" if place["line"] else place["path"]), place)
    if place["commit"] == got["state"]["commit"]:
        same(f"{what}: who changed it last", place["changed"], proofs.changed(place))
    return line


def check_proofs(proofs, got, name):
    for section in got["sections"]:
        for group in section["groups"]:
            for item in group["items"]:
                what = f"{name} {group['id']} {item['title'][:30]}"
                lines = [check_place(proofs, got, p, what) for p in item["places"]]
                hold(f"{what}: proven", lines)
                text = "\n".join(lines)
                if item["date"] and not group["id"].startswith("decisions"):
                    hold(f"{what}: the date is there", item["date"] in text, text)
                hold(f"{what}: what is claimed is there", CLAIMS.get(group["id"], "") in text, text)
        for table in section["tables"]:
            for row in table["rows"]:
                same(f"{name} {table['id']}: a cell for each column", len(row["cells"]), len(table["columns"]))
                for cell, column in zip(row["cells"], table["columns"]):
                    for place in cell["places"]:
                        check_place(proofs, got, place, f"{name} {table['id']} {column}")
                    if table["id"] in ("attendance", "attendance-by-employer", "attendance-by-seat", "landscape-totals",
                                       "quarters-table") and cell["number"] is not None:
                        same(f"{name} {table['id']}: as many places as the number", len(cell["places"]), cell["number"])


# ---- one report ----

def groups_of(got):
    return {g["id"]: g for s in got["sections"] for g in s["groups"]}


def tables_of(got):
    return {t["id"]: t for s in got["sections"] for t in s["tables"]}


def rows_of(got, name):
    return [[c["text"] for c in row["cells"]] for row in tables_of(got)[name]["rows"]]


def check_lists(got, want, name):
    groups = groups_of(got)
    for group in groups.values():
        if group["cannot"] is None:
            same(f"{name} {group['id']}: the number is the list's", group["count"], len(group["items"]))
    for ident, group in groups.items():
        if ident.startswith(("hygiene-", "governance", "contradictions", "charter-", "landscape-changed")):
            continue
        if group["cannot"] is not None:
            hold(f"{name} {ident}: nothing is claimed", group["count"] is None and not group["items"], group)
            continue
        days = [i["date"] for i in group["items"] if i["date"]]
        hold(f"{name} {ident}: in the order of days", days == sorted(days), days)
        listed = sorted(((i["date"], i["title"]) for i in group["items"]), key=str)
        same(f"{name} {ident}", listed, sorted(want.groups[ident], key=str))
    unknown = set(want.groups) - set(groups)
    hold(f"{name}: no list is missing", not unknown, unknown)


def check_figures(got, want, name):
    keys = ("for", "against", "abstain", "voted", "electorate", "quorum", "needed")
    for ident in ("decisions-decided", "decisions-open", "decisions-late"):
        for item in groups_of(got)[ident]["items"]:
            counted = want.tallies[item["title"]]
            same(f"{name}: votes of {item['title'][:20]}", [item["figures"][k] for k in keys], list(counted[1:]))
            hold(f"{name}: outcome of {item['title'][:20]}", item["text"].startswith(counted[0]), item["text"])
    for item in groups_of(got)["reviews-done"]["items"]:
        review = next(r for r in want.now.reviews().values() if r and r["project"] == item["title"])
        n = collections.Counter("exempt" if c["exempt"] else c["outcome"] for c in review["checks"])
        same(f"{name}: checks of {item['title'][:20]}", item["figures"],
             {"checks": len(review["checks"]), "shown": n["pass"], "not_shown": n["fail"], "cannot_tell": n["unknown"],
              "not_applicable": n["na"], "exempt": n["exempt"]})


def check_tables(got, want, name):
    same(f"{name}: attendance", rows_of(got, "attendance"), want.attendance())
    same(f"{name}: employers", sorted(rows_of(got, "attendance-by-employer")), want.employers())
    totals = {r[0]: r[1:] for r in rows_of(got, "landscape-totals")}
    wanted = {k: [str(n) for n in v] for k, v in want.totals().items()}
    if got["span"] == "quarterly":
        same(f"{name}: totals", totals, {"all": wanted["all"]})
        return
    same(f"{name}: totals", totals, wanted)
    same(f"{name}: attendance by seat", sorted(rows_of(got, "attendance-by-seat")), sorted(want.by_seat()))
    titles = {g["title"]: g["id"] for g in groups_of(got).values()}
    quarters = {titles.get(r[0], r[0]): [int(n) for n in r[1:]] for r in rows_of(got, "quarters-table")}
    days = [m["date"] for m in want.held() for _ in m["attendance"]]
    by = [sum((int(d[5:7]) + 2) // 3 == q for d in days) for q in (1, 2, 3, 4)] + [len(days)]
    same(f"{name}: the year in quarters", quarters, {**want.quarters(), "Attendances": by})


def check_governance(got, office, folder, name):
    """The warnings are those of `cupel office check` on a checkout of that commit."""
    tree = os.path.join(folder, f"tree-{got['state']['commit'][:12]}")
    if not os.path.isdir(tree):
        office.git("worktree", "add", "-q", "--detach", tree, got["state"]["commit"])
    place = os.path.join(tree, office.prefix)
    done = subprocess.run([CUPEL, "office", "check", "--json", "--as-of", got["as_of"]], cwd=place,
                          capture_output=True, check=False)
    told = [p for p in json.loads(done.stdout)["problems"] if not p["file"].startswith(("./landscape", "landscape"))]
    for ident, severity in (("governance", "warning"), ("contradictions", "error")):
        listed = [(i["places"][0]["path"][len(office.prefix):], i["places"][0]["line"], i["title"])
                  for i in groups_of(got)[ident]["items"]]
        same(f"{name}: {ident}", sorted(listed),
             sorted((p["file"].removeprefix("./"), p["line"], p["text"]) for p in told if p["severity"] == severity))
    done = subprocess.run([CUPEL, "landscape", "check", "--json", "--as-of", got["as_of"]], cwd=place,
                          capture_output=True, check=False)
    counts = collections.Counter(f["kind"] for f in json.loads(done.stdout)["findings"])
    for ident, group in groups_of(got).items():
        if ident.startswith("hygiene-"):
            same(f"{name}: {ident}", group["count"], counts[ident[8:]])


def check_writers(args, got, name):
    """Markdown and the page say what the JSON says, and nothing that the files' texts tried to add."""
    page, sheet = run(*args, "--html").stdout.decode(), run(*args, "--markdown").stdout.decode()
    read = report_read.read_page(page)
    hold(f"{name}: the page is plain", not read.problems, read.problems[:5])
    document = report_read.read_markdown(sheet)
    for group in groups_of(got).values():
        number = "" if group["cannot"] else f": {group['count']:,}"
        hold(f"{name}: {group['id']} on the page", f"{group['title']}{number}" in read.headings, read.headings)
        shown = group["items"][:60]
        for item in shown:
            hold(f"{name}: {group['id']} {item['title'][:20]} on the page", report_read.plain(item["title"]) in read.text,
                 report_read.plain(item["title"]))
        if not document:
            continue
        hold(f"{name}: {group['id']} in Markdown", f"{group['title']}{number}" in document.headings, document.headings)
        for item in shown:
            hold(f"{name}: {group['id']} {item['title'][:20]} in Markdown",
                 report_read.plain(item["title"]) in document.text, report_read.plain(item["title"]))
    bad = [h for h in read.links if not h.startswith(("#", "https://github.com/example/sig/"))]
    hold(f"{name}: no link of others on the page", not bad, bad[:3])
    if document:
        bad = [h for h in document.links if not h.startswith("https://github.com/example/sig/")]
        hold(f"{name}: no link of others in Markdown", not bad, bad[:3])
        hold(f"{name}: no HTML, no images in Markdown", not document.html and not document.images, document.html[:3])
        hold(f"{name}: no emphasis or code of others in Markdown", not document.other_spans, document.other_spans[:3])


def check_report(office, folder, proofs, args, start, end, as_of=None):
    where = os.path.join(office.folder, office.prefix)
    name = " ".join(args)
    done = run(*args, "--json", where)
    hold(f"{name}: made", done.returncode == 0, done.stderr)
    got = json.loads(done.stdout)
    errors = [e.message for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(got)]
    hold(f"{name}: as the schema has it", not errors, errors[:3])
    want = Expected(office, start, end, as_of)
    same(f"{name}: the state", got["state"]["commit"], want.now.commit)
    same(f"{name}: the state before", got["before"] and got["before"]["commit"], want.before and want.before.commit)
    check_lists(got, want, name)
    check_figures(got, want, name)
    check_tables(got, want, name)
    check_proofs(proofs, got, name)
    check_governance(got, office, folder, name)
    check_writers([*args, where], got, name)
    return got


PERIODS = [
    (["--quarter", "2024-Q4"], "2024-10-01", "2024-12-31", None),
    (["--quarter", "2025-Q1"], "2025-01-01", "2025-03-31", None),
    (["--quarter", "2025-Q2"], "2025-04-01", "2025-06-30", None),
    (["--quarter", "2025-Q3"], "2025-07-01", "2025-09-30", None),
    (["--quarter", "2025-Q4", "--as-of", "2026-03-01"], "2025-10-01", "2025-12-31", "2026-03-01"),
    (["--quarter", "2026-Q1"], "2026-01-01", "2026-03-31", None),
    (["--from", "2025-02-07", "--to", "2025-09-30"], "2025-02-07", "2025-09-30", None),
    (["--from", "2025-01-15", "--to", "2025-01-31"], "2025-01-15", "2025-01-31", None),
    (["--from", "2025-02-01", "--to", "2025-02-20"], "2025-02-01", "2025-02-20", None),
    (["--from", "2025-08-06", "--to", "2025-08-31"], "2025-08-06", "2025-08-31", None),
    (["--from", "2025-08-31", "--to", "2025-09-01"], "2025-08-31", "2025-09-01", None),
    (["--year", "2025"], "2025-01-01", "2025-12-31", None),
]


# ---- what else must hold ----

def known_answers(office):
    """Some by hand, so that the computation above is not the only witness."""
    where = os.path.join(office.folder, office.prefix)
    q1 = groups_of(json.loads(run("--quarter", "2025-Q1", "--json", where).stdout))
    same("Q1 by hand", {k: q1[k]["count"] for k in ("reviews-done", "recommendations-accepted", "landscape-added",
                                                   "landscape-removed", "landscape-renamed", "landscape-moved",
                                                   "landscape-maturity", "decisions-decided", "decisions-open",
                                                   "meetings-held", "meetings-cancelled", "seats-started", "contradictions")},
         {"reviews-done": 1, "recommendations-accepted": 1, "landscape-added": 1, "landscape-removed": 1,
          "landscape-renamed": 1, "landscape-moved": 1, "landscape-maturity": 1, "decisions-decided": 3,
          "decisions-open": 1, "meetings-held": 2, "meetings-cancelled": 1, "seats-started": 1, "contradictions": 2})
    text = " ".join(i["text"] for i in q1["decisions-decided"]["items"])
    hold("a result that the ballots do not give is told", "the file's result says otherwise: passed with 3 for" in text, text)
    q2 = groups_of(json.loads(run("--quarter", "2025-Q2", "--json", where).stdout))
    same("Q2 by hand: what came late", {k: q2[k]["count"] for k in ("meetings-late", "actions-late", "decisions-late",
                                                                   "recommendations-late")},
         {"meetings-late": 1, "actions-late": 2, "decisions-late": 1, "recommendations-late": 1})
    hold("an earlier state is told as such", "passed; 2 for" in q2["decisions-late"]["items"][0]["text"], q2["decisions-late"])


def first_period(office):
    """Before the first commit there was no office: told, and all of it is new."""
    where = os.path.join(office.folder, office.prefix)
    got = json.loads(run("--from", "2024-09-01", "--to", "2024-10-31", "--json", where).stdout)
    first = office.commits[0]
    hold("no state before the first commit", got["before"] is None and got["changes_known"] and
         first[1][:12] in got["notes"][0] and first[0] in got["notes"][0], got["notes"])
    same("all entries are new then", groups_of(got)["landscape-added"]["count"], 13)
    same("nothing of them is late", groups_of(got)["seats-late"]["count"], 0)


def same_bytes(office, work):
    where = os.path.join(office.folder, office.prefix)
    clone = os.path.join(work, "clone")
    subprocess.run(["git", "clone", "-q", office.folder, clone], check=True, capture_output=True)
    for form in ("--json", "--html", "--markdown"):
        first = run("--year", "2025", form, where)
        again = run("--year", "2025", form, cwd=where)
        there = run("--from", "2025-01-01", "--to", "2025-12-31", "--kind", "yearly", form, os.path.join(clone, office.prefix))
        hold(f"{form}: same bytes from inside", first.stdout and first.stdout == again.stdout)
        hold(f"{form}: same bytes from a clone", first.stdout == there.stdout)
        hold(f"{form}: nothing is told aside", first.stderr == b"", first.stderr)
    path = os.path.join(clone, office.prefix, "people.yml")
    with open(path, "a", encoding="utf-8") as f:
        f.write("# changed\n")
    dirty = run("--year", "2025", "--json", os.path.join(clone, office.prefix))
    hold("what is not committed is not in it", dirty.stdout == run("--year", "2025", "--json", where).stdout)
    hold("and that is said", b"people.yml is another one than in the newest commit" in dirty.stderr, dirty.stderr)
    with open(path, "w", encoding="utf-8") as f:
        f.write("broken: [\n")
    hold("nor does it matter when it is broken", run("--year", "2025", os.path.join(clone, office.prefix)).returncode == 0)
    titled = run("--year", "2025", "--title", "A <b>title</b> | of\nours", where).stdout.decode()
    hold("a title of one's own", titled.startswith("# A &lt;b&gt;title&lt;/b&gt; \\| of ours\n"), titled[:80])
    out = os.path.join(work, "report.md")
    hold("into a file", run("--year", "2025", "--output", out, where).returncode == 0 and
         open(out, "rb").read() == run("--year", "2025", where).stdout)
    again = run("--year", "2025", "--output", out, where)
    hold("never over a file", again.returncode == 7 and b"cannot be created" in again.stderr, again.stderr)


def without_history(office, work):
    plain = os.path.join(work, "plain")
    shutil.copytree(os.path.join(office.folder, office.prefix), plain)
    done = run("--year", "2025", "--json", plain)
    got = json.loads(done.stdout)
    groups = groups_of(got)
    hold("a plain folder says what it is", got["state"]["commit"] is None and not got["changes_known"] and
         "stands in no git repository" in got["notes"][0] and "cannot be told" in got["notes"][0], got["notes"])
    hold("changes are not claimed", groups["landscape-added"]["count"] is None and
         "no state before the period" in groups["landscape-added"]["cannot"], groups["landscape-added"])
    want = Expected(office, "2025-01-01", "2025-12-31")
    same("what has dates is counted", groups["meetings-held"]["count"], len(want.groups["meetings-held"]))
    places = [p for g in groups.values() for i in g["items"] for p in i["places"]]
    hold("no commit is named", places and all(p["commit"] is None and p["url"] is None for p in places))
    sheet = run("--year", "2025", plain).stdout.decode()
    hold("told in Markdown", "| Entries added | not known |" in sheet and "There is no history to read" in sheet)
    errors = [e.message for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(got)]
    hold("as the schema has it", not errors, errors[:3])
    empty = os.path.join(work, "no-commit")
    shutil.copytree(plain, empty)
    subprocess.run(["git", "init", "-q", empty], check=True, capture_output=True)
    got = json.loads(run("--year", "2025", "--json", empty).stdout)
    hold("a repository without a commit", "has no commit yet" in got["notes"][0], got["notes"])
    aside = os.path.join(office.folder, "aside")
    shutil.copytree(plain, aside)
    got = json.loads(run("--year", "2025", "--json", aside).stdout)
    hold("an office that was never committed", "the newest commit of the repository has no office here" in got["notes"][0],
         got["notes"])
    shutil.rmtree(aside)


def wrong_use(office, work):
    where = os.path.join(office.folder, office.prefix)
    first = office.commits[0]
    empty = os.path.join(work, "empty")
    os.mkdir(empty)
    for args, code, said in (
            ((where,), 2, "name the period: --quarter 2026-Q1"),
            (("--from", "2025-01-01", where), 2, "name the period"),
            (("--from", "2025-02-01", "--to", "2025-01-01", where), 2, "--from lies after --to"),
            (("--from", "2025-02-30", "--to", "2025-03-01", where), 2, "--from 2025-02-30: must be a date"),
            (("--quarter", "2025-Q5", where), 2, "must be a quarter as in 2026-Q1"),
            (("--quarter", "2025Q1", where), 2, "must be a quarter as in 2026-Q1"),
            (("--year", "25", where), 2, "must be a year as in 2026"),
            (("--year", "20x5", where), 2, "names no year"),
            (("--year", "2025", "--quarter", "2025-Q1", where), 2, "name one period"),
            (("--year", "2025", "--to", "2025-05-01", where), 2, "name the period once"),
            (("--year", "2025", "--kind", "monthly", where), 2, "must be quarterly or yearly"),
            (("--year", "2025", "--html", "--json", where), 2, "one form at a time"),
            (("--year", "2025", "--title", "", where), 2, "--title is empty"),
            (("--year", "2025", where, where), 2, "one office at a time"),
            (("--year", "2025", os.path.join(work, "nowhere")), 2, "is no folder"),
            (("--year", "2025", empty), 2, "is no office: it has no office.yml"),
            (("--year", "2025", "--output", os.path.join(work, "no", "x.md"), where), 7, "cannot be created"),
            (("--quarter", "2024-Q2", where), 2,
             f"no commit of the office is as old as 2024-06-30: the first is {first[1][:12]} of {first[0]}"),
            (("--from", "2024-09-01", "--to", "2024-09-15", where), 2,
             f"no commit of the office is as old as 2024-09-15: the first is {first[1][:12]} of {first[0]}")):
        done = run(*args)
        text = done.stderr.decode()
        hold(f"{args[:-1]}: exit {code}", done.returncode == code and not done.stdout, done)
        hold(f"{args[:-1]}: says {said}", said in text, text)


def broken(work):
    """Mistakes are told with the commit in which they stand."""
    office = report_lab.Office(os.path.join(work, "broken"))
    report_lab.founding(office)
    office.put("office.yml", "name: x\nstatus: actif\nrules: sig-1.0\n")
    office.commit("2024-11-02", "office: broken")
    bad = office.commits[-1][1][:12]
    office.put("office.yml", "name: x\nstatus: active\nrules: sig-1.0\n")
    office.put("landscape/data.yml", "categories: [\n")
    office.git("add", "-A")
    office.git("commit", "-q", "-m", "landscape: broken", date="2024-12-02T12:00:00Z")
    worse = office.git("rev-parse", "HEAD").strip()[:12]
    where = os.path.join(office.folder, office.prefix)
    for args, said in (
            (("--from", "2024-10-01", "--to", "2024-11-15"), f"groups/sig/office.yml:2@{bad}: error: status: "),
            (("--from", "2024-11-20", "--to", "2024-11-25"), f"office at commit {bad} has 1 errors"),
            (("--from", "2024-10-01", "--to", "2024-12-15"), f"groups/sig/landscape/data.yml:2@{worse}: error: "),
            (("--from", "2024-11-20", "--to", "2024-12-15"), f"data.yml:2@{worse}")):
        done = run(*args, where)
        hold(f"broken {args}: refused", done.returncode == 4 and not done.stdout, done)
        hold(f"broken {args}: says {said}", said in done.stderr.decode(), done.stderr)
    os.remove(os.path.join(where, "people.yml"))
    os.symlink("/etc/passwd", os.path.join(where, "people.yml"))
    office.put("landscape/data.yml", "categories: []\n")
    office.git("add", "-A")
    office.git("commit", "-q", "-m", "a link", date="2024-12-20T12:00:00Z")
    done = run("--from", "2024-10-01", "--to", "2024-12-31", where)
    hold("links in a commit are not followed", done.returncode == 4 and b"is a symbolic link" in done.stderr and
         b"root:" not in done.stderr, done.stderr)


def too_many(work):
    """What would take too long to compare is refused by name and number."""
    office = report_lab.Office(os.path.join(work, "many"))
    office.seats = [{"role": "chair", "holder": "vacant"} for _ in range(1001)]
    office.recommendations = [{"id": f"r{i}", "project": "Project 1", "kind": "other", "to": "TOC", "date": "2024-10-01",
                               "fate": "open"} for i in range(5001)]
    report_lab.founding(office)
    where = os.path.join(office.folder, office.prefix)
    office.meeting("2024-10-02", [{"name": f"Guest {i}"} for i in range(60000)])
    office.meeting("2024-10-03", [{"name": f"Guest {i}"} for i in range(60000)])
    office.commit("2024-10-04", "meetings: everybody came")
    done = run("--quarter", "2024-Q4", where)
    commit = office.commits[-1][1][:12]
    for said in (f"roles.yml@{commit}: error: terms: 1005 are more than are read (1000)",
                 f"recommendations.yml@{commit}: error: recommendations: 5001 are more than are read (5000)",
                 f"2024-10-03-monthly.yml@{commit}: error: entries of attendance so far: 120000 are more than are read (100000)"):
        hold(f"too many: says {said}", done.returncode == 4 and said in done.stderr.decode(), done.stderr[:800])


def shallow(office, work):
    clone = os.path.join(work, "shallow")
    subprocess.run(["git", "clone", "-q", "--depth", "3", f"file://{office.folder}", clone], check=True, capture_output=True)
    done = run("--quarter", "2026-Q1", os.path.join(clone, office.prefix))
    hold("a shallow clone is told", done.returncode == 2 and b"the history is not whole" in done.stderr and
         b"--unshallow" in done.stderr, done)


def at_the_top(work):
    """The office is the repository, has no forge that is known, and no landscape."""
    office = report_lab.build(os.path.join(work, "top"), "")
    office.put("office.yml", {"name": "SIG", "status": "active", "repository": "https://git.example/x/y", "rules": "sig-1.0"})
    office.remove("landscape/data.yml")
    office.put("charter.yml", {"mission": "unknown", "in-scope": [], "out-of-scope": []})
    office.git("add", "-A")
    office.git("commit", "-q", "-m", "office: elsewhere", date="2026-03-30T12:00:00Z")
    done = run("--year", "2026", "--json", office.folder)
    hold("without a landscape", done.returncode == 0, done.stderr)
    got = json.loads(done.stdout)
    groups = groups_of(got)
    same("all entries went", groups["landscape-removed"]["count"], 14)
    paths = {p["path"] for g in groups.values() for i in g["items"] for p in i["places"]}
    hold("paths begin at the top", "roles.yml" in paths or "office.yml" in paths, paths)
    hold("no address of an unknown forge", all(p["url"] is None for g in groups.values() for i in g["items"] for p in i["places"]))
    sheet = run("--year", "2026", office.folder).stdout.decode()
    commit = got["state"]["commit"][:12]
    hold("proofs as text", re.search(rf"meetings/2026-01-05-monthly\.yml:2@\u2060?{commit}", sheet), sheet[:600])
    hold("blanks are blank", "- To: blank\n" in sheet and "| mission | blank |" in sheet)
    same("a group that has no parent", got["parent"], None)


def example(path, work):
    """The example is a folder of this repository, or stands alone in a release."""
    plain = os.path.join(work, "example")
    shutil.copytree(path, plain)
    done = run("--year", "2026", "--json", plain)
    got = json.loads(done.stdout)
    hold("the example", done.returncode == 0 and groups_of(got)["seats-vacant"]["count"] == 5 and
         groups_of(got)["reviews-done"]["count"] == 0, done.stderr)
    sheet = run("--year", "2026", plain).stdout.decode()
    hold("nothing is shown as none", "### Reviews done: 0\n\nnone\n" in sheet)


def main():
    with tempfile.TemporaryDirectory() as work:
        office = report_lab.build(os.path.join(work, "repo"))
        proofs = Proofs(office)
        for args, start, end, as_of in PERIODS:
            check_report(office, work, proofs, args, start, end, as_of)
        for step in (known_answers, first_period):
            step(office)
        for step in (same_bytes, without_history, wrong_use, shallow):
            step(office, work)
        broken(work)
        too_many(work)
        at_the_top(work)
        example(sys.argv[3], work)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
