/* SPDX-License-Identifier: BSD-2-Clause */
/* The sentences of words that are not taken. */
#include "options_table.h"
#include "fmt.h"
#include "mem.h"

enum {
	NAME_MAX = 16,	  /* longer than any name in the table */
	SHOWN_MAX = 40,	  /* of the word in an error sentence */
	DISTANCE_MAX = 2, /* slips of the pen that are still understood */
};

static size_t minimum(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance, a row of his matrix at a time; b must not be longer than NAME_MAX. */
static size_t word_distance(struct word a, struct word b)
{
	size_t row[NAME_MAX + 1];

	for (size_t j = 0; j <= b.length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.length; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.length; j++) {
			size_t change = diagonal + (a.text[i - 1] != b.text[j - 1]);

			diagonal = row[j];
			row[j] = minimum(change, minimum(row[j], row[j - 1]) + 1);
		}
	}
	return row[b.length];
}

/* The row with the nearest name, NULL when none is near; the first of several. */
static const struct option *option_nearest(struct word name)
{
	const struct option *option, *nearest = NULL;
	size_t best = DISTANCE_MAX + 1;

	if (name.length > NAME_MAX)
		return NULL;
	for (size_t i = 0; (option = option_row(i)) != NULL; i++) {
		size_t distance = word_distance(name, option_name(option));

		/* A word of two letters is two slips away from nothing at all. */
		if (distance < best && distance < name.length) {
			best = distance;
			nearest = option;
		}
	}
	return nearest;
}

/* The word as an error sentence can show it: cut, and without control characters. */
static void word_show(struct word word, char shown[SHOWN_MAX + 4])
{
	size_t length = minimum(word.length, SHOWN_MAX);

	for (size_t i = 0; i < length; i++)
		shown[i] = word.text[i] > ' ' && word.text[i] <= '~' ? word.text[i] : '?';
	shown[length] = '\0';
	if (word.length > SHOWN_MAX)
		memcpy(shown + length, "...", sizeof("..."));
}

enum status refuse_unknown(struct word word, struct word name, char error[OPTION_ERROR_SIZE])
{
	const struct option *nearest = option_nearest(name);
	char shown[SHOWN_MAX + 4];

	word_show(word, shown);
	if (nearest)
		fmt_text(error, OPTION_ERROR_SIZE,
			 "unknown word '%s' (did you mean '%s'?); 'help' lists the words", shown,
			 nearest->help.word);
	else
		fmt_text(error, OPTION_ERROR_SIZE, "unknown word '%s'; 'help' lists the words",
			 shown);
	return STATUS_INVALID;
}

enum status refuse_value(const struct option *option, struct word word,
			 char error[OPTION_ERROR_SIZE])
{
	char shown[SHOWN_MAX + 4];

	word_show(word, shown);
	if (!option->help.values[0])
		fmt_text(error, OPTION_ERROR_SIZE, "'%s': no value is wanted", shown);
	else if (option->read_text)
		fmt_text(error, OPTION_ERROR_SIZE, "'%s': %s", shown, option->wanted);
	else if (option->choices)
		fmt_text(error, OPTION_ERROR_SIZE, "'%s': one of %s is wanted", shown,
			 option->help.values);
	else
		fmt_text(error, OPTION_ERROR_SIZE, "'%s': a number from %u to %u is wanted", shown,
			 option->minimum, option->maximum);
	return STATUS_INVALID;
}

enum status refuse_both(struct word word, const struct option *other, char error[OPTION_ERROR_SIZE])
{
	char shown[SHOWN_MAX + 4];

	word_show(word, shown);
	fmt_text(error, OPTION_ERROR_SIZE, "'%s' and '%s' exclude each other: say one of them",
		 other->help.word, shown);
	return STATUS_INVALID;
}

enum status refuse_here(struct word word, char error[OPTION_ERROR_SIZE])
{
	char shown[SHOWN_MAX + 4];

	word_show(word, shown);
	fmt_text(error, OPTION_ERROR_SIZE,
		 "'%s': this is for the command line and load options alone", shown);
	return STATUS_INVALID;
}

enum status refuse_characters(struct word word, char error[OPTION_ERROR_SIZE])
{
	char shown[SHOWN_MAX + 4];

	word_show(word, shown);
	fmt_text(error, OPTION_ERROR_SIZE, "'%s': only plain ASCII is understood", shown);
	return STATUS_INVALID;
}

enum status refuse_long(struct word word, char error[OPTION_ERROR_SIZE])
{
	char shown[SHOWN_MAX + 4];

	word_show(word, shown);
	fmt_text(error, OPTION_ERROR_SIZE, "'%s': too long for a word", shown);
	return STATUS_INVALID;
}
