/* SPDX-License-Identifier: BSD-2-Clause */
/* A matrix as squares of colour: a square a pair, or the mean of some where there are too many. */
#ifndef MUSTER_HEAT_H
#define MUSTER_HEAT_H

#include "canvas.h"
#include "matrix.h"

enum { HEAT_BINS_MOST = 128, HEAT_NONE = 0xFF };

struct heat {
	unsigned int bins; /* rows, and columns, of squares */
	unsigned int each; /* rows of the matrix in one */
	/* of the last look */
	uint64_t measured;
	uint32_t low, high; /* what the first and the last colour stand for */
	bool cut;	    /* some are a good deal larger than high */
	uint32_t mean[HEAT_BINS_MOST * HEAT_BINS_MOST]; /* MATRIX_NONE: none was measured */
};

/* For a matrix of n cores; bins_most is from 1 to HEAT_BINS_MOST. */
void heat_divide(struct heat *heat, unsigned int n, unsigned int bins_most);

/* The matrix has the n cores of the division. */
void heat_look(struct heat *heat, const struct matrix *matrix);

uint32_t heat_mean(const struct heat *heat, unsigned int row, unsigned int column);

/* A step of the ramp for each square, or HEAT_NONE. */
void heat_steps(const struct heat *heat, uint8_t *ret_steps);

#endif
