# SPDX-License-Identifier: BSD-2-Clause
"""Messages in C: the strings that certain functions are given, and certain tables hold."""

import re
from dataclasses import dataclass

from .message import GAP, Message, of_format, says_something, tidy

TOKEN = re.compile(
    r"(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<string>\"(?:\\.|[^\"\\])*\")|(?P<char>'(?:\\.|[^'\\])*')"
    r"|(?P<word>[A-Za-z_]\w*)|(?P<number>\d[\w.]*)|(?P<other>[^\s\w])", re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'", "?": "?"}
OPEN, CLOSE = "([{", ")]}"

PROGRAM = ("efi", "bench", "lib", "smp", "report", "acpi", "dt", "screen")
# Whose strings are all reasons why a core is not online, but for those in these
REASONS = re.compile(r"^(smp/bringup\w*\.c|smp/\w+/wake\.c|lib/plan\.c|lib/aarch64/psci\.c|lib/aarch64/boot_slot_\w+\.c)$")
NOT_SAID = {"_Static_assert", "volatile", "fmt_text"}
# Functions that return why the run is refused
REFUSERS = {"efi/list.c": {"survey_list"}, "efi/tables.c": {"read_madt", "survey_tables"},
            "efi/words.c": {"read_given"}, "efi/serial.c": {"by_address", "by_wish"},
            "efi/boot_next.c": {"survey_end"}}
# Functions that are given the name of a check, as their second argument
WRAPPERS = ("check_delivery",)
# Variables that hold a sentence which is collected elsewhere: of options_parse(), of REFUSERS
KNOWN = {"error", "missing", "sentence", "refusal"}
HELD = {"error", "ret_error", "sentence", "refusal"}


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    line: int


def unescape(literal):
    return re.sub(r"\\(x[0-9a-fA-F]+|[0-7]{1,3}|.)",
                  lambda found: ESCAPES.get(found[1], GAP), literal[1:-1])


def tokens_of(source):
    found = []
    for match in TOKEN.finditer(source):
        if match.lastgroup != "comment":
            found.append(Token(match.lastgroup, match[0], source.count("\n", 0, match.start()) + 1))
    return found


def closing(tokens, start):
    """The place of the bracket that closes the one at start."""
    depth = 0
    for i in range(start, len(tokens)):
        depth += (tokens[i].text in OPEN) - (tokens[i].text in CLOSE)
        if depth == 0:
            return i
    return len(tokens) - 1


def arguments(tokens, start):
    """The arguments of the call whose bracket opens at start, as lists of tokens."""
    end, found, depth = closing(tokens, start), [[]], 0
    for token in tokens[start + 1:end]:
        if token.text == "," and depth == 0:
            found.append([])
            continue
        depth += (token.text in OPEN) - (token.text in CLOSE)
        found[-1].append(token)
    return found


def texts(tokens, condition=lambda token: True):
    """Each text in them: strings that stand together are one, with a gap where a macro stands
    between them."""
    found, last = [], None
    for i, token in enumerate(tokens):
        if token.kind == "string" and condition(token):
            if last is not None and all(between.kind == "word" and between.text.isupper()
                                        for between in tokens[last + 1:i]):
                found[-1] += (GAP if i > last + 1 else "") + unescape(token.text)
            else:
                macro = i and tokens[i - 1].kind == "word" and tokens[i - 1].text.isupper()
                found.append((GAP if macro else "") + unescape(token.text))
            last = i
    return found


def expand(tokens):
    """Macros of the file that hold nothing but strings and each other, in their place."""
    macros, found, i = {}, [], 0
    while i < len(tokens):
        token = tokens[i]
        if token.text == "define" and tokens[i - 1].text == "#":
            body = [part for part in tokens[i + 2:i + 12] if part.line == tokens[i + 1].line]
            if body and all(part.kind == "string" or part.text in macros for part in body):
                macros[tokens[i + 1].text] = [
                    string for part in body for string in macros.get(part.text, [part])]
                i += 2 + len(body)
                continue
        found += macros.get(token.text, [token]) if token.kind == "word" else [token]
        i += 1
    return found


class Source:
    """A file of C, and what is looked for in it."""

    def __init__(self, path, source):
        self.path, self.tokens = path, expand(tokens_of(source))

    def message(self, group, text, token, verdicts=()):
        return Message(group, of_format(text), f"{self.path}:{token.line}", verdicts)

    def calls(self, *names):
        """(token, arguments) of each call or definition of one of these."""
        for i, token in enumerate(self.tokens[:-1]):
            if token.kind == "word" and token.text in names and self.tokens[i + 1].text == "(":
                yield token, arguments(self.tokens, i + 1)

    def function(self, name):
        """The body of a function."""
        for i, token in enumerate(self.tokens[:-1]):
            if token.text == name and self.tokens[i + 1].text == "(":
                end = closing(self.tokens, i + 1)
                if end + 1 < len(self.tokens) and self.tokens[end + 1].text == "{":
                    return self.tokens[end + 1:closing(self.tokens, end + 1) + 1]
        return []

    def skip_definition(self, call):
        """A definition's arguments have types."""
        return any(token.text in ("const", "struct", "char") for part in call for token in part)

    # ---- what is said ----

    def refusals(self):
        for token, call in self.calls("refuse"):
            if len(call) < 3 or self.skip_definition(call):
                continue
            found = texts(call[2])
            for text in found:
                yield self.message("refusal", text, token)
            if not found and not KNOWN.intersection(word.text for word in call[2]):
                raise ValueError(
                    f"{self.path}:{token.line}: refuse() is given a variable that is not known; "
                    "write the sentence there, or name who makes it in tools/catalogue/in_c.py")
        for name in REFUSERS.get(self.path, ()):
            body = self.function(name)
            broken = {id(word) for _, call in self.calls("rule_broken") for part in call for word in part}
            for text in texts(body, lambda token, skip=broken: " " in token.text and id(token) not in skip):
                yield self.message("refusal", text, body[0])

    def held_refusals(self):
        """Sentences that are put together elsewhere, of words, files and what they ask for."""
        if not re.match(r"efi/|lib/options\w*\.c$", self.path):
            return
        of_words = re.match(r"lib/|efi/words", self.path)
        held = HELD if of_words else HELD - {"error"}
        for token, call in self.calls("fmt_text", "fmt_add"):
            if held & {word.text for word in call[0]}:
                for text in texts(call[2]) if len(call) > 2 else ():
                    if says_something(of_format(text)):
                        yield self.message("refusal", text, token)
        if not self.path.startswith("lib/options"):
            return
        for i, token in enumerate(self.tokens[2:], 2):
            before, field = self.tokens[i - 1].text, self.tokens[i - 2].text
            if token.kind != "string" or before not in ("=", "return", "?", ":") or field == "]":
                continue
            text = texts(self.tokens[i:i + 6])[0]
            if " " in text:
                yield self.message("refusal", f"'%s': {text}" if field == "wanted" else text, token)

    def lines(self):
        """On the firmware's console, before there is a report; not the answers to help and list."""
        i = 0 if self.path.startswith("efi/") and self.path != "efi/help.c" else len(self.tokens)
        while i < len(self.tokens):
            token, i = self.tokens[i], i + 1
            if token.kind != "string" or not re.match(r'"muster(: | ?")', token.text):
                continue
            end = i
            while end < len(self.tokens) and (
                    self.tokens[end].kind == "string" or self.tokens[end].text.isupper()):
                end += 1
            text = texts(self.tokens[i - 1:end])[0]
            if says_something(of_format(text).replace("refused", "")):
                yield self.message("line", text, token)
            i = end

    def checks(self):
        for token, call in self.calls(*WRAPPERS):
            for name in texts(call[1]) if len(call) > 1 else ():
                yield self.message("check", name, token, ("fail",))
        for token, call in self.calls("report_check", "check_count"):
            if len(call) < 4 or self.skip_definition(call):
                continue
            words = {word.text for part in call for word in part}
            verdicts = ("fail",) if token.text == "check_count" or "VERDICT_FAIL" in words else ()
            verdicts += ("skip",) if "VERDICT_SKIP" in words else ()
            name = texts(call[1])
            if name:
                yield self.message("check", name[0], token, verdicts)
            elif token.text == "check_count" and self.path not in ("bench/checks.c",):
                raise ValueError(
                    f"{self.path}:{token.line}: check_count() is given a name that is not written "
                    "there: name the function that takes it in WRAPPERS of tools/catalogue/in_c.py")
            elif token.text == "report_check":
                for text in texts(call[3]):
                    if says_something(text):
                        yield self.message("measurement", text, token)

    def check_texts(self):
        """(name, pattern of its text, verdicts): what the report says of it."""
        for token, call in self.calls("report_check", "check_count"):
            if len(call) < 4 or self.skip_definition(call) or not texts(call[1]):
                continue
            head = f"{GAP} of {GAP} " if token.text == "check_count" else ""
            for text in texts(call[3]):
                yield texts(call[1])[0], head + of_format(text)

    def rules(self):
        for i, token in enumerate(self.tokens[:-2]):
            if (token.kind == "string" and self.tokens[i + 1].text == "," and
                    re.fullmatch(r"SEVERITY_[A-Z]+", self.tokens[i + 2].text) and
                    re.fullmatch(r'"[a-z0-9_-]+(\.[a-z0-9_-]+)+"', token.text)):
                yield self.message("finding", unescape(token.text), token)

    def steps(self):
        for token, call in self.calls("report_progress", "report_percent"):
            if len(call) > 2 and not self.skip_definition(call):
                for text in texts(call[2]):
                    yield self.message("step", text, token)
        for i, token in enumerate(self.tokens[:-3]):
            if token.text == "bench_group" and self.tokens[i + 2].text == "=":
                body = self.tokens[i + 3:closing(self.tokens, i + 3)]
                found = texts(body)
                if len(found) >= 2:
                    yield self.message("step", found[1], token)

    def ends(self):
        for token, call in self.calls("report_end", "run_end"):
            if len(call) > 1 and not self.skip_definition(call):
                for text in texts(call[1]):
                    if text:
                        yield self.message("end", text, token)

    def afterwords(self):
        """What is said when the end record is sent."""
        for token, call in self.calls("report_after_end"):
            if len(call) > 1 and not self.skip_definition(call):
                for text in texts(call[1]):
                    yield self.message("after", text, token)

    def faults(self):
        """Names of exceptions, in tables by their numbers; and lines that no table holds."""
        if re.match(r"smp/\w+/fault\.c$|lib/\w+/trap_\w+\.c$", self.path):
            for i, token in enumerate(self.tokens[3:], 3):
                if token.kind == "string" and self.tokens[i - 1].text == "=" and (
                        self.tokens[i - 2].text == "]"):
                    yield self.message("fault", unescape(token.text), token)
            for i, token in enumerate(self.tokens[1:], 1):
                if token.kind == "string" and " " in token.text and (
                        self.tokens[i - 1].text in ("return", "?", ":")):
                    yield self.message("fault", unescape(token.text), token)
            for token, call in self.calls("fault_fill"):
                for text in texts(call[-1]):
                    yield self.message("fault", text, token)
        for token in self.tokens:
            if token.kind == "string" and token.text.startswith('"*** '):
                yield self.message("fault", unescape(token.text), token)

    def file_reasons(self):
        """Why the firmware does not read or write a file: rows of a status and its words."""
        if not re.match(r"efi/files\w*\.c$", self.path):
            return
        for i, token in enumerate(self.tokens[2:], 2):
            if token.kind == "string" and " " in token.text and (
                    self.tokens[i - 2].text.startswith("EFI_") or self.tokens[i - 1].text == "return"):
                yield self.message("file", unescape(token.text), token)

    def statuses(self):
        if self.path == "lib/status.c":
            for i, token in enumerate(self.tokens[3:], 3):
                if token.kind == "string" and self.tokens[i - 1].text == "=":
                    yield self.message("status", unescape(token.text), token)

    def reasons(self):
        if not REASONS.match(self.path):
            return
        skipped = {id(word) for _, call in self.calls(*NOT_SAID) for part in call for word in part}
        kept = [token for token in self.tokens if id(token) not in skipped or token.kind != "string"]
        for i, token in enumerate(kept):
            if token.kind != "string" or (i and kept[i - 1].kind == "string"):
                continue
            text = texts(kept[i:i + 8])[0] + (GAP if kept[i + 1].text == "#" else "")
            if " " in text or text and kept[i - 1].text in ("return", "?") and "plan" in self.path:
                yield self.message("core", text, token)

    def of_program(self):
        for part in (self.refusals, self.held_refusals, self.lines, self.checks, self.rules,
                     self.steps, self.ends, self.afterwords, self.faults, self.statuses, self.file_reasons, self.reasons):
            yield from part()

    def of_tool(self, group):
        """A program for the host: what it writes to standard error, and sentences it returns."""
        for token, call in self.calls("fprintf"):
            if call[0] and call[0][0].text == "stderr":
                for text in texts(call[1]):
                    if says_something(of_format(text)):
                        yield self.message(group, text, token)
        for i, token in enumerate(self.tokens):
            if token.text != "return":
                continue
            end = next(j for j in range(i, len(self.tokens)) if self.tokens[j].text == ";")
            for text in texts(self.tokens[i:end], lambda word: " " in word.text):
                if text[0].islower():
                    yield self.message(group, tidy(text), token)
