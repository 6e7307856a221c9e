# SPDX-License-Identifier: BSD-2-Clause
"""Boots Muster on every machine of cases.py, and reads its report."""

import struct
import subprocess

import pytest

import cases_arm
import muster
from cases import ALL, FAST, FAULTS, MACHINES, MAYBE, QUICK, STOLEN, TOGETHER, WORDS, Case


def skip_without_extra(case):
    if case.vm in ("qemu10", "mixed") and not muster.FIRMWARE2025[case.arch].exists():
        pytest.skip("no newer QEMU and OVMF (tools/setup.sh extra)")


CASES = MACHINES + WORDS + FAULTS + cases_arm.MACHINES + cases_arm.WORDS + cases_arm.FAULTS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_boot(case, tmp_path):
    skip_without_extra(case)
    outcome = muster.run(tmp_path, *case.arguments(), words=case.words)
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    muster.check_books(outcome)
    muster.check_registers(outcome, case.cpus if case.has_services else 1,
                           case.online_expected if case.arch == "aarch64" else None)
    muster.check_stats(outcome, case.stats_expected, MAYBE + STOLEN)
    check_one_way(outcome, case)
    muster.check_offsets(outcome, case.online_expected - 1 if "clock.offset" in case.stats_expected
                         else 0)
    # No xAPIC has a flat address for more than 8 cores, or clusters for more than 60.
    # Where one bring-up takes long it is not repeated.
    muster.check_verdicts(outcome, skipped=("call.offline", "ipi.way", "bringup.repeats", *MAYBE, *STOLEN))

    nvram = outcome.one("nvram")
    assert (nvram["writes"], nvram["failed"]) == (3, 0), outcome

    run, books = outcome.one("run"), outcome.one("bringup")
    assert (books["listed"], books["disabled"]) == (case.cpus + case.disabled, case.disabled)
    assert books["online"] == case.online_expected
    assert (books["failed"], books["held_back"]) == (0, case.held_back)
    controller, mode = case.controller
    assert (run["arch"], run[controller], run["idle"]) == (case.arch, mode, case.idle)
    assert run.get("el") == case.exception_level
    assert run["list"] == case.source or case.arch == "x86_64"
    assert set(case.words.split()) <= set(run["options"].split())
    if case.finding:
        assert case.finding in {finding["rule"] for finding in outcome.of("finding")}
    check_faults(case, outcome)
    # Text for people as well, and none of what the firmware says
    assert outcome.stdout.startswith("muster "), outcome
    assert "\x1b" not in outcome.stdout and "\r" not in outcome.stdout


def check_one_way(outcome, case):
    """Each way is either told, with a bound of a quarter at most, or it is said why not."""
    told = [stat for stat in outcome.of("stat") if stat["name"] in MAYBE]
    skipped = [check for check in outcome.of("check") if check["name"] in MAYBE]
    assert len(told) + len(skipped) == (4 if "clock.offset" in case.stats_expected else 0)
    for stat in outcome.of("stat"):
        # of these two some are told by one clock, and some by two
        if stat["name"] not in ("bringup.stage", "clock.pair"):
            assert (stat["bound"] is not None) == (stat["name"] in MAYBE), stat
    for stat in told:
        # a nanosecond at most is from rounding
        assert 4 * (stat["bound"] - 1) <= stat["p50"] + 4, stat


def function_at(outcome, record, address):
    """The function at an address, by the symbols of the build."""
    symbols = muster.symbols(outcome.one("run")["arch"])
    offset = int(record[address], 16) - int(record["image_base"], 16)
    names = subprocess.run(["addr2line", "-fe", symbols, hex(offset)], check=True,
                           capture_output=True, text=True).stdout
    return names.splitlines()[0]


# What fails on purpose: an architecture's own, and what is called for an access and a full stack
CULPRITS = ("arch_fault", "read_at", "overflow_stack", "frames_overflow")


def verdicts(outcome, name):
    return [check["verdict"] for check in outcome.of("check") if check["name"] == name]


