/* SPDX-License-Identifier: BSD-2-Clause */
/* Rectangles, text and colours on a framebuffer in memory; and where the parts of a screen are. */
#include "glass.h"
#include "screen/canvas.h"
#include "screen/layout.h"
#include "screen/palette.h"

static struct font font;
static struct canvas canvas;

static void open_canvas(uint32_t width, uint32_t height, uint32_t stride)
{
	assert_true(font_read(glass_font(), &font));
	glass_open(width, height, stride);
	canvas_open(&canvas, &glass, &font);
}

static void clear(void)
{
	canvas_fill(&canvas, (struct area){0, 0, canvas.width, canvas.height}, COLOUR_BACK);
}

/* ---- filling ---- */

static bool is_in(struct area area, uint32_t x, uint32_t y)
{
	return x >= area.x && y >= area.y && x - area.x < area.width && y - area.y < area.height;
}

static void test_fill(void **state)
{
	static const struct area areas[] = {
		{0, 0, 160, 48},
		{3, 2, 1, 1},
		{5, 7, 9, 3},
		{1, 1, 23, 5},
		{150, 40, 100, 100},
		{0, 0, 0, 5},
		{160, 0, 5, 5},
		{1000, 1000, 1, 1},
		{0, 47, UINT32_MAX, UINT32_MAX},
		{7, 0, 31, 48},
		{UINT32_MAX, 0, 10, 10},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(areas); i++) {
		open_canvas(160, 48, 167);
		clear();
		canvas_fill(&canvas, areas[i], COLOUR_GOOD);
		for (uint32_t y = 0; y < 48; y++)
			for (uint32_t x = 0; x < 160; x++)
				assert_int_equal(
					glass_pixel(x, y),
					canvas.palette[is_in(areas[i], x, y) ? COLOUR_GOOD
									     : COLOUR_BACK]);
		glass_close();
	}
}

/* ---- text ---- */

static void test_text(void **state)
{
	(void)state;
	open_canvas(800, 600, 811);
	clear();
	canvas_text(&canvas, (struct area){8, 16, 160, 16}, COLOUR_TEXT, COLOUR_BAD, "MUSTER ~!");
	assert_string_equal(glass_line(8, 16, 1), "MUSTER ~!");
	/* the rest of the line has the background, and nothing else has changed */
	assert_int_equal(glass_pixel(167, 31), canvas.palette[COLOUR_BAD]);
	assert_int_equal(glass_pixel(168, 31), canvas.palette[COLOUR_BACK]);
	assert_int_equal(glass_pixel(7, 20), canvas.palette[COLOUR_BACK]);
	assert_int_equal(glass_pixel(80, 32), canvas.palette[COLOUR_BACK]);
	glass_close();
}

static void test_text_is_cut_to_its_area(void **state)
{
	(void)state;
	open_canvas(800, 600, 800);
	clear();
	canvas_text(&canvas, (struct area){0, 0, 28, 16}, COLOUR_TEXT, COLOUR_BACK, "abcdef");
	assert_string_equal(glass_line(0, 0, 1), "abc");
	canvas_text(&canvas, (struct area){784, 32, 500, 16}, COLOUR_TEXT, COLOUR_BACK, "abcdef");
	assert_string_equal(glass_line(776, 32, 1), " ab");
	canvas_text(&canvas, (struct area){0, 592, 80, 16}, COLOUR_TEXT, COLOUR_BACK, "below");
	canvas_text(&canvas, (struct area){0, 64, 80, 5}, COLOUR_TEXT, COLOUR_BAD, " ");
	assert_int_equal(glass_pixel(0, 68), canvas.palette[COLOUR_BAD]);
	assert_int_equal(glass_pixel(0, 69), canvas.palette[COLOUR_BACK]);
	glass_close();
}

static void test_what_is_not_printable_is_a_question_mark(void **state)
{
	(void)state;
	open_canvas(800, 600, 800);
	clear();
	canvas_text(&canvas, (struct area){0, 0, 800, 16}, COLOUR_TEXT, COLOUR_BACK,
		    "a\x1b[2J\x01\x7f\x80\xffz");
	assert_string_equal(glass_line(0, 0, 1), "a?[2J????z");
	glass_close();
}

static void test_scale(void **state)
{
	static const struct {
		uint32_t width, height, scale;
	} rows[] = {{800, 600, 1},   {1920, 1080, 1}, {2560, 1440, 2},
		    {1500, 1500, 1}, {3840, 2160, 2}, {5120, 2880, 3}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint32_t scale = rows[i].scale;

		open_canvas(rows[i].width, rows[i].height, rows[i].width + 1);
		assert_int_equal(canvas.scale, scale);
		assert_int_equal(canvas_text_width(&canvas, 3), 24 * scale);
		assert_int_equal(canvas_line_height(&canvas), 16 * scale);
		clear();
		canvas_text(&canvas, (struct area){8 * scale, 0, 400, 99}, COLOUR_TEXT, COLOUR_BACK,
			    "a {Z}");
		assert_string_equal(glass_line(0, 0, scale), " a {Z}");
		glass_close();
	}
}

