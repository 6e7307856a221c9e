#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Counts the guest instructions of a call to another core, exactly, in QEMU's TCG.

Boots muster.efi through run.sh with all cores in one host thread and one instruction a translation
block, has QEMU log each block that runs inside the image, and picks from the log the calls that the
benchmarks call.single and call.all make of bench_call.c's nothing(). The counts do not depend on
time or host. A REP instruction counts once for each round.

  send      sender: from the first instruction of smp_call_function_single() up to the write that
            sends the interrupt, with both (xAPIC: the store to ICR low; x2APIC: the WRMSR to ICR)
  handler   target: from the first instruction of the vector's stub up to, without it, the first
            of the function called
  finish    target: from the first instruction of the function called to the handler's IRETQ, with
            both
  sleep     target: all behind that IRETQ, until it sleeps again
  sender    sender: the whole call, from its first instruction to the RET that leaves it, with
            both, without spins
  spins     sender: what it ran while it waited: all from the first PAUSE up to, without it, the
            last. So the last round of the wait is in "sender", once.
  whole     everything on all cores from the call's first instruction to its RET, spins with it

"whole" is what QEMU's -icount counts for the call: the p50 of call.single there is this and the 12
instructions between the two reads of the clock that are not the call's.

on_each_cpu(nothing, NULL, true), from its first instruction to its RET: the sender (its own run of
the function with it) without spins, its spins, the other cores, and all that together. Calls that send
their interrupts otherwise than the first (by a tree, not a broadcast) are left out.

