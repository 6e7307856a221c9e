# SPDX-License-Identifier: BSD-2-Clause
"""run.sh itself: its options, exit codes, and what it leaves behind. Most of it without a VM."""

import itertools
import json
import os
import pathlib
import signal
import struct
import subprocess
import time
import xml.etree.ElementTree as xml
import zlib

import pytest

import muster
from cases import QUICK

FAKE_QEMU = pathlib.Path(__file__).with_name("fake_qemu.py")
CHATTER = b"\x1b[2J\x1b[01;01H\x1b[=3hBdsDxe: loading Boot0001 {\"rec\":\"run\"}\r\n\x1b[2J"
GREETING = b"muster 0.1.0: reading the ACPI tables\r\n"


def report(result="pass", damage=None):
    """A report as a guest sends it, whole or damaged."""
    lines = ['{"rec":"run","schema":"1.0","version":"0","arch":"x86_64","firmware":{"vendor":"v",'
             '"revision":"0x1"},"cpu":{"brand":"b","signature":"0x1"},"hypervisor":"","options":"",'
             '"idle":"halt"}',
             '{"rec":"check","name":"a","verdict":"pass","text":"t"}']
    body = "".join(line + "\n" for line in lines).encode()
    end = {"rec": "end", "result": result, "text": "", "passed": 1, "failed": 0, "skipped": 0,
           "records": len(lines), "crc32": f"{zlib.crc32(body):08x}", "elapsed_ns": 1}
    if damage == "lost line":
        del lines[1]
    elif damage == "changed byte":
        lines[1] = lines[1].replace("pass", "past")
    elif damage == "lines after the end":
        lines.append(json.dumps(end, separators=(",", ":")))
        end = {"rec": "check"}
    lines.append(json.dumps(end, separators=(",", ":")))
    text = "\r\n".join([lines[0], "some text", *lines[1:]])
    if damage == "cut off":
        return text[:text.rindex('{"rec":"end"')].encode()
    return text.encode() + (b"" if damage == "no last newline" else b"\r\n")


class Fake:
    """Runs run.sh on a QEMU that is none."""

    def __init__(self, folder, monkeypatch):
        self.folder, self.monkeypatch = folder, monkeypatch

    def run(self, serial, code, *arguments, stderr="", sleep=0, words="", want_json=False):
        source = self.folder / "source"
        source.write_bytes(serial)
        for key, value in (("SERIAL", source), ("EXIT", code), ("STDERR", stderr),
                           ("SLEEP", sleep), ("ARGUMENTS", self.folder / "arguments")):
            self.monkeypatch.setenv(f"FAKE_{key}", str(value))
        return muster.run(self.folder, "--qemu", FAKE_QEMU, "--accel", "tcg", *arguments,
                          words=words, want_json=want_json)

    def arguments(self):
        return (self.folder / "arguments").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def fake(tmp_path, monkeypatch):
    return Fake(tmp_path, monkeypatch)


# ---- options ----

