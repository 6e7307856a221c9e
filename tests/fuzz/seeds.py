#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes the fuzzers' seeds, tests/fuzz/corpus/: small tables and texts made by hand."""

import pathlib
import struct
import subprocess
import zlib

HERE = pathlib.Path(__file__).parent / "corpus"
TREES = pathlib.Path(__file__).parent.parent / "unit" / "dts"


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


def gicc(uid, mpidr, flags=1, gicr=0, base=0, parking=0, size=80):
    entry = struct.pack("<BBHIIIIIQQQQIQQBBHH", 11, size, 0, uid, uid, flags, parking, 23,
                        parking * 0x10000, base, 0, 0, 25, gicr, mpidr, 0, 0, 0, 0)
    return entry[:size]


def gicd(version, base=0x8000000):
    return struct.pack("<BBHIQIBBH", 12, 24, 0, 0, base, 0, version, 0, 0)


def gicr(base, length):
    return struct.pack("<BBHQI", 14, 16, 0, base, length)


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
    its = struct.pack("<BBHIQI", 15, 20, 0, 0, 0x8080000, 0)
    frame = struct.pack("<BBHIQIHH", 13, 24, 0, 0, 0x8020000, 0, 64, 80)
    cores = [gicc(i, i, base=0x8010000) for i in range(4)]
    save("madt", "arm-v2", madt(*cores, gicd(2), frame))
    cores = [gicc(0, 0), gicc(1, 0x101)]
    save("madt", "arm-v3", madt(gicd(3), *cores, gicr(0x80A0000, 0xF60000), its))
    cores = [gicc(0, 0, gicr=1 << 17), gicc(1, 1 << 32, 8, gicr=2 << 17)]
    save("madt", "arm-own", madt(*cores, gicd(4)))
    cores = [gicc(i, i, parking=1, size=(40, 76)[i]) for i in range(2)]
    save("madt", "arm-parked", madt(*cores, gicd(0)))
    save("madt", "two-kinds", madt(gicc(0, 0), lapic(0, 0), gicc(1, 0), x2apic(1, 0x100)))
    save("madt", "length-0", madt(lapic(0, 0), b"\x00\x00"))
    save("madt", "overrun", madt(lapic(0, 0), b"\x09\x10\x00\x00"))
    wakeup = [struct.pack("<BBHIQ", 0x10, 16, 0, 0, address) for address in (0x7FFFE000, 0)]
    save("madt", "mailboxes", madt(lapic(0, 0), *wakeup))
    save("madt", "short", madt(b"\x00\x07" + bytes(5), b"\x01\x02", b"\x80\x03\x00", b"\x00"))


def gtdt(*platform, revision=3, gsivs=(29, 30, 27, 26, 28)):
    timers = [struct.pack("<II", gsiv, 2) for gsiv in gsivs]
    offset = 104 if revision > 2 else 96
    body = struct.pack("<QI", 0x2A430000, 0) + b"".join(timers[:4])
    body += struct.pack("<QII", 0xFFFFFFFFFFFFFFFF, len(platform), offset if platform else 0)
    body += timers[4] if revision > 2 else b""
    return table(b"GTDT", body + b"".join(platform), revision)


def gtdt_seeds():
    frame = struct.pack("<B3xQQIIIII", 0, 0x2A820000, 0x2A828000, 92, 0, 0, 0, 0)
    block = struct.pack("<BHBQII", 0, 60, 0, 0x2A810000, 1, 20) + frame
    watchdog = struct.pack("<BHBQQII", 1, 28, 0, 0x2A450000, 0x2A440000, 93, 0)
    save("gtdt", "server", gtdt(block, watchdog))
    save("gtdt", "virt", gtdt(revision=2))
    save("gtdt", "short", gtdt(block, watchdog)[:-1])
    save("gtdt", "shared", gtdt(watchdog, block, revision=2, gsivs=(30, 30, 32, 30, 0)))
    save("gtdt", "frames", gtdt(block[:12] + b"\x09" + block[13:], b"\x02\x04\x00\x00"))


def srat(*entries, revision=3):
    return table(b"SRAT", struct.pack("<IQ", 1, 0) + b"".join(entries), revision)


