/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"
#include "mem.h"

static char lines[TAIL_LINES][TAIL_LINE_SIZE];
static unsigned int last; /* the one that is being written */
static size_t length;	  /* of it */
static bool ended;	  /* its end was written */

void tail_open(void)
{
	memset(lines, 0, sizeof(lines));
	last = 0;
	length = 0;
	ended = false;
}

/* The next line begins when something is written to it, so that the last one is never empty. */
static void put(char character)
{
	if (character == '\n') {
		ended = ended || length > 0;
		return;
	}
	if (character == '\r')
		return;
	if (ended) {
		last = (last + 1) % TAIL_LINES;
		memset(lines[last], 0, TAIL_LINE_SIZE);
		length = 0;
		ended = false;
	}
	if (length + 1 < TAIL_LINE_SIZE)
		lines[last][length++] = character;
}

void tail_write(const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put(bytes[i]);
}

const char *tail_line(unsigned int back)
{
	return back < TAIL_LINES ? lines[(last + TAIL_LINES - back) % TAIL_LINES] : "";
}
