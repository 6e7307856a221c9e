#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Exact figures of the hot paths, and what changed since the baseline.

Each row of RUNS boots muster.efi where a clock counts instructions, so that every sample of a
benchmark is the same, on every run and any host:

  icount   QEMU with -icount: one nanosecond an instruction. All cores share a host thread, so a
           figure adds up what all of them run, the waiting included.
  lockstep Bochs: all cores run one instruction each in turn, and that is a tick. So a figure is
           what passes by the cores' own clocks while they work at the same time.
  path     tools/count_path.py: the segments of a call to one core.

A stat becomes a figure when its samples are all alike; one of the bring-up by its median. What is
read from the records contains the reading of the clock, a few instructions.

The baseline has one line a figure, and the compilers and emulators that it was made with. Where
these are the same, a figure that grew by more than the tolerance is a failure (exit code 1), as is
one that is gone; where they are not, differences are only shown. --update runs everything twice,
and writes down what was the same both times.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BASELINE = ROOT / "tests" / "perf" / "baseline.json"
TOLERANCE = 2  # per cent
TIMEOUT = 280
SUCCESS, FAILURE, USAGE = 0, 1, 2

ICOUNT = ("--accel", "tcg-single", "--no-gop", "--qemu-arg", "-icount", "--qemu-arg",
          "shift=0,sleep=off")
# Ten times faster in its start-up, under -icount, than that of Debian 12; figures are the same
FIRMWARE = ROOT / os.environ.get("B", "build") / "extra" / "ovmf2025" / "OVMF_CODE_4M.fd"
# Its counter then steps once an instruction, not once in 16
ARM = ("--arch", "aarch64", "--cpu", "max,cntfrq=1000000000")
LOCKSTEP = ("--emulator", "bochs", "--lockstep", "--no-gop")
# only= takes 95 characters. Waking goes by real time under -icount on x86-64, where the clock jumps
# while all cores sleep.
PATHS = "call.single,call.all,ipi.self,ipi.rtt,ipi.all,irq_work.self,irq_work.rtt,nmi.rtt"
ALL_PATHS = "call.single,call.all,ipi.self,ipi.rtt,ipi.all,irq_work.self,hotplug.*,bringup.*"
assert len(PATHS + ",hotplug.*") <= 95 and len(ALL_PATHS) <= 95


def fail(text):
    sys.exit(f"perf: {text}")


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return next(filter(None, map(str.strip, (done.stdout + done.stderr).splitlines())), "")


def version_of(*command):
    """The name and number alone: what a distribution appends says nothing of the code it makes."""
    line = first_line(*command, "--version")
    if line is None:
        return None
    found = re.search(r"\d+(\.\d+)+", line)
    return f"{command[0]} {found[0]}" if found else line


def bochs_version():
    """It prints a banner, whatever it is asked."""
    try:
        done = subprocess.run(["bochs", "--help"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    found = re.search(r"Bochs x86 Emulator ([\d.]+)", done.stdout + done.stderr)
    return f"bochs {found[1]}" if found else None


# ---- the runs ----

def boot(folder, arguments, words, only):
    """The records of a run."""
    file = folder / "records.jsonl"
    command = [ROOT / "run.sh", "--no-setup", "--no-build", "--timeout", TIMEOUT, "--json", file,
               *arguments, "--", "mps=off", *words.split(), f"only={only}"]
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        fail(f"run.sh failed with {done.returncode}: {done.stderr[-2000:]}")
    return [json.loads(line) for line in file.read_text().splitlines()]


def in_ticks(stat, value, hz):
    return value if stat["unit"] == "ticks" else round(value * hz / 1e9)


def figures_of(records, unit):
    """(id, parameters, unit, value) of each stat that is exact."""
    hz = next(record["clock"]["hz"] for record in records if record["rec"] == "run")
    for stat in (record for record in records if record["rec"] == "stat"):
        if stat["n"] and (stat["min"] == stat["max"] or stat["name"].startswith("bringup.")):
            yield stat["name"], stat["parameters"], unit, in_ticks(stat, stat["p50"], hz)
    online = [core["stamps"]["online_ns"] for core in records if core["rec"] == "core"]
    online = [stamp for stamp in online if stamp is not None]
    if online and unit == "ticks":
        yield "bringup.own", {"until": "online"}, unit, round(max(online) * hz / 1e9)


def run_icount(folder, arch, cpus):
    arguments = ICOUNT + ("--cpus", cpus)
    if arch == "aarch64":
        arguments += ARM
    elif FIRMWARE.exists():
        arguments += ("--firmware", FIRMWARE)
    only = PATHS + (",hotplug.*" if arch == "aarch64" else "")
    return figures_of(boot(folder, arguments, "iterations=50", only), "instructions")


def run_lockstep(folder, arch, cpus):
    assert arch == "x86_64"
    arguments = LOCKSTEP + ("--cpus", cpus)
    return figures_of(boot(folder, arguments, "iterations=10 skip=bringup.sweep", ALL_PATHS), "ticks")


def run_path(folder, arch, cpus):
    assert arch == "x86_64"
    file = folder / "path.json"
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "count_path.py"), "--cpus", str(cpus), "--json",
         str(file)], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        fail(done.stderr.strip())
    for segment, row in json.loads(file.read_text())["call.single"]["segments"].items():
        if segment != "spins":  # how long it waits is up to the turns
            yield "path", {"segment": segment}, "instructions", row["median"]


