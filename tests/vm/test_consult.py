# SPDX-License-Identifier: BSD-2-Clause
"""info and lint: what is told without a core being started, and back to the firmware."""

import pytest

import muster

WITNESSES = {"madt_listed": 4, "madt_enabled": 4, "mp_listed": 4, "mp_enabled": 4}


def consult(tmp_path, words, *options, cpus=4):
    outcome = muster.run(tmp_path, "--cpus", cpus, "--accel", "tcg", *options, words=words)
    muster.check_whole(outcome)
    return outcome


def test_info_tells_and_starts_nobody(tmp_path):
    outcome = consult(tmp_path, "info")
    assert outcome.code == muster.PASS, outcome
    assert not outcome.of("bringup") and not outcome.of("stat"), outcome
    entries = [(entry["table"], entry["name"]) for entry in outcome.of("entry")]
    assert ("APIC", "type") in entries and ("APIC", "header") in entries and ("FACP", "fixed_hardware") in entries
    said = {option["name"]: option["origin"] for option in outcome.of("option")}
    assert said == {"info": "load options", "format": "load options"}, "there is no volume"
    census = outcome.one("census")
    assert {key: census[key] for key in WITNESSES} == WITNESSES
    assert census["answered"] is None
    cores = outcome.of("core")
    assert [core["state"] for core in cores] == ["online"] + 3 * ["listed"]
    assert [core["core"] for core in cores] == [0, 1, 2, 3], cores


def test_lint_of_a_virtual_machine_finds_no_error(tmp_path):
    outcome = consult(tmp_path, "lint")
    assert outcome.code == muster.PASS, outcome
    assert not outcome.of("entry") and not outcome.of("bringup"), outcome
    assert not [f for f in outcome.of("finding") if f["severity"] == "error"], outcome
    assert outcome.one("check")["name"] == "lint.errors"
    assert "lint.errors" in outcome.stdout and "BdsDxe" not in outcome.stdout, outcome


@pytest.mark.parametrize("words", ["info format=json", "lint format=json"])
def test_records_alone(tmp_path, words):
    outcome = consult(tmp_path, words)
    assert outcome.code == muster.PASS, outcome
    assert all(line.startswith('{"rec":') for line in outcome.stdout.splitlines()), outcome


def test_text_alone(tmp_path):
    outcome = muster.run(tmp_path, "--cpus", 2, "--accel", "tcg", words="info format=text",
                         want_json=False)
    assert outcome.code == muster.PASS, outcome
    assert "census      MADT 2, MP Services 2, CPUID 2, SMBIOS 2" in outcome.stdout, outcome