Each path is checked: from one instruction of a core to its next there must be a way, as objdump
sees it, or an interrupt. A gap (a function that is not logged: --all logs the whole image, which
takes far longer) is an error. A call during which a core took another interrupt, as a tick, is left out.
"""

import argparse
import bisect
import collections
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / os.environ.get("B", "build")
SYMBOLS = BUILD / "x86_64" / "muster.so"
QEMU10 = BUILD / "extra" / "qemu10" / "qemu-system-x86_64"
OVMF2025 = BUILD / "extra" / "ovmf2025" / "OVMF_CODE_4M.fd"

PAGE = 4096
STUB_BYTES, STUBS = 16, 256
FUNCTION, FUNCTION_FILE = "nothing", "bench_call.c"
SINGLE, ALL = "smp_call_function_single", "on_each_cpu"
RUNS = 4  # the second and later ones if the firmware moved the image
TIMEOUT = 280

# Not logged: busy for long, and not on a call's path. The check for gaps keeps this honest.
QUIET_FILES = re.compile(
    r"(^|/)(efi|report|screen|acpi|trampoline)/"
    r"|(^|/)lib/(crc32|fmt|glob|mem|options\w*|span|stats)\.c$"
    r"|(^|/)smp/x86_64/(clock|io|pagetable|prepare|survey)\.c$")
QUIET_NAMES = re.compile(r"^arch_port_")

TRACE = re.compile(r"^Trace (\d+): \S+ \[[0-9a-f]+/([0-9a-f]+)/")
INTERRUPT = re.compile(r"^ *\d+: v=([0-9a-f]+) .* pc=([0-9a-f]+) ")
ICR_WRITE = re.compile(r"^(apic_mem_writel 0x300 =|apic_register_write .*register 0x30\b)")


def fail(text):
    sys.exit(f"count_path: {text}")


# ---- the program ----

class Program:
    """What nm and objdump say of muster.so. All addresses are offsets in the image."""

    def __init__(self, path):
        self.path = path
        self.names, self.starts, self.files = [], [], []
        self.code = {}  # offset: (mnemonic, operands, offset of the next)
        if not path.exists():
            fail(f"there is no {path} (make builds it)")
        self._read_symbols()
        self._read_code()

    def _read_symbols(self):
        found = {}
        for line in tool("nm", "-l", self.path).splitlines():
            match = re.match(r"([0-9a-f]+) [tTwW] (\S+)(?:\s+(.*):\d+)?$", line)
            if match:
                found.setdefault(int(match[1], 16), (match[2], match[3] or ""))
        for start, (name, file) in sorted(found.items()):
            self.starts.append(start)
            self.names.append(name)
            self.files.append(file)

    def _read_code(self):
        last = None
        for line in tool("objdump", "-dz", "--no-show-raw-insn", self.path).splitlines():
            match = re.match(r" *([0-9a-f]+):\t(.*)$", line)
            if not match:
                continue
            offset, text = int(match[1], 16), match[2].split("#")[0].strip()
            words = [word for word in text.split()
                     if word not in ("lock", "notrack", "bnd", "data16", "cs", "ds")]
            if last is not None:
                self.code[last][2] = offset
            self.code[offset] = [words[0] if words else "", " ".join(words[1:]), None, text]
            last = offset
        if last is not None:
            self.code[last][2] = last + 1

    def symbol(self, name, file=""):
        found = [start for start, each, where in zip(self.starts, self.names, self.files)
                 if each == name and (not file or where.endswith(file))]
        if len(found) != 1:
            fail(f"{len(found)} symbols '{name}' {file} in {self.path}")
        return found[0]

    def name_of(self, offset):
        place = bisect.bisect(self.starts, offset) - 1
        return self.names[place] if place >= 0 else "?"

    def text_of(self, offset):
        return self.code[offset][3] if offset in self.code else "?"

    def mnemonic(self, offset):
        return self.code[offset][0] if offset in self.code else ""

    def after_halts(self):
        return {code[2] for code in self.code.values() if code[0] == "hlt"}

    def ranges(self, everything):
        """What is to be logged, as (first, length)."""
        result = []
        ends = self.starts[1:] + [max(self.code) + 1]
        for start, end, name, file in zip(self.starts, ends, self.names, self.files):
            if start not in self.code or end <= start:
                continue
            quiet = not file or QUIET_FILES.search(file) or QUIET_NAMES.match(name)
            if quiet and not everything:
                continue
            if result and sum(result[-1]) == start:
                result[-1][1] += end - start
            else:
                result.append([start, end - start])
        return result

    def may_follow(self, offset, following):
        """Can the instruction at the one offset be followed by that at the other?"""
        if offset not in self.code:
            return False
        mnemonic, operands, behind, _ = self.code[offset]
        if mnemonic.startswith(("ret", "iret", "lret")):
            return True
        target = re.match(r"([0-9a-f]+) <", operands)
        if mnemonic.startswith(("j", "call", "loop")):
            if not target:  # through a register or memory
                return True
            if following == int(target[1], 16):
                return True
            return following == behind and not mnemonic.startswith(("jmp", "call"))
        return following == behind or mnemonic.startswith("rep") and following == offset


def tool(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        fail(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout


# ---- the run ----

class Guest:
    """Runs muster.efi, always in the same machine, with one log or another."""

    def __init__(self, folder, options):
        self.folder, self.options = folder, options
        self.real = str(QEMU10) if options.x2apic else "qemu-system-x86_64"
        if options.x2apic and not (QEMU10.exists() and OVMF2025.exists()):
            fail("--x2apic wants QEMU 10: tools/setup_extra.sh build/extra fetches it")
        version = re.search(r"version (\d+)\.(\d+)", tool(self.real, "--version"))
        self.new = bool(version) and (int(version[1]), int(version[2])) >= (8, 1)
        self.wrapper = folder / "qemu"
        self._write_wrapper()

    def _write_wrapper(self):  # run.sh has no option for the accelerator's properties
        extra = "" if self.new else "-singlestep "
        change = "a=$a,one-insn-per-tb=on" if self.new else ":"
        self.wrapper.write_text(f"""#!/bin/sh
count=$#
while [ $count -gt 0 ]; do
    a=$1
    shift
    case $a in tcg,thread=single) {change} ;; esac
    set -- "$@" "$a"
    count=$((count - 1))
