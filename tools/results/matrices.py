# SPDX-License-Identifier: BSD-2-Clause
"""The matrices of a run: read, drawn as heat maps, and written as comma-separated values.

Files are named after the matrix: matrix.ipi-p50.png, matrix.ipi-p50.csv, with -pass2 behind it where
there are more passes. Rows are the cores that measured, columns those that answered, both by
package, die, core, thread. Grey was not measured. Colours end at the 2nd and 98th percentile, so
that a few slow pairs do not hide all others; the scale has arrows where there is more.
"""

import base64
import csv
import struct
from dataclasses import dataclass, field

NONE = 0xFFFF
UNITS = ("package", "die", "core", "thread")


def decode(cells):
    """The values of a row, None where nothing was measured."""
    codes = struct.iter_unpack("<H", base64.b64decode(cells, validate=True))
    return [None if code == NONE else (code & 4095) << (code >> 12) for (code,) in codes]


@dataclass
class Matrix:
    """One head and its rows."""

    head: dict
    run: dict
    cpus: list = field(default_factory=list)  # of rows and columns
    rows: list = field(default_factory=list)  # of values
    places: dict = field(default_factory=dict)  # by cpu: package, die, core, thread

    @property
    def stem(self):
        later = f"-pass{self.head['pass']}" if self.head["pass"] > 1 else ""
        return f"{self.head['name']}-{self.head['statistic']}{later}"

    def add(self, row):
        values = decode(row["cells"])
        if row["column"] == 0:
            self.cpus.append(row["cpu"])
            self.rows.append(values)
        elif self.rows and (row["row"], row["column"]) == (len(self.rows) - 1, len(self.rows[-1])):
            self.rows[-1] += values
        else:
            raise ValueError(f"{self.stem}: row {row['row']} is not whole")

    def check(self):
        n = self.head["cores"]
        if len(self.rows) != n or any(len(row) != n for row in self.rows):
            raise ValueError(f"{self.stem}: rows are missing ({len(self.rows)} of {n} are there)")
        measured = sum(value is not None for row in self.rows for value in row)
        if measured != self.head["measured"]:
            raise ValueError(f"{self.stem}: {measured} values, not {self.head['measured']}")


def of_run(run):
    """All matrices of a run; ValueError where one is not whole."""
    places = {core["index"]: tuple(core.get(unit) for unit in UNITS) for core in run.of("core")}
    matrices = []
    for record in run.records:
        if record["rec"] == "matrix":
            if record["encoding"] != "base64-u16le-e4m12":
                raise ValueError(f"{record['name']}: encoding {record['encoding']} is not known")
            matrices.append(Matrix(record, run.head, places=places))
        elif record["rec"] == "matrix_row":
            if not matrices:
                raise ValueError("a row without a head")
            matrices[-1].add(record)
    for matrix in matrices:
        matrix.check()
    return matrices


def write_csv(matrix, path):
    with open(path, "w", encoding="ascii", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["from\\to", *matrix.cpus])
        for cpu, row in zip(matrix.cpus, matrix.rows):
            writer.writerow([cpu, *("" if value is None else value for value in row)])


def scale_of(matrix):
    """The limits of the colours, and the arrows at the ends of their scale."""
    values = sorted(value for row in matrix.rows for value in row if value is not None)
    if not values:
        return 0, 1, "neither"
    last = len(values) - 1
    low, high = values[last * 2 // 100], values[last - last * 2 // 100]
    below, above = values[0] < low, values[-1] > high
    extend = {(True, True): "both", (True, False): "min", (False, True): "max"}
    return low, max(high, low + 1), extend.get((below, above), "neither")


def title_of(matrix):
    head, run = matrix.head, matrix.run
    what = f"{head['name']}: {head['text']}"
    samples = f"{head['samples_least']}"
    if head["samples_most"] != head["samples_least"]:
        samples += f" to {head['samples_most']}"
    how = {"p50": "median", "min": "minimum"}[head["statistic"]] + f" of {samples}"
    cores = f"{head['cores']} cores"
    if head["online"] != head["cores"]:
        cores += f" of {head['online']}"
    parts = [f"{how}, {head['measured']} of {head['of']} pairs of {cores}"]
    if "idle" in head:
        parts.append(f"idle={head['idle']}")
    where = run.get("cpu", {}).get("brand", "")
    if run.get("hypervisor"):
        where += f" ({run['hypervisor']})"
    return f"{what}\n{', '.join(parts)}\n{where}".replace("$", r"\$")


def boundaries(matrix, depth):
    """Places between two cores that share nothing down to a unit: 1 packages, 2 dies."""
    places = [matrix.places.get(cpu, (None,) * 4)[:depth] for cpu in matrix.cpus]
    return [i - 0.5 for i in range(1, len(places)) if places[i] != places[i - 1]]


def draw(matrix):
    """A figure."""
    import matplotlib
    from matplotlib.figure import Figure

    n = len(matrix.cpus)
    side = min(24, max(7, n / 10))
    figure = Figure(figsize=(side + 1.5, side), layout="constrained")
    axes = figure.add_subplot()
    colours = matplotlib.colormaps["viridis"].copy()
    colours.set_bad("0.8")
    low, high, extend = scale_of(matrix)
    cells = [[float("nan") if value is None else value for value in row] for row in matrix.rows]
    image = axes.imshow(cells, cmap=colours, vmin=low, vmax=high, interpolation="nearest")
    figure.colorbar(image, ax=axes, extend=extend, shrink=0.8).set_label(matrix.head["unit"])
    axes.set_title(title_of(matrix), fontsize=10, loc="left")
    axes.set_xlabel("to core")
    axes.set_ylabel("from core")
    step = next(step for step in (1, 2, 4, 8, 16, 32, 64) if n / step <= 32)
    places = range(0, n, step)
    labels = [str(matrix.cpus[place]) for place in places]
    axes.set_xticks(places, labels, rotation=90, fontsize=7)
    axes.set_yticks(places, labels, fontsize=7)
    for depth, width in ((2, 0.6), (1, 1.4)):
        for place in boundaries(matrix, depth):
            axes.axhline(place, color="white", linewidth=width)
            axes.axvline(place, color="white", linewidth=width)
    if n <= 16:
        write_values(axes, matrix, (low + high) / 2)
    return figure


def write_values(axes, matrix, middle):
    """Into the cells, where they are large enough."""
    for y, row in enumerate(matrix.rows):
        for x, value in enumerate(row):
            if value is not None:
                axes.text(x, y, f"{value}" if value < 100000 else f"{value / 1000:.0f}k",
                          ha="center", va="center", fontsize=6 if len(matrix.cpus) > 8 else 8,
                          color="black" if value > middle else "white")


def write(matrices, out, kind):
    """A picture and a table of each into a folder; their paths, one by one."""
    out.mkdir(parents=True, exist_ok=True)
    for matrix in matrices:
        picture, table = out / f"{matrix.stem}.{kind}", out / f"{matrix.stem}.csv"
        draw(matrix).savefig(picture, dpi=150)
        write_csv(matrix, table)
        yield from (picture, table)
