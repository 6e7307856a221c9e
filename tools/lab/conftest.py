# SPDX-License-Identifier: BSD-2-Clause
"""One run of Muster on each machine of labgrid's environment, for the tests beside this file."""

import functools
import os
import pathlib
import subprocess
import sys

import pytest
from labgrid.config import Config

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from results import junit, report  # noqa: E402

NO_BASELINE, WORSE = 2, 6  # exit codes of tools/muster compare


def pytest_addoption(parser):
    group = parser.getgroup("muster")
    group.addoption("--muster-out", metavar="DIR", help="keep each machine's serial log, its records "
                    "and a JUnit file of its checks there")
    group.addoption("--muster-baselines", metavar="DIR", help="compare with the baselines there "
                    "(tools/muster baseline); figures that are worse fail a test")


@functools.cache  # the same objects each time, or pytest takes each for a machine of its own
def machines(path):
    return list(Config(path).get_targets())


def pytest_generate_tests(metafunc):
    if "machine" in metafunc.fixturenames:
        path = metafunc.config.option.lg_env or os.environ.get("LG_ENV")
        names = machines(str(path)) if path else ["main"]
        metafunc.parametrize("machine", names, scope="session", indirect=True)


@pytest.fixture(scope="session")
def machine(request):
    return request.param


def keep(folder, machine, data, run):
    """What a person or another program looks at afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{machine}.log").write_bytes(data)
    (folder / f"{machine}.json").write_bytes(b"".join(line + b"\n" for line in run.lines))
    (folder / f"{machine}.xml").write_text(junit.text([run]), encoding="utf-8")


@pytest.fixture(scope="session")
def out(request, tmp_path_factory):
    folder = request.config.option.muster_out
    return pathlib.Path(folder) if folder else tmp_path_factory.mktemp("muster")


@pytest.fixture(scope="session")
def run(env, machine, out):
    """The run on this machine; it is off afterwards."""
    strategy = env.get_target(machine).get_driver("Strategy")
    try:
        strategy.transition("done")
    finally:
        strategy.transition("off")
    keep(out, machine, strategy.muster.data, strategy.run)
    print("\n".join(report.lines(strategy.run)))
    return strategy.run


@pytest.fixture
def comparison(request, run, machine, out):
    """(exit code, text) of tools/muster compare with this platform's baseline."""
    baselines = request.config.option.muster_baselines
    if not baselines:
        pytest.skip("no --muster-baselines")
    if not run.is_whole:
        pytest.skip("the run is not whole, so it is not compared")
    done = subprocess.run(
        [ROOT / "tools" / "muster", "compare", "--baselines", baselines, out / f"{machine}.json"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode == NO_BASELINE:
        pytest.skip(done.stderr.strip())
    return done.returncode, done.stdout
