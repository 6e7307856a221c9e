/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of text for people: at most 79 columns, broken between words, every line ended by "\r\n".
 * What comes out is printable ASCII: any other byte shows as '?', so that no string from the
 * firmware can steer a terminal.
 */
#ifndef MUSTER_REPORT_TEXT_H
#define MUSTER_REPORT_TEXT_H

#include "figure.h"
#include "fmt.h"
#include "types.h"

enum { TEXT_WIDTH = 79 };

struct text {
	struct fmt fmt;
	unsigned int column; /* where the line ends so far */
	unsigned int blanks; /* that follow there if a word does: no line ends in blanks */
	unsigned int indent; /* of a line that continues the one before */
};

/* Two bytes of the buffer are kept for the last line's end, so size is at least 3. */
void text_open(struct text *text, char *buffer, size_t size);

/* Starts a line (and ends the one before); what does not fit goes on below, indented. */
void text_line(struct text *text, unsigned int indent);

/* Adds words to the line. text_add() formats first, and cuts at 159 characters. */
void text_words(struct text *text, const char *words);
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends the last line; returns the length of all. */
size_t text_close(struct text *text);

#endif
