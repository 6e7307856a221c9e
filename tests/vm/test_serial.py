# SPDX-License-Identifier: BSD-2-Clause
"""Which serial port the report goes to, wherever that is, and at which speed."""

import json

import pytest

import muster
from cases import FAST
from test_hostile import Break, boot as boot_hostile

BOTH = FAST + " format=both"


def boot(folder, device, words="", *options):
    """A machine whose only port is this; the records are those that came through it."""
    log = folder / "port"
    outcome = muster.run(folder, "--cpus", 2, "--accel", "tcg", "--no-serial", *options,
                         "--qemu-arg", "-chardev", "--qemu-arg", f"file,id=port,path={log}",
                         "--qemu-arg", "-device", "--qemu-arg", f"{device},chardev=port",
                         words=f"{BOTH} {words}", want_json=False)
    outcome.log = log.read_bytes()
    outcome.lines = [line for line in outcome.log.splitlines() if line.startswith(b'{"rec":')]
    outcome.records = [json.loads(line) for line in outcome.lines]
    return outcome


@pytest.mark.parametrize("device, words, options, place, space", [
    ("pci-serial,addr=5", "", (), "pci:0000:00:05.0", "io"),
    ("isa-serial,iobase=0x2f8,irq=3", "", (), "com2", "io"),
    ("pci-serial,addr=5", "serial=pci:00:05.0,57600", ("--arch", "aarch64"), "pci:0000:00:05.0",
     "memory"),
])
def test_the_only_port(device, words, options, place, space, tmp_path):
    outcome = boot(tmp_path, device, words, *options)
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    serial = outcome.one("serial")
    assert (serial["kind"], serial["place"], serial["space"]) == ("16550", place, space), serial
    if words:
        assert (serial["speed"], serial["set_by"]) == (57600, "muster"), serial
    else:
        assert serial["speed"] == 115200, serial


@pytest.mark.parametrize("broken, words, line", [
    ("com1-9600", "", (12, 9600, "firmware")),
    ("com1-unset", "", (1, 115200, "muster")),
])
def test_speed(broken, words, line, tmp_path):
    """What the firmware has set stays, unless it is told otherwise; what nobody has set is set."""
    outcome = boot_hostile(Break(broken, words=words), tmp_path)
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    serial = outcome.one("serial")
    assert (serial["divisor"], serial["speed"], serial["set_by"]) == line, serial
    assert serial["place"] == "com1"


@pytest.mark.parametrize("word, why", [
    ("serial=com2", "serial=com2: no UART answers there"),
    ("serial=pci:00:1f.2", "serial=pci:0000:00:1f.2: no such function is a serial port that answers"),
    ("serial=mmio32:0x100000", "serial=mmio32:0x100000: memory is there, and no device"),
])
def test_refused(word, why, tmp_path):
    outcome = muster.run(tmp_path, "--cpus", 2, "--accel", "tcg", words=f"{FAST} {word}",
                         want_json=False)
    assert outcome.code == muster.USAGE, outcome
    assert f"muster: refused: {why}" in outcome.stderr, outcome
