# SPDX-License-Identifier: Apache-2.0
"""A folder with repositories made by git, and `cupel review` run on them: for the tests of what the
program does. Whatever does not hold is gathered; the last line says how many held."""
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "labelled"))
import labelled  # noqa: E402

AS_OF = "2026-11-26"
URL = "https://github.com/example/thing"


def bad_text(text):
    """Does it hold what would steer a terminal?"""
    return any(ord(c) < 0x20 and c != "\n" or 0x7F <= ord(c) < 0xA0 for c in text)


class Result:
    def __init__(self, done):
        self.code, self.raw = done.returncode, done.stdout
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.raw)

    def check(self, name):
        return next(c for c in self.json()["checks"] if c["id"] == name)

    def outcome(self, name):
        return self.check(name)["outcome"]


class Lab:
    def __init__(self, cupel):
        self.cupel = os.path.abspath(cupel)
        self.top = tempfile.mkdtemp(prefix="cupel-review-")
        self.held, self.broken = 0, []

    # ---- what must hold ----

    def hold(self, good, what, *found):
        if good:
            self.held += 1
        else:
            self.broken.append(what)
            print("not so:", what, *(str(f)[:400] for f in found))

    def same(self, what, got, wanted):
        self.hold(got == wanted, what, f"got {got!r}", f"want {wanted!r}")

    def end(self):
        shutil.rmtree(self.top, ignore_errors=True)
        print(f"{self.held} passed, {len(self.broken)} failed")
        return 1 if self.broken else 0

    # ---- repositories ----

    def path(self, *names):
        return os.path.join(self.top, *names)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(text.encode() if isinstance(text, str) else text)
        return path

    def case(self, name, folder):
        """The repositories of a labelled case below @folder."""
        case = next(c for c in labelled.read_cases() if c.name == name)
        return labelled.make(case, self.path(folder))

    def repo(self, name, commits, url=URL):
        """@commits: (date, {path: text or bytes or (mode, bytes) or None}, tag or None) each."""
        repo = labelled.Repo(name, url)
        for i, (date, files, tag) in enumerate(commits):
            c = labelled.Commit(date, labelled.PEOPLE["Mel"], f"change {i}")
            for path, content in files.items():
                entry = content if isinstance(content, tuple) or content is None else (
                    "100644", content.encode() if isinstance(content, str) else content)
                c.files[path] = entry
            c.tags = [(tag, None)] if tag else []
            repo.commits.append(c)
        labelled.make_repo(repo, self.path(name))
        return self.path(name)

    def git(self, folder, *args, data=None):
        env = {"PATH": os.environ["PATH"], "HOME": self.top, "GIT_CONFIG_NOSYSTEM": "1",
               "LC_ALL": "C", "GIT_AUTHOR_DATE": "2026-11-20T12:00:00Z",
               "GIT_COMMITTER_DATE": "2026-11-20T12:00:00Z"}
        for who in ("AUTHOR", "COMMITTER"):
            env[f"GIT_{who}_NAME"], env[f"GIT_{who}_EMAIL"] = "Mel Pacheco", "mel@example.org"
        done = subprocess.run(["git", "-C", folder, *args], env=env, input=data,
                              capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"git {args}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode(errors="replace").strip()

    def loosen(self, repo):
        """Its packs become loose objects."""
        folder = os.path.join(repo, ".git", "objects", "pack")
        for name in os.listdir(folder):
            if name.endswith(".pack"):
                kept = self.path("kept.pack")
                os.rename(os.path.join(folder, name), kept)
                os.remove(os.path.join(folder, name[:-4] + "idx"))
                with open(kept, "rb") as f:
                    self.git(repo, "unpack-objects", "-q", data=f.read())
                os.remove(kept)

    # ---- the program ----

    def run(self, *args, cwd=None, env=None, timeout=120):
        base = {"PATH": os.environ["PATH"], "HOME": self.path("home"), "LC_ALL": "C.UTF-8",
                "XDG_CACHE_HOME": self.path("cache")}
        for keep in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TMPDIR"):
            if keep in os.environ:
                base[keep] = os.environ[keep]
        done = subprocess.run([self.cupel, "review", *args], capture_output=True, cwd=cwd or self.top,
                              env={**base, **(env or {})}, stdin=subprocess.DEVNULL, check=False,
                              timeout=timeout)
        result = Result(done)
        if bad_text(result.out) or bad_text(result.err):
            self.hold(False, f"{args}: control characters", result.out, result.err)
        return result

    def review(self, *args, **more):
        """As JSON, anew, of a fixed day, without the verifier; must succeed."""
        r = self.run("--json", "--no-cache", "--no-observe", "--as-of", AS_OF, *args, **more)
        if r.code != 0:
            raise RuntimeError(f"{args}: exit {r.code}: {r.err}")
        return r

    def refuse(self, what, code, *args, says=(), **more):
        """Must exit with @code, write nothing on standard output, and say each of @says."""
        r = self.run(*args, **more)
        self.same(f"{what}: exit status", (r.code, r.err if r.code != code else ""), (code, ""))
        self.same(f"{what}: standard output", r.out, "")
        for part in says:
            self.hold(part in r.err, f'{what}: says "{part}"', r.err)
        return r


@contextlib.contextmanager
def lab_of(argv):
    lab = Lab(argv[1])
    try:
        yield lab
    finally:
        shutil.rmtree(lab.top, ignore_errors=True)
