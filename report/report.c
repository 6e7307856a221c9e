/* SPDX-License-Identifier: BSD-2-Clause */
#include "report.h"
#include "crc32.h"
#include "fmt.h"
#include "kept.h"
#include "mem.h"
#include "record_json.h"
#include "record_text.h"

enum { CHECK_TEXT_SIZE = 320, LINE_END = 2 };

static const char *const verdict_names[] = {
	[VERDICT_PASS] = "pass",
	[VERDICT_FAIL] = "fail",
	[VERDICT_SKIP] = "skip",
};

const char *verdict_name(enum verdict verdict)
{
	return verdict_names[verdict];
}

void report_open(struct report *report, const struct record_words *words)
{
	memset(report, 0, sizeof(*report));
	report->words = words;
}

void report_add_sink(struct report *report, const struct sink *sink)
{
	if (report->sink_count < SINKS_MAX)
		report->sinks[report->sink_count++] = *sink;
}

void report_watch(struct report *report, void (*see)(void *context, const struct record *record),
		  void *context)
{
	report->watcher = see;
	report->watcher_context = context;
}

void report_add_screen(struct report *report, const struct sink *sink)
{
	if (report->sink_count == SINKS_MAX)
		return;
	report_add_sink(report, sink);
	report->screen = &report->sinks[report->sink_count - 1];
}

static void write_sinks(struct report *report, enum output_format format, size_t length)
{
	for (unsigned int i = 0; length > 0 && i < report->sink_count; i++) {
		const struct sink *sink = &report->sinks[i];

		if (sink->format & format)
			sink->write(sink->context, report->line, length);
	}
}

static void emit_text(struct report *report, const struct record *record)
{
	size_t length = record_text(report, record, report->line, sizeof(report->line));

	write_sinks(report, FORMAT_TEXT, length);
}

/* The sum is of the lines as a reader sees them who drops the '\r': it does not depend on the
   sinks, so one run has one sum wherever it is read. */
static void emit_json(struct report *report, const struct record *record)
{
	size_t length =
		record_json(record, report->words, report->line, sizeof(report->line) - LINE_END);

	report->crc32 = crc32_add(report->crc32, report->line, length);
	report->crc32 = crc32_add(report->crc32, "\n", 1);
	memcpy(report->line + length, "\r\n", LINE_END);
	write_sinks(report, FORMAT_JSON, length + LINE_END);
}

static void count_check(struct report *report, enum verdict verdict)
{
	unsigned int *const counts[] = {
		[VERDICT_PASS] = &report->passed,
		[VERDICT_FAIL] = &report->failed,
		[VERDICT_SKIP] = &report->skipped,
	};

	(*counts[verdict])++;
}

/* While it looks there is none: an exception in there comes back here. */
static void tell_watcher(struct report *report, const struct record *record)
{
	void (*see)(void *context, const struct record *record) = report->watcher;

	if (!see)
		return;
	report->watcher = NULL;
	see(report->watcher_context, record);
	report->watcher = see;
}

static void emit(struct report *report, const struct record *record)
{
	/* Text first: it is what a person watches when the next step hangs. */
	emit_text(report, record);
	emit_json(report, record);
	report->records++;
	tell_watcher(report, record);
}

void report_emit(struct report *report, const struct record *record)
{
	if (record->kind >= RECORD_KINDS) {
		tell_watcher(report, record);
		return;
	}
	if (report->kept)
		kept_see(report->kept, record);
	if (record->kind == RECORD_END) {
		struct record filled = *record;

		filled.end.records = report->records;
		filled.end.crc32 = report->crc32;
		filled.end.next = report->next;
		filled.end.why = report->next_why;
		filled.end.pause_s = report->pause_s;
		emit(report, &filled);
		return;
	}
	if (record->kind == RECORD_CHECK)
		count_check(report, record->check.verdict);
	emit(report, record);
}

void report_progress(struct report *report, const char *step, const char *text)
{
	report_emit(report, &(struct record){.kind = RECORD_PROGRESS,
					     .progress = {.step = step, .text = text}});
}

void report_percent(struct report *report, const char *step, const char *text, unsigned int percent)
{
	report_emit(report, &(struct record){.kind = RECORD_PROGRESS,
					     .progress = {step, text, true, percent}});
}

void report_finding(struct report *report, const struct finding *finding)
{
	report_emit(report, &(struct record){.kind = RECORD_FINDING, .finding = *finding});
}

void report_redraw(struct report *report, struct screen_figures *ret_figures)
{
	report_emit(report, &(struct record){.kind = RECORD_LIVE_REDRAW,
					     .live_redraw = {.ret_figures = ret_figures}});
}

void report_broken(struct report *report, const struct rule *rule, const char *format, ...)
{
	struct finding finding;
	struct findings list = {.items = &finding, .capacity = 1};
	char text[sizeof(finding.text)];
	va_list arguments;

	va_start(arguments, format);
	fmt_vtext(text, sizeof(text), format, arguments);
	va_end(arguments);
	rule_broken(&list, rule, 0, "%s", text);
	report_finding(report, &finding);
}

void report_check(struct report *report, const char *name, enum verdict verdict, const char *format,
		  ...)
{
	char text[CHECK_TEXT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	fmt_vtext(text, sizeof(text), format, arguments);
	va_end(arguments);
	report_emit(report,
		    &(struct record){.kind = RECORD_CHECK,
				     .check = {.name = name, .verdict = verdict, .text = text}});
}

/* A run that was cut short, or in which nothing was checked, has not passed. */
static enum verdict result(const struct report *report, const char *text)
{
	if (report->failed > 0 || text[0])
		return VERDICT_FAIL;
	return report->passed > 0 ? VERDICT_PASS : VERDICT_SKIP;
}

void report_end(struct report *report, const char *text, nanoseconds elapsed)
{
	const char *reason = text ? text : "";

	report_emit(report, &(struct record){.kind = RECORD_END,
					     .end = {.result = result(report, reason),
						     .text = reason,
						     .passed = report->passed,
						     .failed = report->failed,
						     .skipped = report->skipped,
						     .elapsed = elapsed}});
}

void report_next(struct report *report, const char *next, const char *why, unsigned int pause_s)
{
	report->next = next;
	report->next_why = why;
	report->pause_s = pause_s;
}

void report_countdown(struct report *report, const char *text)
{
	size_t length = (size_t)fmt_text(report->line, sizeof(report->line), "\r%-30s", text);

	if (report->screen)
		report->screen->write(report->screen->context, report->line, length);
}

void report_after_end(struct report *report, const char *text)
{
	size_t length = (size_t)fmt_text(report->line, sizeof(report->line), "\r%s\r\n", text);

	write_sinks(report, FORMAT_TEXT, length);
}
