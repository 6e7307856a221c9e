# SPDX-License-Identifier: BSD-2-Clause
"""How figures grow with the number of cores: samples in, series and a table out."""

import collections
import statistics

import table

# Of Muster's own, beside those of table.ROWS: the stat, and what its parameters must be.
Figure = collections.namedtuple("Figure", "id text stat parameters")
FIGURES = (
    Figure("bringup", "bring-up of all", "bringup.total", {"of": "first"}),
    Figure("bringup.core", "bring-up of one among them", "bringup.core", {"of": "first"}),
    Figure("call.one", "a call to one core", "call.single", {"to": "one", "until": "done"}),
    Figure("call.all", "`on_each_cpu`", "call.all", {"until": "done", "send": None}),
    Figure("call.tree", "`on_each_cpu`, by a tree", "call.all", {"until": "done", "send": "tree"}),
    Figure("ipi.broadcast", "interrupt to all: broadcast", "ipi.all", {"send": "broadcast"}),
    Figure("ipi.physical", "one command a core", "ipi.all", {"send": "physical"}),
    Figure("ipi.cluster", "one a cluster", "ipi.all", {"send": "cluster"}),
)
# The peers' share of these have ids of the same name.
RATIOS = tuple((who, row) for who in table.PEERS for row in ("call.one", "call.all", "bringup"))


def of_muster(records):
    return table.without_none({figure.id: table.find_stat(records, figure.stat, figure.parameters)
                               for figure in FIGURES})


def bytes_of(records):
    run = next(record for record in records if record["rec"] == "run")
    return {"all": run["memory_bytes"], "core": run["memory_per_core"]}


def series(boots, who, figure):
    """[(cores, median over all boots)], the fewest cores first."""
    values = collections.defaultdict(list)
    for boot in boots:
        if boot["who"] == who and figure in boot["ns"]:
            values[boot["cpus"]].append(boot["ns"][figure])
    return [(cpus, statistics.median(values[cpus])) for cpus in sorted(values)]


def ratios(boots, who, figure):
    """[(cores, peer / Muster)] of what was measured in the same file of pairs, run by run."""
    places = table.gather(boots)
    found = {}
    for samples in places.values():
        for peer, cpus, row in samples:
            one = table.ratio(samples.get(("muster", cpus, row), {}), samples[peer, cpus, row])
            if (peer, row) == (who, figure) and one:
                found[cpus] = one.median
    return sorted(found.items())


def memory(boots):
    """[(cores, bytes)] that Muster reserves in all."""
    return sorted({boot["cpus"]: boot["bytes"]["all"] for boot in boots if "bytes" in boot}.items())


def report(boots):
    """A table, as lines of Markdown: a row a figure, a column a number of cores."""
    sizes = sorted({boot["cpus"] for boot in boots})
    lines = ["| cores | " + " | ".join(map(str, sizes)) + " |", "|---" * (len(sizes) + 1) + "|"]
    for figure in FIGURES:
        points = dict(series(boots, "muster", figure.id))
        if points:
            shown = [table.show_time(table.spread([points[cpus]])) if cpus in points else "-"
                     for cpus in sizes]
            lines.append(f"| {figure.text} | " + " | ".join(shown) + " |")
    reserved = dict(memory(boots))
    lines.append("| memory reserved, MiB | " + " | ".join(
        table.digits(reserved[cpus] / (1 << 20)) if cpus in reserved else "-"
        for cpus in sizes) + " |")
    return lines
