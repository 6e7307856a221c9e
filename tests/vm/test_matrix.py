# SPDX-License-Identifier: BSD-2-Clause
"""Matrices of real machines: whole, in order, read in the documented way, and drawn."""

import re
import sys

import pytest

import muster

WORDS = "mps=off only=matrix.*"
NAMES = ("matrix.ipi", "matrix.line")


def documented(path):
    """What the lines in docs/record-format.md make of a file."""
    text = (muster.ROOT / "docs" / "record-format.md").read_text(encoding="utf-8")
    section = text[text.index("### matrix_row"):text.index("### fault")]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    names, argv = {}, sys.argv
    sys.argv = ["read", str(path)]
    try:
        exec(compile(code, "record-format.md", "exec"), names)
    finally:
        sys.argv = argv
    return names["matrices"]


def place(core):
    return tuple(core[unit] for unit in ("package", "die", "core", "thread"))


def distances(outcome, name):
    return {stat["parameters"]["distance"]: stat["n"]
            for stat in outcome.of("stat") if stat["name"] == name}


def check_matrices(outcome, matrices, cores):
    """Heads, rows and stats agree; returns the cells of the medians by name."""
    order = sorted(range(cores), key=lambda i: place(outcome.of("core")[i]))
    for head in outcome.of("matrix"):
        rows = matrices[head["name"], head["statistic"], head["pass"]]
        ipi = head["name"] == "matrix.ipi"
        assert list(rows) == order
        assert all(len(row) == cores for row in rows.values())
        cells = {(a, b): rows[a][i] for a in order for i, b in enumerate(order)}
        there = {pair for pair, value in cells.items() if value is not None}
        assert head["measured"] == len(there) and head["cores"] == head["online"] == cores
        assert head["of"] == (cores**2 if ipi else cores * (cores - 1))
        assert all((a, a) in there for a in order) or not ipi or len(there) < head["of"]
        assert ipi or not any((a, a) in there for a in order)
        # Both directions, or none
        assert all((b, a) in there for a, b in there)
        worst = sorted((v for (a, b), v in cells.items() if v is not None and a != b), reverse=True)
        shown = [pair["value"] for pair in head["worst"]]
        assert len(shown) == min(4, len(worst))
        # Cells are cut by at most 0.05 %
        assert all(0 <= a - b <= a / 2048 for a, b in zip(shown, worst))
        assert head["asymmetry"]["pairs"] == len(
            [1 for a, b in there if a < b and not (ipi and 0 in (a, b))])
    for name in NAMES:
        least, middle = matrices[name, "min", 1], matrices[name, "p50", 1]
        assert all((a is None) == (b is None) and (a is None or a <= b)
                   for cpu in order for a, b in zip(least[cpu], middle[cpu]))


def run(tmp_path, *arguments, words=""):
    outcome = muster.run(tmp_path, *arguments, words=f"{WORDS} {words}")
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    muster.check_stats(outcome, NAMES)
    return outcome, documented(tmp_path / "records.jsonl")


@pytest.mark.parametrize("arch", ["x86_64", "aarch64"])
def test_all_pairs(arch, tmp_path):
    outcome, matrices = run(tmp_path, "--arch", arch, "--cpus", 4, "--accel", "tcg-single",
                            words="iterations=20")
    check_matrices(outcome, matrices, 4)
    assert len(outcome.of("matrix")) == 4
    for head in outcome.of("matrix"):
        assert head["measured"] == head["of"]
        assert (head["samples_least"], head["samples_most"]) == (20, 20)
    # A table for people: a row a core
    table = outcome.stdout[outcome.stdout.index("rows are from"):].splitlines()[1:6]
    assert [line.split()[0] for line in table] == ["core", "0", "1", "2", "3"]
    assert all(len(line.split()) == 5 for line in table)


def test_order_and_distances(tmp_path):
    outcome, matrices = run(tmp_path, "--topology", "2,2,2", "--accel", "tcg-single",
                            words="iterations=11")
    check_matrices(outcome, matrices, 8)
    # Pairs to the boot core are in no sum of matrix.ipi: 1 sibling, 2 of its die, 4 of the others
    assert distances(outcome, "matrix.ipi") == {
        "same-cpu": 8, "same-core": 8 - 1, "same-die": 16 - 2, "remote": 32 - 4}
    assert distances(outcome, "matrix.line") == {"same-core": 8, "same-die": 16, "remote": 32}


def test_some_pairs(tmp_path):
    """More than there is time for: each distance has its part, and it is said how many."""
    outcome, matrices = run(tmp_path, "--cpus", 64, "--topology", "2,16,2", "--accel", "tcg-single",
                            words="iterations=255 budget=1")
    check_matrices(outcome, matrices, 64)
    for head in outcome.of("matrix"):
        assert 6 <= head["measured"] < head["of"]
        assert f"{head['measured']} of {head['of']} pairs of 64 cores" in " ".join(
            outcome.stdout.split())
    for name in NAMES:
        assert {"same-core", "same-die", "remote"} <= set(distances(outcome, name))
    assert "rows are from" not in outcome.stdout


def test_alone(tmp_path):
    """Nothing to measure, and nothing said of it."""
    outcome = muster.run(tmp_path, "--cpus", 1, words="iterations=5 mps=off matrix=on only=clock.*,matrix.*")
    assert outcome.code == muster.PASS, outcome
    assert not outcome.of("matrix") and not outcome.of("matrix_row")
