# SPDX-License-Identifier: BSD-2-Clause
"""tools/lab: Muster on machines of labgrid's, alone and behind a coordinator."""

import importlib.machinery
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as xml
import zlib

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "lab"
LAB = ROOT / "tools" / "lab"
RUN = LAB / "run"
BUILD = ROOT / os.environ.get("B", "build")
EXTRA = BUILD / "extra" / "lab" / "usr"
PACKAGES = EXTRA / "lib" / "python3" / "dist-packages"
WORDS = "format=both exit=halt mps=off only=ipi.rtt iterations=50"
PROGRAM = {"x86_64": BUILD / "muster.efi", "aarch64": BUILD / "aarch64" / "muster.efi"}
FIRMWARE = {"x86_64": pathlib.Path("/usr/share/ovmf/OVMF.fd"),
            "aarch64": pathlib.Path("/usr/share/qemu-efi-aarch64/QEMU_EFI.fd")}

if not (PACKAGES / "labgrid").exists():
    pytest.skip("no labgrid with a coordinator (tools/setup.sh lab)", allow_module_level=True)
sys.path[:0] = [str(PACKAGES), str(LAB), str(HERE)]

HEAD = {"rec": "run", "schema": "1.4", "version": "0.1.0", "arch": "x86_64",
        "firmware": {"vendor": "V", "revision": "0x1", "uefi": "2.70"},
        "cpu": {"vendor": "C", "brand": "B", "signature": "0x1"}, "hypervisor": "",
        "options": "format=both", "boot_apic_id": 0, "apic_mode": "xapic", "idle": "halt"}
BOOKS = {"rec": "bringup", "listed": 2, "enabled": 2, "started": 1, "online": 2, "failed": 0,
         "held_back": 0, "total_ns": 1234567}
LOST = {"rec": "core", "index": 1, "state": "failed", "reason": "no answer"}


def check(verdict="pass"):
    return {"rec": "check", "name": "ipi.one", "verdict": verdict, "text": "3 of 3 cores answered"}


def stat(p50):
    return {"rec": "stat", "name": "ipi.rtt", "unit": "ns", "text": "t", "cpus": 2,
            "parameters": {"to": "one"}, "n": 1000, "min": p50 - 1, "p50": p50, "p90": p50,
            "p99": p50 * 2, "p99_9": p50 * 3, "p99_99": p50 * 3, "max": p50 * 3,
            "p50_low": p50 - 1, "p50_high": p50 + 1}


def log_of(*records):
    """As it comes through a serial port, with the firmware's words around it."""
    lines = [json.dumps(record, separators=(",", ":")).encode() for record in records]
    verdicts = [record.get("verdict") for record in records]
    crc = zlib.crc32(b"".join(line + b"\n" for line in lines))
    end = {"rec": "end", "result": "fail" if "fail" in verdicts else "pass", "text": "",
           "passed": verdicts.count("pass"), "failed": verdicts.count("fail"),
           "skipped": verdicts.count("skip"), "records": len(lines), "crc32": f"{crc:08x}",
           "elapsed_ns": 1500000000}
    lines.append(json.dumps(end, separators=(",", ":")).encode())
    return b"BdsDxe: starting\r\n" + b"".join(line + b"\r\n[text]\r\n" for line in lines)


WHOLE = log_of(HEAD, BOOKS, stat(1000), check())
CUT = WHOLE[:WHOLE.index(b'{"rec":"end"')]


# ---- without a machine ----

def environment(folder, log, muster=None, imports=True, **playback):
    """An environment in which a machine says what stands in a log."""
    files = [str(HERE / "playback.py"), str(LAB / "muster_lab.py")] if imports else []
    (folder / "said.log").write_bytes(log)
    path = folder / "playback.yaml"
    path.write_text(yaml.safe_dump({
        "targets": {"main": {"drivers": {
            "PlaybackDriver": {"file": str(folder / "said.log"), **playback},
            "PlaybackStorageDriver": {}, "MusterDriver": {"timeout": 1.5, **(muster or {})},
            "MusterStrategy": {}}}},
        "imports": files},
        sort_keys=False), encoding="utf-8")  # a driver comes after those that it needs
    return path


def strategy_of(folder, log, **more):
    import muster_lab  # noqa: F401    # once a process, and so not by each environment
    import playback  # noqa: F401
    from labgrid import Environment
    path = environment(folder, log, imports=False, **more)
    return Environment(str(path)).get_target("main").get_driver("Strategy")