done
exec "{self.real}" {extra}"$@"
""")
        self.wrapper.chmod(0o755)

    def run(self, step, log, *arguments):
        words = f"only=call.single,call.all iterations={self.options.iterations} format=json"
        command = [ROOT / "run.sh", "--no-setup", "--no-build", "--accel", "tcg-single", "--no-gop",
                   "--cpus", self.options.cpus, "--timeout", TIMEOUT,
                   "--qemu", self.wrapper if step else self.real]
        if self.options.x2apic:
            command += ["--firmware", OVMF2025]
            words += " x2apic=on"
        for argument in ("-D", log, *arguments):
            command += ["--qemu-arg", argument]
        done = subprocess.run([str(word) for word in command] + ["--", *words.split()],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", check=False)
        if done.returncode:
            fail(f"run.sh failed with {done.returncode}: {done.stderr[-2000:]}")
        return done


def find_base(program, log):
    """Where the image lies: cores that sleep are interrupted behind a HLT."""
    votes = collections.Counter()
    halts = program.after_halts()
    with open(log, encoding="latin-1") as lines:
        for line in lines:
            match = INTERRUPT.match(line)
            if match:
                pc = int(match[2], 16)
                votes.update(pc - halt for halt in halts
                             if (pc - halt) % PAGE == 0 and pc > halt)
    return votes.most_common(1)[0][0] if votes else None


def log_run(program, guest, options):
    """The log of a run, and where the image lay in it."""
    log = guest.folder / "log"
    guest.run(False, log, "-d", "int")
    base = find_base(program, log)
    if base is None:
        fail("no core was interrupted in its sleep, so the image cannot be found")
    written = "apic_register_write" if guest.new else "apic_mem_writel"
    for _ in range(RUNS):
        ranges = ",".join(f"{base + start:#x}+{length:#x}"
                          for start, length in program.ranges(options.all))
        guest.run(True, log, "-d", f"exec,nochain,int,trace:{written}", "-dfilter", ranges)
        found = find_base(program, log)
        if found == base:
            return log, base
        base = found
    fail("the firmware loads the image at another address each time")
    return None


# ---- the calls ----

class Window:
    """What all cores ran between the first instruction of a call and its RET, and a little after:
    until the others sleep."""

    def __init__(self, sender):
        self.sender = sender
        self.order = []  # (core, offset), or (core, None) for a write that sends
        self.tail = []  # of the other cores, behind the RET
        self.depth, self.open = 1, True

    def of(self, core):
        return [offset for each, offset in self.order if each == core and offset is not None]

    def of_all(self):
        return [offset for _, offset in self.order if offset is not None]

    def others(self):
        return sorted({core for core, _ in self.order} - {self.sender})

    def writes(self):
        """Where in the order interrupts were sent, and by whom."""
        return [(i, core) for i, (core, offset) in enumerate(self.order) if offset is None]

    def senders(self):
        return sorted(core for _, core in self.writes())


class Reader:
    """Goes through the log, and keeps the windows of one function's calls."""

    def __init__(self, program, base, entry):
        self.program, self.base, self.entry = program, base, entry
        self.windows, self.window, self.last = [], None, 0
        self.pending = None  # an instruction that may be undone

    def read(self, log):
        with open(log, encoding="latin-1") as lines:
            for line in lines:
                match = TRACE.match(line)
                if match:
                    self.flush()
                    self.pending = (int(match[1]), int(match[2], 16) - self.base)
                elif line.startswith("Stopped execution"):
                    self.pending = None
                elif ICR_WRITE.match(line):
                    # within the instruction whose line stands before
                    self.flush()
                    self.mark_write()
        self.flush()
        return self.windows

    def flush(self):
        if self.pending:
            self.take(*self.pending)
            self.last = self.pending[0]
            self.pending = None

    def mark_write(self):
        if self.window and self.window.open:
            self.window.order.append((self.last, None))

    def take(self, core, offset):
        window = self.window
        if offset == self.entry and not (window and window.open):
            window = self.window = Window(core)
            self.windows.append(window)
            window.order.append((core, offset))
            return
        if window is None:
            return
        if not window.open:
            if core != window.sender:
                window.tail.append((core, offset))
            return
        window.order.append((core, offset))
        if core == window.sender:
            mnemonic = self.program.mnemonic(offset)
            window.depth += mnemonic.startswith("call") - mnemonic.startswith(("ret", "iret"))
            window.open = window.depth > 0