def check_faults(case, outcome):
    faults, stalls = outcome.of("fault"), outcome.of("stall")
    provoked = "fault=" in case.words
    assert [fault["vector"] for fault in faults] == [case.fault] * case.faults_expected
    assert verdicts(outcome, "fault.survived") == (["pass"] if provoked else [])
    assert verdicts(outcome, "fault.recovered") == (["pass"] if case.faulted else [])
    wanted = ([1] if "@1" in case.words else [0] if "@0" in case.words else
              list(range(1, case.cpus)) if "@all" in case.words else [case.cpus - 1])
    assert [fault["cpu"] for fault in faults] == (wanted if faults else [])
    for fault in faults:
        assert function_at(outcome, fault, "pc") in CULPRITS or "fault=nmi" in case.words
    assert [stall["waits_for"] for stall in stalls] == ([[cpu] for cpu in wanted] if stalls else [])
    assert len(stalls) == case.stalls
    for stall in stalls:
        assert (stall["waiter"], stall["answers_nmi"], stall["circle"]) == (0, True, False)
        assert function_at(outcome, stall, "sent") == function_at(outcome, stall, "running") == "provoke"
        assert function_at(outcome, stall, "pc") in ("provoke", "arch_relax")


@pytest.mark.parametrize("kind, vector", [("ud", 6), ("gp", 13), ("pf", 14), ("de", 0), ("df", 8),
                                          ("stack", 8), ("hang", 2)])
def test_fault_on_the_boot_core(kind, vector, tmp_path):
    """The run ends, and says where: of a hang, too, which another core watches."""
    outcome = muster.run(tmp_path, "--cpus", 2, words=f"{QUICK} only=call.all fault={kind}@0")
    assert outcome.code == muster.CRASHED, outcome
    muster.check_whole(outcome)
    assert outcome.one("end")["result"] == "fail"
    assert outcome.one("end")["text"]
    fault = outcome.one("fault")
    assert (fault["cpu"], fault["vector"]) == (0, vector)
    assert function_at(outcome, fault, "pc") in (*CULPRITS, "provoke", "arch_relax")


def test_hang_of_the_only_core(tmp_path):
    """Nobody is there to see it, so it is not tried."""
    outcome = muster.run(tmp_path, "--cpus", 1, words=QUICK + " fault=hang")
    assert outcome.code == muster.PASS, outcome
    assert verdicts(outcome, "fault.survived") == ["skip"]


@pytest.mark.parametrize("state", ["bringup", "workers", "active"])
def test_hotplug_state_that_fails(state, tmp_path):
    """The core is rolled back and named; the others go on."""
    outcome = muster.run(tmp_path, "--cpus", 4, words=f"{QUICK} only=call.all fail={state}@2")
    assert outcome.code == muster.CHECK_FAILED, outcome
    muster.check_whole(outcome)
    muster.check_books(outcome)
    books, core = outcome.one("bringup"), outcome.of("core")[2]
    assert (books["online"], books["failed"]) == (3, 1)
    assert core["state"] == "failed" and f"'{state}'" in core["reason"], core
    assert verdicts(outcome, "bringup.online") == ["fail"]
    assert [check["name"] for check in outcome.of("check") if check["verdict"] == "fail"] == [
        "bringup.online"]


@pytest.mark.parametrize("state", ["nothing", "idle"])
def test_hotplug_state_that_cannot_fail(state, tmp_path):
    outcome = muster.run(tmp_path, "--cpus", 2, words=f"{FAST} fail={state}")
    assert outcome.code == muster.PASS, outcome
    assert "option.fail" in {finding["rule"] for finding in outcome.of("finding")}


def test_bringup_modes_have_the_same_books(tmp_path):
    """However the cores are woken, the books and what is said of each core are the same."""
    seen = []
    for mode in ("parallel", "serial", "broadcast"):
        folder = tmp_path / mode
        folder.mkdir()
        outcome = muster.run(folder, "--cpus", 6,
                             words=f"{QUICK} mps=off only=call.all maxcpus=4 bringup={mode}")
        assert outcome.code == muster.PASS, outcome
        books = outcome.one("bringup")
        assert books.pop("mode") == mode
        books.pop("total_ns")
        books.pop("second_starts")  # these the host decides, when it is slow
        cores = [{key: core[key] for key in core if key != "stamps"} for core in outcome.of("core")]
        seen.append((books, cores))
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("word", ["maxcpu=2"])
def test_refused_word(word, tmp_path):
    """What run.sh makes of it; all kinds of refusals are in test_messages.py."""
    outcome = muster.run(tmp_path, "--cpus", 2, words=f"format=json {word}")
    assert outcome.code == muster.USAGE, outcome
    refusals = [line for line in outcome.stderr.splitlines()
                if line.startswith("muster: refused: ")]
    assert len(refusals) == 1 and f"'{word}'" in refusals[0], outcome
    assert outcome.stdout == "" and outcome.records == [], "something was done"


