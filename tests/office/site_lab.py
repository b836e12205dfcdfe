# SPDX-License-Identifier: Apache-2.0
"""What the tests of `cupel site` share: a full office, a hostile one, a large one; and a reader of
pages that is stricter than any browser."""
import html.parser
import json
import os
import posixpath
import subprocess
import urllib.parse

AS_OF = "2026-11-26"
# What a text that wants out would be: markup, an end of attribute and tag, a script, a control
# character, one that turns text around.
EVIL = """"><script>alert(1)</script><img src=x onerror=alert(2)>'&quot;\u202e<!--{{x}}%s"""
SVG = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" role="img" '
       'aria-labelledby="relay-t"><title id="relay-t">A relay</title>'
       '<rect x="2" y="2" width="16" height="16" fill="none" stroke="currentColor"/></svg>\n')

FULL = {
    "office.yml": """\
name: SIG Example
short: sig-example
parent: TOC
founded: 2026-01-15
status: active
rules: sig-1.0
site: https://sig.example.org/pages
repository: https://github.com/example/sig.git
corrections: https://github.com/example/sig/issues
charter-reviewed: 2026-01-15
""",
    "charter.yml": """\
mission: To have something on every page.
actions: [{title: Look, text: At everything.}]
in-scope: [{title: Examples, text: All of them.}]
out-of-scope: [{title: The rest, text: Nothing of it.}]
projects: [Verifier A]
relations: [{group: Other group, kind: internal, text: They do the rest., url: "https://example.org/other"}]
responsibilities: [Answering questions]
deliverables: [{title: Landscape, kind: landscape, text: This one.}]
deviations: [Meets on Fridays]
""",
    "people.yml": """\
people:
  - {id: ada, name: Ada A, employer: Alpha Ltd, segment: vendor, github: ada-a, email: ada@alpha.example}
  - {id: bob, name: Bob B, employer: Beta Ltd, segment: end-user}
  - {id: cy, name: Cy C, employer: Gamma Ltd, segment: academic}
  - {id: di, name: Di D, employer: Delta Ltd, segment: public}
""",
    "roles.yml": """\
seats:
  - {role: chair, holder: ada, start: 2026-01-15, end: 2028-01-15}
  - {role: chair, holder: bob, start: 2026-01-15, end: 2026-12-20}
  - {role: chair, holder: vacant}
  - {role: toc-liaison, holder: di, start: 2026-01-15}
  - {role: tech-lead, holder: ada, start: 2026-01-15}
past:
  - {role: chair, holder: cy, start: 2025-01-15, end: 2026-01-14, why: the term ended}
""",
    "communications.yml": """\
chat: {name: "#sig-example", url: "https://chat.example.org/sig"}
mailing-list: {address: sig@lists.example.org, archive: "https://lists.example.org/sig"}
repository: https://github.com/example/sig
recordings: unknown
series:
  - id: monthly
    title: Public meeting
    public: true
    zone: Europe/Berlin
    start: 2026-02-05
    time: "17:00"
    minutes: 60
    rule: FREQ=MONTHLY;BYDAY=1TH
    except: [2027-01-07]
    location: https://meet.example.org/sig
""",
    "meetings/2026-11-05-monthly.yml": """\
series: monthly
date: 2026-11-05
held: true
attendance: [{person: ada}, {person: bob}, {name: A Guest, employer: Guest GmbH}]
agenda: [{title: Landscape, by: ada, text: New entries}]
minutes: [{title: Landscape, text: "We *agreed* on [entries](../landscape/data.yml)."}]
actions:
  - {id: 2026-11-05-a, text: Look at it, owner: ada, due: 2026-11-20}
  - {id: 2026-11-05-b, text: Write it, owner: bob, due: 2026-12-20, done: 2026-11-20}
published: 2026-11-07
""",
    "decisions/accept-a.yml": """\
title: Recommend Verifier A
motion: The group recommends Verifier A for the sandbox.
proposed-by: ada
seconded-by: bob
opened: 2026-11-05
closes: 2026-11-12
threshold: majority
of: cast
quorum: 2
electorate: [chair, tech-lead]
recusals: []
ballots:
  - {person: ada, vote: for, at: 2026-11-06, comment: It is ready}
  - {person: bob, vote: for, at: 2026-11-07}
result: {outcome: passed, for: 2, against: 0, abstain: 0, closed: 2026-11-12}
""",
    "recommendations.yml": """\
recommendations:
  - id: a-sandbox
    project: Verifier A
    kind: sandbox
    to: TOC
    date: 2026-11-13
    review: reviews/verifier-a.json
    decision: accept-a
    fate: open
""",
    "papers/one/paper.yml": """\
title: A first paper
status: review
editors: [ada]
license: CC-BY-4.0
started: 2026-03-01
review: {opened: 2026-11-01, closes: 2026-12-15, comments: 3, answered: 1}
summary: What is written here is read there.
terms: [evidence]
""",
    "papers/one/paper.md": """\
<!-- SPDX-License-Identifier: CC-BY-4.0 -->
# A first paper

See the [pattern](../../patterns/relay/pattern.md#flow), the [data](../../landscape/data.yml) and
[nothing](../../nowhere.md).

| a | b |
|---|--:|
| 1 | 2 |

- [x] done
- [ ] open

```console
$ cupel verify evidence.bin
```
""",
    "patterns/relay/pattern.yml": """\
title: A relay
status: published
editors: [bob]
license: CC-BY-4.0
started: 2026-02-01
published: 2026-06-01
summary: Passing evidence on.
terms: [evidence, verifier]
tees: [snp, tdx]
diagram: diagram.svg
steps:
  - {title: Check it, command: cupel verify evidence.bin, works: true}
  - {title: Serve it, command: unknown, works: planned}
""",
    "patterns/relay/pattern.md": """\
# A relay

![A relay](diagram.svg)

## Flow

1. One
2. Two

```console
$ cupel verify evidence.bin
```

## Planned

Serving.
""",
    "patterns/relay/diagram.svg": SVG,
    "reports/2026-Q3.md": "# Report 2026-Q3\n\nNothing happened, [as decided](../decisions/accept-a.yml).\n",
    "README.md": "# The office\n\nRead the [paper](papers/one/paper.md) and [the other text](notes/second.md).\n",
    "notes/second.md": "# Second text\n\nBack to [the first](../README.md).\n",
    "landscape/settings.yml": """\
foundation: CNCF
url: https://landscape.example.org/x
groups:
  - name: Proving
    categories: [Verifiers]
""",
}


