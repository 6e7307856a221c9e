/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"
#include "options_table.h"
#include "fmt.h"
#include "mem.h"

enum {
	NAME_MAX = 16,	  /* longer than any name in the table */
	SHOWN_MAX = 40,	  /* of the word in an error sentence */
	DISTANCE_MAX = 2, /* slips of the pen that are still understood */
};

void options_default(struct options *options)
{
	*options = (struct options){
		.maxcpus = CPUS_MAX,
		.nr_cpus = CPUS_MAX,
		.idle = IDLE_HALT,
		.x2apic = X2APIC_AUTO,
		.el = EL_AUTO,
		.format = FORMAT_TEXT,
		.exit = EXIT_AUTO,
		.mps = true,
		.acpi = true,
		.fault = FAULT_NONE,
		.fault_cpu = CPU_NONE,
		.fail_cpu = CPU_NONE,
		.seed = 1,
		.budget_s = 10,
		.passes = 1,
	};
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* The next word from *words on, which moves past it; false at the end. */
static bool word_next(const char **words, struct word *ret_word)
{
	const char *start = *words, *end;

	while (is_blank(*start))
		start++;
	for (end = start; *end != '\0' && !is_blank(*end);)
		end++;
	*words = end;
	*ret_word = (struct word){start, (size_t)(end - start)};
	return end > start;
}

/* The name of a row without its '='. */
static struct word option_name(const struct option *option)
{
	struct word word = {option->help.word, strlen(option->help.word)}, name, nothing;

	word_split(word, '=', &name, &nothing);
	return name;
}

static bool option_takes_value(const struct option *option)
{
	return option->help.values[0] != '\0';
}

static bool word_equal(struct word a, struct word b)
{
	return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

static const struct option *option_find(struct word name)
{
	const struct option *option;

	for (size_t i = 0; (option = option_row(i)) != NULL; i++)
		if (word_equal(name, option_name(option)))
			return option;
	return NULL;
}

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

static enum status refuse_unknown(struct word word, struct word name, char error[OPTION_ERROR_SIZE])
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

static enum status refuse_value(const struct option *option, struct word word,
				char error[OPTION_ERROR_SIZE])
{
	char shown[SHOWN_MAX + 4];

	word_show(word, shown);
	if (!option_takes_value(option))
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

static bool option_read(const struct option *option, struct word text, struct options *options)
{
	unsigned int value;

	if (option->read_text)
		return option->read_text(options, text);
	if (option->choices ? !word_choice(text, option->choices, &value)
			    : !word_number(text, option->minimum, option->maximum, &value))
		return false;
	option_store(option, options, value);
	return true;
}

static enum status word_parse(struct word word, struct options *options,
			      char error[OPTION_ERROR_SIZE])
{
	struct word name, value;
	bool has_value = word_split(word, '=', &name, &value);
	const struct option *option = option_find(name);

	if (!option)
		return refuse_unknown(word, name, error);
	if (has_value != option_takes_value(option))
		return refuse_value(option, word, error);
	if (!has_value)
		option_store(option, options, true);
	else if (!option_read(option, value, options))
		return refuse_value(option, word, error);
	return STATUS_OK;
}

enum status options_parse(const char *words, struct options *ret_options,
			  char error[OPTION_ERROR_SIZE])
{
	struct options options;
	struct word word;

	options_default(&options);
	while (word_next(&words, &word)) {
		enum status status = word_parse(word, &options, error);

		if (status != STATUS_OK)
			return status;
	}
	if (options.nosmp)
		options.maxcpus = 1;
	*ret_options = options;
	return STATUS_OK;
}
