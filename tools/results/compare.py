# SPDX-License-Identifier: BSD-2-Clause
"""Two sides, of one run or several each: which figures differ by more than chance and more than a
threshold, and which checks and findings are new."""

import fnmatch
import hashlib
import itertools
import math
import statistics
from dataclasses import dataclass

from .show import key_of, label_of, show_value, table

LEVEL = 0.05  # of the test, one-sided
# Where more is better; all other figures are times, and less is. What is neither is not judged.
MORE_IS_BETTER = {"per-s"}
LESS_IS_BETTER = {"ns", "ticks"}


def platform_of(run):
    """What must be the same for figures to be compared. The firmware's revision is not: to compare
    two of them is what this is for."""
    first, books = run.head, run.first("bringup")
    return {"arch": first["arch"], "cpu": first["cpu"]["brand"],
            "signature": first["cpu"]["signature"], "hypervisor": first["hypervisor"],
            "firmware": first["firmware"]["vendor"],
            "interrupts": first.get("apic_mode") or first.get("gic_mode"),
            "idle": first["idle"], "online": books.get("online")}


def fingerprint(run):
    text = "\n".join(f"{key}={value}" for key, value in sorted(platform_of(run).items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def platform_differences(one, other):
    ours, theirs = platform_of(one), platform_of(other)
    return [f"{key}: {ours[key]} against {theirs[key]}" for key in ours if ours[key] != theirs[key]]


def chance_of_rank_sum(small, large):
    """The chance that two sides of one distribution differ as much as these or more, in this
    direction: the exact test of Mann and Whitney, each order of the runs being as likely."""
    both = sorted(small + large)
    # Of equal values each has the mean of their ranks
    rank = {value: statistics.mean(i for i, other in enumerate(both) if other == value)
            for value in both}
    ranks = [rank[value] for value in both]
    seen = sum(rank[value] for value in small)
    ways = math.comb(len(ranks), len(small))
    if ways > 200000:
        return normal_chance(small, large, seen)
    as_low = sum(sum(some) <= seen + 1e-9 for some in itertools.combinations(ranks, len(small)))
    return as_low / ways


def normal_chance(small, large, seen):
    """The same for many runs, where the sum of ranks is nearly normal."""
    m, n = len(small), len(large)
    mean, deviation = m * (m + n - 1) / 2, math.sqrt(m * n * (m + n + 1) / 12)
    return 0.5 * math.erfc((mean - seen) / deviation / math.sqrt(2))


def is_surely_above(lower, upper):
    """Whether the medians of the stats in `upper` lie above those in `lower` by more than chance:
    of one run each, by their 95 % intervals; of several, by the test of Mann and Whitney."""
    if len(lower) == 1 and len(upper) == 1:
        high, low = lower[0].get("p50_high"), upper[0].get("p50_low")
        return high is not None and low is not None and low > high
    medians = [[stat["p50"] for stat in side] for side in (lower, upper)]
    return chance_of_rank_sum(*medians) <= LEVEL


@dataclass
class Row:
    """A stat that both sides have."""

    label: str
    unit: str
    ours: list
    theirs: list
    verdict: str = "same"  # worse, better, same, or "" where nobody can say which is better

    def value(self, side, part):
        return statistics.median(stat[part] for stat in side)

    def change(self, part):
        """In percent of the base; None where that is 0."""
        base = self.value(self.ours, part)
        return (self.value(self.theirs, part) - base) * 100 / base if base else None


def judge(row, thresholds):
    """worse or better: beyond chance in the median, and beyond a threshold in one of the parts."""
    if row.unit not in MORE_IS_BETTER | LESS_IS_BETTER:
        return ""
    changes = {part: row.change(part) for part in thresholds}
    grown = [part for part, change in changes.items()
             if change is not None and change > thresholds[part]]
    shrunk = [part for part, change in changes.items()
              if change is not None and change < -thresholds[part]]
    more = bool(grown) and (grown != ["p50"] or is_surely_above(row.ours, row.theirs))
    less = bool(shrunk) and (shrunk != ["p50"] or is_surely_above(row.theirs, row.ours))
    if more == less:
        return "same"
    return "better" if more == (row.unit in MORE_IS_BETTER) else "worse"


def stats_of(runs, only):
    """{key: its stat in each run}, of those that have samples."""
    found = {}
    for run in runs:
        for stat in run.of("stat"):
            if stat["n"] and any(fnmatch.fnmatchcase(stat["name"], pattern) for pattern in only):
                found.setdefault(key_of(stat), []).append(stat)
    return found


def rows_of(base, new, thresholds, only):
    """(rows, labels of what the base has and the new one lacks)"""
    ours, theirs = stats_of(base, only), stats_of(new, only)
    rows = [Row(label_of(ours[key][0]), ours[key][0]["unit"], ours[key], theirs[key])
            for key in ours
            if key in theirs and ours[key][0]["unit"] == theirs[key][0]["unit"]]
    for row in rows:
        row.verdict = judge(row, thresholds)
    return rows, [label_of(ours[key][0]) for key in ours if key not in theirs]


def broken(runs):
    """What must not come anew: failed checks, and findings that are errors."""
    checks = {f"check {check['name']}" for run in runs for check in run.of("check")
              if check["verdict"] == "fail"}
    rules = {f"finding {finding['rule']}" for run in runs for finding in run.of("finding")
             if finding["severity"] == "error"}
    return checks | rules


@dataclass
class Comparison:
    """All that differs."""

    rows: list
    missing: list
    new_broken: list
    mended: list

    @property
    def worse(self):
        return [row for row in self.rows if row.verdict == "worse"]

    @property
    def is_regression(self):
        return bool(self.worse or self.new_broken)


def compare(base, new, thresholds, only=("*",)):
    rows, missing = rows_of(base, new, thresholds, only)
    before, after = broken(base), broken(new)
    return Comparison(rows, missing, sorted(after - before), sorted(before - after))


def percent(change):
    return "-" if change is None else f"{change:+.1f} %"


def lines(comparison, parts, want_all):
    shown = [row for row in comparison.rows if want_all or row.verdict in ("worse", "better")]
    if shown:
        heading = ["figure"]
        for part in parts:
            heading += [f"{part} before", "now", "change"]
        cells = [heading + [""]]
        for row in shown:
            line = [row.label]
            for part in parts:
                line += [show_value(round(row.value(row.ours, part)), row.unit),
                         show_value(round(row.value(row.theirs, part)), row.unit),
                         percent(row.change(part))]
            cells.append(line + [row.verdict.upper() if row.verdict == "worse" else row.verdict])
        yield from table(cells, right=range(1, len(heading)))
    for what in comparison.new_broken:
        yield f"NEW: {what} fails now"
    for what in comparison.mended:
        yield f"mended: {what}"
    for label in comparison.missing:
        yield f"missing: {label} is not measured any more"
    verdicts = [row.verdict for row in comparison.rows]
    yield (f"{len(verdicts)} figures compared: {verdicts.count('worse')} worse, "
           f"{verdicts.count('better')} better, {verdicts.count('same')} the same, "
           f"{verdicts.count('')} not judged; {len(comparison.new_broken)} new failures")