def item(name, repo, tees="unknown", roles="unknown", **more):
    """An entry of data.yml, as lines."""
    q = json.dumps  # a YAML text in double quotes
    source = f"https://example.org/{repo} (README); 2026-08-01"
    lines = [f"          - name: {q(name)}",
             f"            description: {q(more.get('description', f'What {name} does.'))}",
             f"            homepage_url: {q(more.get('homepage', f'https://example.org/{repo}'))}",
             f"            repo_url: https://github.com/example/{repo}",
             f"            logo: {q(more.get('logo', repo + '.svg'))}",
             f"            license: {more.get('license', 'Apache-2.0')}",
             "            extra:", "              annotations:"]
    facts = {"tees": tees, "rats-roles": roles, "evidence-formats": more.get("evidence", "unknown"),
             "home": more.get("home", "none"), "maturity": more.get("maturity", "none"),
             "status": "active", "last-commit": "2026-08-01"}
    for key, value in facts.items():
        lines.append(f"                {key}: {q(value)}")
        if value != "unknown":
            lines.append(f"                {key}-source: {q(more.get('source', source))}")
    if more.get("review"):
        lines.append(f"                review: {q(more['review'])}")
    return lines


def landscape(categories):
    """data.yml of {category: [lines of an item, …]}."""
    out = ["categories:"]
    for name, items in categories.items():
        out += [f"  - name: {json.dumps(name)}", "    subcategories:", "      - name: All", "        items:"]
        for lines in items:
            out += lines
    return "\n".join(out) + "\n"


FULL["landscape/data.yml"] = landscape({
    "Verifiers": [item("Verifier A", "verifier-a", "snp, tdx", "verifier", evidence="snp-report, tdx-quote",
                       review="reviews/verifier-a.json"),
                  item("Verifier Ünïcode", "verifier-u", "sgx", "verifier, relying-party"),
                  item("C++ & <tools>", "tools", "nitro", "attester", license="MIT")],
    "Brokers": [item("Broker", "broker", "snp", "key-broker", home="CNCF", maturity="sandbox"),
                item("Nameless", "nameless")],
})
FULL["landscape/logos/broker.svg"] = SVG


