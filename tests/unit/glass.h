/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A framebuffer in memory, whose pixels are read back as text. The memory ends where the
 * framebuffer ends, so ASan sees a pixel that is not on it; what lies between the lines (stride
 * less width) holds a mark that must stay.
 */
#ifndef UNIT_GLASS_H
#define UNIT_GLASS_H

#include "unit.h"
#include "console.h"
#include "font.h"

enum {
	GLASS_MARK = 0x5A5A5A5A,
	GLASS_GLYPH_HEIGHT = 16,
	GLASS_GLYPH_WIDTH = 8,
	GLASS_GLYPHS = 256,
	GLASS_COLUMNS_MAX = 640,
};

static uint8_t glass_font_bytes[4 + GLASS_GLYPHS * GLASS_GLYPH_HEIGHT];
static struct framebuffer glass;
static uint32_t *glass_pixels;

/* No two of the glyphs 33 to 126 are alike, nor is one like another with its colours exchanged. */
static inline uint8_t glass_glyph_row(unsigned int code, unsigned int y)
{
	if (code == ' ')
		return 0;
	return y == 0 ? (uint8_t)code : (uint8_t)(code * (2 * y + 1) + y);
}

static inline struct span glass_font(void)
{
	memcpy(glass_font_bytes, "\x36\x04\x00\x10", 4);
	for (unsigned int code = 0; code < GLASS_GLYPHS; code++)
		for (unsigned int y = 0; y < GLASS_GLYPH_HEIGHT; y++)
			glass_font_bytes[4 + code * GLASS_GLYPH_HEIGHT + y] =
				glass_glyph_row(code, y);
	return (struct span){glass_font_bytes, sizeof(glass_font_bytes)};
}

static inline void glass_open(uint32_t width, uint32_t height, uint32_t stride)
{
	/* the last line has nothing behind it */
	size_t count = (size_t)stride * (height - 1) + width;

	glass_pixels = malloc(count * sizeof(uint32_t));
	for (size_t i = 0; i < count; i++)
		glass_pixels[i] = GLASS_MARK;
	glass = (struct framebuffer){.address = (uintptr_t)glass_pixels,
				     .width = width,
				     .height = height,
				     .stride = stride,
				     .red = 0xFF0000,
				     .green = 0xFF00,
				     .blue = 0xFF};
}

static inline void glass_close(void)
{
	for (uint32_t y = 0; y + 1 < glass.height; y++)
		for (uint32_t x = glass.width; x < glass.stride; x++)
			assert_int_equal(glass_pixels[(size_t)y * glass.stride + x], GLASS_MARK);
	free(glass_pixels);
}

static inline uint32_t glass_pixel(uint32_t x, uint32_t y)
{
	return glass_pixels[(size_t)y * glass.stride + x];
}

static inline bool glass_is(uint32_t x, uint32_t y, uint32_t scale, unsigned int code,
			    const uint32_t inks[2])
{
	for (uint32_t row = 0; row < GLASS_GLYPH_HEIGHT * scale; row++)
		for (uint32_t dot = 0; dot < GLASS_GLYPH_WIDTH * scale; dot++)
			if (glass_pixel(x + dot, y + row) !=
			    inks[glass_glyph_row(code, row / scale) >> (7 - dot / scale) & 1])
				return false;
	return true;
}

/* What a cell shows, whatever its colours; '\x7f': no character. */
static inline char glass_cell(uint32_t x, uint32_t y, uint32_t scale)
{
	uint32_t inks[2][2] = {{glass_pixel(x, y), 0}};
	bool plain = true;

	for (uint32_t i = 0; plain && i < GLASS_GLYPH_HEIGHT * GLASS_GLYPH_WIDTH * scale * scale;
	     i++) {
		uint32_t width = GLASS_GLYPH_WIDTH * scale;

		inks[0][1] = glass_pixel(x + i % width, y + i / width);
		plain = inks[0][1] == inks[0][0];
	}
	if (plain)
		return ' ';
	inks[1][0] = inks[0][1];
	inks[1][1] = inks[0][0];
	for (unsigned int code = '!'; code < 0x7F; code++)
		if (glass_is(x, y, scale, code, inks[0]) || glass_is(x, y, scale, code, inks[1]))
			return (char)code;
	return '\x7f';
}

/* A line of cells from there to the right edge, without the blanks at its end. */
static inline const char *glass_line(uint32_t x, uint32_t y, uint32_t scale)
{
	static char text[GLASS_COLUMNS_MAX + 1];
	size_t length = 0, count = 0;

	for (; x + GLASS_GLYPH_WIDTH * scale <= glass.width; x += GLASS_GLYPH_WIDTH * scale) {
		text[count++] = glass_cell(x, y, scale);
		if (text[count - 1] != ' ')
			length = count;
	}
	text[length] = '\0';
	return text;
}

/* Anywhere, on lines that begin at a half of a cell's height. */
static inline bool glass_shows(const char *text, uint32_t scale)
{
	for (uint32_t y = 0; y + GLASS_GLYPH_HEIGHT * scale <= glass.height;
	     y += GLASS_GLYPH_HEIGHT * scale / 2)
		if (strstr(glass_line(0, y, scale), text))
			return true;
	return false;
}

#endif
