# SPDX-License-Identifier: BSD-2-Clause
"""make install, and what is installed: it works without the source tree."""

import os
import pathlib
import re
import shutil
import stat
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAKE_QEMU = ROOT / "tests" / "vm" / "fake_qemu.py"
MODULES = {path.name for path in (ROOT / "tools" / "results").glob("*.py")}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The root of a system with Muster on it."""
    root = tmp_path_factory.mktemp("root")
    environment = {key: value for key, value in os.environ.items() if key != "MAKEFLAGS"}
    done = subprocess.run(["make", "-s", "-C", ROOT, "install", f"DESTDIR={root}", "PREFIX=/usr"],
                          env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done
    return root


def run(root, name, *words, home=None, **more):
    environment = {**os.environ, "HOME": str(home or root), "XDG_CACHE_HOME": "", **more}
    del environment["XDG_CACHE_HOME"]
    return subprocess.run([root / "usr/bin" / name, *map(str, words)], stdin=subprocess.DEVNULL,
                          env=environment, capture_output=True, text=True, timeout=60, check=False)


def page(root, name):
    text = (root / "usr/share/man" / f"man{name[-1]}" / name).read_text(encoding="utf-8")
    return text.replace("\\-", "-").replace("\\fI", "").replace("\\fR", "")


def test_what_is_there(installed):
    files = {path.relative_to(installed / "usr") for path in installed.rglob("*") if not path.is_dir()}
    names = {str(path) for path in files}
    assert {"bin/muster", "bin/muster-run", "bin/muster-lint", "share/muster/x86_64/muster.efi",
            "share/muster/muster.man", "share/man/man8/muster.8"} <= names
    assert {path.name for path in files if path.parent.name == "results"} == MODULES
    for path in installed.rglob("*"):
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert path.is_symlink() or mode & 0o022 == 0, path
    assert not [name for name in names if "test" in name or "__pycache__" in name]


def test_tools_work_where_they_are(installed):
    for name in ("muster", "muster-run", "muster-lint"):
        done = run(installed, name, "--help")
        assert done.returncode == 0 and done.stdout and not done.stderr, done
    assert run(installed, "muster-run", "--cpus", "0").returncode == 2
    assert run(installed, "muster", "report", "/dev/null").returncode == 2
    assert not list((installed / "usr").rglob("__pycache__"))


def test_run_without_a_source_tree(installed, tmp_path):
    """It builds nothing, takes the installed program, and keeps what it notes in the user's cache."""
    arguments = tmp_path / "arguments"
    done = run(installed, "muster-run", "--qemu", FAKE_QEMU, "--timeout", 5, "--accel", "tcg",
               home=tmp_path, FAKE_EXIT="33", FAKE_ARGUMENTS=str(arguments), FAKE_SERIAL="/dev/null")
    assert done.returncode == 4 and "without its end record" in done.stderr, done
    command = arguments.read_text(encoding="utf-8").splitlines()
    assert command[command.index("-kernel") + 1] == str(
        installed / "usr/share/muster/x86_64/muster.efi")
    assert not (installed / "usr/share/muster/build").exists()


def test_media_of_installed_programs(installed, tmp_path):
    if not shutil.which("xorriso"):
        pytest.skip("no xorriso (tools/setup.sh media)")
    share, image = installed / "usr/share/muster", tmp_path / "muster.iso"
    done = subprocess.run([share / "tools/media.sh", "iso", image, "-m", share / "muster.man",
                           share / "x86_64/muster.efi"], capture_output=True, text=True, timeout=60,
                          check=False)
    assert done.returncode == 0 and image.stat().st_size > 8 << 20, done


def test_pages_say_all_words_and_options(installed):
    words = re.findall(r'^\t\{\.help = \{"(\S+?)"', (ROOT / "lib" / "options_table.c").read_text(
        encoding="utf-8"), re.MULTILINE)
    assert len(words) > 20
    shell = (installed / "usr/share/muster/muster.man").read_text(encoding="ascii")
    for word in words:
        assert f".B {word}" in page(installed, "muster.8"), word
        assert f"\n  {word}" in shell, word
    usage = run(installed, "muster-run", "-h").stdout
    options = re.findall(r"^  .*?(--[a-z0-9-]+)", usage, re.MULTILINE)
    assert len(options) > 20
    for option in options:
        assert option in page(installed, "muster-run.1"), option
    for name in ("muster.8", "muster.1", "muster-run.1", "muster-lint.1"):
        assert not re.search("@[A-Z]+@", page(installed, name)), name


def test_shell_page_has_the_sections_that_the_shell_looks_for(installed):
    """UEFI Shell Specification 2.2, appendix B: a title line, then sections."""
    lines = (installed / "usr/share/muster/muster.man").read_text(encoding="ascii").splitlines()
    assert lines[0].startswith('.TH muster 0 "')
    assert [line for line in lines if line.startswith(".SH")] == [
        f".SH {name}" for name in ("NAME", "SYNOPSIS", "OPTIONS", "DESCRIPTION", "EXAMPLES",
                                   "RETURNVALUES")]
    assert max(map(len, lines)) < 80 + 20
