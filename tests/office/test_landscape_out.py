#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Exports of `cupel landscape`, read by PyYAML, csv and json as landscape2 would read them, and the
answers of the command to what is wrong.

    test_landscape_out.py CUPEL [OFFICE]
"""
import csv
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    sys.exit(77)  # the independent reader is not installed: skipped

DATE = re.compile(r"\d{4}-\d\d-\d\d$")
# What landscape2 deserializes, by its documentation: member to type; False: it must be there.
TEXT, FLAG, DAY = str, bool, "date"
ITEM = {"name": TEXT, "homepage_url": TEXT, "logo": TEXT}
ITEM_OPT = {"branch": TEXT, "crunchbase": TEXT, "description": TEXT, "enduser": FLAG, "joined": DAY,
            "license": TEXT, "project": TEXT, "repo_url": TEXT, "twitter": TEXT,
            "url_for_bestpractices": TEXT, "unnamed_organization": FLAG}
EXTRA_DAYS = {"accepted", "incubating", "graduated", "archived", "annual_review_date"}
API = {"category": TEXT, "homepage_url": TEXT, "id": TEXT, "logo_url": TEXT, "name": TEXT,
       "subcategory": TEXT}
COLUMNS = 50

OFFICE = """\
# A list to try the writer on.
categories:
  - name: Attestation & co.
    subcategories:
      - name: Verifiers
        items:
          - name: 'Tricky: "one", #two'
            description: "a\\nb"
            homepage_url: https://one.example/?a=1&b=%20
            repo_url: https://github.com/example/one
            logo: one.svg
            project: sandbox
            license: MIT
            second_path: [Attestation & co. / Others]
            extra:
              accepted: "2026-01-02"
              tag: [security]
              annotations: {tees: "snp", number: "1", truth: "yes", empty: "", day: "2026-01-02"}
          - name: Évéil
            homepage_url: https://two.example
            logo: two.svg
      - name: Others
        items: []
