# SPDX-License-Identifier: BSD-2-Clause
"""tools/setup.sh, with an apt-get that only pretends."""

import os
import pathlib
import shutil
import subprocess
import time

import pytest

import muster

SETUP = muster.ROOT / "tools" / "setup.sh"
EXTRA = muster.ROOT / "tools" / "setup_extra.sh"
VARS = muster.ROOT / "tools" / "setup_vars.sh"
LAB = muster.ROOT / "tools" / "setup_lab.sh"
CROSS = muster.ROOT / "tools" / "setup_cross.sh"
# What the scripts themselves call, and what they look for
TOOLS = ("bash sh sed awk cut sort tr grep mkdir flock dirname mktemp rm env tail cat touch uname "
         "head chmod gcc make ld qemu-system-x86_64 mformat").split()


class Machine:
    """A machine on which only some programs are there."""

    def __init__(self, folder, user=0):
        self.bin, self.build, self.log = folder / "bin", folder / "build", folder / "apt.log"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.put("id", f'case $1 in -un) echo nobody ;; *) echo {user} ;; esac')
        # Installs mtools once the lists are fresh
        self.put("apt-get", f'''
            echo "$DEBIAN_FRONTEND $*" >>{self.log}
            case " $* " in
            *" update "*) touch {folder}/fresh ;;
            *" install "*" mtools "*) [ -e {folder}/fresh ] || exit 100
                touch {self.bin}/mformat; chmod +x {self.bin}/mformat ;;
            esac''')

    def put(self, name, text):
        path = self.bin / name
        path.write_text(f"#!{shutil.which('sh')}\n{text}\n", encoding="utf-8")
        path.chmod(0o755)

    def remove(self, name):
        (self.bin / name).unlink()

    def run(self, *command):
        environment = {"PATH": str(self.bin), "B": str(self.build)}
        return subprocess.run([str(word) for word in command], env=environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                              check=False)

    def calls(self):
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


