/* SPDX-License-Identifier: BSD-2-Clause */
/* How far the medians of several passes lie apart. */
#include "record_text.h"

enum { PASSES_WIDTH = 7, SPREAD_WIDTH = 10 };

static void add_heading(struct text *text, struct report *report)
{
	if (report->spread_heading_shown)
		return;
	report->spread_heading_shown = true;
	text_line(text, 2);
	text_words(text, "medians of all passes");
	text_line(text, 2);
	text_add(text, "  %-*s%*s%8s%8s%8s%*s", STAT_LABEL_MOST, "name", PASSES_WIDTH, "passes",
		 "least", "median", "most", SPREAD_WIDTH, "spread %");
}

void text_spread(struct text *text, struct report *report, const struct record *record)
{
	const struct record_spread *spread = &record->spread;
	const struct stats *stats = &spread->stat.stats;

	add_heading(text, report);
	text_label(text, report, &spread->stat, STAT_LABEL_MOST);
	text_add(text, "%*llu", PASSES_WIDTH, (unsigned long long)stats->n);
	text_value(text, &spread->stat, stats->min);
	text_value(text, &spread->stat, stats->p50);
	text_value(text, &spread->stat, stats->max);
	text_percent(text, SPREAD_WIDTH, spread->permille);
}
