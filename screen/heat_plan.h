/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the parts of the heat map are. */
#ifndef MUSTER_HEAT_PLAN_H
#define MUSTER_HEAT_PLAN_H

#include "heat.h"
#include "types.h"

struct heat_plan {
	struct area caption, columns, rows, map, legend, beside; /* beside: what is left over */
	unsigned int bins_most;
	uint32_t square; /* a side, the gap to the next not included */
	uint32_t gap;
	bool figures; /* there is room for one in each square */
	/* from the map's corner to that of each square; one more, for the end */
	uint16_t at[HEAT_BINS_MOST + 1];
};

/* The lines of text around the map; what is left for it decides how many squares there can be.
   largest is the largest index that stands beside a row. */
void heat_plan_open(struct heat_plan *plan, const struct canvas *canvas, struct area inside,
		    cpu_index largest);

/* Then the squares of so many bins; is_edge says that something else begins at a bin. */
void heat_plan_squares(struct heat_plan *plan, const struct canvas *canvas, unsigned int bins,
		       const bool *is_edge);

struct area heat_plan_square(const struct heat_plan *plan, unsigned int row, unsigned int column);

#endif