@pytest.mark.parametrize("arguments, said", [
    (["--frobnicate"], "--frobnicate"),
    (["maxcpus=2"], "maxcpus=2"),
    (["--cpus"], "--cpus"),
    (["--cpus", "0"], "--cpus '0'"),
    (["--cpus", "four"], "--cpus 'four'"),
    (["--cpus", "2049"], "--cpus '2049'"),
    (["--topology", "2,2"], "--topology '2,2'"),
    (["--topology", "2,2,2", "--cpus", "4"], "makes 8 cores"),
    (["--numa", "5", "--cpus", "4"], "--numa '5'"),
    (["--memory", "lots"], "--memory 'lots'"),
    (["--accel", "hvf"], "--accel 'hvf'"),
    (["--emulator", "simics"], "--emulator 'simics'"),
    (["--machine", "microvm"], "--machine 'microvm'"),
    (["--emulator", "bochs", "--machine", "q35"], "--machine q35"),
    (["--emulator", "bochs", "--numa", "2"], "--numa"),
    (["--emulator", "bochs", "--cpus", "255"], "--cpus 255"),
    (["--strict-msrs"], "--strict-msrs"),
    (["--media", "/nonexistent"], "/nonexistent"),
    (["--media", "/dev/null", "--network"], "--media --network: only one"),
    (["--network", "--image"], "--image --network: only one"),
    (["--network", "--", "idle=poll"], "no words"),
    (["--emulator", "bochs", "--network"], "--network"),
    (["--emulator", "bochs", "--media", "/dev/null"], "--media"),
    (["--arch", "riscv64"], "--arch 'riscv64'"),
    (["--gic", "3"], "--gic"),
    (["--el2"], "--el2"),
    (["--device-tree"], "--device-tree"),
    (["--arch", "aarch64", "--machine", "q35"], "--machine 'q35'"),
    (["--arch", "aarch64", "--gic", "5"], "--gic '5'"),
    (["--arch", "aarch64", "--gic", "2", "--cpus", "9"], "--gic 2 with 9 cores"),
    (["--arch", "aarch64", "--cpus", "513"], "--cpus 513"),
    (["--arch", "aarch64", "--emulator", "bochs"], "--arch aarch64"),
    (["--timeout", "0"], "--timeout '0'"),
    (["--qemu", "/nonexistent"], "/nonexistent"),
    (["--firmware", "/nonexistent"], "/nonexistent"),
    (["--efi", "/nonexistent"], "/nonexistent"),
    (["--json", "/nonexistent/file"], "/nonexistent/file"),
    (["--log", "/nonexistent/file"], "/nonexistent/file"),
    (["--json", "/dev/null", "--", "format=text"], "format=text"),
    (["--json", "/dev/null", "--no-serial"], "--no-serial"),
    (["--junit", "/nonexistent/file"], "/nonexistent/file"),
    (["--ktap", "/nonexistent/file"], "/nonexistent/file"),
    (["--junit", "/dev/null", "--", "format=text"], "format=text"),
    (["--ktap", "/dev/null", "--no-serial"], "--no-serial"),
])
def test_usage_error(arguments, said, tmp_path):
    done = subprocess.run(muster.command(*arguments), stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=30, env=muster.environment(tmp_path),
                          text=True, check=False)
    assert done.returncode == muster.USAGE, done
    assert done.stdout == "" and said in done.stderr and done.stderr.count("\n") == 1, done
    assert not muster.left_behind(tmp_path)


def test_help(tmp_path):
    done = subprocess.run(muster.command("-h"), stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=30, env=muster.environment(tmp_path), text=True, check=False)
    assert done.returncode == 0 and done.stderr == ""
    for option in ("--arch A", "--gic N", "--el2", "--device-tree", "--cpus N", "--topology S,C,T", "--numa N", "--memory M", "--accel A",
                   "--emulator E", "--qemu PATH", "--firmware PATH", "--image", "--media FILE", "--network", "--gui",
                   "--timeout S", "--json FILE", "--log FILE", "--junit FILE", "--ktap FILE", "--html FILE", "--keep", "-h", "124"):
        assert option in done.stdout, option
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_command_line(fake):
    fake.run(report(), 33, "--topology", "2,3,1", "--numa", "2", "--memory", "1G", "--cpu", "Foo",
             "--qemu-arg", "-name", "--qemu-arg", "a b", words="idle=poll")
    command = fake.arguments()
    assert command[command.index("-smp") + 1] == "6,sockets=2,cores=3,threads=1"
    assert command[command.index("-m") + 1] == "1024M"
    assert command[command.index("-cpu") + 1] == "Foo"
    assert command[command.index("-append") + 1] == "idle=poll format=both"
    assert command[-2:] == ["-name", "a b"]
    nodes = [command[i + 1] for i, word in enumerate(command) if word == "-numa"]
    assert nodes == ["node,nodeid=0,memdev=node0,cpus=0-2", "node,nodeid=1,memdev=node1,cpus=3-5"]


def test_command_line_of_arm(fake, tmp_path):
    """What differs there: the machine, the devices, the firmware, and the word for the way out."""
    (tmp_path / "muster.efi").touch()
    arm = ("--arch", "aarch64", "--efi", tmp_path / "muster.efi")
    fake.run(report(), 33, *arm)
    command = fake.arguments()
    assert command[command.index("-machine") + 1] == "virt,gic-version=3"
    assert command[command.index("-append") + 1] == "format=both exit=debugexit"
    assert command[command.index("-semihosting-config") + 1] == "enable=on,target=native"
    assert "ramfb" in command and not {"VGA", "isa-debug-exit,iobase=0xf4,iosize=4"} & set(command)
    assert any("AAVMF_CODE" in word for word in command)
    fake.run(report(), 33, *arm, "--gic", "2", "--el2", "--device-tree", words="exit=shutdown")
    command = fake.arguments()
    assert command[command.index("-machine") + 1] == (
        "virt,gic-version=2,virtualization=on,acpi=off")
    assert command[command.index("-append") + 1] == "exit=shutdown format=both"
    # A program that returns to the firmware needs no way out.
    fake.run(report(), 33, *arm, words="info")
    command = fake.arguments()
    assert command[command.index("-append") + 1] == "info format=both"


