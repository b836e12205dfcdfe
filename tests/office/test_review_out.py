#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is written of reviews is what others read: JSON by its schema, SARIF by the standard's, HTML
and SVG by parsers. Samples hold everything that a project's text may try.

usage: test_review_out.py SAMPLE_OUT SCHEMA

The schema of SARIF is taken from the npm package @microsoft/jest-sarif where it is installed
(tests/office/node, NODE_PATH, or globally); our own checks run either way. Exit 77 (skipped) where
python3-jsonschema is not installed.
"""
import base64
import collections
import hashlib
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
SARIF_SCHEMA = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
SAMPLES = ["review", "empty"] + [f"hostile-{i}" for i in range(56)] + [f"drawn-{i}" for i in range(24)]
problems = []


def problem(what, *found):
    if len(problems) < 40:
        print("problem:", what, *(str(f)[:200] for f in found))
    problems.append(what)


def output(program, form, sample):
    done = subprocess.run([program, form, sample], capture_output=True, timeout=60, check=True)
    return done.stdout


# ---- JSON ----

def first_of(review, key):
    """The first check that has @key."""
    return next(c for c in review["checks"] if c.get(key))


MUST_REFUSE = {
    "verdict in place of an outcome": lambda r: r["checks"][0].update(outcome="good"),
    "warn": lambda r: r["checks"][0].update(outcome="warn"),
    "check without id": lambda r: r["checks"][0].pop("id"),
    "id that is no name": lambda r: r["checks"][0].update(id="a b"),
    "effort of four": lambda r: r["checks"][0].update(effort=4),
    "exemption without reason": lambda r: r["exemptions"][0].update(reason=""),
    "time without zone": lambda r: r.update(as_of="2026-11-26T00:00:00"),
    "another kind": lambda r: r.update(kind="appraisal"),
    "leg of no name": lambda r: first_of(r, "legs")["legs"].update(luck={"state": "found", "where": []}),
    "leg not asked": lambda r: first_of(r, "legs")["legs"]["document"].update(state=""),
    "line zero": lambda r: first_of(r, "where")["where"][0].update(line=0),
    "short commit": lambda r: r["repositories"][0].update(commit="9f2c1d7"),
    "share over all": lambda r: r["scores"][0].update(low=1001),
    "remark of no kind": lambda r: r["human"]["remarks"].append({"kind": "praise", "text": "x"}),
    "missing member": lambda r: r.pop("delta"),
    "count that is no number": lambda r: r["counts"]["all"].update(fail="few"),
}


def check_json(program, schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for sample in SAMPLES:
        text = output(program, "json", sample)
        if text.count(b"\n") != 1 or not text.endswith(b"\n"):
            problem("not one line", sample)
        tool = subprocess.run([sys.executable, "-m", "json.tool"], input=text, capture_output=True)
        if tool.returncode:
            problem("json.tool", sample, tool.stderr)
        review = json.loads(text)
        for error in validator.iter_errors(review):
            problem(f"schema, {sample}", error.json_path, error.message)
        check_counts(sample, review)
    for what, change in MUST_REFUSE.items():
        broken = json.loads(output(program, "json", "review"))
        change(broken)
        if validator.is_valid(broken):
            problem("the schema accepts", what)


def check_counts(sample, review):
    """Counts follow from the checks, and nothing is counted twice."""
    wanted = collections.defaultdict(collections.Counter)
    for check in review["checks"]:
        name = "exempt" if check["exempt"] else check["outcome"]
        wanted[check["set"]][name] += 1
        wanted["all"][name] += 1
    for name, counts in review["counts"].items():
        if counts != {k: wanted[name][k] for k in ("pass", "fail", "na", "unknown", "exempt")}:
            problem(f"counts of {name}", sample, counts)


# ---- SARIF ----

def sarif_schema():
    """The standard's own schema, or None."""
    places = [HERE / "node" / "node_modules", *map(pathlib.Path, os.environ.get("NODE_PATH", "").split(":"))]
    try:
        root = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, timeout=60)
        places.append(pathlib.Path(root.stdout.strip()))
    except (OSError, subprocess.TimeoutExpired):
        pass
    for place in places:
        if str(place) != "." and (place / SARIF_SCHEMA).is_file():
            return json.loads((place / SARIF_SCHEMA).read_text())
    return None


KINDS = {"pass": "pass", "fail": "fail", "unknown": "open", "na": "notApplicable"}


