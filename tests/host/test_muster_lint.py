# SPDX-License-Identifier: BSD-2-Clause
"""muster-lint, as its users call it. LINT and LINT_CHECKED name the program, and the same with
sanitizers; docs/lint.md is what the tests hold it to."""

import csv
import json
import os
import pathlib
import shutil
import struct
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("B", "build")
LINT = ROOT / os.environ.get("LINT", BUILD / "host/muster-lint")
CHECKED = ROOT / os.environ.get("LINT_CHECKED", BUILD / "host/unit/muster-lint")
CORPUS = pathlib.Path(os.environ.get("MUSTER_ACPI_CORPUS", ROOT / "../shared/acpi-corpus"))
SEVERITIES = ("error", "warning", "note")


def lint(*words, program=LINT, stdin=b"", code=None):
    """Runs it; code: what its exit code has to be."""
    done = subprocess.run([program, *map(str, words)], input=stdin, capture_output=True,
                          timeout=60, check=False)
    if code is not None:
        assert done.returncode == code, done
    return done


def records(*words, **options):
    done = lint("--json", *words, **options)
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def of_kind(found, kind):
    return [record for record in found if record["rec"] == kind]


def rules(found):
    return [record["rule"] for record in of_kind(found, "finding")]


# ---- tables made by hand ----

def table(signature, body, revision=1, oem=b"MUSTER", table_id=b"HANDMADE"):
    data = bytearray(signature + struct.pack("<IBB", 36 + len(body), revision, 0))
    data += oem + table_id + struct.pack("<I4sI", 1, b"TEST", 1) + body
    data[9] = -sum(data) & 0xFF
    return bytes(data)


def lapic(uid, apic_id, flags=1):
    return struct.pack("<BBBBI", 0, 8, uid, apic_id, flags)


def madt(*entries, revision=5, **words):
    entries = entries or (lapic(0, 0), lapic(1, 1), lapic(2, 2, 2))
    ioapic = struct.pack("<BBBBII", 1, 12, 0, 0, 0xFEC00000, 0)
    nmi = struct.pack("<BBBHB", 4, 6, 0xFF, 5, 1)
    body = struct.pack("<II", 0xFEE00000, 1) + b"".join(entries) + ioapic + nmi
    return table(b"APIC", body, revision, **words)


def ssdt(text=b""):
    return table(b"SSDT", text, 2)


def break_sum(data):
    return data[:9] + bytes([data[9] ^ 0x55]) + data[10:]


def dump(*tables, end="\n", before=""):
    """As acpidump(8) writes it."""
    lines = []
    for data in tables:
        lines.append(f"{data[:4].decode('latin-1')} @ 0x0000000000000000")
        for at in range(0, len(data), 16):
            row = data[at:at + 16]
            shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
            lines.append(f"    {at:04X}: {row.hex(' ').upper():47}  {shown}")
        lines.append("")
    return "".join(before + line + end for line in lines).encode()


@pytest.fixture(name="put")
def fixture_put(tmp_path):
    def put(name, data):
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return put


# ---- usage ----

@pytest.mark.parametrize("words", [
    [], ["--json"], ["--together"], ["--nonsense", "-"], ["-x", "-"], ["--severity"],
    ["--severity", "fatal", "-"], ["--rules=html"], ["--json=yes", "-"],
])
def test_wrong_usage(words):
    done = lint(*words, code=2)
    assert done.stdout == b"" and b"usage: muster-lint" in done.stderr


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help(word):
    done = lint(word, code=0)
    assert done.stderr == b""
    for option in ("--json", "--together", "--severity", "--rules", "--help"):
        assert option.encode() in done.stdout


def test_unreadable(tmp_path, put):
    for name, word in (
        (tmp_path / "missing", "No such file"),
        (tmp_path, "irectory"),
        (put("empty", b""), "empty"),
        (put("text", b"int main(void)\n"), "text"),
        (put("log", b"0000: 41 42 43 44\n"), "text"),
        (put("headings", b"APIC @ 0x1000\nSSDT @ 0x2000\n"), "text"),
    ):
        done = lint(name, code=2)
        assert str(name) in done.stderr.decode() and word in done.stderr.decode(), done
        assert done.stdout == b""
    lint("-", stdin=b"", code=2)


def test_too_large(tmp_path):
    with open(tmp_path / "huge", "wb") as file:
        file.truncate((64 << 20) + 1)
    assert b"64 MiB" in lint(tmp_path / "huge", code=2).stderr