def near_lapic(domain, apic_id, flags=1):
    return struct.pack("<BBBBIIBBH", 0, 16, domain, apic_id, flags, 0, 0, 0, 0)


def near_x2apic(domain, apic_id, flags=1):
    return struct.pack("<BBHIIIII", 2, 24, 0, domain, apic_id, flags, 0, 0)


def near_gicc(domain, uid, flags=1):
    return struct.pack("<BBIIII", 3, 18, domain, uid, flags, 0)


def near_memory(domain, base, length, flags=1):
    return struct.pack("<BBIHQQIIQ", 1, 40, domain, 0, base, length, 0, flags, 0)


def srat_seeds():
    gib = 1 << 30
    devices = (
        struct.pack("<BBIHI", 4, 12, 1, 0, 0)
        + struct.pack("<BBBBIHHQIII", 5, 32, 0, 1, 1, 0, 8, 0, 0, 1, 0)
        + struct.pack("<BBBBIHHQIII", 6, 32, 0, 1, 1, 0, 9, 0, 0, 1, 0)
        + struct.pack("<BBHIIII", 7, 20, 0, 0, 5, 1, 0)
    )
    memory = near_memory(0, 0, gib) + near_memory(1, gib, gib, 3)
    save("srat", "two-nodes", srat(*(near_lapic(i // 2, i) for i in range(4)), memory))
    save("srat", "wide", srat(near_x2apic(0, 256), near_lapic(1, 0), near_x2apic(1, 0), memory))
    save("srat", "arm", srat(*(near_gicc(i % 2, i) for i in range(4)), devices, memory))
    save("srat", "overlap", srat(near_memory(0, 0, 2 * gib), memory, near_memory(2, 1 << 63, 1 << 63)))
    save("srat", "revision-1", srat(near_lapic(1, 2), memory, revision=1))
    save("srat", "length-0", srat(near_lapic(0, 0), b"\x00\x00"))
    save("srat", "overrun", srat(near_lapic(0, 0), b"\x01\x28\x00"))
    save("srat", "unknown", srat(b"\x08\x04\x00\x00", b"\x00\x04\x00\x00", near_lapic(0, 0)))


def slit(count, *distances):
    return table(b"SLIT", struct.pack("<Q", count) + bytes(distances))


def slit_seeds():
    save("slit", "one", slit(1, 10))
    save("slit", "two", slit(2, 10, 21, 21, 10) + srat(near_lapic(1, 0), near_lapic(2, 1)))
    save("slit", "refused", slit(2, 10, 10, 9, 11))
    save("slit", "too-many", slit(3, 10, 21, 21, 10))
    save("slit", "huge", slit(1 << 32, 10))


def pptt_processor(flags, parent, uid, *resources):
    size = 20 + 4 * len(resources)
    head = struct.pack("<BBHIIII", 0, size, 0, flags, parent, uid, len(resources))
    return head + b"".join(struct.pack("<I", one) for one in resources)


def pptt_cache(following, with_id=False):
    size = 28 if with_id else 24
    body = struct.pack("<BBHIIIIBBH", 1, size, 0, 0x7F, following, 32768, 64, 8, 10, 64)
    return body + (struct.pack("<I", 7) if with_id else b"")


def pptt_seeds():
    """The header has 36 bytes, so the first structure lies at 36, a second processor at 56."""
    package, leaf = 1, 2 | 8
    tree = pptt_processor(package, 0, 0), pptt_cache(0), pptt_cache(56)
    cores = [pptt_processor(leaf, 36, uid, 80) for uid in range(3)]
    save("pptt", "tree", table(b"PPTT", b"".join(tree) + b"".join(cores), 2))
    old = pptt_processor(package, 0, 0) + pptt_processor(2, 36, 1) + b"\x02\x1e" + bytes(28)
    save("pptt", "revision-1", table(b"PPTT", old))
    save("pptt", "ids", table(b"PPTT", pptt_cache(64, True) + pptt_cache(0, True), 3))
    circle = pptt_processor(leaf, 56, 0) + pptt_processor(leaf, 36, 1) + pptt_cache(76)
    save("pptt", "circles", table(b"PPTT", circle, 2))
    wrong = pptt_processor(leaf, 40, 0, 36, 9999) + pptt_cache(36) + b"\x07\x03\x00\x00"
    save("pptt", "nowhere", table(b"PPTT", wrong, 2))
    save("pptt", "overrun", table(b"PPTT", pptt_processor(leaf, 0, 0) + b"\x00\x14\x00", 2))


def topology_seeds():
    """Two packages of two cores of two threads, with a node for each package."""
    def machine(widths, ids, *tables):
        near, far, properties = tables
        head = struct.pack("<4B", len(ids), *widths) + struct.pack(f"<{len(ids)}H", *ids)
        return head + struct.pack("<HH", len(near), len(far)) + near + far + properties

    near = srat(*(near_lapic(i // 4, i) for i in range(8)), near_memory(1, 0, 4096))
    far = slit(2, 10, 21, 21, 10)
    nodes = [pptt_processor(1, 0, 0)]
    nodes += [pptt_processor(0, 36, 0), pptt_processor(0, 36, 0)]
    nodes += [pptt_processor(2 | 4 | 8, 56 + 20 * (uid // 2), uid) for uid in range(4)]
    properties = table(b"PPTT", b"".join(nodes), 2)
    save("topology", "all", machine((1, 2, 2), range(8), near, far, properties))
    save("topology", "no-tables", machine((1, 3, 4), (0, 1, 8, 9, 16, 0x8011), b"", b"", b""))
    save("topology", "contradiction", machine((9, 70, 3), (5, 5, 5, 0x7FFF), near, far, properties))


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


def mps_table(*entries, extended=b"", lapic=0xFEE00000):
    base = b"".join(entries)
    data = bytearray(b"PCMP" + struct.pack("<HBB", 44 + len(base), 4, 0))
    data += b"MUSTER  SEED        " + struct.pack("<IHHI", 0, 0, len(entries), lapic)
    data += struct.pack("<HBB", len(extended), -sum(extended) & 0xFF, 0) + base
    data[7] = -sum(data) & 0xFF
    return bytes(data) + extended


def mps_seeds():
    def pointer(feature1=0, feature2=0, address=0x80000):
        data = bytearray(b"_MP_" + struct.pack("<IBBBBB3x", address, 1, 4, 0, feature1, feature2))
        data[10] = -sum(data) & 0xFF
        return bytes(data)

    def cpu(apic_id, flags=1):
        return struct.pack("<BBBBIIII", 0, apic_id, 0x14, flags, 0xF61, 0x78BFBFF, 0, 0)

    buses = (b"\x01\x00PCI   ", b"\x01\x01ISA   ")
    ioapic = struct.pack("<BBBBI", 2, 2, 0x11, 1, 0xFEC00000)
    lines = [struct.pack("<BBHBBBB", *line) for line in (
        (3, 3, 0, 1, 0, 2, 0), (3, 0, 0, 1, 0, 2, 2), (3, 0, 15, 0, 4, 2, 16),
        (4, 3, 0, 1, 0, 0, 0), (4, 1, 0, 1, 0, 255, 1))]
    extended = (struct.pack("<BBBBQQ", 128, 20, 0, 1, 0x80000000, 0x1000)
                + struct.pack("<BBBBI", 129, 8, 1, 1, 0) + struct.pack("<BBBBI", 130, 8, 0, 0, 1))
    sound = (cpu(0, 3), cpu(1), *buses, ioapic, *lines)
    save("mps", "sound", pointer() + mps_table(*sound))
    save("mps", "extended", pointer(0, 0x80) + mps_table(*sound, extended=extended))
    save("mps", "default", pointer(5, 0x80, 0))
    save("mps", "twice", pointer() + mps_table(cpu(0), cpu(0), cpu(255), cpu(0, 2)))
    save("mps", "unknown", pointer() + mps_table(cpu(0, 3), b"\x05" + bytes(7)))
    save("mps", "overrun", pointer() + mps_table(cpu(0, 3), cpu(1)[:9]))
    save("mps", "null", pointer() + mps_table(cpu(0, 3), lapic=0))
    save("mps", "zeros", pointer() + bytes(80))
    save("mps", "checksum", pointer()[:13] + b"!" + bytes(2) + mps_table(*sound))


def smbios_seeds():
    def structure(kind, body, strings=b"\0"):
        return struct.pack("<BBH", kind, 4 + len(body), 0x100 + kind) + body + strings + b"\0"

    def socket(size, status=0x41, cores=4):
        body = bytearray(0x2E)
        body[0:2] = b"\x01\x03"
        body[0x14] = status
        body[0x1F:0x22] = bytes((cores, cores, min(2 * cores, 255)))
        struct.pack_into("<HHHH", body, 0x26, 300, 300, 600, 600)
        return structure(4, bytes(body[: size - 4]), b"CPU 0\0")

    def entry(table):
        old = bytearray(b"_SM_\0" + struct.pack("<BBBHB5x", 31, 2, 8, 99, 0) + b"_DMI_\0")
        old += struct.pack("<HIHBx", len(table), 0x1000, table.count(b"CPU") + 1, 0x28)
        new = b"_SM3_\0" + struct.pack("<BBBBBxIQ8x", 24, 3, 6, 0, 1, len(table), 0x1000)
        return bytes(old) + table, new + table

    end = structure(127, b"")
    for name, table in (
        ("one", socket(0x2A) + end),
        ("large", socket(0x32, cores=255) + socket(0x32, 0) + end),
        ("old", socket(0x1A) + socket(0x2A, 0x43) + end),
        ("short", socket(0x19) + structure(0, bytes(20), b"Vendor\x001.0\0") + end),
        ("no-end", socket(0x2A)[:-1]),
        ("length", socket(0x2A) + b"\x09\x03\0\0\0\0"),
    ):
        old, new = entry(table)
        save("smbios", f"{name}-2", old)
        save("smbios", f"{name}-3", new)


def lint_seeds():
    """Tables of one machine: which signature, how many bytes, the bytes."""

    def machine(*tables):
        return b"".join(struct.pack("<BH", which, len(one)) + one for which, one in tables)

    ioapic = struct.pack("<BBBBII", 1, 12, 2, 0, 0xFEC00000, 0)
    sci = struct.pack("<BBBBIH", 2, 10, 0, 9, 9, 13)
    nmis = struct.pack("<BBBHB", 4, 6, 0xFF, 5, 1) + struct.pack("<BBBHB", 4, 6, 1, 5, 2)
    pc = madt(lapic(0, 0), lapic(1, 2), lapic(1, 2), ioapic, ioapic, sci, sci, nmis)
    core = bytes([11, 80]) + bytes(10) + b"\1" + bytes(67)
    gic = bytes([12, 24]) + bytes(18) + b"\3" + bytes(3)
    region = struct.pack("<BBHQI", 14, 16, 0, 0x80A0000, 0x40000)
    arm = madt(core, core, gic, gic, region, region)
    srat = table(b"SRAT", bytes(12) + bytes([0, 16, 0, 0, 1]) + bytes(11), 3)
    slit = table(b"SLIT", struct.pack("<Q", 2) + bytes([10, 21, 20, 10]))
    pptt = table(b"PPTT", struct.pack("<BBHIIII", 0, 20, 0, 3, 0, 0, 0), 3)
    xsdt = table(b"XSDT", struct.pack("<QQQ", 0, 0x1000, 0x1000))
    rsdp = b"RSD PTR \0MUSTER" + struct.pack("<BIIQI", 2, 0x1080, 36, 0, 0)
    pointer = b"_MP_" + struct.pack("<IBBBBI", 0x9FC00, 1, 4, 0, 0, 0)
    mp = b"PCMP" + struct.pack("<HBB", 64, 4, 0) + b"MUSTER  HANDMADE    "
    mp += struct.pack("<IHHIHBB", 0, 0, 1, 0xFEE00000, 0, 0, 0) + bytes([0, 0, 20, 3]) + bytes(16)
    save("lint", "pc", machine((0, pc), (1, fadt(276)), (3, srat), (4, slit), (6, spcr())))
    save("lint", "arm", machine((0, arm), (1, fadt(276)), (5, pptt)))
    cores = [gicc(i, i << 8, gicr=(i + 1) << 18, parking=i & 1) for i in range(3)]
    server = madt(*cores, gicd(4), gicr(0x80A0000, 0x80000), gicr(0x8100000, 0x20000))
    near = table(b"SRAT", struct.pack("<IQ", 1, 0) + near_gicc(0, 0) + near_gicc(1, 7), 3)
    arm_fadt = bytearray(fadt(276))
    struct.pack_into("<H", arm_fadt, 129, 2)
    save("lint", "arm-server", machine((0, server), (1, bytes(arm_fadt)), (12, gtdt()), (3, near)))
    old = madt(*(gicc(i, i, base=0x8010000 + (i >> 3)) for i in range(9)), gicd(2))
    timers = gtdt(revision=2, gsivs=(30, 30, 30, 32, 0))
    save("lint", "arm-v2", machine((0, old), (5, pptt), (12, timers)))
    save("lint", "roots", machine((15, xsdt), (15, rsdp), (9, xsdt), (7, hpet())))
    save("lint", "mps", machine((15, pointer), (15, mp)))
    save("lint", "twice", machine((0, pc), (0, arm), (0, pc)))
    save("lint", "checksum", machine((0x80, pc[:-1] + b"\7"), (15, pc[:40])))


def text_seeds():
    save("options", "many", b"maxcpus=8 nr_cpus=16 idle=poll x2apic=auto only=ipi.* format=both")
    save("options", "more", b"nosmp noht iterations=100 exit=debugexit mps=off fault=hang@3 help")
    save("options", "refused", b"maxcpu=2")
    text = "# words\r\nbudget=3 idle=poll\r\n\r\n  only=ipi.*  # some\r\nrun maxcpus=4"
    save("options_file", "lines", text.replace("\r", "").encode())
    save("options_file", "crlf", b"\xef\xbb\xbf" + text.encode())
    save("options_file", "utf16", b"\xff\xfe" + text.encode("utf-16-le"))
    save("options_file", "swapped", b"\xfe\xff" + text.encode("utf-16-be"))
    save("options_file", "half", b"\xff\xfe#")
    save("options_file", "refused", b"noht\n\nlint info")
    save("glob", "star", b"call.*,ipi.?\0call.single")
    save("glob", "plain", b"one,two\0two")
    save("fmt", "hex", bytes([0x1A, 12, 4, 3, 3, 100]) + struct.pack("<Q", 0xDEADBEEF))
    save("fmt", "signed", bytes([0x0C, 9, 0, 0, 0, 100]) + struct.pack("<q", -12345))
    save("fmt", "text", bytes([0x19, 20, 5, 0, 6, 100]) + bytes(8) + b"a text")


def font_seeds():
    save("font", "psf1", b"\x36\x04\x00\x02" + bytes(512))
    header = struct.pack("<8I", 0x864AB572, 0, 32, 0, 128, 4, 2, 9)
    save("font", "psf2", header + bytes(512))


def dump(*tables):
    """The text that acpidump writes of tables."""
    lines = []
    for data in tables:
        lines.append(f"{data[:4].decode()} @ 0x0000000000000000")
        for at in range(0, len(data), 16):
            row = data[at:at + 16]
            shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
            lines.append(f"    {at:04X}: {row.hex(' ').upper():47}  {shown}")
        lines.append("")
    return "\n".join(lines).encode()


def acpidump_seeds():
    small, other = madt(lapic(0, 0), x2apic(1, 256)), table(b"SSDT", bytes(20))
    save("acpidump", "two", dump(small, other))
    save("acpidump", "cut", dump(small)[:-80])
    save("acpidump", "crlf", dump(other).replace(b"\n", b"\r\n"))
    save("acpidump", "prefix", dump(other).replace(b"\n", b"\n[ 1.2] acpi: "))
    save("acpidump", "gap", b"\n".join(dump(small).split(b"\n")[::2]))
    save("acpidump", "bytes", small + other + bytes(3))


def whole_srat():
    memory = struct.pack("<BBIHQQIIQ", 1, 40, 0, 0, 0, 1 << 31, 0, 1, 0)
    cpu = struct.pack("<BBBBI8x", 0, 16, 0, 0, 1)
    wide = struct.pack("<BBHIIII4x", 2, 24, 0, 1, 256, 1, 0)
    return table(b"SRAT", struct.pack("<I8x", 1) + memory + cpu + wide, 3)


def whole_slit():
    return table(b"SLIT", struct.pack("<Q", 2) + bytes((10, 20, 20, 10)))


def whole_pptt():
    package = struct.pack("<BBHIIII", 0, 20, 0, 1, 0, 0, 0)
    cache = struct.pack("<BBHIIIIBBHI", 1, 28, 0, 0x7F, 0, 1 << 15, 64, 8, 2, 64, 1)
    leaf = struct.pack("<BBHIIIII", 0, 24, 0, 0xA, 36, 0, 1, 56)
    return table(b"PPTT", package + cache + leaf, 3)


def muster_lint_seeds():
    """A machine each, table behind table."""
    x86 = madt(lapic(0, 0), x2apic(1, 256), struct.pack("<BBHQ", 5, 12, 0, 0xFEE00000))
    gic = struct.pack("<BBHIQIB3x", 12, 24, 0, 0, 0x2F000000, 0, 3)
    frames = struct.pack("<BBHQI", 14, 16, 0, 0x2F100000, 0x20000)
    its = struct.pack("<BBHIQI", 15, 20, 0, 0, 0x2F200000, 0)
    arm = madt(gicc(0, 0, size=82), gicc(1, 0x100, size=82), gic, frames, its)
    rsdp = b"RSD PTR \0MUSTER" + struct.pack("<BIIQI", 2, 0x1000, 36, 0x2000, 0)
    roots = table(b"RSDT", struct.pack("<II", 0x3000, 0x3000)) + table(b"XSDT", bytes(8))
    save("muster_lint", "x86", x86 + whole_srat() + whole_slit() + whole_pptt() + fadt(276))
    save("muster_lint", "arm", arm + whole_pptt() + spcr())
    save("muster_lint", "roots", rsdp + roots + hpet())
    save("muster_lint", "twice", x86 + madt(lapic(1, 1)) + 3 * table(b"SSDT", bytes(4)))
    pointer = b"_MP_" + struct.pack("<IBBB5x", 0x1000, 1, 4, 0)
    save("muster_lint", "mps", pointer + mps_table(struct.pack("<BBBBII8x", 0, 0, 20, 3, 0, 0)))
    save("muster_lint", "text", dump(whole_slit(), whole_pptt()))


def kept_seeds():
    """Results in a variable; the fuzzer puts a sum behind those that have none."""
    marker = (b'{"muster":"0.1.0","schema":1,"state":"in-progress","step":"measure","result":"",'
              b'"words":"only=\\u0022ipi.*\\u0022","listed":4,"online":4,"ipi_rtt_ns":null')
    save("kept", "marker", marker)
    save("kept", "done", marker.replace(b"in-progress", b"done") + b',"call_all_ns":3336')
    save("kept", "crashed", b'{"schema":1,"state":"crashed","fault":"core 0: #UD"')
    save("kept", "summed", b'{"schema":1,"state":"done","crc32":"%08x"}'
         % zlib.crc32(b'{"schema":1,"state":"done"'))


def dt_seeds():
    """The unit tests' trees."""
    for source in sorted(TREES.glob("*.dts")):
        command = ["dtc", "-q", "-I", "dts", "-O", "dtb", source]
        tree = subprocess.run(command, capture_output=True, check=True).stdout
        save("dt", source.stem, tree)
        if source.stem in ("psci", "wrong"):
            save("muster_lint", f"tree-{source.stem}", tree)
    # Programs of fuzz_dt.c: 0 node, 1 end, 2 name text, 3 + 5 * count name cells
    core = bytes([0, 2, 2, 4, 7, 2, 5, 9, 8, 6, 1, 8, 1, 0, 8, 10, 1, 1])
    leaf = bytes([0, 4, 0, 5, 0, 6, 8, 7, 1, 1, 1, 1])
    save("dt", "made", bytes([0, 0, 8, 8, 1]) + core + bytes([0, 1]) + leaf + b"\1\1"
         + bytes([0, 10, 2, 0, 1, 2, 12, 3, 1, 0, 14, 2, 0, 11, 23, 1, *range(4), 1]))


if __name__ == "__main__":
    dt_seeds()
    madt_seeds()
    gtdt_seeds()
    srat_seeds()
    topology_seeds()
    slit_seeds()
    pptt_seeds()
    tables_seeds()
    fixed_seeds()
    mps_seeds()
    smbios_seeds()
    lint_seeds()
    text_seeds()
    font_seeds()
    acpidump_seeds()
    muster_lint_seeds()
    kept_seeds()
