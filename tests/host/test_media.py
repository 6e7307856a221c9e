# SPDX-License-Identifier: BSD-2-Clause
"""tools/media.sh: what a stick and an ISO hold, and where firmware finds it."""

import os
import pathlib
import shutil
import struct
import subprocess
import uuid
import zlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "media.sh"
ESP = uuid.UUID("C12A7328-F81F-11D2-BA4B-00A0C93EC93B")
SECTOR, CD_SECTOR = 512, 2048
AMD64, ARM64, I386 = 0x8664, 0xAA64, 0x014C
NEEDS = {"stick": "/sbin/sfdisk", "iso": "xorriso"}


def program(folder, machine):
    """As much of a program as says for which architecture it is."""
    path = folder / f"{machine:x}.efi"
    path.write_bytes(b"MZ" + bytes(58) + struct.pack("<I", 0x80) + bytes(64) + b"PE\0\0" +
                     struct.pack("<H", machine) + bytes(1000))
    return path


def media(kind, image, *arguments):
    if not shutil.which(NEEDS[kind]):
        pytest.skip(f"no {NEEDS[kind]} (tools/setup.sh media)")
    return subprocess.run([TOOL, kind, image, *arguments], capture_output=True, text=True, timeout=60,
                          check=False)


@pytest.fixture(params=["stick", "iso"])
def kind(request):
    return request.param


@pytest.fixture
def image(kind, tmp_path):
    """One with all that it can hold."""
    words, page = tmp_path / "words", tmp_path / "page"
    words.write_text("# a comment\nexit=halt\r\nbudget=5s\n", encoding="ascii")
    page.write_text(".TH muster 0\n", encoding="ascii")
    path = tmp_path / f"muster.{kind}"
    done = media(kind, path, "-c", words, "-m", page, program(tmp_path, AMD64),
                 program(tmp_path, ARM64))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), done
    return path


def partitions(data):
    """Type, first byte and end of each entry of a GPT that is whole (UEFI 2.10, 5.3)."""
    header = data[SECTOR:SECTOR + 92]
    assert header[:8] == b"EFI PART"
    size, crc = struct.unpack_from("<II", header, 12)
    assert zlib.crc32(header[:16] + bytes(4) + header[20:size]) == crc
    assert data[510:512] == b"\x55\xaa" and 0xEE in data[450:510:16], "no protective MBR"
    other, first, last = struct.unpack_from("<QQQ", header, 32)
    assert data[other * SECTOR:][:8] == b"EFI PART" and other * SECTOR == len(data) - SECTOR
    place, count, length, entries_crc = struct.unpack_from("<QIII", header, 72)
    table = data[place * SECTOR:][:count * length]
    assert zlib.crc32(table) == entries_crc
    for entry in (table[i:i + length] for i in range(0, len(table), length)):
        if any(entry[:16]):
            begin, end = struct.unpack_from("<QQ", entry, 32)
            assert first <= begin <= end <= last
            yield uuid.UUID(bytes_le=entry[:16]), begin * SECTOR, (end + 1) * SECTOR


def volume(path):
    """Where the volume is that firmware starts from."""
    found = [span for kind, *span in partitions(path.read_bytes()) if kind == ESP]
    assert len(found) == 1
    return found[0]


def mtools(name, path, *arguments):
    return subprocess.run([name, "-i", f"{path}@@{volume(path)[0]}", *arguments], check=True,
                          capture_output=True, timeout=30).stdout


def test_what_is_on_the_volume(image):
    listed = mtools("mdir", image, "-/", "-b", "::").decode().split()
    assert sorted(name.removeprefix("::/") for name in listed) == [
        "EFI/", "EFI/BOOT/", "EFI/BOOT/BOOTAA64.EFI", "EFI/BOOT/BOOTX64.EFI", "EFI/muster/",
        "EFI/muster/muster.cfg", "EFI/muster/results/", "README.TXT", "muster.man"]
    assert mtools("mtype", image, "::/EFI/muster/muster.cfg") == (
        b"# a comment\r\nexit=halt\r\nbudget=5s\r\n")
    assert struct.pack("<H", ARM64) in mtools("mtype", image, "::/EFI/BOOT/BOOTAA64.EFI")