def test_the_rest_is_judged(tmp_path, put):
    good, bad = put("good", madt()), put("bad", break_sum(madt()))
    assert [r["file"] for r in of_kind(records(tmp_path / "missing", good, code=2), "table")] == [
        str(good)]
    found = records(good, tmp_path / "missing", bad, code=2)
    assert [r["file"] for r in of_kind(found, "table")] == [str(good), str(bad)]


def test_output_that_cannot_be_written(put):
    good = put("good", madt())
    with open("/dev/full", "wb") as full:
        done = subprocess.run([LINT, good], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2 and b"output" in done.stderr


# ---- what it says ----

def test_clean(put):
    good = put("good", madt())
    assert rules(records(good, code=0)) == []
    text = lint(good, code=0).stdout.decode()
    assert text.splitlines()[0] == str(good)
    assert "CPUs: 2 enabled, 1 disabled, 1 online capable" in " ".join(text.split())
    assert "0 errors, 0 warnings, 0 notes" in text


def test_table_records(put):
    data = madt()
    (one,) = of_kind(records(put("good", data)), "table")
    one.pop("file")
    assert one == {
        "rec": "table", "signature": "APIC", "length": len(data), "bytes": len(data),
        "revision": 5, "checksum_ok": True, "oem_id": "MUSTER", "oem_table_id": "HANDMADE",
        "enabled": 2, "disabled": 1, "online_capable": 1, "types": {"00": 3, "01": 1, "04": 1},
    }
    (one,) = of_kind(records(put("other", ssdt())), "table")
    assert one["signature"] == "SSDT"
    assert not {"enabled", "disabled", "online_capable", "types"} & set(one)
    (one,) = of_kind(records(put("broken", break_sum(data))), "table")
    assert one["checksum_ok"] is False and one["enabled"] == 2


def test_finding_records(put):
    bad = put("bad", break_sum(madt()))
    (one,) = [r for r in of_kind(records(bad, code=1), "finding") if r["rule"] == "table.checksum"]
    assert set(one) == {"rec", "file", "rule", "severity", "table", "section", "offset", "text",
                        "breaks"}
    assert (one["file"], one["severity"], one["table"], one["offset"]) == (
        str(bad), "error", "APIC", 9)
    assert one["section"] and one["text"] and one["breaks"]
    text = lint(bad, code=1).stdout.decode()
    assert "error table.checksum, APIC@0x9 [ACPI 6.5, 5.2.6]" in text
    assert "1 error, 0 warnings, 0 notes" in text


def mixed():
    """A machine with findings of every severity."""
    rsdt = table(b"RSDT", struct.pack("<II", 0x1000, 0))
    return break_sum(madt()) + rsdt + table(b"SSDT", b"", 0)


def test_severities(put):
    mix = put("mixed", mixed())
    shown = [r["severity"] for r in of_kind(records(mix, code=1), "finding")]
    assert set(shown) == set(SEVERITIES)
    assert shown == sorted(shown, key=SEVERITIES.index)
    for least in SEVERITIES:
        some = of_kind(records("--severity", least, mix, code=1), "finding")
        kept = SEVERITIES[:SEVERITIES.index(least) + 1]
        assert [r["severity"] for r in some] == [one for one in shown if one in kept]
    text = lint("--severity=error", mix, code=1).stdout.decode()
    assert "  note " not in text and "not shown" in text


def test_a_warning_is_no_error(put):
    rsdt = put("rsdt", table(b"RSDT", struct.pack("<II", 0x1000, 0)))
    assert rules(records(rsdt, code=0)) == ["rsdt.entry"]


def test_strings_hold_any_bytes(put):
    odd = bytes([0, 0x1B, 0x22, 0x5C, 0xFF, 0x0A])
    data = madt(oem=odd, table_id=b"\xC3\xA4<&>'\r\t")
    name = put('odd "name" ä\n\x1b.bin', data)
    (one,) = of_kind(records(name), "table")
    assert one["oem_id"].encode("latin-1") == odd
    assert one["oem_table_id"].encode("latin-1") == b"\xC3\xA4<&>'\r\t"
    assert one["file"] == str(name)
    for done in (lint(name), lint("--json", name)):
        assert b"\x1b" not in done.stdout
        assert not any(byte < 32 and byte != 10 for byte in done.stdout)
    (one,) = of_kind(records(put("plain", data), "-", stdin=data), "table")[1:]
    assert one["file"] == "-"


def test_a_file_name_that_is_no_text(tmp_path):
    name = os.path.join(os.fsencode(tmp_path), b"\xff\xc3")
    with open(name, "wb") as file:
        file.write(madt())
    done = subprocess.run([LINT, "--json", name], capture_output=True, check=False)
    assert json.loads(done.stdout)["file"].endswith("/\u00ff\u00c3")


# ---- files ----

def same_but_for_file(one, other):
    for record in one + other:
        record.pop("file")
    return one == other


@pytest.mark.parametrize("words", [
    {}, {"end": "\r\n"}, {"before": "[   12.345678] acpidump: "},
    {"before": "00017 acpidump        ", "end": " \r\n"},
])
def test_a_dump_is_judged_as_its_bytes(put, words):
    for data in (madt(), break_sum(madt()), madt() + ssdt(b"abc"), mixed()):
        tables, rest = [], data
        while rest:
            length = struct.unpack_from("<I", rest, 4)[0]
            tables, rest = tables + [rest[:length]], rest[length:]
        binary = lint("--json", put("binary", data))
        text = lint("--json", put("text", dump(*tables, **words)))
        assert binary.returncode == text.returncode
        assert same_but_for_file(*([json.loads(line) for line in done.stdout.splitlines()]
                                   for done in (binary, text)))


def test_several_tables_are_one_machine(put):
    for data in (madt() + madt(lapic(0, 0)), dump(madt(), madt(lapic(0, 0)))):
        found = records(put("two", data))
        assert [r["instance"] for r in of_kind(found, "table")] == [1, 2]
        assert "table.differs" in rules(found)


def test_which_of_several_is_meant(put):
    tables = [ssdt(b"one"), ssdt(b"two"), break_sum(ssdt(b"three")), ssdt(b"four")]
    (one,) = of_kind(records(put("four", b"".join(tables)), code=1), "finding")
    assert (one["table"], one["instance"]) == ("SSDT", 3)
    assert "SSDT#3@0x9" in lint(put("text", dump(*tables)), code=1).stdout.decode()


def test_together(put):
    names = [put(f"SSDT{i}", break_sum(ssdt(b"text")) if i == 2 else ssdt(b"no %d" % i))
             for i in range(4)]
    names += [put("APIC", madt()), put("SECOND", madt(lapic(0, 0)))]
    assert "table.differs" not in rules(records(*names))
    found = records("--together", *names, code=1)
    assert [r["file"] for r in of_kind(found, "table")] == [str(name) for name in names]
    by_rule = {r["rule"]: r for r in of_kind(found, "finding")}
    assert by_rule["table.checksum"]["file"] == str(names[2])
    assert "table.differs" in by_rule
    text = lint("--together", *names, code=1).stdout.decode()
    assert text.count("errors,") == 1 and "6 files together" in text


def test_together_of_too_many(put):
    done = lint("--together", *1025 * [put("one", madt())], code=2)
    assert done.stderr == b"muster-lint: --together takes at most 1024 files\n" and done.stdout == b""


def test_together_takes_dumps_too(put):
    text, binary = put("text", dump(ssdt(), madt())), put("binary", break_sum(ssdt(b"x")))
    found = records("--together", text, binary, code=1)
    assert [r["signature"] for r in of_kind(found, "table")] == ["SSDT", "APIC", "SSDT"]
    (one,) = of_kind(found, "finding")
    assert one["file"] == str(binary)


def test_cut_dumps(put):
    lines = dump(madt()).decode().splitlines(keepends=True)
    gap = put("gap", "".join(lines[:2] + lines[3:]).encode())
    assert "dump.gap" in rules(records(gap, code=1))
    line = put("line", "".join(lines[:2] + [lines[2][:30] + "\n"] + lines[3:]).encode())
    assert "dump.gap" in rules(records(line, code=1))
    end = put("end", "".join(lines[:4]).encode())
    assert rules(records(end, code=1))


def pointer(revision=2):
    data = bytearray(b"RSD PTR \0MUSTER" + struct.pack("<BIIQI", revision, 0x1000, 36, 0x2000, 0))
    data[8] = -sum(data[:20]) & 0xFF
    data[32] = -sum(data) & 0xFF
    return bytes(data)


def mp_pointer():
    data = bytearray(b"_MP_" + struct.pack("<IBBB", 0xF0000, 1, 4, 0) + bytes(5))
    data[10] = -sum(data) & 0xFF
    return bytes(data)


def mp_table():
    entries = struct.pack("<BBBBII8x", 0, 0, 0x14, 3, 0x600, 0x201)
    entries += struct.pack("<BB6s", 1, 0, b"ISA   ")
    entries += struct.pack("<BBBBI", 2, 1, 0x20, 1, 0xFEC00000)
    data = bytearray(b"PCMP" + struct.pack("<HBB", 44 + len(entries), 4, 0) + b"MUSTER  "
                     + b"HANDMADE    " + struct.pack("<IHHIHH", 0, 0, 3, 0xFEE00000, 0, 0))
    data += entries
    data[7] = -sum(data) & 0xFF
    return bytes(data)


TABLES = {
    "APIC": madt(), "RSDP": pointer(), "_MP_": mp_pointer(), "PCMP": mp_table(), "SSDT": ssdt(),
    "XSDT": table(b"XSDT", struct.pack("<Q", 0x1000)),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_kind(put, name):
    data = TABLES[name]
    (one,) = of_kind(records(put("it", data), code=0), "table")
    assert one["signature"] == name and one["checksum_ok"] is True
    assert one["length"] == one["bytes"] == len(data)
    for behind in (b"\0", bytes(64), b"something"):
        assert "file.trailing" in rules(records(put("more", data + behind), code=1))
    less = [put(f"less{size}", data[:size]) for size in range(4, len(data))]
    found = of_kind(records(*less, code=1), "finding")
    assert {one["file"] for one in found if one["severity"] == "error"} == set(map(str, less))


@pytest.mark.parametrize("data", [bytes(80), b"\xff" * 80, bytes(1), b"\x7fELF" + bytes(60)])
def test_no_table(put, data):
    found = records(put("unknown", data), code=1)
    assert rules(found) == ["file.unknown"] and found[0]["severity"] == "error"


def test_many_tables(put):
    found = records(put("many", ssdt() * 300), code=1)
    assert len(of_kind(found, "table")) == 256 and "file.many" in rules(found)


# ---- the catalogue ----

def catalogue():
    return [json.loads(line) for line in lint("--rules", "--json", code=0).stdout.splitlines()]


def test_rules():
    listed = catalogue()
    ids = [one["rule"] for one in listed]
    assert len(ids) == len(set(ids)) > 50
    for one in listed:
        assert set(one) == {"rec", "rule", "severity", "table", "section", "breaks"}
        assert one["rec"] == "rule" and one["severity"] in SEVERITIES
        assert one["breaks"] or one["severity"] == "note", one
    text = lint("--rules", code=0).stdout.decode()
    assert all(f"{one} " in text for one in ids)


def test_docs_are_what_it_prints():
    listed = lint("--rules=markdown", code=0).stdout.decode()
    assert all(f"| `{one['rule']}` |" in listed for one in catalogue())
    text = (ROOT / "docs/lint.md").read_text(encoding="utf-8")
    assert listed.strip() in text, "docs/lint.md is out of date: run `make docs`"


# ---- real tables ----

@pytest.fixture(name="corpus", scope="module")
def fixture_corpus():
    """{file: (row of INDEX.tsv, record of its table or None, findings)}, by one process."""
    if not (CORPUS / "INDEX.tsv").exists():
        pytest.skip(f"no INDEX.tsv in {CORPUS}: real tables were NOT judged")
    with open(CORPUS / "INDEX.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    names = {str(CORPUS / row["file"]): row for row in rows}
    done = lint("--json", *names, program=CHECKED, code=1)
    assert done.stderr == b""
    found = {name: (row, [], []) for name, row in names.items()}
    for line in done.stdout.splitlines():
        record = json.loads(line)
        found[record["file"]][1 if record["rec"] == "table" else 2].append(record)
    return found


# Written to be tests of other programs: some of them are wrong on purpose.
NO_MACHINE = ("template", "constructed", "fwts-synthetic")


def is_broken(row):
    return row["note"].startswith("BROKEN")


def errors(findings):
    return [one["rule"] for one in findings if one["severity"] == "error"]


def test_corpus_facts(corpus):
    checked = 0
    for row, tables, _ in corpus.values():
        if row["table"] != "APIC" or row["enabled_cpus"] == "" or is_broken(row):
            continue
        (one,) = tables
        checked += 1
        assert {key: one[key] for key in ("enabled", "disabled", "online_capable")} == {
            "enabled": int(row["enabled_cpus"]), "disabled": int(row["disabled_cpus"]),
            "online_capable": int(row["online_capable"])}, row["file"]
        assert one["types"] == {
            kind.lower(): int(number)
            for kind, number in (word.split(":") for word in row["entry_types"].split())}, row
    assert checked > 400


def test_corpus_headers(corpus):
    for row, tables, _ in corpus.values():
        if tables:
            (one,) = tables
            assert one["checksum_ok"] == (row["checksum_ok"] == "yes"), row["file"]
            if row["revision"] and row["table"] != "FACS":
                assert one["revision"] == int(row["revision"]), row["file"]
        else:
            assert is_broken(row), row["file"]


def test_corpus_broken(corpus):
    for row, _, findings in corpus.values():
        assert errors(findings) or not is_broken(row), (row["file"], row["note"])


@pytest.mark.parametrize("kind", ["APIC", "SRAT", "SLIT", "PPTT", "FACP", "HPET", "SPCR", "RSDP",
                                  "RSDT", "XSDT", "MPFP", "PCMP"])
def test_corpus_sound(corpus, kind):
    """At most one in twenty sound tables has an error."""
    sound = [(row["file"], errors(findings)) for row, _, findings in corpus.values()
             if row["table"] == kind and not is_broken(row) and row["kind"] not in NO_MACHINE]
    refused = [one for one in sound if one[1]]
    assert sound and len(refused) <= len(sound) / 20, refused


# ---- device trees ----

def tree(put, name):
    source = ROOT / "tests/unit/dts" / f"{name}.dts"
    done = subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", source], capture_output=True,
                          check=True)
    return put(f"{name}.dtb", done.stdout)


def test_a_tree_that_is_sound(put):
    good = tree(put, "qemu-numa")
    found = records(good, code=0)
    assert rules(found) == []
    (one,) = of_kind(found, "table")
    assert one["signature"] == "DTB" and one["length"] == one["bytes"] == good.stat().st_size
    assert (one["model"], one["psci"], one["gic"]) == ("linux,dummy-virt", "hvc", 3)
    assert (one["enabled"], one["disabled"], one["online_capable"]) == (8, 0, 0)
    assert "DTB" in lint(good, code=0).stdout.decode()


def test_a_tree_that_is_wrong(put):
    found = of_kind(records(tree(put, "wrong"), code=1), "finding")
    assert {one["table"] for one in found} == {"DTB"}
    assert {one["rule"] for one in found} <= {one["rule"] for one in catalogue()}
    assert "dt.cpu.duplicate" in {one["rule"] for one in found}


def test_a_tree_that_is_cut(put):
    whole = tree(put, "psci").read_bytes()
    for size in (4, 40, len(whole) - 1):
        assert rules(records(put("cut.dtb", whole[:size]), code=1)) == ["dt.size"]


def test_a_tree_and_tables(put):
    found = records("--together", tree(put, "wrong"), put("apic", madt()), tree(put, "psci"), code=1)
    assert [one["signature"] for one in of_kind(found, "table")] == ["APIC", "DTB", "DTB"]
    assert {one["file"].rsplit("/", 1)[1] for one in of_kind(found, "finding")} == {
        "wrong.dtb", "psci.dtb"}


@pytest.mark.skipif(not shutil.which("qemu-system-aarch64"), reason="needs QEMU for Arm")
@pytest.mark.parametrize("words,cpus,gic,psci", [
    ("-machine virt -smp 1", 1, 2, "hvc"),
    ("-machine virt,gic-version=3 -smp 123", 123, 3, "hvc"),
    ("-machine virt,gic-version=3,virtualization=on -smp 16", 16, 3, "smc"),
    ("-machine virt,gic-version=2,secure=on -smp 2", 2, 2, ""),
])
def test_trees_of_qemu(tmp_path, words, cpus, gic, psci):
    """With secure=on the secure firmware is to add the PSCI node that the cores name."""
    dumped = tmp_path / "qemu.dtb"
    machine, *others = words.split()[1:]
    subprocess.run(["qemu-system-aarch64", "-machine", f"{machine},dumpdtb={dumped}", "-cpu",
                    "cortex-a72", "-display", "none", *others], check=True, timeout=60,
                   capture_output=True)
    found = records(dumped)
    (one,) = of_kind(found, "table")
    assert (one["enabled"], one["gic"], one["psci"]) == (cpus, gic, psci)
    assert rules(found) == ([] if psci else ["dt.psci.none"])
