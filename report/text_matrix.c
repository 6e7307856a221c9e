/* SPDX-License-Identifier: BSD-2-Clause */
/* Matrices for people: a table where it fits the line, and in any case what stands out. */
#include "record_text.h"
#include "mem.h"

enum {
	TABLE_CORES_MOST = 16,
	LABEL_WIDTH = 7,
	TABLE_INDENT = 2,
	US = 1000,
	MS = 1000000,
};

/* How the figures of a table are shown: divided, with so many decimals. */
struct scale {
	uint64_t divisor;
	unsigned int decimals;
	const char *ns, *ticks; /* what they are then */
};

static bool has_table(const struct record_matrix *matrix)
{
	return matrix->cores <= TABLE_CORES_MOST;
}

/* What else there is to say is the median's: the minima are for programs. */
static bool is_shown(const struct record_matrix *matrix)
{
	return strcmp(matrix->statistic, "p50") == 0;
}

static int cell_width(unsigned int cores)
{
	return cores <= 12 ? 6 : cores <= 14 ? 5 : 4;
}

static void show(char shown[FIGURE_SIZE], const struct scale *scale, uint64_t value)
{
	uint64_t whole = value / scale->divisor, tenths = value % scale->divisor * 10;

	if (scale->decimals)
		fmt_text(shown, FIGURE_SIZE, "%llu.%llu", (unsigned long long)whole,
			 (unsigned long long)(tenths / scale->divisor));
	else
		fmt_text(shown, FIGURE_SIZE, "%llu", (unsigned long long)whole);
}

/* The finest in which nine of ten figures leave a blank in their columns: a slow pair must not take
   the digits from all others. */
static const struct scale *choose_scale(const struct record_matrix *matrix, bool *ret_all_fit)
{
	static const struct scale scales[] = {
		{1, 0, "ns", "ticks"},		{US, 1, "us", "1000 ticks"},
		{US, 0, "us", "1000 ticks"},	{MS, 1, "ms", "1000000 ticks"},
		{MS, 0, "ms", "1000000 ticks"},
	};
	size_t room = (size_t)cell_width(matrix->cores) - 1;
	char shown[FIGURE_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(scales); i++) {
		show(shown, &scales[i], matrix->common);
		if (strlen(shown) > room)
			continue;
		show(shown, &scales[i], matrix->largest);
		*ret_all_fit = strlen(shown) <= room;
		return &scales[i];
	}
	*ret_all_fit = false;
	return &scales[ARRAY_SIZE(scales) - 1];
}

static bool is_time(const struct record_matrix *matrix)
{
	return strcmp(matrix->unit, "ns") == 0;
}

static void add_value(struct text *text, const struct record_matrix *matrix, uint64_t value)
{
	char shown[FIGURE_SIZE];

	if (is_time(matrix))
		figure_time(shown, value);
	else
		fmt_text(shown, sizeof(shown), "%llu ticks", (unsigned long long)value);
	text_words(text, shown);
}

static void add_pair(struct text *text, const struct record_matrix *matrix,
		     const struct record_pair *pair, const char *behind)
{
	add_value(text, matrix, pair->value);
	text_add(text, " from 0x%llx to 0x%llx%s", (unsigned long long)pair->from_id.value,
		 (unsigned long long)pair->to_id.value, behind);
}

static void add_what_stands_out(struct text *text, const struct record_matrix *matrix)
{
	text_line(text, 4);
	text_words(text, "  slowest, by hardware ids: ");
	for (unsigned int i = 0; i < matrix->worst_count && i < MATRIX_WORST; i++) {
		bool last = i + 1 == matrix->worst_count || i + 1 == MATRIX_WORST;

		add_pair(text, matrix, &matrix->worst[i], last ? "" : ", ");
	}
	if (!matrix->both_ways)
		return;
	text_line(text, 4);
	text_add(text, "  the two directions of %llu pairs differ by ",
		 (unsigned long long)matrix->both_ways);
	add_value(text, matrix, matrix->apart_p50);
	text_words(text, " (median); most, slower by ");
	add_pair(text, matrix, &matrix->most, "");
}

static void add_columns(struct text *text, const struct record_matrix *matrix)
{
	bool all_fit;
	const struct scale *scale = choose_scale(matrix, &all_fit);

	text_line(text, TABLE_INDENT);
	text_add(text, "  rows are from, columns to these cores, in %s%s",
		 is_time(matrix) ? scale->ns : scale->ticks, all_fit ? "" : " (*: larger)");
	text_line(text, TABLE_INDENT);
	text_add(text, "%*s", LABEL_WIDTH, "core");
	for (unsigned int i = 0; i < matrix->cores; i++)
		text_add(text, "%*u", cell_width(matrix->cores), matrix->order[i]);
}

void text_matrix(struct text *text, struct report *report, const struct record *record)
{
	const struct record_matrix *matrix = &record->matrix;

	(void)report;
	if (!is_shown(matrix))
		return;
	text_line(text, 2);
	text_add(text, "%s: %s, median of ", matrix->name, matrix->text);
	text_add(text, "%u", matrix->samples_least);
	if (matrix->samples_most > matrix->samples_least)
		text_add(text, " to %u", matrix->samples_most);
	text_add(text, "; %llu of %llu pairs of ", (unsigned long long)matrix->measured,
		 (unsigned long long)matrix->of);
	text_add(text, "%u cores", matrix->cores);
	if (matrix->online > matrix->cores)
		text_add(text, " out of %u", matrix->online);
	if (matrix->worst_count)
		add_what_stands_out(text, matrix);
	if (has_table(matrix))
		add_columns(text, matrix);
}

void text_matrix_row(struct text *text, struct report *report, const struct record *record)
{
	const struct record_matrix_row *row = &record->matrix_row;
	const struct record_matrix *matrix = row->head;
	int width = cell_width(matrix->cores);
	const struct scale *scale;
	bool all_fit;
	char shown[FIGURE_SIZE];

	(void)report;
	if (!is_shown(matrix) || !has_table(matrix))
		return;
	scale = choose_scale(matrix, &all_fit);
	text_line(text, TABLE_INDENT);
	text_add(text, "%*u", LABEL_WIDTH, row->cpu);
	for (unsigned int i = 0; i < row->count && i < TABLE_CORES_MOST; i++) {
		show(shown, scale, row->values[i]);
		text_add(text, "%*s", width,
			 row->values[i] == MATRIX_NONE ? "-"
			 : (int)strlen(shown) >= width ? "*"
						       : shown);
	}
}
