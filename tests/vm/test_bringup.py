# SPDX-License-Identifier: BSD-2-Clause
"""What is measured of the bring-up, of hotplug and of the firmware's own services."""

import pytest

import muster

STAGES = {"x86_64": ("start", "seen", "long-mode", "c", "online"),
          "aarch64": ("start", "seen", "mmu", "c", "online")}
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
                   words="only=bringup.*,hotplug.stage iterations=3 mps=off")
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