@pytest.mark.parametrize("line", [
    b'BdsDxe: failed to load Boot0001 "UEFI Misc Device" from PciRoot(0x0)/Pci(0x3,0x0): Access Denied\r\n',
    b'\x1b[2J\x1b[01;01HBdsDxe: failed to start Boot0002 "EFI Internal Shell" from Fv(1): Security Violation\r\n'])
def test_refused_by_the_firmware(line, fake):
    """Secure Boot says no: that is the end, at once, and not what the firmware tries next."""
    outcome = fake.run(line + b"BdsDxe: starting Boot0002\r\n", 0, sleep=20)
    assert outcome.code == muster.USAGE, outcome
    assert outcome.stderr.splitlines()[-1].startswith("run.sh: the firmware did not start it: ")
    # But once it runs, it may say what it likes.
    outcome = fake.run(report().replace(b"\n", b"\n" + line, 3), 33)
    assert outcome.code == muster.PASS, outcome


def test_media_and_network(fake, tmp_path):
    """A stick by USB, a CD as the machine has them, the network's own server; no words with any."""
    stick, cd = tmp_path / "a,b.img", tmp_path / "a,b.iso"
    stick.touch(), cd.touch()
    for arch, way, wanted in (
            ("x86_64", ("--media", stick), f"if=none,id=media,format=raw,file={tmp_path}/a,,b.img,snapshot=on"),
            ("x86_64", ("--media", cd), str(cd)),
            ("aarch64", ("--media", cd), f"if=none,id=media,format=raw,file={tmp_path}/a,,b.iso,"
             "media=cdrom,readonly=on"),
            ("aarch64", ("--network", "--efi", stick), "virtio-net-pci,netdev=net,addr=8,romfile=")):
        fake.run(report(), 33, "--arch", arch, *way)
        command = fake.arguments()
        assert wanted in command and not {"-append", "-kernel"} & set(command), command


def test_image_is_named_by_its_architecture(tmp_path):
    """The firmware of each looks for its own name, and a program for neither is refused."""
    for machine, name in ((0x8664, "BOOTX64.EFI"), (0xAA64, "BOOTAA64.EFI"), (0x014C, None)):
        program, image = tmp_path / "muster.efi", tmp_path / "image"
        program.write_bytes(b"MZ" + bytes(58) + struct.pack("<I", 0x80) + bytes(64) + b"PE\0\0" +
                            struct.pack("<H", machine))
        done = subprocess.run([muster.ROOT / "tools" / "image.sh", program, image],
                              capture_output=True, text=True, timeout=30, check=False)
        assert (done.returncode == 0) == bool(name), done
        if name:
            listed = subprocess.run(["mdir", "-b", "-i", image, "::/EFI/BOOT"], check=True,
                                    capture_output=True, text=True, timeout=30).stdout
            assert listed.split() == [f"::/EFI/BOOT/{name}"]
        else:
            assert "no architecture" in done.stderr and not image.exists(), done
        image.unlink(missing_ok=True)


@pytest.mark.skipif(not os.access("/dev/kvm", os.R_OK | os.W_OK), reason="/dev/kvm is not ours")
@pytest.mark.parametrize("serial, accel", [(GREETING, "kvm"), (b"", "tcg,thread=multi")],
                         ids=["kvm-works", "kvm-does-not"])
def test_accel_auto(serial, accel, fake, tmp_path):
    """KVM is tried, and taken if a guest comes to say something; the answer is remembered."""
    qemu = tmp_path / "qemu"  # one that no other test asked
    qemu.symlink_to(FAKE_QEMU)
    fake.run(serial, 0, "--qemu", qemu, "--accel", "auto")
    command = fake.arguments()
    assert command[command.index("-accel") + 1] == accel
    remembered = (muster.BUILD / "kvm-probe").read_text(encoding="utf-8").splitlines()
    assert [line.split()[0] for line in remembered if f" {qemu} " in line] == [
        "yes" if accel == "kvm" else "no"]


@pytest.mark.parametrize("cpus, nodes, memory", [(3, 2, 513), (7, 3, 1000), (4, 4, 512)])
def test_numa_adds_up(cpus, nodes, memory, fake):
    fake.run(report(), 33, "--cpus", cpus, "--numa", nodes, "--memory", memory)
    command = fake.arguments()
    sizes = [int(word.split("size=")[1][:-1]) for word in command if "memory-backend" in word]
    spans = [word.split("cpus=")[1].split("-") for word in command if word.startswith("node,")]
    assert sum(sizes) == memory and len(sizes) == nodes
    assert [n for first, last in spans for n in range(int(first), int(last) + 1)] == list(
        range(cpus))


