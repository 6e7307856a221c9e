/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "font.h"

/* The font that the build embeds, unpacked there. */
#ifndef FONT_FILE
#define FONT_FILE "build/font.psf"
#endif

enum { FILE_MAX = 65536 };

static uint8_t file[FILE_MAX];

static void put32(size_t offset, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		file[offset + i] = (uint8_t)(value >> 8 * i);
}

/* Reads the first size bytes of the file from memory that ends there, so that ASan sees a read past
   it. Only the numbers in *ret_font are good afterwards. */
static bool read_exactly(size_t size, struct font *ret_font)
{
	uint8_t *copy = malloc(size ? size : 1);
	bool good;

	memcpy(copy, file, size);
	*ret_font = (struct font){0};
	good = font_read((struct span){copy, size}, ret_font);
	if (good)
		assert_true(ret_font->glyphs.bytes + ret_font->glyphs.size <= copy + size);
	free(copy);
	return good;
}

/* ---- PSF1 ---- */

static size_t build_psf1(uint8_t mode, uint8_t height)
{
	memset(file, 0, sizeof(file));
	file[0] = 0x36;
	file[1] = 0x04;
	file[2] = mode;
	file[3] = height;
	return 4 + (size_t)height * (mode & 1 ? 512 : 256);
}

static void test_psf1(void **state)
{
	static const struct {
		uint8_t mode;
		uint32_t count;
	} rows[] = {{0, 256}, {1, 512}, {2, 256}, {3, 512}};
	struct font font;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t size = build_psf1(rows[i].mode, 14);

		assert_true(read_exactly(size, &font));
		assert_int_equal(font.width, 8);
		assert_int_equal(font.height, 14);
		assert_int_equal(font.glyph_bytes, 14);
		assert_int_equal(font.glyph_count, rows[i].count);
		assert_int_equal(font.glyphs.size, rows[i].count * 14);
		assert_false(read_exactly(size - 1, &font));
	}
}

static void test_psf1_limits(void **state)
{
	struct font font;

	(void)state;
	build_psf1(1, 0);
	assert_false(read_exactly(FILE_MAX, &font));
	build_psf1(1, 65);
	assert_false(read_exactly(FILE_MAX, &font));
	build_psf1(1, 64);
	assert_true(read_exactly(FILE_MAX, &font));
}

/* ---- PSF2 ---- */

static void build_psf2(uint32_t header_size, uint32_t count, uint32_t width, uint32_t height)
{
	memset(file, 0, sizeof(file));
	put32(0, 0x864AB572);
	put32(8, header_size);
	put32(16, count);
	put32(20, height * ((width + 7) / 8));
	put32(24, height);
	put32(28, width);
}

static void test_psf2(void **state)
{
	struct font font;

	(void)state;
	build_psf2(40, 128, 12, 24);
	file[40] = 0xAB;
	file[40 + 128 * 48 - 1] = 0xCD;
	assert_true(font_read((struct span){file, 40 + 128 * 48}, &font));
	assert_int_equal(font.width, 12);
	assert_int_equal(font.height, 24);
	assert_int_equal(font.glyph_bytes, 48);
	assert_int_equal(font.glyph_count, 128);
	assert_int_equal(font_glyph(&font, 0).bytes[0], 0xAB);
	assert_int_equal(font_glyph(&font, 127).bytes[47], 0xCD);
	assert_false(read_exactly(40 + 128 * 48 - 1, &font));
}

static void test_psf2_glyphs_have_the_size_of_their_pixels(void **state)
{
	struct font font;

	(void)state;
	build_psf2(32, 100, 12, 24);
	assert_true(read_exactly(FILE_MAX, &font));
	put32(20, 49);
	assert_false(read_exactly(FILE_MAX, &font));
}

static void test_psf2_refuses_what_is_not_sound(void **state)
{
	static const struct {
		size_t offset;
		uint32_t value;
	} rows[] = {
		{0, 0x864AB573},  /* magic */
		{8, 31},	  /* a header that is too short */
		{8, UINT32_MAX},  /* or ends past the file */
		{16, 0},	  /* no glyphs */
		{16, UINT32_MAX}, /* more than there can be */
		{16, 2000},	  /* more than there are */
		{20, 47},	  /* a size that is not height times width */
		{20, 0},	  {24, 0}, {24, UINT32_MAX}, {28, 0}, {28, 65}, {28, UINT32_MAX},
	};
	struct font font;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		build_psf2(32, 1000, 12, 24);
		assert_true(read_exactly(32 + 1000 * 48, &font));
		put32(rows[i].offset, rows[i].value);
		assert_false(read_exactly(32 + 1000 * 48, &font));
	}
}

/* ---- both ---- */

