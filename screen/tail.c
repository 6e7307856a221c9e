/* SPDX-License-Identifier: BSD-2-Clause */
#include "mem.h"
#include "parts.h"

static char lines[TAIL_LINES][TAIL_LINE_SIZE];
static unsigned int count; /* lines that are at their end */
static size_t length;	   /* of the one that is being written */

static char *line(unsigned int number)
{
	return lines[number % TAIL_LINES];
}

void tail_open(void)
{
	memset(lines, 0, sizeof(lines));
	count = 0;
	length = 0;
}

static void put(char character)
{
	if (character == '\n') {
		line(count)[length] = '\0';
		count++;
		length = 0;
	} else if (character != '\r' && length + 1 < TAIL_LINE_SIZE) {
		line(count)[length++] = character;
	}
}

void tail_write(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		put(bytes[i]);
}

unsigned int tail_count(void)
{
	return count;
}

/* The place of the oldest is where the next is written. */
const char *tail_line(unsigned int number)
{
	return number < count && count - number < TAIL_LINES ? line(number) : "";
}
