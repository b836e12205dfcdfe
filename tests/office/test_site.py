#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`cupel site build`: every page of a full office, a hostile one, a large one and the example.

    test_site.py CUPEL EXAMPLE_OFFICE
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

from site_lab import AS_OF, EVIL, FULL, Page, build, follow, hostile, large, tree, write

CUPEL = os.path.abspath(sys.argv[1])
EXAMPLE = os.path.abspath(sys.argv[2])
PAGE_MAX = 200_000
passed = failed = 0


def hold(what, ok, *shown):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("not so:", what, *[str(s)[:600] for s in shown])


def reviewed(work):
    """A review as cupel writes it, of a repository made here; None without git."""
    if not shutil.which("git"):
        return None
    repo = os.path.join(work, "verifier-a")
    write(repo, {"README.md": "# Verifier A\n\nIt verifies.\n", "LICENSE": "MIT\n"})
    env = {**os.environ, "GIT_AUTHOR_DATE": "2026-10-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-10-01T00:00:00Z",
           "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    git = ["git", "-C", repo, "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for args in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "first"],
                 ["remote", "add", "origin", "https://github.com/example/verifier-a.git"]):
        subprocess.run([*git, *args], check=True, env=env)
    done = subprocess.run([CUPEL, "review", "--json", "--no-cache", "--no-observe", "--as-of", "2026-11-10", repo],
                          capture_output=True, text=True, check=True)
    return done.stdout


def review_of_nothing():
    return json.dumps({
        "cupel": 1, "kind": "review", "version": "0.1.0", "project": "Thing", "as_of": "2026-11-20T00:00:00Z",
        "stage": "proposed", "repositories": [], "formats": [], "roles": [], "checks": [], "scores": [],
        "observations": [], "exemptions": [], "human": {"reviewers": [], "remarks": []}, "delta": None})


def read_pages(files):
    return {name: Page(text.decode(), name) for name, text in files.items() if name.endswith(".html")}


def is_review_page(name):
    """These stand alone, with a style of their own (test_review_out.py looks at them)."""
    return re.fullmatch(r"reviews/(?!index\.)[^/]+\.html", name) is not None


def check_pages(label, files, biggest=PAGE_MAX):
    pages = read_pages({n: b for n, b in files.items() if not is_review_page(n)})
    for name, page in pages.items():
        at = f"{label}: {name}"
        hold(f"{at}: is well formed", not page.wrong, page.wrong[:4])
        hold(f"{at}: one h1, no level left out", page.headings.count(1) == 1 and page.headings[0] == 1 and
             all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:])), page.headings)
        hold(f"{at}: policy", page.policy and "default-src 'none'" in page.policy and
             "unsafe" not in page.policy and "script-src 'self'" in page.policy, page.policy)
        hold(f"{at}: size", len(files[name]) < biggest, len(files[name]))
        hold(f"{at}: JSON beside", json.loads(files.get(name[:-5] + ".json", b"{}")).get("page") == name)
        lost = []
        for tag, href in page.links:
            to = follow(name, href)
            if to is None:
                hold(f"{at}: nothing is loaded from elsewhere", tag == "a" or tag == "link", tag, href)
                continue
            target, fragment = to
            if target not in files:
                lost.append(href)
            elif fragment and target in pages and fragment not in pages[target].ids:
                lost.append(href)
        hold(f"{at}: all references lead somewhere", not lost, lost[:5])
    return pages


