/* SPDX-License-Identifier: BSD-2-Clause */
#include "text.h"

enum { WORDS_SIZE = 160, LINE_END = 2 };

static bool is_line_end(char character)
{
	return character == '\r' || character == '\n';
}

void text_open(struct text *text, char *buffer, size_t size)
{
	*text = (struct text){.fmt = {.text = buffer, .size = size - LINE_END}};
}

static void end_line(struct text *text)
{
	fmt_add_bytes(&text->fmt, "\r\n", LINE_END);
	text->column = 0;
	text->blanks = 0;
}

void text_line(struct text *text, unsigned int indent)
{
	if (text->column > 0)
		end_line(text);
	text->indent = indent;
}

static void put(struct text *text, char character)
{
	char clean = character >= ' ' && character <= '~' ? character : '?';

	fmt_add_bytes(&text->fmt, &clean, 1);
	text->column++;
}

static void put_blanks(struct text *text)
{
	for (; text->blanks > 0 && text->column < TEXT_WIDTH; text->blanks--)
		put(text, ' ');
	text->blanks = 0;
}

static void break_line(struct text *text)
{
	end_line(text);
	text->blanks = text->indent;
	put_blanks(text);
}

/* A word too long for any line is broken where the line ends. */
static void put_word(struct text *text, const char *word, size_t length)
{
	if (text->column > text->indent && text->column + text->blanks + length > TEXT_WIDTH)
		break_line(text);
	put_blanks(text);
	for (size_t i = 0; i < length; i++) {
		if (text->column >= TEXT_WIDTH)
			break_line(text);
		put(text, word[i]);
	}
}

void text_words(struct text *text, const char *words)
{
	while (words && *words) {
		size_t length = 0;

		for (; *words == ' '; words++)
			text->blanks++;
		while (words[length] && words[length] != ' ')
			length++;
		if (length > 0)
			put_word(text, words, length);
		words += length;
	}
}

void text_add(struct text *text, const char *format, ...)
{
	char words[WORDS_SIZE];
	va_list arguments;

	va_start(arguments, format);
	fmt_vtext(words, sizeof(words), format, arguments);
	va_end(arguments);
	text_words(text, words);
}

/* A text that was cut may end without its line's end, or with half of it. */
static void mend(struct fmt *fmt)
{
	while (fmt->length > 0 && is_line_end(fmt->text[fmt->length - 1]))
		fmt->length--;
	fmt->size += LINE_END;
	fmt_add_bytes(fmt, "\r\n", LINE_END);
}

size_t text_close(struct text *text)
{
	struct fmt *fmt = &text->fmt;

	if (text->column > 0)
		end_line(text);
	if (fmt->truncated)
		mend(fmt);
	return fmt->length;
}

/* ---- figures with units ---- */

struct unit {
	const char *name;
	uint64_t value; /* 0 = past the last */
};

static const struct unit time_units[] = {
	{" ns", 1}, {" us", 1000}, {" ms", 1000000}, {" s", 1000000000}, {NULL, 0},
};

static const struct unit byte_units[] = {
	{" bytes", 1}, {" KiB", 1u << 10}, {" MiB", 1u << 20}, {" GiB", 1u << 30}, {NULL, 0},
};

static const struct unit number_units[] = {
	{"", 1}, {"k", 1000}, {"M", 1000000}, {"G", 1000000000}, {NULL, 0},
};

/* The first unit in which the figure stays below limit; at least three digits where it has them.
   Digits are cut, not rounded: 9.99 never turns into 10.00. */
static void show(char text[TEXT_VALUE_SIZE], uint64_t value, const struct unit *unit,
		 uint64_t limit)
{
	uint64_t whole, rest;

	while (unit[1].value && value / unit->value >= limit)
		unit++;
	whole = value / unit->value;
	rest = value % unit->value;
	if (unit->value == 1 || whole >= 100)
		fmt_text(text, TEXT_VALUE_SIZE, "%llu%s", (unsigned long long)whole, unit->name);
	else if (whole >= 10)
		fmt_text(text, TEXT_VALUE_SIZE, "%llu.%llu%s", (unsigned long long)whole,
			 (unsigned long long)(rest * 10 / unit->value), unit->name);
	else
		fmt_text(text, TEXT_VALUE_SIZE, "%llu.%02llu%s", (unsigned long long)whole,
			 (unsigned long long)(rest * 100 / unit->value), unit->name);
}

void text_time(char value[TEXT_VALUE_SIZE], nanoseconds time)
{
	show(value, time, time_units, 1000);
}

void text_column_time(char value[TEXT_VALUE_SIZE], nanoseconds time)
{
	show(value, time, time_units, 10000);
}

void text_bytes(char value[TEXT_VALUE_SIZE], uint64_t bytes)
{
	show(value, bytes, byte_units, 1024);
}

void text_column_number(char value[TEXT_VALUE_SIZE], uint64_t number)
{
	show(value, number, number_units, 10000);
}
