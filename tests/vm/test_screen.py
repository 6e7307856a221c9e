# SPDX-License-Identifier: BSD-2-Clause
"""What the screen shows, read back from its pixels; and that nothing measured is the longer for it."""

import muster
from cases import FAST
from picture import Picture

REDRAW_MOST_NS = 20_000_000
# One nanosecond an instruction: what is measured is exact
ICOUNT = ("--arch", "aarch64", "--accel", "tcg-single", "--cpu", "max,cntfrq=1000000000",
          "--qemu-arg", "-icount", "--qemu-arg", "shift=0,sleep=off")
PATHS = "iterations=50 mps=off only=call.single,call.all,ipi.self,ipi.rtt,irq_work.self"


def shown(folder, *arguments, words):
    """A run, its record of the screen, and the picture at its end."""
    file = folder / "screen.ppm"
    outcome = muster.run(folder, "--cpus", 2, "--screenshot", file, *arguments, words=words)
    assert outcome.code in (muster.PASS, muster.CHECK_FAILED), outcome
    muster.check_whole(outcome)
    return outcome, outcome.one("screen"), Picture(file)


def test_drawn(tmp_path):
    """A whole run at 1920x1080: verdict, version, phase, where the report goes; and in time."""
    outcome, screen, picture = shown(tmp_path, words=FAST + " screen=1920x1080")
    assert (screen["mode"], screen["width"], screen["height"]) == ("drawn", 1920, 1080)
    assert (picture.width, picture.height) == (1920, 1080)
    assert screen["redraws"] == 3 and screen["updates"] > 3
    assert 0 < screen["redraw_ns"] < 20 * REDRAW_MOST_NS  # the host may have taken the processor away
    text = picture.text()
    run, end = outcome.one("run"), outcome.one("end")
    assert f"MUSTER {run['version']} for x86_64   {run['board']}" in text
    assert run["board"].startswith("QEMU Standard PC (Q35")
    assert run["cpu"]["brand"] in text
    assert f"the end: {end['passed']} passed, 0 failed, {end['skipped']} skipped" in text
    assert "100 %" in text and "0x3f8, as text and JSON" in text
    assert "halted: the machine may be switched off" in text
    errors = sum(finding["severity"] == "error" for finding in outcome.of("finding"))
    assert f"{errors} errors, " in text
    assert "PASS" in picture.line(8)  # in the box beside the title, which is two lines high
    assert "option.screen" not in text


def test_panic(tmp_path):
    """The boot core takes an exception: its text stands where the findings were. The screen has the
    size that comes nearest to what was asked for."""
    outcome, screen, picture = shown(tmp_path, words=FAST + " fault=ud@0 screen=1023x769")
    assert outcome.code == muster.CHECK_FAILED, outcome
    assert (screen["mode"], screen["width"], screen["height"]) == ("drawn", 1024, 768)
    assert "option.screen" in {finding["rule"] for finding in outcome.of("finding")}
    text = picture.text(half=True)
    assert "*** FAULT on core 0" in text and "[FAIL] fault.boot-core" in text
    assert "FAIL 1, INCOMPLETE" in text and "RUNNING" not in text


def test_text_below_800x600(tmp_path):
    outcome, screen, picture = shown(tmp_path, words=FAST + " screen=640x480")
    assert (screen["mode"], screen["width"], screen["height"]) == ("text", 640, 480)
    assert screen["redraws"] == 0 and screen["redraw_ns"] is None
    assert (picture.width, picture.height) == (640, 480)
    assert f"PASS: {outcome.one('end')['passed']} checks passed" in picture.text()


def test_a_screen_that_only_the_firmware_draws_on(tmp_path):
    """The GOP of virtio-gpu has no framebuffer: it is said before the firmware is left."""
    outcome = muster.run(tmp_path, "--cpus", 2, "--no-gop", "--qemu-arg", "-device", "--qemu-arg",
                         "virtio-gpu-pci", words=FAST)
    assert outcome.code == muster.PASS, outcome
    assert outcome.one("screen")["mode"] == "none"
    assert "only the firmware can draw on this screen" in outcome.log.decode("latin-1")


def medians(outcome):
    return {(stat["name"], str(stat["parameters"])): stat["p50"] for stat in outcome.of("stat")}


def test_what_is_measured_is_not_longer(tmp_path):
    """The same run with and without a drawn screen, in instructions: 800x600, a fifth of 1920x1080."""
    outcomes = []
    for word in ("auto", "off"):
        folder = tmp_path / word
        folder.mkdir()
        outcomes.append(muster.run(folder, *ICOUNT, "--cpus", 4, words=f"{PATHS} screen={word}"))
        assert outcomes[-1].code == muster.PASS, outcomes[-1]
    screens = [outcome.one("screen") for outcome in outcomes]
    assert [screen["mode"] for screen in screens] == ["drawn", "off"]
    assert len(medians(outcomes[0])) >= 5
    assert medians(outcomes[0]) == medians(outcomes[1])
    pixels = screens[0]["width"] * screens[0]["height"]
    assert screens[0]["redraw_ns"] * 1920 * 1080 < REDRAW_MOST_NS * pixels
