/* SPDX-License-Identifier: BSD-2-Clause */
/* The samples of what was measured last: both sides logarithmic, so that one sample far out is
   seen as well as thousands at the median. */
#include "axis.h"
#include "figure.h"
#include "fmt.h"
#include "hist.h"
#include "mem.h"
#include "panel.h"

enum {
	SLICES = 960,	  /* that samples are kept in; some of them make a column */
	COLUMN_LEAST = 2, /* pixels */
	NAME_SIZE = 64,
	UNIT_SIZE = 16,
	TEXT_SIZE = 128,
	SAMPLES_FEW = 50, /* fewer make no picture worth that of many */
	WORD_LINES = 2,
	ALL_COLUMNS = 54, /* in which there is room for all marks in words */
	SCALE_HALVES = 5, /* lines: ticks, their names, and numbers below them */
};

enum mark { MARK_P50, MARK_P99, MARK_P99_9, MARK_MAX, MARKS };

static const char *const mark_names[MARKS] = {"p50", "p99", "p99.9", "max"};

static struct {
	bool dirty;
	char name[NAME_SIZE], unit[UNIT_SIZE];
	bool is_time;
	uint64_t n, low, high;
	uint64_t marks[MARKS];
	uint32_t slices[SLICES];
} seen;

/* Heights of columns, in pixels, of what is drawn. */
static struct {
	struct area area, plot;
	unsigned int columns, each;
	uint16_t heights[SLICES];
} drawn;

static void histogram_open(void)
{
	memset(&seen, 0, sizeof(seen));
	memset(&drawn, 0, sizeof(drawn));
}

static uint64_t in_unit(const struct record_live_hist *live, uint64_t value)
{
	return live->clock ? clock_to_ns(live->clock, value) : value;
}

static void see_marks(const struct record_live_hist *live)
{
	struct stats stats;

	hist_stats(live->hist, &stats);
	seen.n = stats.n;
	seen.low = in_unit(live, stats.min);
	seen.high = in_unit(live, stats.max);
	seen.marks[MARK_P50] = in_unit(live, stats.p50);
	seen.marks[MARK_P99] = in_unit(live, stats.p99);
	seen.marks[MARK_P99_9] = in_unit(live, stats.p99_9);
	seen.marks[MARK_MAX] = seen.high;
}

/* The histogram is gone when it is drawn: what is drawn of it is kept. */
static void see_slices(const struct record_live_hist *live)
{
	const struct axis axis = axis_over(seen.low, seen.high);
	struct hist_coarse coarse;
	size_t position = 0;

	memset(seen.slices, 0, sizeof(seen.slices));
	while (hist_next(live->hist, &position, &coarse)) { /* endless: position grows */
		unsigned int slice = axis_step(&axis, in_unit(live, coarse.high), SLICES);

		seen.slices[slice] += (uint32_t)coarse.count;
	}
}

static void histogram_see(const struct record *record)
{
	const struct record_live_hist *live = &record->live_hist;

	if (record->kind != RECORD_LIVE_HIST || !live->hist->n)
		return;
	if (live->hist->n < SAMPLES_FEW && seen.n >= SAMPLES_FEW)
		return;
	fmt_text(seen.name, sizeof(seen.name), "%s", live->name);
	fmt_text(seen.unit, sizeof(seen.unit), "%s", live->unit);
	seen.is_time = strcmp(live->unit, "ns") == 0;
	see_marks(live);
	see_slices(live);
	seen.dirty = true;
}

static bool histogram_changed(void)
{
	return seen.dirty;
}

/* ---- words ---- */

static void value_text(char text[FIGURE_SIZE], uint64_t value)
{
	if (seen.is_time)
		figure_time(text, value);
	else
		figure_column_number(text, value);
}

static struct area line_of(const struct canvas *canvas, struct area inside, uint32_t y)
{
	return (struct area){inside.x, y, inside.width, canvas_line_height(canvas)};
}

