# SPDX-License-Identifier: BSD-2-Clause
"""What README.md shows: its commands, and what it says that they print."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "[...]"
COLUMNS = 79


def blocks(language):
    """The blocks of a language, "" for those of none, as lists of lines without their indentation."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [[line[len(found[1]):] for line in found[3].splitlines()]
            for found in FENCE.finditer(text) if found[2] == language]


def commands():
    """Each command, without its comment."""
    for block in blocks("sh"):
        for line in re.sub(r"\\\n\s*", "", "\n".join(block)).splitlines():
            command = re.sub(r"(^|\s)#.*$", "", line).strip()
            if command:
                yield command


def block_with(text):
    """The block of output in which that stands."""
    found = [block for block in blocks("") if any(text in line for line in block)]
    assert len(found) == 1, f"{len(found)} blocks of README.md hold '{text}'"
    return found[0]


def goes_on(before, line):
    """Whether a line is the rest of the one before it: it is indented, and its first word found no room there."""
    if re.match(r" {4,}\S", line):
        return before != LEFT_OUT
    found = re.match(r"  (\S+)", line)
    return bool(found and re.match(r"\S", before) and len(before) + 1 + len(found[1]) > COLUMNS)


def logical(lines):
    """Lines as they were before they were broken."""
    found, before = [], LEFT_OUT
    for line in lines:
        if goes_on(before, line):
            found[-1] = f"{found[-1]} {line.strip()}"
        elif line.strip():
            found.append(line.rstrip())
        before = line.rstrip()
    return found


def shape(line):
    """The words alone: no figures, no units, no verdicts, and not where the line was broken."""
    line = re.sub(r"\[(pass|FAIL|skip)\]", "[V]", line)
    line = re.sub(r"^(PASS|FAIL|SKIP):", "V:", line)
    line = re.sub(r"0x[0-9a-fA-F]+", "X", line)
    line = re.sub(r"[-+]?\d[\d.]*( ?(ns|us|ms|s|KiB|MiB|B|%|ppm)(?![a-z]))?", "N", line)
    return re.sub(r"\s+", "", line)
