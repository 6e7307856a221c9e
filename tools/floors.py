#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Checks the shape of the sources: who includes whom, lengths, licences, waits.

Usage: floors.py [folder]. Prints a line for each violation (file:line: rule: text) and a summary;
the exit code is 1 when there is any. docs/architecture.md says why the rules are as they are.
"""

import collections
import pathlib
import re
import statistics
import sys

FUNCTION_MAX = 60  # lines, from the signature to the closing brace
FILE_MAX = 399  # lines
# What may be written for one architecture after the door, in lines; all else is shared.
ARCHITECTURE_MAX = {"aarch64": 1560}

# The folders of the product; tests/ and tools/ only need their licence line.
FLOORS = ("include", "lib", "acpi", "dt", "report", "screen", "smp", "bench", "trampoline", "efi")
AFTER_DOOR = ("lib", "report", "screen", "smp", "bench", "trampoline")
GENERIC = ("lib", "acpi", "dt", "report", "screen", "smp", "bench")
PURE = ("lib", "acpi", "dt", "screen")
SOURCES = {".c", ".h", ".S", ".s", ".lds", ".py", ".sh", ".mk"}
SKIPPED = {"build", ".git", "__pycache__", ".pytest_cache"}

FREESTANDING = {
    "stdint.h", "stddef.h", "stdbool.h", "stdarg.h", "stdatomic.h", "stdalign.h", "stdnoreturn.h",
    "limits.h",
}
# The libraries that a floor is there to use
LIBRARIES = {"dt": {"libfdt.h"}}
# What the generic floors may see of an architecture: the contract.
ARCH_CONTRACT = {"arch.h", "arch_inline.h"}

# Who draws while samples are taken spoils them: all others emit records, and the watcher draws
DRAWN = {"display.h": ("efi", "screen")}
NOT_SEEN_BY_SCREEN = {"arch.h", "smp.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
CONDITION = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif)\b")
SPDX = "SPDX-License-Identifier: BSD-2-Clause"
FOR_EVER = re.compile(r"\bfor\s*\(\s*;\s*;\s*\)|\bwhile\s*\(\s*(1|true)\s*\)")
WHILE = re.compile(r"^(\s*)while\s*\(.*\)\s*(;|\{\s*\}|\{)?\s*(/\*.*\*/)?\s*$")
RELAX = re.compile(r"^\s*\w*(relax|pause|yield)\w*\(.*\);\s*$")
EXCUSED = re.compile(r"deadline|endless:", re.IGNORECASE)


# A function of the type sample_func of bench/run.h, calls, and what these may not come to
SAMPLES = re.compile(r"\(struct run \*\w+, unsigned int \w+,\s*ticks \*\w+\)")
CALL = re.compile(r"\b(\w+)\s*\(")
NOT_WHILE_SAMPLING = re.compile(r"(report|budget|measure|arena)_\w+$|check_count$|run_end$|fmt_\w+$")


class Source:
    """One file: its path from the root, its floor, its lines."""

    def __init__(self, root, path):
        self.path = path.relative_to(root)
        self.floor = self.path.parts[0] if len(self.path.parts) > 1 else ""
        self.lines = path.read_text(encoding="utf-8", errors="replace").splitlines()

    @property
    def is_c(self):
        return self.path.suffix in {".c", ".h"}

    @property
    def is_generic(self):
        """True for code that must not know the architecture."""
        return self.floor in GENERIC and not (self.floor == "smp" and len(self.path.parts) > 2)


def find_sources(root):
    for path in sorted(root.rglob("*")):
        if SKIPPED.intersection(path.relative_to(root).parts) or not path.is_file():
            continue
        if path.suffix in SOURCES or path.name == "Makefile":
            yield Source(root, path)


def header_places(root, name):
    """The folders of the product, from the root, that hold a header of this name."""
    return [
        path.parent.relative_to(root)
        for floor in FLOORS
        for path in (root / floor).rglob(pathlib.PurePath(name).name)
    ]


def is_of_architecture(place):
    return place.parts[0] == "trampoline" or (place.parts[0] == "smp" and len(place.parts) > 1)


def include_fault(root, source, name):
    """What is wrong with this include, or None."""
    if re.match(r"efi\w*\.h$", pathlib.PurePath(name).name) and source.floor != "efi":
        return f"<{name}> belongs to efi/ alone"
    if name in FREESTANDING or name in LIBRARIES.get(source.floor, ()):
        return None
    places = header_places(root, name)
    here = source.path.parent in places or pathlib.Path("include") in places
    # lib/ARCH is pure as lib/ is, and sees it too
    here = here or (source.floor == "lib" and pathlib.Path("lib") in places)
    if source.floor not in DRAWN.get(name, FLOORS) and source.floor in FLOORS:
        return f"{name} is for {' and '.join(DRAWN[name])} alone; emit a record"
    if source.floor == "screen" and name in NOT_SEEN_BY_SCREEN:
        return f"screen/ knows results, not cores: {name}"
    if source.floor in PURE and not here:
        return f"{source.floor}/ includes include/ and freestanding headers only, not {name}"
    if source.is_generic and name not in ARCH_CONTRACT and not here:
        if "/" in name or any(is_of_architecture(place) for place in places):
            return f"{name} is a header of one architecture; include <arch.h>"
    if source.floor in ("report", "bench", "smp") and pathlib.Path("screen") in places and not here:
        return f"{name} belongs to screen/ alone"
    if source.floor == "report" and source.path.parent not in places:
        if name == "smp.h" or (not here and any(place.parts[0] == "smp" for place in places)):
            return f"report/ knows results, not cores: {name}"
    return None


def check_includes(root, source):
    for number, line in enumerate(source.lines, 1):
        match = INCLUDE.match(line)
        fault = include_fault(root, source, match.group(1)) if match else None
        if fault:
            yield number, "include", fault


def check_conditions(source):
    """#if in generic code, but for a header's guard: #ifndef X, then #define X."""
    for index, line in enumerate(source.lines):
        if not CONDITION.match(line):
            continue
        following = source.lines[index + 1] if index + 1 < len(source.lines) else ""
        guard = re.match(r"#ifndef (\w+)$", line)
        if source.path.suffix == ".h" and guard and following == f"#define {guard.group(1)}":
            continue
        yield index + 1, "condition", f"'{line.strip()}': vary by linking, not by #if"


