# SPDX-License-Identifier: BSD-2-Clause
"""Muster on firmware that lies: tests/hostile breaks the machine, Muster must say how."""

from dataclasses import dataclass

import pytest

import muster
from cases import FAST

HOSTILE = {"x86_64": muster.BUILD / "hostile.efi",
           "aarch64": muster.BUILD / "aarch64" / "hostile.efi"}


@dataclass(frozen=True)
class Break:
    """What is broken, and what the report must say of it."""

    id: str  # the break's words, unless they are given
    rules: str = ""  # findings that must be reported
    breaks: str = ""
    words: str = ""  # for Muster, besides FAST
    options: str = ""  # for run.sh
    arch: str = "x86_64"
    vm: str = "qemu"
    code: int = muster.PASS
    # what is expected
    cpus: int = 4
    listed: int = 4
    online: int = 4
    failed: int = 0
    disabled: int = 0
    held_back: int = 0
    source: str = "madt"  # of the list of cores
    apic: str = "xapic"
    gic: str = "gicv3"
    wake: str = "sipi"
    fails: str = ""  # the checks that fail
    passes: str = ""  # and some that must be there, and pass

    @property
    def controller(self):
        """The member of the run's record that names the interrupt controller, and its value."""
        if self.arch == "x86_64":
            return "apic_mode", self.apic
        return "gic_mode", "gicv2" if "--gic 2" in self.options else self.gic

    def arguments(self):
        result = ["--arch", self.arch, "--efi", HOSTILE[self.arch], "--cpus", self.cpus,
                  *self.options.split()]
        if self.vm == "bochs":
            return ["--emulator", "bochs", *result]
        result += ["--accel", "tcg"]
        if self.vm == "qemu10":
            result += ["--qemu", muster.QEMU10["x86_64"], "--firmware", muster.FIRMWARE2025["x86_64"]]
        return result


LACKS = "census.mp.extra"  # the firmware's own services know more cores


MADT = [
    Break("none"),
    Break("madt-zero-first", "madt.entry.length acpi.no-madt", source="mp-services"),
    Break("madt-zero-middle", f"madt.entry.length {LACKS}", listed=2, online=2),
    Break("madt-overrun", "madt.entry.overrun"),
    Break("madt-truncated", f"madt.entry.overrun {LACKS}", listed=2, online=2),
    Break("madt-headless", "madt.truncated acpi.no-madt", source="mp-services"),
    Break("madt-duplicate", "madt.cpu.duplicate"),
    Break("madt-id-none", "madt.cpu.no_id"),
    Break("madt-dead", "census.dead", listed=5, failed=1, code=muster.CHECK_FAILED,
          fails="bringup.online"),
    Break("madt-unlisted", LACKS, listed=3, online=3),
    Break("madt-disabled", LACKS, online=3, disabled=1),
    Break("madt-both-flags", "madt.cpu.both_flags"),
    Break("madt-boot-core-last", "madt.boot-core.late"),
    Break("madt-boot-core-missing", f"madt.boot-core.missing {LACKS}"),
    Break("madt-unknown-type", "madt.entry.type"),
    Break("madt-sum", "table.checksum"),
    Break("madt-unlisted-found", "census.unlisted", breaks="madt-unlisted", words="broadcast=on",
          listed=3, online=3, code=muster.CHECK_FAILED, fails="bringup.strangers"),
    Break("madt-dead-broadcast", "census.dead", breaks="madt-dead", words="broadcast=on", listed=5,
          failed=1, code=muster.CHECK_FAILED, fails="bringup.online"),
]

ROOTS = [
    Break("xsdt-null", "xsdt.entry"),
    Break("xsdt-astray", "xsdt.unreadable"),
    Break("xsdt-zero", "rsdp.xsdt_zero"),
    Break("rsdt-only"),
    Break("xsdt-sum", "xsdt.checksum"),
    Break("root-sums", "xsdt.checksum rsdt.checksum"),
    Break("rsdp-sum", "rsdp.checksum acpi.no-madt", source="mp-services"),
    Break("rsdp-extended-sum", "rsdp.extended_checksum"),
    Break("no-acpi", "acpi.no-madt", source="mp-services"),
]

MPS = [
    *[Break(f"mps-{place}", "acpi.no-madt", breaks=f"no-acpi,mps-{place}", source="mps")
      for place in ("guid", "ebda", "base", "rom")],
    Break("mps-rom-pc", "acpi.no-madt", breaks="no-acpi,mps-rom", source="mps",
          options="--machine pc"),
    Break("mps-for-madt-sum", "acpi.no-madt table.checksum", breaks="madt-sum,mps-guid",
          source="mps"),
    Break("mps-sum", "mps.table.checksum acpi.no-madt", breaks="no-acpi,mps-sum", source="mp-services"),
    Break("mps-unused", breaks="mps-guid"),
]

