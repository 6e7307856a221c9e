# SPDX-License-Identifier: BSD-2-Clause
"""The comparison with peers: its arithmetic on samples made up for it, and what it says when it
cannot measure. No machine is booted."""

import json
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPARE = ROOT / "tools/compare-peers"
SCALING = ROOT / "tools/scaling"
sys.path.insert(0, str(ROOT / "tools/peers"))

import growth  # noqa: E402 # pylint: disable=wrong-import-position
import table  # noqa: E402 # pylint: disable=wrong-import-position


def boot(who, run, cpus=2, load=0.5, **ns):
    """A line of a file of samples; in ns, _ is a dot."""
    return {"who": who, "arch": "x86_64", "accel": "tcg-single", "icount": False, "idle": "halt",
            "qemu": "QEMU 7.2", "cpus": cpus, "run": run, "load": load, "processors": 2,
            "version": f"{who} 1", "ns": {key.replace("_", "."): ns[key] for key in ns}}


def rows(boots):
    """{(what, cores): the other cells} of the only table."""
    lines = [line for line in table.report(boots) if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]
    return {(line[0], line[1]): line[2:] for line in cells}


def compare(*words, code=0):
    done = subprocess.run([COMPARE, *map(str, words)], stdin=subprocess.DEVNULL, timeout=60,
                          capture_output=True, text=True, check=False)
    assert done.returncode == code, done
    return done


# ---- the arithmetic ----

@pytest.mark.parametrize("values, wanted", [
    ([5], (5, 5, 5, 1)),
    ([9, 1, 5], (5, 1, 9, 3)),
    ([4, 1, 2, 9], (3, 1, 9, 4)),
])
def test_spread(values, wanted):
    assert table.spread(values) == wanted


def test_ratio_is_of_pairs():
    """Where the host got slower from run to run, both did: the ratio stays, those of the extremes
    would not."""
    ours, theirs = {1: 100, 2: 200, 3: 400}, {1: 300, 2: 600, 3: 1200}
    assert table.ratio(ours, theirs) == (3, 3, 3, 3)


def test_ratio_leaves_out_what_has_no_partner():
    assert table.ratio({1: 10, 2: 10}, {2: 50, 3: 1000}) == (5, 5, 5, 1)
    assert table.ratio({1: 10}, {2: 50}) is None


@pytest.mark.parametrize("ns, text", [
    ((210, 210, 210, 5), "210 ns"),
    ((1234, 1000, 1900, 3), "1.23 us (1.00 to 1.90)"),
    ((12345, 12344, 12346, 3), "12.3 us"),
    ((10.2e6, 9.0e6, 123e6, 3), "10.2 ms (9.00 to 123)"),
    ((999, 500, 2000, 3), "999 ns (500 to 2000)"),
])
def test_time(ns, text):
    assert table.show_time(table.Spread(*ns)) == text


# ---- the table ----

def test_table():
    boots = [boot("muster", 1, call_one=1000, call_all=2000), boot("linux", 1, call_one=3000),
             boot("mps", 1, call_one=10e6, call_all=11e6),
             boot("muster", 2, call_one=1100), boot("linux", 2, call_one=2200),
             boot("muster", 3, call_one=900), boot("linux", 3, call_one=3600)]
    assert rows(boots) == {
        ("a call to one core", "2"): ["1.00 us (0.90 to 1.10)", "3.00 us (2.20 to 3.60)",
                                      "3.00 (2.00 to 4.00)", "10.0 ms", "10000"],
        ("`on_each_cpu`", "2"): ["2.00 us", "-", "-", "11.0 ms", "5500"],
    }


def test_table_of_several_sizes():
    boots = [boot(who, 1, cpus, call_all=cpus * factor)
             for cpus in (16, 2) for who, factor in (("muster", 100), ("linux", 250))]
    assert [(key[1], line[2]) for key, line in rows(boots).items()] == [("2", "2.50"), ("16", "2.50")]


def test_a_peer_that_was_not_measured_has_no_column():
    assert rows([boot("muster", 1, call_one=5), boot("linux", 1, call_one=6)])[
        "a call to one core", "2"] == ["5.00 ns", "6.00 ns", "1.20"]


def test_counts_of_instructions():
    boots = [boot(who, 1, call_one=ns, bringup=1) | {"icount": True}
             for who, ns in (("muster", 186), ("linux", 931))]
    assert rows(boots) == {("a call to one core", "2"): ["186", "931", "5.01"]}


