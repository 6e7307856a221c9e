# SPDX-License-Identifier: BSD-2-Clause
"""Drawings of a run, as SVG without a header, by matplotlib."""

import io
import itertools

import matplotlib

matplotlib.use("svg")
# Text as text: it can be searched, and the page stays small. No date: the same run, the same bytes.
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "muster", "font.size": 9})

from matplotlib import pyplot  # noqa: E402

from . import matrices  # noqa: E402
from .show import label_of  # noqa: E402


def svg_of(figure):
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)  # of those that pyplot made
    text = out.getvalue()
    return text[text.index("<svg"):]


def bringup(run):
    """When each core was reset, started and seen, by the boot core's clock."""
    cores = [core for core in run.of("core") if core.get("stamps", {}).get("seen_ns")]
    if not cores:
        return None
    figure, axes = pyplot.subplots(figsize=(8, min(2 + len(cores) * 0.16, 9)))
    for row, core in enumerate(cores):
        reset, start, seen = (core["stamps"][key] / 1000
                              for key in ("reset_ns", "start_ns", "seen_ns"))
        axes.plot([reset, seen], [row, row], color="#999999", linewidth=1, zorder=1)
        for value, mark, colour in ((reset, "|", "#444444"), (start, ".", "#0060a0"),
                                    (seen, "o", "#14602b")):
            axes.plot([value], [row], mark, color=colour, markersize=4, zorder=2)
    every = max(1, len(cores) // 24)
    axes.set_yticks(range(0, len(cores), every),
                    [str(core["index"]) for core in cores[::every]])
    axes.set_xlabel("microseconds since the first reset")
    axes.set_ylabel("core")
    axes.invert_yaxis()
    return ("Bring-up", "Bar: reset (INIT); point: start (SIPI, CPU_ON); circle: seen online, all by "
            "the boot core's clock.", svg_of(figure))


def spread(run):
    """All figures that are times, from the fastest sample to the 99.9th percentile."""
    stats = [stat for stat in run.of("stat") if stat["unit"] == "ns" and stat["n"] > 1
             and stat["min"] > 0]
    if not stats:
        return None
    figure, axes = pyplot.subplots(figsize=(8, 1 + len(stats) * 0.2))
    for row, stat in enumerate(stats):
        axes.plot([stat["min"], stat["p99_9"]], [row, row], color="#999999", linewidth=1)
        axes.plot([stat["p50"], stat["p99"]], [row, row], color="#0060a0", linewidth=3)
        axes.plot([stat["p50"]], [row], "o", color="#1c1c1c", markersize=4)
    axes.set_yticks(range(len(stats)), [
        " ".join([stat["name"], *stat["parameters"].values()]) for stat in stats])
    axes.set_xscale("log")
    axes.set_xlabel("nanoseconds")
    axes.grid(axis="x", color="#dddddd")
    axes.invert_yaxis()
    return ("All figures", "Circle: median; thick: to p99; thin: from the least to p99.9.",
            svg_of(figure))


def histograms_of(run):
    """(label, unit, values, counts) of each stat with a histogram, its parts put together."""
    found = {}
    for record in run.of("histogram"):
        key = (label_of(record), record["cpus"])
        values, counts = found.setdefault(key, (record["unit"], [], []))[1:]
        values += record["values"]
        counts += record["counts"]
    return [(label, *parts) for (label, _), parts in found.items()]


def histograms(run):
    """A small one for each stat, with hist=on."""
    found = histograms_of(run)
    if not found:
        return None
    rows = -(-len(found) // 3)
    figure, grid = pyplot.subplots(rows, 3, figsize=(10, 1.7 * rows), squeeze=False,
                                   layout="constrained")
    for axes, (label, unit, values, counts) in itertools.zip_longest(
            grid.flat, found, fillvalue=(None,) * 4):
        if not label:
            axes.set_axis_off()
            continue
        # One line up and down, with holes: a tenth of the size of a line for each
        nothing = float("nan")
        axes.plot([x for value in values for x in (value, value, nothing)],
                  [y for count in counts for y in (0.5, count, nothing)],
                  color="#0060a0", linewidth=1)
        axes.set_yscale("log")
        if min(values) > 0 and max(values) > 10 * min(values):
            axes.set_xscale("log")
        axes.set_title(f"{label} ({unit})", fontsize=7)
        axes.tick_params(labelsize=6)
    return ("Histograms", "How many samples (logarithmic) had which value; none is left out.",
            svg_of(figure))


def heat_maps(run):
    """One for each matrix; what is wrong with them in the place of a drawing that cannot be."""
    try:
        found = matrices.of_run(run)
    except ValueError as error:
        yield "Matrices", f"Not drawn: {error}", ""
        return
    for matrix in found:
        yield (f"{matrix.head['name']}, {matrix.head['statistic']}",
               "Row: the core that measured; column: the core that answered. Grey was not measured.",
               svg_of(matrices.draw(matrix)))


def of_run(run):
    """(title, caption, SVG) of each drawing that this run has the records for."""
    drawn = [draw(run) for draw in (bringup, spread, histograms)]
    return [drawing for drawing in drawn if drawing] + list(heat_maps(run))
