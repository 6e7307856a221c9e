/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_text.h"

enum { PARAGRAPH_INDENT = 6 };

/* Too long to be read. */
static void text_histogram(struct text *text, struct report *report, const struct record *record)
{
	(void)text, (void)report, (void)record;
}

static text_writer *const writers[RECORD_KINDS] = {
	[RECORD_RUN] = text_run,
	[RECORD_OPTION] = text_option,
	[RECORD_SERIAL] = text_serial,
	[RECORD_PROGRESS] = text_progress,
	[RECORD_ENTRY] = text_entry,
	[RECORD_BRINGUP] = text_bringup,
	[RECORD_TOPOLOGY] = text_topology,
	[RECORD_NODE] = text_node,
	[RECORD_REGISTER] = text_register,
	[RECORD_CENSUS] = text_census,
	[RECORD_CORE] = text_core,
	[RECORD_STAT] = text_stat,
	[RECORD_HISTOGRAM] = text_histogram,
	[RECORD_SPREAD] = text_spread,
	[RECORD_COMPARE] = text_compare,
	[RECORD_FAULT] = text_fault,
	[RECORD_STALL] = text_stall,
	[RECORD_IPI] = text_ipi,
	[RECORD_FINDING] = text_finding,
	[RECORD_CHECK] = text_check,
	[RECORD_NVRAM] = text_nvram,
	[RECORD_MATRIX] = text_matrix,
	[RECORD_MATRIX_ROW] = text_matrix_row,
	[RECORD_OFFSET] = text_offset,
	[RECORD_OFFSETS] = text_offsets,
	[RECORD_DELAYS] = text_delays,
	[RECORD_GAPS] = text_gaps,
	[RECORD_GAPS_CORE] = text_gaps_core,
	[RECORD_SCREEN] = text_screen,
	[RECORD_END] = text_end,
};

/* Records that may stand between two rows of the table of stats without a new heading. */
static bool keeps_heading(enum record_kind kind)
{
	return kind == RECORD_STAT || kind == RECORD_HISTOGRAM || kind == RECORD_PROGRESS ||
	       kind == RECORD_COMPARE;
}

size_t report_paragraph(char *lines, size_t size, const char *head, const char *words)
{
	struct text text;

	text_open(&text, lines, size);
	text_line(&text, PARAGRAPH_INDENT);
	text_words(&text, head);
	text_line(&text, PARAGRAPH_INDENT);
	text_add(&text, "%*s", PARAGRAPH_INDENT, "");
	text_words(&text, words);
	return text_close(&text);
}

size_t record_text(struct report *report, const struct record *record, char *line, size_t size)
{
	struct text text;

	text_open(&text, line, size);
	if (record->kind != RECORD_CORE)
		text_hidden_cores(&text, report);
	if (record->kind != RECORD_REGISTER)
		text_same_registers(&text, report);
	if (!keeps_heading(record->kind))
		report->stat_heading_shown = false;
	if (record->kind != RECORD_SPREAD)
		report->spread_heading_shown = false;
	writers[record->kind](&text, report, record);
	return text_close(&text);
}