WAYS = {"icount": run_icount, "lockstep": run_lockstep, "path": run_path}
RUNS = [
    *(("icount", arch, cpus) for arch in ("x86_64", "aarch64") for cpus in (2, 4, 8, 16)),
    ("path", "x86_64", 4),
    *(("lockstep", "x86_64", cpus) for cpus in (4, 8)),
]
# A few seconds: what is run for every change
QUICK = [("icount", "x86_64", 4), ("icount", "aarch64", 4)]


def tool_of(way, arch):
    """None when it is not here."""
    return bochs_version() if way == "lockstep" else version_of(f"qemu-system-{arch}")


def compiler_of(arch):
    """As it says itself, in what it made."""
    part = ROOT / os.environ.get("B", "build") / arch / "smp" / "call.o"
    if not part.exists():
        fail(f"there is no {part} (make perf builds it)")
    done = subprocess.run(["readelf", "-p", ".comment", str(part)], capture_output=True, text=True,
                          check=False)
    found = re.search(r"\[ *[0-9a-f]+\] +(\S.*)", done.stdout)
    return found[1].strip() if found else "unknown"


class Figure:
    """One value, and all that tells it from others."""

    def __init__(self, line):
        self.line = line
        self.key = json.dumps([line[name] for name in ("id", "arch", "by", "cpus", "parameters")],
                              sort_keys=True)
        self.made_with = (line["tool"], line["compiler"])
        self.value = line["value"]

    def run(self):
        return (self.line["by"], self.line["arch"], self.line["cpus"])

    def text(self):
        words = ",".join(f"{key}={value}" for key, value in self.line["parameters"].items()
                         if key != "idle")
        return (f"{self.line['arch']:8} {self.line['by']:9} {self.line['cpus']:3} "
                f"{self.line['id']:15} {words:24}")


def measure(runs):
    figures = {}
    for way, arch, cpus in runs:
        tool = tool_of(way, arch)
        if tool is None:
            print(f"perf: {way} {arch}: no emulator, left out", file=sys.stderr)
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="muster-perf.") as folder:
            for name, parameters, unit, value in WAYS[way](pathlib.Path(folder), arch, cpus):
                figure = Figure({"id": name, "arch": arch, "by": way, "cpus": cpus,
                                 "parameters": parameters, "unit": unit, "value": value,
                                 "tool": tool, "compiler": compiler_of(arch)})
                figures[figure.key] = figure
        print(f"perf: {way} {arch}, {cpus} cores: {time.monotonic() - began:.0f} s",
              file=sys.stderr)
    if not figures:
        fail("nothing was measured")
    return figures


# ---- the baseline ----

def write(file, figures):
    lines = ",\n".join(json.dumps(figure.line) for figure in figures)
    file.write_text(f"[\n{lines}\n]\n")


def read(file):
    try:
        return {figure.key: figure for figure in map(Figure, json.loads(file.read_text()))}
    except (OSError, ValueError, KeyError) as error:
        return fail(f"{file}: {error}; --update writes one")


