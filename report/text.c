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
