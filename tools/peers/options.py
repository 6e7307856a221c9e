# SPDX-License-Identifier: BSD-2-Clause
"""What tools/compare-peers and tools/scaling have in common: options, files of samples, the loop."""

import argparse
import json
import pathlib
import sys

import boot

EXIT_USAGE = 2
# What is used of each boot in a file
NEEDED = {"who", "arch", "accel", "icount", "idle", "qemu", "cpus", "run", "ns"}


def number(text):
    value = int(text)
    if value < 1:
        raise ValueError
    return value


def numbers(text):
    return [number(word) for word in text.split(",")]


def parser(text):
    found = argparse.ArgumentParser(description=text,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--arch", choices=sorted(boot.CPU), default="x86_64")
    found.add_argument("--accel", choices=("tcg", "tcg-single", "kvm"), default="tcg-single")
    found.add_argument("--icount", action="store_true", help="the clock counts instructions")
    found.add_argument("--cpus", type=numbers, metavar="N,N...")
    found.add_argument("--runs", type=number, help="boots of each, interleaved")
    found.add_argument("--iterations", type=number, help="samples of each figure in a boot")
    found.add_argument("--idle", choices=("halt", "poll", "haltpoll"), default="halt")
    found.add_argument("--qemu", metavar="PATH")
    found.add_argument("--firmware", metavar="PATH")
    found.add_argument("--timeout", type=number, default=600, help="seconds a boot (600)")
    found.add_argument("--json", metavar="FILE", help="append every sample, a JSON object a boot")
    found.add_argument("--from", dest="source", metavar="FILE", nargs="+",
                       help="measure nothing; take the samples of these files")
    return found


def complete(options, runs, iterations):
    options.runs = options.runs or (1 if options.icount else runs)
    options.iterations = options.iterations or (100 if options.icount else iterations)
    if options.icount:
        options.accel = "tcg-single"
    return options


def refuse(name, why):
    print(f"{name}: {why}", file=sys.stderr)
    sys.exit(EXIT_USAGE)


def sample(file, line):
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not NEEDED <= found.keys():
        raise boot.Refused(f"{file}: not what --json of compare-peers or scaling writes")
    return found


def load(files):
    return [sample(file, line) for file in files
            for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines()]


def keep(file, boots):
    with open(file, "a", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in boots)


def measure(options, who):
    """Every boot of every run, those of the next run in the other order."""
    boots = []
    for run in range(1, options.runs + 1):
        for cpus in options.cpus:
            for one in who if run % 2 else who[::-1]:
                found = one(options, cpus, run)
                boots += found
                if options.json:  # whole after each, should the next one hang
                    keep(options.json, found)
    return boots


def take(options, name, who):
    """From files, or by measuring."""
    try:
        if options.source:
            return load(options.source)
        boot.prepare(options)
    except (boot.Refused, OSError, ValueError) as why:
        refuse(name, why)
    return measure(options, who)