def test_help(tmp_path):
    outcome = muster.run(tmp_path, "--cpus", 2, words="help", want_json=False)
    assert outcome.code == muster.PASS, outcome
    for word in ("maxcpus=N", "idle=halt|poll|mwait", "format=", "help"):
        assert word in outcome.stdout


@pytest.mark.parametrize("case", [Case("qemu"), Case("qemu10", vm="qemu10"),
                                  Case("strictnx", vm="qemu10", firmware="strictnx")],
                         ids=lambda case: case.id)
def test_image_as_it_is(case, tmp_path):
    """The disk image that `make image` writes, booted by the firmware's own rules."""
    skip_without_extra(case)
    outcome = muster.run(tmp_path, *case.arguments(), "--image", want_json=False)
    assert outcome.code == muster.PASS, outcome
    assert "PASS: " in outcome.stdout
    assert b"startup.nsh" not in outcome.log and b"Shell>" not in outcome.log


def test_format_json(tmp_path):
    outcome = muster.run(tmp_path, "--cpus", 2, words=QUICK + " format=json")
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    assert outcome.stdout.encode().splitlines() == outcome.lines


def test_format_both(tmp_path):
    outcome = muster.run(tmp_path, "--cpus", 2, words=QUICK + " format=both")
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    shown = outcome.stdout.encode().splitlines()
    assert [line for line in shown if line.startswith(b"{")] == outcome.lines
    assert any(line.startswith(b"PASS: ") for line in shown)


@pytest.mark.parametrize("how", ["debugexit", "shutdown", "reset", "halt"])
def test_format_text(how, tmp_path):
    outcome = muster.run(tmp_path, "--cpus", 2, words=f"{QUICK} format=text exit={how}",
                         want_json=False)
    assert outcome.code == muster.PASS, outcome
    assert '{"rec"' not in outcome.log.decode("latin-1")
    assert "PASS: " in outcome.stdout


def test_default_is_text(tmp_path):
    """Without a word the guest is asked for records, for the verdict, and they are not shown."""
    outcome = muster.run(tmp_path, "--cpus", 2, words=ALL, want_json=False)
    assert outcome.code == muster.PASS, outcome
    assert '{"rec"' not in outcome.stdout and b'{"rec":"end"' in outcome.log
    for name in TOGETHER:
        assert name in outcome.stdout


def test_no_serial(tmp_path):
    outcome = muster.run(tmp_path, "--cpus", 2, "--no-serial", words=QUICK, want_json=False)
    assert outcome.code == muster.PASS, outcome
    assert outcome.stdout == ""
    outcome = muster.run(tmp_path, "--cpus", 2, "--no-serial", words=QUICK + " fault=ud@0",
                         want_json=False)
    assert outcome.code == muster.CRASHED, outcome


def test_neither_serial_nor_screen(tmp_path):
    outcome = muster.run(tmp_path, "--cpus", 2, "--no-serial", "--no-gop", words=QUICK,
                         want_json=False)
    assert outcome.code == muster.PASS, outcome


def read_ppm(path):
    data = path.read_bytes()
    magic, width, height, _depth, pixels = data.split(maxsplit=4)
    assert magic == b"P6"
    # The first pixel may look like white space: count from the end.
    width, height = int(width), int(height)
    return width, height, data[-3 * width * height:] if len(pixels) else b""


def test_screen(tmp_path):
    """With screen=text there is text at the end: light on dark, over many rows."""
    picture = tmp_path / "screen.ppm"
    outcome = muster.run(tmp_path, "--cpus", 2, "--screenshot", picture, words=QUICK + " screen=text")
    assert outcome.code == muster.PASS, outcome
    width, height, pixels = read_ppm(picture)
    assert width >= 640 and height >= 400
    lit = [sum(1 for pixel in struct.iter_unpack("3B", pixels[3 * width * y:3 * width * (y + 1)])
               if sum(pixel) > 3 * 128) for y in range(height)]
    assert sum(1 for count in lit if count) > height // 4, "too few rows with text"
    assert 0.005 < sum(lit) / (width * height) < 0.5, "this is no text"


