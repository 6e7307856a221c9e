# SPDX-License-Identifier: BSD-2-Clause
"""tools/muster efivar: the result that a run left in a UEFI variable."""

import json
import pathlib
import subprocess
import zlib

import pytest

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools" / "muster"
ATTRIBUTES = b"\7\0\0\0"
DONE = {"muster": "0.1.0", "schema": 1, "state": "done", "step": "hotplug", "result": "pass",
        "text": "", "arch": "x86_64", "board": "QEMU Standard PC", "words": "exit=reset",
        "listed": 4, "online": 4, "passed": 36, "failed": 0, "skipped": 1, "check": "",
        "fault": "", "elapsed_ms": 8251, "bringup_ns": 2320000, "ipi_rtt_ns": 1342,
        "call_single_ns": None, "call_all_ns": 3336}


def line(**changes):
    body = json.dumps({**DONE, **changes}, separators=(",", ":"))[:-1].encode()
    return body + b',"crc32":"%08x"}' % zlib.crc32(body)


def efivar(tmp_path, data, *options):
    path = tmp_path / "variable"
    path.write_bytes(data)
    return subprocess.run([TOOL, "efivar", *options, path], capture_output=True, text=True,
                          check=False)


@pytest.mark.parametrize("before, behind", [(ATTRIBUTES, b""), (b"", b""), (b"", b"\n")])
def test_a_result_is_shown(tmp_path, before, behind):
    """As efivarfs gives it, as other programs save it, and as collect puts it into a file."""
    done = efivar(tmp_path, before + line() + behind)
    assert done.returncode == 0, done
    assert done.stdout.splitlines() == [
        "result      pass", "program     0.1.0 for x86_64", "board       QEMU Standard PC",
        "words       exit=reset", "cores       4 of 4 online",
        "checks      36 passed, 0 failed, 1 skipped", "elapsed     8.3 s",
        "bring-up of all cores          2320000 ns", "interrupt and its answer          1342 ns",
        "call to all cores                 3336 ns"], done.stdout


def test_for_programs(tmp_path):
    done = efivar(tmp_path, ATTRIBUTES + line(), "--json")
    shown = json.loads(done.stdout)
    assert {key: shown[key] for key in DONE} == DONE and len(shown["crc32"]) == 8


@pytest.mark.parametrize("changes, shown", [
    ({"result": "fail", "failed": 1, "check": "a.b"}, "1 failed, 1 skipped, first a.b"),
    ({"result": "fail", "text": "x"}, "result      fail (x)"),
    ({"state": "crashed", "fault": "core 0: #UD"}, "fault       core 0: #UD"),
    ({"state": "crashed", "step": "soak"}, "result      crashed at step 'soak'"),
    ({"state": "in-progress", "result": ""}, "in progress, or crashed, at step 'hotplug'")])
def test_what_did_not_pass_ends_with_one(tmp_path, changes, shown):
    done = efivar(tmp_path, ATTRIBUTES + line(**changes))
    assert done.returncode == 1 and shown in done.stdout, done


@pytest.mark.parametrize("data, why", [
    (b"", "does not end in a checksum"),
    (ATTRIBUTES, "does not end in a checksum"),
    (ATTRIBUTES + line()[:-1], "does not end in a checksum"),
    (ATTRIBUTES + line().replace(b"36", b"37"), "checksum is wrong"),
    (ATTRIBUTES + line(schema=2), "schema 2 is not known")])
def test_damage_is_told(tmp_path, data, why):
    done = efivar(tmp_path, data)
    assert done.returncode == 4 and why in done.stderr and not done.stdout, done


def test_no_variable(tmp_path):
    done = subprocess.run([TOOL, "efivar", tmp_path / "none"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 2 and "No such file" in done.stderr, done
