/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong, what was checked, and how it ended. */
#include "record_text.h"
#include "mem.h"

static const struct {
	const char *mark, *word;
} verdicts[] = {
	[VERDICT_PASS] = {"[pass]", "PASS"},
	[VERDICT_FAIL] = {"[FAIL]", "FAIL"},
	[VERDICT_SKIP] = {"[skip]", "SKIP"},
};

/* Once for a row of findings of the same rule. */
static void add_breaks(struct text *text, struct report *report, const struct finding *finding)
{
	bool said = report->rule_said == finding->rule;

	report->rule_said = finding->rule;
	if (said || finding->severity == SEVERITY_NOTE || !finding->breaks || !finding->breaks[0])
		return;
	text_line(text, 4);
	text_words(text, "    breaks: ");
	text_words(text, finding->breaks);
}

void text_finding(struct text *text, struct report *report, const struct record *record)
{
	const struct finding *finding = &record->finding;

	text_line(text, 8);
	text_add(text, "%s %s: ", severity_name(finding->severity), finding->rule);
	text_words(text, finding->text);
	if (finding->table[0])
		text_add(text, " (%s at 0x%x)", finding->table, (unsigned int)finding->offset);
	if (finding->section && finding->section[0]) {
		text_words(text, " [");
		text_words(text, finding->section);
		text_words(text, "]");
	}
	add_breaks(text, report, finding);
}

void text_check(struct text *text, struct report *report, const struct record *record)
{
	const struct record_check *check = &record->check;

	(void)report;
	text_line(text, 7);
	text_add(text, "%s %s: ", verdicts[check->verdict].mark, check->name);
	text_words(text, check->text);
}

void text_ipi(struct text *text, struct report *report, const struct record *record)
{
	const struct record_ipi *ipi = &record->ipi;

	(void)report;
	text_line(text, 2);
	text_add(text, "  %-16s %10llu sent %10llu received", ipi->kind,
		 (unsigned long long)ipi->sent, (unsigned long long)ipi->received);
}

void text_nvram(struct text *text, struct report *report, const struct record *record)
{
	const struct record_nvram *nvram = &record->nvram;
	char longest[FIGURE_SIZE];

	(void)report;
	figure_time(longest, nvram->longest);
	text_line(text, 7);
	text_add(text, "nvram: %u of %u writes of the variable that keeps the result were taken, ",
		 nvram->writes - nvram->failed, nvram->writes);
	text_add(text, "the longest in %s; %zu bytes", longest, nvram->bytes);
}

/* Where nothing is drawn there is nothing to tell. */
void text_screen(struct text *text, struct report *report, const struct record *record)
{
	const struct record_screen *screen = &record->screen;
	char redraw[FIGURE_SIZE], update[FIGURE_SIZE];

	(void)report;
	if (!screen->redraws)
		return;
	figure_time(redraw, screen->redraw);
	figure_time(update, screen->update_most);
	text_line(text, 4);
	text_add(text, "screen: %ux%u (%s) drawn anew in %s; of %llu updates the longest took %s",
		 (unsigned int)screen->width, (unsigned int)screen->height, screen->format, redraw,
		 (unsigned long long)screen->updates, update);
}

/* Who goes back to the firmware sees that. */
static void add_next(struct text *text, const struct record_end *end)
{
	if (!end->next || strcmp(end->next, "return") == 0)
		return;
	text_line(text, 6);
	text_add(text, "at the end: %s", end->next);
	if (end->pause_s)
		text_add(text, " after %u s", end->pause_s);
	text_words(text, ", as ");
	text_words(text, end->why);
}

void text_end(struct text *text, struct report *report, const struct record *record)
{
	const struct record_end *end = &record->end;
	char elapsed[FIGURE_SIZE];

	(void)report;
	figure_time(elapsed, end->elapsed);
	text_line(text, 6);
	text_add(text, "%s: %u %s passed, %u failed, %u skipped; %llu records in %s",
		 verdicts[end->result].word, end->passed, end->passed == 1 ? "check" : "checks",
		 end->failed, end->skipped, (unsigned long long)end->records, elapsed);
	if (end->text && end->text[0]) {
		text_words(text, "; ended early: ");
		text_words(text, end->text);
	}
	add_next(text, end);
}
