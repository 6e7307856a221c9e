# SPDX-License-Identifier: BSD-2-Clause
"""How many instructions a call to another core takes, at most. They are counted exactly, so a limit
that is passed is a change of the code (or of the compiler), not noise. tools/count_path.py says
what is counted, and with --path SEGMENT where the instructions are."""

import json
import subprocess

import pytest

import muster

# ---- the limits, of the largest count: instructions ----

LIMITS = {
    "send": 60,  # smp_call_function_single()'s first instruction to the write to the ICR
    "handler": 60,  # the vector's stub to the function called
    "whole": 200,  # the whole call, all cores
}

COUNT = muster.ROOT / "tools" / "count_path.py"
MODES = {"xapic": [], "x2apic": ["--x2apic"]}


@pytest.fixture(scope="module", params=muster.one_worker_each("path", MODES))
def counted(request, tmp_path_factory):
    """The figures of both benchmarks, on 4 cores."""
    if request.param == "x2apic" and not (muster.QEMU10["x86_64"].exists() and muster.FIRMWARE2025["x86_64"].exists()):
        pytest.skip("no newer QEMU and OVMF could be had")
    file = tmp_path_factory.mktemp("path") / "path.json"
    done = subprocess.run(
        ["/usr/bin/python3", str(COUNT), "--cpus", "4", "--json", str(file), *MODES[request.param]],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=muster.HANG_SECONDS,
        check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(file.read_text())
    assert result["apic"] == request.param
    result["table"] = done.stdout
    return result


@pytest.mark.parametrize("segment", LIMITS)
def test_call_takes_few_instructions(counted, segment):
    found = counted["call.single"]["segments"][segment]
    assert found["max"] <= LIMITS[segment], counted["table"]


def test_segments_add_up(counted):
    """What is counted is all there is: no instruction is lost between the segments."""
    segments = {name: row["median"] for name, row in counted["call.single"]["segments"].items()}
    parts = ("sender", "spins", "handler", "finish", "sleep")
    assert 0 < segments["send"] < segments["sender"]
    assert segments["whole"] <= sum(segments[part] for part in parts)
    assert segments["whole"] >= sum(segments[part] for part in parts[:4])
    assert counted["call.single"]["calls"] >= 20 and counted["call.all"]["calls"] >= 20
