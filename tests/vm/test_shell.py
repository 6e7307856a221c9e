# SPDX-License-Identifier: BSD-2-Clause
"""Muster as a command of the UEFI shell: its words, from where they came, pages, status."""

import re
import subprocess
import zlib

import pytest

import muster
import shell

PROGRAM = muster.BUILD / "muster.efi"
PAGE = "Press ENTER to continue"

# As Windows' editor may leave it
FIRST = "# for every start of this stick\r\nbudget=3 passes=2 # twice\r\n\r\n  iterations=9\r\n"
FILES = {
    "EFI/muster/muster.cfg": b"\xff\xfe" + FIRST.encode("utf-16-le"),
    "muster.cfg": b"# f\xc3\xbcr alle\niterations=8 lint\n",
    "EFI/muster/muster.efi": PROGRAM,
    "broken/muster.efi": PROGRAM,
    "broken/muster.cfg": b"noht\r\nseed=5 maxcpu=2\r\n",
    "folder/muster.efi": PROGRAM,
    "folder/muster.cfg/nothing": b"",
    "muster.man": muster.BUILD / "man" / "muster.man",
    "long/muster.efi": PROGRAM,
    "long/muster.cfg": b"#" * 4097,
}


def options_of(said):
    """The text's lines of words, with where each was said."""
    return dict(re.findall(r"^            (\S+): (muster\.cfg .*|load options|command line)$", said,
                           re.MULTILINE))


FIXED, BESIDE, LINE = r"muster.cfg (\EFI\muster)", "muster.cfg beside the image", "command line"


def check_start(said):
    """What startup.nsh's words came to, with those of both files."""
    assert options_of(said) == {"budget=3": FIXED, "iterations=8": BESIDE, "passes=3": LINE,
                                "seed=7": LINE, "info": LINE}, said
    assert re.search(r"^options +info passes=3 seed=7$", said, re.MULTILINE), said


def check_files(console):
    said, status = console.command_line(r"\EFI\muster\muster.efi lint seed=1")
    assert options_of(said) == {"budget=3": FIXED, "passes=2": FIXED, "iterations=9": FIXED,
                                "seed=1": LINE, "lint": LINE}, said
    assert status == 0, said
    said, status = console.command_line(r"\broken\muster.efi")
    assert (r"muster: refused: muster.cfg beside the image, line 2: unknown word 'maxcpu=2' "
            r"(did you mean 'maxcpus='?); 'help' lists the words") in said.replace("\n", ""), said
    assert status == 2, said
    said, status = console.command_line(r"\long\muster.efi list")
    assert "refused: muster.cfg beside the image: more than 4096 bytes" in said, said
    assert status == 2
    said, status = console.command_line(r"\folder\muster.efi list")
    assert "refused: muster.cfg beside the image cannot be read: it is a directory" in said, said
    assert status == 2
    said, status = console.command_line(r"\broken\muster.efi list cfg=off only=ipi.self")
    assert "ipi.self   " in said and "refused" not in said and status == 0, said


def check_pages(console):
    """The shell's own way: ENTER goes on, Q ends; nothing waits for a file's keys, or stops
    what goes into one."""
    console.send("\\broken\\muster.efi help -b\r")
    first, _ = console.wait_for(PAGE)
    assert "usage: muster.efi" in first and "help\n" not in first.split("usage:")[1], first
    console.send("\r")
    second, _ = console.wait_for(PAGE)
    assert "  " in second and "usage:" not in second, second
    console.send("q")
    rest, _ = console.wait_for(shell.PROMPT)
    assert "list these words" not in rest, rest
    assert console.last_error() == 0
    for redirected in (">a words.txt", "<a words.txt"):
        said, status = console.command_line(f"muster.efi help -b {redirected}")
        assert PAGE not in said and status == 0, said


def check_refusals(console):
    said, status = console.command_line("muster.efi info lint")
    assert "refused: 'info' and 'lint' exclude each other: say one of them" in said, said
    assert status == 2


def leave(console, line):
    """As a run would have: a result in the variable."""
    console.command_line("setvar Muster -guid 3f0e7b52-7c1e-4d0b-9a43-6d7573746572 -nv -bs -rt ="
                         + line.hex())


def result(body):
    return body + b',"crc32":"%08x"}' % zlib.crc32(body)


def check_collect(console):
    """What a script goes by, and then what is on the volume: test_in_the_shell()."""
    collect = r"\EFI\muster\muster.efi collect"
    for line, text, wanted in (
            (None, "there is no result to collect", 0xE),
            (result(b'{"schema":1,"state":"done","result":"pass"'), r"results\\0001\.json", 0),
            (result(b'{"schema":1,"state":"in-progress","step":"x"'), r"crashed at step 'x'", 0x15),
            (b"{}", "holds no result of a run, and is removed", 0x15),
            (None, "there is no result to collect", 0xE)):
        if line:
            leave(console, line)
        said, status = console.command_line(collect)
        assert re.search(text, said) and status == wanted, (status, said)


def check_help(console):
    """The shell takes -? for itself, and shows the page that is beside the program."""
    said, _ = console.command_line("muster -?")
    assert "Boots every core of this machine" in said and "cfg=on|off" in said, said


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    subprocess.run(["make", "-s", "-C", muster.ROOT, "man"], check=True)
    return shell.make_image(tmp_path_factory.mktemp("shell"), PROGRAM, "info passes=3 seed=7", FILES)


def test_in_the_shell(image, tmp_path):
    with shell.Shell(tmp_path, image=image) as console:
        check_start(console.at_prompt())
        check_files(console)
        check_refusals(console)
        check_collect(console)
        check_help(console)
        check_pages(console)
        console.command_line("fs0:")
    assert b'"result":"pass"' in shell.file_on(image, "EFI/muster/results/0001.json")
    assert b'"state":"crashed"' in shell.file_on(image, "EFI/muster/results/0002.json")
    text = shell.file_on(image, "words.txt").decode("ascii")
    assert "usage: muster.efi" in text and "list these words and leave" in text, text


def test_pages_without_a_shell(tmp_path):
    """Muster waits for keys by itself; there is no volume, and nothing is said of that."""
    with shell.Shell(tmp_path, kernel=PROGRAM, words="-? -b") as console:
        said, _ = console.wait_for(PAGE + ", Q to quit: ")
        assert said.count("\n") >= 20 and "refused" not in said, said
        console.send("x\r")
        while True:
            part, ended = console.wait_for(PAGE, "list these words and leave")
            said += part
            if ended:
                break
            console.send("\r")
    assert all(word in said for word in ("maxcpus=N", "-b\n", "run\n", "cfg=on|off")), said
