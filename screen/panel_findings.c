/* SPDX-License-Identifier: BSD-2-Clause */
/* What is not as it should be: errors first, and of each weight the latest first. Where the run
   ends early, the last lines of its text. */
#include "fmt.h"
#include "mem.h"
#include "parts.h"

enum weight { WEIGHT_ERROR, WEIGHT_WARNING, WEIGHT_NOTE, WEIGHTS };

enum { KEPT = 16, ITEM_SIZE = 256, LINE_SIZE = 256, INDENT = 6 };
static const unsigned int NO_LINE = UINT32_MAX;

static char items[WEIGHTS][KEPT][ITEM_SIZE];
static unsigned int counts[WEIGHTS];
static bool by_text, dirty;
static unsigned int lines_before; /* of text, before this record */
static unsigned int fault_line;	  /* where that of the last fault begins */

static const struct {
	const char *mark, *one, *many;
	enum colour colour;
} weights[WEIGHTS] = {
	[WEIGHT_ERROR] = {"ERROR", "error", "errors", COLOUR_BAD},
	[WEIGHT_WARNING] = {"warn ", "warning", "warnings", COLOUR_WARN},
	[WEIGHT_NOTE] = {"note ", "note", "notes", COLOUR_DIM},
};

static void open(void)
{
	memset(counts, 0, sizeof(counts));
	by_text = dirty = false;
	lines_before = 0;
	fault_line = NO_LINE;
}

/* ---- what is kept ---- */

static void add(enum weight weight, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(enum weight weight, const char *format, ...)
{
	char *item = items[weight][counts[weight]++ % KEPT];
	size_t mark = (size_t)fmt_text(item, ITEM_SIZE, "%s ", weights[weight].mark);
	va_list arguments;

	va_start(arguments, format);
	fmt_vtext(item + mark, ITEM_SIZE - mark, format, arguments);
	va_end(arguments);
	dirty = true;
}

static void see_finding(const struct finding *finding)
{
	static const enum weight of[] = {[SEVERITY_NOTE] = WEIGHT_NOTE,
					 [SEVERITY_WARNING] = WEIGHT_WARNING,
					 [SEVERITY_ERROR] = WEIGHT_ERROR};

	add(of[finding->severity], "%s: %s", finding->rule, finding->text);
}

static void see_check(const struct record_check *check)
{
	if (check->verdict == VERDICT_FAIL)
		add(WEIGHT_ERROR, "%s failed: %s", check->name, check->text);
	else if (check->verdict == VERDICT_SKIP)
		add(WEIGHT_NOTE, "%s skipped: %s", check->name, check->text);
}

static void see_fault(const struct record_fault *fault)
{
	if (fault->cpu == CPU_NONE)
		add(WEIGHT_ERROR, "an unknown core: %s, during %s", fault->name, fault->during);
	else
		add(WEIGHT_ERROR, "core %u: %s, during %s", fault->cpu, fault->name, fault->during);
	by_text = fault->cpu == 0;
	fault_line = by_text ? lines_before : fault_line;
}

/* The boot core's fault is the end of the run as a rule, and nothing may come behind it. */
static void see_text(const struct record *record)
{
	bool before = by_text;

	if (record->kind == RECORD_PROGRESS)
		by_text = false;
	else if (record->kind == RECORD_END)
		by_text = record->end.text && record->end.text[0];
	dirty = dirty || by_text || before;
}

static void see(const struct record *record)
{
	switch (record->kind) {
	case RECORD_FINDING:
		see_finding(&record->finding);
		break;
	case RECORD_CHECK:
		see_check(&record->check);
		break;
	case RECORD_FAULT:
		see_fault(&record->fault);
		break;
	case RECORD_STALL:
		add(WEIGHT_ERROR, "a call of core %u to core %u did not end in time",
		    record->stall.waiter, record->stall.chain[0]);
		break;
	default:
		break;
	}
	see_text(record);
	lines_before = tail_count();
}

static bool changed(void)
{
	return dirty;
}

/* ---- lines ---- */

struct page {
	const struct canvas *canvas;
	struct area rest; /* below the lines so far */
};

static uint32_t page_lines(const struct page *page)
{
	return page->rest.height / canvas_line_height(page->canvas);
}

static size_t page_columns(const struct page *page)
{
	size_t columns = page->rest.width / canvas_text_width(page->canvas, 1);

	return columns < LINE_SIZE ? columns : LINE_SIZE - 1;
}

static void page_line(struct page *page, enum colour colour, const char *text)
{
	uint32_t line = canvas_line_height(page->canvas);

	if (!page_lines(page))
		return;
	canvas_text(page->canvas, page->rest, colour, COLOUR_BACK, text);
	page->rest.y += line;
	page->rest.height -= line;
}

/* How much of the text goes on one line: to the last blank, where there is one. */
static size_t fitting(const char *text, size_t columns)
{
	size_t length = strlen(text), at = columns;

	if (length <= columns)
		return length;
	while (at > 0 && text[at] != ' ')
		at--;
	return at ? at : columns;
}

static void page_paragraph(struct page *page, enum colour colour, const char *text)
{
	size_t columns = page_columns(page), indent = 0;

	do {
		char line[LINE_SIZE] = "";
		size_t length = fitting(text, columns - indent);

		memset(line, ' ', indent);
		memcpy(line + indent, text, length);
		line[indent + length] = '\0';
		page_line(page, colour, line);
		text += length;
		while (*text == ' ')
			text++;
		indent = INDENT;
	} while (*text && page_lines(page));
}

static void draw_head(struct page *page)
{
	char line[LINE_SIZE];
	struct fmt text = FMT_OVER(line);

	for (unsigned int i = 0; i < WEIGHTS; i++)
		fmt_add(&text, "%s%u %s", i ? ", " : "", counts[i],
			counts[i] == 1 ? weights[i].one : weights[i].many);
	page_line(page, COLOUR_TEXT, line);
}

static void draw_items(struct page *page)
{
	draw_head(page);
	for (unsigned int w = 0; w < WEIGHTS; w++)
		for (unsigned int back = 1; back <= counts[w] && back <= KEPT; back++)
			if (page_lines(page))
				page_paragraph(page, weights[w].colour,
					       items[w][(counts[w] - back) % KEPT]);
}

/* The last lines, but from the fault on where they are too many: what comes behind it is in the
   title as well. */
static void draw_text(struct page *page)
{
	unsigned int rows = page_lines(page), count = tail_count();
	unsigned int first = count > rows ? count - rows : 0;

	if (first > fault_line)
		first = fault_line;
	for (unsigned int i = 0; i < rows; i++)
		page_line(page, COLOUR_TEXT, tail_line(first + i));
}

static void draw(const struct canvas *canvas, struct area inside, bool all)
{
	struct page page = {canvas, inside};

	(void)all;
	if (by_text)
		draw_text(&page);
	else
		draw_items(&page);
	canvas_fill(canvas, page.rest, COLOUR_BACK);
	dirty = false;
}

const struct panel panel_findings = {
	.title = "Findings", .open = open, .see = see, .changed = changed, .draw = draw};
