# SPDX-License-Identifier: BSD-2-Clause
"""Many configurations, one after the other or some at a time: run.sh for each, its results in a
folder of its own, and one report over all. What is there already is not run again."""

import concurrent.futures
import itertools
import json
import re
import shlex
import subprocess
import xml.etree.ElementTree as xml
from dataclasses import dataclass

from . import junit, log
from .show import show_time, table

MEMBERS = {"name", "options", "words", "vary", "also", "exclude"}
CODES = {0: "pass", 1: "FAIL", 2: "USAGE", 3: "CRASH", 4: "CUT OFF", 124: "TIME-OUT"}
DONE = "done.json"


class Wrong(Exception):
    """A sentence on what a matrix should not hold."""


@dataclass(frozen=True)
class Row:
    """One configuration."""

    id: str  # of what it has of its own
    options: tuple  # (name, value) of run.sh's, in order
    words: tuple  # for muster

    def command(self, runner, folder):
        command = [str(runner), "--no-setup", "--no-build"]
        for name, value in self.options:
            command += [f"--{name}"] if value is True else [f"--{name}", str(value)]
        command += ["--json", str(folder / "records.json"), "--log", str(folder / "serial.log")]
        return [*command, "--", *self.words]


def values_of(value):
    return value if isinstance(value, list) else [value]


def want_mapping(what, value):
    if not isinstance(value, dict):
        raise Wrong(f"{what}: names and values are wanted, not {value!r}")
    return value


def id_of(more):
    """A name for a folder, of what a row has of its own."""
    parts = [name if value is True else str(value) if name == "words" else f"{name}-{value}"
             for name, value in more.items()]
    return re.sub(r"[^A-Za-z0-9_.=,+-]+", "_", "+".join(parts)) or "plain"


def row_of(base, more):
    """A row from options and words that hold for all, and what it has of its own."""
    merged = {**base, **more}
    words = [word for part in (base.get("words", ""), more.get("words", ""))
             for word in shlex.split(str(part))]
    for name, value in merged.items():
        if not isinstance(value, (str, int)):
            raise Wrong(f"{name}: a text or a number is wanted, not {value!r}")
    options = tuple((name, value) for name, value in merged.items()
                    if name != "words" and value is not False)
    return Row(id_of(more), options, tuple(dict.fromkeys(words)))


def is_excluded(more, excluded):
    return any(all(str(more.get(name)) == str(value) for name, value in want_mapping(
        "exclude", some).items()) for some in excluded)


def rows_of(matrix):
    """All rows of a matrix, each once, in its order."""
    want_mapping("the matrix", matrix)
    unknown = sorted(matrix.keys() - MEMBERS)
    if unknown:
        raise Wrong(f"'{unknown[0]}' is none of {', '.join(sorted(MEMBERS))}")
    base = {**want_mapping("options", matrix.get("options", {})), "words": matrix.get("words", "")}
    vary = want_mapping("vary", matrix.get("vary", {}))
    products = [dict(zip(vary, values))
                for values in itertools.product(*map(values_of, vary.values()))] if vary else []
    wanted = [more for more in products if not is_excluded(more, matrix.get("exclude", []))]
    wanted += [want_mapping("also", more) for more in matrix.get("also", [])]
    rows = list(dict.fromkeys(row_of(base, more) for more in wanted or [{}]))
    if len({row.id for row in rows}) != len(rows):
        raise Wrong("two rows would have the same name")
    return rows


def is_done(folder, command):
    """Its results are there, and of this very command."""
    try:
        return json.loads((folder / DONE).read_text(encoding="utf-8"))["command"] == command
    except (OSError, ValueError, KeyError):
        return False


def run_row(row, runner, folder):
    """run.sh's exit code; what it said lies in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DONE).unlink(missing_ok=True)
    command = row.command(runner, folder)
    with open(folder / "stdout.txt", "wb") as out, open(folder / "stderr.txt", "wb") as err:
        code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                              check=False).returncode
    (folder / DONE).write_text(json.dumps({"command": command, "code": code}), encoding="utf-8")
    return code


def run(rows, runner, where, jobs, again, say):
    """Runs what is not there yet. {row: exit code}"""
    codes, wanted = {}, []
    for row in rows:
        folder = where / row.id
        if not again and is_done(folder, row.command(runner, folder)):
            codes[row] = json.loads((folder / DONE).read_text(encoding="utf-8"))["code"]
        else:
            wanted.append(row)
    say(f"{len(rows)} configurations, {len(codes)} of them done before")
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(run_row, row, runner, where / row.id): row for row in wanted}
        for future in concurrent.futures.as_completed(running):
            row = running[future]
            codes[row] = future.result()
            say(f"{CODES.get(codes[row], codes[row])}: {row.id}")
    return codes


def run_of(folder):
    """The run of a row, whole or not."""
    try:
        runs = log.read((folder / "serial.log").read_bytes())
    except OSError:
        runs = []
    return log.choose(runs) if runs else log.Run(problems=["no record of Muster's arrived"])


FIGURES = (("call.single", {"to": "one"}), ("call.all", {"until": "done", "send": None}))


def median_of(found, name, parameters):
    for stat in found.of("stat"):
        if stat["name"] == name and stat["unit"] == "ns" and all(
                stat["parameters"].get(key) == value for key, value in parameters.items()):
            return show_time(stat["p50"])
    return "-"


def summary(rows, codes, where):
    """Lines for people: each row, how it ended, and a few of its figures."""
    cells = [("configuration", "result", "online", "bring-up", *(name for name, _ in FIGURES))]
    for row in rows:
        found = run_of(where / row.id)
        books = found.first("bringup")
        cells.append((row.id, str(CODES.get(codes[row], codes[row])),
                      f"{books['online']}/{books['enabled']}" if books else "-",
                      show_time(books["total_ns"]) if books else "-",
                      *(median_of(found, *figure) for figure in FIGURES)))
    yield from table(cells, right=range(2, len(cells[0])))
    good = sum(code == 0 for code in codes.values())
    yield f"{good} of {len(rows)} configurations passed"


def write_junit(rows, where):
    suites = xml.Element("testsuites")
    for row in rows:
        suite = junit.suite_of(run_of(where / row.id))
        suite.set("name", row.id)
        suites.append(suite)
    (where / "junit.xml").write_text(junit.document(suites), encoding="utf-8")
