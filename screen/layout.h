/* SPDX-License-Identifier: BSD-2-Clause */
/* Where each part of the screen is. */
#ifndef MUSTER_LAYOUT_H
#define MUSTER_LAYOUT_H

#include "canvas.h"

enum { LAYOUT_WIDTH_MIN = 800, LAYOUT_HEIGHT_MIN = 600 }; /* of a screen that is drawn, in pixels */

enum layout_place {
	PLACE_TITLE,
	PLACE_PHASE,
	PLACE_CORES,
	PLACE_HISTOGRAM,
	PLACE_HEAT,
	PLACE_FINDINGS,
	PLACE_OUTPUT,
	PLACES,
};

/* False: the canvas is too small for all of them, and nothing is said. No two areas overlap, and
   each is a whole number of cells. */
bool layout_make(const struct canvas *canvas, struct area ret_areas[PLACES]);

#endif
