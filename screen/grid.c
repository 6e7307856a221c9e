/* SPDX-License-Identifier: BSD-2-Clause */
#include "grid.h"
#include "seats.h"

/* Sizes for a font that is not scaled; with text a tile is a line high, and a part of one more. */
static const struct style {
	enum grid_text text;
	uint32_t side, thread_gap, core_gap;
	uint32_t fourths; /* of a line more */
} styles[] = {
	{GRID_INDEX, 0, 2, 8, 5},   {GRID_INDEX, 0, 2, 6, 3},  {GRID_INDEX, 0, 1, 4, 0},
	{GRID_LETTER, 12, 1, 4, 0}, {GRID_LETTER, 8, 1, 3, 0}, {GRID_SHAPE, 12, 1, 3, 0},
	{GRID_SHAPE, 10, 1, 3, 0},  {GRID_SHAPE, 8, 1, 2, 0},  {GRID_SHAPE, 6, 1, 2, 0},
	{GRID_SHAPE, 5, 1, 2, 0},   {GRID_SHAPE, 4, 1, 1, 0},  {GRID_SHAPE, 3, 1, 1, 0},
	{GRID_SHAPE, 2, 1, 1, 0},
};

enum { PACKAGE_GAPS = 3 }; /* that of packages is so many times that of cores */

static uint16_t columns[CPUS_MAX], lines[CPUS_MAX]; /* in pixels, of each tile's corner */

static unsigned int digits_of(unsigned int number)
{
	unsigned int digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

static cpu_index largest_index(void)
{
	cpu_index largest = 0;

	for (unsigned int i = 0; i < seats_count(); i++)
		if (seats_at(i)->cpu > largest)
			largest = seats_at(i)->cpu;
	return largest;
}

static void set_style(struct grid *grid, const struct canvas *canvas, const struct style *style,
		      bool labels)
{
	uint32_t scale = canvas->scale;

	grid->text = style->text;
	grid->tile_width = style->side * scale;
	grid->tile_height = style->side * scale;
	if (style->text == GRID_INDEX) /* and a letter, with some room beside them */
		grid->tile_width = canvas_text_width(canvas, digits_of(largest_index()) + 1) +
				   canvas_text_width(canvas, 1) * (1 + style->fourths) / 2;
	if (style->text != GRID_SHAPE)
		grid->tile_height = canvas_line_height(canvas) * (4 + style->fourths) / 4;
	grid->thread_gap = style->thread_gap * scale;
	grid->core_gap = style->core_gap * scale;
	grid->package_gap = PACKAGE_GAPS * grid->core_gap;
	grid->labels = labels;
}

static bool share(unsigned int place, unsigned int other, enum topology_unit unit)
{
	const struct seat *a = seats_at(place), *b = seats_at(other);

	for (unsigned int larger = 0; larger <= unit; larger++)
		if (a->number[larger] != b->number[larger])
			return false;
	return true;
}

/* Of the core whose first thread has this place. */
static uint32_t core_width(const struct grid *grid, unsigned int place)
{
	unsigned int threads = 1;

	while (place + threads < seats_count() && share(place, place + threads, TOPOLOGY_CORE))
		threads++;
	return threads * (grid->tile_width + grid->thread_gap) - grid->thread_gap;
}

struct cursor {
	uint32_t x, y;
};

static void next_line(const struct grid *grid, struct cursor *at)
{
	at->x = 0;
	at->y += grid->tile_height + grid->core_gap;
}

/* From the end of the tile before to where the next begins. */
static void advance(const struct grid *grid, const struct canvas *canvas, unsigned int place,
		    struct cursor *at)
{
	bool is_first = place == 0 || !share(place - 1, place, TOPOLOGY_PACKAGE);
	uint32_t width = grid->tile_width;

	if (is_first && grid->labels) {
		if (place)
			next_line(grid, at);
		at->y += (place ? grid->core_gap : 0) + canvas_line_height(canvas);
		return;
	}
	if (place)
		at->x += is_first				  ? grid->package_gap
			 : share(place - 1, place, TOPOLOGY_CORE) ? grid->thread_gap
								  : grid->core_gap;
	if (is_first || !share(place - 1, place, TOPOLOGY_CORE))
		width = core_width(grid, place);
	if (width > grid->area.width)
		width = grid->tile_width;
	if (at->x + width > grid->area.width)
		next_line(grid, at);
}

/* False: not all found room. */
static bool place_all(struct grid *grid, const struct canvas *canvas)
{
	struct cursor at = {0, 0};

	for (grid->shown = 0; grid->shown < seats_count(); grid->shown++) {
		advance(grid, canvas, grid->shown, &at);
		if (at.x + grid->tile_width > grid->area.width ||
		    at.y + grid->tile_height > grid->area.height)
			return false;
		columns[grid->shown] = (uint16_t)at.x;
		lines[grid->shown] = (uint16_t)at.y;
		at.x += grid->tile_width;
	}
	return true;
}

static bool fits(struct grid *grid, const struct canvas *canvas, const struct style *style,
		 bool labels)
{
	set_style(grid, canvas, style, labels);
	return place_all(grid, canvas);
}

/* Packages have their labels as long as tiles have their numbers with them. */
void grid_make(struct grid *grid, const struct canvas *canvas, struct area area)
{
	bool several = seats_count() && !share(0, seats_count() - 1, TOPOLOGY_PACKAGE);

	*grid = (struct grid){.area = area};
	for (size_t i = 0; several && styles[i].text == GRID_INDEX; i++)
		if (fits(grid, canvas, &styles[i], true))
			return;
	for (size_t i = 0; i < ARRAY_SIZE(styles); i++)
		if ((several && fits(grid, canvas, &styles[i], true)) ||
		    fits(grid, canvas, &styles[i], false))
			return;
}

struct area grid_tile(const struct grid *grid, unsigned int place)
{
	return (struct area){grid->area.x + columns[place], grid->area.y + lines[place],
			     grid->tile_width, grid->tile_height};
}
