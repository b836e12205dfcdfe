#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run site_check.js on sites of the example office, a full one and a hostile one.

    test_site_page.py CUPEL EXAMPLE_OFFICE [FOLDER]

FOLDER gets screenshots. Needs what test_page.py needs, and is skipped (exit 77) where that is not there.
"""
import os
import shutil
import subprocess
import sys
import tempfile

from site_lab import FULL, build, hostile, write
from test_page import BROWSERS, HERE, node_path, skip


def main():
    cupel, example = map(os.path.abspath, sys.argv[1:3])
    shots = [os.path.abspath(sys.argv[3])] if len(sys.argv) > 3 else []
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    node = shutil.which("node")
    if not browser or not node:
        skip("no Chromium" if node else "no node")
    path = node_path(node)
    files = {**FULL, "recommendations.yml": "recommendations: []\n"}
    files["landscape/data.yml"] = files["landscape/data.yml"].replace(
        '                review: "reviews/verifier-a.json"\n', "")
    with tempfile.TemporaryDirectory() as work:
        sites = []
        for name, office, code in (("example", example, 0),
                                   ("full", write(os.path.join(work, "full-office"), files), 0),
                                   ("hostile", write(os.path.join(work, "hostile-office"), hostile()), 3)):
            sites.append(os.path.join(work, name))
            build(cupel, office, sites[-1], code=code)
        done = subprocess.run([node, HERE / "site_check.js", browser, *sites, *shots], timeout=1500,
                              env={**os.environ, "NODE_PATH": path})
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
