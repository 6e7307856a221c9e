# SPDX-License-Identifier: BSD-2-Clause
"""The clocks of several cores, on machines that have one for all of them."""

import pytest

import muster

WORDS = "iterations=20 mps=off only=clock.*"


@pytest.mark.parametrize("arch", ["x86_64", "aarch64"])
def test_pairs(arch, tmp_path):
    """Two other cores see of each other what the boot core sees of both."""
    outcome = muster.run(tmp_path, "--arch", arch, "--cpus", 4, "--accel", "tcg-single", words=WORDS)
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    muster.check_offsets(outcome, 3)
    muster.check_stats(outcome, ("clock.overhead", "clock.gap", "clock.offset", "clock.drift",
                                 "clock.pair"))
    muster.check_verdicts(outcome, skipped=("call.offline", "ipi.way"))
    checks = {check["name"]: check["text"] for check in outcome.of("check")}
    assert checks["clock.pairs"].startswith("3 pairs of other cores are as far apart"), checks
    pairs = [stat for stat in outcome.of("stat") if stat["name"] == "clock.pair"]
    assert (pairs[0]["n"], pairs[0]["max"] <= pairs[0]["bound"]) == (3, True), pairs
    assert "never went back" in checks["clock.warp"], checks


@pytest.mark.parametrize("arch, read, order", [
    ("x86_64", "lfence; rdtsc; lfence", {"processor", "muster", "unknown"}),
    ("aarch64", "isb; mrs cntvct_el0", {"processor"})])
def test_how_the_clock_is_read(arch, read, order, tmp_path):
    """The head says how, and one core alone has no other clock to compare with."""
    outcome = muster.run(tmp_path, "--arch", arch, "--cpus", 1, words=WORDS)
    assert outcome.code == muster.PASS, outcome
    clock = outcome.one("run")["clock"]
    assert clock["read"] == read and clock["order"] in order, clock
    told = {name for name, hz in clock["sources"].items() if hz}
    assert set(clock["apart_ppm"]) == told and clock["apart_ppm"][clock["source"]] == 0, clock
    muster.check_offsets(outcome, 0)
    assert "clock.warp" not in {check["name"] for check in outcome.of("check")}
