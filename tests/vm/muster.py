# SPDX-License-Identifier: BSD-2-Clause
"""Runs run.sh, and reads what comes out of it."""

import json
import os
import pathlib
import subprocess
import zlib
from dataclasses import dataclass, field

import jsonschema
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUN_SH = ROOT / "run.sh"
BUILD = ROOT / os.environ.get("B", "build")
EXTRA = BUILD / "extra"
QEMU10 = {arch: EXTRA / "qemu10" / f"qemu-system-{arch}" for arch in ("x86_64", "aarch64")}
FIRMWARE2025 = {"x86_64": EXTRA / "ovmf2025" / "OVMF_CODE_4M.fd",
                "aarch64": EXTRA / "aavmf2025" / "AAVMF_CODE.fd"}
STRICT_NX = {"x86_64": EXTRA / "ovmf2025" / "OVMF_CODE_4M.secboot.strictnx.fd",
             "aarch64": EXTRA / "aavmf2025" / "AAVMF_CODE.secboot.strictnx.fd"}
SECBOOT = pathlib.Path("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd")

# What an architecture calls the id of a core, and its step from real to full addressing; and
# registers that it has at least
ID = {"x86_64": "apic_id", "aarch64": "mpidr"}
PAGING = {"x86_64": "long_ns", "aarch64": "mmu_ns"}
REGISTERS = {"x86_64": {"IA32_APIC_BASE", "IA32_EFER", "CR0", "CR4", "CPUID_1_EAX"},
             "aarch64": {"MIDR_EL1", "CTR_EL0", "CNTFRQ_EL0", "SCTLR", "TCR", "MAIR"}}

PASS, CHECK_FAILED, USAGE, CRASHED, NO_END, TIMEOUT = 0, 1, 2, 3, 4, 124

# A guest that hangs is stopped by run.sh; this is for a run.sh that hangs.
HANG_SECONDS = 1200


@dataclass(repr=False)
class Outcome:
    """What a run of run.sh came to."""

    code: int
    stdout: str
    stderr: str
    log: bytes = b""
    records: list = field(default_factory=list)
    lines: list = field(default_factory=list)

    def of(self, kind):
        return [record for record in self.records if record["rec"] == kind]

    def one(self, kind):
        found = self.of(kind)
        assert len(found) == 1, f"{len(found)} records '{kind}'\n{self}"
        return found[0]

    def __repr__(self):
        shown = self.stdout[-3000:]
        return f"exit code {self.code}\n--- stderr\n{self.stderr}\n--- stdout (end)\n{shown}"
# Arm's that say what a core is, and not what the firmware made of it
CONSTANT = {"MIDR_EL1", "REVIDR_EL1", "CTR_EL0", "DCZID_EL0", "CLIDR_EL1", "CNTFRQ_EL0",
            *(f"ID_AA64{group}_EL1" for group in (
                "PFR0", "PFR1", "DFR0", "DFR1", "ISAR0", "ISAR1", "ISAR2", "MMFR0", "MMFR1",
                "MMFR2"))}


def one_worker_each(name, values):
    """Parameters of a fixture that boots: the tests of one value go to one worker, so that it boots once."""
    return [pytest.param(value, marks=pytest.mark.xdist_group(f"{name} {value}")) for value in values]


def symbols(arch):
    return BUILD / arch / "muster.so"


def command(*arguments):
    return [str(RUN_SH), "--no-setup", "--no-build", *map(str, arguments)]


def environment(folder):
    """The temporary files go into a folder of the test's own, which shows if any stay."""
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    return {**os.environ, "TMPDIR": str(scratch)}


def left_behind(folder):
    return sorted(path.name for path in (folder / "scratch").iterdir())


def run(folder, *arguments, words="", want_json=True):
    """run.sh with these arguments; records only if there are some."""
    json_file, log_file = folder / "records.jsonl", folder / "serial.log"
    extra = ["--log", log_file] + (["--json", json_file] if want_json else [])
    done = subprocess.run(
        command(*extra, *arguments, *(["--", *words.split()] if words else [])),
        stdin=subprocess.DEVNULL, capture_output=True, timeout=HANG_SECONDS,
        env=environment(folder), check=False)
    outcome = Outcome(done.returncode, done.stdout.decode("latin-1"),
                      done.stderr.decode("latin-1"))
    if log_file.exists():
        outcome.log = log_file.read_bytes()
    if want_json and json_file.exists():
        outcome.lines = json_file.read_bytes().splitlines()
        outcome.records = [json.loads(line) for line in outcome.lines]
    assert not left_behind(folder), f"temporary files stay: {left_behind(folder)}"
    return outcome


_validator = None


