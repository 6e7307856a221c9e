/* SPDX-License-Identifier: BSD-2-Clause */
/* What is done now, how much is behind it, and about how much time is left. */
#include "fmt.h"
#include "mem.h"
#include "parts.h"

enum { STEP_SIZE = 160, SHARE_SIZE = 48, SHARE_COLUMNS = 40, ALL = 100, MINUTE = 60 };
enum { NS_PER_S = 1000000000 };

static char step[STEP_SIZE];
static unsigned int percent;
static bool measuring, ended, dirty;
static ticks began; /* of the first share */

static void open(void)
{
	fmt_text(step, sizeof(step), "reading the machine");
	percent = 0;
	measuring = ended = dirty = false;
}

static void see_progress(const struct record_progress *progress)
{
	fmt_text(step, sizeof(step), "%s: %s", progress->step, progress->text);
	dirty = true;
	if (!progress->has_percent)
		return;
	if (!measuring)
		began = display_facts()->now();
	measuring = true;
	percent = progress->percent < ALL ? progress->percent : ALL;
}

static void see_end(const struct record_end *end)
{
	bool early = end->text && end->text[0];

	fmt_text(step, sizeof(step), "%s%s%u passed, %u failed, %u skipped in %llu.%llu s",
		 early ? end->text : "the end", ": ", end->passed, end->failed, end->skipped,
		 (unsigned long long)(end->elapsed / NS_PER_S),
		 (unsigned long long)(end->elapsed / (NS_PER_S / 10) % 10));
	ended = dirty = true;
	if (!early)
		percent = ALL;
}

static void see(const struct record *record)
{
	if (record->kind == RECORD_PROGRESS)
		see_progress(&record->progress);
	else if (record->kind == RECORD_END)
		see_end(&record->end);
}

static bool changed(void)
{
	return dirty;
}

/* By what is behind it, but no more than the budget leaves. */
static unsigned int seconds_left(void)
{
	const struct display_facts *facts = display_facts();
	uint64_t gone = clock_to_ns(&facts->clock, facts->now() - began);
	uint64_t budget = (uint64_t)facts->budget_s * NS_PER_S;
	uint64_t left = budget > gone ? budget - gone : 0;

	if (percent && gone / percent * (ALL - percent) < left)
		left = gone / percent * (ALL - percent);
	return (unsigned int)((left + NS_PER_S - 1) / NS_PER_S);
}

static void share_text(char text[SHARE_SIZE])
{
	unsigned int left;

	fmt_text(text, SHARE_SIZE, "%3u %%", percent);
	if (!measuring || ended || percent >= ALL)
		return;
	left = seconds_left();
	if (left > 2 * MINUTE)
		fmt_text(text, SHARE_SIZE, "%3u %%, about %u min left", percent,
			 (left + MINUTE - 1) / MINUTE);
	else
		fmt_text(text, SHARE_SIZE, "%3u %%, about %u s left", percent, left);
}

static void draw_bar(const struct canvas *canvas, struct area bar)
{
	uint32_t done = (uint32_t)((uint64_t)bar.width * percent / ALL);

	canvas_fill(canvas, (struct area){bar.x, bar.y, done, bar.height},
		    ended && percent < ALL ? COLOUR_WARN : COLOUR_GOOD);
	canvas_fill(canvas, (struct area){bar.x + done, bar.y, bar.width - done, bar.height},
		    COLOUR_NONE);
}

static void draw(const struct canvas *canvas, struct area area, bool all)
{
	uint32_t cell = canvas_text_width(canvas, 1), line = canvas_line_height(canvas);
	uint32_t share = canvas_text_width(canvas, SHARE_COLUMNS);
	struct area bar = {area.x + cell, area.y + line + line / 4, area.width - share - 2 * cell,
			   line / 2};
	char text[SHARE_SIZE];

	(void)all;
	share_text(text);
	canvas_text(canvas, (struct area){area.x + cell, area.y, area.width - cell, line},
		    COLOUR_TEXT, COLOUR_BACK, step);
	draw_bar(canvas, bar);
	canvas_text(canvas, (struct area){area.x + area.width - share, area.y + line, share, line},
		    COLOUR_TEXT, COLOUR_BACK, text);
	dirty = false;
}

const struct panel panel_phase = {
	.title = "Phase", .open = open, .see = see, .changed = changed, .draw = draw};
