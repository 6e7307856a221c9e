# SPDX-License-Identifier: BSD-2-Clause
"""Benchmarks in which many cores want the same: each size and kind is measured, and adds up."""

import re

import pytest

import muster

CORES, SIZES, ITERATIONS = 5, ("2", "4", "5"), 3
LOCKS = ("tas", "tas-backoff", "ticket", "mcs", "csd")
WORDS = ("mps=off only=call.*,irq_work.burst,barrier.*,lock.*,llist.*,cpumask.* "
         f"iterations={ITERATIONS}")

EXPECTED = {
    "call.burst": [("burst", n, "until", until) for until in ("done", "sent")
                   for n in ("1", "4", "16", "64")],
    "irq_work.burst": [("burst", n) for n in ("1", "16", "64")],
    "call.depth": [("depth", n) for n in ("0", "1", "16", "256")],
    "call.rate": [("n", n, "to", to) for to in ("all", "one") for n in SIZES],
    **{name: [("n", n) for n in SIZES] for name in (
        "call.storm", "call.senders", "barrier.central", "barrier.tree", "barrier.dissemination",
        "llist.push", "cpumask.set")},
    **{name: [("lock", lock, "n", n) for lock in LOCKS for n in ("1", *SIZES)]
       for name in ("lock.rate", "lock.latency")},
    "lock.fairness": [("lock", lock, "n", n) for lock in LOCKS for n in SIZES],
}
CPUS_OF_PAIR = ("call.burst", "irq_work.burst", "call.depth")


def key(stat):
    """Its parameters but idle, flat."""
    pairs = sorted((k, v) for k, v in stat["parameters"].items() if k != "idle")
    return tuple(text for pair in pairs for text in pair)


def text_of(outcome, name):
    checks = [check for check in outcome.of("check")
              if check["name"] == name and check["verdict"] == "pass"]
    assert len(checks) == 1, outcome
    return [int(number) for number in re.findall(r"\d+", checks[0]["text"])]


@pytest.mark.parametrize("arch, accel", [("x86_64", "tcg-single"), ("aarch64", "tcg-single"),
                                         ("x86_64", "tcg")])
def test_all_sizes(arch, accel, tmp_path):
    """By name, each is measured with 2, 4 and all cores, and nothing is lost."""
    outcome = muster.run(tmp_path, "--arch", arch, "--cpus", CORES, "--accel", accel, words=WORDS)
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    muster.check_stats(outcome, {stat["name"] for stat in outcome.of("stat")})
    for name, wanted in EXPECTED.items():
        stats = [stat for stat in outcome.of("stat") if stat["name"] == name]
        assert sorted(map(key, stats)) == sorted(wanted), name
        for stat in stats:
            assert stat["cpus"] == (2 if name in CPUS_OF_PAIR else int(stat["parameters"]["n"]))
            assert name != "lock.fairness" or stat["max"] <= 100, stat

    ran, wanted, twice, refused = text_of(outcome, "call.storm")
    rounds = {stat["parameters"]["n"]: stat["n"] + 1 for stat in outcome.of("stat")
              if stat["name"] == "call.storm"}
    assert ran == wanted == sum(int(n) * (int(n) - 1) * rounds[n] for n in rounds), outcome
    assert (twice, refused) == (0, 0)
    counted, kinds, under = text_of(outcome, "lock.exclusive")
    assert counted == under > 0 and kinds == len(LOCKS)
    pushed, taken, bits = text_of(outcome, "llist.nodes")
    assert pushed == taken > 0 and bits == 0


def test_sizes_unnamed(tmp_path):
    """Else only one size, small where cores may share a processor."""
    outcome = muster.run(tmp_path, "--cpus", 6, "--accel", "tcg-single",
                         words="mps=off iterations=3 skip=hotplug.*,ipi.*,clock.*,cacheline.*")
    assert outcome.code == muster.PASS, outcome
    sizes = {stat["parameters"]["n"] for stat in outcome.of("stat")
             if re.match(r"barrier|lock|llist|cpumask|call\.(storm|senders|rate)", stat["name"])}
    assert sizes == {"4"}


def test_alone(tmp_path):
    """One core has nobody to share with."""
    outcome = muster.run(tmp_path, "--cpus", 1, words=WORDS)
    assert [stat["name"] for stat in outcome.of("stat")] == [], outcome
    assert "option.only" in {finding["rule"] for finding in outcome.of("finding")}
