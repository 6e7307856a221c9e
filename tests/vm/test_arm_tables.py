# SPDX-License-Identifier: BSD-2-Clause
"""What Arm's ACPI tables say is what QEMU was told: places, nodes, controller, timers, PSCI."""

import shutil

import pytest

import muster
from cases import FAST

pytestmark = pytest.mark.skipif(
    not shutil.which("qemu-system-aarch64") or not (muster.BUILD / "aarch64/muster.efi").exists(),
    reason="needs QEMU for Arm, and muster.efi built for it")

# Of QEMU's machine virt. PSCI is called by HVC, but by SMC where EL2 is the guest's own.
DISTRIBUTOR, INTERFACE, REGION = 0x8000000, 0x8010000, {"address": 0x80A0000, "length": 0xF60000}
TIMERS = {"el1_secure": 29, "el1": 30, "virtual_el1": 27, "el2": 26}


def boot(folder, *arguments, words=FAST):
    outcome = muster.run(folder, "--arch", "aarch64", "--accel", "tcg", *arguments, words=words)
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    return outcome


def entries(outcome, table, name):
    return [entry["fields"] for entry in outcome.of("entry")
            if (entry["table"], entry["name"]) == (table, name)]


def check_clean(outcome):
    """Cores in the table, cores that SMBIOS tells of and those that came are the same."""
    census = outcome.one("census")
    assert len({census[who] for who in ("madt_enabled", "smbios_threads", "answered")}) == 1, census
    worse = [finding for finding in outcome.of("finding")
             if finding["severity"] != "note" and finding["rule"].startswith(
                 ("madt.", "fadt.", "gtdt.", "pptt.", "srat.", "topology.", "census."))]
    assert not worse, worse


@pytest.mark.parametrize("el2", [False, True], ids=["el1", "el2"])
def test_gicv2(tmp_path, el2):
    outcome = boot(tmp_path, "--gic", "2", "--cpus", "4", *["--el2"] * el2)
    check_clean(outcome)
    (gic,) = entries(outcome, "APIC", "gic")
    assert (gic["version"], gic["distributor"], gic["interface"]) == (2, DISTRIBUTOR, INTERFACE)
    assert not entries(outcome, "APIC", "gic_redistributors") and gic["regions"] == 0
    (timers,) = entries(outcome, "GTDT", "timers")
    assert TIMERS.items() <= timers.items()
    (psci,) = entries(outcome, "FACP", "psci")
    assert psci["by_hvc"] == (not el2)


def test_gicv3_places_and_nodes(tmp_path):
    smp = "8,sockets=2,clusters=1,cores=2,threads=2"
    outcome = boot(tmp_path, "--cpus", "8", "--numa", "2", "--qemu-arg", "-smp", "--qemu-arg", smp)
    check_clean(outcome)
    (gic,) = entries(outcome, "APIC", "gic")
    assert (gic["version"], gic["distributor"], gic["regions"]) == (3, DISTRIBUTOR, 1)
    assert entries(outcome, "APIC", "gic_redistributors") == [REGION]
    topology = outcome.one("topology")
    assert [topology[unit] for unit in ("packages", "dies", "cores", "threads")] == [2, 2, 4, 8]
    assert (topology["source"], topology["srat"], topology["nodes"]) == ("pptt", True, 2)
    assert [node["cpus"] for node in outcome.of("node")] == ["0-3", "4-7"]
    cores = sorted(outcome.of("core"), key=lambda core: core["index"])
    assert [core["mpidr"] for core in cores] == list(range(8))
    assert [(core["package"], core["core"], core["thread"]) for core in cores] == [
        (number // 4, number // 2 % 2, number % 2) for number in range(8)]


@pytest.mark.skipif(not muster.QEMU10["aarch64"].exists(), reason="needs a newer QEMU")
def test_gicv4_and_a_virtual_timer_of_el2(tmp_path):
    outcome = boot(tmp_path, "--gic", "4", "--el2", "--cpus", "2", "--qemu", muster.QEMU10["aarch64"])
    check_clean(outcome)
    (gic,) = entries(outcome, "APIC", "gic")
    assert gic["version"] == 4
    (timers,) = entries(outcome, "GTDT", "timers")
    assert timers["virtual_el2"] == 28
