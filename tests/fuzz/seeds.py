#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes the fuzzers' seeds, tests/fuzz/corpus/: small tables and texts made by hand."""

import pathlib
import struct

HERE = pathlib.Path(__file__).parent / "corpus"


def save(target, name, data):
    folder = HERE / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def table(signature, body, revision=1):
    """An ACPI table with a right length and checksum."""
    data = bytearray(signature + struct.pack("<IBB", 36 + len(body), revision, 0))
    data += b"MUSTER" + b"HANDMADE" + struct.pack("<I4sI", 1, b"SEED", 1) + body
    data[9] = -sum(data) & 0xFF
    return bytes(data)


def gas(space, width, address):
    return struct.pack("<BBBBQ", space, width, 0, 0, address)


def lapic(uid, apic_id, flags=1):
    return struct.pack("<BBBBI", 0, 8, uid, apic_id, flags)


def x2apic(uid, apic_id, flags=1):
    return struct.pack("<BBHIII", 9, 16, 0, apic_id, flags, uid)


def madt(*entries):
    return table(b"APIC", struct.pack("<II", 0xFEE00000, 1) + b"".join(entries), 5)


def fadt(size):
    body = bytearray(276)
    struct.pack_into("<I", body, 76, 0x608)
    body[91] = 4
    struct.pack_into("<I", body, 112, 0x5A5)
    body[116:128] = gas(1, 8, 0xCF9)
    body[128] = 6
    body[208:220] = gas(1, 32, 0x608)
    return table(b"FACP", bytes(body[36:size]), 6)


def hpet():
    return table(b"HPET", struct.pack("<I", 0x8086A201) + gas(0, 64, 0xFED00000) + bytes(4))


def spcr():
    return table(b"SPCR", bytes(4) + gas(1, 8, 0x3F8) + bytes(6) + b"\x07" + bytes(21), 2)


def madt_seeds():
    devices = (
        struct.pack("<BBBBII", 1, 12, 0, 0, 0xFEC00000, 0)
        + struct.pack("<BBBBIH", 2, 10, 0, 0, 2, 0)
        + struct.pack("<BBBHB", 4, 6, 0xFF, 5, 1)
        + struct.pack("<BBHQ", 5, 12, 0, 0xFEE00000)
        + struct.pack("<BBHIBBBB", 10, 12, 5, 0xFFFFFFFF, 1, 0, 0, 0)
    )
    save("madt", "four-cores", madt(*(lapic(i, 2 * i) for i in range(4)), devices))
    save("madt", "x2apic", madt(x2apic(0, 0), x2apic(1, 256), lapic(0, 0), lapic(1, 0xFF, 0)))
    save("madt", "twice", madt(lapic(0, 1, 0), lapic(1, 1), lapic(2, 1), lapic(3, 4, 2)))
    save("madt", "length-0", madt(lapic(0, 0), b"\x00\x00"))
    save("madt", "overrun", madt(lapic(0, 0), b"\x09\x10\x00\x00"))
    save("madt", "short", madt(b"\x00\x07" + bytes(5), b"\x01\x02", b"\x80\x03\x00", b"\x00"))


def tables_seeds():
    """An RSDP at the start of the memory (0x1000), an XSDT and an RSDT behind it."""
    found = [madt(lapic(0, 0)), fadt(276), hpet(), spcr()]
    at, places = 0x1000 + 256, []
    for one in found:
        places.append(at)
        at += len(one)
    xsdt = table(b"XSDT", b"".join(struct.pack("<Q", place) for place in places + [0]))
    rsdt = table(b"RSDT", b"".join(struct.pack("<I", place) for place in places + [0x1000]))
    for name, revision, xsdt_at in (("xsdt", 2, 0x1024), ("rsdt", 0, 0), ("no-xsdt", 2, 0)):
        rsdp = b"RSD PTR \0MUSTER" + struct.pack("<BIIQI", revision, 0x1080, 36, xsdt_at, 0)
        memory = (rsdp + xsdt).ljust(128, b"\0") + rsdt
        save("tables", name, memory.ljust(256, b"\0") + b"".join(found))


def fixed_seeds():
    for size in (116, 132, 276):
        save("fixed", f"fadt-{size}", fadt(size))
    save("fixed", "hpet", hpet())
    save("fixed", "spcr", spcr())


def text_seeds():
    save("options", "many", b"maxcpus=8 nr_cpus=16 idle=poll x2apic=auto only=ipi.* format=both")
    save("options", "more", b"nosmp noht iterations=100 exit=debugexit mps=off fault=hang@3 help")
    save("options", "refused", b"maxcpu=2")
    save("glob", "star", b"call.*,ipi.?\0call.single")
    save("glob", "plain", b"one,two\0two")
    save("fmt", "hex", bytes([0x1A, 12, 4, 3, 3, 100]) + struct.pack("<Q", 0xDEADBEEF))
    save("fmt", "signed", bytes([0x0C, 9, 0, 0, 0, 100]) + struct.pack("<q", -12345))
    save("fmt", "text", bytes([0x19, 20, 5, 0, 6, 100]) + bytes(8) + b"a text")


def font_seeds():
    save("font", "psf1", b"\x36\x04\x00\x02" + bytes(512))
    header = struct.pack("<8I", 0x864AB572, 0, 32, 0, 128, 4, 2, 9)
    save("font", "psf2", header + bytes(512))


if __name__ == "__main__":
    madt_seeds()
    tables_seeds()
    fixed_seeds()
    text_seeds()
    font_seeds()
