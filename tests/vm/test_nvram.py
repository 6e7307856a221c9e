# SPDX-License-Identifier: BSD-2-Clause
"""The result that survives a run: in the firmware's variables, from one boot of a machine to the next."""

import struct
import subprocess
import sys

import pytest

import muster
from cases import FAST

sys.path.insert(0, str(muster.ROOT / "tools"))
from results import efivar  # noqa: E402

VENDOR = bytes.fromhex("527b0e3f1e7c0b4d9a436d7573746572")
NAME = "Muster\0".encode("utf-16-le")
# EDK II's AUTHENTICATED_VARIABLE_HEADER, the GUID last
HEADER = struct.Struct("<HBBIQ16sIII16s")
LIVE = (0x3F, 0x3E)  # states: added, and about to be replaced
RESULTS = "::/EFI/muster/results"
EXIT = {"x86_64": "", "aarch64": " exit=debugexit"}


def variables(store):
    """All that were ever written under our name: whether it holds, and the bytes."""
    data, found, at = store.read_bytes(), [], 0
    while (at := data.find(VENDOR, at)) >= 0:
        start = at + len(VENDOR) - HEADER.size
        magic, state, _, attributes, _, _, _, name_size, size, _ = HEADER.unpack_from(data, start)
        at += len(VENDOR)
        if magic == 0x55AA and data[at:at + name_size] == NAME and state not in (0xFF, 0x7F):
            assert attributes == 7
            found.append((state in LIVE, data[at + name_size:at + name_size + size]))
    return found


def the_variable(store):
    live = [data for holds, data in variables(store) if holds]
    assert len(live) <= 1
    return efivar.read(live[0]) if live else None


class Stick:
    """A disk image that the firmware boots by itself, words in a file on it; and the machine's variables."""

    def __init__(self, folder, arch):
        self.folder, self.arch = folder, arch
        self.image, self.vars = folder / "stick.img", folder / "vars.fd"
        self.program = muster.BUILD / ("" if arch == "x86_64" else arch) / "muster.efi"
        subprocess.run([muster.ROOT / "tools" / "image.sh", self.program, self.image], check=True)

    def say(self, words):
        (self.folder / "muster.cfg").write_text(f"format=both {words}{EXIT[self.arch]}\n")
        subprocess.run(["mmd", "-D", "s", "-i", self.image, "::/EFI/muster"], check=False,
                       stdin=subprocess.DEVNULL, capture_output=True)
        subprocess.run(["mcopy", "-o", "-i", self.image, self.folder / "muster.cfg",
                        "::/EFI/muster/muster.cfg"], check=True)

    def options(self):
        return ["--arch", self.arch, "--cpus", 2, "--accel", "tcg", "--disk", self.image,
                "--vars", self.vars]

    def boot(self, words):
        self.say(words)
        return muster.run(self.folder, *self.options())

    def boot_until(self, words, line):
        """And pulls the plug when it says so."""
        self.say(words)
        seen = []
        with subprocess.Popen(muster.command(*self.options(), "--log", self.folder / "serial.log"),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.DEVNULL, errors="replace",
                              env=muster.environment(self.folder)) as process:
            for text in process.stdout:
                seen.append(text)
                if line in text:
                    process.terminate()
                    break
            process.stdout.read()
        assert seen and line in seen[-1], "".join(seen)
        return "".join(seen)

    def file(self, number):
        read = subprocess.run(["mtype", "-i", self.image, f"{RESULTS}/{number:04}.json"],
                              capture_output=True, check=False)
        return efivar.read(read.stdout) if read.returncode == 0 else None


def rules(outcome):
    return {finding["rule"] for finding in outcome.of("finding")}