# No core may be woken by INIT where there is a mailbox: in the sound one it would not be reached,
# in the others it would.
LOST = {"online": 1, "failed": 3, "code": muster.CHECK_FAILED, "fails": "bringup.online"}
MAILBOX = [
    Break("mailbox", wake="mailbox"),
    Break("mailbox-many", breaks="mailbox", cpus=8, listed=8, online=8, wake="mailbox"),
    Break("mailbox-pc", breaks="mailbox", options="--machine pc", wake="mailbox"),
    Break("mailbox-low-taken", breaks="mailbox,low-taken", wake="mailbox"),
    Break("mailbox-and-more", breaks="mailbox,madt-id-none,page-0", rules="madt.cpu.no_id",
          wake="mailbox"),
    Break("mailbox-bringup-broadcast", breaks="mailbox", words="bringup=broadcast",
          wake="mailbox"),
    Break("mailbox-deaf", "census.dead", wake="mailbox", **LOST),
    Break("mailbox-nowhere", "madt.wakeup.address madt.wakeup.unreachable", wake="mailbox", **LOST),
    Break("mailbox-misaligned", "madt.wakeup.alignment madt.wakeup.unreachable", wake="mailbox",
          **LOST),
]

# Bochs has no ACPI for OVMF to hand on; but an INIT leaves the MTRRs alone there, as it should.
BOCHS = {"vm": "bochs", "cpus": 2, "listed": 2, "online": 2, "source": "mp-services"}
CORES = [
    Break("x2apic-all", vm="qemu10", apic="x2apic"),
    Break("x2apic-boot-core", vm="qemu10", apic="x2apic"),
    Break("x2apic-others", vm="qemu10"),
    Break("pat", "cpu.pat.differs", words="mps=on"),
    Break("pat-bochs", "cpu.pat.differs", breaks="pat", words="mps=on", **BOCHS),
    Break("mtrr", "cpu.mtrr.differs", words="mps=on", **BOCHS),
    Break("tsc-adjust", "tsc.adjust.package tsc.adjust.set clock.apart",
          words="mps=on only=clock.offset,clock.drift", code=muster.CHECK_FAILED,
          fails="clock.warp", **BOCHS),
    Break("x2apic-all-bochs", breaks="x2apic-all", apic="x2apic", **BOCHS),
]

SERVICES = [
    Break("door-fails"),
    Break("door-grows"),
    Break("watchdog"),
    Break("stall-short", "clock.disagree", code=muster.CHECK_FAILED, fails="clock.agree"),
    Break("interrupts", passes="interrupt.leftover"),
    Break("page-0"),
    Break("page-0-only", "memory.low.none", online=1, held_back=3),
    Break("low-taken", "memory.low.none", online=1, held_back=3),
    Break("all-at-once", "madt.entry.overrun madt.cpu.no_id rsdp.xsdt_zero",
          breaks="madt-overrun,madt-id-none,xsdt-zero,page-0,watchdog"),
]


def arm(name, rules="", **more):
    return Break(f"arm-{name}", rules, **{"breaks": name, "arch": "aarch64", "wake": "psci-hvc", **more})


# Arm's MADT holds the interrupt controller, too, behind its cores: without it there is no other.
NO_GIC = {"code": muster.CHECK_FAILED, "fails": "bringup.online", "online": 1,
          "gic": "none"}
ARM = [
    arm("none"),
    arm("madt-zero-first", "madt.entry.length madt.cpu.none gic.none", listed=1, online=1, gic="none"),
    arm("madt-zero-middle", "madt.entry.length madt.gicr.none gic.none", listed=2, failed=1,
        **NO_GIC),
    arm("madt-overrun", "madt.entry.overrun"),
    arm("madt-truncated", "madt.entry.overrun madt.gicr.none", listed=2, failed=1, **NO_GIC),
    arm("madt-duplicate", "madt.cpu.duplicate"),
    arm("madt-id-none", "madt.reserved census.dead", listed=5, failed=1,
        code=muster.CHECK_FAILED, fails="bringup.online"),
    arm("madt-dead", "pptt.cpu.missing census.dead", listed=5, failed=1, code=muster.CHECK_FAILED,
        fails="bringup.online"),
    arm("madt-unlisted", "pptt.cpu.unknown", listed=3, online=3),
    arm("madt-disabled", "census.smbios", online=3, disabled=1),
    arm("madt-both-flags"),
    arm("madt-boot-core-last", "madt.boot-core.late"),
    arm("madt-boot-core-missing", "madt.boot-core.missing"),
    arm("madt-unknown-type", "madt.entry.type"),
    arm("madt-sum", "table.checksum"),
    arm("xsdt-null", "xsdt.entry"),
    arm("xsdt-astray", "xsdt.unreadable"),
    arm("xsdt-zero", "rsdp.xsdt_zero"),
    arm("rsdt-only"),
    arm("door-fails"),
    arm("door-grows"),
    arm("watchdog"),
    arm("interrupts"),
    # CNTFRQ and the stall are all there is: neither is believed.
    arm("stall-short", "clock.disagree", code=muster.CHECK_FAILED, fails="clock.agree"),
    # Where there is no PSCI a core comes from a page of its own, or a word, and goes back to Muster's
    arm("parking", wake="parking"),
    arm("parking-many", breaks="parking", cpus=20, listed=20, online=20, wake="parking"),
    arm("parking-gic2", breaks="parking", options="--gic 2", wake="parking"),
    arm("parking-el2", breaks="parking", options="--el2", wake="parking"),
    arm("parking-hotplug", breaks="parking", words="soak=3 seed=1", wake="parking"),
    arm("parking-deaf", wake="parking", **LOST),
    arm("parking-nowhere", wake="none", **LOST),
    arm("no-psci", "fadt.arm.start", wake="none", **LOST),
    *[arm(f"spin-table{name}", breaks="spin-table", source="device-tree", wake="spin-table",
          options=f"--device-tree {options}", words=words, **more) for name, options, words, more in (
              ("", "", "", {}), ("-many", "", "", {"cpus": 20, "listed": 20, "online": 20}),
              ("-gic2", "--gic 2", "", {}), ("-el2", "--el2", "", {}),
              ("-hotplug", "", "soak=3 seed=1", {}))],
    arm("spin-table-deaf", source="device-tree", wake="spin-table", options="--device-tree", **LOST),
]

