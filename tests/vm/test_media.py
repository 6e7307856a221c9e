# SPDX-License-Identifier: BSD-2-Clause
"""As real machines come to the program: from a stick, a CD and the network, and by Secure Boot."""

import functools
import http.server
import json
import pathlib
import shutil
import struct
import subprocess
import threading

import pytest

import muster

TOOLS = muster.ROOT / "tools"
WORDS = "iterations=5 format=both mps=off only=call.all"
PROGRAM = {"x86_64": muster.BUILD / "muster.efi", "aarch64": muster.BUILD / "aarch64" / "muster.efi"}
VIRT_FW_VARS = muster.EXTRA / "virt-firmware" / "virt-fw-vars"
OVMF = pathlib.Path("/usr/share/OVMF")
# Debian's key for trying Secure Boot, whose secret half is no secret
SNAKEOIL = pathlib.Path("/usr/share/ovmf/PkKek-1-snakeoil")
GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c"
NV_BS_RT = 7


def media(folder, kind, name, programs):
    """A stick or an ISO with these words, under a name that says how it is booted."""
    words, image = folder / "muster.cfg", folder / name
    words.write_text(WORDS.replace(" ", "\n") + "\n", encoding="ascii")
    subprocess.run([TOOLS / "media.sh", kind, image, "-c", words, *programs], check=True, timeout=60)
    return image


def need(*tools):
    for tool in tools:
        if not shutil.which(tool) and not pathlib.Path(tool).exists():
            pytest.skip(f"no {tool} (tools/setup.sh test extra)")


def boot(folder, *arguments):
    return muster.run(folder, "--accel", "tcg", "--cpus", 2, *arguments)


def check(outcome, origin="muster.cfg (\\EFI\\muster)"):
    """It passed, with the words that were meant for it, and no shell had a part in it."""
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    assert {option["origin"] for option in outcome.of("option")} == {origin}, outcome
    assert b"Shell>" not in outcome.log


@pytest.mark.parametrize("arch, name", [
    ("x86_64", "cd.iso"), ("x86_64", "stick.img"), ("aarch64", "virtual.iso")])
def test_iso(arch, name, tmp_path):
    """On a CD, a stick, and as virtual media; both architectures are on it, the firmware takes its
    own. What `make stick` makes is what the tests of Secure Boot start from."""
    need("xorriso")
    outcome = boot(tmp_path, "--arch", arch, "--media",
                   media(tmp_path, "iso", name, PROGRAM.values()))
    check(outcome)
    assert outcome.one("run")["arch"] == arch


# ---- the network ----

def node(kind, subkind, data):
    """A node of a device path (UEFI 2.10, 10.3)."""
    return struct.pack("<BBH", kind, subkind, 4 + len(data)) + data


def card(url):
    """The one network card of run.sh's machine, by IPv4; with an address that is fetched from."""
    path = node(2, 1, struct.pack("<II", 0x0A0341D0, 0)) + node(1, 1, bytes((0, 8)))
    path += node(3, 11, bytes.fromhex("525400123456") + bytes(26) + b"\1") + node(3, 12, bytes(23))
    path += node(3, 24, url.encode()) if url else b""
    return path + node(0x7F, 0xFF, b"")


def entry(path, words):
    """A Boot#### variable: the path, and the words as load options."""
    options = words.encode("utf-16-le") + b"\0\0"
    return struct.pack("<IH", 1, len(path)) + "Muster\0".encode("utf-16-le") + path + options


def variables(folder, **values):
    """OVMF, with these in its variables."""
    file, code = folder / "variables.json", folder / "OVMF_CODE_4M.fd"
    file.write_text(json.dumps({"version": 2, "variables": [
        {"name": name, "guid": GLOBAL, "attr": NV_BS_RT, "data": data.hex()}
        for name, data in values.items()]}), encoding="ascii")
    code.symlink_to(OVMF / code.name)
    subprocess.run([VIRT_FW_VARS, "-i", OVMF / "OVMF_VARS_4M.fd", "-o", folder / "OVMF_VARS_4M.fd",
                    "--set-json", file], check=True, capture_output=True, timeout=60)
    return code