class Paths:
    """Cuts windows into segments: lists of offsets."""

    def __init__(self, program):
        self.program = program
        self.function = program.symbol(FUNCTION, FUNCTION_FILE)
        self.stubs = program.symbol("entry_stubs")

    def in_stub(self, offset):
        """The first instruction of a vector's stub."""
        return 0 <= offset - self.stubs < STUBS * STUB_BYTES and \
            (offset - self.stubs) % STUB_BYTES == 0

    def check(self, path):
        for here, there in zip(path, path[1:]):
            if not self.in_stub(there) and not self.program.may_follow(here, there):
                fail(f"gap: {there:#x} ({self.program.name_of(there)}) cannot follow {here:#x} "
                     f"({self.program.name_of(here)}, {self.program.text_of(here)}); "
                     "is what lies between not logged? Try --all")

    def split_spins(self, path):
        pauses = [i for i, offset in enumerate(path) if self.program.mnemonic(offset) == "pause"]
        if not pauses:
            return path, []
        first, last = pauses[0], pauses[-1]
        return path[:first] + path[last:], path[first:last]

    def is_wanted(self, window, on):
        """A finished call of the function, with no interrupt but its own."""
        runs = [core for core, offset in window.order if offset == self.function]
        taken = [core for core, offset in window.order
                 if offset is not None and self.in_stub(offset)]
        return not window.open and on(window, runs) and len(taken) == len(set(taken)) and \
            set(taken) <= set(runs) - {window.sender}

    def until_sleep(self, window, core, path):
        """The path of a core in the window, and what it ran behind it until it slept."""
        behind = [offset for each, offset in window.tail if each == core]
        for offset in behind:
            if self.program.mnemonic(path[-1]) == "hlt" or self.in_stub(offset):
                break
            path.append(offset)
        return path

    def single(self, window):
        """The segments of a call to one core, None if it has not got them all."""
        own = window.of(window.sender)
        target = next(core for core, offset in window.order if offset == self.function)
        writes = window.writes()
        theirs = window.of(target)
        entries = [i for i, offset in enumerate(theirs) if self.in_stub(offset)]
        called = theirs.index(self.function)
        if len(writes) != 1 or writes[0][1] != window.sender or not entries or entries[0] > called:
            return None
        after = self.until_sleep(window, target, theirs)
        self.check(own)
        self.check(after[entries[0]:])
        back = next((i for i in range(called, len(after))
                     if self.program.mnemonic(after[i]).startswith("iret")), None)
        if back is None:
            return None
        straight, spins = self.split_spins(own)
        return {"send": [offset for core, offset in window.order[:writes[0][0]]
                         if core == window.sender],
                "handler": after[entries[0]:called], "finish": after[called:back + 1],
                "sleep": after[back + 1:], "sender": straight, "spins": spins,
                "whole": window.of_all()}

    def to_all(self, window):
        own = window.of(window.sender)
        self.check(own)
        straight, spins = self.split_spins(own)
        others = []
        for core in window.others():
            path = window.of(core)
            self.check(path)
            others += path
        return {"sender": straight, "spins": spins, "others": others, "whole": window.of_all()}


def one_other(window, runs):
    return len(runs) == 1 and runs[0] != window.sender


def every_one(window, runs):
    return window.sender in runs and len(runs) == len(set(runs)) >= 2


