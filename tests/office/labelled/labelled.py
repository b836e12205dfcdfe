# SPDX-License-Identifier: Apache-2.0
"""The labelled set: cases as text, repositories made of them by git. README.md has the form."""
import collections
import datetime
import json
import os
import re
import subprocess

OUTCOMES = ("pass", "fail", "na", "unknown")
CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases")
FORGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "undecidable")
FIRST_DATE = "2026-06-01"
PEOPLE = {"Mel": "Mel Pacheco <mel@example.org>"}

# outcome: what the project deserves; says: substrings of the reason; known: None, or (what the
# tool answers today, why that is wrong).
Label = collections.namedtuple("Label", "check outcome says why line known")


class Broken(Exception):
    """The case cannot be read; the text has the file and the line."""


class Commit:
    def __init__(self, date, author, subject):
        self.date, self.author, self.message = date, author, subject + "\n"
        self.files = {}  # path to (mode, bytes), or to None where the commit removes it
        self.tags = []  # (name, message or None)


class Repo:
    def __init__(self, name, url):
        self.name, self.url, self.commits = name, url, []

    def first(self):
        if not self.commits:
            self.commits.append(Commit(FIRST_DATE, PEOPLE["Mel"], "start"))
        return self.commits[0]

    def holders(self, path):
        return [c for c in self.commits if c.files.get(path)]

    def flatten(self):
        """One commit with all files, no tags: a history is to follow."""
        whole = Commit(self.first().date, self.first().author, "start")
        for c in self.commits:
            for path, entry in c.files.items():
                whole.files.pop(path, None)
                if entry:
                    whole.files[path] = entry
        self.commits = [whole]


class Case:
    def __init__(self, name):
        self.name, self.about, self.base = name, "", None
        self.as_of, self.stage, self.people = "2026-11-26", "proposed", dict(PEOPLE)
        self.repos, self.labels = [], []

    def repo(self, name, url=None):
        for r in self.repos:
            if r.name == name:
                return r
        self.repos.append(Repo(name, url))
        return self.repos[-1]