def test_machines_are_kept_apart():
    lines = "\n".join(table.report([
        boot("muster", 1, load=0.2, call_one=1000), boot("linux", 1, load=1.9, call_one=2000),
        boot("muster", 1, call_one=1000) | {"arch": "aarch64"},
        boot("linux", 1, call_one=9000) | {"arch": "aarch64"}]))
    first, second = lines.split("aarch64, ")
    assert "| 2.00 |" in first and "load 0.2 to 1.9" in first and "muster 1" in first
    assert "| 9.00 |" in second and "| 2.00 |" not in second


# ---- what is taken from the records ----

def stat(name, p50, unit="ns", n=5, **parameters):
    return {"rec": "stat", "name": name, "unit": unit, "n": n, "p50": p50, "parameters": parameters}


def test_takes_the_stat_that_is_meant():
    records = [{"rec": "run"}, stat("call.single", 5, to="one", until="done"),
               stat("call.single", 6, to="each", until="done"),
               stat("call.single", 7, to="each", until="sent"),
               stat("call.all", 8, until="done"), stat("call.all", 9, until="done", send="tree"),
               stat("bringup.total", 20, mode="parallel", of="repeats"),
               stat("bringup.total", 10, mode="parallel", of="first"), stat("cacheline.rtt", 11, unit="ticks"),
               stat("irq_work.self", 0, n=0), stat("mps.this", 14, blocking="no"),
               stat("mps.this", 12, blocking="yes"),
               stat("mps.all", 15, blocking="yes", order="one-by-one"),
               stat("mps.all", 13, blocking="yes", order="all")]
    assert table.of_muster(records) == {"call.one": 5, "call.each": 6, "call.all": 8, "bringup": 10}
    assert table.of_mps(records) == {"call.one": 12, "call.all": 13}


def test_takes_what_linux_says():
    lines = [{"metric": "env"}, {"metric": "bringup", "unit": "us", "value": 20000},
             {"metric": "call_single", "unit": "ns", "p50": 2500}]
    assert table.of_linux(lines) == {"call.one": 2500, "bringup": 20_000_000}


# ---- the program ----

def test_recomputes_from_a_file(tmp_path):
    file = tmp_path / "samples.json"
    boots = [boot("muster", 1, call_one=1000), boot("linux", 1, call_one=2500)]
    file.write_text("".join(json.dumps(line) + "\n" for line in boots))
    assert "| a call to one core | 2 | 1.00 us | 2.50 us | 2.50 |" in compare("--from", file).stdout


def test_help():
    assert "--icount" in compare("--help").stdout


@pytest.mark.parametrize("words, said", [
    (["--qemu", "/nonexistent/qemu", "--peers", "mps"], "/nonexistent/qemu is not there"),
    (["--peers", "bsd"], "'bsd'"),
    (["--runs", "0"], "--runs"),
    (["--cpus", "2,none"], "--cpus"),
])
def test_says_why_it_cannot(words, said):
    done = compare(*words, code=2)
    assert said in done.stderr and not done.stdout


FAKE_QEMU = """#!/bin/sh
echo 'IPIBENCH {"metric":"call_single","unit":"ns","p50":2500}'
echo '=== end'
"""


