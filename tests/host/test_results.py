# SPDX-License-Identifier: BSD-2-Clause
"""tools/muster: reports as they come through a serial port, compared and in other formats."""

import html.parser
import itertools
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
import zlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "muster"
sys.path.insert(0, str(ROOT / "tools"))

from results import compare, log, plots  # noqa: E402

HEAD = {"rec": "run", "schema": "1.5", "version": "0.1.0", "arch": "x86_64",
        "firmware": {"vendor": "V", "revision": "0x1", "uefi": "2.70"},
        "cpu": {"vendor": "C", "brand": "B <&>", "signature": "0x1"}, "hypervisor": "",
        "options": "format=both", "boot_apic_id": 0, "apic_mode": "xapic", "idle": "halt"}
BOOKS = {"rec": "bringup", "listed": 2, "enabled": 2, "started": 1, "online": 2, "failed": 0,
         "held_back": 0, "total_ns": 1234567}
STEP = {"rec": "progress", "step": "ipi", "text": "measuring interrupts"}


def check(name, verdict="pass", text="3 of 3 cores answered"):
    return {"rec": "check", "name": name, "verdict": verdict, "text": text}


def stat(p50, name="ipi.rtt", unit="ns", width=1, **more):
    return {"rec": "stat", "name": name, "unit": unit, "text": "t", "cpus": 2,
            "parameters": {"to": "one"}, "n": 1000, "min": p50 - 1, "p50": p50, "p90": p50,
            "p99": p50 * 2, "p99_9": p50 * 3, "p99_99": p50 * 3, "max": p50 * 3,
            "p50_low": p50 - width, "p50_high": p50 + width, **more}


def lines_of(*records, **end):
    """The lines of a run, with the end record that belongs to them."""
    lines = [json.dumps(record, separators=(",", ":")).encode() for record in records]
    verdicts = [record.get("verdict") for record in records]
    total = {"rec": "end", "result": "fail" if "fail" in verdicts else "pass", "text": "",
             "passed": verdicts.count("pass"), "failed": verdicts.count("fail"),
             "skipped": verdicts.count("skip"), "records": len(lines),
             "crc32": f"{zlib.crc32(b''.join(line + chr(10).encode() for line in lines)):08x}",
             "elapsed_ns": 1500000000, **end}
    return [*lines, json.dumps(total, separators=(",", ":")).encode()]


def port(lines):
    """As a serial port gives them."""
    return b"".join(line + b"\r\n" for line in lines)


WHOLE = lines_of(HEAD, STEP, BOOKS, stat(1000), check("ipi.one"), check("ipi.way", "skip"))


def only_run(data):
    runs = log.read(data)
    assert len(runs) == 1, runs
    return runs[0]


