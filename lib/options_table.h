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
	unsigned int plain;  /* what a word without a value stores */
	size_t offset, size; /* of the member that takes the value: a bool, an enum or 32 bits; rows
				with the same take back what the other said */
	bool is_action;	     /* one of the things to do, of which one can be said */
	bool not_in_files;
	void (*store)(struct options *options, unsigned int value); /* else who does */
	bool (*read_text)(struct options *options, struct word value);
	const char *wanted; /* what read_text accepts, for the error sentence */
};

/* The name of a row without its '='. */
struct word option_name(const struct option *option);

/* One word. On STATUS_INVALID error holds a sentence. */
enum status option_word(struct option_set *set, struct word word, enum option_origin origin,
			char error[OPTION_ERROR_SIZE]);

/* When all words of one place are read: those that say the same in other words. */
void options_settle(struct option_set *set);

/* Sentences, and STATUS_INVALID. */
enum status refuse_unknown(struct word word, struct word name, char error[OPTION_ERROR_SIZE]);
enum status refuse_value(const struct option *option, struct word word,
			 char error[OPTION_ERROR_SIZE]);
enum status refuse_both(struct word word, const struct option *other,
			char error[OPTION_ERROR_SIZE]);
enum status refuse_here(struct word word, char error[OPTION_ERROR_SIZE]);
enum status refuse_characters(struct word word, char error[OPTION_ERROR_SIZE]);
enum status refuse_long(struct word word, char error[OPTION_ERROR_SIZE]);

void option_store(const struct option *option, struct options *options, unsigned int value);

/* Row number, or NULL past the last. */
const struct option *option_row(size_t number);

/* True if the word is this text. */
bool word_is(struct word word, const char *text);

/* Splits at the first mark; without one *ret_before is the whole word, and false is returned. */
bool word_split(struct word word, char mark, struct word *ret_before, struct word *ret_after);

bool word_number(struct word word, unsigned int minimum, unsigned int maximum,
		 unsigned int *ret_number);
/* Hexadecimal, without 0x in front. */
bool word_hex(struct word word, uint64_t maximum, uint64_t *ret_number);
bool word_choice(struct word word, const struct choice *choices, unsigned int *ret_value);

/* options_serial.c: the value of serial=. */
bool read_serial(struct options *options, struct word value);

#endif
