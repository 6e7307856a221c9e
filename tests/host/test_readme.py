# SPDX-License-Identifier: BSD-2-Clause
"""README.md's commands: each is run here, as it stands or with what makes it short, or it says why not. The QEMU is one that only
says a report; tests/vm/test_readme.py boots, and compares what is printed. Who adds a command to README.md adds a row here."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

import test_efivar
import test_muster_lint
import test_results

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("B", "build")
sys.path.insert(0, str(ROOT / "tests"))

import readme  # noqa: E402 # pylint: disable=wrong-import-position

# Set-up and build would change this machine, or build within a build; KVM is not asked of a QEMU that is none.
SHORT = ("./run.sh", "./run.sh --no-setup --efi program --accel tcg")
LONG = "a part of what runs this test"
HARDWARE = "writes on a stick, as root"
AS_IS = ("", "")
ELSEWHERE = "wants labgrid: tests/lab/test_labgrid.py runs it where there is one"

# Command: (what is replaced, by what), or why it is only looked at; the targets of make must be there.
COMMANDS = {
    "./run.sh": SHORT,
    "./run.sh --arch aarch64": SHORT,
    "make test": LONG,
    "./run.sh --arch aarch64 --gic 2 --cpus 8": SHORT,
    "./run.sh --arch aarch64 --el2": SHORT,
    "./run.sh --arch aarch64 --el2 -- el=2": SHORT,
    "./run.sh --arch aarch64 --device-tree": SHORT,
    "./run.sh --arch aarch64 --cpus 255 --cpu neoverse-n1": SHORT,
    "./run.sh --cpus 8 -- maxcpus=6 'only=ipi.*,call.all'": SHORT,
    "make stick": LONG,
    "sudo dd if=build/muster-stick.img of=/dev/sdX bs=1M conv=fsync": HARDWARE,
    "make iso": LONG,
    "make keys": LONG,
    "make stick KEY=build/keys/db.key CERT=build/keys/db.pem": LONG,
    "tools/image.sh build/muster.efi build/stick.img exit=halt": ("build/stick.img", "stick.img"),
    "tools/muster report serial.log": AS_IS,
    "tools/muster compare old.json new.json": AS_IS,
    "tools/muster junit serial.log -o report.xml": AS_IS,
    "tools/muster sweep matrix.yaml results -j 2": ("-j 2", "-j 2 --list"),
    "tools/muster efivar": ("efivar", "efivar variable"),
    "make lab": LONG,
    "tools/lab/run --lg-env tools/lab/qemu.yaml": ELSEWHERE,
    "make lint": LONG,
    "build/host/muster-lint board.log": AS_IS,
}
WORDS = {"el=2", "maxcpus=6", "only=ipi.*,call.all"}


def test_each_command_is_known():
    shown = list(readme.commands())
    assert sorted(set(shown) - COMMANDS.keys()) == [], "README.md has commands that COMMANDS does not run"
    assert sorted(COMMANDS.keys() - set(shown)) == [], "COMMANDS has commands that README.md does not show"


@pytest.fixture(name="place")
def fixture_place(tmp_path):
    """A folder that looks like the top folder of the sources, with the files that README.md names."""
    for name in ("run.sh", "tools"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "build").symlink_to(BUILD)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    for name in ("qemu-system-x86_64", "qemu-system-aarch64"):
        (bin_folder / name).symlink_to(ROOT / "tests/vm/fake_qemu.py")
    serial = test_results.port(test_results.WHOLE)
    for name, data in (("program", b""), ("serial.log", serial), ("old.json", serial), ("new.json", serial),
                       ("board.log", test_muster_lint.dump(test_muster_lint.madt())),
                       ("variable", test_efivar.ATTRIBUTES + test_efivar.line()),
                       ("matrix.yaml", "\n".join(readme.blocks("yaml")[0]).encode())):
        (tmp_path / name).write_bytes(data)
    return tmp_path


def run(command, place):
    environment = {**os.environ, "PATH": f"{place}/bin:{os.environ['PATH']}", "FAKE_EXIT": "33",
                   "FAKE_SERIAL": str(place / "serial.log"), "FAKE_ARGUMENTS": str(place / "arguments")}
    done = subprocess.run(["bash", "-c", command], cwd=place, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done
    return done


@pytest.mark.parametrize("command", [text for text, how in COMMANDS.items() if isinstance(how, tuple)])
def test_command(command, place):
    if "muster-lint" in command and not (BUILD / "host/muster-lint").exists():
        pytest.skip("muster-lint is not built (make lint)")
    done = run(command.replace(*COMMANDS[command]), place)
    if "run.sh" not in command:
        return
    assert "PASS" in done.stdout or done.stdout == "", done
    given = (place / "arguments").read_text(encoding="utf-8").splitlines()
    append = given[given.index("-append") + 1].split()
    words = command.partition(" -- ")[2].replace("'", "").split()
    assert set(words) <= WORDS and append[:len(words)] == words, append


@pytest.mark.parametrize("command", [text for text, how in COMMANDS.items() if how == LONG])
def test_target_of_make(command):
    rules = "\n".join(path.read_text(encoding="utf-8") for path in (
        ROOT / "Makefile", *ROOT.glob("tests/*.mk"), *ROOT.glob("tools/*/*.mk"), *ROOT.glob("tools/*.mk")))
    assert re.search(rf"^([\w ]+ )?{command.split()[1]}( [\w ]+)?:", rules, re.MULTILINE), command


@pytest.mark.parametrize("command", [text for text, how in COMMANDS.items() if how == HARDWARE])
def test_syntax(command):
    subprocess.run(["bash", "-n", "-c", command], check=True)
    assert "build/muster-stick.img" in command, "make stick writes another file"


def test_what_runs_elsewhere():
    text = (ROOT / "tests/lab/test_labgrid.py").read_text(encoding="utf-8")
    for command in (text for text, how in COMMANDS.items() if how == ELSEWHERE):
        assert command.split()[-1].rpartition("/")[2] in text, command


def test_files_of_a_sweep(place):
    """The YAML that README.md shows names so many configurations: 4 numbers of cores, 2 ways to idle, less one, and one more."""
    done = run("tools/muster sweep matrix.yaml results --list", place)
    assert len(done.stdout.splitlines()) == 8, done.stdout


# ---- what README.md says that is printed, where no machine is needed ----

def test_words_are_those_of_help():
    words = BUILD / "host/words"
    if not words.exists():
        pytest.skip("build/host/words is not built (make man)")
    told = subprocess.run([words, "shell"], capture_output=True, text=True, check=True).stdout
    shown = readme.block_with("usage: muster.efi")
    usage = next(i for i, line in enumerate(shown) if line.startswith("usage: "))
    assert shown[usage + 1:] == told.replace("\r", "").splitlines(), "README.md's list of words is old"
    source = (ROOT / "efi/help.c").read_text(encoding="utf-8")
    for line in shown[:usage + 1]:
        assert re.sub(r"^muster [\d.]+", "", line) in source, line


def test_exit_codes_are_those_of_run_sh():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| (\d+) \| ([^|]*) \|$", text, re.MULTILINE)
    assert [code for code, _ in shown] == ["0", "1", "2", "3", "4", "124"]


def test_options_are_those_of_run_sh():
    """Of each option that README.md's table has, run.sh's help knows."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    told = subprocess.run([ROOT / "run.sh", "-h"], capture_output=True, text=True, check=True).stdout
    table = text.partition("Those for every day:")[2].partition("The report goes to")[0]
    options = re.findall(r"(--[a-z][a-z-]+)", table)
    assert len(options) > 15
    assert [option for option in options if option not in told] == []


def test_shapes_tell_words_from_figures():
    assert readme.shape("  ipi.rtt to=one  2000 1291 ns 0.0 4160 us   0.6") == readme.shape(
        "  ipi.rtt to=one   900  9.1 us 2.5   17 ms  11.6")
    assert readme.shape("[pass] a: 4 of 4 cores") != readme.shape("[pass] a: 4 of 4 locks")
    assert readme.logical(["[pass] a: one", "       two", "b"]) == ["[pass] a: one two", "b"]
