/* SPDX-License-Identifier: BSD-2-Clause */
#include "display.h"
#include "layout.h"
#include "mem.h"
#include "parts.h"
#include <stdatomic.h>

static struct display_facts facts;
static struct font font;
static struct canvas canvas;
static struct area areas[PLACES];
static struct screen_figures figures;

/* What has no panel is an empty frame. */
static const struct {
	enum layout_place place;
	const char *title; /* NULL: no frame */
	const struct panel *panel;
} parts[] = {
	{PLACE_TITLE, NULL, &panel_title},
	{PLACE_PHASE, NULL, &panel_phase},
	{PLACE_CORES, "Cores", &panel_cores},
	{PLACE_HISTOGRAM, "Measured last", &panel_histogram},
	{PLACE_HEAT, "Between cores", &panel_heat},
	{PLACE_FINDINGS, "Findings", &panel_findings},
	{PLACE_OUTPUT, NULL, &panel_output},
};

enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

const struct display_facts *display_facts(void)
{
	return &facts;
}

static void draw_part(unsigned int number, bool all)
{
	struct area area = areas[parts[number].place];

	if (parts[number].title && all)
		canvas_frame(&canvas, area, parts[number].title);
	if (parts[number].title)
		area = canvas_inside(&canvas, area);
	if (parts[number].panel)
		parts[number].panel->draw(&canvas, area, all);
}

/* Out of the write-combining buffers, which keep what comes last (SDM 3A 12.3.1): it may be all
   that is seen of a step that hangs. */
static void flush(void)
{
	atomic_thread_fence(memory_order_seq_cst);
}

static void redraw(void)
{
	ticks began = facts.now();

	canvas_fill(&canvas, (struct area){0, 0, canvas.width, canvas.height}, COLOUR_BACK);
	for (unsigned int i = 0; i < PARTS; i++)
		draw_part(i, true);
	flush();
	figures.redraw = facts.now() - began;
	figures.redraws++;
}

static void update(void)
{
	ticks began = facts.now(), took;
	bool drew = false;

	for (unsigned int i = 0; i < PARTS; i++) {
		if (!parts[i].panel || !parts[i].panel->changed())
			continue;
		draw_part(i, false);
		drew = true;
	}
	if (!drew)
		return;
	flush();
	took = facts.now() - began;
	figures.updates++;
	if (took > figures.update_most)
		figures.update_most = took;
}

static void redraw_on_demand(const struct record_live_redraw *demand)
{
	redraw();
	if (demand->ret_figures)
		*demand->ret_figures = figures;
}

void display_see(void *context, const struct record *record)
{
	(void)context;
	for (unsigned int i = 0; i < PARTS; i++)
		if (parts[i].panel)
			parts[i].panel->see(record);
	if (record->kind == RECORD_LIVE_REDRAW)
		redraw_on_demand(&record->live_redraw);
	else
		update();
}

void display_write(void *context, const char *bytes, size_t length)
{
	(void)context;
	tail_write(bytes, length);
	if (length > 0 && bytes[0] == '\r') {
		panel_output_say(bytes, length);
		update();
	}
}

enum status display_open(const struct display_facts *the_facts)
{
	const struct framebuffer *framebuffer = &the_facts->framebuffer;

	if (!framebuffer->address || framebuffer->stride < framebuffer->width ||
	    !font_read(the_facts->font, &font))
		return STATUS_UNSUPPORTED;
	canvas_open(&canvas, framebuffer, &font);
	if (!layout_make(&canvas, areas))
		return STATUS_UNSUPPORTED;
	facts = *the_facts;
	figures = (struct screen_figures){0};
	tail_open();
	for (unsigned int i = 0; i < PARTS; i++)
		if (parts[i].panel)
			parts[i].panel->open();
	redraw();
	return STATUS_OK;
}
