/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console draws into a framebuffer in memory, and the test reads the pixels back as text: a
 * cell whose pixels are not exactly one glyph of the test's font fails. The memory ends where the
 * framebuffer ends, so ASan sees a pixel that is not on it; what lies between the lines (stride
 * less width) holds a mark that must stay.
 */
#include "unit.h"
#include "console.h"
#include "font.h"

enum {
	FOREGROUND = 0x00C0FFEE,
	BACKGROUND = 0x00102030,
	MARK = 0x5A5A5A5A,
	GLYPH_HEIGHT = 16,
	GLYPH_WIDTH = 8,
	GLYPHS = 256,
	COLUMNS_MAX = 512,
};

/* A font in which no two of the glyphs 33 to 126 are alike: row y of glyph c is a mix of both. */
static uint8_t font_bytes[4 + GLYPHS * GLYPH_HEIGHT];

static uint8_t glyph_row(unsigned int code, unsigned int y)
{
	if (code == ' ')
		return 0;
	return y == 0 ? (uint8_t)code : (uint8_t)(code * (2 * y + 1) + y);
}

struct span font_file(void)
{
	return (struct span){font_bytes, sizeof(font_bytes)};
}

static void build_font(void)
{
	memcpy(font_bytes, "\x36\x04\x00\x10", 4);
	for (unsigned int code = 0; code < GLYPHS; code++)
		for (unsigned int y = 0; y < GLYPH_HEIGHT; y++)
			font_bytes[4 + code * GLYPH_HEIGHT + y] = glyph_row(code, y);
}

/* ---- a framebuffer ---- */

struct glass {
	struct framebuffer framebuffer;
	struct text_screen screen;
	uint32_t *pixels;
	size_t count;
};

static struct glass glass;

static enum status glass_open(uint32_t width, uint32_t height, uint32_t stride)
{
	/* the last line has nothing behind it */
	glass.count = (size_t)stride * (height - 1) + width;
	glass.pixels = malloc(glass.count * sizeof(uint32_t));
	for (size_t i = 0; i < glass.count; i++)
		glass.pixels[i] = MARK;
	glass.framebuffer = (struct framebuffer){.address = (uintptr_t)glass.pixels,
						 .width = width,
						 .height = height,
						 .stride = stride,
						 .foreground = FOREGROUND,
						 .background = BACKGROUND};
	return screen_open(&glass.screen, &glass.framebuffer);
}

static void glass_close(void)
{
	for (uint32_t y = 0; y + 1 < glass.framebuffer.height; y++)
		for (uint32_t x = glass.framebuffer.width; x < glass.framebuffer.stride; x++)
			assert_int_equal(glass.pixels[(size_t)y * glass.framebuffer.stride + x],
					 MARK);
	free(glass.pixels);
}

static void glass_write(const char *text)
{
	screen_write(&glass.screen, text, strlen(text));
}

static uint32_t pixel_at(uint32_t x, uint32_t y)
{
	return glass.pixels[(size_t)y * glass.framebuffer.stride + x];
}

static bool cell_shows(uint32_t row, uint32_t column, unsigned int code)
{
	const uint32_t scale = glass.screen.scale;

	for (uint32_t y = 0; y < GLYPH_HEIGHT * scale; y++) {
		for (uint32_t x = 0; x < GLYPH_WIDTH * scale; x++) {
			bool set = glyph_row(code, y / scale) & (0x80 >> x / scale);
			uint32_t pixel = pixel_at(column * GLYPH_WIDTH * scale + x,
						  row * GLYPH_HEIGHT * scale + y);

			if (pixel != (set ? FOREGROUND : BACKGROUND))
				return false;
		}
	}
	return true;
}

/* What a row shows, without the blanks at its end. */
static const char *row_text(uint32_t row)
{
	static char text[COLUMNS_MAX + 1];
	size_t length = 0;

	for (uint32_t column = 0; column < glass.screen.columns; column++) {
		unsigned int code = ' ';

		while (code < 0x7F && !cell_shows(row, column, code))
			code++;
		text[column] = code < 0x7F ? (char)code : '\x7f';
		if (code != ' ')
			length = column + 1;
	}
	text[length] = '\0';
	return text;
}

static void assert_rows(uint32_t first, const char *const *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_string_equal(row_text(first + (uint32_t)i), rows[i]);
}

#define ASSERT_ROWS(first, ...)                                                                    \
	assert_rows(first, (const char *const[]){__VA_ARGS__},                                     \
		    ARRAY_SIZE(((const char *const[]){__VA_ARGS__})))

static int set_up(void **state)
{
	(void)state;
	build_font();
	return 0;
}

