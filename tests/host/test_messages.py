# SPDX-License-Identifier: BSD-2-Clause
"""The catalogue of messages: it fits the sources, and what wrong use says is what it has. Each entry with `try` is a row."""

import fnmatch
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import pytest

import test_results

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("B", "build")
LINT = ROOT / os.environ.get("LINT", BUILD / "host/muster-lint")
FAKE_QEMU = ROOT / "tests/vm/fake_qemu.py"
sys.path.insert(0, str(ROOT / "tools"))

from catalogue import book, collect, in_c, in_py, in_sh, message  # noqa: E402 # pylint: disable=wrong-import-position

BOOK = book.read(ROOT)
TRIES = [pytest.param(group, entry, command, id=f"{group}-{command}")
         for (group, _), entry in BOOK.entries.items()
         for command in ([entry["try"]] if isinstance(entry.get("try"), str) else entry.get("try", []))]


def test_catalogue_fits_the_sources():
    done = subprocess.run([sys.executable, ROOT / "tools/messages.py", "check"], capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# ---- what wrong use says ----

@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    """What the commands of the catalogue name."""
    whole = test_results.WHOLE
    other = test_results.lines_of({**test_results.HEAD, "arch": "aarch64"}, test_results.STEP,
                                  test_results.BOOKS, test_results.stat(1000))
    for name, data in (("empty", b""), ("text", b"no program, and no record\n"),
                       ("whole.json", b"\n".join(whole) + b"\n"), ("cut.json", whole[0] + b"\n"),
                       ("other.json", b"\n".join(other) + b"\n"), ("serial", test_results.port(whole))):
        (tmp_path / name).write_bytes(data)
    return tmp_path


def put(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)


def command_of(text, folder):
    """The words of a command, and what it wants in its environment."""
    words = [word.replace("{dir}", str(folder)).replace("{fake}", str(FAKE_QEMU)).replace(
        "{efi}", str(BUILD / "muster.efi")).replace("{lint}", str(LINT)).replace(
            "{python}", sys.executable).replace("{path}", os.environ["PATH"])
             for word in shlex.split(text)]
    environment = {**os.environ, "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
    if words[0] == "env":
        values = 1
        while "=" in words[values]:
            name, _, value = words[values].partition("=")
            environment[name] = value
            values += 1
        words = words[values:]
    words[0] = str(ROOT / words[0]) if (ROOT / words[0]).exists() else words[0]
    if words[0] == str(ROOT / "run.sh") and "--no-setup" not in words:
        words[1:1] = ["--no-setup", "--no-build"]
    return words, environment


def said(text, output):
    """Whether a line of it says so; what is too long for a line goes on in the next ones."""
    return message.regex_of(text).search(" ".join(output.split()))


@pytest.mark.parametrize("group, entry, command", TRIES)
def test_wrong_use(group, entry, command, folder):
    if "{lint}" in command and not LINT.exists():
        pytest.skip("muster-lint is not built (make lint)")
    put(folder, entry.get("files", {}))
    words, environment = command_of(command, folder)
    done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, errors="replace", timeout=120, cwd=ROOT, check=False)
    assert done.returncode == entry.get("code", 2), done
    assert said(entry["text"], done.stderr), f"{group} says:\n{done.stderr}"


def test_wrong_use_is_most_of_what_is_refused():
    assert len(TRIES) > 80, "the rows are made of docs/messages/*.toml, and few were found"


# ---- the collector itself ----

C_SOURCE = r'''
#define WANTED "one " "of two"
static const struct rule rules[] = {{"a.rule", SEVERITY_NOTE, "", "", ""}};
static EFI_STATUS refuse(struct firmware *f, EFI_STATUS status, const char *sentence) { return 0; }
static void all(void) {
	/* refuse(f, 1, "not this one"); */
	refuse(f, EFI_ABORTED, "no more than "
	       "this");
	firmware_print(f, "muster " VERSION ": hello");
	report_check(report, "a.check", good ? VERDICT_PASS : VERDICT_FAIL, "%u of %llu%%", 1, 2);
	report_check(report, m->name, VERDICT_SKIP, "%s is not told", m->name);
	report_progress(report, "step", "doing it");
	run_end(run, stopped ? "it hung" : "it fell", true);
}
'''


def test_what_is_collected_of_c():
    found = {(one.group, one.text, one.verdicts) for one in in_c.Source("efi/x.c", C_SOURCE).of_program()}
    assert found == {
        ("refusal", "no more than this", ()), ("line", "muster …: hello", ()),
        ("check", "a.check", ("fail",)), ("measurement", "… is not told", ()), ("finding", "a.rule", ()),
        ("step", "doing it", ()), ("end", "it hung", ()), ("end", "it fell", ())}


def test_a_refusal_in_a_variable_is_no_secret():
    with pytest.raises(ValueError, match="variable"):
        list(in_c.Source("efi/x.c", "void f(void) { refuse(a, b, reason); }").of_program())


@pytest.mark.parametrize("line, text", [
    ('[ "$x" ] || die "$1 \'$2\': a number from $3 to ${4:-5} is wanted"', "… '…': a number from … to … is wanted"),
    ("    x) note 'as it stands: $x'; exit 1 ;;", "as it stands: $x"),
    ('die "one" \\\n    "two $(echo "not this" | cat) three"', "one two … three"),
    ('echo "image.sh: $efi: not one" >&2', "image.sh: …: not one"),
    ("folder=${1:?usage: it FOLDER}", "usage: it FOLDER"),
])
def test_what_is_collected_of_a_shell_script(line, text):
    assert [one.text for one in in_sh.messages("x.sh", f"#!/bin/sh\n{line}\n", "x")] == [text]


@pytest.mark.parametrize("line", ["# die \"not me\"", 'echo "to standard output"', 'die() { echo "x: $*" >&2; }', 'die "$*"'])
def test_what_is_not_said(line):
    assert not list(in_sh.messages("x.sh", f"#!/bin/sh\n{line}\n", "x"))


@pytest.mark.parametrize("line, text", [
    ('raise Refused(f"{name}: not {what!r}" " at all")', "…: not … at all"),
    ('run.problems.append("it was cut")', "it was cut"),
    ('sys.exit("no more: " + "; ".join(x))', "no more: …"),
    ('print(f"perf: {x} left out", file=sys.stderr)', "perf: … left out"),
])
def test_what_is_collected_of_python(line, text):
    assert [one.text for one in in_py.messages("x.py", line, "x")] == [text]


def test_what_is_missing_is_told(tmp_path):
    """A message that is new, and one that is gone."""
    (tmp_path / "docs/messages").mkdir(parents=True)
    (tmp_path / "docs/lint.md").write_text("`madt.x`")
    (tmp_path / "docs/messages/a.toml").write_text(
        '[group.refusal]\ntitle = "R"\nintro = ""\n[[refusal]]\ntext = "old words"\ncause = "c"\ndo = "d"\n'
        'untested = "so"\n')
    (tmp_path / "efi").mkdir()
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "run.sh", tmp_path)
    (tmp_path / "run.sh").write_text("#!/bin/bash\n")
    (tmp_path / "efi/main.c").write_text('void f(void) { refuse(a, b, "new words"); }')
    faults = list(book.faults(tmp_path, book.read(tmp_path), collect.collect(tmp_path)))
    assert len(faults) == 2
    assert "efi/main.c:1: not in the catalogue: new words" in faults[0] and "[[refusal]]" in faults[0]
    assert "no source says any more: old words" in faults[1]


