# SPDX-License-Identifier: BSD-2-Clause
"""What is other on Arm machines than on x86's, besides the rows of cases_arm.py."""

import itertools

import pytest

import muster
from cases import FAST

TREE = pytest.mark.parametrize("tree", [False, True], ids=["acpi", "device-tree"])


def boot(folder, *arguments, words=FAST, **more):
    return muster.run(folder, "--arch", "aarch64", "--accel", "tcg", *arguments, words=words,
                      **more)


def place(core):
    return tuple(core[unit] for unit in ("package", "core", "thread"))


@TREE
def test_places_and_nodes(tree, tmp_path):
    """From the PPTT and the SRAT, or the tree's cpu-map and numa-node-id."""
    outcome = boot(tmp_path, "--topology", "2,3,2", "--numa", 2, "--cpus", 12,
                   *(["--device-tree"] if tree else []))
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    topology = outcome.one("topology")
    assert topology["source"] == ("cpu-map" if tree else "pptt")
    assert (topology["packages"], topology["cores"], topology["threads"]) == (2, 6, 12)
    assert (topology["nodes"], topology["srat"]) == (2, not tree)
    cores = sorted(outcome.of("core"), key=lambda core: core["mpidr"])
    assert list(map(place, cores)) == list(itertools.product(range(2), range(3), range(2)))
    assert all(core["node"] == core["package"] for core in cores)


def test_one_thread_of_each_core(tmp_path):
    outcome = boot(tmp_path, "--topology", "1,3,2", words=FAST + " noht")
    assert outcome.code == muster.PASS, outcome
    online = [core for core in outcome.of("core") if core["state"] == "online"]
    assert sorted(map(place, online)) == [(0, 0, 0), (0, 1, 0), (0, 2, 0)]


def test_affinities_of_more_than_16_cores(tmp_path):
    """QEMU counts 16 in the lowest byte, as a GICv3's interrupts can name at once."""
    outcome = boot(tmp_path, "--cpus", 40)
    assert outcome.code == muster.PASS, outcome
    ids = [core["mpidr"] for core in outcome.of("core")]
    assert ids == [index // 16 << 8 | index % 16 for index in range(40)]


@pytest.mark.parametrize("words", ["info", "lint", "lint format=json"])
@TREE
def test_consulted(tree, words, tmp_path):
    """Told without a core being started, by a program that returns to a firmware that hangs."""
    outcome = boot(tmp_path, *(["--device-tree"] if tree else []), words=words)
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    assert not outcome.of("bringup") and not outcome.of("stat"), outcome
    assert not [f for f in outcome.of("finding") if f["severity"] == "error"], outcome


def test_info_of_the_tables(tmp_path):
    outcome = boot(tmp_path, words="info")
    entries = {(entry["table"], entry["name"]): entry["fields"] for entry in outcome.of("entry")}
    assert entries["APIC", "gic"]["version"] == 3
    assert entries["FACP", "psci"]["by_hvc"] == 1  # SMC where there is an EL2
    assert ("GTDT", "timers") in entries
    assert [core["state"] for core in outcome.of("core")] == ["online"] + 3 * ["listed"]


def test_help_and_refusal(tmp_path):
    outcome = boot(tmp_path, words="help", want_json=False)
    assert outcome.code == muster.PASS and "el=" in outcome.stdout, outcome
    outcome = boot(tmp_path, words="maxcpus=0", want_json=False)
    assert outcome.code == muster.USAGE and "'maxcpus=0'" in outcome.stderr, outcome


@pytest.mark.parametrize("kind, category", [("ud", 0), ("pf", 0x25), ("stack", 0x25)])
def test_fault_on_the_boot_core(kind, category, tmp_path):
    outcome = boot(tmp_path, "--cpus", 2, words=f"{FAST} fault={kind}@0")
    assert outcome.code == muster.CRASHED, outcome
    muster.check_whole(outcome)
    fault = outcome.one("fault")
    assert (fault["cpu"], fault["vector"]) == (0, category)
    assert outcome.one("end")["result"] == "fail" and outcome.one("end")["text"]


def test_no_serial(tmp_path):
    """The verdict alone, which comes by semihosting."""
    outcome = boot(tmp_path, "--cpus", 2, "--no-serial", want_json=False)
    assert outcome.code == muster.PASS and outcome.stdout == "", outcome
    outcome = boot(tmp_path, "--cpus", 2, "--no-serial", words=FAST + " fault=ud@0",
                   want_json=False)
    assert outcome.code == muster.CRASHED, outcome


def test_image_as_it_is(tmp_path):
    """The disk image that `make ARCH=aarch64 image` writes, booted by the firmware's own rules."""
    outcome = boot(tmp_path, "--cpus", 2, "--image", words="", want_json=False)
    assert outcome.code == muster.PASS, outcome
    assert "PASS: " in outcome.stdout
    assert b"startup.nsh" not in outcome.log and b"Shell>" not in outcome.log


def test_screen(tmp_path):
    picture = tmp_path / "screen.ppm"
    outcome = boot(tmp_path, "--cpus", 2, "--screenshot", picture)
    assert outcome.code == muster.PASS, outcome
    data = picture.read_bytes()
    assert data.startswith(b"P6")
    lit = sum(1 for byte in data if byte > 128)
    assert 0.005 < lit / len(data) < 0.5, "this is no text"


def test_timeout(tmp_path):
    outcome = boot(tmp_path, "--cpus", 2, "--timeout", 8, words=FAST + " soak=600",
                   want_json=False)
    assert outcome.code == muster.TIMEOUT, outcome
    assert "core 0: PC=" in outcome.stderr and "core 1: PC=" in outcome.stderr
