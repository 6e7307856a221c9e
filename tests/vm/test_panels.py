# SPDX-License-Identifier: BSD-2-Clause
"""The panels of the drawn screen, by their pixels, against the records of the same run: every core,
every pair, and the benchmark measured last."""

import re

import muster
from picture import GLYPH_WIDTH, Picture
from test_matrix import documented

PAIRS = "iterations=11 mps=off only=ipi.rtt,matrix.*"


def palette():
    """What the colours are meant to be; FIRST is that of the quickest pairs."""
    source = (muster.ROOT / "screen" / "palette.c").read_text(encoding="utf-8")
    named = re.findall(r"\[COLOUR_(\w+)\] = 0x(\w{6})", source)
    named += [("FIRST", re.search(r"ramp\[\] = \{0x(\w{6})", source).group(1))]
    return {name: bytes.fromhex(rgb) for name, rgb in named}


COLOURS = palette()


def shown(folder, *arguments, words, code=muster.PASS):
    file = folder / "screen.ppm"
    outcome = muster.run(folder, "--screenshot", file, *arguments, words=words)
    assert outcome.code == code, outcome
    muster.check_whole(outcome)
    picture, screen = Picture(file), outcome.one("screen")
    assert (screen["mode"], screen["width"], screen["height"]) == (
        "drawn", picture.width, picture.height)
    return outcome, picture, picture.text(half=True)


# ---- tiles ----

def rows_of(picture, text, ink, ground):
    """The lines of pixels that show the text."""
    bitmaps = {" ": bytes(16)} | {character: bits for bits, character in picture.glyphs.items()}
    return [b"".join(ink if bits & 0x80 >> i else ground
                     for bits in (bitmaps[character][row] for character in text)
                     for i in range(GLYPH_WIDTH))
            for row in range(len(bitmaps[text[0]]))]


def shows_text(picture, text, ink, ground):
    """Wherever it is, with the ground's colour on both sides."""
    ground, ink, line = COLOURS[ground], COLOURS[ink], 3 * picture.width
    rows = [ground + row + ground for row in rows_of(picture, text, ink, ground)]
    inked = next(i for i, row in enumerate(rows) if ink in row)
    at = picture.pixels.find(rows[inked])
    while at >= 0:
        if all(picture.pixels[at + (i - inked) * line:].startswith(row)
               for i, row in enumerate(rows)):
            return True
        at = picture.pixels.find(rows[inked], at + 1)
    return False


def shows_tile(picture, text, colour):
    return shows_text(picture, text, "BACK", colour)


# ---- the map ----

def squares(picture, colour):
    """Corners of the squares of a colour on the right half, line by line, and the side of one: of
    those that are largest."""
    found, side = [], 1
    for y in range(1, picture.height):
        for x in range(picture.width // 2, picture.width):
            if picture.pixel(x, y) != colour or colour in (
                    picture.pixel(x - 1, y), picture.pixel(x, y - 1)):
                continue
            across = next(i for i in range(1, picture.width)
                          if x + i == picture.width or picture.pixel(x + i, y) != colour)
            down = next(i for i in range(1, picture.height)
                        if y + i == picture.height or picture.pixel(x, y + i) != colour)
            if across == down >= side:
                found = [*(found if across == side else []), (x, y)]
                side = across
    return found, side


def luminance(pixel):
    return 299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2]


def check_map(outcome, picture, matrices):
    """matrix.line has no diagonal, whose squares so tell where rows and columns are. Of two pairs
    the slower one is never the darker."""
    order = list(matrices["matrix.line", "p50", 1])
    corners, side = squares(picture, COLOURS["NONE"])
    assert len(corners) == len(order) and side >= 8, (corners, side)
    light, values = {}, {}
    for row, cpu in enumerate(order):
        for column, value in enumerate(matrices["matrix.line", "p50", 1][cpu]):
            if row != column:
                pixel = picture.pixel(corners[column][0], corners[row][1])
                assert value is not None and pixel != COLOURS["NONE"], (row, column)
                light[row, column], values[row, column] = luminance(pixel), value
    pairs = sorted(values, key=values.get)
    assert [light[pair] for pair in pairs] == sorted(light.values())
    assert light[pairs[0]] == luminance(COLOURS["FIRST"])
    assert f"{len(pairs)} of {len(pairs)} pairs" in picture.text()


def check_histogram(outcome, text):
    """Of the stat that came last."""
    last = outcome.of("stat")[-1]
    assert f"{last['name']} {last['parameters']['distance']}: {last['n']} sample" in text
    assert re.search(r"p50 \d\S* \w+  p99 \d\S* \w+  p99\.9 \d\S* \w+  max \d", text), text


def test_pairs(tmp_path):
    """Each core's tile, each pair's square, the figures beside them, the histogram."""
    outcome, picture, text = shown(tmp_path, "--topology", "2,2,1", "--numa", 2,
                                   "--accel", "tcg-single", words=PAIRS + " screen=1920x1080")
    for line in ("2 packages, 4 cores, 4 threads, 2 nodes", " 4 online", " 0 failed", " 0 measured now",
                 "matrix.line same-die", "matrix.line remote", "ipi.rtt"):
        assert line in text, line
    for package in range(2):
        assert shows_text(picture, f"package {package}, node {package}", "DIM", "BACK"), package
    for core in range(4):
        assert shows_tile(picture, f"{core}+", "GOOD"), core
    assert not shows_tile(picture, "4+", "GOOD")
    check_map(outcome, picture, documented(tmp_path / "records.jsonl"))
    check_histogram(outcome, text)


def test_a_core_that_fails(tmp_path):
    """On the smallest screen that is drawn, which is the Arm machine's."""
    outcome, picture, text = shown(tmp_path, "--arch", "aarch64", "--cpus", 5,
                                   "--accel", "tcg-single", code=muster.CHECK_FAILED,
                                   words=PAIRS + " fail=active@2 maxcpus=4")
    assert (picture.width, picture.height) == (800, 600)
    for line in (" 3 online", " 1 failed", " 1 held back", "FAIL"):
        assert line in text, line
    for tile, colour in (("0+", "GOOD"), ("2!", "BAD"), ("3+", "GOOD"), ("4-", "WARN")):
        assert shows_tile(picture, tile, colour), tile
    check_map(outcome, picture, documented(tmp_path / "records.jsonl"))


def test_without_pairs(tmp_path):
    """On a card that has no VGA: the medians by distance, where the map would be."""
    outcome, picture, text = shown(
        tmp_path, "--topology", "1,2,2", "--no-gop", "--qemu-arg", "-device", "--qemu-arg",
        "bochs-display", "--accel", "tcg-single",
        words="iterations=20 mps=off only=ipi.rtt,call.all screen=1024x768")
    assert (picture.width, picture.height) == (1024, 768)
    for stat in outcome.of("stat"):
        distance = stat["parameters"].get("distance")
        if distance:
            assert f"{stat['name']} {distance} " in text, stat
    assert "ipi.rtt same-core" in text and "call.all " in text
    assert luminance(COLOURS["BUSY"]) in {luminance(picture.pixel(x, y))
                                          for x in range(picture.width // 2, picture.width)
                                          for y in range(picture.height)}
