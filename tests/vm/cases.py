# SPDX-License-Identifier: BSD-2-Clause
"""The machines that Muster is booted on: one row each."""

import fnmatch
from dataclasses import dataclass

import muster

ALONE = ("clock.overhead", "clock.gap", "measure.overhead", "ipi.self", "ipi.eoi", "irq_work.self")
TOGETHER = ALONE + (
    "bringup.stage", "hotplug.stage", "clock.offset", "clock.drift",
    "bringup.total", "bringup.core", "ipi.rtt", "ipi.all", "ipi.send", "nmi.rtt", "irq_work.rtt",
    "resched.rtt", "wake.rtt", "wake.call", "flood.sent", "flood.received", "flood.merged",
    "call.single", "call.async", "call.any", "call.many", "call.all", "cacheline.rtt",
    "call.burst", "irq_work.burst", "call.depth", "call.storm", "call.senders", "call.rate",
    "barrier.central", "barrier.tree", "barrier.dissemination",
    "lock.rate", "lock.latency", "lock.fairness", "llist.push", "cpumask.set",
    "hotplug.down", "hotplug.up")
WITH_MATRIX = ("matrix.ipi", "matrix.line", "ipi.fanout", "call.fanout", "clock.drift", "clock.pair")
MPS = ("mps.this", "mps.all")
STOLEN = ("gap.alone", "gap.all")  # where some was
MAYBE = ("ipi.oneway", "call.oneway")  # where the cores' clocks are known well enough

# All benchmarks, and those that take no contention: where cores of many threads share few
# processors of the host, the others take most of the time.
ALL = "iterations=20"
QUICK = ALL + (" skip=lock.*,barrier.*,flood.*,wake.*,call.storm,call.senders,call.rate,call.depth,"
               "irq_work.burst")
FAST = "iterations=5 mps=off only=call.all"  # where the benchmarks are not the point


@dataclass(frozen=True)
class Case:
    """A machine, the words for muster, and what must come of it."""

    id: str
    cpus: int = 4
    words: str = QUICK
    options: str = ""  # more options for run.sh
    arch: str = "x86_64"
    vm: str = "qemu"  # or qemu10 (with OVMF 2025), mixed (QEMU of the system, OVMF 2025), bochs
    firmware: str = ""  # "strictnx", "secboot" (its keys not enrolled)
    # what is expected
    online: int = 0  # 0: all
    held_back: int = 0
    disabled: int = 0  # listed, besides cpus
    apic: str = "xapic"
    idle: str = "halt"
    stays: bool = False  # on Arm, at EL2
    stats: tuple = ()  # () = those that so many cores give
    finding: str = ""  # a rule that must be reported
    fault: int = -1  # the vector of the faults that must be reported
    faulted: int = 0  # cores that are lost on the way
    faults: int = -1  # fault records; -1: one for each core that is lost
    stalls: int = 0  # calls that do not end in time

    @property
    def faults_expected(self):
        if self.faults >= 0:
            return self.faults
        return self.faulted if self.fault >= 0 else 0

    @property
    def online_expected(self):
        return self.online or self.cpus

    @property
    def stats_expected(self):
        if self.stats:
            return self.stats
        if FAST in self.words:
            return ("call.all",)
        mps = MPS if self.has_services and self.cpus > 1 else ()
        matrices = WITH_MATRIX if "matrix=on" in self.words else ()
        names = (TOGETHER if self.online_expected > 1 else ALONE) + mps + matrices
        return tuple(name for name in names if not self.is_skipped(name))

    def is_skipped(self, name):
        left_out = [word for word in self.words.split() if word.startswith("skip=")]
        return any(fnmatch.fnmatchcase(name, pattern) for word in left_out
                   for pattern in word.removeprefix("skip=").split(","))

    @property
    def has_services(self):
        """The firmware runs functions on other cores, before it is left; Arm's does not."""
        return self.arch == "x86_64" and "mps=off" not in self.words

    @property
    def controller(self):
        """The member of the run's record that names the interrupt controller, and its value."""
        if self.arch == "x86_64":
            return "apic_mode", self.apic
        return "gic_mode", "gicv2" if "--gic 2" in self.options else "gicv3"

    @property
    def source(self):
        """Who lists an Arm machine's cores."""
        return "device-tree" if "--device-tree" in self.options else "madt"

    @property
    def exception_level(self):
        """Arm's: 2 where the run stays at it."""
        return None if self.arch == "x86_64" else 2 if self.stays else 1

    def arguments(self):
        result = ["--cpus", str(self.cpus), *self.options.split()]
        if self.arch != "x86_64":
            result += ["--arch", self.arch]
        if self.vm == "bochs":
            return ["--emulator", "bochs", *result]
        if "--accel" not in result:
            result += ["--accel", "tcg"]
        if self.vm == "qemu10":
            result += ["--qemu", str(muster.QEMU10[self.arch])]
        if self.firmware == "strictnx":
            result += ["--firmware", str(muster.STRICT_NX[self.arch])]
        elif self.firmware == "secboot":
            result += ["--firmware", str(muster.SECBOOT)]
        elif self.vm in ("qemu10", "mixed"):
            result += ["--firmware", str(muster.FIRMWARE2025[self.arch])]
        return result


