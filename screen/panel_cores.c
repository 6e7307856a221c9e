/* SPDX-License-Identifier: BSD-2-Clause */
/* A tile for each core, which says how it is by colour, and by a letter or a shape. */
#include "fmt.h"
#include "grid.h"
#include "mem.h"
#include "panel.h"
#include "seats.h"

enum state {
	STATE_NOT_STARTED,
	STATE_ONLINE,
	STATE_MEASURED,
	STATE_FAILED,
	STATE_HELD_BACK,
	STATES,
	STATE_NEVER_DRAWN = STATES,
};

enum {
	FOURTHS = 4,
	TEXT_SIZE = 96,
	ENTRY_SIZE = 32,
	ENTRY_COLUMNS = 20, /* of the legend */
	LEGEND_LINES_MOST = 3,
};

/* The hole is what is left out of a tile without a letter, in fourths of its sides. */
static const struct look {
	char letter;
	enum colour colour;
	const char *text;
	struct area hole;
} looks[STATES] = {
	[STATE_NOT_STARTED] = {'.', COLOUR_DIM, "not started", {1, 1, 2, 2}},
	[STATE_ONLINE] = {'+', COLOUR_GOOD, "online", {0, 0, 0, 0}},
	[STATE_MEASURED] = {'*', COLOUR_BUSY, "measured now", {1, 0, 2, 4}},
	[STATE_FAILED] = {'!', COLOUR_BAD, "failed", {0, 1, 4, 2}},
	[STATE_HELD_BACK] = {'-', COLOUR_WARN, "held back", {0, 0, 4, 2}},
};

static struct {
	bool dirty;
	bool more_come;	       /* cores are told of one by one, and drawn together */
	cpu_index measured[2]; /* CPU_NONE: nobody */
	struct record_topology topology;
	/* what is drawn */
	struct area area;
	struct grid grid;
	unsigned int seats;
	uint8_t drawn[CPUS_MAX]; /* enum state, by place */
	unsigned int counts[STATES];
} the;

static void cores_open(void)
{
	seats_open();
	memset(&the, 0, sizeof(the));
	the.measured[0] = the.measured[1] = CPU_NONE;
}

static bool see_pair(cpu_index from, cpu_index to)
{
	bool differs = the.measured[0] != from || the.measured[1] != to;

	the.measured[0] = from;
	the.measured[1] = to;
	return differs;
}

static void cores_see(const struct record *record)
{
	bool differs = seats_see(record);

	the.more_come = record->kind == RECORD_CORE || record->kind == RECORD_LIVE_CORE;
	if (record->kind == RECORD_TOPOLOGY) {
		the.topology = record->topology;
		differs = true;
	} else if (record->kind == RECORD_LIVE_MATRIX) {
		differs = see_pair(record->live_matrix.from, record->live_matrix.to);
	}
	the.dirty = the.dirty || differs;
}

static bool cores_changed(void)
{
	return the.dirty && !the.more_come;
}

static enum state state_of(const struct seat *seat)
{
	static const enum state states[SEAT_STATES] = {
		[SEAT_NOT_STARTED] = STATE_NOT_STARTED,
		[SEAT_ONLINE] = STATE_ONLINE,
		[SEAT_FAILED] = STATE_FAILED,
		[SEAT_HELD_BACK] = STATE_HELD_BACK,
	};

	if (seat->cpu == the.measured[0] || seat->cpu == the.measured[1])
		return STATE_MEASURED;
	return states[seat->state];
}

/* ---- tiles ---- */

static void draw_shape(const struct canvas *canvas, struct area tile, enum state state)
{
	const struct area hole = looks[state].hole;

	canvas_fill(canvas, tile, looks[state].colour);
	canvas_fill(canvas,
		    (struct area){tile.x + tile.width * hole.x / FOURTHS,
				  tile.y + tile.height * hole.y / FOURTHS,
				  tile.width * hole.width / FOURTHS,
				  tile.height * hole.height / FOURTHS},
		    COLOUR_BACK);
}

static void draw_text(const struct canvas *canvas, struct area tile, enum state state,
		      const char *text)
{
	uint32_t width = canvas_text_width(canvas, strlen(text));
	uint32_t margin = tile.width > width ? (tile.width - width) / 2 : 0;

	canvas_fill(canvas, tile, looks[state].colour);
	tile.x += margin;
	tile.width -= margin;
	tile.y += (tile.height - canvas_line_height(canvas)) / 2;
	canvas_text(canvas, tile, COLOUR_BACK, looks[state].colour, text);
}

static void draw_tile(const struct canvas *canvas, unsigned int place, enum state state)
{
	struct area tile = grid_tile(&the.grid, place);
	char text[ENTRY_SIZE];

	if (the.grid.text == GRID_SHAPE) {
		draw_shape(canvas, tile, state);
		return;
	}
	if (the.grid.text == GRID_INDEX)
		fmt_text(text, sizeof(text), "%u%c", seats_at(place)->cpu, looks[state].letter);
	else
		fmt_text(text, sizeof(text), "%c", looks[state].letter);
	draw_text(canvas, tile, state, text);
}

static void draw_tiles(const struct canvas *canvas)
{
	for (unsigned int place = 0; place < the.grid.shown; place++) {
		enum state state = state_of(seats_at(place));

		if (state == the.drawn[place])
			continue;
		the.drawn[place] = (uint8_t)state;
		draw_tile(canvas, place, state);
	}
}

/* ---- words ---- */

static struct area line_of(const struct canvas *canvas, uint32_t y)
{
	return (struct area){the.area.x, y, the.area.width, canvas_line_height(canvas)};
}