def measure(program, base, log):
    paths = Paths(program)
    single = [paths.single(window)
              for window in Reader(program, base, program.symbol(SINGLE)).read(log)
              if paths.is_wanted(window, one_other)]
    to_all = [window for window in Reader(program, base, program.symbol(ALL)).read(log)
              if paths.is_wanted(window, every_one)]
    to_all = [paths.to_all(window) for window in to_all
              if window.senders() == to_all[0].senders()]
    if not single or not to_all:
        fail(f"{len(single)} calls to one core and {len(to_all)} to all are whole in the log; is a "
             "function on their way not logged? Try --all")
    whole = [call for call in single if call]
    if len(whole) * 2 < len(single):
        fail(f"of {len(single)} calls to one core only {len(whole)} sent an interrupt, once, and "
             "were run in its handler")
    return whole, to_all


# ---- the report ----

def median_call(calls, segment):
    """The call whose count is the (lower) median."""
    return sorted(calls, key=lambda call: len(call[segment]))[(len(calls) - 1) // 2][segment]


def summarise(program, calls):
    result = {}
    for segment in calls[0]:
        counts = [len(call[segment]) for call in calls]
        shares = collections.Counter(map(program.name_of, median_call(calls, segment)))
        result[segment] = {"min": min(counts), "median": statistics.median_low(counts),
                           "max": max(counts), "functions": dict(shares.most_common())}
    return {"calls": len(calls), "segments": result}


def print_table(title, summary):
    print(f"\n{title}, {summary['calls']} calls\n"
          f"  {'':10}{'min':>7}{'median':>8}{'max':>7}   functions, in the median call")
    for segment, row in summary["segments"].items():
        shares = [f"{name} {count}" for name, count in row["functions"].items()]
        line = f"  {segment:10}{row['min']:7}{row['median']:8}{row['max']:7}  "
        for share in shares:
            if len(line) + len(share) > 110:
                print(line)
                line = " " * 34
            line += f" {share},"
        print(line.rstrip(", "))


def print_path(program, title, path):
    print(f"\n{title}:")
    name = ""
    for number, offset in enumerate(path, 1):
        if program.name_of(offset) != name:
            name = program.name_of(offset)
            print(f"        {name}:")
        print(f"  {number:4}  {offset:8x}  {program.text_of(offset)}")


def parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cpus", type=int, default=4, metavar="N", help="cores (4)")
    parser.add_argument("--x2apic", action="store_true",
                        help="in x2APIC mode, in build/extra's QEMU 10 and OVMF")
    parser.add_argument("--iterations", type=int, default=20, metavar="N",
                        help="calls of each benchmark (20)")
    parser.add_argument("--json", metavar="FILE", help="the figures, as one JSON object")
    parser.add_argument("--path", action="append", default=[], metavar="SEGMENT",
                        help="list the instructions of the median call's segment, as 'send' or "
                        "'all.sender' (for on_each_cpu); may be repeated")
    parser.add_argument("--all", action="store_true", help="log the whole image")
    options = parser.parse_args()
    if options.cpus < 2:
        parser.error("a call wants 2 cores")
    return options


def main():
    options = parse_options()
    program = Program(SYMBOLS)
    with tempfile.TemporaryDirectory(prefix="muster-path.") as folder:
        guest = Guest(pathlib.Path(folder), options)
        log, base = log_run(program, guest, options)
        single, to_all = measure(program, base, log)
    mode = "x2apic" if options.x2apic else "xapic"
    result = {"cpus": options.cpus, "apic": mode, "base": f"{base:#x}",
              "call.single": summarise(program, single), "call.all": summarise(program, to_all)}
    print(f"{options.cpus} cores, {mode}, image at {base:#x}; instructions")
    print_table("smp_call_function_single(cpu, nothing, NULL, true)", result["call.single"])
    print_table("on_each_cpu(nothing, NULL, true)", result["call.all"])
    for wanted in options.path:
        calls, segment = (to_all, wanted[4:]) if wanted.startswith("all.") else (single, wanted)
        if segment not in calls[0]:
            fail(f"there is no segment '{wanted}'")
        print_path(program, wanted, median_call(calls, segment))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
