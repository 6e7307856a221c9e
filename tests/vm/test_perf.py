# SPDX-License-Identifier: BSD-2-Clause
"""The hot paths, in instructions, against the baseline: the quick half of `make perf`. Another
compiler than the baseline's moves figures a little; a tenth more is a change of the code."""

import json
import subprocess

import pytest

import muster

PERF = muster.ROOT / "tools" / "perf.py"
BASELINE = muster.ROOT / "tests" / "perf" / "baseline.json"
LIMIT = 10  # per cent above the baseline
# Without these a benchmark or a way to send was lost, not made faster
LEAST = {"ipi.self", "ipi.rtt", "ipi.all", "irq_work.self", "call.single", "call.all"}


def compare(tmp_path, baseline, *arguments):
    file = tmp_path / "figures.json"
    done = subprocess.run(
        ["/usr/bin/python3", str(PERF), "--baseline", str(baseline), "--json", str(file),
         *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=muster.HANG_SECONDS, check=False)
    return done, json.loads(file.read_text()) if file.exists() else []


def key(figure):
    return (figure["id"], figure["by"], figure["arch"], figure["cpus"],
            json.dumps(figure["parameters"], sort_keys=True))


@pytest.fixture(scope="module", params=muster.one_worker_each("perf", ("x86_64", "aarch64")))
def measured(request, tmp_path_factory):
    if request.param == "x86_64" and not muster.FIRMWARE2025["x86_64"].exists():
        pytest.skip("the older firmware takes a minute to start under -icount")
    done, figures = compare(tmp_path_factory.mktemp("perf"), BASELINE, "--quick", "--arch",
                            request.param)
    assert figures, done.stderr
    return done, figures


def test_hot_paths_are_not_longer(measured):
    done, figures = measured
    assert {figure["id"] for figure in figures} >= LEAST, done.stdout
    before = {key(figure): figure["value"] for figure in json.loads(BASELINE.read_text())}
    known = [figure for figure in figures if key(figure) in before]
    assert {figure["id"] for figure in known} >= LEAST, done.stdout
    longer = [figure for figure in known
              if figure["value"] * 100 > before[key(figure)] * (100 + LIMIT)]
    assert not longer, done.stdout


def test_longer_path_is_told(measured, tmp_path):
    """What `make perf` says to a baseline in which one path was shorter, and one is not measured
    any more. No other run is needed: the comparison is what is tested."""
    _, figures = measured
    assert verdict_of(tmp_path, figures, figures) == (0, [])
    shorter = [dict(figure) for figure in figures]
    shorter[0]["value"] = figures[0]["value"] * 100 // 103
    gone = dict(figures[0], id="call.lost")
    code, told = verdict_of(tmp_path, [*shorter, gone], figures)
    assert code == 1 and len(told) == 2, told
    assert figures[0]["id"] in told[0] and "call.lost" in told[1]
    other = [dict(figure, compiler="another") for figure in shorter]
    assert verdict_of(tmp_path, other, figures)[0] == 0


def verdict_of(tmp_path, before, now):
    files = tmp_path / "before.json", tmp_path / "now.json"
    for file, figures in zip(files, (before, now)):
        file.write_text(json.dumps(figures))
    done = subprocess.run(
        ["/usr/bin/python3", str(PERF), "--baseline", str(files[0]), "--measured", str(files[1])],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, [line for line in done.stdout.splitlines() if line.startswith("gone")]
