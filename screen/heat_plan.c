/* SPDX-License-Identifier: BSD-2-Clause */
#include "heat_plan.h"

enum {
	CAPTION_LINES = 2,
	LEGEND_LINES = 2,
	SQUARE_LEAST = 3, /* pixels of a font that is not scaled */
	SQUARE_MOST = 96,
	GAP_FROM = 7, /* from this size on squares have a gap */
	EDGE = 2,
	FIGURE_CHARACTERS = 5,
};

static unsigned int digits_of(unsigned int number)
{
	unsigned int digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

static uint32_t at_most(uint32_t value, uint32_t limit)
{
	return value < limit ? value : limit;
}

void heat_plan_open(struct heat_plan *plan, const struct canvas *canvas, struct area inside,
		    cpu_index largest)
{
	const uint32_t line = canvas_line_height(canvas);
	const uint32_t label = canvas_text_width(canvas, digits_of(largest) + 1);
	const uint32_t above = (CAPTION_LINES + 1) * line, below = LEGEND_LINES * line + line / 2;
	uint32_t width = inside.width > label ? inside.width - label : 0;
	uint32_t height = inside.height > above + below ? inside.height - above - below : 0;
	uint32_t side = at_most(width, height);

	*plan = (struct heat_plan){
		.caption = {inside.x, inside.y, inside.width, CAPTION_LINES * line},
		.columns = {inside.x + label, inside.y + CAPTION_LINES * line, side, line},
		.rows = {inside.x, inside.y + above, label, side},
		.map = {inside.x + label, inside.y + above, side, side},
		.legend = {inside.x, inside.y + above + side + line / 2, inside.width,
			   LEGEND_LINES * line},
		.bins_most = at_most(side / (SQUARE_LEAST * canvas->scale), HEAT_BINS_MOST)};
}

static unsigned int count_edges(const bool *is_edge, unsigned int bins)
{
	unsigned int edges = 0;

	for (unsigned int i = 1; i < bins; i++)
		edges += is_edge[i];
	return edges;
}

/* What is left over below and beside when squares have whole pixels. */
static void shrink(struct heat_plan *plan, const struct canvas *canvas, struct area inside)
{
	const uint32_t cell = canvas_text_width(canvas, 1), line = canvas_line_height(canvas);
	uint32_t right;

	plan->legend.y = plan->map.y + plan->map.height + line / 2;
	right = plan->map.x + plan->map.width - inside.x; /* whole cells of it, and two more */
	right = inside.x + (right + 3 * cell - 1) / cell * cell;
	plan->beside = (struct area){right, plan->columns.y, 0, plan->map.height + line};
	if (right < inside.x + inside.width)
		plan->beside.width = inside.x + inside.width - right;
}

void heat_plan_squares(struct heat_plan *plan, const struct canvas *canvas, unsigned int bins,
		       const bool *is_edge)
{
	const uint32_t scale = canvas->scale;
	uint32_t edge = EDGE * scale, edges = count_edges(is_edge, bins), pitch, at = 0;

	if (plan->map.width < edges * edge + bins * SQUARE_LEAST * scale)
		edge = 0;
	pitch = at_most((plan->map.width - edges * edge) / bins, SQUARE_MOST * scale);
	plan->gap = pitch >= GAP_FROM * scale ? scale : 0;
	plan->square = pitch - plan->gap;
	for (unsigned int i = 0; i < bins; i++) {
		at += i && is_edge[i] ? edge : 0;
		plan->at[i] = (uint16_t)at;
		at += pitch;
	}
	plan->at[bins] = (uint16_t)at;
	plan->map.width = plan->map.height = plan->columns.width = plan->rows.height = at;
	plan->figures = plan->square >= canvas_text_width(canvas, FIGURE_CHARACTERS) &&
			plan->square >= canvas_line_height(canvas);
	shrink(plan, canvas, plan->caption);
}

struct area heat_plan_square(const struct heat_plan *plan, unsigned int row, unsigned int column)
{
	return (struct area){plan->map.x + plan->at[column], plan->map.y + plan->at[row],
			     plan->square, plan->square};
}
