/* SPDX-License-Identifier: BSD-2-Clause */
/*
 *   title, verdict
 *   phase, bar
 *   +- cores -------+- heat map ------+
 *   |               |                 |
 *   +- histogram ---+                 |
 *   |               |                 |
 *   +- findings ----+-----------------+
 *   |                                 |
 *   +---------------------------------+
 *   output
 */
#include "layout.h"

enum {
	COLUMNS_MIN = 80,
	ROWS_MIN = 30,
	TITLE_ROWS = 2,
	PHASE_ROWS = 2,
	OUTPUT_ROWS = 1,
	FINDINGS_ROWS_MIN = 8,
	FINDINGS_PART = 5, /* of all rows */
};

/* In cells. */
struct plot {
	uint32_t column, row, columns, rows;
};

static struct area area_of(const struct canvas *canvas, struct plot plot)
{
	uint32_t width = canvas_text_width(canvas, 1), height = canvas_line_height(canvas);

	return (struct area){plot.column * width, plot.row * height, plot.columns * width,
			     plot.rows * height};
}

bool layout_make(const struct canvas *canvas, struct area ret_areas[PLACES])
{
	uint32_t columns = canvas->width / canvas_text_width(canvas, 1);
	uint32_t rows = canvas->height / canvas_line_height(canvas);
	uint32_t findings = rows / FINDINGS_PART, left = columns / 2;
	uint32_t top = TITLE_ROWS + PHASE_ROWS, middle, upper;

	if (canvas->width < LAYOUT_WIDTH_MIN || canvas->height < LAYOUT_HEIGHT_MIN ||
	    columns < COLUMNS_MIN || rows < ROWS_MIN)
		return false;
	if (findings < FINDINGS_ROWS_MIN)
		findings = FINDINGS_ROWS_MIN;
	middle = rows - top - findings - OUTPUT_ROWS;
	upper = middle / 2;

	const struct plot plots[PLACES] = {
		[PLACE_TITLE] = {0, 0, columns, TITLE_ROWS},
		[PLACE_PHASE] = {0, TITLE_ROWS, columns, PHASE_ROWS},
		[PLACE_CORES] = {0, top, left, upper},
		[PLACE_HISTOGRAM] = {0, top + upper, left, middle - upper},
		[PLACE_HEAT] = {left, top, columns - left, middle},
		[PLACE_FINDINGS] = {0, top + middle, columns, findings},
		[PLACE_OUTPUT] = {0, rows - OUTPUT_ROWS, columns, OUTPUT_ROWS},
	};
	for (unsigned int i = 0; i < PLACES; i++)
		ret_areas[i] = area_of(canvas, plots[i]);
	return true;
}
