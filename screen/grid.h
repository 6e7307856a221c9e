/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the tiles of cores are: threads of a core side by side, cores of a package together. */
#ifndef MUSTER_GRID_H
#define MUSTER_GRID_H

#include "canvas.h"

/* What a tile has room for. */
enum grid_text { GRID_INDEX, GRID_LETTER, GRID_SHAPE };

struct grid {
	struct area area; /* that is divided */
	enum grid_text text;
	uint32_t tile_width, tile_height;
	uint32_t thread_gap, core_gap, package_gap;
	bool labels;	    /* a line above each package */
	unsigned int shown; /* tiles that found room: the first ones */
};

/* The largest tiles with which all seats have room. */
void grid_make(struct grid *grid, const struct canvas *canvas, struct area area);

/* place is that of the seat, below shown. */
struct area grid_tile(const struct grid *grid, unsigned int place);

#endif