def run_of(folder, log, **more):
    strategy = strategy_of(folder, log, **more)
    strategy.transition("done")
    return strategy.run


def test_run_that_is_whole(tmp_path):
    began = time.monotonic()
    run = run_of(tmp_path, WHOLE)
    assert run.is_whole and run.verdict == "pass" and len(run.of("stat")) == 1
    assert time.monotonic() - began < 1.4  # it waits no longer than for the end


def test_run_of_before_does_not_count(tmp_path):
    run = run_of(tmp_path, log_of(HEAD, BOOKS, check("fail")), leftover=WHOLE[100:].decode())
    assert run.is_whole and run.verdict == "fail"


@pytest.mark.parametrize("log, problem", [
    (b"", "no record of Muster's arrived"),
    (CUT, "it was cut off"),
    (WHOLE.replace(b'"ipi.rtt"', b'"ipi.rrt"'), "checksum is wrong"),
    (WHOLE[:-20].rstrip(), "cut off"),
], ids=["nothing", "cut", "changed", "half an end"])
def test_run_that_is_not(log, problem, tmp_path):
    run = run_of(tmp_path, log)
    assert problem in "; ".join(run.problems) and run.verdict == "incomplete"


def test_command_at_a_prompt(tmp_path):
    muster = {"prompt": "Shell> ", "command": "fs0:muster.efi format=both"}
    strategy = strategy_of(tmp_path, WHOLE, muster=muster, prompt="UEFI v2.70\r\nShell> ")
    strategy.transition("done")
    assert strategy.run.is_whole and strategy.power.typed == b"fs0:muster.efi format=both\r"
    assert strategy.muster.data.startswith(b"UEFI v2.70")
    run = run_of(tmp_path, WHOLE, muster={**muster, "prompt": "EFI> "}, prompt="Shell> ")
    assert "no prompt 'EFI> ' within 1.5 s" in run.problems


def test_card_is_written_once(tmp_path):
    strategy = strategy_of(tmp_path, WHOLE)
    card = strategy.target.get_driver("PlaybackStorageDriver", activate=False)
    strategy.storage = strategy.mux = card
    for _ in range(2):
        strategy.transition("done")
        strategy.transition("off")
    assert card.done == ["host", "write", "dut"]
    assert strategy.power.done == ["off", "on", "off"] * 2


def test_states(tmp_path):
    from labgrid.strategy import StrategyError
    strategy = strategy_of(tmp_path, WHOLE)
    for state in ("off", "written", "done", "off"):
        strategy.transition(state)
        assert strategy.status.name == state
    with pytest.raises(StrategyError, match="there is no way to Status.unknown"):
        strategy.transition("unknown")


def lab_run(*arguments, **more):
    return subprocess.run([RUN, *map(str, arguments)], stdin=subprocess.DEVNULL, text=True,
                          capture_output=True, timeout=100, check=False, env={**os.environ, **more})


def test_without_labgrid(tmp_path):
    path = [entry for entry in sys.path if entry != str(PACKAGES)]
    if importlib.machinery.PathFinder.find_spec("labgrid", path):
        pytest.skip("the system has a labgrid of its own")
    done = lab_run("--version", B=str(tmp_path))
    assert done.returncode == 2, done
    assert done.stderr == "lab: there is no labgrid here (tools/setup.sh lab)\n"


def outcomes(path):
    """What each case came to, by its name."""
    cases = xml.parse(path).getroot().iter("testcase")
    return {case.get("name"): next((child.tag for child in case if child.tag in (
        "failure", "error", "skipped")), "passed") for case in cases}


@pytest.mark.parametrize("log, bad", [
    (WHOLE, {}),
    (CUT, {"test_run_is_whole[main]": "failure",
           "test_figures_are_no_worse[main]": "skipped"}),
    (log_of(HEAD, BOOKS, stat(1000), check("fail")), {"test_checks_pass[main]": "failure",
                                                      "test_figures_are_no_worse[main]": "failure"}),
    (log_of(HEAD, {**BOOKS, "online": 1, "failed": 1}, LOST, stat(1000), check()),
     {"test_cores_are_online[main]": "failure", "test_figures_are_no_worse[main]": "skipped"}),
    (log_of(HEAD, BOOKS, stat(1500), check()), {"test_figures_are_no_worse[main]": "failure"}),
], ids=["good", "cut", "failed", "core", "slower"])
def test_cases_say_what_is_wrong(log, bad, tmp_path):
    (tmp_path / "base.log").write_bytes(WHOLE)
    subprocess.run([ROOT / "tools" / "muster", "baseline", tmp_path / "base", tmp_path / "base.log"],
                   check=True, capture_output=True, timeout=60)
    done = lab_run("--lg-env", environment(tmp_path, log), "--muster-out", tmp_path / "out",
                   "--muster-baselines", tmp_path / "base", f"--junitxml={tmp_path}/cases.xml")
    found = outcomes(tmp_path / "cases.xml")
    assert len(found) == 4, done
    assert {name: what for name, what in found.items() if what != "passed"} == bad, done
    assert done.returncode == int("failure" in bad.values()), done
    assert (tmp_path / "out" / "main.log").read_bytes() == log
    assert xml.parse(tmp_path / "out" / "main.xml").getroot().tag == "testsuites"


