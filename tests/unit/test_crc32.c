/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "crc32.h"

/* Values that zlib gives. */
static void known_sums(void **state)
{
	static const struct {
		const char *text;
		uint32_t crc;
	} rows[] = {
		{"", 0x00000000},
		{"a", 0xe8b7be43},
		{"abc", 0x352441c2},
		{"123456789", 0xcbf43926},
		{"The quick brown fox jumps over the lazy dog", 0x414fa339},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(crc32_add(0, rows[i].text, strlen(rows[i].text)), rows[i].crc);
}

/* Bit by bit, as the standard defines it. */
static uint32_t crc_by_definition(const uint8_t *bytes, size_t length)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < length; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static void every_byte_value(void **state)
{
	uint8_t bytes[256];

	(void)state;
	for (size_t i = 0; i < 256; i++)
		bytes[i] = (uint8_t)i;
	for (size_t i = 0; i < 256; i++)
		assert_int_equal(crc32_add(0, &bytes[i], 1), crc_by_definition(&bytes[i], 1));
	assert_int_equal(crc32_add(0, bytes, 256), crc_by_definition(bytes, 256));
}

static void pieces_give_the_same_sum(void **state)
{
	static const char text[] = "one line\nanother line\n";
	uint32_t whole = crc32_add(0, text, strlen(text));

	(void)state;
	for (size_t cut = 0; cut <= strlen(text); cut++)
		assert_int_equal(crc32_add(crc32_add(0, text, cut), text + cut, strlen(text) - cut),
				 whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_sums),
		cmocka_unit_test(every_byte_value),
		cmocka_unit_test(pieces_give_the_same_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