class Reader:
    """One pass over a case's lines; `now` is where files and commits go."""

    def __init__(self, name, folder, above=()):
        self.path = os.path.join(folder, name + ".case")
        self.folder, self.above = folder, above + (name,)
        with open(self.path, encoding="utf-8") as f:
            self.lines = f.read().split("\n")
        self.at = 0
        self.case = Case(name)
        self.now = self.commit = None

    def fail(self, text):
        raise Broken(f"{self.path}:{self.at}: {text}")

    def block(self):
        """The lines up to one that is "." alone."""
        start = self.at
        while self.at < len(self.lines) and self.lines[self.at] != ".":
            self.at += 1
        if self.at == len(self.lines):
            self.at = start
            self.fail('no line "." ends this')
        self.at += 1
        return self.lines[start:self.at - 1]

    def read(self):
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if not line.strip() or line.startswith("#"):
                continue
            word, _, rest = line.partition(" ")
            if word in OUTCOMES:
                self.label(word, rest)
            elif "do_" + word.replace("-", "_") in dir(self):
                getattr(self, "do_" + word.replace("-", "_"))(rest)
            else:
                self.fail(f'unknown word "{word}"')
        return self.case

    def here(self):
        if not self.now:
            self.now = self.case.repos[0] if self.case.repos else self.case.repo(
                "thing", "https://github.com/example/thing")
        return self.now

    # ---- labels ----

    def label(self, outcome, rest):
        m = re.fullmatch(r'([\w.-]+)((?: "[^"]*")*): (.+)', rest)
        if not m:
            self.fail('want: OUTCOME CHECK ["REASON"]…: WHY')
        if any(l.check == m[1] for l in self.case.labels):
            self.fail(f"{m[1]} has a label already")
        says = re.findall(r'"([^"]*)"', m[2])
        self.case.labels.append(Label(m[1], outcome, says, m[3], self.at, None))

    def do_known(self, rest):
        m = re.fullmatch(r"([\w.-]+) (\w+): (.+)", rest)
        mine = [i for i, l in enumerate(self.case.labels) if m and l.check == m[1]]
        if not mine or m[2] not in OUTCOMES:
            self.fail("want: known CHECK OUTCOME: WHY, below the check's label")
        if self.case.labels[mine[0]].outcome == m[2]:
            self.fail("a known disagreement must disagree")
        self.case.labels[mine[0]] = self.case.labels[mine[0]]._replace(known=(m[2], m[3]))

    # ---- the case ----

    def do_about(self, rest):
        self.case.about = (self.case.about + " " + rest).strip()

    def do_base(self, rest):
        if self.case.repos or rest in self.above:
            self.fail("base: once, before files, and not in a circle")
        if not os.path.isfile(os.path.join(self.folder, rest + ".case")):
            self.fail(f'there is no case "{rest}"')
        base = Reader(rest, self.folder, self.above).read()
        self.case.base = rest
        self.case.as_of, self.case.stage = base.as_of, base.stage
        self.case.people.update(base.people)
        self.case.repos = base.repos

    def do_as_of(self, rest):
        self.case.as_of = rest

    def do_stage(self, rest):
        self.case.stage = rest

    def do_person(self, rest):
        name, _, whole = rest.partition(" ")
        self.case.people[name] = whole

    def do_repo(self, rest):
        name, _, url = rest.partition(" ")
        self.now, self.commit = self.case.repo(name, url or None), None

    # ---- history ----

    def do_history(self, rest):
        if rest != "anew":
            self.fail("want: history anew")
        self.here().flatten()
        self.commit = self.now.commits[0]

    def someone(self, name):
        return self.case.people.get(name) or self.fail(f'no person "{name}"')

    def do_commit(self, rest):
        m = re.fullmatch(r"(\d{4}-\d\d-\d\d) (\w+): (.+)", rest)
        if not m:
            self.fail("want: commit YYYY-MM-DD PERSON: SUBJECT")
        self.commit = Commit(m[1], self.someone(m[2]), m[3])
        body = []
        while self.at < len(self.lines) and self.lines[self.at].startswith("    "):
            body.append(re.sub(r"@(\w+)$", lambda a: self.someone(a[1]),
                               self.lines[self.at][4:]))
            self.at += 1
        if body:
            self.commit.message += "\n" + "\n".join(body) + "\n"
        self.here().commits.append(self.commit)

    def do_tag(self, rest):
        """tag NAME, or with a block: tag NAME annotated"""
        name, _, how = rest.partition(" ")
        message = "\n".join(self.block()) + "\n" if how == "annotated" else None
        if how not in ("", "annotated"):
            self.fail("want: tag NAME, or tag NAME annotated")
        commits = self.here().commits
        (self.commit or (commits[-1] if commits else self.here().first())).tags.append(
            (name, message))

    def do_untag(self, rest):
        found = False
        for c in self.here().commits:
            found = found or any(t[0] == rest for t in c.tags)
            c.tags = [t for t in c.tags if t[0] != rest]
        if not found:
            self.fail(f'no tag "{rest}"')

    # ---- files ----

    def put(self, path, mode, content):
        if self.commit:
            self.commit.files[path] = (mode, content)
            return
        for c in self.here().holders(path) or [self.now.first()]:
            c.files[path] = (mode, content)

    def do_file(self, rest):
        self.put(rest, "100644", "".join(l + "\n" for l in self.block()).encode())

    def do_executable(self, rest):
        self.put(rest, "100755", "".join(l + "\n" for l in self.block()).encode())

    def do_hex(self, rest):
        self.put(rest, "100755", bytes.fromhex("".join(self.block())))

    def do_link(self, rest):
        path, _, target = rest.partition(" ")
        self.put(path, "120000", target.encode())

    def entry(self, path):
        holders = self.here().holders(path)
        if not holders:
            self.fail(f"no file {path}")
        return holders

    def do_remove(self, rest):
        if self.commit:
            self.entry(rest)
            self.commit.files[rest] = None
            return
        for c in self.entry(rest):
            del c.files[rest]

    def do_move(self, rest):
        old, _, new = rest.partition(" ")
        for c in self.entry(old):
            c.files[new] = c.files.pop(old)

    def do_append(self, rest):
        more = "".join(l + "\n" for l in self.block()).encode()
        for c in self.entry(rest):
            c.files[rest] = (c.files[rest][0], c.files[rest][1] + more)

    def do_edit(self, rest):
        """Lines "- OLD" that stand there once, together, become the lines "+ NEW"; an empty line
        parts one change from the next."""
        hunks = [([], [])]
        for line in self.block():
            if line[:1] not in ("-", "+", ""):
                self.fail('edit: lines start with "- " or "+ ", or are empty')
            if not line or (line[0] == "-" and hunks[-1][1]):
                hunks.append(([], []))
            if line:
                hunks[-1][line[0] == "+"].append(line[2:] + "\n")
        if not all(old for old, _ in hunks):
            self.fail("edit: a change without lines that it takes away")
        for c in self.entry(rest):
            mode, content = c.files[rest]
            text = "\n" + content.decode()
            for old, new in hunks:
                gone = "\n" + "".join(old)
                if text.count(gone) != 1:
                    self.fail(f"edit {rest}: these stand {text.count(gone)} times in it, not "
                              f"once: {old[0].strip() if old else ''}")
                text = text.replace(gone, "\n" + "".join(new))
            c.files[rest] = (mode, text[1:].encode())