def validate(record):
    """The record against the schema in docs/."""
    global _validator
    if _validator is None:
        schema = json.loads((ROOT / "docs" / "record.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        _validator = jsonschema.Draft202012Validator(schema)
    _validator.validate(record)


def check_whole(outcome):
    """The records are whole: first, last, count, checksum, schema."""
    assert outcome.records, f"no records\n{outcome}"
    kinds = [record["rec"] for record in outcome.records]
    assert kinds[0] == "run" and kinds.count("run") == 1, outcome
    assert kinds[-1] == "end" and kinds.count("end") == 1, outcome
    end = outcome.records[-1]
    body = b"".join(line + b"\n" for line in outcome.lines[:-1])
    assert end["records"] == len(outcome.lines) - 1
    assert int(end["crc32"], 16) == zlib.crc32(body)
    for record in outcome.records:
        validate(record)
    verdicts = [check["verdict"] for check in outcome.of("check")]
    assert (end["passed"], end["failed"], end["skipped"]) == tuple(
        verdicts.count(verdict) for verdict in ("pass", "fail", "skip"))
    assert (end["result"] == "pass") <= (end["failed"] == 0 and end["passed"] > 0)


def check_books(outcome):
    """Every listed core is accounted for, in the totals and one by one."""
    books, cores, arch = outcome.one("bringup"), outcome.of("core"), outcome.one("run")["arch"]
    assert books["listed"] == sum(
        books[key] for key in ("online", "failed", "held_back", "disabled", "online_capable"))
    assert books["enabled"] == books["online"] + books["failed"] + books["held_back"]
    assert books["started"] == books["online"] - 1 + books["failed"]
    assert len(cores) == books["listed"]
    assert [core["index"] for core in cores] == list(range(len(cores)))
    assert len({core[ID[arch]] for core in cores}) == len(cores)
    for key, state in (("online", "online"), ("failed", "failed"), ("held_back", "held-back")):
        assert sum(core["state"] == state for core in cores) == books[key], state
    assert [core["index"] for core in cores if core["boot_core"]] == [0]
    for core in cores:
        check_core(core, PAGING[arch])


def check_core(core, paging):
    stamps = core["stamps"]
    if core["boot_core"]:
        assert core["state"] == "online" and not any(stamps.values()), core
    elif core["state"] == "online":
        assert core["stage"] == "online" and core["reason"] == "" and core["attempts"] >= 1, core
        assert 0 < stamps["reset_ns"] <= stamps["start_ns"] <= stamps["seen_ns"], core
        assert 0 < stamps[paging] <= stamps["c_ns"] <= stamps["online_ns"], core
    else:
        assert core["reason"], core


def check_registers(outcome, cpus, constant=None):
    """Each register once, and each of so many cores in one of its groups: those that nobody
    changes may be of other cores than those that only the firmware's can tell."""
    registers, arch = outcome.of("register"), outcome.one("run")["arch"]
    names = [register["name"] for register in registers]
    assert len(set(names)) == len(names), names
    assert REGISTERS[arch] <= set(names), names
    for register in registers:
        groups = register["groups"]
        sizes = [group["cores"] for group in groups]
        wanted = constant if constant and register["name"] in CONSTANT else cpus
        assert register["cores"] == wanted and sizes == sorted(sizes, reverse=True), register
        assert register["more_groups"] or sum(sizes) == wanted, register
        for group in groups:
            assert (group["value"] is None) or not group["faults"], register
            ids = group[ID[arch] + "s"]
            assert ids.endswith("...") or len(ids_of(ids)) == group["cores"], register


def ids_of(ranges):
    """ "0-2,8": 0, 1, 2, 8"""
    ends = [[int(end) for end in part.split("-")] for part in ranges.split(",")]
    return [number for end in ends for number in range(end[0], end[-1] + 1)]


def check_stats(outcome, names, maybe=()):
    """Every benchmark gave numbers that can be."""
    stats = outcome.of("stat")
    assert {stat["name"] for stat in stats} - set(maybe) == set(names), outcome
    keys = set()
    for stat in stats:
        assert stat["n"] > 0, stat
        order = [stat[key] for key in ("min", "p50", "p90", "p99", "p99_9", "max")]
        assert order == sorted(order), stat
        key = (stat["name"], stat["cpus"], tuple(sorted(stat["parameters"].items())))
        assert key not in keys, f"twice: {key}"
        keys.add(key)


def check_offsets(outcome, measured):
    """An emulator has one clock for all cores: their counters are 0 apart, as far as is known."""
    summaries = outcome.of("offsets")
    assert [all_["when"] for all_ in summaries] == (["start", "end"] if measured else [])
    for all_ in summaries:
        cores = [one for one in outcome.of("offset") if one["when"] == all_["when"]]
        assert all_["cores"] == measured, all_
        # A busy host takes the time before all have had their turn.
        assert 1 <= all_["measured"] == len(cores) <= measured, all_
        assert (all_["apart"], all_.get("moved", 0)) == (0, 0), all_
        for one in cores:
            assert "change" not in one or all_["when"] == "end", one
            for apart in (one["offset"], one.get("change", one["offset"])):
                assert abs(apart["ticks"]) <= apart["bound_ticks"], one
                assert abs(apart["ns"]) <= apart["bound_ns"], one
        if cores:
            largest = max(abs(one["offset"]["ticks"]) for one in cores)
            assert abs(all_["most"]["ticks"]) == largest, all_
            most = [one for one in cores if one["cpu"] == all_["most_cpu"]]
            assert most[0]["offset"] == all_["most"], all_


# Where the host never ran two cores at once
BUSY = ("clock.warp",)


def check_verdicts(outcome, skipped=()):
    """All checks passed; none was skipped but these."""
    for check in outcome.of("check"):
        allowed = {"pass", "skip"} if check["name"] in (*skipped, *BUSY) else {"pass"}
        assert check["verdict"] in allowed, check
