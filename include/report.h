/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records in, bytes out. The same object serves before and after the door; only the boot core
 * calls it. Each sink takes the formats it is opened with: a serial line text, JSON or both, a
 * framebuffer text. A watcher sees the records themselves, and may draw them.
 */
#ifndef MUSTER_REPORT_H
#define MUSTER_REPORT_H

#include "clock.h"
#include "hist.h"
#include "options.h"
#include "record.h"
#include "record_words.h"

struct sink {
	void (*write)(void *context, const char *bytes, size_t length); /* lines end in "\r\n" */
	void *context;
	enum output_format format;
};

enum { SINKS_MAX = 3, REPORT_LINE_SIZE = 2048, REPORT_NOTABLE_CORES = 16 };

struct report {
	const struct record_words *words;
	struct sink sinks[SINKS_MAX];
	unsigned int sink_count;
	void (*watcher)(void *context, const struct record *record);
	void *watcher_context;
	const struct sink *screen; /* the one on which a line may be written again; NULL: none */
	uint64_t records;
	uint32_t crc32;
	unsigned int passed, failed, skipped;
	struct kept *kept; /* kept.h: what survives the run; NULL: nothing does */
	bool brief;	   /* the text leaves the tables of registers to info */
	/* what the text needs to remember between records */
	bool stat_heading_shown;
	uint32_t stat_caption; /* a sum of it */
	bool spread_heading_shown;
	char idle[12]; /* of the run */
	bool in_ticks; /* the clock cannot be trusted */
	unsigned int cores_listed, cores_hidden;
	unsigned int registers_same, registers_differ, registers_cores;
	unsigned int offsets_shown;
	const char *rule_said;	     /* id of the last finding's */
	const char *next, *next_why; /* for the end record */
	unsigned int pause_s;
	char line[REPORT_LINE_SIZE];
};

/* words: of the architecture that is reported of. */
void report_open(struct report *report, const struct record_words *words);
void report_add_sink(struct report *report, const struct sink *sink);
void report_add_screen(struct report *report, const struct sink *sink);

/* Sees each record after the sinks, as it was written to them, and those that are for it alone. One
   that takes an exception while it looks is asked no more, so that the exception can be told. */
void report_watch(struct report *report, void (*see)(void *context, const struct record *record),
		  void *context);

/* Writes one record to every sink, and counts it and its verdict. */
void report_emit(struct report *report, const struct record *record);

/* The commonest records in one line each. */
void report_progress(struct report *report, const char *step, const char *text);
void report_percent(struct report *report, const char *step, const char *text,
		    unsigned int percent);
void report_finding(struct report *report, const struct finding *finding);

/* What a stat was made of, in so many records as it takes. With a clock the histogram is in ticks
   and the records in nanoseconds; NULL: both are in the same unit. */
void report_histogram(struct report *report, const struct record_stat *stat,
		      const struct hist *hist, const struct clock *clock);

/* For who has no record to report: a line, and words below it, indented, in lines that are no
   longer than those of the report. Returns the length. */
size_t report_paragraph(char *lines, size_t size, const char *head, const char *words);

/* Lets the watcher draw all anew; *ret_figures is untouched where there is none. NULL: none wanted.
 */
void report_redraw(struct report *report, struct screen_figures *ret_figures);

/* A finding at once, of a rule that no table is broken by. */
void report_broken(struct report *report, const struct rule *rule, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void report_check(struct report *report, const char *name, enum verdict verdict, const char *format,
		  ...) __attribute__((format(printf, 4, 5)));
/* What happens behind the end record, as it says itself. */
void report_next(struct report *report, const char *next, const char *why, unsigned int pause_s);

/* For people, behind the end record: up to 30 characters that take the place of those before, on
   screens alone; and a line that takes their place, everywhere. */
void report_countdown(struct report *report, const char *text);
void report_after_end(struct report *report, const char *text);

/* The last record: result, counts and sums are filled in from what was emitted. */
void report_end(struct report *report, const char *text, nanoseconds elapsed);

#endif