def check_full(work):
    files = dict(FULL)
    review = reviewed(work)
    if review:
        files["reviews/verifier-a.json"] = review
        later = json.loads(review)
        later["as_of"] = "2026-11-20T00:00:00Z"
        files["reviews/verifier-a-2.json"] = json.dumps(later)
    else:
        files["recommendations.yml"] = "recommendations: []\n"
        files["landscape/data.yml"] = files["landscape/data.yml"].replace('                review: "reviews/verifier-a.json"\n', "")
    office, out = write(os.path.join(work, "full"), files), os.path.join(work, "full-out")
    done = build(CUPEL, office, out)
    hold("full: says what it did", re.match(r"\d+ pages in \d+ files", done.stdout), done.stdout)
    hold("full: nothing to tell", done.stderr == "", done.stderr)
    got = tree(out)
    pages = check_pages("full", got)
    texts = {n: p.text for n, p in pages.items()}

    def says(name, *words):
        for w in words:
            hold(f"full: {name} says {w!r}", w in re.sub(r"\s+", " ", texts.get(name, "")), texts.get(name, "")[:300])

    says("index.html", "To have something on every page.", "5 projects in the landscape", "1 seat is vacant",
         "Vote closed: Recommend Verifier A", "2026-12-03, 17:00")
    says("people.html", "Ada A", "Alpha Ltd", "vacant", "ends in 24 days", "the term ended", "2028-01-15")
    says("charter.html", "Examples", "Nothing of it.", "Other group", "Answering questions", "Meets on Fridays")
    says("calendar.html", "2026-12-03, 17:00–18:00", "2026-12-03T16:00:00Z", "2027-04-01T15:00:00Z",
         "does not take place", "#sig-example", "sig@lists.example.org")
    says("meetings/2026-11-05-monthly.html", "A Guest, Guest GmbH", "We agreed on entries.", "open, past due")
    says("decisions/accept-a.html", "passed: 2 for, 0 against", "It is ready", "Proposed by Ada A, seconded by Bob B")
    says("papers/one.html", "done", "Ada A", "2026-11-01 to 2026-12-15")
    says("patterns/relay.html", "works", "planned", "cupel verify evidence.bin", "One")
    says("reports/index.html", "Report 2026-Q3")
    says("texts/index.html", "The office", "Second text")
    says("landscape/i/verifier-a.html", "What Verifier A does.", "AMD SEV-SNP", "2026-08-01")
    says("landscape/by/tee-snp.html", "Verifier A", "Broker", "2 entries")
    says("landscape/matrix.html", "TEE by RATS role", "SEV-SNP report")
    says("recommendations.html", "Verifier A" if review else "Nothing was recommended yet.")
    if review:
        says("landscape/i/verifier-a.html", "2026-11-10", "2026-11-20")
        says("reviews/index.html", "2026-11-10")
        hold("full: a review's page", b"Review of a project" in got["reviews/verifier-a.html"])
        hold("full: a review's JSON", got["reviews/verifier-a.json"].decode() == review)
    hold("full: no address of a person", not any(b"ada@alpha.example" in b for b in got.values()))
    hold("full: the diagram is inside", "relay-t" in " ".join(pages["patterns/relay.html"].ids),
         pages["patterns/relay.html"].ids)
    hold("full: links to texts", ("a", "../patterns/relay.html#flow") in pages["papers/one.html"].links,
         pages["papers/one.html"].links)
    hold("full: links to files lead to the forge",
         ("a", "https://github.com/example/sig/blob/HEAD/landscape/data.yml") in pages["papers/one.html"].links)
    hold("full: links to nothing are none", "nothing." in texts["papers/one.html"] and
         not any("nowhere" in (h or "") for _, h in pages["papers/one.html"].links))
    hold("full: own logo", got.get("landscape/logos/broker.svg"), sorted(got)[:5])
    check_machines("full", got, "https://sig.example.org/pages/", pages)
    return office, got


