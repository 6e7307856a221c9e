/* SPDX-License-Identifier: BSD-2-Clause */
#include "base64.h"

static void write_group(const uint8_t *bytes, size_t length, char *text)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;

	for (size_t i = 0; i < 3; i++)
		bits = bits << 8 | (i < length ? bytes[i] : 0u);
	for (size_t i = 0; i < 4; i++)
		text[i] = i <= length ? digits[bits >> (18 - 6 * i) & 63] : '=';
}

void base64_write(const uint8_t *bytes, size_t length, char *text)
{
	for (; length > 3; length -= 3, bytes += 3, text += 4)
		write_group(bytes, 3, text);
	if (length) {
		write_group(bytes, length, text);
		text += 4;
	}
	*text = '\0';
}
