# SPDX-License-Identifier: BSD-2-Clause
"""The ends: a pause, a machine that halts and says so, the same boot entry once more."""

import concurrent.futures
import json
import shutil
import struct
import subprocess
import time
import uuid

import muster
from cases import FAST

WAIT_SECONDS = 120
FIRMWARE = "/usr/share/OVMF/OVMF_{}_4M.fd"


def wait_for(find, still):
    """When it was found, by the host's clock."""
    end = time.monotonic() + WAIT_SECONDS
    while not find():
        assert still() and time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return time.monotonic()


def test_pause_and_halt(tmp_path):
    """The end record says what follows; it follows after so many seconds, and says so."""
    def said(text):
        return any(text in log.read_bytes() for log in tmp_path.glob("scratch/*/serial"))

    with concurrent.futures.ThreadPoolExecutor() as pool:
        run = pool.submit(muster.run, tmp_path, "--cpus", 2, "--accel", "tcg",
                          words=f"{FAST} exit=halt pause=2")
        ended = wait_for(lambda: said(b'"pause_s":2'), lambda: not run.done())
        halted = wait_for(lambda: said(b"halted: "), lambda: not run.done())
    outcome = run.result()
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    assert 1 < halted - ended < 30, "it did not wait for 2 s"
    end = outcome.one("end")
    assert (end["next"], end["pause_s"]) == ("halt", 2), end
    assert "at the end: halt after 2 s, as exit= asks for it" in outcome.stdout, outcome
    # on the screen it counts down, here it does not
    assert outcome.log.count(b"halt in ") == 0


GLOBAL_VARIABLE = uuid.UUID("8be4df61-93ca-11d2-aa0d-00e098032b8c").bytes_le
ADDED, STORE_AT, ENTRY = 0x3F, 72, 0xF0


def utf16(text):
    return (text + "\0").encode("utf-16-le")


def variable(name, data):
    """As EDK II keeps it (MdeModulePkg/Include/Guid/VariableFormat.h), authenticated."""
    head = struct.pack("<HBBIQ16xIII", 0x55AA, ADDED, 0, 7, 0, 0, len(utf16(name)), len(data))
    whole = head + GLOBAL_VARIABLE + utf16(name) + data
    return whole + b"\xff" * (-len(whole) % 4)


def boot_entry(path, words):
    """EFI_LOAD_OPTION (UEFI 2.10, 3.1.3), of a file on whichever volume has it."""
    path = utf16(path)
    node = struct.pack("<BBH", 4, 4, 4 + len(path)) + path
    places = node + struct.pack("<BBH", 0x7F, 0xFF, 4)
    return struct.pack("<IH", 1, len(places)) + utf16("muster") + places + utf16(words)


def add_variables(path, *variables):
    """Into a store that is still empty, behind the headers of its volume and its own."""
    store = bytearray(path.read_bytes())
    at = STORE_AT + 28
    assert store[40:44] == b"_FVH" and store[at:at + 2] == b"\xff\xff", "this store is not empty"
    for one in variables:
        store[at:at + len(one)] = one
        at += len(one)
    path.write_bytes(store)


def test_bootnext(tmp_path):
    """An entry that is not in the boot order runs Muster, and after the reset runs it again."""
    serial, store, disk = (tmp_path / name for name in ("serial", "vars.fd", "disk.img"))
    shutil.copy(FIRMWARE.format("VARS"), store)
    words = f"{FAST} format=both exit=bootnext"
    add_variables(store, variable(f"Boot{ENTRY:04X}", boot_entry(r"\muster.efi", words)),
                  variable("BootNext", struct.pack("<H", ENTRY)))
    subprocess.run([muster.ROOT / "tools" / "image.sh", muster.BUILD / "muster.efi", disk, "help"],
                   check=True)
    serial.touch()
    qemu = subprocess.Popen(
        ["qemu-system-x86_64", "-machine", "q35", "-accel", "tcg", "-cpu", "max", "-smp", "2", "-m",
         "512", "-nodefaults", "-no-user-config", "-nic", "none", "-display", "none",
         "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={FIRMWARE.format('CODE')}",
         "-drive", f"if=pflash,format=raw,unit=1,file={store}",
         "-drive", f"if=ide,index=0,format=raw,snapshot=on,file={disk}",
         "-serial", f"file:{serial}"], stdin=subprocess.DEVNULL)
    try:
        wait_for(lambda: serial.read_bytes().count(b'"rec":"end"') == 2,
                 lambda: qemu.poll() is None)
    finally:
        qemu.kill()
        qemu.wait()
    records = [json.loads(line) for line in serial.read_bytes().splitlines()
               if line.startswith(b'{"rec":') and line.endswith(b"}")]
    runs, ends = ([one for one in records if one["rec"] == kind] for kind in ("run", "end"))
    assert [run["options"] for run in runs] == [words, words], records
    assert [end["next"] for end in ends] == ["bootnext", "bootnext"], records
    assert not [one for one in records if one.get("rule") == "end.bootnext"]


def test_bootnext_without_an_entry(tmp_path):
    """QEMU's -kernel is no boot entry: that is said before anything is done."""
    outcome = muster.run(tmp_path, "--cpus", 2, "--accel", "tcg", words=f"{FAST} exit=bootnext",
                         want_json=False)
    assert outcome.code == muster.USAGE, outcome
    assert "muster: refused: exit=bootnext: the firmware does not say" in outcome.stderr, outcome
