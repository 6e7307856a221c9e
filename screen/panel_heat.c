/* SPDX-License-Identifier: BSD-2-Clause */
/* From which core to which it takes how long; without a matrix, what was measured instead. */
#include "bars.h"
#include "figure.h"
#include "fmt.h"
#include "heat.h"
#include "heat_plan.h"
#include "mem.h"
#include "panel.h"
#include "seats.h"

enum {
	TEXT_SIZE = 128,
	NEVER_DRAWN = 0xFE,
	FIGURE_BINS_MOST = 40,
	DARK_STEPS = RAMP_STEPS * 5 / 8, /* on which bright text is read */
	RAMP_COLUMNS = 16,
	BESIDE_COLUMNS_LEAST = 26,
};

static struct {
	struct record_live_matrix live; /* its matrix is NULL before the first */
	bool dirty, bars_dirty;
	bool redivide;	    /* what is drawn is of another matrix */
	unsigned int cores; /* of the one that is drawn */
	struct area area;
	struct heat_plan plan;
	bool is_edge[HEAT_BINS_MOST];
} the;
static struct heat heat;
static uint8_t steps[HEAT_BINS_MOST * HEAT_BINS_MOST], drawn[HEAT_BINS_MOST * HEAT_BINS_MOST];
static uint32_t drawn_figures[FIGURE_BINS_MOST * FIGURE_BINS_MOST];

static void heat_open(void)
{
	bars_open();
	memset(&the, 0, sizeof(the));
	the.redivide = true;
}

static void see_matrix(const struct record_live_matrix *live)
{
	the.redivide = the.redivide || live->matrix != the.live.matrix ||
		       strcmp(live->name, the.live.name) != 0;
	the.live = *live;
	the.dirty = true;
}

static void heat_see(const struct record *record)
{
	if (record->kind == RECORD_LIVE_MATRIX)
		see_matrix(&record->live_matrix);
	else if (bars_see(record))
		the.bars_dirty = true;
}

static bool heat_changed(void)
{
	return the.dirty || the.bars_dirty;
}

/* ---- dividing ---- */

static cpu_index core_of(unsigned int bin)
{
	return the.live.order[bin * heat.each];
}

static cpu_index largest_core(void)
{
	cpu_index largest = 0;

	for (unsigned int i = 0; i < the.live.matrix->n; i++)
		if (the.live.order[i] > largest)
			largest = the.live.order[i];
	return largest;
}

/* False: there is no room for a map. */
static bool divide(const struct canvas *canvas, struct area inside)
{
	heat_plan_open(&the.plan, canvas, inside, largest_core());
	if (!the.plan.bins_most)
		return false;
	heat_divide(&heat, the.live.matrix->n, the.plan.bins_most);
	for (unsigned int bin = 1; bin < heat.bins; bin++)
		the.is_edge[bin] = seats_apart(core_of(bin - 1), core_of(bin));
	heat_plan_squares(&the.plan, canvas, heat.bins, the.is_edge);
	the.plan.figures = the.plan.figures && heat.bins <= FIGURE_BINS_MOST;
	memset(drawn, NEVER_DRAWN, sizeof(drawn));
	return true;
}

/* ---- squares ---- */

static void draw_figure(const struct canvas *canvas, struct area square, enum colour back,
			uint32_t value)
{
	const uint32_t line = canvas_line_height(canvas);
	char text[FIGURE_SIZE];
	uint32_t width;

	figure_column_number(text, value);
	width = canvas_text_width(canvas, strlen(text));
	if (width > square.width)
		return;
	square.x += (square.width - width) / 2;
	square.y += (square.height - line) / 2;
	square.width = width;
	canvas_text(canvas, square, back < COLOUR_RAMP + DARK_STEPS ? COLOUR_TEXT : COLOUR_BACK,
		    back, text);
}

static void draw_square(const struct canvas *canvas, unsigned int at)
{
	struct area square = heat_plan_square(&the.plan, at / heat.bins, at % heat.bins);
	bool is_there = steps[at] != HEAT_NONE;
	enum colour colour = is_there ? (enum colour)(COLOUR_RAMP + steps[at]) : COLOUR_NONE;

	canvas_fill(canvas, square, colour);
	if (the.plan.figures && is_there)
		draw_figure(canvas, square, colour, heat.mean[at]);
	drawn[at] = steps[at];
	if (the.plan.figures)
		drawn_figures[at] = heat.mean[at];
}

static void draw_squares(const struct canvas *canvas)
{
	heat_steps(&heat, steps);
	for (unsigned int i = 0; i < heat.bins * heat.bins; i++)
		if (steps[i] != drawn[i] || (the.plan.figures && heat.mean[i] != drawn_figures[i]))
			draw_square(canvas, i);
}

/* ---- words ---- */

static void line_text(const struct canvas *canvas, struct area area, unsigned int line,
		      enum colour colour, const char *text)
{
	area.y += line * canvas_line_height(canvas);
	area.height = canvas_line_height(canvas);
	canvas_text(canvas, area, colour, COLOUR_BACK, text);
}

static void draw_caption(const struct canvas *canvas)
{
	char text[TEXT_SIZE];
	struct fmt out = FMT_OVER(text);

	fmt_add(&out, "%s in %s: %llu of %llu pairs", the.live.name, the.live.unit,
		(unsigned long long)heat.measured, (unsigned long long)the.live.of);
	line_text(canvas, the.plan.caption, 0, COLOUR_TEXT, text);
}

static void draw_explanation(const struct canvas *canvas)
{
	char text[TEXT_SIZE];
	struct fmt out = FMT_OVER(text);

	fmt_add(&out, "rows: from core, columns: to core");
	if (heat.each > 1)
		fmt_add(&out, "; mean of %ux%u", heat.each, heat.each);
	line_text(canvas, the.plan.caption, 1, COLOUR_DIM, text);
}

