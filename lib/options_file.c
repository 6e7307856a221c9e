/* SPDX-License-Identifier: BSD-2-Clause */
/* Words from a file, as people write one: with any editor, on any system. */
#include "options_table.h"
#include "fmt.h"
#include "mem.h"

enum {
	BYTE_ORDER_MARK = 0xFEFF,
	BYTE_ORDER_MARK_SWAPPED = 0xFFFE,
	WORD_SIZE = 112, /* more than the longest word that is taken */
	NO_CHARACTER = -1,
};

/* A file's characters: of one byte each, or two. */
struct text {
	struct span bytes;
	size_t at, width;
	unsigned int line;
};

static int text_peek(const struct text *text)
{
	uint16_t unit;
	uint8_t byte;

	if (text->width == sizeof(unit))
		return span_u16(text->bytes, text->at, &unit) ? unit : NO_CHARACTER;
	return span_u8(text->bytes, text->at, &byte) ? byte : NO_CHARACTER;
}

static int text_take(struct text *text)
{
	int character = text_peek(text);

	text->at += text->width;
	text->line += character == '\n';
	return character;
}

static bool is_blank(int character)
{
	return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

/* Past blanks and comments, to where a word begins; false at the end. */
static bool text_find_word(struct text *text)
{
	bool in_comment = false;
	int character;

	while ((character = text_peek(text)) != NO_CHARACTER) {
		if (character == '#')
			in_comment = true;
		if (character == '\n')
			in_comment = false;
		if (!in_comment && !is_blank(character))
			return true;
		text_take(text);
	}
	return false;
}

/* Into a buffer, as the file's characters may have two bytes. */
static enum status text_word(struct text *text, char buffer[WORD_SIZE], struct word *ret_word,
			     char error[OPTION_ERROR_SIZE])
{
	struct word word = {buffer, 0};
	bool is_ascii = true;

	for (int c; (c = text_peek(text)) != NO_CHARACTER && !is_blank(c); text_take(text)) {
		if (word.length == WORD_SIZE)
			return refuse_long(word, error);
		is_ascii = is_ascii && c > ' ' && c <= '~';
		buffer[word.length++] = (char)(c < 0x80 ? c : '?');
	}
	*ret_word = word;
	return is_ascii ? STATUS_OK : refuse_characters(word, error);
}

/* What the first bytes say of the others. */
static enum status text_open(struct text *text, struct span file, const char *name,
			     char error[OPTION_ERROR_SIZE])
{
	static const char utf8_mark[] = "\xEF\xBB\xBF";
	uint16_t first = 0;

	*text = (struct text){.bytes = file, .width = 1, .line = 1};
	span_u16(file, 0, &first);
	if (first == BYTE_ORDER_MARK_SWAPPED) {
		fmt_text(error, OPTION_ERROR_SIZE,
			 "%s: UTF-16 with the high byte first is not understood", name);
		return STATUS_INVALID;
	}
	if (first == BYTE_ORDER_MARK)
		text->at = text->width = sizeof(first);
	if (file.size % text->width) {
		fmt_text(error, OPTION_ERROR_SIZE, "%s: half a character of UTF-16 at its end",
			 name);
		return STATUS_INVALID;
	}
	if (span_is(file, 0, utf8_mark))
		text->at = sizeof(utf8_mark) - 1;
	return STATUS_OK;
}

enum status options_add_file(struct option_set *set, struct span file, enum option_origin origin,
			     char error[OPTION_ERROR_SIZE])
{
	const char *name = option_origin_name(origin);
	char buffer[WORD_SIZE], sentence[OPTION_ERROR_SIZE];
	struct text text;
	struct word word;
	enum status status = text_open(&text, file, name, error);

	if (status != STATUS_OK)
		return status;
	while (status == STATUS_OK && text_find_word(&text)) {
		status = text_word(&text, buffer, &word, sentence);
		if (status == STATUS_OK)
			status = option_word(set, word, origin, sentence);
	}
	if (status == STATUS_OK)
		options_settle(set);
	else
		fmt_text(error, OPTION_ERROR_SIZE, "%s, line %u: %s", name, text.line, sentence);
	return status;
}