static void test_a_refused_file_leaves_the_font_alone(void **state)
{
	struct font font = {.width = 77};

	(void)state;
	build_psf2(32, 1000, 12, 0);
	assert_false(font_read((struct span){file, FILE_MAX}, &font));
	assert_int_equal(font.width, 77);
	assert_int_equal(font.glyph_count, 0);
}

static void test_any_short_file_is_refused(void **state)
{
	struct font font;

	(void)state;
	assert_false(font_read((struct span){NULL, 0}, &font));
	build_psf1(0, 16);
	for (size_t size = 0; size < 40; size++)
		assert_false(read_exactly(size, &font));
	build_psf2(32, 1, 8, 16);
	for (size_t size = 0; size < 32 + 16; size++)
		assert_false(read_exactly(size, &font));
	assert_true(read_exactly(32 + 16, &font));
}

static void test_what_has_no_glyph_is_a_question_mark(void **state)
{
	struct font font;

	(void)state;
	build_psf1(0, 16);
	file[4 + 16 * '?'] = 0x55;
	assert_true(font_read((struct span){file, FILE_MAX}, &font));
	assert_int_equal(font_glyph(&font, 256).bytes[0], 0x55);
	assert_int_equal(font_glyph(&font, UINT32_MAX).bytes[0], 0x55);
	assert_int_equal(font_glyph(&font, 255).bytes[0], 0);
	assert_int_equal(font_glyph(&font, 'A').bytes - file, 4 + 16 * 'A');
	assert_int_equal(font_glyph(&font, 'A').size, 16);
}

static void test_a_font_without_question_mark_has_a_first_glyph(void **state)
{
	struct font font;

	(void)state;
	build_psf2(32, 10, 8, 16);
	assert_true(font_read((struct span){file, 32 + 160}, &font));
	assert_int_equal(font_glyph(&font, 'A').bytes - file, 32);
}

/* ---- the font we embed ---- */

static size_t load_font(void)
{
	FILE *stream = fopen(FONT_FILE, "rb");
	size_t size;

	if (!stream) {
		printf("SKIP test_font: no %s, the build makes it\n", FONT_FILE);
		skip();
	}
	size = fread(file, 1, sizeof(file), stream);
	fclose(stream);
	return size;
}

static void test_the_embedded_font_reads(void **state)
{
	static const uint8_t letter_a[] = {0x00, 0x00, 0x00, 0x00, 0x18, 0x24, 0x24, 0x42,
					   0x42, 0x7E, 0x42, 0x42, 0x42, 0x42, 0x00, 0x00};
	struct font font;

	(void)state;
	assert_true(font_read((struct span){file, load_font()}, &font));
	assert_int_equal(font.width, 8);
	assert_int_equal(font.height, 16);
	assert_true(font.glyph_count >= 128);
	assert_memory_equal(font_glyph(&font, 'A').bytes, letter_a, sizeof(letter_a));
}

/* The glyph that a code point has by the Unicode table behind the glyphs (PSF1: 16-bit units, each
   glyph's list ends in 0xFFFF, sequences after 0xFFFE do not count). */
static uint32_t glyph_by_table(size_t table, size_t size, uint32_t code)
{
	uint32_t glyph = 0;
	bool in_sequence = false;

	for (size_t at = table; at + 1 < size; at += 2) {
		uint32_t unit = file[at] | (uint32_t)file[at + 1] << 8;

		if (unit == code && !in_sequence)
			return glyph;
		in_sequence = unit == 0xFFFE || (in_sequence && unit != 0xFFFF);
		glyph += unit == 0xFFFF;
	}
	return UINT32_MAX;
}

static void test_the_embedded_font_has_ascii_at_its_numbers(void **state)
{
	size_t size = load_font();
	struct font font;

	(void)state;
	assert_true(font_read((struct span){file, size}, &font));
	assert_int_equal(file[0], 0x36);
	assert_int_equal(file[2] & 2, 2); /* it has a table */
	for (uint32_t code = ' '; code <= '~'; code++)
		assert_int_equal(glyph_by_table(4 + font.glyphs.size, size, code), code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_psf1),
		cmocka_unit_test(test_psf1_limits),
		cmocka_unit_test(test_psf2),
		cmocka_unit_test(test_psf2_glyphs_have_the_size_of_their_pixels),
		cmocka_unit_test(test_psf2_refuses_what_is_not_sound),
		cmocka_unit_test(test_a_refused_file_leaves_the_font_alone),
		cmocka_unit_test(test_any_short_file_is_refused),
		cmocka_unit_test(test_what_has_no_glyph_is_a_question_mark),
		cmocka_unit_test(test_a_font_without_question_mark_has_a_first_glyph),
		cmocka_unit_test(test_the_embedded_font_reads),
		cmocka_unit_test(test_the_embedded_font_has_ascii_at_its_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
