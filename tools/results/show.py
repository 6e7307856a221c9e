# SPDX-License-Identifier: BSD-2-Clause
"""Values and tables as people read them."""


def show_time(ns):
    """Four digits that count, and a unit."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if ns >= 10 * size or (unit != "us" and ns >= size):
            digits = 1 if ns >= 100 * size else 2
            return f"{ns / size:.{digits}f} {unit}"
    return f"{ns} ns"


def show_value(value, unit):
    return show_time(value) if unit == "ns" else f"{value} {unit}"


def key_of(stat):
    """What tells a stat from all others of a run."""
    return (stat["name"], stat["cpus"], tuple(sorted(stat["parameters"].items())))


def label_of(stat):
    words = [f"{key}={value}" for key, value in stat["parameters"].items()]
    return " ".join([stat["name"], *words])


def table(rows, right=()):
    """Lines of columns as wide as they must be; right: columns that are numbers."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [cell.rjust(width) if i in right else cell.ljust(width)
                 for i, (cell, width) in enumerate(zip(row, widths))]
        yield "  ".join(cells).rstrip()
