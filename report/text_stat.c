/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of figures, and how they compare. */
#include "record_text.h"
#include "crc32.h"
#include "mem.h"

enum { LABEL_WIDTH = 23, CAPTION_SIZE = 160 };

static bool is_time(const struct record_stat *stat)
{
	return strcmp(stat->unit, "ns") == 0;
}

static void add_heading(struct text *text, struct report *report)
{
	if (report->stat_heading_shown)
		return;
	text_line(text, 2);
	text_add(text, "  %-*s%6s%8s%8s%8s%8s%8s%8s", LABEL_WIDTH, "name", "n", "min", "p50", "p90",
		 "p99", "p99.9", "max");
	report->stat_heading_shown = true;
	report->stat_caption = 0;
}

/* What the figures mean, in words, above the first of the rows for which it is the same. */
static void add_caption(struct text *text, struct report *report, const struct record_stat *stat)
{
	char caption[CAPTION_SIZE];
	struct fmt out = FMT_OVER(caption);
	uint32_t sum;

	fmt_add(&out, "%s (%u %s", stat->text, stat->cpus, stat->cpus == 1 ? "core" : "cores");
	if (is_time(stat))
		fmt_add(&out, ")");
	else
		fmt_add(&out, ", in %s)", stat->unit);
	sum = crc32_add(0, caption, out.length);
	if (sum == report->stat_caption)
		return;
	report->stat_caption = sum;
	text_line(text, 2);
	text_words(text, caption);
}

/* What holds for the whole run stands in the head. */
static bool is_worth_showing(const struct report *report, const struct record_parameter *parameter)
{
	return strcmp(parameter->key, "idle") != 0 || strcmp(parameter->value, report->idle) != 0;
}

/* False: it does not fit its column. */
static bool make_label(char label[LABEL_WIDTH + 1], const struct report *report,
		       const struct record_stat *stat, bool with_keys)
{
	struct fmt out = {.text = label, .size = LABEL_WIDTH + 1};

	fmt_add(&out, "%s", stat->name);
	for (unsigned int i = 0; i < stat->parameter_count && i < STAT_PARAMETERS_MAX; i++) {
		const struct record_parameter *parameter = &stat->parameters[i];

		if (is_worth_showing(report, parameter))
			fmt_add(&out, " %s%s%s", with_keys ? parameter->key : "",
				with_keys ? "=" : "", parameter->value);
	}
	return !out.truncated;
}

/* "ipi.rtt to=1", or "call.single one done" where that does not fit, or the name alone: figures
   stay in their columns, and the caption says in words what the parameters say. */
static void add_label(struct text *text, const struct report *report,
		      const struct record_stat *stat)
{
	char label[LABEL_WIDTH + 1];
	bool fits = make_label(label, report, stat, true) || make_label(label, report, stat, false);

	text_line(text, 4);
	text_add(text, "  %-*.*s", LABEL_WIDTH, LABEL_WIDTH, fits ? label : stat->name);
}

static void add_value(struct text *text, const struct record_stat *stat, uint64_t value)
{
	char shown[TEXT_VALUE_SIZE];

	if (is_time(stat))
		text_column_time(shown, value);
	else
		text_column_number(shown, value);
	text_add(text, "%8s", shown);
}

void text_stat(struct text *text, struct report *report, const struct record *record)
{
	const struct record_stat *stat = &record->stat;
	const struct stats *stats = &stat->stats;
	const uint64_t values[] = {stats->min, stats->p50,   stats->p90,
				   stats->p99, stats->p99_9, stats->max};

	add_heading(text, report);
	add_caption(text, report, stat);
	add_label(text, report, stat);
	text_add(text, "%6llu", (unsigned long long)stats->n);
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		add_value(text, stat, values[i]);
}

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

static void show_compared(char text[TEXT_VALUE_SIZE], const struct report *report, uint64_t value)
{
	if (report->in_ticks)
		fmt_text(text, TEXT_VALUE_SIZE, "%llu ticks", (unsigned long long)value);
	else
		text_time(text, value);
}

void text_compare(struct text *text, struct report *report, const struct record *record)
{
	const struct record_compare *compare = &record->compare;
	char ours[TEXT_VALUE_SIZE], theirs[TEXT_VALUE_SIZE];

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