MACHINES = [
    # so many cores
    *[Case(f"q35-{n}", n, ALL if n in (4, 64, 255) else QUICK) for n in (1, 2, 3, 4, 8, 16, 64, 255)],
    *[Case(f"pc-{n}", n, options="--machine pc") for n in (1, 2, 8, 255)],
    # arranged in this way
    Case("sockets", 8, ALL, options="--topology 2,2,2"),
    Case("numa", 8, options="--topology 2,4,1 --numa 2"),
    Case("noht", 8, QUICK + " noht", "--topology 2,2,2", online=4, held_back=4),
    Case("noht-ids-with-holes", 6, QUICK + " noht", "--topology 1,3,2", online=3, held_back=3),
    Case("ids-with-holes", 9, options="--topology 3,3,1"),
    # on these processors
    Case("single-thread", 4, ALL, options="--accel tcg-single"),
    Case("cpu-qemu64", 2, options="--cpu qemu64"),
    Case("cpu-epyc", 2, options="--cpu EPYC"),
    # places where a core can be plugged in, and one where one is
    Case("places", 2, options="--qemu-arg -smp --qemu-arg 2,maxcpus=8", disabled=6),
    Case("places-pc", 2, options="--machine pc --qemu-arg -smp --qemu-arg 2,maxcpus=5", disabled=3),
    Case("places-taken", 2, FAST, "--qemu-arg -smp --qemu-arg 1,maxcpus=4,sockets=4 "
         "--qemu-arg -device --qemu-arg max-x86_64-cpu,socket-id=3,core-id=0,thread-id=0",
         disabled=2),
    Case("memory-128", 4, options="--memory 128"),
    Case("no-gop", 2, options="--no-gop"),
    Case("image", 4, options="--image"),
    Case("image-pc", 2, options="--image --machine pc"),
    # newer QEMU, newer firmware
    Case("ovmf2025", 4, ALL, vm="mixed"),
    *[Case(f"qemu10-{n}", n, ALL if n == 4 else QUICK, vm="qemu10") for n in (1, 4, 64)],
    Case("qemu10-pc", 4, vm="qemu10", options="--machine pc"),
    Case("qemu10-image", 4, vm="qemu10", options="--image"),
    Case("qemu10-320", 320, vm="qemu10", apic="x2apic"),
    Case("strictnx", 4, vm="qemu10", firmware="strictnx"),
    Case("secboot", 4, firmware="secboot"),
    # a second opinion
    *[Case(f"bochs-skylake-{n}", n, ALL if n == 2 else QUICK, vm="bochs") for n in (1, 2, 8)],
    Case("bochs-x2apic", 2, QUICK + " x2apic=on", vm="bochs", apic="x2apic"),
    Case("bochs-ryzen", 2, vm="bochs", options="--cpu ryzen"),
    Case("bochs-core2", 2, vm="bochs", options="--cpu core2"),
    Case("bochs-topology", 4, QUICK + " noht", vm="bochs", options="--topology 1,2,2",
         online=2, held_back=2),
]