def test_environments_and_exports_are_labgrids_own(monkeypatch):
    """Each class that the examples name is one of labgrid's, or ours, and takes what they say."""
    import attr
    import labgrid  # noqa: F401
    import labgrid.resource.udev  # noqa: F401
    import muster_lab  # noqa: F401
    from labgrid.config import Config
    from labgrid.factory import target_factory
    monkeypatch.setenv("LG_PLACE", "board-1")
    monkeypatch.setenv("LG_MUSTER_WORDS", "")
    named = []
    for name in ("qemu.yaml", "boards.yaml", "board-sdmux.yaml"):
        config = Config(str(LAB / name))
        for target in config.get_targets().values():
            named += [*target.get("resources", {}).items(), *target["drivers"].items()]
    for group in yaml.safe_load((LAB / "exporter.yaml").read_text(encoding="utf-8")).values():
        named += group.items()
    assert len(named) > 15
    for name, values in named:
        known = {field.name for field in attr.fields(target_factory.class_from_string(name))}
        assert set(values) - {"name"} <= known, name


# ---- with machines ----

def put(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def need_machines():
    for arch, firmware in FIRMWARE.items():
        if not (shutil.which(f"qemu-system-{arch}") and firmware.exists()):
            pytest.skip(f"no QEMU or firmware for {arch}")
        assert PROGRAM[arch].exists(), f"make ARCH={arch}"


def check_records(folder, machine, arch):
    lines = (folder / f"{machine}.json").read_bytes().splitlines()
    assert json.loads(lines[0])["arch"] == arch
    assert any(line.startswith(b'{"rec":"stat","name":"ipi.rtt"') for line in lines)


def test_qemu_without_a_coordinator(tmp_path):
    need_machines()
    done = lab_run("--lg-env", LAB / "qemu.yaml", "--muster-out", tmp_path, "-k", "x86_64",
                   LG_MUSTER_WORDS=WORDS)
    assert done.returncode == 0 and "3 passed, 1 skipped" in done.stdout, done
    check_records(tmp_path, "x86_64", "x86_64")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def qemu(arch, *more):
    machine = {"x86_64": ["-machine", "q35"],
               "aarch64": ["-machine", "virt,gic-version=3", "-boot", "menu=on,splash-time=0"]}
    return [f"qemu-system-{arch}", *machine[arch], "-accel", "tcg,thread=multi", "-cpu", "max", "-smp",
            "2", "-m", "512", "-nodefaults", "-nic", "none", "-display", "none", "-serial", "stdio",
            "-bios", str(FIRMWARE[arch]), *map(str, more)]


class Background:
    """Programs that go on until the test is over, and what they said."""

    def __init__(self, folder):
        self.folder, self.started = folder, []

    def start(self, name, *command, **more):
        log = open(self.folder / f"{name}.log", "wb")
        process = subprocess.Popen(list(map(str, command)), stderr=log, cwd=self.folder,
                                   **{"stdout": log, "stdin": subprocess.DEVNULL, **more})
        self.started.append((process, log))
        return process

    def stop(self):
        for process, log in reversed(self.started):
            if process.stdin:
                process.stdin.close()
            else:
                process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
            log.close()

    def said(self):
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')[-2000:]}"
                         for path in sorted(self.folder.glob("*.log")))


@pytest.fixture
def background(tmp_path):
    programs = Background(tmp_path)
    yield programs
    programs.stop()