def hostile():
    """An office whose every text wants out of its page."""
    e = json.dumps(EVIL, ensure_ascii=True)
    md = "\n\n".join([
        "# " + EVIL, EVIL, "<script>alert(3)</script>", "<div onclick=alert(4)>x</div>",
        "[x](javascript:alert(5))", "[x](JaVa&#115;cript:alert(6))", "[x](\tjavascript:alert(7))",
        "![x](data:image/svg+xml,<svg onload=alert(8)>)", "![x](javascript:alert(9))",
        "<javascript:alert(10)>", "[x](//evil.example/)", "[x](https://evil.example/\"onmouseover=alert(11))",
        "[x](../../../../etc/passwd)", "![e](evil.svg)", "```\"><script>\nx\n```",
        "| " + "<b>x</b> | [y](vbscript:z) |\n|---|---|\n| <img src=x onerror=alert(12)> | 2 |"])
    files = dict(FULL)
    files["charter.yml"] = (
        f"mission: {e}\nactions: [{{title: {e}, text: {e}}}]\nin-scope: [{{title: {e}, text: {e}}}]\n"
        f"out-of-scope: []\nrelations: [{{group: {e}, kind: internal, text: {e}}}]\n"
        f"responsibilities: [{e}]\n")
    files["people.yml"] = (
        f"people:\n  - {{id: ada, name: {e}, employer: {e}, segment: vendor, github: {e}}}\n"
        "  - {id: bob, name: Bob B, employer: Beta Ltd}\n  - {id: cy, name: Cy C, employer: Gamma Ltd}\n"
        "  - {id: di, name: Di D, employer: Delta Ltd}\n")
    files["meetings/2026-11-05-monthly.yml"] = (
        "series: monthly\ndate: 2026-11-05\nheld: true\n"
        f"attendance: [{{name: {e}, employer: {e}}}]\nagenda: [{{title: {e}, by: {e}, text: {e}}}]\n"
        f"minutes: [{{title: {e}, text: {json.dumps(md)}}}]\n"
        f"actions: [{{id: a1, text: {e}, owner: ada, due: unknown}}]\npublished: 2026-11-07\n")
    files["decisions/accept-a.yml"] = (
        f"title: {e}\nmotion: {e}\nproposed-by: ada\nopened: 2026-11-05\ncloses: 2026-11-12\n"
        "threshold: majority\nof: cast\nquorum: 1\nelectorate: [chair]\n"
        f"recusals: [{{person: bob, why: {e}}}]\n"
        f"ballots: [{{person: ada, vote: for, at: 2026-11-06, comment: {e}}}]\n")
    files["recommendations.yml"] = (
        "recommendations:\n  - {id: r, project: Verifier A, kind: other, "
        f"to: {e}, date: 2026-11-13, fate: open, text: {e}}}\n")
    files["papers/one/paper.yml"] = (
        f"title: {e}\nstatus: draft\neditors: [ada]\nlicense: {e}\nstarted: 2026-03-01\nsummary: {e}\n")
    files["papers/one/paper.md"] = md
    files["patterns/relay/pattern.yml"] = files["patterns/relay/pattern.yml"].replace(
        "summary: Passing evidence on.", f"summary: {e}")
    files["patterns/relay/diagram.svg"] = SVG.replace("<rect", "<script>alert(20)</script><rect")
    files["papers/one/evil.svg"] = SVG.replace("<rect", '<rect onload="alert(21)"')
    files["reports/2026-Q3.md"] = md
    files["README.md"] = md
    files["landscape/data.yml"] = landscape({
        EVIL: [item(EVIL, "evil", "snp", "verifier", description=EVIL, license="MIT",
                    source="javascript:alert(30) x; 2026-08-01", logo="evil.svg"),
               item("javascript:alert(31)", "js", EVIL.replace(",", ""), "verifier")],
        "Verifiers": [item("Verifier A", "verifier-a", "snp", "verifier")]})
    files["landscape/logos/evil.svg"] = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(32)"/>'
    return files


