# SPDX-License-Identifier: BSD-2-Clause
"""Arm machines without ACPI: what the device tree says is what is started, and how."""

import shutil
import subprocess

import pytest

import muster
from cases import FAST

ARM = ("--arch", "aarch64", "--accel", "tcg")

pytestmark = pytest.mark.skipif(
    not shutil.which("qemu-system-aarch64") or not (muster.BUILD / "aarch64/muster.efi").exists(),
    reason="needs QEMU for Arm, and muster.efi built for it")


def boot(folder, *arguments, words=FAST):
    return muster.run(folder, *ARM, *arguments, words=words)


def rules(outcome):
    return {finding["rule"] for finding in outcome.of("finding")}


def states(outcome):
    return [core["state"] for core in outcome.of("core")]


def check_by_tree(outcome):
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    assert outcome.one("run")["list"] == "device-tree"
    assert "acpi.instead" in rules(outcome) and "acpi.no-madt" not in rules(outcome)


def test_gicv2_at_el2(tmp_path):
    outcome = boot(tmp_path, "--device-tree", "--gic", "2", "--el2", "--cpus", "4")
    check_by_tree(outcome)
    assert outcome.one("run")["gic_mode"] == "gicv2"
    assert states(outcome) == 4 * ["online"]


def test_places_and_nodes(tmp_path):
    outcome = boot(tmp_path, "--device-tree", "--topology", "2,3,1", "--numa", "2")
    check_by_tree(outcome)
    assert states(outcome) == 6 * ["online"]
    topology = outcome.one("topology")
    assert (topology["packages"], topology["cores"], topology["threads"]) == (2, 6, 6)
    assert topology["source"] == "cpu-map"
    assert [node["cpus"] for node in outcome.of("node")] == ["0-2", "3-5"]


def change_tree(folder, cpus, change):
    """QEMU's own tree, with its source changed, for its option -dtb."""
    dumped, changed = folder / "dumped.dtb", folder / "changed.dtb"
    subprocess.run(["qemu-system-aarch64", "-machine", f"virt,gic-version=3,dumpdtb={dumped}",
                    "-cpu", "max", "-smp", str(cpus), "-display", "none"], check=True,
                   capture_output=True, timeout=60)
    source = subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dts", dumped], check=True,
                            capture_output=True, text=True).stdout
    assert change(source) != source
    subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", changed], check=True, text=True,
                   input=change(source))
    return ["--device-tree", "--cpus", cpus, "--qemu-arg", "-dtb", "--qemu-arg", changed]


def test_cores_that_are_not_okay_stay_off(tmp_path):
    def change(source):
        return (source.replace("cpu@2 {", 'cpu@2 { status = "disabled";')
                .replace("cpu@3 {", 'cpu@3 { status = "fail";'))

    outcome = boot(tmp_path, *change_tree(tmp_path, 4, change))
    check_by_tree(outcome)
    assert sorted(states(outcome)) == ["disabled", "online", "online", "online-capable"]
    assert "dt.cpu.disabled" in rules(outcome)


def test_a_core_is_started_once(tmp_path):
    def change(source):
        head, tail = source.split("cpu@3 {")
        return head + "cpu@3 {" + tail.replace("reg = <0x03>", "reg = <0x02>", 1)

    outcome = boot(tmp_path, *change_tree(tmp_path, 4, change))
    check_by_tree(outcome)
    assert states(outcome) == 3 * ["online"]
    assert "dt.cpu.duplicate" in rules(outcome)


def test_off_without_a_tree_is_refused(tmp_path):
    """The firmware hands over one of the two, so with ACPI there is no tree."""
    outcome = boot(tmp_path, "--cpus", "2", words="acpi=off")
    assert outcome.code != muster.PASS and not outcome.records
    assert "refused: acpi=off, and the firmware offers no other list" in outcome.stderr + outcome.stdout
