/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "base64.h"
#include <string.h>

/* The vectors of RFC 4648, section 10, and what the other characters come from. */
static void known_texts(void **state)
{
	static const struct {
		const char *bytes, *text;
	} rows[] = {
		{"", ""},
		{"f", "Zg=="},
		{"fo", "Zm8="},
		{"foo", "Zm9v"},
		{"foob", "Zm9vYg=="},
		{"fooba", "Zm9vYmE="},
		{"foobar", "Zm9vYmFy"},
		{"\xFB\xFF\xBF", "+/+/"},
	};
	char text[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t length = strlen(rows[i].bytes);

		memset(text, 'x', sizeof(text));
		base64_write((const uint8_t *)rows[i].bytes, length, text);
		assert_string_equal(text, rows[i].text);
		assert_int_equal(strlen(text), BASE64_LENGTH(length));
	}
}

/* All digits, in their order. */
static void all_digits(void **state)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t bytes[48] = {0};
	char text[65];

	(void)state;
	for (unsigned int i = 0; i < 64; i++)
		for (unsigned int bit = 0; bit < 6; bit++)
			if (i & (32u >> bit))
				bytes[(6 * i + bit) / 8] |= (uint8_t)(128u >> (6 * i + bit) % 8);
	base64_write(bytes, sizeof(bytes), text);
	assert_string_equal(text, digits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_texts),
		cmocka_unit_test(all_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