COUNTS = ("listed", "online", "failed", "disabled", "held_back")


def boot(case, folder):
    if case.vm == "qemu10" and not muster.QEMU10["x86_64"].exists():
        pytest.skip("no newer QEMU and OVMF (tools/setup.sh extra)")
    return muster.run(folder, *case.arguments(),
                      words=f"break={case.breaks or case.id} {FAST} {case.words}")


def checks(outcome, verdict):
    return [check["name"] for check in outcome.of("check") if check["verdict"] == verdict]


@pytest.mark.parametrize("case", MADT + ROOTS + MPS + MAILBOX + CORES + SERVICES + ARM,
                         ids=lambda case: case.id)
def test_break(case, tmp_path):
    outcome = boot(case, tmp_path)
    fails = checks(outcome, "fail")
    # Without ACPI the clock has two witnesses, one of which is long on a busy host.
    if (len(outcome.one("run")["clock"]["apart_ppm"]) == 2 and "clock.agree" in fails
            and "clock.agree" not in case.fails):
        assert outcome.code == muster.CHECK_FAILED, outcome
        fails.remove("clock.agree")
    else:
        assert outcome.code == case.code, outcome
    muster.check_whole(outcome)
    muster.check_books(outcome)
    run, books = outcome.one("run"), outcome.one("bringup")
    assert {key: books[key] for key in COUNTS} == {key: getattr(case, key) for key in COUNTS}
    controller, mode = case.controller
    assert (run[controller], run["list"]) == (mode, case.source)
    assert books["wake"] == case.wake
    assert set(case.rules.split()) <= {finding["rule"] for finding in outcome.of("finding")}
    assert fails == case.fails.split()
    assert set(case.passes.split()) <= set(checks(outcome, "pass"))
    if case.id == "tsc-adjust":
        check_turned_clock(outcome)


def test_clock_that_nobody_confirms(tmp_path):
    """With the PIT and a stall that is a tenth of itself there is no rate: figures are in ticks."""
    outcome = boot(Break("no-acpi,stall-short"), tmp_path)
    assert outcome.code == muster.CHECK_FAILED, outcome
    muster.check_whole(outcome)
    clock = outcome.one("run")["clock"]
    assert set(clock["apart_ppm"]) == {"pit", "stall"} and not clock["agrees"], clock
    assert (clock["source"], clock["apart_ppm"]["pit"]) == ("pit", 0)
    assert clock["apart_ppm"]["stall"] < -500000, clock
    assert checks(outcome, "fail") == ["clock.agree"]
    assert "clock.disagree" in {finding["rule"] for finding in outcome.of("finding")}
    assert {stat["unit"] for stat in outcome.of("stat") if stat["unit"] != "count"} == {"ticks"}


TURNED_BY = 1000000000000  # what tests/hostile adds to the last core's counter


def check_turned_clock(outcome):
    """How far it was turned is found, within the bound, and that it stays so."""
    start, end = outcome.of("offset")
    for one in (start, end):
        assert one["cpu"] == 1
        assert abs(one["offset"]["ticks"] - TURNED_BY) <= one["offset"]["bound_ticks"] < 100000, one
    assert abs(end["change"]["ticks"]) <= end["change"]["bound_ticks"], end
    assert [all_["apart"] for all_ in outcome.of("offsets")] == [1, 1]
    assert "clock.drift" not in {finding["rule"] for finding in outcome.of("finding")}


def test_door_that_stays_shut(tmp_path):
    """Nothing can be run, and that is said, with an end to it."""
    outcome = boot(Break("door-shut"), tmp_path)
    assert outcome.code == muster.CHECK_FAILED, outcome
    muster.check_whole(outcome)
    assert outcome.one("check")["name"] == "door.exit-boot-services"
    assert outcome.one("end")["text"] == "the firmware could not be left"


def test_break_that_is_not_made(tmp_path):
    """A row whose break cannot be made fails: it does not test a sound machine instead."""
    outcome = boot(Break("no-such-break"), tmp_path)
    assert outcome.code == muster.USAGE and "no such break" in outcome.stderr, outcome
