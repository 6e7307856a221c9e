# SPDX-License-Identifier: BSD-2-Clause
"""Boots Muster, or Linux, once on a virtual machine, and takes what it measured."""

import json
import os
import pathlib
import re
import subprocess
import sys

import table

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("B", "build")
RUN_SH = ROOT / "run.sh"
LINUX_SH = ROOT / "tools/peers/linux/run.sh"

# The Arm counter ticks once a nanosecond, as instructions under -icount do; and signed pointers,
# which only Linux uses, cost QEMU far more than a processor unless it may sign as it likes.
CPU = {"x86_64": "max", "aarch64": "max,pauth-impdef=on,cntfrq=1000000000"}
# The stats of table.ROWS, in what fits into one word
ONLY = "bringup.*,call.single,call.async,call.all,irq_work.self,cacheline.rtt,hotplug.*,mps.*"
ICOUNT = ["--qemu-arg", "-icount", "--qemu-arg", "shift=0,sleep=off"]


class Refused(Exception):
    """It cannot be measured here; the text says why."""


def run(command, lock=False):
    if lock and os.environ.get("VM_LOCK"):  # others on this host measure too
        command = ["flock", os.environ["VM_LOCK"], *command]
    return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace", check=False)


def first_line(*command):
    try:
        lines = run(command).stdout.splitlines()
    except OSError:
        return ""
    return lines[0] if lines else ""


# ---- what it is measured on ----

def qemu_version(options):
    qemu = options.qemu or f"qemu-system-{options.arch}"
    found = re.search(r"version ([0-9.]*[0-9])", first_line(qemu, "--version"))
    if not found:
        raise Refused(f"{qemu} is not there, or says no version (tools/setup.sh installs it)")
    return f"QEMU {found[1]}"


def firmware_version(options):
    """The package's, or the file itself where it is in none."""
    packages = {"x86_64": "ovmf", "aarch64": "qemu-efi-aarch64"}
    if options.firmware:
        return f"firmware {pathlib.Path(options.firmware).parent.name}"
    version = first_line("dpkg-query", "-W", "-f", "${Version}", packages[options.arch])
    return f"{packages[options.arch]} {version}".strip()


def muster_version(options):
    commit = first_line("git", "-C", ROOT, "describe", "--always", "--dirty")
    return f"Muster {commit or 'of no repository'}"


def prepare(options):
    """Builds and fetches, so that the boots find all there; says what it is measured on."""
    result = BUILD if options.arch == "x86_64" else BUILD / options.arch
    if not (result / "muster.efi").exists():
        raise Refused(f"there is no {result / 'muster.efi'}: make ARCH={options.arch}")
    options.place = f"{qemu_version(options)}, {firmware_version(options)}"
    options.muster_version = muster_version(options)
    if "linux" not in options.peers:
        return
    done = run([LINUX_SH, "--arch", options.arch, "--setup-only"])
    if done.returncode:
        raise Refused("Linux cannot be had here (--peers mps measures without it): "
                      f"{done.stderr.strip()[-400:]}")


# ---- one boot ----

def machine_words(options, cpus):
    words = ["--arch", options.arch, "--accel", options.accel, "--cpus", cpus,
             "--timeout", options.timeout, "--cpu", CPU[options.arch]]
    for name in ("qemu", "firmware"):
        if getattr(options, name):
            words += [f"--{name}", getattr(options, name)]
    return words


def boot_of(options, who, cpus, number, found, version):
    return {"who": who, "arch": options.arch, "accel": options.accel, "icount": options.icount,
            "idle": options.idle, "qemu": options.place, "cpus": cpus, "run": number,
            "load": os.getloadavg()[0], "processors": os.cpu_count(), "version": version,
            "ns": found}


def complain(who, cpus, done):
    print(f"{who} on {cpus} cores ended with {done.returncode}: {done.stderr.strip()[-400:]}",
          file=sys.stderr)


def muster_records(options, cpus, words):
    """All records of one boot; none if it failed."""
    file = BUILD / "peers" / f"muster-{options.arch}-{cpus}-{os.getpid()}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    command = [RUN_SH, "--no-setup", "--no-build", *machine_words(options, cpus), "--json", file]
    if options.icount:
        command += ICOUNT
    done = run([*command, "--", *words], lock=True)
    if done.returncode:
        complain("Muster", cpus, done)
        return []
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    file.unlink()
    return records


def muster(options, cpus, number):
    """Its boot, and that of the firmware's MP Services, which it times before it leaves them."""
    words = [f"idle={options.idle}", f"iterations={options.iterations}", f"only={ONLY}"]
    if options.icount or "mps" not in options.peers:
        words.append("mps=off")
    records = muster_records(options, cpus, words)
    boots = [boot_of(options, who, cpus, number, take(records), options.muster_version)
             for who, take in (("muster", table.of_muster), ("mps", table.of_mps))]
    return [boot for boot in boots if boot["ns"]]


def linux(options, cpus, number):
    command = [LINUX_SH, *machine_words(options, cpus), "--idle", options.idle,
               "--iterations", options.iterations]
    if options.icount:
        command.append("--icount")
    done = run(command, lock=True)
    if done.returncode:
        complain("Linux", cpus, done)
        return []
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    release = next((line["release"] for line in lines if line["metric"] == "env"), "")
    return [boot_of(options, "linux", cpus, number, table.of_linux(lines), f"Linux {release}")]