/* ---- opening ---- */

static void test_open_clears_everything(void **state)
{
	(void)state;
	assert_int_equal(glass_open(643, 405, 650), STATUS_OK);
	assert_int_equal(glass.screen.columns, 80);
	assert_int_equal(glass.screen.rows, 25);
	assert_int_equal(glass.screen.scale, 1);
	for (uint32_t y = 0; y < 405; y++)
		for (uint32_t x = 0; x < 643; x++)
			assert_int_equal(pixel_at(x, y), BACKGROUND);
	glass_close();
}

static void test_open_refuses(void **state)
{
	static const struct {
		uint32_t width, height, stride;
		bool fits;
	} rows[] = {
		{320, 160, 320, true},	{319, 160, 319, false}, {320, 159, 320, false},
		{640, 400, 639, false}, {0, 400, 640, false},
	};
	struct framebuffer none = {.width = 640, .height = 400, .stride = 640};

	(void)state;
	assert_int_equal(screen_open(&glass.screen, &none), STATUS_UNSUPPORTED);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum status status = glass_open(rows[i].width, rows[i].height, rows[i].stride);

		assert_int_equal(status, rows[i].fits ? STATUS_OK : STATUS_UNSUPPORTED);
		free(glass.pixels);
	}
}

static void test_open_refuses_a_broken_font(void **state)
{
	(void)state;
	font_bytes[0] = 0;
	assert_int_equal(glass_open(640, 400, 640), STATUS_UNSUPPORTED);
	free(glass.pixels);
}

static void test_scale(void **state)
{
	static const struct {
		uint32_t width, height, scale, columns, rows;
	} rows[] = {
		{1920, 1080, 1, 160, 67}, /* 240 columns, of which 160 are used */
		{2560, 1399, 1, 160, 87}, {2560, 1440, 2, 160, 45},
		{639, 1400, 1, 79, 87}, /* twice as large would be too narrow */
		{640, 1400, 2, 40, 43},	  {320, 1600, 1, 40, 90},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(glass_open(rows[i].width, rows[i].height, rows[i].width),
				 STATUS_OK);
		assert_int_equal(glass.screen.scale, rows[i].scale);
		assert_int_equal(glass.screen.columns, rows[i].columns);
		assert_int_equal(glass.screen.rows, rows[i].rows);
		free(glass.pixels);
	}
}

/* ---- writing ---- */

static void test_glyphs(void **state)
{
	(void)state;
	assert_int_equal(glass_open(640, 400, 700), STATUS_OK);
	glass_write("MUSTER ~!\r\nsecond");
	ASSERT_ROWS(0, "MUSTER ~!", "second", "");
	glass_close();
}

static void test_glyphs_at_twice_the_size(void **state)
{
	(void)state;
	assert_int_equal(glass_open(2563, 1445, 2600), STATUS_OK);
	glass_write("MUSTER\r\n\r\nthird");
	ASSERT_ROWS(0, "MUSTER", "", "third", "");
	glass_close();
}

static void test_what_is_not_printable_is_a_question_mark(void **state)
{
	(void)state;
	assert_int_equal(glass_open(640, 400, 640), STATUS_OK);
	glass_write("a\x1b[2J\x01\x7f\x80\xffz");
	ASSERT_ROWS(0, "a?[2J????z");
	glass_close();
}

static void test_carriage_return_and_tab(void **state)
{
	(void)state;
	assert_int_equal(glass_open(640, 400, 640), STATUS_OK);
	glass_write("hello\rHE\r\nab\tc\t\td\r\n12345678\te\nlone");
	ASSERT_ROWS(0, "HEllo", "ab      c               d", "12345678        e", "lone");
	glass_close();
}

static void test_tab_stops_at_the_edge(void **state)
{
	(void)state;
	assert_int_equal(glass_open(43 * 8, 400, 43 * 8), STATUS_OK);
	glass_write("1234567890123456789012345678901234567890\t|");
	ASSERT_ROWS(0, "1234567890123456789012345678901234567890", "|");
	glass_close();
}

static void test_long_lines_wrap(void **state)
{
	(void)state;
	assert_int_equal(glass_open(320, 400, 320), STATUS_OK);
	glass_write("1234567890123456789012345678901234567890abc\r\n");
	/* A line that fills its row exactly leaves no empty row behind. */
	glass_write("1234567890123456789012345678901234567890\r\nnext");
	ASSERT_ROWS(0, "1234567890123456789012345678901234567890", "abc",
		    "1234567890123456789012345678901234567890", "next", "");
	glass_close();
}

/* ---- scrolling ---- */

