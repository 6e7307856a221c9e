/* SPDX-License-Identifier: BSD-2-Clause */
/* Where all of it can be read, and what comes at the end. */
#include "parts.h"

static void open(void)
{
}

static void see(const struct record *record)
{
	(void)record;
}

static bool changed(void)
{
	return false;
}

static void draw(const struct canvas *canvas, struct area area, bool all)
{
	uint32_t cell = canvas_text_width(canvas, 1);

	(void)all;
	canvas_text(canvas, (struct area){area.x + cell, area.y, area.width - cell, area.height},
		    COLOUR_DIM, COLOUR_BACK, display_facts()->output);
}

const struct panel panel_output = {
	.title = "Output", .open = open, .see = see, .changed = changed, .draw = draw};