static void draw_label(const struct canvas *canvas, unsigned int place)
{
	const struct seat *seat = seats_at(place);
	struct area line = line_of(canvas, grid_tile(&the.grid, place).y);
	char text[TEXT_SIZE];
	struct fmt out = FMT_OVER(text);

	fmt_add(&out, "package %u", seat->number[TOPOLOGY_PACKAGE]);
	if (seat->node != TOPOLOGY_NODE_NONE)
		fmt_add(&out, ", node %u", seat->node);
	line.y -= line.height;
	canvas_text(canvas, line, COLOUR_DIM, COLOUR_BACK, text);
}

static void draw_labels(const struct canvas *canvas)
{
	uint32_t package = UINT32_MAX;

	for (unsigned int place = 0; the.grid.labels && place < the.grid.shown; place++) {
		uint32_t its = seats_at(place)->number[TOPOLOGY_PACKAGE];

		if (its != package)
			draw_label(canvas, place);
		package = its;
	}
}

static void add_count(struct fmt *out, unsigned int count, const char *one, const char *many)
{
	fmt_add(out, "%s%u %s", out->length ? ", " : "", count, count == 1 ? one : many);
}

static void draw_headline(const struct canvas *canvas)
{
	const struct record_topology *topology = &the.topology;
	char text[TEXT_SIZE];
	struct fmt out = FMT_OVER(text);

	if (topology->threads) {
		add_count(&out, topology->packages, "package", "packages");
		add_count(&out, topology->cores, "core", "cores");
		add_count(&out, topology->threads, "thread", "threads");
		if (topology->has_nodes)
			add_count(&out, topology->nodes, "node", "nodes");
	} else {
		add_count(&out, seats_count(), "core", "cores");
	}
	if (the.grid.shown < seats_count())
		fmt_add(&out, "; %u of them not shown", seats_count() - the.grid.shown);
	canvas_text(canvas, line_of(canvas, the.area.y), COLOUR_TEXT, COLOUR_BACK, text);
}

/* ---- the legend: entries one behind the other, which tell the counts as well ---- */

static unsigned int entries_a_line(const struct canvas *canvas)
{
	unsigned int entries = the.area.width / canvas_text_width(canvas, ENTRY_COLUMNS);

	return entries ? entries : 1;
}

static uint32_t legend_height(const struct canvas *canvas)
{
	const uint32_t line = canvas_line_height(canvas);
	unsigned int lines = (STATES + entries_a_line(canvas) - 1) / entries_a_line(canvas);

	lines = lines < LEGEND_LINES_MOST ? lines : LEGEND_LINES_MOST;
	return lines * line > the.area.height ? 0 : lines * line;
}

/* Shapes of two lines must not touch. */
static struct area apart(const struct canvas *canvas, struct area sample)
{
	sample.y += canvas->scale;
	sample.height -= 2 * canvas->scale;
	return sample;
}

static void draw_entry(const struct canvas *canvas, struct area entry, enum state state)
{
	struct area sample = entry;
	char text[ENTRY_SIZE];

	sample.width = canvas_text_width(canvas, 2);
	fmt_text(text, sizeof(text), "%c", looks[state].letter);
	if (the.grid.text == GRID_SHAPE)
		draw_shape(canvas, apart(canvas, sample), state);
	else
		draw_text(canvas, sample, state, text);
	entry.x += sample.width;
	entry.width -= sample.width;
	fmt_text(text, sizeof(text), " %u %s", the.counts[state], looks[state].text);
	canvas_text(canvas, entry, COLOUR_TEXT, COLOUR_BACK, text);
}

static void draw_legend(const struct canvas *canvas)
{
	const uint32_t line = canvas_line_height(canvas);
	const uint32_t width = canvas_text_width(canvas, ENTRY_COLUMNS);
	const uint32_t top = the.area.y + the.area.height - legend_height(canvas);

	for (unsigned int i = 0; i < STATES; i++) {
		unsigned int column = i % entries_a_line(canvas), row = i / entries_a_line(canvas);

		if (row < LEGEND_LINES_MOST)
			draw_entry(canvas,
				   (struct area){the.area.x + column * width, top + row * line,
						 width, line},
				   (enum state)i);
	}
}

/* True if they are others than those that are drawn. */
static bool count_states(void)
{
	unsigned int counts[STATES] = {0};
	bool differ;

	for (unsigned int place = 0; place < seats_count(); place++)
		counts[state_of(seats_at(place))]++;
	differ = memcmp(counts, the.counts, sizeof(counts)) != 0;
	memcpy(the.counts, counts, sizeof(counts));
	return differ;
}

/* ---- all of it ---- */

static void divide(const struct canvas *canvas, struct area inside)
{
	const uint32_t line = canvas_line_height(canvas), legend = legend_height(canvas);
	struct area middle = inside;

	middle.y += line;
	middle.height = inside.height > legend + 2 * line ? inside.height - legend - 2 * line : 0;
	grid_make(&the.grid, canvas, middle);
	the.seats = seats_count();
	memset(the.drawn, STATE_NEVER_DRAWN, sizeof(the.drawn));
}

static void cores_draw(const struct canvas *whole, struct area inside, bool all)
{
	const struct canvas part = canvas_within(whole, inside), *canvas = &part;
	bool counts_differ;

	all = all || the.seats != seats_count() || memcmp(&inside, &the.area, sizeof(inside)) != 0;
	if (all) {
		the.area = inside;
		divide(canvas, inside);
		canvas_fill(canvas, inside, COLOUR_BACK);
		draw_labels(canvas);
	}
	counts_differ = count_states();
	if (all)
		draw_headline(canvas);
	if (all || counts_differ)
		draw_legend(canvas);
	draw_tiles(canvas);
	the.dirty = false;
}

const struct panel panel_cores = {
	.title = "Cores",
	.open = cores_open,
	.see = cores_see,
	.changed = cores_changed,
	.draw = cores_draw,
};