/* The least power of two of squares that are so wide together. */
static unsigned int label_every(uint32_t room)
{
	unsigned int every = 1;

	while (every < HEAT_BINS_MOST && every * (the.plan.square + the.plan.gap) < room)
		every *= 2;
	return every;
}

static void draw_column_labels(const struct canvas *canvas)
{
	const unsigned int every = label_every(the.plan.rows.width);
	char text[FIGURE_SIZE];

	for (unsigned int bin = 0; bin < heat.bins; bin += every) {
		struct area place = the.plan.columns;

		fmt_text(text, sizeof(text), "%u", core_of(bin));
		place.x += the.plan.at[bin];
		place.width = canvas_text_width(canvas, strlen(text));
		canvas_text(canvas, place, COLOUR_DIM, COLOUR_BACK, text);
	}
}

static void draw_row_labels(const struct canvas *canvas)
{
	const uint32_t line = canvas_line_height(canvas);
	const unsigned int every = label_every(line);
	char text[FIGURE_SIZE];

	for (unsigned int bin = 0; bin < heat.bins; bin += every) {
		struct area place = the.plan.rows;

		fmt_text(text, sizeof(text), "%u", core_of(bin));
		place.y += the.plan.at[bin];
		if (the.plan.square > line)
			place.y += (the.plan.square - line) / 2;
		canvas_text(canvas, place, COLOUR_DIM, COLOUR_BACK, text);
	}
}

/* ---- the legend ---- */

static void value_text(char text[FIGURE_SIZE], uint32_t value)
{
	if (strcmp(the.live.unit, "ns") == 0)
		figure_column_time(text, value);
	else
		figure_column_number(text, value);
}

static void draw_ramp(const struct canvas *canvas, struct area place)
{
	const uint32_t width = place.width;
	const uint32_t left = place.x;

	for (uint32_t step = 0; step < RAMP_STEPS; step++) {
		place.x = left + width * step / RAMP_STEPS;
		place.width = left + width * (step + 1) / RAMP_STEPS - place.x;
		canvas_fill(canvas, place, (enum colour)(COLOUR_RAMP + step));
	}
}

/* "812 ns [colours] 8120 ns or more" */
static void draw_range(const struct canvas *canvas)
{
	const uint32_t cell = canvas_text_width(canvas, 1), line = canvas_line_height(canvas);
	struct area place = the.plan.legend;
	char low[FIGURE_SIZE], high[FIGURE_SIZE], text[TEXT_SIZE];

	place.height = line;
	value_text(low, heat.low);
	value_text(high, heat.high);
	fmt_text(text, sizeof(text), "%s%*s %s%s", low, RAMP_COLUMNS + 1, "", high,
		 heat.cut ? " or more" : "");
	canvas_text(canvas, place, COLOUR_TEXT, COLOUR_BACK, text);
	place.x += canvas_text_width(canvas, strlen(low) + 1);
	place.width = RAMP_COLUMNS * cell;
	draw_ramp(canvas, place);
}

static void draw_not_measured(const struct canvas *canvas)
{
	const uint32_t cell = canvas_text_width(canvas, 1), line = canvas_line_height(canvas);
	struct area place = the.plan.legend;

	place.y += line;
	place.height = line;
	canvas_text(canvas, place, COLOUR_TEXT, COLOUR_BACK, "   not measured");
	place.width = 2 * cell;
	place.height = line - 2 * canvas->scale;
	canvas_fill(canvas, place, COLOUR_NONE);
}

/* ---- all of it ---- */

static void draw_beside(const struct canvas *canvas, bool all)
{
	if (the.plan.beside.width >= canvas_text_width(canvas, BESIDE_COLUMNS_LEAST))
		bars_draw(canvas, the.plan.beside, all);
}

static void draw_map(const struct canvas *canvas, struct area inside, bool all)
{
	if (all && !divide(canvas, inside))
		return;
	if (!the.plan.bins_most)
		return;
	if (all) {
		draw_explanation(canvas);
		draw_column_labels(canvas);
		draw_row_labels(canvas);
		draw_not_measured(canvas);
	}
	if (all || the.dirty) {
		heat_look(&heat, the.live.matrix);
		draw_caption(canvas);
		draw_squares(canvas);
		draw_range(canvas);
	}
	draw_beside(canvas, all);
}

/* Without pairs: what was measured by distance, and else. */
static void draw_figures(const struct canvas *canvas, struct area inside, bool all)
{
	const uint32_t line = canvas_line_height(canvas);
	struct area rest = inside;

	if (all)
		line_text(canvas, inside, 0, COLOUR_DIM,
			  "medians so far (matrix=on: from each core to each)");
	if (inside.height < 2 * line)
		return;
	rest.y += line + line / 2;
	rest.height -= line + line / 2;
	bars_draw(canvas, rest, all);
}

static void heat_draw(const struct canvas *whole, struct area inside, bool all)
{
	const struct canvas part = canvas_within(whole, inside), *canvas = &part;

	all = all || memcmp(&inside, &the.area, sizeof(inside)) != 0 ||
	      (the.live.matrix && (the.redivide || the.cores != the.live.matrix->n));
	the.area = inside;
	if (all)
		canvas_fill(canvas, inside, COLOUR_BACK);
	if (the.live.matrix) {
		draw_map(canvas, inside, all);
		the.redivide = false;
		the.cores = the.live.matrix->n;
	} else {
		draw_figures(canvas, inside, all);
	}
	the.dirty = the.bars_dirty = false;
}

const struct panel panel_heat = {
	.title = "Between cores",
	.open = heat_open,
	.see = heat_see,
	.changed = heat_changed,
	.draw = heat_draw,
};