static void draw_words(const struct canvas *canvas, struct area inside)
{
	char text[TEXT_SIZE], value[FIGURE_SIZE];
	struct fmt out = FMT_OVER(text);

	fmt_add(&out, "%s: %llu %s", seen.name, (unsigned long long)seen.n,
		seen.n == 1 ? "sample" : "samples");
	if (!seen.is_time)
		fmt_add(&out, ", in %s", seen.unit);
	canvas_text(canvas, line_of(canvas, inside, inside.y), COLOUR_TEXT, COLOUR_BACK, text);
	out = FMT_OVER(text);
	for (unsigned int i = 0; i < MARKS; i++) {
		if (i == MARK_P99 && inside.width < canvas_text_width(canvas, ALL_COLUMNS))
			continue;
		value_text(value, seen.marks[i]);
		fmt_add(&out, "%s%s %s", i ? "  " : "", mark_names[i], value);
	}
	canvas_text(canvas, line_of(canvas, inside, inside.y + canvas_line_height(canvas)),
		    COLOUR_TEXT, COLOUR_BACK, text);
}

/* ---- columns ---- */

static bool divide(const struct canvas *canvas, struct area inside)
{
	const uint32_t line = canvas_line_height(canvas);
	const uint32_t least = COLUMN_LEAST * canvas->scale;

	drawn.area = inside;
	memset(drawn.heights, 0, sizeof(drawn.heights));
	drawn.columns = 0;
	if (inside.height < (WORD_LINES + 1) * line + SCALE_HALVES * line / 2 ||
	    inside.width < least)
		return false;
	drawn.each = 1;
	while (SLICES / drawn.each * least > inside.width)
		drawn.each++;
	drawn.columns = SLICES / drawn.each;
	drawn.plot =
		(struct area){inside.x, inside.y + WORD_LINES * line + line / 2, inside.width, 0};
	drawn.plot.height = inside.y + inside.height - SCALE_HALVES * line / 2 - drawn.plot.y;
	return true;
}

static uint32_t left_of(unsigned int column)
{
	return drawn.plot.x + drawn.plot.width * column / drawn.columns;
}

static uint64_t count_of(unsigned int column)
{
	uint64_t count = 0;

	for (unsigned int i = 0; i < drawn.each; i++)
		count += seen.slices[column * drawn.each + i];
	return count;
}

static uint64_t largest_count(void)
{
	uint64_t largest = 0;

	for (unsigned int column = 0; column < drawn.columns; column++)
		if (count_of(column) > largest)
			largest = count_of(column);
	return largest;
}

/* A single sample is seen. */
static uint32_t height_of(uint64_t count, uint64_t largest)
{
	if (!count)
		return 0;
	return (uint32_t)((uint64_t)drawn.plot.height * axis_log(count + 1) /
			  axis_log(largest + 1));
}

/* What was higher is cut, what was lower grows: the rest stays. */
static void draw_column(const struct canvas *canvas, unsigned int column, uint32_t height)
{
	uint32_t before = drawn.heights[column];
	uint32_t bottom = drawn.plot.y + drawn.plot.height;
	struct area part = {left_of(column), bottom - height, left_of(column + 1) - left_of(column),
			    height - before};

	if (height < before) {
		part.y = bottom - before;
		part.height = before - height;
	}
	canvas_fill(canvas, part, height < before ? COLOUR_BACK : COLOUR_BUSY);
	drawn.heights[column] = (uint16_t)height;
}

static void draw_columns(const struct canvas *canvas)
{
	const uint64_t largest = largest_count();

	for (unsigned int column = 0; column < drawn.columns; column++) {
		uint32_t height = height_of(count_of(column), largest);

		if (height != drawn.heights[column])
			draw_column(canvas, column, height);
	}
}

/* ---- the scale below them ---- */

static uint32_t place_of(uint64_t value)
{
	const struct axis axis = axis_over(seen.low, seen.high);

	return left_of(axis_step(&axis, value, drawn.columns));
}

/* Places on a line that have words already. */
struct taken {
	struct area places[MARKS];
	unsigned int count;
};

static bool take(struct taken *taken, struct area place)
{
	for (unsigned int i = 0; i < taken->count; i++) {
		const struct area *other = &taken->places[i];

		if (place.x < other->x + other->width && other->x < place.x + place.width)
			return false;
	}
	taken->places[taken->count++] = place;
	return true;
}

