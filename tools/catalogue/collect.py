# SPDX-License-Identifier: BSD-2-Clause
"""All messages of the project, from its sources."""

import pathlib
import re

from . import in_c, in_py, in_sh
from .message import Message

# Tools for who changes the code: what they say is about the code, to its author.
FOR_AUTHORS = ("tools/floors.py", "tools/cov.py", "tools/count_path.py", "tools/messages.py",
               "tools/catalogue/", "tools/muster_lint/docs.py", "tools/pe_finish.c", "tools/words.c",
               "tools/usage_page.sh")
# Which tools are one for their users; what is not here stands for itself
GROUPS = (
    (r"run\.sh|tools/vm_\w+\.sh", "run.sh"),
    (r"tools/setup\w*\.sh", "tools/setup.sh"),
    (r"tools/(image|fat|media|keys|sign)\w*\.sh", "images"),
    (r"tools/lab/.*", "lab"),
    (r"tools/muster|tools/results/.*", "tools/muster"),
    (r"tools/muster_lint/.*", "muster-lint"),
    (r"tools/compare-peers|tools/scaling|tools/peers/.*", "tools/compare-peers"),
)
SHELL = re.compile(rb"#!/bin/(ba)?sh|#.*\n# shellcheck shell=")
PYTHON = re.compile(rb"#!/usr/bin/(env )?python3")


def group_of(path):
    for pattern, group in GROUPS:
        if re.fullmatch(pattern, path):
            return group
    return path


def files(root, folder):
    return sorted(path for path in (root / folder).rglob("*")
                  if path.is_file() and "__pycache__" not in path.parts)


def program_sources(root):
    for folder in in_c.PROGRAM:
        for path in files(root, folder):
            if path.suffix in (".c", ".h"):
                yield in_c.Source(str(path.relative_to(root)), path.read_text(encoding="utf-8"))


def of_tools(root):
    for path in [root / "run.sh", *files(root, "tools")]:
        name = str(path.relative_to(root))
        if name.startswith(FOR_AUTHORS):
            continue
        data = path.read_bytes()
        if path.suffix == ".c" and "peers/linux" not in name:
            yield from in_c.Source(name, data.decode()).of_tool(group_of(name))
        elif SHELL.match(data):
            yield from in_sh.messages(name, data.decode(), group_of(name))
        elif path.suffix == ".py" or PYTHON.match(data):
            yield from in_py.messages(name, data.decode(), group_of(name))


def exits(root):
    """How programs end: constants of theirs, and statuses of muster.efi."""
    for path in [root / "run.sh", *files(root, "tools")]:
        name = str(path.relative_to(root))
        data = path.read_bytes()
        if name.startswith(FOR_AUTHORS) or not (
                SHELL.match(data) or PYTHON.match(data) or path.suffix in (".py", ".c")):
            continue
        text = in_sh.without_comments(data.decode())
        codes = set(re.findall(r"\b(?:EXIT_\w+ ?= ?|exit )(\d+)\b", text))
        for names, values in re.findall(r"^([A-Z_]+(?:, [A-Z_]+)*) = (\d+(?:, \d+)*)$", text, re.M):
            codes |= set(values.split(", ")) if "USAGE" in names else set()
        for code in sorted(codes, key=int):
            yield Message("exit", f"{group_of(name)} {code}", f"{name}:1")
    main = root / "efi" / "main.c"
    for status in sorted(set(re.findall(r"\bEFI_[A-Z_]+\b", main.read_text(encoding="utf-8")))):
        if not status.startswith(("EFI_STATUS", "EFI_HANDLE", "EFI_SYSTEM", "EFI_ERROR")):
            yield Message("exit", f"muster.efi {status}", "efi/main.c:1")


def in_lint_page(root):
    """The rules that docs/lint.md explains."""
    page = (root / "docs" / "lint.md").read_text(encoding="utf-8")
    return set(re.findall(r"`([a-z0-9_.-]+)`", page))


def collect(root):
    """{(group, text): [messages]}"""
    root, found = pathlib.Path(root), {}
    elsewhere = in_lint_page(root)
    for source in program_sources(root):
        for message in source.of_program():
            if message.group != "finding" or message.text not in elsewhere:
                found.setdefault((message.group, message.text), []).append(message)
    for message in (*of_tools(root), *exits(root)):
        found.setdefault((message.group, message.text), []).append(message)
    return found


def check_texts(root):
    """{check: patterns of what the report says of it}"""
    found = {}
    for source in program_sources(pathlib.Path(root)):
        for name, text in source.check_texts():
            found.setdefault(name, set()).add(text)
    return found
