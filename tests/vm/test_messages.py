# SPDX-License-Identifier: BSD-2-Clause
"""Refusals as a user of the UEFI shell meets them: all in one boot, with the status that the shell keeps of each."""

import subprocess

import pytest

import muster

FIRMWARE = "/usr/share/OVMF/OVMF_CODE_4M.fd"
LIMIT = 180  # seconds, on a busy host
INVALID = "0x2"
LONG = " ".join(f"skip=a{number}" + 90 * "x" for number in range(6))

# Words, what is refused of them (None: nothing), and the status; d holds the program and a folder muster.cfg
ROWS = [
    ("maxcpu=2", "unknown word 'maxcpu=2' (did you mean 'maxcpus='?); 'help' lists the words", INVALID),
    ("frobnicate", "unknown word 'frobnicate'; 'help' lists the words", INVALID),
    ("maxcpus=0", "'maxcpus=0': a number from 1 to 2048 is wanted", INVALID),
    ("maxcpus=two", "'maxcpus=two': a number from 1 to 2048 is wanted", INVALID),
    ("maxcpus", "'maxcpus': a number from 1 to 2048 is wanted", INVALID),
    ("idle=sleep", "'idle=sleep': one of halt|poll|mwait|haltpoll|suspend is wanted", INVALID),
    ("nosmp=1", "'nosmp=1': no value is wanted", INVALID),
    ("only=", "'only=': 1 to 95 characters are wanted", INVALID),
    ("budget=soon", "'budget=soon': a number of seconds from 1 to 86400 is wanted", INVALID),
    ("fault=ud@x", "'fault=ud@x': ", INVALID),
    ("fail=@1", "'fail=@1': a hotplug state as bringup", INVALID),
    ("noht quiet info", "unknown word 'quiet'; 'help' lists the words", INVALID),
    (LONG, "the words are too long, or no plain ASCII", INVALID),
    ("list only=nothing.*", None, "0x0"),
    ("help", None, "0x0"),
    ("d: list", "muster.cfg beside the image cannot be read: it is a directory, or may not be touched", INVALID),
]


def script():
    yield "@echo -off"
    yield "fs0:"
    for number, (words, _, _) in enumerate(ROWS):
        yield f"echo row {number}"
        yield f"d\\muster.efi {words[3:]}" if words.startswith("d: ") else f"muster.efi {words}"
        yield f"echo status {number} %lasterror%"
    yield "reset -s"


def boot(folder):
    """Straight with QEMU: run.sh ends with the first refusal."""
    image, log = folder / "disk.img", folder / "serial"
    (folder / "startup.nsh").write_text("\r\n".join(script()) + "\r\n", encoding="ascii")
    subprocess.run([muster.ROOT / "tools/image.sh", muster.BUILD / "muster.efi", image, "help"], check=True)
    subprocess.run(["mcopy", "-o", "-i", image, folder / "startup.nsh", "::/startup.nsh"], check=True)
    subprocess.run(["mmd", "-i", image, "::/d", "::/d/muster.cfg"], check=True)
    subprocess.run(["mcopy", "-i", image, muster.BUILD / "muster.efi", "::/d/muster.efi"], check=True)
    subprocess.run(["cp", "--sparse=always", FIRMWARE.replace("CODE", "VARS"), folder / "vars.fd"], check=True)
    subprocess.run(
        ["timeout", str(LIMIT), "qemu-system-x86_64", "-machine", "q35", "-accel", "tcg", "-cpu", "max", "-m", "256",
         "-nodefaults", "-no-user-config", "-nic", "none", "-display", "none", "-no-reboot",
         "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={FIRMWARE}",
         "-drive", f"if=pflash,format=raw,unit=1,file={folder}/vars.fd",
         "-drive", f"if=ide,index=0,format=raw,file={image}", "-serial", f"file:{log}"],
        stdin=subprocess.DEVNULL, check=True)
    # Lines of more than 80 columns go on in the next one.
    return log.read_bytes().decode("latin-1").replace("\r", "").replace("\n", "")


def test_refusals_in_the_shell(tmp_path):
    if not muster.BUILD.joinpath("muster.efi").exists():
        pytest.skip("the program is not built")
    said = boot(tmp_path)
    for number, (words, refusal, status) in enumerate(ROWS):
        _, _, rest = said.partition(f"row {number}")
        row, found, after = rest.partition(f"status {number} ")
        assert found, f"{words}: the shell did not go on\n{said[-2000:]}"
        assert after.lower().startswith(status), f"{words}: {after[:40]}"
        if refusal:
            assert f"muster: refused: {refusal}" in row, f"{words}: {row}"
        else:
            assert "refused" not in row and "muster " in row, f"{words}: {row}"
