/* SPDX-License-Identifier: BSD-2-Clause */
/* How two figures compare. */
#include "record_text.h"

/* Which side won, and by how much: 1259, 12.5, never "0.4 times faster". */
static void add_ratio(struct text *text, const struct record_compare *compare)
{
	bool faster = compare->ours <= compare->theirs;
	uint64_t low = faster ? compare->ours : compare->theirs;
	uint64_t high = faster ? compare->theirs : compare->ours;
	uint64_t tenths = faster ? compare->ratio_tenths : low ? high * 10 / low : 0;

	if (compare->ours == compare->theirs)
		text_words(text, "equally fast");
	else if (tenths >= 1000)
		text_add(text, "%llu times", (unsigned long long)(tenths / 10));
	else
		text_add(text, "%llu.%llu times", (unsigned long long)(tenths / 10),
			 (unsigned long long)(tenths % 10));
	if (compare->ours != compare->theirs)
		text_words(text, faster ? " faster" : " SLOWER");
}

static void show_compared(char text[FIGURE_SIZE], const struct report *report, uint64_t value)
{
	if (report->in_ticks)
		fmt_text(text, FIGURE_SIZE, "%llu ticks", (unsigned long long)value);
	else
		figure_time(text, value);
}

void text_compare(struct text *text, struct report *report, const struct record *record)
{
	const struct record_compare *compare = &record->compare;
	char ours[FIGURE_SIZE], theirs[FIGURE_SIZE];

	show_compared(ours, report, compare->ours);
	show_compared(theirs, report, compare->theirs);
	text_line(text, 2);
	text_add(text, "%s %s against %s %s: ", compare->name, ours, compare->peer, theirs);
	add_ratio(text, compare);
	if (compare->text && compare->text[0]) {
		text_words(text, " (");
		text_words(text, compare->text);
		text_words(text, ")");
	}
}