def test_volume_is_fat_of_its_place(image, kind):
    """Some firmware looks at the boot sector more closely than others."""
    first, end = volume(image)
    boot = image.read_bytes()[first:first + SECTOR]
    assert boot[510:] == b"\x55\xaa" and struct.unpack_from("<H", boot, 11) == (SECTOR,)
    sectors16, sectors32 = struct.unpack_from("<H", boot, 19)[0], struct.unpack_from("<I", boot, 32)[0]
    assert (sectors16 or sectors32) * SECTOR == end - first
    fat_size, clusters = struct.unpack_from("<H", boot, 22)[0], (end - first) // SECTOR // boot[13]
    if kind == "stick":
        assert fat_size == 0 and clusters > 65525, "FAT32 (Microsoft's definition, by clusters)"
        assert struct.unpack_from("<I", boot, 28) == (first // SECTOR,)
    else:
        assert fat_size and 4085 + 100 < clusters < 65525, "FAT16"


def test_boot_catalogue_names_the_volume(tmp_path):
    """El Torito: the boot record leads to the catalogue, its entry for UEFI to the same volume."""
    path = tmp_path / "muster.iso"
    assert media("iso", path, program(tmp_path, AMD64)).returncode == 0
    data = path.read_bytes()
    record = data[17 * CD_SECTOR:][:CD_SECTOR]
    assert record[1:6] == b"CD001" and b"EL TORITO SPECIFICATION" in record
    catalogue = data[struct.unpack_from("<I", record, 0x47)[0] * CD_SECTOR:][:64]
    assert (catalogue[0], catalogue[1]) == (1, 0xEF)
    assert sum(struct.unpack("<16H", catalogue[:32])) % 65536 == 0
    bootable, emulation, count, place = struct.unpack_from("<BBxxxxHI", catalogue, 32)
    assert (bootable, emulation) == (0x88, 0)
    first, end = volume(path)
    assert (place * CD_SECTOR, count * SECTOR) == (first, end - first)


def test_same_bytes_again(kind, tmp_path):
    copies = [tmp_path / name for name in ("one", "two")]
    for copy in copies:
        done = media(kind, copy, program(tmp_path, ARM64))  # a new time stamp
        assert done.returncode == 0, done
    assert copies[0].read_bytes() == copies[1].read_bytes()


def test_what_it_refuses(kind, tmp_path):
    amd64, path = program(tmp_path, AMD64), tmp_path / "image"
    for arguments, said in (((amd64, program(tmp_path, I386)), "no architecture"),
                            ((amd64, amd64), "a second BOOTX64.EFI"),
                            ((tmp_path / "none",), "none"), ((), "stick|iso")):
        done = media(kind, path, *arguments)
        assert done.returncode != 0 and said in done.stderr, done
        assert not list(tmp_path.glob("image*")), "half an image stays"


def test_iso_that_cannot_be_made(tmp_path):
    fake = tmp_path / "bin" / "xorriso"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho no room >&2\nexit 32\n", encoding="ascii")
    fake.chmod(0o755)
    done = subprocess.run([TOOL, "iso", tmp_path / "image", program(tmp_path, AMD64)], text=True,
                          env={**os.environ, "PATH": f"{fake.parent}:{os.environ['PATH']}"},
                          capture_output=True, timeout=60, check=False)
    assert done.returncode == 1 and done.stderr == "no room\nmedia.sh: xorriso failed\n", done
    assert not list(tmp_path.glob("image*"))


def test_readme_says_what_is_there():
    text = (ROOT / "tools" / "media_readme.txt").read_text(encoding="ascii")
    for name in (r"EFI\BOOT\BOOTX64.EFI", r"EFI\BOOT\BOOTAA64.EFI", r"EFI\muster\muster.cfg",
                 r"EFI\muster\results", "muster.man"):
        assert name in text
    assert max(map(len, text.splitlines())) < 80


def test_dnsmasq_takes_the_example(tmp_path):
    """The configuration in docs/network.md is one that dnsmasq reads."""
    dnsmasq = shutil.which("dnsmasq", path="/usr/sbin:/sbin:/usr/bin")
    if not dnsmasq:
        pytest.skip("no dnsmasq (tools/setup.sh test)")
    text = (ROOT / "docs" / "network.md").read_text(encoding="utf-8")
    block = text.split("```dnsmasq\n")[1].split("```")[0]
    assert "dhcp-boot=" in block and "HTTPClient" in block
    file = tmp_path / "dnsmasq.conf"
    file.write_text(block, encoding="utf-8")
    done = subprocess.run([dnsmasq, "--test", "-C", file], capture_output=True, text=True, timeout=30,
                          check=False)
    assert done.returncode == 0 and "syntax check OK" in done.stderr, done