def muster(*arguments, data=b""):
    done = subprocess.run([TOOL, *map(str, arguments)], input=data, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


# ---- reading ----

def test_a_whole_run():
    run = only_run(port(WHOLE))
    assert (run.is_whole, run.verdict, len(run.records)) == (True, "pass", 7)


NOISE = [
    port([b"BdsDxe: loading", b"\x1b[2J\xff\xfe{\"rec\"", *WHOLE, b"EDK II again"]),
    b"\n".join(WHOLE),
    port(itertools.chain(*([line, b"text for people { }"] for line in WHOLE))),
    # somebody who does not end his line
    port([b"PXE..." + WHOLE[0], *WHOLE[1:]]),
]


@pytest.mark.parametrize("data", NOISE)
def test_noise_is_passed_over(data):
    assert only_run(data).is_whole


DAMAGE = [
    (port(WHOLE[:-1]), "it was cut off; the last step was 'ipi' (measuring interrupts)"),
    (port([WHOLE[0]]), "it was cut off; the last step was none"),
    (port(WHOLE[1:]), "its beginning is missing"),
    (port(WHOLE[:3] + WHOLE[4:]), "6 records were sent, 5 arrived"),
    (port(WHOLE).replace(b"1234567", b"1234568"), "the records' checksum is wrong"),
    (port([*WHOLE[:3], WHOLE[3][:-9], *WHOLE[4:]]), "1 of its lines are damaged"),
    (port(WHOLE)[:-20], "1 of its lines are damaged"),
    (port([*WHOLE[:3], b'{"rec":"stat","name":"x"}', *WHOLE[4:]]), "1 of its lines are damaged"),
    (port(lines_of({**HEAD, "schema": "2.0"})), "its format 2.0 is not known here"),
]


@pytest.mark.parametrize("data, problem", DAMAGE)
def test_what_is_missing_is_said(data, problem):
    run = only_run(data)
    assert any(said.startswith(problem) for said in run.problems), run.problems
    assert run.verdict == "incomplete"
    code, out, _ = muster("report", "-", data=data)
    assert code == 4 and f"INCOMPLETE: {problem}" in out


def test_a_reset_in_between():
    first, second = log.read(port(WHOLE[:4] + WHOLE))
    assert first.problems == ["it began anew before its end; the last step was 'ipi' "
                              "(measuring interrupts)"]
    assert second.is_whole and log.choose([first, second]) is second
    code, out, _ = muster("report", "-", data=port(WHOLE[:4] + WHOLE))
    assert code == 0 and "==== run 2 of 2" in out


def test_records_behind_the_end():
    data = port([*WHOLE, json.dumps(check("late"), separators=(",", ":")).encode()])
    whole, late = log.read(data)
    assert whole.is_whole and late.problems[0] == "its beginning is missing"
    # Of one run, which only a mixed-up log makes
    run = log.Run(records=[HEAD, json.loads(WHOLE[-1]), check("late")], lines=[])
    log.judge(run, False)
    assert run.problems == ["records follow its end record"]


def test_a_later_cut_run_does_not_hide_a_whole_one():
    runs = log.read(port([*WHOLE, *WHOLE[:2]]))
    assert [run.is_whole for run in runs] == [True, False] and log.choose(runs) is runs[0]
    assert muster("report", "-", data=port([*WHOLE, *WHOLE[:2]]))[0] == 4


@pytest.mark.parametrize("data", [b"", b"nothing here\n", b"\xff" * 5000])
def test_nothing_to_read(data):
    code, out, err = muster("report", "-", data=data)
    assert (code, out) == (2, "") and "no record of Muster's" in err


def test_report_shows_the_figures():
    code, out, _ = muster("report", "-", data=port(WHOLE))
    assert code == 0
    assert "2 of 2 cores online in 1.23 ms" in out
    assert re.search(r"ipi\.rtt to=one +1000 +999 ns +1000 ns +2000 ns +3000 ns", out)
    assert "PASS: 1 checks passed, 0 failed, 1 skipped" in out


# ---- other formats ----

BAD = lines_of(HEAD, check("ipi.one", "fail", 'core 3: "no" <answer>'), check("ipi.way", "skip", "#1"),
               check("ipi.way"), {"rec": "finding", "rule": "madt.x", "severity": "error", "table": "",
                                  "offset": 0, "section": "", "text": "a # b", "breaks": ""})


def test_junit():
    code, out, _ = muster("junit", "-", data=port(BAD))
    suite = xml.fromstring(out).find("testsuite")
    cases = {(case.get("classname"), case.get("name")): case for case in suite.iter("testcase")}
    assert code == 1
    assert {key: suite.get(key) for key in ("tests", "failures", "skipped", "errors", "time")} == {
        "tests": "3", "failures": "1", "skipped": "1", "errors": "0", "time": "1.500"}
    assert set(cases) == {("muster.ipi", "one"), ("muster.ipi", "way"), ("muster.ipi", "way 2")}
    assert cases["muster.ipi", "one"].find("failure").get("message") == 'core 3: "no" <answer>'
    assert cases["muster.ipi", "way"].find("skipped") is not None
    assert {p.get("name"): p.get("value") for p in suite.iter("property")}["cpu.brand"] == "B <&>"


def test_junit_of_a_cut_run_is_an_error():
    code, out, _ = muster("junit", "-", data=port(BAD[:-1]))
    suite = xml.fromstring(out).find("testsuite")
    assert code == 4 and suite.get("errors") == "1" and suite.get("tests") == "4"
    assert "cut off" in suite.find("testcase/error").get("message")


def ktap_results(text):
    """[(ok, number, name, skip)] of the subtest, by the kernel's rules."""
    lines = text.splitlines()
    assert lines[:2] == ["KTAP version 1", "1..1"]
    inner = [line[2:] for line in lines[2:-1]]
    assert all(line.startswith("  ") for line in lines[2:-1])
    assert inner[0] == "KTAP version 1"
    plan = next(line for line in inner if line.startswith("1.."))
    found = []
    for line in inner:
        match = re.fullmatch(r"(ok|not ok) (\d+) ([^ #]+)(?: # (SKIP) [^#]*)?", line)
        assert match or line.startswith(("#", "KTAP", "1..")), line
        if match:
            found.append((match[1] == "ok", int(match[2]), match[3], match[4] == "SKIP"))
    assert [number for _, number, _, _ in found] == list(range(1, len(found) + 1))
    assert plan == f"1..{len(found)}"
    return found, lines[-1]


def test_ktap():
    code, out, _ = muster("ktap", "-", data=port(BAD))
    found, last = ktap_results(out)
    assert code == 1 and last == "not ok 1 muster"
    assert found == [(False, 1, "ipi.one", False), (True, 2, "ipi.way", True),
                     (True, 3, "ipi.way", False), (True, 4, "run.complete", False)]


def test_ktap_of_a_cut_run_fails():
    code, out, _ = muster("ktap", "-", data=port(WHOLE[:-1]))
    found, last = ktap_results(out)
    assert code == 4 and last == "not ok 1 muster"
    assert found[-1] == (False, 3, "run.complete", False)


@pytest.mark.parametrize("data", [b"", b"BdsDxe: failed to load\n"])
def test_formats_of_nothing_are_errors(data):
    code, out, _ = muster("junit", "-", data=data)
    assert code == 4 and xml.fromstring(out).find("testsuite").get("errors") == "1"
    code, out, _ = muster("ktap", "-", data=data)
    assert code == 4 and ktap_results(out)[1] == "not ok 1 muster"


class Page(html.parser.HTMLParser):
    """What a page shows, and whether its elements are closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.words, self.links = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for key, value in attrs if key in ("src", "href", "xlink:href")]
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def core(index):
    return {"rec": "core", "index": index, "state": "online", "reason": "",
            "stamps": {"reset_ns": 1000 * index, "start_ns": 2000 * index, "seen_ns": 9000 * index}}


def test_html():
    data = port(lines_of(HEAD, BOOKS, core(1), core(2), stat(1000), check("ipi.one", "fail", "<no> & 3")))
    code, out, _ = muster("html", "-", data=data)
    page = Page(out)
    words = " ".join(page.words)
    assert code == 1 and not page.open
    assert page.tags.count("svg") == 2 and page.tags.count("h1") == 1
    for said in ("FAIL", "<no> & 3", "B <&>", "ipi.rtt to=one", "1000 ns", "±0.1 %",
                 "microseconds since the first reset"):
        assert said in words, said
    # nothing of it is anywhere else
    assert all(link.startswith(("#", "data:")) for link in page.links), page.links
    assert muster("html", "-", data=data)[1] == out


MATRIX_HEAD = {"rec": "matrix", "name": "matrix.ipi", "statistic": "p50", "pass": 1, "unit": "ns",
               "text": "there and back", "order": "package,die,core,thread", "cores": 2, "online": 2,
               "measured": 4, "of": 4, "samples_least": 11, "samples_most": 11,
               "encoding": "base64-u16le-e4m12"}


def matrix_row(row, cells):
    return {"rec": "matrix_row", "name": "matrix.ipi", "statistic": "p50", "pass": 1, "row": row,
            "cpu": row, "column": 0, "cells": cells}


def histogram(part, values, counts, name="ipi.rtt"):
    return {"rec": "histogram", "name": name, "unit": "ns", "cpus": 2, "parameters": {"to": "one"},
            "part": part, "parts": 2, "values": values, "counts": counts}


def test_histograms():
    records = [HEAD, stat(1000), histogram(1, [900, 1000], [3, 5]), histogram(2, [40000], [1]),
               histogram(1, [7], [1], name="ipi.self")]
    run = only_run(port(lines_of(*records)))
    assert plots.histograms_of(run) == [
        ("ipi.rtt to=one", "ns", [900, 1000, 40000], [3, 5, 1]), ("ipi.self to=one", "ns", [7], [1])]
    page = Page(muster("html", "-", data=port(lines_of(*records)))[1])
    words = " ".join(page.words)
    assert page.tags.count("svg") == 2
    assert "ipi.rtt to=one (ns)" in words and "ipi.self to=one (ns)" in words


def test_html_of_matrices():
    rows = [matrix_row(0, "dgKdBA=="), matrix_row(1, "fwRiAg==")]
    page = Page(muster("html", "-", data=port(lines_of(HEAD, MATRIX_HEAD, *rows)))[1])
    assert page.tags.count("svg") == 1 and "matrix.ipi, p50" in page.words
    assert {"630", "1181", "1151", "610"} <= {word.strip() for word in page.words}
    page = Page(muster("html", "-", data=port(lines_of(HEAD, MATRIX_HEAD, rows[0])))[1])
    assert page.tags.count("svg") == 0
    assert any("Not drawn: matrix.ipi-p50: rows are missing" in word for word in page.words)


def test_html_of_less():
    """Of nothing, of a run that was cut, of one core alone: a page all the same."""
    for data, code in ((b"", 4), (port(WHOLE[:3]), 4), (port(lines_of(HEAD)), 0)):
        done = muster("html", "-", data=data)
        page = Page(done[1])
        assert done[0] == code and page.tags.count("h1") == 1 and not page.open


def test_output_into_a_file(tmp_path):
    assert muster("junit", "-", "-o", tmp_path / "a.xml", data=port(WHOLE))[0] == 0
    assert xml.parse(tmp_path / "a.xml").getroot().tag == "testsuites"
    code, _, err = muster("junit", "-", "-o", tmp_path / "no" / "a.xml", data=port(WHOLE))
    assert code == 2 and "No such file" in err


# ---- comparing ----

def file_of(folder, *records, name):
    path = folder / name
    path.write_bytes(port(lines_of(HEAD, BOOKS, *records)))
    return path


# base, new, exit code, what is said
PAIRS = [
    ((stat(1000),), (stat(1000),), 0, "0 worse, 0 better, 1 the same"),
    ((stat(1000),), (stat(1050),), 0, "0 worse, 0 better, 1 the same"),
    ((stat(1000),), (stat(1200),), 6, "1 worse"),
    ((stat(1200),), (stat(1000),), 0, "0 worse, 1 better"),
    # beyond the threshold, but their intervals overlap
    ((stat(1000, width=300),), (stat(1200, width=300),), 0, "1 the same"),
    # fewer a second is worse
    ((stat(1000, unit="per-s"),), (stat(800, unit="per-s"),), 6, "1 worse"),
    ((stat(1000, unit="per-s"),), (stat(1300, unit="per-s"),), 0, "1 better"),
    ((stat(10, unit="count"),), (stat(90, unit="count"),), 0, "1 not judged"),
    # too few samples for an interval
    ((stat(1000, n=3, p50_low=None, p50_high=None),),
     (stat(9000, n=3, p50_low=None, p50_high=None),), 0, "1 the same"),
    ((stat(1000), check("a.b")), (stat(1000), check("a.b", "fail")), 6, "NEW: check a.b fails now"),
    ((stat(1000), check("a.b", "fail")), (stat(1000), check("a.b")), 0, "mended: check a.b"),
    ((stat(1000), stat(5, name="x.y")), (stat(1000),), 0, "missing: x.y to=one"),
]


@pytest.mark.parametrize("base, new, wanted, said", PAIRS)
def test_compare(base, new, wanted, said, tmp_path):
    old, now = file_of(tmp_path, *base, name="old"), file_of(tmp_path, *new, name="new")
    code, out, err = muster("compare", old, now)
    assert code == wanted, out + err
    assert said in out


def test_compare_by_other_thresholds(tmp_path):
    old, now = file_of(tmp_path, stat(1000), name="old"), file_of(tmp_path, stat(1050), name="new")
    assert muster("compare", old, now, "--threshold", "3")[0] == 6
    assert muster("compare", old, now, "--threshold", "p99=6")[0] == 0
    assert muster("compare", old, now, "--threshold", "p99=4")[0] == 6
    assert muster("compare", old, now, "--threshold", "3", "--only", "call.*")[0] == 2
    for wrong in ("p51=3", "p50=x", "-1", ""):
        assert muster("compare", old, now, f"--threshold={wrong}")[0] == 2


def test_compare_several_runs(tmp_path):
    old = [file_of(tmp_path, stat(p50), name=f"o{p50}") for p50 in (1000, 1010, 990)]
    slow = [file_of(tmp_path, stat(p50), name=f"n{p50}") for p50 in (1300, 1250, 1280)]
    mixed = [*slow[:2], old[2]]
    assert muster("compare", "--base", *old, "--new", *slow)[0] == 6
    assert muster("compare", "--base", *old, "--new", *mixed)[0] == 0


# By hand, and from the table of Mann and Whitney (1947)
CHANCES = [([1], [2], 1 / 2), ([1, 2], [3, 4], 1 / 6), ([1, 2, 3], [4, 5, 6], 1 / 20),
           ([1, 2, 4], [3, 5, 6], 2 / 20), ([4, 5, 6], [1, 2, 3], 1.0),
           ([1, 2, 3, 4], [5, 6, 7, 8], 1 / 70)]


@pytest.mark.parametrize("small, large, wanted", CHANCES)
def test_chance_of_rank_sum(small, large, wanted):
    assert compare.chance_of_rank_sum(small, large) == pytest.approx(wanted)


def test_chance_of_many_is_nearly_the_exact_one():
    small, large = list(range(0, 18, 2)), list(range(3, 21, 2))
    exact = compare.chance_of_rank_sum(small, large)
    both = sorted(small + large)
    near = compare.normal_chance(small, large, sum(both.index(value) for value in small))
    assert near == pytest.approx(exact, abs=0.02)


def test_other_platforms_are_refused(tmp_path):
    old = file_of(tmp_path, stat(1000), name="old")
    now = tmp_path / "new"
    now.write_bytes(port(lines_of({**HEAD, "idle": "poll"}, BOOKS, stat(1000))))
    code, _, err = muster("compare", old, now)
    assert code == 2 and "idle: halt against poll" in err
    assert muster("compare", old, now, "--force")[0] == 0


def test_another_firmware_is_what_it_is_for(tmp_path):
    old = file_of(tmp_path, stat(1000), name="old")
    now = tmp_path / "new"
    firmware = {**HEAD["firmware"], "revision": "0x2"}
    now.write_bytes(port(lines_of({**HEAD, "firmware": firmware}, BOOKS, stat(1000))))
    assert muster("compare", old, now)[0] == 0


def test_baselines(tmp_path):
    old, now = file_of(tmp_path, stat(1000), name="old"), file_of(tmp_path, stat(2000), name="new")
    folder = tmp_path / "base"
    code, _, err = muster("compare", "--baselines", folder, now)
    assert code == 2 and "no baseline of this platform" in err
    assert muster("baseline", folder, old)[0] == 0
    assert muster("compare", "--baselines", folder, now)[0] == 6
    assert muster("compare", "--baselines", folder, old)[0] == 0


def test_a_cut_run_is_not_compared(tmp_path):
    old, cut = file_of(tmp_path, stat(1000), name="old"), tmp_path / "cut"
    cut.write_bytes(port(WHOLE[:-1]))
    code, _, err = muster("compare", old, cut)
    assert code == 2 and "cut off" in err


@pytest.mark.parametrize("arguments", [
    (), ("nonsense",), ("report",), ("report", "/no/such/file"), ("compare", "-"),
    ("compare", "--base", "a"), ("compare", "a", "b", "c"), ("baseline", "x")])
def test_wrong_use(arguments):
    code, out, err = muster(*arguments)
    assert code == 2 and err and "Traceback" not in err and not out


# ---- many configurations ----

# In run.sh's place: writes a report, says what it was called with, and fails with two cores.
RUNNER = """#!/bin/sh
echo "$@" >>"$CALLS"
case " $* " in *" --cpus 2 "*) code=1 ;; *) code=0 ;; esac
while [ $# -gt 0 ]; do
    case $1 in --log) cp "$REPORT" "$2" ;; esac
    shift
