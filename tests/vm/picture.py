# SPDX-License-Identifier: BSD-2-Clause
"""A screenshot read as text: a cell whose pixels are exactly a glyph of the program's font, in any
two colours, is that character."""

import os
import pathlib
import struct

FONT = pathlib.Path(__file__).resolve().parents[2] / os.environ.get("B", "build") / "font.psf"
GLYPH_WIDTH, GLYPH_HEIGHT = 8, 16


def glyphs():
    """Character by bitmap, a byte a row. Only what is plain ASCII."""
    data = FONT.read_bytes()
    if data[:2] == b"\x36\x04":
        start, size = 4, data[3]
    else:
        start, size = struct.unpack_from("<I", data, 8)[0], struct.unpack_from("<I", data, 20)[0]
    assert size == GLYPH_HEIGHT, "the tests read fonts of 8x16"
    return {data[start + size * code:start + size * (code + 1)]: chr(code)
            for code in range(0x7E, 0x20, -1)}


class Picture:
    """A PPM file, as `run.sh --screenshot` writes it."""

    def __init__(self, path):
        data = pathlib.Path(path).read_bytes()
        magic, width, height, _depth, _pixels = data.split(maxsplit=4)
        assert magic == b"P6"
        self.width, self.height = int(width), int(height)
        # The first pixel may look like white space: count from the end.
        self.pixels = data[-3 * self.width * self.height:]
        self.glyphs = glyphs()

    def pixel(self, x, y):
        at = 3 * (y * self.width + x)
        return self.pixels[at:at + 3]

    def cell(self, x, y, scale):
        rows = [[self.pixel(x + scale * i, y + scale * j) for i in range(GLYPH_WIDTH)]
                for j in range(GLYPH_HEIGHT)]
        colours = {pixel for row in rows for pixel in row}
        if len(colours) == 1:
            return " "
        for ink in colours if len(colours) == 2 else ():
            bits = bytes(sum(0x80 >> i for i in range(GLYPH_WIDTH) if row[i] == ink)
                         for row in rows)
            if bits in self.glyphs:
                return self.glyphs[bits]
        return "\x7f"

    def line(self, y, scale=1):
        return "".join(self.cell(x, y, scale) for x in range(
            0, self.width - GLYPH_WIDTH * scale + 1, GLYPH_WIDTH * scale)).rstrip()

    def text(self, scale=1, half=False):
        """All lines of cells; half: also those that begin in the middle of a cell's height."""
        step = GLYPH_HEIGHT * scale // (2 if half else 1)
        return "\n".join(self.line(y, scale) for y in range(
            0, self.height - GLYPH_HEIGHT * scale + 1, step))
