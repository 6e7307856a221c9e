/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as text for people; one function a kind, gathered in record_text.c. */
#ifndef MUSTER_REPORT_RECORD_TEXT_H
#define MUSTER_REPORT_RECORD_TEXT_H

#include "report.h"
#include "text.h"

/* What the text of one record may look at, and remember in, is the report; lines go into text. */
typedef void text_writer(struct text *text, struct report *report, const struct record *record);

/* All lines of a record into line; returns their length, 0 when there is nothing to say. */
size_t record_text(struct report *report, const struct record *record, char *line, size_t size);

text_writer text_run, text_option, text_progress, text_entry; /* text_run.c */
text_writer text_topology, text_node;			      /* record_topology.c */
text_writer text_bringup, text_census, text_core;	      /* text_core.c */
text_writer text_stat, text_compare;			      /* text_stat.c, text_compare.c */
text_writer text_spread;				      /* text_spread.c */
text_writer text_fault, text_stall;			      /* text_fault.c */
text_writer text_finding, text_check, text_ipi;		      /* text_verdict.c */
text_writer text_nvram, text_screen, text_end;		      /* text_verdict.c */
text_writer text_serial;				      /* record_serial.c */

text_writer text_delays;		  /* record_delays.c */
text_writer text_register;		  /* record_audit.c */
text_writer text_matrix, text_matrix_row; /* text_matrix.c */
text_writer text_offset, text_offsets;	  /* record_offset.c */
text_writer text_gaps, text_gaps_core;	  /* record_gaps.c */

/* What text_stat.c and text_spread.c share: a row's label, and its figures in columns. */
enum { STAT_LABEL_WIDTH = 20, STAT_LABEL_MOST = 36 };
void text_label(struct text *text, const struct report *report, const struct record_stat *stat,
		int width);
void text_value(struct text *text, const struct record_stat *stat, uint64_t value);
void text_percent(struct text *text, int width, uint64_t permille);

/* The registers that text_register() left out, if any. */
void text_same_registers(struct text *text, struct report *report);

/* The cores that text_core() left out, if any. */
void text_hidden_cores(struct text *text, struct report *report);

#endif