done
exit $code
"""
MATRIX = """
options: {accel: tcg-single}
words: iterations=5
vary:
  cpus: [1, 2]
  words: [idle=halt, idle=poll]
also:
  - {cpus: 4, gic: 2, arch: aarch64, el2: true}
exclude:
  - {cpus: 1, words: idle=poll}
"""


@pytest.fixture
def runner(tmp_path, monkeypatch):
    path, calls, text = tmp_path / "runner", tmp_path / "calls", tmp_path / "report"
    path.write_text(RUNNER, encoding="utf-8")
    path.chmod(0o755)
    calls.touch()
    text.write_bytes(port(lines_of(HEAD, BOOKS, stat(1234, name="call.single"), check("a.b"))))
    monkeypatch.setenv("CALLS", str(calls))
    monkeypatch.setenv("REPORT", str(text))
    return path, calls


def swept(folder, runner, matrix=MATRIX, *arguments):
    name = folder / "matrix.yaml"
    name.write_text(matrix, encoding="utf-8")
    return muster("sweep", name, folder / "out", "--runner", runner, *arguments)


def test_sweep(tmp_path, runner):
    program, calls = runner
    code, out, _ = swept(tmp_path, program, MATRIX, "-j", 2)
    assert code == 1 and "2 of 4 configurations passed" in out
    ran = sorted(calls.read_text(encoding="utf-8").splitlines())
    assert len(ran) == 4 and all("--accel tcg-single" in line for line in ran)
    assert [line for line in ran if "--cpus 1 " in line and line.endswith("iterations=5 idle=halt")]
    assert [line for line in ran if "--cpus 4 --gic 2 --arch aarch64 --el2 --json" in line]
    assert re.search(r"cpus-2\+idle=poll +FAIL +2/2 +1\.23 ms +1234 ns", out)
    suites = xml.parse(tmp_path / "out" / "junit.xml").findall("testsuite")
    assert len({suite.get("name") for suite in suites}) == 4
    assert (tmp_path / "out" / "summary.txt").read_text(encoding="utf-8") == out


def test_sweep_goes_on_where_it_was(tmp_path, runner):
    program, calls = runner
    swept(tmp_path, program)
    first = calls.read_text(encoding="utf-8")
    (tmp_path / "out" / "cpus-1+idle=halt" / "done.json").unlink()
    code, out, err = swept(tmp_path, program)
    assert code == 1 and "4 configurations, 3 of them done before" in err
    assert calls.read_text(encoding="utf-8").count("\n") == 5
    assert "2 of 4 configurations passed" in out
    swept(tmp_path, program, MATRIX, "--again")
    assert calls.read_text(encoding="utf-8").count("\n") == 9 and first.count("\n") == 4


def test_sweep_list(tmp_path, runner):
    program, calls = runner
    code, out, _ = swept(tmp_path, program, "vary: {cpus: [1, 2]}", "--list")
    assert (code, out) == (0, "cpus-1\ncpus-2\n") and not calls.read_text(encoding="utf-8")


@pytest.mark.parametrize("matrix, said", [
    ("vary: {cpus: [1, {a: b}]}", "cpus: a text or a number is wanted"), ("vray: {}", "'vray' is none of"),
    ("[1, 2]", "the matrix: names and values"), ("vary: [1]", "vary: names"), ("a: [", "while parsing"),
    ("also: [3]", "also: names")])
def test_sweep_of_a_wrong_matrix(matrix, said, tmp_path, runner):
    program, calls = runner
    code, out, err = swept(tmp_path, program, matrix)
    assert code == 2 and said in err and not out and err.count("\n") == 1, err
    assert not calls.read_text(encoding="utf-8")
