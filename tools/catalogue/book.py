# SPDX-License-Identifier: BSD-2-Clause
"""The catalogue as it is written: docs/messages/*.toml; whether it fits the sources; its page."""

import re
import tomllib
from dataclasses import dataclass, field

# In the order of a run; then the tools. Others come behind, by name.
ORDER = ("refusal", "file", "line", "step", "core", "status", "check", "measurement", "finding", "fault", "end", "after", "run.sh",
         "tools/setup.sh", "images", "tools/muster", "tools/compare-peers", "tools/perf.py", "muster-lint", "lab")
LAST = ("exit",)
# Whose messages need nobody to provoke them: they come of machines and of runs
UNPROVOKED = {"line", "step", "core", "status", "check", "measurement", "finding", "fault", "end", "after", "file", "exit"}
OF_MACHINES = re.compile(r"cores are not known|no memory|measure the clock")
MEMBERS = {"text", "cause", "means", "fail", "skip", "do", "try", "code", "files", "tests", "untested"}


@dataclass
class Book:
    """All entries by (group, text), and each group's title and introduction."""

    entries: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)


def read(root):
    book = Book()
    for path in sorted((root / "docs" / "messages").glob("*.toml")):
        for group, found in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if group == "group":
                book.groups |= found
                continue
            for entry in found:
                key = group, entry.get("text", "")
                if key in book.entries:
                    book.faults.append(f"{path.name}: twice: [{group}] {key[1]}")
                book.entries[key] = entry
    return book


# ---- does it fit? ----

def test_exists(root, name):
    """FILE::FUNCTION, of pytest or of cmocka."""
    file, _, function = name.partition("::")
    path = root / file
    if not path.is_file():
        return False
    begin = "def " if path.suffix == ".py" else r"static void "
    return bool(re.search(rf"^{begin}{re.escape(function)}\(", path.read_text(encoding="utf-8"), re.M))


def wants_a_test(group, text):
    return group not in UNPROVOKED and not (group == "refusal" and OF_MACHINES.search(text))


def faults_of_check(name, entry, verdicts):
    if "means" not in entry:
        yield f"{name}: says not what it means"
    for verdict in ("fail", "skip"):
        if verdict in verdicts and verdict not in entry:
            yield f"{name}: can be '{verdict}', but has no member of that name that says when"
        if verdict not in verdicts and verdict in entry:
            yield f"{name}: can never be '{verdict}', but says when"


def faults_of_entry(root, key, entry, found):
    group, text = key
    name = f"[{group}] {text}"
    for member in sorted(entry.keys() - MEMBERS):
        yield f"{name}: no member '{member}' is known"
    if group == "check":
        yield from faults_of_check(name, entry, {verdict for one in found for verdict in one.verdicts})
    elif "cause" not in entry:
        yield f"{name}: has no cause"
    if "do" not in entry and group != "exit":
        yield f"{name}: says not what to do"
    if wants_a_test(group, text) and not any(entry.get(word) for word in ("try", "tests", "untested")):
        yield f"{name}: nothing provokes it: try = a command, tests = FILE::FUNCTION, or untested = why not"
    for test in entry.get("tests", ()):
        if not test_exists(root, test):
            yield f"{name}: there is no test {test}"


def faults(root, book, found):
    """What does not fit, a sentence each."""
    yield from book.faults
    for key in sorted(found.keys() - book.entries.keys()):
        yield (f"{found[key][0].place}: not in the catalogue: {key[1]}\n"
               f"    add to a file of docs/messages/:  [[{quoted(key[0])}]]  text = {quoted(key[1], True)}"
               f"  {'means, fail, skip' if key[0] == 'check' else 'cause'}, do")
    for key in sorted(book.entries.keys() - found.keys()):
        yield (f"docs/messages/: [{key[0]}] no source says any more: {key[1]}\n"
               "    take it out, or correct its text to what the source has now")
    for key in sorted(found.keys() & book.entries.keys()):
        yield from faults_of_entry(root, key, book.entries[key], found[key])
    for group in sorted({key[0] for key in book.entries} - book.groups.keys()):
        yield f"docs/messages/: [group.{quoted(group)}] is missing: title and intro"


def quoted(text, always=False):
    return f'"{text}"' if always or not re.fullmatch(r"[\w-]+", text) else text


# ---- the page ----

HEAD = """<!-- Made by `make docs` from docs/messages/*.toml; tools/messages.py holds it against the sources. -->
# Messages

Everything that Muster and its tools can say when something is wrong, or may be: why, and what to
do. A gap, …, stands for what is only known when it is said. Look a message up by a few of its
words.
"""


def code(text):
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def verdict_lines(entry):
    if entry.get("fail"):
        yield f"**Fails:** {entry['fail']}"
    if entry.get("skip"):
        yield f"**Skipped:** {entry['skip']}"


def entry_lines(entry):
    parts = [entry.get("means") or entry["cause"], *verdict_lines(entry)]
    if entry.get("do", "Nothing.") != "Nothing.":
        parts.append(f"**Do:** {entry['do']}")
    yield f"- {code(entry['text'])}  "
    yield f"  {' '.join(parts)}"


def anchor(title):
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def groups_in_order(book):
    used = {key[0] for key in book.entries} & book.groups.keys()
    others = sorted(used - {*ORDER, *LAST})
    return [group for group in (*ORDER, *others, *LAST) if group in used]


def page(book):
    lines = [HEAD]
    for group in groups_in_order(book):
        title = book.groups[group]["title"]
        lines.append(f"- [{title}](#{anchor(title)})")
    for group in groups_in_order(book):
        lines += ["", f"## {book.groups[group]['title']}", "", " ".join(book.groups[group]["intro"].split()), ""]
        for (name, _), entry in book.entries.items():
            if name == group:
                lines += entry_lines(entry)
    return "\n".join(lines) + "\n"


def faults_of_links(root, text):
    """Links within the page, and to other pages."""
    titles = {anchor(title) for title in re.findall(r"^## (.*)$", text, re.M)}
    for target in re.findall(r"\]\(([^)]*)\)", text):
        file, _, place = target.partition("#")
        if not file and place not in titles:
            yield f"docs/messages/: a link to #{place}, of which there is no title"
        elif file and not (root / "docs" / file).is_file():
            yield f"docs/messages/: a link to {file}, which is not there"
