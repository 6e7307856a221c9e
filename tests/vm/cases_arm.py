# SPDX-License-Identifier: BSD-2-Clause
"""The Arm machines that Muster is booted on: one row each."""

from cases import ALL, FAST, LOST, QUICK, Case


def arm(name, cpus, words=FAST, options="", **more):
    return Case(f"arm-{name}", cpus, words, options, arch="aarch64", **more)


MACHINES = [
    # so many cores; from 124 on there is a second region of redistributors, far above
    arm("1", 1, QUICK),
    *[arm(f"{n}", n) for n in (2, 8, 16, 64, 123, 124, 255)],
    arm("all-benchmarks", 4, ALL),
    # interrupt controllers; a GICv2 has room for 8
    arm("gic2-1", 1, QUICK, "--gic 2"),
    arm("gic2-2", 2, options="--gic 2"),
    arm("gic2-8", 8, ALL, "--gic 2"),
    arm("gic-max", 2, options="--gic max"),
    # entered at EL2
    arm("el2", 4, QUICK, "--el2"),
    arm("el2-64", 64, options="--el2"),
    arm("el2-gic2", 8, options="--el2 --gic 2"),
    # and staying there, where a host's registers are (FEAT_VHE)
    arm("el2-stays", 4, ALL + " el=2", "--el2", stays=True),
    arm("el2-stays-gic2", 4, FAST + " el=2", "--el2 --gic 2", stays=True),
    arm("el2-cannot-stay", 2, FAST + " el=2", "--el2 --cpu cortex-a72", finding="option.el"),
    arm("el1-cannot-rise", 2, FAST + " el=2", finding="option.el"),
    # on these processors
    arm("cortex-a53", 2, options="--cpu cortex-a53"),
    arm("cortex-a72", 2, options="--cpu cortex-a72 --el2"),
    arm("neoverse-n1", 2, options="--cpu neoverse-n1 --el2"),
    arm("single-thread", 4, options="--accel tcg-single"),
    # arranged in this way
    arm("sockets", 8, options="--topology 2,2,2"),
    arm("numa", 8, options="--topology 2,4,1 --numa 2"),
    # no ACPI tables, but a device tree
    arm("tree-1", 1, QUICK, "--device-tree"),
    *[arm(f"tree-{n}", n, options="--device-tree") for n in (4, 64)],
    arm("tree-gic2", 4, options="--device-tree --gic 2"),
    arm("tree-el2", 4, options="--device-tree --el2 --numa 2"),
    arm("no-gop", 2, options="--no-gop"),
    arm("image", 4, options="--image"),
    # newer QEMU, newer firmware
    arm("aavmf2025", 4, vm="mixed"),
    arm("qemu10-1", 1, QUICK, vm="qemu10"),
    *[arm(f"qemu10-{n}", n, vm="qemu10") for n in (64, 320)],
    arm("qemu10", 4, ALL, vm="qemu10"),
    # its "max" has no EL2 but a host's (no FEAT_E2H0)
    arm("qemu10-gic2-el2", 8, options="--gic 2 --el2", vm="qemu10", stays=True),
    arm("qemu10-el2", 4, options="--el2", vm="qemu10", stays=True),
    arm("qemu10-tree", 4, options="--device-tree", vm="qemu10"),
    arm("qemu10-image", 4, options="--image", vm="qemu10"),
    arm("strictnx", 4, vm="qemu10", firmware="strictnx"),
]

WORDS = [
    arm("maxcpus", 4, FAST + " maxcpus=2", online=2, held_back=2),
    arm("nr_cpus", 4, FAST + " nr_cpus=3", online=3, held_back=1),
    arm("nosmp", 4, QUICK + " nosmp", online=1, held_back=3),
    *[arm(f"idle-{how}", 3, f"{FAST} idle={how}", idle=how) for how in ("poll", "mwait", "haltpoll", "suspend")],
    *[arm(f"exit-{how}", 2, f"{FAST} exit={how}") for how in ("auto", "reset", "shutdown", "halt")],
    arm("bringup-serial", 4, FAST + " bringup=serial"),
    arm("ipi-tree", 24, FAST + " ipi=tree"),
    arm("soak", 8, FAST + " soak=3 seed=3"),
    arm("soak-gic2", 6, FAST + " soak=3 seed=4", "--gic 2 --el2"),
]

# ESR_ELx's class where x86 has a vector: what the processor does not know, a data abort, BRK
CLASSES = {"ud": 0, "gp": 0x25, "pf": 0x25, "de": 0x3C, "stack": 0x25, "df": 0x25}

FAULTS = [
    *[arm(f"fault-{kind}", 3, f"{FAST} fault={kind}", fault=CLASSES[kind], faulted=1)
      for kind, _ in LOST],
    *[arm(f"fault-{kind}-all", 4, f"{FAST} fault={kind}@all", "--el2", fault=CLASSES[kind],
          faulted=3) for kind in ("pf", "stack")],
    arm("fault-hang", 3, FAST + " fault=hang", faulted=1, stalls=1),
    arm("fault-hang-gic2", 3, FAST + " fault=hang@1", "--gic 2 --el2", faulted=1, stalls=1),
    arm("fault-nmi", 3, FAST + " fault=nmi", fault=0, faults=1),
    arm("fault-nmi-boot-core", 3, FAST + " fault=nmi@0", "--gic 2", fault=0, faults=1),
    *[arm(f"fault-{kind}", 3, f"{FAST} fault={kind}@all") for kind in ("vector", "storm")],
]
