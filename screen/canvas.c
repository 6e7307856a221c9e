/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of pixels are written from left to right, two pixels at a time: a write-combining mapping
 * gathers what is written in order, and an emulated processor pays for each store.
 */
#include "canvas.h"
#include "mem.h"
#include "palette.h"

enum {
	DENSE_HEIGHT = 1400, /* pixels, from which on a font of 16 is too small to read */
	COLUMNS_MIN = 100
};

/* Pixels are 4 bytes, so two of them need not lie on 8. */
typedef uint64_t __attribute__((may_alias, aligned(4))) pixel_pair;

static uint64_t pair_of(uint32_t left, uint32_t right)
{
	return (uint64_t)right << 32 | left;
}

static uint32_t at_most(uint32_t value, uint32_t limit)
{
	return value < limit ? value : limit;
}

static struct area clip(const struct canvas *canvas, struct area area)
{
	area.x = at_most(area.x, canvas->width);
	area.y = at_most(area.y, canvas->height);
	area.width = at_most(area.width, canvas->width - area.x);
	area.height = at_most(area.height, canvas->height - area.y);
	return area;
}

struct canvas canvas_within(const struct canvas *canvas, struct area area)
{
	struct canvas part = *canvas;

	area = clip(canvas, area);
	part.width = area.x + area.width;
	part.height = area.y + area.height;
	return part;
}

static uint32_t *pixels_at(const struct canvas *canvas, uint32_t x, uint32_t y)
{
	return canvas->pixels + (size_t)y * canvas->stride + x;
}

static void fill_run(uint32_t *pixels, uint32_t count, uint32_t pixel)
{
	uint64_t both = pair_of(pixel, pixel);

	for (; count >= 8; count -= 8, pixels += 8) {
		pixel_pair *pairs = (pixel_pair *)pixels;

		pairs[0] = both;
		pairs[1] = both;
		pairs[2] = both;
		pairs[3] = both;
	}
	while (count--)
		*pixels++ = pixel;
}

void canvas_fill(const struct canvas *canvas, struct area area, enum colour colour)
{
	uint32_t *line;

	area = clip(canvas, area);
	line = pixels_at(canvas, area.x, area.y);
	for (uint32_t y = 0; y < area.height; y++, line += canvas->stride)
		fill_run(line, area.width, canvas->palette[colour]);
}

uint32_t canvas_text_width(const struct canvas *canvas, size_t characters)
{
	return (uint32_t)characters * canvas->font->width * canvas->scale;
}

uint32_t canvas_line_height(const struct canvas *canvas)
{
	return canvas->font->height * canvas->scale;
}

/* Two pixels for each value of two bits: the two are two dots, or one dot twice. */
struct ink {
	uint32_t dots[2];
	uint64_t pairs[4], twice[2];
};

static struct ink ink_of(uint32_t fore, uint32_t back)
{
	return (struct ink){
		.dots = {back, fore},
		.pairs = {pair_of(back, back), pair_of(back, fore), pair_of(fore, back),
			  pair_of(fore, fore)},
		.twice = {pair_of(back, back), pair_of(fore, fore)},
	};
}

static uint32_t *draw_single(uint32_t *pixels, const uint8_t *bits, const struct ink *ink)
{
	pixel_pair *pairs = (pixel_pair *)pixels;

	pairs[0] = ink->pairs[*bits >> 6];
	pairs[1] = ink->pairs[*bits >> 4 & 3];
	pairs[2] = ink->pairs[*bits >> 2 & 3];
	pairs[3] = ink->pairs[*bits & 3];
	return pixels + 8;
}

static uint32_t *draw_double(uint32_t *pixels, const uint8_t *bits, const struct ink *ink)
{
	pixel_pair *pairs = (pixel_pair *)pixels;

	for (unsigned int dot = 0; dot < 8; dot++)
		pairs[dot] = ink->twice[*bits >> (7 - dot) & 1];
	return pixels + 16;
}

/* A font of any width, at any size. */
static uint32_t *draw_any(const struct canvas *canvas, uint32_t *pixels, const uint8_t *bits,
			  const struct ink *ink)
{
	for (uint32_t dot = 0; dot < canvas->font->width; dot++) {
		uint32_t pixel = ink->dots[bits[dot / 8] >> (7 - dot % 8) & 1];

		for (uint32_t i = 0; i < canvas->scale; i++)
			*pixels++ = pixel;
	}
	return pixels;
}

