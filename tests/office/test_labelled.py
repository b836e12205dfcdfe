# SPDX-License-Identifier: Apache-2.0
"""Every label of tests/office/labelled holds, with each reason that it states.

    test_labelled.py CUPEL

A label that the tool is known to miss must be missed in the way that the case says: one that holds
after all is an error too, so that the mark goes. Every check of the review must have at least two
cases, one that deserves a pass and one that does not; a check that no checkout can decide, which
tests/office/labelled/undecidable lists, at least two that show so.
"""
import collections
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "labelled"))
import labelled  # noqa: E402


def text_of(check):
    """All that the finding says: its sentence, notes of legs, rows and places."""
    if isinstance(check, dict):
        return "\n".join(text_of(v) for v in check.values())
    if isinstance(check, list):
        return "\n".join(text_of(v) for v in check)
    return check if isinstance(check, str) else ""


def errors_of_label(label, found):
    if found is None:
        return [f"{label.check}: the review has no such check"]
    said = f"{found['outcome']}: {found.get('detail', '')}"
    if not label.known:
        if found["outcome"] != label.outcome:
            return [f"{label.check}: want {label.outcome} ({label.why}), got {said}"]
        return [f'{label.check}: want the reason to say "{s}", got {said}'
                for s in label.says if s not in text_of(found)]
    if found["outcome"] == label.outcome:
        return [f"{label.check}: no disagreement any more: take the mark off"]
    if found["outcome"] != label.known[0]:
        return [f"{label.check}: known to be {label.known[0]}, got {said}"]
    return []


def run_case(cupel, folder, case):
    try:
        checks = labelled.review([cupel, "review", "--no-observe"], case,
                                 os.path.join(folder, case.name))
    except labelled.Broken as e:
        return [str(e)]
    return [f"{case.name}.case:{l.line}: {e}"
            for l in case.labels for e in errors_of_label(l, checks.get(l.check))]


def coverage_errors(checks, cases, undecidable):
    outcomes = collections.defaultdict(list)
    for case in cases:
        for label in case.labels:
            outcomes[label.check].append(label.outcome)
    for check in checks:
        have = outcomes[check]
        if len(have) < 2:
            yield f"{check}: {len(have)} cases, not at least two"
        elif check in undecidable:
            if "pass" in have or "fail" in have:
                yield f"{check}: has cases that can be decided: take it off the list"
            elif have.count("unknown") < 2:
                yield f"{check}: fewer than two cases show that it cannot be told"
        elif "pass" not in have or set(have) == {"pass"}:
            yield f"{check}: needs one case that deserves a pass and one that does not"
    for check in sorted(set(outcomes) - set(checks)):
        yield f"{check}: has cases, and the review has no such check"
    for check in sorted(set(undecidable) - set(checks)):
        yield f"{check}: is listed as undecidable, and the review has no such check"


def same_ids(folder, case):
    """Made twice, a case has the same commits."""
    ids = []
    for n in ("a", "b"):
        paths = labelled.make(case, os.path.join(folder, n))
        ids.append([subprocess.run(["git", "-C", p, "rev-parse", "main"], check=True,
                                   capture_output=True).stdout for p in paths])
    return ids[0] == ids[1]


def main():
    cupel = os.path.abspath(sys.argv[1])
    listed = subprocess.run([cupel, "review", "--list-checks", "--json"], check=True,
                            capture_output=True)
    checks = [c["id"] for c in json.loads(listed.stdout)["checks"]]
    cases = labelled.read_cases()
    errors = list(coverage_errors(checks, cases, labelled.read_undecidable()))
    with tempfile.TemporaryDirectory() as folder:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for found in pool.map(lambda c: run_case(cupel, folder, c), cases):
                errors += found
        twice = next(c for c in cases if c.name == "house-good")
        if not same_ids(os.path.join(folder, "twice"), twice):
            errors.append("house-good: made twice, its commits differ")
    print("\n".join(errors))
    labels = [l for c in cases for l in c.labels]
    print(f"{len(cases)} cases, {len(labels)} labels, {sum(1 for l in labels if l.known)} of them "
          "known not to be met")
    print(f"{max(0, len(labels) - len(errors))} passed, {len(errors)} failed")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