/* Below the tick, or where the line ends, before it. */
static void draw_name(const struct canvas *canvas, struct area line, enum mark mark,
		      struct taken *taken)
{
	const uint32_t end = line.x + line.width;
	struct area place = {place_of(seen.marks[mark]), line.y,
			     canvas_text_width(canvas, strlen(mark_names[mark])), line.height};

	if (place.x + place.width > end)
		place.x = end > line.x + place.width ? end - place.width : line.x;
	if (take(taken, place))
		canvas_text(canvas, place, COLOUR_WARN, COLOUR_BACK, mark_names[mark]);
}

static void draw_names(const struct canvas *canvas, struct area line)
{
	static const enum mark by_weight[MARKS] = {MARK_P50, MARK_MAX, MARK_P99, MARK_P99_9};
	struct taken taken = {.count = 0};

	canvas_fill(canvas, line, COLOUR_BACK);
	for (unsigned int i = 0; i < MARKS; i++)
		draw_name(canvas, line, by_weight[i], &taken);
}

static void draw_ticks(const struct canvas *canvas, struct area strip)
{
	canvas_fill(canvas, strip, COLOUR_BACK);
	for (unsigned int i = 0; i < MARKS; i++)
		canvas_fill(canvas,
			    (struct area){place_of(seen.marks[i]), strip.y, 2 * canvas->scale,
					  strip.height},
			    COLOUR_WARN);
}

/* Where it is on the scale and does not touch what is before it, which ends at *free_from. */
static void draw_number(const struct canvas *canvas, struct area line, uint32_t *free_from,
			uint64_t value)
{
	struct area place = {place_of(value), line.y, 0, line.height};
	char text[FIGURE_SIZE];

	value_text(text, value);
	place.width = canvas_text_width(canvas, strlen(text));
	if (value == seen.high && place.x + place.width > line.x + line.width)
		place.x = line.x + line.width - place.width;
	if (value < seen.low || value > seen.high || place.x < *free_from ||
	    place.x + place.width > line.x + line.width)
		return;
	canvas_text(canvas, place, COLOUR_DIM, COLOUR_BACK, text);
	*free_from = place.x + place.width + canvas_text_width(canvas, 1);
}

/* 1, 2 and 5 of each decade; the ends of the samples where there is none of these. */
static void draw_numbers(const struct canvas *canvas, struct area line)
{
	static const unsigned int firsts[] = {1, 2, 5};
	uint32_t free_from = line.x;

	canvas_fill(canvas, line, COLOUR_BACK);
	for (uint64_t decade = 1; decade <= seen.high && decade < UINT64_MAX / 10; decade *= 10)
		for (size_t i = 0; i < ARRAY_SIZE(firsts); i++)
			draw_number(canvas, line, &free_from, decade * firsts[i]);
	if (free_from == line.x) {
		draw_number(canvas, line, &free_from, seen.low);
		draw_number(canvas, line, &free_from, seen.high);
	}
}

static void draw_scale(const struct canvas *canvas, struct area inside)
{
	const uint32_t line = canvas_line_height(canvas);
	const uint32_t top = drawn.plot.y + drawn.plot.height;

	draw_ticks(canvas, (struct area){inside.x, top, inside.width, line / 2});
	draw_names(canvas, line_of(canvas, inside, top + line / 2));
	draw_numbers(canvas, line_of(canvas, inside, top + line / 2 + line));
}

/* ---- all of it ---- */

static void histogram_draw(const struct canvas *whole, struct area inside, bool all)
{
	const struct canvas part = canvas_within(whole, inside), *canvas = &part;

	all = all || memcmp(&inside, &drawn.area, sizeof(inside)) != 0;
	if (all) {
		canvas_fill(canvas, inside, COLOUR_BACK);
		divide(canvas, inside);
	}
	seen.dirty = false;
	if (!seen.n) {
		canvas_text(canvas, line_of(canvas, inside, inside.y), COLOUR_DIM, COLOUR_BACK,
			    "nothing was measured yet");
		return;
	}
	draw_words(canvas, inside);
	if (drawn.columns) {
		draw_columns(canvas);
		draw_scale(canvas, inside);
	}
}

const struct panel panel_histogram = {
	.title = "Measured last",
	.open = histogram_open,
	.see = histogram_see,
	.changed = histogram_changed,
	.draw = histogram_draw,
};
