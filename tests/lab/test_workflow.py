# SPDX-License-Identifier: BSD-2-Clause
"""docs/github-workflow.yml: its steps, as GitHub's runner would run them."""

import os
import pathlib
import shutil
import subprocess
import xml.etree.ElementTree as xml

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKFLOW = yaml.safe_load((ROOT / "docs" / "github-workflow.yml").read_text(encoding="utf-8"))
JOB = WORKFLOW["jobs"]["run"]
STEPS = {step["name"]: step for step in JOB["steps"] if "run" in step}
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]  # as GitHub says


def test_its_shape():
    assert True in WORKFLOW and "name" in WORKFLOW  # `on`, as YAML 1.1 reads it
    for step in JOB["steps"]:
        assert ("run" in step) != ("uses" in step), step
        assert "uses" not in step or "@v" in step["uses"], step
    last = JOB["steps"][-1]
    assert last["uses"].startswith("actions/upload-artifact") and last["if"] == "always()"
    for step in STEPS.values():
        assert "${{" not in step["run"], "an expression in a script is a way in"
        subprocess.run(["bash", "-n", "-c", step["run"]], check=True, timeout=10)


@pytest.fixture
def checkout(tmp_path):
    """A folder in which the steps find what they call."""
    (tmp_path / "tools").mkdir()
    for name in ("run.sh", "tools/muster"):
        put(tmp_path / name, f'exec {ROOT / name} "$@"')
    return tmp_path


def put(path, text):
    path.write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def step(folder, name, **more):
    environment = {key: str(value) for key, value in JOB["env"].items()}
    assert environment["ARCH"] == "${{ matrix.arch }}"
    environment.update({"ARCH": "x86_64", "GITHUB_STEP_SUMMARY": str(folder / "summary"), **more})
    return subprocess.run([*BASH, STEPS[name]["run"]], cwd=folder, env={**os.environ, **environment},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=150,
                          check=False)


def test_boot_and_compare(checkout):
    """On this host, without the set-up; and against itself, so that no figure is worse."""
    if not shutil.which("qemu-system-x86_64"):
        pytest.skip("no QEMU")
    done = step(checkout, "Boot Muster", OPTIONS="--no-setup --no-build --cpus 2 --accel tcg",
                WORDS="only=ipi.rtt iterations=50 mps=off")
    assert done.returncode == 0, done
    results = checkout / "results"
    assert {path.name for path in results.iterdir()} == {
        "muster.xml", "muster.ktap", "muster.json", "serial.log"}
    assert xml.parse(results / "muster.xml").getroot().find("testsuite").get("failures") == "0"
    done = step(checkout, "Compare with the baseline")
    assert done.returncode == 0 and "::notice title=Muster::not compared: " in done.stdout, done
    subprocess.run([ROOT / "tools" / "muster", "baseline", checkout / "baselines",
                    results / "muster.json"], check=True, capture_output=True, timeout=60)
    done = step(checkout, "Compare with the baseline")
    assert done.returncode == 0 and "::" not in done.stdout, done


@pytest.mark.parametrize("code, wanted, word", [
    (0, 0, ""), (2, 0, "::notice"), (6, 0, "::warning"), (1, 1, ""), (4, 4, "")])
def test_what_comparing_says(code, wanted, word, checkout):
    (checkout / "results").mkdir()
    put(checkout / "tools" / "muster", f"echo ipi.rtt +20 %; exit {code}")
    done = step(checkout, "Compare with the baseline")
    assert done.returncode == wanted, done
    assert ("::" in done.stdout) == bool(word) and word in done.stdout
    if wanted == 0:
        assert "ipi.rtt +20 %" in (checkout / "summary").read_text(encoding="utf-8")


def test_a_failed_run_fails_the_step(checkout):
    put(checkout / "run.sh", "exit 1")
    assert step(checkout, "Boot Muster").returncode == 1
