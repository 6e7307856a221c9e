/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The drawn screen: a watcher of the report that shows on a framebuffer where the run stands. It
 * draws in report_emit() alone, so never while a sample is taken, and only what changed. There is
 * one.
 */
#ifndef MUSTER_DISPLAY_H
#define MUSTER_DISPLAY_H

#include "clock.h"
#include "console.h"
#include "record.h"
#include "span.h"

enum { DISPLAY_OUTPUT_SIZE = 160 };

struct display_facts {
	struct framebuffer framebuffer;
	struct span font;		  /* a PSF file */
	char output[DISPLAY_OUTPUT_SIZE]; /* where the report goes, and what follows at the end */
	unsigned int budget_s;
	ticks (*now)(void); /* by which drawing is timed, and the run */
	struct clock clock; /* its rate */
};

/* Draws the empty screen. STATUS_UNSUPPORTED: fewer than 800x600 pixels, or a font that is none;
   then nothing is drawn. */
enum status display_open(const struct display_facts *facts);

/* The report's watcher; context is not looked at. */
void display_see(void *context, const struct record *record);

/* A sink's write function, of text; context is not looked at. The last lines are kept, and shown
   where a run ends early. Behind the end record, a line that begins with '\r' is shown at once, in
   place of the one before: nothing is measured any more. */
void display_write(void *context, const char *bytes, size_t length);

#endif
