/* SPDX-License-Identifier: BSD-2-Clause */
/* Where all of it can be read; behind the end, what comes next. */
#include "fmt.h"
#include "mem.h"
#include "parts.h"

static char said[DISPLAY_OUTPUT_SIZE]; /* in front of it; "" = nothing */
static bool ended, dirty;

static void open(void)
{
	said[0] = '\0';
	ended = dirty = false;
}

static void see(const struct record *record)
{
	if (record->kind != RECORD_END)
		return;
	ended = true;
	if (!record->end.next)
		return;
	fmt_text(said, sizeof(said), "At the end: %s, as %s", record->end.next, record->end.why);
	dirty = true;
}

static bool changed(void)
{
	return dirty;
}

void panel_output_say(const char *bytes, size_t length)
{
	size_t shown = 0;

	if (!ended)
		return;
	while (length && *bytes == '\r') {
		bytes++;
		length--;
	}
	while (shown < length && shown + 1 < sizeof(said) && bytes[shown] >= ' ')
		shown++;
	while (shown && bytes[shown - 1] == ' ')
		shown--;
	memcpy(said, bytes, shown);
	said[shown] = '\0';
	dirty = true;
}

static void draw(const struct canvas *canvas, struct area area, bool all)
{
	uint32_t cell = canvas_text_width(canvas, 1);
	char line[2 * DISPLAY_OUTPUT_SIZE];

	(void)all;
	fmt_text(line, sizeof(line), "%s%s%s", said, said[0] ? ".   " : "",
		 display_facts()->output);
	canvas_text(canvas, (struct area){area.x + cell, area.y, area.width - cell, area.height},
		    said[0] ? COLOUR_TEXT : COLOUR_DIM, COLOUR_BACK, line);
	dirty = false;
}

const struct panel panel_output = {
	.title = "Output", .open = open, .see = see, .changed = changed, .draw = draw};