"""
SETTINGS = """\
foundation: Example
url: https://landscape.example/
screenshot_width: 1500
groups: [{name: "1", categories: [Attestation & co.]}]
"""
GUIDE = "categories: [{category: Attestation & co., content: 'x\n\n  y'}]\n"


class Failure(Exception):
    pass


def hold(condition, text):
    if not condition:
        raise Failure(text)


def run(program, *args, code=0, cwd=None):
    """Standard output and error of the command, which must exit with @code."""
    done = subprocess.run([program, "landscape", *args], capture_output=True, cwd=cwd,
                          stdin=subprocess.DEVNULL, check=False, timeout=120)
    out, err = done.stdout.decode(), done.stderr.decode()
    hold(done.returncode == code, f"{args}: exit {done.returncode}, not {code}: {out}{err}")
    return out, err


def check_type(value, kind, where):
    if kind == DAY:
        hold(isinstance(value, str) and DATE.match(value), f"{where} is no quoted date: {value!r}")
    else:
        hold(type(value) is kind, f"{where} is {value!r}, no {kind.__name__}")


def check_item(item, where):
    for key, kind in ITEM.items():
        check_type(item.get(key), kind, f"{where}.{key}")
        hold(item[key], f"{where}.{key} is empty")
    for key, kind in ITEM_OPT.items():
        if key in item:
            check_type(item[key], kind, f"{where}.{key}")
    for key, value in item.get("extra", {}).items():
        if key in EXTRA_DAYS:
            check_type(value, DAY, f"{where}.extra.{key}")
        elif key == "annotations":
            for k, v in value.items():
                check_type(k, str, f"a key of {where}")
                check_type(v, str, f"{where}.annotations.{k}")
        elif key in ("tag", "audits", "other_links"):
            check_type(value, list, f"{where}.extra.{key}")
        elif key != "specification":
            check_type(value, str, f"{where}.extra.{key}")
    hold(re.fullmatch(r"[^/\\]+", item["logo"]), f"{where}.logo is a path")


def items_of(data):
    hold(list(data) == ["categories"], f"members at the top: {list(data)}")
    for category in data["categories"]:
        check_type(category["name"], str, "a category's name")
        for sub in category["subcategories"]:
            check_type(sub["name"], str, "a subcategory's name")
            for item in sub["items"]:
                check_item(item, item.get("name"))
                yield category["name"], sub["name"], item


def load(path):
    with open(path, encoding="utf-8") as f:
        return yaml.safe_load(f)


def check_export(program, office, work):
    out = os.path.join(work, "out")
    run(program, "export", "--to", out, office)
    source = os.path.join(office, "landscape")
    for name in ("data.yml", "settings.yml", "guide.yml"):
        hold(load(os.path.join(out, name)) == load(os.path.join(source, name)),
             f"{name} is not what it was")
    items = list(items_of(load(os.path.join(out, "data.yml"))))
    with open(os.path.join(out, "items.csv"), encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))
    hold(all(len(r) == COLUMNS for r in rows), "rows of items.csv differ in length")
    hold(sorted(r[0] for r in rows[1:]) == sorted(i["name"] for _, _, i in items),
         "items.csv has other items")
    for _, _, item in items:
        with open(os.path.join(out, "logos", item["logo"]), encoding="utf-8") as f:
            hold("<svg" in f.read(), f"the image of {item['name']} is none")
    seen = 0
    for folder, _, names in os.walk(os.path.join(out, "api")):
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                value = json.load(f)
            if name == "count.json":
                hold(list(value) == ["count"], f"{folder}/{name}")
                continue
            for one in value:
                for key, kind in API.items():
                    check_type(one.get(key), kind, f"{folder}/{name}: {key}")
                hold(one["id"].count("--") >= 2, f"id {one['id']}")
            depth = os.path.relpath(folder, out).count(os.sep)
            seen += len(value) if depth == 2 else 0
    hold(seen == len(items), f"{seen} items in the categories' JSON, {len(items)} in data.yml")
    # What was written is read again, and written the same.
    again = os.path.join(work, "again")
    run(program, "export", "--to", again, out)
    for name in ("data.yml", "settings.yml", "guide.yml", "items.csv"):
        with open(os.path.join(out, name), "rb") as a, open(os.path.join(again, name), "rb") as b:
            hold(a.read() == b.read(), f"{name} changes when it is exported again")


def check_json(program, office):
    for args in (["check", "--json", "--as-of", "2026-11-26"], ["matrix", "--json"],
                 ["gaps", "--json"]):
        value = json.loads(run(program, *args, office)[0])
        hold(value["cupel"] == 1 and value["landscape"] == args[0], f"{args}: {list(value)}")


def check_answers(program, office, work):
    """What is wrong is said in words that help."""
    cases = [
        (["chek"], 2, "did you mean check?"),
        (["diff", "--office", office], 2, "name a date or a revision"),
        (["export", office], 2, "--to FOLDER is demanded"),
        (["export", "--to", office, office], 2, "is not empty"),
        (["import"], 2, "name the file"),
        (["import", "x.txt"], 2, "is it yaml, csv or tsv?"),
        (["matrix", "--by", "tee,rol", office], 2, "did you mean role?"),
        (["matrix", "--item", "nobody at all", office], 2, "there is no item"),
        (["check", "--fail-on", "archive", office], 2, "did you mean archived?"),
        (["check", "--checkout", "x", office], 2, "must be NAME=PATH"),
        (["check", "--as-of", "soon", office], 2, "must be a date"),
        (["check", os.path.join(work, "nowhere.yml")], 7, "cannot be opened"),
        (["check", work], 2, "holds neither"),
    ]
    for args, code, text in cases:
        out, err = run(program, *args, code=code)
        hold(text in err, f"{args}: {err}{out}")
    bad = os.path.join(work, "bad.yml")
    with open(bad, "w", encoding="utf-8") as f:
        f.write("categories:\n- name: A\n  subcategory: []\n")
    out, _ = run(program, "check", bad, code=4)
    hold("bad.yml:2: error:" in out and "did you mean subcategories?" in out, out)
    run(program, "check", "--fail-on", "unchecked", office, code=1)


def check_images(program, work):
    """An image with a script is not taken along; a link is not followed."""
    office = make_office(os.path.join(work, "images"))
    logos = os.path.join(office, "landscape", "logos")
    os.mkdir(logos)
    with open(os.path.join(logos, "one.svg"), "w", encoding="utf-8") as f:
        f.write("<svg><script>alert(1)</script></svg>")
    os.symlink("/etc/passwd", os.path.join(logos, "two.svg"))
    out = os.path.join(work, "images-out")
    _, err = run(program, "export", "--to", out, office)
    hold("one.svg holds a script" in err and "two.svg" in err, err)
    for name in ("one.svg", "two.svg"):
        with open(os.path.join(out, "logos", name), encoding="utf-8") as f:
            hold("<rect" in f.read(), f"{name} is no monogram")


def git(folder, *args, day=None):
    env = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    if day:
        env["GIT_AUTHOR_DATE"] = env["GIT_COMMITTER_DATE"] = f"{day}T12:00:00Z"
    subprocess.run(["git", "-C", folder, "-c", "user.name=Mel", "-c", "user.email=mel@example.org",
                    *args], check=True, env=env, stdout=subprocess.DEVNULL)


def check_diff(program, work):
    """Between two days, in a repository of which the office is a folder."""
    top = os.path.join(work, "repo")
    office = make_office(os.path.join(top, "office"))
    data = os.path.join(office, "landscape", "data.yml")
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-qm", "one", day="2026-01-10")
    with open(data, encoding="utf-8") as f:
        text = f.read()
    with open(data, "w", encoding="utf-8") as f:
        f.write(text.replace("license: MIT", "license: Apache-2.0"))
    git(top, "commit", "-qam", "two", day="2026-02-10")
    with open(data, "w", encoding="utf-8") as f:
        f.write(text.replace("Évéil", "Other"))

    def changes(*args):
        out = run(program, "diff", "--json", "--office", office, *args)[0]
        return [(c["kind"], c["field"]) for c in json.loads(out)["changes"]]
    hold(changes("2026-01-10", "2026-02-09") == [], "nothing changed in between")
    hold(changes("2026-01-31", "HEAD") == [("changed", "license")], "the licence changed")
    hold(changes("2026-01-31") == [("added", None), ("removed", None)], "the file as it is")
    _, err = run(program, "diff", "--office", office, "2026-01-09", code=2)
    hold("no commit is as old as 2026-01-09" in err, err)
    _, err = run(program, "diff", "--office", office, "nothing", code=2)
    hold("names no commit" in err, err)


def check_import(program, work):
    table = os.path.join(work, "seeds.tsv")
    with open(table, "w", encoding="utf-8") as f:
        f.write("name\trepo\tcategory\tTEEs\tlicense\tfoundation\tdescription\tsource\n"
                "One\to/one\tA\tSEV-SNP\tMIT\tnone\tx\tREADME of 2026-01-02\n")
    out, _ = run(program, "import", table)
    items = list(items_of(yaml.safe_load(out)))
    hold(items[0][2]["extra"]["annotations"]["tees"] == "snp", out)
    old = os.path.join(work, "old.yml")
    with open(old, "w", encoding="utf-8") as f:
        f.write("landscape:\n  - category:\n    name: A\n    subcategories:\n      - subcategory:\n"
                "        name: B\n        items:\n          - item:\n            name: C\n"
                "            homepage_url: nowhere\n            logo: c.svg\n"
                "            stock_ticker: X\n")
    out, err = run(program, "import", old, code=3)
    hold("stock_ticker" in err and "homepage_url is no URL" in err, err)
    hold(len(list(items_of(yaml.safe_load(out)))) == 1, out)
    run(program, "import", old, "--output", table, code=7)


def make_office(folder):
    os.makedirs(os.path.join(folder, "landscape"))
    for name, text in (("data", OFFICE), ("settings", SETTINGS), ("guide", GUIDE)):
        with open(os.path.join(folder, "landscape", name + ".yml"), "w", encoding="utf-8") as f:
            f.write(text)
    return folder


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as work:
        office = make_office(os.path.join(work, "office"))
        check_export(program, office, work)
        check_json(program, office)
        check_answers(program, office, work)
        check_images(program, work)
        check_import(program, work)
        check_diff(program, work)
        if len(sys.argv) > 2 and os.path.exists(os.path.join(sys.argv[2], "landscape/data.yml")):
            real = os.path.join(work, "real")
            os.mkdir(real)
            check_export(program, sys.argv[2], real)
            check_json(program, sys.argv[2])
            out, _ = run(program, "check", sys.argv[2])
            hold(" 0 errors," in out, out)


if __name__ == "__main__":
    main()
