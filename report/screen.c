/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text console on a framebuffer. The framebuffer is only ever written: reading it back is slow
 * on real machines, so what it shows is remembered here, and scrolling draws only what changes.
 */
#include "console.h"
#include "font.h"
#include "mem.h"
#include <stdatomic.h>

enum {
	CELL_COLUMNS_MAX = 160, /* twice as wide as any line of text we write */
	CELL_ROWS_MAX = 90,	/* all of a screen 1440 pixels high */
	COLUMNS_MIN = 40,
	ROWS_MIN = 10,
	DENSE_HEIGHT = 1400, /* pixels, from which on a font of 16 is too small to read */
	TAB_STOP = 8,
};

/* The one screen that is open: what it shows, and the font. */
static char cells[CELL_ROWS_MAX][CELL_COLUMNS_MAX];
static struct font font;

static uint32_t at_most(uint32_t value, uint32_t limit)
{
	return value < limit ? value : limit;
}

static void fill(const struct framebuffer *framebuffer, uint32_t pixel)
{
	uint32_t *line = (uint32_t *)(uintptr_t)framebuffer->address;

	for (uint32_t y = 0; y < framebuffer->height; y++, line += framebuffer->stride)
		for (uint32_t x = 0; x < framebuffer->width; x++)
			line[x] = pixel;
}

/* One row of a glyph into one line of pixels. */
static void draw_row(const struct text_screen *screen, uint32_t *pixels, const uint8_t *bits)
{
	const struct framebuffer *framebuffer = &screen->framebuffer;

	for (uint32_t x = 0; x < font.width * screen->scale; x++) {
		uint32_t dot = x / screen->scale;
		bool set = bits[dot / 8] & (0x80 >> dot % 8);

		pixels[x] = set ? framebuffer->foreground : framebuffer->background;
	}
}

static void draw_glyph(const struct text_screen *screen, uint32_t row, uint32_t column,
		       char character)
{
	const struct framebuffer *framebuffer = &screen->framebuffer;
	struct span glyph = font_glyph(&font, (unsigned char)character);
	uint32_t bytes_per_row = font.glyph_bytes / font.height;
	uint32_t *pixels = (uint32_t *)(uintptr_t)framebuffer->address;

	pixels += (size_t)row * font.height * screen->scale * framebuffer->stride;
	pixels += (size_t)column * font.width * screen->scale;
	for (uint32_t y = 0; y < font.height * screen->scale; y++, pixels += framebuffer->stride)
		draw_row(screen, pixels, glyph.bytes + y / screen->scale * bytes_per_row);
}

static void show(const struct text_screen *screen, uint32_t row, uint32_t column, char character)
{
	if (cells[row][column] == character)
		return;
	cells[row][column] = character;
	draw_glyph(screen, row, column, character);
}

/* Half a screen at once: line by line would draw everything anew for each line. */
static void scroll(struct text_screen *screen)
{
	uint32_t shift = screen->rows / 2;

	for (uint32_t row = 0; row < screen->rows; row++)
		for (uint32_t column = 0; column < screen->columns; column++)
			show(screen, row, column,
			     row + shift < screen->rows ? cells[row + shift][column] : ' ');
	screen->row -= shift;
}

static void new_line(struct text_screen *screen)
{
	screen->column = 0;
	if (screen->row + 1 >= screen->rows)
		scroll(screen);
	screen->row++;
}

/* The line is left when there is something for the next one, so a full line costs no empty one. */
static void put(struct text_screen *screen, char character)
{
	if (screen->column >= screen->columns)
		new_line(screen);
	show(screen, screen->row, screen->column, character);
	screen->column++;
}

static void put_tab(struct text_screen *screen)
{
	do
		put(screen, ' ');
	while (screen->column % TAB_STOP && screen->column < screen->columns);
}

static void write_character(struct text_screen *screen, char character)
{
	if (character == '\r')
		screen->column = 0;
	else if (character == '\n')
		new_line(screen);
	else if (character == '\t')
		put_tab(screen);
	else
		put(screen, character >= ' ' && character <= '~' ? character : '?');
}

void screen_write(void *context, const char *bytes, size_t length)
{
	struct text_screen *screen = context;

	for (size_t i = 0; i < length; i++)
		write_character(screen, bytes[i]);
	/* Out of the write-combining buffers, which keep what comes last (SDM 3A 12.3.1): it may be
	   all that is seen of a step that hangs. */
	atomic_thread_fence(memory_order_seq_cst);
}

/* Divides the framebuffer into cells; false if that gives too few. */
static bool divide(struct text_screen *screen, const struct framebuffer *framebuffer,
		   uint32_t scale)
{
	*screen = (struct text_screen){.framebuffer = *framebuffer, .scale = scale};
	screen->columns = at_most(framebuffer->width / (font.width * scale), CELL_COLUMNS_MAX);
	screen->rows = at_most(framebuffer->height / (font.height * scale), CELL_ROWS_MAX);
	return screen->columns >= COLUMNS_MIN && screen->rows >= ROWS_MIN;
}

enum status screen_open(struct text_screen *screen, const struct framebuffer *framebuffer)
{
	if (framebuffer->address == 0 || framebuffer->stride < framebuffer->width)
		return STATUS_UNSUPPORTED;
	if (!font_read(font_file(), &font))
		return STATUS_UNSUPPORTED;
	if (framebuffer->height < DENSE_HEIGHT || !divide(screen, framebuffer, 2))
		if (!divide(screen, framebuffer, 1))
			return STATUS_UNSUPPORTED;
	memset(cells, ' ', sizeof(cells));
	fill(framebuffer, framebuffer->background);
	return STATUS_OK;
}
