/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of words that the parser and the help are made from. */
#ifndef MUSTER_OPTIONS_TABLE_H
#define MUSTER_OPTIONS_TABLE_H

#include "options.h"

/* A piece of the command line; not NUL-terminated. */
struct word {
	const char *text;
	size_t length;
};

/* One of the values that an option takes. */
struct choice {
	const char *name;
	unsigned int value;
};

/*
 * A row for each word: what help says, what the parser accepts, and where it is stored. A word that
 * ends in '=' takes a value: what read_text makes of it, or else one of choices, or else a number
 * from minimum to maximum.
 */
struct option {
	struct option_help help;
	const struct choice *choices; /* up to a name of NULL */
	unsigned int minimum, maximum;
	size_t offset, size; /* of the member that takes the value: a bool, an enum or 32 bits */
	void (*store)(struct options *options, unsigned int value); /* else who does */
	bool (*read_text)(struct options *options, struct word value);
	const char *wanted; /* what read_text accepts, for the error sentence */
};

void option_store(const struct option *option, struct options *options, unsigned int value);

/* Row number, or NULL past the last. */
const struct option *option_row(size_t number);

/* True if the word is this text. */
bool word_is(struct word word, const char *text);

/* Splits at the first mark; without one *ret_before is the whole word, and false is returned. */
bool word_split(struct word word, char mark, struct word *ret_before, struct word *ret_after);

bool word_number(struct word word, unsigned int minimum, unsigned int maximum,
		 unsigned int *ret_number);
bool word_choice(struct word word, const struct choice *choices, unsigned int *ret_value);

#endif
