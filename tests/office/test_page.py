#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run page_check.js on the pages of sample reviews.

usage: test_page.py SAMPLE_OUT

Needs Chromium, node, and the npm packages playwright-core and axe-core: in tests/office/node
(npm ci --ignore-scripts), on NODE_PATH, or installed globally. Exit 77 (skipped), with what is
missing, where one of them is not there.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
# A project as it should look, none at all, and texts that try to break out.
SAMPLES = ["review", "empty", "hostile-4", "hostile-54", "drawn-3"]


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def node_path(node):
    """Where node finds both packages."""
    places = [str(HERE / "node" / "node_modules"), os.environ.get("NODE_PATH", "")]
    npm = shutil.which("npm")
    if npm:
        root = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, timeout=60)
        places.append(root.stdout.strip())
    path = ":".join(p for p in places if p)
    look = "require('playwright-core'); require('axe-core')"
    found = subprocess.run([node, "-e", look], capture_output=True, env={**os.environ, "NODE_PATH": path})
    if found.returncode:
        skip("the npm packages playwright-core and axe-core are not installed (tests/office/node)")
    return path


def main():
    program = os.path.abspath(sys.argv[1])
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    node = shutil.which("node")
    if not browser or not node:
        skip("no Chromium" if node else "no node")
    path = node_path(node)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for sample in SAMPLES:
            files.append(os.path.join(folder, sample + ".html"))
            page = subprocess.run([program, "html", sample], capture_output=True, check=True, timeout=60)
            pathlib.Path(files[-1]).write_bytes(page.stdout)
        done = subprocess.run([node, HERE / "page_check.js", browser, *files], timeout=500,
                              env={**os.environ, "NODE_PATH": path})
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
