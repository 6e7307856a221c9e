# SPDX-License-Identifier: BSD-2-Clause
"""What is compared, and the arithmetic of it: samples in, a table out. Nothing is measured here.

A sample is one figure of one boot. Boots are interleaved, so those of one run number were taken
next to each other; a ratio is taken within a run, and the median over the runs is shown."""

import collections
import statistics

# Muster's stat and what its parameters must be; Linux's metric; the stat of the firmware's MP
# Services, always blocking, all at once. timeless: it means something where the clock counts
# instructions.
Row = collections.namedtuple("Row", "id text stat parameters linux mps timeless")
ROWS = (
    Row("call.one", "a call to one core", "call.single", {"to": "one", "until": "done"},
        "call_single", "mps.this", True),
    Row("call.each", "a call to each in turn", "call.single", {"to": "each", "until": "done"},
        "call_single_in_turn", None, True),
    Row("call.async", "a call not waited for, until it has run", "call.async", {},
        "call_async", None, True),
    Row("call.all", "`on_each_cpu`", "call.all", {"until": "done", "send": None},
        "on_each_cpu", "mps.all", True),
    Row("irq_work.self", "irq_work on the core itself", "irq_work.self", {},
        "self_irq_work", None, True),
    Row("cacheline", "a cache line there and back", "cacheline.rtt", {"to": "each"},
        "cacheline", None, True),
    Row("bringup", "bring-up of all", "bringup.total", {"of": "first"}, "bringup", None, False),
    Row("offline", "a core offline", "hotplug.down", {"core": "last"}, "cpu_offline", None, False),
    Row("online", "and online again", "hotplug.up", {"core": "last"}, "cpu_online", None, False),
)
MPS = {"mps.this": {"blocking": "yes"}, "mps.all": {"blocking": "yes", "order": "all"}}
PEERS = ("linux", "mps")
NAMES = {"muster": "Muster", "linux": "Linux", "mps": "MP Services"}

# One machine, measured in one way; who is muster, linux or mps.
Place = collections.namedtuple("Place", "arch accel icount idle qemu")
Spread = collections.namedtuple("Spread", "median least most n")


def find_stat(records, name, parameters):
    """The p50 of a stat of Muster's, in nanoseconds; None if there is none."""
    for stat in records:
        if stat["rec"] == "stat" and stat["name"] == name and stat["n"] and stat["unit"] == "ns" \
                and all(stat["parameters"].get(key) == value for key, value in parameters.items()):
            return stat["p50"]
    return None


def without_none(values):
    return {key: value for key, value in values.items() if value is not None}


def of_muster(records):
    return without_none({row.id: find_stat(records, row.stat, row.parameters) for row in ROWS})


def of_mps(records):
    return without_none({row.id: find_stat(records, row.mps, MPS[row.mps])
                         for row in ROWS if row.mps})


def of_linux(lines):
    """From the objects that peers/linux/run.sh prints."""
    metrics = {line["metric"]: line for line in lines}
    found = {}
    for row in ROWS:
        line = metrics.get(row.linux)
        if line:  # the kernel's own stamps are in microseconds
            found[row.id] = line["p50"] if "p50" in line else line["value"] * 1000
    return found


# ---- samples ----

def place_of(boot):
    return Place(*(boot[key] for key in Place._fields))


def gather(boots):
    """{place: {(who, cpus, row's id): {run: ns}}}; of boots of the same run the last one holds."""
    places = {}
    for boot in boots:
        samples = places.setdefault(place_of(boot), collections.defaultdict(dict))
        for row, value in boot["ns"].items():
            samples[boot["who"], boot["cpus"], row][boot["run"]] = value
    return places


def spread(values):
    values = list(values)
    return Spread(statistics.median(values), min(values), max(values), len(values))


def ratio(ours, theirs):
    """Of {run: ns} each: how many times longer theirs takes, in the runs that have both."""
    both = sorted(ours.keys() & theirs.keys())
    return spread(theirs[run] / ours[run] for run in both) if both else None


# ---- as text ----

def digits(number):
    """Three that count; whole from 100 on."""
    if number >= 100:
        return f"{number:.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def with_range(found, text, unit=""):
    shown = text(found.median) + unit
    if found.n < 2 or text(found.least) == text(found.most):
        return shown
    return f"{shown} ({text(found.least)} to {text(found.most)})"


def show_time(found):
    scale, unit = next((pair for pair in ((1e6, " ms"), (1e3, " us")) if found.median >= pair[0]),
                       (1, " ns"))
    return with_range(found, lambda number: digits(number / scale), unit)


def show_count(found):
    return with_range(found, lambda number: f"{number:.0f}")


def show_ratio(found):
    return with_range(found, digits)


def cells(samples, cpus, row, peers, show):
    ours = samples.get(("muster", cpus, row.id))
    if not ours:
        return None
    line = [row.text, str(cpus), show(spread(ours.values()))]
    for peer in peers:
        theirs = samples.get((peer, cpus, row.id), {})
        found = ratio(ours, theirs)
        line += [show(spread(theirs.values())), show_ratio(found)] if found else ["-", "-"]
    return line


def table(place, samples):
    """Of one place, as lines of Markdown."""
    peers = [peer for peer in PEERS if any(who == peer for who, _, _ in samples)]
    sizes = sorted({cpus for _, cpus, _ in samples})
    head = ["", "cores", NAMES["muster"]]
    for peer in peers:
        head += [NAMES[peer], "ratio"]
    lines = [head, ["---"] * len(head)]
    for row in ROWS:
        if place.icount and not row.timeless:
            continue
        for cpus in sizes:
            line = cells(samples, cpus, row, peers, show_count if place.icount else show_time)
            if line:
                lines.append(line)
    return ["|" + "|".join(line) + "|" if line[0] == "---" else "| " + " | ".join(line) + " |"
            for line in lines]


def runs_of(samples):
    return max(len(runs) for runs in samples.values())


def report(boots):
    """All tables of these boots, each with what it was measured on."""
    lines = []
    for place, samples in gather(boots).items():
        if not any(who == "muster" for who, _, _ in samples):
            continue
        here = [boot for boot in boots if place_of(boot) == place]
        loads = [boot["load"] for boot in here]
        lines += ["", f"{place.arch}, {place.accel}{', -icount' if place.icount else ''}, "
                  f"idle={place.idle}; {place.qemu}; " +
                  "; ".join(sorted({boot["version"] for boot in here})),
                  f"{'guest instructions' if place.icount else 'times'}: medians "
                  f"of {runs_of(samples)} interleaved boots (least to most); ratio: within a boot's "
                  f"pair, peer / Muster; host: {here[-1]['processors']} processors, "
                  f"load {min(loads):.1f} to {max(loads):.1f}", ""]
        lines += table(place, samples)
    return lines
