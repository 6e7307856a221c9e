# SPDX-License-Identifier: BSD-2-Clause
"""What is measured of the bring-up, of hotplug and of the firmware's own services."""

import pytest

import muster

STAGES = {"x86_64": ("start", "seen", "long-mode", "c", "online"),
          "aarch64": ("start", "seen", "mmu", "c", "online")}
ENTRY = {"x86_64": "real-mode", "aarch64": "entry"}
STATES = {"up": {"bringup", "workers", "active", "reset", "wake", "entry", "rest"},
          "down": {"bringup", "workers", "active", "rest"}}


def boot(folder, *arguments, cpus=4, words=""):
    outcome = muster.run(folder, "--cpus", cpus, *arguments, words=words)
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    return outcome


def stats(outcome, name, **parameters):
    return [stat for stat in outcome.of("stat") if stat["name"] == name and all(
        stat["parameters"].get(key) == value for key, value in parameters.items())]


@pytest.mark.parametrize("arch, modes", [
    ("x86_64", ("parallel", "serial", "broadcast")), ("aarch64", ("parallel", "serial"))])
def test_repeats(arch, modes, tmp_path):
    """All cores come back, each time and in each mode; the stages add up to the whole."""
    outcome = boot(tmp_path, "--arch", arch, "--accel", "tcg-single",
                   words="only=bringup.*,hotplug.stage skip=bringup.sweep iterations=3 mps=off")
    muster.check_verdicts(outcome, skipped=("call.offline", "ipi.way"))
    assert [stat["n"] for stat in stats(outcome, "bringup.total", of="first")] == [1]
    for mode in ("parallel", "serial", "broadcast"):
        there = mode in modes
        assert [stat["n"] for stat in stats(outcome, "bringup.total", mode=mode, of="repeats")
                ] == [3] * there, mode
        assert [stat["n"] for stat in stats(outcome, "bringup.core", mode=mode, of="repeats")
                ] == [9] * there, mode
        found = {stat["parameters"]["stage"]: stat
                 for stat in stats(outcome, "bringup.stage", mode=mode, of="repeats")}
        bounded = found.pop(ENTRY[arch], None)  # where the clocks are compared well enough
        assert bounded is None or 0 < bounded["bound"] <= bounded["p50"], bounded
        assert set(found) == (set(STAGES[arch]) if there else set())
        for name, stat in found.items():
            assert stat["n"] == 9 and stat["max"] > 0
            assert stat["parameters"]["clock"] == ("boot" if name in ("start", "seen") else "own")
    for way, states in STATES.items():
        found = {stat["parameters"]["state"]: stat for stat in stats(outcome, "hotplug.stage", dir=way)}
        assert set(found) == states
        assert all(stat["n"] == 3 for stat in found.values())
    # a part is not longer than what it is of
    up = {stat["parameters"]["state"]: stat for stat in stats(outcome, "hotplug.stage", dir="up")}
    assert up["reset"]["min"] + up["wake"]["min"] <= up["bringup"]["max"]
    assert up["entry"]["min"] <= up["wake"]["max"]


def test_services_in_every_way(tmp_path):
    """Waited for and not, at once and in turn; before an event is seen the call has returned."""
    outcome = boot(tmp_path, cpus=3, words="only=mps.*")
    ways = {tuple(stat["parameters"].get(key) for key in ("blocking", "until", "order")): stat
            for stat in stats(outcome, "mps.all")}
    assert set(ways) == {("yes", "done", "all"), ("yes", "done", "one-by-one"),
                         ("no", "returned", "all"), ("no", "done", "all")}
    one = {tuple(stat["parameters"].get(key) for key in ("blocking", "until")): stat
           for stat in stats(outcome, "mps.this")}
    assert set(one) == {("yes", "done"), ("no", "returned"), ("no", "done")}
    assert one["no", "returned"]["max"] < one["no", "done"]["max"]
    assert ways["no", "returned", "all"]["max"] < ways["no", "done", "all"]["max"]
    assert all(stat["n"] >= 3 for stat in [*ways.values(), *one.values()])


def test_sweep(tmp_path):
    """An emulator resets a core at once, so it needs no delay."""
    outcome = boot(tmp_path, "--accel", "tcg-single", cpus=2,
                   words="only=bringup.sweep iterations=3 mps=off")
    muster.check_verdicts(outcome, skipped=("call.offline", "ipi.way"))
    for gap, delays in zip(("reset-to-start", "start-to-start"), outcome.of("delays"), strict=True):
        assert (delays["name"], delays["gap"], delays["cores"]) == ("bringup.sweep", gap, 1)
        assert [trial["delay_us"] for trial in delays["delays"]] == [
            10000, 1000, 200, 100, 50, 20, 10, 5, 2, 1, 0]
        assert all(trial["trials"] == 3 for trial in delays["delays"])
        assert (delays["shortest_us"], delays["failures_at_most_ppm"]) == (0, 1000000)
        for trial in delays["delays"]:
            [stat] = stats(outcome, "bringup.sweep", gap=gap, delay=f"{trial['delay_us']}us")
            assert stat["n"] == 3
            if gap == "reset-to-start":
                assert stat["min"] >= trial["delay_us"] * 1000


def test_sweep_where_nothing_is_reset(tmp_path):
    outcome = boot(tmp_path, "--arch", "aarch64", cpus=2,
                   words="only=bringup.sweep,call.all iterations=3")
    assert not outcome.of("delays")
    [check] = [check for check in outcome.of("check") if check["name"] == "bringup.sweep"]
    assert check["verdict"] == "skip" and "psci" in check["text"]