def check_machines(label, got, base, pages):
    """Feed, map, calendar, data."""
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(got["feed.xml"])
    entries = feed.findall(atom + "entry")
    hold(f"{label}: feed", feed.tag == atom + "feed" and feed.find(atom + "id") is not None and entries)
    dates = [e.find(atom + "updated").text for e in entries]
    hold(f"{label}: feed is newest first, none to come",
         dates == sorted(dates, reverse=True) and all(d[:10] <= AS_OF for d in dates), dates)
    ids = [e.find(atom + "id").text for e in entries]
    hold(f"{label}: ids in the feed are unique", len(set(ids)) == len(ids), ids)
    links = [e.find(atom + "link").get("href") for e in entries]
    hold(f"{label}: feed leads to pages", all(h.startswith(base) and h[len(base):] in got for h in links), links)
    locs = [e.text for e in ET.fromstring(got["sitemap.xml"]).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    html = sorted(n for n in got if n.endswith(".html"))
    from urllib.parse import unquote
    hold(f"{label}: the map has every page", sorted(unquote(h[len(base):]) for h in locs) == html, len(locs), len(html))
    hold(f"{label}: calendar", got["calendar.ics"].startswith(b"BEGIN:VCALENDAR\r\n") and b"BEGIN:VTIMEZONE" in got["calendar.ics"])
    script = got["landscape/data.js"].decode()
    data = json.loads(script[len("window.cupelLandscape="):].rstrip(";\n"))
    hold(f"{label}: data for the script", [f"landscape/i/{e[0]}.html" in got for e in data["entries"]].count(False) == 0)
    for x, axis in enumerate(data["axes"]):
        for value in axis["values"]:
            hold(f"{label}: page of {axis['name']}={value[0][:30]}", f"landscape/by/{axis['name']}-{value[1]}.html" in got)
    hold(f"{label}: Open Graph", all(b'property="og:title"' in got[n] and b'property="og:url"' in got[n]
                                     for n in html if not is_review_page(n)))


def check_same(work, office, got):
    """Same input, same bytes; a second build takes the place of the first, and of nothing else."""
    out = os.path.join(work, "again")
    build(CUPEL, office, out)
    hold("same bytes", tree(out) == got)
    moved = os.path.join(work, "moved")
    shutil.copytree(office, moved)
    build(CUPEL, moved, os.path.join(work, "moved-out"))
    hold("same bytes from another place", tree(os.path.join(work, "moved-out")) == got)
    kept = os.path.join(out, "CNAME")
    with open(kept, "w", encoding="ascii") as f:
        f.write("x\n")
    os.remove(os.path.join(moved, "notes/second.md"))
    build(CUPEL, moved, out)
    after = tree(out)
    hold("what is no longer made is removed", "texts/notes-second.html" in got and
         "texts/notes-second.html" not in after)
    hold("what others put there stays", "CNAME" in after)
    build(CUPEL, office, out)
    hold("built again", {n: b for n, b in tree(out).items() if n != "CNAME"} == got)
    later = os.path.join(work, "later")
    build(CUPEL, office, later, as_of="2027-02-01")
    hold("another day, another page", b"ended 43 days ago" in tree(later)["people.html"])


def check_hostile(work):
    office, out = write(os.path.join(work, "hostile"), hostile()), os.path.join(work, "hostile-out")
    done = build(CUPEL, office, out, code=3)
    hold("hostile: says what is not shown", "patterns/relay/diagram.svg" in done.stderr and "papers/one/evil.svg" in done.stderr and
         "landscape/logos/evil.svg" in done.stderr, done.stderr)
    got = tree(out)
    pages = check_pages("hostile", got)
    shown = EVIL.replace("\u202e", "\ufffd")
    for name in ("charter.html", "people.html", "papers/one.html", "decisions/accept-a.html"):
        hold(f"hostile: {name} shows the text as text", shown in pages[name].text, pages[name].text[:400])
    for name, text in got.items():
        if name.endswith((".html", ".svg", ".xml", ".ics", ".js")):
            hold(f"hostile: {name} has no turned text", "\u202e".encode() not in text)
        if name.endswith((".html", ".svg")):
            hold(f"hostile: {name} has no script", b"<script>" not in text)
        if name.endswith(".svg"):
            hold(f"hostile: {name} has no handler", b"onload" not in text)
    for name in ("feed.xml", "sitemap.xml"):
        ET.fromstring(got[name])
    ics = got["calendar.ics"].decode()
    hold("hostile: calendar", all(len(line.encode()) <= 75 for line in ics.split("\r\n")))


def check_large(work):
    office, out = write(os.path.join(work, "large"), large()), os.path.join(work, "large-out")
    build(CUPEL, office, out)
    got = tree(out)
    hold("large: a page for each entry", sum(n.startswith("landscape/i/") and n.endswith(".html") for n in got) == 1000)
    sizes = {n: len(b) for n, b in got.items() if n.endswith(".html")}
    hold("large: pages are below 200 kB", max(sizes.values()) < PAGE_MAX, sorted(sizes.items(), key=lambda s: -s[1])[:3])
    names = set()
    for n, b in got.items():
        if n.startswith("landscape/cards") and n.endswith(".html"):
            names |= set(re.findall(rb"Project number \d+ of many</a>", b))
    hold("large: cards have all of them", len(names) == 1000, len(names))
    rows = sum(len(re.findall(rb"Project number \d+ of many</a>", b)) for n, b in got.items()
               if n.startswith("landscape/matrix") and n.endswith(".html"))
    hold("large: the matrix has all of them", rows == 1000, rows)


def check_refusals(work, office):
    def refused(what, code, said, *args, cwd=None):
        done = subprocess.run([CUPEL, "site", *args], capture_output=True, text=True, cwd=cwd)
        hold(f"{what}: exit {code}", done.returncode == code, done.returncode, done.stderr)
        hold(f"{what}: says {said!r}", said in done.stderr, done.stderr)

    full = os.path.join(work, "somebody's")
    write(full, {"letter.txt": "mine"})
    refused("a folder with other files", 2, "did not write", "build", office, "--out", full)
    hold("a folder with other files: untouched", tree(full) == {"letter.txt": b"mine"})
    refused("a file", 2, "is no folder", "build", office, "--out", os.path.join(full, "letter.txt"))
    refused("no --out", 2, "--out DIR", "build", office)
    refused("no office", 2, "is no office", "build", full, "--out", os.path.join(work, "x"))
    refused("a wrong address", 2, "no http or https address", "build", office, "--out", os.path.join(work, "x"), "--base-url", "ftp://x")
    refused("no verb", 2, "build", )
    refused("a wrong verb", 2, 'did you mean build', "biuld")
    refused("two offices", 2, "second", "build", office, office, "--out", os.path.join(work, "x"))
    refused("a wrong day", 2, "2026-13-01", "build", office, "--out", os.path.join(work, "x"), "--as-of", "2026-13-01")
    wrong = dict(FULL)
    wrong["roles.yml"] = wrong["roles.yml"].replace("holder: bob", "holder: bobb")
    broken = write(os.path.join(work, "broken"), wrong)
    refused("an office with errors", 4, "roles.yml:3", "build", broken, "--out", os.path.join(work, "nothing"))
    refused("an office with errors", 4, "nothing was written", "build", broken, "--out", os.path.join(work, "nothing"))
    hold("an office with errors: nothing was written", not os.path.exists(os.path.join(work, "nothing")))
    review = dict(FULL)
    review["reviews/verifier-a.json"] = '{"cupel":99}'
    done = build(CUPEL, write(os.path.join(work, "odd"), review), os.path.join(work, "odd-out"), code=3)
    hold("a review that is none", "reviews/verifier-a.json" in done.stderr and "no review" in done.stderr, done.stderr)
    for what, path, old, new, said in (
            ("a result that ballots do not give", "decisions/accept-a.yml", "for: 2, against: 0", "for: 3, against: 0", "the ballots give"),
            ("a zone that is none", "communications.yml", "Europe/Berlin", "Europe/Berlim", "did you mean Europe/Berlin")):
        files = {**FULL, "recommendations.yml": "recommendations: []\n"}
        hold(f"{what}: is changed", files[path].count(old) == 1)
        files[path] = files[path].replace(old, new)
        refused(what, 4, said, "build", write(os.path.join(work, what), files), "--out", os.path.join(work, "nothing"))
        hold(f"{what}: nothing was written", not os.path.exists(os.path.join(work, "nothing")))
    listed = {**FULL, "recommendations.yml": "recommendations: []\n", "reviews/index.json": review_of_nothing()}
    done = build(CUPEL, write(os.path.join(work, "listed"), listed), os.path.join(work, "listed-out"), code=3)
    hold("a review called index", "reviews/index.json" in done.stderr and "name it otherwise" in done.stderr, done.stderr)
    hold("a review called index: the list stays", b"<h1>Reviews</h1>" in tree(os.path.join(work, "listed-out"))["reviews/index.html"])
    doubtful = {**FULL, "recommendations.yml": "recommendations: []\n"}
    doubtful["communications.yml"] = doubtful["communications.yml"].replace("start: 2026-02-05", "start: 2026-02-04")
    done = build(CUPEL, write(os.path.join(work, "doubtful"), doubtful), os.path.join(work, "doubtful-out"))
    hold("what is doubtful is the check's to tell", done.stderr == "", done.stderr)
    # A list that names what is elsewhere removes nothing there; a link is replaced, not followed.
    out = os.path.join(work, "traps")
    build(CUPEL, office, out)
    outside = write(os.path.join(work, "outside"), {"kept.txt": "kept"})
    with open(os.path.join(out, ".cupel-site"), "a", encoding="ascii") as f:
        f.write("../outside/kept.txt\n/" + outside.lstrip("/") + "/kept.txt\n")
    os.remove(os.path.join(out, "people.html"))
    os.symlink(os.path.join(outside, "kept.txt"), os.path.join(out, "people.html"))
    build(CUPEL, office, out)
    hold("nothing outside is touched", tree(outside) == {"kept.txt": b"kept"})
    hold("a link is replaced", not os.path.islink(os.path.join(out, "people.html")))


def check_example(work):
    out = os.path.join(work, "example")
    build(CUPEL, EXAMPLE, out)
    got = tree(out)
    pages = check_pages("example", got)
    hold("example: 139 entries", sum(n.startswith("landscape/i/") and n.endswith(".html") for n in got) == 139)
    hold("example: no review of a project that nobody reviewed",
         all("Nobody has reviewed this project here." in p.text for n, p in pages.items() if n.startswith("landscape/i/")))
    hold("example: a way to correct each entry",
         all(any(h == "../../corrections.html" for _, h in p.links) for n, p in pages.items() if n.startswith("landscape/i/")))
    hold("example: empty seats are shown", pages["people.html"].text.count("vacant") == 5)
    hold("example: blanks are shown as blanks", pages["charter.html"].text.count("Blank in the charter.") >= 3)
    hold("example: six patterns with a diagram",
         sum(b'<span class="diagram" role="group" aria-label="Diagram" tabindex="0"><svg' in b for n, b in got.items() if n.startswith("patterns/") and n.endswith(".html")) == 6)
    hold("example: the paper", "papers/operating-tees.html" in got)


def check_blank(work):
    """An office of blanks: every page is there and says that nothing is."""
    office, out = os.path.join(work, "blank"), os.path.join(work, "blank-out")
    subprocess.run([CUPEL, "office", "init", office], check=True, capture_output=True)
    build(CUPEL, office, out)
    got = tree(out)
    pages = check_pages("blank", got)
    for name, said in (("index.html", "The mission is a blank in the charter."), ("reviews/index.html", "Nobody has reviewed"),
                       ("papers/index.html", "No paper yet."), ("reports/index.html", "No report yet."),
                       ("calendar.html", "No series of meetings"), ("decisions/index.html", "Nothing was decided yet."),
                       ("recommendations.html", "Nothing was recommended yet."), ("people.html", "vacant"),
                       ("corrections.html", "does not say where"), ("landscape/index.html", "0 projects")):
        hold(f"blank: {name} says {said!r}", said in pages[name].text, pages[name].text[:300])
    hold("blank: no map without an address", "sitemap.xml" not in got and b"urn:x-cupel:" in got["feed.xml"])
    os.remove(os.path.join(office, "landscape/data.yml"))
    build(CUPEL, office, out)
    pages = check_pages("without a landscape", tree(out))
    hold("without a landscape: it is said", "keeps no landscape yet" in pages["landscape/index.html"].text)


def main():
    with tempfile.TemporaryDirectory() as work:
        office, got = check_full(work)
        check_same(work, office, got)
        check_hostile(work)
        check_large(work)
        check_refusals(work, office)
        check_example(work)
        check_blank(work)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
