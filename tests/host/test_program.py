# SPDX-License-Identifier: BSD-2-Clause
"""muster.efi as loaders see it that enforce what it promises, and as it is signed."""

import os
import pathlib
import shutil
import struct
import subprocess

import pytest

pefile = pytest.importorskip("pefile", reason="no pefile (tools/setup.sh test)")

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("B", "build")
PROGRAMS = {"x86_64": BUILD / "muster.efi", "aarch64": BUILD / "aarch64" / "muster.efi"}
FINISH = BUILD / "host" / "pe_finish"
DYNAMIC_BASE, NX_COMPAT = 0x40, 0x100
EXECUTE, WRITE = 0x20000000, 0x80000000
PAGE = 4096


@pytest.fixture(params=PROGRAMS)
def path(request):
    """One of the programs that are built: this check waits for this machine's alone."""
    if not PROGRAMS[request.param].exists():
        pytest.skip(f"no {PROGRAMS[request.param]} (make ARCH={request.param})")
    return PROGRAMS[request.param]


@pytest.fixture
def program(path):
    with pefile.PE(path) as image:
        yield image


def test_nothing_is_writable_and_executable(program):
    header = program.OPTIONAL_HEADER
    assert header.DllCharacteristics == DYNAMIC_BASE | NX_COMPAT
    assert header.SectionAlignment == PAGE
    executable, pages = [], 0
    for section in program.sections:
        flags = section.Characteristics
        assert not (flags & EXECUTE and flags & WRITE), section
        assert section.VirtualAddress % PAGE == 0 and section.VirtualAddress >= pages, section
        pages = section.VirtualAddress + section.Misc_VirtualSize
        if flags & EXECUTE:
            executable.append(section)
    assert len(executable) == 1
    assert executable[0].contains_rva(header.AddressOfEntryPoint)
    assert pages <= header.SizeOfImage


def test_every_byte_is_in_a_section(program, path):
    """What is in none, a signature may or may not cover, as who makes it sees it."""
    end = program.OPTIONAL_HEADER.SizeOfHeaders
    for section in program.sections:
        if section.SizeOfRawData:
            assert section.PointerToRawData == end, section
            end += section.SizeOfRawData
    assert end == path.stat().st_size and end % 8 == 0
    assert program.FILE_HEADER.PointerToSymbolTable == 0


def test_sbat(program):
    """Lines of six fields, the first about the format itself."""
    section = [found for found in program.sections if found.Name.rstrip(b"\0") == b".sbat"]
    assert len(section) == 1 and not section[0].Characteristics & (EXECUTE | WRITE)
    text = section[0].get_data()[:section[0].Misc_VirtualSize].decode("ascii")
    assert text.endswith("\n") and "\0" not in text
    rows = [line.split(",") for line in text.splitlines()]
    assert [len(row) for row in rows] == [6, 6]
    assert rows[0][:2] == ["sbat", "1"]
    version = (ROOT / "include" / "version.h").read_text(encoding="ascii").split('"')[1]
    assert rows[1][:5] == ["muster", "1", "Muster", "muster", version]


def damage(data, program, what):
    """The program with one thing wrong."""
    sections = [section.get_file_offset() for section in program.sections]
    optional = program.OPTIONAL_HEADER.get_file_offset()
    if what == "executable":  # .data
        flags = program.sections[-2].Characteristics | EXECUTE
        struct.pack_into("<I", data, sections[-2] + 36, flags)
    elif what == "page":
        struct.pack_into("<I", data, sections[2] + 12, program.sections[2].VirtualAddress - 512)
    elif what == "aligned":
        struct.pack_into("<I", data, optional + 32, 512)
    elif what == "entry":
        struct.pack_into("<I", data, optional + 16, program.sections[2].VirtualAddress)
    elif what == "behind":
        data += b"more"
    elif what == "between":
        struct.pack_into("<I", data, sections[3] + 20, program.sections[3].PointerToRawData + 512)
    elif what == "cut short":
        del data[sections[3]:]
    return data


@pytest.mark.parametrize("what", ["executable", "page", "aligned", "entry", "behind", "between",
                                  "cut short"])
def test_build_refuses(what, tmp_path):
    path = tmp_path / "muster.efi"
    original = PROGRAMS["x86_64"].read_bytes()
    path.write_bytes(original)
    done = subprocess.run([FINISH, path], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0 and path.read_bytes() == original, done
    with pefile.PE(PROGRAMS["x86_64"]) as program:
        path.write_bytes(damage(bytearray(original), program, what))
    done = subprocess.run([FINISH, path], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1 and what in done.stderr, done


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_keys_and_signature(path, tmp_path):
    """As docs/secure-boot.md has it; the key that signs is the one that verifies, and no other."""
    if not shutil.which("sbsign"):
        pytest.skip("no sbsign (tools/setup.sh sign)")
    keys, signed = tmp_path / "keys", tmp_path / "signed.efi"
    for _ in range(2):  # the second time changes nothing
        done = run(ROOT / "tools" / "keys.sh", keys)
        assert done.returncode == 0, done
        names = {file.name: file.read_bytes() for file in keys.iterdir()}
        assert set(names) == {"guid.txt", *(f"{key}.{form}" for key in ("PK", "KEK", "db")
                                           for form in ("key", "pem", "cer", "auth"))}
    assert names == {file.name: file.read_bytes() for file in keys.iterdir()}
    assert all(file.stat().st_mode & 0o077 == 0 for file in keys.glob("*.key"))
    done = run("sbsign", "--key", keys / "db.key", "--cert", keys / "db.pem", "--output", signed, path)
    assert done.returncode == 0 and "gaps" not in done.stderr, done
    assert run("sbverify", "--cert", keys / "db.pem", signed).returncode == 0
    assert run("sbverify", "--cert", keys / "KEK.pem", signed).returncode != 0
    assert run("sbverify", "--cert", keys / "db.pem", path).returncode != 0


def test_keys_that_cannot_be_made(tmp_path):
    fake = tmp_path / "openssl"
    fake.write_text("#!/bin/sh\necho no luck >&2\nexit 1\n", encoding="ascii")
    fake.chmod(0o755)
    done = subprocess.run([ROOT / "tools" / "keys.sh", tmp_path / "keys"], capture_output=True, text=True,
                          env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}, timeout=30,
                          check=False)
    assert done.returncode == 1 and done.stderr == "no luck\nkeys.sh: no PK key\n", done