def read_cases(folder=CASES):
    names = sorted(n[:-5] for n in os.listdir(folder) if n.endswith(".case"))
    return [Reader(n, folder).read() for n in names]


def read_undecidable(path=FORGE):
    """Id to why no checkout can decide it."""
    rows = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                check, _, why = line.strip().partition(": ")
                rows[check] = why
    return rows


# ---- git ----

def stamp(date):
    """Noon of the day, as git writes it."""
    noon = datetime.datetime.strptime(date + " 12", "%Y-%m-%d %H")
    return f"{int(noon.replace(tzinfo=datetime.timezone.utc).timestamp())} +0000"


def data(content):
    content = content if isinstance(content, bytes) else content.encode()
    return b"data %d\n%s\n" % (len(content), content)


def stream(repo):
    """What `git fast-import` reads."""
    out, tags = [], []
    for i, c in enumerate(repo.commits, 1):
        who = f"{c.author} {stamp(c.date)}\n"
        out.append(f"commit refs/heads/main\nmark :{i}\nauthor {who}committer {who}".encode())
        out.append(data(c.message))
        if i > 1:
            out.append(f"from :{i - 1}\n".encode())
        for path, entry in sorted(c.files.items()):
            if entry is None:
                out.append(f"D {path}\n".encode())
            else:
                out.append(f"M {entry[0]} inline {path}\n".encode() + data(entry[1]))
        for name, message in c.tags:
            if message is None:
                tags.append(f"reset refs/tags/{name}\nfrom :{i}\n\n".encode())
            else:
                tags.append(f"tag {name}\nfrom :{i}\ntagger {who}".encode() + data(message))
    return b"".join(out + tags)


def make_repo(repo, folder):
    """A repository at @folder; no work tree is checked out, since none is read."""
    env = {"PATH": os.environ["PATH"], "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    def git(*args, **more):
        done = subprocess.run(["git", "-C", folder, *args], env=env, capture_output=True, **more)
        if done.returncode:
            raise Broken(f"{folder}: git {args[0]}: {done.stderr.decode(errors='replace')}")
    os.makedirs(folder)
    git("init", "-q", "--initial-branch=main")
    if repo.url:
        git("config", "remote.origin.url", repo.url)
    git("fast-import", "--quiet", input=stream(repo))


def make(case, folder):
    """The case's repositories below @folder; their paths, in its order."""
    paths = []
    for r in case.repos:
        paths.append(os.path.join(folder, r.name))
        make_repo(r, paths[-1])
    return paths


def review(command, case, folder):
    """Make the case below @folder and review it: id to the check as the JSON has it."""
    argv = [*command, "--json", "--no-cache", "--as", case.stage, "--as-of", case.as_of, "--name",
            case.repos[0].name if case.repos else "thing"]
    done = subprocess.run(argv + make(case, folder), capture_output=True, check=False)
    if done.returncode != 0:
        raise Broken(f"{case.name}: exit status {done.returncode}: "
                     f"{done.stderr.decode(errors='replace').strip()}")
    return {c["id"]: c for c in json.loads(done.stdout)["checks"]}
