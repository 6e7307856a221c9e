#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Measures Muster and Linux in turn on the same virtual machine, and compares the medians.

Each run boots Muster (run.sh) and Linux (tools/peers/linux/run.sh) one after the other, with the
same QEMU, firmware, machine, processor and accelerator. A cell is the median over all runs of each
run's own median, Muster / Linux, in nanoseconds, and the ratio: above 1 Muster is faster. With
--icount the clock counts instructions, so that one run says all; bring-up and hotplug mean nothing
there, as they wait for timers.

    tools/peers/compare.py --arch aarch64 --accel tcg-single --cpus 2,4,8,16 --runs 5
"""

import argparse
import collections
import json
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("B", "build")

# Muster's stat, what its parameters must be, Linux's metric, what it is.
Row = collections.namedtuple("Row", "stat parameters metric text timeless")
ROWS = (
    Row("call.single", {"to": "one", "until": "done"}, "call_single", "a call to one core", True),
    Row("call.single", {"to": "each", "until": "done"}, "call_single_in_turn",
        "a call to each in turn", True),
    Row("call.async", {}, "call_async", "a call not waited for, until it has run", True),
    Row("call.all", {"until": "done", "send": None}, "on_each_cpu", "on_each_cpu", True),
    Row("irq_work.self", {}, "self_irq_work", "irq_work on the core itself", True),
    Row("cacheline.rtt", {}, "cacheline", "a cache line there and back", True),
    Row("bringup.total", {"of": "first"}, "bringup", "bring-up of all", False),
    Row("hotplug.down", {"core": "last"}, "cpu_offline", "a core offline", False),
    Row("hotplug.up", {"core": "last"}, "cpu_online", "and online again", False),
)

# The Arm counter ticks once a nanosecond, as instructions under -icount do; and signed pointers,
# which only Linux uses, cost QEMU far more than a processor unless it may sign as it likes.
CPU = {"x86_64": "max", "aarch64": "max,pauth-impdef=on,cntfrq=1000000000"}


def run(command):
    if os.environ.get("VM_LOCK"):  # others on this host measure too
        command = ["flock", os.environ["VM_LOCK"], *command]
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        print(f"compare: {command[0]} failed with {done.returncode}: {done.stderr[-600:]}",
              file=sys.stderr)
    return done


def qemu_options(options):
    words = ["--cpu", CPU[options.arch]]
    for name in ("qemu", "firmware"):
        if getattr(options, name):
            words += [f"--{name}", getattr(options, name)]
    return words


def run_muster(options, cpus):
    """{a row's text: nanoseconds} of one run."""
    file = BUILD / "peers" / f"muster-{options.arch}-{cpus}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    command = [ROOT / "run.sh", "--no-setup", "--no-build", "--arch", options.arch,
               "--accel", options.accel, "--cpus", cpus, "--json", file, "--timeout", options.timeout,
               *qemu_options(options)]
    words = [f"idle={options.idle}", "mps=off"]
    if options.icount:
        command += ["--qemu-arg", "-icount", "--qemu-arg", "shift=0,sleep=off"]
        words.append("iterations=100")
    if run([*command, "--", *words]).returncode:
        return {}
    records = [json.loads(line) for line in file.read_text().splitlines()]
    stats = [record for record in records if record["rec"] == "stat" and record["n"]]
    found = {}
    for row in ROWS:
        for stat in stats:
            if stat["name"] == row.stat and stat["unit"] == "ns" and all(
                    stat["parameters"].get(key) == value for key, value in row.parameters.items()):
                found[row.text] = stat["p50"]
    return found


def run_linux(options, cpus):
    command = [ROOT / "tools/peers/linux/run.sh", "--arch", options.arch, "--accel", options.accel,
               "--cpus", cpus, "--idle", options.idle, "--timeout", options.timeout,
               *qemu_options(options)]
    if options.icount:
        command += ["--icount", "--iterations", 100]
    lines = run(command).stdout.splitlines()
    metrics = {line["metric"]: line for line in map(json.loads, lines)}
    found = {}
    for row in ROWS:
        line = metrics.get(row.metric)
        if line:
            found[row.text] = line["p50"] if "p50" in line else line["value"] * 1000
    return found


def show(number):
    return f"{number / 1e6:.1f} ms" if number >= 1e6 else f"{number:,.0f}"


def print_table(options, samples):
    print(f"{options.arch}, {options.accel}{', -icount' if options.icount else ''}, "
          f"idle={options.idle}: Muster / Linux, {'instructions' if options.icount else 'ns'}, "
          f"medians of {options.runs}\n")
    print("| cores | " + " | ".join(map(str, options.cpus)) + " |")
    print("|---" * (len(options.cpus) + 1) + "|")
    for row in ROWS:
        if options.icount and not row.timeless:
            continue
        cells = []
        for cpus in options.cpus:
            both = [samples[who, cpus, row.text] for who in ("muster", "linux")]
            if not all(both):
                cells.append("-")
                continue
            ours, theirs = map(statistics.median, both)
            cells.append(f"{show(ours)} / {show(theirs)} = {theirs / ours:.2f}")
        print(f"| {row.text} | " + " | ".join(cells) + " |")


def parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arch", choices=sorted(CPU), default="x86_64")
    parser.add_argument("--accel", default="tcg-single", help="tcg, tcg-single (default), or kvm")
    parser.add_argument("--icount", action="store_true", help="the clock counts instructions")
    parser.add_argument("--cpus", default="2,4,8,16", metavar="N,N...",
                        type=lambda text: [int(word) for word in text.split(",")])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--idle", choices=("halt", "poll"), default="halt")
    parser.add_argument("--timeout", type=int, default=600)
    parser.add_argument("--qemu")
    parser.add_argument("--firmware")
    parser.add_argument("--samples", metavar="FILE", help="append each run's medians, as JSON lines")
    options = parser.parse_args()
    if options.icount:
        options.accel, options.runs = "tcg-single", 1
    return options


def main():
    options = parse_options()
    samples = collections.defaultdict(list)
    for number in range(options.runs):
        for cpus in options.cpus:
            for who, measure in (("muster", run_muster), ("linux", run_linux)):
                found = measure(options, cpus)
                for text, value in found.items():
                    samples[who, cpus, text].append(value)
                if options.samples:
                    with open(options.samples, "a", encoding="utf-8") as file:
                        print(json.dumps({
                            "who": who, "arch": options.arch, "accel": options.accel,
                            "icount": options.icount, "cpus": cpus, "run": number + 1,
                            "ns": found}), file=file)
    print_table(options, samples)


if __name__ == "__main__":
    main()
