# SPDX-License-Identifier: BSD-2-Clause
"""MP tables from before ACPI, which QEMU's firmware does not have: put into the last KiB of base
memory from outside, and read with acpi=off."""

import struct

import pytest

import muster

PLACE = 639 * 1024  # of the pointer; the table is behind it
POINTER_SIZE = 16


def checksummed(data, place):
    data = bytearray(data)
    data[place] = -sum(data) & 0xFF
    return bytes(data)


def pointer(configuration=0, imcr=True):
    table = 0 if configuration else PLACE + POINTER_SIZE
    return checksummed(b"_MP_" + struct.pack("<IBBBBB3x", table, 1, 4, 0, configuration,
                                             0x80 if imcr else 0), 10)


def processor(apic_id, flags=1):
    return struct.pack("<BBBBIIII", 0, apic_id, 0x14, flags, 0xF61, 0x78BFBFF, 0, 0)


def table(*processors):
    entries = processors + (
        b"\x01\x00PCI   ", b"\x01\x01ISA   ",
        struct.pack("<BBBBI", 2, 2, 0x11, 1, 0xFEC00000),
        struct.pack("<BBHBBBB", 3, 0, 0, 1, 0, 2, 2),
        struct.pack("<BBHBBBB", 4, 1, 0, 1, 0, 0xFF, 1),
    )
    base = b"".join(entries)
    return checksummed(
        b"PCMP" + struct.pack("<HBB", 44 + len(base), 4, 0) + b"MUSTER  FROM OUTSIDE"
        + struct.pack("<IHHIHBB", 0, 0, len(entries), 0xFEE00000, 0, 0, 0) + base, 7)


def boot(folder, cpus, tables, words="acpi=off"):
    (folder / "mps.bin").write_bytes(tables)
    outcome = muster.run(
        folder, "--cpus", cpus, "--accel", "tcg", "--qemu-arg", "-device", "--qemu-arg",
        f"loader,file={folder}/mps.bin,addr={PLACE:#x},force-raw=on",
        words=f"{words} iterations=5 mps=off only=call.all")
    muster.check_whole(outcome)
    return outcome


def check_passed(outcome):
    """Without ACPI's timers the clock has the firmware's stall to agree with, which a busy host
    stretches."""
    failed = {check["name"] for check in outcome.of("check") if check["verdict"] == "fail"}
    assert failed <= {"clock.agree"} and outcome.of("end"), outcome


def rules(outcome):
    return {finding["rule"] for finding in outcome.of("finding")}


def online(outcome):
    return sorted(core["apic_id"] for core in outcome.of("core") if core["state"] == "online")


def test_cores_come_from_the_mp_table(tmp_path):
    outcome = boot(tmp_path, 4, pointer() + table(processor(0, 3), processor(1), processor(3)))
    check_passed(outcome)
    assert outcome.one("run")["list"] == "mps"
    assert outcome.one("census")["madt_listed"] is None
    assert online(outcome) == [0, 1, 3]
    assert rules(outcome) >= {"option.acpi"}


@pytest.mark.parametrize("imcr", [False, True])
def test_a_default_configuration_has_two_cores(tmp_path, imcr):
    outcome = boot(tmp_path, 2, pointer(5, imcr))
    check_passed(outcome)
    assert outcome.one("run")["list"] == "mps"
    assert online(outcome) == [0, 1]


def test_a_core_that_is_listed_twice_is_started_once(tmp_path):
    outcome = boot(tmp_path, 2, pointer() + table(processor(0, 3), processor(1), processor(1)))
    check_passed(outcome)
    assert online(outcome) == [0, 1]
    assert "mps.cpu.duplicate" in rules(outcome)


def test_the_table_is_judged_as_well_as_read(tmp_path):
    outcome = boot(tmp_path, 2, pointer() + table(processor(0, 3), processor(1, 3)))
    check_passed(outcome)
    assert online(outcome) == [0, 1]
    assert [finding["rule"] for finding in outcome.of("finding")].count("mps.cpu.boot") == 1


def test_a_table_of_zeros_gives_way_to_the_firmware(tmp_path):
    outcome = boot(tmp_path, 3, pointer() + bytes(80))
    check_passed(outcome)
    assert outcome.one("run")["list"] == "mp-services"
    assert online(outcome) == [0, 1, 2]
    assert "mps.table.signature" in rules(outcome)


def test_with_acpi_the_mp_table_is_left_alone(tmp_path):
    outcome = boot(tmp_path, 2, pointer() + table(processor(0, 3)), words="")
    check_passed(outcome)
    assert outcome.one("run")["list"] == "madt"
    assert online(outcome) == [0, 1]
