/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A part of the screen that shows one thing. It learns from records alone, and keeps what it must
 * remember in its own file, of fixed size.
 */
#ifndef MUSTER_PANEL_H
#define MUSTER_PANEL_H

#include "canvas.h"
#include "record.h"

struct panel {
	const char *title;
	void (*open)(void); /* forgets what was seen */
	void (*see)(const struct record *record);
	/* True if what is drawn is no longer what was seen. */
	bool (*changed)(void);
	/* all: everything, the background included; otherwise only what changed since the last. */
	void (*draw)(const struct canvas *canvas, struct area inside, bool all);
};

/* panel_cores.c, panel_heat.c, panel_histogram.c */
extern const struct panel panel_cores, panel_heat, panel_histogram;

#endif