/* The inside holds whole cells less nothing of the frame, and the frame touches none of it. */
static void test_frame(void **state)
{
	const struct area area = {80, 32, 320, 128};
	struct area inside;

	(void)state;
	open_canvas(800, 600, 800);
	clear();
	inside = canvas_inside(&canvas, area);
	canvas_fill(&canvas, inside, COLOUR_BUSY);
	canvas_frame(&canvas, area, "Heat");
	assert_string_equal(glass_line(96, 32, 1), "Heat\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f"
						   "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f"
						   "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f"
						   "\x7f\x7f\x7f\x7f");
	for (uint32_t y = 0; y < 600; y++)
		for (uint32_t x = 0; x < 800; x++) {
			uint32_t busy = canvas.palette[COLOUR_BUSY];

			assert_int_equal(glass_pixel(x, y) == busy, is_in(inside, x, y));
			if (!is_in(area, x, y))
				assert_int_equal(glass_pixel(x, y), canvas.palette[COLOUR_BACK]);
		}
	glass_close();
}

static void test_a_frame_without_room_is_none(void **state)
{
	struct area inside;

	(void)state;
	open_canvas(800, 600, 800);
	clear();
	canvas_frame(&canvas, (struct area){0, 0, 20, 20}, "Heat");
	assert_int_equal(glass_pixel(10, 8), canvas.palette[COLOUR_BACK]);
	inside = canvas_inside(&canvas, (struct area){0, 0, 20, 20});
	assert_int_equal(inside.width, 0);
	assert_int_equal(inside.height, 0);
	glass_close();
}

/* ---- colours ---- */

static uint32_t luminance(uint32_t rgb)
{
	return 2126 * (rgb >> 16 & 0xFF) + 7152 * (rgb >> 8 & 0xFF) + 722 * (rgb & 0xFF);
}

static void test_the_ramp_grows_brighter(void **state)
{
	(void)state;
	for (int i = 1; i < RAMP_STEPS; i++)
		assert_true(luminance(palette_rgb((enum colour)(COLOUR_RAMP + i))) >
			    luminance(palette_rgb((enum colour)(COLOUR_RAMP + i - 1))));
	assert_int_equal(palette_rgb(COLOUR_RAMP), 0x440154);
	assert_int_equal(palette_rgb((enum colour)(COLOUR_COUNT - 1)), 0xFDE725);
}

static void test_every_format_of_pixels(void **state)
{
	static const struct {
		uint32_t red, green, blue;
		uint32_t last; /* the brightest of the ramp: 0xFDE725 */
	} rows[] = {
		{0xFF0000, 0xFF00, 0xFF, 0xFDE725},
		{0xFF, 0xFF00, 0xFF0000, 0x25E7FD},
		{0xFF000000, 0xFF0000, 0xFF00, 0xFDE72500},
		{0x3FF00000, 0xFFC00, 0x3FF, 1015u << 20 | 927u << 10 | 148},
		{0x1F0000, 0, 0x3, 31u << 16 | 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct framebuffer framebuffer = {
			.red = rows[i].red, .green = rows[i].green, .blue = rows[i].blue};
		uint32_t palette[COLOUR_COUNT];

		palette_make(&framebuffer, palette);
		assert_int_equal(palette[COLOUR_COUNT - 1], rows[i].last);
		for (size_t c = 0; c < COLOUR_COUNT; c++)
			assert_int_equal(palette[c] & ~(rows[i].red | rows[i].green | rows[i].blue),
					 0);
	}
}

/* ---- layout ---- */

static bool overlap(struct area a, struct area b)
{
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
	       b.y < a.y + a.height;
}

static void check_layout(const struct area areas[PLACES])
{
	const struct area all = {0, 0, canvas.width, canvas.height};

	for (unsigned int i = 0; i < PLACES; i++) {
		struct area a = areas[i];

		assert_true(a.width > 0 && a.height > 0);
		assert_true(a.x + a.width <= all.width && a.y + a.height <= all.height);
		assert_int_equal(a.x % canvas_text_width(&canvas, 1), 0);
		assert_int_equal(a.width % canvas_text_width(&canvas, 1), 0);
		assert_int_equal(a.y % canvas_line_height(&canvas), 0);
		assert_int_equal(a.height % canvas_line_height(&canvas), 0);
		for (unsigned int other = 0; other < i; other++)
			assert_false(overlap(a, areas[other]));
	}
}

static void test_layout(void **state)
{
	static const struct {
		uint32_t width, height, scale;
	} rows[] = {{800, 600, 1},   {1024, 768, 1}, {1280, 800, 1},  {1920, 1080, 1},
		    {3840, 2160, 2}, {1366, 768, 1}, {1600, 1200, 1}, {5120, 2880, 3}};
	struct area areas[PLACES];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint64_t used = 0;

		open_canvas(rows[i].width, rows[i].height, rows[i].width);
		assert_int_equal(canvas.scale, rows[i].scale);
		assert_true(layout_make(&canvas, areas));
		check_layout(areas);
		for (unsigned int place = 0; place < PLACES; place++)
			used += (uint64_t)areas[place].width * areas[place].height;
		/* nothing is wasted but parts of cells at the edges */
		assert_true(used * 100 >= 97 * (uint64_t)canvas.width * canvas.height);
		glass_close();
	}
}

static void test_too_small_to_be_drawn(void **state)
{
	static const uint32_t sizes[][2] = {{799, 600}, {800, 599}, {640, 480}, {320, 1600}};
	struct area areas[PLACES];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		open_canvas(sizes[i][0], sizes[i][1], sizes[i][0]);
		assert_false(layout_make(&canvas, areas));
		glass_close();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_is_cut_to_its_area),
		cmocka_unit_test(test_what_is_not_printable_is_a_question_mark),
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_frame),
		cmocka_unit_test(test_a_frame_without_room_is_none),
		cmocka_unit_test(test_the_ramp_grows_brighter),
		cmocka_unit_test(test_every_format_of_pixels),
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_too_small_to_be_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
