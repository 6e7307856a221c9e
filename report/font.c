/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PC Screen Font files, versions 1 and 2. A glyph is taken by its number: in fonts with the
 * customary order numbers 32 to 126 are the ASCII characters, so the Unicode table that may follow
 * the glyphs is not needed (tests/unit/test_font.c checks it for the font we embed).
 */
#include "font.h"

enum psf1_layout {
	PSF1_MAGIC = 0x0436,
	PSF1_MAGIC_AT = 0,
	PSF1_MODE_AT = 2, /* bit 0: 512 glyphs, else 256 */
	PSF1_HEIGHT_AT = 3,
	PSF1_HEADER_SIZE = 4,
};

enum psf2_layout {
	PSF2_MAGIC = 0x864AB572,
	PSF2_MAGIC_AT = 0,
	PSF2_HEADER_SIZE_AT = 8,
	PSF2_COUNT_AT = 16,
	PSF2_GLYPH_BYTES_AT = 20,
	PSF2_HEIGHT_AT = 24,
	PSF2_WIDTH_AT = 28,
	PSF2_HEADER_SIZE = 32,
};

/* No font for a text console is larger; keeps every product below in 32 bits. */
enum { FONT_SIDE_MAX = 64, FONT_GLYPHS_MAX = 65536 };

static bool is_sound(const struct font *font)
{
	if (font->width == 0 || font->width > FONT_SIDE_MAX)
		return false;
	if (font->height == 0 || font->height > FONT_SIDE_MAX)
		return false;
	if (font->glyph_count == 0 || font->glyph_count > FONT_GLYPHS_MAX)
		return false;
	return font->glyph_bytes == font->height * ((font->width + 7) / 8);
}

/* Cuts the glyphs out of the file; all that is known by now is in the font. */
static bool take_glyphs(struct span file, size_t offset, struct font *font, struct font *ret_font)
{
	if (!is_sound(font))
		return false;
	font->glyphs = span_part(file, offset, (size_t)font->glyph_count * font->glyph_bytes);
	if (font->glyphs.size == 0)
		return false;
	*ret_font = *font;
	return true;
}

static bool read_psf1(struct span file, struct font *ret_font)
{
	uint8_t height = span_get8(file, PSF1_HEIGHT_AT);
	struct font font = {
		.width = 8,
		.height = height,
		.glyph_bytes = height,
		.glyph_count = span_get8(file, PSF1_MODE_AT) & 1 ? 512 : 256,
	};

	return take_glyphs(file, PSF1_HEADER_SIZE, &font, ret_font);
}

static bool read_psf2(struct span file, struct font *ret_font)
{
	uint32_t header_size = span_get32(file, PSF2_HEADER_SIZE_AT);
	struct font font = {
		.width = span_get32(file, PSF2_WIDTH_AT),
		.height = span_get32(file, PSF2_HEIGHT_AT),
		.glyph_bytes = span_get32(file, PSF2_GLYPH_BYTES_AT),
		.glyph_count = span_get32(file, PSF2_COUNT_AT),
	};

	return header_size >= PSF2_HEADER_SIZE && take_glyphs(file, header_size, &font, ret_font);
}

bool font_read(struct span file, struct font *ret_font)
{
	if (span_has(file, 0, PSF1_HEADER_SIZE) && span_get16(file, PSF1_MAGIC_AT) == PSF1_MAGIC)
		return read_psf1(file, ret_font);
	if (span_has(file, 0, PSF2_HEADER_SIZE) && span_get32(file, PSF2_MAGIC_AT) == PSF2_MAGIC)
		return read_psf2(file, ret_font);
	return false;
}

struct span font_glyph(const struct font *font, uint32_t code)
{
	uint32_t number = code;

	if (number >= font->glyph_count)
		number = '?';
	if (number >= font->glyph_count)
		number = 0;
	return span_part(font->glyphs, (size_t)number * font->glyph_bytes, font->glyph_bytes);
}
