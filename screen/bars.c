/* SPDX-License-Identifier: BSD-2-Clause */
#include "bars.h"
#include "axis.h"
#include "crc32.h"
#include "figure.h"
#include "fmt.h"
#include "mem.h"

enum {
	BARS_MOST = 48,
	LABEL_SIZE = 40,
	LABEL_COLUMNS = 28,
	FIGURE_COLUMNS = 9,
	BAR_COLUMNS_LEAST = 6, /* else the bar is below the words */
};

enum rank { RANK_DISTANCE, RANK_ASKED_FOR, RANK_OTHER, RANKS };

static struct bar {
	char label[LABEL_SIZE];
	enum rank rank;
	bool is_time;
	uint64_t p50;
} bars[BARS_MOST];
static unsigned int count;
static uint32_t drawn[BARS_MOST]; /* a sum of what each line shows */

void bars_open(void)
{
	count = 0;
	memset(drawn, 0, sizeof(drawn));
}

/* ---- which ---- */

static bool is_asked_for(const char *name)
{
	static const char *const names[] = {"ipi.rtt",	    "ipi.all",	    "nmi.rtt",
					    "call.single",  "call.all",	    "cacheline.rtt",
					    "hotplug.down", "hotplug.up",   "mps.this",
					    "mps.all",	    "bringup.total"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* What holds for the whole run, and the pass, need not stand in each line. */
static enum rank describe(const struct record_stat *stat, char label[LABEL_SIZE])
{
	struct fmt out = {.text = label, .size = LABEL_SIZE};
	enum rank rank = is_asked_for(stat->name) ? RANK_ASKED_FOR : RANK_OTHER;

	fmt_add(&out, "%s", stat->name);
	for (unsigned int i = 0; i < stat->parameter_count && i < STAT_PARAMETERS_MAX; i++) {
		const struct record_parameter *parameter = &stat->parameters[i];

		if (strcmp(parameter->key, "idle") == 0 || strcmp(parameter->key, "pass") == 0)
			continue;
		fmt_add(&out, " %s", parameter->value);
		if (strcmp(parameter->key, "distance") == 0)
			rank = RANK_DISTANCE;
	}
	return rank;
}

/* The one with this label, else a new one, else one that matters less. */
static struct bar *find(const char *label, enum rank rank)
{
	for (unsigned int i = 0; i < count; i++)
		if (strcmp(bars[i].label, label) == 0)
			return &bars[i];
	if (count < BARS_MOST)
		return &bars[count++];
	for (unsigned int i = BARS_MOST; i-- > 0;)
		if (bars[i].rank > rank)
			return &bars[i];
	return NULL;
}

bool bars_see(const struct record *record)
{
	const struct record_stat *stat = &record->stat;
	struct bar new = {0}, *bar;

	if (record->kind != RECORD_STAT)
		return false;
	new.is_time = strcmp(stat->unit, "ns") == 0;
	if (!new.is_time && strcmp(stat->unit, "ticks") != 0)
		return false;
	new.rank = describe(stat, new.label);
	new.p50 = stat->stats.p50;
	bar = find(new.label, new.rank);
	if (!bar)
		return false;
	*bar = new;
	return true;
}

/* ---- drawing ---- */

/* In the order in which they are shown; returns how many there is room for. */
static unsigned int choose(const struct bar *ret_chosen[BARS_MOST], unsigned int room)
{
	unsigned int chosen = 0;

	for (enum rank rank = RANK_DISTANCE; rank < RANKS; rank++)
		for (unsigned int i = 0; i < count && chosen < room; i++)
			if (bars[i].rank == rank)
				ret_chosen[chosen++] = &bars[i];
	return chosen;
}

static struct axis axis_of(const struct bar *const chosen[BARS_MOST], unsigned int shown)
{
	uint64_t low = UINT64_MAX, high = 0;

	for (unsigned int i = 0; i < shown; i++) {
		low = chosen[i]->p50 < low ? chosen[i]->p50 : low;
		high = chosen[i]->p50 > high ? chosen[i]->p50 : high;
	}
	return axis_over(low / 2, high); /* the shortest is half a doubling and more */
}

static void draw_words(const struct canvas *canvas, struct area line, const struct bar *bar)
{
	const uint32_t cell = canvas_text_width(canvas, 1);
	int columns = (int)(line.width / cell) - FIGURE_COLUMNS;
	char figure[FIGURE_SIZE], text[LABEL_SIZE + FIGURE_SIZE];

	if (bar->is_time)
		figure_column_time(figure, bar->p50);
	else
		figure_column_number(figure, bar->p50);
	if (columns > LABEL_COLUMNS)
		columns = LABEL_COLUMNS;
	if (columns < 0)
		columns = 0;
	fmt_text(text, sizeof(text), "%-*.*s%*s", columns, columns, bar->label, FIGURE_COLUMNS,
		 figure);
	canvas_text(canvas, line, COLOUR_TEXT, COLOUR_BACK, text);
}

static void draw_bar(const struct canvas *canvas, struct area place, uint32_t length)
{
	struct area bar = place, rest = place;

	bar.width = length;
	rest.x += length;
	rest.width -= length;
	canvas_fill(canvas, bar, COLOUR_BUSY);
	canvas_fill(canvas, rest, COLOUR_BACK);
}

/* A bar is at the right of its words where there is room, else below. */
struct form {
	struct area words, bar; /* of the first */
	uint32_t height;	/* from one to the next */
};

static struct form form_of(const struct canvas *canvas, struct area area)
{
	const uint32_t line = canvas_line_height(canvas);
	const uint32_t words = canvas_text_width(canvas, LABEL_COLUMNS + FIGURE_COLUMNS + 1);
	struct form form = {.words = {area.x, area.y, area.width, line}, .height = line};

	if (area.width >= words + canvas_text_width(canvas, BAR_COLUMNS_LEAST)) {
		form.words.width = words;
		form.bar = (struct area){area.x + words, area.y + line / 4, area.width - words,
					 line / 2};
	} else {
		form.bar = (struct area){area.x, area.y + line, area.width, line / 4};
		form.height += line / 2;
	}
	return form;
}

static uint32_t sum_of(const struct bar *bar, uint32_t length)
{
	uint32_t sum = crc32_add(0, bar->label, strlen(bar->label));

	sum = crc32_add(sum, &bar->p50, sizeof(bar->p50));
	return crc32_add(sum, &length, sizeof(length));
}

void bars_draw(const struct canvas *canvas, struct area area, bool all)
{
	const struct bar *chosen[BARS_MOST];
	struct form form = form_of(canvas, area);
	unsigned int shown = choose(chosen, area.height / form.height);
	const struct axis axis = axis_of(chosen, shown);

	if (all) {
		canvas_fill(canvas, area, COLOUR_BACK);
		memset(drawn, 0, sizeof(drawn));
	}
	for (unsigned int i = 0; i < shown; i++) {
		uint32_t length = axis_step(&axis, chosen[i]->p50, form.bar.width) + 1;
		uint32_t sum = sum_of(chosen[i], length);

		if (sum != drawn[i]) {
			draw_words(canvas, form.words, chosen[i]);
			draw_bar(canvas, form.bar, length);
			drawn[i] = sum;
		}
		form.words.y += form.height;
		form.bar.y += form.height;
	}
}