def update(file, runs):
    """The lines of these runs; those of others stay."""
    first, again = measure(runs), measure(runs)
    same = {key: figure for key, figure in first.items()
            if key in again and again[key].value == figure.value}
    for key in sorted(set(first) | set(again)):
        if key not in same:
            print(f"left out, not the same twice: {(first.get(key) or again.get(key)).text()}")
    others = read(file) if file.exists() else {}
    kept = {key: figure for key, figure in others.items() if figure.run() not in runs}
    in_order = sorted({**kept, **same}.values(), key=lambda figure: RUNS.index(figure.run()))
    write(file, in_order)
    print(f"{file}: {len(same)} figures written, {len(kept)} kept")


class Comparison:
    """Of what was measured with those lines of the baseline that are of the same runs."""

    def __init__(self, old, new, tolerance):
        ran = {figure.run() for figure in new.values()}
        self.new = new
        self.old = {key: figure for key, figure in old.items() if figure.run() in ran}
        self.failures, self.other_tools = [], set()
        self.tolerance = tolerance

    def verdict(self, old, new):
        if old is None:
            return "new"
        strict = new is None or old.made_with == new.made_with
        if not strict:
            self.other_tools.add((old.made_with, new.made_with))
        if new is None or new.value * 100 > old.value * (100 + self.tolerance):
            word = "gone" if new is None else "LONGER"
            if strict:
                self.failures.append((old or new).text())
            return word if strict else "longer, other tools"
        return "" if new.value == old.value else "shorter" if new.value < old.value else "within"

    def show(self):
        print(f"{'arch':8} {'by':9} {'cpu':>3} {'figure':15} {'':24} {'old':>7} {'new':>7}"
              f" {'diff':>8}")
        for key in {**self.old, **self.new}:
            old, new = self.old.get(key), self.new.get(key)
            change = f"{(new.value - old.value) * 100 / old.value:+.1f}%" \
                if old and new and old.value and old.value != new.value else ""
            print(f"{(new or old).text()} {old.value if old else '-':>7} "
                  f"{new.value if new else '-':>7} {change:>8} {self.verdict(old, new)}".rstrip())

    def conclude(self):
        for before, now in sorted(self.other_tools):
            print(f"baseline by {', '.join(before)}; now {', '.join(now)}: not compared strictly")
        for text in self.failures:
            print(f"gone, or longer by more than {self.tolerance} %: {text}")
        print(f"{len(self.new)} figures, {len(self.failures)} failures")
        return FAILURE if self.failures else SUCCESS


def parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--baseline", type=pathlib.Path, default=BASELINE, metavar="FILE")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE",
                        help="what was measured, in the baseline's form")
    parser.add_argument("--measured", type=pathlib.Path, metavar="FILE",
                        help="compare what --json wrote instead of measuring")
    parser.add_argument("--tolerance", type=int, default=TOLERANCE, metavar="PER-CENT",
                        help=f"by how much a figure may grow ({TOLERANCE})")
    parser.add_argument("--update", action="store_true", help="write the baseline instead")
    parser.add_argument("--quick", action="store_true",
                        help="4 cores under -icount alone, of both architectures")
    parser.add_argument("--only", metavar="BY", choices=sorted(WAYS),
                        help="runs of this kind: " + ", ".join(sorted(WAYS)))
    parser.add_argument("--arch", choices=("x86_64", "aarch64"), help="runs of this architecture")
    parser.add_argument("--cpus", type=int, metavar="N", help="runs with so many cores")
    return parser.parse_args()


def main():
    options = parse_options()
    runs = [run for run in (QUICK if options.quick else RUNS)
            if options.only in (None, run[0]) and options.arch in (None, run[1]) and
            options.cpus in (None, run[2])]
    if options.update:
        update(options.baseline, runs)
        return SUCCESS
    old = read(options.baseline)
    new = read(options.measured) if options.measured else measure(runs)
    if options.json:
        write(options.json, new.values())
    comparison = Comparison(old, new, options.tolerance)
    comparison.show()
    return comparison.conclude()


if __name__ == "__main__":
    sys.exit(main())
