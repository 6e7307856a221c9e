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

/* tail.c: the last lines of text. */
enum { TAIL_LINES = 24, TAIL_LINE_SIZE = 96 };
void tail_open(void);
void tail_write(const char *bytes, size_t length);
/* A line by its distance from the last that has any text, which is number 0; "" when it is not
   known. */
const char *tail_line(unsigned int back);

#endif
