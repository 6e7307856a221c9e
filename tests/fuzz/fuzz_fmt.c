/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fmt_text() against the C library: the input picks flags, width, precision, length and letter of
 * one conversion, the value, and the size of the buffer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fmt.h"
#include "span.h"

enum { TEXT_MAX = 96, BUFFER_MAX = 400 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct texts {
	char ours[BUFFER_MAX], theirs[BUFFER_MAX];
	int our_length, their_length;
};

/* "<%-+08.3llx>" from five bytes. */
static void make_format(struct span input, char format[32], char *ret_letter)
{
	static const char lengths[][3] = {"", "hh", "h", "l", "ll", "z"};
	static const char letters[] = "diuxXcs";
	uint8_t flags = span_get8(input, 0), precision = span_get8(input, 2);
	char letter = letters[span_get8(input, 4) % (sizeof(letters) - 1)];
	bool plain = letter == 'c' || letter == 's'; /* the C library wants them bare */
	char *at = format;

	at += sprintf(at, "<%%%s%s%s", flags & 1 ? "-" : "", flags & 2 && !plain ? "0" : "",
		      flags & 4 && !plain ? "+" : "");
	if (flags & 8)
		at += sprintf(at, "%u", span_get8(input, 1));
	if (flags & 16 && letter != 'c')
		at += sprintf(at, ".%u", precision % 64);
	sprintf(at, "%s%c>", plain ? "" : lengths[span_get8(input, 3) % 6], letter);
	*ret_letter = letter;
}

static void format_both(struct texts *texts, size_t room, const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	texts->our_length = fmt_vtext(texts->ours, room, format, arguments);
	texts->their_length = vsnprintf(texts->theirs, room, format, again);
	va_end(again);
	va_end(arguments);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span input = {bytes, size}, rest = span_from(input, 14);
	char format[32], letter, text[TEXT_MAX + 1] = {0};
	size_t room = span_get8(input, 5) * 2u;
	struct texts texts;

	memset(&texts, 0xee, sizeof(texts));
	if (room > BUFFER_MAX)
		room = BUFFER_MAX;
	if (rest.size > 0)
		memcpy(text, rest.bytes, rest.size < TEXT_MAX ? rest.size : TEXT_MAX);
	make_format(input, format, &letter);
	if (letter == 's')
		format_both(&texts, room, format, text);
	else
		format_both(&texts, room, format, (long long)span_get64(input, 6));
	if (texts.our_length != texts.their_length ||
	    memcmp(texts.ours, texts.theirs, BUFFER_MAX) != 0) {
		fprintf(stderr, "format %s\n", format);
		abort();
	}
	return 0;
}