def test_linux_is_booted_and_read(tmp_path):
    """All of its script but the set-up, which is there already, and the machine."""
    folder = tmp_path / "work/x86_64"
    (folder / "root/bin").mkdir(parents=True)
    (folder / "root/bin/busybox").write_text("a program")
    (folder / "ipibench").mkdir()
    for name in (".ready", "ipibench/ipibench.ko"):
        (folder / name).touch()
    qemu = tmp_path / "qemu"
    qemu.write_text(FAKE_QEMU)
    qemu.chmod(0o755)
    done = subprocess.run([ROOT / "tools/peers/linux/run.sh", "--work", tmp_path / "work", "--qemu", qemu,
                           "--firmware", "/dev/null", "--cpus", "2"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done
    figure, end = map(json.loads, done.stdout.splitlines())
    assert figure["os"] == "linux" and figure["cpus"] == 2 and figure["p50"] == 2500
    assert end["metric"] == "boot" and end["complete"] is True


def test_linux_that_does_not_end(tmp_path):
    """As the test before, with a machine that stops at once."""
    folder = tmp_path / "work/x86_64"
    (folder / "root/bin").mkdir(parents=True)
    (folder / "root/bin/busybox").write_text("a program")
    (folder / "ipibench").mkdir()
    for name in (".ready", "ipibench/ipibench.ko"):
        (folder / name).touch()
    done = subprocess.run([ROOT / "tools/peers/linux/run.sh", "--work", tmp_path / "work", "--qemu",
                           "/bin/true", "--firmware", "/dev/null", "--cpus", "2"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                          check=False)
    assert done.returncode == 2
    logs = tmp_path / "work/logs"
    assert done.stderr == f"linux/run.sh: the run did not reach its end: {logs}/x86_64-tcg-halt-2-1.log\n"


def test_a_boot_that_fails(tmp_path):
    """A QEMU that has a version and no machine: Muster's boot is left out, and so nothing is measured."""
    qemu = tmp_path / "qemu"
    qemu.write_text("#!/bin/sh\n[ $1 != --version ] || { echo QEMU emulator version 7.2.0; exit; }\nexit 1\n")
    qemu.chmod(0o755)
    done = compare("--qemu", qemu, "--peers", "mps", "--cpus", "2", "--runs", "1", code=1)
    lines = done.stderr.splitlines()
    assert lines[0].startswith("Muster on 2 cores ended with 2: ") and "QEMU could not start" in done.stderr
    assert lines[-1] == "compare-peers: nothing was measured of: mps, muster"


# ---- how figures grow ----

def grown(cpus, **ns):
    return boot("muster", 1, cpus, **ns) | {"bytes": {"all": cpus << 20, "core": 1 << 20}}


def test_series_are_sorted_medians():
    boots = [grown(16, call_all=1600), grown(2, call_all=100), grown(2, call_all=300),
             boot("mps", 1, 2, call_all=10e6)]
    assert growth.series(boots, "muster", "call.all") == [(2, 200), (16, 1600)]
    assert growth.series(boots, "muster", "call.one") == []
    assert growth.memory(boots) == [(2, 2 << 20), (16, 16 << 20)]


def test_ratios_over_cores():
    boots = [grown(4, call_all=1000), grown(2, call_all=100), boot("linux", 1, 4, call_all=3000),
             boot("linux", 1, 2, call_all=200), boot("mps", 1, 8, call_all=5)]
    assert growth.ratios(boots, "linux", "call.all") == [(2, 2), (4, 3)]
    assert growth.ratios(boots, "mps", "call.all") == []


def test_table_of_growth():
    lines = growth.report([grown(2, call_all=1500), grown(64, call_all=50e3, call_one=900)])
    assert lines[0] == "| cores | 2 | 64 |"
    assert "| `on_each_cpu` | 1.50 us | 50.0 us |" in lines
    assert "| a call to one core | - | 900 ns |" in lines
    assert lines[-1] == "| memory reserved, MiB | 2.00 | 64.0 |"


def test_draws_the_same_plot_again(tmp_path):
    pytest.importorskip("matplotlib", reason="python3-matplotlib is not installed")
    file = tmp_path / "samples.json"
    file.write_text("".join(json.dumps(line) + "\n" for line in (
        grown(2, call_all=1500, bringup=6e5), grown(4, call_all=3000, bringup=7e5),
        boot("linux", 1, 2, call_all=3000), boot("linux", 1, 4, call_all=9000))))
    pairs = tmp_path / "pairs.json"
    pairs.write_text(file.read_text() + "".join(
        json.dumps(boot(who, 1, 32, call_all=1) | {"accel": "tcg"}) + "\n" for who in ("linux", "muster")))
    plots = [tmp_path / "a.svg", tmp_path / "b.svg"]
    for plot in plots:
        subprocess.run([SCALING, "--from", file, "--peers", pairs, "--plot", plot], check=True,
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    assert plots[0].read_bytes() == plots[1].read_bytes()
    drawn = plots[0].read_text(encoding="utf-8")
    for text in ("bring-up of all", "Linux: on_each_cpu", "memory"):
        assert text in drawn
    assert ">4<" in drawn and ">32<" not in drawn  # what was taken elsewhere is left out


def test_no_samples_are_no_table(tmp_path):
    done = subprocess.run([SCALING, "--from", tmp_path / "none"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and "none" in done.stderr
