# SPDX-License-Identifier: BSD-2-Clause
"""Stolen time: what the record says is consistent, on both architectures, and a real system management
interrupt is one that the processor counts. How much is stolen is up to the host."""

import pytest

import muster

# How many cores, and of which model; Intel's count SMIs
ROWS = {
    "x86_64": ("--cpus", 4, "--cpu", "Skylake-Client"),
    "aarch64": ("--arch", "aarch64", "--cpus", 3),
    "one core": ("--cpus", 1),
}


@pytest.fixture(scope="module", params=muster.one_worker_each("gaps", ROWS))
def watched(request, tmp_path_factory):
    outcome = muster.run(tmp_path_factory.mktemp("gaps"), *ROWS[request.param], "--accel", "tcg-single",
                         "--no-gop", words="mps=off only=gap.* budget=1")
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    return request.param, outcome


def test_sums_are_those_of_the_cores(watched):
    row, outcome = watched
    gaps, cores = outcome.one("gaps"), outcome.of("gaps_core")
    assert gaps["cpus"] == len(cores) == outcome.one("bringup")["online"]
    assert [core["cpu"] for core in cores] == list(range(len(cores)))
    assert gaps["windows"] >= 1 and gaps["watched_ns"] >= gaps["windows"] * 10_000_000
    assert gaps["threshold_ns"] >= max(999, 10 * gaps["loop_ns"] - 10)
    assert gaps["longest_ns"] == max(core["longest_ns"] for core in cores)
    assert gaps["stolen_ns"] == max(core["stolen_ns"] for core in cores)
    assert "stolen time" in outcome.stdout
    for core in cores:
        assert core["longest_ns"] <= core["stolen_ns"] <= core["watched_ns"]
        assert (core["n"] == 0) == (core["longest_ns"] == 0) == (core["longest_at_ns"] is None)
        assert core["n"] == 0 or core["longest_ns"] >= gaps["threshold_ns"] - 1
        # this firmware takes none
        assert (core["smi"], core["smi_total"]) == ((0, 0) if row == "x86_64" else (None, None)), core


def test_events_cover_all_gaps(watched):
    """Each event takes a gap of each of its cores: none is counted twice."""
    _, outcome = watched
    gaps, cores = outcome.one("gaps"), outcome.of("gaps_core")
    least = gaps["alone"] + 2 * gaps["several"] + gaps["cpus"] * gaps["all"]
    total = sum(core["n"] for core in cores)
    assert least + gaps["unplaced"] <= total
    assert gaps["cpus"] > 1 or (gaps["several"], gaps["all"], gaps["worst"]) == (0, 0, [])
    assert len(gaps["worst"]) == min(4, gaps["all"])
    for event in gaps["worst"]:
        # gaps of one core too close to be told apart count as one, with their sum
        assert gaps["threshold_ns"] - 1 <= event["least_ns"] <= event["most_ns"] <= gaps["stolen_ns"] + 1
    stats = {stat["name"]: stat["n"] for stat in outcome.of("stat")}
    expected = {"gap.alone": gaps["alone"], "gap.all": gaps["all"]}
    assert stats == {name: count for name, count in expected.items() if count}


def test_interrupts_that_the_firmware_takes_are_counted(tmp_path):
    """This firmware keeps its variables in system management mode, and so enters it on its way."""
    if not muster.SECBOOT.exists():
        pytest.skip("no firmware with system management mode")
    outcome = muster.run(tmp_path, "--cpus", 2, "--cpu", "Skylake-Client", "--accel", "tcg-single",
                         "--no-gop", "--firmware", muster.SECBOOT,
                         words="mps=off only=gap.* iterations=5")
    assert outcome.code == muster.PASS, outcome
    gaps, cores = outcome.one("gaps"), outcome.of("gaps_core")
    assert gaps["smi_total"] == max(core["smi_total"] for core in cores)
    assert all(core["smi_total"] > 0 for core in cores), cores
    assert f"{gaps['smi_total']} since the reset" in " ".join(outcome.stdout.split())
