# SPDX-License-Identifier: BSD-2-Clause
"""What the firmware left in the registers, core by core."""

import pytest

import muster

# What a core of a virtual machine may hold by itself: the boot core's mark; QEMU clears MTRRs at
# INIT; the firmware enables debugging extensions (CR4.DE) on its boot core.
OWN = ("IA32_APIC_BASE", "IA32_MTRR_", "CR4")
INTEL = {"IA32_MISC_ENABLE", "IA32_FEATURE_CONTROL", "MSR_PLATFORM_INFO"}
AMD = {"SYSCFG", "HWCR", "TOP_MEM", "TOM2", "SMM_ADDR", "SMM_MASK"}


def audit(tmp_path, words, *options, cpus=4):
    outcome = muster.run(tmp_path, "--cpus", cpus, *options, words=words)
    assert outcome.code == muster.PASS or "--emulator" in options, outcome
    muster.check_whole(outcome)
    return outcome


def registers_of(outcome):
    return {register["name"]: register["groups"] for register in outcome.of("register")}


def rules_of(outcome):
    return {finding["rule"] for finding in outcome.of("finding")}


@pytest.mark.parametrize("model, there, absent", [
    ("max", AMD, INTEL), ("EPYC", AMD, INTEL), ("Skylake-Server", {"IA32_MISC_ENABLE"}, AMD)])
def test_cores_of_a_virtual_machine_agree(model, there, absent, tmp_path):
    outcome = audit(tmp_path, "info", "--accel", "tcg", "--cpu", model)
    muster.check_registers(outcome, 4)
    registers = registers_of(outcome)
    assert there <= set(registers) and not absent & set(registers), sorted(registers)
    for name, groups in registers.items():
        assert len(groups) == 1 or name.startswith(OWN), (name, groups)
    assert len(registers["IA32_PAT"]) == 1 and registers["IA32_PAT"][0]["value"] == "0x7040600070406"
    assert registers["IA32_APIC_BASE"] == [
        {"value": "0xfee00800", "faults": False, "cores": 3, "apic_ids": "1-3"},
        {"value": "0xfee00900", "faults": False, "cores": 1, "apic_ids": "0"}]
    assert not [f for f in outcome.of("finding") if f["severity"] == "error"], outcome


def test_without_mp_services_the_boot_core_alone_is_read(tmp_path):
    outcome = audit(tmp_path, "info mps=off", "--accel", "tcg")
    muster.check_registers(outcome, 1)
    assert "audit.unread" not in rules_of(outcome)


def test_a_register_that_faults_is_told_as_such(tmp_path):
    """Bochs does not know all that CPUID or the model promise, and says so as a processor would:
    by an exception, on the boot core and, in the firmware's hands, on the other."""
    outcome = audit(tmp_path, "info", "--emulator", "bochs", "--strict-msrs", cpus=2)
    muster.check_registers(outcome, 2)
    registers = registers_of(outcome)
    fault = [{"value": None, "faults": True, "cores": 2, "apic_ids": "0-1"}]
    for name in ("IA32_MISC_ENABLE", "MSR_PLATFORM_INFO", "MICROCODE_REVISION"):
        assert registers[name] == fault, registers[name]
    assert "audit.fault" in rules_of(outcome)
    # Its INIT keeps the MTRRs, as the manual wants it.
    for name, groups in registers.items():
        assert len(groups) == 1 or name in ("IA32_APIC_BASE", "CR4"), (name, groups)


def test_a_run_goes_well_where_unknown_registers_fault(tmp_path):
    outcome = audit(tmp_path, "iterations=5", "--emulator", "bochs", "--strict-msrs", cpus=2)
    assert outcome.code == muster.PASS, outcome
    muster.check_books(outcome)