def check_licence(source):
    if not any(SPDX in line for line in source.lines[:3]):
        yield 1, "licence", f"no '{SPDX}' in the first lines"


def signature_start(lines, brace):
    """The index of a function's first line, given that of its '{'; None if it is none."""
    start = brace
    while start > 0 and lines[start - 1].strip():
        if re.search(r"[;}]\s*$|^#|\*/\s*$", lines[start - 1]):
            break
        start -= 1
    text = " ".join(lines[start:brace])
    return start if re.match(r"[A-Za-z_].*\(", text) else None


def find_functions(lines):
    """(name, first line number, length) of every function of clang-formatted code."""
    index = 0
    while index < len(lines):
        if lines[index] == "{" and index > 0:
            start = signature_start(lines, index)
            end = index
            while end < len(lines) - 1 and not lines[end].startswith("}"):
                end += 1
            if start is not None:
                name = re.search(r"(\w+)\s*\(", " ".join(lines[start:index])).group(1)
                yield name, start + 1, end - start + 1
            index = end
        index += 1


def check_lengths(source, functions):
    if len(source.lines) > FILE_MAX:
        yield 1, "file-length", f"{len(source.lines)} lines; at most {FILE_MAX}"
    for name, number, length in functions:
        if length > FUNCTION_MAX:
            yield number, "function-length", f"{name}() has {length} lines; at most {FUNCTION_MAX}"


def ends_do(lines, index, indent):
    """True if the 'while' of this line ends a 'do' without braces."""
    for line in reversed(lines[:index]):
        if line.strip() and len(line) - len(line.lstrip()) <= len(indent):
            return line.strip() == "do"
    return False