@pytest.fixture
def server(tmp_path):
    """An HTTP server with the program, and what it was asked for."""
    folder = tmp_path / "www"
    folder.mkdir()
    shutil.copy(PROGRAM["x86_64"], folder)
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format, *args):  # pylint: disable=redefined-builtin
            asked.append(self.requestline)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                         functools.partial(Handler, directory=folder)) as running:
        running.asked = asked
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.mark.parametrize("way", ["pxe", "http"])
def test_network(way, server, tmp_path):
    """Words come as load options of a boot entry: there is no volume that could hold a file."""
    need(VIRT_FW_VARS)
    url = f"http://10.0.2.2:{server.server_port}/muster.efi" if way == "http" else ""
    code = variables(tmp_path, Boot0000=entry(card(url), WORDS), BootNext=b"\0\0")
    outcome = boot(tmp_path, "--network", "--firmware", code)
    check(outcome, "load options")
    assert (">>Start PXE over IPv4" in outcome.log.decode("latin-1")) == (way == "pxe")
    assert ("GET /muster.efi HTTP/1.1" in server.asked) == (way == "http"), server.asked


# ---- Secure Boot ----

def sign(folder, key, certificate):
    signed = folder / "muster.signed.efi"
    subprocess.run(["sbsign", "--key", key, "--cert", certificate, "--output", signed,
                    PROGRAM["x86_64"]], check=True, capture_output=True, timeout=30)
    return signed


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
def test_secure_boot(signed, tmp_path):
    """With Debian's key enrolled, what it has signed starts, and nothing else does."""
    firmware = OVMF / "OVMF_CODE_4M.snakeoil.fd"
    need("sbsign", "/sbin/sfdisk", firmware)
    program = PROGRAM["x86_64"]
    if signed:
        key = tmp_path / "key"
        subprocess.run(["openssl", "rsa", "-in", f"{SNAKEOIL}.key", "-passin", "pass:snakeoil",
                        "-out", key], check=True, capture_output=True, timeout=30)
        program = sign(tmp_path, key, f"{SNAKEOIL}.pem")
    outcome = boot(tmp_path, "--media", media(tmp_path, "stick", "stick.img", [program]),
                   "--firmware", firmware)
    if signed:
        check(outcome)
    else:
        assert outcome.code == muster.USAGE, outcome
        assert "the firmware did not start it" in outcome.stderr
        assert b"muster " not in outcome.log, "something of it ran"


def test_own_keys_where_data_is_not_executed(tmp_path):
    """Keys as `make keys` makes them, and firmware that takes NX_COMPAT at its word."""
    need("sbsign", "/sbin/sfdisk", VIRT_FW_VARS, muster.QEMU10["x86_64"])
    keys, code = tmp_path / "keys", tmp_path / muster.STRICT_NX["x86_64"].name
    subprocess.run([TOOLS / "keys.sh", keys], check=True, timeout=60)
    owner = (keys / "guid.txt").read_text(encoding="ascii").strip()
    code.symlink_to(muster.STRICT_NX["x86_64"])
    empty = muster.STRICT_NX["x86_64"].with_name("OVMF_VARS_4M.fd")
    subprocess.run([VIRT_FW_VARS, "-i", empty, "-o", tmp_path / empty.name, "--sb",
                    "--set-pk", owner, keys / "PK.pem", "--add-kek", owner, keys / "KEK.pem",
                    "--add-db", owner, keys / "db.pem"], check=True, capture_output=True, timeout=60)
    program = sign(tmp_path, keys / "db.key", keys / "db.pem")
    outcome = boot(tmp_path, "--media", media(tmp_path, "stick", "stick.img", [program]),
                   "--firmware", code, "--qemu", muster.QEMU10["x86_64"])
    check(outcome)
