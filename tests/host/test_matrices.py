# SPDX-License-Identifier: BSD-2-Clause
"""tools/muster matrix: what it writes and draws is what the records say."""

import base64
import csv
import io
import json
import pathlib
import subprocess
import sys

import matplotlib.image
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "muster"
ROW_MOST = 512
sys.path.insert(0, str(ROOT / "tools"))

from results import log, matrices  # noqa: E402


def read(path):
    return matrices.of_run(log.choose(log.read(path.read_bytes())))


def encode(value):
    """As the record format says, by another way than the tool's."""
    if value is None:
        return b"\xff\xff"
    exponent = max(0, value.bit_length() - 12)
    return (exponent * 4096 + value // 2**exponent).to_bytes(2, "little")


def value_at(row, column, n):
    """Two packages, a slow pair, and some that were not measured."""
    if (row * 7 + column) % 11 == 5:
        return None
    if (row, column) == (1, n - 1):
        return 900000
    return 40 if row == column else 100 + row if row // (n // 2) == column // (n // 2) else 300 + column


def records(n, name="matrix.ipi", statistic="p50", number=1):
    cells = [[value_at(row, column, n) for column in range(n)] for row in range(n)]
    head = {"rec": "matrix", "name": name, "statistic": statistic, "pass": number, "unit": "ns",
            "text": "interrupt and answer", "idle": "halt", "order": "package,die,core,thread",
            "cores": n, "online": n, "of": n * n, "samples_least": 11, "samples_most": 31,
            "measured": sum(value is not None for row in cells for value in row),
            "encoding": "base64-u16le-e4m12", "worst": [], "asymmetry": {"pairs": 0}}
    yield head
    for row, values in enumerate(cells):
        for column in range(0, n, ROW_MOST):
            part = b"".join(map(encode, values[column:column + ROW_MOST]))
            yield {"rec": "matrix_row", "name": name, "statistic": statistic, "pass": number,
                   "row": row, "cpu": cpu_at(row, n), "column": column,
                   "cells": base64.b64encode(part).decode()}


def cpu_at(place, n):
    """Not in the order of indexes."""
    return (place + 1) % n


def write(path, n, *more):
    lines = [{"rec": "run", "schema": "1.5", "version": "0", "arch": "x86_64", "firmware": {},
              "cpu": {"brand": "Some $ CPU"}, "hypervisor": "", "options": "", "idle": "halt"}]
    lines += [{"rec": "core", "index": cpu_at(i, n), "state": "online", "reason": "",
               "package": i // (n // 2), "die": 0,
               "core": i % (n // 2), "thread": 0} for i in range(n)]
    lines += [*records(n), *more]
    text = "".join(json.dumps(line, separators=(",", ":")) + "\r\n" for line in lines)
    path.write_text("BdsDxe: starting\r\n" + text + "some noise\r\n", encoding="ascii")
    return path


def shown(value):
    """What two bytes keep of it."""
    if value is None:
        return None
    exponent = max(0, value.bit_length() - 12)
    return value >> exponent << exponent


def run(*words):
    return subprocess.run([TOOL, "matrix", *map(str, words)], capture_output=True, text=True, timeout=120,
                          check=False)


@pytest.mark.parametrize("n", [2, 64, 600])
def test_values(n, tmp_path):
    (matrix,) = read(write(tmp_path / "x", n))
    matrices.write_csv(matrix, tmp_path / "x.csv")
    with open(tmp_path / "x.csv", encoding="ascii", newline="") as file:
        header, *rows = csv.reader(file)
    order = [str(cpu_at(i, n)) for i in range(n)]
    assert header == ["from\\to", *order]
    assert [row[0] for row in rows] == order
    for y, row in enumerate(rows):
        for x, text in enumerate(row[1:]):
            assert (int(text) if text else None) == shown(value_at(y, x, n)), (y, x)


@pytest.mark.parametrize("n", [4, 64, 512])
def test_picture(n, tmp_path):
    """In the picture each cell has the colour of its value, and grey is what is not there; what
    is written beside it can be read."""
    (matrix,) = read(write(tmp_path / "x", n))
    figure, data = matrices.draw(matrix), io.BytesIO()
    figure.savefig(data, dpi=150, format="png")
    pixels = matplotlib.image.imread(io.BytesIO(data.getvalue()), format="png")
    axes, (image,) = figure.axes[0], figure.axes[0].images
    scale = pixels.shape[0] / figure.bbox.height
    lines = {int(place + 0.5) for place in matrices.boundaries(matrix, 1)}
    assert lines == {n // 2}
    for y in range(0, n, max(1, n // 16)):
        for x in range(0, n, max(1, n // 16)):
            # A quarter off its middle, where no number is written
            at = axes.transData.transform((x - 0.25 * (n <= 16), y - 0.25 * (n <= 16))) * scale
            seen = pixels[pixels.shape[0] - 1 - int(at[1]), int(at[0]), :3]
            value = shown(value_at(y, x, n))
            wanted = image.cmap(image.norm(value)) if value is not None else (0.8, 0.8, 0.8)
            if n <= 64 or not {x, y, x + 1, y + 1} & lines:
                assert max(abs(a - b) for a, b in zip(seen, wanted)) < 0.02, (x, y, seen, wanted)
    # The one slow pair leaves the others their colours.
    assert image.norm.vmax < 1000 or n == 4
    assert figure.axes[1].get_ylabel() == "ns"
    assert f"{matrix.head['measured']} of {n * n} pairs of {n} cores" in axes.get_title("left")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    for axis in (axes.xaxis, axes.yaxis):
        boxes = [label.get_window_extent(canvas.get_renderer()) for label in axis.get_ticklabels()]
        assert len(boxes) >= min(n, 16)
        assert not any(a.overlaps(b) for a, b in zip(boxes, boxes[1:]))
    # Each cell has pixels of its own.
    corner, next_corner = axes.transData.transform([(0, 0), (1, 1)])
    assert min(abs(next_corner - corner)) * scale >= 2
    written = {text.get_position(): text.get_text() for text in axes.texts}
    there = {(x, y): shown(value_at(y, x, n)) for y in range(n) for x in range(n)}
    assert written == ({at: "900k" if value > 100000 else str(value)
                        for at, value in there.items() if value is not None} if n <= 16 else {})


def test_files(tmp_path):
    more = [*records(4, "matrix.line"), *records(4, "matrix.ipi", "min"),
            *records(4, number=2)]
    path, out = write(tmp_path / "x", 4, *more), tmp_path / "out"
    done = run(path, "--out", out)
    assert done.returncode == 0, done
    stems = {"matrix.ipi-p50", "matrix.line-p50", "matrix.ipi-min", "matrix.ipi-p50-pass2"}
    assert {file.name for file in out.iterdir()} == {
        f"{stem}.{kind}" for stem in stems for kind in ("png", "csv")}
    assert all((out / f"{stem}.png").read_bytes().startswith(b"\x89PNG") for stem in stems)
    assert sorted(done.stdout.split()) == sorted(str(file) for file in out.iterdir())
    only = tmp_path / "only"
    assert run(path, "--out", only, "--name", "matrix.line", "--format", "svg").returncode == 0
    assert {file.name for file in only.iterdir()} == {"matrix.line-p50.svg", "matrix.line-p50.csv"}
    assert (only / "matrix.line-p50.svg").read_text().count("<image") == 2  # cells, colour bar


def without_row(path):
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:-2] + lines[-1:]))


def with_other_encoding(path):
    path.write_text(path.read_text().replace("e4m12", "e5m11"))


def without_matrix(path):
    path.write_text("\n".join(path.read_text().splitlines()[:2]))


def with_value_gone(path):
    text = path.read_text()
    at = text.rindex('"cells":"') + len('"cells":"')
    path.write_text(text[:at] + "//8A" + text[at + 4:])


@pytest.mark.parametrize("break_it, said", [
    (without_row, "rows are missing (3 of 4 are there)"),
    (with_other_encoding, "encoding base64-u16le-e5m11 is not known"),
    (without_matrix, "no such matrix"),
    (with_value_gone, "values, not"),
])
def test_what_is_broken_is_refused(break_it, said, tmp_path):
    path = write(tmp_path / "x", 4)
    break_it(path)
    done = run(path, "--out", tmp_path / "out")
    assert done.returncode == 2 and said in done.stderr, done
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
