# SPDX-License-Identifier: BSD-2-Clause
"""What a lab asks of every machine. With labgrid's plugin for pytest:

    tools/lab/run --lg-env tools/lab/qemu.yaml --muster-out results
"""

from conftest import WORSE


def test_run_is_whole(run):
    """It came to its end, and nothing was lost on the way."""
    assert not run.problems, "; ".join(run.problems)


def test_cores_are_online(run):
    """Every core that the firmware lists as enabled came, but those held back by our own words."""
    books = run.first("bringup")
    lost = [f"core {core['index']}: {core['reason']}" for core in run.of("core")
            if core["state"] in ("failed", "faulted")]
    assert books and books["online"] + books["held_back"] == books["enabled"], "; ".join(lost)
    assert not lost, "; ".join(lost)


def test_checks_pass(run):
    failed = [f"{check['name']}: {check['text']}" for check in run.of("check")
              if check["verdict"] == "fail"]
    assert not failed, "\n".join(failed)
    assert any(check["verdict"] == "pass" for check in run.of("check")), "nothing was checked"


def test_figures_are_no_worse(comparison):
    code, text = comparison
    assert code != WORSE, text