def messages_of(value):
    """All message strings of a result or rule, with their key."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key in ("text", "markdown") and isinstance(member, str):
                yield key, member
            else:
                yield from messages_of(member)
    elif isinstance(value, list):
        for member in value:
            yield from messages_of(member)


def check_result(sample, run, result, check):
    if result["ruleId"] != check["id"] or run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] != check["id"]:
        problem("rule of a result", sample, check["id"])
    if result["kind"] != KINDS[check["outcome"]]:
        problem("kind", sample, result["kind"], check["outcome"])
    if (result["level"] == "none") != (result["kind"] != "fail") or result["level"] == "error":
        problem("level", sample, result["kind"], result["level"])
    if bool(result.get("suppressions")) != bool(check["exempt"]):
        problem("suppressions", sample, check["id"])
    if result["partialFingerprints"] != {"cupelCheck/v1": check["id"]}:
        problem("fingerprint", sample, check["id"])
    places = [place["physicalLocation"] for place in result["locations"] + result.get("relatedLocations", [])]
    if len(result["locations"]) != 1:
        problem("locations", sample, check["id"])
    for place in places:
        uri, base = place["artifactLocation"]["uri"], place["artifactLocation"]["uriBaseId"]
        if not re.fullmatch(r"[A-Za-z0-9._~%/-]+", uri) or uri.startswith("/"):
            problem("uri", sample, uri)
        if base not in run["originalUriBaseIds"] or place["region"]["startLine"] < 1:
            problem("place", sample, place)


def check_sarif(program):
    schema = sarif_schema()
    validator = jsonschema.Draft4Validator(schema) if schema else None
    for sample in SAMPLES:
        log = json.loads(output(program, "sarif", sample))
        review = json.loads(output(program, "json", sample))
        run = log["runs"][0]
        for error in validator.iter_errors(log) if validator else []:
            problem(f"SARIF schema, {sample}", error.json_path, error.message)
        if log["version"] != "2.1.0" or len(run["results"]) != len(review["checks"]):
            problem("results", sample, len(run["results"]))
        for result, check in zip(run["results"], review["checks"]):
            check_result(sample, run, result, check)
        for key, text in messages_of([run["results"], run["tool"], run["invocations"]]):
            if not text or re.search(r"(?<!\{)(\{\{)*\{\d+\}", text) or (key == "text" and "](" in text):
                problem("message", sample, text)
    return "with the standard's schema" if schema else "without the standard's schema (not installed)"


# ---- HTML ----

TAGS = set("""html head meta title style body a header nav main section article footer div span p h1 h2 h3
    ul ol li dl dt dd table thead tbody tfoot tr th td svg rect code strong br details summary figure
    figcaption blockquote""".split())
VOID = {"meta", "br", "rect"}
ATTRIBUTES = set("""lang charset name content http-equiv class href id rel scope aria-label aria-labelledby
    aria-hidden role tabindex start viewbox preserveaspectratio focusable x width height""".split())
FORGES = ("https://github.com/", "https://gitlab.com/", "https://codeberg.org/")


class Page(html.parser.HTMLParser):
    """Knows our tags and attributes and no others; keeps what is looked at later."""

    def __init__(self, sample):
        super().__init__(convert_charrefs=True)
        self.sample, self.open, self.ids, self.links, self.policy, self.style = sample, [], [], [], "", ""
        self.headings = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            problem("tag", self.sample, tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                problem("attribute", self.sample, tag, name)
            if name.lower() == "viewbox" and not re.fullmatch(r"0 0 \d+ \d+", value):
                problem("viewBox", self.sample, value)
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
            if name == "content" and "default-src" in value:
                self.policy = value
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            problem("nesting", self.sample, tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data

    def handle_comment(self, data):
        problem("comment", self.sample, data)

    def handle_pi(self, data):
        problem("processing instruction", self.sample, data)

    def unknown_decl(self, data):
        problem("declaration", self.sample, data)


def check_page(sample, text):
    page = Page(sample)
    page.feed(text)
    page.close()
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    wanted = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    if page.policy != wanted:
        problem("policy", sample, page.policy)
    if page.open:
        problem("left open", sample, page.open)
    if len(set(page.ids)) != len(page.ids):
        problem("id twice", sample, collections.Counter(page.ids).most_common(1))
    for link in page.links:
        if not (link.startswith("#") and link[1:] in page.ids or link.startswith(FORGES)):
            problem("link", sample, link)
    steps = zip(page.headings, page.headings[1:])
    if page.headings[:1] != [1] or any(after > before + 1 for before, after in steps):
        problem("headings", sample, page.headings)


def check_html(program):
    for sample in SAMPLES:
        check_page(sample, output(program, "html", sample).decode())


# ---- SVG ----

def check_svg(program):
    space = "{http://www.w3.org/2000/svg}"
    for sample in SAMPLES:
        text = output(program, "svg", sample)
        root = ElementTree.fromstring(text)
        tags = collections.Counter(e.tag.removeprefix(space) for e in root.iter())
        if tags != {"svg": 1, "title": 1, "desc": 1, "rect": 2, "g": 1, "text": 2}:
            problem("badge", sample, tags)
        if b"&#" in text.split(b"<g ")[0].split(b"<desc")[0] or not root.find(space + "title").text:
            problem("badge's title", sample)
        boxes = [(float(r.get("x")), float(r.get("width"))) for r in root.iter(space + "rect")]
        labels = [(float(t.get("x")), float(t.get("textLength"))) for t in root.iter(space + "text")]
        for (x, width), (at, length) in zip(boxes, labels):
            if at < x + 5 or at + length > x + width - 5:
                problem("badge's text leaves its box", sample, x, width, at, length)
        if abs(sum(boxes[1]) - float(root.get("width"))) > 0.01:
            problem("badge's width", sample, boxes)


def main():
    program, schema = os.path.abspath(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
    check_json(program, schema)
    how = check_sarif(program)
    check_html(program)
    check_svg(program)
    print(f"{len(SAMPLES)} samples, SARIF {how}, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