def test_nothing_missing(tmp_path):
    machine = Machine(tmp_path)
    began = time.monotonic()
    done = machine.run(SETUP, "build", "run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), done
    assert time.monotonic() - began < 20  # it asks no package manager
    assert machine.calls() == []


def test_installs_what_is_missing(tmp_path):
    machine = Machine(tmp_path)
    machine.remove("mformat")
    done = machine.run(SETUP, "build", "run")
    assert done.returncode == 0, done
    assert done.stderr.splitlines() == ["setup: installing mtools (makes disk images)"]
    first, update, second = machine.calls()
    assert first == second and " update" in update
    assert first.startswith("noninteractive ") and first.endswith(" mtools") and " -y " in first
    # and not again
    done = machine.run(SETUP, "build", "run")
    assert (done.returncode, done.stderr, len(machine.calls())) == (0, "", 3)


def test_says_what_to_run_without_root(tmp_path):
    machine = Machine(tmp_path, user=1000)
    machine.remove("mformat")
    done = machine.run(SETUP)
    assert done.returncode == 2 and machine.calls() == [], done
    assert done.stderr.splitlines()[-1] == "apt-get install --no-install-recommends mtools"


def test_sudo_without_password(tmp_path):
    machine = Machine(tmp_path, user=1000)
    machine.remove("mformat")
    machine.put("sudo", '[ "$1" = -n ] || exit 1; shift; exec "$@"')
    machine.put("true", "exit 0")
    done = machine.run(SETUP)
    assert done.returncode == 0 and len(machine.calls()) == 3, done


def test_package_that_cannot_be_had(tmp_path):
    machine = Machine(tmp_path)
    machine.remove("qemu-system-x86_64")
    machine.put("apt-get", 'case "$*" in *install*) echo "E: no such package"; exit 100 ;; esac')
    done = machine.run(SETUP)
    assert done.returncode == 2, done
    assert "E: no such package" in done.stderr and "qemu-system-x86" in done.stderr


def test_package_without_its_file(tmp_path):
    """apt-get is content, and yet the program is not there."""
    machine = Machine(tmp_path)
    machine.remove("mformat")
    machine.put("apt-get", "exit 0")
    done = machine.run(SETUP)
    assert done.returncode == 2, done
    assert done.stderr.splitlines()[-1].startswith("setup: installed, but still not found: mtools|"), done


def test_no_apt(tmp_path):
    """On another system than Debian each script says what it lacks."""
    machine = Machine(tmp_path)
    for name in ("apt-get", "mformat"):
        machine.remove(name)
    for script, code, said in (
            ((SETUP,), 2, "setup: missing, and there is no apt-get to install it with: mtools"),
            ((CROSS, tmp_path / "a"), 2,
             "setup: there is no apt-get to fetch gnu-efi libfdt-dev of arm64 with"),
            ((EXTRA, tmp_path / "b"), 0,
             "setup: no newer QEMU and OVMF, their tests will be skipped: there is no apt-get")):
        done = machine.run(*script)
        assert (done.returncode, done.stderr.strip()) == (code, said), done


def test_extra_on_another_machine(tmp_path):
    machine = Machine(tmp_path)
    machine.remove("uname")
    machine.put("uname", "echo riscv64")
    done = machine.run(EXTRA, tmp_path / "extra")
    assert done.returncode == 0 and done.stderr.endswith("skipped: this machine is no x86_64\n"), done


def test_unknown_group(tmp_path):
    done = Machine(tmp_path).run(SETUP, "biuld")
    assert done.returncode == 2 and "'biuld'" in done.stderr


NO_MIRROR = pytest.mark.parametrize("apt_get", [
    "",  # names no mirror
    'case "$*" in *indextargets*) sed -n "s/^VERSION_CODENAME=/http:.. /p" /etc/os-release |'
    ' sed "s/$/ main/" ;; *) echo "E: no network" >&2; exit 100 ;; esac'],
    ids=["no-mirror", "no-network"])


@NO_MIRROR
def test_cross_that_cannot_be_had(apt_get, tmp_path):
    """Nothing can be compiled without, so it is a failure; and nothing half fetched stays."""
    machine = Machine(tmp_path)
    machine.put("apt-get", apt_get)
    done = machine.run(CROSS, tmp_path / "aarch64")
    assert done.returncode == 2, done
    assert done.stderr.startswith("setup: ") and "gnu-efi libfdt-dev of arm64" in done.stderr
    assert not any((tmp_path / "aarch64").rglob("*"))


@NO_MIRROR
def test_extra_that_cannot_be_had(apt_get, tmp_path):
    """No newer QEMU is no failure; but it is said."""
    machine = Machine(tmp_path)
    machine.put("apt-get", apt_get)
    done = machine.run(EXTRA, tmp_path / "extra")
    assert done.returncode == 0, done
    last = done.stderr.splitlines()[-1]
    assert last.startswith("setup: no newer QEMU and OVMF, their tests will be skipped: ")
    assert not any((tmp_path / "extra").rglob("*"))


@NO_MIRROR
def test_vars_that_cannot_be_had(apt_get, tmp_path):
    machine = Machine(tmp_path)
    machine.put("apt-get", apt_get)
    done = machine.run(VARS, tmp_path / "extra" / "vars")
    assert done.returncode == 0, done
    last = done.stderr.splitlines()[-1]
    assert last.startswith("setup: no virt-fw-vars, its tests will be skipped: ")
    assert not any((tmp_path / "extra").rglob("*"))


@NO_MIRROR
def test_lab_that_cannot_be_had(apt_get, tmp_path):
    machine = Machine(tmp_path)
    machine.put("apt-get", apt_get)
    done = machine.run(LAB, tmp_path / "lab")
    assert done.returncode == 0, done
    last = done.stderr.splitlines()[-1]
    assert last.startswith("setup: no labgrid with a coordinator and no LAVA, their tests will be skipped: ")
    assert not any((tmp_path / "lab").rglob("*"))


def test_extra_is_newer():
    if not muster.QEMU10["x86_64"].exists():
        pytest.skip("no newer QEMU and OVMF (tools/setup.sh extra)")
    for qemu in (muster.QEMU10["x86_64"], muster.QEMU10["aarch64"]):
        done = subprocess.run([qemu, "--version"], capture_output=True, text=True, timeout=30,
                              check=True)
        version = done.stdout.split("version ")[1].split(".")
        assert int(version[0]) >= 10
    assert os.path.getsize(muster.STRICT_NX["x86_64"]) == os.path.getsize(muster.FIRMWARE2025["x86_64"])
    assert pathlib.Path(muster.STRICT_NX["x86_64"]).read_bytes() != muster.FIRMWARE2025["x86_64"].read_bytes()
    assert muster.FIRMWARE2025["aarch64"].exists()