class Lab:
    """A rack of machines, its exporter, and a coordinator, all on this host's loopback."""

    def __init__(self, folder, background, machines):
        self.address = f"127.0.0.1:{free_port()}"
        self.env = {**os.environ, "PYTHONPATH": str(PACKAGES), "PYTHONDONTWRITEBYTECODE": "1",
                    "LG_COORDINATOR": self.address, "LG_HOSTNAME": "lab", "LG_USERNAME": "test"}
        (folder / "machines.json").write_text(json.dumps(machines), encoding="utf-8")
        rack = background.start("machines", "/usr/bin/python3", HERE / "machines.py",
                                folder / "machines.json", stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE)
        ports = json.loads(rack.stdout.readline())
        (folder / "exports.yaml").write_text(yaml.safe_dump({
            name: {"NetworkSerialPort": {"host": "127.0.0.1", "port": ports["consoles"][name],
                                         "protocol": "raw"},
                   "NetworkPowerPort": {"model": "rest", "index": index,
                                        "host": f"http://127.0.0.1:{ports['power']}/{{index}}"}}
            for index, name in enumerate(machines)}), encoding="utf-8")
        self.background = background
        background.start("coordinator", "/usr/bin/python3", EXTRA / "bin" / "labgrid-coordinator",
                         "--listen", self.address, env=self.env)
        self.wait_until(lambda: self.client("places").returncode == 0)
        background.start("exporter", "/usr/bin/python3", EXTRA / "bin" / "labgrid-exporter",
                         "--name", "rack", "--hostname", "127.0.0.1", folder / "exports.yaml",
                         env=self.env)
        self.wait_until(lambda: all(f"rack/{name}/NetworkSerialPort" in self.client(
            "resources").stdout for name in machines))

    def client(self, *words):
        return subprocess.run(["/usr/bin/python3", EXTRA / "bin" / "labgrid-client", *words],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
                              env=self.env, check=False)

    def wait_until(self, happened, seconds=20):
        deadline = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < deadline, self.background.said()
            time.sleep(0.3)

    def acquire(self, place):
        for words in (("create",), ("add-match", f"*/{place}/*"), ("acquire",)):
            done = self.client("-p", place, *words)
            assert done.returncode == 0, done


@pytest.fixture
def shell_environment(tmp_path):
    """boards.yaml with the lines that are for a board that boots into a UEFI shell."""
    text = (LAB / "boards.yaml").read_text(encoding="utf-8")
    text = text.replace("# prompt: ", "prompt: ").replace("# command: ", "command: ")
    text = text.replace("format=both exit=halt", WORDS).replace("muster_lab.py", str(
        LAB / "muster_lab.py"))
    path = tmp_path / "shell.yaml"
    path.write_text(text, encoding="utf-8")
    assert "# prompt" not in text and WORDS in text
    return path


def test_two_boards_behind_a_coordinator(background, shell_environment, tmp_path):
    """One boots into a UEFI shell, where Muster is started; the other has it on its card. Both
    are run at once, as a farm does, by the files that are for boards."""
    need_machines()
    stick = tmp_path / "stick"
    stick.mkdir()
    shutil.copy(PROGRAM["x86_64"], stick)
    card = tmp_path / "card"
    put(card / "EFI" / "BOOT" / "BOOTAA64.EFI", PROGRAM["aarch64"].read_bytes())
    put(card / "EFI" / "muster" / "muster.cfg",
        (LAB / "muster.cfg").read_bytes() + b"mps=off only=ipi.rtt iterations=50\n")
    lab = Lab(tmp_path, background, {
        "board-1": qemu("x86_64", "-drive", f"format=raw,file=fat:rw:{stick}"),
        "board-2": qemu("aarch64", "-drive", f"if=none,id=card,format=raw,file=fat:rw:{card}",
                        "-device", "virtio-blk-pci,drive=card")})
    runs = {}
    for place, environment_file in (("board-1", shell_environment), ("board-2", LAB / "boards.yaml")):
        lab.acquire(place)
        runs[place] = background.start(
            place, RUN, "--lg-env", environment_file, "--muster-out", tmp_path / "out" / place,
            f"--junitxml={tmp_path}/{place}.xml", env={**lab.env, "LG_PLACE": place})
    for place, arch in (("board-1", "x86_64"), ("board-2", "aarch64")):
        assert runs[place].wait(90) == 0, background.said()
        found = outcomes(tmp_path / f"{place}.xml")
        assert sorted(found.values()) == ["passed"] * 3 + ["skipped"], found
        check_records(tmp_path / "out" / place, "main", arch)
        assert lab.client("-p", place, "release").returncode == 0
    # Whoever has not acquired a board does not get it
    done = lab_run("--lg-env", LAB / "boards.yaml", **lab.env, LG_PLACE="board-2")
    assert done.returncode != 0 and "3 passed" not in done.stdout, done
