# SPDX-License-Identifier: BSD-2-Clause
"""Machines of known shape: packages, dies, cores, threads and nodes must come out as configured."""

import itertools
from dataclasses import dataclass

import pytest

import muster
from cases import FAST


@dataclass(frozen=True)
class Shape:
    """A machine: so many of each unit inside the one before, and what says so."""

    id: str
    units: tuple  # packages, dies, cores, threads
    options: str = ""
    source: str = "cpuid 0xb"
    words: str = FAST
    enabled: int = 0  # 0: all that the units make
    bochs: bool = False

    @property
    def made(self):
        packages, dies, cores, threads = self.units
        return packages * dies * cores * threads

    def arguments(self):
        packages, dies, cores, threads = self.units
        if self.bochs:
            return ["--emulator", "bochs", "--topology", f"{packages},{cores},{threads}",
                    *self.options.split()]
        enabled = self.enabled or self.made
        smp = (f"{enabled},maxcpus={self.made},sockets={packages},dies={dies},cores={cores},"
               f"threads={threads}")
        return ["--accel", "tcg", "--cpus", str(enabled), "--qemu-arg", "-smp", "--qemu-arg", smp,
                *self.options.split()]


SHAPES = [
    Shape("threads", (2, 1, 2, 2)),
    Shape("ids-with-holes", (2, 1, 3, 1)),
    Shape("ids-with-holes-everywhere", (3, 1, 3, 3)),
    Shape("dies", (2, 2, 2, 1), "--cpu Skylake-Server", "cpuid 0x1f"),
    Shape("dies-threads-holes", (1, 3, 1, 2), "--cpu Skylake-Server", "cpuid 0x1f"),
    Shape("one-of-each", (1, 1, 1, 1)),
    Shape("not-all-there", (2, 1, 2, 2), enabled=2),
    # before leaf BH
    Shape("counted-by-intel", (2, 1, 3, 2), "--cpu core2duo,cpuid-0xb=off", "cpuid 0x4"),
    Shape("counted-by-amd", (2, 1, 3, 1), "--cpu EPYC,cpuid-0xb=off", "cpuid 0x80000008"),
    # Bochs; the model says 2 cores, whatever it has
    Shape("bochs-core2", (1, 1, 2, 2), "--cpu core2", "cpuid 0x4", bochs=True),
    Shape("bochs-skylake", (2, 1, 1, 2), bochs=True),
]


def place(core):
    return tuple(core[unit] for unit in ("package", "die", "core", "thread"))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.id)
def test_shape(shape, tmp_path):
    outcome = muster.run(tmp_path, *shape.arguments(), words=shape.words)
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    topology, cores = outcome.one("topology"), outcome.of("core")
    assert topology["source"] == shape.source
    assert (topology["nodes"], topology["srat"], topology["hybrid"]) == (None, False, False)
    # Every place once, in the order of the ids.
    places = [place(core) for core in sorted(cores, key=lambda core: core["apic_id"])]
    assert places == list(itertools.product(*map(range, shape.units)))
    assert {(core["node"], core["kind"]) for core in cores} == {(None, "")}
    check_counts(topology, [core for core in cores if core["state"] == "online"])


def check_counts(topology, cores):
    """What is counted is what the enabled cores make, by their places."""
    for depth, key in enumerate(("packages", "dies", "cores", "threads"), 1):
        assert topology[key] == len({place(core)[:depth] for core in cores}), key


def test_one_thread_of_each_core(tmp_path):
    """noht where ids have holes and a package has an odd number of cores."""
    outcome = muster.run(tmp_path, "--accel", "tcg", "--topology", "2,3,2", words=FAST + " noht")
    assert outcome.code == muster.PASS, outcome
    online = [core for core in outcome.of("core") if core["state"] == "online"]
    assert sorted(map(place, online)) == [(package, 0, core, 0)
                                          for package in range(2) for core in range(3)]


# Cores and MiB of each node; the fourth has no memory, the third no core.
NODES = ((2, 256), (2, 256), (0, 256), (2, 0))
DISTANCES = ((10, 12, 21, 31), (13, 10, 22, 32), (21, 23, 10, 42), (33, 32, 43, 10))


def numa_arguments():
    result, first = [], 0
    for node, (cores, mebi) in enumerate(NODES):
        numa = f"node,nodeid={node}"
        if mebi:
            result += ["-object", f"memory-backend-ram,id=memory{node},size={mebi}M"]
            numa += f",memdev=memory{node}"
        if cores:
            numa += f",cpus={first}-{first + cores - 1}"
        result += ["-numa", numa]
        first += cores
    for source, row in enumerate(DISTANCES):
        for target, distance in enumerate(row):
            result += ["-numa", f"dist,src={source},dst={target},val={distance}"]
    return [word for argument in result for word in ("--qemu-arg", argument)]


def test_nodes(tmp_path):
    cores = sum(cores for cores, _ in NODES)
    memory = sum(mebi for _, mebi in NODES)
    outcome = muster.run(tmp_path, "--accel", "tcg", "--cpus", cores, "--memory", memory,
                         *numa_arguments(), words=FAST)
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    topology, nodes = outcome.one("topology"), outcome.of("node")
    assert (topology["nodes"], topology["srat"], topology["slit"]) == (len(NODES), True, True)
    assert [node["node"] for node in nodes] == list(range(len(NODES)))
    for node in nodes:
        domain = node["domain"]
        assert node["distances"] == [DISTANCES[domain][other["domain"]] for other in nodes]
        # The hole below 1 MiB is in no range.
        assert 0 <= NODES[domain][1] * 2**20 - node["memory_bytes"] <= 2**20
        members = [core for core in outcome.of("core") if core["node"] == node["node"]]
        assert len(members) == NODES[domain][0]
    assert "".join(node["cpus"] for node in nodes if node["domain"] == 3) == "4-5"
    assert "4 nodes" in outcome.stdout and "no memory, cores 4-5" in outcome.stdout


def test_nodes_without_distances(tmp_path):
    outcome = muster.run(tmp_path, "--accel", "tcg", "--topology", "2,2,1", "--numa", "2",
                         words=FAST)
    assert outcome.code == muster.PASS, outcome
    topology, nodes = outcome.one("topology"), outcome.of("node")
    assert (topology["nodes"], topology["slit"]) == (2, False)
    assert [node["distances"] for node in nodes] == [[10, 20], [20, 10]]
    assert all(core["node"] == core["package"] for core in outcome.of("core"))
