#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The registers of an office's patterns against their texts.

usage: test_office_texts.py OFFICE

A step that works is a command that stands in a console block of the text, and so is run by
doc_blocks.py. A planned step stands under the heading "Planned", and no console block has its
command. The diagram is there, described, in the page's own colours and without scripts.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree

SVG = "{http://www.w3.org/2000/svg}"
SHOWN = {"svg", "title", "desc", "style", "rect", "path", "circle", "text"}


def squeeze(text):
    return re.sub(r"\s+", " ", text.replace("\\\n", " ")).strip()


def steps(register):
    """(title, command, works) of each step; the register is written one member per line."""
    text = register.read_text().split("\nsteps:\n")[1]
    members = r"  - title: (.*)\n    command: (.*)\n    works: (.*)\n"
    found = re.findall(members, text)
    assert found and re.sub(members, "", text).strip() == "", f"{register}: steps are not readable"
    return found


def check_steps(folder, bad):
    text = (folder / "pattern.md").read_text()
    run = [squeeze(b) for b in re.findall(r"^```console\n(.*?)^```$", text, re.M | re.S)]
    planned = text.partition("\n## Planned\n")[2].partition("\n## ")[0]
    for title, command, works in steps(folder / "pattern.yml"):
        shown = command != "unknown" and any(squeeze(command) in b for b in run)
        if works == "true" and not shown:
            bad.append(f"{folder.name}: \"{title}\" works, and no console block has its command")
        elif works == "planned" and not planned:
            bad.append(f"{folder.name}: \"{title}\" is planned, and there is no text under \"Planned\"")
        elif works == "planned" and shown:
            bad.append(f"{folder.name}: \"{title}\" is planned, and a console block runs it")
        elif works not in ("true", "planned"):
            bad.append(f"{folder.name}: \"{title}\": works is true or planned, not {works}")


def check_diagram(folder, bad):
    root = xml.etree.ElementTree.parse(folder / "diagram.svg").getroot()
    names = [e.tag.replace(SVG, "") for e in root.iter()]
    labelled = set(root.get("aria-labelledby", "").split())
    ids = {e.get("id") for e in root if e.tag in (SVG + "title", SVG + "desc") and e.text}
    if root.get("role") != "img" or len(ids) != 2 or labelled != ids:
        bad.append(f"{folder.name}: the diagram is not described by its title and desc")
    if not set(names) <= SHOWN:
        bad.append(f"{folder.name}: the diagram has {sorted(set(names) - SHOWN)}")
    colours = {e.get(a) for e in root.iter() for a in ("stroke", "fill")} - {None, "none", "currentColor"}
    if colours:
        bad.append(f"{folder.name}: the diagram has colours of its own: {sorted(colours)}")
    if "](diagram.svg)" not in (folder / "pattern.md").read_text():
        bad.append(f"{folder.name}: the text does not show the diagram")


def main():
    bad = []
    folders = sorted(p.parent for p in (pathlib.Path(sys.argv[1]) / "patterns").glob("*/pattern.yml"))
    assert folders, "no patterns"
    for folder in folders:
        check_steps(folder, bad)
        check_diagram(folder, bad)
    print("\n".join(bad) or f"{len(folders)} patterns agree with their registers")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