static uint32_t *draw_row(const struct canvas *canvas, uint32_t *pixels, const uint8_t *bits,
			  const struct ink *ink)
{
	if (canvas->font->width == 8 && canvas->scale == 1)
		return draw_single(pixels, bits, ink);
	if (canvas->font->width == 8 && canvas->scale == 2)
		return draw_double(pixels, bits, ink);
	return draw_any(canvas, pixels, bits, ink);
}

/* font_read() has seen to it that all glyphs are there. */
static const uint8_t *glyph_of(const struct font *font, char character)
{
	uint32_t code = character >= ' ' && character <= '~' ? (unsigned char)character : '?';

	return font->glyphs.bytes + (code < font->glyph_count ? code : 0) * font->glyph_bytes;
}

void canvas_text(const struct canvas *canvas, struct area area, enum colour fore, enum colour back,
		 const char *text)
{
	const struct ink ink = ink_of(canvas->palette[fore], canvas->palette[back]);
	const uint32_t row_bytes = (canvas->font->width + 7) / 8;
	uint32_t count, rest;

	area = clip(canvas, area);
	area.height = at_most(area.height, canvas_line_height(canvas));
	count = at_most((uint32_t)strlen(text), area.width / canvas_text_width(canvas, 1));
	rest = area.width - canvas_text_width(canvas, count);
	for (uint32_t y = 0; y < area.height; y++) {
		uint32_t *pixels = pixels_at(canvas, area.x, area.y + y);
		size_t row = (size_t)(y / canvas->scale) * row_bytes;

		for (uint32_t i = 0; i < count; i++)
			pixels = draw_row(canvas, pixels, glyph_of(canvas->font, text[i]) + row,
					  &ink);
		fill_run(pixels, rest, ink.dots[0]);
	}
}

/* Its lines run through the middle of the cells along the edge. */
void canvas_frame(const struct canvas *canvas, struct area area, const char *title)
{
	const uint32_t cell = canvas_text_width(canvas, 1), line = canvas_line_height(canvas);
	const uint32_t thin = canvas->scale;
	uint32_t left = area.x + cell / 2, top = area.y + line / 2, width, height, room;

	if (area.width < 6 * cell || area.height < 2 * line)
		return;
	width = area.width - cell;
	height = area.height - line / 2 - cell / 2;
	canvas_fill(canvas, (struct area){left, top, width, thin}, COLOUR_FRAME);
	canvas_fill(canvas, (struct area){left, top + height - thin, width, thin}, COLOUR_FRAME);
	canvas_fill(canvas, (struct area){left, top, thin, height}, COLOUR_FRAME);
	canvas_fill(canvas, (struct area){left + width - thin, top, thin, height}, COLOUR_FRAME);
	room = at_most(canvas_text_width(canvas, strlen(title)), area.width - 4 * cell);
	canvas_text(canvas, (struct area){area.x + 2 * cell, area.y, room, line}, COLOUR_TITLE,
		    COLOUR_BACK, title);
}

struct area canvas_inside(const struct canvas *canvas, struct area area)
{
	const uint32_t cell = canvas_text_width(canvas, 1), line = canvas_line_height(canvas);

	if (area.width < 2 * cell || area.height < line + cell)
		return (struct area){area.x, area.y, 0, 0};
	return (struct area){area.x + cell, area.y + line, area.width - 2 * cell,
			     area.height - line - cell};
}

void canvas_open(struct canvas *canvas, const struct framebuffer *framebuffer,
		 const struct font *font)
{
	*canvas = (struct canvas){
		.pixels = (uint32_t *)(uintptr_t)framebuffer->address,
		.width = framebuffer->width,
		.height = framebuffer->height,
		.stride = framebuffer->stride,
		.font = font,
		.scale = 1 + framebuffer->height / DENSE_HEIGHT,
	};
	while (canvas->scale > 1 && canvas->width < canvas_text_width(canvas, COLUMNS_MIN))
		canvas->scale--;
	palette_make(framebuffer, canvas->palette);
}