@pytest.mark.parametrize("serial, code, failures, errors", [
    (report(), 33, 0, 0),
    (report("fail").replace(b'"pass","text"', b'"fail","text"'), 35, 1, 1),  # and so changed on the way
    (report(damage="cut off"), 0, 0, 1),
    (CHATTER, 0, 0, 1),
], ids=["whole", "failed", "cut", "nothing"])
def test_formats_for_a_ci(serial, code, failures, errors, fake, tmp_path):
    """JUnit and KTAP are there however it ended, and change nothing of the exit code."""
    files = [tmp_path / name for name in ("report.xml", "report.ktap", "report.html")]
    plain = fake.run(serial, code)
    outcome = fake.run(serial, code, "--junit", files[0], "--ktap", files[1], "--html", files[2])
    assert outcome.code == plain.code, outcome
    suite = xml.parse(files[0]).find("testsuite")
    assert (suite.get("failures"), suite.get("errors")) == (str(failures), str(errors))
    last = files[1].read_text(encoding="utf-8").splitlines()[-1]
    assert last == ("not ok 1 muster" if failures + errors else "ok 1 muster")
    assert files[2].read_text(encoding="utf-8").endswith("</html>\n")


# ---- verdicts ----

@pytest.mark.parametrize("serial, code, expected", [
    (report(), 33, muster.PASS),
    (report(), 0, muster.PASS),  # exit=shutdown: the record tells
    (report("fail"), 35, muster.CHECK_FAILED),
    (report("fail"), 33, muster.CHECK_FAILED),  # the record is right
    (report("skip"), 33, muster.CHECK_FAILED),  # nothing was tested
    (report("fail"), 39, muster.CRASHED),
    (report(damage="no last newline"), 33, muster.PASS),
    (report(damage="lost line"), 33, muster.NO_END),
    (report(damage="changed byte"), 33, muster.NO_END),
    (report(damage="lines after the end"), 33, muster.NO_END),
    (report(damage="cut off"), 33, muster.NO_END),
    (report(damage="cut off"), 0, muster.NO_END),
    (report(damage="cut off"), 39, muster.CRASHED),
    (report(damage="cut off") + report(), 33, muster.PASS),  # it was reset, and came back
    (report() + report(damage="cut off"), 33, muster.NO_END),
    (b"", 33, muster.NO_END),
    (b"", 0, muster.NO_END),
    (b"", 1, muster.USAGE),
    (b"muster: refused: unknown word 'x'\r\n", 0, muster.USAGE),
], ids=itertools.count())
def test_verdict(serial, code, expected, fake):
    outcome = fake.run(CHATTER + GREETING + serial if serial else b"", code)
    assert outcome.code == expected, outcome
    if expected == muster.PASS:
        assert outcome.stdout.startswith("muster 0.1.0: reading the ACPI tables\n"), outcome
        assert "BdsDxe" not in outcome.stdout and "some text\n" in outcome.stdout
        assert '{"rec"' not in outcome.stdout


@pytest.mark.parametrize("text, code, expected", [
    ("PASS: 3 checks passed, 0 failed", 33, muster.PASS),
    ("PASS: 3 checks passed, 0 failed", 0, muster.PASS),
    ("FAIL: 3 checks passed, 1 failed", 35, muster.CHECK_FAILED),
    ("FAIL: 3 checks passed, 1 failed", 0, muster.CHECK_FAILED),
    ("FAIL: 3 checks passed, 1 failed", 39, muster.CRASHED),
    ("half of it", 0, muster.NO_END),
    ("half of it", 39, muster.CRASHED),
])
def test_verdict_of_text(text, code, expected, fake):
    outcome = fake.run(GREETING + text.encode() + b"\r\n", code, words="format=text")
    assert outcome.code == expected, outcome


@pytest.mark.parametrize("code, expected", [
    (33, muster.PASS), (35, muster.CHECK_FAILED), (39, muster.CRASHED), (41, muster.USAGE),
    (0, muster.NO_END), (1, muster.USAGE)])
def test_verdict_without_serial(code, expected, fake):
    outcome = fake.run(b"", code, "--no-serial")
    assert outcome.code == expected, outcome


def test_json_file(fake):
    outcome = fake.run(CHATTER + GREETING + report(), 33, want_json=True)
    assert [record["rec"] for record in outcome.records] == ["run", "check", "end"]
    assert outcome.log == CHATTER + GREETING + report()