@pytest.mark.parametrize("change, said_of_it", [
    ({"do": None}, "says not what to do"), ({"cause": None}, "has no cause"), ({"casue": "x"}, "'casue'"),
    ({"try": None}, "nothing provokes it"), ({"tests": ["tests/host/test_messages.py::test_none"]}, "no test"),
    ({}, None),
])
def test_entries_are_whole(change, said_of_it):
    key = "run.sh", "it fails"
    entry = {"text": key[1], "cause": "c", "do": "d", "try": "run.sh -x"} | change
    entry = {name: value for name, value in entry.items() if value is not None}
    found = list(book.faults_of_entry(ROOT, key, entry, [message.Message(*key, "run.sh:1")]))
    assert (said_of_it is None and not found) or (len(found) == 1 and said_of_it in found[0])


def test_checks_say_when_they_fail():
    one = message.Message("check", "a.b", "x.c:1", ("fail", "skip"))
    entry = {"text": "a.b", "means": "m", "fail": "f", "do": "d"}
    assert ["can be 'skip'" in fault for fault in book.faults_of_entry(ROOT, ("check", "a.b"), entry, [one])] == [True]


def test_what_is_advised_exists():
    """Patterns for only= and skip= match names of benchmarks, and files that are named are there."""
    names = set()
    for path in (ROOT / "bench").glob("*.c"):
        names |= set(re.findall(r'(?:\.id = |^\t\{)"([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8"), re.M))
    assert len(names) > 40
    advice = [entry.get(member, "") for entry in BOOK.entries.values() for member in ("cause", "means", "fail", "skip", "do")]
    patterns = [pattern for text in advice for words in re.findall(r"(?:only|skip)=([a-z_.*,]+)", text)
                for pattern in words.strip(",").split(",")]
    assert len(patterns) > 20
    assert [pattern for pattern in patterns if not fnmatch.filter(names, pattern)] == []
    files = {name for text in advice for name in re.findall(r"`((?:tools|tests|docs)/[\w./-]+)", text)}
    assert files and [name for name in files if not (ROOT / name).exists()] == []


def test_rules_of_tables_are_only_linked():
    """docs/lint.md has them, with tests of its own."""
    told = collect.in_lint_page(ROOT)
    assert "madt.entry.length0" in told or any(name.startswith("madt.") for name in told)
    assert not told & {text for group, text in BOOK.entries if group == "finding"}
    assert re.search(r"lint\.md#rules", (ROOT / "docs/messages.md").read_text(encoding="utf-8"))
