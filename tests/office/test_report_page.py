#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run page_check.js on the pages of reports, and print one.

usage: test_report_page.py CUPEL [FOLDER]

With FOLDER the pages are kept there. Needs what test_page.py needs, and python3-yaml; exit 77 (skipped), with
what is missing, where one of them is not there.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zlib

import test_page

try:
    import report_lab
except ImportError as missing:
    test_page.skip(str(missing))

CUPEL = os.path.abspath(sys.argv[1])


def make(folder):
    """A quarter and a year full of things, an office of blanks, and one without history."""
    office = report_lab.build(os.path.join(folder, "repo"))
    place = os.path.join(office.folder, office.prefix)
    plain = os.path.join(folder, "plain")
    shutil.copytree(place, plain)
    blank = os.path.join(folder, "blank")
    subprocess.run([CUPEL, "office", "init", blank], check=True, capture_output=True)
    files = []
    for name, args in (("quarter", ["--quarter", "2025-Q1", place]), ("year", ["--year", "2025", place]),
                       ("plain", ["--year", "2025", plain]), ("blank", ["--quarter", "2026-Q1", blank])):
        files.append(os.path.join(folder, name + ".html"))
        subprocess.run([CUPEL, "office", "report", "--html", "--output", files[-1], *args], check=True, timeout=60)
    return files


def printed(browser, page):
    """Sizes of the sheets, and whether addresses are printed."""
    out = page + ".pdf"
    subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                    f"--print-to-pdf={out}", f"file://{page}"], check=True, capture_output=True, timeout=120)
    data = pathlib.Path(out).read_bytes()
    boxes = {tuple(round(float(n)) for n in m.split()) for m in re.findall(rb"/MediaBox ?\[([0-9. ]+)\]", data)}
    for part in re.findall(rb"stream\r?\n(.*?)endstream", data, re.S):
        try:
            boxes |= {tuple(round(float(n)) for n in m.split())
                      for m in re.findall(rb"/MediaBox ?\[([0-9. ]+)\]", zlib.decompress(part))}
        except zlib.error:
            pass
    return boxes


def main():
    browser = next(filter(None, map(shutil.which, test_page.BROWSERS)), None)
    node = shutil.which("node")
    if not browser or not node:
        test_page.skip("no Chromium" if node else "no node")
    path = test_page.node_path(node)
    with tempfile.TemporaryDirectory() as work:
        folder = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else work
        files = make(folder)
        sheets = printed(browser, files[0])
        a4 = sheets and all(w in (594, 595, 596) and h in (841, 842, 843) for _, _, w, h in sheets)
        if not a4:
            print(f"FAILED: the sheets are {sheets}, not A4")
        done = subprocess.run([node, test_page.HERE / "page_check.js", browser, *files], timeout=500,
                              env={**os.environ, "NODE_PATH": path})
    return done.returncode or (0 if a4 else 1)


if __name__ == "__main__":
    sys.exit(main())
