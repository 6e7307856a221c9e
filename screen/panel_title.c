/* SPDX-License-Identifier: BSD-2-Clause */
/* What runs on what, and the verdict in a box beside it. */
#include "fmt.h"
#include "mem.h"
#include "parts.h"

enum { LINE_SIZE = 160, BOX_COLUMNS = 22, WORD_SIZE = BOX_COLUMNS + 1 };

static char machine[LINE_SIZE], processor[LINE_SIZE];
static unsigned int failed;
static bool ended, early, dirty;
static enum verdict result;

static void open(void)
{
	machine[0] = processor[0] = '\0';
	failed = 0;
	ended = early = dirty = false;
}

static void see_run(const struct record_run *run)
{
	bool has_brand = run->cpu_brand && run->cpu_brand[0];
	bool is_virtual = run->hypervisor && run->hypervisor[0];

	bool has_board = run->board && run->board[0];

	fmt_text(machine, sizeof(machine), "MUSTER %s for %s   %s%s", run->version, run->arch,
		 has_board ? "" : "firmware ", has_board ? run->board : run->firmware_vendor);
	fmt_text(processor, sizeof(processor), "%s%s%s",
		 has_brand ? run->cpu_brand : run->cpu_vendor, is_virtual ? "   in a VM of " : "",
		 is_virtual ? run->hypervisor : "");
	dirty = true;
}

static void see(const struct record *record)
{
	if (record->kind == RECORD_RUN)
		see_run(&record->run);
	if (record->kind == RECORD_CHECK && record->check.verdict == VERDICT_FAIL) {
		failed++;
		dirty = true;
	}
	if (record->kind == RECORD_END) {
		ended = dirty = true;
		early = record->end.text && record->end.text[0];
		result = record->end.result;
		failed = record->end.failed;
	}
}

static bool changed(void)
{
	return dirty;
}

/* A run that was cut short says so, whatever it found until then. */
static enum colour verdict(char word[WORD_SIZE])
{
	const char *cut = early ? ", INCOMPLETE" : "";

	if (!ended && !failed) {
		fmt_text(word, WORD_SIZE, "RUNNING");
		return COLOUR_BUSY;
	}
	if (failed) {
		fmt_text(word, WORD_SIZE, ended ? "FAIL %u%s" : "RUNNING, FAIL %u%s", failed, cut);
		return COLOUR_BAD;
	}
	if (early || result != VERDICT_PASS) {
		fmt_text(word, WORD_SIZE, "INCOMPLETE");
		return COLOUR_WARN;
	}
	fmt_text(word, WORD_SIZE, "PASS");
	return COLOUR_GOOD;
}

static void draw_verdict(const struct canvas *canvas, struct area box)
{
	char word[WORD_SIZE];
	enum colour colour = verdict(word);
	uint32_t width = canvas_text_width(canvas, strlen(word));
	uint32_t before = canvas_text_width(canvas, (BOX_COLUMNS - strlen(word)) / 2);
	uint32_t height = canvas_line_height(canvas);

	canvas_fill(canvas, box, colour);
	canvas_text(canvas,
		    (struct area){box.x + before, box.y + (box.height - height) / 2, width, height},
		    COLOUR_BACK, colour, word);
}

static void draw(const struct canvas *canvas, struct area area, bool all)
{
	uint32_t cell = canvas_text_width(canvas, 1), line = canvas_line_height(canvas);
	uint32_t box = canvas_text_width(canvas, BOX_COLUMNS), width = area.width - box - cell;

	(void)all;
	canvas_text(canvas, (struct area){area.x + cell, area.y, width - cell, line}, COLOUR_TITLE,
		    COLOUR_BACK, machine);
	canvas_text(canvas, (struct area){area.x + cell, area.y + line, width - cell, line},
		    COLOUR_TEXT, COLOUR_BACK, processor);
	draw_verdict(canvas, (struct area){area.x + area.width - box, area.y, box, area.height});
	dirty = false;
}

const struct panel panel_title = {
	.title = "Title", .open = open, .see = see, .changed = changed, .draw = draw};
