# SPDX-License-Identifier: BSD-2-Clause
"""Interrupts by distance, to ever more cores, in each mode and from each idle state: what a machine
of known shape must give."""

import pytest

import muster

WORDS = "iterations=5 mps=off only="
X2APIC = ["--qemu", str(muster.QEMU10["x86_64"]), "--firmware",
          str(muster.FIRMWARE2025["x86_64"])]


def measure(tmp_path, only, *options, words=""):
    outcome = muster.run(tmp_path, *options, words=f"{WORDS}{only} {words}")
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    return outcome


def values(outcome, name, parameter):
    """Of one parameter, in the stats of one name that have it."""
    return [stat["parameters"][parameter] for stat in outcome.of("stat")
            if stat["name"] == name and parameter in stat["parameters"]]


def machine(packages, dies, cores, threads, *options):
    count = packages * dies * cores * threads
    smp = f"{count},sockets={packages},dies={dies},cores={cores},threads={threads}"
    return ["--accel", "tcg-single", "--cpus", str(count), "--cpu", "Skylake-Server",
            "--qemu-arg", "-smp", "--qemu-arg", smp, *options]


DISTANCES = [
    (machine(2, 2, 2, 2), ["same-core", "same-die", "same-package", "remote"]),
    (machine(1, 1, 4, 1), ["same-die"]),
    (machine(3, 1, 1, 1, "--memory", "512",
             *[word for numa in ("memory-backend-ram,id=a,size=256M", "memory-backend-ram,id=b,size=256M")
               for word in ("--qemu-arg", "-object", "--qemu-arg", numa)],
             *[word for numa in ("node,nodeid=0,cpus=0-1,memdev=a", "node,nodeid=1,cpus=2,memdev=b")
               for word in ("--qemu-arg", "-numa", "--qemu-arg", numa)]),
     ["same-node", "remote"]),
]


@pytest.mark.parametrize("arguments, distances", DISTANCES, ids=["all", "one", "nodes"])
def test_distances(arguments, distances, tmp_path):
    outcome = measure(tmp_path, "ipi.rtt,nmi.rtt", *arguments)
    for name in ("ipi.rtt", "nmi.rtt"):
        assert values(outcome, name, "distance") == distances


def fanout(outcome, name):
    return {(stat["parameters"]["send"], int(stat["parameters"]["n"]), stat["cpus"])
            for stat in outcome.of("stat") if stat["name"] == name}


def test_fan_out(tmp_path):
    outcome = measure(tmp_path, "*.fanout", "--cpus", "7", "--accel", "tcg-single")
    counts = [(n, n + 1) for n in (1, 2, 4, 6)]
    assert fanout(outcome, "ipi.fanout") == {("broadcast", 6, 7)} | {
        (way, *count) for way in ("physical", "flat", "cluster") for count in counts}
    assert fanout(outcome, "call.fanout") == {
        (way, *count) for way in ("physical", "tree") for count in counts}


STATES = {"x86_64": [("poll", None), ("halt", None), ("mwait", "0x00")],
          "aarch64": [("poll", None), ("halt", None), ("mwait", None), ("suspend", None)]}


@pytest.mark.parametrize("arch", STATES)
def test_wake_up(arch, tmp_path):
    """From each state, however the cores idle otherwise; and they do so again afterwards."""
    outcome = measure(tmp_path, "wake.*,ipi.rtt", "--arch", arch, "--cpus", "3", "--accel",
                      "tcg-single", words="idle=poll passes=2")
    states = [(stat["parameters"]["state"], stat["parameters"].get("hint"))
              for stat in outcome.of("stat") if stat["name"] == "wake.rtt"]
    assert states == 2 * STATES[arch]
    assert set(values(outcome, "ipi.rtt", "idle")) == {"poll"}


def test_flood(tmp_path):
    outcome = measure(tmp_path, "flood.*", "--cpus", "4", "--accel", "tcg")
    stats = {(stat["name"], stat["parameters"]["from"], stat["parameters"]["to"]): stat
             for stat in outcome.of("stat")}
    flows = [("one", "one"), ("one", "all"), ("all", "one")]
    assert set(stats) == {(f"flood.{name}", *flow)
                          for name in ("sent", "received", "merged") for flow in flows}
    for flow in flows:
        assert stats["flood.sent", *flow]["min"] > 0
        assert stats["flood.received", *flow]["min"] > 0
        assert stats["flood.merged", *flow]["max"] < 1000
    assert [check["verdict"] for check in outcome.of("check") if check["name"] == "ipi.flood"] == ["pass"]


MODES = [
    ("qemu10", X2APIC, "", "xapic"),
    ("qemu10-x2apic", X2APIC, "x2apic=on", "x2apic"),
]


@pytest.mark.parametrize("options, words, mode", [row[1:] for row in MODES],
                         ids=[row[0] for row in MODES])
def test_modes(options, words, mode, tmp_path):
    """Both in one run, which ends in the one that it began in: with a core that goes and comes."""
    if not muster.QEMU10["x86_64"].exists():
        pytest.skip("make setup has not fetched the newer QEMU")
    outcome = measure(tmp_path, "irq_mode.*,hotplug.*,call.all", "--cpus", "3", *options, "--accel",
                      "tcg-single", words=words + " passes=2")
    assert outcome.one("run")["apic_mode"] == mode
    for name in ("irq_mode.eoi", "irq_mode.send", "irq_mode.rtt"):
        assert values(outcome, name, "mode") == 2 * ["xapic", "x2apic"]
    muster.check_verdicts(outcome, skipped=("call.offline", "ipi.way"))
    assert [check["name"] for check in outcome.of("check")].count("irq_mode.change") == 2


def test_one_mode(tmp_path):
    outcome = measure(tmp_path, "irq_mode.*", "--arch", "aarch64", "--cpus", "2", "--accel",
                      "tcg-single")
    assert not outcome.of("stat")
    assert [check["verdict"] for check in outcome.of("check")
            if check["name"] == "irq_mode.change"] == ["skip"]