def spins(lines, index):
    """True if the line is a 'while' that does nothing but wait for another's doing."""
    match = WHILE.match(lines[index])
    if not match or ends_do(lines, index, match.group(1)):
        return False
    if match.group(2) in (";", "{ }", "{}"):
        return True
    body = lines[index + 1] if index + 1 < len(lines) else ""
    after = lines[index + 2].strip() if index + 2 < len(lines) else ""
    if match.group(2) == "{":
        return bool(RELAX.match(body)) and after == "}"
    return body.strip() == ";" or bool(RELAX.match(body))


def check_waits(source):
    for index, line in enumerate(source.lines):
        if re.match(r"\s*(\*|/\*|//)", line) or EXCUSED.search(line):
            continue
        if FOR_EVER.search(line) or spins(source.lines, index):
            text = "has no deadline; say /* endless: why */ on the line where that is right"
            yield index + 1, "wait", f"'{line.strip()}' {text}"


def check_source(root, source, functions):
    yield from check_licence(source)
    if source.floor not in FLOORS:
        return
    yield from check_includes(root, source)
    if source.is_c or source.path.suffix == ".S":
        yield from check_lengths(source, functions)
    if source.is_c and source.is_generic:
        yield from check_conditions(source)
    if source.is_c and source.floor in AFTER_DOOR:
        yield from check_waits(source)


def check_samples(sources):
    """What is called while a sample is taken prints nothing and takes no memory, however deep."""
    bodies = {}  # by name: (source, first line, signature, callees); of one name the last counts
    for source in sources:
        for name, first, length in find_functions(source.lines):
            lines = source.lines[first - 1:first - 1 + length]
            bodies[name] = (source, first, lines, CALL.findall(" ".join(lines[1:])))
    for name, (source, first, lines, _) in bodies.items():
        if not SAMPLES.search(" ".join(lines[:4]).split("{")[0]):
            continue
        seen, rest = {name}, [name]
        while rest:
            callees = set(bodies[rest.pop()][3])
            for callee in sorted(callees - seen):
                if NOT_WHILE_SAMPLING.match(callee):
                    text = f"{name}() takes samples, and comes to {callee}() while it does"
                    yield f"{source.path}:{first}: sample: {text}"
            rest += [callee for callee in callees - seen if callee in bodies]
            seen |= callees


def architecture_of(source):
    """Of a source after the door, and None if it is of all or of those that have no limit."""
    parts = source.path.parts
    if source.floor in ("smp", "trampoline") and len(parts) > 2 and (
            source.is_c or source.path.suffix == ".S"):
        return parts[1] if parts[1] in ARCHITECTURE_MAX else None
    return None


def check_architectures(counts):
    for name, lines in counts.items():
        if lines > ARCHITECTURE_MAX[name]:
            text = f"{lines} lines; at most {ARCHITECTURE_MAX[name]}"
            yield f"smp/{name}:1: architecture-length: with trampoline/{name} {text}"


def main(arguments):
    root = pathlib.Path(arguments[1] if len(arguments) > 1 else ".").resolve()
    violations, files, lengths, counts = 0, 0, [], collections.Counter()
    for source in find_sources(root):
        in_product = source.is_c and source.floor in FLOORS
        functions = list(find_functions(source.lines)) if in_product else []
        lengths += [length for _, _, length in functions]
        files += 1
        if architecture_of(source):
            counts[architecture_of(source)] += len(source.lines)
        for number, rule, text in check_source(root, source, functions):
            print(f"{source.path}:{number}: {rule}: {text}")
            violations += 1
    sampling = [source for source in find_sources(root) if source.floor in ("bench", "smp")
                and source.path.suffix == ".c"]
    for text in [*check_architectures(counts), *check_samples(sampling)]:
        print(text)
        violations += 1
    median = statistics.median(lengths) if lengths else 0
    longest = max(lengths, default=0)
    print(
        f"floors: {files} files, {len(lengths)} functions of {median:g} lines in the median and "
        f"{longest} at most, {violations} violations"
    )
    return 1 if violations or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