WORDS = [
    Case("x2apic-on", 4, ALL + " x2apic=on", vm="qemu10", apic="x2apic"),
    Case("x2apic-off", 4, QUICK + " x2apic=off", vm="qemu10"),
    Case("x2apic-on-but-none", 2, QUICK + " x2apic=on", finding="option.x2apic"),
    Case("maxcpus", 4, QUICK + " maxcpus=2", online=2, held_back=2),
    Case("maxcpus-more-than-there-are", 2, QUICK + " maxcpus=64"),
    Case("nr_cpus", 4, QUICK + " nr_cpus=3", online=3, held_back=1),
    Case("nosmp", 4, QUICK + " nosmp", online=1, held_back=3),
    Case("idle-poll", 3, ALL + " idle=poll", idle="poll"),
    Case("idle-halt", 3, ALL + " idle=halt"),
    Case("idle-mwait", 3, ALL + " idle=mwait", idle="mwait"),
    Case("idle-haltpoll", 3, ALL + " idle=haltpoll", idle="haltpoll"),
    Case("mps-off", 2, QUICK + " mps=off"),
    Case("only", 2, QUICK + " mps=off only=ipi.???,ipi.s*,call.all",
         stats=("ipi.self", "ipi.eoi", "ipi.rtt", "ipi.all", "ipi.send", "call.all")),
    Case("matrix", 4, ALL + " matrix=on"),
    Case("last-word-holds", 3, QUICK + " maxcpus=2 maxcpus=3"),
    *[Case(f"exit-{how}", 2, f"{QUICK} exit={how}")
      for how in ("auto", "reset", "shutdown", "halt", "debugexit")],
    Case("bringup-serial", 4, QUICK + " bringup=serial"),
    Case("bringup-broadcast", 4, QUICK + " bringup=broadcast"),
    Case("bringup-broadcast-held-back", 4, FAST + " bringup=broadcast maxcpus=2", online=2,
         held_back=2),
    Case("bringup-broadcast-strangers", 4, FAST + " bringup=broadcast nr_cpus=2", online=2,
         held_back=2),
    Case("bringup-serial-bochs", 4, FAST + " bringup=serial", vm="bochs"),
    *[Case(f"ipi-{way}", 6, f"{QUICK} ipi={way}") for way in ("physical", "flat", "cluster", "tree")],
    Case("broadcast-on", 4, FAST + " broadcast=on"),
    Case("acpi-off-but-forced", 3, FAST + " acpi=off acpismp=force"),
    Case("ipi-tree-64", 64, FAST + " ipi=tree"),
    Case("ipi-cluster-x2apic", 40, QUICK + " ipi=cluster x2apic=on", vm="qemu10", apic="x2apic"),
    Case("ipi-flat-too-many", 12, FAST + " ipi=flat", finding="option.ipi"),
    Case("ipi-cluster-bochs", 6, FAST + " ipi=cluster", vm="bochs"),
    *[Case(f"soak-{seed}", 8, f"{FAST} soak=8 seed={seed}") for seed in (1, 2)],
    Case("soak-single-thread", 8, FAST + " soak=8 idle=poll", "--accel tcg-single", idle="poll"),
    Case("soak-tree", 6, FAST + " soak=4 ipi=tree"),
    Case("soak-bochs", 4, FAST + " soak=1", vm="bochs"),
]

LOST = (("ud", 6), ("gp", 13), ("pf", 14), ("de", 0), ("stack", 8), ("df", 8))

FAULTS = [
    *[Case(f"fault-{kind}", 3, f"{FAST} fault={kind}", fault=vector, faulted=1)
      for kind, vector in LOST],
    *[Case(f"fault-{kind}-all", 4, f"{FAST} fault={kind}@all", fault=vector, faulted=3)
      for kind, vector in LOST],
    Case("fault-of-one", 4, FAST + " fault=ud@1", fault=6, faulted=1),
    Case("fault-hang", 3, FAST + " fault=hang", faulted=1, stalls=1),
    Case("fault-hang-all", 4, FAST + " fault=hang@all", faulted=3, stalls=3),
    Case("fault-nmi", 3, FAST + " fault=nmi", fault=2, faults=1),
    Case("fault-nmi-all", 4, FAST + " fault=nmi@all", fault=2, faults=3),
    Case("fault-nmi-boot-core", 3, FAST + " fault=nmi@0", fault=2, faults=1),
    *[Case(f"fault-{kind}{where}".replace("@", "-"), 3, f"{FAST} fault={kind}{where}")
      for kind in ("vector", "spurious", "storm") for where in ("", "@0", "@all")],
    Case("fault-bochs", 3, FAST + " fault=stack", vm="bochs", fault=8, faulted=1),
    Case("fault-hang-bochs", 3, FAST + " fault=hang", vm="bochs", faulted=1, stalls=1),
]
