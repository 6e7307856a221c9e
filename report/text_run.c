/* SPDX-License-Identifier: BSD-2-Clause */
/* The head of a report, what is about to happen, and what the tables hold. */
#include "record_text.h"
#include "mem.h"

enum { HEAD_INDENT = 12, PPM_SHOWN = 1000 };

/* The labels stand in a column of their own. */
static void head(struct text *text, const char *label)
{
	text_line(text, HEAD_INDENT);
	text_add(text, "%-*s", HEAD_INDENT, label);
}

static void add_mhz(struct text *text, uint64_t hz)
{
	text_add(text, " %llu.%03llu MHz", (unsigned long long)(hz / 1000000),
		 (unsigned long long)(hz / 1000 % 1000));
}

static void head_firmware(struct text *text, const struct record_run *run)
{
	head(text, "firmware");
	text_words(text, run->firmware_vendor);
	text_add(text, ", revision 0x%x, UEFI %u.%02u", (unsigned int)run->firmware_revision,
		 (unsigned int)(run->uefi_revision >> 16),
		 (unsigned int)(run->uefi_revision & 0xFFFF));
}

static void head_hypervisor(struct text *text, const struct record_run *run)
{
	if (!run->hypervisor || !run->hypervisor[0])
		return;
	head(text, "hypervisor");
	text_words(text, run->hypervisor);
}

static void head_board(struct text *text, const struct record_run *run)
{
	if (!run->board || !run->board[0])
		return;
	head(text, "machine");
	text_words(text, run->board);
}

static void head_processor(struct text *text, const struct record_run *run)
{
	bool has_brand = run->cpu_brand && run->cpu_brand[0];

	head(text, "processor");
	text_words(text, has_brand ? run->cpu_brand : run->cpu_vendor);
	if (has_brand) {
		text_words(text, " (");
		text_words(text, run->cpu_vendor);
	}
	text_add(text, has_brand ? ", signature 0x%x)" : " (signature 0x%x)",
		 (unsigned int)run->cpu_signature);
}

/* "+12 ppm", or in hundredths where that is no small number any more: "-1.20 %" */
static void add_share(struct text *text, int64_t ppm)
{
	uint64_t size = ppm < 0 ? 0 - (uint64_t)ppm : (uint64_t)ppm;

	if (size < PPM_SHOWN)
		text_add(text, " (%s%llu ppm)", ppm < 0 ? "-" : "+", (unsigned long long)size);
	else
		text_add(text, " (%s%llu.%02llu %%)", ppm < 0 ? "-" : "+",
			 (unsigned long long)(size / 10000),
			 (unsigned long long)(size / 100 % 100));
}

static void add_source(struct text *text, const struct record_run *run,
		       const struct clock_source_reading *source)
{
	text_add(text, " %s", source->name);
	if (!source->hz) {
		text_words(text, " absent");
		return;
	}
	add_mhz(text, source->hz);
	if (source->hz != run->clock_hz)
		add_share(text, clock_apart_ppm(source->hz, run->clock_hz));
}

static void head_sources(struct text *text, const struct record_run *run)
{
	text_words(text, "; by source:");
	for (unsigned int i = 0; i < run->source_count && i < CLOCK_SOURCES_MAX; i++) {
		text_words(text, i ? "," : "");
		add_source(text, run, &run->sources[i]);
	}
}

static void head_clock(struct text *text, const struct record_run *run)
{
	head(text, "clock");
	text_words(text, run->clock_source);
	add_mhz(text, run->clock_hz);
	text_words(text, run->clock_invariant ? ", invariant" : ", not invariant");
	text_words(text, "; read by ");
	text_words(text, run->clock_read);
	if (strcmp(run->clock_order, "unknown") == 0)
		text_words(text, " (nobody says if that is in order)");
	if (run->source_count)
		head_sources(text, run);
	if (!run->clock_agrees)
		text_words(text, "; THEY DISAGREE by more than 1 %");
}

static void head_cores(struct text *text, const struct report *report, const struct record_run *run)
{
	head(text, "cores");
	text_add(text, "boot core has %s 0x%llx, %s", report->words->id_text,
		 (unsigned long long)run->boot_id.value, run->irq_mode);
	if (run->exception_level)
		text_add(text, ", EL%u", run->exception_level);
	text_add(text, ", idle=%s", run->idle);
	if (strcmp(run->list_source, "madt") != 0)
		text_add(text, ", listed by: %s", run->list_source);
}

static void head_memory(struct text *text, const struct record_run *run)
{
	char total[FIGURE_SIZE], each[FIGURE_SIZE];

	if (!run->memory_bytes) /* nothing is started */
		return;
	figure_bytes(total, run->memory_bytes);
	figure_bytes(each, run->memory_per_core);
	head(text, "memory");
	text_add(text, "%s reserved, %s a core", total, each);
}

static void head_options(struct text *text, const struct record_run *run)
{
	head(text, "options");
	text_words(text, run->options && run->options[0] ? run->options : "none");
}

void text_run(struct text *text, struct report *report, const struct record *record)
{
	const struct record_run *run = &record->run;

	report->in_ticks = !run->clock_agrees;
	fmt_text(report->idle, sizeof(report->idle), "%s", run->idle);
	head(text, "MUSTER");
	text_add(text, "%s for %s, record format %d.%d", run->version, run->arch,
		 RECORD_SCHEMA_MAJOR, RECORD_SCHEMA_MINOR);
	head_board(text, run);
	head_firmware(text, run);
	head_processor(text, run);
	head_hypervisor(text, run);
	head_clock(text, run);
	head_cores(text, report, run);
	head_memory(text, run);
	head_options(text, run);
}

/* Below the words that were given, among which a file's are not. */
void text_option(struct text *text, struct report *report, const struct record *record)
{
	const struct record_option *option = &record->option;

	(void)report;
	head(text, "");
	text_words(text, option->name);
	if (option->value[0]) {
		text_words(text, "=");
		text_words(text, option->value);
	}
	text_add(text, ": %s", option->origin);
}

void text_progress(struct text *text, struct report *report, const struct record *record)
{
	(void)report;
	text_line(text, 3);
	text_words(text, "-- ");
	text_words(text, record->progress.text);
	if (record->progress.has_percent)
		text_add(text, " (%u %% done)", record->progress.percent);
}

void text_entry(struct text *text, struct report *report, const struct record *record)
{
	const struct record_entry *entry = &record->entry;

	(void)report;
	text_line(text, 9);
	text_add(text, "  %-4s ", entry->table);
	text_words(text, entry->name);
	if (entry->text && entry->text[0]) {
		text_words(text, " (");
		text_words(text, entry->text);
		text_words(text, ")");
	}
	for (unsigned int i = 0; i < entry->field_count && i < ENTRY_FIELDS_MAX; i++) {
		const struct record_field *field = &entry->fields[i];

		text_add(text, field->hex ? " %s=0x%llx" : " %s=%llu", field->key,
			 (unsigned long long)field->value);
	}
}
