#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Adds up gcc's counters (--coverage): which lines of some folders have the tests run?

Usage: cov.py BUILD..., from the top folder of the sources. Prints a line for each file (with the
lines that never ran), one for each folder, and a total. The exit code is 1 when a folder is below
the floor, a source is in no build, or gcov has doubts.
"""

import collections
import json
import os
import pathlib
import subprocess
import sys

FOLDERS = ("acpi", "dt", "lib", "report", "screen", "smp")  # not what is below them: that needs the hardware
FLOOR = 90  # per cent of the lines of each


def run_gcov(builds):
    """What gcov says of each object, and its complaints."""
    notes = sorted(str(path) for build in builds for path in pathlib.Path(build).rglob("*.gcno"))
    if not notes:
        sys.exit(f"cov: no *.gcno in {' '.join(builds)}")
    done = subprocess.run(
        ["gcov", "--json-format", "--stdout", *notes], capture_output=True, text=True, check=True
    )
    objects = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    return objects, [line for line in done.stderr.splitlines() if is_complaint(line)]


def is_complaint(line):
    """All that gcov says but for three: an object that never ran has no counts, one of data alone
    has nothing to count, and what a source elsewhere looks like does not matter."""
    if line.endswith(("assuming not executed", "no functions found")):
        return False
    if line.startswith("(the message"):
        return False
    return "newer than notes" not in line or line.startswith(tuple(f"{f}/" for f in FOLDERS))


def add_up(objects):
    """{source: {line: count}}. A source may be in several objects, a line in several functions."""
    counts = collections.defaultdict(collections.Counter)
    for an_object in objects:
        folder = an_object["current_working_directory"]
        for source in an_object["files"]:
            path = os.path.relpath(os.path.join(folder, source["file"]))
            for line in source["lines"]:
                counts[path][line["line_number"]] += line["count"]
    return counts


def ranges(lines):
    """The numbers of lines that never ran, as text. Lines without code do not end a range."""
    found, open_range = [], False
    for number in sorted(lines):
        if lines[number]:
            open_range = False
        elif open_range:
            found[-1][1] = number
        else:
            found.append([number, number])
            open_range = True
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def show(name, lines, covered, missing=""):
    tenths = 1000 * covered // lines if lines else 1000  # rounded down: 100 is all of them
    text = f"{name:24} {lines:5} lines {covered:5} covered {tenths / 10:5} %  {missing}"
    print(text.rstrip())


def sum_folder(folder, counts):
    """Prints the files of a folder; its lines, those covered, and whether each source was built."""
    lines = covered = 0
    built = True
    for path in sorted(pathlib.Path(folder).glob("*.[ch]")):
        found = counts.get(str(path), {})
        if not found:
            if path.suffix == ".c":
                print(f"{path}: in no build")
                built = False
            continue
        ran = sum(count > 0 for count in found.values())
        show(str(path), len(found), ran, ranges(found))
        lines, covered = lines + len(found), covered + ran
    return lines, covered, built


def main(builds):
    objects, faults = run_gcov(builds)
    counts = add_up(objects)
    sums = {folder: sum_folder(folder, counts) for folder in FOLDERS}
    for folder, (lines, covered, built) in sums.items():
        show(f"{folder}/", lines, covered)
        if not built:
            faults.append(f"{folder}/ has sources that are in no build")
        if 100 * covered < FLOOR * lines or not lines:
            faults.append(f"{folder}/ is below {FLOOR} %")
    show("total", sum(s[0] for s in sums.values()), sum(s[1] for s in sums.values()))
    for fault in faults:
        print(f"cov: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