def test_results_survive(tmp_path):
    stick = Stick(tmp_path, "x86_64")

    done = stick.boot(FAST)
    assert done.code == muster.PASS, done
    muster.check_whole(done)
    assert done.one("nvram")["writes"] == 3 and done.one("nvram")["failed"] == 0
    kept = the_variable(stick.vars)
    assert (kept["state"], kept["result"], kept["online"]) == ("done", "pass", 2)
    assert kept["passed"] == done.records[-1]["passed"] and kept["board"].startswith("QEMU ")
    assert kept["call_all_ns"] in [stat["p50"] for stat in done.of("stat")]
    assert len(variables(stick.vars)) == 4, "flash wears"

    # The next start collects it, and is killed; the one after it crashes.
    stick.boot_until(f"{FAST} soak=60", "a random load on all cores")
    assert stick.file(1) == kept
    assert (the_variable(stick.vars)["state"], the_variable(stick.vars)["step"]) == (
        "in-progress", "measure")

    crash = stick.boot(f"{FAST} fault=ud@0")
    assert crash.code == muster.CRASHED and "nvram.crashed" in rules(crash), crash
    killed = stick.file(2)
    assert (killed["state"], killed["step"], killed["result"]) == ("crashed", "measure", "fail")
    kept = the_variable(stick.vars)
    assert (kept["state"], kept["step"]) == ("crashed", "fault") and "#UD" in kept["fault"]

    said = stick.boot_until("collect", "0003.json")
    assert "crashed at step 'fault'" in said
    assert stick.file(3) == kept and stick.file(4) is None
    assert the_variable(stick.vars) is None


def test_on_arm(tmp_path):
    stick = Stick(tmp_path, "aarch64")
    crash = stick.boot(f"{FAST} fault=ud@0")
    assert crash.code == muster.CRASHED, crash
    done = stick.boot(FAST)
    assert done.code == muster.PASS and "nvram.crashed" in rules(done), done
    assert (stick.file(1)["state"], stick.file(1)["step"]) == ("crashed", "fault")
    assert the_variable(stick.vars)["result"] == "pass"


def test_where_variables_are_written_in_system_management_mode(tmp_path):
    """And there is no volume to collect to: the result is told all the same."""
    if not muster.SECBOOT.exists():
        pytest.skip(f"there is no {muster.SECBOOT}")
    store = tmp_path / "vars.fd"
    options = ("--cpus", 2, "--accel", "tcg-single", "--firmware", muster.SECBOOT, "--vars", store)
    off = muster.run(tmp_path, *options, words=f"{FAST} nvram=off")
    assert off.code == muster.PASS and not off.of("nvram"), off
    assert not variables(store)
    done = muster.run(tmp_path, *options, words=FAST)
    assert done.code == muster.PASS and done.one("nvram")["failed"] == 0, done
    assert the_variable(store)["state"] == "done"
    told = muster.run(tmp_path, *options, words="collect", want_json=False)
    assert "the last run:" in told.stdout and "not put into a file" in told.stdout, told
    assert the_variable(store)["state"] == "done"


@pytest.mark.parametrize("arch, break_, rule, failed", [
    ("x86_64", "variables-refused", "nvram.write", None),
    ("x86_64", "variables-full", "nvram.room nvram.write", 3),
    ("x86_64", "variables-fault", "nvram.fault", 1),
    ("x86_64", "variables-damaged", "nvram.damaged", 0),
    ("aarch64", "variables-fault", "nvram.fault", 1)])
def test_firmware_that_does_not_take_them(tmp_path, arch, break_, rule, failed):
    """It is told, and the run goes on."""
    hostile = muster.BUILD / ("" if arch == "x86_64" else arch) / "hostile.efi"
    outcome = muster.run(tmp_path, "--arch", arch, "--efi", hostile, "--cpus", 2, "--accel", "tcg",
                         words=f"break={break_} {FAST}")
    assert outcome.code == muster.PASS, outcome
    muster.check_whole(outcome)
    assert set(rule.split()) <= rules(outcome), outcome
    assert [record["failed"] for record in outcome.of("nvram")] == ([] if failed is None else [failed])
