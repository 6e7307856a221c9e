/* SPDX-License-Identifier: BSD-2-Clause */
/* Values on a logarithmic line, cut into steps of one size. */
#ifndef MUSTER_AXIS_H
#define MUSTER_AXIS_H

#include "types.h"

enum { AXIS_LOG_BITS = 12 };

/* To the base of 2, with AXIS_LOG_BITS behind the point, cut; of 0 as of 1. */
uint32_t axis_log(uint64_t value);

struct axis {
	uint32_t low, high; /* logarithms */
};

/* From low to high, but to low and a sixteenth of it at least. */
struct axis axis_over(uint64_t low, uint64_t high);

/* 0 to steps - 1; what lies beside the line is on its first or last step. */
unsigned int axis_step(const struct axis *axis, uint64_t value, unsigned int steps);

#endif
