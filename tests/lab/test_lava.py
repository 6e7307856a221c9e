# SPDX-License-Identifier: BSD-2-Clause
"""docs/lava.yaml: its patterns on a serial log, and the whole job by LAVA's own dispatcher."""

import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("B", "build")
EXTRA = BUILD / "extra" / "lab" / "usr"
PACKAGES = EXTRA / "lib" / "python3" / "dist-packages"
OVMF = pathlib.Path("/usr/share/ovmf/OVMF.fd")
TEXT = (ROOT / "docs" / "lava.yaml").read_text(encoding="utf-8")
WORDS = "only=ipi.rtt iterations=50 mps=off"

# In lava-run's place: the same, but it writes nowhere but in the test's own folder
LAVA_RUN = """
import sys
import lava_common.constants
lava_common.constants.DISPATCHER_DOWNLOAD_DIR = sys.argv.pop(1)
from lava_dispatcher.runner import main
sys.exit(main())
"""


def job_of(text=TEXT):
    return yaml.safe_load(text)


def monitor_of(job):
    (monitor,) = next(action["test"] for action in job["actions"] if "test" in action)["monitors"]
    return monitor


def with_figures():
    """The job with its other pattern."""
    lines = TEXT.splitlines()
    number = next(n for n, line in enumerate(lines) if line.strip().startswith("pattern: "))
    other = next(n for n, line in enumerate(lines) if line.strip().startswith("# pattern: "))
    lines[number] = lines[other].replace("# ", "", 1)
    return job_of("\n".join(lines))


def need_lava():
    if not (PACKAGES / "lava_dispatcher").exists():
        pytest.skip("no LAVA (tools/setup.sh lab)")
    if not OVMF.exists() or not shutil.which("qemu-system-x86_64"):
        pytest.skip("no QEMU or OVMF")


def cases_of(monitor, log):
    """What LAVA's monitor would report: (case, result, measurement, units)."""
    text = log.decode("latin-1")
    start = re.search(monitor["start"], text).end()
    end = re.search(monitor["end"], text[start:]).start() + start
    for match in re.finditer(monitor["pattern"], text[start:]):
        if match.start() + start >= end:
            return
        case = {"measurement": None, "units": None, **match.groupdict()}
        result = monitor["fixupdict"].get(case["result"], case["result"])
        yield case["test_case_id"], result, case["measurement"], case["units"]


def records_of(log, kind):
    lines = log.replace(b"\r", b"").split(b"\n")
    mark = b'{"rec":"%s"' % kind.encode()
    return [json.loads(line) for line in lines if line.startswith(mark)]


