/* SPDX-License-Identifier: BSD-2-Clause */
/* What the screen's own parts know of each other. */
#ifndef MUSTER_PARTS_H
#define MUSTER_PARTS_H

#include "display.h"
#include "panel.h"

/* display.c: what the screen was opened with. */
const struct display_facts *display_facts(void);

/* These have no frame. */
extern const struct panel panel_title, panel_phase, panel_output;
extern const struct panel panel_findings;

/* panel_output.c: a line of text that takes the place of the one before, behind the end record. */
void panel_output_say(const char *bytes, size_t length);

/* tail.c: the last lines of text. */
enum { TAIL_LINES = 24, TAIL_LINE_SIZE = 96 };
void tail_open(void);
void tail_write(const char *bytes, size_t length);
/* How many there were so far; and one of them by its number from 0 on, "" when it is no longer
 * known.
 */
unsigned int tail_count(void);
const char *tail_line(unsigned int number);

#endif
