/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of figures. */
#include "record_text.h"
#include "crc32.h"
#include "mem.h"

enum { CAPTION_SIZE = 160, TENTHS_MOST = 1000, PERMILLE_MOST = 10000 };

static const char pass_key[] = "pass";

static bool is_time(const struct record_stat *stat)
{
	return strcmp(stat->unit, "ns") == 0;
}

static void add_heading(struct text *text, struct report *report)
{
	if (report->stat_heading_shown)
		return;
	text_line(text, 2);
	text_add(text, "  %-*s%6s%8s%8s%5s%8s%8s%8s%6s", STAT_LABEL_WIDTH, "name", "n", "min",
		 "p50", "+-%", "p99", "p99.9", "max", "at s");
	report->stat_heading_shown = true;
	report->stat_caption = 0;
}

/* Of the pass, or NULL: there is but one. */
static const char *pass_of(const struct record_stat *stat)
{
	for (unsigned int i = 0; i < stat->parameter_count && i < STAT_PARAMETERS_MAX; i++)
		if (strcmp(stat->parameters[i].key, pass_key) == 0)
			return stat->parameters[i].value;
	return NULL;
}

/* What the figures mean, in words, above the first of the rows for which it is the same. */
static void add_caption(struct text *text, struct report *report, const struct record_stat *stat)
{
	const char *pass = pass_of(stat);
	char caption[CAPTION_SIZE];
	struct fmt out = FMT_OVER(caption);
	uint32_t sum;

	fmt_add(&out, "%s (%u %s", stat->text, stat->cpus, stat->cpus == 1 ? "core" : "cores");
	if (!is_time(stat))
		fmt_add(&out, ", in %s", stat->unit);
	if (pass)
		fmt_add(&out, ", pass %s", pass);
	fmt_add(&out, ")");
	sum = crc32_add(0, caption, out.length);
	if (sum == report->stat_caption)
		return;
	report->stat_caption = sum;
	text_line(text, 2);
	text_words(text, caption);
}

/* What holds for the whole run stands in the head, and the pass in the caption. */
static bool is_worth_showing(const struct report *report, const struct record_parameter *parameter)
{
	return strcmp(parameter->key, pass_key) != 0 &&
	       (strcmp(parameter->key, "idle") != 0 || strcmp(parameter->value, report->idle) != 0);
}

/* False: it does not fit its column. */
static bool make_label(char *label, size_t size, const struct report *report,
		       const struct record_stat *stat, bool with_keys)
{
	struct fmt out = {.text = label, .size = size};

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
void text_label(struct text *text, const struct report *report, const struct record_stat *stat,
		int width)
{
	char label[STAT_LABEL_MOST + 1];
	size_t size = (size_t)width + 1;
	bool fits = make_label(label, size, report, stat, true) ||
		    make_label(label, size, report, stat, false);

	text_line(text, 4);
	text_add(text, "  %-*.*s", width, width, fits ? label : stat->name);
}

void text_value(struct text *text, const struct record_stat *stat, uint64_t value)
{
	char shown[FIGURE_SIZE];

	if (is_time(stat))
		figure_column_time(shown, value);
	else
		figure_column_number(shown, value);
	text_add(text, "%8s", shown);
}

/* "0.4", " 12", ">999", or "-" where it is not known. */
void text_percent(struct text *text, int width, uint64_t permille)
{
	char shown[FIGURE_SIZE];

	if (permille == UINT64_MAX)
		fmt_text(shown, sizeof(shown), "-");
	else if (permille < TENTHS_MOST)
		fmt_text(shown, sizeof(shown), "%llu.%llu", (unsigned long long)(permille / 10),
			 (unsigned long long)(permille % 10));
	else if (permille < PERMILLE_MOST)
		fmt_text(shown, sizeof(shown), "%llu", (unsigned long long)(permille / 10));
	else
		fmt_text(shown, sizeof(shown), ">999");
	text_add(text, "%*s", width, shown);
}

/* Of the median's interval of 95 %, half its width: the median is known so well. */
static uint64_t uncertainty(const struct stats *stats)
{
	if (stats->n < STATS_INTERVAL_LEAST)
		return UINT64_MAX;
	return stats_permille((stats->p50_high - stats->p50_low) / 2 +
				      (stats->p50_high - stats->p50_low) % 2,
			      stats->p50);
}

static void add_when(struct text *text, nanoseconds at)
{
	if (at)
		text_add(text, "%4llu.%llu", (unsigned long long)(at / 1000000000),
			 (unsigned long long)(at / 100000000 % 10));
	else
		text_add(text, "%6s", "-");
}

/* By so much a name is too long for its column: it is not cut, and n has less room. */
static int excess(const char *name)
{
	size_t length = strlen(name);

	return length <= STAT_LABEL_WIDTH ? 0 : length == STAT_LABEL_WIDTH + 1 ? 1 : 2;
}

void text_stat(struct text *text, struct report *report, const struct record *record)
{
	const struct record_stat *stat = &record->stat;
	const struct stats *stats = &stat->stats;
	int longer = excess(stat->name);
	char count[FIGURE_SIZE];

	add_heading(text, report);
	add_caption(text, report, stat);
	text_label(text, report, stat, STAT_LABEL_WIDTH + longer);
	figure_column_number(count, stats->n);
	text_add(text, "%*s", 6 - longer, count);
	text_value(text, stat, stats->min);
	text_value(text, stat, stats->p50);
	text_percent(text, 5, uncertainty(stats));
	text_value(text, stat, stats->p99);
	text_value(text, stat, stats->p99_9);
	text_value(text, stat, stats->max);
	add_when(text, stat->max_at);
}
