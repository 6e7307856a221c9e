# SPDX-License-Identifier: BSD-2-Clause
"""How figures are made: what is listed is measured, passes, histograms, the budget, progress."""

import re

import pytest

import muster
from cases import MAYBE, STOLEN

ARCHES = ("x86_64", "aarch64")


def boot(folder, words, arch="x86_64", cpus=4, **more):
    outcome = muster.run(folder, "--arch", arch, "--cpus", cpus, "--accel", "tcg-single",
                         words=words, **more)
    assert outcome.code == muster.PASS, outcome
    return outcome


def listed(outcome):
    """By name: unit, shares, when it is measured, and what the list says of it."""
    rows, name = {}, None
    for line in outcome.stdout.splitlines():
        assert len(line) <= 79, line
        head = re.fullmatch(r"  (\S+) +(\S+) +(\d+)  (always|with matrix=on|by name only)", line)
        if head:
            name = head[1]
            assert name not in rows
            rows[name] = [head[2], int(head[3]), head[4], ""]
        elif name and line.startswith("      "):
            rows[name][3] += line.strip() + " "
    return rows


def names(outcome):
    return {stat["name"] for stat in outcome.of("stat")}


@pytest.mark.parametrize("arch", ARCHES)
def test_what_is_listed_is_measured(arch, tmp_path):
    """All of it, in its unit, and nothing else."""
    rows = listed(boot(tmp_path, "list", arch, want_json=False))
    run = boot(tmp_path, "iterations=5", arch)
    absent = {"mps.this", "mps.all"} if arch == "aarch64" else set()
    always = {name for name, row in rows.items() if row[2] == "always"} - absent
    assert always - set(MAYBE + STOLEN) <= names(run) <= always
    for stat in run.of("stat"):
        assert stat["unit"] == rows[stat["name"]][0], stat
    for name, row in rows.items():
        assert row[1] > 0 and re.match(r"\S.*: \S", row[3]), f"{name}: {row}"


def test_the_list_of_a_choice(tmp_path):
    """What a shell's patterns would choose; tests/smp has the runs."""
    rows = listed(boot(tmp_path, "list only=ipi.self,call.?ny,nothing.*,mps.* skip=*.all", want_json=False))
    assert set(rows) == {"ipi.self", "call.any", "mps.this"}, rows


def identity(record):
    return (record["name"], record["cpus"], tuple(sorted(record["parameters"].items())))


def rank(n, percent):
    """Of the sample that so many percent are not larger than, from 0; percent in hundredths."""
    return -(-n * percent // 10000) - 1


def value_at(pairs, wanted):
    seen = 0
    for value, count in pairs:
        seen += count
        if seen > wanted:
            return value
    raise AssertionError("fewer samples than that")


def histograms(records):
    """The pairs of value and count behind each stat, in the order of the records."""
    stat, parts, result = None, [], []
    for record in records:
        if record["rec"] == "stat":
            stat, parts = record, []
        elif record["rec"] == "histogram":
            assert identity(record) == identity(stat) and record["unit"] == stat["unit"]
            assert record["part"] == len(parts) + 1
            assert len(record["values"]) == len(record["counts"])
            parts.append(list(zip(record["values"], record["counts"])))
            if len(parts) == record["parts"]:
                result.append((stat, [pair for part in parts for pair in part]))
    return result


PERCENTILES = {"p50": 5000, "p90": 9000, "p99": 9900, "p99_9": 9990, "p99_99": 9999}


def check_histograms(run):
    """They hold every sample, and give the same percentiles within 1 %."""
    seen = histograms(run.records)
    assert [identity(stat) for stat, _ in seen] == [
        identity(stat) for stat in run.of("stat") if stat["n"]]
    assert "histogram" not in run.stdout
    for stat, pairs in seen:
        values = [value for value, _ in pairs]
        assert values == sorted(set(values)) and values[-1] == stat["max"], stat
        assert stat["min"] <= values[0] <= stat["min"] * 1.01 + 1, stat
        assert sum(count for _, count in pairs) == stat["n"], stat
        for key, percent in PERCENTILES.items():
            value = value_at(pairs, rank(stat["n"], percent))
            assert abs(value - stat[key]) <= stat[key] / 100 + 1, (key, value, stat)


# Before the first pass, in it alone, or behind the last
ONCE = {"bringup.total", "bringup.core", "bringup.stage", "clock.offset", "clock.drift", "clock.pair", *STOLEN}


def check_spreads(run, passes):
    """Each stat once a pass, and behind the last how far their medians lie apart. A one-way figure
    is left out of a pass whose offsets are too loose for it."""
    medians, once, loose = {}, set(), set()
    for stat in run.of("stat"):
        parameters = dict(stat["parameters"])
        number = parameters.pop("pass", None)
        if number is None:
            once.add(stat["name"])
            continue
        key = identity({**stat, "parameters": parameters})
        of_stat = medians.setdefault(key, {})
        assert int(number) not in of_stat, stat
        of_stat[int(number)] = stat["p50"]
        if stat.get("bound") is not None:
            loose.add(key)
    assert once <= ONCE, once
    spreads = {identity(spread): spread for spread in run.of("spread")}
    medians = {key: of_stat for key, of_stat in medians.items()
               if len(of_stat) > 1 or key[0] not in ONCE and key not in loose}
    assert set(spreads) == set(medians) and len(spreads) == len(run.of("spread"))
    for key, spread in spreads.items():
        assert set(medians[key]) == set(range(1, passes + 1)) or key in loose, spread
        of_stat = sorted(medians[key].values())
        assert spread["passes"] == len(of_stat), spread
        least, median, greatest = of_stat[0], of_stat[(len(of_stat) - 1) // 2], of_stat[-1]
        assert (spread["p50_least"], spread["p50_median"], spread["p50_greatest"]) == (
            least, median, greatest)
        if median:
            assert abs(spread["spread_percent"] - (greatest - least) * 100 / median) <= 0.06, spread
    unstable = [spread for spread in spreads.values()
                if (spread["spread_percent"] or 0) > 10 and not re.search(r"\.gap$|^(gap|smi|clock)\.", spread["name"])
                and spread["unit"] == "ns"]
    rules = [finding["rule"] for finding in run.of("finding")]
    assert ("measure.unstable" in rules) == bool(unstable), unstable
    assert "medians of all passes" in run.stdout


def check_progress(run):
    """It goes up from nothing; before the benchmarks it is not known."""
    percents = [record["percent"] for record in run.of("progress")]
    known = [percent for percent in percents if percent is not None]
    assert known == sorted(known) and known[0] == 0 and known[-1] > 60, percents
    assert percents[0] is None
    assert f"({known[-1]} % done)" in run.stdout


@pytest.mark.parametrize("arch", ARCHES)
def test_passes_and_histograms(arch, tmp_path):
    run = boot(tmp_path, "iterations=300 mps=off passes=3 hist=on skip=hotplug.*", arch)
    muster.check_whole(run)
    check_histograms(run)
    check_spreads(run, 3)
    check_progress(run)
