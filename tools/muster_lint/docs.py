#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes the list of rules in docs/lint.md anew: docs.py MUSTER-LINT, from the top folder."""

import pathlib
import subprocess
import sys

PAGE = pathlib.Path("docs/lint.md")
BEGIN, END = "<!-- make docs: begin -->\n", "<!-- make docs: end -->\n"


def main(program):
    listed = subprocess.run(
        [program, "--rules=markdown"], capture_output=True, text=True, check=True
    ).stdout
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(before + BEGIN + listed + "\n" + END + after, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
