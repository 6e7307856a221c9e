/* SPDX-License-Identifier: BSD-2-Clause */
/* The record of the screen, and those that are for the screen alone. */
#ifndef MUSTER_RECORD_SCREEN_H
#define MUSTER_RECORD_SCREEN_H

#include "clock.h"
#include "hist.h"
#include "matrix.h"
#include "types.h"

/* What the framebuffer showed, and what it cost. */
struct record_screen {
	const char *mode;   /* "drawn", "text", "off", "none" */
	const char *format; /* of pixels: "bgrx", "rgbx", "bitmask"; "" without a framebuffer */
	uint32_t width, height;
	uint64_t redraws, updates;	 /* of all that is drawn; of what changed */
	nanoseconds redraw, update_most; /* the last redraw; the longest update */
};

/* ---- for the watcher alone; what is pointed to holds until report_emit() returns ---- */

/* The samples so far, of a measurement that runs or has just ended. */
struct record_live_hist {
	const char *name, *unit;
	const struct hist *hist;
	const struct clock *clock; /* the histogram is in ticks; NULL: in the unit */
};

/* The cells so far, of a matrix that is being measured. All of it stays to the end of the run. */
struct record_live_matrix {
	const char *name, *unit;
	const struct matrix *matrix;
	const cpu_index *order; /* of rows and columns */
	uint64_t of;		/* cells that there can be */
	cpu_index from, to;	/* measured last; CPU_NONE: all are */
};

/* Draw all of it anew, and say what drawing took so far. */
struct screen_figures {
	uint64_t redraws, updates;
	ticks redraw, update_most;
};
struct record_live_redraw {
	struct screen_figures *ret_figures; /* untouched where nothing is drawn; may be NULL */
};

#endif
