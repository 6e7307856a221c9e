#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds the catalogue of messages, docs/messages/*.toml, against the sources that say them.

    tools/messages.py check    each message of the sources is in it, and nothing else; docs/messages.md is made of it
    tools/messages.py write    makes docs/messages.md
    tools/messages.py list     the messages of the sources, and where each is
"""

import pathlib
import sys

sys.dont_write_bytecode = True

from catalogue import book, collect  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "messages.md"


def check():
    written = book.read(ROOT)
    found = collect.collect(ROOT)
    faults = list(book.faults(ROOT, written, found))
    if not faults:
        text = book.page(written)
        faults += book.faults_of_links(ROOT, text)
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            faults.append("docs/messages.md is not what docs/messages/*.toml says: make docs")
    print("\n".join(faults + [f"{len(found)} messages, {len(faults)} faults"]))
    return 1 if faults else 0


def write():
    PAGE.write_text(book.page(book.read(ROOT)), encoding="utf-8")
    return 0


def show():
    for (group, text), messages in sorted(collect.collect(ROOT).items()):
        print(f"{messages[0].place}: {group}: {text}")
    return 0


if __name__ == "__main__":
    VERBS = {"check": check, "write": write, "list": show}
    if len(sys.argv) != 2 or sys.argv[1] not in VERBS:
        sys.exit(__doc__)
    try:
        sys.exit(VERBS[sys.argv[1]]())
    except ValueError as error:
        sys.exit(f"messages: {error}")