def test_stderr_of_qemu(fake):
    """What QEMU says is shown when it fails, and does not spoil the report when it does not."""
    outcome = fake.run(GREETING + report(), 33, stderr="warning: no such feature\n" * 300)
    assert outcome.code == muster.PASS
    assert "no such feature" not in outcome.stderr + outcome.stdout
    outcome = fake.run(b"", 1, stderr="no such machine\n")
    assert outcome.code == muster.USAGE and "no such machine" in outcome.stderr


def test_screenshot_that_cannot_be_taken(fake, tmp_path):
    """QEMU says nothing to that."""
    outcome = fake.run(GREETING + report(), 33, "--screenshot", tmp_path / "screen.png", sleep=2)
    assert outcome.code == muster.PASS and "run.sh: no screenshot could be taken" in outcome.stderr


def test_guest_that_halts_is_stopped(fake):
    began = time.monotonic()
    outcome = fake.run(GREETING + report(), 0, sleep=60, words="exit=halt")
    assert outcome.code == muster.PASS and time.monotonic() - began < 20


# ---- the end that nobody planned ----

def processes_of(folder):
    """Processes that live and were given this folder's scratch folder."""
    text = f"TMPDIR={folder / 'scratch'}"
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if text.encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            pass
    return found


def is_emulator(number):
    name = pathlib.Path(f"/proc/{number}/comm").read_text(encoding="utf-8")
    return name.startswith(("qemu-system", "bochs-bin"))


def wait_until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def test_timeout(tmp_path):
    began = time.monotonic()
    outcome = muster.run(tmp_path, "--cpus", 2, "--timeout", 12,
                         words=QUICK + " mps=off only=call.all soak=600", want_json=False)
    assert outcome.code == muster.TIMEOUT, outcome
    assert time.monotonic() - began < 40
    assert "calls ran" in outcome.stderr, "it does not say how far it came"
    assert "core 0:" in outcome.stderr and "core 1:" in outcome.stderr
    assert not processes_of(tmp_path)


def test_timeout_before_muster(fake):
    outcome = fake.run(CHATTER, 0, "--timeout", 1, sleep=60)
    assert outcome.code == muster.TIMEOUT and "never started" in outcome.stderr


def test_triple_fault(tmp_path):
    """A firmware that does nothing but that: lidt [0], int3"""
    firmware = bytearray(b"\xff" * (256 * 1024))
    firmware[-16:-10] = bytes.fromhex("0f011e0000cc")
    (tmp_path / "triple.fd").write_bytes(firmware)
    outcome = muster.run(tmp_path, "--cpus", 1, "--accel", "tcg", "--firmware",
                         tmp_path / "triple.fd", want_json=False)
    assert outcome.code == muster.CRASHED, outcome
    assert "core 0:" in outcome.stderr and "triple fault" in outcome.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
                         ids=lambda how: how.name)
@pytest.mark.parametrize("emulator", ["qemu", "bochs"])
def test_signal(how, emulator, tmp_path):
    with subprocess.Popen(
            muster.command("--emulator", emulator, "--cpus", 2), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=muster.environment(tmp_path), start_new_session=True,
            # A shell that was started to ignore a signal could not catch it.
            preexec_fn=lambda: signal.signal(how, signal.SIG_DFL)) as process:
        wait_until(lambda: any(is_emulator(number) for number in processes_of(tmp_path)), 20)
        time.sleep(0.5)
        os.kill(process.pid, how)
        assert process.wait(timeout=20) == 128 + how
    wait_until(lambda: not processes_of(tmp_path), 5)
    assert not muster.left_behind(tmp_path)


def test_two_at_once(tmp_path):
    runs = []
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        runs.append(subprocess.Popen(
            muster.command("--cpus", number, "--json", folder / "json", "--", *QUICK.split()),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=muster.environment(folder)))
    assert [run.wait(timeout=300) for run in runs] == [0, 0]
    for number in (1, 2):
        lines = (tmp_path / str(number) / "json").read_text(encoding="utf-8").splitlines()
        books = [json.loads(line) for line in lines if line.startswith('{"rec":"bringup"')]
        assert [book["online"] for book in books] == [number]


def test_keep(fake):
    serial = GREETING + report()
    (fake.folder / "source").write_bytes(serial)
    env = {**muster.environment(fake.folder), "FAKE_SERIAL": str(fake.folder / "source"),
           "FAKE_EXIT": "33"}
    done = subprocess.run(
        muster.command("--keep", "--qemu", FAKE_QEMU, "--accel", "tcg"), env=env, text=True,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    [kept] = muster.left_behind(fake.folder)
    assert kept in done.stderr
    assert (fake.folder / "scratch" / kept / "serial").read_bytes() == serial
