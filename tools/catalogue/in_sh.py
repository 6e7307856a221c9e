# SPDX-License-Identifier: BSD-2-Clause
"""Messages in shell scripts: what die, note and their like are given, and what goes to stderr."""

import re

from .message import GAP, Message, says_something, tidy

SPEAKERS = r"die|note|say|give_up|warn|fail|refuse"
# Where a command may begin
CALL = re.compile(rf"(?:^|[;|&{{()!]|\b(?:then|do|else)\b)[ \t]*(?P<name>{SPEAKERS}|echo)[ \t]+(?=[\"'$\w-])",
                  re.MULTILINE)
UNSET = re.compile(r"\$\{\w+:\?([^}]*)\}")
CRASH = re.compile(r"\bcrash=(\"[^\"]*\"|'[^']*')")


def skip_expansion(source, at):
    """Behind the expansion whose $ is at that place."""
    pairs = {"(": ")", "{": "}"}
    if at + 1 < len(source) and source[at + 1] in pairs:
        depth, opened = 0, source[at + 1]
        for i in range(at + 1, len(source)):
            depth += (source[i] == opened) - (source[i] == pairs[opened])
            if depth == 0:
                return i + 1
        return len(source)
    found = re.compile(r"\w+|[*@#?$!-]").match(source, at + 1)
    return found.end() if found else at + 1


def words(source, at):
    """What a command is given, up to its end, as one text; and where it ends."""
    text, quote = "", None
    while at < len(source):
        byte = source[at]
        if byte == "\\" and quote != "'":
            text += {"\n": " "}.get(source[at + 1], source[at + 1])
            at += 2
            continue
        if byte == "$" and quote != "'":
            at = skip_expansion(source, at)
            text += GAP
            continue
        if byte == quote:
            quote = None
        elif quote is None and byte in "\"'":
            quote = byte
        elif quote is None and (byte in "\n;|&)" or source.startswith((" >", " }"), at)):
            break
        else:
            text += byte
        at += 1
    return tidy(text), at


def without_comments(source):
    return re.sub(r"(?m)^[ \t]*#.*$", "", source)


def messages(path, source, group):
    """Each message of a script."""
    source = without_comments(source)

    def message(text, at):
        line = source.count("\n", 0, at) + 1
        return Message(group, text, f"{path}:{line}")

    for found in CALL.finditer(source):
        text, end = words(source, found.end())
        to_stderr = re.match(r"[ \t]*>&2", source[end:])
        if found["name"] == "echo" and not to_stderr and "check_records" not in source:
            continue
        if found["name"] == "echo" and not to_stderr and "record" not in text:
            continue
        if says_something(text) and not text.startswith("{"):
            yield message(text, found.start())
    for pattern in (UNSET, CRASH):
        for found in pattern.finditer(source):
            if says_something(found[1]):
                yield message(re.sub(r"\$\w+", GAP, found[1].strip("\"'")), found.start())