@pytest.fixture(scope="module")
def serial(tmp_path_factory):
    """The serial log of a run, with a check that fails in it."""
    folder = tmp_path_factory.mktemp("serial")
    subprocess.run([ROOT / "run.sh", "--no-setup", "--no-build", "--cpus", "3", "--accel", "tcg",
                    "--log", folder / "log", "--", *WORDS.split(), "fail=active"],
                   stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    return (folder / "log").read_bytes()


def test_start_and_end_come_once(serial):
    monitor = monitor_of(job_of())
    text = serial.decode("latin-1")
    assert len(re.findall(monitor["start"], text)) == 1
    assert len(re.findall(monitor["end"], text)) == 1
    assert re.search(monitor["start"], text).start() < re.search(monitor["end"], text).start()
    assert len(re.findall(monitor["start"], text * 2)) == 2  # once a boot


def test_every_check_is_a_case(serial):
    checks = [(check["name"], check["verdict"]) for check in records_of(serial, "check")]
    (end,) = records_of(serial, "end")
    assert ("bringup.online", "fail") in checks and end["result"] == "fail"
    wanted = [*checks, ("end", "fail")]
    assert [case[:2] for case in cases_of(monitor_of(job_of()), serial)] == wanted


def test_figures_are_cases_too(serial):
    cases = list(cases_of(monitor_of(with_figures()), serial))
    checks = records_of(serial, "check")
    times = [stat for stat in records_of(serial, "stat") if stat["unit"] in ("ns", "ticks")]
    assert times and len(cases) == len(checks) + len(times) + 1
    for found, wanted in ((
            [case for case in cases if case[2] is None],
            [(check["name"], check["verdict"], None, "") for check in checks]
            + [("end", "fail", None, "")]), (
            [case for case in cases if case[2] is not None],
            [(stat["name"], "pass", str(stat["p50"]), stat["unit"]) for stat in times])):
        assert found == wanted


def test_patterns_do_not_match_a_part(serial):
    """What arrives in pieces is not taken for less than it is."""
    monitor = monitor_of(with_figures())
    whole = collections.Counter(cases_of(monitor, serial))
    text = serial.decode("latin-1")
    begin = text.index('{"rec":"stat"')
    for cut in range(begin, begin + 3000):
        for match in re.finditer(monitor["pattern"], text[begin:cut]):
            case = match.groupdict()
            result = monitor["fixupdict"].get(case["result"], case["result"])
            assert (case["test_case_id"], result, case["measurement"], case["units"]) in whole


# ---- LAVA itself ----

@pytest.fixture
def lava(monkeypatch):
    need_lava()
    monkeypatch.syspath_prepend(str(PACKAGES))
    return pytest.importorskip("lava_common.schemas", reason="LAVA's modules are missing")


@pytest.mark.parametrize("job", [job_of(), with_figures()], ids=["checks", "figures"])
def test_job_is_as_lava_wants_it(job, lava):
    lava.validate(job)
    lava.extra_checks(job)


def test_a_wrong_job_is_refused(lava):
    """Whether LAVA's judge is asked at all."""
    job = job_of()
    monitor_of(job)["result"] = "pass"
    with pytest.raises(Exception, match="extra keys"):
        lava.validate(job)


def device_of(job):
    """What LAVA's server makes of its template for this job."""
    import jinja2
    from lava_common.jinja import create_device_templates_env
    templates = create_device_templates_env(
        jinja2.FileSystemLoader(EXTRA / "share" / "lava-server" / "device-types"))
    return templates.get_template("qemu.jinja2").render(**job["context"])


def test_dispatcher_runs_the_job(lava, tmp_path):
    job = with_figures()
    images = job["actions"][0]["deploy"]["images"]
    images["muster"]["url"] = f"file://{BUILD / 'muster.efi'}"
    images["muster"]["image_arg"] = images["muster"]["image_arg"].replace(
        "exit=halt", f"exit=halt {WORDS}")
    images["firmware"]["url"] = f"file://{OVMF}"
    (tmp_path / "job.yaml").write_text(yaml.safe_dump(job), encoding="utf-8")
    (tmp_path / "device.yaml").write_text(device_of(job), encoding="utf-8")
    (tmp_path / "dispatcher.yaml").write_text("dispatcher_ip: 127.0.0.1\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LAVA_RUN, tmp_path / "downloads", "--job-id", "1",
         "--skip-sudo-warning", "--output-dir", tmp_path / "out", "--device",
         tmp_path / "device.yaml", "--dispatcher", tmp_path / "dispatcher.yaml",
         tmp_path / "job.yaml"], env={**os.environ, "PYTHONPATH": str(PACKAGES)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    lines = yaml.load((tmp_path / "out" / "logs.yaml").read_text(encoding="utf-8"),
                      Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    results = [line["msg"] for line in lines if line["lvl"] == "results"]
    cases = {case["case"]: case for case in results if case["definition"].endswith("muster")}
    assert cases["end"]["result"] == "pass", done.stderr[-4000:]
    assert len(cases) > 15 and {case["result"] for case in cases.values()} <= {"pass", "skip"}
    assert int(cases["ipi_rtt"]["measurement"]) > 0 and cases["ipi_rtt"]["units"] == "ns"
    assert [case["result"] for case in results if case["case"] == "job"] == ["pass"]