def large(n=1000):
    """An office with @n entries."""
    tees = ["snp", "tdx", "sgx", "nitro", "cca", "tpm", "unknown"]
    roles = ["verifier", "attester", "key-broker", "platform", "unknown"]
    files = dict(FULL)
    categories = {}
    for i in range(n):
        lines = item(f"Project number {i} of many", f"project-{i}", f"{tees[i % 7]}, {tees[(i + 1) % 6]}"
                     if tees[i % 7] != "unknown" else "unknown", roles[i % 5],
                     description=f"What project number {i} does for those who run workloads that they do "
                                 "not want others to look into, said in a sentence.")
        categories.setdefault(f"Category number {i % 14}", []).append(lines)
    files["landscape/data.yml"] = landscape(categories)
    files["recommendations.yml"] = "recommendations: []\n"
    files["charter.yml"] = files["charter.yml"].replace("[Verifier A]", "[]")
    return files


def write(folder, files):
    for path, text in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)
    return folder


def build(cupel, office, out, *args, as_of=AS_OF, code=0):
    done = subprocess.run([cupel, "site", "build", office, "--out", out, "--as-of", as_of, *args],
                          capture_output=True, text=True)
    if code is not None and done.returncode != code:
        raise RuntimeError(f"exit {done.returncode}, not {code}: {done.stderr}")
    return done


def tree(folder):
    """All files by name with their bytes."""
    found = {}
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            with open(path, "rb") as f:
                found[os.path.relpath(path, folder)] = f.read()
    return found


# ---- pages, read strictly ----

VOID = {"meta", "link", "img", "input", "br", "hr"}
TAGS = VOID | set("""html head title script body a header div span nav ul ol li main h1 h2 h3 h4 h5 h6 p
    section footer time table thead tbody tr th td dl dt dd details summary fieldset legend label form
    button article pre code blockquote em strong del figure figcaption noscript svg g path rect circle
    ellipse line polyline polygon text tspan desc defs marker use symbol pattern linearGradient
    radialGradient stop clipPath u""".split()) | {"lineargradient", "radialgradient", "clippath"}
URLS = {"href", "src", "action"}


class Page(html.parser.HTMLParser):
    """Tags of ours alone, nested well; every attribute quoted, known to be harmless, given once."""

    def __init__(self, text, name):
        super().__init__(convert_charrefs=True)
        self.wrong, self.open, self.ids, self.links, self.headings = [], [], [], [], []
        self.text, self.name, self.title, self.policy, self.images = "", name, "", None, []
        self.feed(text)
        self.close()
        if self.open:
            self.wrong.append(f"left open: {self.open}")

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        if len(given) != len(attrs):
            self.wrong.append(f"<{tag}> has an attribute twice")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "xlink:href", "ping"):
                self.wrong.append(f"<{tag} {name}>")
            if name in URLS or name in ("cite", "data"):
                self.links.append((tag, value))
                scheme = urllib.parse.urlsplit(value.strip()).scheme.lower()
                if scheme not in ("", "http", "https", "mailto"):
                    self.wrong.append(f"<{tag} {name}={value!r}>")
        if tag == "script" and "src" not in given:
            self.wrong.append("an inline script")
        if tag == "img":
            self.images.append(given)
            if "alt" not in given:
                self.wrong.append("an image without alt")
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if "id" in given:
            if given["id"] in self.ids:
                self.wrong.append(f"id {given['id']} twice")
            self.ids.append(given["id"])
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1:]))
        if tag == "li" and self.open and self.open[-1] == "li":
            self.open.pop()  # its end may be left out
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in ("ul", "ol") and self.open and self.open[-1] == "li":
            self.open.pop()
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> where {self.open[-1:]} is open")
        else:
            self.open.pop()

    def handle_data(self, data):
        self.text += data
        if self.open and self.open[-1] == "title" and not self.title:
            self.title = data

    def handle_comment(self, data):
        self.wrong.append(f"a comment: {data[:40]}")


def follow(name, href):
    """The file and fragment that @href on the page @name leads to; None for other places."""
    parts = urllib.parse.urlsplit(href)
    if parts.scheme or parts.netloc:
        return None
    path = urllib.parse.unquote(parts.path)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
    return target, urllib.parse.unquote(parts.fragment)