static void write_numbered_lines(unsigned int first, unsigned int last)
{
	char line[32];

	for (unsigned int i = first; i <= last; i++) {
		snprintf(line, sizeof(line), "line %u\r\n", i);
		glass_write(line);
	}
}

static void test_scrolls_by_half_a_screen(void **state)
{
	(void)state;
	assert_int_equal(glass_open(320, 163, 330), STATUS_OK);
	write_numbered_lines(0, 8);
	ASSERT_ROWS(0, "line 0", "line 1", "line 2", "line 3", "line 4", "line 5", "line 6",
		    "line 7", "line 8", "");
	write_numbered_lines(9, 9);
	glass_write("10");
	ASSERT_ROWS(0, "line 5", "line 6", "line 7", "line 8", "line 9", "10", "", "", "", "");
	glass_close();
}

static void test_scrolls_an_odd_number_of_rows(void **state)
{
	(void)state;
	assert_int_equal(glass_open(320, 11 * 16, 320), STATUS_OK);
	write_numbered_lines(0, 10);
	ASSERT_ROWS(0, "line 5", "line 6", "line 7", "line 8", "line 9", "line 10", "", "");
	glass_close();
}

/* A long run: the screen always holds the last lines, in order, with nothing left of older ones. */
static void test_scrolls_again_and_again(void **state)
{
	char first[32];
	unsigned int number;

	(void)state;
	assert_int_equal(glass_open(650, 410, 660), STATUS_OK);
	write_numbered_lines(0, 999);
	glass_write("x");
	assert_int_equal(sscanf(row_text(0), "line %u", &number), 1);
	for (uint32_t row = 0; row < glass.screen.row; row++) {
		snprintf(first, sizeof(first), "line %u", number + row);
		assert_string_equal(row_text(row), first);
	}
	assert_int_equal(number + glass.screen.row, 1000);
	ASSERT_ROWS(glass.screen.row, "x");
	for (uint32_t row = glass.screen.row + 1; row < glass.screen.rows; row++)
		assert_string_equal(row_text(row), "");
	glass_close();
}

/* What the framebuffer shows is never read: pixels changed behind the console's back stay. */
static void test_unchanged_cells_are_not_drawn_again(void **state)
{
	(void)state;
	assert_int_equal(glass_open(320, 160, 320), STATUS_OK);
	for (unsigned int i = 0; i < 9; i++)
		glass_write("same\r\n");
	glass.pixels[0] = 0xBAD;
	glass_write("same\r\nx");
	assert_int_equal(glass.pixels[0], 0xBAD);
	ASSERT_ROWS(1, "same", "same", "same", "same", "x", "", "", "", "");
	glass_close();
}

/* The largest screens have more cells than are remembered, and every byte is on them or nowhere. */
static void test_any_bytes_on_any_screen(void **state)
{
	static const uint32_t sizes[][2] = {{320, 160}, {641, 401}, {2560, 1399}, {5120, 2880}};
	uint64_t random = 1;
	char bytes[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		assert_int_equal(glass_open(sizes[i][0], sizes[i][1], sizes[i][0] + 3), STATUS_OK);
		for (unsigned int round = 0; round < 100; round++) {
			for (size_t at = 0; at < sizeof(bytes); at++)
				bytes[at] = (char)unit_random(&random);
			screen_write(&glass.screen, bytes, sizeof(bytes));
			assert_true(glass.screen.row < glass.screen.rows);
			assert_true(glass.screen.column <= glass.screen.columns);
		}
		glass_close();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_open_clears_everything, set_up),
		cmocka_unit_test_setup(test_open_refuses, set_up),
		cmocka_unit_test_setup(test_open_refuses_a_broken_font, set_up),
		cmocka_unit_test_setup(test_scale, set_up),
		cmocka_unit_test_setup(test_glyphs, set_up),
		cmocka_unit_test_setup(test_glyphs_at_twice_the_size, set_up),
		cmocka_unit_test_setup(test_what_is_not_printable_is_a_question_mark, set_up),
		cmocka_unit_test_setup(test_carriage_return_and_tab, set_up),
		cmocka_unit_test_setup(test_tab_stops_at_the_edge, set_up),
		cmocka_unit_test_setup(test_long_lines_wrap, set_up),
		cmocka_unit_test_setup(test_scrolls_by_half_a_screen, set_up),
		cmocka_unit_test_setup(test_scrolls_an_odd_number_of_rows, set_up),
		cmocka_unit_test_setup(test_scrolls_again_and_again, set_up),
		cmocka_unit_test_setup(test_unchanged_cells_are_not_drawn_again, set_up),
		cmocka_unit_test_setup(test_any_bytes_on_any_screen, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
